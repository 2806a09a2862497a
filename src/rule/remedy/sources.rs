//! What leads to the resource of a policy from another account: its services act there for that account too.

use super::organisation::Sharing;
use super::users::DeployedTo;
use crate::attribute_path::AttributePath;
use crate::finding::without_keys;
use crate::resource::{Resource, Root};
use crate::rule::concerned::named_by;
use crate::rule::context::StatementContext;
use crate::value::{Kind, Value};
use rustc_hash::FxHashSet;

/// A topic leads to a key by the queue that is encrypted with it.
const MOST_STEPS: usize = 2;

/// The accounts, if something of another one leads to what the policy protects; nothing where the code deploys to one account alone.
pub(super) fn elsewhere(context: &StatementContext<'_>) -> Option<Sharing> {
    let policy = context.policy.policy;
    let root = &context.policy.root;
    let own = DeployedTo::of(root, policy.resource);
    let is_other = |resource: &&Resource| DeployedTo::of(root, resource) != own;
    if !root.root.resources.iter().any(|resource| is_other(&resource)) {
        return None;
    }
    let owner = AttributePath::new(policy.site.owner).whole(&policy.resource.attributes);
    let mut known: FxHashSet<(String, String)> = FxHashSet::default();
    let module = module_of(policy.resource);
    known.extend(owner.iter().flat_map(|owner| named_by(owner, root.root)).map(|name| (module.clone(), name)));
    known.insert((module, policy.resource.name.to_string()));
    let mut found: Vec<&Resource> = vec![];
    for _ in 0..MOST_STEPS {
        let leads = |resource: &&Resource| leads_to(resource, root.root, &known) && !is_identity(resource);
        let next: Vec<&Resource> = root.root.resources.iter().filter(leads).collect();
        known.extend(next.iter().map(|resource| (module_of(resource), resource.name.to_string())));
        found.extend(next);
    }
    let source = found.into_iter().find(is_other)?;
    Some(Sharing::Sources(vec![own.told(), DeployedTo::of(root, source).told()], source.address.to_string()))
}

/// The calls of modules that lead to a resource.
fn module_of(resource: &Resource) -> String {
    let address = without_keys(&resource.address);
    address.strip_suffix(resource.name.as_str()).unwrap_or_default().to_owned()
}

/// Who calls names what they may call: no service acts for that.
fn is_identity(resource: &Resource) -> bool {
    resource.kind.starts_with("aws_iam_") || resource.kind.starts_with("AWS::IAM::")
}

/// Whether a resource names one of these, in its own module or by what was handed on between modules.
fn leads_to(resource: &Resource, root: &Root, known: &FxHashSet<(String, String)>) -> bool {
    let module = module_of(resource);
    any_text(&resource.attributes, &mut |value| {
        let is_handed_on =
            || value.provenance.steps().any(|step| ["module.", "var."].iter().any(|start| step.name.starts_with(start)));
        named_by(value, root).iter().any(|name| {
            known.contains(&(module.clone(), name.clone())) || known.iter().any(|(_, other)| other == name) && is_handed_on()
        })
    })
}

fn any_text(value: &Value, holds: &mut dyn FnMut(&Value) -> bool) -> bool {
    match &value.kind {
        Kind::List(items) => items.iter().any(|item| any_text(item, holds)),
        Kind::Map(map) => map.entries.iter().any(|entry| any_text(&entry.value, holds)),
        Kind::Alternatives(open) => open.branches.iter().any(|(_, branch)| any_text(branch, holds)),
        Kind::Text(_) | Kind::Unknown(_) => holds(value),
        Kind::Absent | Kind::Null | Kind::Bool(_) | Kind::Number(_) => false,
    }
}
