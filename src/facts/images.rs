//! What is known of images that AWS publishes (`images.tsv`): how instances of them launch.

use super::table::{RowCertainty, rows};
use std::sync::LazyLock;

/// A family of images.
#[derive(Debug)]
pub struct Image {
    pub by: ImageBy,
    /// With `*` for any text.
    pub pattern: &'static str,
    /// Of names: the accounts that publish under them, and their alias.
    pub owners: Vec<&'static str>,
    /// The image attribute `imds-support`: `v2.0` demands session tokens where the launch says nothing of them.
    pub imds_support: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

/// What tells that an image is one of a family.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImageBy {
    Name,
    /// The path of a public parameter.
    Parameter,
}

static IMAGES: LazyLock<Vec<Image>> = LazyLock::new(|| {
    let all = rows(include_str!("../../rules/facts/images.tsv")).map(|row| Image {
        by: if row.text(0) == "name" { ImageBy::Name } else { ImageBy::Parameter },
        pattern: row.text(1),
        owners: row.list(2),
        imds_support: row.text(3),
        certainty: row.certainty(4),
        source: row.text(5),
    });
    all.collect()
});

/// Whether AWS itself publishes a parameter of this path.
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html>
pub fn is_public_parameter(path: &str) -> bool {
    path.starts_with("/aws/service/")
}

/// The family of the image that a public parameter gives.
pub fn image_of_parameter(path: &str) -> Option<&'static Image> {
    IMAGES.iter().find(|image| image.by == ImageBy::Parameter && fits(image.pattern, path))
}

/// The family of images that are looked up by a name, which may have wildcards itself. Anybody can give an image such a name: ask [`Image::is_of`] too.
pub fn image_named(name: &str) -> Option<&'static Image> {
    IMAGES.iter().find(|image| image.by == ImageBy::Name && fits(image.pattern, name))
}

impl Image {
    /// Whether every image of these owners with the name is one of the family.
    pub fn is_of(&self, owners: &[impl AsRef<str>]) -> bool {
        !owners.is_empty() && owners.iter().all(|owner| self.owners.contains(&owner.as_ref()))
    }
}

/// Whether a text fits a pattern that ends in `*`.
fn fits(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let behind = pieces.next().and_then(|start| text.strip_prefix(start));
    pieces.try_fold(behind, |rest, piece| Some(rest?.split_once(piece).map(|(_, behind)| behind))).flatten().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_of_a_family_by_the_path_of_its_parameter_or_by_its_name_and_owner() {
        let of_parameter = |path: &str| image_of_parameter(path).map(|image| image.imds_support);
        assert_eq!(
            of_parameter("/aws/service/eks/optimized-ami/1.31/amazon-linux-2023/x86_64/standard/recommended/image_id"),
            Some("v2.0")
        );
        assert_eq!(of_parameter("/aws/service/eks/optimized-ami/1.31/amazon-linux-2/recommended/image_id"), None);
        let named = |name: &str, owners: &[&str]| image_named(name).filter(|image| image.is_of(owners)).map(|image| image.imds_support);
        assert_eq!(named("al2023-ami-2023.*-x86_64", &["amazon"]), Some("v2.0"));
        assert_eq!(named("ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-*", &["099720109477"]), Some("v2.0"));
        assert_eq!(named("ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*", &["099720109477"]), None);
        assert_eq!(named("al2023-ami-2023.*-x86_64", &["amazon", "self"]), None);
        assert_eq!(named("al2023-ami-2023.*-x86_64", &[]), None);
    }
}
