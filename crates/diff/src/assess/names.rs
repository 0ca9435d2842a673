//! What the parts of a changed table are called on live.

use std::collections::BTreeMap;

use obmigrate_model::change::rename;
use obmigrate_model::change::{ChangeSet, Rename, Renamed};
use obmigrate_model::expression::{columns, rename_columns};
use obmigrate_model::{Dialect, Ident, Table};

/// Translates names of one table from after the change to before it.
pub(super) struct Names<'a> {
    dialect: Dialect,
    changes: &'a ChangeSet,
    after: &'a Ident,
    back: Vec<Rename>,
}

impl<'a> Names<'a> {
    pub(super) fn new(dialect: Dialect, changes: &'a ChangeSet, after: &'a Ident) -> Self {
        Self {
            dialect,
            changes,
            after,
            back: rename::reverse(&changes.renames),
        }
    }

    /// Returns the name of the table after the change.
    pub(super) const fn after(&self) -> &'a Ident {
        self.after
    }

    /// Returns the name of the table on live.
    pub(super) fn before(&self) -> &Ident {
        self.changes.table_before(self.after)
    }

    /// Returns the name of a column on live.
    pub(super) fn column<'n>(&'n self, column: &'n Ident) -> &'n Ident {
        self.changes.column_before(self.before(), column)
    }

    /// Returns the names of columns on live; `None` if live does not have all of them.
    pub(super) fn columns(&self, was: &Table, names: &[Ident]) -> Option<Vec<Ident>> {
        let names = names.iter().map(|name| {
            let before = self.column(name);
            was.columns.get(before).map(|column| column.name.clone())
        });
        names.collect()
    }

    /// Returns an expression in the names of live; `None` if it reads a column that live does not
    /// have, or if that cannot be told.
    pub(super) fn expression(&self, was: &Table, text: &str) -> Option<String> {
        let own: BTreeMap<&Ident, &Ident> = self
            .back
            .iter()
            .filter(
                |rename| matches!(&rename.object, Renamed::Column { table } if table == self.after),
            )
            .map(|rename| (&rename.name.before, &rename.name.after))
            .collect();
        let text = rename_columns(self.dialect, text, &own);
        let read = columns(&text, self.dialect).ok()?;
        let is_there = read.iter().all(|name| was.columns.get(name).is_some());
        is_there.then_some(text)
    }
}
