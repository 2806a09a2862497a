//! Usage plans and keys of REST APIs, one for each API or one that they share.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiusageplan.html>

use super::build::{given, truthy};
use super::{Owner, ServerlessResource, Transform};
use crate::value::{Entry, Value};
use smol_str::SmolStr;

/// What the APIs that share a plan have in common.
#[derive(Default)]
pub(super) struct SharedPlan {
    stages: Vec<Value>,
    keys: Vec<Value>,
    conditions: Vec<Option<String>>,
    deletion: Option<SmolStr>,
    replacement: Option<SmolStr>,
}

const CONDITION: &str = "SharedUsagePlanCondition";

impl Transform<'_> {
    pub(super) fn usage_plan(&mut self, source: &ServerlessResource, stage: &str) {
        let ServerlessResource { owner, properties } = source;
        let Some(plan) = truthy(properties, "Auth").and_then(|auth| given(auth, "UsagePlan")) else { return };
        let owner = Owner { key: plan.span, ..owner.clone() };
        let at = owner.at();
        let created = given(plan, "CreateUsagePlan").and_then(|created| self.parameters.text(created));
        let api = at.reference(&owner.logical_id);
        let stage = at.reference(stage);
        let of_plan = at.map([("ApiId", api.clone()), ("Stage", stage.clone())]);
        let of_key = at.map([("RestApiId", api), ("StageName", stage)]);
        let (prefix, owner, stages, keys) = match created.as_deref() {
            Some("PER_API") => (owner.logical_id.to_string(), owner, vec![of_plan], vec![of_key]),
            Some("SHARED") => {
                self.usage_plan.stages.push(of_plan);
                self.usage_plan.keys.push(of_key);
                let shared = self.shared_attributes(&owner);
                ("Serverless".to_owned(), shared, self.usage_plan.stages.clone(), self.usage_plan.keys.clone())
            }
            Some("NONE") => return,
            _ => return self.refuse(plan.span, &owner.logical_id, "`CreateUsagePlan` is `PER_API`, `SHARED` or `NONE`"),
        };
        let id = |what: &str| format!("{prefix}{what}");
        let passed = ["UsagePlanName", "Description", "Quota", "Tags", "Throttle"].map(|name| (name, truthy(plan, name).cloned()));
        let members = std::iter::once(("ApiStages", Some(at.list(stages)))).chain(passed);
        self.make(&owner, id("UsagePlan"), "AWS::ApiGateway::UsagePlan", at.given(members));
        let members = [("Enabled", Value::bool(true, at.0)), ("StageKeys", at.list(keys))];
        self.make(&owner, id("ApiKey"), "AWS::ApiGateway::ApiKey", at.map(members));
        let key =
            [("KeyId", at.reference(&id("ApiKey"))), ("KeyType", at.text("API_KEY")), ("UsagePlanId", at.reference(&id("UsagePlan")))];
        self.make(&owner, id("UsagePlanKey"), "AWS::ApiGateway::UsagePlanKey", at.map(key));
        for what in ["UsagePlan", "ApiKey", "UsagePlanKey"] {
            self.refers(&source.owner, what, &id(what));
        }
    }

    /// A shared plan is there where one of its APIs is, and is kept as the strictest of them.
    fn shared_attributes(&mut self, owner: &Owner) -> Owner {
        let attribute = |name: &str| owner.attributes.iter().find(|entry| entry.key == name)?.value.as_str().map(SmolStr::new);
        let stricter = |known: Option<SmolStr>, new: Option<SmolStr>| {
            let rank = |policy: &SmolStr| ["Delete", "Snapshot", "Retain"].iter().position(|name| name == policy);
            known.into_iter().chain(new).max_by_key(rank)
        };
        let plan = &mut self.usage_plan;
        plan.deletion = stricter(plan.deletion.take(), attribute("DeletionPolicy"));
        plan.replacement = stricter(plan.replacement.take(), attribute("UpdateReplacePolicy"));
        plan.conditions.push(owner.condition().map(str::to_owned));
        let (deletion, replacement, conditions) = (plan.deletion.clone(), plan.replacement.clone(), plan.conditions.clone());
        let at = owner.at();
        let condition = conditions.into_iter().collect::<Option<Vec<String>>>().map(|mut conditions| {
            conditions.sort();
            conditions.dedup();
            let each = conditions.iter().map(|name| at.call("Condition", at.text(name.clone()))).collect::<Vec<_>>();
            let any = match each.as_slice() {
                [only] => only.clone(),
                _ => at.call("Fn::Or", at.list(each)),
            };
            self.add_condition(at, CONDITION, any);
            SmolStr::new_static(CONDITION)
        });
        if condition.is_none() {
            self.conditions.retain(|entry| entry.key != CONDITION);
        }
        let attributes = [("DeletionPolicy", deletion), ("UpdateReplacePolicy", replacement), ("Condition", condition)];
        let attributes = attributes
            .into_iter()
            .filter_map(|(name, value)| Some(Entry { key: name.into(), key_span: at.0, unclear: None, value: at.text(value?) }));
        Owner { attributes: attributes.collect(), ..owner.clone() }
    }
}
