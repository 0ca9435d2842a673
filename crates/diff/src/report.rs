//! A comparison as people and other programs read it.

mod markdown;
mod questions;
mod sentences;
mod summary;
mod text;
mod view;
mod words;

use obmigrate_model::change::ApplyError;
use obmigrate_model::document::{Body, FormatVersion};
use obmigrate_model::{Note, Schema};
use serde::{Deserialize, Serialize};

pub use self::markdown::render_markdown;
pub use self::summary::{Reversals, Risks, Summary};
pub use self::text::render_text;
use self::view::TableView;
use crate::{
    Assessment, Candidate, Conflict, Finding, Language, Merge, NotCompared, ReversalReason, Sides,
    assess, validate,
};

/// Holds everything that is to be said about a comparison; the body of `obmigrate/diff` documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Report {
    /// How many of everything.
    pub summary: Summary,
    /// What makes the comparison doubtful as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// What was found.
    pub merge: Merge,
    /// What each of the changes means.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assessments: Vec<Assessment>,
    /// What the translation of the sides into one dialect had to say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

impl Body for Report {
    const FORMAT: &'static str = "obmigrate/diff";
    /// 2.0 holds the merge of 1.1 beside everything that is said about it; a conflict has the values
    /// of a schema document on its sides.
    const VERSION: FormatVersion = FormatVersion { major: 2, minor: 0 };
}

/// Says everything about a comparison: what its changes mean and whether they can have been meant.
/// `sides` are those that `merge` was made of, `notes` what their translation had to say.
///
/// # Errors
/// `model/change-does-not-fit` if the merge is not of these sides.
pub fn report(sides: Sides<&Schema>, merge: Merge, notes: Vec<Note>) -> Result<Report, ApplyError> {
    let assessments = assess(sides.live, &merge.changes)?;
    let findings = validate(sides, &merge);
    Ok(Report {
        summary: Summary::of(&merge, &assessments, &findings),
        findings,
        merge,
        assessments,
        notes,
    })
}

/// Spells control characters out, so that a name cannot break the layout or drive a terminal.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for character in text.chars() {
        if character.is_control() {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

fn finding(finding: &Finding, language: Language) -> String {
    let severity = sentences::severity(finding.severity, language);
    let place = match finding.path.as_str() {
        "" => String::new(),
        path => format!(" {path}"),
    };
    format!(
        "{severity} [{}]{place}: {}",
        finding.doubt.code(),
        finding.text(language)
    )
}

fn table_title(table: &TableView<'_>, language: Language) -> String {
    let Some(name) = table.table else {
        return language.choose("sequences", "序列").to_owned();
    };
    let action = sentences::table(table.action, language);
    match table.before {
        None => format!("{name}: {action}"),
        Some(before) => format!("{before} → {name}: {action}"),
    }
}

fn danger(assessment: &Assessment, language: Language) -> String {
    format!(
        "{} [{}]: {}",
        sentences::risk(assessment.risk, language),
        assessment.reason.code(),
        assessment.reason.text(language)
    )
}

/// Says whether how a change is undone is more than the obvious.
fn is_worth_a_word(assessment: &Assessment) -> bool {
    assessment.reversal.reason != ReversalReason::DefinitionOnly
}

fn undoing(assessment: &Assessment, language: Language) -> String {
    let reversal = assessment.reversal;
    format!(
        "{}: {}",
        sentences::reversibility(reversal.reversibility, language),
        reversal.reason.text(language)
    )
}

fn conflict_title(conflict: &Conflict, language: Language) -> String {
    format!(
        "{}: {} ({})",
        conflict.path,
        sentences::conflict(conflict.kind, language),
        sentences::resolution(conflict.resolution, language)
    )
}

fn candidate(candidate: &Candidate, language: Language) -> String {
    let evidence = candidate.evidence.iter();
    let evidence: Vec<_> = evidence
        .map(|one| sentences::evidence(*one, language))
        .collect();
    format!(
        "{} → {} ({}: {})",
        candidate.rename.before,
        candidate.rename.after,
        candidate.score,
        evidence.join(language.choose(", ", "，"))
    )
}

fn object(found: &NotCompared, language: Language) -> String {
    format!(
        "{} {} ({}): {}",
        found.object.kind,
        found.object.path,
        sentences::side(found.side, language),
        found.object.detail
    )
}

/// Says what makes an object that was not compared worth a look.
fn remarks(report: &Report, found: &NotCompared, language: Language) -> Vec<String> {
    let standing = sentences::standing(found.standing, language);
    let mut remarks: Vec<String> = standing.map(str::to_owned).into_iter().collect();
    let changes = &report.merge.changes;
    let needed = found.object.depends_on.iter();
    remarks.extend(
        needed
            .filter(|table| {
                changes.of_table(table).is_some()
                    || changes.renames.iter().any(|one| one.table() == Some(table))
            })
            .map(|table| sentences::depends_on(table.as_str(), language)),
    );
    remarks
}
