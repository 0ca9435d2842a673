//! Takes everything back, from wherever one stopped.
//!
//! Without a journal the catalogue tells how far a plan got. The names of a group's tables tell
//! whether it is switched, and until it is, no statement that undoes a later step may run: those
//! name the tables as they are called afterwards, and would hit the originals. What was not done yet
//! answers "nothing to drop", and what was not undone yet "it is already there"; both count as done,
//! as they do for the executor.

use std::collections::BTreeMap;

use obmigrate_model::plan::{Action, Group, Phase, Plan, Rename, Reversal, Step};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Ident, Statement};

use super::name::{Numbering, Procedure, table_of};
use super::script::{Script, signal};
use super::{counter, needs};
use crate::bundle::{File, number, scripts_of};

/// The errors by which the server says that there is nothing to drop or that it is already there
/// (OceanBase 4.3.5, measured).
const DONE: &str = "1017, 1022, 1050, 1051, 1060, 1061, 1068, 1091, 1146, 1826, 3822, 3940";

/// Is one script of the way back.
pub(super) struct Undoing {
    group: usize,
    phase: Phase,
    pub(super) file: File,
}

/// Writes the scripts in the order in which they run.
pub(super) fn rollback(plan: &Plan, numbering: Numbering) -> Vec<Undoing> {
    let mut scripts = Vec::new();
    for phase in Phase::RUN.into_iter().rev() {
        for (position, group) in plan.groups.iter().enumerate().rev() {
            let steps: Vec<&Step> = group
                .phase(phase)
                .rev()
                .filter(|step| step.reversal != Reversal::NoEffect)
                .collect();
            let Some(last) = steps.last() else { continue };
            let number = scripts.len() + 1;
            let name = format!("{phase} {}", table_of(&last.path));
            let name = numbering.file("50_rollback", number, &name, "sql");
            let content = script(plan, group, phase, &steps, number);
            scripts.push(Undoing {
                group: position,
                phase,
                file: File { name, content },
            });
        }
    }
    scripts
}

/// Knows the names of the scripts by what they undo.
pub(super) struct Ways<'a>(BTreeMap<(usize, Phase), &'a str>);

impl<'a> Ways<'a> {
    pub(super) fn of(scripts: &'a [Undoing]) -> Self {
        let by_phase = scripts
            .iter()
            .map(|script| ((script.group, script.phase), script.file.name.as_str()));
        Self(by_phase.collect())
    }

    /// Finds the script that undoes a phase of a group. What a phase did to a temp table goes with
    /// it.
    pub(super) fn back_from(&self, group: usize, phase: Phase) -> Option<&'a str> {
        let phase = match phase {
            Phase::Copy | Phase::Index => Phase::Prepare,
            Phase::Prepare | Phase::Constrain | Phase::Switch | Phase::Settle | Phase::Cleanup => {
                phase
            }
        };
        self.0.get(&(group, phase)).copied()
    }
}

fn script(plan: &Plan, group: &Group, phase: Phase, steps: &[&Step], number: usize) -> String {
    let mut script = Script::default();
    let renames = renames(group);
    script.comment(&format!("obmigrate plan {}: undo {phase}.", plan.run_id));
    script.comment(
        "Right wherever the plan was stopped, and may be run again. The files of this folder run in \
         order; the first that ends with an error must be looked at before the next one runs. What \
         the application wrote to a new table after the switch is not in what is brought back.",
    );
    match (phase, renames) {
        (Phase::Settle | Phase::Switch, Some(_)) => script.comment(
            "Does nothing unless the tables of its group are switched. That there is nothing to drop, \
             or that something is already there, is no error here.",
        ),
        (Phase::Constrain, Some(_)) => script.comment(
            "Refuses to run while the tables of its group are switched. That there is nothing to drop \
             is no error here.",
        ),
        (Phase::Prepare, _) => script.comment("Drops new tables only; no original is touched."),
        (_, _) => script.comment(
            "Cannot tell from the catalogue whether its steps were begun. Run it only if they were: \
             otherwise leave it out.",
        ),
    }
    for step in steps {
        match &step.reversal {
            Reversal::Undo(_) => {
                script.comment(&format!("Undoes step {}: {}.", step.id, step.summary))
            }
            Reversal::Impossible { why } => {
                script.comment(&format!("Step {} cannot be undone: {why}.", step.id));
            }
            Reversal::NoEffect => {}
        }
    }
    script.session();
    let undone = steps.iter().filter_map(|step| match &step.reversal {
        Reversal::Undo(action) => Some((step, action)),
        Reversal::NoEffect | Reversal::Impossible { .. } => None,
    });
    let mut statements: Vec<Statement> = Vec::new();
    for (step, action) in undone {
        if let Action::Statements(done) = &step.forward
            && step.is_of_foreign_key()
        {
            // One that could not be added again for rows without a parent is there all the same,
            // looked at by nobody (error 5785, measured). It must not pass for the one before.
            statements.extend(done.iter().filter(|one| drops_key(one)).cloned());
        }
        match action {
            Action::Statements(several) => statements.extend(several.iter().cloned()),
            Action::Rename(renames) => statements.push(Rename::statement(plan.target, renames)),
            Action::CarryCounter { from, to } => counter::carry(&mut script, from, to),
            // No reversal copies rows back.
            Action::Copy(copy) => {
                script.comment(&format!(
                    "The rows of {} are not brought back here.",
                    copy.into
                ));
            }
        }
    }
    if phase == Phase::Prepare {
        drop_procedures(&mut script, plan, group);
    }
    let is_safe = |statement: &Statement| statement.sql().starts_with("DROP TABLE IF EXISTS ");
    if statements.iter().all(is_safe) {
        for statement in &statements {
            script.statement(statement);
        }
    } else {
        let procedure = Procedure::new(plan, "undo", number);
        script.run_procedure(&procedure, |sql| guarded(sql, phase, group, &statements));
    }
    script.finish()
}

fn drops_key(statement: &Statement) -> bool {
    statement.sql().contains(" DROP FOREIGN KEY ")
}

/// Drops what scripts of a group left behind that ended with an error.
fn drop_procedures(script: &mut Script, plan: &Plan, group: &Group) {
    let mut forget = |what, step: &Step| {
        script.drop_procedure(&Procedure::new(plan, what, number(step)));
    };
    for phase in Phase::RUN {
        let steps: Vec<&Step> = group.phase(phase).collect();
        for first in scripts_of(&steps).filter_map(<[&Step]>::first) {
            forget("needs", first);
        }
    }
    for step in group.phase(Phase::Copy) {
        forget("copy", step);
        forget("validate", step);
    }
}

/// Finds the renamings by which a group is switched.
fn renames(group: &Group) -> Option<&[Rename]> {
    group
        .phase(Phase::Switch)
        .find_map(|step| match &step.forward {
            Action::Rename(renames) if !renames.is_empty() => Some(renames.as_slice()),
            Action::Rename(_)
            | Action::Statements(_)
            | Action::Copy(_)
            | Action::CarryCounter { .. } => None,
        })
}

/// Writes a procedure that executes statements if the names of the tables say so.
fn guarded(sql: &mut Writer, phase: Phase, group: &Group, statements: &[Statement]) {
    sql.kw("undo: BEGIN\n");
    if phase != Phase::Switch {
        // Whether a switch was done or undone the guard knows, so any error of it is one.
        sql.kw("  DECLARE CONTINUE HANDLER FOR ").kw(DONE);
        sql.kw(" BEGIN END;\n");
    }
    if let Some(renames) = renames(group) {
        match phase {
            Phase::Settle | Phase::Switch => {
                refuse_lost_backups(sql, group);
                sql.kw("  IF NOT ").paren(|sql| is_switched(sql, renames));
                sql.kw(" THEN\n    LEAVE undo;\n  END IF;\n");
            }
            Phase::Prepare | Phase::Copy | Phase::Index | Phase::Constrain | Phase::Cleanup => {
                sql.kw("  IF ");
                is_switched(sql, renames);
                sql.kw(" THEN\n    ");
                signal(sql, "obmigrate: the tables are switched; undo that first");
                sql.kw("  END IF;\n");
            }
        }
    }
    for statement in statements {
        sql.kw("  ").expression(statement.sql()).kw(";\n");
    }
    sql.kw("END");
}

/// Ends the script with an error if a cleanup has begun: half of the backups bring nothing back, and
/// the tables in use would lose their constraints for nothing.
fn refuse_lost_backups(sql: &mut Writer, group: &Group) {
    let backups: Vec<&Ident> = group
        .tables
        .iter()
        .filter_map(|t| t.backup.as_ref())
        .collect();
    if backups.len() < 2 {
        return;
    }
    let any = |sql: &mut Writer, operator| {
        sql.paren(|sql| {
            sql.separated(operator, &backups, |sql, name| needs::is_there(sql, name));
        });
    };
    sql.kw("  IF ");
    any(sql, " OR ");
    sql.kw(" AND NOT ");
    any(sql, " AND ");
    sql.kw(" THEN\n    ");
    signal(
        sql,
        "obmigrate: some of the backups are gone; there is no way back",
    );
    sql.kw("  END IF;\n");
}

/// Writes the condition that a renaming has been done. It is atomic, so its ends tell.
fn is_switched(sql: &mut Writer, renames: &[Rename]) {
    if let (Some(first), Some(last)) = (renames.first(), renames.last()) {
        needs::is_there(sql, &first.to);
        sql.kw(" AND NOT ");
        needs::is_there(sql, &last.from);
    }
}
