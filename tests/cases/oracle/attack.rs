//! An attack on every "guarded": concrete callers, resources and contexts near the values that a policy names. What a caller can have and choose is written
//! from AWS's pages, which are named where it stands; nothing here knows how `src/iam` searches.
//!
//! `cargo test` attacks a few hundred random policies; with `ORACLE=full` it is 50,000, and `ORACLE=<number>` as many as that.

mod grammar;
mod near;

use super::Engine;
use super::generate::{Flavour, Random, seed_of};
use super::judge::Policy;
use super::minimise::smallest;
use super::search::{Answer, search_in};
use super::universe::Question;
use libtest_mimic::Failed;
use near::Near;
use serde_json::Value;
use std::collections::BTreeMap;

/// What is asked about, and which share of the policies.
pub(crate) const ATTACKED: [(&str, &str, usize); 9] = [
    ("cross_account", "s3", 28),
    ("cross_account", "role", 14),
    ("cross_account", "sqs", 8),
    ("cross_account", "sns", 6),
    ("cross_account", "kms", 8),
    ("cross_service", "s3", 20),
    ("cross_service", "sqs", 4),
    ("cross_service", "sns", 6),
    ("cross_service", "kms", 6),
];

/// How many policies are attacked in all.
pub(crate) fn policies() -> usize {
    match std::env::var("ORACLE").as_deref() {
        Ok("full") => 50_000,
        Ok(number) => number.parse().unwrap_or(600),
        Err(_) => 600,
    }
}

/// Attacks what the engine calls guarded, or not applicable, among some random policies.
pub(crate) fn batch(engine: Engine, flavour: Flavour, seed: u64, policies: usize) -> Result<(), Failed> {
    let mut random = Random(seed_of(&format!("attack {} {}", flavour.question, flavour.kind), seed));
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    let mut broken = vec![];
    for number in 0..policies {
        let id = format!("attack-{}-{}-{seed}-{number}", flavour.question, flavour.kind);
        let line = grammar::case(&mut random, flavour, &id);
        let (verdict, request) = attack(&line, engine);
        *verdicts.entry(verdict).or_default() += 1;
        if request.is_some() {
            broken.push(line);
        }
    }
    eprintln!("attack on {} {} seed {seed}: {verdicts:?}, {} broken", flavour.question, flavour.kind, broken.len());
    if !broken.is_empty() {
        let shown: Vec<String> = broken.iter().take(8).map(|line| report(line, engine)).collect();
        return Err(format!("{} of {policies} are broken\n{}", broken.len(), shown.join("\n")).into());
    }
    if policies >= 50 && verdicts.get("guarded").copied().unwrap_or_default() * 5 < policies {
        return Err("too few are guarded for an attack to mean anything".into());
    }
    Ok(())
}

/// The engine's verdict, and the request that gets through all the same.
fn attack(line: &Value, engine: Engine) -> (String, Option<String>) {
    let answer: Value = serde_json::from_str(&engine(&line.to_string())).unwrap_or_default();
    let verdict = answer["verdict"].as_str().unwrap_or("unreadable").to_string();
    if !matches!(verdict.as_str(), "guarded" | "not_applicable") {
        return (verdict, None);
    }
    let (policy, question) = (Policy::parse(&line["policy"]), Question::parse(line));
    let near = Near::new(&policy, &question);
    match search_in(&policy, &question, &near) {
        Answer::Through(request, source) => {
            let request = serde_json::to_string(&request).expect("a request can be written");
            (verdict, Some(format!("on behalf of {source:?}: {request}")))
        }
        _ => (verdict, None),
    }
}

fn report(line: &Value, engine: Engine) -> String {
    let small = smallest(line, &|line| attack(line, engine).1.is_some());
    let (verdict, request) = attack(&small, engine);
    format!("{verdict}, but {}\n  {small}", request.unwrap_or_default())
}

/// An engine that calls everything guarded is found out.
pub(crate) fn catches_false_answers() -> Result<(), Failed> {
    let liar: Engine = |_| r#"{"verdict":"guarded"}"#.into();
    let found = ATTACKED.iter().filter(|(question, kind, _)| batch(liar, Flavour { question, kind }, 0, 30).is_err()).count();
    if found == ATTACKED.len() { Ok(()) } else { Err(format!("the attack gets through for {found} of {} kinds only", ATTACKED.len()).into()) }
}
