//! Whether a statement is about a request.

use super::PolicyKind;
use crate::iam::context::{Keys, Request};
use crate::iam::document::{Effect, Element, Listed, Statement};
use crate::iam::pattern::{self, Part, Pattern, Resolve};
use crate::iam::principal::{self, Match};
use crate::truth::Truth;

/// How a statement matches.
#[derive(Clone, PartialEq, Debug)]
pub struct Matched {
    pub truth: Truth,
    /// The ways in which the caller is named.
    pub named: Vec<(Truth, Match)>,
}

impl Matched {
    /// At most unknown.
    pub(super) fn capped(mut self) -> Matched {
        self.truth = self.truth.and(Truth::Unknown);
        self
    }
}

/// Whether a statement of such a policy is about the request.
pub fn matches(statement: &Statement, kind: PolicyKind, request: &Request, keys: &Keys<'_>, has_boundary: bool) -> Matched {
    let no = Matched { truth: Truth::No, named: vec![] };
    let mut truth = if statement.unclear.is_empty() { Truth::Yes } else { Truth::Unknown };
    let mut named = vec![];
    if kind.has_principals() {
        named = match &statement.principals {
            Some(listed) if statement.effect == Effect::Allow => principal::granted(listed, &request.principal),
            Some(listed) => principal::matches(listed, &request.principal, has_boundary),
            None if statement.unclear.is_empty() => vec![],
            None => vec![(Truth::Unknown, Match::Wild)],
        };
        truth = truth.and(Truth::any(named.iter().map(|(truth, _)| *truth)));
    }
    if truth == Truth::No {
        return no;
    }
    truth = truth.and(about_action(statement, &request.action));
    if truth == Truth::No {
        return no;
    }
    let resolve = |key: &str| keys.resolve(key);
    truth = truth.and(about_resource(statement, kind, &request.resource, &resolve));
    if names_no_resource(statement, &resolve) {
        return no;
    }
    for condition in &statement.conditions {
        if truth == Truth::No {
            return no;
        }
        truth = truth.and(condition.holds(keys, statement.effect));
    }
    if truth == Truth::No { no } else { Matched { truth, named } }
}

/// Whether a variable without value makes a `NotResource` one that covers nothing: "the resource that includes a policy variable with no value will not
/// match any resource" is said of both elements. A grant to all resources is not read into it, nor is a Deny.
fn names_no_resource(statement: &Statement, resolve: &Resolve<'_>) -> bool {
    let has_no_value = |element: &Element| element.pattern.has_variables() && element.pattern.components(resolve).is_none();
    statement.resources.as_ref().is_some_and(|listed| listed.negated && listed.entries.iter().any(has_no_value))
}

/// Whether the statement's `Action` or `NotAction` covers the action.
pub fn about_action(statement: &Statement, action: &str) -> Truth {
    match &statement.actions {
        Some(listed) => either(listed, |element| action_matches(element, action)),
        None if statement.unclear.is_empty() => Truth::No,
        None => Truth::Unknown,
    }
}

/// Whether the statement's `Resource` or `NotResource` covers the resource.
pub fn about_resource(statement: &Statement, kind: PolicyKind, resource: &str, resolve: &Resolve<'_>) -> Truth {
    match &statement.resources {
        Some(listed) => {
            // What an unresolved variable means in the `Not…` form can be read in two ways.
            let unresolved = if listed.negated { Truth::Unknown } else { Truth::No };
            either(listed, |element| match completed(element) {
                Some(whole) => matches_completed(&whole, kind, resource),
                None => resource_matches(element, resource, resolve).unwrap_or(unresolved),
            })
        }
        // Trust policies and policies of repositories have no resource; a key policy's statement without one does nothing.
        None if !statement.unclear.is_empty() => Truth::Unknown,
        None => Truth::from(kind.has_principals() && resource.split(':').nth(2) != Some("kms")),
    }
}

/// The pattern of an incomplete ARN with what is missing: AWS completes such an ARN in an identity-based policy with wildcards, so that `arn:aws:sqs` is
/// `arn:aws:sqs:*:*:*`. <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
fn completed(element: &Element) -> Option<Pattern> {
    let pattern = &element.pattern;
    let colons = pattern.colons();
    if colons >= 5 || pattern.is_any() || pattern.has_holes() || variable_before_name(pattern) {
        return None;
    }
    let text = element.known().filter(|text| text.starts_with("arn:") || text.starts_with('*'))?;
    Some(Pattern::from_known(&format!("{text}{}", ":*".repeat(5 - colons)), false))
}

/// Whether the completed ARN covers the resource. Only for identity-based policies it is documented that AWS completes it; in others it may as well be dead.
fn matches_completed(whole: &Pattern, kind: PolicyKind, resource: &str) -> Truth {
    let Some(Ok(truth)) = pattern::match_arn(whole, resource, &pattern::unresolved) else { return Truth::Unknown };
    match kind {
        PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session => truth,
        _ => truth.and(Truth::Unknown),
    }
}

fn either(listed: &Listed<Element>, matches: impl Fn(&Element) -> Truth) -> Truth {
    let any = Truth::any(listed.entries.iter().map(matches));
    if listed.negated { !any } else { any }
}

/// Whether an entry of `Action` covers the action: no wildcards in the prefix, case does not matter.
pub fn action_matches(element: &Element, action: &str) -> Truth {
    let pattern = &element.pattern;
    if pattern.is_any() {
        return Truth::Yes;
    }
    let Some(text) = element.known() else { return action_with_holes(element, action) };
    if text == "*:*" {
        return Truth::Yes;
    }
    // Most entries are about another service, which has no wildcards.
    let first = |text: &str| text.bytes().next().map(|byte| byte.to_ascii_lowercase());
    if first(text) != first(action) {
        return Truth::No;
    }
    if !text.bytes().any(|byte| matches!(byte, b'*' | b'?')) {
        return Truth::from(text.eq_ignore_ascii_case(action));
    }
    let (Some((prefix, name)), Some((service, operation))) = (text.split_once(':'), action.split_once(':')) else {
        return Truth::No;
    };
    if !prefix.eq_ignore_ascii_case(service) {
        return Truth::No;
    }
    if name.is_ascii() && operation.is_ascii() {
        return Truth::from(glob_matches(name.as_bytes(), operation.as_bytes()));
    }
    Pattern::from_known(&name.to_ascii_lowercase(), false).matches(&operation.to_ascii_lowercase(), &pattern::unresolved)
}

/// Whether `*` and `?` of a glob can stand for the rest of a text, case aside: the last `*` takes as little as it can.
fn glob_matches(glob: &[u8], text: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    let mut last_star: Option<(usize, usize)> = None;
    while let Some(byte) = text.get(read) {
        match glob.get(at) {
            Some(b'*') => {
                at += 1;
                last_star = Some((at, read));
            }
            Some(wanted) if *wanted == b'?' || wanted.eq_ignore_ascii_case(byte) => {
                at += 1;
                read += 1;
            }
            _ => match &mut last_star {
                Some((behind, taken)) => {
                    *taken += 1;
                    (at, read) = (*behind, *taken);
                }
                None => return false,
            },
        }
    }
    glob.get(at..).unwrap_or_default().iter().all(|byte| *byte == b'*')
}

/// An action of which a part is not known: no if its known start says so.
fn action_with_holes(element: &Element, action: &str) -> Truth {
    let start: String =
        element.pattern.parts().iter().map_while(|part| if let Part::Text(text) = part { Some(text.as_str()) } else { None }).collect();
    let same = action.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(&start));
    if same { Truth::Unknown } else { Truth::No }
}

/// Whether an entry of `Resource` covers the resource; nothing if a variable in it has no value.
pub fn resource_matches(element: &Element, resource: &str, resolve: &Resolve<'_>) -> Option<Truth> {
    let pattern = &element.pattern;
    if pattern.is_any() {
        return Some(Truth::Yes);
    }
    if let Some(plain) = pattern.plain()
        && (plain == resource || pattern.colons() >= 5)
    {
        return Some(Truth::from(plain == resource));
    }
    if variable_before_name(pattern) {
        return Some(Truth::No);
    }
    match pattern::match_arn(pattern, resource, resolve)? {
        Ok(truth) => Some(truth),
        // Fewer than six components: undocumented.
        Err(()) => Some(Truth::Unknown),
    }
}

/// Variables are put in only behind the fifth colon.
fn variable_before_name(pattern: &Pattern) -> bool {
    if !pattern.has_variables() {
        return false;
    }
    let mut colons = 0;
    for part in pattern.parts() {
        match part {
            Part::Text(text) => colons += text.matches(':').count(),
            Part::Variable { .. } if colons < 5 => return true,
            _ => {}
        }
    }
    false
}
