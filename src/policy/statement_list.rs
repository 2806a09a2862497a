//! Lists and maps of statements in the shape in which modules take them: objects with `effect`, `actions`, `resources`, `principals` and
//! `conditions`, as the blocks of `aws_iam_policy_document` have them, or statements as in a policy.
//! <https://registry.terraform.io/modules/terraform-aws-modules/sqs/aws> (`queue_policy_statements`),
//! <https://registry.terraform.io/modules/cloudposse/iam-policy/aws> (`iam_policy`).

use super::shape;
use crate::mapped_text::{Text, WhyCode};
use crate::source::Span;
use crate::value::{Kind, Map, Value};
use smol_str::SmolStr;

/// All that such an object has. One with anything else may be something else.
const MEMBERS: &[&str] =
    &["sid", "effect", "actions", "not_actions", "resources", "not_resources", "principals", "not_principals", "condition", "conditions"];

/// Those beside the actions that make a statement of it.
const TELLING: &[&str] = &["effect", "resources", "not_resources", "principals", "not_principals"];

/// The document that these statements come to, if each is one without doubt.
pub(super) fn document(value: &Value) -> Option<Value> {
    is_list(value).then(|| {
        value.distribute(&mut |value| match value.kind {
            Kind::List(_) | Kind::Map(_) => {
                let statements = items(value).into_iter().map(statement).collect();
                super::with_statements(Value::list(statements, value.span), value.span)
            }
            _ => Value::new(Kind::Absent, value.span),
        })
    })
}

/// The trust policy that `terraform-aws-modules/iam/aws//modules/iam-assumable-role` makes of its arguments, as far as they tell:
/// <https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/5.60.0/submodules/iam-assumable-role>
pub(super) fn trust(arguments: &Value) -> Option<Value> {
    let arns = present(arguments, "trusted_role_arns").filter(|arns| !shape::texts(Some(arns)).is_empty())?;
    if present(arguments, "custom_role_trust_policy").is_some_and(|policy| policy.as_str() != Some("")) {
        return None;
    }
    let span = arns.span;
    let text = |text: &str| Value::text(Text::computed(text, span), span);
    let one = |key: &str, value: Value| {
        let mut map = Map::default();
        map.push(key, value.span, value);
        Value::map(map, span)
    };
    let mut statement = Map::default();
    statement.push("Effect", span, text("Allow"));
    statement.push("Principal", span, one("AWS", arns.clone()));
    statement.push("Action", span, present(arguments, "trusted_role_actions").cloned().unwrap_or_else(|| text("sts:AssumeRole")));
    let id = present(arguments, "role_sts_externalid").filter(|id| id.as_list().is_none_or(|ids| !ids.is_empty()));
    if let Some(id) = id {
        statement.push("Condition", id.span, one("StringEquals", one("sts:ExternalId", id.clone())));
    }
    Some(super::with_statements(Value::list(vec![Value::map(statement, span)], span), span))
}

fn is_list(value: &Value) -> bool {
    match &value.kind {
        Kind::Alternatives(open) => {
            let is_nothing = |value: &Value| match &value.kind {
                Kind::List(items) => items.is_empty(),
                Kind::Map(map) => map.entries.is_empty(),
                _ => matches!(value.kind, Kind::Null | Kind::Absent),
            };
            let mut some = open.branches.iter().filter(|(_, branch)| !is_nothing(branch)).peekable();
            some.peek().is_some() && some.all(|(_, branch)| is_list(branch))
        }
        Kind::List(_) | Kind::Map(_) => {
            let items = items(value);
            !items.is_empty() && items.iter().all(|item| is_object(item) || is_statement(item))
        }
        _ => false,
    }
}

/// The members of a list or map; one that stands alone is the only one.
fn items(value: &Value) -> Vec<&Value> {
    match &value.kind {
        Kind::Map(_) if is_object(value) || is_statement(value) => vec![value],
        Kind::Map(map) => map.entries.iter().map(|entry| &entry.value).collect(),
        Kind::List(items) => items.iter().collect(),
        _ => vec![],
    }
}

fn present<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    value.get(key).filter(|member| !matches!(member.kind, Kind::Null | Kind::Absent))
}

/// A statement as in a policy, with whom or what it is about.
fn is_statement(value: &Value) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| value.get(name).is_some());
    has(&["Action", "NotAction"]) && has(&["Resource", "NotResource", "Principal"]) && shape::is_statement(value)
}

fn is_object(value: &Value) -> bool {
    let Some(map) = value.as_map() else { return false };
    let actions: Vec<String> = ["actions", "not_actions"].iter().flat_map(|name| shape::texts(map.get(name))).collect();
    !actions.is_empty()
        && actions.iter().all(|action| shape::is_action(action))
        && map.entries.iter().all(|entry| entry.unclear.is_none() && MEMBERS.contains(&entry.key.as_str()))
        && TELLING.iter().any(|name| present(value, name).is_some())
        && ["principals", "not_principals"]
            .iter()
            .all(|name| present(value, name).is_none_or(|list| is_each(list, &["type", "identifiers"])))
        && ["condition", "conditions"]
            .iter()
            .all(|name| present(value, name).is_none_or(|list| is_each(list, &["test", "variable", "values"])))
}

/// Whether every member is an object with these members.
fn is_each(list: &Value, names: &[&str]) -> bool {
    match &list.kind {
        Kind::List(items) => items.iter().all(|item| is_each(item, names)),
        Kind::Map(_) if names.iter().all(|name| list.get(name).is_some()) => true,
        Kind::Map(map) => map.entries.iter().all(|entry| entry.value.as_map().is_some() && is_each(&entry.value, names)),
        _ => false,
    }
}

/// A statement as a policy has it.
fn statement(value: &Value) -> Value {
    if !is_object(value) {
        return value.clone();
    }
    let span = value.span;
    let mut result = Map::default();
    let key_span = |name: &str| value.as_map().and_then(|map| map.entry(name)).map_or(span, |entry| entry.key_span);
    // Without an effect a block allows.
    let allow = Value::text(Text::computed("Allow", span), span);
    result.push("Effect", key_span("effect"), present(value, "effect").cloned().unwrap_or(allow));
    let simple =
        [("sid", "Sid"), ("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"), ("not_resources", "NotResource")];
    for (member, element) in simple {
        if let Some(given) = present(value, member) {
            result.push(element, key_span(member), given.clone());
        }
    }
    for (member, element) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        if let Some(given) = present(value, member) {
            result.push(element, key_span(member), principals(given));
        }
    }
    if present(value, "resources").or(present(value, "not_resources")).is_none() && !is_trust(value) {
        let own = match present(value, "principals") {
            Some(_) => Value::text(Text::computed("*", span), span),
            None => Value::unknown(WhyCode::Unresolved, "what the statement is about is left to the module", span),
        };
        result.push("Resource", span, own);
    }
    for member in ["condition", "conditions"] {
        if let Some(given) = present(value, member) {
            result.push("Condition", key_span(member), conditions(given));
        }
    }
    Value { provenance: value.provenance.clone(), ..Value::map(result, span) }
}

fn is_trust(value: &Value) -> bool {
    shape::texts(value.get("actions")).iter().all(|action| shape::assumes(&action.to_lowercase()))
}

/// The objects with these members, in a list or map or alone.
fn each<'v>(list: &'v Value, name: &str) -> Vec<&'v Value> {
    match &list.kind {
        Kind::List(items) => items.iter().flat_map(|item| each(item, name)).collect(),
        Kind::Map(map) if map.get(name).is_none() => map.entries.iter().flat_map(|entry| each(&entry.value, name)).collect(),
        _ => vec![list],
    }
}

fn listed(value: &Value) -> Vec<Value> {
    value.as_list().map_or_else(|| vec![value.clone()], <[Value]>::to_vec)
}

/// Adds values to those at a key.
fn add(map: &mut Map, key: SmolStr, place: Span, values: &Value) {
    let mut all = map.get(&key).map(listed).unwrap_or_default();
    all.extend(listed(values));
    map.entries.retain(|entry| entry.key != key);
    map.push(key, place, Value::list(all, values.span));
}

fn principals(given: &Value) -> Value {
    let mut result = Map::default();
    for principal in each(given, "type") {
        let (Some(kind), Some(identifiers)) = (principal.get("type"), principal.get("identifiers")) else { continue };
        let Some(name) = kind.as_str() else {
            return Value::unknown(WhyCode::Unresolved, "the type of a principal is not known", kind.span);
        };
        // `*` of all kinds stands by itself: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
        if name == "*" {
            return identifiers.as_list().and_then(<[Value]>::first).unwrap_or(identifiers).clone();
        }
        add(&mut result, SmolStr::new(name), identifiers.span, identifiers);
    }
    Value::map(result, given.span)
}

fn conditions(given: &Value) -> Value {
    let mut result = Map::default();
    for condition in each(given, "test") {
        let (Some(test), Some(variable), Some(values)) = (condition.get("test"), condition.get("variable"), condition.get("values")) else {
            continue;
        };
        let operator = test.span;
        let (Some(test), Some(key)) = (test.as_str(), variable.as_str()) else {
            return Value::unknown(WhyCode::Unresolved, "the test of a condition is not known", condition.span);
        };
        let mut keys = result.get(test).and_then(Value::as_map).cloned().unwrap_or_default();
        add(&mut keys, SmolStr::new(key), variable.span, values);
        result.entries.retain(|entry| entry.key != test);
        result.push(test, operator, Value::map(keys, condition.span));
    }
    Value::map(result, given.span)
}
