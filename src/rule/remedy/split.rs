//! Takes a statement apart whose services need different guards: a copy for each guard.

use super::notation::Syntax;
use super::paste::{self, WrittenGuard};
use crate::finding::Replacement;
use crate::iam::document::Statement;
use crate::iam::principal::Principal;
use crate::source::{Span, Workspace};

/// Services that meet the same guard.
pub(super) struct GuardGroup<'a> {
    pub(super) guard: WrittenGuard<'a>,
    pub(super) services: Vec<&'a Principal>,
}

/// The statement once for each group, with the services of the group and its guard. Nothing where it does not stand in a list, names others than services, or has
/// its principals written elsewhere.
pub(super) fn split(workspace: &Workspace, statement: &Statement, groups: &[GuardGroup<'_>]) -> Option<Replacement> {
    let syntax = groups.first()?.guard.notation.syntax;
    let copies: Option<Vec<String>> = groups.iter().enumerate().map(|(number, group)| copy(workspace, statement, group, number)).collect();
    let (between, mut copies) = (between(workspace, statement.span, syntax)?, copies?);
    // `terraform fmt` moves `}, {` to the right where the list began with `[{`.
    if syntax == Syntax::Object && !between.contains('\n') {
        let further = copies.iter_mut().rev().skip(1);
        further.for_each(|copy| {
            copy.replace_range(copy.rfind('\n').map_or(0..0, |at| at + 1..at + 1), if copy.contains('\n') { "  " } else { "" })
        });
    }
    Some(Replacement { place: statement.span, text: copies.join(&between) })
}

/// The text of the statement for one group.
fn copy(workspace: &Workspace, statement: &Statement, group: &GuardGroup<'_>, number: usize) -> Option<String> {
    let WrittenGuard { notation, .. } = group.guard;
    let inside = |place: &Span| statement.span.covers(*place) && *place != statement.span;
    let services = statement.written.get("Principal")?.as_map().filter(|principals| principals.entries.len() == 1)?.get("Service")?;
    let place = Some(services.span).filter(inside)?;
    let mut edits = paste::into_statement(workspace, statement, group.guard)?;
    edits.push(if notation.syntax == Syntax::Yaml { on_lines(workspace, place, group)? } else { in_brackets(workspace, place, group)? });
    if let Some(sid) = statement.sid.as_ref().filter(|_| number > 0) {
        let old = Some(sid.span).filter(inside).map(|place| workspace.slice(place))?;
        let known = sid.known().filter(|known| !known.is_empty() && old.contains(known))?;
        let plain: String = known.chars().filter(|char| notation.syntax == Syntax::Block || char.is_ascii_alphanumeric()).collect();
        edits.push(Replacement { place: sid.span, text: old.replacen(known, &format!("{plain}{}", number + 1), 1) });
    }
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.place.start));
    let mut text = workspace.slice(statement.span).to_owned();
    for edit in edits.iter().filter(|edit| statement.span.covers(edit.place)) {
        let (start, end) = (edit.place.start - statement.span.start, edit.place.end - statement.span.start);
        let (before, after) = (text.get(..start as usize)?.to_owned(), text.get(end as usize..)?.to_owned());
        text = before + &edit.text + &after;
    }
    Some(text)
}

/// The services of a group between brackets, each as it is written, with its quotes.
fn in_brackets(workspace: &Workspace, place: Span, group: &GuardGroup<'_>) -> Option<Replacement> {
    let name = |service: &&Principal| {
        let written = Some(service.span).filter(|span| place.covers(*span)).map(|span| workspace.slice(span))?;
        (!written.is_empty() && !written.contains(['\n', '[', ']', ','])).then_some(written)
    };
    let names = group.services.iter().map(name).collect::<Option<Vec<&str>>>()?;
    let old = workspace.slice(place);
    // What stands on lines stays on lines.
    let margin = old.lines().nth(1).map(|line| line.get(..line.len() - line.trim_start().len()).unwrap_or_default());
    let closing = old.strip_suffix(']').and_then(|before| before.rsplit_once('\n')).map(|(_, closing)| closing);
    let text = match margin.zip(closing.filter(|closing| closing.trim().is_empty())) {
        Some((margin, closing)) => format!("[\n{margin}{}\n{closing}]", names.join(&format!(",\n{margin}"))),
        None => format!("[{}]", names.join(", ")),
    };
    Some(Replacement { place, text })
}

/// The services of a group on the lines of a list in YAML, each as it is written, with its tag.
fn on_lines(workspace: &Workspace, place: Span, group: &GuardGroup<'_>) -> Option<Replacement> {
    if workspace.slice(place).starts_with('[') {
        return in_brackets(workspace, place, group);
    }
    let all = workspace.text(place.file).ok()?;
    let line = |span: Span| {
        let before = all.get(..span.start as usize)?.rsplit('\n').next()?;
        let behind = all.get(span.start as usize..)?.split('\n').next()?;
        let line = format!("{before}{behind}");
        line.trim_start().starts_with("- ").then_some(line)
    };
    let lines: Option<Vec<String>> = group.services.iter().map(|service| line(service.span)).collect();
    let first = all.get(..place.start as usize)?.rfind('\n')? + 1;
    let end = place.start as usize + workspace.slice(place).trim_end().len();
    Some(Replacement { place: Span::new(place.file, first, end), text: lines?.join("\n") })
}

/// What stands between two statements of the list.
fn between(workspace: &Workspace, place: Span, syntax: Syntax) -> Option<String> {
    let all = workspace.text(place.file).ok()?.get(..place.start as usize)?;
    let line = all.rsplit('\n').next()?;
    let is_in_list = all.trim_end().ends_with(['[', ',']);
    let indent = " ".repeat(line.len());
    match syntax {
        Syntax::Block => (line.trim().is_empty() && workspace.slice(place).starts_with("statement")).then(|| format!("\n\n{line}")),
        Syntax::Yaml => Some(line).filter(|line| line.trim() == "-").map(|line| format!("\n{line}")),
        _ if !is_in_list => None,
        _ if line.trim().is_empty() => Some(format!(",\n{indent}")),
        _ => Some(", ".to_owned()),
    }
}
