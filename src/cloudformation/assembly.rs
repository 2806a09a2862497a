//! Cloud assemblies: what the CDK writes into `cdk.out`. The manifest says where each stack is deployed, the assets which file an address stands for, and
//! the metadata or the tree for which construct of the program a resource is made.
//! <https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema>

use super::parameters::read;
use crate::facts::is_account;
use crate::json;
use crate::resource::Construct;
use crate::source::{FileId, Span, Workspace, directory_of};
use crate::value::{Entry, Kind, Value};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};
use std::cell::OnceCell;
use std::sync::Arc;

/// How deep constructs may nest.
const MAX_DEPTH: usize = 100;
/// How many names at the end of a path are looked for in the workspace.
const MAX_NAMES: usize = 12;

/// The stacks of all assemblies of a workspace.
#[derive(Default)]
pub(super) struct Assemblies {
    /// By the file of their template.
    stacks: FxHashMap<FileId, AssemblyStack>,
    /// What the assembly in a directory consists of besides templates.
    parts: FxHashMap<SmolStr, Vec<FileId>>,
    /// The files that assets are copies of, by directory and name of the copy.
    assets: FxHashMap<(SmolStr, SmolStr), FileId>,
}

/// A stack as its assembly tells of it.
#[derive(Default)]
pub(super) struct AssemblyStack {
    /// What the program gives to parameters:
    /// <https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema.AwsCloudFormationStackProperties.html>.
    pub(super) parameters: Vec<(SmolStr, Value)>,
    pub(super) account: Option<SmolStr>,
    pub(super) region: Option<SmolStr>,
    /// The construct that nested stacks and the stack itself are, with their templates.
    templates: FxHashMap<SmolStr, FileId>,
    /// By the template in which a logical id stands; nothing where two constructs have it.
    constructs: FxHashMap<(FileId, SmolStr), Option<Arc<Construct>>>,
    by_path: FxHashMap<SmolStr, Arc<Construct>>,
}

/// A resource of a construct: its logical id, and where the program makes it.
struct MadeResource<'a> {
    path: &'a str,
    logical_id: &'a str,
    trace: Option<&'a Value>,
}

impl Assemblies {
    /// Reads every manifest beside which templates or the mark of an assembly lie.
    pub(super) fn new(workspace: &Workspace) -> Assemblies {
        let mut assemblies = Assemblies::default();
        for (file, entry) in workspace.files() {
            let Some(directory) = directory_of_manifest(&entry.path) else { continue };
            let is_beside = |(_, entry): (FileId, &crate::source::FileEntry)| {
                entry.path.ends_with(".template.json") || entry.path.rsplit('/').next() == Some("cdk.out")
            };
            if workspace.directory(directory).any(is_beside) {
                assemblies.add(workspace, file, directory);
            }
        }
        assemblies
    }

    fn add(&mut self, workspace: &Workspace, manifest: FileId, directory: &str) {
        let Some(written) = parsed(workspace, manifest) else { return };
        let beside = |name: &str| workspace.find(&if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") });
        let artifacts = written.get("artifacts").and_then(Value::as_map).map_or(&[][..], |map| map.entries.as_slice());
        let of_kind = |kind: &'static str| {
            let is_kind = move |entry: &&Entry| entry.value.get("type").and_then(Value::as_str) == Some(kind);
            artifacts.iter().filter(is_kind).map(|entry| &entry.value)
        };
        let named = |artifact: &Value, name: &str| beside(artifact.get("properties")?.get(name)?.as_str()?);
        let trees: Vec<FileId> = of_kind("cdk:tree").filter_map(|artifact| named(artifact, "file")).collect();
        let mut parts = vec![manifest];
        parts.extend(&trees);
        for file in of_kind("cdk:asset-manifest").filter_map(|artifact| named(artifact, "file")) {
            parts.push(file);
            self.take_assets(workspace, file, directory);
        }
        let tree = OnceCell::new();
        let tree = || tree.get_or_init(|| trees.iter().find_map(|file| parsed(workspace, *file))).as_ref();
        for artifact in of_kind("aws:cloudformation:stack") {
            let Some(template) = named(artifact, "templateFile") else { continue };
            let metadata = artifact.get("additionalMetadataFile").and_then(Value::as_str).and_then(beside);
            parts.extend(metadata);
            let of_file = metadata.and_then(|file| parsed(workspace, file));
            let metadata = [artifact.get("metadata"), of_file.as_ref()];
            let metadata: Vec<&Value> = metadata.into_iter().flatten().collect();
            self.stacks.insert(template, AssemblyStack::new(workspace, artifact, (template, directory), &metadata, &tree));
        }
        self.parts.insert(directory.into(), parts);
    }

    fn take_assets(&mut self, workspace: &Workspace, file: FileId, directory: &str) {
        let Some(written) = parsed(workspace, file) else { return };
        for asset in written.get("files").and_then(Value::as_map).map_or(&[][..], |map| map.entries.as_slice()) {
            let path = asset.value.get("source").and_then(|source| source.get("path")?.as_str());
            let Some(source) = path.and_then(|path| workspace.find(&joined(directory, path))) else { continue };
            let copies = asset.value.get("destinations").and_then(Value::as_map).map_or(&[][..], |map| map.entries.as_slice());
            for key in copies.iter().filter_map(|copy| copy.value.get("objectKey")?.as_str()) {
                let name = key.rsplit('/').next().unwrap_or(key);
                self.assets.insert((directory.into(), name.into()), source);
            }
        }
    }

    /// The stack that a template is deployed as.
    pub(super) fn stack(&self, template: FileId) -> Option<&AssemblyStack> {
        self.stacks.get(&template)
    }

    /// The accounts that stacks are deployed to, sorted, each with the manifest that says so.
    pub(super) fn accounts(&self, workspace: &Workspace) -> Vec<(SmolStr, Span)> {
        let mut stacks: Vec<(&FileId, &AssemblyStack)> = self.stacks.iter().collect();
        stacks.sort_by_key(|(template, _)| workspace.path(**template));
        let manifest = |template: FileId| self.parts(workspace.path(template)).first().copied().unwrap_or(template);
        let told = stacks.into_iter().filter_map(|(template, stack)| Some((stack.account.clone()?, Span::new(manifest(*template), 0, 0))));
        let mut accounts: Vec<(SmolStr, Span)> = told.collect();
        accounts.sort_by(|one, other| one.0.cmp(&other.0));
        accounts.dedup_by(|one, other| one.0 == other.0);
        accounts
    }

    /// The files that tell of a template at this path, besides itself.
    pub(super) fn parts(&self, template: &str) -> &[FileId] {
        self.parts.get(directory_of(template)).map_or(&[], Vec::as_slice)
    }

    /// All files that tell of templates.
    pub(super) fn all_parts(&self) -> impl Iterator<Item = FileId> {
        self.parts.values().flatten().copied()
    }

    /// The file that an address in a template stands for.
    pub(super) fn asset(&self, template: &str, address: &Value) -> Option<FileId> {
        if self.assets.is_empty() {
            return None;
        }
        let directory = directory_of(template);
        last_texts(address).find_map(|name| self.assets.get(&(directory.into(), name.into())).copied())
    }
}

impl AssemblyStack {
    fn new<'t>(
        workspace: &Workspace,
        artifact: &Value,
        (template, directory): (FileId, &str),
        metadata: &[&Value],
        tree: &dyn Fn() -> Option<&'t Value>,
    ) -> AssemblyStack {
        let environment = artifact.get("environment").and_then(Value::as_str).and_then(|text| text.strip_prefix("aws://"));
        let (account, region) = environment.and_then(|text| text.split_once('/')).unwrap_or_default();
        let given = artifact.get("properties").and_then(|properties| properties.get("parameters")?.as_map());
        let mut stack = AssemblyStack {
            parameters: given.into_iter().flat_map(|map| &map.entries).map(|entry| (entry.key.clone(), entry.value.clone())).collect(),
            account: Some(account).filter(|account| is_account(account)).map(SmolStr::new),
            region: Some(region).filter(|region| !region.is_empty() && !region.starts_with("unknown-")).map(SmolStr::new),
            ..AssemblyStack::default()
        };
        let entries = || metadata.iter().filter_map(|metadata| metadata.as_map()).flat_map(|map| &map.entries);
        for entry in entries() {
            let file =
                records(entry, "aws:cdk:templateFile").find_map(|record| workspace.find(&joined(directory, record.get("data")?.as_str()?)));
            stack.templates.extend(file.map(|file| (entry.key.clone(), file)));
        }
        let traced = |entry: &Entry| -> Option<(SmolStr, SmolStr, Option<Value>)> {
            let id = records(entry, "aws:cdk:logicalId").next()?;
            let of_creation = || records(entry, "aws:cdk:creationStack").next()?.get("data");
            let trace = id.get("trace").or_else(of_creation).cloned();
            Some((entry.key.clone(), id.get("data")?.as_str()?.into(), trace))
        };
        let made: Vec<_> = entries().filter_map(traced).collect();
        for (path, logical_id, trace) in &made {
            stack.add(workspace, (template, directory), &MadeResource { path, logical_id, trace: trace.as_ref() });
        }
        if made.is_empty()
            && let Some(tree) = tree()
        {
            let name = artifact.get("displayName").and_then(Value::as_str).unwrap_or_default();
            each_of_tree(tree.get("tree").unwrap_or(tree), 0, &mut |path, logical_id| {
                let is_inside = path.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
                if is_inside && !name.is_empty() {
                    stack.add(workspace, (template, directory), &MadeResource { path, logical_id, trace: None });
                }
            });
        }
        stack
    }

    fn add(&mut self, workspace: &Workspace, (template, directory): (FileId, &str), made: &MadeResource<'_>) {
        let path = made.path.trim_start_matches('/');
        let around = std::iter::successors(Some(made.path), |path| path.rsplit_once('/').map(|(around, _)| around));
        let template = around.skip(1).take(MAX_DEPTH).find_map(|around| self.templates.get(around)).copied().unwrap_or(template);
        let line = made.trace.and_then(Value::as_list).and_then(|frames| frames.iter().find_map(|frame| ProgramLine::of(frame.as_str()?)));
        let place = line.as_ref().and_then(|line| line.place(workspace, directory));
        let here = place.map(|place| format_smolstr!("{}:{}", workspace.path(place.file), workspace.line_of(place.file, place.start)));
        let construct = Arc::new(Construct { path: path.into(), written: here.or_else(|| Some(line?.told())), place });
        let id = (template, SmolStr::new(made.logical_id));
        self.constructs.entry(id).and_modify(|known| *known = None).or_insert_with(|| Some(construct.clone()));
        self.by_path.insert(path.into(), construct);
    }

    /// The construct that a resource of a template is made for. `owner` is the template of the stack itself.
    pub(super) fn construct(&self, owner: FileId, template: FileId, resource: &Entry) -> Option<Arc<Construct>> {
        let written = resource.value.get("Metadata").and_then(|metadata| metadata.get("aws:cdk:path")?.as_str());
        if let Some(path) = written {
            let without_line = || Arc::new(Construct { path: path.into(), written: None, place: None });
            return Some(self.by_path.get(path).cloned().unwrap_or_else(without_line));
        }
        let at = |file: FileId| self.constructs.get(&(file, resource.key.clone())).cloned().flatten();
        // Older assemblies do not tell which template a construct is in.
        at(template).or_else(|| at(owner).filter(|_| self.templates.is_empty()))
    }
}

/// The construct that the metadata of a resource names, where no assembly tells more.
pub(super) fn written_construct(resource: &Entry) -> Option<Arc<Construct>> {
    let path = resource.value.get("Metadata")?.get("aws:cdk:path")?.as_str()?;
    Some(Arc::new(Construct { path: path.into(), written: None, place: None }))
}

/// A line of a program, as a stack trace names it: `new Logs (/home/me/app/lib/logs.ts:10:5)`, from Python without a column.
struct ProgramLine<'a> {
    path: &'a str,
    line: u32,
    column: u32,
}

impl<'a> ProgramLine<'a> {
    /// Nothing for what is no part of the user's program.
    fn of(frame: &'a str) -> Option<ProgramLine<'a>> {
        let inside = frame.rsplit_once('(').map_or(frame, |(_, inside)| inside).trim().trim_end_matches(')');
        let inside = inside.trim_start_matches("at ").trim_start_matches("file://");
        let (rest, last) = inside.rsplit_once(':')?;
        let last: u32 = last.parse().ok()?;
        let (path, line, column) = match rest.rsplit_once(':').and_then(|(path, line)| Some((path, line.parse().ok()?))) {
            Some((path, line)) => (path, line, last),
            None => (rest, last, 1),
        };
        let foreign = ["node_modules", "site-packages", "jsii-kernel", "jsii-runtime"];
        let is_foreign = path.starts_with("node:")
            || path.starts_with("internal/")
            || path.split(['/', '\\']).any(|part| foreign.iter().any(|name| part.starts_with(name)));
        let is_path = path.contains(['/', '\\']) && !path.contains("://");
        (is_path && !is_foreign).then_some(ProgramLine { path, line, column })
    }

    fn told(&self) -> SmolStr {
        format_smolstr!("{}:{}", self.path, self.line)
    }

    /// The same in the workspace: the file whose path ends most like this one, in a directory around the assembly.
    fn place(&self, workspace: &Workspace, directory: &str) -> Option<Span> {
        let path = self.path.replace('\\', "/");
        let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
        let around: Vec<&str> = std::iter::successors(Some(directory), |inner| (!inner.is_empty()).then(|| directory_of(inner))).collect();
        let ends = (names.len().saturating_sub(MAX_NAMES)..names.len()).filter_map(|from| names.get(from..)).map(|names| names.join("/"));
        let file =
            ends.flat_map(|end| around.iter().map(move |directory| joined(directory, &end))).find_map(|path| workspace.find(&path))?;
        let whole = workspace.line_span(file, self.line);
        let is_there = workspace.line_of(file, whole.start) == self.line;
        let start = whole.start.saturating_add(self.column.saturating_sub(1)).min(whole.end);
        is_there.then_some(Span { start, ..whole })
    }
}

/// The entries of one type in the metadata of a construct.
fn records<'a>(construct: &'a Entry, kind: &'static str) -> impl Iterator<Item = &'a Value> {
    let all = construct.value.as_list().unwrap_or_default();
    all.iter().filter(move |record| record.get("type").and_then(Value::as_str) == Some(kind))
}

/// Every construct of the tree that is a resource, with its logical id.
fn each_of_tree(node: &Value, depth: usize, take: &mut dyn FnMut(&str, &str)) {
    let id = node.get("attributes").and_then(|attributes| attributes.get("aws:cdk:cloudformation:logicalId")?.as_str());
    if let (Some(path), Some(id)) = (node.get("path").and_then(Value::as_str), id) {
        take(path, id);
    }
    let children = node.get("children").and_then(Value::as_map).filter(|_| depth < MAX_DEPTH);
    for child in children.map_or(&[][..], |map| map.entries.as_slice()) {
        each_of_tree(&child.value, depth + 1, take);
    }
}

/// What stands behind the last slash of the texts in an address as written, the last text first.
fn last_texts(address: &Value) -> Box<dyn Iterator<Item = &str> + '_> {
    match &address.kind {
        Kind::Text(text) => Box::new(text.literal().rsplit('/').next().into_iter()),
        Kind::List(items) => Box::new(items.iter().rev().flat_map(last_texts)),
        Kind::Map(map) => Box::new(map.entries.iter().rev().flat_map(|entry| last_texts(&entry.value))),
        _ => Box::new(std::iter::empty()),
    }
}

fn directory_of_manifest(path: &str) -> Option<&str> {
    if path == "manifest.json" { Some("") } else { path.strip_suffix("/manifest.json") }
}

fn joined(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}

/// A file of an assembly; what is no JSON tells nothing.
fn parsed(workspace: &Workspace, file: FileId) -> Option<Value> {
    let (value, error): (Value, Option<json::JsonError>) = read(file, workspace.text(file).ok()?);
    error.is_none().then_some(value)
}
