//! `regex` and `regexall`, and regular expressions as Go reads them.

use super::{Arguments, Function, FunctionResult, Sees, Stop, Takes, fail};
use crate::mapped_text::Text;
use crate::value::{Map, MemberType, Value, ValueType};
use regex::{Regex, RegexBuilder};
use smol_str::SmolStr;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("regex", &[Takes::Text, Takes::Text], Sees::Unknowns, regex),
    Function::new("regexall", &[Takes::Text, Takes::Text], Sees::Unknowns, regexall),
];

/// Bounded in size; matching takes linear time in any case.
pub(super) fn compiled(pattern: &str) -> Result<Regex, Stop> {
    let built = RegexBuilder::new(&translated(pattern)).size_limit(1 << 20).dfa_size_limit(1 << 20).build();
    built.map_err(|_| Stop::Failed("the regular expression is not valid".to_owned()))
}

/// A regular expression of Go in the words of the crate: classes such as `\\w` are of ASCII only, `{` stands for itself unless it counts,
/// and a class holds no others.
fn translated(pattern: &str) -> String {
    let mut result = String::new();
    let mut chars = pattern.chars().peekable();
    let (mut class, mut first) = (false, false);
    while let Some(char) = chars.next() {
        let starts_class = first;
        first = false;
        match char {
            '\\' => match chars.next() {
                Some(escaped) => push_escape(escaped, class, &mut result),
                None => result.push('\\'),
            },
            '[' if !class => {
                class = true;
                result.push('[');
                if chars.peek() == Some(&'^') {
                    chars.next();
                    result.push('^');
                }
                first = true;
            }
            ']' if class && starts_class => result.push_str("\\]"),
            ']' if class => {
                class = false;
                result.push(']');
            }
            '[' if chars.peek() == Some(&':') => {
                result.push('[');
                for char in chars.by_ref() {
                    result.push(char);
                    if char == ']' {
                        break;
                    }
                }
            }
            '[' | '&' | '~' if class => {
                result.push('\\');
                result.push(char);
            }
            '{' if !class && !counts(chars.clone()) => result.push_str("\\{"),
            char => result.push(char),
        }
    }
    result
}

/// Whether what follows `{` is a number of repetitions.
fn counts(mut rest: impl Iterator<Item = char>) -> bool {
    let mut digits = 0;
    loop {
        match rest.next() {
            Some('0'..='9') => digits += 1,
            Some('}') => return digits > 0,
            Some(',') if digits > 0 => return rest.find(|char| !char.is_ascii_digit()) == Some('}'),
            _ => return false,
        }
    }
}

fn push_escape(escaped: char, class: bool, into: &mut String) {
    let (set, negated) = match escaped {
        'd' => ("0-9", false),
        'D' => ("0-9", true),
        'w' => ("0-9A-Za-z_", false),
        'W' => ("0-9A-Za-z_", true),
        's' => (r"\t\n\f\r ", false),
        'S' => (r"\t\n\f\r ", true),
        'b' if !class => return into.push_str(r"(?-u:\b)"),
        _ => {
            into.push('\\');
            return into.push(escaped);
        }
    };
    match (class, negated) {
        (true, false) => into.push_str(set),
        (_, true) => into.push_str(&format!("[^{set}]")),
        (false, false) => into.push_str(&format!("[{set}]")),
    }
}

/// The type of what a match comes to.
fn match_type(regex: &Regex) -> Result<ValueType, Stop> {
    let names: Vec<&str> = regex.capture_names().flatten().collect();
    let groups = regex.captures_len() - 1;
    match (names.len(), groups) {
        (_, 0) => Ok(ValueType::Text),
        (0, groups) => Ok(ValueType::Tuple(vec![ValueType::Text; groups].into())),
        (named, groups) if named < groups => fail("groups with and without names stand side by side"),
        _ => {
            let member = |name: &&str| MemberType { name: SmolStr::new(name), of: ValueType::Text, optional: false };
            Ok(ValueType::object(names.iter().map(member).collect()))
        }
    }
}

/// The type of what `regex` gives for a pattern.
pub(super) fn result_type(pattern: &str) -> Option<ValueType> {
    match_type(&compiled(pattern).ok()?).ok()
}

/// What a match comes to: the text, its groups, or its named groups.
fn captured(a: &Arguments<'_, '_>, regex: &Regex, found: &regex::Captures<'_>) -> Value {
    let text = |found: Option<regex::Match<'_>>| match found {
        Some(found) => Value::text(Text::computed(found.as_str(), a.span), a.span),
        None => Value::null(a.span).declared_as(&ValueType::Text),
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

fn regex(a: &Arguments<'_, '_>) -> FunctionResult {
    let regex = compiled(&a.known(0)?)?;
    match_type(&regex)?;
    match regex.captures(&a.known(1)?) {
        Some(found) => Ok(captured(a, &regex, &found)),
        None => fail("the text does not match"),
    }
}

fn regexall(a: &Arguments<'_, '_>) -> FunctionResult {
    let regex = compiled(&a.known(0)?)?;
    let of = match_type(&regex)?;
    let text = a.known(1)?;
    a.ok_list(regex.captures_iter(&text).take(10_000).map(|found| captured(a, &regex, &found)).collect(), &of)
}
