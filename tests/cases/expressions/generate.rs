//! Random expressions of Terraform, well-typed for the most part. The same seed gives the same expressions.

use super::functions::{CALLS, FILE, Wanted};
use crate::oracle::generate::Random;

const TEXTS: &[&str] = &[
    "",
    "a",
    "b",
    "abc",
    "true",
    "false",
    "1",
    "0",
    "2.5",
    "-3",
    "A b",
    "é",
    "x,y,z",
    " pad ",
    "a\\nb",
    "a\\n",
    "null",
    "2012-10-17",
    "b.c/d",
    "aXbXc",
    "\\\"q\\\"",
    "<&>",
    "Hello World",
    "arn:aws:s3:::b/*",
    "007",
    "1e3",
    "日本",
    "k",
    "a-b_c",
    "e\\u0301",
    "\\u00e9",
    "\\U0001F600 x",
    "👨‍👩‍👧",
    "ß",
    "İi",
    "ﬁ",
    "a\\tb",
    "$${a} %%{b}",
    "$a %b $",
    "\\u00a0x ",
    "99999999999999999999",
    "0x1F",
    "1.0",
    "+1",
    " 1",
    "TRUE",
];
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "4",
    "7",
    "10",
    "-1",
    "-2",
    "2.5",
    "0.1",
    "0.2",
    "100",
    "1e3",
    "1.5e-3",
    "123456789012345678901",
    "16",
    "0.75",
    "-2.5",
    "255",
    "9007199254740993",
    "1e100",
    "1e-10",
    "99999999999999999999999999.5",
    "0.30000000000000000000001",
    "5E+2",
    "1.10",
    "-0",
    "1e-400",
];
pub(super) const KEYS: &[&str] = &["a", "b", "c", "k", "x1"];

/// What stands in `variables.tf` of the oracle.
const NAMED: &[(Wanted, &str)] = &[
    (Wanted::Text, "var.text"),
    (Wanted::Text, "var.null_text"),
    (Wanted::Number, "var.number"),
    (Wanted::Bool, "var.truth"),
    (Wanted::List, "var.texts"),
    (Wanted::List, "var.no_texts"),
    (Wanted::List, "var.numbers"),
    (Wanted::List, "var.objects"),
    (Wanted::List, "local.tuple"),
    (Wanted::List, "var.lists"),
    (Wanted::Set, "var.set"),
    (Wanted::Set, "var.no_set"),
    (Wanted::Set, "var.number_set"),
    (Wanted::Map, "var.map"),
    (Wanted::Map, "var.no_map"),
    (Wanted::Map, "var.number_map"),
    (Wanted::Map, "var.object"),
    (Wanted::Map, "local.object"),
    (Wanted::Map, "var.anything"),
    (Wanted::List, "local.empty"),
    (Wanted::Any, "local.nothing"),
    (Wanted::List, "var.tuple"),
    (Wanted::Set, "var.object_set"),
    (Wanted::Map, "var.object_map"),
    (Wanted::Map, "var.list_map"),
    (Wanted::List, "var.any_list"),
    (Wanted::Map, "var.any_map"),
    (Wanted::List, "var.null_list"),
    (Wanted::Map, "var.null_map"),
    (Wanted::List, "var.untyped"),
    (Wanted::Map, "local.derived"),
    (Wanted::Map, "local.chosen"),
    (Wanted::Map, "local.grouped"),
    (Wanted::List, "module.one.texts"),
    (Wanted::Map, "module.one.settings"),
    (Wanted::Number, "module.one.strict"),
    (Wanted::Map, "module.one"),
    (Wanted::List, "module.counted"),
    (Wanted::List, "module.counted[*].whatever"),
    (Wanted::List, "module.counted[1].doubled"),
    (Wanted::List, "module.none"),
    (Wanted::List, "module.none[*].texts"),
    (Wanted::Map, "module.keyed"),
    (Wanted::Map, "module.keyed[\"a\"].settings"),
    (Wanted::Set, "module.one.settings.k"),
    (Wanted::Text, "module.keyed[\"b\"].whatever"),
    (Wanted::Text, "path.module"),
    (Wanted::Text, "var.secret_text"),
    (Wanted::Text, "var.secret_null"),
    (Wanted::List, "var.secret_texts"),
    (Wanted::Map, "var.secret_map"),
    (Wanted::Number, "var.secret_number"),
    (Wanted::Map, "local.part_secret"),
    (Wanted::List, "local.some_secrets"),
    (Wanted::Set, "local.secret_set"),
];

pub(super) struct Generator {
    pub(super) random: Random,
    /// The names that `for` binds where the expression stands.
    pub(super) bound: Vec<String>,
}

impl Generator {
    pub(super) fn new(seed: u64) -> Generator {
        Generator { random: Random(seed), bound: vec![] }
    }

    /// A whole expression.
    pub(super) fn expression(&mut self) -> String {
        let depth = self.random.weigh(&[(20, 1), (40, 2), (30, 3), (10, 4)]);
        self.any(depth)
    }

    fn any(&mut self, depth: usize) -> String {
        let wanted = self.random.weigh(&[
            (25, Wanted::Text),
            (15, Wanted::Number),
            (15, Wanted::Bool),
            (20, Wanted::List),
            (8, Wanted::Set),
            (15, Wanted::Map),
            (2, Wanted::Null),
        ]);
        self.of(wanted, depth)
    }

    /// An expression of this kind, once in a while of another.
    pub(super) fn of(&mut self, wanted: Wanted, depth: usize) -> String {
        if wanted == Wanted::Any || wanted != FILE && self.random.chance(6) {
            return self.any_but_null(depth);
        }
        if depth == 0 {
            return self.leaf(wanted);
        }
        if wanted != FILE && self.random.chance(4) {
            let function = self.random.pick(&["sensitive", "sensitive", "nonsensitive"]).to_owned();
            return format!("{function}({})", self.of(wanted, depth - 1));
        }
        match self.random.below(100) {
            0..20 => self.leaf(wanted),
            20..55 => self.call(wanted, depth - 1),
            55..65 => self.conditional(wanted, depth - 1),
            65..73 => self.member(depth - 1),
            73..76 => format!("try({}, {})", self.any(depth - 1), self.of(wanted, depth - 1)),
            76..86 if wanted != FILE => self.formed(wanted, depth - 1),
            _ => self.built(wanted, depth - 1),
        }
    }

    fn any_but_null(&mut self, depth: usize) -> String {
        if self.random.chance(5) { "null".to_owned() } else { self.any(depth) }
    }

    fn leaf(&mut self, wanted: Wanted) -> String {
        if !self.bound.is_empty() && wanted != FILE && self.random.chance(30) {
            let place = self.random.below(self.bound.len());
            return self.bound[place].clone();
        }
        let named: Vec<&str> = NAMED.iter().filter(|(kind, _)| *kind == wanted).map(|(_, name)| *name).collect();
        if !named.is_empty() && self.random.chance(35) {
            return self.random.pick(&named).to_owned();
        }
        self.literal(wanted)
    }

    fn literal(&mut self, wanted: Wanted) -> String {
        match wanted {
            Wanted::Text => format!("\"{}\"", self.random.pick(TEXTS)),
            Wanted::Number => self.random.pick(NUMBERS).to_owned(),
            Wanted::Bool => self.random.pick(&["true", "false"]).to_owned(),
            Wanted::List => self
                .random
                .pick(&["[]", "[\"a\", \"b\"]", "[1, 2, 3]", "[\"b\", \"a\", \"b\"]", "[true]", "[1, \"x\"]", "[null, \"a\"]"])
                .to_owned(),
            Wanted::Set => self.random.pick(&["toset([])", "toset([\"b\", \"a\"])", "toset([3, 1, 2])", "toset([true, false])"]).to_owned(),
            Wanted::Map => self
                .random
                .pick(&["{}", "{ a = 1, b = 2 }", "{ b = \"x\", a = \"y\" }", "tomap({ a = \"1\" })", "{ a = [1], b = null }"])
                .to_owned(),
            Wanted::Null => "null".to_owned(),
            Wanted::Any => self.any(0),
            Wanted::One(texts) => self.random.pick(texts).to_owned(),
        }
    }

    fn call(&mut self, wanted: Wanted, depth: usize) -> String {
        let fitting: Vec<usize> =
            (0..CALLS.len()).filter(|place| CALLS[*place].result == wanted || CALLS[*place].result == Wanted::Any).collect();
        if fitting.is_empty() {
            return self.leaf(wanted);
        }
        let place = fitting[self.random.below(fitting.len())];
        let call = &CALLS[place];
        let mut arguments: Vec<String> = call.parameters.iter().map(|parameter| self.of(*parameter, depth)).collect();
        if let Some(more) = call.more {
            for _ in 0..self.random.below(3) {
                arguments.push(self.of(more, depth));
            }
        }
        if self.random.chance(2) {
            arguments.pop();
        }
        if self.random.chance(2) {
            let list = self.of(Wanted::List, depth);
            arguments.push(format!("{list}..."));
        }
        format!("{}({})", call.name, arguments.join(", "))
    }

    fn conditional(&mut self, wanted: Wanted, depth: usize) -> String {
        let condition = self.of(Wanted::Bool, depth.min(1));
        let other = if self.random.chance(25) { Wanted::Any } else { wanted };
        format!("({condition} ? {} : {})", self.of(wanted, depth), self.of(other, depth))
    }

    /// Something inside a collection.
    fn member(&mut self, depth: usize) -> String {
        let key = self.random.pick(KEYS).to_owned();
        match self.random.below(14) {
            0 => match (self.of(Wanted::List, depth), self.of(Wanted::Number, 0)) {
                // Terraform refuses the whole configuration for other numbers, wherever they stand.
                (module, _) if ends_in_module(&module) => format!("{module}[{}]", self.random.below(3)),
                (list, number) => format!("{list}[{number}]"),
            },
            1 => match (self.of(Wanted::Map, depth), self.of(Wanted::Text, 0)) {
                (module, key) if ends_in_module(&module) && key.parse::<f64>().is_ok() => format!("{module}[0]"),
                (map, key) => format!("{map}[{key}]"),
            },
            2 => format!("{}.{key}", self.parenthesised(Wanted::Map, depth)),
            3 => format!("{}[*].{key}", self.parenthesised(Wanted::List, depth)),
            4 => format!("{}[*]", self.parenthesised(Wanted::Any, depth)),
            5 => format!("{}.*.{key}", self.parenthesised(Wanted::List, depth)),
            6 => format!("{}[*][{}]", self.parenthesised(Wanted::List, depth), self.of(Wanted::Number, 0)),
            7 => format!("{}.*.{key}[0]", self.parenthesised(Wanted::List, depth)),
            8 => format!("{}[*].{key}[*]", self.parenthesised(Wanted::Any, depth)),
            9 => format!("{}[{}]", self.parenthesised(Wanted::Set, depth), self.leaf(Wanted::Any)),
            10 => format!("{}[{}]", self.parenthesised(Wanted::Any, depth), self.leaf(Wanted::Any)),
            11 => format!("{}.{}", self.parenthesised(Wanted::List, depth), self.random.below(3)),
            12 => format!("{}.*.0", self.parenthesised(Wanted::List, depth)),
            _ => format!("{}[*].{key}.{}", self.parenthesised(Wanted::Any, depth), self.random.pick(KEYS)),
        }
    }

    fn parenthesised(&mut self, wanted: Wanted, depth: usize) -> String {
        format!("({})", self.of(wanted, depth))
    }

    /// Made by operators, constructors, `for` and templates.
    fn built(&mut self, wanted: Wanted, depth: usize) -> String {
        match wanted {
            Wanted::Text => self.template(depth),
            Wanted::Number => {
                let operator = self.random.pick(&["+", "-", "*", "/", "%"]).to_owned();
                format!("({} {operator} {})", self.of(Wanted::Number, depth), self.of(Wanted::Number, depth))
            }
            Wanted::Bool => self.truth(depth),
            Wanted::List if self.random.chance(50) => self.for_list(depth),
            Wanted::List => {
                let count = self.random.below(4);
                let kind = self.random.weigh(&[
                    (40, Wanted::Text),
                    (25, Wanted::Number),
                    (10, Wanted::Map),
                    (10, Wanted::List),
                    (15, Wanted::Any),
                ]);
                let items: Vec<String> = (0..count).map(|_| self.of(kind, depth)).collect();
                format!("[{}]", items.join(", "))
            }
            Wanted::Set => format!("toset({})", self.of(Wanted::List, depth)),
            Wanted::Map if self.random.chance(40) => self.for_map(depth),
            Wanted::Map => {
                let count = self.random.below(4);
                let kind = self.random.weigh(&[
                    (40, Wanted::Text),
                    (25, Wanted::Number),
                    (10, Wanted::Map),
                    (10, Wanted::List),
                    (15, Wanted::Any),
                ]);
                let members: Vec<String> = (0..count).map(|_| format!("{} = {}", self.random.pick(KEYS), self.of(kind, depth))).collect();
                format!("{{ {} }}", members.join(", "))
            }
            _ => self.leaf(wanted),
        }
    }

    fn truth(&mut self, depth: usize) -> String {
        match self.random.below(4) {
            0 => {
                let operator = self.random.pick(&["&&", "||"]).to_owned();
                format!("({} {operator} {})", self.of(Wanted::Bool, depth), self.of(Wanted::Bool, depth))
            }
            1 => {
                let operator = self.random.pick(&["<", "<=", ">", ">="]).to_owned();
                format!("({} {operator} {})", self.of(Wanted::Number, depth), self.of(Wanted::Number, depth))
            }
            2 => format!("!{}", self.parenthesised(Wanted::Bool, depth)),
            _ => {
                let kind = self.random.weigh(&[
                    (30, Wanted::Text),
                    (20, Wanted::Number),
                    (20, Wanted::List),
                    (10, Wanted::Set),
                    (20, Wanted::Map),
                ]);
                let other = if self.random.chance(80) { kind } else { Wanted::Any };
                let operator = self.random.pick(&["==", "!="]).to_owned();
                format!("({} {operator} {})", self.of(kind, depth), self.of(other, depth))
            }
        }
    }

    pub(super) fn with_names<T>(&mut self, names: &[&str], run: impl FnOnce(&mut Generator) -> T) -> T {
        let before = self.bound.len();
        self.bound.extend(names.iter().map(|name| (*name).to_owned()));
        let result = run(self);
        self.bound.truncate(before);
        result
    }

    pub(super) fn iterated(&mut self, depth: usize) -> String {
        let kind = self.random.weigh(&[(50, Wanted::List), (20, Wanted::Set), (30, Wanted::Map)]);
        self.of(kind, depth)
    }

    fn for_list(&mut self, depth: usize) -> String {
        let collection = self.iterated(depth);
        if self.random.chance(30) {
            return self.with_names(&["v"], |this| format!("[for v in {collection} : {}]", this.any(depth.min(1))));
        }
        self.with_names(&["k", "v"], |this| {
            let result = this.any(depth.min(1));
            let filter = if this.random.chance(25) { format!(" if {}", this.of(Wanted::Bool, depth.min(1))) } else { String::new() };
            format!("[for k, v in {collection} : {result}{filter}]")
        })
    }

    fn for_map(&mut self, depth: usize) -> String {
        let collection = self.iterated(depth);
        self.with_names(&["k", "v"], |this| {
            let key = if this.random.chance(70) { "k".to_owned() } else { this.of(Wanted::Text, depth.min(1)) };
            let result = this.any(depth.min(1));
            let group = if this.random.chance(20) { "..." } else { "" };
            let filter = if this.random.chance(25) { format!(" if {}", this.of(Wanted::Bool, depth.min(1))) } else { String::new() };
            format!("{{ for k, v in {collection} : {key} => {result}{group}{filter} }}")
        })
    }
}

/// Whether what is written behind an expression is an index of a module.
fn ends_in_module(expression: &str) -> bool {
    expression.rsplit([' ', '(']).next().is_some_and(|last| last.starts_with("module."))
}
