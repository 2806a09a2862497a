//! A finding as a baseline keeps it, and the file: JSON with a line for each, without line numbers, so that it is easy to merge.

use super::{Baseline, grant};
use crate::finding::{BY_ROOT, Certainty, ComparedAnswers, Finding, HoldingAnswers, Impact, LIMIT, Level, NamedArguments, without_hash};
use crate::resource::{own_name, without_keys};
use crate::secret::without_tokens;
use crate::source::Workspace;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

const SCHEMA: u32 = 1;

/// A finding that was there.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineEntry {
    pub rule: String,
    /// Without the keys of instances.
    pub address: String,
    /// Only to find it: a file that moves is no matter.
    pub file: String,
    pub level: Level,
    pub certainty: Certainty,
    pub impact: Impact,
    /// At how many addresses it holds.
    pub places: usize,
    pub key: String,
    pub content: String,
    /// The statements of all instances, in one form; empty if it is not about one.
    pub statements: Vec<Json>,
    /// The resources that they name, which the one form does not tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
    /// What the policy is attached to and who holds it; nothing where an earlier version wrote the entry, which does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concerned: Option<Vec<String>>,
    /// The instances that it was about, and what a role may do that somebody assumes; nothing where an earlier version wrote the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instances: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub powers: Option<Vec<Json>>,
    /// What the arguments of the resource name; nothing where an earlier version wrote the entry, as for what is at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<NamedArguments>,
    /// The values that are at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_fault: Option<Vec<String>>,
    /// Under which answers it held; nothing where it held under all, or an earlier version wrote the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holding: Option<HoldingAnswers>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineFile {
    schema: u32,
    #[serde(rename = "tool")]
    _tool: String,
    findings: Vec<BaselineEntry>,
    /// By scope, the resources that there were of the types that the findings name; nothing where an earlier version wrote the file.
    declared: Option<BTreeMap<SmolStr, Vec<SmolStr>>>,
}

impl Baseline {
    /// The text of a baseline file.
    pub fn write(&self) -> String {
        let lines: Vec<String> = self.entries.iter().map(|entry| serde_json::to_string(entry).unwrap_or_default()).collect();
        let tool = concat!("deputylint ", env!("CARGO_PKG_VERSION"));
        let declared = self.declared_alike().into_iter().map(|(scope, names)| format!("{}: {}", json!(scope), json!(names)));
        let declared = self.declared.as_ref().map(|_| format!(",\n\"declared\": {{\n{}\n}}", declared.collect::<Vec<_>>().join(",\n")));
        format!(
            "{{\n\"schema\": {SCHEMA},\n\"tool\": \"{tool}\",\n\"findings\": [\n{}\n]{}\n}}\n",
            lines.join(",\n"),
            declared.unwrap_or_default()
        )
    }

    /// By scope, the resources of the types that entries name, and those of their templates: a known finding may come to be about one of them.
    fn declared_alike(&self) -> BTreeMap<Cow<'_, str>, BTreeSet<Cow<'_, str>>> {
        let kind = |name: &str| own_name(name).split_once('.').map(|(kind, _)| kind.to_owned());
        let named = self.entries.iter().flat_map(BaselineEntry::names);
        let kinds: BTreeSet<String> = named.filter_map(kind).collect();
        let files: BTreeSet<&str> = self.entries.iter().map(|entry| entry.file.as_str()).collect();
        let mut found: BTreeMap<Cow<'_, str>, BTreeSet<Cow<'_, str>>> = BTreeMap::new();
        for (scope, name) in self.declared.iter().flatten() {
            if name.starts_with(BY_ROOT) {
                let is_told = self.entries.iter().any(|entry| !entry.roots().is_empty());
                found.entry(without_tokens(scope)).or_default().extend(Some(without_tokens(name)).filter(|_| is_told));
            } else if kind(name).map_or_else(|| files.contains(scope.as_str()), |kind| kinds.contains(&kind)) {
                found.entry(without_tokens(scope)).or_default().insert(without_tokens(name));
            }
        }
        found
    }

    /// Reads one.
    ///
    /// # Errors
    /// It is no baseline, or one of a later version.
    pub fn read(text: &str) -> Result<Baseline, String> {
        let file: BaselineFile = serde_json::from_str(text).map_err(|error| format!("it is not a baseline: {error}"))?;
        if file.schema != SCHEMA {
            return Err(format!("it has schema {}, and this version reads {SCHEMA}", file.schema));
        }
        let of_scope = |(scope, names): (SmolStr, Vec<SmolStr>)| names.into_iter().map(move |name| (scope.clone(), name));
        let declared = file.declared.map(|declared| declared.into_iter().flat_map(of_scope).collect());
        Ok(Baseline { entries: file.findings, declared, since: None })
    }
}

/// The file that a finding is in, without tokens: the baseline is committed.
pub(super) fn file_of<'w>(workspace: &'w Workspace, finding: &Finding) -> Cow<'w, str> {
    without_tokens(workspace.path(finding.place.file))
}

impl BaselineEntry {
    pub(super) fn of(workspace: &Workspace, finding: &Finding) -> BaselineEntry {
        BaselineEntry {
            rule: finding.rule.to_string(),
            address: without_keys(&finding.address),
            file: file_of(workspace, finding).into_owned(),
            level: finding.level,
            certainty: finding.certainty,
            impact: finding.impact,
            places: places(finding),
            key: finding.identity.key.clone(),
            content: finding.identity.content.clone(),
            statements: statements(finding),
            references: finding.identity.references.clone(),
            concerned: Some(finding.identity.concerned.clone()),
            instances: Some(keyed(finding)).filter(|instances| !instances.is_empty()),
            powers: Some(powers(finding)).filter(|_| !finding.identity.powers.is_empty()),
            arguments: Some(finding.identity.arguments.clone()),
            at_fault: Some(finding.identity.at_fault.clone()),
            holding: Some(&finding.identity.holding).filter(|holding| !is_always(holding)).cloned(),
        }
    }

    /// The resource that it is about and what it names.
    fn names(&self) -> impl Iterator<Item = &str> {
        let arguments = self.arguments.iter().flat_map(|arguments| arguments.values()).flatten().flatten();
        let names = self.references.iter().chain(self.concerned.iter().flatten()).chain(arguments);
        names.map(String::as_str).chain([self.address.as_str()])
    }

    /// The roots that call the module that it is in; none where it is in no such module, or an earlier version wrote the entry.
    pub(super) fn roots(&self) -> Vec<&str> {
        self.concerned.iter().flatten().filter_map(|name| root_of(name)).collect()
    }

    /// Whether it is about statements and not about a resource.
    pub(super) fn is_about_statements(&self) -> bool {
        has_statement(&self.statements)
    }

    /// The order in a file.
    pub(super) fn order(&self) -> (&str, &str, &str, &str) {
        (&self.file, &self.rule, &self.address, &self.key)
    }

    /// What makes a finding worse than it was; nothing if it is not.
    pub(super) fn worse(&self, finding: &Finding) -> Option<String> {
        let name = |value: Json| value.as_str().unwrap_or_default().to_owned();
        if finding.level > self.level {
            let article = |level: Level| if level == Level::Error { "an" } else { "a" };
            let (now, then) = (finding.level, self.level);
            return Some(format!("it is {} {} now, and was {} {}", article(now), now.name(), article(then), then.name()));
        }
        if finding.certainty > self.certainty {
            return Some("it is certain now, and was only possible".to_owned());
        }
        if finding.impact > self.impact {
            let told = |impact: Impact| name(serde_json::to_value(impact).unwrap_or_default());
            return Some(format!("what gets through is `{}` now, and was `{}`", told(finding.impact), told(self.impact)));
        }
        if places(finding) > self.places {
            return Some(format!("it holds at {} addresses now, and held at {}", places(finding), self.places));
        }
        let now = statements(finding);
        if !self.is_about_statements() && !has_statement(&now) && finding.identity.content != self.content {
            return Some("the value is another one now".to_owned());
        }
        let is_new = |fault: &&String| self.at_fault.as_ref().is_some_and(|then| !then.contains(fault));
        if let Some(fault) = finding.identity.at_fault.iter().find(is_new) {
            // The hash of a secret is for comparing only.
            return Some(format!("another value is at fault: `{}`", without_hash(fault)));
        }
        let other = self.other_instance(finding).or_else(|| self.more_powers(finding)).or_else(|| self.other_answers(finding));
        if let Some(why) = other {
            return Some(why);
        }
        now.iter().find_map(|now| grant::wider_than_each(&self.statements, now))
    }
}

impl BaselineEntry {
    /// An instance of a block with a key that it did not have, or one more where numbers tell them apart.
    fn other_instance(&self, finding: &Finding) -> Option<String> {
        let (then, now) = (self.instances.as_deref().unwrap_or_default(), keyed(finding));
        let new = |key: &&String| !then.contains(key);
        // What was no instance of many, or had a number, is known under one key.
        let is_told = then.iter().any(|key| key.contains('"'));
        match is_told {
            true => now.iter().find(new).map(|key| format!("it concerns the instance `{}`, and did not", without_hash(key))),
            false => (now.len() > then.len().max(1)).then(|| format!("it concerns {} instances, and did {}", now.len(), then.len().max(1))),
        }
    }

    /// Answers under which it did not hold: other inputs, another workspace, no condition any more.
    fn other_answers(&self, finding: &Finding) -> Option<String> {
        let then = self.holding.as_ref()?;
        // What has another address now may have been any of those that were.
        let of = |address: &String| match then.get(address) {
            Some(cases) => cases.iter().collect::<Vec<_>>(),
            None => then.values().flatten().collect(),
        };
        let is_new = |address: &String, now: &ComparedAnswers| !of(address).iter().any(|then| now.is_within(then));
        let (address, now) = finding
            .identity
            .holding
            .iter()
            .find_map(|(address, cases)| cases.iter().find(|now| is_new(address, now)).map(|now| (address, now)))?;
        let held: Vec<String> = of(address).into_iter().take(MAX_TOLD).map(ComparedAnswers::told).collect();
        let held = format!("held only when {}", held.join(", or when "));
        Some(match now.is_always() {
            true => format!("it holds under all inputs now, and {held}"),
            false => format!("it holds when {} now, and {held}", now.told()),
        })
    }

    /// What whoever assumes the role may do now, and might not, and what limited them.
    fn more_powers(&self, finding: &Finding) -> Option<String> {
        let is_limit = |power: &Json| power.get(LIMIT).is_some();
        let (limits_then, then): (Vec<Json>, Vec<Json>) = self.powers.iter().flatten().cloned().partition(is_limit);
        let (limits, now): (Vec<Json>, Vec<Json>) = powers(finding).into_iter().partition(is_limit);
        let is_within = |inner: &Json, outer: &[Json]| {
            outer.contains(inner) || outer.iter().any(|outer| outer.is_object() && grant::wider(outer, inner).is_none())
        };
        if let Some(power) = now.iter().find(|power| !is_within(power, &then)) {
            let policy = || power.as_str().map(|name| format!("the policy `{}`", without_hash(name)));
            let named = grant::new_actions(&then, power).or_else(policy).map_or_else(String::new, |new| format!(": {new}"));
            return Some(format!("the role may do more now{named}"));
        }
        let denied: Vec<Json> = limits.iter().filter_map(|limit| limit.get(LIMIT).cloned()).collect();
        // Of a boundary it is not told whether another one lets more through.
        let holds =
            |limit: &Json| limits.contains(limit) || limit.get(LIMIT).is_some_and(|limit| is_denied(limit) && is_within(limit, &denied));
        (!limits_then.iter().all(holds)).then(|| "a boundary or a Deny that limited it is gone, or limits less".to_owned())
    }
}

/// Of how many sets of answers it is told that a finding held under them.
const MAX_TOLD: usize = 4;

fn is_always(holding: &HoldingAnswers) -> bool {
    holding.values().flatten().all(ComparedAnswers::is_always)
}

/// The root that a name among what a finding concerns stands for.
pub(super) fn root_of(name: &str) -> Option<&str> {
    name.trim_matches('"').strip_prefix(BY_ROOT)
}

/// The keys of the instances, each with those of the calls that lead to it.
fn keyed(finding: &Finding) -> Vec<String> {
    let keys = |address: &String| {
        let outside = without_keys(address);
        let parts = address.split('[').skip(1).map(|part| format!("[{part}"));
        (outside != *address).then(|| parts.collect::<Vec<_>>().concat())
    };
    let found: BTreeSet<String> = finding.identity.instances.iter().filter_map(keys).collect();
    found.into_iter().collect()
}

fn has_statement(statements: &[Json]) -> bool {
    statements.iter().any(|statement| statement.get(grant::PORTS).is_none())
}

fn is_denied(statement: &Json) -> bool {
    statement.get("Effect").is_some_and(|effect| effect.to_string().contains("Deny"))
}

fn powers(finding: &Finding) -> Vec<Json> {
    finding.identity.powers.iter().filter_map(|power| serde_json::from_str(power).ok()).collect()
}

fn statements(finding: &Finding) -> Vec<Json> {
    finding.identity.statements.iter().filter_map(|statement| serde_json::from_str(statement).ok()).collect()
}

fn places(finding: &Finding) -> usize {
    finding.occurrences.iter().map(|address| without_keys(address)).collect::<BTreeSet<_>>().len().max(1)
}
