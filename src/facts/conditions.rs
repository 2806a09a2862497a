//! Condition keys: their types, which calls have them, what they hold and pin (`condition_keys.tsv`), and every name there is (`condition_key_names.tsv`).

use super::spelling::distance_up_to_two;
use super::table::{RowCertainty, rows};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::LazyLock;

/// A condition key.
#[derive(Clone, Debug)]
pub struct ConditionKey {
    /// As documented; a changing part stands as `${TagKey}`.
    pub key: String,
    pub kind: KeyType,
    /// A request has a list of values: only a set operator matches it.
    pub multivalued: bool,
    /// How it comes with calls of a service principal, of users, roles and federated users, of a root user, and of nobody in particular.
    pub service: SentFact,
    pub iam: SentFact,
    pub root: SentFact,
    pub anonymous: SentFact,
    /// What its value tells, if that is more than its type.
    pub holds: Option<Holds>,
    /// It tells by which network a call came.
    pub network: bool,
    /// It belongs to the session of a role: its calls of every service have it, and those of nobody else.
    pub session: bool,
    /// When a request has the key, in words; empty for keys of which only the name is known.
    pub availability: &'static str,
    /// A fixed value tells for which customer a service acts.
    pub pins_service: bool,
    /// A fixed value narrows callers of other accounts.
    pub pins_account: bool,
    /// S3 does not call a grant to everybody public if the key has a fixed value.
    pub pins_public: bool,
    /// A wildcard in its value has no valid use.
    pub sensitive: bool,
    pub note: &'static str,
    pub certainty: RowCertainty,
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

/// How a key comes with a kind of call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SentFact {
    pub when: When,
    /// The value, where it is the same for all such calls.
    pub value: Option<&'static str>,
}

/// Whether a call has a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    Never,
    Maybe,
    /// Wherever there is something to tell: an account outside organisations has no organisation.
    Always,
}

/// What the value of a key tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    /// The account that calls, or that a service acts for; its organisation, and the paths there.
    CallerAccount,
    CallerOrg,
    CallerOrgPath,
    /// The ARN, the name and the id of the caller.
    CallerArn,
    CallerName,
    CallerId,
    /// `User`, `AssumedRole`, …
    CallerType,
    /// The name of the service that calls.
    ServiceName,
    /// The ARN of the resource that a service acts for.
    SourceArn,
    /// The same ARN where the service puts it into the encryption context, else any text.
    EncryptionContext,
    /// The owner of the resource; the owner's organisation, and the paths there.
    OwnerAccount,
    OwnerOrg,
    OwnerOrgPath,
    Region,
    ExternalId,
    /// Some account, organisation, path in one, or ARN that names its owner.
    Account,
    Org,
    OrgPath,
    Arn,
}

impl SentFact {
    const MAYBE: SentFact = SentFact { when: When::Maybe, value: None };

    /// `never`, `maybe`, `always`, or with a value `always=true`.
    fn read(text: &'static str) -> SentFact {
        let (when, value) = text.split_once('=').map_or((text, None), |(when, value)| (when, Some(value)));
        let when = match when {
            "never" => When::Never,
            "always" => When::Always,
            _ => When::Maybe,
        };
        SentFact { when, value }
    }
}

impl KeyType {
    fn read(text: &str) -> KeyType {
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
}

impl Holds {
    fn read(text: &str) -> Option<Holds> {
        let holds = match text {
            "caller-account" => Holds::CallerAccount,
            "caller-org" => Holds::CallerOrg,
            "caller-org-path" => Holds::CallerOrgPath,
            "caller-arn" => Holds::CallerArn,
            "caller-name" => Holds::CallerName,
            "caller-id" => Holds::CallerId,
            "caller-type" => Holds::CallerType,
            "service-name" => Holds::ServiceName,
            "source-arn" => Holds::SourceArn,
            "encryption-context" => Holds::EncryptionContext,
            "owner-account" => Holds::OwnerAccount,
            "owner-org" => Holds::OwnerOrg,
            "owner-org-path" => Holds::OwnerOrgPath,
            "region" => Holds::Region,
            "external-id" => Holds::ExternalId,
            "account" => Holds::Account,
            "org" => Holds::Org,
            "org-path" => Holds::OrgPath,
            "arn" => Holds::Arn,
            _ => return None,
        };
        Some(holds)
    }
}

struct KeyTable {
    /// By lower-case name.
    exact: FxHashMap<String, ConditionKey>,
    /// By what stands before the first colon.
    templates: FxHashMap<String, Vec<KeyTemplate>>,
}

fn prefix(lower: &str) -> &str {
    lower.split(':').next().unwrap_or_default()
}

/// `fixed${Variable}rest`, in lower case.
struct KeyTemplate {
    fixed: String,
    rest: String,
    key: ConditionKey,
}

impl KeyTemplate {
    /// Whether a lower-case name fits: something stands for the variable.
    fn fits(&self, lower: &str) -> bool {
        let middle = lower.strip_prefix(&self.fixed).and_then(|after| after.strip_suffix(&self.rest));
        middle.is_some_and(|middle| !middle.is_empty())
    }
}

impl KeyTable {
    fn of(all: impl Iterator<Item = ConditionKey>) -> KeyTable {
        let mut keys = KeyTable { exact: FxHashMap::default(), templates: FxHashMap::default() };
        for key in all {
            let lower = key.key.to_ascii_lowercase();
            match lower.split_once("${").and_then(|(fixed, rest)| Some((fixed, rest.rsplit_once('}')?.1))) {
                Some((fixed, rest)) => {
                    let template = KeyTemplate { fixed: fixed.to_owned(), rest: rest.to_owned(), key };
                    keys.templates.entry(prefix(fixed).to_owned()).or_default().push(template);
                }
                None => {
                    keys.exact.insert(lower, key);
                }
            }
        }
        keys
    }

    fn find(&self, lower: &str) -> Option<&ConditionKey> {
        // Of several the one that says more: `aws:PrincipalTag/x509…` before `aws:PrincipalTag/…`.
        let fitting = || self.templates.get(prefix(lower)).into_iter().flatten().filter(|template| template.fits(lower));
        let template = || fitting().max_by_key(|template| template.fixed.len()).map(|template| &template.key);
        self.exact.get(lower).or_else(template)
    }

    fn all(&self) -> impl Iterator<Item = (&str, &ConditionKey)> {
        let exact = self.exact.iter().map(|(lower, key)| (lower.as_str(), key));
        exact.chain(self.templates.values().flatten().map(|template| (template.fixed.as_str(), &template.key)))
    }
}

/// The keys with judgement.
static JUDGED: LazyLock<KeyTable> = LazyLock::new(|| {
    KeyTable::of(rows(include_str!("../../rules/facts/condition_keys.tsv")).map(|row| ConditionKey {
        key: row.text(0).to_owned(),
        kind: KeyType::read(row.text(1)),
        multivalued: row.flag(2),
        service: SentFact::read(row.text(3)),
        iam: SentFact::read(row.text(4)),
        root: SentFact::read(row.text(5)),
        anonymous: SentFact::read(row.text(6)),
        holds: Holds::read(row.text(7)),
        network: row.flag(8),
        session: row.flag(9),
        availability: row.text(10),
        pins_service: row.flag(11),
        pins_account: row.flag(12),
        pins_public: row.flag(13),
        sensitive: row.flag(14),
        note: row.text(15),
        certainty: row.certainty(16),
        source: row.text(17),
    }))
});

/// Keys of which only name and type are known. They are many, and policies seldom ask for them.
static NAMED: LazyLock<KeyTable> = LazyLock::new(|| {
    let named = rows(include_str!("../../rules/facts/condition_key_names.tsv")).flat_map(|row| {
        let (prefix, certainty, source) = (row.text(0), row.certainty(2), row.text(3));
        row.text(1).split(' ').map(move |entry| {
            let (name, code) = entry.split_once('=').unwrap_or((entry, ""));
            ConditionKey {
                key: format!("{prefix}:{name}"),
                kind: KeyType::read(code.trim_start_matches('*')),
                multivalued: code.starts_with('*'),
                service: SentFact::MAYBE,
                iam: SentFact::MAYBE,
                root: SentFact::MAYBE,
                anonymous: SentFact::MAYBE,
                holds: None,
                network: false,
                session: false,
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
    KeyTable::of(named)
});

/// What is known of a condition key, whatever its case; `aws:PrincipalTag/team` is found as `aws:PrincipalTag/${TagKey}`.
pub fn condition_key(name: &str) -> Option<&'static ConditionKey> {
    let lower = match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    };
    JUDGED.find(&lower).or_else(|| NAMED.find(&lower))
}

/// Every key that is known, the judged ones first, otherwise in no particular order; some stand in both tables.
pub fn all_condition_keys() -> impl Iterator<Item = &'static ConditionKey> {
    JUDGED.all().chain(NAMED.all()).map(|(_, key)| key)
}

/// Whether AWS knows the key. Claims of identity providers (`issuer.example.com/path:sub`) are open-ended and count as known, unless the provider is one whose
/// claims are listed.
pub fn is_known_condition_key(name: &str) -> bool {
    if condition_key(name).is_some() {
        return true;
    }
    let lower = name.to_ascii_lowercase();
    let Some((provider, claim)) = lower.rsplit_once(':') else { return false };
    let mut names = JUDGED.exact.keys().chain(NAMED.exact.keys());
    let listed = names.any(|key| key.rsplit_once(':').is_some_and(|(prefix, _)| prefix == provider));
    provider.contains('.') && !claim.is_empty() && !listed
}

/// Whether the keys of a service, by the prefix of their names, are listed as its page of the Service Authorization Reference lists them.
pub fn lists_keys_of(service: &str) -> bool {
    let mut keys = NAMED.all().map(|(lower, _)| prefix(lower));
    keys.any(|listed| listed == service)
}

/// The key that was probably meant by one that AWS does not know: the same name under another prefix, at most two letters away, or one without its last words.
pub fn similar_condition_key(name: &str) -> Option<&'static str> {
    if is_known_condition_key(name) || name.len() > 128 {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let (_, bare) = lower.split_once(':').unwrap_or(("", &lower));
    // Judged keys, global ones first, before mere names.
    let weight = |distance: usize, key: &'static ConditionKey| {
        (distance, key.availability.is_empty(), !key.key.starts_with("aws:"), key.key.len(), key.key.as_str())
    };
    let near = JUDGED.all().chain(NAMED.all()).filter_map(|(candidate, key)| Some(weight(distance_up_to_two(&lower, candidate)?, key)));
    let is_renamed = |candidate: &str| candidate.split_once(':').is_some_and(|(_, other)| other == bare);
    let renamed = JUDGED.exact.iter().filter(|(candidate, _)| is_renamed(candidate)).map(|(_, key)| weight(0, key));
    near.chain(renamed).min().map(|(_, _, _, _, key)| key).or_else(|| begun(&lower))
}

/// The global key of which a name has the first words, where all that have them begin with it: `PrincipalService` for `PrincipalServiceName`.
fn begun(lower: &str) -> Option<&'static str> {
    let has_more_words =
        |key: &&'static str| key.get(lower.len()..).is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_uppercase()));
    let begun = || {
        JUDGED.exact.iter().filter(|(candidate, _)| candidate.starts_with(lower)).map(|(_, key)| key.key.as_str()).filter(has_more_words)
    };
    let shortest = begun().filter(|key| key.starts_with("aws:")).min_by_key(|key| key.len())?;
    begun().all(|key| key.starts_with(shortest)).then_some(shortest)
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
            ("aws:PrincipalService", Some("aws:PrincipalServiceName")),
        ] {
            assert_eq!(similar_condition_key(wrong), right, "{wrong}");
        }
        assert!(is_known_condition_key("oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub"));
        assert!(!is_known_condition_key("token.actions.githubusercontent.com:subb"));
        assert!(!is_known_condition_key("aws:SourceAcount"));
    }
}
