//! Rows that reference nothing, and with `MATCH FULL` those that do so in part.

use obmigrate_model::Ident;
use obmigrate_model::constraint::MatchType;
use obmigrate_model::sql::Writer;

use super::{Unsupported, hint};

/// Asks for rows of a child, `c`, that are compared with the rows of its parent, `p`.
pub(super) struct Orphans<'a> {
    table: &'a Ident,
    columns: &'a [Ident],
    parent_schema: Option<&'a Ident>,
    parent: &'a Ident,
    parent_columns: &'a [Ident],
    match_type: MatchType,
}

impl<'a> Orphans<'a> {
    pub(super) const fn new(
        table: &'a Ident,
        columns: &'a [Ident],
        (parent_schema, parent, parent_columns): (Option<&'a Ident>, &'a Ident, &'a [Ident]),
        match_type: MatchType,
    ) -> Result<Self, Unsupported> {
        if columns.is_empty() || columns.len() != parent_columns.len() {
            return Err(Unsupported(
                "a reference without as many columns on each side",
            ));
        }
        Ok(Self {
            table,
            columns,
            parent_schema,
            parent,
            parent_columns,
            match_type,
        })
    }

    /// Counts the rows.
    pub(super) fn write_count(&self, sql: &mut Writer) {
        let hint = hint(sql.dialect());
        sql.kw("SELECT ").kw(hint).kw("count(*)");
        self.write_rows(sql);
    }

    /// Lists the rows by their row key, or in no order by the columns that reference.
    pub(super) fn write_list(&self, sql: &mut Writer, key: &[Ident]) {
        let hint = hint(sql.dialect());
        sql.kw("SELECT ").kw(hint);
        write_each(
            sql,
            ", ",
            if key.is_empty() { self.columns } else { key },
            "",
        );
        self.write_rows(sql);
        if !key.is_empty() {
            sql.kw(" ORDER BY ");
            write_each(sql, ", ", key, "");
        }
    }

    fn write_rows(&self, sql: &mut Writer) {
        sql.kw(" FROM ").ident(self.table).kw(" c LEFT JOIN ");
        if let Some(schema) = self.parent_schema {
            sql.ident(schema).kw(".");
        }
        sql.ident(self.parent).kw(" p ON ");
        let pairs = self.columns.iter().zip(self.parent_columns);
        sql.separated(" AND ", pairs, |sql, (child, parent)| {
            sql.kw("c.").ident(child).kw(" = p.").ident(parent);
        });
        sql.kw(" WHERE (");
        write_each(sql, " AND ", self.columns, " IS NOT NULL");
        // A matching row has a value in each referenced column, so looking at one is enough.
        for parent in self.parent_columns.iter().take(1) {
            sql.kw(" AND p.").ident(parent).kw(" IS NULL");
        }
        sql.kw(")");
        match self.match_type {
            MatchType::Simple => {}
            MatchType::Full => {
                sql.kw(" OR ((");
                write_each(sql, " OR ", self.columns, " IS NULL");
                sql.kw(") AND (");
                write_each(sql, " OR ", self.columns, " IS NOT NULL");
                sql.kw("))");
            }
        }
    }
}

fn write_each(sql: &mut Writer, word: &'static str, columns: &[Ident], test: &'static str) {
    sql.separated(word, columns, |sql, column| {
        sql.kw("c.").ident(column).kw(test);
    });
}
