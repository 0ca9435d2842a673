//! Everything in a schema that is neither a table nor part of one in the model.

use obmigrate_model::schema::Consequence::{BlocksRebuild, Reported};
use obmigrate_model::{Ident, ObjectPath, Unmodelled};
use serde::Deserialize;

use super::query::{Oid, vanished};
use super::reading::{Reading, Relation, Role};
use crate::Error;

#[derive(Deserialize)]
pub(super) struct Row {
    schema: Ident,
    kind: String,
    relation: Option<Oid>,
    name: Option<String>,
    detail: Option<String>,
    comment: Option<String>,
    depends_on: Option<Vec<Oid>>,
}

pub(super) fn read(reading: &mut Reading<'_>, rows: Vec<Row>) -> Result<(), Error> {
    for row in rows.iter().filter(|row| row.is_view()) {
        if let (Some(oid), Some(name)) = (row.relation, row.view_name()) {
            let view = Relation {
                schema: row.schema.clone(),
                name,
                role: Role::Other {
                    reads: row.depends_on.clone().unwrap_or_default(),
                },
            };
            reading.enter(oid, view);
        }
    }
    for row in rows {
        object(reading, row)?;
    }
    Ok(())
}

impl Row {
    fn is_view(&self) -> bool {
        matches!(self.kind.as_str(), "view" | "materialized view")
    }

    fn view_name(&self) -> Option<Ident> {
        Ident::new(self.name.as_deref()?).ok()
    }

    /// Returns the definition, with the comment behind it.
    fn text(&self) -> Result<String, Error> {
        let mut text = match &self.detail {
            Some(text) => text.clone(),
            None if self.has_definition() => return Err(vanished("an object has no definition")),
            None => String::new(),
        };
        if let Some(comment) = &self.comment {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str("comment: ");
            text.push_str(comment);
        }
        Ok(text)
    }

    fn has_definition(&self) -> bool {
        matches!(
            self.kind.as_str(),
            "view"
                | "materialized view"
                | "trigger"
                | "rule"
                | "row security policy"
                | "extended statistics"
                | "function"
                | "procedure"
                | "aggregate"
        )
    }
}

fn object(reading: &mut Reading<'_>, row: Row) -> Result<(), Error> {
    let detail = row.text()?;
    let mut behind = row.depends_on.clone().unwrap_or_default();
    let root = row.relation.and_then(|oid| reading.root(oid)).cloned();
    if root.as_ref().is_some_and(|root| root.role == Role::LeftOut) {
        return Ok(());
    }
    behind.extend(row.relation.filter(|_| !row.is_view()));
    let name = row.name.as_deref();
    let (path, consequence) = match &root {
        Some(table) if table.role == Role::Table => {
            let consequence = match row.kind.as_str() {
                "publication" | "column setting" | "table setting" => Reported,
                _ => BlocksRebuild,
            };
            let part = row.relation.and_then(|oid| reading.relation(oid));
            (in_table(table, part, &row.kind, name), consequence)
        }
        Some(relation) if !row.is_view() => {
            let path = ObjectPath::root()
                .join("relations")
                .join(relation.name.as_str());
            (within(path, &row.kind, name), Reported)
        }
        Some(_) | None => (within(ObjectPath::root(), &row.kind, name), Reported),
    };
    let found = Unmodelled {
        path,
        detail,
        consequence,
        depends_on: reading.tables_behind(&row.schema, &behind),
        kind: row.kind,
    };
    reading.report_in(&row.schema, found);
    Ok(())
}

/// Points into a table, or into a partition of it.
fn in_table(
    table: &Relation,
    part: Option<&Relation>,
    kind: &str,
    name: Option<&str>,
) -> ObjectPath {
    let path = ObjectPath::table(&table.name);
    let path = match part {
        Some(part) if part.name != table.name => path.join("partitions").join(part.name.as_str()),
        Some(_) | None => path,
    };
    within(path, kind, name)
}

fn within(path: ObjectPath, kind: &str, name: Option<&str>) -> ObjectPath {
    match name {
        Some(name) => path.join(&group(kind)).join(name),
        None => path,
    }
}

/// Names the part of a path under which objects of a kind stand.
fn group(kind: &str) -> String {
    match kind {
        "view" | "materialized view" => "views".to_owned(),
        "row security policy" => "policies".to_owned(),
        "extended statistics" => "statistics".to_owned(),
        "column setting" | "default of a partition" => "columns".to_owned(),
        "function" | "aggregate" | "procedure" => "functions".to_owned(),
        other => format!("{}s", other.replace(' ', "_")),
    }
}
