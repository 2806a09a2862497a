//! Remedies of several findings that meet in one file.

use crate::finding::{Finding, Replacement};
use crate::policy::CallersAt;
use crate::source::{FileId, Span, Workspace, directory_of};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// Of one fault at one place that several roots have, each for an account or a Region of its own: what is right for one of them would break another.
pub(super) fn agree(findings: &mut [Finding]) {
    let mut alike: FxHashMap<(Span, &str), Vec<usize>> = FxHashMap::default();
    for (number, finding) in findings.iter().enumerate() {
        // Where one can only be advised, no edit is known to be right for it.
        if finding.remedy.is_some() {
            alike.entry((finding.place, finding.rule.as_str())).or_default().push(number);
        }
    }
    let edits = |number: &usize| findings.get(*number).and_then(|finding| finding.remedy.as_ref()).map(|remedy| &remedy.edits);
    let differ = |numbers: &&Vec<usize>| numbers.iter().any(|number| edits(number) != numbers.first().and_then(edits));
    let differing: Vec<usize> = alike.values().filter(differ).flatten().copied().collect();
    for number in differing {
        let why = "its uses need different values: give each a text of its own, or let whoever uses it hand the value in";
        findings.get_mut(number).and_then(|finding| finding.remedy.as_mut()).into_iter().for_each(|remedy| remedy.only_advise(why));
    }
}

/// Of a statement whose text other calls, instances or answers use for callers whom nothing is found about: an edit would stop those as well.
pub(super) fn spare_others(findings: &mut [Finding], named: &CallersAt) {
    let mut found_about: FxHashMap<Span, BTreeSet<SmolStr>> = FxHashMap::default();
    for finding in findings.iter().filter(|finding| finding.remedy.is_some()) {
        if let Some(statement) = finding.statement {
            found_about.entry(statement).or_default().extend(finding.callers.iter().cloned());
        }
    }
    for finding in findings {
        let (Some(statement), Some(remedy)) = (finding.statement, finding.remedy.as_mut()) else { continue };
        // Whether another service sends the key is asked where the condition is chosen.
        let others = named.get(&statement).into_iter().flatten().filter(|other| !other.starts_with("Service "));
        let mut others = others.filter(|other| found_about.get(&statement).is_none_or(|found| !found.contains(*other)));
        if let Some(other) = others.next() {
            let whom = match other.split_once(' ').map(|(kind, _)| kind) {
                Some("Federated") => "an identity provider",
                Some("AWS") => "an account, a user or a role",
                _ => "everybody",
            };
            remedy.only_advise(&format!(
                "another use of this text is for {whom}, and the condition might stop that one: write it for this use alone"
            ));
        }
    }
}

/// A block that remedies bring stands beside the statement; where those of several files of a directory bring the same, it stands in one of them.
pub(super) fn share_blocks(workspace: &Workspace, findings: &mut [Finding]) {
    let mut files: BTreeMap<(String, String), Vec<FileId>> = BTreeMap::new();
    let edits = |finding: &Finding| finding.remedy.iter().flat_map(|remedy| remedy.edits.clone()).collect::<Vec<Replacement>>();
    for edit in findings.iter().flat_map(edits) {
        if let Some(key) = brought(workspace, &edit) {
            files.entry(key).or_default().push(edit.place.file);
        }
    }
    for files in files.values_mut() {
        let is = |file: &FileId, name: &str| workspace.path(*file).rsplit('/').next() == Some(name);
        files.sort_by_key(|file| (!is(file, "data.tf"), !is(file, "main.tf"), workspace.path(*file).to_owned()));
    }
    for finding in findings.iter_mut() {
        for edit in finding.remedy.iter_mut().flat_map(|remedy| &mut remedy.edits) {
            let first = brought(workspace, edit).and_then(|key| files.get(&key)?.first().copied());
            let Some(file) = first.filter(|file| *file != edit.place.file) else { continue };
            let Ok(text) = workspace.text(file) else { continue };
            let line = if text.ends_with('\n') { "" } else { "\n" };
            let block = format!("{line}\n{}\n", edit.text.trim()).replace("\r\n", "\n");
            let block = if text.contains("\r\n") { block.replace('\n', "\r\n") } else { block };
            *edit = Replacement { place: Span::new(file, text.len(), text.len()), text: block };
        }
    }
}

/// The directory and the block, if an edit adds a data source at the end of a file.
fn brought(workspace: &Workspace, edit: &Replacement) -> Option<(String, String)> {
    let path = workspace.path(edit.place.file);
    let block = edit.text.trim();
    let is_at_end = workspace.text(edit.place.file).is_ok_and(|text| text.len() == edit.place.start as usize);
    let directory = directory_of(path);
    (is_at_end && block.starts_with("data \"aws_")).then(|| (directory.to_owned(), block.replace("\r\n", "\n")))
}
