//! The way of a value: from where it is written through references and documents to the argument of the resource that carries the policy.

use super::judge::StatementContext;
use crate::finding::Label;
use crate::mapped_text::Text;
use crate::source::Span;
use crate::value::{Kind, Provenance, Step, Value};

/// What is told where a statement shows a value that is written elsewhere.
pub(super) const IN_STATEMENT: &str = "stands in the statement here";

/// The way of a value of the statement. `place` is where the statement shows it, and `there` what it does there. Empty if it is written where it takes
/// effect, in a document that stands in the resource itself.
pub(super) fn of(subject: &StatementContext<'_>, value: &Value, place: Span, there: &str) -> Vec<Label> {
    let Some(statement) = subject.written() else { return vec![] };
    let mut around = vec![];
    around_it(statement, value, &mut around);
    let own: Vec<&Step> = std::iter::once(value).chain(around).flat_map(farthest_first).collect();
    let beyond = farthest_first(statement).into_iter().chain(steps(&subject.carried)).collect::<Vec<_>>();
    // A value from an encoded document knows the way of the document as well.
    let own: Vec<&Step> = own.into_iter().filter(|step| !beyond.iter().any(|other| other.span == step.span)).collect();
    let is_carried = !beyond.is_empty() || !subject.policy.resource.block.covers(subject.policy.span);
    if own.is_empty() && !is_carried && statement.span.covers(value.span) {
        return vec![];
    }
    let mut labels = origin(subject, value, own);
    if labels.iter().all(|label| label.span != place) && beyond.iter().all(|step| step.span != place) {
        labels.push(Label { span: place, text: there.to_owned() });
    }
    labels.extend(beyond.iter().map(|step| used(subject, step)));
    let mut known: Vec<Span> = vec![];
    labels.retain(|label| {
        let is_new = !known.contains(&label.span);
        known.push(label.span);
        is_new
    });
    if is_carried {
        arrival(subject, &mut labels);
    }
    labels
}

/// From where the value is written to its nearest reference.
fn origin(subject: &StatementContext<'_>, value: &Value, steps: Vec<&Step>) -> Vec<Label> {
    let text = value.to_text();
    // A document of AWS is written nowhere, but the name of its policy is.
    let name = || subject.workspace.slice(value.span).trim_matches(['"', '\'']).to_owned();
    let shown = if subject.policy.is_managed() { Some(name()) } else { text.as_ref().map(Text::to_string) };
    let shown = shown.filter(|text| !text.is_empty() && !text.contains('\n'));
    let said = |what: &str| Label {
        span: value.span,
        text: shown.as_ref().map_or_else(|| format!("this {what}"), |shown| format!("`{shown}` {what}")),
    };
    // What is put together from references comes after them.
    let outside = text.as_ref().and_then(|text| text.first_from_outside(value.span));
    let of_parts = text.as_ref().filter(|_| outside.is_some()).map(Text::first_provenance).unwrap_or_default();
    let is_part = |step: &Step| {
        let inside = value.span.covers(step.span) && value.span != step.span;
        inside || of_parts.steps().any(|part| part.span == step.span)
    };
    let made = steps.iter().rposition(|step| is_part(step)).map_or(0, |last| last + 1);
    let (parts, rest) = steps.split_at_checked(made).unwrap_or((&[], &steps));
    let written = outside.map(|(part, span)| Label { span, text: format!("`{part}` is written here") });
    let mut labels: Vec<Label> = written.into_iter().chain(parts.iter().map(|step| used(subject, step))).collect();
    // A value from the command line stands where it is declared.
    let given = rest.first().filter(|step| step.span == value.span);
    labels.push(match (given, outside) {
        (Some(given), _) => said(&format!("is given as `{}`", given.name)),
        (None, Some((part, _))) if shown.as_deref() == Some(part) => said("is put in here"),
        (None, None) if parts.is_empty() => said("is written here"),
        _ => said("is put together here"),
    });
    labels.extend(rest.iter().filter(|step| step.span != value.span).map(|step| used(subject, step)));
    labels
}

fn used(subject: &StatementContext<'_>, step: &Step) -> Label {
    let call = subject.policy.resource.calls.iter().rev().find(|call| call.block.covers(step.span));
    // `Nested.Parameters.Name` says it itself.
    let call = call.filter(|call| !step.name.starts_with(call.name.as_str()));
    let receiver = call.map(|call| format!(" for `{}`", call.name)).unwrap_or_default();
    Label { span: step.span, text: format!("used as `{}`{receiver}", step.name) }
}

/// The end of the way of a document that is not written in the resource.
fn arrival(subject: &StatementContext<'_>, labels: &mut Vec<Label>) {
    let policy = subject.policy;
    let argument = policy.path.replace("[]", "");
    let receiver = format!("`{argument}` of `{}`", policy.resource.address);
    match labels.last_mut().filter(|last| policy.resource.block.covers(last.span)) {
        Some(last) => last.text.push_str(&format!(" for {receiver}")),
        None => labels.push(Label { span: policy.argument, text: format!("becomes {receiver}") }),
    }
}

/// The lists and maps around a value, the nearest first, without the outermost.
fn around_it<'a>(whole: &'a Value, value: &Value, found: &mut Vec<&'a Value>) -> bool {
    let mut inside = |member: &'a Value| {
        if std::ptr::eq(member, value) {
            return true;
        }
        let is_inside = around_it(member, value, found);
        if is_inside {
            found.push(member);
        }
        is_inside
    };
    match &whole.kind {
        Kind::List(items) => items.iter().any(&mut inside),
        Kind::Map(map) => map.entries.iter().any(|entry| inside(&entry.value)),
        _ => false,
    }
}

fn farthest_first(value: &Value) -> Vec<&Step> {
    steps(&value.provenance)
}

fn steps(provenance: &Provenance) -> Vec<&Step> {
    let mut steps: Vec<&Step> = provenance.steps().collect();
    steps.reverse();
    steps
}
