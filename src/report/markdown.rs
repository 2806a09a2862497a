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
    output.extend(finding.under.iter().map(|condition| format!("- when {}\n", inline(condition))));
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
    let fence = "`".repeat((longest_run(code) + 1).max(3));
    format!("\n{fence}\n{}\n{fence}\n", escape::block(code.trim_end()))
}

/// One line of Markdown in which only balanced backticks mean something.
pub(super) fn inline(text: &str) -> String {
    // What is escaped is no token any more for those who look at the whole report.
    let text = without_tokens(&escape::line(text)).into_owned();
    let spans = spans(&text);
    if spans.len().is_multiple_of(2) {
        return plain(&text);
    }
    let quoted = |(index, span): (usize, &String)| if index.is_multiple_of(2) { plain(span) } else { code(span) };
    spans.iter().enumerate().map(quoted).collect()
}

/// What stands outside and inside of backticks, in turn. Several in a row are those of a value, and its fence where their number is odd.
fn spans(text: &str) -> Vec<String> {
    let mut spans = vec![String::new()];
    let mut rest = text;
    while !rest.is_empty() {
        let run = rest.len() - rest.trim_start_matches('`').len();
        let is_fence = !run.is_multiple_of(2);
        let is_inside = spans.len().is_multiple_of(2);
        let (ticks, behind) = rest.split_at(run);
        let own = if is_fence { ticks.get(1..).unwrap_or_default() } else { ticks };
        if is_fence && !is_inside {
            spans.push(String::new());
        }
        let end = behind.find('`').unwrap_or(behind.len());
        let (words, later) = behind.split_at(end);
        spans.last_mut().into_iter().for_each(|span| span.push_str(own));
        if is_fence && is_inside {
            spans.push(String::new());
        }
        spans.last_mut().into_iter().for_each(|span| span.push_str(words));
        rest = later;
    }
    spans
}

/// A code span around whatever a text holds: <https://spec.commonmark.org/0.31.2/#code-spans>.
fn code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text) + 1);
    let touches = |at: Option<char>, what: char| at == Some(what);
    let (first, last) = (text.chars().next(), text.chars().next_back());
    let is_padded = touches(first, '`') || touches(last, '`') || (touches(first, ' ') && touches(last, ' ') && !text.trim().is_empty());
    let pad = if is_padded { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|char| char != '`').map(str::len).max().unwrap_or(0)
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
    let spans: Vec<String> = spans(&html(text)).iter().map(|span| span.replace('@', "@\u{200b}")).collect();
    let quoted = |(index, span): (usize, &String)| if index.is_multiple_of(2) { span.clone() } else { format!("<code>{span}</code>") };
    if spans.len().is_multiple_of(2) { spans.concat() } else { spans.iter().enumerate().map(quoted).collect() }
}

fn html(text: &str) -> String {
    escape::line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_code_span() {
        for (text, expected) in [
            ("a `b` c", "a `b` c"),
            ("`s: <img>``` is", "``` s: <img>`` ``` is"),
            ("```s: <img>` is", "``` ``s: <img> ``` is"),
            ("`a````b` <i>", "`````a````b````` \\<i\\>"),
            ("`a`` <i>` and `b`", "```a`` <i>``` and `b`"),
            ("`a`b` <i>", "\\`a\\`b\\` \\<i\\>"),
            ("`` <i>", "\\`\\` \\<i\\>"),
            ("` a `", "`  a  `"),
        ] {
            assert_eq!(inline(text), expected, "{text}");
        }
        assert_eq!(in_summary("`a`` <i>` b"), "<code>a`` &lt;i&gt;</code> b");
    }
}
