//! Makes the plan.

use std::collections::BTreeMap;

use obmigrate_model::change::apply;
use obmigrate_model::plan::{Group, Phase, Plan, Strategy, TablePlan};
use obmigrate_model::{
    Change, ChangeSet, Dialect, Fingerprint, Ident, Note, ObjectPath, Schema, Severity,
};

use crate::error::{Error, Refusal};
use crate::group::groups;
use crate::names::{self, Role, derive};
use crate::options::Options;
use crate::steps::{self, Scene};

/// Plans how the changes are brought to the live schema.
///
/// Every modified table is rebuilt beside the original, a new one is built and filled, a removed
/// one is renamed to its backup name. Both schemas are in OceanBase's canonical form. The result
/// depends on the arguments alone.
///
/// # Errors
/// Every reason at once: `codegen/unsupported-target`, `codegen/changes-do-not-fit`,
/// `codegen/unsupported-type`, `codegen/unsupported-feature`, `codegen/unsupported-conversion`,
/// `codegen/read-only-table`, `codegen/no-value`, `codegen/name-taken`, `codegen/still-referenced`,
/// `codegen/dangling-reference`, and `codegen/gate` if a statement would not parse.
pub fn generate(
    live: &Schema,
    changes: &ChangeSet,
    options: &Options<'_>,
) -> Result<Plan, Refusal> {
    let target = options.target();
    match target.dialect {
        Dialect::OceanBase => {}
        Dialect::Postgres => return Err(Error::UnsupportedTarget { target }.into()),
    }
    let goal = apply(live, changes).map_err(|error| Error::ChangesDoNotFit {
        path: error.path,
        expected: error.expected,
    })?;

    let mut errors = Vec::new();
    let plans: BTreeMap<Ident, TablePlan> = changes
        .changes
        .iter()
        .map(|change| {
            (
                change.table().clone(),
                table_plan(change, live, &goal, options),
            )
        })
        .collect();
    check_names(&plans, live, &mut errors);

    let names: Vec<&Ident> = plans.keys().collect();
    let mut notes = Vec::new();
    let mut planned: Vec<Group> = groups(&names, live, &goal)
        .into_iter()
        .map(|members| {
            let scene = Scene {
                live,
                plans: &plans,
                options,
            };
            let steps = steps::of_group(&scene, &members, &mut notes, &mut errors);
            let tables = members
                .iter()
                .filter_map(|table| plans.get(table))
                .cloned()
                .collect();
            Group { tables, steps }
        })
        .collect();
    number_steps(&mut planned);
    for group in &planned {
        crate::gate::check_group(group, target, &mut errors);
    }

    let fingerprint = |schema: &Schema| {
        Fingerprint::of(schema).map_err(|error| Error::Fingerprint {
            path: ObjectPath::root(),
            why: error.to_string(),
        })
    };
    let plan = Plan {
        run_id: options.run_id().clone(),
        target,
        base: fingerprint(live)?,
        goal: fingerprint(&goal)?,
        groups: planned,
        notes,
    };
    Refusal::unless_empty(errors, plan)
}

fn table_plan(change: &Change, live: &Schema, goal: &Schema, options: &Options<'_>) -> TablePlan {
    let table = change.table();
    let derived = |role| derive(table, role, options.run_id(), names::TABLE);
    let (strategy, reason) = match change {
        Change::CreateTable { .. } => (Strategy::Create, "the table is new"),
        Change::DropTable { .. } => (
            Strategy::Retire,
            "the table is removed; it is kept under its backup name",
        ),
        Change::AlterTable { .. } => (
            Strategy::Rebuild,
            "the table is modified; a rebuild is reversible at every point",
        ),
    };
    TablePlan {
        table: table.clone(),
        strategy,
        reason: reason.to_owned(),
        before: live.tables.get(table).cloned(),
        after: goal.tables.get(table).cloned(),
        temp: (strategy != Strategy::Retire).then(|| derived(Role::Temp)),
        backup: (strategy != Strategy::Create).then(|| derived(Role::Backup)),
    }
}

fn check_names(plans: &BTreeMap<Ident, TablePlan>, live: &Schema, errors: &mut Vec<Error>) {
    for plan in plans.values() {
        for name in [&plan.temp, &plan.backup].into_iter().flatten() {
            if live.tables.contains_key(name) {
                errors.push(Error::NameTaken {
                    path: ObjectPath::table(&plan.table),
                    name: name.clone(),
                });
            }
        }
    }
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
