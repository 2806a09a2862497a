//! Takes the policies out of resources: where `policy_sites.tsv` says that a resource type keeps them.

use crate::facts::{self, PolicySite};
use crate::json;
use crate::mapped_text::{HoleKind, Text, WhyCode};
use crate::problem::Problem;
use crate::resource::{Resource, Root};
use crate::source::Span;
use crate::value::{Entry, Kind, Map, Value};
use std::sync::Arc;

/// A policy of a resource.
#[derive(Clone, Debug)]
pub struct Policy<'a> {
    pub resource: &'a Resource,
    pub site: &'static PolicySite,
    /// Where it stands in the resource, list indexes left out: `policy`, `inline_policy[].policy`.
    pub path: &'static str,
    /// Where the attribute's value is written.
    pub span: Span,
    /// The document as a map, or alternatives of maps; unknown if it cannot be read.
    pub document: Value,
    /// The attribute that names what it protects.
    pub protects: Option<&'a Value>,
}

/// How much of a policy is understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reading {
    Fully,
    /// The first thing that is not known.
    Partly(Span, String),
    Unread(Span, String),
}

/// All policies of a root, in the order of its resources.
pub fn policies(root: &Root) -> (Vec<Policy<'_>>, Vec<Problem>) {
    let mut problems = vec![];
    let mut found = vec![];
    for resource in &root.resources {
        for site in facts::policy_sites(&resource.kind) {
            if site.language != resource.language.name() {
                continue;
            }
            let mut values = vec![];
            if site.format == "fields" {
                values.push(permission(resource, site));
            } else {
                follow(&resource.attributes, &parts(site.path), &mut values);
                values = values.iter().map(|value| document(value, &mut problems)).collect();
            }
            found.extend(values.into_iter().filter(|value| !matches!(value.kind, Kind::Null | Kind::Absent)).map(|document| Policy {
                resource,
                site,
                path: site.path,
                span: document.span,
                document,
                protects: first(&resource.attributes, site.owner),
            }));
        }
    }
    (found, problems)
}

impl Policy<'_> {
    /// How much of it is known. What only deployment tells (names, the own account) counts as known.
    pub fn reading(&self) -> Reading {
        let unknown = first_gap(&self.document);
        match (&self.document.kind, unknown) {
            (_, None) => Reading::Fully,
            (Kind::Unknown(hole), Some(_)) => Reading::Unread(self.document.span, hole.kind.reason()),
            (_, Some((span, why))) => Reading::Partly(span, why),
        }
    }
}

/// The first part of a value about which nothing is known, with the reason.
pub fn first_gap(value: &Value) -> Option<(Span, String)> {
    fn of_text(text: &Text) -> Option<(Span, String)> {
        let gap = text.holes().iter().find(|hole| matches!(hole.hole.kind, HoleKind::Input { .. } | HoleKind::Unknown(_)))?;
        Some((gap.hole.span, gap.hole.kind.reason()))
    }
    match &value.kind {
        Kind::Unknown(hole) => of_text(&Text::of_hole(hole.clone())),
        Kind::Text(text) => of_text(text),
        Kind::List(items) => items.iter().find_map(first_gap),
        Kind::Map(map) => {
            map.entries.iter().find_map(|entry| entry.unclear.as_deref().and_then(of_text).or_else(|| first_gap(&entry.value)))
        }
        Kind::Alternatives(alternatives) => alternatives.branches.iter().find_map(|(_, value)| first_gap(value)),
        Kind::Absent | Kind::Null | Kind::Bool(_) | Kind::Number(_) => None,
    }
}

/// The first value at an attribute path.
pub fn first<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let mut current = value;
    for part in parts(path) {
        current = match part {
            Part::Member(name) => current.get(name)?,
            Part::Items => current.as_list()?.first()?,
            Part::Values => &current.as_map()?.entries.first()?.value,
        };
    }
    (!path.is_empty()).then_some(current)
}

enum Part<'a> {
    Member(&'a str),
    Items,
    Values,
}

/// `a[].b` and `a.*.b` in steps.
fn parts(path: &str) -> Vec<Part<'_>> {
    let mut steps = vec![];
    for part in path.split('.').filter(|part| !part.is_empty()) {
        if part == "*" {
            steps.push(Part::Values);
            continue;
        }
        let name = part.trim_end_matches("[]");
        steps.push(Part::Member(name));
        steps.extend((name.len()..part.len()).step_by(2).map(|_| Part::Items));
    }
    steps
}

/// All values at an attribute path; where the way is not known, the unknown itself.
fn follow(value: &Value, path: &[Part<'_>], found: &mut Vec<Value>) {
    let Some((part, rest)) = path.split_first() else {
        found.push(value.clone());
        return;
    };
    match (part, &value.kind) {
        (_, Kind::Alternatives(_)) => {
            let distributed = value.distribute(&mut |branch| {
                let mut inner = vec![];
                follow(branch, path, &mut inner);
                match <[Value; 1]>::try_from(inner) {
                    Ok([one]) => one,
                    Err(several) if several.is_empty() => Value::new(Kind::Absent, branch.span),
                    Err(_) => Value::unknown(WhyCode::UndecidedCondition, "several policies hang on one undecided condition", branch.span),
                }
            });
            found.push(distributed);
        }
        (_, Kind::Unknown(_)) => found.push(value.clone()),
        (Part::Member(name), Kind::Map(map)) => {
            if let Some(value) = map.get(name) {
                follow(value, rest, found);
            }
        }
        (Part::Items, Kind::List(items)) => items.iter().for_each(|item| follow(item, rest, found)),
        // A single block where a list may stand.
        (Part::Items, Kind::Map(_)) => follow(value, rest, found),
        (Part::Values, Kind::Map(map)) => map.entries.iter().for_each(|entry| follow(&entry.value, rest, found)),
        _ => {}
    }
}

/// A policy as written, text or map, as a map.
fn document(value: &Value, problems: &mut Vec<Problem>) -> Value {
    value.distribute(&mut |value| match &value.kind {
        Kind::Text(text) if text.literal().trim().is_empty() && text.holes().is_empty() => Value::new(Kind::Absent, value.span),
        Kind::Text(text) => {
            let (document, error) = json::parse(text, value.span);
            if let Some(error) = error {
                problems.push(Problem::unread_policy(error.span, &format!("it is not well-formed JSON: {}", error.message)));
                return Value::unknown(
                    WhyCode::UnsupportedSyntax,
                    format!("the policy is not well-formed JSON: {}", error.message),
                    value.span,
                );
            }
            Value { trail: value.trail.clone(), ..document }
        }
        Kind::Bool(_) | Kind::Number(_) | Kind::List(_) => {
            Value::unknown(WhyCode::UnsupportedSyntax, "a policy document should stand here", value.span)
        }
        Kind::Map(_) | Kind::Unknown(_) | Kind::Null | Kind::Absent | Kind::Alternatives(_) => value.clone(),
    })
}

/// How a permission's attribute becomes a condition: element of `fields`, operator, key.
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>
const PERMISSION_CONDITIONS: &[(&str, &str, &str)] = &[
    ("source_arn", "ArnLike", "aws:SourceArn"),
    ("source_account", "StringEquals", "aws:SourceAccount"),
    ("principal_org_id", "StringEquals", "aws:PrincipalOrgID"),
    ("event_source_token", "StringEquals", "lambda:EventSourceToken"),
    ("function_url_auth_type", "StringEquals", "lambda:FunctionUrlAuthType"),
];

/// The statement that AWS makes of a permission resource.
fn permission(resource: &Resource, site: &PolicySite) -> Value {
    let field = |element: &str| {
        let fields = site.fields.split(';').filter_map(|field| field.split_once('='));
        let path = fields.filter(|(name, _)| *name == element).map(|(_, path)| path).next()?;
        first(&resource.attributes, path).filter(|value| !matches!(value.kind, Kind::Null | Kind::Absent))
    };
    let span = resource.block;
    let mut statement = Map::default();
    let add = |map: &mut Map, key: &str, value: Value| map.push(key, value.span, value);
    add(&mut statement, "Effect", Value::text(Text::computed("Allow", span), span));
    if let Some(principal) = field("principal") {
        statement.push("Principal", principal.span, principal.distribute(&mut principal_element));
    }
    if let Some(action) = field("action") {
        add(&mut statement, "Action", action.clone());
    }
    let protected = first(&resource.attributes, site.owner).cloned();
    add(&mut statement, "Resource", protected.unwrap_or_else(|| Value::text(Text::computed("*", span), span)));
    let mut conditions: Vec<(&str, Map)> = vec![];
    for (element, operator, key) in PERMISSION_CONDITIONS {
        let Some(value) = field(element) else { continue };
        let present = value.distribute(&mut |value| match value.kind {
            Kind::Null => Value::new(Kind::Absent, value.span),
            _ => value.clone(),
        });
        match conditions.iter_mut().find(|(name, _)| name == operator) {
            Some((_, keys)) => keys.push(*key, value.span, present),
            None => {
                let mut keys = Map::default();
                keys.push(*key, value.span, present);
                conditions.push((operator, keys));
            }
        }
    }
    if !conditions.is_empty() {
        let entries = conditions.into_iter().map(|(operator, keys)| {
            let at = keys.entries.first().map_or(span, |entry| entry.key_span);
            Entry { key: operator.into(), key_span: at, unclear: None, value: Value::map(keys, at) }
        });
        add(&mut statement, "Condition", Value::new(Kind::Map(Arc::new(Map { entries: entries.collect() })), span));
    }
    let mut document = Map::default();
    add(&mut document, "Version", Value::text(Text::computed("2012-10-17", span), span));
    add(&mut document, "Statement", Value::list(vec![Value::map(statement, span)], span));
    Value::map(document, span)
}

/// `Principal` of a permission: a service, everybody, or an account or ARN.
fn principal_element(value: &Value) -> Value {
    let Some(text) = value.to_text() else { return value.clone() };
    if text.known() == Some("*") || text.literal().is_empty() {
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
    Value { trail: value.trail.clone(), ..Value::map(map, value.span) }
}
