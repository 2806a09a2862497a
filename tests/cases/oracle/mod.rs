//! A brute-force evaluator, written apart from the engine, agrees with it on random policies; and an attack finds nobody whom it overlooks. `ORACLE=full` tries
//! ten thousand policies and five thousand requests, which takes a minute; without it a sample is tried.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, reason = "tests fail by panicking")]

mod attack;
mod clause;
pub(crate) mod compare;
mod condition;
pub(crate) mod generate;
mod judge;
mod minimise;
pub(crate) mod requests;
mod search;
mod universe;
mod witness;

use deputylint::questions::jsonl;
use generate::Flavour;
use libtest_mimic::Trial;

/// An entry of the engine: a line in, a line out.
type Engine = fn(&str) -> String;

/// `exposure` and `simulate`.
const ENGINE: Option<(Engine, Engine)> = Some((jsonl::exposure_line, jsonl::simulate_line));

/// Whether everything is tried, or a sample.
pub(crate) fn is_full() -> bool {
    std::env::var("ORACLE").is_ok_and(|size| size == "full")
}

/// Which questions are asked, about what, and in how many batches of a thousand policies.
const QUESTIONS: [(&str, &str, u64); 7] = [
    ("cross_service", "s3", 3),
    ("cross_service", "sns", 1),
    ("cross_service", "sqs", 1),
    ("cross_service", "kms", 1),
    ("cross_account", "s3", 2),
    ("cross_account", "sqs", 1),
    ("cross_account", "role", 1),
];

pub(crate) fn trials() -> Vec<Trial> {
    let Some((exposure, simulate)) = ENGINE else { return vec![] };
    let mut trials: Vec<Trial> = (0..5)
        .map(|seed| Trial::test(format!("oracle::simulate::seed_{seed}"), move || requests::batch(simulate, seed)))
        .chain([Trial::test("oracle::catches_false_answers", catches_false_answers)])
        .collect();
    for (question, kind, batches) in QUESTIONS {
        for seed in 0..batches {
            let name = format!("oracle::{question}::{kind}::seed_{seed}");
            trials.push(Trial::test(name, move || compare::batch(exposure, Flavour { question, kind }, seed)));
        }
    }
    trials.push(Trial::test("oracle::attack::finds_what_is_exposed", move || attack::finds_what_is_exposed(exposure)));
    for (question, kind, share) in attack::ATTACKED {
        let policies = (attack::policies() * share).div_ceil(100);
        for (seed, count) in batches(policies).enumerate() {
            let name = format!("oracle::attack::{question}::{kind}::seed_{seed}");
            trials.push(Trial::test(name, move || attack::batch(exposure, Flavour { question, kind }, seed as u64, count)));
        }
    }
    trials
}

/// Batches of at most a thousand.
fn batches(policies: usize) -> impl Iterator<Item = usize> {
    (0..policies).step_by(1000).map(move |from| (policies - from).min(1000))
}

/// An engine that always gives the same answer is found out.
fn catches_false_answers() -> Result<(), libtest_mimic::Failed> {
    let liars: [Engine; 4] = [
        |_| r#"{"verdict":"guarded"}"#.into(),
        |_| r#"{"verdict":"not_applicable"}"#.into(),
        |_| r#"{"verdict":"unknown"}"#.into(),
        |_| {
            r#"{"verdict":"exposed","witness":{"principal":{"type":"anonymous"},"action":"s3:GetObject","resource":"arn:aws:s3:::b/x"}}"#
                .into()
        },
    ];
    let flavour = Flavour { question: "cross_service", kind: "s3" };
    let believed = liars.iter().position(|liar| compare::tally(*liar, flavour, 0, 100).1.is_empty());
    believed.map_or(Ok(()), |liar| Err(format!("liar {liar} is believed").into()))
}
