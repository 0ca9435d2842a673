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
