//! The plan as files for people: SQL scripts for the plain client, a manifest, and how to use them.

mod beside;
mod comparison;
mod copying;
mod counter;
mod heading;
mod manifest;
mod name;
mod needs;
mod pieces;
mod postgres;
mod preflight;
mod readme;
mod rollback;
mod script;
mod transaction;

use std::collections::BTreeMap;

use obmigrate_model::plan::{Action, Copy, Phase, Plan, Rename, Source, Step, TablePlan};
use obmigrate_model::{Dialect, Ident};

use self::name::{Numbering, Procedure, folder, table_of};
use self::rollback::Ways;
use self::script::Script;

/// Holds the files of a plan in order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bundle {
    /// `README.md`, the scripts in the order in which they run, and, last, `manifest.json`.
    pub files: Vec<File>,
}

/// Is one file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// Its name, behind its folder and a slash if it is in one. Within the bundle no two are alike,
    /// and all consist of letters, digits, `_`, `-` and `.` of ASCII.
    pub name: String,
    /// What it holds.
    pub content: String,
}

/// Writes a plan as files that the plain `mysql` or `mariadb` client runs, with the same result as
/// an executor.
///
/// `README.md` tells how. Each `.sql` file is right when it is run alone, since it sets up its
/// session itself, and ends at the first error. `.psql` files are for `psql`, where rows come from
/// PostgreSQL. The files of `50_rollback` undo everything up to and including `45_settle`, wherever
/// one stopped.
///
/// A plan for PostgreSQL is one transaction, and so is its script, which `psql` runs. What is copied
/// before it has scripts of its own.
#[must_use]
pub fn bundle(plan: &Plan) -> Bundle {
    match plan.target.dialect {
        Dialect::Postgres => return transaction::bundle(plan),
        Dialect::OceanBase => {}
    }
    let numbering = Numbering::of(plan);
    let undoing = rollback::rollback(plan, numbering);
    let filled = plan
        .tables()
        .filter_map(|table| Some((table.temp.as_ref()?, table)));
    let writer = Forward {
        plan,
        targets: filled.collect(),
        numbering,
        ways: Ways::of(&undoing),
    };
    let mut files = vec![file("00_preflight.sql", preflight::preflight(plan))];
    for phase in Phase::RUN {
        if phase == Phase::Constrain {
            files.extend(writer.validation());
        }
        files.extend(writer.phase(phase));
    }
    files.extend(undoing.iter().map(|script| script.file.clone()));
    files.extend(writer.phase(Phase::Cleanup));
    files.insert(0, file("README.md", readme::readme(plan, &files)));
    let manifest = manifest::manifest(plan, &files);
    files.push(file("manifest.json", manifest));
    Bundle { files }
}

fn file(name: &str, content: String) -> File {
    File {
        name: name.to_owned(),
        content,
    }
}

/// Writes the scripts that carry the plan out.
struct Forward<'a> {
    plan: &'a Plan,
    /// What is done with the tables that copies fill, by the names that these have until the switch.
    targets: BTreeMap<&'a Ident, &'a TablePlan>,
    numbering: Numbering,
    ways: Ways<'a>,
}

impl Forward<'_> {
    /// Writes the scripts of a phase: one for each run of steps that belong to one table, numbered
    /// by the first of them.
    fn phase(&self, phase: Phase) -> Vec<File> {
        let mut files = Vec::new();
        for (position, group) in self.plan.groups.iter().enumerate() {
            let steps: Vec<&Step> = group.phase(phase).collect();
            for steps in scripts_of(&steps) {
                files.extend(self.script(phase, position, steps));
            }
        }
        files
    }

    fn script(&self, phase: Phase, position: usize, steps: &[&Step]) -> Option<File> {
        let first = steps.first()?;
        let mut script = Script::default();
        let undone_by = self.ways.back_from(position, phase);
        self.heading(&mut script, phase.name(), steps, undone_by);
        script.comment(heading::when_interrupted(phase));
        let number = number(first);
        let name = |ending| {
            let table = table_of(&first.path);
            self.numbering.file(folder(phase), number, &table, ending)
        };
        if let [step] = steps
            && let Action::Copy(copy) = &step.forward
            && copy.source == Source::Postgres
        {
            let procedure = Procedure::new(self.plan, "copy", number);
            postgres::load(&mut script, &procedure, copy, self.target_of(copy));
            return Some(File {
                name: name("psql"),
                content: script.finish(),
            });
        }
        script.session();
        let procedure = Procedure::new(self.plan, "needs", number);
        let needs = needs::of_steps(steps.iter().copied());
        needs::check(&mut script, &procedure, &needs);
        for step in steps {
            script.comment(&format!("Step {}: {}.", step.id, step.summary));
            self.action(&mut script, step);
        }
        Some(File {
            name: name("sql"),
            content: script.finish(),
        })
    }

    fn action(&self, script: &mut Script, step: &Step) {
        match &step.forward {
            Action::Statements(statements) => {
                for statement in statements {
                    script.statement(statement);
                }
            }
            Action::Rename(renames) => {
                script.statement(&Rename::statement(self.plan.target, renames));
            }
            Action::CarryCounter { from, to } => counter::carry(script, from, to),
            Action::Copy(copy) => match copy.source {
                Source::SameServer => {
                    let procedure = Procedure::new(self.plan, "copy", number(step));
                    copying::copy(script, &procedure, copy, self.target_of(copy));
                }
                // Has a script of its own kind, alone.
                Source::Postgres => {}
            },
        }
    }

    /// Writes the scripts that compare each copy with its original, numbered like the copies.
    fn validation(&self) -> Vec<File> {
        let mut files = Vec::new();
        for group in &self.plan.groups {
            for step in group.phase(Phase::Copy) {
                if let Action::Copy(copy) = &step.forward {
                    files.push(self.comparison(step, copy));
                }
            }
        }
        files
    }

    fn comparison(&self, step: &Step, copy: &Copy) -> File {
        let mut script = Script::default();
        script.comment(&format!("obmigrate plan {}: validate.", self.plan.run_id));
        script.comment(&format!(
            "Compares {} with {} and ends with an error if they differ. Changes nothing, and may be \
             run as often as wanted until the switch.",
            copy.into, copy.from
        ));
        script.comment("Hazard long_running: it takes time in proportion to the rows.");
        let procedure = Procedure::new(self.plan, "validate", number(step));
        let ending = match copy.source {
            Source::SameServer => {
                script.comment(
                    "Every value of every row is compared: texts byte by byte, floats as doubles, \
                     JSON documents as values. If rows differ, the first ten are listed by their key.",
                );
                script.session();
                comparison::compare(&mut script, &procedure, copy, self.target_of(copy));
                "sql"
            }
            Source::Postgres => {
                postgres::compare(&mut script, &procedure, copy);
                "psql"
            }
        };
        let table = table_of(&step.path);
        File {
            name: self
                .numbering
                .file("30_validate", number(step), &table, ending),
            content: script.finish(),
        }
    }

    /// Finds what is done with the table that a copy fills.
    fn target_of(&self, copy: &Copy) -> Option<&TablePlan> {
        self.targets.get(&copy.into).copied()
    }

    fn heading(&self, script: &mut Script, phase: &str, steps: &[&Step], undone_by: Option<&str>) {
        heading::heading(script, self.plan.run_id.as_str(), phase, steps, undone_by);
    }
}

/// Splits the steps of a phase into those that make one script. What is for `psql` makes one alone, and so
/// does what creates a table, since it refuses to be run where that is there.
fn scripts_of<'s, 'a>(steps: &'s [&'a Step]) -> impl Iterator<Item = &'s [&'a Step]> {
    steps.chunk_by(|a, b| {
        table_of(&a.path) == table_of(&b.path)
            && a.phase != Phase::Prepare
            && !reads_postgres(&a.forward)
            && !reads_postgres(&b.forward)
    })
}

fn reads_postgres(action: &Action) -> bool {
    match action {
        Action::Copy(copy) => copy.source == Source::Postgres,
        Action::Statements(_) | Action::Rename(_) | Action::CarryCounter { .. } => false,
    }
}

fn number(step: &Step) -> usize {
    usize::try_from(step.id).unwrap_or(usize::MAX)
}
