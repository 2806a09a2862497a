//! All identities of a root with what they hold, and the roles that can be reached. What they may do is worked out when it is asked.

use super::attached::{PolicyKey, ReadPolicies};
use super::budget::QuestionBudget;
use super::effective::{self, EffectiveOfIdentity, EffectivePolicies};
use super::grant::{Doubts, PathStep, ServiceRole};
use super::tags::ResourceTags;
use super::workload::{self, Workload};
use crate::condition::Assignment;
use crate::facts;
use crate::iam::context::{Caller, CallerKind};
use crate::iam::document::{Effect, Names, Statement};
use crate::iam::evaluate::about_action;
use crate::iam::principal::Who;
use crate::iam::stand_in;
use crate::kept::Kept;
use crate::mapped_text::Text;
use crate::policy::Policy;
use crate::problem::Problem;
use crate::resource::{Resource, Root, WorkShare};
use crate::source::Span;
use crate::subject::{self, Identity, Subjects, definite};
use crate::truth::Truth;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::sync::{Arc, LazyLock, Mutex, OnceLock};

/// How many accounts a statement may name, of which any might be the own one.
const MAX_ACCOUNTS: usize = 16;

/// How many statements are looked at for all questions about one root, roughly.
const MAX_EFFORT: usize = 1 << 23;

/// How many roles of one root can be the end of a path.
const MAX_ROLES: usize = 1024;

/// How an identity comes to administer the account.
#[derive(Clone, Default, Debug)]
pub(super) struct AdministratorPath {
    pub(super) steps: Vec<PathStep>,
    pub(super) doubts: Doubts,
    /// The identities that it leads through.
    pub(super) through: Vec<usize>,
    /// The answers to open conditions under which it is there.
    pub(super) under: Assignment,
    /// Who stands at its end has no such permissions of their own: they act as somebody else.
    pub(super) by_others: bool,
}

impl AdministratorPath {
    /// Whether the identity has such permissions itself.
    pub(super) fn is_direct(&self) -> bool {
        self.through.is_empty() && !self.by_others
    }
}

/// Whether an identity administers an account itself, under any answers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Administers {
    Never,
    /// As somebody else, whose permissions it has no need of going on for.
    ByOthers,
    /// By permissions of its own, or it takes too much to tell.
    Perhaps,
}

/// The paths to an administrator that are known, by identity and account.
type KnownPaths = FxHashMap<(usize, SmolStr), Option<Arc<AdministratorPath>>>;

/// All identities of a root with what they hold.
pub struct PermissionGraph<'a> {
    read: ReadPolicies,
    /// The own accounts; empty if not known.
    owners: &'a [SmolStr],
    pub(super) identities: Vec<Identity<'a>>,
    kinds: Vec<IdentityKind>,
    effective: Vec<OnceLock<EffectiveOfIdentity>>,
    /// Who holds a policy.
    pub(super) holders: FxHashMap<PolicyKey, Vec<usize>>,
    /// The roles that can be reached, with the ARN of each.
    pub(super) roles: Vec<(usize, Text)>,
    /// The places in `roles` of those that somebody but a service may assume; worked out when it is asked.
    assumable: OnceLock<Vec<usize>>,
    /// The accounts that trust policies let in, each once; likewise.
    trusted_accounts: OnceLock<Vec<SmolStr>>,
    /// What runs with a role.
    pub(super) workloads: Vec<Workload<'a>>,
    /// The kinds of what can run with a role and stands in the code.
    pub(super) workload_kinds: Vec<&'static str>,
    pub(super) administrators: Mutex<KnownPaths>,
    /// Whether anybody administers an account by themselves, and who may.
    pub(super) has_administrator: Kept<SmolStr, bool>,
    pub(super) may_administer: Kept<(usize, SmolStr), Administers>,
    /// Whether a role lets a service use it, for an account and under some answers.
    pub(super) service_roles: Kept<(usize, &'static str, SmolStr, Assignment), Option<ServiceRole>>,
    /// Identities as callers, by their account.
    callers: Kept<(usize, SmolStr), Caller>,
    /// The ARNs of resources, by their place in memory.
    arns: Kept<usize, Option<Text>>,
    /// What identities are called.
    called: Kept<usize, String>,
    /// How many statements may be looked at for one question.
    pub(super) effort: usize,
    problems: Vec<Problem>,
    /// Questions that were given up.
    limits: Mutex<Vec<Problem>>,
}

/// The kinds of identity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum IdentityKind {
    User,
    Group,
    Role,
    PermissionSet,
    /// Whoever is given a policy that nobody in this code holds.
    Policy,
}

impl IdentityKind {
    fn of(identity: &Identity<'_>) -> IdentityKind {
        match identity.kind {
            "user" => IdentityKind::User,
            "group" => IdentityKind::Group,
            "role" => IdentityKind::Role,
            "permission_set" => IdentityKind::PermissionSet,
            _ => IdentityKind::Policy,
        }
    }
}

/// An identity under some answers to what the code leaves open, about which a question is asked.
#[derive(Clone, Copy)]
pub(super) struct PrincipalContext<'q> {
    pub(super) holder: usize,
    pub(super) effective: &'q EffectivePolicies,
    pub(super) account: &'q SmolStr,
    pub(super) budget: &'q QuestionBudget,
}

/// Who uses the permissions of an identity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum UsedBy {
    Anybody,
    /// Code that a service runs for its user.
    Code,
    /// A service, for what it is there for.
    Service,
}

impl<'a> PermissionGraph<'a> {
    /// `policies` are those of the root and the AWS managed ones that it attaches.
    pub fn of(
        root: &'a Root,
        subjects: &Subjects<'a>,
        policies: &'a [Policy<'a>],
        owners: &'a [SmolStr],
        names: &Names,
    ) -> PermissionGraph<'a> {
        let mut identities = subject::identities(subjects, policies);
        identities.retain(|identity| !is_boundary_of_nobody(identity));
        let kinds: Vec<IdentityKind> = identities.iter().map(IdentityKind::of).collect();
        let are_roles = identities.iter().zip(&kinds).enumerate().filter(|(_, (_, kind))| **kind == IdentityKind::Role);
        let mut roles: Vec<(usize, Text)> =
            are_roles.filter_map(|(index, (role, _))| Some((index, subject::arn(role.resource)?))).collect();
        let mut problems = vec![];
        if let Some((index, _)) = roles.get(MAX_ROLES)
            && let Some(role) = identities.get(*index)
        {
            problems.push(Problem::limit_reached(role.resource.span, &format!("{MAX_ROLES} roles as the end of a path")));
        }
        roles.truncate(MAX_ROLES);
        PermissionGraph {
            read: ReadPolicies::new(names),
            owners,
            effective: identities.iter().map(|_| OnceLock::new()).collect(),
            holders: holders(&identities),
            roles,
            assumable: OnceLock::new(),
            trusted_accounts: OnceLock::new(),
            workloads: workload::workloads(root, subjects, &identities),
            workload_kinds: workload::kinds(root),
            kinds,
            identities,
            administrators: Mutex::default(),
            has_administrator: Kept::default(),
            may_administer: Kept::default(),
            service_roles: Kept::default(),
            callers: Kept::default(),
            arns: Kept::default(),
            called: Kept::default(),
            // The more policies, the less is spent on each.
            effort: (MAX_EFFORT / policies.len().max(1)).clamp(1 << 14, 1 << 21),
            problems,
            limits: Mutex::default(),
        }
    }

    /// The same with a share of the work that each question about a policy may be.
    #[must_use]
    pub fn with_share(self, share: WorkShare) -> PermissionGraph<'a> {
        PermissionGraph { effort: share.of(self.effort), ..self }
    }

    /// What was bounded, and which policies are left undecided.
    pub fn problems(&self) -> Vec<Problem> {
        let worked_out = self.effective.iter().filter_map(|effective| effective.get());
        let limits = worked_out.filter_map(|effective| effective.limit.clone());
        let given_up = self.limits.lock().map(|limits| limits.clone()).unwrap_or_default();
        self.problems.iter().cloned().chain(limits).chain(given_up).collect()
    }

    /// The ARN of a resource of the root.
    pub(super) fn arn(&self, resource: &Resource) -> Arc<Option<Text>> {
        self.arns.get(&(std::ptr::from_ref(resource) as usize), || subject::arn(resource))
    }

    /// An identity, as people call it: "user `dev`".
    pub fn name(&self, identity: usize) -> String {
        self.called.get(&identity, || self.call(identity)).as_ref().clone()
    }

    fn call(&self, identity: usize) -> String {
        let Some(resource) = self.identities.get(identity).map(|identity| identity.resource) else { return String::new() };
        let name = subject::display_name(resource);
        match self.kind(identity) {
            IdentityKind::Policy => named_by(resource).map(named_holder).unwrap_or_else(|| {
                let address = &resource.address;
                match resource.kind.as_str() {
                    kind if kind.contains("attachment") => format!("whoever `{address}` attaches its policy to"),
                    "aws_iam_policy" | "awscc_iam_managed_policy" | "AWS::IAM::ManagedPolicy" => format!("whoever holds `{address}`"),
                    _ => format!("whoever is given the policy of `{address}`"),
                }
            }),
            IdentityKind::Group => format!("every member of group `{name}`"),
            IdentityKind::PermissionSet => format!("whoever has permission set `{name}`"),
            IdentityKind::User => format!("user `{name}`"),
            IdentityKind::Role => format!("role `{name}`"),
        }
    }

    /// The resources of whoever in this code holds a policy.
    pub fn holders_of(&self, policy: &Policy<'_>) -> impl Iterator<Item = &Identity<'a>> {
        let holders = self.holders.get(&PolicyKey::of(policy)).map_or(&[][..], Vec::as_slice).iter();
        let holders = holders.filter(|holder| self.kind(**holder) != IdentityKind::Policy);
        holders.filter_map(|holder| self.identities.get(*holder))
    }

    /// The roles that somebody may assume by this policy.
    pub fn trusting(&self, trust: &Policy<'_>) -> impl Iterator<Item = &Identity<'a>> {
        let key = PolicyKey::of(trust);
        self.identities.iter().filter(move |identity| identity.trust.is_some_and(|other| PolicyKey::of(other) == key))
    }

    /// An identity and how many others, as people call them: "user `dev` and 2 others".
    pub fn name_with_others(&self, identity: usize, others: usize) -> String {
        with_others(self.name(identity), others)
    }

    /// The tags of a resource, for a caller who is asked for some.
    pub(super) fn tags(
        &self,
        caller: &PrincipalContext<'_>,
        resource: &Resource,
        name: impl FnOnce() -> String,
        given: &Assignment,
    ) -> Option<ResourceTags> {
        if !caller.effective.asks_for_tags() {
            return None;
        }
        let given = given.and(&caller.effective.given).unwrap_or_default();
        Some(ResourceTags::of(resource, &name(), &given))
    }

    pub(super) fn identity_tags(&self, caller: &PrincipalContext<'_>, identity: usize) -> Option<ResourceTags> {
        let resource = self.identities.get(identity)?.resource;
        self.tags(caller, resource, || self.name(identity), self.exists_under(identity))
    }

    /// Why another identity may be out of reach: only roles assume others across accounts. Nothing if it surely is.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html>
    pub(super) fn in_one_account(&self, holder: usize, other: usize) -> Option<Doubts> {
        let of = |identity: usize| self.identities.get(identity).map(|identity| identity.resource);
        let mut doubts = Doubts::default();
        match of(holder)?.shares_account(of(other)?) {
            Truth::Yes => {}
            Truth::No => return None,
            Truth::Unknown => {
                let [holder, other] = [holder, other].map(|identity| self.name(identity));
                doubts.add([format!(
                    "whether {other} is in the account of {holder} is not known: they are deployed with different credentials"
                )]);
            }
        }
        Some(doubts)
    }

    pub(super) fn kind(&self, identity: usize) -> IdentityKind {
        self.kinds.get(identity).copied().unwrap_or(IdentityKind::Policy)
    }

    /// The answers to open conditions under which there is such an identity.
    pub(super) fn exists_under(&self, identity: usize) -> &Assignment {
        static ALWAYS: LazyLock<Assignment> = LazyLock::new(Assignment::default);
        self.identities.get(identity).map_or(&ALWAYS, |identity| &identity.resource.presence.under)
    }

    /// All that an identity may hold.
    pub(super) fn effective(&self, identity: usize) -> &[EffectivePolicies] {
        let (Some(cell), Some(identity)) = (self.effective.get(identity), self.identities.get(identity)) else { return &[] };
        &cell.get_or_init(|| effective::effective(identity, &self.read)).effective
    }

    /// Reports that a question could not be answered for good.
    pub(super) fn give_up(&self, span: Option<Span>, limit: &str) {
        if let (Ok(mut limits), Some(span)) = (self.limits.lock(), span) {
            limits.push(Problem::limit_reached(span, limit));
        }
    }

    /// The own account, or what stands for it.
    pub(super) fn own_account(&self) -> &SmolStr {
        self.owners.first().unwrap_or(&self.read.names.own_account)
    }

    /// The accounts that a statement may speak of as the own one: the own ones; where none is known, those that it names.
    pub(super) fn accounts(&self, statement: &Statement) -> Vec<SmolStr> {
        if !self.owners.is_empty() {
            return self.owners.to_vec();
        }
        let entries = statement.resources.iter().flat_map(|listed| &listed.entries);
        let named = entries.filter_map(|entry| facts::account_of_arn(&entry.text.to_string()).map(SmolStr::new));
        let assumes = about_action(statement, "sts:AssumeRole") == Truth::Yes;
        let named = named.chain(assumes.then(|| self.trusted_accounts().iter().cloned()).into_iter().flatten());
        let mut accounts = vec![self.read.names.own_account.clone()];
        for account in named {
            if accounts.contains(&account) {
                continue;
            }
            if accounts.len() > MAX_ACCOUNTS {
                self.give_up(Some(statement.span), &format!("{MAX_ACCOUNTS} accounts of one statement of which any might be the own one"));
                break;
            }
            accounts.push(account);
        }
        accounts
    }

    /// The accounts that the trust policies of roles let in.
    fn trusted_accounts(&self) -> &[SmolStr] {
        self.trusted_accounts.get_or_init(|| self.find_trusted_accounts())
    }

    fn find_trusted_accounts(&self) -> Vec<SmolStr> {
        let trusts = self.assumable().flat_map(|(role, _)| self.effective(*role)).filter_map(|effective| effective.trust.as_ref());
        let allowing = trusts.flat_map(|trust| trust.document.with_effect(Effect::Allow));
        let entries = allowing.flat_map(|statement| &statement.principals).flat_map(|listed| &listed.entries);
        let account = |who: &Who| if let Who::Account(account) = who { Some(account.clone()) } else { None };
        let mut seen = FxHashSet::default();
        entries.filter_map(|entry| account(&entry.who)).filter(|account| seen.insert(account.clone())).collect()
    }

    /// Why an account may not be the own one; nothing if it is, or stands for it.
    pub(super) fn doubt_about(&self, account: &SmolStr) -> Option<String> {
        let is_own = !self.owners.is_empty() || *account == self.read.names.own_account;
        (!is_own).then(|| format!("{account} must be the own account; `--account` tells which is"))
    }

    /// An identity as a caller. Whoever holds a policy of a group, or one that nobody holds yet, is taken for some user.
    pub(super) fn caller(&self, holder: usize, account: &SmolStr) -> Arc<Caller> {
        self.callers.get(&(holder, account.clone()), || self.make_caller(holder, account))
    }

    fn make_caller(&self, holder: usize, account: &SmolStr) -> Caller {
        let arn = self.identities.get(holder).map(|identity| self.arn(identity.resource));
        let arn = arn.and_then(|arn| Some(definite(arn.as_ref().as_ref()?, account)));
        let owner = Some(account.clone());
        match (self.kind(holder), arn) {
            (IdentityKind::Role, Some(role)) => {
                let name = role.rsplit('/').next().unwrap_or_default();
                let arn = Some(format!("arn:aws:sts::{account}:assumed-role/{name}/session"));
                Caller { kind: CallerKind::RoleSession, arn, role_arn: Some(role), account: owner, ..Caller::default() }
            }
            (IdentityKind::User, arn @ Some(_)) => Caller { kind: CallerKind::User, arn, account: owner, ..Caller::default() },
            _ => {
                let arn = Some(format!("arn:aws:iam::{account}:user/{}", stand_in::called("user", 1)));
                Caller { kind: CallerKind::User, arn, account: owner, ..Caller::default() }
            }
        }
    }

    /// The roles that somebody but a service may assume.
    pub(super) fn assumable(&self) -> impl Iterator<Item = &(usize, Text)> {
        let is_open = |role: usize| {
            let trusts = self.effective(role).iter().flat_map(|effective| &effective.trust);
            let mut listed = trusts.flat_map(|trust| trust.document.with_effect(Effect::Allow)).flat_map(|statement| &statement.principals);
            listed.any(|listed| listed.negated || listed.entries.iter().any(|entry| !matches!(entry.who, Who::Service(_))))
        };
        let places = self.assumable.get_or_init(|| {
            let open = self.roles.iter().enumerate().filter(|(_, (role, _))| is_open(*role));
            open.map(|(place, _)| place).collect()
        });
        places.iter().filter_map(|place| self.roles.get(*place))
    }

    /// Who uses the permissions of an identity, as its trust policy says.
    pub(super) fn used_by(&self, holder: usize) -> UsedBy {
        let is_role = self.kind(holder) == IdentityKind::Role;
        let Some(identity) = self.identities.get(holder).filter(|_| is_role) else { return UsedBy::Anybody };
        // What runs with a role of its own.
        let own = facts::workloads(&identity.resource.kind).first();
        if let Some(own) = own.filter(|_| identity.trust.is_none()) {
            return if facts::runs_code(own.service) { UsedBy::Code } else { UsedBy::Service };
        }
        let mut used = None;
        let trusts = self.effective(holder).iter().flat_map(|effective| &effective.trust);
        let allowing = trusts.flat_map(|trust| trust.document.with_effect(Effect::Allow));
        for entry in allowing.flat_map(|statement| &statement.principals).flat_map(|listed| &listed.entries) {
            let Who::Service(name) = &entry.who else { return UsedBy::Anybody };
            let code = facts::runs_code(&facts::canonical_principal(name));
            used = if code || used == Some(UsedBy::Code) { Some(UsedBy::Code) } else { Some(UsedBy::Service) };
        }
        used.unwrap_or(UsedBy::Anybody)
    }

    /// Whether a role is for services alone that do nothing with it but deliver what they have.
    pub(super) fn is_for_delivery(&self, holder: usize) -> bool {
        let trusts = self.effective(holder).iter().flat_map(|effective| &effective.trust);
        let allowing = trusts.flat_map(|trust| trust.document.with_effect(Effect::Allow)).flat_map(|statement| &statement.principals);
        let mut trusted = allowing.flat_map(|listed| &listed.entries).map(|entry| &entry.who);
        let delivers = |who: &Who| matches!(who, Who::Service(name) if facts::only_delivers(&facts::canonical_principal(name)));
        self.used_by(holder) == UsedBy::Service && trusted.all(delivers)
    }
}

/// Whether a policy names the user or role that has it, though this code does not make one.
pub(super) fn is_of_named(resource: &Resource, kind: &str) -> bool {
    named_by(resource).is_some_and(|(holder, _)| holder == kind)
}

/// The role, user or group that a policy or an attachment names as a text, though this code does not make it.
fn named_by(resource: &Resource) -> Option<(&'static str, String)> {
    ["role", "user", "group"].into_iter().find_map(|kind| {
        let joins = facts::joins(kind).iter().filter(|join| join.resource_type == resource.kind && !join.via.is_empty());
        let value = joins.filter_map(|join| join.via.whole(&resource.attributes)).next()?;
        let only = match value.as_list() {
            Some([only]) => only.to_text()?,
            _ => value.to_text()?,
        };
        Some((kind, only.known().filter(|name| !name.is_empty())?.to_owned()))
    })
}

fn named_holder((kind, name): (&str, String)) -> String {
    if kind == "group" { format!("every member of group `{name}`") } else { format!("{kind} `{name}`") }
}

/// A name and how many others: "user `dev` and 2 others".
pub(super) fn with_others(name: String, others: usize) -> String {
    match others {
        0 => name,
        1 => format!("{name} and 1 other"),
        _ => format!("{name} and {others} others"),
    }
}

/// Whether it only stands for whoever holds a policy that is called a permissions boundary: nobody holds that one, and what bounds somebody grants nothing.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>
fn is_boundary_of_nobody(identity: &Identity<'_>) -> bool {
    const MANAGED: [&str; 3] = ["aws_iam_policy", "awscc_iam_managed_policy", "AWS::IAM::ManagedPolicy"];
    let resource = identity.resource;
    if IdentityKind::of(identity) != IdentityKind::Policy || !MANAGED.contains(&&*resource.kind) {
        return false;
    }
    let given = ["name", "managed_policy_name", "ManagedPolicyName"].iter().filter_map(|name| resource.attributes.get(name)?.to_text());
    let names = given.map(|text| text.literal().to_owned()).chain([resource.name.to_string()]);
    let is_boundary = |name: String| {
        let letters: String = name.chars().filter(char::is_ascii_alphabetic).map(|char| char.to_ascii_lowercase()).collect();
        let is_whole = ["permissionboundary", "permissionsboundary"].iter().any(|words| letters.contains(words));
        is_whole || letters.strip_suffix("policy").unwrap_or(&letters).ends_with("boundary")
    };
    names.into_iter().any(is_boundary)
}

/// The identities that hold each policy.
fn holders(identities: &[Identity<'_>]) -> FxHashMap<PolicyKey, Vec<usize>> {
    let mut holders: FxHashMap<PolicyKey, Vec<usize>> = FxHashMap::default();
    for (index, identity) in identities.iter().enumerate() {
        for held in identity.held.iter().filter(|held| !held.is_boundary) {
            let holders = holders.entry(PolicyKey::of(held.policy)).or_default();
            if holders.last() != Some(&index) {
                holders.push(index);
            }
        }
    }
    holders
}
