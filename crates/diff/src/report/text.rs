//! A report as plain text.

use std::fmt::Write as _;

use super::sentences::{self, Heading};
use super::view::{self, Row, TableView};
use super::{Report, questions, words};
use crate::assess::{Action, Assessment};
use crate::{Conflict, Language, NotCompared, Risk, Side};

/// Writes a report as plain text, in lines that stand for themselves: names cannot break them.
#[must_use]
pub fn render_text(report: &Report, language: Language) -> String {
    let mut out = Out {
        text: String::new(),
        language,
    };
    out.line(0, &sentences::counts(&report.summary, language));
    if !report.assessments.is_empty() {
        out.line(0, &sentences::dangers(&report.summary, language));
    }
    let merge = &report.merge;
    if out.heading(Heading::Findings, report.findings.is_empty()) {
        for finding in &report.findings {
            out.line(1, &super::finding(finding, language));
        }
    }
    let tables = view::assessed(&report.assessments, &merge.changes);
    if out.heading(Heading::Changes, tables.is_empty()) {
        for table in &tables {
            out.table(table);
        }
    }
    let drift = view::plain(&merge.drift);
    if out.heading(Heading::Drift, drift.is_empty()) {
        for row in &drift {
            out.row(row);
        }
    }
    if out.heading(Heading::Conflicts, merge.conflicts.is_empty()) {
        for conflict in &merge.conflicts {
            out.conflict(conflict);
        }
    }
    if out.heading(Heading::Candidates, merge.candidates.is_empty()) {
        for candidate in &merge.candidates {
            out.line(1, &super::candidate(candidate, language));
            let rename = candidate.rename.to_string();
            out.line(2, &sentences::answer(&rename, language));
        }
    }
    if out.heading(Heading::NotCompared, merge.unmodelled.is_empty()) {
        for found in &merge.unmodelled {
            out.line(1, &super::object(found, language));
            out.remarks(report, found);
        }
    }
    if out.heading(Heading::Ignored, merge.ignored.is_empty()) {
        for ignored in &merge.ignored {
            let rule = sentences::rule(&ignored.rule, language);
            out.line(1, &format!("{}: {rule}", ignored.path));
        }
    }
    if out.heading(Heading::Notes, report.notes.is_empty()) {
        for note in &report.notes {
            out.line(1, &note.to_string());
        }
    }
    out.text
}

struct Out {
    text: String,
    language: Language,
}

impl Out {
    fn line(&mut self, depth: usize, text: &str) {
        // Writing into a string cannot fail.
        let _ = writeln!(self.text, "{}{}", "  ".repeat(depth), super::one_line(text));
    }

    /// Heads a part of the report unless it is empty.
    fn heading(&mut self, heading: Heading, is_empty: bool) -> bool {
        if !is_empty {
            self.text.push('\n');
            self.line(0, heading.text(self.language));
        }
        !is_empty
    }

    fn table(&mut self, table: &TableView<'_>) {
        let language = self.language;
        self.line(1, &super::table_title(table, language));
        for row in &table.rows {
            self.row(row);
            if let Some(assessment) = row.assessment {
                self.assessment(assessment);
            }
        }
    }

    fn row(&mut self, row: &Row<'_>) {
        let sign = match row.action {
            Action::Added => "+",
            Action::Removed => "-",
            Action::Altered => "~",
            Action::Renamed => "=",
        };
        let sides = row.sides(self.language);
        let colon = if sides.is_empty() { "" } else { ": " };
        self.line(2, &format!("{sign} {}{colon}{sides}", row.what));
        for part in &row.parts {
            let sides = part.sides(self.language);
            self.line(4, &format!("{}: {sides}", part.what));
        }
    }

    /// What no row notices and the reverse undoes needs no word.
    fn assessment(&mut self, assessment: &Assessment) {
        let language = self.language;
        if assessment.risk > Risk::Safe {
            self.line(4, &super::danger(assessment, language));
        }
        for probe in &assessment.probes {
            self.line(4, &questions::probe(probe, language));
        }
        if super::is_worth_a_word(assessment) {
            self.line(4, &super::undoing(assessment, language));
        }
    }

    fn conflict(&mut self, conflict: &Conflict) {
        let language = self.language;
        self.line(1, &super::conflict_title(conflict, language));
        for (side, value) in [
            (Side::Base, &conflict.sides.base),
            (Side::Desired, &conflict.sides.desired),
            (Side::Live, &conflict.sides.live),
        ] {
            let value = value.as_ref().map_or_else(
                || sentences::absent(language).to_owned(),
                |value| words::of_value(&conflict.path, value),
            );
            self.line(2, &format!("{}: {value}", sentences::side(side, language)));
        }
    }

    fn remarks(&mut self, report: &Report, found: &NotCompared) {
        for remark in super::remarks(report, found, self.language) {
            self.line(2, &remark);
        }
    }
}
