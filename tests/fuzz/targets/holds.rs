//! What holds of every analysis, whatever was read.

use deputylint::analysis::{Analysis, Options, analyse};
use deputylint::rule::RuleSet;
use deputylint::source::{Span, Workspace};
use std::sync::LazyLock;

/// All rules, those to opt in for too.
pub(crate) static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::built_in().expect("the built-in rules are right"));

/// A workspace of these files.
pub(crate) fn workspace<const N: usize>(files: [(&str, &str); N]) -> Workspace {
    Workspace::in_memory(files.map(|(path, text)| (path.to_owned(), text.to_owned())))
}

/// Analyses and looks at what came of it.
pub(crate) fn analysed(workspace: &Workspace, options: &Options) -> Analysis {
    let analysis = analyse(workspace, &RULES, options);
    for problem in &analysis.problems {
        exists(workspace, problem.span);
        assert!(!problem.message.is_empty(), "a problem without words");
    }
    for finding in &analysis.findings {
        let labels = finding.labels.iter().chain(&finding.provenance).chain(finding.further_provenances.iter().flatten());
        let places = labels.map(|label| label.span).chain([finding.place, finding.resource_span]).chain(finding.statement);
        places.for_each(|span| exists(workspace, span));
        assert!(finding.message.contains('.'), "a message that is no sentence: {}", finding.message);
    }
    analysis.comments.iter().for_each(|comment| exists(workspace, comment.span));
    analysis
}

/// A place lies inside its file, on the borders of characters, and has a line and column.
pub(crate) fn exists(workspace: &Workspace, span: Span) {
    let Ok(text) = workspace.text(span.file) else {
        assert!(span.start == 0, "a place in a file that cannot be read: {span:?}");
        return;
    };
    let range = span.start as usize..span.end as usize;
    assert!(text.get(range).is_some(), "{} {span:?} is no part of its {} bytes", workspace.path(span.file), text.len());
    let position = workspace.position(span.file, span.start);
    assert!(position.line >= 1 && position.column >= 1);
}
