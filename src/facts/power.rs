//! How permissions lead to other permissions: actions that pass a role, combinations that escalate, AWS managed policies.

use super::table::{Certainty, Index, index, named, rows};
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
    pub note: &'static str,
    pub certainty: Certainty,
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
    /// The caller's code, or any API call, runs with it.
    Direct,
}

/// Actions that together give their holder the rights of somebody else (`escalations.tsv`).
#[derive(Debug)]
pub struct Escalation {
    pub id: &'static str,
    /// All of them are needed.
    pub actions: Vec<&'static str>,
    /// Whose rights: `passed-role`, `existing-resource-role`, `role`, `assumable-role`, `federated-role`, `user`, `group`, `policy`, `cluster`,
    /// `function`, `data`.
    pub target: &'static str,
    /// What the actions must be aimed at so that something is gained. `own`: what the holder is, belongs to, holds or may assume.
    /// `administrator`: one who administers the account. `any`: whichever one. `boundary`: the holder's own permissions boundary. For
    /// `existing-resource-role` the kind of [`super::Workload`]. Empty: for another rule, or implied by fewer actions.
    pub aim: &'static str,
    /// What the first action must be allowed on as well; empty if nothing. `{region}` is that of the rest.
    pub on: &'static str,
    /// What the code does not show and what must be so; empty if nothing.
    pub provided: &'static str,
    /// For `passed-role`: the service that the role must trust; empty if it does not matter or is not established.
    pub service: &'static str,
    pub note: &'static str,
    pub certainty: Certainty,
    pub source: &'static str,
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
    /// What it gives on every resource without a condition: `administrator`, `power-user`, `iam-write`, `pass-role`, `reads-data`.
    pub grants: Vec<&'static str>,
    /// The document as JSON; empty if it is large.
    pub document: &'static str,
    pub certainty: Certainty,
    pub source: &'static str,
}

fn known(cell: &'static str) -> &'static str {
    if cell == "unknown" { "" } else { cell }
}

static PASSING: LazyLock<Index<PassingAction>> = LazyLock::new(|| {
    let actions = rows(include_str!("../../rules/facts/passrole.tsv")).map(|row| PassingAction {
        action: row.text(0),
        service: known(row.text(1)),
        passed_to: if row.text(2).is_empty() { vec![known(row.text(1))] } else { row.list(2) },
        power: match row.text(3) {
            "direct" => Power::Direct,
            "indirect" => Power::Indirect,
            "none" => Power::None,
            _ => Power::Unknown,
        },
        note: row.text(4),
        certainty: row.certainty(5),
        source: row.text(6),
    });
    index(actions, |action| action.action)
});

static ESCALATIONS: LazyLock<Vec<Escalation>> = LazyLock::new(|| {
    let escalations = rows(include_str!("../../rules/facts/escalations.tsv")).map(|row| Escalation {
        id: row.text(0),
        actions: row.list(1),
        target: row.text(2),
        aim: row.text(3),
        on: row.text(4),
        provided: row.text(5),
        service: row.text(6),
        note: row.text(7),
        certainty: row.certainty(8),
        source: row.text(9),
    });
    escalations.collect()
});

static MANAGED: LazyLock<Index<ManagedPolicy>> = LazyLock::new(|| {
    let policies = rows(include_str!("../../rules/facts/managed_policies.tsv")).map(|row| ManagedPolicy {
        name: row.text(0),
        path: row.text(1),
        grants: row.list(2),
        document: row.text(3),
        certainty: row.certainty(4),
        source: row.text(5),
    });
    index(policies, |policy| policy.path)
});

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
        assert!(admin.is_some_and(|policy| policy.grants.contains(&"administrator")));
        assert!(managed_policy("arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole").is_some());
        assert!(managed_policy_at("AWSLambdaBasicExecutionRole").is_some());
        assert!(managed_policy("arn:aws:iam::111122223333:policy/AdministratorAccess").is_none());
    }

    #[test]
    fn passing_actions_name_the_service() {
        let find = |name: &str| passing_actions().into_iter().find(|action| action.action == name);
        let create = find("lambda:CreateFunction").map(|action| (action.service, action.power));
        assert_eq!(create, Some(("lambda.amazonaws.com", Power::Direct)));
        assert!(find("lambda:InvokeFunction").is_none());
    }
}
