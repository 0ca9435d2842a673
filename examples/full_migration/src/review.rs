//! Decides whether a diff may become a plan.

use obmigrate_codegen::{InPlace, Options, generate};
use obmigrate_diff::{
    Assessment, Compared, Language, PathPattern, Reason, Renames, Report, Risk, Sides,
};
use obmigrate_model::plan::{self, Plan, RunId};
use obmigrate_model::probe::Condition;
use obmigrate_model::schema::Consequence;
use obmigrate_model::{Change, ChangeSet, Dialect, Note, ObjectPath, Probe, Schema, Severity};

use crate::cli::{self, Allowances, Comparison, Making, Strategy};
use crate::failure::Failure;
use crate::side::{self, Side};
use crate::value::{ColumnName, ColumnValue};

/// The sides of a migration and what follows from them.
pub(crate) struct Review {
    pub(crate) desired: Side,
    pub(crate) live: Side,
    pub(crate) report: Report,
}

/// Reads the sides and compares them.
pub(crate) async fn compare(
    sides: &cli::Sides,
    comparison: &Comparison,
) -> Result<Review, Failure> {
    let desired = side::load(&sides.desired, &sides.schema).await?;
    let live = side::load(&sides.live, &sides.schema).await?;
    let base = match &sides.base {
        Some(place) => Some(side::load(place, &sides.schema).await?),
        None => None,
    };
    let schemas = Sides {
        base: base
            .as_ref()
            .map_or(&live.canonical, |base| &base.canonical),
        desired: &desired.canonical,
        live: &live.canonical,
    };
    let mut options = options(comparison);
    if desired.document.body.dialect == Dialect::Postgres {
        // The translation leaves sequences out, which is no wish to drop those of OceanBase.
        options = options.ignore(PathPattern::new("sequences")?);
    }
    let merge = obmigrate_diff::merge(schemas, &options)?;
    let notes = desired.notes.iter().chain(&live.notes).cloned().collect();
    let report = obmigrate_diff::report(schemas, merge, notes)
        .map_err(|error| Failure::error(error.code(), error))?;
    Ok(Review {
        desired,
        live,
        report,
    })
}

fn options(comparison: &Comparison) -> obmigrate_diff::Options {
    let compared = |is_ignored| {
        if is_ignored {
            Compared::Ignored
        } else {
            Compared::Compared
        }
    };
    let options = obmigrate_diff::Options::default()
        .column_order(compared(comparison.ignore_column_order))
        .key_names(compared(comparison.ignore_key_names))
        .renames(Renames {
            hints: comparison.rename.clone(),
            refuted: comparison.not_rename.clone(),
        });
    let ignoring = comparison.ignore.iter().cloned();
    let options = ignoring.fold(options, obmigrate_diff::Options::ignore);
    let only = comparison.only.iter().cloned();
    only.fold(options, obmigrate_diff::Options::only)
}

impl Review {
    pub(crate) fn changes(&self) -> &ChangeSet {
        &self.report.merge.changes
    }

    /// Applies the allowances; what is left that a person must decide is told all at once.
    pub(crate) fn settle(
        mut self,
        allowances: &Allowances,
        making: &Making,
    ) -> Result<Self, Failure> {
        let keeps = |name: &str| allowances.keep_table.iter().any(|table| table == name);
        let changes = &mut self.report.merge.changes.changes;
        changes.retain(|change| match change {
            Change::DropTable { name, .. } => !keeps(name.as_str()),
            Change::CreateTable { .. } | Change::AlterTable { .. } => true,
        });
        self.report.assessments.retain(|assessment| {
            let table = assessment.table.as_ref();
            assessment.reason != Reason::RemovesTable
                || !table.is_some_and(|table| keeps(table.as_str()))
        });
        let merge = &self.report.merge;
        let mut lines: Vec<String> = merge
            .unresolved()
            .map(|conflict| {
                format!(
                    "conflict [{}]: {} was changed on both sides",
                    conflict.kind.code(),
                    conflict.path
                )
            })
            .collect();
        lines.extend(merge.candidates.iter().map(|candidate| {
            let rename = &candidate.rename;
            format!(
                "blocked [diff/possible-rename]: {} went and {} came (score {}): --rename {rename} \
                 if it is one object, --not-rename {rename} if not",
                rename.before, rename.after, candidate.score
            )
        }));
        lines.extend(self.doubts(allowances));
        lines.extend(self.blocking_notes().map(|note| format!("blocked {note}")));
        match making.strategy {
            Strategy::Rebuild => lines.extend(self.lost_in_rebuild(|path| self.touches(path))),
            // Only the plan says which tables are rebuilt.
            Strategy::Auto => {}
        }
        lines.extend(self.risks(allowances, making));
        if lines.is_empty() {
            Ok(self)
        } else {
            Err(Failure::refused(lines))
        }
    }

    fn doubts(&self, allowances: &Allowances) -> Vec<String> {
        let findings = self.report.findings.iter();
        findings
            .filter(|finding| {
                let code = finding.doubt.code();
                finding.severity == Severity::Error
                    && !allowances.accept.iter().any(|accepted| accepted == code)
            })
            .map(|finding| {
                let code = finding.doubt.code();
                format!(
                    "refused [{code}]: {}; --accept {code} allows it",
                    finding.text(Language::English)
                )
            })
            .collect()
    }

    /// What could not be translated matters where something is to be changed.
    fn blocking_notes(&self) -> impl Iterator<Item = &Note> {
        self.desired
            .notes
            .iter()
            .filter(|note| note.severity == Severity::Error && self.touches(&note.path))
    }

    fn lost_in_rebuild(&self, is_rebuilt: impl Fn(&ObjectPath) -> bool) -> Vec<String> {
        self.live
            .canonical
            .unmodelled
            .iter()
            .filter(|one| one.consequence == Consequence::BlocksRebuild && is_rebuilt(&one.path))
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
        self.changes().changes.iter().any(|change| {
            let table = ObjectPath::table(change.table());
            path == &table || path.as_str().starts_with(&format!("{table}."))
        })
    }

    fn risks(&self, allowances: &Allowances, making: &Making) -> Vec<String> {
        self.judged(making)
            .filter_map(|assessment| {
                let object = object(assessment)?;
                let (allowed, flag, or) = match (assessment.reason, assessment.risk) {
                    // The plan says what such a column needs.
                    (Reason::AddsColumnWithoutValue, _) | (_, Risk::Safe) => return None,
                    (Reason::RemovesTable, _) => (
                        &allowances.allow_drop_table,
                        "--allow-drop-table",
                        format!(" (or --keep-table {object} leaves it)"),
                    ),
                    (_, Risk::Destructive) => (
                        &allowances.allow_drop_column,
                        "--allow-drop-column",
                        String::new(),
                    ),
                    (_, Risk::Checkable | Risk::Lossy | Risk::Impossible) => {
                        // Keys and rules refuse rows, which fails the copy and loses nothing.
                        if !assessment.path.as_str().ends_with(".data_type") {
                            return None;
                        }
                        (&allowances.allow_narrow, "--allow-narrow", String::new())
                    }
                };
                if allowed.contains(&object) {
                    return None;
                }
                Some(format!(
                    "refused [{}]: {}: {}; {flag} {object} allows it{or}",
                    assessment.reason.code(),
                    assessment.path,
                    assessment.reason.text(Language::English)
                ))
            })
            .collect()
    }

    /// Lists what is judged: a column that was given a value does not get the one that it has.
    fn judged<'a>(&'a self, making: &'a Making) -> impl Iterator<Item = &'a Assessment> {
        self.report.assessments.iter().filter(|assessment| {
            let column = |value: &ColumnValue| ObjectPath::column(&value.table, &value.column);
            let named = |name: &ColumnName| ObjectPath::column(&name.table, &name.column);
            let valued = making.value.iter().map(column);
            let mut valued = valued.chain(making.value_from_postgres.iter().map(named));
            !valued.any(|column| assessment.path.is_within(&column))
        })
    }

    /// Lists what is asked of the rows. What counts all of them, for want of anything better, says
    /// nothing about any.
    fn questions<'a>(
        &'a self,
        making: &'a Making,
    ) -> impl Iterator<Item = (&'a ObjectPath, &'a Probe)> {
        let doubtful = self
            .judged(making)
            .filter(|assessment| match assessment.risk {
                Risk::Checkable | Risk::Lossy => true,
                Risk::Safe | Risk::Destructive | Risk::Impossible => false,
            });
        doubtful.flat_map(|assessment| {
            let probes = assessment.probes.iter().filter(|probe| {
                !matches!(
                    probe.condition,
                    Condition::EveryRow | Condition::Present { .. }
                )
            });
            probes.map(|probe| (&assessment.path, probe))
        })
    }

    /// Makes the plan; new tables are filled from `source` if there is one.
    pub(crate) fn plan(
        &self,
        source: Option<&Schema>,
        making: &Making,
        run_id: RunId,
    ) -> Result<Plan, Failure> {
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
        let in_place = match making.strategy {
            Strategy::Rebuild => InPlace::Never,
            Strategy::Auto => InPlace::WherePossible,
        };
        let mut options = Options::new(target, run_id).in_place(in_place);
        if let Some(schema) = source {
            options = options.source(schema);
        }
        for (path, probe) in self.questions(making) {
            options = options.probe(path.clone(), probe.clone());
        }
        for value in making.value.iter().cloned() {
            options = options.value(value.table, value.column, value.expression);
        }
        for name in making.value_from_postgres.iter().cloned() {
            options = options.value_from_source(name.table, name.column);
        }
        if let Some(threads) = making.copy_parallelism {
            options = options.copy_parallelism(threads);
        }
        let plan = generate(&self.live.canonical, self.changes(), &options)?;
        let is_rebuilt = |path: &ObjectPath| {
            plan.tables().any(|table| match table.strategy {
                plan::Strategy::InPlace => false,
                plan::Strategy::Rebuild | plan::Strategy::Create | plan::Strategy::Retire => {
                    path.is_within(&ObjectPath::table(table.original()))
                }
            })
        };
        let lost = match making.strategy {
            Strategy::Rebuild => Vec::new(),
            Strategy::Auto => self.lost_in_rebuild(is_rebuilt),
        };
        if lost.is_empty() {
            Ok(plan)
        } else {
            Err(Failure::refused(lost))
        }
    }
}

/// Names a table, or a column behind its table, as the flags do.
fn object(assessment: &Assessment) -> Option<String> {
    let table = assessment.table.as_ref()?;
    let segments = assessment.path.segments();
    match segments.as_slice() {
        [_, _, list, column, ..] if list == "columns" => Some(format!("{table}.{column}")),
        _ => Some(table.to_string()),
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
