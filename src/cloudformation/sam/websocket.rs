//! WebSocket APIs: `AWS::Serverless::WebSocketApi`.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-websocketapi.html>

use super::api::integration_uri;
use super::build::{given, members, set, truthy};
use super::{Owner, ServerlessResource, Transform};
use crate::value::{Entry, Value};

const PASSED: &[&str] = &[
    "ApiKeySelectionExpression",
    "Description",
    "DisableExecuteApiEndpoint",
    "DisableSchemaValidation",
    "IpAddressType",
    "RouteSelectionExpression",
    "Tags",
];
const OF_STAGE: &[&str] = &["StageVariables", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings"];
const OF_ROUTE: &[&str] = &[
    "ApiKeyRequired",
    "ModelSelectionExpression",
    "OperationName",
    "RequestModels",
    "RequestParameters",
    "RouteResponseSelectionExpression",
];

impl Transform<'_> {
    pub(super) fn websocket_api(&mut self, source: &ServerlessResource) {
        // What SAM makes here has no condition of its own.
        let source = &ServerlessResource { owner: source.owner.without_attributes(), properties: source.properties.clone() };
        let ServerlessResource { owner, properties } = source;
        let at = owner.at();
        if given(properties, "Routes").is_some_and(|routes| !super::build::counts(routes)) {
            self.refuse(owner.key, &owner.logical_id, "it has no route");
        }
        let name = given(properties, "Name").cloned().unwrap_or_else(|| at.text(owner.logical_id.as_str()));
        let passed = PASSED.iter().map(|name| (*name, given(properties, name).cloned()));
        let own = [("Name", Some(name)), ("ProtocolType", Some(at.text("WEBSOCKET")))];
        self.make(owner, &owner.logical_id, "AWS::ApiGatewayV2::Api", at.given(own.into_iter().chain(passed)));
        self.http_domain(source);
        let stage_name = given(properties, "StageName").cloned().unwrap_or_else(|| at.text("default"));
        let stage = match stage_name.as_str() {
            Some("default") => format!("{}DefaultStage", owner.logical_id),
            known => format!("{}{}Stage", owner.logical_id, known.unwrap_or_default()),
        };
        if stage_name.as_str() == Some("$default") {
            self.refuse(stage_name.span, &owner.logical_id, "a stage of a WebSocket API is not named `$default`");
        }
        let own = [
            ("ApiId", Some(at.reference(&owner.logical_id))),
            ("StageName", Some(stage_name.clone())),
            ("AutoDeploy", Some(Value::bool(true, at.0))),
        ];
        let passed = OF_STAGE.iter().map(|name| (*name, given(properties, name).cloned()));
        self.make(owner, &stage, "AWS::ApiGatewayV2::Stage", at.given(own.into_iter().chain(passed)));
        self.refers(owner, "Stage", &stage);
        let auth = truthy(properties, "Auth").cloned();
        let routes = given(properties, "Routes").map(members).unwrap_or_default();
        if let Some(auth) = auth.as_ref().filter(|_| !routes.iter().any(|route| route.key == "$connect")) {
            self.refuse(auth.span, &owner.logical_id, "`Auth` needs a route `$connect`");
        }
        for route in routes {
            self.route(owner, route, &stage_name, auth.as_ref());
        }
        if let Some(auth) = &auth {
            self.authorizer(owner, auth);
        }
    }

    /// A route with its integration and the permission to call its function.
    fn route(&mut self, owner: &Owner, route: &Entry, stage: &Value, auth: Option<&Value>) {
        let part = owner.part(route);
        let at = part.at();
        let is_special = matches!(route.key.as_str(), "$connect" | "$disconnect" | "$default");
        if !is_special && (route.key.is_empty() || !route.key.chars().all(char::is_alphanumeric)) {
            return self.refuse(route.key_span, &owner.logical_id, &format!("the key of route `{}` is not alphanumeric", route.key));
        }
        let base = format!("{}{}", owner.logical_id, capitalized(route.key.trim_start_matches('$')));
        let api = at.reference(&owner.logical_id);
        let integration = format!("{base}Integration");
        let target = at.join(vec![at.text("integrations/"), at.reference(&integration)]);
        let passed = OF_ROUTE.iter().map(|name| (*name, given(&route.value, name).cloned()));
        let own = [("RouteKey", at.text(route.key.as_str())), ("ApiId", api.clone()), ("Target", target)];
        let mut properties = at.given(own.map(|(name, value)| (name, Some(value))).into_iter().chain(passed));
        if let Some(kind) = auth.and_then(|auth| given(auth, "AuthType")).filter(|_| route.key == "$connect") {
            set(&mut properties, "AuthorizationType", kind.clone());
        }
        self.make(&part, format!("{base}Route"), "AWS::ApiGatewayV2::Route", properties);
        let Some(function) = given(&route.value, "FunctionArn") else {
            return self.refuse(route.key_span, &owner.logical_id, &format!("route `{}` has no `FunctionArn`", route.key));
        };
        let members = [
            ("ApiId", Some(api)),
            ("IntegrationType", Some(at.text("AWS_PROXY"))),
            ("IntegrationUri", Some(integration_uri(at, function))),
            ("TimeoutInMillis", given(&route.value, "IntegrationTimeout").cloned()),
        ];
        self.make(&part, integration, "AWS::ApiGatewayV2::Integration", at.given(members));
        let id = at.attribute(&owner.logical_id, "ApiId");
        let source = at.arn("execute-api", vec![id, at.text("/"), stage.clone(), at.text(format!("/{}", route.key))]);
        let members = [
            ("Action", at.text("lambda:InvokeFunction")),
            ("FunctionName", function.clone()),
            ("Principal", at.text("apigateway.amazonaws.com")),
            ("SourceArn", source),
        ];
        self.make(&part, format!("{base}Permission"), "AWS::Lambda::Permission", at.map(members));
    }

    /// The function that authorizes connections.
    fn authorizer(&mut self, owner: &Owner, auth: &Value) {
        let kind = given(auth, "AuthType").and_then(|kind| self.parameters.text(kind)).unwrap_or_default();
        if !matches!(kind.as_str(), "NONE" | "AWS_IAM" | "CUSTOM") {
            self.refuse(auth.span, &owner.logical_id, "`AuthType` is `NONE`, `AWS_IAM` or `CUSTOM`");
        }
        if kind != "CUSTOM" {
            return;
        }
        let Some(function) = truthy(auth, "AuthArn") else {
            return self.refuse(auth.span, &owner.logical_id, "`AuthArn` is missing");
        };
        let owner = Owner { key: function.span, ..owner.clone() };
        let at = owner.at();
        let id = format!("{}ConnectAuthorizer", owner.logical_id);
        let members = [
            ("ApiId", Some(at.reference(&owner.logical_id))),
            ("AuthorizerType", Some(at.text("REQUEST"))),
            ("AuthorizerUri", Some(integration_uri(at, function))),
            ("AuthorizerCredentialsArn", given(auth, "InvokeRole").cloned()),
            ("IdentitySource", given(auth, "IdentitySource").cloned()),
            ("Name", Some(truthy(auth, "Name").cloned().unwrap_or_else(|| at.text(id.clone())))),
        ];
        self.make(&owner, id, "AWS::ApiGatewayV2::Authorizer", at.given(members));
        if truthy(auth, "InvokeRole").is_none() {
            self.authorizer_permission(&owner, &format!("{}AuthorizerPermission", owner.logical_id), function);
        }
    }
}

/// `$connect` as `Connect`.
fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    first + &chars.as_str().to_lowercase()
}
