//! Which tables must switch together.

use std::collections::BTreeMap;

use obmigrate_model::canonical::compared_name;
use obmigrate_model::plan::TablePlan;
use obmigrate_model::{ForeignKey, Ident, Table};
use petgraph::unionfind::UnionFind;

/// Splits changed tables into groups that must change names in one statement. Groups and the tables
/// in them are in the order of names.
///
/// On OceanBase a foreign key follows its renamed parent, so a parent and a child that both get a
/// new table belong together, and so do tables of which one takes over a name that the other has: its
/// own, or that of a foreign key or a check.
pub(crate) fn groups(plans: &BTreeMap<Ident, TablePlan>) -> Vec<Vec<Ident>> {
    let before = Names::of(plans, TablePlan::original, |plan| plan.before.as_ref());
    let after = Names::of(plans, |plan| &plan.table, |plan| plan.after.as_ref());
    let mut sets = UnionFind::<usize>::new(plans.len());
    for (position, plan) in plans.values().enumerate() {
        for (side, names) in [(&plan.before, &before), (&plan.after, &after)] {
            let keys = side.iter().flat_map(|table| table.foreign_keys.values());
            for parent in keys.filter_map(|key| names.parent(key)) {
                sets.union(position, parent);
            }
        }
    }
    for (taker, giver) in after.taken_from(&before) {
        sets.union(taker, giver);
    }
    let mut groups: BTreeMap<usize, Vec<Ident>> = BTreeMap::new();
    let mut first_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (position, table) in plans.keys().enumerate() {
        let first = *first_of.entry(sets.find(position)).or_insert(position);
        groups.entry(first).or_default().push(table.clone());
    }
    groups.into_values().collect()
}

/// Knows which plan has a name on one side.
#[derive(Default)]
struct Names<'a> {
    tables: BTreeMap<&'a Ident, usize>,
    /// Unique in a database, in the form in which they are compared (4.3.5, measured).
    foreign_keys: BTreeMap<String, usize>,
    checks: BTreeMap<String, usize>,
}

impl<'a> Names<'a> {
    fn of(
        plans: &'a BTreeMap<Ident, TablePlan>,
        name: fn(&TablePlan) -> &Ident,
        side: fn(&TablePlan) -> Option<&Table>,
    ) -> Self {
        let mut names = Self::default();
        for (position, plan) in plans.values().enumerate() {
            let Some(table) = side(plan) else { continue };
            names.tables.insert(name(plan), position);
            let folded = |key: &Ident| (compared_name(key), position);
            names
                .foreign_keys
                .extend(table.foreign_keys.keys().map(folded));
            names.checks.extend(table.checks.keys().map(folded));
        }
        names
    }

    fn parent(&self, key: &ForeignKey) -> Option<usize> {
        match key.references.schema {
            Some(_) => None,
            None => self.tables.get(&key.references.table).copied(),
        }
    }

    /// Pairs those who have a name here with those who have it there.
    fn taken_from(&self, there: &Self) -> Vec<(usize, usize)> {
        fn shared<N: Ord>(
            here: &BTreeMap<N, usize>,
            there: &BTreeMap<N, usize>,
        ) -> Vec<(usize, usize)> {
            let pairs = here.iter();
            pairs
                .filter_map(|(name, taker)| Some((*taker, *there.get(name)?)))
                .collect()
        }
        [
            shared(&self.tables, &there.tables),
            shared(&self.foreign_keys, &there.foreign_keys),
            shared(&self.checks, &there.checks),
        ]
        .concat()
    }
}
