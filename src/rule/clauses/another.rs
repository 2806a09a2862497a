//! `another: { … }`: another subject of the same kind in this code, of which these clauses hold.

use crate::rule::answer::Answer;
use crate::rule::clause::{Clause, ClauseKind, Compiled, Compiler, Question, all, weakenings};
use crate::rule::context::{Context, SubjectContext};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::subject::Subject;
use crate::truth::Truth;
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "another",
    about: "Another subject of the same kind in this code and account (another trail beside a trail), of which these clauses hold. Of several, one is enough.",
    on: |target| matches!(target, Target::Subject(_)),
    schema: r##"{"$ref":"#/$defs/clauses"}"##,
    supplies: &[],
    cost: 2,
    compile,
};

#[derive(Debug)]
struct Another(Vec<Clause>);

fn compile(value: &Node, compiler: &Compiler<'_>) -> Result<Compiled, Fault> {
    let clauses = (compiler.clauses)(value, compiler.targets)?;
    let cost = clauses.iter().map(|clause| clause.cost).max().unwrap_or(0).max(KIND.cost);
    Ok(Compiled::Composite { question: Arc::new(Another(clauses)), supplies: vec![], cost })
}

impl Question for Another {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.subject() else { return Answer::no() };
        let root = context.root;
        let own = context.subject.resource;
        let known = root.known.of_others.get(&(std::ptr::from_ref(self) as usize, context.subject.kind), || {
            let of = |other: &Subject<'_>| all(&self.0, Context::Subject(&SubjectContext { root, subject: other }));
            let all = root.subjects.of_kind(context.subject.kind).iter().enumerate();
            all.map(|(place, other)| (place, of(other))).filter(|(_, answer)| !answer.is_no()).collect()
        });
        let subjects = root.subjects.of_kind(context.subject.kind);
        // What is in another account does nothing for this one.
        let is_beside = |place: usize| {
            let other = subjects.get(place).map(|other| other.resource).filter(|other| other.address != own.address);
            other.is_some_and(|other| other.shares_account(own) != Truth::No)
        };
        let others = known.iter().filter(|(place, _)| is_beside(*place));
        others.map(|(_, answer)| answer.clone()).reduce(Answer::or).unwrap_or_else(Answer::no)
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let weaker = weakenings(&self.0).into_iter().filter(|(_, weaker)| !weaker.is_empty());
        weaker.map(|(what, weaker)| (what, Arc::new(Another(weaker)) as Arc<dyn Question>)).collect()
    }
}
