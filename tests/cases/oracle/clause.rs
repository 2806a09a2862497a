//! Random conditions: operators and values that go with a key.

use super::generate::Random;
use super::universe::{OWNER, STRANGE_ORG, STRANGERS, TRUSTED, TRUSTED_ORG};

/// An operator and values for a key. A Deny is more often negated.
pub(crate) fn clause(random: &mut Random, key: &str, allow: bool, has_org: bool) -> (String, Vec<String>) {
    if random.chance(7) && key != "sts:ExternalId" || random.chance(2) {
        return ("Null".into(), vec![random.pick(&["true", "false"]).into()]);
    }
    let (operators, values) = offers(key, random.chance(2));
    let mut operator = random.pick(operators).to_string();
    let mut chosen: Vec<String> = (0..random.weigh(&[(75, 1), (20, 2), (5, 3)])).map(|_| random.pick(values).to_string()).collect();
    chosen.retain(|value| has_org || value != "${aws:ResourceOrgID}");
    if chosen.is_empty() {
        chosen.push(TRUSTED_ORG.into());
    }
    if random.chance(if allow { 15 } else { 62 }) {
        operator = negated(&operator);
    }
    if random.chance(18) {
        operator += "IfExists";
    }
    let is_set = key.ends_with("Paths") || key.ends_with("List") || key.ends_with("TagKeys");
    if random.chance(if is_set { 85 } else { 12 }) && (!operator.ends_with("IfExists") || random.chance(20)) {
        operator = format!("{}:{operator}", random.pick(&["ForAllValues", "ForAnyValue"]));
    }
    (operator, chosen)
}

/// The same if there is no such operator.
fn negated(operator: &str) -> String {
    match operator {
        "IpAddress" => "NotIpAddress".into(),
        "NumericEquals" | "DateEquals" => operator.replace("Equals", "NotEquals"),
        text => ["String", "Arn"].iter().fold(text.to_string(), |text, family| text.replacen(family, &format!("{family}Not"), 1)),
    }
}

/// Operators and values; `open` asks for a form that AWS does not document.
fn offers(key: &str, open: bool) -> (&'static [&'static str], &'static [&'static str]) {
    match key.rsplit(':').next().unwrap_or(key) {
        "SourceAccount" | "PrincipalAccount" | "ResourceAccount" => {
            (&["StringEquals", "StringEquals", "StringLike", "StringEqualsIgnoreCase"], ACCOUNTS)
        }
        "SourceArn" => (&["ArnLike", "ArnLike", "ArnEquals", "StringLike", "StringLike", "StringEquals"], SOURCE_ARNS),
        "PrincipalArn" => (&["ArnLike", "ArnLike", "ArnEquals", "StringLike", "StringEquals"], PRINCIPAL_ARNS),
        "SourceOrgID" | "PrincipalOrgID" => (
            &["StringEquals", "StringEquals", "StringLike"],
            &[TRUSTED_ORG, TRUSTED_ORG, TRUSTED_ORG, STRANGE_ORG, "o-trustedorg1*", "o-*", "${aws:ResourceOrgID}"],
        ),
        "SourceOrgPaths" | "PrincipalOrgPaths" => (&["StringLike", "StringLike", "StringEquals"], ORG_PATHS),
        "ExternalId" => (
            &["StringEquals", "StringEquals", "StringEquals", "StringLike", "StringEqualsIgnoreCase"],
            &["e1", "e1", "e1", "e2", "E1", "e*", "?1", "*", "${aws:PrincipalAccount}"],
        ),
        "SecureTransport" | "PrincipalIsAWSService" | "MultiFactorAuthPresent" if open => (&["Bool"], &["${aws:PrincipalTag/team}"]),
        "SecureTransport" | "PrincipalIsAWSService" | "MultiFactorAuthPresent" => (&["Bool"], &["true", "false"]),
        "SourceIp" => (&["IpAddress"], &["203.0.113.0/24", "10.0.0.0/8", "203.0.113.9", "0.0.0.0/0", "2001:db8::/32"]),
        "max-keys" | "MultiFactorAuthAge" => {
            (&["NumericLessThanEquals", "NumericGreaterThan", "NumericEquals", "NumericLessThan"], &["10", "10.0", "1e3"])
        }
        "CurrentTime" => (&["DateLessThan", "DateGreaterThan"], &["2020-01-01T00:00:00Z", "2099-12-31"]),
        "TokenIssueTime" => (
            &["DateLessThanEquals", "DateGreaterThanEquals", "DateEquals"],
            &["2026-05-31T23:00:00Z", "1780268400", "2026-05-31", "2024-02-29T12:30:59Z"],
        ),
        "PrincipalServiceName" | "PrincipalServiceNamesList" => {
            (&["StringEquals", "StringLike"], &["cloudtrail.amazonaws.com", "s3.amazonaws.com", "*.amazonaws.com", "delivery*"])
        }
        "PrincipalTag/team" | "username" | "Referer" | "x-amz-acl" | "TagKeys" => {
            (&["StringEquals", "StringLike", "StringEqualsIgnoreCase"], &["x", "X", "y*", "*", "?"])
        }
        "PrincipalTag/path" => (&["StringEquals", "StringLike", "StringEqualsIgnoreCase"], TAG_VARIABLES),
        "PrincipalTag/digest" => (&["BinaryEquals"], &["eA==", "eHg="]),
        _ => (&["StringEquals", "StringLike"], &[OWNER, "*"]),
    }
}

const ACCOUNTS: &[&str] = &[
    OWNER,
    OWNER,
    OWNER,
    TRUSTED,
    STRANGERS[0],
    STRANGERS[1],
    "*",
    "1111*",
    "111122223333*",
    "*3333",
    "?11122223333",
    "${aws:ResourceAccount}",
    "${aws:PrincipalAccount}",
    "${aws:SourceAccount}",
];

const SOURCE_ARNS: &[&str] = &[
    "arn:aws:cloudtrail:*:111122223333:trail/*",
    "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t",
    "arn:aws:logs:*:111122223333:*",
    "arn:aws:logs:eu-west-1:111122223333:*",
    "arn:aws:cloudtrail:*:222233334444:*",
    "arn:aws:cloudtrail:*:444455556666:trail/t",
    "arn:aws:s3:::src",
    "arn:aws:s3:::*",
    "arn:*:*:*:111122223333:*",
    "*111122223333*",
    "*:111122223333:trail/t",
    "arn:aws:cloudtrail:*",
    "arn:aws:cloudtrail:*:*:trail/t",
    "arn:aws:cloudtrail:eu-west-?:1111*:trail/*",
    "arn:aws:cloudtrail:*:${aws:SourceAccount}:trail/*",
    "arn:aws:logs:*:${aws:ResourceAccount}:x",
];

const PRINCIPAL_ARNS: &[&str] = &[
    "arn:aws:iam::111122223333:*",
    "arn:aws:iam::111122223333:role/*",
    "arn:aws:iam::444455556666:role/app/x",
    "arn:aws:iam::*:role/app/*",
    "arn:aws:iam::444455556666:user/*",
    "*111122223333*",
    "arn:aws:iam:*:role/x",
    "arn:aws:iam::222233334444:*",
    "arn:*:iam::1111*:user/?",
    "arn:aws:iam::${aws:PrincipalAccount}:role/*",
    "arn:aws:iam::*:root",
];

const ORG_PATHS: &[&str] = &[
    "o-trustedorg1/*",
    "o-trustedorg1/r-ab12/ou-ab12-logs/*",
    "*/ou-ab12-logs/*",
    "o-trustedorg1*",
    "o-strangeorg9/*",
    "o-strangeorg9/r-ab12/",
    "*",
];

const TAG_VARIABLES: &[&str] = &[
    "${aws:PrincipalTag/team}",
    "${AWS:principaltag/Team, 'x'}",
    "${aws:username}*",
    "${aws:TagKeys}",
    "${*}",
    "x${?}",
    "?",
    "${aws:PrincipalTag/none, 'x'}",
];
