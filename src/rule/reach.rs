//! Why an outsider who gets through a statement may still not be able to: what AWS documents of services, and what is not known of accounts and names.

use super::context::StatementContext;
use crate::attribute_path::AttributePath;
use crate::facts;
use crate::finding::Level;
use crate::iam::arn_field;
use crate::iam::document::Element;
use crate::iam::exposure::{Outsider, Witness};
use crate::mapped_text::{HoleKind, Text};
use crate::resource::Provider;
use crate::subject::NamedSubject;
use crate::truth::Truth;
use crate::value::Value;
use std::sync::Arc;

impl StatementContext<'_> {
    /// Some services are documented to act on such a resource for its own account only, whatever the policy lets them do; of some AWS itself documents the
    /// grant without a condition; and of some no page says that they call such a resource as this principal.
    pub(super) fn doubt_about_reach(&self, witness: &Witness) -> Option<(String, Level)> {
        let service = witness.request.principal.service.as_deref()?;
        let protects = match self.policy.policy.site.protects {
            "" => self.kind_asked_about(),
            protects => protects,
        };
        let exceptions = facts::service_exceptions(service, protects);
        let note = |rule| exceptions.iter().find(|exception| exception.rule == rule).map(|exception| exception.note);
        if let Some(note) = note(facts::ExceptionRule::SameAccountOnly) {
            return Some((format!("`{service}` might refuse to do this for anybody but the owner of the resource: {note}"), Level::Note));
        }
        // A key or a function is of one Region: <https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html>.
        let elsewhere = facts::principal_region(service).zip(self.policy.policy.resource.provider.region.as_deref());
        let elsewhere = elsewhere.filter(|(of_service, own)| of_service != own && ["kms", "lambda"].contains(&protects));
        if let Some((of_service, own)) = elsewhere {
            let text = format!("`{service}` is the service of {of_service}, which uses what is in its own Region, and this is in {own}");
            return Some((text, Level::Note));
        }
        let action = &witness.request.action;
        if facts::is_documented_call(service, protects, action) == Truth::No {
            let known = facts::service_calls(service, protects).join("`, `");
            let text = format!("AWS documents calls of `{known}` here, and none of `{action}` by `{service}`");
            return Some((text, Level::Warning));
        }
        if let Some(guard) = facts::call_without_source(service, protects, action) {
            let carried = guard.actions.join("`, `");
            return Some((
                format!("no condition can tell for whom `{service}` calls `{action}`: only `{carried}` names its source"),
                Level::Note,
            ));
        }
        let below = |row: &&&facts::ServiceException| row.below.is_empty() || self.is_all_below(row.below);
        let weak = exceptions.iter().filter(below).find(|row| row.rule == facts::ExceptionRule::WeakDocumentedForm);
        if let Some(note) = weak.map(|row| row.note) {
            return Some((format!("AWS documents this grant to `{service}` without a source condition: {note}"), Level::Warning));
        }
        // Where it is documented by what else to guard, that is what is missing.
        if let Some(note) = note(facts::ExceptionRule::NoSourceKeys).filter(|_| facts::service_guards(service, protects).count() == 0) {
            return Some((format!("`{service}` does not always send a source key here: {note}"), Level::Warning));
        }
        if let Some(name) = facts::documented_name(service, protects) {
            return Some((format!("AWS documents no call of this kind by `{service}`: the service calls as `{name}`"), Level::Warning));
        }
        let text = || format!("AWS documents no call of this kind by `{service}` itself; most services act with a role or a grant");
        let is_none = facts::is_documented_caller(service, protects) == Truth::No || facts::is_never_called(service, protects);
        is_none.then(|| (text(), Level::Warning))
    }

    /// An account of AWS whose place a service principal has taken may write for nobody any more.
    pub(super) fn doubt_about_old_account(&self) -> Option<String> {
        let account = self.principal?.delivering_account().filter(|account| !account.path_guard)?;
        Some(format!("`{}` has taken the place of this account of AWS, which may write for nobody any more", account.delivers_as))
    }

    /// Whether every resource of the statement has this in its name.
    fn is_all_below(&self, part: &str) -> bool {
        let listed = self.statement.resources.as_ref().filter(|listed| !listed.negated);
        listed.is_some_and(|listed| listed.entries.iter().all(|entry| entry.text.literal().contains(part)))
    }

    /// Some services are documented to use keys through grants: that they ever call as themselves what the policy lets them call is not established.
    pub(super) fn doubt_about_grants(&self, witness: &Witness) -> Option<String> {
        let service = witness.request.principal.service.as_deref()?;
        let exceptions = facts::service_exceptions(service, self.policy.policy.site.protects);
        let through = exceptions.iter().find(|row| row.rule == facts::ExceptionRule::GrantsOnly && row.principal != "*");
        let is_for_resources = || self.statement.conditions.iter().any(|condition| condition.key == "kms:grantisforawsresource");
        let why = match through {
            Some(row) => row.note,
            None if witness.request.action == "kms:CreateGrant" && is_for_resources() => {
                "services make the grants for a resource in the name of the identity that makes or uses the resource"
            }
            None => return None,
        };
        Some(format!("AWS documents no call by `{service}` under its own name here: {why}"))
    }

    /// Some resources are made for everybody. Whoever may connect to an endpoint service has only asked to, until its owner accepts; an owner may accept
    /// everybody beforehand. <https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html>
    pub(super) fn doubt_about_purpose(&self) -> Option<(String, Level)> {
        let policy = self.policy.policy;
        let exceptions = facts::service_exceptions("*", policy.site.protects);
        if let Some(row) = exceptions.iter().find(|row| row.rule == facts::ExceptionRule::OpenByDesign) {
            return Some((format!("AWS documents this grant to everybody: {}", row.note), Level::Note));
        }
        if policy.site.protects != "vpc-endpoint-service" {
            return None;
        }
        let named = AttributePath::new(policy.site.owner).whole(&policy.resource.attributes).and_then(|value| value.to_text());
        let is_named = |address: &str| named.iter().flat_map(Text::holes).any(|hole| is_of(&hole.hole.kind, address));
        let service = match policy.site.owner.is_empty() {
            true => Some(policy.resource),
            false => self.policy.root.root.resources.iter().find(|resource| is_named(&resource.address)),
        };
        let flags = ["acceptance_required", "AcceptanceRequired"];
        let flag = service.and_then(|service| flags.iter().find_map(|flag| service.attributes.get(flag))).and_then(Value::to_text);
        match flag.as_ref().and_then(Text::known) {
            Some(flag) if flag.eq_ignore_ascii_case("true") => Some((
                "the owner of the endpoint service accepts or refuses each connection that somebody asks for".to_owned(),
                Level::Note,
            )),
            Some(_) => None,
            None => Some(("whether the endpoint service accepts every connection by itself is not known".to_owned(), Level::Warning)),
        }
    }

    /// Whose account a literal in a principal is, is not known without the own account; a known vendor's is certainly foreign, and one of AWS's is no
    /// customer's and no vendor's.
    pub(super) fn doubt_about_account(&self, outsider: Outsider) -> Option<String> {
        let account = self.principal?.account().filter(|account| outsider == Outsider::Account && facts::vendor(account).is_none())?;
        if let Some(aws) = facts::aws_account(account) {
            let whose = format!("{account} is an account of AWS itself (`{}`: {})", aws.service, aws.note);
            return Some(format!("{whose}; whether it assumes roles of customers, and for whom, is not documented"));
        }
        if self.owner_is_open(outsider) {
            return Some(format!(
                "{account} might be your own account; `--account` tells which is yours, `--trusted-account` whom you trust"
            ));
        }
        let name = self.provider_of_unknown_account()?;
        Some(format!(
            "{account} might be the account of provider `{name}`, which the code does not tell; `--account` tells which are yours"
        ))
    }

    /// A provider of the root that acts as somebody else than those of which the code tells the account; nothing where the own accounts are told from outside.
    fn provider_of_unknown_account(&self) -> Option<&str> {
        let root = self.policy.root.root;
        let told = root.own_accounts();
        let of_root = self.policy.root.trust.owners.iter().all(|owner| told.contains(owner));
        let (known, open): (Vec<&Arc<Provider>>, Vec<_>) = root.providers.iter().partition(|provider| !provider.accounts.is_empty());
        let is_apart = |open: &&&Arc<Provider>| {
            let is_named = !open.name.is_empty() && open.emulators.is_empty() && open.credentials.is_some();
            is_named && !known.iter().any(|known| known.credentials == open.credentials)
        };
        open.iter().find(is_apart).map(|open| open.name.as_str()).filter(|_| of_root)
    }

    /// A bucket ARN has no account, but while the bucket stands in the same code its name is taken.
    pub(super) fn doubt_about_bucket(&self, outsider: Outsider) -> Option<String> {
        if outsider != Outsider::Service {
            return None;
        }
        let mut conditions = self.statement.conditions.iter().filter(|condition| condition.key == "aws:sourcearn" && condition.demands());
        let condition = conditions.next()?;
        let subjects = self.policy.root.subjects;
        let named = |value: &Element| subjects.named("bucket", &Value::text(arn_field::of_bucket(value.written()), value.span));
        let is_own = |value: &Element| matches!(named(value), NamedSubject::Here(_));
        let is_looked_up = |value: &Element| value.origin.provenance.steps().any(|step| step.name.starts_with("data.aws_s3_bucket."));
        // A stranger has this ARN only if the name is free.
        let is_one = |value: &Element| {
            let arn = arn_field::of_bucket(&value.text);
            arn.known().is_some_and(|arn| arn.starts_with("arn:") && arn.split(':').nth(2) == Some("s3") && !arn.contains(['*', '?', '$']))
        };
        let is_for_s3 =
            self.statement.principals.iter().flat_map(|listed| &listed.entries).any(|entry| entry.text.literal().starts_with("s3."));
        let is_of_s3 = |value: &Element| match arn_field::of_bucket(value.written()).split(":").get(2) {
            Some(service) => service.known() == Some("s3"),
            None => is_for_s3,
        };
        let has_name = |value: &Element| value.written().holes().iter().any(|hole| hole.hole.kind.is_name());
        let is_open = |value: &Element| is_looked_up(value) || is_one(value) || is_of_s3(value) && has_name(value);
        let all_own = !condition.values.is_empty() && condition.values.iter().all(|value| is_own(value) || is_open(value));
        let first_open = condition.values.iter().find(|value| !is_own(value));
        let which = if first_open.is_some() { "the bucket, which is not made in what was read," } else { "the bucket" };
        all_own.then(|| format!("{which} is yours while it exists: only whoever takes its name after it is deleted gets through"))
    }
}

/// Whether it is an attribute of the resource with this address.
fn is_of(hole: &HoleKind, address: &str) -> bool {
    matches!(hole, HoleKind::Attribute { resource, .. } if resource == address)
}
