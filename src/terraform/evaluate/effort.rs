//! How much work the evaluation of one root may be: not only how many expressions, but also what each looks at and makes.

use crate::mapped_text::Text;
use crate::problem::Problem;
use crate::resource::{TOO_MUCH_MADE, WorkShare};
use crate::source::Span;
use crate::terraform::evaluate::Evaluator;
use crate::value::{Contents, Kind, Value, looks_at_text};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::cell::{Cell, RefCell};

/// Steps of evaluation for one root module; the heaviest of real configurations that was seen takes 1.8 million.
pub(in crate::terraform) const MAX_STEPS: u64 = 3_000_000;
/// A step is the evaluation of one expression. It is worth this many looks: at a value, at a few bytes of a text.
const LOOKS_PER_STEP: u64 = 16;
/// What making one item of a list or a map is worth.
const STEPS_PER_MADE: usize = 4;

/// Functions that look at the members of a map and not inside.
const SHALLOW: &[&str] = &["lookup", "merge"];
/// Functions that compare all members with each other, or put them in order.
const COMPARING: &[&str] = &["distinct", "matchkeys", "setintersection", "setsubtract", "setunion", "sort", "toset"];
const LOOKS_TO_COMPARE: usize = 6;

/// Looks of one root.
const MAX_LOOKS: u64 = MAX_STEPS * LOOKS_PER_STEP;

/// What has been spent.
#[derive(Default)]
pub(in crate::terraform) struct Effort {
    looks: Cell<u64>,
    /// What the name that is evaluated leaves to the others.
    kept_back: Cell<u64>,
    /// Whether a name is evaluated: what it refers to counts as its own.
    is_within: Cell<bool>,
    /// Whether it was told that all is spent.
    told: Cell<bool>,
    /// What was made of resources and uses of modules, by their weight.
    made: Cell<usize>,
    share: WorkShare,
    /// Whether it was told that there are too many.
    is_cut: Cell<bool>,
    /// The data sources of which it is noted what they are asked for: by instance, place and number.
    pub(in crate::terraform) asked: RefCell<FxHashSet<(usize, usize, usize)>>,
    /// The modules whose files were searched for keys; those of Terragrunt are others.
    pub(in crate::terraform) searched: RefCell<FxHashSet<(SmolStr, bool)>>,
}

impl Effort {
    /// Only a share of what a root may spend: the rest counts as spent.
    pub(in crate::terraform) fn of(share: WorkShare) -> Effort {
        let all = usize::try_from(MAX_LOOKS).unwrap_or(usize::MAX);
        Effort { looks: Cell::new((all - share.of(all)) as u64), share, ..Effort::default() }
    }

    /// Counts work; false if there was too much.
    fn spend(&self, looks: u64) -> bool {
        self.looks.set(self.looks.get().saturating_add(looks));
        self.left() > 0
    }

    fn left(&self) -> u64 {
        (MAX_LOOKS + 1).saturating_sub(self.looks.get()).saturating_sub(self.kept_back.get())
    }

    /// Evaluates a name: one that no other asks for has most of what is left, and never all of it.
    pub(in crate::terraform) fn of_name<T>(&self, evaluate: impl FnOnce() -> T) -> T {
        if self.is_within.replace(true) {
            return evaluate();
        }
        self.kept_back.set(self.left() / 4);
        let value = evaluate();
        // What is not done any more costs nothing.
        self.looks.set(self.looks.get().min(MAX_LOOKS + 1 - self.kept_back.replace(0)));
        self.is_within.set(false);
        value
    }

    pub(in crate::terraform) fn is_within(&self) -> bool {
        self.is_within.get()
    }

    /// Whether the name that is evaluated is cut off, and not the whole root: what was begun for it may be done for another.
    pub(in crate::terraform) fn is_name_cut(&self) -> bool {
        self.left() == 0 && self.kept_back.get() > 0
    }

    /// What was made so far, or would have been.
    pub(in crate::terraform) fn made(&self) -> usize {
        self.made.get()
    }

    /// Whether all is spent of a share with which it was only tried.
    pub(in crate::terraform) fn is_trial_cut(&self) -> bool {
        self.share.is_trial() && self.told.get()
    }

    /// Whether it is to be told now that all is spent: once.
    pub(in crate::terraform) fn is_first_told(&self) -> bool {
        !self.told.replace(true)
    }
}

impl Evaluator<'_> {
    /// Counts resources or uses of modules; false, and told once, if all roots together have too many.
    pub(in crate::terraform) fn makes(&self, weight: usize, at: Span) -> bool {
        let made = self.effort.made.get() + weight;
        self.effort.made.set(made);
        let is_within = self.effort.share.allows(made);
        if !is_within && !self.effort.is_cut.replace(true) {
            self.problems.borrow_mut().insert(Problem::limit_reached(at, TOO_MUCH_MADE));
        }
        is_within
    }

    /// Counts what a function looks at before it makes anything; false if there was too much. `is_counted` if that it looks inside was counted already.
    pub(in crate::terraform) fn look_for(&self, function: &str, values: &[Value], (reads_texts, is_counted): (bool, bool)) -> bool {
        match function {
            name if COMPARING.contains(&name) => (0..LOOKS_TO_COMPARE).all(|_| self.read(values)),
            name if SHALLOW.contains(&name) => true,
            _ if reads_texts => self.read(values),
            _ => is_counted || self.look_at(values),
        }
    }

    /// Counts steps; false if there were too many.
    pub(in crate::terraform) fn spend(&self, steps: usize) -> bool {
        self.effort.spend((steps as u64).saturating_mul(LOOKS_PER_STEP))
    }

    /// Counts looks, of which many make a step; false if there were too many.
    pub(in crate::terraform) fn spend_looks(&self, looks: usize) -> bool {
        self.effort.spend(looks as u64)
    }

    /// Counts a look at all that is in these values, but not at what texts say; false if there were too many.
    pub(in crate::terraform) fn look_at(&self, values: &[Value]) -> bool {
        self.effort.spend(looks(values, |inside| inside.looks))
    }

    /// The same, and at all texts.
    pub(in crate::terraform) fn read(&self, values: &[Value]) -> bool {
        self.effort.spend(looks(values, |inside| inside.reads))
    }

    /// Counts the making of what a function gives; false if there was too much.
    pub(in crate::terraform) fn make(&self, value: &Value) -> bool {
        match &value.kind {
            Kind::List(items) => self.spend(items.len().saturating_mul(STEPS_PER_MADE)),
            Kind::Map(map) => self.spend(map.entries.len().saturating_mul(STEPS_PER_MADE)),
            Kind::Text(_) | Kind::Number(_) => self.read(std::slice::from_ref(value)),
            _ => true,
        }
    }

    /// Counts the making of a text; false if there was too much.
    pub(in crate::terraform) fn look_at_text(&self, text: &Text) -> bool {
        self.effort.spend(looks_at_text(text) as u64)
    }
}

fn looks(values: &[Value], of: impl Fn(Contents) -> u64) -> u64 {
    values.iter().fold(0, |looks, value| looks.saturating_add(of(value.inside())))
}

#[cfg(test)]
mod tests {
    use super::MAX_STEPS;
    use crate::source::Workspace;
    use crate::terraform::TerraformOptions;
    use crate::terraform::load;

    /// What is told of an expression, and where.
    fn told(expression: &str) -> Vec<String> {
        told_of(&format!(
            "locals {{\n  value = {expression}\n}}\nresource \"aws_sqs_queue\" \"q\" {{\n  name = jsonencode(local.value)\n}}\n"
        ))
    }

    fn told_of(text: &str) -> Vec<String> {
        let workspace = Workspace::in_memory([("main.tf".to_owned(), text.to_owned())]);
        let problems = load(&workspace, &TerraformOptions::default()).problems;
        problems
            .iter()
            .map(|problem| format!("{}: {}", workspace.position(problem.span.file, problem.span.start).line, problem.message))
            .collect()
    }

    /// A text of this many doublings of another, as locals `t0` and so on.
    fn doubled(seed: &str, times: usize) -> String {
        let more = (1..=times).map(|time| format!("  t{time} = \"${{local.t{0}}}${{local.t{0}}}\"\n", time - 1));
        format!("locals {{\n  t0 = \"{seed}\"\n{}}}\n", more.collect::<String>())
    }

    #[test]
    fn steps_are_bounded_and_told_once() {
        let loops = |outer: u64, inner: u64| format!("length([for a in range({outer}): [for b in range({inner}): null]])");
        assert_eq!(told(&loops(10, 1000)), Vec::<String>::new());
        const { assert!(MAX_STEPS < 1000 * 1000 * 4) };
        let text = format!(
            "locals {{\n  value = {}\n}}\noutput \"o\" {{\n  value = [local.value, local.value, upper(\"x\")]\n}}\n",
            loops(1000, 1000)
        );
        let more = text.replace(": null", ": [null, null, null]");
        assert_eq!(told_of(&more), ["2: limit reached: evaluation takes too many steps"]);
    }

    #[test]
    fn what_functions_look_at_counts() {
        let text = |calls: usize| {
            let call = "substr(local.t12, 20000, 10)";
            format!(
                "{}locals {{\n  value = [for a in range({calls}): {call}]\n}}\noutput \"o\" {{\n  value = local.value\n}}\n",
                doubled("abcdefgh", 12)
            )
        };
        assert_eq!(told_of(&text(100)), Vec::<String>::new());
        assert_eq!(told_of(&text(1000)), ["17: limit reached: evaluation takes too many steps"]);
    }

    #[test]
    fn regular_expressions_are_bounded() {
        let pattern = |length: usize| format!("can(regex(\"{}\", \"x\"))", "a".repeat(length));
        assert_eq!(told(&pattern(4_096)), Vec::<String>::new());
        assert_eq!(told(&pattern(4_097)), ["2: limit reached: a regular expression is longer than 4096 bytes"]);
        let repeated = |times: usize| format!("can(regex(\"(\\\\pL{{1,{times}}})\", \"x\"))");
        assert_eq!(told(&repeated(10)), Vec::<String>::new());
        assert_eq!(told(&repeated(1_000)), ["2: limit reached: a regular expression is too large"]);
        let many = "[for a in range(1000): can(regex(\"(\\\\pL{1,10})${a}\", \"x\"))]";
        assert_eq!(told(many), ["2: limit reached: evaluation takes too many steps"]);
    }

    #[test]
    fn decoded_values_are_bounded() {
        let list = |count: usize| format!("length(jsondecode(\"[{}1]\"))", "1,".repeat(count - 2));
        let limit = ["2: limit reached: a text holds too many values to decode"];
        // Each bracket and comma counts.
        assert!(!told(&list(100_000)).contains(&limit[0].to_owned()));
        assert_eq!(told(&list(100_002)), limit);
        // As many as there are commas and line ends.
        let rows = |count: usize| format!("length(csvdecode(\"a,b,c,d,e,f,g,h,i,j{}\\n\"))", "\\n1,1,1,1,1,1,1,1,1,1".repeat(count));
        assert_eq!(told(&rows(9_999)), Vec::<String>::new());
        assert_eq!(told(&rows(10_000)), limit);
    }

    #[test]
    fn what_may_stand_beside_a_hole_is_sought_up_to_a_length() {
        let text = |length: usize| {
            let sought = "a".repeat(length);
            format!("variable \"x\" {{}}\noutput \"o\" {{\n  value = replace(\"a${{var.x}}\", \"{sought}\", \"b\")\n}}\n")
        };
        assert_eq!(told_of(&text(1_000)), Vec::<String>::new());
        assert_eq!(told_of(&text(1_001)), Vec::<String>::new());
    }

    #[test]
    fn a_document_has_a_bounded_number_of_statements() {
        let documents = |more: usize| {
            let document = |name: &str, statements: usize, sources: &str| {
                let statement = "  statement {\n    actions = [\"s3:GetObject\"]\n  }\n".repeat(statements);
                format!("data \"aws_iam_policy_document\" \"{name}\" {{\n{sources}{statement}}}\n")
            };
            let sources = "  source_policy_documents = [data.aws_iam_policy_document.a.json]\n";
            let output = "output \"o\" {\n  value = data.aws_iam_policy_document.b.json\n}\n";
            format!("{}{}{output}", document("a", 500, ""), document("b", more, sources))
        };
        assert_eq!(told_of(&documents(500)), Vec::<String>::new());
        assert_eq!(told_of(&documents(501)), ["3005: limit reached: a policy document has more than 1000 statements"]);
    }

    #[test]
    fn a_root_has_a_bounded_number_of_resources() {
        let queues = |blocks: usize| {
            let block = |place: usize| format!("resource \"aws_sqs_queue\" \"q{place}\" {{\n  count = 1000\n}}\n");
            (0..blocks).map(block).collect::<String>()
        };
        assert_eq!(told_of(&queues(10)), Vec::<String>::new());
        let one_more = format!("{}resource \"aws_sqs_queue\" \"last\" {{}}\nresource \"aws_sqs_queue\" \"more\" {{}}\n", queues(10));
        assert_eq!(told_of(&one_more), ["31: limit reached: a root has more than 10000 resources"]);
    }
}
