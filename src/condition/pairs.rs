//! Where there are too many sets of answers: enough that each two branches meet in one.

use super::{Assignment, Conditions, MAX_ASSIGNMENTS, TooManyAssignments};
use std::collections::BTreeSet;

/// How many sets of answers are looked at two by two.
const MAX_NEEDED: usize = 400;

impl Conditions {
    /// Of too many consistent assignments enough that each two of these stand together in one, if they can: what hangs on more than two of them is not
    /// seen. The others get their usual answer, or the first.
    pub fn pairs(&self, fixed: &Assignment, needed: &[Assignment]) -> Result<Vec<Assignment>, TooManyAssignments> {
        let needed: BTreeSet<Assignment> = needed.iter().filter_map(|given| fixed.and(given)).collect();
        let needed: Vec<Assignment> = needed.into_iter().take(MAX_NEEDED + 1).collect();
        if needed.len() > MAX_NEEDED {
            return Err(TooManyAssignments);
        }
        let mut open: BTreeSet<(usize, usize)> = (0..needed.len()).flat_map(|one| (0..=one).map(move |other| (other, one))).collect();
        let mut rows = vec![];
        while let Some((one, other)) = open.pop_first() {
            let Some(pair) = needed.get(one).zip(needed.get(other)).and_then(|(one, other)| one.and(other)) else { continue };
            let row = extended(pair, vec![one, other], &needed, &open);
            let within: BTreeSet<usize> = (0..needed.len()).filter(|at| needed.get(*at).is_some_and(|given| row.implies(given))).collect();
            open.retain(|(one, other)| !(within.contains(one) && within.contains(other)));
            if rows.len() == MAX_ASSIGNMENTS {
                return Err(TooManyAssignments);
            }
            rows.push(self.completed(row));
        }
        Ok(rows)
    }

    fn completed(&self, row: Assignment) -> Assignment {
        self.open.iter().fold(row, |row, (condition, answers)| {
            let all = answers.all();
            let usual = all.iter().filter(|answer| **answer == condition.usual);
            usual.chain(&all).find_map(|answer| row.with(condition, answer)).unwrap_or(row)
        })
    }
}

/// A set of answers with as many of the needed ones as go together, those first that stand in most pairs that are open.
fn extended(mut row: Assignment, mut within: Vec<usize>, needed: &[Assignment], open: &BTreeSet<(usize, usize)>) -> Assignment {
    loop {
        let fits = |(at, given): &(usize, &Assignment)| !within.contains(at) && given.agrees_with(&row);
        let new = |at: usize| within.iter().filter(|known| open.contains(&(at.min(**known), at.max(**known)))).count();
        let next = needed.iter().enumerate().filter(fits).max_by_key(|(at, given)| (new(*at), given.answers.len()));
        let Some((at, both)) = next.and_then(|(at, given)| Some((at, row.and(given)?))) else { return row };
        row = both;
        within.push(at);
    }
}
