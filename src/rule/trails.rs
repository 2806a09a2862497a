//! The trails of the code that write into a bucket.

use super::context::StatementContext;
use crate::attribute_path::AttributePath;
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
