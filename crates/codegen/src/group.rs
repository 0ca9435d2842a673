//! Which tables must switch together.

use std::collections::BTreeMap;

use obmigrate_model::{Ident, Schema};
use petgraph::unionfind::UnionFind;

/// Splits changed tables into groups joined by foreign keys, before or after the change.
///
/// On OceanBase a foreign key follows its renamed parent, so a parent and a child that both get a
/// new table have to change names in one statement. Groups and the tables in them are in the order
/// of names.
pub(crate) fn groups(tables: &[&Ident], live: &Schema, goal: &Schema) -> Vec<Vec<Ident>> {
    let positions: BTreeMap<&Ident, usize> = tables
        .iter()
        .enumerate()
        .map(|(position, table)| (*table, position))
        .collect();
    let mut sets = UnionFind::<usize>::new(tables.len());
    for schema in [live, goal] {
        for (child, position) in &positions {
            let keys = schema
                .tables
                .get(*child)
                .into_iter()
                .flat_map(|table| table.foreign_keys.values())
                .filter(|key| key.references.schema.is_none());
            for key in keys {
                if let Some(parent) = positions.get(&key.references.table) {
                    sets.union(*position, *parent);
                }
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<Ident>> = BTreeMap::new();
    let mut first_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (table, position) in positions {
        let first = *first_of.entry(sets.find(position)).or_insert(position);
        groups.entry(first).or_default().push(table.clone());
    }
    groups.into_values().collect()
}
