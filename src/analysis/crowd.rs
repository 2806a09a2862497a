//! Very many roots: what each may be is bounded, and so is what all of them are together.

use super::stages::{self, RootSource};
use super::{Analysis, Options, any_inputs};
use crate::problem::{Code, Problem};
use crate::resource::{NamedAnswers, WorkShare};
use crate::rule::RuleSet;
use crate::source::{FileId, Span, Workspace};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bounds on what all roots are together.
#[derive(Clone, Copy)]
pub(super) struct CrowdLimits {
    /// So many roots may each be all that a root may be.
    few: usize,
    /// Of more roots, so many are judged again with the whole of it, if a small share does not do.
    heavy: usize,
    /// What all roots may make, by [`weight`](crate::resource::weight), and how much more for each file that is read.
    made: usize,
    made_of_file: usize,
}

/// Chosen: with 16 in the place of `few`, a repository of real code loses eleven findings. A root that takes all that it may costs about a tenth of a second.
/// Real repositories make about twelve for each file; what is made of a few files is judged in about two seconds.
pub(super) const LIMITS: CrowdLimits = CrowdLimits { few: 64, heavy: 512, made: 32_000, made_of_file: 32 };

/// The roots of a run. Which of them get how much depends on their names and their work alone, so that any number of threads comes to the same.
pub(super) struct Crowd {
    share: WorkShare,
    limits: CrowdLimits,
    /// What may still be made.
    left: usize,
    /// Roots that were given the whole.
    whole: usize,
    /// Roots that would have needed it and were not given it, and a file of the first.
    cut: usize,
    first: Option<FileId>,
}

/// What became of a root so far.
struct RootOutcome {
    files: Vec<FileId>,
    made: usize,
    /// Nothing if it waits until it is known how much it may make.
    judged: Option<Analysis>,
    /// Kept where it may be judged again, with the answers that it names.
    source: Option<(RootSource, NamedAnswers)>,
    /// Whether it would need more than it was given.
    is_cut: bool,
}

/// What does not change while roots are judged.
#[derive(Clone, Copy)]
struct Judging<'a> {
    workspace: &'a Workspace,
    rules: &'a RuleSet,
    options: &'a Options,
    /// Roots that make no more are what they are, whatever the others make.
    little: usize,
}

impl Judging<'_> {
    /// A root with this share, unless it is to wait when it is known how much it makes.
    fn of(
        self,
        (source, answers): (RootSource, NamedAnswers),
        share: WorkShare,
        waits: impl Fn(usize) -> bool,
        is_kept: impl Fn(usize) -> bool,
    ) -> RootOutcome {
        let mut options = self.options.clone();
        options.terraform.share = share;
        options.terraform.answers = answers;
        let mut evaluated = stages::evaluate(self.workspace, &source, &options);
        let (made, is_cut) = (evaluated.made, evaluated.is_cut);
        if waits(made) || is_cut {
            // Whether one waits hangs on the others: it is evaluated as if it had not.
            let answers = if is_cut { evaluated.answers } else { NamedAnswers::default() };
            return RootOutcome { files: evaluated.files_read, made, judged: None, source: Some((source, answers)), is_cut };
        }
        let judged = any_inputs::judged(self.workspace, &source, &evaluated, self.rules, &options);
        let is_cut = judged.problems.iter().any(|problem| problem.code == Code::LimitReached);
        // Where a share was enough, nothing is judged again: what thousands of roots are made from does not wait for the last of them.
        let is_kept = is_kept(made) && (made > self.little || is_cut);
        let source = is_kept.then(|| (source, std::mem::take(&mut evaluated.answers)));
        RootOutcome { files: evaluated.files_read, made, judged: Some(judged), source, is_cut }
    }
}

impl Crowd {
    pub(super) fn new(roots: usize, files: usize, limits: CrowdLimits) -> Crowd {
        let share = if roots > limits.few { WorkShare::TRIAL } else { WorkShare::WHOLE };
        Crowd { share, limits, left: limits.made + files * limits.made_of_file, whole: 0, cut: 0, first: None }
    }

    /// Evaluates and judges roots; gives the files that each has read.
    pub(super) fn judge(
        &mut self,
        workspace: &Workspace,
        roots: Vec<RootSource>,
        rules: &RuleSet,
        options: &Options,
    ) -> Vec<(Vec<FileId>, Analysis)> {
        let little = self.left / 2 / roots.len().max(1);
        let judging = Judging { workspace, rules, options, little };
        let (outcomes, most) = self.within_what_may_be_made(judging, roots);
        let whole = WorkShare::WHOLE.making(most);
        let admitted: Vec<(bool, RootOutcome)> = outcomes.into_iter().map(|outcome| (self.admit(&outcome, most), outcome)).collect();
        let for_good = self.share.making(most).for_good();
        let again = admitted.into_par_iter().map(|(is_admitted, outcome)| match outcome {
            RootOutcome { source: Some(source), .. } if is_admitted => judging.of(source, whole, |_| false, |_| false),
            RootOutcome { source: Some(source), judged: None, .. } => judging.of(source, for_good, |_| false, |_| false),
            outcome => outcome,
        });
        again.map(|outcome| (outcome.files, outcome.judged.unwrap_or_default())).collect()
    }

    /// Judges roots, each with the share that all have at first. If they make more together than they may, those that make little are what they are, and
    /// the others have equal parts of what is left: how much is given with them.
    fn within_what_may_be_made(&mut self, judging: Judging<'_>, roots: Vec<RootSource>) -> (Vec<RootOutcome>, usize) {
        let (share, left, little) = (self.share, self.left, judging.little);
        let all_made = AtomicUsize::new(0);
        let is_over = |part: usize| all_made.load(Ordering::Relaxed) > left / part;
        let first = |source: RootSource| {
            // Once it is too much, only what little makes is of use.
            let most = if is_over(1) { little } else { left };
            let waits = |made| {
                all_made.fetch_add(made, Ordering::Relaxed);
                made > little && is_over(2)
            };
            judging.of((source, NamedAnswers::default()), share.making(most), waits, |made| made > little || share != WorkShare::WHOLE)
        };
        let mut outcomes: Vec<RootOutcome> = roots.into_par_iter().map(first).collect();
        let is_too_much = is_over(1);
        if is_too_much {
            // How much was left for each hangs on which came first, and so may what it has named.
            outcomes.iter_mut().filter_map(|outcome| outcome.source.as_mut()).for_each(|(_, answers)| answers.clear());
        }
        let (small, large): (Vec<&RootOutcome>, Vec<&RootOutcome>) = outcomes.iter().partition(|outcome| outcome.made <= little);
        let for_large = left.saturating_sub(small.iter().map(|outcome| outcome.made).sum());
        let most = if is_too_much { for_large / large.len().max(1) } else { left };
        let is_settled = |outcome: &RootOutcome| (outcome.judged.is_some() || outcome.is_cut) && (!is_too_much || outcome.made <= most);
        outcomes.par_iter_mut().filter(|outcome| !is_settled(outcome)).for_each(|outcome| {
            if let Some(source) = outcome.source.take() {
                *outcome = judging.of(source, share.making(most), |_| false, |_| share != WorkShare::WHOLE);
            }
        });
        self.left = left.saturating_sub(outcomes.iter().map(|outcome| outcome.made.min(most)).sum());
        (outcomes, most)
    }

    /// Whether a root that needs more is given the whole.
    fn admit(&mut self, outcome: &RootOutcome, most: usize) -> bool {
        if self.share == WorkShare::WHOLE || !outcome.is_cut || outcome.made > most {
            return false;
        }
        if self.whole < self.limits.heavy {
            self.whole += 1;
            return true;
        }
        self.cut += 1;
        self.first = self.first.or(outcome.files.iter().min_by_key(|file| file.0).copied());
        false
    }

    /// What was bounded, once for all roots.
    pub(super) fn problem(&self) -> Option<Problem> {
        let what = format!(
            "{} root modules and templates need more work than is left for each, since {} others of this run needed as much",
            self.cut, self.limits.heavy
        );
        self.first.filter(|_| self.cut > 0).map(|file| Problem::limit_reached(Span::new(file, 0, 0), &what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Parsed;
    use rustc_hash::FxHashSet;

    /// A root that takes more than a small share of the steps, and less than the whole.
    const HEAVY: &str = "output \"o\" {\n  value = length([for a in range(100): [for b in range(1000): null]])\n}\n";

    fn told(files: &[(&str, &str)], limits: CrowdLimits) -> Vec<String> {
        let workspace = Workspace::in_memory(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
        let rules = RuleSet::by_default().expect("the built-in rules are right");
        let Parsed { roots, called, .. } = stages::parse_all(&workspace, &Options::default());
        let mut crowd = Crowd::new(roots.len() + called.len(), files.len(), limits);
        let mut read = FxHashSet::default();
        let judged =
            stages::for_all(&workspace, roots, &called, &mut read, |roots| crowd.judge(&workspace, roots, &rules, &Options::default()));
        let problems = judged.into_iter().flat_map(|part| part.problems).chain(crowd.problem());
        problems.map(|problem| format!("{}: {}", workspace.path(problem.span.file), problem.message)).collect()
    }

    #[test]
    fn all_roots_together_are_bounded() {
        let files = [("a/main.tf", HEAVY), ("b/main.tf", HEAVY), ("c/main.tf", "locals {}\n"), ("d/main.tf", HEAVY)];
        let at_the_limit = [(4, 0), (3, 3), (0, 3)];
        for (few, heavy) in at_the_limit {
            assert_eq!(told(&files, CrowdLimits { few, heavy, ..LIMITS }), Vec::<String>::new(), "{few} {heavy}");
        }
        let steps = "limit reached: evaluation takes too many steps";
        let beyond =
            "limit reached: 2 root modules and templates need more work than is left for each, since 1 others of this run needed as much";
        let expected = [format!("b/main.tf: {steps}"), format!("d/main.tf: {steps}"), format!("b/main.tf: {beyond}")];
        assert_eq!(told(&files, CrowdLimits { few: 3, heavy: 1, ..LIMITS }), expected);
    }

    const QUEUES: &str = "resource \"null_resource\" \"q\" {\n  count = 10\n}\n";

    fn calls(times: usize) -> String {
        (0..times).map(|place| format!("module \"m{place}\" {{\n  source = \"../m\"\n}}\n")).collect()
    }

    #[test]
    fn what_all_roots_make_is_bounded() {
        let two = calls(2);
        // The first makes ten; each of the others makes two uses and twenty resources.
        let files = [("a/main.tf", QUEUES), ("b/main.tf", &two), ("c/main.tf", &two), ("m/main.tf", QUEUES)];
        let limits = |made| CrowdLimits { made, made_of_file: 0, ..LIMITS };
        assert_eq!(told(&files, limits(54)), Vec::<String>::new());
        let beyond = "m/main.tf: limit reached: all roots together have more resources and uses of modules than are judged";
        assert_eq!(told(&files, limits(53)), [beyond, beyond]);
        // Those that make little have all of it, whatever the others would make.
        let many = calls(5);
        let files = [("a/main.tf", QUEUES), ("b/main.tf", &two), ("c/main.tf", &many), ("m/main.tf", QUEUES)];
        assert_eq!(told(&files, limits(64)), [beyond]);
        let of_files = CrowdLimits { made: 0, made_of_file: 22, ..LIMITS };
        assert_eq!(told(&files, of_files), Vec::<String>::new());
    }

    #[test]
    fn what_stacks_of_a_root_make_counts() {
        let stack = "  S:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: inner.yaml\n";
        let topics = |count: usize| (0..count).map(|place| format!("  T{place}:\n    Type: AWS::CloudWatch::Alarm\n")).collect::<String>();
        let template = |resources: &str| format!("AWSTemplateFormatVersion: 2010-09-09\nResources:\n{resources}");
        let (outer, inner) = (template(&format!("{stack}{}", stack.replace("  S:", "  R:"))), template(&topics(10)));
        let files = [("outer.yaml", outer.as_str()), ("inner.yaml", inner.as_str())];
        let limits = |made| CrowdLimits { made, made_of_file: 0, ..LIMITS };
        assert_eq!(told(&files, limits(22)), Vec::<String>::new());
        let beyond = "inner.yaml: limit reached: all roots together have more resources and uses of modules than are judged";
        assert_eq!(told(&files, limits(21)), [beyond]);
    }
}
