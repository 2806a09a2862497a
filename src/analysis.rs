//! The one pure function in the middle: from a workspace and rules to findings.

use crate::finding::Finding;
use crate::problem::Problem;
use crate::resource::Coverage;

/// What `analyse` gives.
#[derive(Default, Debug)]
pub struct Analysis {
    /// Sorted by path, line, column, rule and identity.
    pub findings: Vec<Finding>,
    /// Sorted by path and place.
    pub problems: Vec<Problem>,
    pub files: Coverage,
    pub policies: PolicyCounts,
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
