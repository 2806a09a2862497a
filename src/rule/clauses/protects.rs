//! `protects: lambda`: what the policy is attached to.

use crate::facts;
use crate::rule::answer::Answer;
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question, shorter};
use crate::rule::context::Context;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, suggestion};
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "protects",
    about: "What the policy protects, one or a list: `lambda`, `s3`, … (the column of `policy_sites.tsv`).",
    on: |target| target.is_statement() || target == Target::Policy,
    schema: r##"{"$ref":"#/$defs/words"}"##,
    supplies: &[],
    cost: 0,
    compile,
};

#[derive(Debug)]
struct Protects(Vec<String>);

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    let words = value.words("what a policy protects")?;
    let mut known: Vec<&str> = facts::all_policy_sites().map(|site| site.protects).collect();
    known.sort_unstable();
    known.dedup();
    if let Some(word) = words.iter().find(|word| !known.contains(&word.text.as_str())) {
        return Err(word.place.fault(format!("no policy protects `{}`{}", word.text, suggestion(&word.text, &known))));
    }
    Compiled::question(Protects(words.into_iter().map(|word| word.text).collect()))
}

impl Question for Protects {
    fn ask(&self, about: Context<'_>) -> Answer {
        Answer::plain(about.policy().is_some_and(|context| self.0.iter().any(|kind| kind == context.policy.site.protects)))
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let rest = shorter(&self.0).into_iter();
        rest.map(|(kind, rest)| (format!("without {kind}"), Arc::new(Protects(rest)) as Arc<dyn Question>)).collect()
    }
}
