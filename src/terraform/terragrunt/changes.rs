//! What units change of their modules that is not judged: each is told, since whoever may change a unit may change what is deployed.

use super::TerragruntContext;
use super::name;
use crate::problem::{Code, Problem};
use crate::source::{FileId, Span, directory_of};
use crate::terraform::evaluate::Evaluator;
use crate::terraform::modules::directory::configuration_stem;
use crate::terraform::modules::variable_files;
use smol_str::SmolStr;

impl Evaluator<'_> {
    /// Tells something that a unit changes.
    pub(super) fn changed_by_unit(&self, span: Span, what: &str) {
        self.report(Problem::changed_by_tree(Code::PathsChanged, span, what));
    }

    /// Tells what a unit changes of its module, which lies in this directory.
    pub(super) fn tell_changes(&self, unit: FileId, module: &str) {
        let context = TerragruntContext::of_unit(unit);
        let here = directory_of(self.workspace.path(unit));
        if here != module {
            self.tell_copied(here);
        }
        for context in self.merged_files(context) {
            let Some(file) = self.terragrunt_file(context.file) else { continue };
            let body = &file.parsed.body;
            let hooks = body.blocks("terraform").flat_map(|block| &block.body.blocks);
            for hook in hooks.filter(|block| matches!(block.kind.as_str(), "before_hook" | "after_hook")) {
                let what = format!(
                    "`{} {}` runs a command, which might change what is deployed",
                    hook.kind,
                    hook.label(0).map_or("", SmolStr::as_str)
                );
                self.changed_by_unit(hook.header, &what);
            }
            if let Some(generate) = body.attribute("generate") {
                self.changed_by_unit(generate.name_span, "the files that `generate = …` writes beside the module are not judged");
            }
        }
        for file in self.generated_files(context, |_| true) {
            let path = if module.is_empty() { file.name.clone() } else { format!("{module}/{}", file.name) };
            let takes_place = self.workspace.find(&path).is_some();
            let stem = file.name.strip_suffix(".json").unwrap_or(&file.name);
            let stem = stem.strip_suffix(".tf").or_else(|| stem.strip_suffix(".tofu")).unwrap_or_default();
            let is_override = stem == "override" || stem.ends_with("_override");
            let is_json = file.name.ends_with(".json") && configuration_stem(&file.name).is_some();
            let changes = match (takes_place, is_override, is_json) {
                _ if file.is_about_providers() => continue,
                (true, ..) => "in the place of a file of the module",
                (_, true, _) => "which overrides the module",
                (_, _, true) => "beside the module",
                _ => continue,
            };
            self.changed_by_unit(file.block.header, &format!("{} writes `{}`, {changes}; that is not judged", file.shown(), file.name));
        }
    }

    /// Terragrunt copies the files of a unit into the folder in which Terraform runs:
    /// <https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#terraform>
    fn tell_copied(&self, here: &str) {
        for (file, entry) in self.workspace.directory(here) {
            let is_automatic = variable_files::is_automatic(name(&entry.path));
            if is_automatic || configuration_stem(&entry.path).is_some() {
                let what = "Terragrunt copies this file to the module that the unit beside it deploys; there it is not judged";
                self.changed_by_unit(Span::new(file, 0, 0), what);
            }
        }
    }
}
