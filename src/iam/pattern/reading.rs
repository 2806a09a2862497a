//! Reads what is written in a pattern: wildcards and variables.

use super::Part;
use smol_str::SmolStr;

/// Appends what was collected of plain text, and begins anew.
fn end_text(collected: &mut String, into: &mut Vec<Part>) {
    if collected.is_empty() {
        return;
    }
    if let Some(Part::Text(last)) = into.last_mut() {
        *last = SmolStr::from(format!("{last}{collected}"));
    } else {
        into.push(Part::Text(SmolStr::new(&*collected)));
    }
    collected.clear();
}

/// Appends the parts of a literal text.
pub(super) fn read_literal(text: &str, variables: bool, into: &mut Vec<Part>) {
    let (mut from, mut plain) = (0, String::new());
    let mut ends = text.match_indices('}').map(|(at, _)| at).peekable();
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(['*', '?', '$'])).map(|at| from + at) {
        plain.push_str(text.get(from..at).unwrap_or_default());
        while ends.next_if(|end| *end < at).is_some() {}
        let end = ends.peek().copied().unwrap_or_default();
        let variable = || variable(text.get(at..end)?.strip_prefix("${")?);
        let (part, length) = match text.as_bytes().get(at) {
            Some(b'*') => (Part::Many, 1),
            Some(b'?') => (Part::One, 1),
            _ => match variables.then(variable).flatten() {
                Some(part) => (part, end + 1 - at),
                None => (Part::Text(SmolStr::new_static("$")), 1),
            },
        };
        from = at + length;
        if let Part::Text(text) = part {
            plain.push_str(&text);
        } else {
            end_text(&mut plain, into);
            into.push(part);
        }
    }
    plain.push_str(text.get(from..).unwrap_or_default());
    end_text(&mut plain, into);
}

/// Reads what stands in `${…}`.
fn variable(inside: &str) -> Option<Part> {
    if matches!(inside, "*" | "?" | "$") {
        return Some(Part::Text(SmolStr::new(inside)));
    }
    let (key, default) = match inside.split_once(',') {
        Some((key, default)) => {
            let default = default.trim();
            let unquoted = default.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
            (key, Some(SmolStr::new(unquoted?)))
        }
        None => (inside, None),
    };
    let key = key.trim();
    if key.is_empty() {
        return None;
    }
    Some(Part::Variable { key: SmolStr::from(key.to_lowercase()), default })
}
