//! Forms that people write and that a grammar seldom comes upon: what stands around a value to test it, nulls of a type, `for` in `for`,
//! indexes that are not there, operators without parentheses, comments and ends of lines inside.

use super::functions::Wanted;
use super::generate::{Generator, KEYS};

/// Nulls with a type, and such that stand somewhere else.
const NULLS: &[&str] = &[
    "tostring(null)",
    "tonumber(null)",
    "tobool(null)",
    "tolist(null)",
    "toset(null)",
    "tomap(null)",
    "(true ? null : \"x\")",
    "(false ? [\"x\"] : null)",
    "(var.truth ? null : { a = 1 })",
    "one([])",
    "[null][0]",
    "{ a = null }.a",
    "tolist([null, \"a\"])[0]",
    "tomap({ a = null, b = 1 }).a",
    "try(null)",
    "lookup({}, \"a\", null)",
    "local.nothing",
    "coalescelist(null, [null])[0]",
];

/// Indexes, some of which nothing has.
const INDEXES: &[&str] =
    &["0", "1", "-1", "1.5", "\"0\"", "\"a\"", "\"nope\"", "null", "true", "99", "\"\"", "1e0", "\"1.0\"", "[0]", "tonumber(null)"];

/// What stands around a value: `@` is the value, `~` another.
const AROUND: &[&str] = &[
    "(@ == null)",
    "(null != @)",
    "(@ != null ? @ : ~)",
    "(@ == null ? ~ : @)",
    "(@ == [])",
    "(@ == {})",
    "(@ == \"\" ? null : @)",
    "(length(@) > 0 ? @ : ~)",
    "(length(@) > 0 ? element(@, 0) : null)",
    "(can(@) ? @ : ~)",
    "try(@.a.b, @.a, ~)",
    "try(@[0], @[\"a\"], ~)",
    "try(@, ~, null)",
    "can(@.a)",
    "can(@[0].a)",
    "one(@[*])",
    "one(@)",
    "@[*]",
    "@[*].a[*]",
    "@[*][*]",
    "@.*.a",
    "@[*][\"a\"]",
    "length(@[*])",
    "concat(@[*], ~[*])",
    "can(regex(\"^[a-z]+$\", @))",
    "can(tonumber(@))",
    "can(keys(@))",
    "contains(keys(@), \"a\")",
    "lookup(@, \"a\", ~)",
    "lookup(@, \"a\", null)",
    "coalesce(@, ~)",
    "coalesce(@, null, ~)",
    "coalescelist(@, ~)",
    "compact([@, ~, null, \"\"])",
    "flatten([@, [~], null])",
    "flatten([@, [[~]], []])",
    "merge(@, { k = ~ })",
    "merge({ a = ~ }, @, null)",
    "merge([@, ~]...)",
    "distinct(concat(@, ~))",
    "tolist(toset(@))",
    "toset([@, ~])",
    "tolist([@, ~])",
    "tomap({ a = @, b = ~ })",
    "{ a = @, b = ~ }.b",
    "[@, ~][1]",
    "[@, ~]",
    "{ (@) = ~ }",
    "{ \"${@}\" = ~ }",
    "\"${@}\"",
    "\"${@}${~}\"",
    "jsonencode({ b = @, a = [~] })",
    "jsondecode(jsonencode(@))",
    "yamldecode(yamlencode(@))",
    "yamlencode({ a = @, b = [~, []] })",
    "sort(keys(@))",
    "zipmap(keys(@), values(@))",
    "{ for k, v in @ : k => v if v != null }",
    "{ for k, v in @ : k => v... }",
    "{ for k, v in @ : v => k... }",
    "{ for v in @ : v => ~ }",
    "{ for v in @ : tostring(v) => v... if can(tostring(v)) }",
    "[for v in @ : v if v != null]",
    "[for k, v in @ : \"${k}=${v}\"]",
    "[for v in @ : try(v.a, v[0], v)]",
    "[for v in @ : [for v in v : v]]",
    "flatten([for k, v in @ : [for x in v : { key = k, x = x }]])",
    "merge([for k, v in @ : { (k) = v }]...)",
    "{ for p in setproduct(@, ~) : \"${p[0]}:${p[1]}\" => p[1] }",
    "[for p in setproduct(@, ~) : p[0]]",
    "alltrue([for v in @ : v != ~])",
    "anytrue([for v in @ : can(length(v))])",
    "sum([for v in @ : length(v)])",
    "sum(concat([0], @))",
    "max(concat([0], @)...)",
    "index(@, ~)",
    "contains(@, ~)",
    "contains([@], ~)",
    "setsubtract(@, ~)",
    "setunion(@, ~)",
    "setintersection(@, @)",
    "slice(@, 0, length(@))",
    "slice(@, 1, 2)",
    "reverse(@)[0]",
    "chunklist(@, 2)[0]",
    "transpose(@)",
    "matchkeys(@, ~, ~)",
    "range(length(@))",
    "format(\"%s-%v\", @, ~)",
    "format(\"%v\", @)",
    "format(\"%#v|%q\", @, ~)",
    "formatlist(\"%s-%s\", @, ~)",
    "join(\",\", [@, ~])",
    "join(\",\", @, ~)",
    "split(\",\", @)[0]",
    "element(@, -1)",
    "element(@, 1)",
    "issensitive(@)",
    "issensitive([@, ~][0])",
    "ephemeralasnull(@)",
    "nonsensitive(sensitive(@))",
    "tostring(@) == tostring(~)",
    "(tolist(@) == tolist(~))",
    "(toset(@) == toset(~))",
    "(@ == ~)",
    "(@ == @)",
    "(tostring(null) == @)",
    "-@",
    "!@",
    "(\n  @ # a comment\n  == ~ // another\n)",
    "[\n  @, # a comment\n  ~, /* another */\n]",
    "{\n  a = @\n  \"b c\" = ~, (\"d\") = 1\n}",
    "{ a : @, 1 = ~ }",
    "{ null = @, true = ~ }",
    "{ a = @, a = ~ }",
    "templatestring(local.template, { name = @, list = ~ })",
    "templatefile(\"templates/rows.tftpl\", { name = @, list = ~ })",
    "templatefile(\"templates/rows.tftpl\", @)",
    "cidrsubnets(\"10.0.0.0/16\", @...)",
    "replace(@, \"/[aeiou](.)/\", \"<$1>\")",
    "regexall(\"(?P<x>[a-z])(?:[0-9])*\", @)",
    "try(regex(\"^(.)(.*)$\", @)[1], ~)",
    "title(lower(@))",
    "substr(@, -2, -1)",
    "trim(@, ~)",
    "base64decode(base64encode(@))",
    "base64gzip(@)",
    "urlencode(@)",
    "indent(2, @)",
];

impl Generator {
    /// A value in one of these forms.
    pub(super) fn formed(&mut self, wanted: Wanted, depth: usize) -> String {
        match self.random.below(10) {
            0 => self.random.pick(NULLS).to_owned(),
            1 => self.indexed(depth),
            2 => self.without_parentheses(wanted, depth),
            3 => self.nested(depth),
            4 => {
                let collection = self.iterated(depth);
                self.with_names(&["k", "v"], |this| this.grouped(&collection))
            }
            _ => self.around(depth),
        }
    }

    fn around(&mut self, depth: usize) -> String {
        let kind = self.random.weigh(&[
            (30, Wanted::List),
            (20, Wanted::Map),
            (15, Wanted::Set),
            (15, Wanted::Text),
            (10, Wanted::Any),
            (5, Wanted::Number),
        ]);
        let alike = self.random.chance(60);
        let other = if alike { kind } else { Wanted::Any };
        let [value, other] = [self.of(kind, depth), self.of(other, depth.min(1))].map(enclosed);
        let form = self.random.pick(AROUND).to_owned();
        form.split('@').map(|part| part.replace('~', &other)).collect::<Vec<_>>().join(&value)
    }

    fn indexed(&mut self, depth: usize) -> String {
        let mut text = format!("({})", self.of(Wanted::Any, depth));
        for _ in 0..1 + self.random.below(2) {
            let key = self.random.pick(KEYS).to_owned();
            match self.random.below(6) {
                0 => text.push_str(&format!(".{key}")),
                1 => text.push_str("[*]"),
                // Terraform reads two of them in a row as a fraction, and refuses the file.
                2 if !text.ends_with(".0") => text.push_str(".0"),
                _ => text.push_str(&format!("[{}]", self.random.pick(INDEXES))),
            }
        }
        if self.random.chance(40) { format!("try({text}, {})", self.of(Wanted::Any, 0)) } else { text }
    }

    fn without_parentheses(&mut self, wanted: Wanted, depth: usize) -> String {
        let (kind, operators): (Wanted, &[&str]) = match wanted {
            Wanted::Number => (Wanted::Number, &["+", "-", "*", "/", "%"]),
            Wanted::Bool => (Wanted::Bool, &["&&", "||", "==", "!="]),
            _ => {
                let (one, other) = (self.of(Wanted::Bool, depth.min(1)), self.of(Wanted::Bool, 0));
                return format!("{one} ? {} : {other} ? {} : {}", self.of(wanted, depth), self.of(wanted, depth), self.of(wanted, 0));
            }
        };
        let mut text = self.of(kind, depth);
        for _ in 0..1 + self.random.below(3) {
            let operator = if self.random.chance(10) { "<" } else { self.random.pick(operators) }.to_owned();
            let sign = if self.random.chance(20) { ["-", "!"][self.random.below(2)] } else { "" };
            text = format!("{text} {operator} {sign}{}", self.of(kind, depth.min(1)));
        }
        text
    }

    /// `for` in `for`, sometimes with the same names.
    fn nested(&mut self, depth: usize) -> String {
        let outer = self.iterated(depth);
        let names = if self.random.chance(40) { ["k", "v"] } else { ["i", "w"] };
        self.with_names(&["k", "v"], |this| {
            let inner = if this.random.chance(60) { "v".to_owned() } else { this.iterated(0) };
            this.with_names(&names, |this| {
                let [key, value] = names;
                let (result, filter) = (this.of(Wanted::Any, 1), this.of(Wanted::Bool, 1));
                match this.random.below(3) {
                    0 => format!("[for k, v in {outer} : [for {key}, {value} in {inner} : {result}]]"),
                    1 => format!("{{ for k, v in {outer} : k => {{ for {key}, {value} in {inner} : {key} => {result} if {filter} }} }}"),
                    _ => format!("flatten([for k, v in {outer} : [for {key}, {value} in {inner} : {result} if {filter}]])"),
                }
            })
        })
    }

    fn grouped(&mut self, collection: &str) -> String {
        let (key, value) = (self.of(Wanted::Text, 1), self.of(Wanted::Any, 1));
        let filter = if self.random.chance(40) { format!(" if {}", self.of(Wanted::Bool, 1)) } else { String::new() };
        format!("{{ for k, v in {collection} : {key} => {value}...{filter} }}")
    }
}

/// An expression in parentheses if something that is written behind it could bind to a part of it.
fn enclosed(text: String) -> String {
    if text.starts_with(['-', '!']) || text.contains([' ', '\n']) { format!("({text})") } else { text }
}
