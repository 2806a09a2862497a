//! The values of a key that a policy tells apart: one representative of each kind.

use super::automaton::{self, Watch};
use super::language::{Class, Row, TextLanguage};
use super::scene::{KnownMembers, Scene, Situation};
use crate::facts::{self, GlobalService, Holds, KeyType};
use crate::iam::condition::{Comparison, Condition, Family};
use crate::iam::keys::{self, Domain, Sent};
use crate::iam::pattern::{Pattern, Resolve, Resolved, unresolved};
use crate::iam::scalar::{self, AddressBlock};
use std::hash::Hash;

/// What a key can carry: the texts, or nothing for a call without it.
pub(super) type Choice = Option<Vec<String>>;

/// Everything that a key can carry and that the conditions tell apart, the prettiest first.
pub(super) fn choices(
    scene: &Scene<'_>,
    situation: &Situation<'_>,
    key: &str,
    conditions: &[&Condition],
    resolve: &Resolve<'_>,
) -> Vec<Choice> {
    let mut sent = keys::sent(key, situation.kind(), situation.called);
    if scene.question.assume.source_keys && key.starts_with("aws:source") && situation.service().is_some() {
        let source = [Holds::CallerAccount, Holds::SourceArn, Holds::CallerOrg, Holds::CallerOrgPath];
        sent.optional &= !source.map(Domain::Held).contains(&sent.domain);
    }
    let present = present(scene, situation, key, sent, conditions, resolve);
    let elements = present.into_iter();
    let mut choices: Vec<Choice> = match keys::is_multivalued(key) {
        true if sent.domain == Domain::Held(Holds::ServiceName) => service_names(situation, conditions).into_iter().map(Some).collect(),
        true => sets(scene, &distinct(elements), conditions).into_iter().map(Some).collect(),
        false => elements.map(|value| Some(vec![value])).collect(),
    };
    if sent.optional || choices.is_empty() {
        choices.push(None);
    }
    choices
}

/// Single values, the prettiest first; none if the key is never sent.
fn present(
    scene: &Scene<'_>,
    situation: &Situation<'_>,
    key: &str,
    sent: Sent,
    conditions: &[&Condition],
    resolve: &Resolve<'_>,
) -> Vec<String> {
    match sent.domain {
        Domain::Absent => vec![],
        Domain::Fixed(text) => vec![text.to_owned()],
        Domain::Typed(kind) => typed(scene, situation, key, kind, conditions, resolve),
        Domain::Held(holds) => held(scene, situation, key, holds, conditions, resolve),
    }
}

/// What the unique ids of roles and users begin with: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>.
const IDS_OF_IAM: &[&str] = &["AROA", "AIDA"];

fn held(
    scene: &Scene<'_>,
    situation: &Situation<'_>,
    key: &str,
    holds: Holds,
    conditions: &[&Condition],
    resolve: &Resolve<'_>,
) -> Vec<String> {
    match holds {
        Holds::CallerAccount if situation.account.is_empty() => vec![],
        Holds::CallerAccount => vec![situation.account.to_owned()],
        Holds::CallerOrg => situation.org.map(str::to_owned).into_iter().collect(),
        Holds::CallerOrgPath => situation.org.map(|org| org_paths(scene, org, conditions, resolve)).unwrap_or_default(),
        Holds::OwnerAccount => vec![scene.owner.to_string()],
        Holds::OwnerOrg => vec![owner_org(scene)],
        Holds::OwnerOrgPath => org_paths(scene, &owner_org(scene), conditions, resolve),
        Holds::ServiceName => situation.service().map(str::to_owned).into_iter().collect(),
        Holds::ExternalId => {
            let language = Row::default().one(Class::ExternalId).some(Class::ExternalId);
            let language = TextLanguage::of(vec![language]);
            let others = free(scene, situation, key, conditions, resolve).into_iter();
            // What other operators ask for may be an ID too: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
            let is_id = |text: &str| text.len() > 1 && text.chars().all(|char| char.is_ascii_alphanumeric() || "_+=,.@:/-".contains(char));
            let mut ids = texts(scene, &language, vec!["any-other-id".to_owned()], conditions, resolve);
            ids.extend(others.filter(|text| is_id(text)));
            distinct(ids.into_iter())
        }
        Holds::Region if let Some(known) = global_region(scene, situation) => vec![known.region.to_owned()],
        Holds::Region => {
            let language = Row::default().some(Class::Dashed);
            texts(scene, &TextLanguage::of(vec![language]), vec!["us-east-1".to_owned()], conditions, resolve)
        }
        // What a service sends as its id, if any, is not documented; the id of a user, a role or an account it is not.
        Holds::CallerId if situation.service().is_some() => {
            let ids = free(scene, situation, key, conditions, resolve).into_iter();
            let is_account = |id: &str| id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit());
            ids.filter(|id| !is_account(id) && !IDS_OF_IAM.iter().any(|prefix| id.starts_with(prefix))).collect()
        }
        // Names of the caller and of a service's source go together and are chosen as such; here anything goes.
        Holds::EncryptionContext | Holds::SourceArn | Holds::CallerArn | Holds::CallerName | Holds::CallerId | Holds::CallerType => {
            free(scene, situation, key, conditions, resolve)
        }
        Holds::Account | Holds::Org | Holds::OrgPath | Holds::Arn => free(scene, situation, key, conditions, resolve),
    }
}

/// The one Region in which the service is called, if it is one without Regions.
fn global_region(scene: &Scene<'_>, situation: &Situation<'_>) -> Option<&'static GlobalService> {
    facts::global_service(situation.called).iter().find(|known| known.partition == scene.partition)
}

fn typed(
    scene: &Scene<'_>,
    situation: &Situation<'_>,
    key: &str,
    kind: KeyType,
    conditions: &[&Condition],
    resolve: &Resolve<'_>,
) -> Vec<String> {
    match kind {
        KeyType::Bool if matches!(key, "aws:viaawsservice" | "aws:assumedroot") => vec!["false".to_owned(), "true".to_owned()],
        KeyType::Bool => vec!["true".to_owned(), "false".to_owned()],
        KeyType::Ip => addresses(conditions, resolve),
        // Ages, sizes and versions, which are never negative.
        KeyType::Numeric => {
            let filled = rows(conditions, resolve).into_iter().flat_map(|row| ["", "1"].map(|filler| row.filled(filler)));
            let filled = filled.filter(|text| scalar::Number::read(text).is_some());
            numbers(conditions, "1").into_iter().chain(filled).filter(|number| !number.starts_with('-')).collect()
        }
        KeyType::Date => dates(key, conditions),
        KeyType::String | KeyType::Arn | KeyType::Binary => free(scene, situation, key, conditions, resolve),
    }
}

pub(super) fn owner_org(scene: &Scene<'_>) -> String {
    scene.question.trusted_orgs.first().unwrap_or(&scene.document.names.own_org).to_string()
}

/// Any text, with the numbers, dates and addresses that operators ask for.
fn free(scene: &Scene<'_>, situation: &Situation<'_>, key: &str, conditions: &[&Condition], resolve: &Resolve<'_>) -> Vec<String> {
    let families: Vec<Family> = conditions.iter().filter_map(|condition| condition.operator.map(|operator| operator.row.family)).collect();
    let mut values = vec![];
    if families.contains(&Family::Bool) {
        values.extend(["true".to_owned(), "false".to_owned()]);
    }
    if families.contains(&Family::Address) {
        values.extend(addresses(conditions, resolve));
    }
    if families.iter().any(|family| matches!(family, Family::Number(_))) {
        values.extend(numbers(conditions, "1"));
    }
    if families.iter().any(|family| matches!(family, Family::Date(_))) {
        values.extend(dates(key, conditions));
    }
    if families.contains(&Family::Binary) {
        let operands = conditions.iter().flat_map(|condition| &condition.values);
        values.extend(operands.filter_map(|value| value.known().map(str::to_owned)));
        values.push("b3RoZXI=".to_owned());
    }
    let textual = families.iter().any(|family| matches!(family, Family::Text | Family::TextIgnoreCase | Family::Like | Family::Arn));
    if textual || values.is_empty() {
        let arn = format!("arn:aws:ec2:us-east-1:{}:other/x", situation.account);
        let default = match key {
            "aws:sourcevpc" => "vpc-0a1b2c3d4e5f67890".to_owned(),
            "aws:sourcevpce" => "vpce-0a1b2c3d4e5f67890".to_owned(),
            "aws:useragent" => "aws-cli".to_owned(),
            _ if families.contains(&Family::Arn) => arn.clone(),
            _ => "other".to_owned(),
        };
        let defaults = if families.contains(&Family::Arn) { vec![default, arn, "other".to_owned()] } else { vec![default] };
        values.extend(texts(scene, &form(situation, key), defaults, conditions, resolve));
    }
    values
}

/// How many states of a search for texts that several conditions tell apart.
const FEW_STATES: usize = 4000;

/// What a caller can give for a key whose value they choose, one for each way in which conditions on it take a value together. What a single textual condition
/// is written with says as much.
pub fn told_apart(key: &str, conditions: &[&Condition]) -> Vec<String> {
    let has = |wanted: &dyn Fn(Family) -> bool| {
        conditions.iter().any(|condition| condition.operator.is_some_and(|operator| wanted(operator.row.family)))
    };
    let mut values = vec![];
    if has(&|family| family == Family::Address) {
        values.extend(addresses(conditions, &unresolved));
    }
    if has(&|family| matches!(family, Family::Number(_))) {
        values.extend(numbers(conditions, "1").into_iter().filter(|number| !number.starts_with('-')));
    }
    if has(&|family| matches!(family, Family::Date(_))) {
        values.extend(dates(key, conditions));
    }
    let rows = if conditions.len() > 1 { rows(conditions, &unresolved) } else { vec![] };
    if rows.len() > 1 && rows.len() <= MOST_FILLED {
        let any = TextLanguage::of(vec![Row::default().some(Class::Any)]);
        let watched: Vec<Watch> = rows.into_iter().map(Watch::whole).collect();
        values.extend(automaton::classes(&any, &watched, &mut FEW_STATES.clone()).members);
    }
    values
}

/// What a key can hold whose values others choose.
fn form(situation: &Situation<'_>, key: &str) -> TextLanguage {
    let part = |row: Row| row.text(":").many(Class::NotColon);
    let forms = match key {
        // Names of access points have no colon: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations-naming-rules.html>.
        "s3:dataaccesspointarn" => vec![part(part(part(part(part(Row::default().text("arn"))))))],
        // A role trusts providers of its own account, or those that AWS knows by their names.
        "aws:federatedprovider" => {
            let own = format!(":iam::{}:", situation.account);
            vec![part(Row::default().text("arn")).text(&own).some(Class::Any), Row::default().some(Class::Dotted)]
        }
        _ => vec![Row::default().some(Class::Any)],
    };
    TextLanguage::of(forms)
}

/// The rows of all textual operands.
pub(super) fn rows(conditions: &[&Condition], resolve: &Resolve<'_>) -> Vec<Row> {
    let textual = conditions.iter().filter_map(|condition| Some((condition.operator?.row.family, condition)));
    let operands = textual.flat_map(|(family, condition)| condition.values.iter().map(move |value| (family, value)));
    let mut rows = distinct(operands.flat_map(|(family, value)| operand(family, &value.pattern, resolve)));
    if conditions.iter().any(|condition| condition.operator.is_some_and(|operator| operator.row.family == Family::Arn)) {
        // What is no ARN matches neither an ARN operator nor its negation.
        let part = |row: Row| row.many(Class::NotColon).text(":");
        let any = part(part(part(part(part(Row::default()))))).many(Class::Any);
        rows.extend(Some(any).filter(|row| !rows.contains(row)));
    }
    rows
}

/// What an operand takes. Where a variable is not resolved, or has not been yet, it also stands for any text: more is told apart than has to be, and nothing
/// is missed.
fn operand(family: Family, pattern: &Pattern, resolve: &Resolve<'_>) -> Vec<Row> {
    let exact = match family {
        Family::Text => pattern.literal(resolve).map(|tokens| Row::default().tokens(&tokens, Class::Any)),
        Family::TextIgnoreCase => pattern.literal(resolve).map(|tokens| Row::default().tokens(&tokens, Class::Any).ignoring_case()),
        Family::Like => pattern.glob(resolve).map(|tokens| Row::default().tokens(&tokens, Class::Any)),
        Family::Arn => pattern.components(resolve).and_then(Result::ok).map(|components| arn_row(&components)),
        _ => None,
    };
    let is_open = pattern.variables().any(|key| resolve(key) == Resolved::Absent);
    exact.into_iter().chain(opened(family, pattern, resolve).filter(|_| is_open)).collect()
}

/// What an operand takes if every variable that is not resolved stands for any text.
pub(super) fn opened(family: Family, pattern: &Pattern, resolve: &Resolve<'_>) -> Option<Row> {
    match family {
        Family::Text => Some(Row::default().tokens(&pattern.opened(false, resolve), Class::Any)),
        Family::TextIgnoreCase => Some(Row::default().tokens(&pattern.opened(false, resolve), Class::Any).ignoring_case()),
        Family::Like => Some(Row::default().tokens(&pattern.opened(true, resolve), Class::Any)),
        Family::Arn => pattern.opened_components(resolve).map(|components| arn_row(&components)),
        _ => None,
    }
}

/// What an entry of `Resource` takes.
pub(super) fn resource_rows(pattern: &Pattern, resolve: &Resolve<'_>) -> Vec<Row> {
    if pattern.is_any() { vec![] } else { operand(Family::Arn, pattern, resolve) }
}

/// The values of keys that are the owner's, whoever calls.
pub(super) fn owners<'s>(scene: &'s Scene<'_>) -> impl Fn(&str) -> Resolved + 's {
    |key| match keys::holds_owner(key) {
        Some(Holds::OwnerAccount) => Resolved::Text(scene.owner.clone()),
        Some(Holds::OwnerOrg) => Resolved::Text(owner_org(scene).into()),
        _ => Resolved::Absent,
    }
}

/// An ARN pattern whose wildcards stay within their component.
pub(super) fn arn_row(components: &[Vec<crate::iam::pattern::Token>; 6]) -> Row {
    let mut row = Row::default();
    for (at, component) in components.iter().enumerate() {
        row = row.tokens(component, if at < 5 { Class::NotColon } else { Class::Any });
        if at < 5 {
            row = row.text(":");
        }
    }
    row
}

fn texts(
    scene: &Scene<'_>,
    language: &TextLanguage,
    defaults: Vec<String>,
    conditions: &[&Condition],
    resolve: &Resolve<'_>,
) -> Vec<String> {
    members(scene, language, defaults, &rows(conditions, resolve))
}

/// How many patterns cost as much as one state of a search where only their beginnings are looked at.
const ROWS_PER_STATE: usize = 32;

/// How many patterns are tried with simple fillings.
const MOST_FILLED: usize = 256;

/// How many characters that a pattern is asked about cost as much as one state of a search.
const CHARACTERS_PER_STATE: usize = 256;

/// A member of the language for every way to match the rows, worked out once for all questions about a policy.
pub(super) fn members(scene: &Scene<'_>, language: &TextLanguage, defaults: Vec<String>, rows: &[Row]) -> Vec<String> {
    if !scene.spend(rows.len() / ROWS_PER_STATE) {
        return vec![];
    }
    let rows: Vec<Row> = rows.iter().filter(|row| language.alike(row).is_none()).cloned().collect();
    let asked = (language.clone(), defaults, rows);
    if let Some(known) = scene.shared.known.members.borrow().get(&asked) {
        if !scene.spend(known.price) {
            return vec![];
        }
        if known.is_searched {
            scene.classes(language.clone(), watched(&asked.2));
        }
        return known.members.clone();
    }
    let (_, defaults, rows) = &asked;
    let Some(known) = found_members(scene, language, defaults.clone(), rows) else { return vec![] };
    let members = known.members.clone();
    if !scene.cut.get() {
        scene.shared.known.members.borrow_mut().insert(asked, known);
    }
    members
}

fn watched(rows: &[Row]) -> Vec<Watch> {
    rows.iter().cloned().map(Watch::whole).collect()
}

/// Literals and simple fillings first, the search only for what they leave open. Nothing where the budget does not do.
fn found_members(scene: &Scene<'_>, language: &TextLanguage, defaults: Vec<String>, rows: &[Row]) -> Option<KnownMembers> {
    let mut candidates = defaults;
    for row in rows.iter().take(MOST_FILLED) {
        match row.only_text() {
            Some(text) => candidates.push(text),
            None => candidates.extend([row.filled(""), row.filled("x")]),
        }
    }
    candidates.truncate(4 * MOST_FILLED);
    // Each character of a text moves the bits of each pattern.
    let words: usize = rows.iter().map(|row| 1 + row.width() / 64).sum();
    let price = candidates.iter().map(String::len).sum::<usize>().saturating_mul(words) / CHARACTERS_PER_STATE;
    if !scene.spend(price) {
        return None;
    }
    let mut outcomes: rustc_hash::FxHashSet<Vec<bool>> = rustc_hash::FxHashSet::default();
    let mut members = vec![];
    let mut keep = |texts: Vec<String>, members: &mut Vec<String>| {
        let mut unmatched = false;
        for (outcome, text) in self::outcomes(rows, &texts).into_iter().zip(texts) {
            unmatched |= !outcome.contains(&true);
            if outcomes.insert(outcome) {
                members.push(text);
            }
        }
        (outcomes.len(), unmatched)
    };
    let candidates = distinct(candidates.into_iter()).into_iter().filter(|candidate| language.accepts(candidate)).collect();
    let (found, unmatched) = keep(candidates, &mut members);
    let only_texts = rows.len() <= MOST_FILLED && rows.iter().all(|row| row.only_text().is_some());
    let all_ways = rows.len() < 16 && found == 1 << rows.len();
    let is_whole = all_ways || only_texts && unmatched;
    if is_whole || rows.len() <= MOST_FILLED && language.has_every_beginning(rows, &members) {
        return Some(KnownMembers { members, price, is_searched: false });
    }
    keep(scene.classes(language.clone(), watched(rows)).to_vec(), &mut members);
    Some(KnownMembers { members, price, is_searched: true })
}

/// Which of the rows take each text. One row is asked after the other: what it works out for one text serves all.
fn outcomes(rows: &[Row], texts: &[String]) -> Vec<Vec<bool>> {
    let mut outcomes: Vec<Vec<bool>> = texts.iter().map(|_| Vec::with_capacity(rows.len())).collect();
    for row in rows {
        let mut judge = row.judge();
        outcomes.iter_mut().zip(texts).for_each(|(outcome, text)| outcome.push(judge.accepts(text)));
    }
    outcomes
}

/// `o-…/r-…/` and deeper. Paths that the policy writes out are taken as they are.
fn org_paths(scene: &Scene<'_>, org: &str, conditions: &[&Condition], resolve: &Resolve<'_>) -> Vec<String> {
    let root = || Row::default().text(org).text("/r-").some(Class::LowerDigit).text("/");
    let deep = root().text("ou-").many(Class::OrgPath).text("/");
    let mut rows = rows(conditions, resolve);
    let written = rows.iter().filter_map(Row::only_text).filter(|text| text.strip_prefix(org).is_some_and(|rest| rest.starts_with('/')));
    let written: Vec<Row> = written.map(|text| Row::default().text(&text)).collect();
    let mut language = vec![root(), deep];
    language.extend(written);
    rows.dedup();
    members(scene, &TextLanguage::of(language), vec![format!("{org}/r-ab12/ou-ab12-11111111/")], &rows)
}

/// The name of the calling service alone, and with further names of the same service that the policy mentions.
fn service_names(situation: &Situation<'_>, conditions: &[&Condition]) -> Vec<Vec<String>> {
    let Some(name) = situation.service() else { return vec![] };
    let mut lists = vec![vec![name.to_owned()]];
    let family = |name: &str| name.split('.').next().map(str::to_owned);
    for value in conditions.iter().flat_map(|condition| &condition.values) {
        if let Some(other) = value.pattern.plain().filter(|other| *other != name && family(other) == family(name)) {
            lists.push(vec![name.to_owned(), other.to_owned()]);
        }
    }
    lists
}

/// Each once.
pub(super) fn distinct<T: Clone + Eq + Hash>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = rustc_hash::FxHashSet::default();
    all.filter(|one| seen.insert(one.clone())).collect()
}

/// How many lists of elements are tried.
const MOST_SETS: usize = 512;

/// Lists of up to as many elements as there are conditions, and one more.
fn sets(scene: &Scene<'_>, elements: &[String], conditions: &[&Condition]) -> Vec<Vec<String>> {
    let longest = (conditions.len() + 1).min(4);
    // By the places of their elements, which rise.
    let mut sets: Vec<Vec<usize>> = (0..elements.len()).map(|place| vec![place]).collect();
    let mut from = 0;
    for _ in 1..longest {
        let to = sets.len();
        let smaller: Vec<Vec<usize>> = sets.get(from..to).unwrap_or_default().to_vec();
        let larger = smaller.iter().flat_map(|set| {
            let behind = set.last().map_or(0, |last| last + 1);
            (behind..elements.len()).map(|place| [set.as_slice(), &[place]].concat())
        });
        sets.extend(larger.take((MOST_SETS + 1).saturating_sub(to)));
        scene.keep_at_most(MOST_SETS, &mut sets);
        from = to;
    }
    let element = |place: &usize| elements.get(*place).cloned();
    sets.iter().map(|set| set.iter().filter_map(element).collect()).collect()
}

fn operands<'a>(conditions: &'a [&Condition]) -> impl Iterator<Item = &'a str> {
    conditions.iter().flat_map(|condition| &condition.values).filter_map(|value| value.known())
}

fn addresses(conditions: &[&Condition], resolve: &Resolve<'_>) -> Vec<String> {
    let mut values = vec!["198.51.100.7".to_owned()];
    for text in operands(conditions) {
        values.extend(AddressBlock::read(text).map(|block| block.edges()).unwrap_or_default());
    }
    values.push("2001:db8:ffff::7".to_owned());
    let rows = rows(conditions, resolve);
    if !rows.is_empty() {
        let digits = ["", "1", "10", "203", "1.1", "1.1.1"];
        let filled = rows.iter().flat_map(|row| digits.iter().map(|digits| row.filled(digits)));
        values.extend(filled.filter(|text| scalar::is_address(text)).collect::<Vec<_>>());
    }
    values
}

fn numbers(conditions: &[&Condition], default: &str) -> Vec<String> {
    let mut values = vec![default.to_owned(), "0".to_owned()];
    let mut cuts = vec![];
    for (text, number) in operands(conditions).filter_map(|text| Some((text, scalar::Number::read(text)?))) {
        values.push(text.to_owned());
        if let Some(whole) = number.whole() {
            values.extend([whole.saturating_add(1), whole.saturating_sub(1)].map(|near| near.to_string()));
            values.push(format!("{whole}.5"));
        }
        cuts.push(number);
    }
    let longest = cuts.iter().map(scalar::Number::places).max().unwrap_or_default();
    values.extend(cuts.iter().flat_map(|number| number.neighbours(longest)));
    values
}

/// A time that has come for everybody who reads this, in milliseconds.
const TODAY: i128 = 1_780_000_000_000;

/// The latest of the times before which a condition wants a call to be, if all of them are past.
pub(super) fn time_is_past<'c>(condition: &Condition, texts: &[&'c str]) -> Option<&'c str> {
    let before = [Family::Date(Comparison::Less), Family::Date(Comparison::LessOrEqual)];
    let is_about = condition.operator.is_some_and(|operator| before.contains(&operator.row.family));
    let is_now =
        is_about && ["aws:currenttime", "aws:epochtime"].contains(&condition.key.as_str()) && texts.len() == condition.values.len();
    let times: Option<Vec<(i128, &str)>> = texts.iter().map(|text| Some((scalar::date(text)?, *text))).collect();
    times.filter(|_| is_now)?.into_iter().max().filter(|(time, _)| *time < TODAY).map(|(_, text)| text)
}

fn dates(key: &str, conditions: &[&Condition]) -> Vec<String> {
    let mut instants = vec![TODAY];
    for text in operands(conditions) {
        instants.extend(scalar::date(text).into_iter().flat_map(|instant| [instant, instant + 1000, instant - 1000]));
    }
    // No call comes from the past.
    instants.retain(|instant| *instant >= TODAY || !["aws:currenttime", "aws:epochtime"].contains(&key));
    let write = |instant: i128| if key == "aws:epochtime" { instant.div_euclid(1000).to_string() } else { scalar::date_text(instant) };
    instants.into_iter().map(write).collect()
}
