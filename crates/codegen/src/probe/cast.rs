//! Conversion of a value and back on OceanBase.

use obmigrate_model::data_type::{JsonForm, Signedness, TimeZone};
use obmigrate_model::sql::Writer;
use obmigrate_model::{DataType, Ident};

use super::Unsupported;

/// Digits of the longest decimal.
const MOST_DIGITS: u16 = 65;

/// Writes that a value is another one when it is converted and converted back.
pub(super) fn write_not_kept(
    sql: &mut Writer,
    column: &Ident,
    from: &DataType,
    to: &DataType,
) -> Result<(), Unsupported> {
    let (Some(there), Some(back)) = (Cast::of(to), Cast::of(from)) else {
        return Err(Unsupported("a conversion back and forth between the types"));
    };
    let back = match (there, back) {
        // A double above 2^63 would become that number less one, which is another double's. So
        // would the number beyond a decimal, if there is room for a digit more.
        (Cast::Single | Cast::Double, Cast::Whole(_)) => Cast::Exact(20, 0),
        (Cast::Single | Cast::Double, Cast::Exact(precision, scale)) => {
            Cast::Exact(MOST_DIGITS.min(precision.saturating_add(1)), scale)
        }
        (_, back) => back,
    };
    if matches!(back, Cast::Json) {
        // A cast takes what is no number for 0 or 1, and the larger numbers become negative ones
        // when they are stored in a decimal (4.3.5, measured).
        sql.kw("json_type(").ident(column);
        sql.kw(") NOT IN ('INTEGER', 'DECIMAL', 'DOUBLE') OR ");
    }
    if matches!(back, Cast::Whole(_)) && matches!(there, Cast::Day | Cast::Moment(_)) {
        // Strict mode stores it as the day of zeros all the same (4.3.5, measured).
        sql.ident(column).kw(" = 0 OR ");
    }
    let is_guarded = matches!((there, back), (Cast::Exact(..), Cast::Double));
    if is_guarded {
        // No decimal is as large, and the cast of the largest doubles fails instead of giving the
        // nearest one (error 1264; 4.3.5, measured).
        sql.kw("CASE WHEN abs(")
            .ident(column)
            .kw(") >= 1e65 THEN 1 ELSE ");
    }
    sql.kw("NOT (");
    back.write(sql, |sql| there.write_column(sql, column));
    sql.kw(" <=> ");
    match back {
        // A float shows six digits of itself, so it is compared as the number that it is; a text
        // would be compared without its blanks at the end.
        Cast::Single => Cast::Double.write_column(sql, column),
        Cast::Text => Cast::Bytes.write_column(sql, column),
        Cast::Whole(_)
        | Cast::Exact(..)
        | Cast::Double
        | Cast::Bytes
        | Cast::Day
        | Cast::Moment(_)
        | Cast::Time(_)
        | Cast::Year
        | Cast::Json => {
            sql.ident(column);
        }
    }
    sql.kw(if is_guarded { ") END" } else { ")" });
    Ok(())
}

/// Is a type that OceanBase casts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cast {
    Whole(Signedness),
    Exact(u16, u16),
    Single,
    Double,
    Text,
    Bytes,
    Day,
    Moment(u8),
    Time(u8),
    Year,
    Json,
}

impl Cast {
    fn of(data_type: &DataType) -> Option<Self> {
        use DataType as T;
        match data_type {
            T::Boolean => Some(Self::Whole(Signedness::Signed)),
            T::Integer { signedness, .. } => Some(Self::Whole(*signedness)),
            T::Bit { .. } => Some(Self::Whole(Signedness::Unsigned)),
            T::Decimal {
                precision, scale, ..
            } => Some(Self::Exact(*precision, u16::try_from(*scale).ok()?)),
            T::Real => Some(Self::Single),
            T::Double => Some(Self::Double),
            T::Char { .. } | T::VarChar { .. } | T::Text { .. } => Some(Self::Text),
            T::Binary { .. } | T::VarBinary { .. } | T::Blob { .. } => Some(Self::Bytes),
            T::Date => Some(Self::Day),
            T::Timestamp { precision, .. } => Some(Self::Moment(*precision)),
            T::Time {
                precision,
                zone: TimeZone::Without,
            } => Some(Self::Time(*precision)),
            T::Year => Some(Self::Year),
            T::Json {
                form: JsonForm::Binary,
            } => Some(Self::Json),
            T::Numeric
            | T::ScaledFloat { .. }
            | T::VarBit { .. }
            | T::Time { .. }
            | T::Interval { .. }
            | T::Uuid
            | T::Json { .. }
            | T::Enum { .. }
            | T::Set { .. }
            | T::Domain(_)
            | T::Composite(_)
            | T::Array { .. }
            | T::Vector { .. }
            | T::Geometry { .. }
            | T::Postgres(_)
            | T::Other { .. } => None,
        }
    }

    fn write_column(self, sql: &mut Writer, column: &Ident) {
        self.write(sql, |sql| {
            sql.ident(column);
        });
    }

    fn write(self, sql: &mut Writer, value: impl FnOnce(&mut Writer)) {
        sql.kw("cast(");
        value(sql);
        sql.kw(" AS ");
        match self {
            Self::Whole(Signedness::Signed) => sql.kw("signed"),
            Self::Whole(Signedness::Unsigned) => sql.kw("unsigned"),
            Self::Exact(precision, scale) => sql
                .kw("decimal(")
                .number(precision)
                .kw(", ")
                .number(scale)
                .kw(")"),
            Self::Single => sql.kw("float"),
            Self::Double => sql.kw("double"),
            Self::Text => sql.kw("char"),
            Self::Bytes => sql.kw("binary"),
            Self::Day => sql.kw("date"),
            Self::Moment(precision) => sql.kw("datetime(").number(precision).kw(")"),
            Self::Time(precision) => sql.kw("time(").number(precision).kw(")"),
            Self::Year => sql.kw("year"),
            Self::Json => sql.kw("json"),
        };
        sql.kw(")");
    }
}
