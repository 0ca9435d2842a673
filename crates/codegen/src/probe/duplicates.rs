//! Rows that share a key with another row.

use obmigrate_model::Ident;
use obmigrate_model::index::Nulls;
use obmigrate_model::probe::KeyPart;
use obmigrate_model::sql::Writer;

use super::{Unsupported, hint};
use crate::render::parts;

/// Asks for rows that share a key.
pub(super) struct Duplicates<'a> {
    table: &'a Ident,
    parts: &'a [KeyPart],
    predicate: Option<&'a str>,
    nulls: Nulls,
}

impl<'a> Duplicates<'a> {
    pub(super) const fn new(
        table: &'a Ident,
        parts: &'a [KeyPart],
        predicate: Option<&'a str>,
        nulls: Nulls,
    ) -> Result<Self, Unsupported> {
        if parts.is_empty() {
            return Err(Unsupported("a key without columns"));
        }
        Ok(Self {
            table,
            parts,
            predicate,
            nulls,
        })
    }

    /// Adds up the rows of the keys that stand more than once.
    pub(super) fn write_count(&self, sql: &mut Writer) {
        let hint = hint(sql.dialect());
        sql.kw("SELECT ")
            .kw(hint)
            .kw("coalesce(sum(d.n), 0) FROM (SELECT ");
        sql.kw(hint).kw("count(*) AS n");
        self.write_groups(sql);
        sql.kw(") d");
    }

    /// Lists each row by its row key, next to those that it shares its key with.
    ///
    /// `k1`, `p1` and `n` are given where the names of the table are out of reach, so that it may
    /// have columns that are called so.
    pub(super) fn write_list(&self, sql: &mut Writer, key: &[Ident]) {
        let hint = hint(sql.dialect());
        let (keys, parts) = (|| (1_u32..).zip(key), || (1_u32..).zip(self.parts.iter()));
        sql.kw("SELECT ").kw(hint);
        sql.comma(keys(), |sql, (position, column)| {
            sql.kw("d.k").number(position).kw(" AS ").ident(column);
        });
        sql.kw(" FROM (SELECT ").kw(hint);
        sql.kw("r.*, count(*) OVER (PARTITION BY ");
        sql.comma(parts(), |sql, (position, _)| {
            sql.kw("r.p").number(position);
        });
        sql.kw(") AS n FROM (SELECT ").kw(hint);
        sql.comma(keys(), |sql, (position, column)| {
            sql.ident(column).kw(" AS k").number(position);
        });
        for (position, part) in parts() {
            sql.kw(", ");
            write_part(sql, part);
            sql.kw(" AS p").number(position);
        }
        self.write_rows(sql);
        sql.kw(") r) d WHERE d.n > 1 ORDER BY ");
        sql.comma(parts(), |sql, (position, _)| {
            sql.kw("d.p").number(position);
        });
        for (position, _) in keys() {
            sql.kw(", d.k").number(position);
        }
    }

    /// Lists each key that rows share, and how many do.
    pub(super) fn write_keys(&self, sql: &mut Writer) {
        let hint = hint(sql.dialect());
        sql.kw("SELECT ").kw(hint);
        sql.comma(self.parts, write_part).kw(", count(*)");
        self.write_groups(sql);
        // A name could also be that of what is selected, so the order goes by position.
        sql.kw(" ORDER BY ");
        sql.comma((1_u32..).zip(self.parts), |sql, (position, _)| {
            sql.number(position);
        });
    }

    /// Writes the table and which of its rows have a key.
    fn write_rows(&self, sql: &mut Writer) {
        sql.kw(" FROM ").ident(self.table);
        let mut word = " WHERE ";
        if let Some(predicate) = self.predicate {
            sql.kw(word).kw("(").expression(predicate).kw(")");
            word = " AND ";
        }
        match self.nulls {
            Nulls::Distinct => {
                sql.kw(word).separated(" AND ", self.parts, |sql, part| {
                    parts::key(sql, &part.key);
                    sql.kw(" IS NOT NULL");
                });
            }
            Nulls::NotDistinct => {}
        }
    }

    /// Writes the rows by their keys, and of these the ones that stand more than once.
    fn write_groups(&self, sql: &mut Writer) {
        self.write_rows(sql);
        sql.kw(" GROUP BY ").comma(self.parts, write_part);
        sql.kw(" HAVING count(*) > 1");
    }
}

fn write_part(sql: &mut Writer, part: &KeyPart) {
    if let Some(prefix) = part.prefix {
        sql.kw("left(");
        parts::key(sql, &part.key);
        sql.kw(", ").number(prefix).kw(")");
    } else {
        parts::key(sql, &part.key);
    }
    if let Some(collation) = &part.collation {
        sql.kw(" COLLATE ").expression(collation);
    }
}
