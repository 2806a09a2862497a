//! Files that units write beside their modules: <https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#generate>

use super::{Block, TerragruntContext, name};
use crate::problem::Problem;
use crate::terraform::directory::configuration_stem;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::parse;
use crate::terraform::template_parts::ParsedText;
use crate::terraform::variable_files::is_variables_file;
use crate::value::{Kind, Value};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::sync::Arc;

impl<'a> Evaluator<'a> {
    /// The variables that the generated files of a unit declare. What else they bear on the findings is told.
    pub(super) fn generated_variables(&self, unit: TerragruntContext) -> Vec<Arc<Block>> {
        let mut names: FxHashSet<SmolStr> = FxHashSet::default();
        let mut variables = vec![];
        // The block of a unit takes the place of one with its name in a file that it includes.
        for context in self.merged_files(unit) {
            let blocks = self.terragrunt_file(context.file).into_iter().flat_map(|file| file.parsed.body.blocks("generate"));
            for block in blocks.filter(|block| names.insert(block.label(0).cloned().unwrap_or_default())) {
                variables.extend(self.generated(context, block));
            }
        }
        variables
    }

    fn generated(&self, context: TerragruntContext, block: &Block) -> Vec<Arc<Block>> {
        let value = |name: &str| Some(self.terragrunt_eval(context, &block.body.attribute(name)?.value));
        let path = value("path");
        let path = path.as_ref().and_then(Value::to_text).map(|path| name(path.literal()).to_owned()).unwrap_or_default();
        let is_off = value("disable").is_some_and(|disable| disable.kind == Kind::Bool(true));
        let Some(contents) = value("contents").filter(|_| !is_off && (path.is_empty() || is_read(&path))) else { return vec![] };
        let label = block.label(0).map_or("", SmolStr::as_str);
        let Some(text) = contents.to_text().filter(|text| !text.literal().is_empty() || text.holes().is_empty()) else {
            self.not_followed(contents.span, &format!("what `generate {label}` writes"), &contents);
            return vec![];
        };
        let (is_known, text) = (text.known().is_some(), text.without_holes());
        let origin = ParsedText { text: text.literal(), file: contents.span.file, base: 0, embedded: Some(&text), whole: contents.span };
        let written = parse::native(&origin).body;
        let tell = |what: &str| self.report(Problem::unsupported(block.header, &format!("`generate {label}` writes {what}")));
        if is_variables_file(&path) {
            tell("a variables file, which is not read");
        } else if written.blocks.iter().any(|block| matches!(block.kind.as_str(), "resource" | "module")) {
            tell("resources, which are not judged");
        }
        // A default that is known in part only is none.
        written.blocks.into_iter().filter(|block| is_known && block.kind == "variable").collect()
    }
}

/// Whether Terraform reads a file of this name.
fn is_read(path: &str) -> bool {
    configuration_stem(path).is_some() || is_variables_file(path)
}
