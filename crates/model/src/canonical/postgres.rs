//! One spelling for what PostgreSQL prints in several.

use super::defaults;
use crate::{Nullability, Schema};

/// Brings a PostgreSQL schema into the form in which equal schemas compare equal: constants and
/// clocks in defaults are values, and the columns of a primary key are `NOT NULL`. Expressions stay
/// as the server printed them.
pub(super) fn normalise(schema: &Schema) -> Schema {
    let mut result = schema.clone();
    for table in result.tables.values_mut() {
        let names: Vec<_> = table.columns.names().cloned().collect();
        for name in names {
            let is_keyed = table
                .primary_key
                .as_ref()
                .is_some_and(|key| key.columns.contains(&name));
            let Some(column) = table.columns.get_mut(&name) else {
                continue;
            };
            if is_keyed {
                column.nullability = Nullability::NotNull;
            }
            column.default = column
                .default
                .take()
                .and_then(|default| defaults::normalise_postgres(default, &column.data_type));
        }
    }
    result
}
