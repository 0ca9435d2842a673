//! Reads types as a server or a person spells them.

mod oceanbase;
mod postgres;
mod token;

use crate::{DataType, Dialect};

/// Reads a type of PostgreSQL (as `format_type` prints it) or of OceanBase (as `COLUMN_TYPE` and
/// `SHOW CREATE TABLE` print it); the other names that each server takes for it are read, too.
///
/// What is not known, a user-defined type of PostgreSQL among it, is a [`DataType::Other`] with its
/// spelling. OceanBase 4.3.5 prints the labels of an `enum` or a `set` without escapes (measured),
/// so one with a quote or a backslash is not to be trusted when a server printed it.
///
/// ```
/// use obmigrate_model::{DataType, Dialect, data_type::spelling};
/// assert_eq!(
///     spelling::parse(Dialect::Postgres, "character varying(20)"),
///     DataType::VarChar { length: 20 }
/// );
/// assert_eq!(spelling::parse(Dialect::OceanBase, "tinyint(1)"), DataType::Boolean);
/// let name = "app.mood".to_owned();
/// assert_eq!(spelling::parse(Dialect::Postgres, "app.mood"), DataType::Other { name });
/// ```
#[must_use]
pub fn parse(dialect: Dialect, text: &str) -> DataType {
    match dialect {
        Dialect::Postgres => postgres::parse(text),
        Dialect::OceanBase => oceanbase::parse(text).unwrap_or_else(|| other(text)),
    }
}

/// Says whether the word for a type also numbers the column: `serial`, `bigserial` and the like,
/// which [`parse`] reads as the integer type.
///
/// ```
/// use obmigrate_model::data_type::spelling;
/// assert!(spelling::is_serial("BIGSERIAL"));
/// assert!(!spelling::is_serial("bigint"));
/// ```
#[must_use]
pub fn is_serial(text: &str) -> bool {
    let text = text.trim();
    [
        "serial",
        "serial2",
        "serial4",
        "serial8",
        "smallserial",
        "bigserial",
    ]
    .iter()
    .any(|word| text.eq_ignore_ascii_case(word))
}

fn other(text: &str) -> DataType {
    DataType::Other {
        name: text.trim().to_owned(),
    }
}
