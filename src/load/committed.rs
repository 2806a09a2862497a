//! A workspace as a commit has it: its files, and of what no commit holds (installed modules, ignored variables files, files elsewhere) those on disk.

use super::disk::Disk;
use super::git::{CommittedEntry, CommittedKind, ObjectReader, Repository};
use super::{Loaded, walk};
use crate::paths::relative;
use crate::source::{FileEntry, Texts, Workspace};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

/// Links that lead to links are followed so often.
const MAX_LINKS: usize = 40;
/// A link that is longer is none.
const MAX_LINK_BYTES: u64 = 4096;

/// What a commit holds, in place of what is on disk.
pub struct CommittedWorkspace {
    pub workspace: Workspace,
    /// Submodules at another commit and links that lead out of the tree: what they hold is not read.
    pub not_followed: Vec<String>,
}

/// A text of a commit.
#[derive(Clone, Debug)]
struct Blob {
    object: String,
    size: u64,
}

struct CommittedTexts {
    blobs: BTreeMap<String, Blob>,
    objects: ObjectReader,
    /// For what no commit holds.
    disk: Disk,
}

impl Texts for CommittedTexts {
    fn read(&self, path: &str) -> Result<String, String> {
        let Some(blob) = self.blobs.get(path) else { return self.disk.read(path) };
        if blob.size > self.disk.max_bytes {
            return Err(self.disk.too_large());
        }
        super::disk::text(self.objects.read(&blob.object).map_err(|error| super::disk::reason(&error))?)
    }
}

/// The same paths as those of a workspace on disk, in a commit.
///
/// # Errors
/// A part of the commit is not in this clone.
pub fn committed(loaded: &Loaded, repository: &Repository, commit: &str) -> Result<CommittedWorkspace> {
    let scope = &loaded.scope;
    let tree = Tree::of(repository, commit)?;
    let mut blobs = BTreeMap::new();
    let mut entries = vec![];
    let mut not_followed = vec![];
    let mut add = |path: &str, blob: &Blob, is_asked_for: bool| {
        let file = repository.top.join(path);
        if file.starts_with(&scope.root) {
            let entry = walk::committed(scope, &file, is_asked_for);
            blobs.insert(entry.path.clone(), blob.clone());
            entries.push(entry);
        }
    };
    tree.files.iter().for_each(|(path, blob)| add(path, blob, true));
    for link in tree.links.keys() {
        let Some(target) = tree.followed(link).filter(|target| repository.top.join(target).starts_with(&scope.root)) else {
            not_followed.push(link.clone());
            continue;
        };
        if let Some(blob) = tree.files.get(&target) {
            add(link, blob, true);
        }
        // As on disk, what a link leads to is judged under its own name, if it is judged there.
        let is_asked_for = !scope.asks_for(&repository.top.join(&target));
        tree.below(&target).for_each(|(path, blob)| add(&format!("{link}{}", path.get(target.len()..).unwrap_or_default()), blob, is_asked_for));
    }
    let is_same = |(path, commit): &(&String, &String)| repository.submodule(path).as_ref() == Some(*commit);
    let same: BTreeSet<&String> = tree.submodules.iter().filter(is_same).map(|(path, _)| path).collect();
    let holds = |path: &&String| loaded.workspace.files().any(|(_, entry)| scope.root.join(&entry.path).starts_with(repository.top.join(path)));
    not_followed.extend(tree.submodules.keys().filter(|path| !same.contains(path)).filter(holds).cloned());
    let modules: Vec<&String> = loaded.modules.iter().flatten().collect();
    let is_committed = |module: &str| blobs.range(format!("{module}/")..).next().is_some_and(|(path, _)| path.starts_with(&format!("{module}/")));
    let of_no_commit = |entry: &&FileEntry| {
        let file = scope.root.join(&entry.path);
        let below = |directory: &str| Path::new(&entry.path).starts_with(directory);
        entry.path.split('/').any(|part| part == ".terraform")
            || loaded.named.contains(&entry.path)
            || modules.iter().any(|module| below(module) && !is_committed(module))
            || same.iter().any(|path| file.starts_with(repository.top.join(path)))
            || scope.ignored.as_ref().is_some_and(|ignored| ignored.is_ignored(&file))
    };
    let beside = loaded.workspace.files().map(|(_, entry)| entry).filter(|entry| !blobs.contains_key(&entry.path)).filter(of_no_commit);
    entries.extend(beside.cloned());
    let disk = loaded.disk.clone();
    let workspace = Workspace::new(entries, Box::new(CommittedTexts { blobs, objects: repository.objects()?, disk }));
    Ok(CommittedWorkspace { workspace, not_followed })
}

/// The paths of a commit, relative to the top of the repository.
struct Tree {
    files: BTreeMap<String, Blob>,
    /// What they lead to, as it is written.
    links: BTreeMap<String, String>,
    /// The commits that they stand at.
    submodules: BTreeMap<String, String>,
}

impl Tree {
    fn of(repository: &Repository, commit: &str) -> Result<Tree> {
        let entries = repository.tree(commit)?;
        let kind = |kind: CommittedKind| move |entry: &(&String, &CommittedEntry)| entry.1.kind == kind;
        let submodules = entries.iter().filter(kind(CommittedKind::Submodule)).map(|(path, entry)| (path.clone(), entry.object.clone())).collect();
        let held: Vec<(&String, &CommittedEntry)> = entries.iter().filter(|entry| !kind(CommittedKind::Submodule)(entry)).collect();
        let sizes = repository.sizes(commit, &held.iter().map(|(_, entry)| entry.object.as_str()).collect::<Vec<_>>())?;
        let objects = repository.objects()?;
        let mut tree = Tree { files: BTreeMap::new(), links: BTreeMap::new(), submodules };
        for ((path, entry), size) in held.into_iter().zip(sizes) {
            match entry.kind {
                CommittedKind::Link => {
                    let target = if size <= MAX_LINK_BYTES { objects.read(&entry.object)? } else { vec![] };
                    tree.links.insert(path.clone(), String::from_utf8_lossy(&target).into_owned());
                }
                _ => {
                    tree.files.insert(path.clone(), Blob { object: entry.object.clone(), size });
                }
            }
        }
        Ok(tree)
    }

    fn below(&self, directory: &str) -> impl Iterator<Item = (&String, &Blob)> {
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

/// The text of a file of a commit; nothing if there is none.
///
/// # Errors
/// A part of the commit is not in this clone, or the file is too large or no text.
pub fn committed_text(repository: &Repository, commit: &str, file: &Path) -> Result<Option<String>> {
    let tree = Tree::of(repository, commit)?;
    let path = relative(&repository.top, file);
    let path = tree.followed(&path);
    let Some(blob) = path.and_then(|path| tree.files.get(&path)) else { return Ok(None) };
    anyhow::ensure!(blob.size <= super::MAX_FILE_BYTES, "`{}` is too large", file.display());
    let bytes = repository.objects()?.read(&blob.object)?;
    super::disk::text(bytes).map(Some).map_err(|why| anyhow::anyhow!("`{}`: {why}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_in_the_commit_alone() {
        let texts = |pairs: &[(&str, &str)]| pairs.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        let blob = Blob { object: String::new(), size: 0 };
        let tree = Tree {
            files: ["a/b/x.tf", "c.tf"].into_iter().map(|path| (path.to_owned(), blob.clone())).collect(),
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
