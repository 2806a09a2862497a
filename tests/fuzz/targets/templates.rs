//! Arbitrary templates of CloudFormation and SAM, written as JSON or as YAML.

use super::{Choices, policies};
use deputylint::facts::{PolicySite, all_policy_sites};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

static SITES: LazyLock<Vec<&PolicySite>> = LazyLock::new(|| {
    let mut sites: Vec<_> = all_policy_sites().filter(|site| site.language == "cloudformation" && !site.path.is_empty()).collect();
    sites.sort_by_key(|site| (site.resource_type, site.path));
    sites
});

const NAMES: &[&str] = &["A", "B", "C", "Env", "AWS::AccountId", "AWS::Region", "AWS::NoValue"];
const SERVERLESS: &[&str] =
    &["Function", "Api", "HttpApi", "SimpleTable", "StateMachine", "Connector", "Application", "GraphQLApi", "LayerVersion"];

/// The files: a template, and perhaps one that it nests.
pub(super) fn files(choices: &mut Choices<'_>) -> Vec<(String, String)> {
    let as_json = choices.below(3) == 0;
    let template = template(choices);
    let text = if as_json { template.to_string() } else { yaml(&template, 0) };
    let mut files = vec![(if as_json { "template.json" } else { "template.yaml" }.to_owned(), text)];
    if choices.below(4) == 3 {
        files.push(("nested.yaml".to_owned(), yaml(&self::template(choices), 0)));
    }
    files
}

fn template(choices: &mut Choices<'_>) -> Value {
    let mut template = Map::new();
    template.insert("AWSTemplateFormatVersion".into(), json!("2010-09-09"));
    if choices.below(3) == 2 {
        let transform = choices.pick(&["AWS::Serverless-2016-10-31", "AWS::LanguageExtensions", "AWS::Include"]);
        template.insert("Transform".into(), json!(transform));
    }
    if choices.below(2) == 1 {
        let kind = choices.pick(&["String", "CommaDelimitedList", "Number", "AWS::SSM::Parameter::Value<String>"]);
        template.insert(
            "Parameters".into(),
            json!({ "Env": { "Type": kind, "Default": value(choices, 1), "AllowedValues": ["dev", "prod"] } }),
        );
        template.insert("Conditions".into(), json!({ "A": condition(choices, 3), "B": condition(choices, 2) }));
        template.insert("Mappings".into(), json!({ "C": { "dev": { "k": value(choices, 1) }, "prod": { "k": "x" } } }));
    }
    let mut resources = Map::new();
    for number in 0..=choices.below(5) {
        let name = ["A", "B", "C", "D", "Fn::ForEach::L", "E"][number];
        resources.insert(name.into(), resource(choices));
        if choices.is_over() {
            break;
        }
    }
    template.insert("Resources".into(), Value::Object(resources));
    if choices.below(4) == 3 {
        template.insert("Outputs".into(), json!({ "O": { "Value": value(choices, 3) } }));
        template.insert(
            "Globals".into(),
            json!({ "Function": { "Environment": { "Variables": { "K": value(choices, 2) } }, "Role": value(choices, 2) } }),
        );
    }
    Value::Object(template)
}

fn resource(choices: &mut Choices<'_>) -> Value {
    let mut properties = Map::new();
    let kind = match choices.below(8) {
        0 => {
            let kind = format!("AWS::Serverless::{}", choices.pick(SERVERLESS));
            let events = json!({ "E": { "Type": choices.pick(&["Api", "S3", "SQS", "Schedule", "HttpApi", "SNS"]), "Properties": value(choices, 3) } });
            properties.extend([("Events".to_owned(), events), ("Policies".to_owned(), value(choices, 3))]);
            kind
        }
        1 => {
            properties.insert(
                "TemplateURL".into(),
                json!(choices.pick(&["nested.yaml", "./template.yaml", "https://s3.amazonaws.com/b/nested.yaml"])),
            );
            properties.insert("Parameters".into(), json!({ "Env": value(choices, 2) }));
            "AWS::CloudFormation::Stack".to_owned()
        }
        2 => return value(choices, 4),
        _ => {
            let site = SITES[choices.below(SITES.len())];
            let mut at = policies::document(choices, &|choices: &mut Choices<'_>, word: &str| match choices.below(8) {
                7 => value(choices, 2),
                _ => json!(word),
            });
            for part in site.path.split('.').rev().filter(|part| *part != "*") {
                let (name, is_list) = part.strip_suffix("[]").map_or((part, false), |name| (name, true));
                at = json!({ name: if is_list { json!([at]) } else { at } });
            }
            properties.extend(at.as_object().cloned().unwrap_or_default());
            site.resource_type.to_owned()
        }
    };
    for name in ["Bucket", "Queues", "RoleName", "KmsKeyId"].iter().take(choices.below(3)) {
        properties.insert((*name).to_owned(), value(choices, 3));
    }
    let mut resource = json!({ "Type": kind, "Properties": properties });
    if choices.below(4) == 3 {
        resource["Condition"] = json!(choices.pick(NAMES));
    }
    resource
}

fn condition(choices: &mut Choices<'_>, depth: usize) -> Value {
    if depth == 0 {
        return json!({ "Condition": choices.pick(NAMES) });
    }
    match choices.below(4) {
        0 => json!({ "Fn::Equals": [value(choices, depth - 1), value(choices, depth - 1)] }),
        1 => json!({ "Fn::And": [condition(choices, depth - 1), condition(choices, depth - 1)] }),
        2 => json!({ "Fn::Or": [condition(choices, depth - 1), condition(choices, depth - 1)] }),
        _ => json!({ "Fn::Not": [condition(choices, depth - 1)] }),
    }
}

/// Any value, with functions in it.
fn value(choices: &mut Choices<'_>, depth: usize) -> Value {
    if depth == 0 || choices.is_over() {
        return [json!("x"), json!(true), json!(null), json!(1), json!([]), json!({}), json!("${Env}")][choices.below(7)].clone();
    }
    let depth = depth - 1;
    match choices.below(18) {
        0 => json!({ "Ref": choices.pick(NAMES) }),
        1 => json!({ "Fn::GetAtt": [choices.pick(NAMES), choices.pick(&["Arn", "Outputs.O", "RoleId"])] }),
        2 => json!({ "Fn::Sub": choices.pick(&["arn:aws:s3:::${A}", "${AWS::AccountId}-${Env}", "${!x}", "${B.Arn}/*", "${C"]) }),
        3 => json!({ "Fn::Sub": [choices.pick(&["${x}-${y}", "${x}"]), { "x": value(choices, depth), "y": value(choices, depth) }] }),
        4 => json!({ "Fn::Join": [value(choices, depth), [value(choices, depth), value(choices, depth)]] }),
        5 => json!({ "Fn::If": [choices.pick(NAMES), value(choices, depth), value(choices, depth)] }),
        6 => json!({ "Fn::Select": [value(choices, depth), value(choices, depth)] }),
        7 => json!({ "Fn::Split": [",", value(choices, depth)] }),
        8 => json!({ "Fn::FindInMap": ["C", value(choices, depth), "k"] }),
        9 => json!({ "Fn::ToJsonString": value(choices, depth) }),
        10 => json!({ "Fn::Length": value(choices, depth) }),
        11 => json!({ "Fn::ForEach::x": [choices.pick(NAMES), value(choices, depth), { "${x}": value(choices, depth) }] }),
        12 => json!({ "Fn::ImportValue": value(choices, depth) }),
        13 => json!({ "Fn::Base64": value(choices, depth) }),
        14 => json!([value(choices, depth), value(choices, depth)]),
        15 => json!({ choices.text(): value(choices, depth), "Type": value(choices, depth) }),
        16 => policies::document(choices, &|_: &mut Choices<'_>, word: &str| json!(word)),
        _ => json!(choices.text()),
    }
}

/// As block YAML, where functions are tags if they may be.
fn yaml(value: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(map) if map.len() == 1 => {
            let (key, inner) = map.iter().next().expect("one");
            match key.strip_prefix("Fn::").or((key == "Ref").then_some("Ref")) {
                Some(name) if !matches!(inner, Value::Object(_)) && !name.contains("::") => format!("!{name} {inner}"),
                _ => format!("\n{indent}{}: {}", json!(key), yaml(inner, depth + 1)),
            }
        }
        Value::Object(map) if !map.is_empty() => {
            map.iter().map(|(key, inner)| format!("\n{indent}{}: {}", json!(key), yaml(inner, depth + 1))).collect()
        }
        Value::Array(list) if !list.is_empty() => list.iter().map(|inner| format!("\n{indent}- {}", yaml(inner, depth + 1))).collect(),
        other => other.to_string(),
    }
}
