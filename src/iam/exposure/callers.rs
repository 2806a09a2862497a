//! The callers that a policy lets in, and the keys that describe them.

use super::language::{Class, Language, Row};
use super::scene::{Scene, Seeking, Situation, Spec, Target};
use super::{Outsider, sources, values};
use crate::facts;
use crate::iam::condition::Condition;
use crate::iam::context::{Caller, CallerKind};
use crate::iam::document::{Listed, Statement};
use crate::iam::pattern::Resolve;
use crate::iam::principal::{self, Principal, Who};
use crate::truth::Truth;
use smol_str::SmolStr;

/// A service as a caller.
pub(super) fn service(name: &str) -> Caller {
    Caller { kind: CallerKind::Service, service: Some(name.to_owned()), ..Caller::default() }
}

/// Every kind of caller that the Allow's principals may let in, for what is sought.
pub(super) fn specs(scene: &Scene<'_>, target: &Target<'_>, seeking: Seeking) -> Vec<Spec> {
    let services = matches!(seeking, Seeking::Anybody | Seeking::Outsider(Outsider::Service));
    let accounts = seeking != Seeking::Outsider(Outsider::Service);
    let Some(listed) = &target.allow.principals else { return vec![] };
    let mut specs = vec![];
    let mut open = listed.negated;
    let mut any_service = listed.negated;
    for entry in listed.entries.iter().filter(|_| !listed.negated) {
        match &entry.who {
            Who::Everyone | Who::Unclear => (open, any_service) = (true, true),
            Who::AnyService => any_service = true,
            Who::Service(name) if services => specs.push(Spec::Service(name.clone())),
            _ if accounts => specs.extend(exact(entry)),
            _ => {}
        }
    }
    if any_service && services {
        specs.extend(sources::any_service(scene, target).into_iter().map(Spec::Service));
    }
    if open && accounts {
        // Many services refuse calls without credentials whatever the policy says; of most it is not established.
        if facts::protected(scene.question.resource_kind).is_none_or(|protected| protected.unsigned != Truth::No) {
            specs.push(Spec::Anonymous);
        }
        specs.push(Spec::Iam { account: None, exact: None });
    }
    let mut unique: Vec<Spec> = vec![];
    for spec in specs {
        if !unique.contains(&spec) {
            unique.push(spec);
        }
    }
    unique
}

/// The caller that an entry names.
fn exact(entry: &Principal) -> Option<Spec> {
    let caller = |kind, account: &SmolStr, arn: &str| Caller {
        kind,
        arn: Some(arn.to_owned()),
        account: Some(account.clone()),
        ..Caller::default()
    };
    let caller = match &entry.who {
        Who::Account(account) | Who::Someone(account) => return Some(Spec::Iam { account: Some(account.clone()), exact: None }),
        // Which account a canonical id stands for is not known; the search then can only say so.
        Who::CanonicalUser(_) => return Some(Spec::Iam { account: None, exact: None }),
        Who::User { account, arn } => caller(CallerKind::User, account, arn),
        Who::FederatedUser { account, arn } => caller(CallerKind::FederatedUser, account, arn),
        Who::Role { account, arn } => session(account, arn),
        Who::Session { account, arn } => {
            let role = arn.split_once(":assumed-role/").and_then(|(_, rest)| rest.split('/').next()).unwrap_or_default();
            let partition = arn.split(':').nth(1).unwrap_or("aws");
            let role_arn = Some(format!("arn:{partition}:iam::{account}:role/{role}"));
            Caller { role_arn, ..caller(CallerKind::RoleSession, account, arn) }
        }
        _ => return None,
    };
    Some(Spec::Iam { account: None, exact: Some(caller) })
}

fn session(account: &SmolStr, role: &str) -> Caller {
    let partition = role.split(':').nth(1).unwrap_or("aws");
    Caller {
        kind: CallerKind::RoleSession,
        arn: Some(format!("arn:{partition}:sts::{account}:assumed-role/{}/session", principal::role_name(role))),
        role_arn: Some(role.to_owned()),
        account: Some(account.clone()),
        ..Caller::default()
    }
}

/// The types of IAM caller to try where the policy does not fix one.
pub(super) fn kinds(scene: &Scene<'_>, spec: &Spec) -> &'static [CallerKind] {
    match spec {
        // A root user cannot assume roles.
        Spec::Iam { exact: None, .. } if scene.is_role() => &[CallerKind::User, CallerKind::RoleSession],
        Spec::Iam { exact: None, .. } => &[CallerKind::User, CallerKind::RoleSession, CallerKind::Root],
        // Given by the policy, or of no account.
        _ => &[CallerKind::Anonymous],
    }
}

/// A caller and the keys that name him.
pub(super) type Named = (Caller, Vec<(SmolStr, Vec<String>)>);

/// The callers of a situation that the statements tell apart.
pub(super) fn callers(scene: &Scene<'_>, situation: &Situation<'_>, target: &Target<'_>, resolve: &Resolve<'_>) -> Vec<Named> {
    match situation.spec {
        Spec::Service(name) => vec![(service(name), vec![])],
        Spec::Anonymous => vec![(Caller::default(), vec![])],
        Spec::Iam { exact: Some(caller), .. } => vec![named(caller.clone())],
        Spec::Iam { .. } if situation.caller_kind == CallerKind::Root => {
            let arn = format!("arn:{}:iam::{}:root", scene.partition, situation.account);
            let root =
                Caller { kind: CallerKind::Root, arn: Some(arn), account: Some(SmolStr::new(situation.account)), ..Caller::default() };
            vec![named(root)]
        }
        Spec::Iam { .. } => free(scene, situation, target, resolve),
    }
}

fn free(scene: &Scene<'_>, situation: &Situation<'_>, target: &Target<'_>, resolve: &Resolve<'_>) -> Vec<Named> {
    let account = situation.account;
    let is_user = situation.caller_kind == CallerKind::User;
    let (kind, usual) = if is_user { ("user", "mallory") } else { ("role", "mallory") };
    let head = format!("arn:{}:iam::{account}:{kind}/", scene.partition);
    let with_key = |key: &str| -> Vec<&Condition> {
        target.statements().flat_map(|statement| &statement.conditions).filter(|condition| condition.key == key).collect()
    };
    let mut rows = values::rows(&with_key("aws:principalarn"), resolve);
    for row in values::rows(&with_key("aws:username"), resolve).into_iter().filter(|_| is_user) {
        rows.push(Row::default().text(&head).then(&row));
        rows.push(Row::default().text(&head).many(Class::NamePath).text("/").then(&row));
    }
    let entries = target.statements().flat_map(|statement| &statement.principals).flat_map(|listed| &listed.entries);
    for entry in entries.filter(|entry| entry.account().is_some_and(|named| named == account)) {
        if let Who::User { arn, .. } | Who::Role { arn, .. } = &entry.who {
            rows.push(Row::default().text(arn));
        }
    }
    rows.dedup();
    let language = || Row::default().text(&head);
    let last = || language().some(Class::Name);
    let deep = || language().some(Class::NamePath).text("/").some(Class::Name);
    let mut defaults = vec![format!("{head}{usual}")];
    for row in &rows {
        defaults.extend(["mallory", account, "x", "x/x"].map(|filler| row.filled(filler)));
        defaults.push(format!("{head}{}", row.filled("").trim_matches('/')));
        if let Some(Some(name)) = row.fixed_components().get(5) {
            defaults.push(format!("arn:{}:iam::{account}:{name}", scene.partition));
        }
    }
    let arns = values::members(scene, &Language::of(vec![last(), deep()]), defaults, &rows);
    let account = SmolStr::new(account);
    let caller = |arn: String| match is_user {
        true => Caller { kind: CallerKind::User, arn: Some(arn), account: Some(account.clone()), ..Caller::default() },
        false => session(&account, &arn),
    };
    arns.into_iter().map(|arn| named(caller(arn))).collect()
}

/// Ids that AWS gives; nobody chooses his own.
const USER_ID: &str = "AIDAQXZ7MALLORYSTRANGE";
const ROLE_ID: &str = "AROAQXZ7MALLORYSTRANGE:session";

fn named(caller: Caller) -> Named {
    let arn = caller.role_arn.clone().or_else(|| caller.arn.clone()).unwrap_or_default();
    let account = caller.account.clone().unwrap_or_default().to_string();
    let mut keys = vec![(SmolStr::new_static("aws:principalarn"), vec![arn.clone()])];
    let id = match caller.kind {
        CallerKind::User => {
            let name = arn.rsplit('/').next().unwrap_or_default().to_owned();
            keys.push((SmolStr::new_static("aws:username"), vec![name]));
            USER_ID.to_owned()
        }
        CallerKind::RoleSession => ROLE_ID.to_owned(),
        CallerKind::FederatedUser => format!("{account}:mallory"),
        _ => account,
    };
    keys.push((SmolStr::new_static("aws:userid"), vec![id]));
    (caller, keys)
}

/// Whether it is a Deny for all but some services. An experiment saw IAM callers pass such a Deny, so nothing is built on it.
pub(super) fn spares_services_only(statement: &Statement) -> bool {
    let only_services = |listed: &Listed<Principal>| {
        listed.negated && listed.entries.iter().all(|entry| matches!(entry.who, Who::Service(_) | Who::AnyService))
    };
    statement.principals.as_ref().is_some_and(only_services)
}
