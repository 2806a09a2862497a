//! The attributes of a resource, put together from attribute paths.

use serde_json::Value;

/// What stands at an attribute, and below it.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Map(Vec<(String, Tree)>),
    /// A list of one item.
    Item(Box<Tree>),
    Leaf(Value),
    /// The policy document, in the notation of the file.
    Document,
}

impl Default for Tree {
    fn default() -> Tree {
        Tree::Map(vec![])
    }
}

impl Tree {
    pub(super) fn text(text: &str) -> Tree {
        Tree::Leaf(text.into())
    }

    /// With this at an attribute path, as [`crate::facts::PolicySite::path`] has them: lists on the way get one item, maps the key `example`.
    pub(super) fn with(self, path: &str, leaf: Tree) -> Tree {
        let mut members = if let Tree::Map(members) = self { members } else { vec![] };
        let (head, rest) = path.split_once('.').unwrap_or((path, ""));
        let name = if head == "*" { "example" } else { head.trim_end_matches("[]") };
        let index = members.iter().position(|(known, _)| known == name);
        let known = index.map(|index| members.remove(index).1);
        let below = |known: Tree| if rest.is_empty() { leaf } else { known.with(rest, leaf) };
        let tree = match (head.ends_with("[]"), known.unwrap_or_default()) {
            (true, Tree::Item(item)) => Tree::Item(Box::new(below(*item))),
            (true, other) => Tree::Item(Box::new(below(other))),
            (false, other) => below(other),
        };
        members.insert(index.unwrap_or(members.len()), (name.to_owned(), tree));
        Tree::Map(members)
    }

    /// As JSON, with the document at its place.
    pub(super) fn to_json(&self, document: &Value) -> Value {
        match self {
            Tree::Map(members) => {
                members.iter().map(|(name, tree)| (name.clone(), tree.to_json(document))).collect::<serde_json::Map<_, _>>().into()
            }
            Tree::Item(item) => vec![item.to_json(document)].into(),
            Tree::Leaf(value) => value.clone(),
            Tree::Document => document.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_that_begin_alike_meet() {
        let tree = Tree::default().with("details[].name", Tree::text("n")).with("details[].policy", Tree::Document);
        assert_eq!(tree.to_json(&json!({})), json!({ "details": [{ "name": "n", "policy": {} }] }));
        let tree = Tree::default().with("a.*.b", Tree::text("x")).with("c[]", Tree::Document);
        assert_eq!(tree.to_json(&json!(1)), json!({ "a": { "example": { "b": "x" } }, "c": [1] }));
    }
}
