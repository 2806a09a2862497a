//! `inspect`: what was understood of the files.

use super::args::{Inspect, InspectFormat};
use super::core::{self, PolicyShown, RootUnderstood};
use super::exit::Exit;
use super::outputs;
use super::settings::{self, Settings};
use super::unknowns;
use crate::problem::{self, Problem};
use crate::report::escape;
use crate::resource::{Provider, Resource, Root};
use crate::rule;
use crate::secret;
use crate::value::{ShowBudget, Value};
use anyhow::Result;
use serde_json::{Value as Json, json};
use smol_str::SmolStr;

pub(super) fn run(arguments: &Inspect) -> Result<Exit> {
    let settings = settings::settle(&arguments.paths, &arguments.input)?;
    let workspace = &settings.loaded.workspace;
    let (understood, shown) =
        core::inspect(workspace, &settings.options, |root, about| root_shown(&settings, arguments.format, root, about));
    let (roots, more): (Vec<String>, Vec<Vec<Problem>>) = shown.into_iter().unzip();
    let problems = understood.problems.into_iter().chain(more.into_iter().flatten());
    let mut problems: Vec<Problem> = problems.chain(settings.loaded.problems.iter().cloned()).collect();
    problem::settle(&mut problems, workspace);
    let others = understood.others.iter().map(|file| workspace.path(*file));
    let output = match arguments.format {
        InspectFormat::Json => {
            let problems = Json::Array(problems.iter().map(|problem| problem_json(&settings, problem)).collect());
            let others = Json::Array(others.map(other).collect());
            format!("{{\"roots\":[{}],\"other_files\":{},\"problems\":{}}}\n", roots.join(","), escaped(&others), escaped(&problems))
        }
        InspectFormat::Text => {
            let place = |problem: &Problem| place(&settings, problem);
            let problems =
                problems.iter().map(|problem| format!("{}: {}: {}\n", place(problem), problem.code.name(), escape::line(&problem.message)));
            let others = others.map(|path| format!("{}: {NO_TEMPLATE}\n", escape::line(&settings.paths.shown(path))));
            roots.concat() + &escape::no_commands(&format!("{}{}", others.collect::<String>(), problems.collect::<String>()))
        }
    };
    outputs::print(&output)?;
    let lost = problems.iter().any(|problem| problem.code.loses_input());
    Ok(if lost { Exit::Incomplete } else { Exit::Clean })
}

fn escaped(json: &Json) -> String {
    escape::json(&json.to_string())
}

/// A root as it is printed, and what could not be told of it.
fn root_shown(settings: &Settings, format: InspectFormat, root: &Root, about: RootUnderstood) -> (String, Vec<Problem>) {
    let (json, problems) = root_json(settings, root, about);
    let shown = match format {
        InspectFormat::Json => escaped(&json),
        InspectFormat::Text => escape::no_commands(&told(&json)),
    };
    (shown, problems)
}

fn root_json(settings: &Settings, root: &Root, about: RootUnderstood) -> (Json, Vec<Problem>) {
    let RootUnderstood { policies, subjects, mut budget, mut problems } = about;
    let resources: Vec<Json> = root.resources.iter().map(|resource| resource_json(settings, resource, &mut budget)).collect();
    let mut told = json!({
        "path": root.path,
        "language": if root.is_file() { "policy" } else { root.language.name() },
        "resources": resources,
        "locals": named(&root.locals, &mut budget),
        "outputs": named(&root.outputs, &mut budget),
        "policies": policies.iter().map(policy_json).collect::<Vec<Json>>(),
        "subjects": subjects,
        "unknowns": unknowns::of_root(root, &mut budget),
    });
    problems.extend(
        budget.cut().map(|at| Problem::limit_reached(at, &format!("more than {} values of one root to be shown", core::MAX_SHOWN))),
    );
    secret::mask_named(&mut told, "");
    root.withheld.hide_json(&mut told, "");
    let secrets = [root.secret_texts(), rule::secret_texts(&settings.loaded.workspace, root)].concat();
    secret::hide_words(&mut told, &secrets);
    problems.iter_mut().for_each(|problem| secrets.iter().for_each(|secret| secret::hide_word(&mut problem.message, secret)));
    (told, problems)
}

fn policy_json(policy: &PolicyShown) -> Json {
    let mut told = json!({ "address": policy.address, "kind": policy.kind, "protects": policy.protects, "document": policy.document });
    if let (false, Some(members)) = (policy.destination.is_empty(), told.as_object_mut()) {
        members.insert("destination".to_owned(), json!(policy.destination));
    }
    told
}

fn resource_json(settings: &Settings, resource: &Resource, budget: &mut ShowBudget) -> Json {
    let workspace = &settings.loaded.workspace;
    let mut told = json!({
        "address": resource.address,
        "type": resource.kind,
        "file": workspace.path(resource.span.file),
        "line": workspace.position(resource.span.file, resource.span.start).line,
        "attributes": resource.attributes.to_json_within(budget),
    });
    if let (Some(by), Some(members)) = (&resource.generated_by, told.as_object_mut()) {
        members.insert("generated_by".to_owned(), json!({ "address": by.resource, "type": by.kind }));
    }
    if let (Some(construct), Some(members)) = (&resource.construct, told.as_object_mut()) {
        members.insert("construct".to_owned(), json!({ "path": construct.path, "written": construct.written }));
    }
    if let (Some(provider), Some(members)) = (provider_json(&resource.provider), told.as_object_mut()) {
        members.insert("provider".to_owned(), provider);
    }
    told
}

/// What deploys a resource; nothing where the code tells no more than that it is the default provider or the stack.
fn provider_json(provider: &Provider) -> Option<Json> {
    let mut told = serde_json::Map::new();
    if !provider.accounts.is_empty() {
        told.insert("accounts".to_owned(), json!(provider.accounts));
    }
    told.extend(provider.region.as_ref().map(|region| ("region".to_owned(), json!(region))));
    if told.is_empty() && provider.alias.is_none() {
        return None;
    }
    told.insert("name".to_owned(), json!(provider.name));
    Some(Json::Object(told))
}

fn named(values: &[(SmolStr, Value)], budget: &mut ShowBudget) -> Json {
    Json::Object(values.iter().map(|(name, value)| (name.to_string(), value.to_json_within(budget))).collect())
}

/// Why a YAML or JSON file is not analysed.
const NO_TEMPLATE: &str = "no CloudFormation template: no `Resources` with types of AWS";

fn other(path: &str) -> Json {
    json!({ "file": path, "why": NO_TEMPLATE })
}

fn problem_json(settings: &Settings, problem: &Problem) -> Json {
    let workspace = &settings.loaded.workspace;
    let position = workspace.position(problem.span.file, problem.span.start);
    json!({
        "code": problem.code.name(),
        "message": problem.message,
        "file": workspace.path(problem.span.file),
        "line": position.line,
        "column": position.column,
    })
}

fn place(settings: &Settings, problem: &Problem) -> String {
    let workspace = &settings.loaded.workspace;
    let position = workspace.position(problem.span.file, problem.span.start);
    let path = escape::line(&settings.paths.shown(workspace.path(problem.span.file)));
    format!("{path}:{}:{}", position.line, position.column)
}

/// A root as an outline: a line per thing, values as compact JSON.
fn told(root: &Json) -> String {
    let text = |value: &Json, name: &str| escape::line(value.get(name).and_then(Json::as_str).unwrap_or_default());
    let path = text(root, "path");
    let path = if path.is_empty() { ".".to_owned() } else { path };
    let mut output = format!("{} {path}\n", text(root, "language"));
    for resource in root.get("resources").and_then(Json::as_array).into_iter().flatten() {
        let line = resource.get("line").and_then(Json::as_u64).unwrap_or_default();
        let provider = resource.get("provider").map(provider_told).unwrap_or_default();
        let made = resource.get("generated_by").map(|by| format!(", generated by {}", text(by, "address"))).unwrap_or_default();
        let construct = resource.get("construct").map(|construct| format!(", construct {}", text(construct, "path"))).unwrap_or_default();
        output += &format!("  {} ({}:{line}{provider}{made}{construct})\n", text(resource, "address"), text(resource, "file"));
        output += &members(resource, "attributes", "    ");
    }
    for (section, title) in [("locals", "locals"), ("outputs", "outputs")] {
        let listed = members(root, section, "    ");
        if !listed.is_empty() {
            output += &format!("  {title}\n{listed}");
        }
    }
    for policy in root.get("policies").and_then(Json::as_array).into_iter().flatten() {
        let document = policy.get("document").map(Json::to_string).unwrap_or_default();
        let (address, kind, protects) = (text(policy, "address"), text(policy, "kind"), text(policy, "protects"));
        let parts = [kind, protects, text(policy, "destination")].into_iter().filter(|part| !part.is_empty());
        output += &format!("  policy of {address} ({})\n    {}\n", parts.collect::<Vec<_>>().join(", "), escape::line(&document));
    }
    for subject in root.get("subjects").and_then(Json::as_array).into_iter().flatten() {
        output += &subject_told(subject);
    }
    let unknowns = root.get("unknowns").and_then(Json::as_array).into_iter().flatten();
    let unknown = |unknown: &Json| format!("    {}: {}, {}\n", text(unknown, "at"), text(unknown, "type"), text(unknown, "why"));
    let unknowns: String = unknowns.map(unknown).collect();
    if !unknowns.is_empty() {
        output += &format!("  not known\n{unknowns}");
    }
    output + "\n"
}

/// `, aws.replica, account 111122223333, eu-west-1`.
fn provider_told(provider: &Json) -> String {
    let text = |value: Option<&Json>| escape::line(value.and_then(Json::as_str).unwrap_or_default());
    let accounts = provider.get("accounts").and_then(Json::as_array).into_iter().flatten();
    let accounts = accounts.map(|account| format!("account {}", text(Some(account))));
    let parts = std::iter::once(text(provider.get("name"))).chain(accounts).chain(provider.get("region").map(|region| text(Some(region))));
    parts.filter(|part| !part.is_empty()).map(|part| format!(", {part}")).collect()
}

fn subject_told(subject: &Json) -> String {
    let text = |value: &Json, name: &str| escape::line(value.get(name).and_then(Json::as_str).unwrap_or_default());
    let mut output = format!("  {} {}\n", text(subject, "kind").replace('_', " "), text(subject, "address"));
    for part in subject.get("parts").and_then(Json::as_array).into_iter().flatten() {
        let name = text(part, "part").replace('_', " ");
        let elsewhere = |name: &str| (!name.is_empty()).then(|| format!("{name} (not in this code)"));
        let unknown = |why: &str| (!why.is_empty()).then(|| format!("not known: {why}"));
        let to = elsewhere(&text(part, "elsewhere")).or_else(|| unknown(&text(part, "$unknown"))).unwrap_or_else(|| text(part, "address"));
        output += &format!("    {name}: {to}\n");
    }
    output + &members(subject, "concepts", "    ")
}

fn members(value: &Json, name: &str, indent: &str) -> String {
    let members = value.get(name).and_then(Json::as_object).into_iter().flatten();
    members.map(|(name, value)| format!("{indent}{} = {}\n", escape::line(name), escape::line(&value.to_string()))).collect()
}
