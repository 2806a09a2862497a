//! Root modules: the values given to their variables, and their evaluation.

use super::TerraformOptions;
use super::directory::Directory;
use super::evaluate::Evaluator;
use super::modules::Modules;
use super::open_text::NamedAnswers;
use super::parse;
use super::scope::{Each, Instance, Scope};
use super::template_parts::ParsedText;
use super::tree::Body;
use crate::mapped_text::Text;
use crate::resource::{EvaluatedRoot, Language, Root};
use crate::source::{FileId, Span, Workspace};
use crate::value::Value;
use smol_str::SmolStr;
use std::rc::Rc;

/// How often a root is evaluated to find all answers to its open texts.
const MAX_EVALUATIONS: usize = 4;

/// Evaluates the root module in a directory with all that it calls.
pub fn evaluate_root(workspace: &Workspace, modules: &Modules, path: &str, options: &TerraformOptions) -> EvaluatedRoot {
    let mut answers = NamedAnswers::default();
    for _ in 0..MAX_EVALUATIONS {
        let (root, wanted) = evaluate_under(workspace, modules, path, options, answers.clone());
        if wanted.is_empty() || wanted == answers {
            return root;
        }
        answers = wanted;
    }
    evaluate_under(workspace, modules, path, options, answers).0
}

/// The root under the answers to its open texts that are known so far; and those that it names.
fn evaluate_under(
    workspace: &Workspace,
    modules: &Modules,
    path: &str,
    options: &TerraformOptions,
    answers: NamedAnswers,
) -> (EvaluatedRoot, NamedAnswers) {
    let directory = modules.directories.get(path).map_or(&modules.nothing, |directory| directory);
    let mut evaluator = Evaluator::new(workspace, modules, options.workspace.as_deref());
    evaluator.answers = answers;
    evaluator.files_read.borrow_mut().extend(directory.files.iter().copied().chain(modules.manifest(path)));
    give_inputs(&mut evaluator, directory, options);
    let instance = Rc::new(Instance {
        id: 0,
        directory,
        caller: None,
        each: Each::Single,
        address: SmolStr::default(),
        calls: vec![],
        exists_under: crate::condition::Assignment::default(),
    });
    let mut resources = vec![];
    evaluator.collect(&instance, &mut resources);
    let locals = directory.locals().map(|local| {
        let value = evaluator.local(&local.name, local.name_span, &instance);
        (local.name.clone(), Value { provenance: crate::value::Provenance::default(), ..value })
    });
    let locals = locals.collect();
    let outputs = evaluator.outputs(Span::new(FileId(0), 0, 0), &instance);
    let providers = evaluator.all_providers(&instance, &resources);
    let mut loose = vec![];
    evaluator.collect_loose(&instance, &mut loose);
    let taken_over = evaluator.taken_over.take().into_iter().collect();
    let path = directory.path.clone();
    let root = Root { path, language: Language::Terraform, resources, locals, outputs, providers, loose, taken_over };
    let evaluated = EvaluatedRoot {
        root,
        files_read: evaluator.files_read.take().into_iter().collect(),
        problems: evaluator.problems.take().into_iter().collect(),
    };
    (evaluated, evaluator.wanted.take())
}

/// The variables files of a root, in the order in which Terraform reads them.
fn variable_files(workspace: &Workspace, directory: &str, options: &TerraformOptions) -> Vec<FileId> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let here: Vec<(FileId, String)> = workspace.directory(directory).map(|(file, entry)| (file, name(&entry.path))).collect();
    let plain = ["terraform.tfvars", "terraform.tfvars.json"];
    let first = plain.iter().filter_map(|wanted| here.iter().find(|(_, name)| name == wanted));
    let automatic = here.iter().filter(|(_, name)| name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json"));
    let given = options.variable_files.iter().filter_map(|path| workspace.find(path));
    first.chain(automatic).map(|(file, _)| *file).chain(given).collect()
}

/// Later files and then `--var` win.
fn give_inputs(evaluator: &mut Evaluator<'_>, directory: &Directory, options: &TerraformOptions) {
    for file in variable_files(evaluator.workspace, &directory.path, options) {
        let parsed = parse::parse_file(evaluator.workspace, file);
        evaluator.files_read.borrow_mut().insert(file);
        parsed.problems.into_iter().for_each(|problem| evaluator.report(problem));
        let Body { attributes, .. } = parsed.body;
        for attribute in attributes {
            let value = evaluator.eval_constant(&attribute.value);
            evaluator.inputs.insert(attribute.name, value);
        }
    }
    for (name, text) in &options.variables {
        let Some(block) = directory.variables.get(name.as_str()) else { continue };
        let span = block.header;
        let plain = Value::text(Text::computed(text.as_str(), span), span);
        let is_text = block.body.attribute("type").is_none_or(|written| {
            matches!(&written.value.kind, super::tree::ExprKind::Variable(name) if matches!(name.as_str(), "string" | "number" | "bool"))
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
    pub(super) fn eval_constant(&self, expr: &super::tree::Expr) -> Value {
        let nothing = Rc::new(Instance {
            id: usize::MAX,
            directory: self.nothing,
            caller: None,
            each: Each::Single,
            address: SmolStr::default(),
            calls: vec![],
            exists_under: crate::condition::Assignment::default(),
        });
        self.eval(expr, &Scope::new(&nothing, &Each::Single))
    }
}
