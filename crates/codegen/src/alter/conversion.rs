//! How the values of a column get into another type.

use obmigrate_model::sql::Writer;
use obmigrate_model::{DataType, Ident, ServerVersion};

use crate::render::postgres::types;

/// Names a way from one type into another. None of them cuts a value without a word, as an explicit
/// cast to a shorter text would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conversion {
    /// As in an `INSERT`, which refuses what is too long or too large and rounds fractions.
    Assigned,
    /// By a cast.
    Cast,
    /// By the text that the server writes.
    ThroughText,
    /// As 0 or 1.
    AsNumber,
}

/// Finds the way; `None` where values would be misread or there is no way at all.
pub(crate) fn of(from: &DataType, to: &DataType) -> Option<Conversion> {
    use DataType as T;
    let (from, to) = (from.resolved(), to.resolved());
    if from == to {
        return Some(Conversion::Assigned);
    }
    match (from, to) {
        // Every type has a text.
        (_, T::Char { .. } | T::VarChar { .. } | T::Text { .. })
        | (
            T::Integer { .. } | T::Decimal { .. } | T::Numeric,
            T::Integer { .. } | T::Decimal { .. } | T::Numeric,
        )
        | (T::Real, T::Double)
        | (T::Bit { .. } | T::VarBit { .. }, T::Bit { .. } | T::VarBit { .. })
        | (T::Date | T::Timestamp { .. }, T::Timestamp { .. })
        | (T::Json { .. }, T::Json { .. })
        | (T::Interval { .. }, T::Interval { fields: None, .. })
        | (T::Vector { .. }, T::Vector { dimensions: None }) => Some(Conversion::Assigned),
        (T::Time { zone: from, .. }, T::Time { zone: to, .. }) => {
            (from == to).then_some(Conversion::Assigned)
        }
        (
            T::Char { .. } | T::VarChar { .. } | T::Text { .. },
            T::Boolean
            | T::Integer { .. }
            | T::Decimal { .. }
            | T::Numeric
            | T::Real
            | T::Double
            | T::Date
            | T::Time { .. }
            | T::Timestamp { .. }
            | T::Uuid
            | T::Json { .. }
            | T::Enum { .. },
        ) => Some(Conversion::Cast),
        (T::Boolean, T::Integer { .. }) => Some(Conversion::AsNumber),
        (T::Enum { .. }, T::Enum { .. }) => Some(Conversion::ThroughText),
        (T::Composite(from), T::Composite(to)) => {
            let pairs = from.fields.iter().zip(&to.fields);
            let all = from.fields.len() == to.fields.len()
                && pairs
                    .into_iter()
                    .all(|(from, to)| is_read_as_text(&from.data_type, &to.data_type));
            all.then_some(Conversion::ThroughText)
        }
        (T::Array { element: from }, T::Array { element: to }) => match of(from, to)? {
            Conversion::Assigned => Some(Conversion::Assigned),
            Conversion::ThroughText => Some(Conversion::ThroughText),
            Conversion::Cast | Conversion::AsNumber => None,
        },
        (
            T::Boolean
            | T::Integer { .. }
            | T::Decimal { .. }
            | T::Numeric
            | T::Real
            | T::Double
            | T::Char { .. }
            | T::VarChar { .. }
            | T::Text { .. }
            | T::Binary { .. }
            | T::VarBinary { .. }
            | T::Blob { .. }
            | T::Bit { .. }
            | T::VarBit { .. }
            | T::Date
            | T::Timestamp { .. }
            | T::Year
            | T::Uuid
            | T::Json { .. }
            | T::ScaledFloat { .. }
            | T::Interval { .. }
            | T::Enum { .. }
            | T::Set { .. }
            | T::Domain(_)
            | T::Composite(_)
            | T::Array { .. }
            | T::Vector { .. }
            | T::Geometry { .. }
            | T::Postgres(_)
            | T::Other { .. }
            | T::Time { .. },
            _,
        ) => None,
    }
}

/// A field whose text is read again is neither rounded nor cut.
fn is_read_as_text(from: &DataType, to: &DataType) -> bool {
    let (bare_from, bare_to) = (from.resolved(), to.resolved());
    bare_from == bare_to
        || matches!(of(bare_from, bare_to), Some(Conversion::ThroughText))
        || matches!(bare_to, DataType::Text { .. })
}

/// Writes the column's value in its new type; one that is assigned is written as it stands.
pub(crate) fn write(
    sql: &mut Writer,
    column: &Ident,
    to: &DataType,
    conversion: Conversion,
    version: ServerVersion,
) {
    sql.ident(column);
    match conversion {
        Conversion::Assigned => return,
        Conversion::AsNumber => {
            sql.kw("::int4");
            return;
        }
        Conversion::Cast => {}
        Conversion::ThroughText => {
            sql.kw("::text");
        }
    }
    sql.kw("::");
    types::write(sql, to, version);
}
