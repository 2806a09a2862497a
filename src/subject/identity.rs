//! Identities: users, groups, roles and permission sets with all the policies that they hold.

use super::graph::{SubjectPart, Subjects};
use super::link::{Link, LinkTarget};
use crate::attribute_path::Stands;
use crate::condition::{Assignment, Conditions};
use crate::facts::{self, Join, ManagedPolicy, Meaning, PolicyKind, PolicySite};
use crate::json;
use crate::mapped_text::{HoleKind, Text, WhyCode};
use crate::policy::Policy;
use crate::problem::Problem;
use crate::resource::{Resource, Root};
use crate::source::Span;
use crate::value::{Kind, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::sync::LazyLock;

/// Somebody who holds policies.
#[derive(Clone, Debug)]
pub struct Identity<'a> {
    /// `role`, `user`, `group`, `permission_set`; `policy` for whoever is given a policy that nobody in this code holds.
    pub kind: &'static str,
    pub resource: &'a Resource,
    pub held: Vec<AttachedPolicy<'a>>,
    /// What is attached but stands elsewhere.
    pub unread: Vec<Unread>,
    /// Who may assume the role.
    pub trust: Option<&'a Policy<'a>>,
    /// The groups that a user belongs to, by their place among the identities.
    pub groups: Vec<(usize, Assignment)>,
}

/// A policy that an identity holds, or that bounds it.
#[derive(Clone, Debug)]
pub struct AttachedPolicy<'a> {
    pub policy: &'a Policy<'a>,
    pub is_boundary: bool,
    /// Under these answers only.
    pub given: Assignment,
}

/// A policy that an identity holds and whose document is not in this code.
#[derive(Clone, Debug)]
pub struct Unread {
    /// As the code names it; empty where it has no name.
    pub name: String,
    pub span: Span,
    pub is_boundary: bool,
    pub given: Assignment,
}

static MANAGED_ATTACHMENT: PolicySite = PolicySite::without_row(PolicyKind::Identity, "policy", "");
static MANAGED_BOUNDARY: PolicySite = PolicySite::without_row(PolicyKind::Boundary, "policy", "");
/// What a service does with a role that AWS wrote a policy for is the service's own business.
static MANAGED_SERVICE_ROLE: PolicySite = PolicySite::without_row(PolicyKind::Identity, "service-role", "");

/// Where a resource attaches policies, each place once.
fn attaching(root: &Root, resource: &Resource) -> Vec<&'static Join> {
    let attaches = |join: &&Join| join.language == Some(root.language) && matches!(join.meaning, Meaning::Attachment | Meaning::Boundary);
    let mut joins: Vec<&'static Join> = vec![];
    for join in facts::joins_of(&resource.kind).iter().copied().filter(attaches) {
        if !joins.iter().any(|known| known.target == join.target) {
            joins.push(join);
        }
    }
    joins
}

/// What is attached of which not even the name is known: it may be any policy.
pub fn open_attachments(root: &Root) -> Vec<Problem> {
    let mut found = vec![];
    for resource in root.resources.iter() {
        for join in attaching(root, resource).into_iter().filter(|join| join.meaning == Meaning::Attachment) {
            let answers = join.target.path.answers(&resource.attributes, &mut Conditions::default());
            let values = answers.into_iter().filter_map(|answer| if let Stands::Value(value) = answer.stands { Some(value) } else { None });
            found.extend(values.filter_map(|value| Some(Problem::open_attachment(value.span, &resource.address, &open_name(value)?))));
        }
    }
    found
}

/// Why the name of a policy is not known, where it is not that of a policy which the code makes or looks up.
fn open_name(value: &Value) -> Option<String> {
    let text = value.to_text()?;
    let hole = text.holes().first().filter(|_| text.literal().is_empty())?;
    let kind = &hole.hole.kind;
    let is_of_something = matches!(kind, HoleKind::Attribute { .. }) && !kind.is_made_of_attribute();
    // That a module is not on disk, or that the code fails, is told of itself.
    let is_told = matches!(kind, HoleKind::Unknown(why) if matches!(why.code, WhyCode::RemoteModule | WhyCode::FailedPlan));
    (!is_of_something && !is_told).then(|| hole.hole.kind.reason())
}

/// The AWS managed policies that resources attach, as policies that stand where they are named.
pub fn managed_policies(root: &Root) -> Vec<Policy<'_>> {
    let mut found = vec![];
    for resource in root.resources.iter() {
        for join in attaching(root, resource) {
            let is_boundary = join.meaning == Meaning::Boundary;
            let site = if is_boundary { &MANAGED_BOUNDARY } else { &MANAGED_ATTACHMENT };
            for answer in join.target.path.answers(&resource.attributes, &mut Conditions::default()) {
                let Stands::Value(value) = answer.stands else { continue };
                let Some(document) = managed(value).filter(|policy| policy.is_known()) else { continue };
                let is_for_service = document.path.starts_with("service-role/") && !is_boundary;
                let site = if is_for_service { &MANAGED_SERVICE_ROLE } else { site };
                let document =
                    managed_document(document, value).only_under(&answer.given, &Value::new(Kind::Absent, value.span), value.span);
                found.push(Policy {
                    resource,
                    site,
                    path: join.target.path.as_str(),
                    argument: answer.place,
                    span: value.span,
                    document,
                    doubt: None,
                });
            }
        }
    }
    found
}

fn managed(value: &Value) -> Option<&'static ManagedPolicy> {
    facts::managed_policy(&value.to_text()?.to_string())
}

/// The document, all of it where the policy is named.
fn managed_document(policy: &ManagedPolicy, named: &Value) -> Value {
    let document = if policy.document.is_empty() { r#"{"Version":"2012-10-17","Statement":[]}"# } else { policy.document };
    let (document, _) = json::parse(&Text::computed(document, named.span), named.span);
    Value { provenance: named.provenance.clone(), ..document }
}

/// Every identity of a root; `policies` are its policies and the AWS managed ones that it attaches.
pub fn identities<'a>(subjects: &Subjects<'a>, policies: &'a [Policy<'a>]) -> Vec<Identity<'a>> {
    let mut of_resource: FxHashMap<&str, Vec<&'a Policy<'a>>> = FxHashMap::default();
    for policy in policies {
        of_resource.entry(policy.resource.address.as_str()).or_default().push(policy);
    }
    let documents = DocumentPlaces { of_resource };
    let mut identities = vec![];
    let mut memberships = vec![];
    for subject in holder_kinds().flat_map(|kind| subjects.of_kind(kind)) {
        let mut identity =
            Identity { kind: subject.kind, resource: subject.resource, held: vec![], unread: vec![], trust: None, groups: vec![] };
        identity.trust = documents.policies(subject.resource).find(|policy| policy.site.kind == PolicyKind::Trust);
        documents.hold(subject.resource, &subject.resource.presence.under, &mut identity);
        for part in &subject.parts {
            documents.add(part, &mut identity);
            memberships.extend(groups(part).map(|(group, given)| (identities.len(), group, given)));
        }
        identity.held = once(identity.held);
        identities.push(identity);
    }
    join_groups(&mut identities, memberships);
    identities.extend(held_by_nobody(policies, &identities));
    identities
}

/// The groups that a part makes its subject a member of.
fn groups<'p, 'a>(part: &'p SubjectPart<'a>) -> impl Iterator<Item = (&'a Resource, Assignment)> + 'p {
    let links = if part.join.meaning == Meaning::Membership { part.links.as_slice() } else { &[] };
    let given = &part.given;
    links.iter().filter_map(move |link| match link.to {
        LinkTarget::Here(group) => Some((group, given.and(&link.given)?)),
        LinkTarget::Elsewhere(_) | LinkTarget::Unknown(_) => None,
    })
}

/// Whoever is given a policy that nobody in this code holds, and that bounds nobody.
fn held_by_nobody<'a>(policies: &'a [Policy<'a>], identities: &[Identity<'a>]) -> Vec<Identity<'a>> {
    let held: FxHashSet<*const Policy<'a>> =
        identities.iter().flat_map(|identity| identity.held.iter().map(|held| std::ptr::from_ref(held.policy))).collect();
    let free = policies.iter().filter(|policy| policy.site.kind == PolicyKind::Identity && is_iam(policy.site.protects));
    let free = free.filter(|policy| !held.contains(&std::ptr::from_ref(*policy)));
    free.map(|policy| {
        let held = vec![AttachedPolicy { policy, is_boundary: false, given: Assignment::default() }];
        Identity { kind: "policy", resource: policy.resource, held, unread: vec![], trust: None, groups: vec![] }
    })
    .collect()
}

/// The kinds of subject that policies can be attached to.
fn holder_kinds() -> impl Iterator<Item = &'static str> {
    static KINDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let is_holder = |kind: &&str| facts::joins(kind).iter().any(|join| join.meaning == Meaning::Attachment);
        facts::subjects().filter(is_holder).collect()
    });
    KINDS.iter().copied()
}

/// Whether a policy of this kind of owner gives IAM permissions (an IoT policy does not).
fn is_iam(protects: &str) -> bool {
    protects == "policy" || holder_kinds().any(|kind| kind == protects.replace('-', "_"))
}

/// Users hold what their groups hold.
fn join_groups<'a>(identities: &mut [Identity<'a>], memberships: Vec<(usize, &'a Resource, Assignment)>) {
    let places: FxHashMap<SmolStr, usize> =
        identities.iter().enumerate().map(|(index, identity)| (identity.resource.address.clone(), index)).collect();
    for (member, group, given) in memberships {
        let Some(place) = places.get(&group.address).copied() else { continue };
        let group = identities.get(place).filter(|group| group.kind == "group");
        let Some((held, unread)) = group.map(|group| (group.held.clone(), group.unread.clone())) else { continue };
        let Some(member) = identities.get_mut(member) else { continue };
        member.groups.push((place, given.clone()));
        member.held.extend(held.into_iter().filter_map(|held| Some(AttachedPolicy { given: held.given.and(&given)?, ..held })));
        member.unread.extend(unread.into_iter().filter_map(|unread| Some(Unread { given: unread.given.and(&given)?, ..unread })));
    }
    for member in identities.iter_mut().filter(|member| !member.groups.is_empty()) {
        member.held = once(std::mem::take(&mut member.held));
    }
}

/// A policy that is attached a second time gives nothing more.
fn once<'a>(held: impl IntoIterator<Item = AttachedPolicy<'a>>) -> Vec<AttachedPolicy<'a>> {
    let mut known: FxHashSet<(*const Policy<'a>, bool, Assignment)> = FxHashSet::default();
    let is_new = |held: &AttachedPolicy<'a>| known.insert((std::ptr::from_ref(held.policy), held.is_boundary, held.given.clone()));
    held.into_iter().filter(is_new).collect()
}

/// Where documents stand.
struct DocumentPlaces<'a> {
    of_resource: FxHashMap<&'a str, Vec<&'a Policy<'a>>>,
}

impl<'a> DocumentPlaces<'a> {
    fn policies(&self, resource: &Resource) -> impl Iterator<Item = &'a Policy<'a>> {
        self.of_resource.get(resource.address.as_str()).into_iter().flatten().copied()
    }

    /// The identity holds the policies that are written in a resource; those that the resource only names are not written in it.
    fn hold(&self, resource: &Resource, given: &Assignment, identity: &mut Identity<'a>) {
        let written = self.policies(resource).filter(|policy| policy.site.kind == PolicyKind::Identity && !policy.is_managed());
        identity.held.extend(written.map(|policy| AttachedPolicy { policy, is_boundary: false, given: given.clone() }));
    }

    fn add(&self, part: &SubjectPart<'a>, identity: &mut Identity<'a>) {
        match part.join.meaning {
            Meaning::Policy => self.hold(part.resource, &part.given, identity),
            Meaning::Attachment | Meaning::Boundary => self.attach(part, &part.given, identity),
            Meaning::Itself | Meaning::Alias | Meaning::Membership | Meaning::Other => {}
        }
    }

    /// The identity holds the policies that a part names, or is bounded by them.
    fn attach(&self, part: &SubjectPart<'a>, given: &Assignment, identity: &mut Identity<'a>) {
        let is_boundary = part.join.meaning == Meaning::Boundary;
        // A map is a policy that is written in place.
        for link in part.links.iter().filter(|link| link.value.as_map().is_none()) {
            let Some(given) = given.and(&link.given) else { continue };
            let named = self.named(part.resource, link);
            if named.is_empty() {
                let written = || link.value.provenance.steps().next().map(|step| step.name.to_string());
                let name = match &link.value.kind {
                    Kind::Unknown(hole) if matches!(hole.kind, HoleKind::Unknown(_)) => {
                        hole.kind.data_source().map(str::to_owned).or_else(written)
                    }
                    _ => link.value.to_text().map(|text| text.to_string()),
                };
                let name = name.unwrap_or_default();
                identity.unread.push(Unread { name, span: link.span, is_boundary, given: given.clone() });
            }
            identity.held.extend(named.into_iter().map(|policy| AttachedPolicy { policy, is_boundary, given: given.clone() }));
        }
    }

    /// The policies that a link names: AWS managed ones stand at its value.
    fn named(&self, at: &Resource, link: &Link<'a>) -> Vec<&'a Policy<'a>> {
        let managed = self.policies(at).filter(|policy| policy.is_managed() && policy.span == link.span);
        let written = match link.to {
            LinkTarget::Here(resource) => {
                self.policies(resource).filter(|policy| policy.site.protects == "policy" && !policy.is_managed()).collect()
            }
            LinkTarget::Elsewhere(_) | LinkTarget::Unknown(_) => vec![],
        };
        managed.chain(written).collect()
    }
}
