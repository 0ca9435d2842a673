//! Changes a PostgreSQL schema in place.

pub(crate) mod backups;
mod columns;
pub(crate) mod conversion;
mod fresh;
mod keys;
mod rename;
mod rewrite;
pub(crate) mod rows;
mod scope;
pub(crate) mod sequences;
pub(crate) mod shadow;
mod types;

use obmigrate_model::change::apply;
use obmigrate_model::change::rename::rename;
use obmigrate_model::plan::Hazard;
use obmigrate_model::{ChangeSet, Dialect, ObjectPath, Schema, Statement, Table, Target};

use self::backups::Removal;
use self::fresh::Fresh;
pub(crate) use self::scope::nullability;
use self::scope::{Fate, Scope};
use self::shadow::Shadows;
use crate::definition::postgres::create;
use crate::definition::{Part, passed};
use crate::error::{Error, Refusal};
use crate::gate;
use crate::render::limits::Limits;
use crate::render::postgres as render;

/// Writes the statements that turn a PostgreSQL schema into the one that results from the changes,
/// to be run in one transaction, one by one.
///
/// Rows stay. A table whose partitions or order of columns change is made again: it is locked, its rows
/// are put aside, the table is dropped and created, and the rows come back. A value that has no place in its
/// column's new type, and a row that has none for a new column that needs one, is refused by the
/// server, and the transaction with it. `search_path` has to be as [`crate::definition`] says. The
/// result depends on the arguments alone. [`crate::generate`] makes steps of it that can be undone.
///
/// # Errors
/// Every reason at once: `codegen/unsupported-target`, `codegen/wrong-dialect`,
/// `codegen/changes-do-not-fit`, `codegen/unsupported-type`, `codegen/unsupported-feature`,
/// `codegen/type-described-twice`, `codegen/unsupported-conversion`, `codegen/unmodelled-object` if
/// something that has to be made again has what the model does not hold; else `codegen/gate`
/// if a statement would not be understood.
pub fn alterations(
    before: &Schema,
    changes: &ChangeSet,
    target: Target,
) -> Result<Vec<Statement>, Refusal> {
    match target.dialect {
        Dialect::Postgres => {}
        Dialect::OceanBase => return Err(Error::UnsupportedTarget { target }.into()),
    }
    if before.dialect != target.dialect {
        let schema = before.dialect;
        return Err(Error::WrongDialect { schema, target }.into());
    }
    let goal = apply(before, changes).map_err(|error| Error::ChangesDoNotFit {
        path: error.path,
        expected: error.expected,
    })?;
    let mut errors = Vec::new();
    let sides = Sides {
        before,
        between: &rename(before, &changes.renames),
        goal: &goal,
        changes,
        shadows: &Shadows::default(),
    };
    let parts = parts(&sides, Removal::Dropped, target, &mut errors);
    passed(parts, errors, gate::check_alteration)
}

/// Holds a schema before, after the renames alone, and after all changes.
pub(crate) struct Sides<'a> {
    /// Before.
    pub(crate) before: &'a Schema,
    /// After the renames alone.
    pub(crate) between: &'a Schema,
    /// After everything.
    pub(crate) goal: &'a Schema,
    /// What turns the one into the other.
    pub(crate) changes: &'a ChangeSet,
    /// What is there already, beside what it replaces.
    pub(crate) shadows: &'a Shadows<'a>,
}

/// Writes the statements that turn one side into the other, those first that keep others away.
pub(crate) fn parts(
    sides: &Sides<'_>,
    removal: Removal<'_>,
    target: Target,
    errors: &mut Vec<Error>,
) -> Vec<Part> {
    let scope = Scope::new(sides, removal, target.version);
    let locked = match removal {
        // What others wrote between the copy of a table and its end would be lost.
        Removal::Dropped => backups::lock(scope.put_aside()),
        // Waiting once, for all of them, is to wait before anything is done.
        Removal::Kept(_) | Removal::Undone(_) => backups::lock(scope.changed()),
    };
    let mut parts: Vec<Part> = locked.into_iter().collect();
    shadow::count(&scope, &mut parts);
    parts.extend(all_parts(&scope, target, errors));
    parts
}

/// Names first, then what goes, what stays, what comes, and at last what refers to it. An object
/// gives its name up before another takes it.
fn all_parts(scope: &Scope<'_>, target: Target, errors: &mut Vec<Error>) -> Vec<Part> {
    let version = target.version;
    let mut fresh = Fresh::of([scope.before, scope.goal]);
    let mut parts = Vec::new();
    check(scope, target, errors);
    let types = types::Types::of(scope, target, &mut fresh, errors);

    rename::names(scope, &mut fresh, &mut parts);
    let counters = sequences::keep_counters(scope, &mut fresh, &mut parts);
    sequences::release(scope, &mut parts);
    keys::drop_foreign_keys(scope, &mut parts);
    backups::retire(scope, &mut parts);
    keys::drop_others(scope, &mut parts);
    rename::keys(scope, &mut fresh, &mut parts);
    let aside = rows::put_aside(scope, &mut fresh, &mut parts);
    for name in scope.dropped().filter(|name| scope.backup(name).is_none()) {
        let part = Part::new(&ObjectPath::table(name), rows::drop_table(name));
        parts.push(part.doing("drop").warning([Hazard::DataLoss, Hazard::Lock]));
    }
    let altered = || {
        scope
            .kept
            .values()
            .filter(|kept| kept.fate == Fate::Altered)
    };
    for kept in altered() {
        columns::clear(kept, &mut parts);
    }
    sequences::remove(scope, &mut parts);
    types.begin(version, &mut parts);
    sequences::make(scope, version, &mut parts);
    for kept in altered() {
        columns::alter(kept, version, &mut parts, errors);
    }
    backups::restore(scope, &mut parts);
    shadow::promote(scope, &mut parts);
    for (name, table) in scope.made() {
        create(name, table, version, &mut parts);
    }
    rows::bring_back(scope, &aside, version, &mut parts, errors);
    keys::add_others(scope, &mut parts);
    keys::add_foreign_keys(scope, &mut parts);
    comments(scope, &mut parts);
    sequences::own(scope, &mut parts);
    sequences::restore_counters(&counters, &mut parts);
    types.end(&mut parts);
    parts
}

/// Reports what the target has no words for, and what would be lost with a table.
fn check(scope: &Scope<'_>, target: Target, errors: &mut Vec<Error>) {
    let mut limits = Limits::new(target, errors);
    render::check_references(scope.goal, &mut limits);
    for change in &scope.changes.changes {
        let name = change.table();
        if let Some(table) = scope.goal.tables.get(name) {
            render::check_table(&ObjectPath::table(name), table, &mut limits);
        }
    }
    for kept in scope.kept.values() {
        let made_again = scope.made_again(kept);
        let lost = scope.before.unmodelled.iter().filter(|object| {
            let goes_along = made_again.iter().any(|path| is_in(&object.path, path));
            goes_along || kept.fate == Fate::MadeAgain && object.depends_on.contains(kept.original)
        });
        for object in lost {
            limits.refuse(Error::UnmodelledObject {
                path: ObjectPath::table(kept.name),
                kind: object.kind.clone(),
                object: object.path.clone(),
            });
        }
    }
}

fn is_in(path: &ObjectPath, outer: &ObjectPath) -> bool {
    let inner = path.as_str().strip_prefix(outer.as_str());
    inner.is_some_and(|inner| inner.is_empty() || inner.starts_with(['.', '[']))
}

fn comments(scope: &Scope<'_>, parts: &mut Vec<Part>) {
    let none = Table::default();
    let tables = scope.goal.tables.iter();
    for (name, table) in tables.filter(|(name, _)| !scope.is_restored(name)) {
        let there = scope.kept.get(name).map_or(&none, |kept| &kept.there);
        let path = ObjectPath::table(name);
        let comments = render::comments(name, there, table);
        parts.extend(
            comments
                .into_iter()
                .map(|part| Part::new(&path, part).doing("comment on")),
        );
    }
}
