//! What a column shall hold after the copy, as a person says it.

use std::str::FromStr;

use obmigrate_diff::Named;
use obmigrate_model::Ident;

/// Sets a column to an expression: `orders.note=coalesce(note, 'none')`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ColumnValue {
    pub(crate) table: Ident,
    pub(crate) column: Ident,
    pub(crate) expression: String,
}

impl FromStr for ColumnValue {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (named, rest) = Named::read(text).map_err(|error| error.to_string())?;
        let Named::Column(table, column) = named else {
            return Err("a column is expected: TABLE.COLUMN=EXPRESSION".to_owned());
        };
        match rest.strip_prefix('=').map(str::trim) {
            Some(expression) if !expression.is_empty() => Ok(Self {
                table,
                column,
                expression: expression.to_owned(),
            }),
            Some(_) | None => {
                Err("`=` and an expression are expected behind the column".to_owned())
            }
        }
    }
}

/// Names a column: `orders.note`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ColumnName {
    pub(crate) table: Ident,
    pub(crate) column: Ident,
}

impl FromStr for ColumnName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match Named::read(text).map_err(|error| error.to_string())? {
            (Named::Column(table, column), "") => Ok(Self { table, column }),
            (Named::Table(_) | Named::Column(..) | Named::Key(..), _) => {
                Err("a column is expected: TABLE.COLUMN".to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ColumnName, ColumnValue};

    #[test]
    fn a_value_is_read() {
        let value: ColumnValue = "\"a.b\".note=coalesce(note, '=')".parse().unwrap();
        assert_eq!(value.table.as_str(), "a.b");
        assert_eq!(value.column.as_str(), "note");
        assert_eq!(value.expression, "coalesce(note, '=')");
    }

    #[test]
    fn what_is_no_value_is_refused() {
        for text in [
            "orders=1",
            "orders.note",
            "orders.note=",
            "orders.note= ",
            "",
            "a.b.c=1",
        ] {
            assert!(text.parse::<ColumnValue>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_column_is_read() {
        let name: ColumnName = "orders.\"no.te\"".parse().unwrap();
        assert_eq!(name.table.as_str(), "orders");
        assert_eq!(name.column.as_str(), "no.te");
        for text in ["orders", "orders.note=1", "orders.", "", "a.b.c"] {
            assert!(text.parse::<ColumnName>().is_err(), "{text}");
        }
    }
}
