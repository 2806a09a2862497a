//! `exposed-to: service`: whether an outsider gets through this statement, proved by the request.

use super::principal;
use crate::facts;
use crate::finding::{Impact, Label};
use crate::iam::arn_field::of_bucket;
use crate::iam::context::{Caller, CallerKind};
use crate::iam::document::Statement;
use crate::iam::exposure::{Exposure, Outsider, Witness, lets_through};
use crate::rule::answer::{Answer, CaseVerdict, Doubt, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, StatementContext};
use crate::rule::guard_keys;
use crate::rule::provenance::WrittenValue;
use crate::rule::remedy;
use crate::rule::written::{Fault, Node, suggestion};
use crate::source::Span;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "exposed-to",
    about: "An outsider gets through this statement: `service` (a service that acts for their account) or `account` (a caller of their account). The finding carries the request.",
    on: |target| target == crate::rule::target::Target::Statement,
    schema: r##"{"enum":["service","account"]}"##,
    supplies: &["principal", "outsider", "action", "resource", "taking"],
    cost: 3,
    compile,
};

#[derive(Debug)]
struct ExposedTo(Outsider);

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    match value.word("`service` or `account`")? {
        "service" => Compiled::question(ExposedTo(Outsider::Service)),
        "account" => Compiled::question(ExposedTo(Outsider::Account)),
        other => Err(value.place.fault(format!("there is no outsider `{other}`{}", suggestion(other, &["service", "account"])))),
    }
}

impl Question for ExposedTo {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        match &context.exposed(self.0).exposure {
            Exposure::Exposed(witness) => Answer::yes(evidence(self.0, context, witness)),
            Exposure::Guarded(_) | Exposure::NotApplicable(_) => Answer::no(),
            // The last reason is the cause; those before it follow from it.
            Exposure::Unknown(because) => Answer::always(CaseVerdict::Unknown(
                because
                    .last()
                    .map(|reason| Doubt { span: reason.span.unwrap_or(context.statement.span), why: reason.text.clone() })
                    .into_iter()
                    .collect(),
            )),
        }
    }
}

fn evidence(outsider: Outsider, context: &StatementContext<'_>, witness: &Witness) -> Evidence {
    let trust = context.policy.root.trust;
    let exposed = context.exposed(outsider);
    let request = &witness.request;
    let account = witness.on_behalf_of.clone().or(request.principal.account.clone());
    let mut evidence = principal::evidence(context);
    // The service by the name that sends the request; of several spellings the policy has one.
    let own_account = context.principal.and_then(|principal| Some((principal.delivers_for()?, principal.account()?)));
    match (own_account, &request.principal.service) {
        (Some((service, account)), _) => {
            let name = facts::service(service).map_or(service, |service| service.name);
            // Where the account goes with the Region, one name tells them all.
            // Of accounts of several answers, or of a Region that is not known, none is named.
            let names_it = context.principal.is_some_and(|principal| principal.written().literal().contains(account.as_str()));
            let is_one = context.policy.given.is_always() && names_it;
            let which = if is_one { format!(" (account {account})") } else { String::new() };
            evidence.texts.push(("principal", format!("{name}{which}")));
        }
        (None, Some(service)) => evidence.texts.push(("principal", service.clone())),
        (None, None) => {}
    }
    evidence.texts.push(("taking", taking(context, witness, account.as_deref().unwrap_or("of anybody"))));
    evidence.texts.push(("outsider", account.map_or_else(|| "of anybody".to_owned(), String::from)));
    evidence.texts.push(("action", request.action.clone()));
    evidence.texts.push(("resource", trust.told(&request.resource)));
    let remedy = remedy::propose(outsider, context, witness);
    Evidence {
        doubts: exposed.doubts.clone(),
        most: Some(exposed.most),
        impact: Some(impact(&request.action)),
        labels: labels(context, witness),
        witness: Some(as_account(context, witness).unwrap_or_else(|| witness.clone())),
        remedy,
        ..evidence
    }
}

/// How the outsider comes to own the bucket of the request, where the condition names one: its ARN does not tell whose it is.
fn taking(context: &StatementContext<'_>, witness: &Witness, outsider: &str) -> String {
    let trust = context.policy.root.trust;
    let of_source = |key: &str| key.eq_ignore_ascii_case("aws:SourceArn");
    let sent = witness.request.context.iter().find(|(key, _)| of_source(key)).and_then(|(_, values)| values.first());
    let bucket = sent.and_then(|arn| arn.split_once(":s3:::")).map(|(_, bucket)| trust.told(bucket));
    let Some(bucket) = bucket.filter(|_| context.statement.conditions.iter().any(|condition| of_source(&condition.key))) else {
        return String::new();
    };
    let values = context.statement.conditions.iter().filter(|condition| of_source(&condition.key)).flat_map(|condition| &condition.values);
    let is_open = values.into_iter().any(|value| of_bucket(value.written()).literal().contains(['*', '?']));
    match is_open {
        true => format!("Somebody makes a bucket in account {outsider} whose ARN the condition lets through, say `{bucket}`."),
        false => format!(
            "The ARN of a bucket names no account, and the name of a bucket is free again once it is deleted. When `{bucket}` is deleted and this policy stays, somebody can make a bucket of that name in account {outsider}."
        ),
    }
}

/// The request of a service that calls as an account of AWS, which sends no source keys: the principal is the one that the statement names.
fn as_account(context: &StatementContext<'_>, witness: &Witness) -> Option<Witness> {
    let principal = context.principal.filter(|principal| principal.delivers_for().is_some())?;
    let account = principal.account()?;
    let arn = Some(principal.text.to_string()).filter(|text| text.starts_with("arn:"));
    let arn = arn.unwrap_or_else(|| format!("arn:aws:iam::{account}:root"));
    let mut request = witness.request.clone();
    let is_of_service =
        |key: &str| ["aws:source", "aws:principalservicename"].iter().any(|stem| key.to_ascii_lowercase().starts_with(stem));
    request.context.retain(|key, _| !is_of_service(key));
    request.context.insert("aws:PrincipalIsAWSService".to_owned(), vec!["false".to_owned()]);
    request.context.insert("aws:PrincipalArn".to_owned(), vec![arn.clone()]);
    request.context.insert("aws:PrincipalAccount".to_owned(), vec![account.to_string()]);
    let kind = if arn.contains(":user/") { CallerKind::User } else { CallerKind::Root };
    request.principal = Caller { kind, arn: Some(arn), account: Some(account.clone()), ..Caller::default() };
    lets_through(&context.filled(), &request).then(|| Witness { request, ..witness.clone() })
}

/// What the outsider can do, by the access level of the action.
pub(super) fn impact(action: &str) -> Impact {
    match facts::access_level(action) {
        _ if facts::is_about_metadata(action) => Impact::Metadata,
        Some(facts::AccessLevel::Read) => Impact::Read,
        // Of an action that the catalogue does not know the worst is assumed.
        Some(_) | None => Impact::Write,
    }
}

/// The conditions of the statement that stop nobody, and the Deny statements that were meant to.
pub(super) fn labels(context: &StatementContext<'_>, witness: &Witness) -> Vec<Label> {
    let trust = context.policy.root.trust;
    let told = |span: Span| context.statement.span.covers(span) || is_meant_as_guard(context, span);
    let reasons = witness.because.iter().filter_map(|reason| Some((reason.span.filter(|span| told(*span))?, &reason.text)));
    reasons.map(|(span, text)| Label::new(met_value(context, witness, span).unwrap_or(span), trust.told(text))).collect()
}

/// Where the statement shows the value by which the request meets the condition at this place; nothing where the request lacks the key, so that the operator
/// is at fault.
fn met_value(context: &StatementContext<'_>, witness: &Witness, place: Span) -> Option<Span> {
    let condition = context.statement.conditions.iter().find(|condition| condition.span == place)?;
    let is_sent = witness.request.context.keys().any(|key| key.eq_ignore_ascii_case(&condition.key));
    let [value] = condition.values.as_slice() else { return None };
    let shown = WrittenValue::element(value).inside(condition.key_span, context.statement.span);
    (is_sent && context.statement.span.covers(shown)).then_some(shown)
}

/// Whether a place lies in another statement that asks whose request it is; a Deny on plain HTTP says nothing to the point.
fn is_meant_as_guard(context: &StatementContext<'_>, span: Span) -> bool {
    let asks = |statement: &&Statement| statement.conditions.iter().any(guard_keys::is_guard);
    context.policy.document.statements.iter().filter(|statement| statement.span.covers(span)).any(|statement| asks(&statement))
}
