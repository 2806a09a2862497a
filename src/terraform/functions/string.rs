//! Functions over texts. Holes stay where they are as long as the result does not depend on what they hold.

use super::Arguments;
use super::Function;
use super::FunctionResult;
use super::Sees;
use super::Stop;
use super::Takes;
use super::checkout::{CheckedOut, SOME_NAME};
use super::fail;
use super::holes::{has_no, lacks, straddles};
use super::list_of;
use super::pattern::compiled;
use super::text_of;
use crate::mapped_text::{Hole, Piece, Text};
use crate::terraform::evaluate::{MAX_ITEMS, too_long};
use crate::value::{Form, Kind, Value, ValueType};
use regex::Regex;
use rustc_hash::FxHashSet;
use unicode_segmentation::UnicodeSegmentation;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("chomp", &[Takes::Text], Sees::Unknowns, chomp),
    Function::new("endswith", &[Takes::Text, Takes::Text], Sees::Unknowns, |a| affix(a, true)),
    Function::new("indent", &[Takes::Number, Takes::Text], Sees::Unknowns, indent),
    Function::new("join", &[Takes::Text], Sees::DecidedUnknowns, join).and_more(Takes::Texts),
    Function::new("lower", &[Takes::Text], Sees::Unknowns, |a| {
        each_char(a, char::is_uppercase, |char| char.to_lowercase().take(1).collect())
    }),
    Function::new("replace", &[Takes::Text, Takes::Text, Takes::Text], Sees::Unknowns, replace),
    Function::new("split", &[Takes::Text, Takes::Text], Sees::Unknowns, split),
    Function::new("startswith", &[Takes::Text, Takes::Text], Sees::Unknowns, |a| affix(a, false)),
    Function::new("strcontains", &[Takes::Text, Takes::Text], Sees::Unknowns, strcontains),
    Function::new("strrev", &[Takes::Text], Sees::Unknowns, strrev),
    Function::new("substr", &[Takes::Text, Takes::Number, Takes::Number], Sees::Unknowns, substr),
    Function::new("title", &[Takes::Text], Sees::Unknowns, title),
    Function::new("trim", &[Takes::Text, Takes::Text], Sees::Unknowns, |a| {
        let set: FxHashSet<char> = a.known(1)?.chars().collect();
        trim(a, true, true, &|char| set.contains(&char))
    }),
    Function::new("trimprefix", &[Takes::Text, Takes::Text], Sees::Unknowns, |a| without_affix(a, false)),
    Function::new("trimspace", &[Takes::Text], Sees::Unknowns, |a| trim(a, true, true, &char::is_whitespace)),
    Function::new("trimsuffix", &[Takes::Text, Takes::Text], Sees::Unknowns, |a| without_affix(a, true)),
    Function::new("upper", &[Takes::Text], Sees::Unknowns, |a| each_char(a, char::is_lowercase, capital)),
];

/// A value of this text at the place of the call's argument if it is all of one place.
pub(super) fn value(a: &Arguments<'_, '_>, text: Text) -> FunctionResult {
    Ok(Value::text(text, a.span))
}

/// The known beginning and end, and whether there is anything unknown between.
fn known_ends(text: &Text) -> (&str, &str) {
    let literal = text.literal();
    let first = text.holes().first().map_or(literal.len(), |hole| hole.at as usize);
    let last = text.holes().last().map_or(0, |hole| hole.at as usize);
    (literal.get(..first).unwrap_or_default(), literal.get(last..).unwrap_or_default())
}

fn first_hole(text: &Text) -> Stop {
    match text.holes().first() {
        Some(hole) => Stop::Unknown(hole.hole.clone()),
        None => Stop::Failed("the text is not known".to_owned()),
    }
}

/// Changes characters one by one. A hole that may hold one of those that change is another hole.
fn each_char(a: &Arguments<'_, '_>, changes: fn(char) -> bool, change: fn(char) -> String) -> FunctionResult {
    let text = a.text(0)?;
    a.spend(text.literal().len())?;
    let mut result = Text::default();
    for piece in text.pieces() {
        match piece {
            Piece::Hole(hole) => result.push_hole(if lacks(hole, &changes) { hole.clone() } else { a.derived(hole) }),
            Piece::Literal(literal, start) => {
                let changed: String = literal.chars().map(change).collect();
                let part = text.slice(start..start + literal.len()).without_holes();
                if changed == literal {
                    result.push_text(&part);
                } else {
                    result.push_computed(&changed, text.span(start..start + literal.len()).unwrap_or(a.span));
                }
            }
        }
    }
    value(a, result)
}

fn chomp(a: &Arguments<'_, '_>) -> FunctionResult {
    trim(a, false, true, &|char| matches!(char, '\n' | '\r'))
}

/// Takes characters away at the ends. A hole at an end is another hole then, unless it has none of those characters.
fn trim(a: &Arguments<'_, '_>, start: bool, end: bool, drop: &dyn Fn(char) -> bool) -> FunctionResult {
    let text = a.text(0)?;
    let literal = text.literal();
    let (head, tail) = known_ends(&text);
    let from = if start { head.len() - head.trim_start_matches(drop).len() } else { 0 };
    let dropped = if end { tail.len() - tail.trim_end_matches(drop).len() } else { 0 };
    let to = literal.len().saturating_sub(dropped).max(from);
    let pieces: Vec<Piece<'_>> = text.pieces().collect();
    let hole = |place: &usize| matches!(pieces.get(*place), Some(Piece::Hole(hole)) if !lacks(hole, drop));
    let first = (0..pieces.len()).find(|place| matches!(pieces.get(*place), Some(Piece::Hole(_)))).filter(|_| start && from == head.len());
    let last =
        (0..pieces.len()).rev().find(|place| matches!(pieces.get(*place), Some(Piece::Hole(_)))).filter(|_| end && dropped == tail.len());
    let (first, last) = (first.filter(hole), last.filter(hole));
    // A hole that is trimmed to nothing lets the trimming go on behind it.
    let goes_on = |piece: Option<&Piece<'_>>, at_start: bool| match piece {
        None => false,
        Some(Piece::Hole(_)) => true,
        Some(Piece::Literal(literal, _)) => {
            if at_start {
                literal.starts_with(drop)
            } else {
                literal.ends_with(drop)
            }
        }
    };
    if first.is_some_and(|place| goes_on(pieces.get(place + 1), true))
        || last.is_some_and(|place| goes_on(place.checked_sub(1).and_then(|place| pieces.get(place)), false))
    {
        return Err(first_hole(&text));
    }
    value(a, cut(a, &text, from, to, |place| Some(place) == first || Some(place) == last))
}

fn affix(a: &Arguments<'_, '_>, end: bool) -> FunctionResult {
    let text = a.text(0)?;
    let wanted = a.known(1)?;
    let (head, tail) = known_ends(&text);
    let part = if end { tail } else { head };
    let has = if end { part.ends_with(&wanted) } else { part.starts_with(&wanted) };
    let may = if end { wanted.ends_with(part) } else { wanted.starts_with(part) };
    if has || text.known().is_some() || !may { a.ok_bool(has) } else { Err(first_hole(&text)) }
}

/// The longest text of which is known that no part of it stands beside a hole: longer ones may.
const MAX_SOUGHT: usize = 1_000;

fn without_affix(a: &Arguments<'_, '_>, end: bool) -> FunctionResult {
    let text = a.text(0)?;
    let affix = a.known(1)?;
    let (head, tail) = known_ends(&text);
    let part = if end { tail } else { head };
    let length = text.literal().len();
    if if end { part.ends_with(&affix) } else { part.starts_with(&affix) } {
        return value(
            a,
            if end { cut(a, &text, 0, length - affix.len(), |_| false) } else { cut(a, &text, affix.len(), length, |_| false) },
        );
    }
    // What a hole would have to hold for the affix to be there.
    let rest = if end { affix.strip_suffix(part) } else { affix.strip_prefix(part) };
    let pieces: Vec<Piece<'_>> = text.pieces().collect();
    let place = if end { pieces.len().saturating_sub(1) } else { 0 };
    let (Some(rest), false) = (rest, text.holes().is_empty()) else { return value(a, text) };
    let Some(Piece::Hole(hole)) = pieces.get(place) else { return Err(first_hole(&text)) };
    let nearest = if end { rest.chars().next_back() } else { rest.chars().next() };
    if nearest.is_some_and(|nearest| lacks(hole, &|char| char == nearest)) {
        return value(a, text);
    }
    let neighbour = if end { place.checked_sub(1).and_then(|place| pieces.get(place)) } else { pieces.get(1) };
    let reaches = |literal: &str| {
        rest.len() > MAX_SOUGHT
            || (1..=rest.len()).any(|length| match end {
                true => rest.get(..length).is_some_and(|part| literal.ends_with(part)),
                false => rest.get(rest.len() - length..).is_some_and(|part| literal.starts_with(part)),
            })
    };
    match neighbour {
        None => {}
        Some(Piece::Literal(literal, _)) if !reaches(literal) => {}
        _ => return Err(first_hole(&text)),
    }
    value(a, cut(a, &text, 0, length, |other| other == place))
}

/// The text between two bytes, with all holes; those at the chosen places are not what they were.
fn cut(a: &Arguments<'_, '_>, text: &Text, from: usize, to: usize, is_changed: impl Fn(usize) -> bool) -> Text {
    let mut result = Text::default();
    for (place, piece) in text.pieces().enumerate() {
        match piece {
            Piece::Hole(hole) => result.push_hole(if is_changed(place) { a.derived(hole) } else { hole.clone() }),
            Piece::Literal(literal, at) => {
                let (first, last) = (at.max(from), (at + literal.len()).min(to));
                if first < last {
                    result.push_literal_of(text, first..last);
                }
            }
        }
    }
    result
}

fn strcontains(a: &Arguments<'_, '_>) -> FunctionResult {
    let text = a.text(0)?;
    let wanted = a.known(1)?;
    let found = wanted.is_empty() || text.pieces().any(|piece| matches!(piece, Piece::Literal(literal, _) if literal.contains(&wanted)));
    let is_certain = found || !straddles(&text, &wanted) && text.holes().iter().all(|hole| has_no(&hole.hole, &wanted));
    if is_certain { a.ok_bool(found) } else { Err(first_hole(&text)) }
}

/// Characters as people see them.
pub(super) fn characters(text: &str) -> unicode_segmentation::Graphemes<'_> {
    text.graphemes(true)
}

/// The one character that Go takes for the capital of another.
fn capital(char: char) -> String {
    let mut upper = char.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(only), None) => only.to_string(),
        _ => char.to_string(),
    }
}

fn strrev(a: &Arguments<'_, '_>) -> FunctionResult {
    let text = a.known(0)?;
    a.spend(text.len())?;
    a.ok_text(characters(&text).rev().collect::<String>())
}

fn substr(a: &Arguments<'_, '_>) -> FunctionResult {
    let text = a.text(0)?;
    a.spend(text.literal().len())?;
    let (offset, length) = (a.word(1)?, a.word(2)?);
    let (head, _) = known_ends(&text);
    let count = |text: &str| i64::try_from(characters(text).count()).unwrap_or(i64::MAX);
    if text.known().is_none() && (offset < 0 || length < 0 || offset.saturating_add(length) > count(head)) {
        return Err(first_hole(&text));
    }
    let literal = text.literal();
    // An offset from the end; beyond the start it is the start.
    let start = if offset < 0 { offset.saturating_add(count(literal)).max(0) } else { offset };
    let whole = length < 0 || offset < 0 && length == 0;
    let end = if whole { i64::MAX } else { start.saturating_add(length) };
    let byte = |index: i64| {
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        literal.grapheme_indices(true).nth(index).map_or(literal.len(), |(at, _)| at)
    };
    value(a, text.slice(byte(start)..byte(end)).without_holes())
}

/// As Go's `strings.Title` does: after what is no letter, digit or underscore comes a capital.
fn title(a: &Arguments<'_, '_>) -> FunctionResult {
    a.spend(a.text(0)?.literal().len())?;
    let mut result = String::new();
    let mut inside = false;
    for char in a.known(0)?.chars() {
        result.push_str(&if inside { char.to_string() } else { capital(char) });
        inside = match char.is_ascii() {
            true => char.is_ascii_alphanumeric() || char == '_',
            false => !char.is_whitespace(),
        };
    }
    a.ok_text(result)
}

fn indent(a: &Arguments<'_, '_>) -> FunctionResult {
    let Ok(spaces) = usize::try_from(a.word(0)?) else { return fail("the number of spaces is negative") };
    // More than there can be memory for fails; the rest is a question of ours.
    if spaces > 1 << 47 {
        return fail("the number of spaces is too large");
    }
    if spaces > 10_000 {
        return Err(Stop::Limit("a text is indented too far"));
    }
    replace_literal(a, &a.text(1)?, "\n", &Text::computed(format!("\n{}", " ".repeat(spaces)), a.span))
}

fn join(a: &Arguments<'_, '_>) -> FunctionResult {
    let separator = a.text(0)?;
    if a.values.len() < 2 {
        return fail("a list is needed");
    }
    if let Some(hole) = a.values.iter().skip(1).filter(|list| list.form == Form::Loose).find_map(Value::first_unknown) {
        return Err(Stop::Unknown(hole));
    }
    let mut result = Text::default();
    let mut is_first = true;
    let mut only = None;
    for list in a.values.iter().skip(1) {
        for item in list_of(list)?.iter().filter(|item| item.kind != Kind::Absent) {
            if !is_first {
                result.push_text(&separator);
            }
            only = is_first.then_some(item);
            is_first = false;
            result.push_text(&text_of(item)?);
            if too_long(&result) {
                return Err(Stop::Limit("a text is too long"));
            }
        }
    }
    match only {
        Some(only) if only.to_text().is_some() => Ok(Value { provenance: only.provenance.clone(), ..Value::text(result, only.span) }),
        _ => value(a, result),
    }
}

fn split(a: &Arguments<'_, '_>) -> FunctionResult {
    let separator = a.known(0)?;
    let text = a.text(1)?;
    let count = if separator.is_empty() { text.literal().len() } else { text.literal().matches(&separator).count() };
    if count > MAX_ITEMS {
        return Err(Stop::Limit("the result of `split` is too large"));
    }
    if separator.is_empty() {
        let chars = a.known(1)?;
        return a
            .ok_list(chars.chars().map(|char| Value::text(Text::computed(char.to_string(), a.span), a.span)).collect(), &ValueType::Text);
    }
    let whole = a.values.get(1).map_or(a.span, |value| value.span);
    let value = |part: Text| {
        let span = part.span(0..part.literal().len()).unwrap_or(whole);
        Value::text(part, span)
    };
    // Any path has slashes.
    if let Some(path) = CheckedOut::of(&text).filter(|path| !separator.chars().all(|char| char == '/') && path.rest.contains(&separator)) {
        path.tell(a, &separator);
        return a.ok_list(text.split(&separator).into_iter().map(value).collect(), &ValueType::Text);
    }
    if separator.chars().count() > 1 && straddles(&text, &separator) {
        return Err(first_hole(&text));
    }
    let Some(open) = text.holes().iter().find(|hole| !has_no(&hole.hole, &separator)) else {
        return a.ok_list(text.split(&separator).into_iter().map(value).collect(), &ValueType::Text);
    };
    // What comes before the last separator that is certain stands where it stands, whatever comes after.
    let mut parts = text.slice(0..open.at as usize).split(&separator);
    parts.pop();
    Ok(a.evaluator.begun(a.derived(&open.hole), parts.into_iter().map(value).collect(), a.span))
}

fn replace(a: &Arguments<'_, '_>) -> FunctionResult {
    let text = a.text(0)?;
    let wanted = a.known(1)?;
    let with = a.text(2)?;
    let pattern = wanted.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).filter(|_| wanted.len() > 1);
    match pattern {
        Some(pattern) if let Some(found) = replaced_in_path(a, pattern, &text, &with)? => Ok(found),
        Some(pattern) => replace_matches(a, compiled(a, pattern)?.on(a, text.literal())?, &text, &with),
        None => replace_literal(a, &text, &wanted, &with),
    }
}

/// What becomes of an absolute path in the repository: nothing if where that lies plays a part in it.
fn replaced_in_path(a: &Arguments<'_, '_>, pattern: &str, text: &Text, with: &Text) -> Result<Option<Value>, Stop> {
    let (Some(path), Some(with)) = (CheckedOut::of(text), with.known()) else { return Ok(None) };
    let compiled = compiled(a, pattern)?;
    // With whether the place is still there, and what stands behind it.
    let cut = |place: &str, rest: &str| {
        let whole = format!("{place}{rest}");
        let replaced = compiled.on(a, &whole)?.replace_all(&whole, with).into_owned();
        let replaced = match replaced.strip_prefix(place) {
            Some(behind) => (true, behind.to_owned()),
            None => (false, replaced),
        };
        Ok(Some(replaced).filter(|(_, text)| !text.contains(SOME_NAME)))
    };
    let Some((is_there, behind)) = path.cut(a, pattern, cut)? else { return Ok(None) };
    let mut result = if is_there { Text::of_hole(path.hole) } else { Text::default() };
    result.push_computed(&behind, a.span);
    Ok(Some(Value::text(result, a.span)))
}

/// Replaces what a regular expression matches; `$1` stands for a group where the replacement is written out.
fn replace_matches(a: &Arguments<'_, '_>, regex: &Regex, text: &Text, with: &Text) -> FunctionResult {
    let Some(known) = text.known() else { return Err(first_hole(text)) };
    if with.known().is_none() && with.literal().contains('$') {
        return Err(first_hole(with));
    }
    let with_holes = in_place(a, with, &|hole| lacks(hole, &|char| char == '$'));
    let mut result = Text::default();
    let mut from = 0;
    for found in regex.captures_iter(known) {
        let Some(whole) = found.get(0) else { continue };
        result.push_text(&text.slice(from..whole.start()));
        match with.known() {
            Some(with) => {
                let mut expanded = String::new();
                found.expand(with, &mut expanded);
                result.push_computed(&expanded, a.get(2)?.span);
            }
            None => result.push_text(&with_holes),
        }
        from = whole.end();
        if too_long(&result) {
            return Err(Stop::Limit("a text is too long"));
        }
    }
    result.push_text(&text.slice(from..known.len()));
    value(a, result)
}

/// The text with those holes for others that are not what they were.
fn in_place(a: &Arguments<'_, '_>, text: &Text, stays: &dyn Fn(&Hole) -> bool) -> Text {
    let mut result = Text::default();
    for piece in text.pieces() {
        match piece {
            Piece::Hole(hole) => result.push_hole(if stays(hole) { hole.clone() } else { a.derived(hole) }),
            Piece::Literal(literal, at) => result.push_literal_of(text, at..at + literal.len()),
        }
    }
    result
}

/// Replaces a text. What holes may hold of it is replaced there too.
fn replace_literal(a: &Arguments<'_, '_>, text: &Text, wanted: &str, with: &Text) -> FunctionResult {
    if wanted.is_empty() && text.known().is_none() || straddles(text, wanted) {
        return Err(first_hole(text));
    }
    let mut result = Text::default();
    for piece in text.pieces() {
        match piece {
            Piece::Hole(hole) => result.push_hole(if has_no(hole, wanted) { hole.clone() } else { a.derived(hole) }),
            Piece::Literal(literal, start) => {
                let mut from = start;
                for (at, _) in literal.match_indices(wanted) {
                    result.push_literal_of(text, from..start + at);
                    result.push_text(with);
                    from = start + at + wanted.len();
                    if too_long(&result) {
                        return Err(Stop::Limit("a text is too long"));
                    }
                }
                result.push_literal_of(text, from..start + literal.len());
            }
        }
    }
    if text.is_empty() && wanted.is_empty() {
        result.push_text(with);
    }
    value(a, result)
}
