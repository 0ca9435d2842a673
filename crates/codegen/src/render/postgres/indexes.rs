//! Indexes.

use obmigrate_model::index::{IndexMethod, Nulls, NullsOrder};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, Index, IndexPart, SortOrder, Statement, Uniqueness};

use super::columns;
use crate::render::parts;

/// Writes the statement that creates an index.
pub(crate) fn create_index(table: &Ident, name: &Ident, index: &Index) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw(match index.uniqueness {
        Uniqueness::NotUnique => "CREATE INDEX ",
        Uniqueness::Unique => "CREATE UNIQUE INDEX ",
    });
    sql.ident(name).kw(" ON ").ident(table).kw(" USING ");
    write_method(&mut sql, &index.method);
    sql.kw(" ").paren(|sql| {
        sql.comma(&index.parts, write_part);
    });
    write_include(&mut sql, &index.include);
    sql.kw(match index.nulls {
        Nulls::Distinct => "",
        Nulls::NotDistinct => " NULLS NOT DISTINCT",
    });
    if !index.parameters.is_empty() {
        sql.kw(" WITH ").paren(|sql| {
            sql.comma(&index.parameters, |sql, (name, value)| {
                sql.expression(name).kw(" = ").string(value);
            });
        });
    }
    write_predicate(&mut sql, index.predicate.as_deref());
    sql.finish()
}

pub(super) fn write_method(sql: &mut Writer, method: &IndexMethod) {
    sql.kw(match method {
        IndexMethod::BTree => "btree",
        IndexMethod::Hash => "hash",
        IndexMethod::Gin => "gin",
        IndexMethod::Gist => "gist",
        IndexMethod::SpGist => "spgist",
        IndexMethod::Brin => "brin",
        IndexMethod::Other(name) => {
            sql.expression(name);
            return;
        }
        // Refused before they come here.
        IndexMethod::FullText | IndexMethod::Spatial => return,
    });
}

fn write_part(sql: &mut Writer, part: &IndexPart) {
    parts::key(sql, &part.key);
    if let Some(collation) = &part.collation {
        columns::write_collation(sql, collation);
    }
    if let Some(class) = &part.operator_class {
        sql.kw(" ").expression(class);
    }
    sql.kw(match part.order {
        SortOrder::Ascending => "",
        SortOrder::Descending => " DESC",
    });
    sql.kw(match part.nulls_order {
        None => "",
        Some(NullsOrder::First) => " NULLS FIRST",
        Some(NullsOrder::Last) => " NULLS LAST",
    });
}

pub(super) fn write_include(sql: &mut Writer, include: &[Ident]) {
    if !include.is_empty() {
        sql.kw(" INCLUDE ");
        parts::columns(sql, include);
    }
}

pub(super) fn write_predicate(sql: &mut Writer, predicate: Option<&str>) {
    if let Some(predicate) = predicate {
        sql.kw(" WHERE ").paren(|sql| {
            sql.expression(predicate);
        });
    }
}
