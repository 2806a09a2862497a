//! The tags of what is deployed.

use crate::value::{Kind, Value};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// The tags of a resource, as far as the code tells them.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Tags {
    /// By key; nothing stands for a value that is not known.
    pub values: BTreeMap<SmolStr, Option<String>>,
    /// There may be others.
    pub may_be_more: bool,
}

impl Tags {
    /// What a map of tags says, or a list of keys with their values; the members of an item may begin with a capital.
    pub fn read(value: &Value) -> Tags {
        let known = |value: &Value| value.to_text().and_then(|text| Some(text.known()?.to_owned()));
        let mut tags = Tags::default();
        match &value.kind {
            Kind::Absent | Kind::Null => {}
            Kind::Map(map) => {
                for entry in &map.entries {
                    match entry.unclear {
                        Some(_) => tags.may_be_more = true,
                        None => _ = tags.values.insert(entry.key.clone(), known(&entry.value)),
                    }
                }
            }
            Kind::List(items) => {
                for item in items.iter() {
                    let member = |names: [&str; 2]| names.iter().find_map(|name| item.get(name));
                    match member(["Key", "key"]).and_then(known) {
                        Some(key) => _ = tags.values.insert(key.into(), member(["Value", "value"]).and_then(known)),
                        None => tags.may_be_more = true,
                    }
                }
            }
            _ => tags.may_be_more = true,
        }
        tags
    }

    /// These and the others; where both have a key, these count.
    pub fn over(mut self, others: &Tags) -> Tags {
        for (key, value) in &others.values {
            // What may be more may have it as well.
            let value = value.clone().filter(|_| !self.may_be_more);
            self.values.entry(key.clone()).or_insert(value);
        }
        self.may_be_more |= others.may_be_more;
        self
    }
}
