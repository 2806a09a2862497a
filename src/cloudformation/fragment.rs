//! Files that are no whole templates: a tool puts them together before deployment, as `rain merge` does with the files of a folder and of those in it.
//! What such a file refers to and does not declare stands in a template of its folder or of one above: <https://github.com/aws-cloudformation/rain>.

use super::template::Template;
use crate::value::{Entry, Kind, Map, Value};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// The sections that declare what another file may refer to.
const DECLARING: [&str; 3] = ["Parameters", "Mappings", "Conditions"];

/// The templates, each that is a part of another with what the other declares.
pub(super) fn with_sections_above(templates: Vec<Arc<Template>>) -> Vec<Arc<Template>> {
    let wholes: Vec<Arc<Template>> = templates.iter().filter(|template| says_so(template) && declares_some(template)).cloned().collect();
    templates.into_iter().map(|template| whole_of(&template, &wholes).unwrap_or(template)).collect()
}

/// Whether it says that it is a template.
fn says_so(template: &Template) -> bool {
    template.root().get("AWSTemplateFormatVersion").is_some() || !template.transforms.is_empty()
}

fn declares_some(template: &Template) -> bool {
    DECLARING.iter().any(|section| !template.section(section).is_empty())
}

/// The nearest template around a part that declares what the part lacks, and of several the one that declares most of it; the part with its sections.
fn whole_of(part: &Template, wholes: &[Arc<Template>]) -> Option<Arc<Template>> {
    let may_be_part = !says_so(part) || !declares_some(part);
    let mut around = wholes.iter().filter(|whole| may_be_part && is_around(&whole.path, &part.path)).peekable();
    around.peek()?;
    let lacking = lacking(part);
    let declared = |whole: &Template| {
        let names = DECLARING.iter().flat_map(|section| whole.section(section)).map(|entry| entry.key.as_str());
        names.filter(|name| lacking.contains(name)).count()
    };
    let fitting = around.map(|whole| (folder(&whole.path).len(), declared(whole), whole)).filter(|(_, declared, _)| *declared > 0);
    let (.., whole) = fitting.reduce(|best, next| if (next.0, next.1) > (best.0, best.1) { next } else { best })?;
    let sections = DECLARING.iter().chain(&["Globals", "Transform"]).filter_map(|name| whole.root().as_map()?.entry(name));
    Some(Arc::new(part.put_into(whole.file, sections.fold(part.root().clone(), with_section))))
}

fn folder(path: &str) -> &str {
    path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default()
}

/// Whether a file is in the folder of another, or in one above it.
fn is_around(whole: &str, part: &str) -> bool {
    folder(part).starts_with(folder(whole))
}

/// A template with the members of a section that it does not have itself.
fn with_section(root: Value, section: &Entry) -> Value {
    let Some(map) = root.as_map() else { return root };
    let mut entries = map.entries.clone();
    match entries.iter_mut().find(|own| own.key == section.key) {
        None => entries.push(section.clone()),
        Some(own) => {
            let (Some(known), Some(added)) = (own.value.as_map(), section.value.as_map()) else { return root };
            let added = added.entries.iter().filter(|entry| known.get(&entry.key).is_none());
            let all = known.entries.iter().chain(added).cloned().collect();
            own.value = Value::map(Map { entries: all }, own.value.span);
        }
    }
    Value::map(Map { entries }, root.span)
}

/// What a template refers to by name and does not declare.
fn lacking(template: &Template) -> FxHashSet<&str> {
    let mut names = FxHashSet::default();
    referred_to(template.root(), &mut names);
    for section in DECLARING.iter().chain(&["Resources"]) {
        template.section(section).iter().for_each(|entry| {
            names.remove(entry.key.as_str());
        });
    }
    names
}

/// The names in a value that references, conditions and look-ups stand for.
fn referred_to<'v>(value: &'v Value, names: &mut FxHashSet<&'v str>) {
    match &value.kind {
        Kind::List(items) => items.iter().for_each(|item| referred_to(item, names)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| {
            let first = entry.value.as_list().and_then(<[Value]>::first);
            match entry.key.as_str() {
                "Ref" | "Condition" => names.extend(entry.value.as_str()),
                "Fn::If" | "Fn::FindInMap" => names.extend(first.and_then(Value::as_str)),
                "Fn::Sub" => {
                    let text = first.unwrap_or(&entry.value).as_str().unwrap_or_default();
                    let parts = text.split("${").skip(1).filter_map(|part| part.split_once('}'));
                    names.extend(parts.map(|(name, _)| name.trim()));
                }
                _ => {}
            }
            referred_to(&entry.value, names);
        }),
        _ => {}
    }
}
