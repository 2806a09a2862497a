//! How the cost grows with the input: each kind of input at one, two, four and eight times its size, with the exponent of growth: 1.0 is linear, 2.0
//! quadratic. It prints and judges nothing.
//!
//! `cargo bench --bench growth`, or `cargo bench --bench growth -- NAME` for the kinds whose name holds a text.

#![allow(clippy::expect_used, reason = "a benchmark may stop")]

use deputylint::analysis::{Options, analyse, threads};
use deputylint::rule::RuleSet;
use deputylint::source::Workspace;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Each size is tried so often, and more often until all took so long, since what else the machine does falls on short ones most; the fastest counts.
const RUNS: usize = 3;
const LEAST: Duration = Duration::from_millis(300);

/// A kind of input, how many of its parts the smallest has, and the file that so many parts make.
type InputKind = (&'static str, usize, fn(usize) -> (&'static str, String));

const KINDS: &[InputKind] = &[
    ("terraform: resources with a policy", 200, |count| {
        (
            "main.tf",
            each(count, |n| format!("resource \"aws_sqs_queue\" \"q{n}\" {{\n  policy = jsonencode({})\n}}\n", policy(&allow("*", "")))),
        )
    }),
    ("terraform: instances of one block", 100, |count| {
        (
            "main.tf",
            format!("resource \"aws_sqs_queue\" \"q\" {{\n  count  = {count}\n  policy = jsonencode({})\n}}\n", policy(&allow("*", ""))),
        )
    }),
    ("terraform: locals in a chain", 50, |count| {
        ("main.tf", format!("locals {{\n  l0 = \"x\"\n{}}}\n", each(count, |n| format!("  l{} = \"${{local.l{n}}}y\"\n", n + 1))))
    }),
    ("terraform: locals in a circle", 200, |count| {
        ("main.tf", format!("locals {{\n{}}}\n", each(count, |n| format!("  l{n} = \"${{local.l{}}}${{local.l{}}}\"\n", n + 1, n + 7))))
    }),
    ("terraform: parts of a text", 1_000, |count| {
        ("main.tf", format!("variable \"v\" {{}}\nlocals {{\n  t = \"{}\"\n}}\n", "${var.v}x".repeat(count)))
    }),
    ("terraform: one set without another", 400, |count| {
        let list = each(count, |n| format!("\"k{n}\","));
        (
            "main.tf",
            format!("locals {{\n  a = [{list}]\n  b = setsubtract(local.a, [\"k1\"])\n}}\noutput \"o\" {{\n  value = local.b\n}}\n"),
        )
    }),
    ("terraform: a map turned round", 400, |count| {
        let map = each(count, |n| format!("k{n} = [\"v{n}\"]\n"));
        ("main.tf", format!("output \"o\" {{\n  value = transpose({{\n{map}}})\n}}\n"))
    }),
    ("terraform: regular expressions", 100, |count| {
        ("main.tf", format!("output \"o\" {{\n  value = [for n in range({count}): can(regex(\"a{{1,20}}b${{n}}\", \"x\"))]\n}}\n"))
    }),
    ("terraform: nested dynamic blocks", 200, |count| {
        let inner = format!("dynamic \"b\" {{\n for_each = range({count})\n content {{\n  x = 1\n }}\n}}\n");
        let outer = format!("dynamic \"a\" {{\n for_each = range(10)\n content {{\n{inner} }}\n}}\n");
        ("main.tf", format!("resource \"aws_sqs_queue\" \"q\" {{\n{outer}}}\n"))
    }),
    ("terraform: documents that take in each other", 8, |count| {
        let one = |n: usize| {
            let source = if n == 0 { String::new() } else { format!("data.aws_iam_policy_document.d{}.json", n - 1) };
            format!(
                "data \"aws_iam_policy_document\" \"d{n}\" {{\n  source_policy_documents = [{source}]\n  statement {{\n    sid = \"s{n}\"\n    actions = [\"s3:GetObject\"]\n    resources = [\"*\"]\n  }}\n}}\n"
            )
        };
        ("main.tf", each(count, one))
    }),
    ("terraform: a filter that is not known", 400, |count| {
        let list = each(count, |n| format!("\"k{n}\","));
        ("main.tf", format!("variable \"v\" {{}}\noutput \"o\" {{\n  value = jsonencode([for a in [{list}] : a if a == var.v])\n}}\n"))
    }),
    ("terraform: brackets that nest and are not closed", 2_000, |count| {
        ("main.tf", format!("locals {{\n  a = {}\n}}\n", "[".repeat(count)))
    }),
    ("terraform: texts that are encoded again and again", 3, |count| {
        let text = (0..count).fold("\"a\"".to_owned(), |text, _| format!("jsonencode({{ a = {text} }})"));
        ("main.tf", format!("output \"o\" {{\n  value = {text}\n}}\n"))
    }),
    ("terraform: policies that name every bucket", 10, |count| {
        let bucket = format!("resource \"aws_s3_bucket\" \"b\" {{\n  count  = {count}\n  bucket = \"b${{count.index}}\"\n}}\n");
        let statement = "Effect = \"Allow\", Principal = \"*\", Action = \"s3:GetObject\", Resource = aws_s3_bucket.b[*].arn";
        let policy = format!("bucket = aws_s3_bucket.b[count.index].id\n  policy = jsonencode({{ Statement = [{{ {statement} }}] }})");
        ("main.tf", format!("{bucket}resource \"aws_s3_bucket_policy\" \"p\" {{\n  count  = {count}\n  {policy}\n}}\n"))
    }),
    ("terraform: buckets of one name", 50, |count| {
        let policy = policy(&allow("*", "").replace("sqs:*", "s3:*"));
        let bucket = |n: usize| {
            format!(
                "resource \"aws_s3_bucket\" \"b{n}\" {{\n  bucket = \"one\"\n}}\nresource \"aws_s3_bucket_policy\" \"p{n}\" {{\n  bucket = aws_s3_bucket.b{n}.id\n  policy = jsonencode({policy})\n}}\n"
            )
        };
        ("main.tf", each(count, bucket))
    }),
    ("terraform: trails", 25, |count| {
        let trail = |n: usize| {
            format!(
                "resource \"aws_cloudtrail\" \"t{n}\" {{\n  name           = \"t{n}\"\n  s3_bucket_name = aws_s3_bucket.b{n}.id\n}}\nresource \"aws_s3_bucket\" \"b{n}\" {{\n  bucket = \"b{n}\"\n}}\n"
            )
        };
        ("main.tf", each(count, trail))
    }),
    ("cloudformation: functions with the variables of all", 25, |count| {
        let variables = each(count, |n| format!("{}\"K{n}\":\"v{n}\"", comma(n)));
        let function =
            "\"Type\":\"AWS::Serverless::Function\",\"Properties\":{\"Handler\":\"a.b\",\"CodeUri\":\".\",\"Runtime\":\"python3.12\"}";
        let functions = each(count, |n| format!("{}\"F{n}\":{{{function}}}", comma(n)));
        let head = "\"Transform\":\"AWS::Serverless-2016-10-31\",\"Globals\":{\"Function\":{\"Environment\":{\"Variables\":{";
        ("template.json", format!("{{{head}{variables}}}}}}}}},\"Resources\":{{{functions}}}}}"))
    }),
    ("policy file: documents in one file", 100, |count| {
        let documents = each(count, |n| format!("{}{{\"Policy\":{}}}", comma(n), policy(&allow("*", ""))));
        ("policies.json", format!("{{\"a\":[{documents}]}}"))
    }),
    ("policy file: brackets behind the last name", 2_000, |count| {
        ("policy.json", format!("{{\"Statement\":{}\"x\"{}}}", "[".repeat(100), " ]".repeat(count)))
    }),
    ("policy file: placeholders that do not end", 2_000, |count| {
        ("policy.json", format!("{{\"Statement\":\"{}\"}}", "${aws:((<a ".repeat(count)))
    }),
    ("cloudformation: resources", 200, |count| {
        ("template.json", resources(&each(count, |n| format!("{}{}", comma(n), queue_policy(n, &allow("*", ""), "\n")))))
    }),
    ("cloudformation: resources on one line", 200, |count| {
        ("template.json", resources(&each(count, |n| format!("{}{}", comma(n), queue_policy(n, &allow("*", ""), "")))))
    }),
    ("cloudformation: parts of `Fn::Join`", 1_000, |count| {
        let parts = each(count, |n| format!("{}{{\"Ref\":\"AWS::Region\"}}", comma(n)));
        (
            "template.json",
            resources(&format!(
                "\"Q\":{{\"Type\":\"AWS::SQS::Queue\",\"Properties\":{{\"QueueName\":{{\"Fn::Join\":[\"\",[{parts}]]}}}}}}"
            )),
        )
    }),
    ("cloudformation: parts of `Fn::Sub`", 1_000, |count| {
        let text = "${AWS::Region}-".repeat(count);
        (
            "template.json",
            resources(&format!("\"Q\":{{\"Type\":\"AWS::SQS::Queue\",\"Properties\":{{\"QueueName\":{{\"Fn::Sub\":\"{text}\"}}}}}}")),
        )
    }),
    ("cloudformation: texts that double", 3, |count| {
        let text = (0..count).fold("\"x\"".to_owned(), |text, _| format!("{{\"Fn::Sub\":[\"${{x}}${{x}}\",{{\"x\":{text}}}]}}"));
        ("template.json", resources(&format!("\"Q\":{{\"Type\":\"AWS::SQS::Queue\",\"Properties\":{{\"QueueName\":{text}}}}}")))
    }),
    ("policy: Allow statements", 50, |count| document(&each(count, |n| format!("{}{}", comma(n), allow("*", ""))))),
    ("policy: Allow and Deny statements with prefixes", 4, |count| {
        document(&each(count, |n| {
            format!("{}{},{}", comma(n), source(&allow("*", ""), &format!("b{n}*")), source(&deny("*"), &format!("c{n}*")))
        }))
    }),
    ("policy: Allow and Deny statements with wildcards", 2, |count| {
        document(&each(count, |n| {
            format!("{}{},{}", comma(n), source(&allow("*", ""), &format!("b{n}*")), source(&deny("*"), &format!("b*{n}*")))
        }))
    }),
    ("policy: what a Deny spares", 50, |count| {
        let spared = each(count, |n| format!("{}\"sqs:*{}*{n}\"", comma(n), n % 7));
        let deny = format!("{{\"Effect\":\"Deny\",\"Principal\":\"*\",\"NotAction\":[{spared}],\"Resource\":\"*\"}}");
        document(&format!("{},{deny}", allow("*", "")))
    }),
    ("terraform: objects whose names have many wildcards", 50, |count| {
        let wild = |n: usize, letters: &str| format!("\"arn:aws:s3:::b/*{}*{n}\"", letters.repeat(8));
        let allowed = each(count, |n| format!("{}{}", comma(n), wild(n, "a**")));
        let spared = each(count, |n| format!("{}{}", comma(n), wild(n, "b*a*")));
        let statement = |effect: &str, of: String| format!("{{\"Effect\":\"{effect}\",\"Principal\":\"*\",\"Action\":\"s3:*\",{of}}}");
        let allow = statement("Allow", format!("\"Resource\":[{allowed}]"));
        let policy = policy(&format!("{allow},{}", statement("Deny", format!("\"NotResource\":[{spared}]"))));
        ("main.tf", format!("resource \"aws_s3_bucket_policy\" \"p\" {{\n  bucket = \"b\"\n  policy = jsonencode({policy})\n}}\n"))
    }),
    ("policy: actions", 200, |count| document(&allow_actions(&each(count, |n| format!("{}\"sqs:Action{n}*\"", comma(n)))))),
    ("policy: services", 200, |count| {
        let names = each(count, |n| format!("{}\"s{n}.amazonaws.com\"", comma(n)));
        document(&allow("*", "").replace("{\"Service\":\"s3.amazonaws.com\"}", &format!("{{\"Service\":[{names}]}}")))
    }),
    ("policy: values of a condition", 50, |count| {
        let values = each(count, |n| format!("{}\"arn:aws:s3:::b{n}*\"", comma(n)));
        document(&allow("*", &format!(",\"Condition\":{{\"ArnLike\":{{\"aws:SourceArn\":[{values}]}}}}")))
    }),
    ("policy: addresses of two conditions", 50, |count| {
        let blocks = |net: usize| each(count, |n| format!("{}\"{net}.{}.{}.0/24\"", comma(n), n / 250, n % 250));
        let test = format!("\"IpAddress\":{{\"aws:SourceIp\":[{}]}},\"NotIpAddress\":{{\"aws:SourceIp\":[{}]}}", blocks(10), blocks(11));
        document(&allow("*", &format!(",\"Condition\":{{{test}}}")))
    }),
    ("policy: numbers of two conditions", 100, |count| {
        let numbers = |step: usize| each(count, |n| format!("{}\"{}\"", comma(n), n * step));
        let test = |operator: &str, step: usize| format!("\"{operator}\":{{\"s3:max-keys\":[{}]}}", numbers(step));
        let tests = format!("{},{}", test("NumericLessThan", 3), test("NumericGreaterThan", 2));
        document(&allow("*", &format!(",\"Condition\":{{{tests}}}")))
    }),
    ("policy: wildcards of a pattern", 100, |count| {
        let test = |operator: &str, part: &str| format!("\"{operator}\":{{\"aws:SourceArn\":\"{}\"}}", part.repeat(count));
        document(&allow("*", &format!(",\"Condition\":{{{},{}}}", test("StringLike", "*a?"), test("StringNotLike", "*?b"))))
    }),
    ("policy: keys of conditions", 10, |count| {
        let keys = each(count, |n| format!("{}\"aws:RequestTag/k{n}\":\"v*\"", comma(n)));
        document(&allow("*", &format!(",\"Condition\":{{\"StringLike\":{{{keys}}}}}")))
    }),
    ("policy: keys that are compared with each other", 25, |count| {
        let keys = each(count, |n| format!("{}\"aws:PrincipalTag/t{n}\":\"${{aws:ResourceTag/t{n}}}\"", comma(n)));
        document(
            &allow("*", &format!(",\"Condition\":{{\"StringEquals\":{{{keys}}}}}")).replace("{\"Service\":\"s3.amazonaws.com\"}", "\"*\""),
        )
    }),
    ("policy: services and accounts that a condition names", 20, |count| {
        let services = each(count, |n| format!("{}\"s{n}.amazonaws.com\"", comma(n)));
        let accounts = |before: &str, behind: &str| each(8 * count, |n| format!("{}\"{before}{}{behind}\"", comma(n), 100_000_000_000 + n));
        let principals = format!("{{\"Service\":[{services}],\"AWS\":[{}]}}", accounts("arn:aws:iam::", ":root"));
        let test = format!(",\"Condition\":{{\"StringEquals\":{{\"aws:SourceAccount\":[{}]}}}}", accounts("", ""));
        document(&allow("SendMessage", &test).replace("{\"Service\":\"s3.amazonaws.com\"}", &principals))
    }),
    ("cloudformation: statements under undecided conditions", 10, |count| {
        let names = ["A", "B", "C", "D", "E", "F"];
        let parameters = names.map(|name| format!("\"{name}\":{{\"Type\":\"String\"}}")).join(",");
        let conditions = names.map(|name| format!("\"{name}\":{{\"Fn::Equals\":[{{\"Ref\":\"{name}\"}},\"x\"]}}")).join(",");
        let statement = |n: usize| {
            let name = names.get(n % names.len()).copied().unwrap_or_default();
            format!("{}{{\"Fn::If\":[\"{name}\",{},{{\"Ref\":\"AWS::NoValue\"}}]}}", comma(n), source(&allow("*", ""), &format!("b{n}*")))
        };
        let policy = queue_policy(0, &each(count, statement), "\n");
        let template = format!("{{\"Parameters\":{{{parameters}}},\"Conditions\":{{{conditions}}},\"Resources\":{{{policy}}}}}");
        ("template.json", template)
    }),
    ("identities: statements that leave actions out", 25, |count| {
        let statement =
            |n: usize| format!("{}{{\"Effect\":\"Allow\",\"NotAction\":[\"s3:Get{n}*\",\"ec2:*{n}\"],\"Resource\":\"*\"}}", comma(n));
        let policy = policy(&each(count, statement));
        (
            "main.tf",
            format!("{}resource \"aws_iam_role_policy\" \"q\" {{\n  role   = \"r0\"\n  policy = jsonencode({policy})\n}}\n", role(0)),
        )
    }),
    ("identities: statements that each leave out another role", 90, |count| {
        let each_of = |n: usize| {
            format!(
                "{}{{\"Effect\":\"Allow\",\"NotAction\":[\"s3:Get{n}*\",\"ec2:*{n}\"],\"Resource\":\"arn:aws:iam::111122223333:role/r{n}*\"}}",
                comma(n)
            )
        };
        ("main.tf", with_statements(&each(count, each_of)))
    }),
    ("identities: statements of many conditions on one key", 20, |count| {
        ("main.tf", with_statements(&each(count, |n| conditional(n, "aws:RequestTag/x"))))
    }),
    ("identities: statements of conditions on many keys", 20, |count| {
        ("main.tf", with_statements(&each(count, |n| conditional(n, &format!("aws:RequestTag/k{n}")))))
    }),
    ("identities: a policy that nobody holds", 90, |count| {
        let statement = |n: usize| format!("{}{{\"Effect\":\"Allow\",\"NotAction\":\"s3:Get{n}*\",\"Resource\":\"*\"}}", comma(n));
        let policy = policy(&each(count, statement));
        ("main.tf", format!("resource \"aws_iam_policy\" \"p\" {{\n  name   = \"p\"\n  policy = jsonencode({policy})\n}}\n"))
    }),
    ("identities: policies of one role", 50, |count| {
        let policy = |n: usize| {
            let statement = "{\"Effect\":\"Allow\",\"Action\":[\"iam:PassRole\",\"lambda:CreateFunction\",\"lambda:InvokeFunction\"],\"Resource\":\"*\"}";
            format!("resource \"aws_iam_role_policy\" \"p{n}\" {{\n  role   = \"r0\"\n  policy = jsonencode({})\n}}\n", policy(statement))
        };
        ("main.tf", format!("{}{}", role(0), each(count, policy).replace("\"p0\"", "\"first\"")))
    }),
    ("identities: roles that each let in the next", 25, |count| {
        let chained = |n: usize| {
            let next = format!("\"arn:aws:iam::111122223333:role/r{}\"", n + 1);
            role(n).replace("\"arn:aws:iam::111122223333:root\"", &next).replace("role/*", &format!("role/r{n}"))
        };
        ("main.tf", each(count, chained))
    }),
    ("network: load balancers before one group of instances", 25, |count| {
        let one = |n: usize| {
            format!(
                "resource \"aws_lb\" \"l{n}\" {{\n  internal = false\n}}\nresource \"aws_lb_listener\" \"x{n}\" {{\n  load_balancer_arn = aws_lb.l{n}.arn\n  default_action {{\n    type             = \"forward\"\n    target_group_arn = aws_lb_target_group.t.arn\n  }}\n}}\nresource \"aws_instance\" \"i{n}\" {{}}\nresource \"aws_lb_target_group_attachment\" \"a{n}\" {{\n  target_group_arn = aws_lb_target_group.t.arn\n  target_id        = aws_instance.i{n}.id\n}}\n"
            )
        };
        ("main.tf", format!("resource \"aws_lb_target_group\" \"t\" {{}}\n{}", each(count, one)))
    }),
    ("identities: users in groups", 20, |count| {
        let group = |n: usize| format!("resource \"aws_iam_group\" \"g{n}\" {{\n  name = \"g{n}\"\n}}\n{}", attached("group", n));
        let user = |n: usize| format!("resource \"aws_iam_user\" \"u{n}\" {{\n  name = \"u{n}\"\n}}\n{}", member(n));
        ("main.tf", format!("{}{}", each(count, group), each(count, user)))
    }),
    ("identities: roles that may assume each other", 10, |count| ("main.tf", each(count, role))),
    ("identities: roles that all hold the same policies", 20, |count| {
        let statement = "{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}";
        let head = format!(
            "resource \"aws_iam_policy\" \"p\" {{\n  count  = {count}\n  name   = \"p${{count.index}}\"\n  policy = jsonencode({})\n}}\n",
            policy(statement)
        );
        let trust = policy("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}");
        let role = format!(
            "  name                = \"r${{count.index}}\"\n  managed_policy_arns = aws_iam_policy.p[*].arn\n  assume_role_policy  = jsonencode({trust})\n"
        );
        ("main.tf", format!("{head}resource \"aws_iam_role\" \"r\" {{\n  count = {count}\n{role}}}\n"))
    }),
    ("identities: functions whose code each may change", 25, |count| {
        let statement = "{\"Effect\":\"Allow\",\"Action\":[\"lambda:*\",\"iam:PassRole\"],\"Resource\":\"*\"}";
        let one = |n: usize| {
            let policy = format!("  role   = aws_iam_role.r{n}.name\n  policy = jsonencode({})\n", policy(statement));
            format!(
                "{}resource \"aws_iam_role_policy\" \"q{n}\" {{\n{policy}}}\nresource \"aws_lambda_function\" \"f{n}\" {{\n  function_name = \"f{n}\"\n  role          = aws_iam_role.r{n}.arn\n}}\n",
                role(n)
            )
        };
        ("main.tf", each(count, one))
    }),
    ("network: instances that all have the same groups", 20, |count| {
        let group =
            format!("resource \"aws_security_group\" \"g\" {{\n  count = {count}\n  name  = \"g${{count.index}}\"\n{}}}\n", ingress(8000));
        let instance = format!(
            "  count                       = {count}\n  associate_public_ip_address = true\n  vpc_security_group_ids      = aws_security_group.g[*].id\n"
        );
        ("main.tf", format!("{group}resource \"aws_instance\" \"i\" {{\n{instance}}}\n"))
    }),
    ("network: groups that each stand before a load balancer", 25, |count| {
        let one = |n: usize| {
            format!(
                "resource \"aws_security_group\" \"g{n}\" {{\n  name = \"g{n}\"\n{}}}\nresource \"aws_lb\" \"l{n}\" {{\n  load_balancer_type = \"application\"\n  security_groups    = [aws_security_group.g{n}.id]\n}}\n",
                ingress(22)
            )
        };
        ("main.tf", each(count, one))
    }),
];

/// A rule of a security group that lets everybody in on a port.
fn ingress(port: usize) -> String {
    format!(
        "  ingress {{\n    from_port   = {port}\n    to_port     = {port}\n    protocol    = \"tcp\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }}\n"
    )
}

fn each(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

fn comma(place: usize) -> &'static str {
    if place == 0 { "" } else { "," }
}

fn allow(action: &str, more: &str) -> String {
    format!(
        "{{\"Effect\":\"Allow\",\"Principal\":{{\"Service\":\"s3.amazonaws.com\"}},\"Action\":\"sqs:{action}\",\"Resource\":\"*\"{more}}}"
    )
}

fn allow_actions(actions: &str) -> String {
    allow("*", "").replace("\"sqs:*\"", &format!("[{actions}]"))
}

fn deny(action: &str) -> String {
    allow(action, "").replace("\"Allow\"", "\"Deny\"")
}

fn source(statement: &str, bucket: &str) -> String {
    let end = format!(",\"Condition\":{{\"StringLike\":{{\"aws:SourceArn\":\"arn:aws:s3:::{bucket}\"}}}}}}");
    format!("{}{end}", statement.trim_end_matches('}'))
}

fn policy(statements: &str) -> String {
    format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{statements}]}}")
}

fn queue_policy(place: usize, statements: &str, line_end: &str) -> String {
    let properties = format!("{{\"Queues\":[\"q\"],{line_end}\"PolicyDocument\":{}}}", policy(statements));
    format!("\"P{place}\":{{{line_end}\"Type\":\"AWS::SQS::QueuePolicy\",{line_end}\"Properties\":{properties}{line_end}}}{line_end}")
}

fn resources(all: &str) -> String {
    format!("{{\"AWSTemplateFormatVersion\":\"2010-09-09\",\"Resources\":{{{all}}}}}")
}

fn document(statements: &str) -> (&'static str, String) {
    ("template.json", resources(&queue_policy(0, statements, "\n")))
}

fn attached(holder: &str, place: usize) -> String {
    let statement = "{\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\",\"Resource\":\"*\"}";
    let name = format!("aws_iam_{holder}.{}{place}.name", holder.get(..1).unwrap_or_default());
    format!("resource \"aws_iam_{holder}_policy\" \"p{place}\" {{\n  {holder} = {name}\n  policy = jsonencode({})\n}}\n", policy(statement))
}

fn member(place: usize) -> String {
    let groups = each(place + 1, |n| format!("aws_iam_group.g{n}.name,"));
    format!(
        "resource \"aws_iam_user_group_membership\" \"m{place}\" {{\n  user   = aws_iam_user.u{place}.name\n  groups = [{groups}]\n}}\n"
    )
}

/// A statement about identities and functions that holds under a condition.
fn conditional(place: usize, key: &str) -> String {
    let condition = format!("{{\"StringLike\":{{\"{key}\":\"v{place}*\"}}}}");
    format!("{}{{\"Effect\":\"Allow\",\"Action\":[\"iam:*\",\"lambda:*\"],\"Resource\":\"*\",\"Condition\":{condition}}}", comma(place))
}

/// A role with a policy of these statements.
fn with_statements(statements: &str) -> String {
    let policy = policy(statements);
    format!("{}resource \"aws_iam_role_policy\" \"q\" {{\n  role   = \"r0\"\n  policy = jsonencode({policy})\n}}\n", role(0))
}

fn role(place: usize) -> String {
    let trust = policy("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},\"Action\":\"sts:AssumeRole\"}");
    let head =
        format!("resource \"aws_iam_role\" \"r{place}\" {{\n  name = \"r{place}\"\n  assume_role_policy = jsonencode({trust})\n}}\n");
    let may = policy("{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Resource\":\"arn:aws:iam::111122223333:role/*\"}");
    format!(
        "{head}resource \"aws_iam_role_policy\" \"p{place}\" {{\n  role = aws_iam_role.r{place}.name\n  policy = jsonencode({may})\n}}\n"
    )
}

fn main() {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let pool = threads(1).expect("a thread");
    pool.install(|| {
        let rules = RuleSet::built_in().expect("the built-in rules");
        println!("{:52} {:>9} {:>9} {:>9} {:>9}  growth  told", "milliseconds at", "1x", "2x", "4x", "8x");
        for (name, count, file) in KINDS.iter().filter(|(name, ..)| name.contains(&wanted)) {
            let sizes = [1, 2, 4, 8].map(|times| measured(file(count * times), &rules));
            let shown = sizes.map(|(time, _)| format!("{:9.2}", time.as_secs_f64() * 1e3)).join(" ");
            let [(first, _), .., (last, limits)] = sizes;
            println!("{name:52} {shown}  {:6.2}  {limits}", exponent(first, last));
        }
    });
}

/// The power of the size that the time grows with between one and eight times.
fn exponent(first: Duration, last: Duration) -> f64 {
    (last.as_secs_f64() / first.as_secs_f64()).log2() / 3.0
}

/// The time of an analysis, and how many limits were reached.
fn measured((path, text): (&str, String), rules: &RuleSet) -> (Duration, usize) {
    let begun = Instant::now();
    let runs = (0..).take_while(|run| *run < RUNS || begun.elapsed() < LEAST).map(|_| {
        let workspace = Workspace::in_memory([(path.to_owned(), text.clone())]);
        let start = Instant::now();
        let analysis = analyse(&workspace, rules, &Options::default());
        let time = start.elapsed();
        (time, analysis.problems.iter().filter(|problem| problem.code == deputylint::problem::Code::LimitReached).count())
    });
    runs.min().unwrap_or_default()
}
