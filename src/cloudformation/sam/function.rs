//! Functions: `AWS::Serverless::Function`.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html>

use super::build::{Maker, choice, function, given, is_no_value, referred, set, truthy};
use super::events::EventTarget;
use super::pull::write_to_bucket;
use super::role::Role;
use super::{Owner, ServerlessResource, Transform};
use crate::value::{Entry, Map, Value};
use smol_str::SmolStr;

/// Properties that are those of the Lambda function.
const PASSED: &[&str] = &[
    "FunctionName",
    "Handler",
    "Runtime",
    "Description",
    "MemorySize",
    "Timeout",
    "VpcConfig",
    "Role",
    "Environment",
    "KmsKeyArn",
    "ReservedConcurrentExecutions",
    "Layers",
    "FileSystemConfigs",
    "ImageConfig",
    "PackageType",
    "Architectures",
    "SnapStart",
    "EphemeralStorage",
    "CodeSigningConfigArn",
    "RuntimeManagementConfig",
    "LoggingConfig",
    "TenancyConfig",
    "RecursiveLoop",
    "DurableConfig",
    "FunctionScalingConfig",
    "PublishToLatestPublished",
];

const CREATED_BY: &[(&str, &str)] = &[("lambda:createdBy", "SAM")];

impl Transform<'_> {
    pub(super) fn function(&mut self, source: &ServerlessResource) {
        let ServerlessResource { owner, properties } = source;
        self.check_function(owner, properties);
        let mut lambda = self.lambda(owner, properties);
        let alias = self.alias(source, &lambda);
        let reference = owner.at().reference(alias.as_deref().unwrap_or(&owner.logical_id));
        self.function_url(owner, properties, &reference, alias.is_some());
        let mut role = self.execution_role(owner, properties);
        self.invoke_config(source, alias.as_deref(), &mut role);
        let role_id = format!("{}Role", owner.logical_id);
        if let Some(policies) = truthy(properties, "Policies") {
            self.policies(owner, &mut role, &role_id, policies);
        }
        let target = EventTarget {
            logical_id: alias.clone().unwrap_or_else(|| owner.logical_id.to_string()),
            name: owner.logical_id.to_string(),
            arn: if alias.is_some() { reference.clone() } else { owner.at().attribute(&owner.logical_id, "Arn") },
            reference,
            is_state_machine: false,
            boundary: None,
        };
        if let Some(events) = truthy(properties, "Events") {
            self.events(owner, events, &target, &mut role);
        }
        self.settle_role(source, &mut lambda, role);
        self.make(owner, &owner.logical_id, "AWS::Lambda::Function", lambda);
    }

    /// What SAM refuses about a function as a whole.
    fn check_function(&mut self, owner: &Owner, properties: &Value) {
        let is_image = given(properties, "PackageType").and_then(Value::as_str) == Some("Image");
        let has = |name: &str| given(properties, name).is_some();
        let why = match is_image {
            true if !has("ImageUri") => Some("`ImageUri` is not set; `sam build` sets it"),
            true if has("Runtime") || has("Handler") || has("Layers") => Some("an image has no `Runtime`, `Handler` or `Layers`"),
            false if !has("CodeUri") && !has("InlineCode") => {
                Some("neither `InlineCode` nor `CodeUri` is set; `sam build` sets the latter")
            }
            false if !has("Runtime") || !has("Handler") => Some("`Runtime` and `Handler` belong to a function of type `Zip`"),
            false if has("ImageConfig") => Some("`ImageConfig` stands with a function of type `Zip`"),
            _ => None,
        };
        if let Some(why) = why {
            self.refuse(owner.key, &owner.logical_id, why);
        }
        for (name, other) in [("ProvisionedConcurrencyConfig", "AutoPublishAlias"), ("VersionDeletionPolicy", "AutoPublishAlias")] {
            if truthy(properties, name).is_some() && truthy(properties, other).is_none() {
                self.refuse(owner.key, &owner.logical_id, &format!("`{name}` needs `{other}`"));
            }
        }
        if truthy(properties, "AutoPublishAlias").is_none() && self.is_deployed_gradually(properties) {
            self.refuse(owner.key, &owner.logical_id, "`DeploymentPreference` needs `AutoPublishAlias`");
        }
        if let Some(queue) = truthy(properties, "DeadLetterQueue")
            && (!matches!(given(queue, "Type").and_then(Value::as_str), Some("SQS" | "SNS")) || truthy(queue, "TargetArn").is_none())
        {
            self.refuse(queue.span, &owner.logical_id, "`DeadLetterQueue` has a `Type`, `SQS` or `SNS`, and a `TargetArn`");
        }
    }

    /// The properties of the Lambda function, but for a role that is made.
    fn lambda(&mut self, owner: &Owner, properties: &Value) -> Value {
        let at = owner.at();
        let mut map = Map::default();
        let written = properties.as_map();
        let passed = PASSED.iter().filter_map(|name| written?.entry(name)).filter(|entry| given(properties, &entry.key).is_some());
        map.entries.extend(passed.cloned());
        map.push("Code", at.0, code(at, properties));
        map.push("Tags", at.0, at.tags(CREATED_BY, given(properties, "Tags")));
        if let Some(tracing) = self.tracing(properties) {
            map.push("TracingConfig", at.0, at.map([("Mode", tracing)]));
        }
        if let Some(target) = given(properties, "DeadLetterQueue").and_then(|queue| given(queue, "TargetArn")) {
            map.push("DeadLetterConfig", at.0, at.map([("TargetArn", target.clone())]));
        }
        if let Some(config) = truthy(properties, "CapacityProviderConfig") {
            let members = [
                ("CapacityProviderArn", given(config, "Arn")),
                ("PerExecutionEnvironmentMaxConcurrency", given(config, "PerExecutionEnvironmentMaxConcurrency")),
                ("ExecutionEnvironmentMemoryGiBPerVCpu", given(config, "ExecutionEnvironmentMemoryGiBPerVCpu")),
            ];
            let inner = at.given(members.map(|(name, value)| (name, value.cloned())));
            map.push("CapacityProviderConfig", at.0, at.map([("LambdaManagedInstancesCapacityProviderConfig", inner)]));
        }
        if let Some(hash) = truthy(properties, "AutoPublishAlias").and_then(|_| truthy(properties, "AutoPublishCodeSha256")) {
            let described = truthy(properties, "Description");
            let parts = described.into_iter().chain([hash]).cloned().collect();
            let description = at.call("Fn::Join", at.list(vec![at.text(" "), at.list(parts)]));
            map.entries.retain(|entry| entry.key != "Description");
            map.push("Description", at.0, description);
        }
        Value::map(map, properties.span)
    }

    /// The mode of tracing; nothing where it is off.
    fn tracing(&self, properties: &Value) -> Option<Value> {
        let tracing = truthy(properties, "Tracing")?;
        (self.parameters.text(tracing).as_deref() != Some("Disabled")).then(|| tracing.clone())
    }

    /// The version and the alias of `AutoPublishAlias`; gives the alias's logical id.
    fn alias(&mut self, source: &ServerlessResource, lambda: &Value) -> Option<String> {
        let ServerlessResource { owner, properties } = source;
        let name = truthy(properties, "AutoPublishAlias")?;
        let owner = &owner.at_property(properties, "AutoPublishAlias");
        let at = owner.at();
        let Some(known) = self.parameters.text(name).filter(|name| !name.is_empty()) else {
            self.refuse(name.span, &owner.logical_id, "`AutoPublishAlias` is no text and no parameter with a value");
            return None;
        };
        let is_name = |name: &str| name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_'));
        if !is_name(&known) || known.chars().all(|char| char.is_ascii_digit()) {
            self.refuse(name.span, &owner.logical_id, "`AutoPublishAlias` is no name for an alias");
        }
        let version = self.version_id(source, lambda);
        let mut attributes = owner.clone();
        if !attributes.attributes.iter().any(|entry| entry.key == "DeletionPolicy") {
            let kept = given(properties, "VersionDeletionPolicy").cloned();
            let default = || at.text(if given(properties, "CapacityProviderConfig").is_some() { "Delete" } else { "Retain" });
            let value = kept.unwrap_or_else(default);
            attributes.attributes.push(Entry { key: SmolStr::new_static("DeletionPolicy"), key_span: at.0, unclear: None, value });
        }
        let function = at.reference(&owner.logical_id);
        let described = given(properties, "VersionDescription").cloned();
        let members = [("FunctionName", Some(function.clone())), ("Description", described)];
        self.make(&attributes, &version, "AWS::Lambda::Version", at.given(members));
        let alias = format!("{}Alias{}", owner.logical_id, known.replace('-', "D").replace('_', "U"));
        let members = [
            ("Name", Some(name.clone())),
            ("FunctionName", Some(function)),
            ("FunctionVersion", Some(at.attribute(&version, "Version"))),
            ("ProvisionedConcurrencyConfig", truthy(properties, "ProvisionedConcurrencyConfig").cloned()),
        ];
        self.make(owner, &alias, "AWS::Lambda::Alias", at.given(members));
        self.refers(owner, "Version", &version);
        self.refers(owner, "Alias", &alias);
        self.prefer_deployment(source);
        Some(alias)
    }

    /// The version's id has a hash of what makes it another version.
    fn version_id(&self, source: &ServerlessResource, lambda: &Value) -> String {
        let ServerlessResource { owner, properties } = source;
        let prefix = format!("{}Version", owner.logical_id);
        let given_hash = truthy(properties, "AutoPublishCodeSha256").and_then(|hash| self.parameters.text(hash));
        if let Some(hash) = given_hash {
            return format!("{prefix}{}", hash.chars().take(10).collect::<String>());
        }
        if truthy(properties, "AutoPublishAliasAllProperties").is_some() {
            let mut all = lambda.clone();
            for layer in given(properties, "Layers").and_then(Value::as_list).unwrap_or_default() {
                let Some(named) = referred(layer) else { continue };
                let layer = self.written(named).and_then(|entry| entry.value.get("Properties"));
                if let Some(layer) = layer.filter(|layer| truthy(layer, "PublishLambdaVersion").is_some()) {
                    set(&mut all, named, layer.clone());
                }
            }
            return self.ids.of(&prefix, &all);
        }
        let mut data = lambda.get("Code").map(|code| self.parameters.resolved(code)).unwrap_or_else(|| Maker(owner.key).map([]));
        for entry in given(properties, "Environment").map(super::build::members).unwrap_or_default() {
            set(&mut data, &entry.key, entry.value.clone());
        }
        if let Some(memory) = truthy(properties, "MemorySize") {
            set(&mut data, "MemorySize", memory.clone());
        }
        let starts = truthy(properties, "SnapStart").filter(|snap| snap.get("ApplyOn").is_some_and(|on| on.as_str() != Some("None")));
        if let Some(starts) = starts {
            set(&mut data, "SnapStart", starts.clone());
        }
        self.ids.of(&prefix, &data)
    }

    /// The URL of a function, with everybody's permission to call it where it asks for no authorization.
    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-functionurlconfig.html>
    fn function_url(&mut self, owner: &Owner, properties: &Value, reference: &Value, is_alias: bool) {
        let Some(config) = truthy(properties, "FunctionUrlConfig") else { return };
        let url = owner.at_property(properties, "FunctionUrlConfig");
        let at = url.at();
        let kind = given(config, "AuthType");
        let is_known = kind.is_some_and(|kind| matches!(kind.as_str(), Some("AWS_IAM" | "NONE")) || function(kind).is_some());
        if function(config).is_none() && !is_known {
            self.refuse(config.span, &owner.logical_id, "`AuthType` of `FunctionUrlConfig` is `AWS_IAM` or `NONE`");
        }
        let target = if is_alias { reference.clone() } else { at.reference(&owner.logical_id) };
        let members = [
            ("AuthType", kind.cloned()),
            ("TargetFunctionArn", Some(target.clone())),
            ("Cors", truthy(config, "Cors").cloned()),
            ("InvokeMode", given(config, "InvokeMode").cloned()),
        ];
        self.make(&url, format!("{}Url", owner.logical_id), "AWS::Lambda::Url", at.given(members));
        let Some(kind) = kind.filter(|kind| kind.as_str() == Some("NONE")) else { return };
        let open = url.at_property(config, "AuthType");
        let at = Maker(kind.span);
        let permission = |action: &str, more: (&'static str, Value)| {
            at.map([("Action", at.text(action)), ("FunctionName", target.clone()), ("Principal", at.text("*")), more])
        };
        let url = permission("lambda:InvokeFunctionUrl", ("FunctionUrlAuthType", kind.clone()));
        let call = permission("lambda:InvokeFunction", ("InvokedViaFunctionUrl", Value::bool(true, kind.span)));
        self.make(&open, format!("{}UrlPublicPermissions", owner.logical_id), "AWS::Lambda::Permission", url);
        self.make(&open, format!("{}URLInvokeAllowPublicAccess", owner.logical_id), "AWS::Lambda::Permission", call);
    }

    /// The role that SAM makes for a function, but for its `Policies`.
    fn execution_role(&mut self, owner: &Owner, properties: &Value) -> Role {
        let trust = given(properties, "AssumeRolePolicyDocument").cloned();
        let mut role = Role::new(trust.unwrap_or_else(|| owner.at().trust("lambda.amazonaws.com")));
        let at = |name: &str| owner.at_property(properties, name).at();
        let durable = given(properties, "DurableConfig").is_some_and(super::build::counts);
        let basic = if durable { "AWSLambdaBasicDurableExecutionRolePolicy" } else { "AWSLambdaBasicExecutionRole" };
        role.attach(owner.at(), &format!("service-role/{basic}"));
        if self.tracing(properties).is_some() {
            role.attach(at("Tracing"), "AWSXrayWriteOnlyAccess");
        }
        if truthy(properties, "VpcConfig").is_some() {
            role.attach(at("VpcConfig"), "service-role/AWSLambdaVPCAccessExecutionRole");
        }
        if let Some(queue) = truthy(properties, "DeadLetterQueue")
            && let Some(target) = given(queue, "TargetArn")
        {
            let action = if given(queue, "Type").and_then(Value::as_str) == Some("SNS") { "sns:Publish" } else { "sqs:SendMessage" };
            role.allow(Maker(queue.span), "DeadLetterQueuePolicy".to_owned(), action, target.clone());
        }
        role
    }

    /// Makes the role where none is given, or under the condition under which none is given.
    fn settle_role(&mut self, source: &ServerlessResource, lambda: &mut Value, role: Role) {
        let ServerlessResource { owner, properties } = source;
        let at = owner.at();
        let id = format!("{}Role", owner.logical_id);
        let arn = at.attribute(&id, "Arn");
        let mut under = owner.at_property(properties, "Policies");
        let is_fixed = given(properties, "AssumeRolePolicyDocument").is_none();
        if let Some(written) = given(properties, "Role") {
            let resolved = self.parameters.resolved(written);
            let Some([condition, yes, no]) = choice(&resolved) else { return };
            let Some(name) = condition.as_str() else { return };
            let only_under = match (is_no_value(yes), is_no_value(no)) {
                (true, true) => None,
                (true, false) => Some(name.to_owned()),
                (false, true) => Some(format!("NOT{name}")),
                (false, false) => return,
            };
            let value = match (is_no_value(yes), is_no_value(no)) {
                (true, true) => arn,
                (true, false) => at.choose(name, arn, no.clone()),
                _ => at.choose(name, yes.clone(), arn),
            };
            set(lambda, "Role", value);
            if let Some(only_under) = only_under {
                if only_under != name {
                    let negated = at.call("Fn::Not", at.list(vec![at.call("Condition", at.text(name))]));
                    self.add_condition(at, &only_under, negated);
                }
                under.attributes.retain(|entry| entry.key != "Condition");
                let value = at.text(only_under);
                under.attributes.push(Entry { key: "Condition".into(), key_span: at.0, unclear: None, value });
            }
        } else {
            set(lambda, "Role", arn);
        }
        let more = [
            ("Path", given(properties, "RolePath").cloned()),
            ("PermissionsBoundary", given(properties, "PermissionsBoundary").cloned()),
            ("Tags", Some(at.tags(CREATED_BY, given(properties, "Tags")))),
        ];
        self.make_role(&under, &id, role, &more, is_fixed);
    }

    /// Where results and failures of asynchronous calls go, with what the role needs for it.
    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventinvokeconfiguration.html>
    fn invoke_config(&mut self, source: &ServerlessResource, alias: Option<&str>, role: &mut Role) {
        let ServerlessResource { owner, properties } = source;
        let Some(config) = truthy(properties, "EventInvokeConfig") else { return };
        let owner = owner.at_property(properties, "EventInvokeConfig");
        let at = owner.at();
        let id = format!("{}EventInvokeConfig", owner.logical_id);
        let mut destinations = at.map([]);
        for event in ["OnSuccess", "OnFailure"] {
            let Some(written) = truthy(config, "DestinationConfig").and_then(|config| given(config, event)) else { continue };
            if let Some(destination) = self.destination(&owner, &id, event, written, role) {
                set(&mut destinations, event, at.map([("Destination", destination)]));
            }
        }
        let qualifier = alias.and_then(|_| given(properties, "AutoPublishAlias").cloned()).unwrap_or_else(|| at.text("$LATEST"));
        let members = [
            ("FunctionName", Some(at.reference(&owner.logical_id))),
            ("Qualifier", Some(qualifier)),
            ("DestinationConfig", Some(destinations)),
            ("MaximumEventAgeInSeconds", given(config, "MaximumEventAgeInSeconds").cloned()),
            ("MaximumRetryAttempts", given(config, "MaximumRetryAttempts").cloned()),
        ];
        self.make(&owner, id, "AWS::Lambda::EventInvokeConfig", at.given(members));
    }

    /// One destination: given, or a queue or topic that is made.
    fn destination(&mut self, owner: &Owner, id: &str, event: &str, written: &Value, role: &mut Role) -> Option<Value> {
        let at = Maker(written.span);
        let kind = given(written, "Type").and_then(|kind| self.parameters.text(kind)).unwrap_or_default();
        let given_arn = given(written, "Destination");
        let (condition, other) = self.open_destination(owner, id, given_arn);
        let base = format!("{id}{event}");
        let mut destination = given_arn.cloned();
        if given_arn.is_none() || condition.is_some() {
            let (made, made_kind) = match kind.as_str() {
                "SQS" => (format!("{base}Queue"), "AWS::SQS::Queue"),
                "SNS" => (format!("{base}Topic"), "AWS::SNS::Topic"),
                _ => {
                    self.refuse(written.span, &owner.logical_id, "`Destination` is needed unless `Type` is `SQS` or `SNS`");
                    return None;
                }
            };
            let mut under = owner.clone();
            if let Some(condition) = &condition {
                let both = self.both_conditions(owner, condition);
                under.attributes.retain(|entry| entry.key != "Condition");
                under.attributes.push(Entry { key: "Condition".into(), key_span: at.0, unclear: None, value: at.text(both) });
            }
            self.make(&under, &made, made_kind, at.map([]));
            self.refers(owner, if kind == "SNS" { "DestinationTopic" } else { "DestinationQueue" }, &made);
            let arn = if kind == "SNS" { at.reference(&made) } else { at.attribute(&made, "Arn") };
            destination = Some(match (&condition, other) {
                (Some(condition), Some(other)) => at.choose(condition, arn, other),
                _ => arn,
            });
        }
        let arn = destination?;
        match kind.as_str() {
            "SQS" => role.allow(at, format!("{base}SQSPolicy"), "sqs:SendMessage", arn.clone()),
            "SNS" => role.allow(at, format!("{base}SNSPolicy"), "sns:publish", arn.clone()),
            "EventBridge" => role.allow(at, format!("{base}EventBridgePolicy"), "events:PutEvents", arn.clone()),
            "Lambda" => role.allow(at, format!("{base}LambdaPolicy"), "lambda:InvokeFunction", arn.clone()),
            "S3Bucket" => role.add(at, format!("{base}S3Policy"), write_to_bucket(at, &arn)),
            _ => self.refuse(written.span, &owner.logical_id, &format!("`{kind}` is no type of destination")),
        }
        Some(arn)
    }

    /// The condition under which no destination is given, and the one that is given otherwise.
    fn open_destination(&mut self, owner: &Owner, id: &str, destination: Option<&Value>) -> (Option<String>, Option<Value>) {
        let Some(destination) = destination else { return (None, None) };
        let Some([condition, yes, no]) = choice(destination) else { return (None, None) };
        let Some(name) = condition.as_str() else { return (None, None) };
        match (is_no_value(yes), is_no_value(no)) {
            (true, false) => (Some(name.to_owned()), Some(no.clone())),
            (false, true) => {
                let at = owner.at();
                let negated = self.ids.of_text(&format!("NOT{name}"), id);
                self.add_condition(at, &negated, at.call("Fn::Not", at.list(vec![at.call("Condition", at.text(name))])));
                (Some(negated), Some(yes.clone()))
            }
            _ => (None, None),
        }
    }

    /// The condition of the function and another one.
    fn both_conditions(&mut self, owner: &Owner, other: &str) -> String {
        let Some(own) = owner.condition() else { return other.to_owned() };
        let at = owner.at();
        let name = self.ids.of_text(&format!("{own}AND{other}"), &owner.logical_id);
        let both = [own, other].map(|name| at.call("Condition", at.text(name)));
        self.add_condition(at, &name, at.call("Fn::And", at.list(both.to_vec())));
        name
    }
}

/// `Code` of the Lambda function; a folder that is still to be uploaded stands as it is written.
fn code(at: Maker, properties: &Value) -> Value {
    let inline = given(properties, "InlineCode").map(|code| at.map([("ZipFile", code.clone())]));
    let image = given(properties, "ImageUri").map(|image| at.map([("ImageUri", image.clone())]));
    let is_image = given(properties, "PackageType").and_then(Value::as_str) == Some("Image");
    let object = || given(properties, "CodeUri").map(|uri| s3_object(at, uri, ["S3Bucket", "S3Key", "S3ObjectVersion"]));
    let chosen = if is_image { image } else { inline.or_else(object) };
    let mut code = chosen.unwrap_or_else(|| at.map([]));
    if let Some(key) = truthy(properties, "SourceKMSKeyArn").filter(|_| !is_image) {
        set(&mut code, "SourceKMSKeyArn", key.clone());
    }
    code
}

/// `s3://bucket/key?versionId=…`, or a map of bucket, key and version.
pub(super) fn s3_object(at: Maker, uri: &Value, names: [&str; 3]) -> Value {
    let [bucket, key, version] = names;
    if uri.as_map().is_some() {
        let member = |name: &str| given(uri, name).cloned();
        return at.given([(bucket, member("Bucket")), (key, member("Key")), (version, member("Version"))]);
    }
    let Some((name, rest)) = uri.as_str().and_then(|uri| uri.strip_prefix("s3://")).and_then(|uri| uri.split_once('/')) else {
        return at.map([(key, uri.clone())]);
    };
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let id = query.split('&').find_map(|part| part.strip_prefix("versionId="));
    let members = [(bucket, Some(at.text(name))), (key, Some(at.text(path.trim_start_matches('/')))), (version, id.map(|id| at.text(id)))];
    at.given(members)
}
