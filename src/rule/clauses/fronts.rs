//! What stands before a function or a service and calls it for whoever sends a request: APIs and load balancers. Some ask who calls.

use super::api_definition::{Operation, operations};
use super::reachable_from::{any, doubtful, entry};
use crate::attribute_path::AttributePath;
use crate::condition::Assignment;
use crate::iam::document::Element;
use crate::resource::Resource;
use crate::rule::answer::Answer;
use crate::rule::context::{RootContext, StatementContext, SubjectContext};
use crate::source::Span;
use crate::subject::{LinkTarget, NamedSubject, Subject};
use crate::truth::Truth;

const API: &str = "apigateway.amazonaws.com";
const BALANCER: &str = "elasticloadbalancing.amazonaws.com";

/// Behind an API or a load balancer, as the permission to call the function says, or an event of SAM.
pub(super) fn before(context: &SubjectContext<'_>) -> Answer {
    let doubt = "the API or load balancer before the function might ask who calls, or might not face the internet";
    let allowed = context.subject.parts.iter().filter(|part| part.join.part == "policy").map(|part| {
        let attributes = &part.resource.attributes;
        let principal = attributes.get("principal").or_else(|| attributes.get("Principal"));
        let front = principal.and_then(|value| match value.as_str()? {
            API => Some(("an API", value)),
            BALANCER => Some(("a load balancer", value)),
            _ => None,
        });
        let front = front.filter(|_| !asks_who_calls(&context.root, part.resource));
        let answer = front.map_or_else(Answer::no, |(front, value)| {
            Answer::yes(entry(format!("`{}` lets {front} call it", part.resource.name), value.span)).and(doubtful(doubt))
        });
        answer.under(&part.given)
    });
    let events = AttributePath::new("Events.*.Type").values(&context.subject.resource.attributes);
    let events = events.filter(|(_, value)| matches!(value.as_str(), Some("Api" | "HttpApi")));
    let events =
        events.map(|(given, value)| Answer::yes(entry("an API calls it".to_owned(), value.span)).and(doubtful(doubt)).under(&given));
    any(allowed).or(any(events.collect::<Vec<_>>()))
}

/// Whether the code shows that what the permission names asks everybody who they are, or does not face the internet.
fn asks_who_calls(root: &RootContext<'_>, permission: &Resource) -> bool {
    let attributes = &permission.attributes;
    let Some(source) = attributes.get("source_arn").or_else(|| attributes.get("SourceArn")) else { return false };
    let known = |kind: &'static str| match root.subjects.named(kind, source) {
        NamedSubject::Here(named) => named.into_iter().filter_map(|named| root.subjects.at(kind, &named.resource.address)).collect(),
        NamedSubject::Elsewhere(_) | NamedSubject::Unknown(_) => vec![],
    };
    let apis: Vec<&Subject<'_>> = known("api");
    let balancers = known("target_group").into_iter().flat_map(|group| root.subjects.links(group, "load_balancer"));
    let balancers: Vec<Option<&Subject<'_>>> = balancers.map(|link| root.subjects.linked(&link)).collect();
    let is_internal = |balancer: &Subject<'_>| balancer.setting("load_balancer.internal").is_on().truth == Truth::Yes;
    let all_ask = |balancer: &Option<&Subject<'_>>| balancer.is_some_and(|balancer| is_internal(balancer) || ask_to_log_in(root, balancer));
    match apis.is_empty() {
        false => apis.iter().all(|api| is_private(api) || all_methods_ask(root, api)),
        true => !balancers.is_empty() && balancers.iter().all(all_ask),
    }
}

fn is_private(api: &Subject<'_>) -> bool {
    let kind = api.setting("api.endpoint_type");
    !kind.is_unset_under_some() && kind.said.iter().all(|said| said.value.as_str() == Some("PRIVATE"))
}

/// The methods of an API that somebody can call, preflight requests aside.
fn methods_of<'a>(root: &RootContext<'a>, api: &Subject<'_>) -> Vec<&'a Subject<'a>> {
    let is_of_api = |method: &&Subject<'_>| {
        let mut links = method.links("api");
        links.any(|link| matches!(link.to, LinkTarget::Here(known) if known.address == api.resource.address))
    };
    let methods = root.subjects.of_kind("api_method").iter().filter(is_of_api);
    methods.filter(|method| !always_says(method, "api_method.verb", &|verb| verb == "OPTIONS")).collect()
}

/// Whether all values of a setting are such ones.
fn always_says(subject: &Subject<'_>, concept: &'static str, test: &dyn Fn(&str) -> bool) -> bool {
    let setting = subject.setting(concept);
    !setting.is_unset_under_some() && setting.said.iter().all(|said| said.value.as_str().is_some_and(test))
}

/// Whether it has methods, and each has an authorisation, preflight requests aside.
fn all_methods_ask(root: &RootContext<'_>, api: &Subject<'_>) -> bool {
    let methods = methods_of(root, api);
    let operations = operations(api.resource);
    let asks = |method: &&Subject<'_>| always_says(method, "api_method.authorization", &|kind| kind != "NONE");
    let is_known = !methods.is_empty() || !operations.is_empty();
    let each_asks = |operation: &Operation| operation.has_policy || operation.asks_nobody.iter().all(|(_, asks_nobody)| !asks_nobody);
    is_known && methods.iter().all(asks) && operations.iter().all(each_asks)
}

/// Whom the methods of an API let in that its resource policy lets through.
pub(super) enum MethodCallers {
    Anybody,
    /// Who signs a request with the credentials of any account; a method that asks for that.
    AnyAccount(Span),
    /// Those whom an authoriser knows.
    Known,
    /// The code does not tell.
    NotTold,
}

/// The API of the code that the policy of a statement is for.
fn api_of<'a>(context: &StatementContext<'a>) -> Option<&'a Subject<'a>> {
    let (root, policy) = (&context.policy.root, context.policy.policy);
    let owner = AttributePath::new(policy.site.owner).whole(&policy.resource.attributes);
    let named = owner.as_ref().map(|owner| root.subjects.named("api", owner));
    match (root.subjects.at("api", &policy.resource.address), named) {
        (Some(api), _) => Some(api),
        (None, Some(NamedSubject::Here(named))) => match named.as_slice() {
            [only] if only.given.is_always() => root.subjects.at("api", &only.resource.address),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the policy of a statement is that of an API, or of its domain name, that only VPC endpoints reach:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html>.
pub(super) fn is_only_for_endpoints(context: &StatementContext<'_>) -> bool {
    context.policy.policy.site.protects == "apigateway-domain" || api_of(context).is_some_and(is_private)
}

/// Whom the methods of the API let in that a statement of its policy is about.
pub(super) fn method_callers(context: &StatementContext<'_>) -> MethodCallers {
    let root = &context.policy.root;
    let Some(api) = api_of(context) else { return MethodCallers::NotTold };
    let calls_something = |method: &&&Subject<'_>| !always_says(method, "api_method.integration", &|kind| kind == "MOCK");
    let methods = methods_of(root, api);
    let methods: Vec<_> = methods.iter().filter(|method| calls_something(method)).copied().collect();
    let operations = operations(api.resource);
    let is = |method: &&Subject<'_>, kinds: &[&str]| always_says(method, "api_method.authorization", &|kind| kinds.contains(&kind));
    let needs_key = |method: &&Subject<'_>| method.setting("api_method.api_key").is_on().truth != Truth::No;
    let is_there = |method: &&Subject<'_>| method.resource.presence.cases().iter().all(Assignment::is_always);
    let is_open = |method: &&Subject<'_>| is(method, &["NONE"]) && !needs_key(method) && is_there(method);
    let is_open_operation = |one: &Operation| one.given.is_always() && one.asks_nobody.iter().all(|(_, asks_nobody)| *asks_nobody);
    let is_about_all = context.statement.resources.iter().flat_map(|listed| &listed.entries).any(names_every_method);
    let counts = |found: usize| found > 0 && (is_about_all || found == methods.len() + operations.len());
    let open = methods.iter().filter(|method| is_open(method)).count() + operations.iter().filter(|one| is_open_operation(one)).count();
    let signed: Vec<_> = methods.iter().filter(|method| is(method, &["AWS_IAM"]) && is_there(method)).collect();
    if counts(open) {
        return MethodCallers::Anybody;
    }
    if open > 0 || methods.is_empty() || !operations.is_empty() {
        return MethodCallers::NotTold;
    }
    let all_are = |kinds: &[&str]| methods.iter().all(|method| is(method, kinds));
    match signed.first() {
        None if all_are(&["COGNITO_USER_POOLS", "CUSTOM"]) => MethodCallers::Known,
        Some(first) if counts(signed.len()) && all_are(&["AWS_IAM", "COGNITO_USER_POOLS", "CUSTOM"]) => {
            MethodCallers::AnyAccount(first.resource.block)
        }
        _ => MethodCallers::NotTold,
    }
}

/// Whether a resource of a statement is every method of every stage: `execute-api:/*`, or the ARN of the API with `/*` behind it.
fn names_every_method(resource: &Element) -> bool {
    let text = resource.text.to_string();
    let (_, path) = text.split_once('/').unwrap_or(("", &text));
    path.contains('*') && path.chars().all(|char| matches!(char, '*' | '/'))
}

/// The resource types of further rules of a listener, with the attributes that name the listener and what the rule does.
const RULES: [(&str, &str, &str); 3] = [
    ("aws_lb_listener_rule", "listener_arn", "action[].type"),
    ("aws_alb_listener_rule", "listener_arn", "action[].type"),
    ("AWS::ElasticLoadBalancingV2::ListenerRule", "ListenerArn", "Actions[].Type"),
];

/// Whether a load balancer asks everybody to log in before it hands a request on.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html>
pub(super) fn ask_to_log_in(root: &RootContext<'_>, balancer: &Subject<'_>) -> bool {
    *root.known.logins.get(&balancer.resource.address, || all_doors_ask(root, balancer))
}

fn all_doors_ask(root: &RootContext<'_>, balancer: &Subject<'_>) -> bool {
    let is_of_balancer = |listener: &&Subject<'_>| {
        let mut links = listener.links("load_balancer");
        links.any(|link| matches!(link.to, LinkTarget::Here(known) if known.address == balancer.resource.address))
    };
    let listeners: Vec<&Subject<'_>> = root.subjects.of_kind("listener").iter().filter(is_of_balancer).collect();
    let is_of_listeners = |resource: &Resource, path: &'static str| match AttributePath::new(path).whole(&resource.attributes) {
        Some(value) => match root.subjects.named("listener", &value) {
            NamedSubject::Here(named) => {
                named.iter().any(|named| listeners.iter().any(|listener| listener.resource.address == named.resource.address))
            }
            NamedSubject::Elsewhere(_) | NamedSubject::Unknown(_) => false,
        },
        None => false,
    };
    let further = root.root.resources.iter().filter_map(|resource| {
        let (_, listener, does) = RULES.iter().find(|(kind, ..)| *kind == resource.kind)?;
        is_of_listeners(resource, listener).then(|| does_in_turn(resource, does))
    });
    let first = listeners
        .iter()
        .flat_map(|listener| ["default_action[].type", "DefaultActions[].Type"].map(|path| does_in_turn(listener.resource, path)));
    let hands_on = |does: &Vec<String>| does.iter().any(|kind| kind == "forward");
    let doors: Vec<Vec<String>> = first.chain(further).filter(hands_on).collect();
    !doors.is_empty() && doors.iter().all(|does| does.iter().any(|kind| LOGINS.contains(&kind.as_str())))
}

const LOGINS: [&str; 3] = ["authenticate-cognito", "authenticate-oidc", "jwt-validation"];

fn does_in_turn(resource: &Resource, path: &'static str) -> Vec<String> {
    let kinds = AttributePath::new(path).values(&resource.attributes);
    kinds.map(|(_, value)| value.as_str().map_or_else(|| "forward".to_owned(), str::to_owned)).collect::<Vec<String>>()
}
