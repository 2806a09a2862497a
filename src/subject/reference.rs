//! Which resource a value refers to: by what only deployment tells of it, by its ARN, or by its name.

use crate::facts::{self, ShapePart};
use crate::mapped_text::{Hole, HoleKind, Piece, Text};
use crate::policy;
use crate::resource::Resource;
use crate::value::Value;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::sync::Arc;

/// The ways to refer to some resources.
pub struct References<'a> {
    resources: Vec<&'a Resource>,
    by_address: FxHashMap<&'a str, usize>,
    by_text: FxHashMap<String, Vec<usize>>,
    own_accounts: &'a [SmolStr],
}

impl<'a> References<'a> {
    /// References to any of these resources.
    pub fn to(resources: impl IntoIterator<Item = &'a Resource>, own_accounts: &'a [SmolStr]) -> References<'a> {
        let mut references = References {
            resources: resources.into_iter().collect(),
            by_address: FxHashMap::default(),
            by_text: FxHashMap::default(),
            own_accounts,
        };
        for (index, resource) in references.resources.iter().enumerate() {
            references.by_address.insert(&resource.address, index);
            for text in texts(resource).iter().flat_map(|text| std::iter::once(text.to_string()).chain(exact(text))) {
                let same = references.by_text.entry(general(&text, own_accounts)).or_default();
                if same.last() != Some(&index) {
                    same.push(index);
                }
            }
        }
        references
    }

    /// The resources that a value refers to: usually one; several if they share a name; none if they stand elsewhere.
    pub fn of(&self, value: &Value) -> Vec<&'a Resource> {
        let Some(text) = value.to_text() else { return vec![] };
        let told_by_deployment = text.holes().iter().find_map(|hole| match &hole.hole.kind {
            HoleKind::Attribute { resource, .. } => self.by_address.get(resource.as_str()),
            _ => None,
        });
        let indices = match told_by_deployment {
            Some(index) => std::slice::from_ref(index),
            None => {
                let called = |text: String| self.by_text.get(&general(&text, self.own_accounts));
                exact(&text).and_then(called).or_else(|| called(text.to_string())).map_or(&[][..], Vec::as_slice)
            }
        };
        indices.iter().filter_map(|index| self.resources.get(*index).copied()).collect()
    }
}

/// The ARN of a resource, whose attribute is called `arn`, `Arn` or `PolicyArn`; parts that only deployment tells as holes.
pub fn arn(resource: &Resource) -> Option<Text> {
    ["arn", "Arn", "PolicyArn"].iter().find_map(|attribute| {
        let set: Vec<(&str, String)> = asked(resource).collect();
        let of = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str());
        let shape = facts::arn_shape(&resource.kind, attribute, of)?;
        Some(filled(resource, shape))
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
            HoleKind::Region => "us-east-1".to_owned(),
            kind => named(kind),
        },
    });
    pieces.collect()
}

/// A name for what is not known.
pub fn named(kind: &HoleKind) -> String {
    kind.to_string().chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '-' }).collect()
}

/// What people call a resource: its name if it is known, else its address.
pub fn display_name(resource: &Resource) -> String {
    let arn = arn(resource).map(|arn| arn.split("/").pop().unwrap_or_default());
    arn.and_then(|name| Some(name.known()?.to_owned())).unwrap_or_else(|| resource.address.to_string())
}

/// What an ARN shape asks for, as far as it is set. What is set but not known is no value of the table.
fn asked(resource: &Resource) -> impl Iterator<Item = (&'static str, String)> {
    let names = facts::arn_shapes(&resource.kind).iter().filter_map(|shape| shape.only_if.split_once('=').map(|(name, _)| name));
    names.filter_map(|name| {
        let text = policy::first(&resource.attributes, name)?.to_text()?;
        Some((name, text.known().map_or_else(|| "\0".to_owned(), str::to_owned)))
    })
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

/// Every text that refers to a resource: its ARN, its id, its name.
fn texts(resource: &Resource) -> Vec<Text> {
    let set: Vec<(&str, String)> = asked(resource).collect();
    let of = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str());
    let mut texts = vec![];
    let mut attributes: Vec<&str> = facts::arn_shapes(&resource.kind).iter().map(|shape| shape.attribute).collect();
    attributes.dedup();
    for shape in attributes.into_iter().filter_map(|attribute| facts::arn_shape(&resource.kind, attribute, of)) {
        texts.push(filled(resource, shape));
        if let Some(ShapePart::Attribute(names)) = shape.parts().pop() {
            texts.extend(set_attribute(resource, &names));
        }
    }
    texts
}

fn set_attribute(resource: &Resource, names: &[&str]) -> Option<Text> {
    names.iter().find_map(|name| policy::first(&resource.attributes, name)?.to_text())
}

fn filled(resource: &Resource, shape: &facts::ArnShape) -> Text {
    shaped(resource, shape.shape, shape.attribute)
}

/// A shape in the form of [`facts::ArnShape::shape`] with what the resource sets; `attribute` is what a hole of it is called.
pub fn shaped(resource: &Resource, shape: &'static str, attribute: &str) -> Text {
    let span = resource.span;
    let mut text = Text::default();
    let hole = |kind: HoleKind| Text::of_hole(Arc::new(Hole { kind, span }));
    for part in facts::shape_parts(shape) {
        let piece = match part {
            ShapePart::Literal(literal) => Text::computed(literal, span),
            ShapePart::Partition => hole(HoleKind::Partition),
            ShapePart::Region => hole(HoleKind::Region),
            ShapePart::Account => hole(HoleKind::OwnAccount),
            ShapePart::Hole => hole(HoleKind::Attribute { resource: resource.address.clone(), name: attribute.into() }),
            ShapePart::Attribute(names) => set_attribute(resource, &names).unwrap_or_else(|| {
                let name = names.first().copied().unwrap_or(attribute);
                hole(HoleKind::Attribute { resource: resource.address.clone(), name: name.into() })
            }),
        };
        text.push_text(&piece);
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
