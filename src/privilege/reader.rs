//! What a role reads: everything of a kind that the account has, or what stands here.

use super::budget::QuestionBudget;
use super::effective::EffectivePolicies;
use super::evidence::GrantedBy;
use super::grant::Grant;
use super::graph::{IdentityKind, PermissionGraph, PrincipalContext};
use super::permission::Query;
use crate::condition::Assignment;
use crate::iam::context::Request;
use crate::iam::document::Effect;
use crate::mapped_text::Text;
use crate::source::Span;
use crate::subject::{Identity, definite};

/// A kind of data that is told of here.
#[derive(PartialEq, Eq, Debug)]
pub struct DataKind {
    /// What reads it.
    pub action: &'static str,
    /// The subject that holds it.
    pub subject: &'static str,
    /// What stands behind the ARN of the subject in that of the data.
    pub rest: &'static str,
    /// Data of three that have nothing in common: whoever may read those may read all. The first is told.
    every: [&'static str; 3],
}

static DATA: [DataKind; 1] = [DataKind {
    action: "s3:GetObject",
    subject: "bucket",
    rest: "/object",
    every: ["arn:aws:s3:::the-bucket-not-known/object", "arn:aws:s3:::x/object", "arn:aws:s3:::y-0.b/a"],
}];

impl DataKind {
    /// The kind that an action reads.
    pub fn read_by(action: &str) -> Option<&'static DataKind> {
        DATA.iter().find(|kind| kind.action == action)
    }

    /// The actions that read some kind.
    pub fn actions() -> impl Iterator<Item = &'static str> {
        DATA.iter().map(|kind| kind.action)
    }
}

/// What a role may do, and what grants it.
#[derive(Clone, Debug)]
pub struct RoleGrant {
    /// The element that names the action; of a policy of AWS, where it is attached.
    pub place: Span,
    /// As written: `s3:Get*`.
    pub element: String,
    /// The place of the statement in its document.
    pub statement: usize,
    /// The request that is allowed.
    pub request: Request,
    /// Why it is only possible.
    pub doubts: Vec<String>,
}

/// An answer about a role under each set of answers to what the code leaves open; nothing if there is no such role.
pub type RoleGrants = Vec<(Assignment, Option<RoleGrant>)>;

impl<'a> PermissionGraph<'a> {
    /// Whether a role may read everything of a kind.
    pub fn role_reads_every(&self, address: &str, kind: &DataKind) -> RoleGrants {
        self.of_role(address, |caller| {
            let read = |name: &&str| self.is_allowed(caller, &Query::new(kind.action, name.replace("{account}", caller.account)));
            let grants: Vec<Grant> = kind.every.iter().map_while(read).collect();
            let all = grants.len() == kind.every.len();
            grants.into_iter().reduce(Grant::and).filter(|_| all)
        })
    }

    /// Whether a role may decrypt with every key.
    pub fn role_decrypts_every(&self, address: &str) -> RoleGrants {
        self.of_role(address, |caller| self.everywhere(caller, "kms:Decrypt", None))
    }

    /// Whether a role may do this on one resource, named by its ARN and what stands behind it.
    pub fn role_may(&self, address: &str, action: &str, (arn, rest): (&Text, &str)) -> RoleGrants {
        self.of_role(address, |caller| {
            let resource = format!("{}{rest}", definite(arn, caller.account));
            self.is_allowed(caller, &Query::new(action, resource))
        })
    }

    /// The role at an address, with all that it holds.
    pub fn role_at(&self, address: &str) -> Option<&Identity<'a>> {
        self.identities.get(self.index_of_role(address)?)
    }

    fn index_of_role(&self, address: &str) -> Option<usize> {
        let mut roles = (0..self.identities.len()).filter(|index| self.kind(*index) == IdentityKind::Role);
        roles.find(|index| self.identities.get(*index).is_some_and(|identity| identity.resource.address == address))
    }

    fn of_role(&self, address: &str, ask: impl Fn(&PrincipalContext<'_>) -> Option<Grant>) -> RoleGrants {
        let Some(holder) = self.index_of_role(address) else { return vec![] };
        let (account, budget) = (self.own_account(), QuestionBudget::of(self.effort));
        let of = |effective| {
            let caller = PrincipalContext { holder, effective, account, budget: &budget };
            (effective.given.clone(), ask(&caller).and_then(|grant| told(effective, grant)))
        };
        self.effective(holder).iter().map(of).collect()
    }
}

fn told(effective: &EffectivePolicies, grant: Grant) -> Option<RoleGrant> {
    let granted = effective.granted(grant.by, grant.request)?;
    let GrantedBy { statement, element, text, .. } = granted.by;
    let limit = granted.request.context.iter().find(|(key, _)| is_no_choice(key));
    let doubts = limit.map(|(key, values)| {
        format!("a condition asks for `{key}` (`{}`), which whoever has the credentials need not have", values.join("`, `"))
    });
    let doubts = grant.doubts.into_texts().into_iter().chain(doubts).chain(delivery(effective)).collect();
    Some(RoleGrant { place: element, element: text, statement, request: granted.request, doubts })
}

/// A Deny for credentials that the metadata service has handed out without a token:
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-instance-metadata>.
fn delivery(effective: &EffectivePolicies) -> Option<String> {
    let denies = effective.documents.iter().flat_map(|attached| attached.document.with_effect(Effect::Deny));
    let mut keys = denies.flat_map(|deny| &deny.conditions).map(|condition| &condition.key_text);
    let asked = keys.find(|key| key.eq_ignore_ascii_case(DELIVERY))?;
    Some(format!("a Deny asks how the credentials were handed out (`{asked}`)"))
}

const DELIVERY: &str = "ec2:RoleDelivery";

/// Keys that say where a call comes from, or what the data is like: no choice of whoever has the credentials of a role.
fn is_no_choice(key: &str) -> bool {
    const KEYS: [&str; 9] = [
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:vpcsourceip",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:ec2instancesourcevpc",
        "aws:ec2instancesourceprivateipv4",
    ];
    let key = key.to_ascii_lowercase();
    KEYS.contains(&key.as_str()) || key.starts_with("s3:existingobjecttag/")
}
