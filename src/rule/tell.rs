//! Turns a rule's yes into a finding: message, place, story and remedy.

use super::clause::{Clause, Family, Named, Outside};
use super::holder::Holder;
use super::installed_module::{self, Seen};
use super::judge::StatementContext;
use super::place::ConditionKey;
use super::{Rule, fingerprint, place, provenance, remedy};
use crate::facts;
use crate::finding::{Certainty, Finding, Impact, Label, Level, Remedy};
use crate::iam::exposure::{Exposure, Outsider, Witness};
use crate::source::Span;

/// The finding of a rule about a statement all of whose clauses hold.
pub(super) fn finding(rule: &Rule, subject: &StatementContext<'_>) -> Finding {
    let outsider = outsider(&rule.when);
    let holder = Holder::of(&rule.when, subject);
    let witness = outsider.and_then(|outsider| match subject.exposure(outsider) {
        Exposure::Exposed(witness) => Some(witness.as_ref()),
        _ => None,
    });
    let witness = witness.or(holder.as_ref().and_then(|holder| holder.witness.as_ref()));
    let mut because: Vec<String> = outsider.map(|outsider| subject.answer(outsider).doubts.clone()).unwrap_or_default();
    because.extend(holder.iter().flat_map(|holder| holder.doubts.iter().cloned()));
    let certainty = if because.is_empty() { Certainty::Certain } else { Certainty::Possible };
    because.dedup();
    let most = outsider.map_or(Level::Error, |outsider| subject.answer(outsider).level);
    let most = holder.as_ref().map_or(most, |holder| holder.most().min(most));
    let most = if certainty == Certainty::Possible { most.min(Level::Warning) } else { most };
    let level = rule.about.level.min(most);
    let fault = match &holder {
        Some(holder) => holder.fault(subject),
        None => fault(rule, subject, witness),
    };
    let statement = subject.written().map(|statement| statement.span);
    let resource = subject.policy.resource;
    let remedy = holder.as_ref().map_or_else(|| propose(subject, outsider, witness), Holder::remedy);
    let seen = installed_module::seen(subject, fault.place, &fault.provenance);
    let fill = |name: &str| match holder.as_ref().and_then(|holder| holder.placeholder(name)) {
        Some(text) => text,
        None => placeholder(name, subject, witness, &fault),
    };
    Finding {
        rule: rule.about.id.clone(),
        level,
        certainty,
        impact: impact(witness),
        message: rule.message.fill(fill),
        place: seen.place,
        statement,
        labels: labels(subject, witness, &seen),
        provenance: seen.provenance,
        further_provenances: vec![],
        language: resource.language,
        address: resource.address.clone(),
        resource_type: resource.kind.clone(),
        resource_span: resource.span,
        occurrences: vec![resource.address.clone()],
        story: (witness.is_some() || holder.is_some()).then(|| rule.story.fill(fill)),
        steps: rule.steps.iter().map(|step| step.fill(fill)).collect(),
        witness: witness.cloned(),
        because,
        under: holder.iter().flat_map(|holder| holder.under.words()).collect(),
        remedy: if seen.statement.is_some() { remedy.map(remedy::of_installed_module) } else { remedy },
        identity: fingerprint::identity(&rule.about.id, subject, &fault.element),
    }
}

/// What is at fault, and where.
pub(super) struct Fault {
    pub place: Span,
    pub provenance: Vec<Label>,
    /// As written: the principal, the condition key.
    pub element: String,
    /// Why the guard does not hold, or can never match.
    pub reason: String,
}

fn outsider(clauses: &[Clause]) -> Option<Outsider> {
    clauses.iter().find_map(|clause| match clause {
        Clause::ExposedTo(Outside::Service) => Some(Outsider::Service),
        Clause::ExposedTo(Outside::Account) => Some(Outsider::Account),
        Clause::Any(choices) => choices.iter().find_map(|choice| outsider(choice)),
        _ => None,
    })
}

fn fault(rule: &Rule, subject: &StatementContext<'_>, witness: Option<&Witness>) -> Fault {
    let family = rule.when.iter().find_map(|clause| match clause {
        Clause::ConditionOn(family) => Some(*family),
        _ => None,
    });
    if let Some(fault) = family.and_then(|family| guard_fault(subject, family, witness)) {
        return fault;
    }
    let Some((key, dead)) = subject.dead() else { return principal_fault(subject, witness) };
    let written = key.entry.key_span;
    let place = if in_statement(subject, written) { written } else { principal_fault(subject, witness).place };
    Fault { place, provenance: guard_provenance(subject, key, place), element: key.entry.key.to_string(), reason: dead.text.clone() }
}

/// The condition key whose guard does not hold: the first of the family that the witness's reasons speak of, else the first of the family.
fn guard_fault(subject: &StatementContext<'_>, family: Family, witness: Option<&Witness>) -> Option<Fault> {
    let of_family = || subject.keys.iter().filter(|key| key.is_of(family));
    let reasons = || witness.into_iter().flat_map(|witness| &witness.because);
    let told = of_family().find_map(|key| {
        let reason = reasons().find(|reason| reason.span.is_some_and(|span| key.touches(span)))?;
        Some((key, reason.text.clone()))
    });
    let (key, reason) = match told {
        Some((key, reason)) => (key, reason),
        None => (of_family().next()?, "other accounts meet it as well".to_owned()),
    };
    let written = key.entry.key_span;
    let place = if in_statement(subject, written) { written } else { principal_fault(subject, witness).place };
    Some(Fault { place, provenance: guard_provenance(subject, key, place), element: key.entry.key.to_string(), reason })
}

/// The way of the value that a guard compares with; of several, of the first that is not written in place.
fn guard_provenance(subject: &StatementContext<'_>, key: &ConditionKey<'_>, place: Span) -> Vec<Label> {
    let values = key.entry.value.as_list().unwrap_or(std::slice::from_ref(&key.entry.value));
    let Some(value) = values.iter().find(|value| !value.provenance.is_empty()).or(values.first()) else { return vec![] };
    let there = format!("compared with `{}` here", key.entry.key);
    provenance::of(subject, value, place, &there)
}

fn in_statement(subject: &StatementContext<'_>, span: Span) -> bool {
    subject.written().is_some_and(|statement| statement.span.covers(span))
}

fn principal_fault(subject: &StatementContext<'_>, witness: Option<&Witness>) -> Fault {
    let whole = subject.written().map_or(subject.policy.span, |statement| statement.span);
    let service = witness.and_then(|witness| witness.request.principal.service.as_deref());
    let account = witness.and_then(|witness| witness.request.principal.account.as_deref());
    let meant = subject.principals.iter().find(|principal| match (service, account) {
        (Some(service), _) => principal.named == Named::Service && principal.text == service,
        (None, Some(account)) => principal.text.contains(account),
        (None, None) => false,
    });
    match meant.or(subject.principals.first()) {
        Some(principal) => {
            let place = place::inside(principal.value, principal.key_span, whole);
            Fault {
                place,
                provenance: provenance::of(subject, principal.value, place, provenance::IN_STATEMENT),
                element: principal.text.clone(),
                reason: String::new(),
            }
        }
        None => Fault { place: Span { end: whole.start, ..whole }, provenance: vec![], element: String::new(), reason: String::new() },
    }
}

fn placeholder(name: &str, subject: &StatementContext<'_>, witness: Option<&Witness>, fault: &Fault) -> String {
    let request = witness.map(|witness| &witness.request);
    match name {
        "address" => subject.policy.resource.address.to_string(),
        "action" => request.map(|request| request.action.clone()).unwrap_or_default(),
        "resource" => request.map(|request| subject.told(&request.resource)).unwrap_or_default(),
        "outsider" => {
            let account = witness.and_then(|witness| witness.on_behalf_of.clone());
            let caller = || request.and_then(|request| request.principal.account.clone());
            account.or_else(caller).map(String::from).unwrap_or_else(|| "of anybody".to_owned())
        }
        "principal" => match request.and_then(|request| request.principal.service.as_deref()) {
            Some(service) => service.to_owned(),
            None => subject.principals.first().map(|principal| principal.text.clone()).unwrap_or_default(),
        },
        "target" => facts::protected(subject.policy.site.protects).map_or("resource", |protected| protected.noun).to_owned(),
        "key" => fault.element.clone(),
        "reason" => fault.reason.clone(),
        _ => String::new(),
    }
}

/// The conditions of the statement that stop nobody, the Deny statements that were meant to, and the module calls.
fn labels(subject: &StatementContext<'_>, witness: Option<&Witness>, seen: &Seen) -> Vec<Label> {
    let place = seen.statement.unwrap_or(seen.place);
    let mut labels: Vec<Label> =
        seen.statement.iter().map(|span| Label { span: *span, text: "the module says so here".to_owned() }).collect();
    for reason in witness.into_iter().flat_map(|witness| &witness.because) {
        if let Some(span) = reason.span.filter(|span| *span != place && (in_statement(subject, *span) || is_meant_as_guard(subject, *span)))
        {
            labels.push(Label { span, text: reason.text.clone() });
        }
    }
    let resource = subject.policy.resource;
    let calls = resource.calls.iter().filter(|call| call.span != seen.place);
    labels.extend(calls.map(|call| Label { span: call.span, text: format!("`{}` is called here", call.name) }));
    labels.dedup();
    labels
}

/// Whether a place lies in another statement that asks whose request it is; a Deny on plain HTTP says nothing to the point.
fn is_meant_as_guard(subject: &StatementContext<'_>, span: Span) -> bool {
    let mut others = subject.statements.iter().filter(|statement| statement.span.covers(span));
    let asks = |key: &place::ConditionKey<'_>| key.is_of(Family::Source) || key.is_of(Family::ExternalId);
    others.any(|statement| place::condition_keys(statement).iter().any(asks))
}

/// What the outsider can do, by the access level of the actions of the witness.
fn impact(witness: Option<&Witness>) -> Impact {
    let action = witness.map(|witness| witness.request.action.as_str());
    match action.and_then(facts::access_level) {
        Some(facts::AccessLevel::List) => Impact::Metadata,
        Some(facts::AccessLevel::Read) if action.is_some_and(is_about_metadata) => Impact::Metadata,
        Some(facts::AccessLevel::Read) => Impact::Read,
        // Of an action that the catalogue does not know, and where there is no request, the worst is assumed.
        Some(_) | None => Impact::Write,
    }
}

/// Reads that tell of a resource and give nothing that is in it, such as `s3:GetBucketAcl`, `sqs:GetQueueAttributes`.
fn is_about_metadata(action: &str) -> bool {
    let name = action.rsplit(':').next().unwrap_or(action);
    ["GetBucket", "Describe", "GetQueue", "GetTopic", "GetKey"].iter().any(|prefix| name.starts_with(prefix))
}

fn propose(subject: &StatementContext<'_>, outsider: Option<Outsider>, witness: Option<&Witness>) -> Option<Remedy> {
    let written = subject.written()?;
    let text = subject.workspace.slice(written.span);
    let notation = remedy::notation(subject.policy, subject.workspace.path(written.span.file), text);
    match outsider? {
        Outsider::Service => {
            let service = witness?.request.principal.service.as_deref()?;
            let others = subject.principals.iter().filter(|principal| principal.named == Named::Service && principal.text != service);
            let others: Vec<&str> = others.map(|principal| principal.text.as_str()).collect();
            Some(remedy::pin_source(service, &others, subject.policy.site.protects, notation))
        }
        Outsider::Account => Some(remedy::require_external_id(notation)),
        Outsider::Public => None,
    }
}
