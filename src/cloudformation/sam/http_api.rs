//! HTTP APIs: `AWS::Serverless::HttpApi`, and the events that call a function through one.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html>

use super::api::{add_paths, integration_uri, paths, skeleton};
use super::build::{given, set, truthy};
use super::events::Event;
use super::function::s3_object;
use super::implicit::{ANY_METHOD, HTTP};
use super::push::PermissionGuard;
use super::{ServerlessResource, Transform};
use crate::value::Value;

const OF_STAGE: &[&str] = &["StageVariables", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "Tags"];

impl Transform<'_> {
    pub(super) fn http_api(&mut self, source: &ServerlessResource) {
        let ServerlessResource { owner, properties } = source;
        let at = owner.at();
        let definition = self.definitions.remove(&owner.logical_id).unwrap_or_default();
        let written = truthy(properties, "DefinitionBody").cloned();
        let uri = truthy(properties, "DefinitionUri");
        if written.is_some() && uri.is_some() {
            self.refuse(owner.key, &owner.logical_id, "`DefinitionUri` and `DefinitionBody` stand side by side");
        }
        let mut body = if definition.is_managed { Some(skeleton(at, "openapi", "3.0.1")) } else { written };
        if let Some(body) = body.as_mut().filter(|_| definition.is_managed) {
            set(body, "paths", paths(at, &definition));
        }
        if let Some(body) = body.as_mut() {
            if !definition.is_managed {
                add_paths(body, &definition);
            }
            super::security::by_default(at, properties, body);
        }
        let members = [
            ("BodyS3Location", uri.filter(|_| body.is_none()).map(|uri| s3_object(at, uri, ["Bucket", "Key", "Version"]))),
            ("Body", body),
            ("FailOnWarnings", truthy(properties, "FailOnWarnings").cloned()),
        ];
        self.make(owner, &owner.logical_id, "AWS::ApiGatewayV2::Api", at.given(members));
        self.authorizer_permissions(source, "EnableFunctionDefaultPermissions", true);
        self.http_domain(source);
        let name = truthy(properties, "StageName").cloned().unwrap_or_else(|| at.text("$default"));
        let prefix = format!("{}Stage", owner.logical_id);
        let stage = match name.as_str().unwrap_or_default() {
            "$default" => format!("{}ApiGatewayDefaultStage", owner.logical_id),
            name if !name.is_empty() && name.chars().all(char::is_alphanumeric) => format!("{}{name}Stage", owner.logical_id),
            name => self.ids.of_text(&prefix, name),
        };
        let own = [("ApiId", at.reference(&owner.logical_id)), ("StageName", name), ("AutoDeploy", Value::bool(true, at.0))];
        let own = own.into_iter().map(|(name, value)| (name, Some(value)));
        let passed = OF_STAGE.iter().map(|name| (*name, given(properties, name).cloned()));
        self.make(owner, &stage, "AWS::ApiGatewayV2::Stage", at.given(own.chain(passed)));
        self.refers(owner, "Stage", &stage);
    }

    /// A route of an HTTP API that calls the function.
    pub(super) fn http_api_event(&mut self, event: &Event<'_>) {
        let Some((api, path, method)) = self.called_path(event, HTTP.property) else { return };
        let named = api.get("Ref").unwrap_or(&api).as_str().map(str::to_owned);
        let is_covered = named.as_deref().is_some_and(|api| self.has_default_route(event, api));
        if path == "$default" || !is_covered {
            let source = self.path_arn(event, &api, (&path, &method), true);
            let id = format!("{}Permission", event.logical_id);
            self.permission(event, &id, PermissionGuard { source: Some(source), ..PermissionGuard::default() });
        }
        let Some(named) = named else { return };
        let at = event.at();
        let uri = integration_uri(at, &event.target.arn);
        let integration = at.map([("type", at.text("aws_proxy")), ("httpMethod", at.text("POST")), ("uri", uri)]);
        let properties = self.written(&named).and_then(|entry| entry.value.get("Properties")).cloned();
        let auth = given(&event.properties, "Auth");
        let security = auth.and_then(|auth| super::security::of_event(at, auth, properties.as_ref()));
        let definition = self.definition(named.as_str().into());
        let is_taken = definition.integrate(&path, &method, &event.target.logical_id, integration);
        definition.secure(&path, &method, security, at);
        if is_taken && definition.is_managed {
            self.refuse_event(event, &format!("method `{method}` of path `{path}` is defined more than once"));
        }
    }

    /// Whether the default route of an API calls the function: the permission for it covers all others.
    fn has_default_route(&self, event: &Event<'_>, api: &str) -> bool {
        let defined = self.definitions.get(api).and_then(|definition| definition.called("$default", ANY_METHOD));
        let names_alias = event.target.logical_id != event.target.name;
        if defined.is_some_and(|function| function == event.target.logical_id) {
            return !names_alias;
        }
        let written = self.written(api).and_then(|entry| entry.value.get("Properties")?.get("DefinitionBody"));
        let route = written.and_then(|body| body.get("paths")?.get("$default")?.get(ANY_METHOD));
        let uri = route.and_then(|route| route.get("x-amazon-apigateway-integration")?.get("uri")?.get("Fn::Sub")?.as_str());
        let called = uri.and_then(|uri| uri.split_once(".Arn}")).and_then(|(before, _)| before.rsplit_once("${"));
        called.is_some_and(|(_, function)| function == event.target.logical_id)
    }
}
