//! What is cut out of an absolute path in the repository, of which only the end is known.

use super::Arguments;
use super::Stop;
use super::filesystem::below_repository;
use crate::mapped_text::{Hole, Text};
use crate::problem::{Code, Problem};
use std::sync::Arc;

/// Paths of more folders are not cut.
const MAX_PARTS: usize = 32;

/// A folder that no pattern of anybody means.
const SOME_FOLDER: &str = "/qzqzq";
pub(super) const SOME_NAME: &str = "qzqzq";

/// An absolute path in the repository.
pub(super) struct CheckedOut<'t> {
    /// What stands for where the repository lies.
    pub(super) hole: Arc<Hole>,
    pub(super) rest: &'t str,
}

impl<'t> CheckedOut<'t> {
    pub(super) fn of(path: &'t Text) -> Option<CheckedOut<'t>> {
        let [only] = path.holes() else { return None };
        let rest = below_repository(path).filter(|rest| only.at == 0 && !rest.is_empty() && rest.split('/').count() <= MAX_PARTS)?;
        Some(CheckedOut { hole: only.hole.clone(), rest })
    }

    /// What somebody might call the folders that the repository lies in: one that nobody looks for, and those that what is looked for in the known part
    /// might be found in as well.
    fn places(&self) -> Vec<String> {
        let parts: Vec<&str> = self.rest.split('/').collect();
        let with_another = (1..parts.len()).map(|place| {
            let named = parts.iter().enumerate().map(|(number, part)| if number == place { SOME_NAME } else { *part });
            named.collect::<Vec<_>>().join("/")
        });
        [SOME_FOLDER.to_owned(), self.rest.to_owned()].into_iter().chain(with_another).collect()
    }

    /// What is cut out of the path: wherever the repository lies, if that is all the same; else where nothing of what is looked for is in the name of its
    /// folder, which is told. Nothing if the folder plays a part in any case.
    pub(super) fn cut<T: PartialEq>(
        &self,
        a: &Arguments<'_, '_>,
        sought: &str,
        cut: impl Fn(&str, &str) -> Result<Option<T>, Stop>,
    ) -> Result<Option<T>, Stop> {
        let Some(usual) = cut(SOME_FOLDER, self.rest)? else { return Ok(None) };
        for place in self.places() {
            if cut(&place, self.rest)?.as_ref() != Some(&usual) {
                self.tell(a, sought);
                break;
            }
        }
        Ok(Some(usual))
    }

    pub(super) fn tell(&self, a: &Arguments<'_, '_>, sought: &str) {
        let what =
            format!("where the repository lies is not known; this is judged as if `{sought}` were nowhere in the path of its folder");
        a.evaluator.report(Problem::changed_by_tree(Code::PathsChanged, a.span, what));
    }
}
