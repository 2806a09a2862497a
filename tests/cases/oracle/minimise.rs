//! Makes a line smaller while it still shows the same disagreement.

use serde_json::{Value, json};

pub(crate) fn smallest(line: &Value, still_wrong: &dyn Fn(&Value) -> bool) -> Value {
    let mut line = line.clone();
    while let Some(smaller) = smaller(&line).into_iter().find(|smaller| still_wrong(smaller)) {
        line = smaller;
    }
    line
}

/// Every line with one thing less.
fn smaller(line: &Value) -> Vec<Value> {
    let mut found = vec![];
    for name in ["trusted_accounts", "trusted_orgs"] {
        if line[name].as_array().is_some_and(|list| !list.is_empty()) {
            found.push(with(line, &format!("/{name}"), json!([])));
        }
    }
    if line.get("assume").is_some() {
        found.push(without(line, "", "assume"));
    }
    if line.get("policy").is_some() {
        smaller_document(line, "/policy", &mut found);
    }
    let policies = line["policies"].as_array().cloned().unwrap_or_default();
    for at in 0..policies.len() {
        let mut rest = policies.clone();
        rest.remove(at);
        found.push(with(line, "/policies", json!(rest)));
        smaller_document(line, &format!("/policies/{at}/document"), &mut found);
    }
    for key in line["request"]["context"].as_object().into_iter().flatten().map(|(key, _)| key) {
        found.push(without(line, "/request/context", key));
    }
    found
}

fn smaller_document(line: &Value, place: &str, found: &mut Vec<Value>) {
    let place = format!("{place}/Statement");
    let statements = line.pointer(&place).and_then(Value::as_array).cloned().unwrap_or_default();
    for at in 0..statements.len() {
        if statements.len() > 1 {
            let mut rest = statements.clone();
            rest.remove(at);
            found.push(with(line, &place, json!(rest)));
        }
        let place = format!("{place}/{at}");
        for element in ["Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource"] {
            shorter(line, &format!("{place}/{element}"), found);
        }
        let block = line.pointer(&format!("{place}/Condition")).and_then(Value::as_object);
        for (operator, keys) in block.into_iter().flatten() {
            found.push(without(line, &format!("{place}/Condition"), operator));
            for key in keys.as_object().into_iter().flatten().map(|(key, _)| key) {
                found.push(without(line, &format!("{place}/Condition/{operator}"), key));
                shorter(line, &format!("{place}/Condition/{operator}/{}", key.replace('/', "~1")), found);
            }
        }
        if block.is_some_and(|block| block.is_empty()) {
            found.push(without(line, &place, "Condition"));
        }
    }
}

/// Lists become shorter, lists of one become plain.
fn shorter(line: &Value, place: &str, found: &mut Vec<Value>) {
    match line.pointer(place) {
        Some(Value::Array(items)) => found.extend(items.iter().map(|item| with(line, place, item.clone()))),
        Some(Value::Object(kinds)) => {
            for kind in kinds.keys() {
                if kinds.len() > 1 {
                    found.push(without(line, place, kind));
                }
                shorter(line, &format!("{place}/{kind}"), found);
            }
        }
        _ => {}
    }
}

fn with(line: &Value, place: &str, value: Value) -> Value {
    let mut line = line.clone();
    if let Some(old) = line.pointer_mut(place) {
        *old = value;
    }
    line
}

fn without(line: &Value, place: &str, key: &str) -> Value {
    let mut line = line.clone();
    if let Some(block) = line.pointer_mut(place).and_then(Value::as_object_mut) {
        block.shift_remove(key);
    }
    line
}
