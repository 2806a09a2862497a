//! Reports, byte for byte; what platforms and terminals demand of every one; and the command line as its users see it.

mod baseline;
mod cli;
mod load;
mod merge;
mod sample;

use crate::support::{folder, golden};
use deputylint::report::{FORMATS, Format, Report, escape, sarif};
use libtest_mimic::{Failed, Trial};
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// As in `.github/deputylint-matcher.json`.
const MATCHERS: [&str; 2] = [
    r"^(.+?):(\d+):(\d+): (error|warning)\[([A-Za-z][A-Za-z0-9._/-]*)\]: (.+)$",
    r"^(.+?):(\d+):(\d+): note\[([A-Za-z][A-Za-z0-9._/-]*)\]: (.+)$",
];

pub fn trials() -> Vec<Trial> {
    let mut trials = vec![];
    for name in sample::NAMES {
        for format in FORMATS {
            trials.push(Trial::test(format!("reports::{name}::{}", format.name), move || matches_golden(name, format)));
        }
        trials.push(Trial::test(format!("reports::{name}::text_in_colour"), move || in_colour(name)));
        trials.push(Trial::test(format!("reports::{name}::profiles_are_fit_for_upload"), move || profiles(name)));
        trials.push(Trial::test(format!("reports::{name}::problem_matchers_match_every_line"), move || matchers(name)));
        trials.push(Trial::test(format!("reports::{name}::says_nothing_to_terminals_or_build_servers"), move || harmless(name)));
    }
    trials.push(Trial::test("reports::sarif_check_finds_what_platforms_refuse", refusals));
    trials.push(Trial::test("reports::sarif_is_cut_to_the_size_a_platform_takes", too_large));
    trials.push(Trial::test("reports::gitlab_fingerprints_are_unique", gitlab_fingerprints));
    trials.push(Trial::test("reports::lines_of_a_minified_template_are_shown_in_part", minified));
    trials.extend(baseline::trials());
    trials.extend(cli::trials());
    trials.extend(load::trials());
    trials.extend(merge::trials());
    trials
}

fn with_report<T>(name: &str, profile: sarif::Profile, use_report: impl FnOnce(&Report<'_>) -> T) -> T {
    let sample = sample::named(name);
    let (analysis, rules, paths) = (&sample.analysis, sample.rules.as_slice(), &sample.paths);
    use_report(&Report { analysis, workspace: &sample.workspace, rules, paths, again: "", colour: false, sarif: profile })
}

fn written(name: &str, format: &Format) -> String {
    with_report(name, sarif::Profile::Github, format.write)
}

fn matches_golden(name: &str, format: &Format) -> Result<(), Failed> {
    let output = written(name, format);
    let extension = match format.name {
        "sarif" | "json" | "gitlab" => "json",
        "markdown" => "md",
        _ => "txt",
    };
    // One line of JSON is no expectation that anybody reads.
    let shown = match extension {
        "json" => serde_json::to_string_pretty(&serde_json::from_str::<Value>(&output)?)? + "\n",
        _ => output,
    };
    golden(&folder("testdata/reports").join(name).join(format!("{}.{extension}", format.name)), &shown)
}

fn in_colour(name: &str) -> Result<(), Failed> {
    let sample = sample::named(name);
    let plain = written(name, deputylint::report::format("text").expect("listed"));
    let report = Report {
        analysis: &sample.analysis,
        workspace: &sample.workspace,
        rules: &sample.rules,
        paths: &sample.paths,
        again: "",
        colour: true,
        sarif: sarif::Profile::Github,
    };
    let coloured = deputylint::report::text::write(&report);
    let codes = Regex::new("\x1b\\[[0-9;]*m").expect("valid");
    let stripped = codes.replace_all(&coloured, "");
    let trimmed = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    same(&trimmed(&stripped), &trimmed(&plain))
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
    for profile in [sarif::Profile::Github, sarif::Profile::Gitlab, sarif::Profile::Strict] {
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
    let matchers = MATCHERS.map(|matcher| Regex::new(matcher).expect("valid"));
    let output = written(name, deputylint::report::format("concise").expect("listed"));
    for line in output.lines() {
        let matched = matchers.iter().filter(|matcher| matcher.is_match(line)).count();
        if matched != 1 {
            return Err(format!("{matched} matchers match: {line}").into());
        }
    }
    let sample = sample::named(name);
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
    let (analysis, rules, paths) = (&sample.analysis, sample.rules.as_slice(), &sample.paths);
    let report = Report { analysis, workspace: &sample.workspace, rules, paths, again: "", colour: false, sarif: sarif::Profile::Gitlab };
    // Results, bytes -> results written, whether the context, the snippets and the flows are still there.
    let steps = [
        (18, usize::MAX, 18, [true, true, true]),
        (20, 80_000, 20, [false, true, true]),
        (20, 74_000, 20, [false, false, true]),
        (20, 55_000, 20, [false, false, false]),
        (20, 22_000, 6, [false, false, false]),
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
    let is_part = line.chars().count() < 300 && line.contains('…') && output.contains("min.json:1:3009\n");
    if is_part { Ok(()) } else { Err(line.into()) }
}
