//! A plan and the root module that it was made from: its values at the places of the source.

use super::{Plan, PlannedResource, definition, placed};
use crate::condition::Presence;
use crate::problem::Problem;
use crate::resource::{EvaluatedRoot, Provider, Resource};
use crate::source::Span;
use crate::value::{Map, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

impl Plan {
    /// The root with the values of the plan. What the source has and the plan does not stays and is told, unless its presence was open.
    pub(in crate::terraform) fn over(&self, evaluated: EvaluatedRoot) -> EvaluatedRoot {
        let EvaluatedRoot { mut root, mut files_read, mut problems } = evaluated;
        files_read.push(self.file);
        let (mut by_address, mut by_definition) = (FxHashMap::default(), FxHashMap::default());
        for resource in &root.resources {
            by_address.insert(resource.address.as_str(), resource);
            by_definition.entry(definition(&resource.address)).or_insert(resource);
        }
        let mut resources = vec![];
        for planned in &self.resources {
            let found = by_address.get(planned.address.as_str()).or_else(|| by_definition.get(&definition(&planned.address)));
            match found {
                Some(source) => resources.push(with_source(source, planned)),
                None => {
                    let why = format!("`{}` of the plan is not in the source; its findings stand in the plan", planned.address);
                    problems.push(Problem::unsupported(planned.place, &why));
                    resources.push(self.alone(planned, root.path.clone(), Arc::new(Provider::default())));
                }
            }
        }
        let there: FxHashSet<String> = self.resources.iter().map(|planned| definition(&planned.address)).collect();
        for resource in &root.resources {
            if resource.presence == Presence::default() && !there.contains(&definition(&resource.address)) {
                let why = format!("`{}` is not in the plan; it is judged as the source has it", resource.address);
                problems.push(Problem::unsupported(resource.span, &why));
                resources.push(resource.clone());
            }
        }
        root.resources = resources;
        if let [account] = self.accounts.as_slice() {
            root.providers = root.providers.iter().map(|provider| in_account(provider, account)).collect();
            for resource in &mut root.resources {
                resource.provider = in_account(&resource.provider, account);
            }
        }
        EvaluatedRoot { root, files_read, problems }
    }
}

/// The same provider in the account that it was asked for, unless the code names one.
fn in_account(provider: &Arc<Provider>, account: &str) -> Arc<Provider> {
    if provider.accounts.is_empty() {
        Arc::new(Provider { accounts: vec![account.into()], ..Provider::clone(provider) })
    } else {
        provider.clone()
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
