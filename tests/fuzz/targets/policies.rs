//! Arbitrary policies, mostly of words that mean something.

use super::Choices;
use serde_json::{Map, Value, json};

const ACTIONS: &[&str] = &[
    "*",
    "s3:*",
    "s3:GetObject",
    "sqs:SendMessage",
    "sns:Publish",
    "sts:AssumeRole",
    "kms:Decrypt",
    "iam:PassRole",
    "lambda:InvokeFunction",
    "S3:get*",
    "*:*",
    "iam:*",
    "ec2:RunInstances",
    "s3:?et*",
    "",
    ":",
    "sts:AssumeRoleWithWebIdentity",
];
const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:s3:::b",
    "arn:aws:s3:::b/*",
    "arn:aws:sqs:eu-west-1:111122223333:q",
    "arn:aws:iam::111122223333:role/r",
    "arn:*:s3:::*",
    "arn:aws:s3:::${aws:username}/*",
    "arn:aws:kms:*:*:key/*",
    "x",
    "arn:aws:iam::*:role/*-${aws:PrincipalTag/team}",
];
const PRINCIPALS: &[&str] = &[
    "*",
    "111122223333",
    "444455556666",
    "arn:aws:iam::444455556666:root",
    "arn:aws:iam::111122223333:role/r",
    "arn:aws:sts::111122223333:assumed-role/r/s",
    "arn:aws:iam::444455556666:user/u",
];
const SERVICES: &[&str] =
    &["s3.amazonaws.com", "cloudtrail.amazonaws.com", "lambda.amazonaws.com", "events.amazonaws.com", "sns.amazonaws.com"];
const FEDERATED: &[&str] = &[
    "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
    "cognito-identity.amazonaws.com",
    "arn:aws:iam::111122223333:saml-provider/p",
];
const OPERATORS: &[&str] = &[
    "StringEquals",
    "StringLike",
    "ArnLike",
    "ArnEquals",
    "StringNotEquals",
    "Bool",
    "Null",
    "IpAddress",
    "NotIpAddress",
    "NumericLessThan",
    "DateGreaterThan",
    "BinaryEquals",
    "ForAnyValue:StringLike",
    "ForAllValues:StringEquals",
    "StringEqualsIfExists",
    "StringNotLike",
    "stringequals",
    "ForAnyValue:ArnLikeIfExists",
];
const KEYS: &[&str] = &[
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:PrincipalOrgID",
    "aws:PrincipalArn",
    "aws:SourceIp",
    "aws:SecureTransport",
    "token.actions.githubusercontent.com:sub",
    "token.actions.githubusercontent.com:aud",
    "sts:ExternalId",
    "aws:PrincipalTag/team",
    "aws:SourceVpce",
    "s3:x-amz-acl",
    "kms:ViaService",
    "aws:sourcearn",
    "iam:PassedToService",
    "aws:PrincipalIsAWSService",
    "saml:aud",
];
const VALUES: &[&str] = &[
    "*",
    "111122223333",
    "arn:aws:s3:::b",
    "arn:aws:cloudtrail:*:111122223333:trail/*",
    "o-abcdef1234",
    "true",
    "false",
    "10.0.0.0/8",
    "::/0",
    "repo:acme/*",
    "repo:acme/infra:ref:refs/heads/main",
    "sts.amazonaws.com",
    "",
    "?",
    "2024-01-01T00:00:00Z",
    "5",
    "bucket-owner-full-control",
    "${aws:PrincipalTag/team}",
    "arn:aws:s3:::*",
    "\u{e9}\u{1F600}",
];

/// A policy document; `leaf` may put another value in the place of a text.
pub(super) fn document(choices: &mut Choices<'_>, leaf: &dyn Fn(&mut Choices<'_>, &str) -> Value) -> Value {
    let count = choices.below(4);
    let statements: Vec<Value> = (0..=count).map(|_| statement(choices, leaf)).collect();
    let mut document = Map::new();
    match choices.below(5) {
        0 => {}
        1 => drop(document.insert("Version".into(), json!("2008-10-17"))),
        _ => drop(document.insert("Version".into(), json!("2012-10-17"))),
    }
    let one = statements.len() == 1 && choices.below(3) == 0;
    document.insert("Statement".into(), if one { statements[0].clone() } else { Value::Array(statements) });
    Value::Object(document)
}

/// A text out of these words, one in sixteen made up; or several.
fn words(choices: &mut Choices<'_>, known: &[&str], leaf: &dyn Fn(&mut Choices<'_>, &str) -> Value) -> Value {
    let one = |choices: &mut Choices<'_>| {
        let made_up = choices.below(16) == 15;
        let word = if made_up { choices.text() } else { choices.pick(known).to_owned() };
        leaf(choices, &word)
    };
    match choices.below(8) {
        0..=4 => one(choices),
        5 => json!([]),
        several => Value::Array((0..several - 4).map(|_| one(choices)).collect()),
    }
}

fn statement(choices: &mut Choices<'_>, leaf: &dyn Fn(&mut Choices<'_>, &str) -> Value) -> Value {
    let mut statement = Map::new();
    let not = |choices: &mut Choices<'_>, name: &str| if choices.below(8) == 7 { format!("Not{name}") } else { name.to_owned() };
    statement.insert("Effect".into(), json!(choices.pick(&["Allow", "Allow", "Allow", "Deny", "allow"])));
    if choices.below(5) != 4 {
        let name = not(choices, "Principal");
        let principal = match choices.below(6) {
            0 => json!("*"),
            1 | 2 => json!({ "Service": words(choices, SERVICES, leaf) }),
            3 => json!({ "Federated": words(choices, FEDERATED, leaf) }),
            4 => json!({ "AWS": words(choices, PRINCIPALS, leaf), "Service": words(choices, SERVICES, leaf) }),
            _ => json!({ "AWS": words(choices, PRINCIPALS, leaf) }),
        };
        statement.insert(name, principal);
    }
    let name = not(choices, "Action");
    statement.insert(name, words(choices, ACTIONS, leaf));
    if choices.below(5) != 4 {
        let name = not(choices, "Resource");
        statement.insert(name, words(choices, RESOURCES, leaf));
    }
    let conditions = [0, 0, 1, 1, 2, 3][choices.below(6)];
    if conditions > 0 {
        let mut condition = Map::new();
        for _ in 0..conditions {
            let operator = choices.pick(OPERATORS).to_owned();
            let key = choices.pick(KEYS).to_owned();
            let values = words(choices, VALUES, leaf);
            condition.entry(operator).or_insert_with(|| json!({}))[key] = values;
        }
        statement.insert("Condition".into(), Value::Object(condition));
    }
    if choices.below(16) == 15 {
        let name = choices.text();
        statement.insert(name, words(choices, VALUES, leaf));
    }
    Value::Object(statement)
}
