//! A whole schema of OceanBase.

use std::collections::BTreeSet;

use obmigrate_model::schema::Access;
use obmigrate_model::{ForeignKey, Ident, Index, ObjectPath, Schema, Table};

use super::Part;
use crate::render::limits::Limits;
use crate::render::oceanbase as render;
use crate::render::oceanbase::Inside;

/// Writes tables with everything inside, parents first, and then what cannot be inside: a second
/// index over one expression, and foreign keys that go round in a circle. One statement for a table is
/// faster than several, too.
pub(super) fn parts(schema: &Schema, limits: &mut Limits<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    for name in schema.sequences.keys() {
        let path = ObjectPath::root().join("sequences").join(name.as_str());
        // Error 1064 (seekdb 1.4, measured).
        limits.lacks(&path, "sequences");
    }
    let mut later = Vec::new();
    let mut there = BTreeSet::new();
    for (name, table) in parents_first(schema) {
        let path = ObjectPath::table(name);
        render::check_table(&path, table, limits);
        there.insert(name);
        let (indexes, more_indexes) = render::split_indexes(table);
        let (foreign_keys, more_keys): (Vec<_>, Vec<_>) = table
            .foreign_keys
            .iter()
            .partition(|(_, key)| parent(schema, key).is_none_or(|parent| there.contains(parent)));
        let inside = Inside {
            checks: table
                .checks
                .iter()
                .map(|(name, check)| (name.clone(), check))
                .collect(),
            indexes,
            foreign_keys,
        };
        parts.push(Part::new(&path, render::create_table(name, table, &inside)));
        later.extend(further_indexes(name, &more_indexes, limits));
        later.extend(further_keys(name, &more_keys, limits));
    }
    parts.extend(later);
    let closed = schema
        .tables
        .iter()
        .filter(|(_, table)| table.options.access == Access::ReadOnly);
    for (name, _) in closed {
        let path = ObjectPath::table(name).join("options");
        parts.push(Part::new(&path, render::make_read_only(name)));
    }
    parts
}

/// Orders tables so that a parent stands before its children, as far as there is no circle; else by
/// name.
fn parents_first(schema: &Schema) -> Vec<(&Ident, &Table)> {
    let mut waiting: Vec<(&Ident, &Table)> = schema.tables.iter().collect();
    let mut placed = BTreeSet::new();
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let is_free = |(name, table): &(&Ident, &Table)| {
            table.foreign_keys.values().all(|key| {
                parent(schema, key).is_none_or(|parent| parent == *name || placed.contains(parent))
            })
        };
        let next = waiting.iter().position(is_free).unwrap_or_default();
        let (name, table) = waiting.remove(next);
        placed.insert(name);
        ordered.push((name, table));
    }
    ordered
}

/// Finds the table of this schema that a foreign key references.
fn parent<'a>(schema: &Schema, key: &'a ForeignKey) -> Option<&'a Ident> {
    let far = &key.references;
    (far.schema.is_none() && schema.tables.contains_key(&far.table)).then_some(&far.table)
}

type Named<'a, T> = Vec<(&'a Ident, &'a T)>;

fn further_indexes(
    table: &Ident,
    indexes: &Named<'_, Index>,
    limits: &mut Limits<'_>,
) -> Vec<Part> {
    let path = ObjectPath::table(table).join("indexes");
    let mut parts = Vec::new();
    for (name, index) in indexes {
        let path = path.join(name.as_str());
        limits.lacks_if(render::is_misread(table), &path, render::ADDED_BY_NAME);
        parts.push(Part::new(&path, render::create_index(table, name, index)));
    }
    parts
}

fn further_keys(table: &Ident, keys: &Named<'_, ForeignKey>, limits: &mut Limits<'_>) -> Vec<Part> {
    let path = ObjectPath::table(table).join("foreign_keys");
    let mut parts = Vec::new();
    for (name, key) in keys {
        let path = path.join(name.as_str());
        let parent = &key.references.table;
        let misread = render::is_key_misread(table, key, parent);
        limits.lacks_if(misread, &path, render::ADDED_BY_NAME);
        let add = render::add_foreign_key(table, name, key, parent);
        parts.push(Part::new(&path, add));
    }
    parts
}
