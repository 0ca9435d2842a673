//! The tables of PostgreSQL that rows and values come from.

use std::collections::BTreeMap;

use obmigrate_model::{Ident, Schema, Table};

/// Finds tables of PostgreSQL by the names that they have on OceanBase.
pub(crate) struct Sources<'a> {
    schema: Option<&'a Schema>,
    /// By their names in lower case.
    folded: BTreeMap<String, (&'a Ident, &'a Table)>,
}

impl<'a> Sources<'a> {
    pub(crate) fn of(schema: Option<&'a Schema>) -> Self {
        let mut folded = BTreeMap::new();
        for (name, table) in schema.iter().flat_map(|schema| &schema.tables) {
            let lower = name.as_str().to_lowercase();
            folded.entry(lower).or_insert((name, table));
        }
        Self { schema, folded }
    }

    /// Finds the table that is called so. OceanBase folds table names to lower case, PostgreSQL does
    /// not.
    pub(crate) fn table(&self, name: &Ident) -> Option<(&'a Ident, &'a Table)> {
        let same = self
            .schema
            .and_then(|schema| schema.tables.get_key_value(name));
        let folded = self.folded.get(name.as_str()).copied();
        // The first in the order of names.
        same.into_iter().chain(folded).min_by_key(|(name, _)| *name)
    }

    /// Says whether there is a schema to look in.
    pub(crate) const fn are_given(&self) -> bool {
        self.schema.is_some()
    }
}
