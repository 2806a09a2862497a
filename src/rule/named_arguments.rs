//! What the arguments of the resource of a finding name: the user of an access key, the group of a rule, the bucket of an object. With another one
//! there the finding is about something else, though it stands at the same place.

use super::concerned;
use super::context::RootContext;
use super::matter::Matter;
use crate::attribute_path::AttributePath;
use crate::facts::{self, Join, ShapePart};
use crate::finding::{NamedArguments, hash};
use crate::resource::{Resource, Root};
use crate::secret;
use crate::value::Value;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What counts as arguments too: what has a security group, and what the instances of a stack set are deployed to.
const USERS: &str = "users";
const TARGETS: &str = "targets";
/// Arguments that say which thing it is in resources of any type, unless they give the resource its own name.
const WHICH: &[&str] = &[
    "apiid",
    "bucket",
    "clustersnapshotidentifier",
    "content",
    "dbclusteridentifier",
    "dbinstanceidentifier",
    "dbsnapshotidentifier",
    "httpmethod",
    "key",
    "qualifier",
    "replicatesourcedb",
    "replicationsourceidentifier",
    "resourceid",
    "restapiid",
    "routekey",
    "snapshotidentifier",
    "snapshotname",
    "source",
];
/// Arguments that name a database: a password opens the one that has the name, and another name may be another database.
const WHICH_DATABASE: &[&str] =
    &["clusteridentifier", "clustername", "dbclusteridentifier", "dbinstanceidentifier", "identifier", "replicationgroupid", "brokername"];
/// Of names as AWS has them, ARNs with paths among them.
const LONGEST_NAME: usize = 256;
/// The kinds of subjects whose permissions come with a link to them.
const POWERFUL: &[&str] = &["instance_profile", "role"];

/// By argument, what its values are called: nothing where one that is not set could be. With them, who stands behind it and where it is deployed.
pub(super) fn of(about: &Matter<'_>) -> NamedArguments {
    let (resource, root) = (about.resource, about.root.root);
    let mut named = NamedArguments::default();
    named.extend(users_of_group(about).map(|users| (USERS.to_owned(), users)));
    let targets = |targets: &Vec<SmolStr>| targets.iter().map(|target| vec![format!("\"{target}\"")]).collect();
    named.extend(resource.provider.targets.as_ref().map(targets).map(|targets| (TARGETS.to_owned(), targets)));
    for (path, counts_unset) in paths(resource) {
        let values: Vec<Vec<String>> = path.values(&resource.attributes).map(|(_, value)| names(value, resource, root)).collect();
        if counts_unset || !values.is_empty() {
            named.entry(path.to_string()).or_default().extend(values);
        }
    }
    for (argument, target) in named_here(resource, root) {
        for join in powerful(target) {
            let values = join.target.path.values(&target.attributes).map(|(_, value)| names(value, resource, root));
            named.entry(format!("{argument}.{}", join.target.path)).or_default().extend(values);
        }
    }
    named.values_mut().for_each(|values| {
        values.sort();
        values.dedup();
    });
    named
}

/// What has the security group that a finding is about: one more is one more behind the ports that it opens.
fn users_of_group(about: &Matter<'_>) -> Option<Vec<Vec<String>>> {
    let RootContext { known, subjects, .. } = about.root;
    let group = subjects.at("security_group", &about.resource.address)?;
    let kinds = facts::subjects().filter(|kind| facts::joins(kind).iter().any(|join| join.part == "security_group"));
    let users = kinds.flat_map(|kind| known.users_of_group(subjects, kind, &group.resource.address));
    Some(users.map(|user| vec![concerned::named(&user.resource.address, about.resource)]).collect())
}

/// The resources that its arguments name, each with the argument.
fn named_here<'r>(resource: &'r Resource, root: &'r Root) -> Vec<(AttributePath<'r>, &'r Resource)> {
    let mut found = vec![];
    for join in facts::joins_of(&resource.kind).iter().filter(|join| join.language == Some(resource.language)) {
        for (_, value) in join.via.values(&resource.attributes) {
            let referred = concerned::named_by(value, resource, root);
            let is_one = |other: &Resource, name: &str| other.address.ends_with(name) && concerned::named(&other.address, resource) == name;
            let named = |name| root.resources.ending(name).filter(move |(_, other)| is_one(other, name));
            let named: BTreeMap<usize, &Resource> = referred.iter().flat_map(|name| named(name)).collect();
            found.extend(named.into_values().map(|other| (join.via, other)));
        }
    }
    found
}

/// How a resource names whose permissions it has.
fn powerful(resource: &Resource) -> impl Iterator<Item = &'static Join> {
    let joins = facts::joins_of(&resource.kind).iter().filter(|join| join.language == Some(resource.language));
    joins.copied().filter(|join| POWERFUL.contains(&join.leads_to()))
}

/// The arguments, and of each whether it matters that it was not set.
fn paths(resource: &Resource) -> Vec<(AttributePath<'_>, bool)> {
    let mut paths: Vec<(AttributePath<'_>, bool)> = vec![];
    for join in facts::joins_of(&resource.kind).iter().filter(|join| join.language == Some(resource.language)) {
        paths.push((join.via, true));
        paths.push((join.target.path, POWERFUL.contains(&join.leads_to())));
    }
    paths.extend(facts::policy_sites(&resource.kind).iter().map(|site| (AttributePath::new(site.owner), true)));
    let own = own_names(&resource.kind);
    let keys = resource.attributes.as_map().into_iter().flat_map(|map| &map.entries).map(|entry| entry.key.as_str());
    let bare = |key: &str| key.replace('_', "").to_ascii_lowercase();
    let is_database = facts::joins_of(&resource.kind).iter().any(|join| join.subject == "database");
    let names_database = |key: &str| is_database && WHICH_DATABASE.contains(&bare(key).as_str());
    let which = keys.filter(|key| names_database(key) || WHICH.contains(&bare(key).as_str()) && !own.contains(key));
    paths.extend(which.map(|key| (AttributePath::new(key), false)));
    paths.retain(|(path, _)| !path.is_empty());
    paths
}

/// The argument that alone makes the ARN of a resource: with another value it is the same resource of the code under another name.
fn own_names(kind: &str) -> BTreeSet<&'static str> {
    let arns = facts::arn_shapes(kind).iter().filter(|shape| shape.shape.starts_with("arn:"));
    let attributes = arns.map(|shape| {
        let parts = shape.parts().into_iter();
        parts.filter_map(|part| if let ShapePart::Attribute(names) = part { Some(names) } else { None }).collect::<Vec<_>>()
    });
    attributes.filter(|attributes| attributes.len() == 1).flatten().flatten().collect()
}

/// What a value is called: the resource that it refers to, and its text where that tells more. One of them in common is enough to be the same.
fn names(value: &Value, resource: &Resource, root: &Root) -> Vec<String> {
    let referred = concerned::named_by(value, resource, root);
    let text = value.to_text().filter(|text| referred.is_empty() || text.known().is_some());
    // Of several references none may be another.
    let joined = || format!("\"{}\"", referred.iter().map(String::as_str).collect::<Vec<_>>().join(" "));
    let mut names: Vec<String> = if referred.len() > 1 { vec![joined()] } else { referred.iter().cloned().collect() };
    names.extend(text.map(|text| format!("\"{}\"", short(&concerned::told(&text, root)))));
    names
}

/// A text that is a name, or else its hash: what it says is nobody's business.
fn short(text: &str) -> String {
    let is_name = text.len() <= LONGEST_NAME && !text.contains('\n') && matches!(secret::masked(text), Cow::Borrowed(_));
    if is_name { text.to_owned() } else { hash(&[text]) }
}
