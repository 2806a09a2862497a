//! `leads-to: passed-role`: whose permissions the holder of a statement can come to.

use super::holder::{Held, evidence, further_wildcards, in_words, roles_advice, too_much};
use crate::condition::Assignment;
use crate::facts::{self, PassingAction, Power};
use crate::finding::Level;
use crate::iam::document::Element;
use crate::iam::evaluate::{about_action, action_matches};
use crate::iam::exposure::Witness;
use crate::privilege::{EscalationPath, GrantedBy, PassRolePath, PathStep, PathWeight};
use crate::rule::answer::{Answer, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, StatementContext};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, suggestion};
use crate::truth::Truth;
use std::collections::BTreeSet;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "leads-to",
    about: "Whoever holds the policy can, beginning with this statement, come to permissions that are not theirs: `passed-role` (they may pass a role and make something that runs with it), `escalation` (they may obtain every permission, act as an administrator, or make something that runs with an administrator's role run their code).",
    on: |target| target == Target::Statement,
    schema: r##"{"enum":["passed-role","escalation"]}"##,
    supplies: &["holder", "action", "making", "effect"],
    cost: 2,
    compile,
};

/// Where a path through several permissions ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum LeadsTo {
    PassedRole,
    Escalation,
}

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    let supplying = |question: LeadsTo, own: &[&'static str]| {
        let supplies = KIND.supplies.iter().chain(own).copied().collect();
        Ok(Compiled::Composite { question: std::sync::Arc::new(question), supplies, cost: KIND.cost })
    };
    match value.word("`passed-role` or `escalation`")? {
        "passed-role" => supplying(LeadsTo::PassedRole, &["role", "service"]),
        "escalation" => supplying(LeadsTo::Escalation, &["gain"]),
        other => Err(value.place.fault(format!("a path cannot lead to `{other}`{}", suggestion(other, &["passed-role", "escalation"])))),
    }
}

impl Question for LeadsTo {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        let found = match self {
            LeadsTo::PassedRole => {
                context.passed_role().filter(|(path, _)| swallowing(context, path).is_none()).map(|found| passed_role(context, found))
            }
            LeadsTo::Escalation => context.escalation().and_then(|found| escalation(context, found)),
        };
        found.map_or_else(Answer::no, Answer::yes)
    }
}

/// The escalation that the same entry of the statement grants: whoever may change permissions needs no role to be passed. One that is less
/// certain leaves the passing of roles a finding of its own.
fn swallowing<'c>(context: &'c StatementContext<'_>, path: &PassRolePath) -> Option<&'c EscalationPath> {
    let (escalation, under) = context.escalation()?;
    let is_one = are_of_one_entry(context, path, escalation) && escalation.weight != PathWeight::Note;
    (is_one && !escalation.is_code && under.is_always() && (escalation.doubts.is_empty() || !path.doubts.is_empty())).then_some(escalation)
}

/// Whether the entry with which a role is passed also grants an escalation.
fn are_of_one_entry(context: &StatementContext<'_>, path: &PassRolePath, escalation: &EscalationPath) -> bool {
    let [passing, other] = [path.evidence(), escalation.evidence()].map(|evidence| evidence.granted.first());
    passing.zip(other).is_some_and(|(passing, other)| is_one_entry(context, &passing.by, &other.by))
}

/// Whether one entry grants both. A policy of AWS is taken as a whole.
fn is_one_entry(context: &StatementContext<'_>, one: &GrantedBy, other: &GrantedBy) -> bool {
    context.policy.policy.is_managed() || (one.element, &one.text) == (other.element, &other.text)
}

fn passed_role(context: &StatementContext<'_>, (path, under): &(PassRolePath, Assignment)) -> Evidence {
    let held = Held {
        action: "iam:PassRole".to_owned(),
        steps: &path.steps,
        texts: vec![
            ("holder", path.holder.clone()),
            ("making", path.action.action.to_owned()),
            ("effect", effect(path)),
            ("role", path.role.clone()),
            ("service", asks(path.action).to_owned()),
        ],
        advice: roles_advice(context),
    };
    Evidence {
        witness: Some(Witness::of(path.request.clone(), context.statement.index)),
        doubts: path.doubts.clone(),
        under: under.clone(),
        // Nobody holds the permissions of a role with which a service does its own work.
        most: path.is_for_service.then_some(Level::Warning),
        ..evidence(context, held)
    }
}

fn escalation_advice(context: &StatementContext<'_>, action: &str) -> String {
    match action {
        "sts:AssumeRole" if context.statement.principals.is_some() => {
            "let only those assume the role who are meant to administer the account".to_owned()
        }
        "sts:AssumeRole" => "name the roles that may be assumed, and leave out those that lead to an administrator".to_owned(),
        "iam:CreateRole" | "iam:CreateUser" => {
            format!("allow `{action}` and what gives permissions only with a boundary (`StringEquals` on `iam:PermissionsBoundary`)")
        }
        _ => format!("take `{action}` away, or allow it only on resources that lead no further{}", others_of_the_kind(context, action)),
    }
}

/// What to do with the entry that grants the action, and with the further ones of the statement that lead on, so that nobody takes away one and meets
/// the next.
fn advice(context: &StatementContext<'_>, action: &str) -> String {
    let further = further_actions(context, action);
    match too_much(context, action, &|entry| leads_on(context, entry)) {
        Some(advice) if further.is_empty() => advice,
        Some(advice) => {
            let them = if further.len() == 1 { "it" } else { "them" };
            format!("{advice}; take {} away, or allow {them} only on resources that lead no further", in_words(further))
        }
        None => escalation_advice(context, action),
    }
}

fn others_of_the_kind(context: &StatementContext<'_>, action: &str) -> String {
    let further = further_actions(context, action);
    let same = if further.is_empty() { String::new() } else { format!("; the same goes for {}", in_words(further)) };
    let entries = context.statement.actions.iter().flat_map(|listed| &listed.entries);
    let own = entries.into_iter().find(|entry| action_matches(entry, action) == Truth::Yes);
    let wildcards = own.map(|own| further_wildcards(context, own, &|entry| leads_on(context, entry))).unwrap_or_default();
    if wildcards.is_empty() { same } else { format!("{same}; write the actions that are needed instead of {}", in_words(wildcards)) }
}

/// The further actions that the statement writes out and that lead on.
fn further_actions(context: &StatementContext<'_>, action: &str) -> Vec<String> {
    let first = leading(context).into_iter().filter(|first| *first != action && context.statement.writes_out(first));
    first.map(str::to_owned).collect()
}

/// Whether an entry grants an action with which somebody may gain permissions by this statement.
fn leads_on(context: &StatementContext<'_>, entry: &Element) -> bool {
    leading(context).into_iter().any(|action| action_matches(entry, action) == Truth::Yes)
}

/// The actions that lead on by themselves, and those that do with others of the statement, of which none leads on alone.
fn leading(context: &StatementContext<'_>) -> BTreeSet<&'static str> {
    let aimed = || facts::escalations().iter().filter(|escalation| escalation.aim.is_some());
    let alone: BTreeSet<&'static str> =
        aimed().filter_map(|known| <[&str; 1]>::try_from(known.actions.as_slice()).ok()).flatten().collect();
    let is_granted = |action: &&str| about_action(context.statement, action) == Truth::Yes;
    let together = aimed().filter(|known| known.actions.iter().all(|action| is_granted(action) && !alone.contains(action)));
    let first: Vec<&'static str> = together.filter_map(|known| known.actions.first().copied()).collect();
    alone.into_iter().chain(first).collect()
}

/// Who asks whether the role may be passed: the service that takes it, else the one that is called.
fn asks(action: &PassingAction) -> &str {
    if action.service.is_empty() { action.action.split(':').next().unwrap_or_default() } else { action.service }
}

/// What an action that takes a role does with it, and with which other.
fn effect(path: &PassRolePath) -> String {
    let name = path.action.action.split(':').next_back().unwrap_or_default();
    let begins = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    let effect = match name {
        _ if path.action.power == Power::Handed => "gives a role to those who sign in",
        _ if begins(&["Associate", "Replace", "Attach", "Set", "Add"]) => "gives a role to what runs already",
        _ if begins(&["Update", "Modify", "Put", "PATCH", "PUT"]) => "changes what runs with a role",
        _ => "starts something that runs with a role",
    };
    let begun_by = path.begun_by.as_ref().map(|action| format!(", together with `{action}`"));
    format!("{effect}{}", begun_by.unwrap_or_default())
}

fn escalation(context: &StatementContext<'_>, (path, under): &(EscalationPath, Assignment)) -> Option<Evidence> {
    let passes = |(passed, passing): &(PassRolePath, Assignment)| passing.is_always() && are_of_one_entry(context, passed, path);
    // That the same entry passes a role says more.
    if path.weight == PathWeight::Note && context.passed_role().is_some_and(passes) {
        return None;
    }
    let action = (*path.escalation.actions.first()?).to_owned();
    let by = &path.evidence().granted.first()?.by;
    let passed = context.passed_role().filter(|(passed, _)| swallowing(context, passed).is_some());
    let also = passed.map(|(passed, _)| PathStep {
        text: format!(
            "the same entry allows `iam:PassRole`: with `{}`, the permissions of {} are within reach too",
            passed.action.action, passed.role
        ),
        span: by.element,
    });
    let steps: Vec<PathStep> = path.steps.iter().cloned().chain(also).collect();
    let held = Held {
        steps: &steps,
        texts: vec![
            ("holder", path.holder.clone()),
            ("making", path.escalation.actions_in_words()),
            ("effect", String::new()),
            ("gain", path.gain.clone()),
        ],
        advice: advice(context, &action),
        action,
    };
    Some(Evidence {
        witness: Some(Witness::of(path.request.clone(), context.statement.index)),
        doubts: path.doubts.clone(),
        under: under.clone(),
        most: match path.weight {
            PathWeight::Note => Some(Level::Note),
            // Code that a service runs must be taken over first.
            PathWeight::Lowered => Some(Level::Warning),
            PathWeight::Full => None,
        },
        ..evidence(context, held)
    })
}
