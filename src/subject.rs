//! Subjects: what rules and paths speak of (a bucket, a trail, a role), each put together from the resources that `joins.tsv` names.
//!
//! What is assumed: a name that is written out and that no resource here has belongs to something elsewhere, as does what a data source or a
//! module that is not on disk gives; a launch template counts as it stands in the code, whatever version is named.
//!
//! [`Subjects`] is built once per root and shared: it knows the subjects, their links and their names. A [`Subject`] answers what a setting
//! comes to ([`Subject::setting`]) and which items a collection has ([`Subject::items`]); [`Subjects::links`] leads to other subjects.

mod reference;
mod link;
mod graph;
mod precedence;
mod source;
mod place;
mod setting;
mod item;
mod outline;
mod identity;

pub use graph::{Subject, SubjectPart, Subjects};
pub use identity::{AttachedPolicy, Identity, Unread, identities, managed_policies, open_attachments};
pub use item::{Field, Item, Items, UnknownItems};
pub use link::{Link, LinkTarget, NamedSubject, told_elsewhere};
pub use outline::outline;
pub use place::{counts_for, told_owners};
pub use reference::{Reference, References, arn, definite, display_name, shaped};
pub use setting::{Default, Setting, SettingAnswer, SettingValue};
