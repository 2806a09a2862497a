//! Message templates: text with `{placeholders}` that are checked when the rule is loaded, and `{words|other words}` of which the second are said where
//! a finding is only possible.

use super::written::suggestion;
use crate::finding::Certainty;

/// What a message may speak of. One row per placeholder; the schema and the errors list them. Clauses supply them with their evidence;
/// `address`, `can`, `name` and `target` are always there.
pub const PLACEHOLDERS: &[(&str, &str)] = &[
    ("action", "the action of the request, or the one that the statement grants"),
    ("address", "the address of the resource in the code"),
    ("barrier", "`no condition keeps`, or `perhaps no condition keeps` where what a condition asks for is not known"),
    ("call", "the call with which somebody hands over a token"),
    ("can", "`can`, or `might be able to` where the finding is only possible; `{does|might}` is the same with other words"),
    ("data", "what the role can read that has no key of its own"),
    ("effect", "what the action that takes the passed role does with it"),
    ("entry", "how requests of the internet come in"),
    ("everything", "every action, or every action but those that `NotAction` names"),
    ("extent", "what limits the holder of everything: nothing, or a condition on who and when"),
    ("from", "from where alone strangers call, with a blank before it; nothing where they may call from anywhere"),
    ("gain", "what the holder can do in the end: obtain every permission, act as user `boss`"),
    ("holder", "who holds the policy: user `dev`, every member of group `ops`"),
    ("items", "what the item of a collection is open to"),
    ("key", "the condition key at fault"),
    ("making", "the action that makes what runs with the passed role"),
    ("name", "the name of the resource in its module or template: `aws_instance.web`"),
    ("of", "of the principal, where only that one of several cannot meet the conditions; else nothing"),
    ("outsider", "the account of the outsider in the request"),
    ("ports", "the ports of those that the rule asks for which the item opens, by name: `SSH (22)`"),
    ("principal", "the principals of the statement that are at fault"),
    ("reader", "the role whose permissions are used, as people call it"),
    ("reads", "what lets the role read, as written: `s3:Get*`"),
    ("reason", "why the guard does not hold, or can never match"),
    ("resource", "the ARN of the request"),
    ("role", "the role at the end of the path, or any role that trusts the service"),
    ("secret", "what is written out: a password, a GitHub token, a private key"),
    ("service", "the service that the role is passed to, or that is locked out"),
    ("setting", "the first setting of the rule, as the language writes it: `http_tokens`, `HttpTokens`"),
    ("settings", "the settings at fault, each with what it lets through"),
    (
        "taking",
        "how the outsider comes to own the bucket whose ARN the condition names; a step of it alone is left out where there is nothing to tell",
    ),
    ("target", "what the policy protects, or the subject, as a noun: `bucket`, `topic`, `role`"),
    (
        "token",
        "what a stranger gets from the identity provider: a token for a repository of their own, an assertion for another application",
    ),
    ("value", "what the first setting of the rule is"),
    ("whom", "the principal, where only that one of several cannot meet the conditions; else nothing"),
];

/// The placeholders that tell instances of one block from each other: whose policy it is, what it is about. The others tell faults apart.
const NAMES: &[&str] = &["address", "data", "gain", "holder", "name", "reader", "resource", "role"];

/// The placeholders that every rule may use.
pub const ALWAYS: &[&str] = &["address", "can", "name", "target"];

/// A checked template.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct MessageTemplate(Vec<MessagePart>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum MessagePart {
    Text(String),
    Placeholder(&'static str),
    /// The words of a certain finding, and those of a possible one.
    Choice(String, String),
}

impl MessageTemplate {
    /// Reads a template; line breaks become spaces.
    ///
    /// # Errors
    /// Names a placeholder that does not exist, or a choice that lacks words.
    pub fn read(text: &str) -> Result<MessageTemplate, String> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut parts = vec![];
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, behind) = after.split_once('}').ok_or_else(|| format!("`{{` is not closed in `{text}`"))?;
            parts.push(MessagePart::Text(before.to_owned()));
            parts.push(MessagePart::read(name)?);
            rest = behind;
        }
        parts.push(MessagePart::Text(rest.to_owned()));
        Ok(MessageTemplate(parts))
    }

    /// The placeholders in it.
    pub fn placeholders(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().filter_map(|part| match part {
            MessagePart::Placeholder(name) => Some(*name),
            MessagePart::Text(_) | MessagePart::Choice(..) => None,
        })
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|part| matches!(part, MessagePart::Text(text) if text.is_empty()))
    }

    /// Fills the template, as a finding speaks that is as sure as this.
    pub fn fill(&self, certainty: Certainty, value: impl Fn(&str) -> String) -> String {
        let parts = self.0.iter().map(|part| match (part, certainty) {
            (MessagePart::Text(text), _) => text.clone(),
            (MessagePart::Placeholder("can"), Certainty::Certain) => "can".to_owned(),
            (MessagePart::Placeholder("can"), Certainty::Possible) => "might be able to".to_owned(),
            (MessagePart::Placeholder(name), _) => value(name),
            (MessagePart::Choice(words, _), Certainty::Certain) | (MessagePart::Choice(_, words), Certainty::Possible) => words.clone(),
        });
        parts.collect()
    }
}

/// A text for a placeholder, if it tells of a fault; its name, if it tells instances of one block apart. What each instance is given is told without the
/// names of those who give it: `${aws_iam_role.a.unique_id}:*` is one fault with `${aws_iam_role.b.unique_id}:*`.
pub fn without_names(name: &str, value: impl Fn(&str) -> String) -> String {
    if NAMES.contains(&name) { name.to_owned() } else { without_references(&value(name)) }
}

fn without_references(text: &str) -> String {
    let mut parts = text.split("${");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |told, part| told + "${" + part.split_once('}').map_or(part, |(_, behind)| behind))
}

impl MessagePart {
    /// What stands between the braces.
    fn read(name: &str) -> Result<MessagePart, String> {
        if let Some((certain, possible)) = name.split_once('|') {
            let is_whole = ![certain, possible].iter().any(|words| words.trim().is_empty() || words.contains('|'));
            let choice = || MessagePart::Choice(certain.to_owned(), possible.to_owned());
            return is_whole
                .then(choice)
                .ok_or_else(|| format!("`{{{name}}}` should be the words where it is certain, `|`, and those where it is possible"));
        }
        let known = PLACEHOLDERS.iter().find(|(known, _)| *known == name);
        let (name, _) = known.ok_or_else(|| {
            let names: Vec<&str> = PLACEHOLDERS.iter().map(|(name, _)| *name).collect();
            format!("there is no placeholder `{{{name}}}`{}", suggestion(name, &names))
        })?;
        Ok(MessagePart::Placeholder(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_checked_when_read() {
        let template = MessageTemplate::read("a {action}\n  on {target}.").unwrap();
        assert_eq!(template.fill(Certainty::Certain, str::to_uppercase), "a ACTION on TARGET.");
        assert!(MessageTemplate::read("{nonsense}").unwrap_err().contains("there is no placeholder `{nonsense}`"));
        assert!(MessageTemplate::read("{action").is_err());
    }

    #[test]
    fn what_is_only_possible_has_words_of_its_own() {
        let template = MessageTemplate::read("It {can} read, and {keeps|might keep} it.").unwrap();
        let said = |certainty| template.fill(certainty, str::to_owned);
        assert_eq!(said(Certainty::Certain), "It can read, and keeps it.");
        assert_eq!(said(Certainty::Possible), "It might be able to read, and might keep it.");
        for wrong in ["{|might}", "{does|}", "{does|might|may}"] {
            assert!(MessageTemplate::read(wrong).is_err(), "{wrong}");
        }
    }
}
