//! What the user data of an instance does with the metadata service: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-v2-how-it-works.html>.

use crate::condition::Assignment;
use crate::resource::{LooseKind, Resource};
use crate::rule::context::SubjectContext;
use crate::rule::secrets::each_text;
use crate::value::Value;

/// The addresses of the service: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html>.
const ADDRESSES: [&str; 2] = ["169.254.169.254", "[fd00:ec2::254]"];
/// Its name in a VPC.
const NAME: &str = "instance-data";
/// In the header of each request that has a token, and of the one that asks for it.
const TOKEN: &str = "x-aws-ec2-metadata-token";
/// What is asked for, wherever the address stands.
const PATHS: [&str; 3] = ["/latest/meta-data", "/latest/dynamic", "/latest/user-data"];
/// Programs of Amazon Linux and of Ubuntu, of which older versions know no tokens.
const PROGRAMS: [&str; 2] = ["ec2-metadata", "ec2metadata"];
/// Programs that take an address for the place to fetch from.
const FETCHERS: [&str; 5] = ["curl", "wget", "http", "invoke-restmethod", "invoke-webrequest"];
const USER_DATA: [&str; 3] = ["UserData", "user_data", "user_data_base64"];

/// How user data asks the metadata service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Asks {
    /// At this address, without a session token.
    At(&'static str),
    /// By a program that may be too old for tokens.
    By(&'static str),
}

/// What is to be done before tokens are required, by what the user data of the subject does, and what sets it up: `name` is the setting that requires them.
pub(super) fn before_tokens(context: &SubjectContext<'_>, name: &str) -> Option<String> {
    let subject = context.subject;
    let parts = subject.parts.iter().map(|part| part.resource);
    let resources = std::iter::once(subject.resource).chain(parts).chain(subject.launched_from());
    let setups = |of: &Resource| {
        let loose = context.root.root.loose.iter().filter(|loose| loose.kind == LooseKind::Setup);
        loose.filter(|loose| loose.resource.address == of.address).find_map(|loose| asks_within(&loose.resource.attributes))
    };
    let asking = resources.filter_map(|resource| {
        let by_data = asks(resource).map(|asks| ("the user data", asks));
        Some((resource.address.as_str(), by_data.or_else(|| Some(("what sets up the instance", setups(resource)?)))?))
    });
    asking.into_iter().next().map(|(whose, (what, asks))| match asks {
        Asks::At(address) => format!(
            "{what} of `{whose}` reads `{address}` without a session token, which fails once tokens are required: have it ask for a token first, then set `{name}` to `required`"
        ),
        Asks::By(program) => format!(
            "{what} of `{whose}` runs `{program}`, of which older versions ask without a session token and fail once tokens are required: see that the image has one that asks for a token, then set `{name}` to `required`"
        ),
    })
}

fn asks(resource: &Resource) -> Option<Asks> {
    let own = resource.attributes.as_map();
    // A launch template has the data of its instances in a block.
    let inner = resource.attributes.get("LaunchTemplateData").and_then(Value::as_map);
    let mut entries = own.into_iter().chain(inner).flat_map(|map| &map.entries).filter(|entry| USER_DATA.contains(&entry.key.as_str()));
    entries.find_map(|entry| asks_within(&entry.value))
}

fn asks_within(value: &Value) -> Option<Asks> {
    let mut found = None;
    each_text(value, "", &Assignment::default(), &mut |_, text, _, _| {
        found = found.or_else(|| asks_without_token(text.literal()));
    });
    found
}

fn asks_without_token(text: &str) -> Option<Asks> {
    if text.to_ascii_lowercase().contains(TOKEN) {
        return None;
    }
    // What keeps others from the address, or leaves it out of a proxy, does not read it.
    let asked_for = PATHS.iter().any(|path| text.contains(path));
    let lines = || text.lines().filter(|line| !is_comment(line));
    let named = |at: &'static str| {
        let reads = |line: &str| places(line, at).any(|(before, after)| is_read(before, after, at) || asked_for && is_assigned(before));
        lines().any(reads).then_some(Asks::At(at))
    };
    let run = |program: &'static str| lines().any(|line| is_run(line, program)).then_some(Asks::By(program));
    ADDRESSES.into_iter().chain([NAME]).find_map(named).or_else(|| PROGRAMS.into_iter().find_map(run))
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('#') || line.starts_with("//") || line.starts_with("::") || line.to_ascii_lowercase().starts_with("rem ")
}

/// What stands before and after each place of a word in a line.
fn places<'t>(line: &'t str, word: &'static str) -> impl Iterator<Item = (&'t str, &'t str)> {
    line.match_indices(word).filter_map(move |(at, _)| Some((line.get(..at)?, line.get(at + word.len()..)?)))
}

/// Whether an address is fetched from: it has a scheme or a path, or stands where a program takes what it fetches.
fn is_read(before: &str, after: &str, address: &str) -> bool {
    let is_scheme = before.ends_with("http://") || before.ends_with("https://");
    let begins = before.is_empty() || before.ends_with(|char: char| char.is_whitespace() || "\"'=(`".contains(char));
    let has_path = begins && after.strip_prefix('/').is_some_and(|path| !is_prefix_length(path));
    if address == NAME {
        return (is_scheme && !after.starts_with(is_of_word)) || (has_path && after.starts_with("/latest"));
    }
    is_scheme || has_path || (!after.starts_with(['/', ',']) && is_fetched(before))
}

/// Whether what follows a slash is the length of a prefix (`/32`): the address is then one of a rule or of a route.
fn is_prefix_length(path: &str) -> bool {
    let digits = path.len() - path.trim_start_matches(|char: char| char.is_ascii_digit()).len();
    (1..=3).contains(&digits) && !path.get(digits..).is_some_and(|rest| rest.starts_with(is_of_word))
}

fn is_of_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.')
}

/// Whether a word that comes next in a line is what a program fetches.
fn is_fetched(before: &str) -> bool {
    let command = before.rsplit(['|', ';', '&', '(', '`']).next().unwrap_or(before);
    let mut words = command.trim_end_matches(['"', '\'']).split_whitespace().rev();
    let is_apart = command.ends_with(|char: char| char.is_whitespace() || "\"'".contains(char));
    let is_left_out = words.clone().next().is_some_and(|last| last.eq_ignore_ascii_case("--noproxy"));
    is_apart && !is_left_out && words.any(is_fetcher)
}

fn is_fetcher(word: &str) -> bool {
    let program = word.rsplit('/').next().unwrap_or(word).trim_matches(|char: char| !char.is_ascii_alphanumeric());
    FETCHERS.iter().any(|fetcher| program.eq_ignore_ascii_case(fetcher))
}

/// Whether what comes next is the value of a variable that is no list of exceptions.
fn is_assigned(before: &str) -> bool {
    let before = before.trim_end_matches(['"', '\'']);
    let name = before.strip_suffix('=').map(|name| name.trim_end().to_ascii_lowercase());
    name.is_some_and(|name| !["no_proxy", "no-proxy", "noproxy"].iter().any(|list| name.ends_with(list)))
}

/// Whether a line runs a program: by its name or its path, but not by what is fetched or installed.
fn is_run(line: &str, program: &'static str) -> bool {
    places(line, program).any(|(before, after)| {
        let command = before.rsplit(['|', ';', '&', '(', '`']).next().unwrap_or(before);
        let is_ended = !after.starts_with(|char: char| is_of_word(char) || char == '/');
        let is_first = command.split_whitespace().all(|word| word.contains('=') || word.starts_with('/') || word == "sudo");
        is_ended && is_first && !command.contains("://")
    })
}
