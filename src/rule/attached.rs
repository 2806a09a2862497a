//! What a resource policy is attached to, and which of its statements are about that.

mod one_name;

use crate::attribute_path::AttributePath;
use crate::facts::{self, PolicyKind, PolicySite, Protected};
use crate::iam::document::{Document, Effect, Element, Listed, Statement};
use crate::iam::pattern::{Pattern, Token, overlap, unresolved};
use crate::mapped_text::{HoleKind, Text};
use crate::policy::Policy;
use crate::resource::{Resource, Root};
use crate::truth::Truth;
use crate::value::Value;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Reverse;

/// Why a statement of a resource policy has no effect: a request of another resource, or with another action, is never held against the policy.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html>
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Elsewhere {
    /// Every resource that it names is surely another.
    Resource,
    /// Every action that it names is one of other services.
    Action,
}

/// `path/name` of a role, as its ARN has it, where the code gives it.
fn role_name(role: &Resource) -> Option<String> {
    let arn = crate::subject::arn(role)?;
    let name = arn.split(":role/").pop()?;
    name.known().map(str::to_owned)
}

/// What a policy is attached to. S3, SQS and SNS refuse a statement about another resource, and in a key policy only `*` and the key itself mean anything:
/// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html>.
pub struct AttachedTo<'a> {
    /// Nothing where it is no resource policy.
    protected: Option<&'static Protected>,
    /// Whether what a statement names is compared with the resource.
    is_one_resource: bool,
    /// None where one of them is not told.
    owners: Vec<OwnResource>,
    /// Where the resource is that the policy stands at.
    place: OwnPlace<'a>,
    /// As in [`facts::PolicySite::protects`].
    protects: &'static str,
    /// Of a trust policy: path and name of the role, where the code gives them.
    pub(super) role: Option<String>,
    /// What the policy protects instead, if an argument that is not known says so: a bucket may be a directory bucket.
    instead: Vec<&'static Protected>,
    root: &'a Root,
    /// The type of each resource by its address, once it is asked for.
    kinds: OnceCell<FxHashMap<SmolStr, SmolStr>>,
}

impl<'a> AttachedTo<'a> {
    pub(super) fn of(policy: &Policy<'a>, root: &'a Root) -> AttachedTo<'a> {
        let protected = facts::protected(policy.site.protects).filter(|_| policy.site.kind == PolicyKind::Resource);
        let has_owner = !policy.site.owner.is_empty() || policy.site.protects == "kms";
        let is_one_resource = protected.is_some_and(|protected| has_owner && !protected.arn_services().is_empty());
        let owners = protected.filter(|_| is_one_resource).map_or(vec![], |protected| owners(policy, protected));
        let is_open = |site: &&PolicySite| {
            let is_here = site.path == policy.site.path && site.protects != policy.site.protects;
            is_here && site.only_if.holds(|name| policy.resource.argument(name)) == Truth::Unknown
        };
        let sites = facts::policy_sites(&policy.resource.kind).iter().filter(is_open);
        let instead = sites.filter_map(|site| facts::protected(site.protects)).collect();
        let is_placed = owners.iter().any(|own| own.place.is_some());
        let place = if is_placed { OwnPlace::default() } else { OwnPlace::of(policy.resource) };
        let protects = policy.site.protects;
        let role = facts::protected(protects).filter(|protected| protected.service == "sts").and_then(|_| role_name(policy.resource));
        AttachedTo { protected, is_one_resource, owners, place, protects, role, instead, root, kinds: OnceCell::new() }
    }

    /// What the policy protects, as far as the statement tells it.
    pub(super) fn kind(&self, statement: &Statement) -> &'static str {
        let is_of = |protected: &&&Protected| {
            let services = protected.arn_services();
            let is_of = |entry: &Element| arn_service(entry).is_some_and(|service| services.contains(&service.as_str()));
            positive(statement).is_some_and(|listed| listed.entries.iter().all(is_of))
        };
        self.instead.iter().find(is_of).map_or(self.protects, |protected| protected.kind)
    }

    /// Why the statement is not about the resource of the policy, if it surely is not.
    pub(super) fn elsewhere(&self, statement: &Statement) -> Option<Elsewhere> {
        match self.each().into_iter().all(|own| self.names_another(statement, own)) {
            true => Some(Elsewhere::Resource),
            false => self.has_other_actions(statement).then_some(Elsewhere::Action),
        }
    }

    /// The documents that a request on what an Allow is about is held against: without the statements that are about other resources, one document for all
    /// resources about which the same Denies are.
    pub(super) fn heard<'d>(&self, document: &'d Document, allow: &Statement) -> Vec<Cow<'d, Document>> {
        let mut groups: Vec<(Vec<usize>, Vec<Option<&OwnResource>>)> = vec![];
        for own in self.each().into_iter().filter(|own| !self.names_another(allow, *own)) {
            let denies = document.with_effect(Effect::Deny).filter(|deny| self.names_another(deny, own));
            let left_out: Vec<usize> = denies.map(|deny| deny.index).collect();
            let is_told_apart = one_name::is_wanted(document);
            match groups.iter_mut().find(|(known, _)| *known == left_out && !is_told_apart) {
                Some((_, owners)) => owners.push(own),
                None => groups.push((left_out, vec![own])),
            }
        }
        let about = |(left_out, owners): &(Vec<usize>, Vec<Option<&OwnResource>>)| match left_out.is_empty() {
            true => Cow::Borrowed(document),
            false => Cow::Owned(self.about(owners, document, allow)),
        };
        let mut heard: Vec<Cow<'d, Document>> = vec![];
        for group in &groups {
            let document = match group.1.as_slice() {
                [own] => self.with_one_name(*own, about(group), allow.index),
                _ => about(group),
            };
            if !heard.contains(&document) {
                heard.push(document);
            }
        }
        // What is about another resource is told of the document as it is.
        if heard.is_empty() { vec![Cow::Borrowed(document)] } else { heard }
    }

    /// The document without what is about other resources than these.
    fn about(&self, owners: &[Option<&OwnResource>], document: &Document, allow: &Statement) -> Document {
        let mut about = document.clone();
        for statement in &mut about.statements {
            if statement.index != allow.index {
                let is_elsewhere = owners.iter().all(|own| self.names_another(statement, *own));
                statement.effect = if is_elsewhere { Effect::Invalid } else { statement.effect };
            } else if let Some(listed) = statement.resources.as_mut().filter(|listed| !listed.negated) {
                listed.entries.retain(|entry| !owners.iter().all(|own| self.is_another(entry, *own)));
            }
        }
        about
    }

    /// Why it is not sure that the statement is about the resource of the policy.
    pub(super) fn doubt(&self, statement: &Statement) -> Option<String> {
        let listed = positive(statement)?;
        let is_open = |entry: &Element| self.owners.iter().all(|own| self.relation(own, entry.written()) != Relation::Same);
        let is_unsure = !self.owners.is_empty() && listed.entries.iter().all(is_open);
        is_unsure.then(|| "whether what the statement names is the resource that the policy is attached to is not known".to_owned())
    }

    /// Each resource, as far as it is told.
    fn each(&self) -> Vec<Option<&OwnResource>> {
        match self.owners.as_slice() {
            [] => vec![None],
            owners => owners.iter().map(Some).collect(),
        }
    }

    fn has_other_actions(&self, statement: &Statement) -> bool {
        let Some(protected) = self.protected.filter(|protected| protected.kind == self.kind(statement)) else { return false };
        let is_other = |entry: &Element| {
            let service = entry.known().and_then(|known| known.split_once(':')).map(|(service, _)| service);
            service.is_some_and(|service| !service.contains(['*', '?', '$']) && !protected.has_actions_of(service))
        };
        let listed = statement.actions.as_ref().filter(|listed| !listed.negated && !listed.entries.is_empty());
        listed.is_some_and(|listed| listed.entries.iter().all(is_other))
    }

    /// Whether every resource that the statement names is surely another than this one.
    fn names_another(&self, statement: &Statement, own: Option<&OwnResource>) -> bool {
        let is_compared = self.is_one_resource && self.kind(statement) == self.protects;
        is_compared && positive(statement).is_some_and(|listed| listed.entries.iter().all(|entry| self.is_another(entry, own)))
    }

    fn is_another(&self, entry: &Element, own: Option<&OwnResource>) -> bool {
        let is_never = |own: &OwnResource| own.is_never(entry.written()) || self.relation(own, entry.written()) == Relation::Apart;
        let is_of_another = |protected| is_of_another_service(entry, protected) || self.place.is_never(entry.written());
        self.protected.is_some_and(is_of_another) || own.is_some_and(is_never)
    }

    /// What is known of the resource that gives the name in an ARN, where nothing else stands there.
    fn relation(&self, own: &OwnResource, entry: &Text) -> Relation {
        let end = end_of_arn(entry).map(|end| own.without_inner(end));
        let Some(named) = end.as_ref().and_then(|end| only_hole(end, &own.head)) else { return Relation::Same };
        let Some(given) = only_hole(&own.name, &own.head) else { return Relation::Same };
        if block(named.0) == block(given.0) {
            return Relation::Same;
        }
        let kind = self.named_kind(named, &own.head);
        if kind.is_some() && kind == self.named_kind(given, &own.head) { Relation::Apart } else { Relation::Open }
    }

    /// The type of the resource that an attribute names, if it is declared and of a type that such policies protect. What is only handed through (an output
    /// of a stack, what a custom resource gives back, the value of a parameter) may be any name.
    fn named_kind(&self, (address, attribute): (&str, &str), head: &str) -> Option<&str> {
        let services = self.protected?.arn_services();
        let kinds = || self.root.resources.iter().map(|resource| (resource.address.clone(), resource.kind.clone())).collect();
        let kind = self.kinds.get_or_init(kinds).get(address)?.as_str();
        let shapes = facts::arn_shapes(kind);
        let is_protected = |shape: &str| {
            let mut parts = shape.splitn(6, ':').skip(2);
            let is_of_service = parts.next().is_some_and(|service| services.contains(&service));
            is_of_service && parts.nth(2).is_some_and(|end| end.starts_with(head))
        };
        let is_name = || {
            let known = ["?", "id", "name", "key_id", "arn", "Ref", "Id", "Name", "KeyId", "Arn"].contains(&attribute);
            known || shapes.iter().any(|shape| shape.attribute == attribute || shape.shape.contains(&format!("{{{attribute}}}")))
        };
        (shapes.iter().any(|shape| is_protected(shape.shape)) && is_name()).then_some(kind)
    }
}

/// How what gives one name stands to what gives another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// It is the same, or nothing tells them apart.
    Same,
    /// Two resources of the code.
    Apart,
    /// Another, which may still come to the same name.
    Open,
}

fn positive(statement: &Statement) -> Option<&Listed<Element>> {
    statement.resources.as_ref().filter(|listed| !listed.negated && !listed.entries.is_empty())
}

fn is_of_another_service(entry: &Element, protected: &Protected) -> bool {
    arn_service(entry).is_some_and(|service| !protected.may_have_arns_of(&service))
}

/// The service in an ARN, if it is known.
fn arn_service(entry: &Element) -> Option<String> {
    let parts = entry.written().split(":");
    let service = parts.get(2).and_then(Text::known).filter(|service| !service.is_empty() && !service.contains(['*', '?', '$']));
    let is_arn = parts.len() >= 6 && parts.first().and_then(Text::known) == Some("arn");
    service.filter(|_| is_arn).map(str::to_owned)
}

/// The resources that the policy is attached to; none where one of them is not told.
fn owners(policy: &Policy<'_>, protected: &Protected) -> Vec<OwnResource> {
    let Some(value) = AttributePath::new(policy.site.owner).whole(&policy.resource.attributes) else { return vec![] };
    let items: &[Value] = value.as_list().unwrap_or(std::slice::from_ref(&value));
    let own = |item: &Value| OwnResource::of(&item.to_text()?, protected);
    items.iter().map(own).collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// Where the code deploys to, as far as it tells that.
#[derive(Default)]
struct OwnPlace<'a> {
    region: Option<&'a str>,
    accounts: &'a [SmolStr],
}

impl<'a> OwnPlace<'a> {
    fn of(resource: &'a Resource) -> OwnPlace<'a> {
        let provider = &resource.provider;
        // The policy of a secret is that of its copies in other Regions, too.
        let has_copies = ["replica", "ReplicaRegions"].iter().any(|name| resource.attributes.get(name).is_some());
        match provider.targets {
            // A stack set deploys to many.
            Some(_) => OwnPlace::default(),
            None => OwnPlace { region: resource.region().filter(|_| !has_copies), accounts: &provider.accounts },
        }
    }

    /// Whether an ARN surely is of another Region or account. One without them says nothing about that.
    fn is_never(&self, entry: &Text) -> bool {
        if end_of_arn(entry).is_none() {
            return false;
        }
        let parts = entry.split(":");
        let says_nothing = |at: usize| parts.get(at).is_some_and(|part| part.known() == Some(""));
        let is_other = |at: usize, own: &str| !says_nothing(at) && names_another_place(entry, at, &of_literal(own));
        let is_of_others = !self.accounts.is_empty() && self.accounts.iter().all(|own| is_other(4, own));
        self.region.is_some_and(|region| is_other(3, region)) || is_of_others
    }
}

/// Whether the Region (3) or the account (4) in an ARN surely is another.
fn names_another_place(arn: &Text, at: usize, own: &[Token]) -> bool {
    let parts = arn.split(":");
    parts.get(at).is_some_and(|part| !overlap(&tokens(part, true), own))
}

/// A resource with a policy, as far as its ARN is known.
struct OwnResource {
    /// Its name or the end of its ARN.
    name: Text,
    /// Region and account, where the policy names the whole ARN.
    place: Option<[Vec<Token>; 2]>,
    /// What ends the ARNs of the resource and of what is in it.
    ends: Vec<Vec<Token>>,
    /// How the ends of such ARNs begin: `table/`.
    head: String,
    /// What no name has, since what is in the resource stands behind it: `/`.
    mark: Option<char>,
}

impl OwnResource {
    fn of(owner: &Text, protected: &Protected) -> Option<OwnResource> {
        let types = protected.resource_types();
        let ends = types.iter().flat_map(|kind| &kind.arns).filter_map(|arn| arn.splitn(6, ':').nth(5));
        let head_of = |end: &str| end.split('*').next().unwrap_or_default().to_owned();
        // Resources of one service may have ARNs of several heads: `channel/`, `eventdatastore/`.
        let named = end_of_arn(owner);
        let is_of_owner = |end: &&str| named.as_ref().is_none_or(|named| named.literal().starts_with(&head_of(end)));
        let length = |end: &&str| if named.is_some() { Reverse(head_of(end).len()) } else { Reverse(0) };
        let first = ends.clone().filter(is_of_owner).min_by_key(length)?;
        let head = head_of(first);
        let mark = ends.clone().find_map(|end| end.strip_prefix(first)?.chars().next()).filter(|mark| ['/', ':'].contains(mark));
        if let Some(end) = named {
            let parts = owner.split(":");
            let place = [parts.get(3)?, parts.get(4)?];
            let is_placed = place.iter().any(|part| part.known().is_some_and(|known| !known.is_empty()));
            let place = is_placed.then(|| place.map(|part| tokens(part, false)));
            let own = tokens(&end, false);
            let random = (protected.kind == "secretsmanager").then(|| with_random(&own));
            let ends = random.into_iter().chain(with_inner(own)).collect();
            return Some(OwnResource { name: end, place, ends, head, mark });
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
        is_named.then_some(OwnResource { name, place: None, ends, head, mark })
    }

    /// Whether an entry of `Resource` surely names another resource of this type.
    fn is_never(&self, entry: &Text) -> bool {
        let Some(end) = end_of_arn(entry).filter(|end| end.literal().starts_with(&self.head)) else { return false };
        let is_elsewhere = |at: usize, own: &[Token]| names_another_place(entry, at, own);
        if self.place.as_ref().is_some_and(|[region, account]| is_elsewhere(3, region) || is_elsewhere(4, account)) {
            return true;
        }
        let named = with_inner(tokens(&end, true));
        !named.iter().any(|named| self.ends.iter().any(|own| overlap(named, own)))
    }

    /// What names the resource in the end of an ARN that may be of something in it.
    fn without_inner(&self, end: Text) -> Text {
        let Some(mark) = self.mark.filter(|_| end.literal().starts_with(&self.head)) else { return end };
        let before = self.head.matches(mark).count();
        let mut parts = end.split(mark.encode_utf8(&mut [0; 4]));
        if parts.len() > before + 1 { parts.swap_remove(before) } else { end }
    }
}

/// The resource and the attribute that give a name, where nothing else stands in it.
fn only_hole<'t>(name: &'t Text, head: &str) -> Option<(&'t str, &'t str)> {
    let literal = name.literal();
    match name.holes() {
        [only] if literal.is_empty() || literal == head => match &only.hole.kind {
            HoleKind::Attribute { resource, name } => Some((resource, name)),
            _ => None,
        },
        _ => None,
    }
}

/// The address without what tells instances of one block apart.
fn block(address: &str) -> String {
    let parts = address.split('[').enumerate();
    parts.map(|(at, part)| if at == 0 { part } else { part.split_once(']').map_or("", |(_, behind)| behind) }).collect()
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

/// A name with the six characters that Secrets Manager puts behind it; calls take the ARN without them too.
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html>
fn with_random(own: &[Token]) -> Vec<Token> {
    [own, of_literal("-").as_slice(), &[Token::One; 6]].concat()
}

fn tokens(text: &Text, wildcards: bool) -> Vec<Token> {
    Pattern::read(text, wildcards).opened(wildcards, &unresolved)
}

fn of_literal(text: &str) -> Vec<Token> {
    Pattern::from_known(text, false).opened(false, &unresolved)
}
