//! Carries a plan out, phase by phase, and undoes it.

pub(crate) mod copy;
mod undo;

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::plan::{Action, Need, Phase, Plan, Rename, Step};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Fingerprint, Ident, Statement, Target, Value, Verdict};

use crate::event::{Clock, Event, Observer};
use crate::journal::{self, RunState, StepState};
use crate::watch::{self, Patience};
use crate::{Connection, Connector, Error, ErrorKind, collect};

/// Is what a run works with.
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "a caller puts it together")]
pub struct Servers<'a> {
    /// The OceanBase database that is migrated.
    pub target: &'a dyn Connector,
    /// The PostgreSQL schema that new tables are filled from, as the connection's search path.
    pub source: Option<&'a dyn Connector>,
    /// Time.
    pub clock: &'a dyn Clock,
}

impl std::fmt::Debug for Servers<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Servers")
            .field("source", &self.source.is_some())
            .finish_non_exhaustive()
    }
}

/// Is one run of a plan, by the only runner at work on the database.
pub struct Run<'a> {
    servers: Servers<'a>,
    plan: Plan,
    connection: Box<dyn Connection>,
    /// Holds the row lock; runs nothing else, since a DDL statement would free it.
    lock: Box<dyn Connection>,
}

impl std::fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run")
            .field("run_id", &self.plan.run_id)
            .finish_non_exhaustive()
    }
}

impl<'a> Run<'a> {
    /// Takes the lock, compares the target with the plan and writes the run into the journal.
    ///
    /// `observed` identifies the target's schema as it is now; `tool` names the program.
    ///
    /// # Errors
    /// `exec/locked` if another runner is at work; `exec/plan-mismatch` if the target is not the
    /// one the plan was made for, or a run before this one is unfinished; those of the connection.
    pub async fn start(
        servers: Servers<'a>,
        plan: Plan,
        observed: &Fingerprint,
        tool: &str,
        observer: &mut dyn Observer,
    ) -> Result<Self, Error> {
        let mut run = Self::attach(servers, plan).await?;
        let mismatch = |reason: String| {
            Error::new(ErrorKind::PlanMismatch, "starting the run").with_reason(reason)
        };
        let version = (run.connection.target(), run.plan.target);
        let release = |target: Target| (target.dialect, target.version.major, target.version.minor);
        if release(version.0) != release(version.1) {
            return Err(mismatch(format!(
                "the plan is for {}, this is {}; make the plan again",
                version.1, version.0
            )));
        }
        if *observed != run.plan.base {
            return Err(mismatch(format!(
                "the schema is {} now, the plan was made for {}; make the plan again",
                observed.short(),
                run.plan.base.short()
            )));
        }
        if let Some(other) = unfinished(run.connection.as_mut()).await?.first() {
            return Err(mismatch(format!(
                "run {} is unfinished; roll it back first",
                other.plan.run_id
            )));
        }
        journal::insert_run(run.connection.as_mut(), &run.plan, tool).await?;
        observer.event(&Event::RunStarted {
            run_id: run.plan.run_id.clone(),
        });
        Ok(run)
    }

    /// Takes the lock for a run that the journal knows already, to undo it or to clean up.
    ///
    /// # Errors
    /// `exec/locked` if another runner is at work; those of the connection.
    pub async fn attach(servers: Servers<'a>, plan: Plan) -> Result<Self, Error> {
        let mut connection = servers.target.connect().await?;
        journal::create(connection.as_mut()).await?;
        let mut lock = servers.target.connect().await?;
        journal::lock(lock.as_mut()).await?;
        Ok(Self {
            servers,
            plan,
            connection,
            lock,
        })
    }

    /// Returns the plan.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Returns the connection, for a validation between two phases.
    pub fn connection(&mut self) -> &mut dyn Connection {
        self.connection.as_mut()
    }

    /// Does all steps of a phase, in the order of the plan, and returns how many rows it copied.
    ///
    /// # Errors
    /// `exec/refused` for [`Phase::Constrain`] and later without a passed validation, or if the lock was
    /// lost and another runner has undone this run; `exec/locked` if the lock was lost and another
    /// runner is at work; that of the step that failed, with the step in its text. Nothing is undone by
    /// itself: call [`Run::undo`].
    pub async fn perform(
        &mut self,
        phase: Phase,
        observer: &mut dyn Observer,
    ) -> Result<u64, Error> {
        if phase >= Phase::Constrain
            && !journal::is_validated(self.connection.as_mut(), &self.plan.run_id).await?
        {
            return Err(
                Error::new(ErrorKind::Refused, format!("starting the phase {phase}"))
                    .with_reason("no validation of this run has passed"),
            );
        }
        let steps: Vec<Step> = self
            .plan
            .groups
            .iter()
            .flat_map(|group| group.phase(phase))
            .cloned()
            .collect();
        let mut copied = 0;
        for step in steps {
            self.keep_lock().await?;
            observer.event(&Event::StepStarted {
                id: step.id,
                phase,
                path: step.path.clone(),
                summary: step.summary.clone(),
            });
            let rows = self.do_step(&step, observer).await.map_err(|error| {
                error.while_doing(format!("step {}, {}", step.id, step.summary))
            })?;
            observer.event(&Event::StepFinished { id: step.id, rows });
            copied += rows;
        }
        Ok(copied)
    }

    /// Writes down what a validation found. A verdict that did not pass is final: no later one
    /// makes this run switch.
    ///
    /// # Errors
    /// Those of the connection.
    pub async fn record(&mut self, verdict: &Verdict) -> Result<(), Error> {
        journal::set_validated(
            self.connection.as_mut(),
            &self.plan.run_id,
            verdict.passed(),
        )
        .await
    }

    /// Ends a run whose phases are all done.
    ///
    /// # Errors
    /// Those of the connection.
    pub async fn finish(mut self) -> Result<(), Error> {
        self.set_state(RunState::Done).await?;
        self.lock.rollback().await
    }

    /// Makes sure that nobody else is, or was, at work: the lock is gone when its connection is, and
    /// when a transaction has been open for longer than the server lets it be.
    async fn keep_lock(&mut self) -> Result<(), Error> {
        if journal::hold(self.lock.as_mut()).await.is_ok() {
            return Ok(());
        }
        self.take_lock().await?;
        if journal::is_untouched(self.connection.as_mut(), &self.plan.run_id).await? {
            return Ok(());
        }
        Err(
            Error::new(ErrorKind::Refused, "taking the lock of this database again")
                .with_reason("it was lost, and another runner has undone this run meanwhile"),
        )
    }

    async fn take_lock(&mut self) -> Result<(), Error> {
        self.lock = self.servers.target.connect().await?;
        journal::lock(self.lock.as_mut()).await
    }

    async fn set_state(&mut self, state: RunState) -> Result<(), Error> {
        journal::set_run_state(self.connection.as_mut(), &self.plan.run_id, state).await
    }

    async fn do_step(&mut self, step: &Step, observer: &mut dyn Observer) -> Result<u64, Error> {
        self.check_needs(step).await?;
        let run_id = self.plan.run_id.clone();
        journal::set_step(
            self.connection.as_mut(),
            &run_id,
            step.id,
            StepState::Started,
        )
        .await?;
        let rows = self.act(step, &step.forward, observer).await?;
        journal::set_step(self.connection.as_mut(), &run_id, step.id, StepState::Done).await?;
        Ok(rows)
    }

    /// Looks for the tables that must, or must not, be there. That the validation has passed is looked
    /// for once for a phase; the rest only the caller can know.
    async fn check_needs(&mut self, step: &Step) -> Result<(), Error> {
        let named = step.needs.iter().filter_map(|need| match need {
            Need::Table(name) => Some((name.clone(), true)),
            Need::NoTable(name) => Some((name.clone(), false)),
            Need::Validated | Need::ApplicationStopped | Need::Accepted => None,
        });
        let needed: BTreeMap<Ident, bool> = named.collect();
        if needed.is_empty() {
            return Ok(());
        }
        let names: BTreeSet<Ident> = needed.keys().cloned().collect();
        let existing = journal::existing(self.connection.as_mut(), &names).await?;
        let unmet = needed
            .iter()
            .find(|(name, there)| existing.contains(*name) != **there);
        match unmet {
            None => Ok(()),
            Some((name, there)) => {
                let found = if *there { "not there" } else { "there already" };
                Err(
                    Error::new(ErrorKind::Refused, "looking for what the step needs")
                        .with_reason(format!("the table {name} is {found}")),
                )
            }
        }
    }

    async fn act(
        &mut self,
        step: &Step,
        action: &Action,
        observer: &mut dyn Observer,
    ) -> Result<u64, Error> {
        match action {
            Action::Statements(statements) => {
                for statement in statements {
                    self.execute(step, statement, observer).await?;
                }
                Ok(0)
            }
            Action::Copy(copy) => self.copy(step, copy, observer).await,
            Action::Rename(renames) => {
                self.rename(step, renames, observer).await?;
                Ok(0)
            }
            Action::CarryCounter { from, to } => {
                self.carry_counter(step, from, to, observer).await?;
                Ok(0)
            }
        }
    }

    async fn execute(
        &mut self,
        step: &Step,
        statement: &Statement,
        observer: &mut dyn Observer,
    ) -> Result<(), Error> {
        let patience = Patience::of(step.limits);
        let Servers { target, clock, .. } = self.servers;
        let connection = self.connection.as_mut();
        watch::execute(target, connection, statement, patience, clock, observer)
            .await
            .map(drop)
    }

    /// Renames in one atomic statement. If its answer is lost, the catalogue tells whether it was
    /// done.
    async fn rename(
        &mut self,
        step: &Step,
        renames: &[Rename],
        observer: &mut dyn Observer,
    ) -> Result<(), Error> {
        let statement = Rename::statement(self.plan.target, renames);
        match self.execute(step, &statement, observer).await {
            Err(error) if error.kind() == ErrorKind::ConnectionLost => {
                self.connection = self.servers.target.connect().await?;
                if is_renamed(self.connection.as_mut(), renames).await? {
                    Ok(())
                } else {
                    Err(error)
                }
            }
            done => done,
        }
    }

    async fn carry_counter(
        &mut self,
        step: &Step,
        from: &Ident,
        to: &Ident,
        observer: &mut dyn Observer,
    ) -> Result<(), Error> {
        let mut sql = Writer::new(Dialect::OceanBase);
        sql.kw("SHOW CREATE TABLE ").ident(from);
        let rows = collect(self.connection.as_mut(), &sql.finish()).await?;
        let created = rows
            .first()
            .and_then(|row| row.get(1))
            .and_then(Value::as_text);
        let Some(next) = created.and_then(next_number) else {
            return Ok(());
        };
        let mut sql = Writer::new(Dialect::OceanBase);
        sql.kw("ALTER TABLE ")
            .ident(to)
            .kw(" AUTO_INCREMENT = ")
            .number(next);
        self.execute(step, &sql.finish(), observer).await
    }
}

/// Describes a run that is neither done nor undone: its runner died, or its undoing failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unfinished {
    /// Its plan, as the journal kept it.
    pub plan: Plan,
    /// Whether it had begun to change the names of tables. Before that, undoing it costs nothing
    /// but the copied rows.
    pub switching: bool,
}

/// Lists the runs that are neither done nor undone, oldest first.
///
/// # Errors
/// Those of [`journal::runs`].
pub async fn unfinished(connection: &mut dyn Connection) -> Result<Vec<Unfinished>, Error> {
    let mut found = Vec::new();
    for run in journal::runs(connection).await? {
        if run.state == RunState::Running {
            let records = journal::steps(connection, &run.plan.run_id).await?;
            let switching = run.plan.groups.iter().any(|group| {
                group.phase(Phase::Switch).any(|step| {
                    records
                        .get(&step.id)
                        .is_some_and(|record| record.state != StepState::Undone)
                })
            });
            found.push(Unfinished {
                plan: run.plan,
                switching,
            });
        }
    }
    Ok(found)
}

/// Says whether a renaming has been done. It is atomic, so its ends tell.
async fn is_renamed(connection: &mut dyn Connection, renames: &[Rename]) -> Result<bool, Error> {
    let (Some(first), Some(last)) = (renames.first(), renames.last()) else {
        return Ok(true);
    };
    let names = BTreeSet::from([first.to.clone(), last.from.clone()]);
    let existing = journal::existing(connection, &names).await?;
    Ok(existing.contains(&first.to) && !existing.contains(&last.from))
}

/// Finds the table's next number in what `SHOW CREATE TABLE` prints; information_schema has `NULL`
/// for it (4.3.5, measured). Only the options behind the last column line are looked at, and not
/// what a comment among them says.
fn next_number(created: &str) -> Option<u64> {
    let options = created.rsplit_once("\n)").map(|(_, options)| options)?;
    let options = options.split(" COMMENT ").next()?;
    let (_, behind) = options.split_once("AUTO_INCREMENT")?;
    let digits = behind.trim_start_matches([' ', '=']);
    digits
        .split(|character: char| !character.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::next_number;

    #[test]
    fn the_next_number_is_read_from_the_options_only() {
        let check = |text: &str, expected| assert_eq!(next_number(text), expected, "{text}");
        check(
            "CREATE TABLE `t` (\n  `id` bigint NOT NULL AUTO_INCREMENT\n) AUTO_INCREMENT = 42 AUTO_INCREMENT_MODE = 'ORDER'",
            Some(42),
        );
        check(
            "CREATE TABLE `t` (\n  `id` bigint NOT NULL AUTO_INCREMENT\n) DEFAULT CHARSET = utf8mb4",
            None,
        );
        check(
            "CREATE TABLE `t` (\n  `id` int\n) DEFAULT CHARSET = utf8mb4 COMMENT = 'AUTO_INCREMENT = 7'",
            None,
        );
    }
}
