//! What the readers of single formats demand.

use super::{sample, with_sample, written};
use crate::support::folder;
use deputylint::finding::Finding;
use deputylint::report::{Report, format, sarif};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;

pub fn trials() -> Vec<Trial> {
    let mut trials = vec![
        Trial::test("reports::the_schema_of_json_is_complete", schema_is_complete),
        Trial::test("reports::rdjson_counts_bytes_and_suggests_what_is_here", rdjson_columns),
        Trial::test("reports::sarif_joins_what_a_platform_cannot_tell_apart", joined),
        Trial::test("reports::sarif_names_the_commit_that_a_build_server_or_git_tells", commits),
        Trial::test("reports::sarif_that_is_cut_says_so", cut),
        Trial::test("reports::sarif_tells_where_the_code_comes_from_and_what_is_open", origin_and_open),
    ];
    for name in sample::NAMES {
        trials.push(Trial::test(format!("reports::{name}::json_is_as_its_schema_says"), move || as_the_schema_says(name)));
        trials.push(Trial::test(format!("reports::{name}::junit_is_xml_that_adds_up"), move || junit_adds_up(name)));
        trials.push(Trial::test(format!("reports::{name}::rdjson_has_what_reviewdog_needs"), move || rdjson_is_whole(name)));
    }
    trials
}

fn output(name: &str, form: &str) -> String {
    written(name, format(form).expect("listed"))
}

fn schema() -> Value {
    let text = std::fs::read_to_string(folder("docs/report.schema.json")).expect("readable");
    serde_json::from_str(&text).expect("JSON")
}

fn as_the_schema_says(name: &str) -> Result<(), Failed> {
    fits_the_schema(&serde_json::from_str(&output(name, "json"))?)
}

pub(super) fn fits_the_schema(report: &Value) -> Result<(), Failed> {
    let validator = jsonschema::validator_for(&schema())?;
    let errors: Vec<String> = validator.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors.join("\n").into()) }
}

/// Objects are closed and all members required, so that a member that is added, taken away or renamed is noticed.
fn schema_is_complete() -> Result<(), Failed> {
    fn visit(path: &str, schema: &Value, faults: &mut Vec<String>) {
        if let Some(members) = schema.get("properties").and_then(Value::as_object) {
            let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let is_same = members.keys().map(String::as_str).eq(required.iter().copied());
            if schema["additionalProperties"] != false || !(is_same || schema.get("$comment").is_some()) {
                faults.push(path.to_owned());
            }
        }
        match schema {
            Value::Object(members) => members.iter().for_each(|(name, member)| visit(&format!("{path}/{name}"), member, faults)),
            Value::Array(items) => items.iter().for_each(|item| visit(path, item, faults)),
            _ => {}
        }
    }
    let mut faults = vec![];
    visit("", &schema(), &mut faults);
    if faults.is_empty() { Ok(()) } else { Err(format!("not closed, or members not required: {faults:#?}").into()) }
}

fn junit_adds_up(name: &str) -> Result<(), Failed> {
    let text = output(name, "junit");
    let document = roxmltree::Document::parse(&text)?;
    let root = document.root_element();
    let count = |tag: &str| document.descendants().filter(|node| node.has_tag_name(tag)).count().to_string();
    let suite = root.first_element_child().ok_or("no suite")?;
    for (attribute, tag) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
        for element in [root, suite] {
            if element.attribute(attribute) != Some(&count(tag)) {
                return Err(format!("{attribute} is not {}", count(tag)).into());
            }
        }
    }
    let is_named = |node: &roxmltree::Node<'_, '_>| {
        ["name", "classname"].iter().all(|name| node.attribute(*name).is_some_and(|text| !text.is_empty()))
    };
    let nameless = document.descendants().filter(|node| node.has_tag_name("testcase")).find(|node| !is_named(node));
    if root.has_tag_name("testsuites") && nameless.is_none() { Ok(()) } else { Err(text.into()) }
}

fn rdjson_is_whole(name: &str) -> Result<(), Failed> {
    let report: Value = serde_json::from_str(&output(name, "rdjson"))?;
    let diagnostics = report["diagnostics"].as_array().ok_or("no diagnostics")?;
    for diagnostic in diagnostics {
        let range = &diagnostic["location"]["range"];
        let at = |end: &str| (range[end]["line"].as_u64().unwrap_or(0), range[end]["column"].as_u64().unwrap_or(0));
        let is_whole = diagnostic["message"].as_str().is_some_and(|text| !text.is_empty())
            && diagnostic["location"]["path"].as_str().is_some_and(|path| !path.starts_with('/'))
            && ["ERROR", "WARNING", "INFO"].iter().any(|level| diagnostic["severity"] == *level)
            && diagnostic["code"]["value"].is_string()
            && at("start") >= (1, 1)
            && at("start") <= at("end");
        if !is_whole {
            return Err(diagnostic.to_string().into());
        }
    }
    if name == "clean" || diagnostics.len() > 2 { Ok(()) } else { Err("few diagnostics".into()) }
}

fn rdjson_columns() -> Result<(), Failed> {
    let report: Value = serde_json::from_str(&output("several", "rdjson"))?;
    let first = &report["diagnostics"][0];
    let told = [&first["location"]["range"]["start"], &first["suggestions"][0]["range"]["start"]].map(Value::to_string);
    let expected = [r#"{"line":11,"column":40}"#, r#"{"line":14,"column":33}"#];
    if told == expected && first["suggestions"][0]["text"] == "\"aws:SourceArn\"" { Ok(()) } else { Err(format!("{told:?}").into()) }
}

/// The log of one profile of the sample `several`, whose first finding has a copy further to the right.
fn log(profile: sarif::Profile, origin: Option<sarif::Checkout>) -> Result<Value, Failed> {
    let mut sample = sample::named("several");
    let mut copy: Finding = sample.analysis.findings[0].clone();
    copy.place.start += 1;
    copy.identity.key = "c".repeat(32);
    sample.analysis.findings.insert(1, copy);
    let place = sample.analysis.findings[0].place;
    sample.analysis.problems.push(deputylint::problem::Problem::undecided(place, "guard-never-matches", "a.b", "`x` is not known"));
    let options = sarif::SarifOptions { profile, origin, category: Some("infra".to_owned()), ..Default::default() };
    Ok(serde_json::from_str(&sarif::write(&Report { sarif: &options, ..sample.report() }))?)
}

fn joined() -> Result<(), Failed> {
    for (profile, results, count, said) in [
        (sarif::Profile::Github, 3, 4, true),
        (sarif::Profile::Gitlab, 3, 4, true),
        (sarif::Profile::Azure, 3, 4, true),
        (sarif::Profile::Strict, 5, 2, false),
    ] {
        let log = log(profile, None)?;
        let told = log["runs"][0]["results"].as_array().ok_or("no results")?;
        let message = told[0]["message"]["text"].as_str().unwrap_or_default();
        if told.len() != results || told[0]["occurrenceCount"] != count || message.ends_with("(1 more of this rule on this line).") != said
        {
            return Err(format!("{profile:?}: {} {} {message}", told.len(), told[0]["occurrenceCount"]).into());
        }
    }
    Ok(())
}

fn origin_and_open() -> Result<(), Failed> {
    let origin = sarif::Checkout::new("https://example.com/o/r", Some("a".repeat(40)), Some("main".to_owned()));
    let log = log(sarif::Profile::Strict, origin)?;
    let run = &log["runs"][0];
    let expected = serde_json::json!([{
        "branch": "main",
        "mappedTo": { "uriBaseId": "%SRCROOT%" },
        "repositoryUri": "https://example.com/o/r",
        "revisionId": "a".repeat(40),
    }]);
    let open = run["results"].as_array().and_then(|results| results.last()).ok_or("no results")?;
    let is_open = open["kind"] == "open" && open["level"] == "none" && open["ruleId"] == "guard-never-matches";
    if run["versionControlProvenance"] == expected && run["automationDetails"]["id"] == "infra/" && is_open {
        return Ok(());
    }
    Err(format!("{} {} {open}", run["versionControlProvenance"], run["automationDetails"]).into())
}

/// The program on a repository with two findings.
fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Result<(Option<i32>, Value, String), Failed> {
    let scratch = tempfile::tempdir()?;
    let git = scratch.path().join(".git");
    std::fs::create_dir_all(git.join("refs/heads/feature"))?;
    std::fs::write(git.join("HEAD"), "ref: refs/heads/feature/one\n")?;
    std::fs::write(git.join("refs/heads/feature/one"), "b".repeat(40) + "\n")?;
    std::fs::write(git.join("config"), "[remote \"origin\"]\n\turl = https://me:secret@example.com/o/r.git\n")?;
    std::fs::copy(folder("testdata/cli/findings/project/template.yaml"), scratch.path().join("template.yaml"))?;
    let program = std::process::Command::new(env!("CARGO_BIN_EXE_deputylint"))
        .args(["check", "--format", "sarif"])
        .args(arguments)
        .env_clear()
        .envs(environment.iter().copied())
        .current_dir(scratch.path())
        .output()?;
    Ok((program.status.code(), serde_json::from_slice(&program.stdout)?, String::from_utf8(program.stderr)?))
}

fn commits() -> Result<(), Failed> {
    let github =
        [("GITHUB_SERVER_URL", "https://github.com"), ("GITHUB_REPOSITORY", "o/r"), ("GITHUB_SHA", "abc"), ("GITHUB_REF_NAME", "main")];
    let gitlab = [("CI_PROJECT_URL", "https://gitlab.com/o/r"), ("CI_COMMIT_SHA", "abc")];
    let git = format!("https://example.com/o/r.git {} feature/one", "b".repeat(40));
    for (arguments, environment, expected) in [
        (&[][..], &github[..], "https://github.com/o/r abc main"),
        (&[], &gitlab, "https://gitlab.com/o/r abc "),
        (&[], &[], ""),
        (&["--sarif-vcs"], &[], &git),
    ] {
        let (_, log, _) = run(arguments, environment)?;
        let origin = &log["runs"][0]["versionControlProvenance"][0];
        let told = ["repositoryUri", "revisionId", "branch"].map(|member| origin[member].as_str().unwrap_or_default());
        if told.join(" ").trim() != expected.trim() {
            return Err(format!("{told:?} for {expected}").into());
        }
    }
    Ok(())
}

fn cut() -> Result<(), Failed> {
    for (arguments, results, told) in
        [(&[][..], 2, false), (&["--sarif-max-results", "1"], 1, true), (&["--sarif-max-bytes", "1"], 0, true)]
    {
        let (code, log, stderr) = run(arguments, &[])?;
        let written = log["runs"][0]["results"].as_array().map_or(0, Vec::len);
        let notified = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string().contains("results were left out");
        if (code, written, notified, stderr.contains("leaves something out")) != (Some(1), results, told, told) {
            return Err(format!("{arguments:?}: {code:?} {written} {notified} {stderr}").into());
        }
    }
    Ok(())
}

/// A first sentence is no longer than a title, in every sample.
pub fn titles(name: &str) -> Result<(), Failed> {
    let log: Value = with_sample(name, |report| serde_json::from_str(&sarif::write(&report)))?;
    for result in log["runs"][0]["results"].as_array().into_iter().flatten() {
        let text = result["message"]["text"].as_str().unwrap_or_default();
        let first = deputylint::finding::first_sentence(text).0;
        if first.chars().count() > 120 || !first.ends_with('.') {
            return Err(first.into());
        }
    }
    Ok(())
}
