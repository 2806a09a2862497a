//! `yamlencode` and `yamldecode`.

use super::{Arguments, Outcome, Stop, fail, whole};
use crate::json;
use crate::mapped_text::Text;
use crate::source::Span;
use crate::value::{Kind, Value};

/// YAML as Terraform writes it: keys in quotes, lists without indentation.
pub(super) fn encode(value: &Value) -> Result<String, Stop> {
    whole(value)?;
    let mut result = String::new();
    match &value.kind {
        Kind::Map(map) if !map.entries.is_empty() => block(value, 0, &mut result, false),
        Kind::List(items) if !items.is_empty() => block(value, 0, &mut result, false),
        _ => {
            result.push_str(&inline(value, 0));
            result.push('\n');
        }
    }
    Ok(result)
}

fn block(value: &Value, indent: usize, into: &mut String, in_item: bool) {
    let pad = " ".repeat(indent);
    match &value.kind {
        Kind::Map(map) => {
            let mut entries: Vec<_> = map.entries.iter().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            for (index, entry) in entries.into_iter().enumerate() {
                if index > 0 || !in_item {
                    into.push_str(&pad);
                }
                into.push_str(&serde_json::to_string(entry.key.as_str()).unwrap_or_default());
                into.push(':');
                match &entry.value.kind {
                    Kind::Map(map) if !map.entries.is_empty() => {
                        into.push('\n');
                        block(&entry.value, indent + 2, into, false);
                    }
                    Kind::List(items) if !items.is_empty() => {
                        into.push('\n');
                        block(&entry.value, indent, into, false);
                    }
                    _ => {
                        into.push(' ');
                        into.push_str(&inline(&entry.value, indent));
                        into.push('\n');
                    }
                }
            }
        }
        Kind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 || !in_item {
                    into.push_str(&pad);
                }
                into.push_str("- ");
                match &item.kind {
                    Kind::Map(map) if !map.entries.is_empty() => block(item, indent + 2, into, true),
                    Kind::List(items) if !items.is_empty() => block(item, indent + 2, into, true),
                    _ => {
                        into.push_str(&inline(item, indent));
                        into.push('\n');
                    }
                }
            }
        }
        _ => {}
    }
}

fn inline(value: &Value, indent: usize) -> String {
    match &value.kind {
        Kind::List(_) => "[]".to_owned(),
        Kind::Map(_) => "{}".to_owned(),
        Kind::Text(text) => match text.literal().strip_suffix('\n') {
            Some(lines) if !lines.is_empty() => {
                let pad = " ".repeat(indent + 2);
                let lines: Vec<String> = lines.split('\n').map(|line| format!("{pad}{line}")).collect();
                format!("|\n{}", lines.join("\n"))
            }
            _ => serde_json::to_string(text.literal()).unwrap_or_default(),
        },
        _ => value.to_json().to_string(),
    }
}

/// The value of a YAML text.
pub(super) fn decode(a: &Arguments<'_, '_>, text: &Text, span: Span) -> Outcome {
    let _ = a;
    let (decoded, error) = json::parse(text, span);
    match error {
        None => Ok(decoded),
        Some(_) => fail("YAML is not read yet"),
    }
}
