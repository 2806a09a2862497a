//! Named limits: at the limit nothing is told, one beyond it is a located problem that loses input.

use deputylint::analysis::{Options, analyse};
use deputylint::problem::Code;
use deputylint::source::Workspace;
use libtest_mimic::{Failed, Trial};

/// What is bounded, how much of it may be, the file in which so much of it stands, and what is told of one more.
type BoundedInput = (&'static str, usize, fn(usize) -> (&'static str, String), &'static str);

const INPUTS: &[BoundedInput] = &[
    (
        "instances_of_a_block",
        1_000,
        |count| ("main.tf", format!("resource \"aws_sqs_queue\" \"q\" {{\n  count = {count}\n}}\n")),
        "more than 1000 instances",
    ),
    (
        "depth_of_json",
        96,
        |depth| ("main.tf.json", format!("{{\"locals\": {{\"a\": {}1{}}}}}", "[".repeat(depth), "]".repeat(depth))),
        "nests too deeply",
    ),
    ("resources", 2_000, |count| ("template.yaml", queues(count)), "a template has more than 2000 resources"),
    ("bodies_of_loops", 5_000, |count| ("template.yaml", loops(count)), "loops make more than 5000 bodies"),
    (
        "items_of_a_collection",
        20_000,
        |count| {
            (
                "main.tf",
                format!("output \"o\" {{\n  value = [for a in range(1): length(split(\",\", \"{}\"))]\n}}\n", ",".repeat(count - 1)),
            )
        },
        "`split` is too large",
    ),
    ("conditions_in_each_other", 50, |depth| ("template.yaml", conditions(depth)), "conditions nest deeper than 50"),
];

pub(crate) fn trials() -> Vec<Trial> {
    INPUTS.iter().map(|input| Trial::test(format!("limits::{}", input.0), move || bounded(input))).collect()
}

fn bounded((name, most, file, expected): &BoundedInput) -> Result<(), Failed> {
    let told = |count: usize| {
        let (path, text) = file(count);
        let workspace = Workspace::in_memory([(path.to_owned(), text)]);
        let problems = analyse(&workspace, &crate::support::RULES, &Options::default()).problems;
        problems.into_iter().filter(|problem| problem.code == Code::LimitReached).map(|problem| problem.message).collect::<Vec<_>>()
    };
    let (at, beyond) = (told(*most), told(most + 1));
    if at.is_empty() && matches!(beyond.as_slice(), [only] if only.contains(expected)) {
        return Ok(());
    }
    Err(format!("{name}: at {most}: {at:?}\none beyond: {beyond:?}").into())
}

/// A template in which a loop makes so many bodies, half a hundred at a time.
fn loops(count: usize) -> String {
    let list = |from: usize, to: usize| (from..to).map(|number| format!("n{number}")).collect::<Vec<_>>().join(", ");
    let parts = (0..count).step_by(500).map(|from| {
        format!("  Fn::ForEach::L{from}: [x, [{}], {{\"C${{x}}\": {{\"Fn::Equals\": [a, a]}}}}]\n", list(from, (from + 500).min(count)))
    });
    format!("Transform: AWS::LanguageExtensions\nConditions:\n{}Resources:\n  Q: {{Type: AWS::SQS::Queue}}\n", parts.collect::<String>())
}

fn queues(count: usize) -> String {
    let queues: String = (0..count).map(|number| format!("  Q{number}: {{Type: AWS::SQS::Queue}}\n")).collect();
    format!("Resources:\n{queues}")
}

/// A condition in so many others.
fn conditions(depth: usize) -> String {
    let (open, close) = ("{\"Fn::Not\": [".repeat(depth), "]}".repeat(depth));
    let inner = "{\"Fn::Equals\": [{\"Ref\": \"AWS::Region\"}, \"eu-west-1\"]}";
    format!("Conditions: {{\"C\": {open}{inner}{close}}}\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n    Condition: C\n")
}
