//! Which changes of columns make the server write a whole table anew.
//!
//! PostgreSQL 15.18, 16.14 and 18.4, measured: `DEBUG1` of the server says `rewriting table`. Versions
//! before 11 write a table anew for every default of a new column (release notes of 11).

use obmigrate_model::data_type::Domain;
use obmigrate_model::plan::Hazard;
use obmigrate_model::{Column, DataType, DefaultValue, Nullability, ServerVersion, Storage};

use super::conversion::Conversion;

/// Is the first version that keeps the value of a new column without writing it into every row.
const VALUES_APART_SINCE: u16 = 11;

/// Warns of what giving a column another type, or another collation, does to all rows.
pub(super) fn retyping(before: &Column, after: &Column, conversion: Conversion) -> Vec<Hazard> {
    if conversion != Conversion::Assigned || is_written(&before.data_type, &after.data_type) {
        return vec![Hazard::Rewrite, Hazard::LongRunning];
    }
    if before.collation == after.collation {
        Vec::new()
    } else {
        // Its indexes are built anew.
        vec![Hazard::LongRunning]
    }
}

/// Warns of what adding a column does to all rows.
pub(super) fn adding(column: &Column, version: ServerVersion) -> Vec<Hazard> {
    let is_stored = column
        .generated
        .as_ref()
        .is_some_and(|generated| generated.storage == Storage::Stored);
    let (is_checked, of_type) = if let DataType::Domain(domain) = &column.data_type {
        (is_constrained(domain), domain.default.as_ref())
    } else {
        (false, None)
    };
    let default = column.default.as_ref().or(of_type);
    let is_written = default.is_some_and(|default| differs_by_row(default, version));
    if is_stored || is_checked || is_written || column.identity.is_some() {
        vec![Hazard::Rewrite, Hazard::LongRunning]
    } else {
        Vec::new()
    }
}

/// Says whether each row may get another value of a default. One that calls a function may: how a
/// function behaves is not modelled.
fn differs_by_row(default: &DefaultValue, version: ServerVersion) -> bool {
    let is_kept_apart = match default {
        DefaultValue::Literal(_) | DefaultValue::CurrentTimestamp | DefaultValue::CurrentDate => {
            true
        }
        DefaultValue::RandomUuid => false,
        DefaultValue::Expression(text) => !calls(text),
    };
    !is_kept_apart || version.major < VALUES_APART_SINCE
}

/// Says whether a name stands in front of a parenthesis.
fn calls(expression: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '"');
    expression.match_indices('(').any(|(at, _)| {
        let before = expression.get(..at).unwrap_or_default();
        before.trim_end().ends_with(is_of_name)
    })
}

/// Each value is checked when a column gets such a type.
fn is_constrained(domain: &Domain) -> bool {
    !domain.checks.is_empty() || domain.nullability == Nullability::NotNull
}

/// Says whether values are written otherwise in the other type, or looked at one by one. Between
/// points in time with and without zone that depends on the session's zone, and on the version, so
/// it is taken for granted.
fn is_written(from: &DataType, to: &DataType) -> bool {
    use DataType as T;
    if let T::Domain(domain) = to
        && is_constrained(domain)
    {
        return true;
    }
    let (from, to) = (from.resolved(), to.resolved());
    if from == to {
        return false;
    }
    match (from, to) {
        (T::VarChar { length: from }, T::VarChar { length: to }) => to < from,
        (T::VarChar { .. }, T::Text { .. }) | (T::Decimal { .. }, T::Numeric) => false,
        (
            T::Decimal {
                precision: from,
                scale,
                ..
            },
            T::Decimal {
                precision: to,
                scale: to_scale,
                ..
            },
        ) => scale != to_scale || to < from,
        (
            T::Timestamp {
                precision: from,
                zone,
            },
            T::Timestamp {
                precision: to,
                zone: to_zone,
            },
        )
        | (
            T::Time {
                precision: from,
                zone,
            },
            T::Time {
                precision: to,
                zone: to_zone,
            },
        ) => zone != to_zone || to < from,
        (
            T::Interval {
                precision: from, ..
            },
            T::Interval {
                fields: None,
                precision: to,
            },
        ) => to < from,
        (T::VarBit { .. }, T::VarBit { length: None }) => false,
        (T::VarBit { length: Some(from) }, T::VarBit { length: Some(to) }) => to < from,
        // Whatever is not known to stay is written.
        (_, _) => true,
    }
}
