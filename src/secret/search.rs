//! Where secrets may stand in a text: what looks random and known formats here, what people write in `forms`.

use super::expression::Expression;
use super::forms::{self, of_ascii};
use super::written;
use super::{Because, Suspect};
use crate::facts::{self, SecretFormat, SecretFormatKind};
use memchr::memmem::Finder;
use regex::{Captures, RegexSet};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// A known format with its expressions.
struct KnownFormat {
    format: &'static SecretFormat,
    /// As a word of its own.
    word: Expression,
    /// Also where letters stand before or behind it.
    anywhere: Expression,
    /// What every text has that has it anywhere; nothing if it has no such.
    sign: Finder<'static>,
}

/// The formats, with what tells which of them a text has anywhere.
struct KnownFormats {
    all: Vec<KnownFormat>,
    /// Those that begin with written letters, which are sought together. What may begin anywhere has each character of a text begin it anew: together with
    /// others it is so many states that making them takes ten times as long as the search. They are sought by how they begin, for the same reason: those
    /// that a text has are among those found.
    begun: RegexSet,
    /// The places of those in all.
    begun_places: Vec<usize>,
    open_places: Vec<usize>,
}

static FORMATS: LazyLock<KnownFormats> = LazyLock::new(|| {
    let known = |format: &'static SecretFormat| KnownFormat {
        format,
        word: Expression::of(of_ascii(format.pattern)),
        anywhere: Expression::of(of_ascii(&format.pattern.replace(r"\b", ""))),
        sign: Finder::new(&sign(format.pattern)).into_owned(),
    };
    let all: Vec<KnownFormat> = facts::secret_formats().iter().map(known).collect();
    let is_open = |known: &KnownFormat| known.anywhere.pattern().starts_with('[') || known.anywhere.pattern().starts_with("(?:^");
    let (open_places, begun_places): (Vec<usize>, Vec<usize>) = (0..all.len()).partition(|place| all.get(*place).is_some_and(is_open));
    let begun = begun_places.iter().filter_map(|place| all.get(*place)).map(|known| shortened(known.anywhere.pattern()));
    KnownFormats { begun: RegexSet::new(begun).unwrap_or_default(), begun_places, open_places, all }
});

/// The longest text that every match of a pattern has: what is written out in it, outside of groups and classes.
fn sign(pattern: &str) -> String {
    let (mut longest, mut run) = (String::new(), String::new());
    // What closes the groups, classes and counts that are open.
    let mut open: Vec<char> = vec![];
    let mut chars = pattern.chars().peekable();
    while let Some(char) = chars.next() {
        let is_in_class = open.last() == Some(&']');
        let written = match char {
            '\\' => chars.next().filter(char::is_ascii_punctuation),
            _ if open.last() == Some(&char) => open.pop().and(None),
            '(' | '[' | '{' if !is_in_class => {
                open.push(if char == '(' {
                    ')'
                } else if char == '[' {
                    ']'
                } else {
                    '}'
                });
                None
            }
            // Either side will do.
            '|' if open.is_empty() => return String::new(),
            _ => Some(char).filter(|char| !".^$*+?".contains(*char)),
        };
        match written.filter(|_| open.is_empty() && !matches!(chars.peek(), Some('?' | '*' | '{'))) {
            Some(char) => run.push(char),
            None => run.clear(),
        }
        if run.len() > longest.len() {
            longest.clone_from(&run);
        }
    }
    longest
}

/// As many of one kind of characters tell one format from another.
const TELLING: usize = 12;

/// The pattern with fewer repetitions where it asks for many: whatever has the one has the other.
fn shortened(pattern: &str) -> String {
    let mut parts = pattern.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |done, part| {
        let (count, rest) = part.split_once('}').unwrap_or_default();
        let least: usize = count.split(',').next().and_then(|least| least.parse().ok()).unwrap_or_default();
        if least > TELLING { format!("{done}{{{TELLING},}}{rest}") } else { format!("{done}{{{count}}}{rest}") }
    })
}

impl KnownFormats {
    /// The formats that a text may have anywhere, in their order, and all that it has.
    fn of(&self, text: &str) -> Vec<&KnownFormat> {
        let has_sign = |known: &&KnownFormat| known.sign.find(text.as_bytes()).is_some();
        let is_there = |place: &usize| {
            let known = self.all.get(*place).filter(has_sign);
            known.and_then(|known| known.anywhere.get()).is_some_and(|anywhere| anywhere.is_match(text))
        };
        let mut places: Vec<usize> = self.open_places.iter().copied().filter(is_there).collect();
        // Most texts have none, which is told faster than which they have.
        if self.begun.is_match(text) {
            places.extend(self.begun.matches(text).into_iter().filter_map(|index| self.begun_places.get(index)));
        }
        places.sort_unstable();
        places.into_iter().filter_map(|place| self.all.get(place)).collect()
    }
}

/// What stands for a line end, a quote, a space or the like in source text and in addresses: `\n`, `\u000a`, `%0A`. Its letters belong to no word.
static ESCAPE: LazyLock<Expression> = LazyLock::new(|| {
    Expression::of(r"\\+(?:[0bfnrtv]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})|%(?:[02][0-9a-fA-F]|3[a-fA-F]|5[b-eB-E]|7[b-eB-E])".to_owned())
});

/// `https://user:…@host`.
static ADDRESS: LazyLock<Expression> =
    LazyLock::new(|| Expression::of(r#"[a-zA-Z][a-zA-Z0-9+.-]*://[^\s:/@"'<>{}$\\]*:(?P<secret>[^\s/"'<>\\`]+)@"#.to_owned()));

/// No known format is shorter.
const SHORTEST: usize = 20;

/// Everything that looks like a secret, in order of its place; of what overlaps, what is told by its format.
pub(super) fn suspects(text: &str) -> Vec<Suspect> {
    let mut found = formats(text);
    if !is_one_word(text) {
        forms::find(text, &mut found);
    }
    settled(found)
}

/// Whether a text has no blank, no quote and no sign that stands between a name and its value; each form has one.
fn is_one_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./*@,+".contains(&byte))
}

/// What is told by its format, or by how random it is.
pub(super) fn formats(text: &str) -> Vec<Suspect> {
    if text.len() < SHORTEST {
        return vec![];
    }
    let mut found = of_formats(text, |_| true);
    let blanked = without_escapes(text);
    if let Cow::Owned(blanked) = &blanked {
        let more = of_formats(blanked, |_| true).into_iter().filter(|more| !found.iter().any(|known| overlap(&known.range, &more.range)));
        let more: Vec<Suspect> = more.collect();
        found.extend(more);
    }
    let is_suspect = |run: &Range<usize>| blanked.get(run.clone()).is_some_and(written::changes_often);
    let runs = runs(&blanked).into_iter().filter(is_suspect);
    found.extend(runs.map(|run| Suspect { range: run.clone(), whole: run, because: Because::Random }));
    found
}

/// No shorter run of characters of Base64 is long.
const LONG_RUN: usize = 40;

/// The long runs of characters of Base64. Most of a text has a gap in each stretch as long as a run, and is not looked at but for the last such gap.
fn runs(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let is_gap = |byte: &u8| !byte.is_ascii_alphanumeric() && !b"+/".contains(byte);
    let (mut runs, mut at) = (vec![], 0);
    while let Some(stretch) = bytes.get(at..at + LONG_RUN) {
        if let Some(gap) = stretch.iter().rposition(is_gap) {
            at += gap + 1;
            continue;
        }
        let end = bytes.iter().skip(at).position(is_gap).map_or(bytes.len(), |length| at + length);
        runs.push(at..end);
        at = end;
    }
    runs
}

/// Where a whole report, which is no text of the code, shows a token or a password of an address. None of these takes in a part of an escape, or a quote.
pub(super) fn tokens(report: &str) -> Vec<Range<usize>> {
    let blanked = without_escapes(report);
    let found = of_formats(&blanked, |format| format.kind != SecretFormatKind::PrivateKey).into_iter().map(|suspect| suspect.range);
    let passwords =
        ADDRESS.get().into_iter().flat_map(|address| address.captures_iter(&blanked)).filter_map(|captures| captures.name("secret"));
    let passwords = passwords.filter(|password| !written::is_reference(password.as_str())).map(|password| password.range());
    let end = |range: &Range<usize>| range.start + blanked.get(range.clone()).map_or(0, |text| text.trim_end_matches(['\\', '&']).len());
    let mut all: Vec<Range<usize>> = found.chain(passwords).map(|range| range.start..end(&range)).collect();
    all.sort_by_key(|range| (range.start, range.end));
    all
}

const END_OF_KEY: &str = "-----END";

fn of_formats(text: &str, is_meant: impl Fn(&SecretFormat) -> bool) -> Vec<Suspect> {
    let mut found: Vec<Suspect> = vec![];
    for KnownFormat { format, word, anywhere, .. } in FORMATS.of(text).into_iter().filter(|known| is_meant(known.format)) {
        let (Some(word), Some(anywhere)) = (word.get(), anywhere.get()) else { continue };
        let told = |captures: Captures<'_>, because: Because| {
            let secret = captures.name("secret").or(captures.get(0))?;
            let whole = captures.get(0).map_or(secret.range(), |whole| whole.range());
            // Of a key in lines its end says no more than its beginning.
            let length = secret.as_str().strip_suffix(END_OF_KEY).unwrap_or(secret.as_str()).len();
            Some(Suspect { range: secret.start()..secret.start() + length, whole, because })
        };
        let is_random = |suspect: &Suspect| text.get(suspect.range.clone()).is_some_and(|secret| !written::is_words(secret));
        let words: Vec<Suspect> = word.captures_iter(text).filter_map(|captures| told(captures, Because::Format(format))).collect();
        // With letters around it, what is made of words is a part of a name.
        let others = anywhere.captures_iter(text).filter_map(|captures| told(captures, Because::Masked)).filter(is_random);
        let others = others.filter(|other| !words.iter().any(|word| overlap(&word.whole, &other.whole)));
        found.extend(others.collect::<Vec<Suspect>>());
        found.extend(words.into_iter().filter(|word| format.kind != SecretFormatKind::Masked || is_random(word)));
    }
    found
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// The same text, byte for byte as long, with spaces in place of escapes.
fn without_escapes(text: &str) -> Cow<'_, str> {
    match ESCAPE.get().filter(|_| memchr::memchr2(b'\\', b'%', text.as_bytes()).is_some()) {
        Some(escape) => escape.replace_all(text, |captures: &Captures<'_>| " ".repeat(captures.get(0).map_or(0, |found| found.len()))),
        None => Cow::Borrowed(text),
    }
}

fn settled(mut found: Vec<Suspect>) -> Vec<Suspect> {
    found.sort_by_key(|suspect| (suspect.range.start, suspect.range.end));
    let mut kept: Vec<Suspect> = vec![];
    for suspect in found {
        let weight = |suspect: &Suspect| match suspect.because {
            Because::Format(_) => 3,
            Because::Name(_) => 2,
            Because::Place(_) => 1,
            Because::Random | Because::Masked => 0,
        };
        match kept.last_mut().filter(|last| last.range.end > suspect.range.start) {
            Some(last) if weight(last) >= weight(&suspect) => {}
            Some(last) => *last = suspect,
            None => kept.push(suspect),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_as_long_as_they_can_be() {
        let run = "aB3/".repeat(10);
        for (text, expected) in [
            (run.clone(), vec![(0, 40)]),
            (format!("{run}+ -{run}é{run}"), vec![(0, 41), (43, 83), (85, 125)]),
            (format!(" {}.", "x".repeat(39)), vec![]),
            (format!("{}.{run}x", "x".repeat(39)), vec![(40, 81)]),
        ] {
            let found: Vec<(usize, usize)> = runs(&text).into_iter().map(|run| (run.start, run.end)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_form_in_two_halves_is_found_behind_one_that_has_only_the_first() {
        let far = "x".repeat(250);
        let text = format!("api_token: {{Note: {far}, Default: a}}\nMy.db_password: {{Type: String, Default: hunter22}}\n");
        let found: Vec<String> = suspects(&text).into_iter().filter_map(|suspect| text.get(suspect.range).map(str::to_owned)).collect();
        assert!(found.contains(&"hunter22".to_owned()) && !found.contains(&"a".to_owned()), "{found:?}");
    }

    #[test]
    fn every_expression_can_be_read() {
        let mut all = FORMATS.all.iter().flat_map(|known| [&known.word, &known.anywhere]).chain([&*ESCAPE, &*ADDRESS]);
        assert!(all.all(|expression| expression.get().is_some()));
        assert_eq!(FORMATS.begun.len() + FORMATS.open_places.len(), FORMATS.all.len());
        assert!(FORMATS.open_places.len() < 10, "so many are sought one by one");
        assert!(FORMATS.all.iter().all(|known| !known.anywhere.pattern().contains("(?i")), "a sign is sought as it is written");
        for (pattern, expected) in [
            (r"\b[a-z0-9_~.]{3}[0-9]Q~[a-z~.-]{31,34}", "Q~"),
            (r"[a-z]{14}\.atlasv1\.[a-z]{60,70}x", ".atlasv1."),
            (r"[sr]k_(?:live|prod)_[a)bcd]{10,}", "k_"),
            (r"(?:^|[(])(?P<secret>s\.[a-z]{24})(?:$|[;)\\])", ""),
            ("ab?c*d{2}efg|h", ""),
            ("ab?c*de{2}fg+", "fg"),
        ] {
            assert_eq!(sign(pattern), expected);
        }
        assert_eq!(shortened("a{3}[b-c]{20}-(?:d{12,30}|e{13,})f{1,40}={0,2}"), "a{3}[b-c]{12,}-(?:d{12,30}|e{12,})f{1,40}={0,2}");
    }
}
