//! Parts of a schema in a few words.

use std::fmt::Write as _;

use obmigrate_model::index::{SortOrder, Uniqueness};
use obmigrate_model::schema::TableOptions;
use obmigrate_model::sequence::SequenceLimits;
use obmigrate_model::{
    Check, Column, ColumnDelta, Delta, ForeignKey, Generated, Generation, Ident, Identity, Index,
    IndexKey, IndexPart, Nullability, OnUpdate, Pair, PrimaryKey, Storage, Table, Unique,
};
use serde::Serialize;
use serde_json::Value;

use crate::Node;

/// Spells a delta with both sides.
pub(super) fn delta_words(delta: &Delta) -> String {
    match delta {
        Delta::AlterColumn { name, deltas } => {
            let attributes: Vec<_> = deltas.iter().map(column_delta_words).collect();
            format!("column {name}: {}", attributes.join("; "))
        }
        Delta::AddColumn { .. } | Delta::DropColumn { .. } => delta.to_string(),
        Delta::ReorderColumns { order } => {
            format!("{delta}: {} → {}", list(&order.before), list(&order.after))
        }
        Delta::PrimaryKey { key } => format!("{delta}: {}", sides(key, primary_key)),
        Delta::Unique { key, .. } => format!("{delta}: {}", sides(key, unique)),
        Delta::ForeignKey { key, .. } => format!("{delta}: {}", sides(key, foreign_key)),
        Delta::Check { check, .. } => format!("{delta}: {}", sides(check, check_words)),
        Delta::Index { index, .. } => format!("{delta}: {}", sides(index, index_words)),
        Delta::Exclusion { exclusion, .. } => {
            format!("{delta}: {}", sides(exclusion, document))
        }
        Delta::Partitioning { partitioning } => {
            format!("{delta}: {}", sides(partitioning, document))
        }
        Delta::Options { options } => {
            let (before, after) = (document(&options.before), document(&options.after));
            format!("{delta}: {before} → {after}")
        }
        Delta::Comment { comment } => format!("{delta}: {}", sides(comment, quoted)),
    }
}

fn column_delta_words(delta: &ColumnDelta) -> String {
    match delta {
        ColumnDelta::DataType(_)
        | ColumnDelta::Nullability(_)
        | ColumnDelta::Default(_)
        | ColumnDelta::Collation(_) => delta.to_string(),
        ColumnDelta::Generated(pair) => format!("{delta}: {}", sides(pair, generated)),
        ColumnDelta::OnUpdate(_) => delta.to_string(),
        ColumnDelta::Identity(pair) => format!("{delta}: {}", sides(pair, identity)),
        ColumnDelta::Comment(pair) => format!("{delta}: {}", sides(pair, quoted)),
    }
}

/// Spells what a whole table consists of.
pub(super) fn table_lines(table: &Table) -> Vec<String> {
    let Table {
        columns,
        primary_key: key,
        uniques,
        foreign_keys,
        checks,
        indexes,
        exclusions,
        partitioning,
        options,
        comment,
    } = table;
    let mut lines: Vec<String> = columns.iter().map(column).collect();
    lines.extend(
        key.iter()
            .map(|key| format!("primary key {}", primary_key(key))),
    );
    let uniques = uniques.iter();
    lines.extend(uniques.map(|(name, key)| format!("unique key {name} {}", unique(key))));
    let foreign_keys = foreign_keys.iter();
    lines
        .extend(foreign_keys.map(|(name, key)| format!("foreign key {name} {}", foreign_key(key))));
    let checks = checks.iter();
    lines.extend(checks.map(|(name, check)| format!("check {name} {}", check_words(check))));
    let indexes = indexes.iter();
    lines.extend(indexes.map(|(name, index)| format!("index {name} {}", index_words(index))));
    let exclusions = exclusions.iter();
    lines.extend(
        exclusions.map(|(name, one)| format!("exclusion constraint {name} {}", document(one))),
    );
    lines.extend(
        partitioning
            .iter()
            .map(|one| format!("partitions {}", document(one))),
    );
    if *options != TableOptions::default() {
        lines.push(format!("options {}", document(options)));
    }
    lines.extend(
        comment
            .iter()
            .map(|comment| format!("comment {}", quoted(comment))),
    );
    lines
}

/// Spells one side of a conflict.
pub(super) fn node_words(node: &Node) -> String {
    match node {
        Node::Table(table) => format!("table: {}", table_lines(table).join("; ")),
        Node::Column(side) => column(side),
        Node::ColumnOrder(names) => list(names),
        Node::DataType(data_type) => data_type.to_string(),
        Node::Nullability(Nullability::Nullable) => "nullable".to_owned(),
        Node::Nullability(Nullability::NotNull) => "not null".to_owned(),
        Node::Default(default) => {
            // The model spells a default in the words of a change.
            let pair = Pair {
                before: None,
                after: Some(default.clone()),
            };
            let words = ColumnDelta::Default(pair).to_string();
            words.replacen("default none → ", "", 1)
        }
        Node::Identity(side) => identity(side),
        Node::Collation(name) => name.clone(),
        Node::Comment(comment) => quoted(comment),
        Node::PrimaryKey(key) => primary_key(key),
        Node::Unique(key) => unique(key),
        Node::ForeignKey(key) => foreign_key(key),
        Node::Check(check) => check_words(check),
        Node::Index(index) => index_words(index),
        Node::Exclusion(exclusion) => document(exclusion),
        Node::Partitioning(partitioning) => document(partitioning),
        Node::Options(options) => document(options),
        Node::Generated(side) => generated(side),
        Node::OnUpdate(OnUpdate::Unchanged) => "unchanged on update".to_owned(),
        Node::OnUpdate(OnUpdate::CurrentTimestamp) => "the time on update".to_owned(),
    }
}

fn sides<T>(pair: &Pair<Option<T>>, words: fn(&T) -> String) -> String {
    match (&pair.before, &pair.after) {
        (Some(before), Some(after)) => format!("{} → {}", words(before), words(after)),
        (Some(only), None) | (None, Some(only)) => words(only),
        (None, None) => "none".to_owned(),
    }
}

fn list(names: &[Ident]) -> String {
    let names: Vec<_> = names.iter().map(Ident::as_str).collect();
    format!("({})", names.join(", "))
}

fn column(column: &Column) -> String {
    let added = Delta::AddColumn {
        column: column.clone(),
        position: 0,
    };
    added.to_string().replacen("add ", "", 1)
}

fn primary_key(key: &PrimaryKey) -> String {
    let name = key.name.as_ref();
    let name = name.map_or_else(String::new, |name| format!("{name} "));
    let plain = PrimaryKey {
        name: key.name.clone(),
        ..PrimaryKey::new(key.columns.clone())
    };
    format!("{name}{}{}", list(&key.columns), besides(key, &plain))
}

fn unique(key: &Unique) -> String {
    let plain = Unique::new(key.columns.clone());
    format!("{}{}", list(&key.columns), besides(key, &plain))
}

fn foreign_key(key: &ForeignKey) -> String {
    let plain = ForeignKey {
        on_delete: key.on_delete,
        on_update: key.on_update,
        ..ForeignKey::new(key.columns.clone(), key.references.clone())
    };
    format!(
        "{} references {} {}, on delete {}, on update {}{}",
        list(&key.columns),
        key.references.table,
        list(&key.references.columns),
        key.on_delete,
        key.on_update,
        besides(key, &plain)
    )
}

fn check_words(check: &Check) -> String {
    let plain = Check::new(check.expression.as_str());
    format!("({}){}", check.expression, besides(check, &plain))
}

fn index_words(index: &Index) -> String {
    let parts = index.parts.iter().map(|part| {
        let mut words = key_words(&part.key);
        if let Some(prefix) = part.prefix {
            words = format!("{words} first {prefix} characters");
        }
        match part.order {
            SortOrder::Ascending => {}
            SortOrder::Descending => words.push_str(" descending"),
        }
        let plain = IndexPart {
            prefix: part.prefix,
            order: part.order,
            ..IndexPart::new(part.key.clone())
        };
        words + &besides(part, &plain)
    });
    let parts: Vec<_> = parts.collect();
    let unique = match index.uniqueness {
        Uniqueness::NotUnique => "",
        Uniqueness::Unique => "unique ",
    };
    let plain = Index {
        uniqueness: index.uniqueness,
        ..Index::new(index.parts.clone())
    };
    format!("{unique}({}){}", parts.join(", "), besides(index, &plain))
}

/// Spells the attributes in which a part differs from a plain one, as a model document writes them.
fn besides<T: Serialize>(part: &T, plain: &T) -> String {
    let (Ok(Value::Object(part)), Ok(Value::Object(plain))) =
        (serde_json::to_value(part), serde_json::to_value(plain))
    else {
        return String::new();
    };
    let mut words = String::new();
    for (name, value) in &part {
        if plain.get(name) != Some(value) {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            let _ = write!(words, ", {}: {value}", name.replace('_', " "));
        }
    }
    words
}

/// Spells a part as a model document writes it.
fn document(part: &impl Serialize) -> String {
    // A part of a schema always has a JSON form.
    serde_json::to_string(part).unwrap_or_else(|error| error.to_string())
}

fn generated(generated: &Generated) -> String {
    let storage = match generated.storage {
        Storage::Stored => "stored",
        Storage::Virtual => "virtual",
    };
    format!("computed as ({}), {storage}", generated.expression)
}

fn key_words(key: &IndexKey) -> String {
    match key {
        IndexKey::Column(name) => name.to_string(),
        IndexKey::Expression(expression) => format!("({expression})"),
    }
}

fn quoted(text: &String) -> String {
    format!("'{text}'")
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
    if *limits != SequenceLimits::default() {
        let _ = write!(words, ", {}", document(limits));
    }
    if let Some(sequence) = sequence {
        let _ = write!(words, ", sequence {sequence}");
    }
    words
}
