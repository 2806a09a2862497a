//! Plans as `terraform show -json` and `tofu show -json` write them: <https://developer.hashicorp.com/terraform/internals/json-format>

mod given;
mod placed;
mod root;

pub(super) use root::without_source;
pub use root::{no_plan, plan_root};

use super::TerraformOptions;
use crate::json;
use crate::mapped_text::{Text, WhyCode};
use crate::problem::Problem;
use crate::source::{FileId, Span, Workspace};
use crate::value::{Entry, Kind, Map, Value};
use smol_str::{SmolStr, format_smolstr};

/// Through what the value of a variable comes from a plan.
pub(super) const PLAN_VARIABLE: &str = "--plan ";

/// Which plan is judged.
#[derive(Clone, Debug)]
pub struct PlanInput {
    /// Its path in the workspace.
    pub file: String,
    /// The directory of the root module that it was made from, in the workspace. Without it the plan stands for itself.
    pub source: Option<String>,
}

/// What a plan says.
pub(super) struct Plan {
    pub(super) file: FileId,
    /// All that it says.
    whole: Value,
    /// Without those that are deleted.
    pub(super) resources: Vec<PlannedResource>,
    /// With their values, in clear text.
    pub(super) variables: Vec<(SmolStr, Value)>,
    /// The accounts that the providers were asked for.
    pub(super) accounts: Vec<SmolStr>,
}

/// A resource as it is to be.
pub(super) struct PlannedResource {
    pub(super) address: SmolStr,
    pub(super) kind: SmolStr,
    /// Its name in the module that declares it: `aws_s3_bucket.b`.
    pub(super) name: SmolStr,
    /// A map of what is set.
    pub(super) values: Value,
    /// Where its address stands.
    pub(super) place: Span,
    pub(super) entry: Span,
}

impl Plan {
    /// Reads a plan; what is wrong with it.
    pub(super) fn read(workspace: &Workspace, path: &str) -> Result<Plan, Problem> {
        let lost = |span: Span, why: &str| Problem::syntax_error(span, "the plan", why);
        let Some(file) = workspace.find(path) else { return Err(lost(Span::new(FileId(0), 0, 0), "there is no such file")) };
        let text = workspace.text(file).map_err(|why| Problem::unreadable_file(file, why))?;
        let base = text.len() - text.trim_start_matches('\u{feff}').len();
        let span = Span::new(file, base, text.len());
        let (whole, error) = json::parse(&Text::exact(text.get(base..).unwrap_or_default(), span), span);
        if let Some(error) = error {
            return Err(lost(error.span, &format!("it is not JSON: {}", error.message)));
        }
        let start = Span::new(file, base, (base + 1).min(text.len()));
        let Some(version) = whole.get("format_version") else {
            return Err(lost(start, "it is not what `terraform show -json` writes: it has no `format_version`"));
        };
        let written = version.as_str().unwrap_or_default();
        if written.split('.').next() != Some("1") {
            return Err(lost(version.span, &format!("its format has the version {written}; versions 1.x are read")));
        }
        let Some(changes) = whole.get("resource_changes").or_else(|| whole.get("planned_values")) else {
            let why = if whole.get("values").is_some() { "it is a state, not a plan" } else { "it has no `resource_changes`" };
            return Err(lost(start, why));
        };
        let resources = changes.as_list().unwrap_or_default().iter().filter_map(planned).collect();
        let variables = members(whole.get("variables")).filter_map(|entry| Some((entry.key.clone(), entry.value.get("value")?.clone())));
        let (variables, accounts) = (variables.collect(), accounts(&whole));
        Ok(Plan { file, resources, variables, accounts, whole })
    }

    /// The plan of the root module in this directory.
    pub(super) fn of_source(workspace: &Workspace, options: &TerraformOptions, directory: &str) -> Option<Result<Plan, Problem>> {
        let input = options.plan.as_ref().filter(|input| input.source.as_deref() == Some(directory))?;
        Some(Plan::read(workspace, &input.file))
    }
}

/// What stands in an object.
fn members(value: Option<&Value>) -> impl Iterator<Item = &Entry> {
    value.and_then(Value::as_map).into_iter().flat_map(|map| &map.entries)
}

fn planned(change: &Value) -> Option<PlannedResource> {
    let text = |name: &str| change.get(name).and_then(Value::as_str).map(SmolStr::new);
    let address = text("address")?;
    if text("mode").is_some_and(|mode| mode != "managed") {
        return None;
    }
    let (kind, name) = (text("type")?, text("name")?);
    let planned = change.get("change")?;
    let after = planned.get("after").filter(|after| after.as_map().is_some())?;
    let values = known(after, planned.get("after_unknown"), planned.get("after_sensitive"), &address);
    let place = change.get("address").map_or(change.span, |address| address.span);
    Some(PlannedResource { name: format_smolstr!("{kind}.{name}"), address, kind, values, place, entry: change.span })
}

/// A value with what the plan says of it beside it: what is not known yet, and what is sensitive. What is null is not set.
fn known(after: &Value, unknown: Option<&Value>, sensitive: Option<&Value>, path: &str) -> Value {
    let is_true = |value: Option<&Value>| value.is_some_and(|value| value.kind == Kind::Bool(true));
    if is_true(sensitive) {
        return Value::unknown(WhyCode::Sensitive, path, after.span);
    }
    if is_true(unknown) {
        return after_apply(path, after.span);
    }
    match &after.kind {
        Kind::List(items) => {
            let at = |flags: Option<&Value>, place: usize| flags.and_then(Value::as_list).and_then(|flags| flags.get(place)).cloned();
            let item = |(place, item): (usize, &Value)| known(item, at(unknown, place).as_ref(), at(sensitive, place).as_ref(), path);
            let mut items: Vec<Value> = items.iter().enumerate().map(item).collect();
            let further = unknown.and_then(Value::as_list).unwrap_or_default().iter().skip(items.len());
            items.extend(further.map(|_| after_apply(path, after.span)));
            Value::list(items, after.span)
        }
        Kind::Map(map) => {
            let at = |flags: Option<&Value>, key: &str| flags.and_then(|flags| flags.get(key)).cloned();
            let mut result = Map::default();
            for entry in &map.entries {
                let path = format!("{path}.{}", entry.key);
                let value = known(&entry.value, at(unknown, &entry.key).as_ref(), at(sensitive, &entry.key).as_ref(), &path);
                if value.kind != Kind::Null {
                    result.push(entry.key.clone(), entry.key_span, value);
                }
            }
            for entry in members(unknown).filter(|entry| map.get(&entry.key).is_none()) {
                let path = format!("{path}.{}", entry.key);
                let nothing = Value::null(entry.value.span);
                let value = known(&nothing, Some(&entry.value), at(sensitive, &entry.key).as_ref(), &path);
                if value.kind != Kind::Null {
                    result.push(entry.key.clone(), entry.key_span, value);
                }
            }
            Value::map(result, after.span)
        }
        _ => after.clone(),
    }
}

fn after_apply(path: &str, span: Span) -> Value {
    Value::unknown(WhyCode::Unresolved, format!("`{path}` is known after apply"), span)
}

/// What `data.aws_caller_identity` gave in any module.
fn accounts(whole: &Value) -> Vec<SmolStr> {
    let mut found = vec![];
    let mut modules: Vec<&Value> = whole.get("prior_state").and_then(|state| state.get("values")?.get("root_module")).into_iter().collect();
    while let Some(module) = modules.pop() {
        let list = |name: &str| module.get(name).and_then(Value::as_list).unwrap_or_default();
        let asked = list("resources").iter().filter(|resource| resource.get("type").and_then(Value::as_str) == Some("aws_caller_identity"));
        found.extend(asked.filter_map(|resource| resource.get("values")?.get("account_id")?.as_str().map(SmolStr::new)));
        modules.extend(list("child_modules"));
    }
    found.sort();
    found.dedup();
    found
}

/// The address without the keys of instances: `module.a.aws_s3_bucket.b`.
fn definition(address: &str) -> String {
    let (mut result, mut inside, mut quoted, mut escaped) = (String::new(), false, false, false);
    for char in address.chars() {
        match char {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if inside => quoted = !quoted,
            '[' if !quoted => inside = true,
            ']' if !quoted => inside = false,
            _ if inside => {}
            _ => result.push(char),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_has_no_keys() {
        assert_eq!(definition(r#"module.a["x].[\"y"].aws_s3_bucket.b[0]"#), "module.a.aws_s3_bucket.b");
    }
}
