//! Counts the rows that a change would lose, change or be refused for.

mod cast;
mod oceanbase;
mod pattern;
mod postgres;

use obmigrate_model::constraint::MatchType;
use obmigrate_model::index::Nulls;
use obmigrate_model::probe::{Condition, KeyPart};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, ObjectPath, Probe, Statement};

use crate::error::Error;
use crate::gate;
use crate::render::parts;

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
    let table = &probe.table;
    let fail = |reason| Error::UnsupportedProbe {
        path: ObjectPath::table(table),
        reason,
        dialect,
    };
    let mut sql = Writer::new(dialect);
    if let Condition::Duplicates {
        parts,
        predicate,
        nulls,
    } = &probe.condition
    {
        if parts.is_empty() {
            return Err(fail("a key without columns"));
        }
        write_duplicates(&mut sql, table, parts, predicate.as_deref(), *nulls);
    } else if let Condition::Orphans {
        columns,
        parent_schema,
        parent,
        parent_columns,
        match_type,
    } = &probe.condition
    {
        if columns.is_empty() || columns.len() != parent_columns.len() {
            return Err(fail("a reference without as many columns on each side"));
        }
        write_orphans(
            &mut sql,
            table,
            columns,
            (parent_schema.as_ref(), parent, parent_columns),
            *match_type,
        );
    } else {
        sql.kw("SELECT count(*) FROM ").ident(table);
        if probe.condition != Condition::EveryRow {
            sql.kw(" WHERE ");
            write_condition(&mut sql, &probe.condition).map_err(|Unsupported(what)| fail(what))?;
        }
    }
    let statement = sql.finish();
    gate::check_query(&statement, dialect).map_err(|why| Error::Gate {
        path: ObjectPath::table(table),
        why,
    })?;
    Ok(statement)
}

/// Says what a dialect has no words for.
pub(super) struct Unsupported(pub(super) &'static str);

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

/// Adds up the rows of the keys that stand more than once.
fn write_duplicates(
    sql: &mut Writer,
    table: &Ident,
    parts: &[KeyPart],
    predicate: Option<&str>,
    nulls: Nulls,
) {
    let hint = hint(sql.dialect());
    sql.kw("SELECT ")
        .kw(hint)
        .kw("coalesce(sum(d.n), 0) FROM (SELECT ");
    sql.kw(hint).kw("count(*) AS n FROM ").ident(table);
    let mut word = " WHERE ";
    if let Some(predicate) = predicate {
        sql.kw(word).kw("(").expression(predicate).kw(")");
        word = " AND ";
    }
    match nulls {
        Nulls::Distinct => {
            sql.kw(word).separated(" AND ", parts, |sql, part| {
                parts::key(sql, &part.key);
                sql.kw(" IS NOT NULL");
            });
        }
        Nulls::NotDistinct => {}
    }
    sql.kw(" GROUP BY ").comma(parts, write_part);
    sql.kw(" HAVING count(*) > 1) d");
}

fn write_part(sql: &mut Writer, part: &KeyPart) {
    if let Some(prefix) = part.prefix {
        sql.kw("left(");
        parts::key(sql, &part.key);
        sql.kw(", ").number(prefix).kw(")");
    } else {
        parts::key(sql, &part.key);
    }
    if let Some(collation) = &part.collation {
        sql.kw(" COLLATE ").expression(collation);
    }
}

/// Counts the rows that reference nothing, and with `MATCH FULL` those that do so in part.
fn write_orphans(
    sql: &mut Writer,
    table: &Ident,
    columns: &[Ident],
    (parent_schema, parent, parent_columns): (Option<&Ident>, &Ident, &[Ident]),
    match_type: MatchType,
) {
    let hint = hint(sql.dialect());
    sql.kw("SELECT ").kw(hint).kw("count(*) FROM ").ident(table);
    sql.kw(" c LEFT JOIN ");
    if let Some(schema) = parent_schema {
        sql.ident(schema).kw(".");
    }
    sql.ident(parent).kw(" p ON ");
    let pairs = columns.iter().zip(parent_columns);
    sql.separated(" AND ", pairs, |sql, (child, parent)| {
        sql.kw("c.").ident(child).kw(" = p.").ident(parent);
    });
    sql.kw(" WHERE (");
    write_each(sql, " AND ", columns, " IS NOT NULL");
    // A matching row has a value in each referenced column, so looking at one is enough.
    for parent in parent_columns.iter().take(1) {
        sql.kw(" AND p.").ident(parent).kw(" IS NULL");
    }
    sql.kw(")");
    match match_type {
        MatchType::Simple => {}
        MatchType::Full => {
            sql.kw(" OR ((");
            write_each(sql, " OR ", columns, " IS NULL");
            sql.kw(") AND (");
            write_each(sql, " OR ", columns, " IS NOT NULL");
            sql.kw("))");
        }
    }
}

fn write_each(sql: &mut Writer, word: &'static str, columns: &[Ident], test: &'static str) {
    sql.separated(word, columns, |sql, column| {
        sql.kw("c.").ident(column).kw(test);
    });
}

/// Forbids rewriting: OceanBase trusts a foreign key that exists, even one whose creation failed,
/// and then finds no orphans (4.3.5, measured).
const fn hint(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::OceanBase => "/*+ no_rewrite */ ",
        Dialect::Postgres => "",
    }
}
