//! How many of everything a comparison found.

use obmigrate_model::change::Renamed;
use obmigrate_model::{Change, Severity};
use serde::{Deserialize, Serialize};

use crate::{Assessment, Finding, Merge, Reversibility, Risk};

/// Counts what a comparison found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Summary {
    /// Tables that come, go, differ, or get another name.
    pub created_tables: usize,
    /// Tables that are no longer wanted.
    pub removed_tables: usize,
    /// Tables that differ, renamed ones among them.
    pub altered_tables: usize,
    /// Tables that get another name.
    pub renamed_tables: usize,
    /// Tables of live that nobody but live changed.
    pub drifted_tables: usize,
    /// Conflicts.
    pub conflicts: usize,
    /// Conflicts that a person has to decide.
    pub undecided_conflicts: usize,
    /// Renames that a person has to confirm or deny.
    pub rename_candidates: usize,
    /// Objects that could not be compared.
    pub not_compared: usize,
    /// Differences that rules leave out.
    pub ignored: usize,
    /// Doubts that want a person to say that the comparison was meant.
    pub refusals: usize,
    /// Changes by what can happen to rows.
    pub risks: Risks,
    /// Changes by how they are undone.
    pub reversals: Reversals,
}

/// Counts changes by what can happen to rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "one count for each risk")]
pub struct Risks {
    /// Changes that no row notices.
    pub safe: usize,
    /// Changes that refuse some rows.
    pub checkable: usize,
    /// Changes that change some values.
    pub lossy: usize,
    /// Changes that remove values or rows.
    pub destructive: usize,
    /// Changes that cannot be made.
    pub impossible: usize,
}

/// Counts changes by how they are undone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "one count for each answer")]
pub struct Reversals {
    /// Changes that the reverse change undoes.
    pub reversible: usize,
    /// Changes that need the backup.
    pub reversible_with_backup: usize,
    /// Changes that nothing undoes.
    pub irreversible: usize,
}

impl Summary {
    pub(super) fn of(merge: &Merge, assessments: &[Assessment], findings: &[Finding]) -> Self {
        let mut summary = Self {
            drifted_tables: merge.drift.changes.len(),
            conflicts: merge.conflicts.len(),
            undecided_conflicts: merge.unresolved().count(),
            rename_candidates: merge.candidates.len(),
            not_compared: merge.unmodelled.len(),
            ignored: merge.ignored.len(),
            refusals: findings
                .iter()
                .filter(|finding| finding.severity == Severity::Error)
                .count(),
            renamed_tables: merge
                .changes
                .renames
                .iter()
                .filter(|rename| rename.object == Renamed::Table)
                .count(),
            ..Self::default()
        };
        for change in &merge.changes.changes {
            *match change {
                Change::CreateTable { .. } => &mut summary.created_tables,
                Change::DropTable { .. } => &mut summary.removed_tables,
                Change::AlterTable { .. } => &mut summary.altered_tables,
            } += 1;
        }
        for assessment in assessments {
            *match assessment.risk {
                Risk::Safe => &mut summary.risks.safe,
                Risk::Checkable => &mut summary.risks.checkable,
                Risk::Lossy => &mut summary.risks.lossy,
                Risk::Destructive => &mut summary.risks.destructive,
                Risk::Impossible => &mut summary.risks.impossible,
            } += 1;
            *match assessment.reversal.reversibility {
                Reversibility::Reversible => &mut summary.reversals.reversible,
                Reversibility::ReversibleWithBackup => {
                    &mut summary.reversals.reversible_with_backup
                }
                Reversibility::Irreversible => &mut summary.reversals.irreversible,
            } += 1;
        }
        summary
    }
}
