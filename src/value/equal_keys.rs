//! Keys that stand twice in one map: parsers keep both, most of what reads them afterwards takes the last.

use super::{Entry, Kind, Map, Shared, Value};
use rustc_hash::{FxHashMap, FxHashSet};

impl Value {
    /// Goes through the entries of all maps whose key an earlier one in the same map has: the earlier one, and this.
    pub fn each_equal_key<'v>(&'v self, tell: &mut dyn FnMut(&'v Entry, &'v Entry)) {
        match &self.kind {
            Kind::List(items) => items.iter().for_each(|item| item.each_equal_key(tell)),
            Kind::Map(map) => {
                let mut seen: FxHashMap<&str, &Entry> = FxHashMap::default();
                for entry in &map.entries {
                    if entry.unclear.is_none()
                        && let Some(earlier) = seen.insert(&entry.key, entry)
                    {
                        tell(earlier, entry);
                    }
                    entry.value.each_equal_key(tell);
                }
            }
            _ => {}
        }
    }

    /// The same with the last of equal keys in each map.
    #[must_use]
    pub fn last_of_equal_keys(&self) -> Value {
        let kind = match &self.kind {
            Kind::List(items) => Kind::List(Shared::new(items.iter().map(Value::last_of_equal_keys).collect())),
            Kind::Map(map) => {
                let mut seen: FxHashSet<&str> = FxHashSet::default();
                let last = map.entries.iter().rev().filter(|entry| entry.unclear.is_some() || seen.insert(&entry.key));
                let mut entries: Vec<Entry> =
                    last.map(|entry| Entry { value: entry.value.last_of_equal_keys(), ..entry.clone() }).collect();
                entries.reverse();
                Kind::Map(Shared::new(Map { entries }))
            }
            _ => return self.clone(),
        };
        Value { kind, ..self.clone() }
    }
}
