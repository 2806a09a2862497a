//! The requests that are tried for one question about a permission, and what is decided about one of them.

use super::circumstances::{Circumstances, ContextKeys, PutsTag, TellingValues, circumstances, in_its_region, may_hold, with_region};
use crate::iam::condition::Condition;
use crate::iam::context::{Found, Request};
use crate::iam::document::{Effect, Statement};
use crate::iam::evaluate::{Decision, StatementAt};
use crate::iam::pattern;
use crate::truth::Truth;

/// Whose tags a request has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum TagsOf {
    Holder,
    /// Whoever holds the policy, with the tags that it asks for.
    Somebody,
}

/// The requests that are tried for one question, in circumstances that the caller can bring about.
pub(super) struct Trial {
    /// What all have in common.
    plain: Request,
    /// The further keys of each.
    contexts: Vec<ContextKeys>,
    /// There are more circumstances.
    pub(super) are_cut: bool,
    pub(super) doubt: Option<String>,
}

impl Trial {
    pub(super) fn of((relevant, plain): (&[&Statement], &Request), puts_tag: &PutsTag<'_>, kept: Option<&TellingValues>) -> Option<Trial> {
        let is_live = |statement: &&&Statement| statement.effect != Effect::Allow || may_hold(statement, &plain.context, puts_tag);
        let live: Vec<&Statement> = relevant.iter().filter(is_live).copied().collect();
        if !live.iter().any(|statement| statement.effect == Effect::Allow) {
            return None;
        }
        let plain = Request { context: with_region(plain, relevant), ..plain.clone() };
        let Circumstances { contexts, are_cut } = circumstances(&live, &plain.context, puts_tag, kept);
        Some(Trial { plain, contexts, are_cut, doubt: None })
    }

    /// How many requests there are.
    pub(super) fn len(&self) -> usize {
        self.contexts.len()
    }

    pub(super) fn request(&self, number: usize) -> Option<Request> {
        let mut request = self.plain.clone();
        request.context.extend(self.contexts.get(number)?.iter().map(|(key, values)| (key.clone(), values.clone())));
        Some(in_its_region(request))
    }

    /// Whether the keys of a request leave open that a statement's conditions hold: a first look that costs little.
    pub(super) fn may_meet(&self, statement: &Statement, number: usize) -> bool {
        let Some(further) = self.contexts.get(number) else { return false };
        let can_hold = |condition: &Condition| {
            if !condition.key.is_ascii() || condition.values.iter().any(|value| value.pattern.has_variables()) {
                return true;
            }
            let is_it = |(known, _): &(&String, &Vec<String>)| known.eq_ignore_ascii_case(&condition.key);
            let mut found = further.iter().chain(&self.plain.context).filter(is_it);
            let values = match (found.next(), found.next()) {
                (None, _) => Found::Absent,
                (Some((_, values)), None) => Found::Values(values),
                (Some(_), Some(_)) => return true,
            };
            condition.holds_for(values, &pattern::unresolved, statement.effect) != Truth::No
        };
        statement.conditions.iter().all(can_hold)
    }
}

/// A request, decided for each statement as if it alone granted it.
#[derive(Debug)]
pub(super) struct DecidedAlone {
    /// The statements that grant it, in order.
    pub(super) grants: Vec<StatementAt>,
    pub(super) decision: Decision,
    /// Why the decision is open.
    pub(super) open: Vec<String>,
}
