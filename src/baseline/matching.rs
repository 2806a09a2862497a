//! Which finding an entry of a baseline stands for. Everything is looked up: there may be thousands of entries, findings and `moved` blocks.

use super::Baseline;
use super::entry::{BaselineEntry, file_of, root_of};
use crate::finding::{BY_PROVIDER, BY_ROOT, Finding, without_hash};
use crate::resource::{Language, own_name, without_keys};
use crate::source::{Workspace, directory_of};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

/// How many statements of a resource are compared with one that changed, and how many earlier addresses of a resource are looked up. What is over that is
/// new.
const MAX_TRIED: usize = 64;

/// What may be compared: a finding is looked up under texts that say what an entry for it would say.
type Lookup<'a> = FxHashMap<(&'a str, String), Vec<usize>>;

/// Which finding each entry stands for, and the other way round, each by its place.
pub(super) struct Matches {
    pub(super) entries: Vec<Option<usize>>,
    pub(super) findings: Vec<Option<usize>>,
}

impl Matches {
    /// Pairs what is still free.
    fn pair(&mut self, entry: usize, finding: usize) {
        if let (Some(of_entry @ None), Some(of_finding @ None)) = (self.entries.get_mut(entry), self.findings.get_mut(finding)) {
            *of_entry = Some(finding);
            *of_finding = Some(entry);
        }
    }

    fn is_free(&self, finding: usize) -> bool {
        self.findings.get(finding).is_some_and(Option::is_none)
    }
}

/// A comparison while it is made.
pub(super) struct Matching<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) findings: &'a [Finding],
    pub(super) baseline: &'a Baseline,
    /// The resources that there are now, by scope and name.
    pub(super) declared: &'a FxHashSet<(SmolStr, SmolStr)>,
    pub(super) moves: &'a Moves,
}

impl Matching<'_> {
    /// Pairs entries and findings: by identity, by `moved` blocks, by content where the resource got another name or place, or both in one folder, as often as it is
    /// there, and last a statement of the same resource that allows no more than it did.
    pub(super) fn matched(&self) -> Matches {
        let mut matches = Matches { entries: vec![None; self.baseline.entries.len()], findings: vec![None; self.findings.len()] };
        self.step(&mut matches, |finding| vec![finding.identity.key.clone()], |entry| entry.key.clone(), |_, _| true);
        self.step(
            &mut matches,
            |finding| self.moves.back.of_address(&finding.address),
            |entry| entry.address.clone(),
            |entry, finding| self.is_renamed(entry, finding),
        );
        let path = |finding: &Finding| file_of(self.workspace, finding);
        let content = |content: &str, place: &str| format!("{content}\0{place}");
        self.step(
            &mut matches,
            |finding| vec![content(&finding.identity.content, &path(finding))],
            |entry| content(&entry.content, &entry.file),
            |entry, finding| self.is_renamed(entry, finding),
        );
        self.step(
            &mut matches,
            |finding| vec![content(&finding.identity.content, &own_name(&finding.address))],
            |entry| content(&entry.content, &own_name(&entry.address)),
            |entry, finding| self.is_renamed(entry, finding),
        );
        self.step(
            &mut matches,
            |finding| vec![content(&finding.identity.content, directory_of(&path(finding)))],
            |entry| content(&entry.content, directory_of(&entry.file)),
            |entry, finding| self.is_same_scope(entry, finding) && self.is_renamed(entry, finding),
        );
        self.step(
            &mut matches,
            |finding| vec![without_keys(&finding.address)],
            |entry| entry.address.clone(),
            |entry, finding| self.is_same_scope(entry, finding) && self.worse(entry, finding).is_none(),
        );
        matches
    }

    /// Pairs what is looked up under the same text, and passes.
    fn step(
        &self,
        matches: &mut Matches,
        of_finding: impl Fn(&Finding) -> Vec<String>,
        of_entry: impl Fn(&BaselineEntry) -> String,
        passes: impl Fn(&BaselineEntry, &Finding) -> bool,
    ) {
        let mut lookup: Lookup<'_> = FxHashMap::default();
        for (index, finding) in self.findings.iter().enumerate().rev().filter(|(index, _)| matches.is_free(*index)) {
            for text in of_finding(finding) {
                lookup.entry((&finding.rule, text)).or_default().push(index);
            }
        }
        for (index, entry) in self.baseline.entries.iter().enumerate() {
            if lookup.is_empty() || matches.entries.get(index).is_some_and(Option::is_some) {
                continue;
            }
            let Some(candidates) = lookup.get_mut(&(entry.rule.as_str(), of_entry(entry))) else { continue };
            while candidates.pop_if(|last| !matches.is_free(*last)).is_some() {}
            let found = candidates.iter().rev().take(MAX_TRIED).copied().find(|candidate| {
                matches.is_free(*candidate) && self.findings.get(*candidate).is_some_and(|finding| passes(entry, finding))
            });
            found.into_iter().for_each(|finding| matches.pair(index, finding));
        }
    }

    /// What makes a finding worse than it was; nothing if it is not.
    pub(super) fn worse(&self, entry: &BaselineEntry, finding: &Finding) -> Option<String> {
        let concerned = || self.other_reference(entry, finding).or_else(|| self.concerns_another(entry, finding));
        let elsewhere = || self.another_argument(entry, finding).or_else(|| self.another_root(entry, finding));
        entry.worse(finding).or_else(concerned).or_else(elsewhere)
    }

    /// Of each finding whether it is about a part of what is known of its resource: somebody split a statement, or wrote it twice.
    pub(super) fn parts_of_known(&self, matches: &Matches) -> Vec<bool> {
        let mut known: FxHashMap<(&str, &str), Vec<&BaselineEntry>> = FxHashMap::default();
        let entries =
            self.baseline.entries.iter().zip(&matches.entries).filter(|(entry, matched)| matched.is_some() && entry.is_about_statements());
        for (entry, _) in entries {
            known.entry((&entry.rule, &entry.address)).or_default().push(entry);
        }
        let is_part = |(place, finding): (usize, &Finding)| {
            let address = without_keys(&finding.address);
            let entries = known.get(&(finding.rule.as_str(), address.as_str())).filter(|_| matches.is_free(place)).into_iter().flatten();
            let mut alike = entries.filter(|entry| self.is_same_scope(entry, finding)).take(MAX_TRIED);
            alike.any(|entry| self.worse(entry, finding).is_none())
        };
        self.findings.iter().enumerate().map(is_part).collect()
    }

    /// Whether a finding elsewhere may be that of an entry: the resource of the entry is gone, and that of the finding was not there.
    fn is_renamed(&self, entry: &BaselineEntry, finding: &Finding) -> bool {
        let scope = self.workspace.path(finding.place.file);
        let was_there = || self.baseline.declared.as_ref().is_some_and(|then| is_declared(then, scope, &finding.address));
        self.is_at_home(entry, finding) || (!is_declared(self.declared, &entry.file, &entry.address) && !was_there())
    }

    /// Whether a finding is about the resource of an entry.
    pub(super) fn is_at_home(&self, entry: &BaselineEntry, finding: &Finding) -> bool {
        entry.address == without_keys(&finding.address) && self.is_same_scope(entry, finding)
    }

    /// Templates are scopes of their own, modules are folders.
    fn is_same_scope(&self, entry: &BaselineEntry, finding: &Finding) -> bool {
        let path = file_of(self.workspace, finding);
        entry.file == path || finding.language == Language::Terraform && directory_of(&entry.file) == directory_of(&path)
    }

    /// A resource that a statement names now and did not name, where that is not one that got another name.
    fn other_reference(&self, entry: &BaselineEntry, finding: &Finding) -> Option<String> {
        // What an earlier version wrote does not tell.
        let then = Some(&entry.references).filter(|then| !then.is_empty())?;
        self.added(entry, finding, then, &finding.identity.references).map(|name| format!("it names `{}`, and did not", without_hash(name)))
    }

    /// What the policy is attached to now, or who holds it, and did not.
    fn concerns_another(&self, entry: &BaselineEntry, finding: &Finding) -> Option<String> {
        let then = entry.concerned.as_ref()?;
        // What an earlier version wrote does not tell the provider, nor is it told where the accounts are.
        let tells_provider = then.iter().any(|name| name.trim_start_matches('"').starts_with(BY_PROVIDER));
        let is_of_provider = |name: &str| name.trim_start_matches('"').starts_with(BY_PROVIDER);
        let is_meant = |name: &&String| (tells_provider || !is_of_provider(name)) && root_of(name).is_none();
        let now: Vec<String> = finding.identity.concerned.iter().filter(is_meant).cloned().collect();
        let then: Vec<String> = then.iter().filter(|name| root_of(name).is_none()).cloned().collect();
        let added = self.added(entry, finding, &then, &now);
        added.map(|name| format!("it concerns `{}`, and did not", without_hash(name).trim_matches('"')))
    }

    /// What an argument of the resource names now, and did not.
    fn another_argument(&self, entry: &BaselineEntry, finding: &Finding) -> Option<String> {
        let then = entry.arguments.as_ref()?;
        let now = &finding.identity.arguments;
        let shown = |name: &str| without_hash(name).trim_matches('"').to_owned();
        then.iter().find_map(|(argument, of_then)| {
            let Some(of_now) = now.get(argument) else {
                return (!of_then.is_empty()).then(|| format!("it has no `{argument}` any more"));
            };
            let is_one = |value: &&Vec<String>, of: &[Vec<String>]| of.iter().flatten().any(|name| value.contains(name));
            let is_another = |value: &&Vec<String>| value.iter().any(|name| self.is_another(entry, finding, name));
            let was_one = |value: &&Vec<String>| value.iter().any(|name| self.is_moved(finding, name, of_then.iter().flatten()));
            let is_known = |value: &&Vec<String>| (is_one(value, of_then) && !is_another(value)) || was_one(value);
            let added: Vec<_> = of_now.iter().filter(|value| !is_known(value)).collect();
            let is_gone = |value: &&Vec<String>| !is_one(value, of_now) && value.iter().any(|name| self.is_gone(entry, name));
            let is_renamed = |value: &Vec<String>| value.iter().any(|name| self.is_new(finding, name));
            let added = first_not_renamed(&added, of_then.iter().filter(is_gone).count(), |value| is_renamed(value))?;
            Some(format!("`{}` is new in its `{argument}`", shown(added.first()?)))
        })
    }

    /// A root that calls the module now and did not, where it is not one that got another name.
    fn another_root(&self, entry: &BaselineEntry, finding: &Finding) -> Option<String> {
        let then = Some(entry.roots()).filter(|then| !then.is_empty())?;
        let now: Vec<&str> = finding.identity.concerned.iter().filter_map(|name| root_of(name)).collect();
        let added: Vec<&str> = now.iter().copied().filter(|root| !then.contains(root)).collect();
        let gone = then.iter().filter(|root| !now.contains(root)).count();
        let known = |root: &str| (SmolStr::default(), format_smolstr!("{BY_ROOT}{root}"));
        let was_there = |root: &str| self.baseline.declared.as_ref().is_some_and(|declared| declared.contains(&known(root)));
        let root = first_not_renamed(&added, gone, |root| !was_there(root))?;
        Some(format!("the root `{}` deploys it, and did not", if root.is_empty() { "." } else { root }))
    }

    /// The first name that is new, where it is not that of what had another one.
    fn added<'n>(&self, entry: &BaselineEntry, finding: &Finding, then: &[String], now: &'n [String]) -> Option<&'n String> {
        // A block that has instances now was one before, and the other way round.
        let only = |of: &[String], name: &str| {
            let mut alike = of.iter().filter(|other| without_keys(other) == without_keys(name));
            alike.next().filter(|_| alike.next().is_none()).cloned()
        };
        let is_same = |name: &String| {
            let then = only(then, name).filter(|_| only(now, name).is_some());
            then.is_some_and(|then| then == without_keys(name) || *name == without_keys(&then))
        };
        let is_one = |name: &String| (then.contains(name) || is_same(name)) && !self.is_another(entry, finding, name);
        let added: Vec<_> = now.iter().filter(|name| !is_one(name) && !self.is_moved(finding, name, then.iter())).collect();
        let gone = then.iter().filter(|name| !now.contains(name) && self.is_gone(entry, name)).count();
        first_not_renamed(&added, gone, |name| self.is_new(finding, name))
    }

    /// Whether a name stands for another thing than it did: the finding is elsewhere, and what has the name there had it before.
    fn is_another(&self, entry: &BaselineEntry, finding: &Finding, name: &str) -> bool {
        !self.is_same_scope(entry, finding) && self.was_declared(finding, name)
    }

    /// Whether a resource had one of some names until a `moved` block gave it this one.
    fn is_moved<'n>(&self, finding: &Finding, name: &str, mut then: impl Iterator<Item = &'n String>) -> bool {
        let scope = self.workspace.path(finding.place.file);
        let mut earlier = self.moves.back.of_address(name);
        earlier.retain(|earlier| !is_named(self.declared, scope, &finding.address, earlier));
        !earlier.is_empty() && !self.was_declared(finding, name) && then.any(|then| earlier.contains(&without_keys(then)))
    }

    /// Whether a resource of the code has this name, and none had it.
    fn is_new(&self, finding: &Finding, name: &str) -> bool {
        !name.starts_with('"') && !self.was_declared(finding, name)
    }

    /// Whether a name that a finding names was one of the code.
    fn was_declared(&self, finding: &Finding, name: &str) -> bool {
        let scope = self.workspace.path(finding.place.file);
        self.baseline.declared.as_ref().is_some_and(|then| is_named(then, scope, &finding.address, &without_keys(name)))
    }

    /// Whether a resource that had this name is gone, and not under another one. Whether a data source is gone is not known, nor whether what is not in the code
    /// is.
    fn is_gone(&self, entry: &BaselineEntry, name: &str) -> bool {
        let name = without_keys(name);
        if own_name(&name).starts_with("data.") || name.starts_with('"') {
            return false;
        }
        let is_there = |name: &str| is_named(self.declared, &entry.file, &entry.address, name);
        !is_there(&name) && !self.moves.on.of_address(&name).iter().any(|name| is_there(name))
    }
}

/// The first of some that are new, where there are more than got another name.
fn first_not_renamed<'n, T: ?Sized>(added: &[&'n T], gone: usize, may_be: impl Fn(&T) -> bool) -> Option<&'n T> {
    let other = added.iter().find(|name| !may_be(name)).or_else(|| added.get(gone));
    other.copied()
}

/// Whether a resource is declared with a name as what stands at an address names it.
fn is_named(declared: &FxHashSet<(SmolStr, SmolStr)>, file: &str, address: &str, name: &str) -> bool {
    if own_name(name) == name {
        return is_declared(declared, file, name);
    }
    // In a module that is called: by its whole address.
    let address = without_keys(address);
    let home = address.strip_suffix(own_name(&address).as_str()).unwrap_or_default();
    let is_there = |address: String| declared.contains(&(SmolStr::default(), SmolStr::from(address)));
    is_there(format!("{home}{name}")) || is_there(name.to_owned())
}

fn is_declared(declared: &FxHashSet<(SmolStr, SmolStr)>, file: &str, address: &str) -> bool {
    let name = SmolStr::from(own_name(address));
    declared.contains(&(SmolStr::new(file), name.clone())) || declared.contains(&(SmolStr::new(directory_of(file)), name))
}

/// What `moved` blocks say.
pub(super) struct Moves {
    back: Addresses,
    on: Addresses,
}

impl Moves {
    pub(super) fn of(moved: &[(SmolStr, SmolStr)]) -> Moves {
        Moves {
            back: Addresses::of(moved.iter().map(|(from, to)| (from, to))),
            on: Addresses::of(moved.iter().map(|(from, to)| (to, from))),
        }
    }
}

/// Other addresses of what there is, by a part of an address.
struct Addresses {
    by_part: FxHashMap<String, Vec<String>>,
    /// In how many parts these have.
    lengths: FxHashSet<usize>,
}

impl Addresses {
    fn of<'m>(moved: impl Iterator<Item = (&'m SmolStr, &'m SmolStr)>) -> Addresses {
        let mut addresses = Addresses { by_part: FxHashMap::default(), lengths: FxHashSet::default() };
        for (other, part) in moved {
            let part = without_keys(part);
            addresses.lengths.insert(part.split('.').count());
            let others = addresses.by_part.entry(part).or_default();
            if others.len() < MAX_TRIED {
                others.push(without_keys(other));
            }
        }
        addresses
    }

    /// The addresses that what has this one has on the other side.
    fn of_address(&self, address: &str) -> Vec<String> {
        let address = without_keys(address);
        let mut ends: Vec<usize> = address.match_indices('.').map(|(at, _)| at).collect();
        ends.push(address.len());
        let mut found = vec![];
        for start in 0..ends.len() {
            for length in &self.lengths {
                let Some(end) = (start + length).checked_sub(1).and_then(|last| ends.get(last)) else { continue };
                let from = start.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |before| before + 1);
                let Some(others) = address.get(from..*end).and_then(|part| self.by_part.get(part)) else { continue };
                let (before, behind) = (address.get(..from).unwrap_or_default(), address.get(*end..).unwrap_or_default());
                found.extend(others.iter().map(|other| format!("{before}{other}{behind}")));
            }
        }
        found.truncate(MAX_TRIED);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_are_followed_back() {
        let cases = [
            ("aws_s3_bucket_policy.new", "aws_s3_bucket_policy.old", "aws_s3_bucket_policy.new", Some("aws_s3_bucket_policy.old")),
            ("module.a[\"x\"].aws_sns_topic.t[0]", "module.b", "module.a", Some("module.b.aws_sns_topic.t")),
            ("module.a.aws_sns_topic.t", "aws_sns_topic.s", "aws_sns_topic.t", Some("module.a.aws_sns_topic.s")),
            ("aws_sns_topic.new2", "aws_sns_topic.old", "aws_sns_topic.new", None),
            ("a_aws_sns_topic.new", "aws_sns_topic.old", "aws_sns_topic.new", None),
        ];
        for (address, from, to, old) in cases {
            let moves = Moves::of(&[(from.into(), to.into())]);
            assert_eq!(moves.back.of_address(address), old.map(str::to_owned).into_iter().collect::<Vec<_>>(), "{address}");
        }
    }
}
