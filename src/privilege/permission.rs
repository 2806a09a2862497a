//! May this identity do this: its policies, its boundary, and the circumstances that the caller can bring about.

use super::effective::{EffectivePolicies, StatementAt};
use super::{PermissionGraph, PrincipalContext};
use crate::iam::condition::Family;
use crate::iam::context::{Caller, CallerKind, Keys, Request};
use crate::iam::document::{Effect, Element, Statement};
use crate::iam::evaluate::{PolicyKind, about_action, matches, resource_matches};
use crate::iam::pattern::{self, Part};
use crate::truth::Truth;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// How many sets of circumstances are tried for one question.
const MAX_SITUATIONS: usize = 128;

/// A time that has come for everybody who reads this: what had to be done before it cannot be done any more.
const PRESENT: &str = "2026-01-01T00:00:00Z";

/// A request that an identity may make.
#[derive(Clone, Debug)]
pub struct Permission {
    pub holder: usize,
    pub by: StatementAt,
    pub request: Request,
    /// Why it is only possible; empty if it is certain.
    pub doubts: Vec<String>,
    /// How many others have it by the same statement.
    pub others: usize,
}

/// What an identity wants to do.
#[derive(Clone, Debug)]
pub(super) struct Query<'q> {
    pub action: &'q str,
    pub resource: String,
    /// Keys that the request is bound to have.
    pub context: &'q [(&'q str, String)],
    /// Only what this statement grants.
    pub only: Option<StatementAt>,
}

impl PermissionGraph<'_> {
    /// Whether an identity may do something, in the circumstances that suit it best. Only what is surely granted counts; a guard that
    /// is not known makes it possible.
    pub(super) fn is_allowed(&self, caller: &PrincipalContext<'_>, query: &Query<'_>) -> Option<Permission> {
        let PrincipalContext { holder, world, effort, .. } = *caller;
        let statements = world.documents.iter().flat_map(|attached| &attached.document.statements);
        let size: usize = statements.map(weight).sum();
        if !effort.spend(size + 1) {
            return None;
        }
        let relevant: Vec<&Statement> = world
            .documents
            .iter()
            .filter(|attached| attached.kind != PolicyKind::Trust)
            .flat_map(|attached| &attached.document.statements)
            .filter(|statement| about_action(statement, query.action) != Truth::No)
            .collect();
        if !relevant.iter().any(|statement| statement.effect == Effect::Allow && can_be_about(statement, &query.resource)) {
            return None;
        }
        let plain = self.request(caller, query.action, &query.resource, query.context);
        let mut best: Option<Permission> = None;
        for context in situations(&relevant, &plain.context) {
            if !effort.spend(size) {
                break;
            }
            let request = Request { context, ..plain.clone() };
            let Some((by, unstopped)) = decide(world, &request, query.only) else { continue };
            match unstopped {
                Truth::Yes => return Some(Permission { holder, by, request, doubts: vec![], others: 0 }),
                Truth::Unknown if best.is_none() => best = Some(Permission { holder, by, request, doubts: doubts(world), others: 0 }),
                _ => {}
            }
        }
        best
    }

    /// A request of an identity, with the keys that it is bound to have.
    pub(super) fn request(&self, caller: &PrincipalContext<'_>, action: &str, resource: &str, bound: &[(&str, String)]) -> Request {
        let principal = self.caller(caller.holder, caller.account);
        let mut context: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let arn = principal.role_arn.clone().or_else(|| principal.arn.clone()).unwrap_or_default();
        if principal.kind == CallerKind::User {
            context.insert("aws:username".to_owned(), vec![arn.rsplit('/').next().unwrap_or_default().to_owned()]);
        }
        // "The temporary credentials returned by AssumeRole do not include MFA information in the context":
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
        if principal.kind == CallerKind::RoleSession {
            context.insert("aws:MultiFactorAuthPresent".to_owned(), vec!["false".to_owned()]);
        }
        context.insert("aws:PrincipalArn".to_owned(), vec![arn]);
        context.insert("aws:PrincipalAccount".to_owned(), vec![caller.account.to_string()]);
        context.insert("aws:PrincipalIsAWSService".to_owned(), vec!["false".to_owned()]);
        context.extend(bound.iter().map(|(key, value)| ((*key).to_owned(), vec![value.clone()])));
        let resource_account = caller.account.clone();
        Request { principal, action: action.to_owned(), resource: resource.to_owned(), context, resource_account }
    }

    /// An identity as a caller. Whoever holds a policy of a group, or one that nobody holds yet, is taken for some user.
    pub(super) fn caller(&self, holder: usize, account: &SmolStr) -> Caller {
        let identity = self.identities.get(holder);
        let arn = identity.and_then(|identity| crate::subject::arn(identity.resource));
        let arn = arn.map(|arn| crate::subject::definite(&arn, account));
        let account = Some(account.clone());
        match (identity.map(|identity| identity.kind), arn) {
            (Some("role"), Some(role)) => {
                let name = role.rsplit('/').next().unwrap_or_default();
                let owner = account.clone().unwrap_or_default();
                let arn = Some(format!("arn:aws:sts::{owner}:assumed-role/{name}/session"));
                Caller { kind: CallerKind::RoleSession, arn, role_arn: Some(role), account, ..Caller::default() }
            }
            (Some("user"), arn @ Some(_)) => Caller { kind: CallerKind::User, arn, account, ..Caller::default() },
            _ => {
                let arn = Some(format!("arn:aws:iam::{}:user/somebody", account.clone().unwrap_or_default()));
                Caller { kind: CallerKind::User, arn, account, ..Caller::default() }
            }
        }
    }
}

/// As how many statements one counts that lists many resources.
fn weight(statement: &Statement) -> usize {
    1 + statement.resources.as_ref().map_or(0, |listed| listed.entries.len() / 16)
}

/// The statement that surely grants a request, and whether nothing takes it back.
fn decide(world: &EffectivePolicies, request: &Request, only: Option<StatementAt>) -> Option<(StatementAt, Truth)> {
    let keys = Keys::of(&request.context);
    let boundaries = || world.of_kind(PolicyKind::Boundary);
    let is_bounded = world.is_bounded();
    let holds = |statement: &Statement, kind: PolicyKind| matches(statement, kind, request, &keys, is_bounded).truth;
    let mut granting = None;
    let mut denied = Truth::No;
    let mut within = if world.unread_boundaries.is_empty() { Truth::No } else { Truth::Unknown };
    for (document, attached) in world.of_kind(PolicyKind::Identity).chain(boundaries()) {
        for statement in &attached.document.statements {
            let at = StatementAt { document, statement: statement.index };
            let is_identity = attached.kind == PolicyKind::Identity;
            match statement.effect {
                Effect::Allow if is_identity && (granting.is_some() || only.is_some_and(|only| only != at)) => {}
                Effect::Allow if is_identity => {
                    granting = (holds(statement, attached.kind) == Truth::Yes).then_some(at);
                }
                Effect::Allow => within = within.or(holds(statement, attached.kind)),
                Effect::Deny => denied = denied.or(holds(statement, attached.kind)),
                Effect::Unclear => denied = denied.or(holds(statement, attached.kind).and(Truth::Unknown)),
                Effect::Invalid => {}
            }
        }
        if attached.kind == PolicyKind::Boundary && !attached.document.unclear.is_empty() {
            within = within.or(Truth::Unknown);
        }
    }
    let within = if is_bounded { within } else { Truth::Yes };
    granting.map(|at| (at, within.and(!denied)))
}

/// Whether a statement is about a resource, if variables in it come to what fits.
pub(super) fn can_be_about(statement: &Statement, resource: &str) -> bool {
    let fits = |element: &Element| resource_matches(element, resource, &pattern::unresolved) != Some(Truth::No);
    statement.resources.as_ref().is_none_or(|listed| listed.negated || listed.entries.iter().any(fits))
}

/// Whether a Deny without conditions stops a request.
pub(super) fn is_denied(world: &EffectivePolicies, request: &Request) -> bool {
    let keys = Keys::of(&request.context);
    let policies = world.documents.iter().filter(|attached| attached.kind != PolicyKind::Trust);
    let mut denying = policies.flat_map(|attached| attached.document.with_effect(Effect::Deny).map(|statement| (attached.kind, statement)));
    denying.any(|(kind, statement)| {
        statement.conditions.is_empty() && matches(statement, kind, request, &keys, world.is_bounded()).truth == Truth::Yes
    })
}

fn doubts(world: &EffectivePolicies) -> Vec<String> {
    let unread = world.unread_boundaries.iter().map(|name| format!("what the permissions boundary `{name}` allows is not in this code"));
    let mut doubts: Vec<String> = unread.collect();
    if doubts.is_empty() {
        doubts.push("whether a Deny or the permissions boundary takes it back is not known".to_owned());
    }
    doubts
}

/// Keys that tell of the resource or of what the service does with the role: the caller cannot choose them.
fn is_beyond_choice(key: &str) -> bool {
    key.contains("resourcetag/") || ["iam:associatedresourcearn", "iam:permissionsboundary", "iam:policyarn"].contains(&key)
}

/// The circumstances that make a difference for these statements: every key that a condition asks for is left out, or has a value that
/// one of the conditions speaks of (MFA, addresses, regions, tags: whoever holds the policy can meet them).
pub(super) fn situations(statements: &[&Statement], fixed: &BTreeMap<String, Vec<String>>) -> Vec<BTreeMap<String, Vec<String>>> {
    let is_fixed = |key: &str| fixed.keys().any(|known| known.eq_ignore_ascii_case(key));
    let mut free: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for condition in statements.iter().flat_map(|statement| &statement.conditions) {
        let key = condition.key.as_str();
        if !is_fixed(key) && !is_beyond_choice(key) {
            let family = condition.operator.as_ref().map(|operator| operator.row.family);
            let is_past = |value: &String| matches!(family, Some(Family::Date(_))) && value.as_str() < PRESENT;
            let values = free.entry(key).or_default();
            values.extend(condition.values.iter().map(instance).filter(|value| !is_past(value)));
            let others: &[&str] = match family {
                Some(Family::Bool) => &["false", "true"],
                Some(Family::Number(_)) => &["0", "1000000000"],
                Some(Family::Date(_)) => &[PRESENT, "2999-12-31T00:00:00Z"],
                _ => &[],
            };
            values.extend(others.iter().map(|other| (*other).to_owned()));
        }
    }
    let mut situations = vec![fixed.clone()];
    for (key, values) in free {
        let with = |situation: &BTreeMap<String, Vec<String>>, value: &String| {
            let mut situation = situation.clone();
            situation.insert(key.to_owned(), vec![value.clone()]);
            situation
        };
        let more: Vec<_> = situations.iter().flat_map(|situation| values.iter().map(move |value| with(situation, value))).collect();
        situations.extend(more);
        situations.truncate(MAX_SITUATIONS);
    }
    situations
}

/// A text that a pattern matches.
pub(super) fn instance(element: &Element) -> String {
    let mut text = String::new();
    for part in element.pattern.parts() {
        match part {
            Part::Text(literal) => text.push_str(literal),
            Part::Many | Part::One => text.push('x'),
            Part::Variable { default, .. } => text.push_str(default.as_deref().unwrap_or("x")),
            Part::Hole(hole) => text.push_str(&crate::subject::named(&hole.kind)),
        }
    }
    // An address range begins with an address of it.
    match text.split_once('/') {
        Some((address, bits)) if bits.parse::<u8>().is_ok() && address.parse::<std::net::IpAddr>().is_ok() => address.to_owned(),
        _ => text,
    }
}
