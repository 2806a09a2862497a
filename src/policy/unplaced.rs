//! Documents that no place we know takes in: handed to modules that are not on disk, to outputs, to resources of unknown types, to nothing, or
//! files of their own. They are judged as what their content says they are.

use super::{Policy, placeholders, shape};
use crate::condition::Assignment;
use crate::facts::{self, PolicySite};
use crate::json;
use crate::mapped_text::{Text, WhyCode};
use crate::problem::Problem;
use crate::resource::{LooseKind, Resource, Root};
use crate::source::{FileId, Span, Workspace};
use crate::value::{Kind, Map, Value};
use rustc_hash::FxHashSet;
use smol_str::{SmolStr, format_smolstr};
use std::sync::Arc;

/// How deep in lists and maps documents are looked for.
const MAX_DEPTH: usize = 6;

/// A document with where it goes.
#[derive(Debug)]
pub struct Unplaced {
    /// What hands it over, or the document itself.
    resource: Resource,
    site: Option<&'static PolicySite>,
    document: Value,
    /// Where the code hands it over.
    pub place: Span,
    /// `handed to module.bucket, which is not on disk`.
    pub destination: String,
}

impl Unplaced {
    /// As a policy of what hands it over; unread if its content does not tell what it protects.
    pub fn policy(&self) -> Policy<'_> {
        let span = self.document.span;
        let unclear = || Value::unknown(WhyCode::Unresolved, "what it protects is not known", span);
        let (site, document) = match self.site {
            Some(site) => (site, self.document.clone()),
            None => (shape::unknown_site(), unclear()),
        };
        Policy { resource: &self.resource, site, path: site.path, argument: self.place, span, document }
    }
}

/// The documents of a root that none of its policies has taken in, each statement once.
pub fn unplaced(root: &Root, policies: &[Policy<'_>]) -> Vec<Unplaced> {
    let mut search = DocumentSearch { judged: policies.iter().flat_map(|policy| shape::places(&policy.document)).collect(), found: vec![] };
    for loose in root.loose.iter().filter(|loose| matches!(loose.kind, LooseKind::File | LooseKind::ModuleCall)) {
        let destination = match loose.kind {
            LooseKind::File => "a policy file".to_owned(),
            _ => format!("handed to `{}`, which is not on disk", loose.resource.address),
        };
        search.within(&loose.resource, &loose.resource.attributes, &destination, 0);
    }
    for resource in root.resources.iter().filter(|resource| facts::policy_sites(&resource.kind).is_empty()) {
        let destination = match resource.kind.ends_with("::MODULE") {
            true => format!("handed to `{}`, a module that is not on disk", resource.address),
            false => format!("goes to `{}`, which is not known to keep policies", resource.address),
        };
        search.within(resource, &resource.attributes, &destination, 0);
    }
    for (name, value) in &root.outputs {
        search.within(&output(root, name, value), value, &format!("goes to output `{name}`"), 0);
    }
    // A document that only serves as a source is judged in the one that takes it over.
    search.judged.extend(&root.taken_over);
    for loose in root.loose.iter().filter(|loose| loose.kind == LooseKind::Document) {
        search.within(&loose.resource, &loose.resource.attributes, "no policy that is read takes this document in", 0);
    }
    search.found
}

struct DocumentSearch {
    /// Where the statements stand that are judged already.
    judged: FxHashSet<Span>,
    found: Vec<Unplaced>,
}

impl DocumentSearch {
    /// Looks for documents in a value and in what it holds.
    fn within(&mut self, resource: &Resource, value: &Value, destination: &str, depth: usize) {
        if let Some(document) = shape::document(value) {
            self.add(resource, value, &document, destination);
            return;
        }
        if depth >= MAX_DEPTH {
            return;
        }
        match &value.kind {
            Kind::List(items) => items.iter().for_each(|item| self.within(resource, item, destination, depth + 1)),
            Kind::Map(map) => map.entries.iter().for_each(|entry| self.within(resource, &entry.value, destination, depth + 1)),
            Kind::Alternatives(open) => open.branches.iter().for_each(|(_, item)| self.within(resource, item, destination, depth + 1)),
            _ => {}
        }
    }

    fn add(&mut self, resource: &Resource, value: &Value, document: &Value, destination: &str) {
        let Some(rest) = shape::without(document, &self.judged) else { return };
        self.judged.extend(shape::places(document));
        let references = value.provenance.steps().map(|step| step.span);
        let place = references.chain([value.span]).find(|span| resource.block.covers(*span)).unwrap_or(resource.span);
        let site = shape::site_of(document, &format!("{destination} {}", resource.address));
        self.found.push(Unplaced { resource: resource.clone(), site, document: rest, place, destination: destination.to_owned() });
    }
}

/// An output as something that holds a value.
fn output(root: &Root, name: &str, value: &Value) -> Resource {
    let place = value.provenance.steps().last().map_or(value.span, |step| step.span);
    let address = format_smolstr!("output.{name}");
    Resource {
        address: address.clone(),
        kind: "output".into(),
        language: root.language,
        scope: root.path.clone(),
        name: address,
        provider: Arc::default(),
        attributes: value.clone(),
        span: place,
        block: place,
        calls: vec![],
        exists_under: Assignment::default(),
    }
}

/// The plain policy files among these files, each as a root of its own, and those that cannot be read.
pub fn policy_files(workspace: &Workspace, files: impl Iterator<Item = FileId>) -> (Vec<Root>, Vec<Problem>) {
    let (mut roots, mut problems) = (vec![], vec![]);
    for read in files.filter_map(|file| policy_file(workspace, file)) {
        match read {
            Ok(root) => roots.push(root),
            Err(problem) => problems.push(problem),
        }
    }
    (roots, problems)
}

fn policy_file(workspace: &Workspace, file: FileId) -> Option<Result<Root, Problem>> {
    let path = workspace.path(file);
    let text = workspace.text(file).ok().filter(|text| path.ends_with(".json") && text.contains("\"Statement\""))?;
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let whole = Span::new(file, start, text.len());
    let written = placeholders::outside_quotes(&Text::exact(text.get(start..)?, whole));
    let (value, error) = json::parse(&written, whole);
    if let Some(error) = error {
        let is_policy = text.contains("\"Effect\"") && text.trim_start().starts_with(['{', '[']);
        return is_policy.then(|| Err(Problem::syntax_error(error.span, "a policy file was", &error.message)));
    }
    let value = placeholders::opened(&value);
    shape::document(&value)?;
    let mut attributes = Map::default();
    attributes.push("policy", whole, value);
    let resource = Resource {
        address: SmolStr::new(path),
        kind: "policy file".into(),
        language: crate::resource::Language::Terraform,
        scope: SmolStr::new(path),
        name: SmolStr::new_static("policy"),
        provider: Arc::default(),
        attributes: Value::map(attributes, whole),
        span: Span { end: whole.start, ..whole },
        block: whole,
        calls: vec![],
        exists_under: Assignment::default(),
    };
    Some(Ok(Root::of_file(resource)))
}
