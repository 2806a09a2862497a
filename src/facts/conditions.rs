//! Condition keys: their types, when they are present and what they pin (`condition_keys.tsv`), and every name there is (`condition_key_names.tsv`).

use super::table::{Certainty, rows};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A condition key.
#[derive(Clone, Debug)]
pub struct ConditionKey {
    /// As documented; a changing part stands as `${TagKey}`.
    pub key: String,
    pub kind: KeyType,
    /// A request has a list of values: only a set operator matches it.
    pub multivalued: bool,
    pub present: Present,
    /// When a request has the key, in words.
    pub availability: &'static str,
    /// A fixed value tells for which customer a service acts.
    pub pins_service: bool,
    /// A fixed value narrows callers of other accounts.
    pub pins_account: bool,
    /// A fixed value makes a grant to everybody not public.
    pub pins_public: bool,
    /// A wildcard in its value has no valid use.
    pub sensitive: bool,
    pub note: &'static str,
    pub certainty: Certainty,
    pub source: &'static str,
}

/// What the values of a key are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyType {
    String,
    Arn,
    Bool,
    Numeric,
    Date,
    Ip,
    Binary,
}

/// Which requests have a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Present {
    Always,
    /// Signed requests: all but those of anonymous callers.
    Signed,
    /// Requests of IAM principals, where the principal has what the key tells.
    Principal,
    /// Requests with temporary credentials of some kind.
    Session,
    /// Calls by a service principal, if the service passes it.
    Service,
    /// Calls that a service makes with the caller's credentials.
    Forwarded,
    /// Depends on the way the request took.
    Network,
    /// Depends on the resource.
    Resource,
    /// Depends on the action and what the caller sends.
    Request,
}

struct Keys {
    /// By lower-case name; templates by the part before `${`.
    exact: FxHashMap<String, ConditionKey>,
    templates: Vec<(String, ConditionKey)>,
}

fn kind(text: &str) -> KeyType {
    match text {
        "arn" | "A" => KeyType::Arn,
        "bool" | "B" => KeyType::Bool,
        "numeric" | "N" => KeyType::Numeric,
        "date" | "D" => KeyType::Date,
        "ip" | "I" => KeyType::Ip,
        "binary" | "X" => KeyType::Binary,
        _ => KeyType::String,
    }
}

fn present(text: &str) -> Present {
    match text {
        "always" => Present::Always,
        "signed" => Present::Signed,
        "principal" => Present::Principal,
        "session" => Present::Session,
        "service" => Present::Service,
        "forwarded" => Present::Forwarded,
        "network" => Present::Network,
        "resource" => Present::Resource,
        _ => Present::Request,
    }
}

/// The rows with judgement, then the names that have none.
fn all_keys() -> impl Iterator<Item = ConditionKey> {
    let judged = rows(include_str!("../../rules/facts/condition_keys.tsv")).map(|row| ConditionKey {
        key: row.text(0).to_owned(),
        kind: kind(row.text(1)),
        multivalued: row.flag(2),
        present: present(row.text(3)),
        availability: row.text(4),
        pins_service: row.flag(5),
        pins_account: row.flag(6),
        pins_public: row.flag(7),
        sensitive: row.flag(8),
        note: row.text(9),
        certainty: row.certainty(10),
        source: row.text(11),
    });
    let named = rows(include_str!("../../rules/facts/condition_key_names.tsv")).flat_map(|row| {
        let (prefix, certainty, source) = (row.text(0), row.certainty(2), row.text(3));
        row.text(1).split(' ').map(move |entry| {
            let (name, code) = entry.split_once('=').unwrap_or((entry, ""));
            ConditionKey {
                key: format!("{prefix}:{name}"),
                kind: kind(code.trim_start_matches('*')),
                multivalued: code.starts_with('*'),
                present: Present::Request,
                availability: "",
                pins_service: false,
                pins_account: false,
                pins_public: false,
                sensitive: false,
                note: "",
                certainty,
                source,
            }
        })
    });
    judged.chain(named)
}

static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let mut keys = Keys { exact: FxHashMap::default(), templates: vec![] };
    for key in all_keys() {
        let lower = key.key.to_ascii_lowercase();
        match lower.split_once("${") {
            Some((fixed, _)) => keys.templates.push((fixed.to_owned(), key)),
            None => {
                keys.exact.entry(lower).or_insert(key);
            }
        }
    }
    keys
});

/// What is known of a condition key, whatever its case; `aws:PrincipalTag/team` is found as `aws:PrincipalTag/${TagKey}`.
pub fn condition_key(name: &str) -> Option<&'static ConditionKey> {
    let lower = name.to_ascii_lowercase();
    KEYS.exact.get(&lower).or_else(|| {
        let mut fitting = KEYS.templates.iter().filter(|(fixed, key)| fits_template(&lower, fixed, &key.key));
        fitting.next().map(|(_, key)| key)
    })
}

/// Whether a lower-case name fits `fixed${Variable}rest`: something stands for the variable.
fn fits_template(lower: &str, fixed: &str, template: &str) -> bool {
    let rest = template.rsplit_once('}').map_or("", |(_, rest)| rest).to_ascii_lowercase();
    let middle = lower.strip_prefix(fixed).and_then(|after| after.strip_suffix(rest.as_str()));
    middle.is_some_and(|middle| !middle.is_empty())
}

/// Whether AWS knows the key. Claims of identity providers (`issuer.example.com/path:sub`) are open-ended and count as known, unless the provider is one whose
/// claims are listed.
pub fn is_known_condition_key(name: &str) -> bool {
    if condition_key(name).is_some() {
        return true;
    }
    let lower = name.to_ascii_lowercase();
    let Some((provider, claim)) = lower.rsplit_once(':') else { return false };
    let listed = KEYS.exact.keys().any(|key| key.rsplit_once(':').is_some_and(|(prefix, _)| prefix == provider));
    provider.contains('.') && !claim.is_empty() && !listed
}

/// The key that was probably meant by one that AWS does not know: the same name under another prefix, or at most two letters away.
pub fn similar_condition_key(name: &str) -> Option<&'static str> {
    if is_known_condition_key(name) || name.len() > 128 {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let (_, bare) = lower.split_once(':').unwrap_or(("", &lower));
    let all =
        KEYS.exact.iter().map(|(lower, key)| (lower.as_str(), key)).chain(KEYS.templates.iter().map(|(fixed, key)| (fixed.as_str(), key)));
    let candidates = all.filter_map(|(candidate, key)| {
        let distance = distance_up_to_two(&lower, candidate)?;
        Some((distance, key))
    });
    let renamed = KEYS
        .exact
        .iter()
        .filter(|(candidate, key)| !key.availability.is_empty() && candidate.split_once(':').is_some_and(|(_, other)| other == bare));
    let candidates = candidates.chain(renamed.map(|(_, key)| (0, key)));
    // Judged keys, global ones first, before mere names.
    let best =
        candidates.min_by_key(|(distance, key)| (*distance, key.availability.is_empty(), !key.key.starts_with("aws:"), key.key.as_str()));
    best.map(|(_, key)| key.key.as_str())
}

/// The edit distance (insert, delete, replace, swap neighbours) if it is at most two.
fn distance_up_to_two(left: &str, right: &str) -> Option<usize> {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len().abs_diff(right.len()) > 2 {
        return None;
    }
    let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
    let mut before: Vec<usize> = vec![];
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (i, letter) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in right.iter().enumerate() {
            let replaced = at(&previous, j) + usize::from(letter != other);
            let mut best = replaced.min(at(&previous, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && left.get(i - 1) == Some(other) && right.get(j - 1) == Some(letter);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut previous, row);
    }
    previous.last().copied().filter(|distance| *distance <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_whatever_their_case() {
        assert_eq!(condition_key("AWS:SOURCEACCOUNT").map(|key| (key.key.as_str(), key.sensitive)), Some(("aws:SourceAccount", true)));
        assert_eq!(condition_key("aws:principaltag/team").map(|key| key.key.as_str()), Some("aws:PrincipalTag/${TagKey}"));
        assert_eq!(condition_key("kms:EncryptionContext:aws:logs:arn").map(|key| key.pins_service), Some(true));
        assert_eq!(condition_key("aws:TagKeys").map(|key| key.multivalued), Some(true));
        assert_eq!(condition_key("dynamodb:LeadingKeys").map(|key| key.multivalued), Some(true));
        assert_eq!(condition_key("s3:TlsVersion").map(|key| key.kind), Some(KeyType::Numeric));
        assert!(condition_key("aws:PrincipalTag/").is_none());
    }

    #[test]
    fn misspelt_keys_are_told() {
        for (wrong, right) in [
            ("aws:SourceAcount", Some("aws:SourceAccount")),
            ("aws:SoruceArn", Some("aws:SourceArn")),
            ("aws:SourceOrgIDs", Some("aws:SourceOrgID")),
            ("aws:ExternalId", Some("sts:ExternalId")),
            ("SourceArn", Some("aws:SourceArn")),
            ("s3:x-amz-acls", Some("s3:x-amz-acl")),
            ("aws:SourceArn", None),
            ("aws:PrincipalTags/team", None),
            ("token.actions.githubusercontent.com:subb", Some("token.actions.githubusercontent.com:sub")),
            ("oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub", None),
            ("completely:different", None),
        ] {
            assert_eq!(similar_condition_key(wrong), right, "{wrong}");
        }
        assert!(is_known_condition_key("oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub"));
        assert!(!is_known_condition_key("token.actions.githubusercontent.com:subb"));
        assert!(!is_known_condition_key("aws:SourceAcount"));
    }
}
