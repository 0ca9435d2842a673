//! The flow of a migration: build, copy, validate, switch, validate again; undo on any failure.

use std::time::Duration;

use obmigrate_exec::{Observer, Run, Servers, journal, unfinished};
use obmigrate_model::plan::{Phase, Plan, RunId};
use obmigrate_model::{Fingerprint, Verdict, canonical};

use crate::clock::Utc;
use crate::failure::Failure;
use crate::folder::PRODUCER;
use crate::{side, validate};

/// Is told what a migration does, beyond the steps of its plan.
pub(crate) trait Witness: Observer {
    /// Is told in words.
    fn say(&mut self, text: &str);
}

/// What a finished migration did.
pub(crate) struct Migrated {
    pub(crate) rows: u64,
    pub(crate) before: Verdict,
    pub(crate) after: Verdict,
}

/// Clears away what runs before this one left half done, where that loses nothing.
pub(crate) async fn recover(
    servers: Servers<'_>,
    witness: &mut dyn Witness,
) -> Result<Vec<String>, Failure> {
    let mut connection = servers.target.connect().await?;
    let mut cleared = Vec::new();
    for left in unfinished(connection.as_mut()).await? {
        let run_id = left.plan.run_id.clone();
        if left.switching {
            return Err(Failure::refused(vec![format!(
                "refused [runner/unfinished-switch]: run {run_id} stopped while it changed tables or \
                 their names; roll it back with the folder it wrote: rollback --out DIR"
            )]));
        }
        witness.say(&format!(
            "run {run_id} is unfinished; its temp tables are removed"
        ));
        Run::attach(servers, left.plan).await?.undo(witness).await?;
        cleared.push(run_id.to_string());
    }
    Ok(cleared)
}

/// Takes the time as the run's name; waits if a run of this second is in the journal already.
pub(crate) async fn fresh_run_id(servers: Servers<'_>) -> Result<RunId, Failure> {
    let mut connection = servers.target.connect().await?;
    let runs = journal::runs(connection.as_mut()).await?;
    loop {
        let run_id = Utc::now().run_id()?;
        if runs.iter().all(|run| run.plan.run_id < run_id) {
            return Ok(run_id);
        }
        servers.clock.sleep(Duration::from_millis(100)).await;
    }
}

/// Carries a plan out. After an error everything is as it was.
pub(crate) async fn migrate(
    servers: Servers<'_>,
    live_url: &str,
    plan: Plan,
    witness: &mut dyn Witness,
) -> Result<Migrated, Failure> {
    // Read again: the plan may be minutes old by the time somebody has confirmed it.
    let live = side::load(live_url, "").await?.canonical;
    let observed = Fingerprint::of(&live)
        .map_err(|error| Failure::error("runner/fingerprint", error.to_string()))?;
    let mut run = Run::start(servers, plan, &observed, PRODUCER, witness).await?;
    match attempt(&mut run, servers, live_url, witness).await {
        Ok(migrated) => {
            run.finish().await?;
            Ok(migrated)
        }
        Err(failure) => {
            witness.say("it failed; everything is put back");
            match run.undo(witness).await {
                Ok(()) => Err(failure.with("the target is as it was before")),
                Err(error) => Err(failure.with(format!(
                    "error [{}]: putting everything back failed too: {error}; \
                     repeat it with: rollback --out DIR",
                    error.code()
                ))),
            }
        }
    }
}

async fn attempt(
    run: &mut Run<'_>,
    servers: Servers<'_>,
    live_url: &str,
    witness: &mut dyn Witness,
) -> Result<Migrated, Failure> {
    run.perform(Phase::Prepare, witness).await?;
    let rows = run.perform(Phase::Copy, witness).await?;
    run.perform(Phase::Index, witness).await?;

    witness.say("validate: all rows and constraints of the new tables");
    let before = validate::before_switch(run, servers).await?;
    run.record(&before).await?;
    passed(&before)?;

    for phase in [Phase::Constrain, Phase::Switch, Phase::Settle] {
        run.perform(phase, witness).await?;
    }
    witness.say("validate: the rows against those from before, and the structure");
    let plan = run.plan().clone();
    let mut after = validate::after_switch(run.connection(), &plan, &before, servers).await?;
    let observed = side::capture(live_url, servers.target, "").await?;
    after.merge(validate::structures(
        &plan,
        &canonical::normalise(&observed.body),
    ));
    passed(&after)?;
    Ok(Migrated {
        rows,
        before,
        after,
    })
}

/// A verdict with findings, or with something that was not verified, ends the run.
fn passed(verdict: &Verdict) -> Result<(), Failure> {
    if verdict.passed() {
        return Ok(());
    }
    let notes = verdict.findings.iter().chain(&verdict.not_verified);
    let failure = Failure::error("runner/validation-failed", "the validation did not pass");
    Err(notes.fold(failure, |failure, note| failure.with(note.to_string())))
}
