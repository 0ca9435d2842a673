//! What a comparison of rows found so far.

use obmigrate_model::verdict::{Check, Level, Outcome};
use obmigrate_model::{Fingerprint, Note, ObjectPath, Severity, Verdict};
use serde::{Deserialize, Serialize};

use super::evidence::Found;
use crate::{Options, Pair};

/// Collects findings; rows are counted all and named only in part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Report {
    counts: Option<(u64, u64)>,
    rows: u64,
    missing: u64,
    extra: u64,
    different: u64,
    findings: Vec<Note>,
    not_verified: Vec<Note>,
}

impl Report {
    /// Judges the counts.
    pub(super) fn counts(&mut self, pair: &Pair, source: u64, target: u64) {
        self.counts = Some((source, target));
        if source != target {
            self.find(
                pair,
                "verify/count-different",
                format!("the source has {source} rows, the target {target}"),
            );
        }
    }

    /// Counts rows that were compared.
    pub(super) const fn looked_at(&mut self, rows: u64) {
        self.rows = self.rows.saturating_add(rows);
    }

    /// Takes up what a range's rows show; says how many differing rows may still be named.
    pub(super) fn differences(&mut self, pair: &Pair, options: &Options, found: &Found) -> usize {
        let most = options.named_examples();
        for (keys, counted, code, what) in [
            (
                &found.missing,
                &mut self.missing,
                "verify/row-missing",
                "is not in the target",
            ),
            (
                &found.extra,
                &mut self.extra,
                "verify/row-extra",
                "is in the target only",
            ),
        ] {
            for key in keys {
                if *counted < most {
                    let reason = format!("{} {what}", shown(pair, key));
                    self.findings.push(note(pair, code, reason));
                }
                *counted = counted.saturating_add(1);
            }
        }
        let room = most.saturating_sub(self.different);
        let rows = u64::try_from(found.different.len()).unwrap_or(u64::MAX);
        self.different = self.different.saturating_add(rows);
        usize::try_from(room).unwrap_or(usize::MAX)
    }

    /// Names a row that differs, and the columns.
    pub(super) fn columns(&mut self, pair: &Pair, key: &str, positions: &[usize]) {
        let fields: Vec<_> = pair.fields().collect();
        let differing = positions
            .iter()
            .filter_map(|position| fields.get(*position));
        let names: Vec<&str> = differing.map(|field| field.column().as_str()).collect();
        let reason = format!("{} differs in {}", shown(pair, key), names.join(", "));
        self.find(pair, "verify/row-different", reason);
    }

    /// Takes up a difference of which no row can be named.
    pub(super) fn somewhere(&mut self, pair: &Pair, reason: &str) {
        self.find(pair, "verify/row-different", reason.to_owned());
    }

    /// States that rows were left out because there are too many.
    pub(super) fn too_many_rows(&mut self, pair: &Pair) {
        self.not_verified.push(Note {
            remedy: "raise the number of rows that may be held, or give the table a key".to_owned(),
            ..note(
                pair,
                "verify/too-many-rows",
                "more rows would have to be held in memory at once than is allowed".to_owned(),
            )
        });
    }

    /// States that a checksum leaves rows out.
    pub(super) fn not_hashed(&mut self, pair: &Pair) {
        self.not_verified.push(note(
            pair,
            "verify/row-not-hashed",
            "the server made no hash of some rows, which are probably larger than max_allowed_packet"
                .to_owned(),
        ));
    }

    /// Ends the report.
    pub(super) fn verdict(mut self, pair: &Pair, finished: bool) -> Verdict {
        let path = ObjectPath::table(&pair.table);
        for (count, code, what) in [
            (self.missing, "verify/row-missing", "are not in the target"),
            (self.extra, "verify/row-extra", "are in the target only"),
            (self.different, "verify/row-different", "differ"),
        ] {
            if count > 0 {
                self.find(pair, code, format!("{count} rows in all {what}"));
            }
        }
        let mut checks = Vec::new();
        if let Some((source, target)) = self.counts {
            checks.push(Check {
                path: path.clone(),
                level: Level::Count,
                rows: source,
                outcome: outcome(source == target),
            });
        }
        if finished && self.not_verified.is_empty() {
            checks.push(Check {
                path,
                level: Level::AllRows,
                rows: self.rows,
                outcome: outcome(self.findings.is_empty()),
            });
        }
        if !finished {
            self.not_verified.push(note(
                pair,
                "verify/not-finished",
                format!("the comparison was ended after {} rows", self.rows),
            ));
        }
        Verdict {
            checks,
            findings: self.findings,
            not_verified: self.not_verified,
        }
    }

    fn find(&mut self, pair: &Pair, code: &str, reason: String) {
        self.findings.push(note(pair, code, reason));
    }
}

const fn outcome(equal: bool) -> Outcome {
    if equal {
        Outcome::Equal
    } else {
        Outcome::Different
    }
}

fn note(pair: &Pair, code: &str, reason: String) -> Note {
    Note {
        code: code.to_owned(),
        severity: Severity::Error,
        path: ObjectPath::table(&pair.table),
        reason,
        remedy: String::new(),
    }
}

/// Names a row without showing what may be personal data.
fn shown(pair: &Pair, key: &str) -> String {
    if pair.key.is_empty() {
        "a row".to_owned()
    } else if pair.shows_keys() {
        format!(
            "row {}",
            key.replace('|', ", ").replace('\u{1}', " number ")
        )
    } else {
        let fingerprint = Fingerprint::of_bytes(key.as_bytes());
        format!("the row of key fingerprint {}", fingerprint.short())
    }
}
