//! Texts read along a row of characters, all places that they may have got to at once.

use super::language::{Class, Symbol};
use rustc_hash::FxHashMap;

/// A row that is asked about many texts: what it has worked out for the characters of one serves the next.
pub(super) struct RowJudge<'r> {
    /// What is written out at the start, which is compared as it stands.
    fixed: &'r [Symbol],
    rest: &'r [Symbol],
    reader: Option<RowReader<'r>>,
}

impl<'r> RowJudge<'r> {
    pub(super) fn of(fixed: &'r [Symbol], rest: &'r [Symbol]) -> RowJudge<'r> {
        RowJudge { fixed, rest, reader: None }
    }

    /// Whether a text is one of the row's.
    pub(super) fn accepts(&mut self, text: &str) -> bool {
        let mut units = text.encode_utf16();
        if !self.fixed.iter().all(|symbol| units.next().is_some_and(|unit| symbol.class.has(unit))) {
            return false;
        }
        match self.rest {
            [] => units.next().is_none(),
            [Symbol { class: Class::Any, many: true }] => true,
            rest => {
                let reader = self.reader.get_or_insert_with(|| RowReader::new(rest));
                reader.begin();
                units.all(|unit| {
                    reader.read(unit);
                    reader.is_alive()
                }) && reader.is_at_end()
            }
        }
    }
}

/// So many places in a row are asked one by one.
const FEW_PLACES: u32 = 6;

/// A row while a text is read: the places in the row that the text may have got to, one bit for each.
pub(super) struct RowReader<'r> {
    symbols: &'r [Symbol],
    /// The places that may be passed without a character.
    skip: Vec<u64>,
    /// For each character that was read, the places that it leaves for the next one, and those that it stays at.
    moves: FxHashMap<u16, [Vec<u64>; 2]>,
    places: Vec<u64>,
    /// Where in the places the first and the last is that is reached.
    reached: (usize, usize),
}

impl<'r> RowReader<'r> {
    pub(super) fn new(symbols: &'r [Symbol]) -> RowReader<'r> {
        let skip = bits(symbols, |symbol| symbol.many);
        let places = vec![0; skip.len()];
        let mut reader = RowReader { symbols, skip, moves: FxHashMap::default(), places, reached: (0, 0) };
        reader.begin();
        reader
    }

    /// Reads from the start of a text.
    fn begin(&mut self) {
        self.places.fill(0);
        set(&mut self.places, 0);
        self.reached = (0, 0);
        close(&self.skip, &mut self.places, &mut self.reached);
    }

    pub(super) fn read(&mut self, unit: u16) {
        let (first, last) = self.reached;
        let reached: u32 = self.places.iter().skip(first).take(last + 1 - first).map(|places| places.count_ones()).sum();
        if reached <= FEW_PLACES {
            self.move_each(unit)
        } else {
            self.move_all(unit)
        }
        self.reached.1 = (last + 1).min(self.places.len().saturating_sub(1));
        close(&self.skip, &mut self.places, &mut self.reached);
    }

    /// Asks each place that is reached where it goes, the last first, so that none is asked twice.
    fn move_each(&mut self, unit: u16) {
        let (first, last) = self.reached;
        for at in (first..=last).rev() {
            let mut left = self.places.get(at).copied().unwrap_or_default();
            while let Some(bit) = left.checked_ilog2() {
                left ^= 1 << bit;
                let place = at * 64 + bit as usize;
                let symbol = self.symbols.get(place).filter(|symbol| symbol.class.has(unit));
                if symbol.is_some_and(|symbol| symbol.many) {
                    continue;
                }
                self.places.iter_mut().skip(at).take(1).for_each(|places| *places ^= 1 << bit);
                if symbol.is_some() {
                    set(&mut self.places, place + 1);
                }
            }
        }
    }

    /// Moves all places at once, by tables that cost as much as a few places on a whole text.
    fn move_all(&mut self, unit: u16) {
        // No text of a policy has as many characters; what they move is worked out again then.
        if self.moves.len() > 256 {
            self.moves.clear();
        }
        let [leave, stay] = self
            .moves
            .entry(unit)
            .or_insert_with(|| [false, true].map(|many| bits(self.symbols, |symbol| symbol.many == many && symbol.class.has(unit))));
        let (first, last) = self.reached;
        let mut carry = 0;
        for ((place, leave), stay) in self.places.iter_mut().zip(leave).zip(stay).skip(first).take(last + 2 - first) {
            let moving = *place & *leave;
            *place = (moving << 1) | carry | (*place & *stay);
            carry = moving >> 63;
        }
    }

    pub(super) fn is_alive(&self) -> bool {
        self.places.get(self.reached.0).is_some_and(|places| *places != 0)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.may_be_at(self.symbols.len())
    }

    pub(super) fn may_be_at(&self, place: usize) -> bool {
        self.places.get(place / 64).is_some_and(|places| places >> (place % 64) & 1 == 1)
    }

    /// Leaves the text at this place, or nowhere.
    pub(super) fn stay_only_at(&mut self, place: usize) {
        let is_there = self.may_be_at(place);
        self.places.fill(0);
        if is_there {
            set(&mut self.places, place);
        }
        self.reached = (place / 64, place / 64);
    }
}

/// A bit for each symbol that is chosen, and room for the place behind the last.
pub(super) fn bits(symbols: &[Symbol], choose: impl Fn(&Symbol) -> bool) -> Vec<u64> {
    let words = (symbols.len() + 1).div_ceil(64);
    let mut chunks = symbols.chunks(64);
    let word = |chunk: &[Symbol]| chunk.iter().rev().fold(0, |word, symbol| word << 1 | u64::from(choose(symbol)));
    (0..words).map(|_| chunks.next().map_or(0, word)).collect()
}

pub(super) fn set(bits: &mut [u64], place: usize) {
    if let Some(word) = bits.get_mut(place / 64) {
        *word |= 1 << (place % 64);
    }
}

/// Goes on behind symbols that may be left out, and finds the first and the last place that is reached among those from one to another.
pub(super) fn close(skip: &[u64], places: &mut [u64], (first, last): &mut (usize, usize)) {
    // A place that is added to a run of such symbols carries on to the end of the run.
    let mut carry = false;
    for (at, (places, skip)) in places.iter_mut().zip(skip).enumerate().skip(*first) {
        if at > *last && !carry {
            break;
        }
        let (sum, over) = (*places & skip).overflowing_add(*skip);
        let (sum, more) = sum.overflowing_add(u64::from(carry));
        *places |= sum ^ skip;
        carry = over || more;
        *last = at.max(*last);
    }
    while *first < *last && places.get(*first) == Some(&0) {
        *first += 1;
    }
    while *last > *first && places.get(*last) == Some(&0) {
        *last -= 1;
    }
}
