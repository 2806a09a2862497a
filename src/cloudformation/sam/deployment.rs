//! Gradual deployments of functions with CodeDeploy.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-deploymentpreference.html>

use super::build::{Maker, choice, counts, given, is_no_value, items, truthy};
use super::role::Role;
use super::{Owner, ServerlessResource, Transform};
use crate::value::Value;

const APPLICATION: &str = "ServerlessDeploymentApplication";
const ROLE: &str = "CodeDeployServiceRole";
const CONDITION: &str = "ServerlessCodeDeployCondition";

/// The functions that are deployed step by step.
#[derive(Default)]
pub(super) struct Deployments {
    preferences: Vec<Preference>,
}

struct Preference {
    owner: Owner,
    written: Value,
    condition: Option<String>,
}

impl Transform<'_> {
    /// Notes how a function is deployed.
    pub(super) fn prefer_deployment(&mut self, source: &ServerlessResource) {
        let Some(written) = truthy(&source.properties, "DeploymentPreference") else { return };
        if !self.is_deployed_gradually(&source.properties) {
            return;
        }
        let owner = source.owner.at_property(&source.properties, "DeploymentPreference");
        if given(written, "Type").is_none() {
            self.refuse(written.span, &owner.logical_id, "`DeploymentPreference` needs `Type`");
        }
        let passed = given(written, "PassthroughCondition").map(|passed| self.parameters.looked_up(passed));
        let is_passed = passed.is_some_and(|passed| !is_off(&passed));
        let condition = owner.condition().filter(|_| is_passed).map(str::to_owned);
        self.deployments.preferences.push(Preference { owner, written: written.clone(), condition });
    }

    /// Whether a function has a preference that is not turned off.
    pub(super) fn is_deployed_gradually(&self, properties: &Value) -> bool {
        let Some(written) = truthy(properties, "DeploymentPreference") else { return false };
        let enabled = given(written, "Enabled").map(|enabled| self.parameters.looked_up(enabled));
        !enabled.is_some_and(|enabled| is_off(&enabled))
    }

    /// Makes what CodeDeploy needs for all of them.
    pub(super) fn code_deploy(&mut self) {
        let preferences = std::mem::take(&mut self.deployments.preferences);
        let Some(first) = preferences.first() else { return };
        let at = first.owner.at();
        let conditions: Vec<Option<String>> = preferences.iter().map(|preference| preference.condition.clone()).collect();
        let condition = self.any_of(at, CONDITION, conditions);
        let mut shared = first.owner.without_attributes();
        let condition = condition.map(|name| at.text(name));
        shared.attributes.extend(condition.map(|value| crate::value::Entry {
            key: "Condition".into(),
            key_span: at.0,
            unclear: None,
            value,
        }));
        self.make(&shared, APPLICATION, "AWS::CodeDeploy::Application", at.map([("ComputePlatform", at.text("Lambda"))]));
        if preferences.iter().any(|preference| truthy(&preference.written, "Role").is_none()) {
            let mut role = Role::new(at.trust("codedeploy.amazonaws.com"));
            role.attach(at, "service-role/AWSCodeDeployRoleForLambda");
            self.make_role(&shared, ROLE, role, &[], true);
        }
        for preference in &preferences {
            self.deployment_group(preference);
        }
    }

    fn deployment_group(&mut self, preference: &Preference) {
        let Preference { owner, written, condition } = preference;
        let at = owner.at();
        let mut under = owner.clone();
        under.attributes.retain(|entry| entry.key == "Condition" && condition.is_some());
        let style = at.map([("DeploymentType", at.text("BLUE_GREEN")), ("DeploymentOption", at.text("WITH_TRAFFIC_CONTROL"))]);
        let role = truthy(written, "Role").cloned().unwrap_or_else(|| at.attribute(ROLE, "Arn"));
        let members = [
            ("ApplicationName", Some(at.reference(APPLICATION))),
            ("AlarmConfiguration", truthy(written, "Alarms").and_then(alarms)),
            ("DeploymentConfigName", given(written, "Type").cloned()),
            ("DeploymentStyle", Some(style)),
            ("ServiceRoleArn", Some(role)),
            ("TriggerConfigurations", truthy(written, "TriggerConfigurations").cloned()),
        ];
        let id = format!("{}DeploymentGroup", owner.logical_id);
        self.make(&under, id, "AWS::CodeDeploy::DeploymentGroup", at.given(members));
    }
}

fn is_off(value: &Value) -> bool {
    !counts(value) || matches!(value.as_str(), Some("false" | "False"))
}

fn alarms(written: &Value) -> Option<Value> {
    let at = Maker(written.span);
    if let Some([condition, yes, no]) = choice(written) {
        let side = |side: &Value| alarms(side).unwrap_or_else(|| at.map([]));
        return Some(at.call("Fn::If", at.list(vec![condition.clone(), side(yes), side(no)])));
    }
    let names: Vec<Value> =
        items(written).iter().filter(|alarm| !is_no_value(alarm)).map(|alarm| at.map([("Name", alarm.clone())])).collect();
    (!names.is_empty()).then(|| at.map([("Enabled", Value::bool(true, at.0)), ("Alarms", at.list(names))]))
}
