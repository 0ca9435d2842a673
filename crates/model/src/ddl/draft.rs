//! What has been read of a script so far.

use std::collections::{BTreeMap, BTreeSet};

use super::cursor::{Cursor, Fault, Name};
use super::names::Taken;
use super::partition::Attached;
use super::types::UserType;
use crate::schema::Consequence;
use crate::{Dialect, Ident, ObjectPath, Schema, Severity, Table, Unmodelled};

/// A problem whose place is counted in bytes yet.
pub(super) struct Found {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) at: usize,
    /// Where the statement begins.
    pub(super) statement: usize,
    pub(super) message: String,
}

/// An object that the model does not hold, with the names that stand in it.
pub(super) struct Unheld {
    pub(super) schema: Option<Ident>,
    pub(super) object: Unmodelled,
    pub(super) mentions: Vec<Name>,
}

pub(super) struct Draft<'a> {
    pub(super) dialect: Dialect,
    pub(super) script: &'a str,
    /// The schema that an unqualified name is in.
    pub(super) current: Option<Ident>,
    pub(super) schemas: BTreeMap<Option<Ident>, Schema>,
    pub(super) types: BTreeMap<Name, UserType>,
    /// How much of user-defined types may still be copied into columns, in bytes, roughly.
    pub(super) budget: usize,
    pub(super) taken: Taken,
    /// Who owns a sequence by the sequence's name.
    pub(super) owners: BTreeMap<Name, (Name, Ident)>,
    /// The partitions of PostgreSQL by parent.
    pub(super) attached: Vec<Attached>,
    pub(super) unheld: Vec<Unheld>,
    pub(super) found: Vec<Found>,
    pub(super) ignored: BTreeMap<String, usize>,
    /// The columns of each table, to find one in a table of many.
    pub(super) columns: BTreeMap<Name, BTreeSet<Ident>>,
    /// Tables that have columns of other tables.
    pub(super) inheriting: BTreeSet<Name>,
    /// The table of each index of PostgreSQL.
    pub(super) index_tables: BTreeMap<Name, Name>,
    /// Views, whose indexes are theirs.
    pub(super) views: BTreeSet<Name>,
    statement: usize,
}

/// Bytes of user-defined types that are copied into columns at most; a type that is named in very
/// many columns would otherwise take memory without limit.
const BUDGET: usize = 64 * 1024 * 1024;

impl<'a> Draft<'a> {
    pub(super) const fn new(dialect: Dialect, script: &'a str) -> Self {
        Self {
            dialect,
            script,
            current: None,
            schemas: BTreeMap::new(),
            types: BTreeMap::new(),
            budget: BUDGET,
            taken: Taken::new(),
            owners: BTreeMap::new(),
            attached: Vec::new(),
            unheld: Vec::new(),
            found: Vec::new(),
            ignored: BTreeMap::new(),
            columns: BTreeMap::new(),
            inheriting: BTreeSet::new(),
            index_tables: BTreeMap::new(),
            views: BTreeSet::new(),
            statement: 0,
        }
    }

    /// Notes where the statement that is read begins.
    pub(super) const fn at_statement(&mut self, start: usize) {
        self.statement = start;
    }

    pub(super) fn ignore(&mut self, kind: &str) {
        if let Some(count) = self.ignored.get_mut(kind) {
            *count += 1;
        } else {
            self.ignored.insert(kind.to_owned(), 1);
        }
    }

    pub(super) fn error(&mut self, code: &'static str, at: usize, message: impl Into<String>) {
        self.report(code, Severity::Error, at, message);
    }

    pub(super) fn fault(&mut self, fault: Fault) {
        self.report(fault.code, Severity::Error, fault.at, fault.message);
    }

    pub(super) fn report(
        &mut self,
        code: &'static str,
        severity: Severity,
        at: usize,
        message: impl Into<String>,
    ) {
        self.found.push(Found {
            code,
            severity,
            at,
            statement: self.statement,
            message: message.into(),
        });
    }

    /// Adds the schema that an unqualified name is in.
    pub(super) fn resolved(&self, mut name: Name) -> Name {
        if name.schema.is_none() {
            name.schema.clone_from(&self.current);
        }
        name
    }

    pub(super) fn schema(&mut self, name: &Name) -> &mut Schema {
        let dialect = self.dialect;
        self.schemas
            .entry(name.schema.clone())
            .or_insert_with(|| Schema::empty(dialect))
    }

    /// Finds a table of the script.
    pub(super) fn table(&mut self, name: &Name) -> Option<&mut Table> {
        self.schemas
            .get_mut(&name.schema)?
            .tables
            .get_mut(&name.name)
    }

    /// Finds a table of the script, or says that there is none.
    pub(super) fn existing(
        &mut self,
        name: &Name,
        cursor: &Cursor<'_>,
    ) -> Result<&mut Table, Fault> {
        let fault = Fault {
            code: "model/ddl-unknown-object",
            at: cursor.position(),
            message: format!("the script has no table {}", name.name),
        };
        self.table(name).ok_or(fault)
    }

    /// Says whether a table of the script has a column.
    pub(super) fn has_column(&self, table: &Name, column: &Ident) -> bool {
        self.columns
            .get(table)
            .is_some_and(|columns| columns.contains(column))
    }

    /// Reports an attribute of a table that the model does not hold.
    pub(super) fn unmodelled(&mut self, table: &Name, kind: &str, path: ObjectPath, detail: &str) {
        self.unheld.push(Unheld {
            schema: table.schema.clone(),
            object: Unmodelled {
                kind: kind.to_owned(),
                path,
                detail: detail.to_owned(),
                consequence: Consequence::BlocksRebuild,
                depends_on: vec![table.name.clone()],
            },
            mentions: Vec::new(),
        });
    }
}
