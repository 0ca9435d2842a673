//! Undoes what a run did, from wherever it stopped.

use std::cmp::Reverse;

use obmigrate_model::plan::{Action, Phase, Rename, Reversal, Step};

use super::{Run, is_renamed};
use crate::event::{Event, Observer};
use crate::journal::{self, RunState, StepState};
use crate::{Error, ErrorKind};

impl Run<'_> {
    /// Undoes every step that was begun, last one first, and marks the run undone.
    ///
    /// Right after a crash too: what a step did not get to do counts as undone already. Called
    /// again after a failure it goes on where it stopped.
    ///
    /// # Errors
    /// `exec/refused` if a step cannot be undone; that of the reversal that failed.
    pub async fn undo(mut self, observer: &mut dyn Observer) -> Result<(), Error> {
        let run_id = self.plan.run_id.clone();
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
            Reversal::Undo(action) => match self.act(step, action, observer).await {
                Err(error)
                    if matches!(error.kind(), ErrorKind::Missing | ErrorKind::AlreadyExists) =>
                {
                    Ok(())
                }
                done => done.map(drop),
            },
        }
    }
}
