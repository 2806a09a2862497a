//! The catalogue of IAM actions: access level, resource types and condition keys (`actions.tsv`).

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
    /// The condition keys that are listed for the action itself, as documented. The lists are known to have gaps: that a key is not there proves nothing.
    pub keys: &'static [&'static str],
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
    /// The condition keys that are listed for the type.
    pub keys: &'static [&'static str],
}

impl Action {
    /// The condition keys that are listed for the action and for the types of its resources.
    pub fn condition_keys(&self) -> impl Iterator<Item = &'static str> {
        let of_types = self.types.iter().flat_map(|kind| kind.keys);
        self.keys.iter().chain(of_types).copied()
    }

    /// Whether a key is listed, whatever its case; `s3:ExistingObjectTag/team` is listed as `s3:ExistingObjectTag/${TagKey}`.
    pub fn lists_key(&self, key: &str) -> bool {
        self.condition_keys().any(|listed| match listed.split_once("${") {
            Some((fixed, _)) => key.len() > fixed.len() && key.get(..fixed.len()).is_some_and(|start| start.eq_ignore_ascii_case(fixed)),
            None => listed.eq_ignore_ascii_case(key),
        })
    }
}

struct Catalogue {
    prefix: &'static str,
    name: &'static str,
    types_text: &'static str,
    actions_text: &'static str,
    keys_text: &'static str,
    key_sets_text: &'static str,
    rcp: bool,
    keys: OnceLock<Vec<String>>,
    key_sets: OnceLock<Vec<Vec<&'static str>>>,
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
            keys_text: row.text(4),
            key_sets_text: row.text(5),
            rcp: row.flag(6),
            keys: OnceLock::new(),
            key_sets: OnceLock::new(),
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

/// Whether resource control policies reach the resources of the service with this prefix.
pub fn supports_rcp(prefix: &str) -> bool {
    catalogue(prefix).is_some_and(|service| service.rcp)
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
    // Sorted by name, which mixes cases: a search without regard to case needs the whole list.
    actions(prefix).iter().find(|action| action.name.eq_ignore_ascii_case(name))
}

/// How AWS classifies an action: `s3:PutBucketPolicy` manages permissions.
pub fn access_level(full_name: &str) -> Option<AccessLevel> {
    action(full_name).map(|action| action.level)
}

/// Whether an action tells of a resource and gives nothing that is in it, such as `s3:GetBucketAcl`, `sqs:GetQueueAttributes`.
pub fn is_about_metadata(full_name: &str) -> bool {
    let name = full_name.rsplit(':').next().unwrap_or(full_name);
    let is_named_so = || {
        ["GetBucket", "Describe", "GetQueue", "GetTopic", "GetKey"].iter().any(|start| name.starts_with(start))
            || (name.starts_with("Get") && ["Acl", "Policy", "Tagging"].iter().any(|end| name.ends_with(end)))
    };
    match access_level(full_name) {
        Some(AccessLevel::List) => true,
        Some(AccessLevel::Read) => is_named_so(),
        Some(AccessLevel::Tagging | AccessLevel::Write | AccessLevel::Permissions) | None => false,
    }
}

fn catalogue(prefix: &str) -> Option<&'static Catalogue> {
    SERVICES.get(prefix).or_else(|| SERVICES.get(prefix.to_ascii_lowercase().as_str()))
}

impl Catalogue {
    fn types(&'static self) -> &'static [ResourceType] {
        self.types.get_or_init(|| {
            let entries = self.types_text.split(' ').filter_map(|entry| entry.split_once('='));
            let types = entries.map(|(name, rest)| {
                let (arns, key_set) = rest.split_once('=').unwrap_or((rest, ""));
                ResourceType { name, arns: arns.split('|').map(|arn| self.arn(arn)).collect(), keys: self.key_set(key_set) }
            });
            types.collect()
        })
    }

    fn keys(&'static self) -> &'static [String] {
        let full = |text: &str| match text.strip_prefix('@') {
            Some(name) => format!("{}:{name}", self.prefix),
            None => text.to_owned(),
        };
        self.keys.get_or_init(|| self.keys_text.split(' ').map(full).collect())
    }

    /// A set of keys by its number; none if there is no such set.
    fn key_set(&'static self, number: &str) -> &'static [&'static str] {
        let sets = self.key_sets.get_or_init(|| {
            let members = |set: &str| set.split(',').flat_map(numbers).filter_map(|at| self.keys().get(at)).map(String::as_str).collect();
            self.key_sets_text.split(' ').filter(|set| !set.is_empty()).map(members).collect()
        });
        number.parse::<usize>().ok().and_then(|number| sets.get(number)).map_or(&[], Vec::as_slice)
    }

    fn arn(&self, pattern: &str) -> String {
        match pattern.strip_prefix('@') {
            Some(rest) => format!("arn:*:{}:*:*:{rest}", self.prefix),
            None => format!("arn:*:{pattern}"),
        }
    }

    /// Each action in terms of the one before: `2Endpoint=W0,3;1` shares two words with it; `=` gives level, types and set of keys if they differ.
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
                let (level_and_types, key_set) = facts.split_once(';').unwrap_or((facts, ""));
                let types = self.types_of(level_and_types);
                actions.push(Action { name, level: level(facts), types, keys: self.key_set(key_set) });
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

/// `0-3` or `5`.
fn numbers(run: &str) -> std::ops::RangeInclusive<usize> {
    let (first, last) = run.split_once('-').unwrap_or((run, run));
    match (first.parse(), last.parse()) {
        (Ok(first), Ok(last)) => first..=last,
        #[expect(clippy::reversed_empty_ranges, reason = "an empty range")]
        _ => 1..=0,
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
    fn keys_of_actions_are_decoded() {
        let lists = |name: &str, key: &str| action(name).is_some_and(|action| action.lists_key(key));
        assert!(lists("s3:PutObject", "s3:X-Amz-Acl") && !lists("s3:GetObject", "s3:x-amz-acl"));
        assert!(lists("sns:Subscribe", "sns:protocol") && !lists("sns:Publish", "sns:protocol"));
        assert!(lists("sns:Publish", "aws:ResourceTag/team"), "a key of the type of resource");
        assert!(lists("kms:CreateGrant", "kms:GrantIsForAWSResource"));
        assert!(lists("s3:GetObject", "s3:ExistingObjectTag/team") && !lists("s3:GetObject", "s3:ExistingObjectTag/"));
        assert_eq!(action("sns:Subscribe").map(|action| action.keys.to_vec()), Some(vec!["sns:Endpoint", "sns:Protocol"]));
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
