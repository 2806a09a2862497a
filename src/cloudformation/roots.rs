//! Which templates are deployed by themselves: nobody calls them, or only each other.

use super::nested;
use super::stack::Project;
use super::template::Template;
use crate::source::{FileId, is_aside};
use rustc_hash::{FxHashMap, FxHashSet};

/// The templates to start from among those in some files, by their place.
pub(super) fn first_of(project: &Project<'_>, is_meant: &dyn Fn(FileId) -> bool) -> Vec<usize> {
    let meant = || project.templates.iter().enumerate().filter(|(_, template)| is_meant(template.file));
    let calls: FxHashMap<FileId, Vec<FileId>> = meant().map(|(_, template)| (template.file, called_by(project, template))).collect();
    let called: FxHashSet<FileId> = calls.values().flatten().copied().collect();
    // Files that give values to parameters deploy a template by itself even if another one nests it.
    let has_parameter_files = |template: &Template| project.parameter_sets.is_some_and(|sets| sets.has_some(template));
    let mut reached: FxHashSet<FileId> = FxHashSet::default();
    let mut roots = vec![];
    let (rest, free): (Vec<_>, Vec<_>) =
        meant().partition(|(_, template)| called.contains(&template.file) && !has_parameter_files(template));
    let free = free.into_iter().map(|(place, template)| (place, template.file, true));
    for (place, file, is_free) in free.chain(rest.into_iter().map(|(place, template)| (place, template.file, false))) {
        // Of templates that only call each other, the first in order.
        if !is_free && reached.contains(&file) {
            continue;
        }
        roots.push(place);
        let mut open = vec![file];
        while let Some(file) = open.pop() {
            if reached.insert(file) {
                open.extend(calls.get(&file).into_iter().flatten());
            }
        }
    }
    roots.sort_unstable();
    roots
}

/// The templates that one calls or takes in, as far as that can be told from it alone.
pub(super) fn called_by(project: &Project<'_>, template: &Template) -> Vec<FileId> {
    let called = nested::called(project.workspace, project.assemblies, template).into_iter();
    called.filter(|file| !is_aside(&template.path, project.workspace.path(*file))).chain(template.included.iter().copied()).collect()
}
