//! The external ID that a role asks a foreign account for.

use super::guard::{EXTERNAL_ID, Guard, VENDOR_ID};
use super::{paste, template, written};
use crate::facts;
use crate::finding::Remedy;
use crate::iam::condition::Condition;
use crate::iam::context::Keys;
use crate::iam::document::Effect;
use crate::iam::exposure::Outsider;
use crate::iam::principal::Principal;
use crate::rule::context::{PrincipalKind, StatementContext};
use crate::rule::person;
use crate::truth::Truth;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// An external id for a foreign account. A service or an own account that is named beside it sends none.
pub(super) fn require(context: &StatementContext<'_>) -> Remedy {
    let account = context.principal.and_then(Principal::account).filter(|account| account.len() == 12);
    if let Some(aws) = account.and_then(|account| facts::aws_account(account)) {
        let use_of = format!("the account is AWS's own (`{}`: {})", aws.service, aws.note);
        return Remedy::advice(format!("name who is meant: {use_of}, and sends no external ID"));
    }
    let otherwise = account
        .map(|account| format!(" (if you trust all of the account, as one of your own: `--trusted-account {account}`)"))
        .unwrap_or_default();
    // Whose account it is comes first.
    let text = match account.filter(|_| context.doubt_about_account(Outsider::Account).is_some()) {
        Some(account) => {
            format!(
                "`--trusted-account {account}` if you trust all of the account, as one of your own; else require the external ID that the vendor gave you"
            )
        }
        None => format!("require the external ID that the vendor gave you{otherwise}"),
    };
    if let Some(account) = account.filter(|_| context.principal.is_some_and(person::is_named_as_person)) {
        return Remedy::advice(format!(
            "`--trusted-account {account}` if the account is one of your own; else ask people for MFA (`Bool` on `aws:MultiFactorAuthPresent`), and only \
             what acts for customers for an external ID, which the console does not send"
        ));
    }
    if let Some(who) = sends_none(context, account) {
        return Remedy::advice(format!("{text}, in a statement of its own, since {who}"));
    }
    // What only one of several callers sends would stop the others.
    let is_person = person::doubt(Outsider::Account, context.policy.policy.site.protects, context.principal, context.statement).is_some();
    if is_person {
        return Remedy::advice(format!("{text}, unless people switch to the role in the console, which sends none"));
    }
    if let Some(vendor) = context.vendor(Outsider::Account).filter(|vendor| !vendor.external_id.is_empty()) {
        let form = format!("{} puts it together as `{}`", vendor.name, vendor.external_id);
        return Remedy::advice(format!("require an external id that has your own name and the character behind it: {form}{otherwise}"));
    }
    if context.doubt_about_composed_id(Outsider::Account).is_some() {
        return Remedy::advice(format!("{text}, unless it puts another one together for each call"));
    }
    if let Some(other) = contradicting(context, EXTERNAL_ID) {
        return Remedy::advice(format!(
            "{text}, in place of `{}` on `{}`, which no call with one meets",
            other.operator_text, other.key_text
        ));
    }
    match written(context, EXTERNAL_ID, None) {
        Some(code) => {
            let to_fill_in = if code.edits.iter().any(|edit| edit.text.contains(VENDOR_ID)) { VENDOR_ID } else { "" };
            Remedy { to_fill_in: to_fill_in.to_owned(), ..code.into_remedy(text) }
        }
        None => Remedy::advice(text),
    }
}

/// Who is listed with the account and sends no ID of it, or another one.
fn sends_none(context: &StatementContext<'_>, account: Option<&SmolStr>) -> Option<String> {
    let trust = context.policy.root.trust;
    // Where the own account is not known, a name stands for it.
    let own = [&context.policy.document.names.own_account];
    let is_own = |account: &SmolStr| trust.owners.iter().chain(&trust.trusted_accounts).chain(own).any(|own| own == account);
    let entries = context.statement.principals.iter().flat_map(|listed| &listed.entries);
    let mut others = entries.filter(|entry| match PrincipalKind::of(entry) {
        PrincipalKind::Account => entry.account().is_none_or(|other| is_own(other) || account.is_some_and(|account| other != account)),
        PrincipalKind::Service | PrincipalKind::Everyone | PrincipalKind::Federated => true,
    });
    let other = others.next()?;
    Some(match PrincipalKind::of(other) {
        PrincipalKind::Service => "the service listed with the account sends none".to_owned(),
        PrincipalKind::Account if other.account().is_some_and(|other| !is_own(other)) => {
            format!("`{}`, listed with it, issues another one", as_written(context, other))
        }
        _ => format!("`{}`, listed with it, might send none", as_written(context, other)),
    })
}

/// A principal as its place has it; where that is long or elsewhere, as it is understood.
fn as_written(context: &StatementContext<'_>, principal: &Principal) -> String {
    const LONGEST: usize = 80;
    let written = context.policy.root.workspace.slice(principal.span).trim_matches('"');
    let is_short = !written.is_empty() && written.len() <= LONGEST && !written.contains('\n');
    let is_here = context.statement.span.covers(principal.span) && principal.span != context.statement.span;
    if is_here && is_short { written.to_owned() } else { principal.told() }
}

/// A condition of the statement beside which nobody meets a guard.
fn contradicting<'a>(context: &StatementContext<'a>, guard: Guard) -> Option<&'a Condition> {
    let others = context.statement.conditions.iter().filter(|other| other.key.eq_ignore_ascii_case(guard.key));
    let values = BTreeMap::from([(guard.key.to_owned(), vec![template(context, guard)])]);
    others.filter(|other| !paste::is_weak_form(other, guard)).find(|other| other.holds(&Keys::of(&values), Effect::Allow) == Truth::No)
}
