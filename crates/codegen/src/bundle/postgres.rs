//! Brings rows from PostgreSQL: a script for `psql` that writes a script for the `mysql` client.
//!
//! `LOAD DATA LOCAL` would take wrong values without a word even in strict mode, and skip duplicates
//! (OceanBase 4.3.5, measured); `INSERT` refuses both.

use obmigrate_model::plan::{Copy, TablePlan};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Statement};

use super::copying::start_over;
use super::name::Procedure;
use super::script::Script;
use crate::mapping::{self, Output};
use crate::session::session;

/// Bytes of rows in one `INSERT`: well under the 16 MiB that the server takes.
const STATEMENT_BYTES: u32 = 1 << 20;

/// Writes the statements for `psql` that print the statements which load the rows.
pub(super) fn load(
    script: &mut Script,
    procedure: &Procedure,
    copy: &Copy,
    table: Option<&TablePlan>,
) {
    script.comment(
        "Not for the mysql client: psql runs this file on PostgreSQL and prints a script that loads \
         the rows, as README.md shows. Run again, that script starts over: it empties the new table \
         first. All rows are of one moment.",
    );
    open(script);
    let mut before = Script::default();
    before.session();
    before.run_procedure(procedure, |sql| {
        sql.kw("BEGIN\n");
        start_over(sql, copy, table);
        sql.kw("END");
    });
    before.write(|sql| {
        sql.kw("START TRANSACTION");
    });
    print(script, &before.finish());
    script.statement(&inserts(copy));
    print_count_check(script, procedure, copy, "COMMIT;\n");
    script.statement(&Statement::new("COMMIT"));
}

/// Writes the statements for `psql` that print a comparison of the numbers of rows.
pub(super) fn compare(script: &mut Script, procedure: &Procedure, copy: &Copy) {
    script.comment(
        "Not for the mysql client: psql runs this file on PostgreSQL and prints a script that compares \
         the numbers of rows, as README.md shows. The values are not compared: plain SQL sees one \
         server only. Each was taken by an INSERT in strict mode, which refuses what it cannot store \
         but rounds what is finer than its column.",
    );
    open(script);
    let mut before = Script::default();
    before.session();
    print(script, &before.finish());
    print_count_check(script, procedure, copy, "");
    script.statement(&Statement::new("COMMIT"));
}

fn open(script: &mut Script) {
    script.blank();
    for setting in session(Dialect::Postgres) {
        script.statement(&setting);
    }
    script.line("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;");
    script.blank();
}

/// Writes the query that prints a text.
fn print(script: &mut Script, text: &str) {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("SELECT ").string(text);
    script.statement(&sql.finish());
}

/// Writes the query that prints the statements which compare the numbers of rows.
fn print_count_check(
    script: &mut Script,
    procedure: &Procedure,
    copy: &Copy,
    before: &'static str,
) {
    let mut check = Script::default();
    check.write(|sql| {
        sql.kw("SELECT @obmigrate_rows AS rows_before, COUNT(*) AS rows_after FROM ");
        sql.ident(&copy.into);
    });
    check.write(|sql| {
        sql.kw("SET @obmigrate_missing = @obmigrate_rows - (SELECT COUNT(*) FROM ");
        sql.ident(&copy.into).kw(")");
    });
    check.fail_unless_zero(
        procedure,
        "@obmigrate_missing",
        "obmigrate: the copy has another number of rows than the original",
    );
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("SELECT ")
        .string(before)
        .kw(" || 'SET @obmigrate_rows = ' || count(*) || ");
    sql.string(";\n").kw(" || ").string(&check.finish());
    sql.kw(" FROM ").ident(&copy.from);
    script.statement(&sql.finish());
}

/// Writes the query that prints all rows as `INSERT` statements of bounded size.
fn inserts(copy: &Copy) -> Statement {
    let mut start = Writer::new(Dialect::OceanBase);
    start.kw("INSERT INTO ").ident(&copy.into).kw(" ");
    start.paren(|sql| {
        sql.idents(copy.columns.iter().map(|mapping| &mapping.column));
    });
    start.kw(" VALUES\n");
    let start = start.finish();

    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("SELECT CASE WHEN part IS DISTINCT FROM lag(part) OVER (ORDER BY n) THEN ");
    sql.string(start.sql()).kw(" ELSE '' END || line || ");
    sql.kw("CASE WHEN part IS DISTINCT FROM lead(part) OVER (ORDER BY n) THEN ';' ELSE ',' END");
    sql.kw("\nFROM (SELECT n, line, div(sum(octet_length(line)) OVER (ORDER BY n), ");
    sql.number(STATEMENT_BYTES).kw(") AS part");
    sql.kw("\nFROM (SELECT row_number() OVER () AS n, '(' || ");
    for (position, mapping) in copy.columns.iter().enumerate() {
        sql.kw(if position > 0 { " || ', ' || " } else { "" });
        literal(&mut sql, mapping::postgres_output(mapping), position);
    }
    sql.kw(" || ')' AS line\nFROM (")
        .expression(copy.statement.sql());
    sql.kw(") AS r (").comma(0..copy.columns.len(), column);
    sql.kw(")) AS lines) AS parts\nORDER BY n");
    sql.finish()
}

/// Names a column by its position, since its own name may be any.
pub(super) fn column(sql: &mut Writer, position: usize) {
    sql.kw("c").expression(&(position + 1).to_string());
}

/// Writes what makes a literal of OceanBase out of a value.
fn literal(sql: &mut Writer, output: Output, position: usize) {
    sql.kw("coalesce(");
    match output {
        Output::Number => {
            column(sql, position);
            sql.kw("::text");
        }
        Output::Bytes => {
            sql.kw("'x''' || encode(");
            column(sql, position);
            sql.kw(", 'hex') || ''''");
        }
        // psql leaves characters out that Unicode gives no meaning, such as U+10FFFF (psql 15,
        // measured), so whatever is more than plain ASCII goes as its bytes.
        Output::Text => {
            sql.kw("CASE WHEN ");
            column(sql, position);
            sql.kw(r#" COLLATE "C" ~ '[^ -~]' THEN '_utf8mb4 x''' || encode(convert_to("#);
            column(sql, position);
            sql.kw(", 'UTF8'), 'hex') || '''' ELSE '''' || replace(replace(");
            column(sql, position);
            sql.kw(r", '\', '\\'), '''', '''''') || '''' END");
        }
    }
    sql.kw(", 'NULL')");
}
