//! Can an outsider get through this policy? The question, the answer, and the search for the request that proves it.

mod actions;
mod automaton;
mod callers;
mod classes;
mod explain;
mod external_id;
mod foreign_source;
mod guards;
mod holes;
mod language;
mod public;
mod reader;
mod resources;
mod scene;
mod search;
mod sources;
mod values;

pub use explain::IN_A_NETWORK;
pub use foreign_source::foreign_source;
pub use holes::UNKNOWN_RANGE;
pub use scene::{KnownTexts, PARTITIONS, SharedSearch, partition};
pub use values::told_apart;

use super::context::Request;
use super::document::{Document, Effect, Names, Statement};
use super::evaluate::{self, PolicyInForce, PolicyKind};
pub use super::reason::Reason;
use crate::json;
use crate::mapped_text::Text;
use crate::source::{FileId, Span};
use scene::{Scene, Seeking, TargetStatement};
use search::Outcome;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::cell::Cell;
use std::sync::LazyLock;

/// States that the policies of a root together may look at; each has its share of them, within these bounds, so that one does not cost the others.
const STATES_OF_A_ROOT: usize = 1 << 20;
const LEAST_OF_A_POLICY: usize = 1 << 9;
const MOST_OF_A_POLICY: usize = 1 << 18;

/// What some of the policies may look at together where a share of the states does not do, and how many policies those are.
const STATES_OF_HEAVY_POLICIES: usize = 1 << 19;
pub const HEAVY_POLICIES: usize = 16;

/// How many statements, and how many parts of statements, cost as much as one state of a search.
const STATEMENTS_PER_STATE: usize = 4;
const PARTS_PER_STATE: usize = 32;

/// States that all questions about one policy may look at in a root with so many policies.
pub fn states_of_a_policy(policies: usize) -> usize {
    (STATES_OF_A_ROOT / policies.max(1)).clamp(LEAST_OF_A_POLICY, MOST_OF_A_POLICY)
}

/// States that each of so many policies may look at for which their share did not do.
pub fn states_of_a_heavy_policy(heavy: usize) -> usize {
    (STATES_OF_HEAVY_POLICIES / heavy.clamp(1, HEAVY_POLICIES)).min(MOST_OF_A_POLICY)
}

/// Why there is no answer where all states that may be looked at are used up.
pub const TOO_COMPLEX: &str = "too complex: the search for a request used up its budget";

/// Which outsider is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Outsider {
    /// An AWS service that acts for a source account which is not trusted.
    Service,
    /// An IAM principal or an anonymous caller of an account which is not trusted.
    Account,
    /// Anybody, by S3's own definition of "public".
    Public,
}

/// What is known and what is asked.
#[derive(Clone, Debug)]
pub struct ExposureQuestion<'a> {
    pub outsider: Outsider,
    /// The accounts that own the resource: usually one; empty if not known.
    pub owners: &'a [SmolStr],
    pub trusted_accounts: &'a [SmolStr],
    /// Organisations all of whose accounts are trusted; the owner is in the first.
    pub trusted_orgs: &'a [SmolStr],
    /// `s3`, `sns`, `sqs`, `kms`, `lambda`, `role`, … (as in `policy_sites.tsv`).
    pub resource_kind: &'a str,
    /// Path and name of the role whose trust policy it is, where the code gives them.
    pub role: Option<&'a str>,
    pub assume: Assume,
    /// Only what this Allow statement grants (its place in the document); all of them otherwise.
    pub statement: Option<usize>,
    /// How many states may be looked at before the answer is "unknown".
    pub budget: usize,
}

/// What is taken for granted about the calling service.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Assume {
    /// The service always sends aws:SourceArn and aws:SourceAccount.
    pub source_keys: bool,
    /// CloudTrail, Config and log delivery write below `[prefix/]AWSLogs/<source account>/`.
    pub delivery_path: bool,
    /// The encryption context is set by the service to the source ARN.
    pub encryption_context: bool,
}

/// The answer.
#[derive(Clone, PartialEq, Debug)]
pub enum Exposure {
    /// This request gets through; `evaluate` has confirmed it.
    Exposed(Box<Witness>),
    /// An Allow can match an outsider, but no request of theirs gets through.
    Guarded(Guarded),
    /// No Allow can match such an outsider.
    NotApplicable(String),
    Unknown(Vec<Reason>),
}

/// The request that proves an exposure.
#[derive(Clone, PartialEq, Debug)]
pub struct Witness {
    pub request: Request,
    /// The account (or the organisation's account) the service acts for.
    pub on_behalf_of: Option<SmolStr>,
    /// The Allow statement that lets it through: its place in the document.
    pub statement: usize,
    /// Per condition of that statement, and per Deny that does not stop it: why not.
    pub because: Vec<Reason>,
    /// What had to be assumed; empty if nothing.
    pub assumptions: Vec<String>,
    /// No ARN of the form that the service is known to send gets through, only one that the policy does not rule out.
    pub is_unusual: bool,
}

impl Witness {
    /// A request that the statement at this place of its document grants, without an outsider.
    pub fn of(request: Request, statement: usize) -> Witness {
        Witness { request, on_behalf_of: None, statement, because: vec![], assumptions: vec![], is_unusual: false }
    }
}

/// Why nobody gets through.
#[derive(Clone, PartialEq, Debug)]
pub struct Guarded {
    /// The conditions and Deny statements that hold, as few as suffice.
    pub by: Vec<Reason>,
    /// What had to be assumed, such as "`var.account` is an account you trust".
    pub assumptions: Vec<String>,
    /// Nobody at all can meet it, not the owner either (misspelt key, wrong operator, empty value): a dead grant.
    pub dead: Option<Reason>,
}

/// The document with a name for all that is not known in its guards and resources: the same name for the same thing, so that one request can be held
/// against several statements.
pub fn filled<'d>(question: &ExposureQuestion<'_>, document: &'d Document) -> Cow<'d, Document> {
    holes::fill(document, question, &owner(question, document))
}

fn owner(question: &ExposureQuestion<'_>, document: &Document) -> SmolStr {
    question.owners.first().unwrap_or(&document.names.own_account).clone()
}

/// Whether an outsider gets through this policy. Every exposure is proved by a request that [`evaluate`](evaluate::evaluate) allows.
pub fn exposure(question: &ExposureQuestion<'_>, document: &Document) -> Exposure {
    let (left, known) = (Cell::new(question.budget), KnownTexts::default());
    exposure_within(question, document, SharedSearch { left: &left, known: &known })
}

/// The same for one of several questions that share what they may look at, whose states are taken from those that are left, and what they find out.
pub fn exposure_within(question: &ExposureQuestion<'_>, document: &Document, shared: SharedSearch<'_>) -> Exposure {
    if question.outsider == Outsider::Public {
        return public::exposure(question, document);
    }
    // Each question looks at every statement, and at all that is in it.
    let parts: usize = document.statements.iter().map(parts).sum();
    let price = document.statements.len() / STATEMENTS_PER_STATE + parts / PARTS_PER_STATE;
    let left = shared.left;
    left.set(left.get().saturating_sub(price));
    let budget = question.budget.min(left.get());
    if budget == 0 {
        let asked = document.statements.iter().find(|statement| question.statement == Some(statement.index));
        return Exposure::Unknown(vec![Reason { text: TOO_COMPLEX.to_owned(), span: asked.map(|statement| statement.span) }]);
    }
    let owner = owner(question, document);
    let filled = filled(question, document);
    let (trusted, presumed) = holes::trusted(&filled, question, &owner);
    let mut trusted_orgs = question.trusted_orgs.to_vec();
    trusted_orgs.push(document.names.own_org.clone());
    let scene = Scene {
        question,
        document: &filled,
        written: document,
        owner,
        partition: scene::partition(&filled),
        region: scene::region(&filled),
        trusted,
        trusted_orgs,
        presumed,
        budget: Cell::new(budget),
        cut: Cell::new(false),
        shared,
        question_number: shared.known.questions.replace(shared.known.questions.get() + 1),
    };
    let answer = ask(&scene);
    left.set(left.get().saturating_sub(budget - scene.budget.get()));
    match answer {
        Exposure::Exposed(_) | Exposure::Unknown(_) if scene.is_role() && question.outsider == Outsider::Service => {
            let why = "an ordinary service role: `iam:PassRole` already ties the role to resources of its own account";
            Exposure::NotApplicable(why.to_owned())
        }
        answer => answer,
    }
}

/// How many entries and values a statement has.
fn parts(statement: &Statement) -> usize {
    let principals = statement.principals.as_ref().map_or(0, |listed| listed.entries.len());
    let listed = [&statement.actions, &statement.resources].map(|listed| listed.as_ref().map_or(0, |listed| listed.entries.len()));
    let values = statement.conditions.iter().map(|condition| 1 + condition.values.len());
    principals + listed.iter().sum::<usize>() + values.sum::<usize>()
}

fn ask(scene: &Scene<'_>) -> Exposure {
    let document = scene.document;
    let is_asked = |statement: &&Statement| scene.question.statement.is_none_or(|index| index == statement.index);
    let may = |statement: &&Statement, effect| statement.effect == effect || statement.effect == Effect::Unclear;
    let seeking = Seeking::Outsider(scene.question.outsider);
    let allows: Vec<&Statement> = document.statements.iter().filter(|statement| may(statement, Effect::Allow)).filter(is_asked).collect();
    let mut unknown: Vec<Reason> = vec![];
    let mut guarded: Vec<TargetStatement<'_>> = vec![];
    for allow in allows {
        let denies = document.statements.iter().filter(|statement| may(statement, Effect::Deny) && statement.index != allow.index);
        let target = TargetStatement::new(allow, denies.collect());
        if !search::is_applicable(scene, &target, seeking) {
            continue;
        }
        match search::search(scene, &target, seeking) {
            Outcome::Found(hit) => match explain::witness(scene, &target, *hit) {
                Ok(witness) => return Exposure::Exposed(Box::new(witness)),
                Err(reasons) => unknown.extend(reasons),
            },
            Outcome::Maybe(hit) => unknown.extend(explain::doubts(scene, &target, &hit)),
            Outcome::Nothing => {}
        }
        if scene.cut.get() {
            unknown.push(Reason { text: TOO_COMPLEX.to_owned(), span: Some(allow.span) });
            break;
        }
        guarded.push(target);
    }
    let unclear = document.unclear.iter();
    unknown.extend(unclear.map(|(span, why)| Reason { text: format!("a part of the policy is not known: {why}"), span: Some(*span) }));
    if !unknown.is_empty() {
        unknown.dedup();
        return Exposure::Unknown(unknown);
    }
    if guarded.is_empty() {
        return Exposure::NotApplicable(explain::nobody(scene));
    }
    Exposure::Guarded(guards::guards(scene, &guarded))
}

/// An identity policy that allows everything: the outsider's own side.
static ANYTHING: LazyLock<Document> = LazyLock::new(|| {
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let span = Span::new(FileId(0), 0, 0);
    Document::read(&json::parse(&Text::computed(text, span), span).0, &Names::default()).0
});

/// Whether a resource policy lets a request through, as far as it is known; the caller's own side allows everything.
pub fn lets_through(document: &Document, request: &Request) -> bool {
    let known = Document { unclear: vec![], ..document.clone() };
    let of = |kind, document| PolicyInForce { kind, level: SmolStr::default(), document };
    let policies = [of(PolicyKind::Resource, &known), of(PolicyKind::Identity, &ANYTHING)];
    evaluate::evaluate(request, &policies).decision == evaluate::Decision::Allowed
}

/// Decides a request under what is known of a document, the caller's own side allowing everything.
fn decide(scene: &Scene<'_>, request: &Request) -> evaluate::Evaluation {
    let known;
    let document = if scene.document.unclear.is_empty() {
        scene.document
    } else {
        known = Document { unclear: vec![], ..scene.document.clone() };
        &known
    };
    let kind = if scene.is_role() { PolicyKind::Trust } else { PolicyKind::Resource };
    let policies = [
        PolicyInForce { kind, level: SmolStr::default(), document },
        PolicyInForce { kind: PolicyKind::Identity, level: SmolStr::default(), document: &ANYTHING },
    ];
    evaluate::evaluate(request, &policies)
}
