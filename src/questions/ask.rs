//! What is asked, with all that it takes to answer.

use crate::facts::PolicyKind;
use crate::iam::context::Request;
use crate::iam::document::{Document, Names};
use crate::iam::evaluate::{self, Evaluation, PolicyInForce};
use crate::iam::exposure::{self, Assume, Exposure, ExposureQuestion, Outsider};
use crate::json;
use crate::mapped_text::Text;
use crate::source::{FileId, Span};
use crate::value::{Kind, Value};
use smol_str::SmolStr;

/// How many states a search may look at if nobody says otherwise.
pub const BUDGET: usize = 1 << 16;

/// A request, and the policies that decide about it.
#[derive(Clone, Debug)]
pub struct Simulation {
    /// Kind, level of the organisation (of an SCP or RCP), document.
    pub policies: Vec<(PolicyKind, SmolStr, Document)>,
    pub request: Request,
}

impl Simulation {
    /// Whether the policies allow the request.
    pub fn answer(&self) -> Evaluation {
        let policies = self.policies.iter();
        let policies: Vec<PolicyInForce<'_>> =
            policies.map(|(kind, level, document)| PolicyInForce { kind: *kind, level: level.clone(), document }).collect();
        evaluate::evaluate(&self.request, &policies)
    }
}

/// Which outsider is looked for, and whom the owner trusts.
#[derive(Clone, Debug)]
pub struct OutsiderQuestion {
    pub outsider: Outsider,
    /// The account that owns the resource, if it is known.
    pub owner: Option<SmolStr>,
    pub trusted_accounts: Vec<SmolStr>,
    /// The own organisation first.
    pub trusted_orgs: Vec<SmolStr>,
    /// `s3`, `sns`, … (as in `policy_sites.tsv`).
    pub resource_kind: String,
    pub assume: Assume,
}

impl OutsiderQuestion {
    /// The names that stand for the own account and organisation in the document.
    pub fn names(&self) -> Names {
        let mut names = Names::default();
        names.own_account = self.owner.clone().unwrap_or(names.own_account);
        names.own_org = self.trusted_orgs.first().cloned().unwrap_or(names.own_org);
        names
    }

    /// Whether such an outsider gets through a policy.
    pub fn answer(&self, document: &Document) -> Exposure {
        let question = ExposureQuestion {
            outsider: self.outsider,
            owners: self.owner.as_slice(),
            trusted_accounts: &self.trusted_accounts,
            trusted_orgs: &self.trusted_orgs,
            resource_kind: &self.resource_kind,
            role: None,
            assume: self.assume,
            statement: None,
            budget: BUDGET,
        };
        exposure::exposure(&question, document)
    }
}

/// Where a text is no JSON, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JsonFault {
    pub at: Span,
    pub message: String,
}

/// Reads JSON with numbers and duplicate keys as written, as far as it is JSON.
pub fn json(text: &str) -> (Value, Option<JsonFault>) {
    let span = Span::new(FileId(0), 0, text.len());
    let (value, error) = json::parse(&Text::exact(text, span), span);
    (value, error.map(|error| JsonFault { at: error.span, message: error.message.to_string() }))
}

/// Reads a policy that is an object, or a text that holds one.
///
/// # Errors
/// Says that it is neither.
pub fn document(value: &Value, names: &Names) -> Result<Document, String> {
    let inner = match &value.kind {
        Kind::Text(text) => {
            let (inner, error) = json::parse(text, value.span);
            if let Some(error) = error {
                return Err(format!("the policy is not JSON: {}", error.message));
            }
            inner
        }
        Kind::Map(_) => value.clone(),
        _ => return Err("the policy is not an object".to_owned()),
    };
    Ok(Document::read(&inner, names).0)
}
