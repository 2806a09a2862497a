//! Changes to a policy that must not change its verdict, and changes that may move it in one direction only.

use deputylint::questions::jsonl;
use libtest_mimic::{Failed, Trial};
use serde_json::{Map, Value, json};

/// One test per vector: all changes applied to it.
pub(super) fn trial(file: &str, vector: Value) -> Trial {
    let id = vector["id"].as_str().expect("an id").to_owned();
    Trial::test(format!("iam::metamorphic::{file}::{id}"), move || {
        if vector.get("request").is_some() { request(&vector) } else { exposure(&vector) }
    })
}

type Change = (&'static str, fn(&Value) -> Value);

/// Changes that mean nothing to AWS.
const NEUTRAL: &[Change] = &[
    ("statements in reverse", reversed),
    ("single values as lists", as_lists),
    ("lists of one as single values", as_scalars),
    ("one statement per action", per_action),
    ("keys and actions in capitals", in_capitals),
    ("an unrelated statement", with_unrelated),
    ("values in reverse", values_reversed),
];

fn verdict(vector: &Value, policy: Value) -> String {
    let mut changed = vector.clone();
    changed["policy"] = policy;
    let answer: Value = serde_json::from_str(&jsonl::exposure_line(&changed.to_string())).expect("JSON");
    answer["verdict"].as_str().unwrap_or("error").to_owned()
}

fn exposure(vector: &Value) -> Result<(), Failed> {
    let policy = &vector["policy"];
    let before = verdict(vector, policy.clone());
    for (name, change) in NEUTRAL {
        let after = verdict(vector, change(policy));
        if after != before {
            return Err(format!("{name}: {before} became {after}\n{:#}", change(policy)).into());
        }
    }
    for deny in [
        json!({"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}),
        json!({"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}),
        json!({"Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"}),
    ] {
        let after = verdict(vector, with(policy, deny.clone()));
        if before != "exposed" && after == "exposed" {
            return Err(format!("another Deny made {before} exposed: {deny}").into());
        }
    }
    for allow in [
        json!({"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"}),
        json!({"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "*", "Resource": "*",
               "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}),
    ] {
        let after = verdict(vector, with(policy, allow.clone()));
        if before == "exposed" && after != "exposed" {
            return Err(format!("another Allow made exposed {after}: {allow}").into());
        }
    }
    Ok(())
}

fn request(vector: &Value) -> Result<(), Failed> {
    let decide = |vector: &Value| -> Value {
        let answer: Value = serde_json::from_str(&jsonl::simulate_line(&vector.to_string())).expect("JSON");
        answer["decision"].clone()
    };
    let before = decide(vector);
    for (name, change) in NEUTRAL.iter().filter(|(name, _)| *name != "an unrelated statement") {
        let mut changed = vector.clone();
        for policy in changed["policies"].as_array_mut().expect("policies") {
            policy["document"] = change(&policy["document"]);
        }
        let after = decide(&changed);
        if after != before {
            return Err(format!("{name}: {before} became {after}\n{changed:#}").into());
        }
    }
    let mut reversed = vector.clone();
    reversed["policies"].as_array_mut().expect("policies").reverse();
    if decide(&reversed) == before { Ok(()) } else { Err("the order of policies matters".into()) }
}

fn statements(policy: &Value) -> Vec<Value> {
    match &policy["Statement"] {
        Value::Array(statements) => statements.clone(),
        one => vec![one.clone()],
    }
}

fn rebuilt(policy: &Value, statements: Vec<Value>) -> Value {
    let mut policy = policy.clone();
    policy["Statement"] = Value::Array(statements);
    policy
}

fn with(policy: &Value, statement: Value) -> Value {
    let mut all = statements(policy);
    all.push(statement);
    rebuilt(policy, all)
}

fn reversed(policy: &Value) -> Value {
    rebuilt(policy, statements(policy).into_iter().rev().collect())
}

/// Applies a change to every place that takes a text or a list of texts.
fn each_list(policy: &Value, change: fn(&Value) -> Value) -> Value {
    let changed = statements(policy).into_iter().map(|mut statement| {
        for name in ["Action", "NotAction", "Resource", "NotResource"] {
            if let Some(value) = statement.get_mut(name) {
                *value = change(value);
            }
        }
        for name in ["Principal", "NotPrincipal"] {
            for value in statement.get_mut(name).and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
                *value = change(value);
            }
        }
        for keys in statement.get_mut("Condition").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
            for value in keys.as_object_mut().into_iter().flat_map(Map::values_mut) {
                *value = change(value);
            }
        }
        statement
    });
    rebuilt(policy, changed.collect())
}

fn as_lists(policy: &Value) -> Value {
    each_list(policy, |value| if value.is_array() { value.clone() } else { json!([value]) })
}

fn as_scalars(policy: &Value) -> Value {
    each_list(policy, |value| match value.as_array().map(Vec::as_slice) {
        Some([only]) => only.clone(),
        _ => value.clone(),
    })
}

fn values_reversed(policy: &Value) -> Value {
    each_list(policy, |value| value.as_array().map_or_else(|| value.clone(), |values| values.iter().rev().cloned().collect()))
}

fn per_action(policy: &Value) -> Value {
    let split = statements(policy).into_iter().flat_map(|statement| match statement.get("Action").and_then(Value::as_array).cloned() {
        Some(actions) => actions
            .into_iter()
            .map(|action| {
                let mut one = statement.clone();
                one["Action"] = action;
                one
            })
            .collect(),
        None => vec![statement],
    });
    rebuilt(policy, split.collect())
}

fn in_capitals(policy: &Value) -> Value {
    let capitals = |value: &Value| value.as_str().map_or_else(|| value.clone(), |text| json!(text.to_uppercase()));
    let changed = statements(policy).into_iter().map(|mut statement| {
        for name in ["Action", "NotAction"] {
            if let Some(value) = statement.get_mut(name) {
                *value = value.as_array().map_or_else(|| capitals(value), |values| values.iter().map(capitals).collect());
            }
        }
        for keys in statement.get_mut("Condition").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
            if let Some(members) = keys.as_object() {
                *keys = Value::Object(members.iter().map(|(key, value)| (key.to_uppercase(), value.clone())).collect());
            }
        }
        statement
    });
    rebuilt(policy, changed.collect())
}

fn with_unrelated(policy: &Value) -> Value {
    with(
        policy,
        json!({"Sid": "Unrelated", "Effect": "Deny", "Principal": "*", "Action": "iam:CreateUser", "Resource": "arn:aws:iam::111122223333:user/x"}),
    )
}
