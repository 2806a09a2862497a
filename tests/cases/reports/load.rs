//! What is read from a disk, and what never is.

use deputylint::load::{LoadOptions, load, reading_root};
use deputylint::problem::Code;
use deputylint::terraform::{self, TerraformOptions};
use libtest_mimic::{Failed, Trial};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Gets an empty folder.
type Test = fn(&Path) -> Result<(), Failed>;

pub fn trials() -> Vec<Trial> {
    let tests: [(&str, Test); 15] = [
        ("selects_by_name_and_ignore_files", selects),
        ("ignored_files_are_selected_on_demand", on_demand),
        ("a_named_file_is_judged_whatever_it_is_called", named_file),
        ("terraform_modules_are_readable", modules),
        ("modules_in_another_place_are_readable", modules_elsewhere),
        ("a_repository_is_known_by_its_remotes", own_repository),
        ("work_trees_and_submodules_know_their_remotes", work_trees),
        ("nothing_outside_is_read", outside),
        ("links_inside_are_followed", inside),
        ("reasons_are_given", reasons),
        ("named_files_may_lie_outside", named_outside),
        ("a_missing_path_is_an_error", missing),
        ("a_repository_is_read_as_a_whole", whole_repository),
        ("what_git_tracks_is_never_left_out", tracked),
        ("names_that_are_no_text_are_read", unnameable),
    ];
    tests.into_iter().map(|(name, test)| Trial::test(format!("load::{name}"), move || test(tempfile::tempdir()?.path()))).collect()
}

fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

/// Paths, the selected ones first.
fn listed(paths: &[PathBuf], options: &LoadOptions) -> (Vec<String>, Vec<String>) {
    let loaded = load(paths, options).unwrap();
    let (selected, others): (Vec<_>, Vec<_>) = loaded.workspace.files().map(|(_, entry)| entry.clone()).partition(|entry| entry.selected);
    let paths = |entries: Vec<deputylint::source::FileEntry>| entries.into_iter().map(|entry| entry.path).collect();
    (paths(selected), paths(others))
}

fn same<T: PartialEq + std::fmt::Debug>(actual: T, expected: T) -> Result<(), Failed> {
    if actual == expected { Ok(()) } else { Err(format!("expected {expected:?}\nactual   {actual:?}").into()) }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

const TREE: &[(&str, &str)] = &[
    ("main.tf", ""),
    ("a/.hidden.tofu", ""),
    ("a/vars.auto.tfvars.json", ""),
    ("a/T.YAML", ""),
    ("a/policy.txt", ""),
    ("a/queue.json.tpl", ""),
    ("a/.#lock.tf", ""),
    (".gitignore", "ignored/\nsecret.tfvars\n"),
    ("secret.tfvars", ""),
    ("ignored/main.tf", ""),
    (".git/config.json", ""),
    (".terraform/providers/x.json", ""),
    ("examples/e.tf", ""),
];

fn selects(root: &Path) -> Result<(), Failed> {
    write(root, TREE);
    let options = LoadOptions { exclude: vec!["/examples".to_owned()], ..LoadOptions::default() };
    let (selected, others) = listed(&[root.to_owned()], &options);
    same(selected, strings(&["a/.hidden.tofu", "a/T.YAML", "a/queue.json.tpl", "a/vars.auto.tfvars.json", "main.tf"]))?;
    same(others, strings(&[".gitignore", "a/.#lock.tf", "a/policy.txt", "examples/e.tf", "secret.tfvars"]))
}

fn on_demand(root: &Path) -> Result<(), Failed> {
    write(root, TREE);
    let options = LoadOptions { ignore_files: false, threads: 1, ..LoadOptions::default() };
    let (selected, _) = listed(&[root.to_owned()], &options);
    same(
        selected,
        strings(&[
            "a/.hidden.tofu",
            "a/T.YAML",
            "a/queue.json.tpl",
            "a/vars.auto.tfvars.json",
            "examples/e.tf",
            "ignored/main.tf",
            "main.tf",
            "secret.tfvars",
        ]),
    )?;
    // An ignored folder that is named is judged.
    let (selected, _) = listed(&[root.join("ignored"), root.join("a")], &LoadOptions::default());
    same(selected, strings(&["a/.hidden.tofu", "a/T.YAML", "a/queue.json.tpl", "a/vars.auto.tfvars.json", "ignored/main.tf"]))
}

fn named_file(root: &Path) -> Result<(), Failed> {
    write(root, TREE);
    let (selected, others) = listed(&[root.join("a/policy.txt")], &LoadOptions::default());
    same(selected, strings(&["policy.txt"]))?;
    same(others, strings(&[".#lock.tf", ".hidden.tofu", "T.YAML", "queue.json.tpl", "vars.auto.tfvars.json"]))
}

fn modules(root: &Path) -> Result<(), Failed> {
    write(
        root,
        &[("main.tf", ""), (".gitignore", ".terraform\n"), (".terraform/modules/a/main.tf", "x"), (".terraform/modules/a/.git/HEAD", "")],
    );
    let (selected, others) = listed(&[root.to_owned()], &LoadOptions::default());
    same(selected, strings(&["main.tf"]))?;
    same(others, strings(&[".gitignore", ".terraform/modules/a/main.tf"]))
}

fn modules_elsewhere(root: &Path) -> Result<(), Failed> {
    write(root, &[("project/main.tf", ""), ("project/.gitignore", "vendor\n"), ("project/vendor/a/main.tf", ""), ("other/main.tf", "")]);
    let modules = vec![root.join("project/vendor/a"), root.join("other"), root.join("nowhere")];
    let loaded = load(&[root.join("project")], &LoadOptions { modules, ..LoadOptions::default() })?;
    same(&loaded.modules, &vec![Some("vendor/a".to_owned()), None, None])?;
    let paths: Vec<&str> = loaded.workspace.files().filter(|(_, entry)| !entry.selected).map(|(_, entry)| entry.path.as_str()).collect();
    same(paths, vec![".gitignore", "vendor/a/main.tf"])
}

fn own_repository(root: &Path) -> Result<(), Failed> {
    let config = "[core]\n\turl = no\n[remote \"origin\"]\n\turl = git@github.com:acme/infra.git\n\tfetch = +refs/heads/*\n[branch \"main\"]\n\turl = no\n";
    let call = "module \"a\" {\n  source = \"git::https://github.com/acme/infra//live/modules/a?ref=v1\"\n}\n\
                module \"b\" {\n  source = \"git::https://github.com/acme/infra//elsewhere\"\n}\n";
    write(root, &[(".git/config", config), ("live/stack/main.tf", call), ("live/modules/a/main.tf", "resource \"x\" \"y\" {}\n")]);
    let loaded = load(&[root.join("live")], &LoadOptions::default())?;
    same(&loaded.remotes, &strings(&["git@github.com:acme/infra.git"]))?;
    let options = TerraformOptions { addresses: vec![format!("{}//live", loaded.remotes[0])], ..TerraformOptions::default() };
    let found = terraform::load(&loaded.workspace, &options);
    let resources = found.roots.iter().flat_map(|root| &root.resources).map(|resource| resource.address.to_string()).collect::<Vec<_>>();
    same(resources, strings(&["module.a.x.y"]))?;
    // That another version is asked for is told.
    same(found.problems.iter().map(|problem| problem.code).collect(), vec![Code::PathsChanged, Code::UnresolvedModule])
}

/// The directory of git of another work tree, and of a submodule, is elsewhere.
fn work_trees(root: &Path) -> Result<(), Failed> {
    let config = |name: &str| format!("[remote \"origin\"]\n\turl = git@github.com:acme/{name}.git\n");
    write(
        root,
        &[
            ("main/.git/config", &config("infra")),
            ("main/.git/worktrees/other/commondir", "../..\n"),
            ("main/.git/modules/vendor/config", &config("vendor")),
            ("main/vendor/.git", "gitdir: ../.git/modules/vendor\n"),
            ("main/vendor/main.tf", ""),
            ("other/.git", "gitdir: ../main/.git/worktrees/other\n"),
            ("other/main.tf", ""),
            ("lost/.git", "gitdir: ../nowhere\n"),
            ("lost/main.tf", ""),
        ],
    );
    let remotes = |folder: &str| load(&[root.join(folder)], &LoadOptions::default()).unwrap().remotes;
    same(remotes("other"), strings(&["git@github.com:acme/infra.git"]))?;
    same(remotes("main/vendor"), strings(&["git@github.com:acme/vendor.git"]))?;
    same(remotes("lost"), vec![])
}

fn outside(root: &Path) -> Result<(), Failed> {
    write(root, &[("secret.tf", "secret"), ("dir/x.tf", "secret"), ("project/main.tf", "")]);
    let project = root.join("project");
    symlink(root.join("secret.tf"), project.join("link.tf"))?;
    symlink(root.join("dir"), project.join("dir"))?;
    symlink("../secret.tf", project.join("notes.txt"))?;
    let loaded = load(std::slice::from_ref(&project), &LoadOptions::default())?;
    let reasons: Vec<(String, String)> = loaded
        .workspace
        .files()
        .filter_map(|(id, entry)| Some((entry.path.clone(), loaded.workspace.text(id).err()?.to_owned())))
        .collect();
    let refused = "a symbolic link leads outside the scanned root".to_owned();
    same(reasons, vec![("dir".to_owned(), refused.clone()), ("link.tf".to_owned(), refused.clone()), ("notes.txt".to_owned(), refused)])?;
    // Of the surroundings of a file nothing is reported.
    same(load(&[project.join("main.tf")], &LoadOptions::default())?.problems, vec![])?;
    let problems: Vec<(Code, &str)> =
        loaded.problems.iter().map(|problem| (problem.code, loaded.workspace.path(problem.span.file))).collect();
    same(problems, vec![(Code::OutsideRoot, "dir")])?;
    // Two corners of a disk don't open what lies between them.
    write(root, &[("other/o.tf", ""), ("between.tf", "")]);
    let (selected, others) = listed(&[project, root.join("other")], &LoadOptions::default());
    same(selected, strings(&["other/o.tf", "project/link.tf", "project/main.tf"]))?;
    same(others, strings(&["project/dir", "project/notes.txt"]))
}

fn inside(root: &Path) -> Result<(), Failed> {
    write(root, &[("shared/common.tf", "common"), ("shared/m/main.tf", "module"), ("env/main.tf", "")]);
    symlink("../shared/common.tf", root.join("env/common.tf"))?;
    symlink("../shared/m", root.join("env/m"))?;
    symlink(".", root.join("env/loop"))?;
    let loaded = load(&[root.to_owned()], &LoadOptions::default())?;
    let text = |path: &str| loaded.workspace.text(loaded.workspace.find(path).unwrap()).map(|text| text.to_string());
    same(text("env/common.tf"), Ok("common".to_owned()))?;
    same(text("env/m/main.tf"), Ok("module".to_owned()))?;
    let (selected, others) = listed(&[root.to_owned()], &LoadOptions::default());
    same(selected, strings(&["env/common.tf", "env/main.tf", "shared/common.tf", "shared/m/main.tf"]))?;
    same(others, strings(&["env/loop/main.tf", "env/m/main.tf"]))?;
    same(loaded.problems, vec![])
}

fn reasons(root: &Path) -> Result<(), Failed> {
    write(root, &[("bom.tf", "\u{feff}x"), ("large.tf", "0123456789")]);
    fs::write(root.join("latin.tf"), b"ab\xe9")?;
    fs::write(root.join("wide.tf"), b"\xff\xfea\0")?;
    fs::write(root.join("unmarked.tf"), b"a\0b\0")?;
    symlink("nowhere", root.join("broken.tf"))?;
    Command::new("mkfifo").arg(root.join("pipe.tf")).status()?;
    let loaded = load(&[root.to_owned()], &LoadOptions { max_file_bytes: 9, ..LoadOptions::default() })?;
    let texts = loaded.workspace.files().map(|(id, entry)| {
        let text = loaded.workspace.text(id).map_or_else(ToOwned::to_owned, |text| text.to_string());
        (entry.path.clone(), entry.selected, text)
    });
    let expected = [
        ("bom.tf", "\u{feff}x"),
        ("broken.tf", "there is no such file, or it is a link to nothing"),
        ("large.tf", "it is larger than 9 bytes"),
        ("latin.tf", "it is not text in UTF-8 (byte 2)"),
        ("pipe.tf", "it is not a regular file"),
        ("unmarked.tf", "it is in UTF-16; only UTF-8 is read"),
        ("wide.tf", "it is in UTF-16; only UTF-8 is read"),
    ];
    same(texts.collect::<Vec<_>>(), expected.map(|(path, text)| (path.to_owned(), true, text.to_owned())).to_vec())
}

fn named_outside(root: &Path) -> Result<(), Failed> {
    write(root, &[("prod.tfvars", "x = 1"), ("project/main.tf", "")]);
    let options = LoadOptions { named: vec![root.join("prod.tfvars")], ..LoadOptions::default() };
    let loaded = load(&[root.join("project")], &options)?;
    same(&loaded.named, &vec!["../prod.tfvars".to_owned()])?;
    let text = loaded.workspace.text(loaded.workspace.find("../prod.tfvars").unwrap()).map(|text| text.to_string());
    same(text, Ok("x = 1".to_owned()))
}

fn missing(root: &Path) -> Result<(), Failed> {
    let error = load(&[root.join("nowhere")], &LoadOptions::default()).err().ok_or("no error")?;
    same(error.to_string(), format!("there is no file or directory `{}`", root.join("nowhere").display()))
}

fn whole_repository(root: &Path) -> Result<(), Failed> {
    let root = &fs::canonicalize(root)?;
    write(
        root,
        &[("repo/.git/HEAD", ""), ("repo/envs/a/main.tf", ""), ("repo/envs/a/notes.tf", ""), ("repo/m/main.tf", ""), ("other/o.tf", "")],
    );
    let repo = root.join("repo");
    same(reading_root(&[repo.join("envs/a")], None)?, repo.clone())?;
    same(reading_root(&[repo.join("envs/a/main.tf"), repo.join("m")], None)?, repo.clone())?;
    same(reading_root(&[repo.join("envs/a"), root.join("other")], None)?, root.clone())?;
    same(reading_root(&[root.join("other")], None)?, root.join("other"))?;
    // Whoever keeps their home directory in a repository does not have all of it read.
    same(reading_root(&[repo.join("envs")], Some(&repo))?, repo.join("envs"))?;
    let options = LoadOptions {
        root: Some(repo.clone()),
        exclude: vec!["/notes.tf".to_owned()],
        exclude_from: Some(repo.join("envs/a")),
        ..LoadOptions::default()
    };
    let (selected, others) = listed(&[repo.join("envs")], &options);
    same(selected, strings(&["envs/a/main.tf"]))?;
    same(others, strings(&["envs/a/notes.tf", "m/main.tf"]))?;
    same(load(&[repo.join("envs")], &options)?.excluded, strings(&["envs/a/notes.tf"]))
}

fn tracked(root: &Path) -> Result<(), Failed> {
    let ignore = "build/\n*.tf\n!keep.tf\n";
    let files = ["build/a.tf", "build/deep/b.tf", "build/deep/local.tf", "keep.tf", "main.tf", "local.tf", "sub/x/y.tf", "build/keep.tf"];
    write(root, &[(".git/info/exclude", "*.json\n"), (".gitignore", ignore), ("t.json", ""), ("local.json", "")]);
    files.iter().for_each(|file| write(root, &[(file, "")]));
    let index = super::cli::index(&strings(&["build/a.tf", "build/deep/b.tf", "main.tf", "t.json"]));
    fs::write(root.join(".git/index"), &index)?;
    let (selected, _) = listed(&[root.to_owned()], &LoadOptions::default());
    same(selected, strings(&["build/a.tf", "build/deep/b.tf", "keep.tf", "main.tf", "t.json"]))?;
    // A link in its place is none, as for git.
    fs::remove_file(root.join(".gitignore"))?;
    symlink("/dev/zero", root.join(".gitignore"))?;
    same(listed(&[root.to_owned()], &LoadOptions::default()).0.len(), 9)?;
    // Without an index it is told what is left out.
    fs::remove_file(root.join(".gitignore"))?;
    write(root, &[(".gitignore", ignore)]);
    fs::write(root.join(".git/index"), &index[..40])?;
    let left_out = load(&[root.to_owned()], &LoadOptions::default())?.left_out;
    let exclude = |path: &str| (".git/info/exclude".to_owned(), path.to_owned());
    let ignore = |path: &str| (".gitignore".to_owned(), path.to_owned());
    let expected = [exclude("local.json"), exclude("t.json"), ignore("build"), ignore("local.tf"), ignore("main.tf"), ignore("sub/x/y.tf")];
    same(left_out, expected.to_vec())
}

fn unnameable(root: &Path) -> Result<(), Failed> {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = root.join(std::ffi::OsStr::from_bytes(b"caf\xe9"));
    fs::create_dir(&folder)?;
    fs::write(folder.join(std::ffi::OsStr::from_bytes(b"\xe9.tf")), "text")?;
    let loaded = load(&[root.to_owned()], &LoadOptions::default())?;
    let texts: Vec<_> = loaded.workspace.files().map(|(id, entry)| (entry.path.as_str(), loaded.workspace.text(id).cloned())).collect();
    same(texts, vec![("caf\u{fffd}/\u{fffd}.tf", Ok("text".into()))])
}
