use embed_codegen::{Answer, compare, run};
use obmigrate_diff::Sides;
use obmigrate_model::{Document, Schema, Statement, Target, plan::RunId};

/// Plans what brings live to desired, and executes it; both are model documents.
pub(crate) fn migrate(
    live: &str,
    desired: &str,
    target: Target,
    execute: impl FnMut(&Statement) -> Answer,
) -> Result<u64, Box<dyn std::error::Error>> {
    let live: Document<Schema> = Document::from_json(live)?;
    let desired: Document<Schema> = Document::from_json(desired)?;
    let (base, live, desired) = (&live.body, &live.body, &desired.body);
    let compared = compare(Sides {
        base,
        desired,
        live,
    })?;
    let plan = compared.plan(target, RunId::new("20261126093000")?)?;
    Ok(run(&plan, execute)?)
}
