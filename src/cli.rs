//! The command line.

mod again;
mod args;
mod baseline;
mod check;
mod configuration;
mod configured;
mod core;
mod exit;
mod explain;
mod init;
mod inspect;
mod judging;
mod lines;
mod origin;
mod merge;
mod outputs;
mod progress;
mod questions;
mod rules;
mod settings;
mod since;
mod trust;
mod unknowns;

use crate::report::escape;
use anyhow::{Result, bail};
use args::{Command, CommandLine, Completions, Input, Man};
use clap::{CommandFactory, FromArgMatches};
use exit::Exit;
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// Runs a command line; the first argument is the program's name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let typed: Vec<OsString> = arguments.into_iter().collect();
    let arguments = match parse(typed.clone()) {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error, typed).into(),
    };
    std::panic::set_hook(Box::new(remember));
    guarded(&arguments.command, || in_pool(&arguments.command)).into()
}

/// Prints help, or what is wrong with the arguments. What was typed may come from a file name in a pull request: it is told without line ends and
/// controls, and starts no command of a build server.
fn refused(error: &clap::Error, typed: Vec<OsString>) -> Exit {
    if !error.use_stderr() {
        // Help that nobody reads any more is no error.
        let _ = error.print();
        return Exit::Clean;
    }
    let harmless = |word: &OsString| OsString::from(escape::visible(&word.to_string_lossy()));
    let told = match parse(typed.iter().map(harmless).collect()) {
        Err(told) => told.render().to_string(),
        Ok(_) => error.render().to_string(),
    };
    outputs::complain(&escape::block(&told));
    Exit::Usage
}

fn parse(arguments: Vec<OsString>) -> clap::error::Result<CommandLine> {
    let matches = CommandLine::command().try_get_matches_from(with_default_command(arguments))?;
    let mut arguments = CommandLine::from_arg_matches(&matches)?;
    match (&mut arguments.command, matches.subcommand()) {
        (Command::Check(check), Some((_, typed))) => check.again = again::arguments(typed),
        (Command::Explain(explain), Some((_, typed))) => explain.again = again::arguments(typed),
        _ => {}
    }
    Ok(arguments)
}

/// Every way to end has its code; a bug is told as one.
fn guarded(command: &Command, work: impl FnOnce() -> Result<Exit>) -> Exit {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) => {
            let reasons: Vec<String> = error.chain().map(|reason| escape::line(&reason.to_string())).collect();
            outputs::complain(&format!("deputylint: {}{}\n", reasons.join(": "), hint(command)));
            Exit::Usage
        }
        Err(_) => {
            outputs::complain(&bug_report());
            Exit::Internal
        }
    }
}

/// `deputylint` and `deputylint PATH` scan.
fn with_default_command(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let first = arguments.get(1).map(|first| first.to_string_lossy().into_owned());
    let is_command = |name: &str| CommandLine::command().find_subcommand(name).is_some();
    // Help about help is help.
    if first.as_deref() == Some("help") && arguments.get(2).is_some_and(|second| second == "--help" || second == "-h") {
        arguments.remove(2);
    }
    let stays = first.as_deref().is_some_and(|first| is_command(first) || matches!(first, "help" | "-h" | "--help" | "-V" | "--version"));
    if !stays {
        arguments.insert(1.min(arguments.len()), "check".into());
    }
    arguments
}

fn in_pool(command: &Command) -> Result<Exit> {
    let of = |paths: &[PathBuf], input: &Input| -> Result<usize> {
        Ok(settings::threads(input, &configuration::choose(&settings::paths_of(paths, input)?, input)?.config))
    };
    let threads = match command {
        Command::Check(check) => of(&check.paths, &check.input)?,
        Command::Inspect(inspect) => of(&inspect.paths, &inspect.input)?,
        _ => 0,
    };
    crate::analysis::threads(threads)?.install(|| dispatch(command))
}

fn dispatch(command: &Command) -> Result<Exit> {
    match command {
        Command::Check(arguments) => check::run(arguments),
        Command::Explain(arguments) => explain::explain(arguments),
        Command::Inspect(arguments) => inspect::run(arguments),
        Command::Simulate(arguments) => questions::simulate(arguments),
        Command::Exposure(arguments) => questions::exposure(arguments),
        Command::Rules(arguments) => rules::run(arguments),
        Command::Baseline(arguments) => baseline::run(arguments),
        Command::Config(arguments) => configured::run(arguments),
        Command::Init(arguments) => init::run(arguments),
        Command::Merge(arguments) => merge::run(arguments),
        Command::Completions(arguments) => completions(arguments),
        Command::Man(arguments) => manual(arguments),
    }
}

fn completions(arguments: &Completions) -> Result<Exit> {
    let mut script = vec![];
    clap_complete::generate(arguments.shell, &mut CommandLine::command(), "deputylint", &mut script);
    outputs::print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Clean)
}

/// A page in roff; each command has one of its own, as with git.
fn manual(arguments: &Man) -> Result<Exit> {
    let mut line = CommandLine::command();
    line.build();
    let command = match &arguments.command {
        None => Some(&line),
        Some(name) => line.find_subcommand(name).filter(|command| !command.is_hide_set()),
    };
    let Some(command) = command else {
        let names = line.get_subcommands().map(clap::Command::get_name);
        bail!(
            "there is no command `{}` (commands: {})",
            arguments.command.as_deref().unwrap_or_default(),
            names.collect::<Vec<_>>().join(", ")
        )
    };
    let mut page = vec![];
    let title = command.get_display_name().unwrap_or("deputylint").to_owned();
    clap_mangen::Man::new(command.clone().version(env!("CARGO_PKG_VERSION"))).title(title).render(&mut page)?;
    outputs::print(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Clean)
}

/// A mistyped command is taken for a path.
fn hint(command: &Command) -> String {
    let Command::Check(check) = command else { return String::new() };
    let missing = check.paths.iter().find(|path| !path.exists()).map(|path| path.to_string_lossy().into_owned());
    let names: Vec<String> = CommandLine::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let meant = missing.as_deref().and_then(|missing| crate::config::nearest(missing, names.iter().map(String::as_str)));
    meant.map_or_else(String::new, |name| format!("; did you mean the command `{name}`?"))
}

static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

/// Keeps what a bug report needs instead of printing it amid a report.
fn remember(info: &PanicHookInfo<'_>) {
    let payload = info.payload();
    let message = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = info.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
    *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = format!("{}{place}", message.unwrap_or("unknown"));
}

fn bug_report() -> String {
    let what = LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner).clone();
    format!(
        "deputylint: internal error: {}\n\
         deputylint: this is a bug in deputylint {}; please report it with the lines above and, if you can share it, the file that leads to it\n",
        escape::line(&what),
        env!("CARGO_PKG_VERSION")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_in_a_worker_is_told_as_one() {
        let command = parse(vec!["deputylint".into(), "rules".into()]).unwrap().command;
        std::panic::set_hook(Box::new(remember));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let exit = guarded(&command, || pool.install(|| rayon::join(|| panic!("out of\ncheese {}", 1), || Ok(Exit::Clean)).1));
        drop(std::panic::take_hook());
        assert_eq!(exit, Exit::Internal);
        assert!(bug_report().starts_with("deputylint: internal error: out of; cheese 1 at src/cli.rs:"), "{}", bug_report());
    }
}
