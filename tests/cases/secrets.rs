//! Nothing that is planted in `testdata/secrets` comes out again, in any format. There `«` and `»` enclose what is planted, and `~` keeps the formats of
//! real tokens apart, so that nobody takes the files for leaks.

use crate::support::{folder, golden, project};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use deputylint::report::FORMATS;
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// How many kinds there are at least.
const KINDS: usize = 40;

pub(crate) fn trials() -> Vec<Trial> {
    vec![Trial::test("secrets/none of many kinds is shown", none_is_shown)]
}

/// Writes the planted files; what is planted in them.
fn plant(to: &Path) -> Vec<String> {
    let mut planted = vec![];
    for (path, text) in project(&folder("testdata/secrets")).into_iter().filter(|(path, _)| path != "expect.txt") {
        let (to, text) = (to.join(path.replace('~', "")), text.replace('~', ""));
        planted.extend(text.split('«').skip(1).map(|rest| rest.split('»').next().unwrap().to_owned()));
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, text.replace(['«', '»'], "")).unwrap();
    }
    planted
}

fn none_is_shown() -> Result<(), Failed> {
    let scratch = tempfile::tempdir()?;
    let planted = plant(scratch.path());
    assert!(planted.len() >= KINDS, "{} are planted", planted.len());
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_deputylint")).args(arguments).current_dir(scratch.path()).output().unwrap();
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    };
    let mut outputs: Vec<(String, String)> = vec![];
    // One run writes all reports; where they lie they are not scanned.
    let reports = tempfile::tempdir()?;
    let report = |format: &str| reports.path().join(format).to_string_lossy().into_owned();
    for configuration in [&["--no-config"][..], &[]] {
        let asked = FORMATS.iter().flat_map(|format| ["-o".to_owned(), format!("{}={}", format.name, report(format.name))]);
        let asked: Vec<String> = asked.collect();
        let arguments: Vec<&str> =
            ["check", "."].into_iter().chain(configuration.iter().copied()).chain(asked.iter().map(String::as_str)).collect();
        outputs.push((format!("check {configuration:?}"), run(&arguments)));
        for format in FORMATS {
            outputs.push((format!("{} {configuration:?}", format.name), std::fs::read_to_string(report(format.name))?));
        }
    }
    for profile in ["gitlab", "strict"] {
        outputs.push((format!("sarif for {profile}"), run(&["check", "--no-config", "-o", "sarif", "--sarif-profile", profile, "."])));
    }
    for format in ["text", "json"] {
        outputs.push((format!("inspect {format}"), run(&["inspect", "--format", format, "."])));
    }
    run(&["baseline", "create", "--no-config", "--file", "made.json", "."]);
    outputs.push(("baseline create".to_owned(), std::fs::read_to_string(scratch.path().join("made.json"))?));
    let findings: serde_json::Value =
        serde_json::from_str(outputs.iter().find(|(name, _)| name.starts_with("json")).map_or("", |(_, output)| output))?;
    let mut rules = BTreeSet::new();
    let all = findings["findings"].as_array().ok_or("no findings")?;
    for finding in all.iter().filter(|finding| rules.insert(finding["rule"].to_string())) {
        let fingerprint = finding["fingerprint"].as_str().ok_or("no fingerprint")?;
        outputs.push((format!("explain {fingerprint}"), run(&["explain", fingerprint, "."])));
    }
    let shown = |(name, output): &(String, String)| {
        // In Markdown some characters stand behind a backslash.
        let plain = output.replace('\\', "");
        let is_shown = |secret: &&String| {
            let made =
                |secret: &str| [secret.to_uppercase(), secret.to_lowercase(), secret.chars().rev().collect(), STANDARD.encode(secret)];
            output.contains(secret.as_str()) || plain.contains(secret.as_str()) || made(secret).iter().any(|made| output.contains(made))
        };
        let shown = planted.iter().filter(is_shown);
        shown.map(|secret| format!("{name} shows {secret}")).collect::<Vec<_>>()
    };
    let leaks: Vec<String> = outputs.iter().flat_map(shown).collect();
    if !leaks.is_empty() {
        return Err(leaks.join("\n").into());
    }
    let concise = outputs.iter().find(|(name, _)| name.starts_with("concise")).map(|(_, output)| output.as_str()).unwrap_or_default();
    golden(&folder("testdata/secrets/expect.txt"), concise)
}
