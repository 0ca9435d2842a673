//! Spells column types for OceanBase 4 in MySQL mode.

use obmigrate_model::DataType;
use obmigrate_model::data_type::{
    Capacity, FloatWidth, IntegerWidth, JsonForm, Signedness, TimeZone,
};
use obmigrate_model::sql::Writer;

use crate::render::parts;

/// Writes a type; `false` means that the target has none for it and nothing useful was written.
///
/// Types that OceanBase does not have are translated before a plan is made; those that reach this
/// place are a defect of the input, and refused.
pub(crate) fn write(sql: &mut Writer, data_type: &DataType) -> bool {
    match data_type {
        DataType::Boolean => sql.kw("tinyint(1)"),
        DataType::Integer { width, signedness } => {
            sql.kw(integer(*width));
            write_signedness(sql, *signedness)
        }
        DataType::Decimal {
            precision,
            scale,
            signedness,
        } => {
            sql.kw("decimal(")
                .number(*precision)
                .kw(", ")
                .number(*scale)
                .kw(")");
            write_signedness(sql, *signedness)
        }
        // `real` is a synonym of `double` here (measured).
        DataType::Real => sql.kw("float"),
        DataType::Double => sql.kw("double"),
        DataType::Char { length } => sized(sql, "char", *length),
        DataType::VarChar { length } => sized(sql, "varchar", *length),
        DataType::Text { capacity } => sql.kw(text(*capacity)),
        DataType::Binary { length } => sized(sql, "binary", *length),
        DataType::VarBinary { length } => sized(sql, "varbinary", *length),
        DataType::Blob { capacity } => sql.kw(blob(*capacity)),
        DataType::Bit { length } => sized(sql, "bit", *length),
        DataType::Date => sql.kw("date"),
        DataType::Time {
            zone: TimeZone::Without,
            ..
        } => {
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
        DataType::ScaledFloat {
            width,
            precision,
            scale,
        } => sql
            .kw(match width {
                FloatWidth::Single => "float(",
                FloatWidth::Double => "double(",
            })
            .number(*precision)
            .kw(", ")
            .number(*scale)
            .kw(")"),
        DataType::Enum { name: None, labels } => {
            sql.kw("enum");
            parts::labels(sql, labels);
            sql
        }
        DataType::Set { labels } => {
            sql.kw("set");
            parts::labels(sql, labels);
            sql
        }
        DataType::Vector {
            dimensions: Some(dimensions),
        } => sized(sql, "vector", *dimensions),
        DataType::Geometry { shape } => sql.kw(shape.name()),
        DataType::Array { element } => {
            sql.kw("array(");
            let known = write(sql, element);
            sql.kw(")");
            return known;
        }
        // Read from such a server, so it takes its own spelling.
        DataType::Other { name } => sql.expression(name),
        DataType::Json {
            form: JsonForm::Binary,
        } => sql.kw("json"),
        DataType::Numeric
        | DataType::Uuid
        | DataType::Json {
            form: JsonForm::Text,
        }
        | DataType::VarBit { .. }
        | DataType::Interval { .. }
        | DataType::Time {
            zone: TimeZone::With,
            ..
        }
        | DataType::Enum { name: Some(_), .. }
        | DataType::Domain(_)
        | DataType::Composite(_)
        | DataType::Vector { dimensions: None }
        | DataType::Postgres(_) => return false,
    };
    true
}

const fn integer(width: IntegerWidth) -> &'static str {
    match width {
        IntegerWidth::Tiny => "tinyint",
        IntegerWidth::Small => "smallint",
        IntegerWidth::Medium => "mediumint",
        IntegerWidth::Regular => "int",
        IntegerWidth::Big => "bigint",
    }
}

const fn text(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Tiny => "tinytext",
        Capacity::Regular => "text",
        Capacity::Medium => "mediumtext",
        Capacity::Long => "longtext",
    }
}

const fn blob(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Tiny => "tinyblob",
        Capacity::Regular => "blob",
        Capacity::Medium => "mediumblob",
        Capacity::Long => "longblob",
    }
}

fn write_signedness(sql: &mut Writer, signedness: Signedness) -> &mut Writer {
    sql.kw(match signedness {
        Signedness::Signed => "",
        Signedness::Unsigned => " unsigned",
    })
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
        ..
    } = data_type
    {
        sql.paren(|sql| {
            sql.number(*digits);
        });
    }
    sql
}
