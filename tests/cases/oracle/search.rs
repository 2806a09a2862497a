//! Goes through every request of the universe and says whether one gets through.

use super::condition::{Context, Three};
use super::judge::{Policy, Statement};
use super::universe::{Question, Universe, World, variables};
use deputylint::iam::context::{Caller, Request};
use std::collections::BTreeSet;

pub(crate) enum Answer {
    /// This request of an outsider gets through, whatever AWS does at the points that it leaves open.
    Through(Box<Request>, Option<String>),
    /// Only under one reading of an open point.
    Perhaps,
    Nobody {
        /// Whether some Allow speaks about outsiders at all.
        applicable: bool,
    },
}

/// Which statements hold for a request, as bits: surely, and under some reading.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Held {
    surely: u16,
    perhaps: u16,
    /// The request is an outsider's beyond doubt, not perhaps an intended one.
    counts: bool,
}

impl Held {
    fn of<'a>(statements: impl Iterator<Item = &'a Statement>, truth: impl Fn(&'a Statement) -> Three) -> Self {
        let mut held = Held { surely: 0, perhaps: 0, counts: true };
        for (bit, statement) in statements.enumerate() {
            let truth = truth(statement);
            held.surely |= u16::from(truth == Three::Yes) << bit;
            held.perhaps |= u16::from(truth != Three::No) << bit;
        }
        held
    }

    fn and(self, other: Self) -> Self {
        Self { surely: self.surely & other.surely, perhaps: self.perhaps & other.perhaps, counts: self.counts && other.counts }
    }
}

/// A request in the making.
#[derive(Clone)]
struct Path {
    held: Held,
    action: &'static str,
    resource: String,
    context: Context,
}

/// What is tried: who calls, what is asked for, and what each key may hold.
pub(crate) trait Places {
    /// The context keys that the policy mentions.
    fn keys(&self) -> &BTreeSet<String>;
    fn worlds(&self) -> Vec<World>;
    fn choices(&self, key: &str, world: &World, context: &Context) -> Vec<Option<Vec<String>>>;
    /// Pairs of actions and resources that belong together.
    fn targets(&self, world: &World, context: &Context) -> Vec<(Vec<&'static str>, Vec<String>)>;
}

pub(crate) fn search(policy: &Policy, question: &Question) -> Answer {
    search_in(policy, question, &Universe::new(policy, question))
}

pub(crate) fn search_in(policy: &Policy, question: &Question, universe: &dyn Places) -> Answer {
    let allows = Held::of(policy.statements.iter(), |statement| statement.allow.into()).surely;
    let referenced: BTreeSet<String> = texts(policy).flat_map(|text| variables(text)).collect();
    let (first, mut later): (Vec<&String>, Vec<&String>) = universe.keys().iter().partition(|key| referenced.contains(*key));
    // The key with the most values comes last: by then most requests are out of the race.
    later.sort_by_key(|key| *key == "aws:sourcearn");
    let mut answer = Answer::Nobody { applicable: false };
    for world in universe.worlds() {
        let held = Held::of(policy.statements.iter(), |statement| statement.covers_caller(&world.caller, false).0);
        if held.perhaps & allows == 0 {
            continue;
        }
        if let Answer::Nobody { applicable } = &mut answer {
            *applicable = true;
        }
        for context in contexts(universe, &world, &first) {
            let walk = Walk { policy, question, universe, world: &world, allows };
            for path in walk.paths(held, &context, &first, &later) {
                let (surely, perhaps) = (path.held.surely, path.held.perhaps);
                if path.held.counts && surely & allows != 0 && perhaps & !allows == 0 {
                    return Answer::Through(Box::new(request(question, &world, path)), world.account.clone());
                }
                if perhaps & allows != 0 && surely & !allows == 0 {
                    answer = Answer::Perhaps;
                }
            }
        }
    }
    answer
}

fn texts(policy: &Policy) -> impl Iterator<Item = &String> {
    let resources = policy.statements.iter().filter_map(|statement| statement.resource.as_ref()).flat_map(|listed| &listed.entries);
    resources.chain(policy.conditions().flat_map(|(_, condition)| &condition.values))
}

/// Every combination of values for the keys that variables refer to.
fn contexts(universe: &dyn Places, world: &World, keys: &[&String]) -> Vec<Context> {
    let mut contexts = vec![Context::new()];
    for key in keys {
        let more = |context: &Context| {
            let choices = universe.choices(key, world, context).into_iter();
            choices.map(|choice| with(context, key, choice)).collect::<Vec<_>>()
        };
        contexts = contexts.iter().flat_map(more).collect();
    }
    contexts
}

fn with(context: &Context, key: &str, choice: Option<Vec<String>>) -> Context {
    let mut context = context.clone();
    if let Some(values) = choice {
        context.insert(key.to_string(), values);
    }
    context
}

struct Walk<'a> {
    policy: &'a Policy,
    question: &'a Question,
    universe: &'a dyn Places,
    world: &'a World,
    allows: u16,
}

impl Walk<'_> {
    /// Adds one part of the request after the other. Parts are independent of each other once caller and referenced keys
    /// are fixed, so of all the ways to hold the same statements one is enough.
    fn paths(&self, held: Held, context: &Context, first: &[&String], later: &[&String]) -> Vec<Path> {
        let variables = self.policy.variables;
        let statements = || self.policy.statements.iter();
        let mut paths = vec![];
        for (actions, resources) in self.universe.targets(self.world, context) {
            let at = |resource: &String| Held::of(statements(), |s| s.covers_resource(resource, context, variables));
            let resources: Vec<(Held, String)> = resources.into_iter().map(|resource| (at(&resource), resource)).collect();
            for action in actions {
                let doing = held.and(Held::of(statements(), |s| s.covers_action(action)));
                let path = |(at, resource): &(Held, String)| Path {
                    held: doing.and(*at),
                    action,
                    resource: resource.clone(),
                    context: context.clone(),
                };
                paths.extend(resources.iter().map(path));
                self.thin(&mut paths);
            }
        }
        for key in first {
            let held = self.held_for(key, context.get(*key), context);
            paths.iter_mut().for_each(|path| path.held = path.held.and(held));
        }
        self.thin(&mut paths);
        for key in later {
            if paths.is_empty() {
                break;
            }
            let mut choices: Vec<(Held, Option<Vec<String>>)> = vec![];
            for choice in self.universe.choices(key, self.world, context) {
                let held = self.held_for(key, choice.as_ref(), context);
                if !choices.iter().any(|(other, _)| *other == held) {
                    choices.push((held, choice));
                }
            }
            let longer = |path: &Path| {
                let choices = choices.iter().filter(|(held, _)| path.held.and(*held).perhaps & self.allows != 0);
                let path = |(held, choice): &(Held, Option<Vec<String>>)| Path {
                    held: path.held.and(*held),
                    context: with(&path.context, key, choice.clone()),
                    ..path.clone()
                };
                choices.map(path).collect::<Vec<_>>()
            };
            paths = paths.iter().flat_map(longer).collect();
            self.thin(&mut paths);
        }
        paths
    }

    fn thin(&self, paths: &mut Vec<Path>) {
        let mut seen = BTreeSet::new();
        paths.retain(|path| path.held.perhaps & self.allows != 0 && seen.insert(path.held));
    }

    /// Which statements' conditions on this key hold.
    fn held_for(&self, key: &str, given: Option<&Vec<String>>, context: &Context) -> Held {
        let truth = |statement: &Statement| {
            let conditions = statement.conditions.iter().filter(|condition| condition.key == key);
            let truths = conditions.map(|c| c.holds(given.map(Vec::as_slice), context, self.policy.variables, statement.allow));
            truths.min().unwrap_or(Three::Yes)
        };
        let mut held = Held::of(self.policy.statements.iter(), truth);
        if key == "sts:externalid" && self.question.kind == "role" {
            match intended(self.policy, &self.world.caller, given.map(|values| values[0].as_str())) {
                Three::No => {}
                Three::Maybe => held.counts = false,
                Three::Yes => held.perhaps = 0,
            }
        }
        held
    }
}

fn request(question: &Question, world: &World, path: Path) -> Request {
    Request {
        principal: world.caller.clone(),
        action: path.action.to_string(),
        resource: path.resource,
        context: path.context.into_iter().collect(),
        resource_account: question.owner.as_str().into(),
    }
}

/// Whether a role is meant to be assumed so: by an account that the policy names, with an external id that the policy pins.
pub(crate) fn intended(policy: &Policy, caller: &Caller, external_id: Option<&str>) -> Three {
    let (Some(account), Some(id)) = (caller.account.as_deref(), external_id) else { return Three::No };
    let principals = policy.statements.iter().filter(|statement| statement.allow).filter_map(|statement| statement.principal.as_ref());
    let is_named = principals.flat_map(|listed| &listed.entries).any(|(_, name)| name.contains(account));
    let is_mentioned = texts(policy).any(|text| text.contains(account));
    let named = if is_named { Three::Yes } else { Three::from(is_mentioned).min(Three::Maybe) };
    let on_id = || policy.conditions().filter(|(_, condition)| condition.key == "sts:externalid" && condition.is_text());
    let pins = on_id().filter(|(statement, condition)| statement.allow != condition.is_negated());
    let is_literal = |text: &String| !text.contains(['*', '?', '$']) && text == id;
    let is_pinned = pins.flat_map(|(_, condition)| &condition.values).any(is_literal);
    let is_listed = on_id().flat_map(|(_, condition)| &condition.values).any(|text| text.eq_ignore_ascii_case(id));
    named.min(if is_pinned { Three::Yes } else { Three::from(is_listed).min(Three::Maybe) })
}
