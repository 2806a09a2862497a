//! The small world in which outsiders are looked for: callers, organisations, and the values that each context key may take for them.

use super::condition::{Context, expand, unmark};
use super::judge::{Policy, texts};
use super::search::Places;
use deputylint::iam::context::{Caller, CallerKind};
use serde_json::Value;
use std::collections::BTreeSet;

pub(crate) const OWNER: &str = "111122223333";
pub(crate) const TRUSTED: &str = "222233334444";
pub(crate) const STRANGERS: [&str; 2] = ["444455556666", "777788889999"];
pub(crate) const TRUSTED_ORG: &str = "o-trustedorg1";
pub(crate) const STRANGE_ORG: &str = "o-strangeorg9";
/// For policies that name no service; ARNs of S3 have no account.
const FRESH_SERVICES: [&str; 2] = ["fresh.amazonaws.com", "s3.amazonaws.com"];
/// Services that write below `AWSLogs/<source account>/`.
pub(crate) const LOG_WRITERS: [&str; 3] = ["cloudtrail.amazonaws.com", "config.amazonaws.com", "delivery.logs.amazonaws.com"];

/// What is asked: the fields of one line of `exposure --jsonl`.
pub(crate) struct Question {
    /// Services that act for a stranger; otherwise strangers themselves.
    pub(crate) service: bool,
    pub(crate) kind: String,
    pub(crate) owner: String,
    pub(crate) trusted: Vec<String>,
    pub(crate) orgs: Vec<String>,
    pub(crate) source_keys: bool,
    pub(crate) delivery_path: bool,
}

impl Question {
    pub(crate) fn parse(line: &Value) -> Self {
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_string();
        Self {
            service: line["question"] == "cross_service",
            kind: text("resource_kind"),
            owner: text("owner_account"),
            trusted: texts(&line["trusted_accounts"]),
            orgs: texts(&line["trusted_orgs"]),
            source_keys: line["assume"]["source_keys"] == "always",
            delivery_path: line["assume"]["delivery_path"] == true,
        }
    }

    pub(crate) fn is_outside(&self, account: &str) -> bool {
        account.len() == 12
            && account.bytes().all(|b| b.is_ascii_digit())
            && account != self.owner
            && !self.trusted.iter().any(|t| t == account)
    }

    pub(crate) fn is_outside_org(&self, org: &str) -> bool {
        let id = org.strip_prefix("o-").unwrap_or_default();
        (10..=32).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
            && !self.orgs.iter().any(|o| o == org)
    }
}

/// Who calls, for which account, which is a member of which organisation.
pub(crate) struct World {
    pub(crate) caller: Caller,
    pub(crate) account: Option<String>,
    pub(crate) org: Option<String>,
}

/// Everything worth trying against one policy: the fixed names above and what the policy's own texts suggest.
pub(crate) struct Universe<'a> {
    policy: &'a Policy,
    question: &'a Question,
    /// The context keys that the policy mentions.
    keys: BTreeSet<String>,
    accounts: BTreeSet<String>,
    orgs: Vec<Option<String>>,
    services: BTreeSet<String>,
    arn_services: BTreeSet<String>,
    /// Last components of ARNs.
    names: BTreeSet<String>,
}

/// Some texts that a pattern covers.
fn instances(pattern: &str) -> Vec<String> {
    ["", "zz"].iter().map(|filler| pattern.replace('*', filler).replace('?', "z")).collect()
}

/// The text after each wildcard, without further wildcards: what a name has to end with to be covered.
fn tails(pattern: &str) -> impl Iterator<Item = String> {
    let starts = std::iter::once(0).chain(pattern.match_indices('*').map(|(at, _)| at + 1));
    starts.map(|start| pattern[start..].replace('*', "").replace('?', "z"))
}

/// Account numbers that start and end as some patterns do.
fn accounts_like(patterns: &[String]) -> Vec<String> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 12;
    let with = |ends: Vec<String>| ends.into_iter().filter(|end| digits(end)).chain([String::new()]).collect::<Vec<_>>();
    let plain: Vec<String> = patterns.iter().map(|pattern| pattern.replace('?', "0")).collect();
    let starts = with(plain.iter().filter_map(|p| p.split('*').next()).map(String::from).collect());
    let ends = with(plain.iter().filter_map(|p| p.rsplit('*').next()).map(String::from).collect());
    let pairs = starts.iter().flat_map(|start| ends.iter().map(move |end| (start, end)));
    let mut found: Vec<String> = pairs
        .filter(|(start, end)| start.len() + end.len() <= 12)
        .map(|(start, end)| format!("{start}{}{end}", "0".repeat(12 - start.len() - end.len())))
        .filter(|account| account != "000000000000")
        .collect();
    found.extend(plain.into_iter().filter(|text| text.len() == 12 && digits(text)));
    found
}

impl<'a> Universe<'a> {
    pub(crate) fn new(policy: &'a Policy, question: &'a Question) -> Self {
        let mut all = Self {
            policy,
            question,
            keys: BTreeSet::new(),
            accounts: STRANGERS.map(String::from).into(),
            orgs: vec![None],
            services: FRESH_SERVICES.map(String::from).into(),
            arn_services: ["zz".to_string()].into(),
            names: ["zz".to_string()].into(),
        };
        all.read_keys();
        all.read_values();
        all.accounts.retain(|account| question.is_outside(account));
        all
    }

    fn read_keys(&mut self) {
        let resources =
            self.policy.statements.iter().filter_map(|statement| statement.resource.as_ref()).flat_map(|listed| &listed.entries);
        let values = self.policy.conditions().flat_map(|(_, condition)| &condition.values);
        self.keys = resources.chain(values).flat_map(|text| variables(text)).collect();
        self.keys.extend(self.policy.conditions().map(|(_, condition)| condition.key.clone()));
    }

    fn values_of(&self, key: &str) -> Vec<&'a str> {
        self.policy.conditions().filter(|(_, c)| c.key == key).flat_map(|(_, c)| &c.values).map(String::as_str).collect()
    }

    fn read_values(&mut self) {
        let accounts = [self.values_of("aws:sourceaccount"), self.values_of("aws:principalaccount")].concat();
        let mut patterns: Vec<String> = accounts.into_iter().map(String::from).collect();
        for pattern in [self.values_of("aws:sourcearn"), self.values_of("aws:principalarn")].concat() {
            let parts: Vec<String> =
                pattern.replace("${aws:", "${aws;").splitn(6, ':').map(|part| part.replace("${aws;", "${aws:")).collect();
            patterns.extend(parts.get(4).cloned());
            self.arn_services.extend(parts.get(2).map(|service| service.replace('*', "zz")));
            for tail in parts.get(5).into_iter().flat_map(|name| tails(name)).chain(tails(pattern)) {
                self.names.extend([format!("zz:{tail}"), format!("user/{tail}"), format!("role/{tail}"), format!("zz{tail}"), tail]);
            }
        }
        self.accounts.extend(accounts_like(&patterns));
        let principals = self.policy.statements.iter().filter_map(|statement| statement.principal.as_ref());
        for (kind, name) in principals.flat_map(|listed| &listed.entries) {
            let parts: Vec<&str> = name.splitn(6, ':').collect();
            match kind.as_str() {
                "Service" if !name.contains('*') => drop(self.services.insert(name.clone())),
                "AWS" if parts.len() == 6 => {
                    self.accounts.insert(parts[4].to_string());
                    self.names.insert(parts[5].to_string());
                }
                _ => drop(self.accounts.insert(name.clone())),
            }
        }
        for name in [self.values_of("aws:principalservicename"), self.values_of("aws:principalservicenameslist")].concat() {
            self.services.extend(instances(name).into_iter().filter(|name| name.ends_with(".amazonaws.com") && !name.starts_with('.')));
        }
        if self.keys.iter().any(|key| key.contains("org")) {
            self.read_orgs();
        }
    }

    fn read_orgs(&mut self) {
        let keys = ["aws:sourceorgid", "aws:principalorgid", "aws:sourceorgpaths", "aws:principalorgpaths"];
        let ids = keys.iter().flat_map(|key| self.values_of(key)).map(|value| value.split('/').next().unwrap_or_default());
        let mut orgs: BTreeSet<String> = ids.flat_map(instances).collect();
        orgs.extend(self.question.orgs.iter().map(|org| format!("{org}x")));
        orgs.insert(STRANGE_ORG.to_string());
        orgs.retain(|org| self.question.is_outside_org(org));
        self.orgs.extend(orgs.into_iter().map(Some));
    }

    fn all_worlds(&self) -> Vec<World> {
        let mut worlds = vec![];
        for account in &self.accounts {
            for caller in self.callers(account) {
                for org in &self.orgs {
                    worlds.push(World { caller: caller.clone(), account: Some(account.clone()), org: org.clone() });
                }
            }
        }
        if !self.question.service && self.question.kind != "role" {
            worlds.push(World { caller: Caller::default(), account: None, org: None });
        }
        worlds
    }

    fn callers(&self, account: &str) -> Vec<Caller> {
        if self.question.service {
            let service = |name: &String| Caller { kind: CallerKind::Service, service: Some(name.clone()), ..Caller::default() };
            return self.services.iter().map(service).collect();
        }
        let iam = |kind, arn| Caller { kind, arn: Some(arn), account: Some(account.into()), ..Caller::default() };
        let mut callers = vec![];
        for name in self.names.iter().map(String::as_str).chain(["user/mallory", "role/mallory"]).filter(|name| is_principal(name)) {
            let arn = format!("arn:aws:iam::{account}:{name}");
            if name.starts_with("user/") {
                callers.push(iam(CallerKind::User, arn));
            } else {
                let last = name.rsplit('/').next().unwrap_or_default();
                let session = iam(CallerKind::RoleSession, format!("arn:aws:sts::{account}:assumed-role/{last}/run1"));
                callers.push(Caller { role_arn: Some(arn), ..session });
            }
        }
        if self.question.kind != "role" {
            callers.push(iam(CallerKind::Root, format!("arn:aws:iam::{account}:root")));
        }
        callers
    }

    /// The values that a key may have for this caller; the request has exactly one of them.
    fn values(&self, key: &str, world: &World, context: &Context) -> Vec<Option<Vec<String>>> {
        use CallerKind::*;
        let kind = world.caller.kind;
        let is_service = kind == Service;
        let is_iam = !is_service && kind != Anonymous;
        let one = |text: &str| vec![Some(vec![text.to_string()])];
        let only = |given: bool, text: Option<&String>| vec![text.filter(|_| given).map(|text| vec![text.clone()])];
        let optional = |mut values: Vec<Option<Vec<String>>>| {
            values.push(None);
            values
        };
        match key {
            "aws:principalisawsservice" if kind == Anonymous => vec![None],
            "aws:principalisawsservice" => one(if is_service { "true" } else { "false" }),
            "aws:principalservicename" | "aws:principalservicenameslist" => only(true, world.caller.service.as_ref()),
            "aws:principalaccount" if kind == Anonymous => one("anonymous"),
            "aws:principalaccount" => only(is_iam, world.account.as_ref()),
            "aws:principalarn" => only(true, world.caller.role_arn.as_ref().or(world.caller.arn.as_ref())),
            "aws:username" if kind == User => one(world.caller.arn.as_deref().and_then(|arn| arn.rsplit('/').next()).unwrap_or_default()),
            "aws:principalorgid" => only(is_iam, world.org.as_ref()),
            "aws:principalorgpaths" if is_iam => world.org.as_ref().map_or(vec![None], |org| org_paths(org, false)),
            "aws:principaltag/team" if matches!(kind, User | RoleSession) => optional(self.free(key, world, context)),
            "aws:multifactorauthpresent" if kind == User => optional(one("true")),
            "aws:multifactorauthpresent" if kind == RoleSession => [one("true"), one("false")].concat(),
            "aws:sourceowner" => only(true, world.account.as_ref()),
            "aws:sourceaccount" if is_service && self.question.source_keys => only(true, world.account.as_ref()),
            "aws:sourceaccount" if is_service => optional(only(true, world.account.as_ref())),
            "aws:sourcearn" if is_service && self.question.source_keys => self.source_arns(world, context),
            "aws:sourcearn" if is_service => optional(self.source_arns(world, context)),
            "aws:sourceorgid" if is_service && self.question.source_keys => only(true, world.org.as_ref()),
            "aws:sourceorgid" if is_service => optional(only(true, world.org.as_ref())),
            "aws:sourceorgpaths" if is_service => {
                let paths = world.org.as_ref().map_or(vec![None], |org| org_paths(org, true));
                if self.question.source_keys { paths } else { optional(paths) }
            }
            "aws:resourceaccount" => one(&self.question.owner),
            "aws:resourceorgid" => only(true, self.question.orgs.first()),
            "aws:viaawsservice" => one("false"),
            "aws:securetransport" if is_service => one("true"),
            "aws:securetransport" => [one("true"), one("false")].concat(),
            "aws:currenttime" => one("2026-06-01T00:00:00Z"),
            "aws:sourceip" if !is_service => {
                optional(["203.0.113.9", "198.51.100.7", "10.0.0.7", "2001:db8::7"].iter().flat_map(|ip| one(ip)).collect())
            }
            "aws:multifactorauthage" if matches!(kind, User | RoleSession) => {
                optional(["1", "10", "11", "1001"].iter().flat_map(|number| one(number)).collect())
            }

            "sts:externalid" | "aws:sourcevpce" | "aws:referer" if !is_service => optional(self.free(key, world, context)),
            "s3:x-amz-acl" if self.question.kind == "s3" => optional(self.free(key, world, context)),
            _ => vec![None],
        }
    }

    /// Values of a key that the caller chooses.
    fn free(&self, key: &str, world: &World, context: &Context) -> Vec<Option<Vec<String>>> {
        let listed = self.values_of(key).into_iter().filter_map(|value| expand(value, context, self.policy.variables));
        let mut values: BTreeSet<String> = listed.flat_map(|value| instances(&unmark(&value))).collect();
        values.extend(world.account.clone());
        values.insert("zz".into());
        let is_legal = |value: &String| match key {
            "sts:externalid" => value.len() > 1 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&b)),
            _ => !value.is_empty(),
        };
        values.into_iter().filter(is_legal).map(|value| Some(vec![value])).collect()
    }

    fn source_arns(&self, world: &World, context: &Context) -> Vec<Option<Vec<String>>> {
        let account = world.account.as_deref().unwrap_or_default();
        let names: Vec<String> =
            self.names.iter().filter_map(|name| Some(unmark(&expand(name, context, self.policy.variables)?))).collect();
        let mut arns = vec![];
        let is_s3 = world.caller.service.as_deref().is_some_and(|name| name.ends_with("s3.amazonaws.com"));
        for service in self.arn_services.iter().filter(|service| *service != "s3" || is_s3) {
            for name in &names {
                if service == "s3" {
                    arns.push(format!("arn:aws:s3:::{name}"));
                } else {
                    arns.extend(["", "eu-west-1"].iter().map(|region| format!("arn:aws:{service}:{region}:{account}:{name}")));
                }
            }
        }
        arns.into_iter().map(|arn| Some(vec![arn])).collect()
    }

    fn actions_and_resources(&self, world: &World, context: &Context) -> Vec<(Vec<&'static str>, Vec<String>)> {
        let owner = &self.question.owner;
        let patterns = self.policy.statements.iter().filter_map(|statement| statement.resource.as_ref()).flat_map(|listed| &listed.entries);
        let literal = patterns.clone().find(|pattern| !pattern.contains(['*', '?', '$']));
        let resource = |default: String| vec![literal.cloned().unwrap_or(default)];
        match self.question.kind.as_str() {
            "sns" => vec![(SNS.into(), resource(format!("arn:aws:sns:eu-west-1:{owner}:t")))],
            "sqs" => vec![(SQS.into(), resource(format!("arn:aws:sqs:eu-west-1:{owner}:q")))],
            "kms" => vec![(KMS.into(), resource(format!("arn:aws:kms:eu-west-1:{owner}:key/k")))],
            "role" => vec![(vec!["sts:AssumeRole"], vec![format!("arn:aws:iam::{owner}:role/r")])],
            _ => {
                let names = patterns.clone().filter_map(|pattern| pattern.strip_prefix("arn:aws:s3:::")?.split('/').next());
                let bucket = names.filter(|name| !name.contains(['*', '?', '$'])).max_by_key(|name| name.len()).unwrap_or("b");
                let patterns = patterns.filter_map(|pattern| Some(unmark(&expand(pattern, context, self.policy.variables)?)));
                let bucket = format!("arn:aws:s3:::{bucket}");
                let objects = self.objects(&bucket, patterns, world);
                let written = self.written(&bucket, &objects, world);
                vec![(S3_BUCKET.into(), vec![bucket]), (S3_READ.into(), objects), (S3_WRITE.into(), written)]
            }
        }
    }

    fn objects(&self, bucket: &str, patterns: impl Iterator<Item = String>, world: &World) -> Vec<String> {
        let account = world.account.as_deref().unwrap_or("zz");
        let mut keys: BTreeSet<String> = ["zz", "zz/zz"].map(String::from).into();
        keys.extend([format!("AWSLogs/{account}/zz"), format!("zz/AWSLogs/{account}/zz")]);
        for pattern in patterns {
            let fillers = ["", "zz", account].map(|filler| pattern.replace('*', filler).replace('?', "z"));
            keys.extend(
                fillers
                    .iter()
                    .filter_map(|text| text.strip_prefix(bucket)?.strip_prefix('/'))
                    .filter(|key| !key.is_empty())
                    .map(String::from),
            );
        }
        keys.into_iter().map(|key| format!("{bucket}/{key}")).collect()
    }

    /// Those of the objects that the caller may write: where a service writes says nothing about what it reads.
    fn written(&self, bucket: &str, objects: &[String], world: &World) -> Vec<String> {
        let account = world.account.as_deref().unwrap_or("zz");
        let writes_logs = self.question.delivery_path && world.caller.service.as_deref().is_some_and(|name| LOG_WRITERS.contains(&name));
        let is_key =
            |arn: &&String| arn.strip_prefix(bucket).and_then(|key| key.strip_prefix('/')).is_some_and(|key| is_delivery(key, account));
        objects.iter().filter(|arn| !writes_logs || is_key(arn)).cloned().collect()
    }
}

impl Places for Universe<'_> {
    fn keys(&self) -> &BTreeSet<String> {
        &self.keys
    }

    fn worlds(&self) -> Vec<World> {
        self.all_worlds()
    }

    fn choices(&self, key: &str, world: &World, context: &Context) -> Vec<Option<Vec<String>>> {
        self.values(key, world, context)
    }

    fn targets(&self, world: &World, context: &Context) -> Vec<(Vec<&'static str>, Vec<String>)> {
        self.actions_and_resources(world, context)
    }
}

const S3_BUCKET: [&str; 3] = ["s3:ListBucket", "s3:GetBucketAcl", "s3:PutBucketPolicy"];
pub(crate) const S3_READ: [&str; 2] = ["s3:GetObject", "s3:GetObjectAcl"];
const S3_WRITE: [&str; 3] = ["s3:PutObject", "s3:PutObjectAcl", "s3:DeleteObject"];
const SNS: [&str; 4] = ["sns:Publish", "sns:Subscribe", "sns:GetTopicAttributes", "sns:AddPermission"];
const SQS: [&str; 5] = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"];
const KMS: [&str; 6] =
    ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey", "kms:CreateGrant"];

/// The keys that a text mentions as variables.
pub(crate) fn variables(text: &str) -> Vec<String> {
    let names = text.split("${").skip(1).filter_map(|rest| rest.split(['}', ',']).next());
    names.map(|name| name.trim().to_ascii_lowercase()).filter(|name| name.contains(':')).collect()
}

/// Whether the last component of an ARN may name a user or a role.
pub(crate) fn is_principal(name: &str) -> bool {
    let named = ["user/", "role/"].iter().find_map(|kind| name.strip_prefix(kind));
    let legal = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"+=,.@_-".contains(&b));
    // A path takes any printable character.
    let printable = |path: &str| path.bytes().all(|b| (b'!'..=0x7f).contains(&b));
    named.is_some_and(|path| match path.rsplit_once('/') {
        Some((path, name)) => !path.is_empty() && printable(path) && legal(name),
        None => legal(path),
    })
}

/// `[prefix/]AWSLogs/<account>/…`, where the prefix does not contain `AWSLogs`.
pub(crate) fn is_delivery(key: &str, account: &str) -> bool {
    key.find("AWSLogs/").is_some_and(|at| (at == 0 || key[..at].ends_with('/')) && key[at..].starts_with(&format!("AWSLogs/{account}/")))
}

fn org_paths(org: &str, several: bool) -> Vec<Option<Vec<String>>> {
    let paths = ["r-ab12/", "r-ab12/ou-ab12-logs/", "r-ab12/ou-ab12-logs/ou-ab12-deep/", "r-ab12/ou-ab12-other/"]
        .map(|path| format!("{org}/{path}"));
    let mut sets: Vec<Vec<String>> = paths.iter().map(|path| vec![path.clone()]).collect();
    if several {
        sets.push(vec![paths[1].clone(), paths[3].clone()]);
    }
    sets.into_iter().map(Some).collect()
}
