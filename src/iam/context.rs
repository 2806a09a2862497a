//! A request as AWS sees it: who calls what on which resource, with which context keys.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// A concrete request, in the form of `simulate` (field meanings: the JSON Lines form of the command).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Request {
    pub principal: Caller,
    pub action: String,
    pub resource: String,
    /// Complete: a key that is not listed is absent. Names compare without case.
    #[serde(default)]
    pub context: BTreeMap<String, Vec<String>>,
    /// Owner of the resource.
    #[serde(default)]
    pub resource_account: SmolStr,
}

/// Who sends a request.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Caller {
    #[serde(rename = "type")]
    pub kind: CallerKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The role of a session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// The parent of a federated user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<SmolStr>,
    /// The service principal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// All names of the service principal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// The identity provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub federated: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub service_linked: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub management_account: bool,
}

/// The kinds of caller.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallerKind {
    User,
    RoleSession,
    FederatedUser,
    Root,
    Service,
    WebIdentity,
    Saml,
    #[default]
    Anonymous,
}
