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

/// What an event is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventForm {
    /// A permission, and a resource that sends.
    Push,
    /// An event source mapping, and what the role needs to read.
    Pull,
    /// A rule of EventBridge.
    Rule,
    /// A schedule of EventBridge Scheduler.
    Schedule,
    RestApi,
    HttpApi,
    Topic,
    Bucket,
    UserPool,
}

const FORMS: &[(&str, EventForm)] = &[
    ("api", EventForm::RestApi),
    ("bucket", EventForm::Bucket),
    ("http-api", EventForm::HttpApi),
    ("pull", EventForm::Pull),
    ("push", EventForm::Push),
    ("rule", EventForm::Rule),
    ("schedule", EventForm::Schedule),
    ("topic", EventForm::Topic),
    ("user-pool", EventForm::UserPool),
];

/// A type of event: what sends it, and the permission that it comes with.
#[derive(Debug)]
pub struct SamEvent {
    pub name: &'static str,
    pub form: EventForm,
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

/// A property of a serverless resource or of an event.
#[derive(Debug)]
pub struct SamProperty {
    pub name: &'static str,
    /// What may stand there: `string`, `map`, `list`, `number`, `bool`; `any` where SAM does not look.
    pub kinds: Vec<&'static str>,
    pub is_required: bool,
    /// Whether a function of CloudFormation may stand there, too.
    pub takes_functions: bool,
    /// Whether `Globals` may have it.
    pub in_globals: bool,
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
    let events = rows(include_str!("../../rules/facts/sam_events.tsv")).filter_map(|row| {
        let event = SamEvent {
            name: row.text(0),
            form: FORMS.iter().find(|(word, _)| *word == row.text(2))?.1,
            resource: row.text(3),
            principal: row.text(4),
            source_arn: row.text(5),
            has_source_account: row.flag(6),
            token: row.text(7),
            stream: row.text(8),
            managed_policy: row.text(9),
        };
        Some(((event.name, row.text(1) == "state-machine"), event))
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

static PROPERTIES: LazyLock<FxHashMap<&'static str, Vec<SamProperty>>> = LazyLock::new(|| {
    let mut properties: FxHashMap<&'static str, Vec<SamProperty>> = FxHashMap::default();
    for row in rows(include_str!("../../rules/facts/sam_properties.tsv")) {
        properties.entry(row.text(0)).or_default().push(SamProperty {
            name: row.text(1),
            kinds: row.list(2),
            is_required: row.flag(3),
            takes_functions: row.flag(4),
            in_globals: row.flag(5),
        });
    }
    properties
});

/// The properties of a type of resource, or of a type of event with what it calls before it (`function Api`); none for one that SAM does not have.
pub fn sam_properties(of: &str) -> &'static [SamProperty] {
    PROPERTIES.get(of).map_or(&[], Vec::as_slice)
}

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
