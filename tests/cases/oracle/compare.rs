//! Asks the engine the same questions, and makes a disagreement small enough to read.

use super::generate::{Flavour, Random, case, seed_of};
use super::judge::Policy;
use super::search::{Answer, search};
use super::universe::Question;
use super::witness::check;
use super::{Engine, minimise::smallest};
use libtest_mimic::Failed;
use serde_json::Value;
use std::collections::BTreeMap;

/// How many policies or requests a trial tries: a thousand with `ORACLE=full`, else a few.
pub(crate) fn policies() -> usize {
    if super::is_full() { 1000 } else { 60 }
}

/// How often each verdict, and what else is worth knowing.
type Counts = BTreeMap<String, usize>;

/// Some random policies.
pub(crate) fn batch(engine: Engine, flavour: Flavour, seed: u64) -> Result<(), Failed> {
    let policies = policies();
    let (counts, wrong) = tally(engine, flavour, seed, policies);
    eprintln!("{} {} seed {seed}: {counts:?}", flavour.question, flavour.kind);
    if !wrong.is_empty() {
        let shown: Vec<String> = wrong.iter().take(5).map(|(kind, line)| report(line, kind, engine)).collect();
        return Err(format!("{} of {policies} disagree\n{}", wrong.len(), shown.join("\n")).into());
    }
    let percent = |name: &str| counts.get(name).copied().unwrap_or_default() * 100 / policies;
    let least = if super::is_full() { 30 } else { 15 };
    let enough = [("exposed", least), ("guarded", least), ("Deny or set operator", least)];
    if let Some((name, least)) = enough.into_iter().find(|(name, least)| percent(name) < *least) {
        return Err(format!("only {} % `{name}`, less than {least} %", percent(name)).into());
    }
    if counts.get("unknown").is_some_and(|unknown| unknown * 100 > policies.max(200) * 2) {
        return Err("more than 2 % unknown".into());
    }
    Ok(())
}

/// The disagreements over some random policies: what is wrong, and the line.
pub(crate) fn tally(engine: Engine, flavour: Flavour, seed: u64, policies: usize) -> (Counts, Vec<(&'static str, Value)>) {
    let mut random = Random(seed_of(&format!("{} {}", flavour.question, flavour.kind), seed));
    let (mut counts, mut wrong) = (Counts::new(), vec![]);
    for number in 0..policies {
        let line = case(&mut random, flavour, &format!("{}-{}-{seed}-{number}", flavour.question, flavour.kind));
        let outcome = compare(&line, engine);
        *counts.entry(outcome.verdict).or_default() += 1;
        let text = line["policy"].to_string();
        *counts.entry("Deny or set operator".into()).or_default() += usize::from(text.contains("\"Deny\"") || text.contains("\"For"));
        *counts.entry("beyond the universe".into()).or_default() += usize::from(outcome.beyond);
        wrong.extend(outcome.problem.map(|(kind, _)| (kind, line)));
    }
    (counts, wrong)
}

/// What the engine says wrongly of a random policy, told with the smallest that shows it.
#[allow(dead_code, reason = "the fuzz targets use it")]
pub(crate) fn disagreement(random: &mut Random, flavour: Flavour, engine: Engine) -> Option<String> {
    let line = case(random, flavour, "one");
    compare(&line, engine).problem.map(|(kind, _)| report(&line, kind, engine))
}

fn report(line: &Value, kind: &str, engine: Engine) -> String {
    let small = smallest(line, &|line| compare(line, engine).problem.is_some_and(|(other, _)| other == kind));
    let why = compare(&small, engine).problem.map(|(_, why)| why).unwrap_or_default();
    format!("{kind}: {why}\n  {small}\n  {}", engine(&small.to_string()))
}

struct Outcome {
    /// The engine's.
    verdict: String,
    /// The engine proved an exposure with a request that this universe does not have.
    beyond: bool,
    problem: Option<(&'static str, String)>,
}

fn compare(line: &Value, engine: Engine) -> Outcome {
    let (policy, question) = (Policy::parse(&line["policy"]), Question::parse(line));
    let expected = search(&policy, &question);
    let answer: Value = serde_json::from_str(&engine(&line.to_string())).unwrap_or_default();
    let verdict = answer["verdict"].as_str().unwrap_or("unreadable").to_string();
    let mut outcome = Outcome { verdict, beyond: false, problem: None };
    outcome.problem = match (outcome.verdict.as_str(), &expected) {
        ("exposed", _) => {
            outcome.beyond = matches!(expected, Answer::Nobody { .. });
            check(&answer["witness"], &policy, &question).err().map(|why| ("false witness", why))
        }
        ("guarded" | "not_applicable", Answer::Through(request, source)) => {
            let request = serde_json::to_string(request).expect("a request can be written");
            Some(("missed witness", format!("on behalf of {source:?}: {request}")))
        }
        ("guarded", Answer::Nobody { applicable: false }) => Some(("guarded", "no Allow can match such an outsider".into())),
        ("not_applicable", Answer::Nobody { applicable: true }) => Some(("not applicable", "an Allow can match such an outsider".into())),
        ("guarded" | "not_applicable", _) | ("unknown", Answer::Perhaps) => None,
        ("unknown", _) if has_open_point(&line["policy"].to_string()) => None,
        ("unknown", _) => Some(("unknown", format!("the documentation leaves nothing open: {}", answer["because"]))),
        _ => Some(("unreadable", answer.to_string())),
    };
    outcome
}

/// Whether the policy has one of the forms whose meaning AWS does not document.
fn has_open_point(policy: &str) -> bool {
    let policy = policy.to_ascii_lowercase();
    let operators: Vec<&str> = policy.split('"').collect();
    operators.iter().any(|text| text.starts_with("foranyvalue:") && text.ends_with("ifexists"))
        || policy.contains("\"bool") && policy.contains("${")
        || policy.contains("notresource") && policy.contains("${")
        || operators.iter().any(|text| text.starts_with("arn:") && text.matches(':').count() < 5)
        || operators.iter().any(|text| text.starts_with('*') && text.len() > 1 && policy.contains("\"arn"))
}
