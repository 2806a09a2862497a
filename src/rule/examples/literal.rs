//! Values as they are written in HCL, JSON and YAML. Marks that a text begins and ends with stand around what is written for it.

use serde_json::Value;
use std::fmt::Write as _;

/// How objects and texts are written.
pub(super) struct Style {
    pub(super) key: fn(&str) -> String,
    pub(super) text: fn(&str) -> String,
    /// Between key and value.
    pub(super) equals: &'static str,
    /// Behind a member that stands on a line of its own, unless it is the last.
    pub(super) separator: &'static str,
}

pub(super) const JSON: Style = Style { key: quoted, text: quoted, equals: ": ", separator: "," };

pub(super) const HCL: Style = Style { key: hcl_key, text: hcl_text, equals: " = ", separator: "" };

/// What fits stays on one line.
const WIDTH: usize = 100;

/// The text without the marks around it, and whether it has them.
pub(super) fn bare(text: &str) -> (&str, bool) {
    match text.strip_prefix('«').and_then(|text| text.strip_suffix('»')) {
        Some(inner) => (inner, true),
        None => (text, false),
    }
}

/// Writes a text; marks around it stand around what is written.
fn marked(text: &str, write: impl Fn(&str) -> String) -> String {
    match bare(text) {
        (inner, true) => format!("«{}»", write(inner)),
        (text, false) => write(text),
    }
}

pub(super) fn quoted(text: &str) -> String {
    marked(text, |text| Value::from(text).to_string())
}

/// In HCL `${` and `%{` begin templates.
pub(super) fn hcl_text(text: &str) -> String {
    marked(text, |text| Value::from(text.replace("${", "$${").replace("%{", "%%{")).to_string())
}

fn hcl_key(text: &str) -> String {
    let is_name = |text: &str| text.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
    if is_name(bare(text).0) { text.to_owned() } else { hcl_text(text) }
}

/// A value that begins on a line which is indented by `depth` steps.
pub(super) fn flow(value: &Value, depth: usize, style: &Style) -> String {
    let line = one_line(value, style);
    if depth * 2 + line.chars().count() <= WIDTH {
        return line;
    }
    let (indent, end) = ("  ".repeat(depth + 1), "  ".repeat(depth));
    let lines = |members: Vec<String>, separator: &str| {
        let mut text = String::new();
        for (index, member) in members.iter().enumerate() {
            let separator = if index + 1 < members.len() { separator } else { "" };
            let _ = writeln!(text, "{indent}{member}{separator}");
        }
        text
    };
    match value {
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| format!("{}{}{}", (style.key)(key), style.equals, flow(value, depth + 1, style));
            format!("{{\n{}{end}}}", lines(members.iter().map(member).collect(), style.separator))
        }
        Value::Array(items) => {
            format!("[\n{}{end}]", lines(items.iter().map(|item| flow(item, depth + 1, style)).collect(), ","))
        }
        _ => line,
    }
}

fn one_line(value: &Value, style: &Style) -> String {
    match value {
        Value::String(text) => (style.text)(text),
        Value::Array(items) => format!("[{}]", items.iter().map(|item| one_line(item, style)).collect::<Vec<_>>().join(", ")),
        Value::Object(members) if !members.is_empty() => {
            let member = |(key, value): (&String, &Value)| format!("{}{}{}", (style.key)(key), style.equals, one_line(value, style));
            format!("{{ {} }}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// The lines of a value in YAML's block style.
pub(super) fn block(value: &Value) -> Vec<String> {
    let below = |value: &Value, indent: &str| block(value).into_iter().map(|line| format!("{indent}{line}")).collect::<Vec<_>>();
    match value {
        Value::Object(members) if !members.is_empty() => {
            let member = |(key, value): (&String, &Value)| {
                let key = marked(key, yaml_text);
                match scalar(value) {
                    Some(text) => vec![format!("{key}: {text}")],
                    None => std::iter::once(format!("{key}:")).chain(below(value, "  ")).collect(),
                }
            };
            members.iter().flat_map(member).collect()
        }
        Value::Array(items) if !items.is_empty() => {
            let item = |item: &Value| {
                let mut lines = below(item, "  ");
                if let Some(first) = lines.first_mut() {
                    first.replace_range(..1, "-");
                }
                lines
            };
            items.iter().flat_map(item).collect()
        }
        other => vec![scalar(other).unwrap_or_default()],
    }
}

/// What stands on the line of its key.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(marked(text, yaml_text)),
        Value::Object(members) if !members.is_empty() => None,
        Value::Array(items) if !items.is_empty() => None,
        other => Some(other.to_string()),
    }
}

/// Plain where nobody could take it for anything else.
fn yaml_text(text: &str) -> String {
    let is_plain = text.starts_with(|char: char| char.is_ascii_alphabetic())
        && text.chars().all(|char| char.is_ascii_alphanumeric() || "_./:-".contains(char))
        && !text.ends_with(':')
        && !["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(&text.to_ascii_lowercase().as_str());
    if is_plain { text.to_owned() } else { Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn marks_stand_around_what_is_written() {
        let value = json!({ "«NotAction»": ["«a:*»", "b"], "x:y": "${z}" });
        assert_eq!(flow(&value, 0, &HCL), r#"{ «NotAction» = [«"a:*"», "b"], "x:y" = "$${z}" }"#);
        assert_eq!(flow(&value, 0, &JSON), r#"{ «"NotAction"»: [«"a:*"», "b"], "x:y": "${z}" }"#);
        assert_eq!(block(&value), ["«NotAction»:", "  - «\"a:*\"»", "  - b", "x:y: \"${z}\""]);
    }

    #[test]
    fn what_does_not_fit_is_broken() {
        let long = "x".repeat(60);
        let value = json!({ "a": [long, long], "b": {} });
        let hcl = format!("{{\n  a = [\n    \"{long}\",\n    \"{long}\"\n  ]\n  b = {{}}\n}}");
        assert_eq!(flow(&value, 0, &HCL), hcl);
        assert_eq!(flow(&value, 0, &JSON), hcl.replace("a =", "\"a\":").replace("b =", "\"b\":").replace("]\n", "],\n"));
        assert_eq!(
            block(&json!({ "a": [{ "b": "1", "c": ["yes", true] }], "d": [] })),
            ["a:", "  - b: \"1\"", "    c:", "      - \"yes\"", "      - true", "d: []"]
        );
    }
}
