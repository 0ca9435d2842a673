//! A whole schema of PostgreSQL.

use obmigrate_model::{Ident, ObjectPath, Schema, ServerVersion, Table};

use super::Part;
use crate::render::limits::Limits;
use crate::render::postgres as render;
use crate::render::postgres::UserTypes;

/// Writes sequences, which defaults call, the types that columns have, tables with their partitions,
/// and then what refers to tables.
pub(super) fn parts(schema: &Schema, limits: &mut Limits<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    sequences(schema, limits, &mut parts);
    types(schema, limits, &mut parts);
    render::check_references(schema, limits);
    for (name, table) in &schema.tables {
        render::check_table(&ObjectPath::table(name), table, limits);
        create(name, table, limits.target.version, &mut parts);
    }
    for (name, table) in &schema.tables {
        late(name, table, &mut parts);
    }
    for (name, table) in &schema.tables {
        let path = ObjectPath::table(name).join("foreign_keys");
        for (key_name, key) in &table.foreign_keys {
            let add = render::add_foreign_key(name, key_name, key);
            parts.push(Part::new(&path.join(key_name.as_str()), add));
        }
    }
    for (name, table) in &schema.tables {
        let path = ObjectPath::table(name);
        let comments = render::comments(name, &Table::default(), table);
        parts.extend(comments.into_iter().map(|part| Part::new(&path, part)));
    }
    parts.extend(owners(schema));
    parts
}

/// Writes a table and its partitions.
pub(crate) fn create(name: &Ident, table: &Table, version: ServerVersion, parts: &mut Vec<Part>) {
    let path = ObjectPath::table(name);
    let table_itself = [render::create_table(name, table, version)];
    let partitions = render::create_partitions(name, table);
    let all = table_itself.into_iter().chain(partitions);
    parts.extend(all.map(|part| Part::new(&path, part).doing("create")));
}

fn sequences(schema: &Schema, limits: &Limits<'_>, parts: &mut Vec<Part>) {
    let version = limits.target.version;
    for (name, sequence) in &schema.sequences {
        let path = sequence_path(name);
        let create = render::create_sequence(name, sequence, version);
        parts.push(Part::new(&path, create));
    }
    for (table_name, table) in &schema.tables {
        for (name, sequence, column) in render::behind_columns(table_name, table) {
            let path = ObjectPath::column(table_name, &column).join("identity");
            let create = render::create_sequence(&name, &sequence, version);
            parts.push(Part::new(&path, create));
        }
    }
}

fn types(schema: &Schema, limits: &mut Limits<'_>, parts: &mut Vec<Part>) {
    let path = ObjectPath::root().join("types");
    let types = UserTypes::of(schema, limits);
    let create = types.create(limits.target.version, |_| true);
    parts.extend(create.into_iter().map(|part| Part::new(&path, part)));
}

/// Writes what a table gets when it is there: indexes, repeated keys, and checks that old rows may
/// break.
pub(crate) fn late(name: &Ident, table: &Table, parts: &mut Vec<Part>) {
    let path = ObjectPath::table(name);
    for (index_name, index) in &table.indexes {
        let path = path.join("indexes").join(index_name.as_str());
        let create = render::create_index(name, index_name, index);
        parts.push(Part::new(&path, create));
    }
    let uniques = table.uniques.iter();
    for (key_name, unique) in uniques.filter(|(name, _)| render::is_repeated(table, name)) {
        let path = path.join("uniques").join(key_name.as_str());
        let add = render::add_unique(name, key_name, unique);
        parts.push(Part::new(&path, add));
    }
    let checks = table.checks.iter();
    for (check_name, check) in checks.filter(|(_, check)| render::is_late(check)) {
        let path = path.join("checks").join(check_name.as_str());
        let add = render::add_check(name, check_name, check);
        parts.push(Part::new(&path, add));
    }
}

fn owners(schema: &Schema) -> Vec<Part> {
    let mut parts = Vec::new();
    for (name, sequence) in &schema.sequences {
        if let Some(owner) = &sequence.owner {
            let statement = render::own(name, &owner.table, &owner.column);
            parts.push(Part::new(&sequence_path(name), statement));
        }
    }
    for (table_name, table) in &schema.tables {
        for (name, _, column) in render::behind_columns(table_name, table) {
            let path = ObjectPath::column(table_name, &column).join("identity");
            parts.push(Part::new(&path, render::own(&name, table_name, &column)));
        }
    }
    parts
}

pub(crate) fn sequence_path(name: &Ident) -> ObjectPath {
    ObjectPath::root().join("sequences").join(name.as_str())
}
