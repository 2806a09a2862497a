//! What units give to the variables of their modules, over what the files give that they include.

use super::TerragruntContext;
use super::unknown;
use crate::mapped_text::Text;
use crate::problem::Problem;
use crate::source::{FileId, Span};
use crate::terraform::evaluate::Evaluator;
use crate::terraform::evaluate::named::NamedNode;
use crate::terraform::modules::directory::Directory;
use crate::terraform::modules::variable_files::Inputs;
use crate::terraform::syntax::tree::Block;
use crate::terraform::values::failure::{failed, is_failed};
use crate::value::{Entry, Kind, Map, Value};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};
use std::sync::Arc;

/// How an included file goes together with what includes it:
/// <https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#include>
#[derive(Clone, Copy, PartialEq, Eq)]
enum MergeStrategy {
    None,
    Shallow,
    Deep,
}

impl<'a> Evaluator<'a> {
    /// What a unit gives to the variables of its module, over the variables files that Terraform reads by itself. What its inputs leave open is not
    /// known; what they do not name they do not give. Terragrunt gives them in the environment, over which variables files win:
    /// <https://terragrunt.gruntwork.io/docs/reference/hcl/attributes/#variable-precedence>
    pub(in crate::terraform) fn unit_inputs(&self, unit: FileId, module: &Directory, files: &Inputs) -> Inputs {
        let context = TerragruntContext::of_unit(unit);
        let inputs = self.terragrunt_inputs(context, Span::new(unit, 0, 0));
        let arguments = self.unit_arguments(context);
        let given = module.variables.keys().filter_map(|name| {
            let in_environment = || arguments.environment.get(name).cloned().unwrap_or_else(|| self.unit_input(&inputs, name));
            let value = match arguments.options.get(name).or(arguments.open.as_ref()) {
                Some(option) => option.clone(),
                None if files.contains_key(name) => return None,
                None => in_environment(),
            };
            (value.kind != Kind::Absent).then(|| (name.clone(), value))
        });
        given.collect()
    }

    /// What the unit in a directory gives to a module that is not on disk.
    pub(in crate::terraform) fn inputs_of_unseen(&self, directory: &str) -> Option<Value> {
        let unit = self.modules.terragrunt.unseen(directory)?;
        Some(self.terragrunt_inputs(TerragruntContext::of_unit(unit), Span::new(unit, 0, 0)))
    }

    fn unit_input(&self, inputs: &Value, name: &SmolStr) -> Value {
        inputs.distribute(&mut |inputs| {
            let Kind::Map(map) = &inputs.kind else { return inputs.clone() };
            if !self.spend_looks(map.entries.len() / 4) {
                return self.exhausted(inputs.span);
            }
            match (map.entry(name), map.entries.iter().find_map(|entry| Some((entry, entry.unclear.as_ref()?.holes().first()?)))) {
                (Some(entry), _) => entry.value.clone().through(format_smolstr!("inputs.{name}"), entry.key_span),
                (None, Some((entry, open))) => Value::new(Kind::Unknown(open.hole.clone()), entry.key_span),
                (None, None) => Value::new(Kind::Absent, inputs.span),
            }
        })
    }

    /// The inputs of a file over those of the files that it includes.
    pub(super) fn terragrunt_inputs(&self, context: TerragruntContext, at: Span) -> Value {
        let Some(instance) = self.terragrunt_instance(context) else { return unknown("this is no file of Terragrunt", at) };
        let path = self.workspace.path(context.file);
        self.named(NamedNode::Inputs(instance.id), path, at, || self.deeper(at, || self.merged_inputs(context)))
    }

    /// The last file that is included goes below the unit, and each one before below those: Terragrunt merges from the bottom up.
    fn merged_inputs(&self, context: TerragruntContext) -> Value {
        let nothing = Value::map(Map::default(), Span::new(context.file, 0, 0));
        let own = self.terragrunt_file(context.file).and_then(|file| file.parsed.body.attribute("inputs"));
        let own = own.map_or(nothing, |inputs| self.own_inputs(self.terragrunt_eval(context, &inputs.value)));
        self.included(context).iter().rev().fold(own, |merged, include| {
            let strategy = self.merge_strategy(context, include.block);
            let base = match &include.file {
                _ if strategy == MergeStrategy::None => return merged,
                Ok(file) => self.terragrunt_inputs(context.including(*file), include.block.header),
                Err(missing) => missing.clone(),
            };
            self.merge(&base, &merged, strategy == MergeStrategy::Deep)
        })
    }

    /// Inputs that are no object are not known.
    fn own_inputs(&self, inputs: Value) -> Value {
        inputs.distribute(&mut |inputs| match &inputs.kind {
            Kind::Map(_) => inputs.clone(),
            Kind::Unknown(_) if is_failed(inputs) => inputs.clone(),
            Kind::Unknown(hole) => {
                self.report(Problem::unsupported(inputs.span, &format!("the inputs of this unit, because {}", hole.kind.reason())));
                inputs.clone()
            }
            _ => failed("the inputs of a unit are an object", inputs.span),
        })
    }

    fn merge_strategy(&self, context: TerragruntContext, include: &Block) -> MergeStrategy {
        let written = include.body.attribute("merge_strategy").map(|strategy| self.terragrunt_eval(context, &strategy.value));
        match written.as_ref().and_then(Value::as_str) {
            Some("no_merge") => MergeStrategy::None,
            Some("deep" | "deep_map_only") => MergeStrategy::Deep,
            _ => MergeStrategy::Shallow,
        }
    }

    /// A file and those that it includes and that go together with it, those first that win.
    pub(super) fn merged_files(&self, context: TerragruntContext) -> Vec<TerragruntContext> {
        let included = self.included(context);
        let merged = included.iter().rev().filter(|include| self.merge_strategy(context, include.block) != MergeStrategy::None);
        let files = merged.filter_map(|include| Some(context.including(*include.file.as_ref().ok()?)));
        std::iter::once(context).chain(files).collect()
    }

    /// One value over another; deep merges join maps, and lists one behind the other.
    fn merge(&self, base: &Value, own: &Value, is_deep: bool) -> Value {
        match (&base.kind, &own.kind) {
            (Kind::Alternatives(_), _) | (_, Kind::Alternatives(_)) => {
                self.over(&[base.clone(), own.clone()], own.span, false, &mut |values| match values {
                    [base, own] => self.merge(base, own, is_deep),
                    _ => own.clone(),
                })
            }
            (Kind::Map(left), Kind::Map(right)) => self.merge_maps(left, right, own.span, is_deep),
            (Kind::Unknown(hole), Kind::Map(right)) => {
                // What is below may have any key.
                let unclear = Some(Arc::new(Text::of_hole(hole.clone())));
                let open = Entry { key: SmolStr::default(), key_span: base.span, unclear, value: base.clone() };
                Value::map(Map { entries: right.entries.iter().cloned().chain([open]).collect() }, own.span)
            }
            (Kind::Unknown(_), Kind::List(_)) if is_deep => base.clone(),
            (Kind::List(left), Kind::List(right)) if is_deep => {
                if !self.spend(left.len() + right.len()) {
                    return self.exhausted(own.span);
                }
                Value::list([left.as_slice(), right.as_slice()].concat(), own.span)
            }
            _ => own.clone(),
        }
    }

    fn merge_maps(&self, left: &Map, right: &Map, span: Span, is_deep: bool) -> Value {
        if !self.spend(left.entries.len() + right.entries.len()) {
            return self.exhausted(span);
        }
        let mut merged = Map::clone(left);
        // A key that is not known may be any of them.
        if let Some(open) = right.entries.iter().find_map(|entry| entry.unclear.as_ref()?.holes().first()) {
            merged.entries.iter_mut().for_each(|entry| entry.value = Value::new(Kind::Unknown(open.hole.clone()), entry.value.span));
        }
        let clear = left.entries.iter().enumerate().filter(|(_, entry)| entry.unclear.is_none());
        let places: FxHashMap<&str, usize> = clear.map(|(place, entry)| (entry.key.as_str(), place)).collect();
        for entry in &right.entries {
            let place = places.get(entry.key.as_str()).filter(|_| entry.unclear.is_none());
            match place.and_then(|place| merged.entries.get_mut(*place)) {
                Some(base) if is_deep => base.value = self.merge(&base.value, &entry.value, true),
                Some(base) => *base = entry.clone(),
                None => merged.entries.push(entry.clone()),
            }
        }
        Value::map(merged, span)
    }
}
