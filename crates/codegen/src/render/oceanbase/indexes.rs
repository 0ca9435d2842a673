//! Indexes and unique keys.

use std::collections::BTreeSet;

use obmigrate_model::index::{IndexMethod, IndexScope, Visibility};
use obmigrate_model::sql::Writer;
use obmigrate_model::{
    Dialect, Ident, Index, IndexKey, IndexPart, Statement, Table, Unique, Uniqueness,
};

use super::alter;
use crate::render::parts;

/// Is the parameter that names the parser of a `FULLTEXT` index: `ngram`.
pub(super) const PARSER: &str = "parser";
/// Is the parameter with the settings of that parser: `ngram_token_size=2`.
pub(super) const PARSER_PROPERTIES: &str = "parser_properties";
/// Is the kind of an index over vectors; its parameters are those of its `WITH`.
const VECTOR: &str = "vector";

/// Writes a unique key as a part of a table.
pub(super) fn write_unique(sql: &mut Writer, name: &Ident, unique: &Unique) {
    sql.kw("UNIQUE KEY ").ident(name).kw(" ");
    parts::columns(sql, &unique.columns);
    write_storing(sql, &unique.include);
    write_attributes(
        sql,
        unique.scope,
        unique.visibility,
        unique.comment.as_deref(),
    );
}

/// Says whether an index orders by an expression. A statement with the same expression in two
/// indexes is refused (error 4200; 4.3.5, measured).
pub(crate) fn has_expression(index: &Index) -> bool {
    index
        .parts
        .iter()
        .any(|part| matches!(part.key, IndexKey::Expression(_)))
}

type Named<'a> = Vec<(&'a Ident, &'a Index)>;

/// Keeps back an index over an expression that another index of the table is over, too (error 4200
/// in one `CREATE TABLE`, measured).
pub(crate) fn split_indexes(table: &Table) -> (Named<'_>, Named<'_>) {
    let mut seen = BTreeSet::new();
    table.indexes.iter().partition(|(_, index)| {
        let expressions = index.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Expression(text) => Some(text),
            IndexKey::Column(_) => None,
        });
        let expressions: BTreeSet<_> = expressions.collect();
        let is_new = seen.is_disjoint(&expressions);
        seen.extend(expressions);
        is_new
    })
}

/// Says whether `ALTER TABLE … ADD INDEX` makes the index as it is described, so that one statement
/// builds all such indexes. It makes an `INVISIBLE` index visible without a word (4.3.5, measured).
pub(crate) fn is_added_with_others(index: &Index) -> bool {
    index.visibility == Visibility::Visible
        && index.method == IndexMethod::BTree
        && !has_expression(index)
}

/// Writes one statement that adds indexes for which [`is_added_with_others`] holds.
pub(crate) fn add_indexes<'a>(
    table: &Ident,
    indexes: impl IntoIterator<Item = (&'a Ident, &'a Index)>,
) -> Statement {
    let mut sql = alter(table);
    sql.comma(indexes, |sql, (name, index)| {
        sql.kw("ADD ");
        write_index(sql, name, index);
    });
    sql.finish()
}

/// Writes the statement that creates an index of any kind.
pub(crate) fn create_index(table: &Ident, name: &Ident, index: &Index) -> Statement {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("CREATE ");
    write_name(&mut sql, name, index);
    sql.kw(" ON ").ident(table);
    write_rest(&mut sql, index);
    sql.finish()
}

/// Writes an index as a part of a table.
pub(super) fn write_index(sql: &mut Writer, name: &Ident, index: &Index) {
    write_name(sql, name, index);
    write_rest(sql, index);
}

fn write_name(sql: &mut Writer, name: &Ident, index: &Index) {
    sql.kw(match (&index.method, index.uniqueness) {
        (IndexMethod::FullText, _) => "FULLTEXT INDEX ",
        (IndexMethod::Spatial, _) => "SPATIAL INDEX ",
        (method, _) if is_vector(method) => "VECTOR INDEX ",
        (_, Uniqueness::Unique) => "UNIQUE INDEX ",
        (_, Uniqueness::NotUnique) => "INDEX ",
    });
    sql.ident(name);
    if index.method == IndexMethod::Hash {
        sql.kw(" USING HASH");
    }
}

pub(super) fn is_vector(method: &IndexMethod) -> bool {
    matches!(method, IndexMethod::Other(name) if name.eq_ignore_ascii_case(VECTOR))
}

fn write_rest(sql: &mut Writer, index: &Index) {
    sql.kw(" ").paren(|sql| {
        sql.comma(&index.parts, write_part);
    });
    write_storing(sql, &index.include);
    if is_vector(&index.method) {
        sql.kw(" WITH ").paren(|sql| {
            sql.comma(&index.parameters, |sql, (name, value)| {
                sql.expression(name).kw("=").expression(value);
            });
        });
    }
    if let Some(parser) = index.parameters.get(PARSER) {
        sql.kw(" WITH PARSER ").expression(parser);
    }
    if let Some(properties) = index.parameters.get(PARSER_PROPERTIES) {
        sql.kw(" PARSER_PROPERTIES = ").paren(|sql| {
            sql.expression(properties);
        });
    }
    write_attributes(sql, index.scope, index.visibility, index.comment.as_deref());
}

fn write_part(sql: &mut Writer, part: &IndexPart) {
    parts::key(sql, &part.key);
    if let Some(prefix) = part.prefix {
        sql.paren(|sql| {
            sql.number(prefix);
        });
    }
}

fn write_storing(sql: &mut Writer, columns: &[Ident]) {
    if !columns.is_empty() {
        sql.kw(" STORING ");
        parts::columns(sql, columns);
    }
}

fn write_attributes(
    sql: &mut Writer,
    scope: IndexScope,
    visibility: Visibility,
    comment: Option<&str>,
) {
    // An index is local unless it says otherwise (measured).
    sql.kw(match scope {
        IndexScope::Local => "",
        IndexScope::Global => " GLOBAL",
    });
    sql.kw(match visibility {
        Visibility::Visible => "",
        Visibility::Invisible => " INVISIBLE",
    });
    if let Some(comment) = comment {
        sql.kw(" COMMENT ").string(comment);
    }
}
