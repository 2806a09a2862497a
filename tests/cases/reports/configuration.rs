//! `deputylint.toml` on the built program: from a commit, as `init` writes it, and as its schema describes it.

use super::since::{GUARD, Repo, topic};
use crate::support::{entries, folder};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Gets an empty folder.
type Test = fn(&Path) -> Result<(), Failed>;

pub fn trials() -> Vec<Trial> {
    let tests: [(&str, Test); 6] = [
        ("a_stranger_turns_no_gate_off", stranger),
        ("rules_and_baseline_come_from_the_commit_too", rules_and_baseline),
        ("a_commit_without_a_configuration_has_none", none_there),
        ("init_writes_what_it_sees", init),
        ("init_writes_over_nothing", init_twice),
        ("the_schema_accepts_what_the_tool_accepts", schema),
    ];
    let trial = |(name, test): (&str, Test)| {
        Trial::test(format!("configuration::{name}"), move || {
            let scratch = tempfile::tempdir()?;
            test(&fs::canonicalize(scratch.path())?)
        })
    };
    tests.into_iter().map(trial).collect()
}

fn same<T: PartialEq + std::fmt::Debug>(actual: T, expected: T) -> Result<(), Failed> {
    if actual == expected { Ok(()) } else { Err(format!("expected {expected:?}\nactual   {actual:?}").into()) }
}

/// The exit code and what concise output tells, each line without its message.
fn checked(repo: &Repo, more: &[&str]) -> (i32, Vec<String>) {
    let output = repo.run(&[&["check", "--format", "concise"], more].concat());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code().unwrap(), text.lines().map(|line| line.split_once("]: ").map_or(line, |(head, _)| head).to_owned()).collect())
}

fn told(code: i32, lines: &[&str]) -> (i32, Vec<String>) {
    (code, lines.iter().map(ToString::to_string).collect())
}

const FOUND: &str = "main.tf:10:31: error[service-without-source";

fn stranger(folder: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder);
    repo.write(&[("main.tf", &topic("a", GUARD)), ("deputylint.toml", "fail-on = \"warning\"\n[accounts]\nown = [\"111122223333\"]\n")]);
    repo.commit();
    let theirs = "fail-on = \"never\"\nexclude = [\"*.tf\"]\n[[ignore]]\nrule = \"service-without-source\"\nreason = \"x\"\n[accounts]\nown = [\"111122223333\"]\n";
    repo.write(&[("main.tf", &topic("a", "")), ("deputylint.toml", theirs)]);
    repo.commit();
    let output = repo.run(&["check", "--format", "concise", "--config-from", "HEAD~1", "--new-from", "HEAD~1"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let notes: Vec<&str> = text.lines().filter(|line| !line.starts_with(FOUND)).collect();
    same(output.status.code(), Some(1))?;
    same(
        notes,
        vec![
            "deputylint.toml:1:1: note[gate-changed]: `fail-on` is changed here; it stays in effect as it is in `HEAD~1`",
            "deputylint.toml:2:1: note[paths-changed]: `exclude` is set here; it is not in effect, since nothing sets it in `HEAD~1`",
            "deputylint.toml:3:3: note[rules-changed]: `ignore` is set here; it is not in effect, since nothing sets it in `HEAD~1`",
        ],
    )?;
    // What is no configuration any more does not stop the run.
    repo.write(&[("deputylint.toml", "exclud = [\n")]);
    same(checked(&repo, &["--config-from", "HEAD~1"]), told(1, &[FOUND, "deputylint.toml:1:1: note[gate-changed"]))?;
    fs::remove_file(repo.0.join("deputylint.toml"))?;
    let without = checked(&repo, &["--config-from", "HEAD~1"]);
    same((without.0, without.1.iter().filter(|line| line.contains("-changed")).count()), (1, 2))
}

fn rules_and_baseline(folder_: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder_);
    let rule = fs::read_to_string(folder("rules").join("deputy/service-without-source.yaml"))?;
    let harsh = rule.replace("id: service-without-source", "id: our-own").replace("see-also:", "x-see-also:");
    let harsh: String = harsh.lines().filter(|line| !line.starts_with("x-see-also")).map(|line| format!("{line}\n")).collect();
    repo.write(&[
        ("main.tf", &topic("a", "")),
        ("deputylint.toml", "rules = [\"policy\"]\nbaseline = \"known.json\"\nselect = [\"our-own\"]\n"),
        ("policy/our-own.yaml", &harsh),
    ]);
    let created = repo.run(&["baseline", "create"]);
    same(created.status.code(), Some(0))?;
    repo.commit();
    let noted = ["deputylint.toml:1:1: note[rules-changed", "deputylint.toml:3:1: note[rules-changed"];
    same(checked(&repo, &[]), told(0, &[noted[0], noted[1], "known.json:1:1: note[gate-changed"]))?;
    // A pull request that empties the rule and takes its finding into the baseline.
    repo.write(&[("b.tf", &topic("b", ""))]);
    same(repo.run(&["baseline", "update", "--accept"]).status.code(), Some(0))?;
    same(checked(&repo, &[]).0, 0)?;
    repo.write(&[("policy/our-own.yaml", &harsh.replace("level: error", "level: note"))]);
    repo.commit();
    let found = "b.tf:10:31: error[our-own";
    same(checked(&repo, &["--config-from", "HEAD~1"]), told(1, &[found]))?;
    // Who types the baseline of the tree gets that of the commit as well.
    same(checked(&repo, &["--config-from", "HEAD~1", "--baseline", "known.json"]), told(1, &[found]))?;
    same(checked(&repo, &["--config-from", "HEAD~1", "--baseline", "unknown.json"]).0, 2)?;
    let output = repo.run(&["check", "--format", "json", "--config-from", "HEAD~1"]);
    let report: Value = serde_json::from_slice(&output.stdout)?;
    same(report["baseline"]["known"].as_array().map(Vec::len), Some(1))
}

fn none_there(folder: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder);
    repo.write(&[("main.tf", &topic("a", ""))]);
    repo.commit();
    repo.write(&[("deputylint.toml", "ignore = [\"service-without-source\"]\n")]);
    same(checked(&repo, &["--config-from", "HEAD"]), told(1, &[FOUND, "deputylint.toml:1:1: note[rules-changed"]))?;
    same(checked(&repo, &["--config-from", "HEAD", "--config", "deputylint.toml"]).0, 2)?;
    same(checked(&repo, &["--config-from", "gone"]).0, 2)?;
    let output = repo.run(&["config", "show", "--config-from", "HEAD"]);
    same(String::from_utf8_lossy(&output.stdout).starts_with("# no configuration file\naccounts.own = []  # default\n"), true)
}

const SEEN: &str = r#"
provider "aws" {
  allowed_account_ids = ["111122223333"]
}
module "m" {
  source = "git::https://example.com/modules.git//topic"
}
resource "aws_sns_topic_policy" "a" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:a"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = ["arn:aws:iam::222233334444:root", "464622532012"] }
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-abcdefghij" } }
    }]
  })
}
"#;

/// Takes the `#` from every line that is a value.
fn taken_up(text: &str) -> String {
    let is_value = |line: &str| {
        line.starts_with(['[', ']', '"']) || line.starts_with("    \"") || line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '))
    };
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(rest) if is_value(rest) => rest,
        _ => line,
    });
    lines.map(|line| format!("{line}\n")).collect()
}

fn init(folder_: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder_);
    repo.write(&[("envs/prod/main.tf", SEEN), ("t.yaml", "Resources:\n  T:\n    Type: AWS::SNS::Topic\n")]);
    let output = repo.run(&["init"]);
    let text = fs::read_to_string(repo.0.join("deputylint.toml"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    same(
        (output.status.code(), said.as_str()),
        (
            Some(0),
            "deputylint: wrote `deputylint.toml`: 2 roots, 1 own account, 2 other accounts, 1 organisation; take the `#` from what holds, then `deputylint check`\n",
        ),
    )?;
    crate::support::golden(&folder("testdata/configuration/init.toml"), &text)?;
    // As it is written, and with every suggestion taken up.
    let taken = taken_up(&text);
    fs::create_dir(repo.0.join("modules"))?;
    for text in [&text, &taken] {
        fs::write(repo.0.join("deputylint.toml"), text)?;
        if let Some(fault) = refused(text) {
            return Err(format!("the schema refuses it: {fault}\n{text}").into());
        }
        let shown = repo.run(&["config", "show"]);
        same(shown.status.code(), Some(0))?;
    }
    let config = deputylint::config::parse(&taken).map_err(|(place, why)| format!("{place}: {why}\n{taken}"))?;
    same(
        (config.accounts.own, config.accounts.trusted, config.organizations, config.modules.len(), config.baseline.is_some()),
        (
            vec!["111122223333".to_owned()],
            vec!["222233334444".to_owned(), "464622532012".to_owned()],
            vec!["o-abcdefghij".to_owned()],
            1,
            true,
        ),
    )
}

fn init_twice(folder: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder);
    repo.write(&[("main.tf", &topic("a", "")), (".deputylint.toml", "threads = 1\n")]);
    let code = |arguments: &[&str]| repo.run(arguments).status.code();
    same((code(&["init"]), fs::read_to_string(repo.0.join(".deputylint.toml"))?.as_str()), (Some(2), "threads = 1\n"))?;
    same((code(&["init", "--force"]), repo.0.join("deputylint.toml").exists()), (Some(0), false))?;
    same(fs::read_to_string(repo.0.join(".deputylint.toml"))?.contains("fail-on = \"error\""), true)?;
    same(code(&["init", "nowhere"]), Some(2))
}

/// Why the schema refuses a configuration.
fn refused(text: &str) -> Option<String> {
    let schema = jsonschema::validator_for(&deputylint::config::schema()).unwrap();
    let table: toml::Table = text.parse().ok()?;
    let value = serde_json::to_value(table).unwrap();
    schema.iter_errors(&value).next().map(|error| error.to_string())
}

/// Every configuration in `testdata`, and some that neither takes.
fn schema(_: &Path) -> Result<(), Failed> {
    let mut seen = 0;
    let day = regex::Regex::new(r"until = (\d{4}-\d{2}-\d{2})").expect("valid");
    for case in entries(&folder("testdata/cli")) {
        for name in deputylint::config::FILE_NAMES {
            let Ok(text) = fs::read_to_string(case.join("project").join(name)) else { continue };
            seen += 1;
            // A date without quotes is a text to JSON Schema, and no schema knows which rules there are.
            let text = day.replace_all(&text, "until = \"$1\"").into_owned();
            let accepted = deputylint::config::parse(&text).is_ok();
            if accepted != refused(&text).is_none() {
                return Err(format!("{}: accepted {accepted}, but the schema says {:?}\n{text}", case.display(), refused(&text)).into());
            }
        }
    }
    for text in [
        "exclud = []",
        "[accounts]\nowm = []",
        "fail-on = \"high\"",
        "[[ignore]]\nreason = \"x\"",
        "threads = -1",
        "rules = \"a\"",
        "baseline = 1",
    ] {
        if deputylint::config::parse(text).is_ok() || refused(text).is_none() {
            return Err(format!("accepted: {text}").into());
        }
    }
    if seen > 10 { Ok(()) } else { Err(format!("{seen} configurations").into()) }
}
