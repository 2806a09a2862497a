//! Files, spans and the only line and column arithmetic in the project.

pub mod comment;

use rustc_hash::FxHashMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

pub use comment::{CodePart, CodePartKind, Comment};

/// A file of the [`Workspace`]: the number that its [`PathTable`] gave to its path. Numbers say nothing about the order of files, so ids and spans
/// cannot be compared; [`Workspace::order`] puts them in the order of paths.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FileId(pub u32);

/// A range of bytes in one file, ordered by [`Workspace::order`]. Lines and columns are worked out only when something is printed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The span of bytes `start..end` of `file`; offsets beyond 4 GiB are clamped (files that large are never read).
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { file, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The smallest span that covers both; `self` if they lie in different files.
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies inside this span.
    pub fn covers(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..{}", self.file.0, self.start, self.end)
    }
}

/// Why a file is not read that git-crypt keeps in the repository: only who has its key knows what it holds.
/// <https://github.com/AGWA/git-crypt>
pub const ENCRYPTED: &str = "git-crypt has encrypted it";

/// A place as people and editors count: both from 1, the column in UTF-16 code units (as SARIF and LSP do).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// Folders of what nobody deploys: its calls take nothing that stands elsewhere away from judgement.
const ASIDE: &[&str] = &["test", "tests"];

/// Whether a caller is hidden, or in a folder of tests, and what it calls is not.
pub fn is_aside(caller: &str, target: &str) -> bool {
    let is_aside = |part: &str| ASIDE.contains(&part) || part.starts_with('.') && part != ".terraform";
    let (caller, target): (Vec<&str>, Vec<&str>) = (caller.split('/').collect(), target.split('/').collect());
    let common = caller.iter().zip(&target).take_while(|(one, other)| one == other).count();
    caller.iter().skip(common).any(|part| is_aside(part))
}

/// The directory of a path with `/`; `""` for what lies at the top.
pub fn directory_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// Where texts come from: a directory, memory, a git tree. Paths are relative to the workspace root, with `/`.
pub trait Texts: Send + Sync {
    /// Reads one file of the workspace.
    ///
    /// # Errors
    /// Says why the text cannot be had (too large, not UTF-8, permission).
    fn read(&self, path: &str) -> Result<String, String>;
}

/// One file that may be read.
#[derive(Clone, Debug)]
pub struct FileEntry {
    /// Path relative to the workspace root, with `/`.
    pub path: String,
    /// Whether the user asked for it; the others (`.terraform/modules`, ignored files) are read only when referred to.
    pub selected: bool,
}

/// Numbers for paths. It only grows: a path keeps its number when files are added or removed, so that spans of an earlier workspace stay valid in
/// a later one that takes the table over.
#[derive(Clone, Default, Debug)]
pub struct PathTable {
    paths: Vec<Arc<str>>,
    ids: FxHashMap<Arc<str>, FileId>,
}

impl PathTable {
    /// The number of a path; a new one if the path has none.
    pub fn id(&mut self, path: &str) -> FileId {
        if let Some(known) = self.ids.get(path) {
            return *known;
        }
        let id = FileId(u32::try_from(self.paths.len()).unwrap_or(u32::MAX));
        let path: Arc<str> = path.into();
        self.paths.push(path.clone());
        self.ids.insert(path, id);
        id
    }
}

struct Slot {
    file: FileId,
    entry: FileEntry,
    text: OnceLock<Result<Arc<str>, String>>,
    line_starts: OnceLock<Vec<u32>>,
    /// The UTF-16 code units before each block of bytes.
    units: OnceLock<Vec<u32>>,
    /// What looks like a secret, by the text alone.
    suspected: OnceLock<Vec<Range<usize>>>,
    /// All that is not to be shown, once the whole code is understood.
    hidden: OnceLock<Vec<Range<usize>>>,
}

/// All files that may be read, with their texts read on demand and kept.
pub struct Workspace {
    table: PathTable,
    /// In the order of paths.
    slots: Vec<Slot>,
    /// The place in `slots` of each file of the table; nothing if the file is gone.
    ranks: Vec<Option<u32>>,
    texts: Box<dyn Texts>,
}

impl Workspace {
    /// A workspace of these files; order and duplicates of `entries` do not matter.
    pub fn new(entries: Vec<FileEntry>, texts: Box<dyn Texts>) -> Workspace {
        Workspace::with_table(PathTable::default(), entries, texts)
    }

    /// A workspace in which the files of an earlier one keep their ids.
    pub fn with_table(mut table: PathTable, mut entries: Vec<FileEntry>, texts: Box<dyn Texts>) -> Workspace {
        entries.sort_by(|a, b| a.path.cmp(&b.path).then(b.selected.cmp(&a.selected)));
        entries.dedup_by(|a, b| a.path == b.path);
        let slot = |entry: FileEntry| Slot {
            file: table.id(&entry.path),
            entry,
            text: OnceLock::new(),
            line_starts: OnceLock::new(),
            units: OnceLock::new(),
            suspected: OnceLock::new(),
            hidden: OnceLock::new(),
        };
        let slots: Vec<Slot> = entries.into_iter().map(slot).collect();
        let mut ranks = vec![None; table.paths.len()];
        for (slot, rank) in slots.iter().zip(0u32..) {
            if let Some(place) = ranks.get_mut(slot.file.0 as usize) {
                *place = Some(rank);
            }
        }
        Workspace { table, slots, ranks, texts }
    }

    /// A workspace held in memory, every file selected: for tests and rule examples.
    pub fn in_memory(files: impl IntoIterator<Item = (String, String)>) -> Workspace {
        Workspace::in_memory_with_table(PathTable::default(), files)
    }

    /// The same, where the files of an earlier workspace keep their ids.
    pub fn in_memory_with_table(table: PathTable, files: impl IntoIterator<Item = (String, String)>) -> Workspace {
        struct Memory(std::collections::BTreeMap<String, String>);
        impl Texts for Memory {
            fn read(&self, path: &str) -> Result<String, String> {
                self.0.get(path).cloned().ok_or_else(|| "no such file".to_owned())
            }
        }
        let files: std::collections::BTreeMap<_, _> = files.into_iter().collect();
        let entries = files.keys().map(|path| FileEntry { path: path.clone(), selected: true }).collect();
        Workspace::with_table(table, entries, Box::new(Memory(files)))
    }

    /// The numbers of all paths so far, for the workspace that comes after this one.
    pub fn table(&self) -> &PathTable {
        &self.table
    }

    /// All files in order of their path.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &FileEntry)> {
        self.slots.iter().map(|slot| (slot.file, &slot.entry))
    }

    /// The file at this path, if it may be read.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let file = *self.table.ids.get(path)?;
        self.slot(file).map(|slot| slot.file)
    }

    /// The files directly in this directory (`""` is the root), in order.
    pub fn directory<'a>(&'a self, directory: &str) -> impl Iterator<Item = (FileId, &'a FileEntry)> {
        let length = if directory.is_empty() { 0 } else { directory.len() + 1 };
        self.below(directory).filter(move |(_, entry)| !entry.path.get(length..).unwrap_or_default().contains('/'))
    }

    /// The files in this directory and in all directories below (`""` is the root), in order.
    pub fn below<'a>(&'a self, directory: &str) -> impl Iterator<Item = (FileId, &'a FileEntry)> {
        let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let from = self.slots.partition_point(|slot| slot.entry.path.as_str() < prefix.as_str());
        let below = self.slots.iter().skip(from).take_while(move |slot| slot.entry.path.starts_with(&prefix));
        below.map(|slot| (slot.file, &slot.entry))
    }

    /// What puts files and spans in the order in which people read them: by path, then by place.
    pub fn order(&self, span: Span) -> (u32, u32, u32) {
        (self.rank(span.file).unwrap_or(u32::MAX), span.start, span.end)
    }

    /// The path of a file, relative to the root; of a file that is gone, the path that it had.
    pub fn path(&self, file: FileId) -> &str {
        self.table.paths.get(file.0 as usize).map_or("", |path| path)
    }

    /// The text of a file, read on first use.
    ///
    /// # Errors
    /// Says why it cannot be had.
    pub fn text(&self, file: FileId) -> Result<&Arc<str>, &str> {
        let slot = self.slot(file).ok_or("no such file")?;
        let text = slot.text.get_or_init(|| self.texts.read(&slot.entry.path).map(Arc::from));
        text.as_ref().map_err(String::as_str)
    }

    /// The text of a span; empty if it does not lie on character boundaries of a readable file.
    pub fn slice(&self, span: Span) -> &str {
        let text = self.text(span.file).map_or("", |text| text);
        text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The line of a byte, counted from 1.
    pub fn line_of(&self, file: FileId, offset: u32) -> u32 {
        u32::try_from(self.line_starts(file).partition_point(|start| *start <= offset).max(1)).unwrap_or(u32::MAX)
    }

    /// Line and column of a byte. Columns count UTF-16 code units; a leading byte order mark takes no column.
    pub fn position(&self, file: FileId, offset: u32) -> Position {
        let starts = self.line_starts(file);
        let line = starts.partition_point(|start| *start <= offset).max(1);
        let start = starts.get(line - 1).copied().unwrap_or(0) as usize;
        let text = self.text(file).map_or("", |text| text);
        let mut end = (offset as usize).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = text.get(start.min(end)..end).unwrap_or_default();
        let marks = before.chars().take_while(|char| *char == '\u{feff}').count();
        let units = match before.len() {
            ..=BLOCK => units(before.as_bytes()),
            _ => self.units_before(file, end).saturating_sub(self.units_before(file, start.min(end))),
        };
        let column = units.saturating_sub(marks) + 1;
        Position { line: u32::try_from(line).unwrap_or(u32::MAX), column: u32::try_from(column).unwrap_or(u32::MAX) }
    }

    /// UTF-16 code units before a byte of a file. A minified template is one line of megabytes, and each finding in it asks.
    fn units_before(&self, file: FileId, at: usize) -> usize {
        let text = self.text(file).map_or("", |text| text).as_bytes();
        let blocks = self.slot(file).map_or(&[][..], |slot| {
            slot.units.get_or_init(|| {
                let sums = text.chunks(BLOCK).scan(0, |sum, block| Some(std::mem::replace(sum, *sum + units(block))));
                sums.map(|sum| u32::try_from(sum).unwrap_or(u32::MAX)).collect()
            })
        });
        let block = (at / BLOCK).min(blocks.len().saturating_sub(1));
        let known = blocks.get(block).copied().unwrap_or(0) as usize;
        known + units(text.get(block * BLOCK..at).unwrap_or_default())
    }

    /// The byte at which a line (from 1) begins.
    pub fn line_start(&self, file: FileId, line: u32) -> u32 {
        self.line_starts(file).get((line as usize).saturating_sub(1)).copied().unwrap_or(0)
    }

    /// The text of a line (from 1) without its line end.
    pub fn line(&self, file: FileId, line: u32) -> &str {
        let starts = self.line_starts(file);
        let index = (line as usize).saturating_sub(1);
        let Some(start) = starts.get(index) else { return "" };
        let text = self.text(file).map_or("", |text| text);
        let end = starts.get(index + 1).map_or(text.len(), |next| *next as usize);
        text.get(*start as usize..end).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }

    /// The place of a line (from 1) without its line end.
    pub fn line_span(&self, file: FileId, line: u32) -> Span {
        let start = self.line_start(file, line) as usize;
        Span::new(file, start, start + self.line(file, line).len())
    }

    /// The parts of a file that are not to be shown, in order: those that were concealed, or those that its text alone tells; `find` says once which those are.
    pub fn hidden(&self, file: FileId, find: impl FnOnce(&str) -> Vec<Range<usize>>) -> &[Range<usize>] {
        let Some(slot) = self.slot(file) else { return &[] };
        slot.hidden.get().unwrap_or_else(|| slot.suspected.get_or_init(|| find(self.text(file).map_or("", |text| text))))
    }

    /// Says once and for all what is not to be shown of a file, whoever has looked before.
    pub fn conceal(&self, file: FileId, find: impl FnOnce(&str) -> Vec<Range<usize>>) {
        if let Some(slot) = self.slot(file) {
            slot.hidden.get_or_init(|| find(self.text(file).map_or("", |text| text)));
        }
    }

    fn line_starts(&self, file: FileId) -> &[u32] {
        let Some(slot) = self.slot(file) else { return &[0] };
        slot.line_starts.get_or_init(|| {
            let text = self.text(file).map_or("", |text| text);
            let ends = memchr::memchr_iter(b'\n', text.as_bytes());
            std::iter::once(0).chain(ends.map(|end| u32::try_from(end + 1).unwrap_or(u32::MAX))).collect()
        })
    }

    fn rank(&self, file: FileId) -> Option<u32> {
        self.ranks.get(file.0 as usize).copied().flatten()
    }

    fn slot(&self, file: FileId) -> Option<&Slot> {
        self.slots.get(self.rank(file)? as usize)
    }
}

/// Bytes after which code units are counted anew.
const BLOCK: usize = 1024;

/// UTF-16 code units, told by bytes rather than characters, of which the compiler makes wide steps: every byte that begins a character is one, one that begins
/// four bytes is two.
fn units(bytes: &[u8]) -> usize {
    bytes.iter().map(|byte| usize::from(byte & 0xc0 != 0x80) + usize::from(*byte >= 0xf0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> Vec<(String, String)> {
        paths.iter().map(|path| ((*path).to_owned(), format!("# {path}"))).collect()
    }

    #[test]
    fn columns_count_code_units_far_into_a_line_too() {
        let text = format!("\u{feff}{}\n{}x", "é".repeat(3000), "😀a".repeat(3000));
        let workspace = Workspace::in_memory([("a.json".to_owned(), text.clone())]);
        let file = workspace.find("a.json").unwrap();
        for offset in (0..text.len()).step_by(511).chain([1024, 2048, text.len() - 1, text.len()]) {
            let offset = (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let before = text.get(..offset).unwrap();
            let (line, before) = before.rsplit_once('\n').map_or((1, before), |(_, before)| (2, before));
            let column = before.trim_start_matches('\u{feff}').encode_utf16().count() + 1;
            let expected = Position { line, column: u32::try_from(column).unwrap() };
            assert_eq!(workspace.position(file, u32::try_from(offset).unwrap()), expected, "{offset}");
        }
    }

    #[test]
    fn files_keep_their_ids_when_others_come_and_go() {
        let before = Workspace::in_memory(files(&["b.tf", "d.tf", "m/a.tf"]));
        let after = Workspace::in_memory_with_table(before.table().clone(), files(&["a.tf", "b.tf", "c.tf", "m/a.tf"]));
        for path in ["b.tf", "m/a.tf"] {
            assert_eq!(before.find(path), after.find(path), "{path}");
        }
        let gone = before.find("d.tf").unwrap();
        assert_eq!((after.find("d.tf"), after.path(gone), after.text(gone)), (None, "d.tf", Err("no such file")));
        let listed: Vec<&str> = after.files().map(|(_, entry)| entry.path.as_str()).collect();
        assert_eq!(listed, ["a.tf", "b.tf", "c.tf", "m/a.tf"]);
        let paths: Vec<&str> = after.directory("").map(|(file, _)| after.path(file)).collect();
        assert_eq!(paths, ["a.tf", "b.tf", "c.tf"]);
        let (a, b) = (after.find("a.tf").unwrap(), after.find("b.tf").unwrap());
        assert!(b.0 < a.0 && after.order(Span::new(a, 5, 6)) < after.order(Span::new(b, 0, 1)), "by path, not by number");
        assert_eq!(after.slice(Span::new(b, 2, 6)), "b.tf");
    }
}
