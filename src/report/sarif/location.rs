//! Places in SARIF: one line, UTF-16 columns, a relative address.

use super::object::{ArtifactContent, ArtifactLocation, Location, Message, PhysicalLocation, Region};
use crate::report::{Report, escape};
use crate::secret;
use crate::source::Span;

/// Lines of context above and below.
const CONTEXT: u32 = 3;
/// The longest snippet, in bytes: a minified template is one line.
const SNIPPET: usize = 2_000;

/// How much of the source is copied into the log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum LocationSource {
    Nothing,
    Line,
    LineAndContext,
}

/// A place in a file of the repository; nothing for other files, since no platform can show them.
pub(super) fn location(report: &Report<'_>, span: Span, source: LocationSource, message: Option<&str>) -> Option<Location> {
    let physical = PhysicalLocation {
        artifact_location: artifact(report, span)?,
        region: Some(region(report, span, source)),
        context_region: (source == LocationSource::LineAndContext).then(|| context(report, span)).flatten(),
    };
    let message = message.map(|text| said(paragraph(text)));
    Some(Location { physical_location: Some(physical), message, ..Location::default() })
}

/// The file alone, for what concerns the whole of it.
pub(super) fn artifact(report: &Report<'_>, span: Span) -> Option<ArtifactLocation> {
    let path = report.paths.in_repository(report.workspace.path(span.file))?;
    Some(ArtifactLocation { uri: Some(uri(&path)), uri_base_id: Some("%SRCROOT%"), ..ArtifactLocation::default() })
}

/// The whole of a span, for an edit of it.
pub(super) fn whole(report: &Report<'_>, span: Span) -> Region {
    let (start, end) = (report.workspace.position(span.file, span.start), report.workspace.position(span.file, span.end));
    Region {
        start_line: Some(start.line),
        start_column: Some(start.column),
        end_line: Some(end.line),
        end_column: Some(end.column),
        ..Region::default()
    }
}

/// The span, cut at the end of its first line.
fn region(report: &Report<'_>, span: Span, source: LocationSource) -> Region {
    let workspace = report.workspace;
    let start = workspace.position(span.file, span.start);
    let line = workspace.line(span.file, start.line);
    let line_end = workspace.line_start(span.file, start.line) as usize + line.len();
    let cut = Span { end: span.end.min(u32::try_from(line_end).unwrap_or(u32::MAX)).max(span.start), ..span };
    let end = workspace.position(span.file, cut.end);
    let wanted = source > LocationSource::Nothing && !workspace.slice(cut).is_empty();
    Region {
        start_line: Some(start.line),
        start_column: Some(start.column),
        end_line: Some(start.line),
        end_column: Some(end.column.max(start.column)),
        snippet: wanted.then(|| content(&secret::shown(workspace, cut))),
    }
}

fn context(report: &Report<'_>, span: Span) -> Option<Region> {
    let workspace = report.workspace;
    let line = workspace.position(span.file, span.start).line;
    let text = workspace.text(span.file).ok()?;
    let last_line = workspace.position(span.file, u32::try_from(text.len()).unwrap_or(u32::MAX)).line;
    let (first, last) = (line.saturating_sub(CONTEXT).max(1), (line + CONTEXT).min(last_line));
    let lines = (first..=last).map(|line| secret::shown(workspace, workspace.line_span(span.file, line)));
    let text = lines.collect::<Vec<String>>().join("\n");
    // One line is no context, and a minified template is no help.
    if first == last || text.len() > SNIPPET {
        return None;
    }
    let (start_line, end_line) = (Some(first), Some(last));
    Some(Region { start_line, end_line, snippet: Some(content(&text)), ..Region::default() })
}

fn content(text: &str) -> ArtifactContent {
    let end = (0..=text.len().min(SNIPPET)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    ArtifactContent { text: Some(text.get(..end).unwrap_or_default().to_owned()) }
}

/// A message of this text alone.
pub(super) fn said(text: String) -> Message {
    Message { text, ..Message::default() }
}

/// One paragraph without anything that steers a viewer; links are ours alone.
pub(super) fn paragraph(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    escape::visible(&words.join(" ")).replace("](", "]\\(")
}

/// A relative path as a URI reference: everything but unreserved characters and `/` is percent-encoded.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    #[test]
    fn addresses_are_percent_encoded() {
        assert_eq!(super::uri("my dir/é [1]:x.tf"), "my%20dir/%C3%A9%20%5B1%5D%3Ax.tf");
    }
}
