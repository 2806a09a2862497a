//! What leads to the resource of a policy from another account: its services act there for that account too.

use super::users::{DeployedTo, is_of_one_account};
use crate::attribute_path::AttributePath;
use crate::finding::{own_name, without_keys};
use crate::mapped_text::HoleKind;
use crate::resource::{Language, Resource};
use crate::rule::context::StatementContext;
use crate::value::{Kind, Value};
use rustc_hash::FxHashSet;

/// A topic leads to a key by the queue that is encrypted with it.
const MOST_STEPS: usize = 2;

/// The resources that lead to the one of a policy.
#[derive(Default)]
struct Leading {
    /// With the calls of modules around them.
    resources: FxHashSet<(String, String)>,
    names: FxHashSet<String>,
}

/// The accounts, if something of another one leads to what the policy protects, and the address of that; nothing where the code deploys to one account alone.
pub(super) fn elsewhere(context: &StatementContext<'_>) -> Option<(Vec<String>, String)> {
    let root = &context.policy.root;
    if is_of_one_account(root) {
        return None;
    }
    let address = &context.policy.policy.resource.address;
    root.known.leading.get(address, || found(context)).as_ref().clone()
}

fn found(context: &StatementContext<'_>) -> Option<(Vec<String>, String)> {
    let policy = context.policy.policy;
    let root = &context.policy.root;
    let own = DeployedTo::of(root, policy.resource);
    let mut leading = Leading::default();
    leading.add(policy.resource, policy.resource.name.to_string());
    let owner = AttributePath::new(policy.site.owner).whole(&policy.resource.attributes);
    owner.iter().flat_map(|owner| named(owner, policy.resource.language)).for_each(|name| leading.add(policy.resource, name));
    let mut source = None;
    for _ in 0..MOST_STEPS {
        let next: Vec<&Resource> = root.root.resources.iter().filter(|resource| leading.is_named_by(resource)).collect();
        source = source.or_else(|| next.iter().copied().find(|resource| DeployedTo::of(root, resource) != own));
        next.into_iter().for_each(|resource| leading.add(resource, resource.name.to_string()));
    }
    let source = source?;
    Some((vec![own.told(), DeployedTo::of(root, source).told()], source.address.to_string()))
}

impl Leading {
    fn add(&mut self, beside: &Resource, name: String) {
        self.names.insert(name.clone());
        self.resources.insert((module_of(beside), name));
    }

    /// Whether a resource names one of them, in its own module or by what was handed on between modules. Who calls names what they may call: no service acts
    /// for that.
    fn is_named_by(&self, resource: &Resource) -> bool {
        if resource.kind.starts_with("aws_iam_") || resource.kind.starts_with("AWS::IAM::") {
            return false;
        }
        let module = module_of(resource);
        any_text(&resource.attributes, &mut |value| {
            let is_handed_on = || value.provenance.steps().any(|step| ["module.", "var."].iter().any(|start| step.name.starts_with(start)));
            named(value, resource.language)
                .into_iter()
                .any(|name| self.names.contains(&name) && (self.resources.contains(&(module.clone(), name)) || is_handed_on()))
        })
    }
}

/// The calls of modules that lead to a resource.
fn module_of(resource: &Resource) -> String {
    let address = without_keys(&resource.address);
    address.strip_suffix(resource.name.as_str()).unwrap_or_default().to_owned()
}

/// What a value names: `aws_sns_topic.t` of `aws_sns_topic.t.arn`, `T` of `GetAtt T.Arn`.
fn named(value: &Value, language: Language) -> Vec<String> {
    let parts = if language == Language::Terraform { 2 } else { 1 };
    let step = |step: &str| {
        let bare = ["Ref ", "GetAtt "].into_iter().find_map(|word| step.strip_prefix(word)).unwrap_or(step);
        bare.trim_start_matches("${").trim_end_matches('}').split(['.', '[']).take(parts).collect::<Vec<_>>().join(".")
    };
    let text = value.to_text();
    let holes = text.iter().flat_map(|text| text.holes()).filter_map(|hole| match &hole.hole.kind {
        HoleKind::Attribute { resource, .. } => Some(own_name(resource)),
        _ => None,
    });
    holes.chain(value.provenance.steps().map(|found| step(&found.name))).collect()
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
