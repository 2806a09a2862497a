//! Templates and what is understood of them: `testdata/cloudformation/<name>/` with an `inspect.json`.
//! A folder's `parameters.json` is given as `--parameters`.

use crate::support;
use deputylint::cloudformation::{TemplateOptions, load};
use deputylint::resource::Configuration;
use deputylint::source::Workspace;
use libtest_mimic::{Failed, Trial};
use serde_json::{Map, Value as Json, json};
use std::path::Path;

pub fn trials() -> Vec<Trial> {
    let folders = support::entries(&support::folder("testdata/cloudformation"));
    let trial = |folder: std::path::PathBuf| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Trial::test(format!("cloudformation/{name}"), move || run(&folder))
    };
    folders.into_iter().map(trial).collect()
}

fn run(folder: &Path) -> Result<(), Failed> {
    let mut files = support::project(folder);
    files.retain(|(path, _)| path != "inspect.json");
    let given = files.iter().any(|(path, _)| path == "parameters.json");
    let options =
        TemplateOptions { parameter_files: if given { vec!["parameters.json".to_owned()] } else { vec![] }, ..TemplateOptions::default() };
    let workspace = Workspace::in_memory(files);
    let graph = load(&workspace, &options);
    support::golden(&folder.join("inspect.json"), &format!("{}\n", layout(&inspect(&workspace, &graph), 6, "")))
}

fn inspect(workspace: &Workspace, graph: &Configuration) -> Json {
    let roots: Vec<Json> = graph
        .roots
        .iter()
        .map(|root| {
            let resources = root.resources.iter().map(|resource| {
                let place = workspace.position(resource.span.file, resource.span.start);
                let last = workspace.position(resource.block.file, resource.block.end);
                let mut about = json!({
                    "address": resource.address, "type": resource.kind, "file": workspace.path(resource.span.file),
                    "lines": format!("{}-{}", place.line, last.line), "attributes": resource.attributes.to_json(),
                });
                if let (Some(by), Some(about)) = (&resource.generated_by, about.as_object_mut()) {
                    about.insert("generated_by".to_owned(), json!(format!("{} ({})", by.resource, by.kind)));
                }
                if let (Some(construct), Some(about)) = (&resource.construct, about.as_object_mut()) {
                    about.insert("construct".to_owned(), json!(construct.path));
                    about.extend(construct.written.as_ref().map(|line| ("written".to_owned(), json!(line))));
                }
                let under = resource.presence.under.answers().map(|(condition, answer)| format!("{} is {answer}", condition.text));
                if !resource.presence.under.is_always() {
                    about.as_object_mut().map(|about| about.insert("exists_under".to_owned(), under.collect::<Vec<_>>().into()));
                }
                about
            });
            let outputs: Map<String, Json> = root.outputs.iter().map(|(name, value)| (name.to_string(), value.to_json())).collect();
            json!({ "path": root.path, "resources": resources.collect::<Vec<_>>(), "outputs": outputs })
        })
        .collect();
    let problems = graph.problems.iter().map(|problem| {
        let place = workspace.position(problem.span.file, problem.span.start);
        format!("{}:{}:{} {} {}", workspace.path(problem.span.file), place.line, place.column, problem.code.name(), problem.message)
    });
    let coverage = graph.coverage;
    json!({
        "roots": roots, "problems": problems.collect::<Vec<_>>(),
        "templates": coverage.templates, "other_files": coverage.other_files,
    })
}

/// JSON with a line for each member down to a depth, so that a property is a line.
fn layout(value: &Json, depth: usize, indent: &str) -> String {
    let inner = format!("{indent}  ");
    let lines = |open: &str, members: Vec<String>, close: &str| match members.as_slice() {
        [] => format!("{open}{close}"),
        members => format!("{open}\n{inner}{}\n{indent}{close}", members.join(&format!(",\n{inner}"))),
    };
    match value {
        Json::Object(map) if depth > 0 => {
            let member = |(key, value): (&String, &Json)| format!("{}: {}", json!(key), layout(value, depth - 1, &inner));
            lines("{", map.iter().map(member).collect(), "}")
        }
        Json::Array(items) if depth > 0 => lines("[", items.iter().map(|item| layout(item, depth - 1, &inner)).collect(), "]"),
        _ => value.to_string(),
    }
}
