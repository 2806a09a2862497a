//! How permissions lead to other permissions: actions that pass a role, combinations that escalate, AWS managed policies.

use super::table::{Index, RowCertainty, index, named, rows};
use crate::truth::Truth;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// An action that hands a role to a service (`passrole.tsv`); the caller needs iam:PassRole for that role.
#[derive(Debug)]
pub struct PassingAction {
    /// `lambda:CreateFunction`.
    pub action: &'static str,
    /// The service that the role must trust; empty if not established.
    pub service: &'static str,
    /// What `iam:PassedToService` can be: the same service, unless another one hands the role on.
    pub passed_to: Vec<&'static str>,
    pub power: Power,
    /// The actions one of which the caller needs as well, so that anything begins that has the role; empty if nothing more is needed.
    pub with: Vec<&'static str>,
    pub note: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

/// What the caller gains from a role that is passed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Power {
    /// The role only delivers.
    None,
    Unknown,
    /// The service acts with it in a bounded way.
    Indirect,
    /// It goes to something that runs already: whoever gets in there has it.
    Attached,
    /// People who sign in get its credentials, where something hands them out.
    Handed,
    /// The caller's code, or any API call, runs with it.
    Direct,
}

impl Power {
    /// Whether code runs with the role that the caller writes, or may be able to.
    pub fn runs_code(self) -> bool {
        matches!(self, Power::Direct | Power::Attached)
    }
}

/// Actions that together give their holder the rights of somebody else (`escalations.tsv`).
#[derive(Debug)]
pub struct Escalation {
    pub id: &'static str,
    /// All of them are needed.
    pub actions: Vec<&'static str>,
    pub target: EscalationTarget,
    /// What the actions must be aimed at so that something is gained; nothing for another rule's, or where fewer actions suffice.
    pub aim: Option<EscalationAim>,
    /// What the first action must be allowed on as well; empty if nothing. `{region}` is that of the rest.
    pub on: &'static str,
    /// What the code does not show and what must be so; empty if nothing.
    pub provided: &'static str,
    /// For `passed-role`: the service that the role must trust; empty if it does not matter or is not established.
    pub service: &'static str,
    pub note: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

/// Whose rights a combination of actions gives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EscalationTarget {
    PassedRole,
    ExistingResourceRole,
    Role,
    AssumableRole,
    FederatedRole,
    User,
    Group,
    Policy,
    Cluster,
    Function,
    Data,
}

impl EscalationTarget {
    const ALL: &[(EscalationTarget, &str)] = &[
        (EscalationTarget::PassedRole, "passed-role"),
        (EscalationTarget::ExistingResourceRole, "existing-resource-role"),
        (EscalationTarget::Role, "role"),
        (EscalationTarget::AssumableRole, "assumable-role"),
        (EscalationTarget::FederatedRole, "federated-role"),
        (EscalationTarget::User, "user"),
        (EscalationTarget::Group, "group"),
        (EscalationTarget::Policy, "policy"),
        (EscalationTarget::Cluster, "cluster"),
        (EscalationTarget::Function, "function"),
        (EscalationTarget::Data, "data"),
    ];

    /// As in the table: `passed-role`, …
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(target, _)| *target == self).map_or("", |(_, name)| name)
    }

    fn read(cell: &str) -> Option<EscalationTarget> {
        Self::ALL.iter().find(|(_, name)| *name == cell).map(|(target, _)| *target)
    }
}

/// What the actions of a combination must be aimed at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EscalationAim {
    /// What the holder is, belongs to, holds or may assume.
    Own,
    /// One who administers the account.
    Administrator,
    /// Whichever one.
    Any,
    /// The holder's own permissions boundary.
    Boundary,
    /// A role that lets the holder assume it.
    Assumed,
    /// One that the first action makes.
    New,
    /// A [`super::WorkloadKind`] of this kind.
    Workload(&'static str),
}

impl EscalationAim {
    fn read(cell: &'static str) -> Option<EscalationAim> {
        match cell {
            "" => None,
            "own" => Some(EscalationAim::Own),
            "administrator" => Some(EscalationAim::Administrator),
            "any" => Some(EscalationAim::Any),
            "boundary" => Some(EscalationAim::Boundary),
            "assumed" => Some(EscalationAim::Assumed),
            "new" => Some(EscalationAim::New),
            kind => Some(EscalationAim::Workload(kind)),
        }
    }
}

impl Escalation {
    /// The actions in a sentence: "`a`, `b` and `c`", without the outermost backticks.
    pub fn actions_in_words(&self) -> String {
        match self.actions.split_last() {
            Some((last, rest @ [_, ..])) => format!("{}` and `{last}", rest.join("`, `")),
            _ => self.actions.concat(),
        }
    }
}

/// A policy that AWS manages (`managed_policies.tsv`).
#[derive(Debug)]
pub struct ManagedPolicy {
    pub name: &'static str,
    /// The ARN after `policy/`: `service-role/AWSLambdaBasicExecutionRole`.
    pub path: &'static str,
    /// What it gives on every resource without a condition.
    pub grants: Vec<WideGrant>,
    /// The document as JSON; of a large one what reads data, if it does nothing else that matters here, else empty.
    pub document: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

/// What an AWS managed policy may give on every resource.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WideGrant {
    Administrator,
    PowerUser,
    IamWrite,
    PassRole,
    ReadsData,
}

impl WideGrant {
    fn read(word: &str) -> Option<WideGrant> {
        match word {
            "administrator" => Some(WideGrant::Administrator),
            "power-user" => Some(WideGrant::PowerUser),
            "iam-write" => Some(WideGrant::IamWrite),
            "pass-role" => Some(WideGrant::PassRole),
            "reads-data" => Some(WideGrant::ReadsData),
            _ => None,
        }
    }
}

impl ManagedPolicy {
    /// Whether all that it gives is known: its document, or that it grants nothing that leads further.
    pub fn is_known(&self) -> bool {
        !self.document.is_empty() || self.grants.iter().all(|grant| *grant == WideGrant::ReadsData)
    }
}

fn known(cell: &'static str) -> &'static str {
    if cell == "unknown" { "" } else { cell }
}

/// Whether a service only delivers with all the roles that are passed to it.
pub fn only_delivers(service: &str) -> bool {
    let mut powers = PASSING.values().flatten().filter(|action| action.service == service).map(|action| action.power).peekable();
    powers.peek().is_some() && powers.all(|power| power == Power::None)
}

static PASSING: LazyLock<Index<PassingAction>> = LazyLock::new(|| {
    let actions = rows(include_str!("../../rules/facts/passrole.tsv")).map(|row| PassingAction {
        action: row.text(0),
        service: known(row.text(1)),
        passed_to: if row.text(2).is_empty() { vec![known(row.text(1))] } else { row.list(2) },
        power: match row.text(3) {
            "direct" => Power::Direct,
            "attached" => Power::Attached,
            "handed" => Power::Handed,
            "indirect" => Power::Indirect,
            "none" => Power::None,
            _ => Power::Unknown,
        },
        with: row.list(4),
        note: row.text(5),
        certainty: row.certainty(6),
        source: row.text(7),
    });
    index(actions, |action| action.action)
});

static ESCALATIONS: LazyLock<Vec<Escalation>> = LazyLock::new(|| {
    let escalations = rows(include_str!("../../rules/facts/escalations.tsv")).filter_map(|row| {
        Some(Escalation {
            id: row.text(0),
            actions: row.list(1),
            target: EscalationTarget::read(row.text(2))?,
            aim: EscalationAim::read(row.text(3)),
            on: row.text(4),
            provided: row.text(5),
            service: row.text(6),
            note: row.text(7),
            certainty: row.certainty(8),
            source: row.text(9),
        })
    });
    escalations.collect()
});

static MANAGED: LazyLock<Index<ManagedPolicy>> = LazyLock::new(|| {
    let policies = rows(include_str!("../../rules/facts/managed_policies.tsv")).map(|row| ManagedPolicy {
        name: row.text(0),
        path: row.text(1),
        grants: row.list(2).into_iter().filter_map(WideGrant::read).collect(),
        document: row.text(3),
        certainty: row.certainty(4),
        source: row.text(5),
    });
    index(policies, |policy| policy.path)
});

static DENYING: LazyLock<FxHashMap<&'static str, bool>> = LazyLock::new(|| {
    let rows = rows(include_str!("../../rules/facts/managed_policy_denies.tsv"));
    rows.flat_map(|row| row.text(1).split(' ').map(move |path| (path, row.flag(0)))).collect()
});

/// The paths of managed policies by their names.
static PATHS: LazyLock<FxHashMap<&'static str, &'static str>> =
    LazyLock::new(|| DENYING.keys().map(|path| (path.rsplit_once('/').map_or(*path, |(_, name)| name), *path)).collect());

/// The path of the policy that AWS manages under this name: `service-role/AWSLambdaRole` for `AWSLambdaRole`.
pub fn managed_policy_path(name: &str) -> Option<&'static str> {
    PATHS.get(name).copied()
}

/// Whether the AWS managed policy behind `arn:aws:iam::aws:policy/service-role/AWSLambdaRole`, in any partition, denies something
/// (`managed_policy_denies.tsv`); unknown for one that the table does not have.
pub fn managed_policy_denies(arn: &str) -> Truth {
    let path = arn.split_once(":iam::aws:policy/").map_or(arn, |(_, path)| path);
    DENYING.get(path).map_or(Truth::Unknown, |denies| Truth::from(*denies))
}

/// Every action that passes a role, by name.
pub fn passing_actions() -> Vec<&'static PassingAction> {
    let mut actions: Vec<_> = PASSING.values().flatten().collect();
    actions.sort_unstable_by_key(|action| action.action);
    actions
}

/// Every combination that escalates, by id.
pub fn escalations() -> &'static [Escalation] {
    &ESCALATIONS
}

/// The policy behind `arn:aws:iam::aws:policy/service-role/AWSLambdaRole`, in any partition.
pub fn managed_policy(arn: &str) -> Option<&'static ManagedPolicy> {
    let (_, path) = arn.split_once(":iam::aws:policy/")?;
    managed_policy_at(path)
}

/// The policy with this path and name, as SAM's and CDK's short forms give it: `AWSLambdaRole`, `service-role/AWSLambdaRole`.
pub fn managed_policy_at(name: &str) -> Option<&'static ManagedPolicy> {
    let by_name = || MANAGED.values().flatten().find(|policy| policy.name == name);
    named(&MANAGED, name).first().or_else(by_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn managed_policies_are_found_by_arn_and_name() {
        let admin = managed_policy("arn:aws:iam::aws:policy/AdministratorAccess");
        assert!(admin.is_some_and(|policy| policy.grants.contains(&WideGrant::Administrator)));
        assert!(managed_policy("arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole").is_some());
        assert!(managed_policy_at("AWSLambdaBasicExecutionRole").is_some());
        assert!(managed_policy("arn:aws:iam::111122223333:policy/AdministratorAccess").is_none());
    }

    #[test]
    fn managed_policies_that_deny_are_known() {
        assert_eq!(managed_policy_denies("arn:aws:iam::aws:policy/AmazonMQFullAccess"), Truth::No);
        assert_eq!(managed_policy_denies("arn:aws-cn:iam::aws:policy/AWSDenyAll"), Truth::Yes);
        assert_eq!(managed_policy_denies("arn:aws:iam::aws:policy/NoSuchPolicy"), Truth::Unknown);
        assert_eq!(managed_policy_denies("arn:aws:iam::111122223333:policy/AmazonMQFullAccess"), Truth::Unknown);
    }

    #[test]
    fn passing_actions_name_the_service() {
        let find = |name: &str| passing_actions().into_iter().find(|action| action.action == name);
        let create = find("lambda:CreateFunction").map(|action| (action.service, action.power));
        assert_eq!(create, Some(("lambda.amazonaws.com", Power::Direct)));
        assert!(find("lambda:InvokeFunction").is_none());
    }
}
