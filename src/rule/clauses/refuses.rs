//! `refuses: delete`: the bucket's policy denies the deleting of object versions to everybody, or to all but some.

use super::public_bucket::each_document;
use crate::iam::document::{Document, Effect, Statement};
use crate::iam::evaluate::about_action;
use crate::iam::principal::Who;
use crate::mapped_text::{HoleAt, HoleKind, Text};
use crate::rule::answer::{Answer, CaseVerdict};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, PolicyContext};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::truth::Truth;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "refuses",
    about: "A Deny of the bucket's policy takes the deleting of object versions away from everybody, or from all but some: `delete`.",
    on: |target| target == Target::Subject("bucket"),
    schema: r##"{"const":"delete"}"##,
    supplies: &[],
    cost: 2,
    compile,
};

#[derive(Debug)]
struct RefusesDelete;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::only_word(value, "delete", RefusesDelete)
}

impl Question for RefusesDelete {
    fn ask(&self, about: Context<'_>) -> Answer {
        about.subject().map_or_else(Answer::no, |context| each_document(context, refuses))
    }
}

/// Without it, a version can still be deleted for good; `s3:DeleteObject` only puts a delete marker before it:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html>
const DELETES: &str = "s3:DeleteObjectVersion";

fn refuses(policy: &PolicyContext<'_>, document: &Document) -> CaseVerdict {
    let is_for_everybody = |deny: &Statement| {
        deny.principals.as_ref().is_some_and(|listed| listed.negated || listed.entries.iter().any(|entry| entry.who == Who::Everyone))
    };
    let mut unknown = document.unclear.first().map(|(span, why)| Answer::doubt(*span, why.clone()));
    let folders = policy.root.known.trail_folders.get_or_init(|| folders(policy));
    let counts = |deny: &&Statement| is_for_everybody(deny) && !asks_for_transport(deny) && speaks_of(deny, folders.as_deref());
    for deny in document.with_effect(Effect::Deny).filter(counts) {
        match about_action(deny, DELETES) {
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

/// Where the trails of this code write within a bucket; nothing if a prefix is not known.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html>
fn folders(policy: &PolicyContext<'_>) -> Option<Vec<String>> {
    let mut folders = vec!["AWSLogs/".to_owned()];
    for trail in policy.root.subjects.of_kind("trail") {
        for said in trail.setting("trail.prefix").said {
            folders.push(format!("{}/AWSLogs/", said.value.to_text()?.known()?));
        }
    }
    Some(folders)
}

/// Whether one of the resources covers objects in one of the folders; what is not known may cover them.
fn speaks_of(deny: &Statement, folders: Option<&[String]>) -> bool {
    let (Some(listed), Some(folders)) = (&deny.resources, folders) else { return true };
    let covers = |text: &Text| {
        let literal = text.literal();
        let is_known = |hole: &HoleAt| !matches!(hole.hole.kind, HoleKind::Unknown(_) | HoleKind::Input { .. });
        match literal.split_once('/') {
            _ if !text.holes().iter().all(is_known) => true,
            // A bucket has no `/` in its ARN, and nobody deletes an object by it.
            None => literal.contains(['*', '?']),
            Some((bucket, _)) if bucket.contains('*') => true,
            Some((bucket, key)) if text.holes().iter().all(|hole| hole.at as usize <= bucket.len()) => {
                let key = key.split(['*', '?']).next().unwrap_or_default();
                folders.iter().any(|folder| folder.starts_with(key) || key.starts_with(folder))
            }
            Some(_) => true,
        }
    };
    listed.negated || listed.entries.iter().any(|entry| covers(entry.written()))
}
