//! `check --new-from` on the built program, in repositories that the tests make with `git`.

use crate::support::{folder, project};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Gets an empty folder.
type Test = fn(&Path) -> Result<(), Failed>;

pub fn trials() -> Vec<Trial> {
    let tests: [(&str, Test); 14] = [
        ("a_variables_file_that_opens_a_policy_elsewhere", variables_file),
        ("uncommitted_and_untracked_files_count", uncommitted),
        ("what_no_commit_holds_is_the_same_in_both", of_no_commit),
        ("what_is_tracked_since_was_not_there_then", tracked_since),
        ("a_branch_that_went_on_makes_nothing_new", parted),
        ("a_suppression_that_is_taken_away_makes_it_new", uncovered),
        ("links_are_followed_in_the_commit", links),
        ("submodules_are_named", submodules),
        ("what_could_not_be_read_then_is_named", unread_then),
        ("missing_history_is_told_with_the_command_that_brings_it", missing_history),
        ("a_partial_clone_is_told", partial_clone),
        ("nothing_that_the_repository_names_is_run", hardened),
        ("one_root_of_several", one_root),
        ("every_profile_and_format_says_it", formats),
    ];
    let has_git = Command::new("git").arg("--version").output().is_ok();
    let trial = |(name, test): (&str, Test)| {
        Trial::test(format!("since::{name}"), move || {
            let scratch = tempfile::tempdir()?;
            test(&fs::canonicalize(scratch.path())?)
        })
        .with_ignored_flag(!has_git)
    };
    tests.into_iter().map(trial).collect()
}

/// A repository in a folder.
pub struct Repo(pub PathBuf);

impl Repo {
    pub fn new(folder: &Path) -> Repo {
        fs::create_dir_all(folder).unwrap();
        let repo = Repo(folder.to_owned());
        repo.git(&["init", "-q", "-b", "main"]);
        repo
    }

    /// Runs `git`, always as the same person at the same time, so that commits have the same hashes.
    pub fn git(&self, arguments: &[&str]) -> String {
        let person = ["GIT_AUTHOR", "GIT_COMMITTER"].iter().flat_map(|who| {
            [("NAME", "a"), ("EMAIL", "a@example.com"), ("DATE", "2026-01-01T00:00:00Z")]
                .map(|(what, value)| (format!("{who}_{what}"), value))
        });
        let output = Command::new("git")
            .args(["-c", "protocol.file.allow=always"])
            .args(arguments)
            .current_dir(&self.0)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", "/nonexistent")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .envs(person)
            .output()
            .unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    pub fn write(&self, files: &[(&str, &str)]) {
        for (path, text) in files {
            let file = self.0.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
    }

    pub fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "x"]);
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        let program = env!("CARGO_BIN_EXE_deputylint");
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.0).env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", "/nonexistent");
        command.output().unwrap()
    }

    /// The exit code, and of each new finding its rule and place.
    fn new_from(&self, revision: &str, more: &[&str]) -> (i32, Vec<String>) {
        let output = self.run(&[&["check", "--account", "111122223333", "--format", "json", "--new-from", revision], more].concat());
        let code = output.status.code().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let place = |finding: &Value| format!("{} {}", finding["rule"].as_str().unwrap(), finding["place"]["file"].as_str().unwrap());
        let found = report["findings"].as_array().map(|found| found.iter().map(place).collect()).unwrap_or_default();
        (code, found)
    }

    fn complaint(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(arguments);
        (output.status.code().unwrap(), String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

fn same<T: PartialEq + std::fmt::Debug>(actual: T, expected: T) -> Result<(), Failed> {
    if actual == expected { Ok(()) } else { Err(format!("expected {expected:?}\nactual   {actual:?}").into()) }
}

fn found(code: i32, found: &[&str]) -> (i32, Vec<String>) {
    (code, found.iter().map(ToString::to_string).collect())
}

/// A topic policy that lets a service publish, for anybody unless there is a guard.
pub fn topic(name: &str, guard: &str) -> String {
    format!(
        "resource \"aws_sns_topic\" \"{name}\" {{\n  name = \"{name}\"\n}}\nresource \"aws_sns_topic_policy\" \"{name}\" {{\n  arn    = aws_sns_topic.{name}.arn\n  policy = jsonencode({{\n    \
         Version = \"2012-10-17\"\n    Statement = [{{\n      Effect = \"Allow\"\n      Principal = {{ Service = \"cloudwatch.amazonaws.com\" }}\n      Action = \"sns:Publish\"\n      \
         Resource = aws_sns_topic.{name}.arn\n{guard}    }}]\n  }})\n}}\n"
    )
}

pub const GUARD: &str = "      Condition = { StringEquals = { \"aws:SourceAccount\" = var.account } }\n";
const ACCOUNT: &str = "variable \"account\" {\n  default = \"111122223333\"\n}\n";
const TOPIC: &str = "service-without-source main.tf";

fn variables_file(folder_: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder_);
    let lay = |from: &str| {
        for (path, text) in project(&folder("testdata/new-from").join(from)) {
            repo.write(&[(path.as_str(), text.as_str())]);
        }
    };
    lay("before");
    repo.commit();
    same(repo.new_from("HEAD", &[]), found(0, &[]))?;
    lay("after");
    repo.commit();
    let changed = repo.git(&["diff", "--name-only", "HEAD~1"]);
    let output = repo.run(&[
        "check",
        "--account",
        "111122223333",
        "--new-from",
        "HEAD~1",
        "--fail-on",
        "warning",
        "--format",
        "sarif",
        "--sarif-profile",
        "strict",
    ]);
    let log: Value = serde_json::from_slice(&output.stdout)?;
    let results = log["runs"][0]["results"].as_array().ok_or("no results")?;
    let (new, old): (Vec<&Value>, Vec<&Value>) = results.iter().partition(|result| result["baselineState"] == "new");
    let place = |location: &Value| {
        let physical = &location["physicalLocation"];
        format!("{}:{}", physical["artifactLocation"]["uri"].as_str().unwrap_or(""), physical["region"]["startLine"])
    };
    let flow = |result: &Value| {
        let steps = result["codeFlows"][0]["threadFlows"][0]["locations"].as_array().cloned().unwrap_or_default();
        steps.iter().map(|step| place(&step["location"])).collect::<Vec<_>>().join(" > ")
    };
    let told: Vec<String> =
        new.iter().map(|result| format!("{} {} from {}", result["ruleId"], place(&result["locations"][0]), flow(result))).collect();
    same(
        (output.status.code(), changed.as_str(), told, old.iter().map(|old| old["baselineState"].clone()).collect()),
        (
            Some(1),
            "variables.tf",
            vec![r#""wildcard-principal" topic/main.tf:15 from variables.tf:3 > main.tf:3 > topic/main.tf:15"#.to_owned()],
            vec![Value::from("unchanged")],
        ),
    )
}

fn uncommitted(folder: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder);
    repo.write(&[("main.tf", &topic("a", GUARD)), ("variables.tf", ACCOUNT)]);
    repo.commit();
    repo.write(&[("main.tf", &topic("a", "")), ("new/main.tf", &topic("b", ""))]);
    same(repo.new_from("HEAD", &[]), found(1, &[TOPIC, "service-without-source new/main.tf"]))?;
    repo.git(&["add", "-A"]);
    same(repo.new_from("HEAD", &[]), found(1, &[TOPIC, "service-without-source new/main.tf"]))?;
    repo.commit();
    same(repo.new_from("HEAD", &[]), found(0, &[]))?;
    same(repo.new_from("HEAD~1", &["new"]), found(1, &["service-without-source new/main.tf"]))?;
    same(repo.new_from("HEAD~1", &["main.tf"]), found(1, &[TOPIC]))
}

/// Modules that `terraform init` has brought and files that git ignores are as they are, then and now.
fn of_no_commit(folder: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder);
    let call = "module \"t\" {\n  source = \"acme/topic/aws\"\n}\n";
    let guard = "variable \"account\" {}\n";
    repo.write(&[
        (".gitignore", ".terraform\nterraform.tfvars\n"),
        ("main.tf", &format!("{call}{}", topic("a", &GUARD.replace("StringEquals", "StringLike")))),
        ("variables.tf", guard),
    ]);
    repo.commit();
    repo.write(&[
        ("terraform.tfvars", "account = \"*\"\n"),
        (
            ".terraform/modules/modules.json",
            r#"{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"t","Source":"registry.terraform.io/acme/topic/aws","Version":"1.0.0","Dir":".terraform/modules/t"}]}"#,
        ),
        (".terraform/modules/t/main.tf", &topic("m", "")),
    ]);
    let all = repo.run(&["check", "--account", "111122223333", "--format", "concise"]);
    let all = String::from_utf8_lossy(&all.stdout).lines().filter(|line| line.contains("error[")).count();
    same((all, repo.new_from("HEAD", &[])), (2, found(0, &[])))?;
    repo.write(&[("ignored/main.tf", &topic("i", "")), (".git/info/exclude", "ignored\n")]);
    same(repo.new_from("HEAD", &["--no-ignore-files"]), found(0, &[]))
}

/// Wherever it lies, and whoever names it.
fn tracked_since(folder: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder);
    let configuration = "[modules]\n\"git::https://x/y\" = \"vendor/m\"\n";
    let call = "module \"m\" {\n  source = \"git::https://x/y\"\n}\n";
    repo.write(&[
        ("main.tf", &format!("{call}{}", topic("a", &GUARD.replace("StringEquals", "StringLike")))),
        ("variables.tf", ACCOUNT),
        ("deputylint.toml", configuration),
        (".gitignore", "ignored\n"),
    ]);
    repo.commit();
    repo.write(&[
        ("prod.tfvars", "account = \"*\"\n"),
        ("vendor/m/main.tf", &topic("m", "")),
        (".terraform/x/main.tf", &topic("x", "")),
        ("ignored/main.tf", &topic("i", "")),
    ]);
    let named: &[&str] = &["--var-file", "prod.tfvars"];
    // Nobody knows since when it lies there.
    same(repo.new_from("HEAD", named), found(0, &[]))?;
    repo.git(&["add", "-A", "-f"]);
    let new = [
        "service-without-source .terraform/x/main.tf",
        "service-without-source ignored/main.tf",
        "source-guard-does-not-hold main.tf",
        "service-without-source vendor/m/main.tf",
    ];
    same(repo.new_from("HEAD", named), found(1, &new))
}

/// What was mended on the main branch in the meantime is not new here.
fn parted(folder: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder);
    repo.write(&[("main.tf", &topic("a", "")), ("variables.tf", ACCOUNT)]);
    repo.commit();
    repo.git(&["checkout", "-q", "-b", "feature"]);
    repo.write(&[("b.tf", &topic("b", ""))]);
    repo.commit();
    repo.git(&["checkout", "-q", "main"]);
    repo.write(&[("main.tf", &topic("a", GUARD))]);
    repo.commit();
    repo.git(&["checkout", "-q", "feature"]);
    same(repo.new_from("main", &[]), found(1, &["service-without-source b.tf"]))
}

fn uncovered(folder: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder);
    let text = topic("a", "");
    let covered = text.replace("    Statement", "    # deputylint: ignore[service-without-source] ours\n    Statement");
    repo.write(&[("main.tf", &covered)]);
    repo.commit();
    same(repo.new_from("HEAD", &[]), found(0, &[]))?;
    repo.write(&[("main.tf", &text)]);
    same(repo.new_from("HEAD", &[]), found(1, &[TOPIC]))
}

fn links(folder: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder);
    repo.write(&[("shared/topic/main.tf", &topic("a", "")), ("envs/prod/main.tf", "module \"t\" {\n  source = \"./topic\"\n}\n")]);
    symlink("../../shared/topic", repo.0.join("envs/prod/topic"))?;
    symlink("/etc", repo.0.join("envs/prod/etc"))?;
    repo.commit();
    let first = repo.new_from("HEAD", &["envs/prod"]);
    let output = repo.run(&["check", "--format", "concise", "--new-from", "HEAD", "envs/prod"]);
    let told = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter(|line| line.contains("[not-compared]"))
        .map(str::to_owned)
        .collect::<Vec<_>>();
    // 4, because a link leads out of the tree now too.
    let named = told.len() == 1 && told[0].contains("what `envs/prod/etc` held at `HEAD` (commit ");
    same((first, named), (found(4, &[]), true))
}

fn submodules(folder: &Path) -> Result<(), Failed> {
    let vendor = Repo::new(&folder.join("vendor"));
    vendor.write(&[("main.tf", &topic("v", ""))]);
    vendor.commit();
    let repo = Repo::new(&folder.join("repo"));
    repo.write(&[("main.tf", "module \"v\" {\n  source = \"./vendor\"\n}\n")]);
    repo.git(&["submodule", "--quiet", "add", &vendor.0.to_string_lossy(), "vendor"]);
    repo.commit();
    same(repo.new_from("HEAD", &[]), found(0, &[]))?;
    vendor.write(&[("more.tf", &topic("w", ""))]);
    vendor.commit();
    Repo(repo.0.join("vendor")).git(&["pull", "-q"]);
    same(repo.new_from("HEAD", &[]), found(1, &["service-without-source vendor/main.tf", "service-without-source vendor/more.tf"]))?;
    let output = repo.run(&["check", "--format", "concise", "--new-from", "HEAD"]);
    same(String::from_utf8_lossy(&output.stdout).matches("[not-compared]: what `vendor` held at `HEAD`").count(), 1)
}

fn unread_then(folder: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder);
    repo.write(&[("main.tf", &(topic("a", "") + "}}}"))]);
    repo.commit();
    repo.write(&[("main.tf", &topic("a", ""))]);
    let output = repo.run(&["check", "--format", "concise", "--new-from", "HEAD"]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    if told.contains("[not-compared]: what `main.tf` held at `HEAD` (commit ") { Ok(()) } else { Err(told.into()) }
}

/// What is printed works as it is typed.
fn missing_history(folder: &Path) -> Result<(), Failed> {
    let origin = Repo::new(&folder.join("origin"));
    origin.write(&[("main.tf", &topic("a", "")), ("variables.tf", ACCOUNT)]);
    origin.commit();
    let first = origin.git(&["rev-parse", "HEAD"]);
    origin.git(&["branch", "release"]);
    origin.git(&["checkout", "-q", "-b", "feature"]);
    origin.write(&[("b.tf", &topic("b", ""))]);
    origin.commit();
    origin.write(&[("c.tf", "")]);
    origin.commit();
    let address = format!("file://{}", origin.0.display());
    let new = found(1, &["service-without-source b.tf"]);
    for (number, (depth, revision)) in
        [("1", "origin/main"), ("1", "HEAD~2"), ("1", "release"), ("1", &first), ("9", "origin/main"), ("9", "release")]
            .into_iter()
            .enumerate()
    {
        let clone = Repo(folder.join(format!("clone{number}")));
        origin.git(&["clone", "-q", "--depth", depth, "--single-branch", "-b", "feature", &address, &clone.0.to_string_lossy()]);
        let mut times = 0;
        while clone.new_from(revision, &[]) != new {
            let (code, told) = clone.complaint(&["check", "--new-from", revision]);
            let command = told.split('`').find_map(|part| part.strip_prefix("git ")).ok_or(format!("{revision}: {told}"))?;
            times += 1;
            if code != 2 || times > 2 {
                return Err(format!("{revision}: exit {code}: {told}").into());
            }
            clone.git(&command.split(' ').collect::<Vec<_>>());
        }
        same((revision, times > 0), (revision, true))?;
    }
    for (revision, told) in [
        ("nothing", "deputylint: there is no commit `nothing` in this clone\n"),
        ("", "deputylint: `` is no name of a commit\n"),
        ("a\nb", "deputylint: `a; b` is no name of a commit\n"),
        ("HEAD~99", "deputylint: there is no commit `HEAD~99` in this clone\n"),
    ] {
        same(origin.complaint(&["check", &format!("--new-from={revision}")]), (2, told.to_owned()))?;
    }
    let bare = folder.join("no-repository");
    fs::create_dir(&bare)?;
    let told = Repo(bare).complaint(&["check", "--new-from", "HEAD"]);
    same((told.0, told.1.starts_with("deputylint: there is no git repository around `")), (2, true))
}

fn partial_clone(folder: &Path) -> Result<(), Failed> {
    let origin = Repo::new(&folder.join("origin"));
    origin.write(&[("main.tf", &topic("a", "")), ("variables.tf", ACCOUNT)]);
    origin.commit();
    origin.write(&[("main.tf", &topic("b", ""))]);
    origin.commit();
    origin.git(&["config", "uploadpack.allowFilter", "true"]);
    let clone = Repo(folder.join("clone"));
    let address = format!("file://{}", origin.0.display());
    origin.git(&["clone", "-q", "--filter=blob:none", &address, &clone.0.to_string_lossy()]);
    let (code, told) = clone.complaint(&["check", "--new-from", "HEAD~1"]);
    let command = told.split('`').find_map(|part| part.strip_prefix("git ")).ok_or(told.clone())?;
    clone.git(&command.split(' ').collect::<Vec<_>>());
    same((code, clone.new_from("HEAD~1", &[])), (2, found(1, &[TOPIC])))
}

/// Whoever may write into `.git` or the tree runs nothing, and shows no other history.
fn hardened(folder: &Path) -> Result<(), Failed> {
    let repo = Repo::new(&folder.join("repo"));
    repo.write(&[("main.tf", &topic("a", GUARD)), ("variables.tf", ACCOUNT), (".gitattributes", "*.tf filter=evil diff=evil\n")]);
    repo.commit();
    let good = repo.git(&["rev-parse", "HEAD"]);
    repo.write(&[("main.tf", &topic("a", ""))]);
    repo.commit();
    let bad = repo.git(&["rev-parse", "HEAD"]);
    // Would show the fault as an old one.
    repo.git(&["replace", &good, &bad]);
    let marker = folder.join("marker");
    let evil = repo.0.join("bin/git");
    let script = format!("#!/bin/sh\ntouch '{}'\nexec /usr/bin/git \"$@\"\n", marker.display());
    repo.write(&[("bin/git", &script), (".git/hooks/post-index-change", &script), (".git/hooks/fsmonitor-watchman", &script)]);
    for file in [&evil, &repo.0.join(".git/hooks/post-index-change"), &repo.0.join(".git/hooks/fsmonitor-watchman")] {
        fs::set_permissions(file, fs::Permissions::from_mode(0o755))?;
    }
    let evil = evil.to_string_lossy().into_owned();
    for key in [
        "core.fsmonitor",
        "core.pager",
        "pager.cat-file",
        "core.sshCommand",
        "core.alternateRefsCommand",
        "filter.evil.smudge",
        "filter.evil.clean",
        "diff.evil.textconv",
        "diff.external",
        "credential.helper",
        "core.askPass",
        "core.editor",
        "alias.cat-file",
        "uploadpack.packObjectsHook",
    ] {
        repo.git(&["config", key, &evil]);
    }
    let path = std::env::join_paths(
        [repo.0.join("bin"), PathBuf::from("."), PathBuf::from("bin")]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )?;
    let output = Command::new(env!("CARGO_BIN_EXE_deputylint"))
        .args(["check", "--account", "111122223333", "--format", "concise", "--new-from", &good])
        .current_dir(&repo.0)
        .env_clear()
        .env("PATH", path)
        .env("GIT_DIR", folder.join("elsewhere"))
        .env("GIT_EXTERNAL_DIFF", &evil)
        .output()?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    same((output.status.code(), told.matches("error[service-without-source]").count(), marker.exists()), (Some(1), 1, false))
}

/// Keys, and what is new, are the same wherever one stands.
fn one_root(folder: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder);
    repo.write(&[("envs/prod/main.tf", "module \"t\" {\n  source = \"../../modules/t\"\n}\n"), ("modules/t/main.tf", &topic("a", ""))]);
    repo.commit();
    repo.write(&[("modules/t/more.tf", &topic("b", ""))]);
    let new = found(1, &["service-without-source modules/t/more.tf"]);
    let stand = Repo(repo.0.join("envs/prod"));
    let modules = Repo(repo.0.join("modules"));
    let all = [
        repo.new_from("HEAD", &[]),
        repo.new_from("HEAD", &["envs"]),
        stand.new_from("HEAD", &[]),
        modules.new_from("HEAD", &["../envs/prod"]),
        repo.new_from("HEAD", &["--root", ".", "envs/prod/main.tf"]),
    ];
    same(all, std::array::from_fn(|_| new.clone()))?;
    same(repo.new_from("HEAD", &["--root", "modules", "modules/t"]), new)
}

fn formats(folder: &Path) -> Result<(), Failed> {
    let repo = Repo::new(folder);
    repo.write(&[("main.tf", &topic("a", GUARD)), ("old.tf", &topic("o", "")), ("variables.tf", ACCOUNT)]);
    repo.commit();
    repo.write(&[("main.tf", &topic("a", ""))]);
    let commit = repo.git(&["rev-parse", "HEAD"]);
    let since = format!("1 error new since `HEAD` (commit {}); 1 known, 0 gone", commit.chars().take(10).collect::<String>());
    for format in ["text", "markdown"] {
        let output = repo.run(&["check", "--account", "111122223333", "--new-from", "HEAD", "--format", format]);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        if !told.contains(&since) {
            return Err(told.into());
        }
    }
    for format in ["concise", "github", "json", "sarif", "gitlab"] {
        let (_, told) = repo.complaint(&["check", "--account", "111122223333", "--new-from", "HEAD", "--format", format]);
        if !told.contains(&since) {
            return Err(format!("{format}: {told}").into());
        }
    }
    let output = repo.run(&["check", "--account", "111122223333", "--new-from", "HEAD", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout)?;
    let told = (report["baseline"]["since"].clone(), report["baseline"]["known"][0]["place"]["file"].clone());
    same(told, (serde_json::json!({ "revision": "HEAD", "commit": commit }), Value::from("old.tf")))
}
