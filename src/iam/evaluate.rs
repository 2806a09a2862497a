//! Is this request allowed by these policies: the decision as AWS makes it, in three values, and why.

mod matching;
mod reasons;

pub use matching::{about_action, about_resource, action_matches, matches, resource_matches};
pub use reasons::condition_text;

use super::context::{CallerKind, Keys, Request};
use super::document::{Document, Effect, Statement};
use super::principal::Match;
use super::reason::Reason;
use crate::facts;
use crate::truth::Truth;
use matching::Matched;
use smol_str::SmolStr;

/// What a policy is attached to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PolicyKind {
    Identity,
    Resource,
    Trust,
    Boundary,
    Session,
    Scp,
    Rcp,
    Vpce,
}

impl PolicyKind {
    /// Reads `identity`, `resource`, …
    pub fn read(name: &str) -> Option<PolicyKind> {
        KINDS.iter().find(|(_, known, _)| *known == name).map(|(kind, _, _)| *kind)
    }

    /// As people say it.
    pub fn text(self) -> &'static str {
        KINDS.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, _, text)| text)
    }

    /// Whether its statements name principals.
    fn has_principals(self) -> bool {
        matches!(self, PolicyKind::Resource | PolicyKind::Trust | PolicyKind::Rcp | PolicyKind::Vpce)
    }
}

const KINDS: &[(PolicyKind, &str, &str)] = &[
    (PolicyKind::Identity, "identity", "identity policy"),
    (PolicyKind::Resource, "resource", "resource policy"),
    (PolicyKind::Trust, "trust", "trust policy"),
    (PolicyKind::Boundary, "boundary", "permissions boundary"),
    (PolicyKind::Session, "session", "session policy"),
    (PolicyKind::Scp, "scp", "service control policy"),
    (PolicyKind::Rcp, "rcp", "resource control policy"),
    (PolicyKind::Vpce, "vpce", "endpoint policy"),
];

/// A policy that takes part in a decision.
#[derive(Clone, Debug)]
pub struct Policy<'a> {
    pub kind: PolicyKind,
    /// The level of the organisation that an SCP or RCP is attached to.
    pub level: SmolStr,
    pub document: &'a Document,
}

/// The answers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Decision {
    Allowed,
    ExplicitDeny,
    ImplicitDeny,
    Unknown,
}

impl Decision {
    /// As in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Decision::Allowed => "allowed",
            Decision::ExplicitDeny => "explicit_deny",
            Decision::ImplicitDeny => "implicit_deny",
            Decision::Unknown => "unknown",
        }
    }
}

/// A decision and what it rests on.
#[derive(Clone, PartialEq, Debug)]
pub struct Evaluation {
    pub decision: Decision,
    pub because: Vec<Reason>,
}

/// A statement that may match, and how.
struct Hit<'a> {
    policy: &'a Policy<'a>,
    statement: &'a Statement,
    matched: Matched,
}

/// Decides a request as "How AWS enforcement code logic evaluates requests" says,
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>.
pub fn evaluate(request: &Request, policies: &[Policy<'_>]) -> Evaluation {
    let keys = Keys::of(&request.context);
    let has_boundary = policies.iter().any(|policy| policy.kind == PolicyKind::Boundary);
    let free = credentials(request) == Credentials::Suffice;
    let is_met = |policy: &&Policy<'_>| applies(policy, request, &keys) && (!free || policy.kind == PolicyKind::Vpce);
    let applicable: Vec<&Policy<'_>> = policies.iter().filter(is_met).collect();
    let mut denies = vec![];
    let mut allows = vec![];
    let mut invalid = false;
    for policy in &applicable {
        invalid |= !policy.document.unclear.is_empty();
        for statement in &policy.document.statements {
            let matched = matching::matches(statement, policy.kind, request, &keys, has_boundary);
            if matched.truth == Truth::No {
                continue;
            }
            let hit = |matched| Hit { policy, statement, matched };
            match statement.effect {
                Effect::Allow => allows.push(hit(matched)),
                Effect::Deny => denies.push(hit(matched)),
                Effect::Unclear => {
                    allows.push(hit(matched.clone().capped()));
                    denies.push(hit(matched.capped()));
                }
                Effect::Invalid => {}
            }
        }
    }
    let denied = Truth::any(denies.iter().map(|hit| hit.matched.truth));
    let facts = Facts { request, applicable: &applicable, allows: &allows };
    let decision = if denied == Truth::Yes {
        Decision::ExplicitDeny
    } else {
        let surely = facts.allowed(Truth::Yes);
        let maybe = facts.allowed(Truth::Unknown);
        match (surely == maybe, denied, surely) {
            _ if invalid => Decision::Unknown,
            (true, Truth::No, true) => Decision::Allowed,
            (true, Truth::No, false) => Decision::ImplicitDeny,
            _ => Decision::Unknown,
        }
    };
    let because = reasons::reasons(decision, &facts, &denies, &keys);
    Evaluation { decision, because }
}

fn service_of(action: &str) -> &str {
    action.split(':').next().unwrap_or_default()
}

/// What STS lets or does not let these credentials do, whatever the policies say: "Compare AWS STS credentials" and "Permissions for GetSessionToken",
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html>.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Credentials {
    /// No permission is needed, and a Deny in the caller's policies does not stop it.
    Suffice,
    /// STS refuses.
    DoNotDo,
    ByPolicy,
}

fn credentials(request: &Request) -> Credentials {
    use CallerKind::{FederatedUser, RoleSession, Root, User};
    let action = request.action.to_ascii_lowercase();
    let Some(operation) = action.strip_prefix("sts:") else { return Credentials::ByPolicy };
    match (request.principal.kind, operation) {
        (User | RoleSession | FederatedUser | Root, "getcalleridentity") => Credentials::Suffice,
        (User | Root, "getsessiontoken") => Credentials::Suffice,
        (RoleSession, "getsessiontoken" | "getfederationtoken") => Credentials::DoNotDo,
        (Root, "assumerole") => Credentials::DoNotDo,
        // A session of GetFederationToken calls nothing of STS but GetCallerIdentity.
        (FederatedUser, _) => Credentials::DoNotDo,
        _ => Credentials::ByPolicy,
    }
}

fn applies(policy: &Policy<'_>, request: &Request, keys: &Keys<'_>) -> bool {
    let caller = &request.principal;
    match policy.kind {
        PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session => caller.is_iam(),
        PolicyKind::Scp => caller.is_iam() && !caller.service_linked && !caller.management_account,
        PolicyKind::Rcp => {
            let service = service_of(&request.action);
            let own = caller.account.as_ref() == Some(&request.resource_account);
            facts::supports_rcp(service) && !caller.service_linked && !(caller.management_account && own) && request.resource != "*"
        }
        // Only what goes through the endpoint meets its policy.
        PolicyKind::Vpce => keys.get("aws:sourcevpce") != super::context::Found::Absent,
        PolicyKind::Resource => true,
        // It says who may assume the role; what else is done with the role is no business of it.
        PolicyKind::Trust => service_of(&request.action).eq_ignore_ascii_case("sts"),
    }
}

/// All that the decision rests on, explicit denies aside.
struct Facts<'a> {
    request: &'a Request,
    applicable: &'a [&'a Policy<'a>],
    allows: &'a [Hit<'a>],
}

impl Facts<'_> {
    fn has(&self, kind: PolicyKind) -> bool {
        self.applicable.iter().any(|policy| policy.kind == kind)
    }

    /// Whether a statement of this kind of policy allows, at least as surely as `least`.
    fn allows(&self, kind: PolicyKind, least: Truth) -> bool {
        self.allows.iter().any(|hit| hit.policy.kind == kind && hit.matched.truth >= least)
    }

    /// No such policy, or one that allows.
    fn unless_absent(&self, kind: PolicyKind, least: Truth) -> bool {
        !self.has(kind) || self.allows(kind, least)
    }

    /// Whether every level of the organisation allows.
    fn scps_allow(&self, least: Truth) -> bool {
        let scps = self.applicable.iter().filter(|policy| policy.kind == PolicyKind::Scp);
        scps.into_iter().all(|policy| {
            let same_level = |hit: &&Hit<'_>| hit.policy.kind == PolicyKind::Scp && hit.policy.level == policy.level;
            self.allows.iter().filter(same_level).any(|hit| hit.matched.truth >= least)
        })
    }

    /// Whether the resource's side names the caller in one of these ways.
    fn named(&self, kinds: &[Match], least: Truth) -> bool {
        let resource_side = |hit: &&Hit<'_>| matches!(hit.policy.kind, PolicyKind::Resource | PolicyKind::Trust);
        self.allows.iter().filter(resource_side).any(|hit| {
            let named = hit.matched.named.iter().any(|(truth, kind)| truth.and(hit.matched.truth) >= least && kinds.contains(kind));
            hit.matched.truth >= least && named
        })
    }

    /// The identity's side alone: its policies, the boundary, the session.
    fn identity_allows(&self, least: Truth) -> bool {
        let is_root = self.request.principal.kind == CallerKind::Root;
        (is_root || self.allows(PolicyKind::Identity, least))
            && self.unless_absent(PolicyKind::Boundary, least)
            && self.unless_absent(PolicyKind::Session, least)
    }

    /// Role trust and key policies must allow themselves: an identity policy alone never suffices.
    fn needs_resource_side(&self) -> bool {
        let action = self.request.action.to_ascii_lowercase();
        let on_key = action.starts_with("kms:") && self.request.resource.contains(":key/");
        action.starts_with("sts:assumerole") || on_key || self.has(PolicyKind::Trust)
    }

    fn is_same_account(&self) -> bool {
        let owner = &self.request.resource_account;
        owner.is_empty() || self.request.principal.account.as_ref() == Some(owner)
    }

    /// The decision without explicit denies, taking as an allow what is at least as sure as `least`.
    fn allowed(&self, least: Truth) -> bool {
        let caller = &self.request.principal;
        if !self.unless_absent(PolicyKind::Vpce, least) {
            return false;
        }
        if !caller.is_iam() {
            return self.named(&[Match::Wild, Match::Service, Match::Federated], least);
        }
        if credentials(self.request) == Credentials::DoNotDo {
            return false;
        }
        if !self.scps_allow(least) {
            return false;
        }
        if credentials(self.request) == Credentials::Suffice {
            return true;
        }
        let identity = self.identity_allows(least);
        if !self.is_same_account() {
            return identity && self.named(&[Match::Wild, Match::Account, Match::Direct, Match::FederatedParent, Match::Role], least);
        }
        let limits = self.unless_absent(PolicyKind::Boundary, least) && self.unless_absent(PolicyKind::Session, least);
        (identity && (!self.needs_resource_side() || self.named(&[Match::Account], least)))
            || self.named(&[Match::Wild, Match::Direct], least)
            || (limits && self.named(&[Match::Role, Match::FederatedParent], least))
    }
}
