//! Random templates: quoted and heredocs, with directives and markers that trim.

use super::functions::Wanted;
use super::generate::{Generator, KEYS};

/// What stands between the sequences of a heredoc.
const PIECES: &[&str] = &[
    "a",
    " b ",
    "\n",
    "\n  ",
    "\n\n",
    "\n\t",
    "\"q\"",
    "\\n",
    "$${x}",
    "%%{y}",
    "$ ",
    "% ",
    "é",
    "    indented\n",
    "# no comment",
    " \n ",
];

impl Generator {
    pub(super) fn template(&mut self, depth: usize) -> String {
        let kind = self.random.weigh(&[(40, Wanted::Text), (25, Wanted::Number), (10, Wanted::Bool), (5, Wanted::Any)]);
        match self.random.below(8) {
            0 => format!("\"p-{}\"", self.interpolation(kind, depth)),
            1 => format!("\"{}-{}\"", self.interpolation(Wanted::Text, depth), self.interpolation(kind, depth)),
            2 => format!("\"${{{}}}\"", self.of(kind, depth.min(1))),
            3 | 4 => self.heredoc(depth),
            _ => {
                let count = 1 + self.random.below(3);
                let parts: Vec<String> = (0..count).map(|_| self.part(depth, " a ")).collect();
                format!("\"{}\"", parts.concat())
            }
        }
    }

    fn interpolation(&mut self, kind: Wanted, depth: usize) -> String {
        let (left, right) = (self.trim(), self.trim());
        format!("${{{left}{}{right}}}", self.of(kind, depth.min(1)))
    }

    fn trim(&mut self) -> &'static str {
        if self.random.chance(25) { "~" } else { "" }
    }

    /// A directive or an interpolation with text around it.
    fn part(&mut self, depth: usize, text: &str) -> String {
        let [a, b, c, d, e, f] = [(); 6].map(|()| self.trim());
        match self.random.below(5) {
            0 => format!("{text}{}{text}", self.interpolation(Wanted::Text, depth)),
            1 => {
                let (condition, then) = (self.of(Wanted::Bool, depth.min(1)), self.interpolation(Wanted::Text, depth));
                format!("{text}%{{{a} if {condition} {b}}}{text}{then}{text}%{{{c} endif {d}}}{text}")
            }
            2 => {
                let condition = self.of(Wanted::Bool, depth.min(1));
                let key = self.random.pick(KEYS).to_owned();
                format!(
                    "%{{{a} if {condition} {b}}}{text}{key} %{{{c} else {d}}} {}{text}%{{{e}endif{f}}}{text}",
                    self.interpolation(Wanted::Number, depth)
                )
            }
            3 => {
                let collection = self.iterated(depth.min(1));
                let inside = self.with_names(&["v"], |this| {
                    if depth > 0 && this.random.chance(30) { this.part(depth - 1, text) } else { this.interpolation(Wanted::Text, 0) }
                });
                format!("{text}%{{{a} for v in {collection} {b}}}{text}{inside},{text}%{{{c} endfor {d}}}{text}")
            }
            _ => {
                let collection = self.iterated(depth.min(1));
                let inside = self.with_names(&["k", "v"], |this| this.interpolation(Wanted::Any, 0));
                format!("%{{ for k, v in {collection} {b}}}${{k}}={inside}{text}%{{{c} endfor }}")
            }
        }
    }

    fn heredoc(&mut self, depth: usize) -> String {
        let mut lines = String::new();
        for _ in 0..1 + self.random.below(4) {
            lines.push_str(&" ".repeat(self.random.below(4) * 2));
            let piece = self.random.pick(PIECES).to_owned();
            lines.push_str(&piece);
            if self.random.chance(50) {
                let part = self.part(depth.min(1), &piece);
                lines.push_str(&part);
            }
            lines.push('\n');
        }
        let (indented, before) = if self.random.chance(60) { ("-", "    ") } else { ("", "") };
        format!("(<<{indented}EOT\n{lines}{before}EOT\n)")
    }
}
