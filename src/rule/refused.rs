//! What IAM refuses in a policy of one kind, though another kind has it.

use crate::facts::PolicyKind;
use crate::iam::document::{Document, Statement};
use crate::source::Span;

/// An element that IAM does not take in a policy of this kind, which then is not in force as it stands.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
pub(super) fn refused(kind: PolicyKind, document: &Document) -> Option<(Span, &'static str)> {
    let find = |place: fn(&Statement) -> Option<Span>| document.statements.iter().find_map(place);
    match kind {
        PolicyKind::Identity => {
            let place = find(|statement| statement.principals.as_ref().map(|listed| listed.key_span));
            place.map(|span| (span, "IAM takes no `Principal` in the policy of a user, group or role"))
        }
        PolicyKind::Trust => {
            let place = find(|statement| statement.resources.as_ref().map(|listed| listed.key_span));
            place.map(|span| (span, "IAM takes no `Resource` in a trust policy"))
        }
        _ => None,
    }
}
