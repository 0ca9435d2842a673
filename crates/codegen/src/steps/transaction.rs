//! The steps of a plan that is one transaction.

use std::collections::BTreeSet;

use obmigrate_model::plan::{
    Action, Hazard, Limits, Need, Phase, Reversal, Step, TablePlan, Transaction,
};
use obmigrate_model::{Ident, ObjectPath};

use crate::alter::backups::Backups;
use crate::alter::sequences::KEEP;
use crate::definition::Part;
use crate::options::Options;

/// Makes steps of statements: of those next to each other, all that do the same to the same object
/// are one. What undoes all of them belongs to the last one, which is undone first.
pub(crate) fn steps(
    tables: &[TablePlan],
    forward: Vec<Part>,
    reversal: Reversal,
    backups: &Backups<'_>,
    options: &Options<'_>,
) -> Vec<Step> {
    let keeps_numbers = forward.iter().any(|part| part.verb == KEEP);
    let mut steps: Vec<Step> = Vec::new();
    for part in joined(forward) {
        steps.push(step(part, Phase::Switch, Transaction::WholePhase, options));
    }
    let are_filled = tables.iter().any(|plan| plan.temp.is_some());
    if let Some(first) = steps.first_mut() {
        first.needs = needs(tables);
        first.needs.extend(are_filled.then_some(Need::Validated));
        if keeps_numbers || are_filled {
            first.needs.push(Need::ApplicationStopped);
        }
    }
    match &reversal {
        Reversal::Impossible { .. } => {
            for step in &mut steps {
                step.reversal = reversal.clone();
            }
        }
        Reversal::Undo(_) | Reversal::NoEffect => {
            if let Some(last) = steps.last_mut() {
                last.reversal = reversal;
            }
        }
    }
    for (part, kept) in backups.drop() {
        let mut step = step(
            Joined::of(part),
            Phase::Cleanup,
            Transaction::EachStatement,
            options,
        );
        let kept = kept.cloned().map(Need::Table);
        step.needs = kept.into_iter().chain([Need::Accepted]).collect();
        step.reversal = Reversal::Impossible {
            why: "what is dropped is gone; restore it from the backup file".to_owned(),
        };
        steps.push(step);
    }
    steps
}

/// Statements that make one step.
struct Joined {
    path: ObjectPath,
    verb: &'static str,
    statements: Vec<obmigrate_model::Statement>,
    hazards: BTreeSet<Hazard>,
}

impl Joined {
    fn of(part: Part) -> Self {
        Self {
            path: part.path,
            verb: part.verb,
            statements: vec![part.statement],
            hazards: part.hazards,
        }
    }
}

fn joined(parts: Vec<Part>) -> Vec<Joined> {
    let mut all: Vec<Joined> = Vec::new();
    for part in parts {
        match all.last_mut() {
            Some(last) if last.path == part.path && last.verb == part.verb => {
                last.statements.push(part.statement);
                last.hazards.extend(part.hazards);
            }
            Some(_) | None => all.push(Joined::of(part)),
        }
    }
    all
}

fn step(joined: Joined, phase: Phase, transaction: Transaction, options: &Options<'_>) -> Step {
    let is_slow = joined.hazards.contains(&Hazard::LongRunning);
    Step {
        id: 0,
        phase,
        summary: format!("{} {}", joined.verb, named(&joined.path)),
        path: joined.path,
        forward: Action::Statements(joined.statements),
        reversal: Reversal::NoEffect,
        transaction,
        limits: Limits {
            statement_ms: is_slow.then(|| options.longest_statement_ms()),
            lock_ms: joined
                .hazards
                .contains(&Hazard::Lock)
                .then(|| options.longest_wait_ms()),
        },
        hazards: joined.hazards.into_iter().collect(),
        needs: Vec::new(),
    }
}

/// Every name that is given up has to be there when the transaction begins, and none that is taken,
/// unless it is given up.
fn needs(tables: &[TablePlan]) -> Vec<Need> {
    let there = tables.iter().filter(|plan| plan.before.is_some());
    let there: BTreeSet<&Ident> = there.map(TablePlan::original).collect();
    let taken = tables.iter().flat_map(|plan| {
        let own = plan.after.is_some().then_some(&plan.table);
        own.into_iter().chain(&plan.backup)
    });
    let taken = taken.filter(|name| !there.contains(name));
    let taken: Vec<Need> = taken.cloned().map(Need::NoTable).collect();
    let temps = tables.iter().filter_map(|plan| plan.temp.as_ref());
    let there = there.into_iter().chain(temps).cloned().map(Need::Table);
    there.chain(taken).collect()
}

/// Names an object in words.
fn named(path: &ObjectPath) -> String {
    let segments = path.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["tables"] => "the tables".to_owned(),
        ["types"] => "types".to_owned(),
        ["tables", table] => format!("table {table}"),
        ["tables", table, "columns", column, "identity"] => {
            format!("the sequence behind column {column} of {table}")
        }
        ["tables", table, "columns", column, ..] => format!("column {column} of {table}"),
        ["tables", table, "uniques", key] => format!("unique key {key} of {table}"),
        ["tables", table, "foreign_keys", key] => format!("foreign key {key} of {table}"),
        ["tables", table, "checks", check] => format!("check {check} of {table}"),
        ["tables", table, "indexes", index] => format!("index {index} of {table}"),
        ["tables", table, "exclusions", key] => format!("exclusion constraint {key} of {table}"),
        ["tables", table, "primary_key"] => format!("the primary key of {table}"),
        ["tables", table, "options"] => format!("the options of {table}"),
        ["sequences", sequence] => format!("sequence {sequence}"),
        _ => path.to_string(),
    }
}
