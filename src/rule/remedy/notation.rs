//! The ways to write a statement, and a condition in each of them.

use super::names::{PlaceName, PlaceNames};
use crate::attribute_path::AttributePath;
use crate::facts::SiteFormat;
use crate::resource::Language;
use crate::rule::context::StatementContext;
use crate::source::{Span, Workspace};
use crate::value::Kind;

/// How the members of a statement are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Syntax {
    /// Blocks and arguments of Terraform.
    Block,
    /// An object of Terraform.
    Object,
    /// An object with `actions` and `principals`, as modules take them; some call its member `conditions`.
    Members {
        plural: bool,
        /// `condition = { test = … }`, as the objects beside it have it, and no list.
        is_object: bool,
    },
    /// A block of Terraform in its JSON syntax: `"condition": {"test": …}`.
    BlockInJson,
    Json {
        /// `"Effect" : "Allow"`, as `terraform fmt` writes it in an expression.
        is_spaced: bool,
    },
    Yaml,
    /// `{Effect: Allow, …}`.
    YamlFlow,
}

/// Whether the objects that a module takes call the member `conditions` and not `condition`; nothing where no object beside it has either and the module is not
/// here: one that the module does not know does nothing.
fn plural(workspace: &Workspace, context: &StatementContext<'_>, holder: Span) -> Option<bool> {
    let text = workspace.text(holder.file).ok()?;
    let is_elsewhere = || context.policy.policy.resource.kind == "module";
    match text.contains("conditions") {
        true => Some(true),
        false if text.split("condition").skip(1).any(|behind| behind.trim_start().starts_with('=')) => Some(false),
        false if is_elsewhere() => None,
        false => Some(false),
    }
}

/// Whether the objects of a file write a condition as an object.
fn has_objects(workspace: &Workspace, holder: Span) -> bool {
    let text = workspace.text(holder.file).map_or("", |text| text);
    let values = text.split("condition").skip(1).filter_map(|behind| behind.trim_start_matches('s').trim_start().strip_prefix('='));
    let mut values = values.map(|value| value.trim_start().chars().next());
    values.next() == Some(Some('{')) && values.all(|first| first == Some('{'))
}

/// How a name is written where a value stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NameForm {
    /// `data.aws_caller_identity.current.account_id`.
    Expression,
    /// `"${AWS::AccountId}"`.
    Interpolation,
    /// `!Ref AWS::AccountId`, `{"Ref": "AWS::AccountId"}`.
    Intrinsic,
    /// Not at all: the text is taken as it is.
    Nothing,
}

/// How the statement at fault is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Notation {
    pub(super) syntax: Syntax,
    pub(super) reference: NameForm,
    /// JSON inside a quoted text: `{\"Effect\": …}`.
    pub(super) is_escaped: bool,
}

impl Notation {
    /// The notation of what stands at `holder`: the statement, or the resource or its properties where a permission is spread over arguments.
    pub(super) fn of(context: &StatementContext<'_>, holder: Span) -> Option<Notation> {
        let policy = context.policy.policy;
        let workspace = context.policy.root.workspace;
        let file = workspace.path(holder.file);
        let text = workspace.slice(holder);
        let plain = |syntax, reference| Some(Notation { syntax, reference, is_escaped: false });
        let braces = key(text);
        let json = Syntax::Json { is_spaced: text.split('"').nth(2).is_some_and(|behind| behind.starts_with(" :")) };
        let is_code = [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|end| file.ends_with(end));
        match policy.resource.language {
            Language::Terraform => {
                let reference = if is_code { NameForm::Interpolation } else { NameForm::Nothing };
                let is_in_json = is_code && file.ends_with(".json");
                // Blocks of the provider have members of their own there, and what stands in an expression stands in a text of JSON.
                let is_block_in_json = || text.contains("\"actions\"") && !text.contains("\"Effect\"");
                match braces {
                    Some(FirstKey::Bare | FirstKey::Quoted('=')) if is_in_json => None,
                    Some(FirstKey::Quoted(':')) if is_in_json && is_block_in_json() => plain(Syntax::BlockInJson, reference),
                    Some(FirstKey::Bare | FirstKey::Quoted('=')) if is_code && text.contains("actions") && !text.contains("Effect") => {
                        let (plural, is_object) = (plural(workspace, context, holder)?, has_objects(workspace, holder));
                        plain(Syntax::Members { plural, is_object }, NameForm::Expression)
                    }
                    Some(FirstKey::Bare | FirstKey::Quoted('=')) if is_code => plain(Syntax::Object, NameForm::Expression),
                    Some(FirstKey::Quoted(':')) => plain(json, reference),
                    Some(FirstKey::Escaped) => Some(Notation { syntax: json, reference, is_escaped: true }),
                    None if is_code && is_block(text) => plain(Syntax::Block, NameForm::Expression),
                    _ => None,
                }
            }
            Language::CloudFormation => {
                let reference = reference(context, workspace, holder);
                let is_json = workspace.text(holder.file).is_ok_and(|all| all.trim_start().starts_with('{'));
                match braces {
                    Some(FirstKey::Escaped) => {
                        let reference = if reference == NameForm::Intrinsic { inside_text(workspace, holder) } else { reference };
                        Some(Notation { syntax: json, reference, is_escaped: true })
                    }
                    // In a template that Terraform's language makes, no name of a template has this form.
                    Some(FirstKey::Bare | FirstKey::Quoted('=')) if is_code => None,
                    Some(_) if is_json || is_code || reference != NameForm::Intrinsic => plain(json, reference),
                    Some(_) => plain(Syntax::YamlFlow, reference),
                    None if is_json || reference != NameForm::Intrinsic => None,
                    None => plain(Syntax::Yaml, reference),
                }
            }
        }
    }

    /// The value of a guard; nothing if it needs a name that nothing stands for here.
    pub(super) fn value(self, template: &str, names: &PlaceNames) -> Option<String> {
        let parts = parts(template, names)?;
        let references = parts.iter().filter(|part| matches!(part, PlaceName::Reference(_))).count();
        let interpolated: String = parts
            .iter()
            .map(|part| match part {
                PlaceName::Reference(name) => format!("${{{name}}}"),
                PlaceName::Literal(text) => text.clone(),
            })
            .collect();
        let only = match parts.as_slice() {
            [PlaceName::Reference(name)] => Some(name),
            _ => None,
        };
        Some(match (self.reference, only) {
            (NameForm::Nothing, _) if references > 0 => return None,
            (NameForm::Expression, Some(name)) => name.clone(),
            (NameForm::Intrinsic, _) if references > 0 => match (self.syntax, only) {
                (Syntax::Yaml, Some(name)) => format!("!Ref {name}"),
                (Syntax::YamlFlow, Some(name)) => format!("!Ref \"{name}\""),
                (Syntax::Yaml | Syntax::YamlFlow, None) => format!("!Sub \"{interpolated}\""),
                (_, Some(name)) => format!("{{ \"Ref\": \"{name}\" }}"),
                (_, None) => format!("{{ \"Fn::Sub\": \"{interpolated}\" }}"),
            },
            _ => format!("\"{interpolated}\""),
        })
    }
}

impl Syntax {
    /// A member, with the members around its value: `["Condition", "StringEquals", "aws:SourceAccount"]`.
    pub(super) fn member(self, keys: &[&str], value: &str) -> String {
        let Some((first, rest)) = keys.split_first() else { return value.to_owned() };
        let bare = first.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let inner = self.member(rest, value);
        let inner = match (self, rest.is_empty()) {
            (_, true) => inner,
            (Syntax::Yaml, false) => format!("\n{}", indented(&inner, "  ")),
            (Syntax::YamlFlow, false) => format!("{{{inner}}}"),
            (_, false) => format!("{{ {inner} }}"),
        };
        match self {
            Syntax::Block | Syntax::Object | Syntax::Members { .. } if bare => format!("{first} = {inner}"),
            Syntax::Block | Syntax::Object | Syntax::Members { .. } => format!("\"{first}\" = {inner}"),
            Syntax::Json { is_spaced: true } => format!("\"{first}\" : {inner}"),
            Syntax::Json { is_spaced: false } | Syntax::BlockInJson => format!("\"{first}\": {inner}"),
            Syntax::Yaml if inner.starts_with('\n') => format!("{first}:{inner}"),
            Syntax::Yaml => format!("{first}: {inner}"),
            Syntax::YamlFlow if bare => format!("{first}: {inner}"),
            Syntax::YamlFlow => format!("\"{first}\": {inner}"),
        }
    }

    /// The same with each member in braces on a line of its own.
    pub(super) fn member_on_lines(self, keys: &[&str], value: &str) -> String {
        match keys.split_first() {
            Some((first, rest)) if !rest.is_empty() => {
                let inner = indented(&self.member_on_lines(rest, value), "  ");
                self.member(&[first], &format!("{{\n{inner}\n}}"))
            }
            _ => self.member(keys, value),
        }
    }
}

/// The same lines, further in.
pub(super) fn indented(text: &str, by: &str) -> String {
    text.lines().map(|line| format!("{by}{line}")).collect::<Vec<_>>().join("\n")
}

/// The texts and names that a template is made of; texts that meet are one. `{=var.region}` is what the code says there already.
fn parts(template: &str, names: &PlaceNames) -> Option<Vec<PlaceName>> {
    let mut parts: Vec<PlaceName> = vec![];
    let mut push = |part: PlaceName| match (parts.last_mut(), part) {
        (Some(PlaceName::Literal(last)), PlaceName::Literal(text)) => last.push_str(&text),
        (_, part) => parts.push(part),
    };
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        if !before.is_empty() {
            push(PlaceName::Literal(before.to_owned()));
        }
        push(match name {
            "account" => names.account.clone()?,
            "partition" => names.partition.clone(),
            "region" => names.region.clone(),
            "org" => names.org.clone()?,
            _ => PlaceName::Reference(name.strip_prefix('=')?.to_owned()),
        });
        rest = after;
    }
    if !rest.is_empty() {
        push(PlaceName::Literal(rest.to_owned()));
    }
    Some(parts)
}

/// The first key between braces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum FirstKey {
    Bare,
    /// With what stands behind it.
    Quoted(char),
    /// `\"`.
    Escaped,
}

fn key(text: &str) -> Option<FirstKey> {
    let mut inner = text.strip_prefix('{')?.trim_start();
    while let Some(comment) = inner.strip_prefix('#').or_else(|| inner.strip_prefix("//")) {
        inner = comment.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    // White space in a quoted text.
    let escaped = inner.trim_start_matches("\\n").trim_start_matches("\\t").trim_start();
    if escaped.trim_start_matches("\\n").trim_start().starts_with("\\\"") {
        return Some(FirstKey::Escaped);
    }
    let Some(quoted) = inner.strip_prefix('"') else { return Some(FirstKey::Bare) };
    let behind = quoted.split_once('"')?.1.trim_start().chars().next()?;
    Some(FirstKey::Quoted(behind))
}

/// `statement {`, `content {`, `resource "aws_lambda_permission" "p" {`. A `data` block is no statement: what was made of its text has lost its places.
fn is_block(text: &str) -> bool {
    text.ends_with('}') && ["statement", "content", "resource"].iter().any(|word| text.starts_with(word))
}

/// How names are written in the quoted text around a place, whose own quotes are escaped.
fn inside_text(workspace: &Workspace, holder: Span) -> NameForm {
    let before = workspace.text(holder.file).ok().and_then(|all| all.get(..holder.start as usize)).unwrap_or_default();
    let opening = before.rmatch_indices('"').map(|(at, _)| at).find(|at| !before.get(..*at).unwrap_or_default().ends_with('\\'));
    let head = opening.and_then(|at| before.get(..at)).unwrap_or_default().trim_end();
    let head = head.strip_suffix('[').unwrap_or(head).trim_end();
    if head.ends_with("\"Fn::Sub\":") || head.ends_with("Fn::Sub:") || head.ends_with("!Sub") {
        NameForm::Interpolation
    } else {
        NameForm::Nothing
    }
}

/// How CloudFormation takes names at a place: as intrinsic functions between values, inside `Fn::Sub` in its text, in any other text not at all.
fn reference(context: &StatementContext<'_>, workspace: &Workspace, holder: Span) -> NameForm {
    let policy = context.policy.policy;
    if policy.site.format == SiteFormat::Fields {
        return NameForm::Intrinsic;
    }
    let value = AttributePath::new(policy.path).whole(&policy.resource.attributes);
    let is_text = value.is_some_and(|value| matches!(value.kind, Kind::Text(_)));
    let before = Span { start: policy.argument.start.min(holder.start), end: holder.start, ..holder };
    match is_text {
        false => NameForm::Intrinsic,
        true if workspace.slice(before).contains("Sub") => NameForm::Interpolation,
        true => NameForm::Nothing,
    }
}
