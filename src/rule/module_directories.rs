//! Directories of Terraform as remedies see them: which data sources are declared, and where one more would go.

use crate::kept::Kept;
use crate::source::{FileId, Workspace};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What remedies want to know of directories of Terraform, read once for each.
#[derive(Default)]
pub(super) struct ModuleDirectories(Kept<String, ModuleDirectory>);

/// The data sources whose names remedies use.
const KINDS: [&str; 3] = ["aws_caller_identity", "aws_partition", REGION];
pub(super) const REGION: &str = "aws_region";

/// A directory of Terraform.
pub(super) struct ModuleDirectory {
    /// Those of each of the [`KINDS`].
    declared: [Vec<DeclaredSource>; KINDS.len()],
    /// How its texts name Regions: `data.aws_region.current.name`.
    pub(super) regions: BTreeSet<String>,
    /// Its providers with an alias that act with the credentials of the default one, and so in its account: `aws.replica`.
    pub(super) of_default_account: Vec<String>,
    /// The file where a data source for the own account goes, whichever statement needs it.
    pub(super) home: Option<FileId>,
}

/// A data source as declared.
pub(super) struct DeclaredSource {
    pub(super) name: String,
    pub(super) provider: String,
    /// It has `count` or `for_each`.
    pub(super) is_repeated: bool,
}

impl ModuleDirectories {
    /// What is known of a directory.
    pub(super) fn get(&self, workspace: &Workspace, directory: &str) -> Arc<ModuleDirectory> {
        self.0.get(directory, || ModuleDirectory::read(workspace, directory))
    }
}

impl ModuleDirectory {
    /// The data sources of one of the [`KINDS`].
    pub(super) fn declared(&self, kind: &str) -> &[DeclaredSource] {
        let known = KINDS.iter().zip(&self.declared).find(|(known, _)| **known == kind);
        known.map_or(&[], |(_, declared)| declared.as_slice())
    }

    fn read(workspace: &Workspace, directory: &str) -> ModuleDirectory {
        let files = workspace.directory(directory).filter(|(_, entry)| entry.path.ends_with(".tf") || entry.path.ends_with(".tofu"));
        let files: Vec<(FileId, &str, &str)> =
            files.filter_map(|(id, entry)| Some((id, entry.path.as_str(), workspace.text(id).ok()?.as_ref()))).collect();
        let of_kind = |kind: &str| {
            let head = format!("data \"{kind}\" \"");
            let starts = |text: &str| text.match_indices(&head).map(|(at, found)| at + found.len()).collect::<Vec<usize>>();
            files.iter().flat_map(|(_, _, text)| starts(text).into_iter().filter_map(|at| declared(text, at))).collect()
        };
        let is_name = |char: char| char.is_ascii_alphanumeric() || "._-".contains(char);
        let reference = |(_, rest): (usize, &str)| rest.split(|char| !is_name(char)).next().map(str::to_owned);
        let named = |text: &str| {
            let starts = text.match_indices("data.aws_region.").filter_map(|(at, _)| Some((at, text.get(at..)?)));
            starts.filter_map(reference).collect::<Vec<String>>()
        };
        let regions = files.iter().flat_map(|(_, _, text)| named(text)).collect();
        let is = |file: &str, name: &str| file.rsplit('/').next() == Some(name);
        let home = files.iter().min_by_key(|(_, path, _)| (!is(path, "data.tf"), !is(path, "main.tf"), *path));
        let of_default_account = of_default_account(files.iter().map(|(_, _, text)| *text));
        ModuleDirectory { declared: KINDS.map(of_kind), regions, of_default_account, home: home.map(|(file, ..)| *file) }
    }
}

/// The directory of a file.
pub(super) fn directory(workspace: &Workspace, file: FileId) -> &str {
    workspace.path(file).rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// The providers with an alias that, like the default one, say nothing of whose credentials they take.
fn of_default_account<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    const CREDENTIALS: [&str; 7] = ["assume_role", "access_key", "secret_key", "token", "profile", "shared_c", "account_ids"];
    let mut aliases = vec![];
    for text in texts {
        for (at, _) in text.match_indices("provider \"aws\" {") {
            let block = text.get(at..).and_then(|rest| rest.split("\n}").next()).unwrap_or_default();
            let is_other = CREDENTIALS.iter().any(|word| block.contains(word));
            match argument(block, "alias") {
                Some(alias) if !is_other => aliases.push(format!("aws.{}", alias.trim_matches('"'))),
                None if is_other => return vec![],
                Some(_) | None => {}
            }
        }
    }
    aliases
}

/// The data source whose name begins at `at`; nothing if it stands in a comment.
fn declared(text: &str, at: usize) -> Option<DeclaredSource> {
    let before = text.get(..at)?.rsplit('\n').next()?;
    let (name, rest) = text.get(at..)?.split_once('"')?;
    let body = rest.split('}').next().unwrap_or_default();
    let is_repeated = ["count", "for_each"].iter().any(|word| argument(body, word).is_some());
    let provider = argument(body, "provider").unwrap_or_default();
    before.trim_start().starts_with("data").then(|| DeclaredSource { name: name.to_owned(), provider, is_repeated })
}

/// The text after `name =` on a line of a block.
pub(super) fn argument(body: &str, name: &str) -> Option<String> {
    body.lines().find_map(|line| {
        let rest = line.trim_start().strip_prefix(name)?.trim_start().strip_prefix('=')?;
        Some(rest.split('#').next().unwrap_or_default().trim().to_owned())
    })
}
