//! JSON with places: whole files, and JSON inside a text that has holes. Keeps duplicate keys and numbers as written.
//!
//! `serde_json` is for what we write; it has no positions and drops duplicates.

use crate::mapped_text::{HoleAt, Text};
use crate::source::Span;
use crate::value::{Entry, Kind, Map, Shared, Value};
use smol_str::SmolStr;
use std::sync::Arc;

/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 512;

const TOO_DEEP: &str = "arrays and objects nest too deeply";

/// Why a text is not JSON, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JsonError {
    pub span: Span,
    pub message: String,
    /// It nests deeper than is read here, which is no fault of the text.
    pub is_limit: bool,
}

/// Reads JSON. On an error the value holds what was read before it, with the open arrays and objects closed.
///
/// `whole` is the span of the text, used where a byte has no place of its own.
pub fn parse(text: &Text, whole: Span) -> (Value, Option<JsonError>) {
    let mut parser = Parser { text, literal: text.literal(), holes: text.holes(), at: 0, whole, error: None };
    let value = parser.value(0);
    parser.space();
    if parser.error.is_none() && (parser.at < parser.literal.len() || parser.hole_here()) {
        parser.fail("unexpected text after the JSON value");
    }
    (value, parser.error)
}

struct Parser<'a> {
    text: &'a Text,
    literal: &'a str,
    /// Holes not yet passed.
    holes: &'a [HoleAt],
    at: usize,
    whole: Span,
    error: Option<JsonError>,
}

impl Parser<'_> {
    fn span(&self, from: usize, to: usize) -> Span {
        self.text.span(from..to).unwrap_or(self.whole)
    }

    /// The span of a bracketed or quoted value that began at `start`: from its first byte to its last. What stands between may come
    /// from elsewhere, such as a variable's value in the middle of a text.
    fn outer(&self, start: usize) -> Span {
        let first = self.span(start, start + 1);
        if self.at > start { first.to(self.span(self.at - 1, self.at)) } else { first }
    }

    fn fail(&mut self, message: &str) {
        if self.error.is_none() {
            let end = (self.at + 1).min(self.literal.len());
            let span = self.span(self.at.min(end.saturating_sub(1)), end);
            self.error = Some(JsonError { span, message: message.to_owned(), is_limit: message == TOO_DEEP });
        }
    }

    /// The next byte, unless a hole stands before it.
    fn peek(&self) -> Option<u8> {
        if self.hole_here() { None } else { self.literal.as_bytes().get(self.at).copied() }
    }

    fn hole_here(&self) -> bool {
        self.holes.first().is_some_and(|hole| hole.at as usize == self.at)
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
        if self.at == 0 && self.literal.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
            self.space();
        }
    }

    fn value(&mut self, depth: usize) -> Value {
        self.space();
        let start = self.at;
        if depth > MAX_DEPTH {
            self.fail(TOO_DEEP);
            return Value::null(self.span(start, start));
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => {
                let text = self.string();
                // Between the quotes, where nothing else can have left its way.
                let range = if text.is_empty() { start + 1..start + 1 } else { start..self.at };
                let provenance = self.text.provenance(range);
                let provenance = if provenance.is_empty() { text.first_provenance() } else { provenance };
                Value { provenance, ..Value::text(text, self.outer(start)) }
            }
            Some(b't') => self.word("true", Kind::Bool(true)),
            Some(b'f') => self.word("false", Kind::Bool(false)),
            Some(b'n') => self.word("null", Kind::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            None if self.hole_here() => self.bare_hole(),
            None => {
                self.fail("the JSON ends here, where a value should follow");
                Value::null(self.span(start, start))
            }
            Some(_) => {
                self.fail("a JSON value should stand here");
                Value::null(self.span(start, start + 1))
            }
        }
    }

    /// A hole outside quotes stands for a value that is not known.
    fn bare_hole(&mut self) -> Value {
        let Some((first, rest)) = self.holes.split_first() else { return Value::null(self.whole) };
        self.holes = rest;
        // `${n}5`: more of the same scalar.
        while self.hole_here() || matches!(self.peek(), Some(b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'-' | b'_')) {
            if self.hole_here() {
                self.holes = self.holes.get(1..).unwrap_or_default();
            } else {
                self.at += 1;
            }
        }
        let provenance = self.text.provenance(first.at as usize..first.at as usize);
        Value { provenance, ..Value::new(Kind::Unknown(first.hole.clone()), first.hole.span) }
    }

    fn word(&mut self, word: &str, kind: Kind) -> Value {
        let start = self.at;
        if self.literal.get(start..).is_some_and(|rest| rest.starts_with(word)) {
            self.at += word.len();
        } else {
            self.fail("a JSON value should stand here");
        }
        self.placed(kind, start)
    }

    fn number(&mut self) -> Value {
        let start = self.at;
        while let Some(b'-' | b'+' | b'.' | b'0'..=b'9' | b'e' | b'E') = self.peek() {
            self.at += 1;
        }
        let text = self.literal.get(start..self.at).unwrap_or_default();
        if self.hole_here() {
            return self.bare_hole();
        }
        if !is_number(text) {
            self.at = start;
            self.fail("this is not a JSON number");
            self.at = start + text.len();
        }
        self.placed(Kind::Number(SmolStr::new(text)), start)
    }

    /// A value that began at `start`, with its place and the references that it came through.
    fn placed(&self, kind: Kind, start: usize) -> Value {
        Value { provenance: self.text.provenance(start..self.at), ..Value::new(kind, self.outer(start)) }
    }

    fn array(&mut self, depth: usize) -> Value {
        let start = self.at;
        self.at += 1;
        let mut items = vec![];
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return self.placed(Kind::List(Shared::new(items)), start);
        }
        loop {
            let item = self.value(depth + 1);
            if self.error.is_none() || matches!(item.kind, Kind::Map(_) | Kind::List(_)) {
                items.push(item);
            }
            if !self.more(b']') {
                return self.placed(Kind::List(Shared::new(items)), start);
            }
        }
    }

    fn object(&mut self, depth: usize) -> Value {
        let start = self.at;
        self.at += 1;
        let mut map = Map::default();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return self.placed(Kind::Map(Shared::new(map)), start);
        }
        loop {
            self.space();
            let key_start = self.at;
            if self.hole_here() {
                // Members that are not known, as in `{ ${members} }`.
                let value = self.bare_hole();
                let unclear = value.to_text().map(Arc::new);
                map.entries.push(Entry { key: SmolStr::default(), key_span: value.span, unclear, value });
            } else if self.peek() == Some(b'"') {
                let key = self.string();
                let key_span = self.outer(key_start);
                self.space();
                if self.peek() == Some(b':') {
                    self.at += 1;
                } else {
                    self.fail("a `:` should follow the key");
                }
                let value = if self.error.is_none() { self.value(depth + 1) } else { Value::null(key_span) };
                if self.error.is_none() || matches!(value.kind, Kind::Map(_) | Kind::List(_)) {
                    let (key, unclear) = match key.known() {
                        Some(known) => (SmolStr::new(known), None),
                        None => (SmolStr::default(), Some(Arc::new(key))),
                    };
                    map.entries.push(Entry { key, key_span, unclear, value });
                }
            } else {
                self.fail("a key in double quotes should stand here");
            }
            if !self.more(b'}') {
                return self.placed(Kind::Map(Shared::new(map)), start);
            }
        }
    }

    /// After a member: whether another one follows; passes the closing bracket otherwise.
    fn more(&mut self, close: u8) -> bool {
        self.space();
        if self.error.is_some() {
            return false;
        }
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                true
            }
            Some(byte) if byte == close => {
                self.at += 1;
                false
            }
            _ => {
                self.fail(if close == b']' { "a `,` or `]` should stand here" } else { "a `,` or `}` should stand here" });
                false
            }
        }
    }

    fn string(&mut self) -> Text {
        self.at += 1;
        let mut result = Text::default();
        loop {
            let start = self.at;
            let rest = self.literal.as_bytes().get(start..).unwrap_or_default();
            let limit = self.holes.first().map_or(rest.len(), |hole| hole.at as usize - start);
            let plain = rest.iter().take(limit).position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)).unwrap_or(limit);
            self.at += plain;
            result.push_literal_of(self.text, start..self.at);
            if self.hole_here() {
                if let Some((hole, rest)) = self.holes.split_first() {
                    result.push_hole(hole.hole.clone());
                    self.holes = rest;
                }
                continue;
            }
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return result;
                }
                Some(b'\\') => self.escape(&mut result),
                Some(_) => {
                    self.fail("a control character stands in a JSON string");
                    self.at += 1;
                }
                None => {
                    self.fail("the JSON ends inside a string");
                    return result;
                }
            }
        }
    }

    fn escape(&mut self, into: &mut Text) {
        let start = self.at;
        let code = self.literal.as_bytes().get(start + 1).copied();
        let decoded = match code {
            Some(b'"') => Some('"'),
            Some(b'\\') => Some('\\'),
            Some(b'/') => Some('/'),
            Some(b'b') => Some('\u{8}'),
            Some(b'f') => Some('\u{c}'),
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            Some(b't') => Some('\t'),
            Some(b'u') => {
                let unit = |at: usize| u32::from_str_radix(self.literal.get(at..at + 4)?, 16).ok();
                let high = unit(start + 2);
                let low = match high {
                    Some(0xd800..0xdc00) if self.literal.get(start + 6..start + 8) == Some("\\u") => unit(start + 8),
                    _ => None,
                };
                self.at += if low.is_some() { 10 } else { 4 };
                match (high, low) {
                    (Some(high), Some(low)) => char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low.wrapping_sub(0xdc00) & 0x3ff)),
                    (Some(unit), None) => Some(char::from_u32(unit).unwrap_or('\u{fffd}')),
                    (None, _) => None,
                }
            }
            _ => None,
        };
        match decoded {
            Some(char) => {
                self.at = (self.at + 2).min(self.literal.len());
                into.push_computed(char.encode_utf8(&mut [0; 4]), self.span(start, self.at));
            }
            None => {
                self.at = start;
                self.fail("this is not a JSON escape");
                self.at = start + 1;
            }
        }
    }
}

/// Whether a text is a number of JSON, however large.
fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_exponent = !exponent.is_empty() && exponent.bytes().all(|byte| byte.is_ascii_digit());
    is_exponent && serde_json::from_str::<serde_json::Number>(mantissa).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapped_text::{Hole, HoleKind};
    use crate::source::FileId;

    fn read(text: &str) -> (Value, Option<JsonError>) {
        let span = Span::new(FileId(0), 100, 100 + text.len());
        parse(&Text::exact(text, span), span)
    }

    #[test]
    fn equals_serde_json() {
        for text in [r#"{"a":[1,2.5e3,"x\u00e9\ud83d\ude00\n",true,null,{"b":{}}]}"#, "[]", " \n\"é\" "] {
            let (value, error) = read(text);
            assert_eq!(error, None);
            assert_eq!(value.to_json(), serde_json::from_str::<serde_json::Value>(text).unwrap(), "{text}");
        }
    }

    #[test]
    fn spans_are_those_of_the_source() {
        let (value, _) = read(r#"{"a": ["x"], "a": 1}"#);
        let map = value.as_map().unwrap();
        assert_eq!(map.entries.len(), 2);
        assert_eq!(map.entries[0].value.as_list().unwrap()[0].span, Span::new(FileId(0), 107, 110));
        assert_eq!(map.entries[1].key_span, Span::new(FileId(0), 113, 116));
    }

    #[test]
    fn holes_stand_for_unknown_parts() {
        let span = Span::new(FileId(0), 0, 30);
        let mut text = Text::exact(r#"{"a": "x"#, span);
        text.push_hole(Arc::new(Hole { kind: HoleKind::Region, span }));
        text.push_exact(r#"y", "b": "#, span);
        text.push_hole(Arc::new(Hole { kind: HoleKind::OwnAccount, span }));
        text.push_exact("}", span);
        let (value, error) = parse(&text, span);
        assert_eq!(error, None);
        assert_eq!(value.to_json().to_string(), r#"{"a":{"$text":"x${region}y"},"b":{"$unknown":"the own account's id is not known"}}"#);
    }

    #[test]
    fn errors_have_a_place_and_keep_what_was_read() {
        for (text, at) in [(r#"{"a":1,}"#, 107), ("[1", 101), (r#"{"a":"x"#, 106), ("nul", 100), ("\"\\x\"", 101), ("", 100), ("[01]", 101)]
        {
            let (_, error) = read(text);
            assert_eq!(error.expect(text).span.start, at, "{text}");
        }
        let (value, _) = read(r#"{"Statement": [{"Effect": "Allow", "Action": "#);
        assert_eq!(value.to_json().to_string(), r#"{"Statement":[{"Effect":"Allow"}]}"#);
        let (_, error) = read(&"[".repeat(100_000));
        assert!(error.is_some());
    }
}
