//! What was read so far.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::schema::Consequence;
use obmigrate_model::{Dialect, Ident, ObjectPath, Schema, Sequence, Table, Unmodelled};

use super::query::Oid;
use crate::catalog::request::Request;

/// Collects schemas while their rows arrive.
pub(super) struct Reading<'a> {
    pub(super) request: &'a Request,
    schemas: BTreeMap<Ident, Schema>,
    /// Where each relation that was met stands.
    relations: BTreeMap<Oid, Relation>,
}

/// Says where a relation stands.
#[derive(Clone)]
pub(super) struct Relation {
    pub(super) schema: Ident,
    pub(super) name: Ident,
    pub(super) role: Role,
}

/// Says what part a relation has in its schema.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// It is a table of the result.
    Table,
    /// It is a partition of the table with this number, at whatever depth.
    Partition { root: Oid },
    /// It is a view or a foreign table, which reads these relations.
    Other { reads: Vec<Oid> },
    /// The request leaves it out.
    LeftOut,
}

impl<'a> Reading<'a> {
    pub(super) fn new(request: &'a Request, schemas: &BTreeSet<Ident>) -> Self {
        let empty = |name: &Ident| (name.clone(), Schema::empty(Dialect::Postgres));
        Self {
            request,
            schemas: schemas.iter().map(empty).collect(),
            relations: BTreeMap::new(),
        }
    }

    pub(super) fn enter(&mut self, oid: Oid, relation: Relation) {
        self.relations.insert(oid, relation);
    }

    pub(super) fn relation(&self, oid: Oid) -> Option<&Relation> {
        self.relations.get(&oid)
    }

    /// Finds the relation itself, or the table that it is a partition of.
    pub(super) fn root(&self, oid: Oid) -> Option<&Relation> {
        let relation = self.relation(oid)?;
        match relation.role {
            Role::Partition { root } => self.relation(root),
            Role::Table | Role::Other { .. } | Role::LeftOut => Some(relation),
        }
    }

    /// Says whether the request has the schema.
    pub(super) fn has_schema(&self, schema: &Ident) -> bool {
        self.schemas.contains_key(schema)
    }

    pub(super) fn add_table(&mut self, relation: &Relation, table: Table) {
        if let Some(schema) = self.schemas.get_mut(&relation.schema) {
            schema.tables.insert(relation.name.clone(), table);
        }
    }

    pub(super) fn add_sequence(&mut self, schema: &Ident, name: Ident, sequence: Sequence) {
        if let Some(schema) = self.schemas.get_mut(schema) {
            schema.sequences.insert(name, sequence);
        }
    }

    /// Finds a table of the result by its number.
    pub(super) fn table_mut(&mut self, oid: Oid) -> Option<&mut Table> {
        let relation = self.relations.get(&oid)?;
        if relation.role != Role::Table {
            return None;
        }
        let schema = self.schemas.get_mut(&relation.schema)?;
        schema.tables.get_mut(&relation.name)
    }

    /// Reports what belongs to a table.
    pub(super) fn report(
        &mut self,
        table: &Relation,
        kind: &str,
        path: ObjectPath,
        detail: impl Into<String>,
        consequence: Consequence,
    ) {
        let found = Unmodelled {
            kind: kind.to_owned(),
            path,
            detail: detail.into(),
            consequence,
            depends_on: vec![table.name.clone()],
        };
        self.report_in(&table.schema, found);
    }

    /// Reports what stands in a schema.
    pub(super) fn report_in(&mut self, schema: &Ident, found: Unmodelled) {
        if let Some(schema) = self.schemas.get_mut(schema) {
            schema.unmodelled.push(found);
        }
    }

    /// Finds the tables of a schema that relations are or read, through views, too.
    pub(super) fn tables_behind(&self, schema: &Ident, relations: &[Oid]) -> Vec<Ident> {
        let mut names = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut ahead = relations.to_vec();
        while let Some(oid) = ahead.pop() {
            let Some(relation) = self.root(oid).filter(|_| seen.insert(oid)) else {
                continue;
            };
            match &relation.role {
                Role::Table if relation.schema == *schema => {
                    names.insert(relation.name.clone());
                }
                Role::Other { reads } => ahead.extend(reads),
                Role::Table | Role::Partition { .. } | Role::LeftOut => {}
            }
        }
        names.into_iter().collect()
    }

    /// Returns the schemas, with the reports in the order of their paths.
    pub(super) fn finish(self) -> BTreeMap<Ident, Schema> {
        let mut schemas = self.schemas;
        for schema in schemas.values_mut() {
            schema
                .unmodelled
                .sort_by(|one, other| (&one.path, one).cmp(&(&other.path, other)));
        }
        schemas
    }
}
