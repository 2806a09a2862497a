//! What can be done on which resource, as far as the policy tells it apart.

use super::actions::{self, Asked};
use super::language::{Class, Language, Row};
use super::scene::{Scene, Situation, Target};
use super::values;
use crate::facts::{self, Action, PathGuard, Protected, ResourceType};
use crate::iam::document::{Element, Statement};
use crate::iam::pattern::{Pattern, Resolve, unresolved};
use crate::truth::Truth;
use rustc_hash::FxHashSet;

/// Pairs of action and resource that a request can have, the most telling first.
pub(super) fn targets(scene: &Scene<'_>, situation: &Situation<'_>, target: &Target<'_>, resolve: &Resolve<'_>) -> Vec<(String, String)> {
    let resources = resources(scene, situation, target, resolve);
    let mut pairs = vec![];
    for asked in target.actions.get_or_init(|| actions::actions(scene, target)) {
        match &resources {
            Resources::Told(resources) => {
                let fitting = resources.iter().filter(|resource| !is_s3(scene) || fits_s3(asked.action, resource));
                pairs.extend(fitting.map(|resource| (asked, resource.clone())));
            }
            Resources::Open => pairs.push((asked, default_arn(scene, asked))),
        }
    }
    // An action on a resource of another type is refused whatever the policy says, unless the catalogue has a gap.
    pairs.sort_by_key(|(asked, resource)| !is_done_on(asked.action, resource));
    pairs.into_iter().map(|(asked, resource)| (asked.name.clone(), resource)).collect()
}

fn is_s3(scene: &Scene<'_>) -> bool {
    scene.question.resource_kind == "s3"
}

/// Whether an action is one on buckets or on objects, as the resource is.
fn fits_s3(action: Option<&'static Action>, resource: &str) -> bool {
    let is_object = resource.splitn(6, ':').nth(5).is_some_and(|name| name.contains('/'));
    let on = |kind: &str| action.is_some_and(|action| action.types.iter().any(|known| known.name == kind));
    on(if is_object { "object" } else { "bucket" }) || !(on("object") || on("bucket"))
}

/// Whether the resource can be one of those that the action is done on.
fn is_done_on(action: Option<&'static Action>, resource: &str) -> bool {
    let Some(action) = action.filter(|action| !action.types.is_empty()) else { return true };
    let mut arns = action.types.iter().flat_map(|kind| &kind.arns);
    arns.any(|arn| Pattern::from_known(arn, false).matches(resource, &unresolved) == Truth::Yes)
}

/// The resources that a policy tells apart.
enum Resources {
    Told(Vec<String>),
    /// Any resource of the protected kind.
    Open,
}

fn resource_entries(statement: &Statement) -> impl Iterator<Item = &Element> {
    statement.resources.iter().flat_map(|listed| &listed.entries)
}

/// The ARNs of this resource, and of what is in it, that the statements tell apart.
fn resources(scene: &Scene<'_>, situation: &Situation<'_>, target: &Target<'_>, resolve: &Resolve<'_>) -> Resources {
    let kind = scene.question.resource_kind;
    if scene.is_role() {
        return Resources::Told(vec![format!("arn:{}:iam::{}:role/the-role", scene.partition, scene.owner)]);
    }
    let rows: Vec<Row> = target.statements().flat_map(resource_entries).filter_map(|element| row(&element.pattern, resolve)).collect();
    if is_s3(scene) {
        return Resources::Told(buckets(target).iter().flat_map(|bucket| in_bucket(scene, situation, bucket, &rows)).collect());
    }
    let own: Vec<String> = literals(kind, target).collect();
    let is_narrow = |element: &&Element| !element.pattern.is_any() && !element.pattern.has_holes() && element.pattern.plain().is_none();
    let wild: Vec<Row> = resource_entries(target.allow).filter(is_narrow).filter_map(|element| row(&element.pattern, resolve)).collect();
    let negated = target.allow.resources.as_ref().is_some_and(|listed| listed.negated);
    if wild.is_empty() || negated {
        return if own.is_empty() { Resources::Open } else { Resources::Told(own) };
    }
    let mut language: Vec<Row> = wild;
    language.extend(own.iter().map(|arn| Row::default().text(arn)));
    let mut defaults = own;
    defaults.extend(language.iter().flat_map(|row| ["x", "", "us-east-1"].map(|filler| row.filled(filler))));
    let mut rows = rows;
    rows.dedup();
    Resources::Told(values::members(scene, &Language::of(language), defaults, &rows))
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
    if let Some(service) = arn_service(kind) {
        denied.retain(|arn| arn.split(':').nth(2) == Some(service));
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

/// The bucket itself and the objects in it that the rows tell apart.
fn in_bucket(scene: &Scene<'_>, situation: &Situation<'_>, bucket: &str, rows: &[Row]) -> Vec<String> {
    let arn = format!("arn:{}:s3:::{bucket}", scene.partition);
    let objects = format!("{arn}/");
    let path = situation.service().and_then(facts::delivery_path);
    let delivers = path.is_some_and(|path| path.guard != PathGuard::None && path.path.contains("AWSLogs/{account}/"));
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

/// The service in the ARNs of what a kind of policy protects.
fn arn_service(kind: &str) -> Option<&'static str> {
    facts::protected(kind)?.resource_types().first()?.arns.first()?.split(':').nth(2)
}

/// An ARN for a resource that the policy does not name: of the type that the action is done on. Where a policy is not about certain types of resource, an
/// action that cannot be limited to any is asked for on `*`.
fn default_arn(scene: &Scene<'_>, asked: &Asked) -> String {
    let kind = scene.question.resource_kind;
    let protected = facts::protected(kind);
    let own = protected.map(Protected::resource_types).unwrap_or_default();
    let done_on = asked.action.map(|action| action.types.as_slice()).unwrap_or_default();
    let is_done_on = |kind: &&&'static ResourceType| done_on.iter().any(|known| known.name == kind.name);
    let typed = own.iter().find(is_done_on).or(done_on.first()).copied();
    let any = || own.first().copied().filter(|_| protected.is_some_and(Protected::is_narrow));
    match (typed.or_else(any), asked.action) {
        (Some(kind), _) => example(kind, scene),
        (None, Some(_)) => "*".to_owned(),
        (None, None) => format!("{}:the-resource", arn_head(kind, scene.partition, &scene.owner)),
    }
}

/// What stands before the name in the ARNs of a kind of protected resource.
pub(super) fn arn_head(kind: &str, partition: &str, owner: &str) -> String {
    let types = facts::protected(kind).map(Protected::resource_types).unwrap_or_default();
    match types.first().and_then(|kind| kind.arns.first()) {
        Some(pattern) => filled_head(pattern, partition, owner),
        None => format!("arn:{partition}:{kind}:us-east-1:{owner}"),
    }
}

/// `arn:*:sns:*:*` with the owner's account.
fn filled_head(pattern: &str, partition: &str, owner: &str) -> String {
    let fills = ["", partition, "the-service", "us-east-1", owner];
    let parts = pattern.splitn(6, ':').chain(std::iter::repeat(""));
    fills.iter().zip(parts).map(|(fill, part)| part.replace('*', fill)).collect::<Vec<_>>().join(":")
}

/// An ARN of a type of resource: `arn:*:sns:*:*:*` filled in with the owner's account and names that tell what they name.
fn example(kind: &ResourceType, scene: &Scene<'_>) -> String {
    let pattern = kind.arns.first().map_or("*", String::as_str);
    let mut resource = String::new();
    let pieces: Vec<&str> = pattern.splitn(6, ':').nth(5).unwrap_or_default().split('*').collect();
    for (at, piece) in pieces.iter().enumerate() {
        resource.push_str(piece);
        let word = piece.trim_matches(|char: char| !char.is_ascii_alphanumeric());
        match pieces.len() - at {
            1 => {}
            // The last name is that of the resource, those before it are of what it is in.
            2 => resource.push_str(&format!("the-{}", kind.name.to_ascii_lowercase().replace('_', "-"))),
            _ => resource.push_str(&format!("the-{}", if word.is_empty() { "name" } else { word })),
        }
    }
    format!("{}:{resource}", filled_head(pattern, scene.partition, &scene.owner))
}
