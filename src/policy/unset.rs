//! Components of ARNs that an empty variable or parameter leaves out: no ARN is meant so, whoever deploys is to give it.

use crate::mapped_text::{Hole, HoleKind, Text, Why, WhyCode};
use crate::value::{Entry, Kind, Map, Shared, Value};
use std::sync::Arc;

/// A document with a hole for each component of an ARN that is empty because an input is.
pub(super) fn opened(value: Value) -> Value {
    if !is_affected(&value) {
        return value;
    }
    let kind = match &value.kind {
        Kind::Text(text) => Kind::Text(Arc::new(of_text(text))),
        Kind::List(items) => Kind::List(Shared::new(items.iter().cloned().map(opened).collect())),
        Kind::Map(map) => {
            let entries = map.entries.iter().map(|entry| Entry { value: opened(entry.value.clone()), ..entry.clone() });
            Kind::Map(Shared::new(Map { entries: entries.collect() }))
        }
        _ => return value.distribute(&mut |branch| opened(branch.clone())),
    };
    Value { kind, ..value }
}

fn is_affected(value: &Value) -> bool {
    match &value.kind {
        Kind::Text(text) => text.literal().starts_with("arn:") && text.empty_references().next().is_some(),
        Kind::List(items) => items.iter().any(is_affected),
        Kind::Map(map) => map.entries.iter().any(|entry| is_affected(&entry.value)),
        Kind::Alternatives(open) => open.branches.iter().any(|(_, branch)| is_affected(branch)),
        _ => false,
    }
}

fn of_text(text: &Text) -> Text {
    let mut result = Text::default();
    let mut from = 0;
    for (at, provenance) in text.empty_references().filter(|(at, _)| is_component(text, *at)) {
        let is_input = |name: &str| ["var.", "Ref ", "${"].iter().any(|prefix| name.starts_with(prefix));
        let Some(input) = provenance.steps().find(|step| is_input(&step.name)) else { continue };
        result.push_text(&text.slice(from..at));
        let why = Why::new(WhyCode::Unresolved, format!("`{}` is the empty text unless somebody gives another", input.name));
        result.push_hole(Arc::new(Hole { kind: HoleKind::Unknown(why), span: input.span }));
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
