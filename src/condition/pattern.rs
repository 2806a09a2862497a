//! Answers that a regular expression lists: `^(dev|prod)-eu$` is nothing but a list of texts.

use std::iter::Peekable;
use std::str::Chars;

/// More answers than this are no list.
const MAX_LISTED: usize = 48;
const MAX_NESTING: usize = 8;

const BEGIN: char = '\u{2}';
const END: char = '\u{3}';

/// The texts that a pattern matches, if it is nothing but a list of them. `is_anywhere`: it matches inside of texts too, so that it has to say where
/// they begin and end.
pub fn answers_listed(pattern: &str, is_anywhere: bool) -> Option<Vec<String>> {
    let mut chars = pattern.chars().peekable();
    let listed = alternatives(&mut chars, MAX_NESTING)?;
    if chars.next().is_some() {
        return None;
    }
    let bare = |text: &String| {
        let (begins, ends) = (text.starts_with(BEGIN), text.ends_with(END));
        let bare = text.trim_start_matches(BEGIN).trim_end_matches(END);
        (!bare.contains([BEGIN, END]) && (begins && ends || !is_anywhere)).then(|| bare.to_owned())
    };
    listed.iter().map(bare).collect()
}

/// `a|b`, up to the end or a closing parenthesis.
fn alternatives(chars: &mut Peekable<Chars<'_>>, nesting: usize) -> Option<Vec<String>> {
    let mut all = sequence(chars, nesting)?;
    while chars.next_if_eq(&'|').is_some() {
        all.extend(sequence(chars, nesting)?);
    }
    (all.len() <= MAX_LISTED).then_some(all)
}

/// Literal characters and groups, one after the other.
fn sequence(chars: &mut Peekable<Chars<'_>>, nesting: usize) -> Option<Vec<String>> {
    let mut found = vec![String::new()];
    while let Some(char) = chars.next_if(|char| !matches!(char, '|' | ')')) {
        let next = match char {
            '(' => group(chars, nesting.checked_sub(1)?)?,
            '^' => vec![BEGIN.to_string()],
            '$' => vec![END.to_string()],
            '\\' => vec![chars.next().filter(char::is_ascii_punctuation)?.to_string()],
            char if char.is_alphanumeric() || "-_ /:@,".contains(char) => vec![char.to_string()],
            _ => return None,
        };
        if matches!(chars.peek(), Some('?' | '*' | '+' | '{')) || found.len() * next.len() > MAX_LISTED {
            return None;
        }
        found = found.iter().flat_map(|before| next.iter().map(move |after| format!("{before}{after}"))).collect();
    }
    Some(found)
}

fn group(chars: &mut Peekable<Chars<'_>>, nesting: usize) -> Option<Vec<String>> {
    if chars.next_if_eq(&'?').is_some() {
        chars.next_if_eq(&':')?;
    }
    let inside = alternatives(chars, nesting)?;
    chars.next_if_eq(&')')?;
    Some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_that_lists_texts_is_a_list() {
        let cases = [
            ("^(dev|prod)$", Some("dev prod")),
            ("^(?:dev|prod)-(eu|us)$", Some("dev-eu dev-us prod-eu prod-us")),
            ("^dev$|^prod$", Some("dev prod")),
            ("(^dev$|^prod$)", Some("dev prod")),
            ("^v1\\.2$", Some("v1.2")),
            ("^dev|prod$", None),
            ("dev|prod", None),
            ("^(dev|prod)", None),
            ("^dev.*$", None),
            ("^[a-z]+$", None),
            ("^(dev|prod)?$", None),
            ("^(dev|prod$", None),
            ("^a$b$", None),
            ("^\\d$", None),
        ];
        for (pattern, listed) in cases {
            assert_eq!(answers_listed(pattern, true).map(|answers| answers.join(" ")).as_deref(), listed, "{pattern}");
        }
        assert_eq!(answers_listed("dev|prod", false), Some(vec!["dev".to_owned(), "prod".to_owned()]));
    }
}
