//! How much the whole analysis costs beside walking, reading and parsing alone: same process, same threads, warm, median of five.
//!
//! `DEPUTYLINT_BENCH_DIR=… cargo bench --bench throughput`; without the variable, the project's own test data.

#![allow(clippy::expect_used, reason = "a benchmark may stop")]

use deputylint::analysis::{Analysis, Options, analyse};
use deputylint::load::{Loaded, load};
use deputylint::mapped_text::Text;
use deputylint::rule::RuleSet;
use deputylint::source::{FileId, Span};
use granit_parser::Parser;
use rayon::prelude::*;
use std::path::PathBuf;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RUNS: usize = 5;

fn main() {
    let directory = std::env::var_os("DEPUTYLINT_BENCH_DIR").map_or_else(|| PathBuf::from("testdata"), PathBuf::from);
    let threads = std::env::var("DEPUTYLINT_BENCH_THREADS").ok().and_then(|threads| threads.parse().ok()).unwrap_or(0);
    let pool = deputylint::analysis::threads(threads).expect("threads");
    pool.install(|| measure(&directory));
}

fn measure(directory: &PathBuf) {
    let rules = RuleSet::built_in().expect("the built-in rules");
    let read = |directory: &PathBuf| load(std::slice::from_ref(directory), &deputylint::load::Options::default()).expect("a directory");
    let whole = || {
        let loaded = read(directory);
        let analysis = analyse(&loaded.workspace, &rules, &Options::default());
        (loaded, analysis)
    };
    let alone = || {
        let loaded = read(directory);
        let bytes = parse_all(&loaded);
        (loaded, bytes)
    };
    // Warms the disk cache and the tables of facts.
    let (loaded, analysis) = whole();
    let peak = peak_memory();
    drop(loaded);
    let (loaded, bytes) = alone();
    let files = loaded.selected;
    drop(loaded);
    let parsing = median(|| drop(alone()));
    let total = median(|| drop(whole()));
    report(&analysis, files, bytes, parsing, total, peak);
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times.get(RUNS / 2).copied().unwrap_or_default()
}

/// Reads every selected file and hands it to the parser of its language; gives the number of bytes.
fn parse_all(loaded: &Loaded) -> usize {
    let files: Vec<(FileId, &str)> =
        loaded.workspace.files().filter(|(_, entry)| entry.selected).map(|(file, entry)| (file, entry.path.as_str())).collect();
    let bytes = files.par_iter().map(|(file, path)| {
        let text = loaded.workspace.text(*file).map_or("", |text| text);
        parse(*file, path, text);
        text.len()
    });
    bytes.sum()
}

fn parse(file: FileId, path: &str, text: &str) {
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    if ends(&[".tf", ".tofu", ".tfvars"]) {
        std::hint::black_box(hcl::edit::parser::parse_body(text.trim_start_matches('\u{feff}')).is_ok());
    } else if ends(&[".json"]) {
        let span = Span::new(file, 0, text.len());
        std::hint::black_box(deputylint::json::parse(&Text::exact(text, span), span).1.is_none());
    } else if ends(&[".yaml", ".yml", ".template"]) {
        std::hint::black_box(Parser::new_from_str(text).take_while(Result::is_ok).count());
    }
}

fn report(analysis: &Analysis, files: usize, bytes: usize, parsing: Duration, total: Duration, peak: Option<u64>) {
    let (parse_seconds, seconds) = (parsing.as_secs_f64(), total.as_secs_f64());
    let megabytes = bytes as f64 / 1e6;
    let lines = [
        format!("files      {files}, {megabytes:.2} MB; {} findings, {} problems", analysis.findings.len(), analysis.problems.len()),
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
