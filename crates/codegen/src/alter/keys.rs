//! Drops and adds keys, constraints and indexes.

use obmigrate_model::change::KeyKind;
use obmigrate_model::constraint::Validation;
use obmigrate_model::plan::Hazard;
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, ObjectPath, Statement, Table};

use super::scope::{Fate, Scope};
use crate::definition::Part;
use crate::definition::postgres::late;
use crate::render::postgres as render;

/// Drops the foreign keys that do not stay, those of tables that go too: two of them may reference
/// each other.
pub(super) fn drop_foreign_keys(scope: &Scope<'_>, parts: &mut Vec<Part>) {
    let none = Table::default();
    for (name, was) in &scope.between.tables {
        let there = scope.kept.get(name).map_or(&none, |kept| &kept.there);
        let original = scope.changes.table_before(name);
        for key in was.foreign_keys.keys() {
            if !there.foreign_keys.contains_key(key) {
                let path = path(name, KeyKind::ForeignKey, key);
                let key = scope.key_before(original, KeyKind::ForeignKey, key);
                let part = Part::new(&path, drop_constraint(name, key));
                parts.push(part.doing("drop").warning([Hazard::Lock]));
            }
        }
    }
}

/// Drops the other keys and the indexes that do not stay, of tables that do.
pub(super) fn drop_others(scope: &Scope<'_>, parts: &mut Vec<Part>) {
    for kept in scope
        .kept
        .values()
        .filter(|kept| kept.fate == Fate::Altered)
    {
        for kind in KeyKind::ALL {
            if kind == KeyKind::ForeignKey {
                continue;
            }
            let there = kind.names(&kept.there);
            for name in kind.names(kept.was) {
                if there.contains(&name) {
                    continue;
                }
                let path = path(kept.name, kind, name);
                let name = scope.key_before(kept.original, kind, name);
                let drop = match kind {
                    KeyKind::Index => drop_index(name),
                    KeyKind::Unique | KeyKind::ForeignKey | KeyKind::Check | KeyKind::Exclusion => {
                        drop_constraint(kept.name, name)
                    }
                };
                let part = Part::new(&path, drop).doing("drop");
                parts.push(part.warning([Hazard::Lock]));
            }
        }
        if let (Some(key), None) = (&kept.was.primary_key, &kept.there.primary_key) {
            let path = ObjectPath::table(kept.name).join("primary_key");
            let key = render::primary_key_name(kept.original, key);
            let part = Part::new(&path, drop_constraint(kept.name, &key));
            parts.push(part.doing("drop").warning([Hazard::Lock]));
        }
    }
}

/// Adds keys and indexes, but no foreign keys.
pub(super) fn add_others(scope: &Scope<'_>, parts: &mut Vec<Part>) {
    for (name, table) in scope.made() {
        let first = parts.len();
        late(name, table, parts);
        let of_rows = scope.kept.contains_key(name).then_some(Hazard::LongRunning);
        for part in parts.iter_mut().skip(first) {
            part.verb = "add";
            part.hazards.extend(of_rows);
        }
    }
    for kept in scope
        .kept
        .values()
        .filter(|kept| kept.fate == Fate::Altered)
    {
        add_to(kept.name, &kept.there, kept.goal, parts);
    }
}

fn add_to(name: &Ident, there: &Table, goal: &Table, parts: &mut Vec<Part>) {
    let mut add = |path: ObjectPath, statement, validation| {
        let part = Part::new(&path, statement).doing("add");
        parts.push(part.warning([Hazard::Lock]).warning(reading(validation)));
    };
    if let (None, Some(key)) = (&there.primary_key, &goal.primary_key) {
        let path = ObjectPath::table(name).join("primary_key");
        add(
            path,
            render::add_primary_key(name, key),
            Validation::Validated,
        );
    }
    for (key, unique) in &goal.uniques {
        if !there.uniques.contains_key(key) {
            let path = path(name, KeyKind::Unique, key);
            add(
                path,
                render::add_unique(name, key, unique),
                Validation::Validated,
            );
        }
    }
    for (key, check) in &goal.checks {
        if !there.checks.contains_key(key) {
            let path = path(name, KeyKind::Check, key);
            add(path, render::add_check(name, key, check), check.validation);
        }
    }
    for (key, exclusion) in &goal.exclusions {
        if !there.exclusions.contains_key(key) {
            let path = path(name, KeyKind::Exclusion, key);
            add(
                path,
                render::add_exclusion(name, key, exclusion),
                Validation::Validated,
            );
        }
    }
    for (key, index) in &goal.indexes {
        if !there.indexes.contains_key(key) {
            let path = path(name, KeyKind::Index, key);
            add(
                path,
                render::create_index(name, key, index),
                Validation::Validated,
            );
        }
    }
}

/// Adds the foreign keys that are not there.
pub(super) fn add_foreign_keys(scope: &Scope<'_>, parts: &mut Vec<Part>) {
    let none = Table::default();
    for (name, table) in &scope.goal.tables {
        let there = scope.kept.get(name).map_or(&none, |kept| &kept.there);
        for (key_name, key) in &table.foreign_keys {
            let is_there =
                there.foreign_keys.contains_key(key_name) || scope.shadows.has_key(name, key_name);
            if !is_there {
                let path = path(name, KeyKind::ForeignKey, key_name);
                let add = render::add_foreign_key(name, key_name, key);
                let part = Part::new(&path, add).doing("add");
                let hazards = reading(key.validation);
                parts.push(part.warning([Hazard::Lock]).warning(hazards));
            }
        }
    }
}

/// All rows are read for what has to hold for those that are there, or is built from them.
fn reading(validation: Validation) -> Option<Hazard> {
    (validation == Validation::Validated).then_some(Hazard::LongRunning)
}

fn path(table: &Ident, kind: KeyKind, name: &Ident) -> ObjectPath {
    ObjectPath::table(table)
        .join(kind.list())
        .join(name.as_str())
}

fn drop_constraint(table: &Ident, name: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("ALTER TABLE ").ident(table);
    sql.kw(" DROP CONSTRAINT ").ident(name);
    sql.finish()
}

fn drop_index(name: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("DROP INDEX ").ident(name);
    sql.finish()
}
