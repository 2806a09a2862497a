//! The engine as JSON Lines: one question a line, one answer a line. Malformed lines are answered with an error.

use super::ask::{self, OutsiderQuestion, Simulation, document};
use super::story;
use crate::facts::PolicyKind;
use crate::iam::context::{Caller, Request};
use crate::iam::document::{Document, Names};
use crate::iam::exposure::{Assume, Exposure, Outsider, Witness};
use crate::iam::reason::Reason;
use crate::value::{Kind, Value};
use serde_json::{Value as Json, json};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// Answers a line of `simulate --jsonl`.
pub fn simulate_line(line: &str) -> String {
    answer(line, simulate)
}

/// Answers a line of `exposure --jsonl`.
pub fn exposure_line(line: &str) -> String {
    answer(line, expose)
}

fn answer(line: &str, solve: fn(&Value) -> Result<Json, String>) -> String {
    let (value, error) = read(line);
    let id = value.get("id").map_or(Json::Null, Value::to_json);
    let result = match error {
        Some(error) => Err(error),
        None if value.as_map().is_none() => Err("a line is a JSON object".to_owned()),
        None => solve(&value),
    };
    match result {
        Ok(Json::Object(members)) => {
            let mut answer = serde_json::Map::new();
            answer.insert("id".to_owned(), id);
            answer.extend(members);
            Json::Object(answer).to_string()
        }
        Ok(other) => other.to_string(),
        Err(error) => json!({ "id": id, "error": error }).to_string(),
    }
}

fn read(line: &str) -> (Value, Option<String>) {
    let (value, fault) = ask::json(line);
    (value, fault.map(|fault| format!("not JSON at byte {}: {}", fault.at.start, fault.message)))
}

fn member<'a>(value: &'a Value, name: &str) -> Result<&'a Value, String> {
    value.get(name).filter(|value| value.kind != Kind::Null).ok_or_else(|| format!("`{name}` is missing"))
}

fn text(value: &Value, name: &str) -> Result<String, String> {
    let found = member(value, name)?;
    let text = found.to_text().and_then(|text| text.known().map(str::to_owned));
    text.ok_or_else(|| format!("`{name}` is not a text"))
}

fn texts(value: &Value, name: &str) -> Result<Vec<SmolStr>, String> {
    let Some(found) = value.get(name).filter(|value| value.kind != Kind::Null) else { return Ok(vec![]) };
    let items = found.as_list().unwrap_or(std::slice::from_ref(found));
    let texts = items.iter().map(|item| item.to_text().and_then(|text| text.known().map(SmolStr::new)));
    texts.collect::<Option<_>>().ok_or_else(|| format!("`{name}` is not a list of texts"))
}

/// Answers a line of `simulate` in sentences.
///
/// # Errors
/// Says what is wrong with the line.
pub fn simulate_in_words(line: &str) -> Result<Vec<String>, String> {
    let simulation = simulation(&whole(line)?)?;
    Ok(story::decision(&simulation.request, &simulation.answer()))
}

/// Answers a line of `exposure` in sentences.
///
/// # Errors
/// Says what is wrong with the line.
pub fn exposure_in_words(line: &str) -> Result<Vec<String>, String> {
    let (question, document) = asked(&whole(line)?)?;
    Ok(story::exposure(&question.answer(&document)))
}

fn whole(line: &str) -> Result<Value, String> {
    let (value, error) = read(line);
    error.map_or(Ok(value), Err)
}

fn simulate(line: &Value) -> Result<Json, String> {
    let evaluation = simulation(line)?.answer();
    Ok(json!({ "decision": evaluation.decision.name(), "because": reasons(&evaluation.because) }))
}

fn simulation(line: &Value) -> Result<Simulation, String> {
    let names = Names::default();
    let listed = member(line, "policies")?.as_list().ok_or("`policies` is not a list")?;
    let mut policies = vec![];
    for policy in listed {
        let name = text(policy, "kind")?;
        let kind = PolicyKind::read(&name).ok_or_else(|| format!("`{name}` is not a kind of policy"))?;
        let level = policy.get("level").and_then(Value::to_text).map(|text| SmolStr::new(text.to_string())).unwrap_or_default();
        policies.push((kind, level, document(member(policy, "document")?, &names)?));
    }
    Ok(Simulation { policies, request: request(member(line, "request")?)? })
}

/// Reads a request in the form of `simulate`.
///
/// # Errors
/// Says what is missing or has the wrong form.
pub fn request(value: &Value) -> Result<Request, String> {
    let written = member(value, "principal")?;
    let principal: Caller = serde_json::from_value(written.to_json()).map_err(|_| {
        const FORM: &str = r#"`principal` is an object such as {"type":"service","service":"cloudtrail.amazonaws.com"}"#;
        const KINDS: &str = "user, role_session, federated_user, root, service, web_identity, saml or anonymous";
        let kind = written.get("type").and_then(Value::as_str).map_or_else(String::new, |kind| format!(", here `{kind}`"));
        format!("{FORM}: its `type` is {KINDS}{kind}, and its other members are texts")
    })?;
    let mut context = BTreeMap::new();
    if let Some(found) = value.get("context").filter(|found| found.kind != Kind::Null) {
        let entries = &found.as_map().ok_or("`context` is not an object")?.entries;
        for entry in entries {
            let values = texts(found, &entry.key)?;
            context.insert(entry.key.to_string(), values.iter().map(ToString::to_string).collect());
        }
    }
    let account = value.get("resource_account").and_then(Value::to_text).map(|text| SmolStr::new(text.to_string()));
    Ok(Request {
        principal,
        action: text(value, "action")?,
        resource: text(value, "resource")?,
        context,
        resource_account: account.unwrap_or_default(),
    })
}

fn expose(line: &Value) -> Result<Json, String> {
    let (question, document) = asked(line)?;
    Ok(exposure_json(&question.answer(&document)))
}

fn asked(line: &Value) -> Result<(OutsiderQuestion, Document), String> {
    let owner = line.get("owner_account").and_then(Value::to_text).map(|text| SmolStr::new(text.to_string()));
    let outsider = match text(line, "question")?.as_str() {
        "cross_service" => Outsider::Service,
        "cross_account" => Outsider::Account,
        "public" => Outsider::Public,
        other => return Err(format!("`{other}` is not a question; cross_service, cross_account and public are")),
    };
    let assumed = |name: &str| line.get("assume").and_then(|assume| assume.get(name)).is_some_and(is_set);
    let question = OutsiderQuestion {
        outsider,
        owner: owner.filter(|owner| !owner.is_empty()),
        trusted_accounts: texts(line, "trusted_accounts")?,
        trusted_orgs: texts(line, "trusted_orgs")?,
        resource_kind: text(line, "resource_kind").unwrap_or_default(),
        assume: Assume {
            source_keys: assumed("source_keys"),
            delivery_path: assumed("delivery_path"),
            encryption_context: assumed("encryption_context"),
        },
    };
    let document = document(member(line, "policy")?, &question.names())?;
    Ok((question, document))
}

/// `true`, `"true"`, `"always"`, or any other text that does not say no.
fn is_set(value: &Value) -> bool {
    match &value.kind {
        Kind::Bool(answer) => *answer,
        Kind::Text(text) => !matches!(text.known(), Some("false" | "never" | "no" | "optional" | "")),
        _ => false,
    }
}

fn exposure_json(exposure: &Exposure) -> Json {
    match exposure {
        Exposure::Exposed(witness) => json!({
            "verdict": "exposed",
            "witness": witness_json(witness),
            "because": reasons(&witness.because),
            "assumptions": witness.assumptions,
        }),
        Exposure::Guarded(guarded) => json!({
            "verdict": "guarded",
            "witness": null,
            "because": reasons(&guarded.by),
            "assumptions": guarded.assumptions,
            "dead": guarded.dead.as_ref().map(|reason| reason.text.clone()),
        }),
        Exposure::NotApplicable(why) => json!({ "verdict": "not_applicable", "witness": null, "because": [why] }),
        Exposure::Unknown(why) => json!({ "verdict": "unknown", "witness": null, "because": reasons(why) }),
    }
}

/// The witness in the form of a request, with the account the service acts for.
pub fn witness_json(witness: &Witness) -> Json {
    let mut request = serde_json::to_value(&witness.request).unwrap_or(Json::Null);
    if let Json::Object(members) = &mut request {
        members.insert("on_behalf_of".to_owned(), json!(witness.on_behalf_of));
    }
    request
}

fn reasons(reasons: &[Reason]) -> Vec<&str> {
    reasons.iter().map(|reason| reason.text.as_str()).collect()
}
