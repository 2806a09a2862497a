//! How an identity comes to administer the account, by itself or by way of others.

use super::budget::QuestionBudget;
use super::effective::EffectivePolicies;
use super::evidence::{Doubts, Step};
use super::graph::{AdministratorPath, PermissionGraph, PrincipalContext};
use super::hop::Hop;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

/// How many statements are looked at to find out what one role leads to.
const MAX_EFFORT_FOR_ROLE: usize = 1 << 17;

/// How many roles stand behind one another on a path.
const MAX_CHAIN: usize = 3;

/// How a search ended that found nobody.
#[derive(PartialEq, Eq, Debug)]
enum Ended {
    /// There was nowhere further to go.
    Everywhere,
    /// More than [`MAX_CHAIN`] roles stand behind one another.
    Far,
}

/// Where a search starts, and what it keeps away from.
struct Search<'s> {
    first: usize,
    account: &'s SmolStr,
    budget: &'s QuestionBudget,
    /// Only by way of identities whose policies are all known.
    known_only: bool,
}

impl Search<'_> {
    fn wants(&self, effective: &EffectivePolicies) -> bool {
        !self.known_only || effective.unread().next().is_none()
    }
}

impl PermissionGraph<'_> {
    /// How an identity comes to administer the account, as the code shows it, by itself or by way of others; nothing if it does not, or
    /// only by way of `without`.
    pub(super) fn to_administrator(&self, identity: usize, account: &SmolStr, without: usize) -> Option<(Vec<Step>, Doubts)> {
        let known = self.administrators.lock().ok().and_then(|known| known.get(&(identity, account.clone())).cloned());
        let path = known.unwrap_or_else(|| {
            let path = self.search_administrator(identity, account, identity);
            if let Ok(mut known) = self.administrators.lock() {
                known.insert((identity, account.clone()), path.clone());
            }
            path
        })?;
        let path = if path.through.contains(&without) { self.search_administrator(identity, account, without)? } else { path };
        Some((path.steps, path.doubts))
    }

    /// Whether an identity comes to administer the account in some way that does not lead through another.
    pub(super) fn leads_to_administrator(&self, identity: usize, account: &SmolStr, without: usize) -> bool {
        let known = self.administrators.lock().ok().and_then(|known| {
            let path = known.get(&(identity, account.clone()))?;
            match path {
                None => Some(false),
                Some(path) => (!path.through.contains(&without)).then_some(true),
            }
        });
        known.unwrap_or_else(|| self.to_administrator(identity, account, without).is_some())
    }

    fn search_administrator(&self, identity: usize, account: &SmolStr, without: usize) -> Option<AdministratorPath> {
        let budget = QuestionBudget::of(MAX_EFFORT_FOR_ROLE);
        let mut seen: FxHashSet<usize> = [identity, without].into_iter().collect();
        let search = Search { first: identity, account, budget: &budget, known_only: false };
        let found = self.find_administrator(&search, &mut seen);
        let span = self.identities.get(identity).map(|identity| identity.resource.span);
        if budget.is_spent() {
            self.give_up(span, "steps to find out what this role may do");
        }
        if found.as_ref().is_ok_and(|path| path.doubts.is_empty()) {
            return found.ok();
        }
        budget.reached().iter().for_each(|bound| self.give_up(span, bound));
        match found {
            // A path of which everything is known is better.
            Ok(path) if !path.doubts.is_settled() => Some(path),
            Ok(path) => {
                let mut seen = [identity, without].into_iter().collect();
                let better = self.find_administrator(&Search { known_only: true, ..search }, &mut seen);
                Some(better.unwrap_or(path))
            }
            Err(Ended::Far) => {
                self.give_up(span, &format!("{MAX_CHAIN} roles behind one another on the way to an administrator"));
                None
            }
            Err(Ended::Everywhere) => {
                // Whatever was reached from here comes to no administrator either.
                if without == identity
                    && !budget.is_spent()
                    && let Ok(mut known) = self.administrators.lock()
                {
                    seen.iter().for_each(|none| _ = known.insert((*none, account.clone()), None));
                }
                None
            }
        }
    }

    /// One after the other, the nearest first.
    fn find_administrator(&self, search: &Search<'_>, seen: &mut FxHashSet<usize>) -> Result<AdministratorPath, Ended> {
        let Search { account, budget, .. } = *search;
        let nothing = AdministratorPath { steps: vec![], doubts: Doubts::default(), through: vec![] };
        let mut near = vec![(search.first, nothing)];
        for _ in 0..=MAX_CHAIN {
            let mut next: Vec<(usize, AdministratorPath)> = vec![];
            for (identity, path) in near.into_iter().filter(|(identity, _)| !self.leads_nowhere(*identity, account)) {
                let wanted = self.effective(identity).iter().filter(|effective| search.wants(effective));
                let callers = wanted.map(|effective| PrincipalContext { holder: identity, effective, account, budget });
                if let Some((last, doubts)) = callers.clone().find_map(|caller| self.administers(&caller)) {
                    return Ok(path.then(last, doubts));
                }
                for caller in callers {
                    for (to, steps, doubts) in self.next(&caller, seen) {
                        if seen.insert(to) {
                            let mut path = path.clone().then(steps, doubts);
                            path.through.extend([identity, to]);
                            next.push((to, path));
                        }
                    }
                }
            }
            near = next;
        }
        Err(if near.is_empty() { Ended::Everywhere } else { Ended::Far })
    }

    /// Whether it is known that an identity comes to no administrator.
    fn leads_nowhere(&self, identity: usize, account: &SmolStr) -> bool {
        self.administrators.lock().is_ok_and(|known| known.get(&(identity, account.clone())).is_some_and(Option::is_none))
    }

    /// The identities that one comes to from another by all that is known, and how.
    fn next(&self, caller: &PrincipalContext<'_>, seen: &FxHashSet<usize>) -> Vec<(usize, Vec<Step>, Doubts)> {
        let mut found = vec![];
        if caller.effective.is_about("sts:AssumeRole") {
            for (other, arn) in self.assumable().filter(|(other, _)| !seen.contains(other)) {
                found.extend(self.assumes(caller, *other, arn).map(|(steps, doubts)| (*other, steps.to_vec(), doubts)));
            }
        }
        let wanted = |to: usize| !seen.contains(&to);
        let hops = self.hops(caller, None, &wanted).filter(Hop::is_settled);
        found.extend(hops.filter_map(|hop| {
            let text = format!("{} may `{}`", self.name(caller.holder), hop.escalation.actions_in_words());
            let first = caller.effective.step(hop.grant.by, text)?;
            Some((hop.to, std::iter::once(first).chain(hop.steps).collect(), hop.grant.doubts))
        }));
        found
    }
}

impl AdministratorPath {
    fn then(mut self, steps: Vec<Step>, doubts: Doubts) -> AdministratorPath {
        self.steps.extend(steps);
        self.doubts.and(doubts);
        self
    }
}
