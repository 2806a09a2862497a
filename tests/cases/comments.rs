//! What the comments of a file stand at: one line for each, with the lines and the beginning of the part.

use crate::support::{entries, folder, golden};
use deputylint::source::{CodePartKind, Comment, Workspace};
use deputylint::{cloudformation, terraform};
use libtest_mimic::{Failed, Trial};
use std::fmt::Write as _;
use std::path::Path;

pub fn trials() -> Vec<Trial> {
    let files = entries(&folder("testdata/comments")).into_iter().filter(|path| path.extension().is_some_and(|end| end != "txt"));
    let cases = files.map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Trial::test(format!("comments::{name}"), move || check(&path, &name))
    });
    cases.collect()
}

fn check(path: &Path, name: &str) -> Result<(), Failed> {
    let text = std::fs::read_to_string(path)?;
    let marks = text.matches("deputylint: ignore[x] ").count() - text.matches("deputylint: ignore[x] no comment").count();
    let workspace = Workspace::in_memory([(name.to_owned(), text)]);
    let file = workspace.find(name).ok_or("no file")?;
    let is_terraform = name.ends_with(".tf") || name.ends_with(".tf.json");
    let comments =
        if is_terraform { terraform::parse_file(&workspace, file).comments } else { cloudformation::parse_file(&workspace, file).comments };
    let mut told = String::new();
    let meant = comments.iter().filter(|comment| workspace.slice(comment.text).starts_with("deputylint: "));
    for comment in meant.clone() {
        tell(&workspace, comment, &mut told);
    }
    if meant.count() != marks {
        return Err(format!("{marks} comments are written, and these are seen:\n{told}").into());
    }
    golden(&path.with_file_name(format!("{name}.txt")), &told)
}

fn tell(workspace: &Workspace, comment: &Comment, told: &mut String) {
    let line = |at| workspace.line_of(comment.span.file, at);
    let said = workspace.slice(comment.text).trim_start_matches("deputylint: ignore[x] ");
    let Some(part) = comment.about else {
        let _ = writeln!(told, "{}: {said} -> nothing", line(comment.span.start));
        return;
    };
    let kind = if part.kind == CodePartKind::Resource { "resource " } else { "" };
    let begins: String = workspace.slice(part.span).lines().next().unwrap_or_default().chars().take(40).collect();
    let (first, last) = (line(part.span.start), line(part.span.end.saturating_sub(1)));
    let _ = writeln!(told, "{}: {said} -> {kind}{first}-{last} {}", line(comment.span.start), begins.trim());
}
