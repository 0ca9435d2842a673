//! How the rows of a table are found on PostgreSQL.

use obmigrate_model::plan::TablePlan;
use obmigrate_model::{Column, Ident, Table};

use crate::options::Options;
use crate::renamed::Renames;
use crate::sources::Sources;

/// Pairs a table with its like on PostgreSQL, by the key of the rows that it has before. PostgreSQL has
/// the names that table and columns get.
pub(super) struct Ground<'a> {
    pub(super) plan: &'a TablePlan,
    pub(super) before: &'a Table,
    /// The table of PostgreSQL.
    pub(super) from: &'a Ident,
    source: &'a Table,
    pub(super) key: Vec<Part<'a>>,
    renames: &'a Renames<'a>,
}

/// Is a column of the key: as it is, as it shall be, and on PostgreSQL.
pub(super) struct Part<'a> {
    pub(super) before: &'a Column,
    pub(super) after: &'a Column,
    pub(super) source: &'a Column,
}

impl<'a> Ground<'a> {
    /// Finds it, or says why there is none.
    pub(super) fn of(
        plan: &'a TablePlan,
        renames: &'a Renames<'a>,
        sources: &Sources<'a>,
        options: &Options<'_>,
    ) -> Result<Self, &'static str> {
        let (Some(before), Some(after)) = (&plan.before, &plan.after) else {
            return Err("the table is not rebuilt");
        };
        if !sources.are_given() {
            return Err("no schema of PostgreSQL was given to take it from (Options::source)");
        }
        let found = sources.table(&plan.table);
        let (from, source) = found.ok_or("PostgreSQL has no such table")?;
        let key = before.row_key();
        let key = key.ok_or("the table has no key by which to find its rows")?;
        let part = |name: &Ident| {
            let is_kept = |column: &&Column| {
                renames.source_column(plan.original(), &column.name) == Some(name)
            };
            let after = after.columns.iter().find(is_kept);
            let (Some(before), Some(after)) = (before.columns.get(name), after) else {
                return Err("a column of the key by which its rows are found goes");
            };
            if options.value_of(&plan.table, &after.name).is_some() {
                return Err("a column of the key by which its rows are found gets another value");
            }
            let source = source.columns.get(&after.name).ok_or(
                "the table of PostgreSQL lacks a column of the key by which its rows are found",
            )?;
            Ok(Part {
                before,
                after,
                source,
            })
        };
        Ok(Self {
            plan,
            before,
            from,
            source,
            key: key.iter().map(part).collect::<Result<_, _>>()?,
            renames,
        })
    }

    /// Finds the column of PostgreSQL that has the values for one.
    pub(super) fn value(
        &self,
        target: &Column,
        options: &Options<'_>,
    ) -> Result<&'a Column, &'static str> {
        if options.value_of(&self.plan.table, &target.name).is_some() {
            return Err("an expression was given for it as well");
        }
        if self.key.iter().any(|part| part.after.name == target.name) {
            return Err("it is of the key by which the rows are found");
        }
        let found = self.source.columns.get(&target.name);
        found.ok_or("the table of PostgreSQL has no such column")
    }

    /// Finds what a column is before.
    pub(super) fn original(&self, target: &Column) -> Option<&'a Column> {
        let name = self
            .renames
            .source_column(self.plan.original(), &target.name)?;
        self.before.columns.get(name)
    }
}
