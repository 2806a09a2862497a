//! What names refer to, and the steps after them: attributes, indexes, splats.

use super::open_text::{self, Recipe};
use super::repetition::{Expansion, Repeat, RepeatedItem, refused};
use super::scope::{Each, Instance, Scope};
use super::splat::splat_steps;
use crate::mapped_text::{Hole, HoleKind, Text, WhyCode};
use crate::secret;
use crate::source::Span;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::evaluate::named::NamedNode;
use crate::terraform::functions::{self, renamed};
use crate::terraform::modules::directory::Mode;
use crate::terraform::resources::OTHER_ATTRIBUTE;
use crate::terraform::syntax::tree::{StepKind, TraversalStep};
use crate::terraform::values::failure::{failed, going_on, gone_on_with, is_failed};
use crate::terraform::values::marks;
use crate::terraform::values::number::TerraformNumber;
use crate::terraform::values::operators;
use crate::value::{Form, Kind, Map, Marks, Value, ValueType};
use smol_str::{SmolStr, format_smolstr};
use std::rc::Rc;
use std::sync::Arc;

impl<'a> Evaluator<'a> {
    /// The value of a name followed by steps.
    pub(in crate::terraform) fn reference(&self, name: &SmolStr, steps: &[TraversalStep], span: Span, scope: &Scope<'_, 'a>) -> Value {
        if let Some(value) = scope.binding(name) {
            return self.walk(self.told_by(name, value.clone()), steps, scope);
        }
        let undeclared = |what: &str| Value::unknown(WhyCode::UnknownReference, what, span);
        if scope.only_bindings {
            return failed(&format!("`{name}` was not handed to the template"), span);
        }
        if scope.instance.directory.of_terragrunt
            && let Some(value) = self.terragrunt_reference(name, steps, span, scope)
        {
            return value;
        }
        let Some((TraversalStep { kind: StepKind::Attr(first), span: first_span }, rest)) = steps.split_first() else {
            return undeclared(name);
        };
        let used = span_of(span, *first_span);
        match name.as_str() {
            "var" => self.walk(scope.decided(self.variable(first, used, scope.instance)), rest, scope),
            "local" => self.walk(scope.decided(self.local(first, used, scope.instance)), rest, scope),
            "each" => {
                let value = match (scope.each, first.as_str()) {
                    (Each::Item { key, .. }, "key") => key.clone(),
                    (Each::Item { value, .. }, "value") => value.clone(),
                    _ => undeclared(&format!("each.{first}")),
                };
                self.walk(value, rest, scope)
            }
            "count" => match scope.each {
                Each::Count(index) if first == "index" => self.walk(index.clone(), rest, scope),
                _ => undeclared("count.index"),
            },
            "path" => self.walk(self.path(first, used, scope.instance), rest, scope),
            "terraform" | "tofu" if first == "workspace" => {
                let given = |name| Value::text(Text::computed(name, used), used);
                self.walk(self.workspace_name.map_or_else(|| open_text::workspace(used), given), rest, scope)
            }
            "module" => self.module(first, rest, used, scope),
            "data" => match rest.split_first() {
                Some((TraversalStep { kind: StepKind::Attr(label), .. }, rest)) => {
                    self.resource((Mode::Data, first, label), rest, span, scope)
                }
                _ => undeclared(&format!("data.{first}")),
            },
            // The long form of `TYPE.NAME`: https://developer.hashicorp.com/terraform/language/expressions/references#resources
            "resource" if rest.first().is_some_and(|step| matches!(step.kind, StepKind::Attr(_) | StepKind::LegacyIndex(_))) => {
                self.reference(first, rest, span, scope)
            }
            "self" | "ephemeral" => Value::unknown(WhyCode::Unresolved, format!("`{name}` exists only during deployment"), span),
            _ => self.resource((Mode::Managed, name, first), rest, span, scope),
        }
    }

    fn path(&self, name: &str, span: Span, instance: &Instance<'_>) -> Value {
        // Terraform runs in the directory of the root module.
        match name {
            "module" => Value::text(Text::computed(relative(instance.root_path(), &instance.directory.path), span), span),
            "root" => Value::text(Text::computed(".", span), span),
            "cwd" => Value::text(functions::working_directory(span), span),
            _ => Value::unknown(WhyCode::UnknownReference, format_smolstr!("path.{name}"), span),
        }
    }

    /// A variable or local that nothing declares.
    pub(in crate::terraform) fn undeclared(&self, full: SmolStr, at: Span, instance: &Instance<'a>) -> Value {
        self.unfinished.borrow_mut().insert(instance.directory.path.clone());
        Value::unknown(WhyCode::UnknownReference, full, at)
    }

    pub(in crate::terraform) fn local(&self, name: &SmolStr, at: Span, instance: &Rc<Instance<'a>>) -> Value {
        let full = format_smolstr!("local.{name}");
        let Some(expr) = instance.directory.local(name) else { return self.undeclared(full, at, instance) };
        let node = NamedNode::Local(instance.id, name.clone());
        let value = self.named(node, &full, at, || self.of_local(expr, instance));
        self.told_by(name, value.through(full, at))
    }

    /// A value under its name, which may tell that it is a secret.
    pub(in crate::terraform) fn told_by(&self, name: &str, value: Value) -> Value {
        secret::told_by(name, &value).map_or(value, |told| self.with_secrets(told))
    }

    /// Notes the secrets of a value.
    pub(in crate::terraform) fn with_secrets(&self, value: Value) -> Value {
        self.has_secrets.set(true);
        secret::note_secrets(&value, &mut self.secrets.borrow_mut());
        value
    }

    /// Applies steps to a value.
    pub(in crate::terraform) fn walk(&self, value: Value, steps: &[TraversalStep], scope: &Scope<'_, 'a>) -> Value {
        let Some((step, rest)) = steps.split_first() else { return value };
        match &step.kind {
            StepKind::Attr(name) => {
                let next = self.attr(&value, name, step.span);
                self.walk(self.told_by(name, next), rest, scope)
            }
            StepKind::Index(index) | StepKind::LegacyIndex(index) => {
                let index = self.eval(index, scope);
                let next = self.index(&value, &index, step.span);
                self.walk(self.told_by(index.as_str().unwrap_or_default(), next), rest, scope)
            }
            StepKind::AttrSplat | StepKind::FullSplat => {
                let (inner, rest) = splat_steps(step, rest);
                let list = self.splat(&value, inner, step.span, scope);
                self.walk(list, rest, scope)
            }
        }
    }

    /// `value.name`.
    pub(in crate::terraform) fn attr(&self, value: &Value, name: &str, span: Span) -> Value {
        let provenance = value.provenance.clone();
        let result = value.distribute(&mut |value| match &value.kind {
            Kind::Map(map) if !self.spend_looks(map.entries.len() / 4) => self.exhausted(span),
            Kind::Map(map) => match map.get(name) {
                Some(member) => member.where_absent(&|| missing(map, name, span)),
                None => missing(map, name, span),
            },
            Kind::Unknown(_) if is_failed(value) => going_on(value, self.attr(&gone_on_with(value), name, span)),
            Kind::Unknown(hole) => match member_type(&value.value_type(), name) {
                Some(of) => Value::new(Kind::Unknown(renamed(hole, &|whole| format!("{whole}.{name}"))), span).declared_as(&of),
                None => failed(&format!("there is no attribute `{name}`"), span),
            },
            Kind::List(items) => match items.as_slice() {
                [only] if value.form == Form::Blocks && only.as_map().is_some() => self.attr(only, name, span),
                _ => failed(&format!("a list has no attribute `{name}`"), span),
            },
            Kind::Absent => value.clone(),
            _ => failed(&format!("there is no attribute `{name}`"), span),
        });
        joined(stepped(value, result, value.marks), provenance)
    }

    /// `value[index]`.
    pub(in crate::terraform) fn index(&self, value: &Value, index: &Value, span: Span) -> Value {
        let provenance = value.provenance.clone();
        let result = self.over(&[value.clone(), index.clone()], span, false, &mut |values| match values {
            [value, index] => {
                let marks = match value {
                    // Terraform does not look into what failed without a type.
                    _ if is_failed(value) && value.value_type() == ValueType::Any => Marks::default(),
                    _ if marks::forgets_key(value) => value.marks,
                    _ => value.marks.and(index.marks),
                };
                match self.index_one(value, index, span) {
                    // Of the key nothing is kept.
                    item if is_failed(index) && !is_failed(value) => item.marked(value.marks),
                    item => stepped(value, item, marks),
                }
            }
            _ => value.clone(),
        });
        joined(result, provenance)
    }

    /// What Terraform goes on with where a value or its index fails.
    fn index_after(&self, failure: &Value, [value, index]: [&Value; 2], span: Span) -> Value {
        let [value, index] = [value, index].map(gone_on_with);
        let is_open =
            [&value, &index].into_iter().any(|value| matches!(value.kind, Kind::Unknown(_)) && value.value_type() == ValueType::Any);
        // Of what has no type Terraform goes on with nothing.
        let item = if is_open { Value { declared: None, ..failure.clone() } } else { self.index_one(&value, &index, span) };
        going_on(failure, item)
    }

    fn index_one(&self, value: &Value, index: &Value, span: Span) -> Value {
        if let Some(failure) = [value, index].into_iter().find(|value| is_failed(value)) {
            return self.index_after(failure, [value, index], span);
        }
        if let Some(failure) = failed_index(index, span) {
            return failure;
        }
        if let (Kind::Unknown(hole), _) = (&value.kind, &index.kind) {
            let Some(of) = item_type(&value.value_type(), index) else { return failed("there is no such index", span) };
            let place = operators::number_of(index).and_then(|number| number.to_usize());
            if let Some(item) = self.beginning_of(value).zip(place).and_then(|(items, place)| items.get(place).cloned()) {
                return item;
            }
            let key = index.to_text().map_or_else(|| "…".to_owned(), |key| key.to_string());
            let member = renamed(hole, &|whole| format!("{whole}[{key}]"));
            self.made(&member, Recipe::Member(value.clone(), index.clone()));
            return Value::new(Kind::Unknown(member), span).declared_as(&of);
        }
        if let Kind::Map(map) = &value.kind
            && map.entries.iter().all(|entry| entry.unclear.is_none())
        {
            let keys: Vec<&str> = map.entries.iter().map(|entry| entry.key.as_str()).collect();
            let member = &mut |key: Option<&str>| match key.and_then(|key| map.get(key)) {
                Some(member) => member.where_absent(&|| failed("there is no such key", span)),
                None => failed("there is no such key", span),
            };
            if let Some(picked) = self.pick(index, &keys, span, member) {
                return picked;
            }
        }
        if let Kind::Unknown(hole) = &index.kind {
            let item = Value::new(Kind::Unknown(renamed(hole, &|key| format!("[{key}]"))), span);
            return item.declared_as(&value.element_type());
        }
        let Some(key) = index.to_text() else { return failed("an index is a text or a number", span) };
        let Some(key) = key.known() else {
            return picked_by(key.holes().first().map(|hole| hole.hole.clone()), index, span);
        };
        match &value.kind {
            Kind::Map(_) => self.attr(value, key, span),
            Kind::List(_) if matches!(index.kind, Kind::Bool(_)) => failed("an index of a list is a number", span),
            Kind::List(_) if value.form == Form::Set => failed("the members of a set have no index", span),
            Kind::List(_) if value.form == Form::Loose => {
                // Any of them may stand there.
                picked_by(value.first_unknown(), value, span)
            }
            Kind::List(items) => {
                // Members that may be absent leave open which one stands at an index.
                if items.iter().any(|item| matches!(item.kind, Kind::Alternatives(_))) {
                    return self.over(std::slice::from_ref(value), span, true, &mut |values| match values {
                        [value] => at(value.as_list().unwrap_or_default(), key, span),
                        _ => value.clone(),
                    });
                }
                at(items, key, span)
            }
            _ => failed("there is nothing to index", span),
        }
    }

    /// A resource or data source, some of its instances, or an attribute.
    fn resource(&self, (mode, kind, name): (Mode, &str, &str), steps: &[TraversalStep], span: Span, scope: &Scope<'_, 'a>) -> Value {
        let prefix = if mode == Mode::Data { "data." } else { "" };
        let mut full = format_smolstr!("{prefix}{kind}.{name}");
        let instance = scope.instance;
        let Some(place) = instance.directory.resource(mode, kind, name) else {
            return Value::unknown(WhyCode::UnknownReference, full, span);
        };
        let expansion = self.expansion(instance, place, span);
        if let Some(why) = refused(steps, expansion.repeat) {
            return self.settled(failed(why, span), &full);
        }
        let (value, rest) = match steps.split_first() {
            Some((TraversalStep { kind: StepKind::Index(index) | StepKind::LegacyIndex(index), span: at }, rest))
                if expansion.repeat != Repeat::Single =>
            {
                let index = self.eval(index, scope);
                let key = index.to_text();
                let one = expansion.items.iter().find(|item| key.as_ref().and_then(Text::known).is_some_and(|key| item.answers(key)));
                full = one.map_or_else(|| full.clone(), |item| item.address(&full));
                let chosen = index.distribute(&mut |index| self.chosen(instance, place, &expansion, index, rest, *at));
                (chosen, rest.get(1..).unwrap_or_default())
            }
            Some((step @ TraversalStep { kind: StepKind::FullSplat | StepKind::AttrSplat, .. }, rest))
                if expansion.repeat != Repeat::ForEach =>
            {
                let (inner, rest) = splat_steps(step, rest);
                (self.all(instance, place, &expansion, inner, span, scope), rest)
            }
            Some((TraversalStep { kind: StepKind::Attr(attribute), span: at }, rest)) if expansion.repeat == Repeat::Single => {
                (self.only(instance, place, &expansion, Some(attribute), *at), rest)
            }
            _ => (self.whole(instance, place, &expansion, span), steps),
        };
        self.walk(scope.decided(value.through(full, span)), rest, scope)
    }

    /// What has no `count` and no `for_each`, or an attribute of it; it is null where `enabled` is false.
    fn only(&self, instance: &Rc<Instance<'a>>, place: usize, expansion: &Expansion, attribute: Option<&SmolStr>, span: Span) -> Value {
        let is_off = || match attribute {
            Some(attribute) => failed(&format!("there is no `{attribute}` of what is not enabled"), span),
            None => Value::null(span),
        };
        if let ([], None) = (expansion.items.as_slice(), &expansion.unknown) {
            return is_off();
        }
        let value = match attribute {
            Some(attribute) => self.attribute(instance, place, 0, attribute, span),
            None => self.resource_object(instance, place, 0, span),
        };
        present(value, expansion.items.first(), &is_off, span)
    }

    /// The repetition at an index, or the attribute of it that follows.
    fn chosen(
        &self,
        instance: &Rc<Instance<'a>>,
        place: usize,
        expansion: &Expansion,
        index: &Value,
        rest: &[TraversalStep],
        span: Span,
    ) -> Value {
        if let Some(failure) = failed_index(index, span) {
            return failure;
        }
        let wanted = index.to_text().filter(|text| text.known().is_some());
        let name = rest.first().map(|step| &step.kind);
        let value = |number: usize| match name {
            Some(StepKind::Attr(attribute)) => self.attribute(instance, place, number, attribute, span),
            _ => self.resource_object(instance, place, number, span),
        };
        let found = wanted.as_ref().and_then(|text| expansion.items.iter().position(|item| item.answers(text.literal())));
        let result = match (found, expansion.items.as_slice()) {
            (Some(number), items) => present(value(number), items.get(number), &|| failed("this instance does not exist", span), span),
            (None, [only]) if only.key.is_none() => value(0),
            (None, []) => failed("no instance exists", span),
            // An index that is not known is that of the only instance, if it can be.
            (None, [only]) if wanted.is_none() && only.presence.under.is_always() && only.may_answer(index) => value(0),
            (None, items) if wanted.is_none() && !items.iter().any(|item| item.may_answer(index)) => {
                failed("this instance does not exist", span)
            }
            (None, _) if wanted.is_none() => {
                Value::new(index.first_unknown().map_or_else(|| Kind::Unknown(index.undecided()), Kind::Unknown), span)
            }
            (None, _) => failed("this instance does not exist", span),
        };
        match name {
            Some(StepKind::Attr(_)) | None => result,
            // The step that is skipped by the caller is taken here.
            Some(_) => match rest.first() {
                Some(step) => self.walk(result, std::slice::from_ref(step), &Scope::new(instance, &Each::Single)),
                None => result,
            },
        }
    }

    /// `aws_x.y[*].attribute`.
    fn all(
        &self,
        instance: &Rc<Instance<'a>>,
        place: usize,
        expansion: &Expansion,
        inner: &[TraversalStep],
        span: Span,
        scope: &Scope<'_, 'a>,
    ) -> Value {
        if let Some(hole) = &expansion.unknown {
            return Value::new(Kind::Unknown(hole.clone()), span);
        }
        let items = expansion.items.iter().enumerate().map(|(number, item)| {
            let value = match inner.split_first() {
                Some((TraversalStep { kind: StepKind::Attr(name), span: at }, rest)) => {
                    self.walk(self.attribute(instance, place, number, name, *at), rest, scope)
                }
                _ => self.walk(self.resource_object(instance, place, number, span), inner, scope),
            };
            present(value, Some(item), &|| Value::new(Kind::Absent, span), span)
        });
        Value::list(items.collect(), span)
    }

    /// The resource itself: an object, or a list or map of them.
    fn whole(&self, instance: &Rc<Instance<'a>>, place: usize, expansion: &Expansion, span: Span) -> Value {
        if let (Some(hole), false) = (&expansion.unknown, expansion.repeat == Repeat::Single) {
            return Value::new(Kind::Unknown(hole.clone()), span);
        }
        let absent = || Value::new(Kind::Absent, span);
        let object =
            |number: usize, item: &RepeatedItem| present(self.resource_object(instance, place, number, span), Some(item), &absent, span);
        let items = expansion.items.iter().enumerate();
        match expansion.repeat {
            Repeat::Single => self.only(instance, place, expansion, None, span),
            Repeat::Count => Value::list(items.map(|(number, item)| object(number, item)).collect(), span),
            Repeat::ForEach => {
                let mut map = Map::default();
                for (number, item) in items {
                    if let Each::Item { key, .. } = &item.each {
                        map.entries.extend(self.entry(key, key.span, object(number, item)));
                    }
                }
                Value::map(map, span)
            }
        }
    }
}

/// What comes of an index that cannot be one, whatever it is used on.
pub(in crate::terraform) fn failed_index(index: &Value, span: Span) -> Option<Value> {
    match index.kind {
        Kind::Null => Some(failed("an index is null", span)),
        _ => is_failed(index).then(|| Value { declared: None, ..index.clone() }),
    }
}

/// What a step into a value gives, with these marks. What failed before it keeps them.
fn stepped(from: &Value, result: Value, marks: Marks) -> Value {
    if is_failed(from) { result.marked(marks) } else { marks::given(result, marks) }
}

/// The way from one directory of the workspace to another.
fn relative(from: &str, to: &str) -> String {
    let parts = |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (parts(from), parts(to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - common);
    let path: Vec<String> = up.chain(to.into_iter().skip(common)).collect();
    if path.is_empty() { ".".to_owned() } else { path.join("/") }
}

/// A value that is there only if the instance that has it is.
pub(in crate::terraform) fn present(value: Value, item: Option<&RepeatedItem>, otherwise: &dyn Fn() -> Value, span: Span) -> Value {
    match item.map(|item| item.presence.cases()) {
        None => value,
        Some([only]) if only.is_always() => value,
        Some(cases) => cases.iter().rev().fold(otherwise(), |rest, case| value.clone().only_under(case, &rest, span)),
    }
}

/// An attribute that is not there as far as it is known.
fn missing(map: &Map, name: &str, span: Span) -> Value {
    match map.entries.iter().find_map(|entry| entry.unclear.as_ref()?.holes().first()) {
        Some(unclear) => match &unclear.hole.kind {
            HoleKind::Attribute { resource, name: other } if other.ends_with(OTHER_ATTRIBUTE) => {
                unset(resource, &format!("{}{name}", other.trim_end_matches(OTHER_ATTRIBUTE)), span)
            }
            _ => Value::new(Kind::Unknown(unclear.hole.clone()), span),
        },
        None => failed(&format!("there is no attribute `{name}`"), span),
    }
}

/// The type of an attribute of values that have this type; nothing if they have none.
fn member_type(of: &ValueType, name: &str) -> Option<ValueType> {
    match of {
        ValueType::Any => Some(ValueType::Any),
        ValueType::Map(of) => Some(ValueType::clone(of)),
        ValueType::Object(_) => of.member(name).map(|member| member.of.clone()),
        _ => None,
    }
}

/// The type of what stands at an index of values that have this type; nothing if nothing can.
fn item_type(of: &ValueType, index: &Value) -> Option<ValueType> {
    match of {
        ValueType::Any => Some(ValueType::Any),
        ValueType::List(of) if operators::number_of(index).is_some() || operators::may_be(index, &ValueType::Number) => {
            Some(ValueType::clone(of))
        }
        ValueType::Tuple(items) => match operators::number_of(index) {
            Some(number) => number.to_usize().and_then(|place| items.get(place)).cloned(),
            None => operators::may_be(index, &ValueType::Number).then_some(ValueType::Any),
        },
        ValueType::Map(of) => Some(ValueType::clone(of)),
        ValueType::Object(_) => index.as_str().map_or(Some(ValueType::Any), |key| member_type(of, key)),
        _ => None,
    }
}

/// An attribute that only deployment tells.
pub(in crate::terraform) fn unset(address: &str, name: &str, span: Span) -> Value {
    Value::hole(HoleKind::Attribute { resource: SmolStr::new(address), name: SmolStr::new(name) }, span)
}

/// What an index gives that a part which is not known decides, of a key or of a list in no order.
fn picked_by(part: Option<Arc<Hole>>, whole: &Value, span: Span) -> Value {
    let hole = part.unwrap_or_else(|| whole.undecided());
    Value::hole(hole.kind.made_by("index"), span)
}

fn at(items: &[Value], key: &str, span: Span) -> Value {
    let index = TerraformNumber::parse(key).and_then(|index| index.to_usize());
    // Where one before it may be absent, another one may stand there.
    let open = items.iter().take(index.map_or(0, |index| index + 1)).find(|item| item.may_be_absent());
    let found = open.or_else(|| items.get(index?));
    found.cloned().unwrap_or_else(|| failed("the index is outside the list", span))
}

fn span_of(whole: Span, last: Span) -> Span {
    Span { end: last.end.max(whole.start), ..whole }
}

/// A member keeps its own trail; one that has none came the way its container came.
fn joined(member: Value, container: crate::value::Provenance) -> Value {
    if member.provenance.steps().next().is_some() { member } else { Value { provenance: container, ..member } }
}
