//! Exposure answers per second over the vectors, beside the time to parse the same policies; and what the worst inputs cost.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark may panic")]

use deputylint::questions::jsonl;
use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    let mut vectors: Vec<String> = vec![];
    for file in ["exposure", "public", "tricky"] {
        let path = format!("{}/testdata/iam/{file}.jsonl", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("the vectors");
        vectors.extend(text.lines().filter(|line| !line.is_empty()).map(str::to_owned));
    }
    let answers = times(&vectors, 20, |line| drop(black_box(jsonl::exposure_line(line))));
    let parses = times(&vectors, 20, |line| drop(black_box(deputylint::questions::json(line))));
    report("exposure answers", &answers);
    report("parsing the same", &parses);
    println!();
    for (name, line) in worst() {
        let start = Instant::now();
        let answer = jsonl::exposure_line(&line);
        let said = answer.get(..160).unwrap_or(&answer);
        println!("{name}: {:.1} ms: {said}", start.elapsed().as_secs_f64() * 1e3);
    }
}

/// The time of each line, the best of some rounds.
fn times(lines: &[String], rounds: usize, work: fn(&str)) -> Vec<Duration> {
    let mut best = vec![Duration::MAX; lines.len()];
    for _ in 0..rounds {
        for (line, best) in lines.iter().zip(&mut best) {
            let start = Instant::now();
            work(line);
            *best = start.elapsed().min(*best);
        }
    }
    best.sort();
    best
}

fn report(name: &str, times: &[Duration]) {
    let total: Duration = times.iter().sum();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e6;
    println!(
        "{name}: {} policies, {:.0} a second, median {:.1} µs, 99th percentile {:.1} µs, most {:.1} µs",
        times.len(),
        times.len() as f64 / total.as_secs_f64(),
        at(50),
        at(99),
        at(100)
    );
}

/// Policies made to be slow: the budget must end them, and the answer must say so.
fn worst() -> Vec<(&'static str, String)> {
    let line = |allow: &str, deny: &str| {
        format!(
            r#"{{"id":"worst","owner_account":"111122223333","trusted_accounts":[],"trusted_orgs":[],"resource_kind":"s3","question":"cross_service","policy":{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"{allow}}}{deny}]}}}}"#
        )
    };
    let condition = |operator: &str, key: &str, values: &[String]| {
        format!(
            r#","Condition":{{"{operator}":{{"{key}":[{}]}}}}"#,
            values.iter().map(|value| format!("\"{value}\"")).collect::<Vec<_>>().join(",")
        )
    };
    let globs = |count: usize| -> Vec<String> { (0..count).map(|n| format!("*{n}*a{n}*b?{n}*c*")).collect() };
    let deny = |condition: &str| format!(r#",{{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"{condition}}}"#);
    vec![
        (
            "60 crossing globs on aws:SourceArn",
            line(&condition("StringLike", "aws:SourceArn", &globs(60)), &deny(&condition("StringLike", "aws:SourceArn", &globs(30)))),
        ),
        (
            "200 Denies on different keys",
            line("", &(0..200).map(|n| deny(&condition("StringNotEquals", &format!("s3:key{n}"), &[format!("v{n}")]))).collect::<String>()),
        ),
        ("one pattern of 3000 stars", line(&condition("StringLike", "aws:SourceArn", &["*a".repeat(3000)]), "")),
        (
            "2000 accounts",
            line(&condition("StringNotEquals", "aws:SourceAccount", &(0..2000).map(|n| format!("{n:012}")).collect::<Vec<_>>()), ""),
        ),
        (
            "crossing globs on every source key",
            line(
                &format!(
                    r#","Condition":{{"StringLike":{{"aws:SourceArn":"*1*2*3*","aws:SourceAccount":"*1*2*3*","aws:SourceOrgID":"*a*b*c*"}},"ForAnyValue:StringLike":{{"aws:SourceOrgPaths":{}}}}}"#,
                    r#"["*a*b*","*b*c*","*c*d*"]"#
                ),
                &deny(&condition("StringLike", "s3:prefix", &globs(20))),
            ),
        ),
    ]
}
