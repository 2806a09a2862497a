//! CloudFormation and SAM: from templates in YAML and JSON to resources.

mod alternatives;
mod assembly;
mod conditions;
mod constraints;
mod deployed;
mod exports;
mod foreach;
mod fragment;
mod include;
mod inline;
mod intrinsics;
mod json_text;
mod left_out;
mod metadata;
mod nested;
mod parameter_files;
mod parameters;
mod recover;
mod references;
mod roots;
mod sam;
mod sam_configuration;
mod scalar;
mod stack;
mod stack_set;
mod template;
#[cfg(test)]
mod tests;
mod yaml;

use crate::condition::Presence;
use crate::resource::{
    Configuration, EvaluatedRoot, InputDefaults, Language, Loose, LooseKind, OnDefaults, Provider, Resource, Root, WorkShare,
};
use crate::secret;
use crate::source::{FileId, Span, Workspace};
use crate::value::Value;
use assembly::Assemblies;
use exports::Export;
use parameter_files::ParameterSets;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use stack::{Budget, Nested, Project, Stack, StackPosition};
use std::sync::{Arc, OnceLock};
use template::Template;

pub use deployed::{deployed_by, template_of};
pub use inline::documents_in_text;
pub use sam_configuration::is_sam_configuration;
pub use template::{ENDINGS, TemplateFile, parse_file, plain_documents};

/// How many values a parameter or the key of a mapping may have to be tried out one by one.
const MAX_ALTERNATIVES: usize = 48;

/// What the command line or configuration says about parameters.
#[derive(Clone, Debug, Default)]
pub struct TemplateOptions {
    /// `--parameters FILE`, workspace paths (CodePipeline, CLI and plain forms); they apply to every template that declares the parameter.
    pub parameter_files: Vec<String>,
    /// Only the files named above count: those beside a template are not looked for.
    pub no_automatic_parameter_files: bool,
    /// The accounts that are known to be the own ones; the analysis fills in its own.
    pub own_accounts: Vec<SmolStr>,
}

/// Gives the files of a workspace parsed: anew, or as they were kept.
pub type ParseTemplate<'p> = dyn Fn(FileId) -> Arc<TemplateFile> + Sync + 'p;

/// All templates that were selected or are called by others, with the values that were given for their parameters.
pub struct Templates {
    /// In the order of their files.
    templates: Vec<Arc<Template>>,
    own_accounts: Vec<SmolStr>,
    overrides: Vec<(SmolStr, Value)>,
    override_files: Vec<FileId>,
    exports: OnceLock<Vec<Export>>,
    parameter_sets: Option<ParameterSets>,
    assemblies: Assemblies,
}

/// Reads all selected templates: every stack that is deployed by itself, evaluated as far as it can be.
pub fn load(workspace: &Workspace, options: &TemplateOptions) -> Configuration {
    let (templates, mut configuration) = templates(workspace, options, &|file| Arc::new(parse_file(workspace, file)));
    let roots = templates.roots(workspace);
    let evaluated: Vec<EvaluatedRoot> =
        roots.par_iter().map(|root| evaluate_root(workspace, &templates, *root, (WorkShare::WHOLE, InputDefaults::Taken))).collect();
    evaluated.into_iter().for_each(|root| configuration.add(root));
    configuration.settle(workspace);
    configuration
}

/// Reads all selected templates, and those that they call; gives what they tell before any stack is evaluated, too.
pub fn templates(workspace: &Workspace, options: &TemplateOptions, parse: &ParseTemplate<'_>) -> (Templates, Configuration) {
    let mut told = Configuration::default();
    let assemblies = Assemblies::new(workspace);
    let candidates = workspace.files().filter(|(_, entry)| template::is_candidate(&entry.path));
    let (selected, others): (Vec<_>, Vec<_>) = candidates.partition(|(_, entry)| entry.selected);
    let mut templates = vec![];
    let mut waiting: Vec<FileId> = selected.iter().map(|(file, _)| *file).collect();
    let mut others: FxHashSet<FileId> = others.iter().map(|(file, _)| *file).collect();
    let mut with_other_endings = FxHashSet::default();
    let mut first = true;
    while !waiting.is_empty() {
        let mut called = FxHashSet::default();
        let read: Vec<Arc<TemplateFile>> = waiting.par_iter().map(|file| parse(*file)).collect();
        for (file, reading) in waiting.iter().zip(read) {
            if first && !reading.is_template {
                told.others.push(*file);
            }
            let counted = if reading.is_template { &mut told.coverage.templates } else { &mut told.coverage.other_files };
            *counted += usize::from(first || reading.is_template);
            told.problems.extend(reading.problems.iter().cloned());
            told.comments.extend(&reading.comments);
            told.metadata.extend(reading.metadata.iter().cloned());
            let whole = |template: &Arc<Template>| include::with_included(workspace, template, &mut told.problems);
            let read: Vec<Arc<Template>> = reading.templates.iter().map(whole).collect();
            called.extend(read.iter().flat_map(|template| nested::called(workspace, &assemblies, template)));
            templates.extend(read);
        }
        // Files that were not selected are read when a template calls them, and so are those with other endings: AWS asks for none.
        let has_other_ending = |file: &FileId| !template::is_candidate(workspace.path(*file));
        waiting =
            called.into_iter().filter(|file| others.remove(file) || has_other_ending(file) && with_other_endings.insert(*file)).collect();
        waiting.sort_by_key(|file| workspace.path(*file));
        first = false;
    }
    templates.sort_by(|a, b| a.path.cmp(&b.path));
    let templates = fragment::with_sections_above(templates);
    let parts: FxHashSet<FileId> = assemblies.all_parts().collect();
    told.others.retain(|file| !parts.contains(file));
    told.accounts = assemblies.accounts(workspace);
    let overrides = parameters::overrides(workspace, &options.parameter_files, &mut told.problems);
    let override_files = options.parameter_files.iter().filter_map(|path| workspace.find(path)).collect();
    let is_looked_for = options.parameter_files.is_empty() && !options.no_automatic_parameter_files;
    let parameter_sets = (is_looked_for && !templates.is_empty()).then(|| parameter_files::sets(workspace, &templates, &mut told.problems));
    let own_accounts = options.own_accounts.clone();
    (Templates { templates, own_accounts, overrides, override_files, exports: OnceLock::new(), parameter_sets, assemblies }, told)
}

impl Templates {
    /// The templates that are deployed by themselves, by their place: nobody calls them, or only each other.
    pub fn roots(&self, workspace: &Workspace) -> Vec<usize> {
        roots::first_of(&self.project(workspace), &|_| true)
    }

    /// The templates to start from in what no root has read: they are only nested under a condition that never holds, say.
    pub fn left_out(&self, workspace: &Workspace, read: &FxHashSet<FileId>) -> Vec<usize> {
        roots::first_of(&self.project(workspace), &|file| !read.contains(&file))
    }

    /// What their stacks look up.
    fn project<'t>(&'t self, workspace: &'t Workspace) -> Project<'t> {
        Project {
            workspace,
            templates: &self.templates,
            own_accounts: &self.own_accounts,
            overrides: &self.overrides,
            exports: Some(&self.exports),
            parameter_sets: self.parameter_sets.as_ref(),
            assemblies: &self.assemblies,
        }
    }

    /// How many templates there are.
    #[expect(clippy::len_without_is_empty, reason = "nobody asks for that")]
    pub fn len(&self) -> usize {
        self.templates.len()
    }

    /// The path of the template at a place.
    pub fn path(&self, place: usize) -> SmolStr {
        self.templates.get(place).map_or_else(SmolStr::default, |template| template.path.clone())
    }
}

/// What is no resource in a template and those nested in it: the parameters, what `cfn-init` does, and all that is written where that may hold the id of an access key.
fn loose(workspace: &Workspace, templates: &Templates, place: usize, budget: &Budget) -> Vec<Loose> {
    let root = templates.templates.get(place).map(|template| template.file);
    let read = budget.files_read.borrow();
    let used = templates.templates.iter().filter(|template| Some(template.file) == root || read.contains(&template.file));
    let parameters = used.clone().flat_map(|template| template.section("Parameters").iter().map(move |entry| (template, entry)));
    let inputs = parameters.filter(|(_, entry)| entry.value.get("Default").is_some()).map(|(template, entry)| {
        let resource = part(template, ("parameter", &entry.key), &entry.value, (entry.key_span, entry.span()));
        Loose { kind: LooseKind::Input, resource }
    });
    let has_key = |template: &&Arc<Template>| workspace.text(template.file).is_ok_and(|text| secret::may_have_key_id(text));
    let code = used.filter(has_key).map(|template| {
        let whole = template.whole();
        Loose {
            kind: LooseKind::Code,
            resource: part(template, ("template", &SmolStr::new_static("code")), whole, (whole.span, whole.span)),
        }
    });
    let setups = budget.setups.take().into_iter().map(|resource| Loose { kind: LooseKind::Setup, resource });
    inputs.chain(setups).chain(code).collect()
}

fn part(template: &Template, (kind, name): (&'static str, &SmolStr), attributes: &Value, (span, block): (Span, Span)) -> Resource {
    Resource {
        address: name.clone(),
        kind: SmolStr::new_static(kind),
        language: Language::CloudFormation,
        scope: template.path.clone(),
        name: name.clone(),
        provider: Arc::default(),
        attributes: attributes.clone(),
        span,
        block,
        calls: vec![],
        presence: Presence::default(),
        generated_by: None,
        construct: None,
        left_alone: vec![],
    }
}

/// Evaluates the template at a place as the stack that it is deployed as, with all nested ones.
pub fn evaluate_root(
    workspace: &Workspace,
    templates: &Templates,
    place: usize,
    (share, defaults): (WorkShare, InputDefaults),
) -> EvaluatedRoot {
    let mut budget = Budget::of(share);
    budget.defaults = defaults;
    let mut nested = Nested { resources: vec![], outputs: vec![], problems: vec![] };
    if let Some(template) = templates.templates.get(place) {
        let project = templates.project(workspace);
        let stack = templates.assemblies.stack(template.file);
        let provider = stack.map(|stack| Provider {
            accounts: stack.account.iter().cloned().collect(),
            region: stack.region.clone(),
            ..Provider::default()
        });
        let provider = provider.unwrap_or_default().into();
        let position = StackPosition { is_root: true, files: vec![template.file], provider, ..StackPosition::default() };
        budget.files_read.borrow_mut().extend(templates.assemblies.parts(&template.path));
        nested = Stack::new(&project, template, None, position, &budget).result();
    }
    let mut providers: Vec<Arc<Provider>> = nested.resources.iter().map(|resource| resource.provider.clone()).collect();
    providers.sort_by(|a, b| a.name.cmp(&b.name));
    providers.dedup_by(|a, b| a.name == b.name);
    let root = Root {
        path: templates.path(place),
        language: Language::CloudFormation,
        resources: nested.resources.into(),
        locals: vec![],
        outputs: nested.outputs,
        providers,
        loose: loose(workspace, templates, place, &budget),
        taken_over: vec![],
        turned_off: std::collections::BTreeSet::new(),
        looked_up: std::collections::BTreeMap::new(),
        used_sources: std::collections::BTreeSet::new(),
        declared_sources: std::collections::BTreeSet::new(),
        unfinished: std::collections::BTreeSet::new(),
        withheld: budget.withheld.take(),
        named_secrets: budget.secrets.take().into_iter().collect(),
    };
    let (made, on_defaults) = (budget.made.get(), if budget.has_defaults.get() { OnDefaults::Anything } else { OnDefaults::Nothing });
    let files_read = budget.files_read.into_inner().into_iter().chain(templates.override_files.iter().copied()).collect();
    EvaluatedRoot { files_read, problems: nested.problems, made, on_defaults, ..EvaluatedRoot::of(root) }
}
