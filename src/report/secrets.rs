//! Keeps what looks like a secret out of the source that reports show.

use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// What a secret looks like: the group `secret`, or the whole match.
const PATTERNS: &[&str] = &[
    // Access keys of AWS and their secrets where they are named so, passwords and tokens; quoted or not.
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    r#"(?i)(?:password|passwd|secret_?(?:access_?)?key|client_?secret|private_?key|api_?key|auth_?token|access_?token)["']?\s*[:=]\s*["']?(?<secret>[^\s"',]{6,})"#,
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?<secret>[^-]*)",
];

/// Values that say where the secret is instead of what it is.
const REFERENCES: &[&str] = &["var.", "local.", "data.", "module.", "aws_", "random_", "each.", "${", "{{resolve:", "!", "arn:"];

/// The same text, byte for byte as long, with stars in place of secrets.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    static EXPRESSIONS: LazyLock<Vec<Regex>> = LazyLock::new(|| PATTERNS.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect());
    let mut result = Cow::Borrowed(text);
    for expression in EXPRESSIONS.iter() {
        let mut ranges = vec![];
        for found in expression.captures_iter(&result) {
            let secret = found.name("secret").or(found.get(0));
            ranges.extend(
                secret.filter(|secret| !REFERENCES.iter().any(|start| secret.as_str().starts_with(start))).map(|secret| secret.range()),
            );
        }
        for range in ranges {
            let stars = "*".repeat(range.len());
            result.to_mut().replace_range(range, &stars);
        }
    }
    result
}

/// Puts stars in place of secrets in every text of a JSON value, also where only the name of a member tells.
pub(crate) fn mask(value: &mut serde_json::Value, name: &str) {
    match value {
        serde_json::Value::String(text) => {
            let told = format!("{name}={text}");
            if let Cow::Owned(masked) = masked(&told) {
                *text = masked.get(name.len() + 1..).unwrap_or_default().to_owned();
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| mask(item, name)),
        serde_json::Value::Object(members) => members.iter_mut().for_each(|(name, value)| mask(value, name)),
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
        ] {
            assert_eq!(masked(text), expected);
            assert_eq!(masked(text).len(), text.len());
        }
        let mut value =
            serde_json::json!({ "user_data": "export AWS=AKIAIOSFODNN7EXAMPLE", "env": { "DB_PASSWORD": "hunter\\22" }, "name": "b" });
        mask(&mut value, "");
        let expected =
            serde_json::json!({ "user_data": "export AWS=********************", "env": { "DB_PASSWORD": "*********" }, "name": "b" });
        assert_eq!(value, expected);
        assert!(PATTERNS.iter().all(|pattern| Regex::new(pattern).is_ok()));
    }
}
