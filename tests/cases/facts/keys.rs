//! Condition keys: their columns agree with each other, and whatever names a key names one that AWS has.

use super::agreement::all;
use super::shape::Content;
use crate::support::{entries, folder};
use deputylint::facts::{self, ConditionKey, Holds, KeyType, When};
use libtest_mimic::{Failed, Trial};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn judged() -> impl Iterator<Item = &'static ConditionKey> {
    facts::all_condition_keys().filter(|key| !key.availability.is_empty())
}

/// `never`, `maybe`, `always`, the last two perhaps with the value that all such calls have.
fn cells_are_well_formed() -> Result<(), Failed> {
    let content = Content::read("condition_keys");
    let wrong = |cell: &&str| {
        let (when, value) = cell.split_once('=').map_or((*cell, None), |(when, value)| (when, Some(value)));
        !["never", "maybe", "always"].contains(&when) || value.is_some_and(|value| value.is_empty() || when == "never")
    };
    let cells: Vec<&str> = ["service", "iam", "root", "anonymous"].iter().flat_map(|column| content.cells(column)).collect();
    all(cells.into_iter().filter(wrong))
}

/// The typed view has every row and every value of `holds`.
fn nothing_is_lost_in_reading() -> Result<(), Failed> {
    let content = Content::read("condition_keys");
    let holds = content.cells("key").into_iter().zip(content.cells("holds"));
    let seen: BTreeMap<&str, &ConditionKey> = judged().map(|key| (key.key.as_str(), key)).collect();
    all(holds.filter(|(key, cell)| seen.get(key).is_none_or(|key| key.holds.is_some() == cell.is_empty())).map(|(key, _)| key))
}

fn columns_agree() -> Result<(), Failed> {
    let wrong = judged().flat_map(|key| {
        let path = [Some(Holds::CallerOrgPath), Some(Holds::OwnerOrgPath), Some(Holds::OrgPath)].contains(&key.holds);
        let arn = [Some(Holds::SourceArn), Some(Holds::CallerArn), Some(Holds::Arn)].contains(&key.holds);
        let never = |sent: facts::SentFact| sent.when == When::Never;
        let checks = [
            (path && !key.multivalued, "paths are lists"),
            (arn && key.kind != KeyType::Arn, "holds an ARN"),
            (key.holds.is_some() && ![KeyType::String, KeyType::Arn].contains(&key.kind), "holds a text"),
            (never(key.iam) && !never(key.root), "a root user is an IAM caller"),
            (key.network && !never(key.service), "a call of a service comes from no network of a customer"),
            (key.session && !(never(key.service) && never(key.root) && never(key.anonymous)), "belongs to the session of a role"),
            (never(key.service) && key.pins_service, "pins a service that never sends it"),
            ([key.service, key.iam, key.root, key.anonymous].into_iter().all(never), "nobody sends it"),
        ];
        checks.into_iter().filter(|(wrong, _)| *wrong).map(|(_, why)| format!("{}: {why}", key.key))
    });
    all(wrong)
}

/// A judged key that the package also knows is a list there too, or not. AWS's own policies ask for `amr` with `ForAnyValue`, and for the one source
/// and type of an event with the plain operators: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html>.
fn types_agree_with_the_names() -> Result<(), Failed> {
    let named: BTreeMap<String, &ConditionKey> =
        facts::all_condition_keys().filter(|key| key.availability.is_empty()).map(|key| (key.key.to_lowercase(), key)).collect();
    let other = |key: &ConditionKey| {
        let is_told = key.key.ends_with(":amr") || ["events:source", "events:detail-type"].contains(&key.key.as_str());
        named.get(&key.key.to_lowercase()).filter(|named| named.multivalued != key.multivalued && !is_told).copied()
    };
    let multivalued = named.values().filter(|key| key.multivalued).count();
    if multivalued < 200 {
        return Err(format!("only {multivalued} multivalued keys").into());
    }
    all(judged().filter_map(|key| other(key).map(|_| format!("{}: multivalued or not", key.key))))
}

fn keys_of_actions_are_known() -> Result<(), Failed> {
    // `ec2:SourceInstanceARN` in one place is `ec2:SourceInstanceArn` in another.
    let known: BTreeSet<String> = facts::all_condition_keys().map(|key| key.key.to_lowercase()).collect();
    let actions = facts::action_prefixes().into_iter().flat_map(facts::actions);
    all(actions.flat_map(|action| action.condition_keys()).filter(|key| !known.contains(&key.to_lowercase())))
}

/// The numbers in the table of actions point to something, and each set of keys is some action's or type's.
fn numbers_of_key_sets_exist() -> Result<(), Failed> {
    let content = Content::read("actions");
    let column = |name: &str| content.column(name);
    let words = |cell: &str| cell.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let wrong = content.rows.iter().flat_map(|row| {
        let keys = words(&row[column("keys")]).len();
        let sets = words(&row[column("key_sets")]);
        let actions = words(&row[column("actions")]);
        let types = words(&row[column("types")]);
        let of_actions = actions.iter().filter_map(|word| word.split_once(';')).map(|(_, number)| number);
        let of_types = types.iter().filter_map(|word| word.splitn(3, '=').nth(2));
        let used: BTreeSet<&str> = of_actions.chain(of_types).collect();
        let expected: BTreeSet<String> = (0..sets.len()).map(|number| number.to_string()).collect();
        let members = sets.iter().flat_map(|set| set.split([',', '-'])).map(|number| number.parse::<usize>());
        let beyond = members.clone().any(|number| number.is_err() || number.is_ok_and(|number| number >= keys));
        let unused = used.iter().map(|number| (*number).to_owned()).collect::<BTreeSet<_>>() != expected;
        (beyond || unused).then(|| format!("{}: {}", row[0], if beyond { "a number beyond the keys" } else { "sets and their use" }))
    });
    all(wrong)
}

fn files(under: &Path, extension: &str, out: &mut Vec<PathBuf>) {
    for path in entries(under) {
        if path.is_dir() {
            files(&path, extension, out);
        } else if path.extension().is_some_and(|known| known == extension) {
            out.push(path);
        }
    }
}

/// Every `aws:Key` that the sources and the rules name, tests and examples apart, which also name wrong ones.
fn named_global_keys() -> Vec<(String, PathBuf)> {
    let (mut sources, mut rules) = (vec![], vec![]);
    files(&folder("src"), "rs", &mut sources);
    files(&folder("rules"), "yaml", &mut rules);
    let mut named = vec![];
    for path in sources.into_iter().chain(rules) {
        let text = std::fs::read_to_string(&path).expect("readable");
        let text = text.split("\n#[cfg(test)]").next().unwrap_or_default();
        let text = text.split("\nexamples:").next().unwrap_or_default();
        let mut pieces = text.split("aws:");
        let mut before = pieces.next().and_then(|piece| piece.chars().next_back());
        for rest in pieces {
            let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
            let behind = rest.strip_prefix(name.as_str()).unwrap_or_default();
            // `arn:aws:…`, `aws:Source…` and the word `aws:` itself are no keys.
            let is_key = !before.is_some_and(|before| before.is_ascii_alphanumeric() || ":*.-".contains(before))
                && !name.is_empty()
                && !behind.starts_with([':', '*', '-', '…'])
                && !behind.starts_with("...");
            if is_key {
                named.push((format!("aws:{name}"), path.clone()));
            }
            before = rest.chars().next_back();
        }
    }
    named
}

fn named_keys_exist() -> Result<(), Failed> {
    /// Beginnings that several keys share, and a key of old, as the engine asks for them.
    const STEMS: &[&str] = &["aws:arn", "aws:source", "aws:sourceorg", "aws:principalservicename"];
    let known =
        |key: &str| facts::condition_key(key).is_some() || facts::condition_key(&format!("{key}/x")).is_some() || STEMS.contains(&key);
    let named = named_global_keys();
    if named.len() < 40 {
        return Err(format!("only {} keys are named anywhere", named.len()).into());
    }
    all(named.into_iter().filter(|(key, _)| !known(key)).map(|(key, path)| format!("`{key}` in {}", path.display())))
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("facts/keys/cells are well formed", cells_are_well_formed),
        Trial::test("facts/keys/nothing is lost in reading", nothing_is_lost_in_reading),
        Trial::test("facts/keys/columns agree", columns_agree),
        Trial::test("facts/keys/types agree with the names", types_agree_with_the_names),
        Trial::test("facts/keys/keys of actions are known", keys_of_actions_are_known),
        Trial::test("facts/keys/numbers of key sets exist", numbers_of_key_sets_exist),
        Trial::test("facts/keys/named keys exist", named_keys_exist),
    ]
}
