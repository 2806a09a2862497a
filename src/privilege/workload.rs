//! What runs with a role in this code: functions, instances, tasks, … as `workloads.tsv` says, with the role that each is linked to.

use crate::attribute_path::{AttributePath, Stands};
use crate::condition::{Assignment, Conditions};
use crate::facts::{self, Argument};
use crate::mapped_text::Text;
use crate::resource::{Resource, Root};
use crate::subject::{self, Identity, Link, LinkTarget, Subjects};
use crate::truth::Truth;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::sync::OnceLock;

/// A resource that runs with a role of this code.
#[derive(Debug)]
pub(super) struct Workload<'a> {
    pub resource: &'a Resource,
    /// `function`, `instance`, …
    pub kind: &'static str,
    /// "function `deploy`".
    pub name: String,
    /// How policies may name it.
    pub arns: Vec<Text>,
    /// The identity that it runs as.
    pub role: usize,
    /// It runs so under these answers only.
    pub given: Assignment,
    /// `arns` for the account that asked first.
    definite: OnceLock<(SmolStr, Vec<String>)>,
}

impl Workload<'_> {
    /// How policies of an account may name it, where it stands in some region.
    pub(super) fn definite(&self, account: &SmolStr) -> Cow<'_, [String]> {
        let made = || self.arns.iter().map(|arn| subject::definite(arn, account)).collect();
        match self.definite.get_or_init(|| (account.clone(), made())) {
            (known, arns) if known == account => Cow::Borrowed(arns),
            _ => Cow::Owned(made()),
        }
    }
}

/// Everything of a root that runs with a role of this code.
pub(super) fn workloads<'a>(root: &'a Root, subjects: &Subjects<'_>, identities: &[Identity<'_>]) -> Vec<Workload<'a>> {
    let roles: FxHashMap<&str, usize> = identities
        .iter()
        .enumerate()
        .filter(|(_, identity)| identity.kind == "role")
        .map(|(index, identity)| (identity.resource.address.as_str(), index))
        .collect();
    let mut found = vec![];
    for resource in &root.resources {
        for row in facts::workloads(&resource.kind).iter().filter(|row| row.language == Some(resource.language)) {
            let role = |(link, there): (Link<'_>, &Assignment)| match link.to {
                LinkTarget::Here(role) => Some((roles.get(role.address.as_str()).copied()?, link.given.and(there)?)),
                LinkTarget::Elsewhere(_) | LinkTarget::Unknown(_) => None,
            };
            let cases = resource.presence.cases();
            let links = subjects.at_resource(resource).flat_map(|subject| subjects.links(subject, "role"));
            let roles: Vec<(usize, Assignment)> =
                links.flat_map(|link| cases.iter().map(move |there| (link.clone(), there))).filter_map(role).collect();
            for holds in holding(resource, row) {
                for (role, given) in roles.iter().filter_map(|(role, given)| Some((*role, given.and(&holds)?))) {
                    let name = format!("{} `{}`", row.kind.replace('-', " "), name(resource));
                    let arns = row.arns.iter().map(|arn| subject::shaped(resource, arn, "arn")).collect();
                    found.push(Workload { resource, kind: row.kind, name, arns, role, given, definite: OnceLock::new() });
                }
            }
        }
    }
    found
}

/// The kinds of what the code shows that can run with a role, with whatever role.
pub(super) fn kinds(root: &Root) -> Vec<&'static str> {
    let mut kinds: Vec<&str> = root.resources.iter().flat_map(|resource| facts::workloads(&resource.kind)).map(|row| row.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The answers under which a row of the table holds for a resource.
fn holding(resource: &Resource, row: &facts::WorkloadKind) -> Vec<Assignment> {
    let Some(decides) = row.only_if.argument() else { return vec![Assignment::default()] };
    let answers = AttributePath::new(decides).answers(&resource.attributes, &mut Conditions::default()).into_iter();
    let holds = answers.filter(|answer| {
        let argument = match answer.stands {
            Stands::Value(value) => Argument::of(value),
            Stands::Nothing(_) => Argument::NotSet,
        };
        row.only_if.holds(|_| argument) == Truth::Yes
    });
    holds.map(|answer| answer.given).collect()
}

/// What people call it: the name that it is given, else its address.
fn name(resource: &Resource) -> String {
    let named = facts::workloads(&resource.kind).iter().flat_map(|row| &row.arns).find_map(|arn| {
        let attribute = facts::shape_parts(arn).into_iter().find_map(|part| match part {
            facts::ShapePart::Attribute(names) => names.first().copied(),
            _ => None,
        })?;
        match resource.argument(attribute) {
            Argument::Known(name) => Some(name),
            Argument::NotSet | Argument::Ending(_) | Argument::Unknown => None,
        }
    });
    named.unwrap_or_else(|| resource.address.to_string())
}
