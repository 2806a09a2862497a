//! Which resource a value refers to: by what only deployment tells of it, by its ARN, or by its name.

use super::place::is_elsewhere;
use crate::attribute_path::AttributePath;
use crate::condition::{Assignment, TooManyAssignments};
use crate::facts::{self, ShapePart};
use crate::iam::stand_in;
use crate::mapped_text::{HoleKind, Piece, Text};
use crate::resource::{Provider, Resource};
use crate::value::{Depth, Kind, Value, of_choices};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::sync::Arc;

/// The ways to refer to some resources, built once and asked often.
#[derive(Debug, Default)]
pub struct References<'a> {
    resources: Vec<&'a Resource>,
    by_address: FxHashMap<&'a str, usize>,
    /// By the name in the code; none where several have it.
    by_name: FxHashMap<&'a str, Option<usize>>,
    /// By ARN, id and name.
    by_text: FxHashMap<String, Namesakes<'a>>,
    /// The first resource that has more names than are told apart.
    many_names: Option<&'a Resource>,
    own_accounts: &'a [SmolStr],
}

/// The resources that have a name.
#[derive(Debug, Default)]
pub(super) struct Namesakes<'a> {
    /// Each under these answers only.
    all: Vec<(usize, Assignment)>,
    /// How many of them each provider deploys.
    pub(super) providers: Vec<(&'a Arc<Provider>, usize)>,
}

impl<'a> Namesakes<'a> {
    fn add(&mut self, index: usize, given: &Assignment, provider: &'a Arc<Provider>) {
        if self.all.iter().rev().take_while(|(known, _)| *known == index).any(|(_, known)| known == given) {
            return;
        }
        self.all.push((index, given.clone()));
        match self.providers.iter_mut().find(|(known, _)| Arc::ptr_eq(known, provider)) {
            Some((_, count)) => *count += 1,
            None => self.providers.push((provider, 1)),
        }
    }
}

/// What a value refers to.
#[derive(Clone, Debug)]
pub struct Reference<'a> {
    pub resource: &'a Resource,
    /// It is called so under these answers only.
    pub given: Assignment,
}

impl<'a> References<'a> {
    /// References to any of these resources.
    pub fn to(resources: impl IntoIterator<Item = &'a Resource>, own_accounts: &'a [SmolStr]) -> References<'a> {
        let resources = resources.into_iter().collect();
        let mut references = References { resources, own_accounts, ..References::default() };
        for (index, resource) in references.resources.iter().enumerate() {
            references.by_address.insert(&resource.address, index);
            references.by_name.entry(&resource.name).and_modify(|only| *only = None).or_insert(Some(index));
            let Ok(texts) = texts(resource) else {
                references.many_names = references.many_names.or(Some(resource));
                continue;
            };
            for (given, text) in texts {
                for text in std::iter::once(text.to_string()).chain(exact(&text)) {
                    references.by_text.entry(general(&text, own_accounts)).or_default().add(index, &given, &resource.provider);
                }
            }
        }
        references
    }

    /// A resource that may be called anything: it has more names than are told apart.
    pub fn with_many_names(&self) -> Option<&'a Resource> {
        self.many_names
    }

    /// The resources that a value refers to: usually one; several if they share a name; none if they stand elsewhere.
    pub fn of(&self, value: &Value) -> Vec<Reference<'a>> {
        self.of_whom(value, None)
    }

    /// The same where a value of a resource refers to them: without what has the name in another account or Region.
    pub(super) fn of_whom(&self, value: &Value, by: Option<&Resource>) -> Vec<Reference<'a>> {
        if matches!(value.kind, Kind::Alternatives(_)) {
            return self.of_alternatives(value, by);
        }
        let Some(text) = value.to_text() else { return vec![] };
        let told_by_deployment = text.holes().iter().find_map(|hole| match &hole.hole.kind {
            HoleKind::Attribute { resource, .. } => self.by_address.get(resource.as_str()),
            _ => None,
        });
        let at = |index: usize, given: Assignment| Some(Reference { resource: self.resources.get(index).copied()?, given });
        if let Some(index) = told_by_deployment {
            return at(*index, Assignment::default()).into_iter().collect();
        }
        let named = self.called(&text).map_or(&[][..], |named| named.all.as_slice());
        if let Some(index) = self.by_way(value).filter(|_| named.is_empty()) {
            return at(index, Assignment::default()).into_iter().collect();
        }
        let named = named.iter().filter_map(|(index, given)| at(*index, given.clone()));
        named.filter(|named| !by.is_some_and(|by| is_elsewhere(named.resource, &text, by))).collect()
    }

    /// What each alternative refers to, under the answers that lead to it.
    fn of_alternatives(&self, value: &Value, by: Option<&Resource>) -> Vec<Reference<'a>> {
        let each = &mut |given: &Assignment, values: &[Value]| {
            let named = values.iter().flat_map(|value| self.of_whom(value, by));
            named.filter_map(|named| Some(Reference { given: named.given.and(given)?, ..named })).collect::<Vec<_>>()
        };
        let cases = of_choices(std::slice::from_ref(value), Depth::Top, value.span, each);
        cases.unwrap_or_default().into_iter().flatten().collect()
    }

    fn called(&self, text: &Text) -> Option<&Namesakes<'a>> {
        let called = |text: String| self.by_text.get(&general(&text, self.own_accounts));
        exact(text).and_then(called).or_else(|| called(text.to_string()))
    }

    /// The resources that have the name which a value is, if deployment does not tell which of them is meant.
    pub(super) fn namesakes(&self, value: &Value) -> Option<&Namesakes<'a>> {
        let text = value.to_text()?;
        let is_told =
            |kind: &HoleKind| matches!(kind, HoleKind::Attribute { resource, .. } if self.by_address.contains_key(resource.as_str()));
        if text.holes().iter().any(|hole| is_told(&hole.hole.kind)) { None } else { self.called(&text) }
    }

    /// The only resource whose attribute a value is, though the value itself names none: `ANY` of `aws_api_gateway_method.a.http_method`.
    fn by_way(&self, value: &Value) -> Option<usize> {
        let mut found = None;
        for known in value.provenance.steps().filter_map(|step| self.by_name.get(step.name.as_str())) {
            let index = (*known)?;
            if found.is_some_and(|found| found != index) {
                return None;
            }
            found = Some(index);
        }
        found
    }
}

/// The ARN of a resource, whose attribute is called `arn`, `Arn` or `PolicyArn`; parts that only deployment tells as holes.
pub fn arn(resource: &Resource) -> Option<Text> {
    ["arn", "Arn", "PolicyArn"].iter().find_map(|attribute| {
        let shape = facts::arn_shape(&resource.kind, attribute, |name| resource.argument(name))?;
        Some(shaped(resource, shape.shape, shape.attribute))
    })
}

/// A text with something definite for what only deployment tells: the own account, `aws`, names made of what they are called.
/// The same hole always comes to the same name, so that a pattern that names a resource matches the resource's ARN.
pub fn definite(text: &Text, own_account: &str) -> String {
    let pieces = text.pieces().map(|piece| match piece {
        Piece::Literal(literal, _) => literal.to_owned(),
        Piece::Hole(hole) => match &hole.kind {
            HoleKind::OwnAccount => own_account.to_owned(),
            HoleKind::Partition => "aws".to_owned(),
            kind => stand_in::name(kind),
        },
    });
    pieces.collect()
}

/// What people call a resource: its name if it is known, else its address.
pub fn display_name(resource: &Resource) -> String {
    let arn = arn(resource).map(|arn| arn.split("/").pop().unwrap_or_default());
    arn.and_then(|name| Some(name.known()?.to_owned())).unwrap_or_else(|| resource.address.to_string())
}

/// A text in which what is not known is told apart by the expression that would give it: a name that came through a reference has the same one.
/// Nothing for a text that is wholly known.
fn exact(text: &Text) -> Option<String> {
    if text.holes().is_empty() {
        return None;
    }
    let pieces = text.pieces().map(|piece| match piece {
        Piece::Literal(literal, _) => literal.to_owned(),
        Piece::Hole(hole) => match &hole.kind {
            HoleKind::Unknown(_) | HoleKind::Input { .. } => format!("${{{} of {:?}}}", hole.kind, hole.span),
            kind => format!("${{{kind}}}"),
        },
    });
    Some(pieces.collect())
}

/// Every text that refers to a resource: its ARN, its id, its name; each with the answers under which it does.
fn texts(resource: &Resource) -> Result<Vec<(Assignment, Text)>, TooManyAssignments> {
    let mut attributes: Vec<&str> = facts::arn_shapes(&resource.kind).iter().map(|shape| shape.attribute).collect();
    attributes.dedup();
    let shapes = attributes.into_iter().filter_map(|attribute| facts::arn_shape(&resource.kind, attribute, |name| resource.argument(name)));
    let mut texts = vec![];
    for shape in shapes {
        let parts = shape.parts().into_iter().map(|part| piece(resource, part, shape.attribute));
        let whole = Value::concat(&parts.collect::<Vec<_>>(), resource.span);
        let name = match shape.parts().pop() {
            Some(ShapePart::Attribute(names)) => set_attribute(resource, &names),
            _ => None,
        };
        for value in std::iter::once(whole).chain(name) {
            texts.extend(cases(&value)?);
        }
    }
    Ok(texts)
}

/// The texts that a value comes to.
fn cases(value: &Value) -> Result<Vec<(Assignment, Text)>, TooManyAssignments> {
    let cases = of_choices(std::slice::from_ref(value), Depth::Top, value.span, &mut |given, values| {
        values.first().and_then(|value| Some((given.clone(), value.to_text()?)))
    })?;
    Ok(cases.into_iter().flatten().collect())
}

fn set_attribute(resource: &Resource, names: &[&str]) -> Option<Value> {
    let set = names.iter().map(|name| facts::shape_attribute(name)).filter_map(|(name, bare)| {
        let value = AttributePath::new(name).whole(&resource.attributes)?;
        Some(if bare { value.without_scheme() } else { value })
    });
    set.into_iter().find(|value| matches!(value.kind, Kind::Alternatives(_)) || value.to_text().is_some())
}

/// What only deployment tells of a resource.
fn hole(resource: &Resource, name: &str) -> Value {
    Value::hole(HoleKind::Attribute { resource: resource.address.clone(), name: name.into() }, resource.span)
}

/// A piece of a shape with what the resource sets; `attribute` is what a hole of it is called.
fn piece(resource: &Resource, part: ShapePart, attribute: &str) -> Value {
    let span = resource.span;
    match part {
        ShapePart::Literal(literal) => Value::text(Text::computed(literal, span), span),
        ShapePart::Partition => Value::hole(HoleKind::Partition, span),
        ShapePart::Region => Value::hole(HoleKind::Region, span),
        ShapePart::Account => Value::hole(HoleKind::OwnAccount, span),
        ShapePart::Hole => hole(resource, attribute),
        ShapePart::Attribute(names) => {
            set_attribute(resource, &names).unwrap_or_else(|| hole(resource, names.first().copied().unwrap_or(attribute)))
        }
    }
}

/// A shape in the form of [`facts::ArnShape::shape`] with what the resource sets; `attribute` is what a hole of it is called. A name that
/// depends on open conditions is a hole.
pub fn shaped(resource: &Resource, shape: &'static str, attribute: &str) -> Text {
    let mut text = Text::default();
    for part in facts::shape_parts(shape) {
        let called = match &part {
            ShapePart::Attribute(names) => names.first().copied().unwrap_or(attribute),
            _ => attribute,
        };
        let known = piece(resource, part, attribute).to_text().or_else(|| hole(resource, called).to_text());
        known.iter().for_each(|known| text.push_text(known));
    }
    text
}

/// An ARN without partition and own account, so that both spellings of the same are equal; other texts as they are.
fn general(text: &str, own_accounts: &[SmolStr]) -> String {
    let fields: Vec<&str> = text.splitn(6, ':').collect();
    let [arn @ "arn", _, service, region, account, rest] = fields.as_slice() else { return text.to_owned() };
    // A log group has two ARNs, with and without `:*`:
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    let rest = if *service == "logs" { rest.strip_suffix(":*").unwrap_or(rest) } else { rest };
    let own = *account == "${account}" || own_accounts.iter().any(|own| own == account) || own_accounts.is_empty() && !account.is_empty();
    format!("{arn}::{service}:{region}:{}:{rest}", if own { "" } else { account })
}
