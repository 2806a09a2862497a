//! Terragrunt's own functions: <https://terragrunt.gruntwork.io/docs/reference/hcl/functions/>

use super::TerragruntContext;
use super::unknown;
use crate::mapped_text::{HoleKind, Text};
use crate::paths;
use crate::source::{FileId, Span, directory_of};
use crate::terraform::evaluate::Evaluator;
use crate::terraform::evaluate::scope::Scope;
use crate::terraform::functions::{below_repository, in_repository};
use crate::terraform::syntax::tree::Call;
use crate::terraform::values::failure::failed;
use crate::value::Value;

/// What only the run or the environment knows, and how that is said.
const NOT_KNOWN: &[(&str, &str)] = &[
    ("get_aws_account_alias", "the alias of the account"),
    ("get_aws_caller_identity_arn", "the identity that Terragrunt runs as"),
    ("get_aws_caller_identity_user_id", "the identity that Terragrunt runs as"),
    ("get_env", "the environment"),
    ("get_platform", "the platform"),
    ("get_terraform_cli_args", "the command line"),
    ("get_terraform_command", "the command line"),
    ("get_working_dir", "the folder that Terragrunt copies the module to"),
    ("read_tfvars_file", "a variables file that is read as text"),
    ("run_cmd", "the output of a command"),
    ("sops_decrypt_file", "an encrypted file"),
];

/// Commands of Terraform, by what they take.
const COMMANDS: &[(&str, &[&str])] = &[
    ("get_terraform_commands_that_need_input", &["apply", "import", "init", "plan", "refresh"]),
    ("get_terraform_commands_that_need_locking", &["apply", "destroy", "import", "plan", "refresh", "taint", "untaint"]),
    ("get_terraform_commands_that_need_parallelism", &["apply", "plan", "destroy"]),
    ("get_terraform_commands_that_need_vars", &["apply", "console", "destroy", "import", "plan", "push", "refresh"]),
];

impl<'a> Evaluator<'a> {
    /// The value of a call of one of Terragrunt's functions; nothing for others.
    pub(in crate::terraform) fn terragrunt_call(&self, call: &Call, span: Span, scope: &Scope<'_, 'a>) -> Option<Value> {
        let context = self.terragrunt_context(scope.instance)?;
        let argument = |place: usize| call.arguments.get(place).map(|argument| self.eval(argument, scope));
        let text = |text: String| Some(word(&text, span));
        let directory = |file: FileId| directory_of(self.workspace.path(file));
        match call.name.as_str() {
            "find_in_parent_folders" => Some(self.in_parent_folders(context, argument(0), argument(1), span)),
            "get_terragrunt_dir" => Some(self.absolute(directory(context.unit), span)),
            "get_original_terragrunt_dir" => Some(self.absolute(directory(context.original), span)),
            "get_parent_terragrunt_dir" => Some(self.absolute(directory(self.other(context, argument(0).as_ref())), span)),
            "path_relative_to_include" => text(relative(directory(self.other(context, argument(0).as_ref())), directory(context.unit))),
            "path_relative_from_include" => text(relative(directory(context.unit), directory(self.other(context, argument(0).as_ref())))),
            "get_repo_root" => Some(Value::text(in_repository("", span), span)),
            "get_path_from_repo_root" => text(relative("", &self.modules.path_in_repository(directory(context.unit)))),
            "get_path_to_repo_root" => text(relative(&self.modules.path_in_repository(directory(context.unit)), "")),
            "get_aws_account_id" => Some(Value::hole(HoleKind::OwnAccount, span)),
            "mark_as_read" => argument(0),
            "read_terragrunt_config" => Some(self.read_configuration(context, argument(0)?, argument(1), span)),
            name if let Some((_, commands)) = COMMANDS.iter().find(|(known, _)| *known == name) => {
                Some(Value::list(commands.iter().map(|command| word(command, span)).collect(), span))
            }
            name => {
                let (_, what) = NOT_KNOWN.iter().find(|(known, _)| *known == name)?;
                Some(unknown(&format!("`{name}`: {what} is not known"), span))
            }
        }
    }

    /// The file that includes or is included: in a unit the included one, in an included file that file.
    fn other(&self, context: TerragruntContext, name: Option<&Value>) -> FileId {
        if context.file != context.unit {
            return context.file;
        }
        let wanted = name.and_then(Value::as_str);
        let included = self.included(context);
        let other = included.iter().find(|include| wanted.is_none_or(|wanted| include.name == wanted));
        other.and_then(|include| include.file.as_ref().ok()).copied().unwrap_or(context.file)
    }

    /// A path of the workspace as an absolute one.
    fn absolute(&self, path: &str, span: Span) -> Value {
        Value::text(in_repository(&self.modules.path_in_repository(path), span), span)
    }

    fn in_parent_folders(&self, context: TerragruntContext, name: Option<Value>, otherwise: Option<Value>, span: Span) -> Value {
        let wanted = match &name {
            None => vec!["terragrunt.hcl", "root.hcl"],
            Some(name) => match name.as_str() {
                Some(name) => vec![name],
                None => return unknown("the name of the file in a folder above is not known", span),
            },
        };
        let mut folder = directory_of(self.workspace.path(context.unit));
        while !folder.is_empty() {
            folder = directory_of(folder);
            for name in &wanted {
                let path = if folder.is_empty() { (*name).to_owned() } else { format!("{folder}/{name}") };
                if self.workspace.find(&path).is_some() || self.workspace.directory(&path).next().is_some() {
                    return self.absolute(&path, span);
                }
            }
        }
        let missing = || unknown(&format!("`{}` is in no folder above, as far as they are scanned", wanted.join("` or `")), span);
        otherwise.unwrap_or_else(missing)
    }

    fn read_configuration(&self, context: TerragruntContext, path: Value, otherwise: Option<Value>, span: Span) -> Value {
        let Some(text) = path.to_text() else { return failed("a path is a text", span) };
        let named = self.named_path(context, &text);
        let file = named.as_ref().and_then(|path| self.workspace.find(path));
        match (file.filter(|file| self.terragrunt_file(*file).is_some()), path.first_unknown()) {
            (Some(file), _) => self.terragrunt_values(context.reading(file), span),
            (None, Some(hole)) if below_repository(&text).is_none() => unknown(&hole.kind.reason(), span),
            (None, _) => otherwise.unwrap_or_else(|| {
                let why = format!("`{}` is not on disk", text.literal());
                // In the repository Terragrunt stops there, unless a `try` goes on.
                if named.is_some() && file.is_none() { failed(&why, span) } else { unknown(&why, span) }
            }),
        }
    }
}

fn word(text: &str, span: Span) -> Value {
    Value::text(Text::computed(text, span), span)
}

fn relative(from: &str, to: &str) -> String {
    let path = paths::relative(from.as_ref(), to.as_ref());
    if path.is_empty() { ".".to_owned() } else { path }
}
