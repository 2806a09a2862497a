//! Examples as Terraform resources.

use super::attributes::Tree;
use super::literal::{HCL, JSON, bare, flow, hcl_text};
use serde_json::Value;
use std::fmt::Write as _;

/// What refers to [`policy_document`].
pub(super) const POLICY_DOCUMENT: &str = "data.aws_iam_policy_document.example.json";

/// A block for each resource; `document` is the expression of the policy document.
pub(super) fn resources(resource_type: &str, resources: &[Tree], document: &str) -> String {
    let mut blocks = vec![];
    for (index, tree) in resources.iter().enumerate() {
        let name = if index == 0 { "example".to_owned() } else { format!("example_{}", index + 1) };
        let mut text = format!("resource \"{resource_type}\" \"{name}\" {{\n");
        body(tree, 1, document, &mut text);
        text.push_str("}\n");
        blocks.push(text);
    }
    blocks.join("\n")
}

/// Lists of maps are nested blocks, maps are objects.
fn body(tree: &Tree, depth: usize, document: &str, text: &mut String) {
    let indent = "  ".repeat(depth);
    let Tree::Map(members) = tree else { return };
    for (name, tree) in members {
        let nested = match tree {
            Tree::Map(_) => Some((" =", tree)),
            Tree::Item(item) if matches!(**item, Tree::Map(_)) => Some(("", &**item)),
            _ => None,
        };
        if let Some((equals, inner)) = nested {
            let _ = writeln!(text, "{indent}{name}{equals} {{");
            body(inner, depth + 1, document, text);
            let _ = writeln!(text, "{indent}}}");
            continue;
        }
        let value = match tree {
            Tree::Leaf(value) => flow(value, depth, &HCL),
            Tree::Document => document.to_owned(),
            other => flow(&other.to_json(&Value::Null), depth, &HCL),
        };
        let _ = writeln!(text, "{indent}{name} = {value}");
    }
}

pub(super) fn encoded(document: &Value) -> String {
    format!("jsonencode({})", flow(document, 1, &HCL))
}

pub(super) fn heredoc(document: &Value) -> String {
    let json = flow(document, 0, &JSON).replace("${", "$${").replace("%{", "%%{");
    format!("<<EOF\n{json}\nEOF")
}

/// The data source with these statements; nothing if it has no argument for an element.
pub(super) fn policy_document(statements: &[Value]) -> Option<String> {
    let blocks: Option<Vec<String>> = statements.iter().map(statement).collect();
    Some(format!("data \"aws_iam_policy_document\" \"example\" {{\n{}}}\n", blocks?.join("\n")))
}

fn statement(statement: &Value) -> Option<String> {
    let mut text = "  statement {\n".to_owned();
    for (key, value) in statement.as_object()? {
        let (element, is_marked) = bare(key);
        let (_, argument) = ARGUMENTS.iter().find(|(known, _)| *known == element)?;
        let argument = if is_marked { format!("«{argument}»") } else { (*argument).to_owned() };
        match element {
            "Sid" | "Effect" => {
                let _ = writeln!(text, "    {argument} = {}", hcl_text(value.as_str()?));
            }
            "Principal" | "NotPrincipal" => principals(&argument, value, &mut text),
            "Condition" => conditions(value, &mut text)?,
            _ => {
                let _ = writeln!(text, "    {argument} = {}", list(value));
            }
        }
    }
    text.push_str("  }\n");
    Some(text)
}

/// Source: <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document>
const ARGUMENTS: &[(&str, &str)] = &[
    ("Action", "actions"),
    ("Condition", "condition"),
    ("Effect", "effect"),
    ("NotAction", "not_actions"),
    ("NotPrincipal", "not_principals"),
    ("NotResource", "not_resources"),
    ("Principal", "principals"),
    ("Resource", "resources"),
    ("Sid", "sid"),
];

/// A list of texts, also of a single one.
fn list(value: &Value) -> String {
    let item = |value: &Value| match value {
        Value::String(text) => hcl_text(text),
        other => hcl_text(&other.to_string()),
    };
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(item).collect::<Vec<_>>().join(", ")),
        other => format!("[{}]", item(other)),
    }
}

fn principals(argument: &str, value: &Value, text: &mut String) {
    let mut block = |kind: &str, identifiers: &Value| {
        let _ = writeln!(text, "    {argument} {{\n      type = \"{kind}\"\n      identifiers = {}\n    }}", list(identifiers));
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(kind, identifiers)| block(bare(kind).0, identifiers)),
        everyone => block("*", everyone),
    }
}

fn conditions(value: &Value, text: &mut String) -> Option<()> {
    for (operator, keys) in value.as_object()? {
        for (key, values) in keys.as_object()? {
            let (operator, variable, values) = (hcl_text(bare(operator).0), hcl_text(key), list(values));
            let _ =
                writeln!(text, "    condition {{\n      test = {operator}\n      variable = {variable}\n      values = {values}\n    }}");
        }
    }
    Some(())
}
