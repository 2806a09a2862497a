//! Lines of Terraform that `terraform fmt` leaves as they are: the `=` of lines without a gap between them stand below each other.
//! <https://developer.hashicorp.com/terraform/language/style#code-formatting>

use crate::finding::Replacement;
use crate::source::{Span, Workspace};

/// More lines are not moved for a new one: it stands behind a gap.
const MOST_MOVED: usize = 1;

/// What to do so that a new line stands right below another.
pub(super) enum Fit {
    /// So much white space goes before its `=`.
    Padded(usize),
    /// The `=` of the lines before it move to the right.
    Moved(Vec<Replacement>),
    /// It is longer than those before it, and they are many.
    TooLong,
}

/// How a line for `name` fits at a place, the beginning of a line.
pub(super) fn fit(workspace: &Workspace, place: Span, name: &str) -> Fit {
    let mut end = place.start as usize;
    let before = workspace.text(place.file).ok().and_then(|all| all.get(..end)).unwrap_or_default();
    let length = name.chars().count();
    // Where each `=` stands, the length of the name before it, and its column behind the indentation.
    let mut run: Vec<(usize, usize, usize)> = vec![];
    for line in before.strip_suffix('\n').unwrap_or(before).rsplit('\n') {
        end = end.saturating_sub(line.len() + 1);
        let Some(equals) = equals_sign(line) else { break };
        let head = line.get(..equals).unwrap_or_default().trim_start();
        run.push((end + equals, head.trim_end().chars().count(), head.chars().count()));
    }
    let Some(column) = run.first().map(|(.., column)| *column) else { return Fit::Padded(1) };
    // A file that is not formatted stays as it is.
    let is_formatted = run.iter().map(|(_, name, _)| name + 1).max() == Some(column) && run.iter().all(|(.., other)| *other == column);
    match column.saturating_sub(length) {
        0 if !is_formatted => Fit::Padded(1),
        0 if run.len() > MOST_MOVED => Fit::TooLong,
        0 => {
            let by = " ".repeat(length + 1 - column);
            let moved = |(at, ..): &(usize, usize, usize)| Replacement { place: Span::new(place.file, *at, *at), text: by.clone() };
            Fit::Moved(run.iter().rev().map(moved).collect())
        }
        room => Fit::Padded(room),
    }
}

/// Where the `=` of a line stands whose value ends on it.
fn equals_sign(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let (mut quoted, mut at, mut open, mut found) = (false, 0, 0_i32, None);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'#' => break,
            b'/' if bytes.get(at + 1) == Some(&b'/') => break,
            b'<' if bytes.get(at + 1) == Some(&b'<') => return None,
            b'=' if found.is_none() && !matches!(bytes.get(at + 1), Some(b'=' | b'>')) => found = Some(at),
            b'{' | b'[' | b'(' => open += 1,
            b'}' | b']' | b')' => open -= 1,
            _ => {}
        }
        at += 1;
    }
    found.filter(|_| open == 0 && !quoted)
}
