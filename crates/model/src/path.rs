//! Where in a schema something is.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Ident;

/// Points at an object or an attribute: `tables.orders.columns.total.data_type`.
///
/// A segment that is more than letters, digits, `_` and `$` is written as a JSON string, so that a
/// path with dots in its names reads back unambiguously: `tables."a.b".columns.id`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct ObjectPath(String);

impl ObjectPath {
    /// Points at the whole schema.
    #[must_use]
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// Points at a table.
    #[must_use]
    pub fn table(table: &Ident) -> Self {
        Self::root().join("tables").join(table.as_str())
    }

    /// Points at a column.
    #[must_use]
    pub fn column(table: &Ident, column: &Ident) -> Self {
        Self::table(table).join("columns").join(column.as_str())
    }

    /// Points one segment deeper.
    #[must_use]
    pub fn join(&self, segment: &str) -> Self {
        let mut path = self.0.clone();
        if !path.is_empty() {
            path.push('.');
        }
        if !segment.is_empty()
            && segment
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
        {
            path.push_str(segment);
        } else {
            path.push_str(&serde_json::Value::from(segment).to_string());
        }
        Self(path)
    }

    /// Returns the written form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ObjectPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
