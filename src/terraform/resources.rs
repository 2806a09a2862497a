//! Resources and data sources: their attributes as configured, computed or known in shape.

pub(super) mod data_sources;
pub(super) mod loose;
pub(super) mod policy_document;
mod turned_off;

use crate::condition::{Assignment, Conditions};
use crate::facts::{self, Argument};
use crate::mapped_text::{Hole, HoleKind, Text, Why, WhyCode};
use crate::problem::Problem;
use crate::resource::{DeclaredSource, Language, Resource, weight};
use crate::source::Span;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::evaluate::named::NamedNode;
use crate::terraform::evaluate::references::{present, unset};
use crate::terraform::evaluate::repetition::{Expansion, RepeatedItem, block_members, switch};
use crate::terraform::evaluate::scope::{Each, Instance, Scope};
use crate::terraform::modules::directory::{Mode, mode};
use crate::terraform::syntax::tree::{Block, Body, Expr, ExprKind};
use crate::terraform::values::failure::{failed, is_failed, without_failures};
use crate::value::{Entry, Form, Kind, Map, Shared, Value};
use rustc_hash::FxHashSet;
use smol_str::{SmolStr, format_smolstr};
use std::rc::Rc;
use std::sync::Arc;

/// Arguments and blocks at the top of a resource that belong to Terraform itself and not to the resource.
const META: &[&str] = &["count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection", "dynamic"];

/// What a body is worth beside its arguments.
const STEPS_PER_BODY: usize = 8;

/// The most resources of one root; what is beyond is lost input.
const MAX_RESOURCES: usize = 10_000;

/// The name that stands for any attribute of a resource that is not configured.
pub(super) const OTHER_ATTRIBUTE: &str = "*";

impl<'a> Evaluator<'a> {
    /// The repetitions of a resource.
    pub(super) fn expansion(&self, instance: &Rc<Instance<'a>>, place: usize, at: Span) -> Rc<Expansion> {
        let key = (instance.id, place);
        let none = |unknown| Rc::new(Expansion::none(unknown));
        match self.expansions.borrow().get(&key) {
            Some(Some((expansion, is_on_default))) => {
                self.on_defaults.note(*is_on_default);
                return expansion.clone();
            }
            Some(None) => {
                let name = instance.directory.resources.get(place).map(|block| address(block)).unwrap_or_default();
                self.report(Problem::cycle(at, &name));
                let hole = Hole { kind: HoleKind::Unknown(Why::new(WhyCode::Cycle, name)), span: at };
                return none(Some(Arc::new(hole)));
            }
            None => {}
        }
        let Some(block) = instance.directory.resources.get(place) else { return none(None) };
        self.expansions.borrow_mut().insert(key, None);
        let expand = || self.expand(&block.body, &address(block), &Scope::new(instance, &Each::Single));
        let (expansion, is_on_default) = self.with_on_default(|| Rc::new(self.with_quiet(false, expand)));
        self.expansions.borrow_mut().insert(key, Some((expansion.clone(), is_on_default)));
        expansion
    }

    /// An attribute of one instance of a resource: as configured, or as deployment will make it.
    pub(super) fn attribute(&self, instance: &Rc<Instance<'a>>, place: usize, number: usize, name: &SmolStr, at: Span) -> Value {
        let Some(block) = instance.directory.resources.get(place) else { return Value::null(at) };
        let full = format_smolstr!("{}.{name}", address(block));
        let node = NamedNode::Attribute(instance.id, place, number, name.clone());
        self.named(node, &full, at, || {
            let expansion = self.expansion(instance, place, at);
            let Some(item) = expansion.items.get(number) else { return failed("no instance exists", at) };
            let scope = Scope::new(instance, &item.each);
            self.note_use(block, &scope);
            // Before version 0.7 Terraform had no data sources; templates were resources.
            let is_template = block.label(0).is_some_and(|kind| kind == "template_file");
            let computed = || {
                if is_template || mode(block) == Mode::Data {
                    let attributes = || self.body_value(&block.body, block.span, &scope);
                    let value = data_sources::attribute(self, &scope, block, name, &attributes);
                    let called = scope.address(&address(block));
                    let is_new = || self.effort.asked.borrow_mut().insert((instance.id, place, number));
                    if value.any_hole(&|hole| hole.data_source() == Some(&called)) && is_new() {
                        let asked = attributes().to_json().to_string();
                        self.looked_up.borrow_mut().entry(called).or_default().insert(asked);
                    }
                    return value;
                }
                self.computed(block, name, &instance.qualify(&item.address(&address(block))), &scope)
            };
            let argument = self.argument(instance, (place, number), block, name, at).filter(|_| !META.contains(&name.as_str()));
            match argument {
                // An argument that is null is left to the provider.
                Some(value) => read_back(block, name, value).distribute(&mut |value| match (&value.kind, value.form) {
                    (Kind::Null, _) => computed(),
                    (Kind::List(_), Form::Blocks) => with_others(value, name, &|at| self.others(instance, block, item, at)),
                    _ => value.clone(),
                }),
                None => computed(),
            }
        })
    }

    /// Notes that something asks for a value of a data source that is a subject.
    fn note_use(&self, block: &Block, scope: &Scope<'_, 'a>) {
        if mode(block) == Mode::Data && block.label(0).is_some_and(|kind| facts::is_lookup(kind)) {
            self.used_sources.borrow_mut().insert(scope.address(&address(block)));
        }
    }

    /// An argument as it is configured, kept for those that ask again.
    fn argument(&self, instance: &Rc<Instance<'a>>, (place, number): (usize, usize), block: &Block, name: &str, at: Span) -> Option<Value> {
        let expansion = self.expansion(instance, place, at);
        let scope = Scope::new(instance, &expansion.items.get(number)?.each);
        let is_set = block.body.attribute(name).is_some() || block.body.blocks.iter().any(|block| block_name(block) == Some(name));
        let node = NamedNode::Argument(instance.id, place, number, SmolStr::new(name));
        let full = format_smolstr!("{}.{name}", address(block));
        is_set.then(|| self.named(node, &full, at, || self.configured(&block.body, name, &scope).unwrap_or_else(|| Value::null(at))))
    }

    /// An argument or the nested blocks of one kind.
    pub(in crate::terraform) fn configured(&self, body: &Body, name: &str, scope: &Scope<'_, 'a>) -> Option<Value> {
        if let Some(attribute) = body.attribute(name) {
            return Some(self.eval(&attribute.value, scope));
        }
        let mut blocks = body.blocks.iter().filter(|block| block_name(block) == Some(name)).peekable();
        let first = blocks.peek()?.header;
        let mut items = vec![];
        let mut unknown = None;
        for block in blocks {
            self.nested(block, scope, &mut items, &mut unknown);
        }
        Some(unknown.unwrap_or_else(|| Value::list(items, first).with_form(Form::Blocks)))
    }

    /// The values that a nested block comes to: one, or those of a `dynamic` block.
    fn nested(&self, block: &Block, scope: &Scope<'_, 'a>, items: &mut Vec<Value>, unknown: &mut Option<Value>) {
        if block.kind != "dynamic" {
            items.push(self.body_without(&block.body, block.span, scope, &[]));
            return;
        }
        let (Some(label), Some(content)) = (block.label(0), block.body.blocks("content").next()) else { return };
        let iterator = block.body.attribute("iterator").and_then(|iterator| match &iterator.value.kind {
            crate::terraform::syntax::tree::ExprKind::Variable(name) => Some(name.clone()),
            // In JSON.
            crate::terraform::syntax::tree::ExprKind::Constant(name) => name.as_str().map(SmolStr::new),
            _ => None,
        });
        let iterator = iterator.unwrap_or_else(|| label.clone());
        let Some(each) = block.body.attribute("for_each") else { return };
        let collection = without_failures(self.eval(&each.value, scope));
        if is_failed(&collection) {
            unknown.get_or_insert(collection);
            return;
        }
        let expansion = self.for_each(&collection, label, each.value.span, block_members);
        for item in &expansion.items {
            let Each::Item { key, value } = &item.each else { continue };
            let mut bound = Map::default();
            bound.push("key", key.span, key.clone());
            bound.push("value", value.span, value.clone());
            let bound = Value::map(bound, value.span);
            let made =
                self.eval_with(&[(&iterator, &bound)], scope, &mut |scope| self.body_without(&content.body, content.span, scope, &[]));
            let absent = || Value::new(Kind::Absent, content.span);
            if expansion.unknown.is_some() {
                let condition = self.has_members(&each.value, scope);
                // Whoever is to give members is expected to.
                let is_input = collection.first_unknown().is_some_and(|hole| matches!(hole.kind, HoleKind::Input { .. }));
                let condition = if is_input { condition.about_an_empty_input("true") } else { condition };
                items.push(Value::alternatives(condition, vec![("true".into(), made), ("false".into(), absent())], content.span));
            } else {
                items.push(expansion.only_looked_at(present(made, Some(item), &absent, content.span), content.span));
            }
        }
    }

    /// The body of a resource or data source as a map: arguments, and nested blocks as lists of maps.
    pub(super) fn body_value(&self, body: &Body, span: Span, scope: &Scope<'_, 'a>) -> Value {
        self.body_without(body, span, scope, META)
    }

    /// A body as a map, without what has these names.
    fn body_without(&self, body: &Body, span: Span, scope: &Scope<'_, 'a>, without: &[&str]) -> Value {
        // A map takes more room than most values.
        if !self.spend(STEPS_PER_BODY) {
            return self.exhausted(span);
        }
        let mut map = Map::default();
        for attribute in body.attributes.iter().filter(|attribute| !without.contains(&attribute.name.as_str())) {
            map.push(attribute.name.clone(), attribute.name_span, self.eval(&attribute.value, scope));
        }
        for (name, header) in block_names(body).into_iter().filter(|(name, _)| !without.contains(name)) {
            if let Some(value) = self.configured(body, name, scope) {
                map.push(SmolStr::new(name), header, value);
            }
        }
        Value::map(map, span)
    }

    /// The arguments of one instance of a resource, as they are configured.
    fn attributes(&self, instance: &Rc<Instance<'a>>, place: usize, number: usize, block: &Block) -> Map {
        let mut map = Map::default();
        let arguments = block.body.attributes.iter().map(|attribute| (attribute.name.as_str(), attribute.name_span));
        for (name, span) in arguments.chain(block_names(&block.body)).filter(|(name, _)| !META.contains(name)) {
            if let Some(value) = self.argument(instance, (place, number), block, name, span) {
                map.push(SmolStr::new(name), span, value);
            }
        }
        map
    }

    /// One instance of a resource as a value, with what is known of its computed attributes.
    pub(super) fn resource_object(&self, instance: &Rc<Instance<'a>>, place: usize, number: usize, at: Span) -> Value {
        let Some(block) = instance.directory.resources.get(place) else { return Value::null(at) };
        let expansion = self.expansion(instance, place, at);
        let Some(item) = expansion.items.get(number) else { return failed("no instance exists", at) };
        self.note_use(block, &Scope::new(instance, &item.each));
        let mut map = self.attributes(instance, place, number, block);
        let kind = block.label(0).map_or("", SmolStr::as_str);
        for shape in facts::arn_shapes(kind) {
            if map.get(shape.attribute).is_none_or(|value| value.kind == Kind::Null) {
                let name = SmolStr::new(shape.attribute);
                map.entries.retain(|entry| entry.key != name);
                map.push(name.clone(), block.header, self.attribute(instance, place, number, &name, at));
            }
        }
        for name in data_sources::computed(block) {
            if map.get(name).is_none_or(|value| value.kind == Kind::Null) {
                map.entries.retain(|entry| entry.key != name);
                map.push(name, block.header, self.attribute(instance, place, number, &SmolStr::new_static(name), at));
            }
        }
        for entry in &mut map.entries {
            let read = read_back(block, &entry.key, entry.value.clone());
            entry.value = with_others(&read, &entry.key, &|at| self.others(instance, block, item, at));
        }
        map.entries.push(self.others(instance, block, item, ""));
        Value::map(map, block.span)
    }

    /// The attributes that a resource has, or a nested block at a place in it, besides those that are written.
    fn others(&self, instance: &Rc<Instance<'a>>, block: &Block, item: &RepeatedItem, at: &str) -> Entry {
        let others = match mode(block) {
            Mode::Data => HoleKind::Unknown(Why::new(WhyCode::DataSource, instance.qualify(&item.address(&address(block))))),
            Mode::Managed => HoleKind::Attribute {
                resource: instance.qualify(&item.address(&address(block))),
                name: format_smolstr!("{at}{OTHER_ATTRIBUTE}"),
            },
        };
        let others = Arc::new(Hole { kind: others, span: block.header });
        let unclear = Some(Arc::new(Text::of_hole(others.clone())));
        let value = Value::new(Kind::Unknown(others), block.header);
        Entry { key: SmolStr::default(), key_span: block.header, unclear, value }
    }

    /// An attribute that deployment computes: in the shape that AWS documents, or as a hole.
    fn computed(&self, block: &Block, name: &str, address: &str, scope: &Scope<'_, 'a>) -> Value {
        let kind = block.label(0).map_or("", SmolStr::as_str);
        let span = block.header;
        let argument = |asked: &str| match self.configured(&block.body, asked, scope).filter(|value| value.kind != Kind::Null) {
            None => Argument::NotSet,
            Some(value) => value.as_str().map_or(Argument::Unknown, |text| Argument::Known(text.to_owned())),
        };
        let Some(shape) = facts::arn_shape(kind, name, argument) else {
            return self.handed_on(block, kind, name, scope).unwrap_or_else(|| unset(address, name, span));
        };
        let mut parts = vec![];
        let mut rest = shape.shape;
        while let Some((before, after)) = rest.split_once('{') {
            parts.push(Value::text(Text::computed(before, span), span));
            let (placeholder, after) = after.split_once('}').unwrap_or((after, ""));
            parts.push(match placeholder {
                "account" => Value::hole(HoleKind::OwnAccount, span),
                // <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support>
                "region" => {
                    self.configured(&block.body, "region", scope).filter(is_set).unwrap_or_else(|| Value::hole(HoleKind::Region, span))
                }
                "partition" => Value::hole(HoleKind::Partition, span),
                _ => self.placeholder(placeholder, block, address, scope),
            });
            rest = after;
        }
        parts.push(Value::text(Text::computed(rest, span), span));
        let parts: Vec<Value> = parts.into_iter().filter(|part| part.as_str() != Some("")).collect();
        Value::concat(&parts, span)
    }

    /// What a resource of Terraform's own gives back as it was given.
    /// <https://developer.hashicorp.com/terraform/language/resources/terraform-data>
    fn handed_on(&self, block: &Block, kind: &str, name: &str, scope: &Scope<'_, 'a>) -> Option<Value> {
        let is_handed_on = kind == "terraform_data" && name == "output";
        let given = || self.configured(&block.body, "input", scope).unwrap_or_else(|| Value::null(block.header));
        is_handed_on.then(given)
    }

    /// The first of `a|b` that is configured. Where a name is empty, the provider makes one up.
    fn placeholder(&self, names: &str, block: &Block, address: &str, scope: &Scope<'_, 'a>) -> Value {
        for name in names.split('|') {
            let (name, without_scheme) = facts::shape_attribute(name);
            let value = self.configured(&block.body, name, scope).filter(is_set);
            if let Some(value) = value {
                return if without_scheme { value.without_scheme() } else { value };
            }
        }
        unset(address, names.split('|').next().unwrap_or(names), block.header)
    }

    /// All resources of an instance of a module and of those that it calls; false if there are too many.
    pub(super) fn collect(&self, instance: &Rc<Instance<'a>>, into: &mut Vec<Resource>) -> bool {
        self.note_declared_sources(instance);
        self.note_refused_inputs(instance);
        let managed = instance.directory.resources.iter().enumerate().filter(|(_, block)| mode(block) == Mode::Managed);
        for (place, block) in managed.filter(|(_, block)| instance.has(block, self.workspace)) {
            if !self.collect_one(instance, place, block, into) {
                return false;
            }
        }
        for (place, call) in instance.directory.modules.iter().enumerate() {
            if !instance.has(call, self.workspace) {
                continue;
            }
            let Some(uses) = self.uses(instance, place) else { continue };
            self.on_defaults.note_more(uses.is_on_default && uses.instances.is_empty());
            // What exists under contradicting answers never does.
            let can_exist = |item: &RepeatedItem| item.presence.under.agrees_with(&instance.presence.under);
            for (_, used) in uses.expansion.items.iter().zip(&uses.instances).filter(|(item, _)| can_exist(item)) {
                if !self.collect(used, into) {
                    return false;
                }
            }
        }
        true
    }

    fn note_declared_sources(&self, instance: &Rc<Instance<'a>>) {
        let blocks = instance.directory.resources.iter().filter(|block| mode(block) == Mode::Data && instance.has(block, self.workspace));
        let declared = blocks.filter_map(|block| {
            let provider = block.body.attribute("provider").map_or("", |named| self.workspace.slice(named.value.span).trim());
            Some(DeclaredSource {
                directory: instance.directory.path.clone(),
                kind: block.label(0)?.clone(),
                name: block.label(1)?.clone(),
                provider: SmolStr::new(provider.trim_matches('"')),
                is_of_another: ["count", "for_each", "region"].iter().any(|word| block.body.attribute(word).is_some())
                    || switch(&block.body).is_some(),
            })
        });
        self.declared_sources.borrow_mut().extend(declared);
    }

    fn collect_one(&self, instance: &Rc<Instance<'a>>, place: usize, block: &Block, into: &mut Vec<Resource>) -> bool {
        let (expansion, is_on_default) = self.with_on_default(|| self.expansion(instance, place, block.header));
        let name = address(block);
        let kind = block.label(0).cloned().unwrap_or_default();
        if expansion.items.is_empty() && !facts::policy_sites(&kind).is_empty() {
            self.not_made.borrow_mut().push((block.header, instance.qualify(&name)));
            self.on_defaults.note_more(is_on_default);
        }
        for (number, item) in expansion.items.iter().enumerate() {
            let Some(presence) = instance.presence.of_part(&item.presence) else { continue };
            if into.len() >= MAX_RESOURCES {
                self.report(Problem::limit_reached(block.header, &format!("a root has more than {MAX_RESOURCES} resources")));
                return false;
            }
            if !self.makes(weight(&kind), block.header) {
                return false;
            }
            let (mut attributes, is_on_default) = self.with_on_default(|| self.attributes(instance, place, number, block));
            for given in &item.presence.absent_under {
                attributes.entries.iter_mut().for_each(|entry| entry.value = without(&entry.value, given));
            }
            let attributes = Value::map(attributes, block.span);
            let address = instance.qualify(&item.address(&name));
            if is_on_default {
                self.on_defaults.note_resource(&address);
            }
            self.note_left_out(instance, (place, number), block, &address);
            into.push(Resource {
                address,
                kind: kind.clone(),
                language: Language::Terraform,
                scope: instance.directory.path.clone(),
                name: name.clone(),
                provider: self.provider(&Scope::new(instance, &item.each), block),
                attributes,
                span: block.header,
                block: block.span,
                calls: instance.calls.clone(),
                presence,
                generated_by: None,
                construct: None,
                left_alone: left_alone(self, block),
            });
        }
        true
    }
}

/// An argument as those read it who refer to the resource, alone or as a part of the whole.
fn read_back(block: &Block, name: &str, value: Value) -> Value {
    let kind = block.label(0).map_or("", SmolStr::as_str);
    let value = if facts::is_read_without_scheme(kind, name) { value.without_scheme() } else { value };
    // The schemas of providers have lists and sets, no tuples; Terraform's own resource takes what it is given.
    if kind == "terraform_data" {
        return value;
    }
    value.distribute(&mut |value| match (&value.kind, value.form) {
        (Kind::List(_), Form::Plain) => value.clone().with_form(Form::Uniform),
        _ => value.clone(),
    })
}

/// Nested blocks with the attributes that deployment fills in, as those that refer to them see them.
fn with_others(value: &Value, at: &str, others: &dyn Fn(&str) -> Entry) -> Value {
    let (Kind::List(blocks), Form::Blocks) = (&value.kind, value.form) else { return value.clone() };
    let open = |(place, block): (usize, &Value)| {
        block.distribute(&mut |block| {
            let Kind::Map(map) = &block.kind else { return block.clone() };
            let at = format!("{at}[{place}].");
            // An argument that is null is left to the provider.
            let written = map.entries.iter().filter(|entry| entry.value.kind != Kind::Null);
            let written =
                written.map(|entry| Entry { value: with_others(&entry.value, &format!("{at}{}", entry.key), others), ..entry.clone() });
            let entries = written.chain([others(&at)]).collect();
            Value { kind: Kind::Map(Shared::new(Map { entries })), ..block.clone() }
        })
    };
    Value { kind: Kind::List(Shared::new(blocks.iter().enumerate().map(open).collect())), ..value.clone() }
}

/// What `ignore_changes` names.
fn left_alone(evaluator: &Evaluator<'_>, block: &Block) -> Vec<SmolStr> {
    fn name(evaluator: &Evaluator<'_>, expression: &Expr) -> Option<SmolStr> {
        match &expression.kind {
            ExprKind::Variable(name) => Some(name.clone()),
            ExprKind::Traversal(traversal) => name(evaluator, &traversal.root),
            // As Terraform 0.11 and JSON have it.
            _ => evaluator.eval_constant(expression).as_str().map(SmolStr::new),
        }
    }
    let ignored = block.body.blocks("lifecycle").find_map(|lifecycle| lifecycle.body.attribute("ignore_changes"));
    match ignored.map(|ignored| (&ignored.value, &ignored.value.kind)) {
        Some((_, ExprKind::Tuple(items))) => items.iter().filter_map(|item| name(evaluator, item)).collect(),
        Some((all, _)) => name(evaluator, all).into_iter().collect(),
        None => vec![],
    }
}

/// A value that depends on a question, without what it is under an answer to that question alone.
fn without(value: &Value, given: &Assignment) -> Value {
    let mut conditions = Conditions::default();
    value.conditions(&mut conditions);
    let mut answers = given.answers();
    let (Some((condition, absent)), None) = (answers.next(), answers.next()) else { return value.clone() };
    let all = conditions.answers(condition);
    if !all.contains(absent) {
        return value.clone();
    }
    let branch = |answer: SmolStr| {
        let chosen = Assignment::of(condition.clone(), answer.clone());
        let value = if answer == *absent { Value::new(Kind::Absent, value.span) } else { value.under(&chosen) };
        (answer, value)
    };
    Value::alternatives(condition.clone(), all.into_iter().map(branch).collect(), value.span)
}

/// Whether an argument says something to the provider.
fn is_set(value: &Value) -> bool {
    value.kind != Kind::Null && value.as_str() != Some("")
}

/// `aws_s3_bucket.b`, `data.aws_region.here`.
pub(super) fn address(block: &Block) -> SmolStr {
    let (kind, name) = (block.label(0).map_or("", SmolStr::as_str), block.label(1).map_or("", SmolStr::as_str));
    if mode(block) == Mode::Data { format_smolstr!("data.{kind}.{name}") } else { format_smolstr!("{kind}.{name}") }
}

/// The name under which a nested block is an attribute.
pub(super) fn block_name(block: &Block) -> Option<&str> {
    if block.kind == "dynamic" { block.label(0).map(SmolStr::as_str) } else { Some(block.kind.as_str()) }
}

/// The kinds of nested blocks, each once, with where the first stands.
fn block_names(body: &Body) -> Vec<(&str, Span)> {
    let mut seen = FxHashSet::default();
    let named = body.blocks.iter().filter_map(|block| Some((block_name(block)?, block.header)));
    named.filter(|(name, _)| seen.insert(*name)).collect()
}
