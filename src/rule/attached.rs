//! Whether a statement of a resource policy is about the resource that the policy is attached to.

use crate::attribute_path::AttributePath;
use crate::facts::{self, PolicyKind};
use crate::iam::document::{Element, Statement};
use crate::mapped_text::Text;
use crate::policy::Policy;

/// Whether every resource that a statement names is surely another than that of the policy, so that it grants nothing: one of another service, or in
/// another bucket. S3, SQS and SNS refuse such a policy, and in a key policy only `*` and the key itself mean anything.
/// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html>
pub(super) fn names_another(policy: &Policy<'_>, statement: &Statement) -> bool {
    let Some(listed) = statement.resources.as_ref().filter(|listed| !listed.negated && !listed.entries.is_empty()) else { return false };
    let services = facts::protected(policy.site.protects).map(facts::Protected::arn_services).unwrap_or_default();
    if policy.site.kind != PolicyKind::Resource || services.is_empty() || policy.site.owner.is_empty() && policy.site.protects != "kms" {
        return false;
    }
    let own = AttributePath::new(policy.site.owner).whole(&policy.resource.attributes).and_then(|value| value.to_text());
    let own = own.as_ref().and_then(Text::known).filter(|own| !own.is_empty());
    listed.entries.iter().all(|entry| is_of_another_service(entry, &services) || own.is_some_and(|own| is_in_another_bucket(entry, own)))
}

fn is_of_another_service(entry: &Element, services: &[&str]) -> bool {
    let parts = entry.written().split(":");
    let service = parts.get(2).and_then(Text::known).filter(|service| !service.is_empty() && !service.contains(['*', '?', '$']));
    let is_arn = parts.len() >= 6 && parts.first().and_then(Text::known) == Some("arn");
    is_arn && service.is_some_and(|service| !services.contains(&service))
}

/// `arn:aws:s3:::other/*`, where the policy is that of the bucket `own`.
fn is_in_another_bucket(entry: &Element, own: &str) -> bool {
    let Some(path) = entry.known().and_then(|known| known.split_once(":s3:::")).map(|(_, path)| path) else { return false };
    let bucket = path.split('/').next().unwrap_or_default();
    !own.contains(':') && !bucket.is_empty() && !bucket.contains(['*', '?', '$']) && bucket != own
}
