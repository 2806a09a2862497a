//! One workspace checked again and again, as in an editor: what an edit does not touch is kept.

use super::stages::{self, Parsed, Parsers, RootName, RootSource};
use super::{Analysis, Options, any_inputs, conclude};
use crate::kept::Kept;
use crate::resource::EvaluatedRoot;
use crate::rule::RuleSet;
use crate::source::{FileId, Workspace};
use crate::{cloudformation, terraform};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What each stage gave the last time, for one set of rules and options.
pub struct Session<'s> {
    rules: &'s RuleSet,
    options: &'s Options,
    /// All files that there were, with whether they were selected.
    listed: Vec<(FileId, bool)>,
    /// The accounts that roots deploy to, and those that are kept beside them.
    accounts: (Vec<SmolStr>, Vec<(SmolStr, SmolStr)>),
    configuration_files: Kept<FileId, terraform::ConfigurationFile>,
    template_files: Kept<FileId, cloudformation::TemplateFile>,
    roots: BTreeMap<RootName, Arc<KeptRoot>>,
}

struct KeptRoot {
    evaluated: EvaluatedRoot,
    judged: Analysis,
}

impl<'s> Session<'s> {
    /// Nothing is kept yet.
    pub fn new(rules: &'s RuleSet, options: &'s Options) -> Session<'s> {
        let (configuration_files, template_files) = (Kept::default(), Kept::default());
        Session {
            rules,
            options,
            listed: vec![],
            accounts: Default::default(),
            configuration_files,
            template_files,
            roots: BTreeMap::new(),
        }
    }

    /// The analysis of the workspace as it is now, and the roots that were evaluated again for it. The workspace took the ids over from the one
    /// before, from which it differs in the contents of the edited files, in files that came and in files that are gone.
    pub fn check(&mut self, workspace: &Workspace, edited: &[FileId]) -> (Analysis, Vec<RootName>) {
        let edited: FxHashSet<FileId> = edited.iter().copied().collect();
        let listed: Vec<(FileId, bool)> = workspace.files().map(|(file, entry)| (file, entry.selected)).collect();
        if listed != self.listed {
            // Whether a file is there can be asked in many ways; all roots are evaluated again.
            self.roots.clear();
            let present: FxHashSet<FileId> = listed.iter().map(|(file, _)| *file).collect();
            self.configuration_files.retain(|file| present.contains(file));
            self.template_files.retain(|file| present.contains(file));
            self.listed = listed;
        }
        self.configuration_files.retain(|file| !edited.contains(file));
        self.template_files.retain(|file| !edited.contains(file));
        let parsers = Parsers {
            terraform: &|file| self.configuration_files.get(&file, || terraform::parse_file(workspace, file)),
            cloudformation: &|file| self.template_files.get(&file, || cloudformation::parse_file(workspace, file)),
        };
        let Parsed { mut told, roots, called } = stages::parse(workspace, self.options, parsers);
        let options = &super::trusting(workspace, self.options, &told);
        let accounts = (options.trusted_accounts.clone(), options.likely_own.clone());
        if accounts != self.accounts {
            // Whom all roots trust has changed.
            self.roots.clear();
            self.accounts = accounts;
        }
        let is_touched = |root: &KeptRoot| root.evaluated.files_read.iter().any(|file| edited.contains(file));
        let known = |source: &RootSource| self.roots.get(&source.name).filter(|root| !is_touched(root)).cloned();
        let mut read = FxHashSet::default();
        let each = |source: RootSource| {
            let (root, is_fresh) = known(&source).map_or_else(
                || {
                    let evaluated = stages::evaluate(workspace, &source, options);
                    let judged = any_inputs::judged(workspace, &source, &evaluated, self.rules, options);
                    (Arc::new(KeptRoot { evaluated, judged }), true)
                },
                |root| (root, false),
            );
            (root.evaluated.files_read.clone(), (source.name, root, is_fresh))
        };
        let all = stages::for_all(workspace, roots, &called, &mut read, |roots| roots.into_par_iter().map(each).collect());
        let names = all.iter().filter(|(_, _, is_fresh)| *is_fresh).map(|(name, ..)| name.clone()).collect();
        self.roots = all.into_iter().map(|(name, root, _)| (name, root)).collect();
        let mut judged: Vec<Analysis> = self.roots.values().map(|root| root.judged.clone()).collect();
        judged.push(super::judge_files(workspace, &mut told, &read, self.rules, options));
        (conclude(workspace, told, judged), names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyse;
    use crate::source::PathTable;

    type Files = std::collections::BTreeMap<&'static str, String>;

    fn topic(principal: &str) -> String {
        let statement =
            format!(r#"{{ Effect = "Allow", Principal = {{ Service = "{principal}" }}, Action = "sns:Publish", Resource = "*" }}"#);
        format!("resource \"aws_sns_topic_policy\" \"t\" {{\n  arn = \"a\"\n  policy = jsonencode({{ Statement = [{statement}] }})\n}}\n")
    }

    fn template(name: &str) -> String {
        format!("AWSTemplateFormatVersion: 2010-09-09\nResources:\n  {name}:\n    Type: AWS::SNS::Topic\n")
    }

    fn files() -> Files {
        let nested = "  N:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: nested.yaml\n";
        Files::from([
            ("a/main.tf", format!("module \"m\" {{\n  source = \"../shared\"\n}}\n{}", topic("cloudtrail.amazonaws.com"))),
            ("b/main.tf", "locals {\n  text = file(\"${path.module}/text.txt\")\n}\n".to_owned()),
            ("b/text.txt", "one".to_owned()),
            ("c/main.tf", topic("events.amazonaws.com")),
            ("c/terraform.tfvars", "x = 1\n".to_owned()),
            ("shared/main.tf", topic("s3.amazonaws.com")),
            ("nested.yaml", template("Inner")),
            ("outer.yaml", template("Outer") + nested),
            ("single.yaml", template("Single")),
        ])
    }

    fn workspace(table: &PathTable, files: &Files) -> Workspace {
        Workspace::in_memory_with_table(table.clone(), files.iter().map(|(path, text)| ((*path).to_owned(), text.clone())))
    }

    /// Makes an edit; gives the paths of the roots that were evaluated again, after holding the result against an analysis from scratch.
    fn edit(session: &mut Session<'_>, last: &mut Workspace, files: &Files, path: &str) -> Vec<String> {
        *last = workspace(last.table(), files);
        let edited: Vec<FileId> = last.find(path).into_iter().collect();
        let (analysis, again) = session.check(last, &edited);
        let fresh = analyse(last, session.rules, session.options);
        assert_eq!(analysis.findings, fresh.findings, "{path}");
        assert_eq!(analysis.problems, fresh.problems, "{path}");
        assert_eq!((analysis.policies, analysis.files), (fresh.policies, fresh.files), "{path}");
        let mut paths: Vec<String> = again.iter().map(|root| root.path.to_string()).collect();
        paths.sort();
        paths
    }

    #[test]
    fn an_edit_evaluates_only_the_roots_that_read_the_file() {
        let (rules, options) = (RuleSet::by_default().unwrap(), Options::default());
        let mut session = Session::new(&rules, &options);
        let mut files = files();
        let mut last = workspace(&PathTable::default(), &files);
        let all = ["a", "b", "c", "outer.yaml", "single.yaml"];
        assert_eq!(edit(&mut session, &mut last, &files, "a/main.tf"), all);
        assert!(edit(&mut session, &mut last, &files, "").is_empty());
        let edits: &[(&str, String, &[&str])] = &[
            ("shared/main.tf", topic("config.amazonaws.com"), &["a"]),
            ("c/main.tf", topic("s3.amazonaws.com") + "# edited\n", &["c"]),
            ("b/text.txt", "two".to_owned(), &["b"]),
            ("c/terraform.tfvars", "x = 2\n".to_owned(), &["c"]),
            ("nested.yaml", template("Changed"), &["outer.yaml"]),
            ("single.yaml", template("Changed"), &["single.yaml"]),
            // The module is called no more, and so it is a root itself.
            ("a/main.tf", topic("s3.amazonaws.com"), &["a", "shared"]),
            ("nested.yaml", "no template".to_owned(), &["outer.yaml"]),
            ("nested.yaml", template("Again"), &["outer.yaml"]),
        ];
        for (path, text, expected) in edits {
            files.insert(path, text.clone());
            assert_eq!(edit(&mut session, &mut last, &files, path), *expected, "{path}");
        }
        files.insert("b/new.tf", String::new());
        assert_eq!(edit(&mut session, &mut last, &files, "b/new.tf").len(), 6);
        files.remove("c/main.tf");
        assert_eq!(edit(&mut session, &mut last, &files, "").len(), 5);
    }
}
