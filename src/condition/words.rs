//! Sets of answers as people read them, as briefly as they can be told.

use super::comparison::go_together;
use super::{ANOTHER, Assignment, OpenCondition};
use crate::truth::Truth;
use smol_str::SmolStr;
use std::sync::Arc;

/// Some of several assignments of the same conditions, told as briefly as possible: a condition that does not matter is left out.
pub fn shortest(all: &[&Assignment], chosen: &[&Assignment]) -> Vec<Assignment> {
    let mut open: Vec<Assignment> = chosen.iter().copied().cloned().collect();
    let Some(first) = all.first() else { return open };
    for (condition, _) in first.answers() {
        let mut answers: Vec<&SmolStr> = all.iter().filter_map(|given| given.answer(condition)).collect();
        answers.sort();
        answers.dedup();
        let mut merged: Vec<Assignment> = vec![];
        for given in &open {
            let rest = given.without(condition);
            // What cannot be needs no word.
            let is_told = |answer: &SmolStr| rest.with(condition, answer).is_none_or(|with| open.iter().any(|other| with.implies(other)));
            let shorter = if answers.iter().all(|answer| is_told(answer)) { rest } else { given.clone() };
            if !merged.contains(&shorter) {
                merged.push(shorter);
            }
        }
        open = merged;
    }
    // A, or B and A: that is A.
    let needed = |given: &Assignment| !open.iter().any(|other| other != given && given.implies(other));
    open.iter().filter(|given| needed(given)).cloned().collect()
}

/// How many answers, or sets of answers, are named in one sentence.
const MOST_NAMED: usize = 4;

/// What something needs that holds under some of these consistent assignments, for people; nothing if it holds under all.
pub fn holding_words(all: &[&Assignment], holding: &[&Assignment]) -> Vec<String> {
    if holding.len() == all.len() {
        return vec![];
    }
    let mut conditions: Vec<&OpenCondition> = holding.iter().flat_map(|given| given.answers().map(|(condition, _)| condition)).collect();
    conditions.sort();
    conditions.dedup();
    let limits = conditions.into_iter().filter_map(|condition| AnswerLimit::new(condition, all, holding));
    let limits: Vec<AnswerLimit<'_>> = limits.collect();
    let within = |given: &&&Assignment| limits.iter().all(|limit| limit.admits(given));
    if all.iter().filter(within).count() == holding.len() {
        let follows =
            |limit: &&AnswerLimit<'_>| limits.iter().any(|other| other.condition.id != limit.condition.id && other.implies(limit));
        let told = limits.iter().filter(|limit| !follows(limit) || limits.iter().any(|other| limit.implies(other) && other.implies(limit)));
        return told.map(AnswerLimit::words).collect();
    }
    // The answers to several conditions depend on each other.
    case_words(&shortest(all, holding))
}

/// That one of several sets of answers holds, for people: first what they share.
pub(super) fn case_words(cases: &[Assignment]) -> Vec<String> {
    let shared = Assignment::common(cases);
    let rest: Vec<Assignment> = cases.iter().map(|given| given.beyond(&shared)).collect();
    let mut words = shared.words();
    words.push(answers_to_one(&rest).unwrap_or_else(|| {
        let cases: Vec<String> = rest.iter().map(|given| given.words().join(" and ")).collect();
        let named = cases.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", or ");
        match cases.len().saturating_sub(MOST_NAMED) {
            0 => named,
            more => format!("{named}, or under {more} more sets of answers"),
        }
    }));
    words
}

/// `the Region is a, b or c`, where each case is an answer to the same condition.
fn answers_to_one(cases: &[Assignment]) -> Option<String> {
    let only = |given: &Assignment| match given.answers.as_slice() {
        [(condition, answer)] => Some((condition.clone(), answer.clone())),
        _ => None,
    };
    let answers: Vec<(Arc<OpenCondition>, SmolStr)> = cases.iter().map(only).collect::<Option<_>>()?;
    let (condition, _) = answers.first()?;
    let is_same = answers.iter().all(|(other, _)| other.id == condition.id);
    let named: Vec<&SmolStr> = answers.iter().map(|(_, answer)| answer).collect();
    is_same.then(|| format!("{} is {}", condition.text, listed(&named, "or")))
}

/// `is not a`; `is none of a, b and c`.
fn is_not(answers: &[&SmolStr]) -> String {
    match answers {
        [only] => format!("is not {only}"),
        several => format!("is none of {}", listed(several, "and")),
    }
}

/// Of the answers to a condition, those under which something holds.
struct AnswerLimit<'a> {
    condition: &'a OpenCondition,
    holding: Vec<&'a SmolStr>,
    others: Vec<&'a SmolStr>,
}

impl<'a> AnswerLimit<'a> {
    /// Nothing if all answers do, or if it does not always matter.
    fn new(condition: &'a OpenCondition, all: &[&'a Assignment], holding: &[&'a Assignment]) -> Option<AnswerLimit<'a>> {
        let mut known: Vec<&SmolStr> = holding.iter().map(|given| given.answer(condition)).collect::<Option<_>>()?;
        known.sort_by_key(|answer| (*answer == ANOTHER, *answer));
        known.dedup();
        let mut others: Vec<&SmolStr> =
            all.iter().filter_map(|given| given.answer(condition)).filter(|answer| !known.contains(answer)).collect();
        others.sort();
        others.dedup();
        (!others.is_empty()).then_some(AnswerLimit { condition, holding: known, others })
    }

    fn admits(&self, given: &Assignment) -> bool {
        given.answer(self.condition).is_some_and(|answer| self.holding.contains(&answer))
    }

    /// Whether every answer that the other one leaves out is one that cannot be given with these.
    fn implies(&self, other: &AnswerLimit<'_>) -> bool {
        let is_out = |answer: &SmolStr| {
            let excludes = |given: &&SmolStr| go_together((self.condition, given), (other.condition, answer)) == Some(Truth::No);
            self.holding.iter().all(excludes)
        };
        other.others.iter().all(|answer| is_out(answer))
    }

    /// `terraform.workspace` is prod or stage.
    fn words(&self) -> String {
        let text = &self.condition.text;
        // Every answer but a few: those that the code names say more than "another value".
        let has_another = self.holding.iter().any(|answer| *answer == ANOTHER);
        match has_another && (self.holding.len() == 1 || self.others.len() < self.holding.len()) {
            true => format!("{text} {}", is_not(&self.others)),
            false => format!("{text} is {}", listed(&self.holding, "or")),
        }
    }
}

/// `a, b or c`; of many the first. What nobody names stands last, and is one of others.
pub(super) fn listed(answers: &[&SmolStr], word: &str) -> String {
    let (another, told): (Vec<&SmolStr>, Vec<&SmolStr>) = answers.iter().copied().partition(|answer| *answer == ANOTHER);
    let is_cut = answers.len() > MOST_NAMED + 1;
    let (named, more) = told.split_at(if is_cut { MOST_NAMED.min(told.len()) } else { told.len() });
    let more = match (more.len(), another.first()) {
        (0, another) => another.map(ToString::to_string),
        (_, Some(_)) => Some("others".to_owned()),
        (count, None) => Some(format!("{count} others")),
    };
    let mut words: Vec<String> = named.iter().map(ToString::to_string).chain(more).collect();
    let last = words.pop().unwrap_or_default();
    if words.is_empty() { last } else { format!("{} {word} {last}", words.join(", ")) }
}
