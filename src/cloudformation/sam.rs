//! The transform of the Serverless Application Model, as AWS publishes it (`github.com/aws/serverless-application-model`, 1.110.0): a template's
//! serverless resources become the CloudFormation resources that they stand for, each with its real logical id and the place that made it.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html>
//!
//! A pure step between template and stack: what comes in and out is written as templates are, nothing is evaluated but references to parameters that decide
//! what is made. What SAM refuses is a located problem; what is clear of it is made all the same, so that its policies are judged.

mod api;
mod api_policy;
mod build;
mod check;
mod connector;
mod deployment;
mod domain;
mod events;
mod function;
mod globals;
mod graphql;
mod http_api;
mod implicit;
mod logical_id;
mod parameters;
mod pull;
mod push;
mod role;
mod schedule;
mod security;
mod simple;
mod state_machine;
mod usage_plan;
mod websocket;

use super::foreach;
use crate::problem::Problem;
use crate::resource::GeneratedBy;
use crate::source::Span;
use crate::value::{Entry, Map, Value};
use build::{Maker, given};
use logical_id::LogicalIds;
use parameters::Parameters;
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, ToSmolStr};

/// How many resources one template may come to through the transform; CloudFormation itself stops at 500.
const MAX_MADE: usize = 5_000;
pub(super) const PREFIX: &str = "AWS::Serverless::";

/// The parts of a template that the transform sees.
pub(super) struct Serverless<'t> {
    /// Loops carried out.
    pub(super) resources: Vec<Entry>,
    pub(super) globals: &'t [Entry],
    pub(super) mappings: &'t FxHashMap<SmolStr, Value>,
    pub(super) parameters: &'t FxHashMap<SmolStr, Value>,
    /// As declared, with their defaults.
    pub(super) declared: &'t [Entry],
}

/// What a template becomes.
#[derive(Default)]
pub(super) struct Transformed {
    pub(super) resources: Vec<Entry>,
    /// Conditions that come with the resources.
    pub(super) conditions: Vec<Entry>,
    /// What `Function.Alias`, `Api.Stage` and the like stand for, and resources that get another logical id.
    pub(super) renamed: FxHashMap<SmolStr, SmolStr>,
    pub(super) generated: FxHashMap<SmolStr, GeneratedBy>,
    pub(super) problems: Vec<Problem>,
}

/// What resources are made for: a serverless resource, or a part of it.
#[derive(Clone)]
struct Owner {
    logical_id: SmolStr,
    kind: SmolStr,
    /// What introduces it: the logical id, the name of an event.
    key: Span,
    block: Span,
    /// `Condition`, `DeletionPolicy`, `UpdateReplacePolicy`: what is made for it has them too.
    attributes: Vec<Entry>,
    /// Its place in the template.
    order: usize,
}

/// A serverless resource.
struct ServerlessResource {
    owner: Owner,
    properties: Value,
}

/// A resource that is made.
struct Made {
    entry: Entry,
    by: GeneratedBy,
    order: usize,
}

/// The transform at work.
struct Transform<'t> {
    /// All resources of the template, by place; those that are serverless are translated one by one.
    resources: Vec<Entry>,
    places: FxHashMap<SmolStr, usize>,
    made: Vec<Made>,
    made_places: FxHashMap<SmolStr, usize>,
    conditions: Vec<Entry>,
    renamed: FxHashMap<SmolStr, SmolStr>,
    problems: Vec<Problem>,
    parameters: Parameters<'t>,
    ids: LogicalIds,
    definitions: FxHashMap<SmolStr, implicit::Definition>,
    record_sets: FxHashMap<String, (Owner, Vec<Value>)>,
    usage_plan: usage_plan::SharedPlan,
    deployments: deployment::Deployments,
    is_full: bool,
}

/// Carries out the transform.
pub(super) fn transform(template: Serverless<'_>) -> Transformed {
    let globals = template.globals;
    let mut transform = Transform::new(template);
    transform.default_definitions();
    transform.implicit_apis();
    transform.globals(globals);
    transform.embedded_connectors();
    for pass in ORDER {
        for place in 0..transform.resources.len() {
            let kind = transform.kind_at(place).and_then(|kind| kind.strip_prefix(PREFIX));
            let Some(kind) = kind.and_then(|kind| pass.iter().find(|name| **name == kind)) else { continue };
            if let Some(source) = transform.source(place, &format!("{PREFIX}{kind}")) {
                transform.translate(kind, &source);
            }
        }
    }
    transform.code_deploy();
    transform.finish()
}

/// The types, in the order in which SAM translates them: later ones see what earlier ones came to.
const ORDER: &[&[&str]] = &[
    &["Function"],
    &["StateMachine"],
    &["Api", "HttpApi", "WebSocketApi"],
    &["SimpleTable", "LayerVersion", "Application", "CapacityProvider", "GraphQLApi"],
    &["Connector"],
];

impl Owner {
    fn at(&self) -> Maker {
        Maker(self.key)
    }

    /// A part of it, such as an event.
    fn part(&self, entry: &Entry) -> Owner {
        Owner { key: entry.key_span, block: entry.span(), ..self.clone() }
    }

    /// The same, pointing at a property where it is written.
    fn at_property(&self, properties: &Value, name: &str) -> Owner {
        let entry = properties.as_map().and_then(|map| map.entry(name)).filter(|entry| self.block.covers(entry.key_span));
        entry.map_or_else(|| self.clone(), |entry| self.part(entry))
    }

    fn condition(&self) -> Option<&str> {
        self.attributes.iter().find(|entry| entry.key == "Condition")?.value.as_str()
    }

    fn without_attributes(&self) -> Owner {
        Owner { attributes: vec![], ..self.clone() }
    }
}

impl<'t> Transform<'t> {
    fn new(template: Serverless<'t>) -> Transform<'t> {
        let mut transform = Transform {
            places: FxHashMap::default(),
            resources: vec![],
            made: vec![],
            made_places: FxHashMap::default(),
            conditions: vec![],
            renamed: FxHashMap::default(),
            problems: vec![],
            parameters: Parameters::new(&template),
            ids: LogicalIds::default(),
            definitions: FxHashMap::default(),
            record_sets: FxHashMap::default(),
            usage_plan: usage_plan::SharedPlan::default(),
            deployments: deployment::Deployments::default(),
            is_full: false,
        };
        for entry in template.resources {
            transform.add_resource(entry);
        }
        transform
    }

    /// Adds a resource to the template; of two with one name the last counts.
    fn add_resource(&mut self, entry: Entry) {
        let name = foreach::name(&entry);
        match self.places.get(&name).and_then(|place| self.resources.get_mut(*place)) {
            Some(earlier) => *earlier = entry,
            None => {
                self.places.insert(name, self.resources.len());
                self.resources.push(entry);
            }
        }
    }

    fn translate(&mut self, kind: &str, source: &ServerlessResource) {
        match kind {
            "Function" => self.function(source),
            "StateMachine" => self.state_machine(source),
            "Api" => self.api(source),
            "HttpApi" => self.http_api(source),
            "WebSocketApi" => self.websocket_api(source),
            "SimpleTable" => self.simple_table(source),
            "LayerVersion" => self.layer_version(source),
            "Application" => self.application(source),
            "CapacityProvider" => self.capacity_provider(source),
            "GraphQLApi" => self.graphql_api(source),
            _ => self.connector(source),
        }
    }

    fn kind_at(&self, place: usize) -> Option<&str> {
        self.resources.get(place)?.value.get("Type")?.as_str()
    }

    /// A resource as the template writes it.
    fn written(&self, logical_id: &str) -> Option<&Entry> {
        self.resources.get(*self.places.get(logical_id)?)
    }

    fn written_mut(&mut self, logical_id: &str) -> Option<&mut Entry> {
        self.resources.get_mut(*self.places.get(logical_id)?)
    }

    fn owner(&self, place: usize, kind: &str) -> Option<Owner> {
        let entry = self.resources.get(place)?;
        let attributes = ["Condition", "DeletionPolicy", "UpdateReplacePolicy"];
        let attributes = attributes.iter().filter_map(|name| entry.value.as_map()?.entry(name)).cloned().collect();
        let block = entry.span();
        Some(Owner { logical_id: foreach::name(entry), kind: kind.into(), key: entry.key_span, block, attributes, order: place })
    }

    fn source(&mut self, place: usize, kind: &str) -> Option<ServerlessResource> {
        let owner = self.owner(place, kind)?;
        let written = self.resources.get(place)?.value.get("Properties").cloned();
        let properties =
            written.filter(|properties| properties.as_map().is_some()).unwrap_or_else(|| Value::map(Map::default(), owner.key));
        if !owner.logical_id.chars().all(|char| char.is_ascii_alphanumeric()) {
            self.refuse(owner.key, &owner.logical_id, "logical ids are alphanumeric");
        }
        self.check_properties(&owner, kind, &properties, "");
        Some(ServerlessResource { owner, properties })
    }

    /// Notes that SAM refuses a resource.
    fn refuse(&mut self, place: Span, logical_id: &str, why: &str) {
        self.problems.push(Problem::refused_by_sam(place, logical_id, why));
    }

    /// Adds a resource; of two with one logical id the last counts.
    fn make(&mut self, owner: &Owner, logical_id: impl AsRef<str>, kind: &str, properties: Value) {
        self.make_with(owner, logical_id, kind, properties, &[]);
    }

    /// As `make`, for a resource of which no property makes the policies at these paths another.
    fn make_with(&mut self, owner: &Owner, logical_id: impl AsRef<str>, kind: &str, properties: Value, fixed: &'static [&'static str]) {
        let logical_id = logical_id.as_ref().to_smolstr();
        if self.made.len() >= MAX_MADE && !self.made_places.contains_key(&logical_id) {
            if !self.is_full {
                self.problems.push(Problem::limit_reached(owner.key, &format!("SAM makes more than {MAX_MADE} resources of the template")));
            }
            self.is_full = true;
            return;
        }
        if logical_id != owner.logical_id && self.places.contains_key(&logical_id) {
            let why = format!("it makes a resource `{logical_id}`, and the template has one of that name");
            return self.refuse(owner.key, &owner.logical_id, &why);
        }
        let mut map = Map::default();
        map.push("Type", owner.key, owner.at().text(kind));
        map.entries.extend(owner.attributes.iter().cloned());
        map.push("Properties", properties.span, properties);
        let value = Value::map(map, owner.block);
        let entry = Entry { key: logical_id.clone(), key_span: owner.key, unclear: None, value };
        let by = GeneratedBy { resource: owner.logical_id.clone(), kind: owner.kind.clone(), fixed };
        let made = Made { entry, by, order: owner.order };
        match self.made_places.get(&logical_id).and_then(|place| self.made.get_mut(*place)) {
            Some(earlier) => *earlier = made,
            None => {
                self.made_places.insert(logical_id, self.made.len());
                self.made.push(made);
            }
        }
    }

    /// A resource as far as it is translated: one that is made, or one that the template writes and that is not serverless.
    fn translated(&self, logical_id: &str) -> Option<&Entry> {
        let made = self.made_places.get(logical_id).and_then(|place| self.made.get(*place)).map(|made| &made.entry);
        made.or_else(|| self.written(logical_id).filter(|entry| !is_serverless(&entry.value)))
    }

    /// What `Resource.Property` stands for.
    fn refers(&mut self, owner: &Owner, property: &str, logical_id: &str) {
        self.renamed.insert(format!("{}.{property}", owner.logical_id).into(), logical_id.into());
    }

    fn add_condition(&mut self, at: Maker, name: &str, value: Value) {
        self.conditions.retain(|entry| entry.key != name);
        self.conditions.push(Entry { key: name.into(), key_span: at.0, unclear: None, value });
    }

    /// Puts what is made in the place of what it is made for.
    fn finish(self) -> Transformed {
        let mut made: Vec<Made> = self.made;
        let generated = made.iter().map(|made| (made.entry.key.clone(), made.by.clone())).collect();
        made.sort_by_key(|made| made.order);
        let mut made = made.into_iter().peekable();
        let mut resources = vec![];
        let place_of = &self.made_places;
        for (place, entry) in self.resources.into_iter().enumerate() {
            if !is_translated(&entry.value) && !place_of.contains_key(&foreach::name(&entry)) {
                resources.push(entry);
            }
            while let Some(next) = made.next_if(|made| made.order <= place) {
                resources.push(next.entry);
            }
        }
        resources.extend(made.map(|made| made.entry));
        Transformed { resources, conditions: self.conditions, renamed: self.renamed, generated, problems: self.problems }
    }
}

fn is_serverless(resource: &Value) -> bool {
    given(resource, "Type").and_then(Value::as_str).is_some_and(|kind| kind.starts_with(PREFIX))
}

fn is_translated(resource: &Value) -> bool {
    let kind = resource.get("Type").and_then(Value::as_str).and_then(|kind| kind.strip_prefix(PREFIX));
    kind.is_some_and(|kind| ORDER.iter().any(|pass| pass.contains(&kind)))
}

/// Whether a template has serverless resources.
pub(super) fn uses_serverless(resources: &[Entry]) -> bool {
    resources.iter().any(|entry| is_serverless(&entry.value))
}
