//! Whom and what a policy concerns beside what its statements say: what it is attached to, and who holds it. One more makes a known finding worse.

use super::matter::Matter;
use crate::attribute_path::AttributePath;
use crate::facts::PolicyKind;
use crate::finding::{own_name, with_hash};
use crate::mapped_text::{HoleKind, Piece, Text};
use crate::resource::{Language, Root};
use crate::value::{Kind, Value};
use std::collections::BTreeSet;

/// The names: resources of the code by their names in their modules, others as the code names them, in quotes. Nothing for what is no policy.
pub(super) fn names(about: &Matter<'_>) -> BTreeSet<String> {
    let mut found = deployed(about);
    let Some(policy) = about.policy.map(|context| context.policy) else { return found };
    for (given, owner) in AttributePath::new(policy.site.owner).values(&policy.resource.attributes) {
        if about.policy.is_none_or(|context| context.given.agrees_with(&given)) {
            gather(owner, about.root.root, &mut found);
        }
    }
    if matches!(policy.site.kind, PolicyKind::Identity) {
        let holders: Vec<&str> = about.root.permissions.holders_of(policy).map(|holder| holder.address.as_str()).collect();
        found.extend(holders.iter().copied().map(named));
        let elsewhere = holders.into_iter().chain([policy.resource.address.as_str()]);
        found.extend(
            elsewhere.flat_map(|held| about.root.subjects.holders_elsewhere(held)).map(|name| format!("\"{}\"", name.trim_matches('`'))),
        );
    }
    found
}

/// The accounts and the Region that it is deployed to, as far as the code tells them: what has one name in two of them is two things.
fn deployed(about: &Matter<'_>) -> BTreeSet<String> {
    let provider = &about.resource.provider;
    let own = about.resource.attributes.get("region").filter(|_| about.root.root.language == Language::Terraform);
    let region = own.and_then(Value::as_str).or(provider.region.as_deref());
    let accounts = provider.accounts.iter().map(|account| format!("\"account {account}\""));
    accounts.chain(region.map(|region| format!("\"Region {region}\""))).collect()
}

/// A resource with the key that tells it apart from others of its block; a number tells nobody apart.
pub(super) fn named(address: &str) -> String {
    let key = address.strip_suffix(']').and_then(|start| start.rsplit_once('[')).filter(|(_, key)| key.starts_with('"'));
    key.map_or_else(|| own_name(address), |(_, key)| format!("{}[{key}]", own_name(address)))
}

/// What a value names: the resources that it refers to, or else its text.
fn gather(value: &Value, root: &Root, into: &mut BTreeSet<String>) {
    if let Kind::List(items) = &value.kind {
        return items.iter().for_each(|item| gather(item, root, into));
    }
    let Some(text) = value.to_text() else { return };
    let references = named_by(value, root);
    match references.is_empty() {
        true => into.extend(Some(format!("\"{}\"", told(&text, root)))),
        false => into.extend(references),
    }
}

/// A text in which each part that is not known says what it stands for.
pub(super) fn told(text: &Text, root: &Root) -> String {
    let pieces = text.pieces().map(|piece| match piece {
        Piece::Literal(text, _) => text.to_owned(),
        Piece::Hole(hole) => format!("${{{}}}", stands_for(&hole.kind, root)),
    });
    pieces.collect()
}

/// What tells a hole apart from others: of a data source what it is asked for, by a hash.
pub(super) fn stands_for(hole: &HoleKind, root: &Root) -> String {
    match hole {
        HoleKind::Unknown(why) => match hole.data_source().and_then(|address| root.looked_up.get_key_value(address)) {
            Some((address, asked)) => with_hash(address, &asked.iter().cloned().collect::<Vec<_>>().join(" ")),
            None => why.to_string(),
        },
        _ => hole.to_string(),
    }
}

/// The resources that a text refers to, by their names.
pub(super) fn named_by(value: &Value, root: &Root) -> BTreeSet<String> {
    let text = value.to_text();
    let pieces = text.iter().flat_map(|text| text.pieces());
    let holes = pieces.filter_map(|piece| match piece {
        Piece::Hole(hole) => match &hole.kind {
            HoleKind::Attribute { resource, .. } => Some(named(resource)),
            kind => kind.data_source().map(|_| stands_for(kind, root)),
        },
        Piece::Literal(..) => None,
    });
    // A name that is written at the resource itself comes as the text that it is.
    let is_open = text.as_ref().is_none_or(|text| text.known().is_none());
    let referred =
        |name: &str| referred(name, root).or_else(|| Some(format!("\"{name}\"")).filter(|_| is_open && name.starts_with("data.")));
    holes.chain(value.provenance.steps().filter_map(|step| referred(&step.name))).collect()
}

/// The resource that a reference is about: `aws_sns_topic.t` of `aws_sns_topic.t.arn`, `T` of `GetAtt T.Arn`.
fn referred(step: &str, root: &Root) -> Option<String> {
    let bare = ["Ref ", "GetAtt "].into_iter().find_map(|word| step.strip_prefix(word)).unwrap_or(step);
    let bare = bare.trim_start_matches("${").trim_end_matches('}');
    let parts = if root.language == Language::Terraform { 2 } else { 1 };
    let name = bare.split(['.', '[']).take(parts).collect::<Vec<_>>().join(".");
    root.resources.iter().any(|resource| resource.name == name).then_some(name)
}
