//! Carries a plan out through a callback, and back again if that fails.

use std::error::Error;

use obmigrate_model::plan::{Action, Phase, Plan, Rename, Reversal, Source, Step};
use obmigrate_model::{Statement, Target};

/// Is what a callback answers: how many rows a statement wrote, or why it had no effect. One that
/// cannot know whether it had any answers [`Unknown`].
pub type Answer = Result<u64, Box<dyn Error>>;

/// Says that a statement may have had its effect, and may not.
#[derive(Debug, thiserror::Error)]
#[error("nobody knows whether the statement had an effect: {0}")]
#[expect(clippy::exhaustive_structs, reason = "a reason and nothing else")]
pub struct Unknown(pub Box<dyn Error>);

/// Says where a run failed, and what became of what was done.
#[derive(Debug, thiserror::Error)]
#[error("step {step} ({summary}): {source}")]
#[non_exhaustive]
pub struct Failed {
    /// The step that failed.
    pub step: u32,
    /// What it was for.
    pub summary: String,
    /// What the callback said.
    pub source: Box<dyn Error>,
    /// Why undoing a step failed that may have had nothing to undo, if it did.
    pub doubt: Option<Box<dyn Error>>,
    /// The step that could not be undone and why. It and those before it are still done.
    pub left: Option<(u32, Box<dyn Error>)>,
}

/// Executes all steps of a plan but those of the cleanup, in order, and returns how many rows were
/// written. After the first failure everything that was done is undone, backwards.
///
/// # Errors
/// The failure; [`Failed::left`] says whether everything is as before.
pub fn run(plan: &Plan, mut execute: impl FnMut(&Statement) -> Answer) -> Result<u64, Failed> {
    let mut rows = 0;
    let mut done: Vec<&Step> = Vec::new();
    let steps = steps(plan).into_iter();
    for step in steps.filter(|step| step.phase != Phase::Cleanup) {
        let mut begun = false;
        let mut forward = || -> Result<(), Box<dyn Error>> {
            for statement in statements(&step.forward, plan.target)? {
                rows += execute(&statement)?;
                begun = true;
            }
            Ok(())
        };
        let Err(source) = forward() else {
            done.push(step);
            continue;
        };
        // A step that had no effect is not undone: what stands in its way may be somebody else's.
        let begun = (begun || source.is::<Unknown>()).then_some(step);
        let doubt = begun.and_then(|step| undo(step, plan.target, &mut execute).err());
        let left = done.iter().rev().find_map(|step| {
            let undone = undo(step, plan.target, &mut execute);
            undone.err().map(|why| (step.id, why))
        });
        return Err(Failed {
            step: step.id,
            summary: step.summary.clone(),
            source,
            doubt,
            left,
        });
    }
    Ok(rows)
}

/// Lists all steps in the order of execution.
pub(crate) fn steps(plan: &Plan) -> Vec<&Step> {
    let mut steps: Vec<&Step> = plan.groups.iter().flat_map(|group| &group.steps).collect();
    steps.sort_by_key(|step| step.id);
    steps
}

fn undo(
    step: &Step,
    target: Target,
    execute: &mut impl FnMut(&Statement) -> Answer,
) -> Result<(), Box<dyn Error>> {
    match &step.reversal {
        Reversal::Undo(action) => {
            for statement in statements(action, target)? {
                execute(&statement)?;
            }
            Ok(())
        }
        Reversal::NoEffect => Ok(()),
        Reversal::Impossible { why } => Err(why.as_str().into()),
    }
}

/// Writes an action as statements.
pub(crate) fn statements(
    action: &Action,
    target: Target,
) -> Result<Vec<Statement>, Box<dyn Error>> {
    match action {
        Action::Statements(statements) => Ok(statements.clone()),
        Action::Rename(renames) => Ok(vec![Rename::statement(target, renames)]),
        // The whole table. Pieces need the answers of queries: where each of them ends.
        Action::Copy(copy) => match copy.source {
            Source::SameServer => Ok(vec![copy.statement.clone()]),
            Source::Postgres => Err("rows of another server do not come through a callback".into()),
        },
        // Needs an answer, too.
        Action::CarryCounter { .. } => Ok(vec![]),
    }
}
