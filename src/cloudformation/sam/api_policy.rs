//! The resource policy of a REST API: what SAM writes for its lists of accounts, addresses and networks, path by path, and what is written out.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html>

use super::api::POLICY;
use super::build::{Maker, choice, counts, function, given, is_no_value, items, members, set, truthy};
use super::implicit::ANY_METHOD;
use super::logical_id::compact_json;
use super::parameters::Parameters;
use super::{ServerlessResource, Transform};
use crate::problem::Problem;
use crate::value::{Kind, Value};
use rustc_hash::FxHashSet;

/// How many statements the policy of one API may come to.
const MAX_STATEMENTS: usize = 5_000;

impl Transform<'_> {
    /// Puts the statements of events and those of the API itself into the policy of its definition.
    pub(super) fn resource_policy(&mut self, source: &ServerlessResource, of_events: PolicyStatements, body: &mut Value) {
        let ServerlessResource { owner, properties } = source;
        let at = owner.at();
        let mut statements = PolicyStatements::default();
        statements.add(given(body, POLICY).and_then(|policy| given(policy, "Statement")).map(items).unwrap_or_default().to_vec());
        let written = statements.all.len();
        statements.add(of_events.all);
        if let Some(policy) = truthy(properties, "Auth").and_then(|auth| truthy(auth, "ResourcePolicy")) {
            if policy.as_map().is_none() {
                self.refuse(policy.span, &owner.logical_id, "`ResourcePolicy` is no map");
            }
            let stage = given(properties, "StageName").cloned().unwrap_or_else(|| at.text("*"));
            let has_cors = truthy(properties, "Cors").is_some();
            let paths = given(body, "paths").map(members).unwrap_or_default();
            if given(body, "paths").is_none() {
                let for_all = of_path(&self.parameters, policy, ("/*", &["any".to_owned()]), &stage);
                if !for_all.is_empty() {
                    let what = format!("the paths of `{}`, for each of which its policy has statements", owner.logical_id);
                    self.problems.push(Problem::unsupported(policy.span, &what));
                }
                statements.add(for_all);
            }
            for path in paths {
                if statements.all.len() > MAX_STATEMENTS {
                    let limit = format!("the policy of an API comes to more than {MAX_STATEMENTS} statements");
                    self.problems.push(Problem::limit_reached(policy.span, &limit));
                    break;
                }
                let methods = methods(&path.value, has_cors);
                statements.add(of_path(&self.parameters, policy, (&path.key, &methods), &stage));
            }
            statements.add(custom(policy));
        }
        if statements.all.len() > written {
            let place = statements.all.get(written).map_or(at, |statement| Maker(statement.span));
            let version = ("Version", place.text("2012-10-17"));
            set(body, POLICY, place.map([version, ("Statement", place.list(statements.all))]));
        }
    }
}

/// The methods at a path, also under conditions; requests of browsers for leave are one where CORS is set.
fn methods(path: &Value, has_cors: bool) -> Vec<String> {
    let sides: Vec<&Value> = match choice(path) {
        Some([_, yes, no]) => [yes, no].into_iter().filter(|side| !is_no_value(side)).collect(),
        None => vec![path],
    };
    let mut names: Vec<String> = sides.into_iter().flat_map(members).map(|entry| entry.key.to_string()).collect();
    if has_cors && !names.iter().any(|name| name == "options") {
        names.push("options".to_owned());
    }
    names
}

/// PolicyStatements, each once.
#[derive(Default)]
pub(super) struct PolicyStatements {
    pub(super) all: Vec<Value>,
    /// As JSON.
    known: FxHashSet<String>,
}

impl PolicyStatements {
    /// Adds those that are not there yet.
    pub(super) fn add(&mut self, more: impl IntoIterator<Item = Value>) {
        let known = &mut self.known;
        self.all.extend(more.into_iter().filter(|statement| known.insert(compact_json(statement))));
    }
}

/// The statements that are written out.
pub(super) fn custom(policy: &Value) -> Vec<Value> {
    truthy(policy, "CustomStatements").map(|custom| items(custom).to_vec()).unwrap_or_default()
}

/// The statements for the lists of a resource policy, for one path.
pub(super) fn of_path(parameters: &Parameters<'_>, policy: &Value, (path, methods): (&str, &[String]), stage: &Value) -> Vec<Value> {
    let resource = |at: Maker| {
        let one = |name: &String| {
            let name = name.to_lowercase();
            let method = if name == ANY_METHOD || name == "any" { "*".to_owned() } else { name.to_uppercase() };
            let rest = format!("/{method}{}", super::api::without_names(path));
            let rest = if rest.contains("${") { at.call("Fn::Sub", at.text(rest)) } else { at.text(rest) };
            at.join(vec![at.text("execute-api:/"), stage.clone(), rest])
        };
        at.list(methods.iter().map(one).collect())
    };
    let invoke = |at: Maker| at.text("execute-api:Invoke");
    let mut statements = vec![];
    for (name, effect) in [("AwsAccountWhitelist", "Allow"), ("AwsAccountBlacklist", "Deny")] {
        let Some(accounts) = truthy(policy, name) else { continue };
        let at = Maker(accounts.span);
        let principal = at.map([("AWS", listed(at, accounts))]);
        let elements = [("Effect", at.text(effect)), ("Action", invoke(at)), ("Resource", resource(at)), ("Principal", principal)];
        statements.push(at.map(elements));
    }
    let mut all_but = |at: Maker, operator: &str, keys: Value| {
        let elements =
            |effect: &str| [("Effect", at.text(effect)), ("Action", invoke(at)), ("Resource", resource(at)), ("Principal", at.text("*"))];
        statements.push(at.map(elements("Allow")));
        statements.push(at.map(elements("Deny").into_iter().chain([("Condition", at.map([(operator, keys)]))])));
    };
    for (name, operator) in [("IpRangeWhitelist", "NotIpAddress"), ("IpRangeBlacklist", "IpAddress")] {
        if let Some(ranges) = truthy(policy, name) {
            let at = Maker(ranges.span);
            all_but(at, operator, at.map([("aws:SourceIp", listed(at, ranges))]));
        }
    }
    for (side, operator) in [("Blacklist", "StringEquals"), ("Whitelist", "StringNotEquals")] {
        if let Some((at, keys)) = networks(parameters, policy, side) {
            all_but(at, operator, keys);
        }
    }
    statements
}

/// A list; a function that gives one stays.
fn listed(at: Maker, value: &Value) -> Value {
    if value.as_list().is_none() && function(value).is_some() { value.clone() } else { at.list(items(value).to_vec()) }
}

/// Condition keys for the networks and endpoints of a list.
fn networks(parameters: &Parameters<'_>, policy: &Value, side: &str) -> Option<(Maker, Value)> {
    let list = |name: &str| given(policy, &format!("{name}{side}")).map(items).unwrap_or_default();
    let mixed = list("SourceVpc");
    let of = |prefix: &str, more: &[Value]| -> Vec<Value> {
        let mixed = mixed.iter().filter_map(|value| parameters.beginning(value, prefix));
        mixed.chain(more.iter().cloned()).filter(counts).collect()
    };
    let (vpcs, endpoints) = (of("vpc-", list("IntrinsicVpc")), of("vpce-", list("IntrinsicVpce")));
    let at = Maker(vpcs.first().or(endpoints.first())?.span);
    let keys = [("aws:SourceVpc", vpcs), ("aws:SourceVpce", endpoints)];
    let keys = keys.into_iter().filter(|(_, values)| !values.is_empty());
    // Where the only network is one under some answers, the key is there under those alone.
    let of_one =
        |only: &Value| only.distribute(&mut |leaf| if leaf.kind == Kind::Absent { leaf.clone() } else { at.list(vec![leaf.clone()]) });
    let listed = |values: Vec<Value>| if let [only] = values.as_slice() { of_one(only) } else { at.list(values) };
    Some((at, at.map(keys.map(|(key, values)| (key, listed(values))))))
}
