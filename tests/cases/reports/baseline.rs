//! Baselines: `before` of each group in `testdata/baseline` is accepted, `after` of each case takes its place, or what its `edit.yaml` makes of `before`.

use super::since::Repo;
use crate::support::{RULES, entries, folder, golden, project};
use deputylint::analysis::{Analysis, Options, analyse};
use deputylint::baseline::{self, Baseline};
use deputylint::finding::Level;
use deputylint::paths::Paths;
use deputylint::report::manner::Manner;
use deputylint::report::sarif::SarifOptions;
use deputylint::report::{self, Report, summary};
use deputylint::rule::About;
use deputylint::source::Workspace;
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub fn trials() -> Vec<Trial> {
    let groups = entries(&folder("testdata/baseline"));
    let cases = groups.iter().flat_map(|group| entries(group)).filter(|case| !case.ends_with("before"));
    let trial = |case: PathBuf| {
        let name = case.strip_prefix(folder("testdata/baseline")).expect("below").to_string_lossy().replace('/', "::");
        Trial::test(format!("baseline::{name}"), move || run_case(&case))
    };
    let mut trials: Vec<Trial> = cases.map(trial).collect();
    let has_git = Command::new("git").arg("--version").output().is_ok();
    for case in [
        "terraform/second-statement",
        "terraform/moved-with-a-block-and-narrowed",
        "cloudformation/everything-renamed",
        "settings/port-range-widened",
    ] {
        let name = format!("baseline::since::{}", case.replace('/', "::"));
        trials.push(Trial::test(name, move || same_since_a_commit(case)).with_ignored_flag(!has_git));
    }
    trials.push(Trial::test("baseline::what_is_worse_is_taken_in_only_when_asked", updated));
    trials.push(Trial::test("baseline::what_nobody_looks_for_stays", of_a_part));
    trials
}

const EXPECTED: &str = "expect.txt";

/// What `edit.yaml` of a case says of each file: the texts of which each stands there once, and those that take their places.
type Edits = BTreeMap<String, Vec<BTreeMap<String, String>>>;

/// The files of a case after its edit.
fn after(case: &Path) -> Result<Vec<(String, String)>, Failed> {
    let Ok(edits) = std::fs::read_to_string(case.join("edit.yaml")) else { return Ok(project(&case.join("after"))) };
    let edits: Edits = serde_saphyr::from_str(&edits)?;
    let mut files = project(&before(case));
    for (path, edits) in &edits {
        let (_, text) = files.iter_mut().find(|(known, _)| known == path).ok_or_else(|| format!("{path} is not in `before`"))?;
        for edit in edits {
            let (from, to) = (&edit["from"], &edit["to"]);
            if text.matches(from.as_str()).count() != 1 {
                return Err(format!("{path} does not hold this once: {from}").into());
            }
            *text = text.replace(from.as_str(), to);
        }
    }
    Ok(files)
}

fn lay(tree: &Path, files: Vec<(String, String)>) -> Result<(), Failed> {
    std::fs::remove_dir_all(tree).ok();
    for (path, text) in files {
        let file = tree.join(path);
        std::fs::create_dir_all(file.parent().expect("a folder"))?;
        std::fs::write(file, text)?;
    }
    Ok(())
}

fn run(directory: &Path, arguments: &[&str]) -> Result<Output, Failed> {
    let program = env!("CARGO_BIN_EXE_deputylint");
    Ok(Command::new(program).args(arguments).args(["--account", "111122223333", "tree"]).current_dir(directory).output()?)
}

/// What a case comes to: the exit code and both outputs.
fn told(output: &Output) -> String {
    let code = output.status.code().unwrap_or(-1);
    format!("exit {code}\n{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn before(case: &Path) -> PathBuf {
    case.with_file_name("before")
}

/// The files of a case, as the program sees those of a folder `tree` from beside it.
fn analysed(files: Vec<(String, String)>) -> (Workspace, Analysis) {
    let workspace = Workspace::in_memory(files);
    let options = Options { own_accounts: vec!["111122223333".into()], ..Options::default() };
    let analysis = analyse(&workspace, &RULES, &options);
    (workspace, analysis)
}

/// Within the process: the program takes longer to start than a case takes.
fn run_case(case: &Path) -> Result<(), Failed> {
    let (earlier, accepted) = analysed(project(&before(case)));
    let file = Baseline::of(&earlier, &accepted).write();
    let (workspace, mut analysis) = analysed(after(case)?);
    baseline::compare(&workspace, &mut analysis, &Baseline::read(&file)?, &|_| true);
    let rules: Vec<About> = RULES.rules.iter().map(|rule| rule.about.clone()).collect();
    let paths = Paths::new(Path::new("/r/tree"), Path::new("/r"), Path::new("/r/tree"));
    let (manner, sarif) = (Manner::default(), SarifOptions::default());
    let report = Report {
        analysis: &analysis,
        workspace: &workspace,
        rules: &rules,
        paths: &paths,
        again: &report::Again::default(),
        manner,
        sarif: &sarif,
    };
    let code = i32::from(analysis.findings.iter().any(|finding| finding.level >= Level::Warning));
    let told = format!("exit {code}\n{}{}", report::concise::write(&report), summary::lines(&analysis));
    golden(&case.join(EXPECTED), &told)
}

/// What is new to a baseline is new since the commit that it was made of.
fn same_since_a_commit(case: &str) -> Result<(), Failed> {
    let case = folder("testdata/baseline").join(case);
    let scratch = tempfile::tempdir()?;
    let repo = Repo::new(scratch.path());
    let tree = scratch.path().join("tree");
    lay(&tree, project(&before(&case)))?;
    repo.commit();
    lay(&tree, after(&case)?)?;
    let output = run(scratch.path(), &["check", "--new-from", "HEAD", "--format", "concise", "--fail-on", "warning"])?;
    let expected = std::fs::read_to_string(case.join(EXPECTED))?;
    // Each says what it is compared with.
    let without_then = |line: &str| match line.split_once("worse than ").and_then(|(before, rest)| Some((before, rest.split_once(": ")?.1)))
    {
        Some((before, why)) => format!("{before}worse: {why}"),
        None => line.to_owned(),
    };
    let found = |text: &str| text.lines().filter(|line| !line.starts_with("deputylint: ")).map(without_then).collect::<Vec<_>>();
    let (actual, expected) = (found(&told(&output)), found(&expected));
    if actual == expected { Ok(()) } else { Err(format!("{actual:#?}\n{expected:#?}").into()) }
}

fn updated() -> Result<(), Failed> {
    let scratch = tempfile::tempdir()?;
    let (tree, file) = (scratch.path().join("tree"), scratch.path().join("tree/b.json"));
    let baseline = |command: &str, more: &[&str]| run(scratch.path(), &[&["baseline", command, "--file", "tree/b.json"], more].concat());
    let kept = || std::fs::read_to_string(&file).map_err(Failed::from);
    lay(&tree, project(&folder("testdata/baseline/terraform/before")))?;
    let codes = [baseline("create", &[])?.status.code(), baseline("create", &[])?.status.code()];
    let first = kept()?;
    if codes != [Some(0), Some(2)] || first.lines().filter(|line| line.starts_with("{\"rule\"")).count() != 3 {
        return Err(format!("{codes:?} {first}").into());
    }
    lay(&tree, after(&folder("testdata/baseline/terraform/wider-under-the-same-sid"))?)?;
    std::fs::write(&file, &first)?;
    // What is worse stays as it was.
    baseline("update", &[])?;
    let (same, named) = (kept()? == first, told(&run(scratch.path(), &["check", "--baseline", "tree/b.json", "--format", "concise"])?));
    baseline("update", &["--accept"])?;
    let accepted = told(&run(scratch.path(), &["check", "--baseline", "tree/b.json", "--format", "concise"])?);
    // A baseline in the tree holds nothing back without being named.
    let is_named = named.contains("tree/b.json:1:1: note[gate-changed]: the baseline holds 2 findings back");
    if same && is_named && named.starts_with("exit 1") && accepted.starts_with("exit 0") && kept()? != first {
        return Ok(());
    }
    Err(format!("{same}\n{named}\n{accepted}").into())
}

/// What a run does not look for is neither gone nor thrown away; and JSON that tells of it is as its schema says.
fn of_a_part() -> Result<(), Failed> {
    let scratch = tempfile::tempdir()?;
    let tree = scratch.path().join("tree");
    for part in ["a", "b"] {
        lay(&tree.join(part), project(&folder("testdata/baseline/terraform/before")))?;
    }
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_deputylint")).args(arguments).args(["--root", "."]).current_dir(&tree).output()
    };
    let kept = || std::fs::read_to_string(tree.join("b.json")).map_err(Failed::from);
    run(&["baseline", "create", "--file", "b.json"])?;
    let all = kept()?;
    for more in [&[][..], &["--accept"]] {
        run(&[&["baseline", "update", "a", "--file", "b.json"], more].concat())?;
        if kept()? != all {
            return Err(format!("{more:?} {}", kept()?).into());
        }
    }
    let summary = |more: &[&str]| -> Result<String, Failed> {
        let told = told(&run(&[&["check", "--baseline", "b.json", "--format", "concise"], more].concat())?);
        Ok(told.lines().find(|line| line.contains("in the baseline")).unwrap_or_default().to_owned())
    };
    let (of_a_folder, of_a_rule) = (summary(&["a"])?, summary(&["--select", "public-bucket"])?);
    std::fs::remove_dir_all(tree.join("b"))?;
    let told = [of_a_folder, of_a_rule, summary(&[])?];
    let expected = [
        "deputylint: nothing new; 3 in the baseline, 0 gone from it, 3 not looked for here",
        "deputylint: nothing new; 0 in the baseline, 0 gone from it, 6 not looked for here",
        "deputylint: nothing new; 3 in the baseline, 3 gone from it",
    ];
    if told != expected {
        return Err(format!("{told:#?}").into());
    }
    let json = run(&["check", "--baseline", "b.json", "--format", "json"])?;
    super::formats::fits_the_schema(&serde_json::from_slice(&json.stdout)?)
}
