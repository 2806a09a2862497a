//! How much may be looked at for one question, and which bounds it came to.

use std::cell::{Cell, RefCell};

/// What is left for one question.
#[derive(Debug)]
pub(super) struct QuestionBudget {
    /// How many statements may still be looked at.
    left: Cell<usize>,
    /// Among how many questions the effort is shared.
    askers: usize,
    /// The bounds that were reached, as sentences: the answer may be incomplete.
    reached: RefCell<Vec<String>>,
}

/// What was worked out once for all who ask, and what it cost. Each of them pays the same part of it, so that it makes no difference who was first.
pub(super) struct Worked<T> {
    value: T,
    cost: usize,
    reached: Vec<String>,
}

impl<T: Clone> Worked<T> {
    /// What came out of so much effort, whether or not that was enough.
    pub(super) fn of(value: T, effort: usize, budget: &QuestionBudget) -> Worked<T> {
        Worked { value, cost: effort - budget.left.get(), reached: budget.reached() }
    }

    /// The same for another question. Where not so much is left for it, it gets the answer, and nothing is left: to look again would be work without
    /// end where each of many statements asks.
    pub(super) fn paid(&self, budget: &QuestionBudget) -> T {
        budget.spend(self.cost.div_ceil(budget.askers));
        self.reached.iter().for_each(|bound| budget.reach(bound));
        self.value.clone()
    }
}

impl QuestionBudget {
    pub(super) fn of(statements: usize) -> QuestionBudget {
        QuestionBudget::shared(statements, 1)
    }

    /// An equal part of an effort for one of so many questions. What is worked out for all of them, each pays for in part.
    pub(super) fn shared(statements: usize, askers: usize) -> QuestionBudget {
        let askers = askers.max(1);
        QuestionBudget { left: Cell::new(statements / askers), askers, reached: RefCell::default() }
    }

    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Whether so much is left; takes it.
    pub(super) fn spend(&self, statements: usize) -> bool {
        let left = self.left.get().saturating_sub(statements);
        self.left.set(left);
        left > 0
    }

    /// Notes that not everything was tried.
    pub(super) fn reach(&self, bound: &str) {
        let mut reached = self.reached.borrow_mut();
        if !reached.iter().any(|known| known == bound) {
            reached.push(bound.to_owned());
        }
    }

    /// The bounds that were reached.
    pub(super) fn reached(&self) -> Vec<String> {
        self.reached.borrow().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_many_pays_for_a_part_of_what_is_worked_out_once() {
        let effort = QuestionBudget::of(1000);
        effort.spend(400);
        effort.reach("a bound");
        let worked = Worked::of("answer", 1000, &effort);
        let asker = QuestionBudget::shared(1000, 10);
        assert_eq!((worked.paid(&asker), asker.left.get(), asker.is_spent()), ("answer", 60, false));
        assert_eq!(asker.reached(), vec!["a bound".to_owned()]);
        // Who cannot pay has nothing left to look again with, and so tells that it was given up.
        worked.paid(&asker);
        assert_eq!((worked.paid(&asker), asker.is_spent()), ("answer", true));
    }

    #[test]
    fn what_is_not_finished_leaves_nothing_to_who_asks() {
        let effort = QuestionBudget::of(1000);
        effort.spend(2000);
        let worked = Worked::of("as far as it came", 1000, &effort);
        for askers in [0, 1, 3, 7] {
            let asker = QuestionBudget::shared(1000, askers);
            assert_eq!((worked.paid(&asker), asker.is_spent()), ("as far as it came", true));
        }
    }
}
