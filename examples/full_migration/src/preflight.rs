//! What is looked for in the rows before anything is done.

use obmigrate_exec::{Connector, collect};
use obmigrate_model::plan::{Plan, Preflight};
use obmigrate_model::{Row, Value};

use crate::failure::Failure;

/// Asks every question of a plan. Rows that would be lost, changed or refused are told at once, and
/// nothing is begun.
pub(crate) async fn preflight(target: &dyn Connector, plan: &Plan) -> Result<(), Failure> {
    if plan.preflight.is_empty() {
        return Ok(());
    }
    let mut connection = target.connect().await?;
    let mut lines = Vec::new();
    for question in &plan.preflight {
        let counted = collect(connection.as_mut(), &question.count).await?;
        let found = counted
            .first()
            .and_then(|row| row.first())
            .and_then(Value::as_integer)
            .unwrap_or_default();
        if found == 0 {
            continue;
        }
        let rows = match &question.list {
            Some(list) => collect(connection.as_mut(), list).await?,
            None => Vec::new(),
        };
        lines.push(line(question, found, &rows));
    }
    if lines.is_empty() {
        Ok(())
    } else {
        Err(Failure::refused(lines))
    }
}

fn line(question: &Preflight, found: i128, rows: &[Row]) -> String {
    let shown = keys(rows).map_or_else(String::new, |keys| format!(", such as {keys}"));
    format!(
        "refused [runner/rows-in-the-way]: {}: rows of {} that would be lost, changed or refused: \
         {found}{shown}; sql/00_preflight.sql lists them; mend them, or give the column a value of \
         your own with --value",
        question.path, question.probe.table
    )
}

/// Shows keys of whole numbers; others may say something about persons.
fn keys(rows: &[Row]) -> Option<String> {
    const SHOWN: usize = 5;
    let mut texts = Vec::new();
    for row in rows.iter().take(SHOWN) {
        let parts: Option<Vec<String>> = row
            .iter()
            .map(|value| Some(value.as_integer()?.to_string()))
            .collect();
        texts.push(parts?.join(", "));
    }
    (!texts.is_empty()).then(|| format!("({})", texts.join("), (")))
}
