//! `Fn::ImportValue`: what another template of the repository exports under that name. Exports are of one account and one Region, so what an ARN in them
//! leaves open is the same there.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html>

use super::conditions::Existence;
use super::stack::{Budget, Project, Stack, StackPosition};
use super::template::Template;
use crate::mapped_text::{HoleKind, Text, WhyCode};
use crate::problem::Problem;
use crate::source::{FileId, Span};
use crate::value::{Depth, Value};
use smol_str::{SmolStr, format_smolstr};
use std::sync::Arc;

/// An output that other stacks may import.
#[derive(Debug)]
pub(super) struct Export {
    name: Text,
    value: Value,
    /// The value without what tells the files of templates apart: the same template may lie here in two notations.
    comparable: String,
    file: FileId,
}

/// All exports of the templates. What one of them imports in turn is not looked up.
pub(super) fn exports(project: &Project<'_>) -> Vec<Export> {
    let project = Project { exports: None, ..*project };
    let has_exports = |template: &Template| template.section("Outputs").iter().any(|entry| entry.value.get("Export").is_some());
    project.templates.iter().filter(|template| has_exports(template)).flat_map(|template| of_template(&project, template)).collect()
}

fn of_template(project: &Project<'_>, template: &Arc<Template>) -> Vec<Export> {
    let budget = Budget::default();
    // Resources of another stack are told apart by its file.
    let prefix = format_smolstr!("{}/", template.path);
    let position = StackPosition { prefix, files: vec![template.file], ..StackPosition::default() };
    let stack = Stack::new(project, template, None, position, &budget);
    let mut exports = vec![];
    for entry in stack.expanded(template.section("Outputs")) {
        let name = entry.value.get("Export").and_then(|export| export.get("Name"));
        let (Some(name), Some(value)) = (name, entry.value.get("Value")) else { continue };
        let Existence::Under(..) = stack.existence(entry.value.get("Condition")) else { continue };
        let (name, value) = (stack.evaluate(name), stack.evaluate(value));
        // Questions of that stack are not those of the one that imports.
        let is_settled = value.first_open(Depth::Everywhere).is_none();
        let comparable = value.to_json().to_string().replace(stack.position.prefix.as_str(), "");
        exports.extend(name.to_text().filter(|_| is_settled).map(|name| Export { name, value, comparable, file: template.file }));
    }
    exports
}

impl Stack<'_> {
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
