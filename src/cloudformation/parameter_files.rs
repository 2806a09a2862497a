//! Files beside a template that give its parameters values: of the AWS CLI, of CodePipeline, of SAM. Whoever deploys names one; which one is an open
//! condition, so that everything is judged under each.

use super::parameters::{listed, read};
use super::template::Template;
use crate::mapped_text::Text;
use crate::problem::Problem;
use crate::source::{FileId, Span, Workspace};
use crate::value::{Kind, Value};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// More sets of values than this for one template are not looked at.
const MAX_SETS: usize = 16;
/// How far below a template the files for it lie: `parameters/prod/`.
const MAX_FOLDERS: usize = 3;

/// The values that one deployment gives to parameters.
#[derive(Debug)]
pub(super) struct ParameterSet {
    pub(super) file: FileId,
    /// As told to people: the path of the file, with the environment where it has several.
    pub(super) name: SmolStr,
    pub(super) values: Vec<(SmolStr, Value)>,
    /// The only template that it is for, where it says so.
    template: Option<String>,
}

impl ParameterSet {
    pub(super) fn value(&self, parameter: &str) -> Option<&Value> {
        self.values.iter().rev().find(|(name, _)| name == parameter).map(|(_, value)| value)
    }
}

/// All sets of values among the selected files, by the folder that they lie in.
pub(super) type ParameterSets = FxHashMap<SmolStr, Vec<ParameterSet>>;

/// Whether a file may hold the configuration of SAM by its name.
pub fn is_sam_configuration(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.starts_with("samconfig") && name.ends_with(".toml")
}

/// Reads the files that give values to parameters. What is not understood in one is not for us.
pub(super) fn sets(workspace: &Workspace) -> ParameterSets {
    let mut found = ParameterSets::default();
    for (file, entry) in workspace.files().filter(|(_, entry)| entry.selected && !is_example(&entry.path)) {
        let sets = match entry.path.as_str() {
            path if is_sam_configuration(path) => of_sam(workspace, file),
            path if path.ends_with(".json") => of_json(workspace, file).into_iter().collect(),
            _ => continue,
        };
        if !sets.is_empty() {
            found.entry(SmolStr::new(parent(&entry.path))).or_default().extend(sets);
        }
    }
    found
}

/// The sets of values for a template: those that lie beside or below it, and speak of nothing but its parameters.
pub(super) fn of<'s>(sets: &'s ParameterSets, template: &Template, problems: &mut Vec<Problem>) -> Vec<&'s ParameterSet> {
    let folder = parent(&template.path);
    let depth = |path: &str| if path.is_empty() { 0 } else { path.matches('/').count() + 1 };
    let is_near = |other: &str| {
        let below = other == folder || folder.is_empty() || other.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        below && depth(other) <= depth(folder) + MAX_FOLDERS
    };
    let declared = template.section("Parameters");
    let is_for = |set: &&ParameterSet| {
        let is_named = set.template.as_ref().is_none_or(|name| *name == template.path);
        is_named && set.values.iter().all(|(name, _)| declared.iter().any(|entry| entry.key == *name))
    };
    let mut near: Vec<&SmolStr> = if declared.is_empty() { vec![] } else { sets.keys().filter(|other| is_near(other)).collect() };
    near.sort();
    let mut found: Vec<&ParameterSet> = near.iter().filter_map(|folder| sets.get(*folder)).flatten().filter(is_for).collect();
    if let Some(first) = found.get(MAX_SETS) {
        let limit = format!(
            "more than {MAX_SETS} files give values to the parameters of this template, and no others than the first are looked at"
        );
        problems.push(Problem::limit_reached(Span::new(first.file, 0, 0), &limit));
        found.truncate(MAX_SETS);
    }
    found
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a file shows what somebody may write, and is not deployed with.
fn is_example(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let mut words = name.split(|char: char| !char.is_ascii_alphanumeric());
    words.any(|word| ["example", "examples", "sample", "dist"].contains(&word))
}

/// A file of the CLI or of CodePipeline; a plain map only where its name speaks of parameters.
fn of_json(workspace: &Workspace, file: FileId) -> Option<ParameterSet> {
    let path = workspace.path(file);
    let text = workspace.text(file).ok()?;
    let is_named =
        parent(path).rsplit('/').next().into_iter().chain(path.rsplit('/').next()).any(|name| name.to_ascii_lowercase().contains("param"));
    if !is_named && !text.contains("\"ParameterKey\"") && !text.contains("\"Parameters\"") {
        return None;
    }
    let (value, error) = read(file, text);
    let is_plain = |value: &Value| matches!(value.kind, Kind::Text(_) | Kind::Number(_) | Kind::Bool(_));
    let values: Vec<(SmolStr, Value)> = match &value.kind {
        Kind::List(items) => items.iter().map(listed).collect::<Option<_>>()?,
        Kind::Map(map) if map.get("Resources").is_none() => {
            let named = match map.get("Parameters") {
                Some(named) => named.as_map()?,
                None if is_named => map,
                None => return None,
            };
            named.entries.iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect()
        }
        _ => return None,
    };
    let is_set = error.is_none() && !values.is_empty() && values.iter().all(|(_, value)| is_plain(value));
    is_set.then(|| ParameterSet { file, name: path.into(), values, template: None })
}

/// `[prod.deploy.parameters]` with `parameter_overrides`, for each environment.
/// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html>
pub(super) fn of_sam(workspace: &Workspace, file: FileId) -> Vec<ParameterSet> {
    let path = workspace.path(file);
    let Some(parsed) = workspace.text(file).ok().and_then(|text| Some((text, DeTable::parse(text).ok()?))) else { return vec![] };
    let (text, table) = parsed;
    let mut sets = vec![];
    for (environment, of_environment) in table.get_ref() {
        let setting = |name: &str| {
            ["deploy", "global", "build"].iter().find_map(|command| {
                of_environment.get_ref().as_table()?.get(*command)?.get_ref().as_table()?.get("parameters")?.get_ref().as_table()?.get(name)
            })
        };
        let Some(overrides) = setting("parameter_overrides") else { continue };
        let values = pairs(file, text, overrides);
        let template = setting("template_file").or_else(|| setting("template")).and_then(|name| name.get_ref().as_str());
        let folder = parent(path);
        let of_folder = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        // A template that was built is made of the one in the same folder.
        let template = template.filter(|name| !name.contains(".aws-sam")).map(|name| of_folder(name.trim_start_matches("./")));
        let usual = || ["template.yaml", "template.yml"].map(of_folder).into_iter().find(|path| workspace.find(path).is_some());
        let name = format_smolstr!("{path} [{}]", environment.get_ref());
        if let Some(template) = template.or_else(usual).filter(|_| !values.is_empty()) {
            sets.push(ParameterSet { file, name, values, template: Some(template) });
        }
    }
    sets
}

/// `"A=b C=\"d e\""`, a list of such pairs, or a table.
fn pairs(file: FileId, text: &str, overrides: &Spanned<DeValue<'_>>) -> Vec<(SmolStr, Value)> {
    let span = |value: &Spanned<DeValue<'_>>| Span::new(file, value.span().start, value.span().end);
    let given = |value: &str, span: Span| Value::text(Text::computed(value, span), span);
    let pair = |written: &str, span: Span| {
        let (name, value) = written.split_once('=')?;
        Some((SmolStr::new(name.trim()), given(value.trim_matches(['"', '\'']), span)))
    };
    match overrides.get_ref() {
        DeValue::String(written) => {
            let of_text = |part: &str| {
                let whole = span(overrides);
                let inside = text.get(whole.start as usize..whole.end as usize).unwrap_or_default();
                let start = inside.find(part).map_or(whole.start as usize, |at| whole.start as usize + at);
                let end = if inside.contains(part) { start + part.len() } else { whole.end as usize };
                pair(part, Span::new(file, start, end))
            };
            words(written).iter().filter_map(|part| of_text(part)).collect()
        }
        DeValue::Array(items) => items.iter().filter_map(|item| pair(item.get_ref().as_str()?, span(item))).collect(),
        DeValue::Table(table) => {
            let entries = table.iter();
            entries
                .filter_map(|(name, value)| Some((SmolStr::new(name.get_ref().as_ref()), given(value.get_ref().as_str()?, span(value)))))
                .collect()
        }
        _ => vec![],
    }
}

/// The words of a command line: blanks between quotes are part of one.
fn words(written: &str) -> Vec<&str> {
    let mut words = vec![];
    let (mut start, mut quote) = (0, None);
    for (at, char) in written.char_indices() {
        match (quote, char) {
            (None, '"' | '\'') => quote = Some(char),
            (Some(open), char) if open == char => quote = None,
            (None, char) if char.is_whitespace() => {
                words.extend(written.get(start..at).filter(|word| !word.is_empty()));
                start = at + char.len_utf8();
            }
            _ => {}
        }
    }
    words.extend(written.get(start..).filter(|word| !word.is_empty()));
    words
}
