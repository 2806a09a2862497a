//! Analyses made by hand, so that reports can be tested without an engine.

use deputylint::analysis::{Analysis, PolicyCounts};
use deputylint::finding::{Certainty, Finding, FindingIdentity, Impact, Label, Level, PathStop, RelatedFinding, Remedy, Replacement};
use deputylint::iam::context::{Caller, CallerKind, Request};
use deputylint::iam::exposure::{Reason, Witness};
use deputylint::paths::Paths;
use deputylint::problem::Problem;
use deputylint::report::manner::Manner;
use deputylint::report::sarif::SarifOptions;
use deputylint::report::{self, Report};
use deputylint::resource::{Coverage, Language};
use deputylint::rule::About;
use deputylint::source::{Span, Workspace};
use std::path::Path;

/// `clean`: nothing found. `several`: all that a finding can have. `hostile`: names and texts that want to do harm.
pub const NAMES: [&str; 3] = ["clean", "several", "hostile"];

pub struct Sample {
    pub workspace: Workspace,
    pub analysis: Analysis,
    pub rules: Vec<About>,
    pub paths: Paths,
    pub again: report::Again,
    pub sarif: SarifOptions,
}

impl Sample {
    /// As it is written if nobody asks for anything.
    pub fn report(&self) -> Report<'_> {
        Report {
            analysis: &self.analysis,
            workspace: &self.workspace,
            rules: &self.rules,
            paths: &self.paths,
            again: &self.again,
            manner: Manner::default(),
            sarif: &self.sarif,
        }
    }
}

pub fn named(name: &str) -> Sample {
    let (workspace, findings, problems) = match name {
        "several" => several(),
        "hostile" => hostile(),
        _ => (Workspace::in_memory([("main.tf".to_owned(), String::new())]), vec![], vec![]),
    };
    let files = Coverage { terraform_files: 2, templates: 1, policy_files: 0, other_files: usize::from(name != "clean") };
    let policies = PolicyCounts { fully_read: 3, partly_read: 1, unread: 0 };
    let analysis = Analysis { findings, problems, files, policies, ..Analysis::default() };
    let paths = Paths::new(Path::new("/home/project/infra"), Path::new("/home/project"), Path::new("/home/project"));
    Sample { workspace, analysis, rules: rules(), paths, again: report::Again::default(), sarif: SarifOptions::default() }
}

const MAIN: &str = r#"locals {
	guard = var.guard # Straße
}

resource "aws_sns_topic_policy" "events" {
	arn    = aws_sns_topic.events.arn
	policy = jsonencode({
		Version = "2012-10-17"
		Statement = [{
			Sid       = "日本語 😀", Effect = "Allow"
			/* é é */ Principal = { Service = "s3.amazonaws.com" }
			Action    = "sns:Publish" # AKIAIOSFODNN7EXAMPLE, password: "hunter22"
			Resource  = aws_sns_topic.events.arn
			Condition = { StringLike = { "aws:SourceAccount" = local.guard } }
		}]
	})
}
"#;

const TEMPLATE: &str = "Resources:\r\n  Role:\r\n    Type: AWS::IAM::Role\r\n    Properties:\r\n      AssumeRolePolicyDocument:\r\n        Statement:\r\n          - Effect: Allow\r\n            Principal:\r\n              AWS: arn:aws:iam::999988887777:root\r\n            Action: sts:AssumeRole\r\n";

fn several() -> (Workspace, Vec<Finding>, Vec<Problem>) {
    let files = [("main.tf", MAIN), ("my dir/template.yaml", TEMPLATE), ("vars.tf", "variable \"guard\" {\n  default = \"*\"\n}\n")];
    let workspace = Workspace::in_memory(files.map(|(path, text)| (path.to_owned(), text.to_owned())));
    let at = |path: &str, needle: &str| span(&workspace, path, needle);
    let label = |path: &str, needle: &str, text: &str| Label::new(at(path, needle), text);
    let topic = Finding {
        statement: Some(at("main.tf", MAIN.lines().nth(8).unwrap())),
        labels: vec![label("main.tf", "\"aws:SourceAccount\"", "this guard accepts every account")],
        provenance: vec![
            label("vars.tf", "\"*\"", "the value is `*`, the default of `var.guard`"),
            label("main.tf", "var.guard", "`local.guard` is `var.guard`"),
        ],
        occurrences: vec!["aws_sns_topic_policy.events".into(), "module.copy[\"b\"].aws_sns_topic_policy.events".into()],
        witness: Some(witness()),
        story: Some("Somebody in account 444455556666 makes a bucket there and lets it notify `aws_sns_topic.events`.\nAmazon S3 publishes, and the policy allows it.".to_owned()),
        remedy: Some(Remedy {
            text: "Pin the source to your own account.".to_owned(),
            code: "Condition = {\n  StringEquals = { \"aws:SourceAccount\" = data.aws_caller_identity.current.account_id }\n}\n".to_owned(),
            edits: vec![Replacement { place: at("main.tf", "\"aws:SourceAccount\""), text: "\"aws:SourceArn\"".to_owned() }],
            to_fill_in: String::new(),
        }),
        steps: vec!["Somebody makes a bucket.".to_owned(), "It publishes to `aws_sns_topic.events`.".to_owned()],
        path: vec![
            stop("account 444455556666", "makes a bucket and names your topic"),
            stop("`s3.amazonaws.com`, the deputy", "calls `sns:Publish`"),
            stop("`aws_sns_topic.events`", ""),
        ],
        ..finding(
            "guard-does-not-hold",
            Level::Error,
            "`s3.amazonaws.com` may act for any account here. The guard `aws:SourceAccount` accepts `*`. See ${local.guard}.",
            at("main.tf", "\"s3.amazonaws.com\""),
            at("main.tf", "resource \"aws_sns_topic_policy\" \"events\""),
        )
    };
    let role = Finding {
        certainty: Certainty::Possible,
        language: Language::CloudFormation,
        address: "Role".into(),
        generated_by: None,
        construct: None,
        resource_type: "AWS::IAM::Role".into(),
        occurrences: vec!["Role".into()],
        because: vec!["999988887777 may be your own account; say so with `--account`".to_owned()],
        under: vec!["condition `UseVendor` is true".to_owned(), "condition `IsProd` is false".to_owned()],
        remedy: Some(Remedy::advice("Ask the vendor for an external id and demand it.")),
        ..finding(
            "third-party-without-external-id",
            Level::Warning,
            "The role trusts account 999988887777 without an external id.",
            at("my dir/template.yaml", "arn:aws:iam::999988887777:root"),
            at("my dir/template.yaml", "Role"),
        )
    };
    // The place spans several lines.
    let note = finding(
        "guard-never-matches",
        Level::Note,
        "nothing can meet this",
        at("vars.tf", "{\n  default = \"*\"\n}"),
        at("vars.tf", "variable"),
    );
    let problems = vec![
        Problem::syntax_error(at("main.tf", "locals"), "the block `locals` was", "a `}` is missing"),
        Problem::unsupported(at("main.tf", "jsonencode"), "function `provider::x::y`"),
        Problem::unsupported(at("vars.tf", "variable"), "function `provider::x::y`"),
        Problem::unreadable_file(at("vars.tf", "variable").file, "it is not text in UTF-8 (byte 3)"),
    ];
    (workspace, vec![topic, role, note], problems)
}

/// What a file may hold to deceive a terminal, a build server, a viewer or a reader.
const ATTACK: &str = "x\u{1b}[2J\u{202e}##[stop-commands]t ###[error]y ##vso[task.x]z \u{9b}31m [click](http://evil) <img> @team {0} | `a";

fn hostile() -> (Workspace, Vec<Finding>, Vec<Problem>) {
    let path = "a:1:2: error[x]: y\n::error::é [1]|%.tf";
    let text = format!("::stop-commands::t\n  ::warning::w # {ATTACK}\n\tPrincipal = \"{ATTACK}\"\n");
    let minified = format!("{{\"a\":\"{}\",\"Principal\":\"*\",\"b\":\"{}\"}}", "é".repeat(3_000), "z".repeat(3_000));
    let files = [(path, text), ("min.json", minified), ("::x.tf", "\u{feff}Principal = \"*\"".to_owned())];
    let workspace = Workspace::in_memory(files.map(|(path, text)| (path.to_owned(), text)));
    let place = span(&workspace, path, "Principal");
    let attack = format!("`{ATTACK}` is let in. ::error::{ATTACK}\n::error::again {}", "Long. ".repeat(300));
    let label = |needle: &str| Label::new(span(&workspace, path, needle), attack.clone());
    let first = Finding {
        labels: vec![label("::warning::w")],
        provenance: vec![label("::stop-commands")],
        address: ATTACK.into(),
        story: Some(attack.clone()),
        because: vec![attack.clone()],
        under: vec![attack.clone()],
        path: ["x", "y", "z", ""].map(|does| stop(ATTACK, does)).to_vec(),
        related: vec![RelatedFinding { rule: "service-without-source".into(), key: "0".repeat(32), place }],
        remedy: Some(Remedy {
            code: format!("```\n::error::{ATTACK}\n````\n"),
            edits: vec![Replacement { place, text: attack.clone() }],
            ..Remedy::advice(attack.clone())
        }),
        ..finding("guard-does-not-hold", Level::Error, &attack, place, place)
    };
    let minified = span(&workspace, "min.json", "\"Principal\"");
    let second = finding("service-without-source", Level::Error, "Everybody is let in.", minified, minified);
    let marked = span(&workspace, "::x.tf", "Principal");
    let third = finding("service-without-source", Level::Error, "Behind a byte order mark.", marked, marked);
    let problems = vec![Problem::duplicate_key(place, ATTACK), Problem::outside_root(marked, "../../etc/passwd\n::error::x")];
    (workspace, vec![first, second, third], problems)
}

fn stop(who: &str, does: &str) -> PathStop {
    PathStop { who: who.to_owned(), does: does.to_owned() }
}

fn finding(rule: &str, level: Level, message: &str, place: Span, resource_span: Span) -> Finding {
    Finding {
        rule: rule.into(),
        level,
        certainty: Certainty::Certain,
        impact: Impact::Write,
        message: message.to_owned(),
        place,
        statement: None,
        callers: std::collections::BTreeSet::new(),
        secrets: vec![],
        labels: vec![],
        provenance: vec![],
        further_provenances: vec![],
        calls: vec![],
        without_names: String::new(),
        when_possible: None,
        language: Language::Terraform,
        address: "aws_sns_topic_policy.events".into(),
        generated_by: None,
        construct: None,
        resource_type: "aws_sns_topic_policy".into(),
        resource_span,
        occurrences: vec!["aws_sns_topic_policy.events".into()],
        witness: None,
        story: None,
        steps: vec![],
        path: vec![],
        because: vec![],
        under: vec![],
        remedy: None,
        see_also: vec![],
        yields_to: vec![],
        involved: vec![],
        related: vec![],
        identity: FindingIdentity {
            key: format!("{:032x}", rule.len()),
            content: format!("{:032x}", message.len()),
            ..FindingIdentity::default()
        },
    }
}

fn witness() -> Witness {
    let service = "s3.amazonaws.com".to_owned();
    let principal = Caller { kind: CallerKind::Service, names: vec![service.clone()], service: Some(service), ..Caller::default() };
    let request = Request {
        principal,
        action: "sns:Publish".to_owned(),
        resource: "arn:aws:sns:eu-west-1:111122223333:events".to_owned(),
        context: [("aws:SourceAccount".to_owned(), vec!["444455556666".to_owned()])].into(),
        resource_account: "111122223333".into(),
    };
    Witness {
        is_unusual: false,
        request,
        on_behalf_of: Some("444455556666".into()),
        statement: 0,
        because: vec![Reason { text: "`StringLike aws:SourceAccount *` matches 444455556666".to_owned(), span: None }],
        assumptions: vec!["111122223333 is your account".to_owned()],
    }
}

fn rules() -> Vec<About> {
    let rule = |id: &str, title: &str, level: Level, severity: f64, cwe: &[u32]| About {
        id: id.into(),
        pack: "deputy".into(),
        title: title.to_owned(),
        level,
        severity,
        precision: "high".into(),
        cwe: cwe.to_vec(),
        tags: ["class:cross-service-weak-guard", "s3", "sns", "security", "t1", "t2", "t3", "t4"].map(Into::into).to_vec(),
        opt_in: false,
        since: "0.1.0".into(),
        why: "A service acts for whoever configures it.\n\nMore in **depth**:\n\n```hcl\nx = 1\n```\n".to_owned(),
        fix: "Pin the source.".to_owned(),
        references: vec![(
            "The confused deputy problem".to_owned(),
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html".to_owned(),
        )],
    };
    vec![
        rule("guard-does-not-hold", "A source guard lets everybody in", Level::Error, 8.0, &[441, 863]),
        rule("guard-never-matches", "Nobody can meet this guard.", Level::Note, 2.5, &[]),
        rule("service-without-source", "A service is let in for whoever it acts", Level::Error, 9.1, &[441, 522]),
        rule("third-party-without-external-id", "A role trusts a third party without an external id", Level::Warning, 6.55, &[441]),
    ]
}

fn span(workspace: &Workspace, path: &str, needle: &str) -> Span {
    let file = workspace.find(path).expect("a file of the sample");
    let start = workspace.text(file).expect("in memory").find(needle).expect("a text of the sample");
    Span::new(file, start, start + needle.len())
}
