//! What makes a finding the same one after an edit: hashes over rule, place in the code's own terms, and statement. No line numbers.

use super::answer::Evidence;
use super::concerned;
use super::context::RootContext;
use super::holding;
use super::installed_module;
use super::matter::Matter;
use super::named_arguments;
use crate::attribute_path::AttributePath;
use crate::facts::PolicyKind;
use crate::finding::{DENIED_BESIDE, LIMIT, POLICY_VERSION};
use crate::finding::{FindingIdentity, hash};
use crate::iam::document::{Document, Effect, Statement};
use crate::mapped_text::{HoleKind, Piece, Text};
use crate::policy::Policy;
use crate::resource::{ModuleCall, Root};
use crate::source::directory_of;
use crate::subject::Identity;
use crate::value::{Kind, Value};
use serde_json::{Map as JsonMap, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// The identity of a finding, with what it is about: who and what that is, and what is at fault, may change under the same key.
pub(super) fn identity(rule: &str, about: &Matter<'_>, evidence: &Evidence) -> FindingIdentity {
    let element = evidence.fault.as_ref().map(|fault| fault.element.as_str()).unwrap_or_default();
    let open_ports = &evidence.open_ports;
    let written = about.statement.map(|statement| &statement.written);
    let whole = about.statement.zip(about.policy).map(|(statement, policy)| statement_key(statement, policy.document)).unwrap_or_default();
    let bare = written.map(|statement| normalised(statement, ReferenceNames::ByKind(about.root.root)).to_string()).unwrap_or_default();
    let resource = about.resource;
    let scope = installed_module::scope(about.root.workspace, resource);
    let path = about.policy.map_or("", |policy| policy.policy.path);
    let mut key = vec!["deputylint/1", rule, &scope, &resource.name, path, &whole];
    key.extend(Some(about.part).filter(|part| !part.is_empty()));
    let from = handed_in(about, &scope);
    key.extend(from.iter().map(String::as_str));
    let content = hash(&["deputylint-content/1", rule, &resource.kind, &bare, element]);
    let ports = (!open_ports.is_empty()).then(|| json!({ "OpenPorts": open_ports }).to_string());
    let mut statements: Vec<String> = with_denies(about).or(ports).into_iter().collect();
    statements.extend(evidence.statements.iter().cloned());
    let mut references = BTreeSet::new();
    written.into_iter().for_each(|statement| gather_references(statement, about, &mut references));
    let concerned = concerned::names(about).into_iter().collect();
    FindingIdentity {
        key: hash(&key),
        content,
        statements,
        references: references.into_iter().collect(),
        concerned,
        instances: vec![resource.address.to_string()],
        powers: powers(about).into_iter().chain(evidence.powers.iter().cloned()).collect(),
        arguments: named_arguments::of(about),
        at_fault: if about.statement.is_some() { vec![] } else { evidence.all_at_fault().into_iter().collect() },
        holding: holding::compared(resource, &[], &[&evidence.under]),
    }
}

/// The normalised statement, with the Deny statements beside it: without one of them it allows more. Where there may be variables, with the version of the
/// policy: it tells whether they are text.
fn with_denies(about: &Matter<'_>) -> Option<String> {
    Some(compared(about.statement?, about.policy?.document, about.root.root))
}

/// A statement of a document in the form in which it is compared.
pub(super) fn compared(statement: &Statement, document: &Document, root: &Root) -> String {
    let normalised = |statement: &Statement| normalised(&statement.written, ReferenceNames::ForComparing(root));
    let mut told = normalised(statement);
    let denies = document.with_effect(Effect::Deny);
    let denies: Vec<Json> = denies.filter(|_| statement.effect == Effect::Allow).map(normalised).collect();
    let variables = told.to_string().contains("${") || denies.iter().any(|deny| deny.to_string().contains("${"));
    let Some(members) = told.as_object_mut() else { return told.to_string() };
    if variables {
        members.insert(POLICY_VERSION.to_owned(), json!(format!("{:?}", document.version)));
    }
    if !denies.is_empty() {
        members.insert(DENIED_BESIDE.to_owned(), Json::Array(denies));
    }
    told.to_string()
}

/// What the role of a trust policy may do: whoever comes in may do it too. Statements that allow something, and the names of policies of AWS and of those
/// that are not in this code. With them what limits the role, or those who hold a policy.
fn powers(about: &Matter<'_>) -> BTreeSet<String> {
    let Some(policy) = about.policy.map(|context| context.policy) else { return BTreeSet::new() };
    let root = about.root;
    match policy.site.kind {
        PolicyKind::Trust => root.permissions.trusting(policy).flat_map(|role| of_role(role, root.root)).collect(),
        PolicyKind::Identity => {
            let of_holder = |holder| root.known.limits.get(&(std::ptr::from_ref(holder) as usize), || limits(holder, root.root));
            let holders = root.permissions.holders_of(policy).map(of_holder);
            holders.flat_map(|limits| limits.iter().cloned().collect::<Vec<String>>()).collect()
        }
        _ => BTreeSet::new(),
    }
}

/// The same of the role at an address, whatever leads to it.
pub(super) fn powers_of_role(root: &RootContext<'_>, address: &str) -> BTreeSet<String> {
    root.permissions.role_at(address).into_iter().flat_map(|role| of_role(role, root.root)).collect()
}

fn of_role(role: &Identity<'_>, root: &Root) -> Vec<String> {
    [allowed(role, root), limits(role, root)].concat()
}

fn allowed(role: &Identity<'_>, root: &Root) -> Vec<String> {
    let unread = role.unread.iter().filter(|unread| !unread.is_boundary).map(|unread| json!(unread.name).to_string());
    let mut found: Vec<String> = unread.collect();
    for policy in role.held.iter().filter(|held| !held.is_boundary).map(|held| held.policy) {
        match statements(policy) {
            Some(statements) => {
                let allowed = statements.into_iter().filter(|one| !is_deny(one));
                found.extend(allowed.map(|one| for_comparing(one, root).to_string()));
            }
            None => found.push(by_name(policy).to_string()),
        }
    }
    found
}

/// What an identity may not do whatever it is allowed: its boundaries, and what its policies deny.
fn limits(identity: &Identity<'_>, root: &Root) -> Vec<String> {
    let limit = |what: Json| json!({ LIMIT: what }).to_string();
    let unread = identity.unread.iter().filter(|unread| unread.is_boundary).map(|unread| limit(json!(unread.name)));
    let mut found: Vec<String> = unread.collect();
    for held in &identity.held {
        let counts = |one: &&Value| held.is_boundary || is_deny(one);
        match statements(held.policy) {
            Some(statements) => found.extend(statements.into_iter().filter(counts).map(|one| limit(for_comparing(one, root)))),
            None => found.extend(Some(limit(by_name(held.policy))).filter(|_| held.is_boundary)),
        }
    }
    found
}

/// The statements of a policy of this code, under whatever answers.
fn statements<'p>(policy: &'p Policy<'_>) -> Option<Vec<&'p Value>> {
    fn gather<'v>(value: &'v Value, into: &mut Vec<&'v Value>) {
        match &value.kind {
            Kind::List(items) => items.iter().for_each(|item| gather(item, into)),
            Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| gather(branch, into)),
            Kind::Absent | Kind::Null => {}
            _ => into.push(value),
        }
    }
    let mut documents = vec![];
    gather(Some(&policy.document).filter(|_| !policy.is_managed())?, &mut documents);
    let written: Vec<&Value> = documents.iter().filter_map(|document| document.get("Statement")).collect();
    let mut statements = vec![];
    written.iter().for_each(|written| gather(written, &mut statements));
    (!written.is_empty()).then_some(statements)
}

/// A policy of AWS by its ARN, others by the names of their resources.
fn by_name(policy: &Policy<'_>) -> Json {
    let given = policy.is_managed().then(|| AttributePath::new(policy.path).values(&policy.resource.attributes));
    let told = given.into_iter().flatten().find(|(_, value)| value.span == policy.span).and_then(|(_, value)| value.to_text());
    told.map_or_else(|| json!(policy.resource.name), |text| json!(text.to_string()))
}

fn is_deny(statement: &Value) -> bool {
    statement.get("Effect").and_then(Value::as_str) == Some("Deny")
}

fn for_comparing(statement: &Value, root: &Root) -> Json {
    normalised(statement, ReferenceNames::ForComparing(root))
}

/// The resources that a statement names, each by its name in its module.
fn gather_references(value: &Value, about: &Matter<'_>, into: &mut BTreeSet<String>) {
    match &value.kind {
        Kind::Map(map) => map.entries.iter().for_each(|entry| gather_references(&entry.value, about, into)),
        Kind::List(items) => items.iter().for_each(|item| gather_references(item, about, into)),
        _ => {
            let text = value.to_text();
            let holes = text.iter().flat_map(|text| text.holes());
            into.extend(holes.filter_map(|hole| concerned::given_by(&hole.hole.kind, about.resource, about.root.root)));
        }
    }
}

/// Where a statement comes from that the caller of a module hands in: the caller's folder and the call. The fault is the caller's, and another
/// caller's is another one.
fn handed_in(about: &Matter<'_>, scope: &str) -> Vec<String> {
    let path = about.root.workspace.path(about.span().file);
    let folder = directory_of(path);
    let calls = &about.resource.calls;
    let is_installed = scope.contains(':');
    if is_installed || calls.is_empty() || about.statement.is_none() || folder == scope || path == scope {
        return vec![];
    }
    let name = |call: &ModuleCall| call.name.split('[').next().unwrap_or_default().to_owned();
    std::iter::once(folder.to_owned()).chain(calls.iter().map(name)).collect()
}

/// What tells a statement apart from the others of its document: its Sid if no other has it, else what it says.
pub(super) fn statement_key(statement: &Statement, document: &Document) -> String {
    let is_unique = |sid: &&str| document.statements.iter().filter(|other| self::sid(&other.written) == Some(*sid)).count() == 1;
    let sid = sid(&statement.written).filter(is_unique);
    sid.map_or_else(|| normalised(&statement.written, ReferenceNames::AsWritten).to_string(), str::to_owned)
}

fn sid(statement: &Value) -> Option<&str> {
    statement.get("Sid")?.as_str().filter(|sid| !sid.is_empty())
}

/// How references to resources enter a normalised statement.
#[derive(Clone, Copy)]
enum ReferenceNames<'r> {
    AsWritten,
    /// By the type of the resource only, so that a rename does not matter.
    ByKind(&'r Root),
    /// The same, with what parts stand for that are not known.
    ForComparing(&'r Root),
}

/// A statement in one form: without Sid, scalars as lists, lists sorted, action prefixes in lower case.
fn normalised(value: &Value, names: ReferenceNames<'_>) -> Json {
    match &value.kind {
        Kind::Map(map) => {
            let mut entries: Vec<(String, Json)> = map
                .entries
                .iter()
                .filter(|entry| entry.key != "Sid")
                .map(|entry| {
                    let mut inner = normalised(&entry.value, names);
                    if entry.key.ends_with("Action") {
                        inner = lower_case(&inner);
                    }
                    (entry.unclear.as_deref().map_or_else(|| entry.key.to_string(), |key| shown(key, names)), inner)
                })
                .collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Json::Object(entries.into_iter().collect::<JsonMap<_, _>>())
        }
        Kind::List(items) => {
            let mut items: Vec<Json> = items
                .iter()
                .flat_map(|item| match normalised(item, names) {
                    Json::Array(inner) => inner,
                    other => vec![other],
                })
                .collect();
            items.sort_by_key(Json::to_string);
            Json::Array(items)
        }
        // All that it may be.
        Kind::Alternatives(open) => {
            let branches: BTreeMap<String, Json> = open
                .branches
                .iter()
                .flat_map(|(_, branch)| match normalised(branch, names) {
                    Json::Array(inner) => inner,
                    other => vec![other],
                })
                .map(|branch| (branch.to_string(), branch))
                .collect();
            Json::Array(branches.into_values().collect())
        }
        _ => {
            let text = value.to_text().map(|text| shown(&text, names));
            Json::Array(text.into_iter().map(Json::String).collect())
        }
    }
}

fn lower_case(value: &Json) -> Json {
    match value {
        Json::String(text) => Json::String(text.to_ascii_lowercase()),
        Json::Array(items) => Json::Array(items.iter().map(lower_case).collect()),
        other => other.clone(),
    }
}

fn shown(text: &Text, names: ReferenceNames<'_>) -> String {
    let pieces = text.pieces().map(|piece| match piece {
        Piece::Literal(text, _) => text.to_owned(),
        Piece::Hole(hole) => match (&hole.kind, names) {
            (kind, ReferenceNames::ForComparing(root)) if kind.data_source().is_some() => {
                format!("${{{}}}", concerned::stands_for(kind, root))
            }
            (HoleKind::Attribute { resource, name }, ReferenceNames::ByKind(root) | ReferenceNames::ForComparing(root)) => {
                let known = root.resources.at(resource).map(|known| known.kind.as_str());
                let local = resource.rsplit("module.").next().unwrap_or(resource);
                format!("<ref:{}.{name}>", known.or(local.split('.').next()).unwrap_or_default())
            }
            (kind, ReferenceNames::ForComparing(root)) => format!("${{{}}}", concerned::stands_for(kind, root)),
            (kind, _) => format!("${{{kind}}}"),
        },
    });
    pieces.collect()
}
