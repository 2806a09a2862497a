//! What is no resource and may hold policy documents or keys: data sources that are documents, calls of modules that are not on disk, providers.

use super::directory::{Mode, mode};
use super::evaluate::Evaluator;
use super::repetition::RepeatedItem;
use super::resources::address;
use super::scope::{Each, Instance, Scope};
use super::tree::Block;
use crate::condition::Assignment;
use crate::resource::{Language, Loose, LooseKind, Resource};
use crate::value::{Map, Value};
use smol_str::{SmolStr, format_smolstr};
use std::rc::Rc;
use std::sync::Arc;

/// Arguments of a call that the module does not get.
const META: &[&str] = &["source", "version", "providers", "count", "for_each", "depends_on"];

impl<'a> Evaluator<'a> {
    /// Those of an instance of a module and of those that it calls.
    pub(super) fn collect_loose(&self, instance: &Rc<Instance<'a>>, into: &mut Vec<Loose>) {
        into.extend(instance.directory.providers.iter().filter_map(|block| self.provider_block(instance, block)));
        for (place, block) in instance.directory.resources.iter().enumerate() {
            if mode(block) == Mode::Data && block.label(0).is_some_and(|kind| kind == "aws_iam_policy_document") {
                self.documents(instance, place, block, into);
            }
        }
        for (place, call) in instance.directory.modules.iter().enumerate() {
            let Some(uses) = self.uses(instance, place) else { continue };
            if uses.missing.is_some() {
                self.unseen_call(instance, call, into);
            }
            let can_exist = |item: &RepeatedItem| item.exists_under.agrees_with(&instance.exists_under);
            for (_, used) in uses.expansion.items.iter().zip(&uses.instances).filter(|(item, _)| can_exist(item)) {
                self.collect_loose(used, into);
            }
        }
    }

    fn provider_block(&self, instance: &Rc<Instance<'a>>, block: &Block) -> Option<Loose> {
        let kind = block.label(0)?;
        let alias = block.body.attribute("alias").map(|alias| self.eval_constant(&alias.value));
        let alias = alias.as_ref().and_then(Value::as_str).map_or_else(String::new, |alias| format!(".{alias}"));
        let name = format_smolstr!("provider.{kind}{alias}");
        let scope = Scope::new(instance, &Each::Single);
        let mut map = Map::default();
        for argument in &block.body.attributes {
            map.push(argument.name.clone(), argument.name_span, self.eval(&argument.value, &scope));
        }
        let address = instance.qualify(&name);
        let attributes = Value::map(map, block.span);
        let resource = loose(instance, block, (&name, address), ("provider", attributes), instance.exists_under.clone());
        Some(Loose { kind: LooseKind::Provider, resource })
    }

    fn documents(&self, instance: &Rc<Instance<'a>>, place: usize, block: &Block, into: &mut Vec<Loose>) {
        let expansion = self.expansion(instance, place, block.header);
        for (number, item) in expansion.items.iter().enumerate() {
            let Some(exists_under) = instance.exists_under.and(&item.exists_under) else { continue };
            let json = SmolStr::new_static("json");
            let mut map = Map::default();
            map.push(json.clone(), block.header, self.attribute(instance, place, number, &json, block.header));
            let attributes = Value::map(map, block.span);
            let name = address(block);
            let resource = loose(
                instance,
                block,
                (&name, instance.qualify(&item.address(&name))),
                ("aws_iam_policy_document", attributes),
                exists_under,
            );
            into.push(Loose { kind: LooseKind::Document, resource });
        }
    }

    fn unseen_call(&self, instance: &Rc<Instance<'a>>, call: &Block, into: &mut Vec<Loose>) {
        let Some(name) = call.label(0).map(|name| format_smolstr!("module.{name}")) else { return };
        let expansion = self.expand(&call.body, &name, &Scope::new(instance, &Each::Single));
        for item in &expansion.items {
            let Some(exists_under) = instance.exists_under.and(&item.exists_under) else { continue };
            let scope = Scope::new(instance, &item.each);
            let mut map = Map::default();
            for argument in call.body.attributes.iter().filter(|argument| !META.contains(&argument.name.as_str())) {
                map.push(argument.name.clone(), argument.name_span, self.eval(&argument.value, &scope));
            }
            let address = instance.qualify(&item.address(&name));
            let resource = loose(instance, call, (&name, address), ("module", Value::map(map, call.span)), exists_under);
            into.push(Loose { kind: LooseKind::ModuleCall, resource });
        }
    }
}

fn loose(
    instance: &Instance<'_>,
    block: &Block,
    (name, address): (&SmolStr, SmolStr),
    (kind, attributes): (&'static str, Value),
    exists_under: Assignment,
) -> Resource {
    Resource {
        address,
        kind: SmolStr::new_static(kind),
        language: Language::Terraform,
        scope: instance.directory.path.clone(),
        name: name.clone(),
        provider: Arc::default(),
        attributes,
        span: block.header,
        block: block.span,
        calls: instance.calls.clone(),
        exists_under,
    }
}
