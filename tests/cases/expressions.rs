//! Expressions as Terraform evaluates them: a table of values that `terraform` gave, and random expressions that it is asked about.

mod forms;
mod functions;
mod generate;
mod ours;
mod template;
mod theirs;
mod variables;

use super::support;
use libtest_mimic::{Failed, Trial};
use std::path::PathBuf;

pub fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = tables().into_iter().map(|path| Trial::test(name(&path), move || agrees(&path))).collect();
    trials.push(Trial::test("expressions::live", live).with_ignored_flag(!theirs::is_installed()));
    trials.push(Trial::test("expressions::random", random).with_ignored_flag(!theirs::is_installed()));
    trials.push(Trial::test("expressions::variables", variables).with_ignored_flag(!theirs::is_installed()));
    trials
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn tables() -> Vec<PathBuf> {
    let all = support::entries(&support::folder("testdata/expressions")).into_iter();
    all.filter(|path| path.extension().is_some_and(|end| end == "tsv")).collect()
}

fn name(path: &std::path::Path) -> String {
    format!("expressions::{}", path.file_stem().unwrap_or_default().to_string_lossy())
}

/// Expressions with what Terraform gives: JSON, or `error`.
pub(crate) fn rows(path: &std::path::Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(path).expect("readable");
    let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|line| line.split_once('\t').map(|(left, right)| (left.to_owned(), right.to_owned())).expect(line)).collect()
}

/// All rows of all tables.
pub(crate) fn all_rows() -> Vec<(String, String)> {
    tables().iter().flat_map(|path| rows(path)).collect()
}

/// How an answer of ours stands to Terraform's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Agrees,
    Unknown,
    Wrong,
}

fn verdict(ours: &ours::Answer, theirs: &str) -> Verdict {
    match ours {
        ours::Answer::Unknown(_) => Verdict::Unknown,
        ours::Answer::Refused(_) if theirs == "error" => Verdict::Agrees,
        ours::Answer::Value(value) if value == theirs => Verdict::Agrees,
        _ => Verdict::Wrong,
    }
}

/// No row of a table is wrong.
fn agrees(path: &std::path::Path) -> Result<(), Failed> {
    let rows = rows(path);
    let expressions: Vec<String> = rows.iter().map(|(expression, _)| expression.clone()).collect();
    let mut wrong = vec![];
    for ((expression, theirs), ours) in rows.iter().zip(ours::answers(&expressions)) {
        if verdict(&ours, theirs) == Verdict::Wrong {
            wrong.push(format!("{expression}\n  terraform: {theirs}\n  ours:      {ours}"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{} of {} differ\n{}", wrong.len(), rows.len(), wrong.join("\n")).into()) }
}

/// The tables against the real `terraform`, with `ORACLE=full`; `UPDATE=1` rewrites them.
fn live() -> Result<(), Failed> {
    let update = std::env::var_os("UPDATE").is_some();
    if std::env::var_os("ORACLE").is_none() && !update {
        eprintln!("SKIPPED: without ORACLE=full the tables of expressions are not compared with terraform");
        return Ok(());
    }
    let mut wrong = vec![];
    for path in tables() {
        let rows = rows(&path);
        let actual = theirs::answers(&rows.iter().map(|(expression, _)| expression.clone()).collect::<Vec<_>>());
        if update {
            let old = std::fs::read_to_string(&path)?;
            let mut values = actual.iter();
            let lines = old.lines().map(|line| match line.split_once('\t') {
                Some((expression, _)) if !line.starts_with('#') => format!("{expression}\t{}\n", values.next().expect("a value for each")),
                _ => format!("{line}\n"),
            });
            std::fs::write(&path, lines.collect::<String>())?;
            continue;
        }
        let differs = rows.iter().zip(&actual).filter(|((_, expected), actual)| expected != *actual);
        wrong.extend(differs.map(|((expression, expected), actual)| format!("{expression}: {expected} but {actual}")));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// Random expressions: `EXPRESSIONS=20000` tries as many, from the seed in `SEED`. What terraform says is kept in the folder `ANSWERS`.
fn random() -> Result<(), Failed> {
    let (count, seed) = (number("EXPRESSIONS", 500), number("SEED", 1));
    let kept = std::env::var_os("ANSWERS").map(PathBuf::from);
    let (mut agree, mut refused, mut unknown, mut wrong) = (0, 0, vec![], vec![]);
    for batch in 0..count.div_ceil(500) {
        let mut generator = generate::Generator::new(crate::oracle::generate::seed_of("expressions", seed * 1_000_000 + batch));
        let expressions: Vec<String> = (0..count.min(500)).map(|_| generator.expression()).collect();
        let theirs = theirs::kept_answers(&expressions, kept.as_deref(), &format!("{seed}-{batch}"));
        for ((expression, theirs), ours) in expressions.iter().zip(theirs).zip(ours::answers(&expressions)) {
            match verdict(&ours, &theirs) {
                Verdict::Agrees => agree += 1,
                Verdict::Unknown => unknown.push(format!("{expression}\n  {theirs}\n  {ours}")),
                Verdict::Wrong => wrong.push(format!("{expression}\n  terraform: {theirs}\n  ours:      {ours}")),
            }
            refused += usize::from(theirs == "error");
        }
    }
    println!("{count} expressions, {refused} refused by terraform: {agree} agree, {} unknown, {} wrong", unknown.len(), wrong.len());
    if let Some(path) = std::env::var_os("UNKNOWNS") {
        std::fs::write(path, unknown.join("\n"))?;
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{} of {count} differ\n{}", wrong.len(), wrong.join("\n")).into()) }
}

/// Variables with random types and values: `TYPES=2000` tries as many.
fn variables() -> Result<(), Failed> {
    let (count, seed) = (number("TYPES", 40), number("SEED", 1));
    let (mut agree, mut refused, mut unknown, mut wrong) = (0, 0, 0, vec![]);
    for batch in 0..count.div_ceil(200) {
        let mut random = crate::oracle::generate::Random(crate::oracle::generate::seed_of("variables", seed * 1_000_000 + batch));
        let declared: Vec<String> = (0..count.min(200)).map(|index| variables::declaration(&mut random, index)).collect();
        for ((declaration, theirs), ours) in declared.iter().zip(theirs::variables(&declared)).zip(ours::variables(&declared)) {
            match verdict(&ours, &theirs) {
                Verdict::Agrees => agree += 1,
                Verdict::Unknown => unknown += 1,
                Verdict::Wrong => wrong.push(format!("{declaration}\n  terraform: {theirs}\n  ours:      {ours}")),
            }
            refused += usize::from(theirs == "error");
        }
    }
    println!("{count} variables, {refused} refused by terraform: {agree} agree, {unknown} unknown, {} wrong", wrong.len());
    if wrong.is_empty() { Ok(()) } else { Err(format!("{} of {count} differ\n{}", wrong.len(), wrong.join("\n")).into()) }
}
