//! Conditions on one row of PostgreSQL.
//!
//! A cast that fails ends the whole query there, so what only a cast can tell is not asked for.

use obmigrate_model::data_type::Signedness;
use obmigrate_model::probe::{Condition, LengthUnit};
use obmigrate_model::sql::Writer;
use obmigrate_model::{DataType, Ident, Value};

use super::{Unsupported, pattern, write_any};
use crate::render::parts;

pub(super) fn write(sql: &mut Writer, condition: &Condition) -> Result<(), Unsupported> {
    use Condition as C;
    let only_by_cast = |what| Err(Unsupported(what));
    match condition {
        C::EveryRow => sql.kw("true"),
        C::Present { column } => sql.ident(column).kw(" IS NOT NULL"),
        C::Null { column } => sql.ident(column).kw(" IS NULL"),
        C::OutOfRange {
            column,
            minimum,
            maximum,
        } => match (minimum, maximum) {
            (Some(minimum), Some(maximum)) => {
                sql.ident(column);
                write_outside(sql, minimum, maximum)
            }
            (Some(minimum), None) => write_number(sql.ident(column).kw(" < "), minimum),
            (None, Some(maximum)) => write_number(sql.ident(column).kw(" > "), maximum),
            (None, None) => sql.kw("false"),
        },
        C::Rounded { column, scale } => {
            sql.ident(column).kw("::numeric <> round(").ident(column);
            sql.kw("::numeric, ").number(*scale).kw(")")
        }
        C::NotKept { column, from, to } => return write_not_kept(sql, column, from, to),
        C::TooLong {
            column,
            data_type,
            most,
            unit,
        } => {
            let is_bytes = matches!(data_type, DataType::Blob { .. });
            let (length, text) = match (unit, is_bytes) {
                (LengthUnit::Characters, true) => {
                    return only_by_cast("the characters of bytes");
                }
                (LengthUnit::Characters, false) => ("char_length(", "::text) > "),
                (LengthUnit::Bytes, true) => ("octet_length(", ") > "),
                (LengthUnit::Bytes, false) => ("octet_length(", "::text) > "),
            };
            sql.kw(length).ident(column).kw(text).number(*most)
        }
        C::TrailingBlanks { column } => sql.ident(column).kw(" LIKE '% '"),
        C::WrongLength { column, bytes } => sql
            .kw("octet_length(")
            .ident(column)
            .kw(") <> ")
            .number(*bytes),
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
            write_mismatch(sql, column, &form)
        }
        C::NotFloat { .. } => return only_by_cast("texts that are no floating point number"),
        C::NotDate { .. } => return only_by_cast("texts that are no day"),
        C::NotTimestamp { .. } => return only_by_cast("texts that are no point in time"),
        C::NotTime { .. } => return only_by_cast("texts that are no time"),
        C::NotJson { .. } => return only_by_cast("texts that are no JSON document"),
        C::NotUtf8 { .. } => return only_by_cast("bytes that are no text"),
        C::NotJsonNumber { .. } => return only_by_cast("JSON documents that are no number"),
        C::NotUuid { column } => write_mismatch(sql, column, pattern::UUID),
        C::NotBits { column, length } => write_mismatch(sql, column, &pattern::bits(*length)),
        C::NotTruth {
            column,
            minimum,
            maximum,
        } => write_not_truth(sql, column, minimum, maximum),
        C::NotLabel { column, labels } if labels.is_empty() => sql.ident(column).kw(" IS NOT NULL"),
        C::NotLabel { column, labels } => {
            sql.kw("cast(")
                .ident(column)
                .kw(" AS text) COLLATE \"C\" NOT IN ");
            parts::labels(sql, labels);
            sql
        }
        C::FinerFraction { column, digits } => {
            sql.kw("extract(microseconds FROM ").ident(column);
            sql.kw(")::bigint % ");
            sql.number(10_i64.pow(u32::from(6_u8.saturating_sub(*digits))));
            sql.kw(" <> 0")
        }
        C::NotMidnight { column } => sql.ident(column).kw("::time <> '00:00'"),
        C::Duplicates { .. } => {
            return Err(Unsupported("a shared key as one condition of several"));
        }
        C::Orphans { .. } => return Err(Unsupported("a reference as one condition of several")),
        C::FailsCheck { expression } => sql.kw("NOT (").expression(expression).kw(")"),
        C::Any { conditions } => return write_any(sql, conditions),
    };
    Ok(())
}

/// A number of at most 64 bits or of a decimal always has a double near it; other casts may fail.
fn write_not_kept(
    sql: &mut Writer,
    column: &Ident,
    from: &DataType,
    to: &DataType,
) -> Result<(), Unsupported> {
    let is_exact = matches!(
        from,
        DataType::Integer {
            signedness: Signedness::Signed,
            ..
        } | DataType::Decimal { .. }
    );
    if !is_exact || *to != DataType::Double {
        return Err(Unsupported("a conversion back and forth between the types"));
    }
    // Through its text, because the cast to `numeric` keeps 15 digits only.
    sql.ident(column)
        .kw("::float8::text::numeric <> ")
        .ident(column);
    Ok(())
}

fn write_not_whole<'a>(
    sql: &'a mut Writer,
    column: &Ident,
    minimum: &str,
    maximum: &str,
) -> &'a mut Writer {
    sql.kw("CASE WHEN ");
    write_match(sql, column, pattern::WHOLE);
    sql.kw(" THEN ").ident(column).kw("::numeric");
    write_outside(sql, minimum, maximum).kw(" ELSE ");
    sql.ident(column).kw(" IS NOT NULL END")
}

fn write_not_truth<'a>(
    sql: &'a mut Writer,
    column: &Ident,
    minimum: &str,
    maximum: &str,
) -> &'a mut Writer {
    sql.ident(column).kw("::text NOT IN ('true', 'false') AND ");
    write_not_whole(sql, column, minimum, maximum)
}

fn write_mismatch<'a>(sql: &'a mut Writer, column: &Ident, form: &str) -> &'a mut Writer {
    sql.kw("NOT (");
    write_match(sql, column, form);
    sql.kw(")")
}

fn write_match(sql: &mut Writer, column: &Ident, form: &str) {
    // `\Z` unlike `$` never stands for the end of a line.
    sql.ident(column)
        .kw("::text ~ ")
        .string(&format!("^({form})\\Z"));
}

fn write_outside<'a>(sql: &'a mut Writer, minimum: &str, maximum: &str) -> &'a mut Writer {
    write_number(sql.kw(" NOT BETWEEN "), minimum).kw(" AND ");
    write_number(sql, maximum)
}

fn write_number<'a>(sql: &'a mut Writer, digits: &str) -> &'a mut Writer {
    sql.value(&Value::Number(digits.to_owned()))
}
