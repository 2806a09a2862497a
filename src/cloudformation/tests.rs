//! Places to the byte, and bounds.

use super::*;
use crate::json;
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::value::{Kind, Value};

fn read(path: &str, text: &str) -> (Workspace, Configuration) {
    let workspace = Workspace::in_memory([(path.to_owned(), text.to_owned())]);
    let graph = load(&workspace, &TemplateOptions::default());
    (workspace, graph)
}

/// The property `P` of the first resource of a template with this YAML text.
fn property(text: &str) -> (Workspace, Value) {
    let (workspace, graph) = read("t.yaml", text);
    assert_eq!(graph.problems, vec![], "{text}");
    let value = graph.roots[0].resources[0].attributes.get("P").expect(text).clone();
    (workspace, value)
}

/// Reads the text of a value as JSON and gives each key and scalar with the slice of the file it came from.
fn members(workspace: &Workspace, value: &Value) -> Vec<(String, String)> {
    fn visit(workspace: &Workspace, value: &Value, into: &mut Vec<(String, String)>) {
        match &value.kind {
            Kind::Map(map) => {
                for entry in &map.entries {
                    into.push((entry.key.to_string(), workspace.slice(entry.key_span).to_owned()));
                    visit(workspace, &entry.value, into);
                }
            }
            Kind::List(items) => items.iter().for_each(|item| visit(workspace, item, into)),
            _ => into.push((value.to_text().expect("a scalar").to_string(), workspace.slice(value.span).to_owned())),
        }
    }
    let text = value.to_text().expect("a text");
    let (parsed, error) = json::parse(&text, value.span);
    assert_eq!(error, None);
    let mut into = vec![];
    visit(workspace, &parsed, &mut into);
    into
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(value, slice)| ((*value).to_owned(), (*slice).to_owned())).collect()
}

const HEAD: &str = "Resources:\n  R:\n    Type: Custom::R\n    Properties:\n";

#[test]
fn json_in_a_literal_block() {
    let (workspace, value) = property(&format!("{HEAD}      P: |\n        {{\"é\": \"ü\",\n\n          \"b\": [1, \"x\"]}}\n"));
    let expected = [("é", "\"é\""), ("ü", "\"ü\""), ("b", "\"b\""), ("1", "1"), ("x", "\"x\"")];
    assert_eq!(members(&workspace, &value), pairs(&expected));
}

#[test]
fn json_in_blocks_with_indicators_and_crlf() {
    for header in ["|2-", ">-", ">2+", "|"] {
        let text = format!("{HEAD}      P: {header}\n        {{\"a\": \"x\",\n        \"b\": 2}}\n\n").replace('\n', "\r\n");
        let (workspace, value) = property(&text);
        assert_eq!(members(&workspace, &value), pairs(&[("a", "\"a\""), ("x", "\"x\""), ("b", "\"b\""), ("2", "2")]), "{header}");
    }
}

#[test]
fn json_in_a_folded_block_with_deeper_lines() {
    let (workspace, value) = property(&format!("{HEAD}      P: >\n        {{\n          \"a\": 1,\n\n        \"b\": true\n        }}\n"));
    assert_eq!(members(&workspace, &value), pairs(&[("a", "\"a\""), ("1", "1"), ("b", "\"b\""), ("true", "true")]));
}

#[test]
fn json_in_quoted_scalars() {
    let (workspace, value) = property(&format!("{HEAD}      P: '{{\"it''s\": \"x\",\n        \"b\": \"y\"}}'\n"));
    assert_eq!(members(&workspace, &value), pairs(&[("it's", "\"it''s\""), ("x", "\"x\""), ("b", "\"b\""), ("y", "\"y\"")]));
    let (workspace, value) = property(&format!("{HEAD}      P: \"{{\\\"a\\\": \\\"\\u00e9\\\",\\\n        \\\"b\\\": 1}}\"\n"));
    assert_eq!(members(&workspace, &value), pairs(&[("a", "\\\"a\\\""), ("é", "\\\"\\u00e9\\\""), ("b", "\\\"b\\\""), ("1", "1")]));
}

#[test]
fn json_in_sub_keeps_its_places_around_holes() {
    let (workspace, value) =
        property(&format!("{HEAD}      P: !Sub |\n        {{\"a\": \"arn:${{AWS::Partition}}:x\", \"b\": \"${{!c}}\"}}\n"));
    let expected = [("a", "\"a\""), ("arn:${partition}:x", "\"arn:${AWS::Partition}:x\""), ("b", "\"b\""), ("${c}", "\"${!c}\"")];
    assert_eq!(members(&workspace, &value), pairs(&expected));
    let hole = value.first_unknown().expect("a hole");
    assert_eq!(workspace.slice(hole.span), "${AWS::Partition}");
}

#[test]
fn json_in_an_under_indented_scalar() {
    let text = "Resources:\n  R:\n    Type: Custom::R\n    Properties:\n      P: !Sub '{\n\"a\": 1,\n \"b\": \"x\"\n}'\n      Q: 1\n";
    let (workspace, value) = property(text);
    assert_eq!(members(&workspace, &value), pairs(&[("a", "\"a\""), ("1", "1"), ("b", "\"b\""), ("x", "\"x\"")]));
}

#[test]
fn json_of_to_json_string() {
    let (workspace, value) = property(&format!("{HEAD}      P: !ToJsonString {{a: \"x\\ty\", b: [!Ref AWS::Region, z]}}\n"));
    let expected = [("a", "a"), ("x\ty", "x\\ty"), ("b", "b"), ("${region}", "!Ref AWS::Region"), ("z", "z")];
    // Quotes are not in the file: they stand for the value that they surround.
    let found: Vec<(String, String)> =
        members(&workspace, &value).into_iter().map(|(text, slice)| (text, slice.trim_matches('"').to_owned())).collect();
    assert_eq!(found, pairs(&expected));
}

#[test]
fn parts_and_parameters_stand_where_they_are_written() {
    let text = "Parameters:\n  N: {Type: CommaDelimitedList, Default: \"a, b\"}\n  A: {Type: String, Default: 012345678901}\nResources:\n  R:\n    Type: Custom::R\n    Properties:\n      P: [!Select [1, !Ref N], !Ref A, !Sub \"${A}\", !Join ['', [x, !Ref A]], !Select [1, !Split [':', 'p:q']]]\n";
    let (workspace, value) = property(text);
    let slices: Vec<&str> = value
        .as_list()
        .expect("a list")
        .iter()
        .map(|item| {
            let text = item.to_text().expect("a text");
            workspace.slice(text.span(text.literal().len() - 1..text.literal().len()).expect("a place"))
        })
        .collect();
    assert_eq!(slices, ["b", "1", "1", "1", "q"]);
    let step: Vec<(&str, &str)> =
        value.as_list().expect("a list")[1].provenance.steps().map(|step| (step.name.as_str(), workspace.slice(step.span))).collect();
    assert_eq!(step, [("Ref A", "!Ref A")]);
}

#[test]
fn values_tell_their_way_through_nested_stacks() {
    let files = [
        (
            "a.yaml",
            "Parameters:\n  N: {Type: String, Default: acme}\nResources:\n  C: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: b.yaml, Parameters: {M: !Ref N}}}\n",
        ),
        (
            "b.yaml",
            "Parameters:\n  M: {Type: String}\nResources:\n  B: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub '${AWS::Region}${M}'}}\n",
        ),
    ];
    let workspace = Workspace::in_memory(files.map(|(path, text)| (path.to_owned(), text.to_owned())));
    let graph = load(&workspace, &TemplateOptions::default());
    let bucket = &graph.roots[0].resources[1];
    let name = bucket.attributes.get("BucketName").expect("a name");
    let steps: Vec<(&str, &str)> = name.provenance.steps().map(|step| (step.name.as_str(), workspace.slice(step.span))).collect();
    assert_eq!(steps, [("Ref M", "${M}"), ("C.Parameters.M", "M"), ("Ref N", "!Ref N")]);
    assert_eq!((bucket.address.as_str(), bucket.scope.as_str(), bucket.name.as_str()), ("C/B", "b.yaml", "B"));
    assert_eq!(bucket.calls.iter().map(|call| call.name.as_str()).collect::<Vec<_>>(), ["C"]);
}

#[test]
fn resources_span_from_their_key_to_their_last_member() {
    let (workspace, graph) = read(
        "t.yaml",
        "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      X: |\n        y\n\n\n  B: {Type: AWS::SNS::Topic}\n",
    );
    let slices: Vec<&str> = graph.roots[0].resources.iter().map(|resource| workspace.slice(resource.block)).collect();
    assert_eq!(slices, ["A:\n    Type: AWS::SNS::Topic\n    Properties:\n      X: |\n        y", "B: {Type: AWS::SNS::Topic}"]);
    assert_eq!(workspace.slice(graph.roots[0].resources[0].span), "A");
}

fn codes(graph: &Configuration) -> Vec<Code> {
    let mut codes: Vec<Code> = graph.problems.iter().map(|problem| problem.code).collect();
    codes.dedup();
    codes
}

#[test]
fn deep_nesting_is_bounded() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"Fn::If\":[\"A\",1,", "]}"), ("{\"Fn::Join\":[\"\",[", "]]}")] {
        for depth in [100, 250, 500, 20_000] {
            let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let template = format!("{{\"Resources\": {{\"R\": {{\"Type\": \"Custom::R\", \"Properties\": {{\"P\": {nested}}}}}}}}}");
            for path in ["t.json", "t.yaml"] {
                let (_, graph) = read(path, &template);
                assert!(depth == 100 || !graph.problems.is_empty(), "{open} {depth}");
            }
            let (_, graph) = read("t.yaml", &format!("{HEAD}      P: {nested}\n"));
            assert!(depth == 100 || !graph.problems.is_empty(), "{open} {depth}");
        }
    }
    let block: String = (0..1000).map(|depth| format!("{}- \n", " ".repeat(depth + 6))).collect();
    let (_, graph) = read("t.yaml", &format!("{HEAD}      P:\n{block}"));
    assert_eq!(codes(&graph), [Code::SyntaxError]);
}

#[test]
fn chains_and_doubling_are_bounded() {
    let chain = |body: &dyn Fn(usize) -> String| {
        let resources: String =
            (0..3000).map(|index| format!("  R{index}: {{Type: AWS::SNS::Topic, Properties: {{TopicName: {}}}}}\n", body(index))).collect();
        read("t.yaml", &format!("Resources:\n{resources}")).1
    };
    assert_eq!(codes(&chain(&|index| format!("!GetAtt R{}.TopicName", index + 1))), [Code::LimitReached]);
    assert_eq!(codes(&chain(&|index| format!("!Sub '${{R{0}.TopicName}}${{R{0}.TopicName}}'", index + 1))), [Code::LimitReached]);
    let big = "x".repeat(200_000);
    let uses: String = (0..2000).map(|index| format!("      P{index}: !Sub 'a${{B}}'\n")).collect();
    let (_, graph) = read("t.yaml", &format!("Parameters:\n  B: {{Type: String, Default: {big}}}\n{HEAD}{uses}"));
    assert_eq!(codes(&graph), [Code::LimitReached]);
}

#[test]
fn what_functions_make_is_bounded() {
    let told = |function: &str, parts: usize, calls: usize| {
        let queue = |place: usize| format!("  Q{place}:\n    Type: AWS::SQS::Queue\n    Properties:\n      P: {function}\n");
        let queues: String = (0..calls).map(queue).collect();
        let parameter = format!("Parameters:\n  T:\n    Type: String\n    Default: \"{}\"\n", "a,".repeat(parts));
        let problems = read("t.yaml", &format!("{parameter}Resources:\n{queues}")).1.problems;
        problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>()
    };
    let split = "!Length { Fn::Split: [\",\", !Ref T] }";
    assert_eq!(told(split, 100_000, 4), Vec::<String>::new());
    assert_eq!(told(split, 100_000, 6), ["limit reached: the template comes to more than 1000000 values"]);
    let encoded = "!Base64 { Ref: T }";
    assert_eq!(told(encoded, 1 << 20, 16), Vec::<String>::new());
    assert_eq!(told(encoded, 1 << 20, 17), ["limit reached: texts put together are longer than 33554432 bytes"]);
}

#[test]
fn loops_are_bounded() {
    let items: Vec<String> = (0..300).map(|index| index.to_string()).collect();
    let items = items.join(",");
    let text = format!(
        "Resources:\n  Fn::ForEach::A:\n    - A\n    - [{items}]\n    - Fn::ForEach::B:\n        - B\n        - [{items}]\n        - Fn::ForEach::C:\n            - C\n            - [{items}]\n            - 'T${{A}}x${{B}}x${{C}}': {{Type: AWS::SNS::Topic}}\n"
    );
    let (_, graph) = read("t.yaml", &text);
    assert_eq!(codes(&graph), [Code::LimitReached]);
    let made = graph.roots[0].resources.len();
    assert!((1000..=5000).contains(&made), "{made}");
}

#[test]
fn undecided_conditions_are_bounded() {
    let names: Vec<String> = (0..40).map(|index| format!("C{index}")).collect();
    let parameters: String = names.iter().map(|name| format!("  {name}: {{Type: String, AllowedValues: [a, b, c]}}\n")).collect();
    let conditions: String = names.iter().map(|name| format!("  {name}: !Equals [!Ref {name}, a]\n")).collect();
    let all: Vec<String> = names.iter().map(|name| format!("!Condition {name}")).collect();
    let texts: Vec<String> = names.iter().map(|name| format!("!If [{name}, 1, 2]")).collect();
    let text = format!(
        "Parameters:\n{parameters}Conditions:\n{conditions}  All: !Or [{}]\n{HEAD}      P: !If [All, 1, 2]\n      Q: !Join ['', [{}]]\n",
        all.join(", "),
        texts.join(", ")
    );
    let (_, graph) = read("t.yaml", &text);
    let attributes = &graph.roots[0].resources[0].attributes;
    assert_eq!(attributes.get("P").expect("P").to_json().to_string(), r#"{"$any":[1,2]}"#);
    assert!(attributes.get("Q").expect("Q").first_unknown().is_some());
}

#[test]
fn files_called_but_not_selected_are_read() {
    struct TextsInMemory;
    impl crate::source::Texts for TextsInMemory {
        fn read(&self, path: &str) -> Result<String, String> {
            match path {
                "a.yaml" => Ok("Resources:\n  C: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: b.yaml}}\n".to_owned()),
                "b.yaml" => Ok("Resources:\n  T: {Type: AWS::SNS::Topic}\n".to_owned()),
                _ => Err("too large".to_owned()),
            }
        }
    }
    let entry = |path: &str, selected| crate::source::FileEntry { path: path.to_owned(), selected };
    let entries = vec![entry("a.yaml", true), entry("b.yaml", false), entry("c.yaml", true), entry("d.yaml", false)];
    let graph = load(&Workspace::new(entries, Box::new(TextsInMemory)), &TemplateOptions::default());
    let addresses: Vec<&str> = graph.roots.iter().flat_map(|root| &root.resources).map(|resource| resource.address.as_str()).collect();
    assert_eq!(addresses, ["C", "C/T"]);
    assert_eq!(graph.problems, [Problem::unreadable_file(FileId(2), "too large")]);
    assert_eq!((graph.coverage.templates, graph.coverage.other_files), (2, 1));
}

#[test]
fn spans_of_a_file_with_a_byte_order_mark() {
    let (workspace, graph) = read("t.json", "\u{feff}{\"Resources\": {\"T\": {\"Type\": \"AWS::SNS::Topic\"}}}");
    assert_eq!(workspace.slice(graph.roots[0].resources[0].span), "\"T\"");
    let (workspace, graph) = read("t.yaml", "\u{feff}Resources:\n  T: {Type: AWS::SNS::Topic}\n");
    assert_eq!(workspace.slice(graph.roots[0].resources[0].span), "T");
    assert_eq!(graph.roots[0].resources[0].span, Span::new(FileId(0), 16, 17));
}

/// Line, column and text of each comment.
fn comments(path: &str, text: &str) -> Vec<(u32, u32, String)> {
    let (workspace, configuration) = read(path, text);
    let tell = configuration.comments.iter().map(|comment| {
        let place = workspace.position(comment.span.file, comment.span.start);
        assert!(workspace.slice(comment.span).starts_with('#') && workspace.slice(comment.span).ends_with(workspace.slice(comment.text)));
        (place.line, place.column, workspace.slice(comment.text).to_owned())
    });
    tell.collect()
}

#[test]
fn comments_are_kept_with_their_places() {
    let text = concat!(
        "# ä first  \r\n---\nResources: # second\n  T:\n    # third\n    Type: AWS::SNS::Topic\n    Properties:\n",
        "      A: \"no # comment\" # fourth\n      B: no#comment\n      C: [x, # fifth\n        y] #sixth\n",
        "      D: |\n        # no comment\n        x # none either\n      E: !Sub 'a # b'\n    #\n  # last"
    );
    let expected = [
        (1, 1, "ä first"),
        (3, 12, "second"),
        (5, 5, "third"),
        (8, 25, "fourth"),
        (10, 14, "fifth"),
        (11, 12, "sixth"),
        (16, 5, ""),
        (17, 3, "last"),
    ];
    let told = comments("t.yaml", text);
    assert_eq!(told.iter().map(|(line, column, text)| (*line, *column, text.as_str())).collect::<Vec<_>>(), expected);
}

#[test]
fn comments_survive_damage_and_stand_in_json_too() {
    let damaged = "# head\nResources:\n  # kept\n  A: { Type: AWS::SNS::Topic } # beside\n  B: [\nOutputs: # out\n  X: { Value: 1 }\n";
    let texts = |path, text| comments(path, text).into_iter().map(|(_, _, text)| text).collect::<Vec<_>>();
    assert_eq!(texts("t.yaml", damaged), ["head", "kept", "beside", "out"]);
    let json = "{\n  # for YAML's eyes\n  \"Resources\": { \"T\": { \"Type\": \"AWS::SNS::Topic\" } }\n}\n";
    assert_eq!(texts("t.json", json), ["for YAML's eyes"]);
    let many = format!("{}Resources:\n  T: {{ Type: AWS::SNS::Topic }}\n", "# line\n".repeat(500));
    assert_eq!(comments("t.yaml", &many).len(), 500);
    assert!(comments("values.yaml", "# no template\na: 1\n").is_empty());
}

#[test]
fn resources_know_their_stack() {
    let nested =
        "Resources:\n  N: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner.yaml } }\n  T: { Type: AWS::SNS::Topic }\n";
    let files = [("outer.yaml", nested), ("inner.yaml", "Resources:\n  T: { Type: AWS::SNS::Topic }\n")];
    let workspace = Workspace::in_memory(files.map(|(path, text)| (path.to_owned(), text.to_owned())));
    let configuration = load(&workspace, &TemplateOptions::default());
    let [root] = configuration.roots.as_slice() else { panic!("one root: {:?}", configuration.problems) };
    let told: Vec<(&str, &str)> =
        root.resources.iter().map(|resource| (resource.address.as_str(), resource.provider.name.as_str())).collect();
    assert_eq!(told, [("N", ""), ("N/T", "N"), ("T", "")]);
    assert_eq!(root.providers.iter().map(|provider| provider.name.as_str()).collect::<Vec<_>>(), ["", "N"]);
    assert_eq!(root.own_accounts(), Vec::<SmolStr>::new());
}
