//! A workspace as a commit has it: its files, and of what no commit holds (installed modules, ignored variables files, files elsewhere) those on disk.

use super::disk::Disk;
use super::git::{CommittedEntry, CommittedKind, ObjectReader, Repository, not_whole};
use super::ignored::Ignored;
use super::{Loaded, MAX_FILE_BYTES, walk};
use crate::paths::relative;
use crate::source::{FileEntry, Texts, Workspace};
use anyhow::{Context, Result, anyhow, bail};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Links that lead to links are followed so often.
const MAX_LINKS: usize = 40;
/// A link that is longer is none.
const MAX_LINK_BYTES: u64 = 4096;

/// A commit of a repository.
pub struct Commit {
    repository: Repository,
    /// Its hash.
    pub id: String,
    tree: CommittedTree,
    objects: ObjectReader,
}

/// What a commit holds, in place of what is on disk.
pub struct CommittedWorkspace {
    pub workspace: Workspace,
    /// Submodules at another commit and links that lead out of the tree: what they hold is not read.
    pub not_followed: Vec<String>,
}

struct CommittedTexts {
    /// The objects of paths.
    files: BTreeMap<String, String>,
    objects: ObjectReader,
    /// For what no commit holds.
    disk: Disk,
}

impl Texts for CommittedTexts {
    fn read(&self, path: &str) -> Result<String, String> {
        let Some(object) = self.files.get(path) else { return self.disk.read(path) };
        let bytes = self.objects.read(object, self.disk.max_bytes).map_err(|error| super::disk::reason(&error))?;
        super::disk::text(bytes.ok_or_else(|| self.disk.too_large())?)
    }
}

impl Commit {
    /// A commit by its hash.
    ///
    /// # Errors
    /// Its tree is not in this clone.
    pub fn open(repository: Repository, id: String) -> Result<Commit> {
        let objects = repository.objects()?;
        let tree = CommittedTree::of(repository.tree(&id)?, &objects).with_context(|| not_whole(&id))?;
        Ok(Commit { repository, id, tree, objects })
    }

    /// Whether there is a file at this absolute path.
    pub fn is_file(&self, file: &Path) -> bool {
        self.object(file).is_some()
    }

    /// The text of the file at this absolute path.
    ///
    /// # Errors
    /// There is none, it is too large or no text, or it is not in this clone.
    pub fn text(&self, file: &Path) -> Result<String> {
        let shown = relative(&self.repository.top, file);
        let object = self.object(file).with_context(|| format!("there is no file `{shown}` in the commit"))?;
        let Some(bytes) = self.objects.read(object, MAX_FILE_BYTES).with_context(|| not_whole(&self.id))? else {
            bail!("`{shown}` is too large")
        };
        super::disk::text(bytes).map_err(|why| anyhow!("`{shown}`: {why}"))
    }

    /// The rule files of the directory at this absolute path and of the directories in it: pack, file name, text; in order.
    ///
    /// # Errors
    /// One is too large or no text, or it is not in this clone.
    pub fn rule_files(&self, directory: &Path) -> Result<Vec<(String, String, String)>> {
        let path = relative(&self.repository.top, directory);
        let found = self.tree.below(&path).filter_map(|(file, _)| {
            let mut parts = file.rsplit('/');
            let (name, pack) = (parts.next()?, parts.next().unwrap_or_default());
            let is_near = file.get(path.len() + 1..)?.matches('/').count() <= 1;
            (name.ends_with(".yaml") && is_near).then(|| (pack.to_owned(), name.to_owned(), file.clone()))
        });
        let read = |(pack, name, file): (String, String, String)| Ok((pack, name, self.text(&self.repository.top.join(file))?));
        let mut files = found.map(read).collect::<Result<Vec<_>>>()?;
        files.sort();
        Ok(files)
    }

    fn object(&self, file: &Path) -> Option<&String> {
        self.tree.files.get(&self.tree.followed(&relative(&self.repository.top, file))?)
    }

    /// The same paths as those of a workspace on disk, in this commit.
    ///
    /// # Errors
    /// A part of the commit is not in this clone.
    pub fn workspace(&self, loaded: &Loaded) -> Result<CommittedWorkspace> {
        let (scope, top) = (&loaded.scope, &self.repository.top);
        let mut files = BTreeMap::new();
        let mut entries = vec![];
        let mut not_followed = vec![];
        let mut add = |path: &str, object: &String, is_asked_for: bool| {
            let file = top.join(path);
            if file.starts_with(&scope.root) {
                let entry = walk::committed(scope, &file, is_asked_for);
                files.insert(entry.path.clone(), object.clone());
                entries.push(entry);
            }
        };
        self.tree.files.iter().for_each(|(path, object)| add(path, object, true));
        for link in self.tree.links.keys() {
            let Some(target) = self.tree.followed(link).filter(|target| top.join(target).starts_with(&scope.root)) else {
                not_followed.push(link.clone());
                continue;
            };
            if let Some(object) = self.tree.files.get(&target) {
                add(link, object, true);
            }
            // As on disk, what a link leads to is judged under its own name, if it is judged there.
            let is_asked_for = !scope.asks_for(&top.join(&target));
            let below = self.tree.below(&target);
            below.for_each(|(path, object)| add(&format!("{link}{}", path.get(target.len()..).unwrap_or_default()), object, is_asked_for));
        }
        // Of other files, one that is asked for and not here is told as unreadable.
        let is_needed = |(path, _): &(&String, &String)| walk::is_read(Path::new(path.as_str()));
        let needed: Vec<&str> = files.iter().filter(is_needed).map(|(_, object)| object.as_str()).collect();
        self.repository.demand(&self.id, &needed)?;
        let (same, other) = self.submodules(loaded);
        not_followed.extend(other);
        entries.extend(of_no_commit(loaded, &files, &same));
        let texts = CommittedTexts { files, objects: self.repository.objects()?, disk: loaded.disk.clone() };
        Ok(CommittedWorkspace { workspace: Workspace::new(entries, Box::new(texts)), not_followed })
    }

    /// The submodules that stand now at the commits that they had, as directories, and the names of the others that hold files now.
    fn submodules(&self, loaded: &Loaded) -> (Vec<PathBuf>, Vec<String>) {
        let top = &self.repository.top;
        let (same, other): (Vec<_>, Vec<_>) =
            self.tree.submodules.iter().partition(|(path, commit)| self.repository.submodule(path).as_ref() == Some(*commit));
        let holds = |path: &&String| loaded.workspace.files().any(|(_, entry)| loaded.root.join(&entry.path).starts_with(top.join(path)));
        let other = other.into_iter().map(|(path, _)| path).filter(holds).cloned().collect();
        (same.into_iter().map(|(path, _)| top.join(path)).collect(), other)
    }
}

/// Files on disk that were the same then: installed modules, what the user named, submodules at the same commit, what git ignores.
fn of_no_commit(loaded: &Loaded, files: &BTreeMap<String, String>, submodules: &[PathBuf]) -> Vec<FileEntry> {
    let is_committed = |directory: &str| {
        let below = format!("{directory}/");
        files.range(below.clone()..).next().is_some_and(|(path, _)| path.starts_with(&below))
    };
    let modules: Vec<&String> = loaded.modules.iter().flatten().filter(|module| !is_committed(module)).collect();
    // What git ignores belongs to no commit, also where ignore files do not count.
    let ignored = loaded.scope.ignored.clone().unwrap_or_else(|| Arc::new(Ignored::new(&loaded.root, vec![])));
    // What git tracks now is of commits: where this one does not have it, it was not there.
    let is_of_commits = |file: &Path| ignored.is_tracked(file) && !submodules.iter().any(|submodule| file.starts_with(submodule));
    let is_same = |entry: &&FileEntry| {
        let file = loaded.root.join(&entry.path);
        if is_of_commits(&file) {
            return false;
        }
        entry.path.split('/').any(|part| part == ".terraform")
            || loaded.named.contains(&entry.path)
            || modules.iter().any(|module| Path::new(&entry.path).starts_with(module))
            || submodules.iter().any(|submodule| file.starts_with(submodule))
            || ignored.is_ignored(&file)
    };
    let listed = loaded.workspace.files().map(|(_, entry)| entry);
    listed.filter(|entry| !files.contains_key(&entry.path)).filter(is_same).cloned().collect()
}

/// The paths of a commit, relative to the top of the repository.
#[derive(Default)]
struct CommittedTree {
    /// The objects of files.
    files: BTreeMap<String, String>,
    /// What they lead to, as it is written.
    links: BTreeMap<String, String>,
    /// The commits that they stand at.
    submodules: BTreeMap<String, String>,
}

impl CommittedTree {
    fn of(entries: BTreeMap<String, CommittedEntry>, objects: &ObjectReader) -> Result<CommittedTree> {
        let mut tree = CommittedTree::default();
        for (path, CommittedEntry { kind, object }) in entries {
            match kind {
                CommittedKind::File => tree.files.insert(path, object),
                CommittedKind::Submodule => tree.submodules.insert(path, object),
                CommittedKind::Link => {
                    let target = objects.read(&object, MAX_LINK_BYTES)?.unwrap_or_default();
                    tree.links.insert(path, String::from_utf8_lossy(&target).into_owned())
                }
            };
        }
        Ok(tree)
    }

    fn below(&self, directory: &str) -> impl Iterator<Item = (&String, &String)> {
        let prefix = format!("{directory}/");
        self.files.range(prefix.clone()..).take_while(move |(path, _)| path.starts_with(&prefix))
    }

    /// The file or directory that a link leads to, worked out in the commit alone; nothing if it leads out of it or to nothing.
    fn followed(&self, link: &str) -> Option<String> {
        let mut path = link.to_owned();
        for _ in 0..MAX_LINKS {
            let Some((at, target)) = self.first_link(&path) else {
                let is_there = self.files.contains_key(&path) || self.below(&path).next().is_some();
                return is_there.then_some(path);
            };
            let parent = Path::new(at).parent().unwrap_or(Path::new(""));
            let rest = path.get(at.len()..).unwrap_or_default().trim_start_matches('/');
            path = plain(&parent.join(target).join(rest))?;
        }
        None
    }

    /// The link that stands first in a path, and what it leads to.
    fn first_link(&self, path: &str) -> Option<(&str, &str)> {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let mut beginnings = ends.filter_map(|end| path.get(..end));
        beginnings.find_map(|beginning| self.links.get_key_value(beginning).map(|(at, target)| (at.as_str(), target.as_str())))
    }
}

/// A path without `.` and `..`; nothing if it leads out of where it begins.
fn plain(path: &Path) -> Option<String> {
    let mut parts: Vec<&str> = vec![];
    for part in path.components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_in_the_commit_alone() {
        let texts = |pairs: &[(&str, &str)]| pairs.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        let tree = CommittedTree {
            files: ["a/b/x.tf", "c.tf"].into_iter().map(|path| (path.to_owned(), String::new())).collect(),
            links: texts(&[
                ("l/x.tf", "../a/b/x.tf"),
                ("l/d", "../a"),
                ("l/e", "d/b"),
                ("out", "../c.tf"),
                ("root", "/etc"),
                ("loop", "loop"),
                ("gone", "nothing"),
                ("top", "./l/../c.tf"),
            ]),
            submodules: BTreeMap::new(),
        };
        let cases = [("l/x.tf", Some("a/b/x.tf")), ("l/d", Some("a")), ("l/e", Some("a/b")), ("top", Some("c.tf"))];
        for (link, target) in cases.into_iter().chain(["out", "root", "loop", "gone"].map(|link| (link, None))) {
            assert_eq!(tree.followed(link).as_deref(), target, "{link}");
        }
    }
}
