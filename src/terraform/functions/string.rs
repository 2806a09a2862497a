//! Functions over texts. Holes stay where they are as long as the result does not depend on what they hold.

use super::{Arguments, Function, MANY, Outcome, Sees, Stop, fail, known_text, list_of, text_of};
use crate::mapped_text::{Piece, Text};
use crate::terraform::evaluate::too_long;
use crate::value::{Kind, Map, Value};
use regex::{Regex, RegexBuilder};
use smol_str::SmolStr;

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "chomp", least: 1, most: 1, sees: Sees::Values, run: chomp },
    Function { name: "endswith", least: 2, most: 2, sees: Sees::Values, run: |a| affix(a, true) },
    Function { name: "format", least: 1, most: MANY, sees: Sees::DecidedUnknowns, run: format },
    Function { name: "formatlist", least: 1, most: MANY, sees: Sees::DecidedUnknowns, run: formatlist },
    Function { name: "indent", least: 2, most: 2, sees: Sees::Values, run: indent },
    Function { name: "join", least: 2, most: MANY, sees: Sees::Decided, run: join },
    Function { name: "lower", least: 1, most: 1, sees: Sees::Values, run: |a| each_char(a, |text| text.to_lowercase()) },
    Function { name: "regex", least: 2, most: 2, sees: Sees::Values, run: regex },
    Function { name: "regexall", least: 2, most: 2, sees: Sees::Values, run: regexall },
    Function { name: "replace", least: 3, most: 3, sees: Sees::Values, run: replace },
    Function { name: "split", least: 2, most: 2, sees: Sees::Values, run: split },
    Function { name: "startswith", least: 2, most: 2, sees: Sees::Values, run: |a| affix(a, false) },
    Function { name: "strcontains", least: 2, most: 2, sees: Sees::Values, run: strcontains },
    Function { name: "strrev", least: 1, most: 1, sees: Sees::Values, run: |a| a.ok_text(a.known(0)?.chars().rev().collect::<String>()) },
    Function { name: "substr", least: 3, most: 3, sees: Sees::Values, run: substr },
    Function { name: "title", least: 1, most: 1, sees: Sees::Values, run: title },
    Function {
        name: "trim",
        least: 2,
        most: 2,
        sees: Sees::Values,
        run: |a| {
            let set = a.known(1)?;
            trim(a, true, true, &|char| set.contains(char))
        },
    },
    Function { name: "trimprefix", least: 2, most: 2, sees: Sees::Values, run: |a| without_affix(a, false) },
    Function { name: "trimspace", least: 1, most: 1, sees: Sees::Values, run: |a| trim(a, true, true, &char::is_whitespace) },
    Function { name: "trimsuffix", least: 2, most: 2, sees: Sees::Values, run: |a| without_affix(a, true) },
    Function { name: "upper", least: 1, most: 1, sees: Sees::Values, run: |a| each_char(a, |text| text.to_uppercase()) },
];

/// A value of this text at the place of the call's argument if it is all of one place.
fn value(a: &Arguments<'_, '_>, text: Text) -> Outcome {
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

/// Applies a change to each known stretch; what a hole holds is changed alike and stays a hole.
fn each_char(a: &Arguments<'_, '_>, change: fn(&str) -> String) -> Outcome {
    let text = a.text(0)?;
    let mut result = Text::default();
    for piece in text.pieces() {
        match piece {
            Piece::Hole(hole) => result.push_hole(hole.clone()),
            Piece::Literal(literal, start) => {
                let changed = change(literal);
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

fn chomp(a: &Arguments<'_, '_>) -> Outcome {
    trim(a, false, true, &|char| matches!(char, '\n' | '\r'))
}

/// Takes characters away at the ends; stops at holes.
fn trim(a: &Arguments<'_, '_>, start: bool, end: bool, drop: &dyn Fn(char) -> bool) -> Outcome {
    let text = a.text(0)?;
    let literal = text.literal();
    let (head, tail) = known_ends(&text);
    let from = if start { head.len() - head.trim_start_matches(drop).len() } else { 0 };
    let dropped = if end { tail.len() - tail.trim_end_matches(drop).len() } else { 0 };
    let to = literal.len().saturating_sub(dropped).max(from);
    value(a, cut(&text, from, to))
}

fn affix(a: &Arguments<'_, '_>, end: bool) -> Outcome {
    let text = a.text(0)?;
    let wanted = a.known(1)?;
    let (head, tail) = known_ends(&text);
    let part = if end { tail } else { head };
    let has = if end { part.ends_with(&wanted) } else { part.starts_with(&wanted) };
    let may = if end { wanted.ends_with(part) } else { wanted.starts_with(part) };
    if has || text.known().is_some() || !may { a.ok_bool(has) } else { Err(first_hole(&text)) }
}

fn without_affix(a: &Arguments<'_, '_>, end: bool) -> Outcome {
    let text = a.text(0)?;
    let affix = a.known(1)?;
    let (head, tail) = known_ends(&text);
    let part = if end { tail } else { head };
    let has = if end { part.ends_with(&affix) } else { part.starts_with(&affix) };
    let may = if end { affix.ends_with(part) } else { affix.starts_with(part) };
    let length = text.literal().len();
    match (has, text.known().is_none() && may) {
        (true, _) if end => value(a, cut(&text, 0, length - affix.len())),
        (true, _) => value(a, cut(&text, affix.len(), length)),
        (false, true) => Err(first_hole(&text)),
        (false, false) => value(a, text),
    }
}

/// The text between two bytes, with all holes.
fn cut(text: &Text, from: usize, to: usize) -> Text {
    let mut result = Text::default();
    for piece in text.pieces() {
        match piece {
            Piece::Hole(hole) => result.push_hole(hole.clone()),
            Piece::Literal(literal, at) => {
                let (first, last) = (at.max(from), (at + literal.len()).min(to));
                if first < last {
                    result.push_text(&text.slice(first..last).without_holes());
                }
            }
        }
    }
    result
}

fn strcontains(a: &Arguments<'_, '_>) -> Outcome {
    let text = a.text(0)?;
    let wanted = a.known(1)?;
    let found = wanted.is_empty() || text.pieces().any(|piece| matches!(piece, Piece::Literal(literal, _) if literal.contains(&wanted)));
    if found || text.known().is_some() { a.ok_bool(found) } else { Err(first_hole(&text)) }
}

fn substr(a: &Arguments<'_, '_>) -> Outcome {
    let text = a.text(0)?;
    let (offset, length) = (a.int(1)?, a.int(2)?);
    let (head, _) = known_ends(&text);
    let total = i128::try_from(text.literal().chars().count()).unwrap_or(i128::MAX);
    if text.known().is_none() {
        let known = i128::try_from(head.chars().count()).unwrap_or(0);
        if offset < 0 || length < 0 || offset.saturating_add(length) > known {
            return Err(first_hole(&text));
        }
    }
    let start = if offset < 0 { (total + offset).max(0) } else { offset.min(total) };
    let end = if length < 0 { total } else { start.saturating_add(length).min(total) };
    let byte = |index: i128| {
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        text.literal().char_indices().nth(index).map_or(text.literal().len(), |(at, _)| at)
    };
    value(a, text.slice(byte(start)..byte(end)).without_holes())
}

fn title(a: &Arguments<'_, '_>) -> Outcome {
    let mut result = String::new();
    let mut inside = false;
    for char in a.known(0)?.chars() {
        if inside {
            result.push(char)
        } else {
            result.extend(char.to_uppercase())
        }
        inside = !char.is_whitespace() && (char.is_alphanumeric() || matches!(char, '_' | '\''));
    }
    a.ok_text(result)
}

fn indent(a: &Arguments<'_, '_>) -> Outcome {
    let spaces = usize::try_from(a.int(0)?).unwrap_or(0).min(1000);
    replace_literal(a, &a.text(1)?, "\n", &Text::computed(format!("\n{}", " ".repeat(spaces)), a.span))
}

fn join(a: &Arguments<'_, '_>) -> Outcome {
    let separator = a.text(0)?;
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

fn split(a: &Arguments<'_, '_>) -> Outcome {
    let separator = a.known(0)?;
    let text = a.text(1)?;
    if separator.is_empty() {
        let chars = a.known(1)?;
        return a.ok_list(chars.chars().map(|char| Value::text(Text::computed(char.to_string(), a.span), a.span)).collect());
    }
    let known_shape = text.holes().iter().all(|hole| has_no(&hole.hole.kind, &separator));
    if !known_shape {
        return Err(first_hole(&text));
    }
    let whole = a.values.get(1).map_or(a.span, |value| value.span);
    let parts = text.split(&separator).into_iter().map(|part| {
        let span = part.span(0..part.literal().len()).unwrap_or(whole);
        Value::text(part, span)
    });
    a.ok_list(parts.collect())
}

fn replace(a: &Arguments<'_, '_>) -> Outcome {
    let text = a.text(0)?;
    let wanted = a.known(1)?;
    let pattern = wanted.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).filter(|_| wanted.len() > 1);
    let Some(pattern) = pattern else {
        if let Some(hole) = text.holes().first().filter(|hole| !has_no(&hole.hole.kind, &wanted)) {
            return Err(Stop::Unknown(hole.hole.clone()));
        }
        return replace_literal(a, &text, &wanted, &a.text(2)?);
    };
    let regex = compiled(pattern)?;
    let with = a.known(2)?;
    let replaced = regex.replace_all(&a.known(0)?, with.as_str()).into_owned();
    a.ok_text(replaced)
}

/// Whether what a hole holds certainly lacks a text: ids of accounts, regions and partitions have few characters.
fn has_no(kind: &crate::mapped_text::HoleKind, wanted: &str) -> bool {
    use crate::mapped_text::HoleKind;
    match kind {
        HoleKind::OwnAccount => wanted.chars().any(|char| !char.is_ascii_digit()),
        HoleKind::Region | HoleKind::Partition | HoleKind::OwnOrg => {
            wanted.chars().any(|char| !(char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-'))
        }
        // Names and ids; only an ARN that is missing as a whole has these separators.
        HoleKind::Attribute { resource, name } => {
            matches!(wanted, ":" | "/" | "," | "\n")
                && (!name.contains("arn") && name != "id" || resource.starts_with("data.aws_caller_identity"))
        }
        _ => false,
    }
}

fn replace_literal(a: &Arguments<'_, '_>, text: &Text, wanted: &str, with: &Text) -> Outcome {
    if wanted.is_empty() && !with.is_empty() {
        return fail("an empty text cannot be replaced");
    }
    let mut result = Text::default();
    for piece in text.pieces() {
        match piece {
            Piece::Hole(hole) => result.push_hole(hole.clone()),
            Piece::Literal(literal, start) => {
                let mut from = start;
                for (at, _) in literal.match_indices(wanted).filter(|_| !wanted.is_empty()) {
                    result.push_text(&text.slice(from..start + at).without_holes());
                    result.push_text(with);
                    from = start + at + wanted.len();
                    if too_long(&result) {
                        return Err(Stop::Limit("a text is too long"));
                    }
                }
                result.push_text(&text.slice(from..start + literal.len()).without_holes());
            }
        }
    }
    value(a, result)
}

/// Bounded in size; matching takes linear time in any case.
fn compiled(pattern: &str) -> Result<Regex, Stop> {
    let built = RegexBuilder::new(pattern).size_limit(1 << 20).dfa_size_limit(1 << 20).build();
    built.map_err(|_| Stop::Failed("the regular expression is not valid".to_owned()))
}

/// What a match comes to: the text, its groups, or its named groups.
fn captured(a: &Arguments<'_, '_>, regex: &Regex, found: &regex::Captures<'_>) -> Value {
    let text = |found: Option<regex::Match<'_>>| {
        found.map_or_else(|| Value::null(a.span), |found| Value::text(Text::computed(found.as_str(), a.span), a.span))
    };
    if regex.capture_names().flatten().next().is_some() {
        let mut map = Map::default();
        for name in regex.capture_names().flatten() {
            map.push(SmolStr::new(name), a.span, text(found.name(name)));
        }
        return Value::map(map, a.span);
    }
    if regex.captures_len() == 1 { text(found.get(0)) } else { Value::list(found.iter().skip(1).map(text).collect(), a.span) }
}

fn regex(a: &Arguments<'_, '_>) -> Outcome {
    let regex = compiled(&a.known(0)?)?;
    match regex.captures(&a.known(1)?) {
        Some(found) => Ok(captured(a, &regex, &found)),
        None => fail("the text does not match"),
    }
}

fn regexall(a: &Arguments<'_, '_>) -> Outcome {
    let regex = compiled(&a.known(0)?)?;
    let text = a.known(1)?;
    a.ok_list(regex.captures_iter(&text).take(10_000).map(|found| captured(a, &regex, &found)).collect())
}

fn format(a: &Arguments<'_, '_>) -> Outcome {
    let pattern = a.known(0)?;
    value(a, formatted(a, &pattern, &a.values.iter().skip(1).collect::<Vec<_>>())?)
}

/// One text for each position of the lists among the arguments.
fn formatlist(a: &Arguments<'_, '_>) -> Outcome {
    let pattern = a.known(0)?;
    let rest: Vec<&Value> = a.values.iter().skip(1).collect();
    if let Some(unknown) = rest.iter().find(|value| matches!(value.kind, Kind::Unknown(_))) {
        return Ok((*unknown).clone());
    }
    let lengths: Vec<usize> = rest.iter().filter_map(|value| value.as_list()).map(<[Value]>::len).collect();
    let Some(length) = lengths.first() else { return a.ok_list(vec![Value::text(formatted(a, &pattern, &rest)?, a.span)]) };
    if lengths.iter().any(|other| other != length) {
        return fail("the lists have different lengths");
    }
    let items = (0..*length).map(|index| {
        let row: Vec<&Value> = rest.iter().map(|value| value.as_list().and_then(|items| items.get(index)).unwrap_or(value)).collect();
        Ok(Value::text(formatted(a, &pattern, &row)?, a.span))
    });
    a.ok_list(items.collect::<Result<_, Stop>>()?)
}

/// Go's verbs as far as Terraform has them: `%s %v %d %q %t %f %x %%` with flags, width and precision.
fn formatted(a: &Arguments<'_, '_>, pattern: &str, values: &[&Value]) -> Result<Text, Stop> {
    let mut result = Text::default();
    let mut next = values.iter();
    let place = a.values.first().map_or(a.span, |pattern| pattern.span);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('%') {
        result.push_computed(before, place);
        let length = after.find(|char: char| char.is_ascii_alphabetic() || char == '%').unwrap_or(after.len());
        let (options, verb) = (after.get(..length).unwrap_or_default(), after.get(length..).and_then(|rest| rest.chars().next()));
        rest = after.get(length + verb.map_or(0, char::len_utf8)..).unwrap_or_default();
        match verb {
            Some('%') => result.push_computed("%", place),
            Some(verb) => {
                let value = match options.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                    Some((index, _)) => index.parse::<usize>().ok().and_then(|index| values.get(index.checked_sub(1)?)),
                    None => next.next(),
                };
                let Some(value) = value else { return fail("there are not enough arguments") };
                let options = options.split_once(']').map_or(options, |(_, rest)| rest);
                push_formatted(a, verb, options, value, &mut result)?;
            }
            None => return fail("a verb is missing after `%`"),
        }
        if too_long(&result) {
            return Err(Stop::Limit("a text is too long"));
        }
    }
    result.push_computed(rest, place);
    Ok(result)
}

fn push_formatted(a: &Arguments<'_, '_>, verb: char, options: &str, value: &Value, into: &mut Text) -> Result<(), Stop> {
    let (flags, width, precision) = parsed_options(options);
    let number = || super::number_of(value);
    let text = match verb {
        's' | 'v' if options.is_empty() => match value.to_text() {
            Some(text) => text,
            None if matches!(value.kind, Kind::Null) && verb == 'v' => Text::computed("null", value.span),
            None => match crate::terraform::encode::json(a.evaluator, value, a.span).kind {
                Kind::Text(text) if verb == 'v' => (*text).clone(),
                _ => return fail("a text is needed"),
            },
        },
        's' | 'v' => Text::computed(known_text(value)?, value.span),
        'd' if options.is_empty() && matches!(value.kind, Kind::Unknown(_)) => text_of(value)?,
        'd' => {
            let number = number()?.whole(false).to_string();
            let sign = if flags.contains('+') && !number.starts_with('-') { "+" } else { "" };
            Text::computed(format!("{sign}{number}"), value.span)
        }
        't' => text_of(value)?,
        'q' => {
            let quoted = serde_json::to_string(&known_text(value)?).unwrap_or_default();
            Text::computed(quoted, value.span)
        }
        'f' | 'g' | 'e' => {
            let number = number()?;
            let text = if verb == 'f' { format!("{:.*}", precision.unwrap_or(6), number.to_f64()) } else { number.to_string() };
            Text::computed(text, value.span)
        }
        'x' | 'X' | 'o' | 'b' => {
            let int = number()?.to_int().unwrap_or(0);
            let text = match verb {
                'x' => format!("{int:x}"),
                'X' => format!("{int:X}"),
                'o' => format!("{int:o}"),
                _ => format!("{int:b}"),
            };
            Text::computed(text, value.span)
        }
        _ => return fail(format!("`%{verb}` is not a verb")),
    };
    match (width, text.known()) {
        (Some(width), Some(known)) => {
            let missing = width.saturating_sub(known.chars().count());
            let padded = match (flags.contains('-'), flags.contains('0') && verb != 's', known.strip_prefix('-')) {
                (true, _, _) => format!("{known}{}", " ".repeat(missing)),
                (false, true, Some(digits)) => format!("-{}{digits}", "0".repeat(missing)),
                (false, true, None) => format!("{}{known}", "0".repeat(missing)),
                _ => format!("{}{known}", " ".repeat(missing)),
            };
            into.push_computed(&padded, value.span);
        }
        _ => into.push_text(&text),
    }
    Ok(())
}

/// Flags, width and precision before a verb.
fn parsed_options(options: &str) -> (&str, Option<usize>, Option<usize>) {
    let flags = options.len() - options.trim_start_matches(['-', '+', ' ', '0', '#']).len();
    let (flags, rest) = options.split_at_checked(flags).unwrap_or((options, ""));
    let (width, precision) = rest.split_once('.').map_or((rest, None), |(width, precision)| (width, Some(precision)));
    let bounded = |text: &str| text.parse::<usize>().ok().map(|width| width.min(10_000));
    (flags, bounded(width), precision.and_then(bounded))
}
