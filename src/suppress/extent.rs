//! Which lines a comment is about: those of the block, attribute, item or key that it stands above, or at the end of whose first line it stands.

use crate::source::{Comment, FileId, Workspace};
use std::ops::RangeInclusive;

/// Lines from 1.
pub(super) type LineRange = RangeInclusive<u32>;

/// No line.
const NOTHING: LineRange = 0..=0;

/// The lines of what a comment is about.
pub(super) fn of_comment(workspace: &Workspace, comment: Comment) -> LineRange {
    let file = comment.span.file;
    let position = workspace.position(file, comment.span.start);
    let before =
        workspace.slice(crate::source::Span { end: comment.span.start, start: workspace.line_start(file, position.line), ..comment.span });
    let last = workspace.position(file, comment.span.end.saturating_sub(1)).line;
    let first = if before.trim().is_empty() { below(workspace, file, last + 1) } else { Some(position.line) };
    let Some(first) = first else { return NOTHING };
    let is_terraform = [".tf", ".tofu"].iter().any(|end| workspace.path(file).ends_with(end));
    first..=if is_terraform { end_of_brackets(workspace, file, first) } else { end_of_indentation(workspace, file, first) }
}

fn lines(workspace: &Workspace, file: FileId, from: u32) -> impl Iterator<Item = (u32, &str)> {
    let text = workspace.text(file).map_or("", |text| text);
    let count = u32::try_from(memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1).unwrap_or(u32::MAX);
    (from..=count).map(move |line| (line, workspace.line(file, line)))
}

/// The first line of code below, if nothing but comments stand between.
fn below(workspace: &Workspace, file: FileId, from: u32) -> Option<u32> {
    let (line, _) = lines(workspace, file, from).find(|(_, text)| !is_comment(text))?;
    (!workspace.line(file, line).trim().is_empty()).then_some(line)
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('#') || line.starts_with("//")
}

/// Of Terraform: up to where all brackets are closed again that the first line opens. What closes at its beginning belongs to what stands before.
fn end_of_brackets(workspace: &Workspace, file: FileId, first: u32) -> u32 {
    let mut scanner = Scanner::default();
    let mut last = first;
    for (line, text) in lines(workspace, file, first) {
        let depth = scanner.depth;
        scanner.line(text, line == first);
        if line > first && scanner.lowest < 0 {
            // This line closes what the first one stands in.
            return if depth > 0 { line } else { last };
        }
        last = line;
        if scanner.depth == 0 && scanner.heredoc.is_none() {
            return line;
        }
    }
    last
}

/// Counts brackets, but not those in texts, comments and heredocs.
#[derive(Default)]
struct Scanner {
    depth: i32,
    lowest: i32,
    heredoc: Option<String>,
}

impl Scanner {
    fn line(&mut self, text: &str, is_first: bool) {
        if let Some(end) = &self.heredoc {
            if text.trim() == end {
                self.heredoc = None;
            }
            return;
        }
        let mut quoted = false;
        let mut chars = text.char_indices().peekable();
        while let Some((at, char)) = chars.next() {
            match char {
                '\\' if quoted => {
                    chars.next();
                }
                '"' => quoted = !quoted,
                _ if quoted => {}
                '#' => break,
                '/' if text.get(at..).is_some_and(|rest| rest.starts_with("//")) => break,
                '<' if text.get(at..).is_some_and(|rest| rest.starts_with("<<")) => {
                    let word = text.get(at + 2..).unwrap_or_default().trim_start_matches('-');
                    let word: String = word.chars().take_while(|char| char.is_alphanumeric() || matches!(char, '_' | '-')).collect();
                    if !word.is_empty() {
                        self.heredoc = Some(word);
                        break;
                    }
                }
                '{' | '[' | '(' => self.depth += 1,
                '}' | ']' | ')' if is_first && self.depth == 0 => {}
                '}' | ']' | ')' => self.depth -= 1,
                _ => {}
            }
            self.lowest = self.lowest.min(self.depth);
        }
    }
}

/// Of YAML: the lines that stand further to the right, and for a key the items below it.
fn end_of_indentation(workspace: &Workspace, file: FileId, first: u32) -> u32 {
    let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let head = workspace.line(file, first);
    let is_item = |line: &str| line.trim_start() == "-" || line.trim_start().starts_with("- ");
    let mut last = first;
    // Nobody silences all resources at once.
    if indentation(head) == 0 {
        return first;
    }
    for (line, text) in lines(workspace, file, first + 1) {
        if text.trim().is_empty() || text.trim_start().starts_with('#') {
            continue;
        }
        let is_below = indentation(text) > indentation(head);
        let is_item_of_key = indentation(text) == indentation(head) && is_item(text) && !is_item(head);
        if !is_below && !is_item_of_key {
            break;
        }
        last = line;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    /// The lines of what the only comment with `!` is about.
    fn extent(path: &str, text: &str) -> (u32, u32) {
        let workspace = Workspace::in_memory([(path.to_owned(), text.to_owned())]);
        let file = workspace.find(path).unwrap();
        let start = text.find("#!").unwrap();
        let end = text.get(start..).unwrap().find('\n').map_or(text.len(), |end| start + end);
        let span = Span::new(file, start, end);
        let range = of_comment(&workspace, Comment { span, text: span });
        (*range.start(), *range.end())
    }

    #[test]
    fn terraform() {
        let block = "a = 1\n#!\nresource \"x\" \"y\" {\n  p = <<EOT\n}\nEOT\n  q = \"}\" # }\n}\nb = 2\n";
        assert_eq!(extent("a.tf", block), (3, 8));
        assert_eq!(extent("a.tf", "x {\n  a = 1 #!\n  b = 2\n}\n"), (2, 2));
        assert_eq!(extent("a.tf", "x {\n  #!\n\n  b = 2\n}\n"), (0, 0));
        assert_eq!(extent("a.tf", "x {\n  #!\n  # more\n  // more\n  b = [\n    1,\n  ]\n  c = 1\n}\n"), (5, 7));
        // The second of two statements.
        assert_eq!(extent("a.tf", "s = [{\n  a = 1\n  }, { #!\n  a = 2\n}]\nb = 1\n"), (3, 5));
        assert_eq!(extent("a.tf", "s = [\n  {\n    a = 1\n  },\n  #!\n  {\n    a = 2\n  },\n  {}\n]\n"), (6, 8));
        assert_eq!(extent("a.tf", "s = [ 1,\n  2 ] #!\nb = 2\n"), (2, 2));
        assert_eq!(extent("a.tf", "a = 1\n#!"), (0, 0));
    }

    #[test]
    fn yaml() {
        let text = "Resources:\n  A:\n    #!\n    Statement:\n    - a: 1\n      b: 2\n\n    - a: 2\n    Other: 1\n";
        assert_eq!(extent("a.yaml", text), (4, 8));
        assert_eq!(extent("a.yaml", "l:\n  - a: 1 #!\n    b: 2\n  - a: 2\n"), (2, 3));
        assert_eq!(extent("a.yaml", "l:\n  - a: 1 #!\n  - a: 2\n"), (2, 2));
        assert_eq!(extent("a.yaml", "R:\n  A: #!\n    b: |\n      x\n\n      y\n  C: 1\n"), (2, 6));
        assert_eq!(extent("a.yaml", "#!\nResources:\n  A:\n    b: 1\n"), (2, 2));
    }
}
