//! People who switch roles: who signs in with MFA or with IAM Identity Center is no vendor, and the console sends no external id.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html>

use crate::iam::condition::Condition;
use crate::iam::document::{Element, Statement};
use crate::iam::exposure::Outsider;
use crate::iam::principal::{Principal, Who};

const MFA_AGE: &str = "aws:multifactorauthage";
const MFA_PRESENT: &str = "aws:multifactorauthpresent";

/// What is in the ARNs of the roles that IAM Identity Center makes for permission sets, and of their sessions.
/// <https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html>
const PERMISSION_SETS: [&str; 2] = [":role/aws-reserved/sso.amazonaws.com/", ":assumed-role/AWSReservedSSO_"];

fn is_of_permission_set(arn: &str) -> bool {
    PERMISSION_SETS.iter().any(|part| arn.contains(part))
}

/// Why the principal of a trust policy is hardly a deputy of many customers, if it is a person who must sign in.
pub(super) fn doubt(outsider: Outsider, protects: &str, principal: Option<&Principal>, statement: &Statement) -> Option<String> {
    let principal = principal.filter(|_| outsider == Outsider::Account && protects == "role")?;
    let demands = |condition: &&Condition| condition.operator.is_some_and(|operator| !operator.row.negated && !operator.if_exists);
    let mut demanded = statement.conditions.iter().filter(demands);
    let is_permission_set = |condition: &Condition| {
        let is_named = |value: &Element| is_of_permission_set(value.written().literal());
        condition.key == "aws:principalarn" && !condition.values.is_empty() && condition.values.iter().all(is_named)
    };
    if is_of_permission_set(principal.written().literal()) || demanded.any(is_permission_set) {
        let why = "the roles of permission sets are of people who sign in with IAM Identity Center rather than of a service of many customers; \
                   the console sends no external ID";
        return Some(why.to_owned());
    }
    let is_yes = |value: &Element| value.known().is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let is_mfa = |condition: &Condition| match condition.key.as_str() {
        MFA_AGE => true,
        MFA_PRESENT => !condition.values.is_empty() && condition.values.iter().all(is_yes),
        _ => false,
    };
    let is_person = matches!(principal.who, Who::User { .. }) && statement.conditions.iter().filter(|one| one.demands()).any(is_mfa);
    is_person.then(|| {
        let who = principal.told();
        format!("`{who}`, who signs in with MFA, is a person rather than a service of many customers; the console sends no external ID")
    })
}
