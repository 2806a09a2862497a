//! Random requests with policies of every kind around them, for `simulate`.

use super::clause::clause;
use super::condition::multivalued;
use super::generate::{Random, seed_of, some};
use super::judge::{Attached, decisions};
use super::minimise::smallest;
use super::universe::{OWNER, STRANGERS, TRUSTED_ORG};
use super::{Engine, compare::policies};
use deputylint::iam::context::{Caller, CallerKind, Request};
use libtest_mimic::Failed;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Some random requests.
pub(crate) fn batch(engine: Engine, seed: u64) -> Result<(), Failed> {
    let mut random = Random(seed_of("simulate", seed));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = vec![];
    let requests = policies();
    for number in 0..requests {
        let line = case(&mut random, &format!("simulate-{seed}-{number}"));
        let (decision, problem) = compare(&line, engine);
        *counts.entry(decision).or_default() += 1;
        wrong.extend(problem.map(|_| line));
    }
    eprintln!("simulate seed {seed}: {counts:?}");
    if !wrong.is_empty() {
        let shown = wrong.iter().take(5).map(|line| {
            let small = smallest(line, &|line| compare(line, engine).1.is_some());
            format!("{}\n  {small}\n  {}", compare(&small, engine).1.unwrap_or_default(), engine(&small.to_string()))
        });
        return Err(format!("{} of {requests} disagree\n{}", wrong.len(), shown.collect::<Vec<_>>().join("\n")).into());
    }
    let enough = ["allowed", "explicit_deny", "implicit_deny"];
    match enough
        .into_iter()
        .find(|name| counts.get(*name).is_none_or(|count| count * 100 < requests * if super::is_full() { 10 } else { 4 }))
    {
        Some(name) => Err(format!("less than 10 % `{name}`").into()),
        None => Ok(()),
    }
}

/// What the engine says wrongly of a random request.
#[allow(dead_code, reason = "the fuzz targets use it")]
pub(crate) fn disagreement(random: &mut Random, engine: Engine) -> Option<String> {
    let line = case(random, "one");
    compare(&line, engine).1.map(|problem| format!("{problem}: {line}"))
}

fn compare(line: &Value, engine: Engine) -> (String, Option<String>) {
    let policies: Vec<Attached> = line["policies"].as_array().into_iter().flatten().map(Attached::parse).collect();
    let request: Request = serde_json::from_value(line["request"].clone()).expect("the oracle's requests are requests");
    let expected = decisions(&policies, &request);
    let answer: Value = serde_json::from_str(&engine(&line.to_string())).unwrap_or_default();
    let decision = answer["decision"].as_str().unwrap_or("unreadable").to_string();
    let agrees = expected.contains(&decision.as_str()) || expected.len() > 1 && decision == "unknown";
    let problem = (!agrees).then(|| format!("`{decision}`, where the documentation says {expected:?}"));
    (decision, problem)
}

/// What is called, with names for actions and resources that policies may use.
struct Target {
    action: &'static str,
    resource: &'static str,
    actions: &'static [&'static str],
    resources: &'static [&'static str],
    kind: &'static str,
}

const TARGETS: [Target; 4] = [
    Target {
        action: "s3:GetObject",
        resource: "arn:aws:s3:::b/x/k",
        actions: &["s3:GetObject", "s3:Get*", "s3:*", "*", "s3:PutObject", "S3:?etobject"],
        resources: &[
            "*",
            "*",
            "arn:aws:s3:::b/*",
            "arn:aws:s3:::b/*",
            "arn:aws:s3:::b/x/*",
            "arn:aws:s3:::b",
            "arn:aws:s3:::b/${aws:username}/*",
            "arn:aws:s3:::b/${aws:PrincipalTag/team, 'x'}/?",
        ],
        kind: "resource",
    },
    Target {
        action: "kms:Decrypt",
        resource: "arn:aws:kms:eu-west-1:111122223333:key/k",
        actions: &["kms:Decrypt", "kms:*", "kms:De*", "*", "kms:Encrypt"],
        resources: &["*", "arn:aws:kms:*:111122223333:key/*", "arn:aws:kms:eu-west-1:111122223333:key/other"],
        kind: "resource",
    },
    Target {
        action: "sts:AssumeRole",
        resource: "arn:aws:iam::111122223333:role/deploy",
        actions: &["sts:AssumeRole", "sts:*", "sts:assume*", "*", "sts:TagSession"],
        resources: &["*", "*", "arn:aws:iam::111122223333:role/deploy", "arn:aws:iam::*:role/d*", "arn:aws:iam::111122223333:role/other"],
        kind: "trust",
    },
    Target {
        action: "sts:AssumeRoleWithWebIdentity",
        resource: "arn:aws:iam::111122223333:role/deploy",
        actions: &["sts:AssumeRoleWithWebIdentity", "sts:AssumeRole*", "sts:AssumeRole"],
        resources: &["*"],
        kind: "trust",
    },
];

const PROVIDER: &str = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";

const KEYS: [&str; 22] = [
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalIsAWSService",
    "aws:SecureTransport",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalTag/team",
    "aws:username",
    "aws:SourceIp",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:CurrentTime",
    "s3:max-keys",
    "aws:TagKeys",
    "aws:TagKeys",
    "aws:PrincipalTag/path",
    "aws:PrincipalTag/path",
    "aws:PrincipalTag/path",
    "aws:PrincipalTag/path",
    "aws:PrincipalTag/digest",
    "aws:TokenIssueTime",
];

fn case(random: &mut Random, id: &str) -> Value {
    let target = &TARGETS[random.weigh(&[(56, 0), (20, 1), (20, 2), (4, 3)])];
    let caller = match target.action {
        "sts:AssumeRoleWithWebIdentity" => Caller { kind: CallerKind::WebIdentity, federated: Some(PROVIDER.into()), ..Caller::default() },
        _ => caller(random, target.kind == "trust"),
    };
    let focus = random.weigh(&[(35, Focus::Conditions), (35, Focus::Decision), (30, Focus::Everything)]);
    let mut make = Make { random, target, focus };
    let mut context = make.context(&caller);
    let mut policies = vec![];
    if focus == Focus::Conditions {
        policies.push(json!({"kind": "identity", "document": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}));
        policies.push(json!({"kind": target.kind, "document": make.conditional(target.kind)}));
    } else {
        make.policies(&caller, &mut context, &mut policies);
    }
    let request =
        json!({"principal": caller, "action": target.action, "resource": target.resource, "context": context, "resource_account": OWNER});
    json!({"id": id, "policies": policies, "request": request})
}

fn caller(random: &mut Random, for_role: bool) -> Caller {
    use CallerKind::*;
    let account = random.weigh(&[(65, OWNER), (35, STRANGERS[0])]);
    let iam = |kind, arn: String| Caller { kind, arn: Some(arn), account: Some(account.into()), ..Caller::default() };
    let mut caller = match random.weigh(&[
        (35, User),
        (30, RoleSession),
        (6, FederatedUser),
        (if for_role { 0 } else { 6 }, Root),
        (15, Service),
        (if for_role { 0 } else { 8 }, Anonymous),
    ]) {
        User => iam(User, format!("arn:aws:iam::{account}:user/x")),
        RoleSession => Caller {
            role_arn: Some(format!("arn:aws:iam::{account}:role/app/x")),
            service_linked: random.chance(4),
            ..iam(RoleSession, format!("arn:aws:sts::{account}:assumed-role/x/run1"))
        },
        FederatedUser => Caller {
            user_arn: Some(format!("arn:aws:iam::{account}:user/x")),
            ..iam(FederatedUser, format!("arn:aws:sts::{account}:federated-user/x"))
        },
        Root => iam(Root, format!("arn:aws:iam::{account}:root")),
        Service => Caller { kind: Service, service: Some("cloudtrail.amazonaws.com".into()), ..Caller::default() },
        _ => Caller::default(),
    };
    caller.management_account = caller.account.is_some() && random.chance(5);
    caller
}

/// What a case is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Focus {
    Conditions,
    Decision,
    Everything,
}

struct Make<'a> {
    random: &'a mut Random,
    target: &'a Target,
    focus: Focus,
}

impl Make<'_> {
    /// The keys of the request: those that the caller brings with it, and a random choice of the others.
    fn context(&mut self, caller: &Caller) -> Map<String, Value> {
        use CallerKind::*;
        let is_person = matches!(caller.kind, User | RoleSession);
        let mut context = self.caller_keys(caller);
        let mut set = |key: &str, values: &[&str]| drop(context.insert(key.into(), json!(values)));
        set("aws:SecureTransport", &[self.random.pick(&["true", "true", "false"])]);
        set("aws:ViaAWSService", &["false"]);
        set("aws:CurrentTime", &[self.random.pick(&["2026-06-01T00:00:00Z", "2019-12-31T23:59:59Z"])]);
        if caller.kind == User {
            set("aws:username", &["x"]);
        }
        if is_person && self.random.chance(60) {
            set("aws:PrincipalTag/team", &[self.random.pick(&["x", "X", "yes", "*"])]);
        }
        if is_person && self.random.chance(60) {
            set("aws:PrincipalTag/path", &[self.random.pick(&["x", "X", "*", "x?", "x*"])]);
            set("aws:PrincipalTag/digest", &[self.random.pick(&["eA==", "eHg="])]);
        }
        if caller.kind == RoleSession {
            set("aws:TokenIssueTime", &[self.random.pick(&["2026-05-31T23:00:00Z", "2026-05-31T00:00:00Z", "2024-02-29T12:30:58Z"])]);
        }
        if caller.kind == RoleSession || caller.kind == User && self.random.chance(50) {
            set("aws:MultiFactorAuthPresent", &[self.random.pick(&["true", "false"])]);
        }
        if caller.kind != Service && self.random.chance(70) {
            set("aws:SourceIp", &[self.random.pick(&["203.0.113.9", "198.51.100.7", "2001:db8::7"])]);
        }
        if self.random.chance(40) {
            set("s3:max-keys", &[self.random.pick(&["10", "11", "1000", "010"])]);
        }
        match self.random.below(3) {
            0 => set("aws:TagKeys", &["x"]),
            1 => set("aws:TagKeys", &["x", "zz"]),
            _ => {}
        }
        context
    }

    /// Who calls, and for whom.
    fn caller_keys(&mut self, caller: &Caller) -> Map<String, Value> {
        let mut context = Map::new();
        let mut set = |key: &str, values: &[&str]| drop(context.insert(key.into(), json!(values)));
        match (&caller.account, &caller.service) {
            (Some(account), _) => {
                set("aws:PrincipalArn", &[caller.role_arn.as_ref().or(caller.arn.as_ref()).expect("IAM callers have ARNs")]);
                set("aws:PrincipalAccount", &[account]);
                set("aws:PrincipalIsAWSService", &["false"]);
                if self.random.chance(50) {
                    set("aws:PrincipalOrgID", &[TRUSTED_ORG]);
                    set("aws:PrincipalOrgPaths", &["o-trustedorg1/r-ab12/ou-ab12-logs/"]);
                }
            }
            (None, Some(service)) => {
                set("aws:PrincipalIsAWSService", &["true"]);
                set("aws:PrincipalServiceName", &[service]);
                set("aws:PrincipalServiceNamesList", &[service]);
                let account = self.random.pick(&[OWNER, STRANGERS[0]]);
                if self.random.chance(70) {
                    set("aws:SourceAccount", &[account]);
                }
                if self.random.chance(70) {
                    set(
                        "aws:SourceArn",
                        &[&format!(
                            "arn:aws:{}:eu-west-1:{account}:{}",
                            self.random.pick(&["cloudtrail", "logs"]),
                            self.random.pick(&["trail/t", "x:111122223333:y"])
                        )],
                    );
                }
            }
            _ if caller.kind == CallerKind::WebIdentity => set("token.actions.githubusercontent.com:sub", &["repo:x/y"]),
            _ => set("aws:PrincipalAccount", &["anonymous"]),
        }
        context
    }

    /// Policies of every kind that can bear on the caller.
    fn policies(&mut self, caller: &Caller, context: &mut Map<String, Value>, policies: &mut Vec<Value>) {
        let is_iam = caller.account.is_some();
        let is_root = caller.kind == CallerKind::Root;
        let mut add = |kind: &str, level: Option<&str>, document: Value| {
            let mut policy = json!({"kind": kind, "document": document});
            level.into_iter().for_each(|level| policy["level"] = json!(level));
            policies.push(policy);
        };
        if is_iam && !is_root {
            for _ in 0..self.random.weigh(&[(15, 0), (65, 1), (20, 2)]) {
                add("identity", None, self.document("identity"));
            }
        }
        if self.random.chance(75) {
            add(self.target.kind, None, self.document(self.target.kind));
        }
        let limits = if self.focus == Focus::Decision { 40 } else { 20 };
        if is_iam && !is_root && self.random.chance(limits) {
            add("boundary", None, self.document("boundary"));
        }
        if matches!(caller.kind, CallerKind::RoleSession | CallerKind::FederatedUser) && self.random.chance(limits) {
            add("session", None, self.document("session"));
        }
        if self.random.chance(20) {
            for level in ["root", "ou-logs", "account"] {
                for _ in 0..self.random.weigh(&[(75, 1), (25, 2)]) {
                    add("scp", Some(level), self.document("scp"));
                }
            }
        }
        if !caller.management_account && self.random.chance(15) {
            add("rcp", Some("root"), self.document("rcp"));
        }
        if caller.kind != CallerKind::Service && self.random.chance(10) {
            add("vpce", None, self.document("vpce"));
            context.remove("aws:SourceIp");
            context.insert("aws:SourceVpce".into(), json!(["vpce-0f1"]));
        }
    }

    /// A policy that lets everybody do everything, or forbids it, under conditions.
    fn conditional(&mut self, kind: &str) -> Value {
        let allow = self.random.chance(50);
        let mut statements = vec![self.statement(kind, allow, true)];
        if !allow {
            statements.insert(0, json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}));
        }
        for statement in &mut statements {
            let statement = statement.as_object_mut().expect("an object");
            statement.remove("NotPrincipal");
            statement.insert("Principal".into(), json!("*"));
            if kind == "trust" {
                statement.remove("Resource");
            }
        }
        let count = self.random.weigh(&[(70, 1), (30, 2)]);
        let conditions = self.conditions(count, allow);
        if let Some(statement) = statements.last_mut() {
            statement["Condition"] = conditions;
        }
        json!({"Version": self.random.weigh(&[(90, "2012-10-17"), (10, "2008-10-17")]), "Statement": statements})
    }

    fn document(&mut self, kind: &str) -> Value {
        let denies_only = kind == "rcp";
        let filters = matches!(kind, "scp" | "boundary" | "session" | "vpce");
        let mut statements = vec![];
        if !denies_only {
            let everything = self.random.chance(if filters {
                80
            } else if self.focus == Focus::Decision {
                70
            } else {
                0
            });
            statements.push(self.statement(kind, true, everything));
        }
        if denies_only || self.random.chance(25) {
            let at = self.random.below(statements.len() + 1);
            statements.insert(at, self.statement(kind, false, false));
        }
        if !denies_only && self.random.chance(25) {
            statements.push(self.statement(kind, true, false));
        }
        json!({"Version": self.random.weigh(&[(95, "2012-10-17"), (5, "2008-10-17")]), "Statement": statements})
    }

    fn statement(&mut self, kind: &str, allow: bool, everything: bool) -> Value {
        let mut statement = Map::new();
        statement.insert("Effect".into(), json!(if allow { "Allow" } else { "Deny" }));
        match kind {
            "resource" | "trust" => {
                let (name, principal) = self.principal(allow, kind == "trust");
                statement.insert(name.into(), principal);
            }
            "rcp" | "vpce" => drop(statement.insert("Principal".into(), json!("*"))),
            _ => {}
        }
        let (action, resource) =
            if everything { ("*", "*") } else { (self.random.pick(self.target.actions), self.random.pick(self.target.resources)) };
        let name = |not: bool, name: &str| if not { format!("Not{name}") } else { name.to_string() };
        let not_action = !everything && kind != "rcp" && self.random.chance(6);
        statement.insert(name(not_action, "Action"), json!(action));
        let not_resource = !everything && kind != "rcp" && self.random.chance(4) && !resource.contains("${");
        if kind != "trust" {
            statement.insert(
                name(not_resource, "Resource"),
                json!(if kind == "resource" && self.target.action.starts_with("kms") { "*" } else { resource }),
            );
        }
        let weights = [(if allow { 68 } else { 40 }, 0), (35, 1), (15, 2)];
        let count = if everything || self.focus != Focus::Everything { 0 } else { self.random.weigh(&weights) };
        if count > 0 {
            statement.insert("Condition".into(), self.conditions(count, allow));
        }
        Value::Object(statement)
    }

    fn conditions(&mut self, count: usize, allow: bool) -> Value {
        let mut conditions = Map::new();
        for _ in 0..count {
            let key = self.random.pick(&KEYS);
            let (operator, values) = clause(self.random, key, allow, false);
            let operator = if multivalued(&key.to_ascii_lowercase()) || !operator.starts_with("For") || self.random.chance(30) {
                operator
            } else {
                operator.split_once(':').map(|(_, operator)| operator.to_string()).unwrap_or(operator)
            };
            let plain =
                values.first().filter(|_| values.len() == 1 && self.random.chance(30)).and_then(|value| serde_json::from_str(value).ok());
            let values = plain.filter(|value: &Value| value.is_boolean() || key == "s3:max-keys").unwrap_or_else(|| some(values));
            conditions.entry(operator).or_insert_with(|| json!({}))[key] = values;
        }
        Value::Object(conditions)
    }

    fn principal(&mut self, allow: bool, trust: bool) -> (&'static str, Value) {
        let user = format!("arn:aws:iam::{OWNER}:user/x");
        if !allow && !trust && self.random.chance(15) {
            let listed = [json!(OWNER), json!([OWNER, user]), json!([STRANGERS[0], OWNER]), json!(user)];
            return ("NotPrincipal", json!({"AWS": listed[self.random.below(4)]}));
        }
        let name = match self.random.below(if self.target.action.ends_with("WebIdentity") { 4 } else { 12 }) {
            0 | 1 => return ("Principal", json!("*")),
            2 if self.target.action.ends_with("WebIdentity") => json!({"Federated": PROVIDER}),
            2 => json!({"Service": ["cloudtrail.amazonaws.com", "sns.amazonaws.com"]}),
            3 => json!({"AWS": "*"}),
            4 => json!({"AWS": format!("arn:aws:iam::{OWNER}:root")}),
            5 => json!({"AWS": OWNER}),
            6 => json!({"AWS": STRANGERS[0]}),
            7 => json!({"AWS": user}),
            8 => json!({"AWS": [format!("arn:aws:iam::{OWNER}:role/app/x"), format!("arn:aws:iam::{}:role/app/x", STRANGERS[0])]}),
            9 => {
                json!({"AWS": self.random.pick(&["arn:aws:sts::111122223333:assumed-role/x/run1", "arn:aws:sts::111122223333:assumed-role/x/run2"])})
            }
            10 => json!({"AWS": ["arn:aws:sts::111122223333:federated-user/x", "arn:aws:iam::444455556666:user/x"]}),
            _ => json!({"AWS": self.random.pick(&["arn:aws:iam::111122223333:role/*", "arn:aws:sts::111122223333:assumed-role/x/*"])}),
        };
        ("Principal", name)
    }
}
