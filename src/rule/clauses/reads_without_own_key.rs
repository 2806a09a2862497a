//! `reads-without-own-key: s3:GetObject`: what a role reads has no key that would keep it out.

use super::public_bucket::each_document;
use super::reads_every;
use crate::condition::{Assignment, outside};
use crate::iam::document::{Effect, Statement};
use crate::iam::evaluate::about_action;
use crate::privilege::{DataKind, RoleGrant};
use crate::rule::answer::{Answer, Aspect, CaseVerdict, Evidence, FaultyElement};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, SubjectContext};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::subject::{Link, LinkTarget, Subject, arn};
use crate::truth::Truth;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "reads-without-own-key",
    about: "Of what the role may read by this action (`s3:GetObject`), something has no key of its own, or one that the role may use. Where nothing of the kind stands in the code, it is only possible.",
    on: |target| target == Target::Subject("role"),
    schema: r#"{"enum":["s3:GetObject"]}"#,
    supplies: &["data"],
    cost: 3,
    compile,
};

#[derive(Debug)]
struct ReadsWithoutOwnKey(&'static DataKind);

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::question(ReadsWithoutOwnKey(reads_every::data_kind(value)?))
}

impl Question for ReadsWithoutOwnKey {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.subject() else { return Answer::no() };
        let data = context.root.subjects.of_kind(self.0.subject);
        if data.is_empty() {
            return Answer::yes(self.elsewhere(context));
        }
        let open: Vec<Answer> = data.iter().map(|data| self.of(context, data)).filter(|answer| !answer.is_no()).collect();
        let others = open.len().saturating_sub(1);
        let told = open.into_iter().reduce(Answer::or).unwrap_or_else(Answer::no);
        told.with_evidence(|evidence| {
            if let Some((_, data)) = evidence.texts.iter_mut().find(|(name, _)| *name == "data") {
                data.push_str(&match others {
                    0 => String::new(),
                    1 => " and 1 other".to_owned(),
                    _ => format!(" and {others} others"),
                });
            }
        })
    }
}

/// What asks for TLS.
const TRANSPORT: [&str; 2] = ["aws:securetransport", "s3:tlsversion"];

impl ReadsWithoutOwnKey {
    /// Whether one of them is read without a key that keeps the role out.
    fn of(&self, context: &SubjectContext<'_>, data: &Subject<'_>) -> Answer {
        let Some(name) = arn(data.resource) else { return Answer::no() };
        let role = &context.subject.resource.address;
        let granted = context.root.permissions.role_may(role, self.0.action, (&name, self.0.rest));
        let read = reads_every::answer(granted, |RoleGrant { doubts, .. }| Evidence { doubts, ..self.evidence(data) });
        if read.is_no() {
            return read;
        }
        let denied = self.denied(context, data);
        read.and(unlocked(context, data)).with_evidence(|evidence| evidence.doubts.extend(denied.clone()))
    }

    /// Why its own policy may keep the role out, or whoever has taken its credentials. Nobody needs to come without TLS.
    fn denied(&self, context: &SubjectContext<'_>, data: &Subject<'_>) -> Option<String> {
        let of_data = SubjectContext { root: context.root, subject: data };
        let answer = each_document(&of_data, |_, document| {
            let is_about_transport = |deny: &Statement| deny.conditions.iter().any(|condition| TRANSPORT.contains(&condition.key.as_str()));
            let denies =
                |deny: &Statement| !is_about_transport(deny) && DataKind::actions().any(|action| about_action(deny, action) != Truth::No);
            if document.with_effect(Effect::Deny).any(denies) { CaseVerdict::Yes(Box::default()) } else { CaseVerdict::No }
        });
        (!answer.is_no()).then(|| format!("a Deny in the policy of {} `{}` might keep the role out", self.0.subject, data.resource.name))
    }

    fn evidence(&self, data: &Subject<'_>) -> Evidence {
        let told = format!("{} `{}`", self.0.subject, data.resource.name);
        let place = data.resource.span;
        let fault = FaultyElement { aspect: Aspect::Setting, place, provenance: vec![], element: String::new(), replaceable: None };
        let involved = vec![place];
        Evidence { fault: Some(fault), texts: vec![("data", told)], involved, ..Evidence::default() }
    }

    fn elsewhere(&self, context: &SubjectContext<'_>) -> Evidence {
        let doubt =
            format!("no {} of the account stands in this code; one whose own key the role may not use is safe from it", self.0.subject);
        let data = format!("every {} without a key of its own", self.0.subject);
        Evidence { doubts: vec![doubt], texts: vec![("data", data)], ..self.evidence(context.subject) }
    }
}

/// Whether no key of its own keeps the role out.
fn unlocked(context: &SubjectContext<'_>, data: &Subject<'_>) -> Answer {
    let links = context.root.subjects.links(data, "key");
    let locked: Vec<&Assignment> = links.iter().map(|link| &link.given).collect();
    let by_link = links.iter().map(|link| opens(context, link).under(&link.given));
    let without = outside(&locked).unwrap_or_default();
    let without = without.iter().map(|given| Answer::plain(true).under(given));
    by_link.chain(without).reduce(Answer::or).unwrap_or_else(Answer::no)
}

/// Whether a role may use the key that a link names. Everybody in the account uses the keys that AWS manages through the service.
fn opens(context: &SubjectContext<'_>, link: &Link<'_>) -> Answer {
    let role = &context.subject.resource.address;
    let permissions = context.root.permissions;
    let used = |RoleGrant { doubts, .. }| Evidence { doubts, ..Evidence::default() };
    match &link.to {
        LinkTarget::Here(key) => match arn(key) {
            Some(name) => reads_every::answer(permissions.role_may(role, "kms:Decrypt", (&name, "")), used),
            None => Answer::no(),
        },
        LinkTarget::Elsewhere(name) if name.contains("alias/aws/") => Answer::plain(true),
        LinkTarget::Elsewhere(_) => reads_every::answer(permissions.role_decrypts_every(role), used),
        LinkTarget::Unknown(why) => Answer::unknown(link.span, why.clone()),
    }
}
