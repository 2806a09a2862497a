//! `AWS::Include`: a part of a template that stands in a file of its own. What lies in a bucket is not known; a path beside the template is, for
//! `aws cloudformation package` uploads it.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-include.html>

use super::nested::{NestedTarget, locate};
use super::stack::Stack;
use super::template::{INCLUDE, Template, documents};
use crate::mapped_text::WhyCode;
use crate::problem::Problem;
use crate::source::{FileId, Span, Workspace};
use crate::value::{Entry, Kind, Map, Value};
use std::sync::Arc;

/// The template with the files in it whose names stand in it just so, wherever a transform may stand: beside the sections, in one, in a resource, in place
/// of a value. What is not found is left for evaluation to tell of.
pub(super) fn with_included(workspace: &Workspace, template: &Arc<Template>, problems: &mut Vec<Problem>) -> Arc<Template> {
    if !template.may_include {
        return template.clone();
    }
    let mut inclusion = Inclusion { workspace, template, problems, files: vec![] };
    let root = inclusion.at_top(template.root());
    let files = inclusion.files;
    if files.is_empty() { template.clone() } else { Arc::new(template.with_parts(root, files)) }
}

struct Inclusion<'a> {
    workspace: &'a Workspace,
    template: &'a Template,
    problems: &'a mut Vec<Problem>,
    files: Vec<FileId>,
}

impl Inclusion<'_> {
    /// The sections, and those of files that are included beside them.
    fn at_top(&mut self, root: &Value) -> Value {
        let Some(map) = root.as_map() else { return root.clone() };
        let mut sections: Vec<Entry> = vec![];
        for entry in &map.entries {
            if entry.key != "Transform" && entry.key != "Fn::Transform" {
                add_section(&mut sections, Entry { value: self.inside(&entry.value), ..entry.clone() });
                continue;
            }
            let (mut added, mut kept) = (vec![], vec![]);
            for item in entry.value.as_list().unwrap_or(std::slice::from_ref(&entry.value)) {
                match self.file(item).as_ref().and_then(Value::as_map) {
                    Some(file) => added.extend(file.entries.iter().cloned()),
                    None => kept.push(item.clone()),
                }
            }
            if !kept.is_empty() {
                sections.push(Entry { value: Value::list(kept, entry.value.span), ..entry.clone() });
            }
            added.into_iter().for_each(|section| add_section(&mut sections, section));
        }
        Value { kind: Kind::Map(Arc::new(Map { entries: sections })), ..root.clone() }
    }

    /// The value with files in place of the transforms in it.
    fn inside(&mut self, value: &Value) -> Value {
        let kind = match &value.kind {
            Kind::List(items) => Kind::List(Arc::new(items.iter().map(|item| self.inside(item)).collect())),
            Kind::Map(map) => {
                let mut entries = vec![];
                for entry in &map.entries {
                    let file = (entry.key == "Fn::Transform").then(|| self.file(&entry.value)).flatten();
                    match file {
                        Some(file) if map.entries.len() == 1 => return file,
                        Some(Value { kind: Kind::Map(file), .. }) => entries.extend(file.entries.iter().cloned()),
                        _ => entries.push(Entry { value: self.inside(&entry.value), ..entry.clone() }),
                    }
                }
                Kind::Map(Arc::new(Map { entries }))
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
        let read = documents(file, text);
        if !self.files.contains(&file) {
            self.files.push(file);
            self.problems.extend(read.problems);
        }
        read.values.into_iter().next()
    }
}

/// Adds a section; the members of one that is there already come behind these.
fn add_section(sections: &mut Vec<Entry>, section: Entry) {
    match sections.iter_mut().find(|known| known.key == section.key) {
        Some(Entry { value: Value { kind: Kind::Map(known), .. }, .. }) => {
            let added = section.value.as_map().map_or(&[][..], |map| map.entries.as_slice());
            let entries = known.entries.iter().chain(added).cloned().collect();
            *known = Arc::new(Map { entries });
        }
        _ => sections.push(section),
    }
}

impl Stack<'_> {
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
