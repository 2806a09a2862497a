//! What to write instead: the smallest guard that the service is documented to meet, in the notation of the statement.

mod guard;
mod names;
mod notation;
mod organisation;
mod paste;

use super::context::{PrincipalKind, StatementContext};
use super::intended;
use crate::facts::SiteFormat;
use crate::finding::{Remedy, Replacement};
use crate::iam::condition::{Condition, Operator};
use crate::iam::document::{Element, Statement};
use crate::iam::exposure::{Exposure, Outsider, Witness};
use crate::mapped_text::Text;
use crate::resource::Language;
use guard::{EXTERNAL_ID, Guard, GuardChoice, IS_NO_SERVICE, VENDOR_ID};
use names::{PlaceName, PlaceNames};
use notation::{NameForm, Notation, Syntax};
use organisation::Sharing;
use paste::WrittenGuard;

/// What keeps the outsider out of the statement that lets them through, and nobody else.
pub(super) fn propose(outsider: Outsider, context: &StatementContext<'_>, witness: &Witness) -> Option<Remedy> {
    if context.principal.is_some_and(|principal| principal.delivers_for().is_some()) {
        let text = "name your own account in the object path: these accounts write below `AWSLogs/` and the account of the load balancer, and send no source keys";
        return Some(Remedy::advice(text));
    }
    match outsider {
        Outsider::Service => Some(pin_source(context, witness.request.principal.service.as_deref()?)),
        Outsider::Account => Some(require_external_id(context)),
        Outsider::Public => None,
    }
}

/// An edit of a module that was installed from elsewhere is gone with the next `terraform init`.
pub(super) fn of_installed_module(remedy: Remedy) -> Remedy {
    let text = format!(
        "the statement is in an installed module: give the module what makes it right, take a version that is, or write the policy yourself; {}",
        remedy.text
    );
    Remedy { text, edits: vec![], ..remedy }
}

/// Leaves services out of a Deny that is meant for callers. Plain `Bool` would let anonymous callers escape it, who have no such key.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice>
pub(super) fn spare_services(context: &StatementContext<'_>) -> Remedy {
    let text = "add `BoolIfExists` with `\"aws:PrincipalIsAWSService\": \"false\"` to this Deny, so that it stops callers but no service; plain `Bool` would let anonymous callers escape it";
    match written(context, IS_NO_SERVICE, None) {
        Some((code, edits)) => Remedy { text: text.to_owned(), code, edits, to_fill_in: "" },
        None => Remedy::advice(text),
    }
}

/// A guard for a service, where all that the statement lets in can meet it.
fn pin_source(context: &StatementContext<'_>, service: &str) -> Remedy {
    let protects = context.policy.policy.site.protects;
    let sharing = organisation::sharing(context);
    let GuardChoice { guard, text } = guard::choose(service, protects, context.statement, sharing.as_ref());
    let Some(guard) = guard else { return Remedy::advice(text) };
    let meets = |other: &str| guard::choose(other, protects, context.statement, sharing.as_ref()).guard == Some(guard);
    if let Some(other) = beside(context).into_iter().find(|other| !meets(other)) {
        return Remedy::advice(format!("{text}; in a statement of its own, because `{other}` beside it may not carry the key"));
    }
    let org = match sharing {
        Some(Sharing::Organisation(id)) => id,
        Some(Sharing::Accounts(_)) | None => None,
    };
    let Some((code, edits)) = written(context, guard, org) else { return Remedy::advice(text) };
    match works(context, service, guard) {
        true => Remedy { text, code, edits, to_fill_in: "" },
        false => Remedy::advice(text),
    }
}

/// An external id for a foreign account. A service or an own account that is named beside it sends none.
fn require_external_id(context: &StatementContext<'_>) -> Remedy {
    let text = "require the external id that the vendor gave you";
    let trust = context.policy.root.trust;
    let entries = context.statement.principals.iter().flat_map(|listed| &listed.entries);
    let mut others = entries.filter(|entry| match PrincipalKind::of(entry) {
        PrincipalKind::Account => {
            entry.account().is_none_or(|account| trust.owners.iter().chain(&trust.trusted_accounts).any(|own| own.as_str() == account))
        }
        PrincipalKind::Service | PrincipalKind::Everyone | PrincipalKind::Federated => true,
    });
    if let Some(other) = others.next() {
        let who = match PrincipalKind::of(other) {
            PrincipalKind::Service => "the service beside the account sends none".to_owned(),
            _ => format!("`{}` beside the account may send none", other.text),
        };
        return Remedy::advice(format!("{text}, in a statement of its own: {who}"));
    }
    match written(context, EXTERNAL_ID, None) {
        Some((code, edits)) => Remedy { text: text.to_owned(), code, edits, to_fill_in: VENDOR_ID },
        None => Remedy::advice(text),
    }
}

/// Who else comes in by what is written at the place of the statement: other principals, and those of statements that are made from the same text. Callers that
/// are no service count where no condition asks for a key that only services send.
fn beside(context: &StatementContext<'_>) -> Vec<String> {
    let span = context.statement.span;
    let is_same = |statement: &&Statement| statement.span == span;
    let mut found = vec![];
    for statement in context.policy.document.statements.iter().filter(is_same) {
        let for_services = statement.conditions.iter().any(asks_for_source);
        let entries = statement.principals.iter().flat_map(|listed| &listed.entries);
        let counted = entries.filter(|entry| PrincipalKind::of(entry) == PrincipalKind::Service || !for_services);
        // `logs.${region}.amazonaws.com` is the service whatever the Region.
        found.extend(counted.map(|entry| entry.text.to_string().replace("${region}.", "")));
    }
    found
}

/// Whether a condition stops all whose call has no source.
fn asks_for_source(condition: &Condition) -> bool {
    let demands = condition.operator.is_some_and(|operator| !operator.row.negated && !operator.if_exists && operator.quantifier.is_none());
    demands
        && condition.key.starts_with("aws:source")
        && !["aws:sourceip", "aws:sourcevpc", "aws:sourcevpce"].contains(&condition.key.as_str())
}

/// The code for people, and the edits that put it there.
fn written(context: &StatementContext<'_>, guard: Guard, org: Option<PlaceName>) -> Option<(String, Vec<Replacement>)> {
    let policy = context.policy.policy;
    let workspace = context.policy.root.workspace;
    let is_permission = policy.site.format == SiteFormat::Fields;
    let holder = match (is_permission, policy.resource.language) {
        (false, _) => context.statement.span,
        (true, Language::Terraform) => policy.resource.block,
        (true, Language::CloudFormation) => policy.resource.attributes.span,
    };
    let notation = Notation::of(context, holder)?;
    let names = PlaceNames::of(context, notation.reference != NameForm::Nothing, org);
    let value = notation.value(guard.value, &names)?;
    let (code, edits) = if is_permission {
        let name = argument(context, guard)?;
        (notation.syntax.member(&[name], &value), vec![paste::argument(workspace, holder, notation, name, &value)?])
    } else {
        let own_account = &context.policy.document.names.own_account;
        let pasted = WrittenGuard { notation, guard, value: &value, own_account };
        let code = match notation.syntax {
            Syntax::Block => paste::block(guard, &value),
            _ => notation.syntax.member(&["Condition", guard.operator, guard.key], &value),
        };
        (code, paste::into_statement(workspace, context.statement, pasted)?)
    };
    let brought = names.brought.filter(|_| guard.value.contains("{account}"));
    let code = match &brought {
        Some(declaration) => format!("{code}\n\n# beside the other blocks of the module\n{}", declaration.text.trim()),
        None => code,
    };
    Some((code, edits.into_iter().chain(brought).collect()))
}

/// The argument of a permission that holds the guard, if it is not set.
fn argument(context: &StatementContext<'_>, guard: Guard) -> Option<&'static str> {
    let policy = context.policy.policy;
    let (_, path) = policy.site.elements().find(|(element, _)| guard == guard::SOURCE_ACCOUNT && *element == "source_account")?;
    let is_open = policy.resource.attributes.get(path).is_none() && !path.contains(['.', '[']);
    is_open.then_some(path)
}

/// Whether the guard was seen to work: with it the outsider is kept out, and the owner's own use of each service goes on.
fn works(context: &StatementContext<'_>, service: &str, guard: Guard) -> bool {
    let names = &context.policy.document.names;
    let value = guard.value.replace("{account}", &names.own_account).replace("{partition}", "aws").replace("{org}", &names.own_org);
    let span = context.statement.span;
    let element = Element::new(Text::computed(value, span), span, false);
    let condition = Condition::new(Operator::read(guard.operator), guard.operator, span, guard.key, span, vec![element], span);
    let mut statement = context.statement.clone();
    statement.conditions.retain(|old| !paste::is_weak_form(old, guard));
    statement.conditions.push(condition);
    let keeps_out = !matches!(context.exposed_with(Outsider::Service, &statement), Exposure::Exposed(_) | Exposure::Unknown(_));
    let goes_on = |service: &str| {
        intended::request(context.policy, &statement, service, None).is_some()
            || intended::request(context.policy, context.statement, service, None).is_none()
    };
    keeps_out && std::iter::once(service.to_owned()).chain(context.other_services()).all(|service| goes_on(&service))
}
