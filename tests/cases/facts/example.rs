//! For each row of policy_sites.tsv the source text of a resource with a document at that place.

use deputylint::facts::{PolicySite, all_policy_sites};
use libtest_mimic::{Failed, Trial};
use serde_json::{Map, Value, json};

/// A file with one resource that carries a policy at the place of a row.
pub(crate) struct Example {
    pub(crate) path: &'static str,
    pub(crate) text: String,
    /// The line, from 1, on which the principal stands (for identity policies and the like: the action).
    pub(crate) line: usize,
}

/// A document (or permission) that is bad at a place of this kind: the deputy without a source, the vendor without an external id, everything on everything.
pub(crate) fn known_bad(site: &PolicySite) -> Value {
    let (principal, action) = match site.kind {
        "trust" => (json!({ "AWS": "arn:aws:iam::464622532012:root" }), "sts:AssumeRole"),
        "identity" | "session" | "scp" | "rcp" => (Value::Null, "*"),
        "vpce" => (json!("*"), "*"),
        _ => (json!({ "Service": "cloudtrail.amazonaws.com" }), "*"),
    };
    let mut statement = Map::new();
    statement.insert("Effect".into(), "Allow".into());
    if !principal.is_null() {
        statement.insert("Principal".into(), principal);
    }
    statement.insert("Action".into(), action.into());
    if site.kind != "trust" {
        statement.insert("Resource".into(), "*".into());
    }
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

/// The source text, in the language of the row, of a resource with this document at its place.
pub(crate) fn example(site: &PolicySite, document: &Value) -> Example {
    let statement = &document["Statement"][0];
    let mut attributes = Value::Object(Map::new());
    if let Some((name, values)) = site.only_if.split_once('=') {
        put(&mut attributes, name, json!(values.split('|').next()));
    }
    if !site.owner.is_empty() {
        put(&mut attributes, site.owner, json!("example"));
    }
    match site.format {
        "fields" => {
            for (element, path) in site.elements() {
                match element {
                    "principal" => put(&mut attributes, path, first_principal(statement)),
                    "action" => put(&mut attributes, path, statement["Action"].clone()),
                    "effect" => put(&mut attributes, path, json!("Allow")),
                    "sid" => put(&mut attributes, path, json!("Example")),
                    _ => {}
                }
            }
        }
        "statement" => put(&mut attributes, site.path, statement.clone()),
        "json" => put(&mut attributes, site.path, json!({ "$heredoc": document })),
        _ => put(&mut attributes, site.path, document.clone()),
    }
    let (path, text) = if site.language == "terraform" {
        ("main.tf", terraform(site.resource_type, &attributes))
    } else {
        let template = json!({ "AWSTemplateFormatVersion": "2010-09-09", "Resources": { "Example": { "Type": site.resource_type, "Properties": attributes } } });
        ("template.json", serde_json::to_string_pretty(&template).expect("JSON"))
    };
    let marker = match first_principal(statement) {
        Value::String(principal) => format!("\"{principal}\""),
        _ => "\"Action\"".to_owned(),
    };
    let line = text.lines().position(|line| line.contains(&marker)).map_or(0, |index| index + 1);
    Example { path, text, line }
}

fn first_principal(statement: &Value) -> Value {
    match &statement["Principal"] {
        Value::Object(members) => members.values().next().cloned().unwrap_or_default(),
        other => other.clone(),
    }
}

/// Puts a value at an attribute path; lists on the way get one item, `*` the key `example`.
fn put(target: &mut Value, path: &str, value: Value) {
    let (head, rest) = path.split_once('.').map_or((path, None), |(head, rest)| (head, Some(rest)));
    let name = head.trim_end_matches("[]");
    let name = if name == "*" { "example" } else { name };
    let place = &mut target[name];
    let place = if head.ends_with("[]") {
        if !place.is_array() {
            *place = json!([{}]);
        }
        &mut place[0]
    } else {
        place
    };
    match rest {
        Some(rest) => {
            if !place.is_object() {
                *place = json!({});
            }
            put(place, rest, value);
        }
        None => *place = value,
    }
}

/// A resource block: lists of maps are nested blocks, maps are objects, `$heredoc` is JSON in a heredoc.
fn terraform(kind: &str, attributes: &Value) -> String {
    fn body(attributes: &Value, depth: usize, out: &mut String) {
        let indent = "  ".repeat(depth);
        for (name, value) in attributes.as_object().into_iter().flatten() {
            match value {
                Value::Array(items) if items.iter().all(Value::is_object) => {
                    for item in items {
                        out.push_str(&format!("{indent}{name} {{\n"));
                        body(item, depth + 1, out);
                        out.push_str(&format!("{indent}}}\n"));
                    }
                }
                Value::Object(members) if members.contains_key("$heredoc") => {
                    let json = serde_json::to_string_pretty(&members["$heredoc"]).expect("JSON");
                    out.push_str(&format!("{indent}{name} = <<EOF\n{json}\nEOF\n"));
                }
                Value::Object(_) => {
                    out.push_str(&format!("{indent}{name} = {{\n"));
                    body(value, depth + 1, out);
                    out.push_str(&format!("{indent}}}\n"));
                }
                other => out.push_str(&format!("{indent}{name} = {other}\n")),
            }
        }
    }
    let mut text = format!("resource \"{kind}\" \"example\" {{\n");
    body(attributes, 1, &mut text);
    text.push_str("}\n");
    text
}

fn check() -> Result<(), Failed> {
    for site in all_policy_sites() {
        let example = example(site, &known_bad(site));
        if example.line == 0 {
            return Err(format!("{} {}: the document is not in the example\n{}", site.resource_type, site.path, example.text).into());
        }
        if example.path == "main.tf" {
            let parsed: Result<hcl::edit::structure::Body, _> = example.text.parse();
            parsed.map_err(|error| format!("{}: {error}\n{}", site.resource_type, example.text))?;
        }
    }
    Ok(())
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![Trial::test("facts/policy_sites/every row has an example", check)]
}
