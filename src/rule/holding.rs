//! Under which answers to open conditions a finding holds, and what that makes of it.

use crate::condition::{
    self, ANOTHER, Assignment, Conditions, MAX_ASSIGNMENTS, OpenCondition, TooManyAssignments, holding_words, shortest,
};
use crate::finding::{ComparedAnswer, ComparedAnswers, Finding, HoldingAnswers, Level};
use crate::problem::{Code, Problem};
use crate::resource::{Resource, without_keys};

/// The conditions of which it needs another answer than the usual one that a resource is there and something holds of it.
fn unusual(resource: &Resource, (all, holds): (&[&Assignment], &[&Assignment])) -> Vec<OpenCondition> {
    let of_answers = condition::unusual(all, holds);
    if !of_answers.is_empty() {
        return of_answers.into_iter().cloned().collect();
    }
    condition::unusual(&[], &with_presence(resource, holds).iter().collect::<Vec<_>>()).into_iter().cloned().collect()
}

/// Under which answers a resource is there and something holds of it.
fn with_presence(resource: &Resource, holds: &[&Assignment]) -> Vec<Assignment> {
    let there = resource.presence.cases();
    let always = Assignment::default();
    let holds = if holds.is_empty() { &[&always][..] } else { holds };
    holds.iter().flat_map(|given| there.iter().filter_map(|there| given.and(there))).collect()
}

/// Why what holds of a resource under these of all sets of answers is only possible: none of them has the defaults, or the answers might
/// exclude one another.
pub(super) fn unusual_doubt(resource: &Resource, all: &[&Assignment], holds: &[&Assignment]) -> Option<String> {
    let unusual = unusual(resource, (all, holds));
    match unusual.iter().all(|condition| condition.is_about_empty_input) {
        _ if unusual.is_empty() => {
            let both = with_presence(resource, holds);
            let (one, other) = condition::might_exclude_each_other(&both)?;
            Some(format!("the answers to {} and to {} might exclude one another", one.text, other.text))
        }
        true => Some("it holds only where an input that has to be given is empty".to_owned()),
        false => Some("it holds only where an input has another value than its default".to_owned()),
    }
}

/// Under which answers something of a resource holds, of all sets of answers, as a baseline compares it; of too many what these share.
pub(super) fn compared(resource: &Resource, all: &[&Assignment], holds: &[&Assignment]) -> HoldingAnswers {
    let shortest = shortest(all, holds);
    let mut cases = with_presence(resource, &shortest.iter().collect::<Vec<_>>());
    if cases.len() > MAX_ASSIGNMENTS {
        cases = vec![Assignment::common(&cases)];
    }
    let answer = |condition: &OpenCondition, answer: &str| {
        if answer != ANOTHER {
            return ComparedAnswer::Is(answer.to_owned());
        }
        let named = condition.answers.iter().chain(all.iter().filter_map(|given| given.answer(condition)));
        ComparedAnswer::NoneOf(named.filter(|answer| *answer != ANOTHER).map(ToString::to_string).collect())
    };
    let answers = |given: &Assignment| {
        let answers = given.answers().map(|(condition, given)| (condition.text.to_string(), answer(condition, given)));
        ComparedAnswers(answers.collect())
    };
    HoldingAnswers::from([(without_keys(&resource.address), cases.iter().map(answers).collect())])
}

/// Tells what a finding needs that holds under some of all sets of answers.
pub(super) fn holding_under(
    mut finding: Finding,
    resource: &Resource,
    (all, holds): (&[&Assignment], &[&Assignment]),
    mut given: Vec<String>,
) -> Finding {
    let of_evidence = std::mem::take(&mut finding.identity.holding);
    finding.identity.holding = both(of_evidence, compared(resource, all, holds));
    // What needs another answer than the default of a parameter is nobody's by default.
    let unusual = unusual(resource, (all, holds));
    if !unusual.is_empty() {
        finding.level = finding.level.min(Level::Warning);
    }
    let by_default = |word: &mut String| {
        let is_about = |condition: &&OpenCondition| {
            word.starts_with(condition.text.as_str()) && !word.contains(" and ") && !condition.is_about_empty_input
        };
        let usual = unusual.iter().find(is_about).map(|condition| format!(" ({} by default)", condition.usual));
        word.push_str(&usual.unwrap_or_default());
    };
    given.iter_mut().for_each(by_default);
    finding.under.iter_mut().for_each(by_default);
    // What is given of a condition says more than that the resource is there.
    let condition = |text: &str| text.rsplit_once(" is ").map(|(condition, _)| condition.to_owned());
    let is_new = |text: &&String| condition(text).is_none_or(|name| given.iter().all(|given| condition(given).as_ref() != Some(&name)));
    let follows = is_there_by_what_is_told(resource, holds, &given);
    let mut there: Vec<String> = resource.presence.when.iter().filter(|text| !follows && is_new(text)).cloned().collect();
    there.iter_mut().for_each(by_default);
    finding.under.extend(there);
    finding.under.extend(given);
    finding.under.sort();
    finding.under.dedup();
    let told = finding.under.clone();
    finding.under.retain(|word| !told.iter().any(|other| says_more(other, word)));
    finding
}

/// What holds under the answers of one and of the other; both are of one address.
fn both(one: HoldingAnswers, other: HoldingAnswers) -> HoldingAnswers {
    let mut both = HoldingAnswers::new();
    for (address, cases) in one {
        let joined = |given: &ComparedAnswers| {
            let others = other.get(&address).into_iter().flatten();
            let joined = others.map(|other| ComparedAnswers(given.0.iter().chain(&other.0).map(|(a, b)| (a.clone(), b.clone())).collect()));
            joined.collect::<Vec<_>>()
        };
        let joined = cases.iter().flat_map(joined).take(MAX_ASSIGNMENTS).collect();
        both.insert(address, joined);
    }
    both
}

/// Whether the one names fewer answers to the question of the other: `the stage is a` beside `the stage is a or b`.
fn says_more(one: &str, other: &str) -> bool {
    let parts = |text: &str| {
        let (condition, answers) = text.rsplit_once(" is ").filter(|_| !text.contains(" and "))?;
        let answers: Vec<String> = answers.split(", ").flat_map(|part| part.split(" or ")).map(str::to_owned).collect();
        Some((condition.to_owned(), answers))
    };
    let (Some((first, few)), Some((second, many))) = (parts(one), parts(other)) else { return false };
    first == second && few.len() < many.len() && few.iter().all(|answer| many.contains(answer))
}

/// Whether what is told of the answers says already that a resource is there.
fn is_there_by_what_is_told(resource: &Resource, holds: &[&Assignment], told: &[String]) -> bool {
    let cases = &resource.presence.there;
    let is_told = |condition: &OpenCondition| told.iter().any(|told| told.contains(condition.text.as_str()));
    let is_one = |given: &&Assignment| cases.iter().any(|case| given.implies(case));
    !cases.is_empty() && holds.iter().all(is_one) && cases.iter().flat_map(Assignment::answers).all(|(condition, _)| is_told(condition))
}

/// Statements of an installed module are told at the one call of it.
pub(super) fn same_place(one: &Finding, other: &Finding) -> bool {
    let in_statement = other.statement.is_none_or(|statement| statement.covers(other.place));
    one.place == other.place && (in_statement || one.statement == other.statement)
}

/// Problems that there are under some of all sets of answers; of those that are only there under some, under which.
pub(super) fn told_when(told: Vec<(Problem, &Assignment)>, all: &[&Assignment]) -> Vec<Problem> {
    let mut each: Vec<(Problem, Vec<&Assignment>)> = vec![];
    for (problem, given) in told {
        match each.iter_mut().find(|(known, _)| *known == problem) {
            Some((_, holds)) if holds.last() == Some(&given) => {}
            Some((_, holds)) => holds.push(given),
            None => each.push((problem, vec![given])),
        }
    }
    let under = |(mut problem, holds): (Problem, Vec<&Assignment>)| {
        let words = holding_words(all, &holds);
        if problem.code == Code::InvalidPolicy && !words.is_empty() {
            problem.message.push_str(&format!(" (holds when: {})", words.join("; ")));
        }
        problem
    };
    each.into_iter().map(under).collect()
}

/// Where only the cases are known in which something holds: all that there may be.
pub(super) fn every_case(given: &[&Assignment]) -> Result<Vec<Assignment>, TooManyAssignments> {
    let mut conditions = Conditions::default();
    given.iter().for_each(|given| conditions.used(given));
    conditions.assignments(&Assignment::default())
}

/// Under which of all answers something holds; of too many what those share.
pub(super) fn answers_told(all: &Result<Vec<Assignment>, TooManyAssignments>, holds: &[&Assignment]) -> Vec<String> {
    let Ok(all) = all else { return Assignment::common(holds.iter().copied()).words() };
    let all: Vec<&Assignment> = all.iter().collect();
    let holding: Vec<&Assignment> = all.iter().copied().filter(|given| holds.iter().any(|holds| given.implies(holds))).collect();
    holding_words(&all, &holding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_answers_say_more() {
        assert!(says_more("the file is a", "the file is a, b or c"));
        assert!(!says_more("the file is a, b or c", "the file is a"));
        assert!(!says_more("the file is d", "the file is a, b or c"));
        assert!(!says_more("the file is a", "the stage is a or b"));
    }
}
