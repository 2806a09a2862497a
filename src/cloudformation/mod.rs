//! CloudFormation and SAM: from templates in YAML and JSON to resources.

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
mod yaml;

use crate::problem::Problem;
use crate::resource::{Graph, Language, Root};
use crate::source::{FileId, Workspace};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use stack::{Budget, Position, Project, Stack};
use template::Template;

/// How many values a parameter or the key of a mapping may have to be tried out one by one.
const MAX_ALTERNATIVES: usize = 8;

/// What the command line or configuration says about parameters.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `--parameters FILE`, workspace paths (CodePipeline, CLI and plain forms); they apply to every template that declares the parameter.
    pub parameter_files: Vec<String>,
}

/// Reads all selected templates.
pub fn load(workspace: &Workspace, options: &Options) -> Graph {
    let mut graph = Graph::default();
    let candidates: Vec<(FileId, bool)> =
        workspace.files().filter(|(_, entry)| template::is_candidate(&entry.path)).map(|(file, entry)| (file, entry.selected)).collect();
    let readings: Vec<template::Reading> =
        candidates.par_iter().filter(|(_, selected)| *selected).map(|(file, _)| template::read(workspace, *file)).collect();
    let mut templates = vec![];
    for reading in readings {
        let counted = if reading.is_template { &mut graph.coverage.templates } else { &mut graph.coverage.other_files };
        *counted += 1;
        graph.problems.extend(reading.problems);
        templates.extend(reading.templates);
    }
    let overrides = parameters::overrides(workspace, &options.parameter_files, &mut graph.problems);
    let project = Project { workspace, templates: &templates, overrides: &overrides };
    let evaluated: Vec<(Root, Vec<Problem>)> = roots(&project).par_iter().map(|template| evaluate(&project, template)).collect();
    for (root, problems) in evaluated {
        graph.roots.push(root);
        graph.problems.extend(problems);
    }
    graph.problems.sort();
    graph.problems.dedup();
    graph
}

/// The templates that are deployed by themselves: nobody calls them, or only each other.
fn roots<'a>(project: &Project<'a>) -> Vec<&'a Template> {
    let calls: Vec<Vec<FileId>> = project.templates.par_iter().map(|template| nested::called(project, template)).collect();
    let called: FxHashSet<FileId> = calls.iter().flatten().copied().collect();
    let mut reached: FxHashSet<FileId> = FxHashSet::default();
    let mut roots = vec![];
    let free = project.templates.iter().filter(|template| !called.contains(&template.file));
    // Templates that only call each other: the first of them in order.
    let rest = project.templates.iter().filter(|template| called.contains(&template.file));
    for template in free.chain(rest) {
        if reached.contains(&template.file) && called.contains(&template.file) {
            continue;
        }
        roots.push(template);
        let mut open = vec![template.file];
        while let Some(file) = open.pop() {
            if reached.insert(file) {
                let callers = project.templates.iter().zip(&calls).filter(|(template, _)| template.file == file);
                open.extend(callers.flat_map(|(_, called)| called));
            }
        }
    }
    roots.sort_by_key(|template| template.file);
    roots
}

fn evaluate(project: &Project<'_>, template: &Template) -> (Root, Vec<Problem>) {
    let budget = Budget::default();
    let position = Position { files: vec![template.file], ..Position::default() };
    let stack = Stack::new(project, template, None, position, &budget);
    let mut result = stack.result();
    for (name, span) in &template.transforms {
        if !KNOWN_TRANSFORMS.iter().any(|known| name.starts_with(known)) {
            result.problems.push(Problem::unsupported(*span, &format!("macro `{name}`, which may change this template")));
        }
    }
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

/// Transforms that are carried out here, or whose resources are read as they are written.
const KNOWN_TRANSFORMS: &[&str] = &["AWS::LanguageExtensions", "AWS::Serverless"];
