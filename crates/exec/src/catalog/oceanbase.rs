//! Reads a schema from OceanBase's catalogue.
//!
//! The queries stand in `.sql` files beside this one. Of what a rebuild would lose, the catalogue of
//! 4.3.5 does not show `READ ONLY`, index attributes (`GLOBAL`, `STORING`) and table options
//! (measured), so they are not reported either.

mod columns;
mod create_table;
mod defaults;
mod keys;
mod privileges;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::Value;
use obmigrate_model::schema::Consequence;
use obmigrate_model::{
    Dialect, Ident, ObjectPath, Schema, Statement, Table, Unmodelled, sql::Writer,
};

use super::fields::{self, Fields};
use crate::{Connection, Error, collect};

pub(super) async fn read(
    connection: &mut dyn Connection,
    name: &Ident,
    exclude: &BTreeSet<Ident>,
) -> Result<Schema, Error> {
    privileges::check_database(connection, name).await?;
    let mut reading = Reading::default();
    let mut run = async |query: &str| fields::rows(connection, query, name.as_str()).await;
    for row in run(include_str!("oceanbase/tables.sql")).await? {
        reading.table(row, exclude)?;
    }
    let mut unclear = Vec::new();
    for row in run(include_str!("oceanbase/columns.sql")).await? {
        unclear.extend(columns::read(&mut reading, row)?);
    }
    keys::indexes(
        &mut reading,
        run(include_str!("oceanbase/indexes.sql")).await?,
    )?;
    let rows = run(include_str!("oceanbase/foreign_keys.sql")).await?;
    keys::foreign_keys(&mut reading, rows, name)?;
    for row in run(include_str!("oceanbase/checks.sql")).await? {
        keys::check(&mut reading, row)?;
    }
    for row in run(include_str!("oceanbase/other.sql")).await? {
        reading.other(row, exclude)?;
    }
    settle_defaults(connection, name, &mut reading, unclear).await?;
    if !privileges::sees_everything(connection, name).await? {
        reading.report(
            "hidden tables",
            ObjectPath::root(),
            "the user holds privileges on single tables only and does not see the others",
            Consequence::Reported,
        );
    }
    Ok(Schema {
        dialect: Dialect::OceanBase,
        tables: reading.tables,
        unmodelled: reading.unmodelled,
    })
}

/// Looks at the tables alone in which a default may be a text or an expression.
async fn settle_defaults(
    connection: &mut dyn Connection,
    database: &Ident,
    reading: &mut Reading,
    unclear: Vec<columns::Unclear>,
) -> Result<(), Error> {
    let mut by_table = BTreeMap::<Ident, Vec<Ident>>::new();
    for column in unclear {
        by_table
            .entry(column.table)
            .or_default()
            .push(column.column);
    }
    for (table_name, columns) in by_table {
        let rows = collect(connection, &show_create_table(database, &table_name)).await?;
        let defaults = match rows.first().and_then(|row| row.get(1)) {
            Some(Value::Text(text)) => create_table::defaults(text),
            // A default of a binary column stands there as raw bytes (measured on 4.3.5).
            Some(Value::Bytes(bytes)) => create_table::defaults(&String::from_utf8_lossy(bytes)),
            Some(Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Number(_)) | None => {
                return Err(fields::odd("SHOW CREATE TABLE shows no text"));
            }
        };
        let Some(table) = reading.tables.get_mut(&table_name) else {
            continue;
        };
        for name in columns {
            let Some(default) = defaults.get(name.as_str()) else {
                let path = ObjectPath::column(&table_name, &name);
                let reason = format!("SHOW CREATE TABLE shows no default of {path}");
                return Err(fields::odd(&reason));
            };
            if let Some(column) = table.columns.get_mut(&name) {
                defaults::settle(column, default);
            }
        }
    }
    Ok(())
}

fn show_create_table(database: &Ident, table: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SHOW CREATE TABLE ")
        .ident(database)
        .kw(".")
        .ident(table);
    sql.finish()
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

    fn table(&mut self, mut row: Fields, exclude: &BTreeSet<Ident>) -> Result<(), Error> {
        let name = row.name()?;
        let kind = row.text()?;
        let comment = row.optional_text()?.filter(|text| !text.is_empty());
        if kind.ends_with("VIEW") || exclude.contains(&name) {
            return Ok(());
        }
        let table = Table {
            comment,
            ..Table::default()
        };
        self.tables.insert(name, table);
        Ok(())
    }

    fn other(&mut self, mut row: Fields, exclude: &BTreeSet<Ident>) -> Result<(), Error> {
        let kind = row.text()?;
        let table = row.optional_name()?;
        let name = row.text()?;
        let detail = row.text()?;
        let group = match kind.as_str() {
            "view" => "views",
            "trigger" => "triggers",
            "partitions" => "partitions",
            _ => "routines",
        };
        let (path, consequence) = match table {
            Some(table) if exclude.contains(&table) => return Ok(()),
            Some(table) => (
                ObjectPath::table(&table).join(group).join(&name),
                Consequence::BlocksRebuild,
            ),
            None => (
                ObjectPath::root().join(group).join(&name),
                Consequence::Reported,
            ),
        };
        self.report(&kind, path, detail, consequence);
        Ok(())
    }
}
