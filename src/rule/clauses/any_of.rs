//! `any: [ … ]`: at least one of several groups of clauses holds.

use crate::rule::answer::Answer;
use crate::rule::clause::{Clause, ClauseKind, Compiled, Compiler, Question, all, shorter, weakenings};
use crate::rule::context::Context;
use crate::rule::written::{Fault, Node};
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "any",
    about: "At least one of these groups of clauses holds. The evidence is that of the first that surely does.",
    on: |_| true,
    schema: r##"{"type":"array","minItems":1,"items":{"$ref":"#/$defs/clauses"}}"##,
    supplies: &[],
    cost: 0,
    compile,
};

#[derive(Clone, Debug)]
struct Any(Vec<Vec<Clause>>);

fn compile(value: &Node, compiler: &Compiler<'_>) -> Result<Compiled, Fault> {
    let choices: Vec<Vec<Clause>> =
        value.list("groups of clauses")?.iter().map(|choice| (compiler.clauses)(choice, compiler.targets)).collect::<Result<_, _>>()?;
    // Whichever of them holds, only what all of them supply is sure to be there.
    let of = |choice: &Vec<Clause>| choice.iter().flat_map(|clause| clause.supplies.clone()).collect::<Vec<_>>();
    let supplies = choices.iter().map(of).reduce(|known, other| known.into_iter().filter(|name| other.contains(name)).collect());
    let cost = choices.iter().flatten().map(|clause| clause.cost).max().unwrap_or(0);
    Ok(Compiled::Composite { question: Arc::new(Any(choices)), supplies: supplies.unwrap_or_default(), cost })
}

impl Question for Any {
    fn ask(&self, about: Context<'_>) -> Answer {
        let answers = self.0.iter().map(|choice| all(choice, about));
        answers.reduce(Answer::or).unwrap_or_else(Answer::no)
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let dropped = shorter(&self.0).into_iter().enumerate();
        let mut result: Vec<(String, Arc<dyn Question>)> =
            dropped.map(|(index, (_, rest))| (format!("without choice {}", index + 1), Arc::new(Any(rest)) as Arc<dyn Question>)).collect();
        for (index, choice) in self.0.iter().enumerate() {
            for (what, weaker) in weakenings(choice).into_iter().filter(|(_, weaker)| !weaker.is_empty()) {
                let mut choices = self.0.clone();
                choices.splice(index..=index, [weaker]);
                result.push((format!("choice {}: {what}", index + 1), Arc::new(Any(choices))));
            }
        }
        result
    }
}
