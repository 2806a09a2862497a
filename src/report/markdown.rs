//! For a job summary or a comment on a pull request: a table, the stories folded away, never longer than platforms take.

use super::{Report, escape, story, summary};
use crate::finding::{Finding, Label};
use crate::secret::without_tokens;

/// GitHub refuses comments above 65,536 characters.
const MAX_BYTES: usize = 60_000;
/// Lets a bot find its own comment again.
const MARKER: &str = "<!-- deputylint -->\n";

pub fn write(report: &Report<'_>) -> String {
    let analysis = report.analysis;
    let headline = format!(
        "{MARKER}## deputylint: {}\n\n{}; {}\n\n",
        summary::findings(analysis),
        summary::files(analysis),
        summary::policies(analysis)
    );
    let mut output = headline;
    let mut findings: Vec<&Finding> = analysis.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse((finding.level, finding.certainty, finding.impact)));
    let sections = findings.iter().map(|finding| section(report, finding));
    append(&mut output, sections.collect(), "findings");
    let (trust, gaps): (Vec<_>, Vec<_>) = summary::problems(report).into_iter().partition(|group| group.code.concerns_trust());
    for (title, groups) in [("Changed by the scanned tree", trust), ("Not understood", gaps)] {
        if !groups.is_empty() {
            output.push_str(&format!("\n### {title}\n\n"));
            append(&mut output, groups.iter().map(|group| problem(report, group)).collect(), "problems");
        }
    }
    escape::no_commands(&output)
}

/// As many as fit, and how many did not.
fn append(output: &mut String, parts: Vec<String>, what: &str) {
    for (index, part) in parts.iter().enumerate() {
        // Findings leave a quarter for what was not understood.
        let limit = if what == "findings" { MAX_BYTES / 4 * 3 } else { MAX_BYTES - 200 };
        if output.len() + part.len() > limit {
            output.push_str(&format!("\n{} more {what} are in the full report.\n", parts.len() - index));
            return;
        }
        output.push_str(part);
    }
}

fn section(report: &Report<'_>, finding: &Finding) -> String {
    let place = report.place(finding.place);
    let mut output = format!(
        "<details><summary><b>{}</b> {} <code>{}</code>: {}</summary>\n\n{}\n\n",
        finding.level.name(),
        html(&finding.rule),
        html(&place.to_string()),
        in_summary(finding.headline().0),
        inline(&finding.message)
    );
    output.push_str(&format!("- in {}\n", inline(&format!("`{}`", finding.address))));
    let step = |step: &Label| format!("{} ({})", inline(&step.text), inline(&report.place(step.span).to_string()));
    output.extend(finding.provenance.iter().map(|label| format!("- {}\n", step(label))));
    for provenance in &finding.further_provenances {
        output.push_str(&format!("- another way: {}\n", provenance.iter().map(step).collect::<Vec<_>>().join(", ")));
    }
    output.extend(story(finding).map(|story| format!("- **who gets through:** {}\n", inline(&story))));
    output.extend(finding.because.iter().map(|reason| format!("- because {}\n", inline(reason))));
    output.extend(finding.under.iter().map(|condition| format!("- only if {}\n", inline(condition))));
    if let Some(remedy) = &finding.remedy {
        output.push_str(&format!("\n**Remedy:** {}\n", inline(&remedy.text)));
        if !remedy.code.trim().is_empty() {
            output.push_str(&fenced(&remedy.code));
        }
    }
    output + "\n</details>\n\n"
}

fn problem(report: &Report<'_>, group: &summary::ProblemGroup<'_>) -> String {
    let first = group.places.first().map(|problem| report.place(problem.span).to_string()).unwrap_or_default();
    let more = group.places.len().saturating_sub(1);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("- {} `{}`: {} ({}{more})\n", group.level.name(), group.code.name(), inline(&group.message), inline(&first))
}

fn fenced(code: &str) -> String {
    let longest = code.split(|char| char != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    format!("\n{fence}\n{}\n{fence}\n", escape::block(code.trim_end()))
}

/// One line of Markdown in which only balanced backticks mean something.
fn inline(text: &str) -> String {
    // What is escaped is no token any more for those who look at the whole report.
    let text = without_tokens(&escape::line(text)).into_owned();
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return plain(&text);
    }
    let quoted = |(index, part): (usize, &&str)| if index.is_multiple_of(2) { plain(part) } else { format!("`{part}`") };
    parts.iter().enumerate().map(quoted).collect()
}

fn plain(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&' => result.extend(['\\', char]),
            // Nobody is to be called by a file.
            '@' => result.push_str("@\u{200b}"),
            // Nothing in a file becomes a link: `https://…`, `www.…`.
            '/' if result.ends_with(":/") => result.push_str("\u{200b}/"),
            '.' if result.get(result.len().saturating_sub(3)..).is_some_and(|end| end.eq_ignore_ascii_case("www")) => {
                result.push_str("\u{200b}.");
            }
            char => result.push(char),
        }
    }
    result
}

/// A sentence in HTML, where Markdown means nothing.
fn in_summary(text: &str) -> String {
    let parts: Vec<String> = html(text).split('`').map(|part| part.replace('@', "@\u{200b}")).collect();
    let quoted = |(index, part): (usize, &String)| if index.is_multiple_of(2) { part.clone() } else { format!("<code>{part}</code>") };
    if parts.len().is_multiple_of(2) { parts.join("'") } else { parts.iter().enumerate().map(quoted).collect() }
}

fn html(text: &str) -> String {
    escape::line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
