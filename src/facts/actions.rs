//! The catalogue of IAM actions: access level and resource types (`actions.tsv`).

use super::table::rows;
use rustc_hash::FxHashMap;
use std::sync::{LazyLock, OnceLock};

/// An IAM action of a service.
#[derive(Debug)]
pub struct Action {
    /// Without the prefix of the service: `PutObject`.
    pub name: String,
    pub level: AccessLevel,
    /// The types of resource that it can be limited to; none if only `*` fits.
    pub types: Vec<&'static ResourceType>,
}

/// How AWS classifies an action.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AccessLevel {
    List,
    Read,
    Tagging,
    Write,
    Permissions,
}

/// A type of resource of a service.
#[derive(Debug)]
pub struct ResourceType {
    pub name: &'static str,
    /// Patterns of its ARNs: `arn:*:s3:::*`.
    pub arns: Vec<String>,
}

struct Catalogue {
    prefix: &'static str,
    name: &'static str,
    types_text: &'static str,
    actions_text: &'static str,
    types: OnceLock<Vec<ResourceType>>,
    actions: OnceLock<Vec<Action>>,
}

static SERVICES: LazyLock<FxHashMap<&'static str, Catalogue>> = LazyLock::new(|| {
    let services = rows(include_str!("../../rules/facts/actions.tsv")).map(|row| {
        let catalogue = Catalogue {
            prefix: row.text(0),
            name: row.text(1),
            types_text: row.text(2),
            actions_text: row.text(3),
            types: OnceLock::new(),
            actions: OnceLock::new(),
        };
        (catalogue.prefix, catalogue)
    });
    services.collect()
});

/// The prefixes of all services, sorted: `s3`, `sts`, …
pub fn action_prefixes() -> Vec<&'static str> {
    let mut prefixes: Vec<_> = SERVICES.keys().copied().collect();
    prefixes.sort_unstable();
    prefixes
}

/// The name of the service with this prefix.
pub fn action_service_name(prefix: &str) -> Option<&'static str> {
    catalogue(prefix).map(|service| service.name)
}

/// All actions of a service, by name; none if the prefix is not known.
pub fn actions(prefix: &str) -> &'static [Action] {
    catalogue(prefix).map_or(&[], Catalogue::actions)
}

/// The types of resource of a service.
pub fn resource_types(prefix: &str) -> &'static [ResourceType] {
    catalogue(prefix).map_or(&[], Catalogue::types)
}

/// An action by its full name, whatever its case: `s3:PutObject`.
pub fn action(full_name: &str) -> Option<&'static Action> {
    let (prefix, name) = full_name.split_once(':')?;
    let lower = name.to_ascii_lowercase();
    let actions = actions(prefix);
    // Sorted by name, which mixes cases: a search by lower case needs the whole list.
    actions.iter().find(|action| action.name.eq_ignore_ascii_case(&lower))
}

/// How AWS classifies an action: `s3:PutBucketPolicy` manages permissions.
pub fn access_level(full_name: &str) -> Option<AccessLevel> {
    action(full_name).map(|action| action.level)
}

fn catalogue(prefix: &str) -> Option<&'static Catalogue> {
    SERVICES.get(prefix).or_else(|| SERVICES.get(prefix.to_ascii_lowercase().as_str()))
}

impl Catalogue {
    fn types(&'static self) -> &'static [ResourceType] {
        self.types.get_or_init(|| {
            let entries = self.types_text.split(' ').filter_map(|entry| entry.split_once('='));
            entries.map(|(name, arns)| ResourceType { name, arns: arns.split('|').map(|arn| self.arn(arn)).collect() }).collect()
        })
    }

    fn arn(&self, pattern: &str) -> String {
        match pattern.strip_prefix('@') {
            Some(rest) => format!("arn:*:{}:*:*:{rest}", self.prefix),
            None => format!("arn:*:{pattern}"),
        }
    }

    /// Each action in terms of the one before: `2Endpoint=W0,3` shares two words with it; `=` gives level and types if they differ.
    fn actions(&'static self) -> &'static [Action] {
        self.actions.get_or_init(|| {
            let mut actions: Vec<Action> = vec![];
            let mut facts = "";
            for entry in self.actions_text.split(' ').filter(|entry| !entry.is_empty()) {
                let (text, own_facts) = entry.split_once('=').unwrap_or((entry, facts));
                facts = own_facts;
                let (shared, suffix) = match text.bytes().next() {
                    Some(digit @ b'1'..=b'9') => (usize::from(digit - b'0'), text.get(1..).unwrap_or_default()),
                    _ => (0, text),
                };
                let before = actions.last().map_or("", |action| action.name.as_str());
                let name = format!("{}{suffix}", first_words(before, shared));
                actions.push(Action { name, level: level(facts), types: self.types_of(facts) });
            }
            actions
        })
    }

    fn types_of(&'static self, facts: &str) -> Vec<&'static ResourceType> {
        let numbers = facts.get(1..).unwrap_or_default().split(',').filter_map(|number| number.parse::<usize>().ok());
        numbers.filter_map(|number| self.types().get(number)).collect()
    }
}

fn level(facts: &str) -> AccessLevel {
    match facts.bytes().next() {
        Some(b'L') => AccessLevel::List,
        Some(b'R') => AccessLevel::Read,
        Some(b'T') => AccessLevel::Tagging,
        Some(b'P') => AccessLevel::Permissions,
        _ => AccessLevel::Write,
    }
}

/// The first words of a name; a word begins at each capital letter, and the name's start is one whatever it is.
fn first_words(name: &str, count: usize) -> &str {
    let starts = name.char_indices().filter(|(at, letter)| *at > 0 && letter.is_ascii_uppercase()).map(|(at, _)| at);
    match count.checked_sub(1) {
        None => "",
        Some(rest) => {
            let end = starts.clone().nth(rest).unwrap_or(name.len());
            name.get(..end).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_decoded() {
        assert_eq!(access_level("s3:PutObject"), Some(AccessLevel::Write));
        assert_eq!(access_level("S3:putbucketpolicy"), Some(AccessLevel::Permissions));
        assert_eq!(access_level("ec2:DescribeInstances"), Some(AccessLevel::List));
        assert_eq!(access_level("sns:GetTopicAttributes"), Some(AccessLevel::Read));
        assert_eq!(access_level("sns:NoSuchThing"), None);
        let types: Vec<_> =
            action("sts:AssumeRole").map(|action| action.types.iter().map(|kind| kind.arns.join(" ")).collect()).unwrap_or_default();
        assert_eq!(types, ["arn:*:iam::*:role/*"]);
        assert_eq!(resource_types("sns").first().map(|kind| kind.arns.join(" ")), Some("arn:*:sns:*:*:*".to_owned()));
    }

    #[test]
    fn every_action_is_sorted_and_has_the_form_of_a_name() {
        let mut count = 0;
        for prefix in action_prefixes() {
            let actions = actions(prefix);
            assert!(actions.iter().all(|action| action.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')), "{prefix}");
            assert!(actions.is_sorted_by_key(|action| &action.name), "{prefix}");
            count += actions.len();
        }
        assert!(count > 20_000, "{count}");
    }
}
