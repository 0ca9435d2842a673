//! The files of a plan for PostgreSQL: one transaction, and what is copied before it.

use obmigrate_model::plan::{Action, Copy, Need, Phase, Plan, Reversal, Reversibility, Step};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident};

use super::manifest::manifest;
use super::name::{Numbering, folder, table_of};
use super::script::Script;
use super::{Bundle, File, beside, file, heading, number};

/// Where everything is undone.
const ROLLBACK: &str = "50_rollback.sql";

/// Writes a file for the questions, those that fill tables beside their originals, one for the
/// transaction, one for what undoes everything and one for what drops the backups. `psql` runs each,
/// and ends at the first error.
pub(super) fn bundle(plan: &Plan) -> Bundle {
    let steps = of_phase(plan, Phase::Switch);
    let mut files = vec![file("00_preflight.sql", preflight(plan))];
    files.extend(before(plan));
    files.extend([
        file("40_switch.sql", switch(plan, &steps)),
        file(ROLLBACK, rollback(plan, &steps)),
        file("90_cleanup.sql", cleanup(plan)),
    ]);
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

/// Says what no statement looks for by itself.
fn needs(script: &mut Script, steps: &[&Step]) {
    let needs = steps.iter().flat_map(|step| &step.needs);
    let needs = needs.filter(|need| match need {
        Need::Table(_) | Need::NoTable(_) => false,
        Need::Validated | Need::ApplicationStopped | Need::Accepted => true,
    });
    heading::needs(script, needs);
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

/// Writes the files of the phases before the transaction, and those that compare the copies.
fn before(plan: &Plan) -> Vec<File> {
    let numbering = Numbering::of(plan);
    let name = |folder, step: &Step| {
        let table = table_of(&step.path);
        numbering.file(folder, number(step), &table, "sql")
    };
    let mut files = Vec::new();
    for phase in [Phase::Prepare, Phase::Copy, Phase::Index, Phase::Constrain] {
        let steps = of_phase(plan, phase);
        files.extend(steps.iter().map(|step| {
            let mut script = Script::default();
            heading::title(&mut script, plan.run_id.as_str(), phase.name(), &[step]);
            needs(&mut script, &[step]);
            heading::undoing(&mut script, &[step], Some(ROLLBACK));
            begin(&mut script, &[step]);
            match phase {
                // Its pieces are final one by one.
                Phase::Copy => act(&mut script, &step.forward),
                Phase::Prepare
                | Phase::Index
                | Phase::Constrain
                | Phase::Switch
                | Phase::Settle
                | Phase::Cleanup => as_a_whole(&mut script, |script| act(script, &step.forward)),
            }
            file(&name(folder(phase), step), script.finish())
        }));
        if phase == Phase::Index {
            let copies = of_phase(plan, Phase::Copy);
            files.extend(copies.iter().filter_map(|step| match &step.forward {
                Action::Copy(copy) => {
                    let content = comparison(plan, copy);
                    Some(file(&name("30_validate", step), content))
                }
                Action::Statements(_) | Action::Rename(_) | Action::CarryCounter { .. } => None,
            }));
        }
    }
    files
}

fn comparison(plan: &Plan, copy: &Copy) -> String {
    let mut script = Script::default();
    script.comment(&format!("obmigrate plan {}: validate.", plan.run_id));
    script.comment(&format!(
        "Compares {} with {} and ends with an error if they differ. Changes nothing, and may be run as \
         often as wanted until the switch.",
        copy.into, copy.from
    ));
    script.comment(
        "The text of every value of every row is compared. If rows differ, the first ten are listed.",
    );
    script.comment("Hazard long_running: it takes time in proportion to the rows.");
    begin(&mut script, &[]);
    beside::compare(&mut script, copy, plan.target.version);
    script.finish()
}

fn switch(plan: &Plan, steps: &[&Step]) -> String {
    let mut script = Script::default();
    let undone_by = can_be_undone(steps).then_some(ROLLBACK);
    heading::title(&mut script, plan.run_id.as_str(), "switch", steps);
    needs(&mut script, steps);
    heading::undoing(&mut script, steps, undone_by);
    begin(&mut script, steps);
    as_a_whole(&mut script, |script| act_all(script, steps));
    script.finish()
}

fn rollback(plan: &Plan, steps: &[&Step]) -> String {
    let kept = switched(plan);
    let mut script = Script::default();
    script.comment(&format!(
        "obmigrate plan {}: undoes 40_switch.sql after its end, as one transaction{}.",
        plan.run_id,
        if kept.is_some() {
            ", and drops what was filled before it"
        } else {
            ""
        }
    ));
    for why in losses(plan) {
        script.comment(&format!("Does not come back: {why}."));
    }
    begin(&mut script, steps);
    let undo_all = |script: &mut Script| {
        if can_be_undone(steps) {
            as_a_whole(script, |script| undo(script, steps));
        }
    };
    match kept {
        None => undo_all(&mut script),
        Some(backup) => {
            let temps = plan.tables().filter_map(|table| table.temp.as_ref());
            let mut sql = Writer::new(Dialect::Postgres);
            sql.kw("SELECT ");
            are_there(&mut sql, [backup]);
            sql.kw(" AS obmigrate_switched, ");
            are_there(&mut sql, temps);
            sql.kw(" AS obmigrate_filled");
            script.line(sql.finish().sql());
            script.line("\\gset");
            script.line("\\if :obmigrate_switched");
            undo_all(&mut script);
            script.line("\\elif :obmigrate_filled");
            script.line("\\else");
            script.line(
                "DO $$BEGIN RAISE EXCEPTION 'obmigrate: nothing of this plan is there to be undone, or \
                 search_path does not lead to it'; END$$;",
            );
            script.line("\\endif");
        }
    }
    undo(&mut script, &of_phase(plan, Phase::Prepare));
    script.finish()
}

/// Writes the question whether one of the tables is there.
fn are_there<'a>(sql: &mut Writer, tables: impl IntoIterator<Item = &'a Ident>) {
    sql.kw("coalesce(");
    for table in tables {
        let mut name = Writer::new(Dialect::Postgres);
        name.ident(table);
        sql.kw("to_regclass(").string(name.finish().sql()).kw("), ");
    }
    sql.kw("NULL) IS NOT NULL");
}

/// Writes statements that are done all together or not at all.
fn as_a_whole(script: &mut Script, write: impl FnOnce(&mut Script)) {
    script.comment("All of it is one transaction: after an error nothing of it was done.");
    script.line("BEGIN;");
    write(script);
    script.line("COMMIT;");
}

/// Finds a table that has another name from the switch on, if something was filled before it.
fn switched(plan: &Plan) -> Option<&Ident> {
    let mut filled = plan.tables().filter(|table| table.temp.is_some());
    filled.find_map(|table| table.backup.as_ref())
}

fn undo(script: &mut Script, steps: &[&Step]) {
    for step in steps.iter().rev() {
        if let Reversal::Undo(action) = &step.reversal {
            act(script, action);
        }
    }
}

fn cleanup(plan: &Plan) -> String {
    let steps = of_phase(plan, Phase::Cleanup);
    let mut script = Script::default();
    heading::title(&mut script, plan.run_id.as_str(), "cleanup", &steps);
    heading::undoing(&mut script, &steps, None);
    begin(&mut script, &steps);
    as_a_whole(&mut script, |script| act_all(script, &steps));
    script.finish()
}

fn act_all(script: &mut Script, steps: &[&Step]) {
    for step in steps {
        script.comment(&format!("Step {}: {}.", step.id, step.summary));
        act(script, &step.forward);
    }
}

fn act(script: &mut Script, action: &Action) {
    match action {
        Action::Statements(statements) => {
            for statement in statements {
                script.statement(statement);
            }
        }
        Action::Copy(copy) => beside::copy(script, copy),
        // PostgreSQL has other words for these, which are statements.
        Action::Rename(_) | Action::CarryCounter { .. } => {}
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
        format!("For {}. Run this in a script of bash, which ends at", plan.target),
        "the first error. The schema that is changed has to be the only one in the `search_path`; put".to_owned(),
        "its name in for `app`.".to_owned(),
        String::new(),
        "```sh".to_owned(),
        "set -e".to_owned(),
        "export PGOPTIONS='-c search_path=app'".to_owned(),
        r#"run() { for file in "$@"; do echo "$file"; psql -X -d DATABASE -f "$file"; done; }"#.to_owned(),
        "run 00_preflight.sql   # each count has to be 0".to_owned(),
        "# stop the application".to_owned(),
    ];
    let mut folders: Vec<&str> = Vec::new();
    for script in scripts {
        if let Some((folder, _)) = script.name.split_once('/')
            && folders.last() != Some(&folder)
        {
            folders.push(folder);
            lines.push(format!("run {folder}/*.sql"));
        }
    }
    lines.extend(
        [
            "run 40_switch.sql",
            "# start the application",
            "```",
            "",
            "To go back, stop the application first; from wherever one stopped:",
            "",
            "```sh",
            "run 50_rollback.sql",
            "```",
            "",
            "Days later, when nobody wants to go back any more:",
            "",
            "```sh",
            "run 90_cleanup.sql",
            "```",
            "",
        ]
        .map(ToOwned::to_owned),
    );
    lines.push(match &plan.reversibility {
        Reversibility::UntilCleanup => {
            "Everything can be undone until the cleanup. What is written to a table meanwhile is not in one \
             that was kept and comes back. The server refuses to go back, and changes nothing, where rows \
             written meanwhile do not fit the schema before."
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
