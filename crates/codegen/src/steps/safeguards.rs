//! What each step warns of, how long it may take and what it needs.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::Ident;
use obmigrate_model::plan::{Action, Hazard, Limits, Need, Phase, Step, Strategy, TablePlan};

use crate::options::Options;

/// Knows the tables of a group.
pub(super) struct Safeguards<'a> {
    options: &'a Options<'a>,
    plans: &'a [&'a TablePlan],
    by_name: BTreeMap<&'a str, &'a TablePlan>,
}

impl<'a> Safeguards<'a> {
    pub(super) fn new(plans: &'a [&'a TablePlan], options: &'a Options<'a>) -> Self {
        let by_name = plans.iter().map(|plan| (plan.table.as_str(), *plan));
        Self {
            options,
            plans,
            by_name: by_name.collect(),
        }
    }

    /// Adds what follows from the kind of a step: hazards, limits, and needs if it names none itself.
    pub(super) fn add(&self, step: &mut Step) {
        // A copy commits piece by piece as its executor likes; everything else is a change of schema.
        if !matches!(step.forward, Action::Copy(_)) {
            step.hazards.push(Hazard::NotTransactional);
        }
        step.hazards.sort_unstable();
        step.limits = self.limits(step);
        if step.needs.is_empty() {
            step.needs = self.needs(step);
        }
    }

    /// A statement that works through rows, either way, may take long; one that does not and is slow
    /// all the same waits for a lock.
    fn limits(&self, step: &Step) -> Limits {
        let works_through_rows = match step.phase {
            Phase::Copy | Phase::Index | Phase::Constrain | Phase::Settle => true,
            // An index that is built, or built again, on a table that is altered in place.
            Phase::Switch => step.hazards.contains(&Hazard::LongRunning),
            Phase::Prepare | Phase::Cleanup => false,
        };
        if works_through_rows {
            Limits {
                statement_ms: Some(self.options.longest_statement_ms()),
                lock_ms: None,
            }
        } else {
            Limits {
                statement_ms: None,
                lock_ms: Some(self.options.longest_wait_ms()),
            }
        }
    }

    fn needs(&self, step: &Step) -> Vec<Need> {
        let segments = step.path.segments();
        let name = segments.get(1).map(String::as_str);
        let plan = name.and_then(|name| self.by_name.get(name));
        let table = |name: Option<&Ident>| name.cloned().map(Need::Table);
        let temp = || plan.and_then(|plan| plan.temp.as_ref());
        match (step.phase, &step.forward) {
            (_, Action::Copy(copy)) => vec![Need::Table(copy.into.clone())],
            (Phase::Prepare, _) => temp().cloned().map(Need::NoTable).into_iter().collect(),
            (Phase::Copy | Phase::Index, _) => table(temp()).into_iter().collect(),
            (Phase::Constrain | Phase::Settle, _) => {
                vec![Need::Validated, Need::ApplicationStopped]
            }
            (Phase::Switch, Action::Statements(_)) => {
                let altered = plan.map(|plan| &plan.table);
                let needed = [Need::Validated, Need::ApplicationStopped];
                needed.into_iter().chain(table(altered)).collect()
            }
            (Phase::Switch, _) => self.switching(),
            (Phase::Cleanup, _) => {
                let backup = plan.and_then(|plan| plan.backup.as_ref());
                table(backup).into_iter().chain([Need::Accepted]).collect()
            }
        }
    }

    /// Every name that is given up has to be there, and none that is taken, unless it is given up
    /// first.
    fn switching(&self) -> Vec<Need> {
        let there = |plan: &'a TablePlan| plan.before.is_some().then(|| plan.original());
        let given_up: BTreeSet<&Ident> = self.plans.iter().filter_map(|plan| there(plan)).collect();
        let mut needs = vec![Need::Validated, Need::ApplicationStopped];
        let switched = self
            .plans
            .iter()
            .filter(|plan| plan.strategy != Strategy::InPlace);
        for plan in switched {
            let used = there(plan).into_iter().chain(&plan.temp);
            needs.extend(used.cloned().map(Need::Table));
            needs.extend(plan.backup.iter().cloned().map(Need::NoTable));
            if plan.after.is_some() && !given_up.contains(&plan.table) {
                needs.push(Need::NoTable(plan.table.clone()));
            }
        }
        needs
    }
}
