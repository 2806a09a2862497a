//! `has: { trail: { … } }`: the code makes a subject of this kind, of which these clauses hold.

use crate::facts;
use crate::resource::LooseKind;
use crate::rule::answer::Answer;
use crate::rule::clause::{Clause, ClauseKind, Compiled, Compiler, Question, all, weakenings};
use crate::rule::context::{Context, RootContext, SubjectContext};
use crate::rule::target::Target;
use crate::rule::written::{Content, Fault, Node, Word};
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "has",
    about: "The code of the root makes a subject of this kind, of which these clauses hold: `has: trail`, `has: { detector: { … } }`. A module that is not on disk might make one. In a language that has no resource for it, it is taken to be there.",
    on: |target| matches!(target, Target::Account | Target::Subject(_)),
    schema: r##"{"anyOf":[{"type":"string"},{"type":"object","minProperties":1,"maxProperties":1,"additionalProperties":{"$ref":"#/$defs/clauses"}}]}"##,
    supplies: &[],
    cost: 2,
    compile,
};

#[derive(Clone, Debug)]
struct Has {
    kind: &'static str,
    clauses: Vec<Clause>,
}

fn compile(value: &Node, compiler: &Compiler<'_>) -> Result<Compiled, Fault> {
    let subject = |word: &Word| match Target::read(word)? {
        Target::Subject(kind) => Ok(kind),
        _ => Err(word.place.fault(format!("`{}` is no subject", word.text))),
    };
    let has = match &value.content {
        Content::Map(members) => match members.as_slice() {
            [(word, clauses)] => {
                let kind = subject(word)?;
                Has { kind, clauses: (compiler.clauses)(clauses, &[Target::Subject(kind)])? }
            }
            _ => return Err(value.place.fault("one kind of subject should stand here")),
        },
        _ => {
            let word = Word { text: value.word("a kind of subject")?.to_owned(), place: value.place };
            Has { kind: subject(&word)?, clauses: vec![] }
        }
    };
    Compiled::question(has)
}

impl Question for Has {
    fn ask(&self, about: Context<'_>) -> Answer {
        let root = match about {
            Context::Account(root) => *root,
            Context::Subject(context) => context.root,
            _ => return Answer::no(),
        };
        let language = root.root.language;
        if !facts::joins(self.kind).iter().any(|join| join.language == Some(language)) {
            return Answer::plain(true);
        }
        let here = root.subjects.of_kind(self.kind).iter().map(|subject| {
            let context = SubjectContext { root, subject };
            let holds = Answer::plain(true).and(all(&self.clauses, Context::Subject(&context)));
            holds.where_there(&subject.resource.presence)
        });
        here.chain(perhaps_elsewhere(&root)).reduce(Answer::or).unwrap_or_else(Answer::no)
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let weaker = weakenings(&self.clauses).into_iter();
        weaker.map(|(what, clauses)| (what, Arc::new(Has { clauses, ..self.clone() }) as Arc<dyn Question>)).collect()
    }
}

/// A module that nobody can see might make anything.
fn perhaps_elsewhere(root: &RootContext<'_>) -> Option<Answer> {
    let unseen = root.root.loose.iter().find(|loose| loose.kind == LooseKind::ModuleCall)?;
    let resource = &unseen.resource;
    Some(Answer::unknown(resource.span, format!("`{}` is not on disk, and might make one", resource.address)))
}
