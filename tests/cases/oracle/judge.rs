//! What policies say about one concrete request, straight from the documentation.

use super::condition::{Condition, Context, Three, arn_like, expand, glob};
use deputylint::iam::context::{Caller, CallerKind, Request};
use serde_json::Value;

pub(crate) struct Policy {
    /// Only 2012-10-17 has variables.
    pub(crate) variables: bool,
    pub(crate) statements: Vec<Statement>,
}

pub(crate) struct Statement {
    pub(crate) allow: bool,
    pub(crate) principal: Option<Listed<(String, String)>>,
    pub(crate) action: Listed<String>,
    pub(crate) resource: Option<Listed<String>>,
    pub(crate) conditions: Vec<Condition>,
}

/// `Action` or `NotAction`, and so on.
pub(crate) struct Listed<T> {
    pub(crate) all_but: bool,
    pub(crate) entries: Vec<T>,
}

/// How an entry of a principal element covers a caller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Grant {
    Wild,
    Account,
    Direct,
    Role,
    FederationParent,
    Service,
    Federated,
}

pub(crate) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Object(kinds) => kinds.iter().flat_map(|(kind, names)| texts(names).into_iter().map(|name| (kind.clone(), name))).collect(),
        name => texts(name).into_iter().map(|name| ("AWS".to_string(), name)).collect(),
    }
}

fn listed<T>(statement: &Value, name: &str, read: fn(&Value) -> Vec<T>) -> Option<Listed<T>> {
    let positive = statement.get(name).map(|value| Listed { all_but: false, entries: read(value) });
    positive.or_else(|| statement.get(format!("Not{name}")).map(|value| Listed { all_but: true, entries: read(value) }))
}

impl Policy {
    pub(crate) fn parse(document: &Value) -> Self {
        let statements = match &document["Statement"] {
            Value::Array(statements) => statements.iter().map(Statement::parse).collect(),
            one => vec![Statement::parse(one)],
        };
        Self { variables: document["Version"] == "2012-10-17", statements }
    }

    pub(crate) fn conditions(&self) -> impl Iterator<Item = (&Statement, &Condition)> {
        self.statements.iter().flat_map(|statement| statement.conditions.iter().map(move |condition| (statement, condition)))
    }
}

impl Statement {
    fn parse(statement: &Value) -> Self {
        let conditions = statement["Condition"].as_object().into_iter().flatten().flat_map(|(operator, keys)| {
            keys.as_object().into_iter().flatten().map(move |(key, values)| Condition::new(operator, key, texts(values)))
        });
        Self {
            allow: statement["Effect"] == "Allow",
            principal: listed(statement, "Principal", pairs),
            action: listed(statement, "Action", texts).expect("every statement has actions"),
            resource: listed(statement, "Resource", texts),
            conditions: conditions.collect(),
        }
    }

    /// Whether the statement speaks about this caller, and through which kinds of entry.
    pub(crate) fn covers_caller(&self, caller: &Caller, has_boundary: bool) -> (Three, Vec<Grant>) {
        let Some(principal) = &self.principal else { return (Three::Yes, vec![]) };
        let grants: Vec<Grant> = principal.entries.iter().filter_map(|(kind, name)| grant(kind, name, caller)).collect();
        if !principal.all_but {
            return ((!grants.is_empty()).into(), grants);
        }
        // A NotPrincipal in a Deny always hits principals that have a permissions boundary.
        if grants.is_empty() || has_boundary && !self.allow {
            return (Three::Yes, vec![Grant::Wild]);
        }
        let is_narrow = !grants.iter().any(|grant| matches!(grant, Grant::Wild | Grant::Account | Grant::Service | Grant::Federated));
        // "Allows all principals except the one named"; of a Deny it is said that it "might" hit whoever is named without their account.
        (if is_narrow && !self.allow { Three::Maybe } else { Three::No }, vec![Grant::Wild])
    }

    pub(crate) fn covers_action(&self, action: &str) -> Three {
        let (action_prefix, action_name) = action.split_once(':').expect("an action has a prefix");
        let matches = |pattern: &String| {
            let Some((prefix, name)) = pattern.split_once(':').filter(|_| pattern != "*:*") else {
                return pattern == "*" || pattern == "*:*";
            };
            prefix.eq_ignore_ascii_case(action_prefix) && glob(&name.to_lowercase(), &action_name.to_lowercase())
        };
        (self.action.entries.iter().any(matches) != self.action.all_but).into()
    }

    pub(crate) fn covers_resource(&self, resource: &str, context: &Context, variables: bool) -> Three {
        let Some(listed) = &self.resource else { return Three::Yes };
        let matches = |pattern: &String| {
            if pattern == "*" {
                return Three::Yes;
            }
            match expand(pattern, context, variables) {
                None if listed.all_but => Three::Maybe,
                None => Three::No,
                Some(pattern) => arn_like(&pattern, resource).map_or(Three::Maybe, Three::from),
            }
        };
        let any = listed.entries.iter().map(matches).max().unwrap_or(Three::No);
        if listed.all_but { !any } else { any }
    }

    pub(crate) fn holds(&self, request: &Request, context: &Context, variables: bool, has_boundary: bool) -> Three {
        let conditions = self.conditions.iter().map(|c| c.holds(context.get(&c.key).map(Vec::as_slice), context, variables, self.allow));
        let caller = self.covers_caller(&request.principal, has_boundary).0;
        let resource = self.covers_resource(&request.resource, context, variables);
        conditions.chain([caller, self.covers_action(&request.action), resource]).min().unwrap_or(Three::Yes)
    }
}

pub(crate) fn context(request: &Request) -> Context {
    request.context.iter().map(|(key, values)| (key.to_ascii_lowercase(), values.clone())).collect()
}

fn is_iam(caller: &Caller) -> bool {
    use CallerKind::*;
    matches!(caller.kind, User | RoleSession | FederatedUser | Root)
}

fn grant(kind: &str, name: &str, caller: &Caller) -> Option<Grant> {
    let is = |of: &Option<String>| of.as_deref() == Some(name);
    match kind {
        "AWS" | "*" if name == "*" => Some(Grant::Wild),
        "Service" => {
            let named = is(&caller.service) || caller.names.iter().any(|other| other == name) || name == "*";
            (caller.kind == CallerKind::Service && named).then_some(Grant::Service)
        }
        "Federated" => is(&caller.federated).then_some(Grant::Federated),
        "AWS" if is_iam(caller) => {
            let account = caller.account.as_deref().unwrap_or_default();
            if name == account || name == format!("arn:aws:iam::{account}:root") {
                return Some(Grant::Account);
            }
            match caller.kind {
                CallerKind::RoleSession if is(&caller.role_arn) => Some(Grant::Role),
                CallerKind::FederatedUser if is(&caller.user_arn) => Some(Grant::FederationParent),
                _ => is(&caller.arn).then_some(Grant::Direct),
            }
        }
        _ => None,
    }
}

/// A policy and where it is attached: `identity`, `resource`, `trust`, `boundary`, `session`, `scp`, `rcp`, `vpce`; for SCPs the level.
pub(crate) struct Attached {
    pub(crate) kind: String,
    pub(crate) level: String,
    pub(crate) policy: Policy,
}

impl Attached {
    pub(crate) fn parse(value: &Value) -> Self {
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_string();
        Self { kind: text("kind"), level: text("level"), policy: Policy::parse(&value["document"]) }
    }

    fn applies_to(&self, caller: &Caller) -> bool {
        match self.kind.as_str() {
            "identity" | "boundary" | "session" => is_iam(caller),
            "scp" => is_iam(caller) && !caller.management_account && !caller.service_linked,
            "rcp" => !caller.service_linked,
            _ => true,
        }
    }
}

/// Every decision that AWS may come to; more than one only where the documentation leaves a point open.
pub(crate) fn decisions(policies: &[Attached], request: &Request) -> Vec<&'static str> {
    let case = Case {
        policies: policies.iter().filter(|policy| policy.applies_to(&request.principal)).collect(),
        request,
        context: context(request),
    };
    let denied =
        case.policies.iter().flat_map(|attached| case.matching(attached, false)).map(|(truth, _)| truth).max().unwrap_or(Three::No);
    if denied == Three::Yes {
        return vec!["explicit_deny"];
    }
    let mut found = vec![];
    for least in [Three::Yes, Three::Maybe] {
        let decision = if case.is_allowed(least) { "allowed" } else { "implicit_deny" };
        if !found.contains(&decision) {
            found.push(decision);
        }
    }
    if denied == Three::Maybe {
        found.push("explicit_deny");
    }
    found
}

struct Case<'a> {
    policies: Vec<&'a Attached>,
    request: &'a Request,
    context: Context,
}

impl Case<'_> {
    fn has(&self, kind: &str) -> bool {
        self.policies.iter().any(|policy| policy.kind == kind)
    }

    fn matching(&self, attached: &Attached, allow: bool) -> Vec<(Three, Vec<Grant>)> {
        let boundary = self.has("boundary");
        let statements = attached.policy.statements.iter().filter(|statement| statement.allow == allow);
        statements
            .map(|s| {
                let truth = s.holds(self.request, &self.context, attached.policy.variables, boundary);
                (truth, s.covers_caller(&self.request.principal, boundary).1)
            })
            .collect()
    }

    /// Whether some policy of a kind allows.
    fn allows(&self, kind: &str, least: Three) -> bool {
        let mut policies = self.policies.iter().filter(|policy| policy.kind == kind);
        policies.any(|attached| self.matching(attached, true).iter().any(|(truth, _)| *truth >= least))
    }

    fn every_level_allows(&self, least: Three) -> bool {
        let of_kind = || self.policies.iter().filter(|policy| policy.kind == "scp");
        of_kind().all(|one| {
            let mut level = of_kind().filter(|other| other.level == one.level);
            level.any(|attached| self.matching(attached, true).iter().any(|(truth, _)| *truth >= least))
        })
    }

    fn is_allowed(&self, least: Three) -> bool {
        let caller = &self.request.principal;
        // "Cannot call AWS STS operations except GetCallerIdentity": Compare AWS STS credentials.
        if caller.kind == CallerKind::FederatedUser && self.request.action.starts_with("sts:") {
            return false;
        }
        if !self.every_level_allows(least) || self.has("vpce") && !self.allows("vpce", least) {
            return false;
        }
        let resource_policies = self.policies.iter().filter(|policy| matches!(policy.kind.as_str(), "resource" | "trust"));
        let granted = resource_policies.flat_map(|attached| self.matching(attached, true)).filter(|(truth, _)| *truth >= least);
        let grants: Vec<Grant> = granted.flat_map(|(_, grants)| grants).collect();
        if !is_iam(caller) {
            return grants.iter().any(|grant| matches!(grant, Grant::Wild | Grant::Service | Grant::Federated));
        }
        let limited = ["boundary", "session"].iter().all(|kind| !self.has(kind) || self.allows(kind, least));
        let own = (self.allows("identity", least) || caller.kind == CallerKind::Root) && limited;
        if caller.account.as_deref() != Some(self.request.resource_account.as_str()) {
            return own && !grants.is_empty();
        }
        let resource_must_allow = self.request.action.starts_with("sts:") || self.request.resource.starts_with("arn:aws:kms:");
        own && (!resource_must_allow || grants.contains(&Grant::Account))
            || grants.iter().any(|grant| matches!(grant, Grant::Wild | Grant::Direct))
            || limited && grants.iter().any(|grant| matches!(grant, Grant::Role | Grant::FederationParent))
    }
}
