//! Fuzzing without a nightly compiler: each target tries what was found before, then seeds of testdata and mutations of them for a while.
//!
//! `FUZZ_SECONDS=60 cargo test --test fuzz` tries for a minute in all, `SEED=7` from another beginning; `fuzz/run` is the long run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic: that is how they fail"
)]

mod mutate;
mod targets;

use libtest_mimic::{Failed, Trial};
use mutate::Mutator;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use targets::{TARGETS, Target};

/// No input of this size may take longer, on a machine that does other things too.
const SLOW: Duration = Duration::from_secs(20);

/// How long all targets together take unless something is said.
const SECONDS: f64 = 3.0;

fn main() {
    let arguments = libtest_mimic::Arguments::from_args();
    let mut trials = vec![
        Trial::test("fuzz::the_folder_names_every_target", folder_names_targets),
        Trial::test("fuzz::write_seeds", write_seeds).with_ignored_flag(true),
    ];
    for target in TARGETS {
        for path in files(&package().join("testdata/fuzz").join(target.name)) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            trials.push(Trial::test(format!("fuzz::{}::found::{name}", target.name), move || tried(target, &std::fs::read(&path)?)));
        }
        trials.push(Trial::test(format!("fuzz::{}", target.name), move || fuzz(target)));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// The seeds of a target: small files of testdata, or some bytes.
fn seeds(target: &Target) -> Vec<Vec<u8>> {
    let mut seeds = vec![];
    for (folder, end) in target.seeds {
        let folder = package().join(folder);
        let all = if *folder == *package().join(".") { vec![folder.join(end)] } else { files(&folder) };
        let meant = all.into_iter().filter(|path| path.to_string_lossy().ends_with(end));
        seeds.extend(meant.filter_map(|path| std::fs::read(path).ok()).filter(|text| text.len() <= 16 << 10));
    }
    if seeds.is_empty() {
        let mut mutator = Mutator::new(1);
        seeds.extend((0..64).map(|_| mutator.bytes(400)));
    }
    seeds
}

fn seconds() -> f64 {
    let asked = std::env::var("FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    asked.unwrap_or(SECONDS) * threads as f64 / TARGETS.len() as f64
}

fn fuzz(target: &'static Target) -> Result<(), Failed> {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let seeds = seeds(target);
    let mut mutator = Mutator::new(seed);
    let (start, most) = (Instant::now(), Duration::from_secs_f64(seconds()));
    let mut count = 0u64;
    // The rules are read by the first input, which is not to take all the time.
    tried(target, &seeds[0])?;
    while start.elapsed() < most || count == 0 {
        let input = mutator.mutated(&seeds);
        tried(target, &input)?;
        count += 1;
    }
    eprintln!("{}: {count} inputs", target.name);
    Ok(())
}

/// Tries an input. One that fails is made smaller and kept below `target/fuzz`.
fn tried(target: &'static Target, input: &[u8]) -> Result<(), Failed> {
    let Some(why) = failure(target, input) else { return Ok(()) };
    let small = mutate::smaller(input, |input| failure(target, input).is_some());
    let folder = package().join("target/fuzz");
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{}-{}", target.name, small.len()));
    std::fs::write(&path, &small)?;
    Err(format!("{why}\nthe input is kept in {}; mended, it is a test in testdata/fuzz/{}", path.display(), target.name).into())
}

fn failure(target: &'static Target, input: &[u8]) -> Option<String> {
    let start = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| target.run(input)));
    if let Err(payload) = outcome {
        let text = payload.downcast_ref::<String>().cloned();
        return Some(text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default());
    }
    (start.elapsed() > SLOW).then(|| format!("{} bytes took {:?}", input.len(), start.elapsed()))
}

fn folder_names_targets() -> Result<(), Failed> {
    let manifest = std::fs::read_to_string(package().join("fuzz/Cargo.toml"))?;
    let named: Vec<&str> = manifest.lines().filter_map(|line| line.strip_prefix("[[bin]] # ")).collect();
    let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    if named != names {
        return Err(format!("fuzz/Cargo.toml has {named:?}\nthe table has {names:?}").into());
    }
    let found = files(&package().join("testdata/fuzz"));
    let stray = found.iter().find(|path| {
        let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
        Target::named(&folder.to_string_lossy()).is_none()
    });
    stray.map_or(Ok(()), |path| Err(format!("{}: there is no such target", path.display()).into()))
}

/// Writes the seeds to `fuzz/corpus`, for `cargo fuzz`.
fn write_seeds() -> Result<(), Failed> {
    for target in TARGETS {
        let folder = package().join("fuzz/corpus").join(target.name);
        std::fs::create_dir_all(&folder)?;
        for (number, seed) in seeds(target).iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number}")), seed)?;
        }
    }
    Ok(())
}
