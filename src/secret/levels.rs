//! Which texts the names around them tell of: a machine that is fed the brackets, signs, words and texts of source code, whatever its language.

use super::mask::parts;
use super::name;
use super::written;
use std::borrow::Cow;
use std::ops::Range;

/// Functions whose arguments are of one kind with each other: where one is a secret, the others are, or stand in for it.
const OF_ONE_KIND: &[&str] = &["coalesce", "try", "contains", "Fn::Equals", "Equals", "Fn::Contains"];
/// Functions whose texts say where or what, and are no part of what comes out.
const OF_OTHERS: &[&str] = &[
    "file",
    "filebase64",
    "fileexists",
    "templatefile",
    "get_env",
    "run_cmd",
    "find_in_parent_folders",
    "read_terragrunt_config",
    "dependency",
];
/// Functions that take words beside what comes out of them: keys, separators, patterns.
const WITH_WORDS: &[&str] = &["lookup", "split", "replace", "regex", "regexall"];
/// What names something of the template.
const REFERENCES: &[&str] = &[
    "Ref",
    "Fn::GetAtt",
    "GetAtt",
    "Fn::ImportValue",
    "ImportValue",
    "Fn::FindInMap",
    "FindInMap",
    "Condition",
    "Fn::Transform",
    "Transform",
];
const CHOICES: &[&str] = &["Fn::If", "If"];
/// Members that tell that an object describes what its name names.
const DESCRIBING: &[&str] = &["type", "Type", "description", "Description", "Export"];
const VALUES: &[&str] = &["default", "Default", "value", "Value", "StringValue", "ParameterValue", "insecure_value"];
const PAIR_NAMES: &[&str] = &["name", "Name", "key", "Key", "ParameterKey", "OptionName"];
/// Blocks that their label names.
const NAMED_BLOCKS: &[&str] = &["variable", "output"];
/// Deeper nesting is that of no code.
const DEEPEST: usize = 200;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum LevelKind {
    /// A file, a block, an object: names and values.
    Members,
    List,
    Call,
    /// `map["key"]`.
    Index,
}

/// What stood last.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Before {
    Nothing,
    Word(Range<usize>),
    Text(Range<usize>),
    /// `==`, with what stands before it, and whether that is a text.
    Comparison(Range<usize>, bool),
    /// `["key"]`, with the key.
    Index(Range<usize>),
    Branch,
    Sign,
    End(usize),
}

/// A text that is a secret if a name tells.
struct GovernedText {
    range: Range<usize>,
    /// The level at which the name stands that tells; nothing if none has told yet.
    by: Option<usize>,
    /// Whether it is the value of what the level describes.
    is_value: bool,
}

struct NameLevel<'t> {
    kind: LevelKind,
    /// The level of the name that tells of everything within.
    governed: Option<usize>,
    is_of_one_kind: bool,
    /// Whether brackets alone make it, with no function before them.
    is_group: bool,
    skips_first: bool,
    /// Whether words stand in it that are no part of what comes out.
    has_words: bool,
    describes: bool,
    is_sensitive: bool,
    /// Whether the name of a pair tells.
    pair_tells: bool,
    /// Whether something is named that is a secret.
    refers: bool,
    /// Whether it is the value, or within the value, of what a block names.
    is_of_value: bool,
    key: Option<Cow<'t, str>>,
    by: Option<usize>,
    asks: bool,
    branches: Vec<Range<usize>>,
    branch_tells: bool,
    found: Vec<GovernedText>,
}

pub(super) struct Levels<'t> {
    text: &'t str,
    levels: Vec<NameLevel<'t>>,
    /// Levels that are too deep to be looked at.
    ignored: usize,
    before: Before,
    /// The first word of a line and the last of its labels.
    header: Option<(&'t str, Option<&'t str>)>,
    tag: Option<String>,
    found: Vec<Range<usize>>,
}

impl<'t> NameLevel<'t> {
    fn new(kind: LevelKind, governed: Option<usize>) -> NameLevel<'t> {
        NameLevel {
            kind,
            governed,
            by: if kind == LevelKind::Members { None } else { governed },
            is_of_one_kind: false,
            is_group: false,
            skips_first: false,
            has_words: false,
            describes: false,
            is_sensitive: false,
            pair_tells: false,
            refers: false,
            is_of_value: false,
            key: None,
            asks: false,
            branches: vec![],
            branch_tells: false,
            found: vec![],
        }
    }

    fn is_in_value(&self) -> bool {
        self.kind != LevelKind::Members || self.key.is_some()
    }

    fn is_key(&self, keys: &[&str]) -> bool {
        self.key.as_deref().is_some_and(|key| keys.contains(&key))
    }
}

impl<'t> Levels<'t> {
    pub(super) fn new(text: &'t str) -> Levels<'t> {
        let levels = vec![NameLevel::new(LevelKind::Members, None)];
        Levels { text, levels, ignored: 0, before: Before::Nothing, header: None, tag: None, found: vec![] }
    }

    /// Of what stands in a comment: words are prose there.
    pub(super) fn of_comment(mut self) -> Levels<'t> {
        self.levels.iter_mut().for_each(|level| level.has_words = true);
        self
    }

    /// Takes in what was found in a part of the text by itself.
    pub(super) fn take(&mut self, found: Vec<Range<usize>>) {
        self.found.extend(found);
    }

    /// All within comes to a secret.
    pub(super) fn of_secret(mut self) -> Levels<'t> {
        self.levels.push(NameLevel::new(LevelKind::Call, Some(0)));
        self
    }

    pub(super) fn finish(mut self) -> Vec<Range<usize>> {
        self.close_to(1);
        self.settle();
        self.end_expression();
        self.close_level();
        self.found
    }

    fn slice(&self, range: &Range<usize>) -> &'t str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// Whether what stands here is a secret by the names around it.
    pub(super) fn is_governed(&self) -> bool {
        self.levels.last().is_some_and(|level| level.by.is_some())
    }

    /// What stood last is no name, since none of its signs follows.
    fn settle(&mut self) {
        if let Before::Text(range) = std::mem::replace(&mut self.before, Before::Nothing) {
            self.value(range.clone());
            self.before = Before::End(range.end + 1);
        }
    }

    pub(super) fn word(&mut self, range: Range<usize>, is_text: bool) {
        let tag = self.tag.take();
        let is_reference = tag.as_deref().is_some_and(|tag| REFERENCES.contains(&tag));
        if is_text && !is_reference {
            return self.text(range);
        }
        self.name(range.clone());
        self.before = Before::Word(range);
    }

    /// The name of something stands here.
    fn name(&mut self, range: Range<usize>) {
        let word = self.slice(&range);
        let tells = name::tells(word).is_some();
        self.settle_text();
        let before = std::mem::replace(&mut self.before, Before::Nothing);
        let depth = self.levels.len() - 1;
        let Some(level) = self.levels.last_mut() else { return };
        match before {
            Before::Comparison(left, true) if tells => self.found(left, Some(depth), false),
            Before::Branch => level.branch_tells |= tells,
            _ => {}
        }
        let Some(level) = self.levels.last_mut() else { return };
        level.refers |= tells;
        level.is_sensitive |= level.is_key(&["sensitive"]) && word == "true";
        if !level.is_in_value() {
            self.header = Some(self.header.map_or((word, None), |(keyword, _)| (keyword, Some(word))));
        }
    }

    /// Of a text it is not known yet whether it is a name.
    pub(super) fn text(&mut self, range: Range<usize>) {
        self.tag = None;
        self.settle_text();
        match std::mem::replace(&mut self.before, Before::Nothing) {
            // It is compared: a secret if the other side is one.
            Before::Comparison(left, is_text) => {
                if !is_text && name::tells(self.slice(&left)).is_some() {
                    self.found(range.clone(), Some(self.levels.len() - 1), false);
                }
                self.before = Before::End(range.end + 1);
            }
            Before::Branch => {
                if let Some(level) = self.levels.last_mut() {
                    level.branches.push(range.clone());
                }
                self.before = Before::Text(range);
            }
            _ => {
                let label = self.slice(&range);
                if let Some((keyword, _)) = self.header.filter(|_| self.levels.last().is_some_and(|level| !level.is_in_value())) {
                    self.header = Some((keyword, Some(label)));
                }
                self.before = Before::Text(range);
            }
        }
    }

    fn settle_text(&mut self) {
        if matches!(self.before, Before::Text(_)) {
            self.settle();
        }
    }

    /// `!Ref`, `!Equals`.
    pub(super) fn tag(&mut self, tag: &str) {
        self.tag = Some(tag.to_owned());
    }

    pub(super) fn compare(&mut self) {
        self.before = match std::mem::replace(&mut self.before, Before::Nothing) {
            Before::Text(range) => Before::Comparison(range, true),
            Before::Word(range) | Before::Index(range) => Before::Comparison(range, false),
            _ => Before::Comparison(0..0, false),
        };
    }

    pub(super) fn question(&mut self) {
        self.settle();
        if let Some(level) = self.levels.last_mut() {
            level.asks = true;
        }
        self.before = Before::Branch;
    }

    pub(super) fn colon(&mut self) {
        match self.levels.last() {
            Some(level) if level.asks => {
                self.settle();
                self.before = Before::Branch;
            }
            _ => self.assign(),
        }
    }

    pub(super) fn operator(&mut self) {
        self.settle();
        self.before = Before::Sign;
    }

    /// What stood last is a name, and its value follows.
    pub(super) fn assign(&mut self) {
        let (Before::Word(range) | Before::Text(range)) = std::mem::replace(&mut self.before, Before::Sign) else { return };
        self.key(self.slice(&range));
    }

    pub(super) fn key(&mut self, key: &'t str) {
        self.before = Before::Sign;
        self.header = None;
        let depth = self.levels.len() - 1;
        let Some(level) = self.levels.last_mut().filter(|level| level.kind == LevelKind::Members) else { return };
        let key = name::unescaped(key);
        let inherited = level.governed.filter(|_| !name::is_beside_secret(&key) && !REFERENCES.contains(&key.as_ref()));
        level.by = if name::may_tell(&key) { Some(depth) } else { inherited };
        level.describes |= DESCRIBING.contains(&key.as_ref());
        level.key = Some(key);
    }

    pub(super) fn comma(&mut self) {
        self.settle();
        self.end_expression();
        self.before = Before::Nothing;
    }

    pub(super) fn line_end(&mut self) {
        let is_open = matches!(self.before, Before::Sign | Before::Branch | Before::Comparison(..));
        if !is_open && self.levels.last().is_some_and(|level| level.kind == LevelKind::Members) {
            // JSON may have the sign on the next line; nobody writes it so.
            self.comma();
            self.header = None;
        }
    }

    fn end_expression(&mut self) {
        let depth = self.levels.len() - 1;
        let Some(level) = self.levels.last_mut() else { return };
        let branches = std::mem::take(&mut level.branches);
        let tells = std::mem::take(&mut level.branch_tells);
        level.asks = false;
        level.skips_first = false;
        level.key = None;
        level.by = if level.kind == LevelKind::Members { None } else { level.governed };
        if tells {
            branches.into_iter().for_each(|branch| self.found(branch, Some(depth), false));
        }
    }

    pub(super) fn open(&mut self, bracket: u8, at: usize) {
        if self.levels.len() >= DEEPEST {
            self.ignored += 1;
            return;
        }
        let is_called = matches!(&self.before, Before::Word(word) if word.end == at);
        let is_indexed = is_called || matches!(&self.before, Before::End(end) if *end == at);
        let called = match &self.before {
            Before::Word(word) if is_called && bracket == b'(' => self.slice(word),
            _ => "",
        };
        if !matches!(self.before, Before::Word(_)) {
            self.settle();
        }
        let depth = self.levels.len() - 1;
        let Some(around) = self.levels.last() else { return };
        let tag = self.tag.take();
        let function = tag.as_deref().or(around.key.as_deref()).unwrap_or(called);
        let mut level = match bracket {
            b'{' if !around.is_in_value() && self.header.is_some() => self.block(depth),
            b'{' => NameLevel::new(LevelKind::Members, around.by),
            b'[' if is_indexed => NameLevel::new(LevelKind::Index, None),
            b'[' => NameLevel::new(LevelKind::List, around.by.filter(|_| !REFERENCES.contains(&function))),
            b'(' => NameLevel::new(LevelKind::Call, around.by.filter(|_| !OF_OTHERS.contains(&called))),
            // What is put into a text is a part of it.
            b'$' => NameLevel::new(LevelKind::Call, around.by),
            // A document in a text has names of its own.
            _ => NameLevel::new(LevelKind::Members, None),
        };
        let is_listed = bracket == b'[' && around.is_of_one_kind;
        level.is_of_one_kind |= OF_ONE_KIND.contains(&function) || (bracket == b'(' && OF_ONE_KIND.contains(&called)) || is_listed;
        level.is_of_value = around.is_of_value || (around.describes && around.is_key(VALUES));
        level.skips_first = CHOICES.contains(&function);
        level.is_group = bracket == b'(' && !is_called;
        level.has_words = bracket == b'(' && WITH_WORDS.contains(&called);
        self.levels.push(level);
        self.before = Before::Nothing;
        self.header = None;
    }

    /// The level of a block with a header.
    fn block(&self, depth: usize) -> NameLevel<'t> {
        let around = self.levels.last().and_then(|level| level.governed);
        let (keyword, label) = self.header.unwrap_or_default();
        let is_named = NAMED_BLOCKS.contains(&keyword);
        let governed = match label {
            Some(label) if is_named => name::may_tell(&name::unescaped(label)).then_some(depth),
            Some(_) => None,
            None if name::may_tell(keyword) => Some(depth),
            None => around.filter(|_| !name::is_beside_secret(keyword)),
        };
        NameLevel { describes: is_named, ..NameLevel::new(LevelKind::Members, governed) }
    }

    /// Closes a level; what opens at `end` is an index of it.
    pub(super) fn close(&mut self, end: usize) {
        if self.ignored > 0 {
            self.ignored -= 1;
            return;
        }
        let last = match (&self.before, self.levels.as_slice()) {
            (Before::Text(range), [.., level]) if level.kind == LevelKind::Index => Before::Index(range.clone()),
            // `("name") = …`, `(local.name) = …`.
            (Before::Text(range), [.., around, level]) if level.is_group && !around.is_in_value() => Before::Text(range.clone()),
            (Before::Word(range), [.., around, level]) if level.is_group && !around.is_in_value() => Before::Word(range.clone()),
            _ => Before::End(end),
        };
        self.settle();
        self.end_expression();
        if self.levels.len() > 1 {
            self.close_level();
        }
        self.header = None;
        self.before = last;
    }

    /// How many levels are open.
    pub(super) fn depth(&self) -> usize {
        self.levels.len() + self.ignored
    }

    /// Closes what a document in a text left open.
    pub(super) fn close_to(&mut self, depth: usize) {
        while self.depth() > depth.max(1) {
            self.close(0);
        }
    }

    fn close_level(&mut self) {
        let Some(level) = self.levels.pop() else { return };
        let depth = self.levels.len();
        let told = |found: &GovernedText| match found.by {
            Some(by) => !level.describes || by >= depth || found.is_value,
            None => (level.is_of_one_kind && level.refers) || (found.is_value && (level.is_sensitive || level.pair_tells)),
        };
        let is_listed = level.kind == LevelKind::List && self.levels.last().is_some_and(|around| around.is_of_one_kind);
        let is_open = is_listed || level.is_of_value;
        for found in level.found {
            let is_told = told(&found);
            match self.levels.last_mut() {
                Some(around) if is_told => {
                    let by = found.by.or(Some(depth));
                    around.found.push(GovernedText { by, is_value: around.is_key(VALUES), ..found });
                }
                Some(around) if is_open && found.by.is_none() => {
                    around.found.push(GovernedText { is_value: around.is_key(VALUES), ..found });
                }
                None if is_told => self.found.push(found.range),
                _ => {}
            }
        }
        if let Some(around) = self.levels.last_mut().filter(|_| level.kind != LevelKind::Index) {
            around.refers |= level.refers;
        }
    }

    /// A text that is a value.
    fn value(&mut self, range: Range<usize>) {
        let text = self.slice(&range);
        let Some(level) = self.levels.last_mut() else { return };
        let is_first = std::mem::take(&mut level.skips_first);
        if level.kind == LevelKind::Index || is_first || !level.is_in_value() || level.has_words && written::is_plain_words(text) {
            return;
        }
        if level.is_key(REFERENCES) {
            level.refers |= name::tells(text).is_some();
            return;
        }
        level.pair_tells |= level.is_key(PAIR_NAMES) && name::may_tell(&name::unescaped(text));
        level.pair_tells |= level.is_key(&["type", "Type"]) && text == "SecureString";
        let (by, is_value) = (level.by, level.is_key(VALUES));
        if by.is_some() || is_value || level.is_of_one_kind || level.is_of_value {
            self.found(range, by, is_value);
        }
    }

    fn found(&mut self, range: Range<usize>, by: Option<usize>, is_value: bool) {
        let text = self.slice(&range);
        let Some(level) = self.levels.last_mut() else { return };
        level.found.extend(parts(text).map(|part| GovernedText { range: range.start + part.start..range.start + part.end, by, is_value }));
    }
}
