//! The steps of one group, phase by phase.

pub(crate) mod beside;
mod build;
mod constraints;
mod in_place;
mod losses;
mod parents;
mod safeguards;
mod staging;
mod temporary;
pub(crate) mod transaction;

use std::collections::BTreeMap;

use obmigrate_model::plan::{
    self, Action, Hazard, Phase, Rename, Reversal, Step, Strategy, TablePlan, Transaction,
};
use obmigrate_model::schema::Access;
use obmigrate_model::{ForeignKey, Ident, Note, ObjectPath, Schema, Statement};

use self::parents::Parents;
use self::safeguards::Safeguards;
use self::temporary::Temporary;
use crate::error::Error;
use crate::in_place::Decisions;
use crate::options::Options;
use crate::renamed::Renames;
use crate::render::oceanbase as render;
use crate::staging::FromPostgres;

/// Is what the steps of a group are made from.
pub(crate) struct Scene<'a> {
    /// The target's schema.
    pub(crate) live: &'a Schema,
    /// The target's schema after the plan.
    pub(crate) goal: &'a Schema,
    /// What got another name between the two.
    pub(crate) renames: &'a Renames<'a>,
    /// The plans of all changed tables, by the names that they get.
    pub(crate) plans: &'a BTreeMap<Ident, TablePlan>,
    /// Everything else.
    pub(crate) options: &'a Options<'a>,
    /// The plans of the tables that are there, by the names that they have.
    originals: BTreeMap<&'a Ident, &'a TablePlan>,
    /// What is done to the tables that are altered in place.
    decisions: &'a Decisions,
    /// The foreign keys of the live schema.
    live_keys: Parents<'a>,
    /// The names that constraints have until those of the live schema are free.
    temporary: Temporary<'a>,
    /// What comes from PostgreSQL.
    pub(crate) postgres: &'a FromPostgres<'a>,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(
        live: &'a Schema,
        goal: &'a Schema,
        renames: &'a Renames<'a>,
        plans: &'a BTreeMap<Ident, TablePlan>,
        options: &'a Options<'a>,
        decisions: &'a Decisions,
        postgres: &'a FromPostgres<'a>,
    ) -> Self {
        let there = plans.values().filter(|plan| plan.before.is_some());
        let mut scene = Self {
            live,
            goal,
            renames,
            plans,
            options,
            originals: there.map(|plan| (plan.original(), plan)).collect(),
            decisions,
            live_keys: Parents::of(live),
            temporary: Temporary::default(),
            postgres,
        };
        scene.temporary = Temporary::of(&scene);
        scene
    }

    /// Walks the foreign keys of live tables that do not change and reference one that does.
    pub(crate) fn outside_children(
        &self,
        parent: &Ident,
    ) -> impl Iterator<Item = (&'a Ident, &'a Ident, &'a ForeignKey)> {
        let keys = self.live_keys.referencing(parent).iter().copied();
        keys.filter(|(child, _, _)| !self.is_planned(child))
    }

    /// Says whether the plan does something with a table of the live schema.
    pub(crate) fn is_planned(&self, original: &Ident) -> bool {
        self.originals.contains_key(original)
    }

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

    /// Finds the name under which a table of the goal is built; an unchanged one has its own.
    fn building_name<'t>(&'t self, table: &'t Ident) -> &'t Ident {
        self.plans
            .get(table)
            .and_then(|plan| plan.temp.as_ref())
            .unwrap_or(table)
    }

    /// Finds the name that a live table has after the switch; an unchanged one has its own.
    fn kept_name<'t>(&'t self, table: &'t Ident) -> &'t Ident {
        self.originals
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
        staging::prepare(scene, plan, &mut steps);
    }
    for plan in &plans {
        staging::fill(scene, plan, &mut steps);
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
    for plan in &plans {
        in_place::alter(scene, plan, &mut steps, errors);
    }
    steps.extend(switch(&plans));
    keys.settle(&mut steps);
    for plan in &plans {
        staging::cleanup(scene, plan, &mut steps);
        steps.extend(cleanup(plan));
    }
    let safeguards = Safeguards::new(&plans, scene.options);
    for step in &mut steps {
        safeguards.add(step);
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

/// Changes all names of the group in one atomic statement. All originals come before all new tables,
/// of which one may get the name of another's original.
fn switch(plans: &[&TablePlan]) -> Option<Step> {
    let kept = plans.iter().filter_map(|plan| {
        Some(Rename {
            from: plan.original().clone(),
            to: plan.backup.clone()?,
        })
    });
    let put_in_place = plans.iter().filter_map(|plan| {
        Some(Rename {
            from: plan.temp.clone()?,
            to: plan.table.clone(),
        })
    });
    let renames: Vec<Rename> = kept.chain(put_in_place).collect();
    let switched = plans
        .iter()
        .filter(|plan| plan.strategy != Strategy::InPlace);
    let tables: Vec<&str> = switched.map(|plan| plan.table.as_str()).collect();
    let path = ObjectPath::table(&plans.first()?.table);
    if renames.is_empty() {
        return None;
    }
    let reversal = Reversal::Undo(Action::Rename(Rename::reverse(&renames)));
    Some(acting(
        Phase::Switch,
        path,
        format!("switch {}", tables.join(", ")),
        Action::Rename(renames),
        reversal,
        vec![Hazard::UnboundedWait],
    ))
}

fn cleanup(plan: &TablePlan) -> Option<Step> {
    let backup = plan.backup.as_ref()?;
    let what = match plan.strategy {
        Strategy::Retire => "the removed table",
        Strategy::Rebuild | Strategy::Create | Strategy::InPlace => "the original of",
    };
    let reversal = Reversal::Impossible {
        why: "the rows are gone with the table; restore them from the backup file".to_owned(),
    };
    Some(acting(
        Phase::Cleanup,
        ObjectPath::table(&plan.table),
        format!("drop {backup}, {what} {}", plan.table),
        Action::Statements(vec![render::drop_table(backup)]),
        reversal,
        vec![Hazard::DataLoss, Hazard::UnboundedWait],
    ))
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
    let reversal = reversal.map_or(Reversal::NoEffect, |statement| {
        Reversal::Undo(Action::Statements(vec![statement]))
    });
    let forward = Action::Statements(vec![forward]);
    acting(phase, path, summary, forward, reversal, hazards)
}

/// Makes a step that is not numbered yet and has no safeguards yet.
fn acting(
    phase: Phase,
    path: ObjectPath,
    summary: String,
    forward: Action,
    reversal: Reversal,
    hazards: Vec<Hazard>,
) -> Step {
    Step {
        id: 0,
        phase,
        path,
        summary,
        forward,
        reversal,
        transaction: Transaction::EachStatement,
        hazards,
        limits: plan::Limits::default(),
        needs: Vec::new(),
    }
}
