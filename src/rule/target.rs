//! What a rule is about: the word after `on:`.

use super::written::{Fault, Word, suggestion};
use crate::facts;

/// What a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Target {
    /// An Allow statement.
    #[default]
    Statement,
    DenyStatement,
    /// A whole policy document.
    Policy,
    /// A subject of `joins.tsv`, by its name there.
    Subject(&'static str),
    /// Any resource, whatever its type.
    Resource,
    /// What one root makes, taken together.
    Account,
}

const FIXED: [(&str, Target); 5] = [
    ("statement", Target::Statement),
    ("deny-statement", Target::DenyStatement),
    ("policy", Target::Policy),
    ("resource", Target::Resource),
    ("account", Target::Account),
];

impl Target {
    /// Reads the word of a rule; subjects are written in kebab-case.
    ///
    /// # Errors
    /// Names the nearest word that is known.
    pub fn read(word: &Word) -> Result<Target, Fault> {
        if let Some((_, target)) = FIXED.iter().find(|(known, _)| *known == word.text) {
            return Ok(*target);
        }
        let subject = facts::subjects().find(|subject| subject.replace('_', "-") == word.text && *subject != "policy");
        subject.map(Target::Subject).ok_or_else(|| {
            let names = Target::names();
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            word.place.fault(format!("a rule cannot be about `{}`{}", word.text, suggestion(&word.text, &known)))
        })
    }

    /// The word that stands for it.
    pub fn name(self) -> String {
        match self {
            Target::Subject(subject) => subject.replace('_', "-"),
            fixed => FIXED.iter().find(|(_, known)| *known == fixed).map_or_else(String::new, |(name, _)| (*name).to_owned()),
        }
    }

    /// Every word that may stand after `on:`.
    pub fn names() -> Vec<String> {
        let subjects = facts::subjects().filter(|subject| *subject != "policy");
        FIXED.iter().map(|(name, _)| (*name).to_owned()).chain(subjects.map(|subject| subject.replace('_', "-"))).collect()
    }

    /// Whether it is an Allow or a Deny statement.
    pub fn is_statement(self) -> bool {
        matches!(self, Target::Statement | Target::DenyStatement)
    }
}
