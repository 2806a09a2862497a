//! `format` and `formatlist`.

use super::string::{lacks, uniform, value};
use super::{Arguments, Function, FunctionResult, MANY, Sees, Stop, fail, known_text};
use crate::mapped_text::{Hole, HoleKind, Piece, Text};
use crate::terraform::evaluate::too_long;
use crate::value::{Form, Kind, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "format", least: 1, most: MANY, sees: Sees::DecidedUnknowns, run: format },
    Function { name: "formatlist", least: 1, most: MANY, sees: Sees::DecidedUnknowns, run: formatlist },
];

fn format(a: &Arguments<'_, '_>) -> FunctionResult {
    let pattern = a.text(0)?;
    value(a, formatted(a, &pattern, &a.values.iter().skip(1).collect::<Vec<_>>())?)
}

/// One text for each position of the lists among the arguments.
fn formatlist(a: &Arguments<'_, '_>) -> FunctionResult {
    let pattern = a.text(0)?;
    let rest: Vec<&Value> = a.values.iter().skip(1).collect();
    // What is not known may be a text or a list. Of ARNs one then stands for all: what is known of them is worth more than their number.
    let is_arn = pattern.literal().starts_with("arn:");
    let may_be_list = |hole: &Hole| !is_arn && !lacks(hole, &|char| char == '[');
    if let Some(hole) = rest.iter().find_map(|value| match &value.kind {
        Kind::Unknown(hole) if may_be_list(hole) => Some(hole.clone()),
        _ => None,
    }) {
        return Err(Stop::Unknown(hole));
    }
    let lengths: Vec<usize> = rest.iter().filter_map(|value| value.as_list()).map(<[Value]>::len).collect();
    let Some(length) = lengths.first() else { return uniform(a, vec![Value::text(formatted(a, &pattern, &rest)?, a.span)]) };
    if let Some(hole) = rest.iter().filter(|value| value.form == Form::Loose && lengths.len() > 1).find_map(|value| value.first_unknown()) {
        return Err(Stop::Unknown(hole));
    }
    if lengths.iter().any(|other| other != length) {
        return fail("the lists have different lengths");
    }
    let items = (0..*length).map(|index| {
        let row: Vec<&Value> = rest.iter().map(|value| value.as_list().and_then(|items| items.get(index)).unwrap_or(value)).collect();
        Ok(Value::text(formatted(a, &pattern, &row)?, a.span))
    });
    uniform(a, items.collect::<Result<_, Stop>>()?)
}

/// Go's verbs as far as Terraform has them: `%s %v %d %q %t %f %x %%` with flags, width and precision.
fn formatted(a: &Arguments<'_, '_>, pattern: &Text, values: &[&Value]) -> Result<Text, Stop> {
    // A hole that may hold a verb leaves open which argument goes where, unless the verbs that are known take all arguments: with one more it would fail.
    let open = || pattern.holes().iter().find(|hole| matches!(hole.hole.kind, HoleKind::Input { .. } | HoleKind::Unknown(_)));
    if let Some(hole) = open().filter(|_| !takes_all(pattern, values.len())) {
        return Err(Stop::Unknown(hole.hole.clone()));
    }
    let mut result = Text::default();
    let mut used = 0;
    let mut most = 0;
    let place = a.values.first().map_or(a.span, |pattern| pattern.span);
    let pieces: Vec<Piece<'_>> = pattern.pieces().collect();
    for piece in pieces {
        let mut rest = match piece {
            Piece::Hole(hole) => {
                result.push_hole(hole.clone());
                continue;
            }
            Piece::Literal(literal, _) => literal,
        };
        while let Some((before, after)) = rest.split_once('%') {
            result.push_computed(before, place);
            let length = after.find(|char: char| char.is_ascii_alphabetic() || char == '%').unwrap_or(after.len());
            let (options, verb) = (after.get(..length).unwrap_or_default(), after.get(length..).and_then(|rest| rest.chars().next()));
            rest = after.get(length + verb.map_or(0, char::len_utf8)..).unwrap_or_default();
            match verb {
                Some('%') => result.push_computed("%", place),
                Some(verb) => {
                    let index = match options.split_once('[').and_then(|(_, rest)| rest.split_once(']')) {
                        Some((index, _)) => index.parse::<usize>().ok().and_then(|index| index.checked_sub(1)).unwrap_or(usize::MAX),
                        None => used,
                    };
                    used = index.saturating_add(1);
                    most = most.max(used);
                    let Some(value) = values.get(index) else { return fail("there are not enough arguments") };
                    let options = match (options.split_once('['), options.split_once(']')) {
                        (Some((flags, _)), Some((_, width))) => format!("{flags}{width}"),
                        _ => options.to_owned(),
                    };
                    push_formatted(a, verb, &options, value, &mut result)?;
                }
                None => return fail("a verb is missing after `%`"),
            }
            if too_long(&result) {
                return Err(Stop::Limit("a text is too long"));
            }
        }
        result.push_computed(rest, place);
    }
    if most < values.len() {
        return fail("there are more arguments than verbs");
    }
    Ok(result)
}

/// Whether the verbs of the known parts take this many arguments, one after the other.
fn takes_all(pattern: &Text, arguments: usize) -> bool {
    let mut taken = 0;
    for piece in pattern.pieces() {
        let Piece::Literal(mut rest, _) = piece else { continue };
        while let Some((_, after)) = rest.split_once('%') {
            let Some(length) = after.find(|char: char| char.is_ascii_alphabetic() || char == '%') else { return false };
            if after.get(..length).is_none_or(|options| options.contains('[')) {
                return false;
            }
            taken += usize::from(!after.get(length..).is_some_and(|verb| verb.starts_with('%')));
            rest = after.get(length + 1..).unwrap_or_default();
        }
    }
    taken == arguments && arguments > 0
}

/// Appends one argument; one of which not enough is known to write it is a hole.
fn push_formatted(a: &Arguments<'_, '_>, verb: char, options: &str, value: &Value, into: &mut Text) -> Result<(), Stop> {
    match written(a, verb, options, value) {
        Ok(text) => into.push_text(&text),
        Err(Stop::Unknown(hole)) => into.push_hole(a.derived(&hole)),
        Err(stop) => return Err(stop),
    }
    Ok(())
}

fn written(a: &Arguments<'_, '_>, verb: char, options: &str, value: &Value) -> Result<Text, Stop> {
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
        'v' if flags.contains('#') && matches!(value.kind, Kind::Unknown(_)) => {
            return value.first_unknown().map_or_else(|| fail("a value is needed"), |hole| Err(Stop::Unknown(hole)));
        }
        'v' if flags.contains('#') => match crate::terraform::encode::json(a.evaluator, value, a.span).to_text() {
            Some(text) => text,
            None => return fail("a value is needed"),
        },
        's' | 'v' => {
            let text = known_text(value)?;
            Text::computed(precision.map_or_else(|| text.clone(), |most| text.chars().take(most).collect()), value.span)
        }
        'd' => {
            let number = number()?.whole(false).to_string();
            let sign = if flags.contains('+') && !number.starts_with('-') { "+" } else { "" };
            Text::computed(format!("{sign}{number}"), value.span)
        }
        't' => match (crate::terraform::operators::bool_of(value), value.first_unknown()) {
            (Some(answer), _) => Text::computed(answer.to_string(), value.span),
            (None, Some(hole)) => return Err(Stop::Unknown(hole)),
            (None, None) => return fail("a truth value is needed"),
        },
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
    Ok(padded(text, flags, width, verb, value))
}

/// At least as wide as it is asked for; what is not known stays as it is.
fn padded(text: Text, flags: &str, width: Option<usize>, verb: char, value: &Value) -> Text {
    match (width, text.known()) {
        (Some(width), Some(known)) => {
            let missing = width.saturating_sub(known.chars().count());
            let padded = match (flags.contains('-'), flags.contains('0') && verb != 's', known.strip_prefix('-')) {
                (true, _, _) => format!("{known}{}", " ".repeat(missing)),
                (false, true, Some(digits)) => format!("-{}{digits}", "0".repeat(missing)),
                (false, true, None) => format!("{}{known}", "0".repeat(missing)),
                _ => format!("{}{known}", " ".repeat(missing)),
            };
            Text::computed(padded, value.span)
        }
        _ => text,
    }
}

/// Flags, width and precision before a verb.
fn parsed_options(options: &str) -> (&str, Option<usize>, Option<usize>) {
    let flags = options.len() - options.trim_start_matches(['-', '+', ' ', '0', '#']).len();
    let (flags, rest) = options.split_at_checked(flags).unwrap_or((options, ""));
    let (width, precision) = rest.split_once('.').map_or((rest, None), |(width, precision)| (width, Some(precision)));
    let bounded = |text: &str| text.parse::<usize>().ok().map(|width| width.min(10_000));
    (flags, bounded(width), precision.and_then(bounded))
}
