//! Which directories are modules, who calls whom, and which are roots.

pub(super) mod directory;
pub(super) mod inputs;
pub(super) mod known_files;
pub(super) mod packed;
pub(super) mod provider;
pub(super) mod source_address;
pub(super) mod uses;
pub(super) mod variable_files;

use super::TerraformOptions;
use crate::problem::Problem;
use crate::source::{Comment, FileId, Span, Workspace, directory_of, is_aside};
use crate::terraform::evaluate::repetition::switch;
use crate::terraform::syntax::tree::Body;
use crate::terraform::terragrunt::TerragruntFiles;
use directory::{Directory, ParseConfiguration, configuration_stem};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};
use source_address::ModulePlaces;
use std::collections::BTreeMap;
use std::sync::Arc;
use variable_files::Beside;

/// As the callers of a module of which every call is off, no more roots than these are asked.
const MAX_CALLERS: usize = 8;

/// All directories that are modules, or those that one root reaches, with what was installed by `terraform init`.
pub struct Modules {
    pub(super) directories: BTreeMap<SmolStr, Arc<Directory>>,
    /// By root directory.
    manifests: FxHashMap<SmolStr, Arc<Manifest>>,
    variable_files: Beside,
    /// Where the user says that modules are kept.
    places: Arc<ModulePlaces>,
    /// What stands for the repository itself, by the addresses that it is known by.
    repository: Arc<ModulePlaces>,
    pub(super) terragrunt: Arc<TerragruntFiles>,
    /// Where the workspace lies in its repository.
    folder: SmolStr,
    /// Whether what gives inputs is looked for, and not named by whoever asks.
    looks_for_inputs: bool,
    /// A module that declares nothing.
    pub(super) nothing: Directory,
}

/// What `terraform init` has installed for a root.
struct Manifest {
    file: FileId,
    /// Module path (`a.b`) to the directory that holds it.
    modules: FxHashMap<SmolStr, SmolStr>,
}

/// Where the source of a module leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum ModuleSource {
    Directory(SmolStr),
    /// A registry, a repository, …
    Remote(SmolStr),
    /// Above the scanned root.
    Outside(SmolStr),
    /// Not a plain text.
    Unclear,
}

/// The trees of so many files take less room than is worth the time to pack them.
const FEW_FILES: usize = 4096;

/// Reads every directory with selected configuration files, and those that their module calls lead to.
pub fn modules(workspace: &Workspace, options: &TerraformOptions, parse: &ParseConfiguration<'_>) -> Modules {
    let selected = workspace.files().filter(|(_, entry)| entry.selected && configuration_stem(&entry.path).is_some());
    let mut wanted: Vec<SmolStr> = selected.map(|(_, entry)| SmolStr::new(directory_of(&entry.path))).collect();
    let mut modules = Modules {
        directories: BTreeMap::new(),
        manifests: manifests(workspace),
        variable_files: variable_files::beside(workspace),
        places: Arc::new(ModulePlaces::new(options.modules.iter().map(|(source, directory)| (source.as_str(), directory.as_str())))),
        repository: Arc::new(ModulePlaces::new(options.addresses.iter().map(|address| (address.as_str(), "")))),
        terragrunt: Arc::default(),
        folder: SmolStr::new(&options.folder),
        looks_for_inputs: options.variable_files.is_empty() && !options.no_automatic_variable_files && options.plan.is_none(),
        nothing: Directory::default(),
    };
    TerragruntFiles::read(workspace, &mut modules, parse);
    wanted.extend(modules.terragrunt.modules().cloned());
    let mut tried = FxHashSet::default();
    let is_small = workspace.files().count() <= FEW_FILES;
    while !wanted.is_empty() {
        wanted.sort();
        wanted.dedup();
        let terragrunt = &modules.terragrunt;
        let read = |path: &SmolStr| {
            let mut directory = directory::read(workspace, path, parse, is_small);
            terragrunt.add_to(workspace, &mut directory);
            (path.clone(), Arc::new(directory))
        };
        let read: Vec<(SmolStr, Arc<Directory>)> = wanted.par_iter().map(read).collect();
        modules.directories.extend(read);
        wanted = modules.unread(workspace);
        if wanted.is_empty() {
            modules.evaluate_sources(workspace, options, &mut tried);
            wanted = modules.unread(workspace);
        }
    }
    modules
}

impl Modules {
    /// The directories that calls lead to and that are not read yet.
    fn unread(&self, workspace: &Workspace) -> Vec<SmolStr> {
        let targets = self.directories.values().flat_map(|directory| self.targets(directory));
        let has_files = |path: &SmolStr| workspace.directory(path).any(|(_, entry)| configuration_stem(&entry.path).is_some());
        targets.filter(|path| !self.directories.contains_key(path) && has_files(path)).collect()
    }

    /// Works out the sources that are no plain texts, as OpenTofu does early, from variables and locals; each directory is tried once. What callers
    /// give to a module is not known here, so that those of modules that others call stay open.
    /// <https://opentofu.org/docs/language/modules/sources/>
    fn evaluate_sources(&mut self, workspace: &Workspace, options: &TerraformOptions, tried: &mut FxHashSet<SmolStr>) {
        let called: FxHashSet<SmolStr> = self.directories.values().flat_map(|directory| self.targets(directory)).collect();
        let is_open = |directory: &&Arc<Directory>| directory.sources.iter().any(Option::is_none) && !called.contains(&directory.path);
        let open: Vec<Arc<Directory>> =
            self.directories.values().filter(is_open).filter(|directory| tried.insert(directory.path.clone())).cloned().collect();
        for directory in open {
            let found = inputs::open_sources(workspace, self, &directory, options);
            let path = directory.path.clone();
            drop(directory);
            if let Some(directory) = self.directories.get_mut(&path).and_then(Arc::get_mut) {
                directory.sources = found;
            }
        }
    }

    /// What could not be read.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.directories.values().flat_map(|directory| &directory.problems).chain(self.terragrunt.problems())
    }

    /// The comments in all files, in no order of files.
    pub fn comments(&self) -> impl Iterator<Item = Comment> {
        self.directories.values().flat_map(|directory| directory.comments.iter().copied())
    }

    /// What `moved` blocks say, in the order of directories.
    pub fn moved(&self) -> impl Iterator<Item = (SmolStr, SmolStr)> {
        self.directories.values().flat_map(|directory| directory.moved.iter().cloned())
    }

    /// The accounts that any provider names, each with one that does: as they are written, and as those of roots come out.
    pub fn accounts(&self, workspace: &Workspace, roots: &[SmolStr], options: &TerraformOptions) -> Vec<(SmolStr, Span)> {
        let of_directory = |directory: &Arc<Directory>| {
            let place = directory.provider?;
            Some(directory.accounts.own.iter().map(|account| (account.clone(), place)).collect::<Vec<_>>())
        };
        let of_root = |path: &SmolStr| {
            let place = self.directories.get(path).filter(|directory| directory.accounts.is_open)?.provider?;
            let accounts = inputs::accounts_of_root(workspace, &self.of_root(path).apart(), path, options);
            Some(accounts.into_iter().map(|account| (account, place)).collect::<Vec<_>>())
        };
        let evaluated: Vec<(SmolStr, Span)> = roots.par_iter().filter_map(of_root).flatten_iter().collect();
        once(self.directories.values().filter_map(of_directory).flatten().chain(evaluated))
    }

    /// The accounts that stand beside those in a collection, each with the name of one and the directory that it is in.
    pub fn accounts_beside(&self) -> Vec<(SmolStr, SmolStr)> {
        let told = |directory: &Arc<Directory>, name: &SmolStr| match directory.path.as_str() {
            "" => format_smolstr!("stands in `{name}` of the root module of the repository beside your own account"),
            path => format_smolstr!("stands in `{name}` of `{path}` beside your own account"),
        };
        let of_directory = |directory: &Arc<Directory>| {
            directory.accounts.beside.iter().map(|(account, name)| (account.clone(), told(directory, name))).collect::<Vec<_>>()
        };
        once(self.directories.values().flat_map(of_directory))
    }

    /// How many files were read of what the user asked for: whoever asks for a file asks for its module.
    pub fn files(&self) -> usize {
        self.directories.values().filter(|directory| directory.is_selected()).map(|directory| directory.files.len()).sum()
    }

    /// Only what the root in this directory reaches, so that the rest can be released.
    pub fn of_root(&self, root: &SmolStr) -> Modules {
        let directories = self.reached(root).into_iter().filter_map(|path| self.directories.get_key_value(&path));
        let manifest = self.manifests.get_key_value(root);
        let variable_files = self.variable_files.get_key_value(root);
        Modules {
            manifests: manifest.map(|(root, manifest)| (root.clone(), manifest.clone())).into_iter().collect(),
            variable_files: variable_files.map(|(root, files)| (root.clone(), files.clone())).into_iter().collect(),
            ..self.of_directories(directories.map(|(path, directory)| (path.clone(), directory.clone())).collect())
        }
    }

    /// The same for one evaluation: what is unpacked for it is released with it, though others keep the modules.
    pub(super) fn apart(&self) -> Modules {
        let directories = self.directories.iter().map(|(path, directory)| (path.clone(), Arc::new(directory.apart())));
        Modules {
            manifests: self.manifests.clone(),
            variable_files: self.variable_files.clone(),
            ..self.of_directories(directories.collect())
        }
    }

    /// These directories, and what is known of the workspace; nothing of what is known of certain roots.
    fn of_directories(&self, directories: BTreeMap<SmolStr, Arc<Directory>>) -> Modules {
        Modules {
            directories,
            manifests: FxHashMap::default(),
            variable_files: Beside::default(),
            places: self.places.clone(),
            repository: self.repository.clone(),
            terragrunt: self.terragrunt.clone(),
            folder: self.folder.clone(),
            looks_for_inputs: self.looks_for_inputs,
            nothing: Directory::default(),
        }
    }

    /// Whether a directory is one of them.
    pub fn has(&self, path: &str) -> bool {
        self.directories.contains_key(path)
    }

    /// How many directories are modules.
    #[expect(clippy::len_without_is_empty, reason = "nobody asks for that")]
    pub fn len(&self) -> usize {
        self.directories.len()
    }

    /// Lets go of the roots, which nobody asks for again; those stay that may turn off what they call.
    pub fn release(&mut self, roots: &[SmolStr]) {
        let may_be_off = |path: &SmolStr| {
            let directory = self.directories.get(path);
            directory.is_some_and(|directory| directory.modules.iter().any(|call| is_switched(&call.body)))
        };
        let switching: FxHashSet<&SmolStr> = self.directories.keys().filter(|path| may_be_off(path)).collect();
        let mut needed: FxHashSet<SmolStr> = FxHashSet::default();
        for reached in roots.iter().map(|root| self.reached(root)) {
            if reached.iter().any(|path| switching.contains(path)) {
                needed.extend(reached);
            }
        }
        let gone: FxHashSet<SmolStr> = roots.iter().filter(|root| !needed.contains(*root)).cloned().collect();
        self.directories.retain(|path, _| !gone.contains(path));
    }

    /// For each of these directories the roots from which calls lead to it. What more of them would turn on is the same module.
    pub fn callers(&self, roots: &[SmolStr], called: &[SmolStr]) -> Vec<Vec<SmolStr>> {
        let places: FxHashMap<&SmolStr, usize> = called.iter().enumerate().map(|(place, path)| (path, place)).collect();
        let mut callers: Vec<Vec<SmolStr>> = vec![vec![]; called.len()];
        for root in roots.iter().filter(|root| !called.is_empty() && self.directories.contains_key(*root)) {
            for path in self.reached(root).iter().filter(|path| *path != root) {
                let known = places.get(path).and_then(|place| callers.get_mut(*place));
                known.into_iter().filter(|known| known.len() < MAX_CALLERS).for_each(|known| known.push(root.clone()));
            }
        }
        callers
    }

    fn reached(&self, root: &SmolStr) -> FxHashSet<SmolStr> {
        let mut reached = FxHashSet::default();
        self.reach(root, &mut reached);
        reached
    }

    /// The path in the workspace of one that begins at the top of the repository; nothing if it leads out of the workspace.
    pub(super) fn in_workspace(&self, path: &str) -> Option<String> {
        let path = join("", path)?;
        if self.folder.is_empty() {
            return Some(path);
        }
        let rest = path.strip_prefix(self.folder.as_str())?;
        if rest.is_empty() { Some(String::new()) } else { rest.strip_prefix('/').map(str::to_owned) }
    }

    /// The other way round: a path of the workspace as one that begins at the top of the repository.
    pub(super) fn path_in_repository(&self, path: &str) -> String {
        match (self.folder.as_str(), path) {
            ("", path) => path.to_owned(),
            (folder, "") => folder.to_owned(),
            (folder, path) => format!("{folder}/{path}"),
        }
    }

    /// How often the root in a directory is evaluated, each time for some of the units that give it inputs.
    pub fn shares(&self, root: &str) -> usize {
        let units = if self.looks_for_inputs { self.terragrunt.units(root).len() } else { 0 };
        variable_files::shares(units)
    }

    /// The file in which the modules installed for a root are listed.
    pub(super) fn manifest(&self, root: &str) -> Option<FileId> {
        self.manifests.get(root).map(|manifest| manifest.file)
    }

    /// The variables files beside and below a module that Terraform does not read by itself.
    pub(super) fn variable_files(&self, module: &str) -> &[FileId] {
        self.variable_files.get(module).map_or(&[], |files| files)
    }

    /// Where a module call leads; `path` is the path of module names from the root, `root` the root's directory.
    pub(super) fn resolve(&self, from: &str, source: Option<&SmolStr>, root: &str, path: &str) -> ModuleSource {
        let Some(source) = source else { return ModuleSource::Unclear };
        if source.starts_with("./") || source.starts_with("../") || source == "." || source == ".." {
            return join(from, source).map_or(ModuleSource::Outside(source.clone()), |path| ModuleSource::Directory(SmolStr::from(path)));
        }
        if source.starts_with('/') || source.starts_with("file:") || source.get(1..3) == Some(":\\") {
            return ModuleSource::Outside(source.clone());
        }
        let installed = || self.manifests.get(root).and_then(|manifest| manifest.modules.get(path)).cloned();
        let directory = self.places.directory(source).or_else(installed).or_else(|| self.repository.directory(source));
        directory.map_or_else(|| ModuleSource::Remote(source.clone()), ModuleSource::Directory)
    }

    /// The directory of this repository that an address means.
    pub(super) fn in_this_repository(&self, source: &str) -> Option<SmolStr> {
        self.repository.directory(source)
    }

    /// The directories that local calls lead to, whoever is the root; and those that were installed for this one as a root.
    fn targets(&self, directory: &Directory) -> Vec<SmolStr> {
        let local = directory.sources.iter().filter_map(|source| match self.resolve(&directory.path, source.as_ref(), "", "") {
            ModuleSource::Directory(path) => Some(path),
            _ => None,
        });
        let installed = self.manifests.get(&directory.path).into_iter().flat_map(|manifest| manifest.modules.values().cloned());
        local.chain(installed).collect()
    }

    /// The directories to start from: those that the user asked for and that no local call reaches, and those that are deployed by
    /// themselves. Of a ring of directories that only call each other, the first.
    pub fn roots(&self) -> Vec<SmolStr> {
        self.first_of(&|_| true)
    }

    /// The directories to start from in what no root has read: every call of them has `count = 0`, say.
    pub fn left_out(&self, read: &FxHashSet<FileId>) -> Vec<SmolStr> {
        self.first_of(&|directory| !directory.files.is_empty() && !directory.files.iter().any(|file| read.contains(file)))
    }

    /// The directories to start from among some.
    fn first_of(&self, is_meant: &dyn Fn(&Directory) -> bool) -> Vec<SmolStr> {
        let meant = || self.directories.values().filter(|directory| is_meant(directory));
        let selected = || meant().filter(|directory| directory.is_selected());
        let calls = |directory: &Arc<Directory>| {
            let path = directory.path.clone();
            self.targets(directory).into_iter().filter(move |target| *target != path && !is_aside(&path, target))
        };
        let called: FxHashSet<SmolStr> = meant().flat_map(|directory| calls(directory)).collect();
        let is_first = |directory: &&Arc<Directory>| {
            let has_inputs = || !self.variable_files(&directory.path).is_empty();
            let is_deployed = || directory.is_deployed || has_inputs();
            let has_units = || !self.terragrunt.units(&directory.path).is_empty();
            !called.contains(&directory.path) || has_units() || !directory.takes_providers && is_deployed()
        };
        let mut roots: Vec<SmolStr> = selected().filter(is_first).map(|directory| directory.path.clone()).collect();
        let mut reached = FxHashSet::default();
        roots.iter().for_each(|root| self.reach(root, &mut reached));
        for directory in selected() {
            if !reached.contains(&directory.path) {
                roots.push(directory.path.clone());
                self.reach(&directory.path, &mut reached);
            }
        }
        roots.sort();
        roots
    }

    fn reach(&self, from: &SmolStr, reached: &mut FxHashSet<SmolStr>) {
        let mut open = vec![from.clone()];
        while let Some(path) = open.pop() {
            if let (true, Some(directory)) = (reached.insert(path.clone()), self.directories.get(&path)) {
                open.extend(self.targets(directory));
            }
        }
    }
}

/// Whether the call of a module says how often it is made.
fn is_switched(call: &Body) -> bool {
    ["count", "for_each"].iter().any(|argument| call.attribute(argument).is_some()) || switch(call).is_some()
}

/// Accounts with what is told of each: the first.
fn once<T>(accounts: impl Iterator<Item = (SmolStr, T)>) -> Vec<(SmolStr, T)> {
    let mut accounts: Vec<(SmolStr, T)> = accounts.collect();
    accounts.sort_by(|one, other| one.0.cmp(&other.0));
    accounts.dedup_by(|one, other| one.0 == other.0);
    accounts
}

/// A path relative to a directory of the workspace; nothing if it leads above the root.
pub(super) fn join(directory: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Where `terraform init` says, in the directory of a root module, which directory each module is in.
pub const MANIFEST: &str = ".terraform/modules/modules.json";

/// The manifests that `terraform init` left.
fn manifests(workspace: &Workspace) -> FxHashMap<SmolStr, Arc<Manifest>> {
    const INSTALLED: &str = ".terraform/modules/";
    let files = workspace.files().filter(|(_, entry)| entry.path.ends_with(MANIFEST));
    files
        .filter_map(|(file, entry)| {
            let root = entry.path.strip_suffix(MANIFEST)?.trim_end_matches('/');
            let manifest: serde_json::Value = serde_json::from_str(workspace.text(file).ok()?).ok()?;
            let modules = manifest.get("Modules")?.as_array()?.iter().filter_map(|module| {
                let key = module.get("Key")?.as_str().filter(|key| !key.is_empty())?;
                let directory = module.get("Dir")?.as_str()?;
                // `terraform init` puts what it downloads nowhere else; where local modules are, their calls say.
                let is_installed = directory.starts_with(INSTALLED) && !directory.split('/').any(|part| part == "..");
                Some((SmolStr::new(key), SmolStr::from(join(root, directory)?))).filter(|_| is_installed)
            });
            Some((SmolStr::new(root), Arc::new(Manifest { file, modules: modules.collect() })))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        assert_eq!(join("a/b", "../c").as_deref(), Some("a/c"));
        assert_eq!(join("", "./x//y").as_deref(), Some("x/y"));
        assert_eq!(join("a", "../../etc"), None);
    }
}
