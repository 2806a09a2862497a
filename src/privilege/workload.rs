//! What runs with a role in this code: functions, instances, tasks, … and the role that each comes to, as `workloads.tsv` says.

use crate::condition::Assignment;
use crate::facts;
use crate::mapped_text::Text;
use crate::policy::{first, leaves};
use crate::resource::{Resource, Root};
use crate::source::Span;
use crate::subject::{self, Identity, References};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::sync::OnceLock;

/// From a group of instances to its launch template, to the instance profile, to the role.
const MAX_LINKS: usize = 4;

/// A resource that runs with a role of this code.
#[derive(Debug)]
pub(super) struct Workload {
    /// `function`, `instance`, …
    pub kind: &'static str,
    /// "function `deploy`".
    pub name: String,
    /// How policies may name it.
    pub arns: Vec<Text>,
    /// The identity that it runs as.
    pub role: usize,
    pub span: Span,
    /// It runs so under these answers only.
    pub given: Assignment,
    /// `arns` for the account that asked first.
    definite: OnceLock<(SmolStr, Vec<String>)>,
}

impl Workload {
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
pub(super) fn workloads(root: &Root, identities: &[Identity<'_>], own_accounts: &[SmolStr]) -> Vec<Workload> {
    let roles: FxHashMap<&str, usize> = identities
        .iter()
        .enumerate()
        .filter(|(_, identity)| identity.kind == "role")
        .map(|(index, identity)| (identity.resource.address.as_str(), index))
        .collect();
    let is_named = |resource: &&Resource| roles.contains_key(resource.address.as_str()) || rows(resource).next().is_some();
    let links = Links { roles: &roles, references: References::to(root.resources.iter().filter(is_named), own_accounts) };
    let mut found = vec![];
    for resource in &root.resources {
        for row in rows(resource).filter(|row| !row.arns.is_empty()) {
            for (role, given) in links.of_row(resource, row, MAX_LINKS) {
                let name = format!("{} `{}`", row.kind.replace('-', " "), name(resource));
                let arns = row.arns.iter().map(|arn| subject::shaped(resource, arn, "arn")).collect();
                found.push(Workload { kind: row.kind, name, arns, role, span: resource.span, given, definite: OnceLock::new() });
            }
        }
    }
    found
}

/// The rows of the table that hold for a resource.
fn rows(resource: &Resource) -> impl Iterator<Item = &'static facts::Workload> {
    let holds = move |row: &&facts::Workload| {
        let name = row.only_if.split_once('=').map_or("", |(name, _)| name);
        let set = first(&resource.attributes, name).and_then(|value| value.to_text());
        let set = set.map(|text| text.known().map_or_else(|| "\0".to_owned(), str::to_owned));
        row.language == resource.language.name() && facts::only_if_holds(row.only_if, |_| set.as_deref())
    };
    facts::workloads(&resource.kind).iter().filter(holds)
}

/// What people call it: the name that it is given, else its address.
fn name(resource: &Resource) -> String {
    let named = facts::workloads(&resource.kind).iter().flat_map(|row| &row.arns).find_map(|arn| {
        let parts = facts::shape_parts(arn);
        let attribute = parts.into_iter().find_map(|part| match part {
            facts::ShapePart::Attribute(names) => names.first().copied(),
            _ => None,
        })?;
        Some(first(&resource.attributes, attribute)?.to_text()?.known()?.to_owned())
    });
    named.unwrap_or_else(|| resource.address.to_string())
}

struct Links<'l, 'a> {
    roles: &'l FxHashMap<&'l str, usize>,
    references: References<'a>,
}

impl Links<'_, '_> {
    /// The roles that a row leads to, and the answers under which it does.
    fn of_row(&self, resource: &Resource, row: &facts::Workload, left: usize) -> Vec<(usize, Assignment)> {
        if row.attribute.is_empty() {
            let own = self.roles.get(resource.address.as_str());
            return own.map(|role| (*role, resource.exists_under.clone())).into_iter().collect();
        }
        let mut found = vec![];
        for (given, value) in leaves(&resource.attributes, row.attribute) {
            let Some(given) = given.and(&resource.exists_under) else { continue };
            for named in self.references.of(value) {
                let role = self.roles.get(named.address.as_str()).filter(|_| row.names == "role");
                found.extend(role.and_then(|role| Some((*role, given.and(&named.exists_under)?))));
                for next in rows(named).filter(|next| next.kind == row.names && left > 0) {
                    let further = self.of_row(named, next, left.saturating_sub(1)).into_iter();
                    found.extend(further.filter_map(|(role, more)| Some((role, given.and(&more)?))));
                }
            }
        }
        found
    }
}
