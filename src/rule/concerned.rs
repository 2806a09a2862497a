//! Whom and what a policy concerns beside what its statements say: what it is attached to, and who holds it. One more makes a known finding worse.

use super::matter::Matter;
use crate::attribute_path::AttributePath;
use crate::facts::PolicyKind;
use crate::finding::{BY_PROVIDER, BY_ROOT, referred_to, with_hash};
use crate::mapped_text::{HoleKind, Piece, Text, WhyCode};
use crate::resource::{Language, Resource, Root, own_name};
use crate::value::{Kind, Value};
use std::collections::BTreeSet;

/// The names: resources of the code by their names in their modules, others as the code names them, in quotes. Nothing for what is no policy.
pub(super) fn names(about: &Matter<'_>) -> BTreeSet<String> {
    let mut found = deployed(about);
    // What is in a module that is called does not tell by its place who deploys it.
    let is_called = !about.resource.calls.is_empty();
    found.extend(is_called.then(|| format!("\"{BY_ROOT}{}\"", about.root.root.path)));
    let Some(policy) = about.policy.map(|context| context.policy) else { return found };
    for (given, owner) in AttributePath::new(policy.site.owner).values(&policy.resource.attributes) {
        if about.policy.is_none_or(|context| context.given.agrees_with(&given)) {
            gather(owner, about, &mut found);
        }
    }
    if matches!(policy.site.kind, PolicyKind::Identity) {
        let holders: Vec<&str> = about.root.permissions.holders_of(policy).map(|holder| holder.resource.address.as_str()).collect();
        found.extend(holders.iter().map(|holder| named(holder, about.resource)));
        let elsewhere = holders.into_iter().chain([policy.resource.address.as_str()]);
        found.extend(
            elsewhere.flat_map(|held| about.root.subjects.holders_elsewhere(held)).map(|name| format!("\"{}\"", name.trim_matches('`'))),
        );
    }
    found
}

/// The accounts and the Region that it is deployed to, as far as the code tells them, else by which provider: what has one name in two of them is two things.
fn deployed(about: &Matter<'_>) -> BTreeSet<String> {
    let provider = &about.resource.provider;
    // Of a stack set its arguments tell all of them.
    if provider.targets.is_some() {
        return BTreeSet::new();
    }
    let own = about.resource.attributes.get("region").filter(|_| about.root.root.language == Language::Terraform);
    let region = own.and_then(Value::as_str).or(provider.region.as_deref());
    let accounts = provider.accounts.iter().map(|account| format!("\"account {account}\""));
    let is_open = provider.accounts.is_empty() && about.root.root.language == Language::Terraform;
    let called = provider.alias.as_ref().map_or_else(|| "default".to_owned(), |alias| format!("`{alias}`"));
    let by = is_open.then(|| match provider.credentials.as_deref() {
        None | Some("") => format!("\"{BY_PROVIDER}{called}\""),
        Some(credentials) => with_hash(&format!("\"{BY_PROVIDER}{called} with these credentials\""), credentials),
    });
    accounts.chain(region.map(|region| format!("\"Region {region}\""))).chain(by).collect()
}

/// A resource as one that stands beside it, or further out, names it: with the calls that lead to it, where it is in a module that the other calls, and with
/// the keys that tell it apart from others of its block.
pub(super) fn named(address: &str, by: &Resource) -> String {
    let end = if by.language == Language::Terraform { "." } else { "/" };
    let mut name = address;
    for call in &by.calls {
        let Some(inside) = name.strip_prefix(call.name.as_str()).and_then(|rest| rest.strip_prefix(end)) else { break };
        name = inside;
    }
    name.to_owned()
}

/// What a value names: the resources that it refers to, or else its text.
fn gather(value: &Value, about: &Matter<'_>, into: &mut BTreeSet<String>) {
    if let Kind::List(items) = &value.kind {
        return items.iter().for_each(|item| gather(item, about, into));
    }
    let Some(text) = value.to_text() else { return };
    let references = named_by(value, about.resource, about.root.root);
    match references.is_empty() {
        true => into.extend(Some(format!("\"{}\"", told(&text, about.root.root)))),
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
    let read = match (hole, hole.data_source()) {
        (HoleKind::Unknown(why), Some(address)) => format!("{}{}", without_modules(address), why.read),
        (HoleKind::Attribute { name, .. }, Some(address)) => format!("{}.{name}", without_modules(address)),
        (HoleKind::Unknown(why), _) if !why.read.is_empty() => with_hash(&why.read, &why.detail),
        (HoleKind::Unknown(why), _) => why.to_string(),
        _ => hole.to_string(),
    };
    let asked = hole.data_source().and_then(|address| root.looked_up.get(address));
    asked.map_or_else(|| read.clone(), |asked| with_hash(&read, &asked.iter().cloned().collect::<Vec<_>>().join(" ")))
}

/// The address in its module, with the key: the same call may get another name.
fn without_modules(address: &str) -> String {
    let key = address.strip_suffix(']').and_then(|start| start.rsplit_once('[')).map(|(_, key)| format!("[{key}]"));
    own_name(address) + &key.unwrap_or_default()
}

/// What a hole stands for, if something of the code gives it: a resource by its name, and what is read of it where that is another thing.
pub(super) fn given_by(hole: &HoleKind, by: &Resource, root: &Root) -> Option<String> {
    match hole {
        _ if hole.data_source().is_some() => Some(stands_for(hole, root)),
        HoleKind::Unknown(why) if why.code == WhyCode::RemoteModule => Some(format!("\"{}\"", stands_for(hole, root))),
        HoleKind::Attribute { resource, name } => {
            let name_of = named(resource, by);
            let is_made_up = root.resources.at(resource).is_some_and(|known| gives_outputs(&known.kind));
            Some(if is_made_up { format!("\"{name_of}.{name}\"") } else { name_of })
        }
        _ => None,
    }
}

/// Whether the attributes of a resource are of other things: the outputs of a stack, the answers of a program.
fn gives_outputs(kind: &str) -> bool {
    let kinds = ["AWS::CloudFormation::Stack", "AWS::CloudFormation::CustomResource", "aws_cloudformation_stack", "terraform_data"];
    kinds.contains(&kind) || kind.starts_with("Custom::")
}

/// The resources that a text refers to, by their names.
pub(super) fn named_by(value: &Value, by: &Resource, root: &Root) -> BTreeSet<String> {
    let text = value.to_text();
    let holes = text.iter().flat_map(|text| text.holes()).filter_map(|hole| given_by(&hole.hole.kind, by, root));
    let mut found: BTreeSet<String> = holes.collect();
    // A name that is written at the resource itself comes as the text that it is.
    let is_open = text.as_ref().is_none_or(|text| text.known().is_none());
    let mut calls: Vec<&str> = vec![];
    for step in value.provenance.steps() {
        match referred(&step.name, root) {
            Some(name) => _ = found.insert(format!("{}{name}", calls.iter().map(|call| format!("{call}.")).collect::<String>())),
            None if is_open && step.name.starts_with("data.") => _ = found.insert(format!("\"{}\"", step.name)),
            None if step.name.starts_with("module.") => calls.push(called(&step.name)),
            None if step.name.starts_with("var.") => _ = calls.pop(),
            None => {}
        }
    }
    // What the holes tell of a resource says more than that it was named.
    let less: Vec<String> =
        found.iter().filter(|name| found.iter().any(|other| other != *name && own_name(other) == **name)).cloned().collect();
    less.iter().for_each(|name| _ = found.remove(name));
    found
}

/// `module.a["x"].` of `module.a["x"].arn`.
fn called(step: &str) -> &str {
    let mut depth = 0;
    let is_end = |(at, char): &(usize, char)| {
        depth += i32::from(*char == '[') - i32::from(*char == ']');
        *char == '.' && depth == 0 && *at > "module.".len()
    };
    let end = step.char_indices().find(is_end).map(|(at, _)| at);
    end.and_then(|end| step.get(..end)).unwrap_or(step)
}

/// The resource of the root that a step is about, with its key.
fn referred(step: &str, root: &Root) -> Option<String> {
    let (name, key) = referred_to(step, root.language);
    root.resources.has_name(&name).then(|| format!("{name}{key}"))
}
