//! Reads schemas that a person wrote down in few words.
//!
//! The exact format of [`crate::Document`] names everything and leaves nothing to guess; this form
//! is for a text of one's own. Types are written as SQL of the dialect, and what is left out is as
//! the server would have it. A schema that needs more than what is here is written in the exact
//! format.
//!
//! | where | keys |
//! |---|---|
//! | schema | `dialect` (`postgres` or `ocean_base`), `tables` (by name), each of which has what follows |
//! | table | `columns`, `primary_key`, `unique`, `foreign_keys`, `checks`, `indexes`, `comment` |
//! | `columns` | by name: a type, such as `"bigint not null"`, or an object of `type`, `not_null`, `numbered`, `default`, `generated`, `collation`, `comment`; or a list of such objects with `name` |
//! | `default` | a number, a text, `true` or `false`, or `{"sql": "now()"}` for anything that is computed |
//! | `primary_key` | the columns, or one |
//! | `unique` | a list of: the columns, or one, or an object of `columns`, `name`, `comment` |
//! | `foreign_keys` | a list of objects of `columns`, `references` (a table whose primary key is meant, or an object of `table` and `columns`), `on_delete`, `on_update`, `name` |
//! | `checks` | a list of: the condition as SQL, or an object of `sql`, `name` |
//! | `indexes` | a list of: the columns, or one, or an object of `columns`, `unique`, `where`, `name`, `comment`; `{"sql": "lower(email)"}` stands for a column |
//!
//! A column of the primary key and one that is numbered (`serial`, or `"numbered": true`) are
//! `NOT NULL`. A name that is not given is the one that PostgreSQL would choose
//! (`orders_customer_id_fkey`), for OceanBase, too; only its primary keys have none.
//!
//! ```
//! use obmigrate_model::{DataType, Ident, lenient};
//! let schema = lenient::read(
//!     r#"{"dialect": "postgres", "tables": {"orders": {
//!         "columns": {"id": "bigserial", "total": {"type": "numeric(9,2)", "default": 0}},
//!         "primary_key": "id", "checks": ["total >= 0"]}}}"#,
//! )?;
//! let orders = &schema.tables["orders"];
//! assert_eq!(orders.columns.iter().nth(1).unwrap().data_type, DataType::decimal(9, 2));
//! assert_eq!(orders.checks["orders_total_check"].expression, "total >= 0");
//! # Ok::<(), obmigrate_model::DocumentError>(())
//! ```

mod column;
mod key;
mod names;
mod place;

use std::collections::BTreeMap;

use crate::document::defect::{Defect, Defects};
use crate::document::limits::Limits;
use crate::document::tree;
use crate::{Column, Dialect, DocumentError, Ident, Nullability, PrimaryKey, Schema, Table};

use names::Taken;
use place::Place;

/// What this form is called in errors.
const FORMAT: &str = "hand-written schema";

/// Reads a schema. Every defect of the text is reported at once; whether the parts fit together is
/// a question for [`crate::validate`].
///
/// # Errors
/// `model/malformed-document` with every defect, each with path, line and column; an unknown key
/// names the nearest known one. `model/document-too-large` and `model/document-too-deep` by the
/// default [`Limits`].
pub fn read(text: &str) -> Result<Schema, DocumentError> {
    let limits = Limits::default();
    if text.len() > limits.bytes {
        return Err(DocumentError::TooLarge {
            format: FORMAT,
            found: text.len(),
            most: limits.bytes,
        });
    }
    if limits.are_too_shallow_for(text.as_bytes()) {
        return Err(DocumentError::TooDeep {
            format: FORMAT,
            depth: limits.depth,
        });
    }
    let malformed = |defects: Vec<Defect>| DocumentError::Malformed {
        format: FORMAT,
        defects,
    };
    let mut defects = Defects::of(text.as_bytes());
    if let Err(syntax) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        defects.add_error(&syntax);
        return Err(malformed(defects.finish()));
    }
    let root = tree::read(text, &mut defects);
    let schema = schema(&Place::root(&root), &mut defects);
    match schema {
        Some(schema) if defects.is_empty() => Ok(schema),
        Some(_) | None => Err(malformed(defects.finish())),
    }
}

fn schema(place: &Place<'_, '_>, defects: &mut Defects<'_>) -> Option<Schema> {
    let fields = place.fields(&["dialect", "tables"], defects)?;
    let dialect = match fields.need("dialect", defects) {
        Some(dialect) => dialect.choice(
            &[
                ("postgres", Dialect::Postgres),
                ("ocean_base", Dialect::OceanBase),
            ],
            defects,
        ),
        None => None,
    }
    // Without a dialect nothing can be said about types; the rest is looked at all the same.
    .unwrap_or(Dialect::Postgres);
    let mut drafts = Vec::new();
    if let Some(tables) = fields.get("tables") {
        for (name, place) in tables.members(defects) {
            if let Some(draft) = draft(dialect, name, &place, defects) {
                drafts.push(draft);
            }
        }
    }
    let mut schema = Schema::empty(dialect);
    let primary_keys: BTreeMap<Ident, Vec<Ident>> = drafts
        .iter()
        .filter_map(|draft| {
            let key = draft.table.primary_key.as_ref()?;
            Some((draft.name.clone(), key.columns.clone()))
        })
        .collect();
    let mut taken = Taken::of(&drafts);
    for mut draft in drafts {
        // OceanBase has no names for primary keys.
        if let (Dialect::Postgres, Some(key)) = (dialect, &mut draft.table.primary_key) {
            key.name = taken.free(&draft.name, "", "pkey");
        }
        for part in std::mem::take(&mut draft.parts) {
            part.enter(&mut draft, &primary_keys, &mut taken, defects);
        }
        schema.tables.insert(draft.name, draft.table);
    }
    Some(schema)
}

/// Holds a table whose keys have no names yet.
struct Draft<'n, 'a> {
    name: Ident,
    table: Table,
    parts: Vec<key::Part<'n, 'a>>,
}

fn draft<'n, 'a>(
    dialect: Dialect,
    name: Ident,
    place: &Place<'n, 'a>,
    defects: &mut Defects<'_>,
) -> Option<Draft<'n, 'a>> {
    let known = [
        "columns",
        "primary_key",
        "unique",
        "foreign_keys",
        "checks",
        "indexes",
        "comment",
    ];
    let fields = place.fields(&known, defects)?;
    let mut table = Table::default();
    if let Some(columns) = fields.need("columns", defects) {
        table.columns = column::columns(dialect, columns, defects)
            .into_iter()
            .collect();
    }
    if let Some(key) = fields.get("primary_key") {
        let columns = key.names(defects);
        for column in &columns {
            if let Some(column) = table.columns.get_mut(column) {
                column.nullability = Nullability::NotNull;
            }
        }
        table.primary_key = Some(PrimaryKey::new(columns));
    }
    table.comment = fields.get("comment").and_then(|text| text.text(defects));
    let parts = key::parts(&fields, defects);
    Some(Draft { name, table, parts })
}

impl Draft<'_, '_> {
    /// Returns the column that an expression is about, if it is about one only.
    fn only_column(&self, expression: &str) -> Option<&Column> {
        let mut found = None;
        // What stands between quotes is a text, every other piece.
        for code in expression.split('\'').step_by(2) {
            for word in code.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$') {
                let named = |column: &&Column| column.name.as_str() == word;
                if let Some(column) = self.table.columns.iter().find(named) {
                    match found {
                        Some(other) if other != column => return None,
                        _ => found = Some(column),
                    }
                }
            }
        }
        found
    }
}
