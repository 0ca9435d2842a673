//! Says in a few words what a change does, for reports and step summaries.

use std::fmt;

use crate::change::{Change, ColumnDelta, Delta, KeyKind, Pair, Rename, Renamed};
use crate::value::Value;
use crate::{Column, DefaultValue, Nullability, OnUpdate};

impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Pair { before, after } = &self.name;
        match &self.object {
            Renamed::Table => write!(f, "rename table {before} → {after}"),
            Renamed::Column { table } => write!(f, "rename column {table}.{before} → {after}"),
            Renamed::Key { table, kind } => {
                write!(f, "rename {kind} {before} of {table} → {after}")
            }
            Renamed::Sequence => write!(f, "rename sequence {before} → {after}"),
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unique => "unique key",
            Self::ForeignKey => "foreign key",
            Self::Check => "check",
            Self::Index => "index",
            Self::Exclusion => "exclusion constraint",
        })
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateTable { name, .. } => write!(f, "create table {name}"),
            Self::DropTable { name, .. } => write!(f, "remove table {name}"),
            Self::AlterTable { name, deltas } => {
                write!(f, "alter table {name} ({} differences)", deltas.len())
            }
        }
    }
}

impl fmt::Display for Delta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddColumn { column, .. } => {
                write!(f, "add column {} {}", column.name, column_words(column))
            }
            Self::DropColumn { column, .. } => {
                write!(f, "remove column {} {}", column.name, column_words(column))
            }
            Self::AlterColumn { name, deltas } => {
                write!(f, "column {name}: ")?;
                for (position, delta) in deltas.iter().enumerate() {
                    if position > 0 {
                        f.write_str("; ")?;
                    }
                    write!(f, "{delta}")?;
                }
                Ok(())
            }
            Self::ReorderColumns { .. } => f.write_str("change the order of the columns"),
            Self::PrimaryKey { key } => write!(f, "{} primary key", verb(key)),
            Self::Unique { name, key } => write!(f, "{} unique key {name}", verb(key)),
            Self::ForeignKey { name, key } => write!(f, "{} foreign key {name}", verb(key)),
            Self::Check { name, check } => write!(f, "{} check {name}", verb(check)),
            Self::Index { name, index } => write!(f, "{} index {name}", verb(index)),
            Self::Exclusion { name, exclusion } => {
                write!(f, "{} exclusion constraint {name}", verb(exclusion))
            }
            Self::Partitioning { partitioning } => write!(f, "{} partitions", verb(partitioning)),
            Self::Options { .. } => f.write_str("change table options"),
            Self::Comment { comment } => write!(f, "{} comment", verb(comment)),
        }
    }
}

impl fmt::Display for ColumnDelta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DataType(pair) => write!(f, "type {} → {}", pair.before, pair.after),
            Self::Nullability(pair) => {
                write!(
                    f,
                    "{} → {}",
                    null_words(pair.before),
                    null_words(pair.after)
                )
            }
            Self::Default(pair) => write!(
                f,
                "default {} → {}",
                default_words(pair.before.as_ref()),
                default_words(pair.after.as_ref())
            ),
            Self::Identity(pair) => write!(f, "{} numbering", verb(pair)),
            Self::Generated(pair) => write!(f, "{} computation", verb(pair)),
            Self::OnUpdate(pair) => f.write_str(match pair.after {
                OnUpdate::Unchanged => "keep the value on update",
                OnUpdate::CurrentTimestamp => "take the time on update",
            }),
            Self::Collation(pair) => write!(
                f,
                "collation {} → {}",
                pair.before.as_deref().unwrap_or("default"),
                pair.after.as_deref().unwrap_or("default")
            ),
            Self::Comment(pair) => write!(f, "{} comment", verb(pair)),
        }
    }
}

const fn verb<T>(pair: &Pair<Option<T>>) -> &'static str {
    match (&pair.before, &pair.after) {
        (None, Some(_)) => "add",
        (Some(_), None) => "remove",
        (None, None) | (Some(_), Some(_)) => "change",
    }
}

fn column_words(column: &Column) -> String {
    let mut words = column.data_type.to_string();
    if column.nullability == Nullability::NotNull {
        words.push_str(" not null");
    }
    if let Some(default) = &column.default {
        words.push_str(" default ");
        words.push_str(&default_words(Some(default)));
    }
    words
}

const fn null_words(nullability: Nullability) -> &'static str {
    match nullability {
        Nullability::Nullable => "nullable",
        Nullability::NotNull => "not null",
    }
}

/// Spells a default. A default is part of the schema, so its value may be shown.
fn default_words(default: Option<&DefaultValue>) -> String {
    match default {
        None => "none".to_owned(),
        Some(DefaultValue::Literal(value)) => match value {
            Value::Null => "null".to_owned(),
            Value::Boolean(truth) => truth.to_string(),
            Value::Integer(number) => number.to_string(),
            Value::Number(text) => text.clone(),
            Value::Text(text) => format!("'{text}'"),
            Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
        },
        Some(DefaultValue::CurrentTimestamp) => "current timestamp".to_owned(),
        Some(DefaultValue::CurrentDate) => "current date".to_owned(),
        Some(DefaultValue::RandomUuid) => "random uuid".to_owned(),
        Some(DefaultValue::Expression(expression)) => expression.clone(),
    }
}
