//! Carries changes out on a schema in memory.

use std::collections::BTreeMap;

use crate::change::rename::rename;
use crate::change::{Change, ChangeSet, ColumnDelta, Delta, KeyKind, Pair, Rename, Renamed};
use crate::{Column, Ident, ObjectPath, Schema, Table};

/// Says that a change does not fit the schema it is applied to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a change expects {path} to be {expected}, which it is not")]
#[non_exhaustive]
pub struct ApplyError {
    /// Where.
    pub path: ObjectPath,
    /// What the change expects there.
    pub expected: &'static str,
}

impl ApplyError {
    /// Returns the stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "model/change-does-not-fit"
    }
}

/// Returns the schema that results from the changes.
///
/// # Errors
/// `model/change-does-not-fit` if a change's `before` side is not what the schema holds.
pub fn apply(schema: &Schema, changes: &ChangeSet) -> Result<Schema, ApplyError> {
    let mut schema = if changes.renames.is_empty() {
        schema.clone()
    } else {
        let misfit = changes.renames.iter().find(|one| !has(schema, one));
        if let Some(misfit) = misfit {
            return Err(ApplyError {
                path: misfit.path(),
                expected: "present",
            });
        }
        let renamed = rename(schema, &changes.renames);
        if let Some(path) = merged(schema, &renamed) {
            return Err(ApplyError {
                path,
                expected: "the only one of its new name",
            });
        }
        renamed
    };
    for change in &changes.changes {
        let path = ObjectPath::table(change.table());
        match change {
            Change::CreateTable { name, table } => {
                if schema.tables.insert(name.clone(), table.clone()).is_some() {
                    return Err(ApplyError {
                        path,
                        expected: "absent",
                    });
                }
            }
            Change::DropTable { name, table } => {
                if schema.tables.remove(name).as_ref() != Some(table) {
                    return Err(ApplyError {
                        path,
                        expected: "as the change describes it",
                    });
                }
            }
            Change::AlterTable { name, deltas } => {
                let table = schema.tables.get_mut(name).ok_or(ApplyError {
                    path,
                    expected: "present",
                })?;
                for delta in deltas {
                    apply_delta(table, delta).map_err(|expected| ApplyError {
                        path: delta.path(name),
                        expected,
                    })?;
                }
            }
        }
    }
    for change in &changes.sequences {
        let path = ObjectPath::root()
            .join("sequences")
            .join(change.name.as_str());
        replace_entry(&mut schema.sequences, &change.name, &change.sequence)
            .map_err(|expected| ApplyError { path, expected })?;
    }
    Ok(schema)
}

fn has(schema: &Schema, rename: &Rename) -> bool {
    let name = &rename.name.before;
    match &rename.object {
        Renamed::Table => schema.tables.contains_key(name),
        Renamed::Column { table } => {
            let table = schema.tables.get(table);
            table.is_some_and(|table| table.columns.get(name).is_some())
        }
        Renamed::Key { table, kind } => {
            let table = schema.tables.get(table);
            table.is_some_and(|table| kind.names(table).contains(&name))
        }
        Renamed::Sequence => schema.sequences.contains_key(name),
    }
}

/// Finds where two objects of the schema got one name.
fn merged(before: &Schema, after: &Schema) -> Option<ObjectPath> {
    if before.tables.len() != after.tables.len() || before.sequences.len() != after.sequences.len()
    {
        return Some(ObjectPath::root());
    }
    let size = |table: &Table| KeyKind::ALL.map(|kind| kind.names(table).len());
    let sizes = |schema: &Schema| {
        let mut sizes: Vec<_> = schema.tables.values().map(size).collect();
        sizes.sort_unstable();
        sizes
    };
    let twice = after.tables.iter().find_map(|(name, table)| {
        let mut seen = std::collections::BTreeSet::new();
        let mut names = table.columns.names();
        let twice = names.find(|column| !seen.insert(*column))?;
        Some(ObjectPath::column(name, twice))
    });
    twice.or_else(|| (sizes(before) != sizes(after)).then(ObjectPath::root))
}

const AS_DESCRIBED: &str = "as the change describes it";

fn apply_delta(table: &mut Table, delta: &Delta) -> Result<(), &'static str> {
    match delta {
        Delta::AddColumn { column, position } => {
            if table.columns.get(&column.name).is_some() {
                return Err("absent");
            }
            table.columns.insert(*position, column.clone());
            Ok(())
        }
        Delta::DropColumn { column, .. } => (table.columns.remove(&column.name).as_ref()
            == Some(column))
        .then_some(())
        .ok_or(AS_DESCRIBED),
        Delta::AlterColumn { name, deltas } => {
            let column = table.columns.get_mut(name).ok_or("present")?;
            deltas
                .iter()
                .try_for_each(|delta| apply_column_delta(column, delta))
        }
        Delta::ReorderColumns { order } => {
            if !table.columns.names().eq(&order.before) {
                return Err("in the order that the change describes");
            }
            table.columns.arrange(&order.after);
            Ok(())
        }
        Delta::PrimaryKey { key } => replace(&mut table.primary_key, key),
        Delta::Unique { name, key } => replace_entry(&mut table.uniques, name, key),
        Delta::ForeignKey { name, key } => replace_entry(&mut table.foreign_keys, name, key),
        Delta::Check { name, check } => replace_entry(&mut table.checks, name, check),
        Delta::Index { name, index } => replace_entry(&mut table.indexes, name, index),
        Delta::Exclusion { name, exclusion } => {
            replace_entry(&mut table.exclusions, name, exclusion)
        }
        Delta::Partitioning { partitioning } => replace(&mut table.partitioning, partitioning),
        Delta::Options { options } => replace(&mut table.options, options),
        Delta::Comment { comment } => replace(&mut table.comment, comment),
    }
}

fn apply_column_delta(column: &mut Column, delta: &ColumnDelta) -> Result<(), &'static str> {
    match delta {
        ColumnDelta::DataType(pair) => replace(&mut column.data_type, pair),
        ColumnDelta::Nullability(pair) => replace(&mut column.nullability, pair),
        ColumnDelta::Default(pair) => replace(&mut column.default, pair),
        ColumnDelta::Identity(pair) => replace(&mut column.identity, pair),
        ColumnDelta::Generated(pair) => replace(&mut column.generated, pair),
        ColumnDelta::OnUpdate(pair) => replace(&mut column.on_update, pair),
        ColumnDelta::Collation(pair) => replace(&mut column.collation, pair),
        ColumnDelta::Comment(pair) => replace(&mut column.comment, pair),
    }
}

fn replace<T: Clone + PartialEq>(slot: &mut T, pair: &Pair<T>) -> Result<(), &'static str> {
    if *slot != pair.before {
        return Err(AS_DESCRIBED);
    }
    slot.clone_from(&pair.after);
    Ok(())
}

fn replace_entry<T: Clone + PartialEq>(
    map: &mut BTreeMap<Ident, T>,
    name: &Ident,
    pair: &Pair<Option<T>>,
) -> Result<(), &'static str> {
    if map.get(name) != pair.before.as_ref() {
        return Err(AS_DESCRIBED);
    }
    match &pair.after {
        Some(after) => map.insert(name.clone(), after.clone()),
        None => map.remove(name),
    };
    Ok(())
}
