//! How an identity comes to administer the account, by itself or by way of others.

use super::budget::QuestionBudget;
use super::effective::{EffectivePolicies, needed};
use super::grant::{Administration, Doubts, PathStep};
use super::graph::{Administers, AdministratorPath, PermissionGraph, PrincipalContext};
use super::hop::Hop;
use super::launch::HandedOn;
use super::trust::Assumed;
use crate::condition::Assignment;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::sync::Arc;

/// How many statements are looked at to find out what all roles of a root lead to, and one of them.
const MAX_EFFORT_FOR_ROLES: usize = 1 << 22;
const MAX_EFFORT_FOR_ROLE: usize = 1 << 17;
const MIN_EFFORT_FOR_ROLE: usize = 1 << 12;

/// As many identities as cost about as much as a role.
const IDENTITIES_PER_ROLE: usize = 4;

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

/// Where a search starts, and what it keeps to.
#[derive(Clone, Copy)]
struct AdministratorSearch<'s> {
    first: usize,
    /// It does not lead through this one.
    without: usize,
    account: &'s SmolStr,
    /// The answers to open conditions that are given.
    given: &'s Assignment,
    budget: &'s QuestionBudget,
    /// Only by way of identities whose policies are all known.
    known_only: bool,
}

/// One step further, to another identity.
struct Onward {
    to: usize,
    steps: Vec<PathStep>,
    doubts: Doubts,
    under: Assignment,
}

impl PermissionGraph<'_> {
    /// How another identity comes to administer the account, as the code shows it, by itself or by way of others; nothing if it does not,
    /// or only by way of the caller, or only where the caller's policies are others.
    pub(super) fn to_administrator(&self, caller: &PrincipalContext<'_>, identity: usize) -> Option<Arc<AdministratorPath>> {
        let PrincipalContext { holder, effective, account, .. } = *caller;
        let path = self.path_to_administrator(identity, account)?;
        let fits = !path.through.contains(&holder) && path.under.agrees_with(&effective.given);
        if fits { Some(path) } else { self.search_administrator(identity, holder, account, &effective.given).map(Arc::new) }
    }

    /// The same whoever asks.
    pub(super) fn path_to_administrator(&self, identity: usize, account: &SmolStr) -> Option<Arc<AdministratorPath>> {
        if !self.has_administrator(account) {
            return None;
        }
        let known = self.administrators.lock().ok().and_then(|known| known.get(&(identity, account.clone())).cloned());
        known.unwrap_or_else(|| {
            let path = self.search_administrator(identity, identity, account, &Assignment::default()).map(Arc::new);
            if let Ok(mut known) = self.administrators.lock() {
                known.insert((identity, account.clone()), path.clone());
            }
            path
        })
    }

    /// Whether anybody of this code may administer the account by themselves: if nobody does, no path leads to one.
    fn has_administrator(&self, account: &SmolStr) -> bool {
        *self.has_administrator.get(account, || (0..self.identities.len()).any(|identity| self.may_administer(identity, account)))
    }

    /// Whether an identity administers the account itself under any answers, or it takes too much to tell.
    fn may_administer(&self, identity: usize, account: &SmolStr) -> bool {
        self.administers_itself(identity, account) > Administers::Never
    }

    /// Whether a path to an administrator may end where it begins, with permissions of the identity's own.
    pub(super) fn may_be_direct(&self, identity: usize, account: &SmolStr) -> bool {
        self.administers_itself(identity, account) == Administers::Perhaps
    }

    fn administers_itself(&self, identity: usize, account: &SmolStr) -> Administers {
        *self.may_administer.get(&(identity, account.clone()), || {
            let budget = QuestionBudget::of(self.effort_for_role());
            let caller = |effective| PrincipalContext { holder: identity, effective, account, budget: &budget };
            let found = self.effective(identity).iter().filter_map(|effective| self.administers(&caller(effective)));
            let found = found.map(|found| if found.by_others { Administers::ByOthers } else { Administers::Perhaps }).max();
            if budget.is_spent() { Administers::Perhaps } else { found.unwrap_or(Administers::Never) }
        })
    }

    /// How much may be looked at to find out what one role comes to, or another identity: there may be many and no role among them.
    pub(super) fn effort_for_role(&self) -> usize {
        (MAX_EFFORT_FOR_ROLES / self.roles.len().max(self.identities.len() / IDENTITIES_PER_ROLE).max(1))
            .clamp(MIN_EFFORT_FOR_ROLE, MAX_EFFORT_FOR_ROLE)
    }

    fn search_administrator(&self, first: usize, without: usize, account: &SmolStr, given: &Assignment) -> Option<AdministratorPath> {
        let budget = QuestionBudget::of(self.effort_for_role());
        let search = AdministratorSearch { first, without, account, given, budget: &budget, known_only: false };
        let (found, seen) = self.find_administrator(&search);
        let span = self.identities.get(first).map(|identity| identity.resource.span);
        if budget.is_spent() {
            self.give_up(span, "steps to find out what this role may do");
        }
        if found.as_ref().is_ok_and(|path| path.doubts.is_empty()) {
            return found.ok();
        }
        budget.reached().iter().for_each(|bound| self.give_up(span, bound));
        match found {
            Ok(path) if !path.doubts.is_settled() => Some(path),
            // A path of which everything is known is better.
            Ok(path) => self.find_administrator(&AdministratorSearch { known_only: true, ..search }).0.ok().or(Some(path)),
            Err(Ended::Far) => {
                self.give_up(span, &format!("{MAX_CHAIN} roles behind one another on the way to an administrator"));
                None
            }
            Err(Ended::Everywhere) => {
                // Whatever was reached from here comes to no administrator either.
                let is_for_all = without == first && given.is_always() && !budget.is_spent();
                if let Ok(mut known) = self.administrators.lock()
                    && is_for_all
                {
                    seen.iter().for_each(|none| _ = known.insert((*none, account.clone()), None));
                }
                None
            }
        }
    }

    /// One after the other, the nearest first; and whoever was reached.
    fn find_administrator(&self, search: &AdministratorSearch<'_>) -> (Result<AdministratorPath, Ended>, FxHashSet<usize>) {
        let mut seen: FxHashSet<usize> = [search.first, search.without].into_iter().collect();
        let mut near = vec![(search.first, AdministratorPath::default())];
        for _ in 0..=MAX_CHAIN {
            let mut next: Vec<(usize, AdministratorPath)> = vec![];
            for (identity, path) in near.into_iter().filter(|(identity, _)| !self.leads_nowhere(*identity, search.account)) {
                let callers = self.callers(search, identity, &path);
                let last = self.may_administer(identity, search.account).then(|| self.administers_under(&callers)).flatten();
                if let Some(found) = last.and_then(|(last, by_others)| Some(AdministratorPath { by_others, ..path.clone().then(last)? })) {
                    return (Ok(found), seen);
                }
                for onward in self.onward(&callers, &seen) {
                    let to = onward.to;
                    let Some(mut path) = path.clone().then(onward).filter(|path| path.under.agrees_with(search.given)) else { continue };
                    seen.insert(to);
                    path.through.extend([identity, to]);
                    next.push((to, path));
                }
            }
            near = next;
        }
        (Err(if near.is_empty() { Ended::Everywhere } else { Ended::Far }), seen)
    }

    /// An identity under all answers that agree with what is given and with the path to it.
    fn callers<'q>(&'q self, search: &AdministratorSearch<'q>, identity: usize, path: &AdministratorPath) -> Vec<PrincipalContext<'q>> {
        let AdministratorSearch { account, budget, .. } = *search;
        let is_wanted = |effective: &&EffectivePolicies| {
            let is_known = !search.known_only || effective.unread().next().is_none();
            is_known && effective.given.agrees_with(search.given) && effective.given.agrees_with(&path.under)
        };
        let effective = self.effective(identity).iter().filter(is_wanted);
        effective.map(|effective| PrincipalContext { holder: identity, effective, account, budget }).collect()
    }

    /// How an identity administers the account itself.
    fn administers_under(&self, callers: &[PrincipalContext<'_>]) -> Option<(Onward, bool)> {
        let found = callers.iter().filter_map(|caller| Some((&caller.effective.given, (caller.holder, self.administers(caller)?))));
        let (given, mut found): (Vec<&Assignment>, Vec<_>) = found.unzip();
        let under = needed(&given, &all_of(callers));
        let (to, last) = if found.is_empty() { return None } else { found.swap_remove(0) };
        let Administration { steps, doubts, by_others } = last;
        Some((Onward { to, steps, doubts, under: under.and(self.exists_under(to))? }, by_others))
    }

    /// Whether it is known that an identity comes to no administrator.
    fn leads_nowhere(&self, identity: usize, account: &SmolStr) -> bool {
        self.administrators.lock().is_ok_and(|known| known.get(&(identity, account.clone())).is_some_and(Option::is_none))
    }

    /// The identities that one comes to from another by all that is known, each once.
    fn onward(&self, callers: &[PrincipalContext<'_>], seen: &FxHashSet<usize>) -> Vec<Onward> {
        let of = callers.iter().flat_map(|caller| self.next(caller, seen).into_iter().map(|onward| (&caller.effective.given, onward)));
        let mut found: Vec<(Vec<&Assignment>, Onward)> = vec![];
        for (given, onward) in of {
            match found.iter_mut().find(|(_, known)| known.to == onward.to) {
                Some((known, _)) if known.last() == Some(&given) => {}
                Some((known, _)) => known.push(given),
                None => found.push((vec![given], onward)),
            }
        }
        let under = |(given, onward): (Vec<&Assignment>, Onward)| {
            let under = onward.under.and(&needed(&given, &all_of(callers)))?;
            Some(Onward { under, ..onward })
        };
        found.into_iter().filter_map(under).collect()
    }

    /// The identities that one comes to from another by all that is known, and how.
    fn next(&self, caller: &PrincipalContext<'_>, seen: &FxHashSet<usize>) -> Vec<Onward> {
        let mut found = vec![];
        // Without a permission of its own, an identity may assume only the roles that name it.
        let is_about = caller.effective.is_about("sts:AssumeRole");
        let can = |role: usize| {
            is_about || self.effective(role).iter().filter_map(|role| role.trust.as_ref()).any(|trust| self.names_itself(caller, trust))
        };
        for (to, _) in self.assumable().filter(|(other, _)| !seen.contains(other) && can(*other)) {
            let Some(Assumed { grant, steps, under, .. }) = self.assumes(caller, *to, None) else { continue };
            found.push(Onward { to: *to, steps, doubts: grant.doubts, under });
        }
        let wanted = |to: usize| !seen.contains(&to);
        let hops = self.hops(caller, None, &wanted).filter(Hop::is_settled);
        found.extend(hops.filter_map(|hop| {
            let text = format!("{} may `{}`", self.name(caller.holder), hop.escalation.actions_in_words());
            let first = caller.effective.step(hop.grant.by, text)?;
            let steps = std::iter::once(first).chain(hop.steps).collect();
            Some(Onward { to: hop.to, steps, doubts: hop.grant.doubts, under: hop.given })
        }));
        let handed_on = self.hands_on(caller, &wanted).into_iter();
        found.extend(handed_on.map(|HandedOn { to, steps, doubts, under }| Onward { to, steps, doubts, under }));
        found
    }
}

/// The answers under which somebody is a caller.
fn all_of<'q>(callers: &[PrincipalContext<'q>]) -> Vec<&'q Assignment> {
    callers.iter().map(|caller| &caller.effective.given).collect()
}

impl AdministratorPath {
    /// The path with one step more, unless it would need different answers to one condition.
    fn then(mut self, onward: Onward) -> Option<AdministratorPath> {
        self.under = self.under.and(&onward.under)?;
        self.steps.extend(onward.steps);
        self.doubts.and(onward.doubts);
        Some(self)
    }
}
