//! What can be done on which resource, as far as the policy tells it apart.

use super::language::{Class, Language, Row};
use super::scene::{Scene, Situation, Target};
use super::values;
use crate::iam::document::{Element, Statement};
use crate::iam::pattern::{Pattern, Resolve};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// A real action, and what it is done on.
struct Action {
    kind: &'static str,
    name: &'static str,
    /// `bucket` or `object`; empty where it does not matter.
    on: &'static str,
}

fn catalogue() -> &'static [Action] {
    static TABLE: LazyLock<Vec<Action>> = LazyLock::new(|| {
        let rows = include_str!("actions.tsv").lines().skip(1).map(|line| {
            let mut cells = line.split('\t');
            let mut cell = || cells.next().unwrap_or_default();
            Action { kind: cell(), name: cell(), on: cell() }
        });
        rows.collect()
    });
    &TABLE
}

/// The service prefix of a kind of resource.
fn prefix(kind: &str) -> &str {
    match kind {
        "role" => "sts",
        "efs" => "elasticfilesystem",
        other => other,
    }
}

/// Pairs of action and resource that a request can have, the most telling first.
pub(super) fn targets(scene: &Scene<'_>, situation: &Situation<'_>, target: &Target<'_>, resolve: &Resolve<'_>) -> Vec<(String, String)> {
    let actions = actions(scene, target);
    let resources = resources(scene, situation, target, resolve);
    let mut pairs = vec![];
    for (action, on) in &actions {
        for resource in &resources {
            let is_object = resource.splitn(6, ':').nth(5).is_some_and(|name| name.contains('/'));
            let fits = match *on {
                "object" => is_object,
                "bucket" => !is_object,
                _ => true,
            };
            if fits {
                pairs.push((action.clone(), resource.clone()));
            }
        }
    }
    pairs
}

/// Actions that the Allow may cover: those it names, then real ones that its wildcards cover, then the shortest that fit.
fn actions(scene: &Scene<'_>, target: &Target<'_>) -> Vec<(String, &'static str)> {
    let kind = scene.question.resource_kind;
    let mut names: Vec<String> = vec![];
    let entries = target.allow.actions.iter().filter(|listed| !listed.negated).flat_map(|listed| &listed.entries);
    let entries: Vec<&Element> = entries.collect();
    for entry in &entries {
        if let Some(text) = entry.known().filter(|text| !text.contains(['*', '?'])) {
            names.push(text.to_owned());
        }
    }
    let is_wild = entries.is_empty() || names.len() < entries.len();
    if is_wild {
        names.extend(catalogue().iter().filter(|action| action.kind == kind).map(|action| action.name.to_owned()));
        let own = |name: &str| catalogue().iter().any(|action| action.kind == kind && action.name.eq_ignore_ascii_case(name));
        let denied = target.denies.iter().filter_map(|deny| deny.actions.as_ref()).flat_map(|listed| &listed.entries);
        for entry in entries.iter().copied().chain(denied) {
            let Some(text) = entry.known() else { continue };
            if text.contains(':') && !own(text) {
                names.push(text.replace('*', "").replace('?', "x"));
                names.push(text.replace('*', "X").replace('?', "x"));
            }
        }
        names.push(format!("{}:OtherAction", prefix(kind)));
    }
    let mut seen = FxHashSet::default();
    names.retain(|name| seen.insert(name.to_ascii_lowercase()) && !name.ends_with(':') && name.contains(':'));
    if scene.is_role() {
        // `AssumeRoleWithWebIdentity` and `AssumeRoleWithSAML` are for callers without credentials of AWS.
        names.retain(|name| name.eq_ignore_ascii_case("sts:AssumeRole"));
    }
    let canonical = |name: String| match catalogue().iter().find(|action| action.name.eq_ignore_ascii_case(&name)) {
        Some(action) => (action.name.to_owned(), if action.kind == kind { action.on } else { "" }),
        None => (name, ""),
    };
    names.into_iter().map(canonical).collect()
}

fn resource_entries(statement: &Statement) -> impl Iterator<Item = &Element> {
    statement.resources.iter().flat_map(|listed| &listed.entries)
}

/// The ARNs of this resource, and of what is in it, that the statements tell apart.
fn resources(scene: &Scene<'_>, situation: &Situation<'_>, target: &Target<'_>, resolve: &Resolve<'_>) -> Vec<String> {
    let kind = scene.question.resource_kind;
    if scene.is_role() {
        return vec![format!("arn:{}:iam::{}:role/the-role", scene.partition, scene.owner)];
    }
    let rows: Vec<Row> = target.statements().flat_map(resource_entries).filter_map(|element| row(&element.pattern, resolve)).collect();
    if kind == "s3" {
        return buckets(target).iter().flat_map(|bucket| in_bucket(scene, situation, bucket, &rows)).collect();
    }
    let own: Vec<String> = literals(kind, target).collect();
    let default = default_arn(kind, &scene.owner).replacen("arn:aws:", &format!("arn:{}:", scene.partition), 1);
    let is_narrow = |element: &&Element| !element.pattern.is_any() && !element.pattern.has_holes() && element.pattern.plain().is_none();
    let wild: Vec<Row> = resource_entries(target.allow).filter(is_narrow).filter_map(|element| row(&element.pattern, resolve)).collect();
    let negated = target.allow.resources.as_ref().is_some_and(|listed| listed.negated);
    if wild.is_empty() || negated {
        return if own.is_empty() { vec![default] } else { own };
    }
    let mut language: Vec<Row> = wild;
    language.extend(own.iter().map(|arn| Row::default().text(arn)));
    let mut defaults = own;
    defaults.extend(language.iter().flat_map(|row| ["x", "", "us-east-1"].map(|filler| row.filled(filler))));
    let mut rows = rows;
    rows.dedup();
    values::members(scene, &Language::of(language), defaults, &rows)
}

fn row(pattern: &Pattern, resolve: &Resolve<'_>) -> Option<Row> {
    if pattern.is_any() {
        return None;
    }
    match pattern.components(resolve)? {
        Ok(components) => Some(values::arn_row(&components)),
        Err(()) => None,
    }
}

/// Resources written in full by the Allow; else those of its kind that a Deny writes out.
fn literals<'a>(kind: &str, target: &'a Target<'_>) -> impl Iterator<Item = String> + 'a {
    let positive = |statement: &&Statement| statement.resources.as_ref().is_some_and(|listed| !listed.negated);
    let allowed: Vec<String> = own_literals(target.statements().take(1).filter(positive));
    let mut denied: Vec<String> = own_literals(target.statements().skip(1));
    if catalogue().iter().any(|action| action.kind == kind) {
        denied.retain(|arn| arn.split(':').nth(2) == Some(prefix(kind)));
    }
    let mut seen = FxHashSet::default();
    let all = if allowed.is_empty() { denied } else { allowed };
    all.into_iter().filter(move |arn| seen.insert(arn.clone()))
}

fn own_literals<'a>(statements: impl Iterator<Item = &'a Statement>) -> Vec<String> {
    let plain = statements.flat_map(resource_entries).filter_map(|element| element.pattern.plain());
    plain.filter(|arn| arn.starts_with("arn:")).map(str::to_owned).collect()
}

/// The buckets that the policy can be about: names written in full, or one that fits.
fn buckets(target: &Target<'_>) -> Vec<String> {
    let mut full: Vec<String> = vec![];
    let mut fitting: Vec<String> = vec![];
    for statement in target.statements() {
        for element in resource_entries(statement) {
            let text: String = element.text.to_string();
            let Some(name) = text.splitn(6, ':').nth(5) else { continue };
            let name = name.split('/').next().unwrap_or_default();
            if name.contains(['*', '?', '$']) {
                let plain = name.replace('*', "").replace('?', "x");
                fitting.push(if plain.is_empty() { "bucket".to_owned() } else { plain });
            } else if !name.is_empty() {
                full.push(name.to_owned());
            }
        }
        // What an Allow names counts before what a Deny names.
        if !full.is_empty() {
            break;
        }
    }
    let mut names = if full.is_empty() { fitting } else { full };
    names.truncate(64);
    names.push("bucket".to_owned());
    let mut seen = FxHashSet::default();
    names.retain(|name| seen.insert(name.clone()));
    if names.len() > 1 {
        names.retain(|name| name != "bucket");
    }
    names
}

/// Services that write below `[prefix/]AWSLogs/<account>/`.
const DELIVERY: &[&str] = &["cloudtrail.amazonaws.com", "config.amazonaws.com", "delivery.logs.amazonaws.com"];

/// The bucket itself and the objects in it that the rows tell apart.
fn in_bucket(scene: &Scene<'_>, situation: &Situation<'_>, bucket: &str, rows: &[Row]) -> Vec<String> {
    let arn = format!("arn:{}:s3:::{bucket}", scene.partition);
    let objects = format!("{arn}/");
    let delivers = situation.service().is_some_and(|service| DELIVERY.contains(&service));
    let key = match situation.service() {
        Some(_) => format!("{objects}AWSLogs/{}/log", situation.account),
        None => format!("{objects}key"),
    };
    let language = if delivers && scene.question.assume.delivery_path {
        let marker = format!("AWSLogs/{}/", situation.account);
        let rows = vec![
            Row::default().text(&objects).text(&marker).many(Class::Any),
            Row::default().text(&objects).many(Class::Any).text("/").text(&marker).many(Class::Any),
        ];
        // Neither the prefix nor what the service writes below holds the marker a second time.
        let marked = Row::default().text(&objects).many(Class::Any).text("AWSLogs");
        let behind = objects.encode_utf16().count() + "AWSLogs".len();
        Language { rows, only_at: Some((marked, vec![behind, behind + "*/".len()])) }
    } else {
        Language::of(vec![Row::default().text(&objects).some(Class::Any)])
    };
    let mut rows: Vec<Row> = rows.to_vec();
    rows.dedup();
    let mut defaults = vec![key];
    defaults.extend(rows.iter().flat_map(|row| ["log", "key", situation.account].map(|filler| row.filled(filler))));
    let mut found = values::members(scene, &language, defaults, &rows);
    found.push(arn);
    found
}

/// An ARN for a resource that the policy does not name.
fn default_arn(kind: &str, owner: &str) -> String {
    match kind {
        "kms" => format!("arn:aws:kms:us-east-1:{owner}:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        "lambda" => format!("arn:aws:lambda:us-east-1:{owner}:function:the-function"),
        "ecr" => format!("arn:aws:ecr:us-east-1:{owner}:repository/the-repository"),
        "logs" => format!("arn:aws:logs:us-east-1:{owner}:log-group:the-group:log-stream:x"),
        "secretsmanager" => format!("arn:aws:secretsmanager:us-east-1:{owner}:secret:the-secret-AbCdEf"),
        "events" => format!("arn:aws:events:us-east-1:{owner}:event-bus/the-bus"),
        "sns" | "sqs" => format!("arn:aws:{kind}:us-east-1:{owner}:the-{}", if kind == "sns" { "topic" } else { "queue" }),
        other => format!("arn:aws:{}:us-east-1:{owner}:the-resource", prefix(other)),
    }
}
