//! Condition keys that are meant to tell whose request it is.

use crate::facts;
use crate::iam::condition::Condition;

/// A family of guards.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum GuardFamily {
    Source,
    ExternalId,
    Certificate,
}

/// The words for the families in rules.
pub(super) const FAMILIES: [(&str, GuardFamily); 3] =
    [("source", GuardFamily::Source), ("external-id", GuardFamily::ExternalId), ("certificate", GuardFamily::Certificate)];

impl GuardFamily {
    /// The keys of the family, in lower case; one that ends with `:` or `/` stands for all that begin so.
    fn keys(self) -> &'static [&'static str] {
        match self {
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html; encryption contexts:
            // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html; event source tokens:
            // https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
            GuardFamily::Source => &[
                "aws:sourcearn",
                "aws:sourceaccount",
                "aws:sourceorgid",
                "aws:sourceorgpaths",
                "aws:sourceowner",
                "kms:encryptioncontext:",
                "lambda:eventsourcetoken",
            ],
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_externalid
            GuardFamily::ExternalId => &["sts:externalid"],
            // https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
            GuardFamily::Certificate => &["aws:principaltag/x509subject/", "aws:principaltag/x509issuer/", "aws:principaltag/x509san/"],
        }
    }

    /// Whether the condition is on a key of the family, or on one that is misspelt.
    pub(super) fn has(self, condition: &Condition) -> bool {
        let of_family =
            |key: &str| self.keys().iter().any(|known| *known == key || (known.ends_with([':', '/']) && key.starts_with(known)));
        let meant = facts::similar_condition_key(&condition.key).map(str::to_ascii_lowercase);
        of_family(&condition.key) || meant.is_some_and(|meant| of_family(&meant))
    }
}

/// Whether a condition is of any family.
pub(super) fn is_guard(condition: &Condition) -> bool {
    FAMILIES.iter().any(|(_, family)| family.has(condition))
}
