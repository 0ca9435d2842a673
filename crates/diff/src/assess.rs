//! What each change means for the rows, and how it is undone.

mod column;
mod key;
mod names;
mod partition;
mod reversal;

use obmigrate_model::change::{ApplyError, Change, ChangeSet, Delta, Renamed, apply};
use obmigrate_model::probe::{Condition, Probe};
use obmigrate_model::{Ident, ObjectPath, Schema, Table};
use serde::{Deserialize, Serialize};

use self::names::Names;
pub use self::reversal::{Reversal, ReversalReason, Reversibility};
use crate::difference::{Difference, of_change, of_column_delta, of_delta, of_sequence};
use crate::{Reason, Risk};

/// Says what one change means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "who decides must look at every part"
)]
pub struct Assessment {
    /// What is changed, under the name that it has afterwards; a rename under the one before.
    pub path: ObjectPath,
    /// The table that is or has it, under the name that it has afterwards; none for a sequence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Ident>,
    /// What is done.
    pub action: Action,
    /// What can happen to rows.
    pub risk: Risk,
    /// Why.
    pub reason: Reason,
    /// What to count on live to know. Every change that is checkable or lossy has at least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub probes: Vec<Probe>,
    /// How it is undone.
    pub reversal: Reversal,
    /// The attributes that differ; none for a rename.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
}

/// Says what is done with an object or attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new action must show every place to think about"
)]
pub enum Action {
    /// It was not there.
    Added,
    /// It is no longer there.
    Removed,
    /// It is there before and after.
    Altered,
    /// It has another name.
    Renamed,
}

/// Says of each change what it means for the rows of live, in the order of the changes.
///
/// # Errors
/// `model/change-does-not-fit` if the changes are not of this schema.
pub fn assess(live: &Schema, changes: &ChangeSet) -> Result<Vec<Assessment>, ApplyError> {
    let goal = apply(live, changes)?;
    let scene = Scene {
        live,
        goal: &goal,
        changes,
    };
    let mut found: Vec<Assessment> = changes
        .renames
        .iter()
        .map(|rename| Assessment {
            path: rename.path(),
            table: rename.table().map(|table| scene.after(table).clone()),
            action: Action::Renamed,
            risk: Risk::Safe,
            reason: match rename.object {
                Renamed::Table | Renamed::Column { .. } | Renamed::Sequence => Reason::Renames,
                Renamed::Key { .. } => Reason::RenamesKey,
            },
            probes: Vec::new(),
            reversal: Reversal::DEFINITION,
            differences: Vec::new(),
        })
        .collect();
    for change in &changes.changes {
        scene.change(change, &mut found);
    }
    found.extend(changes.sequences.iter().map(|change| {
        let (action, verdict) = match (&change.sequence.before, &change.sequence.after) {
            (Some(_), None) => (
                Action::Removed,
                Verdict::new(Risk::Destructive, Reason::RemovesSequence),
            ),
            (None, _) => (Action::Added, Verdict::safe(Reason::AddsSequence)),
            (Some(_), Some(_)) => (Action::Altered, Verdict::safe(Reason::ChangesNumbering)),
        };
        let path = ObjectPath::root()
            .join("sequences")
            .join(change.name.as_str());
        verdict.about(path, None, action, of_sequence(change))
    }));
    Ok(found)
}

/// Says what a change means, before it is known where.
#[derive(Debug)]
struct Verdict {
    risk: Risk,
    reason: Reason,
    probes: Vec<Probe>,
    reversal: Reversal,
}

impl Verdict {
    fn new(risk: Risk, reason: Reason) -> Self {
        Self {
            risk,
            reason,
            probes: Vec::new(),
            reversal: Reversal::of(risk, reason),
        }
    }

    fn safe(reason: Reason) -> Self {
        Self::new(Risk::Safe, reason)
    }

    /// Rows that meet a condition are refused.
    fn checkable(reason: Reason, table: &Ident, conditions: Vec<Condition>) -> Self {
        Self::new(Risk::Checkable, reason).probing(table, conditions)
    }

    fn probing(mut self, table: &Ident, conditions: Vec<Condition>) -> Self {
        self.probes = conditions
            .into_iter()
            .map(|condition| Probe {
                table: table.clone(),
                condition,
            })
            .collect();
        self
    }

    fn undone(mut self, reversal: Reversal) -> Self {
        self.reversal = reversal;
        self
    }

    fn about(
        self,
        path: ObjectPath,
        table: Option<&Ident>,
        action: Action,
        differences: Vec<Difference>,
    ) -> Assessment {
        Assessment {
            path,
            table: table.cloned(),
            action,
            risk: self.risk,
            reason: self.reason,
            probes: self.probes,
            reversal: self.reversal,
            differences,
        }
    }
}

struct Scene<'a> {
    live: &'a Schema,
    goal: &'a Schema,
    changes: &'a ChangeSet,
}

impl<'a> Scene<'a> {
    /// Finds the name that a table of live gets.
    fn after<'n>(&'n self, table: &'n Ident) -> &'n Ident {
        let renamed = self
            .changes
            .renames
            .iter()
            .find(|rename| rename.object == Renamed::Table && rename.name.before == *table);
        renamed.map_or(table, |rename| &rename.name.after)
    }

    fn change(&self, change: &Change, found: &mut Vec<Assessment>) {
        let name = change.table();
        let path = ObjectPath::table(name);
        match change {
            Change::CreateTable { .. } => {
                let verdict = Verdict::safe(Reason::AddsTable);
                let differences = of_change(change);
                found.push(verdict.about(path, Some(name), Action::Added, differences));
            }
            Change::DropTable { .. } => {
                let before = self.changes.table_before(name);
                let verdict = Verdict::new(Risk::Destructive, Reason::RemovesTable)
                    .probing(before, vec![Condition::EveryRow]);
                let differences = of_change(change);
                found.push(verdict.about(path, Some(name), Action::Removed, differences));
            }
            Change::AlterTable { deltas, .. } => {
                let before = self.changes.table_before(name);
                if let (Some(is), Some(was)) =
                    (self.goal.tables.get(name), self.live.tables.get(before))
                {
                    let altered = Altered {
                        names: Names::new(self.live.dialect, self.changes, name),
                        scene: self,
                        was,
                        is,
                    };
                    for delta in deltas {
                        altered.delta(delta, found);
                    }
                }
            }
        }
    }
}

/// Is a table on both sides of its change.
struct Altered<'a> {
    scene: &'a Scene<'a>,
    names: Names<'a>,
    /// On live, under its names there.
    was: &'a Table,
    is: &'a Table,
}

impl Altered<'_> {
    fn delta(&self, delta: &Delta, found: &mut Vec<Assessment>) {
        let table = self.names.after();
        let path = delta.path(table);
        let mut add = |action, verdict: Verdict| {
            let differences = of_delta(table, delta);
            found.push(verdict.about(path.clone(), Some(table), action, differences));
        };
        match delta {
            Delta::AddColumn { column, .. } => add(Action::Added, self.added(column)),
            Delta::DropColumn { column, .. } => add(Action::Removed, self.removed(column)),
            Delta::AlterColumn { name, deltas } => {
                for attribute in deltas {
                    let verdict = self.attribute(name, attribute);
                    found.push(verdict.about(
                        path.join(attribute.attribute()),
                        Some(table),
                        column::action(attribute),
                        of_column_delta(&path, attribute),
                    ));
                }
            }
            Delta::ReorderColumns { .. } => {
                add(Action::Altered, Verdict::safe(Reason::ReordersColumns));
            }
            Delta::PrimaryKey { key } => add(key::action(key), self.primary_key(key)),
            Delta::Unique { key, .. } => add(key::action(key), self.unique(key)),
            Delta::ForeignKey { key, .. } => add(key::action(key), self.foreign_key(key)),
            Delta::Check { check, .. } => add(key::action(check), self.check(check)),
            Delta::Index { index, .. } => add(key::action(index), self.index(index)),
            Delta::Exclusion { exclusion, .. } => {
                add(key::action(exclusion), self.exclusion(exclusion));
            }
            Delta::Partitioning { partitioning } => {
                add(key::action(partitioning), self.partitioning(partitioning));
            }
            Delta::Options { options } => {
                let counts = options.before.auto_increment != options.after.auto_increment;
                add(
                    Action::Altered,
                    Verdict::safe(if counts {
                        Reason::ChangesNumbering
                    } else {
                        Reason::ChangesOptions
                    }),
                );
            }
            Delta::Comment { comment } => {
                add(key::action(comment), Verdict::safe(Reason::ChangesComment));
            }
        }
    }
}
