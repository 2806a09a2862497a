//! Values as `inspect` shows them, as far as a budget goes.

use super::{Kind, SENSITIVE, Value};
use crate::source::Span;

impl Value {
    /// As JSON, for comparing: known values plain, `{"$text":…}` for partly known texts, `{"$unknown":…}`, `{"$any":[…]}`.
    pub fn to_json(&self) -> serde_json::Value {
        self.to_json_within(&mut ShowBudget { left: usize::MAX, cut: None, shows_secrets: true })
    }

    /// The same as `inspect` shows it, without what names tell to be secrets, as far as the budget goes; behind that `{"$unknown":…}` says that more is there.
    pub fn to_json_within(&self, budget: &mut ShowBudget) -> serde_json::Value {
        use serde_json::Value as Json;
        const BYTES_PER_VALUE: usize = 64;
        let is_secret = !budget.shows_secrets && self.marks.is_shown_nowhere() && !matches!(self.kind, Kind::Bool(_) | Kind::Null);
        if (self.marks.hides_all() || is_secret) && !matches!(self.kind, Kind::Absent | Kind::Unknown(_) | Kind::Alternatives(_)) {
            return Json::String(SENSITIVE.to_owned());
        }
        let text = if let Kind::Text(text) = &self.kind { text.literal().len() / BYTES_PER_VALUE + text.holes().len() } else { 0 };
        if !budget.take(1 + text, self.span) {
            return of_one("$unknown", ShowBudget::SPENT.into());
        }
        match &self.kind {
            Kind::Absent | Kind::Null => Json::Null,
            Kind::Bool(value) => Json::Bool(*value),
            Kind::Number(number) => {
                let parsed = serde_json::from_str::<serde_json::Number>(number).ok();
                parsed.map_or_else(|| Json::String(number.to_string()), Json::Number)
            }
            Kind::Text(text) => match text.known() {
                Some(known) => Json::String(known.to_owned()),
                None => of_one("$text", text.to_string().into()),
            },
            Kind::List(items) => Json::Array(items.iter().map_while(|item| budget.next(item)).collect()),
            Kind::Map(map) => {
                let entries = map.entries.iter().map_while(|entry| {
                    let key = entry.unclear.as_ref().map_or_else(|| entry.key.to_string(), |key| key.to_string());
                    Some((key, budget.next(&entry.value)?))
                });
                Json::Object(entries.collect())
            }
            Kind::Unknown(hole) => of_one("$unknown", hole.kind.reason().into()),
            Kind::Alternatives(alternatives) => {
                let branches = alternatives.branches.iter().map_while(|(_, value)| budget.next(value));
                of_one("$any", Json::Array(branches.collect()))
            }
        }
    }
}

/// An object with one member; `json!` would copy what is in it.
fn of_one(key: &str, value: serde_json::Value) -> serde_json::Value {
    serde_json::Value::Object(std::iter::once((key.to_owned(), value)).collect())
}

/// How many values are shown, and how much of texts: what is written in a few lines may come to millions of them.
#[derive(Debug)]
pub struct ShowBudget {
    left: usize,
    /// Where the first value stands that is not shown.
    cut: Option<Span>,
    /// Whether nobody reads it.
    shows_secrets: bool,
}

impl ShowBudget {
    /// What stands in place of what is not shown.
    pub const SPENT: &str = "more than is shown";

    /// So many values.
    pub fn of(values: usize) -> ShowBudget {
        ShowBudget { left: values, cut: None, shows_secrets: false }
    }

    /// Where the first value stands that is not shown.
    pub fn cut(&self) -> Option<Span> {
        self.cut
    }

    /// Whether so many values, which stand there, are shown too.
    pub fn take(&mut self, values: usize, at: Span) -> bool {
        let left = self.left.checked_sub(values);
        self.left = left.unwrap_or(0);
        if left.is_none() {
            self.cut = self.cut.or(Some(at));
        }
        left.is_some()
    }

    /// A value within others; nothing behind the first that is not shown.
    fn next(&mut self, value: &Value) -> Option<serde_json::Value> {
        if self.cut.is_some() { None } else { Some(value.to_json_within(self)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapped_text::Text;
    use crate::source::FileId;

    #[test]
    fn so_many_values_are_shown_and_no_more() {
        let place = |at: usize| Span::new(FileId(0), at, at + 1);
        let text = |at: usize, length: usize| Value::text(Text::computed("x".repeat(length), place(at)), place(at));
        let list = Value::list(vec![text(1, 1), Value::list(vec![text(2, 64)], place(3)), text(4, 1)], place(5));
        let shown = |values: usize| {
            let mut budget = ShowBudget::of(values);
            (list.to_json_within(&mut budget).to_string().replace(&"x".repeat(64), "long"), budget.cut())
        };
        assert_eq!(shown(6), (r#"["x",["long"],"x"]"#.to_owned(), None));
        assert_eq!(shown(5), (r#"["x",["long"],{"$unknown":"more than is shown"}]"#.to_owned(), Some(place(4))));
        assert_eq!(shown(3), (r#"["x",[{"$unknown":"more than is shown"}]]"#.to_owned(), Some(place(2))));
    }
}
