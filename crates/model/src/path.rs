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

    /// Returns the segments, unquoted.
    #[must_use]
    pub fn segments(&self) -> Vec<String> {
        let mut segments = Vec::new();
        let mut rest = self.0.as_str();
        while !rest.is_empty() {
            let (segment, after) = if rest.starts_with('"') {
                let mut values = serde_json::Deserializer::from_str(rest).into_iter::<String>();
                let Some(Ok(segment)) = values.next() else {
                    // Only `join` writes a path, and it closes its quotes; a document may not.
                    segments.push(rest.to_owned());
                    break;
                };
                let after = rest.get(values.byte_offset()..).unwrap_or_default();
                (segment, after)
            } else {
                let end = rest.find('.').unwrap_or(rest.len());
                let (segment, after) = rest.split_at(end);
                (segment.to_owned(), after)
            };
            segments.push(segment);
            rest = after.strip_prefix('.').unwrap_or(after);
        }
        segments
    }

    /// Says whether this is `other` or something inside it.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        let rest = self.0.strip_prefix(&other.0);
        rest.is_some_and(|rest| other.0.is_empty() || rest.is_empty() || rest.starts_with('.'))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cut_where_it_was_joined() {
        let names = ["tables", "a.b", "it's \"so\"", "", "日本", "x"];
        let path = names
            .iter()
            .fold(ObjectPath::root(), |path, name| path.join(name));
        assert_eq!(path.segments(), names);
        assert_eq!(ObjectPath::root().segments(), [""; 0]);
        assert_eq!(
            ObjectPath("tables.\"open".to_owned()).segments(),
            ["tables", "\"open"]
        );
    }

    #[test]
    fn a_path_is_within_what_it_starts_with() {
        let orders = ObjectPath::root().join("tables").join("orders");
        let total = orders.join("columns").join("total");
        assert!(total.is_within(&orders) && orders.is_within(&orders));
        assert!(total.is_within(&ObjectPath::root()));
        assert!(!orders.is_within(&total));
        assert!(
            !ObjectPath::root()
                .join("tables")
                .join("orders_2")
                .is_within(&orders)
        );
    }
}
