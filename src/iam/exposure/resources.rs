//! What can be done on which resource, as far as the policy tells it apart.

use super::actions::{self, Asked};
use super::language::{Class, Row, TextLanguage};
use super::scene::{Scene, Situation, TargetStatement};
use super::values;
use crate::facts::{self, Action, PathGuard, Protected, ResourceType};
use crate::iam::document::{Effect, Element, Statement};
use crate::iam::pattern::{Pattern, Resolve, unresolved};
use crate::iam::principal::Who;
use crate::iam::scalar;
use crate::iam::stand_in;
use crate::truth::Truth;
use rustc_hash::{FxHashMap, FxHashSet};

/// Pairs of action and resource that a request can have, the most telling first.
pub(super) fn targets(
    scene: &Scene<'_>,
    situation: &Situation<'_>,
    target: &TargetStatement<'_>,
    resolve: &Resolve<'_>,
) -> Vec<(String, String)> {
    let written = resources(scene, situation, target, resolve, true);
    // Where a service writes says nothing about what it reads.
    let read = scene.question.assume.delivery_path.then(|| resources(scene, situation, target, resolve, false));
    let mut pairs = vec![];
    let is_taken = |asked: &&Asked| asked.service() == situation.called && is_taken_from(scene, situation, asked);
    for asked in asked(scene, target).iter().filter(is_taken) {
        match read.as_ref().filter(|_| asked.reads()).unwrap_or(&written) {
            Resources::Told(resources) => {
                let fitting = resources.iter().filter(|resource| !is_s3(scene) || fits_s3(asked.action, resource));
                pairs.extend(fitting.map(|resource| (asked, resource.clone())));
            }
            Resources::Open(rows) => pairs.extend(open(scene, asked, rows).into_iter().map(|arn| (asked, arn))),
        }
    }
    // A policy may name what no request can name.
    pairs.retain(|(_, resource)| scalar::arn_fault(resource).is_none());
    // An action on a resource of another type is refused whatever the policy says, unless the catalogue has a gap; one that AWS does not document tells
    // least.
    pairs.sort_by_key(|(asked, resource)| (asked.action.is_none(), !is_done_on(asked.action, resource)));
    pairs.into_iter().map(|(asked, resource)| (asked.name.clone(), resource)).collect()
}

/// Whether a caller of this account can ask for it, whatever the policy says.
fn is_taken_from(scene: &Scene<'_>, situation: &Situation<'_>, asked: &Asked) -> bool {
    let protected = facts::protected(scene.question.resource_kind);
    situation.account == scene.owner || protected.is_none_or(|protected| protected.is_for_others(&asked.name))
}

/// What can be asked for.
pub(super) fn asked<'t>(scene: &Scene<'_>, target: &'t TargetStatement<'_>) -> &'t [Asked] {
    target.actions.get_or_init(|| actions::actions(scene, target))
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
    /// A resource of the protected kind that the policy does not name, and what statements say about such.
    Open(Vec<Row>),
}

fn resource_entries(statement: &Statement) -> impl Iterator<Item = &Element> {
    statement.resources.iter().flat_map(|listed| &listed.entries)
}

/// The ARNs of this resource, and of what is in it, that the statements tell apart: for a call that writes, or one that reads.
fn resources(scene: &Scene<'_>, situation: &Situation<'_>, target: &TargetStatement<'_>, resolve: &Resolve<'_>, writes: bool) -> Resources {
    if scene.is_role() {
        let name = scene.question.role.map_or_else(|| stand_in::called("role", 1), str::to_owned);
        return Resources::Told(vec![format!("arn:{}:iam::{}:role/{name}", scene.partition, scene.owner)]);
    }
    let rows: Vec<Row> =
        target.statements().flat_map(resource_entries).flat_map(|element| values::resource_rows(&element.pattern, resolve)).collect();
    if is_s3(scene) {
        let rows = RowsOfBuckets::of(&rows);
        return Resources::Told(
            buckets(scene, target).iter().flat_map(|bucket| in_bucket(scene, situation, (bucket, writes), &rows)).collect(),
        );
    }
    let own = literals(scene, target);
    let is_narrow = |element: &&Element| !element.pattern.is_any() && !element.pattern.has_holes() && element.pattern.plain().is_none();
    let wild: Vec<Row> =
        resource_entries(target.allow).filter(is_narrow).flat_map(|element| values::resource_rows(&element.pattern, resolve)).collect();
    let negated = target.allow.resources.as_ref().is_some_and(|listed| listed.negated);
    if wild.is_empty() || negated {
        return if own.is_empty() { Resources::Open(rows) } else { Resources::Told(own) };
    }
    let covers = |element: &Element, arn: &String| element.pattern.matches(arn, resolve) == Truth::Yes;
    let is_meant = |element: &Element| own.iter().any(|arn| covers(element, arn));
    if facts::protected(scene.question.resource_kind).is_some_and(Protected::is_whole)
        && resource_entries(target.allow).filter(is_narrow).all(is_meant)
    {
        return Resources::Told(own);
    }
    let mut language: Vec<Row> = wild;
    language.extend(own.iter().map(|arn| Row::default().text(arn)));
    let mut defaults = own;
    // A wildcard for what the policy is about stands for the owner's resource, where it can.
    let types = asked(scene, target).iter().filter_map(|asked| asked.action).flat_map(|action| action.types.iter().copied());
    let mut types: Vec<&ResourceType> = types.collect();
    types.sort_by_key(|kind| is_path(kind));
    defaults.extend(types.into_iter().map(|kind| example(kind, scene)));
    let texts = resource_entries(target.allow).filter(is_narrow).filter_map(Element::known).filter(|text| text.matches(':').count() >= 5);
    defaults.extend(texts.map(|text| {
        let name = text.splitn(6, ':').nth(5).unwrap_or_default().replace(['*', '?'], "x");
        format!("{}:{name}", filled_head(text, scene.partition, (&scene.region, &scene.owner)).replace('?', "x"))
    }));
    defaults.extend(language.iter().flat_map(|row| ["x", "", scene.region.as_str()].map(|filler| row.filled(filler))));
    let mut rows = rows;
    rows.dedup();
    Resources::Told(values::members(scene, &TextLanguage::of(language), defaults, &rows))
}

/// The statements whose resources are the policy's own: the Allow, then other Allows, then Denies. A policy is that of one resource, so what one of them names
/// is what another means by `*`. A Deny without condition for everybody is no guard of what an Allow grants: it may name another resource, as `NotResource` does.
fn owning<'a>(scene: &'a Scene<'_>, target: &TargetStatement<'a>) -> impl Iterator<Item = &'a Statement> {
    let is_positive = |statement: &&Statement| statement.resources.as_ref().is_some_and(|listed| !listed.negated);
    let everybody = |statement: &Statement| {
        statement.principals.as_ref().is_some_and(|listed| !listed.negated && listed.entries.iter().any(|entry| entry.who == Who::Everyone))
    };
    let guards = move |statement: &&Statement| !statement.conditions.is_empty() || !everybody(statement);
    let denies = scene.document.with_effect(Effect::Deny).filter(guards);
    std::iter::once(target.allow).chain(scene.document.with_effect(Effect::Allow)).chain(denies).filter(is_positive)
}

/// The policy's own resources, if a statement writes them out.
fn literals(scene: &Scene<'_>, target: &TargetStatement<'_>) -> Vec<String> {
    let service = arn_service(scene.question.resource_kind);
    for statement in owning(scene, target) {
        let plain = resource_entries(statement).filter_map(|element| element.pattern.plain()).filter(|arn| arn.starts_with("arn:"));
        let mut own: Vec<String> = vec![];
        for arn in plain {
            let is_own = std::ptr::eq(statement, target.allow) || service.is_none_or(|service| arn.split(':').nth(2) == Some(service));
            if is_own && !own.iter().any(|known| known == arn) {
                own.push(arn.to_owned());
            }
        }
        if !own.is_empty() {
            return own;
        }
    }
    vec![]
}

/// A bucket that no statement names is called so.
const FRESH: &[&str] = &["bucket", "some-bucket", "another-bucket", "one-more-bucket"];

/// How many buckets are tried.
const MOST_BUCKETS: usize = 64;

/// The buckets that the policy can be about: those that an Allow writes out, this one or another; else one that fits, one that is named at all, and one that
/// is not.
fn buckets(scene: &Scene<'_>, target: &TargetStatement<'_>) -> Vec<String> {
    let is_open = |name: &str| name.contains(['*', '?', '$']);
    for statement in owning(scene, target) {
        let mut full: Vec<String> = resource_entries(statement).filter_map(bucket_name).filter(|name| !is_open(name)).collect();
        full.dedup();
        if !full.is_empty() {
            scene.keep_at_most(MOST_BUCKETS, &mut full);
            return full;
        }
    }
    let mut names = vec![];
    for name in target.statements().flat_map(resource_entries).filter_map(bucket_name) {
        if is_open(&name) {
            names.extend(["", "bucket", "x"].map(|filler| name.replace('*', filler).replace('?', "x")));
        } else {
            names.push(name);
        }
    }
    scene.keep_at_most(MOST_BUCKETS, &mut names);
    let fresh = FRESH.iter().find(|fresh| !names.iter().any(|name| name == *fresh));
    names.extend(fresh.map(|fresh| (*fresh).to_owned()));
    let mut seen = FxHashSet::default();
    names.retain(|name| !name.is_empty() && seen.insert(name.clone()));
    names
}

fn bucket_name(element: &Element) -> Option<String> {
    let text = element.text.to_string();
    let name = text.splitn(6, ':').nth(5)?.split('/').next()?;
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

/// What statements say of resources, so that what a bucket has nothing to do with is not looked at for it.
struct RowsOfBuckets<'r> {
    rows: &'r [Row],
    /// The rows that are one text, by what stands before the name of an object.
    texts: FxHashMap<String, Vec<usize>>,
    /// All others.
    open: Vec<usize>,
}

impl<'r> RowsOfBuckets<'r> {
    fn of(rows: &'r [Row]) -> RowsOfBuckets<'r> {
        let (mut texts, mut open): (FxHashMap<String, Vec<usize>>, Vec<usize>) = (FxHashMap::default(), vec![]);
        for (place, row) in rows.iter().enumerate() {
            match row.only_text() {
                Some(text) => {
                    let objects = text.find('/').and_then(|slash| text.get(..=slash)).unwrap_or_default();
                    texts.entry(objects.to_owned()).or_default().push(place);
                }
                None => open.push(place),
            }
        }
        RowsOfBuckets { rows, texts, open }
    }

    /// The rows that may take some of the objects that begin so, in their order.
    fn that_may_be_in(&self, objects: &str) -> impl Iterator<Item = &'r Row> {
        let mut places: Vec<usize> = self.texts.get(objects).into_iter().flatten().chain(&self.open).copied().collect();
        places.sort_unstable();
        let rows = self.rows;
        places.into_iter().filter_map(move |place| rows.get(place))
    }
}

/// The bucket itself and the objects in it that the rows tell apart.
fn in_bucket(scene: &Scene<'_>, situation: &Situation<'_>, (bucket, writes): (&str, bool), rows: &RowsOfBuckets<'_>) -> Vec<String> {
    let arn = format!("arn:{}:s3:::{bucket}", scene.partition);
    let objects = format!("{arn}/");
    if scene.is_spent() {
        return vec![arn];
    }
    let path = situation.service().and_then(facts::delivery_path);
    let delivers = path.is_some_and(|path| path.guard != PathGuard::None && path.path.contains("AWSLogs/{account}/"));
    let key = match situation.service() {
        Some(_) => format!("{objects}AWSLogs/{}/log", situation.account),
        None => format!("{objects}key"),
    };
    let language = if writes && delivers && scene.question.assume.delivery_path {
        let marker = format!("AWSLogs/{}/", situation.account);
        let rows = vec![
            Row::default().text(&objects).text(&marker).many(Class::Any),
            Row::default().text(&objects).many(Class::Any).text("/").text(&marker).many(Class::Any),
        ];
        // Neither the prefix nor what the service writes below holds the marker a second time.
        let marked = Row::default().text(&objects).many(Class::Any).text("AWSLogs");
        let behind = objects.encode_utf16().count() + "AWSLogs".len();
        TextLanguage { rows, only_at: Some((marked, vec![behind, behind + "*/".len()])) }
    } else {
        TextLanguage::of(vec![Row::default().text(&objects).some(Class::Any)])
    };
    // What is about other buckets tells no objects apart.
    let mut rows: Vec<Row> = rows.that_may_be_in(&objects).filter(|row| language.alike(row) != Some(false)).cloned().collect();
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

/// What is named by a path is not what stands before one: `*/prod` is a stage of an API, and no private domain name.
fn is_path(kind: &ResourceType) -> bool {
    kind.arns.first().is_some_and(|arn| arn.splitn(6, ':').nth(5).unwrap_or_default().starts_with('/'))
}

/// An ARN for a resource that the policy does not name: of the type that the action is done on. Where a policy is not about certain types of resource, an
/// action that cannot be limited to any is asked for on `*`.
fn default_arn(scene: &Scene<'_>, asked: &Asked) -> String {
    let kind = scene.question.resource_kind;
    let protected = facts::protected(kind);
    let mut own = protected.map(Protected::resource_types).unwrap_or_default();
    own.sort_by_key(|kind| is_path(kind));
    let done_on = asked.action.map(|action| action.types.as_slice()).unwrap_or_default();
    let is_done_on = |kind: &&&'static ResourceType| done_on.iter().any(|known| known.name == kind.name);
    let typed = own.iter().find(is_done_on).or(done_on.first()).copied();
    let any = || own.first().copied().filter(|_| protected.is_some_and(Protected::is_narrow));
    match (typed.or_else(any), asked.action) {
        (Some(kind), _) => example(kind, scene),
        (None, Some(_)) => "*".to_owned(),
        (None, None) => format!("{}:{}", arn_head(kind, scene.partition, (&scene.region, &scene.owner)), stand_in::called("resource", 1)),
    }
}

/// ARNs of a resource that the policy does not name, one for each way in which statements tell such apart.
fn open(scene: &Scene<'_>, asked: &Asked, rows: &[Row]) -> Vec<String> {
    let usual = default_arn(scene, asked);
    let parts: Vec<&str> = usual.splitn(6, ':').collect();
    let [arn, partition, service, region, account, name] = parts.as_slice() else { return vec![usual] };
    if rows.is_empty() {
        return vec![usual];
    }
    let typed = name.find("the-").and_then(|at| name.get(..at)).unwrap_or_default();
    let head = Row::default().text(&format!("{arn}:{partition}:{service}:"));
    let region_part = if region.is_empty() { head } else { head.some(Class::Dashed) };
    let language = region_part.text(&format!(":{account}:{typed}")).some(Class::Any);
    let mut defaults = vec![usual.clone()];
    let name = stand_in::called("name", 1);
    let fillings = [name.as_str(), "x", "", scene.region.as_str(), scene.owner.as_str()];
    defaults.extend(rows.iter().flat_map(|row| fillings.map(|filler| row.filled(filler))));
    values::members(scene, &TextLanguage::of(vec![language]), defaults, rows)
}

/// What stands before the name in the ARNs of a kind of protected resource.
pub(super) fn arn_head(kind: &str, partition: &str, (region, owner): (&str, &str)) -> String {
    let types = facts::protected(kind).map(Protected::resource_types).unwrap_or_default();
    match types.first().and_then(|kind| kind.arns.first()) {
        Some(pattern) => filled_head(pattern, partition, (region, owner)),
        None => format!("arn:{partition}:{kind}:{region}:{owner}"),
    }
}

/// `arn:*:sns:*:*` with the owner's account.
fn filled_head(pattern: &str, partition: &str, (region, owner): (&str, &str)) -> String {
    let fills = ["", partition, "the-service", region, owner];
    let parts = pattern.splitn(6, ':').chain(std::iter::repeat(""));
    fills.iter().zip(parts).map(|(fill, part)| part.replace('*', fill)).collect::<Vec<_>>().join(":")
}

/// An ARN of a type of resource: `arn:*:sns:*:*:*` filled in with the owner's account and names that tell what they name.
fn example(kind: &ResourceType, scene: &Scene<'_>) -> String {
    let pattern = kind.arns.first().map_or("*", String::as_str);
    let mut resource = String::new();
    let pieces: Vec<&str> = pattern.splitn(6, ':').nth(5).unwrap_or_default().split('*').collect();
    // The parts of a path have names only where a service sends such ARNs.
    let sent = if pieces.len() > 2 { facts::parts_of_sent(pattern) } else { None };
    let mut nameless = 0;
    for (at, piece) in pieces.iter().enumerate() {
        resource.push_str(piece);
        let word = piece.trim_matches(|char: char| !char.is_ascii_alphanumeric());
        let named = sent.as_ref().and_then(|parts| parts.get(at));
        match (pieces.len() - at, named) {
            (1, _) => {}
            (_, Some(part)) => resource.push_str(&stand_in::called(part, 1)),
            // The last name is that of the resource, those before it are of what it is in.
            (2, None) => resource.push_str(&stand_in::called(kind.name, 1)),
            (_, None) if word.is_empty() => {
                nameless += 1;
                resource.push_str(&stand_in::called("name", nameless));
            }
            (_, None) => resource.push_str(&stand_in::called(word, 1)),
        }
    }
    format!("{}:{resource}", filled_head(pattern, scene.partition, (&scene.region, &scene.owner)))
}
