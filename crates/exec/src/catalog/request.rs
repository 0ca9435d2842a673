//! What of a server's catalogue is to be read.

use std::collections::BTreeSet;

use obmigrate_model::Ident;

use super::pattern::{Glob, TablePattern};

/// Says which schemas (PostgreSQL) or databases (OceanBase) are read, and which of their tables.
///
/// The patterns choose tables, with their partitions and all that belongs to them. What belongs to no
/// table, such as a view or a free sequence, is read whatever they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    schemas: Schemas,
    include: Vec<TablePattern>,
    exclude: Vec<TablePattern>,
    without: BTreeSet<Ident>,
}

/// Says which schemas are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Schemas {
    /// These, and each must exist.
    Named(BTreeSet<Ident>),
    /// Those that are not the server's own and match one of these.
    Matching(Vec<Glob>),
}

impl Request {
    /// Asks for all tables of schemas that must exist.
    #[must_use]
    pub fn schemas(names: impl IntoIterator<Item = Ident>) -> Self {
        Self::of(Schemas::Named(names.into_iter().collect()))
    }

    /// Asks for all tables of the schemas that match one of the patterns, but for the server's own.
    #[must_use]
    pub fn matching(patterns: impl IntoIterator<Item = Glob>) -> Self {
        Self::of(Schemas::Matching(patterns.into_iter().collect()))
    }

    const fn of(schemas: Schemas) -> Self {
        Self {
            schemas,
            include: Vec::new(),
            exclude: Vec::new(),
            without: BTreeSet::new(),
        }
    }

    /// Reads only the tables that match this pattern or another one given to this function.
    #[must_use]
    pub fn include(mut self, pattern: TablePattern) -> Self {
        self.include.push(pattern);
        self
    }

    /// Leaves out the tables that match, even if they are included.
    #[must_use]
    pub fn exclude(mut self, pattern: TablePattern) -> Self {
        self.exclude.push(pattern);
        self
    }

    /// Leaves out tables by their exact names in any schema, such as those that a run owns.
    #[must_use]
    pub fn without(mut self, tables: impl IntoIterator<Item = Ident>) -> Self {
        self.without.extend(tables);
        self
    }

    /// Returns which schemas are read.
    pub(super) const fn wanted(&self) -> &Schemas {
        &self.schemas
    }

    /// Says whether a table of a schema is read.
    pub(super) fn takes(&self, schema: &Ident, table: &Ident) -> bool {
        let is_in = |patterns: &[TablePattern]| {
            patterns
                .iter()
                .any(|pattern| pattern.matches(schema, table))
        };
        !self.without.contains(table)
            && (self.include.is_empty() || is_in(&self.include))
            && !is_in(&self.exclude)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exclusion_wins_over_inclusion() {
        let ident = |name: &str| Ident::new(name).expect("it is a name");
        let pattern = |text: &str| TablePattern::new(text).expect("it is a pattern");
        let all = Request::schemas([ident("app")]);
        let check = |request: &Request, table: &str, expected| {
            let takes = request.takes(&ident("app"), &ident(table));
            assert_eq!(takes, expected, "{table}");
        };
        check(&all, "x", true);
        let some = all.include(pattern("orders*")).include(pattern("app.x"));
        check(&some, "x", true);
        check(&some, "orders_1", true);
        check(&some, "y", false);
        let fewer = some.exclude(pattern("*_1")).without([ident("x")]);
        check(&fewer, "orders_1", false);
        check(&fewer, "orders_2", true);
        check(&fewer, "x", false);
    }
}
