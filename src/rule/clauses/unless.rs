//! `unless: { … }`: these clauses are not known to hold.

use crate::rule::answer::Answer;
use crate::rule::clause::{Clause, ClauseKind, Compiled, Compiler, Question, all, weakenings};
use crate::rule::context::Context;
use crate::rule::written::{Fault, Node};
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "unless",
    about: "These clauses are not known to hold. Where `not` stays unknown, this is yes: the finding is possible, for the reason that something is not known.",
    on: |_| true,
    schema: r##"{"$ref":"#/$defs/clauses"}"##,
    supplies: &[],
    cost: 0,
    compile,
};

#[derive(Debug)]
struct Unless(Vec<Clause>);

fn compile(value: &Node, compiler: &Compiler<'_>) -> Result<Compiled, Fault> {
    let clauses = (compiler.clauses)(value, compiler.targets)?;
    let cost = clauses.iter().map(|clause| clause.cost).max().unwrap_or(0);
    Ok(Compiled::Composite { question: Arc::new(Unless(clauses)), supplies: vec![], cost })
}

impl Question for Unless {
    fn ask(&self, about: Context<'_>) -> Answer {
        all(&self.0, about).negated().or_perhaps()
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let weaker = weakenings(&self.0).into_iter().filter(|(_, weaker)| !weaker.is_empty());
        weaker.map(|(what, weaker)| (what, Arc::new(Unless(weaker)) as Arc<dyn Question>)).collect()
    }
}
