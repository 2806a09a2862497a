//! The stages of an analysis up to the evaluated root. Each depends on its arguments alone, so that what it gives can be kept.

use super::Options;
use crate::cloudformation::{self, Templates};
use crate::policy;
use crate::problem::Problem;
use crate::resource::{Configuration, EvaluatedRoot, Language, Root};
use crate::secret;
use crate::source::{FileId, Workspace};
use crate::terraform::{self, Modules, TerraformOptions};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::sync::Arc;

/// The first stage: where the files of a workspace come from when they are parsed.
#[derive(Clone, Copy)]
pub struct Parsers<'p> {
    pub terraform: &'p terraform::ParseConfiguration<'p>,
    pub cloudformation: &'p cloudformation::ParseTemplate<'p>,
}

/// All files parsed, and what they say of each other: which modules and templates are roots.
pub struct Parsed {
    /// What the files tell before any root is evaluated; no roots.
    pub told: Configuration,
    pub roots: Vec<RootSource>,
    pub called: Called,
}

/// The modules and templates that others call. What no call comes to is judged by itself: nobody takes code away from judgement by a call with
/// `count = 0` or under a condition that never holds.
pub struct Called {
    modules: Modules,
    /// The root modules, in order.
    roots: Vec<SmolStr>,
    templates: Arc<Templates>,
}

/// What a root is evaluated from. It holds the parsed files that the root needs and releases them when it is dropped.
pub struct RootSource {
    pub name: RootName,
    parsed: RootFiles,
}

/// Tells the roots of a workspace apart.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RootName {
    pub language: Language,
    /// Directory of the root module or path of the template.
    pub path: SmolStr,
    /// Of several templates in one file, which; of a module with many units of Terragrunt, for which share of them.
    pub number: usize,
}

enum RootFiles {
    Terraform(Box<Modules>),
    /// What the root at this path would deploy if it called the module.
    TurnedOn(Box<Modules>, SmolStr),
    /// With the place of the template among them.
    CloudFormation(Arc<Templates>, usize),
    /// The plan that the options name.
    Plan,
}

/// Reads every file of the workspace that was selected, and those that they refer to.
pub fn parse(workspace: &Workspace, options: &Options, parsers: Parsers<'_>) -> Parsed {
    let (modules, (templates, told)) = rayon::join(
        || terraform::modules(workspace, &options.terraform, parsers.terraform),
        || {
            let own_accounts = options.own_accounts.clone();
            let options = cloudformation::TemplateOptions { own_accounts, ..options.cloudformation.clone() };
            cloudformation::templates(workspace, &options, parsers.cloudformation)
        },
    );
    let mut all_told = terraform::told(workspace, &modules, &options.terraform);
    all_told.join(told);
    let (of_modules, of_templates) = (modules.roots(), templates.roots(workspace));
    let mut called = Called { modules, roots: of_modules, templates: Arc::new(templates) };
    let mut roots = called.sources(&called.roots, of_templates);
    if let Some(plan) = options.terraform.plan.as_ref().filter(|plan| plan.source.is_none()) {
        let is_plan = |file: &FileId| workspace.path(*file) == plan.file;
        let others = all_told.others.len();
        all_told.others.retain(|file| !is_plan(file));
        all_told.coverage.other_files = all_told.coverage.other_files.saturating_sub(others - all_told.others.len());
        all_told.coverage.terraform_files += 1;
        roots.push(RootSource {
            name: RootName { language: Language::Terraform, path: SmolStr::new(&plan.file), number: 0 },
            parsed: RootFiles::Plan,
        });
    }
    called.modules.release(&called.roots);
    Parsed { told: all_told, roots, called }
}

impl Called {
    /// The next roots, when the files that those before have read are known.
    pub fn left_out(&self, workspace: &Workspace, read: &FxHashSet<FileId>) -> Vec<RootSource> {
        let mut alone = vec![];
        let mut turned_on = vec![];
        let left_out = self.modules.left_out(read);
        for (path, callers) in left_out.iter().zip(self.modules.callers(&self.roots, &left_out)) {
            if callers.is_empty() {
                alone.push(path.clone());
            }
            turned_on.extend(callers.into_iter().enumerate().map(|(number, caller)| {
                let parsed = RootFiles::TurnedOn(Box::new(self.modules.of_root(&caller)), caller);
                RootSource { name: RootName { language: Language::Terraform, path: path.clone(), number }, parsed }
            }));
        }
        turned_on.extend(self.sources(&alone, self.templates.left_out(workspace, read)));
        turned_on
    }

    /// How many modules and templates there are that others call, or may call.
    pub(super) fn len(&self) -> usize {
        self.modules.len() + self.templates.len() - self.roots.iter().filter(|root| self.modules.has(root)).count()
    }

    fn sources(&self, modules: &[SmolStr], templates: Vec<usize>) -> Vec<RootSource> {
        let of_module = |path: &SmolStr| {
            let path = path.clone();
            (0..self.modules.shares(&path)).map(move |number| {
                let parsed = RootFiles::Terraform(Box::new(self.modules.of_root(&path)));
                RootSource { name: RootName { language: Language::Terraform, path: path.clone(), number }, parsed }
            })
        };
        let mut sources: Vec<RootSource> = modules.iter().flat_map(of_module).collect();
        for place in templates {
            let path = self.templates.path(place);
            let is_beside = |root: &&RootSource| root.name.language == Language::CloudFormation && root.name.path == path;
            let number = sources.iter().rev().take_while(is_beside).count();
            let parsed = RootFiles::CloudFormation(self.templates.clone(), place);
            sources.push(RootSource { name: RootName { language: Language::CloudFormation, path, number }, parsed });
        }
        sources
    }
}

/// The second stage: what a root comes to.
pub fn evaluate(workspace: &Workspace, source: &RootSource, options: &Options) -> EvaluatedRoot {
    let mut evaluated = match &source.parsed {
        RootFiles::Terraform(modules) => {
            let own_accounts = options.own_accounts.clone();
            let options = TerraformOptions { own_accounts, ..options.terraform.clone() };
            terraform::evaluate_root(workspace, modules, (&source.name.path, source.name.number), &options)
        }
        RootFiles::TurnedOn(modules, caller) => {
            let own_accounts = options.own_accounts.clone();
            let options = TerraformOptions { own_accounts, ..options.terraform.clone() };
            terraform::evaluate_turned_on(workspace, modules, (&source.name.path, caller), &options)
        }
        RootFiles::Plan => terraform::plan_root(workspace, &options.terraform).unwrap_or_else(|| terraform::no_plan(&source.name.path)),
        RootFiles::CloudFormation(templates, place) => {
            let TerraformOptions { share, defaults, .. } = options.terraform;
            cloudformation::evaluate_root(workspace, templates, *place, (share, defaults))
        }
    };
    if evaluated.root.language == Language::Terraform {
        let share = options.terraform.share.without(evaluated.made);
        evaluated.deployed = cloudformation::deployed_by(workspace, &evaluated.root, &options.own_accounts, share);
        evaluated.made += evaluated.deployed.iter().map(|deployed| deployed.made).sum::<usize>();
    }
    // What could not be read may be quoted with the value that it has.
    let secrets = if evaluated.problems.is_empty() { vec![] } else { evaluated.root.secret_texts() };
    let messages = evaluated.problems.iter_mut().map(|problem| &mut problem.message);
    messages.for_each(|message| secrets.iter().for_each(|secret| secret::hide_word(message, secret)));
    evaluated
}

/// What both front ends make of the workspace, and the policy files beside it.
pub fn understand(workspace: &Workspace, options: &Options) -> Configuration {
    let (mut configuration, roots) = understand_each(workspace, options, |root| root);
    configuration.roots = roots;
    configuration
}

/// The same without the roots: what is made of each, in their order, so that none is kept longer than it takes.
pub fn understand_each<T: Send>(workspace: &Workspace, options: &Options, make: impl Fn(Root) -> T + Sync) -> (Configuration, Vec<T>) {
    let Parsed { told: mut configuration, roots, called } = parse_all(workspace, options);
    let mut read = FxHashSet::default();
    let each = |source: RootSource| {
        let EvaluatedRoot { root, files_read, problems, .. } = evaluate(workspace, &source, options);
        drop(source);
        (files_read, (make(root), problems))
    };
    let evaluated = for_all(workspace, roots, &called, &mut read, |roots| roots.into_par_iter().map(each).collect());
    let (mut made, problems): (Vec<T>, Vec<Vec<Problem>>) = evaluated.into_iter().unzip();
    configuration.problems.extend(problems.into_iter().flatten());
    made.extend(policy_files(workspace, &mut configuration, &read).into_iter().map(make));
    configuration.problems.iter_mut().for_each(|problem| problem.message = secret::masked(&problem.message).into_owned());
    configuration.settle(workspace);
    (configuration, made)
}

/// Works on all roots, and then on what they left out, until nothing is. The work gives the files that each root has read.
pub(super) fn for_all<T>(
    workspace: &Workspace,
    mut roots: Vec<RootSource>,
    called: &Called,
    read: &mut FxHashSet<FileId>,
    mut work: impl FnMut(Vec<RootSource>) -> Vec<(Vec<FileId>, T)>,
) -> Vec<T> {
    let mut all = vec![];
    while !roots.is_empty() {
        for (files, result) in work(roots) {
            read.extend(files);
            all.push(result);
        }
        roots = called.left_out(workspace, read);
    }
    all
}

/// The policy files that no root has read; they are no others any more. Those that are no JSON are told.
pub(super) fn policy_files(workspace: &Workspace, told: &mut Configuration, read: &FxHashSet<FileId>) -> Vec<Root> {
    let files = told.others.iter().copied().chain(policy::template_files(workspace)).filter(|file| !read.contains(file));
    let (roots, problems) = policy::policy_files(workspace, files);
    let before = told.others.len();
    let lost = problems.iter().map(|problem| workspace.path(problem.span.file));
    let paths: FxHashSet<&str> = roots.iter().map(|root| root.path.as_str()).chain(lost).collect();
    told.others.retain(|file| !paths.contains(workspace.path(*file)));
    told.coverage.policy_files = roots.len() + problems.len();
    told.coverage.other_files = told.coverage.other_files.saturating_sub(before - told.others.len());
    told.problems.extend(problems);
    let is_open = |file: &FileId| !read.contains(file);
    let templates = policy::template_files(workspace).filter(is_open);
    told.problems.extend(policy::unfilled(workspace, templates, told.others.iter().copied().filter(is_open)));
    roots
}

/// The first stage, with nothing kept from an earlier time.
pub(super) fn parse_all(workspace: &Workspace, options: &Options) -> Parsed {
    let parsers = Parsers {
        terraform: &|file| Arc::new(terraform::parse_file(workspace, file)),
        cloudformation: &|file| Arc::new(cloudformation::parse_file(workspace, file)),
    };
    parse(workspace, options, parsers)
}
