//! APIs that events define: those that the template writes without a definition, and those that it does not write at all.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html>

use super::build::{Maker, given, members, set, truthy};
use super::{Owner, Transform};
use crate::facts;
use crate::value::{Entry, Map, Value};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// How a method stands in a definition that takes every method.
pub(super) const ANY_METHOD: &str = "x-amazon-apigateway-any-method";
/// CloudFormation combines at most so many conditions in one function.
const MAX_COMBINED: usize = 10;

/// A kind of API.
pub(super) struct ApiKind {
    pub(super) resource: &'static str,
    event: &'static str,
    /// The property of an event that names its API.
    pub(super) property: &'static str,
    implicit: &'static str,
}

pub(super) const REST: &ApiKind =
    &ApiKind { resource: "AWS::Serverless::Api", event: "Api", property: "RestApiId", implicit: "ServerlessRestApi" };
pub(super) const HTTP: &ApiKind =
    &ApiKind { resource: "AWS::Serverless::HttpApi", event: "HttpApi", property: "ApiId", implicit: "ServerlessHttpApi" };

/// What events say about an API.
#[derive(Default)]
pub(super) struct Definition {
    /// Whether events alone define it.
    pub(super) is_managed: bool,
    /// In the order in which they come.
    pub(super) paths: Vec<(String, Vec<Method>)>,
    places: FxHashMap<(String, String), (usize, usize)>,
    path_places: FxHashMap<String, usize>,
    /// Statements of the resource policy that events add.
    pub(super) statements: super::api_policy::PolicyStatements,
    policies: [Vec<String>; 2],
}

/// A method at a path.
pub(super) struct Method {
    pub(super) name: String,
    pub(super) condition: Option<String>,
    /// The function that it calls, and how.
    pub(super) function: Option<String>,
    pub(super) integration: Option<Value>,
    /// Who may call it, as a definition writes that.
    pub(super) security: Option<Value>,
    pub(super) place: Maker,
}

impl Definition {
    /// The method at a path, made if it is not there.
    fn method(&mut self, path: &str, name: &str, place: Maker) -> Option<&mut Method> {
        let at_path = *self.path_places.entry(path.to_owned()).or_insert_with(|| {
            self.paths.push((path.to_owned(), vec![]));
            self.paths.len() - 1
        });
        let (_, methods) = self.paths.get_mut(at_path)?;
        let key = (path.to_owned(), name.to_owned());
        let (_, at_method) = *self.places.entry(key).or_insert_with(|| {
            methods.push(Method { name: name.to_owned(), condition: None, function: None, integration: None, security: None, place });
            (at_path, methods.len() - 1)
        });
        methods.get_mut(at_method)
    }

    /// Notes what a method calls; gives whether it calls something already.
    pub(super) fn integrate(&mut self, path: &str, name: &str, function: &str, integration: Value) -> bool {
        let place = Maker(integration.span);
        let Some(method) = self.method(path, &normal_method(name), place) else { return false };
        let is_taken = method.integration.is_some();
        if !is_taken {
            method.integration = Some(integration);
            method.function = Some(function.to_owned());
        }
        is_taken
    }

    /// Notes who may call a method.
    pub(super) fn secure(&mut self, path: &str, name: &str, security: Option<Value>, place: Maker) {
        if security.is_none() && !self.places.contains_key(&(path.to_owned(), normal_method(name))) {
            return;
        }
        if let Some(method) = self.method(path, &normal_method(name), place) {
            method.security = security;
        }
    }

    /// The function that a method calls.
    pub(super) fn called(&self, path: &str, name: &str) -> Option<&str> {
        let (path, method) = self.places.get(&(path.to_owned(), normal_method(name)))?;
        self.paths.get(*path)?.1.get(*method)?.function.as_deref()
    }
}

/// A method as definitions write it.
pub(super) fn normal_method(name: &str) -> String {
    let name = name.to_lowercase();
    if name == "any" { ANY_METHOD.to_owned() } else { name }
}

impl Transform<'_> {
    /// An API without a definition is defined by events.
    pub(super) fn default_definitions(&mut self) {
        for place in 0..self.resources.len() {
            let Some(kind) = self.kind_at(place).filter(|kind| *kind == REST.resource || *kind == HTTP.resource).map(str::to_owned) else {
                continue;
            };
            let Some(entry) = self.resources.get(place) else { continue };
            let properties = entry.value.get("Properties");
            let is_defined = |name: &str| properties.is_some_and(|properties| truthy(properties, name).is_some());
            if !is_defined("DefinitionBody") && !is_defined("DefinitionUri") && (properties.is_some() || kind == HTTP.resource) {
                self.definition(super::foreach::name(entry)).is_managed = true;
            }
        }
    }

    pub(super) fn definition(&mut self, api: SmolStr) -> &mut Definition {
        self.definitions.entry(api).or_default()
    }

    /// Takes in the events that name a path of an API; makes the APIs that they need.
    pub(super) fn implicit_apis(&mut self) {
        for kind in [REST, HTTP] {
            // One that the template writes under this name counts only where no event needs it.
            let was_managed = self.definitions.remove(kind.implicit);
            for place in 0..self.resources.len() {
                let of = self.kind_at(place).unwrap_or_default();
                if !matches!(of, "AWS::Serverless::Function" | "AWS::Serverless::StateMachine") {
                    continue;
                }
                let of = of.to_owned();
                let Some(owner) = self.owner(place, &of) else { continue };
                let events = self.resources.get(place).and_then(|entry| entry.value.get("Properties")?.get("Events")).cloned();
                let Some(events) = events.filter(|events| events.as_map().is_some()) else { continue };
                let updated = members(&events).iter().map(|event| Entry { value: self.api_path(kind, &owner, event), ..event.clone() });
                let updated = Value {
                    kind: crate::value::Kind::Map(crate::value::Shared::new(Map { entries: updated.collect() })),
                    ..events.clone()
                };
                let properties = self.resources.get(place).and_then(|entry| entry.value.get("Properties")).cloned();
                if let (Some(mut properties), Some(entry)) = (properties, self.resources.get_mut(place)) {
                    set(&mut properties, "Events", updated);
                    set(&mut entry.value, "Properties", properties);
                }
            }
            let is_used = self.definitions.get(kind.implicit).is_some_and(|definition| !definition.paths.is_empty());
            if let Some(was_managed) = was_managed.filter(|_| !is_used) {
                self.definitions.insert(kind.implicit.into(), was_managed);
            }
            self.implicit_attributes(kind);
            self.path_conditions(kind);
        }
    }

    /// An event as it stands once its API is known.
    fn api_path(&mut self, kind: &'static ApiKind, owner: &Owner, event: &Entry) -> Value {
        let is_api = given(&event.value, "Type").and_then(Value::as_str) == Some(kind.event);
        let of_machine = owner.kind == "AWS::Serverless::StateMachine";
        if !is_api || facts::sam_event(kind.event, of_machine).is_none() {
            return event.value.clone();
        }
        let part = owner.part(event);
        let mut updated = event.value.clone();
        let is_rest = kind.event == "Api";
        let mut properties = match truthy(&event.value, "Properties") {
            Some(properties) => properties.clone(),
            None if is_rest => return updated,
            None => part.at().map([]),
        };
        if given(&properties, kind.property).is_none() {
            set(&mut properties, kind.property, part.at().reference(kind.implicit));
        }
        if !is_rest && truthy(&properties, "Path").is_none() && truthy(&properties, "Method").is_none() {
            set(&mut properties, "Path", part.at().text("$default"));
            set(&mut properties, "Method", part.at().text(ANY_METHOD));
        }
        let api = given(&properties, kind.property).and_then(|api| api.get("Ref").unwrap_or(api).as_str()).map(SmolStr::new);
        let text = |name: &str| given(&properties, name).and_then(Value::as_str).map(str::to_owned);
        match (api, text("Path"), text("Method")) {
            (Some(api), Some(path), Some(method)) => self.add_path(kind, &part, &api, (&path, &method)),
            (None, ..) => {
                let why = format!("event `{}`: `{}` is no reference to an API in the template", event.key, kind.property);
                self.refuse(part.key, &owner.logical_id, &why);
            }
            _ => self.refuse(part.key, &owner.logical_id, &format!("event `{}`: it needs `Path` and `Method`", event.key)),
        }
        set(&mut updated, "Properties", properties);
        updated
    }

    fn add_path(&mut self, kind: &'static ApiKind, part: &Owner, api: &SmolStr, (path, method): (&str, &str)) {
        if api == kind.implicit && !self.definitions.contains_key(api) {
            let at = part.at();
            let stage = (kind.event == "Api").then(|| at.text("Prod"));
            let resource = at.map([("Type", at.text(kind.resource)), ("Properties", at.given([("StageName", stage)]))]);
            let value = Value { span: part.block, ..resource };
            self.add_resource(Entry { key: api.clone(), key_span: part.key, unclear: None, value });
            self.definition(api.clone()).is_managed = true;
        }
        let named = self.written(api).and_then(|entry| entry.value.get("Type")?.as_str());
        if named.is_none_or(|named| kind.event == "Api" && named == HTTP.resource) {
            let why = format!("`{}` is no reference to an API in the template", kind.property);
            return self.refuse(part.key, &part.logical_id, &why);
        }
        let condition = part.condition().map(str::to_owned);
        let attribute = |name: &str| part.attributes.iter().find(|entry| entry.key == name)?.value.as_str().map(str::to_owned);
        let policies = ["DeletionPolicy", "UpdateReplacePolicy"].map(attribute);
        let place = part.at();
        let definition = self.definition(api.clone());
        for (all, one) in definition.policies.iter_mut().zip(policies) {
            all.extend(one);
        }
        if definition.is_managed
            && let Some(known) = definition.method(path, &normal_method(method), place)
        {
            known.condition = condition;
        }
    }

    /// An API that events alone make exists where one of them does, and is kept as they are.
    fn implicit_attributes(&mut self, kind: &'static ApiKind) {
        let Some(definition) = self.definitions.get(kind.implicit).filter(|definition| !definition.paths.is_empty()) else { return };
        let conditions: Vec<Option<String>> =
            definition.paths.iter().flat_map(|(_, methods)| methods.iter().map(|method| method.condition.clone())).collect();
        let strongest = |all: &[String]| ["Retain", "Snapshot", "Delete"].into_iter().find(|one| all.iter().any(|other| other == one));
        let [deletion, replacement] = &definition.policies;
        let kept = [("DeletionPolicy", strongest(deletion)), ("UpdateReplacePolicy", strongest(replacement))];
        let Some(at) = self.written(kind.implicit).map(|entry| Maker(entry.key_span)) else { return };
        let condition = self.any_of(at, &format!("{}Condition", kind.implicit), conditions);
        let Some(entry) = self.written_mut(kind.implicit) else { return };
        for (name, value) in kept.into_iter().chain([("Condition", condition.as_deref())]) {
            if let Some(value) = value {
                set(&mut entry.value, name, at.text(value));
            }
        }
    }

    /// The condition that one of several holds; nothing if one of them always does.
    pub(super) fn any_of(&mut self, at: Maker, name: &str, conditions: Vec<Option<String>>) -> Option<String> {
        let mut all = conditions.into_iter().collect::<Option<Vec<String>>>()?;
        all.sort();
        all.dedup();
        if all.len() < 2 {
            return all.pop();
        }
        let mut number = (all.len() - 2) / (MAX_COMBINED - 1);
        while all.len() > 1 {
            let combined = if number > 0 { format!("{name}{number}") } else { name.to_owned() };
            number = number.saturating_sub(1);
            let rest = all.split_off(all.len().min(MAX_COMBINED));
            let first = all.iter().map(|one| at.call("Condition", at.text(one.clone()))).collect();
            self.add_condition(at, &combined, at.call("Fn::Or", at.list(first)));
            all = rest;
            all.push(combined);
        }
        all.pop()
    }

    /// Paths of which every method has a condition get a condition, of which the name is SAM's.
    fn path_conditions(&mut self, kind: &'static ApiKind) {
        let mut wanted = vec![];
        for (api, definition) in self.definitions.iter().filter(|(_, definition)| definition.is_managed) {
            if self.written(api).and_then(|entry| entry.value.get("Type")?.as_str()) != Some(kind.resource) {
                continue;
            }
            for (path, methods) in &definition.paths {
                let conditions: Vec<_> = methods.iter().map(|method| method.condition.clone()).collect();
                let name = path.replace('/', "SLASH").replace('{', "OB").replace('}', "CB");
                let place = methods.first().map(|method| method.place);
                wanted.extend(place.map(|place| (place, format!("{api}{name}PathCondition"), conditions)));
            }
        }
        wanted.sort_by(|a, b| a.1.cmp(&b.1));
        for (place, name, conditions) in wanted {
            self.any_of(place, &name, conditions);
        }
    }
}
