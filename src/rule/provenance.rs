//! How a value came to where it takes effect: from where it is written, through references and documents, to the argument of the resource.

use super::context::{PolicyContext, RootContext, StatementContext};
use crate::finding::{Label, LabelRole, ShortStep};
use crate::iam::document::Element;
use crate::iam::principal::Principal;
use crate::mapped_text::Text;
use crate::mapped_text::filled_in::asks_for_value;
use crate::resource::{Language, LooseKind, Resource};
use crate::source::{Span, Workspace};
use crate::value::{Provenance, ReferenceStep, Value};

/// What is told where a statement shows a value that is written elsewhere.
pub(super) const IN_STATEMENT: &str = "stands in the statement";

/// A value, where it is written, and the references that it came through.
#[derive(Clone, Debug)]
pub(super) struct WrittenValue<'a> {
    pub(super) text: Option<&'a Text>,
    pub(super) span: Span,
    pub(super) provenance: &'a Provenance,
}

impl<'a> WrittenValue<'a> {
    pub(super) fn element(element: &'a Element) -> WrittenValue<'a> {
        WrittenValue { text: Some(element.written()), span: element.span, provenance: &element.origin.provenance }
    }

    pub(super) fn principal(principal: &'a Principal) -> WrittenValue<'a> {
        WrittenValue { text: Some(principal.written()), span: principal.span, provenance: &principal.origin.provenance }
    }

    /// Where it shows inside `whole`: where it is written, else the nearest reference to it, else the key it stands at, else the head of `whole`.
    pub(super) fn inside(&self, key_span: Span, whole: Span) -> Span {
        let references = self.provenance.steps().map(|step| step.span);
        let candidates = std::iter::once(self.span).chain(references).chain([key_span]);
        candidates.into_iter().find(|span| whole.covers(*span)).unwrap_or(head(whole))
    }
}

/// The first byte's place, for what has no better one.
pub(super) fn head(whole: Span) -> Span {
    Span { end: whole.start, ..whole }
}

/// The way of a value of a statement. `place` is where the statement shows it, and `there` what it does there: "allowed". Empty if it is written where
/// it takes effect, in a document that stands in the resource itself.
pub(super) fn in_statement(context: &StatementContext<'_>, value: &WrittenValue<'_>, place: Span, there: &str) -> Vec<Label> {
    let (statement, policy) = (context.statement, context.policy);
    let beyond: Vec<&ReferenceStep> = steps(&statement.provenance).chain(steps(&policy.document.provenance)).collect();
    // A value from an encoded document knows the way of the document as well.
    let own: Vec<&ReferenceStep> = steps(value.provenance).filter(|step| !beyond.iter().any(|other| other.span == step.span)).collect();
    let is_carried = !beyond.is_empty() || !policy.policy.resource.block.covers(policy.policy.span);
    if own.is_empty() && !is_carried && statement.span.covers(value.span) {
        return vec![];
    }
    let resource = policy.policy.resource;
    let mut labels = origin(policy, value, own);
    if labels.iter().all(|label| label.span != place) && beyond.iter().all(|step| step.span != place) {
        labels.push(Label::step(place, format!("{there} here"), there));
    }
    labels.extend(beyond.iter().map(|step| used(resource, step)));
    each_place_once(&mut labels);
    if is_carried {
        arrival(policy, &mut labels);
    }
    labels
}

/// The way of an attribute's value to the resource. Empty if it is written there.
pub(super) fn in_resource(resource: &Resource, value: &Value, place: Span) -> Vec<Label> {
    let text = value.to_text();
    let written = WrittenValue { text: text.as_ref(), span: value.span, provenance: &value.provenance };
    let own: Vec<&ReferenceStep> = steps(&value.provenance).collect();
    if own.is_empty() && resource.block.covers(value.span) {
        return vec![];
    }
    let mut labels = told(resource, &written, own, text.as_ref().map(Text::to_string));
    if labels.iter().all(|label| label.span != place) {
        labels.push(Label::step(place, format!("used in `{}` here", resource.address), format!("used in `{}`", resource.address)));
    }
    each_place_once(&mut labels);
    labels
}

fn each_place_once(labels: &mut Vec<Label>) {
    let mut known: Vec<Span> = vec![];
    labels.retain(|label| {
        let is_new = !known.contains(&label.span);
        known.push(label.span);
        is_new
    });
}

/// From where the value is written to its nearest reference.
fn origin(context: &PolicyContext<'_>, value: &WrittenValue<'_>, steps: Vec<&ReferenceStep>) -> Vec<Label> {
    let workspace = context.root.workspace;
    // A document of AWS is written nowhere, but the name of its policy is.
    let name = || workspace.slice(value.span).trim_matches(['"', '\'']).to_owned();
    let shown = if context.policy.is_managed() { Some(name()) } else { value.text.map(Text::to_string) };
    told(context.policy.resource, value, steps, shown)
}

fn told(resource: &Resource, value: &WrittenValue<'_>, steps: Vec<&ReferenceStep>, shown: Option<String>) -> Vec<Label> {
    let shown = shown.map(|text| text.replace("${unknown}", "…")).filter(|text| !text.is_empty() && text != "…" && !text.contains('\n'));
    let said = |what: &str, in_short: &str| {
        let with = |what: &str| match (&shown, what) {
            (Some(shown), "") => format!("`{shown}`"),
            (Some(shown), what) => format!("`{shown}` {what}"),
            (None, "") => "a text".to_owned(),
            (None, what) => format!("a text that {what}"),
        };
        Label::step(value.span, with(what), with(in_short))
    };
    // What is put together from references comes after them.
    let outside = value.text.and_then(|text| text.told_from_outside(value.span));
    let (first, of_part) = match (value.text, &outside) {
        (Some(text), Some((.., of_part))) => (text.first_provenance(), of_part.clone()),
        _ => Default::default(),
    };
    let is_part = |step: &ReferenceStep| {
        let inside = value.span.covers(step.span) && value.span != step.span;
        inside || first.steps().chain(of_part.steps()).any(|part| part.span == step.span)
    };
    let made = steps.iter().rposition(|step| is_part(step)).map_or(0, |last| last + 1);
    let (parts, rest) = steps.split_at_checked(made).unwrap_or((&[], &steps));
    // The value has come the way of its first part.
    let parts = if first == of_part { parts.to_vec() } else { of_part.steps().collect() };
    let outside = outside.as_ref().map(|(part, span, _)| (*part, *span));
    let written = outside.map(|(part, span)| Label::step(span, format!("`{part}` is written here"), format!("`{part}`")));
    let mut labels: Vec<Label> = written.into_iter().chain(parts.iter().map(|step| used(resource, step))).collect();
    // A value from the command line stands where it is declared.
    let given = rest.first().filter(|step| step.span == value.span);
    labels.push(match (given, outside) {
        (Some(given), _) => {
            let what = format!("is given as `{}`", given.name);
            said(&what, &what)
        }
        (None, Some((part, _))) if shown.as_deref() == Some(part) => said("is put in here", "is put in"),
        (None, None) if parts.is_empty() => said("is written here", ""),
        _ => said("is put together here", "is put together"),
    });
    labels.extend(rest.iter().filter(|step| step.span != value.span).map(|step| used(resource, step)));
    labels
}

fn used(resource: &Resource, step: &ReferenceStep) -> Label {
    let call = resource.calls.iter().rev().find(|call| call.block.covers(step.span));
    // `Nested.Parameters.Name` says it itself.
    let call = call.filter(|call| !step.name.starts_with(call.name.as_str()));
    let receiver = call.map(|call| format!(" for `{}`", call.name)).unwrap_or_default();
    let short = ShortStep {
        text: format!("`{}`{receiver}", step.name),
        is_document: step.name.starts_with("data.aws_iam_policy_document."),
        arrives: None,
    };
    Label::new(step.span, format!("used as `{}`{receiver}", step.name)).of(LabelRole::Step(short))
}

/// The end of the way of a document that is not written in the resource.
fn arrival(context: &PolicyContext<'_>, labels: &mut Vec<Label>) {
    let policy = context.policy;
    let argument = policy.path.replace("[]", "");
    let receiver = format!("`{argument}` of `{}`", policy.resource.address);
    match labels.last_mut().filter(|last| policy.resource.block.covers(last.span)) {
        Some(last) => {
            last.text.push_str(&format!(" for {receiver}"));
            if let LabelRole::Step(short) = &mut last.role {
                short.arrives = Some((argument, policy.resource.address.clone()));
            }
        }
        None => labels.push(Label::new(policy.argument, format!("becomes {receiver}"))),
    }
}

/// Why whoever deploys may give another value than this: it is the default of an input, or a text that is still to be filled in.
pub(super) fn replaceable(root: RootContext<'_>, resource: &Resource, value: &WrittenValue<'_>) -> Option<String> {
    if let Some(blank) = value.text.and_then(|text| asks_for_value(text.literal())) {
        return Some(format!("`{blank}` is still to be filled in"));
    }
    let known = value.text.and_then(Text::known);
    let Some(name) = default_of(root, resource, value) else { return default_within(root, resource, value) };
    let what =
        known.map_or_else(|| "this".to_owned(), |known| if known.is_empty() { "the empty text".to_owned() } else { format!("`{known}`") });
    Some(format!("{what} is the default of `{name}`; whoever deploys may give another"))
}

/// The same for the part of a longer text that decides whom it names: the account of an ARN, else all of it.
fn default_within(root: RootContext<'_>, resource: &Resource, value: &WrittenValue<'_>) -> Option<String> {
    let text = value.text?;
    // The partition, the Region and the name may be holes.
    let literal = text.literal();
    let range = match literal.strip_prefix("arn:") {
        Some(_) => {
            let account = literal.split(':').nth(4)?;
            let start = literal.split(':').take(4).map(|field| field.len() + 1).sum();
            start..start + account.len()
        }
        None => 0..text.known()?.len(),
    };
    let part = text.slice(range.clone());
    let provenance = text.provenance(range.clone());
    let within = WrittenValue { text: Some(&part), span: text.span(range.clone()).filter(|_| !range.is_empty())?, provenance: &provenance };
    let name = default_of(root, resource, &within)?;
    Some(format!("`{}` is the default of `{name}`; whoever deploys may give another", literal.get(range)?))
}

/// Why a value that stands in the inputs of a unit of Terragrunt may not be the one that counts:
/// <https://terragrunt.gruntwork.io/docs/reference/hcl/attributes/#variable-precedence>
pub(super) fn overridden(value: &WrittenValue<'_>) -> Option<String> {
    let input = value.provenance.steps().find_map(|step| step.name.strip_prefix("inputs."))?;
    let known = value.text.and_then(Text::known).map_or_else(|| "this".to_owned(), |known| format!("`{known}`"));
    Some(format!("{known} is an input of Terragrunt, over which `TF_VAR_{input}` of the environment wins"))
}

/// The variable or parameter of the root whose default a value is. Of a module that is called the caller has left it so.
fn default_of<'v>(root: RootContext<'_>, resource: &Resource, value: &WrittenValue<'v>) -> Option<&'v str> {
    let farthest = value.provenance.steps().last()?;
    // An empty text within another has no place of its own.
    if value.text.and_then(Text::known) == Some("") && is_empty_default(root, &farthest.name) {
        return Some(&farthest.name);
    }
    let name = match resource.language {
        Language::Terraform => {
            Some(farthest.name.as_str()).filter(|name| name.starts_with("var.") && is_in_variable(root.workspace, value.span))
        }
        Language::CloudFormation => Some(farthest.name.as_str())
            .and_then(|name| name.strip_prefix("Ref ").or_else(|| name.strip_prefix("${")?.strip_suffix('}')))
            .filter(|_| stands_at(root.workspace, value.span, "Default")),
    };
    let is_of_root = resource.calls.is_empty() || resource.calls.iter().any(|call| call.block.covers(farthest.span));
    // A value that is given on the command line stands where it is declared; one that is put together holds its parts.
    name.filter(|_| is_of_root && !value.span.covers(farthest.span))
}

/// Whether a variable of the root module is the empty text unless somebody gives another.
fn is_empty_default(root: RootContext<'_>, name: &str) -> bool {
    let input = root.root.loose.iter().find(|loose| loose.kind == LooseKind::Input && loose.resource.address == name);
    let attributes = input.map(|input| &input.resource.attributes);
    attributes.is_some_and(|input| input.get("given").is_none() && input.get("default").and_then(Value::as_str) == Some(""))
}

/// Whether a value stands behind this key of YAML or JSON.
fn stands_at(workspace: &Workspace, span: Span, key: &str) -> bool {
    let before = workspace.text(span.file).ok().and_then(|text| text.get(..span.start as usize)).unwrap_or_default();
    let marks = |char: char| char.is_whitespace() || ['"', '\'', '|', '>', '-', '+'].contains(&char);
    let key_end = before.trim_end_matches(marks).strip_suffix(':').map(|before| before.trim_end_matches(marks));
    key_end.is_some_and(|before| before.ends_with(key))
}

/// Whether a value stands in the block of a variable, as its default does.
fn is_in_variable(workspace: &Workspace, span: Span) -> bool {
    let before = workspace.text(span.file).ok().and_then(|text| text.get(..span.start as usize)).unwrap_or_default();
    let block = [r#"variable ""#, r#""variable""#].iter().filter_map(|word| before.rfind(word)).max();
    let inside = block.and_then(|at| before.get(at..)).unwrap_or_default();
    // What a validation lists is no default.
    let is_of_validation = |behind: &str| {
        let mut parts = behind.split("validation").skip(1);
        parts.any(|part| part.trim_start_matches(['"', ':', '[', ' ', '\t', '\n']).starts_with('{'))
    };
    let is_default = inside.rfind("default").and_then(|at| inside.get(at..)).is_some_and(|behind| !is_of_validation(behind));
    is_default && is_still_open(inside)
}

/// Whether the first brace of a text is still open at its end.
fn is_still_open(text: &str) -> bool {
    let mut depth = 0usize;
    for char in text.chars() {
        match char {
            '{' => depth += 1,
            '}' if depth <= 1 => return false,
            '}' => depth -= 1,
            _ => {}
        }
    }
    depth > 0
}

/// The farthest from the use first.
fn steps(provenance: &Provenance) -> impl Iterator<Item = &ReferenceStep> {
    let mut steps: Vec<&ReferenceStep> = provenance.steps().collect();
    steps.reverse();
    steps.into_iter()
}
