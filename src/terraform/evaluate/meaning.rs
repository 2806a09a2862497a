//! What an open expression is about, wherever it is written: names are followed to what the root is given, through locals and arguments of
//! modules, so that the same question is the same in a root and in the modules that it calls.

use super::asked_within::{context, members_named};
use super::scope::{Each, Scope};
use crate::mapped_text::{Hole, HoleKind};
use crate::source::Span;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::syntax::tree::{Call, Expr, ExprKind, Key, StepKind, TemplatePart, TraversalStep};
use crate::value::{Kind, Value};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// How far names and calls are followed.
const MAX_STEPS: usize = 24;
/// Expressions that are followed for one question.
const MAX_FOLLOWED: usize = 1_000;
/// How many expressions are looked through for the names in one that is not followed; beyond that it is about itself.
const MAX_LOOKED_THROUGH: usize = 48;
/// The longest known text that is written out.
pub(super) const MAX_WRITTEN: usize = 80;

/// Each call of these gives something else.
const NEVER_THE_SAME: &[&str] = &["bcrypt", "timestamp", "uuid"];
/// What these make of a collection is empty where the collection is.
const KEEP_EMPTY: &[&str] = &["distinct", "keys", "reverse", "sort", "tolist", "tomap", "toset", "values"];

/// An expression by what it is about.
#[derive(Clone, Default)]
pub(super) struct OpenMeaning {
    pub words: String,
    /// Where the names in it are those of: an instance of a module, a repetition.
    pub within: BTreeSet<String>,
    /// Of which members it is asked, for people.
    pub members: BTreeSet<String>,
    /// What is open in it.
    pub about: BTreeSet<SmolStr>,
    /// Whether it is the number of members of something.
    pub is_length: bool,
    /// What is empty where this is.
    pub source: String,
    /// The function that makes it, and what its last argument says.
    pub call: Option<(SmolStr, String)>,
}

impl OpenMeaning {
    /// What stands for itself.
    fn named(words: String, within: BTreeSet<String>) -> OpenMeaning {
        let mut meaning = OpenMeaning { source: words.clone(), words, within, ..OpenMeaning::default() };
        meaning.about.insert(meaning.id());
        meaning
    }

    /// What is not open.
    fn known(words: String) -> OpenMeaning {
        OpenMeaning { source: words.clone(), words, ..OpenMeaning::default() }
    }

    /// The same for all places that mean the same.
    pub(super) fn id(&self) -> SmolStr {
        let within: String = self.within.iter().map(String::as_str).collect();
        SmolStr::from(format!("{}{within}", self.words))
    }

    /// The number of its members, as a subject of questions.
    pub(super) fn number_of_members(&self) -> SmolStr {
        OpenMeaning { words: format!("length({})", self.source), within: self.within.clone(), ..OpenMeaning::default() }.id()
    }

    /// The one open thing in it; empty where there are several.
    pub(super) fn only_about(&self) -> SmolStr {
        let mut about = self.about.iter();
        about.next().filter(|_| about.next().is_none()).cloned().unwrap_or_default()
    }

    /// Takes over what a part is about.
    pub(super) fn with_part(&mut self, part: &OpenMeaning) {
        self.within.extend(part.within.iter().cloned());
        self.members.extend(part.members.iter().cloned());
        self.about.extend(part.about.iter().cloned());
    }
}

/// What was worked out, by expression and instance of a module.
#[derive(Default)]
pub(in crate::terraform) struct KnownMeanings {
    followed: RefCell<FxHashMap<(Span, usize), OpenMeaning>>,
    names: RefCell<FxHashMap<(Span, usize), BTreeSet<SmolStr>>>,
}

impl<'a> Evaluator<'a> {
    /// What an expression is about.
    pub(super) fn meant(&self, expr: &Expr, scope: &Scope<'_, 'a>) -> OpenMeaning {
        let scope = &scope.unanswered();
        match self.written_out(expr, scope) {
            Some(known) => OpenMeaning::known(known),
            None => self.meant_where_open(expr, scope),
        }
    }

    /// The same of one that is known to be open.
    pub(super) fn meant_where_open(&self, expr: &Expr, scope: &Scope<'_, 'a>) -> OpenMeaning {
        // A question is the same wherever it is asked.
        let scope = &scope.unanswered();
        let left = self.to_follow.replace(MAX_FOLLOWED);
        let meaning = self.followed_where_open(expr, scope, MAX_STEPS).unwrap_or_else(|| {
            self.to_follow.set(MAX_LOOKED_THROUGH);
            self.as_written(expr, scope)
        });
        self.to_follow.set(left);
        meaning
    }

    /// An expression that is not followed. It is about the names in it.
    fn as_written(&self, expr: &Expr, scope: &Scope<'_, 'a>) -> OpenMeaning {
        let mut meaning = self.as_named(expr, scope);
        let mut about = BTreeSet::new();
        self.names_in(expr, scope, &mut vec![], &mut about);
        // With names missing, two questions would seem to be about one thing.
        if !about.is_empty() && self.to_follow.get() > 0 {
            meaning.about = about;
        }
        if let ExprKind::Call(call) = &expr.kind {
            let last = call.arguments.last().map(|last| self.on_one_line(last.span));
            meaning.call = Some((call.name.clone(), last.unwrap_or_default()));
        }
        meaning
    }

    /// An expression that stands for itself.
    fn as_named(&self, expr: &Expr, scope: &Scope<'_, 'a>) -> OpenMeaning {
        let mut within = BTreeSet::new();
        if !scope.instance.address.is_empty() {
            within.insert(format!(" in {}", scope.instance.address));
        }
        let context = context(scope, self.workspace.slice(expr.span));
        within.extend(Some(context).filter(|context| !context.is_empty()));
        let members = members_named(scope, self.workspace.slice(expr.span));
        OpenMeaning { members, ..OpenMeaning::named(self.on_one_line(expr.span), within) }
    }

    /// The open names anywhere in an expression, through locals and arguments. `bound` are those of a `for` in it.
    fn names_in<'e>(&self, expr: &'e Expr, scope: &Scope<'_, 'a>, bound: &mut Vec<&'e str>, into: &mut BTreeSet<SmolStr>) {
        let Some(left) = self.to_follow.get().checked_sub(1).filter(|_| self.spend(1)) else { return };
        self.to_follow.set(left);
        let parts = expr.parts();
        if let ExprKind::For(each) = &expr.kind {
            let before = bound.len();
            self.names_in(&each.collection, scope, bound, into);
            bound.extend(each.key.iter().chain([&each.value]).map(SmolStr::as_str));
            parts.into_iter().skip(1).for_each(|part| self.names_in(part, scope, bound, into));
            return bound.truncate(before);
        }
        let ExprKind::Traversal(traversal) = &expr.kind else {
            return parts.into_iter().for_each(|part| self.names_in(part, scope, bound, into));
        };
        let ExprKind::Variable(root) = &traversal.root.kind else {
            return parts.into_iter().for_each(|part| self.names_in(part, scope, bound, into));
        };
        let kept = Some((expr.span, scope.instance.id)).filter(|_| bound.is_empty() && hangs_on_instance(expr, scope));
        if let Some(known) = kept.and_then(|key| self.meanings.names.borrow().get(&key).cloned()) {
            return into.extend(known);
        }
        let mut own = BTreeSet::new();
        self.names_of(expr, (root, &traversal.steps), scope, bound, &mut own);
        if let Some(key) = kept.filter(|_| self.to_follow.get() > 0) {
            self.meanings.names.borrow_mut().insert(key, own.clone());
        }
        into.extend(own);
    }

    /// The open names that a name stands for, and those in its path.
    fn names_of<'e>(
        &self,
        expr: &'e Expr,
        (root, path): (&str, &[TraversalStep]),
        scope: &Scope<'_, 'a>,
        bound: &mut Vec<&'e str>,
        into: &mut BTreeSet<SmolStr>,
    ) {
        expr.parts().into_iter().skip(1).for_each(|part| self.names_in(part, scope, bound, into));
        if bound.contains(&root) || self.written_out(expr, scope).is_some() {
            return;
        }
        if let Some(meaning) = self.of_name(root, path, scope, MAX_STEPS) {
            return into.extend(meaning.about);
        }
        match self.behind(root, path, scope) {
            Some((defined, scope, below)) => {
                let mut whole = BTreeSet::new();
                self.names_in(defined, &scope, &mut vec![], &mut whole);
                // Two members of one thing have nothing to do with each other.
                into.extend(whole.into_iter().map(|about| SmolStr::from(format!("{about}{below}"))));
            }
            None => {
                into.insert(self.as_named(expr, scope).id());
            }
        }
    }

    /// What a local or an argument stands for, with the path below it.
    fn behind<'s>(&self, root: &str, path: &[TraversalStep], scope: &'s Scope<'_, 'a>) -> Option<(&'a Expr, Scope<'s, 'a>, String)> {
        let (TraversalStep { kind: StepKind::Attr(name), .. }, rest) = path.split_first()? else { return None };
        if scope.only_bindings || scope.binding(root).is_some() {
            return None;
        }
        let below = rest.iter().map(|step| match &step.kind {
            StepKind::Attr(name) => format!(".{name}"),
            _ => String::new(),
        });
        match (root, &scope.instance.caller) {
            ("local", _) => Some((scope.instance.directory.local(name)?, Scope::new(scope.instance, &Each::Single), below.collect())),
            ("var", Some((caller, call))) => {
                Some((&call.body.attribute(name)?.value, Scope::new(caller, &scope.instance.each), below.collect()))
            }
            _ => None,
        }
    }

    /// Nothing for what is not followed.
    fn followed(&self, expr: &Expr, scope: &Scope<'_, 'a>, steps: usize) -> Option<OpenMeaning> {
        match self.written_out(expr, scope) {
            Some(known) => Some(OpenMeaning::known(known)),
            None => self.followed_where_open(expr, scope, steps),
        }
    }

    fn followed_where_open(&self, expr: &Expr, scope: &Scope<'_, 'a>, steps: usize) -> Option<OpenMeaning> {
        let steps = steps.checked_sub(1).filter(|_| self.spend(1))?;
        self.to_follow.set(self.to_follow.get().checked_sub(1)?);
        // What is cut short is not kept.
        let kept = Some((expr.span, scope.instance.id)).filter(|_| hangs_on_instance(expr, scope) && steps > MAX_STEPS / 2);
        if let Some(known) = kept.and_then(|key| self.meanings.followed.borrow().get(&key).cloned()) {
            return Some(known);
        }
        let meaning = match &expr.kind {
            ExprKind::Template(template) => match template.parts.as_slice() {
                [TemplatePart::Interpolation(only)] => self.followed_where_open(only, scope, steps),
                _ => None,
            },
            ExprKind::Call(call) if !NEVER_THE_SAME.contains(&call.name.as_str()) => self.of_call(call, scope, steps),
            ExprKind::Traversal(traversal) => match &traversal.root.kind {
                ExprKind::Variable(root) => {
                    Some(self.of_name(root, &traversal.steps, scope, steps).unwrap_or_else(|| self.as_written(expr, scope)))
                }
                _ => None,
            },
            _ => None,
        }?;
        if let Some(key) = kept.filter(|_| self.to_follow.get() > 0) {
            self.meanings.followed.borrow_mut().insert(key, meaning.clone());
        }
        Some(meaning)
    }

    /// A value that is known and may be shown.
    fn written_out(&self, expr: &Expr, scope: &Scope<'_, 'a>) -> Option<String> {
        let value = self.with_quiet(true, || self.eval(expr, scope));
        match &value.kind {
            _ if !value.marks.is_none() => None,
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => Some(value.to_json().to_string()),
            Kind::Text(text) if text.known().is_some_and(|text| text.len() <= MAX_WRITTEN) => Some(value.to_json().to_string()),
            _ => None,
        }
    }

    fn of_call(&self, call: &Call, scope: &Scope<'_, 'a>, steps: usize) -> Option<OpenMeaning> {
        let parts = call.arguments.iter().map(|argument| match &argument.kind {
            ExprKind::Tuple(items) => {
                let items: Vec<OpenMeaning> = items.iter().map(|item| self.followed(item, scope, steps)).collect::<Option<_>>()?;
                let words = items.iter().map(|item| item.words.as_str()).collect::<Vec<_>>().join(", ");
                let mut list = OpenMeaning { words: format!("[{words}]"), ..OpenMeaning::default() };
                items.iter().for_each(|item| list.with_part(item));
                Some(list)
            }
            _ => self.followed(argument, scope, steps),
        });
        let parts: Vec<OpenMeaning> = parts.collect::<Option<_>>()?;
        let called = Some((call.name.clone(), parts.last().map(|last| last.words.clone()).unwrap_or_default()));
        if let Some(member) = picked_member(&call.name, &parts) {
            return Some(if parts.len() > 2 { OpenMeaning { call: called, ..member } } else { member });
        }
        let words = parts.iter().map(|part| part.words.as_str()).collect::<Vec<_>>().join(", ");
        let words = format!("{}({words}{})", call.name, if call.spread { "..." } else { "" });
        let mut meaning = OpenMeaning { source: words.clone(), words, call: called, ..OpenMeaning::default() };
        parts.iter().for_each(|part| meaning.with_part(part));
        // What is open though all arguments are known is the call itself.
        if meaning.about.is_empty() {
            meaning.about.insert(meaning.id());
        }
        meaning.is_length = call.name == "length";
        if let ([only], true) = (parts.as_slice(), meaning.is_length || KEEP_EMPTY.contains(&call.name.as_str())) {
            meaning.source.clone_from(&only.source);
        }
        Some(meaning)
    }

    /// What a name stands for; nothing if it stands for itself.
    fn of_name(&self, root: &str, path: &[TraversalStep], scope: &Scope<'_, 'a>, steps: usize) -> Option<OpenMeaning> {
        let (TraversalStep { kind: StepKind::Attr(name), .. }, rest) = path.split_first()? else { return None };
        if scope.only_bindings || scope.binding(root).is_some() {
            return None;
        }
        match root {
            "local" => {
                let defined = scope.instance.directory.local(name)?;
                self.member_of(defined, rest, &Scope::new(scope.instance, &Each::Single), steps)
            }
            "var" => match &scope.instance.caller {
                Some((caller, call)) => {
                    let argument = call.body.attribute(name)?;
                    self.member_of(&argument.value, rest, &Scope::new(caller, &scope.instance.each), steps)
                }
                None => {
                    let given = match self.inputs.get(name) {
                        Some(given) => self.open_input(given)?,
                        None => format!("var.{name}"),
                    };
                    self.below(OpenMeaning::named(given, BTreeSet::new()), rest, scope, steps)
                }
            },
            "terraform" | "tofu" => Some(OpenMeaning::named(format!("terraform.{name}"), BTreeSet::new())),
            _ => None,
        }
    }

    /// How a file of Terragrunt names what it gives to a root and does not know.
    fn open_input(&self, given: &Value) -> Option<String> {
        let hole = match &given.kind {
            Kind::Unknown(hole) => hole,
            Kind::Text(text) if text.literal().is_empty() => match text.holes() {
                [only] => &only.hole,
                _ => return None,
            },
            _ => return None,
        };
        match &hole.kind {
            HoleKind::Input { .. } => Some(hole.kind.to_string()),
            // What is made of a call is another thing.
            _ if given.span == hole.span => self.read_from_environment(hole),
            _ => None,
        }
    }

    /// The call that reads what is not known from the environment.
    pub(super) fn read_from_environment(&self, hole: &Hole) -> Option<String> {
        let is_unknown = matches!(hole.kind, HoleKind::Unknown(_));
        is_unknown.then(|| self.on_one_line(hole.span)).filter(|written| written.starts_with("get_env("))
    }

    /// What stands at a path below an expression, which is open.
    fn member_of(&self, expr: &Expr, path: &[TraversalStep], scope: &Scope<'_, 'a>, steps: usize) -> Option<OpenMeaning> {
        if let (ExprKind::Object(members), Some((TraversalStep { kind: StepKind::Attr(name), .. }, rest))) =
            (&expr.kind, path.split_first())
        {
            let is_plain = members.iter().all(|member| matches!(member.key, Key::Name(_)));
            let member = members.iter().rev().find(|member| matches!(&member.key, Key::Name(key) if key == name)).filter(|_| is_plain)?;
            return self.member_of(&member.value, rest, scope, steps.checked_sub(1)?);
        }
        self.below(self.followed_where_open(expr, scope, steps)?, path, scope, steps)
    }

    /// A path below something that has no parts here.
    fn below(&self, whole: OpenMeaning, path: &[TraversalStep], scope: &Scope<'_, 'a>, steps: usize) -> Option<OpenMeaning> {
        if path.is_empty() {
            return Some(whole);
        }
        let (within, members) = (whole.within.clone(), whole.members.clone());
        let mut below = OpenMeaning { words: whole.words.clone(), within, members, ..OpenMeaning::default() };
        for step in path {
            match &step.kind {
                StepKind::Attr(name) => below.words.push_str(&format!(".{name}")),
                StepKind::Index(index) => {
                    let index = self.followed(index, scope, steps)?;
                    below.words.push_str(&member_step(&index.words));
                    below.with_part(&index);
                }
                StepKind::LegacyIndex(_) | StepKind::AttrSplat | StepKind::FullSplat => return None,
            }
        }
        // Two members of one thing have nothing to do with each other.
        match whole.about.iter().any(|about| *about == whole.id()) && below.about.is_empty() {
            true => Some(OpenMeaning { members: below.members, ..OpenMeaning::named(below.words, below.within) }),
            false => {
                below.about.extend(whole.about);
                Some(OpenMeaning { source: below.words.clone(), ..below })
            }
        }
    }
}

/// Whether all that an expression means here hangs on the instance of the module alone.
fn hangs_on_instance(expr: &Expr, scope: &Scope<'_, '_>) -> bool {
    let is_within = |name: &str| ["count", "each", "self"].contains(&name) || scope.binding(name).is_some();
    scope.bindings.is_none() && matches!(scope.each, Each::Single) || !scope.only_bindings && !expr.names_any(&is_within)
}

/// The step to a member: one with a name is the same whether the name stands behind a dot or in brackets.
fn member_step(index: &str) -> String {
    let name = index.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let is_plain = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-');
    match name.filter(|name| name.starts_with(|char: char| char.is_alphabetic() || char == '_') && name.chars().all(is_plain)) {
        Some(name) => format!(".{name}"),
        None => format!("[{index}]"),
    }
}

/// What `lookup(map, "key")` and `element(list, 0)` pick of something that is open. A default makes it another thing, though it is about the same member.
fn picked_member(call: &str, parts: &[OpenMeaning]) -> Option<OpenMeaning> {
    let (whole, key, default) = match (call, parts) {
        ("lookup", [whole, key]) | ("element", [whole, key]) => (whole, key, None),
        ("lookup", [whole, key, default]) => (whole, key, Some(default)),
        _ => return None,
    };
    let is_whole = whole.about.len() == 1 && whole.about.contains(&whole.id());
    if !is_whole || !key.about.is_empty() || call == "element" && key.words.starts_with('-') {
        return None;
    }
    let mut member = OpenMeaning::named(format!("{}{}", whole.words, member_step(&key.words)), whole.within.clone());
    if let Some(default) = default {
        member.words = format!("lookup({}, {}, {})", whole.words, key.words, default.words);
        member.source.clone_from(&member.words);
        member.with_part(default);
    }
    Some(member)
}
