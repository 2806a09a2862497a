//! What a parameter says of the values that may be given for it.

use crate::value::Value;
use regex::{Regex, RegexBuilder};
use std::cell::OnceCell;

/// How many bytes a pattern may take when it is compiled.
const MAX_PATTERN: usize = 1 << 16;

/// Of the texts: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>
pub(super) struct Constraints {
    shortest: usize,
    longest: usize,
    pattern: Option<ValuePattern>,
}

/// A pattern of values. It is made when the first value is asked about: making it takes longer than all else that a parameter says, and most have no such value.
struct ValuePattern {
    written: String,
    made: OnceCell<Option<Regex>>,
}

impl ValuePattern {
    fn admits(&self, text: &str) -> bool {
        let made = || RegexBuilder::new(&format!("^(?:{})$", self.written)).size_limit(MAX_PATTERN).build().ok();
        match self.made.get_or_init(made) {
            Some(pattern) => pattern.is_match(text),
            // Of one that is not understood its beginning is.
            None => text.starts_with(&literal_beginning(&self.written)),
        }
    }
}

impl Constraints {
    pub(super) fn of(declared: &Value) -> Constraints {
        // Of a list each member is asked.
        if declared.get("Type").and_then(Value::as_str).is_some_and(is_list) {
            return Constraints { shortest: 0, longest: usize::MAX, pattern: None };
        }
        let length = |name: &str| declared.get(name)?.to_text()?.known()?.parse().ok();
        let pattern = declared.get("AllowedPattern").and_then(Value::as_str);
        Constraints {
            shortest: length("MinLength").unwrap_or(0),
            longest: length("MaxLength").unwrap_or(usize::MAX),
            pattern: pattern.map(|pattern| ValuePattern { written: pattern.to_owned(), made: OnceCell::new() }),
        }
    }

    pub(super) fn admit(&self, text: &str) -> bool {
        (self.shortest..=self.longest).contains(&text.chars().count()) && self.pattern.as_ref().is_none_or(|pattern| pattern.admits(text))
    }
}

/// How every text begins that a pattern matches as a whole: `arn:aws:iam::111122223333:` of `^arn:aws:iam::111122223333:role/?.*$`.
pub(super) fn literal_beginning(pattern: &str) -> String {
    let mut begin = String::new();
    let mut chars = pattern.strip_prefix('^').unwrap_or(pattern).chars().peekable();
    // What stands on one side of a bar only is no beginning of all.
    if pattern.contains('|') {
        return begin;
    }
    while let Some(char) = chars.next() {
        let literal = match char {
            '\\' => chars.next().filter(|escaped| escaped.is_ascii_punctuation()),
            '.' | '[' | '(' | ')' | '$' | '^' | '?' | '*' | '+' | '{' => None,
            other => Some(other),
        };
        let Some(literal) = literal.filter(|_| !matches!(chars.peek(), Some('?' | '*' | '{'))) else { break };
        begin.push(literal);
    }
    begin
}

pub(super) fn is_list(kind: &str) -> bool {
    kind == "CommaDelimitedList" || kind.starts_with("List<")
}
