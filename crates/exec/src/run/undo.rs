//! Undoes what a run did, from wherever it stopped.

use std::cmp::Reverse;
use std::time::Duration;

use obmigrate_model::Statement;
use obmigrate_model::plan::{Action, Phase, Rename, Reversal, Step};

use super::{Run, is_renamed};
use crate::event::{Event, Observer};
use crate::journal::{self, RunState, StepState};
use crate::{Connection, Error, ErrorKind, collect};

/// How often the removal of an index is tried whose building was stopped: about half a minute. The
/// server takes 1 to 2 seconds to clear it away (4.3.5, measured).
const ATTEMPTS: u32 = 60;
const PAUSE: Duration = Duration::from_millis(500);

impl Run<'_> {
    /// Undoes every step that was begun, last one first, and marks the run undone.
    ///
    /// Right after a crash too: what a step did not get to do counts as undone already. Called
    /// again after a failure it goes on where it stopped. A connection that the run has lost is made
    /// anew.
    ///
    /// # Errors
    /// `exec/refused` if a step cannot be undone; `exec/locked` if the lock was lost and another runner
    /// is at work; that of the reversal that failed.
    pub async fn undo(mut self, observer: &mut dyn Observer) -> Result<(), Error> {
        let run_id = self.plan.run_id.clone();
        if journal::hold(self.lock.as_mut()).await.is_err() {
            self.take_lock().await?;
        }
        if !is_alive(self.connection.as_mut()).await {
            self.connection = self.servers.target.connect().await?;
        }
        let records = journal::steps(self.connection.as_mut(), &run_id).await?;
        let mut steps: Vec<Step> = self
            .plan
            .groups
            .iter()
            .flat_map(|group| &group.steps)
            .filter(|step| step.phase != Phase::Cleanup)
            .filter(|step| {
                records
                    .get(&step.id)
                    .is_some_and(|record| record.state != StepState::Undone)
            })
            .cloned()
            .collect();
        steps.sort_by_key(|step| Reverse(step.id));
        for step in steps {
            self.undo_step(&step, observer)
                .await
                .map_err(|error| error.while_doing(format!("undoing step {}", step.id)))?;
            journal::set_step(
                self.connection.as_mut(),
                &run_id,
                step.id,
                StepState::Undone,
            )
            .await?;
            observer.event(&Event::StepUndone {
                id: step.id,
                summary: step.summary,
            });
        }
        self.set_state(RunState::Undone).await?;
        self.lock.rollback().await
    }

    async fn undo_step(&mut self, step: &Step, observer: &mut dyn Observer) -> Result<(), Error> {
        match &step.reversal {
            Reversal::NoEffect => Ok(()),
            Reversal::Impossible { why } => {
                Err(Error::new(ErrorKind::Refused, step.summary.clone()).with_reason(why.clone()))
            }
            Reversal::Undo(Action::Rename(renames)) => {
                // Still, or again, as before: nothing to undo.
                if is_renamed(self.connection.as_mut(), &Rename::reverse(renames)).await? {
                    self.rename(step, renames, observer).await
                } else {
                    Ok(())
                }
            }
            Reversal::Undo(Action::Statements(statements)) => {
                for statement in statements {
                    self.undo_statement(step, statement, observer).await?;
                }
                Ok(())
            }
            Reversal::Undo(action @ (Action::Copy(_) | Action::CarryCounter { .. })) => {
                self.act(step, action, observer).await.map(drop)
            }
        }
    }

    /// Does once more what a step did that drops a foreign key.
    async fn drop_key_again(
        &mut self,
        step: &Step,
        observer: &mut dyn Observer,
    ) -> Result<(), Error> {
        let Action::Statements(statements) = &step.forward else {
            return Ok(());
        };
        for statement in statements {
            match self.execute(step, statement, observer).await {
                Err(error) if error.kind() == ErrorKind::Missing => {}
                done => done?,
            }
        }
        Ok(())
    }

    /// What is gone, or there, already counts as undone, each statement by itself. An index whose
    /// building was stopped can be dropped only when the server has noticed (error 1235).
    async fn undo_statement(
        &mut self,
        step: &Step,
        statement: &Statement,
        observer: &mut dyn Observer,
    ) -> Result<(), Error> {
        let (mut attempt, mut is_fresh) = (1, false);
        loop {
            match self.execute(step, statement, observer).await {
                // What could not be added for rows without a parent is there all the same, enforced
                // and looked at by nobody (error 5785, measured). It must not pass for the one before,
                // now or when the run is undone once more.
                Err(error)
                    if step.is_of_foreign_key()
                        && error.kind() == ErrorKind::ForeignKeyViolation =>
                {
                    self.drop_key_again(step, observer).await?;
                    return Err(error);
                }
                Err(error)
                    if step.is_of_foreign_key()
                        && error.kind() == ErrorKind::AlreadyExists
                        && !is_fresh =>
                {
                    is_fresh = true;
                    self.drop_key_again(step, observer).await?;
                }
                Err(error)
                    if matches!(error.kind(), ErrorKind::Missing | ErrorKind::AlreadyExists) =>
                {
                    return Ok(());
                }
                Err(error) if error.kind() == ErrorKind::Unsupported && attempt < ATTEMPTS => {
                    attempt += 1;
                    self.servers.clock.sleep(PAUSE).await;
                }
                done => return done,
            }
        }
    }
}

/// Says whether a connection answers. The step that failed may have failed because it does not.
async fn is_alive(connection: &mut dyn Connection) -> bool {
    collect(connection, &Statement::new("SELECT 1"))
        .await
        .is_ok()
}
