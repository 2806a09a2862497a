//! Suppressions in comments: `# deputylint: ignore[rule, other-rule] why, until 2027-01-31`.

use super::{SuppressedPart, Suppression, is_day};
use crate::secret;
use crate::source::{Comment, Workspace};
use smol_str::SmolStr;

const NAME: &str = "deputylint";

/// All suppressions that stand in comments.
pub(super) fn comments(workspace: &Workspace, comments: &[Comment]) -> Vec<Suppression> {
    // A module that was installed from elsewhere has no say in what its user hears.
    let is_installed = |comment: &&Comment| workspace.path(comment.span.file).split('/').any(|part| part == ".terraform");
    let found = comments.iter().filter(|comment| !is_installed(comment)).filter_map(|comment| {
        let written = read(workspace.slice(comment.text))?;
        let scope = SuppressedPart::Code(comment.about);
        let Written { rules, reason, until, fault } = written;
        let reason = secret::masked(&reason).into_owned();
        Some(Suppression { rules, reason, until, fault, place: Some(comment.span), scope, used: vec![] })
    });
    found.collect()
}

/// What a comment says.
#[derive(PartialEq, Eq, Debug, Default)]
struct Written {
    rules: Vec<SmolStr>,
    reason: String,
    until: Option<String>,
    /// Why it suppresses nothing.
    fault: Option<String>,
}

/// Nothing for a comment that is not meant for us.
fn read(text: &str) -> Option<Written> {
    let text = text.trim_start_matches(['#', '/', '*', ' ', '\t']).trim();
    let rest = text.strip_prefix(NAME)?.trim_start();
    let wrong = |why: &str| Some(Written { fault: Some(why.to_owned()), ..Written::default() });
    let Some(rest) = rest.strip_prefix(':') else {
        let names_rules = rest.strip_prefix("ignore").is_some_and(|rest| rest.trim_start().starts_with('['));
        return wrong("there is no colon: write `deputylint: ignore[RULE] reason`").filter(|_| names_rules);
    };
    let rest = rest.trim_start();
    let word = rest.split(|char: char| !char.is_alphanumeric() && char != '-' && char != '_').next().unwrap_or_default();
    let Some(rest) = rest.strip_prefix("ignore").filter(|_| word == "ignore") else {
        let word = if word.is_empty() { "what follows `deputylint:`".to_owned() } else { format!("`{word}`") };
        return wrong(&format!("{word} is not understood: write `deputylint: ignore[RULE] reason`"));
    };
    let Some((rules, rest)) = rest.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return wrong("the rules are not named: write `ignore[RULE]`");
    };
    let rules: Vec<SmolStr> = rules.split(',').map(|rule| SmolStr::new(rule.trim())).filter(|rule| !rule.is_empty()).collect();
    if rules.is_empty() {
        return wrong("the rules are not named: write `ignore[RULE]`");
    }
    let (reason, until) = reason(rest);
    let fault = until.as_deref().filter(|until| !is_day(until)).map(|until| format!("`{until}` is not a day: write `until 2027-01-31`"));
    Some(Written { rules, reason, until, fault })
}

/// The reason, and the day until which it holds: `until 2027-01-31` or `until=2027-01-31`, before or behind it.
fn reason(text: &str) -> (String, Option<String>) {
    let is_boundary = |char: char| char.is_whitespace() || matches!(char, ',' | ';' | '(' | ')' | '.' | ':');
    let at = text.match_indices("until").map(|(at, _)| at).find(|at| {
        let (before, behind) = text.split_at(*at);
        let behind = behind.get(5..).unwrap_or_default();
        let value = behind.trim_start_matches([' ', '=', ':']);
        before.chars().next_back().is_none_or(is_boundary)
            && behind.len() > value.len()
            && value.starts_with(|char: char| char.is_ascii_digit())
    });
    let (text, until) = match at {
        Some(at) => {
            let (before, behind) = text.split_at(at);
            let value = behind.get(5..).unwrap_or_default().trim_start_matches([' ', '=', ':']);
            let (day, rest) = value.split_at(value.find(is_boundary).unwrap_or(value.len()));
            (format!("{} {}", tidy(before), tidy(rest)), Some(day.to_owned()))
        }
        None => (text.to_owned(), None),
    };
    let text = tidy(&text);
    (tidy(text.strip_prefix("reason").filter(|rest| rest.starts_with([':', '='])).unwrap_or(text)).to_owned(), until)
}

/// Without what only separates.
fn tidy(text: &str) -> &str {
    text.trim_matches(|char: char| char.is_whitespace() || matches!(char, ',' | ';' | ':' | '=' | '-' | '–' | '—' | '*' | '/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_say_what_they_are_about() {
        let day = Some("2027-01-31");
        let cases = [
            ("deputylint: ignore[a] the topic is ours", "a", "the topic is ours", None),
            ("deputylint:ignore[a, b-c] it is ours, until 2027-01-31", "a b-c", "it is ours", day),
            ("deputylint: ignore[a] until=2027-01-31 reason: it is ours (SEC-12)", "a", "it is ours (SEC-12)", day),
            ("deputylint: ignore[a]: wait until the move; until 2027-01-31.", "a", "wait until the move .", day),
            ("deputylint: ignore[a] - until 2027-01-31", "a", "", day),
            ("deputylint: ignore[a]", "a", "", None),
        ];
        for (text, rules, reason, until) in cases {
            let written = read(text).unwrap();
            assert_eq!(
                (written.rules.join(" ").as_str(), written.reason.as_str(), written.until.as_deref()),
                (rules, reason, until),
                "{text}"
            );
            assert_eq!(written.fault, None);
        }
        for (text, fault) in [
            ("deputylint: ignore everything", "the rules are not named: write `ignore[RULE]`"),
            ("deputylint: ignore[] x", "the rules are not named: write `ignore[RULE]`"),
            ("deputylint: skip[a] x", "`skip` is not understood: write `deputylint: ignore[RULE] reason`"),
            ("deputylint: ignored[a] x", "`ignored` is not understood: write `deputylint: ignore[RULE] reason`"),
            ("deputylint: [a] x", "what follows `deputylint:` is not understood: write `deputylint: ignore[RULE] reason`"),
            ("deputylint ignore[a] x", "there is no colon: write `deputylint: ignore[RULE] reason`"),
            ("deputylint: ignore[a] x until 2027-31-01", "`2027-31-01` is not a day: write `until 2027-01-31`"),
        ] {
            assert_eq!(read(text).unwrap().fault.as_deref(), Some(fault), "{text}");
        }
        assert_eq!(read("see deputylint: ignore[a]"), None);
        assert_eq!(read("deputylint is nice"), None);
        assert_eq!(read("deputylint ignores this"), None);
    }
}
