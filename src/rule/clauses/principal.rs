//! `principal: service`: whom the statement names.

use crate::iam::exposure::{Exposure, Outsider};
use crate::iam::principal::Principal;
use crate::rule::answer::{Answer, Aspect, Evidence, FaultyElement};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question, shorter};
use crate::rule::context::{Context, PrincipalKind, StatementContext};
use crate::rule::provenance::{IN_STATEMENT, WrittenValue, head, in_statement, replaceable};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, Word, suggestion};
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "principal",
    about: "Whom the statement names, one or a list: `service`, `account`, `everyone`, `federated`, `every-service` (everyone, where no caller of an account gets through). Each principal of a statement is judged by itself.",
    on: Target::is_statement,
    schema: r##"{"$ref":"#/$defs/words"}"##,
    supplies: &["principal"],
    cost: 0,
    compile,
};

const KINDS: [(&str, NamedPrincipal); 5] = [
    ("service", NamedPrincipal::Of(PrincipalKind::Service)),
    ("account", NamedPrincipal::Of(PrincipalKind::Account)),
    ("everyone", NamedPrincipal::Of(PrincipalKind::Everyone)),
    ("federated", NamedPrincipal::Of(PrincipalKind::Federated)),
    ("every-service", NamedPrincipal::EveryService),
];

/// Whom a statement can name, as rules ask for it.
#[derive(Clone, Copy, Debug)]
enum NamedPrincipal {
    Of(PrincipalKind),
    /// Everyone, but the conditions leave services only.
    EveryService,
}

impl NamedPrincipal {
    fn is_named(self, context: &StatementContext<'_>) -> bool {
        match self {
            NamedPrincipal::Of(kind) => context.names(kind),
            NamedPrincipal::EveryService => {
                let reaches_accounts =
                    || matches!(context.exposed(Outsider::Account).exposure, Exposure::Exposed(_) | Exposure::Unknown(_));
                context.names(PrincipalKind::Everyone) && !reaches_accounts()
            }
        }
    }
}

#[derive(Debug)]
struct PrincipalIs(Vec<NamedPrincipal>);

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    let kinds = value.words("a kind of principal")?.iter().map(kind).collect::<Result<_, _>>()?;
    Compiled::question(PrincipalIs(kinds))
}

fn kind(word: &Word) -> Result<NamedPrincipal, Fault> {
    let known = KINDS.iter().find(|(name, _)| *name == word.text).map(|(_, kind)| *kind);
    let names = KINDS.map(|(name, _)| name);
    known.ok_or_else(|| word.place.fault(format!("there is no kind of principal `{}`{}", word.text, suggestion(&word.text, &names))))
}

impl Question for PrincipalIs {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        match self.0.iter().any(|kind| kind.is_named(context)) {
            true => Answer::yes(evidence(context)),
            false => Answer::no(),
        }
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let rest = shorter(&self.0).into_iter();
        rest.map(|(kind, rest)| (format!("without {kind:?}"), Arc::new(PrincipalIs(rest)) as Arc<dyn Question>)).collect()
    }
}

/// The principal that is asked about, where it stands.
pub(super) fn evidence(context: &StatementContext<'_>) -> Evidence {
    let whole = context.statement.span;
    let listed = context.statement.principals.as_ref();
    let told = context.principal.map(Principal::told);
    let fault = match (context.principal, listed.filter(|listed| listed.negated)) {
        (Some(principal), _) => {
            let written = WrittenValue::principal(principal);
            let place = written.inside(principal.key_span, whole);
            let provenance = in_statement(context, &written, place, IN_STATEMENT);
            // Of a service it is not the name that is at fault.
            let another = (PrincipalKind::of(principal) != PrincipalKind::Service)
                .then(|| replaceable(context.policy.root, context.policy.policy.resource, &written))
                .flatten();
            FaultyElement { aspect: Aspect::Principal, place, provenance, element: principal.written().to_string(), replaceable: another }
        }
        (None, Some(listed)) => {
            let place = if whole.covers(listed.key_span) { listed.key_span } else { head(whole) };
            FaultyElement { aspect: Aspect::Principal, place, provenance: vec![], element: "NotPrincipal".to_owned(), replaceable: None }
        }
        (None, None) => {
            FaultyElement { aspect: Aspect::Resource, place: head(whole), provenance: vec![], element: String::new(), replaceable: None }
        }
    };
    Evidence { texts: vec![("principal", told.unwrap_or_else(|| fault.element.clone()))], fault: Some(fault), ..Evidence::default() }
}
