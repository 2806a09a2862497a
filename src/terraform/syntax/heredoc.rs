//! Ends of heredocs as Terraform finds them: a line that is the marker once all white space of Unicode around it is gone, where the parsers take
//! blanks and tabs alone, and never in the first line: <https://github.com/hashicorp/hcl/blob/main/hclsyntax/scan_tokens.rl>.

use super::comments::{Inside, empty_heredocs};
use std::borrow::Cow;

/// The same text, byte for byte as long, in which both parsers find the end of each heredoc: only blanks stand around it, and one without lines is `""`.
pub(super) fn with_plain_ends<'t>(text: &'t str, begins: Inside<'t>) -> Cow<'t, str> {
    let empty = empty_heredocs(text, begins);
    let text = with_plain_blanks(text);
    if empty.is_empty() {
        return text;
    }
    let mut result = text.into_owned();
    for place in empty {
        let quotes = |(at, char): (usize, char)| match char {
            _ if at < 2 => "\"".to_owned(),
            '\n' | '\r' => char.to_string(),
            _ => " ".repeat(char.len_utf8()),
        };
        let plain: String = result.get(place.clone()).unwrap_or_default().char_indices().map(quotes).collect();
        result.replace_range(place, &plain);
    }
    Cow::Owned(result)
}

fn with_plain_blanks(text: &str) -> Cow<'_, str> {
    let is_odd = |char: char| char.is_whitespace() && !matches!(char, ' ' | '\t' | '\n' | '\r');
    // Most texts are told by their bytes: no such blank is of ASCII but these two.
    let may_be_odd = |byte: &u8| !byte.is_ascii() || matches!(byte, 0x0b | 0x0c);
    if !text.contains("<<") || !text.as_bytes().iter().any(may_be_odd) || !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let markers: Vec<&str> = text.split("<<").skip(1).map(marker).filter(|marker| !marker.is_empty()).collect();
    let mut result = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        if content.contains(is_odd) && markers.contains(&content.trim()) {
            let plain = content.chars().map(|char| if is_odd(char) { " ".repeat(char.len_utf8()) } else { char.into() });
            result.extend(plain);
            result.push_str(line.get(content.len()..).unwrap_or_default());
        } else {
            result.push_str(line);
        }
    }
    Cow::Owned(result)
}

/// The marker behind `<<`.
fn marker(rest: &str) -> &str {
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    let end = rest.find(|char: char| !(char.is_alphanumeric() || matches!(char, '_' | '-'))).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}
