//! What an empty variable or parameter leaves out: components of ARNs, whole principals and resources. No policy is meant so, and AWS refuses it: whoever
//! deploys is to give it.

use crate::mapped_text::{Hole, HoleKind, Provenance, Text, Why, WhyCode};
use crate::value::{Entry, Kind, Map, Shared, Value};
use std::sync::Arc;

/// Elements in which no entry is empty.
const NEVER_EMPTY: [&str; 4] = ["Principal", "NotPrincipal", "Resource", "NotResource"];

/// A document with a hole for each part that is empty because an input is.
pub(super) fn opened(value: Value) -> Value {
    opened_in(value, false)
}

/// The same of a part; `whole` says whether a text in it cannot be empty as a whole.
fn opened_in(value: Value, whole: bool) -> Value {
    if !is_affected(&value, whole) {
        return value;
    }
    let kind = match &value.kind {
        Kind::Text(text) if text.known() == Some("") => match input_of_empty(&value) {
            Some(hole) => Kind::Text(Arc::new(Text::of_hole(hole))),
            None => return value,
        },
        Kind::Text(text) => Kind::Text(Arc::new(of_text(text))),
        Kind::List(items) => Kind::List(Shared::new(items.iter().cloned().map(|item| opened_in(item, whole)).collect())),
        Kind::Map(map) => {
            let is_whole = |entry: &Entry| whole || NEVER_EMPTY.contains(&entry.key.as_str());
            let entries = map.entries.iter().map(|entry| Entry { value: opened_in(entry.value.clone(), is_whole(entry)), ..entry.clone() });
            Kind::Map(Shared::new(Map { entries: entries.collect() }))
        }
        _ => return value.distribute(&mut |branch| opened_in(branch.clone(), whole)),
    };
    Value { kind, ..value }
}

fn is_affected(value: &Value, whole: bool) -> bool {
    match &value.kind {
        Kind::Text(text) if text.known() == Some("") => whole && input_of_empty(value).is_some(),
        Kind::Text(text) => text.literal().starts_with("arn:") && text.empty_references().next().is_some(),
        Kind::List(items) => items.iter().any(|item| is_affected(item, whole)),
        Kind::Map(map) => map.entries.iter().any(|entry| is_affected(&entry.value, whole || NEVER_EMPTY.contains(&entry.key.as_str()))),
        Kind::Alternatives(open) => open.branches.iter().any(|(_, branch)| is_affected(branch, whole)),
        _ => false,
    }
}

/// What stands for an empty text that an input gives.
fn input_of_empty(value: &Value) -> Option<Arc<Hole>> {
    let Kind::Text(text) = &value.kind else { return None };
    input(&value.provenance).or_else(|| text.empty_references().find_map(|(_, provenance)| input(provenance)))
}

/// The hole for the input that a value came through.
fn input(provenance: &Provenance) -> Option<Arc<Hole>> {
    let is_input = |name: &str| ["var.", "Ref ", "${"].iter().any(|prefix| name.starts_with(prefix));
    let input = provenance.steps().find(|step| is_input(&step.name))?;
    let why = Why::new(WhyCode::Unresolved, format!("`{}` is the empty text unless somebody gives another", input.name));
    Some(Arc::new(Hole { kind: HoleKind::Unknown(why), span: input.span }))
}

fn of_text(text: &Text) -> Text {
    let mut result = Text::default();
    let mut from = 0;
    for (at, provenance) in text.empty_references().filter(|(at, _)| is_component(text, *at)) {
        let Some(hole) = input(provenance) else { continue };
        result.push_text(&text.slice(from..at));
        result.push_hole(hole);
        from = at;
    }
    result.push_text(&text.slice(from..text.literal().len()));
    result
}

/// Whether what stands at this place is all that stands between two marks.
fn is_component(text: &Text, at: usize) -> bool {
    let (before, after) = text.literal().split_at_checked(at).unwrap_or_default();
    let ends = after.is_empty() || after.starts_with([':', '/']);
    before.ends_with([':', '/']) && ends && !text.holes().iter().any(|hole| hole.at as usize == at)
}
