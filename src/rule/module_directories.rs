//! Directories of Terraform as remedies see them: what their texts name, and where a data source would go.

use crate::iam::exposure::PARTITIONS;
use crate::kept::Kept;
use crate::source::{FileId, Workspace};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What remedies want to know of directories of Terraform, read once for each.
#[derive(Default)]
pub(super) struct ModuleDirectories(Kept<String, ModuleDirectory>);

/// A directory of Terraform.
pub(super) struct ModuleDirectory {
    /// How its texts name Regions: `data.aws_region.current.name`.
    pub(super) regions: BTreeSet<String>,
    /// The partitions that its texts write out: `arn:aws-cn:`.
    pub(super) partitions: BTreeSet<&'static str>,
    /// Where a data source goes that a statement in no file of Terraform's own syntax needs.
    pub(super) home: Option<FileId>,
    /// It names variables or locals that it does not declare: before Terraform reads it, files are put there that might declare anything.
    pub(super) is_a_part: bool,
}

impl ModuleDirectories {
    /// What is known of a directory.
    pub(super) fn get(&self, workspace: &Workspace, directory: &str) -> Arc<ModuleDirectory> {
        self.0.get(directory, || ModuleDirectory::read(workspace, directory))
    }
}

impl ModuleDirectory {
    fn read(workspace: &Workspace, directory: &str) -> ModuleDirectory {
        let files = workspace.directory(directory).filter(|(_, entry)| entry.path.ends_with(".tf") || entry.path.ends_with(".tofu"));
        let files: Vec<(FileId, &str, &str)> =
            files.filter_map(|(id, entry)| Some((id, entry.path.as_str(), workspace.text(id).ok()?.as_ref()))).collect();
        let is_name = |char: char| char.is_ascii_alphanumeric() || "._-".contains(char);
        let reference = |(_, rest): (usize, &str)| rest.split(|char| !is_name(char)).next().map(str::to_owned);
        let named = |text: &str| {
            let starts = text.match_indices("data.aws_region.").filter_map(|(at, _)| Some((at, text.get(at..)?)));
            starts.filter_map(reference).collect::<Vec<String>>()
        };
        let regions = files.iter().flat_map(|(_, _, text)| named(text)).collect();
        let is = |file: &str, name: &str| file.rsplit('/').next() == Some(name);
        let home = files.iter().min_by_key(|(_, path, _)| (!is(path, "data.tf"), !is(path, "main.tf"), *path));
        let is_written = |partition: &&&str| files.iter().any(|(_, _, text)| text.contains(&format!("arn:{partition}:")));
        let partitions = PARTITIONS.iter().filter(is_written).copied().collect();
        let texts: Vec<&str> = files.iter().map(|(_, _, text)| *text).collect();
        let is_a_part = !files.is_empty() && !is_overridden(workspace, directory) && names_undeclared(&texts);
        ModuleDirectory { regions, partitions, home: home.map(|(file, ..)| *file), is_a_part }
    }
}

/// Whether a directory has files in JSON, whose declarations are not looked at here.
fn is_overridden(workspace: &Workspace, directory: &str) -> bool {
    workspace.directory(directory).any(|(_, entry)| entry.path.ends_with(".tf.json") || entry.path.ends_with(".tofu.json"))
}

/// Whether texts name a variable or a local that none of them declares.
fn names_undeclared(texts: &[&str]) -> bool {
    let is_of_name = |char: char| char.is_ascii_alphanumeric() || "_-".contains(char);
    let code = || texts.iter().flat_map(|text| text.lines()).filter(|line| !line.trim_start().starts_with(['#', '/', '*']));
    let mut declared: FxHashSet<(&str, &str)> = FxHashSet::default();
    for line in code().map(str::trim_start) {
        let words = line.strip_prefix("locals").unwrap_or(line).trim_start_matches([' ', '{']);
        if let Some(name) = words.strip_prefix("variable").map(|rest| rest.trim_start().trim_start_matches('"')) {
            declared.extend(name.split(|char| !is_of_name(char)).next().map(|name| ("var.", name)));
        }
        let name = words.split(|char| !is_of_name(char)).next().unwrap_or_default();
        if words.get(name.len()..).is_some_and(|rest| rest.trim_start().starts_with('=')) {
            declared.insert(("local.", name));
        }
    }
    let mut named = code().flat_map(|line| {
        ["var.", "local."].into_iter().flat_map(move |start| {
            line.match_indices(start).filter_map(move |(at, _)| {
                let before = line.get(..at)?.chars().next_back();
                let name = line.get(at + start.len()..)?.split(|char| !is_of_name(char)).next()?;
                (!name.is_empty() && before.is_none_or(|char| !is_of_name(char) && char != '.')).then_some((start, name))
            })
        })
    });
    named.any(|named| !declared.contains(&named))
}
