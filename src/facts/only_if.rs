//! Rows that hold only if an argument has certain values: `type=A|B`.

use crate::mapped_text::Piece;
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
    /// It is set to a text that ends so; what stands before is not known.
    Ending(String),
    /// It is set, or may be, and to what is not known.
    Unknown,
}

impl Argument {
    /// What a value that is set says.
    pub fn of(value: &Value) -> Argument {
        let Some(text) = value.to_text() else { return Argument::Unknown };
        match (text.known(), text.pieces().last()) {
            (Some(known), _) => Argument::Known(known.to_owned()),
            (None, Some(Piece::Literal(end, _))) => Argument::Ending(end.to_owned()),
            (None, _) => Argument::Unknown,
        }
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
            Argument::Ending(end) => {
                let with = |wanted: &str| match wanted.strip_prefix('*') {
                    Some(wanted) if end.ends_with(wanted) => Truth::Yes,
                    rest if rest.unwrap_or(wanted).ends_with(&end) => Truth::Unknown,
                    _ => Truth::No,
                };
                self.wanted().map(with).fold(Truth::No, Truth::or)
            }
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

    #[test]
    fn the_end_of_a_text_decides_where_it_is_known() {
        let ending = |end: &str| OnlyIf::new("bucket=*--x-s3").holds(|_| Argument::Ending(end.to_owned()));
        assert_eq!(ending("--euw1-az1--x-s3"), Truth::Yes);
        assert_eq!(ending("-s3"), Truth::Unknown);
        assert_eq!(ending("-logs"), Truth::No);
        assert_eq!(OnlyIf::new("bus=default|").holds(|_| Argument::Ending("lt".to_owned())), Truth::Unknown);
    }
}
