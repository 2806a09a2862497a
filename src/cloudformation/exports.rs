//! `Fn::ImportValue`: what another template of the repository exports under that name. Exports are of one account and one Region, so what an ARN in them
//! leaves open is the same there.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html>

use super::conditions::Existence;
use super::stack::{Budget, Project, Stack, StackPosition};
use super::template::Template;
use super::{nested, roots};
use crate::mapped_text::{HoleKind, Text, WhyCode};
use crate::problem::Problem;
use crate::source::{FileId, Span};
use crate::value::{Entry, Kind, Value};
use rustc_hash::FxHashSet;
use smol_str::{SmolStr, format_smolstr};

/// How deep loops nest around an output.
const MAX_LOOPS: usize = 16;
/// What an export may come to: beyond that it is not known.
const MAX_ANSWERS: usize = 16;

/// An output that other stacks may import.
#[derive(Debug)]
pub(super) struct Export {
    name: Text,
    value: Value,
    /// The value without what tells the files of templates apart: the same template may lie here in two notations.
    comparable: String,
    file: FileId,
}

/// All exports of the templates, as they are deployed: by themselves, or in the stacks that nest them. What one of them imports in turn is not looked up.
pub(super) fn exports(project: &Project<'_>) -> Vec<Export> {
    let project = Project { exports: None, ..*project };
    let has_exports = |template: &Template| is_exported(template.section("Outputs"));
    let mut leading: FxHashSet<FileId> =
        project.templates.iter().filter(|template| has_exports(template)).map(|template| template.file).collect();
    if leading.is_empty() {
        return vec![];
    }
    let calls: Vec<(FileId, Vec<FileId>)> =
        project.templates.iter().map(|template| (template.file, roots::called_by(&project, template))).collect();
    // Those that export, and those whose nested stacks do.
    let mut before = 0;
    while before < leading.len() {
        before = leading.len();
        for (file, called) in &calls {
            if called.iter().any(|file| leading.contains(file)) {
                leading.insert(*file);
            }
        }
    }
    let mut found = vec![];
    for template in roots::first_of(&project, &|file| leading.contains(&file)).into_iter().filter_map(|place| project.templates.get(place))
    {
        let budget = Budget::default();
        // Resources of another stack are told apart by its file.
        let prefix = format_smolstr!("{}/", template.path);
        let position = StackPosition { prefix, is_root: true, files: vec![template.file], ..StackPosition::default() };
        Stack::new(&project, template, None, position, &budget).exports(&leading, &mut found);
    }
    found
}

/// Whether any of these outputs, or what a loop makes of one, is exported.
fn is_exported(outputs: &[Entry]) -> bool {
    fn has_export(value: &Value, depth: usize) -> bool {
        let inside = |value: &Value| depth > 0 && has_export(value, depth - 1);
        match &value.kind {
            Kind::Map(map) => map.get("Export").is_some() || map.entries.iter().any(|entry| inside(&entry.value)),
            Kind::List(items) => items.iter().any(inside),
            _ => false,
        }
    }
    outputs.iter().any(|entry| has_export(&entry.value, if entry.key.starts_with("Fn::") { MAX_LOOPS } else { 0 }))
}

impl Stack<'_> {
    /// What it and the stacks in it export, of templates that lead to an export.
    fn exports(&self, leading: &FxHashSet<FileId>, into: &mut Vec<Export>) {
        for entry in self.expanded(self.template.section("Outputs")) {
            let name = entry.value.get("Export").and_then(|export| export.get("Name"));
            let (Some(name), Some(value)) = (name, entry.value.get("Value")) else { continue };
            let Existence::Under(..) = self.existence(entry.value.get("Condition")) else { continue };
            let (name, value) = (self.evaluate(name), self.evaluate(value));
            // The questions of this stack are not those of the one that imports: a name that depends on one is a name for each answer.
            for given in name.assignments().unwrap_or_default() {
                let (name, value) = (name.under(&given), value.under(&given));
                if value.assignments().is_ok_and(|answers| answers.len() <= MAX_ANSWERS) {
                    let comparable = value.to_json().to_string().replace(self.position.prefix.as_str(), "");
                    into.extend(name.to_text().map(|name| Export { name, value, comparable, file: self.template.file }));
                }
            }
        }
        let is_nested = |entry: &&Entry| entry.value.get("Type").and_then(Value::as_str).is_some_and(nested::is_nested);
        for entry in self.resources.entries.iter().filter(is_nested) {
            self.in_child(entry, |child| {
                if leading.contains(&child.template.file) {
                    child.exports(leading, into);
                }
            });
        }
    }

    /// `Fn::ImportValue`.
    pub(super) fn imported(&self, argument: &Value, span: Span) -> Value {
        self.evaluate(argument).distribute(&mut |name| self.import(name.to_text().as_ref(), span))
    }

    fn import(&self, name: Option<&Text>, span: Span) -> Value {
        let shown = name.map_or_else(|| SmolStr::new_static("?"), |name| format_smolstr!("{name}"));
        let found = name.zip(self.project.exports).and_then(|(name, exports)| {
            let exports = exports.get_or_init(|| self::exports(self.project));
            let mut fitting = exports.iter().filter(|export| export.file != self.template.file && is_same(&export.name, name));
            let first = fitting.next()?;
            fitting.all(|other| other.comparable == first.comparable).then_some(first)
        });
        match found {
            Some(export) => {
                self.budget.files_read.borrow_mut().insert(export.file);
                self.report(Problem::inputs_given(Span::new(export.file, 0, 0)));
                export.value.clone().through(format_smolstr!("ImportValue {shown}"), span)
            }
            None => Value::unknown(WhyCode::Import, shown, span),
        }
    }
}

/// Whether a name is that of an export: the same text, or the same behind the name of a stack, which a parameter tells where it is imported.
fn is_same(export: &Text, import: &Text) -> bool {
    match (export.known(), import.known()) {
        (Some(export), Some(import)) => export == import,
        (None, None) => {
            let ([exported], [imported]) = (export.holes(), import.holes()) else { return false };
            let is_given = matches!(imported.hole.kind, HoleKind::Input { .. });
            let is_stack = |hole: &HoleKind| matches!(hole, HoleKind::Unknown(why) if why.detail.contains("AWS::StackName"));
            let fits = is_given && is_stack(&exported.hole.kind) || exported.hole.kind == imported.hole.kind;
            fits && exported.at == imported.at && export.literal() == import.literal() && !export.literal().is_empty()
        }
        _ => false,
    }
}
