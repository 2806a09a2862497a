//! `merge`: the SARIF logs of several runs as one.

use super::args::MergeArguments;
use super::exit::Exit;
use super::outputs;
use crate::report::sarif::merge::{Shard, merge};
use anyhow::{Result, anyhow, bail};
use std::path::Path;

/// A log that is larger is not read.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

pub(super) fn run(arguments: &MergeArguments) -> Result<Exit> {
    let shards = arguments.logs.iter().map(|log| shard(log)).collect::<Result<Vec<Shard>>>()?;
    let merged = merge(shards, arguments.sarif_profile).map_err(|fault| anyhow!(fault))?;
    match &arguments.output {
        Some(file) => outputs::write_file(file, &merged, &std::env::current_dir().and_then(std::fs::canonicalize)?)?,
        None => outputs::print(&merged)?,
    }
    Ok(Exit::Clean)
}

/// `FILE`, or `NAME=FILE`, whose paths are put below `NAME`.
fn shard(argument: &str) -> Result<Shard> {
    let (name, file) = match argument.split_once('=') {
        Some((name, file)) if !Path::new(argument).exists() => (name, file),
        _ => ("", argument),
    };
    let is_folder = name.is_empty() || name.split('/').all(|part| !matches!(part, "" | "." | ".."));
    if !is_folder {
        bail!("`{name}` is no folder that paths can be put below; write NAME=FILE, as in `acme/infra=infra.sarif`");
    }
    let text = crate::config::regular_text(Path::new(file), MAX_BYTES, "a SARIF log")?;
    let log = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| anyhow!("`{file}` is not JSON: {error}"))?;
    Ok(Shard { name: file.to_owned(), below: name.to_owned(), log })
}
