//! The families of types that are converted alike.

use obmigrate_model::data_type::{JsonForm, TimeZone};
use obmigrate_model::probe::LengthUnit;
use obmigrate_model::{DataType, Dialect};

use super::quantity::Quantity;
use super::span::Span;

/// Groups the types that are converted alike.
#[derive(Clone, Copy, Debug)]
pub(super) enum Family<'a> {
    Number(Quantity),
    /// So many bits.
    Bits(u32),
    Text(Span),
    Bytes(Span),
    Json(JsonForm),
    Moment(Moment),
    /// One label of these.
    Labels(&'a [String]),
    /// Any of these labels.
    Set(&'a [String]),
    /// A type that is like no other, or that nothing is known of.
    Own,
}

/// Is a type of days and times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    Day,
    /// With so many digits of a second.
    Time(u8),
    /// With so many digits of a second.
    Point(u8, TimeZone),
    Year,
}

impl<'a> Family<'a> {
    /// Finds the family of a type. A new type is to be thought about here.
    pub(super) fn of(data_type: &'a DataType, dialect: Dialect) -> Self {
        use DataType as T;
        match data_type {
            T::Boolean
            | T::Integer { .. }
            | T::Decimal { .. }
            | T::Numeric
            | T::Real
            | T::Double
            | T::ScaledFloat { .. } => {
                Quantity::of(data_type, dialect).map_or(Self::Own, Self::Number)
            }
            T::Char { .. }
            | T::VarChar { .. }
            | T::Text { .. }
            | T::Binary { .. }
            | T::VarBinary { .. }
            | T::Blob { .. } => Span::of(data_type).map_or(Self::Own, |span| match span.unit {
                LengthUnit::Characters => Self::Text(span),
                LengthUnit::Bytes => Self::Bytes(span),
            }),
            // Bits are a string of their own on PostgreSQL, a number on OceanBase.
            T::Bit { length } => match dialect {
                Dialect::OceanBase => Self::Bits(*length),
                Dialect::Postgres => Self::Own,
            },
            T::Date => Self::Moment(Moment::Day),
            T::Time {
                precision,
                zone: TimeZone::Without,
            } => Self::Moment(Moment::Time(*precision)),
            T::Timestamp { precision, zone } => Self::Moment(Moment::Point(*precision, *zone)),
            T::Year => Self::Moment(Moment::Year),
            T::Json { form } => Self::Json(*form),
            T::Enum { labels, .. } => Self::Labels(labels),
            T::Set { labels } => Self::Set(labels),
            T::Domain(domain) => Self::of(&domain.base, dialect),
            T::Time { .. }
            | T::VarBit { .. }
            | T::Interval { .. }
            | T::Uuid
            | T::Composite(_)
            | T::Array { .. }
            | T::Vector { .. }
            | T::Geometry { .. }
            | T::Postgres(_)
            | T::Other { .. } => Self::Own,
        }
    }
}

/// Says whether OceanBase converts a value to a type by `cast`, so that a query can tell what
/// becomes of it. A `float` is left out, because it is not cast to and from every one of the others
/// (error 5083 for `year`; 4.3.5, measured).
pub(super) const fn is_cast_to(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Boolean
            | DataType::Integer { .. }
            | DataType::Decimal { .. }
            | DataType::Double
            | DataType::Char { .. }
            | DataType::VarChar { .. }
            | DataType::Text { .. }
            | DataType::VarBinary { .. }
            | DataType::Blob { .. }
            | DataType::Date
            | DataType::Time { .. }
            | DataType::Timestamp { .. }
            | DataType::Year
    )
}
