//! Findings about what the holder of a policy may do: who he is, how far he comes, and where it is written.

use super::clause::{Clause, Destination};
use super::judge::StatementContext;
use super::provenance::IN_STATEMENT;
use super::tell::Fault;
use super::{place, provenance};
use crate::condition::Assignment;
use crate::finding::{Label, Level, Remedy};
use crate::iam::evaluate::action_matches;
use crate::iam::exposure::Witness;
use crate::privilege::{EscalationPath, Everywhere, PassRolePath, Permission, Step};
use crate::source::Span;
use crate::truth::Truth;
use crate::value::Value;

/// What the holder of a statement may do.
pub(super) struct Holder<'a> {
    name: String,
    /// The action that the statement grants, as asked for.
    action: String,
    /// The actions that he needs besides, or that make what takes the role.
    making: String,
    steps: &'a [Step],
    path: Option<&'a PassRolePath>,
    gain: Option<&'a EscalationPath>,
    pub(super) witness: Option<Witness>,
    pub(super) doubts: Vec<String>,
    /// The answers under which it holds.
    pub(super) under: Assignment,
}

impl<'a> Holder<'a> {
    /// Whoever a rule's clauses speak of, if they speak of holders.
    pub(super) fn of(clauses: &[Clause], subject: &'a StatementContext<'_>) -> Option<Holder<'a>> {
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
                let name = subject.permissions.name_with_others(permission.holder, permission.others);
                let (action, witness) = match what {
                    Everywhere::Action(action) => (action.to_string(), Some(witness(permission.request))),
                    Everywhere::Everything => ("*".to_owned(), None),
                };
                let Permission { doubts, .. } = permission;
                Some(Holder { name, action, making: String::new(), steps: &[], path: None, gain: None, witness, doubts, under })
            }
            Clause::LeadsTo(Destination::PassedRole) => {
                let (path, under) = subject.passed_role()?;
                let witness = Some(witness(path.request.clone()));
                let (action, making) = ("iam:PassRole".to_owned(), path.action.action.to_owned());
                let (name, doubts, under) = (path.holder.clone(), path.doubts.clone(), under.clone());
                Some(Holder { name, action, making, steps: &path.steps, path: Some(path), gain: None, witness, doubts, under })
            }
            Clause::LeadsTo(Destination::Escalation) => {
                let (gain, under) = subject.gain()?;
                let witness = Some(witness(gain.request.clone()));
                let making = gain.escalation.actions_in_words();
                let action = gain.escalation.actions.first().map(|action| (*action).to_owned())?;
                let (name, doubts, under) = (gain.holder.clone(), gain.doubts.clone(), under.clone());
                Some(Holder { name, action, making, steps: &gain.steps, path: None, gain: Some(gain), witness, doubts, under })
            }
            Clause::Any(choices) => choices.iter().find_map(|choice| Holder::of(choice, subject)),
            _ => None,
        })
    }

    /// The entry of the statement that grants the action; the way on from there.
    pub(super) fn fault(&self, subject: &StatementContext<'_>) -> Fault {
        let whole = match subject.written() {
            // The document of AWS stands nowhere; what attaches it does.
            _ if subject.policy.is_managed() => subject.policy.resource.block,
            written => written.map_or(subject.policy.span, |statement| statement.span),
        };
        let (place, element, mut provenance) =
            self.entry(subject, whole).unwrap_or((Span { end: whole.start, ..whole }, String::new(), vec![]));
        provenance.extend(self.steps.iter().map(|step| Label { span: step.span, text: step.text.clone() }));
        Fault { place, provenance, element, reason: String::new() }
    }

    fn entry(&self, subject: &StatementContext<'_>, whole: Span) -> Option<(Span, String, Vec<Label>)> {
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
        let carried = Value { provenance: subject.carried.clone(), ..value.clone() };
        let shown = if subject.policy.is_managed() { &carried } else { value };
        let place = place::inside(shown, entry.key_span, whole);
        Some((place, granting.text.to_string(), provenance::of(subject, value, place, IN_STATEMENT)))
    }

    pub(super) fn placeholder(&self, name: &str) -> Option<String> {
        let path = self.path;
        match name {
            "holder" => Some(self.name.clone()),
            "action" => Some(self.action.clone()),
            "making" => (!self.making.is_empty()).then(|| self.making.clone()),
            "gain" => self.gain.map(|gain| gain.gain.clone()),
            "role" => path.map(|path| path.role.clone()),
            "service" => path.map(|path| path.action.service.to_owned()),
            _ => None,
        }
    }

    /// The most that a finding may be: code that a service runs must be taken over first, and nobody holds the permissions of a role with
    /// which a service does its own work.
    pub(super) fn most(&self) -> Level {
        let is_indirect = self.gain.is_some_and(|gain| gain.is_code) || self.path.is_some_and(|path| path.is_for_service);
        if is_indirect { Level::Warning } else { Level::Error }
    }

    pub(super) fn remedy(&self) -> Option<Remedy> {
        let text = match self.action.as_str() {
            action if self.gain.is_some() => format!("take `{action}` away, or allow it only on resources that lead no further"),
            "iam:PassRole" => {
                "name the roles that may be passed, and with `iam:PassedToService` the service that may receive them".to_owned()
            }
            _ => "grant the actions that are needed, on the resources that are meant".to_owned(),
        };
        Some(Remedy { text, code: String::new() })
    }
}
