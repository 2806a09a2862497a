//! Reports, byte for byte; what platforms and terminals demand of every one; and the command line as its users see it.

mod baseline;
mod cli;
mod configuration;
mod exit_codes;
mod html;
mod formats;
mod injection;
mod load;
mod merge;
mod sample;
mod since;

use crate::support::{folder, golden};
use deputylint::report::manner::{Amount, Manner};
use deputylint::report::{FORMATS, Format, Report, escape, sarif, text};
use libtest_mimic::{Failed, Trial};
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

pub fn trials() -> Vec<Trial> {
    let mut trials = vec![];
    for name in sample::NAMES {
        for format in FORMATS {
            trials.push(Trial::test(format!("reports::{name}::{}", format.name), move || matches_golden(name, format)));
        }
        trials.push(Trial::test(format!("reports::{name}::text_in_colour"), move || in_colour(name)));
        trials.push(Trial::test(format!("reports::{name}::profiles_are_fit_for_upload"), move || profiles(name)));
        trials.push(Trial::test(format!("reports::{name}::titles_are_short"), move || formats::titles(name)));
        trials.push(Trial::test(format!("reports::{name}::problem_matchers_match_every_line"), move || matchers(name)));
        trials.push(Trial::test(format!("reports::{name}::says_nothing_to_terminals_or_build_servers"), move || harmless(name)));
    }
    trials.push(Trial::test("reports::verbose_text_tells_all", verbose));
    trials.push(Trial::test("reports::in_a_long_text_what_is_alike_is_told_once", alike));
    trials.push(Trial::test("reports::a_narrow_text_keeps_to_its_width", narrow));
    trials.push(Trial::test("reports::sarif_check_finds_what_platforms_refuse", refusals));
    trials.push(Trial::test("reports::sarif_is_cut_to_the_size_a_platform_takes", too_large));
    trials.push(Trial::test("reports::gitlab_fingerprints_are_unique", gitlab_fingerprints));
    trials.push(Trial::test("reports::lines_of_a_minified_template_are_shown_in_part", minified));
    trials.extend(baseline::trials());
    trials.extend(cli::trials());
    trials.extend(exit_codes::trials());
    trials.extend(html::trials());
    trials.extend(formats::trials());
    trials.extend(injection::trials());
    trials.extend(load::trials());
    trials.extend(since::trials());
    trials.extend(configuration::trials());
    trials.extend(merge::trials());
    trials
}

fn with_report<T>(name: &str, profile: sarif::Profile, use_report: impl FnOnce(&Report<'_>) -> T) -> T {
    with_sample(name, |report| use_report(&Report { sarif: &sarif::SarifOptions { profile, ..Default::default() }, ..report }))
}

fn with_sample<T>(name: &str, use_report: impl FnOnce(Report<'_>) -> T) -> T {
    let sample = sample::named(name);
    use_report(sample.report())
}

fn written(name: &str, format: &Format) -> String {
    with_report(name, sarif::Profile::Github, format.write)
}

fn matches_golden(name: &str, format: &Format) -> Result<(), Failed> {
    let output = written(name, format);
    let extension = match format.name {
        "sarif" | "json" | "gitlab" | "rdjson" => "json",
        "markdown" => "md",
        "html" => "html",
        "junit" => "xml",
        _ => "txt",
    };
    // One line of JSON is no expectation that anybody reads.
    let shown = match extension {
        "json" => serde_json::to_string_pretty(&serde_json::from_str::<Value>(&output)?)? + "\n",
        // Its style and script are files of their own.
        "html" => html::without(&output, "style").and_then(|page| html::without(&page, "script")).ok_or("no style or no script")?,
        _ => output,
    };
    golden(&folder("testdata/reports").join(name).join(format!("{}.{extension}", format.name)), &shown)
}

fn in_colour(name: &str) -> Result<(), Failed> {
    let plain = written(name, deputylint::report::format("text").expect("listed"));
    let manner = Manner { colour: true, ..Manner::default() };
    let coloured = with_sample(name, |report| text::write(&Report { manner, ..report }));
    let codes = Regex::new("\x1b\\[[0-9;]*m").expect("valid");
    let stripped = codes.replace_all(&coloured, "");
    let trimmed = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    same(&trimmed(&stripped), &trimmed(&plain))
}

fn verbose() -> Result<(), Failed> {
    let manner = Manner { amount: Amount::Verbose, ..Manner::default() };
    let told = with_sample("several", |report| text::write(&Report { manner, ..report }));
    golden(&folder("testdata/reports/several/text-verbose.txt"), &told)
}

fn alike() -> Result<(), Failed> {
    let mut sample = sample::named("several");
    let all = std::mem::take(&mut sample.analysis.findings);
    for number in 0..10 {
        for finding in &all {
            let mut copy = finding.clone();
            copy.identity.key = format!("{number:016x}{:016x}", copy.rule.len());
            copy.address = format!("{}_{number}", copy.address).into();
            copy.message = copy.message.replace("s3.", if number == 3 { "sns." } else { "s3." }).replace("999988887777", "222233334444");
            sample.analysis.findings.push(copy);
        }
    }
    golden(&folder("testdata/reports/several/text-alike.txt"), &text::write(&sample.report()))
}

/// All but code, paths and what stands in backticks keeps to the width.
fn narrow() -> Result<(), Failed> {
    let manner = Manner { width: 60, ..Manner::default() };
    let told = with_sample("several", |report| text::write(&Report { manner, ..report }));
    let notes = told.lines().filter(|line| line.trim_start().starts_with("= ") && !line.contains('`'));
    match notes.clone().find(|line| line.chars().count() > 60) {
        Some(line) => Err(line.into()),
        None if notes.count() < 3 => Err(told.into()),
        None => golden(&folder("testdata/reports/several/text-narrow.txt"), &told),
    }
}

fn same(actual: &str, expected: &str) -> Result<(), Failed> {
    if actual == expected { Ok(()) } else { Err(format!("--- expected\n{expected}\n--- actual\n{actual}").into()) }
}

fn schema_errors(log: &Value) -> Vec<String> {
    static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
        let text = std::fs::read_to_string(folder("testdata/reports/sarif-2.1.0.json")).expect("readable");
        jsonschema::validator_for(&serde_json::from_str(&text).expect("JSON")).expect("a schema")
    });
    SCHEMA.iter_errors(log).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn profiles(name: &str) -> Result<(), Failed> {
    for profile in [sarif::Profile::Github, sarif::Profile::Gitlab, sarif::Profile::Azure, sarif::Profile::Strict] {
        let output = with_report(name, profile, sarif::write);
        let log: Value = serde_json::from_str(&output)?;
        let faults: Vec<String> = sarif::check::faults(&log).into_iter().chain(schema_errors(&log)).collect();
        if !faults.is_empty() {
            return Err(format!("{profile:?}: {}", faults.join("\n")).into());
        }
        if output.contains("/home/") || output.contains("file://") {
            return Err("an absolute path leaks".into());
        }
        if output != with_report(name, profile, sarif::write) {
            return Err("two runs differ".into());
        }
    }
    Ok(())
}

fn matchers(name: &str) -> Result<(), Failed> {
    let file: Value = serde_json::from_str(&std::fs::read_to_string(folder(".github/action/matcher.json"))?)?;
    let patterns = file["problemMatcher"].as_array().into_iter().flatten().filter_map(|matcher| matcher["pattern"][0]["regexp"].as_str());
    let matchers: Vec<Regex> = patterns.map(|pattern| Regex::new(pattern).expect("valid")).collect();
    let sample = sample::named(name);
    let manner = Manner { amount: Amount::Verbose, ..Manner::default() };
    let output = deputylint::report::concise::write(&Report { manner, ..sample.report() });
    for line in output.lines() {
        let matched = matchers.iter().filter(|matcher| matcher.is_match(line)).count();
        if matched != 1 {
            return Err(format!("{matched} matchers match: {line}").into());
        }
    }
    let expected = sample.analysis.findings.len() + sample.analysis.problems.len();
    same(&output.lines().count().to_string(), &expected.to_string())
}

fn harmless(name: &str) -> Result<(), Failed> {
    for format in FORMATS {
        let output = written(name, format);
        for line in output.lines() {
            // The annotations are commands: their own start is ours, nothing behind it may be.
            let text = if format.name == "github" { line.trim_start_matches("::") } else { line };
            let command = text.trim_start().starts_with("::") || text.contains("##[") || text.to_ascii_lowercase().contains("##vso[");
            if line.contains("AKIAIOSFODNN7EXAMPLE") || line.contains("hunter22") {
                return Err(format!("{}: a secret is shown: {line}", format.name).into());
            }
            // Spaces of zero width are those that break commands.
            let steers = text.chars().find(|char| *char != '\u{200b}' && !escape::is_harmless(*char));
            if command || steers.is_some() {
                return Err(format!("{}: {steers:?} {line}", format.name).into());
            }
        }
    }
    Ok(())
}

/// Each edit makes a good log one that some platform refuses.
fn refusals() -> Result<(), Failed> {
    let good: Value = serde_json::from_str(&with_report("several", sarif::Profile::Github, sarif::write))?;
    let result = "/runs/0/results/0";
    let rule = "/runs/0/tool/driver/rules/0";
    let edits: &[(&str, &str, Value)] = &[
        ("exactly one location", &format!("{result}/locations"), Value::Array(vec![])),
        ("startLine is less than 1", &format!("{result}/locations/0/physicalLocation/region/startLine"), 0.into()),
        ("endColumn is less than 1", &format!("{result}/locations/0/physicalLocation/region/endColumn"), 0.into()),
        ("ends before it", &format!("{result}/locations/0/physicalLocation/region/endColumn"), 1.into()),
        ("not a relative", &format!("{result}/locations/0/physicalLocation/artifactLocation/uri"), "/abs/main.tf".into()),
        ("not a relative", &format!("{result}/locations/0/physicalLocation/artifactLocation/uri"), "a b.tf".into()),
        ("not a relative", &format!("{result}/locations/0/physicalLocation/artifactLocation/uri"), "file:///a.tf".into()),
        ("not a relative", &format!("{result}/locations/0/physicalLocation/artifactLocation/uri"), "../a.tf".into()),
        ("message of 3000 characters", &format!("{result}/message/text"), "x".repeat(3000).into()),
        ("names another rule", &format!("{result}/ruleIndex"), 1.into()),
        ("names another rule", &format!("{result}/ruleIndex"), 99.into()),
        ("empty array", &format!("{result}/relatedLocations"), Value::Array(vec![])),
        ("holds a number", &format!("{rule}/properties/security-severity"), 8.into()),
        ("holds a number", &format!("{rule}/properties/security-severity"), "high".into()),
        ("stands twice", &format!("{rule}/properties/tags/1"), "security".into()),
        ("is empty", &format!("{rule}/shortDescription/text"), "".into()),
        ("name and id are equal", &format!("{rule}/name"), good.pointer(&format!("{rule}/id")).cloned().expect("an id")),
        ("0 runs", "/runs", Value::Array(vec![])),
        ("without `results`", "/runs/0/results", Value::Null),
    ];
    for (expected, pointer, value) in edits {
        let mut log = good.clone();
        *log.pointer_mut(pointer).ok_or(format!("no {pointer}"))? = value.clone();
        let faults = sarif::check::faults(&log);
        if !faults.iter().any(|fault| fault.contains(expected)) {
            return Err(format!("{pointer} = {value}: expected a fault with `{expected}`, found {faults:?}").into());
        }
    }
    let mut log = good;
    let tags = log.pointer_mut(&format!("{rule}/properties/tags")).ok_or("no tags")?;
    *tags = (0..11).map(|number| Value::from(format!("tag-{number}"))).collect();
    if sarif::check::faults(&log).is_empty() {
        return Err("eleven tags pass".into());
    }
    Ok(())
}

fn too_large() -> Result<(), Failed> {
    let mut sample = sample::named("several");
    let first = sample.analysis.findings.first().cloned().expect("a finding");
    sample.analysis.findings = vec![first; 20];
    // The others would make one of results on one line.
    let options = sarif::SarifOptions { profile: sarif::Profile::Strict, ..Default::default() };
    let report = Report { sarif: &options, ..sample.report() };
    // Results, bytes -> results written, whether the context, the snippets and the flows are still there.
    let steps = [
        (18, usize::MAX, 18, [true, true, true]),
        (20, 82_000, 20, [false, true, true]),
        (20, 77_000, 20, [false, false, true]),
        (20, 55_000, 20, [false, false, false]),
        (20, 24_100, 6, [false, false, false]),
    ];
    for (results, bytes, expected, parts) in steps {
        let output = sarif::within(&report, results, bytes);
        let log: Value = serde_json::from_str(&output)?;
        let written = log.pointer("/runs/0/results").and_then(Value::as_array).map_or(0, Vec::len);
        let found = ["contextRegion", "snippet", "codeFlows"].map(|part| output.contains(part));
        let told = written == 20 || output.contains(&format!("{} of 20 results were left out", 20 - written));
        if written != expected || found != parts || output.len() > bytes || !told {
            return Err(format!("{results} results in {bytes} bytes: {written} results, {} bytes, {found:?}", output.len()).into());
        }
    }
    Ok(())
}

fn gitlab_fingerprints() -> Result<(), Failed> {
    let issues: Value = serde_json::from_str(&written("several", deputylint::report::format("gitlab").expect("listed")))?;
    let issues = issues.as_array().expect("a list");
    let unique: BTreeSet<&str> = issues.iter().filter_map(|issue| issue.get("fingerprint")?.as_str()).collect();
    same(&unique.len().to_string(), &issues.len().to_string())
}

fn minified() -> Result<(), Failed> {
    let output = written("hostile", deputylint::report::format("text").expect("listed"));
    let line = output.lines().find(|line| line.contains("\"Principal\":\"*\"")).expect("the line");
    let is_part = line.chars().count() < 300 && line.contains('…') && output.contains("min.json:1:3009");
    if is_part { Ok(()) } else { Err(line.into()) }
}
