//! A page for people who look rather than read: one file that fetches nothing, can be read without scripts, searched with them, and printed.

mod article;
mod code;
mod drawing;
mod markup;

use super::{Report, escape, summary};
use crate::finding::{Finding, Level};
use crate::rule::About;
use crate::source::{FileId, Span};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use markup::{inline, prose, text};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const STYLE: &str = include_str!("html/report.css");
const SCRIPT: &str = include_str!("html/report.js");

pub fn write(report: &Report<'_>) -> String {
    let mut output = head(report);
    output.push_str(&overview(report));
    if !report.analysis.findings.is_empty() {
        output.push_str(CONTROLS);
    }
    for level in Level::ALL {
        output.push_str(&of_level(report, level));
    }
    output.push_str(&aside(report));
    output.push_str("<script>");
    output.push_str(SCRIPT);
    output.push_str("</script>\n</body>\n</html>\n");
    escape::no_commands(&output)
}

/// Only our own style and script apply, whatever a text may smuggle in, and nothing is loaded.
fn head(report: &Report<'_>) -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let policy = format!("default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'", hash(STYLE), hash(SCRIPT));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>deputylint: {}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n",
        text(&summary::findings(report.analysis))
    )
}

/// Shown by the script, without which they would do nothing.
const CONTROLS: &str = r##"<div class="controls" id="controls" hidden>
<input type="search" id="search" placeholder="Search findings  ( / )" aria-label="Search findings">
<div class="levels" role="group" aria-label="Levels">
<button type="button" data-level="error" aria-pressed="true">errors</button>
<button type="button" data-level="warning" aria-pressed="true">warnings</button>
<button type="button" data-level="note" aria-pressed="true">notes</button>
</div>
<select id="rule" aria-label="Rule"><option value="">all rules</option></select>
<button type="button" id="unfold">open all</button>
<button type="button" id="theme" aria-label="Dark or light">◐</button>
<output id="shown" aria-live="polite"></output>
</div>
"##;

/// What was found and how much was read, at a glance.
fn overview(report: &Report<'_>) -> String {
    let analysis = report.analysis;
    let mut output = "<header>\n<p class=\"name\">deputylint</p>\n".to_owned();
    let _ = writeln!(output, "<h1>{}</h1>", text(&capital(&summary::findings(analysis))));
    let _ = writeln!(output, "<p class=\"quiet\">{}; {}</p>", text(&summary::files(analysis)), text(&summary::policies(analysis)));
    if analysis.problems.iter().any(|problem| problem.code.loses_input()) {
        output.push_str(
            "<p class=\"lost\">Incomplete: some input was lost; <a href=\"#not-understood\">see what was not understood</a>.</p>\n",
        );
    }
    output.push_str("<div class=\"cards\">\n");
    for level in Level::ALL {
        let (name, count) = (level.name(), analysis.findings.iter().filter(|finding| finding.level == level).count());
        // What is not there cannot be gone to.
        let (element, to) = if count == 0 { ("div", String::new()) } else { ("a", format!(" href=\"#level-{name}\"")) };
        let _ = writeln!(output, "<{element} class=\"card {name}\"{to}><b>{count}</b> {name}s</{element}>");
    }
    output.push_str(&policies(report));
    output.push_str("</div>\n");
    output.push_str(&by_rule(report));
    output + "</header>\n"
}

/// How many policies were read, as a bar.
fn policies(report: &Report<'_>) -> String {
    let policies = report.analysis.policies;
    let parts = [("read", policies.fully_read), ("partly", policies.partly_read), ("unread", policies.unread)];
    let total: usize = parts.iter().map(|(_, count)| count).sum();
    let mut start = 0;
    let mut bar = String::new();
    for (class, count) in parts {
        let wide = (count * 1000).checked_div(total).unwrap_or_default();
        let _ = write!(bar, "<rect class=\"{class}\" x=\"{start}\" width=\"{wide}\" height=\"12\"/>");
        start += wide;
    }
    let told =
        format!("{} policies: {} fully read, {} partly, {} unread", total, policies.fully_read, policies.partly_read, policies.unread);
    format!(
        "<div class=\"card policies\"><svg viewBox=\"0 0 1000 12\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{told}\">{bar}</svg>\
         <span>{told}</span></div>\n"
    )
}

/// A row for each rule that found something, the worst first.
fn by_rule(report: &Report<'_>) -> String {
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for finding in &report.analysis.findings {
        let row = counts.entry(&finding.rule).or_default();
        if let Some(count) = row.get_mut(Level::Error as usize - finding.level as usize) {
            *count += 1;
        }
    }
    if counts.is_empty() {
        return "<p class=\"clean\">Nothing found. What was not understood stands below.</p>\n".to_owned();
    }
    let mut rows: Vec<(&str, [usize; 3])> = counts.into_iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let mut output = "<table>\n<thead><tr><th>rule</th><th>errors</th><th>warnings</th><th>notes</th></tr></thead>\n<tbody>\n".to_owned();
    for (rule, counts) in rows {
        let first = Level::ALL.iter().zip(counts).find(|(_, count)| *count > 0).map_or("note", |(level, _)| level.name());
        let cells = Level::ALL.iter().zip(counts).map(|(level, count)| match count {
            0 => "<td></td>".to_owned(),
            count => format!("<td class=\"{}\">{count}</td>", level.name()),
        });
        let title = report.about(rule).map_or(rule, |about| about.title.as_str());
        let _ = writeln!(
            output,
            "<tr><td><a href=\"#{first}-{0}\">{1}</a> <code>{0}</code></td>{2}</tr>",
            text(rule),
            inline(title),
            cells.collect::<String>()
        );
    }
    output + "</tbody>\n</table>\n"
}

/// The findings of a level, by rule, the most severe rule first.
fn of_level(report: &Report<'_>, level: Level) -> String {
    let mut by_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in report.analysis.findings.iter().filter(|finding| finding.level == level) {
        by_rule.entry(&finding.rule).or_default().push(finding);
    }
    if by_rule.is_empty() {
        return String::new();
    }
    let severity = |rule: &str| report.about(rule).map_or(0.0, |about| about.severity);
    let mut groups: Vec<(&str, Vec<&Finding>)> = by_rule.into_iter().collect();
    groups.sort_by(|a, b| severity(b.0).total_cmp(&severity(a.0)).then(a.0.cmp(b.0)));
    let name = level.name();
    let mut output = format!("<section class=\"level\" id=\"level-{name}\">\n<h2>{}s</h2>\n", capital(name));
    for (rule, findings) in groups {
        let _ = writeln!(output, "<section class=\"rule\" id=\"{name}-{}\">", text(rule));
        output
            .push_str(&report.about(rule).map_or_else(|| format!("<h3>{}</h3>\n", text(rule)), |about| about_rule(about, findings.len())));
        output.extend(findings.iter().map(|finding| article::article(report, finding)));
        output.push_str("</section>\n");
    }
    output + "</section>\n"
}

/// The head of a group: what the rule finds, and folded, why it matters.
fn about_rule(about: &About, findings: usize) -> String {
    let weaknesses = about.cwe.iter().map(|number| format!(" · CWE-{number}")).collect::<String>();
    // Of a user's rule, too, an address is nothing but a page.
    let pages = about.references.iter().filter(|(_, address)| address.starts_with("https://"));
    let pages = pages.map(|(title, address)| format!("<li><a href=\"{}\" rel=\"noreferrer\">{}</a></li>\n", text(address), text(title)));
    format!(
        "<h3>{} <span class=\"quiet\">{}</span></h3>\n<p class=\"quiet\"><code>{}</code> · severity {:.1} · precision {}{weaknesses}</p>\n\
         <details class=\"why\"><summary>Why it matters and what to do</summary>\n{}<h4>What to do</h4>\n{}<ul class=\"pages\">\n{}</ul>\n</details>\n",
        inline(&about.title),
        summary::counted(findings, "finding"),
        text(&about.id),
        about.severity,
        text(&about.precision),
        prose(&about.why),
        prose(&about.fix),
        pages.collect::<String>()
    )
}

/// What is beside the findings: suppressed ones, those of the baseline, what was not understood, what the scanned tree changes.
fn aside(report: &Report<'_>) -> String {
    let analysis = report.analysis;
    let suppressed: Vec<String> = analysis.suppressed.iter().map(|found| article::suppressed(report, found)).collect();
    let known = analysis.baseline.iter().flat_map(|comparison| &comparison.known);
    let known: Vec<String> = known.map(|finding| format!("<li>{}</li>\n", article::line(report, finding))).collect();
    let (trust, gaps): (Vec<_>, Vec<_>) = summary::problems(report).into_iter().partition(|group| group.code.concerns_trust());
    let told = |group: summary::ProblemGroup<'_>| {
        let more = group.places.len().saturating_sub(1);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let place = group.places.first().map(|problem| place(report, problem.span, &more)).unwrap_or_default();
        format!("<li class=\"{}\"><code>{}</code> {} {place}</li>\n", group.level.name(), group.code.name(), inline(&group.message))
    };
    let lists = [
        ("suppressed", "Suppressed", suppressed),
        ("baseline", "In the baseline", known),
        ("changed", "Changed by the scanned tree", trust.into_iter().map(told).collect()),
        ("not-understood", "Not understood", gaps.into_iter().map(told).collect()),
    ];
    let sections = lists.into_iter().filter(|(_, _, items)| !items.is_empty()).map(|(id, title, items)| {
        format!(
            "<section class=\"list\" id=\"{id}\">\n<h2>{title} <span class=\"quiet\">{}</span></h2>\n<ul>\n{}</ul>\n</section>\n",
            items.len(),
            items.concat()
        )
    });
    format!("{}<footer>deputylint {}</footer>\n", sections.collect::<String>(), env!("CARGO_PKG_VERSION"))
}

/// A file as the repository names it: whoever reads the page stands elsewhere.
fn path(report: &Report<'_>, file: FileId) -> String {
    let path = report.workspace.path(file);
    escape::path(&report.paths.in_repository(path).unwrap_or_else(|| report.paths.shown(path)))
}

/// A place, small and quiet, with what is to be said behind it.
fn place(report: &Report<'_>, span: Span, behind: &str) -> String {
    let position = report.workspace.position(span.file, span.start);
    let place = format!("{}:{}:{}", path(report, span.file), position.line, position.column);
    format!("<span class=\"where\">{}{}</span>", markup::escaped(&place), markup::escaped(behind))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
