//! `policy: trust`: what kind of policy the statement stands in.

use crate::facts::PolicyKind;
use crate::rule::answer::Answer;
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question, shorter};
use crate::rule::context::Context;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, suggestion};
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "policy",
    about: "The kind of policy, one or a list: `boundary`, `identity`, `permission`, `rcp`, `resource`, `scp`, `session`, `trust`, `vpce`.",
    on: |target| target.is_statement() || target == Target::Policy,
    schema: r##"{"$ref":"#/$defs/words"}"##,
    supplies: &[],
    cost: 0,
    compile,
};

#[derive(Debug)]
struct PolicyIs(Vec<PolicyKind>);

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    let kinds = value.words("a kind of policy")?.into_iter().map(|word| {
        let unknown = || format!("there is no kind of policy `{}`{}", word.text, suggestion(&word.text, &PolicyKind::names()));
        PolicyKind::read(&word.text).ok_or_else(|| word.place.fault(unknown()))
    });
    Compiled::question(PolicyIs(kinds.collect::<Result<_, _>>()?))
}

impl Question for PolicyIs {
    fn ask(&self, about: Context<'_>) -> Answer {
        Answer::plain(about.policy().is_some_and(|context| self.0.contains(&context.policy.site.kind)))
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let rest = shorter(&self.0).into_iter();
        rest.map(|(kind, rest)| (format!("without {}", kind.name()), Arc::new(PolicyIs(rest)) as Arc<dyn Question>)).collect()
    }
}
