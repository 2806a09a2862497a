//! What can be done with the protected resource, as far as the policy tells it apart: real actions, the most telling first.

use super::scene::{Scene, TargetStatement};
use crate::facts::{self, AccessLevel, Action, NamedAction};
use crate::iam::condition::Condition;
use crate::iam::document::{Element, Statement};
use crate::iam::evaluate;
use crate::iam::principal::Who;
use crate::truth::Truth;
use rustc_hash::FxHashSet;

/// An action that a request can ask for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) name: String,
    /// As catalogued; nothing if it is not.
    pub(super) action: Option<&'static Action>,
}

impl Asked {
    /// An action as a policy writes it, in the catalogue's spelling if it is there.
    fn written(name: String) -> Asked {
        let action = facts::action(&name);
        let spelt = |action: &Action| Some(format!("{}:{}", name.split_once(':')?.0.to_ascii_lowercase(), action.name));
        Asked { name: action.and_then(spelt).unwrap_or(name), action }
    }

    /// The service, as its actions name it.
    pub(super) fn service(&self) -> &str {
        self.name.split(':').next().unwrap_or_default()
    }

    /// Whether it only reads.
    pub(super) fn reads(&self) -> bool {
        self.action.is_some_and(|action| matches!(action.level, AccessLevel::Read | AccessLevel::List))
    }

    /// How little can be done with it: changes first, what only tells of a resource last. Of an action that is not known the worst is assumed.
    fn weakness(&self) -> u8 {
        match self.action.map(|action| action.level) {
            _ if facts::is_about_metadata(&self.name) => 3,
            Some(AccessLevel::Read) => 2,
            Some(AccessLevel::Tagging) => 1,
            Some(AccessLevel::Write | AccessLevel::Permissions | AccessLevel::List) | None => 0,
        }
    }

    /// How late it stands among what is called.
    fn rank(&self, calls: &[&str]) -> usize {
        calls.iter().position(|called| facts::names_call(called, &self.name)).unwrap_or(calls.len())
    }

    fn known(named: &NamedAction) -> Asked {
        Asked { name: named.name.clone(), action: Some(named.action) }
    }

    /// The types of resource that it is done on; none if that is not known, or does not matter.
    fn types(&self) -> Vec<&'static str> {
        self.action.map(|action| action.types.iter().map(|kind| kind.name).collect()).unwrap_or_default()
    }
}

/// Actions that the Allow may cover, one of each kind that the statements tell apart: those it names, then real ones that its wildcards cover,
/// then, for wildcards that cover none, the shortest that fit.
pub(super) fn actions(scene: &Scene<'_>, target: &TargetStatement<'_>) -> Vec<Asked> {
    let mut asked = candidates(scene, target);
    if scene.is_role() {
        // `AssumeRoleWithWebIdentity` and `AssumeRoleWithSAML` are for callers without credentials of AWS.
        asked.retain(|asked| asked.name.eq_ignore_ascii_case("sts:AssumeRole"));
    }
    // Of several actions those of other services grant nothing.
    let is_own = |asked: &Asked| facts::protected(scene.question.resource_kind).is_none_or(|kind| kind.has_actions_of(asked.service()));
    if asked.iter().any(is_own) {
        asked.retain(is_own);
    }
    let mut seen = FxHashSet::default();
    asked.retain(|asked| seen.insert(asked.name.to_ascii_lowercase()));
    // What a wildcard covers stands in the order of the catalogue; what is written out stands in any.
    let is_plain = |entry: &Element| entry.known().is_some_and(|text| !text.contains(['*', '?']));
    let names_some = positive(target.allow).any(is_plain);
    let calls = calls(scene, target.allow);
    // Of two that do as much, one that AWS documents tells more.
    let weakness = |asked: &Asked| if names_some { (asked.weakness(), asked.action.is_none()) } else { (0, false) };
    asked.sort_by_key(|asked| (unlisted(asked, target.allow), asked.rank(&calls), weakness(asked)));
    let protected = facts::protected(scene.question.resource_kind);
    let is_for_others = |asked: &Asked| protected.is_none_or(|protected| protected.is_for_others(&asked.name));
    let mut kinds: FxHashSet<(Vec<Truth>, Vec<&str>, bool)> = FxHashSet::default();
    let entries = written_actions(target);
    asked.retain(|asked| {
        if !scene.spend(entries / ENTRIES_PER_STATE) {
            return false;
        }
        let covered: Vec<Truth> = target.statements().map(|statement| evaluate::about_action(statement, &asked.name)).collect();
        covered.first() != Some(&Truth::No) && kinds.insert((covered, asked.types(), is_for_others(asked)))
    });
    asked
}

/// How many entries of `Action` cost as much as one state of a search.
const ENTRIES_PER_STATE: usize = 32;

/// How many entries of `Action` and `NotAction` the statements have.
fn written_actions(target: &TargetStatement<'_>) -> usize {
    target.statements().filter_map(|statement| statement.actions.as_ref()).map(|listed| listed.entries.len()).sum()
}

/// What the services that the Allow names call on such a resource; nothing if it names anybody else.
fn calls(scene: &Scene<'_>, allow: &Statement) -> Vec<&'static str> {
    let entries = allow.principals.iter().filter(|listed| !listed.negated).flat_map(|listed| &listed.entries);
    let services: Option<Vec<&str>> =
        entries.map(|entry| if let Who::Service(name) = &entry.who { Some(name.as_str()) } else { None }).collect();
    let of_each = services.unwrap_or_default().into_iter().map(|service| facts::service_calls(service, scene.question.resource_kind));
    of_each.flatten().copied().collect()
}

fn candidates(scene: &Scene<'_>, target: &TargetStatement<'_>) -> Vec<Asked> {
    let kind = scene.question.resource_kind;
    let entries: Vec<&Element> = positive(target.allow).collect();
    let plain = entries.iter().filter_map(|entry| entry.known()).filter(|text| !text.contains(['*', '?']));
    let mut asked: Vec<Asked> = plain.map(|text| Asked::written(text.to_owned())).collect();
    if !entries.is_empty() && asked.len() == entries.len() {
        return asked;
    }
    asked.extend(catalogued(kind));
    // What else the Allow or, by what it spares, a Deny speaks of.
    let denied = target.denies.iter().filter_map(|deny| deny.actions.as_ref()).flat_map(|listed| &listed.entries);
    for entry in entries.into_iter().chain(denied) {
        let Some((text, (service, _))) = entry.known().and_then(|text| Some((text, text.split_once(':')?))) else { continue };
        if !scene.spend(asked.len() / ENTRIES_PER_STATE) {
            break;
        }
        let covers = |asked: &Asked| evaluate::action_matches(entry, &asked.name) == Truth::Yes;
        if asked.iter().any(covers) {
            continue;
        }
        let before = asked.len();
        let service = service.to_ascii_lowercase();
        asked.extend(catalogued(&service).into_iter().chain(facts::by_telling(&service).iter().map(Asked::known)).filter(covers));
        if asked.len() == before {
            let shortest = [text.replace('*', "").replace('?', "x"), text.replace('*', "X").replace('?', "x")];
            asked.extend(shortest.into_iter().filter(|name| !name.ends_with(':')).map(Asked::written));
        }
    }
    if asked.is_empty() {
        asked.push(Asked { name: format!("{kind}:OtherAction"), action: None });
    }
    asked
}

/// The actions on a kind of protected resource, or else those of the service of this name.
fn catalogued(kind: &str) -> Vec<Asked> {
    match facts::protected(kind) {
        Some(protected) => protected.actions().iter().map(Asked::known).collect(),
        None => facts::by_telling(kind).iter().map(Asked::known).collect(),
    }
}

fn positive(statement: &Statement) -> impl Iterator<Item = &Element> {
    statement.actions.iter().filter(|listed| !listed.negated).flat_map(|listed| &listed.entries)
}

/// How many of the service's keys that the Allow asks for are not listed for the action. The lists have gaps, so this gives an order and excludes nothing.
fn unlisted(asked: &Asked, allow: &Statement) -> usize {
    let Some((action, (service, _))) = asked.action.zip(asked.name.split_once(':')) else { return 0 };
    let own = |condition: &&Condition| condition.key.split_once(':').is_some_and(|(prefix, _)| prefix == service);
    allow.conditions.iter().filter(own).filter(|condition| condition.demands() && !action.lists_key(&condition.key)).count()
}
