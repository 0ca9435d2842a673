//! Alters a table where it is, while its application is stopped.

use obmigrate_model::ObjectPath;
use obmigrate_model::plan::{Hazard, Phase, Step, TablePlan};

use super::{Scene, step};
use crate::error::Error;
use crate::in_place::Work;
use crate::render::limits::Limits;
use crate::render::oceanbase as render;

/// Makes the steps of a table that is altered in place.
pub(super) fn alter(
    scene: &Scene<'_>,
    plan: &TablePlan,
    steps: &mut Vec<Step>,
    errors: &mut Vec<Error>,
) {
    let (Some(Ok(parts)), Some(after)) = (scene.decisions.get(&plan.table), &plan.after) else {
        return;
    };
    let mut limits = Limits::new(scene.options.target(), errors);
    render::check_table(&ObjectPath::table(&plan.table), after, &mut limits);
    for part in parts {
        let hazards = match part.work {
            Work::Description => Vec::new(),
            Work::Rows => vec![Hazard::LongRunning, Hazard::UnboundedWait],
        };
        steps.push(step(
            Phase::Switch,
            part.path.clone(),
            part.summary.clone(),
            part.forward.clone(),
            Some(part.reversal.clone()),
            hazards,
        ));
    }
}
