//! The steps that build and fill tables of PostgreSQL beside their originals.

use obmigrate_model::plan::{
    Action, Hazard, Limits, Need, Phase, Reversal, Step, TablePlan, Transaction,
};
use obmigrate_model::{Note, ObjectPath, Severity};

use crate::alter::shadow::Shadow;
use crate::definition::Part;
use crate::error::Error;
use crate::generate::note;
use crate::options::Options;

/// Makes the steps of one table that come before the transaction.
pub(crate) fn steps(
    plan: &TablePlan,
    shadow: &Shadow<'_>,
    options: &Options<'_>,
    notes: &mut Vec<Note>,
    errors: &mut Vec<Error>,
) -> Vec<Step> {
    let Some(before) = &plan.before else {
        return Vec::new();
    };
    let version = options.target().version;
    let path = ObjectPath::table(&plan.table);
    let (table, temp) = (&plan.table, &shadow.name);
    let mut steps = vec![Step {
        reversal: Reversal::Undo(Action::Statements(shadow.drop())),
        needs: vec![Need::NoTable(temp.clone())],
        ..step(
            Phase::Prepare,
            &path,
            format!("create {temp} for {table}"),
            statements(shadow.create(version)),
        )
    }];

    let original = (plan.original(), before);
    let copy = shadow.copy(original, options.rows_per_chunk(), version, errors);
    if copy.key.is_empty() {
        notes.push(note(
            table,
            "codegen/no-row-key",
            Severity::Warning,
            "the table has no key to walk its rows by: they are copied in a single pass".to_owned(),
        ));
    }
    let of_rows = |phase, path: &_, summary, forward| Step {
        hazards: vec![Hazard::LongRunning],
        limits: Limits {
            statement_ms: Some(options.longest_statement_ms()),
            lock_ms: None,
        },
        needs: vec![Need::Table(temp.clone())],
        ..step(phase, path, summary, forward)
    };
    let mut filling = of_rows(
        Phase::Copy,
        &path,
        format!("copy the rows of {} into {temp}", plan.original()),
        Action::Copy(Box::new(copy)),
    );
    // What is written from here on is not copied.
    filling.needs.push(Need::ApplicationStopped);
    steps.push(filling);

    let late = shadow.late();
    let summary = match late.len() {
        ..=1 => format!("analyze {temp}"),
        _ => format!("build the indexes of {temp} and analyze it"),
    };
    steps.push(of_rows(Phase::Index, &path, summary, statements(late)));
    let keys = shadow.foreign_keys();
    if !keys.is_empty() {
        let mut step = of_rows(
            Phase::Constrain,
            &path.join("foreign_keys"),
            format!("add the foreign keys of {temp}"),
            statements(keys),
        );
        // From now on the server looks for the rows of this table, too, when one that it references
        // goes.
        let restricting = [Hazard::RestrictsApplication, Hazard::Lock];
        step.hazards.extend(restricting);
        step.hazards.sort_unstable();
        step.limits.lock_ms = Some(options.longest_wait_ms());
        step.needs.push(Need::ApplicationStopped);
        steps.push(step);
    }
    steps
}

fn statements(parts: Vec<Part>) -> Action {
    let statements = parts.into_iter().map(|part| part.statement);
    Action::Statements(statements.collect())
}

/// Makes a step that vanishes with the table.
fn step(phase: Phase, path: &ObjectPath, summary: String, forward: Action) -> Step {
    Step {
        id: 0,
        phase,
        path: path.clone(),
        summary,
        forward,
        reversal: Reversal::NoEffect,
        transaction: Transaction::EachStatement,
        hazards: Vec::new(),
        limits: Limits::default(),
        needs: Vec::new(),
    }
}
