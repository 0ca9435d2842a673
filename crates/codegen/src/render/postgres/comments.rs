//! Comments.

use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, Statement, Table};

/// Writes the statements that set the comments of a table, its columns, keys and indexes.
pub(crate) fn comments(name: &Ident, table: &Table) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut add = |comment: &Option<String>, object: &dyn Fn(&mut Writer)| {
        if let Some(comment) = comment {
            let mut sql = Writer::new(Dialect::Postgres);
            sql.kw("COMMENT ON ");
            object(&mut sql);
            sql.kw(" IS ").string(comment);
            statements.push(sql.finish());
        }
    };
    add(&table.comment, &|sql| {
        sql.kw("TABLE ").ident(name);
    });
    for column in &table.columns {
        add(&column.comment, &|sql| {
            sql.kw("COLUMN ").ident(name).kw(".").ident(&column.name);
        });
    }
    for (key, unique) in &table.uniques {
        add(&unique.comment, &|sql| {
            sql.kw("CONSTRAINT ").ident(key).kw(" ON ").ident(name);
        });
    }
    for (key, index) in &table.indexes {
        add(&index.comment, &|sql| {
            sql.kw("INDEX ").ident(key);
        });
    }
    statements
}
