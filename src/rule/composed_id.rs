//! External ids that a vendor puts together for each call and that begin with the customer's name: a pattern with that name keeps the others out.

use super::context::StatementContext;
use crate::facts::{self, Vendor};
use crate::iam::condition::{Condition, Family};
use crate::iam::document::Element;
use crate::iam::exposure::{Guarded, Outsider, Reason};
use crate::iam::pattern::Part;

/// What stands for the name of the customer in a form of `vendors.tsv`.
const CUSTOMER: &str = "<customer>";

/// What parts of an id are set apart by.
const SEPARATORS: [char; 3] = ['@', ':', '/'];

impl StatementContext<'_> {
    /// The guard, where the vendor documents that it puts the ids together so that no other customer's can meet a condition.
    pub(super) fn held_by_form(&self, outsider: Outsider) -> Option<Guarded> {
        let vendor = self.vendor(outsider)?;
        let condition = self.beginnings().find(|(_, begun)| begun.iter().all(|begun| names_customer(vendor.external_id, begun)))?.0;
        let text =
            format!("{} puts the external id together as `{}`, and no other customer has that name", vendor.name, vendor.external_id);
        Some(Guarded { by: vec![Reason { text, span: Some(condition.span) }], assumptions: vec![], dead: None })
    }

    /// Why a pattern may keep other customers out, where no page tells how the ids are put together.
    pub(super) fn doubt_about_composed_id(&self, outsider: Outsider) -> Option<String> {
        let is_told = self.vendor(outsider).is_some_and(|vendor| !vendor.external_id.is_empty());
        let part = |begun: &String| {
            let end = begun.rfind(SEPARATORS).filter(|end| *end > 0)?;
            begun.get(..=end).map(str::to_owned)
        };
        let parts = |begun: &[String]| begun.iter().map(part).collect::<Option<Vec<String>>>();
        let part = self.beginnings().filter(|_| outsider == Outsider::Account && !is_told).find_map(|(_, begun)| parts(&begun)?.pop())?;
        Some(format!(
            "if the trusted account puts the id together itself for each call and begins it with your name, no other customer's begins with `{part}`"
        ))
    }

    /// The vendor whose account the principal is of.
    pub(super) fn vendor(&self, outsider: Outsider) -> Option<&'static Vendor> {
        facts::vendor(self.principal.filter(|_| outsider == Outsider::Account)?.account()?)
    }

    /// The patterns of external ids that must be met, each as far as it is written out.
    fn beginnings(&self) -> impl Iterator<Item = (&Condition, Vec<String>)> {
        let demands = |condition: &&Condition| condition.key == "sts:externalid" && condition.demands();
        let is_pattern = |condition: &&Condition| condition.operator.is_some_and(|operator| operator.row.family == Family::Like);
        let conditions = self.statement.conditions.iter().filter(demands).filter(is_pattern);
        conditions
            .filter(|condition| !condition.values.is_empty())
            .map(|condition| (condition, condition.values.iter().map(begun).collect()))
    }
}

/// A pattern up to its first wildcard; what is not known has some text.
fn begun(value: &Element) -> String {
    let parts = value.pattern.parts().iter().map_while(|part| match part {
        Part::Text(text) => Some(text.as_str()),
        Part::Hole(_) => Some("…"),
        Part::Many | Part::One | Part::Variable { .. } => None,
    });
    parts.collect()
}

/// Whether the beginning of an id reaches past the name of the customer.
fn names_customer(form: &str, begun: &str) -> bool {
    let Some((before, after)) = form.split_once(CUSTOMER) else { return false };
    let Some(separator) = after.chars().next() else { return false };
    let named = begun.split(separator).nth(before.matches(separator).count());
    let is_closed = begun.matches(separator).count() > before.matches(separator).count();
    is_closed && named.is_some_and(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_customer_is_to_be_whole() {
        let form = "<customer>@<integration>@<stack>@<phase>";
        assert!(names_customer(form, "acme@") && names_customer(form, "acme@aws@stack@"));
        assert!(
            !names_customer(form, "acme") && !names_customer(form, "@aws@") && !names_customer(form, "") && !names_customer("", "acme@")
        );
        let form = "lweid:<csp>:<version>:<customer>:<account>:<random>";
        assert!(
            names_customer(form, "lweid:aws:v2:acme:")
                && !names_customer(form, "lweid:aws:v2:")
                && !names_customer(form, "lweid:aws:v2:acme")
        );
    }
}
