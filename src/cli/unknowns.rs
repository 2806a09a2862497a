//! What `inspect` tells of everything that is not known: where it stands, its type and the reason.

use crate::mapped_text::HoleKind;
use crate::resource::Root;
use crate::value::{Kind, ShowBudget, Value, ValueType};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

/// The unknowns of a root, each place once.
pub(super) fn of_root(root: &Root, budget: &mut ShowBudget) -> Vec<Json> {
    let mut found = Unknowns { told: vec![], seen: BTreeSet::new(), budget };
    for resource in &root.resources {
        found.inside(&resource.address, &resource.attributes);
    }
    for (section, values) in [("local", &root.locals), ("output", &root.outputs)] {
        values.iter().for_each(|(name, value)| found.look(&format!("{section}.{name}"), value));
    }
    found.told
}

struct Unknowns<'b> {
    told: Vec<Json>,
    seen: BTreeSet<(String, String)>,
    budget: &'b mut ShowBudget,
}

impl Unknowns<'_> {
    fn look(&mut self, at: &str, value: &Value) {
        if self.budget.cut().is_some() || !self.budget.take(1, value.span) {
            return;
        }
        match &value.kind {
            Kind::Unknown(hole) => self.tell(at, &value.value_type(), &hole.kind),
            Kind::Text(text) => text.holes().iter().for_each(|hole| self.tell(at, &ValueType::Text, &hole.hole.kind)),
            Kind::List(items) => items.iter().enumerate().for_each(|(place, item)| self.look(&format!("{at}[{place}]"), item)),
            Kind::Map(_) => self.inside(at, value),
            Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| self.look(at, branch)),
            Kind::Absent | Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
        }
    }

    fn inside(&mut self, at: &str, value: &Value) {
        for entry in value.as_map().into_iter().flat_map(|map| &map.entries) {
            match &entry.unclear {
                Some(key) => key.holes().iter().for_each(|hole| self.tell(&format!("key of {at}"), &ValueType::Text, &hole.hole.kind)),
                None => self.look(&format!("{at}.{}", entry.key), &entry.value),
            }
        }
    }

    fn tell(&mut self, at: &str, of: &ValueType, kind: &HoleKind) {
        let why = kind.reason();
        if self.seen.insert((at.to_owned(), why.clone())) {
            self.told.push(json!({ "at": at, "type": of.to_string(), "why": why }));
        }
    }
}
