//! What can be typed. The help texts are the documentation.

use crate::config::{FailOn, account_id, organization_id};
use crate::problem::{CODES, Code};
use crate::report::Again;
use crate::report::sarif::Profile;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Finds confused deputies in Terraform and CloudFormation before they are deployed, and proves each with the request an outsider would send.
///
/// `deputylint PATH` is short for `deputylint check PATH`.
#[derive(Parser, Debug)]
#[command(name = "deputylint", version, override_usage = "deputylint [COMMAND] [OPTIONS] [PATH]...")]
pub(super) struct CommandLine {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    Check(Box<Check>),
    Explain(Explain),
    Inspect(Inspect),
    Simulate(Simulate),
    Exposure(ExposureArguments),
    Rules(RulesArguments),
    Baseline(BaselineArguments),
    Config(ConfigArguments),
    Init(InitArguments),
    Merge(MergeArguments),
    Completions(Completions),
    Man(Man),
}

/// Scan files and report what is wrong.
///
/// Exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage or configuration, 3 nothing to scan, 4 some input was lost and
/// nothing that counts was found in the rest, 5 internal error.
#[derive(Args, Debug)]
pub(super) struct Check {
    /// Files and directories to judge; modules and files beside them that they refer to are read, too
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) output: OutputArguments,
    #[command(flatten)]
    pub(super) gate: Gate,
    /// Run only these rules, by id or by pack; rules to opt in for run only so
    #[arg(long, value_name = "ID", value_delimiter = ',', help_heading = "Rules")]
    pub(super) select: Vec<String>,
    /// Do not run these rules, by id or by pack
    #[arg(long, value_name = "ID", value_delimiter = ',', help_heading = "Rules")]
    pub(super) ignore: Vec<String>,
    #[command(flatten)]
    pub(super) input: Input,
    /// What to type behind `deputylint explain ID` to see the same.
    #[arg(skip)]
    pub(super) again: Again,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArguments {
    /// Write a report, to a file if one is named: `-o sarif=out.sarif -o text`. Formats: text, concise, sarif, json, github, gitlab, junit, rdjson, markdown, html
    #[arg(short, long = "output", value_name = "FORMAT[=FILE]")]
    pub(super) outputs: Vec<String>,
    /// Write one report to standard output [default: text on a terminal, else concise]
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<String>,
    /// Colours in the text report; `auto` is: on a terminal, unless NO_COLOR is set, or where CLICOLOR_FORCE is
    #[arg(long, visible_alias = "colour", value_enum, default_value_t, value_name = "WHEN")]
    pub(super) color: ColourChoice,
    /// Only the findings: no summary, and nothing on standard error but errors and lost input
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Every finding in full, and every note about the input
    #[arg(short, long)]
    pub(super) verbose: bool,
    /// For whom SARIF is written
    #[arg(long, value_enum, default_value_t, value_name = "PROFILE")]
    pub(super) sarif_profile: Profile,
    /// Tell this analysis apart from others of the same commit in SARIF; GitHub then takes no `category` of the upload
    #[arg(long, value_name = "NAME")]
    pub(super) sarif_category: Option<String>,
    /// Write at most so many results to SARIF, the worst [default: 5,000, strict 25,000]
    #[arg(long, value_name = "N")]
    pub(super) sarif_max_results: Option<usize>,
    /// Write at most so many bytes of SARIF: details go first, then the least results [default: what the platform takes]
    #[arg(long, value_name = "N")]
    pub(super) sarif_max_bytes: Option<usize>,
    /// Name the repository and the commit in SARIF, as git has them; where a build server tells them they are named anyway
    #[arg(long)]
    pub(super) sarif_vcs: bool,
}

/// When the text report has colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(super) enum ColourChoice {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Exit code")]
pub(super) struct Gate {
    /// The lowest level that makes the run fail [default: error]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(super) fail_on: Option<FailOn>,
    /// Exit with 0 even if there are findings or input was lost
    #[arg(long)]
    pub(super) exit_zero: bool,
    /// Exit with 0 even if some input was lost
    #[arg(long)]
    pub(super) allow_incomplete: bool,
    /// Exit with 0 even if input was lost by problems of this kind, as in `warning[KIND]`: syntax-error, outside-root, …
    #[arg(long = "allow", value_name = "KIND", value_delimiter = ',', value_parser = lost_input)]
    pub(super) allowed: Vec<Code>,
    /// Fail with 1 if a policy was not, or only partly, read
    #[arg(long)]
    pub(super) fail_on_unknown: bool,
    /// Findings that are in this file, and no worse than there, do not fail the run; `deputylint baseline create` writes it. The configuration may name it, too
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Only what is new or worse since this commit fails the run, from --fail-on up: both trees are judged whole, uncommitted and untracked files count as new. Of a branch that
    /// went on, the commit counts at which this one parted from it
    #[arg(long, value_name = "REV", conflicts_with_all = ["baseline", "plan"])]
    pub(super) new_from: Option<String>,
}

#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Input")]
pub(super) struct Input {
    /// Load rules from this directory too
    #[arg(long = "rules", value_name = "DIR", help_heading = "Rules")]
    pub(super) rule_directories: Vec<PathBuf>,
    /// What may be read, and what paths and fingerprints are relative to [default: the top of the git repository around PATH, else PATH]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Read this configuration file [default: the nearest .deputylint.toml or deputylint.toml]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, conflicts_with = "config")]
    pub(super) no_config: bool,
    /// Read the configuration, the rules that it names and the baseline, also one that is typed and lies in the repository, from this commit: for pull requests of strangers, who may change the tree's own
    #[arg(long, value_name = "REV", conflicts_with = "no_config")]
    pub(super) config_from: Option<String>,
    /// An account that the code is deployed to
    #[arg(long = "account", value_name = "ID", value_parser = account_id)]
    pub(super) accounts: Vec<String>,
    /// An account of somebody else that may come in
    #[arg(long = "trusted-account", value_name = "ID", value_parser = account_id)]
    pub(super) trusted_accounts: Vec<String>,
    /// An organisation all of whose accounts are trusted; the own one first
    #[arg(long = "org", value_name = "ID", value_parser = organization_id)]
    pub(super) organizations: Vec<String>,
    /// Value of a Terraform variable; it counts over every variable file
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = assignment)]
    pub(super) variables: Vec<(String, String)>,
    /// Terraform variable file
    #[arg(long = "var-file", value_name = "FILE")]
    pub(super) variable_files: Vec<PathBuf>,
    /// Do not look for other variable files beside a root module (env/prod.tfvars), nor for parameter files beside a template (parameters/prod.json, samconfig.toml); unless a file is named, each is one set of inputs
    #[arg(long = "no-auto-var-files")]
    pub(super) no_automatic_variable_files: bool,
    /// Terraform workspace
    #[arg(long, value_name = "NAME")]
    pub(super) workspace: Option<String>,
    /// Judge this plan, as `terraform show -json` or `tofu show -json` writes it
    #[arg(long, value_name = "FILE")]
    pub(super) plan: Option<PathBuf>,
    /// The root module that the plan was made from: findings stand at its lines, and not at those of the plan
    #[arg(long, value_name = "DIR", requires = "plan")]
    pub(super) source: Option<PathBuf>,
    /// CloudFormation parameters: JSON as the AWS CLI takes it, or an object
    #[arg(long, value_name = "FILE")]
    pub(super) parameters: Option<PathBuf>,
    /// How many threads to use [default: one per processor]
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<usize>,
    /// Do not read files larger than this many megabytes [default: 16]
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) max_file_size: Option<u64>,
    /// Scan what .gitignore leaves out, too; what git tracks is never left out
    #[arg(long)]
    pub(super) no_ignore_files: bool,
}

/// Tell what a rule finds, or a finding as a story: why it matters and what to do.
#[derive(Args, Debug)]
pub(super) struct Explain {
    /// Id of a rule, as in `error[ID]`, or the first eight or more digits of a finding's fingerprint
    pub(super) id: String,
    /// Files and directories to look for the finding in
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) input: Input,
    /// What to type behind another id.
    #[arg(skip)]
    pub(super) again: Again,
}

/// Show what was understood: resources, values, unknowns, policies, subjects.
#[derive(Args, Debug)]
pub(super) struct Inspect {
    /// Files and directories
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: InspectFormat,
    #[command(flatten)]
    pub(super) input: Input,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(super) enum InspectFormat {
    #[default]
    Text,
    Json,
}

/// Is this request allowed by these policies?
#[derive(Args, Debug)]
pub(super) struct Simulate {
    /// Answer each line of standard input with one line. A line is `{"id":1,"policies":[{"kind":"resource","document":{…}}],"request":{"principal":{"type":"service","service":"s3.amazonaws.com"},"action":"s3:PutObject","resource":"arn:aws:s3:::b/k","context":{"aws:SourceAccount":"111122223333"}}}`
    #[arg(long, exclusive = true)]
    pub(super) jsonl: bool,
    /// A policy document, optionally with its kind: `resource=bucket.json` (identity, resource, trust, boundary, session, scp, rcp, vpce)
    #[arg(long = "policy", value_name = "[KIND=]FILE", required_unless_present = "jsonl")]
    pub(super) policies: Vec<String>,
    /// The request as JSON: principal, action, resource, context, resource_account
    #[arg(long, value_name = "FILE", conflicts_with_all = ["principal", "action", "resource", "context"])]
    pub(super) request: Option<PathBuf>,
    /// ARN, service principal (s3.amazonaws.com) or * for anybody
    #[arg(long)]
    pub(super) principal: Option<String>,
    /// s3:PutObject
    #[arg(long)]
    pub(super) action: Option<String>,
    /// ARN of what is asked for
    #[arg(long)]
    pub(super) resource: Option<String>,
    /// A context key; repeat it for several values
    #[arg(long, value_name = "KEY=VALUE", value_parser = assignment)]
    pub(super) context: Vec<(String, String)>,
    /// Account that owns the resource
    #[arg(long, value_name = "ID", value_parser = account_id)]
    pub(super) account: Option<String>,
}

/// Who can reach through this policy document?
#[derive(Args, Debug)]
pub(super) struct ExposureArguments {
    /// Answer each line of standard input with one line. A line is `{"id":1,"question":"cross_service","policy":{…},"resource_kind":"s3","owner_account":"111122223333","trusted_accounts":[],"trusted_orgs":[]}`; questions are cross_service, cross_account and public
    #[arg(long, exclusive = true)]
    pub(super) jsonl: bool,
    /// The policy document, as JSON
    #[arg(required_unless_present = "jsonl")]
    pub(super) file: Option<PathBuf>,
    /// Which outsider to look for
    #[arg(long, value_enum, default_value_t)]
    pub(super) question: QuestionName,
    /// What the policy protects: s3, sns, sqs, kms, lambda, role, …
    #[arg(long, default_value = "s3", value_name = "KIND", value_parser = resource_kind)]
    pub(super) resource_kind: String,
    /// Account that owns the resource
    #[arg(long, value_name = "ID", value_parser = account_id)]
    pub(super) account: Option<String>,
    /// An account of somebody else that may come in
    #[arg(long = "trusted-account", value_name = "ID", value_parser = account_id)]
    pub(super) trusted_accounts: Vec<String>,
    /// An organisation all of whose accounts are trusted; the own one first
    #[arg(long = "org", value_name = "ID", value_parser = organization_id)]
    pub(super) organizations: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(super) enum QuestionName {
    /// an AWS service that acts for a stranger
    #[default]
    CrossService,
    /// a principal of another account, or nobody in particular
    CrossAccount,
    /// anybody, as S3 defines public
    Public,
}

/// List the rules, test them, or print the schema of their files.
#[derive(Args, Debug)]
pub(super) struct RulesArguments {
    #[command(subcommand)]
    pub(super) command: Option<RulesCommand>,
    /// Load rules from this directory too
    #[arg(long = "rules", value_name = "DIR", global = true)]
    pub(super) rule_directories: Vec<PathBuf>,
}

#[derive(Subcommand, Debug)]
pub(super) enum RulesCommand {
    /// Every rule with its level and title (what `rules` alone does)
    List,
    /// Do the rules flag what their examples say, and do the examples need every clause?
    ///
    /// Exit codes: 0 they do, 1 an example fails or a clause can be left out without one that notices, 2 a rule file is wrong.
    Test {
        /// The rules of this directory [default: all rules]
        directory: Option<PathBuf>,
    },
    /// The JSON Schema of rule files, for editors
    Schema,
}

/// Accept what is found today, so that only what is new or worse, from `--fail-on` up, makes `check --baseline FILE` fail.
#[derive(Args, Debug)]
pub(super) struct BaselineArguments {
    #[command(subcommand)]
    pub(super) command: BaselineCommand,
}

#[derive(Subcommand, Debug)]
pub(super) enum BaselineCommand {
    /// Write what is found now to a new file
    Create(BaselineInput),
    /// Take out what is gone, and follow what was moved or narrowed; new and worse findings are added only with --accept
    Update(BaselineUpdate),
    /// List what a file holds
    Show {
        /// The baseline [default: the one that the configuration names, else .deputylint-baseline.json]
        file: Option<PathBuf>,
    },
}

#[derive(Args, Debug)]
pub(super) struct BaselineUpdate {
    /// Add what is new or worse
    #[arg(long)]
    pub(super) accept: bool,
    #[command(flatten)]
    pub(super) input: BaselineInput,
}

#[derive(Args, Debug)]
pub(super) struct BaselineInput {
    /// Files and directories, as for `check`
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// The baseline [default: the one that the configuration names, else .deputylint-baseline.json]
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    #[command(flatten)]
    pub(super) input: Input,
}

/// Show what is configured, and where each value comes from.
#[derive(Args, Debug)]
pub(super) struct ConfigArguments {
    #[command(subcommand)]
    pub(super) command: ConfigCommand,
}

#[derive(Subcommand, Debug)]
pub(super) enum ConfigCommand {
    /// Each value that `check` would take with the same arguments, as TOML, with its source: a default, a place in a file, or an option
    Show(Box<ConfigShow>),
    /// The JSON Schema of deputylint.toml, for editors
    Schema,
}

#[derive(Args, Debug)]
pub(super) struct ConfigShow {
    /// Files and directories, as for `check`
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) gate: Gate,
    /// Run only these rules, by id or by pack
    #[arg(long, value_name = "ID", value_delimiter = ',', help_heading = "Rules")]
    pub(super) select: Vec<String>,
    /// Do not run these rules, by id or by pack
    #[arg(long, value_name = "ID", value_delimiter = ',', help_heading = "Rules")]
    pub(super) ignore: Vec<String>,
    #[command(flatten)]
    pub(super) input: Input,
}

/// Write a deputylint.toml from what is there: accounts, organisations, roots, modules that are missing.
#[derive(Args, Debug)]
pub(super) struct InitArguments {
    /// The directory to write it in
    #[arg(default_value = ".")]
    pub(super) directory: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    pub(super) force: bool,
}

/// Put SARIF logs of several runs together: one run for each tool and version.
///
/// What several logs hold is there once. The order of the logs does not matter. What a platform would not take is left out, and the log says so.
#[derive(Args, Debug)]
pub(super) struct MergeArguments {
    /// The logs; of `NAME=FILE` the paths are put below the folder NAME, so that several repositories stay apart
    #[arg(required = true, value_name = "[NAME=]FILE")]
    pub(super) logs: Vec<String>,
    /// Write to this file [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// For whom it is written
    #[arg(long, value_enum, default_value_t, value_name = "PROFILE")]
    pub(super) sarif_profile: Profile,
}

/// Print a completion script for a shell.
#[derive(Args, Debug)]
pub(super) struct Completions {
    pub(super) shell: clap_complete::Shell,
}

/// Print the manual page, or that of a command.
#[derive(Args, Debug)]
pub(super) struct Man {
    /// check, explain, …
    pub(super) command: Option<String>,
}

/// What a resource policy can protect, as the tables name it.
fn resource_kind(name: &str) -> Result<String, String> {
    let of_sites = crate::facts::all_policy_sites().map(|site| site.protects);
    let mut names: Vec<&str> = crate::facts::all_protected().map(|protected| protected.kind).chain(of_sites).collect();
    names.sort_unstable();
    names.dedup();
    if names.contains(&name) {
        return Ok(name.to_owned());
    }
    let hint = crate::config::nearest(name, names.iter().copied()).map_or_else(String::new, |name| format!("did you mean `{name}`? "));
    Err(format!("{hint}the kinds are {}", names.join(", ")))
}

/// A kind of problem that loses input.
fn lost_input(name: &str) -> Result<Code, String> {
    let names = || CODES.iter().filter(|row| row.3).map(|row| row.1);
    Code::of_name(name).filter(|code| code.loses_input()).ok_or_else(|| {
        let hint = crate::config::nearest(name, names()).map_or_else(String::new, |name| format!("did you mean `{name}`? "));
        format!("{hint}the kinds are {}", names().collect::<Vec<_>>().join(", "))
    })
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE".to_owned()),
    }
}
