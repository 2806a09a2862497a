//! The keys of deputylint.toml: one table, from which unknown keys are refused, the schema is made and values are shown.

use crate::problem::Code;
use serde_json::{Map, Value, json};

/// A key of the configuration.
#[derive(Clone, Copy, Debug)]
pub struct ConfigKey {
    /// With the section that it stands in: `accounts.own`.
    pub name: &'static str,
    pub value: KeyValue,
    /// What holds where it is not set, as it would be written; empty where no value says that.
    pub default: &'static str,
    /// What a scanned tree changes with it.
    pub concerns: Code,
    pub about: &'static str,
}

/// The form of a key's value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyValue {
    Accounts,
    Organizations,
    Texts,
    Text,
    Level,
    Switch,
    Number,
    Megabytes,
    /// Directories by other names.
    Directories,
    Ignored,
}

const fn key(name: &'static str, value: KeyValue, default: &'static str, concerns: Code, about: &'static str) -> ConfigKey {
    ConfigKey { name, value, default, concerns, about }
}

/// Every key; one that is not listed here is an error.
pub const KEYS: &[ConfigKey] = &[
    key("accounts.own", KeyValue::Accounts, "[]", Code::AccountsChanged, "ids of the accounts that the code is deployed to"),
    key("accounts.trusted", KeyValue::Accounts, "[]", Code::AccountsChanged, "ids of other accounts that may come in"),
    key(
        "organizations",
        KeyValue::Organizations,
        "[]",
        Code::AccountsChanged,
        "ids of organisations all of whose accounts are trusted; the own one first",
    ),
    key(
        "fail-on",
        KeyValue::Level,
        "\"error\"",
        Code::GateChanged,
        "the lowest level that makes the run fail: error, warning, note or never",
    ),
    key(
        "fail-on-unknown",
        KeyValue::Switch,
        "false",
        Code::GateChanged,
        "whether policies that are not or only partly read make the run fail; they don't unless true",
    ),
    key(
        "baseline",
        KeyValue::Text,
        "",
        Code::GateChanged,
        "a file that `deputylint baseline create` writes, relative to this file: findings in it do not make the run fail",
    ),
    key("select", KeyValue::Texts, "[]", Code::RulesChanged, "ids or packs of the only rules to run"),
    key(
        "ignore",
        KeyValue::Ignored,
        "[]",
        Code::RulesChanged,
        "ids or packs of rules not to run; as `[[ignore]]` findings not to count: rule, path, address, fingerprint, reason, until",
    ),
    key("rules", KeyValue::Texts, "[]", Code::RulesChanged, "directories of further rules, relative to this file"),
    key("exclude", KeyValue::Texts, "[]", Code::PathsChanged, "patterns of files not to judge, as in a .gitignore beside this file"),
    key("var-files", KeyValue::Texts, "[]", Code::PathsChanged, "variable files, relative to this file"),
    key(
        "modules",
        KeyValue::Directories,
        "{}",
        Code::PathsChanged,
        "where modules are that the code gets from elsewhere: what their source begins with, and a directory relative to this file",
    ),
    key(
        "auto-var-files",
        KeyValue::Switch,
        "true",
        Code::PathsChanged,
        "whether other variable files beside a root module are looked at, each as one set of inputs; on unless false",
    ),
    key("threads", KeyValue::Number, "", Code::LimitReached, "how many threads to use; one per processor unless set"),
    key("max-file-size", KeyValue::Megabytes, "16", Code::PathsChanged, "megabytes above which a file is not read"),
];

/// The keys of an `[[ignore]]`, each with what it means.
pub(super) const IGNORE_KEYS: &[(&str, &str)] = &[
    ("rule", "the id of the rule"),
    ("path", "a file or directory, relative to this file; * stands for any characters"),
    ("address", "the address of the resource, with * too"),
    ("fingerprint", "the first eight or more digits of the finding's fingerprint"),
    ("reason", "why"),
    ("until", "the last day on which it holds: 2027-01-31"),
];

/// The JSON Schema of the file, for editors.
pub fn schema() -> Value {
    let mut properties = Map::new();
    for key in KEYS {
        let described = |mut form: Value| {
            if let Value::Object(members) = &mut form {
                members.insert("description".to_owned(), json!(key.about));
            }
            form
        };
        match key.name.split_once('.') {
            Some((section, name)) => {
                let empty = || json!({ "type": "object", "additionalProperties": false, "properties": {} });
                let section = properties.entry(section).or_insert_with(empty);
                if let Some(Value::Object(members)) = section.get_mut("properties") {
                    members.insert(name.to_owned(), described(form(key.value)));
                }
            }
            None => {
                properties.insert(key.name.to_owned(), described(form(key.value)));
            }
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "deputylint.toml",
        "description": "What a project says to deputylint about its accounts, files and rules.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

fn form(value: KeyValue) -> Value {
    let texts = |pattern: &str| json!({ "type": "array", "items": { "type": "string", "pattern": pattern } });
    match value {
        KeyValue::Accounts => texts("^[0-9]{12}$"),
        KeyValue::Organizations => texts("^o-[a-z0-9]{10,32}$"),
        KeyValue::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        KeyValue::Text => json!({ "type": "string" }),
        KeyValue::Level => json!({ "enum": ["error", "warning", "note", "never"] }),
        KeyValue::Switch => json!({ "type": "boolean" }),
        KeyValue::Number => json!({ "type": "integer", "minimum": 0 }),
        KeyValue::Megabytes => json!({ "type": "integer", "minimum": 1 }),
        KeyValue::Directories => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        KeyValue::Ignored => json!({ "type": "array", "items": { "anyOf": [{ "type": "string" }, ignored()] } }),
    }
}

/// The form of an `[[ignore]]`.
fn ignored() -> Value {
    let form = |(name, about): &(&str, &str)| {
        let pattern = match *name {
            "fingerprint" => Some("^[0-9a-f]{8,32}$"),
            "until" => Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
            _ => None,
        };
        let mut form = json!({ "type": "string", "description": about });
        if let (Some(pattern), Value::Object(members)) = (pattern, &mut form) {
            members.insert("pattern".to_owned(), json!(pattern));
        }
        ((*name).to_owned(), form)
    };
    let properties: Map<String, Value> = IGNORE_KEYS.iter().map(form).collect();
    json!({ "type": "object", "additionalProperties": false, "required": ["rule"], "properties": properties })
}
