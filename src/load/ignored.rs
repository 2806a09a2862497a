//! What `.gitignore` leaves out: as git reads it, which never leaves out what is tracked.

use super::tracked::Tracked;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rustc_hash::FxHashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A `.gitignore` that is larger is not read.
const MAX_BYTES: u64 = 1024 * 1024;

/// What the ignore files of a tree leave out.
pub(super) struct Ignored {
    /// The top of the repository, or nothing.
    top: Option<PathBuf>,
    /// Nothing where there is no index that tells.
    tracked: Option<Tracked>,
    /// Where the walk starts: what the user names is not left out.
    starts: Vec<PathBuf>,
    levels: Mutex<FxHashMap<PathBuf, Arc<IgnoreLevel>>>,
    left_out: Mutex<Vec<LeftOut>>,
}

/// A file or directory that nobody reads because an ignore file says so.
pub(super) struct LeftOut {
    /// The ignore file.
    pub(super) by: PathBuf,
    pub(super) path: PathBuf,
}

/// The patterns that hold in a directory.
struct IgnoreLevel {
    parent: Option<Arc<IgnoreLevel>>,
    patterns: Vec<(PathBuf, Gitignore)>,
    /// The ignore file that leaves this directory out; it is walked for what is tracked in it.
    left_out_by: Option<PathBuf>,
}

impl Ignored {
    pub(super) fn new(root: &Path, starts: Vec<PathBuf>) -> Ignored {
        let top = super::repository(root).map(Path::to_owned);
        let tracked = top.as_deref().and_then(Tracked::of);
        Ignored { top, tracked, starts, levels: Mutex::default(), left_out: Mutex::default() }
    }

    /// Submodules that are not checked out.
    pub(super) fn empty_submodules(&self) -> Vec<PathBuf> {
        let all = self.top.iter().zip(&self.tracked).flat_map(|(top, tracked)| tracked.submodules().map(|folder| top.join(folder)));
        all.filter(|folder| fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())).collect()
    }

    /// Whether this entry of a directory is left out, with all that is in it.
    pub(super) fn leaves_out(&self, path: &Path, is_directory: bool) -> bool {
        let Some(by) = path.parent().and_then(|parent| self.level(parent).leaves_out(path, is_directory)) else { return false };
        if self.is_start(path) || self.is_tracked(path) {
            return false;
        }
        if self.tracked.is_none() {
            let left_out = LeftOut { by, path: path.to_owned() };
            self.left_out.lock().unwrap_or_else(PoisonError::into_inner).push(left_out);
        }
        true
    }

    /// Whether git would never put this file into a commit by itself: an ignore file names it, and it is not tracked.
    pub(super) fn is_ignored(&self, path: &Path) -> bool {
        let left_out_by = path.parent().and_then(|parent| self.level(parent).leaves_out(path, false));
        left_out_by.is_some() && !self.is_tracked(path)
    }

    /// What was left out although nothing tells that git does not track it.
    pub(super) fn left_out(&self) -> Vec<LeftOut> {
        std::mem::take(&mut *self.left_out.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether a directory lies in one that is left out.
    pub(super) fn is_left_out(&self, directory: &Path) -> bool {
        self.level(directory).left_out_by.is_some()
    }

    fn is_start(&self, path: &Path) -> bool {
        self.starts.iter().any(|start| start == path)
    }

    /// Whether there is an index that tells.
    pub(super) fn knows_what_is_tracked(&self) -> bool {
        self.tracked.is_some()
    }

    pub(super) fn is_tracked(&self, path: &Path) -> bool {
        let name = self.top.as_ref().and_then(|top| path.strip_prefix(top).ok());
        self.tracked.as_ref().zip(name).is_some_and(|(tracked, name)| tracked.holds(name))
    }

    fn in_submodule(&self, path: &Path) -> bool {
        let name = self.top.as_ref().and_then(|top| path.strip_prefix(top).ok());
        self.tracked.as_ref().zip(name).is_some_and(|(tracked, name)| tracked.in_submodule(name))
    }

    fn level(&self, directory: &Path) -> Arc<IgnoreLevel> {
        let known = |levels: &Mutex<FxHashMap<PathBuf, Arc<IgnoreLevel>>>| {
            levels.lock().unwrap_or_else(PoisonError::into_inner).get(directory).cloned()
        };
        if let Some(level) = known(&self.levels) {
            return level;
        }
        let is_top = match &self.top {
            Some(top) => directory == top || !directory.starts_with(top),
            None => self.is_start(directory),
        };
        let parent = directory.parent().filter(|_| !is_top).map(|parent| self.level(parent));
        let left_out_by = parent.as_ref().and_then(|parent| parent.leaves_out(directory, true));
        let left_out_by = left_out_by.filter(|_| !self.is_start(directory) && !self.in_submodule(directory));
        let excluded = directory.join(".git").join("info").join("exclude");
        let files = [directory.join(".gitignore"), excluded];
        let patterns = files.into_iter().filter_map(|file| Some((file.clone(), patterns(directory, &file)?))).collect();
        let level = Arc::new(IgnoreLevel { parent, patterns, left_out_by });
        self.levels.lock().unwrap_or_else(PoisonError::into_inner).insert(directory.to_owned(), level.clone());
        level
    }
}

impl IgnoreLevel {
    /// The file that leaves this entry of the directory out.
    fn leaves_out(&self, path: &Path, is_directory: bool) -> Option<PathBuf> {
        if let Some(by) = &self.left_out_by {
            return Some(by.clone());
        }
        let levels = std::iter::successors(Some(self), |level| level.parent.as_deref());
        let mut patterns = levels.flat_map(|level| &level.patterns);
        patterns.find_map(|(file, patterns)| match patterns.matched(path, is_directory) {
            ignore::Match::None => None,
            found => Some(found.is_ignore().then(|| file.clone())),
        })?
    }
}

/// What an ignore file says, line by line. A link is none, as for git; a line that is no pattern says nothing.
fn patterns(directory: &Path, file: &Path) -> Option<Gitignore> {
    let is_file = fs::symlink_metadata(file).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_BYTES);
    let bytes = if is_file { fs::read(file).ok()? } else { return None };
    let mut builder = GitignoreBuilder::new(directory);
    for line in String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').lines() {
        // A pattern that is wrong is left out, as by git.
        let _ = builder.add_line(None, line);
    }
    builder.build().ok()
}
