//! Execution roles, and the policies that functions and state machines list in all their forms.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html>

use super::build::{Maker, choice, function, given, is_no_value, items};
use super::logical_id::compact_json;
use super::{Owner, Transform};
use crate::facts::{self, shape_parts};
use crate::source::Span;
use crate::value::{Map, Value};
use rustc_hash::FxHashSet;
use serde_json::Value as Json;

/// What a role is made of.
pub(super) struct Role {
    pub(super) trust: Value,
    pub(super) managed: Vec<Value>,
    /// Inline policies: name and document.
    pub(super) policies: Vec<Value>,
    /// What is attached and added already, as JSON.
    known: FxHashSet<String>,
}

/// What an entry of `Policies` is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PolicyForm {
    /// The name or ARN of a policy, or a function that gives one.
    Managed,
    Document,
    Template,
}

impl Role {
    pub(super) fn new(trust: Value) -> Role {
        Role { trust, managed: vec![], policies: vec![], known: FxHashSet::default() }
    }

    /// Attaches a policy that AWS manages, by its path.
    pub(super) fn attach(&mut self, at: Maker, path: &str) {
        self.attach_policy(at.managed_policy(path));
    }

    fn attach_policy(&mut self, arn: Value) {
        if self.known.insert(compact_json(&arn)) {
            self.managed.push(arn);
        }
    }

    /// Adds an inline policy of these statements.
    pub(super) fn add(&mut self, at: Maker, name: String, statements: Vec<Value>) {
        let document = at.map([("Statement", at.list(statements))]);
        if self.known.insert(compact_json(&document)) {
            self.policies.push(at.map([("PolicyName", at.text(name)), ("PolicyDocument", document)]));
        }
    }

    /// Adds an inline policy that allows one action.
    pub(super) fn allow(&mut self, at: Maker, name: String, action: &str, resource: Value) {
        self.add(at, name, vec![at.allow(None, at.text(action), resource, None)]);
    }
}

impl Transform<'_> {
    /// Reads `Policies` into a role whose logical id is given.
    pub(super) fn policies(&mut self, owner: &Owner, role: &mut Role, logical_id: &str, policies: &Value) {
        for (index, policy) in items(policies).iter().enumerate() {
            let name = format!("{logical_id}Policy{index}");
            match self.form(owner, policy) {
                Some(PolicyForm::Managed) => role.attach_policy(managed(policy)),
                Some(form) => {
                    let entry = self.each_branch(policy, &mut |transform, policy| {
                        let document = if form == PolicyForm::Template { transform.template(owner, policy) } else { policy.clone() };
                        let at = Maker(policy.span);
                        at.map([("PolicyName", at.text(name.clone())), ("PolicyDocument", document)])
                    });
                    role.policies.push(entry);
                }
                None => self.refuse(policy.span, &owner.logical_id, &format!("the policy at index {index} of `Policies` is not valid")),
            }
        }
    }

    /// Applies a function to a policy, or to both sides of `Fn::If`.
    fn each_branch(&mut self, policy: &Value, apply: &mut dyn FnMut(&mut Self, &Value) -> Value) -> Value {
        let Some([condition, yes, no]) = choice(policy) else { return apply(self, policy) };
        let mut side = |side: &Value| match is_no_value(side) {
            true => side.clone(),
            false => self.each_branch(side, apply),
        };
        let sides = vec![condition.clone(), side(yes), side(no)];
        Maker(policy.span).call("Fn::If", Maker(policy.span).list(sides))
    }

    fn form(&mut self, owner: &Owner, policy: &Value) -> Option<PolicyForm> {
        if let Some([_, yes, no]) = choice(policy) {
            return match (is_no_value(yes), is_no_value(no)) {
                (true, true) => Some(PolicyForm::Managed),
                (true, false) => self.form(owner, no),
                (false, true) => self.form(owner, yes),
                (false, false) => {
                    let (yes, no) = (self.form(owner, yes), self.form(owner, no));
                    if yes != no {
                        self.refuse(policy.span, &owner.logical_id, "policies of different forms stand in one `Fn::If`");
                    }
                    yes.or(no)
                }
            };
        }
        let only = || policy.as_map().and_then(|map| if let [only] = map.entries.as_slice() { Some(only) } else { None });
        match policy.as_map() {
            None => policy.to_text().map(|_| PolicyForm::Managed),
            Some(_) if function(policy).is_some() => Some(PolicyForm::Managed),
            Some(_) if policy.get("Statement").is_some() => Some(PolicyForm::Document),
            Some(_) => only().and_then(|only| facts::policy_template(&only.key)).map(|_| PolicyForm::Template),
        }
    }

    /// The document that SAM writes for a template that is named with its parameters: where it is named, but for the parameters.
    fn template(&mut self, owner: &Owner, policy: &Value) -> Value {
        let entry = policy.as_map().and_then(|map| map.entries.first());
        let Some((entry, template)) = entry.and_then(|entry| Some((entry, facts::policy_template(&entry.key)?))) else {
            return policy.clone();
        };
        let nothing = Map::default();
        let parameters = entry.value.as_map().unwrap_or(&nothing);
        if entry.value.as_map().is_none() {
            let why = format!("policy template `{}` takes a map of parameters", template.name);
            self.refuse(entry.key_span, &owner.logical_id, &why);
        } else if let Some(missing) = template.parameters.iter().find(|name| given(&entry.value, name).is_none()) {
            let why = format!("policy template `{}` needs parameter `{missing}`", template.name);
            self.refuse(entry.key_span, &owner.logical_id, &why);
        }
        let at = Maker(entry.key_span);
        let document = at.map([("Statement", written(&template.statements, parameters, entry.key_span))]);
        document.through(format!("SAM policy template {}", template.name), entry.key_span)
    }

    /// Makes a role.
    pub(super) fn make_role(&mut self, owner: &Owner, logical_id: &str, role: Role, more: &[(&str, Option<Value>)], is_fixed: bool) {
        let at = owner.at();
        let members = [
            ("AssumeRolePolicyDocument", Some(role.trust)),
            ("ManagedPolicyArns", (!role.managed.is_empty()).then(|| at.list(role.managed))),
            ("Policies", (!role.policies.is_empty()).then(|| at.list(role.policies))),
        ];
        let properties = at.given(members.into_iter().chain(more.iter().cloned()));
        let fixed: &[&str] = if is_fixed { &["AssumeRolePolicyDocument"] } else { &[] };
        self.make_with(owner, logical_id, "AWS::IAM::Role", properties, fixed);
    }
}

/// The ARN of a policy by its name, where AWS has a policy of that name.
fn managed(policy: &Value) -> Value {
    if let Some([condition, yes, no]) = choice(policy) {
        let sides = vec![condition.clone(), managed(yes), managed(no)];
        return Maker(policy.span).call("Fn::If", Maker(policy.span).list(sides));
    }
    let path = policy.as_str().and_then(facts::managed_policy_path);
    path.map_or_else(|| policy.clone(), |path| Value { provenance: policy.provenance.clone(), ..Maker(policy.span).managed_policy(path) })
}

/// A part of a template, all of it where the template is named, but for its parameters.
fn written(part: &'static Json, given: &Map, span: Span) -> Value {
    let at = Maker(span);
    match part {
        Json::String(text) => at.shape(&shape_parts(text), &|name| given.get(name).cloned().unwrap_or_else(|| missing(at))),
        Json::Array(items) => at.list(items.iter().map(|item| written(item, given, span)).collect()),
        Json::Object(members) => at.map(members.iter().map(|(name, member)| (name.as_str(), written(member, given, span)))),
        Json::Bool(value) => Value::bool(*value, span),
        Json::Number(number) => Value::number(number.to_string(), span),
        Json::Null => Value::null(span),
    }
}

/// What stands for a parameter that is not given.
fn missing(at: Maker) -> Value {
    Value::unknown(crate::mapped_text::WhyCode::UnsupportedSyntax, "a parameter of the policy template is not given", at.0)
}
