//! Suppressions by what they are about, so that each finding is asked about few: there may be thousands of both.

use super::{ConfiguredSuppression, SuppressedPart, Suppression};
use crate::finding::Finding;
use crate::source::{CodePart, CodePartKind, FileId, Span, Workspace};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// All suppressions of one rule.
#[derive(Default)]
pub(super) struct OfRule {
    groups: Vec<SuppressionGroup>,
    /// In order of their beginning; they nest, as what the code is made of does.
    in_code: FxHashMap<FileId, Vec<Covered>>,
    configured: Configured,
}

/// Suppressions that are about the same.
pub(super) struct SuppressionGroup {
    /// By their place among all.
    pub(super) members: Vec<usize>,
    /// The first that holds today, and the first that has ended.
    pub(super) holding: Option<usize>,
    pub(super) ended: Option<usize>,
    pub(super) is_used: bool,
}

struct Covered {
    part: CodePart,
    group: usize,
    /// What lies around it, by its place in the same list.
    around: Option<usize>,
}

/// Entries of the configuration, by what they name exactly.
#[derive(Default)]
struct Configured {
    by_fingerprint: FxHashMap<String, Vec<(usize, usize)>>,
    by_address: FxHashMap<String, Vec<(usize, usize)>>,
    by_path: FxHashMap<String, Vec<(usize, usize)>>,
    others: Vec<(usize, usize)>,
}

/// How many digits of a fingerprint are looked up.
const DIGITS: usize = 8;

/// What two suppressions must have in common to be about the same.
#[derive(PartialEq, Eq, Hash)]
enum SuppressedMatter<'a> {
    Code(Span, bool),
    Configured(Option<&'a str>, Option<&'a str>, Option<&'a str>),
}

/// What is about each rule. Those with a fault count for nothing.
pub(super) fn by_rule(all: &[Suppression], configured: &[ConfiguredSuppression], today: &str) -> FxHashMap<SmolStr, OfRule> {
    let mut rules: FxHashMap<SmolStr, OfRule> = FxHashMap::default();
    let mut known: FxHashMap<(&SmolStr, SuppressedMatter<'_>), usize> = FxHashMap::default();
    for (index, suppression) in all.iter().enumerate().filter(|(_, suppression)| suppression.fault.is_none()) {
        for rule in &suppression.rules {
            let entry = match &suppression.scope {
                SuppressedPart::Configured(at) => configured.get(*at).map(|entry| (*at, entry)),
                SuppressedPart::Code(_) => None,
            };
            let about = match (&suppression.scope, entry) {
                (SuppressedPart::Code(Some(part)), _) => SuppressedMatter::Code(part.span, part.kind == CodePartKind::Resource),
                (_, Some((_, entry))) => {
                    SuppressedMatter::Configured(entry.path.as_deref(), entry.address.as_deref(), entry.fingerprint.as_deref())
                }
                _ => continue,
            };
            let of_rule = rules.entry(rule.clone()).or_default();
            let group = *known.entry((rule, about)).or_insert_with(|| of_rule.add(&suppression.scope, entry));
            if let Some(group) = of_rule.groups.get_mut(group) {
                group.members.push(index);
                let first = if suppression.has_ended(today) { &mut group.ended } else { &mut group.holding };
                *first = first.or(Some(index));
            }
        }
    }
    rules.values_mut().flat_map(|of_rule| of_rule.in_code.values_mut()).for_each(|covered| nest(covered));
    rules
}

/// Sorts them and tells each what lies around it.
fn nest(covered: &mut [Covered]) {
    covered.sort_by_key(|one| (one.part.span.start, std::cmp::Reverse(one.part.span.end)));
    let mut open: Vec<(usize, u32)> = vec![];
    for (index, one) in covered.iter_mut().enumerate() {
        while open.pop_if(|(_, end)| *end < one.part.span.end).is_some() {}
        one.around = open.last().map(|(around, _)| *around);
        open.push((index, one.part.span.end));
    }
}

impl OfRule {
    /// A new group for what the first of its suppressions is about.
    fn add(&mut self, scope: &SuppressedPart, entry: Option<(usize, &ConfiguredSuppression)>) -> usize {
        let group = self.groups.len();
        self.groups.push(SuppressionGroup { members: vec![], holding: None, ended: None, is_used: false });
        match (scope, entry) {
            (SuppressedPart::Code(Some(part)), _) => {
                self.in_code.entry(part.span.file).or_default().push(Covered { part: *part, group, around: None });
            }
            (_, Some((at, entry))) => self.configured.add(entry, (group, at)),
            _ => {}
        }
        group
    }

    /// Those that have been about a finding.
    pub(super) fn used(&self) -> impl Iterator<Item = &SuppressionGroup> {
        self.groups.iter().filter(|group| group.is_used)
    }

    /// What is about a finding itself.
    pub(super) fn meeting(&self, workspace: &Workspace, finding: &Finding, configured: &[ConfiguredSuppression]) -> Vec<usize> {
        let candidates = self.configured.candidates(workspace, finding).into_iter();
        let is_met = |at: usize| configured.get(at).is_some_and(|entry| entry.meets(workspace, finding));
        let mut found: Vec<usize> = candidates.filter(|(_, at)| is_met(*at)).map(|(group, _)| group).collect();
        found.extend(self.around(finding.resource_span).map(|covered| covered.group));
        // A resource is not answerable for what others take from it.
        let effect = finding.provenance.last().map(|label| label.span);
        let takes_effect_in = |part: CodePart| part.kind != CodePartKind::Resource || effect.is_none_or(|span| begins_in(part.span, span));
        for span in [Some(finding.place), finding.statement].into_iter().flatten() {
            found.extend(self.around(span).filter(|covered| takes_effect_in(covered.part)).map(|covered| covered.group));
        }
        found
    }

    /// What is about a module call.
    pub(super) fn at_call(&self, call: Span) -> impl Iterator<Item = usize> {
        self.around(call).map(|covered| covered.group)
    }

    pub(super) fn use_group(&mut self, group: usize) -> Option<&SuppressionGroup> {
        let group = self.groups.get_mut(group)?;
        group.is_used = true;
        Some(group)
    }

    /// What a span begins in, the innermost first.
    fn around(&self, span: Span) -> impl Iterator<Item = &Covered> {
        let covered = self.in_code.get(&span.file).map_or(&[][..], Vec::as_slice);
        let nearest = covered.partition_point(|one| one.part.span.start <= span.start).checked_sub(1);
        let outwards = std::iter::successors(nearest, move |at| covered.get(*at)?.around);
        outwards.filter_map(move |at| covered.get(at)).filter(move |one| begins_in(one.part.span, span))
    }
}

fn begins_in(outer: Span, span: Span) -> bool {
    outer.file == span.file && outer.start <= span.start && span.start < outer.end.max(outer.start + 1)
}

impl Configured {
    fn add(&mut self, entry: &ConfiguredSuppression, group: (usize, usize)) {
        let exact = |text: &Option<String>| text.clone().filter(|text| !text.contains('*'));
        let digits = entry.fingerprint.as_ref().and_then(|digits| digits.get(..DIGITS)).map(str::to_owned);
        let path = exact(&entry.path).map(|path| path.trim_end_matches('/').to_owned());
        let list = if let Some(digits) = digits {
            self.by_fingerprint.entry(digits).or_default()
        } else if let Some(address) = exact(&entry.address) {
            self.by_address.entry(address).or_default()
        } else if let Some(path) = path {
            self.by_path.entry(path).or_default()
        } else {
            &mut self.others
        };
        list.push(group);
    }

    /// What may be about a finding.
    fn candidates(&self, workspace: &Workspace, finding: &Finding) -> Vec<(usize, usize)> {
        let path = workspace.path(finding.place.file);
        let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        let digits = finding.identity.key.get(..DIGITS).unwrap_or_default();
        let of_path = folders.chain([path]).filter_map(|folder| self.by_path.get(folder));
        let lists = [self.by_fingerprint.get(digits), self.by_address.get(finding.address.as_str()), Some(&self.others)];
        lists.into_iter().flatten().chain(of_path).flatten().copied().collect()
    }
}
