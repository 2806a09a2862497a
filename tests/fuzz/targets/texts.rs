//! One text, as each of the files that a scanned tree may have.

use super::holds::{RULES, analysed, exists, workspace};
use deputylint::analysis::Options;
use deputylint::mapped_text::Text;
use deputylint::rule::{About, file};
use deputylint::source::{FileId, Span};
use deputylint::suppress::{self, SuppressionOptions};
use deputylint::terraform::{PlanInput, TerraformOptions};
use deputylint::{cloudformation, config, terraform};
use smol_str::SmolStr;
use std::borrow::Cow;

fn text(data: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(data)
}

fn parse_terraform(path: &str, data: &[u8]) {
    drop(terraform::parse_file(&workspace([(path, &text(data))]), FileId(0)));
}

pub(super) fn hcl(data: &[u8]) {
    parse_terraform("main.tf", data);
}

pub(super) fn terraform_json(data: &[u8]) {
    parse_terraform("main.tf.json", data);
}

fn parse_template(path: &str, data: &[u8]) {
    let workspace = workspace([(path, &text(data))]);
    let file = cloudformation::parse_file(&workspace, FileId(0));
    drop(file);
}

pub(super) fn yaml(data: &[u8]) {
    parse_template("template.yaml", data);
}

pub(super) fn template_json(data: &[u8]) {
    parse_template("template.json", data);
}

pub(super) fn json(data: &[u8]) {
    let text = text(data);
    let workspace = workspace([("a.json", &text)]);
    let whole = Span::new(FileId(0), 0, text.len());
    let (value, error) = deputylint::json::parse(&Text::exact(&*text, whole), whole);
    let is_json = serde_json::from_str::<serde_json::Value>(&text).is_ok();
    assert!(error.is_none() || !is_json, "JSON is refused: {error:?}");
    error.iter().for_each(|error| exists(&workspace, error.span));
    exists(&workspace, value.span);
}

pub(super) fn terraform(data: &[u8]) {
    analysed(&workspace([("main.tf", &text(data))]), &Options::default());
}

pub(super) fn cloudformation(data: &[u8]) {
    analysed(&workspace([("template.yaml", &text(data))]), &Options::default());
}

pub(super) fn policy_file(data: &[u8]) {
    let text = text(data);
    analysed(&workspace([("bucket-policy.json", &text), ("role.json.tpl", &text)]), &Options::default());
}

/// The variables that the files of testdata set, and a policy that one of them is.
const MODULE: &str = r#"
variable "name" { type = string }
variable "names" { type = list(string) }
variable "accounts" { type = map(object({ id = optional(string), roles = optional(list(string), []) })) }
variable "policy" {}
resource "aws_sqs_queue" "q" {
  for_each = var.accounts
  name     = "${var.name}-${each.key}"
  policy   = jsonencode({ Statement = [{ Effect = "Allow", Principal = { AWS = each.value.id }, Action = "sqs:*", Resource = var.names }] })
}
resource "aws_sqs_queue_policy" "p" {
  queue_url = "x"
  policy    = var.policy
}
"#;

pub(super) fn variables(data: &[u8]) {
    let text = text(data);
    analysed(&workspace([("main.tf", MODULE), ("terraform.tfvars", &text), ("prod.tfvars", &text)]), &Options::default());
    analysed(&workspace([("main.tf", MODULE), ("a.auto.tfvars.json", &text)]), &Options::default());
}

pub(super) fn terragrunt(data: &[u8]) {
    let text = text(data);
    let unit = "include \"root\" {\n  path = find_in_parent_folders()\n}\n";
    let files =
        [("live/terragrunt.hcl", &*text), ("live/unit/terragrunt.hcl", unit), ("other/terragrunt.hcl", &text), ("m/main.tf", MODULE)];
    analysed(&workspace(files), &Options::default());
}

pub(super) fn plan(data: &[u8]) {
    let text = text(data);
    let workspace = workspace([("plan.json", &text), ("src/main.tf", MODULE)]);
    for source in [None, Some("src".to_owned())] {
        let plan = Some(PlanInput { file: "plan.json".to_owned(), source });
        let terraform = TerraformOptions { plan, ..TerraformOptions::default() };
        analysed(&workspace, &Options { terraform, ..Options::default() });
    }
}

pub(super) fn configuration(data: &[u8]) {
    if let Err((_, message)) = config::parse(&text(data)) {
        assert!(!message.is_empty(), "an error without words");
    }
}

pub(super) fn rule(data: &[u8]) {
    if let Err(fault) = file::read("pack", "a.yaml", &text(data)) {
        let told = fault.in_file("a.yaml");
        assert!(told.starts_with("a.yaml:") && told.len() > 12, "an error without a place or words: {told}");
    }
}

pub(super) fn comments(data: &[u8]) {
    let text = text(data);
    let workspace = workspace([("main.tf", &text), ("template.yaml", &text)]);
    let mut analysis = analysed(&workspace, &Options::default());
    let before = analysis.findings.len();
    let known: Vec<SmolStr> = RULES.rules.iter().map(|rule| rule.about.id.clone()).collect();
    let running: Vec<About> = RULES.rules.iter().map(|rule| rule.about.clone()).collect();
    suppress::apply(
        &workspace,
        &mut analysis,
        SuppressionOptions { today: "2026-11-28", known: &known, running: &running, configured: &[] },
    );
    assert!(analysis.findings.len() + analysis.suppressed.len() >= before, "a finding is lost");
    analysis.findings.iter().for_each(|finding| exists(&workspace, finding.place));
}
