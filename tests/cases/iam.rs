//! Policies, requests and questions with the answers AWS gives.

#![allow(clippy::expect_used, clippy::indexing_slicing, unreachable_pub, reason = "a test fails by panicking")]

mod holes;
mod metamorphic;

use crate::support::{entries, folder, golden};
use deputylint::iam::document::{Document, Names};
use deputylint::questions::jsonl;
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

/// One test per line of every file in `testdata/iam`.
pub fn trials() -> Vec<Trial> {
    let mut trials = vec![Trial::test("iam::in_words", in_words)];
    for file in entries(&folder("testdata/iam")) {
        if file.extension().is_none_or(|extension| extension != "jsonl") {
            continue;
        }
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).expect("readable");
        for line in text.lines().filter(|line| !line.is_empty()) {
            let vector: Value = serde_json::from_str(line).expect("JSON");
            if trials.len() % 16 == 0 {
                trials.push(damaged(&name, line, vector["id"].as_str().unwrap_or_default()));
            }
            let id = vector["id"].as_str().expect("an id").to_owned();
            let line = line.to_owned();
            if name == "holes" {
                trials.push(Trial::test(format!("iam::holes::{id}"), move || holes::check(&vector)));
                continue;
            }
            if name == "problems" {
                trials.push(Trial::test(format!("iam::problems::{id}"), move || problems(&vector)));
                continue;
            }
            trials.push(metamorphic::trial(&name, vector.clone()));
            trials.push(Trial::test(format!("iam::{name}::{id}"), move || check(&line, &vector)));
        }
    }
    trials
}

fn check(line: &str, vector: &Value) -> Result<(), Failed> {
    if vector.get("request").is_some() { condition(line, vector) } else { verdict(line, vector) }
}

fn condition(line: &str, vector: &Value) -> Result<(), Failed> {
    let answer: Value = serde_json::from_str(&jsonl::simulate_line(line)).expect("JSON");
    if answer["decision"] == vector["expected"] { Ok(()) } else { wrong(vector, &answer) }
}

fn verdict(line: &str, vector: &Value) -> Result<(), Failed> {
    let answer: Value = serde_json::from_str(&jsonl::exposure_line(line)).expect("JSON");
    let fits = match vector["expected"].as_str().expect("an expectation") {
        "public" => answer["verdict"] == "exposed",
        "non_public" => answer["verdict"] == "guarded" || answer["verdict"] == "not_applicable",
        expected => answer["verdict"] == expected,
    };
    let is_dead = answer.get("dead").is_some_and(|dead| !dead.is_null());
    if !fits || vector.get("dead").is_some_and(|dead| *dead != is_dead) {
        return wrong(vector, &answer);
    }
    let assumed = answer["assumptions"].as_array().map_or(0, Vec::len);
    if vector.get("assumptions").is_some_and(|count| *count != assumed) {
        return wrong(vector, &answer);
    }
    if vector["question"] != "public" && answer["verdict"] == "exposed" { replay(vector, &answer) } else { Ok(()) }
}

/// The witness of an exposure is a request that the policy allows, from somebody who is not trusted.
fn replay(vector: &Value, answer: &Value) -> Result<(), Failed> {
    let witness = &answer["witness"];
    let kind = if vector["resource_kind"] == "role" { "trust" } else { "resource" };
    let anything = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]});
    let replay = json!({
        "id": vector["id"],
        "policies": [{"kind": kind, "document": vector["policy"]}, {"kind": "identity", "document": anything}],
        "request": witness,
    });
    let replayed: Value = serde_json::from_str(&jsonl::simulate_line(&replay.to_string())).expect("JSON");
    if replayed["decision"] != "allowed" {
        return Err(format!("the witness is not allowed: {witness}\n{replayed}").into());
    }
    let account = match vector["question"].as_str() {
        Some("cross_service") => witness["on_behalf_of"].clone(),
        _ => witness["principal"]["account"].clone(),
    };
    let trusted = vector["trusted_accounts"].as_array().is_some_and(|accounts| accounts.contains(&account));
    if account == vector["owner_account"] || trusted {
        return Err(format!("the witness comes from a trusted account: {witness}").into());
    }
    Ok(())
}

/// A line that breaks off anywhere is answered with an error, never with silence.
fn damaged(name: &str, line: &str, id: &str) -> Trial {
    let line = line.to_owned();
    Trial::test(format!("iam::damaged::{name}::{id}"), move || {
        for at in (1..line.len()).filter(|at| at % 5 == 0 && line.is_char_boundary(*at)) {
            let (before, after) = line.split_at(at);
            for broken in [before.to_owned(), after.to_owned(), format!("{before}\u{0}{after}")] {
                for answer in [jsonl::simulate_line(&broken), jsonl::exposure_line(&broken)] {
                    let answer: Value = serde_json::from_str(&answer)?;
                    if answer.get("error").is_none() {
                        return Err(format!("no error for {broken}").into());
                    }
                }
            }
        }
        Ok(())
    })
}

/// The answers as people read them, for some of the vectors.
fn in_words() -> Result<(), Failed> {
    let mut told = String::new();
    for (file, ids) in [
        ("exposure", &["dep-042", "dep-081", "dep-086", "dep-130", "dep-172", "dep-173", "dep-213", "dep-163"][..]),
        ("requests", &["service_source-019", "service_source-003", "trust-009", "ip-023"][..]),
        ("worked", &["condition-01", "variable-04", "principal-07"][..]),
    ] {
        let text = std::fs::read_to_string(folder("testdata/iam").join(format!("{file}.jsonl")))?;
        for line in text.lines().filter(|line| ids.iter().any(|id| line.contains(&format!("\"{id}\"")))) {
            let sentences = if file == "exposure" { jsonl::exposure_in_words(line)? } else { jsonl::simulate_in_words(line)? };
            let vector: Value = serde_json::from_str(line)?;
            told.push_str(&format!("# {}: {}\n{}\n\n", vector["id"], vector["why"], sentences.join("\n")));
        }
    }
    golden(&folder("testdata/iam/in_words.txt"), &told)
}

/// What AWS would refuse about a document.
fn problems(vector: &Value) -> Result<(), Failed> {
    let (value, error) = deputylint::questions::json(vector["policy_text"].as_str().expect("a text"));
    assert_eq!(error, None);
    let (_, problems) = Document::read(&value, &Names::default());
    let why = |message: &str| message.split_once(": ").map_or(message, |(_, why)| why).to_owned();
    let found: Vec<String> = problems.iter().map(|problem| why(&problem.message)).collect();
    if vector["problems"] == json!(found) { Ok(()) } else { Err(format!("found {found:#?}").into()) }
}

fn wrong(vector: &Value, answer: &Value) -> Result<(), Failed> {
    Err(format!("expected {}: {}\ngot {answer:#}", vector["expected"], vector["why"]).into())
}
