//! `external-id-is: made-up`: who chose the external ID.

use super::{condition_on, principal};
use crate::facts;
use crate::iam::condition::Condition;
use crate::iam::document::Element;
use crate::mapped_text::HoleKind;
use crate::rule::answer::Answer;
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, StatementContext};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "external-id-is",
    about: "The external ID that the statement asks for is `made-up` by the customer: it holds the number of the own account, comes from a random resource of the code, or consists of words that anybody guesses: the name of the vendor or of the role, `test`, `default`.",
    on: |target| target == Target::Statement,
    schema: r##"{"const":"made-up"}"##,
    supplies: &["principal", "key", "reason"],
    cost: 1,
    compile,
};

#[derive(Debug)]
struct MadeUp;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::only_word(value, "made-up", MadeUp)
}

impl Question for MadeUp {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        let mut conditions = context.statement.conditions.iter().filter(|condition| {
            // What is only kept out needs no ID.
            condition.key == "sts:externalid" && condition.operator.as_ref().is_none_or(|operator| !operator.row.negated)
        });
        let found = conditions
            .find_map(|condition: &Condition| Some((condition, condition.values.iter().find_map(|value| origin(context, value))?)));
        found.map_or_else(Answer::no, |(condition, reason)| {
            Answer::yes(principal::evidence(context).and(condition_on::evidence(context, condition, reason)))
        })
    }
}

fn origin(context: &StatementContext<'_>, value: &Element) -> Option<&'static str> {
    let written = value.written();
    let holes = written.holes();
    let has_own = |literal: &str| context.policy.root.trust.owners.iter().any(|owner| literal.contains(owner.as_str()));
    if has_own(written.literal()) || holes.iter().any(|hole| hole.hole.kind == HoleKind::OwnAccount) {
        return Some("it holds the number of your own account, which is not a secret and which other customers can give too");
    }
    let of_kind = |is: fn(&HoleKind) -> bool| !holes.is_empty() && holes.iter().all(|hole| is(&hole.hole.kind));
    let is_random = |kind: &HoleKind| matches!(kind, HoleKind::Attribute { resource, .. } if resource.rsplit("module.").next().is_some_and(|name| name.contains("random_")));
    let is_guessed = written.known().is_some_and(|literal| is_guessed(context, literal));
    if is_guessed {
        return Some("it consists of words that anybody guesses who knows the vendor and your role, so it tells no customers apart");
    }
    // What an input gives may be what the vendor issued.
    let is_of_code = written.first_provenance().steps().all(|step| !step.name.starts_with("var."));
    (is_of_code && of_kind(is_random)).then_some("the vendor cannot know that what this code makes up is different for each customer")
}

/// Words that are in external IDs of many. Chosen from public code.
const GUESSED: [&str; 26] = [
    "access",
    "account",
    "aws",
    "changeme",
    "change",
    "customer",
    "default",
    "demo",
    "dev",
    "example",
    "external",
    "externalid",
    "freemium",
    "id",
    "integration",
    "me",
    "my",
    "prod",
    "production",
    "role",
    "sample",
    "secret",
    "staging",
    "test",
    "testing",
    "trial",
];

/// Whether an ID consists of nothing but words that others guess: those above, and the names of the vendor and of the role.
fn is_guessed(context: &StatementContext<'_>, literal: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect()
    };
    let vendor = context.principal.and_then(|principal| facts::vendor(principal.account()?)).map_or(vec![], |vendor| words(vendor.name));
    let role = &context.policy.policy.resource.attributes;
    let role = ["name", "RoleName"].iter().find_map(|name| role.get(name)?.as_str());
    let known: Vec<String> = vendor.into_iter().chain(role.map_or(vec![], words)).collect();
    // What can be no ID is still to be filled in.
    // <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
    let is_id = |char: char| char.is_ascii_alphanumeric() || "_+=,.@:/-".contains(char);
    let can_be_sent = literal.chars().all(is_id);
    let id = words(literal);
    can_be_sent && !id.is_empty() && id.iter().all(|word| GUESSED.contains(&word.as_str()) || known.contains(word))
}
