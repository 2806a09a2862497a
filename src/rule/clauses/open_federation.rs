//! `open-federation: true`: strangers get tokens of the identity provider that the statement takes.

use super::{condition_on, principal};
use crate::facts::{self, FederatedProvider};
use crate::iam::condition::{Condition, Family};
use crate::iam::document::{Effect, Element, Statement};
use crate::iam::evaluate::about_action;
use crate::rule::answer::{Answer, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, StatementContext};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::truth::Truth;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "open-federation",
    about: "The statement takes tokens of an identity provider that others use too, and no condition tells whose token it is.",
    on: |target| target == Target::Statement,
    schema: r##"{"const":true}"##,
    supplies: &["principal", "key", "reason"],
    cost: 1,
    compile,
};

#[derive(Debug)]
struct OpenFederation;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::switch(value, KIND.key, OpenFederation)
}

impl Question for OpenFederation {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        let principal = context.principal.filter(|principal| principal.kind == "Federated");
        let provider = principal.and_then(|principal| facts::federated_provider(&principal.text.to_string()));
        let Some(provider) = provider.filter(|provider| is_taken(context.statement, provider) && !is_pinned(context, provider)) else {
            return Answer::no();
        };
        Answer::yes(evidence(context, provider))
    }
}

/// Whether callers of the provider may assume the role at all.
fn is_taken(statement: &Statement, provider: &FederatedProvider) -> bool {
    let action = if provider.provider == "saml" { "sts:AssumeRoleWithSAML" } else { "sts:AssumeRoleWithWebIdentity" };
    statement.effect == Effect::Allow && about_action(statement, action) == Truth::Yes
}

/// Whether a condition of the statement, or a Deny for all but some, tells callers apart.
fn is_pinned(context: &StatementContext<'_>, provider: &FederatedProvider) -> bool {
    let own = context.statement.conditions.iter().any(|condition| pins(condition, provider, false));
    let denies = context.policy.document.with_effect(Effect::Deny);
    own || denies.flat_map(|deny| &deny.conditions).any(|condition| pins(condition, provider, true))
}

fn pins(condition: &Condition, provider: &FederatedProvider, negated: bool) -> bool {
    let Some(operator) = condition.operator.filter(|operator| operator.row.negated == negated) else { return false };
    let is_of_claim = is_about(condition, provider);
    let textual = matches!(operator.row.family, Family::Text | Family::TextIgnoreCase | Family::Like | Family::Arn);
    let expands = matches!(operator.row.family, Family::Like | Family::Arn);
    is_of_claim && textual && condition.values.iter().all(|value| !expands || is_fixed(value, provider))
}

fn is_about(condition: &Condition, provider: &FederatedProvider) -> bool {
    let key = condition.key.rsplit_once(':');
    key.is_some_and(|(of, claim)| of == provider.provider && provider.claims.contains(&claim))
}

/// Whether a pattern fixes whose token it is before its first wildcard. What is not known is what its author means.
fn is_fixed(value: &Element, provider: &FederatedProvider) -> bool {
    let Some(text) = value.known() else { return true };
    let Some((head, _)) = text.split_once(['*', '?']) else { return true };
    let reaches = |form: &&str| {
        form.split_once("?*").is_some_and(|(before, end)| {
            head.strip_prefix(before).and_then(|rest| rest.split_once(end)).is_some_and(|(name, _)| !name.is_empty())
        })
    };
    match (provider.provider, provider.heads.is_empty()) {
        ("saml", _) => !head.is_empty(),
        // Ids of pools and applications are whole, or somebody else's too.
        (_, true) => false,
        (_, false) if text.contains(':') => provider.heads.iter().any(reaches),
        // `example-org/*`, as in a claim of its own.
        (_, false) => head.split_once('/').is_some_and(|(name, _)| !name.is_empty()),
    }
}

fn evidence(context: &StatementContext<'_>, provider: &FederatedProvider) -> Evidence {
    let claim = provider.claims.first().copied().unwrap_or("sub");
    let key = if provider.provider == "saml" { "SAML:aud".to_owned() } else { format!("{}:{claim}", provider.provider) };
    let named = principal::evidence(context);
    match context.statement.conditions.iter().find(|condition| is_about(condition, provider)) {
        Some(condition) => {
            let reason = format!("the condition on `{}` takes others' tokens as well, and {}", condition.key_text, provider.note);
            named.and(condition_on::evidence(context, condition, &reason))
        }
        None => {
            let mut named = named;
            named.texts.push(("reason", format!("no condition asks for `{key}`, and {}", provider.note)));
            named.texts.push(("key", key));
            named
        }
    }
}
