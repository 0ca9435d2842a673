//! Writes OceanBase's data definition statements.

mod alterations;
mod capabilities;
mod columns;
mod constraints;
mod indexes;
mod limits;
mod partitions;
mod types;

use obmigrate_model::sql::Writer;
use obmigrate_model::{Check, DataType, Dialect, ForeignKey, Ident, Index, Statement, Table};

pub(crate) use self::alterations::{Clause, alter_table, drop_index};
pub(crate) use self::constraints::{add_check, add_foreign_key, drop_check, drop_foreign_key};
pub(crate) use self::indexes::{add_indexes, create_index, is_added_with_others, split_indexes};
pub(crate) use self::limits::{
    ADDED_BY_NAME, are_indexes_misread, check_table, is_key_misread, is_long, is_misread,
};

/// Is the character set and the collation of a table that names none. Declared always: the server's
/// default collation takes 'a', 'A' and 'á' for one value.
const CHARSET: &str = "utf8mb4";
pub(crate) const COLLATION: &str = "utf8mb4_bin";

/// Is what a new table has from the start besides its columns and keys. A plan that fills the table
/// first adds the rest later.
#[derive(Default)]
pub(crate) struct Inside<'a> {
    /// The checks, under the names that they get.
    pub(crate) checks: Vec<(Ident, &'a Check)>,
    /// The indexes; one of them at most has an expression.
    pub(crate) indexes: Vec<(&'a Ident, &'a Index)>,
    /// The foreign keys; their parents are there, or are the table itself.
    pub(crate) foreign_keys: Vec<(&'a Ident, &'a ForeignKey)>,
}

/// Writes `CREATE TABLE` with columns, primary and unique keys, partitions, and what else is inside.
pub(crate) fn create_table(name: &Ident, table: &Table, inside: &Inside<'_>) -> Statement {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("CREATE TABLE ").ident(name).kw(" (\n  ");
    sql.separated(",\n  ", &table.columns, columns::write);
    if let Some(key) = &table.primary_key {
        sql.kw(",\n  PRIMARY KEY ").paren(|sql| {
            sql.idents(&key.columns);
        });
    }
    for (name, unique) in &table.uniques {
        sql.kw(",\n  ");
        indexes::write_unique(&mut sql, name, unique);
    }
    for (name, index) in &inside.indexes {
        sql.kw(",\n  ");
        indexes::write_index(&mut sql, name, index);
    }
    for (name, check) in &inside.checks {
        sql.kw(",\n  ");
        constraints::write_check(&mut sql, name, check);
    }
    for (name, key) in &inside.foreign_keys {
        sql.kw(",\n  ");
        constraints::write_foreign_key(&mut sql, name, key, &key.references.table);
    }
    write_options(&mut sql, table);
    if let Some(partitioning) = &table.partitioning {
        partitions::write(&mut sql, partitioning);
    }
    sql.finish()
}

fn write_options(sql: &mut Writer, table: &Table) {
    let options = &table.options;
    sql.kw("\n)");
    if let Some(next) = options.auto_increment {
        sql.kw(" AUTO_INCREMENT = ").number(next);
    }
    let charset = options.charset.as_deref().unwrap_or(CHARSET);
    let collation = options.collation.as_deref().unwrap_or(COLLATION);
    sql.kw(" DEFAULT CHARSET = ").expression(charset);
    sql.kw(" COLLATE = ").expression(collation);
    if let Some(comment) = &table.comment {
        sql.kw(" COMMENT = ").string(comment);
    }
}

/// Writes the statement after which nobody may write to a table. It comes last: afterwards only an
/// account with `SUPER` can alter the table (error 5235, measured).
pub(crate) fn make_read_only(table: &Ident) -> Statement {
    let mut sql = alter(table);
    sql.kw("READ ONLY");
    sql.finish()
}

/// Writes the statement that drops a table; one that is not there is no error.
pub(crate) fn drop_table_if_exists(table: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("DROP TABLE IF EXISTS ").ident(table);
    sql.finish()
}

/// Writes the statement that drops a table.
pub(crate) fn drop_table(table: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("DROP TABLE ").ident(table);
    sql.finish()
}

/// Writes a column's type, without its collation.
pub(crate) fn write_type(sql: &mut Writer, data_type: &DataType) -> bool {
    types::write(sql, data_type)
}

fn alter(table: &Ident) -> Writer {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("ALTER TABLE ").ident(table).kw(" ");
    sql
}
