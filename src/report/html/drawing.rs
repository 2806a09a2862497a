//! The way of an attack as a drawing: who begins it, what each does, and what is reached.

use super::markup::{escaped, parts};
use crate::finding::PathStop;
use crate::report::escape;
use std::fmt::Write as _;

/// Longer ways go from top to bottom.
const MOST_IN_A_ROW: usize = 3;
/// The width of a stop, and how many characters fit into it.
const STOP: usize = 208;
const STOP_CHARACTERS: usize = 25;
/// The same of what stands over an arrow.
const ARROW: usize = 164;
const ARROW_CHARACTERS: usize = 23;
/// The same where the way goes down.
const WIDE_STOP: usize = 360;
const WIDE_CHARACTERS: usize = 44;
const CAPTION_CHARACTERS: usize = 64;
const LINE: usize = 18;

/// A line of a drawing: words, each of which may be code.
type DrawnLine = Vec<(String, bool)>;

/// The drawing as an image with its own description; nothing for a rule that draws none.
pub(super) fn drawing(path: &[PathStop]) -> String {
    if path.is_empty() {
        return String::new();
    }
    let (inside, width, height) = if path.len() <= MOST_IN_A_ROW { in_a_row(path) } else { downwards(path) };
    let told: Vec<String> = path.iter().flat_map(|stop| [&stop.who, &stop.does]).filter(|text| !text.is_empty()).cloned().collect();
    let told = escaped(&escape::line(&told.join(" → ").replace('`', "")));
    format!(
        "<div class=\"drawing\"><svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{told}\">\n{inside}</svg></div>\n"
    )
}

fn in_a_row(path: &[PathStop]) -> (String, usize, usize) {
    let stops: Vec<Vec<DrawnLine>> = path.iter().map(|stop| wrapped(&stop.who, STOP_CHARACTERS)).collect();
    let arrows: Vec<Vec<DrawnLine>> = path.iter().map(|stop| wrapped(&stop.does, ARROW_CHARACTERS)).collect();
    let over = |lines: usize| lines.div_ceil(2);
    let tallest = stops.iter().map(|lines| lines.len() * LINE + 28).max().unwrap_or_default();
    let deepest = arrows.iter().map(|lines| 2 * (over(lines.len()) * LINE + 12)).max().unwrap_or_default();
    let height = tallest.max(deepest) + 4;
    let middle = height / 2;
    let mut output = String::new();
    for (index, lines) in stops.iter().enumerate() {
        let left = 2 + index * (STOP + ARROW);
        let tall = lines.len() * LINE + 28;
        output.push_str(&boxed(kind(index, path.len()), (left, middle - tall / 2), (STOP, tall)));
        output.push_str(&written(lines, (left + STOP / 2, middle - lines.len() * LINE / 2 + 13), "middle"));
        let Some(caption) = arrows.get(index).filter(|caption| !caption.is_empty()) else { continue };
        let (from, to) = (left + STOP + 6, left + STOP + ARROW - 4);
        let _ = writeln!(output, "<path class=\"arrow\" d=\"M{from} {middle}H{}M{to} {middle}l-9 -5v10z\"/>", to - 8);
        let (above, below) = caption.split_at_checked(over(caption.len())).unwrap_or((caption, &[]));
        output.push_str(&written(above, ((from + to) / 2, middle + 8 - above.len() * LINE), "middle does"));
        output.push_str(&written(below, ((from + to) / 2, middle + LINE), "middle does"));
    }
    (output, 4 + path.len() * STOP + path.len().saturating_sub(1) * ARROW, height)
}

fn downwards(path: &[PathStop]) -> (String, usize, usize) {
    let mut output = String::new();
    let mut top = 2;
    for (index, stop) in path.iter().enumerate() {
        let lines = wrapped(&stop.who, WIDE_CHARACTERS);
        let tall = lines.len() * LINE + 22;
        output.push_str(&boxed(kind(index, path.len()), (2, top), (WIDE_STOP, tall)));
        output.push_str(&written(&lines, (2 + WIDE_STOP / 2, top + 24), "middle"));
        top += tall;
        let caption = wrapped(&stop.does, CAPTION_CHARACTERS);
        if caption.is_empty() {
            continue;
        }
        let long = caption.len() * LINE + 22;
        let (from, to) = (top + 4, top + long - 4);
        let _ = writeln!(output, "<path class=\"arrow\" d=\"M60 {from}V{}M60 {to}l-5 -9h10z\"/>", to - 8);
        output.push_str(&written(&caption, (82, top + long / 2 + 5 - (caption.len() - 1) * LINE / 2), "does"));
        top += long;
    }
    (output, 4 + WIDE_STOP.max(82 + CAPTION_CHARACTERS * 7), top + 2)
}

/// Who begins it, who stands between, what is reached.
fn kind(index: usize, stops: usize) -> &'static str {
    match index {
        0 => "begins",
        index if index + 1 == stops => "reached",
        _ => "between",
    }
}

fn boxed(class: &str, (left, top): (usize, usize), (wide, tall): (usize, usize)) -> String {
    format!("<rect class=\"stop {class}\" x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{tall}\" rx=\"9\"/>\n")
}

fn written(lines: &[DrawnLine], (across, down): (usize, usize), class: &str) -> String {
    let mut output = String::new();
    for (index, line) in lines.iter().enumerate() {
        let words = line.iter().map(|(text, is_code)| {
            let class = if *is_code { " class=\"code\"" } else { "" };
            format!("<tspan{class}>{}</tspan>", escaped(text))
        });
        let _ =
            writeln!(output, "<text class=\"{class}\" x=\"{across}\" y=\"{}\">{}</text>", down + index * LINE, words.collect::<String>());
    }
    output
}

/// Lines of at most so many characters, broken between words, and inside those that are longer behind a sign that divides them.
fn wrapped(text: &str, most: usize) -> Vec<DrawnLine> {
    let mut lines: Vec<DrawnLine> = vec![];
    let mut length = 0;
    for word in words(&escape::line(text), most) {
        let whole: String = word.iter().map(|(piece, _)| piece.as_str()).collect();
        if lines.is_empty() || length + whole.trim_end().chars().count() > most {
            lines.push(vec![]);
            length = 0;
        }
        length += whole.chars().count();
        if let Some(line) = lines.last_mut() {
            line.extend(word);
        }
    }
    lines
}

/// What stays together: a word with the code that it touches, or a piece of one that is too long for a line.
fn words(line: &str, most: usize) -> Vec<DrawnLine> {
    let mut words: Vec<DrawnLine> = vec![];
    let mut glued = false;
    for (part, is_code) in parts(line) {
        for word in part.split_inclusive(' ') {
            let pieces = pieces(word, most);
            for (index, piece) in pieces.into_iter().enumerate() {
                let ends = piece.ends_with(' ');
                let length = |word: &DrawnLine| word.iter().map(|(piece, _)| piece.chars().count()).sum::<usize>();
                let room = words.last().is_some_and(|word| length(word) + piece.trim_end().chars().count() <= most);
                match words.last_mut().filter(|_| glued && index == 0 && room) {
                    Some(word) => word.push((piece, is_code)),
                    None => words.push(vec![(piece, is_code)]),
                }
                glued = !ends;
            }
        }
    }
    words
}

/// A word in pieces that fit into a line.
fn pieces(word: &str, most: usize) -> Vec<String> {
    let mut pieces = vec![];
    let mut piece = String::new();
    let is_long = word.trim_end().chars().count() > most;
    for char in word.chars() {
        piece.push(char);
        let length = piece.chars().count();
        if is_long && (length >= most || length * 2 >= most && matches!(char, '/' | ':' | '.' | '_' | '-')) {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, most: usize) -> Vec<String> {
        let told = |line: DrawnLine| line.into_iter().map(|(word, is_code)| if is_code { format!("`{word}`") } else { word }).collect();
        wrapped(text, most).into_iter().map(told).collect()
    }

    #[test]
    fn lines_are_broken_where_one_would() {
        assert_eq!(shown("", 10), Vec::<String>::new());
        assert_eq!(shown("a stranger comes", 10), ["a stranger ", "comes"]);
        assert_eq!(shown("calls `s3:PutObject` on", 20), ["calls `s3:PutObject` ", "on"]);
        assert_eq!(shown("`aws_s3_bucket_policy.trail`", 12), ["`aws_s3_`", "`bucket_`", "`policy.``trail`"]);
        assert_eq!(shown("answers plain (`http_tokens`)", 16), ["answers plain ", "(`http_tokens`)"]);
        assert_eq!(shown("abcdefghijkl", 5), ["abcde", "fghij", "kl"]);
    }

    #[test]
    fn a_long_way_goes_down() {
        let stop = |who: &str, does: &str| PathStop { who: who.to_owned(), does: does.to_owned() };
        let short = [stop("a", "does"), stop("<b>", "")];
        let drawn = drawing(&short);
        assert!(drawn.contains("aria-label=\"a → does → &lt;b&gt;\"") && drawn.contains("viewBox=\"0 0 584 "), "{drawn}");
        let long: Vec<PathStop> = [1, 2, 3].map(|_| stop("a", "does")).into_iter().chain([stop("b", "")]).collect();
        assert!(drawing(&long).matches("V").count() >= 3);
        assert_eq!(drawing(&[]), "");
    }
}
