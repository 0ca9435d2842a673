//! Reads schemas from PostgreSQL's catalogue.
//!
//! The queries stand in `.sql` files beside this one; `{…}` in them marks what depends on the
//! server's version. `pg_catalog` shows all of a schema to everybody, even without `USAGE` on it and
//! unlike `information_schema` (measured on 15), so an empty answer means an empty schema.
//!
//! All queries of a reading see one snapshot. Functions that write definitions do not: they look at
//! the present and fail, or return `NULL`, for what was dropped since (measured on 15). The whole
//! reading is then done again. `LOCK TABLE`, with which pg_dump prevents it, would need `SELECT` on
//! every table and make the others wait.

mod columns;
mod constraints;
mod indexes;
mod other;
mod partitions;
mod query;
mod reading;
mod sequences;
mod tables;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::schema::Consequence;
use obmigrate_model::{Ident, ObjectPath, Schema, Unmodelled};
use serde::Deserialize;

use self::query::run;
use self::reading::Reading;
use super::request::{Request, Schemas};
use crate::{Connection, Error, ErrorKind};

/// How often the whole reading is tried while others change the schema.
const ATTEMPTS: u32 = 20;
/// What functions of the catalogue report for an object that was dropped meanwhile (measured on 15).
const INTERNAL_ERROR: &str = "XX000";

/// Reads in transactions of its own; none may be open.
pub(super) async fn read(
    connection: &mut dyn Connection,
    request: &Request,
) -> Result<BTreeMap<Ident, Schema>, Error> {
    let mut attempt = 1;
    loop {
        let answer = match query::begin(connection).await {
            Ok(()) => read_once(connection, request).await,
            Err(error) => Err(error),
        };
        let ended = connection.rollback().await;
        match answer {
            Ok(schemas) => return ended.map(|()| schemas),
            Err(error) if error.server_code() != Some(INTERNAL_ERROR) => return Err(error),
            Err(error) if attempt == ATTEMPTS => {
                let doing = "reading the catalogue while others change it";
                return Err(Error::new(ErrorKind::Conflict, doing).with_source(error));
            }
            Err(_) => attempt += 1,
        }
    }
}

async fn read_once(
    connection: &mut dyn Connection,
    request: &Request,
) -> Result<BTreeMap<Ident, Schema>, Error> {
    let found = run::<Namespace>(connection, query::SCHEMAS, &BTreeSet::new()).await?;
    let names = wanted(&found, request)?;
    let mut reading = Reading::new(request, &names);
    for namespace in found.iter().filter(|found| !found.may_use) {
        reading.report_in(&namespace.name, without_usage());
    }
    tables::read(&mut reading, run(connection, query::TABLES, &names).await?)?;
    let types = types::Types::new(run(connection, query::TYPES, &names).await?);
    let sequences = run(connection, query::SEQUENCES, &names).await?;
    let sequences = sequences::Sequences::new(sequences);
    let rows = run(connection, query::COLUMNS, &names).await?;
    columns::read(&mut reading, rows, &types, &sequences)?;
    sequences.leave(&mut reading)?;
    constraints::read(
        &mut reading,
        run(connection, query::CONSTRAINTS, &names).await?,
    )?;
    indexes::read(&mut reading, run(connection, query::INDEXES, &names).await?)?;
    other::read(&mut reading, run(connection, query::OTHER, &names).await?)?;
    types.leave(&mut reading)?;
    Ok(reading.finish())
}

#[derive(Deserialize)]
struct Namespace {
    name: Ident,
    may_use: bool,
}

/// Finds the schemas that are asked for.
fn wanted(found: &[Namespace], request: &Request) -> Result<BTreeSet<Ident>, Error> {
    let mut names: BTreeSet<Ident> = found.iter().map(|found| found.name.clone()).collect();
    match request.wanted() {
        Schemas::Named(wanted) => match wanted.difference(&names).next() {
            Some(name) => {
                let doing = format!("looking for the schema {name}");
                Err(Error::new(ErrorKind::Missing, doing))
            }
            None => Ok(wanted.clone()),
        },
        Schemas::Matching(globs) => {
            names.retain(|name| {
                !is_of_the_server(name) && globs.iter().any(|glob| glob.matches(name))
            });
            if names.is_empty() {
                let doing = "looking for schemas that match";
                return Err(Error::new(ErrorKind::Missing, doing));
            }
            Ok(names)
        }
    }
}

/// Names that begin with `pg_` are reserved (manual, "The System Catalog Schema").
fn is_of_the_server(name: &Ident) -> bool {
    name.as_str().starts_with("pg_") || name.as_str() == "information_schema"
}

fn without_usage() -> Unmodelled {
    Unmodelled {
        kind: "no privilege".to_owned(),
        path: ObjectPath::root(),
        detail: "USAGE on the schema is not granted, so no row can be read".to_owned(),
        consequence: Consequence::Reported,
        depends_on: Vec::new(),
    }
}
