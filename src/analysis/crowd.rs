//! Very many roots: what each may be is bounded, and so is what all of them are together.

use super::stages::{self, RootSource};
use super::{Analysis, Options, judge};
use crate::problem::{Code, Problem};
use crate::resource::WorkShare;
use crate::rule::RuleSet;
use crate::source::{FileId, Span, Workspace};
use rayon::prelude::*;

/// Bounds on what all roots are together.
#[derive(Clone, Copy)]
pub(super) struct CrowdLimits {
    /// So many roots may each be all that a root may be.
    few: usize,
    /// Of more roots, so many are judged again with the whole of it, if a small share does not do.
    heavy: usize,
}

/// Chosen: with 16 in the place of each, a repository of real code loses eleven findings. A root that takes all that it may costs about a tenth of a second.
pub(super) const LIMITS: CrowdLimits = CrowdLimits { few: 64, heavy: 512 };

/// The roots of a run. Which of them get how much depends on their names and their work alone, so that any number of threads comes to the same.
pub(super) struct Crowd {
    share: WorkShare,
    limits: CrowdLimits,
    /// Roots that were given the whole.
    whole: usize,
    /// Roots that would have needed it and were not given it, and a file of the first.
    cut: usize,
    first: Option<FileId>,
}

impl Crowd {
    pub(super) fn new(roots: usize, limits: CrowdLimits) -> Crowd {
        let share = if roots > limits.few { WorkShare::Small } else { WorkShare::Whole };
        Crowd { share, limits, whole: 0, cut: 0, first: None }
    }

    /// Evaluates and judges roots; gives the files that each has read.
    pub(super) fn judge(
        &mut self,
        workspace: &Workspace,
        roots: Vec<RootSource>,
        rules: &RuleSet,
        options: &Options,
    ) -> Vec<(Vec<FileId>, Analysis)> {
        let with = |share: WorkShare| {
            let mut options = options.clone();
            options.terraform.share = share;
            options
        };
        let (first, whole) = (with(self.share), with(WorkShare::Whole));
        let is_small = self.share == WorkShare::Small;
        let judged = roots.into_par_iter().map(|source| {
            let evaluated = stages::evaluate(workspace, &source, &first);
            // What is sure to be enough is released before it is judged.
            let kept = is_small.then_some(source);
            let judged = judge(workspace, &evaluated, rules, &first);
            (evaluated.files_read, judged, kept)
        });
        let judged = judged.map(|(files, judged, kept)| {
            let kept = kept.filter(|_| judged.problems.iter().any(|problem| problem.code == Code::LimitReached));
            (files, judged, kept)
        });
        let judged: Vec<_> = judged.collect();
        let judged: Vec<_> = judged.into_iter().map(|(files, judged, kept)| (self.admit(&files, kept), files, judged)).collect();
        let again = judged.into_par_iter().map(|(admitted, files, judged)| match admitted {
            Some(source) => {
                let evaluated = stages::evaluate(workspace, &source, &whole);
                drop(source);
                let judged = judge(workspace, &evaluated, rules, &whole);
                (evaluated.files_read, judged)
            }
            None => (files, judged),
        });
        again.collect()
    }

    /// Whether a root that needs more is given the whole.
    fn admit(&mut self, files: &[FileId], kept: Option<RootSource>) -> Option<RootSource> {
        let source = kept?;
        if self.whole < self.limits.heavy {
            self.whole += 1;
            return Some(source);
        }
        self.cut += 1;
        self.first = self.first.or(files.iter().min_by_key(|file| file.0).copied());
        None
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
        let mut crowd = Crowd::new(roots.len() + called.len(), limits);
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
            assert_eq!(told(&files, CrowdLimits { few, heavy }), Vec::<String>::new(), "{few} {heavy}");
        }
        let steps = "limit reached: evaluation takes too many steps";
        let beyond =
            "limit reached: 2 root modules and templates need more work than is left for each, since 1 others of this run needed as much";
        let expected = [format!("b/main.tf: {steps}"), format!("d/main.tf: {steps}"), format!("b/main.tf: {beyond}")];
        assert_eq!(told(&files, CrowdLimits { few: 3, heavy: 1 }), expected);
    }
}
