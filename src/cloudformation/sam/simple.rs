//! Tables, layers, nested applications and capacity providers.

use super::build::{Maker, given, items, set, truthy};
use super::function::s3_object;
use super::role::Role;
use super::{Owner, ServerlessResource, Transform};
use crate::value::{Entry, Map, Value};

const CREATED_BY: &[(&str, &str)] = &[("lambda:createdBy", "SAM")];

impl Transform<'_> {
    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html>
    pub(super) fn simple_table(&mut self, source: &ServerlessResource) {
        let ServerlessResource { owner, properties } = source;
        let at = owner.at();
        let key = truthy(properties, "PrimaryKey");
        let kind = key.and_then(|key| given(key, "Type")).map_or(Some("S"), |kind| match kind.as_str() {
            Some("String") => Some("S"),
            Some("Number") => Some("N"),
            Some("Binary") => Some("B"),
            _ => None,
        });
        if let Some(key) = key.filter(|key| kind.is_none() || given(key, "Name").is_none()) {
            self.refuse(key.span, &owner.logical_id, "`PrimaryKey` has a `Name` and a `Type`: `String`, `Number` or `Binary`");
        }
        let name = key.and_then(|key| given(key, "Name")).cloned().unwrap_or_else(|| at.text("id"));
        let attribute = at.map([("AttributeName", name.clone()), ("AttributeType", at.text(kind.unwrap_or("S")))]);
        let schema = at.map([("AttributeName", name), ("KeyType", at.text("HASH"))]);
        let throughput = truthy(properties, "ProvisionedThroughput");
        let members = [
            ("AttributeDefinitions", Some(at.list(vec![attribute]))),
            ("KeySchema", Some(at.list(vec![schema]))),
            ("ProvisionedThroughput", throughput.cloned()),
            ("BillingMode", throughput.is_none().then(|| at.text("PAY_PER_REQUEST"))),
            ("PointInTimeRecoverySpecification", truthy(properties, "PointInTimeRecoverySpecification").cloned()),
            ("SSESpecification", truthy(properties, "SSESpecification").cloned()),
            ("TableName", truthy(properties, "TableName").cloned()),
            ("Tags", truthy(properties, "Tags").map(|tags| at.tags(&[], Some(tags)))),
        ];
        self.make(owner, &owner.logical_id, "AWS::DynamoDB::Table", at.given(members));
    }

    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-layerversion.html>
    pub(super) fn layer_version(&mut self, source: &ServerlessResource) {
        let ServerlessResource { owner, properties } = source;
        let at = owner.at();
        let resolved = |name: &str| given(properties, name).map(|value| self.parameters.resolved(value));
        let retention = resolved("RetentionPolicy");
        let kept = retention.as_ref().map(|policy| policy.as_str().unwrap_or_default().to_lowercase());
        let kept = match kept.as_deref() {
            None => None,
            Some("retain") => Some("Retain"),
            Some("delete") => Some("Delete"),
            Some(_) => {
                self.refuse(owner.key, &owner.logical_id, "`RetentionPolicy` is `Retain` or `Delete`");
                None
            }
        };
        let id = self.layer_id(source);
        self.renamed.insert(owner.logical_id.clone(), id.as_str().into());
        let mut under = owner.clone();
        if kept.is_some() || !under.attributes.iter().any(|entry| entry.key == "DeletionPolicy") {
            under.attributes.retain(|entry| entry.key != "DeletionPolicy");
            let value = at.text(kept.unwrap_or("Retain"));
            under.attributes.push(Entry { key: "DeletionPolicy".into(), key_span: at.0, unclear: None, value });
        }
        let content = given(properties, "ContentUri").map(|uri| s3_object(at, uri, ["S3Bucket", "S3Key", "S3ObjectVersion"]));
        let name = truthy(properties, "LayerName").cloned().unwrap_or_else(|| at.text(owner.logical_id.as_str()));
        let passed = ["Description", "CompatibleArchitectures", "CompatibleRuntimes", "LicenseInfo"];
        let passed = passed.map(|name| (name, given(properties, name).cloned()));
        let members = [("LayerName", Some(name)), ("Content", content)].into_iter().chain(passed);
        self.make(&under, id, "AWS::Lambda::LayerVersion", at.given(members));
    }

    /// A layer's id has a hash of all that it is, so that each change makes another one.
    fn layer_id(&self, source: &ServerlessResource) -> String {
        let ServerlessResource { owner, properties } = source;
        let at = owner.at();
        let known = ["LayerName", "Description", "LicenseInfo", "RetentionPolicy"];
        let mut map = Map::default();
        for entry in super::build::members(properties).iter().filter(|entry| given(properties, &entry.key).is_some()) {
            let value = if known.contains(&entry.key.as_str()) { self.parameters.resolved(&entry.value) } else { entry.value.clone() };
            map.entries.push(Entry { value, ..entry.clone() });
        }
        let written = self.written(&owner.logical_id).map(|entry| entry.value.clone()).unwrap_or_else(|| at.map([]));
        let after = given(&written, "DependsOn").cloned();
        let condition = owner.attributes.iter().find(|entry| entry.key == "Condition").map(|entry| entry.value.clone());
        let resource = at.given([
            ("Type", Some(at.text(owner.kind.as_str()))),
            ("DependsOn", after),
            ("Condition", condition),
            ("Properties", Some(Value::map(map, properties.span))),
        ]);
        self.ids.of(&owner.logical_id, &at.map([(owner.logical_id.as_str(), resource)]))
    }

    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html>
    pub(super) fn application(&mut self, source: &ServerlessResource) {
        let ServerlessResource { owner, properties } = source;
        let at = owner.at();
        let Some(location) = given(properties, "Location") else { return };
        let of_repository = location.as_map().is_some().then_some(location);
        let member = |name: &str| of_repository.and_then(|location| given(location, name)).cloned();
        let mut tags = items(&at.tags(CREATED_BY, None)).to_vec();
        for (tag, name) in [("serverlessrepo:applicationId", "ApplicationId"), ("serverlessrepo:semanticVersion", "SemanticVersion")] {
            tags.extend(member(name).map(|value| at.map([("Key", at.text(tag)), ("Value", value)])));
        }
        tags.extend(items(&at.tags(&[], given(properties, "Tags"))).iter().cloned());
        // Where an application of the repository is known only at deployment, its name stands for it.
        let members = [
            ("TemplateURL", Some(location.clone())),
            ("Parameters", given(properties, "Parameters").cloned()),
            ("NotificationARNs", given(properties, "NotificationARNs").cloned()),
            ("TimeoutInMinutes", given(properties, "TimeoutInMinutes").cloned()),
            ("Tags", Some(at.list(tags))),
        ];
        self.make(owner, &owner.logical_id, "AWS::CloudFormation::Stack", at.given(members));
    }

    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-capacityprovider.html>
    pub(super) fn capacity_provider(&mut self, source: &ServerlessResource) {
        let ServerlessResource { owner, properties } = source;
        let at = owner.at();
        let operator = truthy(properties, "OperatorRole").cloned().unwrap_or_else(|| self.operator_role(owner));
        let requirements = truthy(properties, "InstanceRequirements").map(|written| {
            let names =
                [("Architectures", "Architectures"), ("AllowedInstanceTypes", "AllowedTypes"), ("ExcludedInstanceTypes", "ExcludedTypes")];
            Maker(written.span).given(names.map(|(name, own)| (name, given(written, own).cloned())))
        });
        let scaling = truthy(properties, "ScalingConfig").map(scaling);
        let members = [
            ("CapacityProviderName", truthy(properties, "CapacityProviderName").cloned()),
            ("VpcConfig", given(properties, "VpcConfig").cloned()),
            ("PermissionsConfig", Some(at.map([("CapacityProviderOperatorRoleArn", operator)]))),
            ("InstanceRequirements", requirements),
            ("CapacityProviderScalingConfig", scaling),
            ("KmsKeyArn", truthy(properties, "KmsKeyArn").cloned()),
            ("Tags", Some(at.tags(CREATED_BY, given(properties, "Tags")))),
        ];
        self.make(owner, &owner.logical_id, "AWS::Lambda::CapacityProvider", at.given(members));
    }

    fn operator_role(&mut self, owner: &Owner) -> Value {
        let at = owner.at();
        let mut role = Role::new(at.trust("lambda.amazonaws.com"));
        role.attach(at, "AWSLambdaManagedEC2ResourceOperator");
        let id = format!("{}OperatorRole", owner.logical_id);
        self.make_role(owner, &id, role, &[("Tags", Some(at.tags(CREATED_BY, None)))], true);
        at.attribute(&id, "Arn")
    }
}

fn scaling(written: &Value) -> Value {
    let at = Maker(written.span);
    let target = given(written, "AverageCPUUtilization");
    let mode = at.text(if target.is_some() { "Manual" } else { "Auto" });
    let policy = target.map(|target| {
        let metric = at.text("LambdaCapacityProviderAverageCPUUtilization");
        at.list(vec![at.map([("PredefinedMetricType", metric), ("TargetValue", target.clone())])])
    });
    let mut config = at.given([("MaxVCpuCount", given(written, "MaxVCpuCount").cloned()), ("ScalingPolicies", policy)]);
    set(&mut config, "ScalingMode", mode);
    config
}
