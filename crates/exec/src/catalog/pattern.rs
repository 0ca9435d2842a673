//! Patterns for the tables that are read.

use std::str::FromStr;

use obmigrate_model::Ident;
pub use obmigrate_model::pattern::Glob;

use crate::{Error, ErrorKind};

/// Matches tables: `orders_*` in every schema, `app.orders_*` in the schemas that match `app`.
///
/// Both sides of the dot are like a [`Glob`]; a dot that belongs to a name stands in quotes:
/// `"a.b"`, `app."a.b"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TablePattern {
    schema: Option<Glob>,
    table: Glob,
}

impl TablePattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// `exec/invalid-pattern` if a side is empty, if a quote does not end, or if there are several
    /// dots.
    pub fn new(pattern: &str) -> Result<Self, Error> {
        let sides = Glob::split(pattern).map_err(|error| invalid(pattern, error.reason))?;
        let mut sides = sides.into_iter();
        match (sides.next(), sides.next(), sides.next()) {
            (Some(table), None, _) => Ok(Self {
                schema: None,
                table,
            }),
            (Some(schema), Some(table), None) => Ok(Self {
                schema: Some(schema),
                table,
            }),
            (None, ..) | (Some(_), Some(_), Some(_)) => Err(invalid(
                pattern,
                "it has more than one dot outside of quotes",
            )),
        }
    }

    /// Says whether a table of a schema fits.
    #[must_use]
    pub fn matches(&self, schema: &Ident, table: &Ident) -> bool {
        self.table.matches(table) && self.schema.as_ref().is_none_or(|glob| glob.matches(schema))
    }
}

impl FromStr for TablePattern {
    type Err = Error;

    fn from_str(pattern: &str) -> Result<Self, Error> {
        Self::new(pattern)
    }
}

fn invalid(pattern: &str, reason: &str) -> Error {
    let doing = format!("reading the pattern {pattern:?}");
    Error::new(ErrorKind::InvalidPattern, doing).with_reason(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ident(name: &str) -> Ident {
        Ident::new(name).expect("it is a name")
    }

    #[test]
    fn tables_match_with_or_without_their_schema() {
        let check = |pattern: &str, schema: &str, table: &str, expected| {
            let found = TablePattern::new(pattern).expect("it is a pattern");
            let matches = found.matches(&ident(schema), &ident(table));
            assert_eq!(matches, expected, "{pattern} {schema} {table}");
        };
        check("orders_*", "app", "orders_1", true);
        check("orders_*", "other", "orders_1", true);
        check("app.orders_*", "app", "orders_1", true);
        check("app.orders_*", "other", "orders_1", false);
        check("a*.*", "app", "x", true);
        check("app.x", "app", "app.x", false);
        check("\"app.x\"", "app", "app.x", true);
        check("app.\"a.b\"", "app", "a.b", true);
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for pattern in ["", ".", "app.", ".t", "a.b.c", "\"open", "\"\""] {
            let error = TablePattern::new(pattern).expect_err(pattern);
            assert_eq!(error.code(), "exec/invalid-pattern");
        }
    }
}
