//! Keeps what looks like a secret out of what is shown.

use super::search::suspects;
use super::{Because, written};
use crate::source::{Span, Workspace};
use std::borrow::Cow;
use std::ops::Range;

/// Shorter texts are no secrets that stars would keep.
const SHORTEST: usize = 3;

/// The same text, byte for byte as long, with stars in place of secrets.
pub fn masked(text: &str) -> Cow<'_, str> {
    let mut result = Cow::Borrowed(text);
    for range in ranges(text) {
        let stars = "*".repeat(range.len());
        result.to_mut().replace_range(range, &stars);
    }
    result
}

/// The text of a span of a file, byte for byte as long, with stars in place of secrets.
pub fn shown(workspace: &Workspace, span: Span) -> String {
    let mut text = workspace.slice(span).to_owned();
    for range in hidden(workspace, span) {
        let cut = |at: usize| at.clamp(span.start as usize, span.end as usize) - span.start as usize;
        let range = cut(range.start)..cut(range.end);
        if text.is_char_boundary(range.start) && text.is_char_boundary(range.end) {
            let stars = "*".repeat(range.len());
            text.replace_range(range, &stars);
        }
    }
    text
}

/// The secrets of a file that a span touches.
fn hidden(workspace: &Workspace, span: Span) -> impl Iterator<Item = Range<usize>> {
    let all = workspace.hidden(span.file, ranges);
    let first = all.partition_point(|range| range.end <= span.start as usize);
    all.iter().skip(first).take_while(move |range| range.start < span.end as usize).cloned()
}

/// The texts of the secrets that spans touch, the longest first.
pub fn hidden_texts(workspace: &Workspace, spans: impl Iterator<Item = Span>) -> Vec<String> {
    let texts = spans.flat_map(|span| hidden(workspace, span).map(move |range| Span::new(span.file, range.start, range.end)));
    let mut texts: Vec<String> = texts.map(|span| workspace.slice(span).to_owned()).collect();
    texts.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    texts.dedup();
    texts
}

/// Hides these parts of a file as well, whatever they look like. Counts if nothing of the file was asked for before.
pub fn conceal(workspace: &Workspace, spans: &[Span]) {
    let Some(file) = spans.first().map(|span| span.file) else { return };
    workspace.hidden(file, |text| {
        let others = spans.iter().map(|span| span.start as usize..span.end as usize);
        let mut all: Vec<Range<usize>> = ranges(text).into_iter().chain(others).collect();
        all.sort_by_key(|range| (range.start, range.end));
        all.dedup_by(|later, earlier| {
            let overlaps = later.start < earlier.end;
            earlier.end = if overlaps { earlier.end.max(later.end) } else { earlier.end };
            overlaps
        });
        all
    });
}

fn ranges(text: &str) -> Vec<Range<usize>> {
    let is_kept = |range: &Range<usize>| {
        let value = text.get(range.clone()).unwrap_or_default();
        value.chars().count() >= SHORTEST && !written::is_reference(value) && !["true", "false", "null", "none"].contains(&value)
    };
    let shown = |suspect: super::Suspect| match suspect.because {
        Because::Format(_) => Some(suspect.range),
        _ => Some(suspect.range).filter(is_kept),
    };
    suspects(text).into_iter().filter_map(shown).collect()
}

/// Puts stars in place of secrets in every text of a JSON value, also where only the name of a member tells, or that of a pair.
pub fn mask_named(value: &mut serde_json::Value, name: &str) {
    match value {
        serde_json::Value::String(text) => {
            let is_secret = super::tells(name).is_some() && !written::is_reference(text) && text.chars().count() >= SHORTEST;
            match masked(text) {
                _ if is_secret => *text = "*".repeat(text.len()),
                Cow::Owned(masked) => *text = masked,
                Cow::Borrowed(_) => {}
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| mask_named(item, name)),
        serde_json::Value::Object(members) => {
            let named = |names: &[&str]| names.iter().find_map(|name| members.get(*name)?.as_str().map(str::to_owned));
            let pair = named(&["name", "Name", "key", "ParameterKey", "OptionName"]).filter(|name| super::tells(name).is_some());
            let secure = named(&["type", "Type"]).filter(|kind| kind == "SecureString").map(|_| "secret".to_owned());
            let pair = pair.or(secure);
            let is_value = |member: &str| ["value", "Value", "ParameterValue", "insecure_value"].contains(&member);
            for (member, value) in members.iter_mut() {
                // Why something is not known is in our words.
                let inherited = if member == "$unknown" { "" } else { name };
                let inherits = member.starts_with('$');
                let own = pair.as_deref().filter(|_| is_value(member));
                mask_named(value, own.unwrap_or(if inherits { inherited } else { member }));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_become_stars() {
        for (text, expected) in [
            ("key = \"AKIAIOSFODNN7EXAMPLE\"", "key = \"********************\""),
            ("  MasterUserPassword: hünter22", "  MasterUserPassword: *********"),
            ("\"db_password\": \"hunter22\", x", "\"db_password\": \"********\", x"),
            ("secret_access_key='wJalrXUtnFEMI/K7MDENG'", "secret_access_key='*********************'"),
            ("-----BEGIN RSA PRIVATE KEY-----\\nMIIE", "-----BEGIN RSA PRIVATE KEY-----******"),
            ("password = var.db_password", "password = var.db_password"),
            ("Password: '{{resolve:secretsmanager:x}}'", "Password: '{{resolve:secretsmanager:x}}'"),
            ("Principal = \"sns.amazonaws.com\"", "Principal = \"sns.amazonaws.com\""),
            ("{\\\"password\\\": \\\"hunter22\\\"}", "{\\\"password\\\": \\\"********\\\"}"),
            ("api = sensitive(\"hunter22\")", "api = sensitive(\"********\")"),
            ("queue = \"https://user:hunter22@host/q\"", "queue = \"https://user:********@host/q\""),
            ("Pw: {Type: String, NoEcho: true, Default: hunter22}", "Pw: {Type: String, NoEcho: true, Default: ********}"),
            (
                "Resource = \"arn:aws:s3:::b/AWSLogs/111122223333/CloudTrail/*\"",
                "Resource = \"arn:aws:s3:::b/AWSLogs/111122223333/CloudTrail/*\"",
            ),
        ] {
            assert_eq!(masked(text), expected);
            assert_eq!(masked(text).len(), text.len());
        }
        let text = "variable \"db_password\" {\n  type = string\n  default = \"hunter22\"\n}";
        let workspace = Workspace::in_memory([("main.tf".to_owned(), text.to_owned())]);
        let span = Span::new(workspace.find("main.tf").unwrap(), 41, text.len());
        assert_eq!(shown(&workspace, span), "  default = \"********\"\n}");
        assert_eq!(hidden_texts(&workspace, [span, span].into_iter()), ["hunter22"]);
    }

    #[test]
    fn names_of_members_tell() {
        let mut value = serde_json::json!({
            "user_data": "export AWS=AKIAIOSFODNN7EXAMPLE",
            "env": { "DB_PASSWORD": "hunter\\22", "TOKEN": { "$text": "a${b}c" } },
            "pairs": [{ "name": "API_TOKEN", "value": "hunter22" }],
            "name": "b",
        });
        mask_named(&mut value, "");
        let expected = serde_json::json!({
            "user_data": "export AWS=********************",
            "env": { "DB_PASSWORD": "*********", "TOKEN": { "$text": "******" } },
            "pairs": [{ "name": "API_TOKEN", "value": "********" }],
            "name": "b",
        });
        assert_eq!(value, expected);
    }
}
