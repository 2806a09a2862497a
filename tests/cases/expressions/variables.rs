//! Variables with random types and defaults, most of which fit.

use crate::oracle::generate::Random;

const NAMES: &[&str] = &["a", "b", "c"];

/// `variable "v0" { … }`.
pub(super) fn declaration(random: &mut Random, index: u64) -> String {
    let of = type_of(random, 3, false);
    let value = value(random, &of, 3);
    let nullable = if random.chance(10) { "\n  nullable = false" } else { "" };
    format!("variable \"v{index}\" {{\n  type    = {of}\n  default = {value}{nullable}\n}}\n")
}

/// A type; attributes of objects may be optional.
fn type_of(random: &mut Random, depth: usize, in_object: bool) -> String {
    let plain = match if depth == 0 { random.below(4) } else { random.below(9) } {
        0 | 1 => "string".to_owned(),
        2 => "number".to_owned(),
        3 => random.pick(&["bool", "any"]).to_owned(),
        4 => format!("list({})", type_of(random, depth - 1, false)),
        5 => format!("set({})", type_of(random, depth - 1, false)),
        6 => format!("map({})", type_of(random, depth - 1, false)),
        7 if random.chance(40) => format!("tuple([{}, {}])", type_of(random, depth - 1, false), type_of(random, depth - 1, false)),
        _ => {
            let count = 1 + random.below(3);
            let members: Vec<String> =
                NAMES.iter().take(count).map(|name| format!("{name} = {}", type_of(random, depth - 1, true))).collect();
            format!("object({{ {} }})", members.join(", "))
        }
    };
    if !in_object || random.chance(50) {
        return plain;
    }
    if random.chance(50) {
        return format!("optional({plain})");
    }
    let default = value(random, &plain, 1);
    format!("optional({plain}, {default})")
}

/// A value that fits a type, for the most part.
fn value(random: &mut Random, of: &str, depth: usize) -> String {
    if random.chance(6) {
        return random.pick(&["null", "\"x\"", "[]", "{}", "1", "[1, \"a\"]", "{ a = 1 }", "true"]).to_owned();
    }
    let inside = |name: &str| of.strip_prefix(name).and_then(|rest| rest.strip_prefix('(')).and_then(|rest| rest.strip_suffix(')'));
    if let Some(of) = inside("list").or_else(|| inside("set")) {
        let items: Vec<String> = (0..random.below(4)).map(|_| value(random, of, depth.saturating_sub(1))).collect();
        return format!("[{}]", items.join(", "));
    }
    if let Some(of) = inside("map") {
        let count = random.below(3);
        let members: Vec<String> =
            NAMES.iter().take(count).map(|name| format!("{name} = {}", value(random, of, depth.saturating_sub(1)))).collect();
        return format!("{{ {} }}", members.join(", "));
    }
    if let Some(of) = inside("tuple").and_then(|rest| rest.strip_prefix('[')).and_then(|rest| rest.strip_suffix(']')) {
        let items: Vec<String> = split(of).iter().map(|of| value(random, of, depth.saturating_sub(1))).collect();
        return format!("[{}]", items.join(", "));
    }
    if let Some(of) = inside("object").and_then(|rest| rest.strip_prefix('{')).and_then(|rest| rest.strip_suffix('}')) {
        return object(random, of, depth);
    }
    match of {
        "string" => random.pick(&["\"a\"", "\"\"", "1", "true", "2.50", "\"b\""]).to_owned(),
        "number" => random.pick(&["1", "\"2\"", "2.5", "\"1e3\"", "0"]).to_owned(),
        "bool" => random.pick(&["true", "\"false\"", "\"1\"", "false"]).to_owned(),
        _ => random.pick(&["1", "\"x\"", "[1, 2]", "{ a = 1 }", "[]", "null", "[1, \"x\"]"]).to_owned(),
    }
}

fn object(random: &mut Random, of: &str, depth: usize) -> String {
    let mut members = vec![];
    for member in split(of) {
        let (name, of) = member.split_once(" = ").expect("a member");
        let of = of.trim();
        let optional = of.strip_prefix("optional(").and_then(|rest| rest.strip_suffix(')'));
        if random.chance(if optional.is_some() { 40 } else { 4 }) {
            continue;
        }
        let of = optional.map_or_else(|| of.to_owned(), |inside| split(inside).into_iter().next().unwrap_or_default());
        members.push(format!("{} = {}", name.trim(), value(random, &of, depth.saturating_sub(1))));
    }
    if random.chance(8) {
        members.push("z = 1".to_owned());
    }
    format!("{{ {} }}", members.join(", "))
}

/// What stands between commas that are in no brackets.
fn split(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut depth) = (vec![], String::new(), 0i32);
    for char in text.chars() {
        match char {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part).trim().to_owned());
                continue;
            }
            _ => {}
        }
        part.push(char);
    }
    if !part.trim().is_empty() {
        parts.push(part.trim().to_owned());
    }
    parts
}
