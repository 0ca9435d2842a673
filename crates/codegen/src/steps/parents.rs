//! Which foreign keys reference a table.

use std::collections::BTreeMap;

use obmigrate_model::{ForeignKey, Ident, Schema};

/// Is a foreign key: its table, its name, and what it is.
pub(crate) type Key<'a> = (&'a Ident, &'a Ident, &'a ForeignKey);

/// Finds the foreign keys of a schema by the tables that they reference.
pub(crate) struct Parents<'a>(BTreeMap<&'a Ident, Vec<Key<'a>>>);

impl<'a> Parents<'a> {
    pub(crate) fn of(schema: &'a Schema) -> Self {
        let mut parents: BTreeMap<&Ident, Vec<Key<'a>>> = BTreeMap::new();
        for (table, description) in &schema.tables {
            for (name, key) in &description.foreign_keys {
                // One in another database is another table.
                if key.references.schema.is_none() {
                    let keys = parents.entry(&key.references.table).or_default();
                    keys.push((table, name, key));
                }
            }
        }
        Self(parents)
    }

    /// Lists the keys that reference a table, in the order of tables and names.
    pub(crate) fn referencing(&self, table: &Ident) -> &[Key<'a>] {
        self.0.get(table).map_or(&[], Vec::as_slice)
    }
}
