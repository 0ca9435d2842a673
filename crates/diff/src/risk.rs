//! What a change set destroys.

use std::fmt;

use obmigrate_model::{Change, ChangeSet, ColumnDelta, Delta, Ident, ObjectPath};
use serde::{Deserialize, Serialize};

use crate::type_change::{TypeChange, classify};

/// Reports a change that can destroy data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "five facts make a risk")]
pub struct Risk {
    /// Where.
    pub path: ObjectPath,
    /// What is done.
    pub kind: RiskKind,
    /// The table.
    pub table: Ident,
    /// The column; `None` if the whole table is concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<Ident>,
    /// What can be lost, in words.
    pub reason: String,
}

impl fmt::Display for Risk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}: {}", self.kind.code(), self.path, self.reason)
    }
}

/// Says in which way a change can destroy data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new kind must show every place to think about"
)]
pub enum RiskKind {
    /// A table goes, with its rows.
    RemovesTable,
    /// A column goes, with its values.
    RemovesColumn,
    /// A column gets a type that does not hold all values of the one it had.
    NarrowsType,
    /// A column gets a type of another family, and its values another form.
    ChangesType,
}

impl RiskKind {
    /// Returns the stable code of this kind.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::RemovesTable => "diff/removes-table",
            Self::RemovesColumn => "diff/removes-column",
            Self::NarrowsType => "diff/narrows-type",
            Self::ChangesType => "diff/changes-type",
        }
    }
}

/// Finds the changes that can destroy data, in the order of the changes.
///
/// Changes after which a row may be *refused* (a new `NOT NULL`, key or check) are no risk in this
/// sense: they fail and lose nothing.
#[must_use]
pub fn risks(changes: &ChangeSet) -> Vec<Risk> {
    changes.changes.iter().flat_map(of_change).collect()
}

fn of_change(change: &Change) -> Vec<Risk> {
    match change {
        Change::CreateTable { .. } => Vec::new(),
        Change::DropTable { name, .. } => vec![Risk {
            path: ObjectPath::table(name),
            kind: RiskKind::RemovesTable,
            table: name.clone(),
            column: None,
            reason: "the table is removed with all its rows".to_owned(),
        }],
        Change::AlterTable { name, deltas } => deltas
            .iter()
            .flat_map(|delta| of_delta(name, delta))
            .collect(),
    }
}

fn of_delta(table: &Ident, delta: &Delta) -> Vec<Risk> {
    let risk = |column: &Ident, path, kind, reason| Risk {
        path,
        kind,
        table: table.clone(),
        column: Some(column.clone()),
        reason,
    };
    match delta {
        Delta::DropColumn { column, .. } => vec![risk(
            &column.name,
            delta.path(table),
            RiskKind::RemovesColumn,
            "the column is removed with all its values".to_owned(),
        )],
        Delta::AlterColumn { name, deltas } => deltas
            .iter()
            .filter_map(|attribute| {
                let (kind, reason) = of_attribute(attribute)?;
                let path = delta.path(table).join(attribute.attribute());
                Some(risk(name, path, kind, reason))
            })
            .collect(),
        Delta::AddColumn { .. }
        | Delta::ReorderColumns { .. }
        | Delta::PrimaryKey { .. }
        | Delta::Unique { .. }
        | Delta::ForeignKey { .. }
        | Delta::Check { .. }
        | Delta::Index { .. }
        | Delta::Exclusion { .. }
        | Delta::Partitioning { .. }
        | Delta::Options { .. }
        | Delta::Comment { .. } => Vec::new(),
    }
}

fn of_attribute(attribute: &ColumnDelta) -> Option<(RiskKind, String)> {
    match attribute {
        ColumnDelta::DataType(pair) => {
            let (before, after) = (&pair.before, &pair.after);
            match classify(before, after) {
                TypeChange::Widens => None,
                TypeChange::Narrows => Some((
                    RiskKind::NarrowsType,
                    format!("{after} does not hold every value of {before}"),
                )),
                TypeChange::Converts => Some((
                    RiskKind::ChangesType,
                    format!("values of {before} take another form as {after}"),
                )),
            }
        }
        ColumnDelta::Nullability(_)
        | ColumnDelta::Default(_)
        | ColumnDelta::Identity(_)
        | ColumnDelta::Generated(_)
        | ColumnDelta::OnUpdate(_)
        | ColumnDelta::Collation(_)
        | ColumnDelta::Comment(_) => None,
    }
}
