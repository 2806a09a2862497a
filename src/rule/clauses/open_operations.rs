//! `open-operations: true`: the OpenAPI definition of the API has operations that ask nobody who they are.

use super::api_definition::operations;
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
        operations(context.subject.resource).into_iter().fold(Answer::no(), |found, operation| {
            let fault = FaultyElement {
                aspect: Aspect::Link,
                place: operation.place,
                provenance: vec![],
                element: String::new(),
                replaceable: None,
            };
            let cases = operation.asks_nobody.iter().map(|(given, asks_nobody)| {
                let evidence = || CaseVerdict::Yes(Box::new(Evidence { fault: Some(fault.clone()), ..Evidence::default() }));
                Case { given: given.clone(), verdict: if *asks_nobody { evidence() } else { CaseVerdict::No } }
            });
            let one = Answer::of_all(cases.collect()).under(&operation.given);
            match (found.is_no(), one.is_no()) {
                (_, true) => found,
                (true, false) => one,
                (false, false) => found.with_label(&Label::new(operation.place, "nor does this one".to_owned())).or(one),
            }
        })
    }
}
