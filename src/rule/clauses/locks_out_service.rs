//! `locks-out-service: true`: a Deny on the network or identity of callers also hits a service that the same policy lets in.

use crate::facts;
use crate::finding::{Label, Remedy};
use crate::iam::condition::Condition;
use crate::iam::context::{Keys, Request};
use crate::iam::document::{Effect, Element, Statement};
use crate::iam::evaluate::{self, about_action, action_matches};
use crate::iam::exposure::Witness;
use crate::iam::keys;
use crate::iam::principal::Principal;
use crate::rule::answer::{Answer, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, PrincipalKind, StatementContext};
use crate::rule::intended;
use crate::rule::remedy;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::truth::Truth;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "locks-out-service",
    about: "The Deny asks for the address, endpoint, account or organisation of the caller, which no service principal has, and so stops a service that an Allow of the same policy lets in. The finding carries a request of the service that is denied.",
    on: |target| target == Target::DenyStatement,
    schema: r##"{"const":true}"##,
    supplies: &["principal", "key", "reason", "action", "resource", "service"],
    cost: 3,
    compile,
};

/// Whether it is about a key that tells of callers or their network and that no request of a service principal has, so that a negated operator always holds.
fn is_of_callers(condition: &Condition) -> bool {
    let key = condition.key.as_str();
    let is_absent = || keys::exists(key) && keys::sent(key, keys::CallerOfKey::Service, "").domain == keys::Domain::Absent;
    key == "aws:userid" || keys::holds_network(key) || (key.starts_with("aws:") && is_absent())
}

/// Keys that name the service that calls: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>.
const OF_SERVICES: [&str; 2] = ["aws:principalservicename", "aws:principalservicenameslist"];

/// How many actions of one Allow are tried.
const MAX_ACTIONS: usize = 8;

#[derive(Debug)]
struct LocksOutService;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::switch(value, KIND.key, LocksOutService)
}

impl Question for LocksOutService {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        let deny = context.statement;
        let of_callers = deny.conditions.iter().find(|condition| is_of_callers(condition));
        let of_services = || deny.conditions.iter().find(|condition| OF_SERVICES.contains(&condition.key.as_str()));
        let of_account = deny.conditions.iter().find(|condition| is_of_account(condition, true));
        let Some(condition) = of_callers.or_else(of_services).or(of_account) else { return Answer::no() };
        // Whether a service sends its source is another question; such a Deny is the perimeter that AWS describes. Where the Allow demands an account, it does.
        if deny.conditions.iter().any(|condition| is_of_source(condition) && !is_of_account(condition, true)) {
            return Answer::no();
        }
        let demands_account = |allow: &&Statement| of_account.is_none() || allow.conditions.iter().any(|one| is_of_account(one, false));
        let mut unknown = None;
        let filled = context.filled();
        let Some(deny) = filled.statements.get(deny.index) else { return Answer::no() };
        for allow in filled.with_effect(Effect::Allow).filter(demands_account) {
            for service in services(allow) {
                for action in actions(allow, deny) {
                    let Some(request) = intended::request(context.policy, allow, &service.text.to_string(), Some(&action)) else {
                        continue;
                    };
                    match is_denied(deny, &request, &service.text.to_string()) {
                        Truth::Yes => return Answer::yes(evidence(context, condition, service, request)),
                        Truth::Unknown => unknown = Some(action),
                        Truth::No => {}
                    }
                }
            }
        }
        match unknown {
            Some(action) => {
                Answer::unknown(deny.span, format!("whether this Deny stops `{action}` of a service depends on what is not known"))
            }
            None => Answer::no(),
        }
    }
}

fn is_of_source(condition: &Condition) -> bool {
    ["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"].contains(&condition.key.as_str())
}

/// Whether a condition names the accounts for which services act, or with a negated operator all but some, and each by its number.
fn is_of_account(condition: &Condition, negated: bool) -> bool {
    let is_known = |value: &Element| value.known().is_some_and(facts::is_account);
    let is_plain = condition.operator.is_some_and(|operator| operator.row.negated == negated && !operator.if_exists);
    condition.key == "aws:sourceaccount" && is_plain && !condition.values.is_empty() && condition.values.iter().all(is_known)
}

/// The service principals that a statement names.
fn services(allow: &Statement) -> impl Iterator<Item = &Principal> {
    let listed = allow.principals.iter().filter(|listed| !listed.negated).flat_map(|listed| &listed.entries);
    listed.filter(|entry| PrincipalKind::of(entry) == PrincipalKind::Service && entry.text.known().is_some())
}

/// Actions that the Allow grants and the Deny speaks of: as written where they are whole, else those of the catalogue.
fn actions(allow: &Statement, deny: &Statement) -> Vec<String> {
    let Some(listed) = &allow.actions else { return vec![] };
    let mut found: Vec<String> = vec![];
    for entry in listed.entries.iter().filter(|_| !listed.negated) {
        match entry.known().filter(|known| !known.contains(['*', '?', '$'])) {
            Some(known) => found.push(known.to_owned()),
            None => {
                let service = entry.text.literal().split(':').next().unwrap_or_default().to_owned();
                let names = facts::actions(&service).iter().map(|action| format!("{service}:{}", action.name));
                found.extend(names.filter(|action| action_matches(entry, action) == Truth::Yes));
            }
        }
    }
    found.retain(|action| about_action(deny, action) != Truth::No);
    // What writes comes first: it is what services do.
    found.sort_by_key(|action| std::cmp::Reverse(facts::access_level(action) == Some(facts::AccessLevel::Write)));
    found.dedup();
    found.truncate(MAX_ACTIONS);
    found
}

/// Whether the Deny stops the request of the service with this name, which also carries what every call of a service does (`aws:ViaAWSService` is `false`).
fn is_denied(deny: &Statement, request: &Request, name: &str) -> Truth {
    let mut carried = request.context.clone();
    for condition in &deny.conditions {
        let called = request.action.split(':').next().unwrap_or_default();
        let sent = keys::sent(&condition.key, keys::CallerOfKey::Service, called);
        let is_given = carried.keys().any(|key| key.eq_ignore_ascii_case(&condition.key));
        if let (keys::Domain::Fixed(value), false, false) = (sent.domain, sent.optional, is_given) {
            carried.insert(condition.key_text.to_string(), vec![value.to_owned()]);
        }
        if OF_SERVICES.contains(&condition.key.as_str()) && !is_given {
            carried.insert(condition.key_text.to_string(), vec![name.to_owned()]);
        }
    }
    let keys = Keys::of(&carried);
    evaluate::matches(deny, evaluate::PolicyKind::Resource, request, &keys, false).truth
}

fn evidence(context: &StatementContext<'_>, condition: &Condition, service: &Principal, request: Request) -> Evidence {
    let name = service.text.to_string();
    let reason = match OF_SERVICES.contains(&condition.key.as_str()) {
        true => format!("`{name}` is not among the names"),
        false if condition.key == "aws:sourceaccount" => "the Allow is for another account".to_owned(),
        false => format!("a call of a service principal has no `{}`", condition.key_text),
    };
    let seen = super::condition_on::evidence(context, condition, &reason);
    let mut texts = seen.texts.clone();
    texts.push(("principal", name.clone()));
    texts.push(("service", facts::service(&name).map_or(name, |fact| fact.name.to_owned())));
    texts.push(("action", request.action.clone()));
    texts.push(("resource", context.policy.root.trust.told(&request.resource)));
    Evidence {
        texts,
        labels: vec![Label { span: service.span, text: "this lets the service in".to_owned() }],
        remedy: Some(match condition.key == "aws:sourceaccount" {
            true => Remedy::advice("name the same account in both statements"),
            false => remedy::spare_services(context),
        }),
        witness: Some(Witness::of(request, context.statement.index)),
        ..seen
    }
}
