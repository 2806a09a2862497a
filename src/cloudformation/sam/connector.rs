//! Connectors: what one resource may do with another, by profiles (`sam_connectors.tsv`).
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-connector.html>

use super::build::{Maker, given, items, members, referred, remove, set, truthy};
use super::{Owner, ServerlessResource, Transform};
use crate::facts::{self, ConnectorProfile, shape_parts};
use crate::value::{Entry, Kind, Map, Value};
use serde_json::Value as Json;
use smol_str::format_smolstr;

/// A resource that is connected, with what is known of it.
pub(super) struct Connected {
    pub(super) kind: String,
    pub(super) arn: Option<Value>,
    pub(super) role: Option<Value>,
    pub(super) url: Option<Value>,
    pub(super) id: Option<Value>,
    pub(super) name: Option<Value>,
    pub(super) qualifier: Option<Value>,
}

/// The two resources of a connector, and what it may do.
pub(super) struct Connection<'c> {
    pub(super) source: Connected,
    pub(super) destination: Connected,
    pub(super) permissions: &'c [String],
    /// Behind the names of what is made, where there are several destinations.
    pub(super) suffix: String,
}

impl Transform<'_> {
    /// Connectors that stand inside the resource that they begin at become resources of their own.
    pub(super) fn embedded_connectors(&mut self) {
        let mut more = vec![];
        for entry in &self.resources {
            let name = super::foreach::name(entry);
            for connector in given(&entry.value, "Connectors").map(members).unwrap_or_default() {
                let place = Maker(connector.key_span);
                let mut properties = given(&connector.value, "Properties").cloned().unwrap_or_else(|| place.map([]));
                let mut source = place.map([("Id", place.text(name.as_str()))]);
                for member in given(&properties, "SourceReference").map(members).unwrap_or_default() {
                    set(&mut source, &member.key, member.value.clone());
                }
                set(&mut properties, "Source", source);
                remove(&mut properties, "SourceReference");
                let mut value = connector.value.clone();
                if !matches!(value.kind, Kind::Map(_)) {
                    value = place.map([]);
                }
                set(&mut value, "Type", place.text("AWS::Serverless::Connector"));
                set(&mut value, "Properties", properties);
                let key = format_smolstr!("{name}{}", connector.key);
                more.push(Entry { key, key_span: connector.key_span, unclear: None, value });
            }
        }
        more.into_iter().for_each(|entry| self.add_resource(entry));
    }

    pub(super) fn connector(&mut self, source: &ServerlessResource) {
        let ServerlessResource { owner, properties } = source;
        let (Some(from), Some(to)) = (given(properties, "Source"), given(properties, "Destination")) else { return };
        let asked = given(properties, "Permissions").map(items).unwrap_or_default();
        let mut permissions: Vec<String> = asked.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect();
        permissions.sort();
        permissions.dedup();
        let is_list = to.as_list().is_some();
        for (index, to) in items(to).iter().enumerate() {
            if self.is_full {
                return;
            }
            let suffix = if is_list { format!("Destination{index}") } else { String::new() };
            let sides = (self.side(owner, from, to), self.side(owner, to, from));
            let (Some(source), Some(destination)) = sides else { continue };
            let owner = Owner { key: if is_list { to.span } else { owner.key }, ..owner.clone() };
            self.connect(&owner, &owner.logical_id, &Connection { source, destination, permissions: &permissions, suffix });
        }
    }

    /// What is known of one side of a connector; `other` is the other side.
    fn side(&mut self, owner: &Owner, written: &Value, other: &Value) -> Option<Connected> {
        let by_id = given(written, "Id").is_some();
        let by_rest = members(written).iter().any(|entry| !matches!(entry.key.as_str(), "Id" | "Qualifier"));
        if by_id == by_rest {
            self.refuse(written.span, &owner.logical_id, "a resource is named by its `Id`, or by its `Type` and other properties");
            return None;
        }
        let member = |name: &str| given(written, name).cloned();
        if !by_id {
            let kind = given(written, "Type").and_then(Value::as_str).unwrap_or_default();
            return Some(Connected {
                kind: plain_type(kind).to_owned(),
                arn: member("Arn"),
                role: member("RoleName"),
                url: member("QueueUrl"),
                id: member("ResourceId"),
                name: member("Name"),
                qualifier: member("Qualifier"),
            });
        }
        let id = given(written, "Id").and_then(Value::as_str)?.to_owned();
        let Some(entry) = self.translated(&id) else {
            self.refuse(written.span, &owner.logical_id, &format!("there is no resource `{id}`"));
            return None;
        };
        let kind = entry.value.get("Type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let connected = facts::connected_type(&kind);
        let at = Maker(written.span);
        let output = |name: &str| match name {
            "" => None,
            "Ref" => Some(at.reference(&id)),
            name => Some(at.attribute(&id, name)),
        };
        let role = connected.and_then(|connected| role_of(entry, connected.role, other));
        let role = role.and_then(|role| referred(&role).map(|id| at.reference(id)));
        let known = |pick: fn(&facts::ConnectedType) -> &'static str| connected.and_then(|connected| output(pick(connected)));
        let default = connected.map(|connected| connected.qualifier).filter(|qualifier| !qualifier.is_empty());
        Some(Connected {
            arn: known(|connected| connected.arn),
            role,
            url: known(|connected| connected.url),
            id: known(|connected| connected.id),
            name: known(|connected| connected.name),
            qualifier: member("Qualifier").or_else(|| default.map(|qualifier| at.text(qualifier))),
            kind,
        })
    }

    /// Makes the policy or permission for two resources.
    pub(super) fn connect(&mut self, owner: &Owner, logical_id: &str, connection: &Connection<'_>) {
        let Connection { source, destination, permissions, suffix } = connection;
        let Some(profile) = facts::connector_profile(&source.kind, &destination.kind) else {
            let why = format!("there is no connector from `{}` to `{}`", source.kind, destination.kind);
            return self.refuse(owner.key, &owner.logical_id, &why);
        };
        let is_known = |name: &String| profile.categories.get(name.as_str()).is_some();
        let is_allowed = profile.together.is_empty() || profile.together.contains(&permissions.join("+").as_str());
        if permissions.is_empty() || !permissions.iter().all(is_known) || !is_allowed {
            self.refuse(owner.key, &owner.logical_id, "`Permissions` are none that this connector has");
        }
        let side = if profile.is_at_source { source } else { destination };
        let at = owner.at();
        let list = |value: &Option<Value>| value.clone().map(|value| at.list(vec![value]));
        let (name, property, attached, needed) = match profile.resource {
            "AWS::IAM::ManagedPolicy" => ("Policy", "Roles", list(&side.role), "role"),
            "AWS::SNS::TopicPolicy" => ("TopicPolicy", "Topics", list(&side.arn), "ARN"),
            "AWS::SQS::QueuePolicy" => ("QueuePolicy", "Queues", list(&side.url), "URL"),
            _ => return self.connector_permissions(owner, logical_id, profile, connection),
        };
        if attached.is_none() {
            self.refuse(owner.key, &owner.logical_id, &format!("the {needed} of one of its resources is not known"));
        }
        let properties = at.given([("PolicyDocument", Some(self.statements(owner, profile, connection))), (property, attached)]);
        self.make(owner, format!("{logical_id}{name}{suffix}"), profile.resource, properties);
    }

    fn connector_permissions(&mut self, owner: &Owner, logical_id: &str, profile: &'static ConnectorProfile, connection: &Connection<'_>) {
        let at = owner.at();
        let Some(function) = connection.destination.arn.clone() else {
            return self.refuse(owner.key, &owner.logical_id, "the ARN of its function is not known");
        };
        for (category, elements) in profile.categories.as_object().into_iter().flatten() {
            if !connection.permissions.iter().any(|name| name == category) {
                continue;
            }
            let written = filled(at, elements, connection);
            let passed = ["Action", "Principal", "SourceArn", "SourceAccount"].map(|name| (name, given(&written, name).cloned()));
            let properties = at.given(std::iter::once(("FunctionName", Some(function.clone()))).chain(passed));
            let id = format!("{logical_id}{category}LambdaPermission{}", connection.suffix);
            self.make(owner, id, "AWS::Lambda::Permission", properties);
        }
    }

    /// The document of the permissions that are asked for.
    fn statements(&self, owner: &Owner, profile: &'static ConnectorProfile, connection: &Connection<'_>) -> Value {
        let at = owner.at();
        let asked = profile.categories.as_object().into_iter().flatten();
        let asked = asked.filter(|(category, _)| connection.permissions.iter().any(|name| name == *category));
        let statements = asked.filter_map(|(_, elements)| elements.get("Statement")?.as_array()).flatten();
        at.document(statements.map(|statement| filled(at, statement, connection)).collect())
    }
}

/// A part of a profile with what is connected put in.
fn filled(at: Maker, part: &'static Json, connection: &Connection<'_>) -> Value {
    let value = |name: &str| {
        let (side, member) = name.split_once('.').unwrap_or((name, ""));
        let side = if side == "Source" { &connection.source } else { &connection.destination };
        let known = match member {
            "Arn" => &side.arn,
            "ResourceId" => &side.id,
            "Name" => &side.name,
            _ => &side.qualifier,
        };
        known.clone().unwrap_or_else(|| at.text("*"))
    };
    match part {
        Json::String(text) => at.shape(&shape_parts(text), &value),
        Json::Array(items) => at.list(items.iter().map(|item| filled(at, item, connection)).collect()),
        Json::Object(members) => {
            let mut map = Map::default();
            members.iter().for_each(|(name, member)| map.push(name.as_str(), at.0, filled(at, member, connection)));
            Value::map(map, at.0)
        }
        Json::Bool(value) => Value::bool(*value, at.0),
        Json::Number(number) => Value::number(number.to_string(), at.0),
        Json::Null => Value::null(at.0),
    }
}

/// The type that a serverless resource is translated to.
fn plain_type(kind: &str) -> &str {
    match kind {
        "AWS::Serverless::Function" => "AWS::Lambda::Function",
        "AWS::Serverless::StateMachine" => "AWS::StepFunctions::StateMachine",
        "AWS::Serverless::Api" => "AWS::ApiGateway::RestApi",
        "AWS::Serverless::HttpApi" => "AWS::ApiGatewayV2::Api",
        "AWS::Serverless::SimpleTable" => "AWS::DynamoDB::Table",
        other => other,
    }
}

/// The role of a resource: a property, or for a rule that of the target that is connected.
fn role_of(entry: &Entry, property: &str, other: &Value) -> Option<Value> {
    let properties = given(&entry.value, "Properties")?;
    if property != "Targets[].RoleArn" {
        return truthy(properties, property).cloned();
    }
    let named = given(other, "Id").and_then(Value::as_str);
    let is_other = |target: &&Value| {
        let arn = given(target, "Arn");
        let by_name = arn.and_then(referred).is_some_and(|arn| Some(arn) == named);
        by_name || arn.zip(given(other, "Arn")).is_some_and(|(arn, other)| arn.to_json() == other.to_json())
    };
    given(properties, "Targets").map(items).unwrap_or_default().iter().find(is_other).and_then(|target| given(target, "RoleArn")).cloned()
}
