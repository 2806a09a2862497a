//! Examples as CloudFormation templates.

use super::attributes::Tree;
use super::literal::{JSON, block, flow};
use serde_json::{Map, Value, json};

pub(super) fn yaml(resource_type: &str, resources: &[Tree], document: &Value) -> String {
    block(&template(resource_type, resources, document)).join("\n") + "\n"
}

pub(super) fn json(resource_type: &str, resources: &[Tree], document: &Value) -> String {
    flow(&template(resource_type, resources, document), 0, &JSON) + "\n"
}

fn template(resource_type: &str, resources: &[Tree], document: &Value) -> Value {
    let mut template = Map::new();
    let resource = |(index, tree): (usize, &Tree)| {
        (format!("Example{}", index + 1), json!({ "Type": resource_type, "Properties": tree.to_json(document) }))
    };
    let resources: Map<String, Value> = resources.iter().enumerate().map(resource).collect();
    template.insert("Resources".to_owned(), resources.into());
    template.into()
}
