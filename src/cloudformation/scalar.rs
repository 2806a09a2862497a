//! YAML scalars as texts that know where each byte stands: quotes, escapes, folding, block indentation.
//!
//! The parser gives the decoded value and a range; the places are found again in the range and count only if both agree on the value.

use crate::mapped_text::Text;
use crate::source::{FileId, Span};
use granit_parser::ScalarStyle;

/// A text that is parsed: a file, a part of it, or a repaired copy of it.
pub(super) struct TemplateSource<'a> {
    pub(super) text: &'a str,
    pub(super) file: FileId,
    /// Where in the file the text begins.
    pub(super) base: usize,
    /// Places in `text` where bytes stand that the file does not have, and how many; sorted.
    pub(super) inserted: Vec<(usize, usize)>,
}

impl TemplateSource<'_> {
    /// The span in the file of bytes of the text.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.offset(start), self.offset(end))
    }

    fn offset(&self, at: usize) -> usize {
        let before = self.inserted.iter().take_while(|(place, _)| *place < at);
        let extra: usize = before.map(|(place, count)| (*count).min(at - place)).sum();
        self.base + at - extra
    }

    /// The text of a scalar; `start..end` is its range with the quotes, `value` what it comes to.
    pub(super) fn scalar(&self, style: ScalarStyle, start: usize, end: usize, value: &str) -> Text {
        let raw = self.text.get(start..end).unwrap_or_default();
        let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        // The parser ends a block with a line break even if the file does not.
        let at_end = block && end >= self.text.len() && !self.text.ends_with('\n');
        let value = value.strip_suffix('\n').filter(|_| at_end).unwrap_or(value);
        let mapped = match style {
            ScalarStyle::Plain if raw == value => return Text::exact(value, self.span(start, end)),
            ScalarStyle::Plain => self.flow(start, end, Escapes::None),
            ScalarStyle::SingleQuoted => self.flow(start + 1, end.saturating_sub(1), Escapes::Single),
            ScalarStyle::DoubleQuoted => self.flow(start + 1, end.saturating_sub(1), Escapes::Double),
            ScalarStyle::Literal | ScalarStyle::Folded => self.block(start, end, value),
        };
        mapped.filter(|text| text.literal() == value).unwrap_or_else(|| Text::computed(value, self.span(start, end)))
    }

    /// Plain and quoted scalars: lines are folded, blanks around line breaks do not count.
    fn flow(&self, start: usize, end: usize, escapes: Escapes) -> Option<Text> {
        let bytes = self.text.as_bytes().get(..end)?;
        let mut text = Text::default();
        let (mut run, mut at) = (start, start);
        while let Some(byte) = bytes.get(at).copied() {
            match (byte, escapes) {
                (b'\n' | b'\r', _) => {
                    let kept = self.text.get(run..at)?.trim_end_matches([' ', '\t']).len();
                    self.push(&mut text, run, run + kept);
                    let (breaks, next) = skip_breaks(bytes, at);
                    let folded = if breaks == 1 { " ".to_owned() } else { "\n".repeat(breaks - 1) };
                    text.push_computed(&folded, self.span(run + kept, next));
                    (run, at) = (next, next);
                }
                (b'\'', Escapes::Single) => {
                    self.push(&mut text, run, at);
                    text.push_computed("'", self.span(at, at + 2));
                    (run, at) = (at + 2, at + 2);
                }
                (b'\\', Escapes::Double) => {
                    self.push(&mut text, run, at);
                    let next = self.escape(&mut text, bytes, at)?;
                    (run, at) = (next, next);
                }
                _ => at += 1,
            }
        }
        self.push(&mut text, run, end);
        Some(text)
    }

    /// Decodes the escape at `at`; gives the place behind it.
    fn escape(&self, text: &mut Text, bytes: &[u8], at: usize) -> Option<usize> {
        let code = *bytes.get(at + 1)?;
        if matches!(code, b'\n' | b'\r') {
            let (breaks, next) = skip_breaks(bytes, at + 1);
            text.push_computed(&"\n".repeat(breaks - 1), self.span(at, next));
            return Some(next);
        }
        let digits = match code {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        let mut next = at + 2 + digits;
        let decoded = if digits > 0 {
            let mut unit = u32::from_str_radix(self.text.get(at + 2..next)?, 16).ok()?;
            if (0xd800..0xdc00).contains(&unit) && self.text.get(next..next + 2) == Some("\\u") {
                let low = u32::from_str_radix(self.text.get(next + 2..next + 6)?, 16).ok()?;
                unit = 0x10000 + ((unit - 0xd800) << 10) + (low.wrapping_sub(0xdc00) & 0x3ff);
                next += 6;
            }
            char::from_u32(unit)?
        } else {
            let (_, char) = ESCAPES.iter().find(|(name, _)| *name == code)?;
            *char
        };
        text.push_computed(decoded.encode_utf8(&mut [0; 4]), self.span(at, next));
        Some(next)
    }

    /// `|` and `>`: `start` is the first character behind the indentation of the first line that is not blank.
    fn block(&self, start: usize, end: usize, value: &str) -> Option<Text> {
        let all = self.text.get(..end)?;
        let indent = start - all.get(..start)?.rfind('\n').map_or(0, |newline| newline + 1);
        let mut text = Text::default();
        let mut done = value.len() - value.trim_start_matches('\n').len();
        text.push_computed(value.get(..done)?, self.span(start, start));
        let mut at = start;
        loop {
            let line = all.get(at..)?.split('\n').next()?;
            let content = line.strip_suffix('\r').unwrap_or(line);
            if !value.get(done..)?.starts_with(content) {
                return None;
            }
            self.push(&mut text, at, at + content.len());
            done += content.len();
            let line_end = at + content.len();
            at = next_content(all, at + line.len(), indent);
            let rest = value.get(done..)?;
            let separator = match rest.as_bytes().first() {
                None => return Some(text),
                Some(b' ') => 1,
                Some(_) => rest.len() - rest.trim_start_matches('\n').len(),
            };
            match rest.get(..separator)? {
                "\n" if line.len() == content.len() => text.push_exact("\n", self.span(line_end, line_end + 1)),
                separator => text.push_computed(separator, self.span(line_end, at)),
            }
            done += separator;
            if done >= value.len() {
                return Some(text);
            }
        }
    }

    fn push(&self, text: &mut Text, start: usize, end: usize) {
        text.push_exact(self.text.get(start..end).unwrap_or_default(), self.span(start, end));
    }
}

/// What is special inside a scalar.
#[derive(Clone, Copy)]
enum Escapes {
    None,
    /// `''`
    Single,
    /// `\n`, `\u00e9`, …
    Double,
}

/// <https://yaml.org/spec/1.2.2/#57-escaped-characters>
const ESCAPES: &[(u8, char)] = &[
    (b'0', '\0'),
    (b'a', '\u{7}'),
    (b'b', '\u{8}'),
    (b't', '\t'),
    (b'\t', '\t'),
    (b'n', '\n'),
    (b'v', '\u{b}'),
    (b'f', '\u{c}'),
    (b'r', '\r'),
    (b'e', '\u{1b}'),
    (b' ', ' '),
    (b'"', '"'),
    (b'/', '/'),
    (b'\\', '\\'),
    (b'N', '\u{85}'),
    (b'_', '\u{a0}'),
    (b'L', '\u{2028}'),
    (b'P', '\u{2029}'),
];

/// Passes line breaks and the blanks around them: how many breaks, and where the text goes on.
fn skip_breaks(bytes: &[u8], mut at: usize) -> (usize, usize) {
    let mut breaks = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => {}
            b'\n' | b'\r' => breaks += 1,
            b' ' | b'\t' => {}
            _ => break,
        }
        at += 1;
    }
    (breaks.max(1), at)
}

/// From the end of a line: where the content of the next line that is not blank begins, behind `indent` blanks.
fn next_content(text: &str, mut at: usize, indent: usize) -> usize {
    while let Some(rest) = text.get(at..).and_then(|rest| rest.strip_prefix('\n')) {
        let line = rest.split('\n').next().unwrap_or_default();
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let content = line.get(blanks.min(indent)..).unwrap_or_default();
        if !matches!(content, "" | "\r") {
            return at + 1 + blanks.min(indent);
        }
        at += 1 + line.len();
    }
    at
}
