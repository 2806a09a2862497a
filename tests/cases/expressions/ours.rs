//! What we say, written as Terraform's `jsonencode` writes it.

use super::super::support;
use deputylint::source::Workspace;
use deputylint::terraform::{self, TerraformOptions};
use deputylint::value::{Kind, Value};
use std::collections::HashMap;
use std::fmt;

pub(super) enum Answer {
    /// As JSON.
    Value(String),
    /// Terraform refuses it, we say, and why.
    Refused(String),
    /// Not known, and why.
    Unknown(String),
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Value(value) => f.write_str(value),
            Answer::Refused(why) => write!(f, "refused: {why}"),
            Answer::Unknown(why) => write!(f, "unknown: {why}"),
        }
    }
}

/// Our answer to each expression; one block for each keeps those apart that do not parse.
pub(super) fn answers(expressions: &[String]) -> Vec<Answer> {
    let locals = expressions.iter().enumerate().map(|(index, expression)| format!("locals {{\n  e{index} = {expression}\n}}\n"));
    let mut files = support::project(&support::folder("testdata/expressions/project"));
    let variables = files.iter_mut().find(|(path, _)| path == "variables.tf").expect("it is there");
    variables.1.push_str(&locals.collect::<String>());
    of_locals(files, expressions.len(), "local.e")
}

/// Our value of each variable.
pub(super) fn variables(declared: &[String]) -> Vec<Answer> {
    let name = |declaration: &String| declaration.split('"').nth(1).expect("a name").to_owned();
    let locals = declared.iter().enumerate().map(|(index, declaration)| format!("locals {{\n  e{index} = var.{}\n}}\n", name(declaration)));
    let text = declared.iter().cloned().chain(locals).collect::<String>();
    of_locals(vec![("main.tf".to_owned(), text)], declared.len(), "var.v")
}

/// The values of `local.e0` and so on; what is refused is told under another name.
fn of_locals(files: Vec<(String, String)>, count: usize, told_as: &str) -> Vec<Answer> {
    let workspace = Workspace::in_memory(files);
    let graph = terraform::load(&workspace, &TerraformOptions::default());
    let locals: HashMap<String, &Value> = graph.roots[0].locals.iter().map(|(name, value)| (name.to_string(), value)).collect();
    let refused: HashMap<String, &str> = graph
        .problems
        .iter()
        .filter_map(|problem| {
            let (number, why) = problem.message.strip_prefix("not evaluated: `")?.strip_prefix(told_as)?.split_once("`, because ")?;
            Some((number.to_owned(), why))
        })
        .collect();
    let answer = |index: usize| match (refused.get(&index.to_string()), locals.get(&format!("e{index}"))) {
        (Some(why), _) => Answer::Refused((*why).to_owned()),
        (None, None) => Answer::Unknown("it is not well-formed".to_owned()),
        (None, Some(value)) => match (value.first_unknown(), &value.kind) {
            (Some(hole), _) => Answer::Unknown(hole.kind.reason()),
            (None, Kind::Alternatives(_)) => Answer::Unknown("it is open".to_owned()),
            (None, _) => Answer::Value(format!("{}{}", marks(value), written(value))),
        },
    };
    (0..count).map(answer).collect()
}

/// The marks, as `theirs` tells them.
fn marks(value: &Value) -> &'static str {
    match (value.marks.sensitive, value.all_marks().sensitive) {
        (true, _) => "sensitive ",
        (false, true) => "partly sensitive ",
        (false, false) => "",
    }
}

fn written(value: &Value) -> String {
    match &value.kind {
        Kind::Bool(answer) => answer.to_string(),
        Kind::Number(number) => number.to_string(),
        Kind::Text(text) => quoted(text.literal()),
        Kind::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(",")),
        Kind::Map(map) => {
            let mut entries: Vec<_> = map.entries.iter().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            let entries = entries.into_iter().map(|entry| format!("{}:{}", quoted(&entry.key), written(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        _ => "null".to_owned(),
    }
}

/// As Go writes texts in JSON.
fn quoted(text: &str) -> String {
    let text = serde_json::to_string(text).expect("a text");
    let text = text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}
