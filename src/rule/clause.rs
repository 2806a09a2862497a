//! What a clause is: a question with an answer and its evidence, the ways to weaken it, and the row that makes it known.

use super::answer::Answer;
use super::context::Context;
use super::target::Target;
use super::written::{Fault, Node};
use std::fmt;
use std::sync::Arc;

/// A question, ready to be asked.
pub trait Question: fmt::Debug + Send + Sync {
    /// The answer with its evidence; no where the question makes no sense.
    fn ask(&self, about: Context<'_>) -> Answer;

    /// Every way to weaken it by one entry of a list or one clause inside: what is left out, and what stands instead.
    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        vec![]
    }
}

/// A clause of a rule.
#[derive(Clone, Debug)]
pub struct Clause {
    /// As written.
    pub key: String,
    pub question: Arc<dyn Question>,
    /// The placeholders that its evidence supplies whenever it holds.
    pub supplies: Vec<&'static str>,
    /// The costly questions are asked last.
    pub cost: u8,
}

/// A kind of clause: one row of the registry.
pub struct ClauseKind {
    /// As written in rules.
    pub key: &'static str,
    /// What it asks, for the schema and the guide: one or two sentences.
    pub about: &'static str,
    /// What it can be asked about.
    pub on: fn(Target) -> bool,
    /// The form of its value, as JSON Schema.
    pub schema: &'static str,
    /// The placeholders that its evidence supplies whenever it holds.
    pub supplies: &'static [&'static str],
    /// From 0 (a look) to 3 (a search).
    pub cost: u8,
    pub compile: fn(&Node, &Compiler<'_>) -> Result<Compiled, Fault>,
}

/// What comes of a clause as written.
pub enum Compiled {
    /// A question that supplies what its kind does.
    Question(Arc<dyn Question>),
    /// One that supplies something else, at another cost: it has clauses inside.
    Composite { question: Arc<dyn Question>, supplies: Vec<&'static str>, cost: u8 },
}

impl Compiled {
    /// A question that has no value but `true`.
    ///
    /// # Errors
    /// For `false` it says how the opposite is written.
    pub fn switch(value: &Node, key: &str, question: impl Question + 'static) -> Result<Compiled, Fault> {
        match value.truth()? {
            true => Compiled::question(question),
            false => Err(value.place.fault(format!("write `not: {{ {key}: true }}`"))),
        }
    }

    /// A question that has one word for its value.
    ///
    /// # Errors
    /// For anything else it says which word.
    pub fn only_word(value: &Node, word: &str, question: impl Question + 'static) -> Result<Compiled, Fault> {
        let expected = format!("`{word}`");
        match value.word(&expected)? == word {
            true => Compiled::question(question),
            false => Err(value.place.fault(format!("{expected} should stand here"))),
        }
    }

    /// A question that supplies what its kind does.
    ///
    /// # Errors
    /// None: it has the form that `compile` returns.
    pub fn question(question: impl Question + 'static) -> Result<Compiled, Fault> {
        Ok(Compiled::Question(Arc::new(question)))
    }
}

/// Reads clauses that are asked about any of these targets.
pub type ReadClauses = dyn Fn(&Node, &[Target]) -> Result<Vec<Clause>, Fault>;

/// How clauses inside a clause are read.
pub struct Compiler<'c> {
    /// The first of the targets that can be asked.
    pub target: Target,
    /// All that the rule, or the clause around it, is about.
    pub targets: &'c [Target],
    pub clauses: &'c ReadClauses,
}

/// Whether all hold, the costly ones asked last and only if the others do not settle it.
pub fn all(clauses: &[Clause], about: Context<'_>) -> Answer {
    let mut answer = None;
    for clause in clauses {
        let asked = clause.question.ask(about);
        // Most are told by the first: there is nothing to put together.
        if asked.is_no() {
            return Answer::no();
        }
        let both = answer.unwrap_or_else(|| Answer::plain(true)).and(asked);
        if both.is_no() {
            return both;
        }
        answer = Some(both);
    }
    answer.unwrap_or_else(|| Answer::plain(true))
}

/// Every way to weaken clauses that must all hold, by one clause or one entry in one of them.
pub fn weakenings(clauses: &[Clause]) -> Vec<(String, Vec<Clause>)> {
    let mut result = vec![];
    for (index, clause) in clauses.iter().enumerate() {
        let with = |replacement: Option<Clause>| {
            let mut weaker = clauses.to_vec();
            weaker.splice(index..=index, replacement);
            weaker
        };
        result.push((format!("without `{}`", clause.key), with(None)));
        for (what, question) in clause.question.weaker() {
            result.push((format!("`{}` {what}", clause.key), with(Some(Clause { question, ..clause.clone() }))));
        }
    }
    result
}

/// A list without each of its entries in turn; nothing of a list that is too long to try, or has one entry.
pub fn shorter<T: Clone>(list: &[T]) -> Vec<(&T, Vec<T>)> {
    const LONGEST: usize = 12;
    if list.len() < 2 || list.len() > LONGEST {
        return vec![];
    }
    let without = |index: usize| list.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, entry)| entry.clone()).collect();
    list.iter().enumerate().map(|(index, entry)| (entry, without(index))).collect()
}
