//! Random policies out of the names of the universe. The same seed gives the same policies.

use super::clause::clause;
use super::universe::{OWNER, STRANGERS, TRUSTED, TRUSTED_ORG};
use serde_json::{Map, Value, json};

/// SplitMix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// One of several, each as often as its number says.
    pub(crate) fn weigh<T: Copy>(&mut self, from: &[(usize, T)]) -> T {
        let mut left = self.below(from.iter().map(|(weight, _)| weight).sum());
        let chosen = from.iter().find(|(weight, _)| {
            let found = left < *weight;
            left = left.wrapping_sub(*weight);
            found
        });
        chosen.expect("the weights cover the range").1
    }
}

/// Where a batch starts: far from where the others do.
pub(crate) fn seed_of(name: &str, number: u64) -> u64 {
    name.bytes().fold(number, |seed, byte| Random(seed ^ u64::from(byte)).next())
}

/// What is asked about which kind of resource.
#[derive(Clone, Copy)]
pub(crate) struct Flavour {
    pub(crate) question: &'static str,
    pub(crate) kind: &'static str,
}

const SERVICES: [&str; 4] = ["cloudtrail.amazonaws.com", "s3.amazonaws.com", "delivery.logs.amazonaws.com", "logging.s3.amazonaws.com"];

/// One line for `exposure --jsonl`.
pub(crate) fn case(random: &mut Random, flavour: Flavour, id: &str) -> Value {
    let delivery = flavour.kind == "s3" && flavour.question == "cross_service" && random.chance(8);
    let orgs = if random.chance(60) { vec![TRUSTED_ORG] } else { vec![] };
    let mut make = Make { random, flavour, delivery, has_org: !orgs.is_empty() };
    let (allows, denies) = (make.random.weigh(&[(65, 1), (27, 2), (8, 3)]), make.random.weigh(&[(46, 0), (40, 1), (14, 2)]));
    let mut statements: Vec<Value> = (0..allows).map(|_| make.statement(true)).collect();
    for _ in 0..denies {
        let at = make.random.below(statements.len() + 1);
        statements.insert(at, make.statement(false));
    }
    let mut policy = json!({"Version": random.weigh(&[(96, "2012-10-17"), (4, "2008-10-17")]), "Statement": statements});
    if random.chance(1) {
        policy.as_object_mut().expect("an object").remove("Version");
    }
    let trusted = if random.chance(60) { vec![TRUSTED] } else { vec![] };
    let mut line = json!({"id": id, "owner_account": OWNER, "trusted_accounts": trusted, "trusted_orgs": orgs, "resource_kind": flavour.kind,
        "policy": policy, "question": flavour.question});
    if delivery {
        line["assume"] = json!({"delivery_path": true});
    } else if flavour.question == "cross_service" && random.chance(10) {
        line["assume"] = json!({"source_keys": "always"});
    }
    line
}

/// A single value or a list: both are legal.
pub(crate) fn some(mut values: Vec<String>) -> Value {
    values.dedup();
    if values.len() == 1 { json!(values[0]) } else { json!(values) }
}

struct Make<'a> {
    random: &'a mut Random,
    flavour: Flavour,
    delivery: bool,
    has_org: bool,
}

impl Make<'_> {
    fn statement(&mut self, allow: bool) -> Value {
        let mut statement = Map::new();
        statement.insert("Effect".into(), json!(if allow { "Allow" } else { "Deny" }));
        let (name, principal) = if allow { self.allowed_principal() } else { self.denied_principal() };
        statement.insert(name.into(), principal);
        let object = self.random.chance(75);
        let (name, action) = self.action(allow, object);
        statement.insert(name.into(), action);
        if let Some((name, resource)) = self.resource(allow, object) {
            statement.insert(name.into(), resource);
        }
        let count = if allow {
            self.random.weigh(&[(9, 0), (54, 1), (27, 2), (10, 3)])
        } else {
            self.random.weigh(&[(6, 0), (50, 1), (32, 2), (12, 3)])
        };
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

    fn allowed_principal(&mut self) -> (&'static str, Value) {
        let [first, second] = STRANGERS;
        let service = self.random.pick(&SERVICES);
        let choices = match (self.is_service(), self.flavour.kind == "role") {
            (true, _) => [70, 4, 10, 4, 4, 4, 2, 2, 0, 0, 0, 0],
            (_, false) => [0, 4, 42, 8, 4, 0, 2, 0, 18, 10, 6, 6],
            (_, true) => [0, 3, 14, 3, 4, 0, 2, 0, 40, 18, 10, 6],
        };
        let choices: Vec<(usize, usize)> = choices.into_iter().enumerate().map(|(choice, weight)| (weight, choice)).collect();
        let principal = match self.random.weigh(&choices) {
            0 => json!({"Service": service}),
            1 => json!({"Service": service, "AWS": OWNER}),
            2 => json!("*"),
            3 => json!({"AWS": "*"}),
            4 => json!({"AWS": [OWNER, format!("arn:aws:iam::{OWNER}:role/app/x")]}),
            5 => json!({"Service": SERVICES[..2]}),
            6 => return ("NotPrincipal", json!({"AWS": [OWNER, TRUSTED]})),
            7 => json!({"Service": "*"}),
            8 => json!({"AWS": first}),
            9 => json!({"AWS": [format!("arn:aws:iam::{second}:root"), OWNER]}),
            10 => json!({"AWS": self.random.pick(&["arn:aws:iam::444455556666:role/app/x", "arn:aws:iam::444455556666:user/u"])}),
            _ => json!({"AWS": [TRUSTED, OWNER]}),
        };
        ("Principal", principal)
    }

    fn denied_principal(&mut self) -> (&'static str, Value) {
        let service = self.random.pick(&SERVICES);
        match self.random.weigh(&[(74, 0), (8, 1), (6, 2), (4, 3), (4, 4), (4, 5)]) {
            1 => ("Principal", json!({"AWS": "*"})),
            2 if self.is_service() => ("Principal", json!({"Service": service})),
            2 => ("Principal", json!({"AWS": STRANGERS[0]})),
            3 => ("Principal", json!({"AWS": OWNER})),
            4 => ("NotPrincipal", json!({"AWS": format!("arn:aws:iam::{OWNER}:root")})),
            5 if self.is_service() => ("NotPrincipal", json!({"AWS": OWNER, "Service": service})),
            5 => ("NotPrincipal", json!({"AWS": STRANGERS[0]})),
            _ => ("Principal", json!("*")),
        }
    }

    fn action(&mut self, allow: bool, object: bool) -> (&'static str, Value) {
        let kind = self.flavour.kind;
        if kind == "role" {
            return (
                "Action",
                json!(self.random.weigh(&[(70, "sts:AssumeRole"), (10, "STS:assumerole"), (10, "sts:*"), (10, "sts:Assume*")])),
            );
        }
        let (names, patterns): (&[&str], &[&str]) = match (kind, object) {
            ("s3", true) if self.delivery => (&["s3:PutObject"], &["s3:PutObject"]),
            ("s3", false) if self.delivery => (&["s3:GetBucketAcl"], &["s3:GetBucketAcl"]),
            ("s3", true) => {
                (&["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], &["s3:*", "s3:Get*", "S3:put*", "s3:*Object", "s3:?utObject*"])
            }
            ("s3", _) => (&["s3:ListBucket", "s3:GetBucketAcl"], &["s3:*", "s3:List*", "s3:*Bucket*"]),
            ("sns", _) => (&["sns:Publish", "SNS:Subscribe"], &["sns:*", "sns:Get*", "SNS:*ish", "sns:?u*"]),
            ("sqs", _) => (&["sqs:SendMessage", "sqs:ReceiveMessage"], &["sqs:*", "sqs:Get*", "SQS:*Message", "sqs:GetQueue???"]),
            _ => (&["kms:Decrypt", "kms:GenerateDataKey"], &["kms:*", "kms:GenerateDataKey*", "kms:*crypt", "kms:De*"]),
        };
        match self.random.weigh(&[(if allow { 55 } else { 25 }, 0), (15, 1), (25, 2), (if allow { 3 } else { 20 }, 3), (5, 4)]) {
            0 => ("Action", json!(self.random.pick(names))),
            1 => ("Action", some(vec![self.random.pick(names).into(), self.random.pick(patterns).into()])),
            2 => ("Action", json!(self.random.pick(patterns))),
            3 => ("Action", json!("*")),
            _ => ("NotAction", json!(self.random.pick(patterns))),
        }
    }

    fn resource(&mut self, allow: bool, object: bool) -> Option<(&'static str, Value)> {
        let name = if self.random.chance(3) { "NotResource" } else { "Resource" };
        let all = !allow && self.random.chance(25);
        let patterns: &[&str] = match (self.flavour.kind, object) {
            ("role", _) => return None,
            ("kms", _) => return Some(("Resource", json!("*"))),
            _ if all => return Some(("Resource", json!("*"))),
            ("sns", _) => return Some(("Resource", json!(format!("arn:aws:sns:eu-west-1:{OWNER}:t")))),
            ("sqs", _) => return Some(("Resource", json!(format!("arn:aws:sqs:{}:{OWNER}:q", if allow { "eu-west-1" } else { "*" })))),
            (_, true) if name == "NotResource" => &["b/private/*", "b", "b/AWSLogs/*"],
            (_, true) if self.is_service() => {
                &["b/*", "b/*", "b/*", "b/x/*", "b/AWSLogs/*", "b/AWSLogs/111122223333/*", "b/${aws:SourceAccount}/*", "b*"]
            }
            (_, true) => {
                &["b/*", "b/*", "b/*", "b/x/*", "b/?/*", "b/${aws:PrincipalAccount}/*", "b/${aws:PrincipalTag/team, 'all'}/*", "b*"]
            }
            _ => &["b"],
        };
        let mut chosen = vec![format!("arn:aws:s3:::{}", self.random.pick(patterns))];
        if self.random.chance(20) {
            chosen.push(format!("arn:aws:s3:::{}", self.random.pick(&["b", "b/*", "b/y*"])));
        }
        Some((name, some(chosen)))
    }

    fn condition(&mut self, conditions: &mut Map<String, Value>, allow: bool) {
        let keys = match (self.is_service(), self.flavour.kind) {
            (true, _) => SERVICE_KEYS,
            (_, "role") => ROLE_KEYS,
            _ => ACCOUNT_KEYS,
        };
        let key = self.random.weigh(keys);
        let (operator, values) = clause(self.random, key, allow, self.has_org);
        let key = if self.random.chance(5) { key.to_ascii_lowercase() } else { key.to_string() };
        let block = conditions.entry(operator).or_insert_with(|| json!({}));
        if block.as_object().is_some_and(|block| !block.keys().any(|other| other.eq_ignore_ascii_case(&key))) {
            block[key] = some(values);
        }
    }
}

/// How often a condition asks for a key: where services call, …
const SERVICE_KEYS: &[(usize, &str)] = &[
    (30, "aws:SourceAccount"),
    (30, "aws:SourceArn"),
    (12, "aws:SourceOrgID"),
    (8, "aws:SourceOrgPaths"),
    (3, "aws:PrincipalAccount"),
    (2, "aws:PrincipalOrgID"),
    (6, "aws:PrincipalIsAWSService"),
    (3, "aws:PrincipalServiceName"),
    (2, "aws:PrincipalServiceNamesList"),
    (4, "aws:SecureTransport"),
    (2, "s3:x-amz-acl"),
    (2, "aws:SourceAcount"),
    (1, "aws:PrincipalArn"),
    (2, "aws:SourceOwner"),
    (1, "aws:ResourceAccount"),
    (1, "aws:CurrentTime"),
];

/// … where a role is assumed, …
const ROLE_KEYS: &[(usize, &str)] = &[
    (45, "sts:ExternalId"),
    (10, "aws:PrincipalArn"),
    (8, "aws:PrincipalOrgID"),
    (10, "aws:PrincipalAccount"),
    (5, "aws:MultiFactorAuthPresent"),
    (5, "aws:PrincipalTag/team"),
    (5, "aws:SourceIp"),
    (3, "aws:PrincipalOrgPaths"),
    (3, "aws:PrincipalIsAWSService"),
];

/// … and where strangers call.
const ACCOUNT_KEYS: &[(usize, &str)] = &[
    (20, "aws:PrincipalOrgID"),
    (18, "aws:PrincipalAccount"),
    (18, "aws:PrincipalArn"),
    (8, "aws:PrincipalOrgPaths"),
    (8, "aws:SecureTransport"),
    (8, "aws:PrincipalIsAWSService"),
    (6, "aws:SourceIp"),
    (5, "aws:PrincipalTag/team"),
    (4, "aws:SourceAccount"),
    (4, "aws:SourceArn"),
    (2, "aws:SourceOwner"),
    (3, "aws:Referer"),
    (3, "aws:username"),
    (2, "aws:MultiFactorAuthAge"),
    (2, "s3:x-amz-acl"),
    (2, "aws:CurrentTime"),
    (2, "aws:ResourceAccount"),
];
