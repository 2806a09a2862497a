//! What could not be read or understood: one constructor per kind, so that the wording lives in one place.

use crate::source::{FileId, Span, Workspace};
use smol_str::SmolStr;

/// Something in the input that deputylint did not read, did not understand or refused.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Problem {
    /// Where; the start of the file if the whole of it is concerned.
    pub span: Span,
    pub code: Code,
    pub message: String,
}

/// The kinds of problem. The kebab-case name is stable: it is the id of the SARIF notification.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Code {
    UnreadableFile,
    SyntaxError,
    DuplicateKey,
    OutsideRoot,
    Cycle,
    LimitReached,
    UnresolvedModule,
    UnsupportedFeature,
    UnreadPolicy,
    PartlyReadPolicy,
    InvalidPolicy,
    RefusedResource,
    NotMade,
    UnreadInputs,
    Undecided,
    RulesChanged,
    PathsChanged,
    AccountsChanged,
    GateChanged,
    FindingSuppressed,
    InputsGiven,
    NotCompared,
}

/// One row per kind: name, what it means, and whether input was lost (exit code 4).
pub const CODES: &[(Code, &str, &str, bool)] = &[
    (Code::UnreadableFile, "unreadable-file", "A file could not be read or is not text in UTF-8.", true),
    (Code::SyntaxError, "syntax-error", "A block or a file was left out because it is not well-formed.", true),
    (Code::DuplicateKey, "duplicate-key", "A key stands twice; the last one counts.", false),
    (Code::OutsideRoot, "outside-root", "A path leads outside the scanned root and was not followed.", true),
    (Code::Cycle, "cycle", "A value or a module refers to itself.", true),
    (Code::LimitReached, "limit-reached", "A bound on size, nesting, steps or instances was reached.", true),
    (Code::UnresolvedModule, "unresolved-module", "The source of a module is not on disk.", false),
    (Code::UnsupportedFeature, "unsupported-feature", "Something is not evaluated; values that depend on it are unknown.", false),
    (Code::UnreadPolicy, "unread-policy", "A policy could not be judged because its text is not known.", false),
    (Code::PartlyReadPolicy, "partly-read-policy", "A part of a policy is not known.", false),
    (Code::InvalidPolicy, "invalid-policy", "AWS would refuse this policy document, or its grammar has no such form.", false),
    (Code::RefusedResource, "refused-resource", "AWS would refuse this part of the template; what is clear of it is judged.", false),
    (Code::NotMade, "not-made", "The inputs turn off resources that have policies, or parts of policies; those are not judged.", false),
    (Code::UnreadInputs, "unread-inputs", "A file gives inputs that are taken for nothing that is judged.", false),
    (Code::Undecided, "undecided", "A rule could not be decided, because a value that it asks about is not known.", false),
    (Code::RulesChanged, "rules-changed", "A file of the scanned tree says which rules run.", false),
    (Code::PathsChanged, "paths-changed", "A file of the scanned tree decides which files are judged, or with which inputs.", false),
    (Code::AccountsChanged, "accounts-changed", "A file of the scanned tree says which accounts are trusted.", false),
    (Code::GateChanged, "gate-changed", "A file of the scanned tree decides which findings make the run fail.", false),
    (Code::FindingSuppressed, "finding-suppressed", "A finding does not count, because a comment or the configuration says so.", false),
    (
        Code::InputsGiven,
        "inputs-given",
        "Inputs without a value of their own take it from files of the scanned tree; what these say is what was judged.",
        false,
    ),
    (Code::NotCompared, "not-compared", "A part of the earlier commit was not read; what is found there counts as new.", false),
];

impl Code {
    fn row(self) -> (&'static str, &'static str, bool) {
        let row = CODES.iter().find(|row| row.0 == self);
        row.map_or(("", "", false), |(_, name, about, lost)| (name, about, *lost))
    }

    /// The stable kebab-case name.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// One sentence on what the kind means.
    pub fn about(self) -> &'static str {
        self.row().1
    }

    /// The kind of this name.
    pub fn of_name(name: &str) -> Option<Code> {
        CODES.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// Whether it is no gap, but a word in the scanned tree on what is judged, and how.
    pub fn concerns_trust(self) -> bool {
        use Code::{AccountsChanged, FindingSuppressed, GateChanged, InputsGiven, PathsChanged, RulesChanged};
        matches!(self, RulesChanged | PathsChanged | AccountsChanged | GateChanged | FindingSuppressed | InputsGiven)
    }

    /// Whether input was lost, so that the run is incomplete.
    pub fn loses_input(self) -> bool {
        self.row().2
    }
}

impl Problem {
    fn new(code: Code, span: Span, message: impl Into<String>) -> Problem {
        Problem { span, code, message: message.into() }
    }

    pub fn unreadable_file(file: FileId, why: &str) -> Problem {
        Problem::new(Code::UnreadableFile, Span::new(file, 0, 0), format!("the file was not read: {why}"))
    }

    pub fn syntax_error(span: Span, what_was_lost: &str, why: &str) -> Problem {
        Problem::new(Code::SyntaxError, span, format!("{what_was_lost} left out: {why}"))
    }

    pub fn duplicate_key(span: Span, key: &str) -> Problem {
        Problem::new(Code::DuplicateKey, span, format!("`{key}` stands twice here; the last one counts"))
    }

    pub fn declared_twice(span: Span, name: &str) -> Problem {
        let what = format!("`{name}` is declared twice, which Terraform refuses; what stands here counts");
        Problem::changed_by_tree(Code::PathsChanged, span, what)
    }

    pub fn outside_root(span: Span, path: &str) -> Problem {
        Problem::new(Code::OutsideRoot, span, format!("`{path}` leads outside the scanned root and is not read"))
    }

    pub fn cycle(span: Span, name: &str) -> Problem {
        Problem::new(Code::Cycle, span, format!("`{name}` refers to itself"))
    }

    pub fn limit_reached(span: Span, limit: &str) -> Problem {
        Problem::new(Code::LimitReached, span, format!("limit reached: {limit}"))
    }

    pub fn unresolved_module(span: Span, source: &str) -> Problem {
        Problem::new(Code::UnresolvedModule, span, format!("module source `{source}` is not on disk; what it declares is not seen"))
    }

    pub fn unsupported(span: Span, what: &str) -> Problem {
        Problem::new(Code::UnsupportedFeature, span, format!("not evaluated: {what}"))
    }

    /// `resource` is the logical id of the serverless resource.
    pub fn refused_by_sam(span: Span, resource: &str, why: &str) -> Problem {
        Problem::new(Code::RefusedResource, span, format!("SAM refuses `{resource}`: {why}"))
    }

    /// The resources with policies that do not exist with the inputs of a root or stack, by where they stand and what they are called.
    pub fn not_made(resources: &[(Span, SmolStr)]) -> Option<Problem> {
        let (span, first) = resources.first()?;
        let (who, are) = match resources.len() - 1 {
            0 => (String::new(), "is"),
            1 => (" and another resource with a policy".to_owned(), "are"),
            more => (format!(" and {more} more resources with policies"), "are"),
        };
        let what = format!("`{first}`{who} {are} not made with the inputs given, and not judged");
        Some(Problem::new(Code::NotMade, *span, what))
    }

    /// The resources whose policies other inputs of a root or stack change, by where the part stands that is not there now and what they are called.
    pub fn left_out(resources: &[(Span, SmolStr)]) -> Option<Problem> {
        let (span, first) = resources.first()?;
        let who = match resources.len() - 1 {
            0 => "has a policy".to_owned(),
            1 => "and another resource have policies".to_owned(),
            more => format!("and {more} more resources have policies"),
        };
        let what = format!("`{first}` {who} that other inputs change; only what there is with the inputs given is judged");
        Some(Problem::new(Code::NotMade, *span, what))
    }

    /// `owner` is the address of the resource that has the policy.
    pub fn unread_policy(span: Span, owner: &str, why: &str) -> Problem {
        Problem::new(gap(Code::UnreadPolicy, why), span, format!("the policy of `{owner}` was not judged: {why}"))
    }

    /// `owner` is the address of the resource that has the policy.
    pub fn partly_read_policy(span: Span, owner: &str, why: &str) -> Problem {
        Problem::new(gap(Code::PartlyReadPolicy, why), span, format!("a part of the policy of `{owner}` is not known: {why}"))
    }

    /// The rule that could not be decided.
    pub fn rule(&self) -> Option<&str> {
        let told = self.message.strip_prefix('`').filter(|_| self.code == Code::Undecided);
        told?.split('`').next()
    }

    /// `owner` is the address of the resource that the rule asked about.
    pub fn undecided(span: Span, rule: &str, owner: &str, why: &str) -> Problem {
        // What the reason is about may be another thing.
        let code = why.find(LIMIT).map_or(Code::Undecided, |_| Code::LimitReached);
        Problem::new(code, span, format!("`{rule}` is not decided for `{owner}`: {why}"))
    }

    /// `owner` is the address of the resource that has the policy.
    pub fn names_another_resource(span: Span, owner: &str, denies: bool) -> Problem {
        let nothing = nothing(denies);
        let message =
            format!("the statement {nothing}: it names another resource than the one that the policy of `{owner}` is attached to");
        Problem::new(Code::InvalidPolicy, span, message)
    }

    /// `owner` is the address of the resource that has the policy.
    pub fn names_other_actions(span: Span, owner: &str, denies: bool) -> Problem {
        let nothing = nothing(denies);
        let message = format!("the statement {nothing}: what the policy of `{owner}` is attached to has none of its actions");
        Problem::new(Code::InvalidPolicy, span, message)
    }

    /// A file that is judged although Terraform does not read it.
    pub fn judged_as_opentofu(file: FileId) -> Problem {
        let what = "OpenTofu reads this file and Terraform does not; what stands in it is judged as OpenTofu reads it";
        Problem::changed_by_tree(Code::PathsChanged, Span::new(file, 0, 0), what)
    }

    pub fn judged_together(file: FileId, other: &str) -> Problem {
        let message = format!(
            "OpenTofu reads this file in place of `{other}`, Terraform only the other; both are judged together, and where they say different things this one counts"
        );
        Problem::new(Code::PathsChanged, Span::new(file, 0, 0), message)
    }

    pub fn suppressed(span: Span, rule: &str, address: &str, reason: &str) -> Problem {
        Problem::new(Code::FindingSuppressed, span, format!("`{rule}` in `{address}` is suppressed here: {reason}"))
    }

    /// Rule and address of a finding that counts as known, and the address and file of the one that is gone.
    pub fn known_elsewhere(span: Span, (rule, address): (&str, &str), (known, file): (&str, &str)) -> Problem {
        let of_file = if known == address { format!(" of `{file}`") } else { String::new() };
        Problem::new(
            Code::GateChanged,
            span,
            format!("`{rule}` in `{address}` counts as the known one in `{known}`{of_file}, which is gone"),
        )
    }

    /// `since` names the commit.
    pub fn not_compared(file: FileId, since: &str, path: &str, why: &str) -> Problem {
        let message = format!("what `{path}` held at {since} was not read ({why}), so that all that is found in it counts as new");
        Problem::new(Code::NotCompared, Span::new(file, 0, 0), message)
    }

    /// `code` is one that concerns trust.
    pub fn changed_by_tree(code: Code, span: Span, what: impl Into<String>) -> Problem {
        Problem::new(code, span, what)
    }

    /// Inputs without which the code is not judged: what they say is taken for what is deployed.
    pub fn inputs_given(file: Span) -> Problem {
        Problem::new(Code::InputsGiven, file, "this file gives inputs that have no other value")
    }

    /// Inputs that somebody may deploy with, and that no root or template takes.
    pub fn inputs_of_nothing(file: Span) -> Problem {
        Problem::new(
            Code::UnreadInputs,
            file,
            "the inputs in this file are taken for nothing that is judged; what they belong to is judged without them",
        )
    }

    pub fn inputs_not_read(span: Span) -> Problem {
        Problem::new(
            Code::UnreadInputs,
            span,
            "the inputs that are given here are not understood; what they belong to is judged without them",
        )
    }

    /// Some commands refuse such a set.
    pub fn undeclared_input(span: Span, name: &str) -> Problem {
        let message =
            format!("`{name}` is declared by no template; the set is judged without it, as `aws cloudformation deploy` and SAM take it");
        Problem::new(Code::UnreadInputs, span, message)
    }

    /// `address` is that of what attaches a policy.
    pub fn open_attachment(span: Span, address: &str, why: &str) -> Problem {
        Problem::new(gap(Code::PartlyReadPolicy, why), span, format!("which policy `{address}` attaches is not known: {why}"))
    }

    /// A file that is not where Terraform looks for it, and is at the top of what is read.
    pub fn read_from_the_top(span: Span, path: &str, taken: &str) -> Problem {
        let message = format!("there is no `{path}` beside the root module; `{taken}` is taken, as where Terraform runs at the top");
        Problem::new(Code::UnsupportedFeature, span, message)
    }

    /// A policy that AWS would refuse.
    pub fn invalid_policy(span: Span, why: &str) -> Problem {
        Problem::new(Code::InvalidPolicy, span, format!("AWS would refuse the policy: {why}"))
    }

    /// A list of a policy without members. Its validation has suggestions about those, no errors:
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>.
    pub fn empty_list(span: Span, why: &str) -> Problem {
        let what = "the grammar of policies has no empty list, and whether AWS refuses one is not documented";
        Problem::new(Code::InvalidPolicy, span, format!("{what}: {why}"))
    }
}

/// What every reason begins with that is a bound of ours, and no gap in the code.
const LIMIT: &str = "limit reached: ";

/// The kind of a gap: one that a bound of ours makes is lost input, since whoever writes the code can make it.
fn gap(code: Code, why: &str) -> Code {
    if why.starts_with(LIMIT) { Code::LimitReached } else { code }
}

/// Sorts problems by path, place, kind and message, and keeps one of equal ones.
pub fn settle(problems: &mut Vec<Problem>, workspace: &Workspace) {
    let order = |problem: &Problem| (workspace.order(problem.span), problem.code);
    problems.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.message.cmp(&b.message)));
    problems.dedup();
}

/// What a statement does that has no effect.
fn nothing(denies: bool) -> &'static str {
    if denies { "denies nothing" } else { "grants nothing" }
}
