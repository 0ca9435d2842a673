//! Reads a schema from a server's catalogue.

mod fields;
mod oceanbase;
mod pattern;
mod postgres;
mod request;

use std::collections::BTreeSet;

use obmigrate_model::{Dialect, Ident, Schema, ServerVersion};

pub use pattern::{Glob, TablePattern};
pub use request::Request;

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

/// Reads databases (OceanBase) or schemas (PostgreSQL) in the order of their names, with a number of
/// queries that depends neither on the number of tables nor of schemas; on OceanBase a table is
/// looked at alone when the catalogue does not tell all of it.
///
/// Tables that the request leaves out are missing with all that belongs to them. Everything else
/// that the model cannot hold is in [`Schema::unmodelled`]: with
/// [`obmigrate_model::schema::Consequence::BlocksRebuild`] if a rebuilt table would behave
/// differently, else `Reported`.
///
/// On PostgreSQL everything is as of one moment, in a read-only transaction of its own, so none may be
/// open; on OceanBase there is no snapshot over catalogues.
///
/// # Errors
/// `exec/missing` if a named database does not exist or if no database matches, `exec/denied` if the
/// user may see nothing in one, so that an empty answer would prove nothing, `exec/conflict` if
/// others changed the schema during every attempt, and what a query can cause.
pub async fn read(
    connection: &mut dyn Connection,
    request: &Request,
) -> Result<Vec<Capture>, Error> {
    let target = connection.target();
    let schemas = match target.dialect {
        Dialect::Postgres => postgres::read(connection, request).await,
        Dialect::OceanBase => oceanbase::read(connection, request).await,
    };
    Ok(schemas
        .map_err(|error| error.while_doing("reading the catalogue"))?
        .into_iter()
        .map(|(database, schema)| Capture {
            schema,
            server_version: target.version,
            database,
        })
        .collect())
}

/// Reads one database (OceanBase) or schema (PostgreSQL) as [`read`] does, without the tables of
/// these exact names.
///
/// # Errors
/// Those of [`read`].
pub async fn read_one(
    connection: &mut dyn Connection,
    database: &Ident,
    without: &BTreeSet<Ident>,
) -> Result<Capture, Error> {
    let request = Request::schemas([database.clone()]).without(without.iter().cloned());
    let captures = read(connection, &request)
        .await
        .map_err(|error| error.while_doing(format!("reading the schema {database}")))?;
    captures
        .into_iter()
        .next()
        .ok_or_else(|| fields::odd("a schema that exists was not read"))
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
