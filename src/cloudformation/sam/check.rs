//! Whether a resource or event has the properties that SAM takes, of the kinds that it takes (`sam_properties.tsv`).

use super::build::{given, members};
use super::{Owner, Transform};
use crate::facts::{self, SamProperty};
use crate::value::{Kind, Value};

impl Transform<'_> {
    /// Notes what SAM refuses about the properties of a resource or of an event, which `what` names in messages.
    pub(super) fn check_properties(&mut self, owner: &Owner, of: &str, properties: &Value, what: &str) {
        let known = facts::sam_properties(of);
        if known.is_empty() {
            return;
        }
        for entry in members(properties) {
            match known.iter().find(|property| property.name == entry.key) {
                None => self.refuse(entry.key_span, &owner.logical_id, &format!("{what}it has no property `{}`", entry.key)),
                Some(property) if !fits(property, &entry.value) => {
                    let kinds = property.kinds.join(" or ");
                    self.refuse(entry.value.span, &owner.logical_id, &format!("{what}`{}` is a {kinds}", entry.key));
                }
                Some(_) => {}
            }
        }
        for property in known.iter().filter(|property| property.is_required && given(properties, property.name).is_none()) {
            self.refuse(owner.key, &owner.logical_id, &format!("{what}`{}` is missing", property.name));
        }
    }

    /// Notes what SAM refuses about a section of `Globals`.
    pub(super) fn check_globals(&mut self, kind: &str, section: &crate::value::Entry) {
        let known = facts::sam_properties(kind);
        let refused = |property: &&crate::value::Entry| !known.iter().any(|known| known.in_globals && known.name == property.key);
        if !known.iter().any(|property| property.in_globals) {
            return self.refuse(section.key_span, "Globals", &format!("there are none for `{}`", section.key));
        }
        for property in members(&section.value).iter().filter(refused) {
            self.refuse(property.key_span, "Globals", &format!("`{}` shares no `{}`", section.key, property.key));
        }
    }
}

/// Whether a value is of a kind that is taken. What SAM does not see yet is.
fn fits(property: &SamProperty, value: &Value) -> bool {
    let kind = match &value.kind {
        Kind::Text(_) => "string",
        Kind::Map(map) if property.takes_functions && map.entries.len() == 1 => return true,
        // SAM writes it as a text itself.
        Kind::Number(_) if property.name == "OpenApiVersion" => "string",
        Kind::Map(_) => "map",
        Kind::List(_) => "list",
        Kind::Number(number) if number.contains('.') => "fraction",
        Kind::Number(_) => "number",
        Kind::Bool(_) => "bool",
        Kind::Null | Kind::Absent | Kind::Unknown(_) | Kind::Alternatives(_) => return true,
    };
    property.kinds.iter().any(|taken| *taken == "any" || *taken == kind)
}
