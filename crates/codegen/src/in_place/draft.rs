//! What is altered about one table, and its statements.

use obmigrate_model::index::Visibility;
use obmigrate_model::{Column, Ident, Index, ObjectPath, Pair, Statement};

use super::{Part, Work};
use crate::render::oceanbase as render;
use crate::render::oceanbase::Clause;

/// Holds both sides of what is altered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sides<T> {
    pub(super) before: T,
    pub(super) after: T,
}

/// Collects what is altered about one table. Everything but the renames has the new names.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    pub(super) renamed_columns: Vec<Sides<&'a Ident>>,
    pub(super) renamed_indexes: Vec<Sides<&'a Ident>>,
    pub(super) modified: Vec<Sides<&'a Column>>,
    pub(super) shown: Vec<(&'a Ident, Sides<Visibility>)>,
    pub(super) comment: Option<&'a Pair<Option<String>>>,
    pub(super) added: Vec<&'a Column>,
    pub(super) dropped: Vec<(&'a Ident, &'a Index)>,
    pub(super) built: Vec<(&'a Ident, &'a Index)>,
}

impl Draft<'_> {
    /// Writes the steps: names and descriptions first, then columns, then indexes. What one statement
    /// does is done as a whole or not at all, there and back. Columns and indexes have steps of their
    /// own, since not all of their reversals may stand with others in one statement (error 1235), and
    /// an index that is added beside its column makes the server write the table anew (4.3.5, measured).
    pub(super) fn parts(&self, table: &Ident) -> Vec<Part> {
        let mut parts = Vec::new();
        let (named, described) = (self.names(), self.descriptions());
        // The same column or index twice in a statement is refused (errors 1054 and 1176; 4.3.5,
        // measured).
        if self.describes_what_it_renames() {
            parts.extend(altered(table, "give other names in", &named));
            parts.extend(altered(table, "describe", &described));
        } else {
            let both = Sides {
                before: [named.before, described.before].concat(),
                after: [named.after, described.after].concat(),
            };
            parts.extend(altered(table, "describe", &both));
        }
        let columns = self.added.iter();
        let columns = Sides {
            before: columns
                .clone()
                .rev()
                .map(|column| Clause::DropColumn(&column.name))
                .collect(),
            after: columns.map(|column| Clause::AddColumn(column)).collect(),
        };
        parts.extend(altered(table, "add columns to", &columns));
        for (name, index) in &self.dropped {
            let (forward, reversal) = (
                render::drop_index(table, name),
                build_index(table, name, index),
            );
            parts.push(indexed(table, name, "drop", forward, reversal));
        }
        for (name, index) in &self.built {
            let (forward, reversal) = (
                build_index(table, name, index),
                render::drop_index(table, name),
            );
            parts.push(indexed(table, name, "build", forward, reversal));
        }
        parts
    }

    fn describes_what_it_renames(&self) -> bool {
        let renamed = self.renamed_columns.iter().chain(&self.renamed_indexes);
        let columns = self.modified.iter().map(|column| &column.after.name);
        let indexes = self.shown.iter().map(|(name, _)| *name);
        let described: Vec<&Ident> = columns.chain(indexes).collect();
        let mut names = renamed.map(|name| name.after);
        names.any(|name| described.contains(&name))
    }

    fn names(&self) -> Sides<Vec<Clause<'_>>> {
        let mut clauses = Sides {
            before: Vec::new(),
            after: Vec::new(),
        };
        for Sides { before, after } in &self.renamed_columns {
            clauses.after.push(Clause::RenameColumn {
                from: before,
                to: after,
            });
            clauses.before.push(Clause::RenameColumn {
                from: after,
                to: before,
            });
        }
        for Sides { before, after } in &self.renamed_indexes {
            clauses.after.push(Clause::RenameIndex {
                from: before,
                to: after,
            });
            clauses.before.push(Clause::RenameIndex {
                from: after,
                to: before,
            });
        }
        clauses
    }

    fn descriptions(&self) -> Sides<Vec<Clause<'_>>> {
        let mut clauses = Sides {
            before: Vec::new(),
            after: Vec::new(),
        };
        for Sides { before, after } in &self.modified {
            clauses.after.push(Clause::ModifyColumn(after));
            clauses.before.push(Clause::ModifyColumn(before));
        }
        for (name, Sides { before, after }) in &self.shown {
            clauses.after.push(Clause::AlterIndex(name, *after));
            clauses.before.push(Clause::AlterIndex(name, *before));
        }
        if let Some(Pair { before, after }) = self.comment {
            clauses.after.push(Clause::Comment(after.as_deref()));
            clauses.before.push(Clause::Comment(before.as_deref()));
        }
        clauses
    }
}

/// Makes a step of one statement; `None` if there is nothing to do.
fn altered(table: &Ident, doing: &str, clauses: &Sides<Vec<Clause<'_>>>) -> Option<Part> {
    (!clauses.after.is_empty()).then(|| Part {
        path: ObjectPath::table(table),
        summary: format!("{doing} {table} in place"),
        forward: render::alter_table(table, &clauses.after),
        reversal: render::alter_table(table, &clauses.before),
        work: Work::Description,
    })
}

fn indexed(
    table: &Ident,
    name: &Ident,
    doing: &str,
    forward: Statement,
    reversal: Statement,
) -> Part {
    Part {
        path: ObjectPath::table(table).join("indexes").join(name.as_str()),
        summary: format!("{doing} index {name} of {table} in place"),
        forward,
        reversal,
        work: Work::Rows,
    }
}

fn build_index(table: &Ident, name: &Ident, index: &Index) -> Statement {
    if render::is_added_with_others(index) {
        render::add_indexes(table, [(name, index)])
    } else {
        render::create_index(table, name, index)
    }
}
