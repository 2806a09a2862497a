//! External ids: who presents one that the policy pins, from an account that the policy names, uses the role as it is meant.

use super::classes::numbers;
use crate::iam::condition::{Comparison, Condition, Family};
use crate::iam::document::{Document, Effect};
use crate::iam::pattern::unresolved;
use crate::iam::scalar::Number;
use crate::truth::Truth;
use smol_str::SmolStr;

/// The accounts that the Allows of the policy name: in their principals, or by pinning the caller's account or ARN.
pub(super) fn named_accounts(document: &Document) -> Vec<SmolStr> {
    let mut named: Vec<SmolStr> = vec![];
    for statement in document.with_effect(Effect::Allow) {
        let entries = statement.principals.iter().filter(|listed| !listed.negated).flat_map(|listed| &listed.entries);
        named.extend(entries.filter_map(|entry| entry.account().cloned()));
        let pins = |condition: &&Condition| {
            let positive = condition.operator.is_some_and(|operator| !operator.row.negated);
            positive && matches!(condition.key.as_str(), "aws:principalaccount" | "aws:principalarn")
        };
        for value in statement.conditions.iter().filter(pins).flat_map(|condition| &condition.values) {
            numbers(value.text.literal(), &mut named);
        }
    }
    named
}

/// Whether the policy writes this external id out as the one to present.
pub(super) fn is_pinned(document: &Document, id: &str) -> bool {
    document.statements.iter().any(|statement| {
        let pins = |condition: &&Condition| {
            let Some(operator) = &condition.operator else { return false };
            let demands = operator.row.negated == (statement.effect == Effect::Deny);
            demands && condition.key == "sts:externalid"
        };
        statement.conditions.iter().filter(pins).any(|condition| writes_out(condition, id))
    })
}

fn writes_out(condition: &Condition, id: &str) -> bool {
    let family = condition.operator.map(|operator| operator.row.family);
    condition.values.iter().any(|value| {
        let pattern = &value.pattern;
        if pattern.has_variables() {
            return false;
        }
        match family {
            Some(Family::Text) => pattern.equals(id, &unresolved) == Truth::Yes,
            Some(Family::TextIgnoreCase) => value.known().is_some_and(|text| text.to_lowercase() == id.to_lowercase()),
            Some(Family::Like | Family::Arn) => !pattern.has_wildcards() && pattern.equals(id, &unresolved) == Truth::Yes,
            Some(Family::Number(Comparison::Equal)) => value.known().is_some_and(|text| Number::read(text) == Number::read(id)),
            _ => false,
        }
    })
}
