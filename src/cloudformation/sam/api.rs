//! REST APIs: `AWS::Serverless::Api`, and the events that call a function through one.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html>

use super::build::{Maker, given, members, set, truthy};
use super::events::Event;
use super::function::s3_object;
use super::implicit::{ANY_METHOD, Definition, REST};
use super::push::PermissionGuard;
use super::{Owner, ServerlessResource, Transform};
use crate::value::{Entry, Value};

/// Properties that are those of the REST API.
const PASSED: &[&str] = &[
    "BinaryMediaTypes",
    "MinimumCompressionSize",
    "FailOnWarnings",
    "Name",
    "Description",
    "Mode",
    "ApiKeySourceType",
    "Policy",
    "SecurityPolicy",
    "EndpointAccessMode",
];
const OF_STAGE: &[&str] = &[
    "StageName",
    "CacheClusterEnabled",
    "CacheClusterSize",
    "Variables",
    "MethodSettings",
    "AccessLogSetting",
    "CanarySetting",
    "TracingEnabled",
];
pub(super) const POLICY: &str = "x-amazon-apigateway-policy";

impl Transform<'_> {
    pub(super) fn api(&mut self, source: &ServerlessResource) {
        let ServerlessResource { owner, properties } = source;
        let at = owner.at();
        let definition = self.definitions.remove(&owner.logical_id).unwrap_or_default();
        let written = truthy(properties, "DefinitionBody").cloned();
        if written.is_some() && truthy(properties, "DefinitionUri").is_some() {
            self.refuse(owner.key, &owner.logical_id, "`DefinitionUri` and `DefinitionBody` stand side by side");
        }
        let mut body = if definition.is_managed { Some(skeleton(at, "swagger", "2.0")) } else { written };
        if let Some(body) = &mut body {
            if definition.is_managed {
                set(body, "paths", paths(at, &definition));
            } else {
                add_paths(body, &definition);
            }
            super::security::by_default(at, properties, body);
            self.resource_policy(source, definition.statements, body);
        } else if let Some(auth) = truthy(properties, "Auth").filter(|auth| truthy(auth, "ResourcePolicy").is_some()) {
            self.refuse(auth.span, &owner.logical_id, "`Auth` goes only with `DefinitionBody`");
        }
        let uri = truthy(properties, "DefinitionUri").filter(|_| body.is_none());
        let endpoint = truthy(properties, "EndpointConfiguration").map(endpoint_configuration);
        let own = [
            ("BodyS3Location", uri.map(|uri| s3_object(at, uri, ["Bucket", "Key", "Version"]))),
            ("Body", body),
            ("EndpointConfiguration", endpoint),
        ];
        let passed = PASSED.iter().map(|name| (*name, truthy(properties, name).cloned()));
        self.make(owner, &owner.logical_id, "AWS::ApiGateway::RestApi", at.given(own.into_iter().chain(passed)));
        let stage = self.stage(source);
        self.authorizer_permissions(source, "DisableFunctionDefaultPermissions", false);
        self.rest_domain(source);
        self.usage_plan(source, &stage);
    }

    /// The deployment and the stage; gives the stage's logical id.
    fn stage(&mut self, source: &ServerlessResource) -> String {
        let ServerlessResource { owner, properties } = source;
        let at = owner.at();
        let name = given(properties, "StageName").and_then(Value::as_str).unwrap_or_default();
        let stage = match name.is_empty() || !name.chars().all(char::is_alphanumeric) {
            true => self.ids.of_text(&format!("{}Stage", owner.logical_id), name),
            false => format!("{}{name}Stage", owner.logical_id),
        };
        // SAM adds a hash of the definition as Python writes it, in the order of Python 2's hash tables.
        let deployment = format!("{}Deployment", owner.logical_id);
        let api = at.reference(&owner.logical_id);
        let extra = given(properties, "OpenApiVersion").is_none_or(|version| !super::build::counts(version));
        let members = [("RestApiId", Some(api.clone())), ("StageName", extra.then(|| at.text("Stage")))];
        self.make(owner, &deployment, "AWS::ApiGateway::Deployment", at.given(members));
        let own = [("RestApiId", Some(api)), ("DeploymentId", Some(at.reference(&deployment)))];
        let passed = OF_STAGE.iter().map(|name| (*name, given(properties, name).cloned()));
        self.make(owner, &stage, "AWS::ApiGateway::Stage", at.given(own.into_iter().chain(passed)));
        self.refers(owner, "Stage", &stage);
        self.refers(owner, "Deployment", &deployment);
        stage
    }

    /// The permissions of the functions that authorize: at the authorizer that names each. `flag` turns them off, or on where that is asked for.
    pub(super) fn authorizer_permissions(&mut self, source: &ServerlessResource, flag: &str, only_where_asked: bool) {
        let ServerlessResource { owner, properties } = source;
        let Some(authorizers) = truthy(properties, "Auth").and_then(|auth| truthy(auth, "Authorizers")) else { return };
        for entry in members(authorizers) {
            let is_flagged = given(&entry.value, flag).is_some_and(|flag| super::build::counts(&self.parameters.resolved(flag)));
            let Some(function) = truthy(&entry.value, "FunctionArn").filter(|_| is_flagged == only_where_asked) else { continue };
            let owner = Owner { key: entry.key_span, ..owner.clone() };
            let id = format!("{}{}AuthorizerPermission", owner.logical_id, entry.key);
            self.authorizer_permission(&owner, &id, function);
            if self.is_full {
                return;
            }
        }
    }

    pub(super) fn authorizer_permission(&mut self, owner: &Owner, logical_id: &str, function: &Value) {
        let at = owner.at();
        let source = at.arn("execute-api", vec![at.reference(&owner.logical_id), at.text("/authorizers/*")]);
        let members = [
            ("Action", at.text("lambda:InvokeFunction")),
            ("FunctionName", function.clone()),
            ("Principal", at.text("apigateway.amazonaws.com")),
            ("SourceArn", source),
        ];
        self.make(owner, logical_id, "AWS::Lambda::Permission", at.map(members));
    }

    /// A path of a REST API that calls the function.
    pub(super) fn api_event(&mut self, event: &Event<'_>) {
        let Some((api, path, method)) = self.called_path(event, REST.property) else { return };
        let named = api.get("Ref").unwrap_or(&api).as_str();
        let properties = named.and_then(|name| self.written(name)).and_then(|entry| entry.value.get("Properties"));
        let stage = properties.and_then(|properties| given(properties, "StageName")).and_then(Value::as_str);
        let stage = stage.unwrap_or(if named.is_some() { "Stage" } else { "AllStages" }).to_owned();
        let source = self.path_arn(event, &api, (&path, &method), false);
        let prefix = format!("{}Permission", event.logical_id);
        let is_plain = !stage.is_empty() && stage.chars().all(char::is_alphanumeric);
        let id = if is_plain { format!("{prefix}{stage}") } else { self.ids.of_text(&prefix, &stage) };
        self.permission(event, &id, PermissionGuard { source: Some(source), ..PermissionGuard::default() });
        let at = event.at();
        let uri = integration_uri(at, &event.target.arn);
        let integration = [("type", at.text("aws_proxy")), ("httpMethod", at.text("POST")), ("uri", uri)];
        self.add_integration(event, at.map(integration));
    }

    /// Adds what a path calls to the definition of its API, with the resource policy that the event has for the path.
    pub(super) fn add_integration(&mut self, event: &Event<'_>, integration: Value) {
        let Some((api, path, method)) = self.called_path(event, REST.property) else { return };
        let Some(named) = api.get("Ref").unwrap_or(&api).as_str().map(str::to_owned) else { return };
        let auth = given(&event.properties, "Auth").cloned();
        let properties = self.written(&named).and_then(|entry| entry.value.get("Properties")).cloned();
        let is_set = |name: &str| properties.as_ref().is_some_and(|properties| truthy(properties, name).is_some());
        let overrides = auth.as_ref().is_some_and(|auth| truthy(auth, "OverrideApiAuth").is_some()) && is_set("DefinitionBody");
        let merges = is_set("MergeDefinitions");
        let stage = properties.as_ref().and_then(|properties| given(properties, "StageName")).and_then(Value::as_str);
        let stage = match event.target.is_state_machine {
            // SAM leaves the stage out here unless the event names one.
            true => event.given("Stage").unwrap_or_else(|| Value::null(event.at().0)),
            false => event.at().text(stage.unwrap_or("Stage")),
        };
        let is_managed = self.definition(named.as_str().into()).is_managed;
        if merges && !is_managed {
            self.definition(named.as_str().into()).integrate(&path, &method, &event.target.logical_id, integration);
        } else if is_managed && self.definition(named.as_str().into()).integrate(&path, &method, &event.target.logical_id, integration) {
            self.refuse_event(event, &format!("method `{method}` of path `{path}` is defined more than once"));
        }
        let security = auth.as_ref().and_then(|auth| super::security::of_event(event.at(), auth, properties.as_ref()));
        if is_managed || merges || overrides {
            self.definition(named.as_str().into()).secure(&path, &method, security, event.at());
        }
        let policy = auth.as_ref().and_then(|auth| truthy(auth, "ResourcePolicy")).filter(|_| is_managed || overrides);
        let Some(policy) = policy else { return };
        let definition = self.definitions.get(named.as_str());
        let known = definition.and_then(|definition| definition.paths.iter().find(|(other, _)| definition.is_managed && *other == path));
        let methods: Vec<String> = match known {
            Some((_, methods)) => methods.iter().map(|method| method.name.clone()).collect(),
            None => vec![method],
        };
        let statements = super::api_policy::of_path(&self.parameters, policy, (&path, &methods), &stage);
        let custom = super::api_policy::custom(policy);
        self.definition(named.into()).statements.add(statements.into_iter().chain(custom));
    }

    /// API, path and method of an event.
    pub(super) fn called_path(&self, event: &Event<'_>, property: &str) -> Option<(Value, String, String)> {
        let text = |name: &str| given(&event.properties, name).and_then(Value::as_str).map(str::to_owned);
        Some((event.given(property)?, text("Path")?, text("Method")?))
    }

    /// The ARN of a path under every stage, as a permission names it.
    pub(super) fn path_arn(&self, event: &Event<'_>, api: &Value, (path, method): (&str, &str), of_http: bool) -> Value {
        let at = event.at_property("Path");
        let path = if path.len() > 1 { path.strip_suffix('/').unwrap_or(path) } else { path };
        let path = if of_http && path == "$default" { "" } else { path };
        let method = match method.to_lowercase().as_str() {
            "any" => "*".to_owned(),
            ANY_METHOD if of_http => "*".to_owned(),
            _ => method.to_uppercase(),
        };
        let resource = match of_http && method == "*" && path == "/$default" {
            true => path.to_owned(),
            false => format!("/{method}{}", without_names(path)),
        };
        let resource = if resource.contains("${") { at.call("Fn::Sub", at.text(resource)) } else { at.text(resource) };
        at.arn("execute-api", vec![api.clone(), at.text("/*"), resource])
    }
}

/// What API Gateway calls for a function.
pub(super) fn integration_uri(at: Maker, function: &Value) -> Value {
    let parts = [at.reference("AWS::Partition"), at.text(":apigateway:"), at.reference("AWS::Region")];
    let path = [at.text(":lambda:path/2015-03-31/functions/"), function.clone(), at.text("/invocations")];
    at.join(std::iter::once(at.text("arn:")).chain(parts).chain(path).collect())
}

/// A path with `*` in place of its parameters (`/orders/{id}`).
pub(super) fn without_names(path: &str) -> String {
    let mut result = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        let plain = name.strip_suffix('+').unwrap_or(name);
        let is_name = !plain.is_empty() && plain.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '.' | '_' | '-'));
        result.push_str(before);
        if is_name {
            result.push('*');
        } else {
            result.push_str(&format!("{{{name}}}"));
        }
        rest = behind;
    }
    result + rest
}

/// A definition without paths.
pub(super) fn skeleton(at: Maker, format: &str, version: &str) -> Value {
    let info = at.map([("version", at.text("1.0")), ("title", at.reference("AWS::StackName"))]);
    at.map([(format, at.text(version)), ("info", info), ("paths", at.map([]))])
}

/// The paths that events define, each where its event stands.
pub(super) fn paths(at: Maker, definition: &Definition) -> Value {
    let mut map = crate::value::Map::default();
    for (path, methods) in &definition.paths {
        let mut item = crate::value::Map::default();
        for method in methods {
            let integration = ("x-amazon-apigateway-integration", method.integration.clone());
            let value = [integration, ("responses", Some(method.place.map([]))), ("security", method.security.clone())];
            let value = method.place.given(value);
            let value = match &method.condition {
                Some(condition) => method.place.choose(condition, value, method.place.no_value()),
                None => value,
            };
            item.entries.push(Entry { key: method.name.as_str().into(), key_span: method.place.0, unclear: None, value });
        }
        let place = methods.first().map_or(at.0, |method| method.place.0);
        map.push(path.as_str(), place, Value::map(item, place));
    }
    Value::map(map, at.0)
}

/// Adds the methods that events define to a definition that the template writes: who may call them, and what they call.
pub(super) fn add_paths(body: &mut Value, definition: &Definition) {
    let is_plain = |value: &Value| value.as_map().is_some() && super::build::function(value).is_none();
    let place = body.span;
    let mut all = given(body, "paths").cloned().unwrap_or_else(|| Maker(place).map([]));
    if definition.paths.is_empty() || !is_plain(body) || !is_plain(&all) {
        return;
    }
    for (path, methods) in &definition.paths {
        let mut item = given(&all, path).cloned().unwrap_or_else(|| Maker(all.span).map([]));
        if !is_plain(&item) && item.as_map().is_none_or(|map| !map.entries.is_empty()) {
            continue;
        }
        for method in methods {
            let written = given(&item, &method.name).cloned();
            let mut value = written.clone().unwrap_or_else(|| method.place.map([("responses", method.place.map([]))]));
            let members = [("x-amazon-apigateway-integration", &method.integration), ("security", &method.security)];
            members.into_iter().filter_map(|(name, said)| Some((name, said.clone()?))).for_each(|(name, said)| set(&mut value, name, said));
            let value = match method.condition.as_ref().filter(|_| written.is_none()) {
                Some(condition) => method.place.choose(condition, value, method.place.no_value()),
                None => value,
            };
            set_at(&mut item, &method.name, value, method.place);
        }
        let first = methods.first().map_or(Maker(place), |method| method.place);
        set_at(&mut all, path, item, first);
    }
    set(body, "paths", all);
}

/// Sets a member, which stands at `place` where it is a new one.
fn set_at(map: &mut Value, name: &str, value: Value, place: Maker) {
    let is_new = given(map, name).is_none();
    set(map, name, value);
    if let (true, crate::value::Kind::Map(members)) = (is_new, &mut map.kind)
        && let Some(last) = std::sync::Arc::make_mut(members).entries.last_mut()
    {
        last.key_span = place.0;
    }
}

fn endpoint_configuration(endpoint: &Value) -> Value {
    let at = Maker(endpoint.span);
    let Some(kind) = truthy(endpoint, "Type") else { return at.map([("Types", at.list(vec![endpoint.clone()]))]) };
    let endpoints = given(endpoint, "VPCEndpointIds").or_else(|| given(endpoint, "VpcEndpointIds"));
    at.given([
        ("Types", Some(at.list(vec![kind.clone()]))),
        ("VpcEndpointIds", endpoints.cloned()),
        ("IpAddressType", given(endpoint, "IpAddressType").cloned()),
    ])
}
