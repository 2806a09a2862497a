//! People who switch roles: who signs in with MFA or with IAM Identity Center is no vendor, nor is who has the name of a person; and the console sends no
//! external id.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html>

use crate::finding::Level;
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

/// Why the principal of a trust policy is hardly a deputy of many customers, if it is a person, and how much that leaves of a finding.
pub(super) fn doubt(outsider: Outsider, protects: &str, principal: Option<&Principal>, statement: &Statement) -> Option<(String, Level)> {
    let signing_in = who_signs_in(outsider, protects, principal, statement).map(|why| (why, Level::Note));
    let by_name = || {
        let who = principal.filter(|who| outsider == Outsider::Account && protects == "role" && is_named_as_person(who))?.told();
        let why = format!(
            "`{who}` has the name of a person, who acts for no customers; the account might be one of yours, and the console sends no external ID"
        );
        Some((why, Level::Warning))
    };
    signing_in.or_else(by_name)
}

/// Whether a user is called as people are: `jane.doe`, `jane.doe@example.com`.
pub(super) fn is_named_as_person(principal: &Principal) -> bool {
    if !matches!(principal.who, Who::User { .. }) {
        return false;
    }
    let written = principal.written();
    let name = written.known().and_then(|arn| arn.split(":user/").nth(1)).and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let (name, is_address) = name.split_once('@').map_or((name, false), |(name, _)| (name, true));
    let words: Vec<&str> = name.split('.').collect();
    let is_word = |word: &&str| !word.is_empty() && word.chars().all(|char| char.is_ascii_alphabetic() || char == '-');
    let is_long = |word: &&str| word.len() > 1;
    words.iter().all(is_word) && (is_address || words.len() > 1) && words.last().is_some_and(is_long)
}

/// Why a person who must sign in is hardly a deputy of many customers.
fn who_signs_in(outsider: Outsider, protects: &str, principal: Option<&Principal>, statement: &Statement) -> Option<String> {
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
