//! The trails of the code that write into a bucket, and whose they are.

use super::context::StatementContext;
use super::module_directories::directory;
use crate::attribute_path::AttributePath;
use crate::resource::Resource;
use crate::subject::{LinkTarget, NamedSubject, Subject};

/// The trails of this code that write into the bucket of the policy.
pub(super) fn into_bucket<'a>(context: &StatementContext<'a>) -> Vec<&'a Subject<'a>> {
    let policy = context.policy.policy;
    let subjects = context.policy.root.subjects;
    let Some(owner) = AttributePath::new(policy.site.owner).whole(&policy.resource.attributes) else { return vec![] };
    let NamedSubject::Here(buckets) = subjects.named("bucket", &owner) else { return vec![] };
    let is_into = |trail: &&Subject<'_>| {
        let mut links = trail.links("bucket");
        links
            .any(|link| matches!(link.to, LinkTarget::Here(known) if buckets.iter().any(|bucket| bucket.resource.address == known.address)))
    };
    subjects.of_kind("trail").iter().filter(is_into).collect()
}

/// Whose the trails are that write into the bucket of the policy from other accounts than that of its provider, as far as the code tells.
pub(super) fn accounts_beside(context: &StatementContext<'_>) -> Vec<String> {
    let policy = context.policy.policy.resource;
    let root = &context.policy.root;
    let alias = |resource: &Resource| {
        let alias = resource.provider.alias.as_ref().map(|alias| format!("aws.{alias}")).unwrap_or_default();
        let directory = root.known.directories.get(root.workspace, directory(root.workspace, resource.block.file));
        if directory.of_default_account.contains(&alias) { String::new() } else { alias }
    };
    let is_other = |trail: &&Subject<'_>| match (trail.resource.provider.account(), policy.provider.account()) {
        (Some(theirs), Some(own)) => theirs != own,
        _ => trail.resource.provider.name != policy.provider.name && alias(trail.resource) != alias(policy),
    };
    let mut found: Vec<String> = into_bucket(context).into_iter().filter(is_other).map(|trail| named(trail.resource)).collect();
    found.sort();
    found.dedup();
    if !found.is_empty() {
        found.insert(0, named(policy));
    }
    found
}

/// The account of a resource, or its provider where the code does not tell the account.
fn named(resource: &Resource) -> String {
    let provider = &resource.provider;
    provider.account().map_or_else(|| format!("that of provider `{}`", provider.name), ToString::to_string)
}
