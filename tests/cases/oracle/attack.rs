//! An attack on every "guarded": concrete callers, resources and contexts near the values that a policy names. What a caller can have and choose is written
//! from AWS's pages, which are named where it stands; nothing here knows how `src/iam` searches.
//!
//! `cargo test` attacks some hundred random policies, `ORACLE=full cargo test` some thousands, and `ATTACK=50000 cargo test oracle::attack` as many as that.

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
    let asked = std::env::var("ATTACK").ok().and_then(|number| number.parse().ok());
    asked.unwrap_or(if super::is_full() { 5000 } else { 120 })
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
    let found = if matches!(verdict.as_str(), "guarded" | "not_applicable") { through(line) } else { None };
    (verdict, found)
}

fn through(line: &Value) -> Option<String> {
    let (policy, question) = (Policy::parse(&line["policy"]), Question::parse(line));
    match search_in(&policy, &question, &Near::new(&policy, &question)) {
        Answer::Through(request, source) => {
            Some(format!("on behalf of {source:?}: {}", serde_json::to_string(&request).expect("a request can be written")))
        }
        _ => None,
    }
}

fn report(line: &Value, engine: Engine) -> String {
    let small = smallest(line, &|line| attack(line, engine).1.is_some());
    let (verdict, request) = attack(&small, engine);
    format!("{verdict}, but {}\n  {small}", request.unwrap_or_default())
}

/// The attack is worth something: of what the engine proves to be exposed, it also gets through nearly all.
pub(crate) fn finds_what_is_exposed(engine: Engine) -> Result<(), Failed> {
    let (mut exposed, mut missed) = (0, vec![]);
    for (question, kind, share) in ATTACKED {
        let mut random = Random(seed_of(&format!("strength {question} {kind}"), 0));
        for number in 0..3 * share {
            let line = grammar::case(&mut random, Flavour { question, kind }, &format!("strength-{question}-{kind}-{number}"));
            let answer: Value = serde_json::from_str(&engine(&line.to_string())).unwrap_or_default();
            if answer["verdict"] == "exposed" {
                exposed += 1;
                missed.extend(through(&line).is_none().then(|| format!("{line}\n  {}", answer["witness"])));
            }
        }
    }
    eprintln!("the attack finds {} of {exposed} exposed policies", exposed - missed.len());
    if exposed > 100 && missed.len() * 20 <= exposed { Ok(()) } else { Err(missed.join("\n").into()) }
}
