//! How much of the work of a run a root is given.

use crate::facts;

/// How much of the work that a root may be it is given, and how much it may make.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WorkShare {
    part: usize,
    most: usize,
    is_trial: bool,
}

impl Default for WorkShare {
    fn default() -> WorkShare {
        WorkShare::WHOLE
    }
}

impl WorkShare {
    /// All that a root may be.
    pub const WHOLE: WorkShare = WorkShare { part: 1, most: usize::MAX, is_trial: false };
    /// What each of very many roots gets at first: what is cut short is evaluated again.
    pub const TRIAL: WorkShare = WorkShare { part: 32, most: usize::MAX, is_trial: true };

    pub fn is_trial(self) -> bool {
        self.is_trial
    }

    /// The same for a root that gets no more.
    pub fn for_good(self) -> WorkShare {
        WorkShare { is_trial: false, ..self }
    }

    /// What is left of a bound.
    pub fn of(self, bound: usize) -> usize {
        bound / self.part
    }

    /// The same, where no more may be made than this; see [`weight`].
    pub fn making(self, most: usize) -> WorkShare {
        WorkShare { most, ..self }
    }

    /// What is left when so much was made.
    pub fn without(self, made: usize) -> WorkShare {
        self.making(self.most.saturating_sub(made))
    }

    /// Whether so much may be made.
    pub fn allows(self, made: usize) -> bool {
        made <= self.most
    }
}

/// What is told where [`WorkShare::allows`] says no.
pub const TOO_MUCH_MADE: &str = "all roots together have more resources and uses of modules than are judged";

/// What a resource counts among all that the roots of a run make; a use of a module counts as one. To judge a policy takes about eight times as long as to make
/// a resource without.
pub fn weight(kind: &str) -> usize {
    if facts::policy_sites(kind).is_empty() { 1 } else { 8 }
}
