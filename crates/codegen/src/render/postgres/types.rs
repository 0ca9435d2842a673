//! Spells column types for PostgreSQL.

use obmigrate_model::data_type::{
    Capacity, IntegerWidth, JsonForm, PostgresType, Signedness, TimeZone, TypeName,
};
use obmigrate_model::sql::Writer;
use obmigrate_model::{DataType, ServerVersion};

/// Is the number of fraction digits that a type has when it names none.
const FULL_PRECISION: u8 = 6;

/// Writes a type; `false` means that this version has none for it and nothing useful was written.
pub(crate) fn write(sql: &mut Writer, data_type: &DataType, version: ServerVersion) -> bool {
    match data_type {
        DataType::Boolean => sql.kw("boolean"),
        DataType::Integer {
            width,
            signedness: Signedness::Signed,
        } => match width {
            IntegerWidth::Small => sql.kw("smallint"),
            IntegerWidth::Regular => sql.kw("integer"),
            IntegerWidth::Big => sql.kw("bigint"),
            IntegerWidth::Tiny | IntegerWidth::Medium => return false,
        },
        DataType::Decimal {
            precision,
            scale,
            signedness: Signedness::Signed,
        } => {
            let in_digits = (0..=i32::from(*precision)).contains(&i32::from(*scale));
            if !in_digits && version.major < 15 {
                return false;
            }
            sql.kw("numeric(")
                .number(*precision)
                .kw(", ")
                .number(*scale)
                .kw(")")
        }
        DataType::Numeric => sql.kw("numeric"),
        DataType::Real => sql.kw("real"),
        DataType::Double => sql.kw("double precision"),
        DataType::Char { length } => sized(sql, "character", *length),
        DataType::VarChar { length } => sized(sql, "character varying", *length),
        DataType::Text {
            capacity: Capacity::Long,
        } => sql.kw("text"),
        DataType::Blob {
            capacity: Capacity::Long,
        } => sql.kw("bytea"),
        DataType::Bit { length } => sized(sql, "bit", *length),
        DataType::VarBit {
            length: Some(length),
        } => sized(sql, "bit varying", *length),
        DataType::VarBit { length: None } => sql.kw("bit varying"),
        DataType::Date => sql.kw("date"),
        DataType::Time { precision, zone } => {
            sql.kw("time");
            write_zone(sql, *precision, *zone)
        }
        DataType::Timestamp { precision, zone } => {
            sql.kw("timestamp");
            write_zone(sql, *precision, *zone)
        }
        DataType::Interval { fields, precision } => {
            sql.kw("interval");
            if let Some(fields) = fields {
                sql.kw(" ").kw(fields.words());
            }
            write_precision(sql, *precision)
        }
        DataType::Uuid => sql.kw("uuid"),
        DataType::Json { form } => sql.kw(match form {
            JsonForm::Text => "json",
            JsonForm::Binary => "jsonb",
        }),
        DataType::Enum {
            name: Some(name), ..
        } => write_name(sql, name),
        DataType::Domain(domain) => write_name(sql, &domain.name),
        DataType::Composite(composite) => write_name(sql, &composite.name),
        DataType::Array { element } if !matches!(**element, DataType::Array { .. }) => {
            let known = write(sql, element, version);
            sql.kw("[]");
            return known;
        }
        DataType::Vector {
            dimensions: Some(dimensions),
        } => sized(sql, "vector", *dimensions),
        DataType::Vector { dimensions: None } => sql.kw("vector"),
        DataType::Postgres(kind) if version.major >= first_version(*kind) => sql.kw(kind.name()),
        DataType::Other { name } => sql.expression(name),
        DataType::Integer { .. }
        | DataType::Decimal { .. }
        | DataType::ScaledFloat { .. }
        | DataType::Text { .. }
        | DataType::Binary { .. }
        | DataType::VarBinary { .. }
        | DataType::Blob { .. }
        | DataType::Year
        | DataType::Enum { .. }
        | DataType::Set { .. }
        | DataType::Array { .. }
        | DataType::Geometry { .. }
        | DataType::Postgres(_) => return false,
    };
    true
}

/// Writes a name of a type; one without a schema is found by the `search_path`.
pub(super) fn write_name<'a>(sql: &'a mut Writer, name: &TypeName) -> &'a mut Writer {
    if let Some(schema) = &name.schema {
        sql.ident(schema).kw(".");
    }
    sql.ident(&name.name)
}

/// Finds the first version that has a type; 10 is the oldest that is read (release notes).
const fn first_version(kind: PostgresType) -> u16 {
    match kind {
        PostgresType::Int4MultiRange
        | PostgresType::Int8MultiRange
        | PostgresType::NumMultiRange
        | PostgresType::TsMultiRange
        | PostgresType::TstzMultiRange
        | PostgresType::DateMultiRange => 14,
        PostgresType::Xid8 | PostgresType::PgSnapshot | PostgresType::RegCollation => 13,
        PostgresType::JsonPath => 12,
        PostgresType::Oid
        | PostgresType::Xid
        | PostgresType::Cid
        | PostgresType::Tid
        | PostgresType::RegClass
        | PostgresType::RegConfig
        | PostgresType::RegDictionary
        | PostgresType::RegNamespace
        | PostgresType::RegOper
        | PostgresType::RegOperator
        | PostgresType::RegProc
        | PostgresType::RegProcedure
        | PostgresType::RegRole
        | PostgresType::RegType
        | PostgresType::PgLsn
        | PostgresType::TxidSnapshot
        | PostgresType::RefCursor
        | PostgresType::Money
        | PostgresType::Name
        | PostgresType::InternalChar
        | PostgresType::BpChar
        | PostgresType::Xml
        | PostgresType::TsVector
        | PostgresType::TsQuery
        | PostgresType::Inet
        | PostgresType::Cidr
        | PostgresType::MacAddr
        | PostgresType::MacAddr8
        | PostgresType::Point
        | PostgresType::Line
        | PostgresType::LineSegment
        | PostgresType::Box
        | PostgresType::Path
        | PostgresType::Polygon
        | PostgresType::Circle
        | PostgresType::Int4Range
        | PostgresType::Int8Range
        | PostgresType::NumRange
        | PostgresType::TsRange
        | PostgresType::TstzRange
        | PostgresType::DateRange
        | PostgresType::CiText
        | PostgresType::HStore
        | PostgresType::LTree
        | PostgresType::LQuery
        | PostgresType::LTxtQuery
        | PostgresType::Cube
        | PostgresType::HalfVec
        | PostgresType::SparseVec => 10,
    }
}

fn sized<'a>(sql: &'a mut Writer, words: &'static str, length: u32) -> &'a mut Writer {
    sql.kw(words).paren(|sql| {
        sql.number(length);
    })
}

fn write_zone(sql: &mut Writer, precision: u8, zone: TimeZone) -> &mut Writer {
    write_precision(sql, precision);
    sql.kw(match zone {
        TimeZone::Without => " without time zone",
        TimeZone::With => " with time zone",
    })
}

/// Writes fraction digits; as many as the type has anyway are written as nothing.
fn write_precision(sql: &mut Writer, precision: u8) -> &mut Writer {
    if precision != FULL_PRECISION {
        sql.paren(|sql| {
            sql.number(precision);
        });
    }
    sql
}
