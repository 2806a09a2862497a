//! A request as AWS sees it: who calls what on which resource, with which context keys.

use super::pattern::Resolved;
use rustc_hash::FxHashMap;
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

impl Caller {
    /// A caller with permissions of its own: user, role session, federated user, root.
    pub fn is_iam(&self) -> bool {
        matches!(self.kind, CallerKind::User | CallerKind::RoleSession | CallerKind::FederatedUser | CallerKind::Root)
    }

    /// Whether it is the service of this name.
    pub fn is_service(&self, name: &str) -> bool {
        self.kind == CallerKind::Service && (self.service.as_deref() == Some(name) || self.names.iter().any(|known| known == name))
    }

    /// Whether it is a session of this role. The ARN of a session has no path, so without the role's ARN the last part decides.
    pub fn is_session_of(&self, role: &str) -> bool {
        if let Some(own) = &self.role_arn {
            return own == role;
        }
        let session = self.arn.as_deref().unwrap_or_default();
        let name = session.split_once(":assumed-role/").and_then(|(_, rest)| rest.split('/').next());
        name.is_some_and(|name| name == role_name(role))
    }

    /// The caller as people write it: the ARN, the service, or what they are.
    pub fn name(&self) -> &str {
        let named = self.arn.as_deref().or(self.service.as_deref()).or(self.federated.as_deref());
        named.unwrap_or(match self.kind {
            CallerKind::Anonymous => "an anonymous caller",
            CallerKind::Service => "a service",
            _ => "a caller",
        })
    }
}

/// The keys of a request, looked up without regard to case.
#[derive(Default, Debug)]
pub struct Keys<'a> {
    /// Names in lower case.
    values: Vec<(SmolStr, Found<'a>)>,
    /// Where each of them stands, if they are more than [`FEW`].
    places: FxHashMap<SmolStr, usize>,
}

/// So many keys are looked through one by one.
const FEW: usize = 16;

/// What a request says about a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found<'a> {
    Absent,
    Values(&'a [String]),
    /// Tags that differ only in case: which one AWS takes is not predictable.
    Ambiguous,
}

impl<'a> Keys<'a> {
    /// The keys of a request; their names compare without case.
    pub fn of(context: &'a BTreeMap<String, Vec<String>>) -> Keys<'a> {
        let mut keys = Keys::default();
        for (key, values) in context {
            keys.add(&SmolStr::from(key.to_lowercase()), values);
        }
        keys
    }

    /// Adds a key; its name in lower case.
    pub fn add(&mut self, key: &SmolStr, values: &'a [String]) {
        let place = self.place(key);
        match place.and_then(|place| self.values.get_mut(place)) {
            Some((_, found)) if *found != Found::Values(values) => *found = Found::Ambiguous,
            Some(_) => {}
            None => {
                self.values.push((key.clone(), Found::Values(values)));
                let indexed = self.places.len();
                if self.values.len() > FEW {
                    let new = self.values.iter().enumerate().skip(indexed).map(|(place, (key, _))| (key.clone(), place));
                    self.places.extend(new);
                }
            }
        }
    }

    fn place(&self, key: &str) -> Option<usize> {
        match self.values.len() > FEW {
            true => self.places.get(key).copied(),
            false => self.values.iter().position(|(known, _)| known == key),
        }
    }

    /// What the request says about a key, whose name is in lower case.
    pub fn get(&self, key: &str) -> Found<'a> {
        self.place(key).and_then(|place| self.values.get(place)).map_or(Found::Absent, |(_, found)| *found)
    }

    /// What a policy variable comes to: only single values of single-valued keys are put in.
    pub fn resolve(&self, key: &str) -> Resolved {
        match self.get(key) {
            Found::Values([single]) if !super::keys::is_multivalued(key) => Resolved::Text(SmolStr::new(single)),
            Found::Absent => Resolved::Absent,
            _ => Resolved::List,
        }
    }
}

/// The last part of a role's ARN, behind its path.
pub fn role_name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}
