//! Terragrunt: the units of a workspace, the modules that they deploy, and the inputs that they give them:
//! <https://terragrunt.gruntwork.io/docs/reference/hcl/>

mod arguments;
mod changes;
mod functions;
mod generate;
mod inputs;

use crate::condition::Assignment;
use crate::mapped_text::{Text, WhyCode};
use crate::problem::Problem;
use crate::source::{FileId, Span, Workspace, directory_of};
use crate::terraform::evaluate::Evaluator;
use crate::terraform::evaluate::repetition::leaves;
use crate::terraform::evaluate::scope::{Each, Instance, Scope};
use crate::terraform::functions::{below_repository, is_directory};
use crate::terraform::modules::directory::{self, Directory, ParseConfiguration, configuration_stem};
use crate::terraform::modules::{ModuleSource, Modules, join};
use crate::terraform::syntax::tree::{Block, Body, ConfigurationFile, Expr, StepKind, TraversalStep};
use crate::terraform::values::operators;
use crate::value::{Kind, Map, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::rc::Rc;
use std::sync::Arc;

/// The files of Terragrunt in a workspace.
#[derive(Default)]
pub(super) struct TerragruntFiles {
    /// By file: those with the ending `.hcl` or `.hcl.json`.
    files: FxHashMap<FileId, TerragruntFile>,
    /// By the directory of a module, the units that deploy it, in the order of their paths. Of a module that nobody asked for, those that somebody did.
    units: FxHashMap<SmolStr, Vec<ModuleUnit>>,
    /// By its own directory, a unit of a module that is not on disk: what it gives is judged as what a call gives.
    unseen: FxHashMap<SmolStr, FileId>,
    /// By the directory of a module, what units declare in files that they generate.
    generated: FxHashMap<SmolStr, Vec<Arc<Block>>>,
    problems: Vec<Problem>,
}

/// A unit that deploys a module.
#[derive(Clone)]
pub(super) struct ModuleUnit {
    pub file: FileId,
    /// Under which answers it does; nothing if always.
    pub there: Vec<Assignment>,
    /// Under which it deploys another one, or one that is not on disk.
    pub elsewhere: Vec<Assignment>,
}

struct TerragruntFile {
    /// With its locals.
    directory: Directory,
    parsed: Arc<ConfigurationFile>,
}

/// What a unit deploys.
struct DeployedUnit {
    unit: FileId,
    is_selected: bool,
    /// Several where an open condition chooses among their sources.
    modules: Vec<(SmolStr, ModuleUnit)>,
    /// Whether it names a module that is not on disk, and no other.
    is_unseen: bool,
    /// What its generated files declare.
    generated: Vec<Arc<Block>>,
    /// The files that it includes.
    included: Vec<FileId>,
    problems: FxHashSet<Problem>,
    files_read: FxHashSet<FileId>,
}

/// For what a file is evaluated: itself, a unit that includes it, or one that reads it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TerragruntContext {
    /// The unit that is deployed.
    original: FileId,
    /// The configuration whose directory `get_terragrunt_dir` gives: the unit, or one that `read_terragrunt_config` reads.
    unit: FileId,
    file: FileId,
}

impl TerragruntContext {
    fn of_unit(unit: FileId) -> TerragruntContext {
        TerragruntContext { original: unit, unit, file: unit }
    }

    fn including(self, file: FileId) -> TerragruntContext {
        TerragruntContext { file, ..self }
    }

    fn reading(self, file: FileId) -> TerragruntContext {
        TerragruntContext { unit: file, file, ..self }
    }
}

/// A file that another one includes.
pub(super) struct Include<'a> {
    /// Empty for the only one.
    name: SmolStr,
    block: &'a Block,
    /// Or why it is not known.
    file: Result<FileId, Value>,
}

/// By what is evaluated, the files that it includes.
pub(super) type Includes<'a> = FxHashMap<TerragruntContext, Rc<[Include<'a>]>>;

impl TerragruntFiles {
    /// Reads the files and finds what the units deploy.
    pub(super) fn read(workspace: &Workspace, modules: &mut Modules, parse: &ParseConfiguration<'_>) {
        let mut all: Vec<(&str, FileId)> = workspace.files().map(|(file, entry)| (entry.path.as_str(), file)).collect();
        let is_cache = |path: &str| path.split('/').any(|part| matches!(part, ".terragrunt-cache" | ".terragrunt-stack" | ".terraform"));
        let is_terragrunt = |path: &str| path.ends_with(".hcl.json") || path.ends_with(".hcl") && !path.ends_with(".lock.hcl");
        all.retain(|(path, _)| is_terragrunt(path) && !is_cache(path));
        all.sort_unstable_by_key(|(path, _)| *path);
        let units: Vec<FileId> = all.iter().filter(|(path, _)| is_unit(workspace, path)).map(|(_, file)| *file).collect();
        let is_stack = |path: &str| name(path) == "terragrunt.stack.hcl";
        if units.is_empty() && !all.iter().any(|(path, _)| is_stack(path)) {
            return;
        }
        let mut files = TerragruntFiles::default();
        for (path, file) in &all {
            let parsed = parse(*file);
            if is_stack(path) {
                files.problems.extend(stacks(path, &parsed));
            }
            let directory = directory::of_terragrunt(directory_of(path), *file, &parsed);
            files.files.insert(*file, TerragruntFile { directory, parsed });
        }
        modules.terragrunt = Arc::new(files);
        let selected: FxHashSet<FileId> = workspace.files().filter(|(_, entry)| entry.selected).map(|(file, _)| file).collect();
        let deployed: Vec<DeployedUnit> =
            units.into_iter().map(|unit| DeployedUnit::new(workspace, modules, unit, selected.contains(&unit))).collect();
        if let Some(files) = Arc::get_mut(&mut modules.terragrunt) {
            files.settle(workspace, deployed, &selected);
        }
    }

    /// Notes what the units deploy. What is wrong elsewhere in the repository nobody asked for.
    fn settle(&mut self, workspace: &Workspace, deployed: Vec<DeployedUnit>, selected: &FxHashSet<FileId>) {
        let mut asked_for = selected.clone();
        self.problems.retain(|problem| selected.contains(&problem.span.file));
        // What others include and what comes to no module is nothing that anybody runs.
        let included: FxHashSet<FileId> = deployed.iter().flat_map(|unit| unit.included.iter().copied()).collect();
        for unit in deployed.into_iter().filter(|unit| !unit.modules.is_empty() || !included.contains(&unit.unit)) {
            if unit.is_selected {
                self.problems.extend(unit.problems);
                asked_for.extend(unit.files_read);
            }
            let here = directory_of(workspace.path(unit.unit));
            if unit.is_unseen && unit.is_selected && !has_configuration(workspace, here, &|_| true) {
                let always = ModuleUnit { file: unit.unit, there: vec![], elsewhere: vec![] };
                self.unseen.insert(here.into(), unit.unit);
                self.generated.entry(here.into()).or_default().extend(unit.generated.iter().cloned());
                self.units.entry(here.into()).or_default().push(always);
            }
            let is_asked_for = |directory: &str| has_configuration(workspace, directory, &|file| selected.contains(&file));
            for (module, deployed) in unit.modules.into_iter().filter(|(module, _)| unit.is_selected || is_asked_for(module)) {
                self.generated.entry(module.clone()).or_default().extend(unit.generated.iter().cloned());
                self.units.entry(module).or_default().push(deployed);
            }
        }
        let read = self.files.iter().filter(|(file, _)| asked_for.contains(file));
        self.problems.extend(read.flat_map(|(_, file)| file.parsed.problems.iter().cloned()));
    }

    pub(super) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The units that deploy the module in a directory.
    pub(super) fn units(&self, directory: &str) -> &[ModuleUnit] {
        self.units.get(directory).map_or(&[], |units| units)
    }

    /// The unit in a directory that gives its inputs to a module which is not on disk.
    pub(super) fn unseen(&self, directory: &str) -> Option<FileId> {
        self.unseen.get(directory).copied()
    }

    /// The directories that units deploy.
    pub(super) fn modules(&self) -> impl Iterator<Item = &SmolStr> {
        self.units.keys()
    }

    /// Whoever asks for a unit asks for the module that it deploys, with what its generated files declare.
    pub(super) fn add_to(&self, workspace: &Workspace, module: &mut Directory) {
        module.files.extend(self.unseen.get(&module.path));
        if !module.is_selected() && self.units.contains_key(&module.path) {
            module.selected_files = module.files.len();
        }
        if let Some(generated) = self.generated.get(&module.path) {
            module.declare(workspace, generated);
        }
    }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Terragrunt reads the one in JSON only where there is no other.
fn is_unit(workspace: &Workspace, path: &str) -> bool {
    match name(path) {
        "terragrunt.hcl" => true,
        "terragrunt.hcl.json" => path.strip_suffix(".json").is_some_and(|other| workspace.find(other).is_none()),
        _ => false,
    }
}

fn stacks(path: &str, parsed: &ConfigurationFile) -> Vec<Problem> {
    let blocks = parsed.body.blocks.iter().filter(|block| block.kind == "unit" || block.kind == "stack");
    let told = blocks.map(|block| {
        let label = block.label(0).map_or("", SmolStr::as_str);
        let what = format!("`{} {label}` in `{path}`: stacks of Terragrunt are not generated", block.kind);
        Problem::unsupported(block.header, &what)
    });
    told.collect()
}

fn has_configuration(workspace: &Workspace, directory: &str, is_meant: &dyn Fn(FileId) -> bool) -> bool {
    workspace.directory(directory).any(|(file, entry)| configuration_stem(&entry.path).is_some() && is_meant(file))
}

impl DeployedUnit {
    /// Each unit has steps of its own: one that takes too many takes them from no other.
    fn new(workspace: &Workspace, modules: &Modules, unit: FileId, is_selected: bool) -> DeployedUnit {
        let evaluator = Evaluator::new(workspace, modules, None);
        let context = TerragruntContext::of_unit(unit);
        let mut deployed = evaluator.unit_modules(unit);
        let mut is_unseen = deployed.is_empty() && evaluator.terragrunt_source(context).is_some();
        if let Some(skip) = evaluator.skipped(context) {
            evaluator.problems.borrow_mut().clear();
            if !deployed.is_empty() {
                evaluator.changed_by_unit(skip, "Terragrunt skips this unit, so that what it gives to its module is not looked at");
            }
            deployed.clear();
            is_unseen = false;
        }
        let generated = if deployed.is_empty() && !is_unseen { vec![] } else { evaluator.generated_blocks(context) };
        deployed.iter().for_each(|(module, _)| evaluator.tell_changes(unit, module));
        let (problems, files_read) = (evaluator.problems.take(), evaluator.files_read.take());
        let included = evaluator.included(context).iter().filter_map(|include| include.file.as_ref().ok()).copied().collect();
        DeployedUnit { unit, is_selected, modules: deployed, is_unseen, generated, included, problems, files_read }
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
        self.files_read.borrow_mut().insert(context.file);
        let file = self.terragrunt_file(context.file)?;
        // Far from the numbers of modules.
        let id = usize::MAX / 2 + self.terragrunt.borrow().len();
        // What is asked in one file is another question than the same words in another.
        let address = [context.original, context.unit, context.file].map(|file| self.workspace.path(file)).join(":").into();
        let instance = Rc::new(Instance { address, ..Instance::of_root(id, &file.directory) });
        self.terragrunt.borrow_mut().insert(context, instance.clone());
        Some(instance)
    }

    /// For what the file of an instance is evaluated.
    fn terragrunt_context(&self, instance: &Instance<'a>) -> Option<TerragruntContext> {
        self.terragrunt.borrow().iter().find(|(_, known)| known.id == instance.id).map(|(context, _)| *context)
    }

    fn terragrunt_eval(&self, context: TerragruntContext, expression: &Expr) -> Value {
        match self.terragrunt_instance(context) {
            Some(instance) => self.eval(expression, &Scope::new(&instance, &Each::Single)),
            None => unknown("this is no file of Terragrunt", expression.span),
        }
    }

    /// The files that a file includes, in the order written. While their paths are read nothing is included yet, so that `path_relative_to_include`
    /// gives `.` there.
    fn included(&self, context: TerragruntContext) -> Rc<[Include<'a>]> {
        if let Some(known) = self.terragrunt_includes.borrow().get(&context) {
            return known.clone();
        }
        self.terragrunt_includes.borrow_mut().insert(context, Rc::default());
        let found: Rc<[Include<'a>]> = self.with_quiet(false, || self.read_includes(context)).into();
        self.terragrunt_includes.borrow_mut().insert(context, found.clone());
        found
    }

    fn read_includes(&self, context: TerragruntContext) -> Vec<Include<'a>> {
        let Some(file) = self.terragrunt_file(context.file) else { return vec![] };
        let includes = file.parsed.body.blocks.iter().filter(|block| block.kind == "include");
        let found = includes.filter_map(|block| {
            let path = block.body.attribute("path")?;
            let value = self.terragrunt_eval(context, &path.value);
            let found = value.to_text().and_then(|text| self.workspace.find(&self.named_path(context, &text)?));
            let missing = || self.not_followed(path.value.span, "the included file", &value);
            let file = found.filter(|file| self.terragrunt_file(*file).is_some()).ok_or_else(missing);
            Some(Include { name: block.label(0).cloned().unwrap_or_default(), block, file })
        });
        found.collect()
    }

    /// The path in the workspace of one that a configuration names.
    fn named_path(&self, context: TerragruntContext, path: &Text) -> Option<String> {
        if let Some(rest) = below_repository(path) {
            return self.modules.in_workspace(rest);
        }
        let known = path.known().filter(|path| !path.starts_with('/'))?;
        join(directory_of(self.workspace.path(context.unit)), known)
    }

    /// Tells that something is not known; what stands for it.
    fn not_followed(&self, span: Span, what: &str, value: &Value) -> Value {
        let path = value.to_text();
        // That of the repository is none that anybody could mend.
        let missing = path.iter().flat_map(Text::holes).map(|hole| hole.hole.kind.clone()).find(|hole| !is_directory(hole));
        let missing = missing.or_else(|| value.first_unknown().map(|hole| hole.kind.clone()).filter(|hole| !is_directory(hole)));
        let why = match (&value.kind, missing, path) {
            (Kind::Alternatives(_), ..) => value.undecided().kind.reason(),
            (_, Some(missing), _) => missing.reason(),
            (_, None, Some(path)) => format!("`{}` is not on disk", path.literal()),
            (_, None, None) => "it is no text".to_owned(),
        };
        self.report(Problem::unsupported(span, &format!("{what}, because {why}")));
        unknown(&format!("{what} is not known, because {why}"), span)
    }

    /// The directories of the modules that a unit may deploy: several where an open condition chooses among them. Nothing for a file that others
    /// include, and where the module is not on disk, which is told.
    fn unit_modules(&self, unit: FileId) -> Vec<(SmolStr, ModuleUnit)> {
        let context = TerragruntContext::of_unit(unit);
        let here = directory_of(self.workspace.path(unit));
        let Some((span, value)) = self.terragrunt_source(context) else {
            let always = ModuleUnit { file: unit, there: vec![], elsewhere: vec![] };
            return Some(SmolStr::new(here)).filter(|here| self.has_module(here)).map(|here| (here, always)).into_iter().collect();
        };
        // Of too many sources each may be the one.
        let cases = leaves(&value).unwrap_or_else(|| {
            let mut sources = vec![];
            let _ = value.distribute(&mut |source| {
                sources.push((Assignment::default(), source.clone()));
                source.clone()
            });
            sources
        });
        let found: Vec<(Assignment, Option<SmolStr>)> =
            cases.into_iter().map(|(given, source)| (given, self.module_at(context, span, &source))).collect();
        let mut modules: Vec<(SmolStr, ModuleUnit)> = vec![];
        for module in found.iter().filter_map(|(_, module)| module.as_ref()) {
            if modules.iter().all(|(known, _)| known != module) {
                let (there, elsewhere): (Vec<_>, Vec<_>) = found.iter().cloned().partition(|(_, led)| led.as_ref() == Some(module));
                let answers = |cases: Vec<(Assignment, Option<SmolStr>)>| cases.into_iter().map(|(given, _)| given).collect();
                modules.push((module.clone(), ModuleUnit { file: unit, there: answers(there), elsewhere: answers(elsewhere) }));
            }
        }
        modules
    }

    /// Where a unit says that it is not run: <https://terragrunt.gruntwork.io/docs/reference/hcl/attributes/#skip>. Of what it includes it does not
    /// get that. What `exclude` leaves out of a queue can still be run by itself, but for `no_run`:
    /// <https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#exclude>.
    fn skipped(&self, context: TerragruntContext) -> Option<Span> {
        let body = &self.terragrunt_file(context.file)?.parsed.body;
        let is_true = |value: &Expr| operators::bool_of(&self.terragrunt_eval(context, value)) == Some(true);
        let is_on = |body: &Body, name: &str| body.attribute(name).is_some_and(|attribute| is_true(&attribute.value));
        let applies = |actions: &Value| {
            let mut actions = actions.as_list().into_iter().flatten().filter_map(Value::as_str);
            actions.any(|action| ["apply", "all", "all_except_output"].contains(&action))
        };
        let is_excluded = |block: &&Block| {
            let actions = block.body.attribute("actions").map(|actions| self.terragrunt_eval(context, &actions.value));
            is_on(&block.body, "if") && is_on(&block.body, "no_run") && actions.as_ref().is_some_and(applies)
        };
        let skip = body.attribute("skip").filter(|skip| is_true(&skip.value)).map(|skip| skip.name_span);
        skip.or_else(|| body.blocks("exclude").find(is_excluded).map(|block| block.span))
    }

    fn has_module(&self, directory: &str) -> bool {
        has_configuration(self.workspace, directory, &|_| true)
    }

    /// The directory of the module that a source names. Which version of it is taken plays no part in where it is.
    fn module_at(&self, context: TerragruntContext, span: Span, source: &Value) -> Option<SmolStr> {
        let here = directory_of(self.workspace.path(context.unit));
        let plain = source.to_text().map(|text| {
            let end = text.literal().find(['?', '#']).unwrap_or(text.literal().len());
            (text.slice(0..end), text)
        });
        let starts = |path: &str| ["./", "../"].iter().any(|start| path.starts_with(start)) || matches!(path, "." | "..");
        let directory = match &plain {
            Some((plain, _)) if below_repository(plain).is_some() || plain.known().is_some_and(starts) => {
                self.named_path(context, plain).map(SmolStr::from)
            }
            Some((plain, text)) if let Some(known) = text.known().or(plain.known()) => {
                match self.modules.resolve(here, Some(&SmolStr::new(known)), "", "") {
                    ModuleSource::Directory(directory) => Some(directory),
                    _ => None,
                }
            }
            _ => {
                self.not_followed(span, "the source of this unit", source);
                return None;
            }
        };
        let found = directory.filter(|directory| self.has_module(directory));
        if let (None, Some((plain, text))) = (&found, &plain) {
            self.report(Problem::unresolved_module(span, text.known().unwrap_or(plain.literal())));
        }
        found
    }

    /// The source of the module: a unit's own, else that of the last file that it includes.
    fn terragrunt_source(&self, context: TerragruntContext) -> Option<(Span, Value)> {
        let of = |context: TerragruntContext| {
            let source = self.terragrunt_file(context.file)?.parsed.body.blocks("terraform").next()?.body.attribute("source")?;
            Some((source.value.span, self.terragrunt_eval(context, &source.value)))
        };
        of(context).or_else(|| self.merged_files(context).into_iter().skip(1).find_map(of))
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
                let named = all.iter().find(|include| !include.name.is_empty() && include.name == first);
                let (include, rest) = match (named, &*all) {
                    (Some(include), _) => (include, steps.get(1..).unwrap_or_default()),
                    (None, [only]) if only.name.is_empty() => (only, steps),
                    _ => return Some(Value::unknown(WhyCode::UnknownReference, format!("include.{first}"), span)),
                };
                let value = include.file.clone().map(|file| self.terragrunt_values(context.including(file), span));
                Some(value.map_or_else(|missing| missing, |value| self.walk(value, rest, scope)))
            }
            "dependency" => Some(unknown(&format!("the outputs of `dependency.{first}` are known only when it is deployed"), span)),
            "values" => Some(unknown("the values of a unit come from its stack", span)),
            "feature" => Some(unknown(&format!("`feature.{first}` is given on the command line"), span)),
            _ => None,
        }
    }

    /// A file as `read_terragrunt_config` gives it.
    fn terragrunt_values(&self, context: TerragruntContext, span: Span) -> Value {
        let Some(instance) = self.terragrunt_instance(context) else { return unknown("this is no file of Terragrunt", span) };
        let mut locals = Map::default();
        for local in instance.directory.locals() {
            locals.push(local.name.clone(), local.name_span, self.local(&local.name, local.name_span, &instance));
        }
        let mut map = Map::default();
        map.push("locals", span, Value::map(locals, span));
        map.push("inputs", span, self.terragrunt_inputs(context, span));
        Value::map(map, span)
    }
}

fn unknown(why: &str, span: Span) -> Value {
    Value::unknown(WhyCode::Unresolved, why, span)
}
