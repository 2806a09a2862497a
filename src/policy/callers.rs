//! Whom statements name, by the places where they are written: several calls, instances or answers make theirs of one text.

use super::{Policy, shape};
use crate::source::Span;
use crate::value::{Kind, Value};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeSet;

/// By the place of a statement, those whom it names in all its uses.
pub type CallersAt = FxHashMap<Span, BTreeSet<SmolStr>>;

/// Of all these policies, whatever is decided.
pub fn callers_at(policies: &[Policy<'_>]) -> CallersAt {
    let mut found = CallersAt::default();
    for statement in policies.iter().flat_map(|policy| shape::statements(&policy.document)) {
        let named = callers(statement);
        if !named.is_empty() {
            found.entry(statement.span).or_default().extend(named);
        }
    }
    found
}

/// Those whom a statement names: `Service sns.amazonaws.com`, `AWS 111122223333`, `*`.
pub fn callers(statement: &Value) -> BTreeSet<SmolStr> {
    let mut found = BTreeSet::new();
    if let Some(principal) = statement.get("Principal") {
        each_caller(principal, "", &mut found);
    }
    found
}

fn each_caller(value: &Value, kind: &str, found: &mut BTreeSet<SmolStr>) {
    match &value.kind {
        Kind::List(items) => items.iter().for_each(|item| each_caller(item, kind, found)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| each_caller(&entry.value, &entry.key, found)),
        Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| each_caller(branch, kind, found)),
        _ => {
            let text = value.to_text().map(|text| format_smolstr!("{kind} {text}"));
            found.extend(text.map(|text| SmolStr::new(text.trim())));
        }
    }
}
