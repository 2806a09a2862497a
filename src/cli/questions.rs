//! `simulate` and `exposure` for people: files and flags in, a readable answer out.

use super::args::{Exposure, QuestionName, Simulate};
use super::exit::Exit;
use super::settings::json_file;
use super::{core, lines, outputs};
use crate::report::escape;
use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use std::path::Path;

const KINDS: &[&str] = &["identity", "resource", "trust", "boundary", "session", "scp", "rcp", "vpce"];

pub(super) fn simulate(arguments: &Simulate) -> Result<Exit> {
    if arguments.jsonl {
        lines::answer(core::simulate_line, r#""decision":"unknown""#)?;
        return Ok(Exit::Clean);
    }
    let policies = arguments.policies.iter().map(|named| policy(named)).collect::<Result<Vec<Value>>>()?;
    let request = match &arguments.request {
        Some(file) => json_file(file)?,
        None => request(arguments)?,
    };
    let line = json!({ "id": "request", "policies": policies, "request": request }).to_string();
    tell(&core::simulate_in_words(&line)?)
}

/// `bucket.json`, `trust=role.json`; without a kind, a policy with principals is one of a resource.
fn policy(named: &str) -> Result<Value> {
    let (kind, file) = match named.split_once('=') {
        Some((kind, file)) if KINDS.contains(&kind) => (Some(kind), file),
        _ => (None, named),
    };
    let document = json_file(Path::new(file))?;
    let has_principal = |statement: &Value| statement.get("Principal").is_some() || statement.get("NotPrincipal").is_some();
    let statements = document.get("Statement");
    let of_resource = match statements {
        Some(Value::Array(statements)) => statements.iter().any(has_principal),
        Some(statement) => has_principal(statement),
        None => bail!("`{file}` is no policy document: it has no `Statement`"),
    };
    let kind = kind.unwrap_or(if of_resource { "resource" } else { "identity" });
    Ok(json!({ "kind": kind, "document": document }))
}

fn request(arguments: &Simulate) -> Result<Value> {
    let (Some(principal), Some(action), Some(resource)) = (&arguments.principal, &arguments.action, &arguments.resource) else {
        bail!("say what is asked: `--request FILE`, or `--principal`, `--action` and `--resource`");
    };
    let mut context: Map<String, Value> = Map::new();
    for (key, value) in &arguments.context {
        match context.entry(key.clone()).or_insert_with(|| json!([])) {
            Value::Array(values) => values.push(json!(value)),
            _ => bail!("`{key}` cannot be a context key"),
        }
    }
    let account = arguments.account.as_deref().or_else(|| account_of(resource)).unwrap_or_default();
    Ok(json!({ "principal": caller(principal)?, "action": action, "resource": resource, "context": context, "resource_account": account }))
}

fn caller(principal: &str) -> Result<Value> {
    if principal == "*" {
        return Ok(json!({ "type": "anonymous" }));
    }
    let (account, name) = (account_of(principal), principal.splitn(6, ':').nth(5));
    match (account, name) {
        (Some(account), Some("root")) => Ok(json!({ "type": "root", "arn": principal, "account": account })),
        (Some(account), Some(name)) if name.starts_with("user/") => Ok(json!({ "type": "user", "arn": principal, "account": account })),
        (Some(account), Some(name)) if name.starts_with("assumed-role/") => {
            let role = name.split('/').nth(1).unwrap_or_default();
            let role_arn = format!("arn:aws:iam::{account}:role/{role}");
            Ok(json!({ "type": "role_session", "arn": principal, "role_arn": role_arn, "account": account }))
        }
        (Some(account), Some(name)) if name.starts_with("role/") => {
            let role = name.rsplit('/').next().unwrap_or_default();
            let arn = format!("arn:aws:sts::{account}:assumed-role/{role}/session");
            Ok(json!({ "type": "role_session", "arn": arn, "role_arn": principal, "account": account }))
        }
        _ if principal.ends_with(".amazonaws.com") || principal.ends_with(".amazonaws.com.cn") => {
            Ok(json!({ "type": "service", "service": principal, "names": [principal] }))
        }
        _ => bail!(
            "`{principal}` is no principal: write the ARN of a user, role or account root, a service such as `s3.amazonaws.com`, or `*`"
        ),
    }
}

/// The account in an ARN.
fn account_of(arn: &str) -> Option<&str> {
    arn.starts_with("arn:").then(|| arn.split(':').nth(4))?.filter(|account| !account.is_empty())
}

pub(super) fn exposure(arguments: &Exposure) -> Result<Exit> {
    if arguments.jsonl {
        lines::answer(core::exposure_line, r#""verdict":"unknown","witness":null"#)?;
        return Ok(Exit::Clean);
    }
    let file = arguments.file.as_deref().context("name a policy file")?;
    let question = match arguments.question {
        QuestionName::CrossService => "cross_service",
        QuestionName::CrossAccount => "cross_account",
        QuestionName::Public => "public",
    };
    let line = json!({
        "id": "question",
        "owner_account": arguments.account.as_deref().unwrap_or_default(),
        "trusted_accounts": arguments.trusted_accounts,
        "trusted_orgs": arguments.organizations,
        "resource_kind": arguments.resource_kind,
        "policy": json_file(file)?,
        "question": question,
    });
    tell(&core::exposure_in_words(&line.to_string())?)
}

fn tell(sentences: &[String]) -> Result<Exit> {
    let lines: String = sentences.iter().map(|sentence| escape::block(sentence) + "\n").collect();
    outputs::print(&escape::no_commands(&lines))?;
    Ok(Exit::Clean)
}
