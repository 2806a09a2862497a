//! What the metadata of resources says to deputylint where a comment cannot stand, as in JSON: `Metadata: {deputylint: {ignore: [{rule: …, reason: …}]}}`.

use crate::resource::MetadataEntry;
use crate::value::{Entry, Value};

/// The entries of a template, in order.
pub(super) fn entries(template: &Value) -> Vec<MetadataEntry> {
    let resources = template.get("Resources").and_then(Value::as_map).map_or(&[][..], |map| map.entries.as_slice());
    let of_template = said(template).into_iter().flat_map(|value| of(value, None));
    let of_resources = resources.iter().filter_map(|resource| Some((resource, said(&resource.value)?)));
    of_template.chain(of_resources.flat_map(|(resource, value)| of(value, Some(resource)))).collect()
}

fn said(owner: &Value) -> Option<&Value> {
    owner.get("Metadata")?.get("deputylint")
}

fn of(said: &Value, resource: Option<&Entry>) -> Vec<MetadataEntry> {
    let about = resource.map(|resource| resource.span());
    let entry = |place, members| MetadataEntry { place, about, members };
    let Some(ignored) = said.get("ignore") else { return vec![entry(said.span, vec![])] };
    let members = |item: &Value| {
        let members = item.as_map().map_or(&[][..], |map| map.entries.as_slice()).iter();
        members.map(|member| (member.key.clone(), member.value.as_str().map(str::to_owned))).collect()
    };
    match ignored.as_list() {
        Some(items) => items.iter().map(|item| entry(item.span, members(item))).collect(),
        None => vec![entry(ignored.span, members(ignored))],
    }
}
