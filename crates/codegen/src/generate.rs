//! Makes the plan.

mod given;
mod postgres;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::canonical::compared_name;
use obmigrate_model::change::{Rename, Renamed, apply};
use obmigrate_model::plan::{Group, Phase, Plan, Reversibility, Step, Strategy, TablePlan};
use obmigrate_model::schema::Consequence;
use obmigrate_model::{
    Change, ChangeSet, Dialect, Fingerprint, Ident, Note, ObjectPath, Schema, Severity,
};

use self::given::check_values;
pub(crate) use self::given::written;
use crate::error::{Error, Refusal};
use crate::gate::Gate;
use crate::group::groups;
use crate::in_place::{Decisions, decide};
use crate::names::{self, Namer, Role};
use crate::options::Options;
use crate::preflight::preflight;
use crate::renamed::Renames;
use crate::sources::Sources;
use crate::staging::{FromPostgres, Stagings, stagings};
use crate::steps::{self, Scene};

/// Plans how the changes are brought to the live schema.
///
/// On OceanBase every modified or renamed table is rebuilt beside the original, or altered where it is
/// if [`Options::in_place`] allows that; a new one is built and filled, a removed one is renamed to its
/// backup name. Sequences, which OceanBase has none of, stay as they are, and the plan says so. Both
/// schemas are in OceanBase's canonical form.
///
/// On PostgreSQL everything is one transaction, in [`Phase::Switch`]. Tables are altered where they are,
/// and each step says whether it writes a whole table anew, and what it keeps others from; with
/// [`Options::rewrites`] a table is written anew beside the original before, and the transaction only
/// exchanges the names. Removed
/// tables and sequences get their backup names, together with all of theirs that has a name in the
/// schema, and are dropped in the cleanup. So is the original of a table that is made again, since the
/// order of its columns, its partitions or what it computes cannot be altered; if it gets another name
/// as well, its rows are put aside as [`crate::alterations`] does it. The last step is undone by what
/// undoes all of them, in one transaction too: kept tables come back as they were, others are altered
/// back, and [`Plan::reversibility`] names the values that are lost by that. The server refuses to undo,
/// and changes nothing, where rows written meanwhile do not fit the schema before. `search_path` has to
/// be as [`crate::definition`] says, the whole time.
///
/// The result depends on the arguments alone.
///
/// # Errors
/// Every reason at once: `codegen/changes-do-not-fit`, `codegen/unsupported-type`,
/// `codegen/unsupported-feature`, `codegen/unsupported-conversion`, `codegen/no-value`,
/// `codegen/value-unused`, `codegen/name-taken`, `codegen/still-referenced`,
/// `codegen/dangling-reference`; on OceanBase `codegen/read-only-table` and
/// `codegen/nothing-shared`, on PostgreSQL `codegen/wrong-dialect`, `codegen/type-described-twice`
/// and `codegen/unmodelled-object`; and `codegen/gate` if a statement would not parse.
pub fn generate(
    live: &Schema,
    changes: &ChangeSet,
    options: &Options<'_>,
) -> Result<Plan, Refusal> {
    let target = options.target();
    match target.dialect {
        Dialect::OceanBase => {}
        Dialect::Postgres => return postgres::plan(live, changes, options),
    }
    let mut goal = apply(live, changes).map_err(|error| Error::ChangesDoNotFit {
        path: error.path,
        expected: error.expected,
    })?;
    // No step changes them.
    goal.sequences.clone_from(&live.sequences);

    let mut errors = Vec::new();
    let renames = Renames::of(changes);
    let decisions = decide(live, &goal, changes, &touched(changes, &renames), options);
    // A name that something else has already is refused, not avoided: it is what an earlier run left.
    let mut namer = Namer::new(options.run_id(), names::TABLE, BTreeSet::new());
    let mut plans = table_plans(changes, &renames, live, &goal, &decisions, &mut namer);
    let mut notes = sequence_notes(changes);
    notes.extend(check_unmodelled(&plans, live, &mut errors));
    check_values(&plans, options, &mut errors);
    let sources = Sources::of(options.source_schema());
    let stagings = stagings(
        &plans,
        &renames,
        &sources,
        options,
        &mut namer,
        &mut notes,
        &mut errors,
    );
    check_names(&plans, &stagings, live, &goal, &mut errors);

    let postgres = FromPostgres { sources, stagings };
    let scene = Scene::new(
        live, &goal, &renames, &plans, options, &decisions, &postgres,
    );
    let stepped: Vec<(Vec<Ident>, Vec<Step>)> = groups(&plans)
        .into_iter()
        .map(|members| {
            let steps = steps::of_group(&scene, &members, &mut notes, &mut errors);
            (members, steps)
        })
        .collect();
    let planned = stepped.into_iter().map(|(members, steps)| {
        let tables = members.iter().filter_map(|table| plans.remove(table));
        Group {
            tables: tables.collect(),
            steps,
        }
    });
    let mut planned: Vec<Group> = planned.collect();
    number_steps(&mut planned);
    let mut gate = Gate::default();
    for group in &planned {
        gate.check_group(group, target, &mut errors);
    }

    let preflight = preflight(options.probes(), live, target, &mut notes, &mut errors);
    let plan = Plan {
        run_id: options.run_id().clone(),
        target,
        base: fingerprint(live)?,
        goal: fingerprint(&goal)?,
        reversibility: Reversibility::UntilCleanup,
        preflight,
        groups: planned,
        notes,
    };
    Refusal::unless_empty(errors, plan)
}

fn fingerprint(schema: &Schema) -> Result<Fingerprint, Error> {
    Fingerprint::of(schema).map_err(|error| Error::Fingerprint {
        path: ObjectPath::root(),
        why: error.to_string(),
    })
}

/// Lists the tables that are changed, or whose parts are, by the names that they get.
fn touched<'a>(changes: &'a ChangeSet, renames: &Renames<'a>) -> BTreeSet<&'a Ident> {
    let renamed = changes
        .renames
        .iter()
        .filter_map(Rename::table)
        .map(|table| renames.table_after(table));
    changes
        .changes
        .iter()
        .map(Change::table)
        .chain(renamed)
        .collect()
}

/// Says of each table that is changed, or a part of which is, what is done with it. They are found by
/// the names that they get.
fn table_plans(
    changes: &ChangeSet,
    renames: &Renames<'_>,
    live: &Schema,
    goal: &Schema,
    decisions: &Decisions,
    namer: &mut Namer<'_>,
) -> BTreeMap<Ident, TablePlan> {
    let mut touched: BTreeMap<&Ident, Option<&Change>> = changes
        .renames
        .iter()
        .filter_map(Rename::table)
        .map(|table| (renames.table_after(table), None))
        .collect();
    for change in changes.changes.iter().rev() {
        touched.insert(change.table(), Some(change));
    }
    let plans = touched.into_iter().map(|(table, change)| {
        let original = renames.table_before(table);
        let plan = table_plan((table, original), change, live, goal, decisions, namer);
        (table.clone(), plan)
    });
    plans.collect()
}

fn table_plan(
    (table, original): (&Ident, &Ident),
    change: Option<&Change>,
    live: &Schema,
    goal: &Schema,
    decisions: &Decisions,
    namer: &mut Namer<'_>,
) -> TablePlan {
    let (strategy, reason) = match (decisions.get(table), change) {
        (Some(Ok(_)), _) => (
            Strategy::InPlace,
            "no row has to be written for its changes, and each can be taken back exactly",
        ),
        (Some(Err(reason)), _) => (Strategy::Rebuild, reason.as_str()),
        (None, Some(Change::CreateTable { .. })) => (Strategy::Create, "the table is new"),
        (None, Some(Change::DropTable { .. })) => (
            Strategy::Retire,
            "the table is removed; it is kept under its backup name",
        ),
        (None, Some(Change::AlterTable { .. })) => (
            Strategy::Rebuild,
            "the table is modified; a rebuild is reversible at every point",
        ),
        (None, None) => (
            Strategy::Rebuild,
            "the table, or a part of it, gets another name; a rebuild is reversible at every point",
        ),
    };
    let original = match strategy {
        Strategy::Create => table,
        Strategy::Rebuild | Strategy::Retire | Strategy::InPlace => original,
    };
    let (before, backup) = match strategy {
        Strategy::Create => (None, None),
        Strategy::InPlace => (live.tables.get(original).cloned(), None),
        Strategy::Rebuild | Strategy::Retire => (
            live.tables.get(original).cloned(),
            Some(namer.derive(original, Role::Backup)),
        ),
    };
    TablePlan {
        table: table.clone(),
        renamed_from: (original != table).then(|| original.clone()),
        strategy,
        reason: reason.to_owned(),
        before,
        after: goal.tables.get(table).cloned(),
        temp: matches!(strategy, Strategy::Rebuild | Strategy::Create)
            .then(|| namer.derive(table, Role::Temp)),
        backup,
    }
}

/// Reports every name that a plan needs and something else has. That no two tables of one of the
/// schemas have one name is known by now.
fn check_names(
    plans: &BTreeMap<Ident, TablePlan>,
    stagings: &Stagings<'_>,
    live: &Schema,
    goal: &Schema,
    errors: &mut Vec<Error>,
) {
    let views: BTreeSet<String> = live
        .unmodelled
        .iter()
        .filter_map(|object| match object.path.segments().as_slice() {
            [kind, name] if kind == "views" => Ident::new(name.as_str()).ok(),
            _ => None,
        })
        .map(|name| compared_name(&name))
        .collect();
    let tables: BTreeSet<String> = [live, goal]
        .iter()
        .flat_map(|schema| schema.tables.keys().map(compared_name))
        .collect();
    let is_view = |name: &Ident| views.contains(&compared_name(name));
    for plan in plans.values() {
        let derived = [&plan.temp, &plan.backup].into_iter().flatten();
        let staging = stagings.get(&plan.table).map(|staging| &staging.name);
        let derived = derived.chain(staging);
        let taken = derived.filter(|name| tables.contains(&compared_name(name)) || is_view(name));
        // A view of the name that the table gets would only be met by the switch.
        let met = (plan.after.is_some() && is_view(&plan.table)).then_some(&plan.table);
        errors.extend(taken.chain(met).map(|name| Error::NameTaken {
            path: ObjectPath::table(&plan.table),
            name: name.clone(),
        }));
    }
}

/// Reports what the model does not hold and a table would lose when it is made again; returns notes of
/// what depends on such a table and goes on with the new one by its name.
fn check_unmodelled(
    plans: &BTreeMap<Ident, TablePlan>,
    live: &Schema,
    errors: &mut Vec<Error>,
) -> Vec<Note> {
    let mut replaced = BTreeMap::new();
    for plan in plans.values() {
        let is_replaced = matches!(plan.strategy, Strategy::Rebuild | Strategy::Retire);
        if is_replaced {
            replaced.insert(plan.original(), plan);
        }
    }
    let mut notes = Vec::new();
    for object in &live.unmodelled {
        let segments = object.path.segments();
        let owner = match segments.as_slice() {
            [list, table, ..] if list == "tables" => Ident::new(table.as_str()).ok(),
            _ => None,
        };
        let owner = owner.and_then(|owner| replaced.get(&owner));
        let used = object
            .depends_on
            .iter()
            .filter_map(|table| replaced.get(table))
            // A trigger is of the table that it depends on.
            .filter(|plan| owner.is_none_or(|owner| owner.table != plan.table));
        for plan in owner.into_iter().chain(used) {
            let path = ObjectPath::table(&plan.table);
            match (object.consequence, plan.strategy) {
                // It goes along with the table, which is kept whole.
                (Consequence::BlocksRebuild, Strategy::Retire) => {}
                (Consequence::BlocksRebuild, _) => errors.push(Error::UnmodelledObject {
                    path,
                    kind: object.kind.clone(),
                    object: object.path.clone(),
                }),
                (Consequence::Reported, _) => notes.push(Note {
                    code: "codegen/depends-on-table".to_owned(),
                    severity: Severity::Warning,
                    path,
                    reason: format!(
                        "the {} {} reads the table by its name, and has to be looked at",
                        object.kind, object.path
                    ),
                    remedy: String::new(),
                }),
            }
        }
    }
    notes
}

/// OceanBase in MySQL mode has no sequences (error 1064; seekdb 1.4, measured).
fn sequence_notes(changes: &ChangeSet) -> Vec<Note> {
    let changed = changes.sequences.iter().map(|change| &change.name);
    let renamed = changes
        .renames
        .iter()
        .filter(|rename| rename.object == Renamed::Sequence)
        .map(|rename| &rename.name.before);
    let noted = changed.chain(renamed).map(|name| Note {
        code: "codegen/sequence-not-changed".to_owned(),
        severity: Severity::Warning,
        path: ObjectPath::root().join("sequences").join(name.as_str()),
        reason: "the target has no sequences; this change is left out".to_owned(),
        remedy: String::new(),
    });
    noted.collect()
}

/// Numbers the steps in the order of execution: phase by phase, group by group.
fn number_steps(groups: &mut [Group]) {
    let mut next = 1;
    for phase in Phase::RUN.into_iter().chain([Phase::Cleanup]) {
        for group in groups.iter_mut() {
            for step in group.steps.iter_mut().filter(|step| step.phase == phase) {
                step.id = next;
                next += 1;
            }
        }
    }
}

/// Writes a remark about a table.
pub(crate) fn note(table: &Ident, code: &str, severity: Severity, reason: String) -> Note {
    Note {
        code: code.to_owned(),
        severity,
        path: ObjectPath::table(table),
        reason,
        remedy: String::new(),
    }
}
