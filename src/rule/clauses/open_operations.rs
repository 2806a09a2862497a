//! `open-operations: true`: the OpenAPI definition of the API has operations that ask nobody who they are.

use super::api_definition::{Operation, operations};
use crate::condition::{Assignment, holding_words};
use crate::finding::Label;
use crate::rule::answer::{Answer, Aspect, Case, CaseVerdict, Evidence, FaultyElement};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::Context;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "open-operations",
    about: "The OpenAPI definition of the API, also the one that SAM makes of events, has an operation without `security` or another authorisation.",
    on: |target| target == Target::Subject("api"),
    schema: r#"{"const":true}"#,
    supplies: &[],
    cost: 1,
    compile,
};

#[derive(Debug)]
struct HasOpenOperations;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    match value.truth()? {
        true => Compiled::question(HasOpenOperations),
        false => Err(value.place.fault("write `not: { open-operations: true }`")),
    }
}

impl Question for HasOpenOperations {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.subject().filter(|context| context.subject.kind == "api") else { return Answer::no() };
        let mut open: Vec<Operation> = operations(context.subject.resource).into_iter().filter(is_open).collect();
        // One that is open whatever is answered stands for all others.
        open.sort_by_key(|operation| !is_always_open(operation));
        let stands_for_all = open.first().is_some_and(is_always_open);
        let told = open.iter().enumerate().map(|(place, one)| answer(one, open.get(place + 1..).unwrap_or_default()));
        told.take(if stands_for_all { 1 } else { open.len() }).fold(Answer::no(), Answer::or)
    }
}

fn is_open(operation: &Operation) -> bool {
    !operation.has_policy && operation.asks_nobody.iter().any(|(_, asks_nobody)| *asks_nobody)
}

fn is_always_open(operation: &Operation) -> bool {
    operation.given.is_always() && operation.asks_nobody.iter().all(|(_, asks_nobody)| *asks_nobody)
}

/// Where an operation is open, with those behind it that are open then as well.
fn answer(one: &Operation, others: &[Operation]) -> Answer {
    let fault = FaultyElement { aspect: Aspect::Link, place: one.place, provenance: vec![], element: String::new(), replaceable: None };
    let case = |(given, asks_nobody): &(Assignment, bool)| {
        let labels = || others.iter().filter_map(|other| label(other, given)).collect();
        let evidence = || Evidence { fault: Some(fault.clone()), labels: labels(), ..Evidence::default() };
        let verdict = if *asks_nobody { CaseVerdict::Yes(Box::new(evidence())) } else { CaseVerdict::No };
        Case { given: given.clone(), verdict }
    };
    Answer::of_all(one.asks_nobody.iter().map(case).collect()).under(&one.given)
}

/// That a further operation is open, and under which answers beside these, if it can be.
fn label(other: &Operation, given: &Assignment) -> Option<Label> {
    let cases: Vec<(Assignment, bool)> =
        other.asks_nobody.iter().filter_map(|(case, asks_nobody)| Some((case.and(&other.given)?.and(given)?, *asks_nobody))).collect();
    let all: Vec<&Assignment> = cases.iter().map(|(case, _)| case).collect();
    let open: Vec<&Assignment> = cases.iter().filter(|(_, asks_nobody)| *asks_nobody).map(|(case, _)| case).collect();
    let first = open.first()?;
    let mut words = holding_words(&all, &open);
    if words.is_empty() {
        words = first.beyond(given).words();
    }
    let when = if words.is_empty() { String::new() } else { format!(" where {}", words.join(" and ")) };
    Some(Label::new(other.place, format!("nor does this one{when}")))
}
