//! The files of `testdata/injection` speak to terminals and build servers, in comments, names, values and damage. Nothing of that gets through, whatever is
//! asked of the program.

use crate::support::{entries, folder};
use deputylint::report::{FORMATS, escape};
use libtest_mimic::{Failed, Trial};
use std::path::Path;
use std::process::Command;

pub fn trials() -> Vec<Trial> {
    let formats = FORMATS.iter().map(|format| {
        Trial::test(format!("injection::{}", format.name), move || {
            let name = format.name;
            let own: &[&str] = if name == "github" { &["::error ", "::warning ", "::notice "] } else { &[] };
            harmless(&["check", "--format", name], own)?;
            harmless(&["check", "--format", name, "--verbose"], own)
        })
    });
    let mut trials: Vec<Trial> = formats.collect();
    for profile in ["gitlab", "strict"] {
        trials.push(Trial::test(format!("injection::sarif_for_{profile}"), move || {
            harmless(&["check", "--format", "sarif", "--sarif-profile", profile], &[])
        }));
    }
    trials.push(Trial::test("injection::inspect", || harmless(&["inspect"], &[])));
    trials.push(Trial::test("injection::inspect_as_json", || harmless(&["inspect", "--format", "json"], &[])));
    trials.push(Trial::test("injection::explain", explained));
    trials
}

/// A repository with these files, and one more whose name speaks too.
fn repository() -> Result<tempfile::TempDir, Failed> {
    let scratch = tempfile::tempdir()?;
    std::fs::create_dir(scratch.path().join(".git"))?;
    for file in entries(&folder("testdata/injection")) {
        std::fs::copy(&file, scratch.path().join(file.file_name().ok_or("a name")?))?;
    }
    let speaking = scratch.path().join("##[error]a\u{1b}[31m\u{202e}\n::error::b");
    std::fs::create_dir(&speaking)?;
    std::fs::copy(folder("testdata/injection/values.tf"), speaking.join("::error::c.tf"))?;
    Ok(scratch)
}

fn told(directory: &Path, arguments: &[&str]) -> Result<String, Failed> {
    let output =
        Command::new(env!("CARGO_BIN_EXE_deputylint")).args(arguments).current_dir(directory).env("GITHUB_ACTIONS", "true").output()?;
    Ok(format!("{}{}", String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?))
}

fn harmless(arguments: &[&str], own: &[&str]) -> Result<(), Failed> {
    let output = told(repository()?.path(), arguments)?;
    if output.len() < 300 {
        return Err(format!("too little is told: {output}").into());
    }
    speaks_to_nobody(&output, own)
}

/// `own` are the commands that the format itself is made of.
fn speaks_to_nobody(output: &str, own: &[&str]) -> Result<(), Failed> {
    for line in output.split('\n') {
        let text = own.iter().find_map(|command| line.strip_prefix(command)).unwrap_or(line);
        let is_command = text.trim_start().starts_with("::") || text.contains("##[") || text.to_ascii_lowercase().contains("##vso[");
        // Spaces of zero width are those that break commands.
        let steers = text.chars().find(|char| *char != '\u{200b}' && !escape::is_harmless(*char));
        if is_command || steers.is_some() {
            return Err(format!("{steers:?} {line}").into());
        }
    }
    Ok(())
}

fn explained() -> Result<(), Failed> {
    let scratch = repository()?;
    let report = told(scratch.path(), &["check", "--format", "json"])?;
    let report: serde_json::Value = serde_json::from_str(report.lines().next().unwrap_or_default())?;
    let findings = report["findings"].as_array().ok_or("no findings")?;
    for finding in findings.iter().take(12) {
        speaks_to_nobody(&told(scratch.path(), &["explain", finding["fingerprint"].as_str().unwrap_or_default()])?, &[])?;
    }
    if findings.len() > 5 { Ok(()) } else { Err("too few findings".into()) }
}
