//! The engine as JSON Lines: one question a line, one answer a line. Malformed lines are answered with an error.

use super::context::{Caller, Request};
use super::document::{Document, Names};
use super::evaluate::{self, Evaluation, Policy, PolicyKind};
use super::exposure::{self, Assume, Exposure, Outsider, Question, Witness};
use super::reason::Reason;
use super::story;
use crate::json;
use crate::mapped_text::Text;
use crate::source::{FileId, Span};
use crate::value::{Kind, Value};
use serde_json::{Value as Json, json};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// How many states a search may look at if nobody says otherwise.
pub const BUDGET: usize = 1 << 16;

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

/// Reads JSON with numbers and duplicate keys as written.
pub fn read(text: &str) -> (Value, Option<String>) {
    let span = Span::new(FileId(0), 0, text.len());
    let (value, error) = json::parse(&Text::exact(text, span), span);
    (value, error.map(|error| format!("not JSON at byte {}: {}", error.span.start, error.message)))
}

/// Reads a policy that is an object, or a text that holds one.
fn document(value: &Value, names: &Names) -> Result<Document, String> {
    let inner = match &value.kind {
        Kind::Text(text) => {
            let (inner, error) = json::parse(text, value.span);
            if let Some(error) = error {
                return Err(format!("the policy is not JSON: {}", error.message));
            }
            inner
        }
        Kind::Map(_) => value.clone(),
        _ => return Err("the policy is not an object".to_owned()),
    };
    Ok(Document::read(&inner, names).0)
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
    let (request, evaluation) = decided(&whole(line)?)?;
    Ok(story::decision(&request, &evaluation))
}

/// Answers a line of `exposure` in sentences.
///
/// # Errors
/// Says what is wrong with the line.
pub fn exposure_in_words(line: &str) -> Result<Vec<String>, String> {
    Ok(story::exposure(&asked(&whole(line)?)?))
}

fn whole(line: &str) -> Result<Value, String> {
    let (value, error) = read(line);
    error.map_or(Ok(value), Err)
}

fn simulate(line: &Value) -> Result<Json, String> {
    let (_, evaluation) = decided(line)?;
    Ok(json!({ "decision": evaluation.decision.name(), "because": reasons(&evaluation.because) }))
}

fn decided(line: &Value) -> Result<(Request, Evaluation), String> {
    let names = Names::default();
    let listed = member(line, "policies")?.as_list().ok_or("`policies` is not a list")?;
    let mut documents = vec![];
    for policy in listed {
        let name = text(policy, "kind")?;
        let kind = PolicyKind::read(&name).ok_or_else(|| format!("`{name}` is not a kind of policy"))?;
        let level = policy.get("level").and_then(Value::to_text).map(|text| SmolStr::new(text.to_string())).unwrap_or_default();
        documents.push((kind, level, document(member(policy, "document")?, &names)?));
    }
    let request = request(member(line, "request")?)?;
    let policies: Vec<Policy<'_>> =
        documents.iter().map(|(kind, level, document)| Policy { kind: *kind, level: level.clone(), document }).collect();
    let evaluation = evaluate::evaluate(&request, &policies);
    Ok((request, evaluation))
}

/// Reads a request in the form of `simulate`.
///
/// # Errors
/// Says what is missing or has the wrong form.
pub fn request(value: &Value) -> Result<Request, String> {
    let principal = member(value, "principal")?.to_json();
    let principal: Caller = serde_json::from_value(principal).map_err(|error| format!("`principal`: {error}"))?;
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
    Ok(exposure_json(&asked(line)?))
}

fn asked(line: &Value) -> Result<Exposure, String> {
    let owner = line.get("owner_account").and_then(Value::to_text).map(|text| SmolStr::new(text.to_string()));
    let owners: Vec<SmolStr> = owner.into_iter().filter(|owner| !owner.is_empty()).collect();
    let trusted_accounts = texts(line, "trusted_accounts")?;
    let trusted_orgs = texts(line, "trusted_orgs")?;
    let kind = text(line, "resource_kind").unwrap_or_default();
    let outsider = match text(line, "question")?.as_str() {
        "cross_service" => Outsider::Service,
        "cross_account" => Outsider::Account,
        "public" => Outsider::Public,
        other => return Err(format!("`{other}` is not a question; cross_service, cross_account and public are")),
    };
    let mut names = Names::default();
    if let Some(owner) = owners.first() {
        names.own_account = owner.clone();
    }
    if let Some(org) = trusted_orgs.first() {
        names.own_org = org.clone();
    }
    let document = document(member(line, "policy")?, &names)?;
    let assumed = |name: &str| line.get("assume").and_then(|assume| assume.get(name)).is_some_and(is_set);
    let question = Question {
        outsider,
        owners: &owners,
        trusted_accounts: &trusted_accounts,
        trusted_orgs: &trusted_orgs,
        resource_kind: &kind,
        assume: Assume {
            source_keys: assumed("source_keys"),
            delivery_path: assumed("delivery_path"),
            encryption_context: assumed("encryption_context"),
        },
        statement: None,
        budget: BUDGET,
    };
    Ok(exposure::exposure(&question, &document))
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
