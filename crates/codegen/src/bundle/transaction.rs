//! The files of a plan for PostgreSQL, which is one transaction.

use obmigrate_model::Dialect;
use obmigrate_model::plan::{Action, Phase, Plan, Reversal, Reversibility, Step};

use super::manifest::manifest;
use super::script::Script;
use super::{Bundle, File, file, heading};

/// Where everything is undone.
const ROLLBACK: &str = "50_rollback.sql";

/// Writes a file for the questions, one for the transaction, one for what undoes it and one for what
/// drops the backups. `psql` runs each, and ends at the first error.
pub(super) fn bundle(plan: &Plan) -> Bundle {
    let steps = of_phase(plan, Phase::Switch);
    let mut files = vec![
        file("00_preflight.sql", preflight(plan)),
        file("40_switch.sql", switch(plan, &steps)),
        file(ROLLBACK, rollback(plan, &steps)),
        file("90_cleanup.sql", cleanup(plan)),
    ];
    files.insert(0, file("README.md", readme(plan, &files)));
    let manifest = manifest(plan, &files);
    files.push(file("manifest.json", manifest));
    Bundle { files }
}

fn of_phase(plan: &Plan, phase: Phase) -> Vec<&Step> {
    let groups = plan.groups.iter();
    groups.flat_map(|group| group.phase(phase)).collect()
}

/// Sets the session up as the executor does: an error ends the script, a wait for a lock ends by
/// itself, and literals mean the same everywhere.
fn begin(script: &mut Script, steps: &[&Step]) {
    script.blank();
    script.line("\\set ON_ERROR_STOP on");
    for setting in crate::session::session(Dialect::Postgres) {
        script.statement(&setting);
    }
    let limit = |of: fn(&Step) -> Option<u64>| steps.iter().filter_map(|step| of(step)).max();
    if let Some(ms) = limit(|step| step.limits.lock_ms) {
        script.line(&format!("SET lock_timeout = {ms};"));
    }
    if let Some(ms) = limit(|step| step.limits.statement_ms) {
        script.line(&format!("SET statement_timeout = {ms};"));
    }
    script.blank();
}

fn preflight(plan: &Plan) -> String {
    let mut script = Script::default();
    script.comment(&format!("obmigrate plan {}: preflight.", plan.run_id));
    script.comment(
        "Each count has to be 0: the rows that are listed would be lost, changed or refused.",
    );
    begin(&mut script, &[]);
    for question in &plan.preflight {
        script.comment(&format!("{}.", question.path));
        script.statement(&question.count);
        if let Some(list) = &question.list {
            script.statement(list);
        }
    }
    script.finish()
}

fn switch(plan: &Plan, steps: &[&Step]) -> String {
    let mut script = Script::default();
    let undone_by = can_be_undone(steps).then_some(ROLLBACK);
    heading::title(&mut script, plan.run_id.as_str(), "switch", steps);
    heading::undoing(&mut script, steps, undone_by);
    script.comment("All of it is one transaction: after an error nothing of it was done.");
    begin(&mut script, steps);
    script.line("BEGIN;");
    for step in steps {
        script.comment(&format!("Step {}: {}.", step.id, step.summary));
        act(&mut script, &step.forward);
    }
    script.line("COMMIT;");
    script.finish()
}

fn rollback(plan: &Plan, steps: &[&Step]) -> String {
    let mut script = Script::default();
    script.comment(&format!(
        "obmigrate plan {}: undoes 40_switch.sql after its end, as one transaction.",
        plan.run_id
    ));
    for why in losses(plan) {
        script.comment(&format!("Does not come back: {why}."));
    }
    begin(&mut script, steps);
    if can_be_undone(steps) {
        script.line("BEGIN;");
        for step in steps.iter().rev() {
            if let Reversal::Undo(action) = &step.reversal {
                act(&mut script, action);
            }
        }
        script.line("COMMIT;");
    }
    script.finish()
}

fn cleanup(plan: &Plan) -> String {
    let steps = of_phase(plan, Phase::Cleanup);
    let mut script = Script::default();
    heading::title(&mut script, plan.run_id.as_str(), "cleanup", &steps);
    heading::undoing(&mut script, &steps, None);
    begin(&mut script, &steps);
    for step in steps {
        script.comment(&format!("Step {}: {}.", step.id, step.summary));
        act(&mut script, &step.forward);
    }
    script.finish()
}

fn act(script: &mut Script, action: &Action) {
    match action {
        Action::Statements(statements) => {
            for statement in statements {
                script.statement(statement);
            }
        }
        // A plan for PostgreSQL has statements only.
        Action::Copy(_) | Action::Rename(_) | Action::CarryCounter { .. } => {}
    }
}

fn can_be_undone(steps: &[&Step]) -> bool {
    !steps
        .iter()
        .any(|step| matches!(step.reversal, Reversal::Impossible { .. }))
}

fn losses(plan: &Plan) -> &[String] {
    match &plan.reversibility {
        Reversibility::UntilCleanup => &[],
        Reversibility::WithBackup { why } | Reversibility::Irreversible { why } => why,
    }
}

fn readme(plan: &Plan, scripts: &[File]) -> String {
    let mut lines = vec![
        format!("# obmigrate plan {}", plan.run_id),
        String::new(),
        format!(
            "For {}. The schema that is changed has to be the only one in",
            plan.target
        ),
        "the `search_path`, which the commands set here; put its name in for `app`.".to_owned(),
        String::new(),
        "```sh".to_owned(),
        "export PGOPTIONS='-c search_path=app'".to_owned(),
    ];
    lines.extend(scripts.iter().map(|script| {
        let when = match script.name.as_str() {
            "00_preflight.sql" => "before anything: each count has to be 0",
            ROLLBACK => "only to go back",
            "90_cleanup.sql" => "later, when nobody wants to go back any more",
            _ => "with the application stopped",
        };
        format!("psql -X -d DATABASE -f {}   # {when}", script.name)
    }));
    lines.extend(["```".to_owned(), String::new()]);
    lines.push(match &plan.reversibility {
        Reversibility::UntilCleanup => {
            "Everything can be undone until the cleanup. What is written meanwhile is not in what comes \
             back."
        }
        Reversibility::WithBackup { .. } => {
            "The structure can be undone. These values come back from a backup only:"
        }
        Reversibility::Irreversible { .. } => "It cannot be undone as a whole:",
    }
    .to_owned());
    lines.push(String::new());
    lines.extend(
        losses(plan)
            .iter()
            .map(|why| format!("- {}", one_line(why))),
    );
    for note in &plan.notes {
        lines.push(format!("- {}", one_line(&note.to_string())));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
