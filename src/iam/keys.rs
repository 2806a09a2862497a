//! What an outsider's call can carry, as the engine asks for it: a view of the table of condition keys. Names are in lower case.

use crate::facts::{self, ConditionKey, Holds, KeyType, When};

/// Whether a key is typed as a list, whatever number of values a request has.
pub fn is_multivalued(key: &str) -> bool {
    facts::condition_key(key).is_some_and(|key| key.multivalued)
}

/// What the value of a key is, for the caller that is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Domain {
    /// Never sent with such a call.
    Absent,
    Fixed(&'static str),
    Held(Holds),
    /// Nothing but its type is known.
    Typed(KeyType),
}

impl Domain {
    /// Whether the outsider chooses the text.
    pub fn is_free(self) -> bool {
        let held = |holds| matches!(holds, Holds::ExternalId | Holds::Account | Holds::Org | Holds::OrgPath | Holds::Arn);
        match self {
            Domain::Typed(kind) => matches!(kind, KeyType::String | KeyType::Arn | KeyType::Binary),
            Domain::Held(holds) => held(holds),
            Domain::Absent | Domain::Fixed(_) => false,
        }
    }
}

/// How a key can come with a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sent {
    pub domain: Domain,
    /// Whether it may be missing.
    pub optional: bool,
}

/// Who calls, as far as keys depend on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallerOfKey {
    Service,
    User,
    RoleSession,
    FederatedUser,
    Root,
    Anonymous,
}

impl CallerOfKey {
    /// A caller with permissions of its own.
    pub fn is_iam(self) -> bool {
        !matches!(self, CallerOfKey::Service | CallerOfKey::Anonymous)
    }
}

/// How a key comes with a call of this kind to a service, which is named as its actions are. All global keys are in the table; of a service's keys the engine
/// takes any to exist and any text to be its value, unless the table says more. A service puts in no keys of another.
pub fn sent(key: &str, kind: CallerOfKey, called: &str) -> Sent {
    const ABSENT: Sent = Sent { domain: Domain::Absent, optional: false };
    let fact = judged(key);
    if !is_in_calls(key, fact, kind, called) {
        return ABSENT;
    }
    let Some(fact) = fact else {
        let never = key.starts_with("aws:") || !key.contains(':');
        return if never { ABSENT } else { Sent { domain: Domain::Typed(KeyType::String), optional: true } };
    };
    let sent = match kind {
        CallerOfKey::Service => fact.service,
        CallerOfKey::User | CallerOfKey::RoleSession | CallerOfKey::FederatedUser => fact.iam,
        CallerOfKey::Root => fact.root,
        CallerOfKey::Anonymous => fact.anonymous,
    };
    let domain = match (sent.when, sent.value, fact.holds) {
        (When::Never, _, _) => Domain::Absent,
        // With calls of this kind it is the account, whatever it holds with others.
        (_, Some("{account}"), _) => Domain::Held(Holds::CallerAccount),
        (_, Some(value), _) => Domain::Fixed(value),
        // What a service puts in, such as an encryption context, others choose.
        (_, _, Some(Holds::EncryptionContext | Holds::CallerOrg)) if kind != CallerOfKey::Service && fact.service.when != When::Never => {
            Domain::Typed(KeyType::String)
        }
        (_, _, Some(holds)) => Domain::Held(holds),
        (_, _, None) => Domain::Typed(fact.kind),
    };
    Sent { domain, optional: sent.when == When::Maybe }
}

/// Whether calls of a service can have a key at all: a global one, the service's own, one of an identity provider, or one that belongs to a session.
fn is_in_calls(key: &str, fact: Option<&ConditionKey>, kind: CallerOfKey, called: &str) -> bool {
    if fact.is_some_and(|fact| fact.session) {
        return kind == CallerOfKey::RoleSession;
    }
    let prefix = key.split(':').next().unwrap_or_default();
    // `cloudtrail-data` has keys of `cloudtrail`.
    let is_of_family = || called.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-'));
    prefix == "aws" || prefix == called || is_of_family() || facts::action_service_name(prefix).is_none()
}

/// The row of a key, if it has one that says more than its name.
fn judged(key: &str) -> Option<&'static ConditionKey> {
    facts::condition_key(key).filter(|fact| !fact.availability.is_empty())
}

/// Whether services put the account that they act for into a key which others may set as they like, such as `aws:Referer`.
pub fn may_hold_account(key: &str) -> bool {
    judged(key).is_some_and(|fact| fact.service.value == Some("{account}"))
}

/// Whether the value that services are said to send is one of many, such as the token of one skill of Alexa.
pub fn is_example(key: &str) -> bool {
    judged(key).is_some_and(|fact| fact.service.when == When::Maybe && fact.service.value.is_some_and(|value| value != "{account}"))
}

/// Whether no value of the key has a `*` or `?` where this text has one. API Gateway writes `*` for path parameters into its ARNs, CloudWatch Logs behind
/// the names of log groups, and Cost and Usage Reports for the report: <https://docs.aws.amazon.com/cur/latest/userguide/cur-s3.html>.
pub fn never_holds_wildcards(key: &str, text: &str) -> bool {
    let writes_wildcards = |text: &str| matches!(text.split(':').nth(2), Some("execute-api" | "logs" | "cur"));
    match holds(key) {
        Some(Holds::SourceArn | Holds::EncryptionContext) => text.starts_with("arn:") && !writes_wildcards(text),
        Some(
            Holds::CallerArn
            | Holds::CallerId
            | Holds::CallerAccount
            | Holds::CallerOrg
            | Holds::OwnerAccount
            | Holds::OwnerOrg
            | Holds::ExternalId,
        ) => true,
        _ => matches!(key, "aws:sourcevpc" | "aws:sourcevpce" | "sts:rolesessionname" | "sts:sourceidentity"),
    }
}

/// A key as AWS writes it; none if it is not known, or has a part that the policy chooses.
pub fn written(key: &str) -> Option<&'static str> {
    facts::condition_key(key).map(|fact| fact.key.as_str()).filter(|written| !written.contains("${"))
}

/// Whether only sessions of roles have the key.
pub fn belongs_to_session(key: &str) -> bool {
    judged(key).is_some_and(|fact| fact.session)
}

/// Whether AWS has such a key at all. A service's keys are not all listed, so any may exist.
pub fn exists(key: &str) -> bool {
    let prefix = key.split(':').next().unwrap_or_default();
    [CallerOfKey::Service, CallerOfKey::RoleSession, CallerOfKey::Anonymous]
        .iter()
        .any(|kind| sent(key, *kind, prefix).domain != Domain::Absent)
}

fn holds(key: &str) -> Option<Holds> {
    judged(key).and_then(|fact| fact.holds)
}

/// What a key tells of the owner of the resource.
pub fn holds_owner(key: &str) -> Option<Holds> {
    holds(key).filter(|holds| matches!(holds, Holds::OwnerAccount | Holds::OwnerOrg | Holds::OwnerOrgPath))
}

/// Keys whose value is an account.
pub fn holds_account(key: &str) -> bool {
    matches!(holds(key), Some(Holds::CallerAccount | Holds::OwnerAccount | Holds::Account))
}

/// Keys whose value is an ARN that names its owner.
pub fn holds_arn(key: &str) -> bool {
    matches!(holds(key), Some(Holds::SourceArn | Holds::EncryptionContext | Holds::CallerArn | Holds::Arn))
}

/// Keys whose value is an organisation, or a path that begins with one.
pub fn holds_org(key: &str) -> bool {
    matches!(holds(key), Some(Holds::CallerOrg | Holds::OwnerOrg | Holds::Org)) || holds_org_path(key)
}

/// Keys whose values are paths in an organisation.
pub fn holds_org_path(key: &str) -> bool {
    matches!(holds(key), Some(Holds::CallerOrgPath | Holds::OwnerOrgPath | Holds::OrgPath))
}

/// Keys whose value is the encryption context that a service makes of an ARN.
pub fn holds_encryption_context(key: &str) -> bool {
    holds(key) == Some(Holds::EncryptionContext)
}

/// Keys that say from which network a call comes.
pub fn holds_network(key: &str) -> bool {
    judged(key).is_some_and(|fact| fact.network)
}

/// Keys whose fixed values make a grant to everybody one that S3 does not call public.
pub fn pins_public(key: &str) -> bool {
    judged(key).is_some_and(|fact| fact.pins_public)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_by_name() {
        assert!(is_multivalued("aws:tagkeys"));
        assert!(is_multivalued("events:metadata/x"));
        assert!(!is_multivalued("aws:sourcearn"));
        assert!(!exists("aws:sourceacount"));
        assert!(exists("aws:principaltag/team"));
        assert!(!exists("aws:principaltag/"));
        assert!(exists("s3:nosuchkey"));
    }

    #[test]
    fn keys_come_with_the_callers_that_the_table_names() {
        let absent = Sent { domain: Domain::Absent, optional: false };
        assert_eq!(sent("aws:principalorgid", CallerOfKey::Service, "s3"), absent);
        assert_eq!(sent("aws:principaltag/team", CallerOfKey::Root, "s3"), absent);
        assert_eq!(sent("aws:sourceidentity", CallerOfKey::User, "s3"), absent);
        assert!(sent("ec2:roledelivery", CallerOfKey::RoleSession, "s3") != absent);
        assert_eq!(sent("kms:calleraccount", CallerOfKey::User, "sts"), absent);
        assert_eq!(sent("kms:calleraccount", CallerOfKey::User, "kms").domain, Domain::Held(Holds::CallerAccount));
        assert!(sent("accounts.google.com:sub", CallerOfKey::RoleSession, "s3") != absent);
        assert_eq!(
            sent("aws:sourceaccount", CallerOfKey::Service, "s3"),
            Sent { domain: Domain::Held(Holds::CallerAccount), optional: true }
        );
        assert_eq!(sent("aws:principalisawsservice", CallerOfKey::User, "s3"), Sent { domain: Domain::Fixed("false"), optional: false });
        assert_eq!(sent("s3:nosuchkey", CallerOfKey::User, "s3"), Sent { domain: Domain::Typed(KeyType::String), optional: true });
        assert_eq!(written("aws:sourcearn"), Some("aws:SourceArn"));
        assert_eq!(written("aws:principaltag/team"), None);
    }
}
