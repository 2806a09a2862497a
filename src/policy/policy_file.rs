//! Files that are policies, or hold some: JSON or YAML, also behind other keys, and templates of JSON that nothing calls.

use super::{placeholders, shape, template_text};
use crate::cloudformation;
use crate::condition::Presence;
use crate::json::{self, JsonError};
use crate::mapped_text::{Text, WhyCode};
use crate::problem::Problem;
use crate::resource::{Language, Resource, Root};
use crate::source::{FileId, Span, Workspace};
use crate::value::{Kind, Map, Value};
use smol_str::SmolStr;
use std::sync::Arc;

/// What a policy file is as a resource.
pub(super) const POLICY_FILE: &str = "policy file";

/// Keys at the top of files that speak of policies and set none: plans and states of Terraform, events.
const OTHERS: &[&str] = &["terraform_version", "format_version", "eventVersion", "eventSource", "Records", "detail-type"];

/// How many keys may stand before a document: `RoleDetailList[].RolePolicyList[].PolicyDocument`. What lies deeper is an example or a test of something.
const MAX_KEYS: usize = 3;
/// What a manifest of Kubernetes has: <https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields>
const MANIFEST: [&str; 2] = ["apiVersion", "kind"];
/// What a file with a document holds: `Statement` as a key, or within a text, or with escapes for some of its letters.
const SIGNS: &[&str] = &[r#""Statement""#, r#"\"Statement\""#, r"\u004", r"\u005", r"\u006", r"\u007"];
/// The versions of the policy language.
const VERSIONS: [&str; 2] = ["2012-10-17", "2008-10-17"];
/// Parts of keys that announce a document.
const TELLING: &[&str] = &["policy", "policies", "document", "trust"];

/// The plain policy files among these files and the templates of a workspace that are not among those read, each as a root of its own; and what is lost of
/// files that should be policies and are no JSON.
pub fn policy_files(workspace: &Workspace, files: impl Iterator<Item = FileId>) -> (Vec<Root>, Vec<Problem>) {
    let (mut roots, mut problems) = (vec![], vec![]);
    for read in files.filter_map(|file| policy_file(workspace, file)) {
        match read {
            Ok(root) => roots.push(root),
            Err(problem) => problems.push(problem),
        }
    }
    (roots, problems)
}

/// The selected files that are templates by their names.
pub fn template_files(workspace: &Workspace) -> impl Iterator<Item = FileId> + '_ {
    let selected = workspace.files().filter(|(_, entry)| entry.selected);
    selected.filter(|(_, entry)| is_template(&entry.path)).map(|(file, _)| file)
}

/// What only a configuration has, and for whom it is one.
const CONFIGURATION_SIGNS: [(&str, &str); 4] = [
    ("AWSTemplateFormatVersion", "CloudFormation"),
    ("Type: AWS::", "CloudFormation"),
    ("\"Type\": \"AWS::", "CloudFormation"),
    ("resource \"aws_", "Terraform"),
];

/// The configurations among template files, which another tool fills in first, and those among other files, which another tool puts together.
pub fn unfilled(workspace: &Workspace, templates: impl Iterator<Item = FileId>, others: impl Iterator<Item = FileId>) -> Vec<Problem> {
    let first_sign = |file: FileId| {
        let text = workspace.text(file).ok()?;
        let (start, sign, of) = CONFIGURATION_SIGNS.iter().find_map(|(sign, of)| Some((text.find(sign)?, sign, *of)))?;
        Some((Span::new(file, start, start + sign.len()), of))
    };
    let template = |file: FileId| {
        let (place, of) = first_sign(file)?;
        Some(Problem::unsupported(place, &format!("a template which another tool fills in before {of} reads it")))
    };
    let other = |file: FileId| {
        let path = workspace.path(file).to_ascii_lowercase();
        let name = path.rsplit('/').next().unwrap_or_default();
        if ["serverless.yml", "serverless.yaml", "serverless.json"].contains(&name) {
            return Some(Problem::unsupported(
                Span::new(file, 0, 0),
                "the configuration of the Serverless Framework, which makes a template of it",
            ));
        }
        let (place, of) =
            first_sign(file).filter(|_| [".yml", ".yaml", ".json", ".template"].iter().any(|ending| name.ends_with(ending)))?;
        Some(Problem::unsupported(place, &format!("a part of a template, which another tool puts together before {of} reads it")))
    };
    templates.filter_map(template).chain(others.filter_map(other)).collect()
}

fn is_template(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    template_text::ENDINGS.iter().any(|ending| path.ends_with(ending))
}

fn is_json(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.ends_with(".json") || path.ends_with(".template")
}

fn is_yaml(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.ends_with(".yaml") || path.ends_with(".yml")
}

fn policy_file(workspace: &Workspace, file: FileId) -> Option<Result<Root, Problem>> {
    let path = workspace.path(file);
    let is_template = is_template(path);
    let is_yaml = !is_template && is_yaml(path);
    let text = workspace.text(file).ok().filter(|_| is_template || is_yaml || is_json(path))?;
    let is_of_a_configuration = || CONFIGURATION_SIGNS.iter().any(|(sign, _)| text.contains(sign));
    let is_meant = match is_yaml {
        true => text.contains("Statement") && text.contains("Effect") && !is_of_a_configuration(),
        false => SIGNS.iter().chain(&VERSIONS).any(|word| text.contains(word)),
    };
    if !is_meant {
        return None;
    }
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let whole = Span::new(file, start, text.len());
    let value = match if is_yaml { read_yaml(text, whole) } else { read_json(text.get(start..)?, is_template, whole) } {
        Ok(value) => value,
        Err(problem) => {
            let is_policy = match text.trim_start().starts_with(['{', '[']) {
                true => text.contains("\"Effect\""),
                false if is_yaml => text.lines().any(|line| line.starts_with("Statement:")),
                // A heading or a comment before the policy: IAM would refuse it, and somebody may take it off.
                false => !is_template && ["\"Effect\"", "\"Statement\""].iter().all(|key| text.contains(key)),
            };
            return is_policy.then_some(Err(problem));
        }
    };
    let mut attributes = Map::default();
    let mut is_itself = true;
    if matches!(value.kind, Kind::Unknown(_)) && text.contains("\"Effect\"") {
        attributes.push("policy", whole, value);
    } else {
        is_itself = documents(&value, "policy", DocumentDepth::default(), &mut attributes);
        if attributes.entries.is_empty() {
            return lacks_statement(&value).then(|| Err(Problem::invalid_policy(value.span, "`Statement` is missing")));
        }
    }
    let resource = Resource {
        address: SmolStr::new(path),
        kind: POLICY_FILE.into(),
        language: Language::Terraform,
        scope: SmolStr::new(path),
        name: SmolStr::new_static("policy"),
        provider: Arc::default(),
        attributes: Value::map(attributes, whole),
        span: Span { end: whole.start, ..whole },
        block: whole,
        calls: vec![],
        presence: Presence { doubt: (!is_itself).then_some(SmolStr::new_static(WITHIN)), ..Presence::default() },
        generated_by: None,
        construct: None,
        left_alone: vec![],
    };
    Some(Ok(Root::of_file(resource)))
}

/// Whether it is a policy of which the very key of the statements is misspelt.
fn lacks_statement(value: &Value) -> bool {
    let Some(map) = value.as_map().filter(|map| map.get("Statement").is_none()) else { return false };
    let has_version = map.get("Version").and_then(Value::as_str).is_some_and(|version| VERSIONS.contains(&version));
    let holds_statements = |value: &Value| {
        let items = value.as_list().unwrap_or(std::slice::from_ref(value));
        !items.is_empty() && items.iter().all(shape::is_statement)
    };
    has_version && map.entries.iter().any(|entry| holds_statements(&entry.value))
}

/// The documents of a file in YAML, as a list.
///
/// # Errors
/// A part of it cannot be read.
fn read_yaml(text: &str, whole: Span) -> Result<Value, Problem> {
    let values = cloudformation::plain_documents(whole.file, text)?;
    Ok(Value::list(values.iter().map(placeholders::opened).collect(), whole))
}

/// The JSON of a file.
///
/// # Errors
/// A plain file is no JSON.
fn read_json(content: &str, is_template: bool, whole: Span) -> Result<Value, Problem> {
    let content = if is_template { template_text::value(content, whole) } else { Value::text(Text::exact(content, whole), whole) };
    read(&content, is_template, whole).map_err(|error| Problem::syntax_error(error.span, "a policy file was", &error.message))
}

/// The JSON of a text, with what is filled in as holes. A template that cannot be read is unknown.
///
/// # Errors
/// A plain file is no JSON.
fn read(text: &Value, is_template: bool, whole: Span) -> Result<Value, JsonError> {
    let mut lost = None;
    let value = text.distribute(&mut |text| {
        let Kind::Text(written) = &text.kind else { return text.clone() };
        match json::parse(&placeholders::outside_quotes(written), whole) {
            (value, None) => placeholders::opened(&value),
            (_, Some(error)) if !is_template => {
                lost = Some(error);
                Value::null(whole)
            }
            (_, Some(error)) => {
                let why = format!("what the template gives is not known to be JSON: {}", error.message);
                Value::unknown(WhyCode::UnsupportedSyntax, why, error.span)
            }
        }
    });
    lost.map_or(Ok(value), Err)
}

/// Whether it speaks of policies and sets none.
pub(super) fn is_of_others(map: &Map) -> bool {
    OTHERS.iter().any(|key| map.get(key).is_some())
}

/// Why a document may set nothing: it is what a test expects, a snapshot, an answer that somebody kept.
const WITHIN: &str = "it is a text within another document, and nothing here tells that it goes to AWS";

/// Where a value stands in a file.
#[derive(Clone, Copy, Default)]
struct DocumentDepth {
    keys: usize,
    /// Below a manifest of Kubernetes, whose fields are texts and go to AWS.
    is_of_manifest: bool,
}

/// The documents in a value, with the keys behind which they stand: one key of any name, or several of which the last tells what it is. Whether any of them
/// is more than a text behind several keys.
fn documents(value: &Value, key: &str, at: DocumentDepth, found: &mut Map) -> bool {
    let is_telling = || at.keys <= 1 || TELLING.iter().any(|word| key.to_ascii_lowercase().contains(word));
    match &value.kind {
        _ if is_telling() && shape::document(value).is_some() => {
            found.push(key, value.span, value.clone());
            at.keys <= 1 || at.is_of_manifest || !matches!(value.kind, Kind::Text(_))
        }
        Kind::List(items) => {
            let mut is_itself = false;
            items.iter().for_each(|item| is_itself |= documents(item, key, at, found));
            is_itself
        }
        Kind::Map(map) if !is_of_others(map) => {
            // A manifest of Kubernetes may hold others.
            let is_manifest = MANIFEST.iter().all(|key| map.get(key).is_some());
            let keys = if is_manifest { 0 } else { at.keys };
            let inner = DocumentDepth { keys: keys + 1, is_of_manifest: at.is_of_manifest || is_manifest };
            let entries = map.entries.iter().take(if keys < MAX_KEYS { usize::MAX } else { 0 });
            let mut is_itself = false;
            entries.for_each(|entry| is_itself |= documents(&entry.value, &entry.key, inner, found));
            is_itself
        }
        _ => false,
    }
}
