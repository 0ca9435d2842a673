//! Lists the rows that a change would lose, change or be refused for.

use obmigrate_model::{Dialect, Ident, Probe, Statement};

use super::{Rows, columns, write, write_rows};
use crate::error::Error;

/// Writes the statement that lists the first of the rows which [`probe`](super::probe()) counts:
/// `limit` of them, or all if there are fewer.
///
/// A row is told by the columns of `key`, the table's row key, in that order, and the rows are in
/// the order of the key. No other value is shown, because it may be personal data. Rows that share
/// a key stand together instead, all of them, ordered by what they share and then by the row key.
///
/// If `key` is empty, because the table has no row key, a row is told by the columns that the
/// condition looks at, so that **values are shown**, and the rows are in no order. Rows that share
/// a key are then one row of the listing, which ends with how many they are, ordered by what they
/// share.
///
/// The statement reads as much and fails as [`probe`](super::probe()) does, and sorts the rows that
/// it finds, for keys all the rows that have one. A value that is shown is shown whole, and one that
/// is larger than the packets which the client takes ends the connection (measured).
///
/// # Errors
/// As [`probe`](super::probe()): `codegen/unsupported-probe` and `codegen/gate`. Without a row key
/// the first is also the error for a condition that looks at no column, or at ones that cannot be
/// read from the expression of a check.
pub fn offenders(
    probe: &Probe,
    key: &[Ident],
    limit: u32,
    dialect: Dialect,
) -> Result<Statement, Error> {
    write(probe, dialect, |sql, rows| {
        match rows {
            Rows::Each(condition) => {
                sql.kw("SELECT ");
                if key.is_empty() {
                    sql.idents(&columns::of(condition, dialect)?);
                } else {
                    sql.idents(key);
                }
                write_rows(sql, &probe.table, condition)?;
                if !key.is_empty() {
                    sql.kw(" ORDER BY ").idents(key);
                }
            }
            Rows::Duplicates(duplicates) if key.is_empty() => duplicates.write_keys(sql),
            Rows::Duplicates(duplicates) => duplicates.write_list(sql, key),
            Rows::Orphans(orphans) => orphans.write_list(sql, key),
        }
        sql.kw(" LIMIT ").number(limit);
        Ok(())
    })
}
