//! Service principals, what they send, and what guards against them per target.

use super::spelling::distance_up_to_two;
use super::table::{Index, RowCertainty, index, named, rows};
use crate::truth::Truth;
use std::sync::LazyLock;

/// A service principal (`service_principals.tsv`).
#[derive(Debug)]
pub struct Service {
    pub principal: &'static str,
    pub name: &'static str,
    /// Whether it sends aws:SourceArn, aws:SourceAccount, aws:SourceOrgID on calls to resource policies.
    pub source_arn: Truth,
    pub source_account: Truth,
    pub source_org: Truth,
    /// `arn:{partition}:cloudtrail:{region}:{account}:trail/{name}`; empty if not established. One without `{account}` does not tell the customer.
    pub source_arn_format: &'static str,
    /// The same as a pattern of all that one account has: `arn:{partition}:cloudtrail:{region}:{account}:trail/*`.
    pub source_arn_pattern: String,
    /// Those of other sources that it acts for.
    pub further_arn_formats: Vec<&'static str>,
    /// What it is usually granted access to, in the words of [`super::PolicySite::protects`].
    pub targets: Vec<&'static str>,
    /// Whether source keys are documented or used in the trust policies of its roles.
    pub role_trust: Truth,
    /// It uses service-linked roles.
    pub service_linked: bool,
    pub note: &'static str,
    /// Of the answers about keys; the name itself is established for every row.
    pub certainty: RowCertainty,
    pub source: &'static str,
}

/// How a service differs for one kind of target (`service_exceptions.tsv`).
#[derive(Debug)]
pub struct ServiceException {
    /// The service principal, or `*` for all.
    pub principal: &'static str,
    /// What is protected (`s3`, `kms`, `role`, …), or `*` for all.
    pub on: &'static str,
    pub rule: ExceptionRule,
    /// Whether the source keys (or the guard that the rule names) work there.
    pub supported: Truth,
    pub note: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
    /// It goes for resources with this in their names; empty for all.
    pub below: &'static str,
}

/// In which way a service differs for a kind of target.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ExceptionRule {
    SourceKeys,
    NoSourceKeys,
    /// The service uses a key through grants, which carry no source keys.
    GrantsOnly,
    EquivalentGuard,
    OtherGuard,
    ArnWithoutAccount,
    ArnForm,
    WeakDocumentedForm,
    SameAccountOnly,
    PathIsNotAGuard,
    DoNotReport,
    Version,
    PassroleSameAccount,
    OptInRegion,
    NotAGuard,
    /// It calls under a name with a Region in it, in whatever Region; `supported` says no where it calls under that name alone.
    RegionalName,
    /// The resource is made for callers without credentials, whatever their account.
    OpenByDesign,
}

impl ExceptionRule {
    fn read(cell: &str) -> Option<ExceptionRule> {
        Some(match cell {
            "source-keys" => ExceptionRule::SourceKeys,
            "no-source-keys" => ExceptionRule::NoSourceKeys,
            "grants-only" => ExceptionRule::GrantsOnly,
            "equivalent-guard" => ExceptionRule::EquivalentGuard,
            "other-guard" => ExceptionRule::OtherGuard,
            "arn-without-account" => ExceptionRule::ArnWithoutAccount,
            "arn-form" => ExceptionRule::ArnForm,
            "weak-documented-form" => ExceptionRule::WeakDocumentedForm,
            "same-account-only" => ExceptionRule::SameAccountOnly,
            "path-is-not-a-guard" => ExceptionRule::PathIsNotAGuard,
            "do-not-report" => ExceptionRule::DoNotReport,
            "version" => ExceptionRule::Version,
            "passrole-same-account" => ExceptionRule::PassroleSameAccount,
            "opt-in-region" => ExceptionRule::OptInRegion,
            "not-a-guard" => ExceptionRule::NotAGuard,
            "regional-name" => ExceptionRule::RegionalName,
            "open-by-design" => ExceptionRule::OpenByDesign,
            _ => return None,
        })
    }
}

/// Where a service writes objects, and whether the account in the path guards (`delivery_paths.tsv`).
#[derive(Debug)]
pub struct DeliveryPath {
    pub principal: &'static str,
    /// `{prefix}/AWSLogs/{account}/CloudTrail/`: `{account}` is the account that the service acts for, `{prefix}` is that account's choice.
    pub path: &'static str,
    pub guard: PathGuard,
    pub note: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

/// A guard other than `aws:SourceAccount` that a service is documented to meet on one kind of target (`guards.tsv`).
#[derive(PartialEq, Eq, Debug)]
pub struct ServiceGuard {
    pub principal: &'static str,
    /// What is protected, in the words of [`super::PolicySite::protects`].
    pub on: &'static str,
    /// The actions that carry the key; empty if it is documented for whatever the service does there.
    pub actions: Vec<&'static str>,
    pub operator: &'static str,
    pub key: &'static str,
    /// `{account}`, `{partition}` and `{org}` are the owner's.
    pub value: &'static str,
    pub note: &'static str,
    /// A statement of these actions alone might be for another use, whose calls do not carry the key.
    pub other_actions: Vec<&'static str>,
    /// The types of resources that have that use; empty where it is not told by what leads here.
    pub other_types: Vec<&'static str>,
    /// What is right for that one.
    pub other_use: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

/// What a service calls on one kind of target (`service_calls.tsv`).
#[derive(Debug)]
pub struct ServiceCalls {
    /// The service principal, or `*` for those that have no row of their own.
    pub principal: &'static str,
    /// What is protected, in the words of [`super::PolicySite::protects`].
    pub on: &'static str,
    /// The most telling first; one that ends in `*` stands for several.
    pub actions: Vec<&'static str>,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

/// What the account id in an object path is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PathGuard {
    /// Documented as the guard.
    Guard,
    /// The service writes there, but that nobody else can is not established.
    Unproven,
    /// An outsider chooses the path.
    None,
}

/// The form of an ARN with `*` for all but the partition, the Region and the account.
fn pattern(format: &str) -> String {
    let parts = format.split_inclusive('}').map(|part| match part.rsplit_once('{') {
        Some((before, "partition}" | "region}" | "account}")) => (before, part.strip_prefix(before).unwrap_or_default()),
        Some((before, _)) => (before, "*"),
        None => (part, ""),
    });
    parts.flat_map(|(before, name)| [before, name]).collect()
}

static SERVICES: LazyLock<Index<Service>> = LazyLock::new(|| {
    let services = rows(include_str!("../../rules/facts/service_principals.tsv")).map(|row| Service {
        principal: row.text(0),
        name: row.text(1),
        source_arn: row.truth(2),
        source_account: row.truth(3),
        source_org: row.truth(4),
        source_arn_format: row.list(5).first().copied().unwrap_or_default(),
        source_arn_pattern: pattern(row.list(5).first().copied().unwrap_or_default()),
        further_arn_formats: row.list(5).into_iter().skip(1).collect(),
        targets: row.list(6),
        role_trust: row.truth(7),
        service_linked: row.flag(8),
        note: row.text(9),
        certainty: row.certainty(10),
        source: row.text(11),
    });
    index(services, |service| service.principal)
});

static EXCEPTIONS: LazyLock<Index<ServiceException>> = LazyLock::new(|| {
    let exceptions = rows(include_str!("../../rules/facts/service_exceptions.tsv")).filter_map(|row| {
        Some(ServiceException {
            principal: row.text(0),
            on: row.text(1),
            rule: ExceptionRule::read(row.text(2))?,
            supported: row.truth(3),
            note: row.text(4),
            certainty: row.certainty(5),
            source: row.text(6),
            below: row.text(7),
        })
    });
    index(exceptions, |exception| exception.principal)
});

static PATHS: LazyLock<Index<DeliveryPath>> = LazyLock::new(|| {
    let paths = rows(include_str!("../../rules/facts/delivery_paths.tsv")).map(|row| DeliveryPath {
        principal: row.text(0),
        path: row.text(1),
        guard: match row.text(2) {
            "guard" => PathGuard::Guard,
            "none" => PathGuard::None,
            _ => PathGuard::Unproven,
        },
        note: row.text(3),
        certainty: row.certainty(4),
        source: row.text(5),
    });
    index(paths, |path| path.principal)
});

static GUARDS: LazyLock<Index<ServiceGuard>> = LazyLock::new(|| {
    let guards = rows(include_str!("../../rules/facts/guards.tsv")).map(|row| ServiceGuard {
        principal: row.text(0),
        on: row.text(1),
        actions: row.list(2),
        operator: row.text(3),
        key: row.text(4),
        value: row.text(5),
        note: row.text(6),
        other_actions: row.list(7),
        other_types: row.list(8),
        other_use: row.text(9),
        certainty: row.certainty(10),
        source: row.text(11),
    });
    index(guards, |guard| guard.principal)
});

static CALLS: LazyLock<Index<ServiceCalls>> = LazyLock::new(|| {
    let calls = rows(include_str!("../../rules/facts/service_calls.tsv")).map(|row| ServiceCalls {
        principal: row.text(0),
        on: row.text(1),
        actions: row.list(2),
        certainty: row.certainty(3),
        source: row.text(4),
    });
    index(calls, |calls| calls.principal)
});

/// The service behind a service principal, regional forms (`logs.eu-west-1.amazonaws.com`) and other partitions' suffixes included.
pub fn service(principal: &str) -> Option<&'static Service> {
    let exact = named(&SERVICES, principal).first();
    exact.or_else(|| named(&SERVICES, &canonical_principal(principal)).first())
}

/// The service principal of the table that differs in one letter, or in two that have changed places, from one that is not in it; nothing if there are several.
pub fn similar_service(principal: &str) -> Option<&'static str> {
    let canonical = canonical_principal(principal);
    if service(principal).is_some() || canonical.len() > 128 {
        return None;
    }
    let is_near = |service: &&Service| distance_up_to_two(service.principal, &canonical).is_some_and(|distance| distance < 2);
    let mut near = all_services().filter(is_near).map(|service| service.principal);
    let first = near.next()?;
    near.all(|other| other == first).then_some(first)
}

/// Every service of the table, in no particular order.
pub fn all_services() -> impl Iterator<Item = &'static Service> {
    SERVICES.values().flatten()
}

/// How the parts behind the account are called of ARNs that a service sends, if all of them have this pattern: of `arn:*:execute-api:*:*:*/*/*/*` the API,
/// the stage, the method and the path.
pub fn parts_of_sent(pattern: &str) -> Option<Vec<&'static str>> {
    const BEFORE: [&str; 3] = ["partition", "region", "account"];
    let parts = |format: &'static str| {
        let names = format.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        let mut bare = format.split('{').next().unwrap_or_default().to_owned();
        let mut parts = vec![];
        for (name, behind) in names {
            bare.push('*');
            bare.push_str(behind);
            parts.push(name);
        }
        parts.retain(|name| !BEFORE.contains(name));
        (bare == pattern).then_some(parts)
    };
    let mut formats =
        all_services().flat_map(|service| [service.source_arn_format].into_iter().chain(service.further_arn_formats.iter().copied()));
    formats.find_map(parts)
}

/// How a service differs for one kind of target; rows for all services and all targets included. Where both `source-keys` and `no-source-keys` stand,
/// it depends on more than the target (EventBridge: keys for encrypted queues, none for encrypted topics), so neither is certain.
pub fn service_exceptions(principal: &str, on: &str) -> Vec<&'static ServiceException> {
    let canonical = service(principal).map_or(principal, |service| service.principal);
    let rows = named(&EXCEPTIONS, canonical).iter().chain(named(&EXCEPTIONS, "*"));
    rows.filter(|row| row.on == on || row.on == "*").collect()
}

/// Whether a page of AWS says that a service calls such a target as this principal; unknown where the table tells of hardly any service that does.
pub fn is_documented_caller(principal: &str, on: &str) -> Truth {
    const ENOUGH: usize = 4;
    if all_services().filter(|service| service.targets.contains(&on)).count() < ENOUGH {
        return Truth::Unknown;
    }
    let is_target = service(principal).is_some_and(|service| service.targets.contains(&on));
    Truth::from(is_target || service_exceptions(principal, on).iter().any(|row| row.principal != "*" && row.on == on))
}

/// Whether nothing is known of services that call a kind of target as themselves, and nothing of this one.
pub fn is_never_called(principal: &str, on: &str) -> bool {
    is_documented_caller(principal, on) == Truth::Unknown
        && service_calls(principal, on).is_empty()
        && !service(principal).is_some_and(|service| service.targets.contains(&on))
        && !service_exceptions(principal, on).iter().any(|row| row.on == on)
}

/// What a service calls on one kind of target, the most telling first; what services usually call there where nothing is known of this one.
pub fn service_calls(principal: &str, on: &str) -> &'static [&'static str] {
    calls(principal, on).map_or(&[], |row| row.actions.as_slice())
}

fn calls(principal: &str, on: &str) -> Option<&'static ServiceCalls> {
    let canonical = service(principal).map_or(principal, |service| service.principal);
    let mut rows = named(&CALLS, canonical).iter().chain(named(&CALLS, "*"));
    rows.find(|row| row.on == on)
}

/// Whether AWS documents that a service calls this action on one kind of target: no where it lists what the service calls there, or what any service does, and
/// this is not among it; unknown where it lists nothing.
pub fn is_documented_call(principal: &str, on: &str, action: &str) -> Truth {
    let Some(row) = calls(principal, on) else { return Truth::Unknown };
    let has = |row: &ServiceCalls| row.actions.iter().any(|called| names_call(called, action));
    let of_any = || CALLS.values().flatten().any(|other| other.on == on && has(other));
    match (has(row), row.principal != "*") {
        (true, true) => Truth::Yes,
        (false, true) if row.certainty == RowCertainty::Documented => Truth::No,
        _ if of_any() => Truth::Unknown,
        _ => Truth::No,
    }
}

/// Whether an entry of a list of calls, which may end in `*`, names an action.
pub fn names_call(called: &str, action: &str) -> bool {
    match called.strip_suffix('*') {
        Some(start) => action.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start)),
        None => action.eq_ignore_ascii_case(called),
    }
}

/// The Region in a service principal: `eu-west-1` in `logs.eu-west-1.amazonaws.com`.
pub fn principal_region(principal: &str) -> Option<&str> {
    principal.split('.').find(|label| is_region(label))
}

/// Regions that every account has; in those a service calls under its plain name, unless a row says otherwise (`opt-in-region`).
/// <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html>
const OF_EVERY_ACCOUNT: &[&str] = &[
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// The name under which a service is documented to call, where that is another than this one: `s3.amazonaws.com` for `s3.us-east-1.amazonaws.com`,
/// `logs.<region>.amazonaws.com` for `logs.amazonaws.com` at a key.
pub fn documented_name(principal: &str, on: &str) -> Option<String> {
    let known = service(principal)?;
    let row = service_exceptions(principal, on).into_iter().find(|row| row.rule == ExceptionRule::RegionalName && row.principal != "*");
    match (principal_region(principal), row) {
        (Some(region), None) if OF_EVERY_ACCOUNT.contains(&region) => Some(known.principal.to_owned()),
        (None, Some(row)) if row.supported == Truth::No && known.principal == principal => {
            known.principal.split_once('.').map(|(name, rest)| format!("{name}.<region>.{rest}"))
        }
        _ => None,
    }
}

/// Where a service writes objects on behalf of its customers; none if not established.
pub fn delivery_path(principal: &str) -> Option<&'static DeliveryPath> {
    let canonical = service(principal).map_or(principal, |service| service.principal);
    named(&PATHS, canonical).first()
}

/// The guards other than `aws:SourceAccount` that a service is documented to meet on one kind of target.
pub fn service_guards(principal: &str, on: &str) -> impl Iterator<Item = &'static ServiceGuard> {
    let canonical = service(principal).map_or(principal, |service| service.principal);
    named(&GUARDS, canonical).iter().filter(move |guard| guard.on == on)
}

/// The guard by the source's ARN that a service is known to meet here with other actions, and not with this one, which it calls too: this call names no source.
pub fn call_without_source(principal: &str, on: &str, action: &str) -> Option<&'static ServiceGuard> {
    let carries = |guard: &ServiceGuard| guard.actions.is_empty() || guard.actions.iter().any(|carried| names_call(carried, action));
    let is_known = is_documented_call(principal, on, action) == Truth::Yes;
    service_guards(principal, on).find(|guard| is_known && guard.key == "aws:SourceArn" && !carries(guard))
}

/// Whether a text has the form of a service principal, known or not.
pub fn is_service_principal(text: &str) -> bool {
    let suffix = SUFFIXES.iter().find_map(|suffix| text.strip_suffix(suffix));
    suffix.is_some_and(|name| !name.is_empty() && !name.contains([':', '/', '*', ' ']))
}

/// Suffixes of service principals in the partitions; <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>.
const SUFFIXES: &[&str] =
    &[".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".c2s.ic.gov", ".sc2s.sgov.gov", ".aws.internal", ".amazon.com"];

/// The form without a Region and with the suffix of the `aws` partition: `states.eu-west-1.amazonaws.com` is `states.amazonaws.com`.
pub fn canonical_principal(principal: &str) -> String {
    let lower = principal.to_ascii_lowercase();
    let partition_suffix = [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".c2s.ic.gov", ".sc2s.sgov.gov"];
    let Some(name) = partition_suffix.iter().find_map(|suffix| lower.strip_suffix(suffix)) else { return lower };
    let labels: Vec<&str> = name.split('.').filter(|label| !is_region(label)).collect();
    format!("{}.amazonaws.com", labels.join("."))
}

/// `eu-west-1`, `us-gov-east-1`: two letters, words, a number.
fn is_region(label: &str) -> bool {
    let parts: Vec<&str> = label.split('-').collect();
    let [area, words @ .., number] = parts.as_slice() else { return false };
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    area.len() == 2
        && letters(area)
        && !words.is_empty()
        && words.iter().all(|word| letters(word))
        && number.len() == 1
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_arns_are_called_as_services_send_them() {
        assert_eq!(parts_of_sent("arn:*:execute-api:*:*:*/*/*/*"), Some(vec!["api", "stage", "method", "path"]));
        assert_eq!(parts_of_sent("arn:*:execute-api:*:*:*/*"), None);
    }

    #[test]
    fn regional_and_foreign_forms_are_the_same_service() {
        for form in [
            "logs.amazonaws.com",
            "logs.eu-west-1.amazonaws.com",
            "logs.us-gov-west-1.amazonaws.com",
            "logs.cn-north-1.amazonaws.com.cn",
            "logs.amazonaws.com.cn",
            "eu-west-1.logs.amazonaws.com",
        ] {
            assert_eq!(service(form).map(|service| service.principal), Some("logs.amazonaws.com"), "{form}");
        }
        assert_eq!(service("delivery.logs.amazonaws.com").map(|service| service.principal), Some("delivery.logs.amazonaws.com"));
        assert_eq!(service("lexv2.aws.internal").map(|service| service.principal), Some("lexv2.aws.internal"));
        assert!(service("no-such-service.amazonaws.com").is_none());
    }

    #[test]
    fn who_calls_what_is_documented() {
        assert_eq!(is_documented_caller("logs.eu-west-1.amazonaws.com", "kms"), Truth::Yes);
        assert_eq!(is_documented_caller("config.amazonaws.com", "kms"), Truth::Yes);
        assert_eq!(is_documented_caller("cloudformation.amazonaws.com", "kms"), Truth::No);
        assert_eq!(is_documented_caller("s3.amazonaws.com", "mediastore"), Truth::Unknown);
    }

    #[test]
    fn which_calls_are_documented() {
        assert_eq!(is_documented_call("cloudtrail.amazonaws.com", "s3", "s3:PutObject"), Truth::Yes);
        assert_eq!(is_documented_call("cloudtrail.amazonaws.com", "s3", "s3:ListBucket"), Truth::No);
        assert_eq!(is_documented_call("cloudtrail.amazonaws.com", "kms", "kms:GenerateDataKeyPair"), Truth::Yes);
        assert_eq!(is_documented_call("guardduty.eu-south-1.amazonaws.com", "s3", "s3:GetObject"), Truth::No);
        assert_eq!(is_documented_call("macie.amazonaws.com", "kms", "kms:Decrypt"), Truth::Unknown);
        assert_eq!(is_documented_call("sns.amazonaws.com", "sqs", "sqs:ReceiveMessage"), Truth::No);
        assert_eq!(is_documented_call("sns.amazonaws.com", "sqs", "sqs:SendMessage"), Truth::Unknown);
        assert_eq!(is_documented_call("codebuild.amazonaws.com", "ecr", "ecr:PutImage"), Truth::No);
        assert_eq!(is_documented_call("codebuild.amazonaws.com", "secretsmanager", "secretsmanager:GetSecretValue"), Truth::Unknown);
    }

    #[test]
    fn exceptions_of_a_regional_form() {
        let rules: Vec<_> = service_exceptions("logs.eu-west-1.amazonaws.com", "kms").iter().map(|row| row.rule).collect();
        assert!(rules.contains(&ExceptionRule::EquivalentGuard), "{rules:?}");
        assert!(rules.contains(&ExceptionRule::GrantsOnly), "{rules:?}");
    }

    #[test]
    fn what_looks_like_a_service_principal() {
        assert!(is_service_principal("new-thing.amazonaws.com"));
        assert!(!is_service_principal("arn:aws:iam::111122223333:root"));
        assert!(!is_service_principal("*.amazonaws.com"));
    }
}
