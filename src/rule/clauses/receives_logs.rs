//! `receives-logs-of: trail`: what delivers its log files into the bucket.

use crate::finding::Label;
use crate::rule::answer::{Answer, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::Context;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::subject::LinkTarget;

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
        let subjects = context.root.subjects;
        let trails = subjects.of_kind("trail").iter();
        let links = trails.flat_map(|trail| subjects.links(trail, "bucket").into_iter().map(move |link| (trail, link)));
        let answers = links.filter_map(|(trail, link)| {
            let LinkTarget::Here(bucket) = link.to else { return None };
            let label = Label { span: link.span, text: format!("`{}` delivers here", trail.display_name()) };
            let evidence = Evidence { labels: vec![label], ..Evidence::default() };
            let delivers = Answer::yes(evidence).under(&link.given).under(&trail.resource.presence.under);
            (bucket.address == context.subject.resource.address).then_some(delivers)
        });
        answers.reduce(Answer::or).unwrap_or_else(Answer::no)
    }
}
