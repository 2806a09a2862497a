//! What the keys that describe a caller hold, for each kind of IAM caller (`callers.tsv`).

use super::table::rows;
use std::sync::LazyLock;

/// A key that describes the caller, and its value for one kind of caller.
#[derive(Debug)]
pub struct CallerKey {
    /// `user`, `role-session`, `federated-user`, `root`.
    pub caller: &'static str,
    /// In lower case.
    pub key: String,
    /// With `{arn}`, `{role-arn}`, `{account}`, `{user-id}` and `{role-id}`, which AWS gives as far as the caller's account and name do not determine them, and
    /// `{name}`: the name of the user, the session or the federated user, which the caller chooses.
    pub value: &'static str,
    pub source: &'static str,
}

static KEYS: LazyLock<Vec<CallerKey>> = LazyLock::new(|| {
    let keys = rows(include_str!("../../rules/facts/callers.tsv")).map(|row| CallerKey {
        caller: row.text(0),
        key: row.text(1).to_ascii_lowercase(),
        value: row.text(2),
        source: row.text(4),
    });
    keys.collect()
});

/// The keys that describe callers; one that is not listed for a kind is absent from its calls.
pub fn caller_keys() -> &'static [CallerKey] {
    &KEYS
}
