//! Files that units write beside their modules: <https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#generate>

use super::TerragruntContext;
use super::name;
use crate::mapped_text::Text;
use crate::problem::Problem;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::modules::directory::configuration_stem;
use crate::terraform::modules::variable_files;
use crate::terraform::syntax::parse;
use crate::terraform::syntax::template_parts::ParsedText;
use crate::terraform::syntax::tree::Block;
use crate::terraform::syntax::tree::Body;
use crate::value::{Kind, Value};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::sync::Arc;

/// A file that a unit writes.
pub(super) struct GeneratedFile<'a> {
    pub(super) block: &'a Block,
    /// Without its folders; empty if it is not known.
    pub(super) name: String,
    contents: Value,
}

impl GeneratedFile<'_> {
    pub(super) fn shown(&self) -> String {
        format!("`generate {}`", self.block.label(0).map_or("", SmolStr::as_str))
    }

    /// Whether it holds nothing but the settings of Terraform and of providers, which change nothing that is judged.
    pub(super) fn is_about_providers(&self) -> bool {
        let is_native = configuration_stem(&self.name).is_some() && !self.name.ends_with(".json");
        let Some(text) = self.contents.to_text().filter(|_| is_native) else { return false };
        let body = self.parsed(text);
        !body.blocks.is_empty() && body.blocks.iter().all(|block| matches!(block.kind.as_str(), "terraform" | "provider"))
    }

    /// What it says, without what is not known in it.
    fn parsed(&self, text: Text) -> Body {
        let text = text.without_holes();
        let span = self.contents.span;
        parse::native(&ParsedText { text: text.literal(), file: span.file, base: 0, embedded: Some(&text), whole: span }).body
    }
}

impl<'a> Evaluator<'a> {
    /// The files with such names that a unit writes beside its module.
    pub(super) fn generated_files(&self, unit: TerragruntContext, is_meant: fn(&str) -> bool) -> Vec<GeneratedFile<'a>> {
        let mut names: FxHashSet<SmolStr> = FxHashSet::default();
        let mut files = vec![];
        // The block of a unit takes the place of one with its name in a file that it includes.
        for context in self.merged_files(unit) {
            let blocks = self.terragrunt_file(context.file).into_iter().flat_map(|file| file.parsed.body.blocks("generate"));
            for block in blocks.filter(|block| names.insert(block.label(0).cloned().unwrap_or_default())) {
                let value = |name: &str| Some(self.terragrunt_eval(context, &block.body.attribute(name)?.value));
                let path = value("path").as_ref().and_then(Value::to_text);
                let name = path.map_or_else(String::new, |path| name(path.literal()).to_owned());
                let is_off = value("disable").is_some_and(|disable| disable.kind == Kind::Bool(true));
                let contents = value("contents").filter(|_| !is_off && is_meant(&name));
                files.extend(contents.map(|contents| GeneratedFile { block, name, contents }));
            }
        }
        files
    }

    /// What the generated files of a unit declare. What they say that is not known is told.
    pub(super) fn generated_blocks(&self, unit: TerragruntContext) -> Vec<Arc<Block>> {
        let mut blocks = vec![];
        for file in self.generated_files(unit, is_read).iter().filter(|file| !variable_files::is_automatic(&file.name)) {
            // Whatever is decided, a variable that is declared somewhere has what is given to it.
            let leaves = leaves(&file.contents);
            let is_open = leaves.len() > 1;
            blocks.extend(leaves.into_iter().flat_map(|contents| self.declared_in(file, contents, is_open)));
        }
        blocks
    }

    fn declared_in(&self, file: &GeneratedFile<'a>, contents: &Value, is_open: bool) -> Vec<Arc<Block>> {
        let Some(text) = contents.to_text().filter(|text| !text.literal().is_empty() || text.holes().is_empty()) else {
            self.not_followed(file.contents.span, &format!("what {} writes", file.shown()), contents);
            return vec![];
        };
        let is_known = text.known().is_some();
        let blocks = file.parsed(text).blocks;
        let is_judged = is_known && !is_open;
        if !is_judged && blocks.iter().any(|block| matches!(block.kind.as_str(), "resource" | "module")) {
            let why = format!("{} writes resources, which are not judged, for not all of it is known", file.shown());
            self.report(Problem::unsupported(file.block.header, &why));
        }
        // What is known in part only says nothing for certain.
        let counts = |block: &Arc<Block>| if block.kind == "variable" { is_known } else { is_judged };
        blocks.into_iter().filter(counts).collect()
    }

    /// What each variables file gives that a unit generates, or why it is not known.
    pub(super) fn generated_values(&self, unit: TerragruntContext) -> Vec<Result<Vec<(SmolStr, Value)>, Value>> {
        let files = self.generated_files(unit, is_read).into_iter().filter(|file| variable_files::is_automatic(&file.name));
        let values = |file: GeneratedFile<'a>| match file.contents.to_text() {
            Some(text) if text.known().is_some() && !file.name.ends_with(".json") => {
                let attributes = file.parsed(text).attributes;
                Ok(attributes.into_iter().map(|attribute| (attribute.name, self.eval_constant(&attribute.value))).collect())
            }
            _ => Err(self.not_followed(file.contents.span, &format!("the variables file that {} writes", file.shown()), &file.contents)),
        };
        files.map(values).collect()
    }
}

/// Whether Terraform reads a file of this name beside a module; of one that is not known it may.
fn is_read(name: &str) -> bool {
    name.is_empty() || configuration_stem(name).is_some() || variable_files::is_automatic(name)
}

/// What a value may be.
fn leaves(value: &Value) -> Vec<&Value> {
    match &value.kind {
        Kind::Alternatives(open) => open.branches.iter().flat_map(|(_, branch)| leaves(branch)).collect(),
        _ => vec![value],
    }
}
