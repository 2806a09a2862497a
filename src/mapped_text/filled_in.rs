//! How a text says that a part of it is filled in before AWS sees it: by a tool, or by whoever deploys.

use super::{Hole, HoleKind, Text, Why, WhyCode};
use crate::source::{FileId, Span};
use smol_str::format_smolstr;
use std::ops::Range;
use std::sync::Arc;

/// Whether a text can stand between the marks of a placeholder.
type FitsBetween = fn(&str) -> bool;

/// How placeholders begin and end, and what may stand between; the longer beginning stands before the shorter.
pub const MARKS: &[(&str, &str, FitsBetween)] = &[
    ("${", "}", is_no_variable),
    ("#{", "}", is_something),
    ("{{", "}}", is_something),
    ("<%=", "%>", is_something),
    ("((", "))", is_word),
    ("%(", ")s", is_word),
    ("@@", "@@", is_word),
    ("__", "__", is_word),
    ("@", "@", is_word),
    ("<", ">", is_phrase),
    ("[", "]", is_phrase),
    ("{", "}", is_word),
];

/// How the names begin that the Serverless Framework fills in: <https://www.serverless.com/framework/docs/guides/variables>.
const OF_SERVERLESS: &[&str] = &["self:", "opt:", "env:", "param:", "sls:", "cf:", "file(", "ssm:/"];

/// With what people tell others to fill in a value, at the beginning of a sentence.
const ASKS: &[&str] = &["change", "enter", "fill", "insert", "paste", "provide", "replace", "specify", "substitute", "your"];

/// Whether a text begins with a name that the Serverless Framework fills in: `${self:custom.name}`.
pub fn begins_with_serverless(text: &str) -> bool {
    text.strip_prefix("${").is_some_and(|name| OF_SERVERLESS.iter().any(|known| name.starts_with(known)))
}

/// Whether a text is a sentence that asks for a value: `Enter the ARN of your topic`.
fn is_request(text: &str) -> bool {
    let mut words = text.split_whitespace();
    words.next().is_some_and(|first| ASKS.iter().any(|word| first.eq_ignore_ascii_case(word))) && words.count() > 1
}

/// What stands for a placeholder.
pub fn filled_in(what: &str) -> HoleKind {
    HoleKind::Unknown(Why::new(WhyCode::Unresolved, format_smolstr!("`{what}` is a placeholder")))
}

/// Placeholders of other tools begin so, and no name, key, pattern or variable of a policy does.
const OF_TOOLS: &[&str] = &["{{", "#{"];

/// And no account, ARN or service has this in it.
const IN_NO_PRINCIPAL: &[&str] = &["{{", "#{", "<%=", "((", "%(", "<", "["];

/// The next placeholder from this byte on that begins with one of these marks.
fn next(marks: &[&str], literal: &str, from: usize) -> Option<Range<usize>> {
    let places = MARKS.iter().filter(|(open, ..)| marks.contains(open)).filter_map(|(open, close, fits)| {
        let start = from + literal.get(from..)?.find(open)?;
        let inside = start + open.len();
        let end = inside + literal.get(inside..)?.find(close)?;
        fits(literal.get(inside..end)?).then_some(start..end + close.len())
    });
    // The longer beginning stands first in the table.
    places.min_by_key(|place| place.start)
}

fn with_marks_open(text: Text, marks: &[&str]) -> Text {
    if !text.literal().contains(['{', '<', '(', '[']) {
        return text;
    }
    text.replaced(&mut |literal, from| next(marks, literal, from), &mut |result, place| put_hole(result, &text, place, filled_in))
}

/// A text with a hole for each placeholder of another tool.
pub fn with_placeholders_open(text: Text) -> Text {
    with_marks_open(text, OF_TOOLS)
}

/// The account, ARN or service of a principal with a hole for each placeholder: `arn:aws:iam::<account>:root`.
pub fn with_parts_of_principal_open(text: Text) -> Text {
    with_marks_open(text, IN_NO_PRINCIPAL)
}

/// The same, and with one for each sentence that asks for a value, which is all of it or a field of an ARN.
pub fn with_requests_open(text: Text) -> Text {
    let text = with_placeholders_open(text);
    if !text.literal().contains(' ') {
        return text;
    }
    let mut next = |literal: &str, from: usize| {
        let mut at = from;
        literal.get(from..)?.split(':').find_map(|part| {
            let place = at..at + part.len();
            at = place.end + 1;
            is_request(part).then_some(place)
        })
    };
    let still_open = |written: &str| {
        let why = format_smolstr!("`{written}` is still to be filled in");
        HoleKind::Unknown(Why::new(WhyCode::Unresolved, why))
    };
    text.replaced(&mut next, &mut |result, place| put_hole(result, &text, place, still_open))
}

/// Appends the hole that stands for a part of a text.
fn put_hole(result: &mut Text, text: &Text, place: Range<usize>, kind: fn(&str) -> HoleKind) {
    let written = text.literal().get(place.clone()).unwrap_or_default();
    let span = text.span(place).unwrap_or_else(|| Span::new(FileId(0), 0, 0));
    result.push_hole(Arc::new(Hole { kind: kind(written), span }));
}

/// The words that ask for a value: `<YOUR ORG ID>`, in angle brackets, which no name, number or pattern has; or a sentence, `Enter the ARN of your topic`.
pub fn asks_for_value(text: &str) -> Option<&str> {
    if is_request(text) {
        return Some(text);
    }
    let start = text.find('<')?;
    let end = start + text.get(start..)?.find('>')?;
    let inside = text.get(start + 1..end)?;
    let is_phrase = inside.chars().all(|char| char.is_alphanumeric() || " _-.:/".contains(char));
    let letters = inside.chars().filter(|char| char.is_alphabetic()).count();
    text.get(start..=end).filter(|_| is_phrase && letters > 1)
}

/// The words of a value that nobody deploys with: those that ask for one, and what stands where one is to stand, `CHANGE_ME`, `your-account-id` or `xxxxxxxxxxxx`.
pub fn left_blank(text: &str) -> Option<&str> {
    asks_for_value(text).or_else(|| text.split([':', '/']).find(|part| stands_in(part)))
}

/// Texts that stand where a value is to stand, without what joins their words.
const STAND_INS: &[&str] =
    &["changeit", "changeme", "changethis", "fillin", "fillme", "fixme", "placeholder", "replaceme", "replacethis", "tbd", "todo"];

fn stands_in(part: &str) -> bool {
    let bare: String = part.chars().filter(char::is_ascii_alphanumeric).map(|char| char.to_ascii_lowercase()).collect();
    let begins = |words: &str| part.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words));
    let is_crossed_out = bare.len() > 3 && bare.chars().all(|char| char == 'x');
    let begins_asking = ["your_", "your-", "replace_with", "replace-with"].iter().any(|words| begins(words));
    is_crossed_out || begins_asking || STAND_INS.contains(&bare.as_str())
}

fn is_something(inside: &str) -> bool {
    !inside.chars().all(char::is_whitespace)
}

fn is_word(inside: &str) -> bool {
    begins_with_word(inside.trim_start(), "_.-")
}

/// Words such as `your account id`.
fn is_phrase(inside: &str) -> bool {
    begins_with_word(inside.trim_start_matches(|char: char| char != ' ' && char.is_whitespace()), "_.- :/")
}

/// Whether a text is a word with these characters in it, and blanks behind it.
fn begins_with_word(text: &str, joints: &str) -> bool {
    let is_part = |char: char| char.is_ascii_alphanumeric() || joints.contains(char);
    let behind = text.trim_start_matches(is_part);
    text.starts_with(|char: char| char.is_ascii_alphabetic()) && behind.chars().all(char::is_whitespace)
}

/// Whether `${…}` is none of the variables of policies, which are condition keys, `aws:username, 'default'`, or one of `*`, `?` and `$`.
fn is_no_variable(inside: &str) -> bool {
    let is_service = |char: char| char.is_ascii_alphanumeric() || ".-".contains(char);
    if OF_SERVERLESS.iter().any(|name| inside.starts_with(name)) {
        return true;
    }
    let inside = inside.trim_start();
    let behind = inside.trim_start_matches(is_service);
    let service = inside.get(..inside.len() - behind.len()).unwrap_or_default();
    let is_key = behind.starts_with(':') && !behind.starts_with("::") && service.contains(|char: char| char.is_ascii_lowercase());
    let is_alone = |sign: &&str| {
        inside.strip_prefix(*sign).is_some_and(|behind| behind.trim_start().is_empty() || behind.trim_start().starts_with(','))
    };
    !inside.is_empty() && !inside.starts_with(',') && !is_key && !["*", "?", "$"].iter().any(is_alone)
}
