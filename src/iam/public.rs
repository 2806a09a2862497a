//! S3's own meaning of "public", and what Block Public Access makes of it: "Blocking public access to your Amazon S3 storage",
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>.

use super::condition::{Condition, Family, Quantifier};
use super::document::{Document, Effect, Statement};
use super::keys;
use super::principal::Who;
use super::scalar::AddressBlock;
use crate::facts;

/// The first statement that makes the policy public, if one does. Deny statements are not considered, as S3 does not.
pub fn public_statement(document: &Document) -> Option<&Statement> {
    document.with_effect(Effect::Allow).find(|statement| !names_fixed_principals(statement) && !statement.conditions.iter().any(fixes))
}

/// Whether the policy is public as S3 means it.
pub fn is_public(document: &Document) -> bool {
    public_statement(document).is_some()
}

/// Whether the statement names who it lets in, one by one.
pub(super) fn names_fixed_principals(statement: &Statement) -> bool {
    let Some(listed) = &statement.principals else { return true };
    let is_fixed = |who: &Who| match who {
        Who::Everyone | Who::AnyService | Who::Unclear => false,
        Who::Nobody => true,
        _ => true,
    };
    !listed.negated && listed.entries.iter().all(|entry| is_fixed(&entry.who) && !entry.text.literal().contains('*'))
}

/// Whether the condition grants to fixed values only.
pub(super) fn fixes(condition: &Condition) -> bool {
    let Some(operator) = &condition.operator else { return false };
    let demands = !operator.row.negated && !operator.if_exists && operator.quantifier != Some(Quantifier::ForAllValues);
    if !demands || condition.values.is_empty() || !keys::pins_public(&condition.key) {
        return false;
    }
    let is_fixed = |value: &super::document::Element| {
        let pattern = &value.pattern;
        match operator.row.family {
            _ if pattern.has_variables() => false,
            Family::Address => value.known().is_none_or(|text| AddressBlock::read(text).is_some_and(|block| !block.is_broad())),
            Family::Text | Family::TextIgnoreCase => true,
            Family::Like | Family::Arn => !pattern.has_wildcards() || is_access_point(condition, value.text.literal()),
            _ => false,
        }
    };
    condition.values.iter().all(is_fixed)
}

/// The name of an access point may be open if its account is fixed.
fn is_access_point(condition: &Condition, arn: &str) -> bool {
    if condition.key != "s3:dataaccesspointarn" {
        return false;
    }
    let Some((before, name)) = arn.split_once(":accesspoint/") else { return false };
    !before.contains(['*', '?']) && facts::account_of_arn(before).is_some() && !name.contains(':')
}

/// The four settings of Block Public Access, on a bucket or an account.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct PublicAccessBlock {
    pub block_public_acls: bool,
    pub ignore_public_acls: bool,
    pub block_public_policy: bool,
    pub restrict_public_buckets: bool,
}

impl PublicAccessBlock {
    /// The settings of bucket and account together: the stricter one counts.
    #[must_use]
    pub fn and(self, other: PublicAccessBlock) -> PublicAccessBlock {
        PublicAccessBlock {
            block_public_acls: self.block_public_acls || other.block_public_acls,
            ignore_public_acls: self.ignore_public_acls || other.ignore_public_acls,
            block_public_policy: self.block_public_policy || other.block_public_policy,
            restrict_public_buckets: self.restrict_public_buckets || other.restrict_public_buckets,
        }
    }
}

/// What becomes of a bucket policy under Block Public Access.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PolicyFate {
    /// It stands as written.
    Stands,
    /// S3 refuses to save it.
    Refused,
    /// Only services and the owner's account get through, also where a statement names others.
    ServicesAndOwnerOnly,
}

/// What becomes of a bucket policy. Services are never kept out, so a confused deputy stays one.
pub fn policy_fate(document: &Document, block: PublicAccessBlock) -> PolicyFate {
    match is_public(document) {
        true if block.block_public_policy => PolicyFate::Refused,
        true if block.restrict_public_buckets => PolicyFate::ServicesAndOwnerOnly,
        _ => PolicyFate::Stands,
    }
}

/// Whether a public ACL of the bucket takes effect: not where ACLs are off (`BucketOwnerEnforced`), refused or ignored.
pub fn acl_takes_effect(acls_enabled: bool, block: PublicAccessBlock) -> bool {
    acls_enabled && !block.ignore_public_acls && !block.block_public_acls
}

/// The canned ACLs that let everybody, or everybody with an AWS account, in.
pub fn is_public_acl(canned: &str) -> bool {
    matches!(canned, "public-read" | "public-read-write" | "authenticated-read")
}
