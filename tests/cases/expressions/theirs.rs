//! What the real `terraform` says.

use super::super::support;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

pub(super) fn is_installed() -> bool {
    Command::new("terraform").arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// The value of each expression as JSON, or `error`.
pub(super) fn answers(expressions: &[String]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a scratch directory");
    for (path, text) in support::project(&support::folder("testdata/expressions/project")) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("below the folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    let modules = terraform("get", folder.path()).stdout(Stdio::null()).status().expect("terraform runs");
    assert!(modules.success(), "the modules of the project are found");
    expressions.chunks(500).flat_map(|batch| halved(batch, folder.path())).collect()
}

/// The same, kept in a file of this folder: the next time the same expressions are asked about, it is read.
pub(super) fn kept_answers(expressions: &[String], folder: Option<&Path>, name: &str) -> Vec<String> {
    let Some(file) = folder.map(|folder| folder.join(format!("{name}.json"))) else { return answers(expressions) };
    let known: Vec<(String, String)> = std::fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
    if known.iter().map(|(expression, _)| expression).eq(expressions) {
        return known.into_iter().map(|(_, answer)| answer).collect();
    }
    let answers = answers(expressions);
    let pairs: Vec<_> = expressions.iter().zip(&answers).collect();
    std::fs::write(file, serde_json::to_vec(&pairs).expect("texts")).expect("written");
    answers
}

/// The value as JSON, behind its marks. Only what speaks of marks can have any.
fn told(expression: &str) -> String {
    let json = format!("jsonencode({expression})");
    match expression.contains("sensitive") || expression.contains("secret") {
        true => format!(
            "join(\"\", [issensitive({expression}) ? \"sensitive \" : issensitive({json}) ? \"partly sensitive \" : \"\", nonsensitive({json})])"
        ),
        false => json,
    }
}

/// Many at once; where one stops them all, as an error of syntax does, halves are asked until it is found. They stand in a file, since
/// the console reads no heredocs.
fn halved(expressions: &[String], folder: &Path) -> Vec<String> {
    let each = expressions.iter().enumerate().map(|(index, expression)| format!("  e{index} = try({}, \"error\")\n", told(expression)));
    let variables = std::fs::read_to_string(support::folder("testdata/expressions/project/variables.tf")).expect("readable");
    std::fs::write(folder.join("variables.tf"), format!("{variables}locals {{\n{}}}\n", each.collect::<String>())).expect("written");
    let all: Vec<String> = (0..expressions.len()).map(|index| format!("local.e{index}")).collect();
    let ask = || {
        let output = console(&format!("jsonencode([{}])", all.join(", ")), folder);
        serde_json::from_str::<String>(output.trim()).ok().and_then(|text| serde_json::from_str::<Vec<String>>(&text).ok())
    };
    // Where the machine is short of memory, a process may end without having said anything.
    let values = ask().or_else(|| (expressions.len() < 2).then(&ask).flatten());
    match values {
        Some(values) => values,
        None if expressions.len() < 2 => {
            vec!["error".to_owned(); expressions.len()]
        }
        None => {
            let (left, right) = expressions.split_at(expressions.len() / 2);
            [halved(left, folder), halved(right, folder)].concat()
        }
    }
}

fn terraform(command: &str, folder: &Path) -> Command {
    let mut terraform = Command::new("terraform");
    terraform.arg(command).current_dir(folder).env("TF_CLI_CONFIG_FILE", "/dev/null").env("CHECKPOINT_DISABLE", "1").stderr(Stdio::null());
    terraform
}

fn console(input: &str, folder: &Path) -> String {
    let mut child = terraform("console", folder).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("terraform runs");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("written");
    String::from_utf8_lossy(&child.wait_with_output().expect("terraform ends").stdout).into_owned()
}

/// The value of each variable as JSON, or `error`.
pub(super) fn variables(declared: &[String]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a scratch directory");
    halved_variables(declared, folder.path())
}

fn halved_variables(declared: &[String], folder: &Path) -> Vec<String> {
    std::fs::write(folder.join("main.tf"), declared.concat()).expect("written");
    let name = |declaration: &String| declaration.split('"').nth(1).expect("a name").to_owned();
    let each: Vec<String> = declared.iter().map(|declaration| format!("try(jsonencode(var.{}), \"error\")", name(declaration))).collect();
    let output = console(&format!("jsonencode([{}])", each.join(", ")), folder);
    let values = serde_json::from_str::<String>(output.trim()).ok().and_then(|text| serde_json::from_str::<Vec<String>>(&text).ok());
    match values {
        Some(values) => values,
        None if declared.len() < 2 => vec!["error".to_owned(); declared.len()],
        None => {
            let (left, right) = declared.split_at(declared.len() / 2);
            [halved_variables(left, folder), halved_variables(right, folder)].concat()
        }
    }
}
