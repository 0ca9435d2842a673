//! Names that stand twice where the server wants them once.

use std::collections::BTreeMap;

use super::Defects;
use crate::canonical::compared_name;
use crate::{Dialect, Ident, ObjectPath, Schema, Table};

/// Remembers where a name was first met.
#[derive(Default)]
pub(super) struct Scope(BTreeMap<String, ObjectPath>);

impl Scope {
    pub(super) fn enter(
        &mut self,
        dialect: Dialect,
        name: &Ident,
        path: ObjectPath,
        defects: &mut Defects,
    ) {
        let folded = match dialect {
            Dialect::Postgres => name.as_str().to_owned(),
            Dialect::OceanBase => compared_name(name),
        };
        // Errors 1103, 1166, 1280 and 1567 (measured).
        if dialect == Dialect::OceanBase && name.as_str().ends_with(' ') {
            let reason = format!("the name {name:?} ends in a blank");
            defects.add("model/name-ends-in-blank", path.clone(), reason);
        }
        match self.0.get(&folded) {
            Some(first) => {
                let reason = format!("the name {name} is taken by {first}");
                defects.add("model/name-clash", path, reason);
            }
            None => {
                self.0.insert(folded, path);
            }
        }
    }
}

/// Reports clashes. On PostgreSQL tables, indexes and keys share the names of a schema, and a
/// table's constraints have names of their own; on OceanBase checks and foreign keys are named per
/// database, keys and indexes per table (errors 3822, 1022 and 1061, measured).
pub(super) fn check(schema: &Schema, defects: &mut Defects) {
    let dialect = schema.dialect;
    let mut relations = Scope::default();
    let (mut checks, mut foreign_keys) = (Scope::default(), Scope::default());
    for name in schema.tables.keys() {
        relations.enter(dialect, name, ObjectPath::table(name), defects);
    }
    for name in schema.sequences.keys() {
        let path = super::sequences::path(name);
        relations.enter(dialect, name, path, defects);
    }
    for (name, table) in &schema.tables {
        let path = ObjectPath::table(name);
        let mut columns = Scope::default();
        for column in table.columns.names() {
            let path = ObjectPath::column(name, column);
            columns.enter(dialect, column, path, defects);
        }
        match dialect {
            Dialect::Postgres => {
                enter_keys(dialect, table, &path, &mut relations, defects);
                let mut constraints = Scope::default();
                enter_constraints(dialect, table, &path, &mut constraints, None, defects);
            }
            Dialect::OceanBase => {
                enter_keys(dialect, table, &path, &mut Scope::default(), defects);
                let both = Some(&mut foreign_keys);
                enter_constraints(dialect, table, &path, &mut checks, both, defects);
            }
        }
    }
}

fn enter_keys(
    dialect: Dialect,
    table: &Table,
    path: &ObjectPath,
    scope: &mut Scope,
    defects: &mut Defects,
) {
    if let Some(name) = table.primary_key.as_ref().and_then(|key| key.name.as_ref()) {
        scope.enter(dialect, name, path.join("primary_key"), defects);
    }
    let uniques = table.uniques.keys().map(|name| ("uniques", name));
    let indexes = table.indexes.keys().map(|name| ("indexes", name));
    for (kind, name) in uniques.chain(indexes) {
        let path = path.join(kind).join(name.as_str());
        scope.enter(dialect, name, path, defects);
    }
}

/// Enters the checks and the foreign keys, the latter into a scope of their own if there is one.
fn enter_constraints(
    dialect: Dialect,
    table: &Table,
    path: &ObjectPath,
    scope: &mut Scope,
    mut foreign_keys: Option<&mut Scope>,
    defects: &mut Defects,
) {
    for name in table.checks.keys() {
        let path = path.join("checks").join(name.as_str());
        scope.enter(dialect, name, path, defects);
    }
    for name in table.exclusions.keys() {
        let path = path.join("exclusions").join(name.as_str());
        scope.enter(dialect, name, path, defects);
    }
    for name in table.foreign_keys.keys() {
        let path = path.join("foreign_keys").join(name.as_str());
        match &mut foreign_keys {
            Some(own) => own.enter(dialect, name, path, defects),
            None => scope.enter(dialect, name, path, defects),
        }
    }
}
