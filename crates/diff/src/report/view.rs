//! What a report shows, before it is laid out.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::change::{Change, ChangeSet, Renamed};
use obmigrate_model::{Ident, ObjectPath};

use super::words;
use crate::Language;
use crate::assess::{Action, Assessment};
use crate::difference::{Difference, differences};

/// Is what is shown of one table.
pub(super) struct TableView<'a> {
    /// Its name afterwards; none for the sequences.
    pub(super) table: Option<&'a Ident>,
    /// Its name before, if that is another one.
    pub(super) before: Option<&'a Ident>,
    /// What is done with it as a whole.
    pub(super) action: Action,
    pub(super) rows: Vec<Row<'a>>,
}

/// Is one change.
pub(super) struct Row<'a> {
    pub(super) action: Action,
    /// What is changed, from the table on.
    pub(super) what: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    /// The single attributes, if there are several.
    pub(super) parts: Vec<Part>,
    pub(super) assessment: Option<&'a Assessment>,
}

/// Is one attribute of what is changed.
pub(super) struct Part {
    pub(super) what: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// Shows the changes that were assessed, table by table.
pub(super) fn assessed<'a>(
    assessments: &'a [Assessment],
    changes: &'a ChangeSet,
) -> Vec<TableView<'a>> {
    let whole: BTreeMap<&Ident, Action> = changes
        .changes
        .iter()
        .map(|change| match change {
            Change::CreateTable { name, .. } => (name, Action::Added),
            Change::DropTable { name, .. } => (name, Action::Removed),
            Change::AlterTable { name, .. } => (name, Action::Altered),
        })
        .collect();
    let renamed: BTreeMap<&Ident, &Ident> = changes
        .renames
        .iter()
        .filter(|rename| rename.object == Renamed::Table)
        .map(|rename| (&rename.name.after, &rename.name.before))
        .collect();
    let tables: BTreeSet<Option<&Ident>> =
        assessments.iter().map(|one| one.table.as_ref()).collect();
    // The sequences, which belong to no table, come last.
    let (none, some): (Vec<_>, Vec<_>) = tables.into_iter().partition(Option::is_none);
    let mut by_table: BTreeMap<Option<&Ident>, Vec<&Assessment>> = BTreeMap::new();
    for one in assessments {
        by_table.entry(one.table.as_ref()).or_default().push(one);
    }
    some.into_iter()
        .chain(none)
        .map(|table| TableView {
            table,
            before: table.and_then(|table| renamed.get(table)).copied(),
            action: table
                .and_then(|table| whole.get(table))
                .copied()
                .unwrap_or(Action::Altered),
            rows: by_table
                .remove(&table)
                .unwrap_or_default()
                .into_iter()
                .flat_map(|one| rows(one, changes))
                .collect(),
        })
        .collect()
}

/// Shows a table that comes or goes by what it consists of, and everything else as one change.
fn rows<'a>(assessment: &'a Assessment, changes: &ChangeSet) -> Vec<Row<'a>> {
    if assessment.action == Action::Renamed {
        let rename = changes
            .renames
            .iter()
            .find(|rename| rename.path() == assessment.path);
        return vec![Row {
            action: Action::Renamed,
            what: relative(&assessment.path),
            before: rename.map(|rename| rename.name.before.to_string()),
            after: rename.map(|rename| rename.name.after.to_string()),
            parts: Vec::new(),
            assessment: Some(assessment),
        }];
    }
    let differences = &assessment.differences;
    let row = |what, before, after, parts| {
        vec![Row {
            action: assessment.action,
            what,
            before,
            after,
            parts,
            assessment: Some(assessment),
        }]
    };
    match differences.as_slice() {
        [only] if only.path == assessment.path => {
            let what = relative(&assessment.path);
            if what.is_empty() {
                return parts_of_table(assessment, only);
            }
            row(
                what,
                value(only, &only.before),
                value(only, &only.after),
                vec![],
            )
        }
        // A type reads better as a whole than by its parameters.
        several => match words::of_type_change(several, changes, &assessment.path) {
            Some((before, after)) => row(
                relative(&assessment.path),
                Some(before),
                Some(after),
                vec![],
            ),
            None => match several {
                [only] => row(
                    relative(&only.path),
                    value(only, &only.before),
                    value(only, &only.after),
                    vec![],
                ),
                several => {
                    let parts = several.iter().map(|one| part(&assessment.path, one));
                    row(relative(&assessment.path), None, None, parts.collect())
                }
            },
        },
    }
}

fn parts_of_table<'a>(assessment: &'a Assessment, whole: &Difference) -> Vec<Row<'a>> {
    let lines = [&whole.before, &whole.after].into_iter().flatten();
    let lines = lines.flat_map(words::table_lines);
    let mut rows: Vec<Row<'_>> = lines
        .map(|(what, line)| Row {
            action: assessment.action,
            what,
            before: None,
            after: Some(line),
            parts: Vec::new(),
            assessment: None,
        })
        .collect();
    // What is said of the table as a whole stands with its first part.
    if let Some(first) = rows.first_mut() {
        first.assessment = Some(assessment);
    }
    rows
}

fn part(at: &ObjectPath, difference: &Difference) -> Part {
    let whole = at.segments().len();
    let what = difference.path.segments().split_off(whole);
    Part {
        what: what.join("."),
        before: value(difference, &difference.before),
        after: value(difference, &difference.after),
    }
}

fn value(difference: &Difference, side: &Option<serde_json::Value>) -> Option<String> {
    side.as_ref()
        .map(|value| words::of_value(&difference.path, value))
}

/// Shows changes that nobody assessed, such as drift: a line for each attribute.
pub(super) fn plain(changes: &ChangeSet) -> Vec<Row<'static>> {
    let renames = changes.renames.iter().map(|rename| Row {
        action: Action::Renamed,
        what: rename.path().to_string(),
        before: Some(rename.name.before.to_string()),
        after: Some(rename.name.after.to_string()),
        parts: Vec::new(),
        assessment: None,
    });
    let attributes = differences(changes).into_iter().map(|one| Row {
        action: match (&one.before, &one.after) {
            (None, Some(_)) => Action::Added,
            (Some(_), None) => Action::Removed,
            (Some(_), Some(_)) | (None, None) => Action::Altered,
        },
        what: one.path.to_string(),
        before: value(&one, &one.before),
        after: value(&one, &one.after),
        parts: Vec::new(),
        assessment: None,
    });
    renames.chain(attributes).collect()
}

/// Returns a path without the table that it is in.
fn relative(path: &ObjectPath) -> String {
    let segments = path.segments();
    let skipped = if segments.first().is_some_and(|first| first == "tables") {
        2
    } else {
        0
    };
    let rest = segments.into_iter().skip(skipped);
    let rest = rest.fold(ObjectPath::root(), |path, segment| path.join(&segment));
    rest.to_string()
}

impl Row<'_> {
    /// Shows both sides: what it was, an arrow, what it is.
    pub(super) fn sides(&self, language: Language) -> String {
        sides(
            self.before.as_ref(),
            self.after.as_ref(),
            self.action,
            language,
        )
    }
}

impl Part {
    /// Shows both sides.
    pub(super) fn sides(&self, language: Language) -> String {
        sides(
            self.before.as_ref(),
            self.after.as_ref(),
            Action::Altered,
            language,
        )
    }
}

fn sides(
    before: Option<&String>,
    after: Option<&String>,
    action: Action,
    language: Language,
) -> String {
    match (before, after, action) {
        (Some(before), Some(after), _) => format!("{before} → {after}"),
        (Some(only), None, Action::Removed) | (None, Some(only), Action::Added) => only.clone(),
        (None, Some(after), Action::Removed) => after.clone(),
        (Some(before), None, _) => format!("{before} → {}", none(language)),
        (None, Some(after), _) => format!("{} → {after}", none(language)),
        (None, None, _) => String::new(),
    }
}

const fn none(language: Language) -> &'static str {
    language.choose("usual", "默认")
}
