//! The subjects of a root and the links between them, built once: which resources make a subject, and what they name.

use super::link::{Link, LinkTarget, NamedSubject, SubjectNames, told_elsewhere};
use super::place::told_owners;
use super::reference::display_name;
use crate::condition::{Assignment, TooManyAssignments, outside};
use crate::facts::{self, Join, Meaning};
use crate::mapped_text::{HoleKind, Text, WhyCode};
use crate::problem::Problem;
use crate::resource::{LooseKind, Resource, Root};
use crate::source::Span;
use crate::value::Value;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::sync::Arc;

/// From a group of instances to its launch template, to the instance profile, to the role.
const MAX_HOPS: usize = 4;

/// A subject.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// `bucket`, `trail`, `role`, …
    pub kind: &'static str,
    /// Its own resource; where that is not in this code, the first one that speaks for it (a rule of a security group of another project).
    pub resource: &'a Resource,
    /// What else belongs to it, in the order of the joins and of the code.
    pub parts: Vec<SubjectPart<'a>>,
    pub(super) around: Arc<Around<'a>>,
}

/// A resource that belongs to a subject, or an attribute of the subject that names another one.
#[derive(Clone, Debug)]
pub struct SubjectPart<'a> {
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
pub(super) struct Around<'a> {
    /// The own accounts, where they are told.
    pub(super) told_owners: &'a [SmolStr],
    /// Resources that speak for the whole account.
    pub(super) account: Vec<(&'static Join, &'a Resource)>,
    /// How many of them are of a type, a Region and accounts.
    of_account: FxHashMap<(&'a str, Option<&'a str>, &'a [SmolStr]), usize>,
    /// The first of them that is one too many.
    cut: Option<Span>,
    /// Resources of which it is not known whose they are: the first of each type, which is enough to know less.
    pub(super) unclear: Vec<Unclear<'a>>,
}

/// A resource that may belong to any subject of its kind.
#[derive(Debug)]
pub(super) struct Unclear<'a> {
    pub(super) join: &'static Join,
    pub(super) resource: &'a Resource,
    pub(super) why: String,
}

/// Who is not in this code and is given a policy of it or made a member of a group of it, by its address, as the code names them.
type HeldElsewhere<'a> = FxHashMap<&'a str, Vec<String>>;

/// All subjects of a root.
#[derive(Debug, Default)]
pub struct Subjects<'a> {
    /// By kind, then in the order of the root's resources.
    pub all: Vec<Subject<'a>>,
    /// Where the subjects of a kind stand among all.
    kinds: FxHashMap<&'static str, std::ops::Range<usize>>,
    places: FxHashMap<(&'static str, &'a str), usize>,
    names: SubjectNames<'a>,
    held_elsewhere: HeldElsewhere<'a>,
    /// Settings of accounts that were one too many.
    cut: Vec<Span>,
}

impl<'a> Subjects<'a> {
    /// What was bounded.
    pub fn problems(&self) -> impl Iterator<Item = Problem> {
        self.cut.iter().map(|span| Problem::limit_reached(*span, "too many resources speak for an account"))
    }

    /// All subjects of a root. The work is linear in resources and in what they name.
    pub fn of(root: &'a Root, own_accounts: &'a [SmolStr]) -> Subjects<'a> {
        let mut by_type: FxHashMap<&str, Vec<&'a Resource>> = FxHashMap::default();
        for resource in resources(root) {
            by_type.entry(&resource.kind).or_default().push(resource);
        }
        let names = SubjectNames::new(root.language, &by_type, own_accounts);
        let mut subjects = Subjects { names, ..Subjects::default() };
        let told = told_owners(root, own_accounts);
        // Most kinds have no resource here.
        let there: FxHashSet<&str> = by_type.keys().flat_map(|of_type| facts::joins_of(of_type)).map(|join| join.subject).collect();
        for kind in facts::subjects().filter(|kind| there.contains(kind)) {
            let start = subjects.all.len();
            let (found, elsewhere) = SubjectsOfKind::new(kind, &by_type, &subjects.names, told).subjects(root);
            subjects.cut.extend(found.first().and_then(|subject| subject.around.cut));
            for (address, names) in elsewhere {
                subjects.held_elsewhere.entry(address).or_default().extend(names);
            }
            let places = found.iter().enumerate().map(|(index, subject)| ((kind, subject.resource.address.as_str()), start + index));
            subjects.places.extend(places);
            subjects.all.extend(found);
            subjects.kinds.insert(kind, start..subjects.all.len());
        }
        subjects
    }

    /// The subjects of a kind, in the order of the root's resources.
    pub fn of_kind(&self, kind: &str) -> &[Subject<'a>] {
        self.kinds.get(kind).and_then(|range| self.all.get(range.clone())).unwrap_or_default()
    }

    /// The subject of a kind at an address.
    pub fn at(&self, kind: &'static str, address: &str) -> Option<&Subject<'a>> {
        self.places.get(&(kind, address)).and_then(|index| self.all.get(*index))
    }

    /// What a resource is: usually one subject; a SAM function is a function and its role.
    pub fn at_resource(&self, resource: &Resource) -> impl Iterator<Item = &Subject<'a>> {
        facts::subjects().filter_map(|kind| self.at(kind, &resource.address))
    }

    /// Who is not in this code and is given the policy, or made a member of the group, at an address, as the code names them.
    pub fn holders_elsewhere(&self, address: &str) -> &[String] {
        self.held_elsewhere.get(address).map_or(&[], Vec::as_slice)
    }

    /// What a value names among the subjects of a kind, by address, ARN, id or name. The names are collected once.
    pub fn named(&self, kind: &str, value: &Value) -> NamedSubject<'a> {
        self.names.of(kind, value, None)
    }

    /// The subject that a link leads to, if it stands here.
    pub fn linked(&self, link: &Link<'a>) -> Option<&Subject<'a>> {
        match link.to {
            LinkTarget::Here(resource) => self.at(link.kind, &resource.address),
            LinkTarget::Elsewhere(_) | LinkTarget::Unknown(_) => None,
        }
    }

    /// The links of a name: those that the subject has itself; else those of what it is launched from; else those of what `parts.tsv` says
    /// that they come through.
    pub fn links(&self, subject: &Subject<'a>, name: &'static str) -> Vec<Link<'a>> {
        self.links_within(subject, name, MAX_HOPS)
    }

    fn links_within(&self, subject: &Subject<'a>, name: &'static str, hops: usize) -> Vec<Link<'a>> {
        let links = self.launched_links(subject, name, hops);
        let through = facts::part_kind(name).map_or(&[][..], |part| part.through.as_slice());
        if through.is_empty() || hops == 0 {
            return links;
        }
        let hops = hops.saturating_sub(1);
        let ways = through.iter().flat_map(|through| self.links_within(subject, through, hops));
        let further = ways.flat_map(|way| match self.linked(&way) {
            Some(next) => self.links_within(next, name, hops).into_iter().filter_map(|link| link.under(&way.given)).collect(),
            None if facts::links_of(way.kind).contains(&name) => beyond(&way, name).into_iter().collect::<Vec<_>>(),
            None => vec![],
        });
        else_links(links, further.collect())
    }

    /// The links that the subject has itself; else those of what it is launched from.
    fn launched_links(&self, subject: &Subject<'a>, name: &'static str, hops: usize) -> Vec<Link<'a>> {
        let own: Vec<Link<'a>> = subject.links(name).collect();
        let templates = subject.parts.iter().filter(|part| part.join.precedence().is_fallback() && hops > 0);
        let ways = templates.flat_map(|part| part.links.iter().filter_map(|link| link.under(&part.given)));
        let further = ways.flat_map(|way| match self.linked(&way) {
            Some(next) => {
                let links = self.launched_links(next, name, hops.saturating_sub(1)).into_iter();
                links.filter_map(|link| link.under(&way.given)).collect()
            }
            None if facts::joins(way.kind).iter().any(|join| join.part == name && join.names_other_end()) => {
                beyond(&way, name).into_iter().collect::<Vec<_>>()
            }
            None => vec![],
        });
        else_links(own, further.collect())
    }
}

/// Some links and, where none of them is there, others.
fn else_links<'a>(mut links: Vec<Link<'a>>, others: Vec<Link<'a>>) -> Vec<Link<'a>> {
    if others.is_empty() {
        return links;
    }
    let own: Vec<&Assignment> = links.iter().map(|link| &link.given).collect();
    match outside(&own) {
        Ok(rest) => links.extend(others.iter().flat_map(|link| rest.iter().filter_map(|given| link.under(given)))),
        Err(TooManyAssignments) => {
            let why = "which ones there are depends on too many undecided conditions".to_owned();
            let more = links.first().cloned();
            links.extend(more.map(|link| Link { to: LinkTarget::Unknown(why), given: Assignment::default(), ..link }));
        }
    }
    links
}

/// What leads on from something that is not in this code, nobody knows.
fn beyond<'a>(way: &Link<'a>, name: &'static str) -> Option<Link<'a>> {
    let part = facts::part_kind(name)?;
    let why = match &way.to {
        LinkTarget::Here(_) => return None,
        LinkTarget::Elsewhere(other) => told_elsewhere(&in_words(way.name), other),
        LinkTarget::Unknown(why) => format!("the {} is not known: {why}", in_words(way.name)),
    };
    Some(Link { name, kind: part.leads_to, to: LinkTarget::Unknown(why), ..way.clone() })
}

/// A name of the tables as people read it.
pub(super) fn in_words(name: &str) -> String {
    name.replace('_', " ")
}

/// The subjects of one kind while they are put together.
struct SubjectsOfKind<'k, 'a> {
    kind: &'static str,
    by_type: &'k FxHashMap<&'k str, Vec<&'a Resource>>,
    names: &'k SubjectNames<'a>,
    around: Around<'a>,
    /// Subjects whose own resource is not in this code, and where they stand by what names them.
    absent: Vec<Subject<'a>>,
    absent_places: FxHashMap<String, usize>,
    held_elsewhere: HeldElsewhere<'a>,
}

impl<'k, 'a> SubjectsOfKind<'k, 'a> {
    fn new(
        kind: &'static str,
        by_type: &'k FxHashMap<&'k str, Vec<&'a Resource>>,
        names: &'k SubjectNames<'a>,
        told_owners: &'a [SmolStr],
    ) -> Self {
        SubjectsOfKind {
            kind,
            by_type,
            names,
            around: Around { told_owners, ..Around::default() },
            absent: vec![],
            absent_places: FxHashMap::default(),
            held_elsewhere: FxHashMap::default(),
        }
    }

    fn subjects(mut self, root: &'a Root) -> (Vec<Subject<'a>>, HeldElsewhere<'a>) {
        let joins: Vec<&'static Join> = facts::joins(self.kind).iter().filter(|join| join.language == Some(root.language)).collect();
        let subject = |resource| Subject { kind: self.kind, resource, parts: vec![], around: Arc::default() };
        let mut found: Vec<Subject<'a>> = selves(&joins, root).into_iter().map(subject).collect();
        let places: FxHashMap<&'a str, usize> =
            found.iter().enumerate().map(|(index, subject)| (subject.resource.address.as_str(), index)).collect();
        for join in joins.into_iter().filter(|join| join.meaning != Meaning::Itself) {
            for resource in self.by_type.get(join.resource_type).map_or(&[][..], Vec::as_slice) {
                for (address, part) in self.parts(join, resource) {
                    let subject = places.get(address).and_then(|index| found.get_mut(*index));
                    subject.into_iter().for_each(|subject| subject.parts.push(part.clone()));
                }
            }
        }
        found.extend(self.absent);
        let around = Arc::new(self.around);
        found.iter_mut().for_each(|subject| subject.around = around.clone());
        (found, self.held_elsewhere)
    }

    /// What a resource brings by a join, and to whom, by address.
    fn parts(&mut self, join: &'static Join, resource: &'a Resource) -> Vec<(&'a str, SubjectPart<'a>)> {
        if join.is_account_wide() {
            self.around.account(join, resource);
            return vec![];
        }
        let links = self.names.links(join, resource);
        if links.is_empty() && join.names_other_end() {
            return vec![];
        }
        let part = |given: Assignment| SubjectPart { join, resource, given, links: links.clone() };
        if join.via.is_empty() {
            return vec![(&resource.address, part(Assignment::default()))];
        }
        let mut parts = vec![];
        let values: Vec<(Assignment, &'a Value)> = join.via.values(&resource.attributes).collect();
        let mut elsewhere = vec![];
        for (given, value) in values.iter().cloned() {
            match self.names.of(self.kind, value, Some(resource)) {
                NamedSubject::Here(named) => {
                    for (named, there) in named.iter().flat_map(|named| resource.presence.cases().iter().map(move |there| (named, there))) {
                        let given = given.and(&named.given).and_then(|given| given.and(there));
                        parts.extend(given.map(|given| (named.resource.address.as_str(), part(given))));
                    }
                }
                NamedSubject::Elsewhere(name) => {
                    if !name.is_empty() {
                        elsewhere.push((given, value));
                    }
                    for held in held(join, resource, &links) {
                        self.held_elsewhere.entry(&held.address).or_default().push(name.clone());
                    }
                }
                NamedSubject::Unknown(why) => self.around.unclear(join, resource, why),
            }
        }
        if !join.speaks() {
            return parts;
        }
        if parts.is_empty() && !values.is_empty() {
            // Whichever of them it is.
            let all: Vec<&Value> = values.iter().map(|(_, value)| *value).collect();
            self.absent(&all, part(Assignment::default()));
        } else {
            elsewhere.into_iter().for_each(|(given, value)| self.absent(&[value], part(given)));
        }
        parts
    }

    /// A part of something that is not in this code: what it says holds all the same.
    fn absent(&mut self, names: &[&Value], part: SubjectPart<'a>) {
        let name = |value: &&Value| value.to_text().map_or_else(|| part.resource.address.to_string(), |text| told_apart(&text));
        let name = names.iter().map(name).collect::<Vec<_>>().join(" or ");
        let (kind, resource) = (self.kind, part.resource);
        let index = *self.absent_places.entry(name).or_insert(self.absent.len());
        match self.absent.get_mut(index) {
            Some(subject) => subject.parts.push(part),
            None => self.absent.push(Subject { kind, resource, parts: vec![part], around: Arc::default() }),
        }
    }
}

/// A text that is another one for another thing: what is read of a module that is not on disk is told apart by its call and by what is read.
fn told_apart(text: &Text) -> String {
    let unknown = text.holes().iter().filter_map(|hole| match &hole.hole.kind {
        HoleKind::Unknown(why) if why.code == WhyCode::RemoteModule => Some(format!(" {:?} {}", hole.hole.span, why.read)),
        HoleKind::Unknown(why) => Some(format!(" {why} {}", why.read)),
        _ => None,
    });
    std::iter::once(text.to_string()).chain(unknown).collect()
}

/// What a resource gives to whom it names: the policy that it attaches or has itself, the group that it makes them a member of.
fn held<'a>(join: &Join, resource: &'a Resource, links: &[Link<'a>]) -> Vec<&'a Resource> {
    match join.meaning {
        Meaning::Attachment | Meaning::Membership => {
            links.iter().filter_map(|link| if let LinkTarget::Here(held) = link.to { Some(held) } else { None }).collect()
        }
        Meaning::Policy => vec![resource],
        Meaning::Itself | Meaning::Alias | Meaning::Boundary | Meaning::Other => vec![],
    }
}

/// The resources that are subjects: by a row of their own, or because they name the other end of a part (a SAM function has a role).
fn selves<'a>(joins: &[&'static Join], root: &'a Root) -> Vec<&'a Resource> {
    let own = joins.iter().filter(|join| join.via.is_empty() && !join.is_account_wide());
    let types: FxHashSet<&str> = own.map(|join| join.resource_type).collect();
    resources(root).filter(|resource| types.contains(resource.kind.as_str())).collect()
}

/// The resources of a root, and the data sources that are subjects.
fn resources(root: &Root) -> impl Iterator<Item = &Resource> {
    let lookups = root.loose.iter().filter(|loose| loose.kind == LooseKind::Lookup).map(|loose| &loose.resource);
    root.resources.iter().chain(lookups)
}

/// An account has one of each in a Region; with several providers there may be several. More are not told apart.
const MAX_OF_ACCOUNT: usize = 16;
/// Of all accounts and Regions.
const MAX_OF_ACCOUNTS: usize = 1024;

impl<'a> Around<'a> {
    fn account(&mut self, join: &'static Join, resource: &'a Resource) {
        let told = (resource.kind.as_str(), resource.region(), resource.provider.accounts.as_slice());
        let alike = self.of_account.entry(told).or_default();
        *alike += 1;
        match *alike <= MAX_OF_ACCOUNT && self.account.len() < MAX_OF_ACCOUNTS {
            true => self.account.push((join, resource)),
            false => {
                self.cut = self.cut.or(Some(resource.span));
                self.unclear(join, resource, "too many resources speak for an account".to_owned());
            }
        }
    }

    fn unclear(&mut self, join: &'static Join, resource: &'a Resource, why: String) {
        if !self.unclear.iter().any(|known| known.join.resource_type == join.resource_type && known.join.part == join.part) {
            self.unclear.push(Unclear { join, resource, why });
        }
    }
}

impl<'a> Subject<'a> {
    /// Where it stands: the header of its resource.
    pub fn place(&self) -> Span {
        self.resource.span
    }

    /// Why nobody knows what holds where nothing is written; nothing if its own resource is in this code.
    pub fn absent(&self) -> Option<String> {
        let is_self = |join: &Join| join.via.is_empty() && join.resource_type == self.resource.kind;
        let is_here = facts::joins(self.kind).iter().any(is_self);
        (!is_here).then(|| format!("the {} is not in this code", in_words(self.kind)))
    }

    /// What people call it: its name if it is known, else its address.
    pub fn display_name(&self) -> String {
        display_name(self.resource)
    }

    /// The links of a name that the subject and its own resources have.
    pub fn links<'s>(&'s self, name: &'s str) -> impl Iterator<Item = Link<'a>> + 's {
        let parts = self.parts.iter().filter(move |known| known.join.part == name);
        parts.flat_map(|part| part.links.iter().filter_map(|link| link.under(&part.given)))
    }

    /// The concepts that a resource of this subject's kinds could set.
    pub fn concepts(&self) -> impl Iterator<Item = &'static str> + '_ {
        facts::concepts_of(self.kind).iter().copied().filter(|concept| self.has(concept))
    }

    fn has(&self, concept: &str) -> bool {
        let mut places = facts::attributes(concept).iter().filter(|place| place.language == Some(self.resource.language));
        let joins = facts::joins(self.kind);
        places.any(|place| {
            let brings = |join: &Join| join.meaning != Meaning::Itself && join.resource_type == place.resource_type && !join.via.is_empty();
            let template = |join: &Join| {
                join.resource_type == self.resource.kind
                    && join.precedence().is_fallback()
                    && facts::joins(join.leads_to())
                        .iter()
                        .any(|other| other.meaning == Meaning::Itself && other.resource_type == place.resource_type)
            };
            place.resource_type == self.resource.kind || joins.iter().any(|join| brings(join) || template(join))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Workspace;
    use crate::{cloudformation, terraform};

    /// The links of a name that a subject has, as `to if answers`.
    fn links(root: &Root, kind: &'static str, address: &str, name: &'static str) -> Vec<String> {
        let subjects = Subjects::of(root, &[]);
        let subject = subjects.at(kind, address).expect("the subject is there");
        let told = subjects.links(subject, name).into_iter().map(|link| {
            let to = match &link.to {
                LinkTarget::Here(resource) => resource.address.to_string(),
                LinkTarget::Elsewhere(other) => format!("elsewhere: {other}"),
                LinkTarget::Unknown(why) => format!("unknown: {why}"),
            };
            [vec![to], link.given.words()].concat().join(" if ")
        });
        told.collect()
    }

    fn terraform_root(text: &str) -> Root {
        let workspace = Workspace::in_memory([("main.tf".to_owned(), text.to_owned())]);
        terraform::load(&workspace, &terraform::TerraformOptions::default()).roots.remove(0)
    }

    #[test]
    fn the_template_is_heard_where_the_launch_says_nothing() {
        let root = terraform_root(
            "variable \"own\" {}
            resource \"aws_iam_role\" \"a\" { name = \"a\" }
            resource \"aws_iam_role\" \"b\" { name = \"b\" }
            resource \"aws_iam_instance_profile\" \"a\" { role = aws_iam_role.a.name }
            resource \"aws_iam_instance_profile\" \"b\" { role = aws_iam_role.b.name }
            resource \"aws_launch_template\" \"t\" {
              iam_instance_profile { arn = aws_iam_instance_profile.b.arn }
            }
            resource \"aws_instance\" \"i\" {
              iam_instance_profile = var.own ? aws_iam_instance_profile.a.name : null
              launch_template { id = aws_launch_template.t.id }
            }
            resource \"aws_instance\" \"elsewhere\" { iam_instance_profile = \"made-by-hand\" }",
        );
        let roles = links(&root, "instance", "aws_instance.i", "role");
        assert_eq!(roles, ["aws_iam_role.a if condition `var.own` is true", "aws_iam_role.b if condition `var.own` is false"]);
        let elsewhere = links(&root, "instance", "aws_instance.elsewhere", "role");
        assert_eq!(elsewhere, ["unknown: instance profile `made-by-hand` is not in this code"]);
        assert!(facts::links_of("instance").contains(&"role") && !facts::links_of("bucket").contains(&"role"));
    }

    #[test]
    fn a_function_without_a_role_has_the_one_that_sam_makes() {
        let text = "Transform: AWS::Serverless-2016-10-31
Resources:
  Own: {Type: AWS::Serverless::Function, Properties: {Policies: [AWSLambdaExecute]}}
  Given: {Type: AWS::Serverless::Function, Properties: {Role: !GetAtt Role.Arn}}
  Role: {Type: AWS::IAM::Role}
";
        let workspace = Workspace::in_memory([("t.yaml".to_owned(), text.to_owned())]);
        let root = cloudformation::load(&workspace, &cloudformation::TemplateOptions::default()).roots.remove(0);
        assert_eq!(links(&root, "function", "Own", "role"), ["OwnRole"]);
        assert_eq!(links(&root, "function", "Given", "role"), ["Role"]);
    }

    #[test]
    fn a_name_that_depends_is_found_under_its_answers() {
        let root = terraform_root(
            "variable \"live\" {}
            resource \"aws_s3_bucket\" \"one\" { bucket = var.live ? \"live\" : \"test\" }
            resource \"aws_s3_bucket\" \"two\" { bucket = var.live ? \"test\" : \"live\" }
            resource \"aws_cloudtrail\" \"t\" { s3_bucket_name = \"live\" }",
        );
        let buckets = links(&root, "trail", "aws_cloudtrail.t", "bucket");
        assert_eq!(buckets, ["aws_s3_bucket.one if condition `var.live` is true", "aws_s3_bucket.two if condition `var.live` is false"]);
    }

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
        let root = terraform_root(&(text + "variable \"nobody_knows\" {}\n"));
        let subjects = Subjects::of(&root, &[]);
        let groups = subjects.of_kind("security_group");
        // The last one is the group that nobody knows.
        assert_eq!((groups.len(), subjects.all.len()), (301, 301));
        assert!(groups.iter().take(300).all(|group| group.parts.len() == 1 && group.around.unclear.len() == 1));
    }
}
