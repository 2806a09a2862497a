//! Message templates: text with `{placeholders}` that are checked when the rule is loaded.

use super::written::suggestion;

/// What a message may speak of. One row per placeholder; the schema and the errors list them. Clauses supply them with their evidence;
/// `address`, `can` and `target` are always there.
pub const PLACEHOLDERS: &[(&str, &str)] = &[
    ("action", "the action of the request, or the one that the statement grants"),
    ("address", "the address of the resource in the code"),
    ("can", "`can`, or `may be able to` where the finding is only possible"),
    ("effect", "what the action that takes the passed role does with it"),
    ("gain", "what the holder can do in the end: obtain every permission, act as user `boss`"),
    ("holder", "who holds the policy: user `dev`, every member of group `ops`"),
    ("items", "what the item of a collection is open to"),
    ("key", "the condition key at fault"),
    ("making", "the action that makes what runs with the passed role"),
    ("outsider", "the account of the outsider in the request"),
    ("principal", "the principals of the statement that are at fault"),
    ("reason", "why the guard does not hold, or can never match"),
    ("resource", "the ARN of the request"),
    ("role", "the role at the end of the path, or every role that trusts the service"),
    ("service", "the service that the role is passed to, or that is locked out"),
    ("target", "what the policy protects, or the subject, as a noun: `bucket`, `topic`, `role`"),
    ("value", "what the first setting of the rule is"),
];

/// The placeholders that every rule may use.
pub const ALWAYS: &[&str] = &["address", "can", "target"];

/// A checked template.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct MessageTemplate(Vec<MessagePart>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum MessagePart {
    Text(String),
    Placeholder(&'static str),
}

impl MessageTemplate {
    /// Reads a template; line breaks become spaces.
    ///
    /// # Errors
    /// Names a placeholder that does not exist.
    pub fn read(text: &str) -> Result<MessageTemplate, String> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut parts = vec![];
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, behind) = after.split_once('}').ok_or_else(|| format!("`{{` is not closed in `{text}`"))?;
            let known = PLACEHOLDERS.iter().find(|(known, _)| *known == name);
            let (name, _) = known.ok_or_else(|| {
                let names: Vec<&str> = PLACEHOLDERS.iter().map(|(name, _)| *name).collect();
                format!("there is no placeholder `{{{name}}}`{}", suggestion(name, &names))
            })?;
            parts.push(MessagePart::Text(before.to_owned()));
            parts.push(MessagePart::Placeholder(name));
            rest = behind;
        }
        parts.push(MessagePart::Text(rest.to_owned()));
        Ok(MessageTemplate(parts))
    }

    /// The placeholders in it.
    pub fn placeholders(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().filter_map(|part| match part {
            MessagePart::Placeholder(name) => Some(*name),
            MessagePart::Text(_) => None,
        })
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|part| matches!(part, MessagePart::Text(text) if text.is_empty()))
    }

    /// Fills the template.
    pub fn fill(&self, value: impl Fn(&str) -> String) -> String {
        let parts = self.0.iter().map(|part| match part {
            MessagePart::Text(text) => text.clone(),
            MessagePart::Placeholder(name) => value(name),
        });
        parts.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_checked_when_read() {
        let template = MessageTemplate::read("a {action}\n  on {target}.").unwrap();
        assert_eq!(template.fill(|name| name.to_uppercase()), "a ACTION on TARGET.");
        assert!(MessageTemplate::read("{nonsense}").unwrap_err().contains("there is no placeholder `{nonsense}`"));
        assert!(MessageTemplate::read("{action").is_err());
    }
}
