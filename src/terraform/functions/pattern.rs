//! `regex` and `regexall`, and regular expressions as Go reads them.

use super::Arguments;
use super::Function;
use super::FunctionResult;
use super::Sees;
use super::Stop;
use super::Takes;
use super::checkout::{CheckedOut, SOME_NAME};
use super::fail;
use crate::mapped_text::Text;
use crate::terraform::evaluate::MAX_ITEMS;
use crate::value::{Kind, Map, MemberType, Value, ValueType};
use regex::{Regex, RegexBuilder};
use smol_str::SmolStr;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("regex", &[Takes::Text, Takes::Text], Sees::Unknowns, regex),
    Function::new("regexall", &[Takes::Text, Takes::Text], Sees::Unknowns, regexall),
];

/// The longest regular expression that is compiled.
const MAX_PATTERN: usize = 4_096;

/// How large a pattern may get when it is compiled, and what that costs: looks for compiling it, and for each byte of a text. Most patterns
/// are small; what a large one costs is known only by trying.
const SIZES: [(usize, usize, usize); 3] = [(16 << 10, 1_000, 1), (128 << 10, 20_000, 32), (1 << 20, 500_000, 256)];

/// A pattern that was compiled, and the looks that each byte of a text takes.
#[derive(Clone)]
pub(in crate::terraform) struct Pattern {
    regex: Regex,
    looks_per_byte: usize,
}

/// A regular expression of Go, compiled.
pub(super) fn compiled(a: &Arguments<'_, '_>, pattern: &str) -> Result<Pattern, Stop> {
    if let Some(known) = a.evaluator.patterns.borrow().get(pattern) {
        return Ok(known.clone());
    }
    let Some(made) = sized(a, &translated(pattern))? else { return fail("the regular expression is not valid") };
    // Large ones are few, since each takes much of what may be spent.
    if made.looks_per_byte == 1 {
        a.evaluator.patterns.borrow_mut().insert(pattern.to_owned(), made.clone());
    }
    Ok(made)
}

/// A regular expression that is bounded in size; nothing if it is not well-formed. Matching takes time linear in its size and in the text.
pub(super) fn sized(a: &Arguments<'_, '_>, pattern: &str) -> Result<Option<Pattern>, Stop> {
    if pattern.len() > MAX_PATTERN {
        return Err(Stop::Limit("a regular expression is longer than 4096 bytes"));
    }
    a.spend(pattern.len() * 32)?;
    for (size, looks, looks_per_byte) in SIZES {
        a.spend(looks)?;
        match RegexBuilder::new(pattern).size_limit(size).dfa_size_limit(1 << 20).build() {
            Ok(regex) => return Ok(Some(Pattern { regex, looks_per_byte })),
            Err(regex::Error::CompiledTooBig(_)) => {}
            Err(_) => return Ok(None),
        }
    }
    Err(Stop::Limit("a regular expression is too large"))
}

impl Pattern {
    /// The regular expression, to be tried on a text as long as this.
    pub(super) fn on(&self, a: &Arguments<'_, '_>, text: &str) -> Result<&Regex, Stop> {
        a.spend(text.len().saturating_mul(self.looks_per_byte))?;
        Ok(&self.regex)
    }
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
pub(super) fn result_type(a: &Arguments<'_, '_>, pattern: &str) -> Option<ValueType> {
    match_type(compiled(a, pattern).ok()?.on(a, "").ok()?).ok()
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
    let written = a.known(0)?;
    let pattern = compiled(a, &written)?;
    match_type(&pattern.regex)?;
    let text = a.text(1)?;
    if let Some(path) = CheckedOut::of(&text) {
        let cut = |place: &str, rest: &str| {
            let whole = format!("{place}{rest}");
            let found = pattern.on(a, &whole)?.captures(&whole).map(|found| captured(a, &pattern.regex, &found));
            Ok(found.filter(|found| !is_of_place(found)))
        };
        if let Some(found) = path.cut(a, &written, cut)? {
            return Ok(found);
        }
    }
    let text = a.known(1)?;
    let regex = pattern.on(a, &text)?;
    match regex.captures(&text) {
        Some(found) => Ok(captured(a, regex, &found)),
        None => fail("the text does not match"),
    }
}

/// Whether what was found has a part of the name of the folder in it that the repository lies in.
fn is_of_place(found: &Value) -> bool {
    match &found.kind {
        Kind::List(items) => items.iter().any(is_of_place),
        Kind::Map(map) => map.entries.iter().any(|entry| is_of_place(&entry.value)),
        _ => found.as_str().is_some_and(|text| text.contains(SOME_NAME)),
    }
}

fn regexall(a: &Arguments<'_, '_>) -> FunctionResult {
    let written = a.known(0)?;
    let pattern = compiled(a, &written)?;
    let of = match_type(&pattern.regex)?;
    let all = |text: &str| -> Result<Vec<Value>, Stop> {
        let regex = pattern.on(a, text)?;
        Ok(regex.captures_iter(text).take(MAX_ITEMS + 1).map(|found| captured(a, regex, &found)).collect())
    };
    let text = a.text(1)?;
    if let Some(path) = CheckedOut::of(&text) {
        let cut = |place: &str, rest: &str| {
            let found = all(&format!("{place}{rest}"))?;
            Ok(Some(found).filter(|found| !found.is_empty() && !found.iter().any(is_of_place)))
        };
        if let Some(found) = path.cut(a, &written, cut)? {
            return a.ok_list(found, &of);
        }
    }
    a.ok_list(all(&a.known(1)?)?, &of)
}
