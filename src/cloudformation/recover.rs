//! Broken files: a damaged resource costs that resource, not the file.

use super::scalar::TemplateSource;
use super::yaml::{self, Composed, SyntaxError, TextDocuments};
use crate::json::{self, JsonError};
use crate::mapped_text::Text;
use crate::problem::Problem;
use crate::source::{CodePart, CodePartKind, Span};
use crate::value::{Entry, Kind, Map, Shared, Value};

/// In how many quoted scalars lines are indented further before we give up, and how many bytes are read again for it.
const MAX_REPAIRS: usize = 50;
const MAX_REREAD: usize = 20 << 20;
/// More than any real template nests.
const REPAIR: &str = "                                                                ";

/// Sections whose members are read one by one if the section as a whole can't be.
const SECTIONS: &[&str] = &["Parameters", "Mappings", "Conditions", "Resources", "Outputs"];

/// Prefixes of the types that resources of a template have.
pub(super) const TYPE_PREFIXES: &[&str] = &["AWS::", "Custom::", "Alexa::"];

/// Whether a text that can't be parsed was meant to be a template.
pub(super) fn looks_like_template(text: &str) -> bool {
    let key = |line: &str, key: &str| line.trim_start_matches([' ', '\t', '{', '"', '\'', '\u{feff}']).starts_with(key);
    let mut resources = false;
    text.lines().any(|line| {
        resources |= key(line, "Resources");
        let typed = |part: &str| {
            let kind = part.trim_start_matches([' ', ':', '"', '\'']);
            TYPE_PREFIXES.iter().any(|prefix| kind.starts_with(prefix))
        };
        key(line, "AWSTemplateFormatVersion") || (resources && line.split("Type").skip(1).any(typed))
    })
}

/// Whether a text is a template in JSON, save that something stands in front of it which is neither JSON nor a key of YAML.
pub(super) fn is_json_behind_something(text: &str) -> bool {
    let Some((before, _)) = text.split_once('{') else { return false };
    let is_word = |key: &str| key.trim().trim_matches(['"', '\'']).chars().all(|char| char.is_alphanumeric() || "_-.".contains(char));
    let is_key = |line: &str| line.split_once(':').is_some_and(|(key, _)| is_word(key));
    if before.trim().is_empty() || before.trim_start().starts_with(['[', '#', '-']) || before.lines().any(is_key) {
        return false;
    }
    let bare: String = text.chars().filter(|char| !char.is_whitespace()).collect();
    bare.contains(r#""Resources":{""#) && TYPE_PREFIXES.iter().any(|prefix| bare.contains(&format!(r#""Type":"{prefix}"#)))
}

/// Reads YAML; after an error, each member of each section by itself.
pub(super) fn yaml(source: TemplateSource<'_>) -> TextDocuments {
    let composed = compose(&source);
    if composed.error.is_none() {
        return composed.documents;
    }
    if !looks_like_template(source.text) {
        return TextDocuments::default();
    }
    let mut result = TextDocuments::default();
    let mut map = Map::default();
    let chunks = chunks(source.text, 0);
    // What stands before the first key: comments and the start of the document.
    let head = part(&source, 0..chunks.first().map_or(0, |first| first.start));
    take(compose(&head), &mut Map::default(), &mut result);
    for chunk in chunks {
        section(&part(&source, chunk), &mut map, &mut result);
    }
    result.values.push(Value::map(map, source.span(0, source.text.len())));
    result
}

/// One key at the left margin with all below it.
fn section(source: &TemplateSource<'_>, into: &mut Map, result: &mut TextDocuments) {
    let composed = compose(source);
    let Some(error) = &composed.error else { return take(composed, into, result) };
    let name = source.text.split([':', '\n']).next().unwrap_or_default().trim_matches(['"', '\'', ' ']);
    let children = source.text.find('\n').map_or("", |newline| source.text.get(newline + 1..).unwrap_or_default());
    let indent = children.lines().find(|line| is_key(line)).map_or(0, blanks);
    if !SECTIONS.contains(&name) || indent == 0 {
        let lost = if name.is_empty() || name.len() > 80 { "this part was".to_owned() } else { format!("`{name}` was") };
        result.problems.push(Problem::syntax_error(trimmed(source), &lost, &error.message));
        return;
    }
    let first_child = source.text.len() - children.len();
    let mut members = Map::default();
    let kind = if name == "Resources" { CodePartKind::Resource } else { CodePartKind::Other };
    result.parts.push(CodePart { span: source.span(0, source.text.len()), kind: CodePartKind::Section });
    let chunks = chunks(children, indent);
    // Comments before the first member.
    let head = part(source, first_child..first_child + chunks.first().map_or(0, |first| first.start));
    take(compose(&head), &mut Map::default(), result);
    for chunk in chunks {
        let child = part(source, chunk.start + first_child..chunk.end + first_child);
        let mut composed = compose(&child);
        let Some(error) = &composed.error else {
            // What is read by itself knows no section around it.
            composed.documents.parts.iter_mut().filter(|part| part.kind == CodePartKind::Section).for_each(|part| part.kind = kind);
            take(composed, &mut members, result);
            continue;
        };
        let member = child.text.trim_start().split([':', '\n']).next().unwrap_or_default().trim_matches(['"', '\'']);
        let lost = format!("`{}` in `{name}` was", member.chars().take(80).collect::<String>());
        result.problems.push(Problem::syntax_error(trimmed(&child), &lost, &error.message));
    }
    let key_span = source.span(0, name.len());
    into.push(name, key_span, Value::map(members, source.span(first_child, source.text.len())));
}

fn take(composed: Composed, into: &mut Map, result: &mut TextDocuments) {
    result.problems.extend(composed.documents.problems);
    result.comments.extend(composed.documents.comments);
    result.parts.extend(composed.documents.parts);
    for document in composed.documents.values {
        if let Kind::Map(map) = document.kind {
            into.entries.extend(map.entries.iter().cloned());
        }
    }
}

fn part<'a>(source: &TemplateSource<'a>, range: std::ops::Range<usize>) -> TemplateSource<'a> {
    let base = source.base + range.start;
    TemplateSource { text: source.text.get(range).unwrap_or_default(), file: source.file, base, inserted: vec![] }
}

/// The span of a part, from its first key to its last line with content.
fn trimmed(source: &TemplateSource<'_>) -> Span {
    let start = source.text.len() - source.text.trim_start().len();
    source.span(start, source.text.trim_end().len())
}

/// Ranges of lines that begin with a key at this indentation and reach to the next one.
fn chunks(text: &str, indent: usize) -> Vec<std::ops::Range<usize>> {
    let mut starts = vec![];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if blanks(line) == indent && is_key(line) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain(std::iter::once(text.len()));
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

fn blanks(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Whether a line begins with a key rather than with a comment, an item or the rest of a flow or text.
fn is_key(line: &str) -> bool {
    let line = line.trim_start_matches(' ');
    let name = line.trim_start_matches(['"', '\'']);
    let plain = name.find(|char: char| !char.is_alphanumeric() && !matches!(char, ':' | '_' | '-' | '.')).unwrap_or(name.len());
    let written = name.get(..plain).unwrap_or_default();
    let rest = name.get(plain..).unwrap_or_default();
    !written.is_empty() && (written.ends_with(':') || rest.starts_with(['"', '\'']) || rest.trim_start().starts_with(':'))
}

/// Reads YAML as libyaml would: continuation lines of a quoted scalar may stand further left than YAML allows, and a `-` before a comma is a text.
fn compose(source: &TemplateSource<'_>) -> Composed {
    let mut composed = yaml::compose(source);
    let mut text = source.text.to_owned();
    let mut inserted: Vec<(usize, usize)> = vec![];
    for _ in 0..MAX_REPAIRS.min(MAX_REREAD / source.text.len().max(1)) {
        let Some(error) = composed.error.as_ref().filter(|error| error.under_indented || error.bare_dash) else { break };
        if error.bare_dash {
            let Some(dash) = bare_dash(&text, error.at) else { break };
            for quote in [dash, dash + 2] {
                inserted.iter_mut().filter(|(place, _)| *place >= quote).for_each(|(place, _)| *place += 1);
                inserted.push((quote, 1));
                text.insert(quote, '\'');
            }
            inserted.sort_unstable();
            composed = yaml::compose(&TemplateSource { text: &text, file: source.file, base: source.base, inserted: inserted.clone() });
            continue;
        }
        let lines = scalar_lines(&text, error.read_to, error.at);
        if lines.is_empty() {
            composed.error = composed.error.map(|error| SyntaxError { message: "a quoted text is never closed".to_owned(), ..error });
            break;
        }
        let shift = |place: usize| place + REPAIR.len() * lines.partition_point(|line| *line <= place);
        let new = lines.iter().enumerate().map(|(index, line)| (line + REPAIR.len() * index, REPAIR.len()));
        inserted = inserted.iter().map(|(place, count)| (shift(*place), *count)).chain(new).collect();
        inserted.sort_unstable();
        text = indented(&text, &lines);
        composed = yaml::compose(&TemplateSource { text: &text, file: source.file, base: source.base, inserted: inserted.clone() });
    }
    composed
}

/// The `-` before a comma or bracket that the parser stopped at.
fn bare_dash(text: &str, at: usize) -> Option<usize> {
    let is_bare = |place: &usize| {
        text.get(*place..)
            .is_some_and(|rest| rest.starts_with(['-']) && rest.get(1..).is_some_and(|rest| rest.starts_with([',', '[', ']', '{', '}'])))
    };
    [Some(at), at.checked_sub(1)].into_iter().flatten().find(is_bare)
}

/// The text with more blanks at these places.
fn indented(text: &str, lines: &[usize]) -> String {
    let starts = std::iter::once(0).chain(lines.iter().copied());
    let ends = lines.iter().copied().chain(std::iter::once(text.len()));
    let parts: Vec<&str> = starts.zip(ends).map(|(start, end)| text.get(start..end).unwrap_or_default()).collect();
    parts.join(REPAIR)
}

/// The continuation lines from `at` on of the quoted scalar that begins behind `from`; none if it is never closed.
fn scalar_lines(text: &str, from: usize, at: usize) -> Vec<usize> {
    let bytes = text.as_bytes();
    let behind = bytes.get(from..at).unwrap_or_default();
    let Some(opening) = behind.iter().position(|byte| matches!(byte, b'\'' | b'"')).map(|found| from + found) else { return vec![] };
    let quote = bytes.get(opening).copied();
    let line = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let mut lines = vec![line];
    let mut place = opening + 1;
    loop {
        match bytes.get(place).copied() {
            None => return vec![],
            Some(b'\\') if quote == Some(b'"') => place += 1,
            Some(b'\'') if quote == Some(b'\'') && bytes.get(place + 1) == Some(&b'\'') => place += 1,
            byte if byte == quote => return lines,
            Some(b'\n') if place >= line => lines.push(place + 1),
            Some(_) => {}
        }
        place += 1;
    }
}

/// JSON that ends early or goes wrong: what was read before, without the member that is damaged, and resources behind it that stand for themselves.
pub(super) fn json(source: &TemplateSource<'_>, value: Value, error: &JsonError, problems: &mut Vec<Problem>) -> Value {
    let Kind::Map(root) = &value.kind else { return value };
    let mut root = Map::clone(root);
    let mut lost = "the rest of the file was".to_owned();
    let mut place = error.span;
    if let Some(section) = root.entries.last_mut() {
        let mut members = section.value.as_map().cloned().unwrap_or_default();
        let column = members.entries.first().map(|member| column(source, member.key_span));
        let damaged = members.entries.pop_if(|member| !intact(source, member.value.span));
        if let Some(damaged) = &damaged {
            lost = format!("`{}` in `{}` and what follows were", damaged.key, section.key);
            place = damaged.key_span.to(error.span);
        }
        if let Some(column) = column.filter(|_| section.key == "Resources") {
            let after = json_members(source, error.span, column);
            if let Some(damaged) = damaged.filter(|_| !after.is_empty()) {
                lost = format!("`{}` in `Resources` and the sections behind it were", damaged.key);
            }
            members.entries.extend(after);
        }
        if section.value.as_map().is_some() {
            section.value.kind = Kind::Map(Shared::new(members));
        }
    }
    problems.push(Problem::syntax_error(place, &lost, &error.message));
    Value::map(root, value.span)
}

/// Whether a JSON value was read to its end.
fn intact(source: &TemplateSource<'_>, span: Span) -> bool {
    let (start, end) = (span.start as usize - source.base, span.end as usize - source.base);
    json::parse(&Text::exact(source.text.get(start..end).unwrap_or_default(), span), span).1.is_none()
}

fn column(source: &TemplateSource<'_>, span: Span) -> usize {
    let before = source.text.get(..span.start as usize - source.base).unwrap_or_default();
    before.len() - before.rfind('\n').map_or(before.len(), |newline| newline + 1)
}

/// Members at this column behind an error. Only pretty-printed files have a column to go by.
fn json_members(source: &TemplateSource<'_>, error: Span, column: usize) -> Vec<Entry> {
    let from = error.end as usize - source.base;
    let rest = source.text.get(from..).unwrap_or_default();
    let chunks = if column > 0 { chunks(rest, column) } else { vec![] };
    let member = |chunk: std::ops::Range<usize>| {
        let text = rest.get(chunk.clone())?;
        let whole = source.span(from + chunk.start, from + chunk.end);
        let mut member = Text::computed("{", whole);
        member.push_exact(text, whole);
        let (value, _) = json::parse(&member, whole);
        let first = value.as_map()?.entries.first()?.clone();
        (first.value.as_map().is_some() && intact(source, first.value.span)).then_some(first)
    };
    chunks.into_iter().filter_map(member).collect()
}
