//! What is no resource and may hold policy documents or keys: data sources that are documents, calls of modules that are not on disk, providers, backends,
//! provisioners.

use crate::condition::Presence;
use crate::facts;
use crate::resource::{Language, Loose, LooseKind, Resource, weight};
use crate::secret;
use crate::source::{FileEntry, Span};
use crate::terraform::evaluate::Evaluator;
use crate::terraform::evaluate::repetition::RepeatedItem;
use crate::terraform::evaluate::scope::{Each, Instance, Scope};
use crate::terraform::modules::directory::{Mode, mode};
use crate::terraform::plan::PLAN_VARIABLE;
use crate::terraform::resources::address;
use crate::terraform::syntax::comments::without_comments;
use crate::terraform::syntax::tree::{Block, Body};
use crate::value::{Kind, Map, Value};
use smol_str::{SmolStr, format_smolstr};
use std::rc::Rc;
use std::sync::Arc;

/// Arguments of a call that the module does not get.
const META: &[&str] = &["source", "version", "providers", "count", "for_each", "depends_on"];

/// Blocks that say what is run when a resource is made, and how it is signed in for that:
/// <https://developer.hashicorp.com/terraform/language/resources/provisioners/syntax>.
const SETUP: &[&str] = &["provisioner", "connection"];

impl<'a> Evaluator<'a> {
    /// Those of an instance of a module and of those that it calls.
    pub(in crate::terraform) fn collect_loose(&self, instance: &Rc<Instance<'a>>, into: &mut Vec<Loose>) {
        self.note_turned_off(instance);
        let has = |block: &Block| instance.has(block, self.workspace);
        let providers = instance.directory.providers.iter().filter(|block| has(block));
        into.extend(providers.filter_map(|block| self.provider_block(instance, block)));
        into.extend(instance.directory.backends.iter().filter(|block| has(block)).filter_map(|block| self.backend_block(instance, block)));
        into.extend(self.code(instance, into));
        let mut variables: Vec<_> = instance.directory.variables.iter().collect();
        variables.sort_by_key(|(name, _)| *name);
        into.extend(variables.into_iter().map(|(name, block)| self.input(instance, name, block)));
        for (place, block) in instance.directory.resources.iter().enumerate().filter(|(_, block)| has(block)) {
            if mode(block) == Mode::Data && block.label(0).is_some_and(|kind| kind == "aws_iam_policy_document") {
                self.documents(instance, place, block, into);
            }
            if mode(block) == Mode::Data && block.label(0).is_some_and(|kind| facts::is_lookup(kind)) {
                self.lookups(instance, place, block, into);
            }
            if SETUP.iter().any(|kind| block.body.blocks(kind).next().is_some()) {
                self.setup(instance, place, block, into);
            }
        }
        for (place, call) in instance.directory.modules.iter().enumerate().filter(|(_, call)| has(call)) {
            let Some(uses) = self.uses(instance, place) else { continue };
            if uses.missing.is_some() {
                self.unseen_call(instance, call, into);
            }
            let can_exist = |item: &RepeatedItem| item.presence.under.agrees_with(&instance.presence.under);
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
        let arguments = |body: &Body| {
            let mut map = Map::default();
            for argument in &body.attributes {
                map.push(argument.name.clone(), argument.name_span, self.eval(&argument.value, &scope));
            }
            map
        };
        let mut map = arguments(&block.body);
        for role in ["assume_role", "assume_role_with_web_identity"].into_iter().flat_map(|kind| block.body.blocks(kind)) {
            map.push(role.kind.clone(), role.header, Value::map(arguments(&role.body), role.span));
        }
        let attributes = Value::map(map, block.span);
        let resource = loose(instance, (block.header, block.span), (&name, None), ("provider", attributes), instance.presence.clone());
        Some(Loose { kind: LooseKind::Provider, resource })
    }

    /// Where the state is kept: <https://developer.hashicorp.com/terraform/language/backend>.
    fn backend_block(&self, instance: &Rc<Instance<'a>>, block: &Block) -> Option<Loose> {
        let name = format_smolstr!("backend.{}", block.label(0)?);
        let attributes = self.body_value(&block.body, block.span, &Scope::new(instance, &Each::Single));
        let resource = loose(instance, (block.header, block.span), (&name, None), ("backend", attributes), instance.presence.clone());
        Some(Loose { kind: LooseKind::Backend, resource })
    }

    /// A variable with its default and what variables files give it, whether it is shown or not.
    fn input(&self, instance: &Rc<Instance<'a>>, name: &SmolStr, block: &Block) -> Loose {
        let mut map = Map::default();
        // Nobody gets the default of a variable that the call of the module gives.
        let is_given = instance.caller.as_ref().is_some_and(|(_, call)| call.body.attribute(name).is_some());
        let shown = if is_given { &["sensitive"][..] } else { &["default", "sensitive"] };
        for argument in block.body.attributes.iter().filter(|argument| shown.contains(&argument.name.as_str())) {
            map.push(argument.name.clone(), argument.name_span, self.eval_constant(&argument.value));
        }
        // A plan is no code: what it gives is not written out there.
        let is_of_code = |given: &&Value| given.provenance.steps().next().is_none_or(|step| !step.name.starts_with(PLAN_VARIABLE));
        if let Some(given) = self.inputs.get(name).filter(|_| instance.caller.is_none()).filter(is_of_code) {
            map.push("given", block.header, given.clone());
        }
        let attributes = Value::map(map, block.span);
        let name = format_smolstr!("var.{name}");
        let resource = loose(instance, (block.header, block.span), (&name, None), ("variable", attributes), instance.presence.clone());
        Loose { kind: LooseKind::Input, resource }
    }

    /// The files of a module as they are written, once, where one of them may hold the id of an access key. What stands in comments is left out.
    fn code(&self, instance: &Instance<'a>, into: &[Loose]) -> Option<Loose> {
        let directory = instance.directory;
        if !self.effort.searched.borrow_mut().insert((directory.path.clone(), directory.of_terragrunt)) {
            return None;
        }
        let is_known = |loose: &Loose| loose.kind == LooseKind::Code && loose.resource.scope == directory.path;
        let values =
            |entry: &FileEntry| !directory.of_terragrunt && [".tfvars", ".tfvars.json"].iter().any(|end| entry.path.ends_with(end));
        let given = self.workspace.directory(&directory.path).filter(|(_, entry)| values(entry)).map(|(file, _)| file);
        let files = directory.files.iter().copied().chain(given).filter_map(|file| Some((file, self.workspace.text(file).ok()?)));
        let files: Vec<_> = files.collect();
        if into.iter().any(is_known) || !files.iter().any(|(_, text)| secret::may_have_key_id(text)) {
            return None;
        }
        let mut map = Map::default();
        for (file, text) in files {
            let (place, path) = (Span::new(file, 0, text.len()), self.workspace.path(file));
            let written = without_comments(file, text, path.ends_with(".json"));
            map.push(SmolStr::new(path), place, Value::new(Kind::Text(written.into()), place));
        }
        let first = map.entries.first()?.key_span;
        let (name, attributes) = (SmolStr::new_static("code"), Value::map(map, first));
        let resource = loose(instance, (first, first), (&name, None), ("module", attributes), instance.presence.clone());
        Some(Loose { kind: LooseKind::Code, resource })
    }

    fn documents(&self, instance: &Rc<Instance<'a>>, place: usize, block: &Block, into: &mut Vec<Loose>) {
        let expansion = self.expansion(instance, place, block.header);
        let kind = if self.is_named(instance, block) { LooseKind::NamedDocument } else { LooseKind::Document };
        for (number, item) in expansion.items.iter().enumerate() {
            let Some(presence) = instance.presence.of_part(&item.presence) else { continue };
            if !self.makes(weight("aws_iam_policy"), block.header) {
                return;
            }
            let json = SmolStr::new_static("json");
            let mut map = Map::default();
            map.push(json.clone(), block.header, self.attribute(instance, place, number, &json, block.header));
            let attributes = Value::map(map, block.span);
            let name = address(block);
            let resource =
                loose(instance, (block.header, block.span), (&name, Some(item)), ("aws_iam_policy_document", attributes), presence);
            into.push(Loose { kind, resource });
        }
    }

    /// A data source that is a subject: its arguments.
    fn lookups(&self, instance: &Rc<Instance<'a>>, place: usize, block: &Block, into: &mut Vec<Loose>) {
        let expansion = self.expansion(instance, place, block.header);
        let (name, kind) = (address(block), format_smolstr!("data.{}", block.label(0).map_or("", |label| label.as_str())));
        for item in &expansion.items {
            let Some(presence) = instance.presence.of_part(&item.presence) else { continue };
            let attributes = self.body_value(&block.body, block.span, &Scope::new(instance, &item.each));
            let resource = Resource {
                kind: kind.clone(),
                ..loose(instance, (block.header, block.span), (&name, Some(item)), ("data", attributes), presence)
            };
            into.push(Loose { kind: LooseKind::Lookup, resource });
        }
    }

    /// What sets a resource up, as Terraform runs it.
    fn setup(&self, instance: &Rc<Instance<'a>>, place: usize, block: &Block, into: &mut Vec<Loose>) {
        let expansion = self.expansion(instance, place, block.header);
        for item in &expansion.items {
            let Some(presence) = instance.presence.of_part(&item.presence) else { continue };
            let scope = Scope::new(instance, &item.each);
            let mut map = Map::default();
            for kind in SETUP {
                if let Some(value) = self.configured(&block.body, kind, &scope) {
                    map.push(SmolStr::new_static(kind), block.header, value);
                }
            }
            let attributes = Value::map(map, block.span);
            let resource =
                loose(instance, (block.header, block.span), (&address(block), Some(item)), ("provisioner", attributes), presence);
            into.push(Loose { kind: LooseKind::Setup, resource });
        }
    }

    /// Whether the name of a data source stands anywhere in its module but in its own block.
    fn is_named(&self, instance: &Instance<'a>, block: &Block) -> bool {
        let name = address(block);
        let goes_on = |rest: &str| rest.starts_with(|char: char| char.is_alphanumeric() || char == '_' || char == '-');
        let names = |text: &str| text.match_indices(name.as_str()).any(|(at, _)| !text.get(at + name.len()..).is_some_and(goes_on));
        self.workspace.directory(&instance.directory.path).any(|(file, entry)| {
            let Ok(text) = self.workspace.text(file) else { return false };
            let (start, end) = (block.span.start as usize, block.span.end as usize);
            let is_configuration = [".tf", ".tofu", ".json"].iter().any(|end| entry.path.ends_with(end));
            is_configuration
                && match file == block.span.file {
                    true => [text.get(..start), text.get(end..)].into_iter().flatten().any(names),
                    false => names(text),
                }
        })
    }

    fn unseen_call(&self, instance: &Rc<Instance<'a>>, call: &Block, into: &mut Vec<Loose>) {
        let Some(name) = call.label(0).map(|name| format_smolstr!("module.{name}")) else { return };
        let expansion = self.expand(&call.body, &name, &Scope::new(instance, &Each::Single));
        for item in &expansion.items {
            let Some(presence) = instance.presence.of_part(&item.presence) else { continue };
            let scope = Scope::new(instance, &item.each);
            let mut map = Map::default();
            for argument in call.body.attributes.iter().filter(|argument| !META.contains(&argument.name.as_str())) {
                map.push(argument.name.clone(), argument.name_span, self.eval(&argument.value, &scope));
            }
            let provider = self.provider_of_call(call, &scope).unwrap_or_default();
            let resource = loose(instance, (call.header, call.span), (&name, Some(item)), ("module", Value::map(map, call.span)), presence);
            into.push(Loose { kind: LooseKind::ModuleCall, resource: Resource { provider, ..resource } });
        }
    }

    /// What a unit of Terragrunt gives to a module that is not on disk.
    pub(in crate::terraform) fn unseen_unit(&self, instance: &Instance<'a>) -> Option<Loose> {
        let inputs = self.inputs_of_unseen(&instance.directory.path)?;
        let (name, span) = (SmolStr::new_static("inputs"), inputs.span);
        let attributes = match inputs.kind {
            Kind::Map(_) => inputs,
            _ => {
                let mut map = Map::default();
                map.push(name.clone(), span, inputs);
                Value::map(map, span)
            }
        };
        let resource = loose(instance, (span, span), (&name, None), ("module", attributes), instance.presence.clone());
        Some(Loose { kind: LooseKind::ModuleCall, resource })
    }
}

fn loose(
    instance: &Instance<'_>,
    (header, block): (Span, Span),
    (name, item): (&SmolStr, Option<&RepeatedItem>),
    (kind, attributes): (&'static str, Value),
    presence: Presence,
) -> Resource {
    Resource {
        address: instance.qualify(&item.map_or_else(|| name.clone(), |item| item.address(name))),
        kind: SmolStr::new_static(kind),
        language: Language::Terraform,
        scope: instance.directory.path.clone(),
        name: name.clone(),
        provider: Arc::default(),
        attributes,
        span: header,
        block,
        calls: instance.calls.clone(),
        presence,
        generated_by: None,
        construct: None,
        left_alone: vec![],
    }
}
