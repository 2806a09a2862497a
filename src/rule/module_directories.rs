//! Directories of Terraform as remedies see them: which data sources are declared, and where one more would go.

use crate::iam::exposure::PARTITIONS;
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
    /// The partitions that its texts write out: `arn:aws-cn:`.
    pub(super) partitions: BTreeSet<&'static str>,
    /// Its providers, `aws.replica`, each with the first that takes the same credentials, and so acts in the same account; the default one is empty.
    accounts: Vec<(String, String)>,
    /// Where a data source goes that a statement in no file of Terraform's own syntax needs.
    pub(super) home: Option<FileId>,
}

/// A data source as declared.
pub(super) struct DeclaredSource {
    pub(super) name: String,
    pub(super) provider: String,
    /// It is one of several, or asks about another Region than that of its provider.
    pub(super) is_of_another: bool,
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
        let accounts = accounts(files.iter().map(|(_, _, text)| *text));
        let is_written = |partition: &&&str| files.iter().any(|(_, _, text)| text.contains(&format!("arn:{partition}:")));
        let partitions = PARTITIONS.iter().filter(is_written).copied().collect();
        ModuleDirectory { declared: KINDS.map(of_kind), regions, partitions, accounts, home: home.map(|(file, ..)| *file) }
    }

    /// The provider that stands for all of one account; an instance of one with `for_each` has the account of the block.
    pub(super) fn of_account<'p>(&'p self, provider: &'p str) -> &'p str {
        let block = provider.split('[').next().unwrap_or(provider);
        let first = self.accounts.iter().find(|(known, _)| known == block);
        first.map_or(provider, |(_, first)| first.as_str())
    }
}

/// The directory of a file.
pub(super) fn directory(workspace: &Workspace, file: FileId) -> &str {
    workspace.path(file).rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// The providers, each with the first that says the same of whose credentials it takes. Where the default one is not configured here, it takes those of the
/// environment.
fn accounts<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let mut known = vec![(String::new(), String::new())];
    for text in texts {
        for (at, _) in text.match_indices("provider \"aws\" {") {
            let block = text.get(at..).and_then(|rest| rest.split("\n}").next()).unwrap_or_default();
            match argument(block, "alias") {
                Some(alias) => known.push((format!("aws.{}", alias.trim_matches('"')), credentials(block))),
                None => known.iter_mut().filter(|(name, _)| name.is_empty()).for_each(|(_, of)| *of = credentials(block)),
            }
        }
    }
    let first = |of: &str| known.iter().find(|(_, other)| other == of).map(|(name, _)| name.clone()).unwrap_or_default();
    known.iter().map(|(name, of)| (name.clone(), first(of))).collect()
}

/// What a provider says of whose credentials it takes; empty if it takes those of the environment.
fn credentials(block: &str) -> String {
    const WORDS: [&str; 7] = ["assume_role", "access_key", "secret_key", "token", "profile", "shared_c", "account_ids"];
    if !WORDS.iter().any(|word| block.contains(word)) {
        return String::new();
    }
    let says_so = |line: &&str| !["provider ", "alias", "region"].iter().any(|word| line.starts_with(word));
    let lines = block.lines().map(str::trim).filter(says_so);
    lines.map(|line| line.split_whitespace().collect::<String>()).collect()
}

/// The data source whose name begins at `at`; nothing if it stands in a comment.
fn declared(text: &str, at: usize) -> Option<DeclaredSource> {
    let before = text.get(..at)?.rsplit('\n').next()?;
    let (name, rest) = text.get(at..)?.split_once('"')?;
    let body = rest.split('}').next().unwrap_or_default();
    let is_of_another = ["count", "for_each", "region"].iter().any(|word| argument(body, word).is_some());
    let provider = argument(body, "provider").unwrap_or_default();
    before.trim_start().starts_with("data").then(|| DeclaredSource { name: name.to_owned(), provider, is_of_another })
}

/// The text after `name =` on a line of a block.
pub(super) fn argument(body: &str, name: &str) -> Option<String> {
    body.lines().find_map(|line| {
        let rest = line.trim_start().strip_prefix(name)?.trim_start().strip_prefix('=')?;
        Some(rest.split('#').next().unwrap_or_default().trim().to_owned())
    })
}
