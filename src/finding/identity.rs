//! What makes two findings the same, in a baseline and after an edit.

use super::{ComparedAnswer, ComparedAnswers, HoldingAnswers};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The first 32 hex digits of the hash of some texts.
pub fn hash(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\0").as_bytes());
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The member of a normalised statement that holds the Deny statements beside it.
pub const DENIED_BESIDE: &str = "DeniedBeside";
/// The member under which something stands that limits an identity.
pub const LIMIT: &str = "Limit";
/// The member that holds the version of the policy.
pub const POLICY_VERSION: &str = "PolicyVersion";

/// What makes it the same finding after an edit. Holds no line numbers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct FindingIdentity {
    /// 32 hex digits: rule, scope, address in the scope, attribute path, statement key.
    pub key: String,
    /// 32 hex digits: rule, resource type, normalised statement, offending element; survives renames and moves.
    pub content: String,
    /// The normalised statements of all instances, each with its [`DENIED_BESIDE`], as JSON; empty if it is about none. They tell whether an edit allows more.
    pub statements: Vec<String>,
    /// The resources of the code that they name, by their names in their modules, which normalised statements do not tell.
    pub references: Vec<String>,
    /// What its policy is attached to and who holds it: resources by their names, others in quotes. One more concerns somebody else.
    pub concerned: Vec<String>,
    /// The addresses of the instances that it is about.
    pub instances: Vec<String>,
    /// Of a role that somebody may assume, what it may do, as statements and names of policies in JSON.
    pub powers: Vec<String>,
    /// What the arguments of the resource name.
    pub arguments: NamedArguments,
    /// The values that are at fault, in words; secrets by a short hash. One more makes it worse. Empty if it is about a statement, which tells them.
    pub at_fault: Vec<String>,
    /// Under which answers it holds; empty if nobody looked.
    pub holding: HoldingAnswers,
}

/// By argument, what each of its values is called: by the resource that it refers to and by its text, in quotes. An argument without values is one that may
/// be set later.
pub type NamedArguments = BTreeMap<String, Vec<Vec<String>>>;

/// How the name of the provider begins that deploys something, among what a finding concerns.
pub const BY_PROVIDER: &str = "provider ";

/// How the name of a root begins that calls the module of something, among what a finding concerns and what there is.
pub const BY_ROOT: &str = "root ";

/// A text for comparing: what is shown of it, and the hash of what is not.
pub fn with_hash(shown: &str, hidden: &str) -> String {
    format!("{shown} #{}", hash(&[hidden]).get(..8).unwrap_or_default())
}

/// What is shown of a text for comparing.
pub fn without_hash(text: &str) -> &str {
    text.split_once(" #").map_or(text, |(shown, _)| shown)
}

impl FindingIdentity {
    /// The identity of another finding with the key `first`: told apart by its message, and by a number if that is the same too.
    #[must_use]
    pub fn apart(&self, first: &str, message: &str, number: usize) -> FindingIdentity {
        FindingIdentity { key: hash(&[first, message, &number.to_string()]), ..self.clone() }
    }

    /// A baseline keeps these: of each text that is hidden or changed the hash, so that another one is another one.
    pub(super) fn hide(&mut self, hide: &dyn Fn(&mut String)) {
        let hide_text = |text: &mut String| {
            let mut shown = text.clone();
            hide(&mut shown);
            if shown != *text {
                *text = with_hash(&shown, text);
            }
        };
        let FindingIdentity { statements, references, concerned, instances, powers, arguments, at_fault, holding, .. } = self;
        let named = arguments.values_mut().flatten().flatten();
        references.iter_mut().chain(concerned).chain(instances).chain(named).chain(at_fault).for_each(hide_text);
        let hidden = |text: &String| {
            let mut text = text.clone();
            hide_text(&mut text);
            text
        };
        let hidden_answer = |answer: &ComparedAnswer| match answer {
            ComparedAnswer::Is(text) => ComparedAnswer::Is(hidden(text)),
            ComparedAnswer::NoneOf(texts) => ComparedAnswer::NoneOf(texts.iter().map(hidden).collect()),
        };
        let hidden_answers =
            |given: &ComparedAnswers| given.0.iter().map(|(question, answer)| (hidden(question), hidden_answer(answer))).collect();
        let each =
            holding.iter().map(|(address, cases)| (hidden(address), cases.iter().map(hidden_answers).map(ComparedAnswers).collect()));
        *holding = each.collect();
        for statement in statements.iter_mut().chain(powers) {
            let Ok(mut json) = serde_json::from_str(statement) else { continue };
            each_json_text(&mut json, &|text| {
                // Where a text is quoted it is hidden however short it is.
                let mut quoted = format!("\"{text}\"");
                hide_text(&mut quoted);
                *text = quoted.replace('"', "");
            });
            *statement = json.to_string();
        }
    }

    /// Takes in what another instance of the finding, or the same under other answers, is about.
    pub fn take_in(&mut self, other: FindingIdentity) {
        fn join<T: Ord>(known: &mut Vec<T>, more: Vec<T>) {
            known.extend(more);
            known.sort();
            known.dedup();
        }
        join(&mut self.statements, other.statements);
        join(&mut self.references, other.references);
        join(&mut self.concerned, other.concerned);
        join(&mut self.at_fault, other.at_fault);
        join(&mut self.instances, other.instances);
        join(&mut self.powers, other.powers);
        other.holding.into_iter().for_each(|(address, cases)| self.holding.entry(address).or_default().extend(cases));
        other.arguments.into_iter().for_each(|(name, values)| join(self.arguments.entry(name).or_default(), values));
    }
}

fn each_json_text(json: &mut serde_json::Value, change: &dyn Fn(&mut String)) {
    match json {
        serde_json::Value::String(text) => change(text),
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| each_json_text(item, change)),
        serde_json::Value::Object(members) => {
            let changed = std::mem::take(members).into_iter().map(|(mut key, mut value)| {
                change(&mut key);
                each_json_text(&mut value, change);
                (key, value)
            });
            *members = changed.collect();
        }
        _ => {}
    }
}
