//! A template, or another text in YAML or JSON, that is a text of another one. Every value in it has the place at which it stands in the text around it, and what is not known there is not known here.

use super::template::{Template, documents, is_template, plain_documents};
use crate::mapped_text::{HoleAt, Piece, Text};
use crate::problem::Problem;
use crate::source::Span;
use crate::value::{Entry, Kind, Map, Shared, Value};
use smol_str::SmolStr;
use std::ops::Range;
use std::sync::Arc;

/// What stands for holes while the text is read: characters for private use, one for each hole.
const FIRST_STAND_IN: u32 = 0xf_0000;
const STAND_INS: Range<u32> = FIRST_STAND_IN..0x10_fffe;

/// Each of them has this many bytes.
const STAND_IN_BYTES: usize = 4;

/// A text with characters in the place of its holes.
struct FilledText<'t> {
    text: &'t Text,
    whole: Span,
    filled: String,
    /// Where in it the characters stand.
    stand_ins: Vec<usize>,
}

/// The template that a text is; nothing if it is none. `whole` is where it stands, `path` the file.
pub(super) fn template(text: &Text, whole: Span, path: &SmolStr, problems: &mut Vec<Problem>) -> Option<Template> {
    let filled = FilledText::new(text, whole)?;
    let mut read = documents(whole.file, &filled.filled);
    let root = read.values.drain(..).find(is_template);
    let placed = |problem: Problem| Problem { span: filled.span(problem.span), ..problem };
    problems.extend(read.problems.into_iter().map(placed));
    Some(Template::new(whole.file, path.clone(), &filled.value(&root?), problems))
}

/// What a text in YAML or JSON says that is no template, with functions in their long forms; nothing if it cannot be read.
pub fn documents_in_text(text: &Text, whole: Span) -> Vec<Value> {
    let Some(filled) = FilledText::new(text, whole) else { return vec![] };
    let values = plain_documents(whole.file, &filled.filled).unwrap_or_default();
    values.iter().map(|value| filled.value(value)).collect()
}

impl<'t> FilledText<'t> {
    /// Nothing where the text has such characters itself, or too many holes.
    fn new(text: &'t Text, whole: Span) -> Option<FilledText<'t>> {
        if text.literal().chars().any(|char| STAND_INS.contains(&u32::from(char))) {
            return None;
        }
        let (mut filled, mut stand_ins) = (String::new(), vec![]);
        let mut number = FIRST_STAND_IN;
        for piece in text.pieces() {
            match piece {
                Piece::Literal(literal, _) => filled.push_str(literal),
                Piece::Hole(_) => {
                    stand_ins.push(filled.len());
                    filled.push(char::from_u32(number).filter(|_| STAND_INS.contains(&number))?);
                    number += 1;
                }
            }
        }
        Some(FilledText { text, whole, filled, stand_ins })
    }

    fn hole(&self, char: char) -> Option<&'t HoleAt> {
        let number = u32::from(char).checked_sub(FIRST_STAND_IN)?;
        self.text.holes().get(usize::try_from(number).ok()?)
    }

    /// A byte of the filled text as a byte of the known parts.
    fn literal_offset(&self, at: usize) -> usize {
        at - STAND_IN_BYTES * self.stand_ins.partition_point(|stand_in| *stand_in < at)
    }

    fn span(&self, inner: Span) -> Span {
        let range = self.literal_offset(inner.start as usize)..self.literal_offset(inner.end as usize);
        self.text.span(range).unwrap_or(self.whole)
    }

    /// A part of what was read, with the holes and places of the text.
    fn part(&self, read: &str, span: Span, is_exact: bool) -> Text {
        let mut result = Text::default();
        let whole = self.span(span);
        let mut at = self.literal_offset(span.start as usize);
        for run in read.split_inclusive(|char| self.hole(char).is_some()) {
            let hole = run.chars().next_back().and_then(|last| Some((last.len_utf8(), self.hole(last)?)));
            let known = run.get(..run.len() - hole.map_or(0, |(length, _)| length)).unwrap_or_default();
            match is_exact {
                true => result.push_literal_of(self.text, at..at + known.len()),
                false => result.push_computed(known, whole),
            }
            at += known.len();
            if let Some((_, hole)) = hole {
                result.push_hole(hole.hole.clone());
            }
        }
        result
    }

    fn value(&self, read: &Value) -> Value {
        let span = self.span(read.span);
        let kind = match &read.kind {
            Kind::Text(text) => Value::text(text.relocated(&|part, span, is_exact| self.part(part, span, is_exact)), span).kind,
            Kind::List(items) => Kind::List(Shared::new(items.iter().map(|item| self.value(item)).collect())),
            Kind::Map(map) => Kind::Map(Shared::new(Map { entries: map.entries.iter().map(|entry| self.entry(entry)).collect() })),
            other => other.clone(),
        };
        Value { kind, span, ..read.clone() }
    }

    fn entry(&self, read: &Entry) -> Entry {
        let value = self.value(&read.value);
        let key_span = self.span(read.key_span);
        if read.unclear.is_none() && read.key.chars().all(|char| self.hole(char).is_none()) {
            return Entry { value, key_span, ..read.clone() };
        }
        let unclear = read.unclear.clone().unwrap_or_else(|| Arc::new(self.part(&read.key, read.key_span, false)));
        Entry { key: SmolStr::default(), key_span, unclear: Some(unclear), value }
    }
}
