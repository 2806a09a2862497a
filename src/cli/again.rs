//! What was typed, to be typed again: the arguments with which `explain` sees what `check` saw.

use super::args::CommandLine;
use crate::report::Again;
use crate::report::escape::{path_word, word};
use crate::secret;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, CommandFactory};

/// The arguments of a command line that `explain` takes too, for a POSIX shell.
pub(super) fn arguments(matches: &ArgMatches) -> Again {
    let command = CommandLine::command();
    let taken = command.find_subcommand("explain").into_iter().flat_map(clap::Command::get_arguments);
    let (flags, paths): (Vec<&Arg>, Vec<&Arg>) = taken
        .filter(|argument| {
            let id = argument.get_id().as_str();
            // How many threads work changes nothing, and `explain` is asked about another finding.
            !["threads", "id"].contains(&id)
                && matches.try_contains_id(id).is_ok()
                && matches.value_source(id) == Some(ValueSource::CommandLine)
        })
        .partition(|argument| argument.get_long().is_some());
    let typed = |arguments: Vec<&Arg>, as_typed: fn(&str) -> String| {
        let words: Vec<String> = arguments.into_iter().flat_map(|argument| told(argument, matches)).map(|typed| as_typed(&typed)).collect();
        words.join(" ")
    };
    Again {
        flags: typed(flags, word),
        paths: Some(typed(paths, path_word)).filter(|paths| paths != ".").unwrap_or_default(),
        ..Again::default()
    }
}

fn told(argument: &Arg, matches: &ArgMatches) -> Vec<String> {
    let values = matches.get_raw(argument.get_id().as_str()).into_iter().flatten();
    let values = values.map(|value| secret::masked(&value.to_string_lossy()).into_owned());
    match argument.get_long() {
        Some(long) if matches!(argument.get_action(), ArgAction::SetTrue) => vec![format!("--{long}")],
        Some(long) => values.map(|value| format!("--{long}={value}")).collect(),
        None => values.collect(),
    }
}
