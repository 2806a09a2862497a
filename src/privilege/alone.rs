//! What each statement of an identity grants alone: a request is decided once for all of them.

use super::grant::Grant;
use super::graph::{PermissionGraph, PrincipalContext};
use super::permission::{self, Query, grants_nothing, open_doubts, other_side, relevant, tried};
use super::trial::{DecidedAlone, TagsOf, Trial};
use crate::iam::context::Request;
use crate::iam::evaluate::{Decision, StatementAt, alone, grants};
use std::sync::Arc;

/// The most sets of circumstances that are kept of a question: of more, each statement asks by itself.
const MAX_KEPT: usize = 2048;

impl PermissionGraph<'_> {
    /// Whether one statement alone lets an identity do something, where all its statements ask the same.
    pub(super) fn granted_alone(&self, caller: &PrincipalContext<'_>, query: &Query<'_>, only: StatementAt) -> Option<Grant> {
        if !caller.budget.spend(1) || grants_nothing(caller.effective, only, query) {
            return None;
        }
        let known = &caller.effective.known;
        let about = query.key(caller);
        for whose in self.whose(caller, query) {
            let trial = self.worked_out(&known.trials, (about.clone(), whose), caller, |caller| self.find_trial(caller, query, whose));
            let Some(trial) = trial else { continue };
            if trial.len() > MAX_KEPT {
                return self.find_grant(caller, query);
            }
            let decided = |number: usize, request: &Request| {
                let decide = |caller: &PrincipalContext<'_>| self.decide_alone(caller, query, request);
                self.worked_out(&known.alone, (about.clone(), whose, number), caller, decide)
            };
            let asked = caller.effective.statement(only)?;
            let granted = |trial: &Trial, number: usize| {
                if !caller.budget.spend(1) || !trial.may_meet(asked, number) {
                    return None;
                }
                let request = trial.request(number).filter(|request| grants(asked, request))?;
                let decided = decided(number, &request)?;
                let place = |at: &StatementAt| (at.policy, at.statement);
                decided.grants.binary_search_by_key(&place(&only), place).ok()?;
                Some((request, only, decided.decision))
            };
            let open = |number: usize, request: &Request| decided(number, request).map_or_else(Vec::new, |decided| decided.open.clone());
            let found = tried(caller, query, &trial, granted, open);
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn find_trial(&self, caller: &PrincipalContext<'_>, query: &Query<'_>, whose: TagsOf) -> Option<Arc<Trial>> {
        if !caller.budget.spend(caller.effective.size() + 1) {
            return None;
        }
        let relevant = relevant(caller.effective, query)?;
        let trial = self.trial(caller, query, (&relevant, &self.request(caller, query)), whose)?;
        caller.budget.spend(trial.len());
        Some(Arc::new(trial))
    }

    fn decide_alone(&self, caller: &PrincipalContext<'_>, query: &Query<'_>, request: &Request) -> Option<Arc<DecidedAlone>> {
        if !caller.budget.spend(caller.effective.size()) {
            return None;
        }
        let other_side = other_side(caller, query);
        let mut policies = caller.effective.evaluated(query.action);
        policies.extend(other_side.as_ref().map(|(kind, document)| permission::policy(*kind, document)));
        let verdict = alone(request, &policies);
        let open = if verdict.decision == Decision::Unknown { open_doubts(caller, request, &policies) } else { vec![] };
        Some(Arc::new(DecidedAlone { grants: verdict.grants, decision: verdict.decision, open }))
    }
}
