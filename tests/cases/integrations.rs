//! What ties deputylint to build servers and editors: the problem matchers, the action, the hooks. `tests/external-tools/run` tries them with the tools themselves.

use crate::support::folder;
use libtest_mimic::{Failed, Trial};
use regex::Regex;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("integrations::matchers_of_github", matchers_of_github),
        Trial::test("integrations::matcher_of_vscode", matcher_of_vscode),
        Trial::test("integrations::action_keeps_code_and_counts", action_keeps_code),
        Trial::test("integrations::action_runs_nothing_that_is_typed", action_runs_nothing_typed),
        Trial::test("integrations::action_passes_inputs_by_environment", inputs_by_environment),
        Trial::test("integrations::hooks_run_for_every_file_that_is_read", hooks_run),
    ]
}

/// A change of a file that no hook runs for is a change that nobody judges.
fn hooks_run() -> Result<(), Failed> {
    let hooks = std::fs::read_to_string(folder(".pre-commit-hooks.yaml"))?;
    let pattern = hooks.split('\'').nth(1).ok_or("no pattern")?;
    let pattern = Regex::new(pattern)?;
    let endings = deputylint::cloudformation::ENDINGS.iter().chain(deputylint::policy::TEMPLATE_ENDINGS);
    let others =
        [".tf", ".tf.json", ".tofu", ".tofu.json", ".tfvars", ".TF", ".tfvars.json", ".hcl", "/samconfig.toml", "/deputylint.toml"];
    let missed: Vec<&str> = endings.chain(&others).copied().filter(|ending| !pattern.is_match(&format!("a/b{ending}"))).collect();
    if missed.is_empty() { Ok(()) } else { Err(format!("{missed:?}").into()) }
}

/// What a matcher makes of a line: the groups by their names.
fn matched(pattern: &Value, line: &str) -> Option<BTreeMap<String, String>> {
    let regexp = Regex::new(pattern["regexp"].as_str().expect("a pattern")).expect("a pattern that we can read");
    let groups = regexp.captures(line)?;
    let members = pattern.as_object().expect("an object").iter();
    let named = members.filter_map(|(name, number)| Some((name.clone(), groups.get(number.as_u64()? as usize)?.as_str().to_owned())));
    Some(named.collect())
}

/// A line as `concise` writes it or a foreign one, and what it is to be taken for: file, line, column, level, rule, message.
#[derive(Deserialize)]
struct Sample {
    line: String,
    taken_for: Option<[String; 6]>,
}

fn all_lines(patterns: &[(&Value, Option<&str>)]) -> Result<(), Failed> {
    let samples: Vec<Sample> = serde_json::from_str(&std::fs::read_to_string(folder("testdata/matchers/lines.json"))?)?;
    for Sample { line, taken_for } in &samples {
        let found: Vec<[String; 6]> = patterns
            .iter()
            .filter_map(|(pattern, severity)| {
                let mut found = matched(pattern, line)?;
                found.entry("severity".to_owned()).or_insert_with(|| severity.unwrap_or_default().to_owned());
                Some(["file", "line", "column", "severity", "code", "message"].map(|name| found.get(name).cloned().unwrap_or_default()))
            })
            .collect();
        let expected: Vec<[String; 6]> = taken_for.iter().cloned().collect();
        if found != expected {
            return Err(format!("{line}: {found:?} instead of {expected:?}").into());
        }
    }
    Ok(())
}

fn json(path: &str) -> Result<Value, Failed> {
    Ok(serde_json::from_str(&std::fs::read_to_string(folder(path))?)?)
}

/// A runner takes the severities error, warning and notice; a note comes from a matcher of its own.
fn matchers_of_github() -> Result<(), Failed> {
    let file = json(".github/action/matcher.json")?;
    let matchers = file["problemMatcher"].as_array().ok_or("no list")?;
    for matcher in matchers {
        if matcher["pattern"].as_array().is_none_or(|patterns| patterns.len() != 1) || matcher["owner"].as_str().is_none() {
            return Err(format!("{matcher}").into());
        }
    }
    if matchers.last().and_then(|matcher| matcher["severity"].as_str()) != Some("notice") {
        return Err("notes are no notices".into());
    }
    let patterns: Vec<(&Value, Option<&str>)> = matchers.iter().map(|matcher| (&matcher["pattern"][0], Some("note"))).collect();
    all_lines(&patterns)
}

fn matcher_of_vscode() -> Result<(), Failed> {
    let file = json("docs/examples/vscode-tasks.json")?;
    all_lines(&[(&file["tasks"][0]["problemMatcher"]["pattern"], None)])
}

/// The script of the action, run as a runner would: what it says on standard output, as outputs and as the summary.
fn action(directory: &Path, inputs: &[(&str, &str)]) -> Result<[String; 3], Failed> {
    let (outputs, summary) = (directory.join("outputs"), directory.join("summary"));
    std::fs::write(&outputs, "")?;
    std::fs::write(&summary, "")?;
    let program = Path::new(env!("CARGO_BIN_EXE_deputylint")).parent().ok_or("a folder")?;
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut run = Command::new("bash");
    run.arg(folder(".github/action/check")).current_dir(directory).env_clear().env("PATH", path).envs(inputs.iter().copied());
    run.env("RUNNER_TEMP", directory).env("GITHUB_OUTPUT", &outputs).env("GITHUB_STEP_SUMMARY", &summary);
    run.env("GITHUB_ACTIONS", "true").env("GITHUB_ACTION_PATH", folder("."));
    let output = run.output()?;
    if !output.status.success() {
        return Err(format!("{}\n{}", output.status, String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok([String::from_utf8(output.stdout)?, std::fs::read_to_string(outputs)?, std::fs::read_to_string(summary)?])
}

const OPEN: &str = r#"resource "aws_sns_topic_policy" "t" {
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }] })
}
resource "aws_sns_topic" "t" { name = "t" }
"#;

fn action_keeps_code() -> Result<(), Failed> {
    let scratch = tempfile::tempdir()?;
    std::fs::create_dir(scratch.path().join("in fra"))?;
    std::fs::write(scratch.path().join("in fra/main.tf"), OPEN)?;
    std::fs::write(scratch.path().join("clean.tf"), "locals {}\n")?;
    let sarif = scratch.path().canonicalize()?.join("deputylint.sarif");
    let expected =
        |code: u8, errors: u8| format!("exit-code={code}\nerrors={errors}\nwarnings=0\nnotes=0\nsarif-file={}\n", sarif.display());
    let [said, outputs, summary] = action(scratch.path(), &[("INPUT_PATHS", "in fra\n"), ("INPUT_HTML_FILE", "page.html")])?;
    if outputs != expected(1, 1) || !summary.contains("1 error") || !scratch.path().join("page.html").exists() {
        return Err(format!("{outputs}\n{summary}").into());
    }
    let commands: Vec<&str> = said.lines().filter(|line| line.starts_with("::")).collect();
    let expected_commands = ["::add-matcher::", "::remove-matcher owner=deputylint::", "::remove-matcher owner=deputylint-note::"];
    if commands.len() != 3 || expected_commands.iter().zip(&commands).any(|(expected, command)| !command.starts_with(expected)) {
        return Err(said.into());
    }
    let [_, outputs, _] = action(scratch.path(), &[("INPUT_PATHS", "clean.tf"), ("INPUT_SUMMARY", "false")])?;
    if outputs != expected(0, 0) {
        return Err(outputs.into());
    }
    let [_, outputs, summary] =
        action(scratch.path(), &[("INPUT_PATHS", "."), ("INPUT_FAIL_ON", "never"), ("INPUT_ARGUMENTS", "--ignore\nwildcard-principal")])?;
    if outputs != expected(0, 1) || summary.is_empty() {
        return Err(outputs.into());
    }
    // Nothing could be read: no counts, and no report of an earlier run.
    let [_, outputs, summary] = action(scratch.path(), &[("INPUT_PATHS", "missing")])?;
    if outputs == "exit-code=2\nerrors=\nwarnings=\nnotes=\n" && summary.is_empty() { Ok(()) } else { Err(outputs.into()) }
}

fn action_runs_nothing_typed() -> Result<(), Failed> {
    let scratch = tempfile::tempdir()?;
    std::fs::write(scratch.path().join("main.tf"), OPEN)?;
    let typed = "$(touch pwned)`touch pwned`; touch pwned\"'\n--exit-zero\nx\nexit-code=0";
    for name in ["PATHS", "FAIL_ON", "BASELINE", "ARGUMENTS", "HTML_FILE", "SARIF_FILE"] {
        let [said, outputs, _] = action(scratch.path(), &[(&format!("INPUT_{name}"), typed)])?;
        if scratch.path().join("pwned").exists() || !outputs.starts_with("exit-code=") || outputs.matches("exit-code=").count() != 1 {
            return Err(format!("{name}: {said}\n{outputs}").into());
        }
    }
    Ok(())
}

/// In `action.yml` an expression stands as a value of `env`, `with`, `value` or `if`, never in what a shell runs.
fn inputs_by_environment() -> Result<(), Failed> {
    let text = std::fs::read_to_string(folder("action.yml"))?;
    let spliced: Vec<&str> = text.lines().filter(|line| line.contains("run:") && line.contains("${{")).collect();
    let blocks = text.lines().filter(|line| line.trim_end().ends_with("run: |")).count();
    if spliced.is_empty() && blocks == 0 { Ok(()) } else { Err(format!("{spliced:?}, {blocks} blocks").into()) }
}
