//! Shows on stderr what happens.

use std::time::Instant;

use obmigrate_exec::{Event, Observer};

use crate::migrate::Witness;

/// Prints a line for every step; rows are told when a step ends.
pub(crate) struct Progress {
    started: Instant,
}

impl Progress {
    pub(crate) fn start() -> Self {
        Self {
            started: Instant::now(),
        }
    }

    /// Returns the seconds since the start.
    pub(crate) fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }
}

impl Witness for Progress {
    fn say(&mut self, text: &str) {
        eprintln!("{:7.1}s  {text}", self.seconds());
    }
}

impl Observer for Progress {
    fn event(&mut self, event: &Event) {
        if let Some(text) = words(event) {
            self.say(&text);
        }
    }
}

/// Says what happened; `None` for what needs no line of its own.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "an event of a later version is no reason not to run"
)]
fn words(event: &Event) -> Option<String> {
    match event {
        Event::RunStarted { run_id } => Some(format!("run {run_id} started")),
        Event::StepStarted { phase, summary, .. } => Some(format!("{phase}: {summary}")),
        Event::StepFinished {
            rows: rows @ 1.., ..
        } => Some(format!("      {rows} rows")),
        Event::Copied {
            into,
            rows: rows @ 1..,
        } if rows % 100_000 == 0 => Some(format!("      {rows} rows so far into {into}")),
        Event::Waiting { doing, attempt } => Some(format!(
            "stopped waiting for a lock (attempt {attempt}): {doing}"
        )),
        Event::StepUndone { summary, .. } => Some(format!("undone: {summary}")),
        Event::Archived { table, rows } => Some(format!("kept {rows} rows of {table}, dropped it")),
        _ => None,
    }
}
