//! The circumstances that a caller can bring about: which context keys a request may carry.

use crate::facts::{self, GlobalService};
use crate::iam::condition::{Condition, Family};
use crate::iam::context::{Found, Request};
use crate::iam::document::{Effect, Element, Statement};
use crate::iam::exposure::told_apart;
use crate::iam::pattern::{Part, unresolved};
use crate::iam::stand_in;
use crate::kept::Kept;
use crate::truth::Truth;
use std::collections::{BTreeMap, BTreeSet};

/// How many sets of circumstances are tried for one question.
pub(super) const MAX_CIRCUMSTANCES: usize = 128;

/// A time that has come for everybody who reads this: what had to be done before it cannot be done any more.
const PRESENT: &str = "2026-01-01T00:00:00Z";

/// The context keys of a request, with their values.
pub(super) type ContextKeys = BTreeMap<String, Vec<String>>;

/// The contexts that make a difference for some statements.
pub(super) struct Circumstances {
    /// Each without the keys that all have.
    pub(super) contexts: Vec<ContextKeys>,
    /// There are more than [`MAX_CIRCUMSTANCES`].
    pub(super) are_cut: bool,
}

/// Whether the caller can put a tag on, by its condition key and its value.
pub(super) type PutsTag<'p> = dyn Fn((&str, &str)) -> bool + 'p;

/// Values that conditions tell apart further, by the places in memory of the conditions and the values that are known: what is asked of all actions is
/// found once. The conditions live as long as what is kept.
pub(super) type TellingValues = Kept<(Vec<usize>, Vec<String>), Vec<String>>;

/// Every key that a condition asks for is left out, or has a value that one of the conditions speaks of (MFA, addresses, regions: whoever holds
/// the policy can meet them). Tags of the caller and of the resource have those that the caller can put on.
pub(super) fn circumstances(
    statements: &[&Statement],
    fixed: &ContextKeys,
    puts_tag: &PutsTag<'_>,
    kept: Option<&TellingValues>,
) -> Circumstances {
    let mut contexts = vec![ContextKeys::new()];
    let mut are_cut = false;
    for (key, values) in free_keys(statements, fixed, puts_tag, kept).into_iter().filter(|(_, values)| !values.is_empty()) {
        if contexts.len() >= MAX_CIRCUMSTANCES {
            are_cut = true;
            break;
        }
        let with = |context: &ContextKeys, value: &String| {
            let mut context = context.clone();
            context.insert(key.to_owned(), vec![value.clone()]);
            context
        };
        let more: Vec<ContextKeys> = contexts.iter().flat_map(|context| values.iter().map(move |value| with(context, value))).collect();
        contexts.extend(more);
        are_cut |= contexts.len() > MAX_CIRCUMSTANCES;
        contexts.truncate(MAX_CIRCUMSTANCES);
    }
    if are_cut {
        contexts.extend(statements.iter().map(|statement| meeting(statement, fixed, puts_tag, kept)));
    }
    Circumstances { contexts, are_cut }
}

/// The first value of each key that a statement asks for.
fn meeting(statement: &Statement, fixed: &ContextKeys, puts_tag: &PutsTag<'_>, kept: Option<&TellingValues>) -> ContextKeys {
    let mut context = ContextKeys::new();
    for (key, values) in free_keys(&[statement], fixed, puts_tag, kept) {
        context.extend(values.into_iter().next().map(|value| (key.to_owned(), vec![value])));
    }
    context
}

/// Only a tag that is put on with what is created comes with this key: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html>.
const OF_CREATION: &str = "ec2:createaction";

/// Whether the conditions of a statement may hold: no tag that one of them asks for is out of the caller's reach.
pub(super) fn may_hold(statement: &Statement, fixed: &ContextKeys, puts_tag: &PutsTag<'_>) -> bool {
    let is_out_of_reach = |condition: &Condition| {
        let key = condition.key.as_str();
        condition.demands()
            && is_tag(key)
            && !is_fixed(fixed, key)
            && !condition.values.iter().any(|value| puts_tag((&condition.key_text, &instance(value))))
    };
    !statement.conditions.iter().any(is_out_of_reach)
}

fn is_fixed(fixed: &ContextKeys, key: &str) -> bool {
    fixed.contains_key(key) || fixed.keys().any(|known| known.eq_ignore_ascii_case(key))
}

/// The keys that the caller can choose, with the values that make a difference: those that conditions are written with, and one for each further way in which
/// the conditions on a key take it together.
fn free_keys<'s>(
    statements: &[&'s Statement],
    fixed: &ContextKeys,
    puts_tag: &PutsTag<'_>,
    kept: Option<&TellingValues>,
) -> BTreeMap<&'s str, BTreeSet<String>> {
    let mut free: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut about: BTreeMap<&str, Vec<&Condition>> = BTreeMap::new();
    let instance = |element: &Element| instance_in(element, fixed);
    let is_closed = |key: &str| is_fixed(fixed, key) || is_beyond_choice(key) || key == OF_CREATION;
    for condition in statements.iter().flat_map(|statement| &statement.conditions) {
        let key = condition.key.as_str();
        for variable in condition.values.iter().flat_map(|value| value.pattern.variables()).filter(|key| !is_closed(key) && !is_tag(key)) {
            free.entry(variable).or_default().insert(value_of_variable(variable, None, fixed));
        }
        if is_closed(key) {
            continue;
        }
        if is_tag(key) {
            let values = condition.values.iter().map(instance).filter(|value| puts_tag((&condition.key_text, value)));
            let values: BTreeSet<String> = values.collect();
            if !values.is_empty() {
                free.entry(key).or_default().extend(values);
            }
            continue;
        }
        let family = condition.operator.as_ref().map(|operator| operator.row.family);
        let is_past = |value: &String| is_date(&condition) && value.as_str() < PRESENT;
        let values = free.entry(key).or_default();
        values.extend(condition.values.iter().map(instance).filter(|value| !is_past(value)));
        let others: &[&str] = match family {
            Some(Family::Bool) => &["false", "true"],
            Some(Family::Number(_)) => &["0", "1000000000"],
            Some(Family::Date(_)) => &[PRESENT, "2999-12-31T00:00:00Z"],
            _ => &[],
        };
        values.extend(others.iter().map(|other| (*other).to_owned()));
        about.entry(key).or_default().push(condition);
    }
    for (key, conditions) in about {
        let values = free.entry(key).or_default();
        match kept {
            Some(kept) => {
                let place = |condition: &&Condition| std::ptr::from_ref(*condition) as usize;
                let about = (conditions.iter().map(place).collect(), values.iter().cloned().collect());
                let further = kept.get(&about, || further_values(key, &conditions, values));
                values.extend(further.iter().cloned());
            }
            None => values.extend(further_values(key, &conditions, values)),
        }
    }
    free
}

/// The values beside known ones that conditions on a key tell apart further.
fn further_values(key: &str, conditions: &[&Condition], values: &BTreeSet<String>) -> Vec<String> {
    let outcome = |value: &String| -> Vec<Truth> {
        let found = [value.clone()];
        conditions.iter().map(|condition| condition.holds_for(Found::Values(&found), &unresolved, Effect::Allow)).collect()
    };
    let is_about_time = conditions.iter().any(is_date);
    let told_apart = told_apart(key, conditions).into_iter().filter(|value| !is_about_time || value.as_str() >= PRESENT);
    let told_apart: Vec<String> = told_apart.collect();
    if told_apart.is_empty() {
        return told_apart;
    }
    let mut seen: BTreeSet<Vec<Truth>> = values.iter().map(outcome).collect();
    told_apart.into_iter().filter(|value| seen.insert(outcome(value))).collect()
}

fn is_date(condition: &&Condition) -> bool {
    condition.operator.is_some_and(|operator| matches!(operator.row.family, Family::Date(_)))
}

const OF_CALLER: &str = "aws:principaltag/";

/// Whether a condition key tells who holds a policy: their name, or a tag of theirs.
pub(super) fn is_of_holder(key: &str) -> bool {
    let is_tag = key.get(..OF_CALLER.len()).is_some_and(|start| start.eq_ignore_ascii_case(OF_CALLER));
    is_tag || key.eq_ignore_ascii_case("aws:username")
}

/// Whether a condition key speaks of a tag of the caller or of the resource.
pub(super) fn is_tag(key: &str) -> bool {
    const OF_RESOURCE: &str = "resourcetag/";
    let Some(end) = key.find('/').map(|slash| slash + 1) else { return false };
    let is = |start: Option<&str>, whose: &str| start.is_some_and(|start| start.eq_ignore_ascii_case(whose));
    // The name of a tag may have slashes and hold the words as well.
    is(key.get(..end), OF_CALLER)
        || is(end.checked_sub(OF_RESOURCE.len()).and_then(|at| key.get(at..end)), OF_RESOURCE)
        || key.get(end..).is_some_and(|name| name.to_ascii_lowercase().contains(OF_RESOURCE))
}

/// Keys that tell of what the service does with the role: the caller cannot choose them.
fn is_beyond_choice(key: &str) -> bool {
    ["iam:associatedresourcearn", "iam:permissionsboundary", "iam:policyarn"].contains(&key)
}

pub(super) const PASS_ROLE: &str = "iam:PassRole";
pub(super) const REQUESTED_REGION: &str = "aws:RequestedRegion";

/// The keys of a request, with the Region where a condition asks for it and the caller cannot choose it: a service without Regions is called in one.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion>
pub(super) fn with_region(request: &Request, statements: &[&Statement]) -> ContextKeys {
    let mut context = request.context.clone();
    let asks = statements.iter().flat_map(|statement| &statement.conditions);
    let asks: Vec<&Element> =
        asks.filter(|condition| condition.key.eq_ignore_ascii_case(REQUESTED_REGION)).flat_map(|condition| &condition.values).collect();
    let service = request.action.split(':').next().unwrap_or_default().to_ascii_lowercase();
    // A role is passed in the request to the service that takes it.
    let is_open = request.action != PASS_ROLE && !asks.is_empty() && !context.keys().any(|key| key.eq_ignore_ascii_case(REQUESTED_REGION));
    let regions = if is_open { facts::global_service(&service) } else { &[] };
    // Where the policy is used is told by the Regions that it names.
    let is_named = |known: &&GlobalService| asks.iter().any(|value| value.pattern.matches(known.region, &unresolved) == Truth::Yes);
    if let Some(known) = regions.iter().find(is_named).or(regions.first()) {
        context.insert(REQUESTED_REGION.to_owned(), vec![known.region.to_owned()]);
    }
    context
}

/// A request on what has no Region of its own is made in the Region that it is sent to.
pub(super) fn in_its_region(mut request: Request) -> Request {
    let asked = request.context.iter().find(|(key, _)| key.eq_ignore_ascii_case(REQUESTED_REGION)).map(|(_, values)| values.as_slice());
    let is_region = |region: &&String| region.contains('-') && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if let Some([region]) = asked
        && Some(region).filter(is_region).is_some()
        && request.resource.split(':').nth(3) == Some(stand_in::REGION)
    {
        request.resource = request.resource.replacen(stand_in::REGION, region, 1);
    }
    request
}

/// What stands in the place of a variable whose key the caller can choose.
fn value_of_variable(key: &str, default: Option<&str>, fixed: &ContextKeys) -> String {
    let known =
        |wanted: &str| fixed.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)).and_then(|(_, values)| values.first().cloned());
    // What they use is their own account's, so that data perimeters let it pass.
    let own = || known("aws:PrincipalAccount").filter(|_| key.to_ascii_lowercase().ends_with("account"));
    known(key).or_else(own).unwrap_or_else(|| default.unwrap_or("x").to_owned())
}

/// A text that a pattern matches.
pub(super) fn instance(element: &Element) -> String {
    instance_in(element, &ContextKeys::new())
}

fn instance_in(element: &Element, fixed: &ContextKeys) -> String {
    let mut text = String::new();
    for part in element.pattern.parts() {
        match part {
            Part::Text(literal) => text.push_str(literal),
            // What a name has there is told as a name.
            Part::Many if text.starts_with("arn:") => text.push_str(&stand_in::called("name", 1)),
            Part::Many | Part::One => text.push('x'),
            Part::Variable { key, default } => text.push_str(&value_of_variable(key, default.as_deref(), fixed)),
            Part::Hole(hole) => text.push_str(&stand_in::name(&hole.kind)),
        }
    }
    // An address range begins with an address of it.
    match text.split_once('/') {
        Some((address, bits)) if bits.parse::<u8>().is_ok() && address.parse::<std::net::IpAddr>().is_ok() => address.to_owned(),
        _ => text,
    }
}
