//! Parts of a schema in a few words, the same in every language.

mod keys;

use std::fmt::Write as _;

use obmigrate_model::change::{Change, ChangeSet, ColumnDelta, Delta};
use obmigrate_model::sequence::SequenceLimits;
use obmigrate_model::{
    Column, DataType, DefaultValue, Exclusion, Generated, Generation, Identity, IndexKey,
    IndexPart, Nullability, ObjectPath, OnUpdate, Pair, Storage, Table,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Difference;

/// Spells what stands at a path of a schema.
pub(super) fn of_value(path: &ObjectPath, value: &Value) -> String {
    let segments = path.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let words = match segments.as_slice() {
        ["tables", _] => read(value, table),
        ["tables", _, "columns"] => None,
        ["tables", _, "columns", _] => read(value, column),
        [.., "data_type"] => read(value, DataType::to_string),
        [.., "default"] => read(value, default),
        [.., "columns", _, "identity"] => read(value, identity),
        [.., "columns", _, "generated"] => read(value, generated),
        ["tables", _, "primary_key"] => read(value, keys::primary_key),
        ["tables", _, "uniques", _] => read(value, keys::unique),
        ["tables", _, "foreign_keys", _] => read(value, keys::foreign_key),
        ["tables", _, "checks", _] => read(value, keys::check),
        ["tables", _, "indexes", _] => read(value, keys::index),
        ["tables", _, "indexes", _, "parts"] => {
            read(value, |parts: &Vec<IndexPart>| keys::parts(parts))
        }
        ["tables", _, "exclusions", _] => read::<Exclusion>(value, document),
        [.., "parts", _, "key"] => read(value, key),
        [.., "comment"] => value.as_str().map(quoted),
        _ => None,
    };
    words.unwrap_or_else(|| plain(value))
}

/// Spells both sides of a type, if that is what differs.
pub(super) fn of_type_change(
    differences: &[Difference],
    changes: &ChangeSet,
    path: &ObjectPath,
) -> Option<(String, String)> {
    let first = differences.first()?;
    if !first.path.is_within(path) || path.segments().last()? != "data_type" {
        return None;
    }
    changes.changes.iter().find_map(|change| {
        let Change::AlterTable { name, deltas } = change else {
            return None;
        };
        deltas.iter().find_map(|delta| {
            let Delta::AlterColumn { deltas, .. } = delta else {
                return None;
            };
            if !path.is_within(&delta.path(name)) {
                return None;
            }
            deltas.iter().find_map(|attribute| match attribute {
                ColumnDelta::DataType(Pair { before, after }) => {
                    Some((before.to_string(), after.to_string()))
                }
                ColumnDelta::Nullability(_)
                | ColumnDelta::Default(_)
                | ColumnDelta::Identity(_)
                | ColumnDelta::Generated(_)
                | ColumnDelta::OnUpdate(_)
                | ColumnDelta::Collation(_)
                | ColumnDelta::Comment(_) => None,
            })
        })
    })
}

/// Spells what a whole table consists of: where each part stands, and what it is.
pub(super) fn table_lines(value: &Value) -> Vec<(String, String)> {
    let Some(table) = part::<Table>(value) else {
        return Vec::new();
    };
    let Table {
        columns,
        primary_key,
        uniques,
        foreign_keys,
        checks,
        indexes,
        exclusions,
        partitioning,
        options,
        comment,
    } = &table;
    let mut lines = Vec::new();
    let mut add = |list: &str, name: &str, words: String| {
        let mut path = ObjectPath::root().join(list);
        if !name.is_empty() {
            path = path.join(name);
        }
        lines.push((path.to_string(), words));
    };
    for one in columns {
        add("columns", one.name.as_str(), column(one));
    }
    if let Some(key) = primary_key {
        add("primary_key", "", keys::primary_key(key));
    }
    for (name, key) in uniques {
        add("uniques", name.as_str(), keys::unique(key));
    }
    for (name, key) in foreign_keys {
        add("foreign_keys", name.as_str(), keys::foreign_key(key));
    }
    for (name, check) in checks {
        add("checks", name.as_str(), keys::check(check));
    }
    for (name, index) in indexes {
        add("indexes", name.as_str(), keys::index(index));
    }
    for (name, one) in exclusions {
        add("exclusions", name.as_str(), document(one));
    }
    if let Some(one) = partitioning {
        add("partitioning", "", document(one));
    }
    if *options != obmigrate_model::schema::TableOptions::default() {
        add("options", "", document(options));
    }
    if let Some(text) = comment {
        add("comment", "", quoted(text));
    }
    lines
}

fn read<T: DeserializeOwned>(value: &Value, words: impl Fn(&T) -> String) -> Option<String> {
    part(value).map(|part| words(&part))
}

/// Reads a part of a schema from a value of a document, or from its text.
fn part<T: DeserializeOwned>(value: &Value) -> Option<T> {
    match value {
        Value::String(text) => serde_json::from_str(text)
            .or_else(|_| serde_json::from_value(value.clone()))
            .ok(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            serde_json::from_value(value.clone()).ok()
        }
    }
}

fn table(table: &Table) -> String {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|one| format!("{} {}", one.name, column(one)))
        .collect();
    format!("({})", columns.join(", "))
}

/// Spells a column without its name.
fn column(column: &Column) -> String {
    let Column {
        name: _,
        data_type,
        nullability,
        default: default_value,
        identity: numbers,
        generated: computes,
        on_update,
        collation,
        comment,
    } = column;
    let mut words = data_type.to_string();
    if *nullability == Nullability::NotNull {
        words.push_str(" not null");
    }
    let mut add = |text: String| {
        words.push_str(", ");
        words.push_str(&text);
    };
    if let Some(value) = default_value {
        add(format!("default {}", default(value)));
    }
    if let Some(one) = numbers {
        add(identity(one));
    }
    if let Some(one) = computes {
        add(generated(one));
    }
    if *on_update == OnUpdate::CurrentTimestamp {
        add("on update current timestamp".to_owned());
    }
    if let Some(name) = collation {
        add(format!("collate {name}"));
    }
    if let Some(text) = comment {
        add(format!("comment {}", quoted(text)));
    }
    words
}

/// Spells a default. A default is part of the schema, so its value may be shown.
fn default(value: &DefaultValue) -> String {
    let pair = Pair {
        before: None,
        after: Some(value.clone()),
    };
    // The model spells a default in the words of a change.
    let words = ColumnDelta::Default(pair).to_string();
    words.replacen("default none → ", "", 1)
}

fn generated(generated: &Generated) -> String {
    let storage = match generated.storage {
        Storage::Stored => "stored",
        Storage::Virtual => "virtual",
    };
    format!("as ({}) {storage}", generated.expression)
}

fn identity(identity: &Identity) -> String {
    let generation = match identity.generation {
        Generation::Always => "always",
        Generation::ByDefault => "by default",
        Generation::Serial => "serially",
    };
    let Identity {
        generation: _,
        start,
        increment,
        limits,
        sequence,
    } = identity;
    let mut words = format!("numbered {generation} from {start} by {increment}");
    // Writing into a string cannot fail.
    if *limits != SequenceLimits::default() {
        let _ = write!(words, ", {}", document(limits));
    }
    if let Some(sequence) = sequence {
        let _ = write!(words, ", sequence {sequence}");
    }
    words
}

fn key(key: &IndexKey) -> String {
    match key {
        IndexKey::Column(name) => name.to_string(),
        IndexKey::Expression(expression) => format!("({expression})"),
    }
}

fn quoted(text: impl AsRef<str>) -> String {
    format!("'{}'", text.as_ref())
}

/// Spells a part as a schema document writes it.
fn document<T: Serialize>(part: &T) -> String {
    // A part of a schema always has a JSON form.
    serde_json::to_value(part).map_or_else(|error| error.to_string(), |value| plain(&value))
}

/// Spells a value of a document: a choice by its words, a list of names in parentheses.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) if values.iter().all(Value::is_string) => {
            let names = values.iter().filter_map(Value::as_str);
            format!("({})", names.collect::<Vec<_>>().join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}
