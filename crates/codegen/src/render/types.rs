//! Spells column types for OceanBase 4 in MySQL mode.

use obmigrate_model::DataType;
use obmigrate_model::data_type::{Capacity, IntegerWidth, JsonForm, Signedness, TimeZone};
use obmigrate_model::sql::Writer;

/// Writes a type; `false` means that the target has none for it and nothing useful was written.
///
/// Types that OceanBase does not have are translated before a plan is made; those that reach this
/// place are a defect of the input.
pub(crate) fn write(sql: &mut Writer, data_type: &DataType) -> bool {
    match data_type {
        DataType::Boolean => sql.kw("tinyint(1)"),
        DataType::Integer { width, signedness } => {
            sql.kw(match width {
                IntegerWidth::Tiny => "tinyint",
                IntegerWidth::Small => "smallint",
                IntegerWidth::Medium => "mediumint",
                IntegerWidth::Regular => "int",
                IntegerWidth::Big => "bigint",
            });
            sql.kw(match signedness {
                Signedness::Signed => "",
                Signedness::Unsigned => " unsigned",
            })
        }
        DataType::Decimal { precision, scale } => sql
            .kw("decimal(")
            .number(*precision)
            .kw(", ")
            .number(*scale)
            .kw(")"),
        // `real` is a synonym of `double` here (measured).
        DataType::Real => sql.kw("float"),
        DataType::Double => sql.kw("double"),
        DataType::Char { length } => sized(sql, "char", *length),
        DataType::VarChar { length } => sized(sql, "varchar", *length),
        DataType::Text { capacity } => sql.kw(match capacity {
            Capacity::Tiny => "tinytext",
            Capacity::Regular => "text",
            Capacity::Medium => "mediumtext",
            Capacity::Long => "longtext",
        }),
        DataType::Binary { length } => sized(sql, "binary", *length),
        DataType::VarBinary { length } => sized(sql, "varbinary", *length),
        DataType::Blob { capacity } => sql.kw(match capacity {
            Capacity::Tiny => "tinyblob",
            Capacity::Regular => "blob",
            Capacity::Medium => "mediumblob",
            Capacity::Long => "longblob",
        }),
        DataType::Bit { length } => sized(sql, "bit", u32::from(*length)),
        DataType::Date => sql.kw("date"),
        DataType::Time { .. } => {
            sql.kw("time");
            write_precision(sql, data_type)
        }
        DataType::Timestamp { zone, .. } => {
            sql.kw(match zone {
                TimeZone::Without => "datetime",
                TimeZone::With => "timestamp",
            });
            write_precision(sql, data_type)
        }
        DataType::Year => sql.kw("year"),
        DataType::Json {
            form: JsonForm::Binary,
        } => sql.kw("json"),
        DataType::Numeric
        | DataType::Uuid
        | DataType::Json {
            form: JsonForm::Text,
        }
        | DataType::Other { .. } => return false,
    };
    true
}

fn sized<'a>(sql: &'a mut Writer, word: &'static str, length: u32) -> &'a mut Writer {
    sql.kw(word).paren(|sql| {
        sql.number(length);
    })
}

/// Writes the fraction digits of a time, `(6)`; none are written as nothing.
pub(crate) fn write_precision<'a>(sql: &'a mut Writer, data_type: &DataType) -> &'a mut Writer {
    if let DataType::Timestamp {
        precision: digits @ 1..,
        ..
    }
    | DataType::Time {
        precision: digits @ 1..,
    } = data_type
    {
        sql.paren(|sql| {
            sql.number(*digits);
        });
    }
    sql
}
