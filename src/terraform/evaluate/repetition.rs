//! `count`, `for_each`, `enabled` and `dynamic`: how often a block stands, and under which conditions.

use super::for_expr;
use super::scope::{Each, Scope};
use super::settled::is_truth;
use crate::condition::{Assignment, Presence};
use crate::mapped_text::{Hole, HoleKind, Why, WhyCode};
use crate::problem::Problem;
use crate::source::Span;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::functions::renamed;
use crate::terraform::syntax::tree::{Attribute, Body, Expr, ExprKind, StepKind, TraversalStep};
use crate::terraform::values::failure;
use crate::terraform::values::number::TerraformNumber;
use crate::terraform::values::operators;
use crate::value::{Depth, Form, Kind, Value, of_choices};
use rustc_hash::FxHashSet;
use smol_str::{SmolStr, format_smolstr};
use std::sync::Arc;

/// More instances than this of one block are not made.
const MAX_INSTANCES: usize = 1_000;

/// The repetitions of a block.
pub(in crate::terraform) struct Expansion {
    pub repeat: Repeat,
    pub items: Vec<RepeatedItem>,
    /// The answers under which what is gone through was looked at: under others Terraform fails.
    pub answers: Vec<Assignment>,
    /// Set if their number is not known: then one item stands for all.
    pub unknown: Option<Arc<Hole>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::terraform) enum Repeat {
    Single,
    Count,
    ForEach,
}

/// One repetition.
pub(in crate::terraform) struct RepeatedItem {
    /// The key in brackets of the address; nothing if it is not known.
    pub key: Option<SmolStr>,
    pub each: Each,
    pub presence: Presence,
}

impl RepeatedItem {
    /// Whether `[index]` means this repetition.
    pub(in crate::terraform) fn answers(&self, index: &str) -> bool {
        let key = match &self.each {
            Each::Single => return false,
            Each::Count(key) | Each::Item { key, .. } => key.to_text(),
        };
        key.is_some_and(|key| key.known() == Some(index))
    }

    /// Whether this can be the instance at an index that is not known as a whole.
    pub(in crate::terraform) fn may_answer(&self, index: &Value) -> bool {
        match &self.each {
            Each::Single => false,
            Each::Count(key) | Each::Item { key, .. } => operators::equal(key, index) != Ok(false),
        }
    }

    /// The address with the key, if it has one.
    pub(in crate::terraform) fn address(&self, name: &str) -> SmolStr {
        self.key.as_ref().map_or_else(|| SmolStr::new(name), |key| format_smolstr!("{name}[{key}]"))
    }
}

impl<'a> Evaluator<'a> {
    /// The repetitions that `count`, `for_each` or `enabled` of a body ask for; `name` is told to people.
    pub(in crate::terraform) fn expand(&self, body: &Body, name: &str, scope: &Scope<'_, 'a>) -> Expansion {
        let asked = [
            ("count", Repeat::Count, body.attribute("count")),
            ("for_each", Repeat::ForEach, body.attribute("for_each")),
            ("enabled", Repeat::Single, switch(body)),
        ];
        let mut asked = asked.into_iter().filter_map(|(name, repeat, asked)| Some((name, repeat, asked?)));
        let Some((argument, repeat, attribute)) = asked.next() else {
            let item = RepeatedItem { key: None, each: Each::Single, presence: Presence::default() };
            return Expansion { repeat: Repeat::Single, items: vec![item], answers: vec![], unknown: None };
        };
        let span = attribute.value.span;
        let value = if repeat == Repeat::Single { self.switched(attribute, scope) } else { self.eval(&attribute.value, scope) };
        let raw = failure::without_failures(value);
        let refused = failure::reason(&raw).or_else(|| {
            let beside = || asked.next().map(|(other, ..)| format_smolstr!("`{other}` stands beside it"));
            let why = missing(&raw).or_else(|| refusal(repeat, &raw).map(SmolStr::new_static)).or_else(beside)?;
            self.report(Problem::unsupported(span, &format!("`{argument} of {name}`, because {why}")));
            Some(why)
        });
        let value = self.settled(raw, &format!("{argument} of {name}"));
        if let Some(why) = refused {
            let mut failed = unknown_repetition(repeat, name, value.first_unknown(), span);
            for item in &mut failed.items {
                item.presence.doubt = Some(format_smolstr!("Terraform refuses `{argument}` of `{name}`: {why}"));
            }
            return failed;
        }
        let is_each = repeat == Repeat::ForEach;
        let mut expansion = if is_each { self.for_each(&value, name, span, members) } else { self.counted(repeat, &value, name, span) };
        if expansion.unknown.is_some() && repeat != Repeat::Single {
            let (nothing, something) = self.nothing_repeated(&attribute.value, !is_each, scope);
            for item in &mut expansion.items {
                item.presence.absent_under.extend(nothing.iter().cloned());
                item.presence.there.extend(something.clone());
            }
        }
        expansion
    }

    /// How often there is what `enabled` turns on or off: once or not at all.
    fn switched(&self, enabled: &Attribute, scope: &Scope<'_, 'a>) -> Value {
        let span = enabled.value.span;
        let decided = self.decide(&enabled.value, scope);
        let count = self.choose(&decided, span, &mut |is_on| Value::number(if is_on { "1" } else { "0" }, span));
        count.marked(self.marks_of(&enabled.value, scope))
    }

    fn counted(&self, repeat: Repeat, value: &Value, name: &str, span: Span) -> Expansion {
        let unknown = |hole| unknown_repetition(repeat, name, hole, span);
        let Some(leaves) = leaves(value) else { return unknown(Some(value.undecided())) };
        let mut counts = vec![];
        for (assignment, leaf) in leaves {
            match operators::number_of(&leaf).and_then(|number| number.to_usize()) {
                Some(count) => counts.push((assignment, count)),
                None => return unknown(leaf.first_unknown()),
            }
        }
        let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
        if most > MAX_INSTANCES {
            let limit = format!("`{name}` has more than {MAX_INSTANCES} instances; one stands for all");
            self.report(Problem::limit_reached(span, &limit));
            return unknown(None);
        }
        let items = (0..most).map(|index| {
            let all: Vec<&Assignment> = counts.iter().map(|(given, _)| given).collect();
            let there: Vec<&Assignment> = counts.iter().filter(|(_, count)| *count > index).map(|(given, _)| given).collect();
            let presence = Presence::of(&all, &there);
            if repeat == Repeat::Single {
                return RepeatedItem { key: None, each: Each::Single, presence };
            }
            let key = (counts.len() == 1).then(|| format_smolstr!("{index}"));
            RepeatedItem { key, each: Each::Count(Value::number(format_smolstr!("{index}"), span)), presence }
        });
        Expansion { repeat, items: items.collect(), answers: vec![], unknown: None }
    }

    /// The repetitions for the members of a collection, which `members` tells: [`members`], or [`block_members`].
    pub(in crate::terraform) fn for_each(&self, value: &Value, name: &str, span: Span, members: MembersOf) -> Expansion {
        let unknown = |hole| unknown_repetition(Repeat::ForEach, name, hole, span);
        let Some(leaves) = leaves(value) else { return unknown(Some(value.undecided())) };
        let mut gathered: Vec<(Option<SmolStr>, Vec<RepeatedCase>)> = vec![];
        let all: Vec<Assignment> = leaves.iter().map(|(given, _)| given.clone()).collect();
        for (assignment, leaf) in leaves {
            let members = match members(&leaf) {
                Ok(members) => members,
                Err(hole) => return unknown(hole),
            };
            if members.len() > MAX_INSTANCES {
                let limit = format!("`{name}` has more than {MAX_INSTANCES} instances; one stands for all");
                self.report(Problem::limit_reached(span, &limit));
                return unknown(None);
            }
            for RepeatedMember { identity, key, value } in members {
                // What a `dynamic` block goes through may be sensitive.
                let case = RepeatedCase { given: assignment.clone(), key, value: value.marked(leaf.marks) };
                match gathered.iter_mut().find(|(known, _)| identity.is_some() && *known == identity) {
                    Some((_, cases)) => cases.push(case),
                    None => gathered.push((identity, vec![case])),
                }
            }
        }
        let items: Vec<RepeatedItem> = gathered.iter().filter_map(|(_, cases)| repeated(cases, &all, span)).collect();
        Expansion { repeat: Repeat::ForEach, items, answers: all, unknown: None }
    }
}

/// One repetition under some answers.
struct RepeatedCase {
    given: Assignment,
    key: Value,
    value: Value,
}

/// The repetition that there is in these cases; `all` are the answers under which the collection was looked at.
fn repeated(cases: &[RepeatedCase], all: &[Assignment], span: Span) -> Option<RepeatedItem> {
    let part = |part: fn(&RepeatedCase) -> &Value| {
        let each: Vec<(Assignment, &Value)> = cases.iter().map(|case| (case.given.clone(), part(case))).collect();
        under_each(&each, span)
    };
    let first = &cases.first()?.key;
    let is_one_key = cases.iter().all(|case| operators::equal(&case.key, first) == Ok(true));
    let key = if is_one_key { first.clone() } else { part(|case| &case.key)? };
    let value = part(|case| &case.value)?;
    let there: Vec<&Assignment> = cases.iter().map(|case| &case.given).collect();
    let presence = Presence::of(&all.iter().collect::<Vec<_>>(), &there);
    let presence = presence.of_part(&Presence::only_under(optional(&value))).unwrap_or(presence);
    Some(RepeatedItem { key: key.as_str().map(|known| format_smolstr!("{known:?}")), each: Each::Item { key, value }, presence })
}

/// What turns the whole of a resource, a data source or a call of a module on or off. <https://opentofu.org/docs/language/meta-arguments/enabled/>
pub(in crate::terraform) fn switch(body: &Body) -> Option<&Attribute> {
    body.blocks("lifecycle").find_map(|lifecycle| lifecycle.body.attribute("enabled"))
}

/// What a value refers to that is not there.
fn missing(value: &Value) -> Option<SmolStr> {
    let Kind::Unknown(hole) = &value.kind else { return None };
    let is_missing =
        matches!(&hole.kind, HoleKind::Unknown(why) if matches!(why.code, WhyCode::UnknownReference | WhyCode::UnreadableFile));
    is_missing.then(|| hole.kind.reason().into())
}

/// Why Terraform refuses a value for `count` or `for_each`, or OpenTofu one for `enabled`, if it surely does:
/// <https://developer.hashicorp.com/terraform/language/meta-arguments/for_each>, <https://developer.hashicorp.com/terraform/language/meta-arguments/count>
fn refusal(repeat: Repeat, value: &Value) -> Option<&'static str> {
    // What a provider makes of a list is not known here: it may be a set.
    let is_of_provider = || value.provenance.steps().any(|step| !["var.", "local."].iter().any(|own| step.name.starts_with(own)));
    match (repeat, &value.kind) {
        (Repeat::ForEach, _) if value.marks.any() => Some("its keys would be shown, and they are sensitive or ephemeral"),
        (Repeat::Count, _) if value.marks.ephemeral => Some("it is ephemeral"),
        (Repeat::Single, _) if value.marks.any() => Some("it is sensitive or ephemeral"),
        (_, Kind::Unknown(_) | Kind::Alternatives(_) | Kind::Absent) | (Repeat::Single, _) => None,
        (_, Kind::Null) => Some("it is null"),
        (Repeat::Count, Kind::Text(text)) if text.known().is_none() => None,
        (Repeat::Count, _) => match operators::number_of(value) {
            Some(number) if number.to_int().is_some_and(|number| number >= 0) => None,
            _ => Some("it is no whole number"),
        },
        (Repeat::ForEach, Kind::Map(_)) => None,
        (Repeat::ForEach, Kind::List(items)) => match value.form {
            Form::Set => {
                let is_other = |item: &Value| matches!(item.kind, Kind::Number(_) | Kind::Bool(_) | Kind::List(_) | Kind::Map(_));
                items.iter().any(is_other).then_some("the elements of a set must be texts here")
            }
            Form::Plain | Form::Uniform if !is_of_provider() => Some("it is a list, and must be a map or a set of texts"),
            _ => None,
        },
        (Repeat::ForEach, _) => Some("it is neither a map nor a set"),
    }
}

impl Expansion {
    /// What stands nowhere.
    pub(in crate::terraform) fn none(unknown: Option<Arc<Hole>>) -> Expansion {
        Expansion { repeat: Repeat::Single, items: vec![], answers: vec![], unknown }
    }

    /// What there is of a value under the answers under which there is anything.
    pub(in crate::terraform) fn only_looked_at(&self, value: Value, span: Span) -> Value {
        let is_complete = |given: &Assignment| given.has_another() || given.answers().all(|(_, answer)| is_truth(answer));
        if self.answers.len() < 2 || self.answers.iter().any(is_complete) {
            return value;
        }
        let cases: Vec<(Assignment, Value)> = self.answers.iter().map(|given| (given.clone(), value.under(given))).collect();
        let cases: Vec<(Assignment, &Value)> = cases.iter().map(|(given, value)| (given.clone(), value)).collect();
        under_each(&cases, span).unwrap_or(value)
    }
}

/// One value that is each of these under the answers that belong to it.
fn under_each(cases: &[(Assignment, &Value)], span: Span) -> Option<Value> {
    let Some((condition, _)) = cases.iter().find_map(|(given, _)| given.answers().next()) else {
        return cases.first().map(|(_, value)| Value::clone(value));
    };
    let mut answers: Vec<&SmolStr> = cases.iter().filter_map(|(given, _)| given.answer(condition)).collect();
    answers.sort();
    answers.dedup();
    let branch = |answer: &SmolStr| {
        let agrees = |given: &Assignment| given.answer(condition).is_none_or(|known| known == answer);
        let rest = cases.iter().filter(|(given, _)| agrees(given)).map(|(given, value)| (given.without(condition), *value));
        Some((answer.clone(), under_each(&rest.collect::<Vec<_>>(), span)?))
    };
    Some(Value::alternatives(condition.clone(), answers.into_iter().filter_map(branch).collect(), span))
}

/// The answers under which a member of a collection is there at all.
fn optional(value: &Value) -> Assignment {
    let Kind::Alternatives(open) = &value.kind else { return Assignment::default() };
    let mut there = open.branches.iter().filter(|(_, value)| value.kind != Kind::Absent);
    match (there.next(), there.next(), open.branches.len() > 1) {
        (Some((answer, _)), None, true) => Assignment::of(open.condition.clone(), answer.clone()),
        _ => Assignment::default(),
    }
}

/// One item for a number of repetitions that is not known.
fn unknown_repetition(repeat: Repeat, name: &str, hole: Option<Arc<Hole>>, span: Span) -> Expansion {
    let own = || Arc::new(Hole { kind: HoleKind::Unknown(Why::new(WhyCode::UndecidedCount, name)), span });
    let hole = hole.unwrap_or_else(own);
    let each_one = |word: &'static str| Value::new(Kind::Unknown(renamed(&hole, &|whole| format!("{word} of {whole}"))), span);
    let each = match repeat {
        Repeat::Single => Each::Single,
        Repeat::Count => Each::Count(each_one("count.index")),
        Repeat::ForEach => Each::Item { key: each_one("each.key"), value: each_one("each.value") },
    };
    let items = vec![RepeatedItem { key: None, each, presence: Presence::default() }];
    Expansion { repeat, items, answers: vec![], unknown: Some(hole) }
}

impl Expansion {
    /// What is there once though its number is 0: as if its number were 1.
    pub(in crate::terraform) fn turned_on(self, name: &str, span: Span) -> Expansion {
        if !self.items.is_empty() {
            return self;
        }
        let items = match self.repeat {
            Repeat::Single => vec![RepeatedItem { key: None, each: Each::Single, presence: Presence::default() }],
            Repeat::Count => {
                let each = Each::Count(Value::number("0", span));
                vec![RepeatedItem { key: Some(SmolStr::new_static("0")), each, presence: Presence::default() }]
            }
            Repeat::ForEach => unknown_repetition(Repeat::ForEach, name, None, span).items,
        };
        Expansion { items, ..self }
    }
}

/// The values under all answers to the conditions at the top; nothing if there are too many.
pub(in crate::terraform) fn leaves(value: &Value) -> Option<Vec<(Assignment, Value)>> {
    let leaves = of_choices(std::slice::from_ref(value), Depth::Top, value.span, &mut |given, values| {
        values.first().map(|value| (given.clone(), value.clone()))
    });
    Some(leaves.ok()?.into_iter().flatten().collect())
}

/// A member of what is gone through.
pub(in crate::terraform) struct RepeatedMember {
    /// What it is known by under other answers.
    identity: Option<SmolStr>,
    key: Value,
    value: Value,
}

impl RepeatedMember {
    fn of_key((key, value): (Value, Value)) -> RepeatedMember {
        RepeatedMember { identity: key.as_str().map(SmolStr::new), key, value }
    }
}

/// The members of a collection, or why they are not known.
pub(in crate::terraform) type MembersOf = fn(&Value) -> Result<Vec<RepeatedMember>, Option<Arc<Hole>>>;

/// What a `dynamic` block goes through: a list too, in which the keys are the places:
/// <https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks>
pub(in crate::terraform) fn block_members(value: &Value) -> Result<Vec<RepeatedMember>, Option<Arc<Hole>>> {
    if value.as_list().is_none() || value.form == Form::Set {
        return members(value);
    }
    let placed = for_expr::members(value).map_err(|unclear| unclear.first_unknown())?;
    let mut met = FxHashSet::default();
    // What stands in a list twice makes two blocks.
    let identity = |value: &Value| value.as_str().map(SmolStr::new).filter(|text| met.insert(text.clone()));
    let identities: Vec<Option<SmolStr>> = placed.iter().map(|(_, value)| value).map(identity).collect();
    let members = identities.into_iter().zip(placed);
    Ok(members.map(|(identity, (key, value))| RepeatedMember { identity, key, value }).collect())
}

/// What the instances of a resource are made for: members of a map, elements of a set.
fn members(value: &Value) -> Result<Vec<RepeatedMember>, Option<Arc<Hole>>> {
    match &value.kind {
        Kind::Map(map) => {
            let key = |entry: &crate::value::Entry| match &entry.unclear {
                Some(unclear) => Value::text((**unclear).clone(), entry.key_span),
                None => Value::text(crate::mapped_text::Text::computed(entry.key.as_str(), entry.key_span), entry.key_span),
            };
            let mut members: Vec<(Value, Value)> = map.entries.iter().map(|entry| (key(entry), entry.value.clone())).collect();
            members.sort_by(|a, b| a.0.as_str().cmp(&b.0.as_str()));
            Ok(members.into_iter().map(RepeatedMember::of_key).collect())
        }
        Kind::List(items) => Ok(items.iter().map(|item| RepeatedMember::of_key((item.clone(), item.clone()))).collect()),
        Kind::Null | Kind::Absent => Ok(vec![]),
        _ => Err(value.first_unknown()),
    }
}

/// Why Terraform refuses these steps from a resource or module before it evaluates anything, so that nothing catches it.
pub(in crate::terraform) fn refused(steps: &[TraversalStep], repeat: Repeat) -> Option<&'static str> {
    match &steps.first()?.kind {
        StepKind::Index(Expr { kind: ExprKind::Number(number), .. }) => {
            let is_whole = TerraformNumber::parse(number).is_some_and(|number| number.to_usize().is_some());
            (!is_whole).then_some("the index of an instance is a whole number or a text")
        }
        StepKind::Index(Expr { kind: ExprKind::Bool(_) | ExprKind::Null, .. }) => {
            Some("the index of an instance is a whole number or a text")
        }
        StepKind::Attr(_) if repeat != Repeat::Single => Some("where there may be several instances, an attribute is that of one of them"),
        _ => None,
    }
}
