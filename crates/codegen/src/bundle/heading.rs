//! What stands at the head of a script: what it does, and what to look out for.

use obmigrate_model::plan::{Hazard, Need, Phase, Reversal, Step};

use super::script::Script;

/// Writes the head of a script that carries steps out on OceanBase.
pub(super) fn heading(
    script: &mut Script,
    run_id: &str,
    phase: &str,
    steps: &[&Step],
    undone_by: Option<&str>,
) {
    title(script, run_id, phase, steps);
    let limit = |of: fn(&Step) -> Option<u64>| steps.iter().filter_map(|step| of(step)).max();
    if let Some(ms) = limit(|step| step.limits.statement_ms) {
        script.comment(&format!(
            "Limit: a statement that takes longer than {ms} ms hangs."
        ));
    }
    if let Some(ms) = limit(|step| step.limits.lock_ms) {
        script.comment(&format!(
            "Limit: a statement that takes longer than {ms} ms waits for somebody's transaction, and \
             would for ever. Find it with SHOW PROCESSLIST from another session, end it with KILL \
             QUERY and its number (nothing is half done then), see who is in the way, and repeat."
        ));
    }
    needs(script, steps.iter().flat_map(|step| &step.needs));
    undoing(script, steps, undone_by);
}

/// Says what has to be so before the steps of a script.
pub(super) fn needs<'a>(script: &mut Script, needs: impl Iterator<Item = &'a Need>) {
    let mut needs: Vec<&Need> = needs.collect();
    needs.sort_unstable();
    needs.dedup();
    for need in needs {
        script.comment(&format!("Needs: {}", needed(need)));
    }
}

/// Says how the steps of a script are undone.
pub(super) fn undoing(script: &mut Script, steps: &[&Step], undone_by: Option<&str>) {
    let why = steps.iter().find_map(|step| match &step.reversal {
        Reversal::Impossible { why } => Some(why),
        Reversal::Undo(_) | Reversal::NoEffect => None,
    });
    match (why, undone_by) {
        (Some(why), _) => script.comment(&format!("Cannot be undone: {why}.")),
        (None, Some(file)) => script.comment(&format!("Undone by {file}.")),
        (None, None) => script.comment("Has nothing to undo."),
    }
}

/// Says what a script does and risks.
pub(super) fn title(script: &mut Script, run_id: &str, phase: &str, steps: &[&Step]) {
    script.comment(&format!("obmigrate plan {run_id}: {phase}."));
    for step in steps {
        script.comment(&format!("Step {}: {}.", step.id, step.summary));
    }
    let mut hazards: Vec<Hazard> = steps
        .iter()
        .flat_map(|step| &step.hazards)
        .copied()
        .collect();
    hazards.sort_unstable();
    hazards.dedup();
    for hazard in hazards {
        script.comment(&format!("Hazard {}: {}", hazard.code(), sentence(hazard)));
    }
}

/// Says what a hazard means to the person who runs the script.
fn sentence(hazard: Hazard) -> &'static str {
    match hazard {
        Hazard::UnboundedWait => {
            "it waits for open transactions without limit, so watch it from another session."
        }
        Hazard::LongRunning => "it takes time in proportion to the rows.",
        Hazard::RestrictsApplication => {
            "it adds an enforced rule to a table that the application uses."
        }
        Hazard::Rewrite => "it makes a whole table anew.",
        Hazard::Lock => "it keeps others from writing to a table, or from using it.",
        Hazard::NotTransactional => {
            "no transaction takes it back: each statement is final when it ends."
        }
        Hazard::DataLoss => "it destroys data.",
        // The list is open, and each has a code that says what it is.
        _ => "see the description of the plan.",
    }
}

fn needed(need: &Need) -> String {
    match need {
        Need::Table(name) => format!("the table {name} is there (looked for below)."),
        Need::NoTable(name) => format!("nothing is called {name} (looked for below)."),
        Need::Validated => "all files of 30_validate ended without an error.".to_owned(),
        Need::ApplicationStopped => {
            "the application is stopped: it writes to none of these tables.".to_owned()
        }
        Need::Accepted => {
            "the application works on the new tables, and what is dropped has been saved."
                .to_owned()
        }
    }
}

/// Says what to do when a script of a phase ended in the middle.
pub(super) const fn when_interrupted(phase: Phase) -> &'static str {
    match phase {
        Phase::Prepare | Phase::Switch => {
            "If it was interrupted: its statement is done as a whole or not at all, so look which, \
             and go on or repeat."
        }
        Phase::Copy => "If it was interrupted: run it again.",
        Phase::Index | Phase::Constrain | Phase::Settle => {
            "If it was interrupted: each statement is done as a whole or not at all. Go on with the \
             first that is not done, or go back with 50_rollback. A foreign key whose statement \
             failed may be there all the same: drop it before it is added again."
        }
        Phase::Cleanup => "If it was interrupted: run it again.",
    }
}
