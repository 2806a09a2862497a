//! `condition-on: source`: the statement has a condition that is meant to tell whose request it is.

use crate::iam::condition::Condition;
use crate::iam::document::Element;
use crate::iam::exposure::{Exposure, Outsider, Reason};
use crate::rule::answer::{Answer, Aspect, Evidence, FaultyElement};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, StatementContext, touches};
use crate::rule::guard_keys::{FAMILIES, GuardFamily};
use crate::rule::provenance::{WrittenValue, in_statement, replaceable};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, suggestion};
use crate::source::Span;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "condition-on",
    about: "The statement has a condition on a key that is meant to tell whose request it is: `source`, `external-id` or `certificate`.",
    on: Target::is_statement,
    schema: r##"{"enum":["source","external-id","certificate"]}"##,
    supplies: &["key", "reason"],
    cost: 1,
    compile,
};

#[derive(Debug)]
struct ConditionOn(GuardFamily);

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    let word = value.word("a family of condition keys")?;
    let names = FAMILIES.map(|(name, _)| name);
    match FAMILIES.iter().find(|(name, _)| *name == word) {
        Some((_, family)) => Compiled::question(ConditionOn(*family)),
        None => Err(value.place.fault(format!("there is no family of condition keys `{word}`{}", suggestion(word, &names)))),
    }
}

impl Question for ConditionOn {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        let of_family = || context.statement.conditions.iter().filter(|condition| self.0.has(condition));
        let Some(first) = of_family().next() else { return Answer::no() };
        // The one whose reason is known to let a request through, else the first.
        let told = of_family().find_map(|condition| Some((condition, reason(context, condition)?)));
        let (condition, reason) = match told {
            Some((condition, reason)) => (condition, reason.text.clone()),
            None => (first, "other accounts meet it as well".to_owned()),
        };
        Answer::yes(evidence(context, condition, &reason))
    }
}

/// Why a condition does not stop the request that gets through.
fn reason<'c>(context: &'c StatementContext<'_>, condition: &Condition) -> Option<&'c Reason> {
    [Outsider::Service, Outsider::Account].into_iter().find_map(|outsider| match &context.exposed(outsider).exposure {
        Exposure::Exposed(witness) => witness.because.iter().find(|reason| reason.span.is_some_and(|span| touches(condition, span))),
        _ => None,
    })
}

/// The condition, where it stands in the statement, and why it is at fault.
pub(super) fn evidence(context: &StatementContext<'_>, condition: &Condition, reason: &str) -> Evidence {
    let whole = context.statement.span;
    let place = match whole.covers(condition.key_span) {
        true => condition.key_span,
        false => super::principal::evidence(context).fault.map_or(whole, |fault| fault.place),
    };
    let key = condition.key_text.to_string();
    let reason = context.policy.root.trust.told(reason);
    Evidence {
        fault: Some(FaultyElement {
            aspect: Aspect::Condition,
            place,
            provenance: way(context, condition, place),
            element: key.clone(),
            replaceable: all_replaceable(context, condition),
        }),
        texts: vec![("key", key), ("reason", reason)],
        ..Evidence::default()
    }
}

/// Why whoever deploys may give other values than those of a condition, where that goes for each.
fn all_replaceable(context: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    let (root, resource) = (context.policy.root, context.policy.policy.resource);
    let reasons = condition.values.iter().map(|value| replaceable(root, resource, &WrittenValue::element(value)));
    reasons.collect::<Option<Vec<_>>>()?.into_iter().next()
}

/// The way of the value that a condition compares with; of several, of the first that is not written in place.
fn way(context: &StatementContext<'_>, condition: &Condition, place: Span) -> Vec<crate::finding::Label> {
    let from_elsewhere = |value: &&Element| !value.origin.provenance.is_empty();
    let Some(value) = condition.values.iter().find(from_elsewhere).or(condition.values.first()) else { return vec![] };
    let there = format!("compared with `{}`", condition.key_text);
    in_statement(context, &WrittenValue::element(value), place, &there)
}
