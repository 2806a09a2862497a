//! Plans as `terraform show -json` and `tofu show -json` write them: <https://developer.hashicorp.com/terraform/internals/json-format>

mod accounts;
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
use crate::value::{Entry, Kind, Map, Marks, Value};
use rustc_hash::FxHashMap;
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
    /// By the names of providers, the accounts that they were asked for.
    pub(super) accounts: FxHashMap<SmolStr, SmolStr>,
    /// What is lost, and what could not be read.
    pub(super) problems: Vec<Problem>,
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
        let changes = changes(&whole).map_err(|why| lost(start, why))?;
        let mut problems: Vec<Problem> = failed(&whole).map(|span| lost_part(span, "`terraform plan` failed")).into_iter().collect();
        let mut resources = vec![];
        for change in changes {
            match planned(change) {
                Ok(planned) => resources.extend(planned),
                Err(why) => problems.push(Problem::syntax_error(change.span, "a resource of the plan", why)),
            }
        }
        let variables = members(whole.get("variables")).filter_map(|entry| Some((entry.key.clone(), entry.value.get("value")?.clone())));
        let (variables, accounts) = (variables.collect(), accounts::of_providers(&whole));
        Ok(Plan { file, resources, variables, accounts, problems, whole })
    }

    /// What a plan lacks that was made for some resources only, or could not look at all of them.
    pub(super) fn left_out(&self) -> Option<Problem> {
        let complete = self.whole.get("complete").filter(|complete| complete.kind == Kind::Bool(false) && failed(&self.whole).is_none())?;
        Some(lost_part(complete.span, "the plan is not `complete`"))
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

/// The changes of a plan, or why there are none. Terraform leaves the list out where there are no resources.
fn changes(whole: &Value) -> Result<&[Value], &'static str> {
    const NONE: &str = "it has no list of `resource_changes`";
    match (whole.get("resource_changes"), whole.get("planned_values")) {
        (Some(changes), _) => changes.as_list().ok_or(NONE),
        (None, Some(planned)) => match planned.get("root_module").and_then(Value::as_map) {
            Some(root) if root.get("resources").or_else(|| root.get("child_modules")).is_some() => Err(NONE),
            _ => Ok(&[]),
        },
        (None, None) if whole.get("values").is_some() => Err("it is a state, not a plan"),
        (None, None) => Err(NONE),
    }
}

/// Where the plan says that planning failed.
fn failed(whole: &Value) -> Option<Span> {
    whole.get("errored").filter(|errored| errored.kind == Kind::Bool(true)).map(|errored| errored.span)
}

fn lost_part(span: Span, why: &str) -> Problem {
    Problem::syntax_error(span, "a part of the plan", &format!("{why}, so that resources might be missing"))
}

/// What a resource comes to; nothing for a data source and for one that is deleted.
fn planned(change: &Value) -> Result<Option<PlannedResource>, &'static str> {
    let text = |name: &'static str| change.get(name).and_then(Value::as_str).map(SmolStr::new);
    let planned = change.get("change").ok_or("it has no `change`")?;
    let actions = planned.get("actions").and_then(Value::as_list).unwrap_or_default();
    let is_gone = actions.iter().all(|action| matches!(action.as_str(), Some("delete" | "forget"))) && !actions.is_empty();
    if is_gone || text("mode").is_some_and(|mode| mode != "managed") {
        return Ok(None);
    }
    let address = text("address").ok_or("it has no `address`")?;
    let (kind, name) = (text("type").ok_or("it has no `type`")?, text("name").ok_or("it has no `name`")?);
    let after = planned.get("after").filter(|after| after.as_map().is_some()).ok_or("it has no values `after` the change")?;
    let values = known(after, planned.get("after_unknown"), planned.get("after_sensitive"), &address);
    let place = change.get("address").map_or(change.span, |address| address.span);
    Ok(Some(PlannedResource { name: format_smolstr!("{kind}.{name}"), address, kind, values, place, entry: change.span }))
}

/// A value with what the plan says of it beside it: what is not known yet, and what is sensitive. What is null is not set.
fn known(after: &Value, unknown: Option<&Value>, sensitive: Option<&Value>, path: &str) -> Value {
    let is_true = |value: Option<&Value>| value.is_some_and(|value| value.kind == Kind::Bool(true));
    if is_true(sensitive) {
        return known(after, unknown, None, path).marked(Marks::SENSITIVE);
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

/// The address without the keys of instances: `module.a.aws_s3_bucket.b`.
fn definition(address: &str) -> String {
    let (mut result, mut rest) = (String::new(), address);
    while let Some((before, key)) = rest.find('[').and_then(|at| rest.split_at_checked(at)) {
        result.push_str(before);
        rest = key_at_start(key).and_then(|end| key.get(end..)).unwrap_or_default();
    }
    result.push_str(rest);
    result
}

/// Whether a resource of the source, in whose address the keys are left out that are not known, may be this one of the plan.
fn may_be(source: &str, planned: &str) -> bool {
    let (mut source, mut planned) = (source, planned);
    while let Some(char) = planned.chars().next() {
        let key = planned.strip_prefix('[').and_then(|_| key_at_start(planned));
        match key {
            Some(key) if !source.starts_with('[') => planned = planned.get(key..).unwrap_or_default(),
            _ => match source.strip_prefix(char) {
                Some(rest) => (source, planned) = (rest, planned.get(char.len_utf8()..).unwrap_or_default()),
                None => return false,
            },
        }
    }
    source.is_empty()
}

/// How long the key in brackets is that a text begins with.
fn key_at_start(text: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, char) in text.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ']' if !quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_not_known_may_be_any() {
        let planned = r#"module.a["x].[\"y"].aws_s3_bucket.b[0]"#;
        assert!(
            [planned, r#"module.a["x].[\"y"].aws_s3_bucket.b"#, "module.a.aws_s3_bucket.b[0]", "module.a.aws_s3_bucket.b"]
                .into_iter()
                .all(|source| may_be(source, planned))
        );
        assert!(
            !["module.a.aws_s3_bucket.b[1]", "module.a.aws_s3_bucket.bb", r#"module.a["x"].aws_s3_bucket.b"#]
                .into_iter()
                .any(|source| may_be(source, planned))
        );
    }

    #[test]
    fn a_definition_has_no_keys() {
        assert_eq!(definition(r#"module.a["x].[\"y"].aws_s3_bucket.b[0]"#), "module.a.aws_s3_bucket.b");
    }
}
