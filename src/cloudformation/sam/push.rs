//! Events for which a service calls the function: what sends them, and the permission to call.

use super::Transform;
use super::build::{Maker, append, given, items, referred, section, set, truthy};
use super::events::Event;
use super::logical_id::compact_json;
use super::role::Role;
use crate::facts::shape_parts;
use crate::value::Value;
use rustc_hash::FxHashSet;

const MAX_TARGET_ID: usize = 64;

/// What a permission names beside action, function and principal.
#[derive(Default)]
pub(super) struct PermissionGuard {
    pub(super) source: Option<Value>,
    pub(super) account: Option<Value>,
    pub(super) token: Option<Value>,
}

impl Transform<'_> {
    /// An event of which the table says everything.
    pub(super) fn push(&mut self, event: &Event<'_>) {
        let at = event.at();
        let source = (!event.kind.source_arn.is_empty()).then(|| self.source_arn(event));
        let account = event.kind.has_source_account.then(|| at.reference("AWS::AccountId"));
        let token = (!event.kind.token.is_empty()).then(|| event.given(event.kind.token)).flatten();
        self.permission(event, &format!("{}Permission", event.logical_id), PermissionGuard { source, account, token });
        let logical_id = event.logical_id.clone();
        match event.kind.name {
            "IoTRule" => {
                let target = at.map([("Lambda", at.map([("FunctionArn", event.target.arn.clone())]))]);
                let payload = [
                    ("Sql", event.given("Sql")),
                    ("AwsIotSqlVersion", event.given("AwsIotSqlVersion")),
                    ("Actions", Some(at.list(vec![target]))),
                ];
                self.make(&event.owner, logical_id, event.kind.resource, at.map([("TopicRulePayload", at.given(payload))]));
            }
            "CloudWatchLogs" => {
                let properties = [
                    ("LogGroupName", event.given("LogGroupName")),
                    ("FilterPattern", event.given("FilterPattern")),
                    ("DestinationArn", Some(event.target.arn.clone())),
                ];
                self.make(&event.owner, logical_id, event.kind.resource, at.given(properties));
            }
            _ => {}
        }
    }

    /// The source of an event as the table shapes it; it stands at the property that names it.
    fn source_arn(&self, event: &Event<'_>) -> Value {
        let shape = shape_parts(event.kind.source_arn);
        event.at().shape(&shape, &|name| match name {
            "made" => event.at().reference(&event.logical_id),
            "made.Arn" => event.at().attribute(&event.logical_id, "Arn"),
            name => event.given(name).unwrap_or_else(|| event.at().text("*")),
        })
    }

    /// The permission to call the function. It stands where the event is written.
    pub(super) fn permission(&mut self, event: &Event<'_>, logical_id: &str, guard: PermissionGuard) {
        let at = event.at();
        let properties = [
            ("Action", Some(at.text("lambda:InvokeFunction"))),
            ("FunctionName", Some(event.target.reference.clone())),
            ("Principal", Some(at.text(event.kind.principal))),
            ("SourceArn", guard.source),
            ("SourceAccount", guard.account),
            ("EventSourceToken", guard.token),
        ];
        self.make(&event.owner, logical_id, "AWS::Lambda::Permission", at.given(properties));
    }

    /// A rule of EventBridge, on a schedule or for a pattern.
    pub(super) fn rule(&mut self, event: &Event<'_>) {
        let source = event.at().attribute(&event.logical_id, "Arn");
        let queue = self.dead_letters(event, true);
        let target = self.rule_target(event, queue, None, "LambdaTarget");
        self.make_rule(event, target);
        self.permission(
            event,
            &format!("{}Permission", event.logical_id),
            PermissionGuard { source: Some(source), ..PermissionGuard::default() },
        );
    }

    pub(super) fn make_rule(&mut self, event: &Event<'_>, target: Value) {
        let at = event.at();
        if event.given("State").is_some() && event.given("Enabled").is_some() {
            self.refuse_event(event, "`State` and `Enabled` stand side by side");
        }
        let enabled = event.given("Enabled").map(|enabled| at.text(if super::build::counts(&enabled) { "ENABLED" } else { "DISABLED" }));
        let name = if event.kind.name == "Schedule" { "Name" } else { "RuleName" };
        let properties = [
            ("ScheduleExpression", event.given("Schedule")),
            ("EventBusName", event.given("EventBusName")),
            ("EventPattern", event.given("Pattern")),
            ("Name", event.given(name)),
            ("Description", event.given("Description")),
            ("State", enabled.or_else(|| event.given("State"))),
            ("Targets", Some(at.list(vec![target]))),
        ];
        self.make(&event.owner, &event.logical_id, "AWS::Events::Rule", at.given(properties));
    }

    pub(super) fn rule_target(&self, event: &Event<'_>, queue: Option<Value>, role: Option<Value>, suffix: &str) -> Value {
        let at = event.at();
        let chosen = given(&event.properties, "Target").and_then(|target| given(target, "Id")).cloned();
        let id = || {
            let kept: String = event.logical_id.chars().take(MAX_TARGET_ID - suffix.len()).collect();
            at.text(format!("{kept}{suffix}"))
        };
        at.given([
            ("Arn", Some(event.target.arn.clone())),
            ("Id", Some(chosen.unwrap_or_else(id))),
            ("RoleArn", role),
            ("Input", event.given("Input")),
            ("InputPath", event.given("InputPath")),
            ("DeadLetterConfig", queue.map(|queue| at.map([("Arn", queue)]))),
            ("RetryPolicy", event.given("RetryPolicy")),
            ("InputTransformer", event.given("InputTransformer")),
        ])
    }

    /// The queue for events that are not delivered, made where only its type is given; with the policy that lets the rule send to it.
    pub(super) fn dead_letters(&mut self, event: &Event<'_>, has_policy: bool) -> Option<Value> {
        let config = event.given("DeadLetterConfig")?;
        match (given(&config, "Arn"), given(&config, "Type").map(|kind| kind.as_str() == Some("SQS"))) {
            (Some(_), None) | (None, Some(true)) => {}
            _ => self.refuse_event(event, "`DeadLetterConfig` has either an `Arn` or the `Type` `SQS`"),
        }
        if let Some(arn) = given(&config, "Arn") {
            return Some(arn.clone());
        }
        let owner = event.owner.at_property(&event.properties, "DeadLetterConfig");
        let at = owner.at();
        let chosen = given(&config, "QueueLogicalId").and_then(Value::as_str).map(str::to_owned);
        let queue = chosen.unwrap_or_else(|| format!("{}Queue", event.logical_id));
        self.make(&owner, &queue, "AWS::SQS::Queue", at.map([]));
        let arn = at.attribute(&queue, "Arn");
        if has_policy {
            let source = at.attribute(&event.logical_id, "Arn");
            let condition = at.map([("ArnEquals", at.map([("aws:SourceArn", source)]))]);
            let principal = at.map([("Service", at.text("events.amazonaws.com"))]);
            let statement = at.allow(Some(principal), at.text("sqs:SendMessage"), arn.clone(), Some(condition));
            let properties = [("PolicyDocument", at.document(vec![statement])), ("Queues", at.list(vec![at.reference(&queue)]))];
            let id = format!("{}QueuePolicy", event.logical_id);
            self.make(&owner, id, "AWS::SQS::QueuePolicy", at.map(properties));
        }
        Some(arn)
    }

    /// A topic that calls the function, or sends to a queue that the function reads.
    pub(super) fn topic(&mut self, event: &Event<'_>, role: &mut Role) {
        let Some(topic) = event.given("Topic") else { return };
        let Some(queue) = truthy(&event.properties, "SqsSubscription").cloned() else {
            self.subscription(event, "lambda", event.target.arn.clone());
            let guard = PermissionGuard { source: Some(topic), ..PermissionGuard::default() };
            return self.permission(event, &format!("{}Permission", event.logical_id), guard);
        };
        let owner = event.owner.at_property(&event.properties, "SqsSubscription");
        let at = owner.at();
        let made = format!("{}Queue", event.logical_id);
        let is_given = queue.as_map().is_some();
        let (arn, url) = if is_given {
            let (arn, url) = (truthy(&queue, "QueueArn").cloned(), truthy(&queue, "QueueUrl").cloned());
            if arn.is_none() || url.is_none() {
                self.refuse_event(event, "`SqsSubscription` has `QueueArn` and `QueueUrl`");
            }
            (arn.unwrap_or_else(|| at.text("*")), url)
        } else {
            let is_fifo = referred(&topic).and_then(|topic| self.written(topic)).and_then(|entry| entry.value.get("Properties"));
            let is_fifo = is_fifo.and_then(|properties| given(properties, "FifoTopic")).map(|fifo| self.parameters.resolved(fifo));
            self.make(&owner, &made, "AWS::SQS::Queue", at.given([("FifoQueue", is_fifo.filter(super::build::counts))]));
            (at.attribute(&made, "Arn"), Some(at.reference(&made)))
        };
        let mapping = format!("{}EventSourceMapping", event.logical_id);
        let batch = given(&queue, "BatchSize").cloned().unwrap_or_else(|| Value::number("10", at.0));
        let properties = [
            ("FunctionName", event.target.reference.clone()),
            ("EventSourceArn", arn.clone()),
            ("BatchSize", batch),
            ("Enabled", Value::bool(true, at.0)),
        ];
        self.make(&owner, mapping, "AWS::Lambda::EventSourceMapping", at.map(properties));
        role.attach(at, "service-role/AWSLambdaSQSQueueExecutionRole");
        let condition = at.map([("ArnEquals", at.map([("aws:SourceArn", topic)]))]);
        let statement = at.allow(Some(at.text("*")), at.text("sqs:SendMessage"), arn.clone(), Some(condition));
        let properties = [("PolicyDocument", Some(at.document(vec![statement]))), ("Queues", url.map(|url| at.list(vec![url])))];
        let chosen = given(&queue, "QueuePolicyLogicalId").and_then(Value::as_str).map(str::to_owned);
        let id = chosen.unwrap_or_else(|| format!("{}QueuePolicy", event.logical_id));
        self.make(&owner, id, "AWS::SQS::QueuePolicy", at.given(properties));
        self.subscription(event, "sqs", arn);
    }

    fn subscription(&mut self, event: &Event<'_>, protocol: &str, endpoint: Value) {
        let at = event.at();
        let properties = [("Protocol", Some(at.text(protocol))), ("Endpoint", Some(endpoint)), ("TopicArn", event.given("Topic"))];
        let passed = ["Region", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy"].map(|name| (name, event.given(name)));
        self.make(&event.owner, &event.logical_id, event.kind.resource, at.given(properties.into_iter().chain(passed)));
    }

    /// A bucket that notifies the function.
    pub(super) fn bucket(&mut self, event: &Event<'_>) {
        let at = event.at_property("Bucket");
        let guard = PermissionGuard { account: Some(at.reference("AWS::AccountId")), ..PermissionGuard::default() };
        self.permission(event, &format!("{}Permission", event.logical_id), guard);
        let named = given(&event.properties, "Bucket").and_then(|bucket| bucket.get("Ref")?.as_str());
        let Some(bucket) = named.filter(|name| self.written(name).is_some()).map(str::to_owned) else {
            return self.refuse_event(event, "`Bucket` is no `Ref` of a bucket in the template");
        };
        let condition = event.owner.condition().map(str::to_owned);
        let kinds = event.given("Events").map(|kinds| items(&kinds).to_vec()).unwrap_or_default();
        let mut notifications: Vec<Value> = kinds
            .into_iter()
            .map(|kind| {
                let members = [("Function", Some(event.target.arn.clone())), ("Filter", event.given("Filter")), ("Event", Some(kind))];
                let notification = at.given(members);
                condition.as_ref().map_or(notification.clone(), |condition| at.choose(condition, notification, at.no_value()))
            })
            .collect();
        let Some(entry) = self.written_mut(&bucket) else { return };
        let Some(properties) = section(&mut entry.value, "Properties", at.0) else { return };
        let Some(configuration) = section(properties, "NotificationConfiguration", at.0) else { return };
        let known = given(configuration, "LambdaConfigurations").map(items).unwrap_or_default();
        let known: FxHashSet<String> = known.iter().map(compact_json).collect();
        notifications.retain(|new| !known.contains(&compact_json(new)));
        append(configuration, "LambdaConfigurations", notifications);
    }

    /// A user pool that calls the function.
    pub(super) fn user_pool(&mut self, event: &Event<'_>) {
        let named = given(&event.properties, "UserPool").and_then(|pool| pool.get("Ref")?.as_str());
        let Some(pool) = named.filter(|name| self.written(name).is_some()).map(str::to_owned) else {
            return self.refuse_event(event, "`UserPool` is no `Ref` of a user pool in the template");
        };
        let at = event.at_property("UserPool");
        let guard = PermissionGuard { source: Some(at.attribute(&pool, "Arn")), ..PermissionGuard::default() };
        self.permission(event, &format!("{}CognitoPermission", event.target.logical_id), guard);
        let triggers = event.given("Trigger").map(|triggers| items(&triggers).to_vec()).unwrap_or_default();
        let Some(entry) = self.written_mut(&pool) else { return };
        let Some(properties) = section(&mut entry.value, "Properties", at.0) else { return };
        let Some(configuration) = section(properties, "LambdaConfig", at.0) else { return };
        let mut twice = false;
        for trigger in triggers.iter().filter_map(Value::as_str) {
            twice |= given(configuration, trigger).is_some();
            set(configuration, trigger, Maker(at.0).map([]));
            set(configuration, trigger, event.target.arn.clone());
        }
        if twice {
            self.refuse_event(event, "its trigger has another function already");
        }
    }
}
