//! `allows-everywhere: iam:PassRole`: whoever holds the policy may do this on every resource.

use super::holder::{Held, evidence, roles_advice, too_much};
use crate::facts;
use crate::finding::Level;
use crate::iam::condition::Condition;
use crate::iam::document::Effect;
use crate::iam::evaluate::action_matches;
use crate::iam::exposure::Witness;
use crate::privilege::Everywhere;
use crate::rule::answer::{Answer, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, StatementContext};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, nearest};
use crate::truth::Truth;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "allows-everywhere",
    about: "Whoever holds the policy may do this by the statement on every resource, and neither a Deny nor a permissions boundary takes it back: an action such as `iam:PassRole` (of every role, to every service), or `*` for everything.",
    on: |target| target == Target::Statement,
    schema: r##"{"type":"string"}"##,
    supplies: &["holder", "action", "everything", "extent"],
    cost: 2,
    compile,
};

#[derive(Debug)]
struct AllowsEverywhere(Everywhere);

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    match value.word("an action or `*`")? {
        "*" => Compiled::question(AllowsEverywhere(Everywhere::Everything)),
        known if facts::action(known).is_some() => Compiled::question(AllowsEverywhere(Everywhere::Action(known.into()))),
        unknown => {
            let prefix = unknown.split(':').next().unwrap_or_default();
            let known: Vec<String> = facts::actions(prefix).iter().map(|action| format!("{prefix}:{}", action.name)).collect();
            let meant = nearest(unknown, known.iter().map(String::as_str)).map(|known| format!("; did you mean `{known}`?"));
            Err(value.place.fault(format!("there is no action `{unknown}`{}", meant.unwrap_or_default())))
        }
    }
}

impl Question for AllowsEverywhere {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        let permissions = context.policy.root.permissions;
        let Some((permission, under)) = permissions.allows_everywhere(&context.granting(), &self.0) else { return Answer::no() };
        let (action, witness) = match &self.0 {
            Everywhere::Action(action) => (action.to_string(), Some(Witness::of(permission.request, context.statement.index))),
            Everywhere::Everything => ("*".to_owned(), None),
        };
        // What a service does with its own role is its business, but for what it hands on.
        let is_handed_on = matches!(&self.0, Everywhere::Action(action) if action == "iam:PassRole") || self.0 == Everywhere::Everything;
        let most = (permission.is_for_service && !is_handed_on).then_some(Level::Note);
        let holder = permissions.name_with_others(permission.holder, permission.others);
        let texts = vec![("holder", holder), ("everything", everything(context)), ("extent", extent(context))];
        let held = Held { action, steps: &permission.steps, texts, advice: advice(context, &self.0) };
        Answer::yes(Evidence { witness, doubts: permission.doubts, under, most, ..evidence(context, held) })
    }
}

/// Every action, but for those that the statement leaves out.
fn everything(context: &StatementContext<'_>) -> String {
    let left_out = || context.statement.actions.iter().filter(|listed| listed.negated).flat_map(|listed| &listed.entries);
    let names: Vec<String> = left_out().map(|action| format!("`{}`", action.written())).collect();
    let all = match names.as_slice() {
        [] => "every action".to_owned(),
        [only] => format!("every action but {only}"),
        [first, second] => format!("every action but {first} and {second}"),
        [first, others @ ..] => format!("every action but {first} and {} others", others.len()),
    };
    // Else it would not be everything.
    let is_added = left_out().any(|action| action_matches(action, "iam:PutRolePolicy") == Truth::Yes);
    if is_added { format!("{all} (another statement gives all of IAM)") } else { all }
}

/// What limits whoever may do everything: a condition of the statement, or MFA by a Deny beside it, asks how they come.
fn extent(context: &StatementContext<'_>) -> String {
    let denies = context.policy.document.statements.iter().filter(|statement| statement.effect == Effect::Deny);
    let mut keys = denies.flat_map(|statement| &statement.conditions).map(|condition| &condition.key);
    let conditions = &context.statement.conditions;
    let what = |key: &str| {
        ["aws:requestedregion", "aws:resourcetag/", "aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths"]
            .iter()
            .any(|known| key.starts_with(known))
    };
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia>
    let through = |condition: &&Condition| {
        ["aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:viaawsservice"].contains(&condition.key.as_str())
    };
    if let Some(through) = conditions.iter().find(through) {
        let key = &through.key_text;
        return format!("The condition on `{key}` asks through which service they come, and nothing limits what that does for them");
    }
    match conditions.first() {
        Some(first) if conditions.iter().all(|condition| what(&condition.key)) => {
            format!("Nothing but the condition on `{}` limits what a mistake or a stolen credential can do", first.key_text)
        }
        None if !keys.any(|key| key.contains("multifactorauth")) => {
            "Nothing limits what a mistake or a stolen credential can do".to_owned()
        }
        _ => "A condition asks how they come, and nothing limits what they do once they are in".to_owned(),
    }
}

fn advice(context: &StatementContext<'_>, what: &Everywhere) -> String {
    match what {
        Everywhere::Action(action) if action == "iam:PassRole" => roles_advice(context),
        Everywhere::Action(action) if context.policy.policy.is_managed() => too_much(context, action, &|_| false).unwrap_or_default(),
        _ => "grant the actions that are needed, on the resources that are meant".to_owned(),
    }
}
