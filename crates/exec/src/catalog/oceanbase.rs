//! Reads schemas from OceanBase's catalogue.
//!
//! `SHOW CREATE TABLE` is read for every table: nothing else shows all users `READ ONLY`, whether a
//! default is a text or an expression, and what an index is (`GLOBAL`, `STORING`, the columns of a
//! full-text index) (measured on 4.3.5). One query returns all its texts to a user who may read the
//! server's own tables; for others there is no way but one statement for each table (1.3 ms
//! each, measured with 1,000 tables). `information_schema` has the rest. The queries stand in `.sql`
//! files beside this one.

mod bounds;
mod columns;
mod create_table;
mod defaults;
mod keys;
mod labels;
mod list;
mod others;
mod partitions;
mod privileges;
mod reading;
mod scanner;
mod stored;

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::schema::Consequence::BlocksRebuild;
use obmigrate_model::{Dialect, Ident, ObjectPath, Schema, Table, Value, sql::Writer};

use self::columns::Shown;
use self::list::{Listed, list};
use self::privileges::{Grants, Readable};
use self::reading::Reading;
use super::fields::{self, odd};
use super::request::{Request, Schemas};
use crate::{Connection, Error, ErrorKind, collect};

/// How often a database is read while others change it.
const ATTEMPTS: u32 = 50;

pub(super) async fn read(
    connection: &mut dyn Connection,
    request: &Request,
) -> Result<BTreeMap<Ident, Schema>, Error> {
    let grants = Grants::read(connection).await?;
    let readable = Readable::read(connection).await?;
    let mut schemas = BTreeMap::new();
    for name in wanted(connection, request).await? {
        let schema = read_database(connection, &name, request, &readable, &grants).await?;
        schemas.insert(name, schema);
    }
    Ok(schemas)
}

/// Finds the databases that are asked for.
async fn wanted(
    connection: &mut dyn Connection,
    request: &Request,
) -> Result<BTreeSet<Ident>, Error> {
    let query = "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA";
    let mut there = BTreeSet::new();
    for mut row in fields::rows(connection, query, []).await? {
        there.insert(row.name()?);
    }
    match request.wanted() {
        Schemas::Named(names) => match names.difference(&there).next() {
            Some(name) => {
                let doing = format!("looking for the database {name}");
                Err(Error::new(ErrorKind::Missing, doing)
                    .with_reason("it does not exist, or the user may see nothing in it"))
            }
            None => Ok(names.clone()),
        },
        Schemas::Matching(globs) => {
            there.retain(|name| {
                !["information_schema", "mysql", "oceanbase"].contains(&name.as_str())
                    && globs.iter().any(|glob| glob.matches(name))
            });
            if there.is_empty() {
                let doing = "looking for databases that match";
                return Err(Error::new(ErrorKind::Missing, doing));
            }
            Ok(there)
        }
    }
}

/// Reads a database until nobody changed it meanwhile.
///
/// What the server shows of a table follows a moment behind its list of tables (measured on 4.3.5).
/// So shortly after a change, or if there was one meanwhile, a reading counts only if the next one
/// agrees.
async fn read_database(
    connection: &mut dyn Connection,
    name: &Ident,
    request: &Request,
    readable: &Readable,
    grants: &Grants,
) -> Result<Schema, Error> {
    let mut listed = list(connection, name).await?;
    let mut is_moving = list::is_recent(connection, &listed).await?;
    let mut previous = None;
    for _ in 0..ATTEMPTS {
        if listed.is_empty() {
            grants.prove_empty(name)?;
        }
        let takes = |table: &Ident| request.takes(name, table);
        let reading = Reading::new(name, &listed, takes);
        let result = read_tables(connection, reading, &listed, readable, grants).await;
        let again = list(connection, name).await?;
        if again != listed {
            listed = again;
            is_moving = true;
            previous = None;
            continue;
        }
        match result {
            result if !is_moving => return result,
            Ok(schema) if previous.as_ref() == Some(&schema) => return Ok(schema),
            Ok(schema) => previous = Some(schema),
            // It may come from a table that is gone, or that changed between two queries.
            Err(error) if error.kind() == ErrorKind::ConnectionLost => return Err(error),
            Err(_) => previous = None,
        }
        is_moving = list::is_recent(connection, &listed).await?;
    }
    let doing = format!("reading the database {name}");
    Err(Error::new(ErrorKind::SnapshotLost, doing)
        .with_reason(format!("it changed during each of {ATTEMPTS} readings")))
}

async fn read_tables(
    connection: &mut dyn Connection,
    mut reading: Reading,
    listed: &BTreeMap<Ident, Listed>,
    readable: &Readable,
    grants: &Grants,
) -> Result<Schema, Error> {
    let name = reading.database.clone();
    let mut columns = BTreeMap::<Ident, Vec<Shown>>::new();
    for row in fields::rows(connection, include_str!("oceanbase/columns.sql"), [&name]).await? {
        let (table, column) = Shown::read(row)?;
        columns.entry(table).or_default().push(column);
    }
    let query = include_str!("oceanbase/broken_indexes.sql");
    for mut row in fields::rows(connection, query, [&name]).await? {
        reading.broken.insert((row.name()?, row.name()?));
    }
    reading.stored = stored::read(connection, &name, readable).await?;
    let mut texts = create_tables(connection, &reading, readable).await?;
    for table in reading.takes.clone() {
        let (Some(text), Some(columns), Some(listed)) = (
            texts.remove(&table),
            columns.remove(&table),
            listed.get(&table),
        ) else {
            return Err(odd(&format!("the table {table} is not shown")));
        };
        let described = describe(&mut reading, &table, listed, columns, &text)?;
        reading.tables.insert(table, described);
    }
    others::read(connection, &mut reading, readable, grants).await?;
    reading.report_hidden(grants);
    Ok(Schema {
        dialect: Dialect::OceanBase,
        tables: reading.tables,
        sequences: reading.sequences,
        unmodelled: reading.unmodelled,
    })
}

/// Reads what `SHOW CREATE TABLE` writes for each table.
async fn create_tables(
    connection: &mut dyn Connection,
    reading: &Reading,
    readable: &Readable,
) -> Result<BTreeMap<Ident, Vec<u8>>, Error> {
    let mut texts = BTreeMap::new();
    if readable.has_with_tables(&["__all_virtual_show_create_table"]) {
        let query = include_str!("oceanbase/create_tables.sql");
        for mut row in fields::rows(connection, query, [&reading.database]).await? {
            let table = row.name()?;
            texts.insert(table, stored::bytes(row.value()?)?.unwrap_or_default());
        }
        return Ok(texts);
    }
    for table in &reading.takes {
        let mut sql = Writer::new(Dialect::OceanBase);
        sql.kw("SHOW CREATE TABLE ").ident(&reading.database);
        sql.kw(".").ident(table);
        let rows = collect(connection, &sql.finish()).await?;
        let text = rows
            .into_iter()
            .next()
            .and_then(|row| row.into_iter().nth(1));
        let text = stored::bytes(text.unwrap_or(Value::Null))?;
        texts.insert(table.clone(), text.unwrap_or_default());
    }
    Ok(texts)
}

/// Puts a table together.
fn describe(
    reading: &mut Reading,
    name: &Ident,
    listed: &Listed,
    columns: Vec<Shown>,
    text: &[u8],
) -> Result<Table, Error> {
    let hints = columns
        .iter()
        .map(|column| (&column.name, &column.hint))
        .collect();
    let mut written = create_table::parse(text, &hints).map_err(|position| {
        odd(&format!(
            "SHOW CREATE TABLE of {name} cannot be read from byte {position} on"
        ))
    })?;
    let path = ObjectPath::table(name);
    let mut table = Table {
        comment: listed.comment.clone(),
        ..Table::default()
    };
    for column in columns {
        let Some(written) = written.columns.remove(&column.name) else {
            let reason = format!("SHOW CREATE TABLE shows no column {}.{}", name, column.name);
            return Err(odd(&reason));
        };
        let column = self::columns::column(reading, name, column, written);
        table.columns.push(column);
    }
    if let Some(column) = written.columns.keys().next() {
        let reason = format!("only SHOW CREATE TABLE shows a column {name}.{column}");
        return Err(odd(&reason));
    }
    table.options.access = written.options.access;
    table.options.charset = written.options.charset;
    table.options.collation.clone_from(&listed.collation);
    table.options.auto_increment = written.options.auto_increment.filter(|next| *next != 1);
    for words in written.options.strange {
        reading.report("table option", path.clone(), words, BlocksRebuild);
    }
    for words in written.strange {
        reading.report("part of a table", path.clone(), words, BlocksRebuild);
    }
    for key in written.keys {
        keys::add(reading, name, &mut table, key);
    }
    for (key_name, key) in written.foreign_keys {
        keys::add_foreign_key(reading, name, &mut table, key_name, key);
    }
    table.checks.extend(written.checks);
    if !written.partitions.is_empty() {
        let stored = reading.stored.partitions.remove(name);
        table.partitioning = partitions::read(written.partitions, stored, &table);
        if table.partitioning.is_none() {
            let detail = String::from_utf8_lossy(written.partitions).into_owned();
            let kind = "partitions that may be read in two ways";
            reading.report(kind, path.join("partitioning"), detail, BlocksRebuild);
        }
    }
    Ok(table)
}
