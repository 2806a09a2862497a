//! The search: for one Allow and the Denies against it, is there a request that gets through? Once caller, account and organisation
//! are fixed, every condition speaks about one variable, so it suffices to try one value of each kind per variable.

mod group;
mod references;

use super::actions::Asked;
use super::callers::{self, Named};
use super::scene::{Scene, Seeking, Situation, Spec, TargetStatement};
use super::values::{self, Choice};
use super::{classes, external_id, resources, sources};
use crate::iam::condition::Condition;
use crate::iam::context::{Caller, Found, Request};
use crate::iam::document::{Effect, Statement};
use crate::iam::evaluate::{self, PolicyKind};
use crate::iam::keys::{self, CallerOfKey, is_multivalued};
use crate::iam::pattern::{Resolve, Resolved};
use crate::iam::principal;
use crate::truth::Truth;
use group::{Group, GroupKind};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// What a search found.
pub(super) enum Outcome {
    Found(Box<Hit>),
    /// A request that gets through if what is not known turns out so.
    Maybe(Box<Hit>),
    Nothing,
}

/// A request that gets through.
pub(super) struct Hit {
    pub(super) request: Request,
    /// The account a service acts for.
    pub(super) on_behalf_of: Option<SmolStr>,
    /// The ARN of the source has a form that the service is not known to send.
    pub(super) unrealistic: bool,
}

/// Looks for a request that the Allow lets through and no Deny stops.
pub(super) fn search(scene: &Scene<'_>, target: &TargetStatement<'_>, seeking: Seeking) -> Outcome {
    match search_among(scene, target, seeking, false) {
        Outcome::Nothing if callers::paths_matter(target) => search_among(scene, target, seeking, true),
        outcome => outcome,
    }
}

/// The search among callers whose paths are as usual, or `wide`.
fn search_among(scene: &Scene<'_>, target: &TargetStatement<'_>, seeking: Seeking, wide: bool) -> Outcome {
    // A request that is known to be made tells more than one of a form that nobody has seen.
    let (mut unusual, mut maybe) = (None, None);
    let best = |unusual: Option<Box<Hit>>, maybe: Option<Box<Hit>>| {
        unusual.map(Outcome::Found).or(maybe.map(Outcome::Maybe)).unwrap_or(Outcome::Nothing)
    };
    let mut services: Vec<&str> = resources::asked(scene, target).iter().map(Asked::service).collect();
    services.dedup();
    for spec in callers::specs(scene, target, seeking).into_iter().filter(|spec| !wide || matches!(spec, Spec::Iam { .. })) {
        let kinds = callers::kinds(scene, target, &spec);
        for account in classes::accounts(scene, target, &spec, seeking) {
            for org in classes::orgs(scene, target, &spec, &account, seeking) {
                for (caller_kind, called) in kinds.iter().flat_map(|kind| services.iter().map(|called| (*kind, *called))) {
                    if !scene.spend(1) {
                        return best(unusual, maybe);
                    }
                    let situation = Situation { spec: &spec, account: &account, org: org.as_deref(), caller_kind, wide, called };
                    match Attempt::new(scene, target, &situation, seeking).run() {
                        Outcome::Found(hit) if hit.unrealistic => unusual = unusual.or(Some(hit)),
                        Outcome::Found(hit) => return Outcome::Found(hit),
                        Outcome::Maybe(hit) => maybe = maybe.or(Some(hit)),
                        Outcome::Nothing => {}
                    }
                }
            }
        }
    }
    best(unusual, maybe)
}

/// Whether the Allow's principals can let anybody in who is sought.
pub(super) fn is_applicable(scene: &Scene<'_>, target: &TargetStatement<'_>, seeking: Seeking) -> bool {
    callers::specs(scene, target, seeking).iter().any(|spec| !classes::accounts(scene, target, spec, seeking).is_empty())
}

/// A value of a variable: a part of a request.
#[derive(Clone, Default)]
struct SearchPart {
    keys: Vec<(SmolStr, Vec<String>)>,
    caller: Option<Caller>,
    target: Option<(String, String)>,
    unrealistic: bool,
}

/// A value with what the statements say about it.
struct Cell {
    part: SearchPart,
    allow: Truth,
    denies: Vec<Truth>,
}

/// The search in one situation.
struct Attempt<'a> {
    scene: &'a Scene<'a>,
    target: &'a TargetStatement<'a>,
    situation: &'a Situation<'a>,
    seeking: Seeking,
    groups: Vec<Group<'a>>,
    /// The group of a key.
    places: FxHashMap<SmolStr, usize>,
}

/// How many comparisons of a value with a part of a statement cost as much as one state.
const COMPARED_PER_STATE: usize = 16;

/// How many conditions cost as much as one state where a value is fixed that others refer to.
const CONDITIONS_PER_STATE: usize = 64;

/// Keys that are shown in a request even if the policy does not mention them.
const SHOWN: &[(CallerOfKey, &[&str])] = &[
    (
        CallerOfKey::Service,
        &[
            "aws:principalisawsservice",
            "aws:principalservicename",
            "aws:principalservicenameslist",
            "aws:sourceaccount",
            "aws:sourcearn",
            "aws:securetransport",
        ],
    ),
    (CallerOfKey::User, &["aws:principalaccount", "aws:principalisawsservice", "aws:principalorgid", "aws:securetransport"]),
    (CallerOfKey::Anonymous, &["aws:principalaccount", "aws:securetransport"]),
];

impl<'a> Attempt<'a> {
    fn new(scene: &'a Scene<'a>, target: &'a TargetStatement<'a>, situation: &'a Situation<'a>, seeking: Seeking) -> Attempt<'a> {
        let mut attempt = Attempt { scene, target, situation, seeking, groups: vec![], places: FxHashMap::default() };
        attempt.groups = attempt.plan();
        let places = attempt.groups.iter().enumerate().flat_map(|(at, group)| group.keys.iter().map(move |key| (key.clone(), at)));
        attempt.places = places.collect();
        for statement in target.statements() {
            for condition in &statement.conditions {
                let group = attempt.places.get(&condition.key).and_then(|at| attempt.groups.get_mut(*at));
                group.into_iter().for_each(|group| group.add(statement, condition));
            }
        }
        attempt
    }

    /// The variables: everything that the statements or their variables mention.
    fn plan(&self) -> Vec<Group<'a>> {
        let kind = self.situation.kind();
        let mut mentioned: Vec<SmolStr> = vec![];
        for statement in self.target.statements() {
            mentioned.extend(statement.conditions.iter().map(|condition| condition.key.clone()));
            mentioned.extend(variables(statement));
        }
        let alike = if kind.is_iam() { CallerOfKey::User } else { kind };
        let shown = SHOWN.iter().filter(|(known, _)| *known == alike).flat_map(|(_, keys)| keys.iter());
        mentioned.extend(shown.map(|key| SmolStr::new_static(key)));
        let mut groups = vec![Group::new(GroupKind::Caller, vec![]), Group::new(GroupKind::Target, vec![])];
        let mut source = vec![];
        let mut known = FxHashSet::default();
        for key in mentioned.into_iter().filter(|key| known.insert(key.clone())) {
            let describes_caller = kind.is_iam() && callers::describes(&key);
            let is_source = kind == CallerOfKey::Service
                && (key == "aws:sourcearn" || (self.scene.question.assume.encryption_context && keys::holds_encryption_context(&key)));
            match groups.first_mut() {
                Some(caller) if describes_caller => caller.keys.push(key),
                _ if is_source => source.push(key),
                _ => groups.push(Group::new(GroupKind::Key, vec![key])),
            }
        }
        if !source.is_empty() {
            groups.push(Group::new(GroupKind::Source, source));
        }
        // What the Allow asks for comes first: most searches end there.
        let in_allow: FxHashSet<&SmolStr> = self.target.allow.conditions.iter().map(|condition| &condition.key).collect();
        let asked = |group: &Group<'_>| group.keys.iter().any(|key| in_allow.contains(key));
        groups.sort_by_cached_key(|group| (!asked(group), group.kind == GroupKind::Source));
        groups
    }

    fn run(&self) -> Outcome {
        let referenced: FxHashSet<SmolStr> = self.target.statements().flat_map(variables).collect();
        let outer: Vec<usize> = (0..self.groups.len())
            .filter(|at| self.groups.get(*at).is_some_and(|group| group.keys.iter().any(|key| referenced.contains(key))))
            .collect();
        self.choose(&self.in_order(outer), &mut vec![])
    }

    /// Fixes the variables that others refer to, one after the other; then the rest is independent.
    fn choose(&self, outer: &[usize], fixed: &mut Vec<(usize, SearchPart)>) -> Outcome {
        let Some((at, rest)) = outer.split_first() else { return self.solve(fixed) };
        let Some(group) = self.groups.get(*at) else { return Outcome::Nothing };
        let mut maybe = Outcome::Nothing;
        let mut parts = self.parts(group, fixed);
        if let (GroupKind::Key, Some(key)) = (group.kind, group.keys.first()) {
            parts.extend(self.echoes(key, fixed));
        }
        for part in parts {
            if !self.scene.spend(1 + self.target.conditions() / CONDITIONS_PER_STATE) {
                break;
            }
            fixed.push((*at, part));
            let outcome = self.choose(rest, fixed);
            fixed.pop();
            match outcome {
                Outcome::Found(hit) => return Outcome::Found(hit),
                Outcome::Maybe(hit) if matches!(maybe, Outcome::Nothing) => maybe = Outcome::Maybe(hit),
                _ => {}
            }
        }
        maybe
    }

    /// All values of a variable that make a difference.
    fn parts(&self, group: &Group<'_>, fixed: &[(usize, SearchPart)]) -> Vec<SearchPart> {
        let resolve = |key: &str| look_up(key, fixed.iter().map(|(_, part)| part));
        match group.kind {
            GroupKind::Caller => {
                let named = callers::callers(self.scene, self.situation, self.target, &resolve);
                named.into_iter().map(|(caller, keys): Named| SearchPart { caller: Some(caller), keys, ..SearchPart::default() }).collect()
            }
            GroupKind::Target => {
                let targets = resources::targets(self.scene, self.situation, self.target, &resolve);
                targets.into_iter().map(|target| SearchPart { target: Some(target), ..SearchPart::default() }).collect()
            }
            GroupKind::Source => self.source_parts(group, &group.conditions, &resolve),
            GroupKind::Key => {
                let Some(key) = group.keys.first() else { return vec![] };
                let mut choices = values::choices(self.scene, self.situation, key, &group.conditions, &resolve);
                let in_allow = !group.of_statement(self.target.allow).is_empty();
                if !in_allow && !key.starts_with("aws:source") {
                    // What only a Deny asks about is left out if that is possible.
                    choices.sort_by_key(Option::is_some);
                }
                let part = |choice: Choice| SearchPart {
                    keys: choice.map(|values| (key.clone(), values)).into_iter().collect(),
                    ..SearchPart::default()
                };
                choices.into_iter().map(part).collect()
            }
        }
    }

    /// The ARN of the source, in `aws:SourceArn` and, if so assumed, in the encryption context.
    fn source_parts(&self, group: &Group<'_>, conditions: &[&Condition], resolve: &Resolve<'_>) -> Vec<SearchPart> {
        let (Some(service), always) = (self.situation.service(), self.scene.question.assume.source_keys) else { return vec![] };
        let arns = sources::arns(self.scene, self.situation, conditions, resolve);
        // What nobody asks about is as the service sends it.
        let is_asked = |key: &SmolStr| key != "aws:sourcearn" || conditions.iter().any(|condition| condition.key == *key);
        let usual = sources::usual(self.scene, self.situation, service);
        let mut parts = vec![];
        for sends in [true, false] {
            for arn in arns.iter().filter(|_| sends || !always) {
                let sent = group.keys.iter().filter(|key| sends || key.as_str() != "aws:sourcearn");
                let keys: Vec<(SmolStr, Vec<String>)> =
                    sent.map(|key| (key.clone(), vec![if is_asked(key) { arn } else { &usual }.clone()])).collect();
                let is_real = |key: &SmolStr| !is_asked(key) || sources::is_realistic(service, key, self.situation.account, arn);
                let unrealistic = !keys.iter().all(|(key, _)| is_real(key));
                // The encryption context is an ARN that the service made: AWS recommends patterns for it that only real ones cannot get around.
                if keys.iter().any(|(key, _)| key != "aws:sourcearn" && !is_real(key)) {
                    continue;
                }
                parts.push(SearchPart { keys, unrealistic, ..SearchPart::default() });
            }
        }
        parts
    }

    /// How much of the statements is looked at for one value of a variable.
    fn parts_of_statements(&self, group: &Group<'_>) -> usize {
        let listed = |statement: &Statement| match group.kind {
            GroupKind::Target => statement.resources.as_ref().map_or(0, |listed| listed.entries.len()),
            GroupKind::Caller => statement.principals.as_ref().map_or(0, |listed| listed.entries.len()),
            GroupKind::Source | GroupKind::Key => 0,
        };
        let compared = match group.kind {
            GroupKind::Source | GroupKind::Key => group.compared(),
            GroupKind::Target | GroupKind::Caller => 0,
        };
        compared + self.target.statements().map(|statement| 1 + statement.conditions.len() / 8 + listed(statement)).sum::<usize>()
    }

    /// What the statements say about a value of a variable.
    fn judge(&self, group: &Group<'_>, part: SearchPart, fixed: &[(usize, SearchPart)]) -> Cell {
        let allow = self.truth(group, &part, fixed, self.target.allow);
        let mut denies: Vec<Truth> = vec![];
        for deny in &self.target.denies {
            // Nothing gets through where nothing is allowed.
            denies.push(if allow == Truth::No { Truth::Yes } else { self.truth(group, &part, fixed, deny) });
        }
        if self.scene.is_role() && self.seeking != Seeking::Anybody {
            denies.push(self.is_intended(group, &part));
        }
        Cell { part, allow, denies }
    }

    /// For a role: a caller from an account that the policy names, with an external id that it pins, is what the role is for.
    fn is_intended(&self, group: &Group<'_>, part: &SearchPart) -> Truth {
        if !external_id::named_accounts(self.scene.document).iter().any(|named| named == self.situation.account) {
            return Truth::No;
        }
        if !group.keys.iter().any(|key| key == "sts:externalid") {
            return if self.mentions("sts:externalid") { Truth::Yes } else { Truth::No };
        }
        let presented = part.keys.iter().flat_map(|(_, values)| values);
        Truth::from(presented.into_iter().any(|value| external_id::is_pinned(self.scene.document, value)))
    }

    fn mentions(&self, key: &str) -> bool {
        self.places.contains_key(key)
    }

    fn truth(&self, group: &Group<'_>, part: &SearchPart, fixed: &[(usize, SearchPart)], statement: &Statement) -> Truth {
        let resolve = |key: &str| look_up(key, std::iter::once(part).chain(fixed.iter().map(|(_, part)| part)));
        let mut truth = Truth::Yes;
        if let Some(caller) = &part.caller {
            truth = truth.and(names(statement, caller));
        }
        if let Some((action, resource)) = &part.target {
            let is_clear = statement.unclear.is_empty() && statement.effect != Effect::Unclear;
            truth = truth.and(if is_clear { Truth::Yes } else { Truth::Unknown });
            truth = truth.and(evaluate::about_action(statement, action));
            let kind = if self.scene.is_role() { PolicyKind::Trust } else { PolicyKind::Resource };
            if truth != Truth::No {
                truth = truth.and(evaluate::about_resource(statement, kind, resource, &resolve));
            }
        }
        for condition in group.of_statement(statement) {
            if truth == Truth::No {
                break;
            }
            let values = part.keys.iter().find(|(key, _)| *key == condition.key).map(|(_, values)| values.as_slice());
            let found = values.map_or(Found::Absent, Found::Values);
            truth = truth.and(condition.holds_for(found, &resolve, statement.effect));
        }
        truth
    }

    /// With everything fixed that others refer to: one value per variable, so that the Allow holds and each Deny fails somewhere.
    fn solve(&self, fixed: &[(usize, SearchPart)]) -> Outcome {
        let mut variables: Vec<Vec<Cell>> = vec![];
        for (at, group) in self.groups.iter().enumerate() {
            let parts = match fixed.iter().find(|(known, _)| *known == at) {
                Some((_, part)) => vec![part.clone()],
                None => self.parts(group, fixed),
            };
            let mut cells: Vec<Cell> = vec![];
            // Judging has its price too: a share of a state for each value under each part of a statement.
            if !self.scene.spend(parts.len().saturating_mul(self.parts_of_statements(group)) / COMPARED_PER_STATE) {
                return Outcome::Nothing;
            }
            for part in parts {
                let cell = self.judge(group, part, fixed);
                let known = |other: &Cell| {
                    other.allow == cell.allow && other.denies == cell.denies && other.part.unrealistic <= cell.part.unrealistic
                };
                if cell.allow != Truth::No && !cells.iter().any(known) {
                    cells.push(cell);
                }
            }
            if cells.is_empty() {
                return Outcome::Nothing;
            }
            variables.push(cells);
        }
        let all: Vec<Vec<&Cell>> = variables.iter().map(|cells| cells.iter().collect()).collect();
        let sure: Vec<Vec<&Cell>> =
            all.iter().map(|cells| cells.iter().copied().filter(|cell| cell.allow == Truth::Yes).collect()).collect();
        if sure.iter().all(|cells| !cells.is_empty())
            && let Some(cells) = escape(self.scene, &sure, |truth| truth == Truth::No)
        {
            return Outcome::Found(Box::new(self.hit(&cells)));
        }
        match escape(self.scene, &all, |truth| truth != Truth::Yes) {
            Some(cells) => Outcome::Maybe(Box::new(self.hit(&cells))),
            None => Outcome::Nothing,
        }
    }

    /// Puts the parts together.
    fn hit(&self, cells: &[&Cell]) -> Hit {
        let mut context: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut request = Request {
            principal: Caller::default(),
            action: String::new(),
            resource: String::new(),
            context: BTreeMap::new(),
            resource_account: self.scene.owner.clone(),
        };
        for part in cells.iter().map(|cell| &cell.part) {
            for (key, values) in &part.keys {
                context.insert(self.written(key), values.clone());
            }
            if let Some(caller) = &part.caller {
                request.principal = caller.clone();
            }
            if let Some((action, resource)) = &part.target {
                request.action.clone_from(action);
                request.resource.clone_from(resource);
            }
        }
        request.context = context;
        let is_service = self.situation.service().is_some();
        Hit {
            request,
            on_behalf_of: is_service.then(|| SmolStr::new(self.situation.account)),
            unrealistic: cells.iter().any(|cell| cell.part.unrealistic),
        }
    }

    /// The key as AWS writes it, or as the policy does.
    fn written(&self, key: &SmolStr) -> String {
        if let Some(known) = keys::written(key) {
            return known.to_owned();
        }
        let group = self.places.get(key).and_then(|at| self.groups.get(*at));
        let mut conditions = group.into_iter().flat_map(|group| &group.conditions);
        conditions.find(|condition| condition.key == *key).map_or_else(|| key.to_string(), |condition| condition.key_text.to_string())
    }
}

/// Whether a statement names a caller. Nothing is built on a Deny that spares services only: IAM callers were seen to pass it.
fn names(statement: &Statement, caller: &Caller) -> Truth {
    let Some(listed) = &statement.principals else {
        return if statement.unclear.is_empty() { Truth::No } else { Truth::Unknown };
    };
    let ways =
        if statement.effect == Effect::Allow { principal::granted(listed, caller) } else { principal::matches(listed, caller, false) };
    let named = Truth::any(ways.iter().map(|(truth, _)| *truth));
    let doubtful = statement.effect == Effect::Deny && caller.is_iam() && callers::spares_services_only(statement);
    if doubtful { named.and(Truth::Unknown) } else { named }
}

/// The keys that a statement's variables refer to.
fn variables(statement: &Statement) -> Vec<SmolStr> {
    let values = statement.conditions.iter().flat_map(|condition| &condition.values);
    let resources = statement.resources.iter().flat_map(|listed| &listed.entries);
    values.chain(resources).flat_map(|element| element.pattern.variables().cloned()).collect()
}

/// What a key holds in a request in the making.
fn look_up<'p>(key: &str, mut parts: impl Iterator<Item = &'p SearchPart>) -> Resolved {
    let values = parts.find_map(|part| part.keys.iter().find(|(known, _)| known == key).map(|(_, values)| values.as_slice()));
    match values {
        None => Resolved::Absent,
        Some([single]) if !is_multivalued(key) => Resolved::Text(SmolStr::new(single)),
        Some(_) => Resolved::List,
    }
}

/// One cell per variable such that every Deny fails in one of them: take the first of each, and branch on the first Deny that still bites.
fn escape<'c>(scene: &Scene<'_>, variables: &[Vec<&'c Cell>], fails: fn(Truth) -> bool) -> Option<Vec<&'c Cell>> {
    if !scene.spend(1) {
        return None;
    }
    let picked: Vec<&Cell> = variables.iter().filter_map(|cells| cells.first().copied()).collect();
    if picked.len() < variables.len() {
        return None;
    }
    let count = picked.first().map_or(0, |cell| cell.denies.len());
    let fails_at = |cell: &Cell, deny: usize| cell.denies.get(deny).is_some_and(|truth| fails(*truth));
    let biting = (0..count).find(|deny| !picked.iter().any(|cell| fails_at(cell, *deny)));
    let Some(deny) = biting else { return Some(picked) };
    for (at, cells) in variables.iter().enumerate() {
        let spared: Vec<&Cell> = cells.iter().copied().filter(|cell| fails_at(cell, deny)).collect();
        if spared.is_empty() {
            continue;
        }
        let mut narrowed = variables.to_vec();
        if let Some(cells) = narrowed.get_mut(at) {
            *cells = spared;
        }
        if let Some(found) = escape(scene, &narrowed, fails) {
            return Some(found);
        }
    }
    None
}
