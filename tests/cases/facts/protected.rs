//! What policies protect: the table agrees with the catalogue of actions, and an open policy of every kind gets a real request as its witness.

use super::agreement::all;
use deputylint::facts::{self, NamedAction, Protected};
use deputylint::questions::jsonl;
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn kinds() -> Vec<&'static Protected> {
    let mut kinds: Vec<_> = facts::all_protected().collect();
    kinds.sort_by_key(|kind| kind.kind);
    kinds
}

/// Kinds that people ask about by name and that no resource has a policy for: its API's policy stands under `apigateway`.
const ASKED_ONLY: &[&str] = &["execute-api"];

fn kinds_are_those_of_policies() -> Result<(), Failed> {
    let grants = facts::all_policy_sites().filter(|site| ["resource", "permission", "trust", "vpce"].contains(&site.kind.name()));
    let sites: BTreeSet<&str> = grants.map(|site| site.protects).chain(ASKED_ONLY.iter().copied()).collect();
    let rows: BTreeSet<&str> = kinds().iter().map(|kind| kind.kind).collect();
    all(sites.symmetric_difference(&rows).copied())
}

fn telling_actions_are_in_the_catalogue() -> Result<(), Failed> {
    let wrong = kinds().into_iter().flat_map(|kind| {
        kind.telling.iter().filter_map(move |name| {
            let Some(action) = facts::action(name).filter(|action| name.split_once(':') == Some((kind.service, action.name.as_str())))
            else {
                return Some(format!("{}: `{name}` is not in actions.tsv", kind.kind));
            };
            let elsewhere = !action.types.is_empty() && !action.types.iter().any(|known| kind.is_about(known));
            elsewhere.then(|| format!("{}: `{name}` is done on other types of resource", kind.kind))
        })
    });
    all(wrong)
}

fn types_and_callers_exist() -> Result<(), Failed> {
    let content = super::shape::Content::read("protected");
    let (types, callers) = (content.column("types"), content.column("callers"));
    let wrong = content.rows.iter().flat_map(|row| {
        let known = facts::resource_types(&row[content.column("service")]);
        let types = row[types].split(';').filter(|name| !name.is_empty() && !known.iter().any(|kind| kind.name == *name));
        let callers = row[callers].split(';').filter(|name| !name.is_empty() && facts::service(name).is_none());
        types.chain(callers).map(|name| format!("{}: {name}", row[0]))
    });
    all(wrong)
}

fn witness(kind: &str, action: &str, condition: &Value) -> Value {
    let statement = json!({ "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": action, "Resource": "*", "Condition": condition });
    let line = json!({
        "id": kind, "owner_account": "111122223333", "trusted_accounts": [], "trusted_orgs": [], "resource_kind": kind, "question": "cross_account",
        "policy": { "Version": "2012-10-17", "Statement": [statement] },
    });
    serde_json::from_str(&jsonl::exposure_line(&line.to_string())).expect("JSON")
}

/// A request that AWS could get: an action of the catalogue, on an ARN of a type that it is done on (or on `*` if it is done on none).
fn is_real(request: &Value) -> bool {
    let (name, resource) = (request["action"].as_str().unwrap_or_default(), request["resource"].as_str().unwrap_or_default());
    let Some(action) = facts::action(name) else { return false };
    let parts: Vec<&str> = resource.splitn(6, ':').collect();
    let fits = |pattern: &String| {
        let own: Vec<&str> = pattern.splitn(6, ':').collect();
        own.len() == parts.len() && own.iter().zip(&parts).take(5).all(|(own, part)| *own == "*" || own == part) && !resource.contains('*')
    };
    match action.types.is_empty() {
        true => resource == "*" || parts.len() == 6,
        false => action.types.iter().flat_map(|kind| &kind.arns).any(fits),
    }
}

fn open_policy_has_a_real_witness(kind: &'static Protected) -> Result<(), Failed> {
    for action in ["*".to_owned(), format!("{}:*", kind.service)] {
        let answer = witness(kind.kind, &action, &json!({}));
        let request = &answer["witness"];
        let expected = kind.telling.first().copied().or(request["action"].as_str());
        if answer["verdict"] != "exposed" || !is_real(request) || request["action"].as_str() != expected {
            return Err(format!("{action}: {answer}").into());
        }
    }
    Ok(())
}

/// Every catalogued action that a policy can be about, asked for by a pattern that covers nothing else, gets a request for just that.
fn every_action_can_be_asked_for(kind: &'static Protected) -> Result<(), Failed> {
    let wrong = |named: &&NamedAction| {
        let mut pattern = named.name.clone();
        pattern.pop();
        let answer = witness(kind.kind, &format!("{pattern}?"), &json!({}));
        let asked = answer["witness"]["action"].as_str().unwrap_or_default();
        asked.len() != named.name.len() || !is_real(&answer["witness"])
    };
    let can_be = |named: &&NamedAction| kind.across.is_empty() || kind.across.contains(&named.name.as_str());
    all(kind.actions().iter().step_by(1 + kind.actions().len() / 8).filter(can_be).filter(wrong).map(|named| named.name.clone()))
}

/// Kind, action and condition of an open policy, and the request that must prove it.
const TOLD: &[(&str, &str, &str, &str, &str)] = &[
    ("glacier", "glacier:*", "", "glacier:UploadArchive", "arn:aws:glacier:us-east-1:111122223333:vaults/the-vault-not-known"),
    (
        "glacier",
        "backup:CopyIntoBackupVault",
        "",
        "backup:CopyIntoBackupVault",
        "arn:aws:backup:us-east-1:111122223333:backup-vault:the-backupvault-not-known",
    ),
    (
        "backup",
        "backup:Copy*",
        "",
        "backup:CopyIntoBackupVault",
        "arn:aws:backup:us-east-1:111122223333:backup-vault:the-backupvault-not-known",
    ),
    (
        "dynamodb-stream",
        "dynamodb:*",
        "",
        "dynamodb:GetRecords",
        "arn:aws:dynamodb:us-east-1:111122223333:table/the-table-not-known/stream/the-stream-not-known",
    ),
    (
        "vpc-lattice",
        "*",
        "",
        "vpc-lattice-svcs:Invoke",
        "arn:aws:vpc-lattice:us-east-1:111122223333:service/the-service-not-known/the-service-not-known",
    ),
    (
        "efs",
        "elasticfilesystem:Client*",
        "",
        "elasticfilesystem:ClientMount",
        "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/the-file-system-not-known",
    ),
    ("s3express", "s3express:*", "", "s3express:CreateSession", "arn:aws:s3express:us-east-1:111122223333:bucket/the-bucket-not-known"),
    ("xray", "xray:Put*", "", "xray:PutTraceSegments", "*"),
    ("bedrock", "dynamodb:Get*", "", "dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:111122223333:table/the-table-not-known"),
    // Of several actions, one that carries the keys that the policy asks for.
    ("sns", "sns:*", "sns:Protocol", "sns:Subscribe", "arn:aws:sns:us-east-1:111122223333:the-topic-not-known"),
    ("kms", "kms:*", "kms:GrantIsForAWSResource", "kms:CreateGrant", "arn:aws:kms:us-east-1:111122223333:key/the-key-not-known"),
    ("s3", "s3:*", "s3:prefix", "s3:ListBucket", "arn:aws:s3:::bucket"),
    // A key that no action lists, or an action that lists none: the lists have gaps, so it is asked for all the same.
    ("sns", "sns:Publish", "sns:Protocol", "sns:Publish", "arn:aws:sns:us-east-1:111122223333:the-topic-not-known"),
    ("sns", "sns:*", "sns:NoSuchKey", "sns:Publish", "arn:aws:sns:us-east-1:111122223333:the-topic-not-known"),
];

fn told((kind, action, key, asked, resource): (&str, &str, &str, &str, &str)) -> Result<(), Failed> {
    let condition = if key.is_empty() { json!({}) } else { json!({ "StringLike": { key: "*" } }) };
    let answer = witness(kind, action, &condition);
    if answer["witness"]["action"] == asked && answer["witness"]["resource"] == resource { Ok(()) } else { Err(answer.to_string().into()) }
}

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = vec![
        Trial::test("facts/protected/kinds are those of policies", kinds_are_those_of_policies),
        Trial::test("facts/protected/telling actions are in the catalogue", telling_actions_are_in_the_catalogue),
        Trial::test("facts/protected/types and callers exist", types_and_callers_exist),
    ];
    // Of a role only `sts:AssumeRole` is asked for.
    for kind in kinds().into_iter().filter(|kind| kind.service != "sts") {
        trials.push(Trial::test(format!("facts/protected/witness/{}", kind.kind), || open_policy_has_a_real_witness(kind)));
        trials.push(Trial::test(format!("facts/protected/actions/{}", kind.kind), || every_action_can_be_asked_for(kind)));
    }
    let told = TOLD.iter().map(|row| {
        let (kind, action, key, ..) = row;
        Trial::test(format!("facts/protected/told/{kind} {action} {key}"), || told(*row))
    });
    trials.extend(told);
    trials
}
