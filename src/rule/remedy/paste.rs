//! Puts a guard where it belongs: the edits of the file.

use super::alignment::{self, Fit};
use super::guard::{EXTERNAL_ID, Guard, SOURCE_ACCOUNT};
use super::notation::{Notation, Syntax, indented};
use crate::finding::{Replacement, lines_after};
use crate::iam::condition::{Condition, Family};
use crate::iam::document::Statement;
use crate::source::{Span, Workspace};
use crate::value::Value;

/// A guard with its value as it is written at a place.
#[derive(Clone, Copy)]
pub(super) struct WrittenGuard<'a> {
    pub(super) notation: Notation,
    pub(super) guard: Guard,
    pub(super) value: &'a str,
    /// The own account, by which a value that is right already is known.
    pub(super) own_account: &'a str,
}

/// Adds the guard to a statement, or makes it of a condition on the same key that does not hold: under this operator and with this value.
pub(super) fn into_statement(workspace: &Workspace, statement: &Statement, written: WrittenGuard<'_>) -> Option<Vec<Replacement>> {
    let WrittenGuard { notation, guard, value, .. } = written;
    let holder = statement.span;
    let here = |value: &&Value| holder.covers(value.span) && value.span != holder;
    let conditions = statement.written.get("Condition");
    let operator = conditions.and_then(|conditions| conditions.get(guard.operator));
    if let Some(weak) = statement.conditions.iter().find(|condition| is_weak_form(condition, guard)) {
        return instead(workspace, statement, weak, written);
    }
    if notation.syntax == Syntax::Block {
        return before_end(workspace, holder, &format!("\n{}", block(guard, value))).map(|edit| vec![edit]);
    }
    if let Syntax::Members { plural, is_object } = notation.syntax {
        let text = workspace.slice(holder);
        let inner =
            text.strip_prefix('{')?.strip_suffix('}').filter(|_| !["condition", "conditions"].iter().any(|name| has_key(text, name)))?;
        return Some(in_object(workspace, holder, inner, of_module(guard, value, plural, is_object)));
    }
    if notation.syntax == Syntax::BlockInJson {
        let new = in_json(guard, value);
        let text = workspace.slice(holder);
        return match statement
            .conditions
            .iter()
            .map(|condition| condition.operator_span)
            .filter(|span| holder.covers(*span))
            .max_by_key(|span| span.start)
        {
            Some(last) => beside_block(workspace, last, &new),
            None if has_key(text, "condition") || has_key(text, "dynamic") => None,
            None => member(workspace, holder, notation, &["condition"], &new),
        };
    }
    match (conditions, operator) {
        (Some(_), Some(operator)) => member(workspace, Some(operator).filter(here)?.span, notation, &[guard.key], value),
        (Some(conditions), None) => member(workspace, Some(conditions).filter(here)?.span, notation, &[guard.operator, guard.key], value),
        // One that comes to nothing stands there all the same.
        (None, _) if has_key(workspace.slice(holder), "Condition") => None,
        (None, _) => member(workspace, holder, notation, &["Condition", guard.operator, guard.key], value),
    }
}

/// The lines that the edits of a statement touch, as they read afterwards, moved to the left; nothing where that is a minified file.
pub(super) fn lines_of(workspace: &Workspace, edits: &[Replacement]) -> Option<String> {
    const LONGEST: usize = 1_000;
    let mut edits: Vec<&Replacement> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.place.start);
    let (_, after) = lines_after(workspace, &edits)?;
    Some(to_the_left(&after)).filter(|after| after.len() <= LONGEST)
}

/// What an edit adds, without what parts it from its neighbours.
pub(super) fn added(edit: &Replacement) -> String {
    to_the_left(edit.text.trim_matches(',').trim_matches('\n'))
}

/// Lines as far to the left as all of them go.
fn to_the_left(text: &str) -> String {
    let filled = text.lines().filter(|line| !line.trim().is_empty());
    let indent = filled.map(|line| line.len() - line.trim_start().len()).min().unwrap_or_default();
    let lines: Vec<&str> = text.lines().map(|line| line.get(indent..).unwrap_or_default().trim_end()).collect();
    lines.join("\n")
}

/// Adds a block in JSON behind the one that has something at `inside`: to the list of blocks, or to a list that is made of it.
fn beside_block(workspace: &Workspace, inside: Span, new: &str) -> Option<Vec<Replacement>> {
    let all = workspace.text(inside.file).ok()?;
    // `{ "test": "Bool"`: nothing before the test is deeper in.
    let start = all.get(..inside.start as usize)?.rfind('{')?;
    let end = inside.end as usize + all.get(inside.end as usize..)?.find('}')? + 1;
    let (before, behind) = (all.get(..start)?.trim_end(), all.get(end..)?.trim_start());
    let at = |place: usize, text: String| Replacement { place: Span::new(inside.file, place, place), text };
    if before.ends_with(['[', ',']) && behind.starts_with([']', ',']) {
        return Some(vec![at(end, format!(", {new}"))]);
    }
    (before.ends_with(':') && behind.starts_with(['}', ','])).then(|| vec![at(start, "[".to_owned()), at(end, format!(", {new}]"))])
}

/// Whether a member of this name is written in a text.
fn has_key(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, found)| {
        let behind = text.get(at + found.len()..).unwrap_or_default().trim_start_matches(['\\', '"', '\'']);
        behind.trim_start().starts_with([':', '='])
    })
}

/// Whether a condition compares the same key and only does it in a way that others pass. What it denies or asks about presence stays beside the guard.
pub(super) fn is_weak_form(condition: &Condition, guard: Guard) -> bool {
    let compares = condition.operator.is_some_and(|operator| {
        !operator.row.negated && matches!(operator.row.family, Family::Text | Family::TextIgnoreCase | Family::Like | Family::Arn)
    });
    compares && condition.key.eq_ignore_ascii_case(guard.key)
}

/// Whether the value of a weak form is right: one that the vendor may have given, or the own account. Then only the operator is to be mended.
fn keeps_value(condition: &Condition, written: WrittenGuard<'_>) -> bool {
    let [only] = condition.values.as_slice() else { return false };
    let is_whole = |text: &str| !text.is_empty() && !text.contains(['*', '?', '$']);
    match written.guard {
        EXTERNAL_ID => only.known().is_some_and(|id| is_whole(id) && id != written.own_account),
        SOURCE_ACCOUNT => only.known() == Some(written.own_account),
        _ => false,
    }
}

/// Writes an operator over that of a condition, which must have no other key; and the operator must not stand there already.
pub(super) fn other_operator(
    workspace: &Workspace,
    statement: &Statement,
    weak: &Condition,
    (notation, operator): (Notation, &str),
) -> Option<Replacement> {
    let conditions = statement.written.get("Condition")?.as_map()?;
    let keys = conditions.get(&weak.operator_text)?.as_map()?;
    let old = workspace.slice(weak.operator_span);
    let is_inside = statement.span.covers(weak.operator_span) && weak.operator_span != statement.span;
    let is_there = old.contains(weak.operator_text.as_str()) && is_inside;
    let is_free = is_apart(notation) || keys.entries.len() == 1 && conditions.get(operator).is_none();
    let text = || old.replacen(weak.operator_text.as_str(), operator, 1);
    (is_there && is_free).then(|| Replacement { place: weak.operator_span, text: text() })
}

/// Whether each condition stands in a place of its own, with a list of values.
fn is_apart(notation: Notation) -> bool {
    matches!(notation.syntax, Syntax::Block | Syntax::Members { .. } | Syntax::BlockInJson)
}

/// Writes the operator and the value of the guard over those of a condition. Its operator must have no other key, and the guard's not stand there already.
fn instead(workspace: &Workspace, statement: &Statement, weak: &Condition, written: WrittenGuard<'_>) -> Option<Vec<Replacement>> {
    let WrittenGuard { notation, guard, value, .. } = written;
    let inside = |place: Span| statement.span.covers(place) && place != statement.span;
    let conditions = statement.written.get("Condition")?.as_map()?;
    let keys = conditions.get(&weak.operator_text)?.as_map()?;
    let entry = keys.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(guard.key))?;
    let is_apart = is_apart(notation);
    let mut edits = vec![];
    if weak.operator_text != guard.operator {
        edits.push(other_operator(workspace, statement, weak, (notation, guard.operator))?);
    }
    if !keeps_value(weak, written) {
        let key = Some(entry.key_span).filter(|_| !is_apart);
        let place = in_brackets(workspace, entry.value.span);
        let place = Some(place).filter(|place| inside(*place) && is_all_that_is_written(workspace, key, *place))?;
        let text = if is_apart { format!("[{value}]") } else { value.to_owned() };
        edits.push(Replacement { place, text: if notation.is_escaped { escaped(&text) } else { text } });
    }
    (!edits.is_empty()).then_some(edits)
}

/// The place of the list, if the value is the only one that is written in it; with the `!Sub` before it.
fn in_brackets(workspace: &Workspace, value: Span) -> Span {
    let around = || {
        let all = workspace.text(value.file).ok()?;
        let before = all.get(..value.start as usize)?.trim_end_matches([' ', '"', '\'']);
        if let Some(before) = before.strip_suffix("!Sub") {
            let behind = all.get(value.end as usize..)?;
            let quote = behind.len() - behind.trim_start_matches(['"', '\'']).len();
            return Some(Span::new(value.file, before.len(), value.end as usize + quote));
        }
        let start = all.get(..value.start as usize)?.trim_end().strip_suffix('[')?.len();
        let behind = all.get(value.end as usize..)?.trim_start();
        let behind = behind.strip_prefix(',').map_or(behind, str::trim_start).strip_prefix(']')?;
        Some(Span::new(value.file, start, all.len() - behind.len()))
    };
    around().unwrap_or(value)
}

/// Whether a value is written as a whole at this place: no function, intrinsic or operator around it makes something else of it.
fn is_all_that_is_written(workspace: &Workspace, key: Option<Span>, value: Span) -> bool {
    let Ok(all) = workspace.text(value.file) else { return false };
    let (before, after) = (all.get(..value.start as usize).unwrap_or_default(), all.get(value.end as usize..).unwrap_or_default());
    let is_mark = |char: char| char.is_whitespace() || matches!(char, ':' | '=' | '"' | '\'' | '\\');
    let follows = match key {
        Some(key) if key.file == value.file => before.get(key.end as usize..).is_some_and(|between| between.chars().all(is_mark)),
        Some(_) => false,
        None => before.trim_end().ends_with(['=', ':']),
    };
    let rest = after.trim_start_matches([' ', '\t']);
    follows && (rest.is_empty() || rest.starts_with(['\n', '\r', ',', '}', '#']))
}

/// Adds an argument to a resource, or a member to its properties.
pub(super) fn argument(workspace: &Workspace, holder: Span, notation: Notation, name: &str, value: &str) -> Option<Vec<Replacement>> {
    match notation.syntax {
        Syntax::Block => {
            let member = AddedMember { on_a_line: format!("{name} = {value}"), on_lines: None };
            Some(below(workspace, before_end(workspace, holder, &member.on_a_line)?, &member))
        }
        _ => member(workspace, holder, notation, &[name], value),
    }
}

/// A `condition` block.
pub(super) fn block(guard: Guard, value: &str) -> String {
    format!("condition {{\n  test     = \"{}\"\n  variable = \"{}\"\n  values   = [{value}]\n}}", guard.operator, guard.key)
}

/// What `condition` holds in the JSON syntax of Terraform.
pub(super) fn in_json(guard: Guard, value: &str) -> String {
    format!("{{ \"test\": \"{}\", \"variable\": \"{}\", \"values\": [{value}] }}", guard.operator, guard.key)
}

/// What is added to an object or block of Terraform.
struct AddedMember {
    on_a_line: String,
    /// A form whose lines need no place of their own among those before it.
    on_lines: Option<String>,
}

/// The conditions of a statement in the form that modules take.
fn of_module(guard: Guard, value: &str, plural: bool, is_object: bool) -> AddedMember {
    let name = if plural { "conditions" } else { "condition" };
    let Guard { operator, key, .. } = guard;
    let (open, close) = if is_object { ("", "") } else { ("[", "]") };
    AddedMember {
        on_a_line: format!("{name} = {open}{{ test = \"{operator}\", variable = \"{key}\", values = [{value}] }}{close}"),
        on_lines: Some(format!(
            "{name} = {open}{{\n  test     = \"{operator}\"\n  variable = \"{key}\"\n  values   = [{value}]\n}}{close}"
        )),
    }
}

/// Adds lines at the end of a block of Terraform.
fn before_end(workspace: &Workspace, holder: Span, lines: &str) -> Option<Replacement> {
    let text = workspace.slice(holder).strip_suffix('}')?;
    let (body, indent) = text.rsplit_once('\n')?;
    let at = holder.start as usize + body.len() + 1;
    let lines = indented(lines, &format!("{indent}  "));
    let lines = lines.replace(&format!("{indent}  \n"), "\n");
    indent.trim().is_empty().then(|| Replacement { place: Span::new(holder.file, at, at), text: format!("{lines}\n") })
}

/// The edit that adds a member on a line of its own so that it is formatted, with those of the lines before it.
fn below(workspace: &Workspace, edit: Replacement, member: &AddedMember) -> Vec<Replacement> {
    let Some((name, _)) = member.on_a_line.split_once(" = ") else { return vec![edit] };
    let with = |text: &str| edit.text.replacen(&member.on_a_line, text, 1);
    match (alignment::fit(workspace, edit.place, name), &member.on_lines) {
        (Fit::Padded(by), _) => {
            let text = with(&member.on_a_line.replacen(' ', &" ".repeat(by), 1));
            vec![Replacement { text, ..edit }]
        }
        (_, Some(lines)) => {
            let indent = edit.text.get(..edit.text.len() - edit.text.trim_start().len()).unwrap_or_default();
            let text = with(indented(lines, indent).trim_start());
            vec![Replacement { text, ..edit }]
        }
        (Fit::Moved(mut edits), None) => {
            edits.push(edit);
            edits
        }
        (Fit::TooLong, None) => vec![Replacement { text: format!("\n{}", edit.text), ..edit }],
    }
}

/// Adds a member to a map. Nothing where the member stands there already, if only to come to nothing under what is judged, and where a `for` or a choice makes
/// the map.
fn member(workspace: &Workspace, map: Span, notation: Notation, keys: &[&str], value: &str) -> Option<Vec<Replacement>> {
    if keys.first().is_some_and(|name| has_key(workspace.slice(map), name)) {
        return None;
    }
    if notation.syntax == Syntax::Object {
        let inner = workspace.slice(map).strip_prefix('{')?.strip_suffix('}')?;
        if inner.trim_start().starts_with("for ") || keys.last().is_some_and(|key| is_unlike_other_arm(workspace, map, key)) {
            return None;
        }
        let on_lines = (keys.len() > 1).then(|| notation.syntax.member_on_lines(keys, value));
        return Some(in_object(workspace, map, inner, AddedMember { on_a_line: notation.syntax.member(keys, value), on_lines }));
    }
    member_of_text(workspace, map, notation, keys, value).map(|edit| vec![edit])
}

/// Whether an object is what a conditional chooses, and the other arm does not show that it takes a text for this key: both must have one type.
fn is_unlike_other_arm(workspace: &Workspace, object: Span, key: &str) -> bool {
    let Ok(all) = workspace.text(object.file) else { return false };
    let before = all.get(..object.start as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let is_arm = match before.trim_end().strip_suffix(':') {
        Some(first) => line.contains('?') || first.trim_end().ends_with(['}', ')', ']']),
        None => before.trim_end().ends_with('?'),
    };
    let rest = all.get(object.end as usize..).unwrap_or_default().lines().next().unwrap_or_default();
    is_arm && ![line, rest].into_iter().filter_map(|arm| arm.split_once(key)).any(|(_, behind)| is_text(behind))
}

/// Whether what follows a quoted key is a text: `" = "…`.
fn is_text(behind: &str) -> bool {
    let value = behind.trim_start_matches('"').trim_start().strip_prefix(['=', ':']);
    value.is_some_and(|value| value.trim_start().starts_with('"'))
}

/// The same where no line moves another.
fn member_of_text(workspace: &Workspace, map: Span, notation: Notation, keys: &[&str], value: &str) -> Option<Replacement> {
    let text = workspace.slice(map);
    let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    match (notation.syntax, inner) {
        (Syntax::Block | Syntax::Members { .. }, _) => None,
        (Syntax::Yaml, None) => at_end_of_lines(workspace, map, &notation.syntax.member(keys, value)),
        (_, None) => None,
        (Syntax::Yaml | Syntax::YamlFlow, Some(inner)) => {
            Some(between_braces(map, inner, inner.trim_end(), &Syntax::YamlFlow.member(keys, value)))
        }
        (_, Some(_)) if notation.is_escaped => {
            let at = map.end as usize - 1;
            let text = format!(", {}", escaped(&notation.syntax.member(keys, value)));
            Some(Replacement { place: Span::new(map.file, at, at), text })
        }
        (_, Some(inner)) => Some(between_braces(map, inner, significant(inner), &notation.syntax.member(keys, value))),
    }
}

/// Quotes inside a quoted text.
fn escaped(text: &str) -> String {
    text.replace('"', "\\\"")
}

/// Adds a member behind the last one, which ends the text `last`: on a line of its own if the members stand on lines.
fn between_braces(map: Span, inner: &str, last: &str, member: &str) -> Replacement {
    let at = map.start as usize + 1 + last.len();
    let comma = if last.is_empty() || last.ends_with(',') { "" } else { "," };
    let text = match line_of_members(inner) {
        Some(indent) => format!("{comma}\n{indent}{member}"),
        None if last.is_empty() => format!(" {member} "),
        None => format!("{comma} {member}"),
    };
    Replacement { place: Span::new(map.file, at, at), text }
}

/// The same in an object of Terraform, where the end of a line parts members too.
fn in_object(workspace: &Workspace, map: Span, inner: &str, member: AddedMember) -> Vec<Replacement> {
    match (line_of_members(inner), inner.rsplit_once('\n')) {
        (Some(indent), Some((body, _))) => {
            let at = map.start as usize + 1 + body.len() + 1;
            let edit = Replacement { place: Span::new(map.file, at, at), text: format!("{indent}{}\n", member.on_a_line) };
            below(workspace, edit, &member)
        }
        _ => vec![between_braces(map, inner, significant(inner), &member.on_a_line)],
    }
}

/// The indentation of members that stand on lines of their own, the closing brace too.
fn line_of_members(inner: &str) -> Option<&str> {
    let (_, closing) = inner.rsplit_once('\n')?;
    let first = inner.split('\n').skip(1).find(|line| !line.trim().is_empty())?;
    let indent = first.len() - first.trim_start().len();
    closing.trim().is_empty().then(|| first.get(..indent)).flatten()
}

/// The text up to its last sign that is neither white space nor part of a comment.
fn significant(inner: &str) -> &str {
    let mut end = 0;
    let mut at = 0;
    let bytes = inner.as_bytes();
    let starts = |at: usize, word: &str| inner.get(at..).is_some_and(|rest| rest.starts_with(word));
    let behind =
        |at: usize, word: &str| inner.get(at..).and_then(|rest| rest.find(word)).map_or(inner.len(), |found| at + found + word.len());
    while let Some(byte) = bytes.get(at) {
        if *byte == b'"' {
            at = quoted_end(bytes, at);
            end = at;
        } else if *byte == b'#' || starts(at, "//") {
            at = behind(at, "\n");
        } else if starts(at, "/*") {
            at = behind(at + 2, "*/");
        } else {
            at += 1;
            end = if byte.is_ascii_whitespace() { end } else { at };
        }
    }
    inner.get(..end).unwrap_or(inner)
}

/// Where the quoted text that begins at `start` ends.
fn quoted_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Adds lines below a map of YAML, as far in as its first key.
fn at_end_of_lines(workspace: &Workspace, map: Span, lines: &str) -> Option<Replacement> {
    let all = workspace.text(map.file).ok()?;
    let before = all.get(..map.start as usize)?.rsplit('\n').next()?;
    let indent = before.chars().all(|char| char == ' ' || char == '-').then(|| " ".repeat(before.len()))?;
    let end = map.start as usize + workspace.slice(map).trim_end().len();
    let at = all.get(end..)?.find('\n').map_or(all.len(), |line| end + line);
    Some(Replacement { place: Span::new(map.file, at, at), text: format!("\n{}", indented(lines, &indent)) })
}
