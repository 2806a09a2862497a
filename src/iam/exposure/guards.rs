//! What a verdict of "guarded" rests on: as few conditions and Denies as suffice, and whether the grant is of any use.

use super::scene::{Scene, Seeking, TargetStatement};
use super::search::{self, Outcome};
use super::values::time_is_past;
use super::{Guarded, Reason, foreign_source};
use crate::facts::{self, ExceptionRule};
use crate::iam::condition::{Condition, Family};
use crate::iam::document::{Element, Statement};
use crate::iam::keys::{CallerOfKey, Domain};
use crate::iam::principal::{Principal, Who};
use crate::iam::{evaluate, keys, scalar};
use crate::mapped_text::{HoleKind, Text};
use crate::truth::Truth;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// The guards of all Allow statements that an outsider could come by.
pub(super) fn guards(scene: &Scene<'_>, targets: &[TargetStatement<'_>]) -> Guarded {
    let mut by: Vec<Reason> = vec![];
    let mut assumptions = BTreeSet::new();
    let mut dead = vec![];
    for target in targets {
        let credited = credit(scene, target);
        for condition in &credited.conditions {
            by.push(Reason { text: holds(condition), span: Some(condition.span) });
            assumptions.extend(condition.assumptions.iter().cloned());
            assumptions.extend(presumed(scene, condition));
            assumptions.extend(taken_for_granted(scene, condition));
        }
        for deny in &credited.denies {
            by.push(Reason { text: format!("the Deny ({}) stops everybody else", deny.name()), span: Some(deny.span) });
            for condition in &deny.conditions {
                assumptions.extend(condition.assumptions.iter().cloned());
                assumptions.extend(presumed(scene, condition));
                assumptions.extend(taken_for_granted(scene, condition));
            }
        }
        if credited.conditions.is_empty() && credited.denies.is_empty() {
            let span = target.allow.resources.as_ref().map_or(target.allow.span, |listed| listed.key_span);
            by.push(Reason { text: "what it grants cannot be asked for on an outsider's behalf".to_owned(), span: Some(span) });
            if scene.question.assume.delivery_path {
                assumptions.insert("the service writes below `AWSLogs/` and the account it acts for".to_owned());
            }
        }
        dead.push(dead_grant(scene, target, &credited.conditions));
    }
    let mut seen = FxHashSet::default();
    by.retain(|reason| seen.insert((reason.text.clone(), reason.span)));
    let is_dead = dead.iter().all(Option::is_some);
    Guarded { by, assumptions: assumptions.into_iter().collect(), dead: dead.into_iter().flatten().next().filter(|_| is_dead) }
}

struct Credited<'a> {
    conditions: Vec<&'a Condition>,
    denies: Vec<&'a Statement>,
}

/// Leaves out one condition or Deny after the other, as long as nobody gets through.
fn credit<'a>(scene: &Scene<'_>, target: &TargetStatement<'a>) -> Credited<'a> {
    let seeking = Seeking::Outsider(scene.question.outsider);
    let mut conditions: Vec<&Condition> = target.allow.conditions.iter().collect();
    let mut denies = target.denies.clone();
    let still = |conditions: &[&Condition], denies: &[&Statement]| {
        let allow = Statement { conditions: conditions.iter().map(|condition| (*condition).clone()).collect(), ..target.allow.clone() };
        let reduced = TargetStatement::new(&allow, denies.to_vec());
        matches!(search::search(scene, &reduced, seeking), Outcome::Nothing)
    };
    if !denies.is_empty() && still(&conditions, &[]) && !scene.cut.get() {
        denies.clear();
    }
    for deny in target.denies.iter().filter(|_| !scene.cut.get()) {
        if denies.len() < 2 {
            break;
        }
        let without: Vec<&Statement> = denies.iter().copied().filter(|other| other.index != deny.index).collect();
        if still(&conditions, &without) && !scene.cut.get() {
            denies = without;
        }
    }
    let mut order: Vec<&Condition> = target.allow.conditions.iter().collect();
    order.sort_by_key(|condition| weight(&condition.key));
    let mut from = 0;
    while let Some(rest) = order.get(from..).filter(|rest| !rest.is_empty() && !scene.cut.get()) {
        let without = |count: usize| -> Vec<&Condition> {
            let dropped: FxHashSet<*const Condition> = rest.iter().take(count).map(|dropped| std::ptr::from_ref(*dropped)).collect();
            conditions.iter().copied().filter(|other| !dropped.contains(&std::ptr::from_ref(*other))).collect()
        };
        let count = most(rest.len(), |count| still(&without(count), &denies) && !scene.cut.get());
        conditions = without(count);
        // The next one is needed.
        from += count + 1;
    }
    // What was credited before the budget ended stands.
    scene.cut.set(false);
    Credited { conditions: conditions.into_iter().filter_map(|condition| original(target.allow, condition)).collect(), denies }
}

/// The most of a row of things that can go, the first ones first: whatever lets nobody through without many lets nobody through without fewer. Few are tried
/// one by one; of many, twice as many each time, and then half of what is left.
fn most(all: usize, can_go: impl Fn(usize) -> bool) -> usize {
    const FEW: usize = 8;
    let (mut go, mut step) = (0, 1);
    while go < all && can_go((go + step).min(all)) {
        go = (go + step).min(all);
        step *= if go < FEW { 1 } else { 2 };
    }
    let mut stays = (go + step).min(all + 1);
    while stays > go + 1 {
        let middle = go.midpoint(stays);
        if can_go(middle) { go = middle } else { stays = middle }
    }
    go
}

/// The condition in the statement itself.
fn original<'a>(statement: &'a Statement, condition: &Condition) -> Option<&'a Condition> {
    statement.conditions.iter().find(|known| std::ptr::eq(*known, condition))
}

/// What guards least is left out first.
fn weight(key: &str) -> u8 {
    match key {
        "aws:sourcearn" => 3,
        "aws:sourceaccount" | "sts:externalid" => 2,
        key if keys::holds_org(key) || keys::holds_account(key) || keys::holds_arn(key) => 1,
        _ => 0,
    }
}

fn holds(condition: &Condition) -> String {
    let values: Vec<String> = condition.values.iter().map(|value| format!("`{}`", value.text)).collect();
    let (operator, key) = (&condition.operator_text, &condition.key_text);
    match values.as_slice() {
        [] => format!("`{operator} {key}` has no value, so that it never holds"),
        [one] => format!("`{operator} {key}` demands {one}"),
        several => format!("`{operator} {key}` demands one of {}", several.join(", ")),
    }
}

/// What is presumed about accounts that the condition names.
fn presumed(scene: &Scene<'_>, condition: &Condition) -> Vec<String> {
    let named = |account: &str| condition.values.iter().any(|value| value.text.literal().contains(account));
    scene.presumed.iter().filter(|account| named(account)).map(|account| format!("account {account} is yours")).collect()
}

fn taken_for_granted(scene: &Scene<'_>, condition: &Condition) -> Option<String> {
    let assume = scene.question.assume;
    if assume.encryption_context && condition.key.starts_with("kms:encryptioncontext:") {
        return Some("the service sets the encryption context to the ARN of the source".to_owned());
    }
    if assume.source_keys && condition.key.starts_with("aws:source") {
        return Some("the service sends the source keys with every call".to_owned());
    }
    (condition.key == "aws:userid").then(|| "the ids in `aws:userid` are those of principals of yours".to_owned())
}

/// Why nobody at all can use the grant, if that is so.
fn dead_grant(scene: &Scene<'_>, target: &TargetStatement<'_>, credited: &[&Condition]) -> Option<Reason> {
    let written = scene.written.statements.iter().find(|statement| statement.index == target.allow.index);
    let reasons = written.into_iter().flat_map(|written| {
        let why = move |condition| {
            no_region(written, condition)
                .or_else(|| of_callers(condition))
                .or_else(|| of_alexa(written, condition))
                .or_else(|| foreign_source(written, condition))
        };
        written.conditions.iter().map(why)
    });
    let impossible = target.allow.conditions.iter().zip(reasons).find_map(|(condition, why)| Some((condition, why?)));
    if let Some((condition, why)) = impossible {
        return Some(never_holds(condition, &why));
    }
    if let Some(condition) = target.allow.conditions.iter().find(|condition| is_never_sent(target.allow, condition)) {
        return Some(never_holds(condition, NOBODY));
    }
    if target.allow.conditions.iter().any(|condition| !condition.assumptions.is_empty()) || written.is_some_and(grants_the_unknown) {
        return None;
    }
    // For a role, only `sts:AssumeRole` is tried: not what federated callers do, nor what goes with it, such as `sts:TagSession`.
    let grants = |action: &str| evaluate::about_action(target.allow, action) != Truth::No;
    let federated = ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"];
    if scene.is_role() && (!grants("sts:AssumeRole") || federated.into_iter().any(grants)) {
        return None;
    }
    if let Some(condition) = target.allow.conditions.iter().find(|condition| is_never_a_wildcard(condition)) {
        return Some(never_holds(condition, &literal_wildcards(condition)));
    }
    let usable = usable(scene, target.allow);
    let alone = TargetStatement::new(&usable, vec![]);
    if !matches!(search::search(scene, &alone, Seeking::Anybody), Outcome::Nothing) || scene.cut.get() {
        scene.cut.set(false);
        return None;
    }
    let flawed = target.allow.conditions.iter().find(|condition| flaw(condition).is_some());
    // What nobody can ask for without its conditions either is dead by another cause: a resource that cannot be, an action that it does not have.
    let condition = flawed.or_else(|| in_the_way(scene, target.allow, credited));
    if scene.cut.replace(false) {
        return None;
    }
    let Some(condition) = condition else { return Some(Reason { text: "no request matches what it grants".to_owned(), span: None }) };
    // Which services send ARNs without an account (S3, API Gateway), or URL-encoded as Amplify does, is not documented for all; that none does is
    // no certainty: https://docs.aws.amazon.com/amplify/latest/userguide/deploy-with-sdks.html
    let no_account = |value: &Element| value.known().is_some_and(|text| text.split(':').nth(4) == Some("") || text.contains("%3A"));
    if flaw(condition).is_none() && keys::holds_arn(&condition.key) && condition.values.iter().any(no_account) {
        return None;
    }
    let why = flaw(condition).unwrap_or_else(|| NOBODY.to_owned());
    Some(never_holds(condition, &why))
}

/// The condition that keeps everybody out: the one that nobody meets even alone, else the one without which somebody gets through, else the first that counts.
/// None where nobody gets through without conditions either.
fn in_the_way<'c>(scene: &Scene<'_>, allow: &'c Statement, credited: &[&'c Condition]) -> Option<&'c Condition> {
    let with = |conditions: Vec<Condition>| {
        let statement = Statement { conditions, ..allow.clone() };
        !matches!(search::search(scene, &TargetStatement::new(&statement, vec![]), Seeking::Anybody), Outcome::Nothing)
    };
    if !with(vec![]) {
        return None;
    }
    let without = |place: usize| {
        let others = allow.conditions.iter().enumerate().filter(|(other, _)| *other != place);
        others.map(|(_, condition)| condition.clone()).collect::<Vec<_>>()
    };
    let alone = || allow.conditions.iter().find(|condition| !with(vec![(*condition).clone()]));
    let missing = || allow.conditions.iter().enumerate().find(|(place, _)| with(without(*place))).map(|(_, condition)| condition);
    alone().or_else(missing).or_else(|| credited.first().copied())
}

const NOBODY: &str = "no caller that the statement names can meet it";

/// Whether a condition demands a key that the services which the statement names never send, whatever its value is.
fn is_never_sent(allow: &Statement, condition: &Condition) -> bool {
    let entries = allow.principals.as_ref().filter(|listed| !listed.negated).map_or(&[][..], |listed| &listed.entries);
    let are_services = !entries.is_empty() && entries.iter().all(|entry| matches!(entry.who, Who::Service(_)));
    let is_sent = || keys::sent(&condition.key, CallerOfKey::Service, "").domain != Domain::Absent;
    are_services && condition.demands() && condition.key.starts_with("aws:") && !is_sent()
}

/// Why every source that a condition demands is a caller: a source is the resource that a service acts for.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn>
fn of_callers(condition: &Condition) -> Option<String> {
    let is_caller = |value: &Element| {
        let text = value.written().to_string();
        let mut parts = text.splitn(6, ':').skip(2);
        let (service, resource) = (parts.next().unwrap_or_default(), parts.nth(2).unwrap_or_default());
        matches!(service, "iam" | "sts") && ["role/", "user/", "assumed-role/"].iter().any(|kind| resource.starts_with(kind))
    };
    let is_about = condition.key == "aws:sourcearn" && condition.demands() && !condition.values.is_empty();
    let why = "it is the resource that a service acts for, never a role or user; whoever calls is in `aws:PrincipalArn`";
    (is_about && condition.values.iter().all(is_caller)).then(|| why.to_owned())
}

/// Why no service that the statement names sends the token of a skill: that is Alexa's alone.
/// <https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>
fn of_alexa(allow: &Statement, condition: &Condition) -> Option<String> {
    let entries = allow.principals.as_ref().filter(|listed| !listed.negated).map_or(&[][..], |listed| &listed.entries);
    let is_other = |entry: &Principal| matches!(&entry.who, Who::Service(name) if !name.starts_with("alexa-"));
    let is_about = condition.key == "lambda:eventsourcetoken" && condition.demands() && !entries.is_empty();
    (is_about && entries.iter().all(is_other)).then(|| "only Alexa sends a token".to_owned())
}

/// Whether nothing is known of something or somebody that the statement names: the name put in for it is that of nothing.
fn grants_the_unknown(written: &Statement) -> bool {
    let is_unknown = |text: &Text| {
        let open = |hole: &HoleKind| matches!(hole, HoleKind::Input { .. } | HoleKind::Unknown(_));
        text.literal().is_empty() && text.holes().iter().any(|hole| open(&hole.hole.kind))
    };
    let resources = written.resources.iter().flat_map(|listed| &listed.entries).map(|entry| &entry.text);
    let principals = written.principals.iter().flat_map(|listed| &listed.entries).map(|entry| &entry.text);
    resources.chain(principals).any(is_unknown)
}

fn never_holds(condition: &Condition, why: &str) -> Reason {
    Reason { text: format!("`{} {}` never holds: {why}", condition.operator_text, condition.key_text), span: Some(condition.span) }
}

/// The statement without the conditions of which the value that a call has is only an example, or is not the caller's own: whether anybody meets them
/// cannot be told.
fn usable(scene: &Scene<'_>, allow: &Statement) -> Statement {
    let services: Vec<&str> = allow
        .principals
        .iter()
        .flat_map(|listed| &listed.entries)
        .filter_map(|entry| if let Who::Service(name) = &entry.who { Some(name.as_str()) } else { None })
        .collect();
    let is_open = |condition: &Condition| {
        keys::is_example(&condition.key)
            || condition.key == "aws:userid" && condition.values.iter().any(names_an_id)
            || (scene.question.assume.encryption_context && !services.iter().any(|service| is_own_context(&condition.key, service)))
                && condition.key.starts_with("kms:encryptioncontext:")
    };
    let conditions = allow.conditions.iter().filter(|condition| !is_open(condition)).cloned().collect();
    Statement { conditions, ..allow.clone() }
}

/// Whether a value of `aws:userid` begins with an id as AWS gives them: a user's whole id, or a role's with the name of a session behind it.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable>
fn names_an_id(value: &Element) -> bool {
    let Some(text) = value.known() else { return false };
    let (id, session) = text.split_once(':').map_or((text, None), |(id, session)| (id, Some(session)));
    let given = |start: &str| {
        id.strip_prefix(start)
            .is_some_and(|rest| rest.chars().all(|char| char.is_ascii_uppercase() || char.is_ascii_digit() || char == '*'))
    };
    let is_pattern = id.ends_with('*');
    (given("AROA") && (session.is_some_and(|session| !session.is_empty()) || is_pattern)) || (given("AIDA") && session.is_none())
}

/// Whether an encryption context is documented to hold the ARN of what the service itself acts for, such as `aws:logs:arn`. Of all others it is not known
/// what stands there: an account (`aws:ses:source-account`), a name, or the ARN of the queue or topic that EventBridge and S3 send to:
/// <https://docs.aws.amazon.com/kms/latest/developerguide/services-sqs.html>.
fn is_own_context(key: &str, service: &str) -> bool {
    let is_documented = || facts::service_exceptions(service, "kms").iter().any(|row| row.rule == ExceptionRule::EquivalentGuard);
    let about = key.strip_prefix("kms:encryptioncontext:aws:").and_then(|rest| rest.strip_suffix(":arn"));
    about.is_some_and(|about| service.split('.').next() == Some(about)) && is_documented()
}

/// Why every ARN that a condition demands is of a Region in which what it names cannot be: of none, or of another than that of the only services named.
/// A service that is called by its regional name acts for that Region: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html>
fn no_region(allow: &Statement, condition: &Condition) -> Option<String> {
    let demands = condition.demands()
        && condition.operator.is_some_and(|operator| matches!(operator.row.family, Family::Text | Family::Like | Family::Arn));
    let holds_arn = keys::holds_arn(&condition.key) || condition.key.starts_with("kms:encryptioncontext:aws:");
    if !demands || !holds_arn || condition.values.is_empty() {
        return None;
    }
    let region = |value: &Element| {
        // A part that is not known is no Region that somebody wrote.
        let text = value.written().to_string();
        let mut parts = text.splitn(6, ':');
        let region = parts.next().filter(|arn| *arn == "arn").and_then(|_| parts.nth(2))?;
        (!region.is_empty() && !region.contains(['*', '?', '$'])).then(|| region.to_owned())
    };
    let regions: Vec<String> = condition.values.iter().map(region).collect::<Option<_>>()?;
    let first = regions.first()?;
    if regions.iter().all(|region| !is_region(region)) {
        return Some(format!("`{first}` is no Region"));
    }
    let entries = allow.principals.as_ref().filter(|listed| !listed.negated)?.entries.iter();
    let served: Vec<&str> = entries.map(|entry| facts::principal_region(entry.text.known()?)).collect::<Option<_>>()?;
    let elsewhere = |region: &String| !served.contains(&region.as_str());
    regions.iter().all(elsewhere).then(|| format!("the service named is that of {}, and `{first}` is another Region", served.join(" and ")))
}

/// `eu-west-1`, `us-gov-east-1`, `eusc-de-east-1`; `global` stands in ARNs of services without Regions.
fn is_region(text: &str) -> bool {
    let mut parts = text.split('-');
    let number = parts.next_back().unwrap_or_default();
    let words: Vec<&str> = parts.collect();
    let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    text == "global"
        || (words.len() >= 2 && words.iter().all(is_word) && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether every value has a wildcard that the operator takes literally, and no value of the key ever holds one.
fn is_never_a_wildcard(condition: &Condition) -> bool {
    let exact = condition.demands()
        && condition.operator.is_some_and(|operator| matches!(operator.row.family, Family::Text | Family::TextIgnoreCase));
    let literal =
        |value: &Element| value.known().is_some_and(|text| text.contains(['*', '?']) && keys::never_holds_wildcards(&condition.key, text));
    exact && !condition.values.is_empty() && condition.values.iter().all(literal) || writes_asterisks(condition)
}

/// Whether all values of a pattern have `${*}` or `${?}`, which are the character itself, where no value of the key has one.
fn writes_asterisks(condition: &Condition) -> bool {
    let expands =
        condition.demands() && condition.operator.is_some_and(|operator| matches!(operator.row.family, Family::Like | Family::Arn));
    let literal = |value: &Element| {
        let text = value.known().filter(|text| text.contains("${*}") || text.contains("${?}"));
        text.is_some_and(|text| keys::never_holds_wildcards(&condition.key, text))
    };
    expands && !condition.values.is_empty() && condition.values.iter().all(literal)
}

fn literal_wildcards(condition: &Condition) -> String {
    if writes_asterisks(condition) {
        return "`${*}` and `${?}` are these characters themselves, which no value of the key has".to_owned();
    }
    format!("`{}` takes wildcards literally", condition.operator.map_or_else(String::new, |operator| operator.name()))
}

/// What is wrong with a condition by itself.
fn flaw(condition: &Condition) -> Option<String> {
    let Some(operator) = &condition.operator else { return Some("there is no such operator".to_owned()) };
    if !keys::exists(&condition.key) {
        return Some(format!("there is no key `{}`", condition.key_text));
    }
    if condition.values.is_empty() {
        return Some("it has no value".to_owned());
    }
    if operator.quantifier.is_none() && keys::is_multivalued(&condition.key) && operator.row.family != Family::Null {
        return Some("a key with several values needs `ForAnyValue` or `ForAllValues`".to_owned());
    }
    let texts: Vec<&str> = condition.values.iter().filter_map(|value| value.known()).collect();
    if texts.iter().all(|text| text.is_empty()) {
        return Some("its value is empty".to_owned());
    }
    if let Some(time) = time_is_past(condition, &texts) {
        return Some(format!("its time is past: every call comes after `{time}`"));
    }
    if matches!(operator.row.family, Family::Text | Family::TextIgnoreCase) && texts.iter().all(|text| text.contains(['*', '?'])) {
        return Some(literal_wildcards(condition));
    }
    let is_no_id = |text: &&str| text.contains(|char: char| !char.is_alphanumeric() && !"_+=,.@:/-".contains(char));
    let is_id = condition.key == "sts:externalid" && operator.row.family == Family::Text;
    if let Some(first) = texts.first().filter(|_| is_id && texts.iter().all(is_no_id)) {
        return Some(format!("`{first}` can be no external ID, which has letters, digits and `_+=,.@:/-`"));
    }
    let is_text = operator.row.family == Family::Text;
    let no_org = |text: &&str| !text.starts_with("o-");
    let is_org = ["aws:sourceorgid", "aws:principalorgid", "aws:resourceorgid"].contains(&condition.key.as_str());
    if let Some(first) = texts.first().filter(|_| is_text && is_org && texts.iter().all(no_org)) {
        return Some(format!("`{first}` is no ID of an organization, which begins with `o-`"));
    }
    let no_account = |text: &&str| text.len() != 12 || !text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(first) = texts.first().filter(|_| is_text && keys::holds_account(&condition.key) && texts.iter().all(no_account)) {
        return Some(format!("`{first}` is no account ID, which has 12 digits"));
    }
    let no_address = |text: &&str| !scalar::is_address(text.split('/').next().unwrap_or_default());
    if let Some(first) = texts.first().filter(|_| operator.row.family == Family::Address && texts.iter().all(no_address)) {
        return Some(format!("`{first}` is no address"));
    }
    let no_arn = |text: &&str| text.splitn(6, ':').count() < 6;
    if operator.row.family == Family::Arn && texts.iter().all(no_arn) {
        return Some("its value is no ARN".to_owned());
    }
    let account = |text: &&str| text.strip_prefix("arn:").and_then(|_| text.split(':').nth(4)).map(str::to_owned);
    let is_none =
        |account: &String| !account.is_empty() && !account.contains(['*', '?', '$']) && no_account(&account.as_str()) && account != "aws";
    let accounts: Option<Vec<String>> = texts.iter().map(account).collect();
    let accounts = accounts.filter(|accounts| keys::holds_arn(&condition.key) && accounts.iter().all(is_none));
    if let Some(first) = accounts.iter().flatten().next() {
        return Some(format!("`{first}` is no account ID, which has 12 digits"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn the_most_that_can_go_is_found_in_few_tries() {
        for all in [1_usize, 2, 7, 8, 9, 40, 6_400] {
            for limit in [0, 1, 3, all / 2, all.saturating_sub(1), all].into_iter().filter(|limit| *limit <= all) {
                let tried = Cell::new(0);
                let can_go = |count: usize| {
                    tried.set(tried.get() + 1);
                    count <= limit
                };
                assert_eq!(most(all, can_go), limit, "{limit} of {all}");
                assert!(tried.get() <= 40, "{} tries", tried.get());
            }
        }
    }
}
