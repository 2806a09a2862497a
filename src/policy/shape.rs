//! What a value is, told by its content: whether it is a policy document, of which kind, and what it protects.

use crate::facts::{self, PolicyKind, PolicySite};
use crate::json;
use crate::source::Span;
use crate::value::{Kind, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// The places where a document would stand, for those whose place is not in the code.
static SITES: LazyLock<FxHashMap<(PolicyKind, &'static str), PolicySite>> = LazyLock::new(|| {
    let resource = facts::all_protected().map(|protected| (PolicyKind::Resource, protected.kind));
    let others = [
        (PolicyKind::Identity, "policy"),
        (PolicyKind::Trust, "role"),
        (PolicyKind::Vpce, "vpc-endpoint"),
        (PolicyKind::Scp, "organization"),
        (PolicyKind::Rcp, "organization"),
    ];
    resource.chain(others).map(|(kind, protects)| ((kind, protects), site(kind, protects))).collect()
});

fn site(kind: PolicyKind, protects: &'static str) -> PolicySite {
    PolicySite::without_row(kind, protects, "policy document")
}

/// The place of a document of which nothing is known.
pub(super) fn unknown_site() -> &'static PolicySite {
    static UNKNOWN: LazyLock<PolicySite> = LazyLock::new(|| site(PolicyKind::Resource, ""));
    &UNKNOWN
}

/// The actions with which a role is assumed.
const ASSUMING: &[&str] = &["sts:assumerole", "sts:tagsession", "sts:setsourceidentity", "sts:setcontext"];

/// Words by which people tell policies that only bound what others allow, and those of endpoints.
const WORDS: &[(&[&str], PolicyKind, &str)] = &[
    (&["scp", "service-control", "service_control", "guardrail", "boundary"], PolicyKind::Scp, "organization"),
    (&["rcp", "resource-control", "resource_control"], PolicyKind::Rcp, "organization"),
    (&["vpce", "endpoint"], PolicyKind::Vpce, "vpc-endpoint"),
];

/// The value as a document, if it is one: text of JSON or map, or alternatives of them.
pub(super) fn document(value: &Value) -> Option<Value> {
    let document = value.distribute(&mut |value| match &value.kind {
        Kind::Map(_) => value.clone(),
        Kind::Text(text) if text.literal().contains("Statement") => match json::parse(text, value.span) {
            (document, None) => Value { provenance: value.provenance.without(&text.first_provenance()), ..document },
            (_, Some(_)) => Value::new(Kind::Absent, value.span),
        },
        _ => Value::new(Kind::Absent, value.span),
    });
    let statements = statements(&document);
    (!statements.is_empty() && statements.iter().all(|statement| is_nearly_statement(statement))).then_some(document)
}

/// All statements of a document, whatever is decided.
pub fn statements(document: &Value) -> Vec<&Value> {
    fn items<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
        match &value.kind {
            Kind::List(list) => list.iter().for_each(|item| items(item, found)),
            Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| items(branch, found)),
            Kind::Map(_) => found.push(value),
            _ => {}
        }
    }
    fn documents<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
        match &value.kind {
            Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| documents(branch, found)),
            _ => {
                if let Some(statement) = value.get("Statement") {
                    items(statement, found);
                }
            }
        }
    }
    let mut found = vec![];
    documents(document, &mut found);
    found
}

/// Where the statements of a document stand.
pub(super) fn places(document: &Value) -> impl Iterator<Item = Span> + '_ {
    statements(document).into_iter().map(|statement| statement.span)
}

/// The document without the Allow statements that stand at these places; nothing if no other is left.
pub(super) fn without(document: &Value, judged: &FxHashSet<Span>) -> Option<Value> {
    let is_open = |statement: &&Value| !judged.contains(&statement.span);
    if !statements(document).iter().any(is_open) {
        return None;
    }
    let rest = document.distribute(&mut |document| {
        let Some(items) = document.get("Statement").and_then(Value::as_list) else { return document.clone() };
        let is_deny = |statement: &&Value| statement.get("Effect").and_then(Value::as_str) == Some("Deny");
        let kept = items.iter().filter(|statement| is_open(statement) || is_deny(statement)).cloned().collect();
        document.with("Statement", Value::list(kept, document.span))
    });
    Some(rest)
}

pub(super) fn is_statement(statement: &Value) -> bool {
    has_effect(statement) && has_actions(statement)
}

/// Whether one fault at most keeps a value from being a statement: its effect or its actions are missing, misspelt or no such thing, and whom or what it is
/// about tells what was meant. AWS refuses it; what stands beside it is judged.
fn is_nearly_statement(statement: &Value) -> bool {
    let is_about = || ["Principal", "NotPrincipal", "Resource", "NotResource"].iter().any(|name| statement.get(name).is_some());
    match (has_effect(statement), has_actions(statement)) {
        (true, true) => true,
        (false, false) => false,
        (true, false) | (false, true) => is_about(),
    }
}

fn has_effect(statement: &Value) -> bool {
    let is_one = |effect: &str| ["Allow", "Deny"].iter().any(|known| known.eq_ignore_ascii_case(effect));
    statement.get("Effect").is_some_and(|effect| effect.as_str().is_none_or(is_one))
}

fn has_actions(statement: &Value) -> bool {
    let is_there = ["Action", "NotAction"].iter().any(|name| statement.get(name).is_some());
    is_there && actions(statement).iter().all(|action| is_action(action))
}

/// Whether something of each statement of a document is written in the statement itself, so that no other one can be written there.
pub(super) fn has_own_texts(document: &Value) -> bool {
    let places = text_places(document);
    statements(document).iter().all(|statement| places.iter().any(|place| statement.span != *place && statement.span.covers(*place)))
}

/// Where the principals, actions and resources of a document are written.
pub(super) fn text_places(document: &Value) -> Vec<Span> {
    fn places(value: &Value, found: &mut Vec<Span>) {
        match &value.kind {
            Kind::List(items) => items.iter().for_each(|item| places(item, found)),
            Kind::Map(map) => map.entries.iter().for_each(|entry| places(&entry.value, found)),
            Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| places(branch, found)),
            _ => found.push(value.span),
        }
    }
    let mut found = vec![];
    for statement in statements(document) {
        let elements = ["Principal", "Action", "NotAction", "Resource", "NotResource"];
        let written = elements.iter().filter_map(|name| statement.get(name)).filter(|element| element.span != statement.span);
        written.for_each(|element| places(element, &mut found));
    }
    found
}

/// `s3:GetObject`, `*`, `*:*`.
pub(super) fn is_action(text: &str) -> bool {
    text == "*" || text.split_once(':').is_some_and(|(service, _)| is_service(service))
}

/// Whether an action, in lower case, is one with which roles are assumed.
pub(super) fn assumes(action: &str) -> bool {
    let stem = action.strip_suffix('*').map(|stem| stem.trim_end_matches('*')).filter(|stem| stem.starts_with("sts:"));
    ASSUMING.iter().any(|known| action.starts_with(known) || stem.is_some_and(|stem| known.starts_with(stem)))
}

fn is_service(prefix: &str) -> bool {
    !prefix.is_empty() && prefix.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '*' | '?'))
}

pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    match value.map(|value| (&value.kind, value)) {
        None => vec![],
        Some((Kind::List(items), _)) => items.iter().flat_map(|item| texts(Some(item))).collect(),
        Some((Kind::Alternatives(open), _)) => open.branches.iter().flat_map(|(_, branch)| texts(Some(branch))).collect(),
        Some((Kind::Text(text), _)) if !text.literal().is_empty() => vec![text.literal().to_owned()],
        Some(_) => vec![],
    }
}

fn actions(statement: &Value) -> Vec<String> {
    [texts(statement.get("Action")), texts(statement.get("NotAction"))].concat()
}

/// The place where such a document would stand, by its content; `named` is what the code calls it. Nothing if the content does not tell.
pub(super) fn site_of(document: &Value, named: &str) -> Option<&'static PolicySite> {
    let statements = statements(document);
    let named = named.to_lowercase();
    let word = WORDS.iter().find(|(words, ..)| words.iter().any(|word| named.contains(word)));
    let has_principal = statements.iter().any(|statement| ["Principal", "NotPrincipal"].iter().any(|name| statement.get(name).is_some()));
    let actions: Vec<String> = statements.iter().flat_map(|statement| actions(statement)).map(|action| action.to_lowercase()).collect();
    let key = match word {
        Some((_, kind, protects)) if has_principal == (*kind != PolicyKind::Scp) => (*kind, *protects),
        _ if !has_principal => (PolicyKind::Identity, "policy"),
        _ if !actions.is_empty() && actions.iter().all(|action| assumes(action)) => (PolicyKind::Trust, "role"),
        _ if may_be_of_endpoint(&statements, &actions) => return None,
        _ => (PolicyKind::Resource, protects(&statements, &actions)?),
    };
    SITES.get(&key)
}

/// Whether what a document allows is open on whatever it is put: each Allow names every action, or every action but some.
pub(super) fn allows_everything(document: &Value) -> bool {
    let is_every = |action: &String| action == "*:*" || !action.is_empty() && action.bytes().all(|byte| byte == b'*');
    let is_open = |statement: &&Value| {
        statement.get("Effect").and_then(Value::as_str) == Some("Deny")
            || statement.get("NotAction").is_some()
            || texts(statement.get("Action")).iter().any(is_every)
    };
    statements(document).iter().all(is_open)
}

/// Whether an Allow names everybody.
pub(super) fn lets_everybody_in(document: &Value) -> bool {
    let is_allow = |statement: &&&Value| statement.get("Effect").and_then(Value::as_str) == Some("Allow");
    statements(document).iter().filter(is_allow).any(|statement| statement.get("Principal").is_some_and(is_everybody))
}

fn is_everybody(principal: &Value) -> bool {
    [Some(principal), principal.get("AWS")].into_iter().any(|who| texts(who) == ["*"])
}

/// Whether a document for everybody, about no resource in particular, allows what no policy of a resource can: an action that is about no resource, or one
/// of a service without resource policies beside those of another. So policies of VPC endpoints do, where `*` is whoever is in the VPC:
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html>. A key policy has `Resource: "*"` and may well list more than it can allow.
fn may_be_of_endpoint(statements: &[&Value], actions: &[String]) -> bool {
    let is_open = |statement: &&Value| {
        let resources = texts(statement.get("Resource"));
        statement.get("Principal").is_some_and(is_everybody) && resources.iter().all(|resource| resource == "*")
    };
    let services: FxHashSet<&str> = actions.iter().filter_map(|action| Some(action.split_once(':')?.0)).collect();
    let has_policies = |service: &&str| facts::all_protected().any(|protected| protected.service == *service);
    let is_about_none = |action: &String| facts::action(action).is_some_and(|action| action.types.is_empty());
    let is_of_several = services.len() > 1 && !services.iter().all(has_policies);
    !services.contains("kms") && statements.iter().all(is_open) && (is_of_several || actions.iter().any(is_about_none))
}

/// What a resource policy protects: the service of its actions, else of its resources; of several kinds the one that goes by the service's name.
fn protects(statements: &[&Value], actions: &[String]) -> Option<&'static str> {
    let resources: Vec<String> =
        statements.iter().flat_map(|statement| [texts(statement.get("Resource")), texts(statement.get("NotResource"))].concat()).collect();
    let of_actions = actions.iter().filter_map(|action| action.split_once(':').map(|(service, _)| service));
    let of_resources = resources.iter().filter(|arn| arn.starts_with("arn:")).filter_map(|arn| arn.split(':').nth(2));
    let holds = |part: &str| resources.iter().any(|arn| arn.contains(part));
    for service in of_actions.chain(of_resources) {
        let mut kinds: Vec<&str> = facts::all_protected()
            .filter(|protected| protected.service == service && protected.kind != "role")
            .map(|known| known.kind)
            .collect();
        kinds.sort_unstable();
        let special = [("s3-accesspoint", "accesspoint/"), ("dynamodb-stream", "/stream/"), ("lambda-layer", ":layer:")];
        let special = special.iter().find(|(kind, part)| kinds.contains(kind) && holds(part)).map(|(kind, _)| *kind);
        let found = special.or_else(|| kinds.iter().find(|kind| **kind == service).or(kinds.first().filter(|_| kinds.len() == 1)).copied());
        if found.is_some() {
            return found;
        }
    }
    None
}
