//! `simulate` and `exposure` for people: files and flags in, a readable answer out.

use super::args::{ExposureArguments, QuestionName, Simulate};
use super::exit::Exit;
use super::settings::json_file;
use super::{lines, outputs};
use crate::facts::{PolicyKind, account_of_arn};
use crate::iam::context::{Caller, CallerKind, Request};
use crate::iam::document::{Document, Names};
use crate::iam::exposure::{Assume, Outsider};
use crate::questions::{self, OutsiderQuestion, Simulation, jsonl, story};
use crate::report::escape;
use anyhow::{Context, Result, anyhow, bail};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::path::Path;

pub(super) fn simulate(arguments: &Simulate) -> Result<Exit> {
    if arguments.jsonl {
        lines::answer(jsonl::simulate_line, r#""decision":"unknown""#)?;
        return Ok(Exit::Clean);
    }
    let policies = arguments.policies.iter().map(|named| policy(named)).collect::<Result<_>>()?;
    let request = match &arguments.request {
        Some(file) => jsonl::request(&json_file(file)?).map_err(|why| anyhow!(why))?,
        None => request(arguments)?,
    };
    let simulation = Simulation { policies, request };
    tell(&story::decision(&simulation.request, &simulation.answer()))
}

/// `bucket.json`, `trust=role.json`; without a kind, a policy with principals is one of a resource.
fn policy(named: &str) -> Result<(PolicyKind, SmolStr, Document)> {
    let (kind, file) = match named.split_once('=') {
        Some((kind, file)) if PolicyKind::read(kind).is_some() => (PolicyKind::read(kind), file),
        _ => (None, named),
    };
    let value = json_file(Path::new(file))?;
    if value.get("Statement").is_none() {
        bail!("`{file}` is no policy document: it has no `Statement`");
    }
    let document = questions::document(&value, &Names::default()).map_err(|why| anyhow!(why))?;
    let of_resource = document.statements.iter().any(|statement| statement.principals.is_some());
    let kind = kind.unwrap_or(if of_resource { PolicyKind::Resource } else { PolicyKind::Identity });
    Ok((kind, SmolStr::default(), document))
}

fn request(arguments: &Simulate) -> Result<Request> {
    let (Some(principal), Some(action), Some(resource)) = (&arguments.principal, &arguments.action, &arguments.resource) else {
        bail!("say what is asked: `--request FILE`, or `--principal`, `--action` and `--resource`");
    };
    let mut context: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, value) in &arguments.context {
        context.entry(key.clone()).or_default().push(value.clone());
    }
    let resource_account = SmolStr::new(arguments.account.as_deref().or_else(|| account_of_arn(resource)).unwrap_or_default());
    Ok(Request { principal: caller(principal)?, action: action.clone(), resource: resource.clone(), context, resource_account })
}

fn caller(principal: &str) -> Result<Caller> {
    let (account, name) = (account_of_arn(principal), principal.splitn(6, ':').nth(5));
    let named = |kind| Caller { kind, arn: Some(principal.to_owned()), account: account.map(SmolStr::new), ..Caller::default() };
    match (account, name) {
        _ if principal == "*" => Ok(Caller::default()),
        (Some(_), Some("root")) => Ok(named(CallerKind::Root)),
        (Some(_), Some(name)) if name.starts_with("user/") => Ok(named(CallerKind::User)),
        (Some(account), Some(name)) if name.starts_with("assumed-role/") => {
            let role = name.split('/').nth(1).unwrap_or_default();
            let role_arn = Some(format!("arn:aws:iam::{account}:role/{role}"));
            Ok(Caller { role_arn, ..named(CallerKind::RoleSession) })
        }
        (Some(account), Some(name)) if name.starts_with("role/") => {
            let role = name.rsplit('/').next().unwrap_or_default();
            let arn = Some(format!("arn:aws:sts::{account}:assumed-role/{role}/session"));
            Ok(Caller { arn, role_arn: Some(principal.to_owned()), ..named(CallerKind::RoleSession) })
        }
        _ if principal.ends_with(".amazonaws.com") || principal.ends_with(".amazonaws.com.cn") => {
            let names = vec![principal.to_owned()];
            Ok(Caller { kind: CallerKind::Service, service: Some(principal.to_owned()), names, ..Caller::default() })
        }
        _ => bail!(
            "`{principal}` is no principal: write the ARN of a user, role or account root, a service such as `s3.amazonaws.com`, or `*`"
        ),
    }
}

pub(super) fn exposure(arguments: &ExposureArguments) -> Result<Exit> {
    if arguments.jsonl {
        lines::answer(jsonl::exposure_line, r#""verdict":"unknown","witness":null"#)?;
        return Ok(Exit::Clean);
    }
    let file = arguments.file.as_deref().context("name a policy file")?;
    let names = |listed: &[String]| listed.iter().map(SmolStr::new).collect();
    let question = OutsiderQuestion {
        outsider: match arguments.question {
            QuestionName::CrossService => Outsider::Service,
            QuestionName::CrossAccount => Outsider::Account,
            QuestionName::Public => Outsider::Public,
        },
        owner: arguments.account.as_deref().map(SmolStr::new),
        trusted_accounts: names(&arguments.trusted_accounts),
        trusted_orgs: names(&arguments.organizations),
        resource_kind: arguments.resource_kind.clone(),
        assume: Assume::default(),
    };
    let document = questions::document(&json_file(file)?, &question.names()).map_err(|why| anyhow!(why))?;
    tell(&story::exposure(&question.answer(&document)))
}

fn tell(sentences: &[String]) -> Result<Exit> {
    let lines: String = sentences.iter().map(|sentence| escape::block(sentence) + "\n").collect();
    outputs::print(&escape::no_commands(&lines))?;
    Ok(Exit::Clean)
}
