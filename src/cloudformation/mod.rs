//! CloudFormation and SAM: from templates in YAML and JSON to resources.

mod alternatives;
mod conditions;
mod foreach;
mod intrinsics;
mod json_text;
mod nested;
mod parameters;
mod recover;
mod references;
mod scalar;
mod stack;
mod template;
#[cfg(test)]
mod tests;
mod yaml;

use crate::problem::{self, Problem};
use crate::resource::{Configuration, Language, Root};
use crate::source::{FileId, Workspace};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use stack::{Budget, Position, Project, Stack};
use template::{Reading, Template};

/// How many values a parameter or the key of a mapping may have to be tried out one by one.
const MAX_ALTERNATIVES: usize = 8;

/// What the command line or configuration says about parameters.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `--parameters FILE`, workspace paths (CodePipeline, CLI and plain forms); they apply to every template that declares the parameter.
    pub parameter_files: Vec<String>,
}

/// Reads all selected templates, and those that they call.
pub fn load(workspace: &Workspace, options: &Options) -> Configuration {
    let mut graph = Configuration::default();
    let candidates = workspace.files().filter(|(_, entry)| template::is_candidate(&entry.path));
    let (selected, others): (Vec<_>, Vec<_>) = candidates.partition(|(_, entry)| entry.selected);
    let read = |files: &[FileId]| -> Vec<Reading> { files.par_iter().map(|file| template::read(workspace, *file)).collect() };
    let mut templates = vec![];
    let mut waiting: Vec<FileId> = selected.iter().map(|(file, _)| *file).collect();
    let mut others: FxHashSet<FileId> = others.iter().map(|(file, _)| *file).collect();
    let mut first = true;
    while !waiting.is_empty() {
        let mut called = FxHashSet::default();
        for (file, reading) in waiting.iter().zip(read(&waiting)) {
            if first && !reading.is_template {
                graph.others.push(*file);
            }
            let counted = if reading.is_template { &mut graph.coverage.templates } else { &mut graph.coverage.other_files };
            *counted += usize::from(first || reading.is_template);
            graph.problems.extend(reading.problems);
            called.extend(reading.templates.iter().flat_map(|template| nested::called(workspace, template)));
            templates.extend(reading.templates);
        }
        // Files that were not selected are read when a template calls them.
        waiting = called.into_iter().filter(|file| others.remove(file)).collect();
        waiting.sort_by_key(|file| workspace.path(*file));
        first = false;
    }
    templates.sort_by(|a, b| a.path.cmp(&b.path));
    let overrides = parameters::overrides(workspace, &options.parameter_files, &mut graph.problems);
    let project = Project { workspace, templates: &templates, overrides: &overrides };
    let evaluated: Vec<(Root, Vec<Problem>)> = roots(&project).par_iter().map(|template| evaluate(&project, template)).collect();
    for (root, problems) in evaluated {
        graph.roots.push(root);
        graph.problems.extend(problems);
    }
    problem::settle(&mut graph.problems, workspace);
    graph
}

/// The templates that are deployed by themselves: nobody calls them, or only each other.
fn roots<'a>(project: &Project<'a>) -> Vec<&'a Template> {
    let mut calls: FxHashMap<FileId, Vec<FileId>> = FxHashMap::default();
    for template in project.templates {
        calls.entry(template.file).or_default().extend(nested::called(project.workspace, template));
    }
    let called: FxHashSet<FileId> = calls.values().flatten().copied().collect();
    let mut reached: FxHashSet<FileId> = FxHashSet::default();
    let mut roots = vec![];
    let (rest, free): (Vec<_>, Vec<_>) = project.templates.iter().partition(|template| called.contains(&template.file));
    for template in free.into_iter().chain(rest) {
        // Of templates that only call each other, the first in order.
        if called.contains(&template.file) && reached.contains(&template.file) {
            continue;
        }
        roots.push(template);
        let mut open = vec![template.file];
        while let Some(file) = open.pop() {
            if reached.insert(file) {
                open.extend(calls.get(&file).into_iter().flatten());
            }
        }
    }
    roots.sort_by(|a, b| a.path.cmp(&b.path));
    roots
}

fn evaluate(project: &Project<'_>, template: &Template) -> (Root, Vec<Problem>) {
    let budget = Budget::default();
    let position = Position { files: vec![template.file], ..Position::default() };
    let result = Stack::new(project, template, None, position, &budget).result();
    let root = Root {
        path: template.path.clone(),
        language: Language::CloudFormation,
        resources: result.resources,
        locals: vec![],
        outputs: result.outputs,
        own_accounts: vec![],
    };
    (root, result.problems)
}
