//! The clauses: one file each, one row in the registry each. Settings and links of subjects are clauses by their tables.

mod allows_everywhere;
mod another;
mod any_certificate;
mod any_of;
mod api_definition;
mod condition_on;
mod contains_secret;
mod default_group;
mod delivers_nowhere;
mod exposed_to;
mod federation;
mod fronts;
mod has;
mod holder;
mod leads_to;
mod link;
mod items;
mod layers;
mod listening;
mod locks_out_service;
mod made_up;
mod malformed;
mod misuse;
mod names_service;
mod network_layers;
mod never_matches;
mod not;
mod not_principal;
mod open_operations;
mod open_to_anybody;
mod policy_kind;
mod port_layers;
mod principal;
mod protects;
mod public_bucket;
mod public_url;
mod reachable_from;
mod reads_every;
mod reads_without_own_key;
mod receives_logs;
mod refuses;
mod setting;
mod token;
mod undeclared;
mod unless;
mod user_data;

use super::clause::{Clause, ClauseKind, Compiled, Compiler};
use super::target::Target;
use super::written::{Fault, Node, Word, suggestion};

/// Every kind of clause that has a name of its own, sorted by it.
pub const KINDS: &[&ClauseKind] = &[
    &allows_everywhere::KIND,
    &another::KIND,
    &any_certificate::KIND,
    &any_of::KIND,
    &condition_on::KIND,
    &contains_secret::KIND,
    &delivers_nowhere::KIND,
    &exposed_to::KIND,
    &made_up::KIND,
    &federation::KIND,
    &has::KIND,
    &public_bucket::KIND,
    &layers::KIND,
    &leads_to::KIND,
    &locks_out_service::KIND,
    &malformed::KIND,
    &misuse::KIND,
    &undeclared::KIND,
    &never_matches::KIND,
    &not::KIND,
    &not_principal::KIND,
    &open_operations::KIND,
    &open_to_anybody::KIND,
    &policy_kind::KIND,
    &principal::KIND,
    &protects::KIND,
    &reachable_from::KIND,
    &reads_every::KIND,
    &reads_without_own_key::KIND,
    &receives_logs::KIND,
    &refuses::KIND,
    &names_service::KIND,
    &unless::KIND,
];

/// Checks the clauses of a rule about some targets; the costly ones come last. What only some of the targets can be asked is no for the others.
///
/// # Errors
/// Names what is not known, with its place and the nearest known word.
pub fn compile(written: &Node, targets: &[Target]) -> Result<Vec<Clause>, Fault> {
    let members = written.map("clauses")?;
    if members.is_empty() {
        return Err(written.place.fault("there is no clause"));
    }
    let mut clauses: Vec<Clause> = members.iter().map(|(key, value)| one(key, value, targets)).collect::<Result<_, _>>()?;
    clauses.sort_by_key(|clause| clause.cost);
    Ok(clauses)
}

fn one(key: &Word, value: &Node, targets: &[Target]) -> Result<Clause, Fault> {
    let of = |target: Target| {
        let kind = KINDS.iter().copied().find(|kind| kind.key == key.text && (kind.on)(target));
        Some((kind.or_else(|| of_tables(&key.text, target))?, target))
    };
    let found = targets.iter().find_map(|target| of(*target));
    let (kind, target) = found.ok_or_else(|| unknown(key, targets.first().copied().unwrap_or_default()))?;
    let compiler = &Compiler { target, targets, clauses: &compile };
    // The kinds of the tables are told apart by the key that stands before them.
    let value = &keyed(key, value, kind);
    let (question, supplies, cost) = match (kind.compile)(value, compiler)? {
        Compiled::Question(question) => (question, kind.supplies.to_vec(), kind.cost),
        Compiled::Composite { question, supplies, cost } => (question, supplies, cost),
    };
    Ok(Clause { key: key.text.clone(), question, supplies, cost })
}

/// The kind of a setting, a collection or a link of a subject.
fn of_tables(key: &str, target: Target) -> Option<&'static ClauseKind> {
    let Target::Subject(subject) = target else { return None };
    let is = |of: fn(&'static str) -> Vec<&'static str>| of(subject).contains(&key);
    match () {
        () if is(items::of) => Some(&items::KIND),
        () if is(link::of) => Some(&link::KIND),
        () if is(setting::of) => Some(&setting::KIND),
        () => None,
    }
}

fn keyed(key: &Word, value: &Node, kind: &'static ClauseKind) -> Node {
    use super::written::Content;
    if KINDS.iter().any(|known| known.key == kind.key) {
        return value.clone();
    }
    Node { content: Content::Map(vec![(key.clone(), value.clone())]), place: key.place }
}

fn unknown(key: &Word, target: Target) -> Fault {
    let mut known: Vec<&str> = KINDS.iter().filter(|kind| (kind.on)(target)).map(|kind| kind.key).collect();
    if let Target::Subject(subject) = target {
        known.extend(setting::of(subject).into_iter().chain(items::of(subject)).chain(link::of(subject)));
    }
    key.place.fault(format!("there is no clause `{}` on {}{}", key.text, target.name(), suggestion(&key.text, &known)))
}

/// The clauses with a name of their own that supply a placeholder.
pub fn that_supply(placeholder: &str) -> impl Iterator<Item = &'static str> + '_ {
    KINDS.iter().filter(move |kind| kind.supplies.contains(&placeholder)).map(|kind| kind.key)
}

/// The clauses as definitions of the schema of rule files.
pub fn definitions() -> serde_json::Map<String, serde_json::Value> {
    use serde_json::{Map, Value, json};
    let of_kind = |kind: &&ClauseKind| {
        let mut schema: Value = serde_json::from_str(kind.schema).unwrap_or_default();
        if let Some(members) = schema.as_object_mut() {
            members.insert("description".to_owned(), kind.about.into());
        }
        (kind.key.to_owned(), schema)
    };
    let properties: Map<String, Value> = KINDS.iter().map(of_kind).collect();
    let tables = [&setting::KIND, &items::KIND, &link::KIND].map(|kind| kind.about).join(" ");
    let words = json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" }, "minItems": 1 }] });
    let clauses = json!({
        "type": "object",
        "minProperties": 1,
        "properties": properties,
        "additionalProperties": { "description": tables },
    });
    Map::from_iter([("clauses".to_owned(), clauses), ("words".to_owned(), words)])
}
