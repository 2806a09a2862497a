//! Names that stand for what only deployment tells, so that a request can be evaluated. People read them as `<bucket>`.

use crate::mapped_text::HoleKind;

/// The Region where none is known: of the form of one, so that whatever reads a Region takes it, and none of AWS.
pub const REGION: &str = "xx-region-1";

// Letters that every kind of name may have.
const BEFORE: &str = "the-";
const BEHIND: &str = "-not-known";
/// The longest name that is told whole.
const LONGEST: usize = 60;

/// A name for what a hole stands for: the same for the same hole, so that a pattern that names a resource matches the ARN of the resource, and
/// another for another.
pub fn name(kind: &HoleKind) -> String {
    match kind {
        HoleKind::Region => REGION.to_owned(),
        HoleKind::Unknown(_) => called("name", 1),
        kind => called(&kind.to_string(), 1),
    }
}

/// A name for something of this kind, numbered from the second on.
pub fn called(what: &str, number: usize) -> String {
    let words = what.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_ascii_lowercase).collect();
    let mut words = words.join("-");
    if words.len() > LONGEST {
        // Of what functions make of each other the innermost says most; another name for another hole all the same.
        let sum = words.bytes().fold(0u16, |sum, byte| sum.wrapping_mul(31).wrapping_add(u16::from(byte)));
        let from = words.match_indices('-').map(|(at, _)| at + 1).find(|at| words.len() - at <= LONGEST / 2);
        words = format!("{}-{sum:04x}", words.get(from.unwrap_or_default()..).unwrap_or_default());
    }
    let number = if number > 1 { format!("-{number}") } else { String::new() };
    format!("{BEFORE}{words}{BEHIND}{number}")
}

/// How texts show what only deployment tells, and how people read it.
const HOLES: [(&str, &str); 4] = [
    ("${account}", "<your account>"),
    ("${organization}", "<your organization>"),
    ("${partition}", "<partition>"),
    ("${region}", "<region>"),
];

/// A text of the engine for people: `the-topic-not-known-2` is `<topic-2>`.
pub fn for_people(text: &str) -> String {
    let mut text = text.replace(REGION, "<region>");
    if text.contains("${") {
        HOLES.iter().for_each(|(hole, told)| text = text.replace(hole, told));
    }
    let mut told = String::new();
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once(BEHIND) {
        let digits = behind.strip_prefix('-').map_or(0, |tail| tail.bytes().take_while(u8::is_ascii_digit).count());
        let number = if digits == 0 { 0 } else { digits + 1 };
        let (literal, name) = before.rsplit_once(BEFORE).unwrap_or(("", before));
        told.push_str(&format!("{literal}<{name}{}>", behind.get(..number).unwrap_or_default()));
        rest = behind.get(number..).unwrap_or_default();
    }
    told + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_told_by_its_kind() {
        let bucket = called("bucket", 1);
        let group = called("log group", 2);
        let told = for_people(&format!("arn:aws:s3:::coat-{bucket}-v2/x and `{group}` in {REGION}"));
        assert_eq!(told, "arn:aws:s3:::coat-<bucket>-v2/x and `<log-group-2>` in <region>");
        assert_eq!(for_people("nothing"), "nothing");
    }

    #[test]
    fn other_holes_have_other_names() {
        let input = |name: &str| name_of(&HoleKind::Input { name: name.into() });
        assert_eq!(input("var.log_bucket"), "<var-log-bucket>");
        assert_ne!(input("var.log_bucket"), input("var.bucket"));
        let long = |name: &str| input(&format!("lower(\"{}\")", name.repeat(20)));
        assert_eq!(long("data-"), "<data-data-data-data-data-data-4e41>");
        assert_ne!(long("date-"), long("data-"));
    }

    fn name_of(kind: &HoleKind) -> String {
        for_people(&name(kind))
    }
}
