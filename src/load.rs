//! Reads the world: walks directories, reads files, stays inside the root.

mod committed;
mod disk;
mod git;
mod ignored;
mod tracked;
mod walk;

use crate::paths::{common, relative};
use crate::problem::{self, Problem};
use crate::source::{FileEntry, FileId, Workspace, directory_of};
use crate::terraform::MANIFEST;
use anyhow::{Context, Result};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignored::Ignored;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walk::WalkScope;

pub use committed::{Commit, CommittedWorkspace};
pub use git::Repository;

/// The largest file that is read unless the user says otherwise.
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// A rule file that is larger is not one.
const MAX_RULE_BYTES: u64 = 1024 * 1024;

/// What is read, and how.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// What may be read: a directory that holds all paths; the deepest one unless it is given.
    pub root: Option<PathBuf>,
    /// Whether `.gitignore` and `.git/info/exclude` are respected, for what git does not track.
    pub ignore_files: bool,
    /// Patterns in the language of `.gitignore`: these files are not judged, but may be read as modules.
    pub exclude: Vec<String>,
    /// The directory that the patterns are relative to; the root unless it is given.
    pub exclude_from: Option<PathBuf>,
    pub max_file_bytes: u64,
    pub threads: usize,
    /// Files that the user named beside the paths (variable files); they may lie outside the root.
    pub named: Vec<PathBuf>,
    /// Directories whose files may be read, whoever ignores them; those outside the root are not.
    pub modules: Vec<PathBuf>,
}

impl Default for LoadOptions {
    fn default() -> LoadOptions {
        LoadOptions {
            root: None,
            ignore_files: true,
            exclude: vec![],
            exclude_from: None,
            max_file_bytes: MAX_FILE_BYTES,
            threads: 0,
            named: vec![],
            modules: vec![],
        }
    }
}

/// A workspace on disk.
pub struct Loaded {
    /// The directory that paths in the workspace are relative to, links resolved.
    pub root: PathBuf,
    pub workspace: Workspace,
    /// What was refused or could not be listed.
    pub problems: Vec<Problem>,
    /// How many files are to be analysed.
    pub selected: usize,
    /// Paths in the workspace of [`Options::named`], in their order.
    pub named: Vec<String>,
    /// Paths in the workspace of [`LoadOptions::modules`], in their order; nothing for one outside the root.
    pub modules: Vec<Option<String>>,
    /// The addresses under which the repository is known elsewhere.
    pub remotes: Vec<String>,
    /// Files that are not judged because of `exclude`, in order.
    pub excluded: Vec<String>,
    /// What ignore files leave out without an index of git that tells that it is not tracked: the ignore file and what it leaves out, in order.
    pub left_out: Vec<(String, String)>,
    /// What lies below `.terraform`, is nothing that `terraform init` puts there, and is not judged, in order; only where no index of git tells what is tracked.
    pub not_walked: Vec<String>,
    /// Submodules that are not checked out, in order.
    pub empty_submodules: Vec<String>,
    /// The manifests of `terraform init` that git tracks, in order.
    pub tracked_manifests: Vec<String>,
    scope: WalkScope,
    disk: disk::Disk,
}

/// The files below these paths, and those beside them that they may refer to.
///
/// # Errors
/// A path does not exist or a pattern is not valid.
pub fn load(paths: &[PathBuf], options: &LoadOptions) -> Result<Loaded> {
    let arguments = paths.iter().map(|path| resolve(path)).collect::<Result<Vec<PathBuf>>>()?;
    let root = options.root.as_ref().map_or_else(|| root_of(paths), |root| resolve(root))?;
    let bases = if options.root.is_some() { vec![root.clone()] } else { bases(&root, &arguments) };
    let starts = WalkScope::starts(&bases, &arguments);
    let ignored = options.ignore_files.then(|| Arc::new(Ignored::new(&root, starts)));
    let exclude = exclude(options.exclude_from.as_deref().unwrap_or(&root), &options.exclude)?;
    let scope = WalkScope { bases, exclude, arguments, root, ignored };
    let mut found = walk::walk(&scope, options);
    let modules = options.modules.iter().map(|path| walk::module(&scope, path, &mut found)).collect();
    let mut named_files = BTreeMap::new();
    let mut named = vec![];
    for path in &options.named {
        let target = resolve(path)?;
        let shown = relative(&scope.root, &target);
        found.entries.push(FileEntry { path: shown.clone(), selected: false });
        named_files.insert(shown.clone(), target);
        named.push(shown);
    }
    let mut left_out: Vec<(String, String)> =
        found.left_out.iter().map(|left_out| (relative(&scope.root, &left_out.by), relative(&scope.root, &left_out.path))).collect();
    left_out.sort();
    found.not_walked.sort();
    found.not_walked.dedup();
    found.excluded.sort();
    let empty_submodules = empty_submodules(&scope);
    let disk = disk::Disk {
        root: scope.root.clone(),
        bases: scope.bases.clone(),
        named: named_files,
        unnameable: found.unnameable.into_iter().collect(),
        max_bytes: options.max_file_bytes,
    };
    let workspace = Workspace::new(found.entries, Box::new(disk.clone()));
    let file = |path: &str| workspace.find(path).unwrap_or(FileId(0));
    let refused = found.refused.iter().map(|path| Problem::outside_root(crate::source::Span::new(file(path), 0, 0), path));
    let unlisted = found.unlisted.iter().map(|(path, why)| Problem::unreadable_file(file(path), why));
    let mut problems: Vec<Problem> = refused.chain(unlisted).collect();
    problem::settle(&mut problems, &workspace);
    let selected = workspace.files().filter(|(_, entry)| entry.selected).count();
    let remotes = repository(&scope.root).map_or_else(Vec::new, disk::remotes);
    let tracked_manifests = tracked_manifests(&scope, &workspace);
    let excluded = found.excluded;
    Ok(Loaded {
        root: scope.root.clone(),
        workspace,
        problems,
        selected,
        named,
        modules,
        remotes,
        excluded,
        left_out,
        not_walked: found.not_walked,
        empty_submodules,
        tracked_manifests,
        scope,
        disk,
    })
}

impl Loaded {
    /// Whether a file with this path in the workspace is judged if it is there.
    pub fn judges(&self, path: &str) -> bool {
        let path = self.root.join(path);
        self.scope.asks_for(&path) && !walk::is_excluded(&self.scope, &path)
    }
}

/// The manifests of `terraform init` of the selected roots that git tracks.
fn tracked_manifests(scope: &WalkScope, workspace: &Workspace) -> Vec<String> {
    let is_tracked = |path: &str| scope.ignored.as_ref().is_some_and(|ignored| ignored.is_tracked(&scope.root.join(path)));
    let selected = workspace.files().filter(|(_, entry)| entry.selected);
    let folders: rustc_hash::FxHashSet<&str> = selected.map(|(_, entry)| directory_of(&entry.path)).collect();
    // Of a root that is judged; that of another changes nothing here.
    let is_of_root = |path: &str| path.strip_suffix(MANIFEST).is_some_and(|root| folders.contains(root.trim_end_matches('/')));
    let manifests = workspace.files().map(|(_, entry)| &entry.path).filter(|path| is_of_root(path));
    manifests.filter(|path| is_tracked(path)).map(ToString::to_string).collect()
}

/// Submodules that are asked for and not checked out.
fn empty_submodules(scope: &WalkScope) -> Vec<String> {
    let empty = scope.ignored.as_deref().map(Ignored::empty_submodules).unwrap_or_default();
    empty.iter().filter(|path| scope.asks_for(path)).map(|path| relative(&scope.root, path)).collect()
}

/// What is read for these paths: the top of the repository that holds the first of them, or the deepest directory that holds all. Whoever keeps
/// their `home` in a repository does not have all of it read.
///
/// # Errors
/// A path does not exist.
pub fn reading_root(paths: &[PathBuf], home: Option<&Path>) -> Result<PathBuf> {
    let all = root_of(paths)?;
    Ok(repository(&all).filter(|top| Some(*top) != home).map_or_else(|| all.clone(), Path::to_owned))
}

/// The deepest directory that holds all paths.
///
/// # Errors
/// A path does not exist.
pub fn root_of(paths: &[PathBuf]) -> Result<PathBuf> {
    let arguments = paths.iter().map(|path| resolve(path)).collect::<Result<Vec<PathBuf>>>()?;
    let mut root: Option<PathBuf> = None;
    for argument in &arguments {
        let directory = directory(argument);
        root = Some(root.map_or_else(|| directory.to_owned(), |root| common(&root, directory)));
    }
    root.context("no path was given")
}

/// The commit that is checked out in a repository, and its branch.
pub fn checked_out(repository: &Path) -> (Option<String>, Option<String>) {
    disk::checked_out(repository)
}

/// The nearest directory at or above this one that holds a `.git`.
pub fn repository(directory: &Path) -> Option<&Path> {
    directory.ancestors().find(|ancestor| ancestor.join(".git").exists())
}

fn resolve(path: &Path) -> Result<PathBuf> {
    std::fs::canonicalize(path).map_err(|error| crate::config::cannot_open(path, &error))
}

fn directory(path: &Path) -> &Path {
    if path.is_dir() { path } else { path.parent().unwrap_or(path) }
}

/// Below which directories files may be read: the root where it is a project, else only what was named, so that two folders in
/// different corners of a disk don't open the whole disk.
fn bases(root: &Path, arguments: &[PathBuf]) -> Vec<PathBuf> {
    if repository(root).is_some() {
        return vec![root.to_owned()];
    }
    let mut bases: Vec<PathBuf> = arguments.iter().map(|argument| directory(argument).to_owned()).collect();
    bases.sort();
    bases.dedup();
    bases
}

fn exclude(root: &Path, patterns: &[String]) -> Result<Gitignore> {
    let mut builder = GitignoreBuilder::new(root);
    for pattern in patterns {
        builder.add_line(None, pattern).with_context(|| format!("`exclude`: `{pattern}` is not a pattern"))?;
    }
    Ok(builder.build()?)
}

/// The rule files of a directory and of the directories in it: pack, file name, text; in order.
///
/// # Errors
/// A directory or file cannot be read, or is a link that leads out of `within`.
pub fn rule_files(directory: &Path, within: Option<&Path>) -> std::io::Result<Vec<(String, String, String)>> {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut files = vec![];
    let mut folders = vec![(directory.to_owned(), true)];
    while let Some((folder, may_descend)) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() && may_descend {
                folders.push((path, false));
            } else if path.extension().is_some_and(|end| end == "yaml") {
                // A pipe or device is never opened.
                let metadata = std::fs::metadata(&path)?;
                let real = std::fs::canonicalize(&path)?;
                if !metadata.is_file() || metadata.len() > MAX_RULE_BYTES || within.is_some_and(|within| !real.starts_with(within)) {
                    return Err(std::io::Error::other(format!("`{}` is not a rule file", path.display())));
                }
                files.push((name(&folder), name(&path), std::fs::read_to_string(&path)?));
            }
        }
    }
    files.sort();
    Ok(files)
}
