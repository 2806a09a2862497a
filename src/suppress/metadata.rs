//! Suppressions in the metadata of a template's resources: `{rule: …, reason: …, until: …}`, about the whole resource.

use super::{SuppressedPart, Suppression, is_day};
use crate::resource::MetadataEntry;
use crate::secret;
use crate::source::{CodePart, CodePartKind};
use smol_str::SmolStr;

/// What an entry says; a fault if it is not understood.
pub(super) fn suppression(entry: &MetadataEntry) -> Suppression {
    let member = |name: &str| entry.members.iter().find(|(key, _)| key == name).and_then(|(_, text)| text.as_deref());
    let until = member("until").map(str::to_owned);
    Suppression {
        rules: member("rule").map(|rule| SmolStr::new(rule.trim())).into_iter().collect(),
        reason: secret::masked(member("reason").unwrap_or_default().trim()).into_owned(),
        fault: fault(entry, until.as_deref()),
        until,
        place: Some(entry.place),
        scope: SuppressedPart::Code(entry.about.map(|span| CodePart { span, kind: CodePartKind::Resource })),
        used: vec![],
    }
}

fn fault(entry: &MetadataEntry, until: Option<&str>) -> Option<String> {
    let unknown = entry.members.iter().find(|(key, _)| !["rule", "reason", "until"].contains(&key.as_str()));
    let no_text = entry.members.iter().find(|(_, text)| text.is_none());
    if entry.about.is_none() {
        return Some("it stands in the metadata of the template; nobody silences all resources at once, so write it at each".to_owned());
    }
    if !entry.members.iter().any(|(key, _)| key == "rule") {
        return Some("the rule is not named: write `ignore: [{rule: RULE, reason: why}]`".to_owned());
    }
    if let Some((key, _)) = unknown {
        return Some(format!("`{key}` is none of `rule`, `reason`, `until`"));
    }
    if let Some((key, _)) = no_text {
        return Some(format!("`{key}` is no text"));
    }
    until.filter(|until| !is_day(until)).map(|until| format!("`{until}` is not a day: write `until: 2027-01-31`"))
}
