//! Conditions on one row of OceanBase.
//!
//! The predicates were measured on OceanBase 4.3.5 (seekdb 1.4.0, 2026) against what `INSERT …
//! SELECT` does with the same values under strict mode.

use obmigrate_model::data_type::FloatWidth;
use obmigrate_model::probe::{Condition, LengthUnit};
use obmigrate_model::sql::Writer;
use obmigrate_model::{DataType, Ident, Value};

use super::{Unsupported, cast, pattern, write_any};

pub(super) fn write(sql: &mut Writer, condition: &Condition) -> Result<(), Unsupported> {
    use Condition as C;
    match condition {
        C::EveryRow => sql.kw("1 = 1"),
        C::Present { column } => sql.ident(column).kw(" IS NOT NULL"),
        C::Null { column } => sql.ident(column).kw(" IS NULL"),
        C::OutOfRange {
            column,
            minimum,
            maximum,
        } => write_out_of_range(sql, column, minimum.as_deref(), maximum.as_deref()),
        C::Rounded { column, scale: 0 } => sql.ident(column).kw(" <> floor(").ident(column).kw(")"),
        C::Rounded { column, scale } => {
            sql.ident(column).kw(" <> round(").ident(column);
            sql.kw(", ").number(*scale).kw(")")
        }
        C::NotKept { column, from, to } => return cast::write_not_kept(sql, column, from, to),
        C::TooLong {
            column,
            data_type,
            most,
            unit,
        } => {
            sql.kw(match unit {
                LengthUnit::Characters => "char_length(",
                LengthUnit::Bytes => "length(",
            });
            write_text(sql, column, data_type, *unit);
            sql.kw(") > ").number(*most)
        }
        C::TrailingBlanks { column } => sql.ident(column).kw(" LIKE '% '"),
        C::WrongLength { column, bytes } => {
            sql.kw("length(").ident(column).kw(") <> ").number(*bytes)
        }
        C::NotWholeNumber {
            column,
            minimum,
            maximum,
        } => write_not_whole(sql, column, minimum, maximum),
        C::NotDecimal {
            column,
            whole_digits,
            scale,
            signedness,
        } => {
            let form = pattern::decimal(*whole_digits, *scale, *signedness);
            write_mismatch(sql, column, &form).kw(")")
        }
        C::NotFloat { column, width } => write_not_float(sql, column, *width),
        C::NotDate { column } => {
            write_mismatch(sql, column, pattern::DAY);
            sql.kw(" OR cast(").ident(column).kw(" AS date) IS NULL)")
        }
        C::NotTimestamp { column, precision } => {
            write_mismatch(sql, column, &pattern::timestamp(*precision));
            sql.kw(" OR cast(").ident(column);
            sql.kw(" AS datetime(").number(*precision).kw(")) IS NULL)")
        }
        C::NotTime { column, precision } => {
            write_mismatch(sql, column, &pattern::time(*precision));
            sql.kw(" OR cast(").ident(column);
            sql.kw(" AS time(").number(*precision).kw(")) IS NULL)")
        }
        C::NotJson { column } => write_not_json(sql, column),
        C::NotUuid { column } => write_mismatch(sql, column, pattern::UUID).kw(")"),
        C::NotBits { column, length } => {
            write_mismatch(sql, column, &pattern::bits(*length)).kw(")")
        }
        C::NotTruth {
            column,
            minimum,
            maximum,
        } => write_not_truth(sql, column, minimum, maximum),
        C::NotUtf8 { column } => write_not_utf8(sql, column),
        C::NotLabel { column, labels } if labels.is_empty() => sql.ident(column).kw(" IS NOT NULL"),
        C::NotLabel { column, labels } => write_not_label(sql, column, labels),
        C::FinerFraction { column, digits } => {
            sql.kw("microsecond(").ident(column).kw(") % ");
            sql.number(10_i64.pow(u32::from(6_u8.saturating_sub(*digits))));
            sql.kw(" <> 0")
        }
        C::NotMidnight { column } => sql.kw("time(").ident(column).kw(") <> 0"),
        C::NotJsonNumber {
            column,
            minimum,
            maximum,
        } => write_not_json_number(sql, column, minimum, maximum),
        C::Duplicates { .. } => {
            return Err(Unsupported("a shared key as one condition of several"));
        }
        C::Orphans { .. } => return Err(Unsupported("a reference as one condition of several")),
        C::FailsCheck { expression } => sql.kw("NOT (").expression(expression).kw(")"),
        C::Any { conditions } => return write_any(sql, conditions),
    };
    Ok(())
}

fn write_out_of_range<'a>(
    sql: &'a mut Writer,
    column: &Ident,
    minimum: Option<&str>,
    maximum: Option<&str>,
) -> &'a mut Writer {
    match (minimum, maximum) {
        (Some(minimum), Some(maximum)) => {
            sql.ident(column).kw(" NOT BETWEEN ");
            write_bounds(sql, minimum, maximum)
        }
        (Some(minimum), None) => write_number(sql.ident(column).kw(" < "), minimum),
        (None, Some(maximum)) => write_number(sql.ident(column).kw(" > "), maximum),
        (None, None) => sql.kw("1 = 0"),
    }
}

fn write_bounds<'a>(sql: &'a mut Writer, minimum: &str, maximum: &str) -> &'a mut Writer {
    write_number(sql, minimum).kw(" AND ");
    write_number(sql, maximum)
}

fn write_number<'a>(sql: &'a mut Writer, digits: &str) -> &'a mut Writer {
    sql.value(&Value::Number(digits.to_owned()))
}

/// Starts a condition that a text does not have a form, and leaves its parenthesis open for more.
///
/// `$` would also match before a line break at the end, which OceanBase reads as part of no number
/// and then drops (4.3.5, measured).
fn write_mismatch<'a>(sql: &'a mut Writer, column: &Ident, form: &str) -> &'a mut Writer {
    sql.ident(column).kw(" IS NOT NULL AND (NOT regexp_like(");
    sql.ident(column)
        .kw(", ")
        .string(&format!("^({form})\\z"))
        .kw(")")
}

/// Writes the text whose length counts.
fn write_text(sql: &mut Writer, column: &Ident, data_type: &DataType, unit: LengthUnit) {
    match (is_text(data_type), is_bytes(data_type), unit) {
        (true, ..) | (_, true, LengthUnit::Bytes) => sql.ident(column),
        (_, true, LengthUnit::Characters) => sql.kw("convert(").ident(column).kw(" USING utf8mb4)"),
        // A float shows six digits of itself, and is written as the double that it is.
        (false, false, _) if *data_type == DataType::Real => sql
            .kw("cast(cast(")
            .ident(column)
            .kw(" AS double) AS char)"),
        (false, false, _) => sql.kw("cast(").ident(column).kw(" AS char)"),
    };
}

const fn is_text(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Char { .. } | DataType::VarChar { .. } | DataType::Text { .. }
    )
}

const fn is_bytes(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Binary { .. } | DataType::VarBinary { .. } | DataType::Blob { .. }
    )
}

fn write_not_whole<'a>(
    sql: &'a mut Writer,
    column: &Ident,
    minimum: &str,
    maximum: &str,
) -> &'a mut Writer {
    write_mismatch(sql, column, pattern::WHOLE);
    sql.kw(" OR cast(")
        .ident(column)
        .kw(" AS decimal(30, 0)) NOT BETWEEN ");
    write_bounds(sql, minimum, maximum);
    sql.kw(")")
}

fn write_not_truth<'a>(
    sql: &'a mut Writer,
    column: &Ident,
    minimum: &str,
    maximum: &str,
) -> &'a mut Writer {
    sql.kw("cast(").ident(column);
    sql.kw(" AS binary) NOT IN ('true', 'false') AND (");
    write_not_whole(sql, column, minimum, maximum).kw(")")
}

fn write_not_utf8<'a>(sql: &'a mut Writer, column: &Ident) -> &'a mut Writer {
    sql.ident(column)
        .kw(" IS NOT NULL AND NOT (hex(convert(")
        .ident(column);
    sql.kw(" USING utf8mb4)) <=> hex(").ident(column).kw("))")
}

fn write_not_label<'a>(sql: &'a mut Writer, column: &Ident, labels: &[String]) -> &'a mut Writer {
    sql.kw("cast(").ident(column).kw(" AS binary) NOT IN (");
    sql.comma(labels, |sql, label| {
        sql.kw("cast(").string(label).kw(" AS binary)");
    })
    .kw(")")
}

fn write_not_float<'a>(sql: &'a mut Writer, column: &Ident, width: FloatWidth) -> &'a mut Writer {
    write_mismatch(sql, column, pattern::NUMBER);
    sql.kw(" OR NOT (cast(cast(").ident(column);
    sql.kw(match width {
        FloatWidth::Single => " AS float",
        FloatWidth::Double => " AS double",
    });
    sql.kw(") AS decimal(65, 30)) <=> cast(").ident(column);
    sql.kw(" AS decimal(65, 30))))")
}

/// The texts are compared as bytes, since a collation takes blanks at the end for nothing. Bytes are
/// no document to the server (4.3.5, measured).
fn write_not_json<'a>(sql: &'a mut Writer, column: &Ident) -> &'a mut Writer {
    sql.ident(column)
        .kw(" IS NOT NULL AND (json_valid(convert(")
        .ident(column);
    sql.kw(" USING utf8mb4)) = 0 OR hex(cast(cast(convert(")
        .ident(column);
    sql.kw(" USING utf8mb4) AS json) AS char)) <> hex(")
        .ident(column)
        .kw("))")
}

fn write_not_json_number<'a>(
    sql: &'a mut Writer,
    column: &Ident,
    minimum: &str,
    maximum: &str,
) -> &'a mut Writer {
    sql.kw("json_type(").ident(column);
    sql.kw(") NOT IN ('INTEGER', 'UNSIGNED INTEGER') OR cast(")
        .ident(column);
    sql.kw(" AS decimal(30, 0)) NOT BETWEEN ");
    write_bounds(sql, minimum, maximum)
}
