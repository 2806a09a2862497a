//! `AWS::Include`: a part of a template that stands in a file of its own. What lies in a bucket is not known; a path beside the template is, for
//! `aws cloudformation package` uploads it.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-include.html>

use super::nested::{NestedTarget, locate};
use super::stack::Stack;
use super::template::{INCLUDE, Template, documents};
use crate::mapped_text::WhyCode;
use crate::problem::Problem;
use crate::source::{FileId, Span, Workspace};
use crate::value::{Entry, Kind, Map, Shared, Value};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// How many members files may bring into one template.
const MAX_MEMBERS: usize = 100_000;
/// The sections that a file may bring.
const SECTIONS: &[&str] = &["Metadata", "Parameters", "Rules", "Mappings", "Conditions", "Globals", "Resources", "Outputs"];

/// The template with the files in it whose names stand in it just so, wherever a transform may stand: beside the sections, in one, in a resource, in place
/// of a value. What is not found is left for evaluation to tell of.
pub(super) fn with_included(workspace: &Workspace, template: &Arc<Template>, problems: &mut Vec<Problem>) -> Arc<Template> {
    if !template.may_include {
        return template.clone();
    }
    let mut inclusion = Inclusion { workspace, template, problems, files: FxHashMap::default(), members: 0 };
    let root = inclusion.at_top(template.root());
    let mut files: Vec<FileId> = inclusion.files.into_keys().collect();
    files.sort_by_key(|file| file.0);
    if files.is_empty() { template.clone() } else { Arc::new(template.with_parts(root, files)) }
}

struct Inclusion<'a> {
    workspace: &'a Workspace,
    template: &'a Template,
    problems: &'a mut Vec<Problem>,
    /// What each file comes to that was looked at.
    files: FxHashMap<FileId, Option<Value>>,
    /// Members that files have brought.
    members: usize,
}

impl Inclusion<'_> {
    /// The sections, and those of files that are included beside them.
    fn at_top(&mut self, root: &Value) -> Value {
        let Some(map) = root.as_map() else { return root.clone() };
        let (mut sections, mut added): (Vec<Entry>, Vec<Entry>) = (vec![], vec![]);
        for entry in &map.entries {
            if entry.key != "Transform" && entry.key != "Fn::Transform" {
                sections.push(Entry { value: self.inside(&entry.value), ..entry.clone() });
                continue;
            }
            let mut kept = vec![];
            for item in entry.value.as_list().unwrap_or(std::slice::from_ref(&entry.value)) {
                match self.members_of(item) {
                    Some(file) => added.extend(file.entries.iter().cloned()),
                    None => kept.push(item.clone()),
                }
            }
            if !kept.is_empty() {
                sections.push(Entry { value: Value::list(kept, entry.value.span), ..entry.clone() });
            }
        }
        added.into_iter().for_each(|section| add_section(&mut sections, section));
        Value { kind: Kind::Map(Shared::new(Map { entries: sections })), ..root.clone() }
    }

    /// The value with files in place of the transforms in it.
    fn inside(&mut self, value: &Value) -> Value {
        let kind = match &value.kind {
            Kind::List(items) => Kind::List(Shared::new(items.iter().map(|item| self.inside(item)).collect())),
            Kind::Map(map) => {
                let mut entries = vec![];
                for entry in &map.entries {
                    let is_transform = entry.key == "Fn::Transform";
                    if is_transform
                        && map.entries.len() == 1
                        && let Some(file) = self.file(&entry.value)
                    {
                        return file;
                    }
                    match is_transform.then(|| self.members_of(&entry.value)).flatten() {
                        Some(file) => entries.extend(file.entries.iter().cloned()),
                        None => entries.push(Entry { value: self.inside(&entry.value), ..entry.clone() }),
                    }
                }
                Kind::Map(Shared::new(Map { entries }))
            }
            _ => return value.clone(),
        };
        Value { kind, ..value.clone() }
    }

    /// What a file comes to that a transform names; nothing if it is not one file of the repository.
    fn file(&mut self, transform: &Value) -> Option<Value> {
        if transform.get("Name").and_then(Value::as_str) != Some(INCLUDE) {
            return None;
        }
        let location = transform.get("Parameters")?.get("Location")?;
        let location = location.get("Fn::Sub").unwrap_or(location).as_str().filter(|path| !path.contains("${"))?;
        let NestedTarget::File(file) = locate(self.workspace, self.template, location) else { return None };
        let text = self.workspace.text(file).ok().filter(|_| file != self.template.file)?;
        if let Some(known) = self.files.get(&file) {
            return known.clone();
        }
        let read = documents(file, text);
        self.problems.extend(read.problems);
        let value = read.values.into_iter().next();
        self.files.insert(file, value.clone());
        value
    }

    /// The members of such a file that come beside others; none where they are too many.
    fn members_of(&mut self, transform: &Value) -> Option<Arc<Shared<Map>>> {
        let Kind::Map(members) = self.file(transform)?.kind else { return None };
        if self.members > MAX_MEMBERS {
            return None;
        }
        self.members += members.entries.len();
        if self.members > MAX_MEMBERS {
            let limit = format!("files bring more than {MAX_MEMBERS} members into one template");
            self.problems.push(Problem::limit_reached(transform.span, &limit));
            return None;
        }
        Some(members)
    }
}

/// Adds a section of a file; its members come behind those that are there.
fn add_section(sections: &mut Vec<Entry>, section: Entry) {
    match sections.iter_mut().find(|known| known.key == section.key) {
        Some(Entry { value: Value { kind: Kind::Map(known), .. }, .. }) => {
            let added = section.value.as_map().map_or(&[][..], |map| map.entries.as_slice());
            Arc::make_mut(known).entries.extend(added.iter().cloned());
        }
        None if SECTIONS.contains(&section.key.as_str()) => sections.push(section),
        _ => {}
    }
}

/// The APIs whose definition may be a file that `aws cloudformation package` and `sam package` upload.
/// <https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html>
const WITH_DEFINITION: [&str; 2] = ["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"];

impl Stack<'_> {
    /// The properties of an API with its definition in its place, where that is a file of the repository; what lies in a bucket is not known.
    pub(super) fn with_definition(&self, kind: &str, mut properties: Value) -> Value {
        let location = properties.get("BodyS3Location").filter(|_| WITH_DEFINITION.contains(&kind) && properties.get("Body").is_none());
        let Some(location) = location.filter(|location| !matches!(location.kind, Kind::Absent | Kind::Null)).cloned() else {
            return properties;
        };
        let path = location.get("Key").filter(|_| location.get("Bucket").is_none()).unwrap_or(&location).as_str();
        let body = path.and_then(|path| self.definition_at(path, location.span)).unwrap_or_else(|| {
            let why = "the definition of the API lies in a bucket";
            Value::unknown(WhyCode::Unresolved, why, location.span)
        });
        if let Kind::Map(members) = &mut properties.kind {
            Arc::make_mut(members).push("Body", location.span, body);
        }
        properties
    }

    fn definition_at(&self, path: &str, span: Span) -> Option<Value> {
        let file = match locate(self.project.workspace, self.template, path) {
            NestedTarget::File(file) => file,
            NestedTarget::Elsewhere(_) => return None,
            NestedTarget::Outside(path) => {
                self.report(Problem::outside_root(span, &path));
                return Some(Value::unknown(WhyCode::OutsideRoot, path, span));
            }
        };
        self.budget.files_read.borrow_mut().insert(file);
        let text = match self.project.workspace.text(file) {
            Ok(text) => text,
            Err(why) => {
                self.report(Problem::unreadable_file(file, why));
                return Some(Value::unknown(WhyCode::UnreadableFile, path, span));
            }
        };
        let read = documents(file, text);
        read.problems.into_iter().for_each(|problem| self.report(problem));
        read.values.into_iter().next()
    }

    /// What a file comes to in the place of the transform that names it; nothing if it is not one file of the repository.
    pub(super) fn included(&self, argument: &Value, span: Span) -> Option<Value> {
        let location = self.evaluate(argument.get("Parameters")?.get("Location")?);
        let path = location.as_str()?;
        let file = match locate(self.project.workspace, self.template, path) {
            NestedTarget::File(file) => file,
            NestedTarget::Elsewhere(_) => return None,
            NestedTarget::Outside(path) => {
                self.report(Problem::outside_root(span, &path));
                return Some(Value::unknown(WhyCode::OutsideRoot, path, span));
            }
        };
        self.budget.files_read.borrow_mut().insert(file);
        // AWS takes no include within an include.
        if self.budget.included.borrow().contains(&file) || file == span.file {
            self.report(Problem::cycle(span, path));
            return Some(Value::unknown(WhyCode::Cycle, path, span));
        }
        let text = match self.project.workspace.text(file) {
            Ok(text) => text,
            Err(why) => {
                self.report(Problem::unreadable_file(file, why));
                return Some(Value::unknown(WhyCode::UnreadableFile, path, span));
            }
        };
        let read = documents(file, text);
        read.problems.into_iter().for_each(|problem| self.report(problem));
        self.budget.included.borrow_mut().push(file);
        let value = read.values.first().map(|value| self.evaluate(value));
        self.budget.included.borrow_mut().pop();
        value
    }
}
