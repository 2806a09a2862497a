//! `Globals` of a SAM template: properties that all resources of a type share.
//! Source: <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html>

use super::stack::Stack;
use crate::value::{Entry, Kind, Map, Value};
use smol_str::format_smolstr;
use std::sync::Arc;

impl Stack<'_> {
    /// Gives every serverless resource the properties that `Globals` has for its type.
    pub(super) fn share_globals(&mut self) {
        if !self.template.is_serverless() {
            return;
        }
        for section in self.template.section("Globals") {
            let kind = format!("AWS::Serverless::{}", section.key);
            let Some(shared) = section.value.as_map() else { continue };
            let path = |entry: &Entry| format_smolstr!("Globals.{}.{}", section.key, entry.key);
            let entries = shared.entries.iter().map(|entry| {
                let value = entry.value.clone().through(path(entry), entry.key_span);
                Entry { value, ..entry.clone() }
            });
            let shared = Value { kind: Kind::Map(Arc::new(Map { entries: entries.collect() })), ..section.value.clone() };
            for entry in self.resources.entries.iter_mut().filter(|entry| entry.value.get("Type").and_then(Value::as_str) == Some(&kind)) {
                let shared = taken(&shared, entry.value.get("IgnoreGlobals"));
                entry.value = match entry.value.get("Properties") {
                    Some(own) => entry.value.with("Properties", merged(&shared, own)),
                    None => {
                        let mut map = entry.value.as_map().cloned().unwrap_or_default();
                        map.push("Properties", section.key_span, shared.clone());
                        Value { kind: Kind::Map(Arc::new(map)), ..entry.value.clone() }
                    }
                };
            }
        }
    }
}

/// What is shared but for the properties that the resource ignores: those of a list, or all (`"*"`).
fn taken(shared: &Value, ignored: Option<&Value>) -> Value {
    let (Kind::Map(all), Some(ignored)) = (&shared.kind, ignored) else { return shared.clone() };
    let names = ignored.as_list().unwrap_or(std::slice::from_ref(ignored));
    let is_taken = |entry: &&Entry| !names.iter().any(|name| matches!(name.as_str(), Some(name) if name == "*" || name == entry.key));
    Value { kind: Kind::Map(Arc::new(Map { entries: all.entries.iter().filter(is_taken).cloned().collect() })), ..shared.clone() }
}

/// What the resource says stands over what is shared: maps are put together, lists follow each other, anything else is replaced.
fn merged(shared: &Value, own: &Value) -> Value {
    match (&shared.kind, &own.kind) {
        (Kind::Map(all), Kind::Map(map)) if !is_function(all) && !is_function(map) => {
            let mut entries: Vec<Entry> = all.entries.iter().filter(|entry| map.get(&entry.key).is_none()).cloned().collect();
            entries.extend(map.entries.iter().map(|entry| match all.get(&entry.key) {
                Some(shared) => Entry { value: merged(shared, &entry.value), ..entry.clone() },
                None => entry.clone(),
            }));
            Value { kind: Kind::Map(Arc::new(Map { entries })), ..own.clone() }
        }
        (Kind::List(all), Kind::List(items)) => {
            let items = all.iter().chain(items.iter()).cloned().collect();
            Value { kind: Kind::List(Arc::new(items)), ..own.clone() }
        }
        _ => own.clone(),
    }
}

/// `{"Ref": …}` and its like stand for another value.
fn is_function(map: &Map) -> bool {
    matches!(map.entries.as_slice(), [only] if only.key == "Ref" || only.key.starts_with("Fn::"))
}
