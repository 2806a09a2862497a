//! `format` and `formatlist`.

use super::Arguments;
use super::Function;
use super::FunctionResult;
use super::Sees;
use super::Stop;
use super::Takes;
use super::fail;
use super::holes::lacks;
use super::known_text;
use super::string::{characters, value};
use crate::mapped_text::{Hole, HoleKind, Piece, Text, Why, WhyCode};
use crate::terraform::evaluate::too_long;
use crate::terraform::values::go_format;
use crate::terraform::values::number::TerraformNumber;
use crate::value::{Form, Kind, Value, ValueType, looks_at_text};
use num_bigint::BigUint;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("format", &[Takes::Text], Sees::DecidedUnknowns, format).and_more(Takes::Null),
    Function::new("formatlist", &[Takes::Text], Sees::DecidedUnknowns, formatlist).and_more(Takes::Null),
];

fn format(a: &Arguments<'_, '_>) -> FunctionResult {
    let pattern = a.text(0)?;
    untyped_null(a)?;
    value(a, formatted(a, &pattern, &a.values.iter().skip(1).collect::<Vec<_>>())?)
}

const UNTYPED_NULL: &str = "a null without a type is formatted";

/// Whether a value is what Terraform leaves open for good.
pub(in crate::terraform) fn is_left_open(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(hole) => matches!(&hole.kind, HoleKind::Unknown(why) if why.detail == UNTYPED_NULL),
        _ => false,
    }
}

/// Of a null without a type Terraform leaves open what comes of it.
fn untyped_null(a: &Arguments<'_, '_>) -> Result<(), Stop> {
    let null = a.values.iter().find(|value| value.kind == Kind::Null && value.declared.is_none());
    let hole = |null: &Value| Hole { kind: HoleKind::Unknown(Why::new(WhyCode::Unresolved, UNTYPED_NULL)), span: null.span };
    null.map_or(Ok(()), |null| Err(Stop::Unknown(Arc::new(hole(null)))))
}

/// One text for each position of the lists among the arguments.
fn formatlist(a: &Arguments<'_, '_>) -> FunctionResult {
    let pattern = a.text(0)?;
    untyped_null(a)?;
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
    let Some(length) = lengths.first() else {
        return a.ok_list(vec![Value::text(formatted(a, &pattern, &rest)?, a.span)], &ValueType::Text);
    };
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
    a.ok_list(items.collect::<Result<_, Stop>>()?, &ValueType::Text)
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
        let (mut rest, end) = match piece {
            Piece::Hole(hole) => {
                result.push_hole(hole.clone());
                continue;
            }
            Piece::Literal(literal, at) => (literal, at + literal.len()),
        };
        while let Some((before, after)) = rest.split_once('%') {
            let start = end - rest.len();
            result.push_literal_of(pattern, start..start + before.len());
            if let Some(after) = after.strip_prefix('%') {
                result.push_computed("%", place);
                rest = after;
                continue;
            }
            let Some((verb, after)) = Verb::read(after) else { return fail("a verb of the format is not well-formed") };
            rest = after;
            let index = verb.argument.map_or(used, |argument| argument.saturating_sub(1));
            used = index.saturating_add(1);
            most = most.max(used);
            let Some(value) = values.get(index) else { return fail("there are not enough arguments") };
            push_formatted(a, &verb, value, &mut result)?;
            if too_long(&result) {
                return Err(Stop::Limit("a text is too long"));
            }
        }
        result.push_literal_of(pattern, end - rest.len()..end);
    }
    if most < values.len() {
        return fail("there are more arguments than verbs");
    }
    a.spend(looks_at_text(&result))?;
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

/// What stands between `%` and the letter: <https://github.com/zclconf/go-cty/blob/main/cty/function/stdlib/format_fsm.rl>
struct Verb<'v> {
    letter: char,
    flags: &'v str,
    width: Option<usize>,
    precision: Option<usize>,
    /// Which argument it writes, from 1.
    argument: Option<usize>,
}

impl<'v> Verb<'v> {
    /// The verb and what follows it.
    fn read(text: &'v str) -> Option<(Verb<'v>, &'v str)> {
        let bounded = |digits: &str| digits.parse::<usize>().ok().map(|number| number.min(10_000));
        let digits = |text: &'v str| text.split_at_checked(text.bytes().take_while(u8::is_ascii_digit).count()).unwrap_or((text, ""));
        let (flags, rest) = text.split_at_checked(text.len() - text.trim_start_matches(['-', '+', ' ', '0', '#']).len())?;
        let (width, rest) = digits(rest);
        let (precision, rest) = match rest.strip_prefix('.') {
            Some(rest) => {
                let (precision, rest) = digits(rest);
                (Some(bounded(precision).unwrap_or(0)), rest)
            }
            None => (None, rest),
        };
        let (argument, rest) = match rest.strip_prefix('[') {
            Some(rest) => {
                let (argument, rest) = rest.split_once(']')?;
                (Some(bounded(argument).filter(|number| *number > 0 && !argument.starts_with(['0', '+']))?), rest)
            }
            None => (None, rest),
        };
        let letter = rest.chars().next().filter(char::is_ascii_alphabetic)?;
        Some((Verb { letter, flags, width: bounded(width), precision, argument }, rest.get(1..)?))
    }

    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    fn is_plain(&self) -> bool {
        self.flags.is_empty() && self.width.is_none() && self.precision.is_none()
    }

    /// A text at least as wide as it is asked for.
    fn padded(&self, text: &str) -> String {
        let missing = self.width.unwrap_or(0).saturating_sub(characters(text).count());
        let padding = if self.has('0') { "0" } else { " " }.repeat(missing);
        if self.has('-') { format!("{text}{padding}") } else { format!("{padding}{text}") }
    }

    /// A number at least as wide as it is asked for, as Go pads numbers.
    fn padded_number(&self, number: &str, prefix: &str) -> String {
        let (sign, digits) = match number.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None if self.has('+') => ("+", number),
            None if self.has(' ') => (" ", number),
            None => ("", number),
        };
        let missing = self.width.unwrap_or(0).saturating_sub(sign.len() + prefix.len() + digits.len());
        let is_whole_with_precision = self.precision.is_some() && "bdoxX".contains(self.letter);
        match (self.has('-'), self.has('0') && !is_whole_with_precision) {
            (true, _) => format!("{sign}{prefix}{digits}{}", " ".repeat(missing)),
            (false, true) => format!("{sign}{prefix}{}{digits}", "0".repeat(missing)),
            (false, false) => format!("{}{sign}{prefix}{digits}", " ".repeat(missing)),
        }
    }
}

/// Appends one argument; one of which not enough is known to write it is a hole.
fn push_formatted(a: &Arguments<'_, '_>, verb: &Verb<'_>, value: &Value, into: &mut Text) -> Result<(), Stop> {
    match written(a, verb, value) {
        Ok(text) => into.push_text(&text),
        Err(Stop::Unknown(hole)) => into.push_hole(a.derived(&hole)),
        Err(stop) => return Err(stop),
    }
    Ok(())
}

fn written(a: &Arguments<'_, '_>, verb: &Verb<'_>, value: &Value) -> Result<Text, Stop> {
    let is_null = matches!(value.kind, Kind::Null);
    if is_null && verb.letter != 'v' {
        return fail("null cannot be formatted");
    }
    let text = match verb.letter {
        's' if verb.is_plain() => return value.to_text().map_or_else(|| fail("a text is needed"), Ok),
        'v' if verb.is_plain() && is_text(value) => return super::text_of(value),
        'v' => return as_it_is(a, verb, value),
        's' => verb.padded(&shortened(&known_text(value)?, verb.precision)),
        'q' => verb.padded(&crate::terraform::evaluate::encode::quoted(&shortened(&known_text(value)?, verb.precision))),
        't' => match (crate::terraform::values::operators::bool_of(value), value.first_unknown()) {
            (Some(answer), _) => answer.to_string(),
            (None, Some(hole)) => return Err(Stop::Unknown(hole)),
            (None, None) => return fail("a truth value is needed"),
        },
        'b' | 'd' | 'o' | 'x' | 'X' => whole_number(verb, &super::number_of(value)?)?,
        'e' | 'E' | 'f' | 'g' | 'G' => {
            let number = super::number_of(value)?.to_string();
            let upper = verb.letter.is_ascii_uppercase();
            let number = match verb.letter.to_ascii_lowercase() {
                'e' => go_format::exponent(&number, Some(verb.precision.unwrap_or(6)), upper),
                'f' => go_format::fixed(&number, verb.precision.unwrap_or(6)),
                _ => go_format::general(&number, verb.precision, upper),
            };
            verb.padded_number(&number, "")
        }
        letter => return fail(format!("`%{letter}` is not a verb")),
    };
    Ok(Text::computed(text, value.span))
}

/// Whether a value is a text: attributes and what is known of accounts are, if nothing else is known of them.
fn is_text(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(hole) => value.declared.is_some() || !matches!(hole.kind, HoleKind::Input { .. } | HoleKind::Unknown(_)),
        Kind::Text(_) => true,
        _ => false,
    }
}

/// `%v`: texts and numbers as they are, others as JSON; `%#v` everything as JSON.
fn as_it_is(a: &Arguments<'_, '_>, verb: &Verb<'_>, value: &Value) -> Result<Text, Stop> {
    if let Some(hole) = value.first_unknown().filter(|_| !matches!(value.kind, Kind::Text(_))) {
        return Err(Stop::Unknown(hole));
    }
    let text = match &value.kind {
        Kind::Number(number) if !verb.has('#') => Text::computed(go_format::general(number, None, false), value.span),
        Kind::Text(text) if !verb.has('#') => Text::clone(text),
        _ => match crate::terraform::evaluate::encode::json(a.evaluator, value, a.span).to_text() {
            Some(text) => text,
            None => return fail("a value is needed"),
        },
    };
    Ok(match text.known() {
        Some(known) if verb.width.is_some() => Text::computed(verb.padded(known), value.span),
        _ => text,
    })
}

/// At most so many characters.
fn shortened(text: &str, most: Option<usize>) -> String {
    characters(text).take(most.filter(|most| *most > 0).unwrap_or(usize::MAX)).collect()
}

fn whole_number(verb: &Verb<'_>, number: &TerraformNumber) -> Result<String, Stop> {
    let decimal = number.to_string();
    if decimal.contains('.') {
        return fail("a whole number is needed");
    }
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal.as_str()), |digits| ("-", digits));
    let Some(value) = BigUint::parse_bytes(digits.as_bytes(), 10) else { return fail("a whole number is needed") };
    let (digits, prefix) = match verb.letter {
        'x' => (value.to_str_radix(16), "0x"),
        'X' => (value.to_str_radix(16).to_ascii_uppercase(), "0X"),
        'o' => (value.to_str_radix(8), "0"),
        'b' => (value.to_str_radix(2), "0b"),
        _ => (value.to_string(), ""),
    };
    let sign = if value == BigUint::ZERO { "" } else { sign };
    let zeros = "0".repeat(verb.precision.unwrap_or(0).saturating_sub(digits.len()));
    Ok(verb.padded_number(&format!("{sign}{zeros}{digits}"), if verb.has('#') { prefix } else { "" }))
}
