//! Rows that hold only if an argument has certain values: `type=A|B`.

use crate::truth::Truth;
use crate::value::Value;

/// A condition on one argument of a resource; an empty value among those wanted (`path=`, `bus=default|`) stands for not set,
/// and one that begins with `*` for all that end so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OnlyIf(&'static str);

/// What is known of an argument.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Argument {
    NotSet,
    Known(String),
    /// It is set, or may be, and to what is not known.
    Unknown,
}

impl Argument {
    /// What a value that is set says.
    pub fn of(value: &Value) -> Argument {
        value.to_text().and_then(|text| Some(text.known()?.to_owned())).map_or(Argument::Unknown, Argument::Known)
    }
}

impl OnlyIf {
    /// As the table has it; empty if the row always holds.
    pub const fn new(cell: &'static str) -> OnlyIf {
        OnlyIf(cell)
    }

    /// The argument that decides; nothing if the row always holds.
    pub fn argument(self) -> Option<&'static str> {
        self.0.split_once('=').map(|(name, _)| name)
    }

    /// The values that are wanted; an empty one stands for not set.
    pub fn wanted(self) -> impl Iterator<Item = &'static str> {
        self.0.split_once('=').into_iter().flat_map(|(_, values)| values.split('|'))
    }

    /// Whether the row holds; `argument` tells of the argument that decides.
    pub fn holds(self, argument: impl FnOnce(&'static str) -> Argument) -> Truth {
        let Some(name) = self.argument() else { return Truth::Yes };
        match argument(name) {
            Argument::Unknown => Truth::Unknown,
            Argument::NotSet => self.wanted().any(str::is_empty).into(),
            Argument::Known(text) => {
                self.wanted().any(|wanted| wanted.strip_prefix('*').map_or(wanted == text, |end| text.ends_with(end))).into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_neither_set_nor_not_set() {
        let only_if = OnlyIf::new("bus=default|");
        assert_eq!(only_if.holds(|_| Argument::NotSet), Truth::Yes);
        assert_eq!(only_if.holds(|_| Argument::Known("default".to_owned())), Truth::Yes);
        assert_eq!(only_if.holds(|_| Argument::Known("other".to_owned())), Truth::No);
        assert_eq!(only_if.holds(|_| Argument::Unknown), Truth::Unknown);
        assert_eq!(OnlyIf::new("").holds(|_| Argument::Unknown), Truth::Yes);
    }
}
