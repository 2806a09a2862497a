//! What the transform of the Serverless Application Model makes of short forms: policy templates, events, connectors (`sam_*.tsv`).

use super::table::{Index, index, named, rows};
use rustc_hash::FxHashMap;
use serde_json::Value as Json;
use std::sync::LazyLock;

/// A policy that SAM writes when a function or state machine names it with its parameters.
/// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html>
#[derive(Debug)]
pub struct PolicyTemplate {
    pub name: &'static str,
    /// Every one must be given.
    pub parameters: Vec<&'static str>,
    /// Its texts are shapes as those of ARNs: a parameter stands as `{BucketName}`.
    pub statements: Json,
}

/// A type of event: what sends it, and the permission that it comes with.
#[derive(Debug)]
pub struct SamEvent {
    pub name: &'static str,
    /// What is made for it: `push`, `pull`, `rule`, `schedule`, …
    pub form: &'static str,
    /// Properties that must be given.
    pub required: Vec<&'static str>,
    /// The type of the resource that sends it, where one is made.
    pub resource: &'static str,
    /// The service that calls.
    pub principal: &'static str,
    /// The source that the permission names, as a shape: a property stands as `{Topic}`, the resource that is made as `{made}`.
    pub source_arn: &'static str,
    /// Whether the permission names the own account.
    pub has_source_account: bool,
    /// The property that is the permission's token.
    pub token: &'static str,
    /// The property that is the source of an event source mapping.
    pub stream: &'static str,
    /// What the role of the function needs to read it: the path of a policy that AWS manages.
    pub managed_policy: &'static str,
}

/// What a connector allows between two types of resource.
#[derive(Debug)]
pub struct ConnectorProfile {
    pub source_type: &'static str,
    pub destination_type: &'static str,
    /// The type of the policy or permission that is made.
    pub resource: &'static str,
    /// Whether the policy is that of the source; otherwise it is that of the destination.
    pub is_at_source: bool,
    /// `Read` and `Write`: statements, or the elements of a permission. Their texts are shapes.
    pub categories: Json,
    /// Which permissions go together (`Read+Write`); none if each goes alone.
    pub together: Vec<&'static str>,
}

/// How a connector finds what it needs of a resource: each the attribute that gives it, `Ref`, or nothing.
#[derive(Debug)]
pub struct ConnectedType {
    pub resource_type: &'static str,
    /// The property that names its role.
    pub role: &'static str,
    pub arn: &'static str,
    pub id: &'static str,
    pub name: &'static str,
    pub url: &'static str,
    /// A text that stands for a stage or the like where none is named.
    pub qualifier: &'static str,
}

static TEMPLATES: LazyLock<FxHashMap<&'static str, PolicyTemplate>> = LazyLock::new(|| {
    let templates = rows(include_str!("../../rules/facts/sam_policy_templates.tsv")).filter_map(|row| {
        let statements = serde_json::from_str(row.text(2)).ok()?;
        Some(PolicyTemplate { name: row.text(0), parameters: row.list(1), statements })
    });
    templates.map(|template| (template.name, template)).collect()
});

static EVENTS: LazyLock<FxHashMap<(&'static str, bool), SamEvent>> = LazyLock::new(|| {
    let events = rows(include_str!("../../rules/facts/sam_events.tsv")).map(|row| {
        let event = SamEvent {
            name: row.text(0),
            form: row.text(2),
            required: row.list(3),
            resource: row.text(4),
            principal: row.text(5),
            source_arn: row.text(6),
            has_source_account: row.flag(7),
            token: row.text(8),
            stream: row.text(9),
            managed_policy: row.text(10),
        };
        ((event.name, row.text(1) == "state-machine"), event)
    });
    events.collect()
});

static CONNECTORS: LazyLock<Index<ConnectorProfile>> = LazyLock::new(|| {
    let profiles = rows(include_str!("../../rules/facts/sam_connectors.tsv")).filter_map(|row| {
        Some(ConnectorProfile {
            source_type: row.text(0),
            destination_type: row.text(1),
            resource: row.text(2),
            is_at_source: row.text(3) == "source",
            categories: serde_json::from_str(row.text(4)).ok()?,
            together: row.list(5),
        })
    });
    index(profiles, |profile| profile.source_type)
});

static CONNECTED: LazyLock<Index<ConnectedType>> = LazyLock::new(|| {
    let types = rows(include_str!("../../rules/facts/sam_connected.tsv")).map(|row| ConnectedType {
        resource_type: row.text(0),
        role: row.text(1),
        arn: row.text(2),
        id: row.text(3),
        name: row.text(4),
        url: row.text(5),
        qualifier: row.text(6),
    });
    index(types, |connected| connected.resource_type)
});

/// The template with this name.
pub fn policy_template(name: &str) -> Option<&'static PolicyTemplate> {
    TEMPLATES.get(name)
}

/// Every template, in no particular order.
pub fn all_policy_templates() -> impl Iterator<Item = &'static PolicyTemplate> {
    TEMPLATES.values()
}

/// A type of event of a function, or of a state machine.
pub fn sam_event(name: &str, of_state_machine: bool) -> Option<&'static SamEvent> {
    EVENTS.iter().find(|((known, machine), _)| *known == name && *machine == of_state_machine).map(|(_, event)| event)
}

/// Every type of event, in no particular order.
pub fn all_sam_events() -> impl Iterator<Item = &'static SamEvent> {
    EVENTS.values()
}

/// What a connector between these types allows.
pub fn connector_profile(source_type: &str, destination_type: &str) -> Option<&'static ConnectorProfile> {
    named(&CONNECTORS, source_type).iter().find(|profile| profile.destination_type == destination_type)
}

/// Every profile, in no particular order.
pub fn all_connector_profiles() -> impl Iterator<Item = &'static ConnectorProfile> {
    CONNECTORS.values().flatten()
}

/// How a connector finds what it needs of a resource of this type.
pub fn connected_type(resource_type: &str) -> Option<&'static ConnectedType> {
    named(&CONNECTED, resource_type).first()
}
