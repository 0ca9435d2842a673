//! Which name belongs to which before and after a change set's renames.

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

/// Finds the column that a column's values come from; `table` is the name that its table had. There
/// is none if another column had that name and gave it up.
pub(crate) fn source_column<'a>(
    changes: &'a ChangeSet,
    table: &Ident,
    column: &'a Ident,
) -> Option<&'a Ident> {
    let before = changes.column_before(table, column);
    let given_up = || {
        changes.renames.iter().any(|rename| {
            rename.name.before == *column
                && matches!(&rename.object, Renamed::Column { table: own } if own == table)
        })
    };
    (before != column || !given_up()).then_some(before)
}
