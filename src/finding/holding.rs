//! Under which answers to open questions a finding holds, as a baseline keeps it: one that comes to hold under others is worse.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is answered to a question: one answer, or any but these.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ComparedAnswer {
    Is(String),
    NoneOf(BTreeSet<String>),
}

impl ComparedAnswer {
    /// Whether the other one says no more than this.
    fn is_within(&self, other: &ComparedAnswer) -> bool {
        match (self, other) {
            (ComparedAnswer::Is(one), ComparedAnswer::Is(other)) => one == other,
            (ComparedAnswer::Is(one), ComparedAnswer::NoneOf(others)) => !others.contains(one),
            (ComparedAnswer::NoneOf(left_out), ComparedAnswer::NoneOf(others)) => others.is_subset(left_out),
            (ComparedAnswer::NoneOf(_), ComparedAnswer::Is(_)) => false,
        }
    }

    fn told(&self) -> String {
        match self {
            ComparedAnswer::Is(answer) => answer.clone(),
            ComparedAnswer::NoneOf(answers) if answers.is_empty() => "another value".to_owned(),
            ComparedAnswer::NoneOf(answers) => format!("none of {}", answers.iter().cloned().collect::<Vec<_>>().join(", ")),
        }
    }
}

/// Answers to some questions, by what these are called; none stand for "always".
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ComparedAnswers(pub BTreeMap<String, ComparedAnswer>);

impl ComparedAnswers {
    /// Whether it holds whatever is answered.
    pub fn is_always(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether what holds under the other answers holds under these.
    pub fn is_within(&self, other: &ComparedAnswers) -> bool {
        other.0.iter().all(|(question, answer)| self.0.get(question).is_some_and(|own| own.is_within(answer)))
    }

    /// `the stage is prod and the Region is a`.
    pub fn told(&self) -> String {
        let words: Vec<String> = self.0.iter().map(|(question, answer)| format!("{question} is {}", answer.told())).collect();
        words.join(" and ")
    }
}

/// By address without the keys of instances, the sets of answers under which a finding holds there.
pub type HoldingAnswers = BTreeMap<String, BTreeSet<ComparedAnswers>>;

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(text: &str) -> ComparedAnswers {
        let none_of = |listed: &str| ComparedAnswer::NoneOf(listed.split('|').map(str::to_owned).collect());
        let answer = |text: &str| text.strip_prefix('!').map_or_else(|| ComparedAnswer::Is(text.to_owned()), none_of);
        let parts = text.split(' ').filter_map(|part| part.split_once('='));
        ComparedAnswers(parts.map(|(question, text)| (question.to_owned(), answer(text))).collect())
    }

    #[test]
    fn fewer_answers_are_within_more() {
        let rows = [
            ("", "", true),
            ("stage=dev", "", true),
            ("", "stage=dev", false),
            ("stage=dev", "stage=prod", false),
            ("stage=dev on=true", "stage=dev", true),
            ("stage=dev", "stage=dev on=true", false),
            ("stage=dev", "stage=!prod", true),
            ("stage=prod", "stage=!prod", false),
            ("stage=!prod|dev", "stage=!prod", true),
            ("stage=!prod", "stage=!prod|dev", false),
            ("stage=!prod", "stage=dev", false),
        ];
        for (now, then, expected) in rows {
            assert_eq!(answers(now).is_within(&answers(then)), expected, "{now} within {then}");
        }
    }
}
