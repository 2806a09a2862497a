//! Resources of both languages in one model: what the front ends give and everything behind them reads.

mod all;
mod input_defaults;
mod tags;
mod work_share;

pub use all::{AllResources, own_name, without_keys};
pub use input_defaults::{InputDefaults, OnDefaults};
pub use tags::Tags;
pub use work_share::{TOO_MUCH_MADE, WorkShare, weight};

use crate::attribute_path::AttributePath;
use crate::condition::Presence;
use crate::facts::Argument;
pub use crate::facts::Language;
use crate::problem::{self, Problem};
use crate::secret::{self, NameTells, Withheld};
use crate::source::{Comment, FileId, Span, Workspace};
use crate::truth::Truth;
use crate::value::{Kind, Value};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What one root module or one template comes to.
#[derive(Clone, Debug)]
pub struct Root {
    /// Directory of the root module (`""` is the workspace root) or path of the template.
    pub path: SmolStr,
    pub language: Language,
    pub resources: AllResources,
    /// Terraform: locals of the root module. CloudFormation: none.
    pub locals: Vec<(SmolStr, Value)>,
    pub outputs: Vec<(SmolStr, Value)>,
    /// The AWS providers of the root module and those that serve its resources, each once; or the stack.
    pub providers: Vec<Arc<Provider>>,
    /// What may hold policy documents or keys and is no resource.
    pub loose: Vec<Loose>,
    /// Terraform: where statements stand that a document takes over from another.
    pub taken_over: Vec<Span>,
    /// Terraform: the addresses, without keys, of documents that are for what the inputs turn off.
    pub turned_off: BTreeSet<SmolStr>,
    /// Terraform: by the address of a data source that is read at deployment, what it is asked for, as JSON.
    pub looked_up: BTreeMap<SmolStr, BTreeSet<String>>,
    /// Terraform: the addresses of data sources of which something asks for a value.
    pub used_sources: BTreeSet<SmolStr>,
    /// Terraform: the data sources that its modules declare.
    pub declared_sources: BTreeSet<DeclaredSource>,
    /// Terraform: the directories that name a variable or a local which nothing declares. Other files are put there before Terraform reads them.
    pub unfinished: BTreeSet<SmolStr>,
    /// What is not to be shown.
    pub withheld: Withheld,
    /// Texts that variables, locals and outputs of modules hold whose names tell that they are secrets.
    pub named_secrets: Vec<String>,
}

/// A data source as a module declares it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DeclaredSource {
    /// Directory of the module.
    pub directory: SmolStr,
    /// `aws_region`.
    pub kind: SmolStr,
    pub name: SmolStr,
    /// As the block says behind `provider =`; empty for the default one.
    pub provider: SmolStr,
    /// It is one of several, or asks about another Region than that of its provider.
    pub is_of_another: bool,
}

/// Something that is no resource and may hold policy documents or keys.
#[derive(Clone, Debug)]
pub struct Loose {
    pub kind: LooseKind,
    /// In the form of a resource; its attributes are the arguments of the call, or the document.
    pub resource: Resource,
}

/// The kinds of [`Loose`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LooseKind {
    /// The call of a module that is not on disk.
    ModuleCall,
    /// A data source that is a document and that nothing refers to.
    Document,
    /// A data source that is a document and that the code refers to.
    NamedDocument,
    /// A file that is a document.
    File,
    /// The configuration of a provider, which holds no documents.
    Provider,
    /// Where Terraform keeps its state, which holds no documents.
    Backend,
    /// A data source that is a subject of `joins.tsv`, as `data.aws_ami`; it holds no documents.
    Lookup,
    /// What sets a resource up: its provisioners, or what `cfn-init` does on an instance. It holds no documents.
    Setup,
    /// A variable or parameter with the values that the code gives it, which is no document by itself.
    Input,
    /// All that is written in the files of a module or in a template, where that may hold an access key; its documents are those of its parts.
    Code,
}

impl LooseKind {
    /// Whether it cannot hold documents.
    pub fn is_without_documents(self) -> bool {
        matches!(self, LooseKind::Provider | LooseKind::Backend | LooseKind::Lookup | LooseKind::Setup | LooseKind::Input | LooseKind::Code)
    }

    /// Whether it is a document that another part of the code may take in.
    pub fn is_data_source(self) -> bool {
        matches!(self, LooseKind::Document | LooseKind::NamedDocument)
    }
}

impl Loose {
    /// What rules about resources call it; nothing if they are not about it.
    pub fn noun(&self) -> Option<&str> {
        match self.kind {
            LooseKind::ModuleCall => Some("module call"),
            LooseKind::Provider => Some("provider configuration"),
            LooseKind::Backend => Some("backend"),
            LooseKind::Setup | LooseKind::Input | LooseKind::Code => Some(&self.resource.kind),
            LooseKind::Document | LooseKind::NamedDocument | LooseKind::File | LooseKind::Lookup => None,
        }
    }
}

/// Looks for texts that surely are secrets, as names tell.
#[derive(Default)]
pub struct NamedSecrets {
    pub texts: Vec<String>,
    /// The maps that were looked into, by their place in memory, and what the name of the values in it tells: many values share one.
    seen: FxHashSet<(usize, Option<NameTells>)>,
}

impl NamedSecrets {
    /// Takes the texts of a value, as its name or that of a member tells.
    pub fn look(&mut self, name: &str, value: &Value) {
        self.look_within(secret::tells(name), value);
    }

    /// The same, by what the name tells. A short text stands elsewhere by chance.
    fn look_within(&mut self, tells: Option<NameTells>, value: &Value) {
        const SHORTEST: usize = 8;
        match &value.kind {
            Kind::Text(_) => {
                let is_secret = |text: &&str| text.len() >= SHORTEST && tells.is_some_and(|tells| secret::told(tells, text).is_some());
                self.texts.extend(value.as_str().filter(is_secret).map(str::to_owned));
            }
            Kind::List(items) => items.iter().for_each(|item| self.look_within(tells, item)),
            Kind::Map(map) if self.seen.insert((Arc::as_ptr(map) as usize, tells)) => {
                for entry in &map.entries {
                    let own = secret::tells(&entry.key);
                    let inherits = own.is_none() && tells.is_some() && !secret::is_beside_secret(&entry.key);
                    self.look_within(if inherits { tells } else { own }, &entry.value);
                }
            }
            Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| self.look_within(tells, branch)),
            _ => {}
        }
    }
}

impl Root {
    /// What variables, parameters, locals and outputs hold that surely is a secret, as their names tell. Wherever else such a text stands, it is not shown.
    pub fn secret_texts(&self) -> Vec<String> {
        let mut secrets = NamedSecrets { texts: self.named_secrets.clone(), ..NamedSecrets::default() };
        for input in self.loose.iter().filter(|loose| loose.kind == LooseKind::Input) {
            let name = input.resource.name.rsplit('.').next().unwrap_or_default();
            let attributes = input.resource.attributes.as_map().into_iter().flat_map(|attributes| &attributes.entries);
            attributes.for_each(|entry| secrets.look(name, &entry.value));
        }
        let mut texts = secrets.texts;
        texts.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        texts.dedup();
        // As Terraform writes it into JSON.
        let in_json = |text: &String| {
            let json = serde_json::Value::from(text.as_str()).to_string();
            json.trim_matches('"').replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e")
        };
        let encoded: Vec<String> = texts.iter().map(in_json).filter(|json| !texts.contains(json)).collect();
        texts.extend(encoded);
        texts
    }

    /// Whether it is a file that is a policy, and nothing else.
    pub fn is_file(&self) -> bool {
        self.loose.iter().any(|loose| loose.kind == LooseKind::File)
    }

    /// A file that is a policy.
    pub fn of_file(file: Resource) -> Root {
        Root {
            path: file.scope.clone(),
            language: file.language,
            resources: AllResources::default(),
            locals: vec![],
            outputs: vec![],
            providers: vec![],
            loose: vec![Loose { kind: LooseKind::File, resource: file }],
            taken_over: vec![],
            turned_off: BTreeSet::new(),
            looked_up: BTreeMap::new(),
            used_sources: BTreeSet::new(),
            declared_sources: BTreeSet::new(),
            unfinished: BTreeSet::new(),
            withheld: Withheld::default(),
            named_secrets: vec![],
        }
    }

    /// Account ids that the code itself names as its own, sorted.
    pub fn own_accounts(&self) -> Vec<SmolStr> {
        let mut accounts: Vec<SmolStr> = self.providers.iter().flat_map(|provider| provider.accounts.iter().cloned()).collect();
        accounts.sort();
        accounts.dedup();
        accounts
    }
}

/// What deploys resources: the configuration of a Terraform provider, or a CloudFormation stack.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Provider {
    /// `aws`, `aws.replica`, `module.a.aws`; of a stack, its path of logical ids, empty for the one that the template is deployed as.
    pub name: SmolStr,
    /// `replica`.
    pub alias: Option<SmolStr>,
    /// The accounts that the code names for it: `allowed_account_ids`, the account of the role in `assume_role`.
    pub accounts: Vec<SmolStr>,
    /// If the code tells it.
    pub region: Option<SmolStr>,
    /// In words, what a stack set deploys to: Regions, units of an organisation, accounts. Nothing if it is none.
    pub targets: Option<Vec<SmolStr>>,
    /// Those that it gives to everything that it deploys.
    pub default_tags: Tags,
    /// Where it sends the calls of some services, by their endpoints, if that is this machine and not AWS.
    pub emulators: BTreeMap<SmolStr, SmolStr>,
    /// As whom it acts, as its configuration says; empty where it takes the credentials of the environment. Nothing where its configuration is not known, as
    /// that of one which a caller hands in who is not here.
    pub credentials: Option<String>,
}

impl Provider {
    /// The account that it deploys to, if the code names exactly one.
    pub fn account(&self) -> Option<&SmolStr> {
        match self.accounts.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether it deploys to the account that another one deploys to: the code names the accounts of both, or as whom both act.
    fn shares_account(&self, other: &Provider) -> Truth {
        let acts_alike = self.credentials.is_some() && self.credentials == other.credentials;
        match (self.accounts.as_slice(), other.accounts.as_slice()) {
            _ if self.name == other.name => Truth::Yes,
            ([one], [other]) => Truth::from(one == other),
            (some, others) if !some.is_empty() && !others.is_empty() && !some.iter().any(|one| others.contains(one)) => Truth::No,
            _ if acts_alike => Truth::Yes,
            _ => Truth::Unknown,
        }
    }
}

/// A root with what an editor has to know to tell whether an edit concerns it.
#[derive(Clone, Debug)]
pub struct EvaluatedRoot {
    pub root: Root,
    /// All files whose contents it depends on, in no order.
    pub files_read: Vec<FileId>,
    pub problems: Vec<Problem>,
    /// What it has made, by [`weight`]; more than it was allowed where there would be more.
    pub made: usize,
    pub on_defaults: OnDefaults,
    /// The stacks that it deploys, each a root of its own.
    pub deployed: Vec<EvaluatedRoot>,
    /// The answers to its open texts that it names.
    pub answers: NamedAnswers,
    /// Whether a trial was cut short ([`WorkShare::TRIAL`]): then there is nothing to judge.
    pub is_cut: bool,
}

impl EvaluatedRoot {
    /// A root with nothing said of it.
    pub fn of(root: Root) -> EvaluatedRoot {
        EvaluatedRoot {
            root,
            files_read: vec![],
            problems: vec![],
            made: 0,
            on_defaults: OnDefaults::Nothing,
            deployed: vec![],
            answers: NamedAnswers::default(),
            is_cut: false,
        }
    }
}

/// Answers by the question that they answer.
pub type NamedAnswers = BTreeMap<SmolStr, BTreeSet<SmolStr>>;

/// A resource, or one instance of it.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Full address: `module.a["x"].aws_s3_bucket.b[0]`, `Bucket`, `NestedStack/Bucket`.
    pub address: SmolStr,
    /// `aws_s3_bucket`, `AWS::S3::Bucket`.
    pub kind: SmolStr,
    pub language: Language,
    /// Directory of the module that declares it, or path of the template: the scope of its identity.
    pub scope: SmolStr,
    /// Address within the scope, without instance keys: `aws_s3_bucket.b`, `Bucket`.
    pub name: SmolStr,
    /// What deploys it.
    pub provider: Arc<Provider>,
    /// A map. Terraform: arguments, and nested blocks as lists of maps. CloudFormation: `Properties`.
    pub attributes: Value,
    /// What introduces it: the block's header, the logical id.
    pub span: Span,
    /// The whole of it.
    pub block: Span,
    /// The module calls that lead here, the outermost first.
    pub calls: Vec<ModuleCall>,
    pub presence: Presence,
    /// What it is made for, if the template does not write it.
    pub generated_by: Option<GeneratedBy>,
    /// The construct of the CDK that a synthesised template has it for.
    pub construct: Option<Arc<Construct>>,
    /// Terraform: the arguments in `ignore_changes`, which deployment leaves as others have set them since; `all` stands for all.
    pub left_alone: Vec<SmolStr>,
}

/// The resource of a template for which a transform makes another one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GeneratedBy {
    /// Its address.
    pub resource: SmolStr,
    /// Its type: `AWS::Serverless::Function`.
    pub kind: SmolStr,
    /// Where in what is made policies stand that nothing in the template changes.
    pub fixed: &'static [&'static str],
}

/// A construct of the CDK for which a synthesised template has a resource.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Construct {
    /// `Messages/Alarms/Topic/Policy/Resource`.
    pub path: SmolStr,
    /// The line of the program that makes it, as far as it was traced: `lib/messages-stack.ts:11`.
    pub written: Option<SmolStr>,
    /// The same, where that file is here.
    pub place: Option<Span>,
}

impl Resource {
    /// What is known of an argument, by its path.
    pub fn argument(&self, path: &str) -> Argument {
        AttributePath::new(path).whole(&self.attributes).map_or(Argument::NotSet, |value| Argument::of(&value))
    }

    /// Whether it is made in the account in which another resource of its root is made. Stacks are, but for those of stack sets.
    pub fn shares_account(&self, other: &Resource) -> Truth {
        match self.language {
            Language::CloudFormation if self.provider.targets == other.provider.targets => Truth::Yes,
            Language::CloudFormation => Truth::Unknown,
            Language::Terraform => self.provider.shares_account(&other.provider),
        }
    }

    /// The Region that it is made in, if the code tells it: its own argument, else that of the provider.
    pub fn region(&self) -> Option<&str> {
        let own = self.attributes.get("region").filter(|region| !matches!(region.kind, Kind::Null | Kind::Absent));
        own.map_or(self.provider.region.as_deref(), Value::as_str)
    }

    /// Why what is in use at a path may be another than what is written there: `ignore_changes` names its argument.
    pub fn left_alone(&self, path: &str) -> Option<String> {
        let argument = path.split(['.', '[']).next().unwrap_or_default();
        let is_left_alone = self.left_alone.iter().any(|name| name == argument || name == "all");
        is_left_alone.then(|| {
            format!("`ignore_changes` leaves `{argument}` as it is set after the resource is made, so another might be in use by now")
        })
    }
}

/// A call of a module on the way to a resource.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModuleCall {
    /// `module.logs["a"]`.
    pub name: SmolStr,
    /// What introduces it: the block's header, the logical id.
    pub span: Span,
    /// The whole of it, with its arguments.
    pub block: Span,
}

/// Everything the front ends understood.
#[derive(Default, Debug)]
pub struct Configuration {
    pub roots: Vec<Root>,
    pub problems: Vec<Problem>,
    /// Selected YAML and JSON files that are no templates.
    pub others: Vec<FileId>,
    /// The comments in configuration files and templates, by file and place.
    pub comments: Vec<Comment>,
    /// What the metadata of templates' resources says to deputylint.
    pub metadata: Vec<MetadataEntry>,
    /// Files that were analysed, by kind of input.
    pub coverage: Coverage,
    /// The accounts that provider configurations of any root, and stacks of the CDK, write out as those they deploy to, sorted, with a place that does.
    pub accounts: Vec<(SmolStr, Span)>,
    /// The accounts that the code keeps together with one of those, sorted, each with the collection in words: `stands in …`.
    pub accounts_beside: Vec<(SmolStr, SmolStr)>,
    /// The `moved` blocks of all modules: from and to.
    pub moved: Vec<(SmolStr, SmolStr)>,
}

impl Configuration {
    /// Adds a root with what was not understood of it.
    pub fn add(&mut self, evaluated: EvaluatedRoot) {
        self.roots.push(evaluated.root);
        self.problems.extend(evaluated.problems);
    }

    /// Adds what another front end made of the same workspace.
    pub fn join(&mut self, other: Configuration) {
        self.roots.extend(other.roots);
        self.problems.extend(other.problems);
        self.others.extend(other.others);
        self.comments.extend(other.comments);
        self.metadata.extend(other.metadata);
        self.accounts.extend(other.accounts);
        self.accounts_beside.extend(other.accounts_beside);
        self.moved.extend(other.moved);
        self.coverage.terraform_files += other.coverage.terraform_files;
        self.coverage.templates += other.coverage.templates;
        self.coverage.other_files += other.coverage.other_files;
    }

    /// Puts problems and comments in the order of files.
    pub fn settle(&mut self, workspace: &Workspace) {
        problem::settle(&mut self.problems, workspace);
        self.comments.sort_by_key(|comment| workspace.order(comment.span));
    }
}

/// An entry of `ignore` in what the metadata of a template's resource says to deputylint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MetadataEntry {
    pub place: Span,
    /// The resource from its logical id on; nothing in the metadata of the template itself.
    pub about: Option<Span>,
    /// As written; nothing stands for what is no text. None if it has another form.
    pub members: Vec<(SmolStr, Option<String>)>,
}

/// What became of the selected files; each counts once.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Coverage {
    /// Terraform configuration files read.
    pub terraform_files: usize,
    /// CloudFormation templates read.
    pub templates: usize,
    /// Files that are policies.
    pub policy_files: usize,
    /// YAML and JSON files that are neither.
    pub other_files: usize,
}

impl Coverage {
    /// How many files were judged.
    pub fn analysed(self) -> usize {
        self.terraform_files + self.templates + self.policy_files
    }
}
