//! Decodes literals: escapes of quoted strings and the doubled markers of templates, each byte keeping its place.

use super::tree::LiteralStyle;
use crate::mapped_text::Text;
use std::ops::Range;

/// The text that a raw literal stands for.
pub(in crate::terraform) fn decode(raw: &Text, style: LiteralStyle) -> Text {
    let literal = raw.literal();
    let quoted = style == LiteralStyle::Quoted;
    if !literal.bytes().zip(literal.bytes().skip(1)).any(|pair| matches!(pair, (b'$', b'$') | (b'%', b'%')) || quoted && pair.0 == b'\\') {
        return raw.clone();
    }
    let mut result = Text::default();
    let mut kept = 0;
    let mut at = 0;
    while at < literal.len() {
        let Some((length, decoded)) = escape(literal, at, quoted) else {
            at += 1;
            continue;
        };
        copy(raw, kept..at, &mut result);
        let place = raw.span(at..at + length);
        if let Some(place) = place {
            result.push_computed(decoded.encode(), place);
        }
        at += length;
        kept = at;
    }
    copy(raw, kept..literal.len(), &mut result);
    result
}

fn copy(raw: &Text, range: Range<usize>, into: &mut Text) {
    if range.start < range.end {
        into.push_literal_of(raw, range);
    }
}

/// The length of the escape that begins at a byte, and whether it stands for white space.
pub(super) fn escaped(literal: &str, at: usize, style: LiteralStyle) -> Option<(usize, bool)> {
    let (length, decoded) = escape(literal, at, style == LiteralStyle::Quoted)?;
    Some((length, decoded.encode().chars().all(char::is_whitespace)))
}

enum Decoded {
    Char([u8; 4], usize),
    Marker(&'static str),
}

impl Decoded {
    fn char(char: char) -> Decoded {
        let mut bytes = [0; 4];
        let length = char.encode_utf8(&mut bytes).len();
        Decoded::Char(bytes, length)
    }

    fn encode(&self) -> &str {
        match self {
            Decoded::Char(bytes, length) => bytes.get(..*length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default(),
            Decoded::Marker(marker) => marker,
        }
    }
}

/// The escape that begins at a byte, with its length in the source.
fn escape(literal: &str, at: usize, quoted: bool) -> Option<(usize, Decoded)> {
    let rest = literal.get(at..)?;
    if rest.starts_with("$${") {
        return Some((3, Decoded::Marker("${")));
    }
    if rest.starts_with("%%{") {
        return Some((3, Decoded::Marker("%{")));
    }
    if !quoted || !rest.starts_with('\\') {
        return None;
    }
    let unicode = |digits: usize| {
        let code = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
        Some((2 + digits, Decoded::char(char::from_u32(code).unwrap_or('\u{fffd}'))))
    };
    match rest.as_bytes().get(1)? {
        b'n' => Some((2, Decoded::char('\n'))),
        b'r' => Some((2, Decoded::char('\r'))),
        b't' => Some((2, Decoded::char('\t'))),
        b'"' => Some((2, Decoded::char('"'))),
        b'\\' => Some((2, Decoded::char('\\'))),
        b'u' => unicode(4),
        b'U' => unicode(8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    #[test]
    fn each_escape_stands_at_its_place() {
        let raw = r#"a\"b$${x}\u00e9"#;
        let text = decode(&Text::exact(raw, Span::new(FileId(0), 10, 10 + raw.len())), LiteralStyle::Quoted);
        assert_eq!(text.literal(), "a\"b${x}é");
        assert_eq!(text.span(1..2), Some(Span::new(FileId(0), 11, 13)));
        assert_eq!(text.span(2..3), Some(Span::new(FileId(0), 13, 14)));
        assert_eq!(text.span(5..6), Some(Span::new(FileId(0), 17, 18)));
        let text = decode(&Text::exact(raw, Span::new(FileId(0), 10, 10 + raw.len())), LiteralStyle::Heredoc);
        assert_eq!(text.literal(), r#"a\"b${x}\u00e9"#);
    }
}
