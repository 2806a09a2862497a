//! The one pure function in the middle: from a workspace and rules to findings.

mod any_inputs;
mod instances;
mod related;
mod remedies;
mod crowd;
mod deployed;
mod pending;
mod session;
mod stages;

pub use pending::Pending;
pub use session::Session;
pub use stages::{Parsed, Parsers, RootName, RootSource, evaluate, parse, understand, understand_each};

use crate::facts;
use crate::finding::{BY_ROOT, BaselineComparison, Finding, Label, LabelRole, Suppressed};
use crate::iam::exposure;
use crate::policy::{self, CallersAt, Destination, Policy, Reading, Unplaced};
use crate::privilege::PermissionGraph;
use crate::problem::{self, Code, Problem};
use crate::resource::{Configuration, Coverage, EvaluatedRoot, Language, LooseKind, MetadataEntry, Root, without_keys};
use crate::rule::context::{RootContext, Trust};
use crate::rule::judge;
use crate::rule::{KnownOfRoot, RuleSet};
use crate::secret::KnownMasks;
use crate::source::{Comment, FileId, Span, Workspace, is_aside};
use crate::subject::Subjects;
use crate::{cloudformation, rule, secret, subject, terraform};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use smol_str::{SmolStr, format_smolstr};

/// How many states one exposure question may look at before its answer is "unknown".
pub const EXPOSURE_BUDGET: usize = 1 << 16;

/// What the command line and the configuration say.
#[derive(Clone, Default, Debug)]
pub struct Options {
    /// The own accounts; the code may name more.
    pub own_accounts: Vec<SmolStr>,
    pub trusted_accounts: Vec<SmolStr>,
    /// Organisations all of whose accounts are trusted.
    pub organizations: Vec<SmolStr>,
    /// Found in the code: accounts that are likely of the same owner, each with the reason in words.
    pub likely_own: Vec<(SmolStr, SmolStr)>,
    pub terraform: terraform::TerraformOptions,
    pub cloudformation: cloudformation::TemplateOptions,
}

/// What `analyse` gives.
#[derive(Clone, Default, Debug)]
pub struct Analysis {
    /// Sorted by path, line, column, rule and identity.
    pub findings: Vec<Finding>,
    /// Sorted by path and place.
    pub problems: Vec<Problem>,
    pub files: Coverage,
    pub policies: PolicyCounts,
    /// Calls of Terraform modules that are not on disk, each once for every root, in no order.
    pub missing_modules: Vec<MissingModule>,
    /// The comments in all files that were parsed, in the order of files.
    pub comments: Vec<Comment>,
    /// What the metadata of templates' resources says to deputylint.
    pub metadata: Vec<MetadataEntry>,
    /// Findings that do not count, in the order of findings; filled by [`crate::suppress`].
    pub suppressed: Vec<Suppressed>,
    /// The `moved` blocks of all modules: from and to.
    pub moved: Vec<(SmolStr, SmolStr)>,
    /// The resources that there are, by scope and name, each once for every root; and the roots, by name alone.
    pub declared: Vec<(SmolStr, SmolStr)>,
    /// The accounts that the code says it deploys to, each with a place that does, in no order.
    pub deployed_to: Vec<(SmolStr, Span)>,
    /// What hangs on other roots; nothing once it is concluded.
    pub pending: Pending,
    /// Whom statements name, by their place; nothing once it is concluded.
    pub callers: CallersAt,
    /// Where texts are written that are not to be shown: the code says so, or they stand where secrets are kept.
    pub withheld: Vec<Span>,
    /// Filled by [`crate::baseline`] where there is one.
    pub baseline: Option<BaselineComparison>,
}

/// A module that is called and not on disk.
#[derive(Clone, Debug)]
pub struct MissingModule {
    /// The directory of the root module that needs it.
    pub root: SmolStr,
    pub source: SmolStr,
    /// Where it is called.
    pub place: Span,
}

/// How many policies were found, and how much of them was understood.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct PolicyCounts {
    pub fully_read: usize,
    /// Judged although a part is not known.
    pub partly_read: usize,
    /// Not judged at all.
    pub unread: usize,
}

/// Stack of a thread that evaluates: enough for the bounds that the readers keep on nesting, with room to spare. Only what is used costs memory.
pub const STACK_BYTES: usize = 64 << 20;

/// The threads in which an analysis is to run; as many as there are processors if the number is 0.
///
/// # Errors
/// The system gives no threads.
pub fn threads(number: usize) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(number).stack_size(STACK_BYTES).build()
}

/// Reads everything that was selected and asks all rules about it. To be called inside [`threads`], since evaluation follows the nesting of what it
/// reads. A root and the parsed files that only it needs are released as soon as it is judged.
pub fn analyse(workspace: &Workspace, rules: &RuleSet, options: &Options) -> Analysis {
    let Parsed { mut told, roots, called } = stages::parse_all(workspace, options);
    let options = &trusting(workspace, options, &told);
    let mut read = FxHashSet::default();
    let mut crowd = crowd::Crowd::new(roots.len() + called.len(), told.coverage.analysed(), crowd::LIMITS);
    let mut judged = stages::for_all(workspace, roots, &called, &mut read, |roots| crowd.judge(workspace, roots, rules, options));
    told.problems.extend(crowd.problem());
    drop(called);
    judged.push(judge_files(workspace, &mut told, &read, rules, options));
    conclude(workspace, told, judged)
}

/// The accounts that any root deploys to belong to the owner of the code: several providers are several own accounts, trusted by all roots. Where the
/// own accounts are told, what another root says makes an account a likely one at most: whoever may change the tree may add a root. So it is with that of a
/// known vendor, and with what stands in folders that nobody deploys.
fn trusting(workspace: &Workspace, options: &Options, told: &Configuration) -> Options {
    let mut options = options.clone();
    let are_told = !options.own_accounts.is_empty();
    let is_likely = |account: &SmolStr, path: &str| are_told || facts::vendor(account).is_some() || is_aside(path, "");
    for (account, place) in &told.accounts {
        let path = workspace.path(place.file);
        match is_likely(account, path) {
            true => options.likely_own.push((account.clone(), format_smolstr!("is where {} is deployed", directory_in_words(path)))),
            false => options.trusted_accounts.push(account.clone()),
        }
    }
    if !are_told {
        options.likely_own.extend(told.accounts_beside.iter().cloned());
    }
    options
}

fn directory_in_words(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((directory, _)) => format!("`{directory}`"),
        None => "the root module of the repository".to_owned(),
    }
}

/// Policy files that no root has read.
fn judge_files(workspace: &Workspace, told: &mut Configuration, read: &FxHashSet<FileId>, rules: &RuleSet, options: &Options) -> Analysis {
    let mut whole = Analysis::default();
    let known = told.problems.len();
    let roots = stages::policy_files(workspace, told, read);
    let parts: Vec<Analysis> = roots.par_iter().map(|root| judge_root(workspace, root, rules, options)).collect();
    parts.into_iter().for_each(|part| whole.add(part));
    whole.policies.unread += told.problems.len() - known;
    let unread = workspace.files().filter(|(file, entry)| entry.selected && !read.contains(file));
    let inputs = unread.filter(|(_, entry)| terraform::gives_inputs(&entry.path, &options.terraform));
    whole.problems.extend(inputs.map(|(file, _)| Problem::inputs_of_nothing(Span::new(file, 0, 0))));
    whole
}

/// The third stage: what the rules say of a root.
pub fn judge(workspace: &Workspace, evaluated: &EvaluatedRoot, rules: &RuleSet, options: &Options) -> Analysis {
    let mut judged = judge_root(workspace, &evaluated.root, rules, options);
    judged.problems.extend(evaluated.problems.iter().cloned());
    let of_terraform = evaluated.problems.iter().filter(|_| evaluated.root.language == Language::Terraform);
    let missing = of_terraform.filter(|problem| problem.code == Code::UnresolvedModule).map(|problem| MissingModule {
        root: evaluated.root.path.clone(),
        source: SmolStr::new(secret::masked(workspace.slice(problem.span).trim_matches('"'))),
        place: problem.span,
    });
    judged.missing_modules.extend(missing);
    for EvaluatedRoot { root, problems, files_read, .. } in &evaluated.deployed {
        let part = judge_root(workspace, root, rules, options);
        let templates = files_read.iter().filter(|_| !root.resources.is_empty());
        templates.for_each(|template| judged.pending.deploys(*template, root, &part.findings));
        judged.add(part);
        judged.problems.extend(problems.iter().map(|problem| hidden(root, problem.clone())));
    }
    judged
}

fn hidden(root: &Root, mut problem: Problem) -> Problem {
    root.withheld.hide(&mut problem.message, "");
    problem
}

/// The last stage: what all roots come to, in the order of their names.
pub fn conclude(workspace: &Workspace, told: Configuration, judged: Vec<Analysis>) -> Analysis {
    let mut analysis = Analysis {
        problems: told.problems,
        files: told.coverage,
        comments: told.comments,
        metadata: told.metadata,
        moved: told.moved,
        deployed_to: told.accounts,
        ..Analysis::default()
    };
    analysis.comments.sort_by_key(|comment| workspace.order(comment.span));
    judged.into_iter().for_each(|root| analysis.add(root));
    std::mem::take(&mut analysis.pending).settle(&mut analysis.findings);
    deployed::once(&mut analysis.findings);
    remedies::agree(&mut analysis.findings);
    remedies::spare_others(&mut analysis.findings, &std::mem::take(&mut analysis.callers));
    analysis.findings = instances::merged(workspace, analysis.findings);
    remedies::share_blocks(workspace, &mut analysis.findings);
    related::relate(&mut analysis.findings);
    conceal(workspace, &analysis);
    let masks = KnownMasks::default();
    analysis.findings.par_iter_mut().for_each(|finding| finding.hide_secrets(workspace, &masks));
    analysis.problems.iter_mut().for_each(|problem| problem.message = secret::masked(&problem.message).into_owned());
    problem::settle(&mut analysis.problems, workspace);
    analysis
}

/// Keeps the secrets that findings are about, and what the code says is not to be shown, out of every report.
fn conceal(workspace: &Workspace, analysis: &Analysis) {
    let secrets = analysis.findings.iter().flat_map(|finding| &finding.secrets);
    let mut spans: Vec<Span> = secrets.chain(&analysis.withheld).copied().collect();
    spans.sort_by_key(|span| workspace.order(*span));
    let files: Vec<&[Span]> = spans.chunk_by(|one, other| one.file == other.file).collect();
    files.into_par_iter().for_each(|spans| secret::conceal(workspace, spans));
}

impl Analysis {
    /// Every finding of a root that is not concluded.
    fn findings_so_far(&mut self) -> impl Iterator<Item = &mut Finding> {
        self.findings.iter_mut().chain(self.pending.findings())
    }

    /// Adds what a part of the input came to.
    fn add(&mut self, part: Analysis) {
        self.findings.extend(part.findings);
        self.pending.add(part.pending);
        self.problems.extend(part.problems);
        self.policies.fully_read += part.policies.fully_read;
        self.policies.partly_read += part.policies.partly_read;
        self.policies.unread += part.policies.unread;
        self.missing_modules.extend(part.missing_modules);
        self.declared.extend(part.declared);
        self.deployed_to.extend(part.deployed_to);
        part.callers.into_iter().for_each(|(place, named)| self.callers.entry(place).or_default().extend(named));
        self.withheld.extend(part.withheld);
    }
}

fn judge_root(workspace: &Workspace, root: &Root, rules: &RuleSet, options: &Options) -> Analysis {
    let trust = trust(root, options);
    let (mut policies, problems) = policy::policies(root);
    let unplaced = policy::unplaced(root, &policies);
    let pending = Pending::of(policy::statement_places(&policies));
    policies.extend(subject::managed_policies(root));
    let placed = policies.len();
    policies.extend(unplaced.iter().map(Unplaced::policy));
    let subjects = Subjects::of(root, &trust.owners);
    let permissions = PermissionGraph::of(root, &subjects, &policies, &trust.owners, &trust.names()).with_share(trust.share);
    let known = KnownOfRoot::default();
    let (trust, policies, permissions, subjects, known) = (&trust, policies.as_slice(), &permissions, &subjects, &known);
    let context = RootContext { workspace, root, trust, policies, permissions, subjects, known };
    let mut parts = judge_policies(context, rules);
    for (number, part) in &mut parts {
        if let Some(document) = number.checked_sub(placed).and_then(|number| unplaced.get(number)) {
            part.findings.iter_mut().for_each(|finding| say_where(finding, document));
            if let Some(statements) = document.statements_of_nobody().filter(|_| !part.findings.is_empty()) {
                part.pending.wait(statements, std::mem::take(&mut part.findings));
            }
        }
    }
    let mut whole = Analysis { problems, pending, callers: policy::callers_at(policies), ..Analysis::default() };
    whole.problems.extend(permissions.problems());
    whole.problems.extend(subjects.problems());
    whole.problems.extend(subject::open_attachments(root));
    parts.into_iter().for_each(|(_, part)| whole.add(part));
    let mut declared: FxHashSet<_> = root.resources.iter().map(|resource| (resource.scope.clone(), resource.name.clone())).collect();
    // What is in a module that is called has an address as well.
    let called = root.resources.iter().filter(|resource| !resource.calls.is_empty());
    declared.extend(called.map(|resource| (SmolStr::default(), SmolStr::from(without_keys(&resource.address)))));
    declared.insert((SmolStr::default(), format_smolstr!("{BY_ROOT}{}", root.path)));
    whole.declared = declared.into_iter().collect();
    let provider = root.loose.iter().find(|loose| loose.kind == LooseKind::Provider).map(|loose| &loose.resource);
    let place = provider.or(root.resources.first()).map(|resource| resource.span);
    whole.deployed_to = root.own_accounts().into_iter().filter_map(|account| Some((account, place?))).collect();
    let (findings, problems) = judge::subjects(context, rules);
    whole.findings.extend(findings);
    whole.problems.extend(problems);
    whole.pending.note(&whole.findings);
    whole.findings_so_far().for_each(|finding| finding.hide_withheld(&root.withheld));
    whole.problems.iter_mut().for_each(|problem| root.withheld.hide(&mut problem.message, ""));
    whole.withheld = root.withheld.places(workspace);
    whole.withheld.extend(rule::kept_places(workspace, root));
    let secrets = root.secret_texts();
    whole.findings_so_far().for_each(|finding| finding.hide_texts(&secrets));
    whole.problems.iter_mut().for_each(|problem| secrets.iter().for_each(|secret| secret::hide_word(&mut problem.message, secret)));
    whole
}

/// What the rules say of each policy, with its number. Of many policies each may look at little at first; the first of those that need more have more.
fn judge_policies(context: RootContext<'_>, rules: &RuleSet) -> Vec<(usize, Analysis)> {
    let judge = |(number, policy), states| (number, judge_policy(context, policy, rules, states));
    let states = exposure::states_of_a_policy(context.policies.len());
    let asked = context.policies.par_iter().enumerate().filter(|(_, policy)| policy.site.protects != "service-role");
    let mut judged: Vec<(usize, Analysis)> = asked.map(|asked| judge(asked, states)).collect();
    let is_cut = |part: &Analysis| part.problems.iter().any(|problem| problem.code == Code::LimitReached);
    let heavy: Vec<_> = judged.iter_mut().filter(|(_, part)| is_cut(part)).take(exposure::HEAVY_POLICIES).collect();
    let more = exposure::states_of_a_heavy_policy(heavy.len());
    if more > states {
        heavy.into_par_iter().for_each(|part| {
            if let Some(policy) = context.policies.get(part.0) {
                *part = judge((part.0, policy), more);
            }
        });
    }
    judged
}

/// Tells where a document goes that stands at no place of its kind.
fn say_where(finding: &mut Finding, document: &Unplaced) {
    if finding.place == document.place {
        finding.because.push(document.destination.told.clone());
    } else {
        let Destination { told, what } = document.destination.clone();
        finding.labels.push(Label::new(document.place, told).of(LabelRole::Destination(what)));
    }
}

fn judge_policy(root: RootContext<'_>, policy: &Policy<'_>, rules: &RuleSet, states: usize) -> Analysis {
    let mut part = Analysis::default();
    let mut told: Option<String> = None;
    match policy.reading(root.root) {
        // The documents of AWS are no policies of this code.
        _ if policy.is_managed() => {}
        Reading::Fully => part.policies.fully_read = 1,
        Reading::Partly(span, why) => {
            part.policies.partly_read = 1;
            part.problems.push(Problem::partly_read_policy(span, &policy.resource.address, &why));
            told = Some(why);
        }
        Reading::Unread(span, why) => {
            part.policies.unread = 1;
            part.problems.push(Problem::unread_policy(span, &policy.resource.address, &why));
            return part;
        }
    }
    let (findings, problems) = judge::policy(root, policy, rules, states);
    part.findings = findings;
    // A statement that was too much to judge, or that a rule could not decide on, was not read as far as anybody is concerned.
    let is_gap = |problem: &Problem| matches!(problem.code, Code::LimitReached | Code::PartlyReadPolicy);
    if part.policies.fully_read > 0 && problems.iter().any(is_gap) {
        (part.policies.fully_read, part.policies.partly_read) = (0, 1);
    }
    // What could not be answered about a statement may follow from the gap that is told already.
    let is_told = |problem: &Problem, why: &str| problem.message.contains(why) || policy.has_gap_at(problem.span, why);
    let is_told = |problem: &Problem| problem.code == Code::PartlyReadPolicy && told.as_deref().is_some_and(|why| is_told(problem, why));
    part.problems.extend(problems.into_iter().filter(|problem| !is_told(problem)));
    part
}

fn trust(root: &Root, options: &Options) -> Trust {
    let mut owners = options.own_accounts.clone();
    owners.extend(root.own_accounts().into_iter().filter(|account| !options.own_accounts.contains(account)));
    Trust {
        owners,
        trusted_accounts: options.trusted_accounts.clone(),
        trusted_orgs: options.organizations.clone(),
        likely_own: options.likely_own.clone(),
        budget: EXPOSURE_BUDGET,
        share: options.terraform.share,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &str = r#"
        variable "name" {}
        resource "aws_s3_bucket_policy" "logs" {
          bucket = var.name
          policy = jsonencode({
            Statement = [{
              Effect    = "Allow"
              Principal = { Service = "cloudtrail.amazonaws.com" }
              Action    = "s3:PutObject"
              Resource  = "arn:aws:s3:::${var.name}/*"
            }]
          })
        }
    "#;

    const CALLS: &str = r#"
        module "one" {
          source = "./logs"
          name   = "one"
        }
        module "two" {
          source = "./logs"
          name   = "two"
        }
    "#;

    #[test]
    fn calls_of_a_module_are_one_finding() {
        let files = [("main.tf", CALLS), ("logs/main.tf", MODULE)].map(|(path, text)| (path.to_owned(), text.to_owned()));
        let rules = RuleSet::by_default().expect("the built-in rules are right");
        let analysis = analyse(&Workspace::in_memory(files), &rules, &Options::default());
        let occurrences: Vec<_> = analysis.findings.iter().map(|finding| finding.occurrences.join(" ")).collect();
        assert_eq!(occurrences, ["module.one.aws_s3_bucket_policy.logs module.two.aws_s3_bucket_policy.logs"]);
    }
}
