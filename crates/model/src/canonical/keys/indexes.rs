//! Indexes.

use std::collections::BTreeMap;

use super::{LONGEST_INDEX_COMMENT, key_length, parts};
use crate::canonical::{Notes, columns, names, types};
use crate::data_type::PostgresType;
use crate::index::{IndexMethod, Nulls};
use crate::{
    DataType, Ident, Index, IndexKey, IndexPart, ObjectPath, Severity, SortOrder, Table,
    Uniqueness, expression,
};

/// What to do about an expression that cannot be carried over.
const REWRITE: &str = "write the expression in a form that both servers have";

/// Translates an index; `None` if it has to be left out.
pub(super) fn translate(
    table: &Table,
    result: &Table,
    index: &Index,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Option<Index> {
    if is_left_out(table, index, path, notes) {
        return None;
    }
    let mut parts = Vec::new();
    for part in &index.parts {
        match parts::translate(table, result, part, path, notes) {
            Ok(part) => parts.push(part),
            Err((code, reason)) => {
                let severity = match (&part.key, index.uniqueness) {
                    (IndexKey::Expression(_), Uniqueness::NotUnique) => Severity::Warning,
                    (IndexKey::Expression(_) | IndexKey::Column(_), _) => Severity::Error,
                };
                let remedy = match code {
                    "model/unindexable-column" => "drop the index, or index a generated column",
                    "model/unindexable-expression" => {
                        "give the columns a length, or index a generated column"
                    }
                    _ => REWRITE,
                };
                let reason = format!("the index is left out: {reason}");
                notes.add(severity, code, path.clone(), reason, remedy);
                return None;
            }
        }
    }
    note_losses(index, path, notes);
    let whole = parts::whole_columns(&parts);
    key_length(result, &whole, path, notes);
    if index.uniqueness == Uniqueness::Unique {
        parts = distinguish(result, index, parts, path, notes)?;
    }
    let parts = limit(table, result, index, parts, path, notes)?;
    Some(Index {
        uniqueness: index.uniqueness,
        include: storing(result, index, &whole, path, notes),
        comment: names::comment(index.comment.as_deref(), LONGEST_INDEX_COMMENT, path, notes),
        ..Index::new(parts)
    })
}

/// Brings an OceanBase index into canonical form. `USING HASH` is accepted and without effect
/// (measured).
pub(super) fn normalise(index: &Index) -> Index {
    let parts: Vec<IndexPart> = index.parts.iter().map(parts::normalise).collect();
    let is_tree = matches!(index.method, IndexMethod::BTree | IndexMethod::Hash);
    Index {
        uniqueness: index.uniqueness,
        include: parts::stored(&index.include, &parts::whole_columns(&parts)),
        visibility: index.visibility,
        scope: index.scope,
        parameters: if is_tree {
            BTreeMap::new()
        } else {
            index.parameters.clone()
        },
        method: if is_tree {
            IndexMethod::BTree
        } else {
            index.method.clone()
        },
        comment: index.comment.clone().filter(|text| !text.is_empty()),
        ..Index::new(parts)
    }
}

/// Notes an index of a kind that OceanBase does not have.
fn is_left_out(table: &Table, index: &Index, path: &ObjectPath, notes: &mut Notes) -> bool {
    let (severity, kind, remedy) = match &index.method {
        IndexMethod::BTree => return false,
        IndexMethod::Hash => {
            let reason = "OceanBase has no index by hash; this one is a tree";
            notes.info("model/index-method", path.clone(), reason);
            return false;
        }
        IndexMethod::Gin if searches_text(table, index) => {
            notes.warning(
                "model/full-text-index",
                path.clone(),
                "the index is left out: OceanBase searches words by FULLTEXT, with other rules",
                "add a FULLTEXT index on the text itself and write the queries with MATCH",
            );
            return true;
        }
        IndexMethod::Gin => (
            Severity::Warning,
            "GIN",
            "index generated columns for what the queries look up",
        ),
        IndexMethod::Gist => (Severity::Warning, "GiST", ""),
        IndexMethod::SpGist => (Severity::Warning, "SP-GiST", ""),
        IndexMethod::Brin => (Severity::Info, "BRIN", ""),
        IndexMethod::FullText => (Severity::Warning, "FULLTEXT", ""),
        IndexMethod::Spatial => (Severity::Warning, "SPATIAL", ""),
        IndexMethod::Other(name) => (Severity::Warning, name.as_str(), ""),
    };
    let reason = format!("the index is left out: OceanBase has no counterpart of {kind}");
    notes.add(severity, "model/index-method", path.clone(), reason, remedy);
    true
}

fn searches_text(table: &Table, index: &Index) -> bool {
    index.parts.iter().any(|part| match &part.key {
        IndexKey::Column(name) => table.columns.get(name).is_some_and(|column| {
            *column.data_type.resolved() == DataType::Postgres(PostgresType::TsVector)
        }),
        IndexKey::Expression(text) => text.contains("to_tsvector("),
    })
}

/// Notes what an index does beyond finding rows and telling them apart.
fn note_losses(index: &Index, path: &ObjectPath, notes: &mut Notes) {
    let descending = |part: &&IndexPart| part.order == SortOrder::Descending;
    match index.parts.iter().filter(descending).count() {
        0 => {}
        count if count == index.parts.len() => notes.info(
            "model/descending-index",
            path.clone(),
            "OceanBase stores every part of an index ascending and reads it backwards",
        ),
        _ => notes.warning(
            "model/mixed-directions",
            path.clone(),
            "OceanBase stores every part of an index ascending; it does not sort for an order of \
             both directions",
            "",
        ),
    }
    if index.parts.iter().any(|part| part.nulls_order.is_some()) {
        notes.info(
            "model/nulls-order",
            path.clone(),
            "OceanBase puts NULLs in front of every value",
        );
    }
    for part in &index.parts {
        if let Some(class) = &part.operator_class {
            let reason = format!("OceanBase has no operator class; {class} is dropped");
            let path = path.clone();
            if class.contains("trgm") {
                let remedy = "searches inside of texts read the whole table";
                notes.warning("model/operator-class", path, reason, remedy);
            } else {
                notes.info("model/operator-class", path, reason);
            }
        }
        if let Some(collation) = &part.collation {
            let reason = format!(
                "the index orders by the collation of its column on OceanBase, not by {collation}"
            );
            notes.info("model/index-collation", path.clone(), reason);
        }
    }
    if !index.parameters.is_empty() {
        let names: Vec<&str> = index.parameters.keys().map(String::as_str).collect();
        let reason = format!("OceanBase has no counterpart of {}", names.join(", "));
        notes.info("model/index-parameters", path.join("parameters"), reason);
    }
}

/// Rewrites the parts of a unique index whose `NULL`s are the same.
fn distinguish(
    result: &Table,
    index: &Index,
    parts: Vec<IndexPart>,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Option<Vec<IndexPart>> {
    match index.nulls {
        Nulls::Distinct => return Some(parts),
        Nulls::NotDistinct => {}
    }
    let before = parts.clone();
    let safe = parts::null_safe(result, parts);
    match &safe {
        Some(safe) if *safe == before => {}
        Some(_) => notes.info(
            "model/nulls-not-distinct",
            path.clone(),
            "NULLs are told apart by OceanBase; the index is one over expressions that are never \
             NULL",
        ),
        None => notes.error(
            "model/nulls-not-distinct",
            path.clone(),
            "the key is left out: NULLs are told apart by OceanBase, and no value of the type can \
             stand for them",
            "make the columns NOT NULL",
        ),
    }
    safe
}

/// Rewrites the parts of a unique index that looks at some rows only.
fn limit(
    table: &Table,
    result: &Table,
    index: &Index,
    parts: Vec<IndexPart>,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Option<Vec<IndexPart>> {
    let Some(predicate) = &index.predicate else {
        return Some(parts);
    };
    let path = path.join("predicate");
    match index.uniqueness {
        Uniqueness::NotUnique => {
            let reason = "OceanBase has no partial index; this one holds all rows";
            notes.info("model/partial-index", path, reason);
            return Some(parts);
        }
        Uniqueness::Unique => {}
    }
    let limited = columns::translate_expression(table, &result.columns, |types| {
        expression::translate(predicate, types)
    })
    .map(|condition| parts::restricted(&parts, &condition));
    match limited {
        Ok(Some(parts)) => {
            notes.info(
                "model/partial-unique",
                path,
                "OceanBase has no partial index; the parts are NULL for all other rows instead",
            );
            Some(parts)
        }
        Ok(None) => {
            let reason = "the key is left out: its condition is too long";
            notes.error("model/expression-too-complex", path, reason, REWRITE);
            None
        }
        Err(error) => {
            let reason = format!("the key is left out: {error}");
            notes.error(error.code(), path, reason, REWRITE);
            None
        }
    }
}

/// Lists the columns that the index keeps beside its key.
fn storing(
    result: &Table,
    index: &Index,
    key: &[Ident],
    path: &ObjectPath,
    notes: &mut Notes,
) -> Vec<Ident> {
    let mut kept = parts::stored(&index.include, key);
    kept.retain(|name| {
        let column = result.columns.get(name);
        let data_type = column.map(|column| &column.data_type);
        // Error 1167 otherwise (measured).
        let fits = data_type.is_none_or(|data_type| types::key_bytes(data_type).is_some());
        if !fits {
            notes.info(
                "model/include-dropped",
                path.join("include"),
                format!("OceanBase cannot keep {name} in an index, which has no declared length"),
            );
        }
        fits
    });
    kept
}
