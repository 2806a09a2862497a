//! One finding: the way of the attack, the code, the request that proves it, where the value comes from, what to write instead.

use super::code::code;
use super::drawing::drawing;
use super::markup::{block, escaped, inline, text};
use super::place;
use crate::finding::{Certainty, Finding, Label, Remedy, Suppressed};
use crate::iam::document::Names;
use crate::iam::exposure::Witness;
use crate::iam::stand_in;
use crate::report::{Report, story};
use std::fmt::Write as _;

/// As many digits of a fingerprint as people type.
const SHORT_FINGERPRINT: usize = 10;

/// A finding that counts. It is folded; the headline stays to be seen.
pub(super) fn article(report: &Report<'_>, finding: &Finding) -> String {
    let (level, key) = (finding.level.name(), escaped(&finding.identity.key));
    let (headline, rest) = finding.headline();
    let worse = report.analysis.baseline.as_ref().is_some_and(|comparison| comparison.worse.contains(&finding.identity.key));
    let tags = [("possible", finding.certainty == Certainty::Possible), ("worse than in the baseline", worse)];
    let tags: String = tags.iter().filter(|(_, holds)| *holds).map(|(tag, _)| format!(" <span class=\"tag\">{tag}</span>")).collect();
    let mut output = format!(
        "<details class=\"finding {level}\" id=\"finding-{key}\" data-level=\"{level}\" data-rule=\"{}\">\n<summary><span class=\"dot\"></span>\
         <span class=\"headline\">{}</span>{tags}{}</summary>\n<div class=\"body\">\n",
        text(&finding.rule),
        inline(headline),
        place(report, finding.place, "")
    );
    if !rest.is_empty() {
        let _ = writeln!(output, "<p>{}</p>", inline(rest));
    }
    output.push_str(&drawing(&finding.path));
    output.push_str(&code(report, finding));
    output.push_str(&facts(report, finding));
    output.push_str(&happens(finding));
    output.push_str(&finding.witness.as_ref().map(request).unwrap_or_default());
    output.push_str(&provenance(report, finding));
    output.push_str(&finding.remedy.as_ref().map(remedy).unwrap_or_default());
    output.push_str(&further(report, finding));
    output + "</div>\n</details>\n"
}

/// A finding that does not count, and who says so: one line.
pub(super) fn suppressed(report: &Report<'_>, suppressed: &Suppressed) -> String {
    let finding = &suppressed.finding;
    let reason = if suppressed.reason.is_empty() { "no reason given".to_owned() } else { inline(&suppressed.reason) };
    let until = suppressed.until.as_ref().map(|until| format!(", until {}", text(until))).unwrap_or_default();
    format!("<li>{} <span class=\"quiet\">{reason}{until}</span></li>\n", line(report, finding))
}

/// A finding in a list.
pub(super) fn line(report: &Report<'_>, finding: &Finding) -> String {
    format!("{} {} <code>{}</code>", inline(finding.headline().0), place(report, finding.place, ""), text(&finding.rule))
}

/// Whose it is, and what it depends on.
fn facts(report: &Report<'_>, finding: &Finding) -> String {
    let mut rows = vec![("resource", format!("<code>{}</code>", text(&finding.address)))];
    if let Some(maker) = &finding.generated_by {
        rows.push(("made for", format!("<code>{}</code>", text(maker))));
    }
    if let Some(construct) = &finding.construct {
        let written = construct.written.as_ref().map(|written| format!(" ({})", text(written))).unwrap_or_default();
        rows.push(("construct", format!("<code>{}</code>{written}", text(&construct.path))));
    }
    let others: Vec<String> = finding
        .occurrences
        .iter()
        .filter(|other| **other != finding.address)
        .map(|other| format!("<code>{}</code>", text(other)))
        .collect();
    if !others.is_empty() {
        rows.push(("also", others.join("<br>")));
    }
    if !finding.under.is_empty() {
        rows.push(("when", lines(&finding.under)));
    }
    if !finding.because.is_empty() {
        rows.push((if finding.certainty == Certainty::Possible { "not certain" } else { "assuming" }, lines(&finding.because)));
    }
    let related = finding
        .related
        .iter()
        .map(|other| format!("<a href=\"#finding-{}\">{}</a> {}", escaped(&other.key), text(&other.rule), place(report, other.place, "")));
    let related: Vec<String> = related.collect();
    if !related.is_empty() {
        rows.push(("see also", related.join("<br>")));
    }
    table("facts", &rows)
}

fn lines(texts: &[String]) -> String {
    texts.iter().map(|text| inline(text)).collect::<Vec<_>>().join("<br>")
}

fn table(class: &str, rows: &[(&str, String)]) -> String {
    let rows: String = rows.iter().map(|(name, value)| format!("<dt>{}</dt><dd>{value}</dd>\n", text(name))).collect();
    format!("<dl class=\"{class}\">\n{rows}</dl>\n")
}

fn happens(finding: &Finding) -> String {
    let title = finding.how_it_happens();
    if finding.steps.is_empty() {
        return story(finding).map(|story| format!("<h4>{title}</h4>\n<p>{}</p>\n", inline(&story))).unwrap_or_default();
    }
    let steps: String = finding.steps.iter().map(|step| format!("<li>{}</li>\n", inline(step))).collect();
    format!("<h4>{title}</h4>\n<ol>\n{steps}</ol>\n")
}

/// What is sent, with names that are not in the code as what they stand for.
fn request(witness: &Witness) -> String {
    let told = |value: &str| {
        let value = stand_in::for_people(value).replace(Names::default().own_account.as_str(), "<your account>");
        format!("<code>{}</code>", text(&value))
    };
    let request = &witness.request;
    let mut rows = vec![("principal", told(request.principal.name()))];
    if let Some(account) = &witness.on_behalf_of {
        rows.push(("on behalf of", told(account)));
    }
    rows.push(("action", told(&request.action)));
    rows.push(("resource", told(&request.resource)));
    for (key, values) in &request.context {
        rows.push((key, values.iter().map(|value| told(value)).collect::<Vec<_>>().join(" ")));
    }
    let because: String =
        witness.because.iter().map(|reason| format!("<li>{}</li>\n", inline(&stand_in::for_people(&reason.text)))).collect();
    let because = if because.is_empty() { because } else { format!("<ul class=\"quiet\">\n{because}</ul>\n") };
    format!("<h4>The request</h4>\n{}{because}", table("request", &rows))
}

/// The way of the value.
fn provenance(report: &Report<'_>, finding: &Finding) -> String {
    let step = |step: &Label| format!("<li>{} {}</li>\n", inline(&step.text), place(report, step.span, ""));
    let way = |steps: &Vec<Label>| format!("<ol class=\"way\">\n{}</ol>\n", steps.iter().map(step).collect::<String>());
    if finding.provenance.is_empty() {
        return String::new();
    }
    let further = finding.further_provenances.iter().map(|steps| format!("<p class=\"quiet\">Another way:</p>\n{}", way(steps)));
    format!("<h4>Where it comes from</h4>\n{}{}", way(&finding.provenance), further.collect::<String>())
}

fn remedy(remedy: &Remedy) -> String {
    let code = if remedy.code.trim().is_empty() {
        String::new()
    } else {
        format!("<pre class=\"remedy\">{}</pre>\n", block(remedy.code.trim_end()))
    };
    format!("<h4>What to write</h4>\n<p>{}</p>\n{code}", inline(&sentence(&remedy.text)))
}

/// With a capital and a period.
fn sentence(text: &str) -> String {
    let mut chars = text.trim().trim_end_matches('.').chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).chain(['.']).collect())
}

fn further(report: &Report<'_>, finding: &Finding) -> String {
    let short = finding.identity.key.get(..SHORT_FINGERPRINT).unwrap_or(&finding.identity.key);
    format!("<p class=\"further\"><code>deputylint explain {}{}</code></p>\n", escaped(short), escaped(&report.again(finding)))
}
