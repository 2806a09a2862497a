//! `layers: [{ told: …, close: …, when: {…} }, …]`: faults that are one attack together, told in their order, each at its own place.

use crate::finding::{Certainty, Label, Remedy};
use crate::rule::answer::{Answer, Evidence};
use crate::rule::clause::{Clause, ClauseKind, Compiled, Compiler, Question, all, weakenings};
use crate::rule::context::Context;
use crate::rule::message::{ALWAYS, MessageTemplate};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "layers",
    about: "Each of these layers holds: its clauses stand under `when`. `told` says what is open about it, in order and each at its own place; `close` says how to close it. Of one of them, `cheapest: true` says that closing it costs least: its `close` is what the finding advises.",
    on: |target| matches!(target, Target::Subject(_)),
    schema: r##"{"type":"array","minItems":2,"items":{"type":"object","properties":{"told":{"type":"string"},"close":{"type":"string"},"cheapest":{"const":true},"when":{"$ref":"#/$defs/clauses"}},"required":["told","close","when"],"additionalProperties":false}}"##,
    supplies: &[],
    cost: 3,
    compile,
};

#[derive(Clone, Debug)]
struct FaultLayers(Vec<FaultLayer>);

#[derive(Clone, Debug)]
struct FaultLayer {
    number: String,
    told: MessageTemplate,
    close: MessageTemplate,
    is_cheapest: bool,
    clauses: Vec<Clause>,
}

fn compile(value: &Node, compiler: &Compiler<'_>) -> Result<Compiled, Fault> {
    let items = value.list("layers")?;
    let layer = |(index, item): (usize, &Node)| {
        let number = format!("layer {} of {}", index + 1, items.len());
        layer(item, number, compiler)
    };
    let layers: Vec<FaultLayer> = items.iter().enumerate().map(layer).collect::<Result<_, _>>()?;
    if layers.iter().filter(|layer| layer.is_cheapest).count() != 1 {
        return Err(value.place.fault("one of the layers should be the `cheapest`"));
    }
    let supplies = layers.iter().flat_map(|layer| &layer.clauses).flat_map(|clause| clause.supplies.clone()).collect();
    Ok(Compiled::Composite { question: Arc::new(FaultLayers(layers)), supplies, cost: KIND.cost })
}

fn layer(item: &Node, number: String, compiler: &Compiler<'_>) -> Result<FaultLayer, Fault> {
    let members = item.map("a layer")?;
    let known = ["told", "close", "cheapest", "when"];
    if let Some((word, _)) = members.iter().find(|(word, _)| !known.contains(&word.text.as_str())) {
        return Err(word.place.fault(format!("a layer has no `{}`; there are {}", word.text, known.join(", "))));
    }
    let member = |name: &str| {
        let found = members.iter().find(|(word, _)| word.text == name).map(|(_, value)| value);
        found.ok_or_else(|| item.place.fault(format!("a layer has `{name}`")))
    };
    let clauses = (compiler.clauses)(member("when")?, compiler.targets)?;
    let template = |name: &str| {
        let value = member(name)?;
        let template = MessageTemplate::read(value.word("a text")?).map_err(|why| value.place.fault(why))?;
        let is_supplied = |name: &&str| ALWAYS.contains(name) || clauses.iter().any(|clause| clause.supplies.contains(name));
        let missing = template.placeholders().find(|name| !is_supplied(name));
        match missing {
            Some(missing) => Err(value.place.fault(format!("`{name}` speaks of `{{{missing}}}`, which no clause of the layer supplies"))),
            None => Ok(template),
        }
    };
    let is_cheapest = member("cheapest").map(Node::truth).unwrap_or(Ok(false))?;
    Ok(FaultLayer { number, told: template("told")?, close: template("close")?, is_cheapest, clauses })
}

impl Question for FaultLayers {
    fn ask(&self, about: Context<'_>) -> Answer {
        let mut answer = Answer::plain(true);
        for layer in &self.0 {
            answer = answer.and(layer.ask(about));
            if answer.is_no() {
                break;
            }
        }
        answer
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let mut result: Vec<(String, Arc<dyn Question>)> = vec![];
        for (index, layer) in self.0.iter().enumerate() {
            let with = |replacement: Option<FaultLayer>| {
                let mut layers = self.0.clone();
                layers.splice(index..=index, replacement);
                Arc::new(FaultLayers(layers)) as Arc<dyn Question>
            };
            result.push((format!("without {}", layer.number), with(None)));
            for (what, clauses) in weakenings(&layer.clauses).into_iter().filter(|(_, clauses)| !clauses.is_empty()) {
                result.push((format!("{}: {what}", layer.number), with(Some(FaultLayer { clauses, ..layer.clone() }))));
            }
        }
        result
    }
}

impl FaultLayer {
    /// What the clauses saw, told at its place; the finding itself stands at the subject.
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.subject() else { return Answer::no() };
        let subject = context.subject;
        all(&self.clauses, about).with_evidence(|evidence| {
            let certainty = if evidence.doubts.is_empty() { Certainty::Certain } else { Certainty::Possible };
            let fill = |template: &MessageTemplate, evidence: &Evidence| {
                template.fill(certainty, |name| match name {
                    "address" => subject.resource.address.to_string(),
                    "name" => subject.resource.name.to_string(),
                    "target" => subject.kind.replace('_', " "),
                    _ => evidence.text(name).unwrap_or_default().to_owned(),
                })
            };
            let launched_from = subject.launched_from();
            evidence.involved.extend(launched_from.iter().map(|resource| resource.span));
            let own = subject.resource.span;
            let place = evidence.fault.take().map(|fault| fault.place).filter(|place| *place != own);
            // What nobody says would be said where it is launched from.
            let span = place.or_else(|| launched_from.first().map(|resource| resource.span)).unwrap_or(own);
            let cheapest = if self.is_cheapest { ", the cheapest to close" } else { "" };
            evidence.layers.push(Label::new(span, format!("{}{cheapest}: {}", self.number, fill(&self.told, evidence))));
            evidence.remedy = self.is_cheapest.then(|| Remedy::advice(fill(&self.close, evidence)));
        })
    }
}
