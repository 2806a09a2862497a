//! Findings about what the holder of a policy may do: who he is, how far he comes, and where it is written.

use super::clause::{Clause, Destination};
use super::judge::Subject;
use super::tell::Fault;
use super::trail::IN_STATEMENT;
use super::{place, trail};
use crate::finding::{Label, Remedy};
use crate::iam::evaluate::action_matches;
use crate::iam::exposure::Witness;
use crate::paths::{Everywhere, Path};
use crate::source::Span;
use crate::truth::Truth;
use crate::value::{Assignment, Value};

/// What the holder of a statement may do.
pub(super) struct Holder<'a> {
    name: String,
    /// The action that the statement grants, as asked for.
    action: String,
    path: Option<&'a Path>,
    pub(super) witness: Option<Witness>,
    pub(super) doubts: Vec<String>,
    /// The answers under which it holds.
    pub(super) under: Assignment,
}

impl<'a> Holder<'a> {
    /// Whoever a rule's clauses speak of, if they speak of holders.
    pub(super) fn of(clauses: &[Clause], subject: &'a Subject<'_>) -> Option<Holder<'a>> {
        let witness = |request| Witness {
            request,
            on_behalf_of: None,
            statement: subject.index,
            because: vec![],
            assumptions: vec![],
            is_unusual: false,
        };
        clauses.iter().find_map(|clause| match clause {
            Clause::AllowsEverywhere(what) => {
                let (permission, under) = subject.allows_everywhere(what)?;
                let name = subject.access.name(permission.holder);
                let (action, witness) = match what {
                    Everywhere::Action(action) => (action.to_string(), Some(witness(permission.request))),
                    Everywhere::Everything => ("*".to_owned(), None),
                };
                Some(Holder { name, action, path: None, witness, doubts: permission.doubts, under })
            }
            Clause::LeadsTo(Destination::PassedRole) => {
                let (path, under) = subject.passed_role()?;
                let witness = Some(witness(path.request.clone()));
                let (action, doubts) = ("iam:PassRole".to_owned(), path.doubts.clone());
                Some(Holder { name: path.holder.clone(), action, path: Some(path), witness, doubts, under: under.clone() })
            }
            Clause::Any(choices) => choices.iter().find_map(|choice| Holder::of(choice, subject)),
            _ => None,
        })
    }

    /// The entry of the statement that grants the action; the way on from there.
    pub(super) fn fault(&self, subject: &Subject<'_>) -> Fault {
        let whole = match subject.written() {
            // The document of AWS stands nowhere; what attaches it does.
            _ if subject.policy.is_managed() => subject.policy.resource.block,
            written => written.map_or(subject.policy.span, |statement| statement.span),
        };
        let (place, element, mut trail) = self.entry(subject, whole).unwrap_or((Span { end: whole.start, ..whole }, String::new(), vec![]));
        let steps = self.path.iter().flat_map(|path| &path.steps);
        trail.extend(steps.map(|step| Label { span: step.span, text: step.text.clone() }));
        Fault { place, trail, element, reason: String::new() }
    }

    fn entry(&self, subject: &Subject<'_>, whole: Span) -> Option<(Span, String, Vec<Label>)> {
        let map = subject.written()?.as_map()?;
        let listed = subject.document.statement(subject.index)?.actions.as_ref()?;
        let entry = map.entry(if listed.negated { "NotAction" } else { "Action" })?;
        if listed.negated {
            return Some((entry.key_span, "NotAction".to_owned(), vec![]));
        }
        let granting = listed.entries.iter().find(|element| match self.action.as_str() {
            "*" => action_matches(element, "any-service:AnyAction") == Truth::Yes,
            action => action_matches(element, action) == Truth::Yes,
        })?;
        let values = entry.value.as_list().unwrap_or(std::slice::from_ref(&entry.value));
        let value = values.iter().find(|value| value.to_text().is_some_and(|text| text == granting.text)).unwrap_or(&entry.value);
        let carried = Value { trail: subject.carried.clone(), ..value.clone() };
        let shown = if subject.policy.is_managed() { &carried } else { value };
        let place = place::inside(shown, entry.key_span, whole);
        Some((place, granting.text.to_string(), trail::of(subject, value, place, IN_STATEMENT)))
    }

    pub(super) fn placeholder(&self, name: &str) -> Option<String> {
        let path = self.path;
        match name {
            "holder" => Some(self.name.clone()),
            "action" => Some(self.action.clone()),
            "making" => path.map(|path| path.action.action.to_owned()),
            "role" => path.map(|path| path.role.clone()),
            "service" => path.map(|path| path.action.service.to_owned()),
            _ => None,
        }
    }

    pub(super) fn remedy(&self) -> Option<Remedy> {
        let text = match self.action.as_str() {
            "iam:PassRole" => "name the roles that may be passed, and with `iam:PassedToService` the service that may receive them",
            _ => "grant the actions that are needed, on the resources that are meant",
        };
        Some(Remedy { text: text.to_owned(), code: String::new() })
    }
}
