//! A plan by itself: everything stands where the plan has it.

use super::super::TerraformOptions;
use super::Plan;
use super::PlannedResource;
use super::accounts;
use super::definition;
use super::given::no_root;
use super::members;
use crate::condition::Presence;
use crate::problem::Problem;
use crate::resource::{AllResources, EvaluatedRoot, Language, Provider, Resource, Root, Tags};
use crate::secret::Withheld;
use crate::source::{FileId, Span, Workspace};
use crate::value::{Entry, Kind, Marks, Value};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a plan without its source comes to; nothing if no plan is given, or one with its source.
pub fn plan_root(workspace: &Workspace, options: &TerraformOptions) -> Option<EvaluatedRoot> {
    let input = options.plan.as_ref().filter(|input| input.source.is_none())?;
    let files_read = workspace.find(&input.file).into_iter().collect();
    Some(match Plan::read(workspace, &input.file) {
        Ok(plan) => {
            let problems = plan.problems.iter().cloned().chain(plan.left_out()).collect();
            EvaluatedRoot { files_read, problems, ..EvaluatedRoot::of(plan.root(root(&input.file))) }
        }
        Err(problem) => EvaluatedRoot { files_read, problems: vec![problem], ..no_plan(&input.file) },
    })
}

/// What is wrong if the source of the plan is none of these roots.
pub(in crate::terraform) fn without_source(workspace: &Workspace, options: &TerraformOptions, roots: &[SmolStr]) -> Option<Problem> {
    let input = options.plan.as_ref()?;
    let source = input.source.as_ref().filter(|source| !roots.iter().any(|root| root == source.as_str()))?;
    let file = workspace.find(&input.file).unwrap_or(FileId(0));
    Some(no_root(Span::new(file, 0, 0), if source.is_empty() { "." } else { source }))
}

/// A plan of which nothing is known.
pub fn no_plan(path: &str) -> EvaluatedRoot {
    EvaluatedRoot::of(root(path))
}

fn root(path: &str) -> Root {
    Root {
        path: SmolStr::new(path),
        language: Language::Terraform,
        resources: AllResources::default(),
        locals: vec![],
        outputs: vec![],
        providers: vec![],
        loose: vec![],
        taken_over: vec![],
        turned_off: std::collections::BTreeSet::new(),
        looked_up: std::collections::BTreeMap::new(),
        used_sources: std::collections::BTreeSet::new(),
        declared_sources: std::collections::BTreeSet::new(),
        unfinished: std::collections::BTreeSet::new(),
        withheld: Withheld::default(),
        named_secrets: vec![],
    }
}

impl Plan {
    fn root(&self, empty: Root) -> Root {
        let configuration = self.whole.get("configuration");
        let keys = accounts::provider_keys(&self.whole);
        let configured = configuration.and_then(|configuration| configuration.get("provider_config"));
        let providers: FxHashMap<SmolStr, Arc<Provider>> =
            members(configured).map(|entry| (entry.key.clone(), Arc::new(self.provider(&entry.key, &entry.value)))).collect();
        let of = |planned: &PlannedResource| {
            let key = keys.get(&definition(&planned.address)).cloned().unwrap_or_else(|| SmolStr::new_static("aws"));
            providers.get(&key).cloned().unwrap_or_else(|| Arc::new(self.provider(&key, &Value::null(planned.place))))
        };
        let resources: Vec<Resource> = self.resources.iter().map(|planned| self.alone(planned, empty.path.clone(), of(planned))).collect();
        let outputs = self.whole.get("planned_values").and_then(|planned| planned.get("outputs"));
        let output = |entry: &Entry| {
            let is_sensitive = entry.value.get("sensitive").is_some_and(|flag| flag.kind == Kind::Bool(true));
            let marks = Marks { sensitive: is_sensitive, ..Marks::default() };
            Some((entry.key.clone(), entry.value.get("value")?.clone().marked(marks)))
        };
        let outputs: Vec<(SmolStr, Value)> = members(outputs).filter_map(output).collect();
        let mut withheld = Withheld::default();
        resources.iter().for_each(|resource| withheld.note_marked(&resource.attributes, &resource.address));
        outputs.iter().for_each(|(name, value)| withheld.note_marked(value, name));
        let mut all: Vec<Arc<Provider>> = providers.values().chain(resources.iter().map(|resource| &resource.provider)).cloned().collect();
        all.retain(|provider| provider.name.split('.').any(|part| part == "aws"));
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all.dedup_by(|a, b| a.name == b.name);
        Root { outputs, providers: all, resources: resources.into(), withheld, ..empty }
    }

    /// A resource that stands where the plan has it.
    pub(super) fn alone(&self, planned: &PlannedResource, scope: SmolStr, provider: Arc<Provider>) -> Resource {
        Resource {
            address: planned.address.clone(),
            kind: planned.kind.clone(),
            language: Language::Terraform,
            scope,
            name: planned.name.clone(),
            provider,
            attributes: planned.values.clone(),
            span: planned.place,
            block: planned.entry,
            calls: vec![],
            presence: Presence::default(),
            generated_by: None,
            construct: None,
            left_alone: vec![],
        }
    }

    /// What the configuration of a provider says: `module.a:aws.replica`.
    fn provider(&self, key: &str, configured: &Value) -> Provider {
        let alias = configured.get("alias").and_then(Value::as_str).map(SmolStr::new);
        let name = accounts::provider_name(key);
        let accounts = match accounts::written(configured) {
            accounts if accounts.is_empty() => self.accounts.get(&name).cloned().into_iter().collect(),
            accounts => accounts,
        };
        let region = accounts::constant(configured, "region").and_then(Value::as_str).map(SmolStr::new);
        Provider {
            name,
            alias,
            accounts,
            region,
            default_tags: Tags::default(),
            emulators: BTreeMap::new(),
            credentials: Some(accounts::credentials(key, configured)),
            targets: None,
        }
    }
}
