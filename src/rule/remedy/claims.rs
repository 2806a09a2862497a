//! The condition on a claim that tells whose token it is: the form that the provider has, with all that the author says of it already.

use super::names;
use crate::facts::{self, FederatedProvider};
use crate::rule::context::StatementContext;

/// What tells callers of a provider apart.
pub(super) enum CallersApart {
    /// Operator, key and value.
    By([&'static str; 3]),
    /// The value hangs on the partition, which is not known: the key, and what it is in each.
    OfPartition(&'static str, Vec<&'static str>),
}

/// Of a provider that is another one in each partition, that of the principal or, where that leaves it open, of the code.
pub(super) fn telling_apart(context: &StatementContext<'_>, provider: &'static FederatedProvider) -> Option<CallersApart> {
    let condition @ [_, key, _] = provider.condition?;
    let of_each = facts::federated_by_partition(provider.provider);
    let is_written =
        || context.principal.is_some_and(|principal| principal.written().split(":").get(1).is_some_and(|part| part.known().is_some()));
    if of_each.len() < 2 || is_written() {
        return Some(CallersApart::By(condition));
    }
    let here = names::partition_here(context);
    let known = of_each.iter().find(|row| here == Some(row.partition)).and_then(|row| row.condition);
    let values = || of_each.iter().filter_map(|row| row.condition).map(|[.., value]| value).collect();
    Some(known.map_or_else(|| CallersApart::OfPartition(key, values()), CallersApart::By))
}

/// A form with all that a pattern says and that is no wildcard: `repo:<organisation>/<repository>:ref:refs/heads/main` for `repo:*:ref:refs/heads/main`.
/// Nothing where the pattern does not have that form.
pub(super) fn in_form(form: &str, pattern: &str) -> Option<String> {
    if pattern.chars().all(is_wildcard) {
        return Some(form.to_owned());
    }
    let (of_form, written): (Vec<&str>, Vec<&str>) = (form.split(':').collect(), pattern.split(':').collect());
    let (mut parts, mut at, mut goes_on): (Vec<String>, usize, bool) = (vec![], 0, false);
    for pair in of_form.chunks(2) {
        let &[label, value] = pair else {
            let rest = written.get(at..).unwrap_or_default();
            parts.push(if rest.is_empty() { pair.concat() } else { rest.join(":") });
            return pair.iter().all(|rest| *rest == "*").then(|| parts.join(":"));
        };
        // A wildcard in the place of names stands for some of them with their values.
        if written.get(at).and_then(|part| part.strip_suffix('*')).is_some_and(|head| label.starts_with(head)) {
            (goes_on, at) = (true, at + 1);
        }
        match written.get(at..) {
            Some([named, own, ..]) if *named == label => {
                parts.extend([label.to_owned(), filled(value, own)?]);
                (goes_on, at) = (own.ends_with('*'), at + 2);
            }
            _ if goes_on => parts.extend([label, value].map(str::to_owned)),
            _ => return None,
        }
    }
    (at >= written.len()).then(|| parts.join(":"))
}

fn is_wildcard(char: char) -> bool {
    char == '*' || char == '?'
}

/// What stands for a name, with the parts of a path that are written: `<organisation>/infra` for `*/infra`. Nothing where a part of the next name is in it.
fn filled(form: &str, written: &str) -> Option<String> {
    let is_open = |part: &str| part.is_empty() || part.contains(is_wildcard);
    if form == "*" || !is_open(written) {
        return Some(written.to_owned());
    }
    let one = |form: &str, part: &str| if is_open(part) { form.to_owned() } else { part.to_owned() };
    let (of_form, parts): (Vec<&str>, Vec<&str>) = (form.split('/').collect(), written.split('/').collect());
    if of_form.len() == parts.len() {
        return Some(of_form.iter().zip(&parts).map(|(form, part)| one(form, part)).collect::<Vec<_>>().join("/"));
    }
    // A group may be in a group.
    match (of_form.as_slice(), written.rsplit_once('/')) {
        ([group, name], Some((groups, last))) => Some(format!("{}/{}", one(group, groups), one(name, last))),
        _ => written.ends_with(is_wildcard).then(|| form.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::in_form;

    #[test]
    fn only_what_is_open_is_to_be_filled_in() {
        const GITHUB: &str = "repo:<organisation>/<repository>:*";
        const GITLAB: &str = "project_path:<group>/<project>:*";
        const TERRAFORM: &str = "organization:<organization>:project:<project>:workspace:<workspace>:run_phase:*";
        const BUILDKITE: &str = "organization:<organization>:pipeline:<pipeline>:*";
        let cases = [
            (GITHUB, "repo:*:ref:refs/heads/main", "repo:<organisation>/<repository>:ref:refs/heads/main"),
            (GITHUB, "repo:acme*:environment:prod", "repo:<organisation>/<repository>:environment:prod"),
            (GITHUB, "repo:*/app:environment:prod", "repo:<organisation>/app:environment:prod"),
            (GITHUB, "*:ref:refs/heads/main", "repo:<organisation>/<repository>:ref:refs/heads/main"),
            (GITHUB, "repo:*/infra", "repo:<organisation>/infra:*"),
            (GITHUB, "repo:example*", GITHUB),
            (GITHUB, "repo*", GITHUB),
            (GITHUB, "*", GITHUB),
            (GITLAB, "project_path:*:ref_type:branch:ref:main", "project_path:<group>/<project>:ref_type:branch:ref:main"),
            (GITLAB, "project_path:*/sub/app:ref_type:tag:ref:*", "project_path:<group>/app:ref_type:tag:ref:*"),
            (
                TERRAFORM,
                "organization:*:project:infra:workspace:prod:run_phase:apply",
                "organization:<organization>:project:infra:workspace:prod:run_phase:apply",
            ),
            (
                TERRAFORM,
                "organization:*:workspace:prod:run_phase:apply",
                "organization:<organization>:project:<project>:workspace:prod:run_phase:apply",
            ),
            (TERRAFORM, "organization:*", TERRAFORM),
            (
                BUILDKITE,
                "organization:*:pipeline:deploy:ref:refs/heads/main:*",
                "organization:<organization>:pipeline:deploy:ref:refs/heads/main:*",
            ),
            ("aws:<organization>", "aws:*", "aws:<organization>"),
            ("https://vercel.com/<team>", "https://vercel.com/*", "https://vercel.com/<team>"),
        ];
        for (form, pattern, expected) in cases {
            assert_eq!(in_form(form, pattern).as_deref(), Some(expected), "{pattern}");
        }
        for pattern in ["*ref:refs/heads/main", "repo:*ref:refs/heads/main", "*main", "environment:prod"] {
            assert_eq!(in_form(GITHUB, pattern), None, "{pattern}");
        }
    }
}
