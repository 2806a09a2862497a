//! Terraform configurations and what is understood of them.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used, unreachable_pub, reason = "tests fail by panicking")]

use super::support;
use deputylint::json;
use deputylint::source::{Span, Workspace};
use deputylint::terraform::{self, TerraformOptions};
use deputylint::value::{Form, Kind, Value};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value as Json, json};
use std::path::Path;

pub fn trials() -> Vec<Trial> {
    let folders = support::entries(&support::folder("testdata/terraform")).into_iter().filter(|path| path.is_dir());
    let mut trials: Vec<Trial> = folders.map(|folder| Trial::test(name(&folder), move || inspected(&folder))).collect();
    trials.push(Trial::test("terraform::calls_with_unknown_arguments", calls_with_unknown_arguments));
    trials
}

fn name(folder: &Path) -> String {
    format!("terraform::{}", folder.file_name().unwrap_or_default().to_string_lossy())
}

/// The command line of a case stands in `options.json`: variables, variable files, workspace; hidden files are read, not selected.
fn options(files: &[(String, String)]) -> TerraformOptions {
    let text = files.iter().find(|(path, _)| path == "options.json").map_or("{}", |(_, text)| text);
    let options: Json = serde_json::from_str(text).expect("options.json is JSON");
    let texts = |name: &str| options[name].as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned);
    let pairs = texts("variables").filter_map(|pair| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())));
    TerraformOptions {
        variables: pairs.collect(),
        variable_files: texts("variable_files").collect(),
        no_automatic_variable_files: options["no_automatic_variable_files"].as_bool().unwrap_or(false),
        modules: options["modules"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(source, to)| Some((source.clone(), to.as_str()?.to_owned())))
            .collect(),
        addresses: texts("addresses").collect(),
        folder: options["folder"].as_str().unwrap_or_default().to_owned(),
        workspace: options["workspace"].as_str().map(str::to_owned),
        ..TerraformOptions::default()
    }
}

/// What is understood equals `inspect.json`.
fn inspected(folder: &Path) -> Result<(), Failed> {
    let files = support::project(folder);
    let options = options(&files);
    let workspace = Workspace::in_memory(files.into_iter().filter(|(path, _)| path != "inspect.json" && path != "options.json"));
    let graph = terraform::load(&workspace, &options);
    let place = |span: Span| {
        let position = workspace.position(span.file, span.start);
        format!("{}:{}:{}", workspace.path(span.file), position.line, position.column)
    };
    let roots = graph.roots.iter().map(|root| {
        let resources = root.resources.iter().map(|resource| {
            let mut row = json!({
                "address": resource.address, "type": resource.kind, "at": place(resource.span),
                "attributes": opened(&resource.attributes).to_json(),
            });
            if !resource.presence.under.is_always() {
                let under = resource.presence.under.answers().map(|(condition, answer)| format!("{} = {answer}", condition.id));
                row["exists_under"] = under.collect();
            }
            let provider = &resource.provider;
            if provider.alias.is_some() || !provider.accounts.is_empty() {
                row["provider"] = json!([provider.name, provider.accounts, provider.region]);
            }
            if resource.name != resource.address {
                row["declared"] = json!(format!("{} {}", resource.scope, resource.name));
                row["calls"] = resource.calls.iter().map(|call| format!("{} at {}", call.name, place(call.span))).collect();
            }
            row
        });
        let values = |values: &[(smol_str::SmolStr, Value)]| -> Json {
            Json::Object(values.iter().map(|(name, value)| (name.to_string(), opened(value).to_json())).collect())
        };
        json!({
            "path": root.path, "resources": resources.collect::<Vec<_>>(), "locals": values(&root.locals),
            "outputs": values(&root.outputs), "own_accounts": root.own_accounts(),
        })
    });
    let mut spans = vec![];
    if name(folder).starts_with("terraform::spans") {
        for resource in graph.roots.iter().flat_map(|root| &root.resources) {
            placed(&resource.address, &opened(&resource.attributes), &workspace, &mut spans);
        }
    }
    let comments = graph.comments.iter().map(|comment| {
        assert!(workspace.slice(comment.span).contains(workspace.slice(comment.text)));
        format!("{} {}", place(comment.span), workspace.slice(comment.text))
    });
    let comments: Vec<String> = if name(folder).starts_with("terraform::comments") { comments.collect() } else { vec![] };
    let problems = graph.problems.iter().map(|problem| format!("{} {} {}", place(problem.span), problem.code.name(), problem.message));
    let mut actual = json!({
        "roots": roots.collect::<Vec<_>>(), "problems": problems.collect::<Vec<_>>(), "files": graph.coverage.terraform_files,
    });
    if !spans.is_empty() {
        actual["spans"] = json!(spans);
    }
    if !comments.is_empty() {
        actual["comments"] = json!(comments);
    }
    let pretty = serde_json::to_string_pretty(&actual).expect("it is JSON");
    support::golden(&folder.join("inspect.json"), &format!("{pretty}\n"))
}

/// Texts that hold a JSON object are shown as that object, so that expectations can be read.
fn opened(value: &Value) -> Value {
    let kind = match &value.kind {
        Kind::Text(text) if text.literal().trim_start().starts_with('{') => match json::parse(text, value.span) {
            (parsed, None) => return opened(&parsed),
            _ => return value.clone(),
        },
        Kind::List(items) => Kind::List(deputylint::value::Shared::new(items.iter().map(opened).collect())),
        Kind::Map(map) => {
            let mut map = (**map).clone();
            map.entries.iter_mut().for_each(|entry| entry.value = opened(&entry.value));
            Kind::Map(map.into())
        }
        Kind::Alternatives(open) => {
            let mut open = (**open).clone();
            open.branches.iter_mut().for_each(|(_, value)| *value = opened(value));
            Kind::Alternatives(open.into())
        }
        _ => return value.clone(),
    };
    Value { kind, ..value.clone() }
}

/// Every value with the source that its span covers, and the references it came through.
fn placed(path: &str, value: &Value, workspace: &Workspace, into: &mut Vec<String>) {
    let steps: Vec<String> = value.provenance.steps().map(|step| format!(" <- {}", step.name)).collect();
    into.push(format!("{path}: {}{}", workspace.slice(value.span), steps.concat()));
    match &value.kind {
        Kind::List(items) => items.iter().enumerate().for_each(|(index, item)| placed(&format!("{path}[{index}]"), item, workspace, into)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| {
            into.push(format!("{path}.{} key: {}", entry.key, workspace.slice(entry.key_span)));
            placed(&format!("{path}.{}", entry.key), &entry.value, workspace, into);
        }),
        _ => {}
    }
}

/// JSON with sorted keys.
fn canonical(value: &Json) -> String {
    fn sorted(value: &Json) -> Json {
        match value {
            Json::Object(map) => {
                let mut entries: Vec<_> = map.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
                entries.sort_by(|a, b| a.0.cmp(&b.0));
                Json::Object(entries.into_iter().collect())
            }
            Json::Array(items) => Json::Array(items.iter().map(sorted).collect()),
            other => other.clone(),
        }
    }
    sorted(value).to_string()
}

/// Each call of the table with one argument, a part of one or a member of one not known: the value admits what Terraform gives for the
/// whole, and a hole that stands for the argument is never taken for the result.
fn calls_with_unknown_arguments() -> Result<(), Failed> {
    let rows = super::expressions::all_rows();
    let calls = rows
        .iter()
        .filter(|(call, truth)| truth != "error" && truth != "unknown" && !["sensitive", "secret"].iter().any(|word| call.contains(word)))
        .flat_map(|(call, truth)| {
            let truth: Json = serde_json::from_str(truth).expect(truth);
            hidden(call).into_iter().map(move |(text, part)| (text, part, truth.clone()))
        });
    let calls: Vec<(String, String, Json)> = calls.collect();
    assert!(calls.len() > 300, "{} calls", calls.len());
    let parts: Vec<String> = calls.iter().map(|(_, part, _)| part.clone()).collect();
    let declared = |index: usize, call: &str| {
        format!("variable \"h{index}\" {{}}\nlocals {{\n  e{index} = {}\n}}\n", call.replace("HIDDEN", &format!("var.h{index}")))
    };
    let text: String = calls.iter().enumerate().map(|(index, (call, ..))| declared(index, call)).collect();
    let workspace = Workspace::in_memory([("main.tf".to_owned(), text)]);
    let graph = terraform::load(&workspace, &TerraformOptions::default());
    let locals: std::collections::HashMap<String, &Value> =
        graph.roots[0].locals.iter().map(|(name, value)| (name.to_string(), value)).collect();
    let mut wrong = vec![];
    for (index, ((call, _, truth), part)) in calls.iter().zip(values_of(&parts)).enumerate() {
        let value = locals[&format!("e{index}")];
        if !admits(value, truth, &format!("var.h{index}"), &part) {
            wrong.push(format!("{call} with {part}\n  terraform: {truth}\n  ours:      {}", value.to_json()));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{} of {} differ\n{}", wrong.len(), calls.len(), wrong.join("\n")).into()) }
}

/// What the hidden parts are, as we evaluate them.
fn values_of(parts: &[String]) -> Vec<Json> {
    let locals = parts.iter().enumerate().map(|(index, part)| format!("locals {{\n  e{index} = {part}\n}}\n"));
    let workspace = Workspace::in_memory([("main.tf".to_owned(), locals.collect::<String>())]);
    let graph = terraform::load(&workspace, &TerraformOptions::default());
    assert_eq!(graph.roots[0].locals.len(), parts.len(), "every part parses: {:?}", graph.problems);
    graph.roots[0].locals.iter().map(|(_, value)| value.to_json()).collect()
}

/// A call with each of its arguments hidden, each text between its first and last character, and each member of a list; with what is hidden.
fn hidden(call: &str) -> Vec<(String, String)> {
    let Some((name, rest)) = call.split_once('(') else { return vec![] };
    let is_name = !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_' || char == ':');
    let Some(inside) = rest.strip_suffix(')').filter(|_| is_name && !["try", "can", "sensitive", "issensitive", "type"].contains(&name))
    else {
        return vec![];
    };
    let Some(arguments) = split_arguments(inside) else { return vec![] };
    let mut all = vec![];
    for (place, argument) in arguments.iter().enumerate().filter(|(_, argument)| !argument.ends_with("...")) {
        let with = |written: String| {
            let mut changed = arguments.clone();
            changed[place] = written;
            format!("{name}({})", changed.join(", "))
        };
        all.push((with("HIDDEN".to_owned()), argument.clone()));
        let text = argument.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        if let Some(text) = text.filter(|text| text.len() > 2 && text.is_ascii() && !text.contains(['\\', '$', '%', '"'])) {
            let mut middle = text.chars();
            let (first, last) = (middle.next().expect("long enough"), middle.next_back().expect("long enough"));
            let middle = middle.as_str();
            all.push((with(format!("\"{first}${{HIDDEN}}{last}\"")), format!("\"{middle}\"")));
        }
        let list = argument
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .filter(|list| !list.starts_with("for "))
            .and_then(split_arguments)
            .unwrap_or_default();
        for (index, member) in list.iter().enumerate() {
            let mut members = list.clone();
            members[index] = "HIDDEN".to_owned();
            all.push((with(format!("[{}]", members.join(", "))), member.clone()));
        }
    }
    all
}

/// The arguments between commas; nothing if brackets or quotes do not end.
fn split_arguments(text: &str) -> Option<Vec<String>> {
    let (mut parts, mut part, mut depth, mut quoted, mut escaped) = (vec![], String::new(), 0_i32, false, false);
    for char in text.chars() {
        match char {
            '"' if !escaped => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(std::mem::take(&mut part).trim().to_owned());
                continue;
            }
            _ => {}
        }
        escaped = char == '\\' && !escaped;
        part.push(char);
        if depth < 0 {
            return None;
        }
    }
    if !part.trim().is_empty() {
        parts.push(part.trim().to_owned());
    }
    (depth == 0 && !quoted).then_some(parts)
}

/// Whether a value may be this one; the hole with this name holds exactly what was hidden.
fn admits(value: &Value, truth: &Json, name: &str, part: &Json) -> bool {
    use deputylint::mapped_text::{HoleKind, Piece};
    let is_part = |kind: &HoleKind| matches!(kind, HoleKind::Input { name: other } if other == name);
    let text = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    match &value.kind {
        Kind::Unknown(hole) => !is_part(&hole.kind) || text(truth) == text(part) || canonical(truth) == canonical(part),
        Kind::Text(found) => {
            let pattern = found.pieces().map(|piece| match piece {
                Piece::Literal(literal, _) => regex::escape(literal),
                Piece::Hole(hole) if is_part(&hole.kind) => regex::escape(&text(part)),
                Piece::Hole(_) => "(?s:.*)".to_owned(),
            });
            let pattern = format!("^{}$", pattern.collect::<String>());
            truth.as_str().is_some_and(|truth| regex::Regex::new(&pattern).expect("it is well-formed").is_match(truth))
        }
        Kind::List(items) => {
            let Some(truths) = truth.as_array() else { return false };
            if value.form == Form::Loose {
                let known = items.iter().filter(|item| item.first_unknown().is_none());
                return truths.iter().all(|truth| items.iter().any(|item| admits(item, truth, name, part))) && { known }
                    .all(|item| truths.iter().any(|truth| admits(item, truth, name, part)));
            }
            items.len() == truths.len() && items.iter().zip(truths).all(|(item, truth)| admits(item, truth, name, part))
        }
        Kind::Map(map) => {
            let Some(truths) = truth.as_object() else { return false };
            let is_open = map.entries.iter().any(|entry| entry.unclear.is_some());
            let mut clear = map.entries.iter().filter(|entry| entry.unclear.is_none());
            let is_complete = is_open || truths.keys().all(|key| map.get(key).is_some());
            is_complete && clear.all(|entry| truths.get(entry.key.as_str()).is_some_and(|truth| admits(&entry.value, truth, name, part)))
        }
        Kind::Alternatives(open) => open.branches.iter().any(|(_, value)| admits(value, truth, name, part)),
        // Beside a text a number is a text.
        _ => canonical(&value.to_json()) == canonical(truth) || text(&value.to_json()) == text(truth),
    }
}
