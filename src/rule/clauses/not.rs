//! `not: { … }`: these clauses do not all hold.

use crate::rule::answer::Answer;
use crate::rule::clause::{Clause, ClauseKind, Compiled, Compiler, Question, all, weakenings};
use crate::rule::context::Context;
use crate::rule::written::{Fault, Node};
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "not",
    about: "These clauses do not all hold. What is unknown inside stays unknown.",
    on: |_| true,
    schema: r##"{"$ref":"#/$defs/clauses"}"##,
    supplies: &[],
    cost: 0,
    compile,
};

#[derive(Debug)]
struct Not(Vec<Clause>);

fn compile(value: &Node, compiler: &Compiler<'_>) -> Result<Compiled, Fault> {
    let clauses = (compiler.clauses)(value, compiler.targets)?;
    let cost = clauses.iter().map(|clause| clause.cost).max().unwrap_or(0);
    Ok(Compiled::Composite { question: Arc::new(Not(clauses)), supplies: vec![], cost })
}

impl Question for Not {
    fn ask(&self, about: Context<'_>) -> Answer {
        all(&self.0, about).negated()
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let weaker = weakenings(&self.0).into_iter().filter(|(_, weaker)| !weaker.is_empty());
        weaker.map(|(what, weaker)| (what, Arc::new(Not(weaker)) as Arc<dyn Question>)).collect()
    }
}
