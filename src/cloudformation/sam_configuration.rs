//! `samconfig.toml` and `samconfig.yaml`: what each environment gives to the parameters of its template.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html>

use super::parameter_files::{self, ParameterSet};
use crate::mapped_text::Text;
use crate::problem::Problem;
use crate::source::{FileId, Span, Workspace, directory_of};
use crate::value::{Entry, Kind, Map, Value};
use smol_str::{SmolStr, format_smolstr};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The commands that deploy, and those whose settings hold for them too; each line is one deployment.
const COMMANDS: [&[&str]; 2] = [&["deploy", "global", "build"], &["sync"]];

/// Whether a file may hold the configuration of SAM by its name.
pub fn is_sam_configuration(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.starts_with("samconfig") && [".toml", ".yaml", ".yml"].iter().any(|end| name.ends_with(end))
}

/// `[prod.deploy.parameters]` with `parameter_overrides`, for each environment.
pub(super) fn sets(workspace: &Workspace, file: FileId, problems: &mut Vec<Problem>) -> Vec<ParameterSet> {
    let path = workspace.path(file);
    let folder = directory_of(path);
    let of_folder = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let Some(whole) = read(workspace, file) else {
        let unread = workspace.text(file).is_ok_and(|text| text.contains("parameter_overrides"));
        problems.extend(unread.then(|| Problem::inputs_not_read(Span::new(file, 0, 0))));
        return vec![];
    };
    let mut sets = vec![];
    for of_environment in whole.as_map().into_iter().flat_map(|map| &map.entries) {
        for commands in COMMANDS {
            let setting = |name: &str| commands.iter().find_map(|command| of_environment.value.get(command)?.get("parameters")?.get(name));
            let Some(overrides) = setting("parameter_overrides") else { continue };
            let values = Overrides { workspace, folder }.values(overrides, problems);
            let template = setting("template_file").or_else(|| setting("template")).and_then(Value::as_str);
            // A template that was built is made of the one in the same folder.
            let template = template.filter(|name| !name.contains(".aws-sam")).map(|name| of_folder(name.trim_start_matches("./")));
            let usual = || {
                ["template.yaml", "template.yml", "template.json"].map(of_folder).into_iter().find(|path| workspace.find(path).is_some())
            };
            let command = if commands.contains(&"deploy") { "" } else { " sync" };
            let name = format_smolstr!("{path} [{}{command}]", of_environment.key);
            if let Some(template) = template.or_else(usual).filter(|_| !values.is_empty()) {
                sets.push(ParameterSet { file, name, values, template: Some(template) });
            }
        }
    }
    sets
}

fn read(workspace: &Workspace, file: FileId) -> Option<Value> {
    if !workspace.path(file).ends_with(".toml") {
        return parameter_files::document(workspace, file);
    }
    let table = DeTable::parse(workspace.text(file).ok()?).ok()?;
    let span = Span::new(file, table.span().start, table.span().end);
    Some(of_table(table.get_ref(), file, span))
}

fn of_table(table: &DeTable<'_>, file: FileId, span: Span) -> Value {
    let entries = table.iter().map(|(key, value)| Entry {
        key: SmolStr::new(key.get_ref().as_ref()),
        key_span: Span::new(file, key.span().start, key.span().end),
        unclear: None,
        value: of_toml(value, file),
    });
    Value::map(Map { entries: entries.collect() }, span)
}

fn of_toml(value: &Spanned<DeValue<'_>>, file: FileId) -> Value {
    let span = Span::new(file, value.span().start, value.span().end);
    match value.get_ref() {
        DeValue::String(text) => Value::text(Text::computed(text.as_ref(), span), span),
        DeValue::Boolean(truth) => Value::new(Kind::Bool(*truth), span),
        DeValue::Array(items) => Value::list(items.iter().map(|item| of_toml(item, file)).collect(), span),
        DeValue::Table(table) => of_table(table, file, span),
        DeValue::Integer(number) => Value::text(Text::computed(number.as_str(), span), span),
        DeValue::Float(number) => Value::text(Text::computed(number.as_str(), span), span),
        DeValue::Datetime(time) => Value::text(Text::computed(time.to_string().as_str(), span), span),
    }
}

/// Where `parameter_overrides` stand.
struct Overrides<'a> {
    workspace: &'a Workspace,
    folder: &'a str,
}

impl Overrides<'_> {
    /// `"A=b C=\"d e\""`, a list of such pairs, or a table.
    fn values(&self, overrides: &Value, problems: &mut Vec<Problem>) -> Vec<(SmolStr, Value)> {
        match &overrides.kind {
            Kind::Map(map) => {
                let entries = map.entries.iter().filter(|entry| !matches!(entry.value.kind, Kind::Map(_)));
                entries.map(|entry| (entry.key.clone(), entry.value.clone())).collect()
            }
            Kind::List(items) => items.iter().flat_map(|item| self.values(item, problems)).collect(),
            _ => {
                let Some(written) = overrides.as_str() else { return vec![] };
                words(written).into_iter().flat_map(|word| self.word(word, overrides.span, problems)).collect()
            }
        }
    }

    /// `A=b`, `ParameterKey=A,ParameterValue=b` or the name of a file.
    fn word(&self, word: &str, whole: Span, problems: &mut Vec<Problem>) -> Vec<(SmolStr, Value)> {
        let inside = self.workspace.slice(whole);
        let start = inside.find(word).map(|at| whole.start as usize + at);
        let span = start.map_or(whole, |start| Span::new(whole.file, start, start + word.len()));
        if let Some(name) = word.trim_matches(['"', '\'']).strip_prefix("file://") {
            let values = self.file(name);
            if values.is_none() {
                problems.push(Problem::inputs_not_read(span));
            }
            return values.unwrap_or_default();
        }
        let of_cli = word.strip_prefix("ParameterKey=").and_then(|rest| rest.split_once(",ParameterValue="));
        let Some((name, value)) = of_cli.or_else(|| word.split_once('=')) else {
            problems.push(Problem::inputs_not_read(span));
            return vec![];
        };
        let value = first_value(value);
        // `A=` gives nothing, `A=""` the empty text.
        let given = (!value.is_empty()).then(|| Value::text(Text::computed(unquoted(value), span), span));
        given.into_iter().map(|given| (SmolStr::new(unquoted(name.trim())), given)).collect()
    }

    fn file(&self, name: &str) -> Option<Vec<(SmolStr, Value)>> {
        let path = if self.folder.is_empty() { name.to_owned() } else { format!("{}/{name}", self.folder) };
        let file = self.workspace.find(path.trim_start_matches("./"))?;
        parameter_files::values(&parameter_files::document(self.workspace, file)?, true)
    }
}

/// What belongs to the first value of a text: all between quotes, else all up to a double quote.
/// <https://github.com/aws/aws-sam-cli/blob/develop/samcli/cli/types.py>
fn first_value(text: &str) -> &str {
    let quote = text.chars().next().filter(|char| ['"', '\''].contains(char));
    let (mut is_escaped, mut end) = (false, None);
    for (at, char) in text.char_indices() {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if at > 0 && quote == Some(char) => {
                end = Some(at + 1);
                break;
            }
            '"' if quote.is_none() => {
                end = Some(at);
                break;
            }
            _ => {}
        }
    }
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Without the quotes around it and the backslashes before blanks and quotes.
fn unquoted(text: &str) -> String {
    let inside = ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(text);
    inside.replace("\\ ", " ").replace("\\\"", "\"").replace("\\'", "'")
}

/// The words of a command line: blanks between quotes and behind a backslash are part of one.
fn words(written: &str) -> Vec<&str> {
    let mut words = vec![];
    let (mut start, mut quote, mut is_escaped) = (0, None, false);
    for (at, char) in written.char_indices() {
        match (quote, char) {
            _ if is_escaped => is_escaped = false,
            (_, '\\') => is_escaped = true,
            (None, '"' | '\'') => quote = Some(char),
            (Some(open), char) if open == char => quote = None,
            (None, char) if char.is_whitespace() => {
                words.extend(written.get(start..at).filter(|word| !word.is_empty()));
                start = at + char.len_utf8();
            }
            _ => {}
        }
    }
    words.extend(written.get(start..).filter(|word| !word.is_empty()));
    words
}
