//! Fills tables of PostgreSQL beside their originals with `psql`, and compares them.

use obmigrate_model::plan::{Copy, Mapping};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, ServerVersion, Statement};

use super::postgres::column;
use super::script::Script;
use crate::alter::conversion;
use crate::render::postgres::types;

/// Writes the copy in pieces that are committed each by itself; run again, it starts over.
pub(super) fn copy(script: &mut Script, copy: &Copy) {
    script.comment("Run again, this file starts over: it empties the new table first.");
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("TRUNCATE TABLE ").ident(&copy.into);
    script.statement(&sql.finish());
    if copy.key.is_empty() {
        script.comment("There is no key to walk the rows by, so they go in one statement.");
        script.statement(&copy.statement);
        return;
    }
    script.comment(
        "The query prints a statement for each piece, in the order of the key, and psql executes each.",
    );
    script.line(pieces(copy).sql());
    script.line("\\gexec");
}

/// Writes the query that prints a statement for each piece: from behind the end of the one before to
/// its own end, which the last one has none of.
fn pieces(copy: &Copy) -> Statement {
    let mut key = Writer::new(Dialect::Postgres);
    key.paren(|sql| {
        sql.idents(&copy.key);
    });
    let key = key.finish();
    let bound = |sql: &mut Writer, comparison: &str| {
        sql.string(&format!(" AND {} {comparison} ", key.sql()));
    };
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("SELECT ")
        .string(&format!("{} WHERE true", copy.statement.sql()));
    sql.kw("\n  || coalesce(");
    bound(&mut sql, ">");
    sql.kw(" || lag(piece.last) OVER (ORDER BY piece.n), '')\n  || coalesce(");
    bound(&mut sql, "<=");
    sql.kw(" || piece.last, '')\nFROM (SELECT n, '(' || ");
    for position in 0..copy.key.len() {
        sql.kw(if position > 0 { " || ', ' || " } else { "" });
        sql.kw("quote_literal(");
        column(&mut sql, position);
        sql.kw("::text)");
    }
    sql.kw(" || ')' AS last\n  FROM (SELECT ").idents(&copy.key);
    sql.kw(", row_number() OVER (ORDER BY ").idents(&copy.key);
    sql.kw(") AS n FROM ").ident(&copy.from);
    sql.kw(") AS numbered (").comma(0..copy.key.len(), column);
    sql.kw(", n)\n  WHERE n % ").number(copy.chunk_rows);
    sql.kw(" = 0\n  UNION ALL SELECT NULL, NULL) AS piece\nORDER BY piece.n");
    sql.finish()
}

/// Writes the comparison of a copy with its original, every value by its text.
pub(super) fn compare(script: &mut Script, copy: &Copy, version: ServerVersion) {
    let sides = Sides {
        original: texts(&copy.columns, &copy.from, |sql, mapping| {
            converted(sql, mapping, version);
        }),
        copy: texts(&copy.columns, &copy.into, |sql, mapping| {
            sql.ident(&mapping.column);
        }),
    };
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("SELECT count(*) > 0 AS obmigrate_differs FROM (SELECT 1 FROM ");
    sides.missing(&mut sql);
    sql.kw(" AS missing\nUNION ALL SELECT 1 FROM ");
    sides.surplus(&mut sql);
    sql.kw(" AS surplus) AS differing");
    script.line(sql.finish().sql());
    script.line("\\gset");
    script.line("\\if :obmigrate_differs");
    type Side = fn(&Sides, &mut Writer);
    let lists: [(_, Side); 2] = [
        ("Rows of the original that the copy lacks:", Sides::missing),
        ("Rows that the copy alone has:", Sides::surplus),
    ];
    for (title, side) in lists {
        script.line(&format!("\\echo {title}"));
        let mut sql = Writer::new(Dialect::Postgres);
        sql.kw("SELECT * FROM ");
        side(&sides, &mut sql);
        sql.kw(" AS differing LIMIT 10");
        script.statement(&sql.finish());
    }
    script.line(
        "DO $$BEGIN RAISE EXCEPTION 'obmigrate: the copy has other rows than the original'; END$$;",
    );
    script.line("\\endif");
}

/// Holds a query for each side.
struct Sides {
    original: Statement,
    copy: Statement,
}

impl Sides {
    fn missing(&self, sql: &mut Writer) {
        except(sql, &self.original, &self.copy);
    }

    fn surplus(&self, sql: &mut Writer) {
        except(sql, &self.copy, &self.original);
    }
}

fn except(sql: &mut Writer, these: &Statement, those: &Statement) {
    sql.kw("(").expression(these.sql());
    sql.kw("\nEXCEPT ALL ").expression(those.sql()).kw(")");
}

/// Writes the query of all rows, as texts: not every type can be compared, and of some, as of some
/// collations, values that are equal are not the same.
fn texts(columns: &[Mapping], table: &Ident, value: impl Fn(&mut Writer, &Mapping)) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("SELECT ");
    for (position, mapping) in columns.iter().enumerate() {
        sql.kw(if position > 0 { ", (" } else { "(" });
        value(&mut sql, mapping);
        sql.kw(")::text COLLATE \"C\" AS ").ident(&mapping.column);
    }
    if columns.is_empty() {
        sql.kw("1");
    }
    sql.kw(" FROM ").ident(table);
    sql.finish()
}

/// Writes what the original's value has to become.
fn converted(sql: &mut Writer, mapping: &Mapping, version: ServerVersion) {
    let (from, to) = (&mapping.source_type, &mapping.data_type);
    // A plan with another one was refused.
    if let Some(conversion) = conversion::of(from, to) {
        conversion::write(sql, &mapping.source_column, to, conversion, version);
    }
    if from != to {
        sql.kw("::");
        types::write(sql, to, version);
    }
}
