//! What is worked out about an identity once for all questions of a root.

use super::budget::{QuestionBudget, Worked};
use super::graph::{PermissionGraph, PrincipalContext};
use crate::kept::Kept;
use std::hash::Hash;

impl PermissionGraph<'_> {
    /// What is worked out about a caller, as it is kept, within an effort that is the same whoever asks.
    pub(super) fn worked_out<K: Eq + Hash + Clone, T: Clone>(
        &self,
        kept: &Kept<K, Worked<T>>,
        key: K,
        caller: &PrincipalContext<'_>,
        run: impl Fn(&PrincipalContext<'_>) -> T,
    ) -> T {
        let known = kept.get(&key, || {
            let most = self.effort.max(self.effort_for_role());
            let budget = QuestionBudget::of(most);
            let value = run(&PrincipalContext { budget: &budget, ..*caller });
            Worked::of(value, most, &budget)
        });
        known.paid(caller.budget)
    }
}
