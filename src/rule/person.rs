//! People who switch roles: a user who signs in with MFA is no vendor, and the console sends no external id.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html>

use crate::iam::condition::Condition;
use crate::iam::document::Statement;
use crate::iam::exposure::Outsider;
use crate::iam::principal::{Principal, Who};

const MFA: [&str; 2] = ["aws:multifactorauthage", "aws:multifactorauthpresent"];

/// Why the principal of a trust policy is hardly a deputy of many customers, if it is a user who must sign in with MFA.
pub(super) fn doubt(outsider: Outsider, protects: &str, principal: Option<&Principal>, statement: &Statement) -> Option<String> {
    let principal = principal.filter(|_| outsider == Outsider::Account && protects == "role")?;
    let demands = |condition: &&Condition| condition.operator.is_some_and(|operator| !operator.row.negated && !operator.if_exists);
    let is_mfa = |condition: &Condition| MFA.contains(&condition.key.as_str());
    let is_person = matches!(principal.who, Who::User { .. }) && statement.conditions.iter().filter(demands).any(is_mfa);
    is_person.then(|| {
        let who = principal.told();
        format!("`{who}`, who signs in with MFA, is a person rather than a service of many customers; the console sends no external ID")
    })
}
