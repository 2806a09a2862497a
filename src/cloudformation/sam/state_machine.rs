//! State machines: `AWS::Serverless::StateMachine`.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html>

use super::build::{Maker, function, given, set, truthy};
use super::events::{Event, EventTarget};
use super::function::s3_object;
use super::role::Role;
use super::{ServerlessResource, Transform};
use crate::value::{Entry, Kind, Map, Shared, Value};

const CREATED_BY: &[(&str, &str)] = &[("stateMachine:createdBy", "SAM")];

impl Transform<'_> {
    pub(super) fn state_machine(&mut self, source: &ServerlessResource) {
        let ServerlessResource { owner, properties } = source;
        let at = owner.at();
        let (definition, uri) = (truthy(properties, "Definition"), truthy(properties, "DefinitionUri"));
        if definition.is_some() == uri.is_some() {
            self.refuse(owner.key, &owner.logical_id, "it has either `Definition` or `DefinitionUri`");
        }
        let (given_role, policies) = (truthy(properties, "Role"), truthy(properties, "Policies"));
        if given_role.is_some() && policies.is_some() {
            self.refuse(owner.key, &owner.logical_id, "`Role` and `Policies` stand side by side");
        }
        let role_id = format!("{}Role", owner.logical_id);
        let tags = at.tags(CREATED_BY, given(properties, "Tags"));
        let members = [
            ("DefinitionString", definition.map(without_functions)),
            ("DefinitionS3Location", uri.filter(|_| definition.is_none()).map(|uri| s3_object(at, uri, ["Bucket", "Key", "Version"]))),
            ("DefinitionSubstitutions", truthy(properties, "DefinitionSubstitutions").cloned()),
            ("RoleArn", Some(given_role.cloned().unwrap_or_else(|| at.attribute(&role_id, "Arn")))),
            ("StateMachineName", given(properties, "Name").cloned()),
            ("StateMachineType", given(properties, "Type").cloned()),
            ("LoggingConfiguration", given(properties, "Logging").cloned()),
            ("TracingConfiguration", given(properties, "Tracing").cloned()),
            ("Tags", Some(tags.clone())),
        ];
        self.make(owner, &owner.logical_id, "AWS::StepFunctions::StateMachine", at.given(members));
        let mut role = Role::new(at.trust("states.amazonaws.com"));
        if given_role.is_none() {
            if let Some(policies) = policies {
                self.policies(owner, &mut role, &role_id, policies);
            }
            if given(properties, "Tracing").and_then(|tracing| given(tracing, "Enabled")).is_some_and(|on| on.kind == Kind::Bool(true)) {
                role.attach(owner.at_property(properties, "Tracing").at(), "AWSXrayWriteOnlyAccess");
            }
            let more = [
                ("Path", given(properties, "RolePath").cloned()),
                ("PermissionsBoundary", given(properties, "PermissionsBoundary").cloned()),
                ("Tags", Some(tags)),
            ];
            self.make_role(&owner.at_property(properties, "Policies"), &role_id, role, &more, true);
        }
        let alias = self.state_machine_alias(source);
        let used = alias.filter(|_| truthy(properties, "UseAliasAsEventTarget").is_some());
        let logical_id = used.unwrap_or_else(|| owner.logical_id.to_string());
        let target = EventTarget {
            arn: at.reference(&logical_id),
            reference: at.reference(&logical_id),
            logical_id,
            name: owner.logical_id.to_string(),
            is_state_machine: true,
            boundary: given(properties, "PermissionsBoundary").cloned(),
        };
        if let Some(events) = truthy(properties, "Events") {
            self.events(owner, events, &target, &mut Role::new(at.map([])));
        }
    }

    /// The version and the alias of `AutoPublishAlias`; gives the alias's logical id.
    fn state_machine_alias(&mut self, source: &ServerlessResource) -> Option<String> {
        let ServerlessResource { owner, properties } = source;
        let Some(name) = truthy(properties, "AutoPublishAlias") else {
            for other in ["UseAliasAsEventTarget", "DeploymentPreference"] {
                if truthy(properties, other).is_some() {
                    self.refuse(owner.key, &owner.logical_id, &format!("`{other}` needs `AutoPublishAlias`"));
                }
            }
            return None;
        };
        let owner = owner.at_property(properties, "AutoPublishAlias");
        let at = owner.at();
        let machine = at.reference(&owner.logical_id);
        let mut version = owner.clone();
        for kept in ["DeletionPolicy", "UpdateReplacePolicy"] {
            if !version.attributes.iter().any(|entry| entry.key == kept) {
                let value = at.text("Retain");
                version.attributes.push(Entry { key: kept.into(), key_span: at.0, unclear: None, value });
            }
        }
        let version_id = format!("{}Version", owner.logical_id);
        let revision = at.attribute(&owner.logical_id, "StateMachineRevisionId");
        let members = [("StateMachineArn", machine), ("StateMachineRevisionId", revision)];
        self.make(&version, &version_id, "AWS::StepFunctions::StateMachineVersion", at.map(members));
        let default = || at.map([("Type", at.text("ALL_AT_ONCE"))]);
        let mut preference = truthy(properties, "DeploymentPreference").cloned().unwrap_or_else(default);
        set(&mut preference, "StateMachineVersionArn", at.reference(&version_id));
        let alias_id = format!("{}Alias{}", owner.logical_id, self.parameters.text(name).unwrap_or_default());
        let members = [("Name", name.clone()), ("DeploymentPreference", preference)];
        self.make(&owner, &alias_id, "AWS::StepFunctions::StateMachineAlias", at.map(members));
        Some(alias_id)
    }

    /// A rule of EventBridge that starts the state machine by a role of its own.
    pub(super) fn state_machine_rule(&mut self, event: &Event<'_>) {
        let given_role = given(&event.properties, "RoleArn").filter(|_| event.kind.name == "Schedule").cloned();
        let role = given_role.unwrap_or_else(|| self.starting_role(event));
        let queue = self.dead_letters(event, true);
        let target = self.rule_target(event, queue, Some(role), "StepFunctionsTarget");
        self.make_rule(event, target);
    }

    /// The role by which an event starts the state machine; gives its ARN.
    fn starting_role(&mut self, event: &Event<'_>) -> Value {
        let at = event.at();
        let id = format!("{}Role", event.logical_id);
        let mut role = Role::new(at.trust(event.kind.principal));
        role.allow(at, format!("{id}StartExecutionPolicy"), "states:StartExecution", event.target.arn.clone());
        self.make_role(&event.owner, &id, role, &[("PermissionsBoundary", event.target.boundary.clone())], true);
        at.attribute(&id, "Arn")
    }

    /// A path of a REST API that starts the state machine.
    pub(super) fn state_machine_api(&mut self, event: &Event<'_>) {
        let role = self.starting_role(event);
        let at = event.at();
        let uri = at.call("Fn::Sub", at.text("arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution"));
        let integration = [("type", at.text("aws")), ("httpMethod", at.text("POST")), ("uri", uri), ("credentials", role)];
        self.add_integration(event, at.map(integration));
    }
}

/// A definition with the functions in it left to be put in at deployment: `DefinitionString` is one text.
fn without_functions(definition: &Value) -> Value {
    fn replaced(value: &Value, count: &mut usize) -> Value {
        let kind = match &value.kind {
            _ if function(value).is_some() => {
                *count += 1;
                return Maker(value.span).text(format!("${{definition_substitution_{count}}}"));
            }
            Kind::List(items) => Kind::List(Shared::new(items.iter().map(|item| replaced(item, count)).collect())),
            Kind::Map(map) => {
                let entries = map.entries.iter().map(|entry| Entry { value: replaced(&entry.value, count), ..entry.clone() });
                Kind::Map(Shared::new(Map { entries: entries.collect() }))
            }
            _ => return value.clone(),
        };
        Value { kind, ..value.clone() }
    }
    Maker(definition.span).call("Fn::ToJsonString", replaced(definition, &mut 0))
}
