//! Is this request allowed by these policies: the decision as AWS makes it, in three values, and why.

mod matching;
mod reasons;

pub use crate::facts::PolicyKind;
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

impl PolicyKind {
    /// The side on which it grants; none if it only limits.
    fn side(self) -> Option<Side> {
        match self {
            PolicyKind::Identity => Some(Side::Identity),
            PolicyKind::Resource | PolicyKind::Permission | PolicyKind::Trust => Some(Side::Resource),
            PolicyKind::Boundary | PolicyKind::Session | PolicyKind::Scp | PolicyKind::Rcp | PolicyKind::Vpce => None,
        }
    }

    /// Whether its statements name principals.
    fn has_principals(self) -> bool {
        self.side() == Some(Side::Resource) || matches!(self, PolicyKind::Rcp | PolicyKind::Vpce)
    }
}

/// A policy that takes part in a decision.
#[derive(Clone, Debug)]
pub struct PolicyInForce<'a> {
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

/// A statement of some policies: the place of its policy among them, and its own place in the document.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct StatementAt {
    pub policy: usize,
    pub statement: usize,
}

/// A decision and what it rests on.
#[derive(Clone, PartialEq, Debug)]
pub struct Evaluation {
    pub decision: Decision,
    /// The Allow statements that surely grant the request, on the identity's side or the resource's, in order. Limits such as a
    /// permissions boundary grant nothing. Something else may still deny what they grant.
    pub grants: Vec<StatementAt>,
    pub because: Vec<Reason>,
}

/// A decision without its reasons.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    pub decision: Decision,
    /// As in [`Evaluation::grants`].
    pub grants: Vec<StatementAt>,
}

/// The two sides that can grant a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Side {
    Identity,
    Resource,
}

/// A statement that may match, and how.
struct MatchingStatement<'a> {
    at: StatementAt,
    policy: &'a PolicyInForce<'a>,
    statement: &'a Statement,
    matched: Matched,
}

/// Decides a request as "How AWS enforcement code logic evaluates requests" says,
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>.
pub fn evaluate(request: &Request, policies: &[PolicyInForce<'_>]) -> Evaluation {
    let keys = Keys::of(&request.context);
    let case = Considered::of(request, policies, &keys, None);
    let Verdict { decision, grants } = case.verdict();
    let because = reasons::reasons(decision, &case.facts, &case.denies, &keys);
    Evaluation { decision, grants, because }
}

/// The decision without its reasons. If one statement is asked about, no other one grants anything on the same side, and the other side
/// alone does not suffice; every Deny and every limit counts.
pub fn verdict(request: &Request, policies: &[PolicyInForce<'_>], only: Option<StatementAt>) -> Verdict {
    let keys = Keys::of(&request.context);
    Considered::of(request, policies, &keys, only).verdict()
}

/// Whether a statement of an identity's policies surely grants a request, if nothing takes it back.
pub fn grants(statement: &Statement, request: &Request) -> bool {
    let keys = Keys::of(&request.context);
    statement.effect == Effect::Allow && matching::matches(statement, PolicyKind::Identity, request, &keys, false).truth == Truth::Yes
}

/// For each statement of an identity's policies that surely grants the request, the same decision: that where it alone grants on its side.
pub fn alone(request: &Request, policies: &[PolicyInForce<'_>]) -> Verdict {
    let keys = Keys::of(&request.context);
    let mut case = Considered::of(request, policies, &keys, None);
    let is_identity = |hit: &MatchingStatement<'_>| hit.policy.kind.side() == Some(Side::Identity);
    let granting = case.facts.allows.iter().filter(|hit| is_identity(hit) && hit.matched.truth == Truth::Yes);
    let grants: Vec<StatementAt> = granting.map(|hit| hit.at).collect();
    let Some(first) = grants.first().copied() else { return Verdict { decision: Decision::ImplicitDeny, grants } };
    case.facts.side = Some(Side::Identity);
    case.facts.allows.retain(|hit| !is_identity(hit) || hit.at == first);
    Verdict { decision: case.verdict().decision, grants }
}

/// A request with the statements that may match it.
struct Considered<'a> {
    facts: Facts<'a>,
    denies: Vec<MatchingStatement<'a>>,
    /// A part of some policy is not known.
    has_unknown_part: bool,
}

impl<'a> Considered<'a> {
    fn of(request: &'a Request, policies: &'a [PolicyInForce<'a>], keys: &Keys<'_>, only: Option<StatementAt>) -> Considered<'a> {
        let has_boundary = policies.iter().any(|policy| policy.kind == PolicyKind::Boundary);
        let side = only.and_then(|only| policies.get(only.policy)?.kind.side());
        let mut facts = Facts { request, applicable: vec![], allows: vec![], side };
        let mut denies = vec![];
        let mut has_unknown_part = false;
        let is_free = credentials(request) == Credentials::Suffice;
        let is_met = |policy: &PolicyInForce<'_>| applies(policy, request, keys) && (!is_free || policy.kind == PolicyKind::Vpce);
        for (place, policy) in policies.iter().enumerate().filter(|(_, policy)| is_met(policy)) {
            facts.applicable.push(policy);
            has_unknown_part |= !policy.document.unclear.is_empty();
            for statement in &policy.document.statements {
                let at = StatementAt { policy: place, statement: statement.index };
                let counts = only.is_none_or(|only| only == at || side.is_none() || policy.kind.side() != side);
                if !counts && statement.effect == Effect::Allow {
                    continue;
                }
                let matched = matching::matches(statement, policy.kind, request, keys, has_boundary);
                if matched.truth == Truth::No {
                    continue;
                }
                let hit = |matched| MatchingStatement { at, policy, statement, matched };
                match statement.effect {
                    Effect::Allow => facts.allows.extend(counts.then(|| hit(matched))),
                    Effect::Deny => denies.push(hit(matched)),
                    Effect::Unclear => {
                        facts.allows.extend(counts.then(|| hit(matched.clone().capped())));
                        denies.push(hit(matched.capped()));
                    }
                    Effect::Invalid => {}
                }
            }
        }
        Considered { facts, denies, has_unknown_part }
    }

    fn verdict(&self) -> Verdict {
        let denied = Truth::any(self.denies.iter().map(|hit| hit.matched.truth));
        let decision = if denied == Truth::Yes {
            Decision::ExplicitDeny
        } else {
            let surely = self.facts.allowed(Truth::Yes);
            let maybe = self.facts.allowed(Truth::Unknown);
            match (surely == maybe, denied, surely) {
                _ if self.has_unknown_part => Decision::Unknown,
                (true, Truth::No, true) => Decision::Allowed,
                (true, Truth::No, false) => Decision::ImplicitDeny,
                _ => Decision::Unknown,
            }
        };
        let granting = self.facts.allows.iter().filter(|hit| hit.matched.truth == Truth::Yes && hit.policy.kind.side().is_some());
        Verdict { decision, grants: granting.map(|hit| hit.at).collect() }
    }
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

fn applies(policy: &PolicyInForce<'_>, request: &Request, keys: &Keys<'_>) -> bool {
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
        PolicyKind::Resource | PolicyKind::Permission => true,
        // It says who may assume the role; what else is done with the role is no business of it.
        PolicyKind::Trust => service_of(&request.action).eq_ignore_ascii_case("sts"),
    }
}

/// All that the decision rests on, explicit denies aside.
struct Facts<'a> {
    request: &'a Request,
    applicable: Vec<&'a PolicyInForce<'a>>,
    allows: Vec<MatchingStatement<'a>>,
    /// The side of the one statement that is asked about.
    side: Option<Side>,
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
            let same_level = |hit: &&MatchingStatement<'_>| hit.policy.kind == PolicyKind::Scp && hit.policy.level == policy.level;
            self.allows.iter().filter(same_level).any(|hit| hit.matched.truth >= least)
        })
    }

    /// Whether the resource's side names the caller in one of these ways.
    fn named(&self, kinds: &[Match], least: Truth) -> bool {
        let resource_side = |hit: &&MatchingStatement<'_>| hit.policy.kind.side() == Some(Side::Resource);
        self.allows.iter().filter(resource_side).any(|hit| {
            let named = hit.matched.named.iter().any(|(truth, kind)| truth.and(hit.matched.truth) >= least && kinds.contains(kind));
            hit.matched.truth >= least && named
        })
    }

    /// The identity's side alone: its policies, the boundary, the session.
    fn identity_allows(&self, least: Truth) -> bool {
        let is_root = self.request.principal.kind == CallerKind::Root && self.suffices(Side::Resource);
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

    /// Whether what this side grants is an answer by itself.
    fn suffices(&self, side: Side) -> bool {
        self.side.is_none_or(|asked| asked == side)
    }

    /// The decision without explicit denies, taking as an allow what is at least as sure as `least`.
    fn allowed(&self, least: Truth) -> bool {
        let caller = &self.request.principal;
        if !self.unless_absent(PolicyKind::Vpce, least) {
            return false;
        }
        if !caller.is_iam() {
            return self.suffices(Side::Resource) && self.named(&[Match::Wild, Match::Service, Match::Federated], least);
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
        let by_resource =
            || self.named(&[Match::Wild, Match::Direct], least) || (limits && self.named(&[Match::Role, Match::FederatedParent], least));
        let by_identity = if self.needs_resource_side() { self.named(&[Match::Account], least) } else { self.suffices(Side::Identity) };
        (identity && by_identity) || (self.suffices(Side::Resource) && by_resource())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::document::Names;
    use crate::json;
    use crate::mapped_text::Text;
    use crate::source::{FileId, Span};

    fn document(statements: &str) -> Document {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
        let span = Span::new(FileId(0), 0, text.len());
        Document::read(&json::parse(&Text::exact(text.as_str(), span), span).0, &Names::default()).0
    }

    fn request(action: &str) -> Request {
        let request = serde_json::json!({
            "principal": {"type": "user", "arn": "arn:aws:iam::111122223333:user/dev", "account": "111122223333"},
            "action": action,
            "resource": "arn:aws:s3:::bucket/key",
            "resource_account": "111122223333",
        });
        serde_json::from_value(request).unwrap()
    }

    fn policies(documents: &[(PolicyKind, Document)]) -> Vec<PolicyInForce<'_>> {
        documents.iter().map(|(kind, document)| PolicyInForce { kind: *kind, level: SmolStr::default(), document }).collect()
    }

    const READ: &str = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}"#;
    const ALL: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    const NO_WRITE: &str = r#"{"Effect":"Deny","Action":"s3:PutObject","Resource":"*"}"#;
    const DEV: &str = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/dev"},"Action":"s3:*","Resource":"*"}"#;

    #[test]
    fn the_statements_that_grant_are_told() {
        let documents = [
            (PolicyKind::Boundary, document(ALL)),
            (PolicyKind::Identity, document(&[READ, ALL].join(","))),
            (PolicyKind::Resource, document(DEV)),
        ];
        let granted = |action| evaluate(&request(action), &policies(&documents)).grants;
        let at = |policy, statement| StatementAt { policy, statement };
        assert_eq!(granted("s3:GetObject"), vec![at(1, 0), at(1, 1), at(2, 0)]);
        assert_eq!(granted("s3:PutObject"), vec![at(1, 1), at(2, 0)]);
        assert_eq!(granted("iam:PassRole"), vec![at(1, 1)]);
    }

    #[test]
    fn one_statement_is_asked_about() {
        let documents = [
            (PolicyKind::Identity, document(&[READ, ALL, NO_WRITE].join(","))),
            (PolicyKind::Identity, document(ALL)),
            (PolicyKind::Resource, document(DEV)),
        ];
        let by = |policy, statement, action: &str| {
            let verdict = verdict(&request(action), &policies(&documents), Some(StatementAt { policy, statement }));
            (verdict.decision, verdict.grants.len())
        };
        assert_eq!(by(0, 0, "s3:GetObject"), (Decision::Allowed, 2));
        // Neither the other statements nor the bucket's policy stand in for the one that is asked about.
        assert_eq!(by(0, 0, "s3:DeleteObject").0, Decision::ImplicitDeny);
        assert_eq!(by(2, 0, "iam:PassRole").0, Decision::ImplicitDeny);
        assert_eq!(by(2, 0, "s3:DeleteObject").0, Decision::Allowed);
        // A Deny counts wherever it stands.
        assert_eq!(by(1, 0, "s3:PutObject").0, Decision::ExplicitDeny);
        assert_eq!(by(2, 0, "s3:PutObject").0, Decision::ExplicitDeny);
    }

    #[test]
    fn all_statements_that_grant_alone_are_decided_at_once() {
        let documents = [
            (PolicyKind::Identity, document(&[READ, ALL, NO_WRITE].join(","))),
            (PolicyKind::Boundary, document(READ)),
            (PolicyKind::Identity, document(ALL)),
            (PolicyKind::Resource, document(DEV)),
        ];
        let mut unknown = document("");
        unknown.unclear.push((unknown.span, "not known".to_owned()));
        for more in [vec![], vec![(PolicyKind::Identity, unknown)]] {
            let documents = [documents.to_vec(), more].concat();
            let policies = policies(&documents);
            for action in ["s3:GetObject", "s3:PutObject", "iam:PassRole"] {
                let request = request(action);
                let at_once = alone(&request, &policies);
                let places = [(0, 0), (0, 1), (0, 2), (2, 0)].map(|(policy, statement)| StatementAt { policy, statement });
                for at in places {
                    let one = verdict(&request, &policies, Some(at));
                    assert_eq!(at_once.grants.contains(&at), one.grants.contains(&at), "{action} {at:?}");
                    assert_eq!(grants(documents[at.policy].1.statement(at.statement).unwrap(), &request), one.grants.contains(&at));
                    if one.grants.contains(&at) {
                        assert_eq!(at_once.decision, one.decision, "{action} {at:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_a_statement_grants_is_told_where_the_decision_is_open() {
        let mut unknown = document("");
        unknown.unclear.push((unknown.span, "not known".to_owned()));
        let documents = [(PolicyKind::Identity, document(ALL)), (PolicyKind::Identity, unknown)];
        let evaluation = evaluate(&request("s3:GetObject"), &policies(&documents));
        assert_eq!((evaluation.decision, evaluation.grants.len()), (Decision::Unknown, 1));
    }
}
