//! `is-public: true`: what S3's layers (policy, access control list, object ownership, public access blocks) together come to.
//!
//! The order of precedence is that of "Blocking public access to your Amazon S3 storage",
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>: the stricter of bucket and account counts;
//! a list that is refused or ignored grants nothing, nor does any list where `BucketOwnerEnforced` turns lists off.

use super::setting::{at_fault, unless};
use super::{open_to_anybody, public_url};
use crate::condition::Assignment;
use crate::facts;
use crate::finding::Impact;
use crate::iam::document::{Document, Effect, Statement};
use crate::iam::evaluate;
use crate::iam::exposure::{KnownTexts, SharedSearch, states_of_a_policy};
use crate::iam::principal::Who;
use crate::iam::public::is_public;
use crate::policy::Policy;
use crate::resource::Resource;
use crate::rule::answer::{Answer, Aspect, Case, CaseVerdict, Evidence, FaultyElement};
use crate::rule::attached::AttachedTo;
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, PolicyContext, StatementContext, SubjectContext};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::subject::{Item, SettingValue};
use crate::truth::Truth;
use crate::value::{Kind, Value};
use std::borrow::Cow;
use std::cell::Cell;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "is-public",
    about: "S3's layers together leave the bucket open to everybody, or to everybody with an AWS account: its policy or its access control list, as far as object ownership and the public access blocks of bucket and account let them take effect. Of an object: the access control list of its own, as far as its bucket lets that take effect. Of a function URL: no authorisation, and a permission for everybody.",
    on: |target| matches!(target, Target::Subject("bucket" | "object" | "function_url")),
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
        match about.subject() {
            Some(context) if context.subject.kind == "object" => object_is_public(context),
            Some(context) if context.subject.kind == "function_url" => public_url::is_public(context),
            Some(context) => by_list(context).or_worse(by_policy(context)),
            None => Answer::no(),
        }
    }
}

/// By the canned list of an object or its grants, where its bucket lets lists take effect.
fn object_is_public(context: &SubjectContext<'_>) -> Answer {
    let public = canned(context, "object.acl").or(granted(context, "object.grants"));
    if public.is_no() {
        return public;
    }
    let doubt = "whether its bucket, which is not in this code, lets access control lists take effect is not known";
    let perhaps = || Answer::yes(Evidence { doubts: vec![doubt.to_owned()], ..Evidence::default() });
    let subjects = context.root.subjects;
    let buckets = subjects.links(context.subject, "bucket").into_iter().map(|link| {
        let bucket = subjects.linked(&link).map(|subject| SubjectContext { root: context.root, subject });
        bucket.as_ref().map_or_else(perhaps, lists_take_effect).under(&link.given)
    });
    public.and(buckets.reduce(Answer::or).unwrap_or_else(perhaps))
}

/// Nothing refuses or ignores access control lists.
fn lists_take_effect(context: &SubjectContext<'_>) -> Answer {
    lists_are_on(context).and(is_open(context, "bucket.ignore_public_acls")).and(is_open(context, "bucket.block_public_acls"))
}

/// By a canned list or a grant to one of the groups of everybody.
fn by_list(context: &SubjectContext<'_>) -> Answer {
    let public = canned(context, "bucket.acl").or(granted(context, "bucket.grants"));
    if public.is_no() {
        return public;
    }
    public.and(lists_take_effect(context))
}

/// By a statement of its policy.
fn by_policy(context: &SubjectContext<'_>) -> Answer {
    let public = each_document(context, document_is_public);
    if public.is_no() {
        return public;
    }
    public.and(is_open(context, "bucket.block_public_policy")).and(is_open(context, "bucket.restrict_public_buckets"))
}

/// What is so in one of the bucket's policies at least, under every answer to what the code leaves open.
pub(super) fn each_document(context: &SubjectContext<'_>, ask: fn(&PolicyContext<'_>, &Document) -> CaseVerdict) -> Answer {
    let attached = context.subject.parts.iter().filter(|part| part.join.part == "policy").map(|part| (part.resource, part.given.clone()));
    let carriers: Vec<(&Resource, Assignment)> = attached.chain([(context.subject.resource, Assignment::default())]).collect();
    let mut of_bucket: Vec<(&Policy<'_>, &Assignment)> = vec![];
    // One that is attached under several answers is asked under each.
    let is_first = |at: usize, (carrier, given): &(&Resource, Assignment)| {
        !carriers.iter().take(at).any(|(other, under)| other.address == carrier.address && under == given)
    };
    for (_, (carrier, given)) in carriers.iter().enumerate().filter(|(at, carrier)| is_first(*at, carrier)) {
        let policies = context.root.known.policies_in(context.root.policies, &carrier.address).into_iter();
        of_bucket.extend(policies.filter(|policy| policy.site.protects == "s3").map(|policy| (policy, given)));
    }
    of_bucket.sort_by_key(|(policy, _)| std::ptr::from_ref::<Policy<'_>>(policy));
    let answers = of_bucket.into_iter().map(|(policy, given)| document(context, policy, ask).under(given));
    answers.reduce(Answer::or).unwrap_or_else(Answer::no)
}

fn document(context: &SubjectContext<'_>, policy: &Policy<'_>, ask: fn(&PolicyContext<'_>, &Document) -> CaseVerdict) -> Answer {
    let span = policy.span;
    let Ok(assignments) = policy.document.assignments() else {
        return Answer::unknown(span, "the policy depends on too many undecided conditions");
    };
    let cases = assignments.into_iter().map(|given| {
        let value = policy.document.under(&given);
        let verdict = match &value.kind {
            Kind::Absent | Kind::Null => CaseVerdict::No,
            Kind::Unknown(hole) => Answer::doubt(value.span, hole.kind.reason()),
            _ => {
                let (document, _) = Document::read(&value, &context.root.trust.names());
                let left = Cell::new(context.root.trust.share.of(states_of_a_policy(context.root.policies.len())));
                let shared = SharedSearch { left: &left, known: &KnownTexts::default() };
                let attached = AttachedTo::of(policy, context.root.root);
                let root = context.root;
                let around = PolicyContext { root, policy, attached: &attached, document: &document, given: &given, doubt: None, shared };
                ask(&around, &document)
            }
        };
        Case { given, verdict }
    });
    Answer::of_all(cases.collect())
}

/// Of the statements that name everybody and let strangers in, the one with which most can be done. That of a service which acts for strangers has rules
/// of its own, as has `NotPrincipal`.
fn document_is_public(around: &PolicyContext<'_>, document: &Document) -> CaseVerdict {
    let mut doubt = document.unclear.first().map(|(span, why)| Answer::doubt(*span, why.clone()));
    let mut found: Option<Box<Evidence>> = None;
    for statement in document.with_effect(Effect::Allow) {
        let listed = statement.principals.as_ref().filter(|listed| !listed.negated);
        let entries = listed.map_or(&[][..], |listed| listed.entries.as_slice());
        let Some(everybody) = entries.iter().find(|entry| matches!(entry.who, Who::Everyone)) else {
            if entries.iter().any(|entry| entry.who == Who::Unclear) && is_public(document) {
                doubt = Some(Answer::doubt(statement.span, "whom a statement of its policy names is not known"));
            }
            continue;
        };
        let heard = around.heard(statement);
        let seen = StatementContext::new(around, statement, Some(everybody), heard.first().map_or(document, Cow::as_ref));
        match open_to_anybody::is_open(&seen) {
            CaseVerdict::Yes(evidence) => {
                let told = told(around, statement, *evidence);
                found = Some(Box::new(match found {
                    Some(known) => known.or_worse(told),
                    None => told,
                }));
            }
            CaseVerdict::Unknown(doubts) => doubt = Some(CaseVerdict::Unknown(doubts)),
            CaseVerdict::No => {}
        }
    }
    if let Some(found) = found {
        return CaseVerdict::Yes(found);
    }
    doubt.unwrap_or(CaseVerdict::No)
}

/// What a public statement lets everybody do.
fn told(around: &PolicyContext<'_>, statement: &Statement, evidence: Evidence) -> Evidence {
    let worst = worst(statement);
    let deed = worst.as_ref().map_or_else(String::new, |action| format!(" (`{action}`)"));
    let mut evidence = Evidence {
        impact: worst.as_deref().map(super::exposed_to::impact),
        part: crate::rule::fingerprint::statement_key(statement, around.document),
        statements: [crate::rule::fingerprint::compared(statement, around.document, around.root.root)].into(),
        ..evidence
    };
    evidence.texts.push(("reason", format!("{} grants to everybody{deed}", statement.name())));
    evidence
}

/// The action of a bucket or its objects with which most can be done, of those that the statement grants.
fn worst(statement: &Statement) -> Option<String> {
    let actions = facts::protected("s3").map(facts::Protected::actions).unwrap_or_default();
    let granted = actions.iter().filter(|named| evaluate::about_action(statement, &named.name) == Truth::Yes);
    granted.min_by_key(|named| std::cmp::Reverse(super::exposed_to::impact(&named.name))).map(|named| named.name.clone())
}

/// The canned lists that let everybody, or everybody with an AWS account, in, as both languages spell them:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl>.
const PUBLIC_LISTS: [&str; 6] =
    ["public-read", "public-read-write", "authenticated-read", "PublicRead", "PublicReadWrite", "AuthenticatedRead"];

fn canned(context: &SubjectContext<'_>, concept: &'static str) -> Answer {
    let setting = context.subject.setting(concept);
    let is_public = |value: &SettingValue<'_>| value.value.as_str().is_some_and(|text| PUBLIC_LISTS.contains(&text));
    let cases = setting.cases().map(|(given, values)| {
        let verdict = match values.iter().find(|value| is_public(value)) {
            Some(value) => {
                let text = value.value.as_str().unwrap_or_default();
                let impact = if ["public-read-write", "PublicReadWrite"].contains(&text) { Impact::Write } else { Impact::Read };
                CaseVerdict::Yes(Box::new(because(
                    at_fault(context.root, value.resource, &value.value),
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

fn granted(context: &SubjectContext<'_>, concept: &'static str) -> Answer {
    let grants = context.subject.items(concept);
    let mut answer = Answer::no();
    for item in &grants.items {
        let fields = item.fields.iter().filter(|field| field.name == "grantee_uri").flat_map(|field| &field.values);
        for (given, value) in fields {
            let Some((_, whom)) = GROUPS.iter().find(|(uri, _)| value.as_str() == Some(*uri)) else { continue };
            let reason = format!("a grant of its access control list names {whom}");
            let found = Answer::yes(because(at_fault(context.root, item.resource, value), reason, permitted(item)));
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
