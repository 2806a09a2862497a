//! All resources of a root, found by their addresses and names: each finding asks for some, which must not cost a look at all of them.

use super::Resource;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

#[derive(Clone, Default, Debug)]
pub struct AllResources {
    all: Vec<Resource>,
    known: OnceLock<KnownNames>,
}

#[derive(Clone, Default, Debug)]
struct KnownNames {
    names: FxHashSet<SmolStr>,
    /// By the end of the address, as `own_name` has it.
    places: FxHashMap<String, Vec<usize>>,
}

impl AllResources {
    fn known(&self) -> &KnownNames {
        self.known.get_or_init(|| {
            let mut known = KnownNames::default();
            for (place, resource) in self.all.iter().enumerate() {
                known.names.insert(resource.name.clone());
                known.places.entry(own_name(&resource.address)).or_default().push(place);
            }
            known
        })
    }

    /// Whether a resource has this name in its module or template.
    pub fn has_name(&self, name: &str) -> bool {
        self.known().names.contains(name)
    }

    /// Those whose address may end so, each with its place among all.
    pub fn ending(&self, address: &str) -> impl Iterator<Item = (usize, &Resource)> {
        let places = self.known().places.get(&own_name(address));
        places.into_iter().flatten().filter_map(|place| Some((*place, self.all.get(*place)?)))
    }

    /// The one with this address.
    pub fn at(&self, address: &str) -> Option<&Resource> {
        self.ending(address).map(|(_, resource)| resource).find(|resource| resource.address == address)
    }
}

impl From<Vec<Resource>> for AllResources {
    fn from(all: Vec<Resource>) -> AllResources {
        AllResources { all, known: OnceLock::new() }
    }
}

impl Deref for AllResources {
    type Target = [Resource];

    fn deref(&self) -> &[Resource] {
        &self.all
    }
}

impl DerefMut for AllResources {
    fn deref_mut(&mut self) -> &mut [Resource] {
        self.known.take();
        &mut self.all
    }
}

impl<'r> IntoIterator for &'r AllResources {
    type Item = &'r Resource;
    type IntoIter = std::slice::Iter<'r, Resource>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'r> IntoIterator for &'r mut AllResources {
    type Item = &'r mut Resource;
    type IntoIter = std::slice::IterMut<'r, Resource>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

/// An address without the keys of its instances: `module.m.aws_iam_role.r` of `module.m["a"].aws_iam_role.r[0]`.
pub fn without_keys(address: &str) -> String {
    let mut depth = 0;
    let is_outside = |char: &char| {
        depth += i32::from(*char == '[');
        let is_outside = depth == 0;
        depth -= i32::from(*char == ']');
        is_outside
    };
    address.chars().filter(is_outside).collect()
}

/// The name of a resource in its module or template, without what leads there.
pub fn own_name(address: &str) -> String {
    let address = without_keys(address);
    let mut name = address.rsplit('/').next().unwrap_or_default();
    while let Some((_, rest)) = name.strip_prefix("module.").and_then(|rest| rest.split_once('.')) {
        name = rest;
    }
    name.to_owned()
}
