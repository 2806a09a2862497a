//! `role: { … }`: the subject at the other end of a link, of which these clauses hold.

use crate::facts;
use crate::rule::answer::{Answer, Aspect, Evidence, FaultyElement};
use crate::rule::clause::{Clause, ClauseKind, Compiled, Compiler, Question, all, weakenings};
use crate::rule::context::{Context, RootContext, SubjectContext};
use crate::rule::known::linked;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::subject::{Link, LinkTarget};
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "LINK",
    about: "A subject that this one links to (its role, a security group, the bucket of a trail), by the name of the part in `joins.tsv`, of which these clauses hold. Of several, one is enough.",
    on: |target| matches!(target, Target::Subject(_)),
    schema: r##"{"$ref":"#/$defs/clauses"}"##,
    supplies: &[],
    cost: 2,
    compile,
};

/// The links of a kind of subject.
pub(super) fn of(subject: &'static str) -> Vec<&'static str> {
    facts::links_of(subject).to_vec()
}

#[derive(Clone, Debug)]
struct LinksTo {
    part: &'static str,
    kind: &'static str,
    clauses: Vec<Clause>,
}

fn compile(value: &Node, compiler: &Compiler<'_>) -> Result<Compiled, Fault> {
    let [(name, value)] = value.map("a link")? else { return Err(value.place.fault("a link should stand here")) };
    let known = facts::part_kind(&name.text).filter(|part| !part.leads_to.is_empty());
    let part = known.ok_or_else(|| name.place.fault(format!("there is no link `{}`", name.text)))?;
    debug_assert!(matches!(compiler.target, Target::Subject(_)));
    let clauses = (compiler.clauses)(value, &[Target::Subject(part.leads_to)])?;
    let supplies = clauses.iter().flat_map(|clause| clause.supplies.clone()).collect();
    let cost = clauses.iter().map(|clause| clause.cost).max().unwrap_or(0).max(KIND.cost);
    let question = Arc::new(LinksTo { part: part.part, kind: part.leads_to, clauses });
    Ok(Compiled::Composite { question, supplies, cost })
}

impl LinksTo {
    fn at_other_ends(&self, root: RootContext<'_>, links: &[Link<'_>]) -> Answer {
        let mut answers = vec![];
        for link in links {
            let answer = match &link.to {
                LinkTarget::Here(resource) => match root.subjects.at(self.kind, &resource.address) {
                    Some(subject) => {
                        let place = FaultyElement {
                            aspect: Aspect::Link,
                            place: link.span,
                            provenance: vec![],
                            element: String::new(),
                            replaceable: None,
                        };
                        let evidence = Evidence { fault: Some(place), ..Evidence::default() };
                        let known = root.known.of_one.get(&(self.place(), resource.address.clone()), || {
                            all(&self.clauses, Context::Subject(&SubjectContext { root, subject }))
                        });
                        Answer::yes(evidence).and(known.as_ref().clone())
                    }
                    None => Answer::no(),
                },
                LinkTarget::Elsewhere(name) => Answer::unknown(link.span, format!("`{name}` is not in this code")),
                LinkTarget::Unknown(why) => Answer::unknown(link.span, why.clone()),
            };
            answers.push(answer.under(&link.given));
        }
        answers.into_iter().reduce(Answer::or).unwrap_or_else(Answer::no)
    }

    /// What tells the question apart while a root is judged.
    fn place(&self) -> usize {
        std::ptr::from_ref(self) as usize
    }
}

impl Question for LinksTo {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.subject() else { return Answer::no() };
        let root = context.root;
        let links = root.subjects.links(context.subject, self.part);
        match linked(&links) {
            Some(ends) => root.known.of_linked.get(&(self.place(), ends), || self.at_other_ends(root, &links)).as_ref().clone(),
            None => self.at_other_ends(root, &links),
        }
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let weaker = weakenings(&self.clauses).into_iter();
        weaker.map(|(what, clauses)| (what, Arc::new(LinksTo { clauses, ..self.clone() }) as Arc<dyn Question>)).collect()
    }
}
