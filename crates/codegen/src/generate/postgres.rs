//! The plan for PostgreSQL: one transaction, and before it what would keep others out for long.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::change::apply;
use obmigrate_model::change::rename::rename;
use obmigrate_model::plan::{Action, Group, Plan, Reversal, Reversibility, Strategy, TablePlan};
use obmigrate_model::{
    Change, ChangeSet, Dialect, Ident, Note, ObjectPath, Schema, Severity, Target,
};

use super::values::{check_new_columns, lost_values};
use super::{fingerprint, note, number_steps, touched};
use crate::alter::backups::{Backups, Removal};
use crate::alter::rows::ASIDE;
use crate::alter::shadow::{self, Shadows};
use crate::alter::{Sides, parts};
use crate::definition::Part;
use crate::error::{Error, Refusal};
use crate::gate::Gate;
use crate::names::{self, Namer, Role};
use crate::options::{Options, Rewrites};
use crate::preflight::preflight;
use crate::renamed::Renames;
use crate::steps::{beside, transaction};

/// Plans one transaction that alters every table where it is, or exchanges it for one that was filled
/// beside it.
///
/// What is removed is kept under its backup name until the cleanup. All of it is undone by rolling
/// the transaction back before it is committed, and by one transaction that alters everything back
/// afterwards.
pub(super) fn plan(
    live: &Schema,
    changes: &ChangeSet,
    options: &Options<'_>,
) -> Result<Plan, Refusal> {
    let target = options.target();
    if live.dialect != target.dialect {
        let schema = live.dialect;
        return Err(Error::WrongDialect { schema, target }.into());
    }
    let goal = apply(live, changes).map_err(|error| Error::ChangesDoNotFit {
        path: error.path,
        expected: error.expected,
    })?;
    let between = rename(live, &changes.renames);
    let none = Shadows::default();
    let sides = Sides {
        before: live,
        between: &between,
        goal: &goal,
        changes,
        shadows: &none,
    };
    let mut errors = Vec::new();
    let mut namer = Namer::new(options.run_id(), names::POSTGRES, BTreeSet::new());
    let beside = match options.chosen_rewrites() {
        Rewrites::UnderLock => BTreeMap::new(),
        Rewrites::Beside => rewritten(&sides, options),
    };
    let possible = beside.iter().filter(|(_, why_not)| why_not.is_none());
    let possible = possible.map(|(table, _)| *table).collect();
    let shadow = |name: &Ident| namer.derive(name, Role::Temp);
    let shadows = Shadows::of(&sides, &possible, shadow, &mut errors);
    let sides = Sides {
        shadows: &shadows,
        ..sides
    };
    let backup = |name: &Ident| namer.derive(name, Role::Backup);
    let backups = Backups::of(&sides, target, backup, &mut errors);
    let plans: BTreeMap<Ident, TablePlan> = touched(changes, &Renames::of(changes))
        .into_iter()
        .map(|table| {
            let why_not = beside.get(table).and_then(Option::as_deref);
            let plan = table_plan(table, &sides, &backups, why_not);
            (table.clone(), plan)
        })
        .collect();
    let from_source = options.values_from_source();
    let from_source =
        from_source.flat_map(|(table, columns)| columns.iter().map(move |one| (table, one)));
    let given = options.valued().chain(from_source);
    errors.extend(given.map(|(table, column)| Error::ValueUnused {
        path: ObjectPath::column(table, column),
        why: "a plan for PostgreSQL takes none",
    }));
    check_new_columns(&sides, &mut errors);
    check_references(&sides, &mut errors);

    let forward = parts(&sides, Removal::Kept(&backups), target, &mut errors);
    let mut notes = notes(&sides);
    note_made_again(&forward, &backups, &goal, &mut notes);
    let (reversal, reversibility) = undoing(&sides, &backups, target, &mut notes);
    let tables: Vec<TablePlan> = plans.into_values().collect();
    let mut steps = Vec::new();
    for plan in &tables {
        if let Some(shadow) = shadows.get(&plan.table) {
            steps.extend(beside::steps(
                plan,
                shadow,
                options,
                &mut notes,
                &mut errors,
            ));
        }
    }
    steps.extend(transaction::steps(
        &tables, forward, reversal, &backups, options,
    ));
    let mut groups = Vec::new();
    if !steps.is_empty() {
        groups.push(Group { tables, steps });
    }
    number_steps(&mut groups);
    // A statement that lacks something is not handed out, so nobody has to read it.
    if errors.is_empty() {
        let mut gate = Gate::default();
        for group in &groups {
            gate.check_group(group, target, &mut errors);
        }
    }
    let preflight = preflight(options.probes(), live, target, &mut notes, &mut errors);
    let plan = Plan {
        run_id: options.run_id().clone(),
        target,
        base: fingerprint(live)?,
        goal: fingerprint(&goal)?,
        reversibility,
        preflight,
        groups,
        notes,
    };
    Refusal::unless_empty(errors, plan)
}

/// Finds the tables that the transaction would write anew, and why one has to be written there all the
/// same.
fn rewritten<'a>(sides: &Sides<'a>, options: &Options<'_>) -> BTreeMap<&'a Ident, Option<String>> {
    let target = options.target();
    let mut namer = Namer::new(options.run_id(), names::POSTGRES, BTreeSet::new());
    let backup = |name: &Ident| namer.derive(name, Role::Backup);
    // What is wrong is said when the plan is made.
    let mut said_later = Vec::new();
    let backups = Backups::of(sides, target, backup, &mut said_later);
    let parts = parts(sides, Removal::Kept(&backups), target, &mut said_later);
    let tables = shadow::rewritten(&parts, sides).into_iter();
    let tables = tables.map(|table| (table, shadow::why_not(sides, table, target)));
    tables.collect()
}

fn table_plan(
    table: &Ident,
    sides: &Sides<'_>,
    backups: &Backups<'_>,
    why_not_beside: Option<&str>,
) -> TablePlan {
    let temp = sides.shadows.get(table).map(|shadow| shadow.name.clone());
    let (strategy, reason) = match sides.changes.of_table(table) {
        Some(Change::CreateTable { .. }) => (Strategy::Create, "the table is new"),
        Some(Change::DropTable { .. }) => (
            Strategy::Retire,
            "the table is removed; it is kept under its backup name",
        ),
        Some(Change::AlterTable { .. }) if temp.is_some() => (
            Strategy::Rebuild,
            "its rows have to be written anew, which would keep everybody out: they are copied \
             beforehand, and the original is kept under its backup name",
        ),
        Some(Change::AlterTable { .. }) if backups.table(table).is_some() => (
            Strategy::Rebuild,
            "the order of the columns, the partitions or what is computed cannot be altered: the \
             table is made again, and the original is kept under its backup name",
        ),
        Some(Change::AlterTable { .. }) => (
            Strategy::InPlace,
            "the table is modified; all changes are one transaction, which is undone as a whole",
        ),
        None => (
            Strategy::InPlace,
            "the table, or a part of it, gets another name; all changes are one transaction, which \
             is undone as a whole",
        ),
    };
    let original = match strategy {
        Strategy::Create => table,
        Strategy::Rebuild | Strategy::Retire | Strategy::InPlace => {
            sides.changes.table_before(table)
        }
    };
    let before = match strategy {
        Strategy::Create => None,
        Strategy::Rebuild | Strategy::Retire | Strategy::InPlace => {
            sides.before.tables.get(original).cloned()
        }
    };
    TablePlan {
        table: table.clone(),
        renamed_from: (original != table).then(|| original.clone()),
        strategy,
        reason: why_not_beside.map_or_else(
            || reason.to_owned(),
            |why_not| {
                format!("{reason}; its rows are written anew under its lock, since {why_not}")
            },
        ),
        before,
        after: sides.goal.tables.get(table).cloned(),
        temp,
        backup: backups.table(table).cloned(),
    }
}

/// Says how all of it is undone, and what does not come back.
fn undoing(
    sides: &Sides<'_>,
    backups: &Backups<'_>,
    target: Target,
    notes: &mut Vec<Note>,
) -> (Reversal, Reversibility) {
    match way_back(sides, backups, target) {
        Ok(parts) => {
            let again = tables_put_aside(&parts);
            notes.extend(again.map(|path| Note {
                code: "codegen/made-again".to_owned(),
                severity: Severity::Warning,
                path: path.clone(),
                reason: format!("undoing makes the table again, {WITHOUT_OWNER}"),
                remedy: String::new(),
            }));
            let statements = parts.into_iter().map(|part| part.statement);
            let undo = Reversal::Undo(Action::Statements(statements.collect()));
            let lost = lost_values(sides, backups);
            if lost.is_empty() {
                (undo, Reversibility::UntilCleanup)
            } else {
                (undo, Reversibility::WithBackup { why: lost })
            }
        }
        Err(why) => {
            let impossible = Reversal::Impossible {
                why: why.join("; "),
            };
            (impossible, Reversibility::Irreversible { why })
        }
    }
}

/// Writes the statements that undo everything, or says why there are none.
fn way_back(
    sides: &Sides<'_>,
    backups: &Backups<'_>,
    target: Target,
) -> Result<Vec<Part>, Vec<String>> {
    let changes = sides.changes.reverse(Dialect::Postgres);
    let is_back = apply(sides.goal, &changes).is_ok_and(|back| {
        back.tables == sides.before.tables && back.sequences == sides.before.sequences
    });
    if !is_back {
        let why = "the changes, taken back one by one, do not lead to the schema before";
        return Err(vec![why.to_owned()]);
    }
    let reversed = Sides {
        before: sides.goal,
        between: &rename(sides.goal, &changes.renames),
        goal: sides.before,
        changes: &changes,
        shadows: &Shadows::default(),
    };
    let mut errors = Vec::new();
    let parts = parts(&reversed, Removal::Undone(backups), target, &mut errors);
    if errors.is_empty() {
        return Ok(parts);
    }
    let mut why: Vec<String> = errors.iter().map(ToString::to_string).collect();
    why.dedup();
    Err(why)
}

/// Reports keys of the goal that reference what is not there.
fn check_references(sides: &Sides<'_>, errors: &mut Vec<Error>) {
    for (child, table) in &sides.goal.tables {
        for (name, key) in &table.foreign_keys {
            let parent = &key.references.table;
            if key.references.schema.is_some() || sides.goal.tables.contains_key(parent) {
                continue;
            }
            errors.push(if sides.between.tables.contains_key(parent) {
                Error::StillReferenced {
                    path: ObjectPath::table(parent),
                    child: child.clone(),
                    key: name.clone(),
                }
            } else {
                Error::DanglingReference {
                    path: ObjectPath::table(child)
                        .join("foreign_keys")
                        .join(name.as_str()),
                    parent: parent.clone(),
                }
            });
        }
    }
}

/// Is what follows from making a table again: who owns one and who may use it is not modelled.
const WITHOUT_OWNER: &str = "so that it belongs to who carries this out, and nobody else has \
                             privileges on it";

fn note_made_again(forward: &[Part], backups: &Backups<'_>, goal: &Schema, notes: &mut Vec<Note>) {
    let rebuilt = goal.tables.keys();
    let rebuilt = rebuilt.filter(|name| backups.table(name).is_some());
    let rebuilt = rebuilt.map(ObjectPath::table);
    let paths = rebuilt.chain(tables_put_aside(forward).cloned());
    notes.extend(paths.map(|path| Note {
        code: "codegen/made-again".to_owned(),
        severity: Severity::Warning,
        path,
        reason: format!("the table is made again, {WITHOUT_OWNER}"),
        remedy: String::new(),
    }));
}

fn tables_put_aside(parts: &[Part]) -> impl Iterator<Item = &ObjectPath> {
    let mut paths: Vec<_> = parts
        .iter()
        .filter(|part| part.verb == ASIDE)
        .map(|part| &part.path)
        .collect();
    paths.dedup();
    paths.into_iter()
}

/// Says which tables come without rows, and what is not modelled and reads a table that changes.
fn notes(sides: &Sides<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    for change in &sides.changes.changes {
        let name = change.table();
        let original = sides.changes.table_before(name);
        let consequence = match change {
            Change::CreateTable { .. } => {
                notes.push(note(
                    name,
                    "codegen/created-empty",
                    Severity::Warning,
                    "the new table is created without rows".to_owned(),
                ));
                continue;
            }
            Change::DropTable { .. } => {
                "it will read the backup, which cannot be dropped as long as it is there"
            }
            Change::AlterTable { .. } => {
                "the server refuses to drop, and to give another type to, a column that it reads"
            }
        };
        let readers = sides.before.unmodelled.iter().filter(|object| {
            let is_outside = !object.path.is_within(&ObjectPath::table(original));
            is_outside && object.depends_on.contains(original)
        });
        notes.extend(readers.map(|object| Note {
            code: "codegen/reads-changed-table".to_owned(),
            severity: Severity::Warning,
            path: object.path.clone(),
            reason: format!(
                "the {} reads the table {original}, which changes: {consequence}",
                object.kind
            ),
            remedy: String::new(),
        }));
    }
    notes
}
