//! `is-public: true`: what S3's layers (policy, access control list, object ownership, public access blocks) together come to.
//!
//! The order of precedence is that of "Blocking public access to your Amazon S3 storage",
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>: the stricter of bucket and account counts;
//! a list that is refused or ignored grants nothing, nor does any list where `BucketOwnerEnforced` turns lists off.

use super::setting::{at, unless};
use crate::facts;
use crate::finding::Impact;
use crate::iam::document::{Document, Listed, Statement};
use crate::iam::evaluate;
use crate::iam::principal::{Principal, Who};
use crate::iam::public::public_statements;
use crate::policy::Policy;
use crate::resource::Resource;
use crate::rule::answer::{Answer, Aspect, Case, CaseVerdict, Evidence, FaultyElement};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, PolicyContext, StatementContext, SubjectContext};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::subject::{Item, SettingValue};
use crate::truth::Truth;
use crate::value::{Kind, Value};

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "is-public",
    about: "S3's layers together leave the bucket open to everybody, or to everybody with an AWS account: its policy or its access control list, as far as object ownership and the public access blocks of bucket and account let them take effect.",
    on: |target| target == Target::Subject("bucket"),
    schema: r##"{"const":true}"##,
    supplies: &["reason"],
    cost: 2,
    compile,
};

#[derive(Debug)]
struct IsPublic;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::switch(value, KIND.key, IsPublic)
}

impl Question for IsPublic {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.subject() else { return Answer::no() };
        by_list(context).or(by_policy(context))
    }
}

/// By a canned list or a grant to one of the groups of everybody.
fn by_list(context: &SubjectContext<'_>) -> Answer {
    let public = canned(context).or(granted(context));
    if public.is_no() {
        return public;
    }
    public.and(lists_are_on(context)).and(is_open(context, "bucket.ignore_public_acls")).and(is_open(context, "bucket.block_public_acls"))
}

/// By a statement that S3 calls public.
fn by_policy(context: &SubjectContext<'_>) -> Answer {
    let attached = context.subject.parts.iter().filter(|part| part.join.part == "policy").map(|part| part.resource);
    let carriers: Vec<&Resource> = attached.chain([context.subject.resource]).collect();
    let is_own =
        |policy: &&Policy<'_>| policy.site.protects == "s3" && carriers.iter().any(|carrier| carrier.address == policy.resource.address);
    let policies = context.root.policies.iter().filter(is_own);
    let public = policies.map(|policy| policy_is_public(context, policy)).reduce(Answer::or).unwrap_or_else(Answer::no);
    if public.is_no() {
        return public;
    }
    public.and(is_open(context, "bucket.block_public_policy")).and(is_open(context, "bucket.restrict_public_buckets"))
}

fn policy_is_public(context: &SubjectContext<'_>, policy: &Policy<'_>) -> Answer {
    let span = policy.span;
    let Ok(assignments) = policy.document.assignments() else {
        return Answer::unknown(span, "the policy depends on too many undecided conditions");
    };
    let cases = assignments.into_iter().map(|given| {
        let value = policy.document.under(&given);
        let verdict = match &value.kind {
            Kind::Absent | Kind::Null => CaseVerdict::No,
            _ => {
                let (document, _) = Document::read(&value, &context.root.trust.names());
                let around = PolicyContext { root: context.root, policy, document: &document, given: &given, doubt: None };
                match most_powerful(&document) {
                    Some(statement) if !names_everybody(statement) => {
                        Answer::doubt(statement.span, "whom a statement of its policy names is not known")
                    }
                    Some(statement) => {
                        let entry = statement.principals.as_ref().and_then(|listed| listed.entries.first());
                        let seen = StatementContext::new(&around, statement, entry, &document);
                        let worst = worst(statement);
                        let deed = worst.as_ref().map_or_else(String::new, |action| format!(" (`{action}`)"));
                        let reason = format!("{} grants to everybody{deed}", statement.name());
                        let evidence = super::principal::evidence(&seen);
                        CaseVerdict::Yes(Box::new(Evidence {
                            texts: vec![("reason", reason)],
                            impact: worst.as_deref().map(super::exposed_to::impact),
                            part: crate::rule::fingerprint::statement_key(statement, &document),
                            ..evidence
                        }))
                    }
                    None => match document.unclear.first() {
                        Some((span, why)) => Answer::doubt(*span, why.clone()),
                        None => CaseVerdict::No,
                    },
                }
            }
        };
        Case { given, verdict }
    });
    Answer::of_all(cases.collect())
}

/// Of the statements that make a policy public, the one with which most can be done.
fn most_powerful(document: &Document) -> Option<&Statement> {
    let power = |statement: &&Statement| worst(statement).map(|action| super::exposed_to::impact(&action));
    public_statements(document).min_by_key(|statement| std::cmp::Reverse((names_everybody(statement), power(statement))))
}

/// The action of a bucket or its objects with which most can be done, of those that the statement grants.
fn worst(statement: &Statement) -> Option<String> {
    let actions = facts::protected("s3").map(facts::Protected::actions).unwrap_or_default();
    let granted = actions.iter().filter(|named| evaluate::about_action(statement, &named.name) == Truth::Yes);
    granted.min_by_key(|named| std::cmp::Reverse(super::exposed_to::impact(&named.name))).map(|named| named.name.clone())
}

/// By name; S3 also calls public what is not known to name somebody.
fn names_everybody(statement: &Statement) -> bool {
    let everybody = |listed: &Listed<Principal>| {
        listed.negated || listed.entries.iter().any(|entry| matches!(entry.who, Who::Everyone | Who::AnyService))
    };
    statement.principals.as_ref().is_some_and(everybody)
}

/// The canned lists that let everybody, or everybody with an AWS account, in, as both languages spell them:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl>.
const PUBLIC_LISTS: [&str; 6] =
    ["public-read", "public-read-write", "authenticated-read", "PublicRead", "PublicReadWrite", "AuthenticatedRead"];

fn canned(context: &SubjectContext<'_>) -> Answer {
    let setting = context.subject.setting("bucket.acl");
    let is_public = |value: &SettingValue<'_>| value.value.as_str().is_some_and(|text| PUBLIC_LISTS.contains(&text));
    let cases = setting.cases().map(|(given, values)| {
        let verdict = match values.iter().find(|value| is_public(value)) {
            Some(value) => {
                let text = value.value.as_str().unwrap_or_default();
                let impact = if ["public-read-write", "PublicReadWrite"].contains(&text) { Impact::Write } else { Impact::Read };
                CaseVerdict::Yes(Box::new(because(
                    at(value.resource, &value.value),
                    format!("its access control list is `{text}`"),
                    impact,
                )))
            }
            None => match values.iter().find_map(|value| Some((value.value.span, value.value.first_unknown()?))) {
                Some((span, hole)) => Answer::doubt(span, hole.kind.reason()),
                None => CaseVerdict::No,
            },
        };
        Case { given: given.clone(), verdict }
    });
    Answer::of_all(cases.collect())
}

/// Everybody, and everybody with an AWS account: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee>.
const GROUPS: [(&str, &str); 2] = [
    ("http://acs.amazonaws.com/groups/global/AllUsers", "everybody"),
    ("http://acs.amazonaws.com/groups/global/AuthenticatedUsers", "everybody with an AWS account"),
];

fn granted(context: &SubjectContext<'_>) -> Answer {
    let grants = context.subject.items("bucket.grants");
    let mut answer = Answer::no();
    for item in &grants.items {
        let fields = item.fields.iter().filter(|field| field.name == "grantee_uri").flat_map(|field| &field.values);
        for (given, value) in fields {
            let Some((_, whom)) = GROUPS.iter().find(|(uri, _)| value.as_str() == Some(*uri)) else { continue };
            let reason = format!("a grant of its access control list names {whom}");
            let found = Answer::yes(because(at(item.resource, value), reason, permitted(item)));
            for under in &item.given {
                answer = answer.or(found.clone().under(under).under(given));
            }
        }
    }
    answer
}

/// What a grant permits: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions>.
fn permitted(item: &Item<'_>) -> Impact {
    let values = item.fields.iter().filter(|field| field.name == "permission").flat_map(|field| &field.values).map(|(_, value)| value);
    let mut texts = values.flat_map(|value| value.as_list().unwrap_or(std::slice::from_ref(value)).iter().map(Value::as_str)).peekable();
    let is_known = texts.peek().is_some();
    if is_known && texts.all(|text| text.is_some_and(|text| ["READ", "READ_ACP"].contains(&text))) { Impact::Read } else { Impact::Write }
}

fn because(fault: FaultyElement, reason: String, impact: Impact) -> Evidence {
    let fault = FaultyElement { aspect: Aspect::Condition, ..fault };
    Evidence { fault: Some(fault), texts: vec![("reason", reason)], impact: Some(impact), ..Evidence::default() }
}

/// A block is not on; where nobody says so, it is on in buckets that are new enough.
fn is_open(context: &SubjectContext<'_>, concept: &'static str) -> Answer {
    let name = concept.rsplit('.').next().unwrap_or_default();
    unless(context, concept, &["true"], &format!("buckets made since April 2023 have `{name}` on unless it is turned off"))
}

fn lists_are_on(context: &SubjectContext<'_>) -> Answer {
    let doubt = "in buckets made since April 2023 access control lists are off unless object ownership says otherwise";
    unless(context, "bucket.object_ownership", &["BucketOwnerEnforced"], doubt)
}
