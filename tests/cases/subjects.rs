//! What subjects come to: `testdata/subjects/<name>/` holds the same project in Terraform and CloudFormation. Both must come to the same
//! subjects with the same settings; `expect.txt` has that once, and then the places in each language.

use crate::support::{entries, folder, golden};
use deputylint::condition::Assignment;
use deputylint::facts;
use deputylint::resource::{Configuration, Language, Root};
use deputylint::source::{Span, Workspace};
use deputylint::subject::{Items, LinkTarget, Setting, SettingValue, Subject, Subjects};
use deputylint::truth::Truth;
use deputylint::value::{Kind, Value};
use deputylint::{cloudformation, terraform};
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

pub fn trials() -> Vec<Trial> {
    let cases = entries(&folder("testdata/subjects")).into_iter().map(|case| {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Trial::test(format!("subjects::{name}"), move || check(&case))
    });
    cases.collect()
}

/// The files of a case: every `*.tf` is a spelling of its own, all must come to the same.
fn check(case: &Path) -> Result<(), Failed> {
    let mut views: Vec<(String, String)> = vec![];
    let mut places = String::new();
    for path in entries(case).into_iter().filter(|path| path.extension().is_some_and(|end| end == "tf" || end == "yaml")) {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let workspace = Workspace::in_memory([(file.clone(), fs::read_to_string(&path)?)]);
        let graph = understood(&workspace);
        let mut view = vec![];
        for root in &graph.roots {
            let subjects = Subjects::of(root, &[]);
            let names = Names::of(root);
            view.extend(
                subjects
                    .all
                    .iter()
                    .map(|subject| View { workspace: &workspace, names: &names, subjects: &subjects, subject }.told(&mut places)),
            );
        }
        view.sort();
        views.push((file, view.concat()));
    }
    let (first, shared) = views.first().cloned().unwrap_or_default();
    if let Some((other, differs)) = views.iter().find(|(_, view)| *view != shared) {
        return Err(format!("{first} and {other} differ\n--- {first}\n{shared}\n--- {other}\n{differs}").into());
    }
    golden(&case.join("expect.txt"), &format!("{shared}\n{places}"))
}

fn understood(workspace: &Workspace) -> Configuration {
    let mut graph = terraform::load(workspace, &terraform::TerraformOptions::default());
    graph.roots.extend(cloudformation::load(workspace, &cloudformation::TemplateOptions::default()).roots);
    graph
}

/// Names that both languages share: `aws_s3_bucket.log_files` and `LogFiles` are `logfiles`.
struct Names<'a> {
    root: &'a Root,
}

impl<'a> Names<'a> {
    fn of(root: &'a Root) -> Names<'a> {
        Names { root }
    }

    fn short(&self, address: &str) -> String {
        let known = self.root.resources.iter().any(|resource| resource.address == address);
        let name = address.split_once('.').map_or(address, |(_, name)| name);
        assert!(known, "{address} is no resource");
        name.chars().filter(|char| char.is_alphanumeric()).collect::<String>().to_lowercase()
    }
}

struct View<'v, 'a> {
    workspace: &'v Workspace,
    names: &'v Names<'a>,
    subjects: &'v Subjects<'a>,
    subject: &'v Subject<'a>,
}

impl View<'_, '_> {
    fn told(&self, places: &mut String) -> String {
        let address = &self.subject.resource.address;
        let _ = writeln!(places, "{}: {} {address}", self.place(self.subject.resource.span), self.subject.kind);
        let exists = under(std::slice::from_ref(&self.subject.resource.presence.under));
        let mut told = format!("{} {}{exists}\n", self.subject.kind, self.names.short(address));
        for line in self.links() {
            let _ = writeln!(told, "  {line}");
        }
        for concept in self.subject.concepts().filter(|concept| is_shared(concept)) {
            let lines = if facts::fields(concept).is_empty() { self.setting(concept, places) } else { self.items(concept, places) };
            for line in lines {
                let _ = writeln!(told, "  {line}");
            }
        }
        told
    }

    /// What stands at the other links, also of the instance's template.
    fn links(&self) -> Vec<String> {
        let mut lines: Vec<String> = facts::links_of(self.subject.kind)
            .iter()
            .copied()
            .flat_map(|part| self.subjects.links(self.subject, part).into_iter().map(move |end| (part, end)))
            .map(|(part, end)| {
                let to = match end.to {
                    LinkTarget::Here(resource) => self.names.short(&resource.address),
                    LinkTarget::Elsewhere(_) => "elsewhere".to_owned(),
                    LinkTarget::Unknown(_) => "unknown".to_owned(),
                };
                format!("{part} -> {to}{}", under(std::slice::from_ref(&end.given)))
            })
            .collect();
        lines.sort();
        lines.dedup();
        lines
    }

    fn setting(&self, concept: &'static str, places: &mut String) -> Vec<String> {
        let setting = self.subject.setting(concept);
        for said in setting.said.iter().filter(|said| said.default.is_none()) {
            let _ = writeln!(places, "  {}: {concept} by {} {}", self.place(said.value.span), said.part, said.resource.address);
        }
        if facts::attributes(concept).iter().any(|place| !place.on.is_empty()) {
            return self.switch(&setting);
        }
        let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for said in &setting.said {
            lines.entry(under(&said.given)).or_default().push(format!("{}{}", by_default(said), plain(&said.value)));
        }
        lines.into_iter().map(|(under, values)| format!("{concept} = {}{under}", values.join(", "))).collect()
    }

    /// A setting that is on or off, under all answers.
    fn switch(&self, setting: &Setting<'_>) -> Vec<String> {
        let mut answers: Vec<(Assignment, Truth)> = vec![];
        for (given, answer) in setting.is_on_under() {
            answers.push((given, answer.truth));
        }
        let concept = setting.concept;
        let reason = |setting: &Setting<'_>| {
            let defaults = setting.said.iter().all(|said| said.default.is_some()) && !setting.said.is_empty();
            if defaults { " by default" } else { "" }
        };
        match answers.as_slice() {
            [] => vec![],
            [(_, only), rest @ ..] if rest.iter().all(|(_, other)| other == only) => {
                vec![format!("{concept} is {}{}", word(*only), reason(setting))]
            }
            several => several
                .iter()
                .map(|(given, truth)| format!("{concept} is {}{}", word(*truth), under(std::slice::from_ref(given))))
                .collect(),
        }
    }

    fn items(&self, concept: &'static str, places: &mut String) -> Vec<String> {
        let Items { items, open, .. } = self.subject.items(concept);
        for item in items.iter().filter(|item| item.default.is_none()) {
            let _ = writeln!(places, "  {}: {concept} in {}", self.place(item.span), item.resource.address);
        }
        let told = items.iter().map(|item| {
            let fields = item.fields.iter().filter(|field| is_shared(&format!("{concept}.{}", field.name)));
            let fields: Vec<String> = fields
                .map(|field| {
                    let values =
                        field.values.iter().map(|(given, value)| format!("{}{}", plain(value), under(std::slice::from_ref(given))));
                    format!("{}={}", field.name, values.collect::<Vec<_>>().join(","))
                })
                .collect();
            let default = if item.default.is_some() { "by default " } else { "" };
            format!("{concept}: {default}{}{}", fields.join(" "), under(&item.given))
        });
        let mut lines: Vec<String> = told.collect();
        lines.extend(open.iter().map(|open| format!("{concept}: unknown{}", under(&open.given))));
        lines.sort();
        lines
    }

    fn place(&self, span: Span) -> String {
        let at = self.workspace.position(span.file, span.start);
        format!("{}:{}:{}", self.workspace.path(span.file), at.line, at.column)
    }
}

/// What only one language can say, and policies, which other tests read, are no part of the comparison.
fn is_shared(concept: &str) -> bool {
    let places = facts::attributes(concept);
    let is_policy =
        |place: &facts::ConceptAttribute| facts::policy_sites(place.resource_type).iter().any(|site| site.path == place.path.as_str());
    if places.iter().any(is_policy) {
        return false;
    }
    [Language::Terraform, Language::CloudFormation].iter().all(|language| places.iter().any(|place| place.language == Some(*language)))
}

fn word(truth: Truth) -> &'static str {
    match truth {
        Truth::Yes => "on",
        Truth::No => "off",
        Truth::Unknown => "unknown",
    }
}

fn by_default(said: &SettingValue<'_>) -> &'static str {
    if said.default.is_some() { "by default " } else { "" }
}

fn plain(value: &Value) -> String {
    match value.to_text() {
        Some(text) if text.known().is_some() => text.to_string(),
        Some(text) if !matches!(value.kind, Kind::Unknown(_)) => format!("partly {}", text.literal()),
        _ => "unknown".to_owned(),
    }
}

/// The answers, without the names that each language has for questions and answers.
fn under(given: &[Assignment]) -> String {
    if given.iter().any(Assignment::is_always) {
        return String::new();
    }
    let word = |answer: &str| if answer == "true" { "so" } else { "not so" };
    let told = |given: &Assignment| given.answers().map(|(_, answer)| word(answer)).collect::<Vec<_>>().join(" and ");
    format!(" if {}", given.iter().map(told).collect::<Vec<_>>().join(" or "))
}
