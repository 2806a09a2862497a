//! Variables files: those that Terraform reads by itself, and those beside a root of which whoever deploys it names one. Each of these is one set
//! of inputs; which one is an open condition, so that everything is judged under each.

use super::directory::{Directory, configuration_stem};
use super::known_files::{KnownFile, known_file};
use crate::condition::{Assignment, OpenCondition, Presence};
use crate::problem::Problem;
use crate::source::{FileId, Span, Workspace, directory_of};
use crate::terraform::TerraformOptions;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::syntax::parse;
use crate::terraform::syntax::tree::ConfigurationFile;
use crate::terraform::terragrunt::ModuleUnit;
use crate::value::{Kind, Value};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// More files than this beside one root are not looked at.
const MAX_FILES: usize = 16;
/// So many units of Terragrunt are looked at together: a module of more is evaluated several times, each time for some of them.
const UNITS_AT_ONCE: usize = 16;
/// How often a module is evaluated for its units.
const MAX_SHARES: usize = 32;
/// How far below a module its variables files lie: `environments/prod/eu-west-1/`.
const MAX_FOLDERS: usize = 3;

/// By module, the variables files beside it and in the folders below it that are no modules.
pub(in crate::terraform) type Beside = FxHashMap<SmolStr, Arc<[FileId]>>;

/// Values by the name of the variable.
pub(in crate::terraform) type Inputs = BTreeMap<SmolStr, Value>;

pub(super) fn is_variables_file(path: &str) -> bool {
    matches!(known_file(path), Some(KnownFile::Variables | KnownFile::AutomaticVariables))
}

/// Whether Terraform reads the file by itself when it stands beside the configuration.
pub(in crate::terraform) fn is_automatic(name: &str) -> bool {
    known_file(name) == Some(KnownFile::AutomaticVariables)
}

/// Whether a file gives inputs that somebody may deploy with: values of variables that no run reads by itself alone, or a stack of modules, which is not
/// read. <https://developer.hashicorp.com/terraform/language/stacks/component/config>
pub fn gives_inputs(path: &str, options: &TerraformOptions) -> bool {
    let is_looked_for = options.variable_files.is_empty() && !options.no_automatic_variable_files;
    let is_of_stack = [".tfcomponent.hcl", ".tfstack.hcl", ".tfdeploy.hcl"].iter().any(|end| path.ends_with(end));
    is_of_stack || is_looked_for && is_variables_file(path)
}

/// Whether a file shows what somebody may write, and is not deployed with.
fn is_example(path: &str) -> bool {
    let words = name(path).split(|char: char| !char.is_ascii_alphanumeric());
    words.into_iter().any(|word| ["example", "examples", "sample", "template", "dist"].contains(&word.to_ascii_lowercase().as_str()))
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The variables files that somebody has to name, by the module that they lie beside or below.
pub(super) fn beside(workspace: &Workspace) -> Beside {
    let mut found: FxHashMap<SmolStr, Vec<FileId>> = FxHashMap::default();
    let has_configuration = |folder: &str| workspace.directory(folder).any(|(_, entry)| configuration_stem(&entry.path).is_some());
    for (file, entry) in workspace.files().filter(|(_, entry)| entry.selected && is_variables_file(&entry.path)) {
        let here = directory_of(&entry.path);
        let mut folders =
            std::iter::successors(Some(here), |folder| (!folder.is_empty()).then(|| directory_of(folder))).take(MAX_FOLDERS + 1);
        match folders.find(|folder| has_configuration(folder)) {
            Some(module) if (module != here || !is_automatic(name(&entry.path))) && !is_example(&entry.path) => {
                found.entry(SmolStr::new(module)).or_default().push(file)
            }
            _ => {}
        }
    }
    found.into_iter().map(|(module, files)| (module, files.into())).collect()
}

/// The variables files that lie in the folder of a module, parsed.
pub(super) fn beside_module(workspace: &Workspace, directory: &str) -> Vec<ConfigurationFile> {
    let files = workspace.directory(directory).filter(|(_, entry)| is_variables_file(&entry.path));
    files.map(|(file, _)| parse::parse_file(workspace, file)).collect()
}

/// The variables files that count for a root in any case, in the order in which Terraform reads them.
fn always_read(workspace: &Workspace, directory: &str, options: &TerraformOptions) -> Vec<FileId> {
    let here: Vec<(FileId, &str)> = workspace.directory(directory).map(|(file, entry)| (file, name(&entry.path))).collect();
    let plain = ["terraform.tfvars", "terraform.tfvars.json"];
    let first = plain.iter().filter_map(|wanted| here.iter().find(|(_, name)| name == wanted));
    let automatic = here.iter().filter(|(_, name)| name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json"));
    let given = options.variable_files.iter().filter_map(|path| workspace.find(path));
    first.chain(automatic).map(|(file, _)| *file).chain(given).collect()
}

/// How often a module is evaluated to which so many units give inputs.
pub(super) fn shares(units: usize) -> usize {
    units.div_ceil(UNITS_AT_ONCE).clamp(1, MAX_SHARES)
}

/// What the variables files say of the variables of a root, and the units of this share.
pub(super) fn inputs(evaluator: &Evaluator<'_>, directory: &Directory, options: &TerraformOptions, share: usize) -> Inputs {
    let mut inputs = Inputs::new();
    for file in always_read(evaluator.workspace, &directory.path, options) {
        let (values, problems) = read(evaluator, file);
        problems.into_iter().for_each(|problem| evaluator.report(problem));
        inputs.extend(values);
    }
    if options.variable_files.is_empty() && !options.no_automatic_variable_files {
        choose(evaluator, directory, options, &mut inputs, share);
    }
    inputs
}

pub(in crate::terraform) fn read(evaluator: &Evaluator<'_>, file: FileId) -> (Inputs, Vec<Problem>) {
    let parsed = parse::parse_file(evaluator.workspace, file);
    evaluator.files_read.borrow_mut().insert(file);
    let values = parsed.body.attributes.iter().map(|attribute| (attribute.name.clone(), evaluator.eval_constant(&attribute.value)));
    (values.collect(), parsed.problems)
}

/// Adds what each of the files beside a root gives in its turn. Of names that are not declared Terraform only warns; a file that speaks of nothing else
/// is one of another module, which is told.
fn choose(evaluator: &Evaluator<'_>, directory: &Directory, options: &TerraformOptions, inputs: &mut Inputs, share: usize) {
    let mut sets: Vec<(SmolStr, Inputs)> = vec![];
    let mut given_by: Vec<FileId> = vec![];
    if share == 0 {
        of_files(evaluator, directory, options, inputs, &mut sets, &mut given_by);
    }
    let units = evaluator.modules.terragrunt.units(&directory.path);
    let mut deployed: Vec<(SmolStr, &ModuleUnit)> = vec![];
    for unit in units.iter().skip(share * UNITS_AT_ONCE).take(UNITS_AT_ONCE) {
        let path = SmolStr::new(evaluator.workspace.path(unit.file));
        sets.push((path.clone(), evaluator.unit_inputs(unit.file, directory, inputs)));
        given_by.extend(Some(unit.file).filter(|_| evaluator.modules.terragrunt.unseen(&directory.path).is_none()));
        deployed.push((path, unit));
    }
    let most = MAX_SHARES * UNITS_AT_ONCE;
    if let Some(first) = units.get(most).filter(|_| share == 0) {
        let count = units.len() - most;
        let limit = format!("more than {most} units of Terragrunt deploy this module; not looked at: {count} of them");
        evaluator.report(Problem::limit_reached(Span::new(first.file, 0, 0), &limit));
    }
    let may_be_without = share == 0 && (units.is_empty() || directory.is_deployed);
    if may_be_without && !sets.is_empty() && suffices(directory, options, &[inputs]) {
        sets.push((SmolStr::new_static("not given"), Inputs::new()));
    } else {
        given_by.into_iter().for_each(|file| evaluator.report(Problem::inputs_given(Span::new(file, 0, 0))));
    }
    let named: BTreeSet<SmolStr> = sets.iter().flat_map(|(_, values)| values.keys().cloned()).collect();
    let condition = OpenCondition::new("variables file", "the variables file");
    evaluator.deployed.replace(deployed_under(&condition, &sets, &deployed));
    for variable in named {
        let Some(span) = directory.variables.get(&variable).map(|block| block.header) else { continue };
        let otherwise = inputs.get(&variable).cloned().unwrap_or_else(|| Value::new(Kind::Absent, span));
        let branch = |(file, values): &(SmolStr, Inputs)| (file.clone(), values.get(&variable).unwrap_or(&otherwise).clone());
        let branches = sets.iter().map(branch).collect();
        inputs.insert(variable, Value::alternatives(condition.clone(), branches, span));
    }
}

/// The sets that the variables files beside a root give.
fn of_files(
    evaluator: &Evaluator<'_>,
    directory: &Directory,
    options: &TerraformOptions,
    inputs: &Inputs,
    sets: &mut Vec<(SmolStr, Inputs)>,
    given_by: &mut Vec<FileId>,
) {
    let mut left_out: Vec<FileId> = vec![];
    for file in evaluator.modules.variable_files(&directory.path) {
        let (values, problems) = read(evaluator, *file);
        let is_of_backend = is_of_backend(&values) && !suffices(directory, options, &[inputs, &values]);
        if values.is_empty() || is_of_backend {
            continue;
        }
        if !values.keys().any(|name| directory.variables.contains_key(name)) {
            evaluator.report(Problem::inputs_of_nothing(Span::new(*file, 0, 0)));
            continue;
        }
        if sets.len() == MAX_FILES {
            left_out.push(*file);
            continue;
        }
        problems.into_iter().for_each(|problem| evaluator.report(problem));
        let path = evaluator.workspace.path(*file);
        let below = path.strip_prefix(directory.path.as_str()).unwrap_or(path).trim_start_matches('/');
        sets.push((SmolStr::new(below), values));
        given_by.push(*file);
    }
    if let Some(first) = left_out.first() {
        let count = left_out.len();
        let limit = format!("more than {MAX_FILES} variables files lie beside this module; not looked at: {count} of them");
        evaluator.report(Problem::limit_reached(Span::new(*first, 0, 0), &limit));
    }
}

/// Under which answers the module of a root is deployed, where units choose what they deploy.
fn deployed_under(condition: &OpenCondition, sets: &[(SmolStr, Inputs)], units: &[(SmolStr, &ModuleUnit)]) -> Presence {
    let of_set = |name: &SmolStr| if sets.len() == 1 { Assignment::default() } else { Assignment::of(condition.clone(), name.clone()) };
    let (mut there, mut elsewhere): (Vec<Assignment>, Vec<Assignment>) = (vec![], vec![]);
    for (name, _) in sets {
        match units.iter().find(|(unit, _)| unit == name).map(|(_, unit)| unit).filter(|unit| !unit.elsewhere.is_empty()) {
            Some(unit) => {
                there.extend(unit.there.iter().filter_map(|given| of_set(name).and(given)));
                elsewhere.extend(unit.elsewhere.iter().filter_map(|given| of_set(name).and(given)));
            }
            None => there.push(of_set(name)),
        }
    }
    match elsewhere.is_empty() {
        true => Presence::default(),
        false => Presence::of(&there.iter().chain(&elsewhere).collect::<Vec<_>>(), &there.iter().collect::<Vec<_>>()),
    }
}

/// Whether a file may be one for `-backend-config`, which sets where the state is kept: <https://developer.hashicorp.com/terraform/language/backend/s3>.
fn is_of_backend(values: &Inputs) -> bool {
    values.keys().all(|name| BACKEND.contains(&name.as_str()))
}

const BACKEND: &[&str] =
    &["bucket", "key", "region", "profile", "role_arn", "encrypt", "kms_key_id", "dynamodb_table", "use_lockfile", "workspace_key_prefix"];

/// Whether every variable has a value with these inputs.
fn suffices(directory: &Directory, options: &TerraformOptions, inputs: &[&Inputs]) -> bool {
    let given =
        |name: &SmolStr| inputs.iter().any(|inputs| inputs.contains_key(name)) || options.variables.iter().any(|(given, _)| name == given);
    directory.variables.iter().all(|(name, block)| block.body.attribute("default").is_some() || given(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;
    use crate::terraform::load;

    #[test]
    fn a_file_for_the_backend_is_no_set_of_inputs() {
        let root = "variable \"bucket\" {}\nvariable \"stage\" {}\nresource \"x\" \"x\" {\n  name = \"${var.bucket}-${var.stage}\"\n}\n";
        let files = [("main.tf", root), ("backends/dev.tfvars", "bucket = \"state\""), ("dev.tfvars", "bucket = \"b\"\nstage = \"s\"")];
        let workspace = Workspace::in_memory(files.map(|(path, text)| (path.to_owned(), text.to_owned())));
        assert_eq!(told(&workspace, &TerraformOptions::default()), [r#"{"name":"b-s"} []"#]);
    }

    const ROOT: &str = "variable \"stage\" {}\nresource \"x\" \"x\" {\n  count = var.stage == \"prod\" ? 1 : 0\n  name  = var.stage\n}\n";

    fn root(files: &[&str]) -> Workspace {
        let text = |path: &str| match path.rsplit('/').next() {
            Some("main.tf") => ROOT.to_owned(),
            Some(name) => format!("stage = \"{}\"", name.split('.').next().unwrap_or_default()),
            None => String::new(),
        };
        Workspace::in_memory(files.iter().map(|path| ((*path).to_owned(), text(path))))
    }

    /// The name of the resource, and what it needs to be there.
    fn told(workspace: &Workspace, options: &TerraformOptions) -> Vec<String> {
        let loaded = load(workspace, options);
        let resources = loaded.roots.iter().flat_map(|root| &root.resources);
        let told = resources.map(|resource| format!("{} {:?}", resource.attributes.to_json(), resource.presence.under.words()));
        let problems = loaded.problems.iter().filter(|problem| problem.code != Code::InputsGiven);
        told.chain(problems.map(|problem| problem.message.clone())).collect()
    }

    #[test]
    fn each_file_is_one_set_of_inputs() {
        let options = TerraformOptions::default();
        let files = ["main.tf", "env/dev.tfvars", "env/eu/west/prod.tfvars"];
        let both = r#"{"name":{"$any":["dev","prod"]}} ["the variables file is env/eu/west/prod.tfvars"]"#;
        assert_eq!(told(&root(&files), &options), [both]);
        // Files of another module, too far below, or read by Terraform itself.
        let files = ["main.tf", "a/main.tf", "a/dev.tfvars", "a/b/c/d/main.tfvars", "b/c/d/e/dev.tfvars", "prod.auto.tfvars"];
        let one = r#"{"name":"prod"} []"#;
        assert_eq!(told(&root(&files), &options), [one]);
    }

    #[test]
    fn what_is_said_on_the_command_line_counts_alone() {
        let workspace = root(&["main.tf", "dev.tfvars", "prod.tfvars"]);
        let named = TerraformOptions { variable_files: vec!["prod.tfvars".to_owned()], ..TerraformOptions::default() };
        assert_eq!(told(&workspace, &named), [r#"{"name":"prod"} []"#]);
        let off = TerraformOptions { no_automatic_variable_files: true, ..TerraformOptions::default() };
        assert!(told(&workspace, &off).concat().starts_with(r#"{"name":{"$unknown":"#));
    }

    #[test]
    fn more_files_than_are_looked_at_are_told() {
        let files: Vec<String> = (10..=10 + MAX_FILES).map(|number| format!("{number}.tfvars")).chain(["main.tf".to_owned()]).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let told = told(&root(&files), &TerraformOptions::default());
        assert_eq!(told, ["limit reached: more than 16 variables files lie beside this module; not looked at: 1 of them"]);
    }
}
