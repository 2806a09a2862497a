//! What makes a platform refuse or drop a log: looked for before anything is written.

use serde_json::Value;
use std::collections::BTreeSet;

/// The longest message that GitLab takes.
const MAX_MESSAGE: usize = 2_048;
const MAX_TAGS: usize = 10;

/// Everything that is wrong with a log of one run, as sentences; none if it is fit to be uploaded.
pub fn faults(log: &Value) -> Vec<String> {
    faults_of_runs(log, 1)
}

/// The same for a log of at most so many runs.
pub fn faults_of_runs(log: &Value, most: usize) -> Vec<String> {
    let mut faults = vec![];
    let runs = array(log, "/runs");
    if runs.is_empty() || runs.len() > most {
        faults.push(format!("{} runs instead of {}", runs.len(), if most == 1 { "one".to_owned() } else { format!("one to {most}") }));
    }
    for run in runs {
        let rules = array(run, "/tool/driver/rules");
        for rule in rules {
            check_rule(rule, &mut faults);
        }
        match run.get("results").and_then(Value::as_array) {
            Some(results) => results.iter().for_each(|result| check_result(result, rules, &mut faults)),
            None => faults.push("a run without `results`".to_owned()),
        }
    }
    visit("", log, &mut faults);
    faults
}

/// Whether a platform takes this result, with these rules.
pub(super) fn is_fit(result: &Value, rules: &Value) -> bool {
    let mut faults = vec![];
    check_result(result, rules.as_array().map_or(&[], Vec::as_slice), &mut faults);
    visit("/runs/results", result, &mut faults);
    faults.is_empty()
}

fn check_rule(rule: &Value, faults: &mut Vec<String>) {
    let id = text(rule, "/id");
    let tags: Vec<&str> = array(rule, "/properties/tags").iter().filter_map(Value::as_str).collect();
    if tags.len() > MAX_TAGS {
        faults.push(format!("rule {id}: more than {MAX_TAGS} tags"));
    }
    if tags.iter().collect::<BTreeSet<_>>().len() != tags.len() {
        faults.push(format!("rule {id}: a tag stands twice"));
    }
    if let Some(severity) = rule.pointer("/properties/security-severity") {
        let number = severity.as_str().and_then(|text| text.parse::<f64>().ok());
        if !number.is_some_and(|number| (0.0..=10.0).contains(&number)) {
            faults.push(format!("rule {id}: security-severity is not a string that holds a number"));
        }
    }
    for field in ["/id", "/name", "/shortDescription/text", "/fullDescription/text", "/help/text", "/helpUri"] {
        if text(rule, field).is_empty() {
            faults.push(format!("rule {id}: `{field}` is empty"));
        }
    }
    if text(rule, "/id") == text(rule, "/name") {
        faults.push(format!("rule {id}: name and id are equal"));
    }
}

fn check_result(result: &Value, rules: &[Value], faults: &mut Vec<String>) {
    let rule = text(result, "/ruleId");
    if array(result, "/locations").len() != 1 {
        faults.push(format!("a result of {rule} has not exactly one location"));
    }
    if text(result, "/locations/0/physicalLocation/artifactLocation/uri").is_empty() {
        faults.push(format!("a result of {rule} has no uri"));
    }
    let length = text(result, "/message/text").chars().count();
    if length == 0 || length > MAX_MESSAGE {
        faults.push(format!("a result of {rule} has a message of {length} characters"));
    }
    if let Some(index) = result.get("ruleIndex") {
        let named = index.as_u64().and_then(|index| rules.get(usize::try_from(index).ok()?));
        if named.map(|named| text(named, "/id")) != Some(rule) {
            faults.push(format!("ruleIndex of a result of {rule} names another rule"));
        }
    }
    let fails = result.get("kind").is_none_or(|kind| kind == "fail");
    if !fails && text(result, "/level") != "none" {
        faults.push(format!("a result of {rule} has a kind other than fail and a level other than none"));
    }
}

/// What holds for every place in the log.
fn visit(path: &str, value: &Value, faults: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            let may_be_empty = matches!(path, "/runs/results" | "/runs/tool/driver/rules");
            if items.is_empty() && !may_be_empty {
                faults.push(format!("`{path}` is an empty array"));
            }
            items.iter().for_each(|item| visit(path, item, faults));
        }
        Value::Object(members) => {
            if path.to_ascii_lowercase().ends_with("region") {
                check_region(path, value, faults);
            }
            for (name, member) in members {
                if name == "uri" && !member.as_str().is_some_and(is_relative_uri) {
                    faults.push(format!("`{path}`: `{member}` is not a relative, percent-encoded uri"));
                }
                visit(&format!("{path}/{name}"), member, faults);
            }
        }
        _ => {}
    }
}

fn check_region(path: &str, region: &Value, faults: &mut Vec<String>) {
    let number = |name: &str| region.get(name).and_then(Value::as_i64);
    for name in ["startLine", "startColumn", "endLine", "endColumn"] {
        if number(name).is_some_and(|number| number < 1) {
            faults.push(format!("`{path}`: {name} is less than 1"));
        }
    }
    let start = (number("startLine"), number("startColumn"));
    let end = (number("endLine").or(start.0), number("endColumn"));
    if start.0.is_none() || end.0 < start.0 || (end.0 == start.0 && end.1.is_some() && end.1 < start.1) {
        faults.push(format!("`{path}` has no start or ends before it"));
    }
}

fn is_relative_uri(uri: &str) -> bool {
    let allowed = |char: char| char.is_ascii_alphanumeric() || "-._~/%".contains(char);
    !uri.is_empty() && !uri.starts_with('/') && !uri.split('/').any(|part| part == ".." || part == ".") && uri.chars().all(allowed)
}

fn array<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
