//! What is asked of an identity's statements again and again: which are about an action, and how many there are.

use super::attached::Attached;
use super::effective::EffectivePolicies;
use super::statements::{ActionStatements, places_in, set_of};
use crate::iam::document::{Effect, Statement};
use crate::iam::evaluate::{PolicyKind, about_action};
use crate::truth::Truth;
use std::sync::Arc;

impl EffectivePolicies {
    fn places(&self) -> &[(u32, u32)] {
        self.known.places.get_or_init(|| {
            let of = |(number, attached): (usize, &Arc<Attached>)| {
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                let statements = 0..u32::try_from(attached.document.statements.len()).unwrap_or(u32::MAX);
                statements.map(move |statement| (number, statement))
            };
            self.documents.iter().enumerate().flat_map(of).collect()
        })
    }

    fn at_place(&self, place: usize) -> Option<(&Attached, &Statement)> {
        let (document, statement) = *self.places().get(place)?;
        let attached = self.documents.get(document as usize)?;
        Some((attached, attached.document.statements.get(statement as usize)?))
    }

    /// Where among all statements those of a document begin.
    pub(super) fn first_places(&self) -> impl Iterator<Item = usize> + '_ {
        self.documents.iter().scan(0, |next, attached| {
            let first = *next;
            *next += attached.document.statements.len();
            Some(first)
        })
    }

    /// The statements that may be about an action, as a set.
    pub(super) fn action_statements(&self, action: &str) -> Arc<ActionStatements> {
        self.known.by_action.get(action, || {
            let count = self.places().len();
            let truth = |place: usize| self.at_place(place).map_or(Truth::No, |(_, statement)| about_action(statement, action));
            let truths: Vec<Truth> = (0..count).map(truth).collect();
            let of =
                |wanted: Truth| set_of(count, truths.iter().enumerate().filter(|(_, truth)| **truth == wanted).map(|(place, _)| place));
            ActionStatements { surely: of(Truth::Yes), perhaps: of(Truth::Unknown) }
        })
    }

    /// The statements by which the identity's own policies allow an action.
    pub(super) fn allowing_action(&self, action: &str) -> Vec<&Statement> {
        let about = self.action_statements(action);
        let all = places_in(&about.surely).filter_map(|place| self.at_place(place));
        let is_own =
            |(attached, statement): &(&Attached, &Statement)| attached.kind == PolicyKind::Identity && statement.effect == Effect::Allow;
        all.filter(is_own).map(|(_, statement)| statement).collect()
    }

    /// All statements that may be about an action.
    pub(super) fn about_action(&self, action: &str) -> Vec<&Statement> {
        let about = self.action_statements(action);
        let words = about.surely.iter().zip(&about.perhaps).map(|(surely, perhaps)| surely | perhaps);
        let all: Vec<u64> = words.collect();
        places_in(&all).filter_map(|place| self.at_place(place)).map(|(_, statement)| statement).collect()
    }

    /// How much it costs to look at all that the identity holds, in statements.
    pub(super) fn size(&self) -> usize {
        let statements = || self.documents.iter().flat_map(|attached| &attached.document.statements);
        *self.known.size.get_or_init(|| statements().map(weight).sum())
    }

    /// By how many statements the identity's own policies allow something.
    pub(super) fn allowing_count(&self) -> usize {
        *self.known.allowing.get_or_init(|| self.allowing().count())
    }

    /// Whether a condition of any statement asks for a tag of the resource.
    pub(super) fn asks_for_tags(&self) -> bool {
        *self.known.asks_for_tags.get_or_init(|| {
            let statements = self.documents.iter().flat_map(|attached| &attached.document.statements);
            let mut keys = statements.flat_map(|statement| &statement.conditions).map(|condition| &condition.key);
            keys.any(|key| key.contains(":resourcetag/"))
        })
    }
}

/// As how many statements one counts that lists many resources or conditions.
fn weight(statement: &Statement) -> usize {
    1 + statement.resources.as_ref().map_or(0, |listed| listed.entries.len() / 16) + statement.conditions.len() / 8
}
