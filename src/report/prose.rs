//! Sentences fitted to where they are read: short enough for a title, broken into lines.

/// How many characters a title has at most, where platforms show one.
pub(super) const TITLE: usize = 120;
/// What is said of the account of whoever reads.
const OWN_ACCOUNT: &str = "<your account>";
/// Names that are shortened keep as many characters as there is room for, between these.
const LONGEST_NAME: usize = 60;
const SHORTEST_NAME: usize = 12;

/// A sentence of at most so many characters: long names in backticks lose their middle, and where that is not enough, the sentence its end.
pub(super) fn title(sentence: &str, limit: usize) -> String {
    with_short_names(sentence, limit, SHORTEST_NAME).unwrap_or_else(|| {
        let kept: String = sentence.chars().take(limit.saturating_sub(2)).collect();
        let end = kept.rfind(' ').unwrap_or(kept.len());
        let kept = kept.get(..end).unwrap_or_default().trim_end_matches([' ', ',', ';', ':', '.']);
        let open = if kept.matches('`').count().is_multiple_of(2) { "" } else { "`" };
        format!("{kept}{open}….")
    })
}

/// The sentence with names as long as it can have them within so many characters, and no shorter than this.
pub(super) fn with_short_names(sentence: &str, limit: usize, shortest: usize) -> Option<String> {
    let lengths = (shortest..=LONGEST_NAME).rev().step_by(4);
    let shortened = lengths.map(|length| with_names(sentence, |name| middle_left_out(name, length)));
    std::iter::once(sentence.to_owned()).chain(shortened).find(|text| text.chars().count() <= limit)
}

/// The text with every name in backticks replaced.
pub(super) fn with_names(text: &str, replace: impl Fn(&str) -> String) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // A backtick that is not closed encloses nothing.
    if parts.len().is_multiple_of(2) {
        return text.to_owned();
    }
    let replaced = parts.iter().enumerate();
    let replaced: Vec<String> = replaced.map(|(at, part)| if at.is_multiple_of(2) { (*part).to_owned() } else { replace(part) }).collect();
    replaced.join("`")
}

/// The names in backticks, in order.
pub(super) fn names(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The end of a name in backticks within so many characters; where there is room for a whole part of an address, it begins with one.
pub(super) fn end_of_name(name: &str, limit: usize) -> Option<String> {
    let count = name.chars().count();
    let end: String = name.chars().skip(count.saturating_sub(limit.checked_sub(2)?)).collect();
    let whole = end.find('.').filter(|at| end.len() - at > end.len() / 2).and_then(|at| end.get(at..)).unwrap_or(&end);
    Some(if count <= limit { name.to_owned() } else { format!("`…{whole}") })
}

fn middle_left_out(name: &str, length: usize) -> String {
    let count = name.chars().count();
    if count <= length {
        return name.to_owned();
    }
    if let Some(short) = arn_without_beginning(name, length) {
        return short;
    }
    let half = (length - 1) / 2;
    let (start, end): (String, String) = (name.chars().take(half).collect(), name.chars().skip(count - half).collect());
    format!("{start}…{end}")
}

/// An ARN without what all ARNs of a service begin with: the account and the end tell two of them apart.
fn arn_without_beginning(name: &str, length: usize) -> Option<String> {
    let mut fields = name.strip_prefix("arn:")?.splitn(5, ':').skip(3);
    let (account, resource) = (fields.next()?, fields.next()?);
    // Your own account tells nothing apart.
    let is_telling = !account.is_empty() && account != OWN_ACCOUNT;
    let beginning = if is_telling { format!("…{account}:") } else { "…".to_owned() };
    let room = length.checked_sub(beginning.chars().count()).filter(|room| *room > SHORTEST_NAME / 2)?;
    let (kept, count) = (room.saturating_sub(1), resource.chars().count());
    if count <= room {
        return Some(beginning + resource);
    }
    let end: String = resource.chars().skip(count - kept).collect();
    // Of what stands for a name no part is told.
    let end = end.split_once('>').filter(|(before, _)| !before.contains('<')).map_or(end.as_str(), |(_, behind)| behind);
    // Nor of what stands between two slashes, where more follows.
    let end = end.find('/').filter(|at| at + 1 < end.len()).and_then(|at| end.get(at..)).unwrap_or(end);
    Some(if is_telling { format!("{beginning}…{end}") } else { format!("…{end}") })
}

/// Lines of at most so many characters, broken between words, and not inside of backticks: what is longer has a line of its own.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut quoted = false;
        let may_break = |char: char| {
            quoted ^= char == '`';
            char == ' ' && !quoted
        };
        for word in paragraph.split(may_break) {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_short_and_keep_both_ends_of_names() {
        let long = format!("The role `{}` lets `{}` in.", "a".repeat(90), "b".repeat(60));
        let short = title(&long, TITLE);
        assert_eq!(short, format!("The role `{0}…{0}` lets `{1}…{1}` in.", "a".repeat(23), "b".repeat(23)));
        assert_eq!(title("Short.", TITLE), "Short.");
        let words = title(&"word ".repeat(60), TITLE);
        assert!(words.chars().count() <= TITLE && words.ends_with("word…."), "{words}");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three\nfour", 7), ["one two", "three", "four"]);
        assert_eq!(wrapped("run `a b c d` now", 9), ["run", "`a b c d`", "now"]);
    }
}
