//! SAM templates and what the SAM translator made of them: `testdata/sam/<name>/` with a `template.yaml` and a `translated.json`, which
//! `tests/sam/compare --translate testdata/sam` writes. Both are read, and must come to the same resources, IAM documents and Lambda permissions.

use crate::support;
use deputylint::cloudformation::{TemplateOptions, load};
use deputylint::policy;
use deputylint::resource::Root;
use deputylint::source::Workspace;
use libtest_mimic::{Failed, Trial};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::path::Path;

/// What a permission says for whom a service acts, and who it is.
const OF_PERMISSION: &[&str] = &[
    "Action",
    "Principal",
    "SourceArn",
    "SourceAccount",
    "PrincipalOrgID",
    "EventSourceToken",
    "FunctionUrlAuthType",
    "InvokedViaFunctionUrl",
];

pub fn trials() -> Vec<Trial> {
    let folders = support::entries(&support::folder("testdata/sam"));
    let trial = |folder: std::path::PathBuf| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Trial::test(format!("sam/{name}"), move || run(&folder))
    };
    folders.into_iter().map(trial).collect()
}

fn run(folder: &Path) -> Result<(), Failed> {
    let [ours, theirs] = ["template.yaml", "translated.json"].map(|name| read(folder, name));
    let (ours, theirs) = (ours?, theirs?);
    let listed = |sign: &str, some: &BTreeSet<String>, others: &BTreeSet<String>| {
        some.difference(others).map(|fact| format!("{sign} {fact}\n")).collect::<String>()
    };
    let differences = listed("deputylint alone:", &ours, &theirs) + &listed("the translator alone:", &theirs, &ours);
    if differences.is_empty() { Ok(()) } else { Err(differences.into()) }
}

/// What is compared of a template, a line for each fact.
fn read(folder: &Path, name: &str) -> Result<BTreeSet<String>, Failed> {
    let text = std::fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
    let workspace = Workspace::in_memory([(name.to_owned(), text)]);
    let configuration = load(&workspace, &TemplateOptions::default());
    let refused: Vec<_> = configuration.problems.iter().filter(|problem| problem.message.contains("SAM refuses")).collect();
    match configuration.roots.as_slice() {
        [root] if refused.is_empty() => Ok(facts(root)),
        roots => Err(format!("{name}: {} templates, {refused:?}", roots.len()).into()),
    }
}

fn facts(root: &Root) -> BTreeSet<String> {
    let mut facts = BTreeSet::new();
    for resource in &root.resources {
        let mut name = resource.address.to_string();
        if resource.kind == "AWS::ApiGateway::Deployment" {
            // Its id ends in a hash of the definition as Python writes it.
            name.truncate(name.rfind("Deployment").map_or(name.len(), |at| at + "Deployment".len()));
        }
        let under: Vec<String> =
            resource.presence.under.answers().map(|(condition, answer)| format!("{}={answer}", condition.id)).collect();
        facts.insert(format!("{name} {} {under:?}", resource.kind));
        if resource.kind == "AWS::Lambda::Permission" {
            let said: Vec<Json> =
                OF_PERMISSION.iter().map(|name| resource.attributes.get(name).map_or(Json::Null, |v| v.to_json())).collect();
            facts.insert(format!("{name} {:?}", said.into_iter().map(normal).collect::<Vec<_>>()));
        }
        for list in ["ManagedPolicyArns", "PermissionsBoundary"] {
            let value = resource.attributes.get(list).filter(|value| resource.kind == "AWS::IAM::Role" && value.as_list() != Some(&[]));
            facts.extend(value.map(|value| format!("{name} {list} {}", sorted(normal(value.to_json())))));
        }
    }
    let (policies, problems) = policy::policies(root);
    facts.extend(problems.iter().map(|problem| problem.message.clone()));
    for policy in policies.iter().filter(|policy| policy.resource.kind != "AWS::Lambda::Permission") {
        let statements = policy.document.get("Statement").map_or(Json::Null, |statements| statements.to_json());
        let statements = if statements.is_array() { statements } else { json!([statements]) };
        facts.insert(format!("{} {} {}", policy.resource.address, policy.path, sorted(normal(statements))));
    }
    facts
}

/// Lists of which the order does not count.
fn sorted(value: Json) -> Json {
    let Json::Array(mut items) = value else { return value };
    items.sort_by_key(Json::to_string);
    Json::Array(items)
}

/// The partition is `aws`, as the translator is told; members and items in order.
fn normal(value: Json) -> Json {
    match value {
        Json::Object(members) => {
            if let Some(text) = members.get("$text").and_then(Json::as_str) {
                let text = text.replace("${partition}", "aws");
                return if text.contains("${") { json!({ "$text": text }) } else { json!(text) };
            }
            let mut members: Vec<_> = members.into_iter().map(|(name, value)| (name, normal(value))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Json::Object(members.into_iter().collect())
        }
        Json::Array(items) => sorted(Json::Array(items.into_iter().map(normal).collect())),
        other => other,
    }
}
