//! `refuses: s3:DeleteObject`: the bucket's policy denies an action to everybody.

use super::public_bucket::each_document;
use crate::iam::document::{Document, Effect, Statement};
use crate::iam::evaluate::about_action;
use crate::iam::principal::Who;
use crate::rule::answer::{Answer, CaseVerdict};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, PolicyContext};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::truth::Truth;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "refuses",
    about: "A Deny of the bucket's policy takes the deleting of objects, or of their versions, away from everybody, or from all but some: `delete`.",
    on: |target| target == Target::Subject("bucket"),
    schema: r##"{"const":"delete"}"##,
    supplies: &[],
    cost: 2,
    compile,
};

#[derive(Debug)]
struct RefusesDelete;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    match value.word("`delete`")? {
        "delete" => Compiled::question(RefusesDelete),
        _ => Err(value.place.fault("`delete` should stand here")),
    }
}

impl Question for RefusesDelete {
    fn ask(&self, about: Context<'_>) -> Answer {
        about.subject().map_or_else(Answer::no, |context| each_document(context, refuses))
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html>
const DELETES: [&str; 2] = ["s3:DeleteObject", "s3:DeleteObjectVersion"];

fn refuses(_: &PolicyContext<'_>, document: &Document) -> CaseVerdict {
    let is_for_everybody = |deny: &Statement| {
        deny.principals.as_ref().is_some_and(|listed| listed.negated || listed.entries.iter().any(|entry| entry.who == Who::Everyone))
    };
    let mut unknown = document.unclear.first().map(|(span, why)| Answer::doubt(*span, why.clone()));
    for deny in document.with_effect(Effect::Deny).filter(|deny| is_for_everybody(deny) && !asks_for_transport(deny)) {
        match Truth::any(DELETES.iter().map(|action| about_action(deny, action))) {
            Truth::Yes => return CaseVerdict::Yes(Box::default()),
            Truth::Unknown => unknown = Some(Answer::doubt(deny.span, "which actions a Deny of its policy speaks of is not known")),
            Truth::No => {}
        }
    }
    unknown.unwrap_or(CaseVerdict::No)
}

/// A Deny on how a request is sent (TLS, its version) keeps nobody from deleting.
fn asks_for_transport(deny: &Statement) -> bool {
    const OF_TRANSPORT: [&str; 3] = ["aws:securetransport", "s3:tlsversion", "s3:signatureversion"];
    deny.conditions.iter().any(|condition| OF_TRANSPORT.contains(&condition.key.as_str()))
}
