//! Names that constraints have until their own are free.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::canonical::compared_name;
use obmigrate_model::plan::Strategy;
use obmigrate_model::{Ident, Schema, Table};

use super::Scene;
use crate::names::{self, Limit, Namer, Role};

/// Holds the names of those constraints whose own name a live table has: by table and own name.
#[derive(Default)]
pub(crate) struct Temporary<'a> {
    keys: BTreeMap<(&'a Ident, &'a Ident), Ident>,
    checks: BTreeMap<(&'a Ident, &'a Ident), Ident>,
}

impl<'a> Temporary<'a> {
    /// Names the constraints that a plan builds beside others. What it names differs from every name
    /// of its kind in either schema, and no two of them are the same.
    pub(crate) fn of(scene: &Scene<'a>) -> Self {
        let rebuilt = || {
            let plans = scene.plans.values().filter(|plan| plan.temp.is_some());
            plans.filter_map(|plan| Some((&plan.table, plan.after.as_ref()?)))
        };
        let own_keys = rebuilt().flat_map(|(table, after)| {
            let names = after.foreign_keys.keys();
            names.map(move |name| (table, name))
        });
        let parents = scene
            .plans
            .values()
            .filter(|plan| plan.before.is_some() && plan.strategy != Strategy::Retire);
        let outside_keys = parents.flat_map(|plan| {
            let keys = scene.outside_children(plan.original());
            keys.map(|(child, name, _)| (child, name))
        });
        let checks = rebuilt().flat_map(|(table, after)| {
            let names = after.checks.keys();
            names.map(move |name| (table, name))
        });
        Self {
            keys: temporary(
                scene,
                own_keys.chain(outside_keys),
                |table| table.foreign_keys.keys().collect(),
                names::FOREIGN_KEY,
            ),
            checks: temporary(
                scene,
                checks,
                |table| table.checks.keys().collect(),
                names::CHECK,
            ),
        }
    }

    /// Finds the name that a foreign key is built under.
    pub(crate) fn key<'n>(&'n self, table: &'n Ident, name: &'n Ident) -> &'n Ident {
        self.keys.get(&(table, name)).unwrap_or(name)
    }

    /// Finds the name that a check is built under.
    pub(crate) fn check<'n>(&'n self, table: &'n Ident, name: &'n Ident) -> &'n Ident {
        self.checks.get(&(table, name)).unwrap_or(name)
    }
}

/// Derives names for those constraints of one kind whose own are in use.
fn temporary<'a>(
    scene: &Scene<'a>,
    constraints: impl Iterator<Item = (&'a Ident, &'a Ident)>,
    names_of: fn(&Table) -> Vec<&Ident>,
    limit: Limit,
) -> BTreeMap<(&'a Ident, &'a Ident), Ident> {
    let names = |schema: &Schema| -> BTreeSet<String> {
        let names = schema.tables.values().flat_map(names_of);
        names.map(compared_name).collect()
    };
    let there = names(scene.live);
    let mut taken = names(scene.goal);
    taken.extend(there.iter().cloned());
    let mut namer = Namer::new(scene.options.run_id(), limit, taken);
    // In the order of names, so that each is named once and always alike.
    let constraints: BTreeSet<(&Ident, &Ident)> = constraints.collect();
    let met = constraints
        .into_iter()
        .filter(|(_, name)| there.contains(&compared_name(name)));
    met.map(|one| (one, namer.derive(one.1, Role::Temp)))
        .collect()
}
