//! What rules have found out about a root: many ask, and it is found out once.

use super::answer::Answer;
use super::module_directories::ModuleDirectories;
use super::secrets::{self, WrittenSecret};
use crate::condition::Assignment;
use crate::kept::Kept;
use crate::policy::{CallersAt, Policy, callers_at};
use crate::resource::Resource;
use crate::source::Span;
use crate::subject::{Link, LinkTarget, Subject, Subjects};
use crate::value::{Kind, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// What is known about a root beside the root itself.
#[derive(Default)]
pub struct KnownOfRoot {
    pub(super) directories: ModuleDirectories,
    /// By the place of the resource in memory.
    secrets: Kept<usize, Vec<WrittenSecret>>,
    /// What limits an identity, by its place in memory, in the form in which it is compared.
    pub(super) limits: Kept<usize, Vec<String>>,
    /// By the question: what it is answered about each subject of a kind, where that is not no.
    pub(super) of_others: Kept<(usize, &'static str), Vec<(usize, Answer)>>,
    /// By the address of a bucket: which trails deliver into it.
    pub(super) delivering: OnceLock<FxHashMap<SmolStr, Vec<Answer>>>,
    /// Where the trails write within a bucket; nothing if a prefix is not known.
    pub(super) trail_folders: OnceLock<Option<Vec<String>>>,
    /// Whether a load balancer asks everybody to log in, by its address.
    pub(super) logins: Kept<SmolStr, bool>,
    /// The places of the policies that stand in a resource, by its address.
    policies: OnceLock<FxHashMap<SmolStr, Vec<usize>>>,
    /// Whether the code deploys to one account alone.
    pub(super) is_of_one_account: OnceLock<bool>,
    /// What leads to the resource of a policy for a service, by the address and the service.
    pub(super) leading: Kept<(SmolStr, String), LeadingSources>,
    /// Which resources for which a service may act name something, by what they name: their places, and whether what is named was handed on between modules.
    pub(super) naming: OnceLock<FxHashMap<String, Vec<(usize, bool)>>>,
    /// Whether a security group, by its address, lets the internet in on ports.
    pub(super) open_group: Kept<(AskedPorts, SmolStr), Answer>,
    /// Whether one of several groups does: many subjects have the same ones.
    pub(super) open_groups: Kept<(AskedPorts, Vec<LinkedResource>), Answer>,
    /// By the question: what it is answered about those at the other end of some links.
    pub(super) of_linked: Kept<(usize, Vec<LinkedResource>), Answer>,
    /// By the question and the address of a subject: what it is answered about this one.
    pub(super) of_one: Kept<(usize, SmolStr), Answer>,
    /// The places of the subjects of a kind that have a security group, by its address.
    users_of_groups: Kept<&'static str, FxHashMap<SmolStr, Vec<usize>>>,
    /// The addresses of the resources in which a security group stands, by its own.
    pub(super) naming_groups: OnceLock<FxHashMap<SmolStr, Vec<(SmolStr, bool)>>>,
    /// The places of the network ACLs of a subnet, by its address.
    pub(super) acls_of_subnets: OnceLock<FxHashMap<SmolStr, Vec<usize>>>,
    /// Whether a network ACL, by its address, refuses a port.
    pub(super) refusing_acls: Kept<(SmolStr, u32), bool>,
    /// Those whose statements stand at a place: of those that are deployed alike, one.
    of_statements: OnceLock<FxHashMap<Span, Vec<usize>>>,
    /// Whom the statements name that stand at a place.
    callers: OnceLock<CallersAt>,
}

/// What leads to the resource of a policy, so that a service acts there.
#[derive(Clone, Default)]
pub(super) struct LeadingSources {
    /// From another account.
    pub(super) elsewhere: Option<LeadingSource>,
    /// From its own account.
    pub(super) is_from_own: bool,
}

/// One that might be, or is, of another account.
#[derive(Clone)]
pub(super) struct LeadingSource {
    pub(super) address: String,
    /// The accounts for people: that of the policy, and its own.
    pub(super) accounts: Vec<String>,
    /// The code tells that they are two.
    pub(super) is_another: bool,
    /// It is of a kind for which the service is known to act.
    pub(super) is_acted_for: bool,
}

/// The ports of TCP about which a security group is asked.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum AskedPorts {
    AnyOf(Vec<u32>),
    AnyBut(&'static [u32]),
    /// One that is not known.
    NotKnown,
}

/// The other end of a link: its place in memory, where it is named, and under which answers.
pub(super) type LinkedResource = (usize, Span, Assignment);

/// The other ends of links, where all of them are in this code.
pub(super) fn linked(links: &[Link<'_>]) -> Option<Vec<LinkedResource>> {
    let linked = |link: &Link<'_>| match link.to {
        LinkTarget::Here(resource) => Some((std::ptr::from_ref(resource) as usize, link.span, link.given.clone())),
        LinkTarget::Elsewhere(_) | LinkTarget::Unknown(_) => None,
    };
    links.iter().map(linked).collect()
}

pub(super) fn here(link: &Link<'_>) -> Option<SmolStr> {
    match link.to {
        LinkTarget::Here(resource) => Some(resource.address.clone()),
        LinkTarget::Elsewhere(_) | LinkTarget::Unknown(_) => None,
    }
}

/// The places of those that name something, by what they name.
pub(super) fn places(named: impl Iterator<Item = Vec<SmolStr>>) -> FxHashMap<SmolStr, Vec<usize>> {
    let mut places: FxHashMap<SmolStr, Vec<usize>> = FxHashMap::default();
    for (place, names) in named.enumerate() {
        for name in names {
            let known = places.entry(name).or_default();
            if known.last() != Some(&place) {
                known.push(place);
            }
        }
    }
    places
}

impl KnownOfRoot {
    /// The secrets that are written out in a resource of the root.
    pub(super) fn secrets(&self, resource: &Resource) -> Arc<Vec<WrittenSecret>> {
        self.secrets.get(&(std::ptr::from_ref(resource) as usize), || secrets::of_resource(resource))
    }

    /// The subjects of a kind that have the security group at an address, as far as is known.
    pub(super) fn users_of_group<'s, 'a>(&self, subjects: &'s Subjects<'a>, kind: &'static str, group: &str) -> Vec<&'s Subject<'a>> {
        let users = subjects.of_kind(kind);
        let of_user = |user| subjects.links(user, "security_group").iter().filter_map(here).collect();
        let known = self.users_of_groups.get(&kind, || places(users.iter().map(of_user)));
        known.get(group).into_iter().flatten().filter_map(|place| users.get(*place)).collect()
    }

    /// The policies, all of those of the root, that stand in the resource at an address.
    pub(super) fn policies_in<'p, 'a>(&self, all: &'p [Policy<'a>], address: &str) -> Vec<&'p Policy<'a>> {
        let known = self.policies.get_or_init(|| {
            let mut known: FxHashMap<SmolStr, Vec<usize>> = FxHashMap::default();
            for (place, policy) in all.iter().enumerate() {
                known.entry(policy.resource.address.clone()).or_default().push(place);
            }
            known
        });
        known.get(address).into_iter().flatten().filter_map(|place| all.get(*place)).collect()
    }

    /// The policies among those of the root that have a statement at a place, under whatever answers: of those whose resources stand in one block and are
    /// deployed alike, the first. A module may be called thousands of times.
    pub(super) fn policies_with<'p, 'a>(&self, all: &'p [Policy<'a>], statement: Span) -> Vec<&'p Policy<'a>> {
        let known = self.of_statements.get_or_init(|| {
            let mut known: FxHashMap<Span, Vec<usize>> = FxHashMap::default();
            let mut seen = FxHashSet::default();
            for (number, policy) in all.iter().enumerate() {
                let mut places = FxHashSet::default();
                statements(&policy.document, &mut places);
                let deployed = DeployedAlike::of(policy.resource);
                let new = places.into_iter().filter(|place| seen.insert((*place, deployed.clone())));
                new.for_each(|place| known.entry(place).or_default().push(number));
            }
            known
        });
        known.get(&statement).into_iter().flatten().filter_map(|place| all.get(*place)).collect()
    }

    /// Whom the statements name that stand at a place, in all their uses.
    pub(super) fn callers_at(&self, all: &[Policy<'_>], statement: Span) -> &BTreeSet<SmolStr> {
        static NOBODY: BTreeSet<SmolStr> = BTreeSet::new();
        self.callers.get_or_init(|| callers_at(all)).get(&statement).unwrap_or(&NOBODY)
    }
}

/// The block of a resource, and what tells to which account and Region it is deployed.
#[derive(Clone, PartialEq, Eq, Hash)]
struct DeployedAlike {
    block: Span,
    provider: SmolStr,
    accounts: Vec<SmolStr>,
    credentials: Option<String>,
    regions: [Option<SmolStr>; 2],
    has_region: bool,
}

impl DeployedAlike {
    fn of(resource: &Resource) -> DeployedAlike {
        let provider = &resource.provider;
        let region = resource.attributes.get("region").filter(|region| !matches!(region.kind, Kind::Null | Kind::Absent));
        DeployedAlike {
            block: resource.block,
            provider: provider.name.clone(),
            accounts: provider.accounts.clone(),
            credentials: provider.credentials.clone(),
            regions: [provider.region.clone(), region.and_then(Value::as_str).map(SmolStr::new)],
            has_region: region.is_some(),
        }
    }
}

/// The places of the statements in a document.
fn statements(value: &Value, into: &mut FxHashSet<Span>) {
    match &value.kind {
        Kind::List(items) => items.iter().for_each(|item| statements(item, into)),
        Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| statements(branch, into)),
        Kind::Map(map) => match map.get("Statement") {
            Some(listed) => statements(listed, into),
            None => {
                into.insert(value.span);
            }
        },
        Kind::Absent | Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::Unknown(_) => {}
    }
}
