//! Files beside a template that give its parameters values: of the AWS CLI, of CodePipeline, of SAM, of Git sync. Whoever deploys names one; which one is
//! an open condition, so that everything is judged under each.

use super::parameters::{listed, read};
use super::sam_configuration::{self, is_sam_configuration};
use super::template::{self, Template};
use crate::mapped_text::WhyCode;
use crate::problem::Problem;
use crate::source::{FileId, Span, Workspace, directory_of};
use crate::value::{Kind, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::sync::Arc;

/// More sets of values than this for one template are not looked at.
const MAX_SETS: usize = 16;
/// How far below a template the files for it lie: `parameters/prod/`.
const MAX_FOLDERS: usize = 3;
/// Larger files of YAML are no parameters.
const MAX_YAML: usize = 256 << 10;

/// The values that one deployment gives to parameters.
#[derive(Debug)]
pub(super) struct ParameterSet {
    pub(super) file: FileId,
    /// As told to people: the path of the file, with the environment where it has several.
    pub(super) name: SmolStr,
    pub(super) values: Vec<(SmolStr, Value)>,
    /// The only template that it is for, where it says so.
    pub(super) template: Option<String>,
}

impl ParameterSet {
    pub(super) fn value(&self, parameter: &str) -> Option<&Value> {
        self.values.iter().rev().find(|(name, _)| name == parameter).map(|(_, value)| value)
    }
}

/// All sets of values among the selected files.
#[derive(Default)]
pub(super) struct ParameterSets {
    sets: Vec<ParameterSet>,
    /// By the path of a template those that are for it, by their place.
    of_template: FxHashMap<SmolStr, Vec<usize>>,
    /// By the path of a template all that may be for it, as they are now or after an edit.
    near: FxHashMap<SmolStr, Vec<FileId>>,
}

/// Reads the files that give values to parameters, and finds out which templates they are for. What is for none is told.
pub(super) fn sets(workspace: &Workspace, templates: &[Arc<Template>], problems: &mut Vec<Problem>) -> ParameterSets {
    let mut found = ParameterSets::default();
    // What has resources is a template, and has been read.
    let with_resources: FxHashSet<&str> =
        templates.iter().filter(|template| !template.section("Resources").is_empty()).map(|template| template.path.as_str()).collect();
    for (file, entry) in workspace.files().filter(|(_, entry)| entry.selected) {
        match entry.path.as_str() {
            path if is_sam_configuration(path) => found.sets.extend(sam_configuration::sets(workspace, file, problems)),
            path if with_resources.contains(path) => {}
            path if [".json", ".yaml", ".yml"].iter().any(|end| path.ends_with(end)) => {
                found.sets.extend(of_document(workspace, file, problems))
            }
            _ => {}
        }
    }
    let mut by_folder: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (place, template) in templates.iter().enumerate() {
        by_folder.entry(directory_of(&template.path)).or_default().push(place);
    }
    let declared: Vec<FxHashSet<&str>> =
        templates.iter().map(|template| template.section("Parameters").iter().map(|entry| entry.key.as_str()).collect()).collect();
    for (number, set) in found.sets.iter().enumerate() {
        let near = near(workspace, set, templates, &by_folder);
        for path in near.iter().filter_map(|place| templates.get(*place)).map(|template| &template.path) {
            found.near.entry(path.clone()).or_default().push(set.file);
        }
        let known = |place: &usize| {
            declared.get(*place).map_or(0, |names| set.values.iter().filter(|(name, _)| names.contains(name.as_str())).count())
        };
        // Names that no template has are left out by `aws cloudformation deploy` and by SAM: a file is for those that have most of them. One of which a
        // template has few is another's.
        let most = near.iter().map(known).max().unwrap_or(0);
        if most * 2 < set.values.len() || most == 0 {
            problems.extend(is_unmistakable(workspace, set).then(|| Problem::inputs_of_nothing(Span::new(set.file, 0, 0))));
            continue;
        }
        if is_example(workspace.path(set.file)) {
            problems.push(Problem::inputs_of_nothing(Span::new(set.file, 0, 0)));
            continue;
        }
        if let Some((name, value)) =
            set.values.iter().find(|(name, _)| most < set.values.len() && declared.iter().all(|names| !names.contains(name.as_str())))
        {
            problems.push(Problem::undeclared_input(value.span, name));
        }
        // Of those that have as many, the nearest.
        let folder = |place: &usize| templates.get(*place).map(|template| directory_of(&template.path));
        let nearest = near.iter().find(|place| known(place) == most).and_then(folder);
        for place in near.iter().filter(|place| known(place) == most && folder(place) == nearest) {
            let path = templates.get(*place).map(|template| template.path.clone());
            path.into_iter().for_each(|path| found.of_template.entry(path).or_default().push(number));
        }
    }
    found
}

/// The templates that a set may be for, by their place: the one that it names, or those in its folder and the ones above.
fn near(workspace: &Workspace, set: &ParameterSet, templates: &[Arc<Template>], by_folder: &FxHashMap<&str, Vec<usize>>) -> Vec<usize> {
    let is_named =
        |place: &usize| set.template.as_ref().is_none_or(|name| templates.get(*place).is_some_and(|template| *name == template.path));
    let of_folder = |folder: &str| by_folder.get(folder).into_iter().flatten().copied().filter(is_named).collect::<Vec<_>>();
    match &set.template {
        Some(template) => of_folder(directory_of(template)),
        None => {
            let here = directory_of(workspace.path(set.file));
            let folders = std::iter::successors(Some(here), |folder| (!folder.is_empty()).then(|| directory_of(folder)));
            folders.take(MAX_FOLDERS + 1).flat_map(of_folder).collect()
        }
    }
}

/// Whether a file can be nothing but values of parameters, so that it is told where no template takes them.
fn is_unmistakable(workspace: &Workspace, set: &ParameterSet) -> bool {
    set.template.is_some() || workspace.text(set.file).is_ok_and(|text| text.contains("ParameterKey"))
}

impl ParameterSets {
    /// The sets of values for a template.
    pub(super) fn of(&self, template: &Template, problems: &mut Vec<Problem>) -> Vec<&ParameterSet> {
        let numbers = self.of_template.get(&template.path).into_iter().flatten();
        let mut found: Vec<&ParameterSet> = numbers.filter_map(|number| self.sets.get(*number)).collect();
        if let Some(first) = found.get(MAX_SETS) {
            let limit = format!(
                "more than {MAX_SETS} files give values to the parameters of this template, and no others than the first are looked at"
            );
            problems.push(Problem::limit_reached(Span::new(first.file, 0, 0), &limit));
            found.truncate(MAX_SETS);
        }
        found
    }

    /// Whether there are any.
    pub(super) fn has_some(&self, template: &Template) -> bool {
        self.of_template.contains_key(&template.path)
    }

    /// The files that decide which sets there are for a template.
    pub(super) fn files_near(&self, template: &Template) -> impl Iterator<Item = FileId> {
        self.near.get(&template.path).into_iter().flatten().copied()
    }
}

/// Whether a file shows what somebody may write, and is not deployed with.
fn is_example(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let mut words = name.split(|char: char| !char.is_ascii_alphanumeric());
    words.any(|word| ["example", "examples", "sample", "dist"].contains(&word))
}

/// A file of the CLI, of CodePipeline or of Git sync; a plain map only where its name speaks of parameters.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync-concepts-terms.html>
fn of_document(workspace: &Workspace, file: FileId, problems: &mut Vec<Problem>) -> Option<ParameterSet> {
    let path = workspace.path(file);
    let text = workspace.text(file).ok()?;
    let is_named = directory_of(path)
        .rsplit('/')
        .next()
        .into_iter()
        .chain(path.rsplit('/').next())
        .any(|name| name.to_ascii_lowercase().contains("param"));
    let says = ["ParameterKey", "Parameters", TEMPLATE_OF_SYNC].iter().any(|word| text.contains(word));
    let is_template = || text.contains("AWSTemplateFormatVersion") || text.contains("Resources:");
    if !is_named && !says || !path.ends_with(".json") && (is_template() || text.len() > MAX_YAML) {
        return None;
    }
    let Some(value) = document(workspace, file) else {
        problems.extend(text.contains("ParameterKey").then(|| Problem::inputs_not_read(Span::new(file, 0, 0))));
        return None;
    };
    let template = value.get(TEMPLATE_OF_SYNC).and_then(Value::as_str).map(|path| path.trim_start_matches("./").to_owned());
    let values = values(&value, is_named)?;
    (!values.is_empty()).then(|| ParameterSet { file, name: path.into(), values, template })
}

/// What the deployment file of Git sync calls its template, by its path in the repository.
const TEMPLATE_OF_SYNC: &str = "template-file-path";

/// A file as JSON or YAML; nothing where it is neither.
pub(super) fn document(workspace: &Workspace, file: FileId) -> Option<Value> {
    let text = workspace.text(file).ok()?;
    if workspace.path(file).ends_with(".json") {
        let (value, error) = read(file, text);
        return error.is_none().then_some(value);
    }
    let documents = template::documents(file, text);
    let is_lost = documents.problems.iter().any(|problem| problem.code.loses_input());
    documents.values.into_iter().next().filter(|_| !is_lost)
}

/// What a document gives to parameters; nothing if it is something else.
pub(super) fn values(value: &Value, is_named: bool) -> Option<Vec<(SmolStr, Value)>> {
    let is_plain = |value: &Value| matches!(value.kind, Kind::Text(_) | Kind::Number(_) | Kind::Bool(_));
    let is_map = |value: &Value| matches!(value.kind, Kind::Map(_));
    let values: Vec<(SmolStr, Value)> = match &value.kind {
        Kind::List(items) => items.iter().map(listed).collect::<Option<_>>()?,
        Kind::Map(map) if map.get("Resources").is_none() => {
            let of_sync = value.get(TEMPLATE_OF_SYNC).and_then(|_| map.get("parameters"));
            match of_sync.or_else(|| map.get("Parameters")) {
                // The input of `aws cloudformation create-stack --cli-input-json`.
                Some(Value { kind: Kind::List(items), .. }) => items.iter().map(listed).collect::<Option<_>>()?,
                Some(named) => entries(named)?,
                None if is_named => entries(value)?,
                None => return None,
            }
        }
        _ => return None,
    };
    if values.iter().any(|(_, value)| is_map(value)) {
        return None;
    }
    let no_text = |value: &Value| Value::unknown(WhyCode::Unresolved, "a file gives something that is no text", value.span);
    Some(
        values
            .into_iter()
            .map(|(name, value)| if is_plain(&value) || value.first_unknown().is_some() { (name, value) } else { (name, no_text(&value)) })
            .collect(),
    )
}

fn entries(value: &Value) -> Option<Vec<(SmolStr, Value)>> {
    Some(value.as_map()?.entries.iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect())
}
