//! Brings the values from PostgreSQL that columns of a rebuilt table get.

use obmigrate_model::ObjectPath;
use obmigrate_model::plan::{Action, Hazard, Need, Phase, Reversal, Step, TablePlan};

use super::{Scene, acting, build, step};
use crate::mapping::Mapped;
use crate::render::oceanbase as render;
use crate::render::oceanbase::Inside;

/// Creates the table in which they wait.
pub(super) fn prepare(scene: &Scene<'_>, plan: &TablePlan, steps: &mut Vec<Step>) {
    let Some(staging) = scene.postgres.stagings.get(&plan.table) else {
        return;
    };
    let name = &staging.name;
    let created = Step {
        needs: vec![Need::NoTable(name.clone())],
        ..step(
            Phase::Prepare,
            ObjectPath::table(&plan.table),
            format!("create {name} for values of {} from PostgreSQL", plan.table),
            render::create_table(name, &staging.table, &Inside::default()),
            Some(render::drop_table_if_exists(name)),
            vec![],
        )
    };
    steps.push(created);
}

/// Fills it, before the copy of the rows looks there.
pub(super) fn fill(scene: &Scene<'_>, plan: &TablePlan, steps: &mut Vec<Step>) {
    let Some(staging) = scene.postgres.stagings.get(&plan.table) else {
        return;
    };
    let mapped = Mapped {
        columns: staging.columns.clone(),
        computed: Vec::new(),
    };
    let (name, from) = (&staging.name, staging.from);
    let rows = scene.options.rows_per_chunk();
    let copy = build::from_postgres(from, name, staging.key.clone(), mapped, rows);
    steps.push(acting(
        Phase::Copy,
        ObjectPath::table(&plan.table),
        format!("copy values of {from} of PostgreSQL into {name}"),
        Action::Copy(Box::new(copy)),
        Reversal::NoEffect,
        vec![Hazard::LongRunning],
    ));
}

/// Drops it. It stays until the cleanup: who asks whether a table still holds what was copied, before all
/// of it is taken back, computes the values again. It goes before the backup and, where that did not go, once
/// more.
pub(super) fn cleanup(scene: &Scene<'_>, plan: &TablePlan, steps: &mut Vec<Step>) {
    let Some(staging) = scene.postgres.stagings.get(&plan.table) else {
        return;
    };
    let name = &staging.name;
    let dropped = Step {
        needs: vec![Need::Accepted],
        ..acting(
            Phase::Cleanup,
            ObjectPath::table(&plan.table),
            format!("drop {name}, the values of {} from PostgreSQL", plan.table),
            Action::Statements(vec![render::drop_table_if_exists(name)]),
            Reversal::Impossible {
                why: "PostgreSQL may have other values by now".to_owned(),
            },
            vec![Hazard::UnboundedWait],
        )
    };
    steps.push(dropped);
}
