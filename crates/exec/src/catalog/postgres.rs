//! Reads a schema from PostgreSQL's catalogue.
//!
//! The queries stand in `.sql` files beside this one; `{…}` in them marks what depends on the
//! server's version. `pg_catalog` shows all of a schema to everybody, unlike `information_schema`
//! (measured on 15), so an empty answer means an empty schema.

mod columns;
mod constraints;
mod indexes;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::schema::Consequence;
use obmigrate_model::{Dialect, Ident, ObjectPath, Schema, Table, Unmodelled};

use super::fields;
use crate::{Connection, Error, ErrorKind};

/// How often the whole reading is tried while others change the schema.
const ATTEMPTS: u32 = 3;
/// What functions of the catalogue report for an object that was dropped meanwhile (measured on 15).
const INTERNAL_ERROR: &str = "XX000";

pub(super) async fn read(
    connection: &mut dyn Connection,
    name: &Ident,
    exclude: &BTreeSet<Ident>,
) -> Result<Schema, Error> {
    let mut attempt = 1;
    loop {
        match read_once(connection, name, exclude).await {
            Err(error) if error.server_code() == Some(INTERNAL_ERROR) && attempt < ATTEMPTS => {
                attempt += 1;
            }
            other => return other,
        }
    }
}

async fn read_once(
    connection: &mut dyn Connection,
    name: &Ident,
    exclude: &BTreeSet<Ident>,
) -> Result<Schema, Error> {
    let version = connection.target().version.major;
    let exists = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
    if fields::rows(connection, exists, name.as_str())
        .await?
        .is_empty()
    {
        return Err(Error::new(
            ErrorKind::Missing,
            format!("looking for the schema {name}"),
        ));
    }
    let mut reading = Reading::default();
    let mut run = async |query: &str| fields::rows(connection, query, name.as_str()).await;
    for row in run(include_str!("postgres/tables.sql")).await? {
        reading.table(row, exclude)?;
    }
    let query = include_str!("postgres/columns.sql").replace(
        "{attgenerated}",
        if version >= 12 {
            "a.attgenerated"
        } else {
            "''"
        },
    );
    for row in run(&query).await? {
        columns::read(&mut reading, row)?;
    }
    for row in run(&constraints::query(version)).await? {
        constraints::read(&mut reading, row, name)?;
    }
    for row in run(&indexes::query(version)).await? {
        indexes::read(&mut reading, row)?;
    }
    for row in run(include_str!("postgres/other.sql")).await? {
        reading.other(row, exclude)?;
    }
    Ok(Schema {
        dialect: Dialect::Postgres,
        tables: reading.tables,
        unmodelled: reading.unmodelled,
    })
}

/// Collects what was read so far.
#[derive(Default)]
struct Reading {
    tables: BTreeMap<Ident, Table>,
    unmodelled: Vec<Unmodelled>,
}

impl Reading {
    fn report(
        &mut self,
        kind: &str,
        path: ObjectPath,
        detail: impl Into<String>,
        consequence: Consequence,
    ) {
        self.unmodelled.push(Unmodelled {
            kind: kind.to_owned(),
            path,
            detail: detail.into(),
            consequence,
        });
    }

    fn table(&mut self, mut row: fields::Fields, exclude: &BTreeSet<Ident>) -> Result<(), Error> {
        let name = row.name()?;
        let kind = row.text()?;
        let is_partition = row.truth()?;
        let has_row_security = row.truth()?;
        let persistence = row.text()?;
        let comment = row.optional_text()?;
        let partition_key = row.optional_text()?;
        let parents = row.names()?;
        let path = ObjectPath::table(&name);
        // A partition is part of its parent.
        if exclude.contains(&name) || is_partition {
            return Ok(());
        }
        if kind == "f" {
            self.report("foreign table", path, "", Consequence::Reported);
            return Ok(());
        }
        let mut blocks =
            |kind, detail| self.report(kind, path.clone(), detail, Consequence::BlocksRebuild);
        if let Some(key) = partition_key {
            blocks("partitions", format!("by {key}"));
        }
        if has_row_security {
            blocks("row security", String::new());
        }
        for parent in &parents {
            blocks("inheritance", format!("it inherits from {parent}"));
        }
        if persistence == "u" {
            self.report("unlogged table", path, "", Consequence::Reported);
        }
        for parent in parents {
            let detail = format!("{name} inherits from it, so reading it reads {name} too");
            let path = ObjectPath::table(&parent);
            self.report("inheritance", path, detail, Consequence::BlocksRebuild);
        }
        self.tables.insert(
            name,
            Table {
                comment,
                ..Table::default()
            },
        );
        Ok(())
    }

    fn other(&mut self, mut row: fields::Fields, exclude: &BTreeSet<Ident>) -> Result<(), Error> {
        let kind = row.text()?;
        let relation = row.optional_name()?;
        let name = row.text()?;
        let detail = row.text()?;
        let (path, consequence) = match relation {
            Some(table) if exclude.contains(&table) => return Ok(()),
            Some(table) if self.tables.contains_key(&table) => (
                ObjectPath::table(&table).join(group(&kind)).join(&name),
                Consequence::BlocksRebuild,
            ),
            Some(relation) => (
                ObjectPath::root()
                    .join("relations")
                    .join(relation.as_str())
                    .join(group(&kind))
                    .join(&name),
                Consequence::Reported,
            ),
            None => (
                ObjectPath::root().join(group(&kind)).join(&name),
                Consequence::Reported,
            ),
        };
        self.report(&kind, path, detail, consequence);
        Ok(())
    }
}

/// Names the part of a path under which objects of a kind stand.
fn group(kind: &str) -> &'static str {
    match kind {
        "view" | "materialized view" => "views",
        "trigger" => "triggers",
        "rule" => "rules",
        "row security policy" => "policies",
        "extended statistics" => "statistics",
        "function" => "functions",
        "sequence" => "sequences",
        _ => "types",
    }
}
