//! Arbitrary Terraform projects: trees of expressions, blocks, modules and files.

use super::{Choices, policies};
use deputylint::facts::{PolicySite, all_policy_sites};
use serde_json::Value;
use std::fmt::Write as _;
use std::sync::LazyLock;

static SITES: LazyLock<Vec<&PolicySite>> = LazyLock::new(|| {
    let mut sites: Vec<_> = all_policy_sites().filter(|site| site.language == "terraform" && !site.path.is_empty()).collect();
    sites.sort_by_key(|site| (site.resource_type, site.path));
    sites
});

const FUNCTIONS: &[&str] = &[
    "jsonencode",
    "jsondecode",
    "join",
    "split",
    "concat",
    "merge",
    "lookup",
    "element",
    "flatten",
    "format",
    "replace",
    "try",
    "can",
    "length",
    "keys",
    "values",
    "toset",
    "tolist",
    "tomap",
    "zipmap",
    "setproduct",
    "distinct",
    "coalesce",
    "coalescelist",
    "compact",
    "lower",
    "regex",
    "regexall",
    "substr",
    "trimspace",
    "formatlist",
    "range",
    "slice",
    "sort",
    "reverse",
    "chunklist",
    "transpose",
    "setsubtract",
    "yamldecode",
    "yamlencode",
    "base64encode",
    "base64decode",
    "file",
    "fileexists",
    "templatefile",
    "fileset",
    "cidrsubnet",
    "timeadd",
    "md5",
    "tostring",
    "tonumber",
    "tobool",
    "one",
    "sum",
    "max",
    "min",
    "contains",
    "index",
    "startswith",
    "nonsensitive",
    "sensitive",
    "templatestring",
    "provider::aws::arn_parse",
    "provider::aws::arn_build",
    "urlencode",
    "textencodebase64",
    "parseint",
    "ceil",
    "log",
    "strrev",
    "title",
    "indent",
    "chomp",
    "signum",
    "abspath",
];
const NAMES: &[&str] = &["a", "b", "c", "name", "this"];
const FILES: &[&str] = &["main.tf", "m/main.tf", "m/n/main.tf", "b.tf", "main_override.tf"];

/// The files of a project.
pub(super) fn files(choices: &mut Choices<'_>) -> Vec<(String, String)> {
    let count = 1 + choices.below(3);
    let mut files: Vec<(String, String)> = (0..count).map(|number| (FILES[number].to_owned(), configuration(choices))).collect();
    if choices.below(4) == 3 {
        let assigned: String = NAMES.iter().take(choices.below(4)).map(|name| format!("{name} = {}\n", expression(choices, 3))).collect();
        files.push((choices.pick(&["terraform.tfvars", "prod.tfvars", "m/a.auto.tfvars"]).to_owned(), assigned));
    }
    if choices.below(4) == 3 {
        files.push(("policy.json.tpl".to_owned(), template(choices, 3)));
    }
    files
}

/// A file of blocks.
fn configuration(choices: &mut Choices<'_>) -> String {
    let mut text = String::new();
    for name in NAMES.iter().take(choices.below(4)) {
        let default = if choices.below(3) > 0 { format!("  default = {}\n", expression(choices, 3)) } else { String::new() };
        let declared = choices.pick(&[
            "",
            "  type = string\n",
            "  type = list(string)\n",
            "  type = map(any)\n",
            "  type = any\n",
            "  type = set(string)\n",
        ]);
        let _ = write!(text, "variable \"{name}\" {{\n{declared}{default}}}\n");
    }
    let blocks = 1 + choices.below(6);
    for number in 0..blocks {
        block(choices, number, &mut text);
        if choices.is_over() {
            break;
        }
    }
    text
}

fn block(choices: &mut Choices<'_>, number: usize, text: &mut String) {
    let name = choices.pick(NAMES).to_owned();
    match choices.below(12) {
        0 => drop(write!(text, "locals {{\n  {name} = {}\n  l{number} = {}\n}}\n", expression(choices, 4), expression(choices, 4))),
        1 => drop(write!(text, "output \"{name}\" {{\n  value = {}\n}}\n", expression(choices, 4))),
        2 => {
            let source = choices.pick(&[
                "./m",
                "./m/n",
                "./n",
                "..",
                ".",
                "../m",
                "terraform-aws-modules/sqs/aws",
                "git::https://example.com/m.git",
            ]);
            let repeated = repetition(choices);
            let _ = write!(text, "module \"m{number}\" {{\n  source = \"{source}\"\n{repeated}  {name} = {}\n}}\n", expression(choices, 4));
        }
        3 => drop(write!(text, "data \"aws_iam_policy_document\" \"{name}\" {{\n{}}}\n", document_blocks(choices))),
        4 => drop(write!(
            text,
            "data \"{}\" \"{name}\" {{}}\n",
            choices.pick(&["aws_caller_identity", "aws_region", "aws_partition", "aws_iam_role"])
        )),
        5 => {
            let provider =
                choices.pick(&["", "  alias = \"o\"\n", "  allowed_account_ids = [\"111122223333\"]\n", "  region = \"eu-west-1\"\n"]);
            let _ = write!(text, "provider \"aws\" {{\n{provider}}}\n");
        }
        _ => resource(choices, &name, text),
    }
}

fn repetition(choices: &mut Choices<'_>) -> String {
    match choices.below(6) {
        0 => format!("  count = {}\n", expression(choices, 2)),
        1 => format!("  for_each = {}\n", expression(choices, 3)),
        2 => format!("  count = {}\n", choices.below(4)),
        3 => "  for_each = toset([\"x\", \"y\"])\n".to_owned(),
        _ => String::new(),
    }
}

fn resource(choices: &mut Choices<'_>, name: &str, text: &mut String) {
    let site = SITES[choices.below(SITES.len())];
    let _ = write!(text, "resource \"{}\" \"{name}\" {{\n{}", site.resource_type, repetition(choices));
    let mut parts: Vec<&str> = site.path.split('.').map(|part| part.trim_end_matches("[]")).filter(|part| *part != "*").collect();
    let last = parts.pop().unwrap_or("policy");
    let is_dynamic = choices.below(6) == 5;
    for part in &parts {
        match is_dynamic {
            true => drop(write!(text, "dynamic \"{part}\" {{\nfor_each = {}\ncontent {{\n", expression(choices, 2))),
            false => drop(write!(text, "{part} {{\n")),
        }
    }
    let _ = writeln!(text, "  {last} = {}", policy(choices));
    parts.iter().for_each(|_| text.push_str(if is_dynamic { "}\n}\n" } else { "}\n" }));
    for argument in ["bucket", "role", "name", "arn", "queue_url"].iter().take(choices.below(3)) {
        let _ = writeln!(text, "  {argument} = {}", expression(choices, 3));
    }
    text.push_str("}\n");
}

/// A policy as an argument: encoded, in a heredoc, from a document, from a file, or anything.
fn policy(choices: &mut Choices<'_>) -> String {
    let leaf = |choices: &mut Choices<'_>, word: &str| match choices.below(10) {
        9 => Value::String(format!("\u{1}{}", expression(choices, 2))),
        _ => Value::String(word.to_owned()),
    };
    match choices.below(8) {
        0 => format!("data.aws_iam_policy_document.{}.json", choices.pick(NAMES)),
        1 => "templatefile(\"policy.json.tpl\", { a = 1 })".to_owned(),
        2 => expression(choices, 4),
        3 => {
            let document = policies::document(choices, &leaf).to_string().replace("${", "$${");
            format!("<<EOT\n{}\nEOT\n", interpolated(&document, "${", "}"))
        }
        _ => {
            let document = policies::document(choices, &leaf).to_string().replace("${", "$${");
            format!("jsonencode({})", bare(&document))
        }
    }
}

/// Texts that begin with the mark are expressions: they stand without quotes.
fn bare(json: &str) -> String {
    pieces(json, |expression| expression.to_owned(), true)
}

fn interpolated(json: &str, open: &str, close: &str) -> String {
    pieces(json, |expression| format!("\"{open}{expression}{close}\""), true)
}

fn pieces(json: &str, write: impl Fn(&str) -> String, unescape: bool) -> String {
    let mut result = String::new();
    let mut rest = json;
    while let Some(at) = rest.find("\"\\u0001") {
        result.push_str(&rest[..at]);
        let text = &rest[at..];
        let mut end = 1;
        let bytes = text.as_bytes();
        while end < bytes.len() && bytes[end] != b'"' {
            end += 1 + usize::from(bytes[end] == b'\\');
        }
        let end = (end + 1).min(text.len());
        let inner: Value = serde_json::from_str(&text[..end]).unwrap_or_default();
        let inner = inner.as_str().unwrap_or_default().trim_start_matches('\u{1}').to_owned();
        result.push_str(&write(&if unescape { inner.replace("$${", "${") } else { inner }));
        rest = &text[end..];
    }
    result + rest
}

fn document_blocks(choices: &mut Choices<'_>) -> String {
    let mut text = String::new();
    for _ in 0..=choices.below(2) {
        let _ = write!(text, "  statement {{\n    actions = [{}]\n    resources = [{}]\n", string(choices), string(choices));
        if choices.below(3) > 0 {
            let kind = choices.pick(&["AWS", "Service", "Federated", "*"]);
            let _ = write!(text, "    principals {{\n      type = \"{kind}\"\n      identifiers = [{}]\n    }}\n", expression(choices, 2));
        }
        if choices.below(3) == 2 {
            let _ = write!(
                text,
                "    condition {{\n      test = \"{}\"\n      variable = \"aws:SourceArn\"\n      values = {}\n    }}\n",
                choices.pick(&["StringEquals", "ArnLike", "Null"]),
                expression(choices, 2)
            );
        }
        text.push_str("  }\n");
    }
    if choices.below(4) == 3 {
        let _ = writeln!(text, "  source_policy_documents = [{}]", expression(choices, 2));
    }
    text
}

fn string(choices: &mut Choices<'_>) -> String {
    let word = choices.pick(&[
        "*",
        "s3:*",
        "sts:AssumeRole",
        "arn:aws:s3:::b/*",
        "s3.amazonaws.com",
        "a",
        "",
        "x,y",
        "111122223333",
        "{\\\"a\\\":1}",
    ]);
    format!("\"{word}\"")
}

fn template(choices: &mut Choices<'_>, depth: usize) -> String {
    match choices.below(5) {
        0 => format!("x${{{}}}y", expression(choices, depth)),
        1 => format!("%{{ if {} }}x%{{ else }}y%{{ endif }}", expression(choices, depth)),
        2 => format!("%{{ for k, v in {} ~}}${{k}}${{v}}%{{ endfor }}", expression(choices, depth)),
        3 => format!("${{{}}}", expression(choices, depth)),
        _ => "arn:aws:s3:::b".to_owned(),
    }
}

/// An expression.
pub(super) fn expression(choices: &mut Choices<'_>, depth: usize) -> String {
    let name = choices.pick(NAMES).to_owned();
    if depth == 0 || choices.is_over() {
        return choices.pick(&["true", "null", "1", "\"a\"", "[]", "{}", "-1", "var.a", "local.b", "each.value", "count.index"]).to_owned();
    }
    let depth = depth - 1;
    match choices.below(20) {
        0 => string(choices),
        1 => format!("var.{name}"),
        2 => format!("local.{name}"),
        3 => format!("\"{}\"", template(choices, depth).replace('"', "'")),
        4 => format!("[{}, {}]", expression(choices, depth), expression(choices, depth)),
        5 => format!("{{ {name} = {}, \"k-{name}\" = {} }}", expression(choices, depth), expression(choices, depth)),
        6 => format!("[for k, v in {} : {} if {}]", expression(choices, depth), expression(choices, depth), expression(choices, depth)),
        7 => format!("{{ for k, v in {} : k => v{} }}", expression(choices, depth), choices.pick(&["", "..."])),
        8 => format!("{} ? {} : {}", expression(choices, depth), expression(choices, depth), expression(choices, depth)),
        9 => format!(
            "({} {} {})",
            expression(choices, depth),
            choices.pick(&["+", "-", "==", "&&", "||", "<", "%", "!=", "/"]),
            expression(choices, depth)
        ),
        10 => format!("{}[{}]", expression(choices, depth), expression(choices, depth)),
        11 => format!("{}[*].{name}", expression(choices, depth)),
        12 => format!("module.m{}.{name}", choices.below(4)),
        13 => format!("aws_s3_bucket.{name}.arn"),
        14 => format!("each.{}", choices.pick(&["key", "value", "value.a"])),
        15 => format!("data.aws_caller_identity.{name}.account_id"),
        _ => {
            let count = choices.below(4);
            let arguments: Vec<String> = (0..count).map(|_| expression(choices, depth)).collect();
            format!("{}({})", choices.pick(FUNCTIONS), arguments.join(", "))
        }
    }
}
