//! The single attributes in which two sides of a change differ.

use obmigrate_model::change::{Change, ChangeSet, ColumnDelta, Delta, Pair, SequenceChange};
use obmigrate_model::{Ident, ObjectPath};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Names one attribute that differs.
///
/// The values are those of a schema document, in which an attribute that has its usual value is left
/// out. One that holds a whole number of more than 64 bits is the JSON text of that value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a place and two sides make it")]
pub struct Difference {
    /// Where: `tables.orders.indexes.by_day.parts.0.order`.
    pub path: ObjectPath,
    /// What stands there before; nothing where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What stands there after; nothing where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// Lists the attributes in which both sides of the changes differ: tables, columns and keys that
/// come or go as a whole, everything else to the last attribute. Renames are not among them.
#[must_use]
pub fn differences(changes: &ChangeSet) -> Vec<Difference> {
    let tables = changes.changes.iter().flat_map(of_change);
    tables
        .chain(changes.sequences.iter().flat_map(of_sequence))
        .collect()
}

pub(crate) fn of_change(change: &Change) -> Vec<Difference> {
    match change {
        Change::CreateTable { name, table } => whole(ObjectPath::table(name), None, Some(table)),
        Change::DropTable { name, table } => whole(ObjectPath::table(name), Some(table), None),
        Change::AlterTable { name, deltas } => {
            let deltas = deltas.iter();
            deltas.flat_map(|delta| of_delta(name, delta)).collect()
        }
    }
}

pub(crate) fn of_sequence(change: &SequenceChange) -> Vec<Difference> {
    let path = ObjectPath::root()
        .join("sequences")
        .join(change.name.as_str());
    sides(path, &change.sequence)
}

/// Lists the attributes that one delta of a table changes.
pub(crate) fn of_delta(table: &Ident, delta: &Delta) -> Vec<Difference> {
    let path = delta.path(table);
    match delta {
        Delta::AddColumn { column, .. } => whole(path, None, Some(column)),
        Delta::DropColumn { column, .. } => whole(path, Some(column), None),
        Delta::AlterColumn { deltas, .. } => {
            let deltas = deltas.iter();
            deltas
                .flat_map(|delta| of_column_delta(&path, delta))
                .collect()
        }
        Delta::ReorderColumns { order } => whole(path, Some(&order.before), Some(&order.after)),
        Delta::PrimaryKey { key } => sides(path, key),
        Delta::Unique { key, .. } => sides(path, key),
        Delta::ForeignKey { key, .. } => sides(path, key),
        Delta::Check { check, .. } => sides(path, check),
        Delta::Index { index, .. } => sides(path, index),
        Delta::Exclusion { exclusion, .. } => sides(path, exclusion),
        Delta::Partitioning { partitioning } => sides(path, partitioning),
        Delta::Options { options } => both(path, &options.before, &options.after),
        Delta::Comment { comment } => sides(path, comment),
    }
}

/// Lists the attributes that one delta of a column changes.
pub(crate) fn of_column_delta(column: &ObjectPath, delta: &ColumnDelta) -> Vec<Difference> {
    let path = column.join(delta.attribute());
    match delta {
        ColumnDelta::DataType(pair) => both(path, &pair.before, &pair.after),
        ColumnDelta::Nullability(pair) => both(path, &pair.before, &pair.after),
        ColumnDelta::Default(pair) => sides(path, pair),
        ColumnDelta::Identity(pair) => sides(path, pair),
        ColumnDelta::Generated(pair) => sides(path, pair),
        ColumnDelta::OnUpdate(pair) => both(path, &pair.before, &pair.after),
        ColumnDelta::Collation(pair) | ColumnDelta::Comment(pair) => sides(path, pair),
    }
}

/// Tells something that comes, goes or is told as a whole.
fn whole<T: Serialize>(path: ObjectPath, before: Option<&T>, after: Option<&T>) -> Vec<Difference> {
    vec![Difference {
        path,
        before: before.map(document),
        after: after.map(document),
    }]
}

fn sides<T: Serialize>(path: ObjectPath, pair: &Pair<Option<T>>) -> Vec<Difference> {
    match (&pair.before, &pair.after) {
        (Some(before), Some(after)) => both(path, before, after),
        (before, after) => whole(path, before.as_ref(), after.as_ref()),
    }
}

fn both<T: Serialize>(path: ObjectPath, before: &T, after: &T) -> Vec<Difference> {
    let mut found = Vec::new();
    walk(
        path,
        Some(&document(before)),
        Some(&document(after)),
        &mut found,
    );
    found
}

/// Returns a part as a schema document writes it. A whole number of more than 64 bits has no place
/// in a JSON value: the part that holds one is its JSON text, so that no digit gets lost.
pub(crate) fn document<T: Serialize>(part: &T) -> Value {
    serde_json::to_value(part).unwrap_or_else(|_| {
        // Everything in a schema can be written as text.
        Value::String(serde_json::to_string(part).unwrap_or_default())
    })
}

/// Goes down as long as both sides are the same kind of thing.
fn walk(
    path: ObjectPath,
    before: Option<&Value>,
    after: Option<&Value>,
    found: &mut Vec<Difference>,
) {
    if before == after {
        return;
    }
    match (before, after) {
        (Some(Value::Object(before)), Some(Value::Object(after)))
            if !are_choices(&path, before, after) =>
        {
            let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                walk(path.join(name), before.get(name), after.get(name), found);
            }
        }
        // Lists of objects of the same length are told one by one; of others nobody knows which
        // entry is which.
        (Some(Value::Array(before)), Some(Value::Array(after)))
            if before.len() == after.len() && before.iter().all(Value::is_object) =>
        {
            for (position, (before, after)) in before.iter().zip(after).enumerate() {
                let path = path.join(&position.to_string());
                walk(path, Some(before), Some(after), found);
            }
        }
        (before, after) => found.push(Difference {
            path,
            before: before.cloned(),
            after: after.cloned(),
        }),
    }
}

/// Attributes whose parts may all be left out, so that one part on each side is no choice.
const RECORDS: [&str; 3] = ["limits", "options", "parameters"];

/// Says whether two objects are different choices, such as `{"var_char": …}` and `{"text": …}`,
/// which have no attribute in common.
fn are_choices(path: &ObjectPath, before: &Map<String, Value>, after: &Map<String, Value>) -> bool {
    let is_record = path
        .segments()
        .last()
        .is_some_and(|last| RECORDS.contains(&last.as_str()));
    !is_record && before.len() == 1 && after.len() == 1 && before.keys().ne(after.keys())
}
