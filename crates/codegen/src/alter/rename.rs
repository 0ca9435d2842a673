//! Gives objects their other names.

use std::collections::BTreeSet;

use obmigrate_model::change::{KeyKind, Rename, Renamed};
use obmigrate_model::plan::Hazard;
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, ObjectPath, Statement};

use super::fresh::Fresh;
use super::scope::{Fate, Scope};
use crate::definition::Part;
use crate::definition::postgres::sequence_path;
use crate::renamed::table_after;
use crate::render::postgres as render;

/// What gets another name.
#[derive(Clone, Copy)]
pub(super) enum Object<'a> {
    Table,
    Column(&'a Ident),
    Constraint(&'a Ident),
    Index,
    Sequence,
}

/// A name that an object gives up, and the one that it takes.
pub(super) struct Renaming<'a> {
    pub(super) path: ObjectPath,
    pub(super) object: Object<'a>,
    pub(super) before: Ident,
    pub(super) after: Ident,
}

/// Renames tables, columns and sequences.
pub(super) fn names(scope: &Scope<'_>, fresh: &mut Fresh, parts: &mut Vec<Part>) {
    let renames = &scope.changes.renames;
    let of = |object, rename: &Rename| Renaming {
        path: rename.path(),
        object,
        before: rename.name.before.clone(),
        after: rename.name.after.clone(),
    };
    let (mut tables, mut sequences) = (Vec::new(), behind_columns(scope));
    for rename in renames {
        match &rename.object {
            Renamed::Table => tables.push(of(Object::Table, rename)),
            Renamed::Sequence => sequences.push(of(Object::Sequence, rename)),
            Renamed::Column { .. } | Renamed::Key { .. } => {}
        }
    }
    write_all(&tables, fresh, parts);
    for original in scope.before.tables.keys() {
        let table = table_after(scope.changes, original);
        let columns = renames.iter().filter_map(|rename| match &rename.object {
            Renamed::Column { table: own } if own == original => {
                Some(of(Object::Column(table), rename))
            }
            Renamed::Column { .. } | Renamed::Table | Renamed::Key { .. } | Renamed::Sequence => {
                None
            }
        });
        write_all(&columns.collect::<Vec<_>>(), fresh, parts);
    }
    write_all(&sequences, fresh, parts);
}

/// Finds the sequences that are named after their columns and tables.
fn behind_columns(scope: &Scope<'_>) -> Vec<Renaming<'static>> {
    let mut found = Vec::new();
    for (original, before) in &scope.before.tables {
        let table = table_after(scope.changes, original);
        let Some(between) = scope.between.tables.get(table) else {
            continue;
        };
        for (column, renamed) in before.columns.iter().zip(&between.columns) {
            let Some(identity) = &column.identity else {
                continue;
            };
            let before = render::name_behind(original, &column.name, identity);
            let after = render::name_behind(table, &renamed.name, identity);
            if before != after {
                found.push(Renaming {
                    path: sequence_path(&before),
                    object: Object::Sequence,
                    before,
                    after,
                });
            }
        }
    }
    found
}

/// Renames the keys that stay; the others have gone under the names that they had.
pub(super) fn keys(scope: &Scope<'_>, fresh: &mut Fresh, parts: &mut Vec<Part>) {
    let mut renamings = Vec::new();
    for kept in scope
        .kept
        .values()
        .filter(|kept| kept.fate == Fate::Altered)
    {
        let path = ObjectPath::table(kept.name);
        for kind in KeyKind::ALL {
            for name in kind.names(&kept.there) {
                let before = scope.key_before(kept.original, kind, name);
                renamings.push(Renaming {
                    // The other name is not there yet.
                    path: path.join(kind.list()).join(before.as_str()),
                    object: match kind {
                        KeyKind::Index => Object::Index,
                        KeyKind::Unique
                        | KeyKind::ForeignKey
                        | KeyKind::Check
                        | KeyKind::Exclusion => Object::Constraint(kept.name),
                    },
                    before: before.clone(),
                    after: name.clone(),
                });
            }
        }
        if let Some(key) = &kept.there.primary_key {
            renamings.push(Renaming {
                path: path.join("primary_key"),
                object: Object::Constraint(kept.name),
                before: render::primary_key_name(kept.original, key),
                after: render::primary_key_name(kept.name, key),
            });
        }
    }
    renamings.retain(|renaming| renaming.before != renaming.after);
    write_all(&renamings, fresh, parts);
}

/// Writes renames that take effect at once: if one takes a name that another gives up, all of them
/// go through names of their own.
fn write_all(renamings: &[Renaming<'_>], fresh: &mut Fresh, parts: &mut Vec<Part>) {
    let given_up: BTreeSet<&Ident> = renamings.iter().map(|one| &one.before).collect();
    let is_exchange = renamings.iter().any(|one| given_up.contains(&one.after));
    let mut rename = |one: &Renaming<'_>, before: &Ident, after: &Ident| {
        let part = Part::new(&one.path, write(one.object, before, after));
        parts.push(part.doing("rename").warning([Hazard::Lock]));
    };
    if !is_exchange {
        for one in renamings {
            rename(one, &one.before, &one.after);
        }
        return;
    }
    let through: Vec<Ident> = renamings.iter().map(|_| fresh.name()).collect();
    for (one, name) in renamings.iter().zip(&through) {
        rename(one, &one.before, name);
    }
    for (one, name) in renamings.iter().zip(&through) {
        rename(one, name, &one.after);
    }
}

/// Writes the statement that gives an object another name.
pub(super) fn write(object: Object<'_>, before: &Ident, after: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    match object {
        Object::Table => sql.kw("ALTER TABLE ").ident(before).kw(" RENAME TO "),
        Object::Index => sql.kw("ALTER INDEX ").ident(before).kw(" RENAME TO "),
        Object::Sequence => sql.kw("ALTER SEQUENCE ").ident(before).kw(" RENAME TO "),
        Object::Column(table) => sql
            .kw("ALTER TABLE ")
            .ident(table)
            .kw(" RENAME COLUMN ")
            .ident(before)
            .kw(" TO "),
        Object::Constraint(table) => sql
            .kw("ALTER TABLE ")
            .ident(table)
            .kw(" RENAME CONSTRAINT ")
            .ident(before)
            .kw(" TO "),
    };
    sql.ident(after);
    sql.finish()
}
