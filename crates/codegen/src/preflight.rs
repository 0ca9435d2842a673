//! Asks, before anything is done, for the rows that a plan would lose, change or be refused for.

use obmigrate_model::plan::Preflight;
use obmigrate_model::{Ident, Note, ObjectPath, Probe, Schema, Severity, Target};

use crate::error::Error;
use crate::probe::{offenders, probe as count};

/// How many rows are listed.
const LISTED: u32 = 20;

/// Writes the statements for the probes, in their order. A condition that the target has no words for
/// is a note: its rows are met by the copy or the validation.
pub(crate) fn preflight(
    probes: &[(ObjectPath, Probe)],
    live: &Schema,
    target: Target,
    notes: &mut Vec<Note>,
    errors: &mut Vec<Error>,
) -> Vec<Preflight> {
    let mut written = Vec::new();
    for (path, probe) in probes {
        let count = match count(probe, target.dialect) {
            Ok(count) => count,
            Err(Error::UnsupportedProbe { reason, .. }) => {
                notes.push(Note {
                    code: "codegen/not-asked-before".to_owned(),
                    severity: Severity::Info,
                    path: path.clone(),
                    reason: format!(
                        "the rows are not counted beforehand: {target} cannot be asked for {reason}"
                    ),
                    remedy: String::new(),
                });
                continue;
            }
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        let table = live.tables.get(&probe.table);
        let key: &[Ident] = table.and_then(|table| table.row_key()).unwrap_or_default();
        written.push(Preflight {
            path: path.clone(),
            probe: probe.clone(),
            count,
            // Without a key there may be no way to tell the rows.
            list: offenders(probe, key, LISTED, target.dialect).ok(),
        });
    }
    written
}
