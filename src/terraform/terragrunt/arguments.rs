//! What units give to variables otherwise than as inputs: <https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#extra_arguments>

use super::TerragruntContext;
use super::unknown;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::modules::variable_files::{self, Inputs};
use crate::terraform::syntax::tree::Block;
use crate::value::Value;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

/// What the command line that Terragrunt writes gives to variables.
#[derive(Default)]
pub(super) struct UnitArguments {
    /// `TF_VAR_…`, which wins over inputs.
    pub(super) environment: Inputs,
    /// What variables files and options give, which wins over all else.
    pub(super) options: Inputs,
    /// Why any variable that is not among the options may have another value: a file that is not known.
    pub(super) open: Option<Value>,
}

impl UnitArguments {
    fn may_be_any(&mut self, why: Value) {
        self.options.clear();
        self.open = Some(why);
    }
}

impl<'a> Evaluator<'a> {
    pub(super) fn unit_arguments(&self, unit: TerragruntContext) -> UnitArguments {
        let mut names: FxHashSet<SmolStr> = FxHashSet::default();
        let mut found: Vec<(TerragruntContext, &Block)> = vec![];
        for context in self.merged_files(unit) {
            let blocks = self.terragrunt_file(context.file).into_iter().flat_map(|file| file.parsed.body.blocks("terraform"));
            let blocks = blocks.flat_map(|block| block.body.blocks("extra_arguments"));
            found.extend(blocks.filter(|block| names.insert(block.label(0).cloned().unwrap_or_default())).map(|block| (context, block)));
        }
        let mut arguments = UnitArguments::default();
        for values in self.generated_values(unit) {
            match values {
                Ok(values) => arguments.options.extend(values),
                Err(why) => arguments.may_be_any(why),
            }
        }
        for (context, block) in found.into_iter().rev() {
            self.extra_arguments(context, block, &mut arguments);
        }
        arguments
    }

    fn extra_arguments(&self, context: TerragruntContext, block: &Block, into: &mut UnitArguments) {
        let value = |name: &str| Some(self.terragrunt_eval(context, &block.body.attribute(name)?.value));
        let items = |value: Value| value.as_list().map_or_else(|| vec![value.clone()], <[Value]>::to_vec);
        let listed = |name: &str| value(name).map_or_else(Vec::new, items);
        let deploys = |command: &Value| command.as_str().is_none_or(|command| matches!(command, "plan" | "apply"));
        let commands = listed("commands");
        if !commands.iter().any(deploys) {
            return;
        }
        if !commands.iter().any(|command| command.as_str().is_none_or(|command| command == "apply")) {
            self.changed_by_unit(
                block.header,
                "`extra_arguments` gives these to `plan` and not to `apply`, which might deploy something else",
            );
        }
        for entry in value("env_vars").as_ref().and_then(Value::as_map).into_iter().flat_map(|map| &map.entries) {
            into.environment.extend(entry.key.strip_prefix("TF_VAR_").map(|name| (SmolStr::new(name), entry.value.clone())));
            let is_variable = || entry.value.to_text().is_none_or(|text| !text.holes().is_empty() || text.literal().contains("-var"));
            if entry.key.starts_with("TF_CLI_ARGS") && is_variable() {
                let what = format!("`{}` gives variables on the command line of Terraform, which is not read", entry.key);
                self.changed_by_unit(entry.key_span, &what);
                into.may_be_any(unknown(&what, entry.key_span));
            }
        }
        let mut arguments = listed("arguments").into_iter();
        while let Some(argument) = arguments.next() {
            let text = argument.to_text().unwrap_or_default();
            let literal = text.literal();
            let (option, behind) = literal.split_once('=').unwrap_or((literal, ""));
            let value = match behind {
                "" => None,
                behind => Some(Value::text(text.slice(literal.len() - behind.len()..literal.len()), argument.span)),
            };
            match option.trim_start_matches('-') {
                "var-file" => into.file(self, context, value.or_else(|| arguments.next()).as_ref(), true),
                "var" => into.variable(value.or_else(|| arguments.next())),
                _ => {}
            }
        }
        listed("required_var_files").iter().for_each(|file| into.file(self, context, Some(file), true));
        listed("optional_var_files").iter().for_each(|file| into.file(self, context, Some(file), false));
    }
}

impl UnitArguments {
    /// What a variables file gives. One that may be missing gives nothing then.
    fn file(&mut self, evaluator: &Evaluator<'_>, context: TerragruntContext, path: Option<&Value>, is_required: bool) {
        let Some(path) = path else { return };
        let text = path.to_text();
        let named = text.as_ref().and_then(|text| evaluator.named_path(context, text));
        match named.as_ref().and_then(|path| evaluator.workspace.find(path)) {
            Some(file) => {
                let (values, problems) = variable_files::read(evaluator, file);
                problems.into_iter().for_each(|problem| evaluator.report(problem));
                self.options.extend(values);
            }
            None if named.is_some() && !is_required => {}
            None => self.may_be_any(evaluator.not_followed(path.span, "a variables file", path)),
        }
    }

    /// `name=value`.
    fn variable(&mut self, given: Option<Value>) {
        let Some((given, text)) = given.and_then(|given| Some((given.span, given.to_text()?))) else { return };
        if let Some((name, value)) = text.literal().split_once('=') {
            let from = text.literal().len() - value.len();
            self.options.insert(SmolStr::new(name), Value::text(text.slice(from..text.literal().len()), given));
        }
    }
}
