//! Functions that read files: those of the workspace only.

use super::Arguments;
use super::Function;
use super::FunctionResult;
use super::Sees;
use super::Stop;
use super::Takes;
use super::fail;
use super::path_pattern;
use super::pattern::sized;
use crate::mapped_text::{Hole, HoleKind, Text, Why, WhyCode};
use crate::problem::Problem;
use crate::source::{FileId, Span};
use crate::terraform::modules;
use crate::terraform::modules::known_files::{KnownFile, known_file};
use crate::terraform::values::set_order::as_set;
use crate::value::{Value, ValueType};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("abspath", &[Takes::Text], Sees::Unknowns, abspath),
    Function::new("basename", &[Takes::Text], Sees::Values, basename),
    Function::new("dirname", &[Takes::Text], Sees::Values, dirname),
    Function::new("file", &[Takes::Text], Sees::Values, file),
    Function::new("filebase64", &[Takes::Text], Sees::Values, |a| a.ok_text(STANDARD.encode(read(a)?.1))),
    Function::new("fileexists", &[Takes::Text], Sees::Values, fileexists),
    Function::new("fileset", &[Takes::Text, Takes::Text], Sees::Unknowns, fileset),
    Function::new("pathexpand", &[Takes::Text], Sees::Values, pathexpand),
];

/// What stands for the directory in which Terraform runs, at the start of an absolute path.
const WORKING_DIRECTORY: &str = "the working directory";
/// The same for the repository, in the configurations of Terragrunt and in what they hand over.
const REPOSITORY: &str = "where the repository lies is not known";

pub(in crate::terraform) fn working_directory(span: Span) -> Text {
    directory(WORKING_DIRECTORY, span)
}

/// The absolute path of something in the repository.
pub(in crate::terraform) fn in_repository(path: &str, span: Span) -> Text {
    let mut text = directory(REPOSITORY, span);
    if !path.is_empty() {
        text.push_computed(&format!("/{path}"), span);
    }
    text
}

fn directory(which: &str, span: Span) -> Text {
    Text::of_hole(Arc::new(Hole { kind: HoleKind::Unknown(Why::new(WhyCode::Unresolved, which)), span }))
}

/// Whether a hole stands for a directory whose own place is not known: what a function makes of it is another one.
pub(in crate::terraform) fn is_directory(hole: &HoleKind) -> bool {
    matches!(hole, HoleKind::Unknown(why) if why.code == WhyCode::Unresolved && matches!(why.detail.as_str(), WORKING_DIRECTORY | REPOSITORY))
}

/// The directory whose own place is not known at which a path begins, and what follows it.
fn below_directory(path: &Text) -> Option<(&Arc<Hole>, &str)> {
    match path.holes() {
        [only] if only.at == 0 && is_directory(&only.hole.kind) && (path.literal().is_empty() || path.literal().starts_with('/')) => {
            Some((&only.hole, path.literal()))
        }
        _ => None,
    }
}

/// What follows the place of the repository in a path that begins there. An absolute path in the middle of another begins anew: people write
/// `${get_terragrunt_dir()}/${find_in_parent_folders()}` since the latter gave a relative one, and mean the same file.
pub(in crate::terraform) fn below_repository(path: &Text) -> Option<&str> {
    let last = path.holes().last()?;
    let (before, rest) = path.literal().split_at_checked(last.at as usize)?;
    let is_repository = matches!(&last.hole.kind, HoleKind::Unknown(why) if is_directory(&last.hole.kind) && why.detail == REPOSITORY);
    let begins = if path.holes().len() == 1 && before.is_empty() { true } else { before.ends_with('/') };
    (is_repository && begins && (rest.is_empty() || rest.starts_with('/'))).then_some(rest)
}

/// A path that an argument names, relative to where Terraform runs if it can be.
fn path(a: &Arguments<'_, '_>) -> Result<String, Stop> {
    let path = a.text(0)?;
    if let Some(rest) = below_repository(&path) {
        let inside = a.evaluator.modules.in_workspace(rest).ok_or_else(|| Stop::Outside(rest.trim_start_matches('/').to_owned()))?;
        let relative = crate::paths::relative(a.directory.as_ref(), inside.as_ref());
        return Ok(if relative.is_empty() { ".".to_owned() } else { relative });
    }
    below_directory(&path).map_or_else(|| a.known(0), |(_, rest)| Ok(format!(".{rest}")))
}

fn abspath(a: &Arguments<'_, '_>) -> FunctionResult {
    let path = a.text(0)?;
    if let Some((hole, rest)) = below_directory(&path) {
        return ok_below(a, Text::of_hole(hole.clone()), rest);
    }
    match a.known(0)? {
        given if given.starts_with('/') => a.ok_text(clean(&given)),
        given => ok_below(a, working_directory(a.span), &format!("/{given}")),
    }
}

/// A path below a directory whose own place is not known.
fn ok_below(a: &Arguments<'_, '_>, directory: Text, rest: &str) -> FunctionResult {
    let (mut absolute, clean) = (directory, clean(&format!(".{rest}")));
    if clean != "." {
        absolute.push_computed(&format!("/{clean}"), a.span);
    }
    Ok(Value::text(absolute, a.span))
}

fn pathexpand(a: &Arguments<'_, '_>) -> FunctionResult {
    if a.text(0)?.literal().starts_with('~') {
        return Ok(Value::unknown(WhyCode::Unresolved, "the home directory is not known", a.span));
    }
    Ok(a.get(0)?.clone())
}

/// The path in the workspace that an argument names: relative to the directory in which Terraform runs, which is the root module's.
pub(super) fn resolve(a: &Arguments<'_, '_>, path: &str) -> Result<String, Stop> {
    // What lies in a home directory is of the machine: no wider root would bring it.
    if path.starts_with('~') {
        return Err(Stop::Unreadable(path.to_owned()));
    }
    if path.starts_with('/') {
        return Err(Stop::Outside(path.to_owned()));
    }
    let direct = modules::join("", path);
    let relative = modules::join(a.directory, path);
    match (direct, relative) {
        (_, Some(relative)) if a.evaluator.workspace.find(&relative).is_some() => Ok(relative),
        (Some(direct), _) if a.evaluator.workspace.find(&direct).is_some() => Ok(direct),
        (_, Some(relative)) => Ok(relative),
        (Some(direct), None) => Ok(direct),
        (None, None) => Err(Stop::Outside(path.to_owned())),
    }
}

/// A file of the workspace and its text.
pub(super) fn read<'v>(a: &Arguments<'v, '_>) -> Result<(FileId, &'v str), Stop> {
    let path = path(a)?;
    let resolved = resolve(a, &path)?;
    let workspace = a.evaluator.workspace;
    let Some(file) = workspace.find(&resolved) else {
        let is_directory = workspace.directory(&resolved).next().is_some();
        return if is_directory { fail("it is a directory") } else { Err(Stop::Unreadable(path)) };
    };
    if modules::join(a.directory, &path).is_some_and(|here| here != resolved) {
        a.evaluator.report(Problem::read_from_the_top(a.span, &path, &resolved));
    }
    a.evaluator.files_read.borrow_mut().insert(file);
    match workspace.text(file) {
        Ok(text) => a.spend(text.len()).map(|()| (file, &**text)),
        Err(_) => Err(Stop::Unreadable(path)),
    }
}

fn file(a: &Arguments<'_, '_>) -> FunctionResult {
    let (file, text) = read(a)?;
    let span = Span::new(file, 0, text.len());
    Ok(Value::text(Text::exact(text, span), span))
}

/// The longest name that a file has on the usual systems, in bytes.
const LONGEST_NAME: usize = 255;

fn fileexists(a: &Arguments<'_, '_>) -> FunctionResult {
    let path = resolve(a, &path(a)?)?;
    let workspace = a.evaluator.workspace;
    if path.split('/').any(|part| part.len() > LONGEST_NAME) {
        return fail("no file has so long a name");
    }
    if workspace.find(&path).is_none() && (path.is_empty() || workspace.directory(&path).next().is_some()) {
        return fail("it is a directory");
    }
    let is_there = workspace.find(&path).is_some();
    if !is_there && is_made_by_terraform(&path) {
        return Ok(Value::unknown(WhyCode::Unresolved, format!("whether `{path}` is there when Terraform runs is not known"), a.span));
    }
    a.ok_bool(is_there)
}

/// Whether a file comes with `terraform init`, with a run or with the clone, so that a tree without it says nothing:
/// <https://developer.hashicorp.com/terraform/cli/init>
fn is_made_by_terraform(path: &str) -> bool {
    let is_made = |part: &str| matches!(part, ".terraform" | ".git" | ".terragrunt-cache");
    path.split('/').any(is_made) || matches!(known_file(path), Some(KnownFile::Left | KnownFile::Locked))
}

fn basename(a: &Arguments<'_, '_>) -> FunctionResult {
    let text = a.text(0)?;
    // A name behind a slash is the same whatever stands before.
    let behind = text.holes().last().and_then(|hole| text.literal().get(hole.at as usize..));
    if let Some((_, name)) = behind.and_then(|behind| behind.trim_end_matches('/').rsplit_once('/')) {
        return a.ok_text(name);
    }
    let path = a.known(0)?;
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    a.ok_text(if path.is_empty() {
        "."
    } else if name.is_empty() {
        "/"
    } else {
        name
    })
}

/// The shortest path for the same place, as Go's `filepath.Clean` gives it.
fn clean(path: &str) -> String {
    let is_rooted = path.starts_with('/');
    let mut parts: Vec<&str> = vec![];
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if is_rooted => {}
            part => parts.push(part),
        }
    }
    match (is_rooted, parts.join("/")) {
        (true, path) => format!("/{path}"),
        (false, path) if path.is_empty() => ".".to_owned(),
        (false, path) => path,
    }
}

fn dirname(a: &Arguments<'_, '_>) -> FunctionResult {
    let text = a.text(0)?;
    if let Some((hole, rest)) = below_directory(&text)
        && let Some((parent, _)) = rest.rsplit_once('/')
    {
        return ok_below(a, Text::of_hole(hole.clone()), parent);
    }
    let path = a.known(0)?;
    a.ok_text(match path.rsplit_once('/') {
        Some((parent, _)) => clean(&format!("{parent}/")),
        None => ".".to_owned(),
    })
}

fn fileset(a: &Arguments<'_, '_>) -> FunctionResult {
    let (directory, pattern) = (path(a)?, a.known(1)?);
    if directory.starts_with('/') {
        return Err(Stop::Outside(directory));
    }
    let workspace = a.evaluator.workspace;
    let bases = [modules::join(a.directory, &directory), modules::join("", &directory)];
    if bases.iter().all(Option::is_none) {
        return Err(Stop::Outside(directory));
    }
    if is_made_by_terraform(&format!("{directory}/{pattern}")) {
        return Ok(Value::unknown(WhyCode::Unresolved, format!("which files `{pattern}` finds when Terraform runs is not known"), a.span));
    }
    let (up, plain) = path_pattern::cleaned(&pattern, clean);
    let regex = match path_pattern::regex(&plain) {
        Some(regex) => sized(a, &regex)?,
        None => None,
    };
    let Some(regex) = regex else {
        return Ok(Value::unknown(WhyCode::Unresolved, format!("`{pattern}` is no pattern that Terraform takes"), a.span));
    };
    let base = bases.iter().flatten().take(1).filter_map(|base| below(base, a.directory));
    for made in base.flat_map(|start| MADE.map(|made| format!("{start}{made}"))).filter(|_| up == 0) {
        if regex.on(a, &made)?.is_match(&made) {
            return Ok(Value::unknown(WhyCode::Unresolved, format!("`{pattern}` finds `{made}` too when Terraform runs"), a.span));
        }
    }
    let mut found: Vec<String> = vec![];
    for base in bases.into_iter().flatten() {
        let Some(start) = modules::join(&base, &vec![".."; up].join("/")) else { continue };
        let prefix = if start.is_empty() { String::new() } else { format!("{start}/") };
        for (_, entry) in workspace.below(&start) {
            let Some(path) = entry.path.strip_prefix(&prefix) else { continue };
            if regex.on(a, path)?.is_match(path) {
                found.push(path_pattern::relative(&base, &entry.path));
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    if found.is_empty() && up > 0 && modules::join(a.directory, &format!("{directory}/{}", vec![".."; up].join("/"))).is_none() {
        return Err(Stop::Outside(pattern));
    }
    let found = found.into_iter().map(|path| Value::text(Text::computed(path, a.span), a.span)).collect();
    Ok(as_set(found, &ValueType::Text, &Value::null(a.span)))
}

/// What `terraform init` and `terraform apply` write into the directory of the root module.
const MADE: [&str; 5] = [
    ".terraform.lock.hcl",
    ".terraform/modules/modules.json",
    ".terraform/providers/registry.terraform.io/hashicorp/aws/6.0.0/linux_amd64/terraform-provider-aws_v6.0.0_x5",
    ".terraform/terraform.tfstate",
    "terraform.tfstate",
];

/// How the path of a directory goes on from one that it lies in; empty, or with a slash at the end.
fn below(outer: &str, directory: &str) -> Option<String> {
    if outer.is_empty() || outer == directory {
        return Some(if outer == directory || directory.is_empty() { String::new() } else { format!("{directory}/") });
    }
    directory.strip_prefix(outer)?.strip_prefix('/').map(|rest| format!("{rest}/"))
}
