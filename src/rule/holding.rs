//! Under which answers to open conditions a finding holds, and what that makes of it.

use crate::condition::{self, Assignment, Conditions, OpenCondition, TooManyAssignments, holding_words};
use crate::finding::{Finding, Level};
use crate::resource::Resource;

/// Why what holds under these of all sets of answers is only possible: none of them has the defaults.
pub(super) fn unusual_doubt(all: &[&Assignment], holds: &[&Assignment]) -> Option<&'static str> {
    let unusual = condition::unusual(all, holds);
    match unusual.iter().all(|condition| condition.is_about_members()) {
        _ if unusual.is_empty() => None,
        true => Some("it holds only where an input that has to be given is empty"),
        false => Some("it holds only where an input has another value than its default"),
    }
}

/// Tells what a finding needs that holds under some of all sets of answers.
pub(super) fn holding_under(
    mut finding: Finding,
    resource: &Resource,
    (all, holds): (&[&Assignment], &[&Assignment]),
    mut given: Vec<String>,
) -> Finding {
    // What needs another answer than the default of a parameter is nobody's by default.
    let unusual = condition::unusual(all, holds);
    if !unusual.is_empty() {
        finding.level = finding.level.min(Level::Warning);
    }
    for word in &mut given {
        let is_about = |condition: &&&OpenCondition| {
            word.starts_with(condition.text.as_str()) && !word.contains(" and ") && !condition.is_about_members()
        };
        let usual = unusual.iter().find(is_about).map(|condition| format!(" ({} by default)", condition.usual));
        word.push_str(&usual.unwrap_or_default());
    }
    // What is given of a condition says more than that the resource is there.
    let condition = |text: &str| text.rsplit_once(" is ").map(|(condition, _)| condition.to_owned());
    let is_new = |text: &&String| condition(text).is_none_or(|name| given.iter().all(|given| condition(given).as_ref() != Some(&name)));
    finding.under.extend(resource.presence.when.iter().filter(is_new).cloned());
    finding.under.extend(given);
    finding.under.sort();
    finding.under.dedup();
    finding
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
