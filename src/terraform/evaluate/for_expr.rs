//! `for` expressions.

use super::asked_within::is_asked_with;
use super::scope::Scope;
use crate::condition::OpenCondition;
use crate::mapped_text::{Text, WhyCode};
use crate::source::Span;
use crate::terraform::evaluate::{ConditionResult, Evaluator, MAX_ITEMS};
use crate::terraform::functions::renamed;
use crate::terraform::syntax::tree::{Expr, ExprKind, For};
use crate::terraform::values::failure::{failed, going_on, gone_on_with, is_failed, whole};
use crate::terraform::values::operators;
use crate::value::{Depth, Entry, Form, Kind, Map, Marks, Value, ValueType, each_choice};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::cell::Cell;
use std::sync::Arc;

/// Why the names of a `for` are not known that goes through nothing: Terraform gives them no type.
pub(in crate::terraform) const NO_ITEMS: &str = "there are no items";

impl For {
    /// Whether each member keeps its key: `{for k, v in m : k => …}`.
    fn keeps_keys(&self) -> bool {
        let own = |key: &Expr| matches!((&key.kind, &self.key), (ExprKind::Variable(name), Some(key)) if name == key);
        !self.grouping && self.result_key.as_ref().is_some_and(own)
    }
}

/// Whether no member of a map is there under some answers only.
fn all_are_there(collection: &Value) -> bool {
    fn is_there(value: &Value) -> bool {
        match &value.kind {
            Kind::Alternatives(open) => open.branches.iter().all(|(_, branch)| is_there(branch)),
            kind => *kind != Kind::Absent,
        }
    }
    collection.as_map().is_some_and(|map| map.entries.iter().all(|entry| entry.unclear.is_none() && is_there(&entry.value)))
}

/// Keys and values in the order that Terraform goes through them; otherwise the value that the whole comes to.
pub(in crate::terraform) fn members(collection: &Value) -> Result<Vec<(Value, Value)>, Value> {
    let span = collection.span;
    match &collection.kind {
        Kind::List(items) if collection.form == Form::Set => Ok(items.iter().map(|item| (item.clone(), item.clone())).collect()),
        Kind::List(items) if collection.form == Form::Loose => {
            let key = || Value::unknown(WhyCode::Unresolved, "how long this list is is not known", span);
            Ok(items.iter().map(|item| (key(), item.clone())).collect())
        }
        Kind::List(items) => {
            let keys = (0..items.len()).map(|index| operators::counted(index, span));
            Ok(keys.zip(items.iter().cloned()).collect())
        }
        Kind::Map(map) => {
            let mut entries: Vec<_> = map.entries.iter().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            let key = |entry: &Entry| match &entry.unclear {
                Some(unclear) => Value::text((**unclear).clone(), entry.key_span),
                None => Value::text(Text::computed(entry.key.as_str(), entry.key_span), entry.key_span),
            };
            Ok(entries.into_iter().map(|entry| (key(entry), entry.value.clone())).collect())
        }
        Kind::Unknown(_) if collection.value_type().is_primitive() => Err(failed("`for` goes through lists and maps only", span)),
        Kind::Unknown(hole) => Err(Value::new(Kind::Unknown(renamed(hole, &|whole| format!("[for … in {whole}]"))), span)),
        _ => Err(failed("`for` goes through lists and maps only", span)),
    }
}

impl<'a> Evaluator<'a> {
    pub(in crate::terraform) fn for_expr(&self, each: &For, span: Span, scope: &Scope<'_, 'a>) -> Value {
        let collection = self.eval(&each.collection, scope);
        if !is_failed(&collection) {
            return self.for_in(each, collection, span, scope);
        }
        // Terraform goes through what it went on with; of what has no type nothing is left.
        match gone_on_with(&collection) {
            with if with.value_type() == ValueType::Any => Value { declared: None, marks: Marks::default(), ..collection },
            with => going_on(&collection, self.with_quiet(true, || self.for_in(each, with, span, scope))),
        }
    }

    fn for_in(&self, each: &For, collection: Value, span: Span, scope: &Scope<'_, 'a>) -> Value {
        let provenance = collection.provenance.clone();
        // A key that depends on a member which may be absent needs the whole decided; one that is the member's own key does not.
        let deep = each.result_key.is_some() && !(each.keeps_keys() && all_are_there(&collection));
        let (marks, is_refused) = (collection.marks, Cell::new(false));
        let result = self.over_given(&[collection], span, deep, &mut |given, values| {
            let given = scope.given_with(given);
            let scope = &scope.answered(&given);
            match values.first().map(members) {
                Some(Ok(members)) if members.len() > MAX_ITEMS => self.limit(span, "a collection has too many items"),
                Some(Ok(members)) if members.is_empty() && !self.may_filter(each, span, scope) => {
                    failed("the condition of this `for` is neither true nor false", span)
                }
                Some(Ok(members)) if each.result_key.is_some() => self.for_map(each, &members, span, scope),
                Some(Ok(members)) => {
                    let form = values.first().map(|value| value.form).filter(|form| *form == Form::Loose).unwrap_or_default();
                    self.for_list(each, (&members, form == Form::Loose), span, scope).with_form(form)
                }
                Some(Err(value)) => {
                    is_refused.set(is_failed(&value));
                    self.arn_for_all(each, &value, span, scope).unwrap_or(value)
                }
                None => Value::null(span),
            }
        });
        let result = match is_failed(&result) {
            // A condition that is refused whatever the member is leaves nothing, no marks either.
            true if !self.may_filter(each, span, scope) => Value { marks: Marks::default(), declared: None, ..result },
            true if is_refused.get() => result,
            _ => result.marked(marks),
        };
        if result.provenance.steps().next().is_some() { result } else { Value { provenance, ..result } }
    }

    /// Of a list of ARNs made of members that are not known, one that stands for all: what is known of them is worth more than their number.
    fn arn_for_all(&self, each: &For, unknown: &Value, span: Span, scope: &Scope<'_, 'a>) -> Option<Value> {
        let Kind::Unknown(hole) = &unknown.kind else { return None };
        if is_failed(unknown) || each.result_key.is_some() {
            return None;
        }
        let member = Value::new(Kind::Unknown(hole.clone()), span);
        let list = self.for_list(each, (&[(member.clone(), member)], true), span, scope);
        let is_arn = |item: &Value| matches!(&item.kind, Kind::Text(text) if text.literal().starts_with("arn:"));
        list.as_list().is_some_and(|items| items.iter().all(is_arn) && !items.is_empty()).then(|| list.with_form(Form::Loose))
    }

    /// Whether the condition of a `for` may be a truth value at all: Terraform looks even if there is nothing to go through.
    fn may_filter(&self, each: &For, span: Span, scope: &Scope<'_, 'a>) -> bool {
        let Some(condition) = &each.condition else { return true };
        let any = Value::unknown(WhyCode::Unresolved, NO_ITEMS, span);
        let value = self.bound(each, &any, &any, scope, &mut |scope| self.with_quiet(true, || self.eval(condition, scope)));
        let is_open = operators::may_be(&value, &ValueType::Bool) || matches!(value.kind, Kind::Alternatives(_));
        // A map with keys that are not known is what a merge with anything comes to.
        let is_open = is_open || value.as_map().is_some_and(|map| map.entries.iter().any(|entry| entry.unclear.is_some()));
        !is_failed(&value) && (is_open || operators::bool_of(&value).is_some())
    }

    fn for_list(&self, each: &For, (members, is_loose): (&[(Value, Value)], bool), span: Span, scope: &Scope<'_, 'a>) -> Value {
        let (refused, marks) = (Cell::new(false), Cell::default());
        // A list of which nothing is known but what a member looks like: of many members one is there.
        let one_for_all = members.len() == 1 && is_loose;
        let items = members.iter().map(|(key, value)| {
            value.distribute_given(&mut |given, value| {
                if value.kind == Kind::Absent {
                    return value.clone();
                }
                let given = scope.given_with(given);
                self.bound(each, key, value, &scope.answered(&given), &mut |scope| {
                    let filter = Filter { is_for_some: one_for_all, refused: &refused, marks: &marks };
                    self.filtered(each, scope, &filter, &mut |scope| self.eval(&each.result, scope))
                })
            })
        });
        let items: Vec<Value> = items.filter(|item| item.kind != Kind::Absent).collect();
        let list = whole(Value::list(items, span)).marked(marks.get());
        // Without a condition not even the type is known.
        if refused.get() { Value { declared: None, ..list } } else { list }
    }

    fn for_map(&self, each: &For, members: &[(Value, Value)], span: Span, scope: &Scope<'_, 'a>) -> Value {
        let mut map = Map::default();
        let mut places: FxHashMap<SmolStr, usize> = FxHashMap::default();
        let (mut failure, mut gone_on, refused, marks) = (None, None, Cell::new(false), Cell::default());
        for (key, value) in members {
            let pair = self.bound(each, key, value, scope, &mut |scope| {
                let filter = Filter { is_for_some: false, refused: &refused, marks: &marks };
                self.filtered(each, scope, &filter, &mut |scope| {
                    let key = each.result_key.as_ref().map_or_else(|| Value::null(span), |key| self.eval(key, scope));
                    Value::list(vec![key, self.eval(&each.result, scope)], span)
                })
            });
            // Under an open `if` the pair is there or not; its key is the same wherever it is there.
            let there = first_list(&pair);
            let Some([key, _]) = there.as_ref().and_then(Value::as_list) else {
                if pair.kind != Kind::Absent {
                    failure.get_or_insert(pair);
                }
                continue;
            };
            marks.set(marks.get().and(key.all_marks()));
            if is_failed(key) {
                gone_on.get_or_insert_with(|| key.clone());
            }
            // Without a key Terraform goes on with nothing.
            let key = &match gone_on_with(key) {
                with if matches!(with.kind, Kind::Unknown(_)) && is_failed(key) => {
                    failure.get_or_insert_with(|| key.clone());
                    continue;
                }
                with => with,
            };
            let value = pair.distribute(&mut |pair| match pair.as_list() {
                Some([_, value]) => value.clone(),
                _ => pair.clone(),
            });
            match self.entry(key, key.span, value) {
                Some(entry) => {
                    if each.grouping && is_failed(&entry.value) {
                        gone_on.get_or_insert_with(|| entry.value.clone());
                    }
                    let refused = self.add(&mut map, &mut places, entry, each.grouping, span);
                    gone_on = gone_on.or(refused);
                }
                None => failure = Some(failed("a key of this `for` is not a text", key.span)),
            }
        }
        match (failure, gone_on) {
            (Some(failure), _) => Value { declared: None, marks: marks.get(), ..failure },
            (None, Some(failure)) => going_on(&failure, Value::map(map, span).marked(marks.get())),
            (None, None) => whole(Value::map(map, span)).marked(marks.get()),
        }
    }

    /// Adds a pair. Results that share a key are grouped, or only one of them is there; the failure if that is not so.
    fn add(&self, map: &mut Map, places: &mut FxHashMap<SmolStr, usize>, mut entry: Entry, grouping: bool, span: Span) -> Option<Value> {
        let place = if entry.unclear.is_none() { places.get(&entry.key) } else { None };
        let Some(earlier) = place.and_then(|place| map.entries.get_mut(*place)) else {
            if grouping {
                entry.value = Value::list(vec![entry.value], span);
            }
            if entry.unclear.is_none() {
                places.insert(entry.key.clone(), map.entries.len());
            }
            map.entries.push(entry);
            return None;
        };
        match (&mut earlier.value.kind, grouping) {
            (Kind::List(items), true) => Arc::make_mut(items).push(entry.value),
            _ => earlier.value = self.one_of(&earlier.value, &entry.value, span),
        }
        Some(earlier.value.clone()).filter(is_failed)
    }

    /// What stands at a key that two results have, of which only one is there.
    fn one_of(&self, one: &Value, other: &Value, span: Span) -> Value {
        self.over(&[one.clone(), other.clone()], span, false, &mut |values| match values {
            [one, other] if one.kind == Kind::Absent => other.clone(),
            [one, other] if other.kind == Kind::Absent => one.clone(),
            _ => failed("two results of this `for` have the same key", span),
        })
    }

    fn bound(&self, each: &For, key: &Value, value: &Value, scope: &Scope<'_, 'a>, run: &mut dyn FnMut(&Scope<'_, 'a>) -> Value) -> Value {
        let told = &self.told_by(key.as_str().unwrap_or_default(), value.clone());
        let names: Vec<(&str, &Value)> = each.key.iter().map(|name| (name.as_str(), key)).chain([(each.value.as_str(), told)]).collect();
        self.eval_with(&names, scope, run)
    }

    /// The result if the condition holds, absent if not.
    fn filtered(&self, each: &For, scope: &Scope<'_, 'a>, filter: &Filter<'_>, result: &mut dyn FnMut(&Scope<'_, 'a>) -> Value) -> Value {
        let Some(condition) = &each.condition else { return result(scope) };
        let (decided, is_on_default) = self.with_on_default(|| self.decide(condition, scope));
        if is_on_default && matches!(decided, ConditionResult::Known(_)) {
            self.on_defaults.leave_out(condition.span);
        }
        let predicate = match decided {
            predicate if filter.is_for_some => self.for_some_member(each, predicate),
            predicate => predicate,
        };
        filter.marks.set(filter.marks.get().and(self.marks_of(condition, scope)));
        if matches!(predicate, ConditionResult::Failed(_)) {
            filter.refused.set(true);
        }
        self.choose_given(&predicate, condition.span, &mut |given, answer| match answer {
            true => result(&scope.answered(&scope.given_with(given))),
            false => Value::new(Kind::Absent, condition.span),
        })
    }

    /// Whether a condition may hold for some of the members that one stands for: what it asks about that one it asks about each, so that both answers
    /// come to members that are there.
    fn for_some_member(&self, each: &For, predicate: ConditionResult) -> ConditionResult {
        let names = || each.key.iter().chain([&each.value]);
        let is_about_it = |question: &OpenCondition| names().any(|name| is_asked_with(question, name));
        match predicate {
            ConditionResult::Open { condition, .. } if is_about_it(&condition) => ConditionResult::Known(true),
            ConditionResult::Split(value) => match may_hold(&value, &is_about_it) {
                Value { kind: Kind::Bool(answer), .. } => ConditionResult::Known(answer),
                value => ConditionResult::Split(value),
            },
            decided => decided,
        }
    }
}

/// How members are left out, and what is noted of it.
struct Filter<'f> {
    /// The member stands for many that are not known.
    is_for_some: bool,
    /// Whether the condition was refused.
    refused: &'f Cell<bool>,
    /// The marks of the condition.
    marks: &'f Cell<Marks>,
}

/// A truth value in which what some questions leave open holds if any of their answers lets it.
fn may_hold(value: &Value, is_left_out: &dyn Fn(&OpenCondition) -> bool) -> Value {
    let Kind::Alternatives(open) = &value.kind else { return value.clone() };
    let branches: Vec<_> = open.branches.iter().map(|(answer, branch)| (answer.clone(), may_hold(branch, is_left_out))).collect();
    if !is_left_out(&open.condition) {
        return Value::alternatives(open.condition.clone(), branches, value.span);
    }
    let branches: Vec<Value> = branches.into_iter().map(|(_, branch)| branch).collect();
    let either = each_choice(&branches, Depth::Top, value.span, &mut |_, branches| {
        let holds = branches.iter().find(|branch| operators::bool_of(branch) == Some(true));
        let may = holds.or_else(|| branches.iter().find(|branch| operators::bool_of(branch) != Some(false)));
        may.or(branches.first()).cloned().unwrap_or_else(|| Value::bool(true, value.span))
    });
    either.unwrap_or_else(|_| Value::bool(true, value.span))
}

fn first_list(value: &Value) -> Option<Value> {
    match &value.kind {
        Kind::List(_) => Some(value.clone()),
        Kind::Alternatives(open) => open.branches.iter().find_map(|(_, value)| first_list(value)),
        _ => None,
    }
}
