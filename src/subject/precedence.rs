//! Whose word counts under which answers: what is said with the least weight decides, and where nobody says anything, the next.

use crate::condition::{Assignment, Conditions, TooManyAssignments, shortest};

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
pub(super) struct PrecedenceCase {
    pub(super) given: Assignment,
    /// Which of what was said.
    pub(super) counts: Vec<usize>,
}

/// What counts under each consistent set of answers; nothing if there are too many. `fixed` are answers that are given anyway.
pub(super) fn cases(
    said: &[(Weight, &Assignment)],
    mut conditions: Conditions,
    fixed: &Assignment,
) -> Result<Vec<PrecedenceCase>, TooManyAssignments> {
    said.iter().for_each(|(_, given)| conditions.used(given));
    let world = |given: Assignment| {
        let heard = |(_, under): &(usize, &(Weight, &Assignment))| under.1.agrees_with(&given);
        let heard: Vec<(usize, Weight)> = said.iter().enumerate().filter(heard).map(|(index, (weight, _))| (index, *weight)).collect();
        let decides = heard.iter().map(|(_, weight)| *weight).filter(|weight| *weight != Weight::Also).min();
        let counts = heard.into_iter().filter(|(_, weight)| Some(*weight) == decides || *weight == Weight::Also);
        PrecedenceCase { counts: counts.map(|(index, _)| index).collect(), given: given.beyond(fixed) }
    };
    Ok(conditions.assignments(fixed)?.into_iter().map(world).collect())
}

/// The answers under which one of what was said counts.
pub(super) fn counts_under(cases: &[PrecedenceCase], index: usize, given: &Assignment, fixed: &Assignment) -> Vec<Assignment> {
    let counts = cases.iter().filter(|world| world.counts.contains(&index)).count();
    let agrees = cases.iter().filter(|world| given.agrees_with(&world.given) && given.agrees_with(fixed)).count();
    if counts == 0 {
        return vec![];
    }
    // It is heard whenever it is said.
    if counts == agrees {
        return vec![given.beyond(fixed)];
    }
    let all: Vec<&Assignment> = cases.iter().map(|case| &case.given).collect();
    let counting = cases.iter().filter(|case| case.counts.contains(&index)).map(|case| &case.given);
    shortest(&all, &counting.collect::<Vec<_>>())
}
