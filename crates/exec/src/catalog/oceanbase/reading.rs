//! What was read so far.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::schema::Consequence::{self, Reported};
use obmigrate_model::{Ident, ObjectPath, Sequence, Table, Unmodelled};

use super::list::Listed;
use super::privileges::Grants;
use super::stored::Stored;

/// Collects what was read so far of a database.
pub(super) struct Reading {
    pub(super) database: Ident,
    /// The tables that are there.
    pub(super) all_tables: BTreeSet<Ident>,
    /// Those of them that are read.
    pub(super) takes: BTreeSet<Ident>,
    /// The indexes that cannot be used, by table and name.
    pub(super) broken: BTreeSet<(Ident, Ident)>,
    pub(super) stored: Stored,
    pub(super) tables: BTreeMap<Ident, Table>,
    pub(super) sequences: BTreeMap<Ident, Sequence>,
    pub(super) unmodelled: Vec<Unmodelled>,
}

impl Reading {
    pub(super) fn new(
        database: &Ident,
        listed: &BTreeMap<Ident, Listed>,
        takes: impl Fn(&Ident) -> bool,
    ) -> Self {
        let tables = listed.iter().filter(|(_, table)| !table.is_view);
        let all_tables: BTreeSet<Ident> = tables.map(|(name, _)| name.clone()).collect();
        Self {
            database: database.clone(),
            takes: all_tables
                .iter()
                .filter(|&name| takes(name))
                .cloned()
                .collect(),
            all_tables,
            broken: BTreeSet::new(),
            stored: Stored::default(),
            tables: BTreeMap::new(),
            sequences: BTreeMap::new(),
            unmodelled: Vec::new(),
        }
    }

    pub(super) fn report(
        &mut self,
        kind: &str,
        path: ObjectPath,
        detail: impl Into<String>,
        consequence: Consequence,
    ) {
        self.unmodelled.push(Unmodelled {
            kind: kind.to_owned(),
            path,
            detail: detail.into(),
            consequence,
            depends_on: Vec::new(),
        });
    }

    /// Reports what the user does not see.
    pub(super) fn report_hidden(&mut self, grants: &Grants) {
        if !grants.see_all_of(&self.database) {
            let detail =
                "the user holds privileges on single tables only and does not see the others";
            self.report("hidden tables", ObjectPath::root(), detail, Reported);
        }
        let mut tables = self.tables.values();
        let has_foreign_keys = tables.any(|table| !table.foreign_keys.is_empty());
        if has_foreign_keys && !self.stored.tells_foreign_keys {
            let detail = "SELECT on oceanbase.__all_foreign_key tells which foreign keys failed \
                          when they were added, and which are turned off";
            let kind = "hidden state of foreign keys";
            self.report(kind, ObjectPath::root(), detail, Reported);
        }
    }
}
