//! `service: rolesanywhere.amazonaws.com`: the statement names this service.

use super::principal;
use crate::facts;
use crate::rule::answer::Answer;
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, PrincipalKind};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "service",
    about: "The statement names this service as its principal, also by a regional name.",
    on: Target::is_statement,
    schema: r##"{"type":"string"}"##,
    supplies: &["principal"],
    cost: 0,
    compile,
};

#[derive(Debug)]
struct NamesService(String);

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    let name = value.word("the name of a service")?;
    match facts::service(name) {
        Some(_) => Compiled::question(NamesService(name.to_owned())),
        None => Err(value.place.fault(format!("`{name}` is not a service principal that is known"))),
    }
}

impl Question for NamesService {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement().filter(|context| context.names(PrincipalKind::Service)) else { return Answer::no() };
        let named = context.principal.and_then(|principal| facts::service(&principal.text.to_string()));
        match named.is_some_and(|service| service.principal == self.0) {
            true => Answer::yes(principal::evidence(context)),
            false => Answer::no(),
        }
    }
}
