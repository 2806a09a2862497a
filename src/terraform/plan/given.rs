//! A plan and the root module that it was made from: its values at the places of the source.

use super::Plan;
use super::PlannedResource;
use super::definition;
use super::may_be;
use super::placed;
use crate::condition::Presence;
use crate::problem::Problem;
use crate::resource::{EvaluatedRoot, OnDefaults, Provider, Resource};
use crate::source::Span;
use crate::value::{Map, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

impl Plan {
    /// The root with the values of the plan. What the source has and the plan does not stays and is told, unless its presence was open.
    pub(in crate::terraform) fn over(&self, evaluated: EvaluatedRoot) -> EvaluatedRoot {
        let EvaluatedRoot { mut root, mut files_read, mut problems, .. } = evaluated;
        files_read.push(self.file);
        problems.extend(self.problems.iter().cloned());
        let by_address: FxHashMap<&str, &Resource> = root.resources.iter().map(|resource| (resource.address.as_str(), resource)).collect();
        let mut by_definition: FxHashMap<String, Vec<&Resource>> = FxHashMap::default();
        for resource in &root.resources {
            by_definition.entry(definition(&resource.address)).or_default().push(resource);
        }
        let mut resources = vec![];
        let mut planned_instances: FxHashMap<String, Vec<&str>> = FxHashMap::default();
        for planned in &self.resources {
            let definition = definition(&planned.address);
            let same = by_definition.get(&definition).map_or(&[][..], Vec::as_slice);
            let like = || same.iter().find(|source| may_be(&source.address, &planned.address)).or_else(|| same.first());
            match by_address.get(planned.address.as_str()).or_else(like) {
                Some(source) => resources.push(with_source(source, planned)),
                None => {
                    let why = format!("`{}` of the plan is not in the source; its findings stand in the plan", planned.address);
                    problems.push(Problem::unsupported(planned.place, &why));
                    resources.push(self.alone(planned, root.path.clone(), Arc::new(Provider::default())));
                }
            }
            planned_instances.entry(definition).or_default().push(&planned.address);
        }
        let addresses: FxHashSet<&str> = self.resources.iter().map(|planned| planned.address.as_str()).collect();
        let is_planned = |resource: &Resource| {
            let of_definition = || planned_instances.get(&definition(&resource.address));
            addresses.contains(resource.address.as_str())
                || of_definition().is_some_and(|all| all.iter().any(|planned| may_be(&resource.address, planned)))
        };
        for resource in root.resources.iter().filter(|resource| resource.presence == Presence::default() && !is_planned(resource)) {
            let why = format!("`{}` is not in the plan; it is judged as the source has it", resource.address);
            problems.push(Problem::unsupported(resource.span, &why));
            resources.push(resource.clone());
        }
        root.resources = resources.into();
        root.providers = root.providers.iter().map(|provider| self.in_account(provider)).collect();
        for resource in &mut root.resources {
            resource.provider = self.in_account(&resource.provider);
        }
        root.resources.iter().for_each(|resource| root.withheld.note_marked(&resource.attributes, &resource.address));
        // The plan names resources in its own way.
        let on_defaults = if matches!(evaluated.on_defaults, OnDefaults::Nothing) { OnDefaults::Nothing } else { OnDefaults::Anything };
        EvaluatedRoot { root, files_read, problems, on_defaults, ..evaluated }
    }

    /// The same provider in the account that it was asked for, unless the code names one.
    fn in_account(&self, provider: &Arc<Provider>) -> Arc<Provider> {
        match self.accounts.get(&provider.name).filter(|_| provider.accounts.is_empty()) {
            Some(account) => Arc::new(Provider { accounts: vec![account.clone()], ..Provider::clone(provider) }),
            None => provider.clone(),
        }
    }
}

fn with_source(source: &Resource, planned: &PlannedResource) -> Resource {
    let nothing = Map::default();
    let of = |value: &Value| value.as_map().cloned();
    let (own, values) = (of(&source.attributes), of(&planned.values));
    let map = placed::map_placed(own.as_ref().unwrap_or(&nothing), values.as_ref().unwrap_or(&nothing), source.span);
    Resource {
        address: planned.address.clone(),
        attributes: Value::map(map, source.attributes.span),
        presence: Presence::default(),
        ..source.clone()
    }
}

/// Where the plan names a directory that holds no root module.
pub(super) fn no_root(span: Span, directory: &str) -> Problem {
    Problem::syntax_error(span, "the source of the plan", &format!("`{directory}` holds no root module"))
}
