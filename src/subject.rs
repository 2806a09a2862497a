//! Subjects: what rules and paths speak of (a bucket, a trail, a role), each put together from the resources that `joins.tsv` names.

mod identity;
mod reference;

pub use identity::{Held, Identity, Unread, identities, managed_policies};
pub use reference::{References, arn, definite, display_name, named, shaped};

use crate::facts::{self, Join};
use crate::policy::{self, leaves};
use crate::resource::{Resource, Root};
use crate::value::{Assignment, Value};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// A subject.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// `bucket`, `trail`, `role`, …
    pub kind: &'static str,
    pub resource: &'a Resource,
    /// What else belongs to it, in the order of the code.
    pub parts: Vec<Part<'a>>,
}

/// A resource that belongs to a subject, or an attribute of the subject that names such a resource.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    pub join: &'static Join,
    pub resource: &'a Resource,
    /// It belongs to the subject only under these answers.
    pub given: Assignment,
}

/// All subjects of a kind, in the order of the root's resources.
pub fn subjects<'a>(root: &'a Root, kind: &'static str, own_accounts: &'a [SmolStr]) -> Vec<Subject<'a>> {
    let joins: Vec<&'static Join> = facts::joins(kind).iter().filter(|join| join.language == root.language.name()).collect();
    let is_subject = |resource: &&Resource| {
        joins.iter().any(|join| join.via.is_empty() && join.part != "account" && join.resource_type == resource.kind)
    };
    let mut subjects: Vec<Subject<'a>> =
        root.resources.iter().filter(is_subject).map(|resource| Subject { kind, resource, parts: vec![] }).collect();
    let places: FxHashMap<&str, usize> =
        subjects.iter().enumerate().map(|(index, subject)| (subject.resource.address.as_str(), index)).collect();
    let references = References::to(subjects.iter().map(|subject| subject.resource), own_accounts);
    let mut add = |address: &str, part: Part<'a>| {
        if let Some(subject) = places.get(address).and_then(|index| subjects.get_mut(*index)) {
            subject.parts.push(part);
        }
    };
    for join in joins.iter().filter(|join| join.part != "self") {
        for resource in root.resources.iter().filter(|resource| resource.kind == join.resource_type) {
            let part = |given: Assignment| Part { join, resource, given };
            match (join.via.is_empty(), join.part) {
                (true, "account") => places.keys().for_each(|address| add(address, part(vec![]))),
                (true, _) => add(&resource.address, part(vec![])),
                (false, _) => {
                    for (given, value) in leaves(&resource.attributes, join.via) {
                        references.of(value).into_iter().for_each(|subject| add(&subject.address, part(given.clone())));
                    }
                }
            }
        }
    }
    subjects
}

impl<'a> Subject<'a> {
    /// Where a concept such as `bucket.versioning` is set for this subject: in itself, else in one of its parts.
    pub fn value(&self, concept: &str) -> Option<(&'a Resource, &'a Value)> {
        let places = facts::attributes(concept);
        let resources = std::iter::once(self.resource).chain(self.parts.iter().map(|part| part.resource));
        let mut set = resources.flat_map(|resource| {
            let here = places.iter().filter(move |place| place.resource_type == resource.kind);
            here.filter_map(move |place| Some((resource, policy::first(&resource.attributes, place.path)?)))
        });
        set.find(|(_, value)| !matches!(value.kind, crate::value::Kind::Null | crate::value::Kind::Absent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Workspace;
    use crate::{cloudformation, terraform};

    const SPLIT: &str = r#"
        resource "aws_s3_bucket" "logs" { bucket = "logs" }
        resource "aws_s3_bucket" "other" { bucket = "other" }
        resource "aws_s3_bucket_versioning" "logs" {
          bucket = aws_s3_bucket.logs.id
          versioning_configuration { status = "Enabled" }
        }
        resource "aws_s3_bucket_public_access_block" "logs" {
          bucket              = "logs"
          block_public_policy = true
        }
    "#;

    const WHOLE: &str = "
Resources:
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: logs
      VersioningConfiguration: {Status: Enabled}
      PublicAccessBlockConfiguration: {BlockPublicPolicy: true}
  Other:
    Type: AWS::S3::Bucket
";

    /// Each bucket's address with what is set for it.
    fn buckets(file: &str, text: &str) -> Vec<(String, Vec<String>)> {
        let workspace = Workspace::in_memory([(file.to_owned(), text.to_owned())]);
        let mut roots = terraform::load(&workspace, &terraform::Options::default()).roots;
        roots.extend(cloudformation::load(&workspace, &cloudformation::Options::default()).roots);
        let buckets = roots.iter().flat_map(|root| subjects(root, "bucket", &[]));
        let set = |bucket: &Subject<'_>| {
            let concepts = ["bucket.versioning", "bucket.block_public_policy", "bucket.object_lock"];
            concepts.iter().filter_map(|concept| Some(bucket.value(concept)?.1.to_text()?.to_string())).collect()
        };
        buckets.map(|bucket| (bucket.resource.address.to_string(), set(&bucket))).collect()
    }

    #[test]
    fn split_resources_make_one_bucket() {
        let set = || vec!["Enabled".to_owned(), "true".to_owned()];
        assert_eq!(buckets("main.tf", SPLIT), [("aws_s3_bucket.logs".to_owned(), set()), ("aws_s3_bucket.other".to_owned(), vec![])]);
        assert_eq!(buckets("template.yaml", WHOLE), [("Logs".to_owned(), set()), ("Other".to_owned(), vec![])]);
    }
}
