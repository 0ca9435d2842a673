//! Tables: their columns, checks, comments and how they are kept.

use std::collections::BTreeSet;

use super::{Notes, Options, checks, columns, domains, keys, names, partitions};
use crate::schema::{Persistence, TableOptions};
use crate::{Ident, Nullability, ObjectPath, Table};

/// Characters of a table's comment on OceanBase 4.3.5 (measured).
const LONGEST_COMMENT: usize = 4096;

/// Translates a table; the columns of `keyed` are needed whole by a key.
pub(super) fn translate(
    name: &Ident,
    table: &Table,
    keyed: &BTreeSet<Ident>,
    options: &Options,
    notes: &mut Notes,
) -> Table {
    let path = ObjectPath::table(name);
    let mut result = Table {
        columns: columns::translate(name, table, keyed, options, notes),
        comment: names::comment(table.comment.as_deref(), LONGEST_COMMENT, &path, notes),
        options: translate_options(&table.options, &path, notes),
        ..Table::default()
    };
    keys::translate(table, &mut result, &path, notes);
    checks::translate(table, &mut result, &path, notes);
    domains::translate(table, &mut result, &path, notes);
    partitions::translate(table, &mut result, &path, notes);
    result
}

fn translate_options(options: &TableOptions, path: &ObjectPath, notes: &mut Notes) -> TableOptions {
    match options.persistence {
        Persistence::Permanent => {}
        Persistence::Unlogged => notes.info(
            "model/unlogged",
            path.join("options").join("persistence"),
            "the rows of the table survive a crash on OceanBase, and writing them costs more",
        ),
    }
    TableOptions {
        access: options.access,
        ..TableOptions::default()
    }
}

/// Brings a table that was read from OceanBase into canonical form.
pub(super) fn normalise(table: &Table) -> Table {
    let columns = table.columns.iter();
    let mut result = Table {
        columns: columns
            .map(|column| columns::normalise(column, &table.options))
            .collect(),
        comment: table.comment.clone().filter(|text| !text.is_empty()),
        // Character set and collation are what a new column gets, and each column has its own; the
        // next number is what rows made it. Neither is the structure of the table.
        options: TableOptions {
            access: table.options.access,
            ..TableOptions::default()
        },
        ..Table::default()
    };
    keys::normalise(table, &mut result);
    checks::normalise(table, &mut result);
    partitions::normalise(table, &mut result);
    result
}

/// Makes the columns of a primary key `NOT NULL`, which they are on both servers without a word.
pub(super) fn require(table: &mut Table, columns: &[Ident]) {
    for name in columns {
        if let Some(column) = table.columns.get_mut(name) {
            column.nullability = Nullability::NotNull;
        }
    }
}
