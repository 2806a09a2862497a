//! A policy in parts, each with the sets of answers under which it is judged.

use crate::condition::{Assignment, Conditions, TooManyAssignments};
use crate::problem::Problem;
use crate::source::Span;
use crate::value::Value;
use std::borrow::Cow;

/// A policy, or one statement of it with what bears on it, and the sets of answers under which it is judged.
pub(super) struct PolicyPart<'v> {
    pub(super) document: Cow<'v, Value>,
    pub(super) assignments: Vec<Assignment>,
    /// Only the first statement is asked about; the others stand there for what they deny.
    pub(super) is_statement: bool,
    /// What is left out of it.
    pub(super) doubt: Option<&'static str>,
    /// The statement of which sets of answers are not looked at: those in which more than two branches stand together.
    pub(super) untried: Option<Span>,
}

/// That of a statement not all sets of answers are looked at.
pub(super) fn untried(span: Span, address: &str) -> Problem {
    let why = format!(
        "a statement of the policy of `{address}` depends on too many undecided conditions: each two are looked at together, and no more"
    );
    Problem::limit_reached(span, &why)
}

/// The whole policy if its open conditions are few enough, else each statement under the conditions that it and the Deny statements mention.
/// A statement that mentions too many by itself is not judged; its place is given.
pub(super) fn parts(document: &Value) -> Vec<Result<PolicyPart<'_>, Span>> {
    if let Ok(assignments) = document.assignments() {
        return vec![Ok(PolicyPart { document: Cow::Borrowed(document), assignments, is_statement: false, doubt: None, untried: None })];
    }
    let Some(statements) = document.get("Statement").and_then(Value::as_list) else { return vec![Err(document.span)] };
    let may_be =
        |statement: &Value, effect: &str| statement.get("Effect").is_none_or(|known| known.as_str().is_none_or(|known| known == effect));
    let denies: Vec<&Value> =
        statements.iter().filter(|statement| statement.get("Effect").is_some() && may_be(statement, "Deny")).collect();
    let allows = statements.iter().filter(|statement| may_be(statement, "Allow"));
    let of = |allow: &Value, denies: &[&Value], doubt| {
        let statements = std::iter::once(allow).chain(denies.iter().copied()).cloned().collect();
        let document = document.with("Statement", Value::list(statements, document.span));
        let (assignments, untried) = match document.assignments() {
            Ok(all) => (all, None),
            Err(TooManyAssignments) if denies.is_empty() => (pairs(&document).ok()?, Some(allow.span)),
            Err(TooManyAssignments) => return None,
        };
        Some(PolicyPart { document: Cow::Owned(document), assignments, is_statement: true, doubt, untried })
    };
    let doubt = Some("Deny statements of the policy are left out, because they depend on too many undecided conditions");
    allows.map(|allow| of(allow, &denies, None).or_else(|| of(allow, &[], doubt)).ok_or(allow.span)).collect()
}

fn pairs(document: &Value) -> Result<Vec<Assignment>, TooManyAssignments> {
    let (mut conditions, mut needed) = (Conditions::default(), vec![]);
    document.conditions(&mut conditions);
    document.branch_answers(&Assignment::default(), &mut needed);
    conditions.pairs(&Assignment::default(), &needed)
}
