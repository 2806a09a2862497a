//! The variables of a search, and the conditions that speak of each.

use crate::iam::condition::{Condition, operands};
use crate::iam::document::Statement;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::ops::Range;

/// A variable of the search: keys whose values go together, or the caller, or what is done on what.
pub(super) struct Group<'a> {
    pub(super) kind: GroupKind,
    pub(super) keys: Vec<SmolStr>,
    /// The conditions on its keys, in the order of the statements, and where those of a statement stand among them.
    pub(super) conditions: Vec<&'a Condition>,
    of_statements: FxHashMap<*const Statement, Range<usize>>,
}

impl<'a> Group<'a> {
    pub(super) fn new(kind: GroupKind, keys: Vec<SmolStr>) -> Group<'a> {
        Group { kind, keys, conditions: vec![], of_statements: FxHashMap::default() }
    }

    pub(super) fn add(&mut self, statement: &'a Statement, condition: &'a Condition) {
        let next = self.conditions.len();
        self.of_statements.entry(statement).or_insert(next..next).end = next + 1;
        self.conditions.push(condition);
    }

    pub(super) fn of_statement(&self, statement: &Statement) -> &[&'a Condition] {
        let range = self.of_statements.get(&std::ptr::from_ref(statement)).cloned();
        range.and_then(|range| self.conditions.get(range)).unwrap_or_default()
    }

    /// How many operands values are compared with one by one.
    pub(super) fn compared(&self) -> usize {
        let singly = self
            .conditions
            .iter()
            .filter(|condition| condition.operator.is_some_and(|operator| !operands::have_order(operator.row.family)));
        singly.map(|condition| condition.values.len()).sum()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum GroupKind {
    Caller,
    Source,
    Target,
    Key,
}
