//! Counts the rows that a change would lose, change or be refused for, and lists them.

mod cast;
mod columns;
mod duplicates;
mod oceanbase;
mod offenders;
mod orphans;
mod pattern;
mod postgres;

use obmigrate_model::probe::Condition;
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, ObjectPath, Probe, Statement};

use self::duplicates::Duplicates;
pub use self::offenders::offenders;
use self::orphans::Orphans;
use crate::error::Error;
use crate::gate;

/// Writes the statement that counts the rows which meet a condition: one row with one number.
///
/// The statement reads the table once, or twice for keys, and changes nothing. On OceanBase it
/// fails on a text of JSON that is nested more than a hundred levels deep (error 3157; 4.3.5,
/// measured).
///
/// # Errors
/// `codegen/unsupported-probe` if the dialect has no words for the condition; `codegen/gate` if the
/// statement does not parse, which an expression that was handed in can bring about.
pub fn probe(probe: &Probe, dialect: Dialect) -> Result<Statement, Error> {
    write(probe, dialect, |sql, rows| {
        match rows {
            Rows::Each(condition) => {
                sql.kw("SELECT count(*)");
                write_rows(sql, &probe.table, condition)?;
            }
            Rows::Duplicates(duplicates) => duplicates.write_count(sql),
            Rows::Orphans(orphans) => orphans.write_count(sql),
        }
        Ok(())
    })
}

/// Writes a query about the rows that meet a condition, and has it parsed.
fn write(
    probe: &Probe,
    dialect: Dialect,
    query: impl FnOnce(&mut Writer, &Rows<'_>) -> Result<(), Unsupported>,
) -> Result<Statement, Error> {
    let path = || ObjectPath::table(&probe.table);
    let mut sql = Writer::new(dialect);
    Rows::of(probe)
        .and_then(|rows| query(&mut sql, &rows))
        .map_err(|Unsupported(reason)| Error::UnsupportedProbe {
            path: path(),
            reason,
            dialect,
        })?;
    let statement = sql.finish();
    gate::check_query(&statement, dialect).map_err(|why| Error::Gate { path: path(), why })?;
    Ok(statement)
}

/// Are the rows that a condition means, by what has to be read to find them.
enum Rows<'a> {
    /// Each row is told by itself.
    Each(&'a Condition),
    /// Rows are compared with the others of their table.
    Duplicates(Duplicates<'a>),
    /// Rows are compared with those of another table.
    Orphans(Orphans<'a>),
}

impl<'a> Rows<'a> {
    fn of(probe: &'a Probe) -> Result<Self, Unsupported> {
        let table = &probe.table;
        if let Condition::Duplicates {
            parts,
            predicate,
            nulls,
        } = &probe.condition
        {
            let predicate = predicate.as_deref();
            Duplicates::new(table, parts, predicate, *nulls).map(Self::Duplicates)
        } else if let Condition::Orphans {
            columns,
            parent_schema,
            parent,
            parent_columns,
            match_type,
        } = &probe.condition
        {
            let parent = (parent_schema.as_ref(), parent, parent_columns.as_slice());
            Orphans::new(table, columns, parent, *match_type).map(Self::Orphans)
        } else {
            Ok(Self::Each(&probe.condition))
        }
    }
}

/// Says what a dialect has no words for.
pub(super) struct Unsupported(pub(super) &'static str);

/// Writes the table and which of its rows are meant.
fn write_rows(sql: &mut Writer, table: &Ident, condition: &Condition) -> Result<(), Unsupported> {
    sql.kw(" FROM ").ident(table);
    if *condition == Condition::EveryRow {
        return Ok(());
    }
    sql.kw(" WHERE ");
    write_condition(sql, condition)
}

fn write_condition(sql: &mut Writer, condition: &Condition) -> Result<(), Unsupported> {
    match sql.dialect() {
        Dialect::OceanBase => oceanbase::write(sql, condition),
        Dialect::Postgres => postgres::write(sql, condition),
    }
}

/// Writes conditions of which one must hold.
pub(super) fn write_any(sql: &mut Writer, conditions: &[Condition]) -> Result<(), Unsupported> {
    if conditions.is_empty() {
        sql.kw("1 = 0");
    }
    for (position, condition) in conditions.iter().enumerate() {
        sql.kw(if position == 0 { "(" } else { " OR (" });
        write_condition(sql, condition)?;
        sql.kw(")");
    }
    Ok(())
}

/// Forbids rewriting: OceanBase trusts a foreign key that exists, even one whose creation failed,
/// and then finds no orphans (4.3.5, measured).
const fn hint(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::OceanBase => "/*+ no_rewrite */ ",
        Dialect::Postgres => "",
    }
}
