//! The built program, run in copies of the folders of `testdata/cli`: `cmd.toml` says how, `stdout.txt` and `stderr.txt` what it says.

use crate::support::{entries, folder, golden, project};
use libtest_mimic::{Failed, Trial};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_deputylint");

/// How the program is run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    args: Vec<String>,
    code: i32,
    #[serde(default)]
    stdin: String,
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// The folder that is the root of a repository.
    repository: Option<String>,
    /// What the index of the repository lists.
    tracked: Option<Vec<String>>,
    /// Where the repository comes from.
    remote: Option<String>,
    /// The folder to stand in.
    #[serde(default)]
    directory: String,
    /// Links and what they lead to.
    #[serde(default)]
    links: BTreeMap<String, String>,
    /// Named pipes, which nobody writes to.
    #[serde(default)]
    pipes: Vec<String>,
    /// Not compared: what it says is tested elsewhere.
    #[serde(default)]
    any_stdout: bool,
}

pub fn trials() -> Vec<Trial> {
    let cases = entries(&folder("testdata/cli")).into_iter().filter(|case| case.join("cmd.toml").exists()).map(|case| {
        let name = case.file_name().expect("a name").to_string_lossy().into_owned();
        Trial::test(format!("cli::{name}"), move || run_case(&case))
    });
    let mut trials: Vec<Trial> = cases.collect();
    trials.push(Trial::test("cli::a_closed_pipe_is_quiet", closed_pipe));
    trials.push(Trial::test("cli::each_line_is_answered_before_the_next_is_asked", one_by_one));
    trials.push(Trial::test("cli::files_are_written_whole", whole_files));
    trials.push(Trial::test("cli::keys_are_the_same_wherever_one_stands", same_keys));
    trials.push(Trial::test("cli::the_hint_to_explain_works_as_it_is_printed", hints_work));
    trials.push(Trial::test("cli::no_report_is_written_through_a_link_of_the_tree", no_link_followed));
    trials.push(Trial::test("cli::suppressed_findings_are_told_to_machines", suppressed_for_machines));
    trials.push(Trial::test("cli::witnesses_replay_through_simulate", replay));
    trials.push(Trial::test("cli::what_does_not_work_is_not_offered", not_offered));
    trials
}

fn run_case(folder: &Path) -> Result<(), Failed> {
    let case: Case = toml::from_str(&std::fs::read_to_string(folder.join("cmd.toml"))?)?;
    let scratch = copy(folder)?;
    if let Some(repository) = &case.repository {
        let git = scratch.path().join(repository).join(".git");
        std::fs::create_dir(&git)?;
        if let Some(tracked) = &case.tracked {
            std::fs::write(git.join("index"), index(tracked))?;
        }
        if let Some(remote) = &case.remote {
            std::fs::write(git.join("config"), format!("[remote \"origin\"]\n\turl = {remote}\n"))?;
        }
    }
    for (link, target) in &case.links {
        std::os::unix::fs::symlink(target, scratch.path().join(link))?;
    }
    for pipe in &case.pipes {
        Command::new("mkfifo").arg(scratch.path().join(pipe)).status()?;
    }
    let mut command = Command::new(PROGRAM);
    command.args(&case.args).current_dir(scratch.path().join(&case.directory)).env_clear().env("HOME", "/nonexistent").envs(&case.env);
    let output = fed(&mut command, &case.stdin)?;
    if output.status.code() != Some(case.code) {
        let error = String::from_utf8_lossy(&output.stderr);
        return Err(format!("exit code {:?} instead of {}\n{error}", output.status.code(), case.code).into());
    }
    if !case.any_stdout {
        golden_or_empty(&folder.join("stdout.txt"), &output.stdout)?;
    }
    golden_or_empty(&folder.join("stderr.txt"), &output.stderr)
}

/// The folder `project` of a case, where it can be written to.
fn copy(case: &Path) -> Result<tempfile::TempDir, Failed> {
    let scratch = tempfile::tempdir()?;
    for (path, text) in project(&case.join("project")) {
        let file = scratch.path().join(path);
        std::fs::create_dir_all(file.parent().expect("a folder"))?;
        std::fs::write(file, text)?;
    }
    Ok(scratch)
}

/// An index of git, of version 2, that lists these files, and what ends with `/` as submodules.
pub fn index(files: &[String]) -> Vec<u8> {
    let mut files: Vec<&String> = files.iter().collect();
    files.sort();
    let mut bytes = [b"DIRC".as_slice(), &2u32.to_be_bytes(), &(files.len() as u32).to_be_bytes()].concat();
    for file in files {
        let mut entry = vec![0; 62];
        let (file, mode) = file.strip_suffix('/').map_or((file.as_str(), 0o100_644_u32), |submodule| (submodule, 0o160_000));
        entry[24..28].copy_from_slice(&mode.to_be_bytes());
        entry[60..62].copy_from_slice(&(file.len() as u16).to_be_bytes());
        entry.extend_from_slice(file.as_bytes());
        entry.resize((entry.len() + 8) / 8 * 8, 0);
        bytes.extend(entry);
    }
    bytes.extend([0; 20]);
    bytes
}

fn fed(command: &mut Command, stdin: &str) -> Result<Output, Failed> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    child.stdin.take().expect("piped").write_all(stdin.as_bytes()).ok();
    Ok(child.wait_with_output()?)
}

fn golden_or_empty(path: &Path, actual: &[u8]) -> Result<(), Failed> {
    if actual.is_empty() && !path.exists() {
        return Ok(());
    }
    golden(path, &String::from_utf8_lossy(actual))
}

fn closed_pipe() -> Result<(), Failed> {
    let mut child =
        Command::new(PROGRAM).args(["simulate", "--jsonl"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    drop(child.stdout.take());
    child.stdin.take().expect("piped").write_all("{}\n".repeat(10_000).as_bytes()).ok();
    let mut error = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut error)?;
    let status = child.wait()?;
    if status.success() && error.is_empty() { Ok(()) } else { Err(format!("{status}: {error}").into()) }
}

/// A caller that waits for an answer before it writes the next line must not wait for ever.
fn one_by_one() -> Result<(), Failed> {
    let mut child = Command::new(PROGRAM).args(["exposure", "--jsonl"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut stdin = child.stdin.take().expect("piped");
    let mut answers = BufReader::new(child.stdout.take().expect("piped")).lines();
    for _ in 0..3 {
        stdin.write_all(b"\n{\"id\":1}\n")?;
        answers.next().ok_or("no answer")??;
    }
    // The last line needs no line end.
    stdin.write_all(b"{\"id\":2}")?;
    drop(stdin);
    answers.next().ok_or("no answer")??;
    let more = answers.next().is_some();
    if child.wait()?.success() && !more { Ok(()) } else { Err("more answers than questions".into()) }
}

fn whole_files() -> Result<(), Failed> {
    let scratch = tempfile::tempdir()?;
    std::fs::write(scratch.path().join("t.yaml"), "Resources:\n  T:\n    Type: AWS::SNS::Topic\n")?;
    std::fs::write(scratch.path().join("old.json"), "old")?;
    let run = |outputs: &[&str]| {
        let outputs = outputs.iter().flat_map(|output| ["-o", output]);
        Command::new(PROGRAM).arg("check").args(outputs).current_dir(scratch.path()).output()
    };
    let output = run(&["sarif=new.sarif", "json=old.json", "concise=/dev/null", "text=-"])?;
    let files: Vec<String> =
        entries(scratch.path()).iter().map(|path| path.file_name().expect("a name").to_string_lossy().into_owned()).collect();
    let json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(scratch.path().join("old.json"))?)?;
    if files != ["new.sarif", "old.json", "t.yaml"] || json.get("schema").is_none() || !output.status.success() {
        return Err(format!("{files:?}").into());
    }
    let output = run(&["sarif=nowhere/new.sarif"])?;
    if output.status.code() == Some(2) { Ok(()) } else { Err(format!("{}", output.status).into()) }
}

/// A repository in which `envs/prod` calls a module with a fault.
fn repository() -> Result<tempfile::TempDir, Failed> {
    let scratch = copy(&folder("testdata/cli/root-is-the-repository"))?;
    std::fs::create_dir(scratch.path().join("repo/.git"))?;
    Ok(scratch)
}

fn same_keys() -> Result<(), Failed> {
    let scratch = repository()?;
    let repo = scratch.path().join("repo");
    let absolute = repo.join("envs/prod").to_string_lossy().into_owned();
    let places: [(&str, &[&str]); 7] = [
        ("repo", &["."]),
        ("repo", &["envs/prod"]),
        ("repo/envs/prod", &[]),
        ("repo/modules", &["../envs/prod"]),
        ("", &["repo/envs", "repo/modules"]),
        ("", &[&absolute]),
        ("", &["--root", "repo", "repo/envs/prod/main.tf"]),
    ];
    let keys = places.map(|(directory, arguments)| -> Result<Vec<String>, Failed> {
        let output = Command::new(PROGRAM)
            .args(["check", "--format", "json"])
            .args(arguments)
            .current_dir(scratch.path().join(directory))
            .output()?;
        let report: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let found = report["findings"].as_array().ok_or("no findings")?.iter();
        Ok(found.map(|finding| format!("{} {}", finding["fingerprint"], finding["place"]["file"])).collect())
    });
    let keys: Vec<Vec<String>> = keys.into_iter().collect::<Result<_, Failed>>()?;
    let is_same = keys.iter().all(|other| *other == keys[0]) && keys[0].len() == 1 && keys[0][0].contains("modules/topic/main.tf");
    if is_same { Ok(()) } else { Err(format!("{keys:#?}").into()) }
}

fn hints_work() -> Result<(), Failed> {
    let scratch = repository()?;
    let stand = scratch.path().join("repo/modules");
    std::fs::create_dir(stand.join("-n"))?;
    for file in entries(&scratch.path().join("repo/envs/prod")) {
        std::fs::copy(&file, stand.join("-n").join(file.file_name().ok_or("a name")?))?;
    }
    for arguments in [
        &["../envs/prod"][..],
        &["--account", "111122223333", "--var", "name=it's one", "../envs/prod", "."],
        &["--root=..", "../envs"],
        &["--", "-n"],
        &["--account", "111122223333", "--", "-n/main.tf"],
    ] {
        let output = Command::new(PROGRAM).args(["check", "--format", "text"]).args(arguments).current_dir(&stand).output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let hint = text.split('`').find(|part| part.starts_with("deputylint explain ")).ok_or(text.clone())?;
        let typed = hint.replacen("deputylint", PROGRAM, 1);
        let output = Command::new("sh").args(["-c", &typed]).current_dir(&stand).output()?;
        let told = String::from_utf8_lossy(&output.stdout);
        if !told.contains("aws_sns_topic_policy.this") {
            return Err(format!("{typed}\n{told}{}", String::from_utf8_lossy(&output.stderr)).into());
        }
    }
    Ok(())
}

/// A committed link with the name of a report must not lead it to another place.
fn no_link_followed() -> Result<(), Failed> {
    let scratch = copy(&folder("testdata/cli/clean"))?;
    let tree = scratch.path().join("tree");
    std::fs::create_dir_all(tree.join("inside"))?;
    std::fs::rename(scratch.path().join("template.yaml"), tree.join("template.yaml"))?;
    std::fs::write(scratch.path().join("victim"), "mine")?;
    std::fs::create_dir(scratch.path().join("outside"))?;
    std::os::unix::fs::symlink("../victim", tree.join("out.sarif"))?;
    std::os::unix::fs::symlink("../outside", tree.join("reports"))?;
    std::os::unix::fs::symlink("inside", tree.join("kept"))?;
    let run = |file: &str| -> Result<Option<i32>, Failed> {
        Ok(Command::new(PROGRAM).args(["check", "-o"]).arg(format!("sarif={file}")).current_dir(&tree).output()?.status.code())
    };
    let codes = [run("out.sarif")?, run("reports/x.sarif")?, run("kept/x.sarif")?, run("../outside/y.sarif")?];
    let victim = std::fs::read_to_string(scratch.path().join("victim"))?;
    let written = [scratch.path().join("outside/x.sarif"), tree.join("inside/x.sarif"), scratch.path().join("outside/y.sarif")];
    let written = written.map(|file| file.exists());
    // 4, because a link leads outside.
    if (codes, victim.as_str(), written) == ([Some(2), Some(2), Some(4), Some(4)], "mine", [false, true, true]) {
        return Ok(());
    }
    Err(format!("{codes:?} {victim} {written:?}").into())
}

fn suppressed_for_machines() -> Result<(), Failed> {
    let scratch = copy(&folder("testdata/cli/suppressed-in-the-configuration"))?;
    let run = |arguments: &[&str]| -> Result<serde_json::Value, Failed> {
        let output = Command::new(PROGRAM)
            .arg("check")
            .args(arguments)
            .current_dir(scratch.path())
            .env("SOURCE_DATE_EPOCH", "1798329600")
            .output()?;
        Ok(serde_json::from_slice(&output.stdout)?)
    };
    let json = run(&["--format", "json"])?;
    let told = [&json["summary"]["findings"]["suppressed"], &json["suppressed"][0]["suppression"]["reason"]];
    let reason = "reachable from our network only";
    if told != [&serde_json::json!(1), &serde_json::json!(reason)] {
        return Err(format!("{told:?}").into());
    }
    for (profile, expected) in [("github", vec![]), ("gitlab", vec!["accepted"]), ("azure", vec!["accepted"]), ("strict", vec!["accepted"])]
    {
        let log = run(&["--format", "sarif", "--sarif-profile", profile])?;
        let results = log["runs"][0]["results"].as_array().ok_or("no results")?;
        let suppressions: Vec<&serde_json::Value> =
            results.iter().flat_map(|result| result["suppressions"].as_array().into_iter().flatten()).collect();
        let category = log["runs"][0]["automationDetails"]["id"].as_str();
        if category != Some("deputylint/").filter(|_| profile == "azure") {
            return Err(format!("{profile}: {category:?}").into());
        }
        let states: Vec<&str> = suppressions.iter().filter_map(|suppression| suppression["status"].as_str()).collect();
        let is_told = suppressions.iter().all(|suppression| {
            suppression["kind"] == "external" && suppression["justification"].as_str().is_some_and(|text| text.starts_with(reason))
        });
        if states != expected || !is_told {
            return Err(format!("{profile}: {suppressions:?}").into());
        }
    }
    Ok(())
}

/// What `check` calls proof, `simulate` allows, given the policy that `inspect` shows.
fn replay() -> Result<(), Failed> {
    let template = folder("testdata/twins/a1-no-condition/template.json");
    let json = |command: &str| -> Result<serde_json::Value, Failed> {
        let output = Command::new(PROGRAM).args([command, "--format", "json"]).arg(&template).output()?;
        Ok(serde_json::from_slice(&output.stdout)?)
    };
    let (report, inspection) = (json("check")?, json("inspect")?);
    let scratch = tempfile::tempdir()?;
    std::fs::write(scratch.path().join("policy.json"), inspection["roots"][0]["policies"][0]["document"].to_string())?;
    let findings = report["findings"].as_array().ok_or("no findings")?;
    for finding in findings {
        std::fs::write(scratch.path().join("request.json"), finding["witness"].to_string())?;
        let arguments = ["simulate", "--policy", "policy.json", "--request", "request.json"];
        let output = Command::new(PROGRAM).args(arguments).current_dir(scratch.path()).output()?;
        let answer = String::from_utf8_lossy(&output.stdout);
        if !answer.starts_with("Allowed:") {
            return Err(format!("{}\n{answer}{}", finding["witness"], String::from_utf8_lossy(&output.stderr)).into());
        }
    }
    if findings.is_empty() { Err("no findings".into()) } else { Ok(()) }
}

fn not_offered() -> Result<(), Failed> {
    let mut help = String::new();
    for command in [&["--help"][..], &["check", "--help"], &["rules", "--help"]] {
        help.push_str(&String::from_utf8_lossy(&Command::new(PROGRAM).args(command).output()?.stdout));
    }
    let later = ["  fix", "  diff", "  lsp"];
    if let Some(format) = deputylint::report::FORMATS.iter().find(|format| !help.contains(format.name)) {
        return Err(format!("the format `{}` is not in the help", format.name).into());
    }
    match later.iter().find(|name| help.contains(**name)) {
        Some(name) => Err(format!("`{name}` is offered").into()),
        None => Ok(()),
    }
}
