//! Keys, checks and indexes of a hand-written table.

use std::collections::BTreeMap;

use crate::document::defect::Defects;
use crate::given_names::{of_columns, of_part};
use crate::{
    Check, ForeignKey, Ident, Index, IndexKey, IndexPart, Reference, ReferentialAction, Unique,
    Uniqueness,
};

use super::Draft;
use super::names::Taken;
use super::place::{Fields, Place};

const ACTIONS: [(&str, ReferentialAction); 5] = [
    ("no action", ReferentialAction::NoAction),
    ("restrict", ReferentialAction::Restrict),
    ("cascade", ReferentialAction::Cascade),
    ("set null", ReferentialAction::SetNull),
    ("set default", ReferentialAction::SetDefault),
];

/// Holds a part of a table, and the name that is given to it.
pub(super) struct Part<'n, 'a> {
    pub(super) name: Option<Ident>,
    place: Place<'n, 'a>,
    body: Body,
}

enum Body {
    Unique(Unique),
    /// The key, and whether the primary key of the far table is meant.
    ForeignKey(ForeignKey, FarColumns),
    Check(Check),
    Index(Index),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FarColumns {
    Named,
    PrimaryKey,
}

/// Reads the parts of a table.
pub(super) fn parts<'n, 'a>(
    fields: &Fields<'n, 'a>,
    defects: &mut Defects<'_>,
) -> Vec<Part<'n, 'a>> {
    type Reader = fn(&Place<'_, '_>, &mut Defects<'_>) -> Option<(Option<Ident>, Body)>;
    let kinds: [(&str, Reader); 4] = [
        ("unique", unique),
        ("foreign_keys", foreign_key),
        ("checks", check),
        ("indexes", index),
    ];
    let mut parts = Vec::new();
    for (kind, read) in kinds {
        let places = fields.get(kind).map(|list| list.items(defects));
        for place in places.unwrap_or_default() {
            if let Some((name, body)) = read(&place, defects) {
                parts.push(Part { name, place, body });
            }
        }
    }
    parts
}

fn name(fields: &Fields<'_, '_>, defects: &mut Defects<'_>) -> Option<Ident> {
    fields.get("name").and_then(|name| name.name(defects))
}

fn comment(fields: &Fields<'_, '_>, defects: &mut Defects<'_>) -> Option<String> {
    fields.get("comment").and_then(|text| text.text(defects))
}

fn unique(place: &Place<'_, '_>, defects: &mut Defects<'_>) -> Option<(Option<Ident>, Body)> {
    if !place.is_object() {
        return Some((None, Body::Unique(Unique::new(place.names(defects)))));
    }
    let fields = place.fields(&["columns", "name", "comment"], defects)?;
    let columns = fields.need("columns", defects)?.names(defects);
    let unique = Unique {
        comment: comment(&fields, defects),
        ..Unique::new(columns)
    };
    Some((name(&fields, defects), Body::Unique(unique)))
}

fn foreign_key(place: &Place<'_, '_>, defects: &mut Defects<'_>) -> Option<(Option<Ident>, Body)> {
    let known = ["columns", "references", "on_delete", "on_update", "name"];
    let fields = place.fields(&known, defects)?;
    let name = name(&fields, defects);
    let action = |key, defects: &mut Defects<'_>| {
        let given = fields
            .get(key)
            .and_then(|place| place.choice(&ACTIONS, defects));
        given.unwrap_or_default()
    };
    let (on_delete, on_update) = (action("on_delete", defects), action("on_update", defects));
    let columns = fields
        .need("columns", defects)
        .map(|columns| columns.names(defects));
    let far = fields.need("references", defects)?;
    let (table, far_columns) = if far.is_object() {
        let fields = far.fields(&["table", "columns"], defects)?;
        let columns = fields.get("columns").map(|columns| columns.names(defects));
        (fields.need("table", defects)?.name(defects)?, columns)
    } else {
        (far.name(defects)?, None)
    };
    let meant = match far_columns {
        Some(_) => FarColumns::Named,
        None => FarColumns::PrimaryKey,
    };
    let key = ForeignKey {
        on_delete,
        on_update,
        ..ForeignKey::new(
            columns?,
            Reference::new(table, far_columns.unwrap_or_default()),
        )
    };
    Some((name, Body::ForeignKey(key, meant)))
}

fn check(place: &Place<'_, '_>, defects: &mut Defects<'_>) -> Option<(Option<Ident>, Body)> {
    if !place.is_object() {
        return Some((None, Body::Check(Check::new(place.text(defects)?))));
    }
    let fields = place.fields(&["sql", "name"], defects)?;
    let name = name(&fields, defects);
    let sql = fields.need("sql", defects)?.text(defects)?;
    Some((name, Body::Check(Check::new(sql))))
}

fn index(place: &Place<'_, '_>, defects: &mut Defects<'_>) -> Option<(Option<Ident>, Body)> {
    if !place.is_object() {
        let parts = index_parts(place, defects);
        return Some((None, Body::Index(Index::new(parts))));
    }
    let known = ["columns", "unique", "where", "name", "comment"];
    let fields = place.fields(&known, defects)?;
    let is_unique = fields
        .get("unique")
        .is_some_and(|place| place.truth(defects));
    let predicate = fields.get("where").and_then(|sql| sql.text(defects));
    let name = name(&fields, defects);
    let comment = comment(&fields, defects);
    let columns = fields.need("columns", defects)?;
    let index = Index {
        uniqueness: if is_unique {
            Uniqueness::Unique
        } else {
            Uniqueness::NotUnique
        },
        predicate,
        comment,
        ..Index::new(index_parts(columns, defects))
    };
    Some((name, Body::Index(index)))
}

fn index_parts(place: &Place<'_, '_>, defects: &mut Defects<'_>) -> Vec<IndexPart> {
    let mut parts = Vec::new();
    for part in place.one_or_more(defects) {
        if part.is_object() {
            let fields = part.fields(&["sql"], defects);
            let sql = fields
                .and_then(|fields| fields.need("sql", defects)?.text(defects))
                .map(|sql| IndexPart::new(IndexKey::Expression(sql)));
            parts.extend(sql);
        } else {
            parts.extend(part.name(defects).map(IndexPart::column));
        }
    }
    parts
}

impl Part<'_, '_> {
    /// Puts the part into its table, under its name or under one that is made for it.
    pub(super) fn enter(
        self,
        draft: &mut Draft<'_, '_>,
        primary_keys: &BTreeMap<Ident, Vec<Ident>>,
        taken: &mut Taken,
        defects: &mut Defects<'_>,
    ) {
        let (label, middle) = match &self.body {
            Body::Unique(unique) => ("key", of_columns(unique.columns.iter().map(Ident::as_str))),
            Body::ForeignKey(key, _) => ("fkey", of_columns(key.columns.iter().map(Ident::as_str))),
            Body::Check(check) => {
                let column = draft.only_column(&check.expression);
                let column = column.map_or("", |column| column.name.as_str());
                ("check", column.to_owned())
            }
            Body::Index(index) => (
                "idx",
                of_columns(index.parts.iter().map(|part| of_part(&part.key))),
            ),
        };
        let made = self
            .name
            .clone()
            .or_else(|| taken.free(&draft.name, &middle, label));
        let Some(name) = made else { return };
        let table = &mut draft.table;
        let replaced = match self.body {
            Body::Unique(unique) => table.uniques.insert(name.clone(), unique).is_some(),
            Body::Check(check) => table.checks.insert(name.clone(), check).is_some(),
            Body::Index(index) => table.indexes.insert(name.clone(), index).is_some(),
            Body::ForeignKey(mut key, meant) => {
                if meant == FarColumns::PrimaryKey {
                    let far = primary_keys.get(&key.references.table);
                    match far {
                        Some(columns) => key.references.columns.clone_from(columns),
                        None => {
                            let table = &key.references.table;
                            let reason = format!("there is no table {table} with a primary key");
                            self.place.defect(defects, reason);
                        }
                    }
                }
                table.foreign_keys.insert(name.clone(), key).is_some()
            }
        };
        if replaced {
            let reason = format!("the name {name} stands twice");
            self.place.defect(defects, reason);
        }
    }
}
