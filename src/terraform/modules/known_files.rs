//! Files beside a configuration that Terraform knows by their names, in one table.

/// What the name of a file says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::terraform) enum KnownFile {
    /// Values of variables, for a run that names the file.
    Variables,
    /// The same, which Terraform reads by itself.
    AutomaticVariables,
    /// Where the state is kept.
    Backend,
    /// What `terraform init` notes of the providers.
    Locked,
    /// What a run leaves.
    Left,
}

/// Which part of a name is looked at.
#[derive(Clone, Copy)]
enum NamePart {
    Whole,
    Within,
    End,
}

/// The first row that fits counts: <https://developer.hashicorp.com/terraform/language/values/variables>, <https://developer.hashicorp.com/terraform/cli/init>.
const NAMES: [(NamePart, &str, KnownFile); 10] = [
    (NamePart::Whole, "terraform.tfvars", KnownFile::AutomaticVariables),
    (NamePart::Whole, "terraform.tfvars.json", KnownFile::AutomaticVariables),
    (NamePart::End, ".auto.tfvars", KnownFile::AutomaticVariables),
    (NamePart::End, ".auto.tfvars.json", KnownFile::AutomaticVariables),
    (NamePart::End, ".tfvars", KnownFile::Variables),
    (NamePart::End, ".tfvars.json", KnownFile::Variables),
    (NamePart::End, ".tfbackend", KnownFile::Backend),
    (NamePart::Whole, ".terraform.lock.hcl", KnownFile::Locked),
    (NamePart::Within, ".tfstate", KnownFile::Left),
    (NamePart::End, ".tfplan", KnownFile::Left),
];

/// What the name of a file at this path says; nothing if Terraform does not know it.
pub(in crate::terraform) fn known_file(path: &str) -> Option<KnownFile> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let fits = |part: NamePart, text: &str| match part {
        NamePart::Whole => name == text,
        NamePart::Within => name.contains(text),
        NamePart::End => name.ends_with(text),
    };
    NAMES.iter().find(|(part, text, _)| fits(*part, text)).map(|(.., known)| *known)
}
