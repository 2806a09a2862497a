//! Tab separated tables: rows of cells, and the few kinds of cell that all tables share.

use super::language::Language;
use crate::truth::Truth;
use rustc_hash::FxHashMap;

/// How sure a row is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RowCertainty {
    /// The cited page says so.
    Documented,
    /// Seen in the provider's schema, public code or an experiment, as cited.
    Observed,
    /// Not established. Never means "no".
    Unknown,
}

/// A row of a table.
pub(super) struct TableRow(Vec<&'static str>);

/// The rows of a table; its first line names the columns.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = TableRow> {
    table.lines().skip(1).filter(|line| !line.is_empty()).map(|line| TableRow(line.split('\t').collect()))
}

impl TableRow {
    /// The same row with another text in a column. Tables are read once, so that what is kept does not grow.
    pub(super) fn with(&self, column: usize, text: String) -> TableRow {
        let mut cells = self.0.clone();
        if let Some(cell) = cells.get_mut(column).filter(|cell| **cell != text) {
            *cell = String::leak(text);
        }
        TableRow(cells)
    }

    pub(super) fn text(&self, column: usize) -> &'static str {
        self.0.get(column).copied().unwrap_or_default()
    }

    pub(super) fn flag(&self, column: usize) -> bool {
        self.text(column) == "yes"
    }

    pub(super) fn truth(&self, column: usize) -> Truth {
        match self.text(column) {
            "yes" => Truth::Yes,
            "no" => Truth::No,
            _ => Truth::Unknown,
        }
    }

    pub(super) fn certainty(&self, column: usize) -> RowCertainty {
        match self.text(column) {
            "documented" => RowCertainty::Documented,
            "observed" => RowCertainty::Observed,
            _ => RowCertainty::Unknown,
        }
    }

    pub(super) fn language(&self, column: usize) -> Option<Language> {
        Language::read(self.text(column))
    }

    /// The items of a cell, separated by `;`.
    pub(super) fn list(&self, column: usize) -> Vec<&'static str> {
        self.text(column).split(';').filter(|item| !item.is_empty()).collect()
    }
}

/// Rows by a name that several of them may share.
pub(super) type Index<T> = FxHashMap<&'static str, Vec<T>>;

pub(super) fn index<T>(rows: impl Iterator<Item = T>, name: impl Fn(&T) -> &'static str) -> Index<T> {
    let mut index = Index::default();
    for row in rows {
        index.entry(name(&row)).or_insert_with(Vec::new).push(row);
    }
    index
}

/// The rows with a name; none if there are none.
pub(super) fn named<'a, T>(index: &'a Index<T>, name: &str) -> &'a [T] {
    index.get(name).map_or(&[], Vec::as_slice)
}
