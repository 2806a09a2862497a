//! The request of a stranger who comes with a token of the same identity provider.

use crate::facts::FederatedProvider;
use crate::iam::condition::Condition;
use crate::iam::context::{Caller, CallerKind, Found, Keys, Request};
use crate::iam::document::{Effect, Element, Statement};
use crate::iam::evaluate::{self, PolicyKind};
use crate::iam::exposure::{Witness, partition};
use crate::iam::pattern::unresolved;
use crate::iam::stand_in;
use crate::rule::context::StatementContext;
use crate::truth::Truth;
use std::collections::BTreeMap;

/// What stands for the name of a stranger's repository, project or application.
const STRANGER: &str = "stranger";

/// The most requests of a stranger that are tried against the Denies of a policy.
const MAX_TRIED: usize = 1024;

/// What calls with a token have, whoever makes them, if a Deny asks for it.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
const OF_EACH_CALL: [(&str, &str); 5] = [
    ("aws:currenttime", "2026-12-01T00:00:00Z"),
    ("aws:epochtime", "1796083200"),
    ("aws:securetransport", "true"),
    ("aws:sourceip", "198.51.100.7"),
    ("aws:viaawsservice", "false"),
];

/// What a caller chooses, beside those claims of a token that do not tell whose it is.
const CHOSEN: [(&str, &str); 5] = [
    ("aws:referer", STRANGER),
    ("aws:requestedregion", "us-east-1"),
    ("aws:useragent", STRANGER),
    ("sts:durationseconds", "900"),
    ("sts:rolesessionname", STRANGER),
];

/// What comes of trying the Denies of a policy on the tokens of strangers.
pub(super) enum Tried {
    /// No Deny stops this request; it is shown if the statement surely takes it.
    GetsThrough(Option<Box<Witness>>),
    Stopped,
    TooMany,
}

/// The requests that strangers can send with a token: what each key that a condition asks for may be.
struct Trials<'c> {
    context: &'c StatementContext<'c>,
    provider: &'c FederatedProvider,
    keys: BTreeMap<String, Vec<Vec<String>>>,
}

/// Whether a stranger's token gets through. `claim` is the key that would tell whose token it is, `is_about` whether
/// a condition asks for such a key, and `is_fixed` whether a value of it is somebody's alone.
pub(super) fn tried(
    context: &StatementContext<'_>,
    provider: &FederatedProvider,
    action: &str,
    claim: &str,
    is_about: &dyn Fn(&Condition) -> bool,
    is_fixed: &dyn Fn(&Element) -> bool,
) -> Tried {
    let mut trials = Trials { context, provider, keys: BTreeMap::from([(claim.to_owned(), vec![vec![sample(provider)]])]) };
    for condition in &context.statement.conditions {
        trials.keys.retain(|key, _| !key.eq_ignore_ascii_case(&condition.key));
        trials.keys.insert(condition.key_text.to_string(), vec![vec![met_by(condition, provider)]]);
    }
    for condition in context.policy.document.with_effect(Effect::Deny).flat_map(|deny| &deny.conditions) {
        trials.add(condition, claim, is_about(condition), is_fixed);
    }
    let many = trials.keys.values().try_fold(1_usize, |many, values| many.checked_mul(values.len())).unwrap_or(usize::MAX);
    let requests = || (0..many.min(MAX_TRIED)).map(|number| trials.request(action, number));
    // What the statement itself seems never to take says nothing of the Denies.
    let is_ever_taken = requests().any(|request| trials.is_taken(&request) != Truth::No);
    let mut passing = requests()
        .filter(|request| !trials.is_denied(request) && (!is_ever_taken || trials.is_taken(request) != Truth::No))
        .map(|request| (trials.is_taken(&request) == Truth::Yes).then(|| Box::new(Witness::of(request, context.statement.index))))
        .peekable();
    match (passing.peek().is_some(), many > MAX_TRIED) {
        (true, _) => Tried::GetsThrough(passing.flatten().next()),
        (false, true) => Tried::TooMany,
        (false, false) => Tried::Stopped,
    }
}

impl Trials<'_> {
    /// Adds the values that a stranger can have for the key of a condition of a Deny.
    fn add(&mut self, condition: &Condition, claim: &str, is_about: bool, is_fixed: &dyn Fn(&Element) -> bool) {
        let known = |table: &[(&str, &str)]| table.iter().find(|(key, _)| *key == condition.key).map(|(_, value)| (*value).to_owned());
        let is_claim = condition.key.contains(':') && !condition.key.starts_with("aws:") && !condition.key.starts_with("sts:");
        let is_always_there = condition.key.ends_with(":sub") || condition.key.ends_with(":aud");
        let chosen = known(&CHOSEN).or_else(|| is_claim.then(|| STRANGER.to_owned()));
        // Nobody has the name that is another's, but any that a pattern leaves open.
        let is_taken = |value: &&Element| !is_about || !is_fixed(value);
        let written = condition.values.iter().filter(is_taken).filter_map(|value| value.known()).map(filled);
        let mut more: Vec<Vec<String>> = match chosen {
            Some(_) if condition.key.eq_ignore_ascii_case(claim) => {
                [sample(self.provider)].into_iter().chain(written).map(|one| vec![one]).collect()
            }
            Some(chosen) => [chosen].into_iter().chain(written).map(|one| vec![one]).collect(),
            None => vec![known(&OF_EACH_CALL).into_iter().collect()],
        };
        if is_claim && !is_about && !is_always_there {
            more.push(vec![]);
        }
        let key = self.keys.keys().find(|key| key.eq_ignore_ascii_case(&condition.key)).cloned();
        let values = self.keys.entry(key.unwrap_or_else(|| condition.key_text.to_string())).or_default();
        more.retain(|value| !values.contains(value));
        values.extend(more);
    }

    /// The request of this number: each choice for each key.
    fn request(&self, action: &str, number: usize) -> Request {
        let mut rest = number;
        let mut claims = BTreeMap::new();
        for (key, values) in &self.keys {
            let value = values.get(rest.checked_rem(values.len()).unwrap_or_default());
            rest = rest.checked_div(values.len()).unwrap_or_default();
            claims.extend(value.filter(|value| !value.is_empty()).map(|value| (key.clone(), value.clone())));
        }
        let policy = self.context.policy;
        let role = policy.attached.role.clone().unwrap_or_else(|| stand_in::called("role", 1));
        let owner = &policy.document.names.own_account;
        Request {
            principal: Caller {
                kind: if action.ends_with("SAML") { CallerKind::Saml } else { CallerKind::WebIdentity },
                federated: self.context.principal.map(|principal| match principal.kind.as_str() {
                    "Federated" => principal.text.to_string(),
                    _ => self.provider.provider.to_owned(),
                }),
                ..Caller::default()
            },
            action: action.to_owned(),
            resource: format!("arn:{}:iam::{owner}:role/{role}", partition(policy.document)),
            context: claims,
            resource_account: owner.clone(),
        }
    }

    fn is_taken(&self, request: &Request) -> Truth {
        self.matches(self.context.statement, request)
    }

    /// Whether a Deny stops the request, or might.
    fn is_denied(&self, request: &Request) -> bool {
        self.context.policy.document.with_effect(Effect::Deny).any(|deny| self.matches(deny, request) != Truth::No)
    }

    fn matches(&self, statement: &Statement, request: &Request) -> Truth {
        evaluate::matches(statement, PolicyKind::Trust, request, &Keys::of(&request.context), false).truth
    }
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
    asked.and_then(|value| value.known()).map_or_else(|| STRANGER.to_owned(), filled)
}

/// A text that a pattern takes.
fn filled(pattern: &str) -> String {
    pattern.replace('*', STRANGER).replace('?', "s")
}
