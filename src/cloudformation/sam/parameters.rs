//! Parameters and mappings, as far as they decide what is made.

use super::Serverless;
use super::build::function;
use crate::value::{Entry, Kind, Map, Shared, Value};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::cell::Cell;

/// How many values may be looked at to put parameters in.
const MAX_LOOKS: usize = 500_000;

/// The values of parameters and mappings.
pub(super) struct Parameters<'t> {
    given: &'t FxHashMap<SmolStr, Value>,
    declared: &'t [Entry],
    mappings: &'t FxHashMap<SmolStr, Value>,
    looks: Cell<usize>,
}

impl<'t> Parameters<'t> {
    pub(super) fn new(template: &Serverless<'t>) -> Parameters<'t> {
        let Serverless { parameters, declared, mappings, .. } = template;
        Parameters { given: parameters, declared, mappings, looks: Cell::new(0) }
    }

    /// The value of a parameter: what is given, or its default.
    fn value(&self, name: &str) -> Option<Value> {
        let known =
            self.given.get(name).filter(|value| matches!(value.kind, Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) | Kind::List(_)));
        let default = || self.declared.iter().find(|entry| entry.key == name)?.value.get("Default").cloned();
        known.cloned().or_else(default)
    }

    /// A value with the parameters that it refers to put in. What it is not known for stays.
    pub(super) fn resolved(&self, value: &Value) -> Value {
        self.looks.set(self.looks.get() + 1);
        if self.looks.get() > MAX_LOOKS {
            return value.clone();
        }
        let kind = match &value.kind {
            Kind::List(items) => Kind::List(Shared::new(items.iter().map(|item| self.resolved(item)).collect())),
            Kind::Map(map) => {
                if let Some(("Ref", name)) = function(value)
                    && let Some(known) = name.as_str().and_then(|name| self.value(name))
                {
                    return known;
                }
                let entries = map.entries.iter().map(|entry| Entry { value: self.resolved(&entry.value), ..entry.clone() });
                let map = Map { entries: entries.collect() };
                let resolved = Value { kind: Kind::Map(Shared::new(map)), ..value.clone() };
                return self.substituted(&resolved).unwrap_or(resolved);
            }
            _ => return value.clone(),
        };
        Value { kind, ..value.clone() }
    }

    /// `Fn::Sub` with the parameters that its text names put in.
    fn substituted(&self, value: &Value) -> Option<Value> {
        let ("Fn::Sub", argument) = function(value)? else { return None };
        let written = argument.as_str().or_else(|| argument.as_list()?.first()?.as_str())?;
        let mut text = String::new();
        let mut rest = written;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}')?;
            let known = self.value(name).and_then(|value| value.to_text()?.known().map(str::to_owned));
            text.push_str(before);
            text.push_str(&known.unwrap_or_else(|| format!("${{{name}}}")));
            rest = after;
        }
        text.push_str(rest);
        let text = super::Maker(argument.span).text(text);
        let argument = match argument.as_list() {
            Some([_, more @ ..]) => Value::list(std::iter::once(text).chain(more.iter().cloned()).collect(), argument.span),
            _ => text,
        };
        Some(super::Maker(value.span).call("Fn::Sub", argument))
    }

    /// A value with parameters and what `Fn::FindInMap` finds put in.
    pub(super) fn looked_up(&self, value: &Value) -> Value {
        let resolved = self.resolved(value);
        let found = || {
            let ("Fn::FindInMap", argument) = function(&resolved)? else { return None };
            let [map, first, second] = argument.as_list()? else { return None };
            self.mappings.get(map.as_str()?)?.get(first.as_str()?)?.get(second.as_str()?).cloned()
        };
        found().unwrap_or(resolved)
    }

    /// The text that a value comes to; nothing if it is no plain text.
    pub(super) fn text(&self, value: &Value) -> Option<String> {
        self.resolved(value).as_str().map(str::to_owned)
    }

    /// A value as far as it begins so: under some answers only where it refers to a parameter of several values. Of a parameter without any, its type may
    /// tell that it does not.
    pub(super) fn beginning(&self, value: &Value, prefix: &str) -> Option<Value> {
        let named = function(value).filter(|(name, _)| *name == "Ref").and_then(|(_, name)| name.as_str());
        let begins = |value: &Value| value.as_str().is_some_and(|text| text.starts_with(prefix));
        match named.and_then(|name| self.given.get(name)) {
            Some(open @ Value { kind: Kind::Alternatives(_), .. }) => {
                let mut is_any = false;
                let some = open.distribute(&mut |branch| {
                    is_any |= begins(branch);
                    if begins(branch) { branch.clone() } else { Value::new(Kind::Absent, branch.span) }
                });
                return is_any.then_some(some);
            }
            Some(Value { kind: Kind::Unknown(_), .. }) if self.text(value).is_none() => {
                let declared = self.declared.iter().find(|entry| Some(entry.key.as_str()) == named);
                let kind = declared.and_then(|entry| entry.value.get("Type")?.as_str()).unwrap_or_default();
                return (kind != "AWS::EC2::VPC::Id" || prefix == "vpc-").then(|| value.clone());
            }
            _ => {}
        }
        self.text(value).filter(|text| text.starts_with(prefix)).map(|_| value.clone())
    }
}
