//! Guests of an identity pool: whether a role that trusts the pool lets them in like those who signed in.

use super::{TrustedProvider, is_identity_pool};
use crate::attribute_path::AttributePath;
use crate::facts::TokenReach;
use crate::iam::condition::Condition;
use crate::iam::context::Found;
use crate::iam::document::{Document, Effect, Statement};
use crate::iam::pattern::unresolved;
use crate::mapped_text::HoleKind;
use crate::policy::Policy;
use crate::resource::Resource;
use crate::rule::answer::Evidence;
use crate::subject::{Identity, NamedSubject};
use crate::truth::Truth;
use crate::value::Value;

/// What `amr` holds.
const GUEST: &[&str] = &["unauthenticated"];
const SIGNED_IN: &[&str] = &["authenticated", "accounts.google.com", "accounts.google.com:OIDC:1"];

impl TrustedProvider<'_> {
    /// Guests of an identity pool, who have no name: no condition asks how somebody signed in.
    pub(super) fn guests(&self) -> Option<Evidence> {
        let is_pool = is_identity_pool(&self.name);
        let how = self.how_signed_in();
        let is_one_identity = self.statement().conditions.iter().any(|condition| condition.key == format!("{}:sub", self.name));
        // A role that only guests get is meant for them.
        let both = self.takes_signed_in_as(GUEST) && self.takes_signed_in_as(SIGNED_IN);
        let of_strangers = self.open(TokenReach::Strangers).is_some();
        if !is_pool || is_one_identity || !both || of_strangers || self.has_no_guests() || self.is_for_guests() {
            return None;
        }
        if self.allows_nothing() {
            return None;
        }
        let doubts: Vec<String> = self.doubt_about_name().into_iter().collect();
        let Some(weak) = self.statement().conditions.iter().find(|condition| condition.key == how) else {
            let reason = format!("no condition asks for `{how}`, so that guests of the pool get the role like those who signed in");
            return Some(Evidence { doubts, ..self.evidence(how, reason) });
        };
        let reason = format!("guests meet the condition on `{}` too: their tokens have `unauthenticated` there", weak.key_text);
        let evidence = self.evidence_on(weak, &reason);
        Some(Evidence { doubts: [evidence.doubts, doubts].concat(), ..evidence })
    }

    /// Whether all that the role holds is known and allows nothing.
    fn allows_nothing(&self) -> bool {
        let (root, policy) = (self.context.policy.root, self.context.policy);
        let says_nothing = |held: &Policy<'_>| {
            let document = Document::read(&held.document, &policy.document.names).0;
            document.unclear.is_empty() && document.with_effect(Effect::Allow).next().is_none()
        };
        let is_known = |role: &Identity<'_>| role.unread.is_empty() && role.groups.is_empty() && !role.held.is_empty();
        let mut roles = root.permissions.trusting(policy.policy).peekable();
        roles.peek().is_some()
            && roles.all(|role| is_known(role) && role.held.iter().filter(|held| !held.is_boundary).all(|held| says_nothing(held.policy)))
    }

    /// Why the role might be that of the guests, where what gives it to them is not read.
    fn doubt_about_name(&self) -> Option<String> {
        let role = self.context.policy.policy.resource;
        let names = ["name", "name_prefix", "RoleName"].iter().filter_map(|name| role.attributes.get(name)?.to_text());
        let mut names = names.map(|name| name.literal().to_owned()).chain([role.address.to_string()]).map(|name| name.to_ascii_lowercase());
        let is_meant = names.any(|name| ["unauth", "guest"].iter().any(|word| name.contains(word)));
        is_meant.then(|| "by its name the role is meant for guests".to_owned())
    }

    /// Whether a token with this `amr` meets the conditions on it, and no Deny speaks of it.
    fn takes_signed_in_as(&self, amr: &[&str]) -> bool {
        let amr: Vec<String> = amr.iter().map(|value| (*value).to_owned()).collect();
        let holds = |condition: &Condition, effect| condition.holds_for(Found::Values(&amr), &unresolved, effect);
        let how = self.how_signed_in();
        let is_about = |condition: &&Condition| condition.key == how;
        let mut own = self.statement().conditions.iter().filter(is_about);
        let denies = |deny: &Statement| {
            !deny.conditions.is_empty()
                && deny.conditions.iter().all(|condition| is_about(&condition) && holds(condition, Effect::Deny) != Truth::No)
        };
        own.all(|condition| holds(condition, Effect::Allow) == Truth::Yes)
            && !self.context.policy.document.with_effect(Effect::Deny).any(denies)
    }

    /// The key by which every token of an identity pool says how somebody signed in:
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html>.
    fn how_signed_in(&self) -> String {
        format!("{}:amr", self.name)
    }

    /// Whether the pool of the condition is in this code and lets no guests in.
    fn has_no_guests(&self) -> bool {
        let audience = format!("{}:aud", self.name);
        let pools = self.statement().conditions.iter().filter(|condition| condition.key == audience);
        let mut holes = pools.flat_map(|condition| &condition.values).flat_map(|value| value.written().holes());
        let lets_guests_in = |address: &str| {
            let pool = self.context.policy.root.root.resources.at(address)?;
            let flags = ["allow_unauthenticated_identities", "AllowUnauthenticatedIdentities"];
            let flag = flags.iter().find_map(|flag| pool.attributes.get(flag)).and_then(Value::to_text);
            Some(flag.is_some_and(|flag| flag.known().is_none_or(|flag| flag.eq_ignore_ascii_case("true"))))
        };
        holes.any(|hole| matches!(&hole.hole.kind, HoleKind::Attribute { resource, .. } if lets_guests_in(resource) == Some(false)))
    }

    /// Whether the code gives the role to guests on purpose.
    fn is_for_guests(&self) -> bool {
        let (root, role) = (self.context.policy.root, self.context.policy.policy.resource);
        let is_role = |value: Value| match root.subjects.named("role", &value) {
            NamedSubject::Here(named) => named.iter().any(|named| named.resource.address == role.address),
            NamedSubject::Elsewhere(_) | NamedSubject::Unknown(_) => false,
        };
        let attached = |resource: &Resource| match resource.kind.as_str() {
            "aws_cognito_identity_pool_roles_attachment" => AttributePath::new("roles.unauthenticated").whole(&resource.attributes),
            "AWS::Cognito::IdentityPoolRoleAttachment" => AttributePath::new("Roles.unauthenticated").whole(&resource.attributes),
            _ => None,
        };
        root.root.resources.iter().filter_map(attached).any(is_role)
    }
}
