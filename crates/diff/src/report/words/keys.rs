//! Keys, constraints and indexes in a few words.

use std::fmt::Write as _;

use obmigrate_model::index::{SortOrder, Uniqueness};
use obmigrate_model::{Check, ForeignKey, Ident, Index, IndexPart, PrimaryKey, Unique};
use serde::Serialize;
use serde_json::Value;

use super::{key, plain};

pub(super) fn primary_key(key: &PrimaryKey) -> String {
    let name = key.name.as_ref();
    let name = name.map_or_else(String::new, |name| format!("{name} "));
    let bare = PrimaryKey {
        name: key.name.clone(),
        ..PrimaryKey::new(key.columns.clone())
    };
    format!("{name}{}{}", list(&key.columns), besides(key, &bare))
}

pub(super) fn unique(key: &Unique) -> String {
    let bare = Unique::new(key.columns.clone());
    format!("{}{}", list(&key.columns), besides(key, &bare))
}

pub(super) fn foreign_key(key: &ForeignKey) -> String {
    let bare = ForeignKey {
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
        besides(key, &bare)
    )
}

pub(super) fn check(check: &Check) -> String {
    let bare = Check::new(check.expression.as_str());
    format!("({}){}", check.expression, besides(check, &bare))
}

pub(super) fn index(index: &Index) -> String {
    let unique = match index.uniqueness {
        Uniqueness::NotUnique => "",
        Uniqueness::Unique => "unique ",
    };
    let bare = Index {
        uniqueness: index.uniqueness,
        ..Index::new(index.parts.clone())
    };
    format!("{unique}{}{}", parts(&index.parts), besides(index, &bare))
}

/// Spells the parts of an index, in order.
pub(super) fn parts(parts: &[IndexPart]) -> String {
    let parts = parts.iter().map(|part| {
        let mut words = key(&part.key);
        // Writing into a string cannot fail.
        if let Some(prefix) = part.prefix {
            let _ = write!(words, " first {prefix} characters");
        }
        match part.order {
            SortOrder::Ascending => {}
            SortOrder::Descending => words.push_str(" descending"),
        }
        let bare = IndexPart {
            prefix: part.prefix,
            order: part.order,
            ..IndexPart::new(part.key.clone())
        };
        words + &besides(part, &bare)
    });
    format!("({})", parts.collect::<Vec<_>>().join(", "))
}

fn list(names: &[Ident]) -> String {
    let names: Vec<_> = names.iter().map(Ident::as_str).collect();
    format!("({})", names.join(", "))
}

/// Spells the attributes in which a part differs from a bare one, as a schema document writes them.
fn besides<T: Serialize>(part: &T, bare: &T) -> String {
    let (Ok(Value::Object(part)), Ok(Value::Object(bare))) =
        (serde_json::to_value(part), serde_json::to_value(bare))
    else {
        return String::new();
    };
    let mut words = String::new();
    for (name, value) in &part {
        if bare.get(name) != Some(value) {
            let _ = write!(words, ", {}: {}", name.replace('_', " "), plain(value));
        }
    }
    words
}
