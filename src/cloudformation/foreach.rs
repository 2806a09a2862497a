//! `Fn::ForEach`: written once, made for each item of a collection.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html>

use super::stack::Stack;
use crate::mapped_text::{Text, WhyCode};
use crate::problem::Problem;
use crate::source::Span;
use crate::value::{Entry, Kind, Map, Shared, Value};
use smol_str::{SmolStr, ToSmolStr};
use std::sync::Arc;

/// How many bodies of loops one root template may make; CloudFormation itself stops at 500 resources.
const MAX_BODIES: usize = 5_000;
const PREFIX: &str = "Fn::ForEach::";

/// The name of a section's member; one whose name is partly unknown is shown with its holes.
pub(super) fn name(entry: &Entry) -> SmolStr {
    entry.unclear.as_ref().map_or_else(|| entry.key.clone(), |text| text.to_smolstr())
}

impl Stack<'_> {
    /// Members of a map as written, each loop replaced by what it makes.
    pub(super) fn expanded(&self, entries: &[Entry]) -> Vec<Entry> {
        let mut result = vec![];
        for entry in entries {
            if entry.key.starts_with(PREFIX) {
                self.expand(entry, &mut result);
            } else {
                result.push(entry.clone());
            }
        }
        result
    }

    fn expand(&self, entry: &Entry, into: &mut Vec<Entry>) {
        let parts = entry.value.as_list().unwrap_or_default();
        let ([identifier, collection, body], Some(name)) = (parts, parts.first().and_then(Value::as_str)) else {
            return self.report(Problem::unsupported(entry.key_span, &format!("the arguments of `{}`", entry.key)));
        };
        let Some(body) = body.as_map() else {
            return self.report(Problem::unsupported(body.span, &format!("the body of `{}`", entry.key)));
        };
        let items = self.evaluate(collection);
        let items = match &items.kind {
            Kind::List(items) => items.as_slice(),
            _ => {
                // One body in which the item is not known stands for all.
                self.report(Problem::unsupported(collection.span, &format!("the collection of `{}` is not known", entry.key)));
                std::slice::from_ref(&items)
            }
        };
        for item in items.iter().flat_map(|item| item.as_list().unwrap_or(std::slice::from_ref(item))) {
            if !self.another_body(entry.key_span) {
                return;
            }
            let unknown = || Value::unknown(WhyCode::UndecidedCount, entry.key.clone(), collection.span).to_text();
            let Some(text) = item.to_text().or_else(unknown) else { continue };
            let loop_item = Iteration { name, value: item.clone(), text, span: identifier.span };
            let made: Vec<Entry> = body.entries.iter().map(|member| loop_item.in_entry(member)).collect();
            into.extend(self.expanded(&made));
        }
    }

    fn another_body(&self, span: Span) -> bool {
        let loops = &self.budget.loops;
        loops.set(loops.get() + 1);
        if loops.get() == MAX_BODIES + 1 {
            self.report(Problem::limit_reached(span, &format!("loops make more than {MAX_BODIES} bodies")));
        }
        loops.get() <= MAX_BODIES
    }
}

/// The item that a loop is at.
struct Iteration<'a> {
    name: &'a str,
    value: Value,
    text: Text,
    span: Span,
}

impl Iteration<'_> {
    fn in_entry(&self, entry: &Entry) -> Entry {
        let value = self.in_value(&entry.value);
        let written = entry.unclear.as_ref().map_or_else(|| Text::computed(entry.key.as_str(), entry.key_span), |key| Text::clone(key));
        match self.in_text(&written) {
            None => Entry { value, ..entry.clone() },
            Some(key) => match key.known() {
                Some(known) => Entry { key: known.into(), unclear: None, value, ..entry.clone() },
                None => Entry { key: SmolStr::default(), unclear: Some(Arc::new(key)), value, ..entry.clone() },
            },
        }
    }

    /// The value with the item put in; the very same value if the item is not used in it.
    fn in_value(&self, value: &Value) -> Value {
        let kind = match &value.kind {
            Kind::Text(text) => match self.in_text(text) {
                Some(text) => Value::text(text, value.span).kind,
                None => return value.clone(),
            },
            Kind::List(items) => {
                let new: Vec<Value> = items.iter().map(|item| self.in_value(item)).collect();
                if new == ***items {
                    return value.clone();
                }
                Kind::List(Shared::new(new))
            }
            Kind::Map(map) => {
                if let [only] = map.entries.as_slice()
                    && only.key == "Ref"
                    && only.value.as_str() == Some(self.name)
                {
                    return self.value.clone().through(format!("ForEach {}", self.name), value.span);
                }
                let entries: Vec<Entry> = map.entries.iter().map(|entry| self.in_entry(entry)).collect();
                if entries == map.entries {
                    return value.clone();
                }
                Kind::Map(Shared::new(Map { entries }))
            }
            _ => return value.clone(),
        };
        Value { kind, provenance: value.provenance.through(format!("ForEach {}", self.name), self.span), ..value.clone() }
    }

    /// The text with `${Name}` and `&{Name}` replaced; nothing if neither stands in it.
    fn in_text(&self, text: &Text) -> Option<Text> {
        let literal = text.literal();
        if !literal.contains("{") {
            return None;
        }
        let marks = [format!("${{{}}}", self.name), format!("&{{{}}}", self.name)];
        if !marks.iter().any(|mark| literal.contains(mark.as_str())) {
            return None;
        }
        let mut next = |literal: &str, from: usize| {
            let found = marks.iter().filter_map(|mark| Some((literal.get(from..)?.find(mark.as_str())? + from, mark)));
            found.min_by_key(|(at, _)| *at).map(|(at, mark)| at..at + mark.len())
        };
        let result = text.replaced(&mut next, &mut |result, place| {
            let is_alphanumeric = literal.get(place).is_some_and(|mark| mark.starts_with('&'));
            result.push_text(&if is_alphanumeric { self.alphanumeric() } else { self.text.clone() });
        });
        Some(result)
    }

    /// `&{Name}`: the item without what a logical id must not hold.
    fn alphanumeric(&self) -> Text {
        match self.text.known() {
            Some(known) => {
                let kept: String = known.chars().filter(char::is_ascii_alphanumeric).collect();
                Text::computed(kept, self.value.span)
            }
            None => self.text.clone(),
        }
    }
}
