//! Terragrunt: the units of a workspace, the modules that they deploy, and the inputs that they give them:
//! <https://terragrunt.gruntwork.io/docs/reference/hcl/>

mod functions;

pub(super) use functions::below_root;

use super::directory::{self, Directory, ParseConfiguration, configuration_stem, parent};
use super::evaluate::Evaluator;
use super::failure::is_failed;
use super::modules::{ModuleSource, Modules, join};
use super::parse::ConfigurationFile;
use super::scope::{Each, Instance, Scope};
use super::tree::{Block, StepKind, TraversalStep};
use crate::mapped_text::{Hole, HoleKind, Text, Why, WhyCode};
use crate::problem::Problem;
use crate::source::{FileId, Span, Workspace};
use crate::value::{Entry, Kind, Map, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};
use std::rc::Rc;
use std::sync::Arc;

/// What absolute paths of the workspace begin with while they are worked with; nobody writes that.
const ROOT: &str = "/\u{f8ff}";
/// Files that include each other, or read each other.
const DEEPEST: usize = 16;

/// The files of Terragrunt in a workspace.
#[derive(Default)]
pub(super) struct TerragruntFiles {
    /// By file: those with the ending `.hcl`.
    files: FxHashMap<FileId, TerragruntFile>,
    /// By the directory of a module, the units that deploy it, in the order of their paths.
    units: FxHashMap<SmolStr, Vec<FileId>>,
    problems: Vec<Problem>,
}

struct TerragruntFile {
    /// With its locals.
    directory: Directory,
    parsed: Arc<ConfigurationFile>,
}

/// For what a file is evaluated: itself, a unit that includes it, or one that reads it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TerragruntContext {
    /// The configuration whose directory `get_terragrunt_dir` gives.
    unit: FileId,
    file: FileId,
    depth: usize,
}

impl TerragruntFiles {
    /// Reads the files and finds what the units deploy.
    pub(super) fn read(workspace: &Workspace, modules: &mut Modules, parse: &ParseConfiguration<'_>) {
        let named = |entry_path: &str, name: &str| entry_path.rsplit('/').next() == Some(name);
        let all: Vec<(FileId, SmolStr)> = workspace.files().map(|(file, entry)| (file, SmolStr::new(&entry.path))).collect();
        if !all.iter().any(|(_, path)| named(path, "terragrunt.hcl") || named(path, "terragrunt.stack.hcl")) {
            return;
        }
        let is_cache = |path: &str| path.split('/').any(|part| matches!(part, ".terragrunt-cache" | ".terragrunt-stack" | ".terraform"));
        let mut files = TerragruntFiles::default();
        for (file, path) in all.iter().filter(|(_, path)| path.ends_with(".hcl") && !path.ends_with(".lock.hcl") && !is_cache(path)) {
            let parsed = parse(*file);
            let directory = directory::of_terragrunt(parent(path), *file, &parsed);
            files.files.insert(*file, TerragruntFile { directory, parsed });
        }
        let mut units: Vec<(SmolStr, FileId)> = all
            .iter()
            .filter(|(file, path)| named(path, "terragrunt.hcl") && files.files.contains_key(file))
            .map(|(file, path)| (path.clone(), *file))
            .collect();
        units.sort_by(|a, b| a.0.cmp(&b.0));
        for (file, path) in all.iter().filter(|(_, path)| named(path, "terragrunt.stack.hcl")) {
            let parsed = files.files.get(file).map(|file| file.parsed.clone());
            let blocks =
                parsed.iter().flat_map(|parsed| parsed.body.blocks.clone()).filter(|block| block.kind == "unit" || block.kind == "stack");
            for block in blocks {
                let what = format!(
                    "`{} {}` in `{path}`: stacks of Terragrunt are not generated",
                    block.kind,
                    block.label(0).map_or("", SmolStr::as_str)
                );
                files.problems.push(Problem::unsupported(block.header, &what));
            }
        }
        modules.terragrunt = Arc::new(files);
        let evaluator = Evaluator::new(workspace, modules, None);
        let targets: Vec<(FileId, Option<SmolStr>)> = units.into_iter().map(|(_, unit)| (unit, evaluator.unit_module(unit))).collect();
        let problems: Vec<Problem> = evaluator.problems.take().into_iter().collect();
        drop(evaluator);
        let Some(files) = Arc::get_mut(&mut modules.terragrunt) else { return };
        files.problems.extend(problems);
        files.problems.extend(files.files.values().flat_map(|file| file.parsed.problems.clone()));
        // What is wrong elsewhere in the repository nobody asked for.
        let selected: FxHashSet<FileId> = workspace.files().filter(|(_, entry)| entry.selected).map(|(file, _)| file).collect();
        files.problems.retain(|problem| selected.contains(&problem.span.file));
        for (unit, target) in targets {
            if let Some(module) = target {
                files.units.entry(module).or_default().push(unit);
            }
        }
    }

    pub(super) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The units that deploy the module in a directory.
    pub(super) fn units(&self, directory: &str) -> &[FileId] {
        self.units.get(directory).map_or(&[], |units| units)
    }

    /// The directories that units deploy.
    pub(super) fn modules(&self) -> impl Iterator<Item = &SmolStr> {
        self.units.keys()
    }
}

impl<'a> Evaluator<'a> {
    fn terragrunt_file(&self, file: FileId) -> Option<&'a TerragruntFile> {
        self.modules.terragrunt.files.get(&file)
    }

    /// A file as it is evaluated for something; the same each time.
    fn terragrunt_instance(&self, context: TerragruntContext) -> Option<Rc<Instance<'a>>> {
        if let Some(known) = self.terragrunt.borrow().get(&context) {
            return Some(known.clone());
        }
        if context.depth > DEEPEST {
            return None;
        }
        self.files_read.borrow_mut().insert(context.file);
        let file = self.terragrunt_file(context.file)?;
        // Far from the numbers of modules.
        let id = usize::MAX / 2 + self.terragrunt.borrow().len();
        let instance = Rc::new(Instance::of_root(id, &file.directory));
        self.terragrunt.borrow_mut().insert(context, instance.clone());
        Some(instance)
    }

    /// For what the file of an instance is evaluated.
    fn terragrunt_context(&self, instance: &Instance<'a>) -> Option<TerragruntContext> {
        self.terragrunt.borrow().iter().find(|(_, known)| known.id == instance.id).map(|(context, _)| *context)
    }

    fn terragrunt_eval(&self, context: TerragruntContext, expression: &super::tree::Expr) -> Value {
        match self.terragrunt_instance(context) {
            Some(instance) => self.eval(expression, &Scope::new(&instance, &Each::Single)),
            None => self.limit(expression.span, "configurations of Terragrunt read each other too deeply"),
        }
    }

    /// The files that a file includes, by their names.
    fn included(&self, context: TerragruntContext) -> Vec<(SmolStr, FileId, &'a Block)> {
        let Some(file) = self.terragrunt_file(context.file) else { return vec![] };
        let includes = file.parsed.body.blocks.iter().filter(|block| block.kind == "include");
        let found = includes.filter_map(|block| {
            let path = block.body.attribute("path")?;
            let value = self.terragrunt_eval(context, &path.value);
            let found = value.as_str().and_then(|text| self.in_workspace(context, text)).and_then(|path| self.workspace.find(&path));
            if found.is_none() {
                self.not_followed(path.value.span, "the included file", &value);
            }
            Some((block.label(0).cloned().unwrap_or_default(), found?, &**block))
        });
        found.collect()
    }

    /// The path in the workspace of one that a configuration names.
    fn in_workspace(&self, context: TerragruntContext, path: &str) -> Option<String> {
        match path.strip_prefix(ROOT) {
            Some(rest) => join("", rest),
            None if path.starts_with('/') => None,
            None => join(parent(self.workspace.path(context.unit)), path),
        }
    }

    fn not_followed(&self, span: Span, what: &str, value: &Value) {
        let why = match value.first_unknown() {
            Some(hole) => hole.kind.reason(),
            None => match value.as_str() {
                Some(path) => format!("`{}` is not on disk", path.replace(ROOT, "")),
                None => "it is no text".to_owned(),
            },
        };
        self.report(Problem::unsupported(span, &format!("{what}, because {why}")));
    }

    /// The directory of the module that a unit deploys. Nothing for a file that others include, and where the module is not on disk, which is told.
    fn unit_module(&self, unit: FileId) -> Option<SmolStr> {
        let context = TerragruntContext { unit, file: unit, depth: 0 };
        let own = self.terragrunt_source(context);
        let source = own.or_else(|| {
            let parents = self.included(context).into_iter();
            parents.filter_map(|(_, file, _)| self.terragrunt_source(TerragruntContext { file, ..context })).next()
        });
        let here = parent(self.workspace.path(unit));
        let has_files = |path: &str| self.workspace.directory(path).any(|(_, entry)| configuration_stem(&entry.path).is_some());
        let Some((span, value)) = source else { return has_files(here).then(|| SmolStr::new(here)) };
        let Some(text) = value.as_str() else {
            self.not_followed(span, "the source of this unit", &value);
            return None;
        };
        let plain = text.split(['?', '#']).next().unwrap_or_default();
        let is_local = plain.starts_with("./") || plain.starts_with("../") || plain.starts_with(ROOT) || matches!(plain, "." | "..");
        let directory = match self.modules.resolve(here, Some(&SmolStr::new(text)), "", "") {
            _ if is_local => self.in_workspace(context, plain).map(SmolStr::from),
            ModuleSource::Directory(directory) => Some(directory),
            _ => None,
        };
        let found = directory.filter(|directory| has_files(directory));
        if found.is_none() {
            self.report(Problem::unresolved_module(span, &text.replace(ROOT, "")));
        }
        found
    }

    fn terragrunt_source(&self, context: TerragruntContext) -> Option<(Span, Value)> {
        let file = self.terragrunt_file(context.file)?;
        let source = file.parsed.body.blocks("terraform").next()?.body.attribute("source")?;
        Some((source.value.span, self.terragrunt_eval(context, &source.value)))
    }

    /// What a unit gives to the variables of its module.
    pub(super) fn unit_inputs(&self, unit: FileId) -> Vec<(SmolStr, Value)> {
        let inputs = self.terragrunt_inputs(TerragruntContext { unit, file: unit, depth: 0 });
        let Kind::Map(map) = &inputs.kind else { return vec![] };
        let name = |entry: &Entry| {
            (entry.key.clone(), without_root(&entry.value).through(format_smolstr!("inputs.{}", entry.key), entry.key_span))
        };
        map.entries.iter().filter(|entry| entry.unclear.is_none()).map(name).collect()
    }

    /// The inputs of a file over those of the files that it includes.
    fn terragrunt_inputs(&self, context: TerragruntContext) -> Value {
        let nothing = || Value::map(Map::default(), Span::new(context.file, 0, 0));
        let Some(file) = self.terragrunt_file(context.file) else { return nothing() };
        let own = file.parsed.body.attribute("inputs").map(|inputs| self.terragrunt_eval(context, &inputs.value));
        let mut merged = nothing();
        let mut is_deep = false;
        for (_, parent, block) in self.included(context) {
            let strategy = block.body.attribute("merge_strategy").map(|strategy| self.terragrunt_eval(context, &strategy.value));
            match strategy.as_ref().and_then(Value::as_str) {
                Some("no_merge") => continue,
                Some("deep") => is_deep = true,
                _ => {}
            }
            merged =
                over(&merged, &self.terragrunt_inputs(TerragruntContext { file: parent, depth: context.depth + 1, ..context }), is_deep);
        }
        match own {
            Some(own) if own.as_map().is_none() => {
                self.not_followed(own.span, "the inputs of this unit", &own);
                merged
            }
            Some(own) => over(&merged, &own, is_deep),
            None => merged,
        }
    }

    /// `include`, `dependency` and the like; nothing for other names.
    pub(super) fn terragrunt_reference(&self, name: &str, steps: &[TraversalStep], span: Span, scope: &Scope<'_, 'a>) -> Option<Value> {
        let context = self.terragrunt_context(scope.instance)?;
        let first = match steps.first().map(|step| &step.kind) {
            Some(StepKind::Attr(first)) => first.as_str(),
            _ => "",
        };
        match name {
            "include" => {
                let all = self.included(context);
                let named = all.iter().find(|(label, ..)| !label.is_empty() && label == first);
                let (parent, rest) = match (named, all.as_slice()) {
                    (Some((_, file, _)), _) => (*file, steps.get(1..).unwrap_or_default()),
                    (None, [(label, file, _)]) if label.is_empty() => (*file, steps),
                    _ => return Some(Value::unknown(WhyCode::UnknownReference, format!("include.{first}"), span)),
                };
                let value = self.terragrunt_values(TerragruntContext { file: parent, depth: context.depth + 1, ..context }, span);
                Some(self.walk(value, rest, scope))
            }
            "dependency" => Some(unknown(&format!("the outputs of `dependency.{first}` are known only when it is deployed"), span)),
            "values" => Some(unknown("the values of a unit come from its stack", span)),
            "feature" => Some(unknown(&format!("`feature.{first}` is given on the command line"), span)),
            _ => None,
        }
    }

    /// A file as `read_terragrunt_config` gives it.
    fn terragrunt_values(&self, context: TerragruntContext, span: Span) -> Value {
        let Some(instance) = self.terragrunt_instance(context) else {
            return self.limit(span, "configurations of Terragrunt read each other too deeply");
        };
        let mut locals = Map::default();
        for local in instance.directory.locals() {
            locals.push(local.name.clone(), local.name_span, self.local(&local.name, local.name_span, &instance));
        }
        let mut map = Map::default();
        map.push("locals", span, Value::map(locals, span));
        map.push("inputs", span, self.terragrunt_inputs(context));
        Value::map(map, span)
    }
}

fn unknown(why: &str, span: Span) -> Value {
    Value::unknown(WhyCode::Unresolved, why, span)
}

/// One map over another; deep merges join maps, and lists one behind the other.
fn over(base: &Value, own: &Value, is_deep: bool) -> Value {
    let (Kind::Map(left), Kind::Map(right)) = (&base.kind, &own.kind) else {
        return match (&base.kind, &own.kind) {
            (Kind::List(left), Kind::List(right)) if is_deep => Value::list([left.as_slice(), right.as_slice()].concat(), own.span),
            _ => own.clone(),
        };
    };
    let mut merged = Map::clone(left);
    for entry in &right.entries {
        match merged.entries.iter_mut().find(|other| other.key == entry.key && entry.unclear.is_none() && other.unclear.is_none()) {
            Some(other) if is_deep => other.value = over(&other.value, &entry.value, true),
            Some(other) => *other = entry.clone(),
            None => merged.entries.push(entry.clone()),
        }
    }
    Value::map(merged, own.span)
}

/// Where paths of the workspace begin is not known.
fn without_root(value: &Value) -> Value {
    let kind = match &value.kind {
        Kind::Text(text) if text.literal().contains(ROOT) => {
            let why = Why::new(WhyCode::Unresolved, "where the repository lies is not known");
            let hole = Arc::new(Hole { kind: HoleKind::Unknown(why), span: value.span });
            let next = &mut |literal: &str, from: usize| {
                let at = literal.get(from..)?.find(ROOT)? + from;
                Some(at..at + ROOT.len())
            };
            let without = text.replaced(next, &mut |into: &mut Text, _| into.push_hole(hole.clone()));
            return Value { provenance: value.provenance.clone(), ..Value::text(without, value.span) };
        }
        Kind::List(items) => Kind::List(Arc::new(items.iter().map(without_root).collect())),
        Kind::Map(map) => {
            let entries = map.entries.iter().map(|entry| Entry { value: without_root(&entry.value), ..entry.clone() });
            Kind::Map(Arc::new(Map { entries: entries.collect() }))
        }
        _ if is_failed(value) => Kind::Unknown(value.first_unknown().unwrap_or_else(|| super::evaluate::undecided(value))),
        other => other.clone(),
    };
    Value { kind, ..value.clone() }
}
