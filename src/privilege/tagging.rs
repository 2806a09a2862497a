//! Tags as a guard: a condition on a tag keeps nobody out who carries it, or who may put it on.

use super::circumstances::is_tag;
use super::grant::{Grant, PathStep};
use super::graph::{IdentityKind, PermissionGraph, PrincipalContext};
use super::permission::Query;
use crate::iam::context::Request;
use crate::resource::Resource;
use crate::source::Span;
use crate::value::{Kind, Value};

/// What puts a tag on a resource, by what its ARN says after `arn:aws:`:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html>, <https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html>,
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html>.
const TAGGING: [(&str, &str, &str); 6] = [
    ("iam", "user/", "iam:TagUser"),
    ("iam", "role/", "iam:TagRole"),
    ("iam", "policy/", "iam:TagPolicy"),
    ("iam", "instance-profile/", "iam:TagInstanceProfile"),
    ("lambda", "function:", "lambda:TagResource"),
    ("ec2", "", "ec2:CreateTags"),
];

/// What takes a tag off a resource, likewise: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html>,
/// <https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html>.
const UNTAGGING: [(&str, &str, &str); 6] = [
    ("iam", "user/", "iam:UntagUser"),
    ("iam", "role/", "iam:UntagRole"),
    ("iam", "policy/", "iam:UntagPolicy"),
    ("iam", "instance-profile/", "iam:UntagInstanceProfile"),
    ("lambda", "function:", "lambda:UntagResource"),
    ("ec2", "", "ec2:DeleteTags"),
];

/// What somebody does to a tag.
pub(super) struct Tagging {
    who: usize,
    action: String,
    /// The statement that allows it.
    span: Span,
}

/// All that put tags on or take them off.
pub(super) fn actions() -> impl Iterator<Item = &'static str> {
    TAGGING.iter().chain(&UNTAGGING).map(|(.., action)| *action)
}

/// The row of a table for a resource, by its ARN.
fn action_on(table: &[(&str, &str, &'static str)], resource: &str) -> Option<&'static str> {
    let mut fields = resource.splitn(6, ':').skip(2);
    let (service, rest) = (fields.next()?, fields.nth(2)?);
    table.iter().find(|(of, kind, _)| *of == service && rest.starts_with(kind)).map(|(.., action)| *action)
}

/// The tags that a resource carries in the code, in both languages.
fn tags(resource: &Resource) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let tags = resource.attributes.get("tags").or_else(|| resource.attributes.get("Tags"));
    match tags.map(|tags| &tags.kind) {
        Some(Kind::Map(map)) => map.entries.iter().filter_map(|tag| Some((tag.key.to_string(), text(&tag.value)?))).collect(),
        Some(Kind::List(items)) => items.iter().filter_map(|tag| Some((text(tag.get("Key")?)?, text(tag.get("Value")?)?))).collect(),
        _ => vec![],
    }
}

impl PermissionGraph<'_> {
    /// What lets a caller put a tag that a condition key speaks of where it counts: on themselves, or on the resource of the request.
    fn puts_tag(&self, caller: &PrincipalContext<'_>, resource: &str, (key, value): (&str, &str)) -> Option<Tagging> {
        let (whose, tag) = key.split_once('/')?;
        let resource = if whose.eq_ignore_ascii_case("aws:PrincipalTag") {
            let principal = self.caller(caller.holder, caller.account);
            principal.role_arn.as_ref().or(principal.arn.as_ref())?.clone()
        } else {
            resource.to_owned()
        };
        let action = action_on(&TAGGING, &resource)?;
        let request_tag = format!("aws:RequestTag/{tag}");
        let context = [(request_tag.as_str(), value.to_owned()), ("aws:TagKeys", tag.to_owned())];
        self.tagged(caller, &Query { context: &context, puts_tags: false, ..Query::new(action, resource.as_str()) })
    }

    /// Who may do this to a tag: the caller, or who acts as them.
    fn tagged(&self, caller: &PrincipalContext<'_>, query: &Query<'_>) -> Option<Tagging> {
        let told = |caller: &PrincipalContext<'_>, grant: Grant| {
            let span = caller.effective.statement(grant.by)?.span;
            Some(Tagging { who: caller.holder, action: grant.request.action, span })
        };
        if let Some(grant) = self.is_allowed(caller, query) {
            return told(caller, grant);
        }
        let helper = caller.effective.helper?;
        let effective = self.effective(helper.holder).get(helper.place)?;
        let other = PrincipalContext { holder: helper.holder, effective, ..*caller };
        told(&other, self.is_allowed(&other, query).filter(|grant| grant.doubts.is_settled())?)
    }

    /// Whether anything lets a caller do so: asked about each value of each condition, of every question.
    pub(super) fn can_put_tag(&self, caller: &PrincipalContext<'_>, resource: &str, (key, value): (&str, &str)) -> bool {
        let about = format!("{}\0{resource}\0{key}\0{value}", caller.account);
        self.worked_out(&caller.effective.known.tags, about, caller, |caller| self.puts_tag(caller, resource, (key, value)).is_some())
    }

    /// What lets a caller take a tag that a condition key speaks of off the resource of the request.
    pub(super) fn takes_tag(&self, caller: &PrincipalContext<'_>, resource: &str, key: &str) -> Option<Tagging> {
        let (_, tag) = key.split_once('/').filter(|(whose, _)| !whose.eq_ignore_ascii_case("aws:PrincipalTag"))?;
        let context = [("aws:TagKeys", tag.to_owned())];
        let action = action_on(&UNTAGGING, resource)?;
        self.tagged(caller, &Query { context: &context, puts_tags: false, ..Query::new(action, resource) })
    }

    /// The tags that a caller puts on or takes off before some requests, as steps.
    pub(super) fn tagging_steps<'r>(&self, caller: &PrincipalContext<'_>, grants: impl Iterator<Item = &'r Grant>) -> Vec<PathStep> {
        let taken = |grant: &Grant| {
            let step = |key: &String| {
                let by = self.takes_tag(caller, &grant.request.resource, key)?;
                let tag = key.split_once('/').map_or("", |(_, tag)| tag);
                let text = format!("{} may first take the tag `{tag}` off it (`{}`)", self.name(by.who), by.action);
                Some(PathStep { text, span: by.span })
            };
            grant.without.iter().filter_map(step).collect::<Vec<_>>()
        };
        let mut steps: Vec<PathStep> =
            grants.flat_map(|grant| self.steps_before(caller, &grant.request).into_iter().chain(taken(grant))).collect();
        steps.dedup();
        steps
    }

    fn steps_before(&self, caller: &PrincipalContext<'_>, request: &Request) -> Vec<PathStep> {
        let own = self.own_tags(caller);
        let is_own = |key: &str| own.iter().any(|(known, _)| known.eq_ignore_ascii_case(key));
        let tags = request.context.iter().filter(|(key, _)| is_tag(key) && !is_own(key));
        let step = |(key, values): (&String, &Vec<String>)| {
            let value = values.first()?;
            let by = self.puts_tag(caller, &request.resource, (key, value))?;
            let whom = match key.to_ascii_lowercase().contains("principaltag/") {
                true if by.who == caller.holder => "themselves".to_owned(),
                true => self.name(caller.holder),
                false => "it".to_owned(),
            };
            let tag = key.split_once('/').map_or("", |(_, tag)| tag);
            let text = format!("{} may first put the tag `{tag}` = `{value}` on {whom} (`{}`)", self.name(by.who), by.action);
            Some(PathStep { text, span: by.span })
        };
        tags.filter_map(step).collect()
    }

    /// The condition keys for the tags that a user or a role carries in the code.
    pub(super) fn own_tags(&self, caller: &PrincipalContext<'_>) -> Vec<(String, String)> {
        let carries = matches!(self.kind(caller.holder), IdentityKind::User | IdentityKind::Role);
        let identity = self.identities.get(caller.holder).filter(|_| carries);
        let tags = identity.map(|identity| tags(identity.resource)).unwrap_or_default();
        tags.into_iter().map(|(key, value)| (format!("aws:PrincipalTag/{key}"), value)).collect()
    }
}
