//! What a plan depends on besides the schemas.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::plan::RunId;
use obmigrate_model::{Ident, ObjectPath, Probe, Schema, Target};

/// Says for which server, under which timestamp and from where a plan is made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options<'a> {
    target: Target,
    run_id: RunId,
    chunk_rows: u64,
    parallelism: Option<u16>,
    source: Option<&'a Schema>,
    statement_ms: u64,
    lock_ms: u64,
    /// By table, then by column.
    values: BTreeMap<Ident, BTreeMap<Ident, String>>,
    /// By table.
    values_from_source: BTreeMap<Ident, BTreeSet<Ident>>,
    probes: Vec<(ObjectPath, Probe)>,
    in_place: InPlace,
    rewrites: Rewrites,
}

/// Says whether tables may be altered where they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum InPlace {
    /// Every changed table is rebuilt.
    #[default]
    Never,
    /// A table is altered in place if no row has to be written for it and all of it can be taken back
    /// exactly (OceanBase 4.3.5, measured); every other one is rebuilt, and the plan says why.
    WherePossible,
}

/// Says how tables of PostgreSQL are changed whose rows have to be written anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Rewrites {
    /// In the transaction, where they are: nobody else uses them as long as that takes.
    #[default]
    UnderLock,
    /// Beside their originals, before the transaction, which then only exchanges names. The application
    /// must not write to them meanwhile. What the model does not hold, such as owners and privileges,
    /// stays with the originals, and the plan says so. A table for which that cannot be is altered
    /// under its lock all the same, and the plan says why.
    Beside,
}

impl<'a> Options<'a> {
    /// Plans for a target. The run's timestamp becomes part of the names of temp tables and
    /// backups.
    #[must_use]
    pub const fn new(target: Target, run_id: RunId) -> Self {
        Self {
            target,
            run_id,
            chunk_rows: 20_000,
            parallelism: None,
            source: None,
            statement_ms: 24 * 3600 * 1000,
            lock_ms: 10_000,
            values: BTreeMap::new(),
            values_from_source: BTreeMap::new(),
            probes: Vec::new(),
            in_place: InPlace::Never,
            rewrites: Rewrites::UnderLock,
        }
    }

    /// Sets how many rows one piece of a copy has: 1 or more, 20,000 if not set. 10,000 to 50,000
    /// is the plateau on OceanBase 4.3.5; pieces of 1,000 cost 1.4 times the CPU (measured).
    #[must_use]
    pub const fn chunk_rows(mut self, rows: u64) -> Self {
        self.chunk_rows = if rows == 0 { 1 } else { rows };
        self
    }

    /// Lets OceanBase copy the rows of a rebuilt table by that many threads at once, 2 or more, by a hint in
    /// the `INSERT … SELECT`; by one if not set. A piece still commits as a whole, together with what else
    /// is in its transaction (OceanBase 4.3.5, measured). On a node of two cores it was no faster
    /// (measured), so it is for clusters; who reads `EXPLAIN` there sees whether it is heeded.
    #[must_use]
    pub const fn copy_parallelism(mut self, threads: u16) -> Self {
        self.parallelism = if threads < 2 { None } else { Some(threads) };
        self
    }

    /// Names the PostgreSQL schema, in PostgreSQL's own types, that new tables are filled from.
    /// Without it they are created empty, and the plan says so.
    #[must_use]
    pub const fn source(mut self, schema: &'a Schema) -> Self {
        self.source = Some(schema);
        self
    }

    /// Bounds how long a statement may take that works through rows, in milliseconds: 24 hours if not
    /// set.
    #[must_use]
    pub const fn statement_timeout_ms(mut self, milliseconds: u64) -> Self {
        self.statement_ms = milliseconds;
        self
    }

    /// Bounds how long a statement may wait for locks, in milliseconds: 10 seconds if not set.
    #[must_use]
    pub const fn lock_timeout_ms(mut self, milliseconds: u64) -> Self {
        self.lock_ms = milliseconds;
        self
    }

    /// Sets what a column of a rebuilt table holds after the copy: an expression of OceanBase over the
    /// columns that the table has before, in place of what the plan would write. It fills a new column,
    /// replaces missing values of one that becomes `NOT NULL`, or converts in a way that loses
    /// something on purpose. It must be worth the same whenever it is asked for, since the
    /// validation asks again. Table and column have the names that they get.
    #[must_use]
    pub fn value(mut self, table: Ident, column: Ident, expression: impl Into<String>) -> Self {
        let columns = self.values.entry(table).or_default();
        columns.insert(column, expression.into());
        self
    }

    /// Fills a column of a rebuilt table, a new one or one that is converted, with what [`Options::source`]
    /// has for it in the row of the same key: the primary key that the table has before, else its first unique
    /// key without `NULL`. Table and column have the names that they get, which PostgreSQL has too.
    ///
    /// The values wait beside the table until the cleanup, under `{table}_src_{run}`. What is `NULL` on
    /// PostgreSQL stays `NULL`; rows that only PostgreSQL has are left out, but two whose keys differ in
    /// blanks at the end alone, which are one to OceanBase, end the run. A row that PostgreSQL does not
    /// have keeps what it has if the column's type stays, else it gets the column's default if that is a
    /// constant, else `NULL`, which ends the run if the column takes none. The plan notes which.
    #[must_use]
    pub fn value_from_source(mut self, table: Ident, column: Ident) -> Self {
        self.values_from_source
            .entry(table)
            .or_default()
            .insert(column);
        self
    }

    /// Adds a question to ask live before anything is done; the plan is refused by whoever carries it
    /// out if it finds rows. `path` is what is changed.
    #[must_use]
    pub fn probe(mut self, path: ObjectPath, probe: Probe) -> Self {
        self.probes.push((path, probe));
        self
    }

    /// Says whether tables may be altered where they are: never if not set.
    #[must_use]
    pub const fn in_place(mut self, choice: InPlace) -> Self {
        self.in_place = choice;
        self
    }

    /// Says how tables of PostgreSQL are changed whose rows have to be written anew: under their locks
    /// if not set.
    #[must_use]
    pub const fn rewrites(mut self, choice: Rewrites) -> Self {
        self.rewrites = choice;
        self
    }

    /// Returns the target.
    #[must_use]
    pub const fn target(&self) -> Target {
        self.target
    }

    /// Returns the run.
    #[must_use]
    pub const fn run_id(&self) -> &RunId {
        &self.run_id
    }

    pub(crate) const fn rows_per_chunk(&self) -> u64 {
        self.chunk_rows
    }

    pub(crate) const fn threads_per_copy(&self) -> Option<u16> {
        self.parallelism
    }

    pub(crate) const fn source_schema(&self) -> Option<&'a Schema> {
        self.source
    }

    pub(crate) const fn longest_statement_ms(&self) -> u64 {
        self.statement_ms
    }

    pub(crate) const fn longest_wait_ms(&self) -> u64 {
        self.lock_ms
    }

    pub(crate) fn value_of(&self, table: &Ident, column: &Ident) -> Option<&str> {
        self.values.get(table)?.get(column).map(String::as_str)
    }

    pub(crate) fn probes(&self) -> &[(ObjectPath, Probe)] {
        &self.probes
    }

    pub(crate) const fn alters_in_place(&self) -> InPlace {
        self.in_place
    }

    pub(crate) const fn chosen_rewrites(&self) -> Rewrites {
        self.rewrites
    }

    /// Lists the columns that are given a value.
    pub(crate) fn valued(&self) -> impl Iterator<Item = (&Ident, &Ident)> {
        let tables = self.values.iter();
        tables.flat_map(|(table, columns)| columns.keys().map(move |column| (table, column)))
    }

    /// Lists the columns that get values from PostgreSQL, by table.
    pub(crate) fn values_from_source(&self) -> impl Iterator<Item = (&Ident, &BTreeSet<Ident>)> {
        self.values_from_source.iter()
    }
}
