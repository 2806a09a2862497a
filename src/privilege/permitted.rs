//! What the holder of a statement may do everywhere: the answer with its evidence.

use super::everywhere::{ANYTHING, Everywhere};
use super::evidence::{GrantedRequest, PathWeight, PrivilegeEvidence};
use super::grant::PathStep;
use super::graph::{PermissionGraph, UsedBy};
use super::holder::{Granting, HolderAnswer};
use crate::condition::Assignment;
use crate::iam::context::Request;

/// A request that an identity may make.
#[derive(Clone, Debug)]
pub struct Permission {
    pub holder: usize,
    /// How many others have it by the same statement.
    pub others: usize,
    pub request: Request,
    /// Nobody holds it but a service, for its own work.
    pub is_for_service: bool,
    /// Why it is only possible; empty if it is certain.
    pub doubts: Vec<String>,
    /// "user `dev` and 2 others".
    pub name: String,
    /// What they do before: tags that they put on.
    pub steps: Vec<PathStep>,
    granted: [GrantedRequest; 1],
    under: Assignment,
}

impl Permission {
    /// What it rests on.
    pub fn evidence(&self) -> PrivilegeEvidence<'_> {
        let Permission { name, granted, steps, doubts, under, .. } = self;
        PrivilegeEvidence { holder: name, granted, steps, doubts, under, weight: PathWeight::Full }
    }
}

impl PermissionGraph<'_> {
    /// Whether somebody who holds the statement may, by this statement, do this on every resource.
    pub fn allows_everywhere(&self, of: &Granting<'_, '_>, what: &Everywhere) -> Option<(Permission, Assignment)> {
        let first = match what {
            Everywhere::Action(action) => action.as_str(),
            Everywhere::Everything => ANYTHING.0,
        };
        if !of.is_about(first) {
            return None;
        }
        let (mut permission, under) = self.best(of, |caller, at| {
            let grant = match what {
                Everywhere::Action(action) => self.everywhere(caller, action, Some(at)),
                Everywhere::Everything => self.everything(caller, Some(at)),
            }?;
            let granted = [caller.effective.granted(grant.by, grant.request.clone())?];
            let steps = self.tagging_steps(caller, std::iter::once(&grant));
            let is_for_service = self.used_by(caller.holder) == UsedBy::Service;
            let (holder, request, doubts) = (caller.holder, grant.request, grant.doubts.into_texts());
            let (name, under) = (String::new(), Assignment::default());
            Some(Permission { holder, others: 0, request, is_for_service, doubts, name, steps, granted, under })
        })?;
        permission.under.clone_from(&under);
        Some((permission, under))
    }
}

impl HolderAnswer for Permission {
    const BEST: u8 = 1;

    fn rank(&self) -> u8 {
        u8::from(self.doubts.is_empty())
    }

    fn granted(&self) -> &[GrantedRequest] {
        &self.granted
    }

    fn is_certain(&self) -> bool {
        self.doubts.is_empty()
    }

    fn under_mut(&mut self) -> Option<&mut Assignment> {
        None
    }

    fn tell_of(&mut self, holder: String, others: usize) {
        self.name = holder;
        self.others = others;
        self.is_for_service &= others == 0;
    }
}
