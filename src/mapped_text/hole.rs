//! What stands for something that is not known before deployment.

use super::Text;
use crate::source::Span;
use smol_str::{SmolStr, format_smolstr};
use std::fmt;
use std::sync::Arc;

/// Something not known before deployment, with what is known about it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Hole {
    pub kind: HoleKind,
    /// The expression that would give it.
    pub span: Span,
}

/// What is known about a [`Hole`].
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum HoleKind {
    /// The account of the provider or stack (`data.aws_caller_identity`, `AWS::AccountId`, the account inside an own resource's ARN).
    OwnAccount,
    /// `aws`, `aws-cn`, `aws-us-gov`, …
    Partition,
    /// The name of a region: letters, digits and `-`.
    Region,
    /// The id of the organisation that the account belongs to.
    OwnOrg,
    /// An attribute of a resource in the same code that only deployment tells.
    Attribute { resource: SmolStr, name: SmolStr },
    /// A variable or parameter without a value.
    Input { name: SmolStr },
    /// The Base64 of a text of which a part is not known.
    Encoded { text: Arc<Text> },
    /// Anything else, with the reason.
    Unknown(Why),
}

/// Why something is not known: a stable code and a detail for people.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Why {
    pub code: WhyCode,
    pub detail: SmolStr,
    /// What is read of that, which is not told: `.outputs.arn`. Two of it are two things.
    pub read: SmolStr,
}

/// The kinds of reason; the wording is in [`Why`]'s `Display`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WhyCode {
    DataSource,
    /// A parameter that AWS publishes in Systems Manager, by its path.
    PublicParameter,
    /// An image of Amazon's that is looked up by this name.
    AmazonImage,
    RemoteModule,
    UnsupportedFunction,
    FailedFunction,
    /// What depends on an expression that fails; that has been told.
    FailedPlan,
    UndecidedCount,
    UndecidedCondition,
    Cycle,
    Limit,
    OutsideRoot,
    UnreadableFile,
    Sensitive,
    UnknownReference,
    UnsupportedSyntax,
    Import,
    Unresolved,
    /// All that it is made of is known, but it is not computed here: nor is it known whether it is refused.
    NotComputed,
}

impl Why {
    pub fn new(code: WhyCode, detail: impl Into<SmolStr>) -> Why {
        Why { code, detail: detail.into(), read: SmolStr::default() }
    }

    #[must_use]
    pub fn reading(self, read: impl Into<SmolStr>) -> Why {
        Why { read: read.into(), ..self }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let detail = &self.detail;
        match self.code {
            WhyCode::DataSource => write!(f, "data source `{detail}` is read at deployment"),
            WhyCode::PublicParameter => write!(f, "SSM parameter `{detail}` is read at deployment"),
            WhyCode::AmazonImage => write!(f, "the image `{detail}` is looked up at deployment"),
            WhyCode::RemoteModule => write!(f, "module source `{detail}` is not on disk"),
            WhyCode::UnsupportedFunction => write!(f, "function `{detail}` is not supported"),
            WhyCode::FailedFunction | WhyCode::FailedPlan => write!(f, "{detail}"),
            WhyCode::UndecidedCount => write!(f, "the number of instances of `{detail}` is not known"),
            WhyCode::UndecidedCondition => write!(f, "condition `{detail}` is not decided"),
            WhyCode::Cycle => write!(f, "`{detail}` refers to itself"),
            WhyCode::Limit => write!(f, "limit reached: {detail}"),
            WhyCode::OutsideRoot => write!(f, "`{detail}` leads outside the scanned root"),
            WhyCode::UnreadableFile => write!(f, "file `{detail}` cannot be read"),
            WhyCode::Sensitive => write!(f, "`{detail}` is sensitive"),
            WhyCode::UnknownReference => write!(f, "nothing is declared as `{detail}`"),
            WhyCode::UnsupportedSyntax => write!(f, "{detail}"),
            WhyCode::Import => write!(f, "`{detail}` is exported by another stack"),
            WhyCode::Unresolved | WhyCode::NotComputed => write!(f, "{detail}"),
        }
    }
}

impl fmt::Display for HoleKind {
    /// How the hole is shown inside `${…}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HoleKind::OwnAccount => f.write_str("account"),
            HoleKind::Partition => f.write_str("partition"),
            HoleKind::Region => f.write_str("region"),
            HoleKind::OwnOrg => f.write_str("organization"),
            // What is made of the workspace is a call, and no attribute.
            HoleKind::Attribute { resource, name } if resource == "terraform" && name.contains('(') => f.write_str(name),
            HoleKind::Attribute { resource, name } => write!(f, "{resource}.{name}"),
            HoleKind::Input { name } => f.write_str(name),
            HoleKind::Unknown(_) | HoleKind::Encoded { .. } => f.write_str("unknown"),
        }
    }
}

/// A call without the numbers that tell apart what is left out of it: `merge(…, var.more)` for `merge(…19b3, var.more)`.
pub fn call_for_people(call: &str) -> String {
    let mut parts = call.split('…');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |shown, part| {
        let is_number = part.get(..4).is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_hexdigit()));
        shown + "…" + part.get(if is_number { 4 } else { 0 }..).unwrap_or_default()
    })
}

/// Whether an address is that of a data source; dots in keys are none between its parts.
fn is_data_source(address: &str) -> bool {
    let mut depth = 0;
    let mut parts = address.split(move |char: char| {
        depth += i32::from(char == '[') - i32::from(char == ']');
        char == '.' && depth == 0
    });
    let mut first = parts.next();
    while first == Some("module") {
        first = parts.nth(1);
    }
    first == Some("data")
}

impl HoleKind {
    /// Whether it stands for a name that somebody chooses, and for no account, Region or the like.
    pub fn is_name(&self) -> bool {
        matches!(self, HoleKind::Attribute { .. } | HoleKind::Input { .. } | HoleKind::Encoded { .. } | HoleKind::Unknown(_))
    }

    /// What stands for the result of a call of which this is an argument: another thing, whose reason is the same.
    #[must_use]
    pub fn made_by(&self, function: &str) -> HoleKind {
        match self {
            HoleKind::Attribute { resource, name } => {
                HoleKind::Attribute { resource: resource.clone(), name: format_smolstr!("{function}({name})") }
            }
            HoleKind::Input { name } => HoleKind::Input { name: format_smolstr!("{function}({name})") },
            HoleKind::Unknown(why) => HoleKind::Unknown(why.clone()),
            known => {
                let why = format_smolstr!("the result of `{function}` is not known, because {}", known.reason());
                HoleKind::Unknown(Why::new(WhyCode::Unresolved, why))
            }
        }
    }

    /// Whether it is what a call makes of an attribute, or a member that an attribute picks, and not the attribute itself.
    pub fn is_made_of_attribute(&self) -> bool {
        matches!(self, HoleKind::Attribute { name, .. } if name.contains('(') || name.starts_with('['))
    }

    /// The address of the data source that gives it at deployment.
    pub fn data_source(&self) -> Option<&str> {
        match self {
            HoleKind::Unknown(Why { code: WhyCode::DataSource, detail, .. }) => Some(detail),
            HoleKind::Attribute { resource, .. } => Some(resource.as_str()).filter(|resource| is_data_source(resource)),
            _ => None,
        }
    }

    /// The reason as told to people.
    pub fn reason(&self) -> String {
        match self {
            HoleKind::OwnAccount => "the own account's id is not known".to_owned(),
            HoleKind::Partition => "the partition is not known".to_owned(),
            HoleKind::Region => "the region is not known".to_owned(),
            HoleKind::OwnOrg => "the organisation's id is not known".to_owned(),
            // What Terraform tells of itself, and what is made of that.
            HoleKind::Attribute { resource, name } if resource == "terraform" && name == "workspace" => {
                "`terraform.workspace` is not known".to_owned()
            }
            HoleKind::Attribute { resource, name } if resource == "terraform" => {
                format!("`{}` depends on `terraform.workspace`, which is not known", call_for_people(name))
            }
            HoleKind::Attribute { resource, name } => format!("`{name}` of `{resource}` is known only after deployment"),
            // Made of one.
            HoleKind::Input { name } if name.contains('(') => {
                format!("`{}` needs a value that has no default and was not given", call_for_people(name))
            }
            HoleKind::Input { name } => format!("`{name}` has no default and no value was given"),
            HoleKind::Encoded { text } => text.holes().first().map_or_else(String::new, |hole| hole.hole.kind.reason()),
            HoleKind::Unknown(why) => why.to_string(),
        }
    }
}

impl Hole {
    /// Whether what it stands for certainly is not this text.
    pub fn cannot_be(&self, text: &str) -> bool {
        let is_of = |is_one: fn(char) -> bool| !text.is_empty() && text.chars().all(is_one);
        match self.kind {
            HoleKind::OwnAccount => text.len() != 12 || !is_of(|char| char.is_ascii_digit()),
            HoleKind::Partition => !text.starts_with("aws") || !is_of(|char| char.is_ascii_lowercase() || char == '-'),
            HoleKind::Region => {
                let is_region = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
                !is_of(is_region) || text.matches('-').count() < 2 || !text.ends_with(|char: char| char.is_ascii_digit())
            }
            HoleKind::OwnOrg => !text.starts_with("o-"),
            HoleKind::Attribute { .. } | HoleKind::Input { .. } | HoleKind::Encoded { .. } | HoleKind::Unknown(_) => false,
        }
    }

    /// Whether it stands for what is never null.
    pub fn is_never_null(&self) -> bool {
        matches!(self.kind, HoleKind::OwnAccount | HoleKind::Region | HoleKind::Partition | HoleKind::OwnOrg)
    }
}
