//! The evidence of clauses about what the holder of a statement may do: the entry of the statement that grants it, and the way on from there.

use crate::finding::{Label, LabelRole, Remedy};
use crate::iam::document::Element;
use crate::iam::evaluate::action_matches;
use crate::privilege::PathStep;
use crate::rule::answer::{Aspect, Evidence, FaultyElement};
use crate::rule::context::StatementContext;
use crate::rule::provenance::{IN_STATEMENT, WrittenValue, head, in_statement, replaceable};
use crate::source::Span;
use crate::truth::Truth;

/// What somebody who holds the statement may do.
pub(super) struct Held<'p> {
    /// The action that the statement grants, as asked for; `*` for everything.
    pub(super) action: String,
    /// Where it leads from there.
    pub(super) steps: &'p [PathStep],
    pub(super) texts: Vec<(&'static str, String)>,
    pub(super) advice: String,
}

pub(super) fn evidence(context: &StatementContext<'_>, held: Held<'_>) -> Evidence {
    let policy = context.policy.policy;
    // The document of AWS stands nowhere; what attaches it does.
    let whole = if policy.is_managed() { policy.resource.block } else { context.statement.span };
    let mut fault = granting(context, &held.action, whole);
    fault.provenance.extend(held.steps.iter().map(|step| Label::new(step.span, step.text.clone()).of(LabelRole::Requirement)));
    let mut texts = held.texts;
    texts.push(("action", held.action));
    Evidence { fault: Some(fault), texts, remedy: Some(Remedy::advice(held.advice)), ..Evidence::default() }
}

/// What to do where an entry grants more than this action: there is no entry to take away, nor a resource to name. The other wildcards of the statement
/// that lead on are named as well, so that nobody writes out one and meets the next.
pub(super) fn too_much(context: &StatementContext<'_>, action: &str, leads_on: &dyn Fn(&Element) -> bool) -> Option<String> {
    let policy = context.policy.policy;
    if policy.is_managed() {
        let written = context.policy.root.workspace.slice(policy.span).trim_matches(['"', '\'']);
        let name = written.rsplit_once("policy/").map_or_else(|| "this policy of AWS".to_owned(), |(_, name)| format!("`{name}`"));
        return Some(format!("attach a policy that grants only the actions that are needed, instead of {name}"));
    }
    let listed = context.statement.actions.as_ref()?;
    if listed.negated {
        return Some("list the actions that are needed in `Action`, instead of all but some in `NotAction`".to_owned());
    }
    let covers = |element: &&Element| action_matches(element, action) == Truth::Yes;
    let entry = listed.entries.iter().find(covers)?;
    if entry.written().to_string().eq_ignore_ascii_case(action) {
        return None;
    }
    let others = further_wildcards(context, entry, leads_on);
    let wildcards = in_words(std::iter::once(entry.written().to_string()).chain(others));
    Some(format!("write the actions that are needed instead of {wildcards}"))
}

/// The other entries of the statement that stand for several actions and lead on.
pub(super) fn further_wildcards(context: &StatementContext<'_>, entry: &Element, leads_on: &dyn Fn(&Element) -> bool) -> Vec<String> {
    let entries = context.statement.actions.iter().flat_map(|listed| &listed.entries);
    let others = entries.filter(|other| other.span != entry.span && other.pattern.has_wildcards() && leads_on(other));
    others.map(|other| other.written().to_string()).collect()
}

/// "`a`, `b` and `c`".
pub(super) fn in_words(names: impl IntoIterator<Item = String>) -> String {
    let mut names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    let last = names.pop().unwrap_or_default();
    if names.is_empty() { last } else { format!("{} and {last}", names.join(", ")) }
}

/// How to keep the roles that may be passed to those that are meant.
pub(super) fn roles_advice(context: &StatementContext<'_>) -> String {
    let passes = |entry: &Element| action_matches(entry, "iam:PassRole") == Truth::Yes;
    match too_much(context, "iam:PassRole", &passes) {
        Some(advice) => format!("{advice}; allow `iam:PassRole` only for named roles"),
        None if context.statement.actions.as_ref().is_some_and(|listed| listed.entries.len() > 1) => {
            "give `iam:PassRole` a statement of its own, with named roles and `iam:PassedToService`".to_owned()
        }
        None if is_narrow(context) => {
            "the roles and the service are named already: leave the role that leads further out, or take from it what is not needed"
                .to_owned()
        }
        None => "name the roles that may be passed, and the services that may receive them (`iam:PassedToService`)".to_owned(),
    }
}

/// Whether the statement names roles and the service that gets them.
fn is_narrow(context: &StatementContext<'_>) -> bool {
    let listed = context.statement.resources.as_ref().filter(|listed| !listed.negated);
    let names_roles = listed.is_some_and(|listed| listed.entries.iter().all(|entry| !entry.text.literal().contains('*')));
    names_roles && context.statement.conditions.iter().any(|condition| condition.key.eq_ignore_ascii_case("iam:PassedToService"))
}

/// The entry of the statement that grants an action.
fn granting(context: &StatementContext<'_>, action: &str, whole: Span) -> FaultyElement {
    let at = |place: Span, element: &str| FaultyElement {
        aspect: Aspect::Action,
        place,
        provenance: vec![],
        element: element.to_owned(),
        replaceable: None,
    };
    let Some(listed) = &context.statement.actions else { return at(head(whole), "") };
    if listed.negated {
        return at(listed.key_span, "NotAction");
    }
    let asked = if action == "*" { "any-service:AnyAction" } else { action };
    let grants = |element: &&Element| action_matches(element, asked) == Truth::Yes;
    let Some(element) = listed.entries.iter().find(grants) else { return at(head(whole), "") };
    let written = WrittenValue::element(element);
    let carried = WrittenValue { provenance: &context.policy.document.provenance, ..written.clone() };
    let shown = if context.policy.policy.is_managed() { &carried } else { &written };
    let place = shown.inside(listed.key_span, whole);
    // Of a policy of AWS it is the name that somebody gives.
    let policy = context.policy.policy;
    let named = WrittenValue { text: None, span: policy.span, provenance: &context.policy.document.provenance };
    let given = if policy.is_managed() { &named } else { &written };
    let replaceable = replaceable(context.policy.root, policy.resource, given);
    let provenance = in_statement(context, &written, place, IN_STATEMENT);
    FaultyElement { provenance, replaceable, ..at(place, &element.written().to_string()) }
}
