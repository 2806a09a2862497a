//! What is fuzzed: each target takes any bytes, and panics where something does not hold. The driver beside this folder and `fuzz/` both run them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::write_with_newline,
    reason = "a target panics: that is how it fails"
)]
#![allow(unreachable_pub, reason = "a module of binaries")]

mod answers;
mod holds;
#[path = "../../cases/oracle/mod.rs"]
#[allow(dead_code, reason = "its tests are run elsewhere")]
mod oracle;
mod policies;
mod projects;
mod templates;
mod texts;
mod written;

/// Something that is fuzzed.
pub struct Target {
    /// As `fuzz/Cargo.toml` names it.
    pub name: &'static str,
    /// The folders below the package from which seeds come, and how the names of their files end. None where the input is only choices.
    pub seeds: &'static [(&'static str, &'static str)],
    run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target { name: "hcl", seeds: &[("testdata", ".tf")], run: texts::hcl },
    Target { name: "terraform_json", seeds: &[("testdata", ".tf.json"), ("testdata/twins", ".json")], run: texts::terraform_json },
    Target { name: "json", seeds: &[("testdata", ".json")], run: texts::json },
    Target { name: "yaml", seeds: &[("testdata", ".yaml"), ("testdata", ".yml")], run: texts::yaml },
    Target { name: "template_json", seeds: &[("testdata", ".json")], run: texts::template_json },
    Target { name: "terraform", seeds: &[("testdata", ".tf")], run: texts::terraform },
    Target { name: "cloudformation", seeds: &[("testdata", ".yaml")], run: texts::cloudformation },
    Target { name: "policy_file", seeds: &[("testdata", ".json"), ("testdata", ".tpl")], run: texts::policy_file },
    Target { name: "variables", seeds: &[("testdata", ".tfvars"), ("testdata", ".tfvars.json")], run: texts::variables },
    Target { name: "terragrunt", seeds: &[("testdata", ".hcl")], run: texts::terragrunt },
    Target { name: "plan", seeds: &[("testdata", "plan.json")], run: texts::plan },
    Target { name: "configuration", seeds: &[("testdata", ".toml"), (".", "deputylint.toml")], run: texts::configuration },
    Target { name: "rule", seeds: &[("rules", ".yaml"), ("testdata/rules-refused", ".yaml")], run: texts::rule },
    Target { name: "comments", seeds: &[("testdata", ".tf"), ("testdata/findings", ".yaml")], run: texts::comments },
    Target { name: "policy", seeds: &[("testdata", ".json")], run: answers::policy },
    Target { name: "questions", seeds: &[("testdata/cli", ".jsonl")], run: answers::questions },
    Target { name: "exposure_oracle", seeds: &[], run: answers::exposure_oracle },
    Target { name: "simulate_oracle", seeds: &[], run: answers::simulate_oracle },
    Target { name: "project", seeds: &[], run: written::project },
    Target { name: "reports", seeds: &[], run: written::reports },
];

thread_local! {
    /// Evaluation follows the nesting of what it reads: a thread with the stack that the product has.
    static THREAD: rayon::ThreadPool = deputylint::analysis::threads(1).expect("a thread");
}

impl Target {
    /// Tries one input.
    pub fn run(&self, data: &[u8]) {
        THREAD.with(|thread| thread.install(|| (self.run)(data)));
    }

    /// The target of this name.
    pub fn named(name: &str) -> Option<&'static Target> {
        TARGETS.iter().find(|target| target.name == name)
    }
}

/// Decisions read from bytes; when they are used up, every decision is the first possibility.
pub(crate) struct Choices<'d>(pub(crate) &'d [u8]);

impl<'d> Choices<'d> {
    pub(crate) fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().map_or((0, self.0), |(first, rest)| (*first, rest));
        self.0 = rest;
        first
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        let number = if end > 256 { usize::from(self.byte()) << 8 | usize::from(self.byte()) } else { usize::from(self.byte()) };
        number % end.max(1)
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// Whether there is anything left to decide.
    pub(crate) fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    /// A few bytes as text.
    pub(crate) fn text(&mut self) -> String {
        let length = self.below(12).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }
}
