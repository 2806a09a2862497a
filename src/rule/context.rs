//! What a rule is asked about: a statement with one of its principals, a policy, a subject, an account; and what is known around it.

use super::attached::{AttachedTo, Elsewhere};
use super::known::KnownOfRoot;
use super::person;
use super::sibling;
use super::trusted::{self, GuardQuestion, Trusted};
use crate::condition::Assignment;
use crate::facts::{self, PathGuard};
use crate::finding::Level;
use crate::iam::condition::Condition;
use crate::iam::document::{Document, Effect, Element, Names, Statement};
use crate::iam::exposure::{
    Assume, Exposure, ExposureQuestion, Guarded, Outsider, Reason, SharedSearch, TOO_COMPLEX, Witness, exposure_within, filled,
    foreign_source,
};
use crate::iam::principal::Principal;
use crate::iam::{scalar, stand_in};
use crate::policy::Policy;
use crate::privilege::{EscalationPath, Granting, PassRolePath, PermissionGraph};
use crate::resource::{Resource, Root, WorkShare};
use crate::source::{Span, Workspace};
use crate::subject::{Subject, Subjects};
use crate::truth::Truth;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::cell::OnceCell;

/// Whose the policies are and whom they may trust.
#[derive(Clone, Default, Debug)]
pub struct Trust {
    /// The own accounts; empty if not known.
    pub owners: Vec<SmolStr>,
    pub trusted_accounts: Vec<SmolStr>,
    pub trusted_orgs: Vec<SmolStr>,
    /// Accounts that are likely own ones, each with the reason in words.
    pub likely_own: Vec<(SmolStr, SmolStr)>,
    /// States that one question may look at; all questions about a policy share [`states_of_a_policy`](crate::iam::exposure::states_of_a_policy).
    pub budget: usize,
    /// How much of the work that a root may be this one is given.
    pub share: WorkShare,
}

/// All that a root is judged in.
#[derive(Clone, Copy)]
pub struct RootContext<'a> {
    pub workspace: &'a Workspace,
    pub root: &'a Root,
    pub trust: &'a Trust,
    pub policies: &'a [Policy<'a>],
    pub permissions: &'a PermissionGraph<'a>,
    pub subjects: &'a Subjects<'a>,
    pub known: &'a KnownOfRoot,
}

/// A policy under one set of answers to what the code leaves open.
pub struct PolicyContext<'a> {
    pub root: RootContext<'a>,
    pub policy: &'a Policy<'a>,
    pub attached: &'a AttachedTo<'a>,
    pub document: &'a Document,
    pub given: &'a Assignment,
    /// What was left out of the document.
    pub doubt: Option<&'a str>,
    /// What all questions about the policy share.
    pub shared: SharedSearch<'a>,
}

impl PolicyContext<'_> {
    /// The documents that requests by a statement are held against.
    pub(super) fn heard(&self, statement: &Statement) -> Vec<Cow<'_, Document>> {
        match statement.effect {
            Effect::Deny => vec![Cow::Borrowed(self.document)],
            _ => self.attached.heard(self.document, statement),
        }
    }

    /// Why the policy in use may be another than the one that is written: what is dead in the code may stand for what is filled in by hand.
    pub(super) fn left_alone(&self) -> Option<String> {
        self.policy.resource.left_alone(self.policy.path)
    }
}

/// A statement, seen for one of its principals.
pub struct StatementContext<'a> {
    pub policy: &'a PolicyContext<'a>,
    pub statement: &'a Statement,
    /// The principal that is asked about; none if the statement names none, or all but some.
    pub principal: Option<&'a Principal>,
    /// What requests are held against: the document in which the statement names this principal alone, without what is about other resources.
    narrowed: &'a Document,
    service: OnceCell<Exposed>,
    account: OnceCell<Exposed>,
    passed_role: OnceCell<Option<(PassRolePath, Assignment)>>,
    escalation: OnceCell<Option<(EscalationPath, Assignment)>>,
}

/// A subject of the code.
#[derive(Clone, Copy)]
pub struct SubjectContext<'a> {
    pub root: RootContext<'a>,
    pub subject: &'a Subject<'a>,
}

/// A resource, whatever its type.
#[derive(Clone, Copy)]
pub struct ResourceContext<'a> {
    pub root: RootContext<'a>,
    pub resource: &'a Resource,
}

/// What a clause is asked about.
#[derive(Clone, Copy)]
pub enum Context<'a> {
    Statement(&'a StatementContext<'a>),
    Policy(&'a PolicyContext<'a>),
    Subject(&'a SubjectContext<'a>),
    Resource(&'a ResourceContext<'a>),
    Account(&'a RootContext<'a>),
}

/// The engine's answer about an outsider, and what weakens it.
pub struct Exposed {
    pub exposure: Exposure,
    /// Why an exposure is only possible.
    pub doubts: Vec<String>,
    /// The most that a finding may be.
    pub most: Level,
}

/// The kinds of principal that rules tell apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PrincipalKind {
    Service,
    Account,
    Everyone,
    Federated,
}

impl PrincipalKind {
    /// The kind of an entry, by the member it stands under.
    pub fn of(principal: &Principal) -> PrincipalKind {
        match principal.kind.as_str() {
            "Service" => PrincipalKind::Service,
            "Federated" => PrincipalKind::Federated,
            _ if principal.text.known() == Some("*") => PrincipalKind::Everyone,
            _ if principal.delivers_for().is_some() => PrincipalKind::Service,
            _ => PrincipalKind::Account,
        }
    }
}

impl Trust {
    /// The names that stand for what is not known: the first own account and organisation, or stand-ins.
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

    /// A text of the engine for people: what is not known by its kind, `<topic>`, `<your account>`.
    pub fn told(&self, text: &str) -> String {
        let text = stand_in::for_people(text);
        match self.owners.first() {
            Some(_) => text,
            None => text.replace(Names::default().own_account.as_str(), "<your account>"),
        }
    }
}

impl<'a> Context<'a> {
    /// The policy, if it is a policy or a statement of one.
    pub fn policy(&self) -> Option<&'a PolicyContext<'a>> {
        match self {
            Context::Statement(context) => Some(context.policy),
            Context::Policy(context) => Some(context),
            Context::Subject(_) | Context::Resource(_) | Context::Account(_) => None,
        }
    }

    /// The statement, if it is one.
    pub fn statement(&self) -> Option<&'a StatementContext<'a>> {
        match self {
            Context::Statement(context) => Some(context),
            _ => None,
        }
    }

    /// The subject, if it is one.
    pub fn subject(&self) -> Option<&'a SubjectContext<'a>> {
        match self {
            Context::Subject(context) => Some(context),
            _ => None,
        }
    }
}

impl<'a> StatementContext<'a> {
    /// `narrowed` is one of the documents that are heard about the statement ([`AttachedTo::heard`]), or that in which it names `principal` alone.
    pub fn new(
        policy: &'a PolicyContext<'a>,
        statement: &'a Statement,
        principal: Option<&'a Principal>,
        narrowed: &'a Document,
    ) -> StatementContext<'a> {
        StatementContext {
            policy,
            statement,
            principal,
            narrowed,
            service: OnceCell::new(),
            account: OnceCell::new(),
            passed_role: OnceCell::new(),
            escalation: OnceCell::new(),
        }
    }

    /// Whether the principal is of this kind; `NotPrincipal` in an Allow names everyone.
    pub fn names(&self, kind: PrincipalKind) -> bool {
        match self.principal {
            Some(principal) => PrincipalKind::of(principal) == kind,
            None => kind == PrincipalKind::Everyone && self.statement.principals.as_ref().is_some_and(|listed| listed.negated),
        }
    }

    /// The service principals that the statement names beside the one that is asked about.
    pub fn other_services(&self) -> impl Iterator<Item = String> + '_ {
        let own = self.principal.map(|principal| principal.text.to_string());
        let entries = self.statement.principals.iter().flat_map(|listed| &listed.entries);
        let services = entries.filter(|entry| PrincipalKind::of(entry) == PrincipalKind::Service).map(|entry| entry.text.to_string());
        services.filter(move |service| Some(service) != own.as_ref())
    }

    /// Whether such an outsider gets through this statement.
    pub fn exposed(&self, outsider: Outsider) -> &Exposed {
        let cell = if outsider == Outsider::Service { &self.service } else { &self.account };
        cell.get_or_init(|| self.search(outsider))
    }

    /// Whether such an outsider gets through another form of this statement.
    pub fn exposed_with(&self, outsider: Outsider, statement: &Statement) -> Exposure {
        let trusted = self.trusted(outsider);
        let mut document = self.narrowed.alone(statement.index);
        if let Some(place) = document.statements.get_mut(statement.index) {
            let (principals, resources) = (place.principals.clone(), place.resources.clone());
            *place = Statement { principals, resources, ..statement.clone() };
        }
        let assume = Assume { encryption_context: true, ..Assume::default() };
        self.judged(&self.question(outsider, assume, &trusted), &document)
    }

    /// What holds of the policy; where that hangs on a Deny of which too little is known, what holds if it does not stop the call.
    pub(super) fn judged(&self, question: &ExposureQuestion<'_>, document: &Document) -> Exposure {
        let exposure = exposure_within(question, document, self.policy.shared);
        let known = if matches!(exposure, Exposure::Unknown(_)) { document.without_unclear_denies() } else { None };
        match known.map(|known| exposure_within(question, &known, self.policy.shared)) {
            Some(Exposure::Exposed(witness)) => Exposure::Exposed(witness),
            _ => exposure,
        }
    }

    /// The exposures that some clause has asked for.
    pub fn asked(&self) -> impl Iterator<Item = &Exposure> {
        [&self.service, &self.account].into_iter().filter_map(|cell| cell.get()).map(|exposed| &exposed.exposure)
    }

    /// The statement as the permission graph takes it.
    pub fn granting(&self) -> Granting<'_, '_> {
        Granting { policy: self.policy.policy, document: self.policy.document, index: self.statement.index, given: self.policy.given }
    }

    /// The path that begins with passing a role by this statement.
    pub fn passed_role(&self) -> Option<&(PassRolePath, Assignment)> {
        self.passed_role.get_or_init(|| self.policy.root.permissions.passed_role(&self.granting())).as_ref()
    }

    /// What the holder of the statement comes to by it.
    pub fn escalation(&self) -> Option<&(EscalationPath, Assignment)> {
        self.escalation.get_or_init(|| self.policy.root.permissions.gain(&self.granting())).as_ref()
    }

    /// The policy with a name for all that is not known in its guards and resources.
    pub fn filled(&self) -> Cow<'_, Document> {
        let trusted = Trusted { accounts: vec![], orgs: vec![] };
        filled(&self.question(Outsider::Service, Assume::default(), &trusted), self.policy.document)
    }

    pub(super) fn question<'q>(&'q self, outsider: Outsider, assume: Assume, trusted: &'q Trusted) -> ExposureQuestion<'q> {
        let trust = self.policy.root.trust;
        ExposureQuestion {
            outsider,
            owners: &trust.owners,
            trusted_accounts: &trusted.accounts,
            trusted_orgs: &trusted.orgs,
            resource_kind: self.kind_asked_about(),
            role: self.policy.attached.role.as_deref(),
            assume,
            statement: Some(self.statement.index),
            budget: trust.budget,
        }
    }

    /// What the policy protects; where that is not known, something that whoever is named calls, as an example of all that it may be put on.
    pub(super) fn kind_asked_about(&self) -> &'static str {
        const USUAL: &str = "s3";
        match self.policy.attached.kind(self.statement) {
            "" => {
                let service = self.principal.and_then(|principal| facts::service(principal.text.known()?));
                let calls = |service: &'static facts::Service| {
                    let is_called = |target: &&&'static str| !facts::service_calls(service.principal, target).is_empty();
                    service.targets.iter().find(is_called).or(service.targets.first()).copied()
                };
                service.and_then(calls).unwrap_or(USUAL)
            }
            kind => kind,
        }
    }

    /// Why the statement has no effect, where it is surely not about the resource of the policy.
    pub fn elsewhere(&self) -> Option<Elsewhere> {
        self.policy.attached.elsewhere(self.statement)
    }

    /// Whether it is a statement of a key policy that names what can be no key.
    fn names_no_key(&self) -> bool {
        let listed = self.statement.resources.as_ref().filter(|listed| !listed.negated && !listed.entries.is_empty());
        let is_other = |entry: &Element| entry.known().is_some_and(|resource| !scalar::may_be_key(resource));
        self.policy.policy.site.protects == "kms" && listed.is_some_and(|listed| listed.entries.iter().all(is_other))
    }

    fn search(&self, outsider: Outsider) -> Exposed {
        if self.elsewhere().is_some() || self.names_no_key() {
            let exposure = Exposure::NotApplicable("it is not about the resource that the policy is attached to".to_owned());
            return Exposed { exposure, doubts: vec![], most: Level::Error };
        }
        let trusted = self.trusted(outsider);
        let path = self.path_guard();
        // Services set the encryption context themselves, and the one that guards names the resource they act for:
        // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context
        let assume = Assume { delivery_path: path == PathGuard::Guard, encryption_context: true, ..Assume::default() };
        let ask = |assume| self.judged(&self.question(outsider, assume, &trusted), self.narrowed);
        let mut plain = ask(assume);
        if matches!(&plain, Exposure::Exposed(witness) if self.is_stopped_by_source(witness)) {
            let sent = ask(Assume { source_keys: true, ..assume });
            plain = if matches!(sent, Exposure::Guarded(_) | Exposure::Unknown(_)) { sent } else { plain };
        }
        if let (Exposure::Guarded(Guarded { dead: None, .. }), Outsider::Service, Some(key)) = (&plain, outsider, self.caller_key()) {
            plain = if self.hangs_on_caller_keys() { unknown_key(key) } else { plain };
        }
        if let Some(guarded) = self.held_by_form(outsider).filter(|_| matches!(plain, Exposure::Exposed(_))) {
            plain = Exposure::Guarded(guarded);
        }
        if let Some(guarded) = self.asks_for_another_source(&plain) {
            plain = Exposure::Guarded(guarded);
        }
        let Exposure::Exposed(witness) = &plain else {
            return Exposed { exposure: plain, doubts: vec![], most: Level::Error };
        };
        // Whose account it is, is told apart below, where a vendor's is known.
        let mut doubts = if self.owner_is_open(outsider) { vec![] } else { witness.assumptions.clone() };
        let mut most = if witness.is_unusual { Level::Note } else { Level::Warning };
        if path == PathGuard::Unproven && may_keep_out(&ask(Assume { delivery_path: true, ..assume })) {
            most = Level::Note;
            doubts.push(UNPROVEN_PATH.to_owned());
        }
        for (doubt, level) in [self.doubt_about_reach(witness), self.doubt_about_purpose()].into_iter().flatten() {
            most = most.min(level);
            doubts.push(doubt);
        }
        doubts.extend(self.doubt_about_old_account());
        doubts.extend(self.caller_key().filter(|_| outsider == Outsider::Service).map(unsure_of));
        doubts.extend(self.policy.attached.doubt(self.statement));
        doubts.extend(self.doubt_about_grants(witness));
        doubts.extend(sibling::doubt(
            outsider,
            self.principal,
            (self.policy.root.root, self.policy.root.workspace),
            &self.policy.root.trust.likely_own,
        ));
        if let Some((doubt, level)) = person::doubt(outsider, self.policy.policy.site.protects, self.principal, self.statement) {
            most = most.min(level);
            doubts.push(doubt);
        }
        doubts.extend(self.doubt_about_composed_id(outsider));
        doubts.extend(self.doubt_about_account(outsider).into_iter().chain(self.doubt_about_bucket(outsider)));
        let most = if doubts.is_empty() { Level::Error } else { most };
        Exposed { exposure: plain, doubts, most }
    }

    /// Where the one request that gets in has a source of another service than those for which the services named act: none of them makes it.
    fn asks_for_another_source(&self, exposure: &Exposure) -> Option<Guarded> {
        let Exposure::Exposed(witness) = exposure else { return None };
        if !witness.is_unusual {
            return None;
        }
        let mut reasons = self.statement.conditions.iter().filter_map(|condition| {
            let why = foreign_source(self.statement, condition)?;
            let text = format!("`{} {}` never holds: {why}", condition.operator_text, condition.key_text);
            Some(Reason { text, span: Some(condition.span) })
        });
        let reason = reasons.next()?;
        Some(Guarded { by: vec![reason.clone()], assumptions: vec![], dead: Some(reason) })
    }

    /// Whether only a Deny asks about the source, which the service is documented to send: <https://github.com/aws-samples/data-perimeter-policy-examples>.
    fn is_stopped_by_source(&self, witness: &Witness) -> bool {
        let Some(service) = witness.request.principal.service.as_deref().and_then(facts::service) else { return false };
        let asks = |statement: &Statement| statement.conditions.iter().any(|condition| condition.key.starts_with("aws:source"));
        let mut denies = self.narrowed.statements.iter().filter(|statement| statement.effect == Effect::Deny);
        service.source_account == Truth::Yes && service.source_arn == Truth::Yes && !asks(self.statement) && denies.any(asks)
    }

    pub(super) fn owner_is_open(&self, outsider: Outsider) -> bool {
        outsider == Outsider::Account && self.policy.root.trust.owners.is_empty()
    }

    /// Whether nothing but conditions on keys of the caller keeps a service out.
    fn hangs_on_caller_keys(&self) -> bool {
        let mut without = self.statement.clone();
        without.conditions.retain(|condition| !is_caller_key(condition));
        matches!(self.exposed_with(Outsider::Service, &without), Exposure::Exposed(_))
    }

    /// A condition on a key that KMS is documented to set for callers of an account; whether it does for a service principal is not documented.
    /// <https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html>
    fn caller_key(&self) -> Option<&'a Condition> {
        let demands = |condition: &&Condition| condition.operator.is_some_and(|operator| !operator.row.negated && !operator.if_exists);
        let known = |condition: &&Condition| is_caller_key(condition);
        self.statement.conditions.iter().filter(|_| self.names(PrincipalKind::Service)).filter(demands).find(known)
    }

    /// Who is no such outsider to this statement: who is declared, and whom its own guards name.
    pub(super) fn trusted(&self, outsider: Outsider) -> Trusted {
        let asked = if outsider == Outsider::Service {
            GuardQuestion::ForWhom
        } else {
            GuardQuestion::WhoCalls { anybody: self.names(PrincipalKind::Everyone) }
        };
        let mut trusted = trusted::by_guards(self.statement, self.narrowed, asked);
        let declared = self.policy.root.trust;
        // Where the own organisation is declared, another one says again whose the account is that the statement names.
        if asked == (GuardQuestion::WhoCalls { anybody: false }) && !declared.trusted_orgs.is_empty() {
            trusted.orgs.retain(|org| declared.trusted_orgs.contains(org));
        }
        trusted.accounts.splice(0..0, declared.trusted_accounts.iter().cloned());
        trusted.orgs.splice(0..0, declared.trusted_orgs.iter().cloned());
        // Whose logs a path is for is its author's decision, as whom a guard names.
        if outsider == Outsider::Service && self.path_guard() != PathGuard::None {
            trusted.accounts.extend(trusted::in_paths(self.statement));
        }
        trusted
    }

    /// What the account in an object path is worth for the service that is asked about.
    fn path_guard(&self) -> PathGuard {
        let service = self.principal.filter(|principal| PrincipalKind::of(principal) == PrincipalKind::Service);
        let path = service.and_then(|service| match service.delivers_for() {
            Some(name) => facts::delivery_path(name),
            None => facts::delivery_path(&service.text.to_string()),
        });
        path.map_or(PathGuard::None, |path| path.guard)
    }
}

const UNPROVEN_PATH: &str = "this path names one account, and the service is known to write only below the account that it acts for, so that others probably cannot use it";

/// Whether what keeps a request out is known, or hangs on what is not known; that it is too much to look into is no doubt.
fn may_keep_out(exposure: &Exposure) -> bool {
    let is_too_much = |reasons: &[Reason]| reasons.iter().any(|reason| reason.text == TOO_COMPLEX);
    matches!(exposure, Exposure::Guarded(_)) || matches!(exposure, Exposure::Unknown(reasons) if !is_too_much(reasons))
}

fn is_caller_key(condition: &Condition) -> bool {
    ["kms:calleraccount", "kms:viaservice"].contains(&condition.key.as_str())
}

fn unknown_key(condition: &Condition) -> Exposure {
    Exposure::Unknown(vec![Reason { text: unsure_of(condition), span: Some(condition.span) }])
}

fn unsure_of(condition: &Condition) -> String {
    format!("that calls of a service principal carry `{}` is not documented", condition.key_text)
}

/// The condition that a place is about: the one that stands there, else one that it touches.
pub(super) fn about(conditions: &[Condition], span: Span) -> Option<&Condition> {
    conditions.iter().find(|condition| condition.span == span).or_else(|| conditions.iter().find(|condition| touches(condition, span)))
}

/// Whether a place is that of the condition's key, of its values, or of what they stand in.
pub fn touches(condition: &Condition, span: Span) -> bool {
    let values = condition.values.iter().map(|value| value.span).filter(|value| value.file == condition.key_span.file);
    let whole = values.fold(condition.key_span, Span::to);
    condition.span == span || whole.covers(span) || span.covers(whole)
}
