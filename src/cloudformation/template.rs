//! Templates: which files are some, and their sections.

use super::metadata;
use super::recover::{self, TYPE_PREFIXES};
use super::scalar::TemplateSource;
use super::yaml::{self, TextDocuments};
use crate::json;
use crate::mapped_text::Text;
use crate::problem::Problem;
use crate::resource::MetadataEntry;
use crate::source::{Comment, ENCRYPTED, FileId, Span, Workspace, comment};
use crate::value::{Entry, Kind, Map, Value};
use memchr::memmem;
use smol_str::SmolStr;
use std::sync::Arc;

/// A template as written: functions in their long forms, not yet evaluated.
pub(super) struct Template {
    pub(super) file: FileId,
    pub(super) path: SmolStr,
    root: Value,
    /// Names in `Transform`, with their places.
    pub(super) transforms: Vec<(SmolStr, Span)>,
    /// Whether `AWS::Include` is spoken of.
    pub(super) may_include: bool,
    /// Whether it is no more than resources, which another tool or template takes in.
    pub(super) is_part: bool,
    /// Files of which parts stand in it.
    pub(super) included: Vec<FileId>,
    /// The file of the template that this one is put into before deployment.
    pub(super) put_into: Option<FileId>,
}

/// A file that may hold templates, as it is written: what its name and its text alone tell.
#[derive(Default)]
pub struct TemplateFile {
    pub(super) templates: Vec<Arc<Template>>,
    /// Whether it is, or was meant to be, a template.
    pub is_template: bool,
    pub problems: Vec<Problem>,
    /// None in JSON.
    pub comments: Vec<Comment>,
    pub metadata: Vec<MetadataEntry>,
}

/// File name endings under which templates are kept, in any case. `.tf.json` and `.tofu.json` are Terraform's and OpenTofu's.
pub const ENDINGS: &[&str] = &[".yaml", ".yml", ".json", ".template", ".cfn", ".cform", ".cft", ".cloudformation", ".sam"];

/// The transform that puts a file in its place.
pub(super) const INCLUDE: &str = "AWS::Include";

/// Whether a file may be a template by its name.
pub(super) fn is_candidate(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    ENDINGS.iter().any(|ending| path.ends_with(ending)) && ![".tf.json", ".tofu.json"].iter().any(|end| path.ends_with(end))
}

/// Reads one file; no templates and no problems if it plainly is something else.
pub fn parse_file(workspace: &Workspace, file: FileId) -> TemplateFile {
    let mut reading = TemplateFile::default();
    let text = match workspace.text(file) {
        Ok(text) => text,
        // Whatever it holds, nobody who has no key deploys it.
        Err(ENCRYPTED) => {
            reading.problems.push(Problem::unsupported(Span::new(file, 0, 0), "git-crypt has encrypted this file"));
            return reading;
        }
        Err(why) => {
            reading.problems.push(Problem::unreadable_file(file, why));
            return reading;
        }
    };
    if let Some(why) = kept_elsewhere(text) {
        reading.problems.push(Problem::unreadable_file(file, why));
        return reading;
    }
    if !may_be_template(text) {
        return reading;
    }
    let TextDocuments { values, mut problems, mut comments, parts } = documents(file, text);
    // JSON behind a comment or a word is one text to YAML.
    if !values.iter().any(is_template) && recover::is_json_behind_something(text) {
        problems.push(Problem::syntax_error(Span::new(file, 0, text.len()), "the template is", "no reader of JSON or YAML takes it"));
        reading.is_template = true;
    }
    let parts_of_one = || values.iter().filter_map(as_part).map(|root| (root, true)).collect();
    let whole: Vec<(Value, bool)> = values.iter().filter(|root| is_template(root)).map(|root| (root.clone(), false)).collect();
    let roots = if whole.is_empty() && !reading.is_template { parts_of_one() } else { whole };
    for (root, is_part) in roots {
        let template = Template::new(file, SmolStr::new(workspace.path(file)), &root, &mut problems);
        let template = Template { may_include: memmem::find(text.as_bytes(), INCLUDE.as_bytes()).is_some(), is_part, ..template };
        reading.metadata.extend(metadata::entries(&template.root));
        reading.templates.push(Arc::new(template));
    }
    // What goes wrong in a file that is no template is none of our business, unless it was to be one.
    let lost = || problems.iter().any(|problem| problem.code.loses_input()) && recover::looks_like_template(text);
    if !reading.templates.is_empty() || reading.is_template || lost() {
        reading.is_template = true;
        reading.problems = problems;
        if !parts.is_empty() {
            comment::place(&mut comments, parts, text);
        }
        reading.comments = comments;
    }
    reading
}

/// Why a text only stands for what the file holds: whoever deploys it has another one.
fn kept_elsewhere(text: &str) -> Option<&'static str> {
    let is_pointer = text.starts_with("version https://git-lfs.github.com/spec/");
    is_pointer.then_some("it is a pointer of Git LFS; what it points at is not checked out")
}

/// A cheap look at the text, so that lock files and data are not parsed.
fn may_be_template(text: &str) -> bool {
    let has = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    // An escape may spell any of the words: `"\u0041WS::SNS::Topic"`, in YAML also `\x41` and a line end.
    let is_escaped = || [r"\u", r"\U", r"\x", "\\\n", "\\\r"].iter().any(|escape| has(escape));
    is_escaped()
        || has("AWSTemplateFormatVersion")
        || has(INCLUDE)
        || has("AWS::Serverless")
        || (has("Resources") && has("::"))
        || may_be_part(text)
}

fn may_be_part(text: &str) -> bool {
    const SIGNS: [&str; 5] = ["Type: AWS::", "Type: \"AWS::", "Type: 'AWS::", "\"Type\": \"AWS::", "\"Type\":\"AWS::"];
    SIGNS.iter().any(|sign| memmem::find(text.as_bytes(), sign.as_bytes()).is_some())
}

/// What is no template and holds nothing but resources, as the section of a template.
fn as_part(root: &Value) -> Option<Value> {
    let map = root.as_map()?;
    let is_type = |kind: &str| TYPE_PREFIXES.iter().any(|prefix| kind.starts_with(prefix));
    let is_resource = |entry: &Entry| entry.value.get("Type").and_then(Value::as_str).is_some_and(is_type);
    (!map.entries.is_empty() && map.entries.iter().all(is_resource)).then(|| {
        let mut whole = Map::default();
        whole.push("Resources", root.span, root.clone());
        Value::map(whole, root.span)
    })
}

/// What a file in YAML or JSON that is no template says, with functions in their long forms.
///
/// # Errors
/// A part of it cannot be read.
pub fn plain_documents(file: FileId, text: &str) -> Result<Vec<Value>, Problem> {
    let TextDocuments { values, problems, .. } = match text.trim_start().starts_with('{') {
        true => documents(file, text),
        false => {
            let start = text.len() - text.trim_start_matches('\u{feff}').len();
            let source = TemplateSource { text: text.get(start..).unwrap_or_default(), file, base: start, inserted: vec![] };
            let composed = yaml::compose(&source);
            if let Some(error) = composed.error {
                let place = Span::new(file, (start + error.at).min(text.len()), text.len());
                return Err(Problem::syntax_error(place, "a policy file was", &error.message));
            }
            composed.documents
        }
    };
    problems.into_iter().find(|problem| problem.code.loses_input()).map_or(Ok(values), Err)
}

pub(super) fn documents(file: FileId, text: &str) -> TextDocuments {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let content = text.get(start..).unwrap_or_default();
    let source = TemplateSource { text: content, file, base: start, inserted: vec![] };
    if content.trim_start().starts_with('{') {
        let whole = Span::new(file, start, text.len());
        let (value, error) = json::parse(&Text::exact(content, whole), whole);
        let Some(error) = error else { return TextDocuments { values: vec![value], ..TextDocuments::default() } };
        // CloudFormation reads JSON with YAML's eyes: comments and trailing commas are fine.
        let composed = yaml::compose(&source);
        if composed.error.is_none() {
            return composed.documents;
        }
        let mut problems = vec![];
        let value = recover::json(&source, value, &error, &mut problems);
        return TextDocuments { values: vec![value], problems, ..TextDocuments::default() };
    }
    recover::yaml(source)
}

/// Whether a document is a template, by what it holds.
pub(super) fn is_template(root: &Value) -> bool {
    let Some(map) = root.as_map() else { return false };
    let is_type = |kind: &str| TYPE_PREFIXES.iter().any(|prefix| kind.starts_with(prefix)) || is_third_party(kind);
    let resource = |entry: &Entry| entry.value.get("Type").and_then(Value::as_str).is_some_and(is_type);
    // What these make is not written here.
    let is_made = |entry: &Entry| {
        entry.key.starts_with("Fn::ForEach::") || entry.key == "Fn::Transform" || entry.value.get("Fn::Transform").is_some()
    };
    map.get("AWSTemplateFormatVersion").is_some()
        || transforms(root).iter().any(|(name, _)| name.starts_with("AWS::"))
        || sections(map, "Resources").any(|all| all.entries.iter().any(|entry| resource(entry) || is_made(entry)))
}

/// Every section of a name: a key may stand twice.
fn sections<'m>(map: &'m Map, name: &'static str) -> impl Iterator<Item = &'m Map> {
    map.entries.iter().filter(move |entry| entry.key == name).filter_map(|entry| entry.value.as_map())
}

/// Whether this is the form of a type of somebody else's, or of a module: `Acme::Queue::Managed`, `Acme::Queue::Managed::MODULE`.
/// <https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-types.html>
fn is_third_party(kind: &str) -> bool {
    let parts: Vec<&str> = kind.split("::").collect();
    let is_name = |part: &&str| part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (3..=4).contains(&parts.len()) && parts.iter().all(is_name)
}

fn transforms(root: &Value) -> Vec<(SmolStr, Span)> {
    let sections = ["Transform", "Fn::Transform"].iter().filter_map(|name| root.get(name));
    let items = sections.flat_map(|value| value.as_list().unwrap_or(std::slice::from_ref(value)));
    let name = |item: &Value| item.as_str().or_else(|| item.get("Name")?.as_str()).map(|name| (SmolStr::new(name), item.span));
    items.filter_map(name).collect()
}

/// Whether a value holds a resource or a statement, which a later one takes away from judgement.
fn holds_judged(value: &Value) -> bool {
    match &value.kind {
        Kind::List(items) => items.iter().any(holds_judged),
        Kind::Map(map) => {
            let is_resource = map.get("Type").and_then(Value::as_str).is_some_and(|kind| kind.contains("::"));
            is_resource || map.get("Effect").is_some() || map.entries.iter().any(|entry| holds_judged(&entry.value))
        }
        _ => false,
    }
}

/// Reports keys that stand twice in one map; what an earlier one holds is lost.
fn duplicate_keys(value: &Value, problems: &mut Vec<Problem>) {
    value.each_equal_key(&mut |earlier, later| {
        problems.push(match holds_judged(&earlier.value) {
            true => Problem::syntax_error(
                earlier.value.span,
                &format!("what the first `{}` holds is", earlier.key),
                "the key stands twice, and the last one counts",
            ),
            false => Problem::duplicate_key(later.key_span, &later.key),
        });
    });
}

impl Template {
    /// A template of what was read; tells of keys that stand twice.
    pub(super) fn new(file: FileId, path: SmolStr, read: &Value, problems: &mut Vec<Problem>) -> Template {
        let told = problems.len();
        duplicate_keys(read, problems);
        let root = if problems.len() > told { read.last_of_equal_keys() } else { read.clone() };
        let transforms = transforms(&root);
        Template { file, path, root, transforms, may_include: false, is_part: false, included: vec![], put_into: None }
    }

    /// The same with what its parts come to once files are put into it.
    pub(super) fn with_parts(&self, root: Value, included: Vec<FileId>) -> Template {
        Template {
            file: self.file,
            path: self.path.clone(),
            transforms: transforms(&root),
            root,
            may_include: false,
            is_part: self.is_part,
            included,
            put_into: None,
        }
    }

    /// The same with what another file declares that it is put into.
    pub(super) fn put_into(&self, file: FileId, root: Value) -> Template {
        Template { put_into: Some(file), ..self.with_parts(root, self.included.clone()) }
    }

    pub(super) fn root(&self) -> &Value {
        &self.root
    }

    /// A section that is a map: `Parameters`, `Resources`, …; nothing if it is not there.
    pub(super) fn section(&self, name: &str) -> &[Entry] {
        self.root.get(name).and_then(Value::as_map).map_or(&[], |map: &Map| map.entries.as_slice())
    }

    /// All that is written in it.
    pub(super) fn whole(&self) -> &Value {
        &self.root
    }

    pub(super) fn is_serverless(&self) -> bool {
        self.transforms.iter().any(|(name, _)| name.starts_with("AWS::Serverless"))
    }
}
