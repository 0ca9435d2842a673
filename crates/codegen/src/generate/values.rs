//! Which values of a table that is altered where it is are missing, or do not come back.

use obmigrate_model::data_type::TimeZone;
use obmigrate_model::{Column, DataType, Nullability, ObjectPath, Table};

use crate::alter::backups::Backups;
use crate::alter::{Sides, nullability};
use crate::error::Error;

/// Reports every new column that rows would have no value for.
pub(super) fn check_new_columns(sides: &Sides<'_>, errors: &mut Vec<Error>) {
    for (name, goal) in &sides.goal.tables {
        let Some(was) = sides.between.tables.get(name) else {
            continue;
        };
        let new = goal.columns.iter();
        let new = new.filter(|column| was.columns.get(&column.name).is_none());
        errors.extend(
            new.filter(|column| needs_value(goal, column))
                .map(|column| Error::NoValue {
                    path: ObjectPath::column(name, &column.name),
                    advice: "give it a default, which a later plan may take away, or let it be \
                             NULL until its rows have values",
                }),
        );
    }
}

/// Lists, a sentence each, the values that undoing does not bring back. Those of a table that is kept
/// all come back.
pub(super) fn lost_values(sides: &Sides<'_>, backups: &Backups<'_>) -> Vec<String> {
    let mut lost = Vec::new();
    let altered = sides.between.tables.iter();
    for (name, was) in altered.filter(|(name, _)| backups.table(name).is_none()) {
        let Some(goal) = sides.goal.tables.get(name) else {
            continue;
        };
        for before in was.columns.iter().filter(|one| one.generated.is_none()) {
            let path = ObjectPath::column(name, &before.name);
            let Some(after) = goal.columns.get(&before.name) else {
                lost.push(if needs_value(was, before) {
                    format!(
                        "{path}: the column is dropped, and its values are gone; it takes no NULL \
                         and has no default, so it comes back to a table without rows only"
                    )
                } else {
                    format!("{path}: the column is dropped, and its values are gone")
                });
                continue;
            };
            if after.generated.is_some() {
                lost.push(format!(
                    "{path}: the values are computed from now on, and those before are gone"
                ));
            } else if !comes_back(&before.data_type, &after.data_type) {
                lost.push(format!(
                    "{path}: values of type {} may not come back from {}",
                    before.data_type, after.data_type
                ));
            }
        }
    }
    lost
}

/// Says whether a row has to bring a value of its own.
fn needs_value(table: &Table, column: &Column) -> bool {
    let (is_not_null, has_default) = if let DataType::Domain(domain) = &column.data_type {
        let is_not_null = domain.nullability == Nullability::NotNull;
        (is_not_null, domain.default.is_some())
    } else {
        (false, false)
    };
    let takes_null = nullability(table, column) == Nullability::Nullable && !is_not_null;
    let is_filled = has_default
        || column.default.is_some()
        || column.identity.is_some()
        || column.generated.is_some();
    !takes_null && !is_filled
}

/// Says whether each value that gets into the other type comes back from it as it was. A value that
/// does not fit is refused on its way, so it is not lost.
fn comes_back(from: &DataType, to: &DataType) -> bool {
    use DataType as T;
    let (from, to) = (from.resolved(), to.resolved());
    if from == to {
        return true;
    }
    match (from, to) {
        (T::Integer { .. }, T::Integer { .. } | T::Numeric)
        | (T::Decimal { .. }, T::Numeric)
        | (T::Enum { .. }, T::Enum { .. })
        | (T::Boolean, T::Integer { .. })
        | (T::VarChar { .. } | T::Text { .. }, T::VarChar { .. } | T::Text { .. })
        | (
            T::Boolean
            | T::Integer { .. }
            | T::Decimal { .. }
            | T::Numeric
            | T::Date
            | T::Uuid
            | T::Enum { .. }
            | T::Time { .. }
            | T::Timestamp {
                zone: TimeZone::Without,
                ..
            },
            T::VarChar { .. } | T::Text { .. },
        ) => true,
        (T::Integer { .. }, T::Decimal { scale, .. }) => *scale >= 0,
        (T::Decimal { scale: from, .. }, T::Decimal { scale: to, .. }) => to >= from,
        (
            T::Timestamp {
                precision: from,
                zone,
            },
            T::Timestamp {
                precision: to,
                zone: to_zone,
            },
        ) => zone == to_zone && to >= from,
        (
            T::Time {
                precision: from, ..
            },
            T::Time { precision: to, .. },
        ) => to >= from,
        // Whatever is not known to come back may not.
        (_, _) => false,
    }
}
