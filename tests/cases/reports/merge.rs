//! Logs of several runs put together.

use super::{schema_errors, with_report};
use deputylint::report::sarif::merge::{Shard, merge};
use deputylint::report::sarif::{Profile, check, write};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

type Test = fn() -> Result<(), Failed>;

pub fn trials() -> Vec<Trial> {
    let tests: [(&str, Test); 5] = [
        ("what_several_hold_is_there_once", once),
        ("the_order_of_logs_does_not_matter", any_order),
        ("repositories_stay_apart", apart),
        ("a_tool_and_version_is_a_run", versions),
        ("what_is_left_out_is_said", left_out),
    ];
    let mut trials: Vec<Trial> = tests.into_iter().map(|(name, test)| Trial::test(format!("merge::{name}"), test)).collect();
    trials.push(Trial::test("merge::what_is_no_log_is_refused", refused));
    trials
}

fn sample(name: &str) -> Value {
    serde_json::from_str(&with_report(name, Profile::Strict, write)).expect("JSON")
}

fn shard(below: &str, log: &Value) -> Shard {
    Shard { name: format!("{below}.sarif"), below: below.to_owned(), log: log.clone() }
}

/// The log, which is fit to be uploaded, and whose rules are those that its results name.
fn merged(shards: Vec<Shard>, profile: Profile) -> Result<Value, Failed> {
    let log: Value = serde_json::from_str(&merge(shards, profile)?)?;
    let faults: Vec<String> = check::faults_of_runs(&log, 20).into_iter().chain(schema_errors(&log)).collect();
    if faults.is_empty() { Ok(log) } else { Err(faults.join("\n").into()) }
}

fn results(log: &Value) -> Vec<&Value> {
    log["runs"].as_array().into_iter().flatten().flat_map(|run| run["results"].as_array().into_iter().flatten()).collect()
}

fn same<T: PartialEq + std::fmt::Debug>(actual: T, expected: T) -> Result<(), Failed> {
    if actual == expected { Ok(()) } else { Err(format!("expected {expected:?}\nactual   {actual:?}").into()) }
}

fn once() -> Result<(), Failed> {
    let (several, clean) = (sample("several"), sample("clean"));
    let log = merged(vec![shard("", &several), shard("", &clean), shard("", &several)], Profile::Strict)?;
    same(log["runs"].as_array().map(Vec::len), Some(1))?;
    same(results(&log).len(), results(&several).len())?;
    let notices = |log: &Value| log["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().map(Vec::len);
    same(notices(&log), notices(&several))?;
    // A result of one that the other does not have, with a rule that it does not have.
    let mut more = several.clone();
    let run = &mut more["runs"][0];
    let rule = run["tool"]["driver"]["rules"][0].as_object().cloned().map(Value::Object).unwrap_or_default();
    let mut rule = rule;
    rule["id"] = json!("a-rule");
    run["tool"]["driver"]["rules"] = json!([rule]);
    let mut result = run["results"][0].clone();
    result["ruleIndex"] = json!(0);
    result.as_object_mut().expect("an object").remove("ruleId");
    run["results"] = json!([result]);
    let log = merged(vec![shard("", &several), shard("", &more)], Profile::Strict)?;
    same(results(&log).len(), results(&several).len() + 1)?;
    same(results(&log).iter().filter(|result| result["ruleId"] == "a-rule" && result["ruleIndex"] == 0).count(), 1)
}

fn any_order() -> Result<(), Failed> {
    let logs = ["several", "hostile", "clean"].map(sample);
    let in_order = |order: [usize; 3]| merge(order.map(|at| shard("", &logs[at])).into(), Profile::Strict);
    let first = in_order([0, 1, 2])?;
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        same(&in_order(order)?, &first)?;
    }
    let again = serde_json::from_str(&first)?;
    same(merge(vec![shard("", &again)], Profile::Strict)?, first)
}

fn apart() -> Result<(), Failed> {
    let several = sample("several");
    let log = merged(vec![shard("acme/my infra", &several), shard("acme/app", &several)], Profile::Strict)?;
    same(results(&log).len(), 2 * results(&several).len())?;
    let text = log.to_string();
    let uris = text.split("\"uri\":\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
    let others: Vec<&str> = uris.filter(|uri| !uri.starts_with("acme/my%20infra/infra/") && !uri.starts_with("acme/app/infra/")).collect();
    same(others, vec![])
}

fn versions() -> Result<(), Failed> {
    let several = sample("several");
    let mut older = several.clone();
    older["runs"][0]["tool"]["driver"]["semanticVersion"] = json!("0.0.9");
    let mut other = several.clone();
    other["runs"][0]["tool"]["driver"]["name"] = json!("another");
    let log = merged(vec![shard("", &several), shard("", &older), shard("", &other)], Profile::Strict)?;
    let tools = log["runs"].as_array().into_iter().flatten().map(|run| &run["tool"]["driver"]);
    let tools: Vec<String> = tools.map(|tool| format!("{} {}", tool["name"], tool["semanticVersion"])).collect();
    let version = env!("CARGO_PKG_VERSION");
    same(tools, vec![format!("\"another\" \"{version}\""), "\"deputylint\" \"0.0.9\"".to_owned(), format!("\"deputylint\" \"{version}\"")])
}

fn left_out() -> Result<(), Failed> {
    let several = sample("several");
    let count = results(&several).len();
    let shards = (0..6_000 / count).map(|number| shard(&format!("r{number}"), &several)).collect::<Vec<_>>();
    let total = shards.len() * count;
    let log = merged(shards, Profile::Github)?;
    same(results(&log).len(), 5_000)?;
    let text = log.to_string();
    same(text.contains(&format!("{} of {total} results were left out when logs were put together.", total - 5_000)), true)?;
    same(text.contains("notifications were left out when logs were put together."), true)?;
    let errors = |log: &Value| results(log).iter().filter(|result| result["level"] == "error").count();
    same(errors(&log), errors(&several) * (6_000 / count))
}

fn refused() -> Result<(), Failed> {
    let several = sample("several");
    let mut absolute = several.clone();
    absolute["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = json!("/etc/passwd");
    let mut without_results = several.clone();
    without_results["runs"][0].as_object_mut().expect("an object").remove("results");
    let cases = [
        (json!({ "version": "2.0.0", "runs": [] }), "`a.sarif` is no SARIF log of version 2.1.0"),
        (json!([]), "`a.sarif` is no SARIF log of version 2.1.0"),
        (without_results, "`a.sarif` has a run without a tool or without results"),
        (json!({ "version": "2.1.0", "runs": [] }), "the log would be refused: 0 runs instead of one to 20"),
    ];
    for (log, expected) in cases {
        same(merge(vec![shard("a", &log)], Profile::Github).err().as_deref(), Some(expected))?;
    }
    let fault = merge(vec![shard("", &absolute)], Profile::Github).err().unwrap_or_default();
    same(fault.contains("`\"/etc/passwd\"` is not a relative"), true)
}
