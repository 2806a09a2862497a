//! Small windows of source around the places that a report speaks of: a few lines, never a whole file, never a whole minified line.

use super::escape;
use crate::secret;
use crate::source::{FileId, Position, Span, Workspace};
use std::ops::Range;

/// Places further apart than this many lines get windows of their own.
const NEAR: u32 = 12;
/// A line longer than this many characters is shown in part.
const LONG_LINE: usize = 200;
/// How much of a long line is shown on each side of a place.
const AROUND: usize = 70;

/// A place to be shown and what is said about it.
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) label: String,
    pub(super) primary: bool,
}

/// Some lines of a file, ready to be shown.
pub(super) struct Window {
    pub(super) file: FileId,
    /// Number of the first line.
    pub(super) line: u32,
    pub(super) source: String,
    pub(super) marks: Vec<Shown>,
    /// Where its most important place is.
    pub(super) position: Position,
    /// The column at which that place stands in what is shown, which differs where a line is cut or has characters spelled out.
    pub(super) shown_column: u32,
    pub(super) primary: bool,
}

impl Window {
    /// Number of the last line.
    pub(super) fn last_line(&self) -> u32 {
        let lines = self.source.lines().count();
        self.line + u32::try_from(lines.saturating_sub(1)).unwrap_or(0)
    }

    /// Leaves out the marks of which nothing is said, and the lines behind the last of the others.
    pub(super) fn keep_told(&mut self) {
        self.marks.retain(|mark| mark.primary || !mark.label.is_empty());
        let last = self.marks.iter().map(|mark| mark.range.end.max(mark.range.start)).max().unwrap_or(0);
        let end = self.source.get(last..).and_then(|rest| rest.find('\n')).map_or(self.source.len(), |at| last + at + 1);
        self.source.truncate(end);
    }
}

/// A mark as bytes of the window.
pub(super) struct Shown {
    pub(super) range: Range<usize>,
    pub(super) label: String,
    pub(super) primary: bool,
}

/// A mark cut to its first line: line number, bytes in the line.
struct OnLine<'a> {
    line: u32,
    range: Range<usize>,
    mark: &'a Mark,
}

/// Windows that show all marks, the one with the primary mark first, the others in order of file and line.
pub(super) fn windows(workspace: &Workspace, marks: &[Mark]) -> Vec<Window> {
    let mut placed: Vec<(FileId, OnLine<'_>)> = marks.iter().filter_map(|mark| Some((mark.span.file, on_line(workspace, mark)?))).collect();
    placed.sort_by_key(|(_, on_line)| (workspace.order(on_line.mark.span), on_line.line, on_line.range.start));
    let near = |a: &(FileId, OnLine<'_>), b: &(FileId, OnLine<'_>)| a.0 == b.0 && b.1.line - a.1.line <= NEAR;
    let mut windows: Vec<Window> = placed.chunk_by(near).filter_map(|chunk| window(workspace, chunk)).collect();
    windows.sort_by_key(|window| !window.primary);
    windows
}

fn on_line<'a>(workspace: &Workspace, mark: &'a Mark) -> Option<OnLine<'a>> {
    workspace.text(mark.span.file).ok()?;
    let line = workspace.position(mark.span.file, mark.span.start).line;
    let start = mark.span.start.saturating_sub(workspace.line_start(mark.span.file, line)) as usize;
    let length = (mark.span.end - mark.span.start) as usize;
    Some(OnLine { line, range: start..start + length, mark })
}

fn window(workspace: &Workspace, chunk: &[(FileId, OnLine<'_>)]) -> Option<Window> {
    let ((file, first), (_, last)) = (chunk.first()?, chunk.last()?);
    let mut source = String::new();
    let mut marks = vec![];
    for line in first.line..=last.line {
        let here: Vec<&OnLine<'_>> = chunk.iter().map(|(_, on_line)| on_line).filter(|on_line| on_line.line == line).collect();
        let base = source.len();
        let (shown, ranges) = shown_line(workspace, workspace.line_span(*file, line), &here);
        source.push_str(&shown);
        source.push('\n');
        let shift = |range: Range<usize>| range.start + base..range.end + base;
        let labelled = here.iter().zip(ranges);
        marks.extend(labelled.map(|(on_line, range)| Shown {
            range: shift(range),
            label: escape::line(&on_line.mark.label),
            primary: on_line.mark.primary,
        }));
    }
    let chief = chunk.iter().find(|(_, on_line)| on_line.mark.primary).unwrap_or(chunk.first()?);
    let position = workspace.position(*file, chief.1.mark.span.start);
    let shown_at = marks.iter().find(|mark| mark.primary).or(marks.first()).map_or(0, |mark| mark.range.start);
    let before = source.get(..shown_at).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
    let shown_column = u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX);
    Some(Window { file: *file, line: first.line, source, primary: chief.1.mark.primary, marks, position, shown_column })
}

/// A line with its dangerous characters spelled out, cut around the marks if it is long, and where the marks are then.
fn shown_line(workspace: &Workspace, whole: Span, marks: &[&OnLine<'_>]) -> (String, Vec<Range<usize>>) {
    let line = workspace.slice(whole);
    let kept = kept(line, marks);
    let start = whole.start as usize;
    let masked = secret::shown(workspace, Span::new(whole.file, start + kept.start, start + kept.end));
    let mut shown = String::new();
    // Where each byte of the line went: (byte in the line, byte in what is shown).
    let mut moved: Vec<(usize, usize)> = vec![];
    if kept.start > 0 {
        shown.push('…');
    }
    for (at, char) in masked.char_indices().map(|(at, char)| (at + kept.start, char)) {
        moved.push((at, shown.len()));
        match char {
            '\u{feff}' if at == 0 => {}
            // The renderer makes spaces of it and moves the carets along.
            '\t' => shown.push(char),
            char if escape::is_harmless(char) => shown.push(char),
            char => shown.push_str(&escape::visible(char.encode_utf8(&mut [0; 4]))),
        }
    }
    moved.push((kept.end.min(line.len()), shown.len()));
    if kept.end < line.len() {
        shown.push('…');
    }
    let place = |byte: usize| {
        let index = moved.partition_point(|(at, _)| *at < byte);
        moved.get(index).or(moved.last()).map_or(0, |(_, to)| *to)
    };
    let ranges = marks.iter().map(|on_line| {
        let start = place(on_line.range.start);
        start..place(on_line.range.end.min(line.len())).max(start)
    });
    let ranges = ranges.collect();
    (shown, ranges)
}

/// The part of a line to be shown, on character boundaries.
fn kept(line: &str, marks: &[&OnLine<'_>]) -> Range<usize> {
    if line.len() <= LONG_LINE {
        return 0..line.len();
    }
    let start = marks.iter().map(|mark| mark.range.start).min().unwrap_or(0);
    let wanted = marks.iter().map(|mark| mark.range.end.min(mark.range.start + LONG_LINE)).max().unwrap_or(LONG_LINE);
    let from = start.saturating_sub(AROUND);
    let to = (wanted + AROUND).min(from + 4 * LONG_LINE).min(line.len());
    boundary(line, from)..boundary(line, to.max(from))
}

fn boundary(line: &str, at: usize) -> usize {
    (0..=at.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0)
}
