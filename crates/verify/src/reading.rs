//! How a column is read on each server when PostgreSQL is compared with OceanBase.
//!
//! Each server hands out text from which [`crate::canonical`] makes the one canonical text of the
//! value. Both sessions are in UTC with ISO dates, as the session contract of the executor says.

use obmigrate_model::DataType;
use obmigrate_model::data_type::{PostgresType, TimeZone};
use obmigrate_model::plan::Mapping;
use obmigrate_model::sql::Writer;
use serde::{Deserialize, Serialize};

/// Says what a column's text means and so what is done to make it canonical.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reading {
    /// Characters, compared one by one.
    Text,
    /// Characters without the blanks at the end (`char(n)`).
    Padded,
    /// A number, compared digit by digit, without zeros that mean nothing.
    Number,
    /// A floating point number, compared as a double.
    Float,
    /// A day or a point in time, in UTC.
    Moment,
    /// A time of day.
    Time,
    /// Bytes in hexadecimal.
    Bytes,
    /// A uuid.
    Uuid,
    /// Bits, written as 0 and 1.
    Bits,
    /// A JSON document, compared as a value.
    Json,
    /// A list of floating point numbers.
    Vector,
}

impl Reading {
    /// Chooses how a column of PostgreSQL and its copy on OceanBase are read.
    ///
    /// A domain reads as what it rests on. What has no canonical text of its own is compared as
    /// JSON if its copy is JSON (arrays, composites), as a number if its copy is one (`money`,
    /// `oid`), and else as the text that PostgreSQL writes.
    #[must_use]
    pub fn of(source: &DataType, target: &DataType) -> Self {
        match source.resolved() {
            DataType::Boolean
            | DataType::Integer { .. }
            | DataType::Decimal { .. }
            | DataType::Numeric
            | DataType::Year => Self::Number,
            DataType::Real | DataType::Double | DataType::ScaledFloat { .. } => Self::Float,
            DataType::Char { .. } | DataType::Postgres(PostgresType::BpChar) => Self::Padded,
            DataType::VarChar { .. } | DataType::Text { .. } => Self::Text,
            DataType::Binary { .. } | DataType::VarBinary { .. } | DataType::Blob { .. } => {
                Self::Bytes
            }
            DataType::Bit { .. } => Self::Bits,
            DataType::Date | DataType::Timestamp { .. } => Self::Moment,
            DataType::Time { zone, .. } if *zone == TimeZone::Without => Self::Time,
            DataType::Uuid => Self::Uuid,
            DataType::Time { .. }
            | DataType::Json { .. }
            | DataType::VarBit { .. }
            | DataType::Interval { .. }
            | DataType::Enum { .. }
            | DataType::Set { .. }
            | DataType::Domain(_)
            | DataType::Composite(_)
            | DataType::Array { .. }
            | DataType::Vector { .. }
            | DataType::Geometry { .. }
            | DataType::Postgres(_)
            | DataType::Other { .. } => match target {
                DataType::Json { .. } => Self::Json,
                DataType::Decimal { .. } | DataType::Integer { .. } => Self::Number,
                DataType::Vector { .. } => Self::Vector,
                DataType::Boolean
                | DataType::Numeric
                | DataType::Real
                | DataType::Double
                | DataType::ScaledFloat { .. }
                | DataType::Char { .. }
                | DataType::VarChar { .. }
                | DataType::Text { .. }
                | DataType::Binary { .. }
                | DataType::VarBinary { .. }
                | DataType::Blob { .. }
                | DataType::Bit { .. }
                | DataType::VarBit { .. }
                | DataType::Date
                | DataType::Time { .. }
                | DataType::Timestamp { .. }
                | DataType::Interval { .. }
                | DataType::Year
                | DataType::Uuid
                | DataType::Enum { .. }
                | DataType::Set { .. }
                | DataType::Domain(_)
                | DataType::Composite(_)
                | DataType::Array { .. }
                | DataType::Geometry { .. }
                | DataType::Postgres(_)
                | DataType::Other { .. } => Self::Text,
            },
        }
    }

    /// Writes the expression that reads the column on PostgreSQL.
    pub fn write_postgres(self, mapping: &Mapping, sql: &mut Writer) {
        let column = &mapping.source_column;
        match (self, mapping.source_type.resolved()) {
            (Self::Number, DataType::Boolean) => sql.ident(column).kw("::int::text"),
            // `money::text` has a currency sign.
            (Self::Number, DataType::Postgres(PostgresType::Money) | DataType::Other { .. }) => {
                sql.ident(column).kw("::numeric::text")
            }
            (Self::Float, _) => sql.ident(column).kw("::float8::text"),
            (Self::Padded, _) => sql.kw("rtrim(").ident(column).kw("::text)"),
            (Self::Bytes, _) => sql.kw("encode(").ident(column).kw(", 'hex')"),
            (
                Self::Moment,
                DataType::Timestamp {
                    zone: TimeZone::With,
                    ..
                },
            ) => sql.kw("(").ident(column).kw(" AT TIME ZONE 'UTC')::text"),
            // Uses the cast that `hstore` has, wherever its extension lives.
            (
                Self::Json,
                DataType::Array { .. }
                | DataType::Composite(_)
                | DataType::Postgres(_)
                | DataType::Other { .. },
            ) => sql.kw("to_json(").ident(column).kw(")::text"),
            (
                Self::Text
                | Self::Number
                | Self::Moment
                | Self::Time
                | Self::Uuid
                | Self::Bits
                | Self::Json
                | Self::Vector,
                _,
            ) => sql.ident(column).kw("::text"),
        };
    }

    /// Writes the expression that reads the column on OceanBase.
    pub fn write_oceanbase(self, mapping: &Mapping, sql: &mut Writer) {
        let column = &mapping.column;
        match (self, &mapping.data_type) {
            // FLOAT shows 6 digits otherwise (OceanBase 4.3.5, measured).
            (_, DataType::Real) => sql
                .kw("cast(cast(")
                .ident(column)
                .kw(" as double) as char)"),
            (Self::Bits, DataType::Bit { length }) => {
                sql.kw("lpad(bin(").ident(column).kw("), ");
                sql.number(*length).kw(", '0')")
            }
            (
                Self::Bytes | Self::Uuid,
                DataType::Binary { .. } | DataType::VarBinary { .. } | DataType::Blob { .. },
            ) => sql.kw("hex(").ident(column).kw(")"),
            (_, DataType::Char { .. } | DataType::VarChar { .. } | DataType::Text { .. }) => {
                sql.ident(column)
            }
            // Refuses to be cast to anything (error 5083, measured) and is text all the same.
            (Self::Vector, _) => sql.ident(column),
            (
                Self::Text
                | Self::Padded
                | Self::Number
                | Self::Float
                | Self::Moment
                | Self::Time
                | Self::Bytes
                | Self::Uuid
                | Self::Bits
                | Self::Json,
                _,
            ) => sql.kw("cast(").ident(column).kw(" as char)"),
        };
    }
}
