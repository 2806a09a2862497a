//! What is decided once all roots are judged: whether a document that nothing takes in here is judged elsewhere, and whether a template that Terraform
//! deploys is as it is found by itself.

use crate::finding::{Certainty, Finding, Level};
use crate::resource::{Language, Root};
use crate::source::{FileId, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// What some roots leave to be decided with the others.
#[derive(Clone, Default, Debug)]
pub struct Pending {
    /// Where the statements stand that some resource has, with the number of roots that have it.
    judged: FxHashMap<Span, usize>,
    /// By rule and statement, in how many of these roots something is found.
    found: FxHashMap<(SmolStr, Span), usize>,
    /// What is found in documents that nothing takes in, with the statements of each: it counts where no root judges them at a resource.
    waiting: Vec<(Vec<Span>, Vec<Finding>)>,
    /// The templates that Terraform deploys.
    deployed: Vec<Deployment>,
}

impl Pending {
    pub(super) fn of(judged: FxHashSet<Span>) -> Pending {
        Pending { judged: judged.into_iter().map(|statement| (statement, 1)).collect(), ..Pending::default() }
    }

    pub(super) fn add(&mut self, other: Pending) {
        other.judged.into_iter().for_each(|(statement, roots)| *self.judged.entry(statement).or_default() += roots);
        other.found.into_iter().for_each(|(found, roots)| *self.found.entry(found).or_default() += roots);
        self.waiting.extend(other.waiting);
        self.deployed.extend(other.deployed);
    }

    /// Keeps what is found in a document with these statements until all roots are judged.
    pub(super) fn wait(&mut self, statements: Vec<Span>, findings: Vec<Finding>) {
        self.waiting.push((statements, findings));
    }

    /// Notes what is found in a root.
    pub(super) fn note(&mut self, findings: &[Finding]) {
        self.found = findings.iter().filter_map(statement_key).map(|found| (found, 1)).collect();
    }

    /// Keeps what is found in a template as a root of Terraform deploys it.
    pub(super) fn deploys(&mut self, template: FileId, root: &Root, findings: &[Finding]) {
        let by = SmolStr::new(root.path.rsplit('/').next().unwrap_or_default());
        self.deployed.push(Deployment { template, by, found: findings.iter().map(key).collect() });
    }

    /// The findings that wait.
    pub(super) fn findings(&mut self) -> impl Iterator<Item = &mut Finding> {
        self.waiting.iter_mut().flat_map(|(_, findings)| findings)
    }

    /// Adds the findings that have waited and count, and says which others are only possible.
    pub(super) fn settle(self, findings: &mut Vec<Finding>) {
        self.agree(findings);
        let is_judged_nowhere = |statements: &[Span]| !statements.iter().all(|statement| self.judged.contains_key(statement));
        let counting = self.waiting.into_iter().filter(|(statements, _)| is_judged_nowhere(statements));
        findings.extend(counting.flat_map(|(_, waiting)| waiting));
        by_hand(findings, &self.deployed);
    }

    /// Only advises on a statement that another root has as well, where nothing is found in it: what is pasted is not known to be right there.
    fn agree(&self, findings: &mut [Finding]) {
        for finding in findings.iter_mut() {
            let Some(found) = statement_key(finding) else { continue };
            let of = self.judged.get(&found.1).copied().unwrap_or_default();
            if self.found.get(&found).is_some_and(|roots| *roots < of) {
                let why = "another root has this text as well and is right with it: write it for this use alone";
                finding.remedy.iter_mut().for_each(|remedy| remedy.only_advise(why));
            }
        }
    }
}

fn statement_key(finding: &Finding) -> Option<(SmolStr, Span)> {
    Some((finding.rule.clone(), finding.statement?))
}

/// A template as one resource of Terraform deploys it.
#[derive(Clone, Debug)]
struct Deployment {
    template: FileId,
    /// The address of the resource.
    by: SmolStr,
    /// What is found in it, by rule and place.
    found: FxHashSet<(SmolStr, Span)>,
}

fn key(finding: &Finding) -> (SmolStr, Span) {
    (finding.rule.clone(), finding.resource_span)
}

/// Makes possible what is found in a template alone and not as any resource deploys it: no deployment of the code has it.
fn by_hand(findings: &mut [Finding], deployed: &[Deployment]) {
    let mut by_template: FxHashMap<FileId, Vec<&Deployment>> = FxHashMap::default();
    deployed.iter().for_each(|deployment| by_template.entry(deployment.template).or_default().push(deployment));
    for finding in findings.iter_mut().filter(|finding| finding.language == Language::CloudFormation) {
        let Some(all) = by_template.get(&finding.resource_span.file) else { continue };
        let found = key(finding);
        if all.iter().any(|deployment| deployment.found.contains(&found)) {
            continue;
        }
        let first = all.first().map_or("", |deployment| deployment.by.as_str());
        let who = match all.len() {
            1 => format!("`{first}` deploys"),
            more => format!("`{first}` and {} more deploy", more - 1),
        };
        finding
            .because
            .push(format!("{who} this template with parameters under which it is not so; whoever deploys it by hand may leave them out"));
        finding.certainty = Certainty::Possible;
        if let Some([message, without_names]) = finding.when_possible.take().map(|told| *told) {
            (finding.message, finding.without_names) = (message, without_names);
        }
        finding.level = finding.level.min(Level::Warning);
    }
}
