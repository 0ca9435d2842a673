//! Compares every row of a copy with its original, on the server.
//!
//! Both tables are read into one list, the rows of the original counted as 1 and those of the copy
//! as -1, and equal rows are added up: what is left is in one of them only. This works with any key
//! and without one, and counts equal rows.

use obmigrate_model::plan::{Copy, Mapping, TablePlan};
use obmigrate_model::sql::Writer;
use obmigrate_model::{DataType, Dialect, Ident};

use super::pieces::{Pieces, free_prefix};
use super::script::{Script, signal};
use crate::bundle::name::Procedure;
use crate::mapping::{is_written_out, write_oceanbase_read};

/// Names what is compared in place of two values, so that equal values are equal and others are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The values themselves: numbers, days and times.
    Plain,
    /// The bytes: comparing texts ignores blanks at the end, and maybe case and accents.
    Bytes,
    /// A digest of the bytes, which may be many.
    Digest,
    /// The bytes of the server's text.
    Text,
    /// A digest of the server's text: of a JSON document, the same for the same value.
    TextDigest,
    /// A double: as a float a number shows 6 digits (OceanBase 4.3.5, measured).
    Double,
    /// Bits as a number.
    Number,
    /// A digest of a list inside a JSON document: a list cannot be cast (error 5083, measured).
    List,
}

/// Compares a copy with its original, piece by piece where both are sorted alike, and ends with an
/// error if any row differs.
pub(super) fn compare(
    script: &mut Script,
    procedure: &Procedure,
    copy: &Copy,
    table: Option<&TablePlan>,
) {
    let before = table.and_then(|table| table.before.as_ref());
    let pieces = Pieces::of(copy, before);
    let key = pieces
        .as_ref()
        .and_then(|pieces| sorted_alike(copy, table, pieces));
    script.run_procedure(procedure, |sql| {
        let prefix = free_prefix(copy);
        let name = |sql: &mut Writer, name| {
            sql.expression(&prefix).kw(name);
        };
        sql.kw("BEGIN\n  DECLARE ");
        name(sql, "wrong");
        sql.kw(", ");
        name(sql, "before");
        sql.kw(", ");
        name(sql, "after");
        sql.kw(" BIGINT DEFAULT 0;\n");
        match (&pieces, &key) {
            (Some(pieces), Some(key)) => {
                pieces.declare(sql);
                pieces.walk(sql, |sql| {
                    let ranges = |sql: &mut Writer, side| match side {
                        Side::Before => pieces.range(sql, &copy.key.iter().collect::<Vec<_>>()),
                        Side::After => pieces.range(sql, key),
                    };
                    judge(sql, copy, &prefix, &ranges);
                });
            }
            (_, _) => judge(sql, copy, &prefix, &|_, _| {}),
        }
        for (variable, table) in [("before", &copy.from), ("after", &copy.into)] {
            sql.kw("  SELECT COUNT(*) INTO ");
            name(sql, variable);
            sql.kw(" FROM ").ident(table).kw(";\n");
        }
        sql.kw("  SELECT ");
        name(sql, "before");
        sql.kw(" AS rows_before, ");
        name(sql, "after");
        sql.kw(" AS rows_after;\n  IF ");
        name(sql, "before");
        sql.kw(" <> ");
        name(sql, "after");
        sql.kw(" THEN\n    ");
        signal(
            sql,
            "obmigrate: the copy has another number of rows than the original",
        );
        sql.kw("  END IF;\nEND");
    });
}

/// Writes the statements that look for a differing row and, if there is one, list the first ones and
/// end with an error.
fn judge(sql: &mut Writer, copy: &Copy, prefix: &str, range: &dyn Fn(&mut Writer, Side)) {
    sql.kw("    SELECT COUNT(*) INTO ").expression(prefix);
    sql.kw("wrong FROM (SELECT SUM(n) AS n FROM ");
    differing(sql, copy, range);
    sql.kw(") d;\n    IF ")
        .expression(prefix)
        .kw("wrong > 0 THEN\n");
    if !copy.key.is_empty() {
        sql.kw("      SELECT IF(SUM(n) > 0, 'original only', 'copy only') AS found_in");
        for name in &copy.key {
            let position = copy.columns.iter().position(|m| m.source_column == *name);
            if let Some(position) = position {
                sql.kw(", ");
                alias(sql, position);
                sql.kw(" AS ").ident(name);
            }
        }
        sql.kw(" FROM ");
        differing(sql, copy, range);
        sql.kw(" LIMIT 10;\n");
    }
    sql.kw("      ");
    signal(
        sql,
        "obmigrate: rows differ between the original and the copy",
    );
    sql.kw("    END IF;\n");
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

/// Writes the list of both tables' rows, grouped by all values, with what is in one of them only.
fn differing(sql: &mut Writer, copy: &Copy, range: &dyn Fn(&mut Writer, Side)) {
    let width = copy.columns.len() + copy.computed.len();
    sql.paren(|sql| {
        side(sql, copy, Side::Before);
        sql.kw("1 AS n FROM ").ident(&copy.from);
        range(sql, Side::Before);
        sql.kw(" UNION ALL ");
        side(sql, copy, Side::After);
        sql.kw("-1 AS n FROM ").ident(&copy.into);
        range(sql, Side::After);
    });
    sql.kw(" u GROUP BY ").comma(0..width, alias);
    sql.kw(" HAVING SUM(n) <> 0");
}

fn side(sql: &mut Writer, copy: &Copy, side: Side) {
    sql.kw("SELECT ");
    for (position, mapping) in copy.columns.iter().enumerate() {
        // What is converted by an expression is compared with what the expression gives.
        let form = if is_written_out(mapping) {
            form(&mapping.data_type, &mapping.data_type)
        } else {
            form(&mapping.source_type, &mapping.data_type)
        };
        write(sql, form, |sql| match side {
            Side::Before => write_oceanbase_read(mapping, sql),
            Side::After => {
                sql.ident(&mapping.column);
            }
        });
        sql.kw(" AS ");
        alias(sql, position);
        sql.kw(", ");
    }
    for (position, computed) in copy.computed.iter().enumerate() {
        let form = form(&computed.data_type, &computed.data_type);
        let mut column = Writer::new(Dialect::OceanBase);
        column.ident(&computed.column);
        let column = column.finish();
        let value = match side {
            Side::Before => computed.expression.as_str(),
            Side::After => column.sql(),
        };
        write(sql, form, |sql| unrounded(sql, &computed.data_type, value));
        sql.kw(" AS ");
        alias(sql, copy.columns.len() + position);
        sql.kw(", ");
    }
}

fn alias(sql: &mut Writer, position: usize) {
    sql.kw("c").expression(&(position + 1).to_string());
}

fn write(sql: &mut Writer, form: Form, value: impl FnOnce(&mut Writer)) {
    let (before, after) = match form {
        Form::Plain => ("", ""),
        Form::Bytes => ("CAST(", " AS BINARY)"),
        Form::Digest => ("MD5(CAST(", " AS BINARY))"),
        Form::Text => ("CAST(CAST(", " AS CHAR) AS BINARY)"),
        Form::TextDigest => ("MD5(CAST(", " AS CHAR))"),
        Form::Double => ("CAST(", " AS DOUBLE)"),
        Form::Number => ("CAST(", " AS UNSIGNED)"),
        Form::List => ("MD5(JSON_ARRAY(", "))"),
    };
    sql.kw(before);
    value(sql);
    sql.kw(after);
}

/// Chooses what is compared. What is unlike is compared as text, which may take equal values for
/// different ones, and never the other way round.
fn form(from: &DataType, to: &DataType) -> Form {
    use DataType as T;
    let long = [from, to]
        .iter()
        .any(|data_type| matches!(data_type, T::Text { .. } | T::Blob { .. } | T::Json { .. }));
    let text = if long { Form::TextDigest } else { Form::Text };
    match (family(from), family(to)) {
        (Family::Exact, Family::Exact) | (Family::Moment, Family::Moment) => Form::Plain,
        (Family::Time, Family::Time) => Form::Plain,
        (Family::Approximate, Family::Approximate) => Form::Double,
        (Family::Bytes, Family::Bytes) => {
            if long {
                Form::Digest
            } else {
                Form::Bytes
            }
        }
        (Family::Bits, Family::Bits) => Form::Number,
        (Family::List, Family::List) => Form::List,
        (Family::Shape, Family::Shape) => Form::Digest,
        (
            Family::Exact
            | Family::Moment
            | Family::Time
            | Family::Approximate
            | Family::Bytes
            | Family::Bits
            | Family::List
            | Family::Shape
            | Family::Other,
            _,
        ) => text,
    }
}

/// Groups the types whose values compare with one another.
enum Family {
    Exact,
    Approximate,
    Moment,
    Time,
    Bytes,
    Bits,
    List,
    Shape,
    Other,
}

const fn family(data_type: &DataType) -> Family {
    use DataType as T;
    match data_type {
        T::Boolean | T::Integer { .. } | T::Decimal { .. } | T::Numeric => Family::Exact,
        T::Real | T::Double | T::ScaledFloat { .. } => Family::Approximate,
        T::Date | T::Timestamp { .. } => Family::Moment,
        T::Time { .. } => Family::Time,
        T::Char { .. }
        | T::VarChar { .. }
        | T::Text { .. }
        | T::Binary { .. }
        | T::VarBinary { .. }
        | T::Blob { .. } => Family::Bytes,
        T::Bit { .. } => Family::Bits,
        T::Array { .. } | T::Vector { .. } => Family::List,
        T::Geometry { .. } => Family::Shape,
        T::Year
        | T::Uuid
        | T::Json { .. }
        | T::VarBit { .. }
        | T::Interval { .. }
        | T::Enum { .. }
        | T::Set { .. }
        | T::Domain(_)
        | T::Composite(_)
        | T::Postgres(_)
        | T::Other { .. } => Family::Other,
    }
}

/// Writes a computed value, or the column that holds it, with more digits than the column keeps, so
/// that what was rounded on the way shows.
fn unrounded(sql: &mut Writer, data_type: &DataType, value: &str) {
    use DataType as T;
    match data_type {
        T::Boolean | T::Integer { .. } => {
            sql.kw("CAST((").expression(value);
            sql.kw(") AS DECIMAL(65, 30))");
        }
        T::Decimal {
            precision, scale, ..
        } if *scale >= 0 && precision.saturating_sub(scale.unsigned_abs()) <= 35 => {
            sql.kw("CAST((").expression(value);
            sql.kw(") AS DECIMAL(65, 30))");
        }
        T::Real => drop(sql.kw("CAST((").expression(value).kw(") AS FLOAT)")),
        T::Date | T::Timestamp { .. } => {
            sql.kw("CAST((").expression(value).kw(") AS DATETIME(6))");
        }
        T::Time { .. } => drop(sql.kw("CAST((").expression(value).kw(") AS TIME(6))")),
        T::Json { .. } => drop(sql.kw("CAST((").expression(value).kw(") AS JSON)")),
        T::Decimal { .. }
        | T::Numeric
        | T::Double
        | T::Char { .. }
        | T::VarChar { .. }
        | T::Text { .. }
        | T::Binary { .. }
        | T::VarBinary { .. }
        | T::Blob { .. }
        | T::Bit { .. }
        | T::Year
        | T::Uuid
        | T::ScaledFloat { .. }
        | T::VarBit { .. }
        | T::Interval { .. }
        | T::Enum { .. }
        | T::Set { .. }
        | T::Domain(_)
        | T::Composite(_)
        | T::Array { .. }
        | T::Vector { .. }
        | T::Geometry { .. }
        | T::Postgres(_)
        | T::Other { .. } => drop(sql.kw("(").expression(value).kw(")")),
    }
}

/// Lists the copy's names of the key columns, if both sides sort their values alike.
fn sorted_alike<'a>(
    copy: &'a Copy,
    table: Option<&TablePlan>,
    pieces: &Pieces<'_>,
) -> Option<Vec<&'a Ident>> {
    let after = &table?.after.as_ref()?.columns;
    let columns = pieces.key().iter().map(|before| {
        let is_mapped = |mapping: &&Mapping| mapping.source_column == before.name;
        let name = &copy.columns.iter().find(is_mapped)?.column;
        let column = after.get(name)?;
        let alike = column.data_type == before.data_type && column.collation == before.collation;
        alike.then_some(name)
    });
    columns.collect()
}
