//! The steps of one group, phase by phase.

mod build;
mod constraints;

use std::collections::BTreeMap;

use obmigrate_model::plan::{Action, Hazard, Phase, Rename, Reversal, Step, Strategy, TablePlan};
use obmigrate_model::schema::Access;
use obmigrate_model::{ForeignKey, Ident, Note, ObjectPath, Schema, Statement};

use crate::error::Error;
use crate::options::Options;
use crate::render::oceanbase as render;

/// Is what the steps of a group are made from.
pub(crate) struct Scene<'a> {
    /// The target's schema.
    pub(crate) live: &'a Schema,
    /// The plans of all changed tables.
    pub(crate) plans: &'a BTreeMap<Ident, TablePlan>,
    /// Everything else.
    pub(crate) options: &'a Options<'a>,
}

impl Scene<'_> {
    /// Finds the name under which the table that a foreign key references is built; one that is not
    /// changed, or is in another database, has its own.
    pub(crate) fn building_parent<'t>(&'t self, key: &'t ForeignKey) -> &'t Ident {
        match key.references.schema {
            Some(_) => &key.references.table,
            None => self.building_name(&key.references.table),
        }
    }

    /// Finds the name that the old form of a referenced table has after the switch.
    pub(crate) fn kept_parent<'t>(&'t self, key: &'t ForeignKey) -> &'t Ident {
        match key.references.schema {
            Some(_) => &key.references.table,
            None => self.kept_name(&key.references.table),
        }
    }

    /// Finds the name under which a table's new form is built; an unchanged one has its own.
    pub(crate) fn building_name<'t>(&'t self, table: &'t Ident) -> &'t Ident {
        self.plans
            .get(table)
            .and_then(|plan| plan.temp.as_ref())
            .unwrap_or(table)
    }

    /// Finds the name that a table's old form has after the switch; an unchanged one has its own.
    pub(crate) fn kept_name<'t>(&'t self, table: &'t Ident) -> &'t Ident {
        self.plans
            .get(table)
            .and_then(|plan| plan.backup.as_ref())
            .unwrap_or(table)
    }
}

/// Makes the steps of a group, those of one phase together.
pub(crate) fn of_group(
    scene: &Scene<'_>,
    members: &[Ident],
    notes: &mut Vec<Note>,
    errors: &mut Vec<Error>,
) -> Vec<Step> {
    let plans: Vec<&TablePlan> = members
        .iter()
        .filter_map(|table| scene.plans.get(table))
        .collect();
    let mut steps = Vec::new();
    for plan in &plans {
        refuse_read_only(plan, errors);
        build::prepare(scene, plan, &mut steps, errors);
    }
    for plan in &plans {
        build::copy(scene, plan, &mut steps, notes, errors);
    }
    for plan in &plans {
        build::indexes(plan, &mut steps);
    }
    let keys = constraints::Constraints::of_group(scene, &plans, errors);
    keys.constrain(&mut steps);
    for plan in &plans {
        build::counter(plan, &mut steps);
    }
    steps.push(switch(&plans));
    keys.settle(&mut steps);
    for plan in &plans {
        steps.extend(cleanup(plan));
    }
    steps
}

/// A table that nobody may write to is neither copied into nor renamed without `SUPER` (error 5235,
/// measured), so a person has to open it first.
fn refuse_read_only(plan: &TablePlan, errors: &mut Vec<Error>) {
    let mut sides = plan.before.iter().chain(&plan.after);
    if sides.any(|table| table.options.access == Access::ReadOnly) {
        errors.push(Error::ReadOnlyTable {
            path: ObjectPath::table(&plan.table),
        });
    }
}

/// Changes all names of the group in one atomic statement.
fn switch(plans: &[&TablePlan]) -> Step {
    let mut renames = Vec::new();
    for plan in plans {
        if let Some(backup) = &plan.backup {
            renames.push(Rename {
                from: plan.table.clone(),
                to: backup.clone(),
            });
        }
        if let Some(temp) = &plan.temp {
            renames.push(Rename {
                from: temp.clone(),
                to: plan.table.clone(),
            });
        }
    }
    let tables: Vec<&str> = plans.iter().map(|plan| plan.table.as_str()).collect();
    Step {
        id: 0,
        phase: Phase::Switch,
        path: plans
            .first()
            .map_or_else(ObjectPath::root, |plan| ObjectPath::table(&plan.table)),
        summary: format!("switch {}", tables.join(", ")),
        reversal: Reversal::Undo(Action::Rename(Rename::reverse(&renames))),
        forward: Action::Rename(renames),
        hazards: vec![Hazard::UnboundedWait],
    }
}

fn cleanup(plan: &TablePlan) -> Option<Step> {
    let backup = plan.backup.as_ref()?;
    let what = match plan.strategy {
        Strategy::Retire => "the removed table",
        Strategy::Rebuild | Strategy::Create => "the original",
    };
    Some(Step {
        id: 0,
        phase: Phase::Cleanup,
        path: ObjectPath::table(&plan.table),
        summary: format!("drop {backup}, {what} of {}", plan.table),
        forward: Action::Statements(vec![render::drop_table(backup)]),
        reversal: Reversal::Impossible {
            why: "the rows are gone with the table; restore them from the backup file".to_owned(),
        },
        hazards: vec![Hazard::DataLoss, Hazard::UnboundedWait],
    })
}

/// Makes a step of one statement.
pub(crate) fn step(
    phase: Phase,
    path: ObjectPath,
    summary: String,
    forward: Statement,
    reversal: Option<Statement>,
    hazards: Vec<Hazard>,
) -> Step {
    Step {
        id: 0,
        phase,
        path,
        summary,
        forward: Action::Statements(vec![forward]),
        reversal: reversal.map_or(Reversal::NoEffect, |statement| {
            Reversal::Undo(Action::Statements(vec![statement]))
        }),
        hazards,
    }
}
