//! Whom the conditions of a trust policy name in place of its principal.

use super::context::{PolicyContext, PrincipalKind};
use crate::facts::{self, PolicyKind};
use crate::iam::condition::{Condition, Family, Quantifier};
use crate::iam::document::{Effect, Element, Statement};
use crate::iam::principal::Principal;
use crate::mapped_text::Text;
use std::borrow::Cow;

/// The principals of a statement. `*` with a condition on the account or the ARN of the caller means those that the condition names: it is the documented way
/// to trust a role that may be made anew. <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
pub(super) fn principals<'a>(context: &PolicyContext<'_>, statement: &'a Statement) -> Cow<'a, [Principal]> {
    let listed = statement.principals.as_ref().filter(|listed| !listed.negated);
    let entries = listed.map_or(&[][..], |listed| listed.entries.as_slice());
    let is_trust = context.policy.site.kind == PolicyKind::Trust && statement.effect == Effect::Allow;
    let named: Vec<Principal> = if is_trust { statement.conditions.iter().find_map(callers).unwrap_or_default() } else { vec![] };
    let is_everyone = |entry: &Principal| PrincipalKind::of(entry) == PrincipalKind::Everyone;
    if named.is_empty() || !entries.iter().any(is_everyone) {
        return Cow::Borrowed(entries);
    }
    let others = entries.iter().filter(|entry| !is_everyone(entry)).cloned();
    Cow::Owned(named.into_iter().chain(others).collect())
}

/// The callers that a condition names, each by the account; nothing where one of them is not known, or could be of any account.
fn callers(condition: &Condition) -> Option<Vec<Principal>> {
    let operator = condition.operator?;
    let textual = matches!(operator.row.family, Family::Text | Family::TextIgnoreCase | Family::Like | Family::Arn);
    let demands = !operator.row.negated && !operator.if_exists && operator.quantifier != Some(Quantifier::ForAllValues);
    if !textual || !demands || condition.values.is_empty() {
        return None;
    }
    condition.values.iter().map(|value| caller(condition, value)).collect()
}

fn caller(condition: &Condition, value: &Element) -> Option<Principal> {
    let known = value.known()?;
    let account = match condition.key.as_str() {
        "aws:principalaccount" => known,
        "aws:principalarn" => facts::account_of_arn(known)?,
        _ => return None,
    };
    // Several callers of an account are those whom it lets.
    let text = if known.contains(['*', '?', '$']) { Text::computed(account, value.span) } else { value.text.clone() };
    facts::is_account(account).then(|| Principal::of_account(text, value.span).at(condition.key_span, value.origin.clone()))
}
