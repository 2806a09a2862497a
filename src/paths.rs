//! How files are named to people and to platforms. Only arithmetic: nothing is looked up on disk.

use crate::secret::without_tokens;
use std::path::{Component, Path, PathBuf};

/// Turns paths of the workspace into those that a reader knows.
#[derive(Clone, Debug)]
pub struct Paths {
    root: PathBuf,
    current: PathBuf,
    repository: PathBuf,
}

impl Paths {
    /// All three are absolute with links resolved; the repository is at or above the root.
    pub fn new(root: &Path, current: &Path, repository: &Path) -> Paths {
        Paths { root: root.to_owned(), current: current.to_owned(), repository: repository.to_owned() }
    }

    /// Relative to the current directory; absolute if the two have nothing in common. Without tokens: somebody may have called a file so.
    pub fn shown(&self, path: &str) -> String {
        let file = self.absolute(path);
        let is_apart = common(&self.current, &file).components().count() <= 1;
        let shown = if is_apart { file.to_string_lossy().into_owned() } else { relative(&self.current, &file) };
        without_tokens(&shown).into_owned()
    }

    /// Relative to the repository, for platforms that show its files, without tokens as well; nothing if the file lies outside.
    pub fn in_repository(&self, path: &str) -> Option<String> {
        let file = self.absolute(path);
        let below = file.strip_prefix(&self.repository).ok()?;
        Some(without_tokens(&below.to_string_lossy()).into_owned())
    }

    fn absolute(&self, path: &str) -> PathBuf {
        let mut file = self.root.clone();
        for part in Path::new(path).components() {
            match part {
                Component::ParentDir => {
                    file.pop();
                }
                part => file.push(part),
            }
        }
        file
    }
}

/// A path relative to a directory, with `/`; with `..` if it lies outside.
pub fn relative(from: &Path, to: &Path) -> String {
    if let Ok(below) = to.strip_prefix(from) {
        return below.to_string_lossy().into_owned();
    }
    let shared = common(from, to);
    let up = from.strip_prefix(&shared).map_or(0, |rest| rest.components().count());
    let down = to.strip_prefix(&shared).unwrap_or(to);
    let parts = std::iter::repeat_n("..".into(), up).chain(down.components().map(|part| part.as_os_str().to_string_lossy()));
    parts.collect::<Vec<_>>().join("/")
}

/// The deepest directory that holds both.
pub fn common(a: &Path, b: &Path) -> PathBuf {
    a.components().zip(b.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_for_people_and_platforms() {
        let paths = |current: &str| Paths::new(Path::new("/r/envs/prod"), Path::new(current), Path::new("/r"));
        assert_eq!(paths("/r").shown("main.tf"), "envs/prod/main.tf");
        assert_eq!(paths("/r/envs/prod/a").shown("a/main.tf"), "main.tf");
        assert_eq!(paths("/r/envs/prod/a/b").shown("a/main.tf"), "../main.tf");
        assert_eq!(paths("/elsewhere").shown("main.tf"), "/r/envs/prod/main.tf");
        assert_eq!(paths("/r").in_repository("main.tf").as_deref(), Some("envs/prod/main.tf"));
        assert_eq!(paths("/r").in_repository("../x.tfvars").as_deref(), Some("envs/x.tfvars"));
        assert_eq!(paths("/r").in_repository("../../../x.tfvars"), None);
    }
}
