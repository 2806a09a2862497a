//! SARIF logs of several runs as one: a run for each tool and version, the same whatever the order of the logs.

use super::{LEFT_OUT, MAX_NOTIFICATIONS, Profile, check, location};
use crate::report::escape;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// GitHub refuses a log with more runs.
const MAX_RUNS: usize = 20;

/// Lists of a run to which its results refer by number. Runs are put together only where these are the same.
const NUMBERED: &[&str] =
    &["threadFlowLocations", "graphs", "logicalLocations", "addresses", "webRequests", "webResponses", "policies", "translations"];

/// What is left out first where a log is too large.
const DETAILS: &[&str] = &["fixes", "contextRegion", "snippet", "codeFlows", "relatedLocations"];

/// A log that is to be put together with others.
pub struct Shard {
    /// As messages name it.
    pub name: String,
    /// The folder that its paths are put below; empty if they stay.
    pub below: String,
    pub log: Value,
}

/// One log of all of them, with what the platform takes.
///
/// # Errors
/// Names the log that is none, or what a platform would refuse.
pub fn merge(shards: Vec<Shard>, profile: Profile) -> Result<String, String> {
    let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for Shard { name, below, mut log } in shards {
        let runs = log.get_mut("runs").and_then(Value::as_array_mut).map(std::mem::take);
        let Some(runs) = runs.filter(|_| log.get("version").is_some_and(|version| version == "2.1.0")) else {
            return Err(format!("`{name}` is no SARIF log of version 2.1.0"));
        };
        for mut run in runs {
            if run.pointer("/tool/driver/name").and_then(Value::as_str).is_none() || !run.get("results").is_some_and(Value::is_array) {
                return Err(format!("`{name}` has a run without a tool or without results"));
            }
            put_below(&mut run, &location::uri(&below));
            groups.entry(kind(&run)).or_default().push(run);
        }
    }
    if groups.len() > MAX_RUNS {
        return Err(format!("{} tools and versions make as many runs; platforms take {MAX_RUNS}", groups.len()));
    }
    let mut runs: Vec<Value> = groups.into_values().map(one_run).collect();
    for run in runs.iter_mut().filter(|_| profile.category().is_some()) {
        let tool = run.pointer("/tool/driver/name").and_then(Value::as_str).unwrap_or_default();
        let named = json!({ "id": format!("{tool}/") });
        put(run, "automationDetails", named);
    }
    let mut log = json!({ "$schema": super::SCHEMA, "version": "2.1.0", "runs": runs });
    limit(&mut log, profile);
    match check::faults_of_runs(&log, MAX_RUNS).first() {
        Some(fault) => Err(format!("the log would be refused: {fault}")),
        None => Ok(escape::json(&log.to_string())),
    }
}

/// What runs have in common that become one.
fn kind(run: &Value) -> String {
    let driver = |name: &str| run.pointer(&format!("/tool/driver/{name}")).and_then(Value::as_str).unwrap_or_default();
    let version = if driver("semanticVersion").is_empty() { driver("version") } else { driver("semanticVersion") };
    let numbered: Vec<&Value> = NUMBERED.iter().filter_map(|name| run.get(name)).chain(run.pointer("/tool/extensions")).collect();
    json!([driver("name"), version, run.get("columnKind"), numbered]).to_string()
}

/// Puts every path of a run below a folder. Numbers of artifacts go: each place names its file.
fn put_below(run: &mut Value, below: &str) {
    if let Some(members) = run.as_object_mut() {
        members.remove("artifacts");
    }
    each_object(run, &mut |members| {
        let Some(Value::Object(location)) = members.get_mut("artifactLocation") else { return };
        location.remove("index");
        if let (Some(Value::String(uri)), false) = (location.get_mut("uri"), below.is_empty()) {
            *uri = format!("{below}/{uri}");
        }
    });
}

/// Every object in a value, the outer ones first.
fn each_object(value: &mut Value, see: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            see(members);
            members.values_mut().for_each(|member| each_object(member, see));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_object(item, see)),
        _ => {}
    }
}

/// Runs of the same tool as one.
fn one_run(mut runs: Vec<Value>) -> Value {
    runs.iter_mut().for_each(name_rules);
    runs.sort_by_cached_key(Value::to_string);
    let rules = united(&runs, "/tool/driver/rules", "id");
    let notifications = united(&runs, "/tool/driver/notifications", "id");
    let taxonomies = united(&runs, "/taxonomies", "name").into_iter().map(|mut taxonomy| {
        let of_all: Vec<Value> = runs
            .iter()
            .flat_map(|run| list(run, "/taxonomies"))
            .filter(|other| other.get("name") == taxonomy.get("name"))
            .cloned()
            .collect();
        let taxa = united(&of_all, "/taxa", "id");
        set(&mut taxonomy, "taxa", taxa);
        taxonomy
    });
    let taxonomies: Vec<Value> = taxonomies.collect();
    let mut results: Vec<Value> = runs.iter().flat_map(|run| list(run, "/results")).cloned().collect();
    results.iter_mut().for_each(|result| number(result, "ruleId", "ruleIndex", &rules));
    results.sort_by_cached_key(|result| (place(result), result.to_string()));
    results.dedup();
    let mut told: Vec<Value> = notices(&runs).cloned().collect();
    told.iter_mut()
        .filter_map(|notice| notice.get_mut("descriptor"))
        .for_each(|descriptor| number(descriptor, "id", "index", &notifications));
    told.sort_by_cached_key(|notice| (place(notice), notice.to_string()));
    // Those without a place may be said by several for the same reason.
    told.dedup_by(|one, other| one == other && one.get("locations").is_some());
    let is_successful = runs
        .iter()
        .flat_map(|run| list(run, "/invocations"))
        .all(|invocation| invocation.get("executionSuccessful") == Some(&Value::Bool(true)));
    let mut run = runs.into_iter().next().unwrap_or_default();
    let mut invocation = json!({ "executionSuccessful": is_successful });
    set(&mut invocation, "toolExecutionNotifications", told);
    for name in ["automationDetails", "versionControlProvenance", "properties", "conversion", "runAggregates"] {
        run.as_object_mut().and_then(|members| members.remove(name));
    }
    if let Some(driver) = run.pointer_mut("/tool/driver") {
        put(driver, "rules", Value::Array(rules));
        set(driver, "notifications", notifications);
    }
    set(&mut run, "taxonomies", taxonomies);
    set(&mut run, "invocations", vec![invocation]);
    put(&mut run, "results", Value::Array(results));
    run
}

/// Results and rules name what they refer to, so that numbers can change.
fn name_rules(run: &mut Value) {
    let ids: Vec<Option<Value>> = list(run, "/tool/driver/rules").iter().map(|rule| rule.get("id").cloned()).collect();
    for result in run.get_mut("results").and_then(Value::as_array_mut).into_iter().flatten() {
        let named = result.get("ruleIndex").and_then(Value::as_u64).and_then(|index| ids.get(usize::try_from(index).ok()?)?.clone());
        if let (Some(members), Some(id)) = (result.as_object_mut(), named) {
            members.entry("ruleId").or_insert(id);
        }
    }
    for relationship in run.pointer_mut("/tool/driver/rules").into_iter().flat_map(|rules| rules.as_array_mut().into_iter().flatten()) {
        for target in relationship.get_mut("relationships").and_then(Value::as_array_mut).into_iter().flatten() {
            each_object(target, &mut |members| drop(members.remove("index")));
        }
    }
}

/// The items of all lists at a place, each name once, in the order of names.
fn united(runs: &[Value], pointer: &str, name: &str) -> Vec<Value> {
    let mut all: BTreeMap<String, Value> = BTreeMap::new();
    for item in runs.iter().flat_map(|run| list(run, pointer)) {
        all.entry(text(item, name).to_owned()).or_insert_with(|| item.clone());
    }
    all.into_values().collect()
}

/// Writes the number of what a value names, or none.
fn number(value: &mut Value, name: &str, index: &str, of: &[Value]) {
    let id = text(value, name).to_owned();
    let at = of.binary_search_by(|item| text(item, "id").cmp(&id)).ok();
    if let Some(members) = value.as_object_mut() {
        members.remove(index);
        at.into_iter().for_each(|at| drop(members.insert(index.to_owned(), json!(at))));
    }
}

/// Writes a list, or nothing in the place of an empty one.
fn set(value: &mut Value, name: &str, list: Vec<Value>) {
    if list.is_empty() {
        value.as_object_mut().and_then(|members| members.remove(name));
    } else {
        put(value, name, Value::Array(list));
    }
}

fn put(value: &mut Value, name: &str, member: Value) {
    value.as_object_mut().and_then(|members| members.insert(name.to_owned(), member));
}

fn notices(runs: &[Value]) -> impl Iterator<Item = &Value> {
    let invocations = runs.iter().flat_map(|run| list(run, "/invocations"));
    invocations.flat_map(|invocation| list(invocation, "/toolExecutionNotifications"))
}

/// Where a result stands, in the order in which people read.
fn place(result: &Value) -> (String, u64, u64) {
    let physical = result.pointer("/locations/0/physicalLocation").unwrap_or(&Value::Null);
    let number = |name: &str| physical.pointer(&format!("/region/{name}")).and_then(Value::as_u64).unwrap_or_default();
    let uri = physical.pointer("/artifactLocation/uri").and_then(Value::as_str).unwrap_or_default();
    (uri.to_owned(), number("startLine"), number("startColumn"))
}

/// Leaves out what the platform would not take, and says so: details, then the least results.
fn limit(log: &mut Value, profile: Profile) {
    let (max_results, max_bytes) = profile.limits();
    limit_notices(log);
    cut(log, max_results);
    for name in DETAILS {
        if log.to_string().len() <= max_bytes {
            return;
        }
        each_object(log, &mut |members| drop(members.remove(*name)));
    }
    loop {
        let (bytes, count) = (log.to_string().len(), list(log, "/runs").iter().map(|run| list(run, "/results").len()).sum::<usize>());
        if bytes <= max_bytes || count == 0 {
            return;
        }
        cut(log, (count * (max_bytes / 100) / (bytes / 100).max(1)).min(count - 1));
    }
}

/// Keeps so many results of all runs, the worst.
fn cut(log: &mut Value, most: usize) {
    let weight = |result: &Value| {
        let level = ["error", "warning", "note"].iter().position(|level| text(result, "level") == *level).unwrap_or(1);
        let rank = result.get("rank").and_then(Value::as_f64).unwrap_or(0.0);
        // Whole numbers sort; a rank has one digit behind the point.
        (level, std::cmp::Reverse((rank * 10.0) as i64))
    };
    let runs = list(log, "/runs");
    let all = runs
        .iter()
        .enumerate()
        .flat_map(|(run, value)| list(value, "/results").iter().enumerate().map(move |(at, result)| (weight(result), run, at)));
    let mut all: Vec<_> = all.collect();
    if all.len() <= most {
        return;
    }
    all.sort();
    let kept: BTreeSet<(usize, usize)> = all.into_iter().take(most).map(|(_, run, at)| (run, at)).collect();
    for (number, run) in log.get_mut("runs").and_then(Value::as_array_mut).into_iter().flatten().enumerate() {
        let results = run.get_mut("results").and_then(Value::as_array_mut).map(std::mem::take).unwrap_or_default();
        let total = results.len();
        let results: Vec<Value> =
            results.into_iter().enumerate().filter(|(at, _)| kept.contains(&(number, *at))).map(|(_, result)| result).collect();
        if results.len() < total {
            say_left_out(run, total - results.len(), total, "results");
        }
        put(run, "results", Value::Array(results));
    }
}

fn limit_notices(log: &mut Value) {
    for run in log.get_mut("runs").and_then(Value::as_array_mut).into_iter().flatten() {
        let Some(Value::Array(told)) = run.pointer_mut("/invocations/0/toolExecutionNotifications") else { continue };
        let total = told.len();
        if total > MAX_NOTIFICATIONS {
            // What a tree changes, and what was left out before, is told whatever else there is.
            told.sort_by_key(|notice| {
                let name = notice.pointer("/descriptor/id").and_then(Value::as_str).unwrap_or_default();
                let is_trust = crate::problem::Code::of_name(name).is_some_and(crate::problem::Code::concerns_trust);
                !is_trust && name != LEFT_OUT.0
            });
            told.truncate(MAX_NOTIFICATIONS);
            say_left_out(run, total - MAX_NOTIFICATIONS, total, "notifications");
        }
    }
}

fn say_left_out(run: &mut Value, left_out: usize, total: usize, what: &str) {
    let (name, _, level) = LEFT_OUT;
    let index = list(run, "/tool/driver/notifications").iter().position(|notification| text(notification, "id") == name);
    let mut descriptor = json!({ "id": name });
    index.into_iter().for_each(|index| put(&mut descriptor, "index", json!(index)));
    let notice = json!({
        "descriptor": descriptor,
        "level": level,
        "message": { "text": format!("{left_out} of {total} {what} were left out when logs were put together.") },
    });
    if let Some(invocation) = run.pointer_mut("/invocations/0") {
        let mut told = list(invocation, "/toolExecutionNotifications").to_vec();
        told.push(notice);
        set(invocation, "toolExecutionNotifications", told);
    }
}

fn list<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
