//! How questions share what they may look at: each has a part of it first, so that one that takes much costs no other; those that need more then have
//! what is left.

use crate::problem::{Code, Problem};
use std::cell::Cell;

/// What was found, and what could not be answered.
type Found<R> = (R, Vec<Problem>);

/// Asks about each of these in turn.
pub(super) fn in_turn<T, R>(items: &[T], left: &Cell<usize>, ask: &mut dyn FnMut(&T, &Cell<usize>) -> Found<R>) -> Vec<Found<R>> {
    let mut found: Vec<(Found<R>, usize)> = vec![];
    let is_told = |problems: &[Problem]| problems.iter().any(|problem| problem.code == Code::LimitReached);
    for (at, item) in items.iter().enumerate() {
        // Half of it is for those that take more.
        let share = if items.len() == 1 { left.get() } else { left.get() / (2 * (items.len() - at)) };
        let own = Cell::new(share);
        let answer = ask(item, &own);
        // What is asked beside the first question may be cut without a word.
        let needed = if own.get() == 0 || is_told(&answer.1) { share } else { usize::MAX };
        found.push((answer, needed));
        left.set(left.get() - share + own.get());
    }
    for (item, (answer, needed)) in items.iter().zip(&mut found) {
        if left.get() > *needed {
            *answer = ask(item, left);
        }
    }
    found.into_iter().map(|(answer, _)| answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    #[test]
    fn what_takes_much_costs_no_other() {
        // What each needs; whether it got it.
        let mut ask = |needs: &usize, left: &Cell<usize>| {
            let is_enough = left.get() >= *needs;
            left.set(left.get().saturating_sub(*needs));
            let problems = if is_enough { vec![] } else { vec![Problem::limit_reached(Span::new(FileId(0), 0, 0), "x")] };
            (is_enough, problems)
        };
        let mut got = |needs: &[usize], left: usize| -> Vec<bool> {
            in_turn(needs, &Cell::new(left), &mut ask).into_iter().map(|(is_enough, _)| is_enough).collect()
        };
        assert_eq!(got(&[1_000, 1, 1], 100), [false, true, true]);
        assert_eq!(got(&[50, 1, 1], 100), [true, true, true]);
        assert_eq!(got(&[60], 100), [true]);
        assert_eq!(got(&[], 100), Vec::<bool>::new());
    }
}
