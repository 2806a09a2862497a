//! A statement as the arguments of a resource that is a permission as a whole, such as `aws_lambda_permission`.

use super::attributes::Tree;
use super::literal::bare;
use crate::facts::PolicySite;
use crate::policy::PERMISSION_CONDITIONS;
use serde_json::Value;

/// The attributes that make the statement; nothing if it has an element that they cannot say. A marked condition key marks what it is compared with.
pub(super) fn of(site: &PolicySite, statement: &Value, base: Tree) -> Option<Tree> {
    let path = |element: &str| site.elements().find(|(name, _)| *name == element).map(|(_, path)| path);
    let put = |tree: Tree, element: &str, value: Value| match path(element) {
        Some(path) => tree.with(path, Tree::Leaf(value)),
        None => tree,
    };
    let owner = statement.get("Resource").and_then(Value::as_str).filter(|resource| *resource != "*");
    let mut tree = match (site.owner, owner) {
        ("", Some(_)) => return None,
        ("", None) => base,
        (path, owner) => base.with(path, Tree::text(owner.unwrap_or("example"))),
    };
    for (element, value) in statement.as_object()? {
        tree = match element.as_str() {
            "Principal" => put(tree, "principal", principal(value)?),
            "Action" => put(tree, "action", value.clone()),
            "Effect" if value == "Allow" => put(tree, "effect", value.clone()),
            "Sid" => put(tree, "sid", value.clone()),
            "Resource" => tree,
            "Condition" => conditions(value).try_fold(tree, |tree, (operator, key, value)| condition(site, tree, operator, key, value))?,
            _ => return None,
        };
    }
    // Some must have a statement id.
    Some(if statement.get("Sid").is_none() { put(tree, "sid", "Example".into()) } else { tree })
}

fn principal(value: &Value) -> Option<Value> {
    let listed = match value {
        Value::Object(members) if members.len() == 1 => members.values().next()?,
        Value::Object(_) => return None,
        other => other,
    };
    match listed {
        Value::Array(items) if items.len() == 1 => items.first().cloned(),
        other => Some(other.clone()),
    }
}

fn conditions(value: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    value.as_object().into_iter().flatten().flat_map(|(operator, keys)| {
        keys.as_object().into_iter().flatten().map(move |(key, value)| (operator.as_str(), key.as_str(), value))
    })
}

fn condition(site: &PolicySite, tree: Tree, operator: &str, key: &str, value: &Value) -> Option<Tree> {
    let (key, is_marked) = bare(key);
    let value = match value {
        Value::String(text) if is_marked => format!("«{text}»").into(),
        other => other.clone(),
    };
    let path = |element: &str| site.elements().find(|(name, _)| *name == element).map(|(_, path)| path);
    let own = PERMISSION_CONDITIONS.iter().find(|(_, known, name)| *known == operator && *name == key);
    if let Some(path) = own.and_then(|(element, ..)| path(element)) {
        return Some(tree.with(path, Tree::Leaf(value)));
    }
    let context = key.strip_prefix("kms:EncryptionContext:").filter(|_| operator == "StringEquals");
    if let (Some(name), Some(path)) = (context, path("encryption_context_equals")) {
        return Some(tree.with(&format!("{path}.{name}"), Tree::Leaf(value)));
    }
    let tree = tree.with(path("condition_operator")?, Tree::text(operator)).with(path("condition_key")?, Tree::text(key));
    Some(tree.with(path("condition_value")?, Tree::Leaf(value)))
}
