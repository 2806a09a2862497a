//! `misuses: multivalued-key`: a condition of the statement does not compare what its author meant to compare.
//!
//! AWS's own checks are the pattern: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>.

mod comparison;
mod presence;

use super::condition_on;
use crate::finding::{Level, Remedy};
use crate::iam::condition::Condition;
use crate::rule::answer::{Answer, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question, shorter};
use crate::rule::context::{Context, StatementContext};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, suggestion};
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "misuses",
    about: "A condition of the statement does not compare what it seems to, in one of these ways: `multivalued-key` (a list of values without a set operator), `exact-wildcard` (a `*` under an operator that does not expand it), `operator` (one for another type of key), `value` (of another form than the key holds), `key-of-other-actions` (a key that none of the actions has), `unknown-key` (a key that AWS does not have), `absent-key` (in an identity policy, or for users and roles, a key that only calls of services have), `absent-for-service` (in a Deny for services, a key that none of their calls has), `via-service` (`aws:ViaAWSService` in a Deny), `empty-set` (`ForAllValues:`, which holds without the key), `source-of-grant` (a source key where the service sends none), `unpaired-key` (a private address without the VPC that it is in).",
    on: Target::is_statement,
    schema: r##"{"$ref":"#/$defs/words"}"##,
    supplies: &["key", "reason"],
    cost: 1,
    compile,
};

/// A way to misuse a condition; the answer is the reason, in words.
type MisuseCheck = fn(&StatementContext<'_>, &Condition) -> Option<String>;

const CHECKS: [(&str, MisuseCheck); 12] = [
    ("absent-for-service", presence::absent_for_service),
    ("absent-key", presence::absent_key),
    ("empty-set", presence::empty_set),
    ("exact-wildcard", comparison::exact_wildcard),
    ("key-of-other-actions", presence::key_of_other_actions),
    ("multivalued-key", comparison::multivalued_key),
    ("operator", comparison::operator),
    ("source-of-grant", presence::source_of_grant),
    ("unknown-key", presence::unknown_key),
    ("unpaired-key", presence::unpaired_key),
    ("value", comparison::value),
    ("via-service", presence::via_service),
];

/// The checks of what a condition compares with.
const OF_VALUES: [&str; 2] = ["exact-wildcard", "value"];

#[derive(Debug)]
struct Misuses(Vec<usize>);

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    let checks = value.words("a way to misuse a condition")?.into_iter().map(|word| {
        let found = CHECKS.iter().position(|(name, _)| *name == word.text);
        let names = CHECKS.map(|(name, _)| name);
        found.ok_or_else(|| word.place.fault(format!("a condition is not misused as `{}`{}", word.text, suggestion(&word.text, &names))))
    });
    Compiled::question(Misuses(checks.collect::<Result<_, _>>()?))
}

impl Question for Misuses {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        let checks = || self.0.iter().filter_map(|index| CHECKS.get(*index));
        let mut found = context.statement.conditions.iter().filter_map(|condition| {
            let (name, reason) = checks().find_map(|(name, check)| Some((*name, check(context, condition)?)))?;
            let mut found = evidence(context, condition, &reason);
            found.remedy = found.remedy.or_else(|| (name == "empty-set").then(|| presence::instead_of_empty_set(condition)));
            // Another value mends nothing where the key or the operator is at fault.
            if let Some(fault) = found.fault.as_mut().filter(|_| !OF_VALUES.contains(&name)) {
                fault.replaceable = None;
            }
            Some(found)
        });
        found.next().map_or_else(Answer::no, Answer::yes)
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let name = |index: usize| CHECKS.get(index).map_or("", |(name, _)| *name);
        let rest = shorter(&self.0).into_iter();
        rest.map(|(index, rest)| (format!("without {}", name(*index)), Arc::new(Misuses(rest)) as Arc<dyn Question>)).collect()
    }
}

fn evidence(context: &StatementContext<'_>, condition: &Condition, reason: &str) -> Evidence {
    let doubt = presence::doubt(context, condition);
    // A condition on calls that the service may never make hurts nobody by then.
    let most = doubt.as_ref().and_then(|_| presence::source_of_grant(context, condition)).map(|_| Level::Note);
    let instead = presence::instead_of_source(context, condition).or_else(|| presence::instead_of_unknown(context, condition));
    let remedy = instead.map(Remedy::advice);
    Evidence { doubts: doubt.into_iter().collect(), most, remedy, ..condition_on::evidence(context, condition, reason) }
}

/// The operator as AWS writes it, or as the policy does.
fn operator_name(condition: &Condition) -> String {
    condition.operator.map_or_else(|| condition.operator_text.to_string(), |operator| operator.name())
}
