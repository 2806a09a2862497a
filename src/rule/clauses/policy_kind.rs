//! `policy: trust`: what kind of policy the statement stands in.

use crate::rule::answer::Answer;
use crate::rule::clause::{Compiled, Compiler, Kind, Question, shorter};
use crate::rule::context::Context;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, suggestion};
use std::sync::Arc;

pub(super) const KIND: Kind = Kind {
    key: "policy",
    about: "The kind of policy, one or a list: `boundary`, `identity`, `permission`, `rcp`, `resource`, `scp`, `session`, `trust`, `vpce`.",
    on: |target| target.is_statement() || target == Target::Policy,
    schema: r##"{"$ref":"#/$defs/words"}"##,
    supplies: &[],
    cost: 0,
    compile,
};

/// The kinds of `policy_sites.tsv`.
pub(super) const POLICY_KINDS: &[&str] = &["boundary", "identity", "permission", "rcp", "resource", "scp", "session", "trust", "vpce"];

#[derive(Debug)]
struct PolicyIs(Vec<String>);

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    let words = value.words("a kind of policy")?;
    if let Some(word) = words.iter().find(|word| !POLICY_KINDS.contains(&word.text.as_str())) {
        return Err(word.place.fault(format!("there is no kind of policy `{}`{}", word.text, suggestion(&word.text, POLICY_KINDS))));
    }
    Compiled::question(PolicyIs(words.into_iter().map(|word| word.text).collect()))
}

impl Question for PolicyIs {
    fn ask(&self, about: Context<'_>) -> Answer {
        Answer::plain(about.policy().is_some_and(|context| self.0.iter().any(|kind| kind == context.policy.site.kind)))
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let rest = shorter(&self.0).into_iter();
        rest.map(|(kind, rest)| (format!("without {kind}"), Arc::new(PolicyIs(rest)) as Arc<dyn Question>)).collect()
    }
}
