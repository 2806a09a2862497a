//! `never-matches: true`: no request at all can meet the statement's conditions.

use super::{condition_on, principal};
use crate::condition::unusual;
use crate::facts;
use crate::finding::{Level, Remedy};
use crate::iam::condition::{Condition, Family};
use crate::iam::document::Element;
use crate::iam::exposure::foreign_source;
use crate::iam::keys;
use crate::mapped_text::Text;
use crate::mapped_text::filled_in::left_blank;
use crate::rule::alive;
use crate::rule::answer::{Answer, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, StatementContext};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "never-matches",
    about: "No request at all, not even the owner's, can meet the statement's conditions: the grant is dead.",
    on: Target::is_statement,
    schema: r##"{"const":true}"##,
    supplies: &["principal", "key", "reason", "of", "whom"],
    cost: 3,
    compile,
};

const NO_OTHER_SOURCE: &str = "AWS documents what the service acts for, and does not say that it never acts for anything else";

#[derive(Debug)]
struct NeverMatches;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::switch(value, KIND.key, NeverMatches)
}

impl Question for NeverMatches {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        match alive::dead(context) {
            // Where what is picked for a value has nothing for one that the code does not name, nobody deploys with it.
            Some((condition, _)) if condition.values.is_empty() && context.policy.given.has_another() => Answer::no(),
            Some((condition, reason)) => {
                let mut evidence = condition_on::evidence(context, condition, &reason.text);
                evidence.remedy = instead(condition).map(Remedy::advice);
                evidence.doubts.extend(context.policy.left_alone());
                evidence.doubts.extend(foreign_source(context.statement, condition).map(|_| NO_OTHER_SOURCE.to_owned()));
                if is_left_empty(condition, &evidence) && !unusual(&[], &[context.policy.given]).is_empty() {
                    return Answer::no();
                }
                // Nobody deploys a blank; what the guard will be is for whoever fills it in.
                if let Some(blank) = condition.values.iter().find_map(|value| left_blank(value.text.literal())) {
                    evidence.doubts.push(format!("`{blank}` is still to be filled in"));
                    evidence.most = Some(Level::Note);
                }
                tell_of_one(context, &mut evidence);
                Answer::yes(principal::evidence(context).and(evidence))
            }
            None => Answer::no(),
        }
    }
}

/// Where others that the statement names can meet its conditions, only one is told to have nothing by it.
fn tell_of_one(context: &StatementContext<'_>, evidence: &mut Evidence) {
    let [mut of, mut whom] = [String::new(), String::new()];
    if let Some(principal) = context.principal.filter(|_| alive::for_others(context)) {
        let told = principal.told();
        (of, whom) = (format!(" of `{told}`"), format!(" `{told}`"));
        let of_all = |(name, text): &mut (&'static str, String)| {
            if *name == "reason" {
                *text = text.replace("no caller that the statement names", &format!("no call of `{told}`"));
            }
        };
        evidence.texts.iter_mut().for_each(of_all);
    }
    evidence.texts.extend([("of", of), ("whom", whom)]);
}

/// What to write where the operator or the spelling of the key is at fault, and not the value.
fn instead(condition: &Condition) -> Option<String> {
    let key = &condition.key_text;
    if !keys::exists(&condition.key) {
        return facts::similar_condition_key(&condition.key).map(|meant| format!("write `{meant}` instead of `{key}`"));
    }
    let operator = condition.operator?;
    let (name, family) = (operator.name(), operator.row.family);
    if operator.quantifier.is_none() && keys::is_multivalued(&condition.key) && family != Family::Null {
        return Some(format!("write `ForAnyValue:{name}` instead of `{name}`: it holds where one of the values of `{key}` is met"));
    }
    let expands = !condition.values.is_empty() && condition.values.iter().all(|value| names_somebody(&condition.key, value));
    if matches!(family, Family::Text | Family::TextIgnoreCase) && expands {
        let like = if keys::holds_arn(&condition.key) { "ArnLike" } else { "StringLike" };
        return Some(format!("write `{like}` instead of `{name}`: it expands wildcards"));
    }
    None
}

/// Whether a value has wildcards and still says who is meant once they are expanded.
fn names_somebody(key: &str, value: &Element) -> bool {
    let is_open = |text: &Text| text.literal().contains(['*', '?']);
    let says_something = |text: &Text| !text.holes().is_empty() || !text.literal().trim_matches(['*', '?']).is_empty();
    let account = value.text.split(":").into_iter().nth(4);
    let says_account = account.is_some_and(|account| !is_open(&account) && says_something(&account));
    is_open(&value.text) && says_something(&value.text) && !keys::holds_account(key) && (says_account || !keys::holds_arn(key))
}

/// Whether an input that may be given leaves the value empty: whoever gives the others another value than their default gives it too.
fn is_left_empty(condition: &Condition, evidence: &Evidence) -> bool {
    let is_replaceable = evidence.fault.as_ref().is_some_and(|fault| fault.replaceable.is_some());
    is_replaceable && condition.values.iter().all(|value| value.known() == Some(""))
}
