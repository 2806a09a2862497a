//! The threat model: what the page says of each row is held by a test that exists, and what no other test holds is held here.

use crate::support::folder;
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Gets an empty folder.
type Test = fn(&Path) -> Result<(), Failed>;

pub(crate) fn trials() -> Vec<Trial> {
    let tests: [(&str, Test); 9] = [
        ("the_environment_changes_nothing", environment),
        ("names_that_want_to_do_harm_are_shown_harmless", harmful_names),
        ("names_that_differ_by_case_are_both_judged", twins_by_case),
        ("pipes_devices_and_proc_are_not_read", not_read),
        ("pipes_that_are_named_are_not_read", named_pipes),
        ("a_git_folder_that_is_none_stops_nothing", broken_git),
        ("a_call_that_makes_nothing_takes_nothing_away", decoys),
        ("configuration_of_the_tree_can_be_forbidden", forbidden),
        ("limits_of_the_tree_lose_input", tree_limits),
    ];
    tests.into_iter().map(|(name, test)| Trial::test(format!("threats::{name}"), move || test(tempfile::tempdir()?.path()))).collect()
}

/// A test that each row of the page names one that exists: these, those of `tests/project.rs` or of `src/analysis/crowd.rs`, or a fuzz target.
pub(crate) fn page(trials: &[Trial]) -> Trial {
    let names: BTreeSet<String> = trials.iter().map(|trial| trial.name().to_owned()).collect();
    Trial::test("threats::each_row_of_the_page_has_a_test", move || {
        let page = fs::read_to_string(folder("docs/threat-model.md"))?;
        let project = fs::read_to_string(folder("tests/project.rs"))?;
        let crowd = fs::read_to_string(folder("src/analysis/crowd.rs"))?;
        let fuzz = fs::read_to_string(folder("fuzz/Cargo.toml"))?;
        let exists = |name: &str| match name.split_once("::") {
            Some(("project", name)) => project.contains(&format!("fn {name}(")),
            Some(("lib", name)) => crowd.contains(&format!("fn {name}(")),
            Some(("fuzz", name)) => fuzz.contains(&format!("[[bin]] # {name}\n")),
            _ => names.contains(name),
        };
        let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Who")).collect();
        let mut faults = vec![];
        for row in &rows {
            let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
            let tests: Vec<&str> = cells.last().into_iter().flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
            if cells.len() != 4 || tests.is_empty() {
                faults.push(format!("a row of {} cells with {} tests: {row}", cells.len(), tests.len()));
            }
            faults.extend(tests.into_iter().filter(|name| !exists(name)).map(|name| format!("there is no test `{name}`")));
        }
        if rows.len() < 20 {
            faults.push(format!("only {} rows", rows.len()));
        }
        if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
    })
}

const OPEN_QUEUE: &str = r#"resource "aws_sqs_queue_policy" "q" {
  queue_url = "q"
  policy    = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*" }] })
}
"#;

fn write(root: &Path, path: &str, text: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deputylint"));
    command.args(arguments).current_dir(root).env_clear().env("HOME", "/nonexistent");
    command
}

/// What it says, and how it ends.
fn run(root: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    told(&command(root, arguments).output().unwrap())
}

fn told(output: &Output) -> (String, Option<i32>) {
    (format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)), output.status.code())
}

fn holds(condition: bool, output: &str) -> Result<(), Failed> {
    if condition { Ok(()) } else { Err(output.to_owned().into()) }
}

fn environment(root: &Path) -> Result<(), Failed> {
    write(root, "main.tf", &format!("variable \"n\" {{}}\n{OPEN_QUEUE}"));
    write(root, "home/.deputylint.toml", "ignore = [\"events-target-open\"]\nfail-on = \"never\"\n");
    let plain = run(root, &["check", "-o", "json", "main.tf"]);
    let hostile = [
        ("TF_VAR_n", "x"),
        ("TF_CLI_ARGS", "-var=n=x"),
        ("AWS_PROFILE", "other"),
        ("DEPUTYLINT_IGNORE", "all"),
        ("DEPUTYLINT_CONFIG", "home/.deputylint.toml"),
        ("HOME", "home"),
        ("XDG_CONFIG_HOME", "home"),
        ("GIT_DIR", "/tmp"),
        ("GIT_CONFIG_GLOBAL", "/dev/zero"),
        ("LANG", "tr_TR"),
        ("TZ", "Pacific/Apia"),
    ];
    let with = told(&command(root, &["check", "-o", "json", "main.tf"]).envs(hostile).output()?);
    holds(plain.1 == Some(1) && with == plain, &format!("{plain:?}\n{with:?}"))
}

fn harmful_names(root: &Path) -> Result<(), Failed> {
    let names = [
        "a\n::error::x.tf",
        "\u{1b}[31mred.tf",
        "b\r##[group].tf",
        "c:1:1: error.tf",
        "\u{202e}ft.d.tf",
        "--fail-on=never.tf",
        "d`|<b>.tf",
        "e%0Af.tf",
    ];
    names.iter().for_each(|name| write(root, name, OPEN_QUEUE));
    for format in ["text", "concise", "sarif", "json", "github", "gitlab", "markdown"] {
        let (output, code) = run(root, &["check", "-o", format, "."]);
        let is_command =
            |line: &str| format != "github" && line.starts_with("::") || line.contains("##[group]") || line.starts_with("::error::x");
        let steers = output.chars().any(|char| char != '\n' && char.is_control() || char == '\u{202e}');
        holds(code == Some(1) && !steers && !output.lines().any(is_command), &format!("{format}: {code:?}\n{output}"))?;
    }
    let (output, _) = run(root, &["check", "-o", "concise", "."]);
    let places = output.lines().filter(|line| line.contains(": error[") || line.contains(": warning[")).count();
    holds(places >= names.len(), &output)
}

fn twins_by_case(root: &Path) -> Result<(), Failed> {
    for (number, path) in ["main.tf", "Main.tf", "env/main.tf", "ENV/main.tf", "T.yaml", "t.yaml"].iter().enumerate() {
        let policy = OPEN_QUEUE.replace("\"q\" {", &format!("\"q{number}\" {{"));
        let template = "Resources:\n  Q:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [q]\n      PolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: 'sqs:SendMessage', Resource: '*'}]}\n";
        write(root, path, if path.ends_with("yaml") { template } else { &policy });
    }
    if fs::read_dir(root)?.count() < 6 {
        // This disk does not tell them apart.
        return Ok(());
    }
    let (output, _) = run(root, &["check", "-o", "concise", "."]);
    let missing: Vec<&str> = ["main.tf:", "Main.tf:", "env/main.tf:", "ENV/main.tf:", "T.yaml:", "t.yaml:"]
        .into_iter()
        .filter(|path| !output.lines().any(|line| line.starts_with(path)))
        .collect();
    holds(missing.is_empty(), &format!("{missing:?}\n{output}"))
}

fn not_read(root: &Path) -> Result<(), Failed> {
    write(root, "good.tf", OPEN_QUEUE);
    for (name, target) in [
        ("zero.tf", "/dev/zero"),
        ("environ.tf", "/proc/self/environ"),
        ("stdin.yaml", "/proc/self/fd/0"),
        ("memory.json", "/proc/self/mem"),
        ("kmsg.tfvars", "/dev/kmsg"),
        ("up.tf", "../../../../../../etc/passwd"),
        ("loop.tf", "loop.tf"),
        ("proc", "/proc/self"),
        ("deputylint.toml", "/dev/zero"),
        (".gitignore", "/proc/self/environ"),
    ] {
        symlink(target, root.join(name))?;
    }
    Command::new("mkfifo").arg(root.join("pipe.tf")).arg(root.join("terraform.tfvars")).arg(root.join("terragrunt.hcl")).status()?;
    let socket = std::os::unix::net::UnixListener::bind(root.join("socket.tf"))?;
    write(
        root,
        "reads.tf",
        "locals {\n  a = file(\"/proc/self/environ\")\n  b = file(\"pipe.tf\")\n  c = file(\"environ.tf\")\n}\noutput \"o\" {\n  value = [local.a, local.b, local.c]\n}\n",
    );
    for arguments in [["check", "--no-config"].as_slice(), &["inspect", "--no-config"], &["check", "--no-config", "-o", "json"]] {
        let start = Instant::now();
        let output = command(root, arguments).env("CANARY", "canary-in-the-environment").output()?;
        let (output, _) = told(&output);
        let is_quick = start.elapsed() < Duration::from_secs(30);
        let leaks = output.contains("canary-in-the-environment") || output.contains("root:x:0:0");
        holds(is_quick && !leaks, &format!("{:?}\n{output}", start.elapsed()))?;
    }
    let (output, code) = run(root, &["check", "--no-config", "-o", "concise", "."]);
    drop(socket);
    let lost = ["zero.tf", "environ.tf", "up.tf", "pipe.tf", "socket.tf", "loop.tf", "proc"];
    let untold: Vec<&&str> =
        lost.iter().filter(|name| !output.lines().any(|line| line.starts_with(**name) && line.contains("warning["))).collect();
    holds(code == Some(1) && untold.is_empty(), &format!("{code:?} {untold:?}\n{output}"))
}

/// What is named beside the paths, in every place where a file can be named.
fn named_pipes(root: &Path) -> Result<(), Failed> {
    write(root, "main.tf", OPEN_QUEUE);
    write(root, "log.sarif", "{}");
    Command::new("mkfifo").arg(root.join("pipe")).arg(root.join("pipe.json")).status()?;
    fs::create_dir(root.join("rules"))?;
    Command::new("mkfifo").arg(root.join("rules/rule.yaml")).status()?;
    let calls: [&[&str]; 17] = [
        &["exposure", "pipe.json"],
        &["simulate", "--policy", "pipe.json", "--principal", "arn:aws:iam::111122223333:role/r", "--action", "a:b", "--resource", "*"],
        &["simulate", "--policy", "log.sarif", "--request", "pipe.json"],
        &["check", "--baseline", "pipe", "."],
        &["check", "--config", "pipe", "."],
        &["check", "--rules", "rules", "."],
        &["check", "--rules", "pipe", "."],
        &["check", "--var-file", "pipe", "."],
        &["check", "--parameters", "pipe.json", "."],
        &["check", "--plan", "pipe.json"],
        &["check", "--plan", "pipe.json", "--source", "."],
        &["check", "pipe"],
        &["baseline", "update", "--file", "pipe", "."],
        &["baseline", "show", "pipe"],
        &["merge", "log.sarif", "pipe"],
        &["rules", "test", "rules"],
        &["inspect", "pipe.json"],
    ];
    for arguments in calls {
        let mut child = command(root, arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let start = Instant::now();
        while child.try_wait()?.is_none() && start.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let code = child.try_wait()?.and_then(|status| status.code());
        child.kill().ok();
        holds(code.is_some_and(|code| code != 0), &format!("{arguments:?}: {code:?}"))?;
    }
    Ok(())
}

fn broken_git(root: &Path) -> Result<(), Failed> {
    let entry = |length: u16| [vec![0; 60], length.to_be_bytes().to_vec()].concat();
    let indexes: [&[u8]; 6] = [
        b"",
        b"DIRC",
        b"DIRC\0\0\0\x02\xff\xff\xff\xff",
        b"DIRC\0\0\0\x04\0\0\0\x01",
        &[b"DIRC\0\0\0\x02\0\0\0\x01".as_slice(), &entry(0xfff)].concat(),
        &[b"DIRC\0\0\0\x04\0\0\0\x01".as_slice(), &entry(3), &[0xff; 40]].concat(),
    ];
    write(root, "main.tf", OPEN_QUEUE);
    write(root, ".gitignore", "*.tf\n");
    fs::create_dir(root.join(".git"))?;
    fs::write(root.join(".git/config"), b"[remote \"origin\"]\nurl = \xff\xfe\n[include]\npath = /dev/zero\n")?;
    for index in indexes {
        fs::write(root.join(".git/index"), index)?;
        let (output, code) = run(root, &["check", "-o", "concise", "."]);
        // Nothing tells that the file is not tracked, and that is told.
        holds(matches!(code, Some(1 | 3)) && (code == Some(1) || output.contains("paths-changed")), &format!("{code:?}\n{output}"))?;
    }
    fs::remove_dir_all(root.join(".git"))?;
    for text in ["gitdir: /dev/zero\n", "gitdir: ../../..\n", "\0\0", "gitdir: \n"] {
        fs::write(root.join(".git"), text)?;
        let (output, code) = run(root, &["check", "-o", "concise", "."]);
        holds(matches!(code, Some(1 | 3)) && (code == Some(1) || output.contains("paths-changed")), &format!("{code:?}\n{output}"))?;
    }
    Ok(())
}

fn decoys(root: &Path) -> Result<(), Failed> {
    write(root, "real/main.tf", OPEN_QUEUE);
    for (name, call) in [
        ("count", "module \"real\" {\n  source = \"../real\"\n  count  = 0\n}\n"),
        ("each", "module \"real\" {\n  source   = \"../real\"\n  for_each = {}\n}\n"),
        ("choice", "module \"real\" {\n  source = \"../real\"\n  count  = false ? 1 : 0\n}\n"),
        (
            "twice",
            "module \"a\" {\n  source = \"../real\"\n  count  = 0\n}\nmodule \"b\" {\n  source = \"../real\"\n  for_each = toset([])\n}\n",
        ),
    ] {
        write(root, "decoy/main.tf", call);
        let (output, code) = run(root, &["check", "-o", "concise", "."]);
        holds(code == Some(1) && output.contains("real/main.tf:3:"), &format!("{name}: {code:?}\n{output}"))?;
    }
    Ok(())
}

fn forbidden(root: &Path) -> Result<(), Failed> {
    write(root, "main.tf", OPEN_QUEUE);
    write(root, "deputylint.toml", "exclude = [\"*.tf\"]\nfail-on = \"never\"\n");
    let (output, code) = run(root, &["check", "-o", "concise", "."]);
    holds(code != Some(1) && output.contains("[paths-changed]") && output.contains("[gate-changed]"), &format!("{code:?}\n{output}"))?;
    let (output, code) = run(root, &["check", "--no-config", "-o", "concise", "."]);
    holds(code == Some(1) && !output.contains("-changed]"), &format!("{code:?}\n{output}"))
}

fn tree_limits(root: &Path) -> Result<(), Failed> {
    write(root, "main.tf", OPEN_QUEUE);
    for configuration in ["max-file-size = 0\n", "threads = 100000\n", "threads = 0\n"] {
        write(root, "deputylint.toml", configuration);
        let (output, code) = run(root, &["check", "-o", "concise", "."]);
        // Files that are not read because of it are lost input.
        holds(matches!(code, Some(1 | 2 | 4)), &format!("{configuration}: {code:?}\n{output}"))?;
    }
    Ok(())
}
