//! Who can reach whose permissions: over all policies of an identity, with every Deny and permissions boundary, from role to role.
//! Whether a request is allowed is decided by [`crate::iam::evaluate`]; this room finds the requests to ask about.

mod budget;
mod grant;
mod attached;
mod effective;
mod asked;
mod statements;
mod evidence;
mod workload;
mod circumstances;
mod trial;
mod tags;
mod graph;
mod worked;
mod permission;
mod alone;
mod launch;
mod everywhere;
mod trust;
mod combination;
mod hop;
mod new_identity;
mod administrator;
mod holder;
mod permitted;
mod passing;
mod reader;
mod escalation;
mod trusting;
mod tagging;
mod helped;

pub use attached::{Attached, PolicyKey, UnknownPart};
pub use effective::EffectivePolicies;
pub use escalation::EscalationPath;
pub use everywhere::Everywhere;
pub use evidence::{GrantedBy, GrantedRequest, PathWeight, PrivilegeEvidence};
pub use grant::PathStep;
pub use graph::PermissionGraph;
pub use holder::Granting;
pub use passing::PassRolePath;
pub use permitted::Permission;
pub use reader::{DataKind, RoleGrant, RoleGrants};
