//! Comments of the native syntax, and heredocs without lines. One look at the bytes serves both parsers: it knows texts, templates in them, and heredocs, and nothing else.

use super::template_parts::ParsedText;
use crate::mapped_text::Text;
use crate::source::{Comment, FileId, Span};
use std::ops::Range;

/// What the bytes at a place belong to.
pub(super) enum Inside<'t> {
    /// Blocks and expressions; in a template, how many braces are open.
    Code(usize),
    Quoted,
    /// The word that ends it.
    Heredoc(&'t str),
}

impl Inside<'_> {
    /// A template that stands by itself: no line ends it.
    pub(super) const TEMPLATE: Inside<'static> = Inside::Heredoc("\0");
}

/// What one look at a text finds.
#[derive(Default)]
struct FoundParts {
    comments: Vec<Comment>,
    /// Heredocs without lines, from `<<` to the end of the line that ends them.
    empty_heredocs: Vec<Range<usize>>,
}

/// All comments of a text, in order.
pub(super) fn comments(origin: &ParsedText<'_>) -> Vec<Comment> {
    found(origin, Inside::Code(0)).comments
}

/// Where the heredocs stand that end in the line after the one in which they begin.
pub(super) fn empty_heredocs(text: &str, begins: Inside<'_>) -> Vec<Range<usize>> {
    let places = memchr::memmem::find_iter(text.as_bytes(), b"<<");
    if places.filter_map(|at| heredoc_start(text, at)).all(|(word, first)| ends_at(text, first, word).is_none()) {
        return vec![];
    }
    let file = FileId(0);
    found(&ParsedText { text, file, base: 0, embedded: None, whole: Span::new(file, 0, 0) }, begins).empty_heredocs
}

fn found<'t>(origin: &ParsedText<'t>, begins: Inside<'t>) -> FoundParts {
    let text = origin.text;
    let mut found = FoundParts::default();
    let mut open = vec![begins];
    let mut at = 0;
    while at < text.len() {
        at = match open.last() {
            None | Some(Inside::Code(_)) => code(origin, at, &mut open, &mut found),
            Some(Inside::Quoted) => quoted(text.as_bytes(), at, &mut open),
            Some(Inside::Heredoc(end)) => heredoc(text, at, end, &mut open),
        };
    }
    found
}

/// All of a file but its comments; JSON has none.
pub(in crate::terraform) fn without_comments(file: FileId, text: &str, is_json: bool) -> Text {
    let whole = Span::new(file, 0, text.len());
    let origin = ParsedText { text, file, base: 0, embedded: None, whole };
    let (mut result, mut start) = (Text::default(), 0);
    let places = if is_json { vec![] } else { comments(&origin) };
    let places = places.iter().map(|comment| (comment.span.start as usize, comment.span.end as usize));
    for (end, next) in places.chain([(text.len(), text.len())]) {
        result.push_exact(text.get(start..end).unwrap_or_default(), Span::new(file, start, end));
        start = next;
    }
    result
}

/// Steps over one part of code; gives the place behind it.
fn code<'t>(origin: &ParsedText<'t>, at: usize, open: &mut Vec<Inside<'t>>, found: &mut FoundParts) -> usize {
    let rest = origin.text.as_bytes().get(at..).unwrap_or_default();
    match rest {
        [b'#', ..] => comment(origin, at, 1, &mut found.comments),
        [b'/', b'/', ..] => comment(origin, at, 2, &mut found.comments),
        [b'/', b'*', ..] => block_comment(origin, at, &mut found.comments),
        [b'"', ..] => {
            open.push(Inside::Quoted);
            at + 1
        }
        [b'<', b'<', ..] => match heredoc_start(origin.text, at) {
            Some((word, behind)) => {
                found.empty_heredocs.extend(ends_at(origin.text, behind, word).map(|end| at..end));
                open.push(Inside::Heredoc(word));
                behind
            }
            None => at + 2,
        },
        [brace @ (b'{' | b'}'), ..] => {
            braces(*brace == b'{', open);
            at + 1
        }
        // What is none of these is passed at once.
        _ => at + 1 + bytes_before(rest.get(1..), |byte| matches!(byte, b'#' | b'/' | b'"' | b'<' | b'{' | b'}')),
    }
}

fn braces(opens: bool, open: &mut Vec<Inside<'_>>) {
    let in_template = open.len() > 1;
    match open.last_mut() {
        Some(Inside::Code(depth)) if opens => *depth += 1,
        Some(Inside::Code(0)) if in_template => {
            open.pop();
        }
        Some(Inside::Code(depth)) => *depth = depth.saturating_sub(1),
        _ => {}
    }
}

/// A comment to the end of the line.
fn comment(origin: &ParsedText<'_>, at: usize, marker: usize, found: &mut Vec<Comment>) -> usize {
    let rest = origin.text.as_bytes().get(at..).unwrap_or_default();
    let end = at + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    push(origin, (at, end), (at + marker, end), found);
    end
}

/// A comment to its end mark, or to the end of the text.
fn block_comment(origin: &ParsedText<'_>, at: usize, found: &mut Vec<Comment>) -> usize {
    let rest = origin.text.as_bytes().get(at + 2..).unwrap_or_default();
    let inner_end = at + 2 + memchr::memmem::find(rest, b"*/").unwrap_or(rest.len());
    let end = (inner_end + 2).min(origin.text.len());
    push(origin, (at, end), (at + 2, inner_end), found);
    end
}

fn push(origin: &ParsedText<'_>, (start, end): (usize, usize), (inner_start, inner_end): (usize, usize), found: &mut Vec<Comment>) {
    let inner = origin.raw(inner_start, inner_end);
    let from = inner_start + (inner.len() - inner.trim_start().len());
    let until = inner_start + inner.trim_end().len();
    let end = if end == inner_end { until.max(inner_start) } else { end };
    let text: Span = origin.span(from.min(until.max(inner_start)), until.max(inner_start));
    found.push(Comment { span: origin.span(start, end), text, about: None });
}

fn quoted(bytes: &[u8], at: usize, open: &mut Vec<Inside<'_>>) -> usize {
    match bytes.get(at..).unwrap_or_default() {
        [b'\\', _, ..] => at + 2,
        // The end of a line ends a text that is never closed.
        [b'"' | b'\n', ..] => {
            open.pop();
            at + 1
        }
        rest => template(rest, at, open),
    }
}

/// `${` and `%{` begin code; doubled, they stand for themselves.
fn template(rest: &[u8], at: usize, open: &mut Vec<Inside<'_>>) -> usize {
    match rest {
        [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => at + 3,
        [b'$' | b'%', b'{', ..] => {
            open.push(Inside::Code(0));
            at + 2
        }
        // The end of a heredoc stands behind a line end.
        [b'\n', ..] => at + 1,
        _ => at + 1 + bytes_before(rest.get(1..), |byte| matches!(byte, b'$' | b'%' | b'\\' | b'"' | b'\n')),
    }
}

/// How many bytes stand before the first that is told.
fn bytes_before(rest: Option<&[u8]>, is_told: impl Fn(u8) -> bool) -> usize {
    let rest = rest.unwrap_or_default();
    rest.iter().position(|byte| is_told(*byte)).unwrap_or(rest.len())
}

fn heredoc<'t>(text: &'t str, at: usize, end: &str, open: &mut Vec<Inside<'t>>) -> usize {
    let bytes = text.as_bytes();
    let begins_line = at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'\n');
    if let Some(behind) = begins_line.then(|| ends_at(text, at, end)).flatten() {
        open.pop();
        return behind;
    }
    template(bytes.get(at..).unwrap_or_default(), at, open)
}

/// The end of the line that begins here, if it is the word that ends a heredoc.
fn ends_at(text: &str, at: usize, word: &str) -> Option<usize> {
    let line = text.get(at..)?.split('\n').next()?;
    (line.trim() == word).then_some(at + line.len())
}

/// The word that ends the heredoc which begins here, and the place of its first line.
fn heredoc_start(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text.get(at + 2..)?;
    let line = rest.split('\n').next()?;
    let word = line.strip_prefix('-').unwrap_or(line).trim_end();
    let is_word = !word.is_empty() && word.chars().all(|char| char.is_alphanumeric() || char == '_' || char == '-');
    (is_word && line.len() < rest.len()).then_some((word, at + 2 + line.len() + 1))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::string_slice, reason = "a test may panic: that is how it fails")]

    use super::*;
    use crate::source::FileId;
    use tree_sitter::Node;

    fn origin(text: &str) -> ParsedText<'_> {
        ParsedText { text, file: FileId(0), base: 0, embedded: None, whole: Span::new(FileId(0), 0, text.len()) }
    }

    /// Line, column and text of each comment.
    fn told(text: &str) -> Vec<(usize, usize, &str)> {
        let place = |at: usize| (text[..at].matches('\n').count() + 1, at - text[..at].rfind('\n').map_or(0, |end| end + 1) + 1);
        let comments = comments(&origin(text));
        let tell = comments.iter().map(|comment| {
            let (line, column) = place(comment.span.start as usize);
            (line, column, &text[comment.text.start as usize..comment.text.end as usize])
        });
        tell.collect()
    }

    #[test]
    fn comments_have_places_and_texts() {
        let text =
            "# one\nresource \"a\" \"b\" { // two\n  x = [1, # three\n    2, /* four */ 3]\n  /* five\n  six */ y = 10 / 2\n}\n#\n//";
        let expected = [(1, 1, "one"), (2, 20, "two"), (3, 11, "three"), (4, 8, "four"), (5, 3, "five\n  six"), (8, 1, ""), (9, 1, "")];
        assert_eq!(told(text), expected);
        let whole: Vec<&str> =
            comments(&origin(text)).iter().map(|comment| &text[comment.span.start as usize..comment.span.end as usize]).collect();
        assert_eq!(whole, ["# one", "// two", "# three", "/* four */", "/* five\n  six */", "#", "//"]);
    }

    #[test]
    fn texts_and_heredocs_hold_no_comments() {
        let text = concat!(
            "a = \"# no // no \\\" # no $${ # no } ${ { b = \"# no\" } /* yes */ } # no\" # yes 2\n",
            "c = <<-EOT # no heredoc\nd = <<EOT\n# no\n  // no ${ x /* yes 3 */ }\n  EOT\n# yes 4\n",
            "e = \"never closed # no\nf = 1 # yes 5\n"
        );
        let texts: Vec<&str> = told(text).into_iter().map(|(_, _, text)| text).collect();
        assert_eq!(texts, ["yes", "yes 2", "no heredoc", "yes 3", "yes 4", "yes 5"]);
    }

    fn oracle(node: Node<'_>, found: &mut Vec<(usize, usize)>) {
        if node.kind() == "comment" {
            found.push((node.start_byte(), node.end_byte()));
        }
        let mut cursor = node.walk();
        node.children(&mut cursor).for_each(|child| oracle(child, found));
    }

    /// The tolerant parser's own comments, over all that the project has.
    #[test]
    fn another_parser_finds_the_same() {
        let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata")];
        folders.extend(std::env::var_os("DEPUTYLINT_HCL").map(Into::into));
        let mut compared = 0;
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let Some(text) = std::fs::read_to_string(&path).ok().filter(|_| path.extension().is_some_and(|end| end == "tf")) else {
                    continue;
                };
                let mut parser = tree_sitter::Parser::new();
                parser.set_language(&tree_sitter_hcl::LANGUAGE.into()).unwrap();
                let tree = parser.parse(&text, None).unwrap();
                if tree.root_node().has_error() {
                    continue;
                }
                let mut expected = vec![];
                oracle(tree.root_node(), &mut expected);
                let trimmed = expected.iter().map(|(start, end)| text[*start..*end].trim_end());
                let found = comments(&origin(&text));
                let found: Vec<&str> = found.iter().map(|comment| &text[comment.span.start as usize..comment.span.end as usize]).collect();
                assert_eq!(found, trimmed.collect::<Vec<_>>(), "{}", path.display());
                compared += found.len();
            }
        }
        assert!(compared >= 20, "only {compared} comments were compared");
    }
}
