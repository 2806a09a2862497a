//! Planned values where the source has them.

use crate::json;
use crate::mapped_text::{Hole, Piece, Text};
use crate::source::Span;
use crate::terraform::evaluate::encode;
use crate::value::{Depth, Entry, Kind, Map, Marks, Shared, Value};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// In longer lists, which order the provider gives, items stay at their places.
const MAX_SEARCHED: usize = 256;

/// The planned value at the place of what the source says. What the plan leaves open stays as the source has it.
pub(super) fn placed(source: &Value, planned: &Value) -> Value {
    match &planned.kind {
        Kind::Unknown(_) if matches!(source.kind, Kind::Null | Kind::Absent) => return at(planned, source.span),
        Kind::Unknown(_) => return source.clone(),
        // The schema of the provider makes it sensitive, but the file has it in plain sight.
        _ if planned.marks.any() && is_written(source) && !is_open(source) => return source.clone(),
        // What the source marks it knows better, part by part.
        _ if planned.marks.any() && (is_open(source) || !source.all_marks().any()) => {
            return placed(source, &Value { marks: Marks::default(), ..planned.clone() }).marked(planned.marks);
        }
        _ => {}
    }
    if let Kind::Alternatives(open) = &source.kind {
        let mut branches = open.branches.iter().map(|(_, branch)| branch);
        let chosen = branches.clone().find(|branch| fits(branch, planned)).or_else(|| branches.next());
        return chosen.map_or_else(
            || at(planned, source.span),
            |branch| {
                let value = placed(branch, planned);
                Value { provenance: source.provenance.then(&value.provenance), ..value }
            },
        );
    }
    let value = match (&source.kind, &planned.kind) {
        (Kind::Text(text), Kind::Text(known)) => {
            match known.known().and_then(|known| filled(text, known).or_else(|| document(text, known, source.span))) {
                Some(filled) => Value { kind: Kind::Text(Arc::new(filled)), ..source.clone() },
                None => at(planned, source.span),
            }
        }
        (Kind::List(items), Kind::List(others)) => {
            Value { kind: Kind::List(Shared::new(each_placed(items, others, source.span))), ..source.clone() }
        }
        (Kind::Map(map), Kind::Map(other)) => Value { kind: Kind::Map(Shared::new(map_placed(map, other, source.span))), ..source.clone() },
        _ => at(planned, source.span),
    };
    Value { provenance: source.provenance.clone(), ..value }
}

fn is_open(value: &Value) -> bool {
    value.first_unknown().is_some() || value.first_open(Depth::Everywhere).is_some()
}

/// Whether a value stands in the resource itself and comes from nowhere else.
fn is_written(value: &Value) -> bool {
    let inside = match &value.kind {
        Kind::Text(text) => text.first_provenance().is_empty(),
        Kind::List(items) => items.iter().all(is_written),
        Kind::Map(map) => map.entries.iter().all(|entry| is_written(&entry.value)),
        _ => true,
    };
    inside && value.provenance.is_empty()
}

/// The members of a resource or block; what the source does not set stands at `span`.
pub(super) fn map_placed(source: &Map, planned: &Map, span: Span) -> Map {
    let own: FxHashMap<&str, (usize, &Entry)> = {
        let clear = source.entries.iter().enumerate().filter(|(_, entry)| entry.unclear.is_none());
        clear.map(|(place, entry)| (entry.key.as_str(), (place, entry))).collect()
    };
    let placed = |entry: &Entry| match own.get(entry.key.as_str()) {
        Some((_, own)) => Entry { value: placed(&own.value, &entry.value), ..Entry::clone(own) },
        None => Entry { key: entry.key.clone(), key_span: span, unclear: None, value: at(&entry.value, span) },
    };
    let mut entries: Vec<Entry> = planned.entries.iter().map(placed).collect();
    // In the order of the source, and what it does not set after that.
    entries.sort_by_key(|entry| own.get(entry.key.as_str()).map_or(usize::MAX, |(place, _)| *place));
    Map { entries }
}

fn each_placed(source: &[Value], planned: &[Value], span: Span) -> Vec<Value> {
    let mut free: Vec<Option<&Value>> = source.iter().map(Some).collect();
    let mut take = |place: usize, item: &Value| {
        let searched = free.len() <= MAX_SEARCHED;
        let own = free.get(place).copied().flatten().filter(|own| fits(own, item)).map(|_| place);
        let fitting = || free.iter().position(|own| searched && own.is_some_and(|own| fits(own, item)));
        let chosen = own.or_else(fitting).or(Some(place))?;
        free.get_mut(chosen)?.take()
    };
    let places: Vec<Option<&Value>> = planned.iter().enumerate().map(|(place, item)| take(place, item)).collect();
    let item = |(item, own): (&Value, Option<&Value>)| own.map_or_else(|| at(item, span), |own| placed(own, item));
    planned.iter().zip(places).map(item).collect()
}

/// Whether nothing that the source tells contradicts the planned value.
fn fits(source: &Value, planned: &Value) -> bool {
    match (&source.kind, &planned.kind) {
        (Kind::Unknown(_), _) | (_, Kind::Unknown(_)) => true,
        (Kind::Alternatives(open), _) => open.branches.iter().any(|(_, branch)| fits(branch, planned)),
        (Kind::Text(text), Kind::Text(known)) => known.known().is_some_and(|known| filled(text, known).is_some()),
        (Kind::List(items), Kind::List(others)) => {
            items.len() == others.len() && items.iter().zip(others.iter()).all(|(item, other)| fits(item, other))
        }
        (Kind::Map(map), Kind::Map(other)) => {
            let agrees = |entry: &Entry| other.get(&entry.key).is_none_or(|planned| fits(&entry.value, planned));
            map.entries.iter().filter(|entry| entry.unclear.is_none()).all(agrees)
        }
        (Kind::Null | Kind::Absent, _) => false,
        (_, _) => match (source.to_text(), planned.to_text()) {
            (Some(own), Some(other)) => own.literal() == other.literal(),
            _ => false,
        },
    }
}

/// The text of the source with its holes filled, so that it reads as the known text; nothing if it cannot.
fn filled(text: &Text, known: &str) -> Option<Text> {
    let mut result = Text::default();
    let mut rest = known;
    let mut open: Option<&Arc<Hole>> = None;
    let pieces: Vec<Piece<'_>> = text.pieces().collect();
    for (place, piece) in pieces.iter().enumerate() {
        let (literal, from) = match piece {
            Piece::Hole(hole) => {
                open = open.or(Some(hole));
                continue;
            }
            Piece::Literal(literal, from) => (*literal, *from),
        };
        let is_last = place + 1 == pieces.len();
        let found = match open.take() {
            None => rest.starts_with(literal).then_some(0)?,
            Some(hole) => {
                let found = if is_last { rest.strip_suffix(literal)?.len() } else { rest.find(literal)? };
                result.push_computed(rest.get(..found)?, hole.span);
                found
            }
        };
        result.push_literal_of(text, from..from + literal.len());
        rest = rest.get(found + literal.len()..)?;
    }
    match open {
        Some(hole) => result.push_computed(rest, hole.span),
        None if !rest.is_empty() => return None,
        None => {}
    }
    Some(result)
}

/// A JSON document that the provider has written in another way, with the places of the source.
fn document(text: &Text, known: &str, span: Span) -> Option<Text> {
    let is_document = |text: &str| text.trim_start().starts_with(['{', '[']);
    if !is_document(text.literal()) || !is_document(known) {
        return None;
    }
    match (json::parse(text, span), json::parse(&Text::computed(known, span), span)) {
        ((own, None), (planned, None)) => encode::text(&placed(&own, &planned)),
        _ => None,
    }
}

/// The whole value at one place.
fn at(value: &Value, span: Span) -> Value {
    let kind = match &value.kind {
        Kind::Text(text) => Kind::Text(Arc::new(Text::computed(text.literal(), span))),
        Kind::List(items) => Kind::List(Shared::new(items.iter().map(|item| at(item, span)).collect())),
        Kind::Map(map) => {
            let entries = map.entries.iter().map(|entry| Entry { key_span: span, value: at(&entry.value, span), ..entry.clone() });
            Kind::Map(Shared::new(Map { entries: entries.collect() }))
        }
        Kind::Unknown(hole) => Kind::Unknown(Arc::new(Hole { span, ..Hole::clone(hole) })),
        other => other.clone(),
    };
    Value { kind, span, ..value.clone() }
}
