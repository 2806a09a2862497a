//! The objects of a repository, as the program `git` tells them without a checkout: a library that reads packs takes longer to compile than all of deputylint.
//!
//! What a repository's own configuration may name is never run: no hooks, filters, pagers or monitors, no fetch of what is missing, no replaced objects, and no
//! `git` of the scanned tree.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::sync::{Mutex, PoisonError};

/// The environment of `git`, and all of it. Without protocols nothing is fetched by versions that do not know `GIT_NO_LAZY_FETCH`.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("GIT_ALLOW_PROTOCOL", ""),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_GRAFT_FILE", "/dev/null"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("HOME", "/nonexistent"),
    ("LC_ALL", "C"),
];
const OPTIONS: &[&str] = &["--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];

/// A repository of git.
#[derive(Clone, Debug)]
pub struct Repository {
    program: PathBuf,
    /// The directory that holds the tree.
    pub top: PathBuf,
}

/// What a path of a commit is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CommittedKind {
    File,
    Link,
    Submodule,
}

/// An entry of a commit's tree.
#[derive(Clone, Debug)]
pub(super) struct CommittedEntry {
    pub(super) kind: CommittedKind,
    pub(super) object: String,
}

impl Repository {
    /// The repository around a directory.
    ///
    /// # Errors
    /// There is none, or no `git`.
    pub fn around(directory: &Path) -> Result<Repository> {
        let Some(top) = super::repository(directory) else { bail!("there is no git repository around `{}`", directory.display()) };
        let program = program(top).context("the program `git` is not on the PATH, and without it no commit can be read")?;
        Ok(Repository { program, top: top.to_owned() })
    }

    /// The commit that a name stands for.
    ///
    /// # Errors
    /// It is not here; the message says what brings it.
    pub fn commit(&self, revision: &str) -> Result<String> {
        if revision.is_empty() || revision.starts_with('-') || revision.contains(char::is_control) {
            bail!("`{revision}` is no name of a commit");
        }
        match self.word(&["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])? {
            Some(commit) => Ok(commit),
            None => bail!("there is no commit `{revision}` in this clone{}", self.brings(revision)),
        }
    }

    /// The commit at which what is checked out parted from this one: what has changed on the other side since is nothing new here.
    ///
    /// # Errors
    /// The history that both have in common is not here; the message says what brings it.
    pub fn parted(&self, revision: &str) -> Result<String> {
        let commit = self.commit(revision)?;
        let Some(head) = self.word(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])? else { return Ok(commit) };
        if let Some(base) = self.word(&["merge-base", &commit, &head])? {
            return Ok(base);
        }
        if self.is_shallow()? {
            bail!(
                "the history that `{revision}` and HEAD share is not in this clone; `git fetch --unshallow` brings it (with actions/checkout, `fetch-depth: 0`)"
            );
        }
        bail!("`{revision}` and HEAD share no history")
    }

    /// The commit at which a submodule stands now; nothing if it is not checked out.
    pub(super) fn submodule(&self, path: &str) -> Option<String> {
        let submodule = Repository { top: self.top.join(path), ..self.clone() };
        let is_checked_out = submodule.top.join(".git").exists();
        submodule.word(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).ok().flatten().filter(|_| is_checked_out)
    }

    /// What to type to have a commit that is not here, as the end of a sentence; empty where nothing helps.
    fn brings(&self, revision: &str) -> String {
        let is_shallow = self.is_shallow().unwrap_or(false);
        let deeper = if is_shallow { "--unshallow " } else { "" };
        if revision.contains(['~', '^', '@', ':']) || revision.starts_with("HEAD") {
            return if is_shallow { "; `git fetch --unshallow` brings the history".to_owned() } else { String::new() };
        }
        let remotes = self.told(&["remote"]).map(|output| lines(&output)).unwrap_or_default();
        let of_remote = |remote: &&String| revision.strip_prefix(remote.as_str()).is_some_and(|rest| rest.starts_with('/'));
        let is_hash = revision.len() >= 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
        let what = match (remotes.iter().find(of_remote), remotes.first()) {
            (Some(remote), _) => {
                let branch = revision.get(remote.len() + 1..).unwrap_or_default();
                format!("{remote} {branch}:refs/remotes/{revision}")
            }
            (None, Some(remote)) if is_hash => format!("{remote} {revision}"),
            (None, Some(remote)) => format!("{remote} {revision}:{revision}"),
            (None, None) => return String::new(),
        };
        let is_plain = what.chars().all(|char| char.is_alphanumeric() || "_-./: ".contains(char));
        if is_plain && !what.contains(" -") { format!("; `git fetch {deeper}{what}` brings it") } else { String::new() }
    }

    fn is_shallow(&self) -> Result<bool> {
        Ok(self.word(&["rev-parse", "--is-shallow-repository"])?.as_deref() == Some("true"))
    }

    /// All entries of a commit by their paths, those below submodules left out.
    ///
    /// # Errors
    /// A tree of it is not here.
    pub(super) fn tree(&self, commit: &str) -> Result<BTreeMap<String, CommittedEntry>> {
        let output = self.told(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
        if !output.status.success() {
            bail!("{}", not_whole(commit));
        }
        let entry = |line: &[u8]| {
            let line = String::from_utf8_lossy(line);
            let (head, path) = line.split_once('\t')?;
            let mut words = head.split(' ');
            let (mode, _, object) = (words.next()?, words.next()?, words.next()?);
            let kind = match mode {
                "120000" => CommittedKind::Link,
                "160000" => CommittedKind::Submodule,
                _ => CommittedKind::File,
            };
            Some((path.to_owned(), CommittedEntry { kind, object: object.to_owned() }))
        };
        Ok(output.stdout.split(|byte| *byte == 0).filter_map(entry).collect())
    }

    /// Makes sure that all these objects of a commit are here.
    ///
    /// # Errors
    /// One is not, as in a partial clone.
    pub(super) fn demand(&self, commit: &str, objects: &[&str]) -> Result<()> {
        let mut child = self.command(&["cat-file", "--batch-check", "--buffer"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut input = child.stdin.take().context("git takes no input")?;
        let asked: String = objects.iter().map(|object| format!("{object}\n")).collect();
        // Both pipes may be full.
        let output = std::thread::scope(|scope| {
            scope.spawn(move || input.write_all(asked.as_bytes()));
            child.wait_with_output()
        })?;
        let told = lines(&output);
        if told.len() != objects.len() || told.iter().any(|line| line.ends_with(" missing")) {
            bail!("{}", not_whole(commit));
        }
        Ok(())
    }

    /// Starts to read texts of objects.
    pub(super) fn objects(&self) -> Result<ObjectReader> {
        let mut child = self.command(&["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (input, output) = (child.stdin.take().context("git takes no input")?, child.stdout.take().context("git gives no output")?);
        Ok(ObjectReader { talk: Mutex::new(GitTalk { child, input, output: BufReader::new(output) }) })
    }

    /// The one word of an answer; nothing if there is none.
    fn word(&self, arguments: &[&str]) -> Result<Option<String>> {
        let output = self.told(arguments)?;
        Ok(lines(&output).into_iter().next().filter(|_| output.status.success()))
    }

    fn told(&self, arguments: &[&str]) -> Result<Output> {
        self.command(arguments).output().with_context(|| format!("cannot run `{}`", self.program.display()))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        // A directory that is named is taken whoever owns it, as in containers of build servers.
        command.arg("--git-dir").arg(self.top.join(".git")).args(OPTIONS).args(arguments);
        command.current_dir(&self.top).env_clear().envs(ENVIRONMENT.iter().copied());
        command.stdin(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// Where nobody has put it into the scanned tree.
fn program(top: &Path) -> Option<PathBuf> {
    let name = format!("git{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH")?;
    let is_elsewhere =
        |directory: &PathBuf| directory.is_absolute() && std::fs::canonicalize(directory).is_ok_and(|real| !real.starts_with(top));
    std::env::split_paths(&path).filter(is_elsewhere).map(|directory| directory.join(&name)).find(|file| file.is_file())
}

fn lines(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

/// What is wrong with a clone in which a part of a commit is missing.
pub(super) fn not_whole(commit: &str) -> String {
    let short = commit.get(..10).unwrap_or(commit);
    format!("files of commit {short} are not in this clone, which is a partial one; `git fetch --refetch --no-filter` brings them")
}

/// A running `git cat-file`, which is asked one object at a time.
pub(super) struct ObjectReader {
    talk: Mutex<GitTalk>,
}

struct GitTalk {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl ObjectReader {
    /// The bytes of an object; nothing if there are more than so many.
    pub(super) fn read(&self, object: &str, max_bytes: u64) -> std::io::Result<Option<Vec<u8>>> {
        let mut talk = self.talk.lock().unwrap_or_else(PoisonError::into_inner);
        let GitTalk { input, output, .. } = &mut *talk;
        input.write_all(format!("{object}\n").as_bytes())?;
        input.flush()?;
        let mut head = String::new();
        output.read_line(&mut head)?;
        let missing = || std::io::Error::other("git has no such object");
        let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok()).ok_or_else(missing)?;
        // With the line end behind it.
        let mut whole = output.take(size + 1);
        if size > max_bytes {
            std::io::copy(&mut whole, &mut std::io::sink())?;
            return Ok(None);
        }
        let mut bytes = vec![];
        whole.read_to_end(&mut bytes)?;
        bytes.pop();
        Ok(Some(bytes))
    }
}

impl Drop for GitTalk {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
