//! `contains-secret: [password]`: secrets of these kinds are written out in a resource.

use super::setting::at;
use crate::condition::Assignment;
use crate::finding::{Label, hash};
use crate::resource::{LooseKind, Resource};
use crate::rule::answer::{Answer, Evidence, FaultyElement};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question, shorter};
use crate::rule::context::{Context, ResourceContext};
use crate::rule::provenance::in_resource;
use crate::rule::secrets::WrittenSecret;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, suggestion};
use crate::secret::SecretKind;
use crate::source::Span;
use crate::value::{Kind, Value};
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "contains-secret",
    about: "Secrets of these kinds are written out in the resource: in an argument that is made for one, in user data, an environment, a parameter, a default. `key-pair` (an access key id and its secret access key), `token` (of a known format), `private-key`, `password` (and other secrets that their names tell). Placeholders and references are none.",
    on: |target| target == Target::Resource,
    schema: r##"{"anyOf":[{"enum":["key-pair","password","private-key","token"]},{"type":"array","items":{"enum":["key-pair","password","private-key","token"]},"minItems":1}]}"##,
    supplies: &["secret", "setting"],
    cost: 1,
    compile,
};

const WORDS: &[(&str, Wanted)] =
    &[("key-pair", Wanted::KeyPair), ("password", Wanted::Password), ("private-key", Wanted::PrivateKey), ("token", Wanted::Token)];

/// What may be asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wanted {
    KeyPair,
    Password,
    PrivateKey,
    Token,
}

#[derive(Debug)]
struct ContainsSecret {
    wanted: Vec<Wanted>,
}

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    let words = value.words("a kind of secret")?;
    let known: Vec<&str> = WORDS.iter().map(|(word, _)| *word).collect();
    let read = |word: &crate::rule::written::Word| {
        let found = WORDS.iter().find(|(known, _)| *known == word.text).map(|(_, wanted)| *wanted);
        found.ok_or_else(|| word.place.fault(format!("there is no kind of secret `{}`{}", word.text, suggestion(&word.text, &known))))
    };
    let wanted = words.iter().map(read).collect::<Result<_, _>>()?;
    Compiled::question(ContainsSecret { wanted })
}

impl Question for ContainsSecret {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Context::Resource(context) = about else { return Answer::no() };
        let found = context.root.known.secrets(context.resource);
        let mut wanted: Vec<&WrittenSecret> = found.iter().filter(|secret| self.is_wanted(secret, &found)).collect();
        if is_code(context.resource) {
            if wanted.is_empty() || !self.wanted.contains(&Wanted::KeyPair) {
                return Answer::no();
            }
            wanted.retain(|secret| secret.kind == SecretKind::KeyId);
            let told = told_of_parts(context);
            wanted.retain(|secret| !told.iter().any(|told| told.covers(secret.written) || secret.written.covers(*told)));
            return evidence(context, &wanted).map_or_else(Answer::no, Answer::yes);
        }
        // What goes to a nested stack is told where that uses it.
        wanted.retain(|secret| context.resource.kind != "AWS::CloudFormation::Stack" || context.resource.block.covers(secret.written));
        if !wanted.is_empty() && is_input(context.resource) {
            let told = told_elsewhere(context, |_| true);
            wanted.retain(|secret| !told.contains(&secret.written));
        }
        // The default of a variable is told at the first resource that uses it.
        let is_own = |secret: &WrittenSecret| context.resource.block.covers(secret.written);
        if !is_input(context.resource) && !wanted.iter().all(|secret| is_own(secret)) {
            let place = |resource: &Resource| (resource.span.file.0, resource.span.start);
            let told = told_elsewhere(context, |resource| place(resource) < place(context.resource));
            wanted.retain(|secret| is_own(secret) || !told.contains(&secret.written));
        }
        let others = further_uses(context, wanted.iter().copied().filter(|secret| !is_own(secret)));
        let mut given: Vec<&Assignment> = vec![];
        for secret in &wanted {
            if !given.contains(&&secret.given) {
                given.push(&secret.given);
            }
        }
        let answers = given.into_iter().map(|given| {
            let under: Vec<&WrittenSecret> = wanted.iter().copied().filter(|secret| secret.given == *given).collect();
            let evidence = evidence(context, &under).map(|mut evidence| {
                evidence.labels.extend(others.iter().cloned());
                evidence
            });
            evidence.map_or_else(Answer::no, |evidence| Answer::yes(evidence).under(given))
        });
        answers.reduce(Answer::or).unwrap_or_else(Answer::no)
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let without = |(left_out, wanted): (&Wanted, Vec<Wanted>)| {
            let word = WORDS.iter().find(|(_, wanted)| wanted == left_out).map_or("", |(word, _)| *word);
            (format!("without `{word}`"), Arc::new(ContainsSecret { wanted }) as Arc<dyn Question>)
        };
        shorter(&self.wanted).into_iter().map(without).collect()
    }
}

impl ContainsSecret {
    fn is_wanted(&self, secret: &WrittenSecret, all: &[WrittenSecret]) -> bool {
        wanted_of(secret, all).is_some_and(|kind| self.wanted.contains(&kind))
    }
}

/// What a secret of a resource is told as, beside all others that are there; nothing if it is a part of what is told, or nothing by itself.
fn wanted_of(secret: &WrittenSecret, all: &[WrittenSecret]) -> Option<Wanted> {
    let has = |kind: SecretKind| all.iter().any(|other| other.kind == kind && other.given.agrees_with(&secret.given));
    match secret.kind {
        SecretKind::KeyId => Some(Wanted::KeyPair).filter(|_| has(SecretKind::KeySecret)),
        // Of a pair the id is told; alone it is one if its name says so.
        SecretKind::KeySecret => Some(Wanted::Password).filter(|_| secret.is_named() && !has(SecretKind::KeyId)),
        SecretKind::Token => Some(Wanted::Token),
        SecretKind::PrivateKey => Some(Wanted::PrivateKey),
        SecretKind::Password => Some(Wanted::Password),
    }
}

fn is_input(resource: &Resource) -> bool {
    matches!(resource.kind.as_str(), "variable" | "parameter")
}

/// Whether it is all that is written in a module or template. Its parts are looked at by themselves: their names and places tell more.
fn is_code(resource: &Resource) -> bool {
    resource.name == "code" && matches!(resource.kind.as_str(), "module" | "template")
}

/// Where secrets are written that are told in some part of the code.
fn told_of_parts(context: &ResourceContext<'_>) -> Vec<Span> {
    let loose = context.root.root.loose.iter().filter(|loose| loose.kind != LooseKind::Code).map(|loose| &loose.resource);
    let told = |resource: &Resource| {
        let all = context.root.known.secrets(resource);
        all.iter().filter(|secret| wanted_of(secret, &all).is_some()).map(|secret| secret.written).collect::<Vec<_>>()
    };
    context.root.root.resources.iter().chain(loose).flat_map(told).collect()
}

/// Where the secrets of such resources are written: one cause, one finding.
fn told_elsewhere(context: &ResourceContext<'_>, is_meant: impl Fn(&Resource) -> bool) -> Vec<Span> {
    let calls = context
        .root
        .root
        .loose
        .iter()
        .filter(|loose| !matches!(loose.kind, LooseKind::Input | LooseKind::Code))
        .map(|loose| &loose.resource);
    let resources = context.root.root.resources.iter().chain(calls).filter(|resource| is_meant(resource));
    resources.flat_map(|resource| context.root.known.secrets(resource).iter().map(|secret| secret.written).collect::<Vec<_>>()).collect()
}

/// The other resources that a default goes to.
fn further_uses<'s>(context: &ResourceContext<'_>, secrets: impl Iterator<Item = &'s WrittenSecret>) -> Vec<Label> {
    let written: Vec<Span> = secrets.map(|secret| secret.written).collect();
    if written.is_empty() || is_input(context.resource) {
        return vec![];
    }
    let others = context.root.root.resources.iter().filter(|resource| resource.address != context.resource.address);
    let uses = |resource: &Resource| {
        let found = context.root.known.secrets(resource);
        let same = found.iter().find(|secret| written.contains(&secret.written))?;
        Some(Label::new(at(resource, &same.value).place, format!("{} goes here as well", same.noun)))
    };
    others.filter_map(uses).collect()
}

/// The first secret is the fault, the others are told beside it. Never what they are.
fn evidence(context: &ResourceContext<'_>, secrets: &[&WrittenSecret]) -> Option<Evidence> {
    let resource = context.resource;
    // What is certain is told first.
    let mut secrets = secrets.to_vec();
    secrets.sort_by_key(|secret| secret.doubt.is_some());
    let (first, others) = secrets.split_first()?;
    let place = |secret: &WrittenSecret| match is_input(resource) || is_code(resource) || resource.block.covers(secret.written) {
        true => secret.written,
        false => at(resource, &secret.value).place,
    };
    let bare = Value { provenance: first.value.provenance.clone(), ..Value::new(Kind::Null, first.written) };
    let here = place(first);
    let provenance = if is_input(resource) || is_code(resource) { vec![] } else { in_resource(resource, &bare, here) };
    let fault = FaultyElement {
        aspect: crate::rule::answer::Aspect::Setting,
        place: here,
        provenance,
        element: first.noun.to_owned(),
        replaceable: None,
    };
    let others = others.iter().map(|secret| (place(secret), secret.noun)).filter(|(span, _)| *span != here);
    let labels = others.map(|(span, noun)| Label::new(span, format!("{noun} is written out here as well"))).collect();
    let texts = vec![("secret", first.noun.to_owned()), ("setting", first.setting.clone())];
    // Of what is encoded no part has a place of its own.
    let at_fault = secrets.iter().copied().map(told_apart).collect();
    let secrets = secrets.iter().flat_map(|secret| secret.parts(context.root.workspace)).collect();
    let doubts = resource.left_alone(&first.argument).into_iter().chain(first.doubt.map(str::to_owned)).collect();
    Some(Evidence { fault: Some(fault), texts, labels, secrets, doubts, at_fault, ..Evidence::default() })
}

/// What tells a secret apart from most others. So short a hash does not tell which of many passwords it is.
fn told_apart(secret: &WrittenSecret) -> String {
    const DIGITS: usize = 4;
    let text = secret.value.to_text().map(|text| text.to_string()).unwrap_or_default();
    format!("{} #{}", secret.setting, hash(&[&text]).chars().take(DIGITS).collect::<String>())
}
