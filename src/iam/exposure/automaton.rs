//! The texts of a language, sorted by which patterns they match: a breadth-first search over bit sets, so that the first member
//! of each class is a shortest one.

use super::language::{Class, Row, Symbol, TextLanguage};
use super::reader;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// A pattern that is watched while texts are built.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Watch {
    pub(super) row: Rc<Row>,
    /// The state it starts in; the first if nothing is said.
    pub(super) start: Option<usize>,
    /// What follows the text.
    pub(super) suffix: Option<u16>,
    /// Whether the states reached tell texts apart, not only acceptance.
    pub(super) states: bool,
}

impl Watch {
    pub(super) fn whole(row: Row) -> Watch {
        Watch { row: Rc::new(row), start: None, suffix: None, states: false }
    }
}

/// One text per class.
#[derive(Debug, Default)]
pub(super) struct Classes {
    pub(super) members: Vec<String>,
    /// Whether no class is missing.
    pub(super) complete: bool,
}

/// The bits of one row in a state, and how they move under each character of the alphabet.
struct Machine {
    words: usize,
    start: Vec<u64>,
    /// As many words for each character as the row has, one character behind the other.
    advance: Vec<u64>,
    stay: Vec<u64>,
    skip: Vec<u64>,
    last: usize,
}

impl Machine {
    fn new(row: &Row, start: usize, alphabet: &Alphabet) -> Machine {
        let words = row.len() / 64 + 1;
        let skip = reader::bits(&row.symbols, |symbol| symbol.many);
        let mut advance = vec![0; words * alphabet.units.len()];
        let mut stay = advance.clone();
        for (place, Symbol { class, many }) in row.symbols.iter().enumerate() {
            let moves = if *many { &mut stay } else { &mut advance };
            let mut set = |char: usize| reader::set(moves, char * words * 64 + place);
            match class {
                Class::Unit(unit) => alphabet.place(*unit).into_iter().for_each(&mut set),
                class => alphabet.units.iter().enumerate().filter(|(_, unit)| class.has(**unit)).for_each(|(char, _)| set(char)),
            }
        }
        let mut machine = Machine { words, start: vec![0; words], advance, stay, skip, last: row.len() };
        let mut first = vec![0; words];
        reader::set(&mut first, start);
        machine.close(&mut first);
        machine.start = first;
        machine
    }

    /// Goes on behind symbols that may be left out.
    fn close(&self, bits: &mut [u64]) {
        reader::close(&self.skip, bits, &mut (0, self.words.saturating_sub(1)));
    }

    /// What a character moves to the next place, and what it leaves where it is.
    fn moves(&self, char: usize) -> impl Iterator<Item = (u64, u64)> {
        let of_char = char * self.words..(char + 1) * self.words;
        let advance = self.advance.get(of_char.clone()).unwrap_or_default().iter().copied();
        advance.zip(self.stay.get(of_char).unwrap_or_default().iter().copied())
    }

    /// The bits that a character moves otherwise than the first one of the alphabet.
    fn differs(&self, char: usize) -> impl Iterator<Item = u64> {
        self.moves(char)
            .zip(self.moves(0))
            .map(|((advance, stay), (first_advance, first_stay))| (advance ^ first_advance) | (stay ^ first_stay))
    }

    fn step(&self, bits: &[u64], char: usize, into: &mut Vec<u64>) {
        let from = into.len();
        let mut carry = 0;
        for (word, (advance, stay)) in bits.iter().zip(self.moves(char)) {
            let moving = word & advance;
            into.push((moving << 1) | carry | (word & stay));
            carry = moving >> 63;
        }
        if let Some(new) = into.get_mut(from..) {
            self.close(new);
        }
    }

    fn accepts(&self, bits: &[u64]) -> bool {
        bits.get(self.last / 64).is_some_and(|word| word >> (self.last % 64) & 1 == 1)
    }
}

/// Characters in the order in which they are tried where any would do.
const PLAIN: &str = "xabcdefghijklmnopqrstuvwyz7458901236XABCDEFGHIJKLMNOPQRSTUVWYZ-_./:=+,@ #%";

/// Every character that some row names, and one of each kind that none names.
struct Alphabet {
    /// First those that none names.
    units: Vec<u16>,
    /// The places of the characters.
    places: FxHashMap<u16, usize>,
}

impl Alphabet {
    fn place(&self, unit: u16) -> Option<usize> {
        self.places.get(&unit).copied()
    }
}

/// The alphabet of some rows and of what follows their texts.
fn alphabet(rows: &[&Row], suffixes: impl Iterator<Item = u16>) -> Alphabet {
    let mut named = FxHashSet::default();
    let mut classes: Vec<Class> = vec![];
    for symbol in rows.iter().flat_map(|row| &row.symbols) {
        match symbol.class {
            Class::Unit(unit) => {
                named.insert(unit);
            }
            Class::Either(one, other) => named.extend([one, other]),
            class if !classes.contains(&class) => classes.push(class),
            _ => {}
        }
    }
    let mut kinds: FxHashSet<Vec<bool>> = FxHashSet::default();
    let mut alphabet = vec![];
    for unit in PLAIN.encode_utf16() {
        let kind = classes.iter().map(|class| class.has(unit)).collect();
        if !named.contains(&unit) && kinds.insert(kind) {
            alphabet.push(unit);
        }
    }
    let mut named: Vec<u16> = named.into_iter().collect();
    named.sort_unstable();
    alphabet.extend(named);
    for suffix in suffixes {
        if !alphabet.contains(&suffix) {
            alphabet.push(suffix);
        }
    }
    Alphabet { places: alphabet.iter().enumerate().map(|(place, unit)| (*unit, place)).collect(), units: alphabet }
}

struct AutomatonNode {
    bits: Rc<[u64]>,
    parent: usize,
    char: usize,
}

/// How much room a state of such a search takes: one bit for each place in the rows.
pub(super) fn words(language: &TextLanguage, watched: &[Watch]) -> usize {
    let rows =
        language.rows.iter().chain(language.only_at.iter().map(|(row, _)| row)).chain(watched.iter().map(|watch| watch.row.as_ref()));
    rows.map(|row| row.len() / 64 + 1).sum()
}

/// The classes of a language under what is watched. `budget` is used up by the states looked at.
pub(super) fn classes(language: &TextLanguage, watched: &[Watch], budget: &mut usize) -> Classes {
    let mut rows: Vec<&Row> = language.rows.iter().collect();
    rows.extend(watched.iter().map(|watch| watch.row.as_ref()));
    rows.extend(language.only_at.iter().map(|(row, _)| row));
    let alphabet = alphabet(&rows, watched.iter().filter_map(|watch| watch.suffix));
    // Long patterns make each state dear; those beyond all measure are not even begun.
    let words = words(language, watched);
    if words.saturating_mul(alphabet.units.len()) > *budget {
        *budget = 0;
        return Classes::default();
    }
    let starts = language.rows.iter().map(|_| 0).chain(watched.iter().map(|watch| watch.start.unwrap_or(0)));
    let starts = starts.chain(language.only_at.iter().map(|_| 0));
    let machines: Vec<Machine> = rows.iter().zip(starts).map(|(row, start)| Machine::new(row, start, &alphabet)).collect();
    let size = alphabet.units.len();
    let differs = (0..size).flat_map(|char| machines.iter().flat_map(move |machine| machine.differs(char))).collect();
    let walk = Walk { language, watched, alphabet: &alphabet, differs, machines: &machines, words, price: 1 + words * size / 128 };
    walk.run(budget)
}

struct Walk<'a> {
    language: &'a TextLanguage,
    watched: &'a [Watch],
    alphabet: &'a Alphabet,
    /// For each character, the bits that it moves otherwise than the first character does.
    differs: Vec<u64>,
    machines: &'a [Machine],
    /// The room of a state.
    words: usize,
    /// What a state costs.
    price: usize,
}

impl Walk<'_> {
    fn run(&self, budget: &mut usize) -> Classes {
        let first: Rc<[u64]> = self.machines.iter().flat_map(|machine| machine.start.iter().copied()).collect();
        let mut nodes = vec![AutomatonNode { bits: first.clone(), parent: 0, char: 0 }];
        let mut seen: FxHashSet<Rc<[u64]>> = FxHashSet::default();
        seen.insert(first);
        let mut outcomes: FxHashSet<Vec<u64>> = FxHashSet::default();
        let mut result = Classes { members: vec![], complete: true };
        // With acceptance alone, the number of classes has a bound that often ends the walk early.
        let all =
            if self.watched.iter().any(|watch| watch.states) || self.watched.len() > 16 { usize::MAX } else { 1 << self.watched.len() };
        let mut next = vec![];
        let mut at = 0;
        while let Some(node) = nodes.get(at) {
            if *budget < self.price {
                *budget = 0;
                result.complete = false;
                return result;
            }
            *budget -= self.price;
            if self.in_language(&node.bits) && outcomes.insert(self.outcome(&node.bits)) {
                result.members.push(self.spell(&nodes, at));
                if outcomes.len() >= all {
                    return result;
                }
            }
            let bits = node.bits.clone();
            for (char, differs) in self.differs.chunks(self.words.max(1)).enumerate() {
                // Most characters lead where the first one does.
                if char > 0 && !differs.iter().zip(&*bits).any(|(a, b)| a & b != 0) {
                    continue;
                }
                self.step(&bits, char, &mut next);
                if self.is_alive(&next) && !seen.contains(next.as_slice()) {
                    let bits: Rc<[u64]> = next.as_slice().into();
                    seen.insert(bits.clone());
                    nodes.push(AutomatonNode { bits, parent: at, char });
                }
            }
            at += 1;
        }
        result
    }

    fn parts<'b>(&'b self, bits: &'b [u64]) -> impl Iterator<Item = (&'b Machine, &'b [u64])> {
        let mut from = 0;
        self.machines.iter().map(move |machine| {
            let part = bits.get(from..from + machine.words).unwrap_or_default();
            from += machine.words;
            (machine, part)
        })
    }

    /// What the bits become by one more character.
    fn step(&self, bits: &[u64], char: usize, next: &mut Vec<u64>) {
        next.clear();
        for (machine, part) in self.parts(bits) {
            machine.step(part, char, next);
        }
        if let Some((_, keep)) = &self.language.only_at {
            let met = self.parts(next).last().is_some_and(|(machine, part)| machine.accepts(part));
            if met {
                self.keep_only(keep, next);
            }
        }
    }

    /// Leaves each row of the language in its one given state, or in none.
    fn keep_only(&self, keep: &[usize], bits: &mut [u64]) {
        let mut from = 0;
        for (machine, state) in self.machines.iter().take(self.language.rows.len()).zip(keep) {
            for (index, word) in bits.iter_mut().skip(from).take(machine.words).enumerate() {
                *word &= if index == state / 64 { 1 << (state % 64) } else { 0 };
            }
            from += machine.words;
        }
    }

    fn is_alive(&self, bits: &[u64]) -> bool {
        self.parts(bits).take(self.language.rows.len()).any(|(_, part)| part.iter().any(|word| *word != 0))
    }

    fn in_language(&self, bits: &[u64]) -> bool {
        self.parts(bits).take(self.language.rows.len()).any(|(machine, part)| machine.accepts(part))
    }

    fn outcome(&self, bits: &[u64]) -> Vec<u64> {
        let mut outcome = vec![];
        for (watch, (machine, part)) in self.watched.iter().zip(self.parts(bits).skip(self.language.rows.len())) {
            let mut after = vec![];
            let part = match watch.suffix.and_then(|suffix| self.alphabet.place(suffix)) {
                Some(char) => {
                    machine.step(part, char, &mut after);
                    after.as_slice()
                }
                None => part,
            };
            if watch.states {
                outcome.extend(part);
            } else {
                outcome.push(u64::from(machine.accepts(part)));
            }
        }
        outcome
    }

    fn spell(&self, nodes: &[AutomatonNode], at: usize) -> String {
        let mut units = vec![];
        let mut at = at;
        while let Some(node) = nodes.get(at).filter(|_| at != 0) {
            units.extend(self.alphabet.units.get(node.char));
            at = node.parent;
        }
        units.reverse();
        String::from_utf16_lossy(&units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::pattern::{Pattern, unresolved};

    fn glob(text: &str) -> Row {
        Row::default().tokens(&Pattern::from_known(text, false).glob(&unresolved).unwrap(), Class::Any)
    }

    #[test]
    fn every_class_has_a_shortest_member() {
        let language = TextLanguage::of(vec![Row::default().some(Class::Any)]);
        let watched = [Watch::whole(glob("a*")), Watch::whole(glob("*b"))];
        let mut budget = 10_000;
        let found = classes(&language, &watched, &mut budget);
        assert!(found.complete);
        assert_eq!(found.members, ["x", "a", "b", "ab"]);
    }

    #[test]
    fn a_colon_after_a_wildcard_can_be_forged() {
        let domain = Row::default().text("arn:aws:logs:").many(Class::Dashed).text(":444455556666:").some(Class::Any);
        let mut budget = 100_000;
        let watched = [Watch::whole(glob("arn:aws:logs:*:111122223333:*"))];
        let found = classes(&TextLanguage::of(vec![domain]), &watched, &mut budget);
        assert_eq!(found.members, ["arn:aws:logs::444455556666:x", "arn:aws:logs::444455556666:111122223333:"]);
    }

    #[test]
    fn patterns_may_be_longer_than_a_word() {
        let long = format!("{}*{}", "ab".repeat(50), "c".repeat(70));
        let language = TextLanguage::of(vec![Row::default().text("a").some(Class::Any)]);
        let found = classes(&language, &[Watch::whole(glob(&long))], &mut 100_000);
        assert_eq!(found.members, ["ax".to_owned(), long.replace('*', "")]);
    }

    #[test]
    fn the_budget_ends_the_walk() {
        let language = TextLanguage::of(vec![Row::default().some(Class::Any)]);
        let watched: Vec<Watch> = (0..12).map(|n| Watch::whole(glob(&format!("*{n}a*b{n}*c?{n}*")))).collect();
        let mut budget = 500;
        assert!(!classes(&language, &watched, &mut budget).complete);
        assert_eq!(budget, 0);
    }

    #[test]
    fn the_marker_stands_once() {
        let key = |prefix: Row| prefix.text("AWSLogs/4/").many(Class::Any);
        let rows = vec![key(Row::default().text("b/")), key(Row::default().text("b/").many(Class::Any).text("/"))];
        let keep = vec!["b/AWSLogs".len(), "b/*/AWSLogs".len()];
        let language = TextLanguage { rows, only_at: Some((glob("b/*AWSLogs"), keep)) };
        assert!(language.accepts("b/AWSLogs/4/x"));
        assert!(language.accepts("b/p/AWSLogs/4/x"));
        assert!(!language.accepts("b/p/AWSLogs/4/AWSLogs/1/"));
        assert!(!language.accepts("b/AWSLogs/1/AWSLogs/4/x"));
    }
}
