//! What an expression can refer to: the instance of the module it stands in, the repetition of its block, the names bound around it.

use crate::condition::Assignment;
use crate::resource::ModuleCall;
use crate::source::Workspace;
use crate::terraform::modules::directory::Directory;
use crate::terraform::syntax::tree::{Block, Expr, ExprKind};
use crate::value::{Kind, Value};
use smol_str::SmolStr;
use std::rc::Rc;

/// One use of a module.
pub(in crate::terraform) struct Instance<'a> {
    /// Its place among the instances of the root.
    pub id: usize,
    pub directory: &'a Directory,
    /// The use that calls it, with the block of the call.
    pub caller: Option<(Rc<Instance<'a>>, &'a Block)>,
    /// The repetition of the call.
    pub each: Each,
    /// `module.a["x"]`; empty for the root module.
    pub address: SmolStr,
    /// The module calls that lead here; their path in the manifest of installed modules is that of their names.
    pub calls: Vec<ModuleCall>,
    pub presence: crate::condition::Presence,
    /// Whether that there is this use hangs on the default of an input of the root.
    pub is_on_default: bool,
}

impl<'a> Instance<'a> {
    /// The instance that nobody calls.
    pub(in crate::terraform) fn of_root(id: usize, directory: &'a Directory) -> Instance<'a> {
        let presence = crate::condition::Presence::default();
        let (address, calls) = (SmolStr::default(), vec![]);
        Instance { id, directory, caller: None, each: Each::Single, address, calls, presence, is_on_default: false }
    }

    /// The address of something declared in this instance.
    pub(in crate::terraform) fn qualify(&self, name: &str) -> SmolStr {
        if self.address.is_empty() { SmolStr::new(name) } else { SmolStr::from(format!("{}.{name}", self.address)) }
    }

    /// The directories on the way here, this one included.
    pub(in crate::terraform) fn is_within(&self, directory: &str) -> bool {
        self.directory.path == directory || self.caller.as_ref().is_some_and(|(caller, _)| caller.is_within(directory))
    }

    /// Whether a block counts here: what a unit of Terragrunt generates is not there where another module calls the one that it deploys.
    pub(in crate::terraform) fn has(&self, block: &Block, workspace: &Workspace) -> bool {
        let path = workspace.path(block.header.file);
        self.caller.is_none() || !(path.ends_with(".hcl") || path.ends_with(".hcl.json"))
    }

    pub(in crate::terraform) fn root_path(&self) -> &str {
        self.caller.as_ref().map_or(&self.directory.path, |(caller, _)| caller.root_path())
    }
}

/// Which repetition of a block is meant.
#[derive(Clone, Default)]
pub(in crate::terraform) enum Each {
    #[default]
    Single,
    Count(Value),
    Item {
        key: Value,
        value: Value,
    },
}

/// Names bound by `for`, `dynamic` and `templatefile`, the innermost first.
#[derive(Clone, Copy)]
pub(in crate::terraform) struct Binding<'s> {
    pub name: &'s str,
    pub value: &'s Value,
    pub outer: Option<&'s Binding<'s>>,
    /// No two have the same.
    pub id: usize,
}

/// Where an expression is evaluated.
#[derive(Clone, Copy)]
pub(in crate::terraform) struct Scope<'s, 'a> {
    pub instance: &'s Rc<Instance<'a>>,
    pub each: &'s Each,
    pub bindings: Option<&'s Binding<'s>>,
    /// In a template file only the names that were handed over exist.
    pub only_bindings: bool,
    /// The answers under which it is evaluated: what holds under others only comes to nothing here. What is kept for other places is evaluated without them.
    pub given: Option<&'s Assignment>,
}

impl<'s, 'a> Scope<'s, 'a> {
    pub(in crate::terraform) fn new(instance: &'s Rc<Instance<'a>>, each: &'s Each) -> Scope<'s, 'a> {
        Scope { instance, each, bindings: None, only_bindings: false, given: None }
    }

    pub(in crate::terraform) fn with<'t>(&'t self, binding: &'t Binding<'t>) -> Scope<'t, 'a>
    where
        's: 't,
    {
        Scope { bindings: Some(binding), ..*self }
    }

    /// The same under these answers.
    pub(in crate::terraform) fn answered<'t>(&'t self, given: &'t Assignment) -> Scope<'t, 'a>
    where
        's: 't,
    {
        if given.is_always() { *self } else { Scope { given: Some(given), ..*self } }
    }

    /// The same under no answers.
    pub(in crate::terraform) fn unanswered(&self) -> Scope<'s, 'a> {
        Scope { given: None, ..*self }
    }

    /// The answers that are given here, and these.
    pub(in crate::terraform) fn given_with(&self, more: &Assignment) -> Assignment {
        // Where both cannot be, those that are given here are enough.
        self.given.map_or_else(|| more.clone(), |given| given.and(more).unwrap_or_else(|| given.clone()))
    }

    /// A value as far as what is answered decides it.
    pub(in crate::terraform) fn decided(&self, value: Value) -> Value {
        match self.given {
            Some(given) if matches!(value.kind, Kind::Alternatives(_)) => value.decided(given),
            _ => value,
        }
    }

    /// Whether an expression is a name that is bound here, or a part of one.
    pub(in crate::terraform) fn is_bound(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Variable(name) => self.binding(name).is_some(),
            ExprKind::Traversal(traversal) => self.is_bound(&traversal.root),
            _ => false,
        }
    }

    /// The address of the repetition whose body is evaluated here: `module.a.data.aws_ami.b["x"]`.
    pub(in crate::terraform) fn address(&self, name: &str) -> SmolStr {
        let key = match self.each {
            Each::Single => None,
            Each::Count(key) => key.to_text().and_then(|key| Some(format!("[{}]", key.known()?))),
            Each::Item { key, .. } => key.to_text().and_then(|key| Some(format!("[\"{}\"]", key.known()?))),
        };
        self.instance.qualify(&format!("{name}{}", key.unwrap_or_default()))
    }

    pub(in crate::terraform) fn binding(&self, name: &str) -> Option<&'s Value> {
        let mut next = self.bindings;
        while let Some(binding) = next {
            if binding.name == name {
                return Some(binding.value);
            }
            next = binding.outer;
        }
        None
    }
}
