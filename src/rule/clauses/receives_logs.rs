//! `receives-logs-of: trail`: what delivers its log files into the bucket.

use crate::finding::Label;
use crate::rule::answer::{Answer, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::Context;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::subject::{LinkTarget, Subjects};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "receives-logs-of",
    about: "A trail of the code delivers its log files into the bucket: `trail`.",
    on: |target| target == Target::Subject("bucket"),
    schema: r##"{"const":"trail"}"##,
    supplies: &[],
    cost: 1,
    compile,
};

#[derive(Debug)]
struct ReceivesLogs;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::only_word(value, "trail", ReceivesLogs)
}

impl Question for ReceivesLogs {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.subject() else { return Answer::no() };
        let known = context.root.known.delivering.get_or_init(|| delivering(context.root.subjects));
        let answers = known.get(&context.subject.resource.address).into_iter().flatten().cloned();
        answers.reduce(Answer::or).unwrap_or_else(Answer::no)
    }
}

/// The trails that deliver into each bucket of the code, by the bucket's address.
fn delivering(subjects: &Subjects<'_>) -> FxHashMap<SmolStr, Vec<Answer>> {
    let mut found: FxHashMap<SmolStr, Vec<Answer>> = FxHashMap::default();
    for trail in subjects.of_kind("trail") {
        for link in subjects.links(trail, "bucket") {
            let LinkTarget::Here(bucket) = link.to else { continue };
            // Where a name comes from tells less than the trail.
            let place = if trail.resource.block.covers(link.span) { link.span } else { trail.resource.span };
            let label = Label::new(place, format!("`{}` delivers here", trail.display_name()));
            let evidence = Evidence { labels: vec![label], ..Evidence::default() };
            let delivers = Answer::yes(evidence).under(&link.given).where_there(&trail.resource.presence);
            found.entry(bucket.address.clone()).or_default().push(delivers);
        }
    }
    found
}
