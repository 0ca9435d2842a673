//! Which name belongs to which before and after a change set's renames.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::change::Renamed;
use obmigrate_model::{ChangeSet, Ident};

/// Finds the name that a table gets; its own if it is not renamed.
pub(crate) fn table_after<'a>(changes: &'a ChangeSet, table: &'a Ident) -> &'a Ident {
    let renamed = changes
        .renames
        .iter()
        .find(|rename| rename.object == Renamed::Table && rename.name.before == *table);
    renamed.map_or(table, |rename| &rename.name.after)
}

/// Finds names across renames, each in the time of one lookup.
#[derive(Default)]
pub(crate) struct Renames<'a> {
    tables_before: BTreeMap<&'a Ident, &'a Ident>,
    tables_after: BTreeMap<&'a Ident, &'a Ident>,
    /// By the names that the tables had.
    columns: BTreeMap<&'a Ident, Columns<'a>>,
}

#[derive(Default)]
struct Columns<'a> {
    before: BTreeMap<&'a Ident, &'a Ident>,
    given_up: BTreeSet<&'a Ident>,
}

impl<'a> Renames<'a> {
    pub(crate) fn of(changes: &'a ChangeSet) -> Self {
        let mut renames = Self::default();
        for rename in &changes.renames {
            let (before, after) = (&rename.name.before, &rename.name.after);
            match &rename.object {
                Renamed::Table => {
                    renames.tables_before.entry(after).or_insert(before);
                    renames.tables_after.entry(before).or_insert(after);
                }
                Renamed::Column { table } => {
                    let columns = renames.columns.entry(table).or_default();
                    columns.before.entry(after).or_insert(before);
                    columns.given_up.insert(before);
                }
                Renamed::Key { .. } | Renamed::Sequence => {}
            }
        }
        renames
    }

    /// Finds the name that a table had; its own if it is not renamed.
    pub(crate) fn table_before<'n>(&self, table: &'n Ident) -> &'n Ident
    where
        'a: 'n,
    {
        self.tables_before.get(table).copied().unwrap_or(table)
    }

    /// Finds the name that a table gets; its own if it is not renamed.
    pub(crate) fn table_after<'n>(&self, table: &'n Ident) -> &'n Ident
    where
        'a: 'n,
    {
        self.tables_after.get(table).copied().unwrap_or(table)
    }

    /// Finds the column that a column's values come from; `table` is the name that its table had. There
    /// is none if another column had that name and gave it up.
    pub(crate) fn source_column<'n>(&self, table: &Ident, column: &'n Ident) -> Option<&'n Ident>
    where
        'a: 'n,
    {
        let Some(columns) = self.columns.get(table) else {
            return Some(column);
        };
        match columns.before.get(column) {
            Some(before) if *before != column => Some(before),
            Some(_) | None => (!columns.given_up.contains(column)).then_some(column),
        }
    }
}
