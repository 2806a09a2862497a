//! Modules that were installed from elsewhere: the user cannot edit them, so what is wrong in one is told where their own code brings it in.

use crate::finding::Label;
use crate::resource::{ModuleCall, Resource};
use crate::source::{FileId, Span, Workspace, directory_of};
use smol_str::{SmolStr, format_smolstr};

/// Where a fault shows in code that the user writes.
pub(super) struct Seen {
    pub(super) place: Span,
    pub(super) provenance: Vec<Label>,
    /// Its place in the installed module, if it is in one.
    pub(super) statement: Option<Span>,
}

/// A fault at `place`, or at the argument that brings it into an installed module, or else at the call of the module.
pub(super) fn seen(workspace: &Workspace, resource: &Resource, place: Span, provenance: &[Label]) -> Seen {
    let mut provenance = provenance.to_vec();
    let call = user_call(workspace, resource).filter(|_| is_installed(workspace, place.file));
    let Some(call) = call else { return Seen { place, provenance, statement: None } };
    let argument = provenance.iter().rev().find(|label| call.block.covers(label.span)).map(|label| label.span);
    if argument.is_none() && !provenance.is_empty() {
        provenance.push(Label::new(call.span, format!("`{}` brings it in", call.name)));
    }
    Seen { place: argument.unwrap_or(call.span), provenance, statement: Some(place) }
}

/// The scope of a finding's identity: of an installed module it is the user's call of it, wherever `terraform init` puts its files.
pub(super) fn scope(workspace: &Workspace, resource: &Resource) -> SmolStr {
    let is_call = |call: &&ModuleCall| user_call(workspace, resource).is_some_and(|users| users.span == call.span);
    let inside = workspace.path(resource.span.file);
    let Some(at) = resource.calls.iter().position(|call| is_call(&call)).filter(|_| in_installed(inside)) else {
        return resource.scope.clone();
    };
    let calls = resource.calls.iter().skip(at);
    let names = calls.clone().map(|call| call.name.split('[').next().unwrap_or_default()).collect::<Vec<_>>().join(".");
    let file = calls.map(|call| workspace.path(call.span.file)).next().unwrap_or_default();
    format_smolstr!("{}:{names}", directory_of(file))
}

/// The last call in the user's own code.
fn user_call<'a>(workspace: &Workspace, resource: &'a Resource) -> Option<&'a ModuleCall> {
    resource.calls.iter().rev().find(|call| !is_installed(workspace, call.span.file))
}

fn is_installed(workspace: &Workspace, file: FileId) -> bool {
    in_installed(workspace.path(file))
}

/// https://developer.hashicorp.com/terraform/cli/commands/init#child-module-installation
fn in_installed(path: &str) -> bool {
    path.split('/').any(|part| part == ".terraform")
}
