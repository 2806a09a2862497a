//! Subjects: what rules and paths speak of (a bucket, a trail, a role), each put together from the resources that `joins.tsv` names.
//!
//! What is assumed: a name that is written out and that no resource here has belongs to something elsewhere, as does what a data source or a
//! module that is not on disk gives; a launch template counts as it stands in the code, whatever version is named.

mod link;
mod identity;
mod item;
mod outline;
mod place;
mod reference;
mod setting;
mod precedence;

pub use identity::{AttachedPolicy, Identity, Unread, identities, managed_policies};
pub use item::{Field, Item, Items};
pub use link::{Link, Target};
pub use outline::outline;
pub use reference::{References, arn, definite, display_name, named, shaped};
pub use setting::{Answer, Default, Setting, SettingValue};

use crate::condition::Assignment;
use crate::facts::{self, Join};
use crate::policy::leaves;
use crate::resource::{Resource, Root};
use link::{Found, Names};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::sync::Arc;

/// A subject.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// `bucket`, `trail`, `role`, …
    pub kind: &'static str,
    pub resource: &'a Resource,
    /// What else belongs to it, in the order of the joins and of the code.
    pub parts: Vec<Part<'a>>,
    around: Arc<Around<'a>>,
}

/// A resource that belongs to a subject, or an attribute of the subject that names another one.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    pub join: &'static Join,
    /// Where it is written; the subject's own resource if that names the other end.
    pub resource: &'a Resource,
    /// It belongs to the subject only under these answers.
    pub given: Assignment,
    /// What it leads to; none if the resource itself is what it brings.
    pub links: Vec<Link<'a>>,
}

/// What all subjects of a kind have in common.
#[derive(Debug, Default)]
struct Around<'a> {
    /// Resources that speak for the whole account.
    account: Vec<(&'static Join, &'a Resource)>,
    /// Resources of which it is not known whose they are: the first of each type, which is enough to know less.
    unclear: Vec<Unclear<'a>>,
}

/// A resource that may belong to any subject of its kind.
#[derive(Debug)]
struct Unclear<'a> {
    join: &'static Join,
    resource: &'a Resource,
    why: String,
}

/// The subjects of a root.
#[derive(Debug, Default)]
pub struct Subjects<'a> {
    /// By kind, in the order asked for, then in the order of the root's resources.
    pub all: Vec<Subject<'a>>,
    places: FxHashMap<(&'static str, &'a str), usize>,
}

/// All subjects of some kinds. The work is linear in resources and in what they name.
pub fn subjects<'a>(root: &'a Root, kinds: impl IntoIterator<Item = &'static str>, own_accounts: &'a [SmolStr]) -> Subjects<'a> {
    let mut by_type: FxHashMap<&str, Vec<&'a Resource>> = FxHashMap::default();
    for resource in &root.resources {
        by_type.entry(&resource.kind).or_default().push(resource);
    }
    let mut names = Names::new(root.language, &by_type, own_accounts);
    let mut subjects = Subjects::default();
    for kind in kinds {
        of_kind(kind, &by_type, root, &mut names, &mut subjects);
    }
    subjects
}

fn of_kind<'a>(
    kind: &'static str,
    by_type: &FxHashMap<&str, Vec<&'a Resource>>,
    root: &'a Root,
    names: &mut Names<'a, '_>,
    subjects: &mut Subjects<'a>,
) {
    let joins: Vec<&'static Join> = facts::joins(kind).iter().filter(|join| join.language == root.language.name()).collect();
    let typed = |join: &Join| by_type.get(join.resource_type).map_or(&[][..], Vec::as_slice);
    let mut around = Around::default();
    let start = subjects.all.len();
    let mut found: Vec<Subject<'a>> =
        selves(&joins, root).into_iter().map(|resource| Subject { kind, resource, parts: vec![], around: Arc::default() }).collect();
    let places: FxHashMap<&'a str, usize> =
        found.iter().enumerate().map(|(index, subject)| (subject.resource.address.as_str(), index)).collect();
    for join in joins.iter().copied().filter(|join| join.part != "self") {
        for resource in typed(join).iter().copied() {
            if join.is_account_wide() {
                around.account(join, resource);
                continue;
            }
            let links = names.links(join, resource);
            if links.is_empty() && !join.target.is_empty() {
                continue;
            }
            let part = |given: Assignment| Part { join, resource, given, links: links.clone() };
            let mut add = |address: &str, part: Part<'a>| {
                if let Some(subject) = places.get(address).and_then(|index| found.get_mut(*index)) {
                    subject.parts.push(part);
                }
            };
            if join.via.is_empty() {
                add(&resource.address, part(Assignment::default()));
            }
            for (given, value) in leaves(&resource.attributes, join.via) {
                match names.of(kind, value) {
                    Found::Here(subjects) => subjects.iter().for_each(|subject| add(&subject.address, part(given.clone()))),
                    Found::Elsewhere(_) => {}
                    Found::Unknown(why) => around.unclear(join, resource, why),
                }
            }
        }
    }
    let around = Arc::new(around);
    found.iter_mut().for_each(|subject| subject.around = around.clone());
    subjects.places.extend(places.into_iter().map(|(address, index)| ((kind, address), start + index)));
    subjects.all.extend(found);
}

/// The resources that are subjects: by a row of their own, or because they name the other end of a part (a SAM function has a role).
fn selves<'a>(joins: &[&'static Join], root: &'a Root) -> Vec<&'a Resource> {
    let own = joins.iter().filter(|join| join.via.is_empty() && !join.is_account_wide());
    let types: FxHashSet<&str> = own.map(|join| join.resource_type).collect();
    root.resources.iter().filter(|resource| types.contains(resource.kind.as_str())).collect()
}

/// An account has one of each; with several providers there may be several. More are not told apart.
const MAX_OF_ACCOUNT: usize = 16;

impl<'a> Around<'a> {
    fn account(&mut self, join: &'static Join, resource: &'a Resource) {
        match self.account.len() < MAX_OF_ACCOUNT {
            true => self.account.push((join, resource)),
            false => self.unclear(join, resource, format!("more than {MAX_OF_ACCOUNT} resources speak for an account")),
        }
    }

    fn unclear(&mut self, join: &'static Join, resource: &'a Resource, why: String) {
        if !self.unclear.iter().any(|known| known.join.resource_type == join.resource_type && known.join.part == join.part) {
            self.unclear.push(Unclear { join, resource, why });
        }
    }
}

impl<'a> Subjects<'a> {
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Subject<'a>> {
        self.all.iter().filter(move |subject| subject.kind == kind)
    }

    /// The subject of a kind at an address.
    pub fn at(&self, kind: &'static str, address: &str) -> Option<&Subject<'a>> {
        self.places.get(&(kind, address)).and_then(|index| self.all.get(*index))
    }

    /// The subjects at the other ends of a part: those that the subject names itself, else those that what it is launched from names.
    pub fn links(&self, subject: &Subject<'a>, part: &str) -> Vec<Link<'a>> {
        let own: Vec<Link<'a>> = subject.links(part).collect();
        // What holds under some answers only leaves room for the template under the others.
        if own.iter().any(|end| end.given.is_always()) {
            return own;
        }
        let mut links = own;
        let templates = subject.parts.iter().filter(|template| template.join.precedence().is_fallback());
        for (end, leads_to) in templates.flat_map(|template| template.links.iter().map(|end| (end, template.join.leads_to()))) {
            match end.to {
                Target::Here(resource) => {
                    let template = self.at(leads_to, &resource.address);
                    links.extend(
                        template.into_iter().flat_map(|template| template.links(part)).filter_map(|further| further.under(&end.given)),
                    );
                }
                // What the template names, nobody knows.
                Target::Elsewhere(_) | Target::Unknown(_)
                    if facts::joins(leads_to).iter().any(|join| join.part == part && !join.target.is_empty()) =>
                {
                    links.push(end.clone());
                }
                Target::Elsewhere(_) | Target::Unknown(_) => {}
            }
        }
        links
    }
}

impl<'a> Subject<'a> {
    /// The other ends of a part that the subject and its own resources name.
    pub fn links<'s>(&'s self, part: &'s str) -> impl Iterator<Item = Link<'a>> + 's {
        let parts = self.parts.iter().filter(move |known| known.join.part == part);
        parts.flat_map(|part| part.links.iter().filter_map(|end| end.under(&part.given)))
    }

    /// The concepts that a resource of this subject's kinds could set.
    pub fn concepts(&self) -> impl Iterator<Item = &'static str> + '_ {
        facts::concepts_of(self.kind).iter().copied().filter(|concept| self.has(concept))
    }

    fn has(&self, concept: &str) -> bool {
        let language = self.resource.language.name();
        let mut places = facts::attributes(concept).iter().filter(|place| place.language == language);
        let joins = facts::joins(self.kind);
        places.any(|place| {
            let brings = |join: &Join| join.part != "self" && join.resource_type == place.resource_type && !join.via.is_empty();
            let template = |join: &Join| {
                join.resource_type == self.resource.kind
                    && join.precedence().is_fallback()
                    && facts::joins(join.leads_to()).iter().any(|other| other.part == "self" && other.resource_type == place.resource_type)
            };
            place.resource_type == self.resource.kind || joins.iter().any(|join| brings(join) || template(join))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Workspace;
    use crate::terraform;
    use crate::truth::Truth;

    #[test]
    fn work_is_linear_in_resources() {
        let of = |number: usize| {
            format!(
                "resource \"aws_security_group\" \"g{number}\" {{}}
                resource \"aws_security_group_rule\" \"r{number}\" {{
                  type              = \"ingress\"
                  security_group_id = aws_security_group.g{number}.id
                }}
                resource \"aws_security_group_rule\" \"u{number}\" {{
                  type              = \"ingress\"
                  security_group_id = var.nobody_knows
                }}\n"
            )
        };
        let text: String = (0..300).map(of).collect();
        let workspace = Workspace::in_memory([("main.tf".to_owned(), text + "variable \"nobody_knows\" {}\n")]);
        let graph = terraform::load(&workspace, &terraform::Options::default());
        let subjects = subjects(&graph.roots[0], ["security_group"], &[]);
        assert_eq!(subjects.all.len(), 300);
        assert!(subjects.all.iter().all(|group| group.parts.len() == 1 && group.around.unclear.len() == 1));
    }

    #[test]
    fn an_answer_has_a_reason() {
        let text = "resource \"aws_s3_bucket\" \"b\" {}";
        let workspace = Workspace::in_memory([("main.tf".to_owned(), text.to_owned())]);
        let graph = terraform::load(&workspace, &terraform::Options::default());
        let subjects = subjects(&graph.roots[0], ["bucket"], &[]);
        let answer = subjects.all[0].is_on("bucket.versioning");
        let because = "`bucket.versioning` is not set for `aws_s3_bucket.b`; the default is `Disabled` (new buckets are unversioned)";
        assert_eq!(answer, Answer { truth: Truth::No, because: because.to_owned() });
    }
}
