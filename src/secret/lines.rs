//! The block style of YAML, as far as it tells of names and nesting: indentation opens and closes what brackets do elsewhere.

use super::governed::{Tokens, comment};
use super::levels::Levels;

/// Whether a text is made of lines with names and values, and not of blocks.
pub(super) fn are_written(text: &str) -> bool {
    let is_told = |line: &&str| !line.is_empty() && !line.starts_with(['#', '/', '*']);
    let first = text.lines().map(|line| line.trim_start_matches('\u{feff}').trim()).find(is_told).unwrap_or_default();
    first.starts_with("---")
        || first.starts_with("%YAML")
        || first == "-"
        || first.starts_with("- ")
        || asked(first).is_some()
        || name(first).is_some()
}

/// The name that a line begins with, without quotes, and where its value begins.
fn name(line: &str) -> Option<(&str, usize)> {
    let quote = line.chars().next().filter(|char| matches!(char, '"' | '\''));
    let (name, behind) = match quote {
        Some(quote) => {
            let end = line.get(1..)?.find(quote)? + 1;
            (line.get(1..end)?, end + 1)
        }
        None => {
            let is_end = |at: &usize| line.as_bytes().get(at + 1).is_none_or(u8::is_ascii_whitespace);
            let end = line.match_indices(':').map(|(at, _)| at).find(is_end)?;
            (line.get(..end)?, end)
        }
    };
    let is_name = quote.is_some() || (!name.is_empty() && !name.contains(['{', '}', '[', ']', '"', '\'', '=', ' ', '!', '&']));
    let rest = line.get(behind..)?;
    (is_name && rest.starts_with(':')).then_some((name, behind + 1))
}

/// The name of `? name`, whose value stands behind the `:` of a later line.
fn asked(line: &str) -> Option<(&str, usize)> {
    let name = line.strip_prefix("? ")?.trim();
    let quoted = ['"', '\''].iter().find_map(|quote| name.strip_prefix(*quote)?.strip_suffix(*quote));
    Some((quoted.unwrap_or(name), line.len()))
}

struct Lines<'t> {
    text: &'t str,
    at: usize,
    /// The columns at which lists and maps stand that are open.
    open: Vec<(usize, bool)>,
    /// How much may still be looked at for brackets that are closed on a later line.
    ahead: usize,
}

/// Reads all lines.
pub(super) fn read<'t>(text: &'t str, levels: &mut Levels<'t>) {
    let mut lines = Lines { text, at: 0, open: vec![(0, false)], ahead: 4 * text.len() };
    while let Some((start, line)) = lines.next() {
        let content = line.trim_start();
        if content.starts_with('#') {
            lines.comments(start, levels);
        } else if !content.is_empty() && !content.starts_with("---") {
            lines.line(start, line, levels);
        }
    }
    levels.close_to(1);
}

impl<'t> Lines<'t> {
    fn next(&mut self) -> Option<(usize, &'t str)> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        let line = rest.split('\n').next().unwrap_or_default();
        self.at = (start + line.len() + 1).min(self.text.len());
        Some((start, line.trim_end()))
    }

    /// Comments of lines that follow each other.
    fn comments(&mut self, from: usize, levels: &mut Levels<'t>) {
        while let Some((start, line)) = self.next() {
            if !line.trim_start().starts_with('#') {
                self.at = start;
                break;
            }
        }
        comment(self.text, from..self.at, levels);
    }

    fn line(&mut self, start: usize, line: &'t str, levels: &mut Levels<'t>) {
        let mut column = line.len() - line.trim_start().len();
        let mut is_new = false;
        loop {
            let content = line.get(column..).unwrap_or_default();
            let is_item = content == "-" || content.starts_with("- ");
            while self.open.len() > 1
                && self.open.last().is_some_and(|(at, is_list)| *at > column || (*at == column && *is_list && !is_item))
            {
                self.open.pop();
                levels.close(0);
            }
            let is_there = self.open.last().is_some_and(|(at, is_list)| !is_new && *at == column && *is_list == is_item);
            let named = if is_item { None } else { asked(content).or_else(|| name(content)) };
            // The value of a name that stands before.
            if is_there && !is_item && (content == ":" || content.starts_with(": ")) {
                let value = content.get(1..).unwrap_or_default().trim_start();
                return self.content((start + line.len() - value.len(), value), None, column, levels);
            }
            if is_there {
                levels.comma();
            } else if is_item || named.is_some() {
                self.open.push((column, is_item));
                levels.open(if is_item { b'[' } else { b'{' }, start);
            }
            if !is_item {
                return self.content((start + column, content), named, column, levels);
            }
            let inner = content.get(1..).unwrap_or_default();
            column += 1 + inner.len() - inner.trim_start().len();
            is_new = true;
            if inner.trim().is_empty() {
                return;
            }
        }
    }

    /// A name with its value, or a value alone.
    fn content(&mut self, (start, content): (usize, &'t str), named: Option<(&'t str, usize)>, column: usize, levels: &mut Levels<'t>) {
        let mut at = start;
        let mut value = content;
        if let Some((name, behind)) = named {
            levels.key(name);
            let rest = content.get(behind..).unwrap_or_default();
            value = rest.trim_start();
            at += content.len() - value.len();
        }
        match value.bytes().next() {
            None | Some(b'#') => {}
            Some(b'|' | b'>') => self.block(column, levels),
            Some(b'{' | b'[' | b'"' | b'\'' | b'!' | b'&') => {
                let end = self.end_of_flow(at, at + value.len());
                let depth = levels.depth();
                Tokens::new(self.text, at..end, true).read(levels);
                levels.close_to(depth);
                self.at = self.at.max(end);
            }
            Some(_) => {
                let told = value.find(" #").and_then(|end| value.get(..end)).unwrap_or(value).trim_end();
                levels.text(at..at + told.len());
            }
        }
    }

    /// Where brackets that are opened on a line are closed.
    fn end_of_flow(&mut self, from: usize, line_end: usize) -> usize {
        let mut open = 0_i32;
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        for (at, byte) in rest.iter().enumerate().map(|(at, byte)| (from + at, byte)).take(self.ahead) {
            self.ahead -= 1;
            match byte {
                b'{' | b'[' => open += 1,
                b'}' | b']' => open -= 1,
                _ => {}
            }
            if at >= line_end && open <= 0 {
                return at;
            }
        }
        line_end
    }

    /// A text of several lines: each of a secret is one; others may hold a document.
    fn block(&mut self, column: usize, levels: &mut Levels<'t>) {
        let (from, is_secret) = (self.at, levels.is_governed());
        while let Some((start, line)) = self.next() {
            let indent = line.len() - line.trim_start().len();
            if !line.trim().is_empty() && indent <= column {
                self.at = start;
                break;
            }
            if is_secret && !line.trim().is_empty() {
                levels.text(start + indent..start + line.len());
            }
        }
        if !is_secret {
            Tokens::new(self.text, from..self.at, false).document(levels);
        }
    }
}
