//! Documents that are for what the inputs turn off: they are no more judged than a policy that is written in such a resource itself. And parts of
//! policies that a default leaves out.

use crate::facts;
use crate::source::Span;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::evaluate::scope::{Each, Instance, Scope};
use crate::terraform::modules::directory::{Mode, mode};
use crate::terraform::modules::uses::Uses;
use crate::terraform::resources::address;
use crate::terraform::syntax::tree::Block;
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeSet;
use std::rc::Rc;

/// How the names of documents begin.
const BEGINNINGS: [&str; 2] = ["data.aws_iam_policy_document.", "local."];

impl<'a> Evaluator<'a> {
    /// Notes the documents of an instance of a module that resources with policies, or calls of modules, name of which there is no instance; calls that name
    /// one are told with the resources that are not made.
    pub(in crate::terraform) fn note_turned_off(&self, instance: &Rc<Instance<'a>>) {
        let directory = instance.directory;
        let has_policies = |kind: Option<&SmolStr>| kind.is_some_and(|kind| !facts::policy_sites(kind).is_empty());
        let managed = directory.resources.iter().enumerate().filter(|(_, block)| mode(block) == Mode::Managed);
        let mut texts: Vec<Span> = managed
            .filter(|(_, block)| has_policies(block.label(0)) && instance.has(block, self.workspace))
            .filter(|(place, block)| self.expansion(instance, *place, block.header).items.is_empty())
            .map(|(_, block)| block.span)
            .collect();
        let mut calls = vec![];
        for (place, call) in directory.modules.iter().enumerate().filter(|(_, call)| instance.has(call, self.workspace)) {
            let is_off = |uses: &Uses<'a>| match uses.missing {
                None => uses.expansion.items.is_empty(),
                Some(_) => self
                    .expand(
                        &call.body,
                        &format!("module.{}", call.label(0).map_or("", SmolStr::as_str)),
                        &Scope::new(instance, &Each::Single),
                    )
                    .items
                    .is_empty(),
            };
            if self.uses(instance, place).is_some_and(|uses| is_off(&uses)) {
                texts.push(call.span);
                calls.push(call);
            }
        }
        if texts.is_empty() {
            return;
        }
        let locals = directory.locals().map(|local| (format_smolstr!("local.{}", local.name), local.value.span));
        let is_document = |kind: Option<&SmolStr>| kind.is_some_and(|kind| kind == "aws_iam_policy_document");
        let blocks = directory.resources.iter().filter(|block| mode(block) == Mode::Data && is_document(block.label(0)));
        let mut open: FxHashMap<SmolStr, Span> = locals.chain(blocks.map(|block| (address(block), block.span))).collect();
        for call in calls {
            let is_handed = |name: SmolStr| name.starts_with("data.") && open.contains_key(&name);
            if let Some(name) = call.label(0).filter(|_| named(self.workspace.slice(call.span)).any(is_handed)) {
                self.not_made.borrow_mut().push((call.header, instance.qualify(&format_smolstr!("module.{name}"))));
            }
        }
        while let Some(text) = texts.pop() {
            for name in named(self.workspace.slice(text)) {
                if let Some(place) = open.remove(&name) {
                    self.turned_off.borrow_mut().insert(instance.qualify(&name));
                    texts.push(place);
                }
            }
        }
    }

    /// Notes if other values than the defaults of inputs change a policy of a resource.
    pub(super) fn note_left_out(&self, instance: &Rc<Instance<'a>>, place: (usize, usize), block: &Block, address: &SmolStr) {
        let kind = block.label(0).map_or("", SmolStr::as_str);
        let arguments: BTreeSet<&str> = facts::policy_sites(kind).iter().filter_map(|site| site.argument()).collect();
        let hanging = |name: &str| self.with_hanging(|| self.argument(instance, place, block, name, block.header)).1.left_out;
        if let Some(part) = arguments.into_iter().find_map(hanging) {
            self.left_out.borrow_mut().push((part, address.clone()));
        }
    }
}

/// What may be a document in the text of an expression.
fn named(text: &str) -> impl Iterator<Item = SmolStr> + '_ {
    let is_of_name = |char: char| char.is_alphanumeric() || char == '_' || char == '-';
    let all = BEGINNINGS.into_iter().flat_map(move |beginning| text.match_indices(beginning));
    all.filter_map(move |(at, beginning)| {
        let behind = text.get(at + beginning.len()..)?;
        let end = behind.find(|char| !is_of_name(char)).unwrap_or(behind.len());
        let is_whole = !text.get(..at)?.ends_with(|char: char| is_of_name(char) || char == '.');
        is_whole.then(|| format_smolstr!("{beginning}{}", behind.get(..end).unwrap_or_default()))
    })
}
