//! Directories of Terraform as remedies see them: what their texts name, and where a data source would go.

use crate::iam::exposure::PARTITIONS;
use crate::kept::Kept;
use crate::source::{FileId, Workspace};
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
        ModuleDirectory { regions, partitions, home: home.map(|(file, ..)| *file) }
    }
}
