//! What a search looks at: the question with the trust it implies, and one situation (a caller, their account, its organisation).

use super::actions::Asked;
use super::automaton::{self, Watch};
use super::language::{Row, TextLanguage};
use super::{ExposureQuestion, Outsider};
use crate::facts;
use crate::iam::context::{Caller, CallerKind};
use crate::iam::document::{Document, Statement};
use crate::iam::keys::CallerOfKey;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

/// A question, its policy with names put in for what is not known, and who is trusted.
pub(super) struct Scene<'a> {
    pub(super) question: &'a ExposureQuestion<'a>,
    pub(super) document: &'a Document,
    /// The policy as written.
    pub(super) written: &'a Document,
    /// The account that owns the resource, or what stands for it.
    pub(super) owner: SmolStr,
    /// The partition of the resource and hence of its callers: `aws`, `aws-cn`, `aws-us-gov`.
    pub(super) partition: &'static str,
    /// The Region of the resource, or one that stands for it.
    pub(super) region: SmolStr,
    /// Owners and trusted accounts, sorted.
    pub(super) trusted: Vec<SmolStr>,
    pub(super) trusted_orgs: Vec<SmolStr>,
    /// Accounts that are taken to be the owner's because a guard or a resource names them, sorted.
    pub(super) presumed: Vec<SmolStr>,
    /// States that may still be looked at.
    pub(super) budget: Cell<usize>,
    /// Whether the budget or a bound ended some part of the search.
    pub(super) cut: Cell<bool>,
    pub(super) shared: SharedSearch<'a>,
    /// Which of the questions that share it this is.
    pub(super) question_number: usize,
}

/// What all questions about one policy share.
#[derive(Clone, Copy)]
pub struct SharedSearch<'s> {
    /// How many states they may still look at.
    pub left: &'s Cell<usize>,
    pub known: &'s KnownTexts,
}

/// The texts that were worked out. An account, a path of objects is asked for again in each attempt, and by each question. What a budget has cut is not kept,
/// and each question pays for what it asks, whoever has found it out: otherwise its answer would hang on what else is asked.
#[derive(Default)]
pub struct KnownTexts {
    pub(super) questions: Cell<usize>,
    classes: RefCell<FxHashMap<(TextLanguage, Vec<Watch>), KnownClasses>>,
    pub(super) members: RefCell<FxHashMap<AskedMembers, KnownMembers>>,
}

/// A language, the texts that are tried first, and what is to be told apart.
type AskedMembers = (TextLanguage, Vec<String>, Vec<Row>);

/// The classes of texts that were worked out, the states that it took, and the question that has paid for them last.
struct KnownClasses {
    members: Rc<[String]>,
    cost: usize,
    paid_by: Cell<usize>,
}

/// The members of a language that were found, at what price, and whether they took a search for classes.
pub(super) struct KnownMembers {
    pub(super) members: Vec<String>,
    pub(super) price: usize,
    pub(super) is_searched: bool,
}

impl Scene<'_> {
    pub(super) fn is_trusted(&self, account: &str) -> bool {
        self.trusted.binary_search_by(|known| known.as_str().cmp(account)).is_ok()
    }

    pub(super) fn is_role(&self) -> bool {
        // A role that a service makes for a subscriber is one too.
        facts::protected(self.question.resource_kind).is_some_and(|kind| kind.service == "sts")
    }

    /// Uses up part of the budget; false if nothing is left.
    pub(super) fn spend(&self, states: usize) -> bool {
        let left = self.budget.get();
        self.budget.set(left.saturating_sub(states));
        if left < states {
            self.cut.set(true);
        }
        left >= states
    }

    /// Whether nothing of the budget is left.
    pub(super) fn is_spent(&self) -> bool {
        self.budget.get() == 0
    }

    /// Keeps so many of what is to be tried; what is left out is not forgotten: the search is not whole then.
    pub(super) fn keep_at_most<T>(&self, most: usize, tried: &mut Vec<T>) {
        if tried.len() > most {
            self.cut.set(true);
            tried.truncate(most);
        }
    }

    /// One text of each class of a language under what is watched, as far as the budget goes.
    pub(super) fn classes(&self, language: TextLanguage, watched: Vec<Watch>) -> Rc<[String]> {
        let words = automaton::words(&language, &watched);
        if words > self.budget.get() {
            self.spend(words);
            return Rc::default();
        }
        let asked = (language, watched);
        let mut budget = self.budget.get();
        if let Some(known) = self.shared.known.classes.borrow().get(&asked) {
            let is_paid = known.paid_by.replace(self.question_number) == self.question_number;
            if is_paid || known.cost <= budget && self.spend(known.cost) {
                return known.members.clone();
            }
        }
        let before = budget;
        let found = automaton::classes(&asked.0, &asked.1, &mut budget);
        self.budget.set(budget);
        self.cut.set(self.cut.get() || !found.complete);
        let members: Rc<[String]> = found.members.into();
        if found.complete {
            let known = KnownClasses { members: members.clone(), cost: before - budget, paid_by: Cell::new(self.question_number) };
            self.shared.known.classes.borrow_mut().insert(asked, known);
        }
        members
    }
}

/// The partition that the policy writes out: in its resources, else in its principals, else in its conditions.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
pub fn partition(document: &Document) -> &'static str {
    let resources = document.statements.iter().flat_map(|statement| &statement.resources).flat_map(|listed| &listed.entries);
    let principals = document.statements.iter().flat_map(|statement| &statement.principals).flat_map(|listed| &listed.entries);
    let conditions = document.statements.iter().flat_map(|statement| &statement.conditions).flat_map(|condition| &condition.values);
    let texts = resources.map(|element| &element.text).chain(principals.map(|entry| &entry.text));
    let mut texts = texts.chain(conditions.map(|element| &element.text));
    let written = texts.find_map(|text| {
        let (partition, _) = text.literal().strip_prefix("arn:")?.split_once(':')?;
        PARTITIONS.iter().find(|known| **known == partition)
    });
    written.copied().unwrap_or("aws")
}

/// The Region that the policy is deployed to, else that of a service which it names by its regional name, else one that stands for it.
pub(super) fn region(document: &Document) -> SmolStr {
    let principals = document.statements.iter().flat_map(|statement| &statement.principals).flat_map(|listed| &listed.entries);
    let named = || principals.filter_map(|entry| facts::principal_region(entry.text.known()?).map(SmolStr::new)).next();
    document.names.region.clone().or_else(named).unwrap_or_else(|| document.names.some_region.clone())
}

/// The partitions whose resources are told apart.
pub const PARTITIONS: &[&str] = &["aws", "aws-cn", "aws-us-gov"];

/// Who is looked for in one search.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Seeking {
    /// An outsider, as the question says.
    Outsider(Outsider),
    /// Anybody at all, the owner included: is the statement of any use?
    Anybody,
}

/// A caller, as far as the policy's principals fix them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Spec {
    Service(SmolStr),
    Anonymous,
    /// A principal of this account, or of any. An exact one has the parts that the policy names: a role without one of its sessions, a session without its
    /// role (whose path the ARN of the session does not tell), the parent of a federated user.
    Iam {
        account: Option<SmolStr>,
        exact: Option<Caller>,
    },
}

/// A situation: who calls, for which account, in which organisation.
pub(super) struct Situation<'a> {
    pub(super) spec: &'a Spec,
    /// The source account of a service, the account of a caller; empty for anonymous callers.
    pub(super) account: &'a str,
    pub(super) org: Option<&'a str>,
    pub(super) caller_kind: CallerKind,
    /// Whether paths of users and roles have all the characters that they can, or only those of names.
    pub(super) wide: bool,
    /// The service that is called, as its actions name it: `s3`.
    pub(super) called: &'a str,
}

impl Situation<'_> {
    /// Who calls, as far as keys depend on it.
    pub(super) fn kind(&self) -> CallerOfKey {
        match self.caller_kind {
            CallerKind::User => CallerOfKey::User,
            CallerKind::RoleSession => CallerOfKey::RoleSession,
            CallerKind::FederatedUser => CallerOfKey::FederatedUser,
            CallerKind::Root => CallerOfKey::Root,
            CallerKind::Service => CallerOfKey::Service,
            CallerKind::WebIdentity | CallerKind::Saml | CallerKind::Anonymous => CallerOfKey::Anonymous,
        }
    }

    /// The service that calls.
    pub(super) fn service(&self) -> Option<&str> {
        match self.spec {
            Spec::Service(name) => Some(name),
            _ => None,
        }
    }
}

/// An Allow statement with the Deny statements that stand against it.
pub(super) struct TargetStatement<'a> {
    pub(super) allow: &'a Statement,
    pub(super) denies: Vec<&'a Statement>,
    /// What can be asked for, once it has been found out.
    pub(super) actions: OnceCell<Vec<Asked>>,
}

impl<'a> TargetStatement<'a> {
    pub(super) fn new(allow: &'a Statement, denies: Vec<&'a Statement>) -> TargetStatement<'a> {
        TargetStatement { allow, denies, actions: OnceCell::new() }
    }

    /// How many conditions the statements have.
    pub(super) fn conditions(&self) -> usize {
        self.statements().map(|statement| statement.conditions.len()).sum()
    }

    /// The Allow first, then the Denies.
    pub(super) fn statements(&self) -> impl Iterator<Item = &'a Statement> + '_ {
        std::iter::once(self.allow).chain(self.denies.iter().copied())
    }
}
