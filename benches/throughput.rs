//! How much the whole analysis costs beside walking, reading and parsing alone: same process, same threads, warm, by turns, median
//! of five. Only what the analysis parses is parsed.
//!
//! `DEPUTYLINT_BENCH_DIR=… cargo bench --bench throughput`; without the variable, the project's own test data.

#![allow(clippy::expect_used, reason = "a benchmark may stop")]

use deputylint::analysis::{self, Analysis, Options, Parsers, Session, analyse};
use deputylint::load::{Loaded, load};
use deputylint::mapped_text::Text;
use deputylint::rule::RuleSet;
use deputylint::source::{FileId, Span, Workspace};
use deputylint::{cloudformation, terraform};
use granit_parser::Parser;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RUNS: usize = 5;
/// About how many files are edited, one after the other.
const EDITS: usize = 20;

fn main() {
    let directory = std::env::var_os("DEPUTYLINT_BENCH_DIR").map_or_else(|| PathBuf::from("testdata"), PathBuf::from);
    let threads = std::env::var("DEPUTYLINT_BENCH_THREADS").ok().and_then(|threads| threads.parse().ok()).unwrap_or(0);
    let pool = deputylint::analysis::threads(threads).expect("threads");
    pool.install(|| measure(&directory));
}

fn measure(directory: &PathBuf) {
    let rules = RuleSet::built_in().expect("the built-in rules");
    let read = || load(std::slice::from_ref(directory), &deputylint::load::LoadOptions::default()).expect("a directory");
    let whole = || {
        let loaded = read();
        let analysis = analyse(&loaded.workspace, &rules, &Options::default());
        (loaded, analysis)
    };
    // Warms the disk cache and the tables of facts.
    let (loaded, analysis) = whole();
    let peak = peak_memory();
    let files = loaded.selected;
    let parsed = parsed_by_the_analysis(&loaded);
    drop(loaded);
    let bytes = read_and_parse(&read(), &parsed);
    let (mut parsing, mut total) = (vec![], vec![]);
    // By turns, so that what else the machine does falls on both alike.
    for _ in 0..RUNS {
        parsing.push(time(|| {
            std::hint::black_box(read_and_parse(&read(), &parsed));
        }));
        total.push(time(|| drop(whole())));
    }
    report(&analysis, (files, parsed.len()), bytes, (median(parsing), median(total)), peak);
    recheck(&read(), &rules);
}

/// What an editor pays for one edit: the same workspace in memory, a file of it changed, everything else kept.
fn recheck(loaded: &Loaded, rules: &RuleSet) {
    let options = Options::default();
    let texts = loaded.workspace.files().filter(|(_, entry)| entry.selected);
    let texts = texts.filter_map(|(file, entry)| Some((entry.path.clone(), loaded.workspace.text(file).ok()?.to_string())));
    let mut texts: BTreeMap<String, String> = texts.collect();
    let mut session = Session::new(rules, &options);
    let mut workspace = Workspace::in_memory(texts.clone());
    session.check(&workspace, &[]);
    let names: Vec<String> = texts.keys().filter(|path| path.ends_with(".tf") || path.ends_with(".yaml")).cloned().collect();
    let mut times = vec![];
    for path in names.iter().step_by((names.len() / EDITS).max(1)) {
        texts.entry(path.clone()).or_default().push_str("\n# edited\n");
        workspace = Workspace::in_memory_with_table(workspace.table().clone(), texts.clone());
        let edited: Vec<FileId> = workspace.find(path).into_iter().collect();
        let mut again = 0;
        times.push((time(|| again = session.check(&workspace, &edited).1.len()), again));
    }
    times.sort();
    let told =
        |at: usize| times.get(at).map_or_else(String::new, |(time, roots)| format!("{:.1} ms ({roots} roots)", time.as_secs_f64() * 1e3));
    println!(
        "re-check   {} in the middle, {} at most, of {} edits",
        told(times.len() / 2),
        told(times.len().saturating_sub(1)),
        times.len()
    );
}

fn time(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The files that the analysis hands to a parser, by their ids, which are the same each time the directory is loaded.
fn parsed_by_the_analysis(loaded: &Loaded) -> BTreeSet<u32> {
    let (workspace, options) = (&loaded.workspace, Options::default());
    let asked = Mutex::new(BTreeSet::new());
    let note = |file: FileId| asked.lock().expect("no panic").insert(file.0);
    let parsers = Parsers {
        terraform: &|file| {
            note(file);
            Arc::new(terraform::parse_file(workspace, file))
        },
        cloudformation: &|file| {
            let read = cloudformation::parse_file(workspace, file);
            // Most others are told by a look at their bytes.
            if read.is_template {
                note(file);
            }
            Arc::new(read)
        },
    };
    let roots = analysis::parse(workspace, &options, parsers).roots;
    let roots: Vec<_> = roots.par_iter().map(|root| analysis::evaluate(workspace, root, &options)).collect();
    let is_variables = |file: &FileId| workspace.path(*file).contains(".tfvars");
    roots.iter().flat_map(|root| &root.files_read).filter(|file| is_variables(file)).for_each(|file| {
        note(*file);
    });
    asked.into_inner().expect("no panic")
}

/// Reads every selected file and hands those that the analysis parses to the parser of their language; gives the number of bytes read.
fn read_and_parse(loaded: &Loaded, parsed: &BTreeSet<u32>) -> usize {
    let is_read = |file: FileId, selected: bool| selected || parsed.contains(&file.0);
    let files = loaded.workspace.files().filter(|(file, entry)| is_read(*file, entry.selected));
    let files: Vec<(FileId, &str)> = files.map(|(file, entry)| (file, entry.path.as_str())).collect();
    let bytes = files.par_iter().map(|(file, path)| {
        let text = loaded.workspace.text(*file).map_or("", |text| text);
        if parsed.contains(&file.0) {
            parse(*file, path, text);
        }
        text.len()
    });
    bytes.sum()
}

fn parse(file: FileId, path: &str, text: &str) {
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    if ends(&[".tf", ".tofu", ".tfvars"]) {
        std::hint::black_box(hcl_edit::parser::parse_body(text.trim_start_matches('\u{feff}')).is_ok());
    } else if ends(&[".json"]) {
        let span = Span::new(file, 0, text.len());
        std::hint::black_box(deputylint::json::parse(&Text::exact(text, span), span).1.is_none());
    } else {
        std::hint::black_box(Parser::new_from_str(text).take_while(Result::is_ok).count());
    }
}

fn report(analysis: &Analysis, (files, parsed): (usize, usize), bytes: usize, (parsing, total): (Duration, Duration), peak: Option<u64>) {
    let (parse_seconds, seconds) = (parsing.as_secs_f64(), total.as_secs_f64());
    let megabytes = bytes as f64 / 1e6;
    let lines = [
        format!(
            "files      {files}, {parsed} of them parsed, {megabytes:.2} MB; {} findings, {} problems",
            analysis.findings.len(),
            analysis.problems.len()
        ),
        format!("parsing    {:.1} ms for walking, reading and parsing alone ({:.1} MB/s)", parse_seconds * 1e3, megabytes / parse_seconds),
        format!("analysis   {:.1} ms ({:.1} MB/s, {:.0} files/s)", seconds * 1e3, megabytes / seconds, files as f64 / seconds),
        format!("ratio      {:.2}", seconds / parse_seconds),
        format!("peak RSS   {}", peak.map_or_else(|| "not known here".to_owned(), |kilobytes| format!("{:.1} MB", kilobytes as f64 / 1e3))),
    ];
    println!("{}", lines.join("\n"));
}

/// Kilobytes, where the system says so.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
