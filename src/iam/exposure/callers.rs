//! The callers that a policy lets in, and the keys that describe them: what AWS gives, and what the caller chooses.

use super::language::{Class, Row, TextLanguage};
use super::scene::{Scene, Seeking, Situation, Spec, TargetStatement};
use super::{Outsider, external_id, sources, values};
use crate::facts;
use crate::iam::condition::{Condition, Family};
use crate::iam::context::{Caller, CallerKind, role_name};
use crate::iam::document::{Listed, Statement};
use crate::iam::keys;
use crate::iam::pattern::Resolve;
use crate::iam::principal::{Principal, Who};
use crate::truth::Truth;
use smol_str::SmolStr;

/// A service as a caller.
pub(super) fn service(name: &str) -> Caller {
    Caller { kind: CallerKind::Service, service: Some(name.to_owned()), ..Caller::default() }
}

/// Every kind of caller that the Allow's principals may let in, for what is sought.
pub(super) fn specs(scene: &Scene<'_>, target: &TargetStatement<'_>, seeking: Seeking) -> Vec<Spec> {
    let services = matches!(seeking, Seeking::Anybody | Seeking::Outsider(Outsider::Service));
    let accounts = seeking != Seeking::Outsider(Outsider::Service);
    let Some(listed) = &target.allow.principals else { return vec![] };
    let mut specs = vec![];
    let mut open = listed.negated;
    let mut any_service = listed.negated;
    for entry in listed.entries.iter().filter(|_| !listed.negated) {
        match &entry.who {
            Who::Everyone | Who::Unclear => (open, any_service) = (true, true),
            Who::AnyService => any_service = true,
            Who::Service(name) if services => specs.push(Spec::Service(name.clone())),
            _ if services && entry.delivers_for().is_some() && scene.question.resource_kind == "s3" => {
                specs.extend(entry.delivers_for().map(|name| Spec::Service(SmolStr::new_static(name))));
            }
            _ if accounts => specs.extend(exact(scene, entry)),
            _ => {}
        }
    }
    if any_service && services {
        specs.extend(sources::any_service(scene, target).into_iter().map(Spec::Service));
    }
    if open && accounts {
        // Many services refuse calls without credentials whatever the policy says. Of most it is not established: there a caller of another account proves more.
        let someone = Spec::Iam { account: None, exact: None };
        specs.extend(match facts::protected(scene.question.resource_kind).map_or(Truth::Unknown, |protected| protected.unsigned) {
            Truth::Yes => vec![Spec::Anonymous, someone],
            Truth::Unknown => vec![someone, Spec::Anonymous],
            Truth::No => vec![someone],
        });
    }
    let mut unique: Vec<Spec> = vec![];
    for spec in specs {
        if !unique.contains(&spec) {
            unique.push(spec);
        }
    }
    unique
}

/// The callers that an entry names.
fn exact(scene: &Scene<'_>, entry: &Principal) -> Vec<Spec> {
    let caller = |kind, account: &SmolStr| Caller { kind, account: Some(account.clone()), ..Caller::default() };
    let spec = |exact| Spec::Iam { account: None, exact: Some(exact) };
    match &entry.who {
        Who::Account(account) | Who::Someone(account) => vec![Spec::Iam { account: Some(account.clone()), exact: None }],
        // Which account a canonical id stands for is not known; the search then can only say so.
        Who::CanonicalUser(_) => vec![Spec::Iam { account: None, exact: None }],
        Who::User { account, arn } => {
            let mut specs = vec![spec(Caller { arn: Some(arn.clone()), ..caller(CallerKind::User, account) })];
            if !scene.is_role() {
                specs.push(spec(Caller { user_arn: Some(arn.clone()), ..caller(CallerKind::FederatedUser, account) }));
            }
            specs
        }
        // A session of GetFederationToken cannot assume a role.
        Who::FederatedUser { .. } if scene.is_role() => vec![],
        Who::FederatedUser { account, arn } => {
            vec![spec(Caller { arn: Some(arn.clone()), ..caller(CallerKind::FederatedUser, account) })]
        }
        Who::Role { account, arn } => vec![spec(Caller { role_arn: Some(arn.clone()), ..caller(CallerKind::RoleSession, account) })],
        Who::Session { account, arn } => vec![spec(Caller { arn: Some(arn.clone()), ..caller(CallerKind::RoleSession, account) })],
        _ => vec![],
    }
}

/// Whether a key tells who calls: its value goes with the caller (`callers.tsv`).
pub(super) fn describes(key: &str) -> bool {
    facts::caller_keys().iter().any(|known| known.key == key)
}

/// The kinds of caller to try. Where the policy speaks of nothing that tells IAM callers apart, a user stands for all.
pub(super) fn kinds(scene: &Scene<'_>, target: &TargetStatement<'_>, spec: &Spec) -> Vec<CallerKind> {
    use CallerKind::{Anonymous, FederatedUser, RoleSession, Root, Service, User};
    match spec {
        Spec::Service(_) => vec![Service],
        Spec::Anonymous => vec![Anonymous],
        Spec::Iam { exact: Some(caller), .. } => vec![caller.kind],
        Spec::Iam { exact: None, .. } if !target.statements().any(tells_apart) => vec![User],
        // Neither a root user nor a session of GetFederationToken can assume a role.
        Spec::Iam { exact: None, .. } if scene.is_role() => vec![User, RoleSession],
        Spec::Iam { exact: None, .. } => vec![User, RoleSession, FederatedUser, Root],
    }
}

/// Whether the characters of a path matter beyond those of names: where `*` of a text may take colons.
pub(super) fn paths_matter(target: &TargetStatement<'_>) -> bool {
    let mut conditions =
        target.statements().flat_map(|statement| &statement.conditions).filter(|condition| condition.key == "aws:principalarn");
    let is_text = |condition: &Condition| condition.operator.is_some_and(|operator| operator.row.family != Family::Arn);
    conditions.any(|condition| {
        is_text(condition) && condition.values.iter().any(|value| value.pattern.has_wildcards() || value.pattern.has_variables())
    })
}

/// Whether a statement speaks of what only some kinds of IAM caller have or are.
fn tells_apart(statement: &Statement) -> bool {
    let conditions = statement.conditions.iter();
    let resources = statement.resources.iter().flat_map(|listed| &listed.entries);
    let values = conditions.clone().flat_map(|condition| &condition.values).chain(resources);
    let mut mentioned = conditions.map(|condition| &condition.key).chain(values.flat_map(|value| value.pattern.variables()));
    let mut entries = statement.principals.iter().flat_map(|listed| &listed.entries);
    mentioned.any(|key| describes(key) || keys::belongs_to_session(key))
        || entries.any(|entry| matches!(entry.who, Who::User { .. } | Who::Role { .. } | Who::Session { .. } | Who::FederatedUser { .. }))
}

/// A caller and the keys that name it.
pub(super) type Named = (Caller, Vec<(SmolStr, Vec<String>)>);

/// The callers of a situation that the statements tell apart.
pub(super) fn callers(scene: &Scene<'_>, situation: &Situation<'_>, target: &TargetStatement<'_>, resolve: &Resolve<'_>) -> Vec<Named> {
    let exact = match situation.spec {
        Spec::Service(name) => return vec![(service(name), vec![])],
        Spec::Anonymous => return vec![(Caller::default(), vec![])],
        Spec::Iam { exact, .. } => exact.as_ref(),
    };
    let universe = Universe { scene, situation, target, resolve, exact };
    match situation.caller_kind {
        CallerKind::User => universe.users(),
        CallerKind::RoleSession => universe.sessions(),
        CallerKind::FederatedUser => universe.federated_users(),
        _ => universe.root(),
    }
}

/// Ids that AWS gives: nobody chooses them, but who makes many roles has one with any few characters at either end.
const ID_START: [&str; 2] = ["AIDA", "AROA"];
const ID_MIDDLE: &str = "STRANGERS";

/// The IAM callers of one account.
struct Universe<'a> {
    scene: &'a Scene<'a>,
    situation: &'a Situation<'a>,
    target: &'a TargetStatement<'a>,
    resolve: &'a Resolve<'a>,
    /// The parts of the caller that the policy names.
    exact: Option<&'a Caller>,
}

impl Universe<'_> {
    fn account(&self) -> &str {
        self.situation.account
    }

    /// Each of one with each of the other, as far as that is affordable.
    fn pairs<'s>(&self, left: &'s [String], right: &'s [String]) -> Vec<(&'s String, &'s String)> {
        const MOST: usize = 8192;
        if left.len().saturating_mul(right.len()) > MOST {
            self.scene.cut.set(true);
        }
        left.iter().flat_map(|left| right.iter().map(move |right| (left, right))).take(MOST).collect()
    }

    fn head(&self, service: &str, kind: &str) -> String {
        format!("arn:{}:{service}::{}:{kind}/", self.scene.partition, self.account())
    }

    /// The rows of the conditions on a key.
    fn rows(&self, key: &str) -> Vec<Row> {
        let conditions = self.target.statements().flat_map(|statement| &statement.conditions);
        let about: Vec<&Condition> = conditions.filter(|condition| condition.key == key).collect();
        values::rows(&about, self.resolve)
    }

    /// The principals of this account that any statement names.
    fn named(&self) -> impl Iterator<Item = &Who> {
        let entries = self.target.statements().flat_map(|statement| &statement.principals).flat_map(|listed| &listed.entries);
        entries.filter(|entry| entry.account().is_some_and(|named| named == self.account())).map(|entry| &entry.who)
    }

    fn caller(&self, kind: CallerKind, arn: String) -> Caller {
        Caller { kind, arn: Some(arn), account: Some(SmolStr::new(self.account())), ..Caller::default() }
    }

    /// Names that make a variable for the caller equal to what is compared with it, or with what that is compared with.
    fn echoed(&self) -> Vec<String> {
        const MOST: usize = 16;
        let conditions: Vec<&Condition> = self.target.statements().flat_map(|statement| &statement.conditions).collect();
        let refers = |condition: &Condition| condition.values.iter().any(|value| value.pattern.variables().any(|key| describes(key)));
        let mut names = vec![];
        for compared in conditions.iter().filter(|condition| refers(condition)) {
            names.push(self.account().to_owned());
            names.extend(self.situation.org.map(str::to_owned));
            names.push(self.scene.owner.to_string());
            let same: Vec<&Condition> = conditions.iter().copied().filter(|condition| condition.key == compared.key).collect();
            names.extend(values::rows(&same, self.resolve).iter().map(|row| row.filled("")));
        }
        let mut seen = rustc_hash::FxHashSet::default();
        let is_name = |name: &String| !name.is_empty() && name.encode_utf16().all(|unit| Class::Name.has(unit));
        names.retain(|name| is_name(name) && seen.insert(name.clone()));
        self.scene.keep_at_most(MOST, &mut names);
        names
    }

    fn root(&self) -> Vec<Named> {
        let arn = format!("arn:{}:iam::{}:root", self.scene.partition, self.account());
        vec![named(self.caller(CallerKind::Root, arn), "")]
    }

    fn users(&self) -> Vec<Named> {
        let arns = match self.exact.and_then(|caller| caller.arn.clone()) {
            Some(arn) => vec![arn],
            None => self.user_arns(),
        };
        let [start, _] = ID_START;
        let ids = self.ids(Row::default().text(start), Row::default(), &[]);
        let pairs = self.pairs(&arns, &ids).into_iter();
        pairs.map(|(arn, id)| named(self.caller(CallerKind::User, arn.clone()), id)).collect()
    }

    fn user_arns(&self) -> Vec<String> {
        let head = self.head("iam", "user");
        let mut rows = self.rows("aws:principalarn");
        for row in self.rows("aws:username") {
            rows.push(Row::default().text(&head).then(&row));
            rows.push(Row::default().text(&head).many(Class::Path).text("/").then(&row));
        }
        rows.extend(self.named().filter_map(|who| if let Who::User { arn, .. } = who { Some(Row::default().text(arn)) } else { None }));
        rows.extend(self.echoed().iter().map(|name| Row::default().text(&head).text(name)));
        self.arns(&head, "", rows)
    }

    /// Names below a path, or without one. The path, like the name, is the choice of the account: a path takes any printable character.
    fn arns(&self, head: &str, name: &str, mut rows: Vec<Row>) -> Vec<String> {
        rows.dedup();
        let last = |row: Row| if name.is_empty() { row.some(Class::Name) } else { row.text(name) };
        let plain = last(Row::default().text(head));
        let path = if self.situation.wide { Class::Path } else { Class::NamePath };
        let deep = last(Row::default().text(head).some(path).text("/"));
        let usual = if name.is_empty() { "mallory" } else { name };
        let mut defaults = vec![format!("{head}{usual}")];
        for row in &rows {
            defaults.extend(["mallory", self.account(), "x", "x/x", usual].map(|filler| row.filled(filler)));
            defaults.push(format!("{head}{}", row.filled("").trim_matches('/')));
            if let Some(Some(written)) = row.fixed_components().get(5) {
                defaults.push(format!("arn:{}:iam::{}:{written}", self.scene.partition, self.account()));
            }
        }
        values::members(self.scene, &TextLanguage::of(vec![plain, deep]), defaults, &rows)
    }

    fn sessions(&self) -> Vec<Named> {
        let fixed = self.exact.and_then(|caller| caller.arn.as_deref());
        let fixed = fixed.and_then(|arn| arn.split_once(":assumed-role/")).and_then(|(_, rest)| rest.split_once('/'));
        let roles = match self.exact.and_then(|caller| caller.role_arn.clone()) {
            Some(role) => vec![role],
            None => self.role_arns(fixed.map(|(role, _)| role).unwrap_or_default()),
        };
        let mut named_sessions: Vec<&str> = vec![];
        let sessions = self.named().filter_map(|who| if let Who::Session { arn, .. } = who { arn.rsplit('/').next() } else { None });
        named_sessions.extend(sessions);
        let echoed = self.echoed();
        named_sessions.extend(echoed.iter().map(String::as_str));
        let [_, start] = ID_START;
        let name = match fixed {
            Some((_, session)) => Row::default().text(":").text(session),
            None => Row::default().text(":").one(Class::Name).some(Class::Name),
        };
        let usual = fixed.map_or("session", |(_, session)| session);
        named_sessions.insert(0, usual);
        let ids = self.ids(Row::default().text(start), name, &named_sessions);
        let pairs = self.pairs(&roles, &ids).into_iter();
        pairs.map(|(role, id)| self.session(role, id)).collect()
    }

    fn session(&self, role: &str, id: &str) -> Named {
        let partition = role.split(':').nth(1).unwrap_or("aws");
        let session = id.split_once(':').map(|(_, session)| session).unwrap_or_default();
        let arn = format!("arn:{partition}:sts::{}:assumed-role/{}/{session}", self.account(), role_name(role));
        named(Caller { role_arn: Some(role.to_owned()), ..self.caller(CallerKind::RoleSession, arn) }, id)
    }

    fn role_arns(&self, name: &str) -> Vec<String> {
        let head = self.head("iam", "role");
        let mut rows = self.rows("aws:principalarn");
        for who in self.named() {
            match who {
                Who::Role { arn, .. } => rows.push(Row::default().text(arn)),
                // The ARN of a session tells the name of its role.
                Who::Session { arn, .. } => {
                    let role = arn.rsplit('/').nth(1).unwrap_or_default();
                    rows.push(Row::default().text(&head).text(role));
                }
                _ => {}
            }
        }
        self.arns(&head, name, rows)
    }

    /// The values of `aws:userid` that the conditions tell apart: what AWS gives, and what the caller puts behind it.
    fn ids(&self, start: Row, behind: Row, names: &[&str]) -> Vec<String> {
        let mut rows = self.rows("aws:userid");
        rows.extend(names.iter().map(|name| Row::default().many(Class::Any).text(":").text(name)));
        rows.dedup();
        let four = |row: Row| (0..4).fold(row, |row, _| row.one(Class::UpperDigit));
        let given_id = four(four(start.clone()).text(ID_MIDDLE));
        // Where a role trusts this very account, the ids that the policy names are those of roles and users there.
        let is_of_account =
            self.scene.is_role() && external_id::named_accounts(self.scene.document).iter().any(|named| named == self.account());
        let any_id = is_of_account.then(|| (0..4).fold(start.clone(), |row, _| four(row)));
        let given = format!("{}OWNR{ID_MIDDLE}0001", start.only_text().unwrap_or_default());
        let mut defaults: Vec<String> = names.iter().map(|name| format!("{given}:{name}")).collect();
        if names.is_empty() {
            defaults.push(given.clone());
        }
        for row in &rows {
            for filler in ["", "xx", "session"] {
                let filled = row.filled(filler);
                defaults.push(format!("{given}:{}", filled.rsplit(':').next().unwrap_or_default()));
            }
        }
        values::members(
            self.scene,
            &TextLanguage::of(any_id.into_iter().chain([given_id]).map(|id| id.then(&behind)).collect()),
            defaults,
            &rows,
        )
    }

    /// Sessions of GetFederationToken, whose names the caller chooses, as may be its parent.
    fn federated_users(&self) -> Vec<Named> {
        let head = self.head("sts", "federated-user");
        let named_users = self.named().filter_map(|who| if let Who::User { arn, .. } = who { Some(arn.clone()) } else { None });
        let mut parents: Vec<String> = vec![format!("{}mallory", self.head("iam", "user"))];
        parents.extend(named_users);
        if let Some(parent) = self.exact.and_then(|caller| caller.user_arn.clone()) {
            parents = vec![parent];
        }
        let arns = match self.exact.and_then(|caller| caller.arn.clone()) {
            Some(arn) => vec![arn],
            None => self.federated_names(&head).iter().map(|name| format!("{head}{name}")).collect(),
        };
        let pairs = self.pairs(&arns, &parents).into_iter();
        let callers =
            pairs.map(|(arn, parent)| Caller { user_arn: Some(parent.clone()), ..self.caller(CallerKind::FederatedUser, arn.clone()) });
        callers.map(|caller| named(caller, "")).collect()
    }

    fn federated_names(&self, head: &str) -> Vec<String> {
        let id = format!("{}:", self.account());
        let mut rows: Vec<Row> = self.rows("aws:principalarn").iter().flat_map(|row| row.behind(head)).collect();
        rows.extend(self.rows("aws:userid").iter().flat_map(|row| row.behind(&id)));
        for who in self.named() {
            if let Who::FederatedUser { arn, .. } = who {
                rows.push(Row::default().text(arn.rsplit('/').next().unwrap_or_default()));
            }
        }
        rows.extend(self.echoed().iter().map(|name| Row::default().text(name)));
        let unique = values::distinct(rows.into_iter());
        let language = TextLanguage::of(vec![Row::default().one(Class::Name).some(Class::Name)]);
        values::members(self.scene, &language, vec!["mallory".to_owned()], &unique)
    }
}

/// The caller with the keys that describe it, as `callers.tsv` has them.
fn named(caller: Caller, id: &str) -> Named {
    let kind = match caller.kind {
        CallerKind::User => "user",
        CallerKind::RoleSession => "role-session",
        CallerKind::FederatedUser => "federated-user",
        _ => "root",
    };
    let arn = caller.arn.as_deref().unwrap_or_default();
    let name = arn.rsplit('/').next().unwrap_or_default();
    let account = caller.account.as_deref().unwrap_or_default();
    let given = id.split(':').next().unwrap_or_default();
    let value = |form: &str| {
        let role = caller.role_arn.as_deref().unwrap_or_default();
        let parts =
            [("{arn}", arn), ("{role-arn}", role), ("{account}", account), ("{user-id}", given), ("{role-id}", given), ("{name}", name)];
        parts.iter().fold(form.to_owned(), |text, (part, value)| text.replace(part, value))
    };
    let known = facts::caller_keys().iter().filter(|known| known.caller == kind);
    let keys = known.map(|known| (SmolStr::new(&known.key), vec![value(known.value)])).collect();
    (caller, keys)
}

/// Whether it is a Deny for all but some services. An experiment saw IAM callers pass such a Deny, so nothing is built on it.
pub(super) fn spares_services_only(statement: &Statement) -> bool {
    let only_services = |listed: &Listed<Principal>| {
        listed.negated && listed.entries.iter().all(|entry| matches!(entry.who, Who::Service(_) | Who::AnyService))
    };
    statement.principals.as_ref().is_some_and(only_services)
}
