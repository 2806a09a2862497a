//! Root modules: the values given to their variables, and their evaluation.

use super::directory::Directory;
use super::variable_files;
use crate::mapped_text::Text;
use crate::problem::Problem;
use crate::resource::{EvaluatedRoot, Language, NamedAnswers, NamedSecrets, Root};
use crate::source::{FileId, Span, Workspace};
use crate::terraform::TerraformOptions;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::evaluate::named::{Memo, NamedNode};
use crate::terraform::evaluate::scope::{Each, Instance, Scope};
use crate::terraform::modules::Modules;
use crate::terraform::plan::{PLAN_VARIABLE, Plan, no_plan};
use crate::terraform::syntax::parse;
use crate::terraform::syntax::template_parts::ParsedText;
use crate::terraform::syntax::tree::Block;
use crate::value::Value;
use smol_str::SmolStr;
use std::rc::Rc;
use std::sync::Arc;

/// How often a root is evaluated to find all answers to its open texts.
const MAX_EVALUATIONS: usize = 4;

/// Evaluates the root module in a directory with all that it calls, for one share of the units that give it inputs.
pub fn evaluate_root(workspace: &Workspace, modules: &Modules, (path, share): (&str, usize), options: &TerraformOptions) -> EvaluatedRoot {
    let (plan, problem) = match Plan::of_source(workspace, options, path) {
        Some(Ok(plan)) => (Some(plan), None),
        Some(Err(problem)) => (None, Some(problem)),
        None => (None, None),
    };
    let place = RootPlace { path, share, turned_on: None };
    let mut root = evaluate_with(workspace, &modules.apart(), place, options, plan.as_ref()).unwrap_or_else(|| no_plan(path));
    root.problems.extend(problem);
    match plan {
        Some(plan) => plan.over(root),
        None => root,
    }
}

/// Evaluates the module in a directory, of which every call is off, as the root at `caller` would deploy it if they were on. Where that root does not come
/// to any call of it, as a root of its own.
pub fn evaluate_turned_on(
    workspace: &Workspace,
    modules: &Modules,
    (path, caller): (&str, &str),
    options: &TerraformOptions,
) -> EvaluatedRoot {
    let place = RootPlace { path: caller, share: 0, turned_on: Some(path) };
    evaluate_with(workspace, &modules.apart(), place, options, None)
        .unwrap_or_else(|| evaluate_root(workspace, modules, (path, 0), options))
}

/// What is evaluated: a root module for one share of its units, or a module that it would call.
#[derive(Clone, Copy)]
struct RootPlace<'p> {
    path: &'p str,
    share: usize,
    turned_on: Option<&'p str>,
}

/// Nothing where what is to be turned on is not called.
fn evaluate_with(
    workspace: &Workspace,
    modules: &Modules,
    place: RootPlace<'_>,
    options: &TerraformOptions,
    plan: Option<&Plan>,
) -> Option<EvaluatedRoot> {
    let start = |answers: NamedAnswers| {
        let mut evaluation = RootEvaluation::new(workspace, modules, place, options, answers);
        let given = plan.into_iter().flat_map(|plan| &plan.variables);
        evaluation
            .evaluator
            .inputs
            .extend(given.map(|(name, value)| (name.clone(), value.clone().through(format!("{PLAN_VARIABLE}{name}"), value.span))));
        evaluation
    };
    let mut evaluation = start(options.answers.clone());
    if options.answers.is_empty() {
        // Most answers are named by the locals, which cost little beside the resources.
        evaluation.locals();
        if let Some(named) = evaluation.evaluator.answers_that_were_missed() {
            evaluation = start(named);
        }
    }
    let mut evaluations = 0;
    loop {
        let meant = evaluation.meant();
        if meant.is_empty() {
            return None;
        }
        let root = evaluation.run(&meant);
        evaluations += 1;
        let is_cut = evaluation.evaluator.effort.is_trial_cut();
        let missed = evaluation.evaluator.answers_that_were_missed().filter(|_| evaluations <= MAX_EVALUATIONS);
        match missed {
            Some(named) if !is_cut => evaluation = start(named),
            missed => return Some(EvaluatedRoot { answers: missed.unwrap_or(evaluation.evaluator.answers), is_cut, ..root }),
        }
    }
}

/// The accounts that the providers of a root come to.
pub(super) fn accounts_of_root(workspace: &Workspace, modules: &Modules, path: &str, options: &TerraformOptions) -> Vec<SmolStr> {
    let of_share = |share| {
        let place = RootPlace { path, share, turned_on: None };
        let evaluation = RootEvaluation::new(workspace, modules, place, options, NamedAnswers::default());
        evaluation.evaluator.accounts_under_any_input(&evaluation.instance)
    };
    (0..modules.shares(path)).flat_map(of_share).collect()
}

/// A root under the answers to its open texts that are known so far.
struct RootEvaluation<'a> {
    evaluator: Evaluator<'a>,
    instance: Rc<Instance<'a>>,
}

impl<'a> RootEvaluation<'a> {
    fn new(
        workspace: &'a Workspace,
        modules: &'a Modules,
        RootPlace { path, share, turned_on }: RootPlace<'_>,
        options: &'a TerraformOptions,
        answers: NamedAnswers,
    ) -> Self {
        let directory = modules.directories.get(path).map_or(&modules.nothing, |directory| directory);
        let mut evaluator = Evaluator::new(workspace, modules, options.workspace.as_deref());
        evaluator.answers = answers;
        evaluator.turned_on = turned_on.map(SmolStr::new);
        evaluator.defaults = options.defaults;
        evaluator.own_accounts = if options.own_accounts.is_empty() { &directory.accounts.own } else { &options.own_accounts };
        let declared = directory.variables.values().map(|block| block.header.file);
        evaluator.effort = crate::terraform::evaluate::effort::Effort::of(options.share);
        evaluator.files_read.borrow_mut().extend(directory.files.iter().copied().chain(modules.manifest(path)).chain(declared));
        give_inputs(&mut evaluator, directory, options, share);
        let instance = Rc::new(Instance { presence: evaluator.deployed.take(), ..Instance::of_root(0, directory) });
        RootEvaluation { evaluator, instance }
    }

    fn locals(&self) -> Vec<(SmolStr, Value)> {
        let locals = self.instance.directory.locals().map(|local| {
            let value = self.evaluator.local(&local.name, local.name_span, &self.instance);
            (local.name.clone(), Value { provenance: crate::value::Provenance::default(), ..value })
        });
        locals.collect()
    }

    /// What is evaluated; nothing where there is none.
    fn meant(&self) -> Vec<Rc<Instance<'a>>> {
        let RootEvaluation { evaluator, instance } = self;
        evaluator.turned_on.as_ref().map_or_else(|| vec![instance.clone()], |path| evaluator.uses_of(path, instance))
    }

    fn run(&self, meant: &[Rc<Instance<'a>>]) -> EvaluatedRoot {
        let RootEvaluation { evaluator, instance } = self;
        let mut resources = vec![];
        meant.iter().for_each(|meant| _ = evaluator.collect(meant, &mut resources));
        // What the root itself holds is judged with the root.
        let is_whole = evaluator.turned_on.is_none();
        let locals = if is_whole { self.locals() } else { vec![] };
        let outputs = if is_whole { evaluator.outputs(Span::new(FileId(0), 0, 0), instance) } else { vec![] };
        let providers = evaluator.all_providers(instance, &resources);
        let mut loose = vec![];
        meant.iter().for_each(|meant| evaluator.collect_loose(meant, &mut loose));
        loose.extend(evaluator.unseen_unit(instance));
        let impossible = evaluator.impossible.take();
        for resource in resources.iter_mut().chain(loose.iter_mut().map(|loose| &mut loose.resource)) {
            resource.presence.absent_under.extend(impossible.iter().cloned());
        }
        let taken_over = evaluator.taken_over.take().into_iter().collect();
        let turned_off = evaluator.turned_off.take();
        let looked_up = evaluator.looked_up.take();
        let used_sources = evaluator.used_sources.take();
        let declared_sources = evaluator.declared_sources.take();
        let unfinished = evaluator.unfinished.take();
        let path = instance.directory.path.clone();
        let mut withheld = evaluator.withheld.take();
        if evaluator.has_marks {
            resources.iter().for_each(|resource| withheld.note_marked(&resource.attributes, &resource.address));
            loose.iter().for_each(|loose| withheld.note_marked(&loose.resource.attributes, &loose.resource.address));
            locals.iter().for_each(|(name, value)| withheld.note_marked(value, name));
            outputs.iter().for_each(|(name, value)| withheld.note_output(value, name));
        }
        let mut problems: Vec<Problem> = evaluator.problems.take().into_iter().collect();
        problems.extend(Problem::not_made(&evaluator.not_made.take()));
        problems.extend(Problem::left_out(&evaluator.left_out.take()));
        problems.iter_mut().for_each(|problem| withheld.hide(&mut problem.message, ""));
        let named_secrets = named_secrets(evaluator);
        let language = Language::Terraform;
        let root = Root {
            path,
            language,
            resources: resources.into(),
            locals,
            outputs,
            providers,
            loose,
            taken_over,
            turned_off,
            looked_up,
            used_sources,
            declared_sources,
            unfinished,
            withheld,
            named_secrets,
        };
        let made = evaluator.effort.made();
        let on_defaults = evaluator.on_defaults.take();
        let files_read = evaluator.files_read.take().into_iter().collect();
        EvaluatedRoot { files_read, problems, made, on_defaults, ..EvaluatedRoot::of(root) }
    }
}

/// The texts of all that was evaluated and has the name of a secret, or members that have.
fn named_secrets(evaluator: &Evaluator<'_>) -> Vec<String> {
    use NamedNode::{Local, Output, Variable};
    let memo = evaluator.memo.borrow();
    let mut secrets = NamedSecrets::default();
    for (node, memo) in memo.iter() {
        if let (Variable(_, name) | Local(_, name) | Output(_, name), Memo::Done(value, _)) = (node, memo) {
            secrets.look(name, value);
        }
    }
    let mut texts = secrets.texts;
    texts.extend(evaluator.secrets.take());
    texts.sort();
    texts.dedup();
    texts
}

/// The sources of the module calls of a root, those too that are made of its variables and locals.
pub(super) fn open_sources(
    workspace: &Workspace,
    modules: &Modules,
    directory: &Directory,
    options: &TerraformOptions,
) -> Vec<Option<SmolStr>> {
    let mut evaluator = Evaluator::new(workspace, modules, options.workspace.as_deref());
    give_inputs(&mut evaluator, directory, options, 0);
    let instance = Rc::new(Instance::of_root(0, directory));
    let source = |(block, plain): (&Arc<Block>, &Option<SmolStr>)| {
        let written = || block.body.attribute("source").map(|source| evaluator.eval(&source.value, &Scope::new(&instance, &Each::Single)));
        plain.clone().or_else(|| written()?.as_str().map(SmolStr::new))
    };
    directory.modules.iter().zip(&directory.sources).map(source).collect()
}

/// Later files and then `--var` win.
fn give_inputs(evaluator: &mut Evaluator<'_>, directory: &Directory, options: &TerraformOptions, share: usize) {
    evaluator.inputs = variable_files::inputs(evaluator, directory, options, share);
    for (name, text) in &options.variables {
        let Some(block) = directory.variables.get(name.as_str()) else { continue };
        let span = block.header;
        let plain = Value::text(Text::computed(text.as_str(), span), span);
        let is_text = block.body.attribute("type").is_none_or(|written| {
            matches!(&written.value.kind, crate::terraform::syntax::tree::ExprKind::Variable(name) if matches!(name.as_str(), "string" | "number" | "bool"))
        });
        let embedded = Text::computed(text.as_str(), span);
        let origin = ParsedText { text, file: span.file, base: 0, embedded: Some(&embedded), whole: span };
        let value = match parse::expression(&origin) {
            Ok(expression) if !is_text => evaluator.eval_constant(&expression),
            _ => plain,
        };
        evaluator.inputs.insert(SmolStr::new(name), value.through(format!("--var {name}"), span));
    }
}

impl<'a> Evaluator<'a> {
    /// The value of an expression that may refer to nothing.
    pub(in crate::terraform) fn eval_constant(&self, expr: &crate::terraform::syntax::tree::Expr) -> Value {
        let nothing = Rc::new(Instance::of_root(usize::MAX, self.nothing));
        self.eval(expr, &Scope::new(&nothing, &Each::Single))
    }
}
