//! The references a value came through. A chain may be as long as a file has references: nothing here recurses along it.

use crate::source::Span;
use smol_str::SmolStr;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The references a value came through, the nearest to its use first.
#[derive(Clone, Debug, Default)]
pub struct Provenance(Option<Arc<ReferenceStep>>);

/// One reference on the way of a value.
#[derive(Debug)]
pub struct ReferenceStep {
    /// `local.guard`, `var.principal`, `module.a.out`, `Ref BucketName`.
    pub name: SmolStr,
    /// Where the reference stands.
    pub span: Span,
    next: Provenance,
}

impl Drop for ReferenceStep {
    fn drop(&mut self) {
        let mut next = self.next.0.take();
        while let Some(mut step) = next.and_then(Arc::into_inner) {
            next = step.next.0.take();
        }
    }
}

impl PartialEq for Provenance {
    fn eq(&self, other: &Provenance) -> bool {
        let same = |one: &ReferenceStep, other: &ReferenceStep| one.span == other.span && one.name == other.name;
        let mut others = other.steps();
        self.steps().all(|step| others.next().is_some_and(|other| same(step, other))) && others.next().is_none()
    }
}

impl Eq for Provenance {}

impl Hash for Provenance {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.steps().for_each(|step| (&step.name, step.span).hash(state));
    }
}

impl Provenance {
    /// The steps, the nearest to the use first.
    pub fn steps(&self) -> impl Iterator<Item = &ReferenceStep> {
        std::iter::successors(self.0.as_deref(), |step| step.next.0.as_deref())
    }

    /// Adds the reference through which the value is now used.
    #[must_use]
    pub fn through(&self, name: impl Into<SmolStr>, span: Span) -> Provenance {
        Provenance(Some(Arc::new(ReferenceStep { name: name.into(), span, next: self.clone() })))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The steps of this way that are none of another's.
    #[must_use]
    pub fn without(&self, other: &Provenance) -> Provenance {
        let steps: Vec<&ReferenceStep> = self.steps().filter(|step| other.steps().all(|known| known.span != step.span)).collect();
        steps.iter().rev().fold(Provenance::default(), |provenance, step| provenance.through(step.name.clone(), step.span))
    }

    /// The rest of this way behind another that it begins with.
    #[must_use]
    pub fn behind(&self, beginning: &Provenance) -> Provenance {
        let mut rest = self;
        for known in beginning.steps() {
            match &rest.0 {
                Some(step) if step.span == known.span && step.name == known.name => rest = &step.next,
                _ => return self.clone(),
            }
        }
        rest.clone()
    }

    /// This way and, further from the use, another.
    #[must_use]
    pub fn then(&self, further: &Provenance) -> Provenance {
        if further.is_empty() {
            return self.clone();
        }
        let steps: Vec<&ReferenceStep> = self.steps().collect();
        steps.iter().rev().fold(further.clone(), |provenance, step| provenance.through(step.name.clone(), step.span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn long_chains_are_dropped_and_compared_on_any_stack() {
        let span = Span::new(FileId(0), 0, 1);
        let chain = move |length: usize| (0..length).fold(Provenance::default(), |provenance, _| provenance.through("local.a", span));
        let run = move || {
            let (one, other) = (chain(200_000), chain(200_000));
            assert_eq!(one.steps().count(), 200_000);
            assert!(one == other && one != chain(199_999) && chain(199_999) != one);
        };
        std::thread::Builder::new().stack_size(128 << 10).spawn(run).unwrap().join().unwrap();
    }
}
