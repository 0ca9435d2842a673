//! A report as Markdown.

use std::fmt::Write as _;

use super::sentences::{self, Heading};
use super::view::{self, Row, TableView};
use super::{Report, questions, words};
use crate::assess::{Action, Assessment};
use crate::{Conflict, Language, Side};

/// Writes a report as Markdown: a table for each table that changes, lists for everything else.
#[must_use]
pub fn render_markdown(report: &Report, language: Language) -> String {
    let mut out = Out {
        text: String::new(),
        language,
    };
    out.paragraph("# ", language.choose("Schema comparison", "模式比较"));
    out.paragraph("", &sentences::counts(&report.summary, language));
    if !report.assessments.is_empty() {
        out.paragraph("", &sentences::dangers(&report.summary, language));
    }
    let merge = &report.merge;
    if out.heading(Heading::Findings, report.findings.is_empty()) {
        let findings = report.findings.iter();
        out.list(findings.map(|finding| super::finding(finding, language)));
    }
    let tables = view::assessed(&report.assessments, &merge.changes);
    if out.heading(Heading::Changes, tables.is_empty()) {
        for table in &tables {
            out.table(table);
        }
    }
    let drift = view::plain(&merge.drift);
    if out.heading(Heading::Drift, drift.is_empty()) {
        let first = language.choose("difference", "差异");
        let second = language.choose("before → after", "变更前 → 变更后");
        out.row(&[first, second]);
        out.rule(2);
        for row in &drift {
            out.row(&[&signed(row), &row.sides(language)]);
        }
        out.text.push('\n');
    }
    if out.heading(Heading::Conflicts, merge.conflicts.is_empty()) {
        out.conflicts(&merge.conflicts);
    }
    if out.heading(Heading::Candidates, merge.candidates.is_empty()) {
        let candidates = merge.candidates.iter().map(|candidate| {
            let rename = candidate.rename.to_string();
            let answer = sentences::answer(&rename, language);
            format!("{}; {answer}", super::candidate(candidate, language))
        });
        out.list(candidates);
    }
    if out.heading(Heading::NotCompared, merge.unmodelled.is_empty()) {
        let objects = merge.unmodelled.iter().map(|found| {
            let mut words = super::object(found, language);
            for remark in super::remarks(report, found, language) {
                words.push_str("; ");
                words.push_str(&remark);
            }
            words
        });
        out.list(objects);
    }
    if out.heading(Heading::Ignored, merge.ignored.is_empty()) {
        let ignored = merge.ignored.iter();
        out.list(
            ignored.map(|one| format!("{}: {}", one.path, sentences::rule(&one.rule, language))),
        );
    }
    if out.heading(Heading::Notes, report.notes.is_empty()) {
        out.list(report.notes.iter().map(ToString::to_string));
    }
    let end = out.text.trim_end().len();
    out.text.truncate(end);
    out.text.push('\n');
    out.text
}

fn signed(row: &Row<'_>) -> String {
    let sign = match row.action {
        Action::Added => "+",
        Action::Removed => "−",
        Action::Altered => "~",
        Action::Renamed => "=",
    };
    format!("{sign} {}", row.what)
}

/// Writes characters that Markdown would take for its own so that it does not.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in super::one_line(text).chars() {
        if "\\`*_{}[]<>#|~&".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

struct Out {
    text: String,
    language: Language,
}

impl Out {
    fn paragraph(&mut self, mark: &str, text: &str) {
        // Writing into a string cannot fail.
        let _ = writeln!(self.text, "{mark}{}\n", escaped(text));
    }

    fn heading(&mut self, heading: Heading, is_empty: bool) -> bool {
        if !is_empty {
            self.paragraph("## ", heading.text(self.language));
        }
        !is_empty
    }

    fn list(&mut self, lines: impl Iterator<Item = String>) {
        for line in lines {
            let _ = writeln!(self.text, "- {}", escaped(&line));
        }
        self.text.push('\n');
    }

    fn row(&mut self, cells: &[&str]) {
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        let _ = writeln!(self.text, "| {} |", cells.join(" | "));
    }

    fn rule(&mut self, columns: usize) {
        let _ = writeln!(self.text, "|{}", "---|".repeat(columns));
    }

    fn table(&mut self, table: &TableView<'_>) {
        let language = self.language;
        self.paragraph("### ", &super::table_title(table, language));
        self.row(&[
            language.choose("change", "变更"),
            language.choose("before → after", "变更前 → 变更后"),
            language.choose("risk", "风险"),
            language.choose("undone", "回退"),
        ]);
        self.rule(4);
        for row in &table.rows {
            let (risk, undone) = row.assessment.map_or_else(Default::default, |assessment| {
                (
                    sentences::risk(assessment.risk, language),
                    sentences::reversibility(assessment.reversal.reversibility, language),
                )
            });
            let sides = if row.parts.is_empty() {
                row.sides(language)
            } else {
                let parts = row.parts.iter();
                let parts = parts.map(|part| format!("{}: {}", part.what, part.sides(language)));
                parts.collect::<Vec<_>>().join("; ")
            };
            self.row(&[&signed(row), &sides, risk, undone]);
        }
        self.text.push('\n');
        let notable = table.rows.iter().filter_map(|row| row.assessment);
        let lines: Vec<String> = notable.flat_map(|one| remarks(one, language)).collect();
        if !lines.is_empty() {
            self.list(lines.into_iter());
        }
    }

    fn conflicts(&mut self, conflicts: &[Conflict]) {
        let language = self.language;
        self.row(&[
            language.choose("conflict", "冲突"),
            sentences::side(Side::Base, language),
            sentences::side(Side::Desired, language),
            sentences::side(Side::Live, language),
        ]);
        self.rule(4);
        for conflict in conflicts {
            let value = |value: &Option<serde_json::Value>| {
                value.as_ref().map_or_else(
                    || sentences::absent(language).to_owned(),
                    |value| words::of_value(&conflict.path, value),
                )
            };
            let sides = conflict.sides.as_ref().map(value);
            self.row(&[
                &super::conflict_title(conflict, language),
                &sides.base,
                &sides.desired,
                &sides.live,
            ]);
        }
        self.text.push('\n');
    }
}

/// Says what is to be known of a change beyond its row in the table.
fn remarks(assessment: &Assessment, language: Language) -> Vec<String> {
    let path = &assessment.path;
    let mut lines = Vec::new();
    if assessment.risk > crate::Risk::Safe {
        lines.push(format!("{path}: {}", super::danger(assessment, language)));
    }
    for probe in &assessment.probes {
        lines.push(format!("{path}: {}", questions::probe(probe, language)));
    }
    if super::is_worth_a_word(assessment) {
        lines.push(format!("{path}: {}", super::undoing(assessment, language)));
    }
    lines
}
