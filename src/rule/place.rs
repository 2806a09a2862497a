//! Where in a statement a finding points: the principal or the condition key at fault, on a line of the statement itself.

use super::clause::{Family, Named};
use crate::source::Span;
use crate::value::{Entry, Kind, Value};

/// A principal entry of a statement.
#[derive(Clone, Debug)]
pub(super) struct Principal<'a> {
    pub named: Named,
    /// As written, holes as `${…}`.
    pub text: String,
    pub value: &'a Value,
    /// The key it stands at: `Principal`, `Service`, `AWS`.
    pub key_span: Span,
}

/// The principal entries of a statement, in order. `NotPrincipal` in an Allow names everyone.
pub(super) fn principals(statement: &Value) -> Vec<Principal<'_>> {
    let mut found = vec![];
    let Some(map) = statement.as_map() else { return found };
    for entry in map.entries.iter().filter(|entry| entry.key == "Principal" || entry.key == "NotPrincipal") {
        match &entry.value.kind {
            _ if entry.key == "NotPrincipal" => {
                found.push(Principal {
                    named: Named::Everyone,
                    text: "NotPrincipal".into(),
                    value: &entry.value,
                    key_span: entry.key_span,
                });
            }
            Kind::Map(kinds) => kinds.entries.iter().for_each(|kind| of_kind(kind, &mut found)),
            _ => scalars(&entry.value, entry.key_span, "AWS", &mut found),
        }
    }
    found
}

fn of_kind<'a>(entry: &'a Entry, found: &mut Vec<Principal<'a>>) {
    scalars(&entry.value, entry.key_span, &entry.key, found);
}

fn scalars<'a>(value: &'a Value, key_span: Span, kind: &str, found: &mut Vec<Principal<'a>>) {
    if let Kind::List(items) = &value.kind {
        items.iter().for_each(|item| scalars(item, key_span, kind, found));
        return;
    }
    let text = value.to_text().map(|text| text.to_string()).unwrap_or_default();
    let named = match kind {
        "Service" => Named::Service,
        "Federated" => Named::Federated,
        _ if text == "*" => Named::Everyone,
        _ => Named::Account,
    };
    found.push(Principal { named, text, value, key_span });
}

/// A condition key of a statement.
#[derive(Clone, Debug)]
pub(super) struct ConditionKey<'a> {
    pub entry: &'a Entry,
}

/// The condition keys of a statement, in order.
pub(super) fn condition_keys(statement: &Value) -> Vec<ConditionKey<'_>> {
    let operators = statement.get("Condition").and_then(Value::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
    let keys = operators.iter().filter_map(|operator| operator.value.as_map());
    keys.flat_map(|keys| keys.entries.iter().map(|entry| ConditionKey { entry })).collect()
}

impl ConditionKey<'_> {
    /// Whether a place is that of the key, of its values, or of what they stand in.
    pub(super) fn touches(&self, span: Span) -> bool {
        let whole = self.entry.key_span.to(self.entry.value.span);
        whole.covers(span) || span.covers(whole)
    }

    /// Whether it is a key of the family, or one that is misspelt.
    pub(super) fn is_of(&self, family: Family) -> bool {
        let key = self.entry.key.to_ascii_lowercase();
        let meant = crate::facts::similar_condition_key(&key).map(str::to_ascii_lowercase);
        let of_family = |key: &str| family.keys().iter().any(|known| *known == key || (known.ends_with(':') && key.starts_with(known)));
        of_family(&key) || meant.is_some_and(|meant| of_family(&meant))
    }
}

/// Where a value shows inside `whole`: where it is written, else the nearest reference to it, else the key it stands at, else the head of `whole`.
pub(super) fn inside(value: &Value, key_span: Span, whole: Span) -> Span {
    let references = value.provenance.steps().map(|step| step.span);
    let candidates = std::iter::once(value.span).chain(references).chain([key_span]);
    candidates.into_iter().find(|span| whole.covers(*span)).unwrap_or(Span { end: whole.start, ..whole })
}
