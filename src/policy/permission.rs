//! The statements that AWS makes of permissions: resources that name a principal, an action and what guards it in attributes of their own.

use crate::attribute_path::AttributePath;
use crate::facts::{PolicyKind, PolicySite};
use crate::json;
use crate::mapped_text::{HoleKind, Text, WhyCode};
use crate::resource::{Language, Resource};
use crate::source::Span;
use crate::value::{Entry, Kind, Map, Shared, Value};
use smol_str::{SmolStr, format_smolstr};
use std::sync::Arc;

/// How a permission's attribute becomes a condition: element of `fields`, operator, key.
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>
pub(crate) const PERMISSION_CONDITIONS: &[(&str, &str, &str)] = &[
    ("source_arn", "ArnLike", "aws:SourceArn"),
    ("source_account", "StringEquals", "aws:SourceAccount"),
    ("principal_org_id", "StringEquals", "aws:PrincipalOrgID"),
    ("event_source_token", "StringEquals", "lambda:EventSourceToken"),
    ("function_url_auth_type", "StringEquals", "lambda:FunctionUrlAuthType"),
    ("external_id", "StringEquals", "sts:ExternalId"),
    ("invoked_via_function_url", "Bool", "lambda:InvokedViaFunctionUrl"),
];

/// The statement that AWS makes of a permission resource; none while no principal is set.
pub(super) fn permission(resource: &Resource, site: &PolicySite) -> Option<Value> {
    let field = |element: &str| {
        let path = site.elements().find(|(name, _)| *name == element)?.1;
        AttributePath::new(path).whole(&resource.attributes)
    };
    let span = resource.block;
    let fixed = |text: &str| Value::text(Text::computed(text, span), span);
    let mut statement = Map::default();
    let add = |map: &mut Map, key: &str, value: Value| map.push(key, value.span, value);
    add(&mut statement, "Effect", field("effect").unwrap_or_else(|| fixed("Allow")));
    let principal = principals(resource, site)?;
    let is_share = matches!(site.protects, "ram" | "lakeformation");
    statement.push("Principal", principal.span, if is_share { share_principals(&principal) } else { principal_element(&principal) });
    let action = field("action").map(|action| with_service(&action, site.protects));
    // Security Lake makes a role that trusts the subscriber: <https://docs.aws.amazon.com/security-lake/latest/userguide/subscriber-data-access.html>.
    let is_trust = site.kind == PolicyKind::Trust;
    add(&mut statement, "Action", action.unwrap_or_else(|| fixed(if is_trust { "sts:AssumeRole" } else { "*" })));
    // The permission is one of the resource itself; its name alone is no ARN that a request could have.
    let owner = AttributePath::new(site.owner).whole(&resource.attributes);
    let protected = owner.filter(|value| value.to_text().is_some_and(|text| text.literal().starts_with("arn:")));
    if !is_trust {
        add(&mut statement, "Resource", protected.unwrap_or_else(|| fixed("*")));
    }
    let mut conditions = Map::default();
    for (element, operator, key) in PERMISSION_CONDITIONS {
        let Some(value) = field(element) else { continue };
        // Terraform's provider does not send an empty text; for CloudFormation it is a value.
        let value = if resource.language == Language::Terraform { value.distribute(&mut without_empty) } else { value };
        add_condition(&mut conditions, operator, &WrittenKey::Known(SmolStr::new_static(key)), &value, span);
    }
    // A grant's constraint is a condition on the encryption context of the request:
    // https://docs.aws.amazon.com/kms/latest/developerguide/create-grant-overview.html#grant-constraints
    for element in ["encryption_context_equals", "encryption_context_subset"] {
        let context = field(element);
        for entry in context.as_ref().and_then(Value::as_map).map(|map| map.entries.as_slice()).unwrap_or_default() {
            add_condition(&mut conditions, "StringEquals", &below("kms:EncryptionContext:", entry), &entry.value, span);
        }
    }
    if let (Some(operator), Some(key), Some(value)) = (field("condition_operator"), field("condition_key"), field("condition_value"))
        && let (Some(operator), Some(key)) = (operator.as_str(), key.as_str())
    {
        add_condition(&mut conditions, operator, &WrittenKey::Known(key.into()), &value, span);
    }
    if !conditions.entries.is_empty() {
        add(&mut statement, "Condition", Value::map(conditions, span));
    } else if let Some(written) = field("condition") {
        add(&mut statement, "Condition", written.distribute(&mut out_of_json));
    }
    Some(super::with_statements(Value::map(statement, span), span))
}

/// What a JSON text holds; what is no text, or no JSON, as it is.
fn out_of_json(value: &Value) -> Value {
    let read = value.to_text().map(|text| json::parse(&text, value.span));
    read.and_then(|(inner, error)| error.is_none().then_some(inner)).unwrap_or_else(|| value.clone())
}

/// All that a permission names; a resource may name some in each of several blocks.
fn principals(resource: &Resource, site: &PolicySite) -> Option<Value> {
    let path = site.elements().find(|(name, _)| *name == "principal")?.1;
    let wholes = AttributePath::new(path).wholes(&resource.attributes).into_iter().map(|(_, value)| value);
    let mut named: Vec<Value> = wholes.filter(|value| !matches!(value.kind, Kind::Null | Kind::Absent)).collect();
    if named.len() < 2 {
        return named.pop();
    }
    let span = named.first()?.span;
    let items = named.iter().flat_map(|value| value.as_list().unwrap_or(std::slice::from_ref(value)).to_vec());
    Some(Value::list(items.collect(), span))
}

/// `IssueCertificate` as `acm-pca:IssueCertificate`: some permissions leave out the service whose actions they grant.
fn with_service(action: &Value, service: &str) -> Value {
    match &action.kind {
        Kind::List(items) => {
            Value { kind: Kind::List(Shared::new(items.iter().map(|item| with_service(item, service)).collect())), ..action.clone() }
        }
        Kind::Text(text) if text.known().is_some_and(|known| known != "*" && !known.contains(':')) => {
            let mut full = Text::computed(format!("{service}:"), action.span);
            full.push_text(text);
            Value { provenance: action.provenance.clone(), ..Value::text(full, action.span) }
        }
        _ => action.clone(),
    }
}

/// An empty text as if it were not written.
fn without_empty(value: &Value) -> Value {
    if value.as_str() == Some("") { Value::new(Kind::Absent, value.span) } else { value.clone() }
}

/// The key of a condition, of which a part may not be known.
enum WrittenKey {
    Known(SmolStr),
    Unclear(Text),
}

/// A key of a family, by the name of an entry.
fn below(family: &str, entry: &Entry) -> WrittenKey {
    match &entry.unclear {
        None => WrittenKey::Known(format_smolstr!("{family}{}", entry.key)),
        Some(unclear) => {
            let mut text = Text::computed(family, entry.key_span);
            text.push_text(unclear);
            WrittenKey::Unclear(text)
        }
    }
}

fn add_condition(conditions: &mut Map, operator: &str, key: &WrittenKey, value: &Value, block: Span) {
    // The argument in the resource, even where its value is written elsewhere.
    let mut places = std::iter::once(value.span).chain(value.provenance.steps().map(|step| step.span));
    let place = places.find(|place| block.covers(*place)).unwrap_or(value.span);
    let present = value.distribute(&mut |value| match value.kind {
        Kind::Null => Value::new(Kind::Absent, value.span),
        _ => value.clone(),
    });
    if present.kind == Kind::Absent {
        return;
    }
    let mut keys = conditions.get(operator).and_then(Value::as_map).cloned().unwrap_or_default();
    match key {
        WrittenKey::Known(key) => keys.push(key.clone(), place, present),
        WrittenKey::Unclear(text) => {
            keys.entries.push(Entry { key: SmolStr::default(), key_span: place, unclear: Some(Arc::new(text.clone())), value: present })
        }
    }
    conditions.entries.retain(|entry| entry.key != operator);
    conditions.push(operator, place, Value::map(keys, place));
}

/// `Principal` of a permission: a service, everybody, an account or ARN; or several of one kind.
fn principal_element(value: &Value) -> Value {
    match &value.kind {
        Kind::Alternatives(_) => value.distribute(&mut principal_element),
        Kind::List(items) => items.first().map_or_else(
            || value.clone(),
            |first| {
                let kind = principal_element(first);
                let key = kind.as_map().and_then(|map| map.entries.first()).map(|entry| entry.key.clone());
                let mut map = Map::default();
                map.push(key.unwrap_or_else(|| "AWS".into()), value.span, value.clone());
                Value::map(map, value.span)
            },
        ),
        _ => one_principal(value),
    }
}

/// `Principal` of a share: RAM and Lake Formation take organisations, units, groups and others that no policy takes.
/// <https://docs.aws.amazon.com/ram/latest/userguide/working-with-sharing-create.html>
fn share_principals(value: &Value) -> Value {
    let items: &[Value] = match &value.kind {
        Kind::Alternatives(_) => return value.distribute(&mut share_principals),
        Kind::List(items) => items,
        _ => std::slice::from_ref(value),
    };
    let is_of_shares = |text: &str| {
        text.contains("_PRINCIPALS")
            || text.ends_with(":IAMPrincipals")
            || (text.starts_with("arn:")
                && !text.split(':').nth(5).is_some_and(|name| name == "root" || name.starts_with("role/") || name.starts_with("user/")))
    };
    let (shares, others): (Vec<Value>, Vec<Value>) =
        items.iter().cloned().partition(|item| item.to_text().is_some_and(|text| is_of_shares(text.literal())));
    if shares.is_empty() {
        return principal_element(value);
    }
    let mut map = Map::default();
    map.push(crate::iam::principal::SHARED_WITH, value.span, Value { kind: Kind::List(Shared::new(shares)), ..value.clone() });
    let others = principal_element(&Value { kind: Kind::List(Shared::new(others)), ..value.clone() });
    for entry in others.as_map().map(|map| map.entries.as_slice()).unwrap_or_default() {
        map.push(entry.key.clone(), value.span, entry.value.clone());
    }
    Value::map(map, value.span)
}

fn one_principal(value: &Value) -> Value {
    let Some(text) = value.to_text() else { return value.clone() };
    let is_own_account = matches!(text.holes(), [only] if text.literal().is_empty() && only.hole.kind == HoleKind::OwnAccount);
    if !is_own_account && (text.known() == Some("*") || text.literal().is_empty()) {
        return value.clone();
    }
    // The end of the name tells: `events.amazonaws.com`, `alexa-appkit.amazon.com`, `logs.${region}.amazonaws.com`.
    let is_service = [".com", ".com.cn", ".aws", ".internal"].iter().any(|end| text.literal().ends_with(end));
    let is_account = text.literal().starts_with("arn:") || text.literal().chars().all(|char| char.is_ascii_digit());
    let key = match (is_service, is_account) {
        (true, _) => "Service",
        (false, true) => "AWS",
        (false, false) => return Value::unknown(WhyCode::Unresolved, "the principal is neither a service nor an account", value.span),
    };
    let mut map = Map::default();
    map.push(key, value.span, value.clone());
    Value { provenance: value.provenance.clone(), ..Value::map(map, value.span) }
}
