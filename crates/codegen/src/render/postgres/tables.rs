//! Tables.

use obmigrate_model::schema::Persistence;
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, ServerVersion, Statement, Table};

use super::{columns, constraints, partitions};

/// Writes `CREATE TABLE` with columns, keys, checks and exclusion constraints. Repeated keys,
/// constraints that old rows may break, foreign keys, indexes, partitions and comments come later.
pub(crate) fn create_table(name: &Ident, table: &Table, version: ServerVersion) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw(match table.options.persistence {
        Persistence::Permanent => "CREATE TABLE ",
        Persistence::Unlogged => "CREATE UNLOGGED TABLE ",
    });
    sql.ident(name).kw(" (\n  ");
    sql.separated(",\n  ", &table.columns, |sql, column| {
        columns::write(sql, name, column, version);
    });
    if let Some(key) = &table.primary_key {
        sql.kw(",\n  ");
        constraints::write_primary_key(&mut sql, key);
    }
    let uniques = table.uniques.iter();
    for (name, unique) in uniques.filter(|(name, _)| !constraints::is_repeated(table, name)) {
        sql.kw(",\n  ");
        constraints::write_unique(&mut sql, name, unique);
    }
    for (name, check) in table
        .checks
        .iter()
        .filter(|(_, check)| !constraints::is_late(check))
    {
        sql.kw(",\n  ");
        constraints::write_check(&mut sql, name, check);
    }
    for (name, exclusion) in &table.exclusions {
        sql.kw(",\n  ");
        constraints::write_exclusion(&mut sql, name, exclusion);
    }
    sql.kw("\n)");
    if let Some(partitioning) = &table.partitioning {
        partitions::write_rule(&mut sql, partitioning);
    }
    sql.finish()
}
