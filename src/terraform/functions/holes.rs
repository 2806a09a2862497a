//! What the holes of a text may hold, as far as that is known.

use crate::mapped_text::{Hole, HoleKind, Piece, Text};

/// Whether what a hole holds certainly has none of these characters: ids of accounts, regions and partitions have few.
pub(super) fn lacks(hole: &Hole, may_be: &dyn Fn(char) -> bool) -> bool {
    match hole.kind {
        HoleKind::OwnAccount => !('0'..='9').any(may_be),
        HoleKind::Region | HoleKind::Partition | HoleKind::OwnOrg => !('a'..='z').chain('0'..='9').chain(['-']).any(may_be),
        HoleKind::Attribute { .. } | HoleKind::Input { .. } | HoleKind::Encoded { .. } | HoleKind::Unknown(_) => false,
    }
}

/// Whether what a hole holds may have this character.
fn may_have(hole: &Hole, wanted: char) -> bool {
    match &hole.kind {
        // Names and ids; only an ARN that is missing as a whole has these separators.
        HoleKind::Attribute { resource, name } => {
            let is_name = ["name", "bucket", "account_id"].contains(&name.as_str()) || name.ends_with("_name") || name.ends_with("_id");
            !matches!(wanted, '{' | '}' | '$' | '<' | '>' | '"' | '%')
                && !(matches!(wanted, ':' | '/' | ',' | '\n') && (is_name || resource.contains("data.aws_caller_identity.")))
        }
        _ => !lacks(hole, &|char| char == wanted),
    }
}

/// What one character of a text may be, or several in a row.
struct HolePart<'t> {
    is: PartCharacters<'t>,
    /// The place of the hole that it belongs to among the pieces of the text; nothing for what is written.
    hole: Option<usize>,
    /// Whether there may be more than one.
    repeats: bool,
    /// Whether there may be none.
    is_optional: bool,
}

enum PartCharacters<'t> {
    One(char),
    OfHole(&'t Hole),
    Of(fn(char) -> bool),
}

impl<'t> HolePart<'t> {
    fn accepts(&self, char: char) -> bool {
        match self.is {
            PartCharacters::One(one) => one == char,
            PartCharacters::OfHole(hole) => may_have(hole, char),
            PartCharacters::Of(is_one) => is_one(char),
        }
    }

    fn one(char: char, hole: Option<usize>) -> HolePart<'t> {
        HolePart { is: PartCharacters::One(char), hole, repeats: false, is_optional: false }
    }

    /// What a hole may hold: `aws-cn`, `eu-west-1`, twelve digits, `o-a1b2c3d4e5`, or anything.
    fn of_hole(hole: &'t Hole, place: usize) -> Vec<HolePart<'t>> {
        let one = |char| HolePart::one(char, Some(place));
        let some = |is: fn(char) -> bool| HolePart { is: PartCharacters::Of(is), hole: Some(place), repeats: true, is_optional: false };
        let letters: fn(char) -> bool = |char| char.is_ascii_lowercase();
        let words: fn(char) -> bool = |char| char.is_ascii_lowercase() || char == '-';
        let digits: fn(char) -> bool = |char| char.is_ascii_digit();
        match hole.kind {
            HoleKind::Partition => vec![one('a'), one('w'), one('s'), HolePart { is_optional: true, ..some(words) }],
            HoleKind::Region => vec![some(letters), one('-'), some(words), one('-'), some(digits)],
            HoleKind::OwnAccount => (0..12).map(|_| HolePart { repeats: false, ..some(digits) }).collect(),
            HoleKind::OwnOrg => vec![one('o'), one('-'), some(|char| char.is_ascii_lowercase() || char.is_ascii_digit())],
            _ => vec![HolePart { is: PartCharacters::OfHole(hole), hole: Some(place), repeats: true, is_optional: true }],
        }
    }
}

/// What the beginning of the wanted text may have been read from.
const WRITTEN: u8 = 1;
const ONE_HOLE: u8 = 2;
const MORE: u8 = 4;

/// The most steps that are gone to find out from what a text can be read.
const MAX_STEPS: usize = 1 << 20;

/// From what a text can be read in these parts: bits of the above; nothing if it would take too many steps to tell.
fn readings(parts: &[HolePart<'_>], wanted: &str) -> Option<u8> {
    if parts.len().saturating_mul(wanted.len()) > MAX_STEPS {
        return None;
    }
    // By place, what was read before that part, and what was read with that part, which goes on.
    let mut before = vec![0_u8; parts.len() + 1];
    let mut within = before.clone();
    for (at, char) in wanted.chars().enumerate() {
        (before, within) = after(parts, (&before, &within), char, at == 0);
    }
    Some(before.iter().chain(&within).fold(0, |all, one| all | one))
}

/// The readings that go on with this character.
fn after(parts: &[HolePart<'_>], (before, within): (&[u8], &[u8]), char: char, is_first: bool) -> (Vec<u8>, Vec<u8>) {
    let (mut next, mut going_on) = (vec![0; before.len()], vec![0; within.len()]);
    let (mut arrived, mut last) = (0, None);
    for (place, ((part, before), within)) in parts.iter().zip(before).zip(within).enumerate() {
        let here = before | arrived;
        let reached = match part.hole {
            _ if here == 0 => 0,
            None if here == WRITTEN => WRITTEN,
            None => MORE | here & WRITTEN,
            Some(_) if last == part.hole => here,
            Some(_) => MORE,
        };
        if part.accepts(char) {
            let first = if part.hole.is_none() { WRITTEN } else { ONE_HOLE };
            let read = reached | within | if is_first { first } else { 0 };
            let into = if part.repeats { going_on.get_mut(place) } else { next.get_mut(place + 1) };
            into.into_iter().for_each(|bits| *bits |= read);
        }
        arrived = within | if part.is_optional { reached } else { 0 };
        last = part.hole;
    }
    (next, going_on)
}

/// Whether what a hole holds certainly lacks a text.
pub(super) fn has_no(hole: &Hole, wanted: &str) -> bool {
    !wanted.is_empty() && readings(&HolePart::of_hole(hole, 0), wanted) == Some(0)
}

/// Whether a text could stand partly in a hole and partly in what is beside it.
pub(super) fn straddles(text: &Text, wanted: &str) -> bool {
    if text.holes().is_empty() {
        return false;
    }
    let parts = text.pieces().enumerate().flat_map(|(place, piece)| match piece {
        Piece::Hole(hole) => HolePart::of_hole(hole, place),
        Piece::Literal(literal, _) => literal.chars().map(|char| HolePart::one(char, None)).collect(),
    });
    readings(&parts.collect::<Vec<_>>(), wanted).is_none_or(|found| found & MORE != 0)
}
