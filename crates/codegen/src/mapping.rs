//! Which value goes where, and whether it can.

use obmigrate_model::plan::Mapping;
use obmigrate_model::sql::Writer;
use obmigrate_model::{Column, DataType, Dialect, Nullability, ObjectPath, Table};

use crate::error::Error;

/// Maps the columns that both tables have, in the target's order. A new column gets its default,
/// which it must have unless it may be `NULL` or numbers itself.
pub(crate) fn map_columns(
    path: &ObjectPath,
    source: &Table,
    target: &Table,
    errors: &mut Vec<Error>,
) -> Vec<Mapping> {
    let mut mappings = Vec::new();
    for column in &target.columns {
        let at = || path.join("columns").join(column.name.as_str());
        match source.columns.get(&column.name) {
            Some(from) => mappings.push(map(from, column)),
            None if has_value_for_omitted(column) => {}
            None => errors.push(Error::NoValue { path: at() }),
        }
    }
    mappings
}

/// Reports each mapping whose values cannot be converted on the same server.
pub(crate) fn check_conversions(path: &ObjectPath, mappings: &[Mapping], errors: &mut Vec<Error>) {
    for mapping in mappings {
        if !converts(&mapping.source_type, &mapping.data_type) {
            errors.push(Error::UnsupportedConversion {
                path: path.join("columns").join(mapping.column.as_str()),
                before: mapping.source_type.to_string(),
                after: mapping.data_type.to_string(),
            });
        }
    }
}

fn map(from: &Column, to: &Column) -> Mapping {
    Mapping {
        column: to.name.clone(),
        data_type: to.data_type.clone(),
        source_column: from.name.clone(),
        source_type: from.data_type.clone(),
    }
}

const fn has_value_for_omitted(column: &Column) -> bool {
    matches!(column.nullability, Nullability::Nullable)
        || column.default.is_some()
        || column.identity.is_some()
}

/// Says whether `INSERT … SELECT` in strict mode either stores the same value or fails, or stores
/// one that the validation can tell from the original by converting it back.
///
/// Follows the measured matrix of type changes (OceanBase 4.3.5); what is silently misread there
/// (`date` to `int`, text to numbers or times, `time` to `datetime`) is not offered.
fn converts(from: &DataType, to: &DataType) -> bool {
    use DataType as T;
    if from == to {
        return true;
    }
    match (from, to) {
        (T::Boolean | T::Integer { .. }, T::Boolean | T::Integer { .. } | T::Decimal { .. })
        | (T::Decimal { .. }, T::Decimal { .. } | T::Integer { .. })
        | (
            T::Char { .. } | T::VarChar { .. } | T::Text { .. },
            T::Char { .. } | T::VarChar { .. } | T::Text { .. },
        )
        | (
            T::Binary { .. } | T::VarBinary { .. } | T::Blob { .. },
            T::VarBinary { .. } | T::Blob { .. },
        )
        | (
            T::Boolean | T::Integer { .. } | T::Decimal { .. },
            T::VarChar { .. } | T::Text { .. },
        )
        | (T::Timestamp { .. }, T::Timestamp { .. })
        | (T::Time { .. }, T::Time { .. })
        | (T::Date, T::Timestamp { .. })
        | (T::Real, T::Double) => true,
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
            | T::Date
            | T::Time { .. }
            | T::Timestamp { .. }
            | T::Year
            | T::Uuid
            | T::Json { .. }
            | T::Other { .. },
            _,
        ) => false,
    }
}

/// Writes a PostgreSQL column in the text form that OceanBase takes, by the measured table of
/// reading forms (PostgreSQL 15, session in UTC with ISO dates).
pub(crate) fn write_postgres_read(mapping: &Mapping, sql: &mut Writer) {
    debug_assert_eq!(sql.dialect(), Dialect::Postgres);
    let column = &mapping.source_column;
    match &mapping.source_type {
        DataType::Boolean => sql.ident(column).kw("::int4"),
        DataType::Integer { .. } | DataType::Blob { .. } | DataType::Binary { .. } => {
            sql.ident(column)
        }
        // `::text` of a float4 is shorter than the value.
        DataType::Real => sql.ident(column).kw("::float8::text"),
        DataType::Char { .. } => sql.kw("rtrim(").ident(column).kw("::text)"),
        DataType::Timestamp {
            zone: obmigrate_model::data_type::TimeZone::With,
            ..
        } => sql.kw("(").ident(column).kw(" AT TIME ZONE 'UTC')::text"),
        DataType::Bit { .. } => sql.ident(column).kw("::int8"),
        DataType::Decimal { .. }
        | DataType::Numeric
        | DataType::Double
        | DataType::VarChar { .. }
        | DataType::Text { .. }
        | DataType::VarBinary { .. }
        | DataType::Date
        | DataType::Time { .. }
        | DataType::Timestamp { .. }
        | DataType::Year
        | DataType::Uuid
        | DataType::Json { .. }
        | DataType::Other { .. } => sql.ident(column).kw("::text"),
    };
}
