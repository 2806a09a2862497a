//! Who can reach whose permissions: over all policies of an identity, with every Deny and permissions boundary, from role to role.

mod combination;
mod escalation;
mod passing;
mod permission;
mod power;
mod workload;
mod effective;

pub use effective::{EffectivePolicies, StatementAt};
pub use escalation::EscalationPath;
pub use passing::PassRolePath;
pub use permission::Permission;
pub use power::Everywhere;

use crate::condition::Assignment;
use crate::iam::document::{Document, Effect, Names, Statement};
use crate::iam::evaluate::about_action;
use crate::mapped_text::Text;
use crate::policy::Policy;
use crate::problem::Problem;
use crate::resource::Root;
use crate::source::Span;
use crate::subject::{self, Identity, Subjects};
use crate::truth::Truth;
use effective::{EffectiveOfIdentity, PolicyKey};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::cell::Cell;
use std::sync::{Mutex, OnceLock};
use workload::Workload;

/// How many holders of one statement are looked at.
const MAX_HOLDERS: usize = 256;

/// How many accounts a statement may name, of which any may be the own one.
const MAX_ACCOUNTS: usize = 16;

/// A policy with more statements shares its effort among them.
const MAX_STATEMENTS: usize = 64;

/// How many statements are looked at for all questions about one root, roughly.
const MAX_EFFORT: usize = 1 << 26;

/// How many roles of one root can be the end of a path.
const MAX_ROLES: usize = 1024;

/// How an identity comes to administer the account.
#[derive(Clone, Debug)]
struct AdministratorPath {
    steps: Vec<Step>,
    /// The identities that it leads through.
    through: Vec<usize>,
}

/// All identities of a root with what they hold. What they may do is worked out when it is asked.
pub struct PermissionGraph<'a> {
    names: Names,
    /// The own accounts; empty if not known.
    owners: &'a [SmolStr],
    identities: Vec<Identity<'a>>,
    effective: Vec<OnceLock<EffectiveOfIdentity>>,
    /// Who holds a policy.
    holders: FxHashMap<PolicyKey, Vec<usize>>,
    /// The roles that can be reached, with the ARN of each.
    roles: Vec<(usize, Text)>,
    /// The places in `roles` of those that somebody but a service may assume; worked out when it is asked.
    assumable: OnceLock<Vec<usize>>,
    /// What runs with a role.
    workloads: Vec<Workload>,
    /// How identities come to administer the account, as far as it was asked.
    administrators: Mutex<FxHashMap<(usize, SmolStr), Option<AdministratorPath>>>,
    /// How many statements may be looked at for one question.
    effort: usize,
    problems: Vec<Problem>,
    /// Questions that were given up.
    limits: Mutex<Vec<Problem>>,
}

/// One step of a path: what can be done, and where the code says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub text: String,
    pub span: Span,
}

/// A statement of a policy, and the answers under which it stands there.
#[derive(Clone, Copy, Debug)]
pub struct Granting<'s, 'a> {
    pub policy: &'s Policy<'a>,
    pub document: &'s Document,
    pub index: usize,
    pub given: &'s Assignment,
}

impl Granting<'_, '_> {
    fn statement(&self) -> Option<&Statement> {
        self.document.statement(self.index).filter(|statement| statement.effect == Effect::Allow)
    }

    /// Whether the statement, taken alone, is about an action.
    fn is_about(&self, action: &str) -> bool {
        self.statement().is_some_and(|statement| about_action(statement, action) == Truth::Yes)
    }
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
        let identities = subject::identities(subjects, policies);
        let mut holders: FxHashMap<PolicyKey, Vec<usize>> = FxHashMap::default();
        for (index, identity) in identities.iter().enumerate() {
            for held in identity.held.iter().filter(|held| !held.is_boundary) {
                let holders = holders.entry(PolicyKey::of(held.policy)).or_default();
                if holders.last() != Some(&index) {
                    holders.push(index);
                }
            }
        }
        let arns = identities.iter().enumerate().filter(|(_, identity)| identity.kind == "role");
        let mut roles: Vec<(usize, Text)> = arns.filter_map(|(index, role)| Some((index, subject::arn(role.resource)?))).collect();
        let mut problems = vec![];
        if let Some((index, _)) = roles.get(MAX_ROLES)
            && let Some(role) = identities.get(*index)
        {
            problems.push(Problem::limit_reached(role.resource.span, &format!("{MAX_ROLES} roles as the end of a path")));
        }
        roles.truncate(MAX_ROLES);
        let effective = identities.iter().map(|_| OnceLock::new()).collect();
        let workloads = workload::workloads(root, subjects, &identities);
        // The more policies, the less is spent on each.
        let effort = (MAX_EFFORT / policies.len().max(1)).clamp(1 << 17, 1 << 21);
        let (administrators, limits) = (Mutex::default(), Mutex::default());
        PermissionGraph {
            names: names.clone(),
            owners,
            identities,
            effective,
            holders,
            roles,
            assumable: OnceLock::new(),
            workloads,
            administrators,
            effort,
            problems,
            limits,
        }
    }

    /// What was bounded, and which policies are left undecided.
    pub fn problems(&self) -> Vec<Problem> {
        let worked_out = self.effective.iter().filter_map(|effective| effective.get());
        let limits = worked_out.filter_map(|effective| effective.limit.clone());
        let given_up = self.limits.lock().map(|limits| limits.clone()).unwrap_or_default();
        self.problems.iter().cloned().chain(limits).chain(given_up).collect()
    }

    /// An identity, as people call it: "user `dev`".
    pub fn name(&self, identity: usize) -> String {
        let Some(identity) = self.identities.get(identity) else { return String::new() };
        let name = subject::display_name(identity.resource);
        match identity.kind {
            "policy" => format!("whoever holds `{}`", identity.resource.address),
            "group" => format!("every member of group `{name}`"),
            "permission_set" => format!("whoever has permission set `{name}`"),
            kind => format!("{kind} `{name}`"),
        }
    }

    /// An identity and how many others, as people call them: "user `dev` and 2 others".
    pub fn name_with_others(&self, identity: usize, others: usize) -> String {
        let name = self.name(identity);
        match others {
            0 => name,
            1 => format!("{name} and 1 other"),
            _ => format!("{name} and {others} others"),
        }
    }

    /// The best answer to a question about somebody who holds a statement, and the answers to what the code leaves open under which it
    /// holds. At most [`MAX_HOLDERS`] holders are asked about.
    fn best<T: Answer>(
        &self,
        of: &Granting<'_, '_>,
        ask: impl Fn(&PrincipalContext<'_>, StatementAt) -> Option<T>,
    ) -> Option<(T, Assignment)> {
        let span = of.statement().map(|statement| statement.span);
        let effort = Effort::of(self.effort / (of.document.statements.len() / MAX_STATEMENTS).max(1));
        let holders = self.holders.get(&PolicyKey::of(of.policy)).map_or(&[][..], Vec::as_slice);
        if holders.len() > MAX_HOLDERS {
            self.give_up(span, &format!("{MAX_HOLDERS} holders of one policy"));
        }
        let mut best: Option<(usize, T, Assignment)> = None;
        let mut ranks: FxHashMap<usize, u8> = FxHashMap::default();
        for account in self.accounts(of.statement()?) {
            for holder in holders.iter().take(MAX_HOLDERS) {
                let caller = |world| PrincipalContext { holder: *holder, world, account: &account, effort: &effort };
                let Some((answer, under)) = self.best_of_holder(of, *holder, |world, at| ask(&caller(world), at)) else { continue };
                let rank = ranks.entry(*holder).or_default();
                *rank = answer.rank().max(*rank);
                if best.as_ref().is_none_or(|(_, known, _)| known.rank() < answer.rank()) {
                    best = Some((*holder, answer, under));
                }
            }
        }
        if effort.is_spent() {
            self.give_up(span, "steps to find out what the holders of this statement may do");
        }
        let (holder, mut answer, under) = best?;
        // The members of a group hold what it holds.
        let is = |identity: usize, kind: &str| self.identities.get(identity).is_some_and(|identity| identity.kind == kind);
        let counts = |other: usize| other != holder && !(is(holder, "group") && is(other, "user"));
        let others = ranks.iter().filter(|(other, rank)| counts(**other) && **rank >= answer.rank()).count();
        answer.tell_of(self.name_with_others(holder, others), others);
        Some((answer, under))
    }

    /// The best answer to a question about one holder of a statement.
    fn best_of_holder<'w, T: Answer>(
        &'w self,
        of: &Granting<'_, '_>,
        holder: usize,
        ask: impl Fn(&'w EffectivePolicies, StatementAt) -> Option<T>,
    ) -> Option<(T, Assignment)> {
        let policy = PolicyKey::of(of.policy);
        let mut yes: Vec<(T, &EffectivePolicies)> = vec![];
        let effective: Vec<&EffectivePolicies> = self.effective(holder).iter().filter(|world| world.given.agrees_with(of.given)).collect();
        for world in &effective {
            let Some(document) = world.documents.iter().position(|attached| attached.policy == policy) else { continue };
            let at = StatementAt { document, statement: of.index };
            yes.extend(ask(world, at).map(|answer| (answer, *world)));
        }
        let under = Assignment::needed_by(yes.iter().map(|(_, world)| &world.given), effective.len());
        let (answer, _) = yes.into_iter().max_by_key(|(answer, _)| answer.rank())?;
        Some((answer, under))
    }

    fn give_up(&self, span: Option<Span>, limit: &str) {
        if let (Ok(mut limits), Some(span)) = (self.limits.lock(), span) {
            limits.push(Problem::limit_reached(span, limit));
        }
    }

    fn effective(&self, identity: usize) -> &[EffectivePolicies] {
        let (Some(cell), Some(identity)) = (self.effective.get(identity), self.identities.get(identity)) else { return &[] };
        &cell.get_or_init(|| effective::effective(identity, &self.names)).effective
    }

    /// The accounts that a statement may speak of as the own one: the own ones; where none is known, those that it names.
    fn accounts(&self, statement: &Statement) -> Vec<SmolStr> {
        if !self.owners.is_empty() {
            return self.owners.to_vec();
        }
        let entries = statement.resources.iter().flat_map(|listed| &listed.entries);
        let named = entries.filter_map(|entry| entry.text.to_string().split(':').nth(4).map(SmolStr::new));
        let named = named.filter(|account| crate::iam::principal::is_account(account));
        let mut accounts = vec![self.names.own_account.clone()];
        for account in named {
            if accounts.contains(&account) {
                continue;
            }
            if accounts.len() > MAX_ACCOUNTS {
                self.give_up(Some(statement.span), &format!("{MAX_ACCOUNTS} accounts of one statement of which any may be the own one"));
                break;
            }
            accounts.push(account);
        }
        accounts
    }
}

/// Something of which one is better than another.
trait Answer {
    fn rank(&self) -> u8;

    /// Who it is about, and how many others there are.
    fn tell_of(&mut self, holder: String, others: usize);
}

/// An identity under some answers to what the code leaves open, about whom a question is asked.
#[derive(Clone, Copy)]
struct PrincipalContext<'q> {
    holder: usize,
    world: &'q EffectivePolicies,
    account: &'q SmolStr,
    effort: &'q Effort,
}

/// How many statements may still be looked at for one question.
struct Effort(Cell<usize>);

impl Effort {
    fn of(statements: usize) -> Effort {
        Effort(Cell::new(statements))
    }

    fn is_spent(&self) -> bool {
        self.0.get() == 0
    }

    /// Whether so much is left; takes it.
    fn spend(&self, statements: usize) -> bool {
        let left = self.0.get().saturating_sub(statements);
        self.0.set(left);
        left > 0
    }
}
