//! Asks the rules about each statement of a policy, under every consistent answer to what the code leaves open.

use super::clause::{self, Family, Named};
use super::place::{self, ConditionKey, Principal};
use super::{Rule, RuleSet, tell};
use crate::facts::{self, PathGuard};
use crate::finding::{Certainty, Finding, Level};
use crate::iam::document::{Document, Effect, Names};
use crate::iam::exposure::{Assume, Exposure, Outsider, Question, Reason, Witness, exposure};
use crate::policy::Policy;
use crate::privilege::{EscalationPath, Everywhere, Granting, PassRolePath, Permission, PermissionGraph, common};
use crate::problem::Problem;
use crate::resource::{Resource, Root};
use crate::source::Workspace;
use crate::subject::References;
use crate::truth::Truth;
use crate::value::{Assignment, Kind, Provenance, Value, agree};
use smol_str::SmolStr;
use std::cell::OnceCell;

/// Whose the policies are and whom they may trust.
#[derive(Clone, Default, Debug)]
pub struct Trust {
    /// The own accounts; empty if not known.
    pub owners: Vec<SmolStr>,
    pub trusted_accounts: Vec<SmolStr>,
    pub trusted_orgs: Vec<SmolStr>,
    /// States that one question may look at.
    pub budget: usize,
}

/// All that a policy is judged in.
#[derive(Clone, Copy)]
pub struct RootContext<'a> {
    pub workspace: &'a Workspace,
    pub root: &'a Root,
    pub trust: &'a Trust,
    pub permissions: &'a PermissionGraph<'a>,
}

/// A statement that rules are asked about.
pub struct StatementContext<'a> {
    pub workspace: &'a Workspace,
    pub root: &'a Root,
    pub policy: &'a Policy<'a>,
    pub trust: &'a Trust,
    pub document: &'a Document,
    /// All statements as written, in the order of the document.
    pub statements: &'a [Value],
    pub index: usize,
    pub(super) principals: Vec<Principal<'a>>,
    pub(super) keys: Vec<ConditionKey<'a>>,
    pub(super) permissions: &'a PermissionGraph<'a>,
    /// The answers under which the statement stands so.
    given: &'a Assignment,
    /// The references through which the document came to the resource.
    pub(super) carried: Provenance,
    service: OnceCell<Answer>,
    account: OnceCell<Answer>,
    passed_role: OnceCell<Option<(PassRolePath, Assignment)>>,
    gain: OnceCell<Option<(EscalationPath, Assignment)>>,
}

/// The answer of the engine, and what weakens it.
pub struct Answer {
    pub exposure: Exposure,
    /// Why an exposure is only possible.
    pub doubts: Vec<String>,
    /// The most that a finding may be.
    pub level: Level,
}

/// All findings about a policy.
pub fn judge(whole: RootContext<'_>, policy: &Policy<'_>, rules: &RuleSet) -> (Vec<Finding>, Vec<Problem>) {
    let mut problems = vec![];
    let Some(assignments) = policy.document.assignments() else {
        return (
            vec![],
            vec![Problem::unread_policy(policy.span, &policy.resource.address, "it depends on too many undecided conditions")],
        );
    };
    let consistent: Vec<&Assignment> = assignments.iter().filter(|answers| agree(answers, &policy.resource.exists_under)).collect();
    let mut found: Vec<(Finding, Vec<&Assignment>)> = vec![];
    for assignment in &consistent {
        for finding in judge_under(whole, policy, assignment, rules, &mut problems) {
            match found.iter_mut().find(|(known, _)| known.rule == finding.rule && same_place(known, &finding)) {
                Some((_, holds)) => holds.push(assignment),
                None => found.push((finding, vec![assignment])),
            }
        }
    }
    let findings = found.into_iter().map(|(mut finding, holds)| {
        let decided = if holds.len() == consistent.len() { vec![] } else { common(&holds) };
        let answers = policy.resource.exists_under.iter().chain(&decided);
        finding.under.extend(answers.map(|(condition, answer)| format!("{} is {answer}", condition.text)));
        finding.under.sort();
        finding.under.dedup();
        finding
    });
    let findings = findings.collect();
    problems.sort();
    problems.dedup();
    (findings, problems)
}

/// Statements of an installed module are told at the one call of it.
fn same_place(one: &Finding, other: &Finding) -> bool {
    let in_statement = other.statement.is_none_or(|statement| statement.covers(other.place));
    one.place == other.place && (in_statement || one.statement == other.statement)
}

fn judge_under(
    RootContext { workspace, root, trust, permissions }: RootContext<'_>,
    policy: &Policy<'_>,
    assignment: &Assignment,
    rules: &RuleSet,
    problems: &mut Vec<Problem>,
) -> Vec<Finding> {
    let value = policy.document.under(assignment);
    if matches!(value.kind, Kind::Absent | Kind::Null) {
        return vec![];
    }
    let (document, invalid) = Document::read(&value, &trust.names());
    problems.extend(invalid);
    problems.extend(document.unclear.iter().map(|(span, why)| Problem::partly_read_policy(*span, &policy.resource.address, why)));
    let mut statements = vec![];
    value.get("Statement").into_iter().for_each(|value| flatten(value, &mut statements));
    let mut findings = vec![];
    for statement in document.with_effect(Effect::Allow) {
        let Some(written) = statements.get(statement.index) else { continue };
        let subject = StatementContext {
            workspace,
            root,
            policy,
            trust,
            document: &document,
            statements: &statements,
            index: statement.index,
            principals: place::principals(written),
            keys: place::condition_keys(written),
            permissions,
            given: assignment,
            carried: value.provenance.clone(),
            service: OnceCell::new(),
            account: OnceCell::new(),
            passed_role: OnceCell::new(),
            gain: OnceCell::new(),
        };
        findings.extend(rules.rules.iter().filter_map(|rule| ask(rule, &subject)));
        problems.extend(subject.unanswered());
    }
    findings
}

fn ask(rule: &Rule, subject: &StatementContext<'_>) -> Option<Finding> {
    match clause::all(&rule.when, subject) {
        Truth::Yes => Some(tell::finding(rule, subject)),
        // What is not known about a principal is told as a problem by `StatementContext::unanswered`; nothing is claimed.
        Truth::Unknown | Truth::No => None,
    }
}

impl Trust {
    /// The names that stand for what is not known: the first own account and organisation, or placeholders.
    pub fn names(&self) -> Names {
        let mut names = Names::default();
        if let Some(account) = self.owners.first() {
            names.own_account = account.clone();
        }
        if let Some(org) = self.trusted_orgs.first() {
            names.own_org = org.clone();
        }
        names
    }
}

/// The statements as the engine counts them. One of a list came the way of the list.
fn flatten(value: &Value, statements: &mut Vec<Value>) {
    match &value.kind {
        Kind::Map(_) => statements.push(value.clone()),
        Kind::List(items) => {
            let items = items.iter().filter(|item| matches!(item.kind, Kind::Map(_)));
            statements.extend(items.map(|item| Value { provenance: value.provenance.then(&item.provenance), ..item.clone() }));
        }
        _ => {}
    }
}

impl StatementContext<'_> {
    /// The statement as written.
    pub fn written(&self) -> Option<&Value> {
        self.statements.get(self.index)
    }

    /// Whether the statement names this kind of principal.
    pub fn names(&self, named: Named) -> Truth {
        self.principals.iter().any(|principal| principal.named == named).into()
    }

    /// The first condition key of a family.
    pub(super) fn condition_on(&self, family: Family) -> Option<&ConditionKey<'_>> {
        self.keys.iter().find(|key| key.is_of(family))
    }

    /// Whether such an outsider gets through this statement.
    pub fn exposure(&self, outsider: Outsider) -> &Exposure {
        &self.answer(outsider).exposure
    }

    /// The same with what weakens the answer.
    pub fn answer(&self, outsider: Outsider) -> &Answer {
        let cell = if outsider == Outsider::Service { &self.service } else { &self.account };
        cell.get_or_init(|| self.search(outsider))
    }

    fn granting(&self) -> Granting<'_, '_> {
        Granting { policy: self.policy, document: self.document, index: self.index, given: self.given }
    }

    /// Who may do this on every resource by this statement, and the request that shows it.
    pub fn allows_everywhere(&self, what: &Everywhere) -> Option<(Permission, Assignment)> {
        self.permissions.allows_everywhere(&self.granting(), what)
    }

    /// The path that begins with passing a role by this statement.
    pub fn passed_role(&self) -> Option<&(PassRolePath, Assignment)> {
        self.passed_role.get_or_init(|| self.permissions.passed_role(&self.granting())).as_ref()
    }

    /// What the holder of the statement gains by it.
    pub fn gain(&self) -> Option<&(EscalationPath, Assignment)> {
        self.gain.get_or_init(|| self.permissions.gain(&self.granting())).as_ref()
    }

    /// The condition that nobody at all can meet, not even the owner, and why.
    pub(super) fn dead(&self) -> Option<(&ConditionKey<'_>, &Reason)> {
        if self.keys.is_empty() || self.principals.is_empty() {
            return None;
        }
        [Outsider::Service, Outsider::Account].into_iter().find_map(|outsider| match self.exposure(outsider) {
            Exposure::Guarded(guarded) => {
                let reason = guarded.dead.as_ref()?;
                Some((self.keys.iter().find(|key| reason.span.is_some_and(|span| key.touches(span)))?, reason))
            }
            _ => None,
        })
    }

    fn question<'q>(&self, outsider: Outsider, assume: Assume, trusted_orgs: &'q [SmolStr]) -> Question<'q>
    where
        Self: 'q,
    {
        Question {
            outsider,
            owners: &self.trust.owners,
            trusted_accounts: &self.trust.trusted_accounts,
            trusted_orgs,
            resource_kind: self.policy.site.protects,
            assume,
            statement: Some(self.index),
            budget: self.trust.budget,
        }
    }

    fn search(&self, outsider: Outsider) -> Answer {
        // An organisation that a guard names counts as the owner's where none was declared, as an account does.
        let named = self.named_orgs();
        let orgs = if self.trust.trusted_orgs.is_empty() { &named } else { &self.trust.trusted_orgs };
        let path = self.path_guard();
        // Services set the encryption context themselves, and the one that guards names the resource they act for:
        // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context
        let assume = Assume { delivery_path: path == PathGuard::Guard, encryption_context: true, ..Assume::default() };
        let plain = exposure(&self.question(outsider, assume, orgs), self.document);
        if !matches!(plain, Exposure::Exposed(_)) {
            return Answer { exposure: plain, doubts: vec![], level: Level::Error };
        }
        let mut doubts = match &plain {
            // Whose account it is, is told apart below, where a vendor's is known.
            Exposure::Exposed(witness) if !self.owner_is_open(outsider) => witness.assumptions.clone(),
            _ => vec![],
        };
        let mut level = match &plain {
            Exposure::Exposed(witness) if witness.is_unusual => Level::Note,
            _ => Level::Warning,
        };
        if path == PathGuard::Unproven {
            let assume = Assume { delivery_path: true, ..assume };
            if matches!(exposure(&self.question(outsider, assume, orgs), self.document), Exposure::Guarded(_)) {
                level = Level::Note;
                doubts.push(
                    "the service is known to write below `AWSLogs/` and the account it acts for, but that nobody can make it write elsewhere is not documented"
                        .to_owned(),
                );
            }
        }
        if let Exposure::Exposed(witness) = &plain
            && let Some(doubt) = self.doubt_about_reach(witness)
        {
            level = Level::Note;
            doubts.push(doubt);
        }
        doubts.extend(self.doubt_about_account(outsider));
        doubts.extend(self.doubt_about_bucket(outsider));
        let level = if doubts.is_empty() { Level::Error } else { level };
        Answer { exposure: plain, doubts, level }
    }

    fn owner_is_open(&self, outsider: Outsider) -> bool {
        outsider == Outsider::Account && self.trust.owners.is_empty()
    }

    /// Some services are documented to act on such a resource for its own account only, whatever the policy lets them do.
    fn doubt_about_reach(&self, witness: &Witness) -> Option<String> {
        let service = witness.request.principal.service.as_deref()?;
        let exceptions = facts::service_exceptions(service, self.policy.site.protects);
        let own = exceptions.iter().find(|exception| exception.rule == facts::ExceptionRule::SameAccountOnly)?;
        Some(format!("`{service}` may do this for the owner of the resource only: {}", own.note))
    }

    /// Whose account a literal in a principal is, is not known without the own account; a known vendor's is certainly foreign.
    fn doubt_about_account(&self, outsider: Outsider) -> Option<String> {
        if !self.owner_is_open(outsider) {
            return None;
        }
        let entries = self.document.statement(self.index)?.principals.as_ref()?;
        let accounts: Vec<&SmolStr> = entries.entries.iter().filter_map(|entry| entry.account()).collect();
        let foreign = |account: &SmolStr| facts::vendor(account).is_some();
        match accounts.first() {
            Some(account) if !accounts.iter().any(|account| foreign(account)) => {
                Some(format!("{account} may be your own account; `--account` tells which is yours, `--trusted-account` whom you trust"))
            }
            _ => None,
        }
    }

    /// A bucket ARN has no account, but while the bucket stands in the same code its name is taken.
    fn doubt_about_bucket(&self, outsider: Outsider) -> Option<String> {
        if outsider != Outsider::Service {
            return None;
        }
        let key = self.keys.iter().find(|key| key.entry.key.eq_ignore_ascii_case("aws:SourceArn"))?;
        let values = key.entry.value.as_list().unwrap_or(std::slice::from_ref(&key.entry.value));
        let is_bucket =
            |resource: &&Resource| facts::joins("bucket").iter().any(|join| join.part == "self" && join.resource_type == resource.kind);
        let buckets = References::to(self.root.resources.iter().filter(is_bucket), &self.trust.owners);
        let all_own = !values.is_empty() && values.iter().all(|value| !buckets.of(value).is_empty());
        all_own.then(|| "the bucket is yours as long as it exists; once it is deleted, anybody can take its name".to_owned())
    }

    fn named_orgs(&self) -> Vec<SmolStr> {
        let keys = self.keys.iter().filter(|key| key.entry.key.to_ascii_lowercase().starts_with("aws:sourceorg"));
        let values = keys.flat_map(|key| key.entry.value.as_list().unwrap_or(std::slice::from_ref(&key.entry.value)));
        let texts = values.filter_map(|value| Some(value.as_str()?.split('/').next()?.to_owned()));
        texts.filter(|org| org.starts_with("o-") && !org.contains(['*', '?', '$'])).map(SmolStr::from).collect()
    }

    /// What the account in an object path is worth for the services of this statement: the least of them.
    fn path_guard(&self) -> PathGuard {
        let services = self.principals.iter().filter(|principal| principal.named == Named::Service);
        let worth = services.map(|service| facts::delivery_path(&service.text).map_or(PathGuard::None, |path| path.guard));
        worth
            .max_by_key(|guard| match guard {
                PathGuard::Guard => 0,
                PathGuard::Unproven => 1,
                PathGuard::None => 2,
            })
            .unwrap_or(PathGuard::None)
    }

    /// What could not be answered: told as problems, because nothing is claimed.
    fn unanswered(&self) -> Vec<Problem> {
        let asked = [&self.service, &self.account].into_iter().filter_map(|cell| cell.get());
        // The last reason is the cause; those before it follow from it.
        let causes = asked.filter_map(|answer| match &answer.exposure {
            Exposure::Unknown(because) => because.last(),
            _ => None,
        });
        let at = self.written().map_or(self.policy.span, |statement| statement.span);
        let address = &self.policy.resource.address;
        causes.map(|reason| Problem::partly_read_policy(reason.span.unwrap_or(at), address, &reason.text)).collect()
    }

    /// A text of the engine with the own account as people know it, if its number is not known.
    pub(super) fn told(&self, text: &str) -> String {
        match self.trust.owners.first() {
            Some(_) => text.to_owned(),
            None => text.replace(self.document.names.own_account.as_str(), "<your account>"),
        }
    }

    /// The certainty that an outsider's exposure carries.
    pub fn certainty(&self, outsider: Outsider) -> Certainty {
        if self.answer(outsider).doubts.is_empty() { Certainty::Certain } else { Certainty::Possible }
    }
}
