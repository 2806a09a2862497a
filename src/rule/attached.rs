//! Whether a statement of a resource policy is about the resource that the policy is attached to.

use crate::attribute_path::AttributePath;
use crate::facts::{self, PolicyKind, Protected};
use crate::iam::document::{Element, Statement};
use crate::iam::pattern::{Pattern, Token, overlap, unresolved};
use crate::mapped_text::{HoleKind, Text};
use crate::policy::Policy;
use crate::value::Value;

/// Why a statement of a resource policy grants nothing: a request of another resource, or with another action, is never held against the policy.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html>
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Elsewhere {
    /// Every resource that it names is surely another.
    Resource,
    /// Every action that it names is one of other services.
    Action,
}

/// Why the statement is not about the resource of the policy, if it surely is not. S3, SQS and SNS refuse such a policy, and in a key policy only `*` and the
/// key itself mean anything: <https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html>.
pub(super) fn elsewhere(policy: &Policy<'_>, statement: &Statement) -> Option<Elsewhere> {
    let protected = facts::protected(policy.site.protects).filter(|_| policy.site.kind == PolicyKind::Resource)?;
    match names_another(policy, protected, statement) {
        true => Some(Elsewhere::Resource),
        false => has_other_actions(protected, statement).then_some(Elsewhere::Action),
    }
}

fn has_other_actions(protected: &Protected, statement: &Statement) -> bool {
    let is_other = |entry: &Element| {
        let service = entry.known().and_then(|known| known.split_once(':')).map(|(service, _)| service);
        service.is_some_and(|service| !service.contains(['*', '?', '$']) && !protected.has_actions_of(service))
    };
    let listed = statement.actions.as_ref().filter(|listed| !listed.negated && !listed.entries.is_empty());
    listed.is_some_and(|listed| listed.entries.iter().all(is_other))
}

fn names_another(policy: &Policy<'_>, protected: &Protected, statement: &Statement) -> bool {
    let Some(listed) = statement.resources.as_ref().filter(|listed| !listed.negated && !listed.entries.is_empty()) else { return false };
    let services = protected.arn_services();
    if services.is_empty() || policy.site.owner.is_empty() && policy.site.protects != "kms" {
        return false;
    }
    let owners = owners(policy, protected);
    let is_another = |entry: &Element| !owners.is_empty() && owners.iter().all(|own| own.is_never(entry.written()));
    listed.entries.iter().all(|entry| is_of_another_service(entry, &services) || is_another(entry))
}

fn is_of_another_service(entry: &Element, services: &[&str]) -> bool {
    let parts = entry.written().split(":");
    let service = parts.get(2).and_then(Text::known).filter(|service| !service.is_empty() && !service.contains(['*', '?', '$']));
    let is_arn = parts.len() >= 6 && parts.first().and_then(Text::known) == Some("arn");
    is_arn && service.is_some_and(|service| !services.contains(&service))
}

/// The resources that the policy is attached to; none where one of them is not told.
fn owners(policy: &Policy<'_>, protected: &Protected) -> Vec<OwnResource> {
    let Some(value) = AttributePath::new(policy.site.owner).whole(&policy.resource.attributes) else { return vec![] };
    let items: &[Value] = value.as_list().unwrap_or(std::slice::from_ref(&value));
    let own = |item: &Value| OwnResource::of(&item.to_text()?, protected);
    items.iter().map(own).collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// A resource with a policy, as far as its ARN is known.
struct OwnResource {
    /// Its name or the end of its ARN.
    name: Text,
    /// Region and account, where the policy names the ARN.
    place: Option<[Vec<Token>; 2]>,
    /// What ends the ARNs of the resource and of what is in it.
    ends: Vec<Vec<Token>>,
    /// How the ends of such ARNs begin: `table/`.
    head: String,
}

impl OwnResource {
    fn of(owner: &Text, protected: &Protected) -> Option<OwnResource> {
        let types = protected.resource_types();
        let ends = types.iter().flat_map(|kind| &kind.arns).filter_map(|arn| arn.splitn(6, ':').nth(5));
        let head = ends.clone().next()?.split('*').next().unwrap_or_default().to_owned();
        if let Some(end) = end_of_arn(owner) {
            let parts = owner.split(":");
            let place = [tokens(parts.get(3)?, false), tokens(parts.get(4)?, false)];
            let own = tokens(&end, false);
            return end.literal().starts_with(&head).then(|| OwnResource { name: end, place: Some(place), ends: with_inner(own), head });
        }
        // The URL of a queue ends with its name.
        let name = match owner.literal().starts_with("https://") {
            true => owner.split("/").pop()?,
            false => owner.clone(),
        };
        let is_named = protected.is_named && !name.is_empty() && !name.literal().contains(':');
        let own = tokens(&name, false);
        let filled = |end: &str| {
            let (before, after) = end.split_once('*').unwrap_or((end, ""));
            [of_literal(before), own.clone(), Pattern::from_known(after, false).opened(true, &unresolved)].concat()
        };
        let ends = ends.map(filled).flat_map(with_inner).collect();
        is_named.then_some(OwnResource { name, place: None, ends, head })
    }

    /// Whether an entry of `Resource` surely names another resource of this type.
    fn is_never(&self, entry: &Text) -> bool {
        let Some(end) = end_of_arn(entry).filter(|end| end.literal().starts_with(&self.head)) else { return false };
        let parts = entry.split(":");
        let is_elsewhere = |at: usize, own: &[Token]| parts.get(at).is_some_and(|part| !overlap(&tokens(part, true), own));
        if self.place.as_ref().is_some_and(|[region, account]| is_elsewhere(3, region) || is_elsewhere(4, account)) {
            return true;
        }
        let named = with_inner(tokens(&end, true));
        let meets = named.iter().any(|named| self.ends.iter().any(|own| overlap(named, own)));
        !meets || self.is_declared_apart(&end)
    }

    /// Whether the end of an ARN is the name of one resource of the code, and this one's that of another.
    fn is_declared_apart(&self, end: &Text) -> bool {
        let (own, other) = (only_hole(&self.name, &self.head), only_hole(end, &self.head));
        own.zip(other).is_some_and(|(own, other)| own != other && resource_type(own) == resource_type(other))
    }
}

/// The resource that gives a name, where nothing else stands in it.
fn only_hole<'t>(name: &'t Text, head: &str) -> Option<&'t str> {
    let literal = name.literal();
    match name.holes() {
        [only] if literal.is_empty() || literal == head => match &only.hole.kind {
            HoleKind::Attribute { resource, .. } if !resource.contains("data.") => resource.split('[').next(),
            _ => None,
        },
        _ => None,
    }
}

/// `aws_sqs_queue` of `module.a.aws_sqs_queue.b`.
fn resource_type(address: &str) -> Option<&str> {
    address.rsplit('.').nth(1)
}

/// What stands behind the account of an ARN.
fn end_of_arn(text: &Text) -> Option<Text> {
    let literal = text.literal();
    let (at, _) = literal.match_indices(':').nth(4).filter(|_| literal.starts_with("arn:"))?;
    Some(text.slice(at + 1..literal.len()))
}

/// A name, and what is in what it names.
fn with_inner(own: Vec<Token>) -> Vec<Vec<Token>> {
    let behind = |mark: &str| [own.clone(), of_literal(mark), vec![Token::Many]].concat();
    vec![behind("/"), behind(":"), own]
}

fn tokens(text: &Text, wildcards: bool) -> Vec<Token> {
    Pattern::read(text, wildcards).opened(wildcards, &unresolved)
}

fn of_literal(text: &str) -> Vec<Token> {
    Pattern::from_known(text, false).opened(false, &unresolved)
}
