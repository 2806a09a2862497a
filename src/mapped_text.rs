//! Text put together from pieces, which remembers where each byte came from and what is not known.

mod few;
pub mod filled_in;
mod hole;
mod provenance;

pub use hole::{Hole, HoleKind, Why, WhyCode, call_for_people};
pub use provenance::{Provenance, ReferenceStep};

use crate::source::Span;
use few::Few;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Known text with holes: `arn:aws:s3:::${bucket}` is two literal pieces around a hole.
///
/// INVARIANT: `segments` and `holes` are sorted by `at`; the first segment starts at 0 unless `literal` is empty.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Text {
    literal: String,
    segments: Vec<Segment>,
    holes: Few<HoleAt>,
    stretches: Few<Stretch>,
}

/// A part of a text that came through references.
///
/// INVARIANT: one is inside another or apart from it, and those inside a longer one stand just before it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Stretch {
    from: u32,
    to: u32,
    provenance: Provenance,
    /// How many are inside.
    inside: u32,
    /// How much further on the one stands that it is inside of; zero if it is inside none.
    outer: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Segment {
    /// Where in `literal` it begins; it ends where the next one begins.
    at: u32,
    span: Span,
    /// Whether byte `i` of the segment is byte `i` of the span; otherwise (an escape, a computed text) the whole of it comes from the whole span.
    exact: bool,
}

/// A part of a text that is not known, and its place.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct HoleAt {
    /// Byte of the literal text before which the hole stands.
    pub at: u32,
    pub hole: Arc<Hole>,
}

/// One piece of a [`Text`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece<'a> {
    /// Known text, with the offset at which it starts in the literal text.
    Literal(&'a str, usize),
    Hole(&'a Arc<Hole>),
}

impl Text {
    /// Text that stands in the source just so: byte `i` of it is byte `i` of the span.
    pub fn exact(text: impl Into<String>, span: Span) -> Text {
        let mut result = Text::default();
        result.push_exact(&text.into(), span);
        result
    }

    /// Text that a whole span comes to, without a place for each byte (an escape, a computed text).
    pub fn computed(text: impl Into<String>, span: Span) -> Text {
        let mut result = Text::default();
        result.push_computed(&text.into(), span);
        result
    }

    /// Text that is one hole.
    pub fn of_hole(hole: Arc<Hole>) -> Text {
        let mut text = Text::default();
        text.push_hole(hole);
        text
    }

    /// Appends text that stands in the source just so.
    pub fn push_exact(&mut self, text: &str, span: Span) {
        self.push_segment(text, span, true);
    }

    /// Appends text that the whole span comes to.
    pub fn push_computed(&mut self, text: &str, span: Span) {
        self.push_segment(text, span, false);
    }

    /// Appends a hole.
    pub fn push_hole(&mut self, hole: Arc<Hole>) {
        self.holes.push(HoleAt { at: self.len32(), hole });
    }

    /// Appends another text with its places.
    pub fn push_text(&mut self, other: &Text) {
        let base = self.len32();
        self.literal.push_str(&other.literal);
        self.segments.extend(other.segments.iter().map(|segment| Segment { at: base + segment.at, ..*segment }));
        self.holes.extend(other.holes.iter().map(|hole| HoleAt { at: base + hole.at, hole: hole.hole.clone() }));
        let moved = |part: &Stretch| Stretch { from: base + part.from, to: base + part.to, ..part.clone() };
        self.stretches.extend(other.stretches.iter().map(moved));
    }

    /// Appends the literal text between two bytes of another one, with its places.
    pub fn push_literal_of(&mut self, other: &Text, range: Range<usize>) {
        other.copy(self, range);
    }

    /// Notes that what was appended since the text had this length came through references.
    pub fn came_through(&mut self, since: usize, provenance: &Provenance) {
        if !provenance.is_empty() {
            let from = u32::try_from(since).unwrap_or(u32::MAX);
            self.push_stretch(from, self.len32(), provenance.clone());
        }
    }

    /// Adds a stretch around the last ones that begin where it begins or later.
    fn push_stretch(&mut self, from: u32, to: u32, provenance: Provenance) {
        let count = self.stretches.len();
        let distance = |place: usize| u32::try_from(count - place).unwrap_or(u32::MAX);
        let mut first = count;
        while let Some(last) = first.checked_sub(1)
            && let Some(inner) = self.stretches.get_mut(last).filter(|inner| inner.from >= from)
        {
            inner.outer = distance(last);
            first = last.saturating_sub(inner.inside as usize);
        }
        self.stretches.push(Stretch { from, to, provenance, inside: distance(first), outer: 0 });
    }

    /// The stretch at this place, and those that it is inside of.
    fn stretches_around(&self, place: usize) -> impl Iterator<Item = &Stretch> {
        let around = |place: &usize| {
            let outer = self.stretches.get(*place)?.outer;
            (outer > 0).then(|| place + outer as usize)
        };
        std::iter::successors(Some(place), around).filter_map(|place| self.stretches.get(place))
    }

    /// The references through which all of `range` came, the nearest to its use first.
    pub fn provenance(&self, range: Range<usize>) -> Provenance {
        let covers = |part: &&Stretch| {
            let (from, to) = (part.from as usize, part.to as usize);
            from <= range.start && range.end <= to && (!range.is_empty() || from == to || range.start < to)
        };
        // None that ends before covers it; the first that does not is inside all others that cover it.
        let first = self.stretches.partition_point(|part| (part.to as usize) < range.end);
        let ending = self.stretches.iter().skip(first).take_while(|part| range.is_empty() && part.to as usize == range.end);
        let ending: Vec<&Stretch> = ending.collect();
        let around = self.stretches_around(first + ending.len());
        ending.into_iter().chain(around).filter(covers).fold(Provenance::default(), |provenance, part| part.provenance.then(&provenance))
    }

    /// The references that came to nothing in this text: where each stands, and its way.
    pub fn empty_references(&self) -> impl Iterator<Item = (usize, &Provenance)> {
        self.stretches.iter().filter(|part| part.from == part.to).map(|part| (part.from as usize, &part.provenance))
    }

    /// The references of the first part that came through any.
    pub fn first_provenance(&self) -> Provenance {
        self.stretches.first().map(|part| part.provenance.clone()).unwrap_or_default()
    }

    /// The known part that is written outside `span` and says most, where it is written, and the references that it came through.
    pub fn told_from_outside(&self, span: Span) -> Option<(&str, Span, Provenance)> {
        let outside = self.segments.iter().enumerate().filter(|(_, segment)| !span.covers(segment.span));
        let parts = outside.filter_map(|(index, segment)| {
            let end = self.segments.get(index + 1).map_or(self.literal.len(), |next| next.at as usize);
            Some((self.literal.get(segment.at as usize..end)?, segment))
        });
        // Of equally long ones the first.
        let (part, segment) = parts.reduce(|longest, part| if part.0.len() > longest.0.len() { part } else { longest })?;
        let around = self.stretches.iter().find(|stretch| stretch.from <= segment.at && segment.at < stretch.to);
        Some((part, segment.span, around.map(|stretch| stretch.provenance.clone()).unwrap_or_default()))
    }

    fn push_segment(&mut self, text: &str, span: Span, exact: bool) {
        if text.is_empty() {
            return;
        }
        let at = self.len32();
        let continues = |last: &Segment| {
            let is_next = || last.span.file == span.file && last.span.start + (at - last.at) == span.start;
            last.exact == exact && if exact { is_next() } else { last.span == span }
        };
        self.literal.push_str(text);
        match self.segments.last_mut().filter(|last| continues(last)) {
            Some(last) => last.span.end = span.end,
            None => {
                if self.segments.is_empty() {
                    // Most texts have one.
                    self.segments.reserve_exact(1);
                }
                self.segments.push(Segment { at, span, exact });
            }
        }
    }

    fn len32(&self) -> u32 {
        u32::try_from(self.literal.len()).unwrap_or(u32::MAX)
    }

    /// The text if all of it is known.
    pub fn known(&self) -> Option<&str> {
        self.holes.is_empty().then_some(self.literal.as_str())
    }

    /// The known parts, run together.
    pub fn literal(&self) -> &str {
        &self.literal
    }

    /// The unknown parts, in order.
    pub fn holes(&self) -> &[HoleAt] {
        &self.holes
    }

    /// How far what stands at a byte of the literal text goes on as it is, and the one place that all of it comes from; no place if its bytes have
    /// their own, or came through references.
    pub fn run_at(&self, at: usize) -> (Option<Span>, usize) {
        let next = self.segments.partition_point(|segment| segment.at as usize <= at);
        let end = self.segments.get(next).map_or(self.literal.len(), |segment| segment.at as usize);
        let own = next.checked_sub(1).and_then(|own| self.segments.get(own)).filter(|own| !own.exact && self.stretches.is_empty());
        (own.map(|own| own.span), end)
    }

    /// How many pieces it is put together from.
    pub fn parts(&self) -> usize {
        self.segments.len() + self.holes.len() + self.stretches.len()
    }

    /// Whether nothing at all is in it.
    pub fn is_empty(&self) -> bool {
        self.literal.is_empty() && self.holes.is_empty()
    }

    /// Literal stretches and holes in the order they stand.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut from = 0usize;
        let mut holes = self.holes.iter().peekable();
        std::iter::from_fn(move || {
            let next = holes.peek().map_or(self.literal.len(), |hole| hole.at as usize);
            if from < next {
                let start = from;
                from = next;
                return Some(Piece::Literal(self.literal.get(start..next).unwrap_or_default(), start));
            }
            holes.next().map(|hole| Piece::Hole(&hole.hole))
        })
    }

    /// The text with parts of its literal stretches replaced; holes stay. `next` finds the first part in a stretch from a place on, `put` appends what takes
    /// the place of a part of the whole text.
    pub fn replaced(
        &self,
        next: &mut dyn FnMut(&str, usize) -> Option<Range<usize>>,
        put: &mut dyn FnMut(&mut Text, Range<usize>),
    ) -> Text {
        let mut result = Text::default();
        for piece in self.pieces() {
            let (literal, base) = match piece {
                Piece::Hole(hole) => {
                    result.push_hole(hole.clone());
                    continue;
                }
                Piece::Literal(literal, base) => (literal, base),
            };
            let mut from = 0;
            while let Some(part) = next(literal, from).filter(|part| part.start >= from && part.end > from) {
                self.copy(&mut result, base + from..base + part.start);
                put(&mut result, base + part.start..base + part.end);
                from = part.end;
            }
            self.copy(&mut result, base + from..base + literal.len());
        }
        result
    }

    /// Where bytes `range` of the literal text came from: the smallest span that covers them, if they come from one file.
    pub fn span(&self, range: Range<usize>) -> Option<Span> {
        let range = self.whole_characters(range);
        let first = self.segments.partition_point(|segment| segment.at as usize <= range.start).saturating_sub(1);
        let mut result: Option<Span> = None;
        for (index, segment) in self.segments.iter().enumerate().skip(first) {
            let from = segment.at as usize;
            if from >= range.end.max(range.start + 1) {
                break;
            }
            let to = self.segments.get(index + 1).map_or(self.literal.len(), |next| next.at as usize);
            let part = if segment.exact {
                let base = segment.span.start as usize;
                let start = base + range.start.clamp(from, to) - from;
                let end = base + range.end.clamp(from, to) - from;
                Span::new(segment.span.file, start, end)
            } else {
                segment.span
            };
            result = Some(result.map_or(part, |whole| whole.to(part)));
        }
        result
    }

    /// The part of the text between two bytes of the literal text. Holes at `range.start` are taken, holes at `range.end` are not,
    /// unless the range reaches the end of the text.
    pub fn slice(&self, range: Range<usize>) -> Text {
        let mut result = Text::default();
        let to_end = range.end >= self.literal.len();
        let mut from = range.start;
        let first = self.holes.partition_point(|hole| (hole.at as usize) < range.start);
        for hole in self.holes.iter().skip(first).take_while(|hole| (hole.at as usize) < range.end || to_end) {
            self.copy(&mut result, from..hole.at as usize);
            result.push_hole(hole.hole.clone());
            from = hole.at as usize;
        }
        self.copy(&mut result, from..range.end);
        result
    }

    /// Whoever asks for one byte gets the character that it belongs to: no place ends inside one.
    fn whole_characters(&self, range: Range<usize>) -> Range<usize> {
        let border = |at: &usize| self.literal.is_char_boundary(*at) || *at > self.literal.len();
        let start = (0..=range.start).rev().find(border).unwrap_or(range.start);
        let end = (range.end..).find(border).unwrap_or(range.end);
        start..end
    }

    fn copy(&self, into: &mut Text, range: Range<usize>) {
        let base = into.literal.len();
        let first = self.segments.partition_point(|segment| segment.at as usize <= range.start).saturating_sub(1);
        for (index, segment) in self.segments.iter().enumerate().skip(first) {
            let from = (segment.at as usize).max(range.start);
            let to = self.segments.get(index + 1).map_or(self.literal.len(), |next| next.at as usize).min(range.end);
            let Some(text) = self.literal.get(from..to).filter(|text| !text.is_empty()) else {
                if from >= range.end {
                    break;
                }
                continue;
            };
            if segment.exact {
                let start = segment.span.start as usize + from - segment.at as usize;
                into.push_exact(text, Span::new(segment.span.file, start, start + text.len()));
            } else {
                into.push_computed(text, segment.span);
            }
        }
        let mut place = self.stretches.partition_point(|part| part.to as usize <= range.start);
        while let Some(part) = self.stretches.get(place) {
            let (from, to) = ((part.from as usize).max(range.start), (part.to as usize).min(range.end));
            let is_empty_reference = part.from == part.to && from == to && part.from as usize > range.start;
            if from < to || is_empty_reference {
                let moved = |at: usize| u32::try_from(base + at - range.start).unwrap_or(u32::MAX);
                into.push_stretch(moved(from), moved(to), part.provenance.clone());
            }
            // Behind the range only those reach into it that this one is inside of.
            match part.outer as usize {
                0 if part.from as usize >= range.end => break,
                outer if part.from as usize >= range.end => place += outer,
                _ => place += 1,
            }
        }
    }

    /// The text put together anew from what `place` makes of each part: the part, where it comes from, and whether each byte of it stands there just so.
    #[must_use]
    pub fn relocated(&self, place: &dyn Fn(&str, Span, bool) -> Text) -> Text {
        let mut result = Text::default();
        let mut holes = self.holes.iter().peekable();
        for (index, segment) in self.segments.iter().enumerate() {
            while let Some(hole) = holes.next_if(|hole| hole.at <= segment.at) {
                result.push_hole(hole.hole.clone());
            }
            let end = self.segments.get(index + 1).map_or(self.literal.len(), |next| next.at as usize);
            result.push_text(&place(self.literal.get(segment.at as usize..end).unwrap_or_default(), segment.span, segment.exact));
        }
        holes.for_each(|hole| result.push_hole(hole.hole.clone()));
        result
    }

    /// The literal text alone, with its places.
    #[must_use]
    pub fn without_holes(mut self) -> Text {
        self.holes.clear();
        self
    }

    /// The parts between separators; a separator never matches across a hole.
    pub fn split(&self, separator: &str) -> Vec<Text> {
        let mut parts = vec![];
        let mut current = Text::default();
        for piece in self.pieces() {
            match piece {
                Piece::Hole(hole) => current.push_hole(hole.clone()),
                Piece::Literal(text, start) => {
                    let mut from = 0;
                    for (at, _) in text.match_indices(separator).filter(|_| !separator.is_empty()) {
                        self.copy(&mut current, start + from..start + at);
                        parts.push(std::mem::take(&mut current));
                        from = at + separator.len();
                    }
                    self.copy(&mut current, start + from..start + text.len());
                }
            }
        }
        parts.push(current);
        parts
    }
}

impl fmt::Display for Text {
    /// Known text as it is, holes as `${…}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in self.pieces() {
            match piece {
                Piece::Literal(text, _) => f.write_str(text)?,
                Piece::Hole(hole) => write!(f, "${{{}}}", hole.kind)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn span(start: usize, end: usize) -> Span {
        Span::new(FileId(0), start, end)
    }

    fn hole() -> Arc<Hole> {
        Arc::new(Hole { kind: HoleKind::Region, span: span(90, 95) })
    }

    #[test]
    fn a_place_holds_whole_characters() {
        let text = Text::exact("aé😀b", span(10, 18));
        let asked = [0..1, 1..2, 2..3, 4..5, 6..7, 7..8, 5..8].map(|range| text.span(range));
        let expected = [(10, 11), (11, 13), (11, 13), (13, 17), (13, 17), (17, 18), (13, 18)];
        assert_eq!(asked, expected.map(|(start, end)| Some(span(start, end))));
    }

    #[test]
    fn each_byte_knows_its_source() {
        let mut text = Text::exact("ab", span(10, 12));
        text.push_computed("\n", span(12, 14));
        text.push_exact("cd", span(14, 16));
        assert_eq!(text.span(1..2), Some(span(11, 12)));
        assert_eq!(text.span(1..4), Some(span(11, 15)));
        assert_eq!(text.slice(1..4).span(2..3), Some(span(14, 15)));
    }

    #[test]
    fn what_one_place_comes_to_is_one_part() {
        let mut text = Text::computed("a", span(0, 9));
        text.push_computed("b", span(0, 9));
        assert_eq!((text.parts(), text.run_at(0)), (1, (Some(span(0, 9)), 2)));
        text.push_computed("c", span(9, 10));
        text.push_exact("de", span(20, 22));
        text.push_exact("f", span(22, 23));
        assert_eq!((text.parts(), text.run_at(2), text.run_at(4)), (3, (Some(span(9, 10)), 3), (None, 6)));
        // Two texts of one place are no stretch of it.
        text.push_exact("f", span(22, 23));
        assert_eq!((text.parts(), text.span(5..7)), (4, Some(span(22, 23))));
        text.came_through(0, &Provenance::default().through("local.a", span(0, 1)));
        assert_eq!(text.run_at(0), (None, 2));
    }

    #[test]
    fn parts_know_the_references_they_came_through() {
        let step = |name: &str| Provenance::default().through(name, span(0, 1));
        let names = |provenance: &Provenance| provenance.steps().map(|step| step.name.to_string()).collect::<Vec<_>>();
        let mut inner = Text::exact("ab", span(0, 2));
        inner.came_through(0, &step("var.inner"));
        let mut text = Text::exact("x", span(5, 6));
        text.push_text(&inner);
        text.push_exact("cd", span(7, 9));
        text.came_through(1, &step("local.outer"));
        assert_eq!(names(&text.provenance(1..3)), ["local.outer", "var.inner"]);
        assert_eq!(names(&text.provenance(1..4)), ["local.outer"]);
        assert_eq!(names(&text.provenance(0..2)), Vec::<String>::new());
        assert_eq!(names(&text.slice(2..4).provenance(0..1)), ["local.outer", "var.inner"]);
    }

    /// Texts nested and put together in many ways: what covers a part is found as by looking at every stretch.
    #[test]
    fn stretches_are_found_without_looking_at_all() {
        let mut state = 7u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % below
        };
        let mut texts = vec![Text::exact("abc", span(0, 3))];
        for round in 0..300 {
            let mut text = Text::default();
            for part in 0..random(4) {
                let since = text.literal.len();
                let other = texts[usize::try_from(random(texts.len() as u64)).unwrap()].clone();
                let (a, b) = (random(12) as usize, random(12) as usize);
                text.push_text(&if random(2) == 0 { other } else { other.slice(a.min(b)..a.max(b)) });
                if random(2) == 0 {
                    text.came_through(since, &Provenance::default().through(format!("r{round}.{part}"), span(0, 1)));
                }
            }
            let text = if text.literal.len() > 200 { text.slice(20..90) } else { text };
            for _ in 0..30 {
                let (a, b) = (random(40) as usize, random(40) as usize);
                let range = a.min(b)..a.max(b);
                let covers = |part: &&Stretch| {
                    let (from, to) = (part.from as usize, part.to as usize);
                    from <= range.start && range.end <= to && (!range.is_empty() || from == to || range.start < to)
                };
                let all = text.stretches.iter().filter(covers);
                let all = all.fold(Provenance::default(), |provenance, part| part.provenance.then(&provenance));
                assert_eq!(text.provenance(range.clone()), all, "{range:?} of {:?}", text.stretches);
                let cut = |part: &Stretch| ((part.from as usize).max(range.start), (part.to as usize).min(range.end));
                let kept = text.stretches.iter().map(cut).filter(|(from, to)| from < to).count();
                let slice = text.slice(range.clone());
                let not_empty = slice.stretches.iter().filter(|part| part.from < part.to).count();
                assert_eq!(not_empty, kept, "{range:?} of {:?}", text.stretches);
                // What came to nothing inside is kept as well.
                let is_inside = |(at, _): &(usize, &Provenance)| range.start < *at && *at < range.end;
                assert!(text.empty_references().filter(is_inside).count() <= slice.empty_references().count());
            }
            texts.push(text);
        }
    }

    #[test]
    fn split_keeps_holes_on_their_side() {
        let mut text = Text::exact("a:", span(0, 2));
        text.push_hole(hole());
        text.push_exact(":b", span(3, 5));
        let parts: Vec<String> = text.split(":").iter().map(Text::to_string).collect();
        assert_eq!(parts, ["a", "${region}", "b"]);
        let mut text = Text::of_hole(hole());
        text.push_exact(",x", span(0, 2));
        text.push_hole(hole());
        let parts: Vec<String> = text.split(",").iter().map(Text::to_string).collect();
        assert_eq!(parts, ["${region}", "x${region}"]);
        assert_eq!(Text::exact("a,", span(0, 2)).split(","), [Text::exact("a", span(0, 1)), Text::default()]);
    }
}
