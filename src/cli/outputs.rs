//! Where reports go: files that appear whole or not at all, and standard output, which may be closed at any time.

use crate::config::nearest;
use crate::report::{FORMATS, Format, escape, format};
use crate::secret;
use anyhow::{Context, Result, bail};
use std::fs::OpenOptions;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Component, Path, PathBuf};

/// A format and where it goes.
pub(super) struct Output {
    pub(super) format: &'static Format,
    /// Standard output if there is none.
    pub(super) file: Option<PathBuf>,
}

/// What `-o` and `--format` ask for. If they say nothing: text on a terminal, and one line each where a program reads.
pub(super) fn parse(outputs: &[String], only: Option<&str>) -> Result<Vec<Output>> {
    let mut parsed = vec![];
    for output in outputs.iter().map(String::as_str).chain(only) {
        let (name, file) = match output.split_once('=') {
            Some((name, file)) => (name, Some(file)),
            None => (output, None),
        };
        let file = file.filter(|file| *file != "-").map(PathBuf::from);
        let Some(format) = format(name) else {
            let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
            let hint = nearest(name, names.iter().copied()).map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
            bail!("there is no format `{name}`{hint} ({})", names.join(", "));
        };
        parsed.push(Output { format, file });
    }
    if parsed.iter().filter(|output| output.file.is_none()).count() > 1 {
        bail!("only one report can go to standard output; give the others a file: `-o sarif=out.sarif`");
    }
    if parsed.is_empty() {
        let usual = if io::stdout().is_terminal() { "text" } else { "concise" };
        parsed.extend(format(usual).map(|format| Output { format, file: None }));
    }
    Ok(parsed)
}

/// Writes a file so that readers see the old one or the new one, never a part. A link in the scanned tree does not lead out of it.
pub(super) fn write_file(file: &Path, text: &str, tree: &Path) -> Result<()> {
    let shown = file.display();
    // Through a link, and onto a pipe or device, as the user means it.
    let target = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    if leads_out(file, tree) {
        bail!("`{shown}` is a link, or lies behind one, that leads out of the scanned tree");
    }
    if std::fs::metadata(&target).is_ok_and(|metadata| !metadata.is_file()) {
        return std::fs::write(&target, text).with_context(|| format!("cannot write `{shown}`"));
    }
    let name = target.file_name().with_context(|| format!("`{shown}` is not a file name"))?.to_string_lossy().into_owned();
    let draft = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = OpenOptions::new().write(true).create_new(true).open(&draft).and_then(|mut draft| draft.write_all(text.as_bytes()));
    let moved = written.and_then(|()| std::fs::rename(&draft, &target));
    if moved.is_err() {
        // Nothing more can be done about a draft that cannot be removed either.
        let _ = std::fs::remove_file(&draft);
    }
    moved.with_context(|| format!("cannot write `{shown}`"))
}

/// Whether a file that is named inside a tree is outside.
pub(super) fn leads_out(file: &Path, tree: &Path) -> bool {
    let current = std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_default();
    let mut named = PathBuf::new();
    for part in current.join(file).components() {
        match part {
            Component::ParentDir => {
                named.pop();
            }
            part => named.push(part),
        }
    }
    // Of a link to nothing, the place that it names.
    let target = std::fs::canonicalize(&named).or_else(|_| {
        let link = std::fs::read_link(&named).unwrap_or_default();
        let parent = named.parent().unwrap_or(&named).join(link.parent().unwrap_or(Path::new("")));
        std::fs::canonicalize(parent)
    });
    named.starts_with(tree) && target.is_ok_and(|target| !target.starts_with(tree))
}

/// Writes to standard output, without tokens. That nobody listens any more is no error.
pub(super) fn print(text: &str) -> io::Result<()> {
    quiet(io::stdout().write_all(secret::without_tokens(text).as_bytes()).and_then(|()| io::stdout().flush()))
}

/// Writes to standard error, as well as it can: without tokens, and without what a build server would take for a command.
pub(super) fn complain(text: &str) {
    // There is no other place to say that standard error is closed.
    let _ = io::stderr().write_all(escape::no_commands(&secret::without_tokens(text)).as_bytes());
}

/// A broken pipe is the reader's way to say enough.
pub(super) fn quiet(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
