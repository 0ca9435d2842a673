//! Sequences, and the next numbers of columns.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::plan::Hazard;
use obmigrate_model::sequence::ColumnName;
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, Identity, ObjectPath, Sequence, ServerVersion, Statement};

use super::columns::is_renumbered;
use super::fresh::Fresh;
use super::rename;
use super::rows::drop_table;
use super::scope::{Fate, Scope};
use crate::definition::Part;
use crate::definition::postgres::sequence_path;
use crate::render::postgres as render;
use crate::render::postgres::columns::write_sequence;

/// Is what is done to the next number of a sequence while that is made again. Nothing keeps others
/// from taking numbers meanwhile: a sequence cannot be locked (manual of 10 to 18, `LOCK`).
pub(crate) const KEEP: &str = "keep the next number of";

/// The next number of a sequence that is made again, or for the first time for rows that are there.
pub(super) struct Counter {
    path: ObjectPath,
    sequence: Ident,
    origin: Origin,
}

/// Says where a next number comes from.
enum Origin {
    /// From the sequence that goes, which began at `start`.
    Kept { place: Ident, start: i64 },
    /// From the rows: the column had no sequence.
    Rows {
        table: Ident,
        column: Ident,
        identity: Identity,
    },
}

/// Puts the numbers aside that would be forgotten: rows deleted at the end of a table have had them.
/// A sequence that was dropped long ago cannot be asked, so what starts to number goes by the rows.
pub(super) fn keep_counters(
    scope: &Scope<'_>,
    fresh: &mut Fresh,
    parts: &mut Vec<Part>,
) -> Vec<Counter> {
    let mut counters = Vec::new();
    let mut keep = |path: ObjectPath, before: &Ident, start: i64, sequence: Ident| {
        let place = fresh.name();
        let mut sql = Writer::new(Dialect::Postgres);
        sql.kw("CREATE TEMPORARY TABLE ").ident(&place);
        sql.kw(" ON COMMIT DROP AS SELECT last_value, is_called FROM ");
        sql.ident(before);
        parts.push(Part::new(&path, sql.finish()).doing(KEEP));
        counters.push(Counter {
            path,
            sequence,
            origin: Origin::Kept { place, start },
        });
    };
    let gone = gone(scope);
    let (mut of_columns, mut starting) = (BTreeSet::new(), Vec::new());
    for kept in scope.kept.values() {
        for after in &kept.goal.columns {
            let Some(before) = kept.was.columns.get(&after.name) else {
                continue;
            };
            let Some(identity) = &after.identity else {
                continue;
            };
            let path = ObjectPath::column(kept.name, &after.name).join("identity");
            let sequence = render::name_behind(kept.name, &after.name, identity);
            let Some(was) = &before.identity else {
                // A sequence of its own may become the one behind the column.
                if let Some(&start) = gone.get(&sequence) {
                    of_columns.insert(sequence.clone());
                    keep(path, &sequence, start, sequence.clone());
                    continue;
                }
                let origin = Origin::Rows {
                    table: kept.name.clone(),
                    column: after.name.clone(),
                    identity: identity.clone(),
                };
                starting.push(Counter {
                    path,
                    sequence,
                    origin,
                });
                continue;
            };
            if kept.fate == Fate::Altered && !is_renumbered(kept, before, after) {
                continue;
            }
            let before = render::name_behind(kept.name, &before.name, was);
            of_columns.insert(sequence.clone());
            keep(path, &before, was.start, sequence);
        }
    }
    // One may also become a sequence of its own under the same name.
    for name in made_names(scope) {
        if let Some(&start) = gone.get(&name)
            && !of_columns.contains(&name)
        {
            keep(sequence_path(&name), &name, start, name.clone());
        }
    }
    counters.extend(starting);
    counters
}

/// Lists the sequences that are dropped, by themselves or with their columns, and where they began.
fn gone(scope: &Scope<'_>) -> BTreeMap<Ident, i64> {
    let own = scope.between.sequences.iter();
    let own = own.filter(|(name, _)| !scope.goal.sequences.contains_key(*name));
    let own = own.map(|(name, sequence)| (name.clone(), sequence.start));
    let mut gone: BTreeMap<Ident, i64> = own.collect();
    for (table_name, table) in &scope.between.tables {
        for (name, sequence, column) in render::behind_columns(table_name, table) {
            if !keeps_numbering(scope, table_name, &column) {
                gone.insert(name, sequence.start);
            }
        }
    }
    gone
}

/// Lists the sequences that are created, by themselves or with their columns.
fn made_names(scope: &Scope<'_>) -> BTreeSet<Ident> {
    let own = scope.goal.sequences.keys();
    let own = own.filter(|name| !scope.between.sequences.contains_key(*name));
    let mut made: BTreeSet<Ident> = own.cloned().collect();
    for (table_name, table) in &scope.goal.tables {
        for (name, _, column) in render::behind_columns(table_name, table) {
            if !keeps_numbering(scope, table_name, &column) {
                made.insert(name);
            }
        }
    }
    made
}

/// Says whether a column is numbered as before by the same sequence.
fn keeps_numbering(scope: &Scope<'_>, table: &Ident, column: &Ident) -> bool {
    scope.kept.get(table).is_some_and(|kept| {
        let before = kept.there.columns.get(column);
        before
            .zip(kept.goal.columns.get(column))
            .is_some_and(|(before, after)| !is_renumbered(kept, before, after))
    })
}

/// Sets the next numbers.
pub(super) fn restore_counters(counters: &[Counter], parts: &mut Vec<Part>) {
    for Counter {
        path,
        sequence,
        origin,
    } in counters
    {
        let mut set = |statement, hazard: Option<Hazard>| {
            let part = Part::new(path, statement).doing("set the next number of");
            parts.push(part.warning(hazard));
        };
        match origin {
            Origin::Kept { place, start } => {
                set(go_on(sequence, place, *start), None);
                set(drop_table(place), None);
            }
            Origin::Rows {
                table,
                column,
                identity,
            } => {
                let statement = go_on_behind_rows(sequence, table, column, identity);
                set(statement, Some(Hazard::LongRunning));
            }
        }
    }
}

/// A sequence that is still at its start takes the new one. What was set by hand may not have been
/// given out yet.
fn go_on(sequence: &Ident, place: &Ident, start: i64) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("SELECT setval(");
    write_sequence(&mut sql, sequence);
    sql.kw(", last_value, is_called) FROM ").ident(place);
    sql.kw(" WHERE is_called OR last_value <> ").number(start);
    sql.finish()
}

/// The numbers go on behind the last one in the rows of those that the sequence can give out.
fn go_on_behind_rows(
    sequence: &Ident,
    table: &Ident,
    column: &Ident,
    identity: &Identity,
) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    let (last, behind, up_to, end) = if identity.increment < 0 {
        ("min", " <= ", " >= ", identity.limits.minimum)
    } else {
        ("max", " >= ", " <= ", identity.limits.maximum)
    };
    sql.kw("SELECT setval(");
    write_sequence(&mut sql, sequence);
    sql.kw(", ").kw(last).paren(|sql| {
        sql.ident(column);
    });
    sql.kw(") FROM ").ident(table).kw(" WHERE ").ident(column);
    sql.kw(behind).number(identity.start);
    if let Some(end) = end {
        sql.kw(" AND ").ident(column).kw(up_to).number(end);
    }
    sql.kw(" HAVING count(*) > 0");
    sql.finish()
}

/// Takes sequences away from columns that would take them along.
pub(super) fn release(scope: &Scope<'_>, parts: &mut Vec<Part>) {
    for (name, sequence) in &scope.between.sequences {
        if sequence.owner.is_some() && is_released(scope, name, sequence) {
            let mut sql = Writer::new(Dialect::Postgres);
            sql.kw("ALTER SEQUENCE ").ident(name).kw(" OWNED BY NONE");
            let part = Part::new(&sequence_path(name), sql.finish());
            parts.push(part.warning([Hazard::Lock]));
        }
    }
}

fn is_released(scope: &Scope<'_>, name: &Ident, sequence: &Sequence) -> bool {
    let goal = scope.goal.sequences.get(name);
    goal.and_then(|goal| goal.owner.as_ref()) != sequence.owner.as_ref()
        || sequence
            .owner
            .as_ref()
            .is_some_and(|owner| !stays(scope, owner))
}

fn stays(scope: &Scope<'_>, owner: &ColumnName) -> bool {
    let kept = scope.kept.get(&owner.table);
    kept.is_some_and(|kept| kept.there.columns.get(&owner.column).is_some())
}

/// Creates and alters sequences, those behind `serial` columns of new tables too.
pub(super) fn make(scope: &Scope<'_>, version: ServerVersion, parts: &mut Vec<Part>) {
    for (name, sequence) in &scope.goal.sequences {
        let statement = match scope.between.sequences.get(name) {
            None => {
                let part = match scope.restored_sequence(name) {
                    Some(kept) => Part::new(&sequence_path(name), rename_sequence(kept, name))
                        .doing("restore")
                        .warning([Hazard::Lock]),
                    None => {
                        let create = render::create_sequence(name, sequence, version);
                        Part::new(&sequence_path(name), create).doing("create")
                    }
                };
                parts.push(part);
                continue;
            }
            Some(was) if without_owner(was) != without_owner(sequence) => {
                render::alter_sequence(name, sequence, version)
            }
            Some(_) => continue,
        };
        let part = Part::new(&sequence_path(name), statement);
        parts.push(part.warning([Hazard::Lock]));
    }
    for (table_name, table) in scope.made() {
        for (name, sequence, column) in render::behind_columns(table_name, table) {
            let path = ObjectPath::column(table_name, &column).join("identity");
            let create = render::create_sequence(&name, &sequence, version);
            parts.push(Part::new(&path, create).doing("create"));
        }
    }
}

fn without_owner(sequence: &Sequence) -> Sequence {
    Sequence {
        owner: None,
        ..sequence.clone()
    }
}

/// Gives sequences to their columns.
pub(super) fn own(scope: &Scope<'_>, parts: &mut Vec<Part>) {
    for (name, sequence) in &scope.goal.sequences {
        let Some(owner) = &sequence.owner else {
            continue;
        };
        let was = scope.between.sequences.get(name);
        let has_it = was.is_some_and(|was| was.owner.is_some() && !is_released(scope, name, was));
        if !has_it {
            let statement = render::own(name, &owner.table, &owner.column);
            let part = Part::new(&sequence_path(name), statement);
            parts.push(part.warning([Hazard::Lock]));
        }
    }
    for (table_name, table) in &scope.goal.tables {
        for (name, _, column) in render::behind_columns(table_name, table) {
            // One beside its original owns them already.
            let comes_with_it =
                scope.is_restored(table_name) || scope.shadows.get(table_name).is_some();
            if !keeps_numbering(scope, table_name, &column) && !comes_with_it {
                let path = ObjectPath::column(table_name, &column).join("identity");
                parts.push(Part::new(&path, render::own(&name, table_name, &column)));
            }
        }
    }
}

/// Drops the sequences that go, which no default calls any more, or gives them other names.
pub(super) fn remove(scope: &Scope<'_>, parts: &mut Vec<Part>) {
    let gone = scope.between.sequences.keys();
    for name in gone.filter(|name| !scope.goal.sequences.contains_key(*name)) {
        let path = sequence_path(name);
        parts.push(match scope.kept_sequence(name) {
            Some(kept) => Part::new(&path, rename_sequence(name, kept))
                .doing("keep")
                .warning([Hazard::Lock]),
            None => Part::new(&path, drop_sequence(name))
                .doing("drop")
                .warning([Hazard::DataLoss, Hazard::Lock]),
        });
    }
}

fn rename_sequence(before: &Ident, after: &Ident) -> Statement {
    rename::write(rename::Object::Sequence, before, after)
}

/// Writes the statement that drops a sequence that may be there.
pub(super) fn drop_sequence_if_exists(name: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("DROP SEQUENCE IF EXISTS ").ident(name);
    sql.finish()
}

/// Writes the statement that drops a sequence.
pub(super) fn drop_sequence(name: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("DROP SEQUENCE ").ident(name);
    sql.finish()
}
