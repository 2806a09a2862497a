//! Puts the parts of a template together as both parsers find them: strip markers, the dedent of `<<-`, decoding of templates inside strings.

use super::decode::{decode, escaped};
use super::tree::{LiteralStyle, TemplatePart};
use crate::mapped_text::Text;
use crate::source::{FileId, Span};
use std::ops::Range;
use std::sync::Arc;

/// The text that is parsed and where it stands.
#[derive(Clone, Copy)]
pub(in crate::terraform) struct ParsedText<'a> {
    pub text: &'a str,
    pub file: FileId,
    /// Where `text` begins in the file.
    pub base: usize,
    /// Set if `text` is a decoded string: where its bytes come from. Then `base` is 0.
    pub embedded: Option<&'a Text>,
    /// The whole of the text in the file.
    pub whole: Span,
}

impl<'a> ParsedText<'a> {
    /// The span in the file of bytes of the parsed text.
    pub(in crate::terraform) fn span(&self, start: usize, end: usize) -> Span {
        match self.embedded {
            Some(text) => text.span(start..end).unwrap_or(self.whole),
            None => Span::new(self.file, self.base + start, self.base + end),
        }
    }

    /// The span as parts hold it until they are settled: in bytes of the parsed text.
    fn draft(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.base + start, self.base + end)
    }

    fn slice(&self, draft: Span) -> &'a str {
        let start = (draft.start as usize).saturating_sub(self.base);
        let end = (draft.end as usize).saturating_sub(self.base);
        self.text.get(start..end).unwrap_or_default()
    }

    /// The parsed text between two of its bytes.
    pub(in crate::terraform) fn raw(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }
}

/// Appends the literal at `start..end` of the parsed text, line by line where whole lines matter.
pub(super) fn push_literal(parts: &mut Vec<TemplatePart>, origin: &ParsedText<'_>, start: usize, end: usize, style: LiteralStyle) {
    if style == LiteralStyle::Quoted {
        parts.push(TemplatePart::Literal(origin.draft(start, end), style));
        return;
    }
    let mut from = start;
    for line in origin.raw(start, end).split_inclusive('\n') {
        parts.push(TemplatePart::Literal(origin.draft(from, from + line.len()), style));
        from += line.len();
    }
}

/// `%{~` and `${~`: takes the white space away that ends the part before.
pub(super) fn strip_last(parts: &mut [TemplatePart], origin: &ParsedText<'_>) {
    if let Some(TemplatePart::Literal(span, style)) = parts.last_mut() {
        let kept = units(origin.slice(*span), *style).filter(|(_, is_space)| !is_space).last().map_or(0, |(unit, _)| unit.end);
        span.end = span.start + u32::try_from(kept).unwrap_or(0);
    }
}

/// `~}`: takes the white space away that begins the part after, up to the end of its line.
pub(super) fn strip_first(parts: &mut [TemplatePart], origin: &ParsedText<'_>) {
    if let Some(TemplatePart::Literal(span, style)) = parts.first_mut() {
        let text = origin.slice(*span);
        let from = units(text, *style).find(|(_, is_space)| !is_space).map_or(text.len(), |(unit, _)| unit.start);
        span.start += u32::try_from(from).unwrap_or(0);
    }
}

/// The characters of a literal and where each is written, an escape as one; whether it stands for white space.
fn units(text: &str, style: LiteralStyle) -> impl Iterator<Item = (Range<usize>, bool)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let char = text.get(start..)?.chars().next()?;
        let (length, is_space) = escaped(text, start, style).unwrap_or((char.len_utf8(), char.is_whitespace()));
        at += length;
        Some((start..at, is_space))
    })
}

/// What stands in a heredoc, in order, whatever directive it is in.
enum HeredocToken<'p> {
    Literal(&'p mut Span),
    Other,
}

fn tokens<'p>(parts: &'p mut [TemplatePart], into: &mut Vec<HeredocToken<'p>>) {
    for part in parts {
        match part {
            TemplatePart::Literal(span, _) => into.push(HeredocToken::Literal(span)),
            TemplatePart::Text(_) | TemplatePart::Interpolation(_) => into.push(HeredocToken::Other),
            TemplatePart::If(directive) => {
                into.push(HeredocToken::Other);
                let (_, yes, no) = &mut **directive;
                tokens(yes, into);
                if !no.is_empty() {
                    into.push(HeredocToken::Other);
                    tokens(no, into);
                }
                into.push(HeredocToken::Other);
            }
            TemplatePart::For(directive) => {
                into.push(HeredocToken::Other);
                tokens(&mut directive.parts, into);
                into.push(HeredocToken::Other);
            }
        }
    }
}

/// Takes the common indentation away, as `<<-` does: blank lines do not count, and a line that begins with `${` has none.
pub(super) fn dedent(parts: &mut [TemplatePart], origin: &ParsedText<'_>) {
    let mut all = vec![];
    tokens(parts, &mut all);
    let mut least = usize::MAX;
    let mut at_line_start = true;
    let mut indented = vec![];
    for token in all {
        let ends_line = match &token {
            HeredocToken::Literal(span) => origin.slice(**span).ends_with('\n'),
            HeredocToken::Other => false,
        };
        if at_line_start {
            match token {
                HeredocToken::Literal(span) => {
                    let text = origin.slice(*span);
                    let spaces = indentation(text);
                    if spaces.len() < text.len() || !text.ends_with('\n') {
                        least = least.min(spaces.chars().count());
                        indented.push(span);
                    }
                }
                HeredocToken::Other => least = 0,
            }
        }
        at_line_start = ends_line;
    }
    for span in indented {
        let cut: usize = indentation(origin.slice(*span)).chars().take(least).map(char::len_utf8).sum();
        span.start += u32::try_from(cut).unwrap_or(0);
    }
}

/// The white space that a text begins with. Each character of it counts as one, however many bytes it has.
fn indentation(text: &str) -> &str {
    text.get(..text.len() - text.trim_start().len()).unwrap_or_default()
}

/// Joins literals that follow each other and, in a template inside a string, decodes them.
pub(super) fn settle(parts: &mut Vec<TemplatePart>, origin: &ParsedText<'_>) {
    let mut settled: Vec<TemplatePart> = Vec::with_capacity(parts.len());
    for mut part in parts.drain(..) {
        match &mut part {
            TemplatePart::Literal(span, _) if span.start >= span.end => continue,
            TemplatePart::Literal(span, style) => {
                if let Some(TemplatePart::Literal(last, last_style)) = settled.last_mut()
                    && last.end == span.start
                    && last_style == style
                {
                    last.end = span.end;
                    continue;
                }
            }
            TemplatePart::If(directive) => {
                settle(&mut directive.1, origin);
                settle(&mut directive.2, origin);
            }
            TemplatePart::For(directive) => settle(&mut directive.parts, origin),
            TemplatePart::Text(_) | TemplatePart::Interpolation(_) => {}
        }
        settled.push(part);
    }
    if let Some(text) = origin.embedded {
        for part in &mut settled {
            if let TemplatePart::Literal(span, style) = part {
                let raw = text.slice(span.start as usize..span.end as usize).without_holes();
                *part = TemplatePart::Text(Arc::new(decode(&raw, *style)));
            }
        }
    }
    settled.shrink_to_fit();
    *parts = settled;
}
