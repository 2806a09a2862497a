//! Random policies with everything that the grammar allows: the `Not…` elements, variables, keys of other services, several resources, and principals of every kind.

use super::super::generate::{Flavour, Random, some};
use super::super::universe::{OWNER, TRUSTED, TRUSTED_ORG};
use serde_json::{Map, Value, json};

/// One line for `exposure --jsonl`.
pub(super) fn case(random: &mut Random, flavour: Flavour, id: &str) -> Value {
    let orgs = if random.chance(60) { vec![TRUSTED_ORG] } else { vec![] };
    let mut make = Make { random, flavour, has_org: !orgs.is_empty() };
    let (allows, denies) = (make.random.weigh(&[(70, 1), (30, 2)]), make.random.weigh(&[(40, 0), (40, 1), (20, 2)]));
    let mut statements: Vec<Value> = (0..allows).map(|at| make.statement(true, at == 0)).collect();
    statements.extend((0..denies).map(|_| make.statement(false, false)));
    let version = random.weigh(&[(97, "2012-10-17"), (3, "2008-10-17")]);
    json!({"id": id, "owner_account": OWNER, "trusted_accounts": if random.chance(50) { vec![TRUSTED] } else { vec![] }, "trusted_orgs": orgs,
        "resource_kind": flavour.kind, "policy": {"Version": version, "Statement": statements}, "question": flavour.question})
}

struct Make<'a> {
    random: &'a mut Random,
    flavour: Flavour,
    has_org: bool,
}

impl Make<'_> {
    fn statement(&mut self, allow: bool, first: bool) -> Value {
        let mut statement = Map::new();
        statement.insert("Effect".into(), json!(if allow { "Allow" } else { "Deny" }));
        let (name, principal) = self.principal(allow);
        statement.insert(name.into(), principal);
        let (name, action) = self.action();
        statement.insert(name.into(), action);
        if let Some((name, resource)) = self.resource(allow, first) {
            statement.insert(name.into(), resource);
        }
        let count =
            if allow { self.random.weigh(&[(4, 0), (56, 1), (30, 2), (10, 3)]) } else { self.random.weigh(&[(12, 0), (50, 1), (38, 2)]) };
        let mut conditions = Map::new();
        for _ in 0..count {
            self.condition(&mut conditions, allow);
        }
        if !conditions.is_empty() {
            statement.insert("Condition".into(), Value::Object(conditions));
        }
        Value::Object(statement)
    }

    fn is_service(&self) -> bool {
        self.flavour.question == "cross_service"
    }

    fn principal(&mut self, allow: bool) -> (&'static str, Value) {
        if self.random.chance(if allow { 3 } else { 12 }) {
            let listed = self.random.pick(&[
                r#"{"AWS":"111122223333"}"#,
                r#"{"AWS":["444455556666","arn:aws:iam::444455556666:role/R"]}"#,
                r#"{"AWS":["444455556666","arn:aws:iam::444455556666:role/R","arn:aws:sts::444455556666:assumed-role/R/run"]}"#,
                r#"{"AWS":["111122223333","222233334444"]}"#,
            ]);
            return ("NotPrincipal", serde_json::from_str(listed).expect("JSON"));
        }
        if self.is_service() {
            let service = json!({"Service": self.random.pick(&SERVICES)});
            return ("Principal", if self.random.chance(if allow { 70 } else { 15 }) { service } else { json!("*") });
        }
        if self.random.chance(if allow { 45 } else { 70 }) {
            return ("Principal", json!("*"));
        }
        ("Principal", json!({"AWS": self.random.pick(&PRINCIPALS)}))
    }

    fn action(&mut self) -> (&'static str, Value) {
        let (names, patterns): (&[&str], &[&str]) = match self.flavour.kind {
            "role" => (&["sts:AssumeRole"], &["sts:*", "sts:Assume*"]),
            "s3" => (&["s3:GetObject", "s3:PutObject", "s3:ListBucket"], &["s3:*", "s3:Get*", "s3:*Object", "s3:?utObject"]),
            "sns" => (&["sns:Publish", "sns:Subscribe"], &["sns:*", "sns:Get*", "sns:Pub*"]),
            "sqs" => (&["sqs:SendMessage", "sqs:ReceiveMessage"], &["sqs:*", "sqs:Send*"]),
            _ => (&["kms:Decrypt", "kms:Encrypt"], &["kms:*", "kms:De*"]),
        };
        match self.random.weigh(&[(50, 0), (25, 1), (12, 2), (13, 3)]) {
            0 => ("Action", json!(self.random.pick(names))),
            1 => ("Action", json!(self.random.pick(patterns))),
            2 => ("Action", json!("*")),
            _ if self.flavour.kind == "role" => ("Action", json!("sts:AssumeRole")),
            _ => ("NotAction", json!(self.random.pick(names))),
        }
    }

    /// The first Allow names the policy's own resource. A Deny of another is one without more: which resource is the policy's own is told by what guards it.
    fn resource(&mut self, allow: bool, first: bool) -> Option<(&'static str, Value)> {
        let (own, other): (&[&str], &[&str]) = match self.flavour.kind {
            "role" => return None,
            "s3" => (
                &[
                    "arn:aws:s3:::b/*",
                    "arn:aws:s3:::b",
                    "arn:aws:s3:::b/x/*",
                    "arn:aws:s3:::b/${aws:PrincipalTag/team}/*",
                    "arn:aws:s3:::b/private/*",
                ],
                &["arn:aws:s3:::other/*", "arn:aws:s3:::other"],
            ),
            "sns" => (&["arn:aws:sns:eu-west-1:111122223333:t"], &["arn:aws:sns:eu-west-1:111122223333:other"]),
            "sqs" => (&["arn:aws:sqs:eu-west-1:111122223333:q"], &["arn:aws:sqs:eu-west-1:111122223333:other"]),
            _ => (&["arn:aws:kms:eu-west-1:111122223333:key/k"], &["arn:aws:kms:eu-west-1:111122223333:key/other"]),
        };
        let (second, other) = (self.random.pick(own).to_string(), self.random.pick(other).to_string());
        let own = self.random.pick(own).to_string();
        let choices = match (first, allow) {
            (true, _) => [70, 0, 30, 0, 0],
            (false, true) => [40, 25, 10, 15, 10],
            (false, false) => [35, 30, 10, 10, 15],
        };
        let choices: Vec<(usize, usize)> = choices.into_iter().enumerate().map(|(choice, weight)| (weight, choice)).collect();
        Some(match self.random.weigh(&choices) {
            0 => ("Resource", json!(own)),
            1 => ("Resource", json!("*")),
            2 => ("Resource", some(vec![own, second])),
            3 => ("NotResource", json!(other)),
            _ if allow => ("NotResource", json!(own)),
            _ => ("Resource", json!(other)),
        })
    }

    fn condition(&mut self, conditions: &mut Map<String, Value>, allow: bool) {
        let rows: Vec<&Key> = KEYS.iter().filter(|(service, account, ..)| if self.is_service() { *service } else { *account }).collect();
        let (_, _, key, operators, values) = rows[self.random.below(rows.len())];
        let mut chosen: Vec<String> = (0..self.random.weigh(&[(80, 1), (20, 2)])).map(|_| self.random.pick(values).to_string()).collect();
        chosen.retain(|value| self.has_org || !value.contains("${aws:ResourceOrgID}"));
        if chosen.is_empty() {
            return;
        }
        let mut operator = self.random.pick(operators).to_string();
        if self.random.chance(if allow { 18 } else { 60 }) {
            for family in ["String", "Arn"] {
                operator = operator.replacen(family, &format!("{family}Not"), 1);
            }
            operator = operator.replace("IpAddress", "NotIpAddress");
        }
        if self.random.chance(15) {
            operator += "IfExists";
        }
        let is_list = key.ends_with("Paths") || key.ends_with("List");
        if !operator.ends_with("IfExists") && self.random.chance(if is_list { 90 } else { 8 }) {
            operator = format!("{}:{operator}", self.random.pick(&["ForAllValues", "ForAnyValue"]));
        }
        if self.random.chance(5) {
            (operator, chosen) = ("Null".into(), vec![self.random.pick(&["true", "false"]).into()]);
        }
        let block = conditions.entry(operator).or_insert_with(|| json!({}));
        if block.get(*key).is_none() {
            block[*key] = some(chosen);
        }
    }
}

const SERVICES: [&str; 4] = ["cloudtrail.amazonaws.com", "s3.amazonaws.com", "delivery.logs.amazonaws.com", "sns.amazonaws.com"];

const PRINCIPALS: [&str; 9] = [
    "444455556666",
    "arn:aws:iam::444455556666:root",
    "arn:aws:iam::444455556666:user/u1",
    "arn:aws:iam::444455556666:role/R",
    "arn:aws:iam::444455556666:role/team/R",
    "arn:aws:sts::444455556666:assumed-role/R/run",
    "arn:aws:sts::444455556666:federated-user/fed",
    "111122223333",
    "222233334444",
];

const TEXT: &[&str] = &["StringEquals", "StringLike", "StringLike", "StringEqualsIgnoreCase"];
const ARN: &[&str] = &["ArnLike", "ArnLike", "ArnEquals", "StringLike", "StringLike", "StringEquals"];

/// For services, for accounts, the key, its operators and values.
type Key = (bool, bool, &'static str, &'static [&'static str], &'static [&'static str]);

const KEYS: &[Key] = &[
    (
        true,
        false,
        "aws:SourceAccount",
        TEXT,
        &["111122223333", "111122223333", "111122223333*", "1111*", "*3333", "${aws:ResourceAccount}", "444455556666"],
    ),
    (true, false, "aws:SourceArn", ARN, SOURCE_ARNS),
    (
        true,
        false,
        "aws:SourceOrgID",
        TEXT,
        &["o-trustedorg1", "o-trustedorg1*", "${aws:ResourceOrgID}", "${aws:ResourceOrgID}*", "o-strangeorg9"],
    ),
    (
        true,
        false,
        "aws:SourceOrgPaths",
        TEXT,
        &["o-trustedorg1/*", "${aws:ResourceOrgID}/*", "${aws:ResourceOrgID}*", "*/ou-ab12-logs/*", "o-trustedorg1*"],
    ),
    (true, true, "aws:PrincipalIsAWSService", &["Bool"], &["true", "false"]),
    (true, true, "aws:SecureTransport", &["Bool"], &["true", "false"]),
    (true, false, "aws:PrincipalServiceName", TEXT, &["sns.amazonaws.com", "*.amazonaws.com", "s3*"]),
    (
        true,
        true,
        "aws:PrincipalAccount",
        TEXT,
        &[
            "111122223333",
            "1111*",
            "1111${aws:PrincipalTag/x}",
            "${aws:ResourceAccount}",
            "*3333",
            "444455556666",
            "${aws:ResourceAccount}*",
        ],
    ),
    (
        true,
        true,
        "aws:PrincipalOrgID",
        TEXT,
        &["o-trustedorg1", "o-trustedorg1*", "${aws:ResourceOrgID}", "${aws:ResourceOrgID}*", "o-${aws:PrincipalTag/x}"],
    ),
    (
        false,
        true,
        "aws:PrincipalOrgPaths",
        TEXT,
        &["o-trustedorg1/*", "${aws:ResourceOrgID}/*", "${aws:ResourceOrgID}*", "*/ou-ab12-logs/*"],
    ),
    (true, true, "aws:PrincipalArn", ARN, PRINCIPAL_ARNS),
    (
        false,
        true,
        "aws:userid",
        TEXT,
        &[
            "*:run",
            "*:i-*",
            "AROAEXAMPLEID:*",
            "AIDAEXAMPLEID",
            "111122223333:*",
            "444455556666",
            "*:${aws:PrincipalTag/x}",
            "AROA*:run",
            "1111*",
        ],
    ),
    (false, true, "aws:username", TEXT, &["u1", "u*", "${aws:PrincipalTag/x}"]),
    (false, true, "aws:PrincipalType", TEXT, &["User", "AssumedRole", "FederatedUser", "Account", "Anonymous"]),
    (false, true, "aws:PrincipalTag/team", TEXT, &["red", "${aws:username}", "${aws:PrincipalAccount}", "re*"]),
    (false, true, "aws:SourceIdentity", TEXT, &["run", "r*"]),
    (false, true, "aws:MultiFactorAuthPresent", &["Bool"], &["true", "false"]),
    (false, true, "aws:SourceIp", &["IpAddress"], &["203.0.113.0/24", "::ffff:203.0.113.0/120", "0.0.0.0/0"]),
    (false, true, "aws:SourceVpce", TEXT, &["vpce-1a2b3c4d", "vpce-*", "${aws:PrincipalTag/x}"]),
    (false, true, "aws:Referer", TEXT, &["https://example.com/*", "zz"]),
    (true, true, "kms:CallerAccount", TEXT, &["111122223333", "444455556666", "1111*"]),
    (true, true, "kms:ViaService", TEXT, &["s3.eu-west-1.amazonaws.com"]),
    (true, true, "s3:x-amz-acl", TEXT, &["bucket-owner-full-control", "private"]),
    (false, true, "sts:ExternalId", TEXT, &["e1", "e*", "${aws:PrincipalAccount}", "${aws:PrincipalTag/x}"]),
    (true, true, "aws:ResourceAccount", TEXT, &["111122223333", "444455556666"]),
    (true, true, "aws:SourceAcount", TEXT, &["111122223333"]),
];

const SOURCE_ARNS: &[&str] = &[
    "arn:aws:sns:*:111122223333:*",
    "arn:aws:sns:eu-west-1:111122223333:t",
    "arn:aws:s3:::src",
    "arn:aws:sns:*:1111*:t",
    "arn:aws:sns:*:${aws:ResourceAccount}:*",
    "arn:aws:sns:*:${aws:SourceAccount}:*",
    "*:111122223333:*",
    "arn:aws:sns:eu-west-1:111122223333*",
    "arn:aws:sns:*:${aws:ResourceAccount}*",
];

const PRINCIPAL_ARNS: &[&str] = &[
    "arn:aws:iam::111122223333:*",
    "arn:aws:iam::111122223333:role/*",
    "arn:aws:iam::444455556666:role/R",
    "arn:aws:iam::444455556666:role/team/*",
    "arn:aws:iam::*:role/team/*",
    "arn:aws:iam::*:user/u1",
    "arn:aws:iam::1111*:role/${aws:PrincipalTag/x}",
    "arn:aws:iam::*:role/${aws:PrincipalTag/team}",
    "arn:aws:iam:*:111122223333:role/*",
    "arn:aws:iam::${aws:PrincipalAccount}:role/*",
    "arn:aws:iam::${aws:ResourceAccount}:role/*",
    "arn:aws:sts::*:federated-user/*",
    "arn:aws:sts::444455556666:federated-user/fed",
    "arn:aws:iam::*:root",
    "*111122223333*",
    "alice",
];
