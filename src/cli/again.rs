//! What was typed, to be typed again: the arguments with which `explain` sees what `check` saw.

use super::args::CommandLine;
use crate::secret;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, CommandFactory};

/// The arguments of a command line that `explain` takes too, for a POSIX shell.
pub(super) fn arguments(matches: &ArgMatches) -> String {
    let command = CommandLine::command();
    let taken = command.find_subcommand("explain").into_iter().flat_map(clap::Command::get_arguments);
    let typed = taken.filter(|argument| {
        let id = argument.get_id().as_str();
        // How many threads work changes nothing, and `explain` is asked about another finding.
        !["threads", "id"].contains(&id)
            && matches.try_contains_id(id).is_ok()
            && matches.value_source(id) == Some(ValueSource::CommandLine)
    });
    typed.flat_map(|argument| told(argument, matches)).map(|word| quoted(&word)).collect::<Vec<String>>().join(" ")
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

fn quoted(word: &str) -> String {
    let is_plain = |char: char| char.is_alphanumeric() || "_-./:=@,+".contains(char);
    if !word.is_empty() && word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}
