//! Parts of policies that are not there since a parameter has its default.

use super::stack::Stack;
use crate::facts;
use crate::source::Span;
use crate::value::{Kind, Value};
use smol_str::{SmolStr, ToSmolStr};
use std::collections::BTreeSet;

impl Stack<'_> {
    /// The first branch of an `Fn::If` in a policy of a resource that a default does not choose.
    pub(super) fn left_out(&self, kind: &str, properties: &Value) -> Option<Span> {
        let names: BTreeSet<&str> = facts::policy_sites(kind).iter().filter_map(|site| site.argument()).collect();
        names.into_iter().find_map(|name| self.left_out_of(properties.get(name)?))
    }

    fn left_out_of(&self, written: &Value) -> Option<Span> {
        match &written.kind {
            Kind::List(items) => items.iter().find_map(|item| self.left_out_of(item)),
            Kind::Map(map) => match map.entries.as_slice() {
                [only] if only.key == "Fn::If" => self.left_out_of_choice(&only.value),
                entries => entries.iter().find_map(|entry| self.left_out_of(&entry.value)),
            },
            _ => None,
        }
    }

    fn left_out_of_choice(&self, arguments: &Value) -> Option<Span> {
        let [condition, yes, no] = arguments.as_list()? else { return None };
        let name = self.name(condition)?.to_smolstr();
        let (chosen, other) = match self.condition(&name, condition.span).kind {
            Kind::Bool(true) => (yes, no),
            Kind::Bool(false) => (no, yes),
            _ => return self.left_out_of(yes).or_else(|| self.left_out_of(no)),
        };
        if [chosen, other].into_iter().any(is_part) && self.is_on_default(&name) {
            Some(other.span)
        } else {
            self.left_out_of(chosen).or_else(|| self.left_out_of(other))
        }
    }

    /// Whether a condition asks for a parameter that has its default.
    fn is_on_default(&self, condition: &SmolStr) -> bool {
        if let Some(known) = self.state.borrow().on_default.get(condition) {
            return *known;
        }
        // A condition that refers to itself asks for nothing.
        self.state.borrow_mut().on_default.insert(condition.clone(), false);
        let is_on_default = self.conditions.get(condition).is_some_and(|entry| self.asks_for_default(&entry.value));
        self.state.borrow_mut().on_default.insert(condition.clone(), is_on_default);
        is_on_default
    }

    fn asks_for_default(&self, raw: &Value) -> bool {
        match &raw.kind {
            Kind::List(items) => items.iter().any(|item| self.asks_for_default(item)),
            Kind::Map(map) => map.entries.iter().any(|entry| match (entry.key.as_str(), entry.value.as_str()) {
                ("Ref", Some(name)) => self.on_default.contains(name),
                ("Condition", Some(name)) => self.is_on_default(&name.into()),
                _ => self.asks_for_default(&entry.value),
            }),
            _ => false,
        }
    }
}

/// A text in another's place is no part of a policy, but the one that stands for everybody.
fn is_part(branch: &Value) -> bool {
    match &branch.kind {
        Kind::List(items) => !items.is_empty(),
        Kind::Map(map) => map.entries.first().is_some_and(|first| first.key != "Ref" && !first.key.starts_with("Fn::")),
        _ => branch.as_str() == Some("*"),
    }
}
