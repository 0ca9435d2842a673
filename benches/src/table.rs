//! The table that is copied: its making, its filling and its counting.

use obmigrate_exec::{Connection, Error, collect};
use obmigrate_model::ident::IdentError;
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, Statement, Value};

use crate::Failure;

/// Columns of the table, the key first.
const COLUMNS: [&str; 8] = [
    "id", "quantity", "price", "name", "note", "created", "active", "document",
];

/// Returns the name of the table.
pub(crate) fn name() -> Result<Ident, IdentError> {
    Ident::new("items")
}

/// Returns the name of the column that the measured change widens.
pub(crate) fn widened() -> Result<Ident, IdentError> {
    Ident::new("name")
}

/// Makes the table and fills it on the server with the ids 1 to `rows`.
pub(crate) async fn fill(connection: &mut dyn Connection, rows: u32) -> Result<(), Failure> {
    let create = "CREATE TABLE items (id BIGINT NOT NULL PRIMARY KEY, quantity INT NOT NULL, \
        price DECIMAL(12, 2), name VARCHAR(40) NOT NULL, note VARCHAR(200), \
        created DATETIME(6) NOT NULL, active TINYINT NOT NULL, document JSON)";
    connection.execute(&Statement::new(create)).await?;
    let first = "INSERT INTO items VALUES \
        (1, 1, 0.01, 'item 1', NULL, '2024-01-01 00:00:01', 1, '{\"item\": 1}')";
    connection.execute(&Statement::new(first)).await?;
    let mut filled = 1;
    while filled < rows {
        let added = filled.min(rows - filled);
        connection.execute(&doubling(filled, added)).await?;
        filled += added;
    }
    if count(connection, &name()?).await? == u64::from(rows) {
        Ok(())
    } else {
        Err("the table could not be filled".into())
    }
}

/// Adds `added` rows after the first `filled` ones.
fn doubling(filled: u32, added: u32) -> Statement {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw(
        "INSERT INTO items SELECT n, MOD(n * 7919, 100003), MOD(n * 31, 1000000) / 100, \
         CONCAT('item ', n), IF(MOD(n, 3) = 0, NULL, CONCAT(REPEAT(MD5(n), 2), n)), \
         DATE_ADD('2024-01-01', INTERVAL n SECOND), MOD(n, 2), JSON_OBJECT('item', n) \
         FROM (SELECT id + ",
    );
    sql.number(filled).kw(" AS n FROM items WHERE id <= ");
    sql.number(added).kw(") AS numbered");
    sql.finish()
}

/// Copies the ids from `after` (without it) through `through` in one bare statement, and returns
/// how many rows it copied.
pub(crate) async fn copy_range(
    connection: &mut dyn Connection,
    into: &Ident,
    after: u32,
    through: u32,
) -> Result<u64, Error> {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("INSERT INTO ").ident(into).kw(" ").paren(|sql| {
        sql.comma(COLUMNS, |sql, column| {
            sql.kw(column);
        });
    });
    sql.kw(" SELECT ").comma(COLUMNS, |sql, column| {
        sql.kw(column);
    });
    sql.kw(" FROM items WHERE id > ").number(after);
    sql.kw(" AND id <= ").number(through);
    Ok(connection.execute(&sql.finish()).await?.rows_affected)
}

/// Counts the rows of a table.
pub(crate) async fn count(connection: &mut dyn Connection, table: &Ident) -> Result<u64, Failure> {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT COUNT(*) FROM ").ident(table);
    let rows = collect(connection, &sql.finish()).await?;
    let number = rows
        .first()
        .and_then(|row| row.first())
        .and_then(Value::as_integer);
    Ok(u64::try_from(number.ok_or("a count is no number")?)?)
}
