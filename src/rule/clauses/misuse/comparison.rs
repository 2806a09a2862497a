//! Conditions whose operator or value is of another type than the key.

use super::operator_name;
use crate::facts::{self, Holds, KeyType};
use crate::iam::condition::{Condition, Family};
use crate::iam::document::{Effect, Element};
use crate::iam::keys;
use crate::iam::principal::is_account;
use crate::iam::scalar;
use crate::rule::context::StatementContext;

/// A key that holds a list of values, compared with one.
pub(super) fn multivalued_key(_: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    let operator = condition.operator.filter(|operator| operator.quantifier.is_none() && operator.row.family != Family::Null)?;
    let fact = facts::condition_key(&condition.key).filter(|fact| fact.multivalued)?;
    // A put of several events is checked one by one, so that each has one source.
    if condition.key.starts_with("events:") {
        return None;
    }
    Some(format!(
        "`{}` is a list of values, which `{}` cannot compare without `ForAnyValue:` or `ForAllValues:`",
        fact.key,
        operator.name()
    ))
}

/// Keys whose values can have a `*` that is meant as it stands: names of certificates, the principal of a permission, and the header `If-None-Match`,
/// of which S3 takes no other value: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html>.
const WITH_STARS: [&str; 4] = ["acm:", "acm-pca:", "lambda:principal", "s3:if-none-match"];

/// Keys whose values may have a `?`: addresses of pages, and what people call their tags.
const WITH_QUESTIONS: [&str; 2] = ["aws:referer", "/"];

/// A `*` or `?` under an operator that compares letter by letter.
pub(super) fn exact_wildcard(_: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    let operator = condition.operator.filter(|operator| matches!(operator.row.family, Family::Text | Family::TextIgnoreCase))?;
    if WITH_STARS.iter().any(|key| condition.key.starts_with(key)) {
        return None;
    }
    let has_questions = !WITH_QUESTIONS.iter().any(|part| condition.key.contains(part));
    let literal = |value: &'_ Element| {
        let text = value.text.literal();
        // Some services write a `*` into the ARNs that they send.
        let sends = || keys::holds_arn(&condition.key) && !keys::never_holds_wildcards(&condition.key, text);
        if !text.contains(['*', '?']) {
            return None;
        }
        let meant = text.replace("${*}", "").replace("${?}", "");
        let is_meant = |wildcard: &char| meant.contains(*wildcard) && (*wildcard == '*' || has_questions);
        ['*', '?'].into_iter().find(is_meant).filter(|_| !sends())
    };
    let (value, wildcard) = condition.values.iter().find_map(|value| Some((value, literal(value)?)))?;
    let like = if operator.row.negated { "StringNotLike" } else { "StringLike" };
    let like = if keys::holds_arn(&condition.key) { like.replace("String", "Arn") } else { like.to_owned() };
    Some(format!("`{}` takes the `{wildcard}` in `{}` literally; `{like}` expands it", operator.name(), value.written()))
}

/// An operator that cannot compare what the key holds.
pub(super) fn operator(_: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    let operator = condition.operator?;
    let fact = facts::condition_key(&condition.key)?;
    let is_global = condition.key.starts_with("aws:");
    // Tags hold any text.
    if fact.key.contains("${") || (!is_global && fact.kind == KeyType::String) {
        return None;
    }
    let fits = match operator.row.family {
        Family::Address => fact.kind == KeyType::Ip,
        Family::Arn => fact.kind == KeyType::Arn || is_arn_by_name(&condition.key),
        Family::Bool => fact.kind == KeyType::Bool,
        Family::Date(_) => fact.kind == KeyType::Date,
        Family::Number(_) => matches!(fact.kind, KeyType::Numeric | KeyType::Date),
        Family::Text | Family::TextIgnoreCase | Family::Like => fact.kind != KeyType::Ip || !condition.values.iter().any(is_range),
        Family::Binary | Family::Null => true,
    };
    let kind = match fact.kind {
        KeyType::String if keys::holds_account(&condition.key) => "the number of an account",
        KeyType::String => "a text",
        KeyType::Arn => "an ARN",
        KeyType::Bool => "`true` or `false`",
        KeyType::Numeric => "a number",
        KeyType::Date => "a date",
        KeyType::Ip => "an address",
        KeyType::Binary => "binary data",
    };
    let of_ranges = if fact.kind == KeyType::Ip { "; `IpAddress` and `NotIpAddress` compare with ranges" } else { "" };
    (!fits).then(|| format!("`{}` holds {kind}, which `{}` does not compare as such{of_ranges}", fact.key, operator.name()))
}

/// A range of addresses.
fn is_range(value: &Element) -> bool {
    value.text.literal().contains('/')
}

/// Keys that AWS lists as texts and whose values are ARNs.
fn is_arn_by_name(key: &str) -> bool {
    key == "aws:federatedprovider"
}

/// A value of another form than the key holds.
pub(super) fn value(context: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    let operator = condition.operator?;
    if let Family::Bool | Family::Null = operator.row.family {
        let is_answer = |text: &str| text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") || text.contains("${");
        let other = condition.values.iter().filter_map(Element::known).find(|text| !is_answer(text))?;
        return Some(format!("`{}` compares with `true` or `false`, not with `{other}`", operator_name(condition)));
    }
    if let Some((form, is_of_form)) = typed(operator.row.family) {
        let known = condition.values.iter().filter_map(Element::known).filter(|text| !text.contains(['$', '{', '<', '%']));
        return match known.into_iter().find(|text| !is_of_form(text)) {
            Some(other) => Some(format!("`{}` compares with {form}, and `{other}` is none", operator_name(condition))),
            None => private_address(context, condition),
        };
    }
    if !matches!(operator.row.family, Family::Text | Family::TextIgnoreCase | Family::Like | Family::Arn) {
        return None;
    }
    if let Some(reason) = short_arn(context, condition) {
        return Some(reason);
    }
    // Beside the role, its sessions are there for readers; they match nothing and take nothing away.
    let names_role = condition.values.iter().any(|value| value.text.literal().contains(":role/"));
    if condition.key == "aws:principalarn" && names_role {
        return None;
    }
    // Beside others, a word for nothing matches nothing and takes nothing away.
    let is_filler = |text: &str| condition.values.len() > 1 && FILLERS.iter().any(|filler| text.eq_ignore_ascii_case(filler));
    let known = condition.values.iter().filter_map(Element::known);
    let known = known.filter(|text| !text.is_empty() && !text.contains("${") && !is_filler(text));
    let holds = facts::condition_key(&condition.key)?.holds;
    // Where letters of both cases count as the same, so they do in the beginnings of ids.
    let as_compared = |text: &str| if operator.row.family == Family::TextIgnoreCase { text.to_ascii_lowercase() } else { text.to_owned() };
    let wrong =
        |text: &str| Some(format!("`{}` holds {}, never `{text}`", condition.key_text, form(&condition.key, holds, &as_compared(text))?));
    known.into_iter().find_map(wrong)
}

/// An operand of fewer than six parts under an operator for ARNs of a Deny; in an Allow such an operand grants nothing.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN>
fn short_arn(context: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    let is_meant = condition.operator?.row.family == Family::Arn && context.statement.effect == Effect::Deny;
    let is_short = |text: &&str| !text.is_empty() && text.split(':').count() < 6 && !text.contains(['$', '{', '<', '%']);
    let short = condition.values.iter().filter(|_| is_meant).filter_map(Element::known).find(is_short)?;
    let name = operator_name(condition);
    Some(format!(
        "`{name}` compares the six parts of an ARN, and `{short}` has fewer: AWS does not say whether the Deny then stops anybody"
    ))
}

/// What people write in a list where they have no value.
const FILLERS: [&str; 6] = ["-", "n/a", "none", "not-used", "null", "unused"];

/// Nothing but private addresses where the public one of the caller stands; beside others they match nothing and take nothing away.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip>
fn private_address(context: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    let is_private = |value: &Element| value.known().and_then(scalar::AddressBlock::read).is_some_and(|block| block.is_private());
    // Services of a VPC Lattice network are called from within it.
    let is_within = context.policy.policy.site.protects.starts_with("vpc-lattice");
    let is_meant = condition.key == "aws:sourceip" && !is_within && !condition.values.is_empty();
    let first = condition.values.first().filter(|_| is_meant && condition.values.iter().all(is_private))?;
    let name = &condition.key_text;
    Some(format!(
        "`{name}` holds the public address of a caller, never one of `{}`; through a VPC endpoint a call has `aws:VpcSourceIp` instead",
        first.known()?
    ))
}

type IsOfForm = fn(&str) -> bool;

/// What an operator for dates, numbers or addresses takes, in words and as a test.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
fn typed(family: Family) -> Option<(&'static str, IsOfForm)> {
    match family {
        Family::Date(_) => Some(("a date (`2026-01-31T00:00:00Z`) or seconds since 1970", |text| scalar::date(text).is_some())),
        Family::Number(_) => Some(("a number", |text| scalar::Number::read(text).is_some())),
        Family::Address => Some(("an address or a range of addresses", |text| scalar::AddressBlock::read(text).is_some())),
        _ => None,
    }
}

/// The form of a key's values, if a text is not of that form whatever its wildcards stand for.
fn form(key: &str, holds: Option<Holds>, text: &str) -> Option<&'static str> {
    let head = text.split(['*', '?']).next().unwrap_or_default();
    let is_whole = head.len() == text.len();
    let begins = |start: &str| head.starts_with(start) || (!is_whole && start.starts_with(head));
    let wrong = match (key, holds) {
        ("aws:sourcevpce", _) => (!begins("vpce-")).then_some("the id of a VPC endpoint (`vpce-…`)"),
        ("aws:sourcevpc", _) => (!begins("vpc-")).then_some("the id of a VPC (`vpc-…`)"),
        (
            "aws:principalservicename"
            | "aws:principalservicenameslist"
            | "aws:calledvia"
            | "aws:calledviafirst"
            | "aws:calledvialast"
            | "iam:passedtoservice"
            | "kms:viaservice",
            _,
        ) => {
            let is_name = !is_whole || (text.contains('.') && !text.contains(':'));
            (!is_name).then_some("the name of a service (`cloudtrail.amazonaws.com`)")
        }
        (_, Some(Holds::CallerAccount | Holds::OwnerAccount | Holds::Account)) => {
            let is_number = if is_whole { is_account(text) || text == "anonymous" } else { head.bytes().all(|byte| byte.is_ascii_digit()) };
            (!is_number).then_some("the number of an account")
        }
        (_, Some(Holds::CallerOrg | Holds::OwnerOrg | Holds::Org)) => {
            (!begins("o-") || text.contains('/')).then_some("the id of an organization (`o-…`)")
        }
        (_, Some(Holds::CallerOrgPath | Holds::OwnerOrgPath | Holds::OrgPath)) => {
            let is_path = begins("o-") && (!is_whole || text.contains('/'));
            (!is_path).then_some("a path that begins with the id of an organization (`o-…/r-…/ou-…/`)")
        }
        ("aws:principalarn", _) if text.starts_with("arn:") && text.contains(":assumed-role/") => {
            Some("the ARN of the role (`arn:aws:iam::…:role/…`) where a session calls")
        }
        // Amplify sends its ARN encoded as in a URL: <https://docs.aws.amazon.com/amplify/latest/userguide/deploy--from-amazon-s3.html>.
        (_, Some(Holds::SourceArn)) if begins("arn%3A") => None,
        (_, Some(Holds::SourceArn | Holds::CallerArn)) => (!begins("arn:")).then_some("an ARN"),
        _ => None,
    };
    // What a template would put there is not known.
    wrong.filter(|_| !text.contains(['<', '>', '{', '}', ' ']))
}
