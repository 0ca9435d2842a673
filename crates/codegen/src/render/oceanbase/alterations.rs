//! What `ALTER TABLE` does to a table where it is.

use obmigrate_model::index::Visibility;
use obmigrate_model::sql::Writer;
use obmigrate_model::{Column, Ident, Statement};

use super::{alter, columns};

/// Is one clause of an `ALTER TABLE`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Clause<'a> {
    /// Puts a column behind the last one.
    AddColumn(&'a Column),
    /// Takes a column out.
    DropColumn(&'a Ident),
    /// Gives a column the attributes that are not its type's. All of it is restated: what is left out
    /// is lost (4.3.5, measured).
    ModifyColumn(&'a Column),
    /// Gives a column another name.
    RenameColumn { from: &'a Ident, to: &'a Ident },
    /// Gives an index another name.
    RenameIndex { from: &'a Ident, to: &'a Ident },
    /// Shows an index to queries, or hides it from them.
    AlterIndex(&'a Ident, Visibility),
    /// Sets the table's comment; an empty one is none.
    Comment(Option<&'a str>),
}

/// Writes one statement that does all of it or nothing (4.3.5, measured).
pub(crate) fn alter_table(table: &Ident, clauses: &[Clause<'_>]) -> Statement {
    let mut sql = alter(table);
    sql.comma(clauses, write);
    sql.finish()
}

/// Writes the statement that drops an index.
pub(crate) fn drop_index(table: &Ident, name: &Ident) -> Statement {
    let mut sql = alter(table);
    sql.kw("DROP INDEX ").ident(name);
    sql.finish()
}

fn write(sql: &mut Writer, clause: &Clause<'_>) {
    match clause {
        Clause::AddColumn(column) => {
            sql.kw("ADD COLUMN ");
            columns::write(sql, column);
        }
        Clause::DropColumn(name) => {
            sql.kw("DROP COLUMN ").ident(name);
        }
        Clause::ModifyColumn(column) => {
            sql.kw("MODIFY COLUMN ");
            columns::write(sql, column);
        }
        Clause::RenameColumn { from, to } => {
            sql.kw("RENAME COLUMN ").ident(from).kw(" TO ").ident(to);
        }
        Clause::RenameIndex { from, to } => {
            sql.kw("RENAME INDEX ").ident(from).kw(" TO ").ident(to);
        }
        Clause::AlterIndex(name, visibility) => {
            sql.kw("ALTER INDEX ").ident(name);
            sql.kw(match visibility {
                Visibility::Visible => " VISIBLE",
                Visibility::Invisible => " INVISIBLE",
            });
        }
        Clause::Comment(comment) => {
            sql.kw("COMMENT = ").string(comment.unwrap_or_default());
        }
    }
}
