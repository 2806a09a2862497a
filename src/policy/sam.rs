//! Policies that SAM writes for what a serverless resource says in its own words: the lists of an API's resource policy, the public URL of a function,
//! skills that may call it. Permissions for all other events name the very source (1.110.0, `model/eventsources/push.py`) and need no judge.
//! <https://github.com/aws/serverless-application-model>

use super::{Policy, with_statements};
use crate::attribute_path::AttributePath;
use crate::facts::{self, PolicySite};
use crate::mapped_text::{HoleKind, Text, WhyCode};
use crate::resource::Resource;
use crate::source::Span;
use crate::value::{Kind, Map, Value};

/// Where the statements of an API's resource policy stand that are written out.
const CUSTOM: &str = "Auth.ResourcePolicy.CustomStatements";
/// The resource policy of the API that an event makes.
const OF_EVENT: &str = "Events.*.Properties.Auth.ResourcePolicy";
const INVOKE_API: &str = "execute-api:Invoke";

/// Whether it is a function or state machine that is given a role: SAM then makes none, and the policies beside it count for nothing.
/// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html>
pub fn is_given_role(resource: &Resource) -> bool {
    let is_given = |role: &Value| match &role.kind {
        Kind::Text(text) => !text.literal().is_empty(),
        // A parameter may be empty.
        Kind::Unknown(hole) => matches!(hole.kind, HoleKind::Attribute { .. }),
        _ => false,
    };
    let takes_role = ["AWS::Serverless::Function", "AWS::Serverless::StateMachine"].contains(&resource.kind.as_str());
    takes_role && resource.attributes.get("Role").is_some_and(is_given)
}

/// Adds what SAM writes for a resource to the policies that are found in it.
pub(super) fn add<'a>(resource: &'a Resource, found: &mut Vec<Policy<'a>>) {
    match resource.kind.as_str() {
        "AWS::Serverless::Api" => api(resource, found),
        "AWS::Serverless::Function" => function(resource, found),
        "AWS::Serverless::Connector" => {
            let Some(site) = site("AWS::Serverless::Function", "Policies[]") else { return };
            let why = "what a SAM connector allows is not expanded";
            found.push(policy(resource, site, "", resource.span, Value::unknown(WhyCode::UnsupportedSyntax, why, resource.span)));
        }
        _ => {}
    }
}

fn site(resource_type: &str, path: &str) -> Option<&'static PolicySite> {
    facts::policy_sites(resource_type).iter().find(|site| site.path == path)
}

fn policy<'a>(resource: &'a Resource, site: &'static PolicySite, path: &'static str, argument: Span, document: Value) -> Policy<'a> {
    Policy { resource, site, path, argument, span: document.span, document, doubt: None }
}

/// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html>
fn api<'a>(resource: &'a Resource, found: &mut Vec<Policy<'a>>) {
    let path = AttributePath::new("Auth.ResourcePolicy");
    let Some(said) = path.whole(&resource.attributes) else { return };
    let listed = said.distribute(&mut |said| said.as_map().map_or_else(|| said.clone(), |map| Value::list(statements(map), said.span)));
    if listed.as_list().is_some_and(<[Value]>::is_empty) {
        return;
    }
    let custom = found.iter_mut().find(|policy| policy.resource.address == resource.address && policy.path == CUSTOM);
    match (custom, site(&resource.kind, CUSTOM), &listed.kind) {
        (Some(custom), _, Kind::List(more)) => custom.document = custom.document.distribute(&mut |document| together(document, more)),
        (_, Some(site), _) => {
            let document = listed.distribute(&mut |listed| match &listed.kind {
                Kind::List(_) => with_statements(listed.clone(), listed.span),
                _ => listed.clone(),
            });
            found.push(policy(resource, site, "Auth.ResourcePolicy", said.span, document));
        }
        _ => {}
    }
}

/// A document with further statements.
fn together(document: &Value, more: &[Value]) -> Value {
    let Some(statements) = document.get("Statement") else { return document.clone() };
    let own = statements.as_list().unwrap_or(std::slice::from_ref(statements));
    document.with("Statement", Value::list(own.iter().chain(more).cloned().collect(), document.span))
}

/// The statements for the lists of a resource policy.
fn statements(said: &Map) -> Vec<Value> {
    let mut statements = vec![];
    let list = |name: &str| said.get(name).filter(|value| !matches!(value.kind, Kind::Absent | Kind::Null));
    for (name, effect) in [("AwsAccountWhitelist", "Allow"), ("AwsAccountBlacklist", "Deny")] {
        if let Some(accounts) = list(name) {
            let principal = map(accounts.span, vec![("AWS", accounts.clone())]);
            statements.push(statement(accounts.span, effect, principal, INVOKE_API, None));
        }
    }
    let mut all_but = |span: Span, condition: Value| {
        statements.push(statement(span, "Allow", word("*", span), INVOKE_API, None));
        statements.push(statement(span, "Deny", word("*", span), INVOKE_API, Some(condition)));
    };
    for (name, operator) in [("IpRangeWhitelist", "NotIpAddress"), ("IpRangeBlacklist", "IpAddress")] {
        if let Some(ranges) = list(name) {
            let keys = map(ranges.span, vec![("aws:SourceIp", ranges.clone())]);
            all_but(ranges.span, map(ranges.span, vec![(operator, keys)]));
        }
    }
    for (side, operator) in [("Blacklist", "StringEquals"), ("Whitelist", "StringNotEquals")] {
        let names = ["SourceVpc", "IntrinsicVpc", "IntrinsicVpce"].map(|name| format!("{name}{side}"));
        let given: Vec<(&str, &Value)> = names.iter().filter_map(|name| Some((name.as_str(), list(name)?))).collect();
        let Some(span) = given.first().map(|(_, value)| value.span) else { continue };
        let items = given.iter().flat_map(|(name, value)| {
            let items = value.as_list().unwrap_or(std::slice::from_ref(*value));
            items.iter().map(|item| (name.starts_with("IntrinsicVpce") || begins_with(item, "vpce-"), item.clone()))
        });
        let (endpoints, networks): (Vec<_>, Vec<_>) = items.partition(|(is_endpoint, _)| *is_endpoint);
        let of = |items: Vec<(bool, Value)>| Value::list(items.into_iter().map(|(_, item)| item).collect(), span);
        let keys = [("aws:SourceVpc", of(networks)), ("aws:SourceVpce", of(endpoints))];
        let keys = keys.into_iter().filter(|(_, values)| values.as_list().is_some_and(|values| !values.is_empty())).collect();
        all_but(span, map(span, vec![(operator, map(span, keys))]));
    }
    statements
}

fn begins_with(value: &Value, prefix: &str) -> bool {
    value.to_text().is_some_and(|text| text.literal().starts_with(prefix))
}

/// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-functionurlconfig.html>,
/// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-alexaskill.html>
fn function<'a>(resource: &'a Resource, found: &mut Vec<Policy<'a>>) {
    let Some(site) = site("AWS::Lambda::Permission", "") else { return };
    let is_public =
        |value: &Value| if value.as_str() == Some("NONE") { public_url(value.span) } else { Value::new(Kind::Absent, value.span) };
    if let Some(kind) = AttributePath::new("FunctionUrlConfig.AuthType").whole(&resource.attributes) {
        let document = kind.distribute(&mut |value| is_public(value));
        found.extend((document.kind != Kind::Absent).then(|| policy(resource, site, "FunctionUrlConfig.AuthType", kind.span, document)));
    }
    for (_, event) in AttributePath::new("Events.*").wholes(&resource.attributes) {
        let document = event.distribute(&mut |event| skill(event));
        found.extend((document.kind != Kind::Absent).then(|| policy(resource, site, "Events.*", event.span, document)));
    }
    let Some(site) = self::site("AWS::Serverless::Api", CUSTOM) else { return };
    for (place, said) in AttributePath::new(OF_EVENT).wholes(&resource.attributes) {
        let document = said.distribute(&mut |said| match said.as_map() {
            Some(map) => with_statements(Value::list(all_statements(map), said.span), said.span),
            None => said.clone(),
        });
        found.push(policy(resource, site, OF_EVENT, place, document));
    }
}

/// The lists of a resource policy and what is written out beside them.
fn all_statements(said: &Map) -> Vec<Value> {
    let custom = said.get("CustomStatements").filter(|custom| !matches!(custom.kind, Kind::Absent | Kind::Null));
    let custom = custom.map(|custom| custom.as_list().unwrap_or(std::slice::from_ref(custom)).to_vec());
    custom.into_iter().flatten().chain(statements(said)).collect()
}

/// Everybody may call the function by its URL, and by nothing else.
fn public_url(span: Span) -> Value {
    let condition = |operator, key, value| Some(map(span, vec![(operator, map(span, vec![(key, word(value, span))]))]));
    let url = condition("StringEquals", "lambda:FunctionUrlAuthType", "NONE");
    let through = condition("Bool", "lambda:InvokedViaFunctionUrl", "true");
    let permissions = [("lambda:InvokeFunctionUrl", url), ("lambda:InvokeFunction", through)];
    let statements = permissions.map(|(action, condition)| statement(span, "Allow", word("*", span), action, condition));
    with_statements(Value::list(statements.to_vec(), span), span)
}

/// The permission for a skill; nothing for other events.
fn skill(event: &Value) -> Value {
    let kind = event.get("Type").filter(|kind| kind.as_str() == Some("AlexaSkill"));
    let Some(kind) = kind else { return Value::new(Kind::Absent, event.span) };
    let id = event.get("Properties").and_then(|properties| properties.get("SkillId"));
    let id = id.filter(|id| !matches!(id.kind, Kind::Absent | Kind::Null));
    let condition = id.map(|id| map(id.span, vec![("StringEquals", map(id.span, vec![("lambda:EventSourceToken", id.clone())]))]));
    let principal = map(kind.span, vec![("Service", word("alexa-appkit.amazon.com", kind.span))]);
    with_statements(statement(event.span, "Allow", principal, "lambda:InvokeFunction", condition), event.span)
}

fn statement(span: Span, effect: &str, principal: Value, action: &str, condition: Option<Value>) -> Value {
    let elements =
        vec![("Effect", word(effect, span)), ("Principal", principal), ("Action", word(action, span)), ("Resource", word("*", span))];
    map(span, elements.into_iter().chain(condition.map(|condition| ("Condition", condition))).collect())
}

fn word(text: &str, span: Span) -> Value {
    Value::text(Text::computed(text, span), span)
}

fn map(span: Span, members: Vec<(&str, Value)>) -> Value {
    let mut map = Map::default();
    members.into_iter().for_each(|(name, value)| map.push(name, span, value));
    Value::map(map, span)
}
