//! `data "aws_iam_policy_document"`: the document that the provider writes, with the places of its parts.

mod statements;

use crate::json;
use crate::mapped_text::{Piece, Provenance, Text, WhyCode};
use crate::problem::Problem;
use crate::source::Span;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::evaluate::encode::{self, JsonLayout};
use crate::value::{Entry, Kind, Map, Shared, Value};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use statements::Statements;
use std::sync::Arc;

/// The `json` attribute for these arguments, or `minified_json`; `block` is the whole data block.
pub(super) fn json<'a>(evaluator: &Evaluator<'a>, arguments: &Value, block: Span, layout: JsonLayout) -> Value {
    let document = evaluator.over(std::slice::from_ref(arguments), block, true, &mut |values| match values.first() {
        Some(arguments) => document(evaluator, arguments, block),
        None => Value::null(block),
    });
    encode::laid_out(evaluator, &document, block, layout)
}

fn document(evaluator: &Evaluator<'_>, arguments: &Value, block: Span) -> Value {
    let mut statements = Statements::default();
    let (mut version, mut id) = (None, None);
    let single = |name: &str| arguments.get(name).filter(|value| value.kind != Kind::Null).cloned();
    let many = |name: &str| list(arguments.get(name));
    for source in single("source_json").into_iter().chain(many("source_policy_documents")) {
        absorb(evaluator, &source, &mut statements, (&mut version, &mut id), false);
    }
    statements.from_sources = statements.items.len();
    let own = argument(arguments.get("version")).unwrap_or_else(|| Value::text(Text::computed("2012-10-17", block), block));
    newest(&mut version, Some(own));
    id = argument(arguments.get("policy_id")).or(id);
    for block in list(arguments.get("statement")) {
        let statement = if block.as_map().is_some() { statement(&block) } else { block };
        let from_sources = statements.from_sources;
        statements.add(evaluator, statement, |place| place < from_sources);
    }
    for over in many("override_policy_documents").into_iter().chain(single("override_json")) {
        absorb(evaluator, &over, &mut statements, (&mut version, &mut id), true);
    }
    let mut map = Map::default();
    map.push("Version", block, version.unwrap_or_else(|| Value::null(block)));
    if let Some(id) = id {
        map.push("Id", id.span, id);
    }
    statements.items.extend(statements.unknown);
    // What other documents come to is often open; one that comes to nothing is not told as a policy without statements.
    let has_sources = !many("source_policy_documents").is_empty() || !many("override_policy_documents").is_empty();
    if has_sources || !statements.items.is_empty() {
        map.push("Statement", block, Value::list(statements.items, block));
    }
    Value::map(map, block)
}

/// Takes the statements of another document over.
fn absorb(
    evaluator: &Evaluator<'_>,
    source: &Value,
    into: &mut Statements,
    (version, id): (&mut Option<Value>, &mut Option<Value>),
    is_override: bool,
) {
    let Kind::Text(json) = &source.kind else {
        if let Kind::Unknown(hole) = &source.kind {
            into.unknown = Some(Value::new(Kind::Unknown(hole.clone()), source.span));
        }
        return;
    };
    if json.known().is_some_and(|json| json.trim().is_empty()) {
        return;
    }
    let (document, error) = json::parse(json, source.span);
    let document = with_own_ways(&document.last_of_equal_keys(), &Provenance::default());
    if let Some(error) = error {
        evaluator.report(Problem::invalid_policy(error.span, &error.message));
        into.unknown = Some(Value::unknown(WhyCode::FailedFunction, "a source document is not JSON", source.span));
    }
    newest(version, text(member(&document, "Version")));
    if let Some(last) = text(member(&document, "Id")) {
        *id = Some(last);
    }
    let written = member(&document, "Statement");
    if let Some(single) = written.filter(|written| written.as_map().is_some()) {
        // One that is no list the provider refuses.
        into.unknown = Some(Value::unknown(WhyCode::FailedFunction, "`Statement` of a source document is no list", single.span));
        return;
    }
    let way = source.provenance.then(&document.provenance);
    for statement in list(written) {
        evaluator.taken_over.borrow_mut().insert(statement.span);
        let statement = as_provider_reads(statement);
        let statement = Value { provenance: way.then(&statement.provenance), ..statement };
        into.add(evaluator, statement, |_| is_override);
    }
}

/// The same in which each value has the references of its own: what is read from a text has those of all that is around it, too, which it would be given
/// once more with each document that takes it in.
fn with_own_ways(value: &Value, around: &Provenance) -> Value {
    let inside = |inner: &Value| with_own_ways(inner, &value.provenance);
    let kind = match &value.kind {
        Kind::List(items) => Kind::List(Shared::new(items.iter().map(inside).collect())),
        Kind::Map(map) => {
            let entries = map.entries.iter().map(|entry| Entry { value: inside(&entry.value), ..entry.clone() });
            Kind::Map(Shared::new(Map { entries: entries.collect() }))
        }
        kind => kind.clone(),
    };
    Value { kind, provenance: value.provenance.behind(around), ..value.clone() }
}

/// The merged document has the newest version of its parts.
fn newest(version: &mut Option<Value>, other: Option<Value>) {
    let Some(other) = other else { return };
    let is_older = |known: &Value| match (known.as_str(), other.as_str()) {
        (Some(known), Some(other)) => known < other,
        (known, _) => known.is_some(),
    };
    if version.as_ref().is_none_or(is_older) {
        *version = Some(other);
    }
}

/// The members of a statement, as the provider writes them.
const MEMBERS: &[&str] = &["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"];

/// A statement of another document as the provider reads and writes it: it knows its members in any case and leaves out others and those that are empty.
/// <https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/policy_model.go>
fn as_provider_reads(statement: Value) -> Value {
    let Some(map) = statement.as_map() else { return statement };
    let mut read = Map::default();
    for name in MEMBERS {
        let Some(entry) = entry(map, name) else { continue };
        let value = match *name {
            "Principal" | "NotPrincipal" => {
                Some(read_principal(&entry.value)).filter(|read| read.as_map().is_none_or(|map| !map.entries.is_empty()))
            }
            "Condition" => read_condition(&entry.value),
            "Sid" | "Effect" => Some(entry.value.clone()).filter(|value| value.as_str() != Some("")),
            _ => Some(entry.value.clone()),
        };
        if let Some(value) = value.filter(|value| value.kind != Kind::Null) {
            read.push(*name, entry.key_span, value);
        }
    }
    read.entries.extend(map.entries.iter().filter(|entry| entry.unclear.is_some()).cloned());
    Value { kind: Kind::Map(Shared::new(read)), ..statement }
}

/// A member of an object as Go reads it: its name in any case, the last one if it stands twice.
fn entry<'m>(map: &'m Map, name: &str) -> Option<&'m Entry> {
    map.entries.iter().rev().find(|entry| entry.unclear.is_none() && entry.key.eq_ignore_ascii_case(name))
}

fn member<'d>(document: &'d Value, name: &str) -> Option<&'d Value> {
    Some(&entry(document.as_map()?, name)?.value)
}

/// Any text stands for everybody, and so does `{"*": "*"}`; lists are written from the last to the first.
fn read_principal(value: &Value) -> Value {
    let star = || Value::text(Text::computed("*", value.span), value.span);
    match &value.kind {
        Kind::Text(text) if text.known().is_some_and(|text| text != "*") => star(),
        Kind::Map(map) => {
            if let [only] = map.entries.as_slice()
                && only.key == "*"
                && only_star(&only.value)
            {
                return star();
            }
            // A principal that stands twice stays so.
            let ordered = |entry: &Entry| Entry { value: reversed(entry.value.clone()), ..entry.clone() };
            Value { kind: Kind::Map(Shared::new(sorted(Map { entries: map.entries.iter().map(ordered).collect() }))), ..value.clone() }
        }
        _ => value.clone(),
    }
}

fn reversed(value: Value) -> Value {
    let Kind::List(items) = &value.kind else { return value };
    if items.iter().any(|item| item.as_str().is_none()) {
        return value;
    }
    let mut items = Vec::clone(items);
    items.sort_by(|a, b| b.as_str().cmp(&a.as_str()));
    Value { kind: Kind::List(Shared::new(items)), ..value }
}

/// The provider takes texts, truth values and lists of texts as values and leaves out a bare number or null; a number in a list it does not survive.
fn read_condition(value: &Value) -> Option<Value> {
    let Some(conditions) = value.as_map() else { return Some(value.clone()) };
    let mut tests = conditions.clone();
    for test in &mut tests.entries {
        let Some(variables) = test.value.as_map() else { continue };
        let kept = variables.entries.iter().filter(|entry| !matches!(entry.value.kind, Kind::Number(_) | Kind::Null));
        let kept = kept.map(|entry| match &entry.value.kind {
            Kind::List(items) if items.iter().any(|item| !matches!(item.kind, Kind::Text(_) | Kind::Unknown(_))) => {
                let why = "the provider takes lists of texts only as values of a condition";
                Entry { value: Value::unknown(WhyCode::FailedFunction, why, entry.value.span), ..entry.clone() }
            }
            Kind::Bool(_) => {
                let text = entry.value.to_text().map(|text| Value::text(text, entry.value.span));
                Entry { value: text.unwrap_or_else(|| entry.value.clone()), ..entry.clone() }
            }
            _ => Entry { value: single(entry.value.clone()), ..entry.clone() },
        });
        test.value = Value { kind: Kind::Map(Shared::new(sorted(Map { entries: kept.collect() }))), ..test.value.clone() };
    }
    tests.entries.retain(|test| test.value.as_map().is_none_or(|variables| !variables.entries.is_empty()));
    (!tests.entries.is_empty()).then(|| Value { kind: Kind::Map(Shared::new(sorted(tests))), ..value.clone() })
}

/// Whether the provider has no such block yet: it has them as a set.
fn is_new(seen: &mut FxHashSet<String>, parts: &[&Value]) -> bool {
    parts.iter().any(|part| part.first_unknown().is_some())
        || seen.insert(parts.iter().map(|part| part.to_json().to_string()).collect::<Vec<_>>().join(" "))
}

/// The elements of a list, each with the way of the list, or the one value; nothing for null.
fn list(value: Option<&Value>) -> Vec<Value> {
    match value.map(|value| (&value.kind, value)) {
        None | Some((Kind::Null | Kind::Absent, _)) => vec![],
        Some((Kind::List(items), list)) => {
            let items = items.iter().filter(|item| !matches!(item.kind, Kind::Null | Kind::Absent));
            items.map(|item| Value { provenance: list.provenance.then(&item.provenance), ..item.clone() }).collect()
        }
        Some((_, value)) => vec![value.clone()],
    }
}

fn text(value: Option<&Value>) -> Option<Value> {
    value.filter(|value| matches!(&value.kind, Kind::Text(_) | Kind::Unknown(_)) && value.as_str() != Some("")).cloned()
}

/// An argument that the provider declares as a text: numbers and truth values become texts.
fn argument(value: Option<&Value>) -> Option<Value> {
    text(value.map(as_text).as_ref())
}

fn as_text(value: &Value) -> Value {
    let text = Some(value).filter(|value| matches!(value.kind, Kind::Number(_) | Kind::Bool(_))).and_then(Value::to_text);
    text.map_or_else(|| value.clone(), |text| Value { kind: Kind::Text(Arc::new(text)), declared: None, ..value.clone() })
}

/// A statement block as a statement of a document.
fn statement(block: &Value) -> Value {
    let mut map = Map::default();
    let span = block.span;
    let written = |name: &str| block.as_map().and_then(|map| map.entry(name));
    if let Some((sid, entry)) = argument(block.get("sid")).zip(written("sid")) {
        map.push("Sid", entry.key_span, sid);
    }
    let effect = argument(block.get("effect")).unwrap_or_else(|| Value::text(Text::computed("Allow", span), span));
    map.push("Effect", written("effect").map_or(span, |entry| entry.key_span), effect);
    const LISTS: &[(&str, &str)] =
        &[("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"), ("not_resources", "NotResource")];
    for (name, member) in LISTS {
        let Some(entry) = written(name) else { continue };
        match &entry.value.kind {
            Kind::Null | Kind::Absent => {}
            Kind::List(items) if items.is_empty() => {}
            _ => map.push(*member, entry.key_span, single(as_set(with_variables(&entry.value)))),
        }
    }
    for (name, member) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        if let Some(value) = principals(block, name) {
            map.push(member, written(name).map_or(value.span, |entry| entry.key_span), value);
        }
    }
    let conditions = conditions(block);
    let places = list(block.get("condition")).into_iter().map(|condition| condition.span);
    if let Some(place) = places.reduce(Span::to) {
        map.push("Condition", place, Value::map(conditions, place));
    }
    Value { provenance: block.provenance.clone(), ..Value::map(map, span) }
}

/// The provider has these texts as a set and writes them from the last to the first.
fn as_set(value: Value) -> Value {
    let Kind::List(items) = &value.kind else { return value };
    if items.iter().any(|item| item.as_str().is_none()) {
        return value;
    }
    let mut items = Vec::clone(items);
    items.sort_by(|a, b| b.as_str().cmp(&a.as_str()));
    items.dedup_by(|a, b| a.as_str() == b.as_str());
    Value { kind: Kind::List(Shared::new(items)), ..value }
}

/// As Go writes the members of a map.
fn sorted(mut map: Map) -> Map {
    map.entries.sort_by(|a, b| a.key.cmp(&b.key));
    map
}

/// The provider writes a list of one as the one.
fn single(value: Value) -> Value {
    match &value.kind {
        Kind::List(items) => match items.as_slice() {
            [only] => Value { provenance: value.provenance.then(&only.provenance), ..only.clone() },
            _ => value,
        },
        _ => value,
    }
}

/// Below a map of lists.
fn singles(mut map: Map) -> Map {
    for entry in &mut map.entries {
        entry.value = single(entry.value.clone());
    }
    map
}

/// `&{aws:username}` stands for `${aws:username}`.
fn with_variables(value: &Value) -> Value {
    let value = &as_text(value);
    let kind = match &value.kind {
        Kind::List(items) => Kind::List(Shared::new(items.iter().map(with_variables).collect())),
        Kind::Text(text) if text.literal().contains("&{") => Kind::Text(Arc::new(replaced(text))),
        _ => return value.clone(),
    };
    Value { kind, ..value.clone() }
}

fn replaced(text: &Text) -> Text {
    let mut result = Text::default();
    for piece in text.pieces() {
        match piece {
            Piece::Hole(hole) => result.push_hole(hole.clone()),
            Piece::Literal(literal, start) => {
                let mut kept = 0;
                for (at, _) in literal.match_indices("&{") {
                    result.push_literal_of(text, start + kept..start + at);
                    if let Some(place) = text.span(start + at..start + at + 1) {
                        result.push_computed("$", place);
                    }
                    kept = at + 1;
                }
                result.push_literal_of(text, start + kept..start + literal.len());
            }
        }
    }
    result
}

/// `{"AWS": […], "Service": […]}`, or `"*"` for the type `*`.
fn principals(block: &Value, argument: &str) -> Option<Value> {
    let blocks = list(block.get(argument));
    let first = blocks.first()?;
    let mut map = Map::default();
    let mut seen = FxHashSet::default();
    for principal in &blocks {
        let Some(kind) = principal.get("type") else {
            // Not known at all.
            return Some(principal.clone());
        };
        let identifiers = as_set(with_variables(principal.get("identifiers").unwrap_or(principal)));
        if !is_new(&mut seen, &[kind, &identifiers]) {
            continue;
        }
        let place = expression(principal, "identifiers").unwrap_or_else(|| place_of(kind, principal.span));
        add_values(&mut map, kind, place, identifiers);
    }
    if let [only] = map.entries.as_slice()
        && only.key == "*"
        && only_star(&only.value)
    {
        return list(Some(&only.value)).into_iter().next();
    }
    let span = blocks.iter().fold(first.span, |span, principal| span.to(principal.span));
    Some(Value::map(sorted(singles(map)), span))
}

fn only_star(identifiers: &Value) -> bool {
    matches!(list(Some(identifiers)).as_slice(), [only] if only.as_str() == Some("*"))
}

/// Where a block shows the value of an argument.
fn expression(block: &Value, argument: &str) -> Option<Span> {
    let value = block.get(argument)?;
    let shown = value.provenance.steps().map(|step| step.span).chain([value.span]);
    shown.into_iter().find(|span| block.span.covers(*span))
}

/// Where a key is used; what is not known stands somewhere in the block.
fn place_of(key: &Value, block: Span) -> Span {
    let used = key.provenance.steps().next().map_or(key.span, |step| step.span);
    if key.as_str().is_some() { used } else { block }
}

/// Adds values under a key that stands at a place; those of the same key are put together.
fn add_values(map: &mut Map, key: &Value, place: Span, values: Value) {
    let unclear = match (key.as_str(), key.to_text()) {
        (Some(_), _) | (_, None) => None,
        (None, Some(text)) => Some(Arc::new(text)),
    };
    let name = SmolStr::new(key.as_str().unwrap_or_default());
    let same = map.entries.iter_mut().find(|entry| unclear.is_none() && entry.unclear.is_none() && entry.key == name);
    match same {
        Some(entry) => {
            let joined = [list(Some(&entry.value)), list(Some(&values))].concat();
            entry.value = Value::list(joined, entry.value.span);
        }
        None => map.entries.push(Entry { key: name, key_span: place, unclear, value: values }),
    }
}

/// Test by test, the variables with their values; blocks with the same test and variable are put together.
fn conditions(block: &Value) -> Map {
    let mut tests = Map::default();
    let mut seen = FxHashSet::default();
    for condition in list(block.get("condition")) {
        let Some(test) = condition.get("test") else {
            let unclear = condition.to_text().map(Arc::new);
            tests.entries.push(Entry { key: SmolStr::default(), key_span: condition.span, unclear, value: condition });
            continue;
        };
        let variable = condition.get("variable").cloned().unwrap_or_else(|| Value::null(condition.span));
        let values = with_variables(condition.get("values").unwrap_or(&condition));
        if !is_new(&mut seen, &[test, &variable, &values]) {
            continue;
        }
        let mut variables = tests.get(test.as_str().unwrap_or_default()).and_then(Value::as_map).cloned().unwrap_or_default();
        add_values(&mut variables, &variable, place_of(&variable, condition.span), values);
        let known = test.as_str().and_then(|test| tests.entries.iter_mut().find(|entry| entry.key == test && entry.unclear.is_none()));
        match known {
            Some(entry) => entry.value = Value::map(variables, entry.value.span),
            None => add_values(&mut tests, test, place_of(test, condition.span), Value::map(variables, condition.span)),
        }
    }
    for entry in &mut tests.entries {
        if let Some(variables) = entry.value.as_map() {
            entry.value = Value::map(sorted(singles(variables.clone())), entry.value.span);
        }
    }
    sorted(tests)
}
