//! What the configuration of a provider says of the resources and data sources that it serves.

use super::evaluate::Evaluator;
use super::scope::{Each, Instance, Scope};
use super::tree::Block;
use smol_str::SmolStr;
use std::rc::Rc;

/// The Region of a resource or data source, if the code tells it: that of the provider that it names, else of the default one, which a module takes from
/// its caller.
pub(super) fn region<'a>(evaluator: &Evaluator<'a>, instance: &Rc<Instance<'a>>, block: &Block) -> Option<SmolStr> {
    let alias = match block.body.attribute("provider") {
        Some(named) => evaluator.workspace.slice(named.value.span).trim().trim_matches('"').split_once('.').map(|(_, alias)| alias),
        None => None,
    };
    let text_of = |block: &Block, name: &str| {
        let written = block.body.attribute(name)?;
        evaluator.eval(&written.value, &Scope::new(instance, &Each::Single)).as_str().map(SmolStr::new)
    };
    let mut providers = instance.directory.providers.iter().filter(|provider| provider.label(0).is_some_and(|name| name == "aws"));
    match providers.find(|provider| text_of(provider, "alias").as_deref() == alias) {
        Some(provider) => text_of(provider, "region"),
        // A module that is handed another provider, or one by name, is not followed.
        None => match &instance.caller {
            Some((caller, call)) if alias.is_none() && call.body.attribute("providers").is_none() => region(evaluator, caller, call),
            _ => None,
        },
    }
}
