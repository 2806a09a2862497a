//! Texts of a directory tree: read when asked for, never from outside, never without a bound.

use super::tracked::common_directory;
use crate::source::{ENCRYPTED, Texts};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// Files below some directories.
#[derive(Clone)]
pub(super) struct Disk {
    /// Paths of the workspace are relative to it. Resolved, as all paths here.
    pub(super) root: PathBuf,
    pub(super) bases: Vec<PathBuf>,
    /// Files that the user named, wherever they are.
    pub(super) named: BTreeMap<String, PathBuf>,
    /// Files whose names are no text, by the names that they are shown with.
    pub(super) unnameable: BTreeMap<String, PathBuf>,
    pub(super) max_bytes: u64,
}

impl Texts for Disk {
    fn read(&self, path: &str) -> Result<String, String> {
        let file = match self.named.get(path) {
            Some(file) => file.clone(),
            None => self.confined(path)?,
        };
        // A pipe or a device is never opened: opening alone may block or have effects.
        let metadata = std::fs::metadata(&file).map_err(|error| reason(&error))?;
        if !metadata.is_file() {
            return Err("it is not a regular file".to_owned());
        }
        if metadata.len() > self.max_bytes {
            return Err(self.too_large());
        }
        let capacity = usize::try_from(metadata.len()).unwrap_or(0);
        let mut bytes = Vec::with_capacity(capacity + 1);
        let file = File::open(&file).map_err(|error| reason(&error))?;
        // It may have grown since.
        file.take(self.max_bytes + 1).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
        if bytes.len() as u64 > self.max_bytes {
            return Err(self.too_large());
        }
        text(bytes)
    }
}

impl Disk {
    fn confined(&self, path: &str) -> Result<PathBuf, String> {
        let relative = Path::new(path);
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err("the path leads outside the scanned root".to_owned());
        }
        let file = self.unnameable.get(path).cloned().unwrap_or_else(|| self.root.join(relative));
        let resolved = std::fs::canonicalize(file).map_err(|error| reason(&error))?;
        if self.bases.iter().any(|base| resolved.starts_with(base)) {
            return Ok(resolved);
        }
        Err("a symbolic link leads outside the scanned root".to_owned())
    }

    pub(super) fn too_large(&self) -> String {
        let limit = self.max_bytes;
        match limit / (1024 * 1024) {
            0 => format!("it is larger than {limit} bytes"),
            megabytes => format!("it is larger than {megabytes} MB"),
        }
    }
}

/// Why the operating system refused, without codes or paths: the report is the same everywhere.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file, or it is a link to nothing".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        kind => kind.to_string(),
    }
}

/// What bytes say in UTF-8. Without a byte order mark, ASCII in UTF-16 would be valid UTF-8 that says nothing.
pub(super) fn text(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.starts_with(b"\0GITCRYPT\0") {
        return Err(ENCRYPTED.to_owned());
    }
    if let [0, other, ..] | [other, 0, ..] = bytes.as_slice()
        && *other != 0
    {
        return Err(IN_UTF_16.to_owned());
    }
    String::from_utf8(bytes).map_err(|error| not_utf8(error.as_bytes(), error.utf8_error().valid_up_to()))
}

const IN_UTF_16: &str = "it is in UTF-16; only UTF-8 is read";

fn not_utf8(bytes: &[u8], valid: usize) -> String {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => IN_UTF_16.to_owned(),
        _ => format!("it is not text in UTF-8 (byte {valid})"),
    }
}

/// A `.git/config` that is larger is not one.
const MAX_CONFIG_BYTES: u64 = 256 * 1024;

/// A file of git's own; nothing if it is a link, or larger than such a file is.
fn of_git(repository: &Path, name: &str) -> String {
    let path = repository.join(".git").join(name);
    let is_file = std::fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_CONFIG_BYTES);
    if is_file { std::fs::read_to_string(&path).unwrap_or_default() } else { String::new() }
}

/// The commit that is checked out, and its branch, as far as git's files tell them.
pub(super) fn checked_out(repository: &Path) -> (Option<String>, Option<String>) {
    let is_commit = |text: &&str| text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let head = of_git(repository, "HEAD");
    let Some(reference) = head.trim().strip_prefix("ref: ") else { return (Some(head.trim()).filter(is_commit).map(str::to_owned), None) };
    let is_plain = reference.starts_with("refs/") && !reference.split('/').any(|part| part.is_empty() || part.starts_with('.'));
    let loose = if is_plain { of_git(repository, reference) } else { String::new() };
    let packed = of_git(repository, "packed-refs");
    let packed = packed.lines().filter_map(|line| line.split_once(' ')).find(|(_, name)| *name == reference).map(|(commit, _)| commit);
    let commit = Some(loose.trim()).filter(is_commit).or(packed.filter(is_commit)).map(str::to_owned);
    (commit, reference.strip_prefix("refs/heads/").map(str::to_owned))
}

/// The addresses of a repository's remotes, as its own configuration has them.
pub(super) fn remotes(repository: &Path) -> Vec<String> {
    let Some(path) = common_directory(repository).map(|directory| directory.join("config")) else { return vec![] };
    let is_file = std::fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_CONFIG_BYTES);
    let text = if is_file { std::fs::read_to_string(&path).unwrap_or_default() } else { String::new() };
    let mut in_remote = false;
    let mut addresses = vec![];
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            in_remote = line.starts_with("[remote ");
        }
        let address = line.split_once('=').filter(|(key, _)| in_remote && key.trim() == "url").map(|(_, address)| address.trim());
        addresses.extend(address.map(str::to_owned));
    }
    addresses
}
