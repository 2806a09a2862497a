//! Lists files as git would see them, and those that they may refer to.

use super::ignored::{Ignored, LeftOut};
use super::{LoadOptions, disk::reason};
use crate::paths::relative;
use crate::source::FileEntry;
use ignore::gitignore::Gitignore;
use ignore::{DirEntry, WalkBuilder, WalkState};
use std::ffi::OsStr;
use std::fs::FileType;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Names of files that are looked at: Terraform and OpenTofu, their variables, Terragrunt; also anything that may be a template.
const EXTENSIONS: &[&str] = &[".tf", ".tofu", ".tfvars", ".hcl"];

/// Where `terraform init` puts modules and providers.
const INSTALLED: &str = ".terraform";
/// The folders there that it makes.
const OF_INIT: &[&str] = &["modules", "providers", "plugins"];

/// Where is walked, and what for.
pub(super) struct WalkScope {
    pub(super) root: PathBuf,
    pub(super) bases: Vec<PathBuf>,
    /// Files and directories whose contents are to be judged.
    pub(super) arguments: Vec<PathBuf>,
    pub(super) exclude: Gitignore,
    /// Nothing where ignore files do not count.
    pub(super) ignored: Option<Arc<Ignored>>,
}

/// What a walk gives, in no order.
#[derive(Default)]
pub(super) struct FoundFiles {
    pub(super) entries: Vec<FileEntry>,
    /// Links to directories outside.
    pub(super) refused: Vec<String>,
    /// Directories that could not be listed, with the reason.
    pub(super) unlisted: Vec<(String, String)>,
    /// Files that would be judged, were it not for `exclude`.
    pub(super) excluded: Vec<String>,
    /// What ignore files leave out of what was asked for, though git may track it.
    pub(super) left_out: Vec<LeftOut>,
    /// What stands where `terraform init` puts things, is none of these, and is not judged: nothing tells whether git tracks it.
    pub(super) not_walked: Vec<String>,
    /// Files whose names are no text, under the names that they are shown with.
    pub(super) unnameable: Vec<(String, PathBuf)>,
}

impl FoundFiles {
    fn add(&mut self, part: FoundFiles) {
        self.entries.extend(part.entries);
        self.refused.extend(part.refused);
        self.unlisted.extend(part.unlisted);
        self.excluded.extend(part.excluded);
        self.left_out.extend(part.left_out);
        self.not_walked.extend(part.not_walked);
        self.unnameable.extend(part.unnameable);
    }
}

impl WalkScope {
    /// Where the walk starts.
    pub(super) fn starts(bases: &[PathBuf], arguments: &[PathBuf]) -> Vec<PathBuf> {
        let directories = arguments.iter().filter(|argument| argument.is_dir());
        let mut starts: Vec<PathBuf> = bases.iter().chain(directories).cloned().collect();
        starts.sort();
        starts.dedup();
        starts
    }

    /// Whether the user asked for what is here; of its surroundings nothing is reported.
    pub(super) fn asks_for(&self, path: &Path) -> bool {
        self.arguments.iter().any(|argument| path.starts_with(argument))
    }
}

pub(super) fn walk(scope: &WalkScope, options: &LoadOptions) -> FoundFiles {
    let found = Mutex::new(FoundFiles::default());
    let starts = WalkScope::starts(&scope.bases, &scope.arguments);
    let is_met = |start: &&PathBuf| starts.iter().any(|other| other != *start && is_met_from(scope, other, start));
    let starts: Vec<&PathBuf> = starts.iter().filter(|start| !is_met(start)).collect();
    if let Some((first, rest)) = starts.split_first() {
        let mut builder = WalkBuilder::new(first);
        // Ignore files are read by rules of our own, and `.ignore` is nothing to git.
        builder.standard_filters(false).follow_links(false).threads(options.threads);
        for start in rest {
            builder.add(start);
        }
        let ignored = scope.ignored.clone();
        builder.filter_entry(move |entry| entry.depth() == 0 || is_walked(ignored.as_deref(), entry));
        builder.build_parallel().run(|| {
            Box::new(|entry| {
                let part = match &entry {
                    Ok(entry) => visit(scope, entry),
                    Err(error) => unlisted(scope, error),
                };
                found.lock().unwrap_or_else(PoisonError::into_inner).add(part);
                WalkState::Continue
            })
        });
    }
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    // What the user names is judged whatever it is called and whoever ignores it.
    for argument in scope.arguments.iter().filter(|argument| !argument.is_dir()) {
        found.add(file(scope, argument, true));
        // Its neighbours may be referred to, also where nobody walks.
        let is_left_out = |parent: &&Path| scope.ignored.as_ref().is_some_and(|ignored| ignored.is_left_out(parent));
        found.add(argument.parent().filter(is_left_out).map(|parent| directory(scope, parent)).unwrap_or_default());
    }
    let left_out = scope.ignored.as_ref().map(|ignored| ignored.left_out()).unwrap_or_default();
    found.left_out = left_out.into_iter().filter(|left_out| scope.asks_for(&left_out.path) && may_matter(&left_out.path)).collect();
    let refused = found.refused.iter().chain(found.unlisted.iter().map(|(path, _)| path));
    let places: Vec<FileEntry> = refused.map(|path| FileEntry { path: path.clone(), selected: false }).collect();
    found.entries.extend(places);
    found
}

/// Whether a walk that starts at one directory comes to another.
fn is_met_from(scope: &WalkScope, start: &Path, directory: &Path) -> bool {
    let is_skipped = |path: &Path| path.components().any(|part| is_never_walked(part.as_os_str()));
    let is_left_out = || scope.ignored.as_ref().zip(directory.parent()).is_some_and(|(ignored, parent)| ignored.is_left_out(parent));
    directory.strip_prefix(start).is_ok_and(|path| !is_skipped(path) || !is_untracked(scope.ignored.as_deref(), directory))
        && !is_left_out()
}

fn is_never_walked(name: &OsStr) -> bool {
    matches!(name.to_str(), Some(".git" | INSTALLED))
}

/// Whether git does not track what is here.
fn is_untracked(ignored: Option<&Ignored>, path: &Path) -> bool {
    !ignored.is_some_and(|ignored| ignored.is_tracked(path))
}

fn is_walked(ignored: Option<&Ignored>, entry: &DirEntry) -> bool {
    let is_directory = entry.file_type().is_some_and(|kind| kind.is_dir());
    // A walk may begin below such a folder.
    let mut walked = entry.path().components().rev().take(entry.depth());
    if entry.file_name() == ".git" || (walked.any(|part| part.as_os_str() == INSTALLED) && is_untracked(ignored, entry.path())) {
        return false;
    }
    !ignored.is_some_and(|ignored| ignored.leaves_out(entry.path(), is_directory))
}

/// Whether what is left out would be looked at.
fn may_matter(path: &Path) -> bool {
    path.is_dir() || is_read(path)
}

fn visit(scope: &WalkScope, entry: &DirEntry) -> FoundFiles {
    let Some(kind) = entry.file_type() else { return FoundFiles::default() };
    if kind.is_dir() {
        return directory(scope, entry.path());
    }
    if kind.is_symlink() {
        return link(scope, entry.path());
    }
    // A pipe or device with such a name stays in the list, so that reading it says what it is.
    if is_read(entry.path()) && scope.asks_for(entry.path()) { judged(scope, entry.path()) } else { FoundFiles::default() }
}

fn file(scope: &WalkScope, path: &Path, selected: bool) -> FoundFiles {
    let shown = relative(&scope.root, path);
    let unnameable = if path.to_str().is_none() { vec![(shown.clone(), path.to_owned())] } else { vec![] };
    FoundFiles { entries: vec![FileEntry { path: shown, selected }], unnameable, ..FoundFiles::default() }
}

/// A file that was asked for; it is judged unless the configuration excludes it.
fn judged(scope: &WalkScope, path: &Path) -> FoundFiles {
    let is_excluded = is_excluded(scope, path);
    let excluded = if is_excluded { vec![relative(&scope.root, path)] } else { vec![] };
    FoundFiles { excluded, ..file(scope, path, !is_excluded) }
}

pub(super) fn is_excluded(scope: &WalkScope, path: &Path) -> bool {
    path.starts_with(scope.exclude.path()) && scope.exclude.matched_path_or_any_parents(path, false).is_ignore()
}

/// A file of a commit, by the same rules; `may_be_judged` is false for another name of what is judged under its own.
pub(super) fn committed(scope: &WalkScope, path: &Path, may_be_judged: bool) -> FileEntry {
    let is_named = scope.arguments.iter().any(|argument| argument == path);
    let is_skipped = || path.components().any(|part| part.as_os_str() == ".git");
    let is_asked_for = || may_be_judged && is_read(path) && scope.asks_for(path) && !is_skipped();
    FileEntry { path: relative(&scope.root, path), selected: is_named || (is_asked_for() && !is_excluded(scope, path)) }
}

/// Whether a file is looked at by its name.
pub(super) fn is_read(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    (EXTENSIONS.iter().chain(crate::cloudformation::ENDINGS).chain(crate::policy::TEMPLATE_ENDINGS).any(|extension| name.ends_with(extension))
            || crate::cloudformation::is_sam_configuration(&name))
        // Locks and copies that editors leave.
        && !name.starts_with(".#")
}

/// All files directly in a directory may be read, ignored ones too; so may the modules that `terraform init` has put there.
fn directory(scope: &WalkScope, path: &Path) -> FoundFiles {
    let mut found = FoundFiles::default();
    for path in regular_files(path) {
        found.add(file(scope, &path, false));
    }
    let installed = path.join(INSTALLED);
    if !installed.is_dir() || !inside(scope, &installed) {
        return found;
    }
    let modules = installed.join("modules");
    if modules.is_dir() {
        below(scope, &modules, false, &mut found);
    }
    let others = std::fs::read_dir(&installed).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_of_init = |path: &Path| OF_INIT.iter().any(|name| path.ends_with(name));
    for other in others.filter(|path| !is_of_init(path) && inside(scope, path)) {
        let mut part = FoundFiles::default();
        match other.is_dir() {
            true => below(scope, &other, false, &mut part),
            false => part.add(file(scope, &other, false)),
        }
        let holds_configuration = part.entries.iter().any(|entry| is_configuration(Path::new(&entry.path)));
        if holds_configuration && scope.asks_for(path) && !scope.ignored.as_ref().is_some_and(|ignored| ignored.knows_what_is_tracked()) {
            found.not_walked.push(relative(&scope.root, &other));
        }
        found.add(part);
    }
    found
}

fn is_configuration(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|ending| name.ends_with(ending))
}

/// The files of a module that the user names, ignored ones too; its path, if it is inside.
pub(super) fn module(scope: &WalkScope, path: &Path, found: &mut FoundFiles) -> Option<String> {
    if !path.is_dir() || !inside(scope, path) {
        return None;
    }
    below(scope, path, false, found);
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
        // Under this name the directory may be referred to; it is judged under its own, if that is walked.
        Ok(target) if target.is_dir() => below(scope, path, scope.asks_for(path) && !is_judged(scope, path, &target), &mut found),
        // Reading says where the link leads to, if it may not be followed.
        _ if is_read(path) && scope.asks_for(path) => found.add(judged(scope, path)),
        _ => found.add(file(scope, path, false)),
    }
    found
}

/// Whether what a link leads to is judged under its own name, or never.
fn is_judged(scope: &WalkScope, link: &Path, target: &Path) -> bool {
    let is_left_out = || scope.ignored.as_ref().is_some_and(|ignored| ignored.is_left_out(target));
    let is_skipped = target.components().any(|part| is_never_walked(part.as_os_str()));
    is_skipped || link.starts_with(target) || (scope.asks_for(target) && !is_left_out())
}

fn inside(scope: &WalkScope, path: &Path) -> bool {
    std::fs::canonicalize(path).is_ok_and(|target| scope.bases.iter().any(|base| target.starts_with(base)))
}

/// Every regular file below a directory, ignored or not: to be judged, or to be read only when referred to. Links are not followed.
fn below(scope: &WalkScope, path: &Path, is_asked_for: bool, found: &mut FoundFiles) {
    // The trailing slash lets the walk enter a directory that is itself a link.
    let mut builder = WalkBuilder::new(path.join(""));
    builder.standard_filters(false).filter_entry(|entry| entry.file_name() != ".git" || entry.depth() == 0);
    for entry in builder.build() {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                let is_below = || entry.path().components().any(|part| part.as_os_str() == INSTALLED);
                let is_installed = || is_below() && is_untracked(scope.ignored.as_deref(), entry.path());
                let is_judged = is_asked_for && is_read(entry.path()) && !is_installed();
                found.add(if is_judged { judged(scope, entry.path()) } else { file(scope, entry.path(), false) });
            }
            Ok(_) => {}
            Err(error) => found.unlisted.extend(unlisted(scope, &error).unlisted),
        }
    }
}

fn regular_files(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    let is_file = |kind: FileType| kind.is_file();
    entries.filter(|entry| entry.file_type().is_ok_and(is_file)).map(|entry| entry.path()).collect()
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
