//! Tables and what makes them more than columns and keys.

use std::collections::BTreeMap;

use obmigrate_model::schema::Consequence::{BlocksRebuild, Reported};
use obmigrate_model::schema::{Persistence, TableOptions};
use obmigrate_model::{Ident, ObjectPath, Table, Unmodelled};
use serde::Deserialize;

use super::partitions;
use super::query::Oid;
use super::reading::{Reading, Relation, Role};
use crate::Error;

#[derive(Deserialize)]
pub(super) struct Row {
    pub(super) oid: Oid,
    pub(super) schema: Ident,
    pub(super) name: Ident,
    kind: String,
    pub(super) persistence: String,
    is_partition: bool,
    pub(super) has_row_security: bool,
    forces_row_security: bool,
    type_name: Option<String>,
    may_select: bool,
    pub(super) comment: Option<String>,
    pub(super) bound: Option<String>,
    parents: Option<Vec<Oid>>,
    pub(super) strategy: Option<String>,
    pub(super) key_expressions: Option<String>,
    pub(super) key_definition: Option<String>,
    pub(super) key_columns: Option<Vec<Option<Ident>>>,
    pub(super) has_special_key: Option<bool>,
    pub(super) foreign_definition: Option<String>,
}

impl Row {
    pub(super) fn is_foreign(&self) -> bool {
        self.kind == "f"
    }

    /// Returns the table that it is a partition of.
    fn whole(&self) -> Option<Oid> {
        let parent = self.parents.as_ref()?.first()?;
        self.is_partition.then_some(*parent)
    }
}

pub(super) fn read(reading: &mut Reading<'_>, rows: Vec<Row>) -> Result<(), Error> {
    let rows: BTreeMap<Oid, Row> = rows.into_iter().map(|row| (row.oid, row)).collect();
    let mut partitions = BTreeMap::<Oid, Vec<&Row>>::new();
    for row in rows.values() {
        if let Some(whole) = row.whole() {
            partitions.entry(whole).or_default().push(row);
        }
    }
    for siblings in partitions.values_mut() {
        siblings.sort_by(|one, other| one.name.cmp(&other.name));
    }
    for row in rows.values() {
        let role = role(reading, &rows, row);
        let relation = Relation {
            schema: row.schema.clone(),
            name: row.name.clone(),
            role,
        };
        reading.enter(row.oid, relation);
    }
    for row in rows.values() {
        let Some(relation) = reading.relation(row.oid).cloned() else {
            continue;
        };
        match relation.role {
            Role::Table => {
                let mut table = table(reading, &relation, row);
                table.partitioning = partitions::read(reading, &relation, row, &partitions)?;
                reading.add_table(&relation, table);
            }
            Role::Partition { root } => stray_partition(reading, &relation, root),
            Role::Other { .. } => foreign_table(reading, &relation, row),
            Role::LeftOut => {}
        }
    }
    for row in rows.values().filter(|row| !row.is_partition) {
        inheritance(reading, row);
    }
    Ok(())
}

fn role(reading: &Reading<'_>, rows: &BTreeMap<Oid, Row>, row: &Row) -> Role {
    let mut root = row;
    while let Some(whole) = root.whole() {
        match rows.get(&whole) {
            Some(parent) => root = parent,
            // The table is in a schema that is not read.
            None => return Role::Partition { root: whole },
        }
    }
    if !reading.request.takes(&root.schema, &root.name) {
        Role::LeftOut
    } else if root.oid != row.oid {
        Role::Partition { root: root.oid }
    } else if row.is_foreign() {
        Role::Other { reads: Vec::new() }
    } else {
        Role::Table
    }
}

fn table(reading: &mut Reading<'_>, relation: &Relation, row: &Row) -> Table {
    let path = ObjectPath::table(&relation.name);
    let mut report = |kind: &str, detail: &str, consequence| {
        reading.report(relation, kind, path.clone(), detail, consequence);
    };
    if row.has_row_security || row.forces_row_security {
        let detail = match (row.has_row_security, row.forces_row_security) {
            (true, false) => "",
            (true, true) => "forced on the owner, too",
            (false, _) => "forced on the owner, too, once it is enabled",
        };
        report("row security", detail, BlocksRebuild);
    }
    if let Some(name) = &row.type_name {
        report("typed table", &format!("of {name}"), BlocksRebuild);
    }
    if !row.may_select {
        report("no privilege", "SELECT is not granted", Reported);
    }
    Table {
        options: TableOptions {
            persistence: if row.persistence == "u" {
                Persistence::Unlogged
            } else {
                Persistence::Permanent
            },
            ..TableOptions::default()
        },
        comment: row.comment.clone(),
        ..Table::default()
    }
}

/// Reports a partition whose table is in another schema.
fn stray_partition(reading: &mut Reading<'_>, relation: &Relation, root: Oid) {
    let home = reading.relation(root).cloned();
    if home
        .as_ref()
        .is_some_and(|home| home.schema == relation.schema)
    {
        return;
    }
    let found = Unmodelled {
        kind: "partition of a table in another schema".to_owned(),
        path: ObjectPath::root()
            .join("relations")
            .join(relation.name.as_str()),
        detail: home.map_or_else(String::new, |home| format!("{}.{}", home.schema, home.name)),
        consequence: Reported,
        depends_on: Vec::new(),
    };
    reading.report_in(&relation.schema, found);
}

fn foreign_table(reading: &mut Reading<'_>, relation: &Relation, row: &Row) {
    let found = Unmodelled {
        kind: "foreign table".to_owned(),
        path: ObjectPath::table(&relation.name),
        detail: row.foreign_definition.clone().unwrap_or_default(),
        consequence: Reported,
        depends_on: Vec::new(),
    };
    reading.report_in(&relation.schema, found);
}

/// Reports on both sides that a table inherits from others.
fn inheritance(reading: &mut Reading<'_>, row: &Row) {
    let Some(child) = reading.relation(row.oid).cloned() else {
        return;
    };
    for parent in row.parents.iter().flatten() {
        let parent = reading.relation(*parent).cloned();
        let parent_name = parent
            .as_ref()
            .map_or("a table of another schema", |parent| parent.name.as_str());
        if child.role == Role::Table {
            let detail = format!("it inherits from {parent_name}");
            let path = ObjectPath::table(&child.name);
            reading.report(&child, "inheritance", path, detail, BlocksRebuild);
        }
        if let Some(parent) = parent.filter(|parent| parent.role == Role::Table) {
            let name = &child.name;
            let detail = format!("{name} inherits from it, so reading it reads {name} too");
            let path = ObjectPath::table(&parent.name);
            reading.report(&parent, "inheritance", path, detail, BlocksRebuild);
        }
    }
}
