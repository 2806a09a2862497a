//! Lists files as git would see them, and those that they may refer to.

use super::{LoadOptions, disk::reason};
use crate::paths::relative;
use crate::source::FileEntry;
use ignore::gitignore::Gitignore;
use ignore::{DirEntry, WalkBuilder, WalkState};
use std::fs::FileType;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Names of files that are looked at: Terraform and OpenTofu, their variables, Terragrunt, and anything that may be a template.
const EXTENSIONS: &[&str] =
    &[".tf", ".tofu", ".tfvars", ".hcl", ".json", ".yaml", ".yml", ".template", ".cfn", ".cform", ".cft", ".cloudformation", ".sam"];

/// Where is walked, and what for.
pub(super) struct WalkScope {
    pub(super) root: PathBuf,
    pub(super) bases: Vec<PathBuf>,
    /// Files and directories whose contents are to be judged.
    pub(super) arguments: Vec<PathBuf>,
    pub(super) exclude: Gitignore,
}

/// What a walk gives, in no order.
#[derive(Default)]
pub(super) struct FoundFiles {
    pub(super) entries: Vec<FileEntry>,
    /// Links to directories outside.
    pub(super) refused: Vec<String>,
    /// Directories that could not be listed, with the reason.
    pub(super) unlisted: Vec<(String, String)>,
}

impl WalkScope {
    /// Whether the user asked for what is here; of its surroundings nothing is reported.
    fn asks_for(&self, path: &Path) -> bool {
        self.arguments.iter().any(|argument| path.starts_with(argument))
    }
}

pub(super) fn walk(scope: &WalkScope, options: &LoadOptions) -> FoundFiles {
    let found = Mutex::new(FoundFiles::default());
    let directories = scope.arguments.iter().filter(|argument| argument.is_dir());
    let mut starts: Vec<&PathBuf> = scope.bases.iter().chain(directories).collect();
    starts.sort();
    starts.dedup();
    if let Some((first, rest)) = starts.split_first() {
        let mut builder = builder(first, options);
        for start in rest {
            builder.add(start);
        }
        builder.filter_entry(|entry| !matches!(entry.file_name().to_str(), Some(".git" | ".terraform")) || entry.depth() == 0);
        builder.build_parallel().run(|| {
            Box::new(|entry| {
                let part = match &entry {
                    Ok(entry) => visit(scope, entry),
                    Err(error) => unlisted(scope, error),
                };
                let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                found.entries.extend(part.entries);
                found.refused.extend(part.refused);
                found.unlisted.extend(part.unlisted);
                WalkState::Continue
            })
        });
    }
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    // What the user names is judged whatever it is called and whoever ignores it.
    let files = scope.arguments.iter().filter(|argument| !argument.is_dir());
    found.entries.extend(files.map(|file| FileEntry { path: relative(&scope.root, file), selected: true }));
    let refused = found.refused.iter().chain(found.unlisted.iter().map(|(path, _)| path));
    let places: Vec<FileEntry> = refused.map(|path| FileEntry { path: path.clone(), selected: false }).collect();
    found.entries.extend(places);
    found
}

fn builder(start: &Path, options: &LoadOptions) -> WalkBuilder {
    let mut builder = WalkBuilder::new(start);
    builder.standard_filters(options.ignore_files).hidden(false).follow_links(false).threads(options.threads);
    // A copy of a repository without its `.git` gives the same answer; what stands in somebody's home directory changes nothing.
    builder.require_git(false).git_global(false);
    if options.ignore_files {
        builder.parents(super::repository(start).is_some());
    }
    builder
}

fn visit(scope: &WalkScope, entry: &DirEntry) -> FoundFiles {
    let Some(kind) = entry.file_type() else { return FoundFiles::default() };
    if kind.is_dir() {
        return directory(scope, entry.path());
    }
    if kind.is_symlink() {
        return link(scope, entry.path());
    }
    let selected = selected(scope, entry.path());
    // A pipe or device with such a name stays in the list, so that reading it says what it is.
    let entries = if selected { vec![file(scope, entry.path(), true)] } else { vec![] };
    FoundFiles { entries, ..FoundFiles::default() }
}

fn file(scope: &WalkScope, path: &Path, selected: bool) -> FileEntry {
    FileEntry { path: relative(&scope.root, path), selected }
}

fn selected(scope: &WalkScope, path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    EXTENSIONS.iter().chain(crate::policy::TEMPLATE_ENDINGS).any(|extension| name.ends_with(extension))
        // Locks and copies that editors leave.
        && !name.starts_with(".#")
        && scope.asks_for(path)
        && !scope.exclude.matched_path_or_any_parents(path, false).is_ignore()
}

/// All files directly in a directory may be read, ignored ones too; so may the modules that `terraform init` has put there.
fn directory(scope: &WalkScope, path: &Path) -> FoundFiles {
    let mut found = FoundFiles { entries: regular_files(scope, path), ..FoundFiles::default() };
    let modules = path.join(".terraform").join("modules");
    if modules.is_dir() && inside(scope, &modules) {
        below(scope, &modules, &mut found);
    }
    found
}

/// The files of a module that the user names, ignored ones too; its path, if it is inside.
pub(super) fn module(scope: &WalkScope, path: &Path, found: &mut FoundFiles) -> Option<String> {
    if !path.is_dir() || !inside(scope, path) {
        return None;
    }
    below(scope, path, found);
    Some(relative(&scope.root, path))
}

fn link(scope: &WalkScope, path: &Path) -> FoundFiles {
    let mut found = FoundFiles::default();
    match std::fs::canonicalize(path) {
        Ok(target) if target.is_dir() && !scope.bases.iter().any(|base| target.starts_with(base)) => {
            if scope.asks_for(path) {
                found.refused.push(relative(&scope.root, path));
            }
        }
        // The directory itself is walked under its own name; under this one it may be referred to.
        Ok(target) if target.is_dir() => below(scope, path, &mut found),
        // Reading says where the link leads to, if it may not be followed.
        _ => found.entries.push(file(scope, path, selected(scope, path))),
    }
    found
}

fn inside(scope: &WalkScope, path: &Path) -> bool {
    std::fs::canonicalize(path).is_ok_and(|target| scope.bases.iter().any(|base| target.starts_with(base)))
}

/// Every regular file below a directory, ignored or not, to be read only when referred to. Links are not followed.
fn below(scope: &WalkScope, path: &Path, found: &mut FoundFiles) {
    // The trailing slash lets the walk enter a directory that is itself a link.
    let mut builder = WalkBuilder::new(path.join(""));
    builder.standard_filters(false).filter_entry(|entry| entry.file_name() != ".git" || entry.depth() == 0);
    for entry in builder.build() {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => found.entries.push(file(scope, entry.path(), false)),
            Ok(_) => {}
            Err(error) => found.unlisted.extend(unlisted(scope, &error).unlisted),
        }
    }
}

fn regular_files(scope: &WalkScope, path: &Path) -> Vec<FileEntry> {
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    let is_file = |kind: FileType| kind.is_file();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(is_file));
    files.map(|entry| file(scope, &entry.path(), false)).collect()
}

fn unlisted(scope: &WalkScope, error: &ignore::Error) -> FoundFiles {
    fn path(error: &ignore::Error) -> Option<&Path> {
        match error {
            ignore::Error::WithPath { path, .. } => Some(path),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path(err),
            ignore::Error::Loop { child, .. } => Some(child),
            ignore::Error::Partial(errors) => errors.first().and_then(path),
            _ => None,
        }
    }
    let Some(path) = path(error).filter(|path| scope.asks_for(path)) else { return FoundFiles::default() };
    let path = relative(&scope.root, path);
    let why = error.io_error().map_or_else(|| error.to_string(), reason);
    FoundFiles { unlisted: vec![(path, why)], ..FoundFiles::default() }
}
