//! Documents that no place we know takes in: handed to modules that are not on disk, to outputs, to resources of unknown types, to nothing, or
//! files of their own. They are judged as what their content says they are.

use super::policy_file::{self, POLICY_FILE};
use super::{Policy, module_placeholders, nested_text, placeholders, shape, statement_list};
use crate::cloudformation;
use crate::facts::{self, PolicySite};
use crate::mapped_text::WhyCode;
use crate::resource::{LooseKind, Resource, Root};
use crate::source::Span;
use crate::value::{Alternatives, Kind, Shared, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};
use std::sync::Arc;

/// How deep in lists and maps documents are looked for.
const MAX_DEPTH: usize = 6;
/// How many texts, one in the other, are read for documents.
const MAX_TEXTS: usize = 3;

/// Where a document goes that stands at no place of its kind.
#[derive(Clone, Debug)]
pub struct Destination {
    /// `handed to module.bucket, which is not on disk`.
    pub told: String,
    /// What stands of that behind the name of what takes it; empty where that says nothing more.
    pub what: &'static str,
}

/// A document with where it goes.
#[derive(Debug)]
pub struct Unplaced {
    /// What hands it over, or the document itself; of several documents that are alike each has a name of its own.
    resource: Resource,
    site: Option<&'static PolicySite>,
    document: Value,
    /// Where the code hands it over.
    pub place: Span,
    pub destination: Destination,
    /// Why what is said of it is only possible.
    doubt: Option<&'static str>,
}

const DECLARED_TWICE: &str = "the name of this document is declared twice, which Terraform refuses; whether it counts is not known";
const TAKEN_IN_BY_NOTHING: &str = "no policy uses this document with these inputs, so it grants nothing yet";
/// Of a document whose content does not tell what it protects.
pub(super) const PROTECTS_SOMETHING: &str = "what it protects is not known";
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html>
const PERHAPS_OF_ENDPOINT: &str = "what it protects is not known; in the policy of a VPC endpoint, `*` is whoever is in the VPC";
const REFERRED_TO_BY_NOTHING: &str = "nothing refers to this document, so it grants nothing yet";

/// A doubt about a document, as it is said of a statement that denies.
pub fn doubt_of_a_deny(doubt: &str) -> String {
    doubt.replace("so it grants nothing yet", "so it denies nothing yet")
}

const PARTS_OF_A_TRUST: &str = "what else the module puts into the trust policy is not known";

impl Destination {
    fn elsewhere(told: impl Into<String>) -> Destination {
        Destination { told: told.into(), what: "" }
    }

    fn handed_to(name: &str, what: &'static str) -> Destination {
        Destination { told: format!("handed to `{name}`, {what}"), what }
    }
}

impl Unplaced {
    /// Where the statements stand, if nothing takes them in.
    pub fn statements_of_nobody(&self) -> Option<Vec<Span>> {
        let is_of_nobody = self.doubt.is_some_and(|doubt| [TAKEN_IN_BY_NOTHING, REFERRED_TO_BY_NOTHING].contains(&doubt));
        is_of_nobody.then(|| shape::places(&self.document).collect())
    }

    /// As a policy of what hands it over; unread if its content does not tell what it protects, and what it allows hangs on that.
    pub fn policy(&self) -> Policy<'_> {
        let span = self.document.span;
        let (site, document, doubt) = match self.site {
            Some(site) => (site, self.document.clone(), self.doubt),
            None if matches!(self.document.kind, Kind::Unknown(_)) => (shape::unknown_site(), self.document.clone(), self.doubt),
            None if shape::allows_everything(&self.document) => {
                (shape::unknown_site(), self.document.clone(), self.doubt.or(self.open_on_anything()))
            }
            None => (shape::unknown_site(), Value::unknown(WhyCode::Unresolved, PROTECTS_SOMETHING, span), self.doubt),
        };
        Policy { resource: &self.resource, site, path: site.path, argument: self.place, span, document, doubt }
    }

    /// What is not known where a document is judged whatever it is put on.
    fn open_on_anything(&self) -> Option<&'static str> {
        Some(if shape::lets_everybody_in(&self.document) { PERHAPS_OF_ENDPOINT } else { PROTECTS_SOMETHING })
    }
}

/// Where the statements of all these policies stand.
pub fn statement_places(policies: &[Policy<'_>]) -> FxHashSet<Span> {
    policies.iter().flat_map(|policy| shape::places(&policy.document)).collect()
}

/// The documents of a root that none of its policies has taken in, each statement once.
pub fn unplaced(root: &Root, policies: &[Policy<'_>]) -> Vec<Unplaced> {
    let judged = statement_places(policies);
    let mut search =
        DocumentSearch { policies, judged, written: None, found: vec![], texts: vec![], around: vec![], by_name: FxHashMap::default() };
    for loose in root.loose.iter().filter(|loose| !loose.kind.is_data_source() && !loose.kind.is_without_documents()) {
        let destination = match loose.kind {
            LooseKind::File => Destination::elsewhere("a policy file"),
            _ => Destination::handed_to(&loose.resource.address, "which is not on disk"),
        };
        if let Some(trust) = statement_list::trust(&loose.resource.attributes).filter(|_| loose.kind == LooseKind::ModuleCall) {
            search.add(&loose.resource, &trust, &trust, &destination);
            search
                .found
                .iter_mut()
                .filter(|found| found.document.span == trust.span)
                .for_each(|found| found.doubt = Some(PARTS_OF_A_TRUST));
        }
        search.within(&loose.resource, &loose.resource.attributes, &destination, 0);
        if loose.kind == LooseKind::File {
            search.unread(&loose.resource, &destination);
        }
    }
    search.in_resources(root);
    for (name, value) in &root.outputs {
        let holder = holder(root, format_smolstr!("output.{name}"), value);
        search.within(&holder, value, &Destination::elsewhere(format!("goes to output `{name}`")), 0);
    }
    let before = search.found.len();
    let of_kind = |kind| root.loose.iter().filter(move |loose| loose.kind == kind && !is_of_another_cloud(&loose.resource.kind));
    for loose in of_kind(LooseKind::Document) {
        search.within(&loose.resource, &loose.resource.attributes, &Destination::elsewhere("nothing refers to this document"), 0);
    }
    search.found.iter_mut().skip(before).for_each(|found| found.doubt = Some(REFERRED_TO_BY_NOTHING));
    let before = search.found.len();
    // A document that only serves as a source is judged in the one that takes it over.
    search.judged.extend(&root.taken_over);
    let unused = Destination::elsewhere("no policy uses this document with these inputs");
    let mut declared: FxHashMap<&str, usize> = FxHashMap::default();
    of_kind(LooseKind::NamedDocument).for_each(|loose| *declared.entry(&loose.resource.address).or_default() += 1);
    for loose in of_kind(LooseKind::NamedDocument).filter(|loose| !is_turned_off(root, &loose.resource.address)) {
        let count = search.found.len();
        search.within(&loose.resource, &loose.resource.attributes, &unused, 0);
        if declared.get(loose.resource.address.as_str()).is_some_and(|count| *count > 1) {
            search.found.iter_mut().skip(count).for_each(|found| found.doubt = Some(DECLARED_TWICE));
        }
    }
    for (name, value) in root.locals.iter().filter(|(name, _)| !is_turned_off(root, &format!("local.{name}"))) {
        search.local(root, name, value);
    }
    search.found.iter_mut().skip(before).for_each(|found| found.doubt = found.doubt.or(Some(TAKEN_IN_BY_NOTHING)));
    search.found
}

/// Whether a document is for what the inputs turn off, which is told and not judged.
fn is_turned_off(root: &Root, address: &str) -> bool {
    let without_key = address.strip_suffix(']').and_then(|address| address.rsplit_once('['));
    root.turned_off.contains(address) || without_key.is_some_and(|(address, _)| root.turned_off.contains(address))
}

/// Terraform providers of clouds and stores whose policies look like those of AWS and are none: <https://registry.terraform.io/browse/providers>.
const OTHER_CLOUDS: [&str; 20] = [
    "alicloud",
    "azuread",
    "azurerm",
    "cloudflare",
    "digitalocean",
    "google",
    "huaweicloud",
    "ibm",
    "linode",
    "minio",
    "ncloud",
    "oci",
    "opentelekomcloud",
    "ovh",
    "scaleway",
    "tencentcloud",
    "volcengine",
    "vultr",
    "wasabi",
    "yandex",
];

fn is_of_another_cloud(kind: &str) -> bool {
    kind.split_once('_').is_some_and(|(provider, _)| OTHER_CLOUDS.contains(&provider))
}

struct DocumentSearch<'p> {
    policies: &'p [Policy<'p>],
    /// Where the statements stand that are judged already.
    judged: FxHashSet<Span>,
    /// Where the texts of the policies are written, once somebody asks.
    written: Option<FxHashSet<Span>>,
    found: Vec<Unplaced>,
    /// The texts, one in the other, that the value is in that is looked at.
    texts: Vec<Value>,
    /// The alternatives around the value that is looked at, each with the answer under which it is there.
    around: Vec<(Arc<Shared<Alternatives>>, SmolStr)>,
    /// Which of those found have a statement of this name in the resource of this address, and where the document stands.
    by_name: FxHashMap<(SmolStr, String), Vec<(usize, Span)>>,
}

impl DocumentSearch<'_> {
    /// Whether what a document says is written in the policies already: a statement that a block is made of is judged there.
    fn is_written_in_judged(&mut self, document: &Value) -> bool {
        let policies = self.policies;
        let of_policies = || policies.iter().flat_map(|policy| shape::text_places(&policy.document)).collect();
        let written = self.written.get_or_insert_with(of_policies);
        shape::text_places(document).iter().all(|place| written.contains(place))
    }

    /// Looks for documents in what is not known to keep policies.
    fn in_resources(&mut self, root: &Root) {
        let may_keep = |resource: &&Resource| facts::policy_sites(&resource.kind).is_empty() && !is_of_another_cloud(&resource.kind);
        for resource in root.resources.iter().filter(may_keep) {
            let destination = match resource.kind.ends_with("::MODULE") {
                true => Destination::handed_to(&resource.address, "a module that is not on disk"),
                false => Destination::elsewhere(format!("goes to `{}`, which is not known to keep policies", resource.address)),
            };
            // A template that is deployed has a root of its own.
            let deployed = cloudformation::template_of(&resource.kind).and_then(|name| resource.attributes.as_map()?.entry(name));
            let rest = deployed.map(|entry| resource.attributes.with(&entry.key, Value::null(entry.value.span)));
            self.within(resource, rest.as_ref().unwrap_or(&resource.attributes), &destination, 0);
        }
    }

    /// Looks for documents in a value and in what it holds.
    fn within(&mut self, resource: &Resource, value: &Value, destination: &Destination, depth: usize) {
        if let Some(document) = shape::document(value) {
            if shape::has_own_texts(&document) && self.is_written_in_judged(&document) {
                return;
            }
            self.add(resource, value, &document, destination);
            return;
        }
        if let Some(document) = statement_list::document(value).filter(|document| !self.is_written_in_judged(document)) {
            self.add(resource, value, &document, destination);
            return;
        }
        if depth >= MAX_DEPTH {
            return;
        }
        match &value.kind {
            Kind::List(items) => items.iter().for_each(|item| self.within(resource, item, destination, depth + 1)),
            Kind::Map(map) if self.texts.is_empty() || !policy_file::is_of_others(map) => {
                map.entries.iter().for_each(|entry| self.within(resource, &entry.value, destination, depth + 1));
            }
            Kind::Text(_) if self.texts.len() < MAX_TEXTS => {
                self.texts.push(nested_text::as_whole(value));
                nested_text::values(value).iter().for_each(|inside| self.within(resource, inside, destination, 0));
                self.texts.pop();
            }
            Kind::Alternatives(open) => {
                for (answer, item) in &open.branches {
                    self.around.push((open.clone(), answer.clone()));
                    self.within(resource, item, destination, depth + 1);
                    self.around.pop();
                }
            }
            _ => {}
        }
    }

    /// The document under the answers under which the code hands it over at all: a branch that does not hold it hands over nothing.
    fn as_handed_over(&self, value: &Value, document: Value) -> Value {
        self.around.iter().rev().fold(document, |document, (open, answer)| {
            let branches = open.branches.iter().map(|(named, branch)| {
                let has_it = named == answer || holds(branch, value.span, MAX_DEPTH);
                (named.clone(), if has_it { document.clone() } else { Value::null(document.span) })
            });
            let handed = Value::alternatives(open.condition.clone(), branches.collect(), document.span);
            Value { provenance: document.provenance, ..handed }
        })
    }

    /// How many of those found in the same resource, but elsewhere in it, have a statement that goes by the name of one of this document; notes its names.
    fn name(&mut self, address: &SmolStr, document: &Value) -> usize {
        let mut others: Vec<usize> = vec![];
        for name in names(document) {
            let known = self.by_name.entry((address.clone(), name)).or_default();
            others.extend(known.iter().filter(|(_, place)| *place != document.span).map(|(index, _)| index));
            known.push((self.found.len(), document.span));
        }
        others.sort_unstable();
        others.dedup();
        others.len()
    }

    /// A whole document in a local that no policy has taken in.
    fn local(&mut self, root: &Root, name: &str, value: &Value) {
        let Some(document) = shape::document(value).filter(|document| !self.is_written_in_judged(document)) else { return };
        self.add(
            &holder(root, format_smolstr!("local.{name}"), value),
            value,
            &document,
            &Destination::elsewhere("no policy takes in this document"),
        );
    }

    /// A file that should be a policy and cannot be read.
    fn unread(&mut self, resource: &Resource, destination: &Destination) {
        let Some(document) = resource.attributes.get("policy").filter(|policy| matches!(policy.kind, Kind::Unknown(_))) else { return };
        let (resource, document) = (resource.clone(), document.clone());
        self.found.push(Unplaced { place: document.span, resource, site: None, document, destination: destination.clone(), doubt: None });
    }

    fn add(&mut self, resource: &Resource, value: &Value, document: &Value, destination: &Destination) {
        let Some(rest) = shape::without(document, &self.judged) else { return };
        self.judged.extend(shape::places(document));
        // A part of a text is handed over where the text is.
        let handed = self.texts.first().unwrap_or(value);
        let references = handed.provenance.steps().map(|step| step.span);
        let place = references.chain([handed.span]).find(|span| resource.block.covers(*span)).unwrap_or(resource.span);
        let site = shape::site_of(document, &format!("{} {}", destination.told, resource.address));
        let mut resource = resource.clone();
        let rest = match resource.kind.as_str() {
            POLICY_FILE => rest,
            "module" => placeholders::opened_elsewhere(&module_placeholders::opened(&rest, &resource.address)),
            _ => placeholders::opened_elsewhere(&rest),
        };
        let document = super::bounded(&super::unset::opened(self.as_handed_over(value, rest)));
        let number = self.name(&resource.address, &document);
        if number > 0 {
            resource.name = format_smolstr!("{} {}", resource.name, number + 1);
        }
        self.found.push(Unplaced { resource, site, document, place, destination: destination.clone(), doubt: None });
    }
}

/// Whether what is written there stands in a value.
fn holds(value: &Value, place: Span, depth: usize) -> bool {
    let within = |item: &Value| depth > 0 && holds(item, place, depth - 1);
    match &value.kind {
        Kind::List(items) => items.iter().any(within),
        Kind::Map(map) => value.span == place || map.entries.iter().any(|entry| within(&entry.value)),
        Kind::Alternatives(open) => open.branches.iter().any(|(_, branch)| within(branch)),
        // A document may be a part of a text.
        _ => value.span.covers(place),
    }
}

/// What the statements of a document go by: the Sid, or the text.
fn names(document: &Value) -> FxHashSet<String> {
    let name = |statement: &&Value| match statement.get("Sid").and_then(Value::as_str) {
        Some(sid) if !sid.is_empty() => sid.to_owned(),
        _ => statement.to_json().to_string(),
    };
    shape::statements(document).iter().map(name).collect()
}

/// An output or a local as something that holds a value.
fn holder(root: &Root, address: SmolStr, value: &Value) -> Resource {
    let place = value.provenance.steps().last().map_or(value.span, |step| step.span);
    Resource {
        address: address.clone(),
        kind: address.split('.').next().unwrap_or_default().into(),
        language: root.language,
        scope: root.path.clone(),
        name: address,
        provider: Arc::default(),
        attributes: value.clone(),
        span: place,
        block: place,
        calls: vec![],
        presence: crate::condition::Presence::default(),
        generated_by: None,
        construct: None,
        left_alone: vec![],
    }
}
