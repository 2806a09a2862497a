//! Schedules of EventBridge Scheduler, which call by a role of their own.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-schedulev2.html>

use super::Transform;
use super::build::truthy;
use super::events::Event;
use super::role::Role;

const PASSED: &[&str] =
    &["ScheduleExpression", "State", "Description", "StartDate", "EndDate", "ScheduleExpressionTimezone", "GroupName", "KmsKeyArn"];

impl Transform<'_> {
    pub(super) fn scheduler_schedule(&mut self, event: &Event<'_>) {
        let at = event.at();
        let logical_id = &event.logical_id;
        let queue = self.dead_letters(event, false);
        let given_role = truthy(&event.properties, "RoleArn").cloned();
        let role_arn = given_role.unwrap_or_else(|| {
            let mut role = Role::new(at.trust("scheduler.amazonaws.com"));
            let (suffix, action) = match event.target.is_state_machine {
                true => ("StartExecutionPolicy", "states:StartExecution"),
                false => ("LambdaPolicy", "lambda:InvokeFunction"),
            };
            role.allow(at, format!("{logical_id}{suffix}"), action, event.target.arn.clone());
            if let Some(queue) = &queue {
                role.allow(event.at_property("DeadLetterConfig"), format!("{logical_id}SQSPolicy"), "sqs:SendMessage", queue.clone());
            }
            let boundary = [("PermissionsBoundary", event.given("PermissionsBoundary"))];
            self.make_role(&event.owner, &format!("{logical_id}Role"), role, &boundary, true);
            at.attribute(&format!("{logical_id}Role"), "Arn")
        });
        let target = at.given([
            ("Arn", Some(event.target.arn.clone())),
            ("RoleArn", Some(role_arn)),
            ("Input", event.given("Input")),
            ("DeadLetterConfig", queue.map(|queue| at.map([("Arn", queue)]))),
            ("RetryPolicy", event.given("RetryPolicy")),
        ]);
        let is_nameless = truthy(&event.properties, "OmitName").is_some();
        let name = event.given("Name").or_else(|| (!is_nameless).then(|| at.text(logical_id.clone())));
        let window = event.given("FlexibleTimeWindow").unwrap_or_else(|| at.map([("Mode", at.text("OFF"))]));
        let passed = PASSED.iter().map(|name| (*name, event.given(name)));
        let own = [("Name", name), ("FlexibleTimeWindow", Some(window)), ("Target", Some(target))];
        self.make(&event.owner, logical_id, event.kind.resource, at.given(passed.chain(own)));
    }
}
