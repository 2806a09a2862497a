//! Collections of a subject (the rules of a security group, the grants of a bucket) as items of one shape, however they are spelt.

use super::graph::Subject;
use super::precedence::{self, Weight};
use super::setting::{default_of, plain};
use super::source::Source;
use crate::attribute_path::{AttributePath, Stands};
use crate::condition::{Assignment, Conditions};
use crate::facts::{self, ConceptAttribute, DefaultValue, DefaultWhere};
use crate::resource::Resource;
use crate::source::Span;
use crate::value::{Kind, Value};

/// A collection of a subject.
#[derive(Debug)]
pub struct Items<'a> {
    pub concept: &'static str,
    pub items: Vec<Item<'a>>,
    /// Why there may be more items than these.
    pub open: Vec<UnknownItems>,
}

impl<'a> Items<'a> {
    /// What a resource says that is there under several answers is one item.
    fn add(&mut self, item: Item<'a>) {
        let is_same = |known: &&mut Item<'a>| {
            std::ptr::eq(known.resource, item.resource)
                && known.span == item.span
                && known.fields == item.fields
                && known.given != item.given
        };
        match self.items.iter_mut().find(is_same) {
            Some(known) => known.given.extend(item.given),
            None => self.items.push(item),
        }
    }
}

/// An item, or several, that nobody knows.
#[derive(Debug)]
pub struct UnknownItems {
    pub why: String,
    pub span: Span,
    /// Under any of these answers.
    pub given: Vec<Assignment>,
}

/// An item of a collection.
#[derive(Debug)]
pub struct Item<'a> {
    /// Where it is written.
    pub resource: &'a Resource,
    pub span: Span,
    /// It is there under any of these answers; an empty one says: always.
    pub given: Vec<Assignment>,
    /// Nobody wrote it: the service or the language makes it.
    pub default: Option<&'static DefaultValue>,
    /// Those that are set, in the order of the table.
    pub fields: Vec<Field>,
}

/// A field of an item.
#[derive(PartialEq, Debug)]
pub struct Field {
    /// `cidr_ipv4`, `from_port`, …
    pub name: &'static str,
    /// Each with the answers under which it stands there, beside those of the item.
    pub values: Vec<(Assignment, Value)>,
}

enum ItemContent<'a> {
    Fields(&'a Resource, Span, Vec<Field>),
    Unknown(String, Span),
    /// An item of another collection, which takes the default's place.
    Instead,
    Default(&'static DefaultValue),
}

struct ItemCandidate<'a> {
    content: ItemContent<'a>,
    weight: Weight,
    given: Assignment,
}

impl<'a> Subject<'a> {
    /// The items of a collection such as `security_group.ingress`, in the order of the parts and of the code.
    pub fn items(&self, concept: &'static str) -> Items<'a> {
        let mut conditions = Conditions::default();
        let mut candidates = vec![];
        let default = default_of(concept, self.resource.language);
        let instead = match default.map(|default| default.only_if) {
            Some(DefaultWhere::IsEmpty(collection)) => Some(collection),
            _ => None,
        };
        for source in self.sources().0 {
            for place in self.places(concept).filter(|place| place.resource_type == source.resource.kind) {
                written(&source, place, &mut conditions, &mut candidates);
            }
            let own = candidates.len();
            let others = instead.into_iter().flat_map(|instead| self.places(instead));
            for place in others.filter(|place| place.resource_type == source.resource.kind) {
                written(&source, place, &mut conditions, &mut candidates);
            }
            for other in candidates.iter_mut().skip(own).filter(|other| matches!(other.content, ItemContent::Fields(..))) {
                other.content = ItemContent::Instead;
            }
        }
        if let Some(default) = default {
            let unknown = self.absent().map(|why| ItemContent::Unknown(why, self.resource.span));
            candidates.push(ItemCandidate {
                content: unknown.unwrap_or(ItemContent::Default(default)),
                weight: Weight::ServiceDefault,
                given: Assignment::default(),
            });
        }
        let fixed = &self.resource.presence.under;
        let heard: Vec<(Weight, &Assignment)> = candidates.iter().map(|candidate| (candidate.weight, &candidate.given)).collect();
        let cases = precedence::cases(&heard, conditions, fixed);
        let mut items = Items { concept, items: vec![], open: vec![] };
        if cases.is_err() {
            let why = "which items there are depends on too many undecided conditions".to_owned();
            items.open.push(UnknownItems { why, span: self.resource.span, given: vec![Assignment::default()] });
        }
        for (index, ItemCandidate { content, given, .. }) in candidates.into_iter().enumerate() {
            let given = match (&cases, &content) {
                (Ok(cases), _) => precedence::counts_under(cases, index, &given, fixed),
                (Err(_), ItemContent::Default(_)) => vec![],
                (Err(_), _) => vec![given],
            };
            match content {
                _ if given.is_empty() => {}
                ItemContent::Instead => {}
                ItemContent::Fields(resource, span, fields) => items.add(Item { resource, span, given, default: None, fields }),
                ItemContent::Unknown(why, span) => items.open.push(UnknownItems { why, span, given }),
                ItemContent::Default(default) if default.is_no_item() => {}
                ItemContent::Default(default) => {
                    let (resource, span) = (self.resource, self.resource.span);
                    items.items.push(Item { resource, span, given, default: Some(default), fields: made(concept, default, span) });
                }
            }
        }
        items
    }
}

/// The items that a resource writes at a place.
fn written<'a>(
    source: &Source<'a>,
    place: &'static ConceptAttribute,
    conditions: &mut Conditions,
    candidates: &mut Vec<ItemCandidate<'a>>,
) {
    // What may belong to the subject stands beside what surely does: items add up.
    let weight = if source.weight == Weight::Perhaps { Weight::Explicit(1) } else { source.weight };
    let mut add = |content: ItemContent<'a>, given: Assignment| candidates.push(ItemCandidate { content, weight, given });
    let resource = source.resource;
    let item = |value: &'a Value, span: Span, collection: AttributePath<'_>| match &source.unclear {
        Some(why) => ItemContent::Unknown(format!("`{}` might belong to it: {why}", resource.address), span),
        None => ItemContent::Fields(resource, span, fields(place, value, collection)),
    };
    if place.path.is_empty() {
        return add(item(&resource.attributes, resource.span, AttributePath::new("")), source.given.clone());
    }
    for answer in place.path.answers(&resource.attributes, conditions) {
        let Some(given) = answer.given.and(&source.given) else { continue };
        let value = match answer.stands {
            Stands::Value(value) => value,
            // What is left out says that the resource itself is an item.
            Stands::Nothing(_) if !place.on.is_empty() && place.default == place.on => {
                add(item(&resource.attributes, resource.span, AttributePath::new("")), given);
                continue;
            }
            Stands::Nothing(_) => continue,
        };
        match &value.kind {
            Kind::Unknown(hole) => add(ItemContent::Unknown(hole.kind.reason(), value.span), given),
            _ if place.on.is_empty() => add(item(value, value.span, place.path), given),
            // The attribute tells whether the resource itself is such an item.
            _ if is_text(value, place.on) => add(item(&resource.attributes, resource.span, AttributePath::new("")), given),
            _ => {}
        }
    }
}

/// The fields of an item; `collection` is the path that leads to it.
fn fields(place: &'static ConceptAttribute, item: &Value, collection: AttributePath<'_>) -> Vec<Field> {
    let mut found: Vec<Field> = vec![];
    for (concept, name) in named_fields(place.concept) {
        let places = facts::attributes(concept).iter().filter(|field| field.resource_type == place.resource_type);
        let mut values = vec![];
        for (field, path) in places.filter_map(|field| Some((field, field.path.inside(collection)?))) {
            for answer in path.answers(item, &mut Conditions::default()) {
                let value = match answer.stands {
                    Stands::Value(_) => answer.value(),
                    Stands::Nothing(block) => (!field.default.is_empty()).then(|| plain(field.default, block.span)),
                };
                values.extend(value.map(|value| (answer.given, value)));
            }
        }
        if !values.is_empty() {
            found.push(Field { name, values });
        }
    }
    overruled(place.concept, item.span, found)
}

/// The names of the fields of a collection's items, with their concepts.
fn named_fields(collection: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    facts::fields(collection).iter().map(|concept| (*concept, concept.rsplit('.').next().unwrap_or_default()))
}

/// Some values are so whatever is written: all ports where the protocol is "all".
fn overruled(collection: &str, span: Span, mut fields: Vec<Field>) -> Vec<Field> {
    for (concept, name) in named_fields(collection) {
        for default in facts::defaults(concept) {
            let DefaultWhere::Field(only_if) = default.only_if else { continue };
            let Some(sibling) = only_if.argument() else { continue };
            let sibling = fields.iter().find(|field| field.name == sibling).map_or(&[][..], |field| field.values.as_slice());
            let is_wanted = |value: &Value| only_if.wanted().any(|wanted| is_text(value, wanted));
            if sibling.is_empty() || !sibling.iter().all(|(_, value)| is_wanted(value)) {
                continue;
            }
            fields.retain(|field| field.name != name);
            fields.push(Field { name, values: vec![(Assignment::default(), plain(default.value, span))] });
        }
    }
    fields.sort_by_key(|field| field.name);
    fields
}

/// The item that a default makes: `field=value;…`.
fn made(concept: &'static str, default: &DefaultValue, span: Span) -> Vec<Field> {
    let written = |field: &str| default.value.split(';').filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == field);
    let fields = named_fields(concept).filter_map(|(_, name)| {
        let (_, value) = written(name)?;
        Some(Field { name, values: vec![(Assignment::default(), plain(value, span))] })
    });
    overruled(concept, span, fields.collect())
}

fn is_text(value: &Value, wanted: &str) -> bool {
    value.to_text().is_some_and(|text| text.known().is_some_and(|known| known.eq_ignore_ascii_case(wanted)))
}
