//! Requests near the values that a policy names.

use super::super::condition::{Condition, Context, Three, expand, unmark};
use super::super::judge::Policy;
use super::super::search::Places;
use super::super::universe::{Question, World, is_principal, variables};
use deputylint::iam::context::{Caller, CallerKind};
use std::collections::{BTreeMap, BTreeSet};

const STRANGERS: [&str; 2] = ["444455556666", "888877776666"];
const STRANGE_ORG: &str = "o-strangeorg9";

/// The places near one policy.
pub(super) struct Near<'a> {
    policy: &'a Policy,
    question: &'a Question,
    keys: BTreeSet<String>,
    /// Texts of conditions, of principals, of resources.
    values: Vec<String>,
    principals: Vec<String>,
    resources: Vec<String>,
}

/// Some texts that a pattern takes, with these fillers for `*` and for variables.
fn instances(pattern: &str, fillers: &[&str]) -> Vec<String> {
    fillers.iter().map(|filler| closed(pattern, filler)).collect()
}

fn closed(pattern: &str, filler: &str) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find("${") {
        text.push_str(&rest[..at]);
        let end = rest[at..].find('}').map_or(rest.len(), |end| at + end + 1);
        match &rest[at..end] {
            escaped @ ("${*}" | "${?}" | "${$}") => text.push_str(&escaped[2..3]),
            _ => text.push('*'),
        }
        rest = &rest[end..];
    }
    text.push_str(rest);
    text.replace('*', filler).replace('?', "7")
}

/// The words of a text: what stands between separators and wildcards.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([':', '/', '*', '?', '$', '{', '}', '\'', ' ', ',']).filter(|word| !word.is_empty())
}

/// Names of users and roles; those of sessions and federated users have two characters at least.
fn is_name(name: &str) -> bool {
    (1..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"+=,.@_-".contains(&b))
}

impl<'a> Near<'a> {
    pub(super) fn new(policy: &'a Policy, question: &'a Question) -> Self {
        let resources: Vec<String> = policy
            .statements
            .iter()
            .filter_map(|statement| statement.resource.as_ref())
            .flat_map(|listed| listed.entries.clone())
            .collect();
        let values: Vec<String> = policy.conditions().flat_map(|(_, condition)| condition.values.clone()).collect();
        let listed = policy.statements.iter().filter_map(|statement| statement.principal.as_ref()).flat_map(|listed| &listed.entries);
        let principals = listed.map(|(_, name)| name.clone()).collect();
        let mut keys: BTreeSet<String> = policy.conditions().map(|(_, condition)| condition.key.clone()).collect();
        keys.extend(resources.iter().chain(&values).flat_map(|text| variables(text)));
        Self { policy, question, keys, values, principals, resources }
    }

    fn values_of(&self, key: &str) -> impl Iterator<Item = &String> {
        self.policy.conditions().filter(move |(_, condition)| condition.key == key).flat_map(|(_, condition)| &condition.values)
    }

    /// Strangers, whom the policy names, and numbers that begin or end as it says.
    fn accounts(&self) -> BTreeSet<String> {
        let mut accounts: BTreeSet<String> = STRANGERS.map(String::from).into();
        for word in
            self.values.iter().chain(&self.principals).flat_map(|text| words(text)).filter(|w| w.bytes().all(|b| b.is_ascii_digit()))
        {
            if word.len() <= 12 {
                let fill = "7".repeat(12 - word.len());
                accounts.extend([format!("{word}{fill}"), format!("{fill}{word}")]);
            }
        }
        accounts.retain(|account| self.question.is_outside(account));
        accounts
    }

    /// Ids are "o-" and 10 to 32 letters and digits: AWS Organizations API reference, Organization.
    fn orgs(&self) -> Vec<Option<String>> {
        if !self.keys.iter().any(|key| key.contains("org")) {
            return vec![None];
        }
        let mut orgs: BTreeSet<String> = [STRANGE_ORG.to_string()].into();
        for id in self.values.iter().filter_map(|value| value.split('/').next()) {
            let closed = expand(id, &self.owner_context(), self.policy.variables).map_or(id.to_string(), |text| unmark(&text));
            orgs.extend(instances(&closed, &["", "x", "stranger00"]));
            orgs.insert(format!("{closed}x"));
        }
        orgs.extend(self.question.orgs.iter().flat_map(|org| [format!("{org}x"), format!("{org}0")]));
        orgs.retain(|org| self.question.is_outside_org(org));
        std::iter::once(None).chain(orgs.into_iter().map(Some)).collect()
    }

    fn owner_context(&self) -> Context {
        let mut context: Context = [("aws:resourceaccount".to_string(), vec![self.question.owner.clone()])].into();
        if let Some(org) = self.question.orgs.first() {
            context.insert("aws:resourceorgid".into(), vec![org.clone()]);
        }
        context
    }

    /// ARNs of users and roles with and without a path, of sessions and of federated users: names and paths are the account's choice. "Path: … any ASCII character
    /// from the ! through the DEL character": IAM API reference, CreateRole.
    fn callers(&self, account: &str) -> Vec<Caller> {
        let texts = || {
            self.values_of("aws:principalarn")
                .chain(self.values_of("aws:userid"))
                .chain(self.values_of("aws:username"))
                .chain(&self.principals)
        };
        let mut names: BTreeSet<String> = ["zz".to_string()].into();
        names.extend(texts().flat_map(|text| words(text)).filter(|word| is_name(word)).map(String::from));
        for text in texts() {
            names.extend(
                instances(text, &["zz", ""])
                    .iter()
                    .filter_map(|text| text.rsplit([':', '/']).next())
                    .filter(|n| is_name(n))
                    .map(String::from),
            );
        }
        let mut tails: BTreeSet<String> = names.iter().flat_map(|name| [format!("user/{name}"), format!("role/{name}")]).collect();
        tails.extend(["user/team/zz".to_string(), "role/team/zz".to_string()]);
        for pattern in texts() {
            let fillers = ["", "zz", account, "user/zz", "role/zz", ":role/zz/", "team/zz"];
            for text in instances(pattern, &fillers) {
                let tail = text.splitn(6, ':').nth(5).unwrap_or_default().to_string();
                tails.extend([tail, format!("user/{text}"), format!("role/{text}"), format!("role/{}/zz", text.trim_matches('/'))]);
            }
        }
        let mut callers = self.users_and_roles(account, &tails, &names);
        let iam = |kind, arn| Caller { kind, arn: Some(arn), account: Some(account.into()), ..Caller::default() };
        if self.question.kind != "role" {
            callers.push(iam(CallerKind::Root, format!("arn:aws:iam::{account}:root")));
            for name in names.iter().filter(|name| name.len() > 1) {
                let mut parents: Vec<String> = vec![format!("arn:aws:iam::{account}:user/zz")];
                parents.extend(self.principals.iter().filter(|arn| arn.starts_with(&format!("arn:aws:iam::{account}:user/"))).cloned());
                for parent in parents {
                    let caller = iam(CallerKind::FederatedUser, format!("arn:aws:sts::{account}:federated-user/{name}"));
                    callers.push(Caller { user_arn: Some(parent), ..caller });
                }
            }
        }
        callers
    }

    fn users_and_roles(&self, account: &str, tails: &BTreeSet<String>, names: &BTreeSet<String>) -> Vec<Caller> {
        let iam = |kind, arn| Caller { kind, arn: Some(arn), account: Some(account.into()), ..Caller::default() };
        let mut callers = vec![];
        let session_named = self.keys.contains("aws:userid") || self.principals.iter().any(|name| name.contains(":assumed-role/"));
        for tail in tails.iter().filter(|tail| is_principal(tail)) {
            let arn = format!("arn:aws:iam::{account}:{tail}");
            if tail.starts_with("user/") {
                callers.push(iam(CallerKind::User, arn));
                continue;
            }
            let role = tail.rsplit('/').next().unwrap_or_default();
            for session in names.iter().filter(|name| name.len() > 1 && (session_named || *name == "zz")) {
                let caller = iam(CallerKind::RoleSession, format!("arn:aws:sts::{account}:assumed-role/{role}/{session}"));
                callers.push(Caller { role_arn: Some(arn.clone()), ..caller });
            }
        }
        callers
    }

    fn services(&self) -> BTreeSet<String> {
        let mut services: BTreeSet<String> = ["events.amazonaws.com", "s3.amazonaws.com"].map(String::from).into();
        let named =
            self.principals.iter().chain(self.values_of("aws:principalservicename")).chain(self.values_of("aws:principalservicenameslist"));
        services.extend(
            named.flat_map(|name| instances(name, &["sns", ""])).filter(|name| name.ends_with(".amazonaws.com") && !name.starts_with('.')),
        );
        services
    }

    /// "Principal key values" in IAM policy variables: an id that AWS gives, and the name of the session or of the federated user behind a colon.
    fn user_id(&self, caller: &Caller) -> String {
        let last = caller.arn.as_deref().and_then(|arn| arn.rsplit('/').next()).unwrap_or_default();
        let account = caller.account.as_deref().unwrap_or_default();
        match caller.kind {
            CallerKind::User => "AIDACKCEVSQ6C2EXAMPLE".into(),
            CallerKind::RoleSession => format!("AROACKCEVSQ6C2EXAMPLE:{last}"),
            CallerKind::FederatedUser => format!("{account}:{last}"),
            _ => account.into(),
        }
    }

    /// Texts of a key that the caller chooses: what the policy asks for, what joins with fixed text to what it asks for, and something else.
    fn chosen(&self, key: &str, world: &World, context: &Context) -> Vec<Option<Vec<String>>> {
        let mut texts: BTreeSet<String> = ["zz".to_string()].into();
        for value in self.values_of(key) {
            let value = expand(value, context, self.policy.variables).map_or(value.clone(), |text| unmark(&text));
            texts.extend(instances(&value, &["", "zz"]));
            texts.insert(value);
        }
        texts.extend(world.account.iter().cloned().chain(world.org.iter().cloned()));
        // Whatever refers to the key is compared with what the caller has: try every part of that.
        if self.values.iter().any(|value| variables(value).iter().any(|name| name == key)) {
            for held in
                [world.account.clone(), world.org.clone(), world.caller.role_arn.clone().or(world.caller.arn.clone())].into_iter().flatten()
            {
                texts.extend((1..held.len()).filter(|at| held.is_char_boundary(*at)).map(|at| held[at..].to_string()));
                texts.extend(words(&held).map(String::from));
            }
        }
        texts.into_iter().filter(|text| !text.is_empty()).map(|text| Some(vec![text])).collect()
    }

    /// ARNs of resources of the account for which the service acts; only buckets have none in it.
    fn source_arns(&self, world: &World, context: &Context) -> Vec<Option<Vec<String>>> {
        let account = world.account.as_deref().unwrap_or_default();
        let service = world.caller.service.as_deref().unwrap_or_default();
        let mut arns: BTreeSet<String> = [format!("arn:aws:sns:eu-west-1:{account}:zz"), "arn:aws:s3:::zz".to_string()].into();
        for pattern in self.values_of("aws:sourcearn") {
            let Some(pattern) = expand(pattern, context, self.policy.variables).map(|text| unmark(&text)) else { continue };
            let before = format!("zz:x:{account}:");
            for text in instances(&pattern, &["", "zz", account, &before, &format!("x:{account}:zz")]) {
                let mut parts: Vec<&str> = text.splitn(6, ':').collect();
                arns.insert(text.clone());
                if parts.len() == 6 {
                    parts[4] = account;
                    arns.insert(parts.join(":"));
                    arns.insert(format!("arn:aws:sns:eu-west-1:{account}:{text}"));
                }
            }
        }
        let is_own = |arn: &String| {
            let parts: Vec<&str> = arn.splitn(6, ':').collect();
            let plain = |part: &str| part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            let bucket =
                parts.len() == 6 && parts[2] == "s3" && parts[3].is_empty() && parts[4].is_empty() && service == "s3.amazonaws.com";
            parts.len() == 6
                && parts[0] == "arn"
                && parts[1] == "aws"
                && plain(parts[2])
                && plain(parts[3])
                && !parts[2].is_empty()
                && !parts[5].is_empty()
                && (bucket || parts[4] == account && parts[2] != "s3")
        };
        arns.into_iter().filter(is_own).map(|arn| Some(vec![arn])).collect()
    }
}

/// What tells callers of one account apart.
const CALLER: [&str; 4] = ["aws:principalarn", "aws:userid", "aws:username", "aws:principaltype"];

impl Near<'_> {
    /// What each statement says of a caller, variables taken as what they are for the owner, or as anything.
    fn said_of(&self, world: &World) -> Vec<Three> {
        let mut said: Vec<Three> = self.policy.statements.iter().map(|statement| statement.covers_caller(&world.caller, false).0).collect();
        let context = self.owner_context();
        for (statement, condition) in self.policy.conditions().filter(|(_, condition)| CALLER.contains(&condition.key.as_str())) {
            let mut open: Condition = condition.clone();
            open.values = condition.values.iter().map(|value| opened(value)).collect();
            let held = self.choices(&condition.key, world, &context).into_iter().next().flatten();
            said.push(open.holds(held.as_deref(), &context, self.policy.variables, statement.allow));
        }
        said.push((world.caller.kind == CallerKind::Root).into());
        said.push((world.caller.kind == CallerKind::RoleSession).into());
        said
    }
}

/// A pattern with `*` for its variables.
fn opened(pattern: &str) -> String {
    if variables(pattern).is_empty() { pattern.into() } else { closed(pattern, "*") }
}

impl Places for Near<'_> {
    fn keys(&self) -> &BTreeSet<String> {
        &self.keys
    }

    fn worlds(&self) -> Vec<World> {
        let mut worlds = vec![];
        for account in self.accounts() {
            let callers = match self.question.service {
                true => {
                    let service = |name: String| Caller { kind: CallerKind::Service, service: Some(name), ..Caller::default() };
                    self.services().into_iter().map(service).collect()
                }
                false => self.callers(&account),
            };
            let mut alike: BTreeMap<Vec<Three>, usize> = BTreeMap::new();
            for caller in callers {
                let world = World { caller, account: Some(account.clone()), org: None };
                // Of callers about whom the statements say the same, a few are enough.
                let count = alike.entry(self.said_of(&world)).or_default();
                *count += 1;
                if *count <= 2 {
                    worlds.extend(self.orgs().into_iter().map(|org| World {
                        caller: world.caller.clone(),
                        account: world.account.clone(),
                        org,
                    }));
                }
            }
        }
        // Calls without credentials: of S3, SQS and SNS, whose policies can grant to everybody; KMS and STS answer signed calls only.
        if !self.question.service && matches!(self.question.kind.as_str(), "s3" | "sqs" | "sns") {
            worlds.push(World { caller: Caller::default(), account: None, org: None });
        }
        worlds
    }

    /// "AWS global condition context keys", in the order of that page, then the keys of services.
    fn choices(&self, key: &str, world: &World, context: &Context) -> Vec<Option<Vec<String>>> {
        use CallerKind::*;
        let (kind, owner) = (world.caller.kind, &self.question.owner);
        let iam = matches!(kind, User | RoleSession | FederatedUser | Root);
        let one = |text: &str| vec![Some(vec![text.to_string()])];
        let given = |text: Option<String>| vec![text.map(|text| vec![text])];
        let maybe = |mut values: Vec<Option<Vec<String>>>| {
            values.push(None);
            values
        };
        let paths = |org: &String| -> Vec<Option<Vec<String>>> {
            let tails = ["r-ab12/", "r-ab12/ou-ab12-logs/", "r-ab12/ou-ab12-other/"];
            tails.iter().map(|tail| Some(vec![format!("{org}/{tail}")])).collect()
        };
        match key {
            "aws:principalarn" if iam => given(world.caller.role_arn.clone().or(world.caller.arn.clone())),
            "aws:principalaccount" if kind == Anonymous => one("anonymous"),
            "aws:principalaccount" if iam => given(world.account.clone()),
            "aws:principalorgid" if iam => given(world.org.clone()),
            "aws:principalorgpaths" if iam => world.org.as_ref().map_or(vec![None], paths),
            "aws:principaltag/team" | "aws:principaltag/x" if iam && kind != Root => maybe(self.chosen(key, world, context)),
            "aws:principalisawsservice" if iam => one("false"),
            "aws:principalisawsservice" if kind == Service => one("true"),
            "aws:principalservicename" | "aws:principalservicenameslist" => given(world.caller.service.clone()),
            "aws:principaltype" if kind != Service => one(match kind {
                User => "User",
                RoleSession => "AssumedRole",
                FederatedUser => "FederatedUser",
                Root => "Account",
                _ => "Anonymous",
            }),
            "aws:userid" if kind == Anonymous => one("anonymous"),
            "aws:userid" if iam => one(&self.user_id(&world.caller)),
            "aws:username" if kind == User => given(world.caller.arn.as_deref().and_then(|arn| arn.rsplit('/').next()).map(String::from)),
            "aws:sourceidentity" if kind == RoleSession => maybe(self.chosen(key, world, context)),
            "aws:multifactorauthpresent" if iam => maybe([one("true"), one("false")].concat()),
            "aws:sourceip" if kind != Service => maybe([one("203.0.113.9"), one("198.51.100.7"), one("10.0.0.7")].concat()),
            "aws:sourcevpce" if kind != Service => maybe(self.chosen(key, world, context)),
            "aws:referer" if kind != Service => maybe(self.chosen(key, world, context)),
            "aws:securetransport" if kind == Service => one("true"),
            "aws:securetransport" => [one("true"), one("false")].concat(),
            "aws:viaawsservice" => one("false"),
            "aws:resourceaccount" => one(owner),
            "aws:resourceorgid" => given(self.question.orgs.first().cloned()),
            "aws:sourceaccount" if kind == Service => maybe(given(world.account.clone())),
            "aws:sourcearn" if kind == Service => maybe(self.source_arns(world, context)),
            "aws:sourceorgid" if kind == Service => maybe(given(world.org.clone())),
            "aws:sourceorgpaths" if kind == Service => maybe(world.org.as_ref().map_or(vec![None], paths)),
            "kms:calleraccount" if self.question.kind == "kms" && iam => given(world.account.clone()),
            "kms:viaservice" if self.question.kind == "kms" => maybe(self.chosen(key, world, context)),
            "s3:x-amz-acl" if self.question.kind == "s3" => maybe(self.chosen(key, world, context)),
            "sts:externalid" if self.question.kind == "role" && iam => {
                let legal = |text: &String| text.len() > 1 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&b));
                let texts = self.chosen(key, world, context);
                maybe(texts.into_iter().filter(|choice| choice.as_ref().is_some_and(|values| values.iter().all(legal))).collect())
            }
            _ => vec![None],
        }
    }

    /// The policy's own resource, which is called `b`, `q`, `t` or `k` here, and objects in the bucket.
    fn targets(&self, world: &World, context: &Context) -> Vec<(Vec<&'static str>, Vec<String>)> {
        let owner = &self.question.owner;
        match self.question.kind.as_str() {
            "sns" => {
                vec![(vec!["sns:Publish", "sns:Subscribe", "sns:GetTopicAttributes"], vec![format!("arn:aws:sns:eu-west-1:{owner}:t")])]
            }
            "sqs" => {
                vec![(vec!["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:GetQueueUrl"], vec![format!("arn:aws:sqs:eu-west-1:{owner}:q")])]
            }
            "kms" => vec![(
                vec!["kms:Decrypt", "kms:Encrypt", "kms:DescribeKey", "kms:CreateGrant"],
                vec![format!("arn:aws:kms:eu-west-1:{owner}:key/k")],
            )],
            "role" => vec![(vec!["sts:AssumeRole"], vec![format!("arn:aws:iam::{owner}:role/r")])],
            _ => {
                let account = world.account.as_deref().unwrap_or("zz");
                let mut keys: BTreeSet<String> = ["zz", "x/zz", "private/zz"].map(String::from).into();
                for pattern in &self.resources {
                    let pattern = expand(pattern, context, self.policy.variables).map_or(pattern.clone(), |text| unmark(&text));
                    let texts = instances(&pattern, &["", "zz", account]);
                    keys.extend(
                        texts
                            .iter()
                            .filter_map(|text| text.strip_prefix("arn:aws:s3:::b/"))
                            .filter(|key| !key.is_empty())
                            .map(String::from),
                    );
                }
                let objects = keys.iter().map(|key| format!("arn:aws:s3:::b/{key}")).collect();
                let bucket = vec!["s3:ListBucket", "s3:GetBucketAcl", "s3:PutBucketPolicy"];
                vec![
                    (bucket, vec!["arn:aws:s3:::b".into()]),
                    (vec!["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:GetObjectAcl", "s3:PutObjectAcl"], objects),
                ]
            }
        }
    }
}
