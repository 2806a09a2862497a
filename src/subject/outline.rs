//! A subject as `inspect` shows it: its parts and its concepts, in the JSON forms of values.

use super::graph::{Subject, SubjectPart};
use super::item::{Item, Items};
use super::link::LinkTarget;
use super::setting::{Default, Setting, SettingValue};
use crate::condition::Assignment;
use crate::facts;
use crate::truth::Truth;
use crate::value::{ShowBudget, Value};
use serde_json::{Map, Value as Json, json};

/// `{"kind","address","parts":[{"part","address"}],"concepts":{…}}`; what only names a part is no concept there. A default is `{"$default":…}`, what depends on open questions `{"$any":[…]}`.
pub fn outline(subject: &Subject<'_>) -> Json {
    let mut concepts = Map::new();
    for concept in subject.concepts().filter(|concept| !is_document(concept)) {
        let json = match facts::fields(concept) {
            [] => Some(subject.setting(concept)).filter(|told| !is_told_by_parts(subject, told)).and_then(|told| setting(&told)),
            _ => items(&subject.items(concept)),
        };
        concepts.extend(json.map(|json| (concept.to_owned(), json)));
    }
    let account = subject.around.account.iter().map(|(join, resource)| json!({ "part": join.part, "address": resource.address }));
    let parts: Vec<Json> = subject.parts.iter().flat_map(|known| part(subject, known)).chain(account).collect();
    json!({ "kind": subject.kind, "address": subject.resource.address, "parts": parts, "concepts": concepts })
}

/// The parts say better where a reference leads than its value does.
fn is_told_by_parts(subject: &Subject<'_>, setting: &Setting<'_>) -> bool {
    let leads_on = |said: &SettingValue<'_>| {
        let mut parts = subject.parts.iter().filter(|part| part.resource.address == said.resource.address);
        always(&said.given) && parts.any(|part| part.links.iter().any(|end| end.span == said.value.span))
    };
    !setting.said.is_empty() && setting.said.iter().all(leads_on)
}

/// Policies are shown as such.
fn is_document(concept: &str) -> bool {
    let is_site =
        |place: &facts::ConceptAttribute| facts::policy_sites(place.resource_type).iter().any(|site| place.path.as_str() == site.path);
    facts::attributes(concept).iter().any(is_site)
}

fn part(subject: &Subject<'_>, part: &SubjectPart<'_>) -> Vec<Json> {
    let name = part.join.part;
    if part.links.is_empty() {
        return vec![json!({ "part": name, "address": part.resource.address })];
    }
    let end = |to: &LinkTarget<'_>| match to {
        LinkTarget::Here(resource) => json!({ "part": name, "address": resource.address }),
        LinkTarget::Elsewhere(other) => json!({ "part": name, "elsewhere": other }),
        LinkTarget::Unknown(why) => json!({ "part": name, "$unknown": why }),
    };
    let mut links: Vec<Json> = part.links.iter().map(|known| end(&known.to)).collect();
    if part.resource.address != subject.resource.address {
        for end in links.iter_mut().filter_map(Json::as_object_mut) {
            end.insert("by".to_owned(), json!(part.resource.address));
        }
    }
    links
}

fn always(given: &[Assignment]) -> bool {
    given.iter().any(Assignment::is_always)
}

fn setting(setting: &Setting<'_>) -> Option<Json> {
    let (beside, own): (Vec<&SettingValue<'_>>, Vec<&SettingValue<'_>>) = setting.said.iter().partition(|said| said.is_beside);
    // The account's word is told where it decides.
    let decides = setting.is_on().truth == Truth::Yes && !own.iter().any(|said| said.is_on(setting.concept).truth == Truth::Yes);
    let told = if decides { beside } else { own };
    let open = told.iter().any(|said| !always(&said.given));
    let mut values: Vec<Json> = told.iter().map(|said| value(said)).collect();
    if open && setting.is_unset_under_some() {
        values.push(Json::Null);
    }
    match (open, values.len()) {
        (_, 0) => None,
        (false, 1) => values.pop(),
        (false, _) => Some(Json::Array(values)),
        (true, _) => Some(json!({ "$any": values })),
    }
}

/// A value as people see it.
fn shown(value: &Value) -> Json {
    value.to_json_within(&mut ShowBudget::of(usize::MAX))
}

fn value(said: &SettingValue<'_>) -> Json {
    match said.default {
        Some(Default::Service(default)) if default.value.is_empty() => shown(&said.value),
        Some(_) => json!({ "$default": shown(&said.value) }),
        None => shown(&said.value),
    }
}

fn items(items: &Items<'_>) -> Option<Json> {
    let of_given = |given: &[Assignment], json: Json| if always(given) { json } else { json!({ "$any": [json, null] }) };
    let known = items.items.iter().map(|item| of_given(&item.given, fields(item)));
    let open = items.open.iter().map(|open| of_given(&open.given, json!({ "$unknown": open.why })));
    let all: Vec<Json> = known.chain(open).collect();
    (!all.is_empty()).then_some(Json::Array(all))
}

fn fields(item: &Item<'_>) -> Json {
    let fields = item.fields.iter().map(|field| {
        let open = field.values.iter().any(|(given, _)| !given.is_always());
        let mut values: Vec<Json> = field.values.iter().map(|(_, value)| shown(value)).collect();
        let json = match (open, values.len()) {
            (true, _) => json!({ "$any": values }),
            (false, 1) => values.pop().unwrap_or_default(),
            (false, _) => Json::Array(values),
        };
        (field.name.to_owned(), json)
    });
    let object = Json::Object(fields.collect());
    if item.default.is_some() { json!({ "$default": object }) } else { object }
}
