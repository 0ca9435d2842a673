//! Reads a schema from a server's catalogue.

mod fields;
mod oceanbase;
mod postgres;

use std::collections::BTreeSet;

use obmigrate_model::{Dialect, Ident, Schema, ServerVersion};

use crate::{Connection, Error};

/// Holds a schema and what must be known to write it down.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "callers take it apart")]
pub struct Capture {
    /// What was read, in the server's own dialect.
    pub schema: Schema,
    /// The server's version.
    pub server_version: ServerVersion,
    /// The database (OceanBase) or schema (PostgreSQL) that was read.
    pub database: Ident,
}

/// Reads everything in one database (OceanBase) or schema (PostgreSQL), with a number of queries
/// that does not depend on the number of tables; on OceanBase a table is looked at alone when the
/// catalogue does not tell a text from an expression.
///
/// Tables in `exclude` are left out with all that belongs to them. What the model cannot hold is in
/// [`Schema::unmodelled`]: with [`obmigrate_model::schema::Consequence::BlocksRebuild`] if a rebuilt
/// table would behave differently, else `Reported`.
///
/// There is no snapshot over catalogues: if tables change meanwhile, the result may mix two states.
///
/// # Errors
/// `exec/missing` if there is no such database, `exec/denied` if the user may see nothing in it, so
/// that an empty answer would prove nothing, and what a query can cause.
pub async fn read(
    connection: &mut dyn Connection,
    database: &Ident,
    exclude: &BTreeSet<Ident>,
) -> Result<Capture, Error> {
    let target = connection.target();
    let schema = match target.dialect {
        Dialect::Postgres => postgres::read(connection, database, exclude).await,
        Dialect::OceanBase => oceanbase::read(connection, database, exclude).await,
    };
    Ok(Capture {
        schema: schema
            .map_err(|error| error.while_doing(format!("reading the schema {database}")))?,
        server_version: target.version,
        database: database.clone(),
    })
}

/// Takes off the parentheses that enclose the whole expression.
fn without_parentheses(expression: &str) -> &str {
    let mut bare = expression.trim();
    loop {
        let inner = without_one_pair(bare);
        if inner == bare {
            return bare;
        }
        bare = inner;
    }
}

fn without_one_pair(trimmed: &str) -> &str {
    let Some(inner) = trimmed
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    else {
        return trimmed;
    };
    let mut depth = 0_i32;
    let mut quote = None;
    for character in inner.chars() {
        match (quote, character) {
            (Some(open), other) if open == other => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, _) => {}
        }
        // The first parenthesis closed before the end: `(a) + (b)`.
        if depth < 0 {
            return trimmed;
        }
    }
    inner.trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_enclosing_parentheses_go() {
        let check = |text: &str, expected: &str| assert_eq!(without_parentheses(text), expected);
        check("(a > 0)", "a > 0");
        check("((a) > (0))", "(a) > (0)");
        check("(a) + (b)", "(a) + (b)");
        check("(a = ')')", "a = ')'");
        check("((x + 1))", "x + 1");
        check("f(a)", "f(a)");
    }
}
