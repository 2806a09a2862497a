//! Sets of texts as rows of characters: patterns, and what a key can hold at all.

use super::reader::{RowJudge, RowReader};
use crate::iam::pattern::Token;
use rustc_hash::FxHashSet;

/// A set of characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Class {
    Unit(u16),
    /// A letter in either case.
    Either(u16, u16),
    Any,
    NotColon,
    Digit,
    /// `a-z`, `0-9`.
    LowerDigit,
    /// `a-z`, `0-9`, `-`: regions and parts of ids.
    Dashed,
    /// `a-z`, `0-9`, `-`, `.`: names of services.
    Dotted,
    /// `a-z`, `0-9`, `-`, `/`: paths in an organisation.
    OrgPath,
    /// What names of users, roles and sessions are made of.
    Name,
    /// The same and `/`: what paths mostly are made of.
    NamePath,
    /// What paths of users and roles can be made of: "any ASCII character from the ! through the DEL character",
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>.
    Path,
    /// `A-Z`, `0-9`: ids that AWS gives.
    UpperDigit,
    /// What an external id is made of.
    ExternalId,
}

impl Class {
    pub(super) fn has(self, unit: u16) -> bool {
        // Zero stands for what is no ASCII; no class has it that is one of certain characters.
        let byte = u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or_default();
        let lower_digit = || byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let name = || byte.is_ascii_alphanumeric() || b"+=,.@_-".contains(&byte);
        match self {
            Class::Unit(only) => unit == only,
            Class::Either(one, other) => unit == one || unit == other,
            Class::Any => true,
            Class::NotColon => byte != b':',
            Class::Digit => byte.is_ascii_digit(),
            Class::LowerDigit => lower_digit(),
            Class::Dashed => lower_digit() || byte == b'-',
            Class::Dotted => lower_digit() || byte == b'-' || byte == b'.',
            Class::OrgPath => lower_digit() || byte == b'-' || byte == b'/',
            Class::Name => name(),
            Class::NamePath => name() || byte == b'/',
            Class::Path => (b'!'..=0x7f).contains(&byte),
            Class::UpperDigit => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Class::ExternalId => name() || byte == b':' || byte == b'/',
        }
    }
}

/// One place in a row of characters: once, or any number of times.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Symbol {
    pub(super) class: Class,
    pub(super) many: bool,
}

/// A pattern or a domain as a row of symbols.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Row {
    pub(super) symbols: Vec<Symbol>,
}

impl Row {
    pub(super) fn text(mut self, text: &str) -> Row {
        self.symbols.extend(text.encode_utf16().map(|unit| Symbol { class: Class::Unit(unit), many: false }));
        self
    }

    pub(super) fn one(mut self, class: Class) -> Row {
        self.symbols.push(Symbol { class, many: false });
        self
    }

    /// Any number, none included.
    pub(super) fn many(mut self, class: Class) -> Row {
        let symbol = Symbol { class, many: true };
        if self.symbols.last() != Some(&symbol) {
            self.symbols.push(symbol);
        }
        self
    }

    /// At least one.
    pub(super) fn some(self, class: Class) -> Row {
        self.one(class).many(class)
    }

    /// Another row behind this one.
    pub(super) fn then(mut self, other: &Row) -> Row {
        self.symbols.extend_from_slice(&other.symbols);
        self
    }

    /// The tokens of a pattern, wildcards standing for this class.
    pub(super) fn tokens(mut self, tokens: &[Token], wild: Class) -> Row {
        for token in tokens {
            self = match token {
                Token::Unit(unit) => self.one(Class::Unit(*unit)),
                Token::One => self.one(wild),
                Token::Many | Token::Gap | Token::Region => self.many(wild),
            };
        }
        self
    }

    /// The same with letters in either case.
    pub(super) fn ignoring_case(mut self) -> Row {
        for symbol in &mut self.symbols {
            if let Class::Unit(unit) = symbol.class
                && let Some(char) = char::from_u32(u32::from(unit))
                && char.is_ascii_alphabetic()
            {
                let pair = (char.to_ascii_lowercase() as u32, char.to_ascii_uppercase() as u32);
                symbol.class = Class::Either(u16::try_from(pair.0).unwrap_or(unit), u16::try_from(pair.1).unwrap_or(unit));
            }
        }
        self
    }

    /// The text if it is one text only.
    pub(super) fn only_text(&self) -> Option<String> {
        let units: Option<Vec<u16>> = self
            .symbols
            .iter()
            .map(|symbol| match symbol {
                Symbol { class: Class::Unit(unit), many: false } => Some(*unit),
                _ => None,
            })
            .collect();
        String::from_utf16(&units?).ok()
    }

    /// The parts between the first five colons that are written out, read from the start as long as colons are certain:
    /// a part with wildcards that cannot take a colon is `None`.
    pub(super) fn fixed_components(&self) -> Vec<Option<String>> {
        let mut parts = vec![];
        let mut current: Option<Vec<u16>> = Some(vec![]);
        for symbol in &self.symbols {
            let is_colon = symbol.class == Class::Unit(u16::from(b':')) && !symbol.many;
            if is_colon && parts.len() < 5 {
                parts.push(current.map(|units| String::from_utf16_lossy(&units)));
                current = Some(vec![]);
                continue;
            }
            match (symbol.class, symbol.many) {
                (Class::Unit(unit), false) => {
                    current = current.map(|mut units| {
                        units.push(unit);
                        units
                    })
                }
                (class, _) if class.has(u16::from(b':')) && parts.len() < 5 => return parts,
                _ => current = None,
            }
        }
        parts.push(current.map(|units| String::from_utf16_lossy(&units)));
        parts
    }

    /// One of its texts, with this text for every run of wildcards where it fits.
    pub(super) fn filled(&self, filler: &str) -> String {
        let mut units = vec![];
        for symbol in &self.symbols {
            match symbol {
                Symbol { class, many: true } => units.extend(filler.encode_utf16().filter(|unit| class.has(*unit))),
                Symbol { class: Class::Unit(unit) | Class::Either(unit, _), .. } => units.push(*unit),
                Symbol { class, .. } => units.extend("x4".encode_utf16().find(|unit| class.has(*unit))),
            }
        }
        String::from_utf16_lossy(&units)
    }

    pub(super) fn len(&self) -> usize {
        self.symbols.len()
    }

    /// How much of it is looked at for each character of a text: what stands behind the first wildcard.
    pub(super) fn width(&self) -> usize {
        self.len() - self.symbols.iter().take_while(|symbol| !symbol.many).count()
    }

    /// What is written out at the start.
    fn beginning(&self) -> impl Iterator<Item = u16> {
        self.symbols.iter().map_while(|symbol| match symbol {
            Symbol { class: Class::Unit(unit), many: false } => Some(*unit),
            _ => None,
        })
    }

    /// Whether its texts are all that begin with what is written out.
    fn is_beginning(&self) -> bool {
        self.beginning().count() + 1 == self.len() && self.ends_with_anything()
    }

    fn ends_with_anything(&self) -> bool {
        self.symbols.last().is_some_and(|symbol| symbol.many && symbol.class == Class::Any)
    }

    /// Whether it takes all texts that begin as another row does, or none of them; nothing if the beginning does not tell.
    fn takes_all_behind(&self, own: &Row) -> Option<bool> {
        // What is written out at the start is compared as it stands.
        let fixed = self.symbols.iter().take_while(|symbol| !symbol.many).count();
        let mut units = own.beginning();
        for symbol in self.symbols.iter().take(fixed) {
            if !symbol.class.has(units.next()?) {
                return Some(false);
            }
        }
        let rest = self.symbols.get(fixed..).unwrap_or_default();
        let last = rest.len().checked_sub(1).filter(|_| self.ends_with_anything());
        let is_open = |reader: &RowReader<'_>| last.is_some_and(|last| reader.may_be_at(last));
        let mut reader = RowReader::new(rest);
        loop {
            if is_open(&reader) {
                return Some(true);
            }
            reader.read(units.next()?);
            if !reader.is_alive() {
                return Some(false);
            }
        }
    }

    /// Whether a text is one of the row's.
    pub(super) fn accepts(&self, text: &str) -> bool {
        self.judge().accepts(text)
    }

    /// Tells of one text after the other whether it is one of the row's.
    pub(super) fn judge(&self) -> RowJudge<'_> {
        let fixed = self.symbols.iter().take_while(|symbol| !symbol.many).count();
        let (fixed, rest) = self.symbols.split_at_checked(fixed).unwrap_or_default();
        RowJudge::of(fixed, rest)
    }

    /// What may follow a text that the row's texts begin with: one row for each way to read the text.
    pub(super) fn behind(&self, text: &str) -> Vec<Row> {
        let mut reader = RowReader::new(&self.symbols);
        text.encode_utf16().for_each(|unit| reader.read(unit));
        let reached = (0..=self.len()).filter(|place| reader.may_be_at(*place));
        reached.map(|at| Row { symbols: self.symbols.get(at..).unwrap_or_default().to_vec() }).collect()
    }

    /// The states right behind a separator, wherever it may stand: the separator's own, and every loop that can take it.
    pub(super) fn states_behind(&self, separator: u16) -> Vec<usize> {
        let mut states = vec![];
        for (at, symbol) in self.symbols.iter().enumerate() {
            if symbol.class.has(separator) {
                states.push(if symbol.many { at } else { at + 1 });
            }
        }
        states
    }
}

/// What texts are looked at: the union of some rows.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct TextLanguage {
    pub(super) rows: Vec<Row>,
    /// Where the text ends with what this row says, each row must be in its one given state.
    pub(super) only_at: Option<(Row, Vec<usize>)>,
}

impl TextLanguage {
    pub(super) fn of(rows: Vec<Row>) -> TextLanguage {
        TextLanguage { rows, only_at: None }
    }

    /// Whether a row takes all texts of the language or none, as far as the beginnings tell; nothing where it may tell them apart.
    pub(super) fn alike(&self, row: &Row) -> Option<bool> {
        let mut takes = self.rows.iter().map(|own| row.takes_all_behind(own));
        let first = takes.next().flatten();
        if first.is_some() && takes.all(|other| other == first) {
            return first;
        }
        row.only_text().is_some_and(|text| !self.accepts(&text)).then_some(false)
    }

    /// Whether these texts are one for each way to match the rows, and one that matches none is among them: told where each row is a text, or all texts with
    /// a beginning.
    pub(super) fn has_every_beginning(&self, rows: &[Row], texts: &[String]) -> bool {
        let ends = rows.iter().map(|row| match row.len() - row.beginning().count() {
            0 => Some(false),
            _ => row.is_beginning().then_some(true),
        });
        let Some(open) = ends.collect::<Option<Vec<bool>>>() else { return false };
        let begun: Vec<(Vec<u16>, bool)> = rows.iter().zip(open).map(|(row, open)| (row.beginning().collect(), open)).collect();
        let (beginnings, whole): (FxHashSet<&[u16]>, FxHashSet<&[u16]>) = (
            begun.iter().filter(|(_, open)| *open).map(|(units, _)| units.as_slice()).collect(),
            begun.iter().filter(|(_, open)| !*open).map(|(units, _)| units.as_slice()).collect(),
        );
        let mut lengths: Vec<usize> = beginnings.iter().map(|units| units.len()).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let units = texts.iter().map(|text| text.encode_utf16().collect::<Vec<u16>>());
        let units: Vec<Vec<u16>> = units.filter(|units| !whole.contains(units.as_slice())).collect();
        let longest = |units: &Vec<u16>| {
            lengths.iter().rev().find_map(|length| units.get(..*length).and_then(|begun| beginnings.get(begun)).copied())
        };
        let reached: FxHashSet<Option<&[u16]>> = units.iter().map(longest).collect();
        let is_met = |begun: &&[u16]| {
            let conflicts = |own: &Row| own.beginning().zip(begun.iter()).any(|(own, other)| own != *other);
            reached.contains(&Some(*begun)) || self.rows.iter().all(conflicts)
        };
        reached.contains(&None) && beginnings.iter().all(is_met)
    }

    /// Whether a text belongs to it.
    pub(super) fn accepts(&self, text: &str) -> bool {
        let is_of_a_row = self.rows.iter().any(|row| row.accepts(text));
        let Some((guard, keep)) = self.only_at.as_ref().filter(|_| is_of_a_row) else { return is_of_a_row };
        let mut rows: Vec<RowReader<'_>> = self.rows.iter().map(|row| RowReader::new(&row.symbols)).collect();
        let mut met = RowReader::new(&guard.symbols);
        for unit in text.encode_utf16() {
            met.read(unit);
            rows.iter_mut().for_each(|row| row.read(unit));
            if met.may_be_at(guard.len()) {
                rows.iter_mut().zip(keep).for_each(|(row, place)| row.stay_only_at(*place));
            }
        }
        rows.iter().any(RowReader::is_at_end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_take_all_or_none_are_known_by_their_beginning() {
        let objects = || Row::default().text("bucket/");
        let language = TextLanguage::of(vec![objects().text("a/").many(Class::Any), objects().some(Class::Any)]);
        let alike = |row: Row| language.alike(&row);
        assert_eq!(alike(Row::default().many(Class::Any)), Some(true));
        assert_eq!(alike(Row::default().text("buck").many(Class::Any)), Some(true));
        assert_eq!(alike(objects().many(Class::Any)), Some(true));
        assert_eq!(alike(objects().text("a").many(Class::Any)), None, "it takes the texts of the first row only");
        assert_eq!(alike(objects().some(Class::Any)), None);
        assert_eq!(alike(objects().many(Class::NotColon)), None);
        assert_eq!(alike(Row::default().text("bucket")), Some(false));
        assert_eq!(alike(Row::default().text("bucket/b")), None);
        assert_eq!(alike(Row::default().text("other/").many(Class::Any)), Some(false));
        assert_eq!(alike(Row::default().many(Class::Any).text("b")), None);
        let cased = Row::default().text("BUCKET").ignoring_case().many(Class::Any);
        assert_eq!(alike(cased), Some(true));
        let any_arn = (0..5).fold(Row::default(), |row, _| row.many(Class::NotColon).text(":")).many(Class::Any);
        let arns = TextLanguage::of(vec![Row::default().text("arn:aws:s3:::").some(Class::Any)]);
        assert_eq!((arns.alike(&any_arn), alike(any_arn)), (Some(true), None));
    }

    /// Whether a text is one of a row's, by trying every way to read it.
    fn is_read(symbols: &[Symbol], text: &[u16]) -> bool {
        let mut reached = vec![false; symbols.len() + 1];
        reached[0] = true;
        let pass = |reached: &mut Vec<bool>| (0..symbols.len()).for_each(|at| reached[at + 1] |= reached[at] && symbols[at].many);
        pass(&mut reached);
        for unit in text {
            let mut next = vec![false; symbols.len() + 1];
            for (at, symbol) in symbols.iter().enumerate().filter(|(_, symbol)| symbol.class.has(*unit)) {
                next[if symbol.many { at } else { at + 1 }] |= reached[at];
            }
            pass(&mut next);
            reached = next;
        }
        reached[symbols.len()]
    }

    #[test]
    fn rows_of_any_length_are_read_by_bits() {
        let mut state = 11u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % below
        };
        let mut read = 0;
        for round in 0..600 {
            let length = [3, 20, 63, 64, 65, 130, 200][round % 7];
            let mut row = Row::default();
            for _ in 0..length {
                let class = [Class::Unit(u16::from(b'a')), Class::Unit(u16::from(b'b')), Class::Any, Class::NotColon][random(4) as usize];
                row = if random(4) == 0 { row.many(class) } else { row.one(class) };
            }
            let filled = row.filled(["", "a", "ab", "b:"][random(4) as usize]);
            let cut = random(filled.len() as u64 + 1) as usize;
            let (start, end) = filled.split_at(cut);
            let mut judge = row.judge();
            for text in [filled.clone(), format!("{start}a{end}"), start.to_owned()] {
                let expected = is_read(&row.symbols, &text.encode_utf16().collect::<Vec<_>>());
                assert_eq!(judge.accepts(&text), expected, "{text} of {:?}", row.symbols);
                read += usize::from(expected);
            }
        }
        assert!((300..1500).contains(&read), "{read}");
    }

    #[test]
    fn texts_with_every_beginning_need_no_search() {
        let begins = |text: &str| Row::default().text(text).many(Class::Any);
        let language = TextLanguage::of(vec![Row::default().text("arn:").some(Class::Any)]);
        let has = |rows: &[Row], texts: &[&str]| {
            language.has_every_beginning(rows, &texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
        };
        assert!(has(&[begins("arn:a"), begins("arn:ab")], &["arn:x", "arn:a", "arn:ab"]));
        assert!(!has(&[begins("arn:a"), begins("arn:ab")], &["arn:x", "arn:ab"]), "only the longer one");
        assert!(!has(&[begins("arn:a")], &["arn:a"]), "none without");
        assert!(has(&[begins("arn:a"), begins("other")], &["arn:x", "arn:a"]), "no text of the language begins so");
        assert!(!has(&[begins("arn:a"), Row::default().text("arn:a")], &["arn:x", "arn:a"]), "the text itself matches both");
        assert!(has(&[begins("arn:a"), Row::default().text("arn:a")], &["arn:x", "arn:a", "arn:ax"]));
        assert!(!has(&[Row::default().many(Class::Any).text("a")], &["arn:x", "arn:a"]), "an end, and no beginning");
    }
}
