//! Ranges of a row key: how a table is walked in pieces.

use serde::{Deserialize, Serialize};

use crate::sql::{Statement, Writer};
use crate::{Dialect, Ident, Value};

/// Holds the rows whose key is above `after` and not above `through`, as the server orders keys.
///
/// `None` means no bound on that side. A bound has one value for each key column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "two bounds make a range")]
pub struct KeyRange {
    /// The rows start behind this key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Vec<Value>>,
    /// The rows end with this key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Vec<Value>>,
}

impl KeyRange {
    /// Holds every row.
    pub const ALL: Self = Self {
        after: None,
        through: None,
    };

    /// Writes ` WHERE …`, or nothing if there are no bounds.
    ///
    /// Row values compare as `(a, b) > (x, y)`, which both servers turn into a range scan of the
    /// key (OceanBase 4.3.5, measured).
    pub fn write_where(&self, key: &[Ident], sql: &mut Writer) {
        let bounds = [(&self.after, " > "), (&self.through, " <= ")];
        let mut word = " WHERE ";
        for (bound, operator) in bounds {
            if let Some(values) = bound {
                sql.kw(word);
                write_tuple(sql, key.len(), |sql| {
                    sql.idents(key);
                });
                sql.kw(operator);
                write_tuple(sql, values.len(), |sql| {
                    sql.comma(values, |sql, value| {
                        sql.value(value);
                    });
                });
                word = " AND ";
            }
        }
    }
}

fn write_tuple(sql: &mut Writer, len: usize, inner: impl FnOnce(&mut Writer)) {
    if len == 1 {
        inner(sql);
    } else {
        sql.paren(inner);
    }
}

/// Asks for the key at which a piece of `rows` rows behind `after` ends; no row means that fewer
/// are left and the piece goes to the end of the table.
#[must_use]
pub fn boundary(
    dialect: Dialect,
    table: &Ident,
    key: &[Ident],
    after: Option<&[Value]>,
    rows: u64,
) -> Statement {
    let mut sql = Writer::new(dialect);
    sql.kw("SELECT ").idents(key).kw(" FROM ").ident(table);
    KeyRange {
        after: after.map(<[Value]>::to_vec),
        through: None,
    }
    .write_where(key, &mut sql);
    sql.kw(" ORDER BY ").idents(key);
    sql.kw(" LIMIT 1 OFFSET ").number(rows.saturating_sub(1));
    sql.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_compare_whole_keys() -> Result<(), crate::ident::IdentError> {
        let (table, a, b) = (Ident::new("t")?, Ident::new("a")?, Ident::new("b")?);
        let after = vec![Value::Integer(1), Value::Text("x".into())];
        assert_eq!(
            boundary(
                Dialect::OceanBase,
                &table,
                &[a.clone(), b.clone()],
                Some(&after),
                10
            )
            .sql(),
            "SELECT `a`, `b` FROM `t` WHERE (`a`, `b`) > (1, 'x') ORDER BY `a`, `b` LIMIT 1 OFFSET 9"
        );
        let mut sql = Writer::new(Dialect::Postgres);
        KeyRange {
            after: Some(vec![Value::Integer(1)]),
            through: Some(vec![Value::Integer(9)]),
        }
        .write_where(&[a], &mut sql);
        assert_eq!(sql.finish().sql(), r#" WHERE "a" > 1 AND "a" <= 9"#);
        Ok(())
    }
}
