//! The request of a stranger who comes with a token of the same identity provider.

use crate::facts::FederatedProvider;
use crate::iam::condition::Condition;
use crate::iam::context::{Caller, CallerKind, Found, Keys, Request};
use crate::iam::document::Effect;
use crate::iam::evaluate::{self, PolicyKind};
use crate::iam::exposure::{Witness, partition};
use crate::iam::pattern::unresolved;
use crate::iam::stand_in;
use crate::rule::context::StatementContext;
use crate::truth::Truth;
use std::collections::BTreeMap;

/// What stands for the name of a stranger's repository, project or application.
const STRANGER: &str = "stranger";

/// The request, if the statement takes it and no Deny stops it. `claim` is the key that would tell whose token it is.
pub(super) fn request(context: &StatementContext<'_>, provider: &FederatedProvider, action: &str, claim: &str) -> Option<Witness> {
    let statement = context.statement;
    let mut claims = BTreeMap::from([(claim.to_owned(), vec![sample(provider)])]);
    for condition in &statement.conditions {
        claims.retain(|key, _| !key.eq_ignore_ascii_case(&condition.key));
        claims.insert(condition.key_text.to_string(), vec![met_by(condition, provider)]);
    }
    let is_saml = action.ends_with("SAML");
    let role = context.policy.attached.role.clone().unwrap_or_else(|| stand_in::called("role", 1));
    let owner = &context.policy.document.names.own_account;
    let request = Request {
        principal: Caller {
            kind: if is_saml { CallerKind::Saml } else { CallerKind::WebIdentity },
            federated: Some(context.principal?.text.to_string()),
            ..Caller::default()
        },
        action: action.to_owned(),
        resource: format!("arn:{}:iam::{owner}:role/{role}", partition(context.policy.document)),
        context: claims,
        resource_account: owner.clone(),
    };
    let keys = Keys::of(&request.context);
    let matches = |statement| evaluate::matches(statement, PolicyKind::Trust, &request, &keys, false).truth;
    let is_denied = context.policy.document.with_effect(Effect::Deny).any(|deny| matches(deny) != Truth::No);
    (matches(statement) == Truth::Yes && !is_denied).then(|| Witness::of(request, statement.index))
}

/// What tells whose token it is, in the form that the provider gives it.
fn sample(provider: &FederatedProvider) -> String {
    let form = provider.condition.map_or(STRANGER, |[.., value]| value);
    let mut parts = form.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    let filled = parts.fold(first, |text, part| text + STRANGER + part.split_once('>').map_or("", |(_, rest)| rest));
    filled.replace('*', STRANGER)
}

/// A value that meets a condition, if a plain one does: one in the form of the provider before what the pattern itself makes.
fn met_by(condition: &Condition, provider: &FederatedProvider) -> String {
    let own = sample(provider);
    if condition.holds_for(Found::Values(std::slice::from_ref(&own)), &unresolved, Effect::Allow) == Truth::Yes {
        return own;
    }
    let asked = condition.values.first().filter(|_| condition.operator.is_some_and(|operator| !operator.row.negated));
    asked.and_then(|value| value.known()).map_or_else(|| STRANGER.to_owned(), |text| text.replace('*', STRANGER).replace('?', "s"))
}
