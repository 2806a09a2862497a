//! What the engine says of policies: it stands up to its own evaluation, and to an oracle that was written apart.

use super::oracle::generate::{Flavour, Random};
use super::oracle::{compare, requests};
use super::{Choices, policies};
use deputylint::questions::jsonl;
use serde_json::{Value, json};

/// What is asked, about which kind of resource.
const FLAVOURS: [Flavour; 8] = [
    Flavour { question: "cross_service", kind: "s3" },
    Flavour { question: "cross_service", kind: "sns" },
    Flavour { question: "cross_service", kind: "sqs" },
    Flavour { question: "cross_service", kind: "kms" },
    Flavour { question: "cross_account", kind: "s3" },
    Flavour { question: "cross_account", kind: "sqs" },
    Flavour { question: "cross_account", kind: "role" },
    Flavour { question: "public", kind: "s3" },
];

/// The answer to a line, which is JSON whatever was asked.
fn answer(solve: fn(&str) -> String, line: &str) -> Value {
    let answer = solve(line);
    assert!(!answer.contains('\n'), "an answer of several lines");
    serde_json::from_str(&answer).expect("an answer is JSON")
}

/// An exposure is confirmed by the evaluation of its own request, unless it says that S3 calls public what lets nobody through.
fn confirmed(policy: &Value, kind: &str, answer: &Value) {
    if answer["verdict"] != "exposed" || answer["assumptions"].to_string().contains("S3 judges each Allow by itself") {
        return;
    }
    let mut request = answer["witness"].clone();
    if let Some(members) = request.as_object_mut() {
        members.remove("on_behalf_of");
    }
    let simulated = jsonl::simulate_line(&json!({ "policies": [{ "kind": kind, "document": policy }], "request": request }).to_string());
    let simulated: Value = serde_json::from_str(&simulated).expect("an answer is JSON");
    assert_ne!(simulated["decision"], "explicit_deny", "{request} is not allowed: {policy}");
}

pub(super) fn policy(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let document = serde_json::from_str::<Value>(&text)
        .unwrap_or_else(|_| policies::document(&mut Choices(data), &|_: &mut Choices<'_>, word: &str| json!(word)));
    let flavour = FLAVOURS[data.len() % FLAVOURS.len()];
    let about = json!({ "owner_account": "111122223333", "trusted_accounts": ["444455556666"], "trusted_orgs": ["o-abcdef1234"] });
    let mut line = json!({ "policy": document, "question": flavour.question, "resource_kind": flavour.kind });
    line.as_object_mut().expect("an object").extend(about.as_object().cloned().unwrap_or_default());
    let answer = answer(jsonl::exposure_line, &line.to_string());
    confirmed(&document, if flavour.kind == "role" { "trust" } else { "resource" }, &answer);
}

pub(super) fn questions(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let line = text.lines().next().unwrap_or_default();
    answer(jsonl::exposure_line, line);
    answer(jsonl::simulate_line, line);
    drop(jsonl::exposure_in_words(line));
    drop(jsonl::simulate_in_words(line));
}

/// The first eight bytes, from which random numbers follow.
fn seed(data: &[u8]) -> u64 {
    data.iter().take(8).fold(data.len() as u64, |seed, byte| seed.rotate_left(8) ^ u64::from(*byte))
}

pub(super) fn exposure_oracle(data: &[u8]) {
    // The oracle knows no Block Public Access, which `public` asks about.
    let flavour = FLAVOURS[usize::from(data.last().copied().unwrap_or_default()) % (FLAVOURS.len() - 1)];
    let problem = compare::disagreement(&mut Random(seed(data)), flavour, jsonl::exposure_line);
    assert!(problem.is_none(), "{}", problem.unwrap_or_default());
}

pub(super) fn simulate_oracle(data: &[u8]) {
    let problem = requests::disagreement(&mut Random(seed(data)), jsonl::simulate_line);
    assert!(problem.is_none(), "{}", problem.unwrap_or_default());
}
