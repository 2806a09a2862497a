//! May this identity do this: the evaluator is asked with all that the identity holds, in the circumstances that suit it best.

use super::circumstances::{ContextKeys, MAX_CIRCUMSTANCES, PASS_ROLE, REQUESTED_REGION, instance, is_of_holder};
use super::effective::{EffectivePolicies, document_of};
use super::grant::{Doubts, Grant};
use super::graph::{IdentityKind, PermissionGraph, PrincipalContext};
use super::tags::ResourceTags;
use super::trial::{TagsOf, Trial};
use crate::facts;
use crate::iam::context::{CallerKind, Request};
use crate::iam::document::{Document, Effect, Element, Statement};
use crate::iam::evaluate::{Decision, PolicyInForce, PolicyKind, StatementAt, about_action, evaluate, grants, resource_matches, verdict};
use crate::iam::pattern;
use crate::truth::Truth;
use smol_str::SmolStr;
use std::borrow::Cow;

/// So many statements of an identity are worth keeping what is found out about them.
const MANY_STATEMENTS: usize = 32;

/// What an identity wants to do.
#[derive(Clone, Debug)]
pub(super) struct Query<'q> {
    pub(super) action: &'q str,
    pub(super) resource: String,
    /// Keys that the request is bound to have.
    pub(super) context: &'q [(&'q str, String)],
    /// Only what this statement grants.
    pub(super) only: Option<StatementAt>,
    /// The trust policy of the role that is to be assumed.
    pub(super) trust: Option<&'q Document>,
    /// Those of the resource; none if it may be any.
    pub(super) tags: Option<&'q ResourceTags>,
    /// Whether the caller may put tags on before.
    pub(super) puts_tags: bool,
    /// Whether each statement of the identity asks the same, and the resource is not one that only this statement names.
    pub(super) is_for_all: bool,
}

impl<'q> Query<'q> {
    pub(super) fn new(action: &'q str, resource: impl Into<String>) -> Query<'q> {
        Query { action, resource: resource.into(), context: &[], only: None, trust: None, tags: None, puts_tags: true, is_for_all: true }
    }

    /// What is asked, as a text.
    pub(super) fn key(&self, caller: &PrincipalContext<'_>) -> String {
        let mut about = format!("{}\0{}\0{}\0{}", caller.account, self.action, self.resource, self.puts_tags);
        self.context.iter().for_each(|(key, value)| about.extend(["\0", *key, "\0", value.as_str()]));
        about
    }
}

impl PermissionGraph<'_> {
    /// Whether an identity may do something, in the circumstances that suit it best. What grants it must be certain; whether something
    /// takes it back may be unknown. What is asked of all that it holds, each of its statements asks again: of many it is found once.
    pub(super) fn is_allowed(&self, caller: &PrincipalContext<'_>, query: &Query<'_>) -> Option<Grant> {
        let is_common = query.trust.is_none() && query.tags.is_none();
        if !is_common || caller.effective.size() < MANY_STATEMENTS {
            return self.find_grant(caller, query);
        }
        match query.only {
            Some(only) if query.is_for_all => self.granted_alone(caller, query, only),
            Some(_) => self.find_grant(caller, query),
            None => self.worked_out(&caller.effective.known.granting, query.key(caller), caller, |caller| self.find_grant(caller, query)),
        }
    }

    pub(super) fn find_grant(&self, caller: &PrincipalContext<'_>, query: &Query<'_>) -> Option<Grant> {
        let effective = caller.effective;
        if !caller.budget.spend(effective.size() + 1) || query.only.is_some_and(|only| grants_nothing(effective, only, query)) {
            return None;
        }
        let relevant = relevant(effective, query)?;
        let plain = self.request(caller, query);
        let Some(tags) = query.tags else { return self.decided(caller, query, &relevant, &plain) };
        let (known, open) = tags.contexts(&relevant, query.action);
        let with = |more: &ContextKeys| {
            let context = plain.context.iter().chain(&known).chain(more);
            Request { context: context.map(|(key, values)| (key.clone(), values.clone())).collect(), ..plain.clone() }
        };
        let mut grants: Vec<Option<Grant>> = open.iter().map(|more| self.decided(caller, query, &relevant, &with(more))).collect();
        if grants.iter().all(Option::is_some) {
            return grants.swap_remove(0);
        }
        if let Some(mut grant) = grants.into_iter().flatten().next() {
            grant.doubts.add([tags.doubt()]);
            return Some(grant);
        }
        // Tags that the caller may change are no longer what the code says.
        let asked = || relevant.iter().flat_map(|statement| &statement.conditions);
        let puts = |key: &str| {
            let mut values = asked().filter(|condition| condition.key == key).flat_map(|condition| &condition.values);
            values.any(|value| self.can_put_tag(caller, &query.resource, (key, &instance(value))))
        };
        let takes = |key: &&String| self.takes_tag(caller, &query.resource, key).is_some();
        let without: Vec<String> = known.keys().filter(|key| !puts(key)).filter(takes).cloned().collect();
        let stays = |key: &String| !puts(key) && !without.contains(key);
        let kept: ContextKeys = known.iter().filter(|(key, _)| stays(key)).map(|(key, values)| (key.clone(), values.clone())).collect();
        if !query.puts_tags || kept.len() == known.len() && open.len() == 1 {
            return None;
        }
        let context = plain.context.iter().chain(&kept).map(|(key, values)| (key.clone(), values.clone())).collect();
        let grant = self.decided(caller, query, &relevant, &Request { context, ..plain })?;
        Some(Grant { without, ..grant })
    }

    /// The answer about a request in all circumstances that the caller can bring about, or that may be theirs where nobody knows who they are.
    fn decided(&self, caller: &PrincipalContext<'_>, query: &Query<'_>, relevant: &[&Statement], plain: &Request) -> Option<Grant> {
        let effective = caller.effective;
        let other_side = other_side(caller, query);
        let mut policies = effective.evaluated(query.action);
        policies.extend(other_side.as_ref().map(|(kind, document)| policy(*kind, document)));
        let size = effective.size();
        let asked = query.only.and_then(|only| effective.statement(only));
        let granted = |trial: &Trial, number: usize| {
            // Most statements have nothing to do with most circumstances.
            if asked.is_some_and(|asked| !caller.budget.spend(1) || !trial.may_meet(asked, number)) {
                return None;
            }
            let request = trial.request(number)?;
            if asked.is_some_and(|asked| !grants(asked, &request)) || !caller.budget.spend(size) {
                return None;
            }
            let verdict = verdict(&request, &policies, query.only);
            let is_own = |at: &&StatementAt| at.policy < effective.documents.len() || query.trust.is_some();
            let is_asked = |at: &&StatementAt| query.only.is_none_or(|only| only == **at);
            let by = verdict.grants.iter().filter(is_own).find(is_asked).copied()?;
            Some((request, by, verdict.decision))
        };
        let open = |_: usize, request: &Request| open_doubts(caller, request, &policies);
        self.whose(caller, query).find_map(|whose| {
            let trial = self.trial(caller, query, (relevant, plain), whose)?;
            tried(caller, query, &trial, granted, open)
        })
    }

    /// As whom a holder is asked about, in this order.
    pub(super) fn whose(&self, caller: &PrincipalContext<'_>, query: &Query<'_>) -> impl Iterator<Item = TagsOf> + use<> {
        let somebody = (query.puts_tags && self.is_for_anybody(caller.holder)).then_some(TagsOf::Somebody);
        std::iter::once(TagsOf::Holder).chain(somebody)
    }

    /// The requests that are tried for a question; nothing if none can be granted.
    pub(super) fn trial(
        &self,
        caller: &PrincipalContext<'_>,
        query: &Query<'_>,
        (relevant, plain): (&[&Statement], &Request),
        whose: TagsOf,
    ) -> Option<Trial> {
        let puts_tag = |tag: (&str, &str)| query.puts_tags && self.can_put_tag(caller, &query.resource, tag);
        let kept = query.trust.is_none().then_some(&caller.effective.known.telling);
        if whose == TagsOf::Holder {
            return Trial::of((relevant, plain), &puts_tag, kept);
        }
        // With a tag that they would put on themselves it is asked for certain.
        let mut asked = relevant.iter().flat_map(|statement| &statement.conditions);
        let about_holder = asked.find(|condition| is_of_holder(&condition.key))?;
        let mut context = plain.context.clone();
        context.retain(|key, _| !is_of_holder(key));
        let is_theirs = |tag: (&str, &str)| is_of_holder(tag.0) || puts_tag(tag);
        let doubt = format!("who holds the policy and meets the condition on `{}` is not known", about_holder.key_text);
        let mut trial = Trial::of((relevant, &Request { context, ..plain.clone() }), &is_theirs, kept)?;
        trial.doubt = Some(doubt);
        Some(trial)
    }

    /// Whether a holder stands for whoever is given a policy by itself, and not for somebody that it names.
    fn is_for_anybody(&self, holder: usize) -> bool {
        let policy = self.identities.get(holder).filter(|_| self.kind(holder) == IdentityKind::Policy);
        policy.is_some_and(|policy| facts::joins("policy").iter().any(|join| policy.resource.kind == join.resource_type))
    }

    /// Whether the evaluator lets an identity make a request, with all that is known and not known of what it holds.
    pub(super) fn confirms(&self, caller: &PrincipalContext<'_>, by: StatementAt, request: &Request, is_certain: bool) -> bool {
        let query = Query::new(&request.action, request.resource.clone());
        let other_side = other_side(caller, &query);
        let unknown = caller.effective.unknown_parts();
        let mut policies = caller.effective.evaluated(&request.action);
        policies.extend(other_side.as_ref().map(|(kind, document)| policy(*kind, document)));
        policies.extend(unknown.as_ref().map(|document| policy(PolicyKind::Identity, document)));
        let verdict = verdict(request, &policies, Some(by));
        let is_possible = verdict.decision == Decision::Unknown && !is_certain;
        (verdict.decision == Decision::Allowed || is_possible) && verdict.grants.contains(&by)
    }

    /// A request of an identity, with the keys that it is bound to have.
    pub(super) fn request(&self, caller: &PrincipalContext<'_>, query: &Query<'_>) -> Request {
        let principal = self.caller(caller.holder, caller.account).as_ref().clone();
        let mut context = ContextKeys::new();
        let arn = principal.role_arn.clone().or_else(|| principal.arn.clone()).unwrap_or_default();
        if principal.kind == CallerKind::User {
            context.insert("aws:username".to_owned(), vec![arn.rsplit('/').next().unwrap_or_default().to_owned()]);
        }
        // "The temporary credentials returned by AssumeRole do not include MFA information in the context":
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
        if principal.kind == CallerKind::RoleSession {
            context.insert("aws:MultiFactorAuthPresent".to_owned(), vec!["false".to_owned()]);
        }
        context.insert("aws:PrincipalArn".to_owned(), vec![arn]);
        context.insert("aws:PrincipalAccount".to_owned(), vec![caller.account.to_string()]);
        context.insert("aws:PrincipalIsAWSService".to_owned(), vec!["false".to_owned()]);
        context.extend(self.own_tags(caller).into_iter().map(|(key, value)| (key, vec![value])));
        context.extend(query.context.iter().map(|(key, value)| ((*key).to_owned(), vec![value.clone()])));
        let (action, resource) = (query.action.to_owned(), query.resource.clone());
        Request { principal, action, resource, context, resource_account: caller.account.clone() }
    }
}

/// The statements that a question is about; nothing if none of them allows anything.
pub(super) fn relevant<'s>(effective: &'s EffectivePolicies, query: &Query<'s>) -> Option<Vec<&'s Statement>> {
    let own = effective.about_action(query.action).into_iter();
    let of_trust = query.trust.iter().flat_map(|trust| &trust.statements);
    let all = own.chain(of_trust.filter(|statement| about_action(statement, query.action) != Truth::No));
    let relevant: Vec<&Statement> = all.filter(|statement| can_name(statement, &query.resource)).collect();
    relevant.iter().any(|statement| statement.effect == Effect::Allow).then_some(relevant)
}

/// The first request that is surely granted, or else the first that may be. `granted` tells which statement grants a request and what is decided,
/// `open` why that is not known.
pub(super) fn tried(
    caller: &PrincipalContext<'_>,
    query: &Query<'_>,
    trial: &Trial,
    granted: impl Fn(&Trial, usize) -> Option<(Request, StatementAt, Decision)>,
    open: impl Fn(usize, &Request) -> Vec<String>,
) -> Option<Grant> {
    let mut best: Option<Grant> = None;
    for number in 0..trial.len() {
        let Some((request, by, decision)) = granted(trial, number) else { continue };
        let is_passed_there = query.action == PASS_ROLE && request.context.contains_key(&REQUESTED_REGION.to_ascii_lowercase());
        let grant = |request: Request| {
            let mut doubts = Doubts::unread(caller.effective.unread().cloned());
            doubts.add(caller.effective.assumed(by).cloned());
            doubts.add(is_passed_there.then(|| format!("in which Region AWS asks for `{PASS_ROLE}` is not documented")));
            Grant { by, request, doubts, without: vec![], begun_by: None }
        };
        match decision {
            Decision::Allowed => {
                let mut grant = grant(request);
                grant.doubts.add(trial.doubt.clone());
                return Some(grant);
            }
            Decision::Unknown if best.is_none() => {
                let why = open(number, &request);
                let mut grant = grant(request);
                grant.doubts.add(why);
                best = Some(grant);
            }
            _ => {}
        }
    }
    if trial.are_cut {
        caller.budget.reach(&format!("{MAX_CIRCUMSTANCES} sets of context keys for one question about a permission"));
    }
    if let Some(grant) = &mut best {
        grant.doubts.add(trial.doubt.clone());
    }
    best
}

pub(super) fn policy(kind: PolicyKind, document: &Document) -> PolicyInForce<'_> {
    PolicyInForce { kind, level: SmolStr::default(), document }
}

/// The policy of the resource, for what needs both sides. Where it is not asked about, it lets the policies of its account decide, as the
/// default key policy does: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
pub(super) fn other_side<'q>(caller: &PrincipalContext<'_>, query: &Query<'q>) -> Option<(PolicyKind, Cow<'q, Document>)> {
    if let Some(trust) = query.trust {
        return Some((PolicyKind::Trust, Cow::Borrowed(trust)));
    }
    let action = query.action.to_ascii_lowercase();
    let kind = match action.split_once(':')? {
        ("kms", _) => PolicyKind::Resource,
        ("sts", operation) if operation.starts_with("assumerole") => PolicyKind::Trust,
        _ => return None,
    };
    Some((kind, Cow::Owned(letting_in(caller, &format!("arn:aws:iam::{}:root", caller.account))?)))
}

/// A policy that lets somebody do everything with the resource that it is attached to.
pub(super) fn letting_in(caller: &PrincipalContext<'_>, principal: &str) -> Option<Document> {
    let like = &caller.effective.documents.first()?.document;
    let statement = serde_json::json!({ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "*", "Resource": "*" });
    let document = serde_json::json!({ "Version": "2012-10-17", "Statement": [statement] });
    Some(document_of(&document.to_string(), like))
}

/// Whether the statement that is asked about has nothing to do with what is asked, whatever the others say.
pub(super) fn grants_nothing(effective: &EffectivePolicies, only: StatementAt, query: &Query<'_>) -> bool {
    let is_whole = |element: &Element| element.pattern.colons() >= 5;
    let names_others = |statement: &Statement| {
        let listed = statement.resources.as_ref().filter(|listed| !listed.negated && listed.entries.iter().all(is_whole));
        listed.is_some() && !can_name(statement, &query.resource)
    };
    effective.statement(only).is_some_and(|statement| about_action(statement, query.action) == Truth::No || names_others(statement))
}

/// Whether a statement is about a resource, if variables in it come to what fits.
pub(super) fn can_name(statement: &Statement, resource: &str) -> bool {
    let fits = |element: &Element| resource_matches(element, resource, &pattern::unresolved) != Some(Truth::No);
    statement.resources.as_ref().is_none_or(|listed| listed.negated || listed.entries.iter().any(fits))
}

/// Why the evaluator leaves a request open although a statement grants it.
pub(super) fn open_doubts(caller: &PrincipalContext<'_>, request: &Request, policies: &[PolicyInForce<'_>]) -> Vec<String> {
    let unread: Vec<String> = caller.effective.unread_boundary().cloned().collect();
    if !unread.is_empty() {
        return unread;
    }
    let because = evaluate(request, policies).because;
    let mut reasons = because.iter().map(|reason| reason.text.as_str());
    let about = |text: &&str| text.ends_with("might deny it") || text.contains("permissions boundary");
    let what = "whether a Deny or the permissions boundary takes it back is not known";
    match (reasons.find(about), reasons.next()) {
        (Some(statement), Some(why)) => vec![format!("{what}: {statement}; {why}")],
        (Some(statement), None) => vec![format!("{what}: {statement}")],
        (None, _) => vec![what.to_owned()],
    }
}
