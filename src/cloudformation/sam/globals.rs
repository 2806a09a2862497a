//! `Globals`: properties that all resources of a type share.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html>

use super::Transform;
use super::build::{function, given, set};
use crate::value::{Entry, Kind, Map, Shared, Value};
use smol_str::format_smolstr;

impl Transform<'_> {
    /// Gives every serverless resource the properties that `Globals` has for its type.
    pub(super) fn globals(&mut self, globals: &[Entry]) {
        for section in globals {
            let kind = format!("{}{}", super::PREFIX, section.key);
            let Some(shared) = section.value.as_map() else {
                self.refuse(section.key_span, "Globals", &format!("`{}` is no map", section.key));
                continue;
            };
            self.check_globals(&kind, section);
            let path = |entry: &Entry| format_smolstr!("Globals.{}.{}", section.key, entry.key);
            let entries = shared.entries.iter().map(|entry| {
                let value = entry.value.clone().through(path(entry), entry.key_span);
                Entry { value, ..entry.clone() }
            });
            let shared = Value { kind: Kind::Map(Shared::new(Map { entries: entries.collect() })), ..section.value.clone() };
            for entry in self.resources.iter_mut().filter(|entry| entry.value.get("Type").and_then(Value::as_str) == Some(&kind)) {
                let shared = taken(&shared, entry.value.get("IgnoreGlobals"));
                let all = given(&entry.value, "Properties").map_or_else(|| shared.clone(), |own| merged(&shared, own));
                set(&mut entry.value, "Properties", all);
            }
        }
    }
}

/// What is shared but for the properties that the resource ignores: those of a list, or all (`"*"`).
fn taken(shared: &Value, ignored: Option<&Value>) -> Value {
    let (Kind::Map(all), Some(ignored)) = (&shared.kind, ignored) else { return shared.clone() };
    let names = ignored.as_list().unwrap_or(std::slice::from_ref(ignored));
    let is_taken = |entry: &&Entry| !names.iter().any(|name| matches!(name.as_str(), Some(name) if name == "*" || name == entry.key));
    Value { kind: Kind::Map(Shared::new(Map { entries: all.entries.iter().filter(is_taken).cloned().collect() })), ..shared.clone() }
}

/// What the resource says stands over what is shared: maps are put together, lists follow each other, anything else is replaced.
fn merged(shared: &Value, own: &Value) -> Value {
    match (&shared.kind, &own.kind) {
        (Kind::Map(all), Kind::Map(map)) if function(shared).is_none() && function(own).is_none() => {
            let mut entries: Vec<Entry> = all.entries.iter().filter(|entry| map.get(&entry.key).is_none()).cloned().collect();
            entries.extend(map.entries.iter().map(|entry| match all.get(&entry.key) {
                Some(shared) => Entry { value: merged(shared, &entry.value), ..entry.clone() },
                None => entry.clone(),
            }));
            Value { kind: Kind::Map(Shared::new(Map { entries })), ..own.clone() }
        }
        (Kind::List(all), Kind::List(items)) => {
            let items = all.iter().chain(items.iter()).cloned().collect();
            Value { kind: Kind::List(Shared::new(items)), ..own.clone() }
        }
        _ => own.clone(),
    }
}
