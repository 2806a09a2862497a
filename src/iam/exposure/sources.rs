//! Services that may call, and the ARNs of what they act for.

use super::language::{Class, Row, TextLanguage};
use super::scene::{PARTITIONS, Scene, Situation, TargetStatement};
use super::values;
use crate::facts;
use crate::iam::condition::Condition;
use crate::iam::pattern::{Resolve, unresolved};
use crate::iam::principal::Who;
use smol_str::SmolStr;

/// Services that stand for any where none is known to call such resources; the first that the policy does not mention.
const ANY: &[&str] =
    &["events.amazonaws.com", "cloudtrail.amazonaws.com", "sns.amazonaws.com", "config.amazonaws.com", "backup.amazonaws.com"];

/// The services that stand for all that an open principal lets in.
pub(super) fn any_service(scene: &Scene<'_>, target: &TargetStatement<'_>) -> Vec<SmolStr> {
    let mut named: Vec<SmolStr> = vec![];
    for principal in target.statements().flat_map(|statement| &statement.principals).flat_map(|listed| &listed.entries) {
        if let Who::Service(name) = &principal.who {
            named.push(name.clone());
        }
    }
    let about_names = |condition: &&Condition| condition.key.starts_with("aws:principalservicename");
    let conditions: Vec<&Condition> = target.statements().flat_map(|statement| &statement.conditions).filter(about_names).collect();
    let mut rows = values::rows(&conditions, &unresolved);
    rows.extend(named.iter().map(|name| Row::default().text(name)));
    rows.dedup();
    let usual = facts::protected(scene.question.resource_kind).map(|protected| protected.callers.as_slice()).unwrap_or_default();
    let mut defaults: Vec<String> = usual.iter().chain(ANY).map(|name| (*name).to_owned()).collect();
    defaults.extend(rows.iter().flat_map(|row| ["eu-west-1", "logs", ""].map(|filler| row.filled(filler))));
    let language = TextLanguage::of(vec![Row::default().some(Class::Dotted).text(".amazonaws.com")]);
    let mut services = senders(scene.question.resource_kind, target);
    services.extend(values::members(scene, &language, defaults, &rows).into_iter().map(SmolStr::from));
    // Services whose ARNs carry no account are a kind of their own.
    // Principal keys take wildcards only under the operators for patterns; no service is called `*.amazonaws.com`.
    let written = rows.iter().filter_map(Row::only_text).filter(|name| facts::is_service_principal(name) && !name.contains('?'));
    services.extend(written.map(SmolStr::from));
    for extra in ["s3.amazonaws.com", "route53.amazonaws.com", "events.amazonaws.com"] {
        services.push(SmolStr::new_static(extra));
    }
    let mut seen = rustc_hash::FxHashSet::default();
    services.retain(|name| seen.insert(name.clone()));
    services
}

/// The services that act for resources such as the conditions on `aws:SourceArn` ask for, those first that are known to call this kind.
fn senders(resource_kind: &str, target: &TargetStatement<'_>) -> Vec<SmolStr> {
    let conditions = target.statements().flat_map(|statement| &statement.conditions).filter(|condition| condition.key == "aws:sourcearn");
    let rows = values::rows(&conditions.collect::<Vec<_>>(), &unresolved);
    let asked: Vec<String> = rows.iter().filter_map(|row| row.fixed_components().into_iter().nth(2)?).collect();
    let sends = |service: &&facts::Service| {
        let of_arn = service.source_arn_format.split(':').nth(2);
        of_arn.is_some_and(|name| asked.iter().any(|asked| asked == name))
    };
    let mut senders: Vec<&facts::Service> = facts::all_services().filter(sends).collect();
    senders.sort_by_key(|service| (!service.targets.contains(&resource_kind), service.principal));
    senders.into_iter().map(|service| SmolStr::new_static(service.principal)).collect()
}

/// The format of the ARNs that a service sends; empty if not established.
fn format(service: &str) -> &'static str {
    fact(service).map_or("", |fact| fact.source_arn_format)
}

fn fact(service: &str) -> Option<&'static facts::Service> {
    facts::service(service).or_else(|| {
        // `logs.eu-west-1.amazonaws.com` is a form of `logs.amazonaws.com`.
        let (name, rest) = service.split_once('.')?;
        let (_, domain) = rest.split_once('.')?;
        facts::service(&format!("{name}.{domain}"))
    })
}

/// An ARN as the service sends it for a resource of this account.
fn template(service: &str, account: &str, (partition, region): (&str, &str)) -> String {
    let format = match format(service) {
        "" => {
            let name = service.split('.').next().unwrap_or("service");
            return format!("arn:{partition}:{name}:{region}:{account}:stranger");
        }
        format => format,
    };
    let mut arn = String::new();
    let mut rest = format;
    while let Some((before, inside)) = rest.split_once('{') {
        let (name, after) = inside.split_once('}').unwrap_or((inside, ""));
        arn.push_str(before);
        arn.push_str(match name {
            "region" => region,
            "account" => account,
            "partition" => partition,
            _ => "stranger",
        });
        rest = after;
    }
    arn.push_str(rest);
    arn.replace('*', "stranger")
}

/// The encryption contexts that hold another ARN of the same stranger than the source's, and its form: where a service delivers, or the bus.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html>,
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html>,
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html>
const CONTEXTS: &[(&str, &str)] = &[
    ("kms:encryptioncontext:aws:events:event-bus:arn", "arn:{partition}:events:{region}:{account}:event-bus/{bus}"),
    ("kms:encryptioncontext:aws:sns:topicarn", "arn:{partition}:sns:{region}:{account}:{topic}"),
    ("kms:encryptioncontext:aws:sqs:arn", "arn:{partition}:sqs:{region}:{account}:{queue}"),
];

/// Whether an ARN could be one that the service sends under a key, as far as its formats are known.
pub(super) fn is_realistic(service: &str, key: &str, account: &str, arn: &str) -> bool {
    if let Some((_, format)) = CONTEXTS.iter().find(|(known, _)| *known == key) {
        return of_format(format, account, class_of_names(format)).accepts(arn);
    }
    format(service).is_empty() || formats(service).any(|format| of_format(format, account, class_of_names(format)).accepts(arn))
}

/// What names may hold. None is known to hold a colon, but where the format's own do, one may.
fn class_of_names(format: &str) -> Class {
    let resource = format.splitn(6, ':').nth(5).unwrap_or_default();
    if resource.contains(':') || resource == "*" { Class::Any } else { Class::NotColon }
}

/// The ARNs of a format.
fn of_format(format: &str, account: &str, name: Class) -> Row {
    let mut row = Row::default();
    let mut rest = format;
    while let Some(at) = rest.find(['{', '*']) {
        let (before, inside) = rest.split_at(at);
        row = row.text(before);
        let (placeholder, after) = match inside.strip_prefix('*') {
            Some(after) => ("*", after),
            None => inside.get(1..).and_then(|inside| inside.split_once('}')).unwrap_or((inside, "")),
        };
        row = match placeholder {
            "region" => row.many(Class::Dashed),
            "account" => row.text(account),
            "partition" => row.text("aws").many(Class::Dashed),
            _ => row.some(name),
        };
        rest = after;
    }
    row.text(rest)
}

/// The formats of the ARNs that a service sends.
fn formats(service: &str) -> impl Iterator<Item = &'static str> {
    let further = fact(service).map_or(&[][..], |fact| &fact.further_arn_formats);
    std::iter::once(format(service)).chain(further.iter().copied()).filter(|format| !format.is_empty())
}

/// The ARNs of an account's resources, as far as grammar goes. Some services leave the account out.
fn language(service: &str, account: &str) -> TextLanguage {
    let format = format(service);
    let mut rows = vec![];
    for partition in PARTITIONS {
        let head = || Row::default().text("arn:").text(partition).text(":");
        let without = |name: &str| head().text(name).text(":").many(Class::Dashed).text("::").some(Class::Any);
        if format.is_empty() || format.contains("{account}") || service.ends_with("s3.amazonaws.com") {
            rows.push(head().some(Class::Dotted).text(":").many(Class::Dashed).text(":").text(account).text(":").some(Class::Any));
        }
        if format.is_empty() {
            rows.push(without("s3"));
        } else if !format.contains("{account}") {
            rows.push(without(format.split(':').nth(2).unwrap_or("s3")));
        }
    }
    TextLanguage::of(rows)
}

/// The ARN that a service sends for a resource of the situation's account where nothing asks for another.
pub(super) fn usual(scene: &Scene<'_>, situation: &Situation<'_>, service: &str) -> String {
    template(service, situation.account, (scene.partition, &scene.region))
}

/// The ARNs that a service can send for the situation's account and that the conditions tell apart.
pub(super) fn arns(scene: &Scene<'_>, situation: &Situation<'_>, conditions: &[&Condition], resolve: &Resolve<'_>) -> Vec<String> {
    let Some(service) = situation.service() else { return vec![] };
    let account = situation.account;
    let language = language(service, account);
    let template = template(service, account, (scene.partition, &scene.region));
    let mut rows = values::rows(conditions, resolve);
    // Every member is an ARN, and none has another account.
    rows.retain(|row| row.only_text().is_none_or(|text| language.accepts(&text)));
    rows.retain(|row| !names_other_account(row, account));
    rows.retain(|row| !is_any_arn(row));
    let mut defaults = vec![template.clone()];
    defaults.extend(rows.iter().flat_map(|row| fillings(row, &template, account)));
    let mut found = values::members(scene, &language, defaults, &rows);
    // What meets a pattern by chance is not all that meets it.
    if found.iter().any(|arn| !is_realistic(service, "aws:sourcearn", account, arn)) {
        let known = TextLanguage::of(formats(service).map(|format| of_format(format, account, Class::NotColon)).collect());
        let ends = rows.iter().map(|row| template.replace("stranger", &row.filled("")));
        let ends = std::iter::once(template.clone()).chain(ends).collect();
        found.extend(values::members(scene, &known, ends, &rows));
    }
    found.sort_by_key(|arn| !is_realistic(service, "aws:sourcearn", account, arn));
    found
}

/// `*:*:*:*:*:*`, which only tells ARNs from other texts.
fn is_any_arn(row: &Row) -> bool {
    row.accepts(":::::") && row.accepts("arn:x:x:x:x:x")
}

/// Whether the row names another account in the account's place, with nothing before it that could take a colon.
fn names_other_account(row: &Row, account: &str) -> bool {
    match row.fixed_components().get(4) {
        Some(Some(written)) => !written.is_empty() && written != account,
        _ => false,
    }
}

/// ARNs that match a pattern and look like the template.
fn fillings(row: &Row, template: &str, account: &str) -> Vec<String> {
    let own: Vec<&str> = template.splitn(6, ':').collect();
    let mut arns = vec![];
    let pattern: Vec<Option<String>> = row.fixed_components();
    let mut arn = String::new();
    for (at, part) in own.iter().enumerate() {
        let part = match pattern.get(at) {
            Some(Some(written)) => written.clone(),
            _ if at == 4 && !part.is_empty() => account.to_owned(),
            _ => (*part).to_owned(),
        };
        if at > 0 {
            arn.push(':');
        }
        arn.push_str(&part);
    }
    arns.push(arn);
    for filler in ["", "x", "us-east-1", account] {
        arns.push(row.filled(filler));
    }
    arns
}
