//! Whether an identity may do something on every resource, or everything.

use super::circumstances::REQUESTED_REGION;
use super::grant::Grant;
use super::graph::{PermissionGraph, PrincipalContext};
use super::launch::{NOT_KNOWN, resource_of};
use super::permission::Query;
use crate::iam::evaluate::StatementAt;
use smol_str::SmolStr;

/// A service and an action that no policy names: only what covers everything covers them.
pub(super) const ANYTHING: (&str, &str) =
    ("the-any-service-not-known:AnyAction", "arn:aws:the-any-service-not-known:xx-region-1:{account}:the-any-resource-not-known");

/// Names that differ in everything: what covers all covers every one. The first is told.
pub(super) const ANY_NAME: [&str; 3] = [NOT_KNOWN, "x", "Y-0/a.b"];

/// A service that no policy names.
const ANY_SERVICE: &str = "the-any-service-not-known.amazonaws.com";

pub(super) const PASSED_TO: &str = "iam:PassedToService";

/// What the holder of a statement may do on every resource: `iam:PassRole`, or everything.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Everywhere {
    Action(SmolStr),
    Everything,
}

impl PermissionGraph<'_> {
    /// Whether an identity may do this on every resource of the action's kind, for any service.
    pub(super) fn everywhere(&self, caller: &PrincipalContext<'_>, action: &str, only: Option<StatementAt>) -> Option<Grant> {
        let context = [(PASSED_TO, ANY_SERVICE.to_owned())];
        let context = if action.eq_ignore_ascii_case("iam:PassRole") { &context[..] } else { &[] };
        self.all(caller, &[action], context, only)
    }

    /// Whether an identity may do everything on everything. What no policy names has to come from the statement; that nothing of IAM is left out counts
    /// over all that the identity holds, since "all but IAM" in one statement and "all of IAM" in another make an administrator too.
    pub(super) fn everything(&self, caller: &PrincipalContext<'_>, only: Option<StatementAt>) -> Option<Grant> {
        let resource = ANYTHING.1.replace("{account}", caller.account);
        let anything = self.is_allowed(caller, &Query { only, ..Query::new(ANYTHING.0, resource) })?;
        // Everything in one Region leaves nothing out, though IAM is called in another.
        let region = anything.request.context.get(REQUESTED_REGION).and_then(|regions| regions.first());
        let context: Vec<(&str, String)> = region.map(|region| (REQUESTED_REGION, region.clone())).into_iter().collect();
        let permissions = self.all(caller, &["iam:PutRolePolicy", "iam:AttachUserPolicy", "iam:CreatePolicyVersion"], &context, None)?;
        Some(anything.and(permissions))
    }

    /// The first grant if all of these may be done on every resource, with the doubts of all.
    fn all(&self, caller: &PrincipalContext<'_>, actions: &[&str], context: &[(&str, String)], only: Option<StatementAt>) -> Option<Grant> {
        let mut first: Option<Grant> = None;
        for action in actions {
            for name in ANY_NAME {
                let query = Query { context, only, ..Query::new(action, resource_of(action, caller.account, name)) };
                let grant = self.is_allowed(caller, &query)?;
                first = Some(match first {
                    Some(first) => first.and(grant),
                    None => grant,
                });
            }
        }
        first
    }
}
