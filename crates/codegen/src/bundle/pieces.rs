//! A loop over the key ranges of a table, as the body of a procedure.
//!
//! The bounds are variables of the key columns' own types, so that they compare as the columns do;
//! `(a, b) >= (x, y)` is a range scan of the key (OceanBase 4.3.5, measured: 198,000 rows in 99
//! pieces take 1.3 s). A variable hides a column of the same name even in backticks, so all names
//! begin with something that no column of the copy begins with.

use obmigrate_model::plan::Copy;
use obmigrate_model::sql::Writer;
use obmigrate_model::{Column, DataType, Ident, Table};

use crate::render::oceanbase as render;

/// Walks a table in pieces of its key.
pub(super) struct Pieces<'a> {
    copy: &'a Copy,
    key: Vec<&'a Column>,
    prefix: String,
}

impl<'a> Pieces<'a> {
    /// Finds out whether the rows of a copy can be walked by a procedure.
    ///
    /// An enumeration is sorted by the place of its labels and compared by their text (4.3.5,
    /// measured), so it makes no ranges.
    pub(super) fn of(copy: &'a Copy, before: Option<&'a Table>) -> Option<Self> {
        let columns = &before?.columns;
        let key = copy.key.iter().map(|name| {
            let column = columns.get(name)?;
            is_ordered(&column.data_type).then_some(column)
        });
        let key = key.collect::<Option<Vec<_>>>()?;
        (!key.is_empty()).then(|| Self {
            copy,
            key,
            prefix: free_prefix(copy),
        })
    }

    /// Lists the key columns.
    pub(super) fn key(&self) -> &[&'a Column] {
        &self.key
    }

    /// Writes the declarations of the loop, which stand before any handler.
    pub(super) fn declare(&self, sql: &mut Writer) {
        for (position, column) in self.key.iter().enumerate() {
            sql.kw("  DECLARE ");
            self.variable(sql, "low", position);
            sql.kw(", ");
            self.variable(sql, "high", position);
            sql.kw(" ");
            // What cannot be written was refused with the plan.
            render::write_type(sql, &column.data_type);
            if let Some(collation) = &column.collation {
                sql.kw(" COLLATE ").expression(collation);
            }
            sql.kw(";\n");
        }
        sql.kw("  DECLARE ");
        self.named(sql, "end");
        sql.kw(" INT DEFAULT 0;\n  DECLARE CONTINUE HANDLER FOR NOT FOUND SET ");
        self.named(sql, "end");
        sql.kw(" = 1;\n");
    }

    /// Writes the loop. `piece` writes the statements for the rows of one piece.
    pub(super) fn walk(&self, sql: &mut Writer, piece: impl FnOnce(&mut Writer)) {
        let rows = self.copy.chunk_rows.saturating_sub(1);
        self.find(sql, "  ", "low", |_| {}, "", 0);
        sql.kw("  WHILE ");
        self.named(sql, "end");
        sql.kw(" = 0 DO\n");
        let from_low = |sql: &mut Writer| self.bound(sql, " WHERE ", &self.names(), " >= ", "low");
        self.find(sql, "    ", "high", from_low, "", rows);
        sql.kw("    IF ");
        self.named(sql, "end");
        sql.kw(" = 1 THEN\n");
        self.find(sql, "      ", "high", |_| {}, " DESC", 0);
        sql.kw("    END IF;\n");
        piece(sql);
        sql.kw("    COMMIT;\n    IF ");
        self.named(sql, "end");
        sql.kw(" = 0 THEN\n");
        let behind = |sql: &mut Writer| self.bound(sql, " WHERE ", &self.names(), " > ", "high");
        self.find(sql, "      ", "low", behind, "", 0);
        sql.kw("    END IF;\n  END WHILE;\n");
    }

    /// Writes ` WHERE …` for the rows of one piece, where the key columns have these names.
    pub(super) fn range(&self, sql: &mut Writer, key: &[&Ident]) {
        self.bound(sql, " WHERE ", key, " >= ", "low");
        self.bound(sql, " AND ", key, " <= ", "high");
    }

    /// Writes a name of the procedure's own.
    pub(super) fn named(&self, sql: &mut Writer, name: &'static str) {
        sql.expression(&self.prefix).kw(name);
    }

    fn variable(&self, sql: &mut Writer, name: &'static str, position: usize) {
        self.named(sql, name);
        sql.kw("_").expression(&(position + 1).to_string());
    }

    fn variables(&self, sql: &mut Writer, name: &'static str) {
        sql.comma(0..self.key.len(), |sql, position| {
            self.variable(sql, name, position);
        });
    }

    fn names(&self) -> Vec<&'a Ident> {
        self.key.iter().map(|column| &column.name).collect()
    }

    fn bound(
        &self,
        sql: &mut Writer,
        word: &'static str,
        key: &[&Ident],
        operator: &'static str,
        name: &'static str,
    ) {
        sql.kw(word).paren(|sql| {
            sql.idents(key.iter().copied());
        });
        sql.kw(operator).paren(|sql| self.variables(sql, name));
    }

    /// Writes the query that puts a key into variables.
    fn find(
        &self,
        sql: &mut Writer,
        indent: &'static str,
        name: &'static str,
        condition: impl FnOnce(&mut Writer),
        direction: &'static str,
        offset: u64,
    ) {
        sql.kw(indent).kw("SELECT ").idents(self.names());
        sql.kw(" INTO ");
        self.variables(sql, name);
        sql.kw(" FROM ").ident(&self.copy.from);
        condition(sql);
        sql.kw(" ORDER BY ").comma(self.names(), |sql, name| {
            sql.ident(name).kw(direction);
        });
        sql.kw(" LIMIT 1");
        if offset > 0 {
            sql.kw(" OFFSET ").number(offset);
        }
        sql.kw(";\n");
    }
}

/// Finds a beginning that no name in the statements of a copy has.
pub(super) fn free_prefix(copy: &Copy) -> String {
    let text = copy.statement.sql().to_lowercase();
    let key = copy.key.iter().map(|name| name.as_str().to_lowercase());
    let key: Vec<String> = key.collect();
    let mut prefix = "obmigrate_".to_owned();
    while text.contains(&prefix) || key.iter().any(|name| name.contains(&prefix)) {
        prefix.push('_');
    }
    prefix
}

/// Says whether the server sorts the values of a type as it compares them with a variable.
const fn is_ordered(data_type: &DataType) -> bool {
    use DataType as T;
    match data_type {
        T::Boolean
        | T::Integer { .. }
        | T::Decimal { .. }
        | T::Char { .. }
        | T::VarChar { .. }
        | T::Binary { .. }
        | T::VarBinary { .. }
        | T::Date
        | T::Time { .. }
        | T::Timestamp { .. }
        | T::Year => true,
        T::Numeric
        | T::Real
        | T::Double
        | T::Text { .. }
        | T::Blob { .. }
        | T::Bit { .. }
        | T::Uuid
        | T::Json { .. }
        | T::ScaledFloat { .. }
        | T::VarBit { .. }
        | T::Interval { .. }
        | T::Enum { .. }
        | T::Set { .. }
        | T::Domain(_)
        | T::Composite(_)
        | T::Array { .. }
        | T::Vector { .. }
        | T::Geometry { .. }
        | T::Postgres(_)
        | T::Other { .. } => false,
    }
}
