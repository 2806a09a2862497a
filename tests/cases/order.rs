//! The same bytes come out whatever the number of threads and the order of the files. `ORACLE=full` takes all of testdata, else a thirteenth.

use crate::support::{RULES, folder, project};
use deputylint::analysis::{Options, analyse};
use deputylint::paths::Paths;
use deputylint::report::manner::Manner;
use deputylint::report::{self, Report, format, sarif};
use deputylint::source::{FileEntry, PathTable, Texts, Workspace};
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeMap;
use std::path::Path;

pub fn trials() -> Vec<Trial> {
    vec![Trial::test("order::threads_and_files_do_not_matter", threads_and_files_do_not_matter)]
}

struct Memory(BTreeMap<String, String>);

impl Texts for Memory {
    fn read(&self, path: &str) -> Result<String, String> {
        self.0.get(path).cloned().ok_or_else(|| "no such file".to_owned())
    }
}

fn threads_and_files_do_not_matter() -> Result<(), Failed> {
    let is_full = std::env::var_os("ORACLE").is_some();
    // Whole cases, far apart, and the same each time.
    let number = |path: &str| path.split('/').take(2).flat_map(str::bytes).map(usize::from).sum::<usize>();
    let is_taken = |(path, _): &(String, String)| !path.starts_with("iam/") && (is_full || number(path) % 13 == 0);
    let files: BTreeMap<String, String> = project(&folder("testdata")).into_iter().filter(is_taken).collect();
    let forward: Vec<&String> = files.keys().collect();
    let mut shuffled = forward.clone();
    // Far from sorted, and the same each time.
    shuffled.sort_by_key(|path| path.bytes().rev().fold(7u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte))));
    let reference = told(&files, &PathTable::default(), &forward, 1)?;
    let mut numbered = PathTable::default();
    shuffled.iter().chain([&&"gone.tf".to_owned()]).for_each(|path| {
        numbered.id(path);
    });
    let fresh = PathTable::default();
    for (what, table, order, threads) in [
        ("two threads", &fresh, &forward, 2),
        ("another order", &fresh, &shuffled, 2),
        ("another order, one thread", &fresh, &shuffled, 1),
        ("numbers of an earlier workspace", &numbered, &forward, 2),
    ] {
        if told(&files, table, order, threads)? != reference {
            return Err(format!("{what}: the output differs").into());
        }
    }
    if reference.matches("\"ruleId\"").count() < if is_full { 50 } else { 15 } {
        return Err("there are hardly any findings to compare".into());
    }
    Ok(())
}

fn told(files: &BTreeMap<String, String>, table: &PathTable, order: &[&String], threads: usize) -> Result<String, Failed> {
    let entries = order.iter().map(|path| FileEntry { path: (*path).clone(), selected: true }).collect();
    let workspace = Workspace::with_table(table.clone(), entries, Box::new(Memory(files.clone())));
    let pool = deputylint::analysis::threads(threads)?;
    let analysis = pool.install(|| analyse(&workspace, &RULES, &Options::default()));
    let about: Vec<_> = RULES.rules.iter().map(|rule| rule.about.clone()).collect();
    let paths = Paths::new(Path::new("/project"), Path::new("/project"), Path::new("/project"));
    let sarif = &sarif::SarifOptions::default();
    let report = Report {
        analysis: &analysis,
        workspace: &workspace,
        rules: &about,
        paths: &paths,
        again: &report::Again::default(),
        manner: Manner::default(),
        sarif,
    };
    let formats = ["sarif", "json", "text", "concise"].into_iter().filter_map(format);
    Ok(formats.map(|format| (format.write)(&report)).collect())
}
