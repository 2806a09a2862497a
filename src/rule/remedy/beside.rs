//! Who else comes in by the text of a statement, whom a condition that is pasted there might stop.

use crate::iam::condition::Condition;
use crate::iam::document::{Document, Effect, Names, Statement};
use crate::mapped_text::{HoleAt, HoleKind, Text};
use crate::rule::context::{PrincipalKind, StatementContext};
use crate::value::{Map, Value};

/// Who else comes in by what is written at the place of the statement: other principals, those of statements that are made from the same text, and the services
/// of other policies that are. Callers that
/// are no service count where no condition asks for a key that only services send.
pub(super) fn beside(context: &StatementContext<'_>) -> Vec<String> {
    let span = context.statement.span;
    let is_same = |statement: &&Statement| statement.span == span;
    let mut found = vec![];
    for statement in context.policy.document.statements.iter().filter(is_same) {
        let for_services = statement.conditions.iter().any(asks_for_source);
        let entries = statement.principals.iter().flat_map(|listed| &listed.entries);
        let counted = entries.filter(|entry| PrincipalKind::of(entry) == PrincipalKind::Service || !for_services);
        // `logs.${region}.amazonaws.com` is the service whatever the Region.
        found.extend(counted.map(|entry| if is_nameless(&entry.text) { String::new() } else { service_of(&entry.text) }));
    }
    let root = &context.policy.root;
    for named in root.known.callers_at(root.policies, span) {
        // What is put together is one of those above, for another Region.
        let service = named.strip_prefix("Service ").filter(|service| !service.contains("${"));
        found.extend(
            service.filter(|service| !found.iter().any(|known| known == service)).map(str::to_owned).into_iter().collect::<Vec<_>>(),
        );
    }
    found
}

/// Whether nothing is known of a principal that could name it.
fn is_nameless(text: &Text) -> bool {
    let is_unknown = |hole: &HoleAt| matches!(hole.hole.kind, HoleKind::Unknown(_));
    text.literal().is_empty() && text.holes().iter().any(is_unknown)
}

/// A service principal without a Region that is not known.
pub(super) fn service_of(text: &Text) -> String {
    let parts = text.split(".");
    let is_known = |part: &&Text| part.holes().is_empty() || parts.len() < 4;
    parts.iter().filter(is_known).map(Text::to_string).collect::<Vec<_>>().join(".")
}

/// Whether a condition stops all whose call has no source.
pub(super) fn asks_for_source(condition: &Condition) -> bool {
    let demands = condition.operator.is_some_and(|operator| !operator.row.negated && !operator.if_exists && operator.quantifier.is_none());
    demands
        && condition.key.starts_with("aws:source")
        && !["aws:sourceip", "aws:sourcevpc", "aws:sourcevpce"].contains(&condition.key.as_str())
}

/// A statement as far as it is decided.
pub(super) fn read_statement(statement: &Value) -> Option<Statement> {
    let mut document = Map::default();
    document.push("Statement", statement.span, Value::list(vec![statement.clone()], statement.span));
    let mut read = Document::read(&Value::map(document, statement.span), &Names::default()).0.statements;
    read.pop().filter(|statement| statement.effect == Effect::Allow)
}
