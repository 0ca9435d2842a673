//! Comments.

use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, Statement, Table};

/// Writes the statements that set the comments of a table, its columns, keys and indexes where they
/// are others than those that are `there`.
pub(crate) fn comments(name: &Ident, there: &Table, table: &Table) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut set =
        |there: Option<&String>, comment: Option<&String>, object: &dyn Fn(&mut Writer)| {
            if there == comment {
                return;
            }
            let mut sql = Writer::new(Dialect::Postgres);
            sql.kw("COMMENT ON ");
            object(&mut sql);
            match comment {
                Some(comment) => sql.kw(" IS ").string(comment),
                None => sql.kw(" IS NULL"),
            };
            statements.push(sql.finish());
        };
    set(there.comment.as_ref(), table.comment.as_ref(), &|sql| {
        sql.kw("TABLE ").ident(name);
    });
    for column in &table.columns {
        let had = there.columns.get(&column.name);
        let had = had.and_then(|column| column.comment.as_ref());
        set(had, column.comment.as_ref(), &|sql| {
            sql.kw("COLUMN ").ident(name).kw(".").ident(&column.name);
        });
    }
    for (key, unique) in &table.uniques {
        let had = there.uniques.get(key).and_then(|key| key.comment.as_ref());
        set(had, unique.comment.as_ref(), &|sql| {
            sql.kw("CONSTRAINT ").ident(key).kw(" ON ").ident(name);
        });
    }
    for (key, index) in &table.indexes {
        let had = there.indexes.get(key).and_then(|key| key.comment.as_ref());
        set(had, index.comment.as_ref(), &|sql| {
            sql.kw("INDEX ").ident(key);
        });
    }
    statements
}
