//! Whether a request that the engine shows as proof is one that an outsider can send, and gets through.

use super::condition::{Context, Three};
use super::judge::{Policy, context};
use super::search::{Places, intended};
use super::universe::{LOG_WRITERS, Question, S3_READ, Universe, is_delivery, is_principal};
use deputylint::iam::context::{CallerKind, Request};
use serde_json::Value;

pub(crate) fn check(witness: &Value, policy: &Policy, question: &Question) -> Result<(), String> {
    let request: Request = serde_json::from_value(witness.clone()).map_err(|error| format!("the witness is no request: {error}"))?;
    // Every request has a time; a witness may leave out what its grant does not ask for.
    let mut context = context(&request);
    context.entry("aws:currenttime".into()).or_insert_with(|| vec!["2026-06-01T00:00:00Z".into()]);
    for key in Universe::new(policy, question).keys().clone() {
        let always = ["aws:principalisawsservice", "aws:securetransport", "aws:viaawsservice"].contains(&key.as_str());
        let spares = key == "aws:principalisawsservice" && request.principal.kind == CallerKind::Anonymous;
        if always && !spares && !context.contains_key(&key) {
            return Err(format!("`{key}` is always present"));
        }
    }
    let caller = &request.principal;
    let claim = Claim { context: &context, question, request: &request };
    claim.target()?;
    claim.fixed("aws:resourceaccount", Some(&question.owner))?;
    if let Some(org) = question.orgs.first() {
        claim.fixed("aws:resourceorgid", Some(org))?;
    }
    if question.service {
        claim.service(witness["on_behalf_of"].as_str().ok_or("on behalf of nobody")?)?;
    } else {
        claim.account()?;
    }
    let external_id = context.get("sts:externalid").map(|values| values[0].as_str());
    if question.kind == "role" && intended(policy, caller, external_id) == Three::Yes {
        return Err("a named account with a pinned external id is the intended use".into());
    }
    let matching = |allow: bool| {
        let statements = policy.statements.iter().filter(move |statement| statement.allow == allow);
        statements.map(|s| s.holds(&request, &context, policy.variables, false)).max().unwrap_or(Three::No)
    };
    match (matching(true), matching(false)) {
        (Three::No, _) => Err("no statement allows the witness".into()),
        (_, Three::Yes) => Err("a Deny hits the witness".into()),
        _ => Ok(()),
    }
}

struct Claim<'a> {
    context: &'a Context,
    question: &'a Question,
    request: &'a Request,
}

impl Claim<'_> {
    fn one(&self, key: &str) -> Option<&str> {
        self.context.get(key).map(|values| values[0].as_str())
    }

    /// The key is absent or has this value; absent if there is none.
    fn fixed(&self, key: &str, value: Option<&str>) -> Result<(), String> {
        match self.context.get(key) {
            Some(values) if value.is_none_or(|value| values != &[value]) => Err(format!("`{key}` cannot be {values:?}")),
            _ => Ok(()),
        }
    }

    fn absent(&self, keys: &[&str]) -> Result<(), String> {
        keys.iter().try_for_each(|key| self.fixed(key, None))
    }

    fn target(&self) -> Result<(), String> {
        let (action, resource) = (&self.request.action, &self.request.resource);
        let prefix = if self.question.kind == "role" { "sts" } else { &self.question.kind };
        let is_real = action
            .split_once(':')
            .is_some_and(|(p, name)| p.eq_ignore_ascii_case(prefix) && name.bytes().all(|b| b.is_ascii_alphanumeric()));
        if !is_real {
            return Err(format!("`{action}` is no action of {prefix}"));
        }
        if action.to_ascii_lowercase().starts_with("sts:assumerolewith") {
            return Err(format!("`{action}` is not for callers that have credentials"));
        }
        if resource.splitn(6, ':').count() < 6 {
            return Err(format!("`{resource}` is no resource"));
        }
        if self.request.resource_account != self.question.owner.as_str() {
            return Err("the resource is not the owner's".into());
        }
        Ok(())
    }

    fn org(&self, id: &str, paths: &str) -> Result<(), String> {
        let id = self.one(id);
        let paths = self.context.get(paths).into_iter().flatten().map(|path| path.split('/').next().unwrap_or_default());
        let mut orgs: Vec<&str> = id.into_iter().chain(paths).collect();
        orgs.dedup();
        match orgs.as_slice() {
            [] => Ok(()),
            [org] if self.question.is_outside_org(org) => Ok(()),
            orgs => Err(format!("the outsider's organisation cannot be {orgs:?}")),
        }
    }

    fn service(&self, source: &str) -> Result<(), String> {
        let service = self.request.principal.service.as_deref().filter(|_| self.request.principal.kind == CallerKind::Service);
        let service = service.ok_or("the caller is no service")?;
        if !service.ends_with(".amazonaws.com") || service.contains('*') {
            return Err(format!("`{service}` is no service"));
        }
        if !self.question.is_outside(source) {
            return Err(format!("`{source}` is no outsider"));
        }
        self.fixed("aws:sourceaccount", Some(source))?;
        self.fixed("aws:sourceowner", Some(source))?;
        self.fixed("aws:principalisawsservice", Some("true"))?;
        self.fixed("aws:principalservicename", Some(service))?;
        self.fixed("aws:viaawsservice", Some("false"))?;
        self.org("aws:sourceorgid", "aws:sourceorgpaths")?;
        self.absent(&[
            "aws:principalarn",
            "aws:principalaccount",
            "aws:principalorgid",
            "aws:principalorgpaths",
            "aws:principaltag/team",
            "aws:username",
        ])?;
        if let Some(arn) = self.one("aws:sourcearn") {
            let parts: Vec<&str> = arn.splitn(6, ':').collect();
            let is_bound = parts.len() == 6 && parts[0] == "arn" && (parts[4] == source || parts[4].is_empty() && parts[2] == "s3");
            if !is_bound {
                return Err(format!("`{arn}` is no resource of `{source}`"));
            }
        }
        let key =
            self.request.resource.split_once('/').map(|(_, key)| key).filter(|_| {
                self.question.delivery_path && LOG_WRITERS.contains(&service) && !S3_READ.contains(&self.request.action.as_str())
            });
        match key {
            Some(key) if !is_delivery(key, source) => Err(format!("no log of `{source}` is delivered to `{key}`")),
            _ => Ok(()),
        }
    }

    fn account(&self) -> Result<(), String> {
        use CallerKind::*;
        let caller = &self.request.principal;
        self.absent(&[
            "aws:sourceaccount",
            "aws:sourcearn",
            "aws:sourceorgid",
            "aws:sourceorgpaths",
            "aws:principalservicename",
            "aws:principalservicenameslist",
        ])?;
        if caller.kind == Anonymous {
            self.fixed("aws:principalaccount", Some("anonymous"))?;
            self.absent(&[
                "aws:principalarn",
                "aws:principalorgid",
                "aws:principalorgpaths",
                "aws:principaltag/team",
                "aws:principalisawsservice",
            ])?;
            return self.absent(&["aws:username", "aws:multifactorauthpresent"]);
        }
        let account = caller.account.as_deref().unwrap_or_default();
        if !self.question.is_outside(account) {
            return Err(format!("`{account}` is no outsider"));
        }
        let arn = caller.role_arn.as_deref().or(caller.arn.as_deref()).unwrap_or_default();
        let service = if caller.kind == FederatedUser { "sts" } else { "iam" };
        let name = arn.strip_prefix(&format!("arn:aws:{service}::{account}:")).ok_or("the caller's ARN is not of its account")?;
        let is_real = match caller.kind {
            User => name.starts_with("user/") && is_principal(name),
            RoleSession => name.starts_with("role/") && is_principal(name),
            Root => name == "root" && self.question.kind != "role",
            FederatedUser => {
                name.strip_prefix("federated-user/").is_some_and(|name| !name.contains(['/', ':'])) && self.question.kind != "role"
            }
            _ => false,
        };
        if !is_real {
            return Err(format!("`{arn}` is no such principal"));
        }
        self.fixed("aws:principalarn", Some(arn))?;
        self.fixed("aws:principalaccount", Some(account))?;
        self.fixed("aws:sourceowner", Some(account))?;
        self.fixed("aws:principalisawsservice", Some("false"))?;
        self.fixed("aws:username", name.rsplit('/').next().filter(|_| caller.kind == User))?;
        if caller.kind == Root {
            self.absent(&["aws:principaltag/team"])?;
        }
        if self.context.contains_key("aws:sourcevpce") && self.context.contains_key("aws:sourceip") {
            return Err("requests through an endpoint have no source address".into());
        }
        self.org("aws:principalorgid", "aws:principalorgpaths")
    }
}
