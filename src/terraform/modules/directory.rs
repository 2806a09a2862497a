//! A module as it is written: the blocks of all files of a directory, by what they declare.

use super::known_files::{KnownFile, known_file};
use super::packed::Waiting;
use super::provider::{self, WrittenAccounts};
use crate::mapped_text::Text;
use crate::problem::Problem;
use crate::source::{Comment, FileEntry, FileId, Span, Workspace, directory_of};
use crate::terraform::syntax::decode::decode;
use crate::terraform::syntax::tree::{Attribute, Block, Body, ConfigurationFile, Expr, ExprKind, Member, TemplatePart};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::ops::Deref;
use std::sync::Arc;

/// Gives the files of a workspace parsed: anew, or as they were kept.
pub type ParseConfiguration<'p> = dyn Fn(FileId) -> Arc<ConfigurationFile> + Sync + 'p;

/// What the files of one directory declare.
#[derive(Default)]
pub(in crate::terraform) struct Directory {
    pub path: SmolStr,
    /// All of its files that count.
    pub files: Vec<FileId>,
    /// How many of them the user asked for.
    pub selected_files: usize,
    pub problems: Vec<Problem>,
    pub comments: Vec<Comment>,
    /// The source of each module call, if it is a plain text.
    pub sources: Vec<Option<SmolStr>>,
    /// The accounts that its providers name, and those beside them.
    pub accounts: WrittenAccounts,
    /// The first of its providers of AWS.
    pub provider: Option<Span>,
    /// What `moved` blocks say: from and to.
    pub moved: Vec<(SmolStr, SmolStr)>,
    /// Whether it is deployed by itself, whoever calls it as a module.
    pub is_deployed: bool,
    /// Whether it has its providers from whoever calls it: Terraform refuses it as a root.
    pub takes_providers: bool,
    /// Whether it is a file of Terragrunt and no module.
    pub of_terragrunt: bool,
    /// Whether any file of it may mark a value as sensitive or ephemeral.
    pub has_marks: bool,
    declared: Waiting,
}

impl Deref for Directory {
    type Target = Declared;

    fn deref(&self) -> &Declared {
        self.declared.declared()
    }
}

/// Longer names of blocks are nobody's, and each finding says them many times.
const MAX_NAME: usize = 1_024;

/// The blocks of a module, by what they declare.
#[derive(Clone, Default)]
pub(in crate::terraform) struct Declared {
    pub variables: FxHashMap<SmolStr, Arc<Block>>,
    /// The blocks with locals, in the order written.
    pub locals: Vec<Arc<Block>>,
    pub outputs: Vec<Arc<Block>>,
    pub modules: Vec<Arc<Block>>,
    /// Resources and data sources.
    pub resources: Vec<Arc<Block>>,
    pub providers: Vec<Arc<Block>>,
    /// Where the state is kept.
    pub backends: Vec<Arc<Block>>,
    /// Variables that are declared again.
    pub(in crate::terraform) twice: Vec<(SmolStr, Span)>,
    /// Where names are longer than anybody's: what has one is left out.
    pub(in crate::terraform) overlong: Vec<Span>,
    /// Block and attribute.
    pub(in crate::terraform) local_index: FxHashMap<SmolStr, (usize, usize)>,
    pub(in crate::terraform) resource_index: FxHashMap<(Mode, SmolStr, SmolStr), usize>,
}

/// What a resource block stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::terraform) enum Mode {
    Managed,
    Data,
}

impl Directory {
    /// What the evaluation of one root needs of it: what this unpacks is released with it.
    pub(in crate::terraform) fn apart(&self) -> Directory {
        Directory {
            path: self.path.clone(),
            files: self.files.clone(),
            selected_files: self.selected_files,
            sources: self.sources.clone(),
            accounts: self.accounts.clone(),
            is_deployed: self.is_deployed,
            takes_providers: self.takes_providers,
            of_terragrunt: self.of_terragrunt,
            has_marks: self.has_marks,
            declared: self.declared.apart(),
            ..Directory::default()
        }
    }

    /// Declares what other files than those of the module do. What the module has itself, and what several declare, counts once; but each unit of
    /// Terragrunt has a provider of its own.
    pub(in crate::terraform) fn declare(&mut self, workspace: &Workspace, blocks: &[Arc<Block>]) {
        let is_same = |one: &Block, other: &Block| {
            one.kind == other.kind && one.labels.iter().map(|label| &label.text).eq(other.labels.iter().map(|label| &label.text))
        };
        let mut fresh: Vec<Arc<Block>> = vec![];
        for block in blocks {
            let has = |all: &[Arc<Block>]| all.iter().any(|other| is_same(other, block));
            let is_known = match block.kind.as_str() {
                "variable" => block.label(0).is_some_and(|name| self.variables.contains_key(name)) || has(&fresh),
                "resource" | "data" => has(&self.resources) || has(&fresh),
                "module" => has(&self.modules) || has(&fresh),
                "provider" => has(&self.providers),
                "output" => has(&self.outputs) || has(&fresh),
                _ => false,
            };
            if !is_known {
                fresh.push(block.clone());
            }
        }
        self.declared.change(|declared| {
            declared.add(&fresh);
            declared.index();
        });
        self.sources = self.sources(workspace);
        self.accounts = provider::written_accounts(workspace, &self.path, self);
        self.provider = provider::first(self);
    }

    /// Whether the user asked for any of its files.
    pub(in crate::terraform) fn is_selected(&self) -> bool {
        self.selected_files > 0
    }
}

impl Declared {
    pub(in crate::terraform) fn local(&self, name: &str) -> Option<&Expr> {
        let (block, attribute) = self.local_index.get(name)?;
        self.locals.get(*block)?.body.attributes.get(*attribute).map(|attribute| &attribute.value)
    }

    /// In the order written.
    pub(in crate::terraform) fn locals(&self) -> impl Iterator<Item = &Attribute> {
        self.locals.iter().flat_map(|block| &block.body.attributes)
    }

    /// The place of a resource in [`Declared::resources`].
    pub(in crate::terraform) fn resource(&self, mode: Mode, kind: &str, name: &str) -> Option<usize> {
        self.resource_index.get(&(mode, SmolStr::new(kind), SmolStr::new(name))).copied()
    }

    pub(in crate::terraform) fn output(&self, name: &str) -> Option<&Block> {
        self.outputs.iter().map(AsRef::as_ref).rfind(|block: &&Block| block.label(0).is_some_and(|label| label == name))
    }

    pub(in crate::terraform) fn module(&self, name: &str) -> Option<usize> {
        self.modules.iter().position(|block| block.label(0).is_some_and(|label| label == name))
    }
}

/// Whether the block is a resource or a data source.
pub(in crate::terraform) fn mode(block: &Block) -> Mode {
    if block.kind == "data" { Mode::Data } else { Mode::Managed }
}

const SUFFIXES: &[&str] = &[".tf", ".tf.json", ".tofu", ".tofu.json"];

/// The name without its suffix, if this is a configuration file.
pub(in crate::terraform) fn configuration_stem(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix))?;
    // The other names that Terraform passes over, `x.tf~` and `#x.tf#`, do not end so.
    (!name.starts_with('.')).then_some(stem)
}

/// Whether a file is one of a module, by its name.
pub fn is_configuration(path: &str) -> bool {
    configuration_stem(path).is_some()
}

/// The configuration files of a directory.
fn configuration_files<'w>(workspace: &'w Workspace, directory: &str) -> impl Iterator<Item = (FileId, &'w FileEntry)> {
    workspace.directory(directory).filter(|(_, entry)| configuration_stem(&entry.path).is_some())
}

/// The file that OpenTofu does not read because of this one, `x.tf` beside `x.tofu`. Terraform reads that one and not this, so both are judged.
fn replaced(workspace: &Workspace, path: &str) -> Option<FileId> {
    let plain = path.strip_suffix(".tofu").map(|stem| format!("{stem}.tf"));
    let plain = plain.or_else(|| path.strip_suffix(".tofu.json").map(|stem| format!("{stem}.tf.json")));
    workspace.find(&plain?)
}

/// Tells of a file that OpenTofu reads and Terraform does not, where both have something to read.
fn only_of_opentofu(workspace: &Workspace, file: FileId, path: &str) -> Option<Problem> {
    if let Some(plain) = replaced(workspace, path) {
        return Some(Problem::judged_together(file, workspace.path(plain)));
    }
    let is_of_opentofu = |path: &str| path.ends_with(".tofu") || path.ends_with(".tofu.json");
    let of_terraform = |(_, entry): (FileId, &FileEntry)| !is_of_opentofu(&entry.path);
    let is_beside = is_of_opentofu(path) && configuration_files(workspace, directory_of(path)).any(of_terraform);
    is_beside.then(|| Problem::judged_as_opentofu(file))
}

/// Reads all configuration files of a directory; override files merge over the others. What they declare is kept as it is, or packed.
pub(super) fn read(workspace: &Workspace, path: &str, parse: &ParseConfiguration<'_>, mut is_kept: bool) -> Directory {
    let mut directory = Directory { path: SmolStr::new(path), ..Directory::default() };
    let mut declared = Declared::default();
    let mut overrides = vec![];
    for (file, entry) in configuration_files(workspace, path) {
        let parsed = parse(file);
        is_kept |= Arc::strong_count(&parsed) > 1;
        directory.files.push(file);
        directory.has_marks |= parsed.has_marks;
        directory.takes_providers |= parsed.body.blocks.iter().any(|block| takes_providers(workspace, block));
        directory.selected_files += usize::from(entry.selected);
        directory.problems.extend(parsed.problems.iter().cloned());
        directory.comments.extend(&parsed.comments);
        directory.moved.extend(parsed.body.blocks.iter().filter_map(|block| moved(workspace, block)));
        directory.problems.extend(only_of_opentofu(workspace, file, &entry.path));
        let stem = configuration_stem(&entry.path).unwrap_or_default();
        if stem == "override" || stem.ends_with("_override") {
            overrides.push(parsed);
        } else {
            directory.is_deployed |= declared.add(&parsed.body.blocks);
        }
    }
    directory.problems.extend(declared.doubled(workspace));
    for file in overrides {
        directory.is_deployed |= declared.merge(&file.body);
    }
    directory.is_deployed |= workspace.directory(path).any(|(_, entry)| shows_a_root(&entry.path));
    declared.index();
    directory.sources = declared.sources(workspace);
    directory.accounts = provider::written_accounts(workspace, path, &declared);
    directory.provider = provider::first(&declared);
    // What somebody keeps anyhow takes no less room for being packed.
    directory.declared = if is_kept { Waiting::open(declared) } else { Waiting::packed(declared) };
    directory
}

/// Whether a file beside a module shows that somebody deploys it by itself: its inputs, its backend, or what a run leaves there. A lock file says only
/// that somebody ran `terraform init`, as authors of modules do to validate them.
fn shows_a_root(path: &str) -> bool {
    known_file(path).is_some_and(|known| known != KnownFile::Locked)
}

/// Whether a block says that the module has providers from whoever calls it (`configuration_aliases`):
/// <https://developer.hashicorp.com/terraform/language/modules/develop/providers#provider-aliases-within-modules>.
fn takes_providers(workspace: &Workspace, block: &Block) -> bool {
    let required = block.body.blocks("required_providers").flat_map(|required| &required.body.attributes);
    let is_aliases = |member: &Member| workspace.slice(member.key_span).trim().trim_matches('"') == "configuration_aliases";
    block.kind == "terraform"
        && required.into_iter().any(|provider| match &provider.value.kind {
            ExprKind::Object(members) => members.iter().any(is_aliases),
            _ => false,
        })
}

/// A file of Terragrunt, with its locals.
pub(in crate::terraform) fn of_terragrunt(path: &str, file: FileId, parsed: &ConfigurationFile) -> Directory {
    let mut directory = Directory { path: SmolStr::new(path), files: vec![file], of_terragrunt: true, ..Directory::default() };
    directory.has_marks = parsed.has_marks;
    let locals = parsed.body.blocks.iter().filter(|block| block.kind == "locals");
    let mut declared = Declared { locals: locals.cloned().collect(), ..Declared::default() };
    declared.index();
    directory.declared = Waiting::open(declared);
    directory
}

impl Declared {
    /// Adds blocks; whether any of them says that the module is deployed by itself.
    fn add(&mut self, blocks: &[Arc<Block>]) -> bool {
        let mut is_deployed = false;
        for block in blocks.iter().cloned() {
            if block.labels.iter().any(|label| label.text.len() > MAX_NAME) {
                self.overlong.push(block.header);
                continue;
            }
            match (block.kind.as_str(), block.label(0)) {
                ("variable", Some(name)) => {
                    let (name, place) = (name.clone(), block.header);
                    let earlier = self.variables.insert(name.clone(), block);
                    self.twice.extend(earlier.map(|_| (name, place)));
                }
                ("locals", _) => self.locals.push(block),
                ("output", _) => self.outputs.push(block),
                ("module", _) => self.modules.push(block),
                ("resource" | "data", _) if block.labels.len() == 2 => self.resources.push(block),
                ("provider", _) => {
                    is_deployed |= is_configured(&block);
                    self.providers.push(block);
                }
                ("terraform", _) => {
                    is_deployed |= block.body.blocks.iter().any(|block| matches!(block.kind.as_str(), "backend" | "cloud"));
                    self.backends.extend(block.body.blocks("backend").map(|backend| Arc::new(backend.clone())));
                }
                // Terraform takes it in a root only.
                ("import", _) => is_deployed = true,
                _ => {}
            }
        }
        is_deployed
    }

    /// What is declared twice, which Terraform refuses. Two files of one name, of Terraform and of OpenTofu, are told as such.
    fn doubled(&self, workspace: &Workspace) -> Vec<Problem> {
        let is_beside = |span: Span| replaced(workspace, workspace.path(span.file)).is_some();
        let mut seen: FxHashMap<String, Span> = FxHashMap::default();
        let limit = format!("a name is longer than {MAX_NAME} bytes, and what has it is left out");
        let mut problems: Vec<Problem> = self.overlong.iter().map(|span| Problem::limit_reached(*span, &limit)).collect();
        let locals = self.locals().map(|local| (format!("local.{}", local.name), local.value.span));
        let blocks = self.resources.iter().chain(&self.modules).chain(&self.outputs);
        let blocks = blocks.map(|block| {
            let labels: Vec<&str> = block.labels.iter().map(|label| label.text.as_str()).collect();
            (format!("{} {}", block.kind, labels.join(".")), block.header)
        });
        for (name, span) in locals.chain(blocks).chain(self.twice.iter().map(|(name, span)| (format!("var.{name}"), *span))) {
            let is_second = seen.insert(name.clone(), span).is_some() || name.starts_with("var.");
            if is_second && !is_beside(span) {
                problems.push(Problem::declared_twice(span, &name));
            }
        }
        problems
    }

    fn merge(&mut self, body: &Body) -> bool {
        let mut fresh = vec![];
        for block in &body.blocks {
            let same = |other: &&mut Arc<Block>| {
                other.kind == block.kind && other.labels.iter().map(|label| &label.text).eq(block.labels.iter().map(|label| &label.text))
            };
            let target = match block.kind.as_str() {
                "variable" => block.label(0).and_then(|name| self.variables.get_mut(name)),
                "output" => self.outputs.iter_mut().find(same),
                "module" => self.modules.iter_mut().find(same),
                "resource" | "data" => self.resources.iter_mut().find(same),
                "provider" => self.providers.iter_mut().find(same),
                _ => None,
            };
            match target {
                Some(target) => overlay(&mut Arc::make_mut(target).body, &block.body),
                None => fresh.push(block.clone()),
            }
        }
        self.add(&fresh)
    }

    fn sources(&self, workspace: &Workspace) -> Vec<Option<SmolStr>> {
        let source = |block: &Arc<Block>| plain_text(workspace, &block.body.attribute("source")?.value).map(SmolStr::from);
        self.modules.iter().map(source).collect()
    }

    /// Notes by name what was added.
    pub(in crate::terraform) fn index(&mut self) {
        let locals = self.locals.iter().enumerate().flat_map(|(block, written)| {
            written.body.attributes.iter().enumerate().map(move |(attribute, local)| (local.name.clone(), (block, attribute)))
        });
        self.local_index = locals.collect();
        let keys = self
            .resources
            .iter()
            .enumerate()
            .filter_map(|(index, block)| Some(((mode(block), block.label(0)?.clone(), block.label(1)?.clone()), index)));
        self.resource_index = keys.collect();
    }
}

/// From and to, of a block that says that something was moved.
fn moved(workspace: &Workspace, block: &Block) -> Option<(SmolStr, SmolStr)> {
    let address = |name: &str| Some(SmolStr::new(workspace.slice(block.body.attribute(name)?.value.span).trim_matches('"')));
    (block.kind == "moved").then(|| address("from").zip(address("to")))?
}

/// Whether a provider block says more than that a caller passes this provider in.
fn is_configured(provider: &Block) -> bool {
    !provider.body.blocks.is_empty()
        || provider.body.attributes.iter().any(|attribute| !matches!(attribute.name.as_str(), "alias" | "version"))
}

/// <https://developer.hashicorp.com/terraform/language/files/override>
const REPEATING: [&str; 2] = ["count", "for_each"];

/// Terraform's rule for override files: attributes replace attributes, blocks of a kind replace all blocks of that kind. A `dynamic` block
/// is of the kind that its label names; in JSON a block may be written as an attribute. `count` and `for_each` replace each other.
fn overlay(base: &mut Body, over: &Body) {
    let repeats = |name: &str| REPEATING.contains(&name);
    let replaced = |name: &str| {
        over.attribute(name).is_some()
            || repeats(name) && over.attributes.iter().any(|other| repeats(&other.name))
            || over.blocks.iter().any(|block| crate::terraform::resources::block_name(block).is_some_and(|other| other == name))
    };
    base.attributes.retain(|attribute| !replaced(&attribute.name));
    base.blocks.retain(|block| crate::terraform::resources::block_name(block).is_none_or(|name| !replaced(name)));
    base.attributes.extend(over.attributes.iter().cloned());
    base.blocks.extend(over.blocks.iter().cloned());
}

/// The text of an expression that is a plain string.
pub(in crate::terraform) fn plain_text(workspace: &Workspace, expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Constant(value) => value.as_str().map(str::to_owned),
        ExprKind::Template(template) => match template.parts.as_slice() {
            [] => Some(String::new()),
            [TemplatePart::Text(text)] => text.known().map(str::to_owned),
            [TemplatePart::Literal(span, style)] => {
                let raw = Text::exact(workspace.slice(*span), *span);
                Some(decode(&raw, *style).literal().to_owned())
            }
            _ => None,
        },
        _ => None,
    }
}
