//! Can an outsider get through this policy? The question, the answer, and the search for the request that proves it.

use super::context::Request;
use crate::source::Span;
use smol_str::SmolStr;

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
pub struct Question<'a> {
    pub outsider: Outsider,
    /// The accounts that own the resource: usually one; empty if not known.
    pub owners: &'a [SmolStr],
    pub trusted_accounts: &'a [SmolStr],
    /// Organisations all of whose accounts are trusted; the owner is in the first.
    pub trusted_orgs: &'a [SmolStr],
    /// `s3`, `sns`, `sqs`, `kms`, `lambda`, `role`, … (as in `policy_sites.tsv`).
    pub resource_kind: &'a str,
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
    /// An Allow can match an outsider, but no request of his gets through.
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

/// A sentence about a place in the policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    pub text: String,
    pub span: Option<Span>,
}

/// Whether an outsider gets through this policy.
pub fn exposure(_question: &Question<'_>, _document: &super::document::Document) -> Exposure {
    Exposure::Unknown(vec![])
}
