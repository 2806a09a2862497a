//! Which files git tracks: the names in `.git/index`, of all its versions.
//!
//! <https://git-scm.com/docs/index-format>

use std::fs;
use std::path::{Path, PathBuf};

/// An index that is larger is not read.
const MAX_BYTES: u64 = 512 * 1024 * 1024;
/// Time stamps, device, inode, mode, owner and size of an entry.
const STATUS: usize = 40;
const EXTENDED: u16 = 0x4000;
const LENGTH: u16 = 0x0fff;
/// The kind of file in the mode of a submodule.
const SUBMODULE: u32 = 0o16;

/// The tracked files of a repository.
#[derive(Debug, Default)]
pub(super) struct Tracked {
    /// Names relative to the top of the repository, in order.
    files: Vec<Vec<u8>>,
    submodules: Vec<Vec<u8>>,
}

impl Tracked {
    /// What the index of a repository lists; nothing where it cannot be read.
    pub(super) fn of(repository: &Path) -> Option<Tracked> {
        let index = git_directory(repository)?.join("index");
        let is_index = fs::symlink_metadata(&index).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_BYTES);
        let bytes = if is_index { fs::read(&index).ok()? } else { return None };
        // Objects are named by SHA-1, in some repositories by SHA-256.
        parse(&bytes, 20).or_else(|| parse(&bytes, 32))
    }

    /// Whether this file is tracked, or any file in this directory. What lies in a submodule is tracked there.
    pub(super) fn holds(&self, path: &Path) -> bool {
        let name = path.as_os_str().as_encoded_bytes();
        let from = self.files.partition_point(|file| file.as_slice() < name);
        let is_it_or_below = |file: &Vec<u8>| file.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"));
        // `a.b` and `a-b` stand between `a` and `a/b`.
        let near = self.files.get(from..).unwrap_or_default();
        near.first().is_some_and(is_it_or_below) || self.below(name) || self.in_submodule(path)
    }

    pub(super) fn submodules(&self) -> impl Iterator<Item = PathBuf> {
        self.submodules.iter().map(|name| path(name))
    }

    fn below(&self, name: &[u8]) -> bool {
        let folder = [name, b"/"].concat();
        let from = self.files.partition_point(|file| *file < folder);
        self.files.get(from).is_some_and(|file| file.starts_with(&folder))
    }

    pub(super) fn in_submodule(&self, path: &Path) -> bool {
        path.ancestors().any(|ancestor| {
            let name = ancestor.as_os_str().as_encoded_bytes();
            self.submodules.iter().any(|submodule| submodule == name)
        })
    }
}

fn path(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}

/// The directory in which git keeps what it knows: `.git`, or what the file `.git` of a work tree or submodule names.
fn git_directory(repository: &Path) -> Option<PathBuf> {
    let path = repository.join(".git");
    if fs::symlink_metadata(&path).ok()?.is_file() {
        return Some(repository.join(pointer(&path)?.strip_prefix("gitdir:")?.trim()));
    }
    Some(path)
}

/// The directory that all work trees of a repository share: there its configuration lies.
/// <https://git-scm.com/docs/gitrepository-layout>
pub(super) fn common_directory(repository: &Path) -> Option<PathBuf> {
    let own = git_directory(repository)?;
    Some(pointer(&own.join("commondir")).map_or_else(|| own.clone(), |common| own.join(common.trim())))
}

/// What a file says that names a directory.
fn pointer(path: &Path) -> Option<String> {
    const MAX_POINTER: u64 = 64 * 1024;
    let is_pointer = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_POINTER);
    if is_pointer { fs::read_to_string(path).ok() } else { None }
}

/// The names in an index whose objects have names of this many bytes; nothing if it is no such index, or a part of one.
fn parse(bytes: &[u8], hash: usize) -> Option<Tracked> {
    let mut reader = IndexReader { rest: bytes };
    if reader.take(4)? != b"DIRC" {
        return None;
    }
    let version = reader.number()?;
    let count = reader.number()?;
    if !(2..=4).contains(&version) {
        return None;
    }
    let mut tracked = Tracked::default();
    let mut name: Vec<u8> = vec![];
    for _ in 0..count {
        let before = reader.rest.len();
        let status = reader.take(STATUS)?;
        let mode = u32::from_be_bytes(status.get(24..28)?.try_into().ok()?);
        reader.take(hash)?;
        let flags = reader.short()?;
        if flags & EXTENDED != 0 {
            reader.take(2)?;
        }
        let kept = if version == 4 { name.len().checked_sub(reader.offset()?)? } else { 0 };
        name.truncate(kept);
        name.extend_from_slice(reader.until_nul()?);
        let length = usize::from(flags & LENGTH);
        if name.is_empty() || (length < usize::from(LENGTH) && name.len() != length) {
            return None;
        }
        if version < 4 {
            // Entries are filled up with one to eight bytes of zero, of which the name has taken one.
            let used = before - reader.rest.len();
            reader.take(used.next_multiple_of(8) - used)?;
        }
        let list = if mode >> 12 == SUBMODULE { &mut tracked.submodules } else { &mut tracked.files };
        list.push(name.clone());
    }
    // A split index keeps most names in another file.
    let extensions = reader.rest.get(..reader.rest.len().checked_sub(hash)?)?;
    (!extensions.starts_with(b"link")).then_some(())?;
    tracked.files.sort();
    Some(tracked)
}

struct IndexReader<'a> {
    rest: &'a [u8],
}

impl<'a> IndexReader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    /// Up to a zero, which is left out.
    fn until_nul(&mut self) -> Option<&'a [u8]> {
        let end = memchr::memchr(0, self.rest)?;
        let text = self.take(end)?;
        self.take(1)?;
        Some(text)
    }

    /// A number of variable length, as in the offsets of pack files.
    fn offset(&mut self) -> Option<usize> {
        let mut byte = *self.take(1)?.first()?;
        let mut value = usize::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = *self.take(1)?.first()?;
            value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index as git writes it: for each file the mode and the name; in version 4 only the end of a name stands there.
    fn index(version: u32, files: &[(u32, &str)]) -> Vec<u8> {
        let mut bytes = [b"DIRC".as_slice(), &version.to_be_bytes(), &(files.len() as u32).to_be_bytes()].concat();
        let mut last = "";
        for (mode, name) in files {
            let extended = version == 3;
            let mut entry = vec![0; 60];
            entry[24..28].copy_from_slice(&mode.to_be_bytes());
            entry.extend((name.len() as u16 | if extended { EXTENDED } else { 0 }).to_be_bytes());
            entry.extend(if extended { vec![0x20, 0] } else { vec![] });
            if version == 4 {
                let shared = last.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
                entry.push((last.len() - shared) as u8);
                entry.extend(&name.as_bytes()[shared..]);
                entry.push(0);
            } else {
                entry.extend(name.as_bytes());
                entry.resize((entry.len() + 8) / 8 * 8, 0);
            }
            bytes.extend(entry);
            last = name;
        }
        bytes.extend([0; 20]);
        bytes
    }

    #[test]
    fn all_versions_of_an_index_tell_what_is_tracked() {
        let files =
            [(0o100_644, "a-b/x.tf"), (0o100_755, "a.tf"), (0o120_000, "a/b/main.tf"), (0o160_000, "vendor"), (0o100_644, "\u{e9}/x")];
        for version in 2..=4 {
            let tracked = parse(&index(version, &files), 20).unwrap();
            let holds = |path: &str| tracked.holds(Path::new(path));
            assert!(["a", "a/b", "a/b/main.tf", "a.tf", "a-b", "vendor", "vendor/x/y.tf", "\u{e9}"].into_iter().all(holds), "{version}");
            assert!(!["a/b/main", "b", "a/c", "a.t", "vendors", "x"].into_iter().any(holds), "{version}");
        }
    }

    #[test]
    fn what_is_no_whole_index_tells_nothing() {
        let whole = index(2, &[(0o100_644, "a.tf"), (0o100_644, "b.tf")]);
        assert!((0..whole.len()).all(|end| parse(&whole[..end], 20).is_none()));
        let mut split = whole.clone();
        split.splice(whole.len() - 20..whole.len() - 20, *b"link\0\0\0\0");
        assert!(parse(&split, 20).is_none());
        assert!(parse(&index(5, &[]), 20).is_none());
    }
}
