//! The events of a function or state machine: each by its type, as `sam_events.tsv` says.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html>

use super::build::{Maker, given, members};
use super::role::Role;
use super::{Owner, Transform};
use crate::facts::{self, EventForm, SamEvent};
use crate::value::{Entry, Map, Value};

/// What events call: a function or its alias, or a state machine.
pub(super) struct EventTarget {
    /// The logical id of what is called.
    pub(super) logical_id: String,
    /// The function's or state machine's own.
    pub(super) name: String,
    pub(super) arn: Value,
    /// What a permission or an event source mapping names.
    pub(super) reference: Value,
    pub(super) is_state_machine: bool,
    pub(super) boundary: Option<Value>,
}

/// An event with what it calls.
pub(super) struct Event<'e> {
    pub(super) owner: Owner,
    /// The logical id that its resources begin with.
    pub(super) logical_id: String,
    pub(super) name: &'e str,
    pub(super) kind: &'static SamEvent,
    pub(super) properties: Value,
    pub(super) target: &'e EventTarget,
}

impl Event<'_> {
    pub(super) fn at(&self) -> Maker {
        self.owner.at()
    }

    /// A property that is written and not null.
    pub(super) fn given(&self, name: &str) -> Option<Value> {
        given(&self.properties, name).cloned()
    }

    /// Where a property stands; where the event does if it is not written.
    pub(super) fn at_property(&self, name: &str) -> Maker {
        self.owner.at_property(&self.properties, name).at()
    }
}

impl Transform<'_> {
    /// Makes what the events of a function or state machine stand for.
    pub(super) fn events(&mut self, owner: &Owner, events: &Value, target: &EventTarget, role: &mut Role) {
        let mut entries: Vec<&Entry> = members(events).iter().collect();
        // A default route stands before others, so that its permission is made once.
        let path = |entry: &Entry| {
            let path = entry.value.get("Properties").and_then(|properties| properties.get("Path"));
            path.and_then(Value::as_str).unwrap_or(&entry.key).to_owned()
        };
        if !target.is_state_machine {
            entries.sort_by_cached_key(|entry| path(entry));
        }
        for entry in entries {
            if self.is_full {
                return;
            }
            let kind = given(&entry.value, "Type").and_then(Value::as_str);
            let Some(kind) = kind.and_then(|kind| facts::sam_event(kind, target.is_state_machine)) else {
                let why = format!("event `{}` has no type that SAM knows", entry.key);
                self.refuse(entry.key_span, &owner.logical_id, &why);
                continue;
            };
            let properties = given(&entry.value, "Properties").filter(|properties| properties.as_map().is_some()).cloned();
            let event = Event {
                owner: owner.part(entry),
                logical_id: format!("{}{}", owner.logical_id, entry.key),
                name: &entry.key,
                kind,
                properties: properties.unwrap_or_else(|| Value::map(Map::default(), entry.key_span)),
                target,
            };
            if !event.logical_id.chars().all(|char| char.is_ascii_alphanumeric()) {
                self.refuse(entry.key_span, &owner.logical_id, &format!("the name of event `{}` is not alphanumeric", entry.key));
            }
            let of = format!("{} {}", if target.is_state_machine { "state-machine" } else { "function" }, kind.name);
            self.check_properties(&event.owner, &of, &event.properties, &format!("event `{}`: ", entry.key));
            self.event(&event, role);
        }
    }

    fn event(&mut self, event: &Event<'_>, role: &mut Role) {
        match (event.kind.form, event.target.is_state_machine) {
            (EventForm::Pull, _) => self.pull(event, role),
            (EventForm::Rule, false) => self.rule(event),
            (EventForm::Rule, true) => self.state_machine_rule(event),
            (EventForm::Schedule, _) => self.scheduler_schedule(event),
            (EventForm::RestApi, true) => self.state_machine_api(event),
            (EventForm::RestApi, false) => self.api_event(event),
            (EventForm::HttpApi, _) => self.http_api_event(event),
            (EventForm::Topic, _) => self.topic(event, role),
            (EventForm::Bucket, _) => self.bucket(event),
            (EventForm::UserPool, _) => self.user_pool(event),
            (EventForm::Push, _) => self.push(event),
        }
    }

    /// Notes that SAM refuses an event.
    pub(super) fn refuse_event(&mut self, event: &Event<'_>, why: &str) {
        self.refuse(event.owner.key, &event.owner.logical_id, &format!("event `{}`: {why}", event.name));
    }
}
