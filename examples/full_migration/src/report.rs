//! The migration report, for machines and for people.

use std::fmt::Write as _;

use obmigrate_model::document::{Body, FormatVersion};
use obmigrate_model::plan::{Plan, RunId};
use obmigrate_model::{Fingerprint, Ident, Note, Verdict};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::folder::Folder;
use crate::migrate::Migrated;
use crate::review::Review;

/// What happened to one table.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableReport {
    table: Ident,
    strategy: obmigrate_model::plan::Strategy,
    reason: String,
    backup: Option<Ident>,
    changes: Vec<String>,
}

/// What a run did, found and left behind.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Report {
    run_id: RunId,
    outcome: String,
    seconds: u64,
    base: Fingerprint,
    goal: Fingerprint,
    tables: Vec<TableReport>,
    rows_copied: u64,
    rows_failed: u64,
    cleared_runs: Vec<String>,
    validation_before_switch: Verdict,
    validation_after_switch: Verdict,
    notes: Vec<Note>,
    failure: Option<String>,
}

impl Body for Report {
    const FORMAT: &'static str = "obmigrate/report";
    const VERSION: FormatVersion = FormatVersion { major: 1, minor: 0 };
}

impl Report {
    pub(crate) fn new(plan: &Plan, review: &Review, cleared: Vec<String>, seconds: f64) -> Self {
        let tables = plan.tables().map(|table| TableReport {
            table: table.table.clone(),
            strategy: table.strategy,
            reason: table.reason.clone(),
            backup: table.backup.clone(),
            changes: review
                .changes()
                .of_table(&table.table)
                .map_or_else(Vec::new, describe),
        });
        Self {
            run_id: plan.run_id.clone(),
            outcome: "unknown".to_owned(),
            seconds: std::time::Duration::try_from_secs_f64(seconds)
                .unwrap_or_default()
                .as_secs(),
            base: plan.base.clone(),
            goal: plan.goal.clone(),
            tables: tables.collect(),
            rows_copied: 0,
            rows_failed: 0,
            cleared_runs: cleared,
            validation_before_switch: Verdict::default(),
            validation_after_switch: Verdict::default(),
            notes: review
                .desired
                .notes
                .iter()
                .chain(&plan.notes)
                .cloned()
                .collect(),
            failure: None,
        }
    }

    pub(crate) fn completed(&mut self, migrated: Migrated) {
        "completed".clone_into(&mut self.outcome);
        self.rows_copied = migrated.rows;
        self.validation_before_switch = migrated.before;
        self.validation_after_switch = migrated.after;
    }

    pub(crate) fn failed(&mut self, failure: &Failure) {
        "failed".clone_into(&mut self.outcome);
        self.failure = Some(failure.to_string());
    }

    /// The line that scripts look for. A run ends with it only after every row arrived and both
    /// validations passed; a row that fails ends the run.
    pub(crate) fn last_line(&self) -> String {
        format!(
            "migration completed: {} tables switched, {} rows copied, {} rows failed, validation passed",
            self.tables.len(),
            self.rows_copied,
            self.rows_failed
        )
    }

    pub(crate) fn write(&self, folder: &Folder) -> Result<(), Failure> {
        folder.wrap("report.json", self.clone())?;
        folder.write("report.md", &self.markdown())
    }

    fn markdown(&self) -> String {
        let mut out = format!("# Migration {}: {}\n\n", self.run_id, self.outcome);
        // Writing into a string cannot fail, here and below.
        let _ = writeln!(
            out,
            "{} tables, {} rows copied, {} rows failed, {} seconds. Schema {} → {}.\n",
            self.tables.len(),
            self.rows_copied,
            self.rows_failed,
            self.seconds,
            self.base.short(),
            self.goal.short()
        );
        if let Some(failure) = &self.failure {
            let _ = writeln!(out, "## Failure\n\n```text\n{failure}\n```\n");
        }
        out.push_str("## Tables\n\n| table | strategy | changes | kept as |\n|---|---|---|---|\n");
        for table in &self.tables {
            let backup = table.backup.as_ref().map_or("", Ident::as_str);
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                cell(table.table.as_str()),
                table.strategy,
                cell(&table.changes.join("; ")),
                cell(backup)
            );
        }
        for (title, verdict) in [
            (
                "Validation before the switch",
                &self.validation_before_switch,
            ),
            ("Validation after the switch", &self.validation_after_switch),
        ] {
            let _ = writeln!(
                out,
                "\n## {title}\n\n| what | level | rows | outcome |\n|---|---|---|---|"
            );
            for check in &verdict.checks {
                let _ = writeln!(
                    out,
                    "| {} | {} | {} | {:?} |",
                    cell(check.path.as_str()),
                    check.level,
                    check.rows,
                    check.outcome
                );
            }
        }
        if !self.notes.is_empty() {
            out.push_str("\n## Notes\n\n");
            for note in &self.notes {
                let _ = writeln!(out, "- {note}");
            }
        }
        out.push_str(
            "\n## Next\n\nThe originals are kept under their backup names. `rollback` puts them back, and \
             alters back what was altered in place; `cleanup` writes them to files and drops them.\n",
        );
        out
    }
}

fn describe(change: &obmigrate_model::Change) -> Vec<String> {
    match change {
        obmigrate_model::Change::AlterTable { deltas, .. } => {
            deltas.iter().map(ToString::to_string).collect()
        }
        obmigrate_model::Change::CreateTable { .. } | obmigrate_model::Change::DropTable { .. } => {
            vec![change.to_string()]
        }
    }
}

/// Keeps a text inside its table cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
