//! How much may be looked at for one question, and which bounds it came to.

use std::cell::{Cell, RefCell};

/// What is left for one question.
#[derive(Debug)]
pub(super) struct QuestionBudget {
    /// How many statements may still be looked at.
    left: Cell<usize>,
    /// The bounds that were reached, as sentences: the answer may be incomplete.
    reached: RefCell<Vec<String>>,
}

/// What was worked out once for all who ask, and what it cost. Whoever asks again pays the same, so that it makes no difference who was first.
pub(super) struct Worked<T> {
    value: T,
    cost: usize,
    reached: Vec<String>,
}

impl<T: Clone> Worked<T> {
    /// What came out of so much effort; nothing if that was not enough.
    pub(super) fn of(value: T, effort: usize, budget: &QuestionBudget) -> Option<Worked<T>> {
        let cost = effort - budget.left.get();
        (!budget.is_spent()).then(|| Worked { value, cost, reached: budget.reached() })
    }

    /// The same for another question; nothing if not so much is left for it.
    pub(super) fn paid(&self, budget: &QuestionBudget) -> Option<T> {
        if budget.left.get() <= self.cost {
            return None;
        }
        budget.spend(self.cost);
        self.reached.iter().for_each(|bound| budget.reach(bound));
        Some(self.value.clone())
    }
}

impl QuestionBudget {
    pub(super) fn of(statements: usize) -> QuestionBudget {
        QuestionBudget { left: Cell::new(statements), reached: RefCell::default() }
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
