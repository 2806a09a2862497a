//! The policy templates of SAM (`sam_policy_templates.tsv`).

use super::table::rows;
use rustc_hash::FxHashMap;
use serde_json::Value as Json;
use std::sync::LazyLock;

/// A policy that SAM writes when a function or state machine names it with its parameters.
/// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html>
#[derive(Debug)]
pub struct PolicyTemplate {
    pub name: &'static str,
    /// Every one must be given.
    pub parameters: Vec<&'static str>,
    /// Its texts are shapes as those of ARNs: a parameter stands as `{BucketName}`.
    pub statements: Json,
}

static TEMPLATES: LazyLock<FxHashMap<&'static str, PolicyTemplate>> = LazyLock::new(|| {
    let templates = rows(include_str!("../../rules/facts/sam_policy_templates.tsv")).filter_map(|row| {
        let statements = serde_json::from_str(row.text(2)).ok()?;
        Some(PolicyTemplate { name: row.text(0), parameters: row.list(1), statements })
    });
    templates.map(|template| (template.name, template)).collect()
});

/// The template with this name.
pub fn policy_template(name: &str) -> Option<&'static PolicyTemplate> {
    TEMPLATES.get(name)
}

/// Every template, in no particular order.
pub fn all_policy_templates() -> impl Iterator<Item = &'static PolicyTemplate> {
    TEMPLATES.values()
}
