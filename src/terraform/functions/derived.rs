//! What stands for the result of a call of which an argument is not known.

use super::is_directory;
use crate::mapped_text::{Hole, HoleKind, Why, WhyCode};
use crate::terraform::evaluate::open_text;
use crate::value::{Kind, Value};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The hole that stands for what a call makes of a hole.
pub(super) fn derived(hole: &Arc<Hole>, function: &str, arguments: &[Value]) -> Arc<Hole> {
    if let Some(made) = open_text::made_of(hole, || written(function, arguments)) {
        return made;
    }
    let kind = match &hole.kind {
        known if is_directory(known) => {
            HoleKind::Unknown(Why::new(WhyCode::Unresolved, format!("the result of `{function}` is not known, because {}", known.reason())))
        }
        HoleKind::Unknown(_) => return hole.clone(),
        known => known.made_by(function),
    };
    Arc::new(Hole { kind, span: hole.span })
}

/// The same hole under another name: what stands for a part of what is not known, or for what is made of it.
pub(in crate::terraform) fn renamed(hole: &Arc<Hole>, rename: &dyn Fn(&str) -> String) -> Arc<Hole> {
    let kind = match &hole.kind {
        HoleKind::Input { name } => HoleKind::Input { name: smol_str::SmolStr::from(rename(name)) },
        HoleKind::Attribute { resource, name } => {
            HoleKind::Attribute { resource: resource.clone(), name: smol_str::SmolStr::from(rename(name)) }
        }
        HoleKind::Unknown(why) if matches!(why.code, WhyCode::DataSource | WhyCode::RemoteModule) => {
            HoleKind::Unknown(why.clone().reading(rename(&why.read)))
        }
        known @ HoleKind::Unknown(_) if !is_directory(known) => return hole.clone(),
        known => HoleKind::Unknown(Why::new(WhyCode::Unresolved, known.reason())),
    };
    Arc::new(Hole { kind, span: hole.span })
}

/// A call with those of its arguments that are short. Calls that differ are written differently: what is left out leaves a number behind.
fn written(function: &str, arguments: &[Value]) -> String {
    let left_out = |values: &[Value]| {
        let mut hasher = FxHasher::default();
        values.iter().for_each(|value| hash_content(value, &mut hasher));
        format!("…{:04x}", hasher.finish() >> 48)
    };
    let shown = arguments.iter().map(|argument| match &argument.kind {
        Kind::Text(text) if text.literal().len() <= 40 => format!("\"{text}\""),
        Kind::Unknown(hole) => hole.kind.to_string(),
        Kind::Number(number) => number.to_string(),
        Kind::Bool(answer) => answer.to_string(),
        _ => left_out(std::slice::from_ref(argument)),
    });
    let all = format!("{function}({})", shown.collect::<Vec<_>>().join(", "));
    match all.char_indices().nth(120) {
        Some((at, _)) => format!("{}{}", all.get(..at).unwrap_or_default(), left_out(arguments)),
        None => all,
    }
}

/// What a value says, wherever it stands.
fn hash_content(value: &Value, into: &mut FxHasher) {
    match &value.kind {
        Kind::Absent | Kind::Null => 0.hash(into),
        Kind::Bool(answer) => answer.hash(into),
        Kind::Number(number) => number.as_str().hash(into),
        Kind::Text(text) => {
            text.literal().hash(into);
            text.holes().iter().for_each(|hole| (hole.at, hole.hole.kind.to_string()).hash(into));
        }
        Kind::Unknown(hole) => hole.kind.to_string().hash(into),
        Kind::List(items) => items.iter().for_each(|item| hash_content(item, into)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| {
            entry.key.hash(into);
            hash_content(&entry.value, into);
        }),
        Kind::Alternatives(open) => open.branches.iter().for_each(|(answer, branch)| {
            answer.hash(into);
            hash_content(branch, into);
        }),
    }
}
