//! `locks-out-service: true`: a Deny on the network or identity of callers also hits a service that the same policy lets in.

use crate::facts;
use crate::finding::{Label, Remedy};
use crate::iam::condition::{Condition, Family};
use crate::iam::context::{Keys, Request};
use crate::iam::document::{Effect, Element, Statement};
use crate::iam::evaluate::{self, about_action, action_matches};
use crate::iam::exposure::Witness;
use crate::iam::keys;
use crate::iam::pattern::{Pattern, overlap, unresolved};
use crate::iam::principal::Principal;
use crate::iam::stand_in;
use crate::rule::answer::{Answer, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, PrincipalKind, StatementContext};
use crate::rule::intended;
use crate::rule::remedy;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::truth::Truth;
use std::collections::BTreeMap;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "locks-out-service",
    about: "The Deny stops a service that an Allow of the same policy lets in: it asks for the address, endpoint, account or organisation of the caller, which no service principal has, spares another source than the Allow names, or spares only principals of accounts, or nobody. The finding carries a request of the service that is denied.",
    on: |target| target == Target::DenyStatement,
    schema: r##"{"const":true}"##,
    supplies: &["principal", "reason", "action", "resource", "service"],
    cost: 3,
    compile,
};

/// Whether it is about a key that tells of callers or their network and that no request of a service principal has, so that a negated operator always holds.
fn is_of_callers(condition: &Condition) -> bool {
    let key = condition.key.as_str();
    let is_absent = || keys::exists(key) && keys::sent(key, keys::CallerOfKey::Service, "").domain == keys::Domain::Absent;
    key == "aws:userid" || key == VIA_SERVICE || keys::holds_network(key) || (key.starts_with("aws:") && is_absent())
}

/// Keys that name the service that calls: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>.
const OF_SERVICES: [&str; 2] = [ONE_NAME, ALL_NAMES];
const ONE_NAME: &str = "aws:principalservicename";
const ALL_NAMES: &str = "aws:principalservicenameslist";

/// Sent where a service calls for a principal: <https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service>.
const VIA_SERVICE: &str = "kms:viaservice";

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
        let Some(cause) = Cause::of(context.statement) else { return Answer::no() };
        let mut unknown = None;
        let filled = context.filled();
        let Some(deny) = filled.statements.get(context.statement.index) else { return Answer::no() };
        for allow in filled.with_effect(Effect::Allow).filter(|allow| cause.concerns(context, allow)) {
            for service in services(allow) {
                for action in actions(allow, deny) {
                    let Some(request) = intended::request(context.policy, allow, &service.text.to_string(), Some(&action)) else {
                        continue;
                    };
                    let request = as_carried(deny, cause.with_source(request), service);
                    match evaluate::matches(deny, evaluate::PolicyKind::Resource, &request, &Keys::of(&request.context), false).truth {
                        Truth::Yes => return Answer::yes(evidence(context, cause, service, request)),
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

/// What of a Deny a service does not escape.
#[derive(Clone, Copy)]
enum Cause<'a> {
    /// A condition on what a service has not, or that does not name it.
    Condition(&'a Condition),
    /// The condition that spares other sources than the Allow names.
    Source(&'a Condition),
    /// `NotPrincipal` with principals of accounts only, and no condition.
    NotPrincipal,
    /// No condition.
    Everybody,
}

impl<'a> Cause<'a> {
    fn of(deny: &'a Statement) -> Option<Cause<'a>> {
        let of_callers = deny.conditions.iter().find(|condition| is_of_callers(condition));
        let of_services = || deny.conditions.iter().find(|condition| OF_SERVICES.contains(&condition.key.as_str()));
        // Whether a service sends its source is another question; such a Deny is the perimeter that AWS describes. Where the Allow demands a source, it does.
        let of_source = deny.conditions.iter().find(|condition| is_of_source(condition));
        match of_source.or(of_callers).or_else(of_services) {
            Some(condition) if is_of_source(condition) => Some(Cause::Source(condition)),
            Some(condition) => Some(Cause::Condition(condition)),
            None if !deny.conditions.is_empty() || !deny.unclear.is_empty() => None,
            None => match &deny.principals {
                Some(listed) if listed.negated => {
                    listed.entries.iter().all(|entry| entry.account().is_some()).then_some(Cause::NotPrincipal)
                }
                _ => Some(Cause::Everybody),
            },
        }
    }

    /// Whether the Deny hits what this Allow is for. An Allow of which a Deny without conditions, or about a source, takes a part away is meant so.
    fn concerns(self, context: &StatementContext<'_>, allow: &Statement) -> bool {
        let denies = |entry: &Element| entry.known().is_some_and(|action| about_action(context.statement, action) == Truth::Yes);
        let denies_all = || allow.writes_out_all() && allow.actions.iter().flat_map(|listed| &listed.entries).all(denies);
        let written = || context.policy.document.statement(allow.index);
        match self {
            Cause::Condition(_) => true,
            Cause::Source(condition) if spares(condition) => written().is_some_and(|allow| names_others(allow, condition)),
            Cause::Source(condition) => denies_all() && written().is_some_and(|allow| names_same(allow, condition)),
            Cause::NotPrincipal | Cause::Everybody => denies_all(),
        }
    }

    /// The request with the source that the condition of the Deny names, where the Allow asks for the account of the source only.
    fn with_source(self, mut request: Request) -> Request {
        let Cause::Source(condition) = self else { return request };
        let is_given = request.context.keys().any(|key| key.eq_ignore_ascii_case(&condition.key));
        let every = condition.values.iter().find_map(every_source).filter(|_| !spares(condition) && !is_given);
        if let Some(source) = every {
            request.context.insert(condition.key_text.to_string(), vec![source]);
        }
        request
    }

    fn reason(self, principal: &Principal) -> String {
        let service = principal.text.to_string();
        match (self, principal.delivering_account()) {
            (Cause::Condition(condition), Some(account)) => {
                let (key, account) = (&condition.key_text, account.account);
                return format!(
                    "the condition on `{key}` does not spare account `{account}`, which is one of AWS's own and no service principal"
                );
            }
            (Cause::NotPrincipal, Some(account)) => return format!("`NotPrincipal` does not name account `{}`", account.account),
            _ => {}
        }
        match self {
            Cause::Condition(condition) if OF_SERVICES.contains(&condition.key.as_str()) => {
                format!("`{service}` is not among the names in the condition on `{}`", condition.key_text)
            }
            Cause::Condition(condition) => {
                let key = &condition.key_text;
                format!("the condition on `{key}` always holds for it, since a call of a service principal has no `{key}`")
            }
            Cause::Source(condition) if spares(condition) => {
                format!("the Allow is for another source than those that the condition on `{}` spares", condition.key_text)
            }
            Cause::Source(condition) => {
                format!(
                    "the condition on `{}` holds for the source that the Allow is for, so it is what the Deny stops",
                    condition.key_text
                )
            }
            Cause::NotPrincipal => "`NotPrincipal` spares principals of accounts, and a service is none of them".to_owned(),
            Cause::Everybody => "it has no condition and spares nobody".to_owned(),
        }
    }
}

fn is_of_source(condition: &Condition) -> bool {
    ["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"].contains(&condition.key.as_str())
}

/// Whether a condition on the source of a Deny holds for all others than it names.
fn spares(condition: &Condition) -> bool {
    let absent = |value: &Element| value.known() == Some("true");
    condition.operator.is_none_or(|operator| match operator.row.family {
        Family::Null => condition.values.iter().all(absent),
        _ => operator.row.negated || operator.quantifier.is_some(),
    })
}

/// Whether an Allow demands the source for which such a condition of a Deny holds.
fn names_same(allow: &Statement, of_deny: &Condition) -> bool {
    let is_null = |condition: &Condition| condition.operator.is_some_and(|operator| operator.row.family == Family::Null);
    let demands = allow.conditions.iter().filter(|condition| is_of_source(condition) && !is_null(condition) && !spares(condition));
    let is_same = |demand: &Condition| {
        if demand.key == of_deny.key {
            // Which of the sources it is, the request tells.
            return true;
        }
        let mut pairs = demand.values.iter().flat_map(|named| of_deny.values.iter().map(move |denied| (named, denied)));
        !is_null(of_deny)
            && of_deny.values.iter().all(|value| every_source(value).is_some())
            && pairs.any(|(named, denied)| may_be_one((demand, named), (of_deny, denied)))
    };
    demands.into_iter().any(is_same)
}

/// An ARN that stands for all that a value of `aws:SourceArn` names, where it names all of a service: `arn:aws:cloudtrail:*:111122223333:trail/*`.
fn every_source(value: &Element) -> Option<String> {
    let text = value.known()?;
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [arn @ "arn", partition, service, region, account, resource] = parts.as_slice() else { return None };
    let is_every = resource.ends_with('*') && !resource.trim_end_matches('*').contains(['*', '?']);
    let kind = resource.trim_end_matches('*');
    let is_kind = kind.is_empty() || kind.ends_with(['/', ':']);
    if !is_every || !is_kind || service.contains('*') || account.contains(['*', '?']) {
        return None;
    }
    let region = if region.contains('*') { stand_in::REGION } else { region };
    Some(format!("{arn}:{partition}:{service}:{region}:{account}:{kind}{}", stand_in::called("name", 1)))
}

/// Whether an Allow demands a source, and each that it names is another than those that the condition of a Deny spares.
fn names_others(allow: &Statement, spares: &Condition) -> bool {
    let is_plain = |condition: &Condition, negated: bool| {
        let operator = condition.operator.filter(|operator| operator.row.negated == negated && operator.quantifier.is_none());
        operator.is_some_and(|operator| operator.row.family != Family::Null && (negated || !operator.if_exists))
            && !condition.values.is_empty()
    };
    let demands = allow.conditions.iter().filter(|condition| is_of_source(condition) && is_plain(condition, false));
    let is_other = |demand: &Condition| {
        demand.values.iter().all(|named| spares.values.iter().all(|spared| !may_be_one((demand, named), (spares, spared))))
    };
    is_plain(spares, true) && demands.into_iter().any(is_other)
}

/// Whether one source meets both values. Of different keys only the account is compared.
fn may_be_one((one, of_one): (&Condition, &Element), (other, of_other): (&Condition, &Element)) -> bool {
    let whole = |value: &Element| Pattern::read(value.written(), true).opened(true, &unresolved);
    let account = |condition: &Condition, value: &Element| match condition.key.as_str() {
        "aws:sourceaccount" => Some(whole(value)),
        "aws:sourcearn" => value
            .written()
            .split(":")
            .get(4)
            .filter(|account| !account.is_empty())
            .map(|account| Pattern::read(account, true).opened(true, &unresolved)),
        _ => None,
    };
    if one.key == other.key {
        return overlap(&whole(of_one), &whole(of_other));
    }
    account(one, of_one).zip(account(other, of_other)).is_none_or(|(one, other)| overlap(&one, &other))
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

/// What the calls of an account of AWS carry in place of what those of a service principal do; its organization is nobody's.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html>
fn carried_by_account(deny: &Statement, principal: &Principal, carried: &mut BTreeMap<String, Vec<String>>) {
    let Some(account) = principal.delivering_account() else { return };
    let values = [
        ("aws:PrincipalAccount", account.account.to_owned()),
        ("aws:PrincipalArn", principal.text.to_string()),
        ("aws:PrincipalIsAWSService", "false".to_owned()),
        ("aws:PrincipalOrgID", "o-ofawsitself".to_owned()),
        ("aws:PrincipalOrgPaths", "o-ofawsitself/r-none/".to_owned()),
    ];
    let is_asked = |key: &str| deny.conditions.iter().any(|condition| condition.key.eq_ignore_ascii_case(key));
    for (key, value) in values.into_iter().filter(|(key, _)| is_asked(key)) {
        carried.retain(|known, _| !known.eq_ignore_ascii_case(key));
        carried.insert(key.to_owned(), vec![value]);
    }
}

/// The request of the service with what every call of a service carries of what the Deny asks for (`aws:ViaAWSService` is `false`).
fn as_carried(deny: &Statement, mut request: Request, principal: &Principal) -> Request {
    let name = principal.text.to_string();
    carried_by_account(deny, principal, &mut request.context);
    let called = request.action.split(':').next().unwrap_or_default().to_owned();
    for condition in &deny.conditions {
        let sent = keys::sent(&condition.key, keys::CallerOfKey::Service, &called);
        let is_given = request.context.keys().any(|key| key.eq_ignore_ascii_case(&condition.key));
        let values = match sent.domain {
            _ if condition.key == ALL_NAMES => std::iter::once(name.clone()).chain(names_in_regions(&name, condition)).collect(),
            _ if is_given => continue,
            keys::Domain::Fixed(value) if !sent.optional => vec![value.to_owned()],
            _ if condition.key == ONE_NAME => vec![name.clone()],
            _ => continue,
        };
        request.context.retain(|key, _| !key.eq_ignore_ascii_case(&condition.key));
        request.context.insert(condition.key_text.to_string(), values);
    }
    request
}

/// The names of a service in the Regions that a condition on all its names tells: which of them come with a call is not for us to choose.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalservicenameslist>
fn names_in_regions(name: &str, condition: &Condition) -> Vec<String> {
    let own = name.split('.').next().unwrap_or_default();
    let told = condition.values.iter().filter_map(Element::known).map(|value| match value.split_once('.') {
        Some(("*", rest)) => format!("{own}.{rest}"),
        _ => value.replace('*', "us-east-1"),
    });
    told.filter(|told| told != name && facts::canonical_principal(told) == facts::canonical_principal(name)).collect()
}

/// What to do for a service: it is named where the Deny asks for services, else services are left out of it.
fn spare_service(context: &StatementContext<'_>, name: &str) -> Remedy {
    let Some(of_services) = context.statement.conditions.iter().find(|condition| no_user_meets(condition)) else {
        return remedy::spare_services(context);
    };
    let names = context.statement.conditions.iter().find(|condition| OF_SERVICES.contains(&condition.key.as_str()));
    Remedy::advice(match names {
        Some(names) => format!("list `{name}` in the condition on `{}` too", names.key_text),
        None => format!(
            "what this Deny asks of `{}` is so for services alone: ask for `\"false\"` of `aws:PrincipalIsAWSService` under `BoolIfExists` in its place, so that the Deny stops callers but no service",
            of_services.key_text
        ),
    })
}

/// Whether no user or role meets a condition that only services do: leaving services out beside it would leave nobody.
fn no_user_meets(condition: &Condition) -> bool {
    let is_about_services =
        condition.key == "aws:principalisawsservice" || OF_SERVICES.contains(&condition.key.as_str()) || is_of_source(condition);
    let sent = keys::sent(&condition.key, keys::CallerOfKey::RoleSession, "");
    let keys = match sent.domain {
        keys::Domain::Fixed(value) => BTreeMap::from([(condition.key_text.to_string(), vec![value.to_owned()])]),
        _ => BTreeMap::new(),
    };
    is_about_services && condition.holds(&Keys::of(&keys), Effect::Deny) == Truth::No
}

/// What to do for an account of AWS: it is spared by its number, or the service principal that has taken its place is let in.
fn spare_account(principal: &Principal, condition: &Condition) -> Remedy {
    let Some(account) = principal.delivering_account() else { return Remedy::advice("") };
    let (number, instead) = (account.account, account.delivers_as);
    let spare = match condition.key.as_str() {
        "aws:principalaccount" => format!("list `{number}` in the condition on `{}` too", condition.key_text),
        _ => format!("add `StringNotEquals` `aws:PrincipalAccount` `{number}` to the Deny"),
    };
    Remedy::advice(format!(
        "{spare}, or let `{instead}` in instead and exempt service principals; `aws:PrincipalIsAWSService` does not spare an account"
    ))
}

/// What to do about a condition that holds for the source which it is to spare.
fn turn_round(condition: &Condition) -> Remedy {
    let key = &condition.key_text;
    let turned = match condition.operator.map(|operator| operator.row.family) {
        Some(Family::Null) => "write `\"true\"` under `Null`".to_owned(),
        Some(Family::Arn) => format!("write `ArnNotLikeIfExists` in place of `{}`", condition.operator_text),
        _ => format!("write `StringNotEqualsIfExists` in place of `{}`", condition.operator_text),
    };
    Remedy::advice(format!("{turned} on `{key}`, if the Deny is to spare the source; else remove the Allow"))
}

fn evidence(context: &StatementContext<'_>, cause: Cause<'_>, service: &Principal, request: Request) -> Evidence {
    let name = service.text.to_string();
    let reason = cause.reason(service);
    let seen = match cause {
        Cause::Condition(condition) | Cause::Source(condition) => super::condition_on::evidence(context, condition, &reason),
        Cause::NotPrincipal | Cause::Everybody => {
            let mut seen = super::principal::evidence(context);
            seen.texts = vec![("reason", reason)];
            seen
        }
    };
    let mut texts = seen.texts.clone();
    texts.push(("principal", name.clone()));
    let acts_as = service.delivers_for().unwrap_or(&name);
    texts.push(("service", facts::service(acts_as).map_or(name.clone(), |fact| fact.name.to_owned())));
    texts.push(("action", request.action.clone()));
    texts.push(("resource", context.policy.root.trust.told(&request.resource)));
    let via = match cause {
        Cause::Condition(condition) if condition.key == VIA_SERVICE => Some(&condition.key_text),
        _ => None,
    };
    Evidence {
        texts,
        doubts: via
            .map(|key| format!("AWS does not document whether a call of a service principal can carry `{key}`"))
            .into_iter()
            .collect(),
        labels: vec![Label::new(service.span, "this lets the service in".to_owned())],
        remedy: Some(match cause {
            Cause::Condition(condition) if service.delivering_account().is_some() => spare_account(service, condition),
            Cause::Source(condition) if !spares(condition) => turn_round(condition),
            Cause::Source(_) => Remedy::advice("name the same source in both statements"),
            Cause::Everybody => Remedy::advice("remove the Allow, or name in the Deny whom it is meant for"),
            Cause::Condition(_) | Cause::NotPrincipal => spare_service(context, &name),
        }),
        witness: Some(Witness::of(request, context.statement.index)),
        ..seen
    }
}
