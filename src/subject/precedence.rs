//! Whose word counts under which answers: what is said with the least weight decides, and where nobody says anything, the next.

use crate::value::{Assignment, MAX_ASSIGNMENTS, OpenCondition, agree};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// The answers that open questions can have.
#[derive(Debug, Default)]
pub(super) struct Answers {
    known: BTreeMap<OpenCondition, Vec<SmolStr>>,
}

/// How much it takes to be heard: the lowest weight decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Weight {
    /// By the rank of the part in `parts.tsv`.
    Explicit(u8),
    /// In a resource of which it is not known whose it is: only heard where the subject says nothing itself.
    Perhaps,
    /// By what the subject is launched from, or the account.
    Fallback(u8),
    /// By the language, for a block that is there.
    LanguageDefault(u8),
    ServiceDefault,
    /// Heard in any case, beside what is decided.
    Also,
}

/// What counts under some answers.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) given: Assignment,
    /// Which of what was said.
    pub(super) counts: Vec<usize>,
}

impl Answers {
    /// Notes all answers to a question.
    pub(super) fn all<'v>(&mut self, condition: &OpenCondition, answers: impl Iterator<Item = &'v SmolStr>) {
        self.known.insert(condition.clone(), answers.cloned().collect());
    }

    /// All answers to a question; of one that only its uses tell of, those and another one.
    fn of(&self, condition: &OpenCondition, used: &[&SmolStr]) -> Vec<SmolStr> {
        let mut answers = self.known.get(condition).cloned().unwrap_or_default();
        let other =
            if used.iter().all(|answer| ["true", "false"].contains(&answer.as_str())) { &["true", "false"][..] } else { &["otherwise"] };
        let others = if answers.is_empty() { other } else { &[] };
        for answer in used.iter().copied().cloned().chain(others.iter().map(|other| SmolStr::new_static(other))) {
            if !answers.contains(&answer) {
                answers.push(answer);
            }
        }
        answers
    }
}

/// What counts under each consistent set of answers; nothing if there are too many. `fixed` are answers that are given anyway.
pub(super) fn cases(said: &[(Weight, &Assignment)], answers: &Answers, fixed: &Assignment) -> Option<Vec<Case>> {
    let mut open: BTreeMap<&OpenCondition, Vec<&SmolStr>> = BTreeMap::new();
    for (condition, answer) in said.iter().flat_map(|(_, given)| given.iter()) {
        if !fixed.iter().any(|(known, _)| known.id == condition.id) {
            open.entry(condition).or_default().push(answer);
        }
    }
    let mut assignments: Vec<Assignment> = vec![vec![]];
    for (condition, used) in open {
        let answers = answers.of(condition, &used);
        if assignments.len() * answers.len() > MAX_ASSIGNMENTS {
            return None;
        }
        let extended = assignments.iter().flat_map(|assignment| {
            answers.iter().map(|answer| {
                let mut extended = assignment.clone();
                extended.push((condition.clone(), answer.clone()));
                extended
            })
        });
        assignments = extended.collect();
    }
    let world = |given: Assignment| {
        let heard = |(_, under): &(usize, &(Weight, &Assignment))| agree(under.1, &given) && agree(under.1, fixed);
        let heard: Vec<(usize, Weight)> = said.iter().enumerate().filter(heard).map(|(index, (weight, _))| (index, *weight)).collect();
        let decides = heard.iter().map(|(_, weight)| *weight).filter(|weight| *weight != Weight::Also).min();
        let counts = heard.into_iter().filter(|(_, weight)| Some(*weight) == decides || *weight == Weight::Also);
        Case { counts: counts.map(|(index, _)| index).collect(), given }
    };
    Some(assignments.into_iter().map(world).collect())
}

/// The answers under which one of what was said counts.
pub(super) fn counts_under(cases: &[Case], index: usize, given: &Assignment, fixed: &Assignment) -> Vec<Assignment> {
    let counts = cases.iter().filter(|world| world.counts.contains(&index)).count();
    let agrees = cases.iter().filter(|world| agree(given, &world.given) && agree(given, fixed)).count();
    if counts == 0 {
        return vec![];
    }
    // It is heard whenever it is said.
    if counts == agrees {
        return vec![given.iter().filter(|answer| !fixed.contains(answer)).cloned().collect()];
    }
    brief(cases, |world| world.counts.contains(&index))
}

/// The answers of some of these worlds, told as briefly as possible: a question that does not matter is left out.
fn brief(cases: &[Case], is_one: impl Fn(&Case) -> bool) -> Vec<Assignment> {
    let mut open: Vec<Assignment> = cases.iter().filter(|world| is_one(world)).map(|world| world.given.clone()).collect();
    let conditions: Vec<OpenCondition> =
        cases.first().map(|world| world.given.iter().map(|(condition, _)| condition.clone()).collect()).unwrap_or_default();
    for condition in &conditions {
        let mut answers: Vec<&SmolStr> =
            cases.iter().flat_map(|world| world.given.iter().filter(|(known, _)| known == condition).map(|(_, answer)| answer)).collect();
        answers.sort();
        answers.dedup();
        let without = |given: &Assignment| given.iter().filter(|(known, _)| known != condition).cloned().collect::<Assignment>();
        let has_answer = |given: &Assignment| given.iter().any(|(known, _)| known == condition);
        let mut merged: Vec<Assignment> = vec![];
        for given in &open {
            let rest = without(given);
            let same = open.iter().filter(|other| has_answer(other) && without(other) == rest).count();
            let shorter = if same == answers.len() { rest } else { given.clone() };
            if !merged.contains(&shorter) {
                merged.push(shorter);
            }
        }
        open = merged;
    }
    open
}
