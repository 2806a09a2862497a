//! What is known about condition keys: which are lists, which exist at all, and what an outsider's call can carry.

use crate::facts;

/// Whether a key is typed as a list, whatever number of values a request has. `key` is in lower case.
pub fn is_multivalued(key: &str) -> bool {
    facts::condition_key(key).is_some_and(|key| key.multivalued)
}

/// What the value of a key is, for the caller that is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Domain {
    /// Never sent with such a call.
    Absent,
    /// The outsider's own account: the one a service acts for, or the caller's.
    Account,
    /// The organisation of that account; absent outside organisations.
    Org,
    /// Paths in that organisation.
    OrgPaths,
    /// The ARN of the resource a service acts for.
    SourceArn,
    /// The same ARN, set by the service in the encryption context if that is assumed.
    EncryptionContext,
    /// The ARN, name or id of the caller.
    PrincipalArn,
    Username,
    UserId,
    /// The name of the calling service, and the list of its names.
    ServiceName,
    ServiceNames,
    /// The owner of the resource, and its organisation.
    Owner,
    OwnerOrg,
    OwnerOrgPaths,
    /// A fixed text.
    Fixed(&'static str),
    Bool,
    Address,
    Number,
    Date,
    Region,
    /// An external id: at least two characters of a fixed set.
    ExternalId,
    /// Any text.
    Text,
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
pub enum Kind {
    Service,
    Iam,
    Anonymous,
}

struct Row {
    /// In lower case; a `*` at the end stands for any tag or context name.
    key: &'static str,
    service: Sent,
    iam: Sent,
    anonymous: Sent,
}

const fn always(domain: Domain) -> Sent {
    Sent { domain, optional: false }
}

const fn maybe(domain: Domain) -> Sent {
    Sent { domain, optional: true }
}

const NEVER: Sent = always(Domain::Absent);

const fn row(key: &'static str, service: Sent, iam: Sent, anonymous: Sent) -> Row {
    Row { key, service, iam, anonymous }
}

/// "AWS global condition context keys", <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>:
/// availability by kind of caller. Keys with the prefix `aws:` that are not listed do not exist.
const ROWS: &[Row] = {
    use Domain::{
        Absent, Account, Address, Bool, Date, Fixed, Number, Org, OrgPaths, Owner, OwnerOrg, OwnerOrgPaths, PrincipalArn, Region,
        ServiceName, ServiceNames, SourceArn, Text, UserId, Username,
    };
    &[
        row("aws:sourceaccount", maybe(Account), NEVER, NEVER),
        row("aws:sourcearn", maybe(SourceArn), NEVER, NEVER),
        row("aws:sourceorgid", maybe(Org), NEVER, NEVER),
        row("aws:sourceorgpaths", maybe(OrgPaths), NEVER, NEVER),
        // Only Amazon SNS sends it, also for IAM callers.
        row("aws:sourceowner", maybe(Account), maybe(Account), NEVER),
        row("aws:principalarn", NEVER, always(PrincipalArn), NEVER),
        row("aws:principalaccount", NEVER, always(Account), always(Fixed("anonymous"))),
        row("aws:principalorgid", NEVER, always(Org), NEVER),
        row("aws:principalorgpaths", NEVER, always(OrgPaths), NEVER),
        row("aws:principaltag/*", NEVER, maybe(Text), NEVER),
        row("aws:principalisawsservice", always(Fixed("true")), always(Fixed("false")), NEVER),
        row("aws:principalservicename", always(ServiceName), NEVER, NEVER),
        row("aws:principalservicenameslist", always(ServiceNames), NEVER, NEVER),
        row("aws:principaltype", maybe(Text), maybe(Text), always(Fixed("Anonymous"))),
        row("aws:userid", maybe(Text), always(UserId), always(Fixed("anonymous"))),
        row("aws:username", NEVER, always(Username), NEVER),
        row("aws:federatedprovider", NEVER, maybe(Text), NEVER),
        row("aws:assumedroot", NEVER, maybe(Bool), NEVER),
        row("aws:chatbotsourcearn", NEVER, maybe(Text), NEVER),
        row("aws:ec2instancesourceprivateipv4", NEVER, maybe(Address), NEVER),
        row("aws:ec2instancesourcevpc", NEVER, maybe(Text), NEVER),
        row("aws:sourceidentity", NEVER, maybe(Text), NEVER),
        row("aws:tokenissuetime", NEVER, maybe(Date), NEVER),
        row("aws:multifactorauthage", NEVER, maybe(Number), NEVER),
        row("aws:multifactorauthpresent", NEVER, maybe(Bool), NEVER),
        row("aws:calledvia", NEVER, maybe(Text), NEVER),
        row("aws:calledviafirst", NEVER, maybe(Text), NEVER),
        row("aws:calledvialast", NEVER, maybe(Text), NEVER),
        row("aws:viaawsservice", always(Fixed("false")), always(Bool), always(Fixed("false"))),
        row("aws:viaawsmcpservice", always(Fixed("false")), maybe(Bool), NEVER),
        row("aws:calledviaawsmcp", NEVER, maybe(Text), NEVER),
        // A call by a service comes from no network of a customer; seen to fail under a Deny on these keys.
        row("aws:sourceip", NEVER, maybe(Address), maybe(Address)),
        row("aws:vpcsourceip", NEVER, maybe(Address), maybe(Address)),
        row("aws:sourcevpc", NEVER, maybe(Text), maybe(Text)),
        row("aws:sourcevpcarn", NEVER, maybe(Text), maybe(Text)),
        row("aws:sourcevpce", NEVER, maybe(Text), maybe(Text)),
        row("aws:vpceaccount", NEVER, maybe(Text), maybe(Text)),
        row("aws:vpceorgid", NEVER, maybe(Text), maybe(Text)),
        row("aws:vpceorgpaths", NEVER, maybe(Text), maybe(Text)),
        row("aws:resourceaccount", always(Owner), always(Owner), always(Owner)),
        row("aws:resourceorgid", always(OwnerOrg), always(OwnerOrg), always(OwnerOrg)),
        row("aws:resourceorgpaths", always(OwnerOrgPaths), always(OwnerOrgPaths), always(OwnerOrgPaths)),
        row("aws:resourcetag/*", maybe(Text), maybe(Text), maybe(Text)),
        row("aws:requesttag/*", maybe(Text), maybe(Text), maybe(Text)),
        row("aws:tagkeys", maybe(Text), maybe(Text), maybe(Text)),
        row("aws:requestedregion", always(Region), always(Region), always(Region)),
        row("aws:currenttime", always(Date), always(Date), always(Date)),
        row("aws:epochtime", always(Date), always(Date), always(Date)),
        row("aws:securetransport", always(Bool), always(Bool), always(Bool)),
        row("aws:useragent", always(Text), always(Text), always(Text)),
        row("aws:referer", maybe(Text), maybe(Text), maybe(Text)),
        row("aws:isdefaultconfig", always(Absent), maybe(Bool), NEVER),
        row("kms:calleraccount", maybe(Account), always(Account), NEVER),
        row("kms:encryptioncontext:*", maybe(Domain::EncryptionContext), maybe(Text), maybe(Text)),
        // The skill for which Alexa calls: nobody chooses the id of his own.
        row("lambda:eventsourcetoken", maybe(Fixed("amzn1.ask.skill.stranger")), maybe(Text), maybe(Text)),
        row("sts:externalid", maybe(Domain::ExternalId), maybe(Domain::ExternalId), NEVER),
        row("s3:resourceaccount", always(Owner), always(Owner), always(Owner)),
    ]
};

/// How a key (in lower case) comes with a call of this kind.
pub fn sent(key: &str, kind: Kind) -> Sent {
    let row = ROWS.iter().find(|row| match row.key.strip_suffix('*') {
        Some(prefix) => key.strip_prefix(prefix).is_some_and(|name| !name.is_empty()),
        None => row.key == key,
    });
    match row {
        Some(row) => match kind {
            Kind::Service => row.service,
            Kind::Iam => row.iam,
            Kind::Anonymous => row.anonymous,
        },
        None if key.starts_with("aws:") || !key.contains(':') => NEVER,
        None => maybe(Domain::Text),
    }
}

/// Whether a call of a root user can carry a key of IAM callers: it has no tags, no identity provider and no role session.
pub fn describes_root(key: &str) -> bool {
    const NEVER: &[&str] = &["aws:federatedprovider", "aws:sourceidentity", "aws:chatbotsourcearn"];
    !key.starts_with("aws:principaltag/") && !key.starts_with("aws:ec2instancesource") && !NEVER.contains(&key)
}

/// Keys as AWS writes them, where a request shows them although the policy does not.
const WRITTEN: &[&str] = &[
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceIp",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:ViaAWSService",
    "aws:userid",
    "aws:username",
    "sts:ExternalId",
];

/// A key as AWS writes it; `key` is in lower case.
pub fn written(key: &str) -> Option<&'static str> {
    WRITTEN.iter().find(|known| known.eq_ignore_ascii_case(key)).copied()
}

/// Whether AWS has such a key at all. Service keys are not listed, so any may exist.
pub fn exists(key: &str) -> bool {
    [Kind::Service, Kind::Iam, Kind::Anonymous].iter().any(|kind| sent(key, *kind).domain != Domain::Absent)
}

/// Keys whose value is an account.
pub fn holds_account(key: &str) -> bool {
    const KEYS: &[&str] = &[
        "aws:sourceaccount",
        "aws:sourceowner",
        "aws:principalaccount",
        "aws:resourceaccount",
        "aws:vpceaccount",
        "kms:calleraccount",
        "s3:resourceaccount",
        "s3:dataaccesspointaccount",
    ];
    KEYS.contains(&key)
}

/// Keys whose value is an ARN that names its owner.
pub fn holds_arn(key: &str) -> bool {
    const KEYS: &[&str] = &["aws:sourcearn", "aws:principalarn", "aws:sourcevpcarn", "s3:dataaccesspointarn", "lambda:sourcefunctionarn"];
    KEYS.contains(&key) || key.starts_with("kms:encryptioncontext:")
}

/// Keys whose value is an organisation, or a path that begins with one.
pub fn holds_org(key: &str) -> bool {
    const KEYS: &[&str] = &["aws:sourceorgid", "aws:principalorgid", "aws:resourceorgid", "aws:vpceorgid"];
    KEYS.contains(&key) || holds_org_path(key)
}

/// Keys whose values are paths in an organisation.
pub fn holds_org_path(key: &str) -> bool {
    const KEYS: &[&str] = &["aws:sourceorgpaths", "aws:principalorgpaths", "aws:resourceorgpaths", "aws:vpceorgpaths"];
    KEYS.contains(&key)
}

/// Keys that say from which network a call comes.
pub fn holds_network(key: &str) -> bool {
    const KEYS: &[&str] = &[
        "aws:sourceip",
        "aws:vpcsourceip",
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
    ];
    KEYS.contains(&key)
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
        assert_eq!(sent("aws:principalorgid", Kind::Service), NEVER);
    }
}
