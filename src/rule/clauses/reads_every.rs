//! `reads-every: s3:GetObject`: a role may do this on every resource of the account.

use crate::iam::exposure::Witness;
use crate::privilege::{DataKind, RoleGrant, RoleGrants};
use crate::rule::answer::{Answer, Aspect, Case, CaseVerdict, Evidence, FaultyElement};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, SubjectContext};
use crate::rule::fingerprint::powers_of_role;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, suggestion};

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "reads-every",
    about: "The role may, by all that it holds, read all data of a kind in the account by this action (`s3:GetObject`), and neither a Deny nor its permissions boundary takes it back.",
    on: |target| target == Target::Subject("role"),
    schema: r#"{"enum":["s3:GetObject"]}"#,
    supplies: &["reader", "reads"],
    cost: 3,
    compile,
};

#[derive(Debug)]
struct ReadsEvery(&'static DataKind);

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::question(ReadsEvery(data_kind(value)?))
}

/// The kind of data that an action reads.
pub(super) fn data_kind(value: &Node) -> Result<&'static DataKind, Fault> {
    let action = value.word("an action that reads data")?;
    let known: Vec<&str> = DataKind::actions().collect();
    DataKind::read_by(action).ok_or_else(|| value.place.fault(format!("`{action}` reads no data{}", suggestion(action, &known))))
}

impl Question for ReadsEvery {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.subject() else { return Answer::no() };
        let granted = context.root.permissions.role_reads_every(&context.subject.resource.address, self.0);
        answer(granted, |grant| evidence(context, grant))
    }
}

/// What a role may do, as the answer to a clause.
pub(super) fn answer(granted: RoleGrants, evidence: impl Fn(RoleGrant) -> Evidence) -> Answer {
    let verdict = |grant: Option<RoleGrant>| grant.map_or(CaseVerdict::No, |grant| CaseVerdict::Yes(Box::new(evidence(grant))));
    let cases: Vec<Case> = granted.into_iter().map(|(given, grant)| Case { given, verdict: verdict(grant) }).collect();
    if cases.is_empty() { Answer::no() } else { Answer::of_all(cases) }
}

fn evidence(context: &SubjectContext<'_>, grant: RoleGrant) -> Evidence {
    let RoleGrant { place, element, statement, request, doubts } = grant;
    let role = context.subject.resource;
    // A SAM function has a role of its own.
    let of = if role.kind.to_ascii_lowercase().ends_with("role") { "role" } else { "the role of" };
    let texts = vec![("reader", format!("{of} `{}`", role.name)), ("reads", element.clone())];
    let fault = FaultyElement { aspect: Aspect::Action, place, provenance: vec![], element, replaceable: None };
    let involved = vec![place, context.subject.resource.span];
    let powers = powers_of_role(&context.root, &role.address);
    Evidence { fault: Some(fault), witness: Some(Witness::of(request, statement)), doubts, texts, involved, powers, ..Evidence::default() }
}
