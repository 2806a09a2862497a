//! What to do with a file that the fast parser refuses: each top-level block by itself, so that a broken one costs no other.

use super::comments::comments;
use super::lower;
use super::parse;
use super::template_parts::ParsedText;
use super::tolerant;
use super::tree::{Body, ConfigurationFile};
use crate::problem::Problem;
use std::ops::Range;

/// Problems with syntax that are told one by one in a file.
const MAX_ERRORS: usize = 50;

/// Brackets that may be open at once where the tolerant parser is asked, which takes half a kilobyte for each byte of what nests: far more than it reads.
const MAX_OPEN: usize = 1_000;

/// Parses the text chunk by chunk. A chunk that the fast parser refuses is read by the tolerant one, if it is well-formed at all.
pub(super) fn body(origin: &ParsedText<'_>) -> ConfigurationFile {
    let mut result = ConfigurationFile::default();
    let mut errors = 0;
    for range in chunks(origin.text) {
        let chunk = ParsedText {
            text: origin.raw(range.start, range.end),
            base: origin.base + range.start,
            whole: origin.span(range.start, range.end),
            ..*origin
        };
        result.comments.extend(comments(&chunk));
        let failure = match fast(&chunk) {
            Ok(body) => {
                append(&mut result.body, body);
                continue;
            }
            Err(failure) => failure,
        };
        // The tolerant parser can take minutes over what nests too deeply.
        let is_too_deep = failure.as_ref().is_some_and(|(_, why)| why.contains("nesting depth")) || open_brackets(chunk.text) > MAX_OPEN;
        match (!is_too_deep).then(|| tolerant::body(&chunk, &mut result.problems)).flatten() {
            Some(body) => append(&mut result.body, body),
            None => {
                errors += 1;
                if errors <= MAX_ERRORS {
                    result.problems.push(syntax_error(&chunk, failure));
                } else if errors == MAX_ERRORS + 1 {
                    let limit = "more broken blocks follow in this file; they are left out and not named";
                    result.problems.push(Problem::limit_reached(chunk.whole, limit));
                }
            }
        }
    }
    result
}

/// How many brackets are open at most: about, since those inside quotes count too.
fn open_brackets(text: &str) -> usize {
    let mut open = 0usize;
    let count = |byte| {
        match byte {
            b'{' | b'[' | b'(' => open += 1,
            b'}' | b']' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
        open
    };
    text.bytes().map(count).max().unwrap_or(0)
}

fn append(into: &mut Body, more: Body) {
    into.attributes.extend(more.attributes);
    into.blocks.extend(more.blocks);
}

/// Where and why the fast parser gave up; nothing if it was not asked.
type ParseFailure = Option<(usize, String)>;

fn fast(chunk: &ParsedText<'_>) -> Result<Body, ParseFailure> {
    if parse::is_oversized(chunk.text) {
        return Err(None);
    }
    match hcl_edit::parser::parse_body(chunk.text) {
        Ok(tree) => Ok(lower::body(&tree, chunk)),
        Err(error) => Err(Some((error.location().offset(), error.message().to_owned()))),
    }
}

fn syntax_error(chunk: &ParsedText<'_>, failure: ParseFailure) -> Problem {
    let (at, why) = failure.unwrap_or((0, "it is not well-formed".to_owned()));
    let mut at = at.min(chunk.text.trim_end().len());
    while !chunk.text.is_char_boundary(at) {
        at -= 1;
    }
    let end = chunk.text.get(at..).and_then(|rest| rest.chars().next()).map_or(at, |char| at + char.len_utf8());
    let header = chunk.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let header: String = header.trim().trim_end_matches('{').trim_end().chars().take(80).collect();
    let lost = if starts_block(chunk.text) { format!("block `{header}`") } else { "text".to_owned() };
    let why = why.strip_prefix("invalid ").map_or_else(|| why.clone(), |rest| format!("invalid {rest}"));
    Problem::syntax_error(chunk.span(at, end), &lost, &why.replace('\n', " "))
}

/// The words that begin a block at the top level of a configuration.
const BLOCKS: &[&str] = &[
    "resource",
    "data",
    "module",
    "variable",
    "locals",
    "output",
    "provider",
    "terraform",
    "moved",
    "import",
    "removed",
    "check",
    "ephemeral",
    "run",
    "mock_provider",
];

/// Whether a line in column 0 begins a top-level block.
fn starts_block(line: &str) -> bool {
    let word = line.split(|char: char| !(char.is_ascii_alphanumeric() || char == '_' || char == '-')).next().unwrap_or_default();
    let rest = line.get(word.len()..).unwrap_or_default().trim_start();
    BLOCKS.contains(&word) && (rest.starts_with(['"', '{']) || rest.starts_with(|char: char| char.is_ascii_alphabetic()))
}

/// Whether a line in column 0 begins an attribute (in a file of variables) or a block of an unknown kind.
fn starts_other(line: &str) -> bool {
    let length = line.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
    let rest = line.get(length..).unwrap_or_default().trim_start();
    let is_assignment = rest.starts_with('=') && !rest.starts_with("==");
    line.starts_with(|char: char| char.is_ascii_alphabetic()) && (is_assignment || rest.starts_with('"') && rest.trim_end().ends_with('{'))
}

/// The text in pieces that begin where a line in column 0 begins a block. Lines inside a heredoc begin none, unless they are
/// unmistakably a block: then the heredoc's end is missing.
fn chunks(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![];
    let mut heredoc: Option<&str> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let begins = starts_block(line) && (heredoc.is_none() || line.contains("\" \"")) || heredoc.is_none() && starts_other(line);
        if begins {
            starts.push(at);
            heredoc = None;
        }
        match heredoc {
            Some(end) if line.trim() == end => heredoc = None,
            Some(_) => {}
            None => heredoc = heredoc_marker(line),
        }
        at += line.len();
    }
    if starts.first() != Some(&0) {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let ranges = starts.iter().copied().zip(ends).map(|(start, end)| start..end);
    ranges.filter(|range| text.get(range.clone()).is_some_and(|chunk| !chunk.trim().is_empty())).collect()
}

/// The word that ends the heredoc which begins at the end of this line.
fn heredoc_marker(line: &str) -> Option<&str> {
    let (_, marker) = line.trim_end().rsplit_once("<<")?;
    let marker = marker.strip_prefix('-').unwrap_or(marker);
    let is_word = !marker.is_empty() && marker.chars().all(|char| char.is_alphanumeric() || char == '_' || char == '-');
    is_word.then_some(marker)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_assignments_begin_chunks() {
        let text = "# a\nvariable \"x\" {\n}\n\nlocals {\n  a = <<EOF\nresource of something\nx = 1\nEOF\n}\nresource a b { = }\n";
        let chunks: Vec<&str> = chunks(text).into_iter().map(|range| text.get(range).unwrap().lines().next().unwrap()).collect();
        assert_eq!(chunks, ["# a", "variable \"x\" {", "locals {", "resource a b { = }"]);
    }
    #[test]
    fn brackets_that_are_open_at_once_are_bounded() {
        assert_eq!(open_brackets("a = [(1), { b = [] }] }"), 3);
        assert_eq!(open_brackets(&"{a=".repeat(MAX_OPEN)), MAX_OPEN);
        // A block that nests without end costs no other; one with many keys, which the fast parser is not asked about, is read by the tolerant one.
        let keys: String = (0..parse::MAX_ASSIGNMENTS).map(|key| format!("  k{key} = 1\n")).collect();
        let text = format!("locals {{ a = {}\n}}\nlocals {{\n{keys}}}\n", "{a=".repeat(MAX_OPEN + 1));
        let workspace = crate::source::Workspace::in_memory([("main.tf".to_owned(), text)]);
        let parsed = parse::parse_file(&workspace, workspace.find("main.tf").unwrap());
        assert_eq!((parsed.problems.len(), parsed.body.blocks.len()), (1, 1));
    }
}
