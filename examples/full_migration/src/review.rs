//! Decides whether a diff may become a plan.

use obmigrate_codegen::{Options, generate};
use obmigrate_diff::{Merge, RiskKind, Sides};
use obmigrate_model::plan::{Plan, RunId};
use obmigrate_model::schema::Consequence;
use obmigrate_model::{Change, Note, ObjectPath, Schema, Severity};

use crate::cli::{self, Allowances};
use crate::failure::Failure;
use crate::side::{self, Side};

/// The sides of a migration and what follows from them.
pub(crate) struct Review {
    pub(crate) desired: Side,
    pub(crate) live: Side,
    pub(crate) merge: Merge,
}

/// Reads the sides and compares them.
pub(crate) async fn compare(sides: &cli::Sides) -> Result<Review, Failure> {
    let desired = side::load(&sides.desired, &sides.schema).await?;
    let live = side::load(&sides.live, &sides.schema).await?;
    let base = match &sides.base {
        Some(place) => Some(side::load(place, &sides.schema).await?),
        None => None,
    };
    let options = obmigrate_diff::Options::default();
    let merge = match &base {
        Some(base) => obmigrate_diff::merge(
            Sides {
                base: &base.canonical,
                desired: &desired.canonical,
                live: &live.canonical,
            },
            &options,
        )?,
        None => obmigrate_diff::diff(&live.canonical, &desired.canonical, &options)?,
    };
    Ok(Review {
        desired,
        live,
        merge,
    })
}

impl Review {
    /// Applies the allowances; what is left that a person must decide is told all at once.
    pub(crate) fn settle(mut self, allowances: &Allowances) -> Result<Self, Failure> {
        self.merge.changes.changes.retain(|change| match change {
            Change::DropTable { name, .. } => {
                !allowances.keep_table.iter().any(|t| t == name.as_str())
            }
            Change::CreateTable { .. } | Change::AlterTable { .. } => true,
        });
        let mut lines: Vec<String> = self
            .merge
            .unresolved()
            .map(|conflict| {
                format!(
                    "conflict [{}]: {} was changed on both sides",
                    conflict.kind.code(),
                    conflict.path
                )
            })
            .collect();
        lines.extend(self.blocking_notes().map(|note| format!("blocked {note}")));
        lines.extend(self.lost_in_rebuild());
        lines.extend(self.risks(allowances));
        if lines.is_empty() {
            Ok(self)
        } else {
            Err(Failure::refused(lines))
        }
    }

    /// What could not be translated matters where something is to be changed.
    fn blocking_notes(&self) -> impl Iterator<Item = &Note> {
        self.desired
            .notes
            .iter()
            .filter(|note| note.severity == Severity::Error && self.touches(&note.path))
    }

    fn lost_in_rebuild(&self) -> Vec<String> {
        self.live
            .canonical
            .unmodelled
            .iter()
            .filter(|one| one.consequence == Consequence::BlocksRebuild && self.touches(&one.path))
            .map(|one| {
                format!(
                    "blocked [runner/would-be-lost]: {}: a rebuild would lose the {}{}",
                    one.path,
                    one.kind,
                    beginning(&one.detail)
                )
            })
            .collect()
    }

    /// Says whether a path lies in a table that the migration changes.
    fn touches(&self, path: &ObjectPath) -> bool {
        self.merge.changes.changes.iter().any(|change| {
            let table = ObjectPath::table(change.table());
            path == &table || path.as_str().starts_with(&format!("{table}."))
        })
    }

    fn risks(&self, allowances: &Allowances) -> Vec<String> {
        let mut lines = Vec::new();
        for risk in obmigrate_diff::risks(&self.merge.changes) {
            let (allowed, flag) = match risk.kind {
                RiskKind::RemovesTable => (&allowances.allow_drop_table, "--allow-drop-table"),
                RiskKind::RemovesColumn => (&allowances.allow_drop_column, "--allow-drop-column"),
                RiskKind::NarrowsType | RiskKind::ChangesType => {
                    (&allowances.allow_narrow, "--allow-narrow")
                }
            };
            let object = match &risk.column {
                Some(column) => format!("{}.{column}", risk.table),
                None => risk.table.to_string(),
            };
            if !allowed.contains(&object) {
                let keep = match risk.kind {
                    RiskKind::RemovesTable => format!(" (or --keep-table {object} leaves it)"),
                    RiskKind::RemovesColumn | RiskKind::NarrowsType | RiskKind::ChangesType => {
                        String::new()
                    }
                };
                lines.push(format!(
                    "refused [{}]: {}: {}; {flag} {object} allows it{keep}",
                    risk.kind.code(),
                    risk.path,
                    risk.reason
                ));
            }
        }
        lines
    }

    /// Makes the plan; new tables are filled from `source` if there is one.
    pub(crate) fn plan(&self, source: Option<&Schema>, run_id: RunId) -> Result<Plan, Failure> {
        let captured = self.live.document.captured.as_ref();
        let target = captured.map(|captured| obmigrate_model::Target {
            dialect: captured.dialect,
            version: captured.server_version,
        });
        let target = target.ok_or_else(|| {
            Failure::error(
                "runner/no-version",
                "the live document does not say which server it is of",
            )
        })?;
        let mut options = Options::new(target, run_id);
        if let Some(schema) = source {
            options = options.source(schema);
        }
        Ok(generate(
            &self.live.canonical,
            &self.merge.changes,
            &options,
        )?)
    }
}

/// Returns the beginning of a definition, behind a colon: one line of a terminal is one finding. The
/// whole of it is in the document.
pub(crate) fn beginning(detail: &str) -> String {
    const MOST: usize = 100;
    let words: Vec<&str> = detail.split_whitespace().collect();
    let line = words.join(" ");
    if line.is_empty() {
        return line;
    }
    let cut: String = line.chars().take(MOST).collect();
    let more = if cut.len() < line.len() { "…" } else { "" };
    format!(": {cut}{more}")
}
